/**
 * Bytes and strings, both ways, for text that may hold bytes that are no valid UTF-8.
 *
 * Such a byte is written U+DC00 + byte, a lone low surrogate (U+DC80…U+DCFF), so that every byte string has exactly
 * one JavaScript string and comes back unchanged. Invariant: `encodeUtf8(decodeUtf8(bytes))` equals `bytes`.
 */

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** The bytes of a string; lone surrogates U+DC80…U+DCFF give one byte each, other lone surrogates three bytes. */
export function encodeUtf8(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text)
  const bytes: number[] = []
  for (const char of text) pushUtf8(bytes, char.codePointAt(0) as number)
  return Uint8Array.from(bytes)
}

function pushUtf8(bytes: number[], code: number): void {
  if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00)
  else if (code < 0x80) bytes.push(code)
  else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63))
  else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
  else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
}

/** The string of bytes; each byte that is not part of a valid character becomes U+DC00 + byte. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes)
  } catch {
    return decodeLoosely(bytes)
  }
}

function decodeLoosely(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const length = validLength(bytes, at)
    if (length === 0) text += String.fromCharCode(0xdc00 + bytes[at++])
    else {
      text += strictDecoder.decode(bytes.subarray(at, at + length))
      at += length
    }
  }
  return text
}

/** The number of bytes of the valid character at `at`, 0 if there is none. */
function validLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]
  if (first < 0x80) return 1
  const length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0
  for (let i = 1; i < length; i++) if ((bytes[at + i] & 0xc0) !== 0x80) return 0
  const second = bytes[at + 1]
  if (first === 0xe0 && second < 0xa0) return 0
  if (first === 0xed && second > 0x9f) return 0
  if (first === 0xf0 && second < 0x90) return 0
  if (first === 0xf4 && second > 0x8f) return 0
  return length
}
