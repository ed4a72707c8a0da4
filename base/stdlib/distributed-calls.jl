# Calls of functions in other processes.

export remotecall, remotecall_fetch, remotecall_wait, remote_do

# Everything in another process goes by copies; here, as in Julia, the arguments are those objects themselves.
call_here(f, args, kwargs) = run_call((f, args, kwargs))

"""
    remotecall(f, pid, args...; kwargs...) -> Future

Calls `f(args...; kwargs...)` in process `pid` and does not wait. The result stays there until it is fetched.
"""
function remotecall(f, pid::Integer, args...; kwargs...)
    to = Int(pid)
    check_pid(to)
    r = Future(to)
    if to == myid()
        v = lookup_value(key(r))
        schedule(Task(() -> put!(v.channel, call_here(f, args, kwargs))))
    else
        post(to, Int[MESSAGE_CALL, r.whence, r.id], (f, args, values(kwargs)))
    end
    return r
end

"""
    remotecall_fetch(f, pid, args...; kwargs...)

Calls `f` in process `pid` and gives the result. Throws a `RemoteException` if it failed.
"""
function remotecall_fetch(f, pid::Integer, args...; kwargs...)
    to = Int(pid)
    check_pid(to)
    to == myid() && return thrown_or(call_here(f, args, kwargs))
    return ask(to, Int[MESSAGE_FETCH, new_call_id()], (f, args, values(kwargs)))
end

"""
    remotecall_wait(f, pid, args...; kwargs...) -> Future

Calls `f` in process `pid`, waits until it is done, and gives a reference to the result.
"""
function remotecall_wait(f, pid::Integer, args...; kwargs...)
    to = Int(pid)
    check_pid(to)
    r = Future(to)
    if to == myid()
        result = call_here(f, args, kwargs)
        put!(lookup_value(key(r)).channel, result)
        result isa RemoteException && throw(result)
    else
        ask(to, Int[MESSAGE_WAIT, new_call_id(), r.whence, r.id], (f, args, values(kwargs)))
    end
    return r
end

"""
    remote_do(f, pid, args...; kwargs...)

Calls `f` in process `pid`, does not wait and keeps no result. An exception is printed there.
"""
function remote_do(f, pid::Integer, args...; kwargs...)
    to = Int(pid)
    check_pid(to)
    if to == myid()
        schedule(Task(() -> run_message(to, Int[MESSAGE_DO], (f, args, kwargs))))
    else
        post(to, Int[MESSAGE_DO], (f, args, values(kwargs)))
    end
    return nothing
end

