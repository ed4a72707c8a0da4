# Calls of functions in other processes.

export remotecall, remotecall_fetch, remotecall_wait, remote_do

# Everything in another process goes by copies; here, as in Julia, the arguments are those objects themselves.
# What is below the functions that users call is the same code for all functions and arguments.

"""
    remotecall(f, pid, args...; kwargs...) -> Future

Calls `f(args...; kwargs...)` in process `pid` and does not wait. The result stays there until it is fetched.
"""
remotecall(f, pid::Integer, args...; kwargs...) = start_call(Int(pid), new_call(f, args, values(kwargs)))
@noinline function start_call(to::Int, call::Call)
    check_pid(to)
    r = Future(to)
    if to == myid()
        v = lookup_value(key(r))
        schedule(Task(() -> put!(v.channel, run_call(call))))
    else
        post(to, Int[MESSAGE_CALL, r.whence, r.id], call)
    end
    return r
end

"""
    remotecall_fetch(f, pid, args...; kwargs...)

Calls `f` in process `pid` and gives the result. Throws a `RemoteException` if it failed.
"""
remotecall_fetch(f, pid::Integer, args...; kwargs...) = fetch_call(Int(pid), new_call(f, args, values(kwargs)))
@noinline function fetch_call(to::Int, call::Call)
    check_pid(to)
    to == myid() && return thrown_or(run_call(call))
    return ask(to, Int[MESSAGE_FETCH, new_call_id()], call)
end

"""
    remotecall_wait(f, pid, args...; kwargs...) -> Future

Calls `f` in process `pid`, waits until it is done, and gives a reference to the result.
"""
remotecall_wait(f, pid::Integer, args...; kwargs...) = wait_for_call(Int(pid), new_call(f, args, values(kwargs)))
@noinline function wait_for_call(to::Int, call::Call)
    check_pid(to)
    r = Future(to)
    if to == myid()
        result = run_call(call)
        put!(lookup_value(key(r)).channel, result)
        result isa RemoteException && throw(result)
    else
        ask(to, Int[MESSAGE_WAIT, new_call_id(), r.whence, r.id], call)
    end
    return r
end

"""
    remote_do(f, pid, args...; kwargs...)

Calls `f` in process `pid`, does not wait and keeps no result. An exception is printed there.
"""
remote_do(f, pid::Integer, args...; kwargs...) = do_call(Int(pid), new_call(f, args, values(kwargs)))
@noinline function do_call(to::Int, call::Call)
    check_pid(to)
    if to == myid()
        schedule_message(to, Int[MESSAGE_DO], call)
    else
        post(to, Int[MESSAGE_DO], call)
    end
    return nothing
end

