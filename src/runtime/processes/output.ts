/** Output of workers: whole lines, each marked with whose it is, as Julia's process 1 shows them. */
import { encodeUtf8 } from '../../source/utf8.ts'

const NEWLINE = 10

export class LineOutput {
  private readonly show: (id: number, line: Uint8Array) => void
  private readonly label: string
  /** Beginnings of lines by worker and stream. */
  private readonly rest = new Map<string, Uint8Array>()

  constructor(show: (id: number, line: Uint8Array) => void, label: string) {
    this.show = show
    this.label = label
  }

  /** Takes output of a worker; what ends no line waits. */
  write(id: number, fd: number, bytes: Uint8Array): void {
    const key = `${id}/${fd}`
    const before = this.rest.get(key)
    const all = before ? Buffer.concat([before, bytes]) : bytes
    let from = 0
    for (let at = all.indexOf(NEWLINE); at >= 0; at = all.indexOf(NEWLINE, from)) {
      this.line(id, all.subarray(from, at + 1))
      from = at + 1
    }
    if (from < all.length) this.rest.set(key, all.slice(from))
    else this.rest.delete(key)
  }

  private line(id: number, line: Uint8Array): void {
    this.show(id, Buffer.concat([encodeUtf8(`      ${this.label} ${id || '?'}:\t`), line]))
  }

  /** A worker has ended: what it had begun is shown. */
  end(id: number): void {
    for (const fd of [1, 2]) {
      const rest = this.rest.get(`${id}/${fd}`)
      if (rest) this.line(id, Buffer.concat([rest, Uint8Array.of(NEWLINE)]))
      this.rest.delete(`${id}/${fd}`)
    }
  }
}
