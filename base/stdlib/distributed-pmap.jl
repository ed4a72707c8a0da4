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

# The function with its `on_error`, which is called where the function has thrown.
struct Handled{F,H}
    f::F
    on_error::H
end
function (h::Handled)(args...)
    try
        return h.f(args...)
    catch e
        return h.on_error(e)
    end
end

"""
    pmap(f, [pool], c...; distributed = true, batch_size = 1, on_error = nothing, retry_delays = [], retry_check = nothing)

`map(f, c...)` with the calls made by the workers of `pool`, `batch_size` items at a time. If a call throws, `on_error`, called
with the exception in the same process, gives the result or throws in turn. What then still fails is repeated after each of
`retry_delays` seconds, if `retry_check(delay_state, exception)` allows, and thrown at last. That a worker has ended
(`ProcessExitedException`) is an error of its own: it is retried on another worker, and in the end told to `on_error` here.
"""
pmap(f, c, cs...; kwargs...) = pmap(f, default_worker_pool(), c, cs...; kwargs...)
pmap(p::AbstractWorkerPool, f, c, cs...; kwargs...) = pmap(f, p, c, cs...; kwargs...)
function pmap(f, p::AbstractWorkerPool, c, cs...; distributed=true, batch_size=1, on_error=nothing, retry_delays=[],
        retry_check=nothing)
    batch_size < 1 && throw(ArgumentError("batch_size must be specified as a positive integer. batch_size=$batch_size"))
    items = item_list(isempty(cs) ? ((x,) for x in c) : zip(c, cs...))
    run = ParallelMap(f, items, Vector{Any}(undef, length(items)), 1, nothing, on_error, collect(retry_delays), retry_check)
    is_remote = distributed && !isempty(p)
    step = is_remote ? Int(batch_size) : 1
    width = is_remote ? max(1, nworkers(p)) : 100
    tasks = Task[]
    for _ in 1:min(width, cld(length(items), step))
        push!(tasks, schedule(Task(() -> map_items(run, is_remote ? p : nothing, step))))
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
                run.results[first] = map_item(run, pool, first, run.delays)
            else
                map_batch(run, pool, first, last)
            end
        catch e
            run.failure === nothing && (run.failure = e)
        end
    end
    return nothing
end

call_item(f, ::Nothing, args) = f(args...)
call_item(f, pool::AbstractWorkerPool, args) = remotecall_fetch(f, pool, args...)

# The result of an item, after as many retries as there are delays.
function map_item(run::ParallelMap, pool, i::Int, delays)
    f = run.on_error === nothing ? run.f : Handled(run.f, run.on_error)
    try
        isempty(delays) && return call_item(f, pool, run.items[i])
        return retry(() -> call_item(f, pool, run.items[i]); delays=delays, check=run.check)()
    catch e
        run.on_error !== nothing && e isa ProcessExitedException || rethrow()
        return run.on_error(e)
    end
end

function map_batch(run::ParallelMap, pool, first::Int, last::Int)
    results = try
        remotecall_fetch(run_batch, pool, run.f, run.items[first:last])
    catch e
        e isa ProcessExitedException || e isa RemoteException || rethrow()
        fill(e isa RemoteException ? FailedItem(e) : e, last - first + 1)
    end
    for i in first:last
        r = results[i - first + 1]
        run.results[i] = r isa FailedItem || r isa ProcessExitedException ? failed_item(run, pool, i, r) : r
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

# What has failed in a batch is done again by itself, if it may be; that was its first retry.
function failed_item(run::ParallelMap, pool, i::Int, failure)
    e = failure isa FailedItem ? failure.exception.captured.ex : failure
    first = iterate(run.delays)
    if first !== nothing && (run.check === nothing || allows(run.check(first[2], e)))
        sleep(first[1])
        return map_item(run, pool, i, run.delays[2:end])
    end
    run.on_error === nothing && throw(failure isa FailedItem ? failure.exception : failure)
    return run.on_error(e)
end
allows(x::Bool) = x
allows(x::Tuple) = x[2]
