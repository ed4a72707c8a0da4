# Starting and ending workers.

export addprocs, rmprocs, interrupt, ClusterManager, LocalManager, WorkerConfig, launch, manage, connect, kill,
    init_worker, cluster_cookie

"""
What starts workers: a subtype has methods of

- `launch(manager, params, launched, c)`, which starts workers, pushes a `WorkerConfig` for each to `launched` and notifies
  `c`. Workers are started by `launch(LocalManager(n), params, launched, c)`; the configuration's `userdata` is the manager's.
- `manage(manager, id, config, op)`, told of `:register`, `:interrupt`, `:deregister` and `:finalize`.
- `connect(manager, id, config)`, if there is something to do before a worker is waited for; a worker connects by itself.
- `kill(manager, id, config)`, by which `rmprocs` ends a worker.
"""
abstract type ClusterManager end

"Starts `np` workers on this machine."
struct LocalManager <: ClusterManager
    np::Int
    restrict::Bool
end
LocalManager(np::Integer) = LocalManager(Int(np), true)
Base.show(io::IO, m::LocalManager) = print(io, "LocalManager()")

"What is known of a worker that was launched."
mutable struct WorkerConfig
    io::Any
    host::Union{String,Nothing}
    port::Union{Int,Nothing}
    count::Any
    exename::Any
    exeflags::Any
    environ::Any
    ospid::Union{Int,Nothing}
    process::Any
    connect_at::Any
    userdata::Any
end
WorkerConfig() = WorkerConfig(nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing)

default_addprocs_params(::ClusterManager) = Dict{Symbol,Any}(:dir => pwd(), :topology => :all_to_all, :lazy => true)

# Process numbers for workers that are being started.
function new_workers(n::Int)
    ids = collect(group.next_worker:(group.next_worker + n - 1))
    group.next_worker += n
    for id in ids
        group.workers[id] = Worker(id, 0, 0, "", nothing)
    end
    return ids
end

function launch(manager::LocalManager, params::Dict, launched::Array, c::Condition)
    check_room(manager.np)
    ids = new_workers(manager.np)
    host_launch(ids, String(params[:dir]))
    for id in ids
        config = WorkerConfig()
        config.process = id
        push!(launched, config)
    end
    notify(c)
    return nothing
end
manage(::ClusterManager, id::Integer, config::WorkerConfig, op::Symbol) = nothing
function manage(::LocalManager, id::Integer, config::WorkerConfig, op::Symbol)
    op === :interrupt && host_kill(Int(id), :interrupt)
    return nothing
end
kill(::ClusterManager, pid::Int, config::WorkerConfig) = (host_kill(pid); nothing)
function connect(manager::ClusterManager, pid::Int, config::WorkerConfig)
    haskey(group.workers, pid) || error("connect: only workers that LocalManager launches are supported")
    return (config.io, config.io)
end
function tell_manager(w::Worker, op::Symbol)
    w.config === nothing && return nothing
    manager, config = w.config
    try
        manage(manager, w.id, config, op)
    catch e
        print(stderr, "Distributed: ", sprint(showerror, e), "\n")
    end
    return nothing
end
init_worker(cookie, manager=nothing) = error("init_worker: only workers that LocalManager launches are supported")
cluster_cookie() = error("cluster_cookie: the cookie of a group is not shown")

worker_timeout() = something(tryparse(Float64, get(ENV, "JULIA_WORKER_TIMEOUT", "60.0")), 60.0)

"""
    addprocs(n = number of cores; kwargs...) -> Vector{Int}
    addprocs(manager::ClusterManager; kwargs...)

Starts workers and gives their numbers, when all of them are ready. Throws an `ArgumentError` for an impossible number.
"""
addprocs(; kwargs...) = addprocs(Sys.CPU_THREADS; kwargs...)
# Not inferred anew for each constant number.
@noinline function addprocs(np::Integer; restrict=true, kwargs...)
    check_is_first()
    np < 0 && throw(ArgumentError("number of workers must not be negative, got $np"))
    check_room(np)
    return addprocs(LocalManager(Int(np), restrict); kwargs...)
end
check_is_first() = myid() == 1 || error("Only process 1 can add and remove workers")
function check_room(np::Integer)
    room = host_limit() - (nprocs() - 1)
    np > room && throw(ArgumentError("cannot start $np workers: at most $(max(room, 0)) more are possible here"))
    return nothing
