/**
 * Float16 (IEEE binary16) and Float64. Compiled code converts inline; these are the reference for its tests and for host
 * functions that meet Float16 values.
 */
const half = new Float16Array(1)
const halfBits = new Uint16Array(half.buffer)

/** The value of a Float16 given by its bits. */
export function float16ToNumber(bits: number): number {
  halfBits[0] = bits
  return half[0]
}

/** The bits of the Float16 nearest to `x`, ties to even. */
export function numberToFloat16(x: number): number {
  half[0] = x
  return halfBits[0]
}
