/**
 * Everything that follows an expression directly: calls, indexing, fields, broadcasting, `do`, adjoints; and what
 * stands between parentheses.
 *
 * A suffix must touch what it applies to: `f (x)` is no call. Mirrors the manual's chapters "Functions" (argument
 * lists, do-blocks, dot syntax) and "Macros" (invocation).
 */
import type { IToken } from 'chevrotain'
import {
  Comma,
  Identifier,
  IndexWord,
  Kw,
  LeftBrace,
  LeftBracket,
  LeftParen,
  Newline,
  NumberLiteral,
  Op,
  Prime,
  RightBrace,
  RightParen,
  Semicolon,
  VarIdentifier,
  type JuliaToken,
} from '../lexer/tokens.ts'
import { normalizeName } from '../lexer/characters.ts'
import { ArrayRules } from './arrays.ts'
import { Context, type ParenContents } from './base.ts'
import type { Ast } from './expr.ts'
import { parenNode, withParameters } from './trees.ts'

export abstract class CallRules extends ArrayRules {
  /** An atom with all that follows it directly. */
  override postfix = this.RULE('postfix', (): Ast => {
    const start = this.token(1).startOffset
    let left = this.SUBRULE(this.atom)
    this.MANY({
      GATE: () => this.hasSuffix(left),
      DEF: () => {
        this.left = left
        this.leftStart = start
        left = this.SUBRULE(this.suffix)
      },
    })
    return left
  })

  /** What follows an operand that was read elsewhere. */
  suffixes = this.RULE('suffixes', (operand: Ast, start: number): Ast => {
    let left = operand
    this.MANY({
      GATE: () => this.hasSuffix(left),
      DEF: () => {
        this.left = left
        this.leftStart = start
        left = this.SUBRULE(this.suffix)
      },
    })
    return left
  })

  /** True if the next token continues the operand just read. */
  hasSuffix(left: Ast): boolean {
    const next = this.token(1)
    const type = next.tokenType
    if (next.spaced) return type === Kw.do && left.kind === 'expr' && (left.head === 'call' || left.head === 'macrocall')
    if (type === LeftParen) return left.kind !== 'int' && left.kind !== 'float' && this.token(0).tokenType !== NumberLiteral
    return type === Op.Dot || type === LeftBracket || type === LeftBrace || type === Prime
  }

  suffix = this.RULE(
    'suffix',
    (): Ast =>
      this.OR(
        (this.suffixAlternatives ??= [
          { ALT: () => this.SUBRULE(this.call) },
          { ALT: () => this.SUBRULE(this.indexing) },
          { ALT: () => this.SUBRULE(this.field) },
          { ALT: () => this.SUBRULE(this.curly) },
          { ALT: () => this.SUBRULE(this.doBlock) },
          {
            ALT: () => {
              const { left, leftStart } = this
              const prime = this.CONSUME(Prime)
              // x' ==> (' x), x'ᵀ ==> (call 'ᵀ x)
              return prime.image === "'" ? this.node("'", [left], leftStart) : this.node('call', [this.symbolOf(prime), left], leftStart)
            },
          },
        ]),
      ),
  )
  suffixAlternatives: { ALT: () => Ast }[] | undefined

  /** `f(a; b=1)` ==> (call f (parameters (kw b 1)) a) */
  call = this.RULE('call', (): Ast => {
    const { left, leftStart } = this
    const args = this.SUBRULE(this.callArguments)
    return this.ACTION(() => this.node('call', [left, ...args], leftStart))
  })

  override callArguments = this.RULE('callArguments', (): Ast[] => {
    const contents = this.SUBRULE(this.parenthesizedContents)
    return this.ACTION(() => withParameters([], contents.groups, true))
  })

  /** `( … )`, newlines meaning nothing inside. */
  parenthesizedContents = this.RULE('parenthesized', (): ParenContents => {
    const open = this.CONSUME(LeftParen)
    this.open(open, ')')
    const saved = this.enter(Context.skipNewlines | Context.brackets | (this.context & Context.index))
    const contents = this.SUBRULE(this.parenContents)
    this.leave(saved)
    this.CONSUME(RightParen)
    this.close()
    return contents
  })

  override parenContents = this.RULE('parenContents', (): ParenContents => {
    const groups: Ast[][] = [[]]
    const lines: number[][] = [[]]
    let commas = false
    let separated = true
    this.MANY({
      GATE: () => separated || this.token(1).tokenType === Comma || this.token(1).tokenType === Semicolon,
      DEF: () =>
        this.OR([
          {
            ALT: () => {
              const comma = this.CONSUME(Comma)
              if (separated) this.ACTION(() => this.fail('unexpected `,`', comma, 'an argument is missing before the comma'))
              commas = true
              separated = true
            },
          },
          {
            ALT: () => {
              this.CONSUME(Semicolon)
              groups.push([])
              lines.push([])
              separated = true
            },
          },
          {
            ALT: () => {
              lines[lines.length - 1].push(this.lineAt(this.token(1).startOffset))
              groups[groups.length - 1].push(this.SUBRULE(this.argument))
              separated = false
            },
            IGNORE_AMBIGUITIES: true,
          },
        ]),
    })
    return { groups, lines, commas }
  })

