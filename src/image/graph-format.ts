/**
 * How a graph of plain data lies in a file so that any part of it can be read by itself.
 *
 *   header     8 words: magic, counts and byte sizes of the sections (`Header`)
 *   rows       a word a row: where its value starts in `data`
 *   strings    a word a string: where its bytes start in `text`, times 2, plus 1 if they are UTF-8 rather than Latin-1; one more for the end
 *   tables     words: maps and lists, see below
 *   data       values
 *   text       the strings' bytes
 *   shapes     JSON: the keys of each shape of objects
 *
 * A value is a tag and what belongs to it; numbers are LEB128. An object that is referred to from several places, or that is
 * an element of a map or list, is a *row* and is referred to by number; every other object lies inside the one that holds
 * it. So identity is kept, cycles included, and reading a row reads only what it refers to directly.
 *
 *   map table    count, kind of keys, mask, mask + 1 slots (entry + 1, or 0), then three words an entry: hash, key, where its value is
 *   list table   count, then a word an element: where its value is
 */

export const MAGIC = 0x46475232

export const Header = { magic: 0, rows: 1, strings: 2, tables: 3, data: 4, text: 5, shapes: 6, words: 8 } as const

export const Tag = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  natural: 4,
  negative: 5,
  float: 6,
  bigint: 7,
  string: 8,
  row: 9,
  object: 10,
  array: 11,
  map: 12,
  list: 13,
  set: 14,
  bytes: 15,
  words: 16,
} as const

export const KeyKind = { string: 0, number: 1 } as const

/** Where things are in a map's table. */
export const MapTable = { count: 0, kind: 1, mask: 2, slots: 3, entryWords: 3 } as const

/** Hash of a string key (FNV-1a over UTF-16 units), as a signed word. */
export function hashString(s: string): number {
  let h = 0x811c9dc5 | 0
  for (let i = 0; i < s.length; i++) h = Math.imul(h ^ s.charCodeAt(i), 0x01000193)
  return h ^ (h >>> 15)
}

/** Hash of a number key below 2^32. */
export function hashNumber(n: number): number {
  const h = Math.imul(n | 0, 0x9e3779b1 | 0)
  return h ^ (h >>> 15)
}
