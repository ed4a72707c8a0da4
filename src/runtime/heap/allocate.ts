/**
 * Allocation: the slow paths that the runtime's Wasm module calls, and whole allocations for TypeScript callers.
 *
 * A small object is a cell from its thread's free list of its size class. When the list is empty the thread takes a page:
 * one that the last collection left to be swept (`sweepPage`), else a fresh one. So sweeping is done by the threads,
 * a page at a time, just before its cells are used. An object above MAX_CELL has pages of its own.
 *
 * Every function here that allocates may collect: it is a safepoint. Nothing here throws a Julia exception: memory that
 * cannot be had even after a collection is `HeapExhausted`, and it also opens the reserve, so that Julia code can handle
 * the error; the next collection that leaves room closes it again.
 *
 * What emission may inline is `inlineAllocShape` at the end.
 */
import { CONTROL, Control, MAX_CELL, PAGE_BYTES, SIZE_CLASSES, SIZE_TABLE, Thread } from '../layout/memory-map.ts'
import { ArrayObject, arrayObjectBytes, HEADER_BYTES, MARK_MASK, MemoryObject, StringObject, TypeObject } from '../layout/objects.ts'
import { collect } from './collect.ts'
import { noteGiven } from './counting.ts'
import { control, controlIndex, type Heap } from './memory.ts'
import { rooted, saveStackPointer, stressPeriod, type Mutator } from './mutator.ts'
import { cellsPerPage, PageKind, pageAddress, takePages, takeUnswept } from './pages.ts'
import { HeapExhausted } from './roots.ts'
import { stopForCollection } from './stop-world.ts'

const COLLECTIONS_BEFORE_GIVING_UP = 2

/** The size class of a small object. */
export function sizeClassOf(heap: Heap, bytes: number): number {
  return heap.u8[SIZE_TABLE + ((bytes + 7) >>> 3)]
}

/**
 * A new object of any size; header set, payload not zeroed. Safepoint.
 * @param bytes header included
 * @throws HeapExhausted
 */
export function allocate(m: Mutator, type: number, bytes: number): number {
  if (bytes > MAX_CELL) return allocateLarge(m, type, bytes)
  const { i32 } = m.heap
  const head = (m.block + Thread.freeLists + 4 * sizeClassOf(m.heap, bytes)) >>> 2
  const cell = i32[head] || refill(m, sizeClassOf(m.heap, bytes))
  i32[head] = i32[(cell + 4) >>> 2]
  i32[cell >>> 2] = type
  i32[(cell + 4) >>> 2] = 0
  return cell >>> 0
}

/**
 * Fills the thread's empty free list of a size class.
 * @returns the first cell, which is still on the list
 * @throws HeapExhausted
 */
export function refill(m: Mutator, sizeClass: number): number {
  const { heap } = m
  saveStackPointer(m)
  stopForCollection(m)
  const period = stressPeriod(heap)
  let collections = mayCollect(m, period) ? 1 : 0
  for (;;) {
    const { first, count } = cellsOfPage(heap, sizeClass, period)
    if (first !== 0) {
      spend(m, period === 0 ? PAGE_BYTES : period * SIZE_CLASSES[sizeClass])
      noteGiven(heap, m.block, count, count * SIZE_CLASSES[sizeClass])
      heap.i32[(m.block + Thread.freeLists + 4 * sizeClass) >>> 2] = first
      return first
    }
    // Once more than once: what one collection freed, other threads may have taken.
    if (collections++ >= COLLECTIONS_BEFORE_GIVING_UP) throw exhausted(heap, SIZE_CLASSES[sizeClass])
    collect(m)
  }
}

/** Collects if the budget is spent or stress mode wants it. Gives whether it did. */
function mayCollect(m: Mutator, period: number): boolean {
  const { heap } = m
  if (period === 0 && Atomics.load(heap.i32, controlIndex(Control.allocatedKilobytes)) < control(heap, Control.allocBudget)) return false
  return collect(m)
}

/** Linked cells: the first one's address (0 if there are none), and how many. */
interface Cells {
  readonly first: number
  readonly count: number
}

function cellsOfPage(heap: Heap, sizeClass: number, period: number): Cells {
  for (;;) {
    const unswept = takeUnswept(heap, sizeClass)
    if (unswept < 0) break
    const cells = sweepPage(heap, unswept, sizeClass)
    if (cells.count !== 0) return shortened(heap, cells, period)
  }
  const page = takePages(heap, 1, PageKind.small | (sizeClass << 8))
  if (page < 0) return { first: 0, count: 0 }
  return shortened(heap, { first: formatPage(heap, page, sizeClass), count: cellsPerPage(sizeClass) }, period)
}

/** In stress mode a thread gets only so many cells at a time, so that it comes back soon; the rest is found again. */
function shortened(heap: Heap, cells: Cells, period: number): Cells {
  if (period === 0 || cells.count <= period) return cells
  let cell = cells.first
  for (let n = 1; n < period; n++) cell = heap.i32[(cell + 4) >>> 2]
  heap.i32[(cell + 4) >>> 2] = 0
  return { first: cells.first, count: period }
}

/** Links all cells of a fresh page. */
function formatPage(heap: Heap, page: number, sizeClass: number): number {
  const { i32 } = heap
  const step = SIZE_CLASSES[sizeClass] >>> 2
  const first = pageAddress(page) >>> 2
  const last = first + step * (cellsPerPage(sizeClass) - 1)
  for (let word = first; word < last; word += step) {
    i32[word] = 0
    i32[word + 1] = (word + step) << 2
  }
  i32[last] = 0
  i32[last + 1] = 0
  return pageAddress(page)
}

