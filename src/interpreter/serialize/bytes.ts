/** Growing byte buffers and their reader, for the serialisation of values: little-endian, lengths as LEB128. */
import { decodeUtf8, encodeUtf8 } from '../../source/utf8.ts'

export class ByteWriter {
  private buffer = new Uint8Array(256)
  length = 0

  private reserve(n: number): number {
    const at = this.length
    if (at + n > this.buffer.length) {
      const bigger = new Uint8Array(Math.max(2 * this.buffer.length, at + n))
      bigger.set(this.buffer.subarray(0, at))
      this.buffer = bigger
    }
    this.length = at + n
    return at
  }

  byte(x: number): void {
    const at = this.reserve(1)
    this.buffer[at] = x
  }

  /** A non-negative integer below 2^53. */
  unsigned(x: number): void {
    let rest = x
    while (rest >= 128) {
      this.byte((rest % 128) | 128)
      rest = Math.floor(rest / 128)
    }
    this.byte(rest)
  }

  bytes(data: Uint8Array): void {
    const at = this.reserve(data.length)
    this.buffer.set(data, at)
  }

  /** A length and the bytes. */
  block(data: Uint8Array): void {
    this.unsigned(data.length)
    this.bytes(data)
  }

  text(s: string): void {
    this.block(encodeUtf8(s))
  }

  finish(): Uint8Array {
    return this.buffer.subarray(0, this.length)
  }
}

/** Reads what a `ByteWriter` wrote. Reading past the end is an error of the sender. */
export class ByteReader {
  private readonly data: Uint8Array
  private at = 0

  constructor(data: Uint8Array) {
    this.data = data
  }

  get done(): boolean {
    return this.at >= this.data.length
  }

  byte(): number {
    if (this.at >= this.data.length) throw new RangeError('serialised value ends too early')
    return this.data[this.at++]
  }

  unsigned(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const b = this.byte()
      value += (b & 127) * scale
      if (b < 128) return value
      scale *= 128
    }
  }

  bytes(n: number): Uint8Array {
    if (this.at + n > this.data.length) throw new RangeError('serialised value ends too early')
    this.at += n
    return this.data.subarray(this.at - n, this.at)
  }

  block(): Uint8Array {
    return this.bytes(this.unsigned())
  }

  text(): string {
    return decodeUtf8(this.block().slice())
  }
}
