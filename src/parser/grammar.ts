/**
 * The grammar's top: atoms, macro calls, and the start rules; and the one instance of the parser.
 *
 * Tokens enter (`lexer/lexer.ts`), `Ast` leaves. A rule that fails throws; `parse.ts` turns that into a message.
 * Invariant: parsing is deterministic, one token of lookahead and no backtracking, so time is linear in the input.
 */
import { EOF, type IToken } from 'chevrotain'
import {
  CommandLiteral,
  Comma,
  Identifier,
  IndexWord,
  Invalid,
  Kw,
  Newline,
  Op,
  RawString,
  RightBrace,
  RightBracket,
  RightParen,
  Semicolon,
  VarIdentifier,
  type JuliaToken,
} from '../lexer/tokens.ts'
import { normalizeName } from '../lexer/characters.ts'
import { Context } from './base.ts'
import { ModuleRules } from './modules.ts'
import { expr, isExpr, type Ast } from './expr.ts'
import { withParameters } from './trees.ts'

type Alternatives = { ALT: () => Ast; IGNORE_AMBIGUITIES?: boolean }[]

const argumentEnds = new Set([
  Newline,
  Semicolon,
  Comma,
  RightParen,
  RightBracket,
  RightBrace,
  EOF,
  Kw.end,
  Kw.else,
  Kw.elseif,
  Kw.catch,
  Kw.finally,
  IndexWord,
  Invalid,
])
/** Operators that stand for themselves where a value is expected: `map(*, x)`. */
const valueOperators = [
  Op.PlusOperator,
  Op.TimesOperator,
  Op.RationalOperator,
  Op.ShiftOperator,
  Op.PowerOperator,
  Op.ComparisonOperator,
  Op.PairOperator,
  Op.ArrowOperator,
  Op.PipeLeft,
  Op.PipeRight,
  Op.RangeOperator,
  Op.WordOperator,
  Op.Where,
]

export class JuliaParser extends ModuleRules {
  override atom = this.RULE(
    'atom',
    (): Ast =>
      this.OR(
        (this.atomAlternatives ??= [
          { ALT: () => this.SUBRULE(this.name) },
          { ALT: () => this.SUBRULE(this.literal) },
          { ALT: () => this.SUBRULE(this.paren) },
          { ALT: () => this.SUBRULE(this.array) },
          { ALT: () => this.SUBRULE(this.string) },
          { ALT: () => this.SUBRULE(this.tripleString) },
          { ALT: () => this.SUBRULE(this.quoted) },
          { ALT: () => this.SUBRULE(this.macroCall, { ARGS: [undefined] }) },
          { ALT: () => this.SUBRULE(this.interpolated) },
          { ALT: () => this.SUBRULE(this.command) },
          { ALT: () => this.SUBRULE(this.braces) },
          { ALT: () => this.SUBRULE(this.keywordExpression) },
          ...valueOperators.map(type => ({
            ALT: () => {
              const token = this.CONSUME(type) as JuliaToken
              return this.symbolOf(token, token.op?.name)
            },
          })),
          { ALT: () => this.symbolOf(this.CONSUME(IndexWord)) },
        ] as Alternatives),
      ),
  )
  atomAlternatives: Alternatives | undefined

  /** A name; directly before a string it names a string macro. */
  name = this.RULE('name', (): Ast => {
    const token = this.OR([{ ALT: () => this.CONSUME(Identifier) }, { ALT: () => this.CONSUME(VarIdentifier) }])
    let node: Ast = this.ACTION(() =>
      token.tokenType === VarIdentifier ? this.varName(token) : this.symbolOf(token, normalizeName(token.image)),
    )
    this.OPTION({
      GATE: () => !this.token(1).spaced && (this.token(1).tokenType === RawString || this.token(1).tokenType === CommandLiteral),
      DEF: () => {
        const callee = (suffix: string): Ast => this.symbolOf(token, `@${token.image}${suffix}`)
        node = this.SUBRULE(this.stringMacro, { ARGS: [callee, token.startOffset] })
      },
    })
    return node
  })

  override keywordExpression = this.RULE(
    'keywordExpression',
    (): Ast =>
      this.OR(
        (this.keywordAlternatives ??= [
          { ALT: () => this.SUBRULE(this.begin) },
          { ALT: () => this.SUBRULE(this.quote) },
          { ALT: () => this.SUBRULE(this.if) },
          { ALT: () => this.SUBRULE(this.while) },
          { ALT: () => this.SUBRULE(this.for) },
          { ALT: () => this.SUBRULE(this.let) },
          { ALT: () => this.SUBRULE(this.try) },
          { ALT: () => this.SUBRULE(this.return) },
          { ALT: () => this.SUBRULE(this.jump) },
          { ALT: () => this.SUBRULE(this.const) },
          { ALT: () => this.SUBRULE(this.scope) },
          { ALT: () => this.SUBRULE(this.function) },
          { ALT: () => this.SUBRULE(this.macro) },
          { ALT: () => this.SUBRULE(this.struct) },
          { ALT: () => this.SUBRULE(this.abstract) },
          { ALT: () => this.SUBRULE(this.primitive) },
          { ALT: () => this.SUBRULE(this.module) },
          { ALT: () => this.SUBRULE(this.import) },
          { ALT: () => this.SUBRULE(this.export) },
        ]),
      ),
  )
  keywordAlternatives: Alternatives | undefined

