/**
 * A worker's thread that watches its parent, since the worker's own may be busy computing for hours: it waits on a pipe from
 * process 1. A byte there interrupts the Julia code; the pipe's end, which comes however the parent may die, kills the worker.
 *
 * The words written are those of `requestInterrupt` (runtime/tasks/scheduler): the epoch is counted up, then the bit is set
 * that compiled code looks at, then the threads that wait are woken.
 */
import { Worker } from 'node:worker_threads'
import { CONTROL, Control, SafepointReason, Thread, threadBlock } from '../layout/memory-map.ts'

/** Where the pipe is in a worker: after the three streams and the channel of `fork`. */
export const PARENT_PIPE = 4

const program = `
const { workerData } = require('node:worker_threads')
const fs = require('node:fs')
const { i32, epoch, safepoint, bit, wakes, fd } = workerData
const pause = new Int32Array(new SharedArrayBuffer(4))
const buffer = new Uint8Array(16)
for (;;) {
  let n = 0
  try {
    n = fs.readSync(fd, buffer)
  } catch (e) {
    if (e.code === 'EAGAIN') {
      Atomics.wait(pause, 0, 0, 20)
      continue
    }
  }
  if (n === 0) process.kill(process.pid, 'SIGKILL')
  Atomics.add(i32, epoch, 1)
  Atomics.or(i32, safepoint, bit)
  for (const word of wakes) {
    Atomics.add(i32, word, 1)
    Atomics.notify(i32, word)
  }
}
`

/** Starts the thread; it does not keep the process alive. */
export function watchParent(i32: Int32Array, threads: number): void {
  const wakes = Array.from({ length: threads }, (_, n) => (threadBlock(n) + Thread.wake) >>> 2)
  const worker = new Worker(program, {
    eval: true, execArgv: [], stdout: false, stderr: false,
    workerData: {
      i32, wakes, fd: PARENT_PIPE, bit: SafepointReason.interrupt,
      epoch: (CONTROL + Control.interruptEpoch) >>> 2, safepoint: (CONTROL + Control.safepoint) >>> 2,
    },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  })
  worker.unref()
}
