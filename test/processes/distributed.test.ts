/** Calls, references, maps and loops over worker processes, each program with two workers. */
import { describe, expect, it } from 'vitest'
import { leftSegments, run } from './support.ts'

const shown = `
using Distributed
addprocs(2)
function shows(f)
  try
    println(repr(f()))
  catch e
    println(first(split(sprint(showerror, e), "\\nStacktrace")))
  end
end
`

/** Runs the lines; expects these lines of output. */
async function expectOutput(program: string, expected: readonly string[]): Promise<void> {
  const r = await run(shown + program)
  expect(r.stdout.trimEnd().split('\n'), r.stderr).toEqual(expected)
  expect(r.status, r.stderr).toBe(0)
  expect(leftSegments()).toEqual([])
}

describe('Distributed', () => {
  it('calls functions with closures, globals and types', () =>
    expectOutput(
      `
shows(procs); shows(workers); shows(nprocs); shows(nworkers); shows(myid)
shows(() -> remotecall_fetch(+, 2, 1, 2))
shows(() -> fetch(remotecall(myid, 3)))
shows(() -> fetch(remotecall_wait(myid, 3)))
k = 10
shows(() -> remotecall_fetch(x -> x + k, 2, 5))
k = 20
shows(() -> remotecall_fetch(x -> x + k, 2, 5))
shows(() -> let s = "s", v = [1, 2]; @fetchfrom 3 (myid(), s, v .+ 1) end)
@everywhere struct P; x::Int; y::Vector{Float64}; end
shows(() -> remotecall_fetch(p -> P(p.x + 1, p.y .* 2), 2, P(1, [1.0, 2.0])))
@everywhere f(x; by = 1) = x * by + myid()
shows(() -> remotecall_fetch(f, 3, 5; by = 2))
shows(() -> remotecall_fetch(() -> remotecall_fetch(() -> myid() * 100, 3), 2))
shows(() -> remotecall_fetch(() -> remotecall_fetch(() -> k + myid(), 1), 2))
n = 7
shows(() -> (@everywhere m = $n; @fetchfrom 2 m))
d = Dict(:a => [1, 2], :b => "x")
shows(() -> remotecall_fetch(d -> d[:a][2] + length(d[:b]), 2, d))
`,
      [
        '[1, 2, 3]',
        '[2, 3]',
        '3',
        '2',
        '1',
        '3',
        '3',
        '3',
        '15',
        '25',
        '(3, "s", [2, 3])',
        'P(2, [2.0, 4.0])',
        '13',
        '300',
        '21',
        '7',
        '3',
      ],
    ))

  it('maps and loops', () =>
    expectOutput(
      `
shows(() -> pmap(x -> x^2, 1:4))
shows(() -> pmap((x, y) -> x * y, [1 2; 3 4], [5 6; 7 8]))
shows(() -> pmap(x -> 2x, 1:5; batch_size = 2))
shows(() -> pmap(x -> x == 2 ? error("bad") : x, 1:3; on_error = e -> -1))
shows(() -> pmap(x -> x == 2 ? error("bad") : x, 1:3; batch_size = 2, on_error = e -> -1))
shows(() -> pmap(x -> x, 1:3; distributed = false))
shows(() -> pmap(x -> error("bad"), 1:3))
shows(() -> pmap(x -> x + 1, CachingPool(workers()), 1:3))
s = @distributed (+) for i in 1:1000
  i
end
println(s)
a = zeros(4)
@sync @distributed for i in 1:4
  a[i] = i
end
println(a)
`,
      [
        '[1, 4, 9, 16]',
        '[5 12; 21 32]',
        '[2, 4, 6, 8, 10]',
        '[1, -1, 3]',
        '[1, -1, 3]',
        '[1, 2, 3]',
        expect.stringMatching(/^On worker [23]:$/),
        'bad',
        '[2, 3, 4]',
        '500500',
        '[0.0, 0.0, 0.0, 0.0]',
      ] as string[],
    ))

  it('keeps references', () =>
    expectOutput(
      `
rc = RemoteChannel(() -> Channel{Int}(3), 2)
shows(() -> (put!(rc, 3); put!(rc, 4); remotecall_fetch(r -> take!(r) + 1, 3, rc)))
shows(() -> take!(rc))
shows(() -> isready(rc))
r = @spawnat 2 (sleep(0.2); 42)
shows(() -> fetch(r))
shows(() -> fetch(r))
f = Future(2)
remote_do((f, x) -> put!(f, x), 3, f, "set")
shows(() -> fetch(f))
shows(() -> fetch(@spawnat 3 fetch(r)))
`,
      ['4', '4', 'false', '42', '42', '"set"', '42'],
    ))

  it('names the worker in errors and output', () =>
    expectOutput(
      `
shows(() -> fetch(@spawnat 2 error("x")))
shows(() -> remotecall_fetch(+, 99, 1))
g() = 2
shows(() -> remotecall_fetch(g, 2))
shows(() -> addprocs(-1))
shows(() -> addprocs(10^6))
@everywhere println("hello from ", myid())
@everywhere workers()[2] print("a")
@everywhere workers()[2] println("b")
`,
      [
        'On worker 2:',
        'x',
        'no process with id 99 exists',
        'On worker 2:',
        'UndefVarError: `#g` not defined in `Main`',
        'Suggestion: check for spelling errors or missing imports.',
        'ArgumentError: number of workers must not be negative, got -1',
        expect.stringMatching(/^ArgumentError: cannot start 1000000 workers: at most \d+ more/),
        'hello from 1',
        expect.stringMatching(/^ {6}From worker [23]:\thello from [23]$/),
        expect.stringMatching(/^ {6}From worker [23]:\thello from [23]$/),
        '      From worker 3:\tab',
      ] as string[],
    ))
})
