/** What must not end a session, or at least no other one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '../../src/index.ts'
import { createSession } from './load.ts'

describe('recursion', () => {
  let session: Session
  beforeAll(async () => {
    session = await createSession({ threads: 2 })
  })
  afterAll(() => session.close())

  test('goes deep, in the root task and in others', async () => {
    await session.run('f(n) = n == 0 ? 0 : 1 + f(n - 1)')
    expect((await session.run('f(100_000)')).repr).toBe('100000')
    expect((await session.run('fetch(Threads.@spawn f(50_000))')).repr).toBe('50000')
  })

  test.each([
    ['a function', 'g(x) = g(x + 1) + 1; g(1)'],
    ['what allocates', 'q(x) = (a = Any[x]; b = q(x + 1); a[1] + b); q(1)'],
    ['what catches', 't(d) = try; t(d + 1); catch; rethrow(); end; t(1)'],
    ['a function of sort', 'k(d) = sort([1, 2]; by = x -> k(x)); k(1)'],
    ['a show method', 'struct S; end; Base.show(io::IO, s::S) = print(io, s); S()'],
    ['a macro', 'macro m(x); :(@m $x); end; @m 1'],
    ['the compiler itself', 'ex = 1; for i in 1:100_000; global ex = :($ex + 1); end; eval(ex)'],
  ])('without end is StackOverflowError: %s', async (_name, code) => {
    expect((await session.run(code)).error?.type).toBe('StackOverflowError')
    expect((await session.run('f(1000)')).repr).toBe('1000')
  })

  test('of the compiler can be caught', async () => {
    expect((await session.run('try; eval(ex); catch e; typeof(e); end')).repr).toBe('StackOverflowError')
  })

  test('of the host is still its own RangeError', () => {
    const r = (): number => r() + 1
    expect(r).toThrow(RangeError)
  })
})

describe('waiting', () => {
  test('within macros, show methods and error messages', async () => {
    const s = await createSession({ threads: 1 })
    expect((await s.run('macro w(); fetch(@async (sleep(0.001); 41)) + 1; end; @w')).repr).toBe('42')
    expect((await s.run('struct A; end; Base.show(io::IO, ::A) = print(io, fetch(@async "A!")); A()')).repr).toBe('A!')
    await s.run('struct E <: Exception; end; Base.showerror(io::IO, ::E) = (sleep(0.001); print(io, "slow error"))')
    expect((await s.run('throw(E())')).error?.message).toMatch(/^ERROR: slow error/)
    await s.close()
  })
})

describe('the end of a session', () => {
  test('its worker dies: what runs says so, others live on', async () => {
    const [dies, lives] = await Promise.all([createSession({ threads: 1 }), createSession({ threads: 1 })])
    await lives.run('x = 1')
    const running = dies.run('println("before"); while true; end')
    await new Promise(resolve => setTimeout(resolve, 100))
    const { worker } = dies as unknown as { worker: { terminate(): Promise<number> } }
    await worker.terminate()
    expect((await running).error?.type).toBe('SessionEnded')
    expect((await dies.run('1')).error?.type).toBe('SessionEnded')
    await dies.close()
    expect((await lives.run('x + 1')).repr).toBe('2')
    await lives.close()
  })

  test.each([
    ['a task', 't = @async exit(3); wait(t)'],
    ['a task of another thread', 't = Threads.@spawn exit(3); while true; end'],
    ['a show method', 'struct X; end; Base.show(io::IO, ::X) = exit(3); X()'],
  ])('exit() in %s', async (_name, code) => {
    const s = await createSession({ threads: 2 })
    expect((await s.run(code)).error?.message).toBe('ERROR: exit(3)')
    expect((await s.run('1')).error?.type).toBe('SessionEnded')
    await s.close()
  })

  test('tasks that run for ever do not hold it', async () => {
    const s = await createSession({ threads: 2 })
    expect((await s.run('Threads.@spawn (while true; end); 1')).repr).toBe('1')
    await s.close()
  })
})

test('an interrupt reaches the run while its other tasks compute', async () => {
  const s = await createSession({ threads: 2 })
  const code = 'busy() = for i in 1:10^5; i % 1000 == 0 && yield(); end\nwhile true; @sync for _ in 1:4; Threads.@spawn busy(); end; end'
  const r = await s.run(code, { timeoutMs: 200 })
  expect(r.error?.timedOut).toBe(true)
  expect((await s.run('1 + 1')).repr).toBe('2')
  await s.close()
})

test('several sessions have worker processes at once', async () => {
  const sessions = await Promise.all([1, 2].map(() => createSession({ threads: 1, maxProcesses: 2 })))
  const code = (k: number): string => `using Distributed; addprocs(2); k = ${k}; (workers(), pmap(i -> i + k, 1:3))`
  const results = await Promise.all(sessions.map((s, i) => s.run(code(10 * i))))
  expect(results.map(r => r.repr)).toEqual(['([2, 3], [1, 2, 3])', '([2, 3], [11, 12, 13])'])
  await sessions[0].close()
  expect((await sessions[1].run('remotecall_fetch(() -> k, 2)')).repr).toBe('10')
  expect((await sessions[1].run('addprocs(1)')).error?.type).toBe('ArgumentError')
  await sessions[1].close()
})
