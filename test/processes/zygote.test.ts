/** Workers that are forked from one process: what they have of their own, what they share, and how all of them end. */
import fs from 'node:fs'
import { expect, it } from 'vitest'
import { leftSegments, run, start, survivors } from './support.ts'

const parents = `using Distributed
parent(pid) = parse(Int, split(split(read("/proc/$pid/stat", String), ") ")[2])[2])
pids() = [remotecall_fetch(getpid, p) for p in workers()]
`

/** Processes whose parent is `pid`. */
function childrenOf(pid: number): number[] {
  const isChild = (entry: string): boolean => {
    try {
      return fs.readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(pid)
    } catch {
      return false
    }
  }
  return fs
    .readdirSync('/proc')
    .filter(e => /^\d+$/.test(e) && isChild(e))
    .map(Number)
}

it('takes folder and environment of when it is started, and random numbers of its own', async () => {
  const r = await run(`${parents}
ENV["FATOU_TEST"] = "1"
addprocs(2)
ENV["FATOU_TEST"] = "2"
delete!(ENV, "HOME")
addprocs(1; dir="/")
println([remotecall_fetch(() -> string(get(ENV, "FATOU_TEST", ""), haskey(ENV, "HOME"), pwd() == "/"), p) for p in workers()])
println(length(unique([remotecall_fetch(() -> (rand(), rand(UInt)), p) for p in workers()])))
println(length(unique(parent.(pids()))), " ", getpid() in parent.(pids()), " ", length(unique(pids())))
`)
  expect(r.stdout.split('\n'), r.stderr).toEqual(['["1truefalse", "1truefalse", "2falsetrue"]', '3', '1 false 3', ''])
})

it('works in processes that are started alone', async () => {
  process.env.FATOU_NO_ZYGOTE = '1'
  try {
    const r = await run(`${parents}
addprocs(2; dir="/")
println(unique(parent.(pids())) == [getpid()], " ", [remotecall_fetch(pwd, p) for p in workers()])
println(pmap(x -> x^2, 1:3))
rmprocs(workers())
println(procs())
`)
    expect(r.stdout.split('\n'), r.stderr).toEqual(['true ["/", "/"]', '[1, 4, 9]', '[1]', ''])
  } finally {
    delete process.env.FATOU_NO_ZYGOTE
  }
})

/** Starts a program, calls `said` with each line of its output, and waits for its end. */
async function follow(program: string, said: (line: string, pid: number) => void): Promise<{ status: number | null; lines: string[] }> {
  const child = start(program)
  const lines: string[] = []
  let rest = ''
  child.stdout?.on('data', d => {
    const parts = (rest + String(d)).split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) {
      lines.push(line)
      said(line, child.pid ?? 0)
    }
  })
  child.stderr?.resume()
  const status = await new Promise<number | null>(resolve => child.on('close', resolve))
  return { status, lines }
}

it.each(['forked', 'started alone'])('starts from code that V8 takes back when %s', async how => {
  process.env.FATOU_CODE_CACHE_CHECK = '1'
  if (how === 'started alone') process.env.FATOU_NO_ZYGOTE = '1'
  try {
    const r = await run('using Distributed\naddprocs(1)\nprintln(remotecall_fetch(myid, 2))\n')
    expect([r.stdout, r.stderr]).toEqual(['2\n', ''])
  } finally {
    delete process.env.FATOU_CODE_CACHE_CHECK
    delete process.env.FATOU_NO_ZYGOTE
  }
})

it('leaves no process when the workers are removed, and starts again', async () => {
  const left: Promise<number[]>[] = []
  const { status, lines } = await follow(
    `${parents}
for round in 1:3
    addprocs(4)
    println(sum(pmap(x -> x + 1, 1:8)), " ", join([pids(); parent(pids()[1])], ","))
    rmprocs(workers())
    println("removed")
    sleep(1)
end
`,
    (line, pid) => {
      if (line === 'removed') left.push(survivors(childrenOf(pid), 500))
    },
  )
  const said = lines.filter(l => l.includes(' ')).map(l => l.split(' '))
  expect([status, said.map(([sum]) => sum)]).toEqual([0, ['44', '44', '44']])
  const pids = said.flatMap(([, list]) => list.split(',').map(Number))
  expect(new Set(pids).size).toBe(15)
  expect(await Promise.all(left)).toEqual([[], [], []])
  expect(await survivors(pids, 5000)).toEqual([])
})

it('loses its workers when the process is killed that they were forked from, and gets others', async () => {
  const { status, lines } = await follow(
    `${parents}
addprocs(3)
waiting = @spawnat 2 (while true; end)
println("kill ", parent(remotecall_fetch(getpid, 3)))
try
    fetch(waiting)
catch e
    println(e)
end
while nprocs() > 1
    sleep(0.01)
end
addprocs(2)
println(pmap(x -> x + 1, 1:3))
`,
    line => {
      if (line.startsWith('kill')) process.kill(Number(line.split(' ')[1]), 'SIGKILL')
    },
  )
  expect([status, ...lines.slice(1)]).toEqual([0, 'ProcessExitedException(2)', '[2, 3, 4]'])
})

it('gives each of many workers work of its own, with collections in all of them', async () => {
  const r = await run(`${parents}
addprocs(12)
@everywhere function churn(k)
    words = Dict{String,Vector{Float64}}()
    for i in 1:3000
        push!(get!(words, string("w", i % (10 + k)), Float64[]), i / k)
    end
    f = Core.eval(Main, Meta.parse("(x, y) -> x * " * string(k) * " + sum(y)"))
    return length(words) + round(Int, Base.invokelatest(f, 1, [1.0, k]))
end
println(pmap(churn, 1:24) == [10 + k + k + 1 + k for k in 1:24])
addprocs(3)
println(nworkers(), " ", length(unique(pids())))
println(sum(remotecall_fetch(() -> (GC.gc(); sum(length(string(x)) for x in 1:2000)), p) for p in workers()))
`)
  expect(r.stdout.split('\n'), r.stderr).toEqual(['true', '15 15', String(15 * 6893), ''])
  expect(leftSegments()).toEqual([])
})