  override argument = this.RULE('argument', (): Ast => {
    let item = this.SUBRULE(this.item)
    this.OPTION(() => {
      item = this.SUBRULE(this.generatorTail, { ARGS: [item] })
    })
    return item
  })

  /** `(a)`, `(a, b)`, `(a; b)`, `(; a=1)`, `(x for x in y)` */
  paren = this.RULE('paren', (): Ast => {
    const start = this.token(1).startOffset
    const contents = this.SUBRULE(this.parenthesizedContents)
    return this.ACTION(() => {
      const node = parenNode(contents, line => this.lineNode(line), { start, end: this.lastEnd() })
      this.parenthesized = node
      return node
    })
  })

  /** `A{T}` ==> (curly A T) */
  curly = this.RULE('curly', (): Ast => {
    const { left, leftStart } = this
    const groups = this.SUBRULE(this.braceArguments)
    return this.ACTION(() => this.node('curly', withParameters([left], groups, false), leftStart))
  })

  braceArguments = this.RULE('braceArguments', (): Ast[][] => {
    const open = this.CONSUME(LeftBrace)
    this.open(open, '}')
    const saved = this.enter(Context.skipNewlines | Context.brackets)
    const contents = this.SUBRULE(this.parenContents)
    this.leave(saved)
    this.CONSUME(RightBrace)
    this.close()
    return contents.groups
  })

  /** What follows a dot: `a.b`, `f.(x)`, `a.:b`, `a.$b`, `A.@m x`, `a."b"` */
  field = this.RULE('field', (): Ast => {
    const { left, leftStart } = this
    const dot = this.CONSUME(Op.Dot)
    if (this.token(1).spaced && this.token(1).image !== '')
      this.ACTION(() => this.fail('space not allowed after `.`', dot, 'write the field name directly after the dot'))
    return this.OR([
      // f.(x, y) ==> (. f (tuple x y))
      {
        ALT: () => {
          const start = this.token(1).startOffset
          const args = this.SUBRULE(this.callArguments)
          return this.ACTION(() => this.node('.', [left, this.node('tuple', args, start)], leftStart))
        },
      },
      {
        ALT: () => {
          const name = this.CONSUME(Identifier)
          let node = this.fieldNode(left, leftStart, this.symbolOf(name, normalizeName(name.image)))
          // A.r"x" ==> (macrocall (. A (quotenode @r_str)) line "x")
          this.OPTION({
            GATE: () => !this.token(1).spaced,
            DEF: () => {
              const callee = (suffix: string) => this.fieldNode(left, leftStart, this.symbolOf(name, `@${name.image}${suffix}`))
              node = this.SUBRULE(this.stringMacro, { ARGS: [callee, leftStart] })
            },
          })
          return node
        },
      },
      { ALT: () => this.fieldNode(left, leftStart, this.varName(this.CONSUME(VarIdentifier))) },
      {
        ALT: () => {
          // a.:b ==> (. a (quotenode b))
          const quoted = this.SUBRULE(this.quoted)
          return this.node('.', [left, quoted], leftStart)
        },
      },
      {
        ALT: () => {
          // a.$b ==> (. a (quotenode ($ b)))
          const value = this.SUBRULE(this.interpolated)
          return this.fieldNode(left, leftStart, value)
        },
      },
      { ALT: () => this.SUBRULE(this.macroCall, { ARGS: [left] }) },
      { ALT: () => this.fieldNode(left, leftStart, this.SUBRULE(this.string)) },
      // a.[1] and a.{1} are syntax, though without a meaning
      { ALT: () => this.quotedField(left, leftStart, this.SUBRULE(this.array)) },
      { ALT: () => this.quotedField(left, leftStart, this.SUBRULE(this.braces)) },
    ])
  })

  fieldNode(left: Ast, start: number, name: Ast): Ast {
    return this.node('.', [left, { kind: 'quotenode', value: name }], start)
  }

  quotedField(left: Ast, start: number, value: Ast): Ast {
    return this.node('.', [left, { kind: 'expr', head: 'quote', args: [value] }], start)
  }

