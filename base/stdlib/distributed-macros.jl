# `@spawnat`, `@fetch`, `@fetchfrom`, `@everywhere`, `@distributed`.

export @spawn, @spawnat, @fetch, @fetchfrom, @everywhere, @distributed

spawnat(p, thunk) = remotecall(thunk, p)
spawnat(p::Symbol, thunk) =
    p === :any ? remotecall(thunk, nextproc()) : throw(ArgumentError("@spawnat: a process number or :any is wanted, not :$p"))
fetchfrom(p, thunk) = remotecall_fetch(thunk, p)

# let bindings of `$x`; item = call(() -> ex); add to the enclosing @sync; item end
function spawn_expression(call, p, ex)
    bindings = Any[]
    lifted = Base.lift_interpolations!(ex, bindings)
    list = esc(Base.sync_name)
    body = quote
        local item = $call($(esc(p)), () -> $(esc(lifted)))
        if $(Expr(:islocal, list))
            Base.add_to_sync($list, item)
        end
        item
    end
    return Expr(:let, Expr(:block, bindings...), body)
end

"""
    @spawnat p ex -> Future

Evaluates `ex` in process `p`, or in some worker if `p` is `:any`, and does not wait.
"""
macro spawnat(p, ex)
    return spawn_expression(spawnat, p, ex)
end

"`@spawn ex`: as `@spawnat :any ex`."
macro spawn(ex)
    return spawn_expression(spawnat, QuoteNode(:any), ex)
end

"`@fetch ex`: the value of `ex`, evaluated in some worker."
macro fetch(ex)
    return :(remotecall_fetch(() -> $(esc(ex)), nextproc()))
end

"`@fetchfrom p ex`: the value of `ex`, evaluated in process `p`."
macro fetchfrom(p, ex)
    return :(remotecall_fetch(() -> $(esc(ex)), $(esc(p))))
end

"""
    @everywhere [procs] ex

Evaluates `ex` in module Main of all processes (or of these), and waits. `\$x` in it is the value that `x` has here.
"""
macro everywhere(ex)
    return everywhere_expression(:(procs()), ex, __module__)
end
macro everywhere(ps, ex)
    return everywhere_expression(esc(ps), ex, __module__)
end
function everywhere_expression(ps, ex, mod)
    imports = Any[]
    collect_imports!(imports, ex)
    return quote
        $(isempty(imports) ? nothing : Expr(:toplevel, imports...))
        remotecall_eval(Main, $ps, $(esc(Expr(:quote, ex))))
        nothing
    end
end
# `using` and `import` take effect here first, so that what they load is there.
function collect_imports!(list::Vector{Any}, ex)
    if ex isa Expr
        if ex.head === :import || ex.head === :using
            push!(list, ex)
        elseif ex.head === :block || ex.head === :toplevel
            foreach(x -> collect_imports!(list, x), ex.args)
        end
    end
    return nothing
end

remote_eval(m::Module, ex) = (Core.eval(m, ex); nothing)

"""
    Distributed.remotecall_eval(m, procs, ex)
    Distributed.remotecall_eval(m, pid, ex)

Evaluates an expression in module `m` of several processes, or of one, whose value it gives.
"""
remotecall_eval(m::Module, pid::Integer, ex) = remotecall_fetch(Core.eval, pid, m, ex)
function remotecall_eval(m::Module, ps, ex)
    here = 0
    list = Base.SyncList()
    for p in ps
        p == myid() ? (here += 1) : Base.add_to_sync(list, remotecall(remote_eval, p, m, ex))
    end
    # The others are at it before this process computes.
    yield()
    for _ in 1:here
        Base.add_to_sync(list, schedule(Task(() -> remote_eval(m, ex))))
    end
    Base.sync_end(list)
    return nothing
end

# ---- @distributed ----

# `first:last` in at most n parts of nearly equal length.
function splitrange(first::Int, last::Int, n::Int)
    len = last - first + 1
    count = min(n, len)
    parts = UnitRange{Int}[]
    from = first
    for i in 1:count
        to = from + div(len, count) - 1 + (i <= rem(len, count) ? 1 : 0)
        push!(parts, from:to)
        from = to + 1
    end
    return parts
end
splitrange(n::Int, parts::Int) = splitrange(1, n, parts)

# The loop's parts run on the workers; the task ends when all have.
function run_loop(f, R)
    parts = splitrange(Int(firstindex(R)), Int(lastindex(R)), nworkers())
    task = Task(() -> loop_task(f, R, parts))
    schedule(task)
    return Base.errormonitor(task)
end
function loop_task(f, R, parts)
    list = Base.SyncList()
    for c in parts
        Base.add_to_sync(list, remotecall(f, nextproc(), R, first(c), last(c)))
    end
    Base.sync_end(list)
    return nothing
end

# Each worker reduces its part, process by process in order; then the parts are reduced here.
function run_reduction(reducer, f, R)
    ws = workers()
    parts = splitrange(Int(firstindex(R)), Int(lastindex(R)), length(ws))
    tasks = Task[]
    for (i, c) in enumerate(parts)
        push!(tasks, schedule(Task(() -> remotecall_fetch(f, ws[i], reducer, R, first(c), last(c)))))
    end
    return reduce(reducer, Any[fetch(t) for t in tasks])
end

"""
    @distributed [reducer] for var = range
        body
    end

Runs a loop in parallel: the range is split among the workers. With a reducer, waits and gives the values of the bodies
reduced by it; without, does not wait and gives a task (`@sync @distributed for …` waits).
"""
macro distributed(args...)
    if length(args) == 1
        reducer, loop = nothing, args[1]
    elseif length(args) == 2
        reducer, loop = args
    else
        throw(ArgumentError("wrong number of arguments to @distributed"))
    end
    if !(loop isa Expr && loop.head === :for && loop.args[1] isa Expr && loop.args[1].head === :(=))
        error("malformed @distributed loop")
    end
    variable, range = loop.args[1].args
    body = loop.args[2]
    reducer === nothing || return reduction_expression(reducer, variable, range, body)
    list = esc(Base.sync_name)
    return quote
        local task = run_loop($(loop_function(variable, body)), $(esc(range)))
        if $(Expr(:islocal, list))
            Base.add_to_sync($list, task)
        end
        task
    end
end
loop_function(variable, body) = quote
    function (R, lo::Int, hi::Int)
        for $(esc(variable)) in R[lo:hi]
            $(esc(body))
        end
        return nothing
    end
end
reduction_expression(reducer, variable, range, body) = quote
    run_reduction($(esc(reducer)), function (reducer, R, lo::Int, hi::Int)
        local $(esc(variable)) = R[lo]
        acc = $(esc(body))
        for $(esc(variable)) in R[(lo + 1):hi]
            acc = reducer(acc, $(esc(body)))
        end
        return acc
    end, $(esc(range)))
end
