/**
 * Infix operators by precedence climbing, comparisons, ranges, the conditional, `where`, `->`, assignment.
 *
 * `binary(min)` reads an operand and then every infix operator at least as strong as `min`; the strengths are those
 * of `lexer/operators.ts`. Juxtaposition (`2x`) is an infix operator without a token. Mirrors the manual's table
 * "Operator Precedence and Associativity".
 */
import type { IToken } from 'chevrotain'
import {
  BoolLiteral,
  CharLiteral,
  Identifier,
  Kw,
  LeftParen,
  Newline,
  NumberLiteral,
  Op,
  Prime,
  RawString,
  RightBrace,
  RightBracket,
  RightParen,
  StringEnd,
  StringStart,
  TripleStringStart,
  VarIdentifier,
  type JuliaToken,
} from '../lexer/tokens.ts'
import { Prec, type Operator } from '../lexer/operators.ts'
import { Context } from './base.ts'
import { PrefixRules } from './prefix.ts'
import type { Ast } from './expr.ts'
import { bodyBlock, isCallSignature, withParameters } from './trees.ts'

type Alternatives = { ALT: () => Ast; IGNORE_AMBIGUITIES?: boolean }[]

export abstract class OperatorRules extends PrefixRules {
  override binary = this.RULE('binary', (min: number): Ast => {
    const start = this.token(1).startOffset
    let left = this.OR(
      (this.operandAlternatives ??= [
        { ALT: () => this.SUBRULE(this.unary) },
        { ALT: () => this.SUBRULE(this.subtypePrefix) },
        { ALT: () => this.SUBRULE(this.ampersandPrefix) },
        { ALT: () => this.SUBRULE(this.declarationPrefix) },
        { ALT: () => this.SUBRULE(this.postfix) },
      ] as Alternatives),
    )
    this.MANY({
      GATE: () => this.continues(min),
      DEF: () => {
        this.left = left
        this.leftStart = start
        left = this.SUBRULE(this.infix)
      },
    })
    return left
  })
  operandAlternatives: Alternatives | undefined

  /** The infix operators that follow an operand read elsewhere. */
  override binaryTail = this.RULE('binaryTail', (operand: Ast, start: number, min: number): Ast => {
    let left = operand
    this.MANY({
      GATE: () => this.continues(min),
      DEF: () => {
        this.left = left
        this.leftStart = start
        left = this.SUBRULE(this.infix)
      },
    })
    return left
  })

  /** True if the next token is an infix operator of at least this strength here. */
  continues(min: number): boolean {
    const next = this.token(1)
    const op = next.op
    if (op === undefined || op.prec === 0) return !next.spaced && min <= Prec.unary && this.isJuxtaposed(next)
    if (op.prec < min) return false
    // Only what is weaker than a range may follow `a...`.
    if (op.prec >= Prec.colon && this.token(0).tokenType === Op.Ellipsis) return false
    const { context } = this
    if (context === 0 || context === Context.skipNewlines) return true
    if (context & Context.noColon && op.tokenClass === 'Colon') return false
    if (context & Context.noWhere && op.tokenClass === 'Where') return false
    if (context & Context.spaces && next.spaced) return this.infixAmongSpaces(op)
    return true
  }

  /** In `[a -b]` the operator belongs to b alone; in `[a - b]` it is infix. */
  infixAmongSpaces(op: Operator): boolean {
    if (this.token(2).spaced) return true
    const c = op.tokenClass
    const prefix = c === 'SignOperator' || c === 'Tilde' || c === 'Ampersand' || c === 'Dollar' || c === 'StarOperator' || c === 'Colon'
    return !prefix
  }

  /** `2x`, `2(x)`, `(a)b`, `x'y`, `2√x`: an operand directly after a number or a closed operand. */
  isJuxtaposed(next: JuliaToken): boolean {
    const before = this.token(0).tokenType
    const type = next.tokenType
    if (type === Identifier || type === VarIdentifier) {
      if (before === NumberLiteral) this.checkNumberEnd(next)
      return juxtaposable.has(before)
    }
    if (type === StringStart || type === TripleStringStart) return this.failIfStringJuxtaposed(before, next)
    if (type === LeftParen) return before === NumberLiteral || before === RightParen
    return type === Op.UnaryOperator && radicals.has(next.image) && juxtaposable.has(before)
  }

