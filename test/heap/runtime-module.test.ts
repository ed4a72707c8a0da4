import { describe, expect, test } from 'vitest'
import {
  allocate,
  allocateArray,
  allocatePermanent,
  allocateString,
  clearCallCache,
  callKeys,
  insertCallCache,
  MAX_CACHED_ARGUMENTS,
  verifyHeap,
} from '../../src/runtime/heap/index.ts'
import { APPLY_STACK_BYTES, CONTROL, Control, Thread, wellKnownWord } from '../../src/runtime/layout/memory-map.ts'
import { ArrayObject, MemoryObject } from '../../src/runtime/layout/objects.ts'
import { fillEntries, runtimeFixture, type Fixture } from './runtime-fixture.ts'
import { push } from './small-world.ts'

const utf8 = new TextEncoder()
const string = (f: Fixture, text: string): number => allocateString(f.m, f.types.String, utf8.encode(text))

describe('boxes', () => {
  test('hold their value and type', () => {
    const f = runtimeFixture()
    const i = f.call.box_i64(-5_000_000_000n)
    expect(f.heap.i32[i >>> 2]).toBe(f.types.Int64)
    expect(f.heap.i64[(i + 8) >>> 3]).toBe(-5_000_000_000n)
    const x = f.call.box_f64(0.1)
    expect(f.heap.f64[(x + 8) >>> 3]).toBe(0.1)
    const c = f.call.box_char(0xce_b1_00_00 | 0)
    expect(f.heap.i64[(c + 8) >>> 3]).toBe(0xceb10000n)
    expect(f.heap.i64[(f.call.box_i8(-1) + 8) >>> 3]).toBe(255n)
  })

  test('are preboxed where tables are', () => {
    const f = runtimeFixture()
    const table = (name: 'boxInt64' | 'boxChar' | 'boxUInt8', size: number): number => {
      const address = allocatePermanent(f.heap, 4 * size)
      for (let k = 0; k < size; k++) f.heap.i32[(address >>> 2) + k] = 8 * (k + 1)
      f.heap.i32[wellKnownWord(name) >>> 2] = address
      return address
    }
    table('boxInt64', 1536)
    table('boxChar', 128)
    table('boxUInt8', 256)
    expect([-512n, 0n, 1023n].map(n => f.call.box_i64(n))).toEqual([8, 8 * 513, 8 * 1536])
    expect(f.call.box_i64(1024n)).toBeGreaterThan(100_000)
    expect(f.call.box_i64(-513n)).toBeGreaterThan(100_000)
    expect(f.call.box_char(0x61000000)).toBe(8 * 98)
    expect(f.call.box_char(0x61)).toBeGreaterThan(100_000)
    expect(f.call.box_u8(255)).toBe(8 * 256)
  })

  test('a million of them are collected on the way', () => {
    const f = runtimeFixture(64 << 20)
    for (let i = 0; i < 5_000_000; i++) f.call.box_f64(i)
    expect(f.heap.i32[(CONTROL + Control.collections) >>> 2]).toBeGreaterThan(0)
    expect(verifyHeap(f.m).problems).toEqual([])
  })
})

