/** The image's graph: written and read back, it is the same graph; a Map from it behaves as any Map whatever is done to it. */
import { expect, test } from 'vitest'
import { GraphReader } from '../../src/image/graph-reader.ts'
import { writeGraph } from '../../src/image/graph-writer.ts'
import { LazyMap, RowList } from '../../src/interpreter/world/rows.ts'

const opened = (bytes: Uint8Array): GraphReader =>
  new GraphReader({ size: bytes.length, read: (into, position) => into.set(bytes.subarray(position, position + into.length)) })
const copy = <T extends object>(x: T): T => opened(writeGraph(x)).row(0) as T

/** Numbers in [0, n), the same for the same seed. */
function numbers(seed: number): (n: number) => number {
  let s = seed
  return n => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0
    return Math.floor((s / 2 ** 32) * n)
  }
}

test('plain values', () => {
  const values = {
    list: [0, 1, -1, 127, 128, 2 ** 31, 2 ** 32 - 1, -(2 ** 31), 2 ** 53, 1.5, -0, Number.NaN, Infinity],
    others: [true, false, null, undefined, '', 'abc', 'é', 'ž日本💡', 12345678901234567890n, -1n],
    bytes: Uint8Array.of(1, 2, 255),
    words: Int32Array.of(-1, 2 ** 31 - 1),
    set: new Set([1, 2]),
    empty: { a: {}, b: [], c: new Map(), d: new Set() },
  }
  expect(copy(values)).toEqual(values)
})

test('identity and cycles', () => {
  interface Node {
    name: string
    next: Node | null
    all: Map<string, Node>
    set: Set<Node>
  }
  const all = new Map<string, Node>()
  const a: Node = { name: 'a', next: null, all, set: new Set() }
  const b: Node = { name: 'b', next: a, all, set: new Set([a]) }
  a.next = b
  all.set('a', a).set('b', b)
  const again = copy({ a, b })
  expect(again.a.next).toBe(again.b)
  expect(again.b.next).toBe(again.a)
  expect(again.a.all).toBe(again.b.all)
  expect(again.a.all.get('b')).toBe(again.b)
  expect([...again.b.set]).toEqual([again.a])
})

test('a list fetches its elements one by one and grows', () => {
  const list = new RowList<{ id: number }>()
  for (let id = 0; id < 100; id++) list.push({ id })
  const again = copy({ list }).list
  expect(again.length).toBe(100)
  expect(again.at(40)).toBe(again.at(40))
  expect(again.push({ id: 100 })).toBe(101)
  again.set(7, { id: -7 })
  expect([...again].map(x => x.id)).toEqual([...list].map(x => (x.id === 7 ? -7 : x.id)).concat(100))
  expect(again.at(1000)).toBeUndefined()
})

/** Does the same random things to a map from an image and to a plain one. */
function compare<K>(seed: number, keyOf: (i: number) => K): void {
  const random = numbers(seed)
  const plain = new Map<K, { n: number } | undefined>()
  for (let i = 0; i < 1 + random(60); i++) plain.set(keyOf(random(100)), random(10) === 0 ? undefined : { n: i })
  const lazy = copy({ plain }).plain
  expect(lazy).toBeInstanceOf(LazyMap)
  for (let step = 0; step < 300; step++) {
    const key = keyOf(random(110))
    switch (random(8)) {
      case 0:
      case 1:
        plain.set(key, { n: step })
        lazy.set(key, { n: step })
        break
      case 2:
        expect(lazy.delete(key)).toBe(plain.delete(key))
        break
      case 3:
        expect(lazy.has(key)).toBe(plain.has(key))
        break
      case 4:
        expect(lazy.size).toBe(plain.size)
        break
      case 5:
        if (random(20) === 0) expect([...lazy]).toEqual([...plain])
        break
      case 6:
        if (random(60) === 0) {
          plain.clear()
          lazy.clear()
        }
        break
      default:
        expect(lazy.get(key)).toEqual(plain.get(key))
        expect(lazy.get(key)).toBe(lazy.get(key))
    }
  }
  expect([...lazy.entries()]).toEqual([...plain.entries()])
  expect([...lazy.keys()]).toEqual([...plain.keys()])
  expect([...lazy.values()]).toEqual([...plain.values()])
  const seen: unknown[] = []
  for (const [k, v] of lazy) seen.push([k, v])
  expect(seen).toEqual([...plain])
}

test('a map with texts for keys', () => {
  for (let seed = 1; seed <= 60; seed++) compare(seed, i => (i % 3 === 0 ? `ž${i}` : `key ${i},`))
})

test('a map with numbers for keys', () => {
  for (let seed = 1; seed <= 60; seed++) compare(seed, i => (i * 2654435761) % 2 ** 32)
})

test('a map does not know keys of other kinds', () => {
  const { m } = copy({ m: new Map<unknown, number>([['1', 1]]) })
  expect(m.get(1)).toBeUndefined()
  expect(m.has(undefined)).toBe(false)
  const { n } = copy({ n: new Map<unknown, number>([[1, 1]]) })
  expect([n.get('1'), n.get(1.5), n.get(-1), n.get(2 ** 32 + 1)]).toEqual([undefined, undefined, undefined, undefined])
})

test('what is no plain data is refused', () => {
  expect(() => writeGraph({ f: () => 1 })).toThrow('no plain data: function')
  expect(() => writeGraph({ d: new Date(0) })).toThrow('no plain data: Date')
  expect(() => writeGraph({ m: new Map([[{}, 1]]) })).toThrow('no key of a stored map')
})

test('a damaged file is refused', () => {
  expect(() => opened(new Uint8Array(64))).toThrow('the image is damaged')
})
