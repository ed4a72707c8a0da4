/**
 * Requests of threads 2… to thread 1, which has the compiler and the host: one at a time per thread, in words of the
 * asker's block.
 *
 *   +0 state   the asker stores `asked` after the words below, thread 1 stores `answered` or `failed` after the result;
 *              both sequentially consistent, so each side sees what the other wrote before. The asker waits on it.
 *              `held`: never answered, the program ends.
 *   +4 op, +8 … +20 four arguments, +24 result (a plain number; an object is in the asker's result slot instead)
 *
 * Why no request is overlooked. The asker stores `asked` before it counts itself, sets the bit and wakes thread 1. Thread 1
 * is then in one of these: in compiled code, which sees the bit at its next safepoint (also at the pause of a spin loop);
 * about to clear the bit in `serveRequests`, and its look at the blocks comes after that; idle or blocked, and the wake-up
 * ends that (see tasks/idle); stopped for a collection, after which it is in one of the others. The count may be behind
 * the states for a moment (a request is answered before it is counted): then the asker that is behind has yet to wake
 * thread 1. The asker itself waits for its own state word, and looks at it again after every wait.
 *
 * The asker counts itself in `Control.pendingRequests`, sets the request bit of `Control.safepoint` (thread 1 polls it in
 * compiled code) and wakes thread 1 (which may be idle); thread 1 clears the bit before it looks at the blocks, so that a
 * request made later sets it again. While it waits, the asker is in a safe region: thread 1 may collect. Objects are kept
 * alive by the asker's shadow stack: its arguments lie there anyway, and the word above the last one is the slot where
 * thread 1 puts an object or exception that it gives back.
 */
import { controlIndex } from '../heap/memory.ts'
import type { Mutator } from '../heap/mutator.ts'
import { enterSafeRegion, leaveSafeRegion } from '../heap/stop-world.ts'
import { CONTROL, Control, SafepointReason, Thread, threadBlock } from '../layout/memory-map.ts'
import { wakeThread } from '../tasks/queues.ts'
import { ThreadStopped } from '../tasks/ending.ts'
import { afterSafeRegion } from '../tasks/interrupts.ts'

/** What may be asked. Arguments as those of the function of the same name in `ThreadServices`. */
export const ThreadRequest = {
  lookup: 1,
  isaSlow: 2,
  compileEntry: 3,
  ask: 4,
  makeTuple: 5,
  symbolFromBytes: 6,
  host: 7,
  hostFloat: 8,
} as const

const State = { free: 0, asked: 1, answered: 2, failed: 3, held: 4 } as const
const [OP, ARGS, RESULT] = [1, 2, 6]

/** An answer: a number, or an object that has to be kept alive until the asker has it; or none, ever. */
export type Answer = { readonly number: number } | { readonly object: number } | { readonly exception: number } | 'held'

/**
 * Asks thread 1 and waits.
 * @returns what it answered
 * @throws ThreadStopped
 */
export function request(m: Mutator, op: number, args: readonly number[]): Exclude<Answer, 'held'> {
  const { i32 } = m.heap
  const block = (m.block + Thread.request) >>> 2
  const slot = m.sp.value
  i32[slot >>> 2] = 0
  m.sp.value = slot + 4
  i32[block + OP] = op
  for (let i = 0; i < 4; i++) i32[block + ARGS + i] = args[i] ?? 0
  enterSafeRegion(m)
  Atomics.store(i32, block, State.asked)
  Atomics.add(i32, controlIndex(Control.pendingRequests), 1)
  Atomics.or(i32, controlIndex(Control.safepoint), SafepointReason.request)
  wakeThread(m.heap, 0)
  for (let state = State.asked as number; state === State.asked || state === State.held; state = Atomics.load(i32, block)) {
    if (Atomics.load(i32, controlIndex(Control.stopping)) !== 0) throw new ThreadStopped()
    Atomics.wait(i32, block, state, 1000)
  }
  leaveSafeRegion(m)
  afterSafeRegion(m)
  const state = i32[block]
  i32[block] = State.free
  m.sp.value = slot
  const object = i32[slot >>> 2]
  if (state === State.failed) return { exception: object >>> 0 }
  return object !== 0 ? { object: object >>> 0 } : { number: i32[block + RESULT] }
}

export function hasRequests(m: Mutator): boolean {
  return Atomics.load(m.heap.i32, controlIndex(Control.pendingRequests)) > 0
}

/** On thread 1: answers all requests that are there. */
export function serveRequests(m: Mutator, answer: (thread: number, op: number, args: readonly number[]) => Answer): void {
  const { i32 } = m.heap
  Atomics.and(i32, controlIndex(Control.safepoint), ~SafepointReason.request)
  const threads = i32[(CONTROL + Control.threadCount) >>> 2]
  for (let n = 1; n < threads; n++) {
    const block = (threadBlock(n) + Thread.request) >>> 2
    if (Atomics.load(i32, block) !== State.asked) continue
    Atomics.sub(i32, controlIndex(Control.pendingRequests), 1)
    const args = Array.from({ length: 4 }, (_, i) => i32[block + ARGS + i])
    const a = answer(n, i32[block + OP], args)
    if (a === 'held') {
      Atomics.store(i32, block, State.held)
      continue
    }
    const slot = (i32[(threadBlock(n) + Thread.savedSp) >>> 2] - 4) >>> 2
    if ('number' in a) i32[block + RESULT] = a.number
    else i32[slot] = 'object' in a ? a.object : a.exception
    Atomics.store(i32, block, 'exception' in a ? State.failed : State.answered)
    Atomics.notify(i32, block)
  }
}