describe('egal and object_id', () => {
  test('compare contents of immutables, identity of mutables', () => {
    const f = runtimeFixture()
    const cell = (): number => {
      const a = allocate(f.m, f.types.Cell, 16)
      f.heap.i64[(a + 8) >>> 3] = 0n
      return a
    }
    const mixed = (bits: bigint, pointer: number, tail = 0): number => {
      const a = allocate(f.m, f.types.Mixed, 24)
      f.heap.i64[(a + 8) >>> 3] = bits
      f.heap.i32[(a + 16) >>> 2] = pointer
      f.heap.i32[(a + 20) >>> 2] = tail
      return a
    }
    const svec = (...elements: number[]): number => {
      const a = allocate(f.m, f.types.SimpleVector, 16 + 4 * elements.length)
      f.heap.i32[(a + 8) >>> 2] = elements.length
      elements.forEach((e, i) => (f.heap.i32[((a + 16) >>> 2) + i] = e))
      return a
    }
    const c = cell()
    const equal: [number, number][] = [
      [f.box64(70_000n), f.box64(70_000n)],
      [f.call.box_f64(Number.NaN), f.call.box_f64(Number.NaN)],
      [f.call.box_i8(-3), f.call.box_i8(-3)],
      [string(f, 'abcdefghij'), string(f, 'abcdefghij')],
      [string(f, ''), string(f, '')],
      [mixed(1n, f.box64(99_999n)), mixed(1n, f.box64(99_999n))],
      [mixed(1n, 0), mixed(1n, 0)],
      [mixed(1n, c), mixed(1n, c)],
      [svec(c, f.box64(5_000n)), svec(c, f.box64(5_000n))],
      [svec(), svec()],
    ]
    for (const [a, b] of equal) {
      expect(f.call.egal(a, b)).toBe(1)
      expect(f.call.object_id(a)).toBe(f.call.object_id(b))
    }
    const different: [number, number][] = [
      [f.box64(1n), f.box64(2n)],
      [f.box64(0n), f.call.box_f64(0)],
      [f.call.box_f64(0), f.call.box_f64(-0)],
      [cell(), cell()],
      [string(f, 'abcdefghij'), string(f, 'abcdefghik')],
      [string(f, 'abc'), string(f, 'abcd')],
      [mixed(1n, 0), mixed(2n, 0)],
      [mixed(1n, 0), mixed(1n, c)],
      [mixed(1n, cell()), mixed(1n, cell())],
      [mixed(1n, 0, 1), mixed(1n, 0, 2)],
      [svec(c), svec()],
      [svec(c), svec(cell())],
      [f.types.Int64, f.types.Float64],
    ]
    for (const [a, b] of different) {
      expect(f.call.egal(a, b)).toBe(0)
      expect(f.call.object_id(a)).not.toBe(f.call.object_id(b))
    }
  })
})

describe('isa', () => {
  test('asks once per pair, and looks at which type a type is', () => {
    const f = runtimeFixture()
    const [a, b] = [f.box64(10_000n), f.box64(20_000n)]
    expect(f.call.isa(a, f.types.Int64)).toBe(1)
    expect(f.call.isa(a, f.types.Any)).toBe(1)
    expect(f.isaAsked.length).toBe(0)
    for (let i = 0; i < 3; i++) {
      expect(f.call.isa(a, f.types.Float64)).toBe(0)
      expect(f.call.isa(b, f.types.Float64)).toBe(0)
      expect(f.call.isa(b, f.types.Pair)).toBe(1)
    }
    expect(f.isaAsked.length).toBe(2)
    f.call.isa(f.types.Int64, f.types.Pair)
    f.call.isa(f.types.Float64, f.types.Pair)
    f.call.isa(f.types.Float64, f.types.Pair)
    expect(f.isaAsked.length).toBe(4)
    expect(f.call.isa(f.types.Int64, f.types.DataType)).toBe(1)
  })
})

