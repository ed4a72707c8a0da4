import { describe, expect, test } from 'vitest'
import {
  allocate,
  allocateArray,
  allocateLarge,
  allocateMemory,
  allocatePermanent,
  collect,
  HeapExhausted,
  liveBytes,
  pin,
  pinned,
  rooted,
  unpin,
  verifyHeap,
} from '../../src/runtime/heap/index.ts'
import { CONTROL, Control, Thread, wellKnownWord } from '../../src/runtime/layout/memory-map.ts'
import { ArrayObject, TaskObject } from '../../src/runtime/layout/objects.ts'
import { makeType, push, smallWorld, type SmallWorld } from './small-world.ts'

function cell(w: SmallWorld, value = 0): number {
  const address = rooted(w.m, [value], () => allocate(w.m, w.types.Cell, 16))
  w.heap.i32[(address + 8) >>> 2] = value
  return address
}

function objects(w: SmallWorld): number {
  const report = verifyHeap(w.m)
  expect(report.problems).toEqual([])
  return report.objects
}

describe('allocation and collection', () => {
  test('what is not reachable goes, what is stays with its contents', () => {
    const w = smallWorld()
    let list = 0
    for (let i = 0; i < 1000; i++) {
      list = cell(w, list)
      for (let k = 0; k < 10; k++) cell(w)
    }
    push(w.m, list)
    const before = objects(w)
    collect(w.m)
    expect(objects(w)).toBe(before)
    expect(liveBytes(w.heap)).toBe(16 * 1024)
    let length = 0
    for (let at = list; at !== 0; at = w.heap.i32[(at + 8) >>> 2]) length++
    expect(length).toBe(1000)
    w.m.sp.value -= 4
    collect(w.m)
    expect(liveBytes(w.heap)).toBe(0)
  })

  test('cycles are freed', () => {
    const w = smallWorld()
    const a = cell(w)
    const b = cell(w, a)
    w.heap.i32[(a + 8) >>> 2] = b
    push(w.m, a)
    collect(w.m)
    expect(liveBytes(w.heap)).toBe(1024)
    w.m.sp.value -= 4
    collect(w.m)
    expect(liveBytes(w.heap)).toBe(0)
  })

  test('large objects: kept, freed, and their pages used again', () => {
    const w = smallWorld(64 << 20)
    for (let i = 0; i < 100; i++) {
      const big = allocateMemory(w.m, w.types.MemoryInt64, 1 << 20)
      w.heap.i64[(big + 16) >>> 3] = BigInt(i)
      expect(big % 65536).toBe(0)
    }
    const array = allocateArray(w.m, w.types.VectorAny, w.types.MemoryAny, 100_000)
    push(w.m, array)
    const child = cell(w)
    w.heap.i32[(w.heap.i32[(array + ArrayObject.data) >>> 2] >>> 2) + 99_999] = child
    collect(w.m)
    expect(objects(w)).toBeGreaterThanOrEqual(3)
    expect(liveBytes(w.heap)).toBe(7 * 65536 + 1024)
  })

  test('pinned objects live; unpinned ones do not; permanent ones keep what they point to while pinned', () => {
    const w = smallWorld()
    const slots = Array.from({ length: 40_000 }, () => pin(w.heap, cell(w)))
    const binding = allocatePermanent(w.heap, 16)
    w.heap.i32[binding >>> 2] = w.types.Cell
    const value = cell(w)
    w.heap.i32[(binding + 8) >>> 2] = value
    const bindingSlot = pin(w.heap, binding)
    collect(w.m)
    expect(liveBytes(w.heap)).toBe(Math.ceil((40_001 * 16) / 1024) * 1024)
    expect(w.heap.i32[pinned(w.heap, slots[7]) >>> 2]).toBe(w.types.Cell)
    for (const slot of slots) unpin(w.heap, slot)
    collect(w.m)
    expect(liveBytes(w.heap)).toBe(1024)
    unpin(w.heap, bindingSlot)
    collect(w.m)
    expect(liveBytes(w.heap)).toBe(0)
    expect(pin(w.heap, 0)).toBe(bindingSlot)
  })

  test('a weak reference is cleared when its object dies', () => {
    const w = smallWorld()
    const target = cell(w)
    const weak = allocate(w.m, w.types.WeakRef, 16)
    w.heap.i32[(weak + 8) >>> 2] = target
    push(w.m, weak)
    push(w.m, target)
    collect(w.m)
    expect(w.heap.i32[(weak + 8) >>> 2]).toBe(target)
    w.m.sp.value -= 4
    collect(w.m)
    expect(w.heap.i32[(weak + 8) >>> 2]).toBe(w.heap.i32[wellKnownWord('nothing') >>> 2])
  })

  test("a task that is reached keeps its shadow stack; the running one uses the thread's top", () => {
    const w = smallWorld()
    const newTask = (): number => {
      const task = allocate(w.m, w.types.Task, TaskObject.bytes)
      w.heap.u8.fill(0, task + 8, task + TaskObject.bytes)
      return task
    }
    const running = newTask()
    w.heap.i32[(w.m.block + Thread.currentTask) >>> 2] = running
    w.heap.i32[(running + TaskObject.stackBase) >>> 2] = w.m.sp.value
    const other = newTask()
    const stack = allocatePermanent(w.heap, 1024)
    w.heap.i32[(other + TaskObject.stackBase) >>> 2] = stack
    w.heap.i32[(other + TaskObject.sp) >>> 2] = stack + 8
    const [kept, lost] = [cell(w), cell(w)]
    w.heap.i32[(stack + 4) >>> 2] = kept
    w.heap.i32[(stack + 8) >>> 2] = lost
    push(w.m, other)
    collect(w.m)
    expect(liveBytes(w.heap)).toBe(1024)
    expect(objects(w)).toBe(3)
    expect(w.heap.i32[(running + TaskObject.sp) >>> 2]).toBe(w.m.sp.value)
  })

  test('every size class, and sizes between and above them', () => {
    const w = smallWorld()
    const sizes = [16, 17, 24, 100, 1000, 5000, 8192, 8193, 10_920, 13_000, 16_384, 20_000, 32_768, 32_769, 200_000]
    for (const bytes of sizes) {
      const type = makeType(w.heap, w.types.DataType, { size: bytes })
      for (let i = 0; i < 10; i++) {
        const address = allocate(w.m, type, bytes)
        w.heap.u8.fill(i + 1, address + 8, address + bytes)
        push(w.m, address)
      }
    }
    collect(w.m)
    expect(objects(w)).toBe(10 * sizes.length)
    let at = w.m.sp.value - 40 * sizes.length
    for (const bytes of sizes) {
      for (let i = 0; i < 10; i++, at += 4) {
        const address = w.heap.i32[at >>> 2]
        expect(w.heap.u8.subarray(address + 8, address + bytes).every(byte => byte === i + 1)).toBe(true)
      }
    }
  })
})

