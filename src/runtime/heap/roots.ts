/**
 * What is never collected: the permanent area and the vector of pinned roots.
 *
 * The permanent area holds type objects, symbols, bindings and the tables that belong to them. It is never walked by
 * itself: what a permanent object points to is kept alive only if that is permanent too, or if the object was pinned
 * (bindings are). `pin` makes any object a root; it costs one word and a visit at every collection.
 *
 * The vector lies in linear memory, in pages of its own, so that every thread's collector sees it and an image keeps it.
 */
import { Control, PAGE_BYTES } from '../layout/memory-map.ts'
import { control, controlIndex, type Heap } from './memory.ts'
import { lock, PageKind, pageAddress, pageOf, releasePages, takePages, unlock } from './pages.ts'

/** How much of the heap one extension of the permanent area takes, in pages. */
const PERMANENT_CHUNK_PAGES = 4

/** Thrown by heap functions when memory is exhausted; what faces Julia turns it into an OutOfMemoryError. */
export class HeapExhausted extends Error {
  constructor(bytes: number) {
    super(`out of memory: ${bytes} bytes wanted`)
    this.name = 'HeapExhausted'
  }
}

/**
 * Zeroed memory that is never freed, 8-byte aligned. For objects the caller writes the header itself.
 * @throws HeapExhausted
 */
export function allocatePermanent(heap: Heap, bytes: number): number {
  const size = (bytes + 7) & ~7
  if (size > PAGE_BYTES * PERMANENT_CHUNK_PAGES) return freshPages(heap, Math.ceil(size / PAGE_BYTES), size)
  lock(heap, Control.rootsLock)
  try {
    return bumpPermanent(heap, size)
  } finally {
    unlock(heap, Control.rootsLock)
  }
}

function bumpPermanent(heap: Heap, size: number): number {
  const top = controlIndex(Control.permanentTop)
  const end = controlIndex(Control.permanentEnd)
  if (heap.i32[top] === 0 || (heap.i32[end] - heap.i32[top]) >>> 0 < size) {
    const address = freshPages(heap, PERMANENT_CHUNK_PAGES, size)
    heap.i32[top] = address
    heap.i32[end] = address + PERMANENT_CHUNK_PAGES * PAGE_BYTES
  }
  const address = heap.i32[top]
  heap.i32[top] = address + size
  return address >>> 0
}

/**
 * Pages of their own for a shadow stack, which are not zeroed: frames clear what they use.
 * @throws HeapExhausted
 */
export function allocateStack(heap: Heap, bytes: number): number {
  const page = takePages(heap, Math.ceil(bytes / PAGE_BYTES), PageKind.permanent, true)
  if (page < 0) throw new HeapExhausted(bytes)
  return pageAddress(page)
}

function freshPages(heap: Heap, count: number, bytes: number): number {
  const page = takePages(heap, count, PageKind.permanent, true)
  if (page < 0) throw new HeapExhausted(bytes)
  const address = pageAddress(page)
  heap.u8.fill(0, address, address + count * PAGE_BYTES)
  return address
}

/**
 * Makes an object a root: it, and what it points to, lives until `unpin`. A permanent object may be pinned too, so that
 * what it points to lives.
 * @returns the slot, for `unpin` and `pinned`
 * @throws HeapExhausted
 */
export function pin(heap: Heap, address: number): number {
  lock(heap, Control.rootsLock)
  try {
    const slot = freeSlot(heap)
    heap.i32[rootWord(heap, slot)] = address
    return slot
  } finally {
    unlock(heap, Control.rootsLock)
  }
}

/** Gives a slot back. Its object may then be collected. */
export function unpin(heap: Heap, slot: number): void {
  lock(heap, Control.rootsLock)
  heap.i32[rootWord(heap, slot)] = heap.i32[controlIndex(Control.rootsFree)]
  heap.i32[controlIndex(Control.rootsFree)] = 2 * slot + 1
  unlock(heap, Control.rootsLock)
}

/** The object in a slot. */
export function pinned(heap: Heap, slot: number): number {
  return heap.i32[rootWord(heap, slot)] >>> 0
}

function rootWord(heap: Heap, slot: number): number {
  return (control(heap, Control.rootsAddress) >>> 2) + slot
}

function freeSlot(heap: Heap): number {
  const chain = control(heap, Control.rootsFree)
  if (chain !== 0) {
    const slot = chain >>> 1
    heap.i32[controlIndex(Control.rootsFree)] = heap.i32[rootWord(heap, slot)]
    return slot
  }
  const count = control(heap, Control.rootsCount)
  if (count === control(heap, Control.rootsCapacity)) growRoots(heap, count)
  heap.i32[controlIndex(Control.rootsCount)] = count + 1
  return count
}

function growRoots(heap: Heap, count: number): void {
  const capacity = Math.max(PAGE_BYTES / 4, 2 * count)
  const page = takePages(heap, (4 * capacity) / PAGE_BYTES, PageKind.raw, true)
  if (page < 0) throw new HeapExhausted(4 * capacity)
  const old = control(heap, Control.rootsAddress) >>> 0
  const address = pageAddress(page)
  heap.u8.fill(0, address + 4 * count, address + 4 * capacity)
  if (old !== 0) heap.u8.copyWithin(address, old, old + 4 * count)
  heap.i32[controlIndex(Control.rootsAddress)] = address
  heap.i32[controlIndex(Control.rootsCapacity)] = capacity
  if (old === 0) return
  lock(heap, Control.heapLock)
  releasePages(heap, pageOf(old), (4 * count) / PAGE_BYTES)
  unlock(heap, Control.heapLock)
}