describe('apply', () => {
  test.each([1, 2, 3, 4, 5, 9, MAX_CACHED_ARGUMENTS])('%i arguments: a miss asks, a hit does not', nargs => {
    const f = runtimeFixture()
    fillEntries(f.jl, 8)
    const args = f.m.sp.value
    for (let i = 0; i < nargs; i++) push(f.m, i % 2 === 0 ? f.box64(BigInt(10_000 + i)) : f.types.Float64)
    f.target = () => 3
    expect(f.call.apply(args, nargs)).toBe(1003)
    expect(f.lookups.length).toBe(1)
    insertCallCache(f.heap, callKeys(f.heap, args, nargs), 5)
    expect(f.call.apply(args, nargs)).toBe(1005)
    expect(f.lookups.length).toBe(1)
    // Another type, and another value that is a type, are other calls.
    f.heap.i32[(args >>> 2) + nargs - 1] = f.types.Int64
    expect(f.call.apply(args, nargs)).toBe(1003)
    insertCallCache(f.heap, callKeys(f.heap, args, nargs), 6)
    expect(f.call.apply(args, nargs)).toBe(1006)
    clearCallCache(f.heap)
    expect(f.call.apply(args, nargs)).toBe(1003)
    expect(f.lookups.length).toBe(3)
  })

  test('with more arguments than a record holds asks every time', () => {
    const f = runtimeFixture()
    fillEntries(f.jl, 8)
    const args = f.m.sp.value
    for (let i = 0; i <= MAX_CACHED_ARGUMENTS; i++) push(f.m, f.box64(5_000n))
    f.target = () => 2
    insertCallCache(f.heap, callKeys(f.heap, args, MAX_CACHED_ARGUMENTS + 1), 4)
    expect(f.call.apply(args, MAX_CACHED_ARGUMENTS + 1)).toBe(1002)
    expect(f.call.apply(args, MAX_CACHED_ARGUMENTS + 1)).toBe(1002)
    expect(f.lookups.length).toBe(2)
  })

  test('depth is counted and given back; without any left it is a stack overflow', () => {
    const f = runtimeFixture()
    fillEntries(f.jl, 8)
    const depth = (f.m.block + Thread.depth) >>> 2
    const args = f.m.sp.value
    push(f.m, f.box64(5_000n))
    f.heap.i32[depth] = APPLY_STACK_BYTES + 100
    insertCallCache(f.heap, callKeys(f.heap, args, 1), 2, 100)
    expect(f.call.apply(args, 1)).toBe(1002)
    expect(f.heap.i32[depth]).toBe(APPLY_STACK_BYTES + 100)
    f.heap.i32[depth]--
    expect(() => f.call.apply(args, 1)).toThrow('throw_error 5')
  })

  test('two calls that share a set both stay', () => {
    const f = runtimeFixture()
    fillEntries(f.jl, 8)
    for (let k = 0; k < 3000; k++) insertCallCache(f.heap, [8 * k + 8, 16], k % 8)
    insertCallCache(f.heap, [800_008, 16], 1)
    insertCallCache(f.heap, [800_008, 16], 2)
    expect(f.lookups.length).toBe(0)
  })
})

