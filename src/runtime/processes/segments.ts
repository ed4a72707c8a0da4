/**
 * Memory that several processes share: pages of the heap with a file of /dev/shm mapped over them.
 *
 * The file never has a name that others could find (`O_TMPFILE`): who is sent a segment opens it through
 * /proc/PID/fd/N of the sender, which has it open as long as it has it mapped. So nothing can be left behind, whatever
 * kills a process. A segment stays mapped as long as its keeper lives, a small heap object that stands as owner in every
 * array over it; `sweep` unmaps those whose keeper has been collected.
 */
import fs from 'node:fs'
import { Control, PAGE_BYTES } from '../layout/memory-map.ts'
import type { Heap } from '../heap/memory.ts'
import { lock, PageKind, pageAddress, pageOf, releasePages, takePages, unlock } from '../heap/pages.ts'
import { openLibc } from './libc.ts'

export interface Segment {
  /** Unique among the processes of a group. */
  readonly name: string
  readonly fd: number
  readonly address: number
  readonly bytes: number
  /** Gives the keeper, or 0 when it has been collected. */
  readonly keeper: () => number
  readonly dropKeeper: () => void
}

/** What the heap's owner does: an object to keep a segment alive by, watched weakly. */
export interface KeeperHost {
  readonly heap: Heap
  newKeeper(): { keeper: () => number; drop: () => void }
  collect(): void
}

export class SegmentError extends Error {
  readonly isMemory: boolean
  constructor(message: string, isMemory = false) {
    super(message)
    this.isMemory = isMemory
  }
}

const O_TMPFILE = 0o20000000 | fs.constants.O_DIRECTORY
const FOLDER = '/dev/shm'

let unnamed = 0

/** Opens a new file of the shared-memory file system that has no name. */
export function openUnnamed(): number {
  try {
    return fs.openSync(FOLDER, O_TMPFILE | fs.constants.O_RDWR, 0o600)
  } catch {
    // A file system without O_TMPFILE: the name exists for some microseconds.
    const name = `${FOLDER}/fatou-${process.pid}-${unnamed++}`
    const fd = fs.openSync(name, fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL, 0o600)
    fs.unlinkSync(name)
    return fd
  }
}

export class Segments {
  private readonly host: KeeperHost
  private readonly prefix: string
  private readonly list = new Map<string, Segment>()
  private next = 1

  constructor(host: KeeperHost, prefix: string) {
    this.host = host
    this.prefix = prefix
  }

  /** A new segment of zeros. @throws SegmentError */
  create(bytes: number): Segment {
    this.sweep()
    if (bytes > this.host.heap.bytes) throw new SegmentError(`a shared array of ${bytes} bytes does not fit into the heap`, true)
    const fd = this.newFile(Math.max(bytes, 1))
    return this.place(`${this.prefix}-${this.next++}`, fd, Math.max(bytes, 1))
  }

  /** A segment by what `describe` said in another process. @throws SegmentError */
  open(description: string): Segment {
    this.sweep()
    const [name, bytes, pid, fd] = description.split('|')
    const known = this.list.get(name)
    if (known && known.keeper() !== 0) return known
    let own: number
    try {
      own = fs.openSync(`/proc/${Number(pid)}/fd/${Number(fd)}`, fs.constants.O_RDWR)
    } catch (e) {
      throw new SegmentError(`cannot open the shared segment of process ${Number(pid)}: ${(e as Error).message}`)
    }
    return this.place(name, own, Number(bytes))
  }

  /** How another process finds the segment that an address lies in. */
  describe(address: number): { segment: string; offset: number } | null {
    for (const s of this.list.values()) {
      if (address < s.address || address >= s.address + s.bytes) continue
      return { segment: `${s.name}|${s.bytes}|${process.pid}|${s.fd}`, offset: address - s.address }
    }
    return null
  }

  private newFile(bytes: number): number {
    const libc = openLibc()
    if (!libc) throw new SegmentError('shared arrays need Linux')
    const fd = openUnnamed()
    const error = libc.reserve(fd, bytes)
    if (error === 0) return fd
    fs.closeSync(fd)
    throw new SegmentError(`no room for a shared array of ${bytes} bytes in ${FOLDER} (error ${error})`, true)
  }

  private place(name: string, fd: number, bytes: number): Segment {
    const { heap } = this.host
    const pages = Math.ceil(bytes / PAGE_BYTES)
    let first = takePages(heap, pages, PageKind.raw)
    if (first < 0) {
      this.host.collect()
      this.sweep()
      first = takePages(heap, pages, PageKind.raw)
    }
    const libc = openLibc()
    if (first < 0 || !libc) {
      fs.closeSync(fd)
      throw new SegmentError(libc ? `no room in the heap for a shared array of ${bytes} bytes` : 'shared arrays need Linux', true)
    }
    const address = pageAddress(first)
    const error = libc.mapShared(libc.addressOf(heap.u8) + BigInt(address), bytes, fd)
    if (error !== 0) {
      this.free(address, bytes)
      fs.closeSync(fd)
      throw new SegmentError(`cannot map a shared array of ${bytes} bytes: error ${error}`)
    }
    const { keeper, drop } = this.host.newKeeper()
    const made: Segment = { name, fd, address, bytes, keeper, dropKeeper: drop }
    this.list.set(name, made)
    return made
  }

  private free(address: number, bytes: number): void {
    const { heap } = this.host
    lock(heap, Control.heapLock)
    releasePages(heap, pageOf(address), Math.ceil(bytes / PAGE_BYTES))
    unlock(heap, Control.heapLock)
  }

  /** Unmaps what nothing refers to any more. */
  sweep(): void {
    for (const s of [...this.list.values()]) if (s.keeper() === 0) this.unmap(s)
  }

  private unmap(s: Segment): void {
    const libc = openLibc()
    if (!libc) return
    libc.mapPrivate(libc.addressOf(this.host.heap.u8) + BigInt(s.address), s.bytes)
    this.free(s.address, s.bytes)
    fs.closeSync(s.fd)
    s.dropKeeper()
    this.list.delete(s.name)
  }
}