  /** `0x` and `1__0` are no products. */
  checkNumberEnd(next: JuliaToken): void {
    const number = this.token(0)
    const broken = /^0[xbo]./.test(number.image) || next.image[0] === '_' || (number.image === '0' && /^[xbo]/.test(next.image))
    if (!broken) return
    const span = { start: number.startOffset, end: next.endOffset + 1 }
    this.fail(`invalid numeric constant "${number.image}${next.image}"`, span, 'write * between a number and a name')
  }

  failIfStringJuxtaposed(before: JuliaToken['tokenType'], next: JuliaToken): boolean {
    if (!juxtaposable.has(before)) return false
    return this.fail('cannot juxtapose string literal', next, 'put an operator such as * between them')
  }

  /** One infix operator with its right side, applied to `this.left`. */
  infix = this.RULE(
    'infix',
    (): Ast =>
      this.OR(
        (this.infixAlternatives ??= [
          { ALT: () => this.SUBRULE(this.assignment) },
          { ALT: () => this.SUBRULE(this.rightAssociative) },
          { ALT: () => this.SUBRULE(this.conditional) },
          { ALT: () => this.SUBRULE(this.comparison) },
          { ALT: () => this.SUBRULE(this.range) },
          { ALT: () => this.SUBRULE(this.leftAssociative) },
          { ALT: () => this.SUBRULE(this.whereClause) },
          { ALT: () => this.SUBRULE(this.declaration) },
          { ALT: () => this.SUBRULE(this.lambda) },
          { ALT: () => this.SUBRULE(this.splat) },
          { ALT: () => this.SUBRULE(this.juxtaposition), IGNORE_AMBIGUITIES: true },
        ] as Alternatives),
      ),
  )
  infixAlternatives: Alternatives | undefined

  /** `a = b`, `f(x) = b`, `a += b`, `a ~ b` */
  assignment = this.RULE('assignment', (): Ast => {
    const { left, leftStart } = this
    const token = this.OR([
      { ALT: () => this.CONSUME(Op.Equals) },
      { ALT: () => this.CONSUME(Op.AssignmentOperator) },
      { ALT: () => this.CONSUME(Op.Tilde) },
    ])
    this.skipNewline()
    const right = this.SUBRULE(this.binary, { ARGS: [Prec.assignment] })
    return this.ACTION(() => this.assignmentNode(token, left, right, leftStart))
  })

  /** After an infix operator its right side may stand on the next line. */
  skipNewline(): void {
    this.OPTION9(() => this.CONSUME9(Newline))
  }

  assignmentNode(token: IToken, left: Ast, right: Ast, start: number): Ast {
    const op = (token as JuliaToken).op as Operator
    if (!op.isHead) return this.node('call', [this.symbolOf(token, op.name), left, right], start)
    // f(x) = y ==> (= (call f x) (block line y))
    if (op.name === '=' && isCallSignature(left)) {
      const body = bodyBlock(this.lineNode(this.lineAt(token.startOffset)), right)
      return this.node('=', [left, body], start)
    }
    return this.node(op.name, [left, right], start)
  }

  /** `a => b`, `a --> b`, `a && b`, `a || b`, `a <| b`, `a ^ b`: the right side takes in the same operator again. */
  rightAssociative = this.RULE('rightAssociative', (): Ast => {
    const { left, leftStart } = this
    const token = this.OR(
      (this.rightOperators ??= [Op.PairOperator, Op.ArrowOperator, Op.LazyOr, Op.LazyAnd, Op.PipeLeft, Op.PowerOperator].map(type => ({
        ALT: () => this.CONSUME(type),
      }))),
    )
    this.skipNewline()
    const prec = precOf(token)
    const right = this.SUBRULE(this.binary, { ARGS: [prec === Prec.power ? Prec.unary : prec] })
    return this.ACTION(() => this.infixNode(token, [left, right], leftStart))
  })
  rightOperators: { ALT: () => IToken }[] | undefined

