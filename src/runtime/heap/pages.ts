/**
 * The page allocator: runs of 64 KiB pages, described by one 8-byte record each in the page table.
 *
 *   word 0   bits 0-3 kind, bits 8-15 size class (small), bit 16 still to be swept (small)
 *   word 1   small: bits 0-15 live cells found by the last mark, bits 16-31 next page of its list + 1
 *            large, raw: pages of the run (in the head's record); continuation: distance to the head
 *
 * Everything here runs under the spin lock `Control.heapLock`, or with the world stopped. The lock is held for some
 * microseconds, never across a safepoint, an allocation or a throw; so a thread that waits for it can simply spin, and
 * a collector can never find it taken by a stopped thread.
 */
import { CONTROL, Control, HEAP, PAGE_BYTES, PAGE_RECORD_BYTES, PAGES, SIZE_CLASSES } from '../layout/memory-map.ts'
import { control, controlIndex, type Heap } from './memory.ts'

export const PageKind = { free: 0, small: 1, large: 2, continuation: 3, permanent: 4, raw: 5 } as const
export const UNSWEPT = 1 << 16

/** Word index of a page's record. */
export function pageRecord(page: number): number {
  return (PAGES + page * PAGE_RECORD_BYTES) >>> 2
}

/** Address of a page's first byte. */
export function pageAddress(page: number): number {
  return HEAP + page * PAGE_BYTES
}

/** The heap page that an address lies in; a huge number for addresses below the heap. */
export function pageOf(address: number): number {
  return (address - HEAP) >>> 16
}

/** Cells in a page of a size class. */
export function cellsPerPage(sizeClass: number): number {
  return Math.floor(PAGE_BYTES / SIZE_CLASSES[sizeClass])
}

/** Takes a spin lock (a control word). Waits in the kernel after a while, since the holder may have lost its core. */
export function lock(heap: Heap, word: number): void {
  const index = controlIndex(word)
  for (let spins = 0; Atomics.compareExchange(heap.i32, index, 0, 1) !== 0; spins++) {
    if (spins > 100) Atomics.wait(heap.i32, index, 1, 0.05)
  }
}

/** Releases a spin lock. Nobody is notified: waiters look again by themselves after 50 µs. */
export function unlock(heap: Heap, word: number): void {
  Atomics.store(heap.i32, controlIndex(word), 0)
}

/**
 * A run of `count` free pages, marked as `kind`.
 * @param useReserve whether the pages kept back for the handling of OutOfMemoryError may be used
 * @returns the first page, or -1 if there is no such run
 */
export function takePages(heap: Heap, count: number, kind: number, useReserve = false): number {
  lock(heap, Control.heapLock)
  const first = findRun(heap, count, control(heap, useReserve ? Control.heapPages : Control.heapLimit))
  if (first >= 0) markRun(heap, first, count, kind)
  unlock(heap, Control.heapLock)
  return first
}

/** First fit from the lowest page that may be free; runs of used pages are skipped by their length. */
function findRun(heap: Heap, count: number, limit: number): number {
  const i32 = heap.i32
  const top = control(heap, Control.heapTop)
  const hint = control(heap, Control.freeHint)
  let page = hint
  let start = page
  while (page < top && page - start < count) {
    const record = pageRecord(page)
    const kind = i32[record] & 15
    if (kind === PageKind.free) page++
    else {
      page += kind === PageKind.large || kind === PageKind.raw ? i32[record + 1] : 1
      start = page
    }
  }
  const end = start + count
  if (end > limit) return -1
  if (end > top) i32[(CONTROL + Control.heapTop) >>> 2] = end
  // With a single page everything before it was in use; a longer run may have passed shorter free ones.
  if (count === 1 || start === hint) i32[(CONTROL + Control.freeHint) >>> 2] = end
  return start
}

function markRun(heap: Heap, first: number, count: number, kind: number): void {
  const i32 = heap.i32
  const isRun = kind === PageKind.large || kind === PageKind.raw
  for (let offset = 0; offset < count; offset++) {
    const record = pageRecord(first + offset)
    i32[record] = isRun && offset > 0 ? PageKind.continuation : kind
    i32[record + 1] = isRun ? (offset === 0 ? count : offset) : 0
  }
}

/** Gives pages back. With the lock held, or the world stopped. */
export function releasePages(heap: Heap, first: number, count: number): void {
  const from = pageRecord(first)
  heap.i32.fill(0, from, from + 2 * count)
  if (first < control(heap, Control.freeHint)) heap.i32[(CONTROL + Control.freeHint) >>> 2] = first
}

/** Takes the first page off a size class's list of pages still to be swept; -1 if there is none. */
export function takeUnswept(heap: Heap, sizeClass: number): number {
  const i32 = heap.i32
  const head = (CONTROL + Control.sweepLists + 4 * sizeClass) >>> 2
  if (Atomics.load(i32, head) === 0) return -1
  lock(heap, Control.heapLock)
  const page = i32[head] - 1
  if (page >= 0) {
    const record = pageRecord(page)
    i32[head] = i32[record + 1] >>> 16
    i32[record] &= ~UNSWEPT
    i32[record + 1] = 0
  }
  unlock(heap, Control.heapLock)
  return page
}
