/**
 * The patterns of the lexer as functions: each looks at one place of the text and says how far its token reaches.
 *
 * Julia's tokens depend on what stands before them: `'` ends a transposed operand or begins a character, `"` directly
 * after a name begins a raw string. Scanning is by hand where a regular expression would backtrack, so that every
 * pattern is linear and none can overflow a stack. Unterminated literals become `Invalid` tokens up to the end.
 */
import type { CustomPatternMatcherFunc, IToken } from 'chevrotain'
import { identifierEnd } from './characters.ts'
import { operatorEnd } from './operators.ts'
import { keywordSet as reserved } from './keywords.ts'

type Matched = IToken[]

/** Makes a Chevrotain pattern of a function from a place to the token's end, -1 if there is no such token. */
function pattern(end: (text: string, offset: number, matched: Matched) => number): CustomPatternMatcherFunc {
  return (text, offset, matched) => {
    const stop = end(text, offset, matched)
    return stop > offset ? ([text.slice(offset, stop)] as unknown as RegExpExecArray) : null
  }
}

const quote = 0x22
const apostrophe = 0x27
const backslash = 0x5c
const backtick = 0x60
const dollar = 0x24
const hash = 0x23

/** The token that ends exactly at `offset`, if any. */
function adjacent(matched: Matched, offset: number): IToken | undefined {
  const last = matched[matched.length - 1]
  return last !== undefined && last.startOffset + last.image.length === offset ? last : undefined
}

const operandWords = new Set(['end', 'begin'])
const operandTokens = new Set([
  'NumberLiteral',
  'RightParen',
  'RightBracket',
  'RightBrace',
  'Prime',
  'StringEnd',
  'TripleStringEnd',
  'CharLiteral',
  'RawString',
  'CommandLiteral',
])

/** True if a `'` after this token is the adjoint of what it ends. */
function endsOperand(token: IToken | undefined, matched: Matched): boolean {
  if (token === undefined) return false
  if (token.tokenType.name !== 'Identifier') return operandTokens.has(token.tokenType.name)
  return !reserved.has(token.image) || operandWords.has(token.image) || matched[matched.length - 2]?.image === '.'
}

export const prime = pattern((text, offset, matched) =>
  text.charCodeAt(offset) === apostrophe && endsOperand(adjacent(matched, offset), matched) ? primeEnd(text, offset) : -1,
)

const primeSuffix = /'[\u1d2c-\u1d6a\u1d9c-\u1dbf\u2070\u2071\u2074-\u208e\u2090-\u209c\u2c7c\u2c7d\u00b2\u00b3\u00b9]*/y

function primeEnd(text: string, offset: number): number {
  primeSuffix.lastIndex = offset
  primeSuffix.test(text)
  return primeSuffix.lastIndex
}

const charPattern = /'(?:\\(?:x[0-9a-fA-F]{1,2}(?:\\x[0-9a-fA-F]{1,2})*|[0-7]{1,3}|[\s\S])[0-9a-fA-F]*|[^\\])'/uy

export const charLiteral = pattern((text, offset) => {
  charPattern.lastIndex = offset
  return charPattern.test(text) ? charPattern.lastIndex : -1
})

