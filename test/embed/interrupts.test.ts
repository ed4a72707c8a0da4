/** Whatever a program does, an interrupt ends it soon, and its session goes on. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunResult, Session } from '../../src/index.ts'
import { createSession } from './load.ts'

let session: Session
beforeAll(async () => {
  session = await createSession({ threads: 2 })
})
afterAll(() => session.close())

async function interrupted(code: string): Promise<RunResult> {
  const r = await session.run(code, { timeoutMs: 300 })
  expect(r.error).toMatchObject({ type: 'InterruptException', timedOut: true })
  // It has not come to an end by force of its worker: the session lives.
  expect((await session.run('1 + 1')).repr).toBe('2')
  return r
}

describe('recursion without loops', () => {
  test.each([
    ['of one function', 'fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)', 'fib(90)'],
    ['of two', 'a(n) = n < 2 ? n : b(n - 1) + b(n - 2); b(n) = n < 2 ? n : a(n - 1) + a(n - 2)', 'a(90)'],
    ['through calls of unknown type', 'v = Any[90]; g(n) = n < 2 ? n : g(n - 1) + g(n - 2)', 'g(v[1])'],
    ['through a closure', '', 'let f; f = n -> n < 2 ? n : f(n - 1) + f(n - 2); f(90); end'],
    ['after a branch that calls nothing', 'h(n) = (n % 3 == 0 ? 0 : n < 2 ? 1 : h(n - 1)) + (n < 2 ? 1 : h(n - 2) + h(n - 1))', 'h(90)'],
    ['over growing types', 'up(::Val{N}) where {N} = up(Val(N + 1))', 'up(Val(1))'],
    ['over growing tuples', 'w(t) = w((t, 1))', 'w(())'],
    ['through splatted vectors', 's(v...) = (v[1] < 2 ? 1 : s(Any[v[1] - 1]...)) + (v[1] < 2 ? 1 : s(Any[v[1] - 2]...))', 's(Any[90]...)'],
    ['in a module without a name', 'm = Module(); Core.eval(m, :(k(n) = n < 2 ? n : k(n - 1) + k(n - 2)))', 'm.k(90)'],
    ['on another thread', 'fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)', 'fetch(Threads.@spawn fib(90))'],
  ])('%s', async (_name, definitions, call) => {
    await session.run(definitions)
    await interrupted(call)
  })

  test('lets other threads collect and compile', async () => {
    await session.run('fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)')
    const code = `t = Threads.@spawn (n = 0; for i in 1:200; n += length(zeros(10^5)); end; eval(:($n + 1)))
      fib(38) + fetch(t)`
    const r = await session.run(code)
    expect(r.error?.message ?? r.repr).toBe('59088170')
  })
})

test('an interrupt is for tasks that have not begun, and not for those of later runs', async () => {
  // The first task computes on this thread: the second comes to nothing.
  await interrupted('begin; @async (while true; end); @async (while true; end); yield(); end')
  for (let round = 0; round < 5; round++) {
    await interrupted('Threads.@threads for i in 1:2; while true; end; end')
    const r = await session.run('sum(fetch.([Threads.@spawn(sum(length(string(i)) for i in 1:20_000)) for k in 1:4]))')
    expect(r.repr).toBe('355576')
  }
})

describe('what catches every exception', () => {
  test.each([
    ['a loop', 'while true; try; while true; end; catch; end; end'],
    ['a loop that waits', 'while true; try; sleep(10); catch; end; end'],
    ['a task, while the run waits for another', '@async (while true; try; while true; end; catch; end; end); sleep(100)'],
    ['all threads', 'Threads.@threads for i in 1:2; while true; try; while true; end; catch; end; end; end'],
    ['recursion', 'r(x) = (try; r(x + 1); catch; end; try; r(x + 1); catch; end); r(1)'],
    ['a show method', 'struct S; end; Base.show(io::IO, ::S) = while true; try; sleep(1); catch; end; end; S()'],
    ['finally', 'try; sleep(100); finally; while true; try; sleep(100); catch; end; end; end'],
  ])('%s', async (_name, code) => {
    await interrupted(code)
  })

  test('may still clean up when it is interrupted once', async () => {
    const run = session.run('try; sleep(100); catch e; sleep(0.01); println(typeof(e)); end; "cleaned"')
    setTimeout(() => session.interrupt(), 200)
    expect(await run).toMatchObject({ repr: '"cleaned"', output: 'InterruptException\n' })
  })
})
