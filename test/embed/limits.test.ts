import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '../../src/index.ts'
import { createSession } from './load.ts'

describe('limits', () => {
  let session: Session
  beforeAll(async () => {
    session = await createSession({ threads: 2, maxOutputBytes: 10_000, maxHeapBytes: 256 * 1024 * 1024 })
  })
  afterAll(() => session.close())

  const lives = async (): Promise<void> => expect((await session.run('1 + 1')).repr).toBe('2')

  test('an infinite loop is interrupted', async () => {
    const timer = setTimeout(() => session.interrupt(), 100)
    const r = await session.run('while true; end')
    clearTimeout(timer)
    expect(r.error).toMatchObject({ type: 'InterruptException' })
    await lives()
  })

  test('a run ends after its time', async () => {
    const r = await session.run('i = 0; while true; global i += 1; end', { timeoutMs: 100 })
    expect(r.error).toMatchObject({ type: 'InterruptException', timedOut: true })
    await lives()
  })

  test('a wait is interrupted', async () => {
    expect((await session.run('sleep(100)', { timeoutMs: 100 })).error?.type).toBe('InterruptException')
    expect((await session.run('take!(Channel(0))', { timeoutMs: 100 })).error?.type).toBe('InterruptException')
    await lives()
  })

  test('a signal interrupts', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 100)
    expect((await session.run('while true; end', { signal: controller.signal })).error?.type).toBe('InterruptException')
    expect((await session.run('1', { signal: controller.signal })).ok).toBe(false)
    await lives()
  })

  test('two threads that wait for each other are interrupted', async () => {
    const code = `a = ReentrantLock(); b = ReentrantLock()
      t = Threads.@spawn lock(a) do; sleep(0.05); lock(b) do; end; end
      lock(b) do; sleep(0.05); lock(a) do; end; end`
    expect((await session.run(code, { timeoutMs: 300 })).error?.type).toBe('InterruptException')
    await lives()
  })

  test('output beyond the limit is refused', async () => {
    const r = await session.run('while true; println("x"); end')
    expect(r.error?.message).toContain('the output limit of 10000 bytes is reached')
    expect(r.output.length).toBeLessThanOrEqual(10_000)
    await lives()
  })

  test('memory beyond the limit is OutOfMemoryError', async () => {
    expect((await session.run('v = []; while true; push!(v, zeros(10^6)); end')).error?.type).toBe('OutOfMemoryError')
    expect((await session.run('v = nothing; sum(ones(10^6))')).repr).toBe('1.0e6')
  })

  test('infinite recursion is StackOverflowError', async () => {
    expect((await session.run('f(x) = f(x + 1) + 1; f(1)')).error?.type).toBe('StackOverflowError')
    await lives()
  })

  test('closing ends what runs', async () => {
    const s = await createSession({ threads: 1 })
    const running = s.run('while true; end')
    await s.close()
    expect((await running).ok).toBe(false)
  })
})
