// Bytes and strings, both ways, also where the bytes are no valid UTF-8.
import { expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '../../src/source/utf8.ts'

test.each([
  [[], ''],
  [[0x61, 0xce, 0xb1, 0xf0, 0x9f, 0x98, 0x80], 'aα😀'],
  [[0xff], '\udcff'],
  [[0x61, 0x80, 0x62], 'a\udc80b'],
  [[0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
  [[0xc0, 0x80], '\udcc0\udc80'],
  [[0xe2, 0x88], '\udce2\udc88'],
  [[0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80'],
])('%j', (bytes, text) => {
  expect(decodeUtf8(Uint8Array.from(bytes))).toBe(text)
  expect([...encodeUtf8(text)]).toEqual(bytes)
})

test('all pairs of bytes come back', () => {
  for (let a = 0; a < 256; a++) {
    for (let b = 0; b < 256; b += 3) {
      expect([...encodeUtf8(decodeUtf8(Uint8Array.of(a, b)))]).toEqual([a, b])
    }
  }
})
