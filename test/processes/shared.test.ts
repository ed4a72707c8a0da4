/** Arrays shared by processes. */
import { expect, it } from 'vitest'
import { leftSegments, run } from './support.ts'

it('shares arrays', async () => {
  const r = await run(`using Distributed
addprocs(2)
@everywhere using SharedArrays
a = SharedArray(zeros(6))
@sync @distributed for i in 1:6
  a[i] = i
end
println(a)
show(stdout, MIME("text/plain"), SharedMatrix{Int}(2, 2; init = s -> s[localindices(s)] .= myid())); println()
println(remotecall_fetch(s -> (s[1] = 9.0; (indexpids(s), localindices(s), sdata(s) isa Vector{Float64})), 3, a), " ", a[1])
println(remotecall_fetch(x -> (x[1] = 0.0; 1), 2, sdata(a)), " ", a[1])
c = SharedArray{Int}(1)
@everywhere count!(c, n) = for i in 1:n; Core.atomic_arrayadd(sdata(c), 1, 1); end
@sync for p in workers()
  @spawnat p count!(c, 100000)
end
println(c[1], " ", procs(c), " ", c .+ 1, " ", sum(a), " ", typeof(similar(a)))
parts(x, ps) = [remotecall_fetch(localindices, p, x) for p in ps]
d = SharedArray{Int}(7; pids = [3, 2])
println(procs(d), " ", parts(d, procs()), " ", parts(SharedArray{Int}(2; pids = [1, 2, 3]), procs()), " ", length(procs(remotecall_fetch(() -> SharedArray{Int}(1; pids = [2]), 2))))
for i in 1:30
  b = SharedArray{Float64}(1000, 1000)
  b[end] = i
  remotecall_fetch(x -> x[end], 2, b) == i || println("wrong")
end
for f in (() -> SharedArray{String}(2), () -> SharedArray{Int}(-1), () -> SharedArray{Int}(2; pids = [9]), () -> a[7])
  try
    f()
  catch e
    println(typeof(e))
  end
end
`)
  expect(r.stdout.trimEnd().split('\n'), r.stderr).toEqual([
    '[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]',
    '2×2 SharedMatrix{Int64}:',
    ' 2  3',
    ' 2  3',
    '(2, 4:6, true) 9.0',
    '1 9.0',
    '200000 [2, 3] [200001] 29.0 Vector{Float64}',
    '[3, 2] UnitRange{Int64}[1:0, 4:7, 1:3] UnitRange{Int64}[1:1, 2:2, 1:0] 1',
    'ArgumentError',
    'ArgumentError',
    'ArgumentError',
    'BoundsError',
  ])
  expect(leftSegments()).toEqual([])
})

it('writes values as bytes and reads them', async () => {
  const r = await run(`using Serialization
mutable struct Node; x::Int; next::Any; end
n = Node(1, nothing); n.next = n
io = IOBuffer()
k = 3
values = Any[1, "a\\u00e9", :s, 2.5f0, [1, 2], Any[1, "b"], (1, "t"), (a = 1, b = [2]), Dict("x" => [1], :y => 2), Set([1, 2]), Int, Vector,
  Union{Int,Missing}, missing, nothing, 1:3, Int128(7), 'c', [1 2; 3 4], sin, x -> x + 1, Some(2), ErrorException("e"), 3//4, 1 + 2im]
for v in values
  serialize(io, v)
end
serialize(io, n)
seekstart(io)
for v in values
  w = deserialize(io)
  v isa Function ? println(w(1) == v(1)) : v isa Exception ? println(w.msg) : isequal(v, w) && typeof(v) == typeof(w) || println("differs: ", v)
end
m = deserialize(io)
println(m.next === m, " ", m !== n)
try
  serialize(io, current_task())
catch e
  println(e)
end
`)
  expect(r.stdout.trimEnd().split('\n'), r.stderr).toEqual([
    'true',
    'true',
    'e',
    'true true',
    'ErrorException("cannot serialize a running Task")',
  ])
})