const number =
  /0x(?:[0-9a-fA-F](?:_?[0-9a-fA-F])*)?(?:\.(?:[0-9a-fA-F](?:_?[0-9a-fA-F])*)?)?[pP][+-]?\d+|0x[0-9a-fA-F](?:_?[0-9a-fA-F])*|0b[01](?:_?[01])*|0o[0-7](?:_?[0-7])*|(?:\d(?:_?\d)*(?:\.(?!\.)(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eEf][+-]?\d+)?/y

export const numberLiteral = pattern((text, offset) => {
  number.lastIndex = offset
  return number.test(text) ? number.lastIndex : -1
})

export const identifier = pattern((text, offset) => identifierEnd(text, offset))
export const operator = pattern((text, offset) => operatorEnd(text, offset))

/** Spaces within a line, also the wide ones of Unicode. */
export const whitespace = /[ \t\r\v\f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/

/** A newline with all blank lines and comment lines after it, so that a run of them is one token. */
const newlines = /\r?\n(?:[ \t\r\n\v\f]+|#(?!=)[^\n]*)*/y
export const newline = pattern((text, offset) => {
  newlines.lastIndex = offset
  return newlines.test(text) ? newlines.lastIndex : -1
})

/** `#= … =#`, nested; -1 if it is not closed. */
export const blockComment = pattern((text, offset) => (text.startsWith('#=', offset) ? blockCommentEnd(text, offset) : -1))

function blockCommentEnd(text: string, offset: number): number {
  let depth = 0
  for (let at = offset; at < text.length - 1; at++) {
    const code = text.charCodeAt(at)
    if (code === hash && text[at + 1] === '=') {
      depth++
      at++
    } else if (code === 0x3d && text.charCodeAt(at + 1) === hash) {
      depth--
      at++
      if (depth === 0) return at + 1
    }
  }
  return -1
}

/** The end of a literal closed by one or three of its opening mark, -1 if it is not closed. */
function delimitedEnd(text: string, offset: number, mark: number): number {
  const triple = text.charCodeAt(offset + 1) === mark && text.charCodeAt(offset + 2) === mark
  for (let at = offset + (triple ? 3 : 1); at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === backslash) at++
    else if (code === mark && !triple) return at + 1
    else if (code === mark && text.charCodeAt(at + 1) === mark && text.charCodeAt(at + 2) === mark) return at + 3
  }
  return -1
}

const unprefixed = new Set([...reserved, 'true', 'false', 'in', 'isa', 'where'])

/** `"…"` directly after a name: the argument of a string macro, nothing in it is interpolated. */
export const rawString = pattern((text, offset, matched) => {
  const prefix = adjacent(matched, offset)
  if (prefix === undefined || prefix.tokenType.name !== 'Identifier' || unprefixed.has(prefix.image)) return -1
  if (matched[matched.length - 2]?.tokenType.name === 'At') return -1
  const end = delimitedEnd(text, offset, quote)
  return end < 0 && text.charCodeAt(offset) === quote ? text.length : end
})

/** True if a raw string's text has its closing quotes. */
export function isClosed(image: string): boolean {
  return delimitedEnd(image, 0, image.charCodeAt(0)) === image.length
}

export const command = pattern((text, offset) => (text.charCodeAt(offset) === backtick ? delimitedEnd(text, offset, backtick) : -1))

/** The text of a string up to its closing quotes or an interpolation; `triple` strings may hold single quotes. */
function stringTextEnd(text: string, offset: number, triple: boolean): number {
  let at = offset
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === dollar) break
    if (code === backslash) at++
    else if (code === quote && (!triple || (text[at + 1] === '"' && text[at + 2] === '"'))) break
  }
  return Math.min(at, text.length)
}
export const stringText = pattern((text, offset) => stringTextEnd(text, offset, false))
export const tripleStringText = pattern((text, offset) => stringTextEnd(text, offset, true))

/** The name after `$` in a string. */
export const interpolatedName = pattern((text, offset, matched) =>
  matched[matched.length - 1]?.tokenType.name === 'StringDollar' ? identifierEnd(text, offset) : -1,
)

/** `(` directly after `$` in a string. */
export const interpolatedParen = pattern((text, offset, matched) =>
  text[offset] === '(' && matched[matched.length - 1]?.tokenType.name === 'StringDollar' ? offset + 1 : -1,
)

/** Whatever no other pattern takes: to the end of the text for an open literal, else one character. */
export const invalid = pattern((text, offset) => {
  const code = text.charCodeAt(offset)
  if (text.startsWith('#=', offset) || code === backtick) return text.length
  if (code === apostrophe) return badCharEnd(text, offset)
  return offset + ((text.codePointAt(offset) as number) > 0xffff ? 2 : 1)
})

const quotedByApostrophes = /'(?:[^'\\\n]|\\.)*'?/y

function badCharEnd(text: string, offset: number): number {
  quotedByApostrophes.lastIndex = offset
  return quotedByApostrophes.test(text) ? quotedByApostrophes.lastIndex : offset + 1
}

/** Every character that may begin a token outside ASCII, one for each bucket of Chevrotain's dispatch table. */
export const nonAscii: number[] = Array.from({ length: 128 }, (_, i) => 128 + i).concat(
  Array.from({ length: 257 }, (_, i) => 256 + i * 255).filter(code => code < 65536),
  [65535],
)
