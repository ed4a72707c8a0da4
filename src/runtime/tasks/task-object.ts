/**
 * Task objects in the heap: making them, their words, and the state machine of waking (`Wake` in layout/objects).
 * Works on any thread; the scheduler of the thread that owns a task does the rest.
 */
import { allocate } from '../heap/allocate.ts'
import type { Heap } from '../heap/memory.ts'
import { rooted, type Mutator } from '../heap/mutator.ts'
import { wellKnownWord } from '../layout/memory-map.ts'
import { HEADER_BYTES, TaskObject, Wake } from '../layout/objects.ts'

/** A task that is not started. `thread`: the number it is pinned to, from 1, or 0. */
export function newTask(m: Mutator, code: number, thread: number): number {
  const { i32, u8 } = m.heap
  const task = rooted(m, [code], () => allocate(m, i32[wellKnownWord('Task') >>> 2], TaskObject.bytes)) >>> 0
  u8.fill(0, task + HEADER_BYTES, task + TaskObject.bytes)
  i32[(task + TaskObject.code) >>> 2] = code
  i32[(task + TaskObject.thread) >>> 2] = thread
  return task
}

/** Word index of a task's field. */
export function taskWord(task: number, field: number): number {
  return (task + field) >>> 2
}

/** Whether the task, which runs here, now waits; false if a wake came before: it is used up. */
export function beginWait(heap: Heap, task: number): boolean {
  const word = taskWord(task, TaskObject.wake)
  if (Atomics.compareExchange(heap.i32, word, Wake.running, Wake.waiting) === Wake.running) return true
  Atomics.store(heap.i32, word, Wake.running)
  return false
}

/** Whether the caller has to put the task into a queue; otherwise it runs, and its next wait will return at once. */
export function wake(heap: Heap, task: number): boolean {
  const word = taskWord(task, TaskObject.wake)
  for (;;) {
    const seen = Atomics.load(heap.i32, word)
    if (seen === Wake.permit) return false
    const next = seen === Wake.waiting ? Wake.running : Wake.permit
    if (Atomics.compareExchange(heap.i32, word, seen, next) === seen) return seen === Wake.waiting
  }
}
