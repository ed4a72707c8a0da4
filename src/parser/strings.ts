/**
 * Literals: numbers, characters, strings with interpolation, raw strings and commands.
 *
 * The values are computed in `literals.ts` and `string-text.ts`; here is only the grammar. A string without
 * interpolation is a `StringLiteral`, else `(string part …)`; a triple-quoted one loses its common indentation.
 * Mirrors the manual's chapters "Strings" and "Integers and Floating-Point Numbers".
 */
import type { IToken } from 'chevrotain'
import {
  BoolLiteral,
  CharLiteral,
  CommandLiteral,
  Identifier,
  InterpolatedName,
  InterpolatedParen,
  NumberLiteral,
  RawString,
  RightParen,
  StringDollar,
  StringEnd,
  StringStart,
  StringText,
  TripleStringEnd,
  TripleStringStart,
  TripleStringText,
} from '../lexer/tokens.ts'
import { normalizeName } from '../lexer/characters.ts'
import { Context, ParserBase } from './base.ts'
import type { Ast } from './expr.ts'
import { charValue, numberValue } from './literals.ts'
import { rawStringValue, stringParts, type RawPart } from './string-text.ts'

export abstract class StringRules extends ParserBase {
  number = this.RULE('number', (): Ast => {
    const token = this.CONSUME(NumberLiteral)
    return this.ACTION(() => this.numberOf(token, ''))
  })

  /** The value of a number token, with a sign put before it. */
  numberOf(token: IToken, sign: string): Ast {
    const next = this.token(1)
    if (token.image.endsWith('.') && next.op !== undefined && !next.spaced && ambiguousAfterPoint.test(next.image)) {
      this.fail(
        `invalid syntax "${token.image}${next.image}"; add space(s) to clarify`,
        token,
        `write "${token.image}0 ${next.image}" for a number followed by an operator, or "${token.image.slice(0, -1)} .${next.image}" for a broadcast`,
      )
    }
    return numberValue(token.image, sign, token.startOffset, (message, hint) => this.fail(message, token, hint))
  }

  literal = this.RULE(
    'literal',
    (): Ast =>
      this.OR([
        { ALT: () => this.SUBRULE(this.number) },
        {
          ALT: () => {
            const token = this.CONSUME(BoolLiteral)
            const span = { start: token.startOffset, end: token.startOffset + token.image.length }
            return { kind: 'bool', value: token.image === 'true', span } satisfies Ast
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(CharLiteral)
            return this.ACTION(() => charValue(token.image, token.startOffset, (message, hint) => this.fail(message, token, hint)))
          },
        },
      ]),
  )

  string = this.RULE('string', (): Ast => {
    const start = this.CONSUME(StringStart)
    this.open(start, '"')
    const parts: RawPart[] = []
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            parts.push(textPart(this.CONSUME(StringText)))
          },
        },
        {
          ALT: () => {
            parts.push(this.SUBRULE(this.interpolation))
          },
        },
      ]),
    )
    this.CONSUME(StringEnd)
    this.close()
    return this.ACTION(() => this.stringNode(parts, false, start.startOffset))
  })

  tripleString = this.RULE('tripleString', (): Ast => {
    const start = this.CONSUME(TripleStringStart)
    this.open(start, '"""')
    const parts: RawPart[] = []
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            parts.push(textPart(this.CONSUME(TripleStringText)))
          },
        },
        {
          ALT: () => {
            parts.push(this.SUBRULE(this.interpolation))
          },
        },
      ]),
    )
    this.CONSUME(TripleStringEnd)
    this.close()
    return this.ACTION(() => this.stringNode(parts, true, start.startOffset))
  })

  /** `$name` or `$(expression)` */
  interpolation = this.RULE('interpolation', (): RawPart => {
    this.CONSUME(StringDollar)
    const saved = this.enter(0)
    const node = this.OR([
      {
        ALT: () => {
          const name = this.CONSUME(InterpolatedName)
          return this.symbolOf(name, normalizeName(name.image))
        },
      },
      {
        ALT: () => {
          const open = this.CONSUME(InterpolatedParen)
          return this.SUBRULE(this.interpolatedParen, { ARGS: [open] })
        },
      },
    ])
    this.leave(saved)
    return { node }
  })

  interpolatedParen = this.RULE('interpolatedParen', (open: IToken): Ast => {
    this.open(open, ')')
    const saved = this.enter(Context.skipNewlines | Context.brackets)
    const contents = this.SUBRULE(this.parenContents)
    this.leave(saved)
    this.CONSUME(RightParen)
    this.close()
    return this.ACTION(() => {
      if (contents.commas || contents.groups.length !== 1 || contents.groups[0].length !== 1) {
        this.fail('invalid interpolation syntax', open, 'write one expression between the parentheses of $(…)')
      }
      return contents.groups[0][0]
    })
  })

  stringNode(parts: RawPart[], triple: boolean, start: number): Ast {
    const span = { start, end: this.lastEnd() }
    const values = stringParts(parts, triple, (message, at, hint) => this.fail(message, at, hint))
    if (values.length === 0) return { kind: 'string', value: '', span }
    if (values.length === 1 && typeof values[0] === 'string') return { kind: 'string', value: values[0], span }
    const args = values.map((part): Ast => (typeof part === 'string' ? { kind: 'string', value: part } : part))
    return { kind: 'expr', head: 'string', args, span }
  }

  /** `` `text` `` ==> (macrocall (globalref Core @cmd) line "text") */
  command = this.RULE('command', (): Ast => {
    const token = this.CONSUME(CommandLiteral)
    return this.ACTION(() => {
      const callee: Ast = { kind: 'globalref', module: 'Core', name: '@cmd' }
      return this.node('macrocall', [callee, this.lineNode(this.lineAt(token.startOffset)), this.rawOf(token)], token.startOffset)
    })
  })

  rawOf(token: IToken): Ast {
    const span = { start: token.startOffset, end: token.startOffset + token.image.length }
    return { kind: 'string', value: rawStringValue(token.image), span }
  }

  /** `name"text"flags` after its name ==> (macrocall @name_str line "text" "flags") */
  stringMacro = this.RULE('stringMacro', (callee: (suffix: string) => Ast, start: number): Ast => {
    const text = this.OR([{ ALT: () => this.CONSUME(RawString) }, { ALT: () => this.CONSUME(CommandLiteral) }])
    let flags: IToken | undefined
    this.OPTION({
      GATE: () => !this.token(1).spaced,
      DEF: () => {
        flags = this.OR1([{ ALT: () => this.CONSUME(Identifier) }, { ALT: () => this.CONSUME(NumberLiteral) }])
      },
    })
    return this.ACTION(() => {
      const args: Ast[] = [callee(text.image[0] === '`' ? '_cmd' : '_str'), this.lineNode(this.lineAt(start)), this.rawOf(text)]
      if (flags?.tokenType === NumberLiteral) args.push(this.numberOf(flags, ''))
      else if (flags) args.push({ kind: 'string', value: flags.image })
      return this.node('macrocall', args, start)
    })
  })
}

const ambiguousAfterPoint = /^[-+*/^\\<>=!&|~%÷×⋅]/

function textPart(token: IToken): RawPart {
  return { text: token.image, start: token.startOffset }
}
