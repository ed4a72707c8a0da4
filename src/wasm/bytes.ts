/**
 * A growing byte buffer with the number encodings of the WebAssembly binary format.
 *
 * In: numbers, strings, other byte runs. Out: `view()`, the bytes written so far. Numbers are LEB128 in the shortest
 * form, except `u32Padded`, which leaves room for a value patched in later.
 */
export class ByteWriter {
  bytes: Uint8Array
  length = 0
  private floats: DataView | null = null

  constructor(capacity = 256) {
    this.bytes = new Uint8Array(capacity)
  }

  /** Makes room for `more` bytes. */
  reserve(more: number): void {
    const needed = this.length + more
    if (needed <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
    this.floats = null
  }

  /** The bytes written, not copied: valid until the next write. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  byte(b: number): void {
    if (this.length === this.bytes.length) this.reserve(1)
    this.bytes[this.length++] = b
  }

  append(more: Uint8Array): void {
    this.reserve(more.length)
    this.bytes.set(more, this.length)
    this.length += more.length
  }

  /** Unsigned LEB128 of a number below 2^32. */
  u32(n: number): void {
    this.reserve(5)
    n >>>= 0
    while (n > 127) {
      this.bytes[this.length++] = (n & 127) | 128
      n >>>= 7
    }
    this.bytes[this.length++] = n
  }

  /** Signed LEB128 of a number taken modulo 2^32. */
  s32(n: number): void {
    this.reserve(5)
    n |= 0
    while (n < -64 || n > 63) {
      this.bytes[this.length++] = (n & 127) | 128
      n >>= 7
    }
    this.bytes[this.length++] = n & 127
  }

  /** Signed LEB128 of an integer taken modulo 2^64. */
  s64(n: bigint | number): void {
    if (typeof n === 'number' || (n >= -0x80000000n && n <= 0x7fffffffn)) {
      const small = Number(n)
      if (small === (small | 0)) return this.s32(small)
    }
    this.reserve(10)
    let rest = BigInt.asIntN(64, BigInt(n))
    while (rest < -64n || rest > 63n) {
      this.bytes[this.length++] = Number(rest & 127n) | 128
      rest >>= 7n
    }
    this.bytes[this.length++] = Number(rest & 127n)
  }

  /** Three bytes of LEB128 whatever the value (below 2^21): see `patchPadded`. */
  u32Padded(n: number): void {
    this.reserve(3)
    this.patchPadded(this.length, n)
    this.length += 3
  }

  /** Overwrites a number written by `u32Padded` at `at`. */
  patchPadded(at: number, n: number): void {
    if (n >= 1 << 21) throw new RangeError(`function index ${n} is too large`)
    this.bytes[at] = (n & 127) | 128
    this.bytes[at + 1] = ((n >> 7) & 127) | 128
    this.bytes[at + 2] = n >> 14
  }

  f32(x: number): void {
    this.reserve(4)
    this.floatView().setFloat32(this.length, x, true)
    this.length += 4
  }

  f64(x: number): void {
    this.reserve(8)
    this.floatView().setFloat64(this.length, x, true)
    this.length += 8
  }

  /** A 32- or 64-bit pattern, little-endian: keeps the payload of NaNs. */
  pattern(bits: bigint, width: 32 | 64): void {
    this.reserve(8)
    if (width === 64) this.floatView().setBigUint64(this.length, BigInt.asUintN(64, bits), true)
    else this.floatView().setUint32(this.length, Number(BigInt.asUintN(32, bits)), true)
    this.length += width / 8
  }

  /** A name: its UTF-8 bytes after their count. */
  name(s: string): void {
    let ascii = true
    for (let i = 0; i < s.length && ascii; i++) ascii = s.charCodeAt(i) < 128
    if (!ascii) {
      const encoded = new TextEncoder().encode(s)
      this.u32(encoded.length)
      return this.append(encoded)
    }
    this.u32(s.length)
    this.reserve(s.length)
    for (let i = 0; i < s.length; i++) this.bytes[this.length++] = s.charCodeAt(i)
  }

  private floatView(): DataView {
    this.floats ??= new DataView(this.bytes.buffer)
    return this.floats
  }
}
