/** A few types and well-known objects, made by hand, for the tests of the heap. */
import {
  allocatePermanent,
  createMutator,
  createMemory,
  initialiseHeap,
  leaveSafeRegion,
  openHeap,
  setShadowStack,
  type Heap,
  type Mutator,
} from '../../src/runtime/heap/index.ts'
import { wellKnownWord, type WellKnown } from '../../src/runtime/layout/memory-map.ts'
import { GcKind, TypeObject } from '../../src/runtime/layout/objects.ts'

export interface TypeSpec {
  gcKind?: number
  size?: number
  pointers?: number[]
  elementSize?: number
  elementIsPointer?: boolean
  mutable?: boolean
  egalKind?: number
}

export interface SmallWorld {
  heap: Heap
  m: Mutator
  types: Record<string, number>
}

/** Writes a type object into the permanent area. */
export function makeType(heap: Heap, dataType: number, spec: TypeSpec): number {
  const type = allocatePermanent(heap, TypeObject.bytes)
  const pointers = spec.pointers ?? []
  const offsets = allocatePermanent(heap, Math.max(8, 4 * pointers.length))
  pointers.forEach((offset, i) => (heap.i32[(offsets >>> 2) + i] = offset))
  const set = (field: number, value: number): void => void (heap.i32[(type + field) >>> 2] = value)
  set(0, dataType || type)
  set(TypeObject.gcKind, spec.gcKind ?? GcKind.fixed)
  set(TypeObject.size, spec.size ?? 0)
  set(TypeObject.pointerCount, pointers.length)
  set(TypeObject.pointerOffsets, offsets)
  set(TypeObject.elementSize, spec.elementSize ?? 0)
  set(TypeObject.elementIsPointer, spec.elementIsPointer ? 1 : 0)
  set(TypeObject.isMutable, spec.mutable ? 1 : 0)
  set(TypeObject.egalKind, spec.egalKind ?? (spec.mutable ? 1 : 0))
  return type
}

export const STACK_BYTES = 1 << 20

const specs: Record<string, TypeSpec> = {
  Any: { gcKind: GcKind.type },
  Int64: { size: 16 },
  Float64: { size: 16 },
  Char: { size: 12 },
  Int8: { size: 9 },
  UInt8: { size: 9 },
  Nothing: { size: 8 },
  String: { gcKind: GcKind.bytes, egalKind: 2 },
  SimpleVector: { gcKind: GcKind.svec, egalKind: 2 },
  Cell: { size: 16, pointers: [8], mutable: true },
  Pair: { size: 16, pointers: [8, 12], mutable: true },
  Mixed: { size: 24, pointers: [16], egalKind: 2 },
  Plain: { size: 32, mutable: true },
  MemoryAny: { gcKind: GcKind.memory, elementSize: 4, elementIsPointer: true, mutable: true },
  MemoryInt64: { gcKind: GcKind.memory, elementSize: 8, mutable: true },
  MemoryUInt8: { gcKind: GcKind.memory, elementSize: 1, mutable: true },
  VectorAny: { gcKind: GcKind.array, mutable: true, size: 24 },
  VectorInt64: { gcKind: GcKind.array, mutable: true, size: 24 },
  WeakRef: { gcKind: GcKind.weakref, mutable: true, size: 16 },
  Task: { gcKind: GcKind.task, mutable: true, size: 96, pointers: [32, 36, 40, 44, 48] },
  ErrorException: { size: 16, pointers: [8], mutable: true },
  OutOfMemoryError: { size: 8 },
}

/** A fresh memory with the types above and thread 0 running. */
export function smallWorld(maxBytes = 256 << 20, threads = 1): SmallWorld {
  const heap = openHeap(createMemory({ maxBytes }))
  initialiseHeap(heap, threads)
  const dataType = makeType(heap, 0, { gcKind: GcKind.type, mutable: true })
  heap.i32[wellKnownWord('DataType') >>> 2] = dataType
  const types: Record<string, number> = { DataType: dataType }
  for (const [name, spec] of Object.entries(specs)) {
    types[name] = makeType(heap, dataType, spec.gcKind === GcKind.type ? { gcKind: GcKind.fixed } : spec)
    const word = wellKnownWord(name as WellKnown)
    if (word >= wellKnownWord('nothing')) heap.i32[word >>> 2] = types[name]
  }
  const nothing = allocatePermanent(heap, 8)
  heap.i32[nothing >>> 2] = types.Nothing
  heap.i32[wellKnownWord('nothing') >>> 2] = nothing
  return { heap, m: startThread(heap, 0), types }
}

/** The mutator of a thread with a shadow stack, running. */
export function startThread(heap: Heap, index: number): Mutator {
  const m = createMutator(heap, index)
  const stack = allocatePermanent(heap, STACK_BYTES / 8)
  setShadowStack(m, stack, stack + STACK_BYTES / 8)
  leaveSafeRegion(m)
  return m
}

/** Pushes an object onto the thread's shadow stack. */
export function push(m: Mutator, address: number): void {
  m.heap.i32[m.sp.value >>> 2] = address
  m.sp.value += 4
}
