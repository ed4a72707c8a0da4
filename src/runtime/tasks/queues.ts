/**
 * Queues of tasks between threads, in shared memory, chained through `TaskObject.next`. Every task in one is pinned.
 *
 * Inbox, one per thread: tasks of that thread made runnable by others. Many push, only the owner takes, and takes all at
 * once, so a compare-and-swap of the head is enough: a head that is the same as before still has the same chain, because
 * nobody but the owner removes. The push is a release, the taking an acquire, both sequentially consistent: what the
 * waker wrote before is seen by the task.
 * Spawned tasks: any thread may start them; a first-in, first-out list under a spin lock.
 *
 * Whoever queues something wakes a thread for it afterwards; the other half of that protocol is in `idle.ts`.
 */
import type { Heap } from '../heap/memory.ts'
import { controlIndex } from '../heap/memory.ts'
import { lock, unlock } from '../heap/pages.ts'
import { CONTROL, Control, Thread, threadBlock } from '../layout/memory-map.ts'
import { TaskObject } from '../layout/objects.ts'

function threadWord(index: number, field: number): number {
  return (threadBlock(index) + field) >>> 2
}

/** Puts a task into the inbox of thread `index` (from 0) and wakes the thread. */
export function pushInbox(heap: Heap, index: number, task: number): void {
  const head = threadWord(index, Thread.inbox)
  for (;;) {
    const first = Atomics.load(heap.i32, head)
    heap.i32[(task + TaskObject.next) >>> 2] = first
    if (Atomics.compareExchange(heap.i32, head, first, task) === first) break
  }
  wakeThread(heap, index)
}

/** Takes all tasks out of the thread's own inbox, oldest first. */
export function takeInbox(heap: Heap, index: number): number[] {
  const head = threadWord(index, Thread.inbox)
  if (Atomics.load(heap.i32, head) === 0) return []
  const list: number[] = []
  for (let task = Atomics.exchange(heap.i32, head, 0); task !== 0; ) {
    list.push(task >>> 0)
    const next = (task + TaskObject.next) >>> 2
    task = heap.i32[next]
    heap.i32[next] = 0
  }
  return list.reverse()
}

export function isInboxEmpty(heap: Heap, index: number): boolean {
  return Atomics.load(heap.i32, threadWord(index, Thread.inbox)) === 0
}

/** Adds a task that any thread may start, and wakes a thread that is idle, if there is one. */
export function pushSpawned(heap: Heap, task: number): void {
  const { i32 } = heap
  lock(heap, Control.spawnLock)
  const last = i32[controlIndex(Control.spawnLast)]
  i32[(task + TaskObject.next) >>> 2] = 0
  if (last === 0) Atomics.store(i32, controlIndex(Control.spawnFirst), task)
  else i32[(last + TaskObject.next) >>> 2] = task
  i32[controlIndex(Control.spawnLast)] = task
  unlock(heap, Control.spawnLock)
  wakeIdle(heap)
}

/** The oldest spawned task, or 0. */
export function takeSpawned(heap: Heap): number {
  if (isSpawnedEmpty(heap)) return 0
  const { i32 } = heap
  lock(heap, Control.spawnLock)
  const task = i32[controlIndex(Control.spawnFirst)]
  if (task !== 0) {
    const next = i32[(task + TaskObject.next) >>> 2]
    Atomics.store(i32, controlIndex(Control.spawnFirst), next)
    if (next === 0) i32[controlIndex(Control.spawnLast)] = 0
    i32[(task + TaskObject.next) >>> 2] = 0
  }
  unlock(heap, Control.spawnLock)
  return task >>> 0
}

export function isSpawnedEmpty(heap: Heap): boolean {
  return Atomics.load(heap.i32, controlIndex(Control.spawnFirst)) === 0
}

/** Wakes thread `index`, whatever it waits for. */
export function wakeThread(heap: { readonly i32: Int32Array }, index: number): void {
  const word = threadWord(index, Thread.wake)
  Atomics.add(heap.i32, word, 1)
  Atomics.notify(heap.i32, word)
}

/** Wakes one idle thread. Each idle thread is woken by one task only, so that several tasks wake several threads. */
export function wakeIdle(heap: Heap): void {
  const threads = heap.i32[(CONTROL + Control.threadCount) >>> 2]
  // The others first: the first thread may have an event loop to run.
  for (let n = threads - 1; n >= 0; n--) {
    if (Atomics.compareExchange(heap.i32, threadWord(n, Thread.idle), 1, 0) === 1) return wakeThread(heap, n)
  }
}
