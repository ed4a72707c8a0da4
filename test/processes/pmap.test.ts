/** What `pmap`, loops and pools do when something goes wrong, and managers of one's own. */
import { expect, it } from 'vitest'
import { leftSegments, run } from './support.ts'

const setUp = `using Distributed
addprocs(2)
function shows(f)
  try
    println(repr(f()))
  catch e
    println(first(split(sprint(showerror, e), "\\n\\n")[1] == "TaskFailedException" ? split(sprint(showerror, e), "\\n\\n    ")[2:end] :
      split(sprint(showerror, e), "\\nStacktrace")) |> s -> first(split(s, "\\n    Stacktrace")))
  end
end
`

async function lines(program: string): Promise<string[]> {
  const r = await run(setUp + program)
  expect(r.status, r.stderr).toBe(0)
  return r.stdout.trimEnd().split('\n')
}

it('pmap handles errors on the worker, then retries', async () => {
  const out = await lines(`
shows(() -> pmap(x -> x == 2 ? error("bad") : x, 1:3; retry_delays = [0.01], on_error = e -> (typeof(e), myid() > 1)))
@everywhere const tries = Dict{Int,Int}()
@everywhere function flaky(x, wanted)
  tries[x] = get(tries, x, 0) + 1
  tries[x] < wanted && error("not yet")
  (x, tries[x])
end
@everywhere tried(x) = tries[x]
one = WorkerPool([workers()[1]])
shows(() -> pmap(x -> flaky(x, 3), one, 1:3; retry_delays = ExponentialBackOff(n = 3, first_delay = 0.001)))
@everywhere empty!(tries)
shows(() -> pmap(x -> flaky(x, 3), one, 1:4; batch_size = 2, retry_delays = [0.001, 0.001, 0.001]))
@everywhere empty!(tries)
shows(() -> pmap(x -> flaky(x, 9), one, 1:1; retry_delays = fill(0.001, 5), retry_check = (s, e) -> false))
shows(() -> remotecall_fetch(tried, workers()[1], 1))
shows(() -> pmap(x -> flaky(x, 9), one, 1:1; retry_delays = fill(0.001, 2), retry_check = (s, e) -> (s, e isa RemoteException)))
shows(() -> remotecall_fetch(tried, workers()[1], 1))
shows(() -> pmap(x -> error("x"), 1:2; batch_size = 2, on_error = e -> e.msg))
shows(() -> pmap(x -> error("x"), 1:2; on_error = e -> rethrow()))
shows(() -> pmap(x -> error("here"), 1:2; distributed = false))
shows(() -> pmap(x -> error("here"), 1:2; distributed = false, on_error = e -> myid()))
shows(() -> pmap(identity, 1:3; batch_size = 0))
shows(() -> pmap(x -> x, Int[]))
`)
  expect(out).toEqual([
    'Any[1, (ErrorException, true), 3]',
    '[(1, 3), (2, 3), (3, 3)]',
    '[(1, 3), (2, 3), (3, 3), (4, 3)]',
    'On worker 2:',
    'not yet',
    '1',
    'On worker 2:',
    'not yet',
    '4',
    '["x", "x"]',
    expect.stringMatching(/^On worker [23]:$/),
    'x',
    'here',
    '[1, 1]',
    'ArgumentError: batch_size must be specified as a positive integer. batch_size=0',
    'Any[]',
  ])
})

it('a worker that ends is retried elsewhere', async () => {
  const r = await run(`${setUp}
gone = workers()[1]
println(pmap(i -> myid() == gone ? exit(1) : i, 1:6; retry_delays = [0.05, 0.05]))
println(nworkers())
try
  pmap(i -> i == 2 ? exit(1) : i, 1:3)
catch e
  println(e == ProcessExitedException(3))
end
println(pmap(i -> i + myid(), 1:2), nprocs())
`)
  expect(r.stdout.split('\n'), r.stderr).toEqual(['[1, 2, 3, 4, 5, 6]', '1', 'true', '[2, 3]1', ''])
})

