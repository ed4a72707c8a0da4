# `pmap`: a map whose calls go to the workers of a pool, one at a time to each.

export pmap

# One run of pmap. `next` is the first item that nobody has taken; `failure` the first exception that nobody handled.
mutable struct ParallelMap
    f::Any
    items::Vector{Any}
    results::Vector{Any}
    next::Int
    failure::Any
    on_error::Any
    delays::Any
    check::Any
end

# What stands for the result of an item that failed on a worker, when several are sent together.
struct FailedItem
    exception::RemoteException
end

"""
    pmap(f, [pool], c...; distributed = true, batch_size = 1, on_error = nothing, retry_delays = [], retry_check = nothing)

`map(f, c...)` with the calls made by the workers of `pool`, `batch_size` items at a time. A call that fails is repeated after
each of `retry_delays` seconds, if `retry_check(delay_state, exception)` allows; then `on_error(exception)` gives the
result, or the exception is thrown.
"""
pmap(f, c, cs...; kwargs...) = pmap(f, default_worker_pool(), c, cs...; kwargs...)
pmap(p::AbstractWorkerPool, f, c, cs...; kwargs...) = pmap(f, p, c, cs...; kwargs...)
function pmap(f, p::AbstractWorkerPool, c, cs...; distributed=true, batch_size=1, on_error=nothing, retry_delays=[],
        retry_check=nothing)
    batch_size < 1 && throw(ArgumentError("batch_size must be >= 1, got $batch_size"))
    items = item_list(isempty(cs) ? ((x,) for x in c) : zip(c, cs...))
    run = ParallelMap(f, items, Vector{Any}(undef, length(items)), 1, nothing, on_error, retry_delays, retry_check)
    width = distributed ? max(1, nworkers(p)) : 100
    tasks = Task[]
    for _ in 1:min(width, cld(length(items), batch_size))
        push!(tasks, schedule(Task(() -> map_items(run, distributed ? p : nothing, Int(batch_size)))))
    end
    for t in tasks
        wait(t)
    end
    run.failure === nothing || throw(run.failure)
    values = map(identity, run.results)
    return c isa AbstractArray && length(c) == length(values) ? reshape(values, size(c)) : values
end

# Also of a matrix a vector.
function item_list(xs)
    list = Any[]
    for x in xs
        push!(list, x)
    end
    return list
end

function map_items(run::ParallelMap, pool, batch_size::Int)
    while run.failure === nothing && run.next <= length(run.items)
        first = run.next
        last = min(first + batch_size - 1, length(run.items))
        run.next = last + 1
        try
            if batch_size == 1
                run.results[first] = map_item(run, pool, first)
            else
                map_batch(run, pool, first, last)
            end
        catch e
            run.failure === nothing && (run.failure = e)
        end
    end
    return nothing
end

call_item(run::ParallelMap, ::Nothing, i::Int) = run.f(run.items[i]...)
call_item(run::ParallelMap, pool::AbstractWorkerPool, i::Int) = remotecall_fetch(run.f, pool, run.items[i]...)

# The result of an item, after retries, or what on_error makes of its exception.
function map_item(run::ParallelMap, pool, i::Int)
    try
        return call_item(run, pool, i)
    catch e
        return retry_item(run, pool, i, e)
    end
end
function retry_item(run::ParallelMap, pool, i::Int, e)
    state = iterate(run.delays)
    while state !== nothing
        delay, position = state
        run.check === nothing || allows(run.check(position, e)) || break
        sleep(delay)
        try
            return call_item(run, pool, i)
        catch again
            e = again
        end
        state = iterate(run.delays, position)
    end
    run.on_error === nothing && throw(e)
    return run.on_error(e)
end
allows(x::Bool) = x
allows(x::Tuple) = x[2]

function map_batch(run::ParallelMap, pool, first::Int, last::Int)
    results = try
        pool === nothing ? run_batch(run.f, run.items[first:last]) :
            remotecall_fetch(run_batch, pool, run.f, run.items[first:last])
    catch e
        Any[e isa RemoteException ? FailedItem(e) : e for _ in first:last]
    end
    for i in first:last
        r = results[i - first + 1]
        if r isa FailedItem
            run.results[i] = retry_item(run, pool, i, r.exception)
        elseif r isa ProcessExitedException
            run.results[i] = retry_item(run, pool, i, r)
        else
            run.results[i] = r
        end
    end
    return nothing
end
run_batch(f, items::Vector{Any}) = Any[run_batch_item(f, x) for x in items]
function run_batch_item(f, x)
    try
        return f(x...)
    catch e
        return FailedItem(capture(e))
    end
end
