# Messages between processes. A message is a few integers, the first of which says its kind, and a value.

const MESSAGE_FETCH = 1   # call, number of the call; value a Call. Answered with the result
const MESSAGE_WAIT = 2    # the same, whence, id: the result stays there as that reference's; answered when it is done
const MESSAGE_CALL = 3    # whence, id: the same without an answer
const MESSAGE_DO = 4      # nothing is kept of the result
const MESSAGE_REPLY = 5   # number of the call, 1 or 0 if it failed; value: result or RemoteException
const MESSAGE_ADD = 6     # whence, id, client: that process holds a reference now
const MESSAGE_DELETE = 7  # the opposite

# A function with its arguments, on its way. One type for all of them: what handles calls is compiled once, in the image.
struct Call
    f::Any
    args::Any
    kwargs::Any
end
new_call(f, args::Tuple, kwargs::NamedTuple) = Call(f, args, isempty(kwargs) ? nothing : kwargs)

# Sends a message. References in the value are announced to their owners first.
function post(to::Int, header::Vector{Int}, @nospecialize(value))
    packed = host_pack(to, value)
    for i in 2:length(packed)
        announce(packed[i], to)
    end
    host_post(to, header, packed[1]::Int) || throw(ProcessExitedException(to))
    return nothing
end
function announce(r::AbstractRemoteRef, to::Int)
    r isa Future && r.v !== nothing && return nothing
    if r.where == myid()
        add_client(key(r), to)
    elseif r.where != to && is_connected(r.where)
        post(r.where, Int[MESSAGE_ADD, r.whence, r.id, to], nothing)
    end
    return nothing
end

# The value of a message that has come. What depends on addresses is put right: places in dictionaries.
function unpacked(handle::Int)
    list = host_unpack(handle)
    for i in 2:length(list)
        received(list[i])
    end
    return list[1]
end
received(r::AbstractRemoteRef) = watch(r)
received(d::Dict) = Base.rehash!(d)
received(d::IdDict) = hasfield(IdDict, :dict) ? Base.rehash!(d.dict) : nothing
received(x) = nothing

# ---- taking what arrives ----

# Takes events for ever: the only task that does, on thread 1, which computes least. Calls run in tasks of their own.
function pump()
    me = current_task()
    while true
        event = host_next_event(me)
        if event === nothing
            Core.task_suspend()
        else
            try
                take_event(event::Vector{Any})
            catch e
                e isa InterruptException || print(stderr, "Distributed: ", sprint(showerror, e), "\n")
            end
        end
    end
end

function start_pump()
    lock(group.lock) do
        group.pump === nothing && (group.pump = schedule(Base.task_on(pump, 1)))
        return nothing
    end
    yield()
    return nothing
end

# What a worker does.
function worker_main()
    start_pump()
    while true
        try
            Core.task_suspend()
        catch e
            e isa InterruptException || rethrow()
        end
    end
end

function take_event(event::Vector{Any})
    kind = event[1]::Int
    from = event[2]::Int
    if kind == 1
        header = Int[event[i]::Int for i in 4:length(event)]
        take_message(from, event[3]::Int, header)
    elseif kind == 2
        joined(from, event[3]::Int)
    else
        gone(from, event[3]::String)
    end
    return nothing
end

function joined(id::Int, pid::Int)
    lock(group.lock) do
        w = get(group.workers, id, nothing)
        if w === nothing
            group.workers[id] = Worker(id, 1, pid, "", nothing)
        else
            w.state = 1
            w.pid = pid
        end
        notify(group.changed)
        return nothing
    end
    myid() == 1 || id == 1 || pool_add(id)
    return nothing
end