it('errors of everywhere, loops and futures', async () => {
  const out = await lines(`
w = workers()
kinds(e) = e isa CompositeException ? map(kinds, e.exceptions) : e isa TaskFailedException ? (:task, kinds(e.task.exception)) :
  e isa RemoteException ? (e.pid, e.captured.ex.msg) : e.msg
fails(f) = try f(); "nothing thrown" catch e; println(kinds(e)) end
fails(() -> @everywhere error("all"))
fails(() -> @everywhere w[1] error("one"))
fails(() -> @everywhere w error("two"))
fails(() -> wait(@spawnat w[1] error("waited for")))
fails(() -> remotecall_wait(() -> error("waited"), w[1]))
fails(() -> begin
  @sync begin
    @spawnat w[2] error("s")
    @async error("t")
  end
end)
function reduces()
  @distributed (+) for i in 1:4
    i > 2 ? error("r") : i
  end
end
fails(reduces)
function loops()
  @sync @distributed for i in 1:2
    error("l")
  end
end
fails(loops)
function plain()
  @distributed for i in 1:2
    i
  end
end
t = plain()
println(t isa Task, " ", fetch(t))
println(Distributed.remotecall_eval(Main, w[1], :(1 + myid())), " ", Distributed.remotecall_eval(Main, w, :(zz = myid())), " ",
  [remotecall_fetch(() -> zz, p) for p in w])
fails(() -> remotecall_fetch(() -> addprocs(1), w[1]))
`)
  expect(out).toEqual([
    'Tuple{Any, String}[(2, "all"), (3, "all"), (:task, "all")]',
    '(2, "one")',
    '[(2, "two"), (3, "two")]',
    '(2, "waited for")',
    '(2, "waited")',
    'Tuple{Any, String}[(3, "s"), (:task, "t")]',
    '(:task, (3, "r"))',
    '[(:task, [(2, "l"), (3, "l")])]',
    'true nothing',
    '3 nothing [2, 3]',
    '(2, "Only process 1 can add and remove workers")',
  ])
})

it('managers of one’s own start, know, interrupt and end their workers', async () => {
  const r = await run(`using Distributed
import Distributed: launch, manage, connect, kill
struct Mine <: ClusterManager
  n::Int
  seen::Vector{Any}
end
function launch(m::Mine, params::Dict, launched::Array, c::Condition)
  push!(m.seen, (:launch, params[:colour]))
  launch(LocalManager(m.n), params, launched, c)
  foreach(config -> (config.userdata = :mine), launched)
  notify(c)
end
connect(m::Mine, id::Int, config::WorkerConfig) = (push!(m.seen, (:connect, id, config.userdata)); nothing)
function manage(m::Mine, id::Integer, config::WorkerConfig, op::Symbol)
  push!(m.seen, (op, id))
  op === :interrupt && manage(LocalManager(0), id, config, op)
end
kill(m::Mine, id::Int, config::WorkerConfig) = (push!(m.seen, (:kill, id)); invoke(kill, Tuple{ClusterManager,Int,WorkerConfig}, m, id, config))
m = Mine(2, [])
println(addprocs(m; colour = :red))
t = @async remotecall_fetch(() -> (while true; end), 3)
sleep(0.2)
interrupt(3)
try
  fetch(t)
catch e
  println(typeof(e.task.exception.captured.ex))
end
rmprocs(2, 3)
println(sort(m.seen; by = repr))
struct Lost <: ClusterManager; end
launch(::Lost, params::Dict, launched::Array, c::Condition) = push!(launched, WorkerConfig())
try
  addprocs(Lost())
catch e
  println(e.msg)
end
println(procs())
`)
  expect(r.stdout.trimEnd().split('\n'), r.stderr).toEqual([
    '[2, 3]',
    'InterruptException',
    'Any[(:connect, 2, :mine), (:connect, 3, :mine), (:deregister, 2), (:deregister, 3), (:finalize, 2), (:finalize, 3), (:interrupt, 3), ' +
      '(:kill, 2), (:kill, 3), (:launch, :red), (:register, 2), (:register, 3)]',
    'launch: a WorkerConfig names no worker that LocalManager has launched',
    '[1]',
  ])
  expect(leftSegments()).toEqual([])
})
