/**
 * The heap as bytes: what an image stores of it, and the way back into a fresh memory of any size.
 *
 * Stored are the control and well-known words, the size table, the records of the pages used, and those pages that are not
 * all zeros. Not stored: the thread blocks and both caches (a fresh process has none of them), and the first thread's
 * shadow stack, whose pages are given back. The heap must have been collected just before, and nothing may run.
 *
 * Layout, in i32 words: magic, heap top, first and count of the pages left out, number of pages; the words from CONTROL
 * to THREADS; the size table; the page records; the page numbers; then the pages themselves.
 */
import { CONTROL, Control, PAGE_BYTES, PAGE_RECORD_BYTES, PAGES, SIZE_TABLE, SIZE_TABLE_BYTES, THREADS } from '../layout/memory-map.ts'
import { adoptHeapSize, control, type Heap, initialiseThreads } from './memory.ts'
import { pageAddress, PageKind, pageRecord } from './pages.ts'

const MAGIC = 0x46415431
const HEAD_WORDS = 4

/** Words that belong to a running process and start as zero in another. */
const TRANSIENT = [
  Control.safepoint,
  Control.publishedModules,
  Control.gcState,
  Control.gcStopped,
  Control.pendingRequests,
  Control.wakeMain,
  Control.heapLock,
  Control.gcStress,
  Control.interrupt,
  Control.rootsLock,
  Control.spawnLock,
  Control.spawnFirst,
  Control.spawnLast,
  Control.stackLock,
  Control.stopping,
  Control.interruptEpoch,
  Control.nativeStacks,
  Control.forcedEpoch,
]

/**
 * The heap's bytes.
 * @param leftOut address and size in bytes of memory whose pages are free in the image: the first thread's shadow stack
 */
export function storeHeap(heap: Heap, leftOut: { address: number; bytes: number }): Uint8Array {
  const top = control(heap, Control.heapTop)
  const records = heap.i32.slice(PAGES >>> 2, (PAGES + top * PAGE_RECORD_BYTES) >>> 2)
  const first = (leftOut.address - pageAddress(0)) / PAGE_BYTES
  records.fill(0, 2 * first, 2 * (first + Math.ceil(leftOut.bytes / PAGE_BYTES)))
  const pages: number[] = []
  for (let page = 0; page < top; page++) {
    if ((records[2 * page] & 15) !== PageKind.free && !isZero(heap, page)) pages.push(page)
  }
  const words = heap.i32.slice(CONTROL >>> 2, THREADS >>> 2)
  for (const word of TRANSIENT) words[word >>> 2] = 0
  words[Control.freeHint >>> 2] = 0
  const head = Int32Array.of(MAGIC, top, pages.length, words.length)
  const table = heap.u8.slice(SIZE_TABLE, SIZE_TABLE + SIZE_TABLE_BYTES)
  const contents = pages.map(p => heap.u8.subarray(pageAddress(p), pageAddress(p) + PAGE_BYTES))
  return concatenate([head, words, table, records, Int32Array.from(pages), ...contents])
}

function isZero(heap: Heap, page: number): boolean {
  const from = pageAddress(page) >>> 3
  for (let i = from; i < from + PAGE_BYTES / 8; i++) if (heap.u64[i] !== 0n) return false
  return true
}

function concatenate(parts: readonly (Int32Array | Uint8Array)[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.byteLength, 0))
  let at = 0
  for (const p of parts) {
    out.set(new Uint8Array(p.buffer, p.byteOffset, p.byteLength), at)
    at += p.byteLength
  }
  return out
}

/** Where an image's bytes come from, in order: `read` fills the array that it is given. */
export interface ByteSource {
  read(into: Uint8Array): void
}

/**
 * Fills a fresh memory. Throws if the image does not fit. The pages are read straight to where they belong, for memory that is
 * touched for the first time is what starting costs most.
 * @param image what `storeHeap` gave
 */
export function restoreHeap(heap: Heap, image: ByteSource, threadCount: number): void {
  const head = readWords(image, HEAD_WORDS)
  const [magic, top, pageCount, wordCount] = head
  if (magic !== MAGIC) throw new Error("the image's heap is damaged")
  if (pageAddress(top) > heap.bytes) throw new RangeError(`the heap needs at least ${pageAddress(top)} bytes`)
  const fill = (to: number, bytes: number): void => image.read(heap.u8.subarray(to, to + bytes))
  fill(CONTROL, 4 * wordCount)
  fill(SIZE_TABLE, SIZE_TABLE_BYTES)
  fill(pageRecord(0) << 2, 8 * top)
  const pages = readWords(image, pageCount)
  for (let i = 0; i < pageCount; ) {
    let next = i + 1
    while (next < pageCount && pages[next] === pages[i] + next - i) next++
    fill(pageAddress(pages[i]), (next - i) * PAGE_BYTES)
    i = next
  }
  heap.i32[(CONTROL + Control.threadCount) >>> 2] = threadCount
  initialiseThreads(heap, threadCount)
  adoptHeapSize(heap)
}

function readWords(image: ByteSource, count: number): Int32Array {
  const words = new Int32Array(count)
  image.read(new Uint8Array(words.buffer))
  return words
}