function gone(id::Int, text::String)
    w = lock(() -> get(group.workers, id, nothing), group.lock)
    w === nothing && return nothing
    expected = w.state == 2
    started = w.state != 0
    lock(group.lock) do
        w.state = 3
        w.text = text
        for p in values(group.pending)
            p.pid == id && settle_call(p, false, ProcessExitedException(id))
        end
        return nothing
    end
    remove_everywhere(id)
    pool_remove(id)
    myid() == 1 && started && !expected && print(stderr, "Worker ", id, " terminated.\n")
    tell_manager(w, :deregister)
    tell_manager(w, :finalize)
    lock(() -> notify(group.changed), group.lock)
    return nothing
end

function take_message(from::Int, handle::Int, header::Vector{Int})
    kind = header[1]
    if kind == MESSAGE_ADD || kind == MESSAGE_DELETE
        host_drop(handle)
        k = (header[2], header[3])
        kind == MESSAGE_ADD ? add_client(k, header[4]) : remove_client(k, header[4])
        return nothing
    end
    value = nothing
    failure = nothing
    try
        value = unpacked(handle)
    catch e
        failure = capture(e)
    end
    if kind == MESSAGE_REPLY
        answer(header[2], failure === nothing && header[3] == 1, failure === nothing ? value : failure)
    elseif failure === nothing
        schedule_message(from, header, value::Call)
    else
        refuse(from, header, failure)
    end
    return nothing
end

schedule_message(from::Int, header::Vector{Int}, call::Call) = schedule(Task(() -> run_message(from, header, call)))

function run_message(from::Int, header::Vector{Int}, call::Call)
    kind = header[1]
    if kind == MESSAGE_FETCH
        result = run_call(call)
        reply(from, header[2], result)
    elseif kind == MESSAGE_DO
        result = run_call(call)
        result isa RemoteException && print(stderr, sprint(showerror, result), "\n")
    else
        k = (header[end - 1], header[end])
        v = lookup_value(k)
        add_client(k, from)
        result = run_call(call)
        isready(v.channel) || put!(v.channel, result)
        kind == MESSAGE_WAIT && reply(from, header[2], result isa RemoteException ? result : nothing)
    end
    return nothing
end

function run_call(call::Call)
    try
        return call.kwargs === nothing ? call.f(call.args...) : call.f(call.args...; call.kwargs...)
    catch e
        return capture(e)
    end
end

# The message could not be read: its sender is told, or whoever fetches the result.
function refuse(from::Int, header::Vector{Int}, failure)
    if header[1] == MESSAGE_DO
        print(stderr, sprint(showerror, failure), "\n")
        return nothing
    end
    if header[1] != MESSAGE_FETCH
        k = (header[end - 1], header[end])
        v = lookup_value(k)
        add_client(k, from)
        isready(v.channel) || put!(v.channel, failure)
    end
    header[1] == MESSAGE_CALL || reply(from, header[2], failure)
    return nothing
end

function reply(to::Int, call::Int, @nospecialize(result))
    ok = result isa RemoteException ? 0 : 1
    try
        post(to, Int[MESSAGE_REPLY, call, ok], result)
    catch e
        e isa ProcessExitedException && return nothing
        post(to, Int[MESSAGE_REPLY, call, 0], capture(e))
    end
    return nothing
end

function answer(call::Int, ok::Bool, @nospecialize(value))
    p = lock(() -> get(group.pending, call, nothing), group.lock)
    p === nothing || settle_call(p, ok, value)
    return nothing
end
function settle_call(p::Pending, ok::Bool, @nospecialize(value))
    p.done && return nothing
    p.ok = ok
    p.value = value
    p.done = true
    Core.task_resume(p.task)
    return nothing
end

# Sends a call and waits for its answer.
function ask(pid::Int, header::Vector{Int}, call::Call)
    id = header[2]
    p = Pending(pid, current_task(), false, false, nothing)
    lock(() -> group.pending[id] = p, group.lock)
    try
        post(pid, header, call)
        while !p.done
            Core.task_suspend()
        end
    finally
        lock(() -> delete!(group.pending, id), group.lock)
    end
    p.ok || throw(p.value)
    return p.value
end