describe('out of memory', () => {
  test('is an error after which the session goes on, and the reserve lets it be handled', () => {
    const w = smallWorld(16 << 20)
    let list = 0
    push(w.m, 0)
    expect(() => {
      for (;;) {
        list = cell(w, list)
        w.heap.i32[(w.m.sp.value - 4) >>> 2] = list
      }
    }).toThrow(HeapExhausted)
    // All is still held; the reserve gives some more.
    for (let i = 0; i < 1000; i++) cell(w)
    expect(verifyHeap(w.m).problems).toEqual([])
    w.heap.i32[(w.m.sp.value - 4) >>> 2] = 0
    collect(w.m)
    expect(liveBytes(w.heap)).toBe(0)
    for (let i = 0; i < 100_000; i++) cell(w)
  })

  test('an object larger than the heap is refused at once', () => {
    const w = smallWorld(16 << 20)
    expect(() => allocateLarge(w.m, w.types.Plain, 1 << 30)).toThrow(HeapExhausted)
    expect(allocate(w.m, w.types.Plain, 32)).toBeGreaterThan(0)
  })
})

describe('stress mode', () => {
  test.each([1, 2, 3, 5])('random graphs agree with a shadow model (seed %i)', seed => {
    const w = smallWorld(32 << 20)
    w.heap.i32[(CONTROL + Control.gcStress) >>> 2] = seed === 1 ? 1 : 4 * seed
    let state = seed * 0x9e3779b9
    const random = (n: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0
      return (state >>> 8) % n
    }
    // The model: per object its id and its children; the object carries its id in the payload of a `Mixed`-like node.
    const node = makeType(w.heap, w.types.DataType, { size: 40, pointers: [16, 20, 24, 28], mutable: true })
    interface Shadow {
      id: number
      address: number
      children: (Shadow | null)[]
    }
    const rootCount = 16
    const roots: (Shadow | null)[] = Array.from({ length: rootCount }, () => null)
    const base = w.m.sp.value
    for (let i = 0; i < rootCount; i++) push(w.m, 0)
    const reach = (): Set<Shadow> => {
      const seen = new Set<Shadow>()
      const pending = roots.filter((r): r is Shadow => r !== null)
      while (pending.length > 0) {
        const s = pending.pop() as Shadow
        if (seen.has(s)) continue
        seen.add(s)
        for (const c of s.children) if (c !== null) pending.push(c)
      }
      return seen
    }
    for (let step = 0; step < 1500; step++) {
      if (random(8) === 0) {
        const r = random(rootCount)
        roots[r] = null
        w.heap.i32[(base >>> 2) + r] = 0
      }
      const live = [...reach()]
      const address = allocate(w.m, node, 40)
      const shadow: Shadow = { id: step, address, children: [null, null, null, null] }
      w.heap.i32[(address + 8) >>> 2] = step
      for (let k = 0; k < 4; k++) {
        const child = live.length > 0 && random(2) === 0 ? live[random(live.length)] : null
        shadow.children[k] = child
        w.heap.i32[((address + 16) >>> 2) + k] = child === null ? 0 : child.address
      }
      const r = random(rootCount)
      roots[r] = shadow
      w.heap.i32[(base >>> 2) + r] = address
      if (live.length > 0) {
        const changed = live[random(live.length)]
        const k = random(4)
        changed.children[k] = shadow
        w.heap.i32[((changed.address + 16) >>> 2) + k] = address
      }
      if (step % 100 === 99) {
        const all = reach()
        for (const s of all) {
          expect(w.heap.i32[(s.address + 8) >>> 2]).toBe(s.id)
          s.children.forEach((c, k) => expect(w.heap.i32[((s.address + 16) >>> 2) + k]).toBe(c === null ? 0 : c.address))
        }
        expect(objects(w)).toBe(all.size)
      }
      if (reach().size > 200) roots.fill(null).forEach((_, i) => (w.heap.i32[(base >>> 2) + i] = 0))
    }
    expect(w.heap.i32[(CONTROL + Control.collections) >>> 2]).toBeGreaterThan(50)
  })
})
