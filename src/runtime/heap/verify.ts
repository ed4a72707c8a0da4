/**
 * The heap verifier: walks everything with the world stopped and reports what breaks these invariants.
 *
 * - Page table: every run lies below heapTop, continuations point to their head, size classes exist, list links are
 *   pages of the list's class with the unswept bit, no page is on two lists.
 * - Free lists: cells of their class, in small pages that are swept, type 0, no cell twice, no cycle.
 * - Objects reached from the roots: aligned, at the start of a cell (or of a large run, or in a permanent page), with a
 *   type whose own address is permanent or pinned and whose kind is known, sizes that fit the cell, pointers valid.
 * - Arrays: data and capacity inside the owner, length ≤ capacity; unused pointer elements are zero.
 *
 * It shares no walking code with the collector, so that a mistake there shows here.
 */
import { CONTROL, Control, HEAP, PAGE_BYTES, SIZE_CLASSES, Thread, threadBlock } from '../layout/memory-map.ts'
import { ArrayObject, GcKind, MemoryObject, StringObject, SvecObject, TaskObject, TypeObject } from '../layout/objects.ts'
import { control, type Heap } from './memory.ts'
import { saveStackPointer, type Mutator } from './mutator.ts'
import { cellsPerPage, PageKind, pageAddress, pageOf, pageRecord, UNSWEPT } from './pages.ts'
import { withWorldStopped } from './stop-world.ts'

const MAX_REPORTED = 20

/** What a verification found. */
export interface HeapReport {
  readonly problems: string[]
  readonly objects: number
  readonly bytes: number
}

/**
 * Checks the whole heap, all other threads stopped.
 * @returns problems (at most 20), and the number and bytes of objects that can be reached
 */
export function verifyHeap(m: Mutator): HeapReport {
  let report: HeapReport = { problems: [], objects: 0, bytes: 0 }
  saveStackPointer(m)
  while (!withWorldStopped(m, () => (report = new Verifier(m.heap).run())));
  return report
}

class Verifier {
  private readonly heap: Heap
  private readonly i32: Int32Array
  private readonly top: number
  private readonly problems: string[] = []
  private readonly seen = new Set<number>()
  private readonly freeCells = new Set<number>()
  private bytes = 0

  constructor(heap: Heap) {
    this.heap = heap
    this.i32 = heap.i32
    this.top = control(heap, Control.heapTop)
  }

  run(): HeapReport {
    this.checkPages()
    this.checkSweepLists()
    this.checkFreeLists()
    this.walkRoots()
    return { problems: this.problems, objects: this.seen.size, bytes: this.bytes }
  }

  private complain(text: string): void {
    if (this.problems.length < MAX_REPORTED) this.problems.push(text)
  }

  private kind(page: number): number {
    return page < this.top ? this.i32[pageRecord(page)] & 15 : -1
  }

  private checkPages(): void {
    if (this.top > control(this.heap, Control.heapPages)) this.complain(`heapTop ${this.top} beyond the heap`)
    for (let page = 0; page < this.top; page++) {
      const [word, info] = [this.i32[pageRecord(page)], this.i32[pageRecord(page) + 1]]
      const kind = word & 15
      if (kind === PageKind.small && ((word >>> 8) & 255) >= SIZE_CLASSES.length) this.complain(`page ${page}: no such size class`)
      if (kind > PageKind.raw) this.complain(`page ${page}: no such kind ${kind}`)
      if (kind === PageKind.continuation) {
        const head = page - info
        const headKind = this.kind(head)
        const inRun = (headKind === PageKind.large || headKind === PageKind.raw) && this.i32[pageRecord(head) + 1] > info
        if (!inRun) this.complain(`page ${page}: continuation of no run`)
      }
      if ((kind === PageKind.large || kind === PageKind.raw) && page + info > this.top) this.complain(`page ${page}: run beyond heapTop`)
    }
  }

