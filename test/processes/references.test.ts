/** Futures and remote channels: that none is kept for ever, and values of every kind on their way. */
import { expect, it } from 'vitest'
import { run } from './support.ts'

it('owners let go of what nobody refers to any more', async () => {
  const r = await run(`using Distributed
addprocs(2)
@everywhere using Distributed
a, b = workers()
kept(p) = remotecall_fetch(() -> length(Distributed.group.values), p)
# Fetched, dropped without a fetch, sent on to another worker, and channels: 600 of each.
function churn()
  for i in 1:600
    fetch(@spawnat a i)
    @spawnat a i
    r = @spawnat b i
    remotecall_fetch(fetch, a, r) == i || error("wrong")
    c = RemoteChannel(() -> Channel{Int}(1), b)
    put!(c, i)
    take!(c) == i || error("wrong")
  end
end
churn()
# References are looked through when there are many: after a collection all are given up.
function settle()
  Base.GC.gc()
  Distributed.sweep_references()
  for p in (a, b)
    remotecall_fetch(() -> (Base.GC.gc(); Distributed.sweep_references()), p)
  end
  kept(a) + kept(b)
end
left = timedwait(() -> settle() < 30, 60; pollint = 0.2)
println(left)
println(length(Distributed.group.pending), " ", length(Distributed.group.tickets) < 30)
r = @spawnat a 7
settle()
println(fetch(r))
`)
  expect(r.stdout.trimEnd().split('\n'), r.stderr).toEqual(['ok', '0 true', '7'])
})

it('from several threads and tasks at once', async () => {
  const r = await run(
    `using Distributed
addprocs(2)
@everywhere f(x) = 2x
function ask(n)
  total = 0
  for i in 1:n
    total += remotecall_fetch(f, workers()[i % 2 + 1], i)
    total += fetch(@spawnat :any f(i))
  end
  total
end
tasks = [Threads.@spawn ask(40) for _ in 1:4]
println(map(fetch, tasks) == fill(4 * sum(1:40), 4))
println(fetch(Threads.@spawn addprocs(1)), " ", nworkers())
println(fetch(Threads.@spawn (rmprocs(4); nworkers())))
`,
    3,
  )
  expect(r.stdout.trimEnd().split('\n'), r.stderr).toEqual(['true', '[4] 3', '2'])
})

it('sends values of every kind', async () => {
  const r = await run(`using Distributed
addprocs(2)
w, v = workers()
println(remotecall_fetch(sum, w, ones(12_500_000)), " ", sum(remotecall_fetch(ones, w, 12_500_000)))
@everywhere mutable struct Node; x; end
n = Node(nothing); n.x = n
m = remotecall_fetch(identity, w, n)
println(m.x === m, " ", m === n)
a = Any[1]; push!(a, a)
c = remotecall_fetch(identity, w, a)
println(c[2] === c)
shared = [1, 2]
p = remotecall_fetch(identity, w, (shared, shared))
println(p[1] === p[2])
adder(n) = x -> x + n
g = let h = adder(3), k = 2; y -> h(y) * k end
println(remotecall_fetch(f -> f(4), w, g), " ", remotecall_fetch(f -> f(4), w, x -> g(x) + 1))
@everywhere abstract type Shape end
@everywhere struct Square{T} <: Shape; side::T; end
@everywhere area(s::Square) = s.side^2
println(remotecall_fetch(s -> area(s), w, Square(1.5)), " ", remotecall_fetch(() -> Square{Int}, w))
e = try error("traced") catch e; CapturedException(e, catch_backtrace()) end
println(remotecall_fetch(c -> (c.ex.msg, length(c.processed_bt) > 0), w, e))
for f in (() -> remotecall_fetch(identity, w, current_task()), () -> remotecall_fetch(current_task, w))
  try
    f()
  catch x
    println(occursin("cannot serialize a running Task", sprint(showerror, x)))
  end
end
println(remotecall_fetch(() -> remotecall_fetch(() -> remotecall_fetch(myid, 1), v), w))
println(remotecall_fetch(() -> fetch(@spawnat v myid()), w))
struct Here; x; end
try
  remotecall_fetch(h -> h.x, w, Here(1))
catch x
  println(occursin("Here", sprint(showerror, x)))
end
println(remotecall_fetch(myid, w))
`)
  expect(r.stdout.trimEnd().split('\n'), r.stderr).toEqual([
    '1.25e7 1.25e7',
    'true false',
    'true',
    'true',
    '14 15',
    '2.25 Square{Int64}',
    '("traced", true)',
    'true',
    'true',
    '1',
    '3',
    'true',
    '2',
  ])
})