end
@noinline function addprocs(manager::ClusterManager; kwargs...)
    check_is_first()
    start_pump()
    params = default_addprocs_params(manager)
    for (k, v) in kwargs
        params[k] = v
    end
    launched = WorkerConfig[]
    launch(manager, params, launched, Condition())
    ids = Int[launched_id(c) for c in launched]
    try
        foreach(c -> connect(manager, c.process, c), launched)
    catch
        foreach(give_up, ids)
        rethrow()
    end
    wait_for_workers(ids)
    for c in launched
        w = group.workers[c.process]
        c.ospid = w.pid
        w.config = (manager, c)
        manage(manager, w.id, c, :register)
    end
    for id in ids
        pool_add(id)
    end
    return ids
end

launched_id(c::WorkerConfig) = c.process isa Int ? c.process :
    error("launch: a WorkerConfig names no worker that LocalManager has launched")

# Until all have joined; if for too long none does, or one cannot, the others are ended too.
function wait_for_workers(ids::Vector{Int})
    isempty(ids) && return nothing
    limit = worker_timeout()
    waiting(id) = group.workers[id].state == 0
    left = count(waiting, ids)
    last = time()
    timer = Timer(t -> lock(() -> notify(group.changed), group.lock), 1.0; interval=1.0)
    lock(group.lock)
    try
        while left > 0 && time() - last < limit && !any(id -> group.workers[id].state == 3, ids)
            wait(group.changed)
            now = count(waiting, ids)
            now < left && (last = time())
            left = now
        end
    finally
        unlock(group.lock)
        close(timer)
        all(id -> group.workers[id].state == 1, ids) || foreach(give_up, ids)
    end
    failed = filter(id -> !isempty(group.workers[id].text), ids)
    left == 0 && isempty(failed) && return nothing
    why = isempty(failed) ? " within $limit seconds" : ": $(group.workers[failed[1]].text)"
    error("$left of $(length(ids)) workers did not start", why)
end
function give_up(id::Int)
    group.workers[id].state == 1 && (group.workers[id].state = 2)
    host_kill(id)
    return nothing
end

"""
    rmprocs(pids...; waitfor = typemax(Int)) -> Task

Ends workers and waits until they have ended, at most `waitfor` seconds; with `waitfor = 0` does not wait.
"""
function rmprocs(pids...; waitfor=typemax(Int))
    check_is_first()
    list = Int[]
    for p in Iterators.flatten(pids)
        if p == 1
            @warn "rmprocs: process 1 not removed"
        elseif haskey(group.workers, p) && group.workers[p].state < 2
            push!(list, p)
        end
    end
    for p in list
        group.workers[p].state = 2
        pool_remove(p)
        config = group.workers[p].config
        config === nothing ? host_kill(p) : kill(config[1], p, config[2])
    end
    task = schedule(Task(() -> wait_for_end(list, Float64(waitfor == 0 ? typemax(Int) : waitfor))))
    waitfor == 0 || fetch_plain(task)
    return task
end
function wait_for_end(list::Vector{Int}, seconds::Float64)
    start = time()
    timer = seconds < 1.0e9 ? Timer(t -> lock(() -> notify(group.changed), group.lock), seconds) : nothing
    lock(group.lock)
    try
        while any(p -> group.workers[p].state != 3, list)
            left = filter(p -> group.workers[p].state != 3, list)
            time() - start > seconds && error("rmprocs: pids $left not terminated after $seconds seconds.")
            wait(group.changed)
        end
    finally
        unlock(group.lock)
        timer === nothing || close(timer)
    end
    return nothing
end
function fetch_plain(task::Task)
    try
        wait(task)
    catch e
        e isa TaskFailedException && throw(task.exception)
        rethrow()
    end
    return nothing
end

"""
    interrupt(pids = workers())

Interrupts what workers are doing, as Ctrl-C would.
"""
interrupt(pids::AbstractVector=workers()) = foreach(interrupt, pids)
interrupt(pids::Integer...) = foreach(interrupt_one, pids)
function interrupt_one(pid::Integer)
    w = get(group.workers, Int(pid), nothing)
    w === nothing || w.config === nothing || manage(w.config[1], w.id, w.config[2], :interrupt)
    return nothing
end
