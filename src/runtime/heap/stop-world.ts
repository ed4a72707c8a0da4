/**
 * Stopping the world: one thread collects while no other touches the heap.
 *
 * Per thread, `Thread.inSafeRegion` is 0 running, 1 in a safe region (waiting, idle, not started), 2 stopped for a
 * collection. `Control.gcState` is 0 idle, 1 stopping, 2 collecting. Every access below is sequentially consistent.
 *
 * Why a thread never runs beside the collector. A thread that wants to run stores 0 in its own word, then loads gcState
 * (`leaveSafeRegion`). The collector stores 1 in gcState, then loads every other thread's word, and waits until it has
 * seen each of them nonzero once. In the total order of these accesses either the thread's store of 0 comes before the
 * collector's load of its word, and the collector keeps waiting for it; or the collector's load comes first, then so
 * does its store to gcState, and the thread's later load of gcState sees it and the thread goes back. In the moment
 * between the two the thread touches no object. gcState returns to 0 only after the last access of the collector.
 *
 * Why the collector sees what the others wrote: their plain stores come before their store to their own word, which the
 * collector has loaded. Why they see what it did: they have loaded the 0 that it stored to gcState at the end.
 *
 * Why nobody sleeps for ever: whoever changes its word adds 1 to gcStopped and notifies afterwards; the collector read
 * gcStopped before it looked at the words, and waits for it to differ. Stopped threads do the same with gcEpoch.
 *
 * Running threads learn of the wish by polling `Control.safepoint` with plain loads; the bit is set after gcState, so
 * that a thread which sees it finds gcState set or the collection over.
 */
import { Control, SafepointReason, Thread, threadBlock } from '../layout/memory-map.ts'
import { control, controlIndex, type Heap } from './memory.ts'
import { saveStackPointer, setShadowStack, type Mutator } from './mutator.ts'

const RUNNING = 0
const SAFE = 1
const STOPPED = 2

const gcState = controlIndex(Control.gcState)
const gcStopped = controlIndex(Control.gcStopped)
const gcEpoch = controlIndex(Control.gcEpoch)
const safepointWord = controlIndex(Control.safepoint)

/** From here on the thread touches no heap object until `leaveSafeRegion`. Its shadow stack stays a root. */
export function enterSafeRegion(m: Mutator): void {
  saveStackPointer(m)
  setState(m, SAFE)
}

/** Waits out a collection that is going on; then the thread may touch the heap again. */
export function leaveSafeRegion(m: Mutator): void {
  const { i32 } = m.heap
  for (;;) {
    const epoch = Atomics.load(i32, gcEpoch)
    Atomics.store(i32, stateIndex(m), RUNNING)
    if (Atomics.load(i32, gcState) === 0) return
    setState(m, SAFE)
    while (Atomics.load(i32, gcState) !== 0 && Atomics.load(i32, gcEpoch) === epoch) Atomics.wait(i32, gcEpoch, epoch, 1000)
  }
}

/**
 * A thread that has touched nothing yet begins to run, with this shadow stack. The stack is made known only when the
 * collector waits for the thread: a collection beside it would read the two ends of two different stacks.
 */
export function beginRunning(m: Mutator, base: number, limit: number): void {
  leaveSafeRegion(m)
  setShadowStack(m, base, limit)
}

/** Runs `body`, which may block and must not touch the heap, as a safe region. */
export function inSafeRegion<T>(m: Mutator, body: () => T): T {
  enterSafeRegion(m)
  try {
    return body()
  } finally {
    leaveSafeRegion(m)
  }
}

/** The collector's part of a safepoint: stands still while another thread collects. Otherwise returns at once. */
export function stopForCollection(m: Mutator): void {
  if (Atomics.load(m.heap.i32, gcState) === 0) return
  saveStackPointer(m)
  setState(m, STOPPED)
  leaveSafeRegion(m)
}

/**
 * Runs `body` with all other threads stopped. If another thread is already collecting, waits for that instead.
 * @returns whether `body` ran
 */
export function withWorldStopped(m: Mutator, body: () => void): boolean {
  const { i32 } = m.heap
  saveStackPointer(m)
  if (Atomics.compareExchange(i32, gcState, 0, 1) !== 0) {
    stopForCollection(m)
    return false
  }
  Atomics.or(i32, safepointWord, SafepointReason.collect)
  awaitOthers(m)
  Atomics.store(i32, gcState, 2)
  try {
    body()
  } finally {
    Atomics.and(i32, safepointWord, ~SafepointReason.collect)
    Atomics.store(i32, gcState, 0)
    Atomics.add(i32, gcEpoch, 1)
    Atomics.notify(i32, gcEpoch)
  }
  return true
}

/** Waits until every other thread has been seen outside compiled code once. */
function awaitOthers(m: Mutator): void {
  const { i32 } = m.heap
  const threads = control(m.heap, Control.threadCount)
  for (let index = 0; index < threads; index++) {
    if (index === m.index) continue
    const state = (threadBlock(index) + Thread.inSafeRegion) >>> 2
    for (;;) {
      const seen = Atomics.load(i32, gcStopped)
      if (Atomics.load(i32, state) !== RUNNING) break
      Atomics.wait(i32, gcStopped, seen, 1000)
    }
  }
}

/** Stores the thread's state, then wakes a collector that may wait for it. */
function setState(m: Mutator, state: number): void {
  const { i32 } = m.heap
  Atomics.store(i32, stateIndex(m), state)
  if (Atomics.load(i32, gcState) === 0) return
  Atomics.add(i32, gcStopped, 1)
  Atomics.notify(i32, gcStopped)
}

function stateIndex(m: Mutator): number {
  return (m.block + Thread.inSafeRegion) >>> 2
}

/** Whether a thread is in a safe region right now (a snapshot), and not merely stopped for a collection. */
export function isSafeRegion(heap: Heap, index: number): boolean {
  return Atomics.load(heap.i32, (threadBlock(index) + Thread.inSafeRegion) >>> 2) === SAFE
}

/** Whether a thread runs compiled code right now (a snapshot; for diagnostics). */
export function isRunning(heap: Heap, index: number): boolean {
  return Atomics.load(heap.i32, (threadBlock(index) + Thread.inSafeRegion) >>> 2) === RUNNING
}
