/**
 * The collector: precise, non-moving mark and sweep with the world stopped.
 *
 * Enters: a mutator that wants a collection, with everything it holds on its shadow stack. Leaves: every object that can
 * be reached from the roots carries the new mark epoch; pages without any such object are free; the other small pages
 * are on their class's list, to be swept by the threads as they need cells; all free lists are empty.
 *
 * Roots: the pinned vector, each thread's current task, current exception and shadow stack, and of every task that is
 * reached its shadow stack. Objects outside the heap's small and large pages (the permanent area) are not walked.
 *
 * Marks are epochs, 1…127 in turn, so that nothing has to be cleared: a live object is marked anew in every collection,
 * a new one has 0, and what a dead one carries is never looked at but by the sweep of its own page. (A page that is not
 * swept for 127 collections may keep a dead cell for one more; its pointers are never followed.)
 * While marking, each small page counts its live cells, which tells free pages from others without touching them.
 */
import { CONTROL, Control, HEAP, PAGES, SIZE_CLASSES, Thread, threadBlock, wellKnownWord } from '../layout/memory-map.ts'
import { ArrayObject, GcKind, MARK_MASK, MemoryObject, SvecObject, TaskObject, TypeObject, WeakRefObject } from '../layout/objects.ts'
import { control, controlIndex, MIN_BUDGET_KILOBYTES, ordinaryPages, type Heap } from './memory.ts'
import { noteGiven, onFreeLists } from './counting.ts'
import type { Mutator } from './mutator.ts'
import { cellsPerPage, PageKind, pageRecord, releasePages, UNSWEPT } from './pages.ts'
import { withWorldStopped } from './stop-world.ts'

/** Free pages, beyond the reserve, that a collection must leave for the reserve to be closed again. */
const ROOM_PAGES = 16

/**
 * Collects now, or waits for the collection that another thread is doing.
 * @returns true: memory was collected since the call
 */
export function collect(m: Mutator): boolean {
  const ran = withWorldStopped(m, () => {
    const start = performance.now()
    collectStopped(m.heap)
    m.heap.f64[(CONTROL + Control.gcMicroseconds) >>> 3] += 1000 * (performance.now() - start)
  })
  if (ran) m.afterCollection?.()
  return true
}

/** The collection itself. Only with the world stopped. */
export function collectStopped(heap: Heap): void {
  const epoch = (control(heap, Control.gcEpochMark) % 127) + 1
  heap.i32[controlIndex(Control.gcEpochMark)] = epoch
  resetPages(heap)
  const marker = new Marker(heap, epoch)
  markRoots(heap, marker)
  clearWeakRefs(heap, marker)
  const liveKilobytes = listPages(heap, epoch)
  setBudget(heap, liveKilobytes)
}

/** Empties the free lists and the live counts. */
function resetPages(heap: Heap): void {
  const { i32 } = heap
  const threads = control(heap, Control.threadCount)
  for (let index = 0; index < threads; index++) {
    const block = threadBlock(index)
    // What the thread has not used is not allocated after all.
    const { objects, bytes } = onFreeLists(heap, block)
    noteGiven(heap, block, -objects, -bytes)
    const lists = (block + Thread.freeLists) >>> 2
    i32.fill(0, lists, lists + SIZE_CLASSES.length)
  }
  const top = control(heap, Control.heapTop)
  for (let page = 0; page < top; page++) {
    const record = pageRecord(page)
    if ((i32[record] & 15) === PageKind.small) i32[record + 1] = 0
  }
}

