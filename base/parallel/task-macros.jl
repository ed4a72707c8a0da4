# `@task`, `@async`, `@sync`, and what runs several tasks: `asyncmap`, `timedwait`.

export @async, @sync, asyncmap, asyncmap!, timedwait

# Tasks of one `@sync` block. Tasks of the block may themselves add to it, on any thread.
mutable struct SyncList
    guard::Int
    items::Vector{Any}
end
SyncList() = SyncList(0, Any[])
function add_to_sync(list::SyncList, item)
    take_guard(list)
    try
        push!(list.items, item)
    finally
        give_guard(list)
    end
    return nothing
end
function sync_item(list::SyncList, i::Int64)
    take_guard(list)
    item = i <= length(list.items) ? list.items[i] : nothing
    give_guard(list)
    return item
end

# Waits for everything; what failed is thrown together.
function sync_end(list::SyncList)
    failures = Any[]
    i = 1
    while true
        item = sync_item(list, i)
        item === nothing && break
        i += 1
        if item isa Task
            wait_done(item)
            istaskfailed(item) && push!(failures, TaskFailedException(item))
        else
            try
                wait(item)
            catch e
                push!(failures, e)
            end
        end
    end
    isempty(failures) || throw(CompositeException(failures))
    return nothing
end

const sync_name = Symbol("##sync#list")

"""
    @sync block

Waits for all `@async`, `@spawn`, `@spawnat` and `@distributed` that stand in the block. If some failed, throws a
`CompositeException`.
"""
macro sync(block)
    list = esc(sync_name)
    return quote
        let $list = SyncList()
            local value = $(esc(block))
            sync_end($list)
            value
        end
    end
end

# `\$x` in a task's expression: the value is taken when the task is made. Gives the bindings for a `let`.
function lift_interpolations!(ex, bindings::Vector{Any})
    isa(ex, Expr) || return ex
    if ex.head === :$
        name = gensym()
        push!(bindings, Expr(:(=), esc(name), esc(ex.args[1])))
        return name
    end
    (ex.head === :quote || ex.head === :meta || ex.head === :inert) && return ex
    for i in 1:length(ex.args)
        ex.args[i] = lift_interpolations!(ex.args[i], bindings)
    end
    return ex
end

# let bindings; task = make(() -> ex); add to the enclosing @sync; start; task end
function task_expression(make, ex)
    bindings = Any[]
    lifted = lift_interpolations!(ex, bindings)
    list = esc(sync_name)
    body = quote
        local task = $make(() -> $(esc(lifted)))
        if $(Expr(:islocal, list))
            $add_to_sync($list, task)
        end
        $schedule(task)
        task
    end
    return Expr(:let, Expr(:block, bindings...), body)
end

"""
    @async ex

Runs `ex` in a new task on this thread. `\$x` in it is the value that `x` has now.
"""
macro async(ex)
    return task_expression(Task, ex)
end

"`@task ex`: a task that runs `ex` when it is scheduled."
macro task(ex)
    return :(Task(() -> $(esc(ex))))
end

"""
    asyncmap(f, c...; ntasks = 0, batch_size = nothing)

`map(f, c...)` with the calls made in up to `ntasks` (100) concurrent tasks of this thread. With `batch_size`, `f` gets
vectors of argument tuples and gives vectors of results. `ntasks` may be a function that says how many are wanted now.
"""
function asyncmap(f, c...; ntasks = 0, batch_size = nothing)
    if ntasks isa Integer && ntasks < 0
        throw(ArgumentError("ntasks must be nonnegative (0 selects a default)"))
    end
    if batch_size !== nothing && (!(batch_size isa Integer) || batch_size < 1)
        throw(ArgumentError("batch_size must be specified as a positive integer. batch_size=$batch_size"))
    end
    arguments = collect(Any, zip(c...))
    results = Vector{Any}(undef, length(arguments))
    n = ntasks isa Integer ? (ntasks == 0 ? 100 : Int(ntasks)) : max(1, Int(ntasks()))
    step = batch_size === nothing ? 1 : Int(batch_size)
    next = Ref(1)
    work = function ()
        while next[] <= length(arguments)
            first = next[]
            last = min(first + step - 1, length(arguments))
            next[] = last + 1
            if batch_size === nothing
                results[first] = f(arguments[first]...)
            else
                batch = f(arguments[first:last])
                for k in first:last
                    results[k] = batch[k - first + 1]
                end
            end
        end
    end
    tasks = Any[]
    for _ in 1:min(n, cld(length(arguments), step))
        t = Task(work)
        schedule(t)
        push!(tasks, t)
    end
    failed = nothing
    for t in tasks
        wait_done(t)
        if failed === nothing && istaskfailed(t)
            failed = t
            next[] = length(arguments) + 1
        end
    end
    failed === nothing || throw(task_result(failed))
    shaped = map(identity, results)
    return length(c) == 1 && c[1] isa AbstractArray ? reshape(shaped, size(c[1])) : shaped
end
function asyncmap!(f, results, c...; ntasks = 0, batch_size = nothing)
    values = asyncmap(f, c...; ntasks = ntasks, batch_size = batch_size)
    for (i, v) in enumerate(values)
        results[i] = v
    end
    return results
end

"""
    timedwait(test, timeout; pollint = 0.1) -> :ok or :timed_out

Calls `test()` every `pollint` seconds until it is true or `timeout` seconds have passed.
"""
function timedwait(test, timeout::Real; pollint::Real = 0.1)
    pollint >= 1e-3 || throw(ArgumentError("pollint must be ≥ 1 millisecond"))
    start = time_ns()
    test() && return :ok
    while true
        Float64(time_ns() - start) / 1.0e9 >= timeout && return :timed_out
        sleep(pollint)
        test() && return :ok
    end
end
