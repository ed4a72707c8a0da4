/** The process's own standard output and error, written at once. */
import fs from 'node:fs'

/** Writes all of it, waiting where a pipe is full. Gives up quietly when nobody reads any more. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(fd, bytes, at)
    } catch (e) {
      const { code } = e as NodeJS.ErrnoException
      if (code === 'EPIPE') process.exit(141)
      if (code !== 'EAGAIN') throw e
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
    }
  }
}

const encoder = new TextEncoder()
export const say = (text: string): void => writeAll(1, encoder.encode(text))
export const complain = (text: string): void => writeAll(2, encoder.encode(text))
