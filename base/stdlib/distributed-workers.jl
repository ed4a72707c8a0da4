# Starting and ending workers.

export addprocs, rmprocs, interrupt, ClusterManager, LocalManager, WorkerConfig, launch, manage, connect, kill,
    init_worker, cluster_cookie

"""
What starts workers: a subtype has methods of `launch(manager, params, launched, c)`, which pushes a `WorkerConfig` for each
worker to `launched` and notifies `c`, and of `manage(manager, id, config, op)`, told of `:register`, `:interrupt`,
`:deregister` and `:finalize`.
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
connect(::ClusterManager, pid::Int, config::WorkerConfig) = error("connect: only workers that LocalManager launches are supported")
init_worker(cookie, manager=nothing) = error("init_worker: only workers that LocalManager launches are supported")
cluster_cookie() = error("cluster_cookie: the cookie of a group is not shown")

worker_timeout() = something(tryparse(Float64, get(ENV, "JULIA_WORKER_TIMEOUT", "60.0")), 60.0)

"""
    addprocs(n = number of cores; kwargs...) -> Vector{Int}
    addprocs(manager::ClusterManager; kwargs...)

Starts workers and gives their numbers, when all of them are ready. Throws an `ArgumentError` for an impossible number.
"""
addprocs(; kwargs...) = addprocs(Sys.CPU_THREADS; kwargs...)
function addprocs(np::Integer; restrict=true, kwargs...)
    np < 0 && throw(ArgumentError("number of workers must not be negative, got $np"))
    room = host_limit() - (nprocs() - 1)
    np > room && throw(ArgumentError("cannot start $np workers: at most $(max(room, 0)) more are possible here"))
    return addprocs(LocalManager(Int(np), restrict); kwargs...)
end
function addprocs(manager::ClusterManager; kwargs...)
    myid() == 1 || error("Only process 1 can add and remove workers")
    start_pump()
    params = default_addprocs_params(manager)
    for (k, v) in kwargs
        params[k] = v
    end
    launched = WorkerConfig[]
    launch(manager, params, launched, Condition())
    ids = Int[c.process for c in launched]
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

# Until all have joined; if for too long none does, or one cannot, the others are ended too.
function wait_for_workers(ids::Vector{Int})
    isempty(ids) && return nothing
    limit = worker_timeout()
    waiting(id) = group.workers[id].state == 0
    left = count(waiting, ids)
    last = time()
    timer = Timer(t -> notify(group.changed), 1.0; interval=1.0)
    try
        while left > 0 && time() - last < limit && !any(id -> group.workers[id].state == 3, ids)
            wait(group.changed)
            now = count(waiting, ids)
            now < left && (last = time())
            left = now
        end
    finally
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
    myid() == 1 || error("Only process 1 can add and remove workers")
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
        host_kill(p)
    end
    task = schedule(Task(() -> wait_for_end(list, Float64(waitfor == 0 ? typemax(Int) : waitfor))))
    waitfor == 0 || fetch_plain(task)
    return task
end
function wait_for_end(list::Vector{Int}, seconds::Float64)
    start = time()
    timer = seconds < 1.0e9 ? Timer(t -> notify(group.changed), seconds) : nothing
    while any(p -> group.workers[p].state != 3, list)
        left = filter(p -> group.workers[p].state != 3, list)
        time() - start > seconds && error("rmprocs: pids $left not terminated after $seconds seconds.")
        wait(group.changed)
    end
    timer === nothing || close(timer)
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
