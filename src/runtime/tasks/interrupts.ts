/**
 * Interrupts: how InterruptException gets from whoever wants it (a host, Ctrl-C, another process) into running Julia code.
 *
 * `Control.interruptEpoch` counts the interrupts wanted; every thread compares it with `Thread.interruptSeen`, the last one
 * that it has heeded. The interrupt bit of `Control.safepoint` makes compiled code look; it costs nothing else. What
 * computes throws at its next safepoint, on every thread; what waits is not woken, but for the root task.
 *
 * Who takes the bit back, and why no thread misses it. A thread that has heeded clears the bit and then looks at all
 * others: if one that runs has not heeded yet, it sets the bit again. A thread in a safe region (it waits, or asks
 * thread 1) needs no bit: it compares the counts by itself before it runs on, and sets the bit if it has to
 * (`afterSafeRegion`). Either its `or` comes after the other's `and`, and the bit stays; or before it, then its state was
 * stored as running before that, and the other one, which looks after its `and`, sees so and sets the bit.
 *
 * Sections that must not be left half done hold interrupts off with `sigatomic_begin` and `sigatomic_end`, which count in
 * `Thread.sigatomic`: the bit stays set, and the next safepoint after the section throws.
 *
 * A program may catch InterruptException and go on. Who wants to be rid of it asks again, by force: `Control.forcedEpoch` is
 * then the number of that interrupt, and what heeds it throws RunAbandoned, which compiled code does not catch.
 */
import { control, controlIndex } from '../heap/memory.ts'
import type { Mutator } from '../heap/mutator.ts'
import { isSafeRegion } from '../heap/stop-world.ts'
import { CONTROL, Control, SafepointReason, Thread, threadBlock } from '../layout/memory-map.ts'
import { wakeThread } from './queues.ts'

const safepointWord = controlIndex(Control.safepoint)

/**
 * Interrupts what runs: from any JavaScript thread that has the memory.
 * @param byForce the program cannot catch it, and its `finally` blocks do not run
 */
export function requestInterrupt(i32: Int32Array, byForce = false): void {
  const epoch = Atomics.add(i32, controlIndex(Control.interruptEpoch), 1) + 1
  if (byForce) Atomics.store(i32, controlIndex(Control.forcedEpoch), epoch)
  Atomics.or(i32, safepointWord, SafepointReason.interrupt)
  const threads = i32[(CONTROL + Control.threadCount) >>> 2]
  for (let n = 0; n < threads; n++) wakeThread({ i32 }, n)
}

/** Whether there was an interrupt that this thread has not heeded. */
export function isInterrupted(m: Mutator): boolean {
  return Atomics.load(m.heap.i32, controlIndex(Control.interruptEpoch)) !== m.heap.i32[seenWord(m.block)]
}

/** Whether the interrupt that this thread has not heeded is by force. */
export function isForced(m: Mutator): boolean {
  return isInterrupted(m) && control(m.heap, Control.forcedEpoch) === control(m.heap, Control.interruptEpoch)
}

/** Whether the thread is in a section that must not be interrupted. */
export function holdsInterrupts(m: Mutator): boolean {
  return m.heap.i32[(m.block + Thread.sigatomic) >>> 2] > 0
}

/** From now on the thread has heeded all interrupts so far. */
export function markHeeded(m: Mutator): void {
  Atomics.store(m.heap.i32, seenWord(m.block), control(m.heap, Control.interruptEpoch))
}

/** Takes the interrupt bit back, unless a thread that runs still has to see it. */
export function clearInterruptBit(m: Mutator): void {
  const { i32 } = m.heap
  Atomics.and(i32, safepointWord, ~SafepointReason.interrupt)
  const epoch = Atomics.load(i32, controlIndex(Control.interruptEpoch))
  const threads = control(m.heap, Control.threadCount)
  for (let n = 0; n < threads; n++) {
    const hasSeen = Atomics.load(i32, seenWord(threadBlock(n))) === epoch
    if (!hasSeen && !isSafeRegion(m.heap, n)) return void Atomics.or(i32, safepointWord, SafepointReason.interrupt)
  }
}

/** For a thread that runs compiled code again after a safe region: an interrupt may have come meanwhile. */
export function afterSafeRegion(m: Mutator): void {
  if (isInterrupted(m)) Atomics.or(m.heap.i32, safepointWord, SafepointReason.interrupt)
}

function seenWord(block: number): number {
  return (block + Thread.interruptSeen) >>> 2
}