  /** `a + b`, `a * b`, `a |> b` …; `a + b + c` ==> (call + a b c) */
  leftAssociative = this.RULE('leftAssociative', (): Ast => {
    const { left, leftStart } = this
    const token = this.OR(
      (this.leftOperators ??= [
        Op.SignOperator,
        Op.PlusOperator,
        Op.Dollar,
        Op.TimesOperator,
        Op.Ampersand,
        Op.StarOperator,
        Op.RationalOperator,
        Op.ShiftOperator,
        Op.PipeRight,
      ].map(type => ({ ALT: () => this.CONSUME(type) }))),
    )
    this.skipNewline()
    const op = (token as JuliaToken).op
    const prec = precOf(token)
    const args = [left, this.SUBRULE(this.binary, { ARGS: [prec + 1] })]
    this.MANY({
      GATE: () => op?.isNary === true && this.token(1).op === op && this.continues(prec),
      DEF: () => {
        this.OR1([
          { ALT: () => this.CONSUME1(Op.SignOperator) },
          { ALT: () => this.CONSUME1(Op.PlusOperator) },
          { ALT: () => this.CONSUME1(Op.TimesOperator) },
        ])
        this.OPTION1(() => this.CONSUME1(Newline))
        args.push(this.SUBRULE1(this.binary, { ARGS: [prec + 1] }))
      },
    })
    return this.ACTION(() => this.infixNode(token, args, leftStart))
  })
  leftOperators: { ALT: () => IToken }[] | undefined

  infixNode(token: IToken, args: Ast[], start: number): Ast {
    const op = (token as JuliaToken).op as Operator
    return op.isHead ? this.node(op.name, args, start) : this.node('call', [this.symbolOf(token, op.name), ...args], start)
  }

  /** `a < b` ==> (call < a b), `a < b <= c` ==> (comparison a < b <= c) */
  comparison = this.RULE('comparison', (): Ast => {
    const { left, leftStart } = this
    const chain: Ast[] = [left]
    let first: IToken | undefined
    this.AT_LEAST_ONE({
      GATE: () => first === undefined || this.continues(Prec.comparison),
      DEF: () => {
        const token = this.OR(
          (this.comparisonOperators ??= [
            { ALT: () => this.CONSUME(Op.ComparisonOperator) },
            { ALT: () => this.CONSUME(Op.SubtypeOperator) },
            { ALT: () => this.CONSUME(Op.WordOperator) },
          ]),
        )
        first ??= token
        this.skipNewline()
        chain.push(this.symbolOf(token, (token as JuliaToken).op?.name), this.SUBRULE(this.binary, { ARGS: [Prec.comparison + 1] }))
      },
    })
    return this.ACTION(() =>
      chain.length === 3 ? this.infixNode(first as IToken, [chain[0], chain[2]], leftStart) : this.node('comparison', chain, leftStart),
    )
  })
  comparisonOperators: { ALT: () => IToken }[] | undefined

  /** `a:b` ==> (call : a b), `a:s:b` ==> (call : a s b), `a..b` ==> (call .. a b) */
  range = this.RULE('range', (): Ast => {
    const { left, leftStart } = this
    const token = this.OR([{ ALT: () => this.CONSUME(Op.Colon) }, { ALT: () => this.CONSUME(Op.RangeOperator) }])
    const args = [left, this.SUBRULE(this.rangeSide)]
    this.OPTION({
      GATE: () => token.tokenType === Op.Colon && this.continues(Prec.colon),
      DEF: () => {
        this.CONSUME1(Op.Colon)
        args.push(this.SUBRULE1(this.rangeSide))
      },
    })
    return this.ACTION(() => this.infixNode(token, args, leftStart))
  })

  rangeSide = this.RULE('rangeSide', (): Ast => this.SUBRULE(this.binary, { ARGS: [Prec.colon + 1] }))

  /** `a ? b : c` ==> (if a b c) */
  conditional = this.RULE('conditional', (): Ast => {
    const { left, leftStart } = this
    const question = this.CONSUME(Op.Question) as JuliaToken
    this.ACTION(() => this.checkQuestionSpaces(question))
    this.OPTION(() => this.CONSUME(Newline))
    const saved = this.enter(this.context | Context.noColon)
    const yes = this.SUBRULE(this.binary, { ARGS: [Prec.assignment] })
    this.leave(saved)
    this.OPTION1({
      GATE: () => this.token(2).tokenType === Op.Colon,
      DEF: () => this.CONSUME1(Newline),
    })
    const mark = this.token(1)
    const colon = this.CONSUME(Op.Colon) as JuliaToken
    this.ACTION(() => this.checkColonSpaces(mark === colon ? colon : mark))
    this.OPTION2(() => this.CONSUME2(Newline))
    const no = this.SUBRULE1(this.binary, { ARGS: [Prec.assignment] })
    return this.node('if', [left, yes, no], leftStart)
  })

