/**
 * A mutator: one Julia thread as the heap sees it. Each thread's JavaScript has one; the compiler's code, the host
 * functions and the slow paths of allocation all get it as an argument.
 *
 * `sp` is the Wasm global of the shadow stack's top (a plain object where there is no Wasm). JavaScript that holds the
 * only reference to an object over something that may collect must root it: with `pin`, or with `rooted` below.
 */
import { CONTROL, Control, Thread, threadBlock } from '../layout/memory-map.ts'
import type { Heap } from './memory.ts'

/** The shadow stack's top; `WebAssembly.Global` is one. */
export interface StackPointer {
  value: number
}

export interface Mutator {
  readonly heap: Heap
  /** 0-based. */
  readonly index: number
  /** Address of the thread's block. */
  readonly block: number
  readonly sp: StackPointer
  /** Called on the collecting thread after a collection; for tests, traces and side tables keyed by address. */
  afterCollection?: (() => void) | undefined
}

/** The mutator of a thread that is about to run. It is in a safe region until `leaveSafeRegion`. */
export function createMutator(heap: Heap, index: number, sp: StackPointer = { value: 0 }): Mutator {
  return { heap, index, block: threadBlock(index), sp }
}

/** Gives the thread its shadow stack (its current task's, or the one it starts with). */
export function setShadowStack(m: Mutator, base: number, limit: number, sp = base): void {
  const i32 = m.heap.i32
  i32[(m.block + Thread.stackBase) >>> 2] = base
  i32[(m.block + Thread.stackLimit) >>> 2] = limit
  i32[(m.block + Thread.savedSp) >>> 2] = sp
  m.sp.value = sp
}

/** Tells the collector where the shadow stack ends. Before anything that may stop or collect. */
export function saveStackPointer(m: Mutator): void {
  m.heap.i32[(m.block + Thread.savedSp) >>> 2] = m.sp.value
}

/**
 * Runs `body` with `addresses` on the shadow stack, so that they live; gives what `body` gives.
 * The stack is as before afterwards, also when `body` throws.
 */
export function rooted<T>(m: Mutator, addresses: readonly number[], body: () => T): T {
  const sp = m.sp.value
  for (let i = 0; i < addresses.length; i++) m.heap.i32[(sp >>> 2) + i] = addresses[i]
  m.sp.value = sp + 4 * addresses.length
  try {
    return body()
  } finally {
    m.sp.value = sp
  }
}

/** Whether a collection at every so many allocations is wanted (stress mode); 0 if not. */
export function stressPeriod(heap: Heap): number {
  return heap.i32[(CONTROL + Control.gcStress) >>> 2]
}