  private checkSweepLists(): void {
    const listed = new Set<number>()
    SIZE_CLASSES.forEach((_, sizeClass) => {
      let link = this.i32[(CONTROL + Control.sweepLists + 4 * sizeClass) >>> 2]
      while (link !== 0) {
        const page = link - 1
        const word = this.i32[pageRecord(page)]
        if (listed.has(page)) return this.complain(`page ${page} is on two sweep lists`)
        listed.add(page)
        if (this.kind(page) !== PageKind.small || ((word >>> 8) & 255) !== sizeClass || (word & UNSWEPT) === 0) {
          return this.complain(`page ${page} is on the sweep list of class ${sizeClass}`)
        }
        link = this.i32[pageRecord(page) + 1] >>> 16
      }
    })
  }

  private checkFreeLists(): void {
    for (let index = 0; index < control(this.heap, Control.threadCount); index++) {
      SIZE_CLASSES.forEach((_, sizeClass) => {
        let cell = this.i32[(threadBlock(index) + Thread.freeLists + 4 * sizeClass) >>> 2] >>> 0
        while (cell !== 0) {
          const problem = this.freeCellProblem(cell, sizeClass)
          if (problem !== '') return this.complain(`thread ${index}, free list ${sizeClass}: cell ${cell} ${problem}`)
          this.freeCells.add(cell)
          cell = this.i32[(cell + 4) >>> 2] >>> 0
        }
      })
    }
  }

  private freeCellProblem(cell: number, sizeClass: number): string {
    if (this.freeCells.has(cell)) return 'is there twice'
    const page = pageOf(cell)
    if (this.kind(page) !== PageKind.small) return 'is in no small page'
    const word = this.i32[pageRecord(page)]
    if (((word >>> 8) & 255) !== sizeClass) return 'is of another class'
    if ((word & UNSWEPT) !== 0) return 'is in an unswept page'
    if (!isCellStart(cell, page, sizeClass)) return 'is no cell'
    return this.i32[cell >>> 2] === 0 ? '' : 'has a type'
  }

  private walkRoots(): void {
    const pending: number[] = []
    for (let index = 0; index < control(this.heap, Control.threadCount); index++) {
      const word = (offset: number): number => this.i32[(threadBlock(index) + offset) >>> 2]
      this.range(pending, word(Thread.stackBase), word(Thread.savedSp), `stack of thread ${index}`)
      this.visit(pending, word(Thread.currentTask), `current task of thread ${index}`)
      this.visit(pending, word(Thread.currentException), `exception of thread ${index}`)
    }
    const roots = control(this.heap, Control.rootsAddress)
    for (let slot = 0; slot < control(this.heap, Control.rootsCount); slot++) {
      const address = this.i32[(roots >>> 2) + slot]
      if ((address & 1) === 0) this.visit(pending, address, `root ${slot}`)
    }
    while (pending.length > 0) this.walk(pending, pending.pop() as number)
  }

  private range(pending: number[], from: number, to: number, what: string): void {
    for (let word = from >>> 2; word < to >>> 2; word++) this.visit(pending, this.i32[word], what)
  }

  private visit(pending: number[], signed: number, what: string): void {
    const address = signed >>> 0
    if (address === 0 || this.seen.has(address)) return
    const problem = this.addressProblem(address)
    if (problem !== '') return this.complain(`${what}: ${address} ${problem}`)
    this.seen.add(address)
    pending.push(address)
  }

  private addressProblem(address: number): string {
    if ((address & 7) !== 0) return 'is not aligned'
    if (address < HEAP) return 'is below the heap'
    const page = pageOf(address)
    const kind = this.kind(page)
    if (kind === PageKind.small && !isCellStart(address, page, (this.i32[pageRecord(page)] >>> 8) & 255)) return 'is inside a cell'
    if (kind === PageKind.large && address !== pageAddress(page)) return 'is inside a large object'
    if (kind !== PageKind.small && kind !== PageKind.large && kind !== PageKind.permanent) return `is in a page of kind ${kind}`
    if (this.freeCells.has(address)) return 'is a free cell'
    const type = this.i32[address >>> 2] >>> 0
    if (type === 0) return 'has no type'
    const typeKind = this.kind(pageOf(type))
    if (typeKind !== PageKind.permanent && typeKind !== PageKind.small) return `has type ${type}, which is no object`
    return this.sizeProblem(address, type, page)
  }

