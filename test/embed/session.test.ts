import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '../../src/index.ts'
import { createSession } from './load.ts'

describe('one session', () => {
  let session: Session
  const printed: string[] = []
  beforeAll(async () => {
    session = await createSession({ threads: 1, stdout: t => printed.push(t), stderr: t => printed.push(`err:${t}`) })
  })
  afterAll(() => session.close())

  test('shows values as the REPL does', async () => {
    expect(await session.run('1 + 1')).toMatchObject({ ok: true, repr: '2', output: '' })
    expect((await session.run('[1.5, 2]')).repr).toBe('2-element Vector{Float64}:\n 1.5\n 2.0')
    expect((await session.run('"a\\nb"')).repr).toBe('"a\\nb"')
    expect((await session.run('nothing')).repr).toBe('')
    expect((await session.run('x = 3;')).repr).toBe('')
    expect((await session.run('x  # not the end;')).repr).toBe('3')
    expect((await session.run('x;  # "hidden"')).repr).toBe('')
    expect((await session.run('')).repr).toBe('')
  })

  test('keeps globals, with soft scope unless told otherwise', async () => {
    await session.run('total = 0')
    expect((await session.run('for i in 1:4; total += i; end; total')).repr).toBe('10')
    const hard = await session.run('for i in 1:4; total += i; end', { softScope: false })
    expect(hard.error?.type).toBe('UndefVarError')
  })

  test('gives output as it comes and with the result', async () => {
    printed.length = 0
    const r = await session.run('println("one"); print(stderr, "two"); println("three ✓")')
    expect(r.output).toBe('one\ntwothree ✓\n')
    expect(printed).toEqual(['one\n', 'err:two', 'three ✓\n'])
  })

  test('words errors as Julia does', async () => {
    const r = await session.run('sqrt(-1)', { file: 'lesson.jl', line: 7 })
    expect(r.ok).toBe(false)
    expect(r.error?.type).toBe('DomainError')
    expect(r.error?.message).toMatch(/^ERROR: DomainError with -1\.0:\nsqrt was called with a negative real argument/)
    expect(r.error?.message).toMatch(/top-level scope\n +@ lesson\.jl:7$/)
    expect((await session.run('(1 + ]')).error).toMatchObject({ type: 'ParseError' })
  })

  test('runs go one after another', async () => {
    const all = await Promise.all([session.run('a = 1'), session.run('a += 1'), session.run('a * 10')])
    expect(all.map(r => r.repr)).toEqual(['1', '2', '20'])
  })

  test('has no access to files', async () => {
    expect((await session.run('read("/etc/hostname", String)')).error?.type).toBe('SystemError')
    expect((await session.run('get(ENV, "HOME", "none")')).repr).toBe('"none"')
  })
})

describe('several sessions', () => {
  test('share nothing', async () => {
    const sessions = await Promise.all([1, 2, 3].map(() => createSession({ threads: 1 })))
    await Promise.all(sessions.map((s, i) => s.run(`x = ${i}`)))
    const values = await Promise.all(sessions.map(s => s.run('x^2')))
    expect(values.map(v => v.repr)).toEqual(['0', '1', '4'])
    await Promise.all(sessions.map(s => s.close()))
  })

  test('a closed session says so', async () => {
    const s = await createSession({ threads: 1 })
    await s.close()
    expect(await s.run('1')).toMatchObject({ ok: false, error: { type: 'SessionEnded', message: 'ERROR: the session is closed' } })
    await s.close()
  })

  test('exit() ends a session', async () => {
    const s = await createSession({ threads: 1 })
    expect(await s.run('println("bye"); exit(2)')).toMatchObject({ ok: false, output: 'bye\n', error: { message: 'ERROR: exit(2)' } })
    expect((await s.run('1')).error?.type).toBe('SessionEnded')
    await s.close()
  })
})
