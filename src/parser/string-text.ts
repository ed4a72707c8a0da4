/**
 * From the raw text of string literals to their values: escapes, raw strings, and the indentation of triple quotes.
 *
 * Raw text enters in parts, between interpolations. Escapes are resolved after the indentation is removed, so that an
 * escaped newline or tab is never indentation. Bytes that are no valid UTF-8 leave as U+DC80…U+DCFF (`utf8.ts`).
 */
import { decodeUtf8, encodeUtf8 } from '../source/utf8.ts'
import type { Ast, Span } from './expr.ts'

export type RawPart = { readonly text: string; readonly start: number } | { readonly node: Ast }
type Fail = (message: string, at: Span, hint?: string) => never

const simpleEscapes: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
  '\\': '\\',
  "'": "'",
  '"': '"',
  $: '$',
  '`': '`',
}
const escape = /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|(\r?\n[ \t]*)|([\s\S]))/g

/** The values of the parts of a string, empty texts left out. */
export function stringParts(parts: readonly RawPart[], triple: boolean, fail: Fail): (string | Ast)[] {
  const texts = triple ? removeIndentation(parts) : parts
  const values: (string | Ast)[] = []
  for (const part of texts) {
    if ('node' in part) values.push(part.node)
    else {
      const value = unescape(part.text.includes('\r') ? part.text.replaceAll('\r\n', '\n') : part.text, part.start, fail)
      if (value !== '') values.push(value)
    }
  }
  return values
}

/** Resolves the escapes of a string's text that begins at `start` in the source. */
function unescape(text: string, start: number, fail: Fail): string {
  if (!text.includes('\\')) return text
  let bytes = false
  const value = text.replace(escape, (whole, hex, short, long, octal, continued, simple, at: number) => {
    const span = { start: start + at, end: start + at + whole.length }
    if (hex !== undefined || octal !== undefined) {
      const code = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(octal, 8)
      if (code > 0xff) fail('octal escape sequence out of range', span)
      if (code < 0x80) return String.fromCharCode(code)
      bytes = true
      return String.fromCharCode(0xdc00 + code)
    }
    if (short !== undefined || long !== undefined) return codePoint(Number.parseInt(short ?? long, 16), span, fail)
    if (continued !== undefined) return ''
    return simpleEscapes[simple] ?? fail('invalid escape sequence', span, `write "\\\\${simple}" for a backslash, or use raw"…"`)
  })
  // Bytes written one by one may make up characters.
  return bytes ? decodeUtf8(encodeUtf8(value)) : value
}

function codePoint(code: number, span: Span, fail: Fail): string {
  if (code > 0x10ffff) fail('invalid Unicode code point', span, 'the largest is \\U10ffff')
  // A surrogate is no character: it leaves as the three bytes that would encode it.
  if (code >= 0xd800 && code <= 0xdfff) {
    return String.fromCharCode(0xdc00 + (0xe0 | (code >> 12)), 0xdc00 + (0x80 | ((code >> 6) & 63)), 0xdc00 + (0x80 | (code & 63)))
  }
  return String.fromCodePoint(code)
}

/** The code of an escaped character literal's text, quotes removed. */
export function unescapeChar(body: string, fail: (message: string, hint?: string) => never): number {
  // A surrogate is no valid character, but a character literal may hold it.
  const surrogate = /^\\[uU]0*(d[89a-f][0-9a-f]{2})$/i.exec(body)
  if (surrogate) return Number.parseInt(surrogate[1], 16)
  const value = unescape(body, 0, (message, _, hint) => fail(message, hint))
  const code = value.codePointAt(0)
  if (code === undefined || String.fromCodePoint(code).length !== value.length) {
    fail('character literal contains multiple characters', 'use double quotes for strings')
  }
  return code as number
}

/** The text of a raw string token: backslashes are kept, except before a quote or before those that precede one. */
export function rawStringValue(image: string): string {
  const mark = image[0]
  const triple = image.length >= 6 && image.startsWith(mark.repeat(3))
  const length = triple ? 3 : 1
  const body = image.slice(length, -length).replaceAll('\r\n', '\n')
  const plain = body.includes(`\\`) ? unescapeRaw(body, mark) : body
  return triple ? dedentRaw(plain) : plain
}

function unescapeRaw(body: string, mark: string): string {
  const pattern = mark === '"' ? /(\\+)("|$)/g : /(\\+)(`|$)/g
  return body.replace(
    pattern,
    (_, slashes: string, end: string) =>
      '\\'.repeat(Math.floor(slashes.length / 2)) + (slashes.length % 2 === 1 && end === '' ? '\\' : end),
  )
}

function dedentRaw(text: string): string {
  const [part] = removeIndentation([{ text, start: 0 }])
  return part === undefined || 'node' in part ? '' : part.text
}

const lineStart = /\n([ \t]*)(?![ \t])/g

/**
 * Triple quotes: drops a first newline, and from each line the white space that all lines share. Lines of white space
 * alone do not count, except the last one, before the closing quotes; an interpolation counts as text.
 */
function removeIndentation(parts: readonly RawPart[]): RawPart[] {
  const texts = parts.map(part => ('node' in part ? part : { ...part, text: part.text.replaceAll('\r\n', '\n') }))
  const common = commonIndentation(texts)
  return texts.map((part, i) => {
    if ('node' in part) return part
    const text = common === '' ? part.text : part.text.replaceAll(`\n${common}`, '\n')
    return { text: i === 0 && text[0] === '\n' ? text.slice(1) : text, start: part.start }
  })
}

function commonIndentation(parts: readonly RawPart[]): string {
  let common: string | undefined
  for (const part of parts) {
    if ('node' in part) continue
    for (const match of part.text.matchAll(lineStart)) {
      if (part.text[match.index + match[0].length] !== '\n') common = common === undefined ? match[1] : sharedPrefix(common, match[1])
    }
  }
  return common ?? ''
}

function sharedPrefix(a: string, b: string): string {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return a.slice(0, length)
}
