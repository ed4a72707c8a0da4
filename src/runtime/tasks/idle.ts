/**
 * What a thread does while none of its tasks can run: it blocks (threads without an event loop), or leaves to its event
 * loop and has itself woken (thread 1).
 *
 * Sleeping and waking. The sleeper stores 1 in `Thread.idle`, reads `Thread.wake`, then looks for work once more
 * (`hasWork`: own queue, inbox, spawned tasks, requests, interrupts), and waits for `wake` to differ from what it read.
 * Whoever makes work stores it first, then adds 1 to `wake` and notifies. All of these are sequentially consistent: if the
 * look does not find the work, it came before the work was stored, so `wake` was read before the addition, and the wait
 * either does not begin or is notified. Timers are this thread's own: the wait ends when the first one is due.
 *
 * Each kind of work, and who notifies: inbox, `pushInbox`; spawned tasks, `pushSpawned` through `wakeIdle` (if it finds
 * nobody idle, every thread looks again before it sleeps); requests, `request` in threads/mailbox; interrupts,
 * `requestInterrupt`; the end of the thread, `ThreadPool.stop`. Events of other processes come in the event loop itself.
 *
 * In spite of that argument every wait also ends by itself after RECHECK_MS: a mistake in it would cost half a second, and
 * not the program.
 */
import { control } from '../heap/memory.ts'
import type { Mutator } from '../heap/mutator.ts'
import { enterSafeRegion, leaveSafeRegion } from '../heap/stop-world.ts'
import { Control, Thread, threadBlock } from '../layout/memory-map.ts'

/** Thread 1 blocks so long before it waits in its event loop: a wake-up through that costs ten times as much. */
const BLOCK_FIRST_MS = 0.3
const RECHECK_MS = 500
/** What `setTimeout` takes. A timer that is not due yet then is waited for again. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

export interface IdleHost {
  readonly mutator: Mutator
  hasWork(): boolean
  /** When the first timer is due, in milliseconds of `performance.now`; Infinity without any. */
  nextTimer(): number
  /** There may be something to do. Called from the event loop. */
  awake(): void
}

export class Idle {
  private readonly host: IdleHost
  private readonly m: Mutator
  private readonly i32: Int32Array
  private readonly wakeWord: number
  private readonly idleWord: number
  private isSafe = false
  private timeout: ReturnType<typeof setTimeout> | null = null
  private recheck: ReturnType<typeof setInterval> | null = null

  constructor(host: IdleHost) {
    this.host = host
    this.m = host.mutator
    this.i32 = host.mutator.heap.i32
    this.wakeWord = (host.mutator.block + Thread.wake) >>> 2
    this.idleWord = (host.mutator.block + Thread.idle) >>> 2
  }

  /** The thread is in a safe region from now on, until `leave`. */
  rest(): void {
    if (!this.isSafe) enterSafeRegion(this.m)
    this.isSafe = true
  }

  /** The thread may touch the heap again. */
  leave(): void {
    if (this.isSafe) leaveSafeRegion(this.m)
    this.isSafe = false
  }

  /** Blocks until something has happened or `ms` milliseconds have passed. The heap is not touched meanwhile. */
  block(ms: number): void {
    const before = this.announce()
    const left = Math.min(ms, RECHECK_MS, this.host.nextTimer() - performance.now())
    if (!this.host.hasWork() && left > 0 && control(this.m.heap, Control.stopping) === 0) {
      enterSafeRegion(this.m)
      Atomics.wait(this.i32, this.wakeWord, before, left)
      leaveSafeRegion(this.m)
    }
    this.busy()
  }

  /** Gives the JavaScript thread to its event loop; `awake` is called when there is something to do. */
  leaveToLoop(): void {
    this.rest()
    if (this.othersRun()) {
      const before = this.announce()
      if (!this.host.hasWork() && performance.now() < this.host.nextTimer()) Atomics.wait(this.i32, this.wakeWord, before, BLOCK_FIRST_MS)
    }
    this.arm()
  }

  private arm(): void {
    const before = this.announce()
    if (this.host.hasWork()) return this.wakeSoon()
    if (this.timeout) clearTimeout(this.timeout)
    const due = this.host.nextTimer()
    const left = Math.max(0, Math.min(due - performance.now(), LONGEST_TIMEOUT_MS))
    this.timeout = due === Infinity ? null : setTimeout(() => this.host.awake(), left)
    this.recheck ??= setInterval(() => this.host.awake(), RECHECK_MS).unref()
    const w = Atomics.waitAsync(this.i32, this.wakeWord, before)
    if (w.async) void w.value.then(() => this.host.awake())
    else this.wakeSoon()
  }

  private wakeSoon(): void {
    queueMicrotask(() => this.host.awake())
  }

  /** Says that the thread is going to sleep; gives the word to wait on. */
  private announce(): number {
    Atomics.store(this.i32, this.idleWord, 1)
    return Atomics.load(this.i32, this.wakeWord)
  }

  /** The thread has something to do. */
  busy(): void {
    Atomics.store(this.i32, this.idleWord, 0)
  }

  /** Whether another thread runs, which may soon wake this one. */
  private othersRun(): boolean {
    const threads = control(this.m.heap, Control.threadCount)
    for (let n = 1; n < threads; n++) if (Atomics.load(this.i32, (threadBlock(n) + Thread.idle) >>> 2) === 0) return true
    return false
  }
}