  checkQuestionSpaces(question: JuliaToken): void {
    const hint = 'write the conditional with spaces: condition ? yes : no'
    if (!question.spaced) this.fail('space required before `?` operator', question, hint)
    if (!this.token(1).spaced && this.tokenAfterSkip(question)) this.fail('space required after `?` operator', question, hint)
  }

  checkColonSpaces(colon: JuliaToken): void {
    const hint = 'write the conditional with spaces: condition ? yes : no'
    if (!colon.spaced) this.fail('space required before colon in `?` expression', colon, hint)
    if (!this.token(1).spaced && this.tokenAfterSkip(colon)) this.fail('space required after colon in `?` expression', colon, hint)
  }

  /** True if the next token touches `token`. */
  tokenAfterSkip(token: JuliaToken): boolean {
    return this.token(1).startOffset === token.endOffset + 1
  }

  /** `A where T`, `A where {T, S}` ==> (where A T S) */
  whereClause = this.RULE('whereClause', (): Ast => {
    const { left, leftStart } = this
    const params = this.SUBRULE(this.whereParameters)
    return this.ACTION(() => this.node('where', [left, ...params], leftStart))
  })

  override whereParameters = this.RULE('whereParameters', (): Ast[] => {
    this.CONSUME(Op.Where)
    let params: Ast[] = []
    this.OR([
      {
        ALT: () => {
          const groups = this.SUBRULE(this.braceArguments)
          this.ACTION(() => {
            params = withParameters([], groups, false)
          })
        },
      },
      {
        ALT: () => {
          const saved = this.enter(this.context | Context.noWhere)
          params = [this.SUBRULE(this.binary, { ARGS: [Prec.comparison] })]
          this.leave(saved)
        },
        IGNORE_AMBIGUITIES: true,
      },
    ])
    return params
  })

  /** `a::T` ==> (:: a T) */
  declaration = this.RULE('declaration', (): Ast => {
    const { left, leftStart } = this
    this.CONSUME(Op.DoubleColon)
    const type = this.SUBRULE(this.declaredType)
    return this.node('::', [left, type], leftStart)
  })

  /** The type after `::`, with its own `where`s. */
  override declaredType = this.RULE('declaredType', (): Ast => {
    const start = this.token(1).startOffset
    const type = this.OR([{ ALT: () => this.SUBRULE(this.postfix) }, { ALT: () => this.SUBRULE(this.ampersandPrefix) }])
    return this.SUBRULE(this.whereTail, { ARGS: [type, start] })
  })

  whereTail = this.RULE('whereTail', (operand: Ast, start: number): Ast => {
    let left = operand
    this.MANY({
      GATE: () => (this.context & Context.noWhere) === 0,
      DEF: () => {
        this.left = left
        this.leftStart = start
        left = this.SUBRULE(this.whereClause)
      },
    })
    return left
  })

  /** `x -> y` ==> (-> x (block line y)) */
  lambda = this.RULE('lambda', (): Ast => {
    const { left, leftStart } = this
    const arrow = this.CONSUME(Op.Arrow)
    this.skipNewline()
    const body = this.SUBRULE(this.binary, { ARGS: [Prec.assignment] })
    return this.ACTION(() => {
      const block = bodyBlock(this.lineNode(this.lineAt(arrow.startOffset)), body)
      return this.node('->', [left, block], leftStart)
    })
  })

  /** `a...` ==> (... a) */
  splat = this.RULE('splat', (): Ast => {
    const { left, leftStart } = this
    this.CONSUME(Op.Ellipsis)
    return this.node('...', [left], leftStart)
  })

  /** `2x` ==> (call * 2 x) */
  juxtaposition = this.RULE('juxtaposition', (): Ast => {
    const { left, leftStart } = this
    const factor = this.SUBRULE(this.binary, { ARGS: [Prec.power] })
    return this.node('call', [{ kind: 'symbol', name: '*' }, left, factor], leftStart)
  })
}

function precOf(token: IToken): number {
  return (token as JuliaToken).op?.prec ?? 0
}

const radicals = new Set(['√', '∛', '∜'])
const juxtaposable = new Set([
  NumberLiteral,
  RightParen,
  RightBracket,
  RightBrace,
  Prime,
  CharLiteral,
  StringEnd,
  RawString,
  Kw.end,
  BoolLiteral,
])