function markRoots(heap: Heap, marker: Marker): void {
  const { i32 } = heap
  const threads = control(heap, Control.threadCount)
  for (let index = 0; index < threads; index++) {
    const block = threadBlock(index)
    const base = i32[(block + Thread.stackBase) >>> 2]
    const sp = i32[(block + Thread.savedSp) >>> 2]
    const task = i32[(block + Thread.currentTask) >>> 2]
    // The running task's own record of its stack is stale.
    if (task !== 0) i32[(task + TaskObject.sp) >>> 2] = sp
    marker.markRange(base, sp)
    marker.mark(task)
    marker.mark(i32[(block + Thread.currentException) >>> 2])
    marker.drain()
  }
  const roots = control(heap, Control.rootsAddress) >>> 2
  const count = control(heap, Control.rootsCount)
  for (let slot = 0; slot < count; slot++) {
    const address = i32[roots + slot]
    if (address === 0 || (address & 1) !== 0) continue
    if (marker.isCollected(address)) marker.mark(address)
    else marker.scan(address)
    marker.drain()
  }
}

function clearWeakRefs(heap: Heap, marker: Marker): void {
  const nothing = heap.i32[wellKnownWord('nothing') >>> 2]
  for (const weak of marker.weakRefs) {
    const target = (weak + WeakRefObject.value) >>> 2
    if (!marker.isMarked(heap.i32[target])) heap.i32[target] = nothing
  }
}

/** Frees what holds no live object, lists the pages that have room, and gives the KiB of live objects. */
function listPages(heap: Heap, epoch: number): number {
  const { i32 } = heap
  const lists = controlIndex(Control.sweepLists)
  i32.fill(0, lists, lists + SIZE_CLASSES.length)
  let liveBytes = 0
  // From the top down, so that each list begins with its lowest page.
  for (let page = control(heap, Control.heapTop) - 1; page >= 0; page--) {
    const record = pageRecord(page)
    const word = i32[record]
    if ((word & 15) === PageKind.small) {
      const sizeClass = (word >>> 8) & 255
      const live = i32[record + 1] & 0xffff
      liveBytes += live * SIZE_CLASSES[sizeClass]
      if (live === 0) releasePages(heap, page, 1)
      else if (live < cellsPerPage(sizeClass)) {
        i32[record] = word | UNSWEPT
        i32[record + 1] = live | (i32[lists + sizeClass] << 16)
        i32[lists + sizeClass] = page + 1
      } else i32[record] = word & ~UNSWEPT
    } else if ((word & 15) === PageKind.large) {
      const run = i32[record + 1]
      const marked = (i32[((HEAP + page * 65536) >>> 2) + 1] & MARK_MASK) === epoch
      if (marked) liveBytes += run * 65536
      else releasePages(heap, page, run)
    }
  }
  lowerTop(heap)
  return Math.ceil(liveBytes / 1024)
}

/** Free pages at the end count as never used again, so that a long run can begin there. */
function lowerTop(heap: Heap): void {
  let top = control(heap, Control.heapTop)
  while (top > 0 && (heap.i32[pageRecord(top - 1)] & 15) === PageKind.free) top--
  heap.i32[controlIndex(Control.heapTop)] = top
  if (control(heap, Control.freeHint) > top) heap.i32[controlIndex(Control.freeHint)] = top
}

function setBudget(heap: Heap, liveKilobytes: number): void {
  const { i32 } = heap
  i32[controlIndex(Control.liveKilobytes)] = liveKilobytes
  i32[controlIndex(Control.collections)]++
  i32[controlIndex(Control.totalKilobytes)] += i32[controlIndex(Control.allocatedKilobytes)]
  i32[controlIndex(Control.allocatedKilobytes)] = 0
  i32[controlIndex(Control.allocBudget)] = Math.max(MIN_BUDGET_KILOBYTES, liveKilobytes)
  const pages = control(heap, Control.heapPages)
  if ((liveKilobytes >>> 6) + ROOM_PAGES <= ordinaryPages(pages)) i32[controlIndex(Control.heapLimit)] = ordinaryPages(pages)
}

/** The mark phase: a stack of marked objects whose pointers have still to be followed. */
export class Marker {
  readonly weakRefs: number[] = []
  private readonly i32: Int32Array
  private readonly epoch: number
  private readonly pages: number
  private stack = new Int32Array(65536)
  private depth = 0

