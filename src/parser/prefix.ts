/**
 * Operators before their operand: `-x`, `!x`, `<: T`, `::T`, `&x`, and operators as values.
 *
 * A sign directly before a number is part of the literal; an operator directly before a parenthesis may be called by
 * name: `-(x)^2` is `-(x^2)`, `-(x, y)^2` is a power of a call. Mirrors the manual's section "Operators are functions".
 */
import { EOF, type IToken } from 'chevrotain'
import {
  Comma,
  InterpolatedName,
  Invalid,
  Kw,
  LeftBrace,
  LeftBracket,
  LeftParen,
  Newline,
  NumberLiteral,
  Op,
  Prime,
  RightBrace,
  RightBracket,
  RightParen,
  Semicolon,
  type JuliaToken,
} from '../lexer/tokens.ts'
import { Prec } from '../lexer/operators.ts'
import { CallRules } from './calls.ts'
import type { Ast } from './expr.ts'
import { parenNode, withParameters } from './trees.ts'

export abstract class PrefixRules extends CallRules {
  /** `-x`, `!x`, `-2`, `-(a, b)`, and an operator as a value */
  override unary = this.RULE('unary', (): Ast => {
    const token = this.OR(
      (this.unaryOperators ??= [Op.SignOperator, Op.UnaryOperator, Op.Tilde, Op.StarOperator].map(type => ({
        ALT: () => this.CONSUME(type),
      }))),
    ) as JuliaToken
    let result: Ast = this.symbolOf(token, token.op?.name)
    this.OPTION({
      GATE: () => this.startsOperand(),
      DEF: () => {
        result = this.OR1([
          {
            GATE: () => this.isSignedLiteral(token),
            ALT: () => this.SUBRULE(this.signedLiteral, { ARGS: [token] }),
            IGNORE_AMBIGUITIES: true,
          },
          {
            GATE: () => !this.token(1).spaced,
            ALT: () => this.SUBRULE(this.operatorCall, { ARGS: [token] }),
            IGNORE_AMBIGUITIES: true,
          },
          // <:{T} ==> (curly <: T)
          {
            GATE: () => this.token(1).tokenType === LeftBrace && !this.token(1).spaced,
            ALT: () => this.SUBRULE(this.suffixes, { ARGS: [result, token.startOffset] }),
            IGNORE_AMBIGUITIES: true,
          },
          {
            ALT: () => {
              const operand = this.SUBRULE(this.binary, { ARGS: [Prec.power] })
              return this.node('call', [result, operand], token.startOffset)
            },
            IGNORE_AMBIGUITIES: true,
          },
        ])
      },
    })
    return result
  })
  unaryOperators: { ALT: () => IToken }[] | undefined

  /** False if what follows a prefix operator makes it a value: `map(-, x)`, `(-)`. */
  startsOperand(): boolean {
    const { op, tokenType } = this.token(1)
    if (op !== undefined) {
      // !in(a, b): an operator called by name
      if (this.token(2).tokenType === LeftParen && !this.token(2).spaced && op.tokenClass !== 'Equals') return true
      return (
        op.isUnary ||
        op.tokenClass === 'Colon' ||
        op.tokenClass === 'Dollar' ||
        op.tokenClass === 'Ampersand' ||
        op.tokenClass === 'DoubleColon'
      )
    }
    return !afterValue.has(tokenType)
  }

  /** `-2` is a literal, but `-2^2` is `-(2^2)`; hexadecimal numbers have no sign. */
  isSignedLiteral(sign: JuliaToken): boolean {
    const number = this.token(1)
    if (number.tokenType !== NumberLiteral || number.spaced || (sign.image !== '-' && sign.image !== '+')) return false
    const after = this.token(2)
    if (/^0[xbo]/.test(number.image) && !number.image.includes('p')) return false
    return after.tokenType !== Op.PowerOperator && (after.spaced || !(after.tokenType === Prime || after.tokenType === LeftBracket))
  }

