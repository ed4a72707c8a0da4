/**
 * From text to the token vector the parser reads.
 *
 * Chevrotain's lexer finds the tokens; `classify` then gives words and operators their own types and notes, per token,
 * whether white space stands before it. The vector's tokens cover the text in order. Nothing is an error here:
 * what is no token is an `Invalid` token, reported by the parser at its place.
 */
import { Lexer, type IToken, type TokenType } from 'chevrotain'
import { keywordNames } from './keywords.ts'
import { invalidOperators, operatorOf, type Operator } from './operators.ts'
import { isClosed } from './patterns.ts'
import * as T from './tokens.ts'

const lexer = new Lexer(T.lexerDefinition, {
  positionTracking: 'onlyOffset',
  skipValidations: true,
  ensureOptimizations: false,
})

const wordTypes = new Map<string, TokenType>([
  ...keywordNames.map((word): [string, TokenType] => [word, T.Kw[word]]),
  ['true', T.BoolLiteral],
  ['false', T.BoolLiteral],
  ['in', T.Op.WordOperator],
  ['isa', T.Op.WordOperator],
  ['where', T.Op.Where],
])

/** The tokens of a text, without white space and comments; newlines are tokens (a run of them is one). */
export function tokenize(text: string): T.JuliaToken[] {
  return classify(lexer.tokenize(text).tokens)
}

function classify(raw: readonly IToken[]): T.JuliaToken[] {
  const tokens: T.JuliaToken[] = []
  let end = 0
  let afterNewline = true
  for (let i = 0; i < raw.length; i++) {
    const token = raw[i]
    const spaced = afterNewline || token.startOffset > end
    const previous = tokens.length > 0 ? tokens[tokens.length - 1] : undefined
    let type = token.tokenType
    let op: Operator | undefined
    if (type === T.OperatorWord) {
      op = invalidOperators.has(token.image) ? undefined : operatorOf(token.image)
      type = op === undefined ? T.Invalid : T.Op[op.tokenClass]
    } else if (type === T.Identifier) {
      type = wordType(raw, i, spaced ? undefined : previous)
      if (type === T.Op.WordOperator || type === T.Op.Where) op = operatorOf(token.image)
    }
    if (type === T.RawString && !isClosed(token.image)) type = T.Invalid
    end = token.startOffset + token.image.length
    afterNewline = type === T.Newline
    if (type === T.RawString && previous?.image === 'var' && previous.tokenType === T.Identifier) {
      tokens[tokens.length - 1] = makeToken(previous.image + token.image, previous.startOffset, T.VarIdentifier, undefined, previous.spaced)
      continue
    }
    tokens.push(makeToken(token.image, token.startOffset, type, op, spaced || type === T.Newline))
  }
  return tokens
}

function makeToken(image: string, startOffset: number, tokenType: TokenType, op: Operator | undefined, spaced: boolean): T.JuliaToken {
  const endOffset = startOffset + image.length - 1
  return { image, startOffset, endOffset, tokenTypeIdx: tokenType.tokenTypeIdx as number, tokenType, op, spaced }
}

/** The type of a word: after `.` or `@` always a name; some words are keywords only before another one. */
function wordType(raw: readonly IToken[], i: number, previous: T.JuliaToken | undefined): TokenType {
  const { image } = raw[i]
  if (previous !== undefined && (previous.tokenType === T.Op.Dot || previous.tokenType === T.At)) return T.Identifier
  const type = wordTypes.get(image)
  if (type !== undefined) return type
  const next = raw[i + 1]
  const before = raw[i - 1]?.image
  if (image === 'type' && (before === 'abstract' || before === 'primitive')) return T.TypeWord
  if (next === undefined || next.tokenType !== T.Identifier) return image === 'public' ? publicType(raw, i) : T.Identifier
  if (image === 'mutable' && next.image === 'struct') return T.Mutable
  if (image === 'abstract' && next.image === 'type') return T.AbstractType
  if (image === 'primitive' && next.image === 'type') return T.PrimitiveType
  return image === 'public' ? publicType(raw, i) : T.Identifier
}

/** `public` begins a statement if a name or macro follows it on its line and nothing but a separator precedes it. */
function publicType(raw: readonly IToken[], i: number): TokenType {
  const next = raw[i + 1]
  const before = raw[i - 1]?.tokenType
  const starts = before === undefined || before === T.Newline || before === T.Semicolon
  const named = next !== undefined && (next.tokenType === T.Identifier || next.tokenType === T.At)
  return starts && named && !['in', 'isa', 'where'].includes(next.image) ? T.Public : T.Identifier
}