  /**
   * `@m a b` and `@m(a, b)` ==> (macrocall @m line a b); `left` is the module of `left.@m`.
   * In `@A.m x` the last name of the path is the macro's.
   */
  override macroCall = this.RULE('macroCall', (left: Ast | undefined): Ast => {
    const at = this.token(1)
    const start = left !== undefined ? this.leftStart : at.startOffset
    let callee = this.SUBRULE(this.macroName)
    this.ACTION(() => {
      if (left !== undefined) callee = this.fieldNode(left, start, callee)
    })
    this.MANY({
      GATE: () => !this.token(1).spaced,
      DEF: () => {
        this.CONSUME(Op.Dot)
        const name = this.CONSUME(Identifier)
        this.ACTION(() => {
          callee = this.qualifyMacro(callee, name, start)
        })
      },
    })
    const line = this.lineNode(this.lineAt(at.startOffset))
    let args: Ast[] = []
    this.OR([
      {
        GATE: () => !this.token(1).spaced,
        ALT: () => {
          const contents = this.SUBRULE(this.parenthesizedContents)
          this.ACTION(() => {
            args = withParameters([], contents.groups, false)
          })
        },
        IGNORE_AMBIGUITIES: true,
      },
      {
        GATE: () => !this.token(1).spaced,
        ALT: () => {
          const array = this.SUBRULE(this.array)
          args = [array]
        },
        IGNORE_AMBIGUITIES: true,
      },
      {
        GATE: () => !this.token(1).spaced,
        ALT: () => {
          const braces = this.SUBRULE(this.braces)
          args = [braces]
        },
        IGNORE_AMBIGUITIES: true,
      },
      {
        ALT: () => {
          const saved = this.enter((this.context & ~Context.skipNewlines & ~Context.noColon) | Context.spaces)
          this.MANY1({
            GATE: () => !argumentEnds.has(this.token(1).tokenType) && !this.isGenerator(args.length),
            DEF: () => {
              args.push(this.SUBRULE(this.statement))
            },
          })
          this.leave(saved)
          // @doc "…"⏎f documents what stands on the next line
          this.OPTION({
            GATE: () => this.documentsNext(callee, args),
            DEF: () => {
              this.CONSUME(Newline)
              args.push(this.SUBRULE1(this.statement))
            },
          })
        },
      },
    ])
    return this.node('macrocall', [callee, line, ...args], start)
  })

  documentsNext(callee: Ast, args: Ast[]): boolean {
    const name = isExpr(callee, '.') && callee.args[1].kind === 'quotenode' ? callee.args[1].value : callee
    return (
      args.length === 1 && name.kind === 'symbol' && name.name === '@doc' && this.token(1).tokenType === Newline && this.documentsNextLine()
    )
  }

  /** In `[@m x for x in y]` the comprehension is not part of the macro's arguments. */
  isGenerator(count: number): boolean {
    return count > 0 && (this.context & Context.brackets) !== 0 && this.token(1).tokenType === Kw.for
  }

  /** `@A.m`: so far `@A`, or `A.@m` on the way to `A.m.@n` ==> (. A (quotenode @m)) */
  qualifyMacro(callee: Ast, name: IToken, start: number): Ast {
    const last = (node: Ast): Ast =>
      node.kind === 'symbol'
        ? this.symbolOf({ ...name, startOffset: node.span?.start ?? start }, node.name.replace(/^@/, ''))
        : expr('.', [(node as { args: Ast[] }).args[0], unmacro((node as { args: Ast[] }).args[1])])
    return this.fieldNode(last(callee), start, this.symbolOf(name, `@${normalizeName(name.image)}`))
  }

  /** The whole input: (toplevel line statement line statement …) */
  program = this.RULE('program', (): Ast => {
    const args: Ast[] = []
    this.programArgs = args
    let separated = true
    this.MANY({
      GATE: () => separated || this.token(1).tokenType === Newline,
      DEF: () =>
        this.OR([
          {
            ALT: () => {
              this.CONSUME(Newline)
              separated = true
            },
          },
          {
            ALT: () => {
              args.push(this.lineHere())
              args.push(this.SUBRULE(this.line))
              separated = false
            },
          },
        ]),
    })
    return expr('toplevel', args)
  })
  /** The statements `program` has read so far, also after an error. */
  programArgs: Ast[] = []

  /** One line of input: a statement, or several with semicolons: a; b ==> (toplevel a b) */
  line = this.RULE('line', (): Ast => {
    const start = this.token(1).startOffset
    const statements: Ast[] = []
    let separated = true
    let semicolons = false
    this.AT_LEAST_ONE({
      GATE: () => separated || this.token(1).tokenType === Semicolon,
      DEF: () =>
        this.OR([
          {
            ALT: () => {
              this.CONSUME(Semicolon)
              separated = true
              semicolons = true
            },
          },
          {
            ALT: () => {
              statements.push(this.SUBRULE(this.documented, { ARGS: [true] }))
              separated = false
            },
          },
        ]),
    })
    return semicolons ? this.node('toplevel', statements, start) : statements[0]
  })

  /** The first line of what follows, if there is any. */
  oneLine = this.RULE('oneLine', (): Ast | undefined => {
    let line: Ast | undefined
    this.OPTION(() => this.CONSUME(Newline))
    this.OPTION1(() => {
      line = this.SUBRULE(this.line)
    })
    return line
  })

  constructor(validate: boolean) {
    super(!validate)
    this.performSelfAnalysis()
  }
}

function unmacro(node: Ast): Ast {
  if (node.kind !== 'quotenode' || node.value.kind !== 'symbol') return node
  return { ...node, value: { ...node.value, name: node.value.name.replace(/^@/, '') } }
}
