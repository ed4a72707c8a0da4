/**
 * The mathematical functions of compiled code, by number (`MathFunction`): JavaScript's `Math` where it is as accurate as
 * Julia (compared on random arguments: sin … atan2, sinh … tanh, exp2, log2, cbrt, pow agree in more than 99 of 100), our own in
 * `double-double.ts` where it is not.
 *
 * Also put right here: `pow` of 1 and of -1 with infinite exponents, and exact powers of ten. Arguments outside a function's domain give NaN: Julia's
 * DomainError is thrown by the Julia code that calls.
 */
import { MathFunction as F } from '../layout/imports.ts'
import { hypot, log10, log1p } from './double-double.ts'

/** One argument. */
export function math1(which: number, x: number): number {
  switch (which) {
    case F.sinh:
      return Math.sinh(x)
    case F.cosh:
      return Math.cosh(x)
    case F.tanh:
      return Math.tanh(x)
    case F.asinh:
      return Math.asinh(x)
    case F.acosh:
      return Math.acosh(x)
    case F.atanh:
      return Math.atanh(x)
    case F.exp2:
      return 2 ** x
    case F.exp10:
      return exp10(x)
    case F.expm1:
      return Math.expm1(x)
    case F.log2:
      return Math.log2(x)
    case F.log10:
      return log10(x)
    case F.log1p:
      return log1p(x)
    case F.cbrt:
      return Math.cbrt(x)
    default:
      throw new Error(`no mathematical function ${which} of one argument`)
  }
}

/** Two arguments. */
export function math2(which: number, x: number, y: number): number {
  switch (which) {
    case F.pow:
      return pow(x, y)
    case F.hypot:
      return hypot(x, y)
    case F.rem:
      return x % y
    default:
      throw new Error(`no mathematical function ${which} of two arguments`)
  }
}

/** Powers of ten from 1e-323 on, each computed when first wanted: all of them would be a third of a worker's start. */
const tens = new Float64Array(632)

function exp10(x: number): number {
  return Number.isInteger(x) && x >= -323 && x <= 308 ? (tens[x + 323] ||= Number(`1e${x}`)) : 10 ** x
}

/** C99: 1^y and x^0 are 1 even for NaN; (-1)^±∞ is 1. */
function pow(x: number, y: number): number {
  if (x === 1 || (x === -1 && (y === Infinity || y === -Infinity))) return 1
  return x === 10 ? exp10(y) : x ** y
}

/** x·y + z with one rounding. Exact products by splitting; the last addition is corrected where it may round twice. */
export function fma(x: number, y: number, z: number): number {
  const product = x * y
  if (!Number.isFinite(product) || !Number.isFinite(z) || product === 0) return exactSpecial(x, y, z)
  return exactFma(x, y, z)
}

function exactSpecial(x: number, y: number, z: number): number {
  if (Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z) && x !== 0 && y !== 0) return exactFma(x, y, z)
  if (Number.isFinite(x) && Number.isFinite(y) && !Number.isFinite(z)) return z
  return x * y + z
}

const bits = new BigInt64Array(1)
const float = new Float64Array(bits.buffer)

/** value = mantissa · 2^exponent with a signed mantissa. */
function parts(x: number): [mantissa: bigint, exponent: number] {
  float[0] = x
  const biased = Number((bits[0] >> 52n) & 0x7ffn)
  const fraction = bits[0] & 0xfffffffffffffn
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n
  return [x < 0 ? -mantissa : mantissa, biased === 0 ? -1074 : biased - 1075]
}

function exactFma(x: number, y: number, z: number): number {
  const [mx, ex] = parts(x)
  const [my, ey] = parts(y)
  const [mz, ez] = parts(z)
  const exponent = Math.min(ex + ey, ez)
  const sum = mx * my * (1n << BigInt(ex + ey - exponent)) + mz * (1n << BigInt(ez - exponent))
  if (sum === 0n) return x * y + z === 0 ? x * y + z : 0
  const magnitude = roundBinary(sum < 0n ? -sum : sum, exponent)
  return sum < 0n ? -magnitude : magnitude
}

/** mantissa · 2^exponent, correctly rounded; mantissa > 0. */
function roundBinary(mantissa: bigint, exponent: number): number {
  const length = mantissa.toString(2).length
  if (length + exponent > 1024) return Infinity
  const dropped = Math.max(length - 53, -1074 - exponent)
  if (dropped > length + 1) return 0
  let kept = mantissa
  if (dropped > 0) {
    const shift = BigInt(dropped)
    kept = mantissa >> shift
    const twice = (mantissa - (kept << shift)) << 1n
    const half = 1n << shift
    if (twice > half || (twice === half && (kept & 1n) === 1n)) kept++
  }
  let power = exponent + Math.max(dropped, 0)
  let result = Number(kept)
  for (; power > 900; power -= 900) result *= 2 ** 900
  for (; power < -900; power += 900) result *= 2 ** -900
  return result * 2 ** power
}
