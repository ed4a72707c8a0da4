/**
 * How process 1 reaches a worker that computes and so reads no messages: the page of the worker's heap with the control words
 * is a file that process 1 has open too. It writes there what `requestInterrupt` (runtime/tasks/scheduler) would, and
 * compiled code finds it at its next safepoint.
 *
 * Only process 1 writes through the file, and workers have one Julia thread, which sets no bits of `Control.safepoint` for
 * itself; so the bit, read and written in two steps, is not lost. Linux only: elsewhere a worker is interrupted when it waits.
 */
import fs from 'node:fs'
import type { Heap } from '../heap/memory.ts'
import { CONTROL, Control, SafepointReason } from '../layout/memory-map.ts'
import { openLibc } from './libc.ts'
import { openUnnamed } from './segments.ts'

const SYSTEM_PAGE = 4096
const base = Math.floor(CONTROL / SYSTEM_PAGE) * SYSTEM_PAGE

/** Process 1: a file for a new worker's control words, or null where there are none. */
export function createControlPage(): number | null {
  if (process.platform !== 'linux') return null
  try {
    const fd = openUnnamed()
    fs.ftruncateSync(fd, SYSTEM_PAGE)
    return fd
  } catch {
    return null
  }
}

/** How another process finds the file that is open here as `fd`. */
export function pagePath(fd: number): string {
  return `/proc/${process.pid}/fd/${fd}`
}

/** Worker: puts the file under its control words. From now on `writeInterrupt` is seen. */
export function adoptControlPage(heap: Heap, file: string): void {
  const libc = openLibc()
  if (!libc) return
  try {
    const fd = fs.openSync(file, 'r+')
    fs.writeSync(fd, heap.u8.slice(base, base + SYSTEM_PAGE), 0, SYSTEM_PAGE, 0)
    libc.mapShared(libc.addressOf(heap.u8) + BigInt(base), SYSTEM_PAGE, fd)
    fs.closeSync(fd)
  } catch {
    // Without it a worker is interrupted when it waits.
  }
}

/** Process 1: interrupts the worker whose page this is, for the `count`th time. */
export function writeInterrupt(fd: number, count: number): void {
  const word = (offset: number): number => CONTROL + offset - base
  const safepoint = new Int32Array(1)
  fs.readSync(fd, new Uint8Array(safepoint.buffer), 0, 4, word(Control.safepoint))
  safepoint[0] |= SafepointReason.interrupt
  fs.writeSync(fd, new Uint8Array(Int32Array.of(count).buffer), 0, 4, word(Control.interruptEpoch))
  fs.writeSync(fd, new Uint8Array(safepoint.buffer), 0, 4, word(Control.safepoint))
}
