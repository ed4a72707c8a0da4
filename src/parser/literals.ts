/**
 * The values of number and character literals.
 *
 * Decimal integers are `Int64`, or become `Core.@int128_str` and `Core.@big_str` calls when too large; the width of
 * a hexadecimal, octal or binary literal follows from its number of digits. Errors go to `fail` with a hint.
 */
import type { Ast, IntTypeName } from './expr.ts'
import { unescapeChar } from './string-text.ts'

type Fail = (message: string, hint?: string) => never

const int64Max = 2n ** 63n - 1n
const int128Max = 2n ** 127n - 1n

/** The literal of a number token; `sign` is '', '+' or '-'. */
export function numberValue(image: string, sign: string, start: number, fail: Fail): Ast {
  const digits = image.replaceAll('_', '')
  const span = { start: start - sign.length, end: start + image.length }
  if (/^0x.*p/i.test(digits)) return { kind: 'float', type: 'Float64', value: hexFloat(digits) * (sign === '-' ? -1 : 1), span }
  if (/^0[xbo]/.test(digits)) return { ...unsignedValue(digits), span } as Ast
  if (/[.eEf]/.test(digits)) return floatValue(digits, sign, span, fail)
  const value = BigInt(digits)
  const signed = sign === '-' ? -value : value
  if (signed >= -int64Max - 1n && signed <= int64Max) return { kind: 'int', type: 'Int64', value: signed, span }
  const name = signed >= -int128Max - 1n && signed <= int128Max ? '@int128_str' : '@big_str'
  return literalMacro(name, `${sign === '-' ? '-' : ''}${digits}`)
}

/** ==> (macrocall (globalref Core @big_str) nothing "digits") */
function literalMacro(name: string, text: string): Ast {
  const args: Ast[] = [{ kind: 'globalref', module: 'Core', name }, { kind: 'nothing' }, { kind: 'string', value: text }]
  return { kind: 'expr', head: 'macrocall', args }
}

function floatValue(digits: string, sign: string, span: { start: number; end: number }, fail: Fail): Ast {
  const single = digits.includes('f')
  const value = single ? parseSingle(digits.replace('f', 'e')) : Number(digits)
  if (!Number.isFinite(value)) fail(`overflow in numeric constant "${digits}"`, 'use Inf, or big"…" for an arbitrarily large number')
  return { kind: 'float', type: single ? 'Float32' : 'Float64', value: sign === '-' ? -value : value, span }
}

/** The `Float32` nearest to a decimal; going by way of a double would sometimes round twice. */
export function parseSingle(text: string): number {
  const double = Number(text)
  const single = Math.fround(double)
  if (single === double || !Number.isFinite(single)) return single
  // Only where the double lies just between two singles can the first rounding mislead the second.
  const other = neighbour(single, double > single)
  if (Math.abs(double - single) !== Math.abs(other - double)) return single
  const side = compareDecimal(text, double)
  return side === 0 ? single : side > 0 ? Math.max(single, other) : Math.min(single, other)
}

function neighbour(single: number, up: boolean): number {
  const bits = new Int32Array(new Float32Array([single]).buffer)
  bits[0] += up === single > 0 ? 1 : -1
  return new Float32Array(bits.buffer)[0]
}

/** The sign of decimal minus double, exactly; both positive. */
function compareDecimal(text: string, double: number): number {
  const [mantissa, exponent = '0'] = text.split('e')
  const [whole, fraction = ''] = mantissa.split('.')
  let left = BigInt(whole + fraction)
  const tens = Number(exponent) - fraction.length
  const bits = new BigUint64Array(new Float64Array([double]).buffer)[0]
  const field = Number((bits >> 52n) & 0x7ffn)
  let right = (bits & 0xfffffffffffffn) | (field > 0 ? 1n << 52n : 0n)
  const twos = Math.max(field, 1) - 1075
  if (tens >= 0) left *= 10n ** BigInt(tens)
  else right *= 10n ** BigInt(-tens)
  if (twos >= 0) right <<= BigInt(twos)
  else left <<= BigInt(-twos)
  return left > right ? 1 : left < right ? -1 : 0
}

function hexFloat(digits: string): number {
  const [mantissa, exponent] = digits.slice(2).split(/p/i)
  const [whole, fraction = ''] = mantissa.split('.')
  const bits = BigInt(`0x${whole}${fraction}` === '0x' ? '0x0' : `0x${whole}${fraction}`)
  return scaleByPowerOfTwo(bits, Number(exponent) - 4 * fraction.length)
}

/** `bits * 2^exponent` rounded once, also where the result is subnormal. */
function scaleByPowerOfTwo(bits: bigint, exponent: number): number {
  if (bits === 0n || exponent < -5000) return 0
  if (exponent > 5000) return Infinity
  if (exponent >= 0) return Number(bits << BigInt(exponent))
  const length = bits.toString(2).length
  // Keep at most 53 bits, fewer below the smallest normal number, and round to even by hand.
  const keep = Math.min(53, length + exponent + 1074)
  if (keep < 0) return 0
  const drop = BigInt(Math.max(0, length - keep))
  const rest = bits & ((1n << drop) - 1n)
  const half = drop > 0n ? 1n << (drop - 1n) : 0n
  let kept = bits >> drop
  if (drop > 0n && (rest > half || (rest === half && (kept & 1n) === 1n))) kept += 1n
  let value = Number(kept)
  for (let e = exponent + Number(drop); e < 0; e += 500) value *= 2 ** Math.max(e, -500)
  return exponent + Number(drop) > 0 ? value * 2 ** (exponent + Number(drop)) : value
}

const widths: [bits: number, type: IntTypeName][] = [
  [8, 'UInt8'],
  [16, 'UInt16'],
  [32, 'UInt32'],
  [64, 'UInt64'],
  [128, 'UInt128'],
]

function unsignedValue(digits: string): Ast {
  const value = BigInt(digits)
  const body = digits.slice(2)
  const perDigit = digits[1] === 'x' ? 4 : digits[1] === 'b' ? 1 : 3
  // Leading zeros count; a leading octal digit takes only the bits it needs.
  const leading = perDigit === 3 ? (body[0] === '0' || body[0] === '1' ? 1 : body[0] < '4' ? 2 : 3) : perDigit
  const bits = (body.length - 1) * perDigit + leading
  const type = widths.find(([width]) => bits <= width)?.[1]
  if (type === undefined) return literalMacro('@big_str', digits)
  return type === 'UInt128' ? literalMacro('@uint128_str', digits) : { kind: 'int', type, value }
}

/** The literal of a character token. */
export function charValue(image: string, start: number, fail: Fail): Ast {
  const span = { start, end: start + image.length }
  const body = image.slice(1, -1)
  if (body[0] !== '\\') return { kind: 'char', code: body.codePointAt(0) as number, span }
  return { kind: 'char', code: unescapeChar(body, fail), span }
}