/** Links the cells of a page that the last mark did not reach, in address order. */
function sweepPage(heap: Heap, page: number, sizeClass: number): Cells {
  const { i32 } = heap
  const epoch = control(heap, Control.gcEpochMark)
  const step = SIZE_CLASSES[sizeClass] >>> 2
  const first = pageAddress(page) >>> 2
  let next = 0
  let count = 0
  for (let word = first + step * (cellsPerPage(sizeClass) - 1); word >= first; word -= step) {
    if (i32[word] !== 0 && (i32[word + 1] & MARK_MASK) === epoch) continue
    i32[word] = 0
    i32[word + 1] = next
    next = word << 2
    count++
  }
  return { first: next, count }
}

/**
 * An object with pages of its own. Payload not zeroed. Safepoint.
 * @throws HeapExhausted
 */
export function allocateLarge(m: Mutator, type: number, bytes: number): number {
  const { heap } = m
  saveStackPointer(m)
  stopForCollection(m)
  const pages = Math.ceil(bytes / PAGE_BYTES)
  if (pages > control(heap, Control.heapPages)) throw exhausted(heap, bytes)
  let collections = mayCollect(m, stressPeriod(heap)) ? 1 : 0
  let page = takePages(heap, pages, PageKind.large)
  while (page < 0) {
    if (collections++ >= COLLECTIONS_BEFORE_GIVING_UP) throw exhausted(heap, bytes)
    collect(m)
    page = takePages(heap, pages, PageKind.large)
  }
  spend(m, pages * PAGE_BYTES)
  noteGiven(heap, m.block, 1, bytes)
  const address = pageAddress(page)
  heap.i32[address >>> 2] = type
  heap.i32[(address + 4) >>> 2] = 0
  return address
}

/** Counts towards the next collection. */
function spend(m: Mutator, bytes: number): void {
  const { i32 } = m.heap
  const word = (m.block + Thread.allocated) >>> 2
  const total = i32[word] + bytes
  i32[word] = total & 1023
  Atomics.add(i32, controlIndex(Control.allocatedKilobytes), Math.floor(total / 1024))
}

/** Opens the reserve and gives the error to throw. */
function exhausted(heap: Heap, bytes: number): HeapExhausted {
  heap.i32[(CONTROL + Control.heapLimit) >>> 2] = control(heap, Control.heapPages)
  return new HeapExhausted(bytes)
}

/**
 * A Memory of `count` elements; pointer elements are zeroed, others are not. Safepoint.
 * @throws HeapExhausted
 */
export function allocateMemory(m: Mutator, type: number, count: number): number {
  const { heap } = m
  const bytes = MemoryObject.data + count * heap.i32[(type + TypeObject.elementSize) >>> 2]
  const address = allocate(m, type, bytes)
  heap.i32[(address + MemoryObject.length) >>> 2] = count
  heap.i32[(address + MemoryObject.length + 4) >>> 2] = 0
  if (heap.i32[(type + TypeObject.elementIsPointer) >>> 2] !== 0) heap.u8.fill(0, address + MemoryObject.data, address + bytes)
  return address
}

/**
 * An Array with its Memory. For N ≥ 2 the caller stores the dims.
 * @throws HeapExhausted
 */
export function allocateArray(m: Mutator, type: number, memoryType: number, count: number): number {
  const { i32 } = m.heap
  const memory = allocateMemory(m, memoryType, count)
  const bytes = Math.max(i32[(type + TypeObject.size) >>> 2], arrayObjectBytes(1))
  const array = rooted(m, [memory], () => allocate(m, type, bytes))
  i32[(array + ArrayObject.data) >>> 2] = memory + MemoryObject.data
  i32[(array + ArrayObject.length) >>> 2] = count
  i32[(array + ArrayObject.owner) >>> 2] = memory
  i32[(array + ArrayObject.capacity) >>> 2] = count
  return array
}

/** A String of these bytes. `type` is the address of the type String. @throws HeapExhausted */
export function allocateString(m: Mutator, type: number, bytes: Uint8Array): number {
  const address = allocate(m, type, StringObject.data + bytes.length)
  m.heap.i32[(address + StringObject.length) >>> 2] = bytes.length
  m.heap.i32[(address + StringObject.length + 4) >>> 2] = 0
  m.heap.u8.set(bytes, address + StringObject.data)
  return address
}

/** A box of 8 payload bytes or fewer. @throws HeapExhausted */
export function allocateBits(m: Mutator, type: number, bits: bigint): number {
  const address = allocate(m, type, HEADER_BYTES + 8)
  m.heap.i64[(address + HEADER_BYTES) >>> 3] = BigInt.asIntN(64, bits)
  return address
}

/**
 * What emission may write inline for an object of a constant type and of at most MAX_SMALL bytes. `tls` is the imported
 * global with the thread block's address, `word` is `tls + Thread.freeLists + 4 * inlineAllocShape(bytes).sizeClass`:
 *
 *     cell = i32.load(word)
 *     if (cell == 0) cell = call rt.alloc(type, bytes)          ; sets the header itself
 *     else { i32.store(word, i32.load(cell + 4)); i64.store(cell, type) }
 *
 * The one i64 store writes the type and flags 0. No poll is needed: the free list is empty when a collection is due only
 * by its own doing, and a thread that waits for one stops at its next poll or empty list. The payload must be complete
 * before the next safepoint; it holds what a dead object left.
 */
export function inlineAllocShape(bytes: number): { sizeClass: number; listOffset: number; nextOffset: number } {
  const sizeClass = SIZE_CLASSES.findIndex(size => size >= bytes)
  return { sizeClass, listOffset: Thread.freeLists + 4 * sizeClass, nextOffset: 4 }
}
