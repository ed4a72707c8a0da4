/** A program's text from a file or standard input, or a clear word about why not. */
import fs from 'node:fs'

export class SourceProblem extends Error {}

const reasons: Record<string, string> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
  ENOTDIR: 'not a directory',
}

/** @throws SourceProblem if the file cannot be read or is no UTF-8 text. */
export function readSource(file: string): string {
  let bytes: Uint8Array
  try {
    bytes = fs.readFileSync(file === '-' ? 0 : file)
  } catch (e) {
    const { code, message } = e as NodeJS.ErrnoException
    throw new SourceProblem(`could not open file ${file}: ${reasons[code ?? ''] ?? message}`)
  }
  return decode(bytes, file)
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new SourceProblem(`could not read file ${file}: invalid UTF-8 at byte ${firstBadByte(bytes)}`)
  }
}

/** 1-based position of the first byte that is not part of a whole character. */
function firstBadByte(bytes: Uint8Array): number {
  const prefix = (n: number): string | null => {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, n), { stream: true })
    } catch {
      return null
    }
  }
  let [low, high] = [0, bytes.length + 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (prefix(middle) !== null) low = middle
    else high = middle
  }
  return new TextEncoder().encode(prefix(low) ?? '').length + 1
}
