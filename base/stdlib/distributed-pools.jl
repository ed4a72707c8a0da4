# Pools: workers that take calls one at a time.

export AbstractWorkerPool, WorkerPool, CachingPool, default_worker_pool, remote, clear!, nextproc, set_default_worker_pool

abstract type AbstractWorkerPool end

"""
    WorkerPool(workers)

A set of workers, each of which does one call at a time: `remotecall_fetch(f, pool, args...)` waits for a free one.
"""
mutable struct WorkerPool <: AbstractWorkerPool
    free::Channel{Int}
    members::Vector{Int}
end
function WorkerPool(members::AbstractVector=Int[])
    pool = WorkerPool(Channel{Int}(typemax(Int)), Int[])
    foreach(w -> push!(pool, w), members)
    return pool
end
WorkerPool(members::AbstractSet) = WorkerPool(collect(members))

free_channel(p::AbstractWorkerPool) = p.free
function Base.push!(p::AbstractWorkerPool, w::Integer)
    w in p.members || push!(p.members, Int(w))
    put!(p.free, Int(w))
    return p
end
Base.put!(p::AbstractWorkerPool, w::Integer) = (Int(w) in p.members && put!(p.free, Int(w)); p)
Base.length(p::AbstractWorkerPool) = length(p.members)
Base.isready(p::AbstractWorkerPool) = isready(p.free)
Base.isempty(p::AbstractWorkerPool) = isempty(p.members)
Base.wait(p::AbstractWorkerPool) = wait(p.free)
workers(p::AbstractWorkerPool) = copy(p.members)
nworkers(p::AbstractWorkerPool) = length(p)
Base.show(io::IO, p::WorkerPool) = print(io, "WorkerPool(", p.members, ")")

usable(w::Int) = w == myid() || is_connected(w)

# A free member that is there; process 1 itself if the default pool has none.
function Base.take!(p::AbstractWorkerPool)
    while true
        filter!(usable, p.members)
        if isempty(p.members)
            p === group_pool.pool && return 1
            throw(ErrorException("No active worker available in pool"))
        end
        w = take!(p.free)
        # Members that have gone leave a 0 behind, so that whoever waits looks again.
        w != 0 && w in p.members && usable(w) && return w
    end
end

# The default pool follows the workers that there are.
mutable struct DefaultPool
    pool::WorkerPool
end
const group_pool = DefaultPool(WorkerPool(Int[]))
const all_pools = WeakRef[]

pool_add(id::Int) = id in group_pool.pool.members || push!(group_pool.pool, id)
function pool_remove(id::Int)
    filter!(w -> w != id, group_pool.pool.members)
    put!(group_pool.pool.free, 0)
    for r in all_pools
        p = r.value
        p === nothing || p === group_pool.pool || (filter!(w -> w != id, p.members); put!(p.free, 0))
    end
    return nothing
end

"The pool of all workers, which `remote` and `pmap` use."
default_worker_pool() = group_pool.pool
set_default_worker_pool(p::WorkerPool) = (group_pool.pool = p; p)

"""
    CachingPool(workers)

A pool that sends a function, with all that it captures, to each worker only once. `clear!` lets go of it.
"""
mutable struct CachingPool <: AbstractWorkerPool
    free::Channel{Int}
    members::Vector{Int}
    # By function and worker: the number under which it is kept there.
    sent::Dict{Tuple{Any,Int},Int}
end
function CachingPool(members::AbstractVector=workers())
    pool = CachingPool(Channel{Int}(typemax(Int)), Int[], Dict{Tuple{Any,Int},Int}())
    foreach(w -> push!(pool, w), members)
    return pool
end
const kept_functions = Dict{Tuple{Int,Int},Any}()
keep_function(f, whence::Int, id::Int) = (kept_functions[(whence, id)] = f; nothing)
drop_function(whence::Int, id::Int) = (delete!(kept_functions, (whence, id)); nothing)
call_kept(whence::Int, id::Int, args...; kwargs...) = kept_functions[(whence, id)](args...; kwargs...)

"Frees what the pool's workers keep of functions."
function clear!(p::CachingPool)
    for ((f, w), id) in p.sent
        usable(w) && remote_do(drop_function, w, myid(), id)
    end
    empty!(p.sent)
    return p
end
"""
    clear!(names, pids = workers(); mod = Main)

Sets these globals to `nothing` in these processes.
"""
function clear!(names, pids=workers(); mod=Main)
    @sync for p in pids
        @async remotecall_wait(clear_here, p, mod, Symbol[s for s in names])
    end
    return nothing
end
clear!(name::Symbol, pids=workers(); mod=Main) = clear!([name], pids; mod=mod)
clear!(name::Symbol, pid::Int; mod=Main) = clear!([name], [pid]; mod=mod)
clear!(names, pid::Int; mod=Main) = clear!(names, [pid]; mod=mod)
function clear_here(mod::Module, names::Vector{Symbol})
    for name in names
        isdefined(mod, name) && Core.eval(mod, :($name = nothing))
    end
    return nothing
end

# The function as sent to a worker of the pool, and what goes before the arguments.
prepared(::AbstractWorkerPool, f, w::Int) = (f, ())
function prepared(p::CachingPool, f, w::Int)
    id = get(p.sent, (f, w), 0)
    if id == 0
        id = new_call_id()
        remotecall_wait(keep_function, w, f, myid(), id)
        p.sent[(f, w)] = id
    end
    return (call_kept, (myid(), id))
end

# Calls on a free worker, which is free again afterwards.
function on_pool(call, f, p::AbstractWorkerPool, args, kwargs)
    w = take!(p)
    try
        g, before = prepared(p, f, w)
        return call(g, w, before..., args...; kwargs...)
    finally
        put!(p, w)
    end
end
remotecall_fetch(f, p::AbstractWorkerPool, args...; kwargs...) = on_pool(remotecall_fetch, f, p, args, kwargs)
remotecall_wait(f, p::AbstractWorkerPool, args...; kwargs...) = on_pool(remotecall_wait, f, p, args, kwargs)
remotecall(f, p::AbstractWorkerPool, args...; kwargs...) = on_pool(remotecall, f, p, args, kwargs)
remote_do(f, p::AbstractWorkerPool, args...; kwargs...) = on_pool(remote_do, f, p, args, kwargs)

"""
    remote([pool], f)

A function that calls `f` on a free worker of the pool and gives the result.
"""
remote(f) = (args...; kwargs...) -> remotecall_fetch(f, default_worker_pool(), args...; kwargs...)
remote(p::AbstractWorkerPool, f) = (args...; kwargs...) -> remotecall_fetch(f, p, args...; kwargs...)