describe('arrays', () => {
  test.each(['VectorAny', 'VectorInt64'] as const)('%s: random growth and removal agree with a JavaScript array', name => {
    const f = runtimeFixture()
    const pointers = name === 'VectorAny'
    const memoryType = pointers ? f.types.MemoryAny : f.types.MemoryInt64
    const array = f.call.alloc_array(f.types[name], memoryType, 3)
    push(f.m, array)
    const word = (offset: number): number => f.heap.i32[(array + offset) >>> 2]
    const get = (i: number): number =>
      pointers ? f.heap.i32[(word(ArrayObject.data) >>> 2) + i] : Number(f.heap.i64[(word(ArrayObject.data) >>> 3) + i])
    const set = (i: number, v: number): void => {
      if (pointers) f.heap.i32[(word(ArrayObject.data) >>> 2) + i] = v
      else f.heap.i64[(word(ArrayObject.data) >>> 3) + i] = BigInt(v)
    }
    const model: number[] = [0, 0, 0]
    for (let i = 0; i < 3; i++) set(i, 0)
    let state = 12345
    const random = (n: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0
      return (state >>> 8) % n
    }
    // Pointers must be valid objects: permanent ones will do.
    const value = (): number => f.types[random(2) === 0 ? 'Int64' : 'Float64']
    for (let step = 0; step < 4000; step++) {
      const n = random(step % 50 === 0 ? 100 : 4)
      const at = random(model.length + 1)
      const choice = random(7)
      if (choice === 0) {
        f.call.array_grow_end(array, n)
        for (let i = 0; i < n; i++) model.push(0)
        if (!pointers) for (let i = model.length - n; i < model.length; i++) set(i, 0)
      } else if (choice === 1) {
        f.call.array_grow_begin(array, n)
        model.unshift(...Array<number>(n).fill(0))
        if (!pointers) for (let i = 0; i < n; i++) set(i, 0)
      } else if (choice === 2) {
        f.call.array_grow_at(array, at, n)
        model.splice(at, 0, ...Array<number>(n).fill(0))
        if (!pointers) for (let i = 0; i < n; i++) set(at + i, 0)
      } else if (choice <= 5) {
        const m = Math.min(random(2 * n + 1), model.length - at)
        f.call.array_delete_at(array, at, m)
        model.splice(at, m)
      } else f.call.array_sizehint(array, random(200))
      for (let i = 0; i < model.length; i++) if (random(3) === 0) set(i, (model[i] = value()))
      expect(word(ArrayObject.length)).toBe(model.length)
      if (step % 20 === 0) expect(model.map((_, i) => get(i))).toEqual(model)
      if (step % 200 === 0) expect(verifyHeap(f.m).problems).toEqual([])
    }
  })

  test('queue use (push at the end, take from the front) does not keep growing', () => {
    const f = runtimeFixture()
    const array = f.call.alloc_array(f.types.VectorInt64, f.types.MemoryInt64, 0)
    push(f.m, array)
    for (let i = 0; i < 100_000; i++) {
      f.call.array_grow_end(array, 1)
      if (i >= 10) f.call.array_delete_at(array, 0, 1)
    }
    expect(f.heap.i32[(array + ArrayObject.length) >>> 2]).toBe(10)
    expect(f.heap.i32[(array + ArrayObject.capacity) >>> 2]).toBeLessThan(100)
  })

  test('bad sizes', () => {
    const f = runtimeFixture()
    expect(() => f.call.alloc_memory(f.types.MemoryInt64, -1)).toThrow('ArgumentError')
    expect(() => f.call.alloc_memory(f.types.MemoryInt64, 0x7fffffff)).toThrow('throw_error 6')
    expect(() => f.call.alloc_memory(f.types.MemoryUInt8, 0x7fffffff)).toThrow('throw_error 6')
    const memory = f.call.alloc_memory(f.types.MemoryAny, 10_000)
    expect(f.heap.i64[(memory + MemoryObject.length) >>> 3]).toBe(10_000n)
    expect(f.heap.u8.subarray(memory + 16, memory + 40_016).every(b => b === 0)).toBe(true)
    const shared = allocateArray(f.m, f.types.VectorInt64, f.types.MemoryInt64, 1)
    f.heap.i32[(shared + ArrayObject.owner) >>> 2] = 0
    expect(() => f.call.array_grow_end(shared, 1)).toThrow('cannot resize')
  })

  test('under stress everything survives', () => {
    const f = runtimeFixture(32 << 20)
    f.heap.i32[(CONTROL + Control.gcStress) >>> 2] = 1
    const array = f.call.alloc_array(f.types.VectorAny, f.types.MemoryAny, 0)
    push(f.m, array)
    for (let i = 0; i < 300; i++) {
      const box = f.box64(BigInt(i))
      push(f.m, box)
      f.call.array_grow_end(array, 1)
      f.m.sp.value -= 4
      f.heap.i32[(f.heap.i32[(array + ArrayObject.data) >>> 2] >>> 2) + i] = box
    }
    for (let i = 0; i < 300; i++) {
      const box = f.heap.i32[(f.heap.i32[(array + ArrayObject.data) >>> 2] >>> 2) + i]
      expect(f.heap.i64[(box + 8) >>> 3]).toBe(BigInt(i))
    }
    expect(verifyHeap(f.m).problems).toEqual([])
  })
})
