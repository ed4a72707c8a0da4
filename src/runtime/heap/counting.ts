/**
 * How much has been allocated: objects and bytes, for `@time` and its like.
 *
 * Allocation itself counts nothing: it takes cells off a list, inline. A thread notes how many cells it was given when its list
 * was filled; less what is still on its lists, that is what it has allocated, exactly. Of the other threads only what
 * they were given is read, without waiting: their lists change meanwhile, so theirs counts in whole pages until the next
 * collection, which takes all lists back and corrects it (world stopped).
 */
import { CONTROL, Control, SIZE_CLASSES, Thread, threadBlock } from '../layout/memory-map.ts'
import { control, type Heap } from './memory.ts'
import type { Mutator } from './mutator.ts'

export interface Allocated {
  readonly objects: number
  readonly bytes: number
}

/** Adds to what a thread has been given. By the thread itself, or with the world stopped. */
export function noteGiven(heap: Heap, block: number, objects: number, bytes: number): void {
  heap.f64[(block + Thread.givenObjects) >>> 3] += objects
  heap.f64[(block + Thread.givenBytes) >>> 3] += bytes
}

/** The cells on a thread's free lists. By the thread itself, or with the world stopped. */
export function onFreeLists(heap: Heap, block: number): Allocated {
  const { i32 } = heap
  let objects = 0
  let bytes = 0
  SIZE_CLASSES.forEach((size, sizeClass) => {
    let cell = i32[(block + Thread.freeLists + 4 * sizeClass) >>> 2]
    for (; cell !== 0; cell = i32[(cell + 4) >>> 2]) {
      objects++
      bytes += size
    }
  })
  return { objects, bytes }
}

/** What all threads have allocated so far: exact for the caller's own thread. */
export function allocated(m: Mutator): Allocated {
  const { heap } = m
  const own = onFreeLists(heap, m.block)
  let objects = -own.objects
  let bytes = -own.bytes
  for (let index = 0; index < control(heap, Control.threadCount); index++) {
    objects += heap.f64[(threadBlock(index) + Thread.givenObjects) >>> 3]
    bytes += heap.f64[(threadBlock(index) + Thread.givenBytes) >>> 3]
  }
  return { objects, bytes }
}

/** Nanoseconds spent in collections so far. */
export function collectionNanoseconds(heap: Heap): number {
  return 1000 * heap.f64[(CONTROL + Control.gcMicroseconds) >>> 3]
}