  constructor(heap: Heap, epoch: number) {
    this.i32 = heap.i32
    this.epoch = epoch
    this.pages = control(heap, Control.heapTop)
  }

  /** Whether the address lies in a page that is collected. */
  isCollected(address: number): boolean {
    const page = (address - HEAP) >>> 16
    if (page >= this.pages) return false
    const kind = this.i32[(PAGES >>> 2) + 2 * page] & 15
    return kind === PageKind.small || kind === PageKind.large
  }

  /** Whether the object stays. */
  isMarked(address: number): boolean {
    return !this.isCollected(address) || (this.i32[(address + 4) >>> 2] & MARK_MASK) === this.epoch
  }

  /** Marks an object and remembers to follow its pointers. 0 and permanent addresses are passed over. */
  mark(address: number): void {
    const { i32 } = this
    const page = (address - HEAP) >>> 16
    if (page >= this.pages) return
    const record = (PAGES >>> 2) + 2 * page
    const kind = i32[record] & 15
    if (kind !== PageKind.small && kind !== PageKind.large) return
    const flags = (address + 4) >>> 2
    const word = i32[flags]
    if ((word & MARK_MASK) === this.epoch) return
    i32[flags] = (word & ~MARK_MASK) | this.epoch
    if (kind === PageKind.small) i32[record + 1]++
    const type = i32[address >>> 2]
    // What has no pointers need not come back.
    if (i32[(type + TypeObject.gcKind) >>> 2] === GcKind.fixed && i32[(type + TypeObject.pointerCount) >>> 2] === 0) return
    if (this.depth === this.stack.length) this.growStack()
    this.stack[this.depth++] = address
  }

  /** Marks the objects in the i32 words from `from` up to `to`. */
  markRange(from: number, to: number): void {
    const { i32 } = this
    const end = to >>> 2
    for (let word = from >>> 2; word < end; word++) if (i32[word] !== 0) this.mark(i32[word])
  }

  /** Follows pointers until nothing is left. */
  drain(): void {
    while (this.depth > 0) this.scan(this.stack[--this.depth])
  }

  /** Marks what one object points to. */
  scan(address: number): void {
    const { i32 } = this
    const type = i32[address >>> 2]
    switch (i32[(type + TypeObject.gcKind) >>> 2]) {
      case GcKind.fixed:
        return this.scanFields(address, type)
      case GcKind.array:
        return this.mark(i32[(address + ArrayObject.owner) >>> 2])
      case GcKind.memory: {
        if (i32[(type + TypeObject.elementIsPointer) >>> 2] === 0) return
        const data = address + MemoryObject.data
        return this.markRange(data, data + 4 * i32[(address + MemoryObject.length) >>> 2])
      }
      case GcKind.svec: {
        const data = address + SvecObject.data
        return this.markRange(data, data + 4 * i32[(address + SvecObject.count) >>> 2])
      }
      case GcKind.task:
        this.scanFields(address, type)
        return this.markRange(i32[(address + TaskObject.stackBase) >>> 2], i32[(address + TaskObject.sp) >>> 2])
      case GcKind.weakref:
        this.weakRefs.push(address)
    }
  }

  private scanFields(address: number, type: number): void {
    const { i32 } = this
    const offsets = i32[(type + TypeObject.pointerOffsets) >>> 2] >>> 2
    const count = i32[(type + TypeObject.pointerCount) >>> 2]
    for (let k = 0; k < count; k++) {
      const target = i32[(address + i32[offsets + k]) >>> 2]
      if (target !== 0) this.mark(target)
    }
  }

  private growStack(): void {
    const bigger = new Int32Array(2 * this.stack.length)
    bigger.set(this.stack)
    this.stack = bigger
  }
}

/** Bytes of live objects after the last collection. */
export function liveBytes(heap: Heap): number {
  return (heap.i32[(CONTROL + Control.liveKilobytes) >>> 2] >>> 0) * 1024
}
