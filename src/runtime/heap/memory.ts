/**
 * The shared linear memory and the typed arrays over it.
 *
 * Enters: the heap limit in bytes. Leaves: a `Heap`: a bundle of views that every thread makes for itself over the same
 * memory (`openHeap`), and, once per process, initialised control words, size table and page table (`initialiseHeap`).
 *
 * The memory is created at its full size and never grows, so that views never go stale and no bounds are reloaded; the
 * operating system gives real pages only on first touch. Fresh memory is all zeros, which is already the right content
 * of the page table (every page free) and of both caches (nothing cached).
 */
import {
  CONTROL,
  Control,
  HEAP,
  MAX_CELL,
  MAX_PAGES,
  MAX_THREADS,
  PAGE_BYTES,
  SIZE_CLASSES,
  SIZE_TABLE,
  STACK_BUDGET,
  Thread,
  threadBlock,
} from '../layout/memory-map.ts'

export const DEFAULT_HEAP_BYTES = 1024 * 1024 * 1024
const LARGEST_HEAP_BYTES = 65536 * PAGE_BYTES
/** Pages that only the handling of an OutOfMemoryError may use: 4 MiB, less in a tiny heap. */
const RESERVE_PAGES = 64
/** The first collection comes after this many KiB, and later ones never sooner. */
export const MIN_BUDGET_KILOBYTES = 32 * 1024

/** Views over the shared memory. Word index = address >>> 2; addresses read from `i32` may be negative numbers. */
export interface Heap {
  readonly memory: WebAssembly.Memory
  readonly buffer: SharedArrayBuffer
  readonly bytes: number
  readonly u8: Uint8Array<SharedArrayBuffer>
  readonly u16: Uint16Array<SharedArrayBuffer>
  readonly i32: Int32Array<SharedArrayBuffer>
  readonly f32: Float32Array<SharedArrayBuffer>
  readonly i64: BigInt64Array<SharedArrayBuffer>
  readonly u64: BigUint64Array<SharedArrayBuffer>
  readonly f64: Float64Array<SharedArrayBuffer>
}

/**
 * A shared memory of fixed size.
 * @param options.maxBytes the limit of the whole memory in bytes: default 1 GiB, at most 4 GiB, rounded up to 64 KiB
 */
export function createMemory(options: { maxBytes?: number } = {}): WebAssembly.Memory {
  const wanted = options.maxBytes ?? DEFAULT_HEAP_BYTES
  const smallest = HEAP + 16 * PAGE_BYTES
  if (!Number.isFinite(wanted) || wanted < smallest || wanted > LARGEST_HEAP_BYTES) {
    throw new RangeError(`maxBytes must be between ${smallest} and ${LARGEST_HEAP_BYTES}, not ${wanted}`)
  }
  const pages = Math.ceil(wanted / PAGE_BYTES)
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
}

/** The views of one thread over the memory. */
export function openHeap(memory: WebAssembly.Memory): Heap {
  const buffer = memory.buffer as unknown as SharedArrayBuffer
  return {
    memory,
    buffer,
    bytes: buffer.byteLength,
    u8: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    i32: new Int32Array(buffer),
    f32: new Float32Array(buffer),
    i64: new BigInt64Array(buffer),
    u64: new BigUint64Array(buffer),
    f64: new Float64Array(buffer),
  }
}

/**
 * Writes the control words, the size table and the thread blocks' first state. Once per process, before any allocation;
 * a memory restored from an image has them already, except its size: `adoptHeapSize`.
 */
export function initialiseHeap(heap: Heap, threadCount = 1): void {
  if (threadCount < 1 || threadCount > MAX_THREADS) throw new RangeError(`1 to ${MAX_THREADS} threads, not ${threadCount}`)
  heap.i32[(CONTROL + Control.threadCount) >>> 2] = threadCount
  heap.i32[(CONTROL + Control.allocBudget) >>> 2] = MIN_BUDGET_KILOBYTES
  writeSizeTable(heap)
  initialiseThreads(heap, threadCount)
  adoptHeapSize(heap)
}

/** Sets the number of pages from the size of this memory (an image may have been made in a smaller one). */
export function adoptHeapSize(heap: Heap): void {
  const pages = Math.min(MAX_PAGES, Math.floor((heap.bytes - HEAP) / PAGE_BYTES))
  heap.i32[(CONTROL + Control.heapPages) >>> 2] = pages
  heap.i32[(CONTROL + Control.heapLimit) >>> 2] = ordinaryPages(pages)
}

/** How many of `pages` heap pages ordinary allocation may use. */
export function ordinaryPages(pages: number): number {
  return pages - Math.min(RESERVE_PAGES, pages >>> 4)
}

/** The block of each of `count` threads says its index, and that it is in a safe region until it has really started. */
export function initialiseThreads(heap: Heap, count: number): void {
  for (let index = 0; index < count; index++) {
    const block = threadBlock(index)
    heap.i32[(block + Thread.id) >>> 2] = index
    heap.i32[(block + Thread.inSafeRegion) >>> 2] = 1
    heap.i32[(block + Thread.depth) >>> 2] = STACK_BUDGET
  }
}

function writeSizeTable(heap: Heap): void {
  let sizeClass = 0
  for (let units = 0; units <= MAX_CELL >>> 3; units++) {
    while (SIZE_CLASSES[sizeClass] < units * 8) sizeClass++
    heap.u8[SIZE_TABLE + units] = sizeClass
  }
}

/** Reads a control word. */
export function control(heap: Heap, word: number): number {
  return heap.i32[(CONTROL + word) >>> 2]
}

/** Word index of a control word, for `Atomics`. */
export function controlIndex(word: number): number {
  return (CONTROL + word) >>> 2
}