  signedLiteral = this.RULE('signedLiteral', (sign: IToken): Ast => {
    const number = this.CONSUME(NumberLiteral)
    return this.ACTION(() => this.numberOf(number, sign.image))
  })

  /** `-(x)^2` is `-(x^2)`, but `-(x, y)^2` calls `-` first. */
  operatorCall = this.RULE('operatorCall', (operator: JuliaToken): Ast => {
    const start = operator?.startOffset
    const parenStart = this.token(1).startOffset
    const contents = this.SUBRULE(this.parenthesizedContents)
    const callee = this.symbolOf(operator ?? this.token(0), operator?.op?.name)
    const isCall = this.ACTION(() => contents.commas || contents.groups[0].length === 0)
    let result: Ast = callee
    this.OR([
      {
        GATE: () => isCall === true,
        ALT: () => {
          const call = this.ACTION(() => this.node('call', [callee, ...withParameters([], contents.groups, true)], start))
          result = this.SUBRULE(this.suffixes, { ARGS: [call, start] })
        },
        IGNORE_AMBIGUITIES: true,
      },
      {
        ALT: () => {
          const inner = this.ACTION(() => parenNode(contents, line => this.lineNode(line), { start: parenStart, end: this.lastEnd() }))
          const operand = this.SUBRULE1(this.suffixes, { ARGS: [inner, parenStart] })
          const argument = this.SUBRULE(this.binaryTail, { ARGS: [operand, parenStart, Prec.power] })
          result = this.node('call', [callee, argument], start)
        },
        IGNORE_AMBIGUITIES: true,
      },
    ])
    return result
  })

  /** `<: T` ==> (<: T), `<:(a, b)` ==> (<: a b) */
  subtypePrefix = this.RULE('subtypePrefix', (): Ast => {
    const token = this.CONSUME(Op.SubtypeOperator) as JuliaToken
    const start = token.startOffset
    let result: Ast = this.symbolOf(token)
    this.OPTION({
      GATE: () => this.startsOperand(),
      DEF: () => {
        result = this.OR([
          {
            GATE: () => !this.token(1).spaced,
            ALT: () => {
              const args = this.SUBRULE(this.callArguments)
              return this.ACTION(() => this.node(token.image, args, start))
            },
            IGNORE_AMBIGUITIES: true,
          },
          {
            GATE: () => this.token(1).tokenType === LeftBrace && !this.token(1).spaced,
            ALT: () => this.SUBRULE(this.suffixes, { ARGS: [result, start] }),
            IGNORE_AMBIGUITIES: true,
          },
          {
            ALT: () => {
              const type = this.SUBRULE(this.binary, { ARGS: [Prec.where] })
              return this.node(token.image, [type], start)
            },
            IGNORE_AMBIGUITIES: true,
          },
        ])
      },
    })
    return result
  })

  /** `&x` ==> (& x) */
  ampersandPrefix = this.RULE('ampersandPrefix', (): Ast => {
    const token = this.CONSUME(Op.Ampersand) as JuliaToken
    let result: Ast = this.symbolOf(token)
    this.OPTION({
      GATE: () => this.startsOperand(),
      DEF: () => {
        result = this.node('&', [this.SUBRULE(this.postfix)], token.startOffset)
      },
    })
    return result
  })

  /** `::T` ==> (:: T) */
  declarationPrefix = this.RULE('declarationPrefix', (): Ast => {
    const token = this.CONSUME(Op.DoubleColon)
    const type = this.SUBRULE(this.declaredType)
    return this.node('::', [type], token.startOffset)
  })
}

/** Tokens that end a value: an operator before one of them is a value itself. */
const afterValue = new Set([
  RightParen,
  RightBracket,
  RightBrace,
  Comma,
  Semicolon,
  Newline,
  Kw.for,
  Kw.end,
  Kw.else,
  Kw.elseif,
  Kw.catch,
  Kw.finally,
  Invalid,
  InterpolatedName,
  Kw.do,
  EOF,
])
