import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import {
  allocatePermanent,
  clearCallCache,
  collect,
  inSafeRegion,
  insertCallCache,
  verifyHeap,
  withWorldStopped,
} from '../../src/runtime/heap/index.ts'
import { callSet } from '../../src/runtime/heap/call-cache.ts'
import { CONTROL, Control, Thread, threadBlock } from '../../src/runtime/layout/memory-map.ts'
import { runtimeFixture, type Fixture } from './runtime-fixture.ts'
import { makeType } from './small-world.ts'

interface Answer {
  faults: number
  lookups: number
}

function start(f: Fixture, index: number, job: object): Promise<Answer> {
  const worker = new Worker(new URL('./thread-worker.ts', import.meta.url), {
    workerData: { memory: f.heap.memory, types: f.types, index, rounds: 0, args: [], flag: 0, ...job },
    execArgv: [],
  })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

const collections = (f: Fixture): number => f.heap.i32[(CONTROL + Control.collections) >>> 2]

describe('threads', () => {
  test('two allocate while a third collects again and again: nothing is lost', async () => {
    const f = runtimeFixture(64 << 20, 3)
    let running = 2
    const answers = [1, 2].map(index => start(f, index, { job: 'lists', rounds: 300 }).finally(() => running--))
    while (running > 0) {
      for (let i = 0; i < 3; i++) collect(f.m)
      expect(verifyHeap(f.m).problems).toEqual([])
      // Between bursts this thread is away, as a waiting Julia thread is, and the others may collect.
      inSafeRegion(f.m, () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1))
      await new Promise(resolve => setImmediate(resolve))
    }
    for (const answer of await Promise.all(answers)) expect(answer.faults).toBe(0)
    expect(collections(f)).toBeGreaterThan(10)
  })

  test('a thread that begins shows both ends of one stack, or none, to who stops the world', async () => {
    const f = runtimeFixture(64 << 20, 2)
    let running = true
    const answer = start(f, 1, { job: 'starts', rounds: 300_000 }).finally(() => (running = false))
    const word = (field: number): number => f.heap.i32[(threadBlock(1) + field) >>> 2]
    let stops = 0
    let torn = 0
    while (running) {
      for (let i = 0; i < 500; i++) {
        const ran = withWorldStopped(f.m, () => {
          if (word(Thread.stackBase) !== word(Thread.savedSp)) torn++
        })
        if (ran) stops++
      }
      await new Promise(resolve => setImmediate(resolve))
    }
    expect((await answer).faults).toBe(0)
    expect(torn).toBe(0)
    expect(stops).toBeGreaterThan(100)
  })

  test('all three collect for themselves when their budget is spent', async () => {
    const f = runtimeFixture(64 << 20, 3)
    f.heap.i32[(CONTROL + Control.allocBudget) >>> 2] = 1024
    const answers = [1, 2].map(index => start(f, index, { job: 'lists', rounds: 600 }))
    const waiting = Promise.all(answers)
    // This thread waits in a safe region of its own making: its word says so while its event loop runs.
    const { enterSafeRegion, leaveSafeRegion } = await import('../../src/runtime/heap/index.ts')
    enterSafeRegion(f.m)
    for (const answer of await waiting) expect(answer.faults).toBe(0)
    leaveSafeRegion(f.m)
    expect(collections(f)).toBeGreaterThan(0)
    expect(verifyHeap(f.m).problems).toEqual([])
  })

  test('nobody calls through a torn record of the call cache', async () => {
    const f = runtimeFixture(64 << 20, 2)
    const flag = allocatePermanent(f.heap, 8) >>> 2
    // Objects and types in the permanent area, so that they need no roots; of all pairs, eight that share one set.
    const objects = Array.from({ length: 160 }, () => {
      const address = allocatePermanent(f.heap, 16)
      f.heap.i32[address >>> 2] = makeType(f.heap, f.types.DataType, { size: 16 })
      return address
    })
    const bySet = new Map<number, number[][]>()
    for (const a of objects) {
      for (const b of objects) {
        const set = callSet([f.heap.i32[a >>> 2], f.heap.i32[b >>> 2]])
        bySet.set(set, [...(bySet.get(set) ?? []), [a, b]])
      }
    }
    const args = ([...bySet.values()].find(pairs => pairs.length >= 8) as number[][]).slice(0, 8)
    const keys = args.map(pair => pair.map(object => f.heap.i32[object >>> 2]))
    const answer = start(f, 1, { job: 'calls', args, flag })
    await new Promise(resolve => setTimeout(resolve, 200))
    const end = performance.now() + 700
    for (let round = 0; performance.now() < end; round++) {
      // Each call goes to entry c or c + 8 in turn; a record mixed from two would give another.
      keys.forEach((list, c) => insertCallCache(f.heap, list, c + 8 * (round & 1)))
      if (round % 50 === 0) clearCallCache(f.heap)
    }
    Atomics.store(f.heap.i32, flag, 1)
    expect((await answer).faults).toBe(0)
  })
})
