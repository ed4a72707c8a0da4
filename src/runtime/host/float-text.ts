/**
 * Floats to decimal text and back, exactly: shortest digits that read back the same, C's `%.*f` and `%.*e` with their
 * rounding (exact value, ties to even), and reading with correct rounding.
 *
 * All arithmetic is on BigInt or is the JavaScript engine's own conversion, which is correctly rounded by its standard.
 */

/** digits · 10^exponent. */
export interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

/**
 * The shortest digits that read back as `x`; of several, those nearest to it. No trailing zeros.
 * @param x finite and > 0
 */
export function floatDigits(x: number): Decimal {
  return fromExponential(x.toExponential())
}

/** The same for a Float32 value: shortest digits that read back as the same Float32. */
export function float32Digits(x: number): Decimal {
  for (let places = 0; places < 9; places++) {
    const nearest = fromExponential(x.toExponential(places), false)
    // At a power of two the interval is lopsided: the nearest may fall outside and its neighbour inside.
    for (const step of [0n, 1n, -1n]) {
      const candidate = { digits: nearest.digits + step, exponent: nearest.exponent }
      if (Math.fround(Number(`${candidate.digits}e${candidate.exponent}`)) === x) return withoutZeros(candidate)
    }
  }
  return floatDigits(x)
}

function fromExponential(text: string, strip = true): Decimal {
  const [mantissa, exponent] = text.split('e')
  const point = mantissa.indexOf('.')
  const digits = { digits: BigInt(mantissa.replace('.', '')), exponent: Number(exponent) - (point < 0 ? 0 : mantissa.length - 2) }
  return strip ? withoutZeros(digits) : digits
}

function withoutZeros({ digits, exponent }: Decimal): Decimal {
  while (digits !== 0n && digits % 10n === 0n) {
    digits /= 10n
    exponent++
  }
  return { digits, exponent }
}

const bits = new BigUint64Array(1)
const double = new Float64Array(bits.buffer)

/** |x| = mantissa · 2^exponent, x finite. */
function binary(x: number): { mantissa: bigint; exponent: number } {
  double[0] = x
  const biased = Number((bits[0] >> 52n) & 0x7ffn)
  const fraction = bits[0] & 0xfffffffffffffn
  return biased === 0 ? { mantissa: fraction, exponent: -1074 } : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 }
}

/** |x| · 10^places, rounded to an integer, ties to even. */
function scaled(x: number, places: number): bigint {
  const { mantissa, exponent } = binary(x)
  let numerator = mantissa
  let denominator = 1n
  if (places >= 0) numerator *= 10n ** BigInt(places)
  else denominator = 10n ** BigInt(-places)
  if (exponent >= 0) numerator <<= BigInt(exponent)
  else denominator <<= BigInt(-exponent)
  const quotient = numerator / denominator
  const twice = (numerator - quotient * denominator) * 2n
  const up = twice > denominator || (twice === denominator && (quotient & 1n) === 1n)
  return up ? quotient + 1n : quotient
}

function special(x: number): string | null {
  if (Number.isNaN(x)) return 'NaN'
  return Number.isFinite(x) ? null : x > 0 ? 'Inf' : '-Inf'
}

function sign(x: number): string {
  return x < 0 || Object.is(x, -0) ? '-' : ''
}

/** As C's `%.{places}f`; `Inf`, `-Inf`, `NaN` for those. @param places ≥ 0 */
export function floatFixed(x: number, places: number): string {
  const text = special(x)
  if (text !== null) return text
  const digits = scaled(x, places)
    .toString()
    .padStart(places + 1, '0')
  const point = digits.length - places
  return `${sign(x)}${digits.slice(0, point)}${places > 0 ? `.${digits.slice(point)}` : ''}`
}

/** As C's `%.{places}e`: at least two digits of exponent. @param places ≥ 0 */
export function floatExponential(x: number, places: number): string {
  const text = special(x)
  if (text !== null) return text
  let exponent = x === 0 ? 0 : Number(x.toExponential().split('e')[1])
  // The shortest digits may have been rounded up to a power of ten that x does not reach.
  if (x !== 0 && !reaches(x, exponent)) exponent--
  let digits = scaled(x, places - exponent)
  if (digits >= 10n ** BigInt(places + 1)) {
    digits /= 10n
    exponent++
  }
  const decimal = digits.toString().padStart(places + 1, '0')
  const mantissa = places > 0 ? `${decimal[0]}.${decimal.slice(1)}` : decimal
  return `${sign(x)}${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** Whether |x| ≥ 10^power. */
function reaches(x: number, power: number): boolean {
  const { mantissa, exponent } = binary(x)
  let left = mantissa
  let right = 1n
  if (exponent >= 0) left <<= BigInt(exponent)
  else right <<= BigInt(-exponent)
  if (power >= 0) right *= 10n ** BigInt(power)
  else left *= 10n ** BigInt(-power)
  return left >= right
}

const decimalFloat = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const hexFloat = /^([+-]?)0x([\da-f]*)\.?([\da-f]*)p([+-]?\d+)$/i
const named = /^([+-]?)(inf|infinity|nan)$/i

/**
 * Reads a float as Julia's `tryparse(Float64, text)`: decimal or hexadecimal, `Inf`, `NaN`, white space around allowed.
 * @returns null if it is none
 */
export function floatParse(text: string): number | null {
  const trimmed = text.trim()
  if (decimalFloat.test(trimmed)) return Number(trimmed)
  const name = named.exec(trimmed)
  if (name !== null) return name[2].toLowerCase() === 'nan' ? Number.NaN : name[1] === '-' ? -Infinity : Infinity
  const hex = hexFloat.exec(trimmed)
  if (hex === null || hex[2].length + hex[3].length === 0) return null
  const magnitude = ratio(BigInt(`0x${hex[2]}${hex[3]}`), Number(hex[4]) - 4 * hex[3].length)
  return hex[1] === '-' ? -magnitude : magnitude
}

/** mantissa · 2^exponent as a double, correctly rounded. */
function ratio(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0
  const length = mantissa.toString(2).length
  // Keep 53 bits, fewer where the result is subnormal, and round to even once.
  const dropped = Math.max(length - 53, -1074 - exponent)
  if (dropped <= 0) return scalePower(Number(mantissa), exponent)
  if (dropped > length + 1) return 0
  const shift = BigInt(dropped)
  const quotient = mantissa >> shift
  const twice = (mantissa - (quotient << shift)) << 1n
  const half = 1n << shift
  const rounded = twice > half || (twice === half && (quotient & 1n) === 1n) ? quotient + 1n : quotient
  return scalePower(Number(rounded), exponent + dropped)
}

/** x · 2^power without rounding on the way, if the result is a double. */
function scalePower(x: number, power: number): number {
  if (power > 2200) return x === 0 ? 0 : Infinity
  while (power > 1000) {
    x *= 2 ** 1000
    power -= 1000
  }
  while (power < -1000) {
    x *= 2 ** -1000
    power += 1000
  }
  return x * 2 ** power
}
