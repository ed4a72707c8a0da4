/**
 * Layout of heap objects. An object's address is that of its header.
 *
 *   +0  type    address of the type object (0: a free cell)
 *   +4  flags   bits 0-7 collector (epoch of the last mark; 0 in a new object); bits 8-31 free for the object's own
 *               use. In a free cell: the next cell of the free list, or 0
 *   +8  payload, 8-byte aligned
 *
 * Fields whose declared type is concrete and `isbits` lie inline in C layout (natural alignment, at most 8); every other
 * field is an i32 address of a box, 0 = undefined (`#undef`).
 */

export const HEADER_BYTES = 8
/** The collector's bits of an object's flags. A new object has 0 there. */
export const MARK_MASK = 255

/** How the collector walks an instance: word `TypeObject.gcKind` of its type. */
export const GcKind = {
  /** `size` bytes; pointers at the offsets listed at `pointerOffsets`. */
  fixed: 0,
  /** Array{T,N}: see `ArrayObject`. */
  array: 1,
  /** Memory{T}: see `MemoryObject`. Elements are pointers if `elementIsPointer`. */
  memory: 2,
  /** String, Symbol: `length` at +8, bytes from +16 (String) … no pointers. */
  bytes: 3,
  /** SimpleVector: count at +8, pointers from +16. */
  svec: 4,
  /** Task: a fixed object plus a shadow stack. */
  task: 5,
  /** A type object itself: pinned, its pointers are all pinned too. */
  type: 6,
  /** WeakRef: the pointer at +8 does not keep its object alive. */
  weakref: 7,
} as const

/** Type objects: instances of DataType, Union, UnionAll, TypeVar. Offsets from the object's address. */
export const TypeObject = {
  /** The compiler's id of the type. */
  id: 8,
  gcKind: 12,
  /** Bytes of an instance, header included ('fixed', 'task', 'weakref' and 'array' with N ≥ 2 only). */
  size: 16,
  pointerCount: 20,
  /** Address of `pointerCount` i32 offsets from an instance's address (raw, not an object). */
  pointerOffsets: 24,
  elementSize: 28,
  elementIsPointer: 32,
  /** 1 mutable (=== is identity), 0 immutable. */
  isMutable: 36,
  /** Kind for ===: 0 compare payload bits, 1 identity, 2 call the slow path (immutables with pointers, strings …). */
  egalKind: 40,
  /** The only instance of a singleton type, or 0. */
  instance: 44,
  /** Symbol of the name. */
  name: 48,
  bytes: 64,
} as const

export const ArrayObject = {
  /** Address of element 1. */
  data: 8,
  /** Number of elements. Written after `data` when an array grows, read before it: on a torn read the bounds still hold. */
  length: 12,
  /** The Memory object that holds the data (root); 0 for data outside the heap (shared segments). */
  owner: 16,
  /** Elements that fit from `data` on without moving. */
  capacity: 20,
  /** N ≥ 2: dims, one i32 each. */
  dims: 24,
} as const

export const MemoryObject = { length: 8, data: 16 } as const
export const StringObject = { length: 8, data: 16 } as const
/** Symbols are interned; `id` is the compiler's number, the name's bytes follow. */
export const SymbolObject = { length: 8, id: 12, data: 16 } as const
export const SvecObject = { count: 8, data: 16 } as const
/** Core.Box: a captured, reassigned variable. */
export const BoxObject = { value: 8, bytes: 16 } as const
/** A global: value (0 = undefined) and the symbol of its name. */
export const BindingObject = { value: 8, name: 12, bytes: 16 } as const

/** A WeakRef: `nothing` after its object has died. */
export const WeakRefObject = { value: 8, bytes: 16 } as const

/**
 * A Task: raw words for the scheduler first, then its pointer fields, which its type lists like any fixed object's.
 * `sp` is the top of the shadow stack while the task is not running; a running task's is in its thread's block.
 */
export const TaskObject = {
  stackBase: 8,
  stackLimit: 12,
  sp: 16,
  /** 0 created, 1 runnable or waiting, 2 done, 3 failed. */
  state: 20,
  /** Thread number it is pinned to, from 1; 0 for any. */
  thread: 24,
  /** See `Wake`. */
  wake: 28,
  /** Pointers: the function, the result or exception, the task-local storage, the scope of the exception handled. */
  code: 32,
  result: 36,
  storage: 40,
  exception: 44,
  /** Next in whatever queue holds it (pointer). */
  next: 48,
  /** Raw: number by which JavaScript knows its suspended stack. */
  handle: 52,
  /**
   * Raw: the task's random stream, 5 × u64: four of state (all 0: not seeded), and how many streams were split off. Written by
   * the task itself, and by its parent before it is started.
   */
  random: 56,
  /** Raw: 1 if the task has to throw `result` where it waits. */
  throwing: 96,
  /** Raw: bytes of native stack left (`Thread.depth`) while the task is not running; before it begins, see `Scheduler.start`. */
  depth: 100,
  bytes: 104,
} as const

/** The pointer fields of a Task. */
export const taskPointers: readonly number[] = [
  TaskObject.code,
  TaskObject.result,
  TaskObject.storage,
  TaskObject.exception,
  TaskObject.next,
]

/**
 * `TaskObject.wake`. The task itself goes from running to waiting and takes a permit; anyone goes from waiting to running
 * (and then puts the task into a queue) or from running to permit. All by compare-and-swap, so that of several wakers
 * exactly one queues the task, and a wake before the wait is not lost.
 */
export const Wake = { running: 0, permit: 1, waiting: 2 } as const

/** `TaskObject.state`. */
export const TaskState = { created: 0, started: 1, done: 2, failed: 3 } as const

/** Bytes of an Array object with N dimensions. */
export function arrayObjectBytes(dimensions: number): number {
  return dimensions < 2 ? 24 : (24 + 4 * dimensions + 7) & ~7
}
