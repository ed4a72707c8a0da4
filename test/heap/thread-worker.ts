/** A second Julia thread for the tests: allocates, or calls through the cache, until told to stop. */
import { parentPort, workerData } from 'node:worker_threads'
import {
  allocatePermanent,
  beginRunning,
  enterSafeRegion,
  openHeap,
  setShadowStack,
  stopForCollection,
} from '../../src/runtime/heap/index.ts'
import { CONTROL, Control } from '../../src/runtime/layout/memory-map.ts'
import { fillEntries, startRuntime } from './runtime-fixture.ts'

interface Job {
  memory: WebAssembly.Memory
  types: Record<string, number>
  index: number
  job: 'lists' | 'calls' | 'starts'
  rounds: number
  args: number[][]
  flag: number
}

const job = workerData as Job
const heap = openHeap(job.memory)
const f = startRuntime({ heap, m: undefined as never, types: job.types }, job.index)
const poll = (): void => {
  if (heap.i32[(CONTROL + Control.safepoint) >>> 2] !== 0) stopForCollection(f.m)
}

/** Builds lists of boxes, keeps the last one, and checks every link of it. Gives the number of faults. */
function lists(): number {
  let faults = 0
  const slot = f.m.sp.value >>> 2
  f.m.sp.value += 8
  heap.i32[slot] = 0
  for (let round = 0; round < job.rounds; round++) {
    heap.i32[slot] = 0
    for (let i = 0; i < 2000; i++) {
      heap.i32[slot + 1] = 0
      heap.i32[slot + 1] = f.call.box_i64(BigInt(job.index * 1_000_000 + i + 2000))
      const cell = f.call.alloc(job.types.Pair, 16)
      heap.i32[(cell + 8) >>> 2] = heap.i32[slot + 1]
      heap.i32[(cell + 12) >>> 2] = heap.i32[slot]
      heap.i32[slot] = cell
      if (i % 64 === 0) poll()
    }
    let at = heap.i32[slot]
    for (let i = 1999; i >= 0; i--) {
      const box = heap.i32[(at + 8) >>> 2]
      if (heap.i32[at >>> 2] !== job.types.Pair || heap.i32[box >>> 2] !== job.types.Int64) faults++
      else if (heap.i64[(box + 8) >>> 3] !== BigInt(job.index * 1_000_000 + i + 2000)) faults++
      at = heap.i32[(at + 12) >>> 2]
    }
    if (at !== 0) faults++
  }
  f.m.sp.value -= 8
  return faults
}

/** Calls by cached types while the other thread rewrites the records. Entry k of call c must be c or c + 8. */
function calls(): number {
  let faults = 0
  fillEntries(f.jl, 32)
  f.target = () => 31
  const base = f.m.sp.value
  f.m.sp.value += 64
  while (Atomics.load(heap.i32, job.flag) === 0) {
    job.args.forEach((values, c) => {
      values.forEach((value, i) => (heap.i32[(base >>> 2) + i] = value))
      const got = f.call.apply(base, values.length) - 1000
      if (got !== c && got !== c + 8 && got !== 31) faults++
    })
  }
  f.m.sp.value -= 64
  return faults
}

/** Begins to run again and again as a thread that is new, on two stacks in turn; what lies below them is no stack. */
function starts(): number {
  const stacks = [0, 1].map(() => allocatePermanent(heap, 4096))
  for (let round = 0; round < job.rounds; round++) {
    setShadowStack(f.m, 0, 0)
    enterSafeRegion(f.m)
    beginRunning(f.m, stacks[round & 1], stacks[round & 1] + 4096)
    poll()
  }
  return 0
}

const faults = { lists, calls, starts }[job.job]()
enterSafeRegion(f.m)
parentPort?.postMessage({ faults, lookups: f.lookups.length })