  private sizeProblem(address: number, type: number, page: number): string {
    const bytes = this.objectBytes(address, type)
    if (bytes < 0) return `has a type of unknown kind ${this.i32[(type + TypeObject.gcKind) >>> 2]}`
    this.bytes += bytes
    const kind = this.kind(page)
    const room =
      kind === PageKind.small
        ? SIZE_CLASSES[(this.i32[pageRecord(page)] >>> 8) & 255]
        : kind === PageKind.large
          ? this.i32[pageRecord(page) + 1] * PAGE_BYTES
          : Number.POSITIVE_INFINITY
    return bytes > room ? `needs ${bytes} bytes but has ${room}` : ''
  }

  /** Bytes of an object by its type; 8 for types themselves, -1 for an unknown kind. */
  private objectBytes(address: number, type: number): number {
    const word = (at: number): number => this.i32[at >>> 2] >>> 0
    switch (word(type + TypeObject.gcKind)) {
      case GcKind.fixed:
      case GcKind.task:
      case GcKind.weakref:
        return word(type + TypeObject.size)
      case GcKind.array:
        return Math.max(24, word(type + TypeObject.size))
      case GcKind.memory:
        return MemoryObject.data + word(address + MemoryObject.length) * word(type + TypeObject.elementSize)
      case GcKind.bytes:
        return StringObject.data + word(address + StringObject.length)
      case GcKind.svec:
        return SvecObject.data + 4 * word(address + SvecObject.count)
      case GcKind.type:
        return 8
      default:
        return -1
    }
  }

  private walk(pending: number[], address: number): void {
    const word = (at: number): number => this.i32[at >>> 2]
    const type = word(address) >>> 0
    const what = `object ${address} of type ${type}`
    const kind = word(type + TypeObject.gcKind)
    if (kind === GcKind.array) return this.walkArray(pending, address, what)
    if (kind === GcKind.memory && word(type + TypeObject.elementIsPointer) !== 0) {
      return this.range(pending, address + MemoryObject.data, address + MemoryObject.data + 4 * word(address + MemoryObject.length), what)
    }
    if (kind === GcKind.svec) {
      return this.range(pending, address + SvecObject.data, address + SvecObject.data + 4 * word(address + SvecObject.count), what)
    }
    if (kind === GcKind.task)
      this.range(pending, word(address + TaskObject.stackBase), word(address + TaskObject.sp), `stack of task ${address}`)
    if (kind !== GcKind.fixed && kind !== GcKind.task) return
    for (let k = 0; k < word(type + TypeObject.pointerCount); k++) {
      const offset = word(word(type + TypeObject.pointerOffsets) + 4 * k)
      this.visit(pending, word(address + offset), `${what}, offset ${offset}`)
    }
  }

  private walkArray(pending: number[], address: number, what: string): void {
    const word = (at: number): number => this.i32[at >>> 2] >>> 0
    const owner = word(address + ArrayObject.owner)
    const [data, length, capacity] = [ArrayObject.data, ArrayObject.length, ArrayObject.capacity].map(field => word(address + field))
    if (length > capacity) this.complain(`${what}: length ${length} above capacity ${capacity}`)
    if (owner === 0) return
    this.visit(pending, owner, what)
    if (!this.seen.has(owner)) return
    const type = word(owner)
    const size = word(type + TypeObject.elementSize)
    const end = owner + MemoryObject.data + word(owner + MemoryObject.length) * size
    if (data < owner + MemoryObject.data || data + capacity * size > end) this.complain(`${what}: data outside its memory`)
    else if (word(type + TypeObject.elementIsPointer) !== 0) {
      for (let at = data + length * size; at < end; at += 4) if (word(at) !== 0) this.complain(`${what}: unused element is not zero`)
    }
  }
}

function isCellStart(address: number, page: number, sizeClass: number): boolean {
  const offset = address - pageAddress(page)
  return offset % SIZE_CLASSES[sizeClass] === 0 && offset < cellsPerPage(sizeClass) * SIZE_CLASSES[sizeClass]
}
