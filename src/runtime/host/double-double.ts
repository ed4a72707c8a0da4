/**
 * Functions that `Math` computes with more error than Julia does: logarithms to base 10 and of 1 + x, hypotenuse. Computed here with
 * an unevaluated sum of two doubles (high, low) where it counts, so that all but about one result in a thousand is the
 * double nearest to the true value.
 *
 * Arguments and results are those of C99; no function throws.
 */

const LN2_HIGH = 0.6931471805599453
const LN2_LOW = 2.3190468138462996e-17
const INVERSE_LN10_HIGH = 0.4342944819032518
const INVERSE_LN10_LOW = 1.098319650216765e-17
const SPLITTER = 134217729

/** The two halves of a result; `high` is the sum rounded. */
interface Pair {
  high: number
  low: number
}

/** The rounding error of a·b, given the rounded product. */
function productError(a: number, b: number, product: number): number {
  const ta = SPLITTER * a
  const ah = ta - (ta - a)
  const al = a - ah
  const tb = SPLITTER * b
  const bh = tb - (tb - b)
  const bl = b - bh
  return ah * bh - product + ah * bl + al * bh + al * bl
}

/** √(x² + y²), no overflow on the way. */
export function hypot(x: number, y: number): number {
  let a = Math.abs(x)
  let b = Math.abs(y)
  if (a === Infinity || b === Infinity) return Infinity
  if (a < b) [a, b] = [b, a]
  if (!(b > 0)) return a + b
  const scale = a > 1e150 ? 2 ** -600 : b < 1e-140 ? 2 ** 600 : 1
  if (b < a * 2 ** -30) return a + (b * (b / a)) / 2
  a *= scale
  b *= scale
  const aa = a * a
  const bb = b * b
  const sum = aa + bb
  const sumLow = aa - sum + bb + productError(a, a, aa) + productError(b, b, bb)
  const h = Math.sqrt(sum)
  const hh = h * h
  return (h + (sum - hh - productError(h, h, hh) + sumLow) / (2 * h)) / scale
}

/** log(high + low) for a positive, normal value near 1 … any size: exponent taken out, then 2·artanh. */
function logarithm(high: number, low: number): Pair {
  let k = 0
  let m = high
  if (m < 2 ** -1000) {
    m *= 2 ** 100
    low *= 2 ** 100
    k = -100
  }
  const shift = Math.round(Math.log2(m))
  const power = 2 ** -(shift >> 1)
  const rest = 2 ** -(shift - (shift >> 1))
  m = m * power * rest
  low = low * power * rest
  k += shift
  // log(m) = 2 artanh(s), s = f / (2 + f), f = m - 1, with s as a pair.
  const f = m - 1
  const fLow = low
  const d = 2 + f
  const dLow = 2 - d + f + fLow
  const s = f / d
  const sd = s * d
  const sLow = (f - sd - productError(s, d, sd) + fLow - s * dLow) / d
  const z = s * s
  const tail =
    z *
    (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * (1 / 11 + z * (1 / 13 + z * (1 / 15 + z * (1 / 17 + z * (1 / 19 + z / 21)))))))))
  const leading = 2 * s
  const small = 2 * (sLow + s * tail)
  const kh = k * LN2_HIGH
  const khLow = productError(k, LN2_HIGH, kh) + k * LN2_LOW
  const sum = kh + leading
  const part = sum - kh
  const sumLow = kh - (sum - part) + (leading - part) + khLow + small
  const total = sum + sumLow
  return { high: total, low: sum - total + sumLow }
}

/** Logarithm to base 10; exact for powers of ten. */
export function log10(x: number): number {
  if (!(x > 0) || x === Infinity || x === 1) return Math.log10(x)
  const { high, low } = logarithm(x, 0)
  const product = high * INVERSE_LN10_HIGH
  return product + (productError(high, INVERSE_LN10_HIGH, product) + high * INVERSE_LN10_LOW + low * INVERSE_LN10_HIGH)
}

/** log(1 + x). */
export function log1p(x: number): number {
  if (!(x > -1) || x === Infinity || Math.abs(x) < 1e-8) return Math.log1p(x)
  const high = 1 + x
  const low = Math.abs(x) < 1 ? 1 - high + x : x - high + 1
  return logarithm(high, low).high
}