  varName(token: IToken): Ast {
    return this.symbolOf(token, token.image?.slice(4, -1).replace(/\\(["\\])/g, '$1'))
  }

  /** `$x` and `$(x)` ==> ($ x) */
  interpolated = this.RULE('interpolated', (): Ast => {
    const start = this.CONSUME(Op.Dollar).startOffset
    const value = this.OR([
      { ALT: () => this.SUBRULE(this.interpolated) },
      { ALT: () => this.SUBRULE(this.atom), IGNORE_AMBIGUITIES: true },
    ])
    return this.node('$', [value], start)
  })

  /** `f(x) do a, b … end` ==> (do (call f x) (-> (tuple a b) (block …))) */
  doBlock = this.RULE('doBlock', (): Ast => {
    const { left, leftStart } = this
    const saved = this.enter(0)
    const word = this.CONSUME(Kw.do)
    this.open(word, 'end')
    const params: Ast[] = []
    const start = this.token(1).startOffset
    this.OPTION({
      GATE: () => ![Newline, Semicolon, Kw.end].includes(this.token(1).tokenType),
      DEF: () =>
        this.AT_LEAST_ONE_SEP({
          SEP: Comma,
          DEF: () => {
            params.push(this.SUBRULE(this.item))
          },
        }),
    })
    const tuple = this.node('tuple', params, start)
    const body = this.SUBRULE(this.block)
    this.CONSUME(Kw.end)
    this.leave(saved)
    this.close()
    return this.node('do', [left, this.node('->', [tuple, body], word.startOffset)], leftStart)
  })

  /** `:x` ==> (quotenode x), `:(a + b)` ==> (quote (call + a b)), and a lone `:` */
  quoted = this.RULE('quoted', (): Ast => {
    const colon = this.CONSUME(Op.Colon)
    let result: Ast = this.symbolOf(colon)
    this.OPTION({
      GATE: () => this.canBeQuoted(colon),
      DEF: () => {
        result = this.SUBRULE(this.quotedValue, { ARGS: [colon.startOffset] })
      },
    })
    return result
  })

  canBeQuoted(colon: IToken): boolean {
    const next = this.token(1)
    if (next.spaced) {
      if (
        next.tokenType === Identifier &&
        !(this.context & Context.spaces) &&
        this.lineAt(next.startOffset) === this.lineAt(colon.startOffset)
      ) {
        this.fail('whitespace is not allowed after `:` used for quoting', colon, 'write :name without a space')
      }
      return false
    }
    return !closers.has(next.image) && next.image !== ''
  }

  quotedValue = this.RULE('quotedValue', (start: number): Ast => {
    const value = this.OR([
      { ALT: () => this.SUBRULE(this.anyWord) },
      { ALT: () => this.SUBRULE(this.quotedParen) },
      { ALT: () => this.SUBRULE(this.atom), IGNORE_AMBIGUITIES: true },
    ])
    const span = { start, end: this.lastEnd() }
    return this.ACTION(() => {
      const plain = value.kind !== 'expr' && value.kind !== 'bool' && value.kind !== 'quotenode'
      return plain ? { kind: 'quotenode', value, span } : { kind: 'expr', head: 'quote', args: [value], span }
    })
  })

  quotedParen = this.RULE('quotedParen', (): Ast => {
    const start = this.token(1).startOffset
    return this.OR([
      {
        GATE: () => this.token(2).op !== undefined && this.token(3).tokenType === RightParen,
        ALT: () => {
          this.CONSUME(LeftParen)
          const word = this.SUBRULE(this.anyOperator)
          this.CONSUME(RightParen)
          return word
        },
        IGNORE_AMBIGUITIES: true,
      },
      {
        ALT: () => {
          const contents = this.SUBRULE(this.parenthesizedContents)
          return this.ACTION(() => parenNode(contents, line => this.lineNode(line), { start, end: this.lastEnd() }))
        },
        IGNORE_AMBIGUITIES: true,
      },
    ])
  })

  /** Any operator, also those that are syntax, as a name: the inside of `:(=)`. */
  anyOperator = this.RULE('anyOperator', (): Ast => {
    const token = this.OR(Object.values(Op).map(type => ({ ALT: () => this.CONSUME(type) }))) as JuliaToken
    return this.symbolOf(token, token.op?.name)
  })

  /** A keyword or syntactic operator as a plain name, after the colon of a quote. */
  anyWord = this.RULE('anyWord', (): Ast => {
    const token = this.OR([
      ...Object.values(Kw).map(type => ({ ALT: () => this.CONSUME(type) })),
      { ALT: () => this.CONSUME(IndexWord) },
      ...syntacticOperators.map(type => ({ ALT: () => this.CONSUME(type) })),
    ]) as JuliaToken
    return this.symbolOf(token, token.op?.name ?? token.image)
  })
}

const closers = new Set([')', ']', '}', ',', ';', '='])
const syntacticOperators = [
  Op.LazyAnd,
  Op.LazyOr,
  Op.Arrow,
  Op.Ellipsis,
  Op.DoubleColon,
  Op.SubtypeOperator,
  Op.SignOperator,
  Op.UnaryOperator,
  Op.Tilde,
  Op.Dollar,
  Op.Ampersand,
  Op.StarOperator,
  Op.Question,
  Op.AssignmentOperator,
  Op.Equals,
  Op.Dot,
]
