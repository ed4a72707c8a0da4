import { describe, expect, test } from 'vitest'
import { fatou, fatouAnswering } from './run.ts'

describe('scripts', () => {
  test('print what they print and end with 0', () => {
    const r = fatou(['hello.jl'], { files: { 'hello.jl': 'println("hello")\n1 + 1\n' } })
    expect(r).toMatchObject({ status: 0, stdout: 'hello\n', stderr: '' })
  })

  test('see their arguments and name', () => {
    const r = fatou(['a.jl', '-x', 'two words'], { files: { 'a.jl': 'println(ARGS, length(ARGS), PROGRAM_FILE)' } })
    expect(r.stdout).toBe('["-x", "two words"]2a.jl\n')
  })

  test('have hard scope: a loop does not assign a global', () => {
    const r = fatou(['a.jl'], { files: { 'a.jl': 'x = 0\nfor i in 1:3\n  x += i\nend\nprintln(x)' } })
    expect(r.status).toBe(1)
    expect(r.stderr).toContain('UndefVarError: `x` not defined in local scope')
  })

  test('end with a LoadError, its trace and its place', () => {
    const source = 'f(x) = x > 1 ? error("too big: $x") : x\ng(x) = f(x) + 1\nprintln(g(1))\ng(2)\nprintln("not here")\n'
    const r = fatou(['a.jl'], { files: { 'a.jl': source } })
    expect(r).toMatchObject({ status: 1, stdout: '2\n' })
    expect(r.stderr).toMatch(/^ERROR: LoadError: too big: 2\nStacktrace:\n \[1\] error\(s::String\)/)
    expect(r.stderr).toMatch(/f\(x::Int64\)\n +@ Main .*a\.jl:1/)
    expect(r.stderr).toMatch(/g\(x::Int64\)\n +@ Main .*a\.jl:2/)
    expect(r.stderr).toMatch(/top-level scope\n +@ .*a\.jl:4\nin expression starting at .*a\.jl:4\n$/)
  })

  test('end as exit() says, after atexit', () => {
    const r = fatou(['-e', 'atexit(() -> println("bye")); exit(3); println("no")'])
    expect(r).toMatchObject({ status: 3, stdout: 'bye\n' })
  })

  test('atexit also runs at the normal end', () => {
    expect(fatou(['-e', 'atexit(() -> println("bye")); println("end")']).stdout).toBe('end\nbye\n')
  })

  test('come from standard input too', () => {
    expect(fatou(['-', 'a'], { input: 'println(ARGS[1])\n' })).toMatchObject({ status: 0, stdout: 'a\n' })
  })

  test('can read standard input', () => {
    expect(fatou(['-e', 'println(uppercase(readline()))'], { input: 'abc\ndef\n' }).stdout).toBe('ABC\n')
  })

  test('that wait for a line let tasks and threads go on', async () => {
    const code = `t = Threads.@spawn sum(i -> eval(:($i + 1)), 1:20)
      @async println("a task")
      println(readline())
      println(fetch(t))
      println(repr(readline()))`
    const r = await fatouAnswering(['-t', '2', '-e', code], 'a task\n', 'later\n')
    expect(r).toMatchObject({ status: 0, stdout: 'a task\nlater\n230\n""\n' })
  })

  test('run before a syntax error, which has line, column and hint', () => {
    const r = fatou(['a.jl'], { files: { 'a.jl': 'println("before")\nx = (1 +\n' } })
    expect(r).toMatchObject({ status: 1, stdout: 'before\n' })
    expect(r.stderr).toMatch(/^ERROR: LoadError: ParseError:\n# Error @ .*a\.jl:\d+:\d+/)
  })

  test('recurse deeply', () => {
    expect(fatou(['-e', 'f(n) = n == 0 ? 0 : 1 + f(n - 1); println(f(20_000))']).stdout).toBe('20000\n')
  })

  test('get StackOverflowError and OutOfMemoryError, and go on', () => {
    const source =
      'f(x) = f(x + 1) + 1\ntry; f(1); catch e; println(typeof(e)); end\n' +
      'g() = (a = []; while true; push!(a, zeros(10^6)); end)\ntry; g(); catch e; println(typeof(e)); end\nprintln(sum(zeros(10)))'
    expect(fatou(['a.jl'], { files: { 'a.jl': source } }).stdout).toBe('StackOverflowError\nOutOfMemoryError\n0.0\n')
  })
})

describe('what is too large', () => {
  test('for one function says so', () => {
    const sum = (n: number): string => `x = 1\nprintln("before")\ny = ${'x+'.repeat(n)}x\n`
    for (const n of [60_000, 500_000]) {
      const r = fatou(['a.jl'], { files: { 'a.jl': sum(n) } })
      expect(r).toMatchObject({ status: 1, stdout: 'before\n' })
      expect(r.stderr).toMatch(/^ERROR: LoadError: syntax: expression too large: .*\nin expression starting at .*a\.jl:3\n$/)
    }
  })
})

describe('options', () => {
  test('-e, -E, --version, --help', () => {
    expect(fatou(['-e', 'print(1 + 1)']).stdout).toBe('2')
    expect(fatou(['-E', '[1, 2];']).stdout).toBe('[1, 2]\n')
    expect(fatou(['-E', 'nothing']).stdout).toBe('nothing\n')
    expect(fatou(['-e', 'x = 1', '-e', 'print(x, @__FILE__)']).stdout).toBe('1none')
    expect(fatou(['--version']).stdout).toMatch(/^fatou version \d+\.\d+\.\d+\n$/)
    expect(fatou(['--help']).stdout).toContain('Usage: fatou')
  })

  test('threads: -t, --threads=, JULIA_NUM_THREADS', () => {
    const code = ['-e', 'print(Threads.nthreads())']
    expect(fatou(['-t', '2', ...code]).stdout).toBe('2')
    expect(fatou(['--threads=3', ...code]).stdout).toBe('3')
    expect(fatou(code, { env: { JULIA_NUM_THREADS: '2' } }).stdout).toBe('2')
    expect(fatou(['-t', '2', '-e', 'print(fetch(Threads.@spawn 1 + 1))'])).toMatchObject({ status: 0, stdout: '2', stderr: '' })
  })

  test('that change nothing here are taken as Julia takes them', () => {
    const r = fatou(['-q', '-O3', '--startup-file=no', '--color', 'no', '--project=.', '-e', 'print(ARGS)', 'a'])
    expect(r).toMatchObject({ status: 0, stdout: '["a"]', stderr: '' })
  })

  test('errors name what is wrong', () => {
    for (const args of [['-t', '0', 'x.jl'], ['-t'], ['--nonsense'], ['dump', 'sense', 'x.jl'], ['lesson']]) {
      const r = fatou(args)
      expect(r.status).toBe(2)
      expect(r.stderr).toMatch(/^fatou: .+\nTry `fatou --help`.\n$/)
    }
  })
})

describe('files that are no programs', () => {
  test('missing, a folder, not UTF-8', () => {
    expect(fatou(['none.jl'])).toMatchObject({ status: 1, stderr: 'ERROR: could not open file none.jl: no such file\n' })
    expect(fatou(['.']).stderr).toBe('ERROR: could not open file .: it is a directory\n')
    const latin = fatou(['a.jl'], { files: { 'a.jl': new Uint8Array([0x78, 0x3d, 0xe9, 0x0a]) } })
    expect(latin).toMatchObject({ status: 1, stderr: 'ERROR: could not read file a.jl: invalid UTF-8 at byte 3\n' })
  })

  test('empty', () => {
    expect(fatou(['a.jl'], { files: { 'a.jl': '' } })).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(fatou(['a.jl'], { files: { 'a.jl': '# nothing\n' } })).toMatchObject({ status: 0, stdout: '', stderr: '' })
  })

  test('10 MB of noise', () => {
    let seed = 1
    const noise = Uint8Array.from({ length: 10_000_000 }, () => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff
      return 32 + ((seed >>> 16) % 95)
    })
    const r = fatou(['a.jl'], { files: { 'a.jl': noise } })
    expect(r.status).toBe(1)
    expect(r.stderr).toMatch(/^ERROR: LoadError: /)
    expect(r.stderr.length).toBeLessThan(5000)
  })
})
