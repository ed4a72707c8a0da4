/**
 * Trees as S-expressions, for people, `dump ast` and tests: `(call + 1 2)`.
 *
 * Every node kind has its own form, so that two trees print alike only if they are alike (spans aside): line nodes
 * are `(line 3)`, `QuoteNode`s `(quotenode a)`, integers other than `Int64` `(UInt8 1)`, floats as Julia shows them.
 */
import { encodeUtf8 } from '../source/utf8.ts'
import { parseSingle } from './literals.ts'
import type { Ast, FloatLiteral } from './expr.ts'

/** Prints a tree; `lines: false` leaves line nodes out. */
export function printExpr(node: Ast, options: { lines?: boolean } = {}): string {
  const out: string[] = []
  write(node, out, options.lines !== false)
  return out.join('')
}

function write(node: Ast, out: string[], lines: boolean): void {
  switch (node.kind) {
    case 'expr': {
      out.push('(', node.head)
      for (const arg of node.args) {
        if (!lines && arg.kind === 'line') continue
        out.push(' ')
        write(arg, out, lines)
      }
      out.push(')')
      return
    }
    case 'quotenode':
      out.push('(quotenode ')
      write(node.value, out, lines)
      out.push(')')
      return
    case 'symbol':
      out.push(printSymbol(node.name))
      return
    case 'line':
      out.push(`(line ${node.line})`)
      return
    case 'int':
      out.push(node.type === 'Int64' ? String(node.value) : `(${node.type} ${node.value})`)
      return
    case 'float':
      out.push(printFloat(node))
      return
    case 'char':
      out.push(printChar(node.code))
      return
    case 'string':
      out.push(printString(node.value))
      return
    case 'bool':
      out.push(String(node.value))
      return
    case 'nothing':
      out.push('nothing')
      return
    case 'globalref':
      out.push(`(globalref ${node.module} ${node.name})`)
      return
    case 'heap':
      out.push(`(heap ${node.address})`)
      return
  }
}

function printSymbol(name: string): string {
  const plain = name !== '' && !/[\s()"\\]|^\p{Nd}/u.test(name) && !['true', 'false', 'nothing'].includes(name)
  return plain ? name : `(symbol ${printString(name)})`
}

function printChar(code: number): string {
  return code >= 0x20 && code < 0x7f && code !== 0x5c && code !== 0x27 ? `'${String.fromCharCode(code)}'` : `'\\u{${code.toString(16)}}'`
}

function printString(text: string): string {
  let out = '"'
  for (const char of text) {
    const code = char.codePointAt(0) as number
    if (char === '"' || char === '\\') out += `\\${char}`
    else if (code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000)) {
      for (const byte of encodeUtf8(char)) out += `\\x${byte.toString(16).padStart(2, '0')}`
    } else out += char
  }
  return `${out}"`
}

/** A float as Julia shows it: `1.0`, `1.0e22`, `1.5f0`, `Float16(1.5)`. */
function printFloat({ type, value }: FloatLiteral): string {
  if (type === 'Float16') return `Float16(${juliaDecimal(value, String(value), 'e')})`
  if (type === 'Float64') return juliaDecimal(value, String(value), 'e')
  return juliaDecimal(value, shortestSingle(value), 'f')
}

function shortestSingle(value: number): string {
  for (let digits = 1; digits <= 9; digits++) {
    const text = value.toExponential(digits - 1)
    if (parseSingle(text.replace(/^-/, '')) === Math.abs(value)) return String(Number(tieToEven(value, digits, text)))
  }
  return String(value)
}

/** Where `value` lies just between two decimals of this many digits, the even one; `toPrecision` takes the larger. */
function tieToEven(value: number, digits: number, text: string): string {
  const exact = Math.abs(value)
    .toPrecision(Math.min(100, digits + 40))
    .split('e')[0]
    .replace('.', '')
    .replace(/^0+/, '')
  const isTie = /^50*$/.test(exact.slice(digits))
  if (!isTie || Number(exact[digits - 1]) % 2 !== 0) return text
  const [mantissa, exponent] = Math.abs(value)
    .toExponential(digits + 30)
    .split('e')
  return `${value < 0 ? '-' : ''}${mantissa.slice(0, digits + 1)}e${exponent}`
}

function juliaDecimal(value: number, shortest: string, mark: 'e' | 'f'): string {
  const single = mark === 'f'
  if (Number.isNaN(value)) return single ? 'NaN32' : 'NaN'
  if (!Number.isFinite(value)) return `${value < 0 ? '-' : ''}Inf${single ? '32' : ''}`
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const [mantissa, exponentText = '0'] = shortest.replace('-', shortest.startsWith('-') ? '' : '-').split('e')
  const [whole, fraction = ''] = mantissa.split('.')
  const all = (whole + fraction).replace(/^0+/, '')
  const digits = all.replace(/0+$/, '') || '0'
  // The value is 0.digits × 10^point.
  const point = value === 0 ? 1 : Number(exponentText) + whole.length - (whole.length + fraction.length - all.length)
  const suffix = single ? 'f0' : ''
  if (point > 6 || point < -3) return `${sign}${digits[0]}.${digits.slice(1) || '0'}${mark}${point - 1}`
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}${suffix}`
  const padded = digits.padEnd(point, '0')
  return `${sign}${padded.slice(0, point)}.${padded.slice(point) || '0'}${suffix}`
}
