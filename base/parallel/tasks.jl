# Tasks: making, starting, waiting, results.
#
# The engine knows a task's function, state, result and one storage word; everything else is in the `TaskInfo` that Base
# keeps there. What the engine starts is a `TaskBody`, which runs the user's function, stores the outcome and wakes who
# waits. A task stays on the thread that started it; a sticky one starts on the thread that schedules it.

export Task, @task, current_task, schedule, yield, yieldto, wait, fetch, istaskdone, istaskstarted, istaskfailed,
    task_local_storage, sleep, errormonitor, time_ns

# What Base knows of a task. `waiters` holds tasks to wake and functions to call at its end, under the spin lock `guard`.
mutable struct TaskInfo
    guard::Int
    waiters::Any
    locals::Any
    sticky::Bool
    logger::Any
    failure::Any
    # Where the task's exception was thrown. Stored by the task before its state says that it has failed.
    trace::Any
end
TaskInfo() = TaskInfo(0, nothing, nothing, true, nothing, nothing, nothing)

struct TaskBody
    f::Any
    info::TaskInfo
end
function (body::TaskBody)()
    try
        body.info.failure === nothing || throw(body.info.failure)
        result = body.f()
        task_finish(result, 2)
    catch e
        body.info.trace = stack_text(e)
        task_finish(e, 3)
    end
    wake_waiters(body.info)
    return nothing
end
# The engine calls this one if the task ended in a way that Julia code cannot catch.
function (body::TaskBody)(e)
    task_finish(e, 3)
    wake_waiters(body.info)
    return nothing
end

"""
    Task(f)

A task that will call `f()` once it is scheduled.
"""
function Task(f)
    info = TaskInfo()
    t = new_task(TaskBody(f, info), -1)
    task_set_storage(t, info)
    return t
end

# A task pinned to a thread (from 1), or free to start on any (0).
function task_on(f, thread::Int64)
    info = TaskInfo()
    info.sticky = thread != 0
    t = new_task(TaskBody(f, info), thread)
    task_set_storage(t, info)
    return t
end

# The root task gets its info when it is first wanted, by itself.
function task_info(t::Task)
    info = task_storage(t)
    info isa TaskInfo && return info
    made = TaskInfo()
    task_set_storage(t, made)
    return made
end


function wake_waiters(info::TaskInfo)
    take_guard(info)
    waiters = info.waiters
    info.waiters = nothing
    give_guard(info)
    if waiters isa Task
        task_resume(waiters)
    elseif waiters isa Vector{Any}
        sigatomic_begin()
        for w in waiters
            w isa Task && task_resume(w)
        end
        sigatomic_end()
        for w in waiters
            w isa Task || at_end(w)
        end
    end
    return nothing
end

# The task is over: nobody is left who could handle an exception, and what else waits for its end must not miss it.
function at_end(f)
    try
        f()
    catch
    end
    return nothing
end

# Adds a task to wake, or a function to call, at the end of `t`; false if that has come already.
function add_waiter(t::Task, w)
    info = task_info(t)
    take_guard(info)
    try
        task_state(t) >= 2 && return false
        old = info.waiters
        if old isa Vector{Any}
            push!(old, w)
        elseif old === nothing
            info.waiters = w isa Task ? w : Any[w]
        else
            info.waiters = Any[old, w]
        end
        return true
    finally
        give_guard(info)
    end
end

# The task that is running.
const current_task = Core.current_task

"The backtrace of a failed task's exception."
task_backtrace(t::Task) = backtrace_strings(task_info(t).trace)

"Whether the task has ended, normally or not."
istaskdone(t::Task) = task_state(t) >= 2
"Whether the task has been scheduled."
istaskstarted(t::Task) = task_state(t) != 0
"Whether the task has ended with an exception."
istaskfailed(t::Task) = task_state(t) == 3

"""
    schedule(t, [value]; error = false)

Makes a task runnable. With `error = true` it throws `value` where it waits (or when it starts).
"""
function schedule(t::Task)
    task_state(t) == 0 || error("schedule: Task not runnable")
    thread = task_thread(t)
    thread < 0 || thread == thread_id() || await_threads()
    task_start(t)
    return t
end

const HOST_THREADS_READY = 251 # () -> Bool: all threads run; if not, they are started

# Threads start when they are first needed: a task for one of them begins when all are there, as if they always had been.
# (Otherwise this thread would take the task itself, or wait for one that nobody runs.) `known` is only ever set, by whoever
# has seen that they run.
mutable struct ThreadsReady
    known::Bool
end
const threads_ready = ThreadsReady(false)
function await_threads()
    # The image is made with one thread: what is known there holds nowhere else.
    (threads_ready.known || thread_count() == 1) && return nothing
    while !(host_call(HOST_THREADS_READY, nothing, nothing, nothing)::Bool)
        sleep(0.001)
    end
    threads_ready.known = true
    return nothing
end
function schedule(t::Task, value; error::Bool = false)
    if task_state(t) == 0
        error && (task_info(t).failure = value)
        task_start(t)
    elseif task_state(t) == 1 && error
        task_throw(t, value)
    else
        Base.error("schedule: Task not runnable")
    end
    return t
end

"Lets other tasks run."
yield() = task_yield()
function yield(t::Task, x = nothing)
    schedule(t)
    task_yield()
    return nothing
end
yieldto(t::Task, x = nothing) = error("yieldto is not supported: use schedule and wait")

# Waits for the end of a task, whatever it is.
function wait_done(t::Task)
    task_state(t) >= 2 && return nothing
    me = Core.current_task()
    t === me && error("deadlock detected: cannot wait on current task")
    add_waiter(t, me) || return nothing
    while task_state(t) < 2
        task_suspend()
    end
    return nothing
end

"""
    wait(t::Task; throw = true)

Waits for the task to end. If it failed, throws a `TaskFailedException`.
"""
function wait(t::Task; throw::Bool = true)
    wait_done(t)
    throw && task_state(t) == 3 && Core.throw(TaskFailedException(t))
    return nothing
end

"""
    fetch(t::Task)

Waits for the task and gives its value. If it failed, throws a `TaskFailedException`. Of anything that is no task,
channel or future, the thing itself.
"""
function fetch(t::Task)
    wait(t)
    return task_result(t)
end
fetch(x) = x

"""
    sleep(seconds)

Suspends the task for at least so many seconds.
"""
function sleep(seconds::Real)
    s = Float64(seconds)
    s >= 0.0 || throw(ArgumentError("cannot sleep for $seconds seconds"))
    if s == 0.0
        task_yield()
        return nothing
    end
    start = time_ns()
    task_sleep(s)
    while true
        left = s - Float64(time_ns() - start) / 1.0e9
        left <= 0.0 && return nothing
        task_sleep(left)
    end
end

"""
    task_local_storage(key)
    task_local_storage(key, value)
    task_local_storage(f, key, value)
    task_local_storage()

A dictionary of the running task: a value, setting one, setting one while `f()` runs, the dictionary.
"""
function task_local_storage()
    info = task_info(Core.current_task())
    locals = info.locals
    locals isa IdDict{Any,Any} && return locals
    made = IdDict{Any,Any}()
    info.locals = made
    return made
end
task_local_storage(key) = task_local_storage()[key]
task_local_storage(key, value) = (task_local_storage()[key] = value)
function task_local_storage(body, key, value)
    locals = task_local_storage()
    had = haskey(locals, key)
    old = had ? locals[key] : nothing
    locals[key] = value
    try
        return body()
    finally
        had ? (locals[key] = old) : delete!(locals, key)
    end
end

function getproperty(t::Task, name::Symbol)
    name === :state && return task_state_name(t)
    name === :result && return task_state(t) == 2 ? task_result(t) : nothing
    name === :exception && return task_state(t) == 3 ? task_result(t) : nothing
    name === :storage && return task_info(t).locals
    name === :sticky && return task_info(t).sticky
    name === :code && return task_code(t)
    name === :logstate && return task_info(t).logger
    throw(FieldError(Task, name))
end
function setproperty!(t::Task, name::Symbol, v)
    if name === :sticky
        task_info(t).sticky = v
        task_state(t) == 0 && task_set_thread(t, v ? -1 : 0)
    elseif name === :storage
        task_info(t).locals = v
    elseif name === :logstate
        task_info(t).logger = v
    else
        throw(ErrorException("type Task: field $name cannot be set"))
    end
    return v
end
propertynames(::Task) = (:storage, :state, :result, :exception, :sticky, :logstate)
task_state_name(t::Task) = (s = task_state(t); s < 2 ? :runnable : s == 2 ? :done : :failed)
# Tasks are told apart by a number that looks like an address, as in Julia.
task_number(t::Task) = objectid(t) & 0x00007ffffffffff0
show(io::IO, t::Task) = print(io, "Task (", task_state_name(t), ") @0x", string(task_number(t), base=16, pad=16))

"""
    errormonitor(t)

Prints the error to `stderr` if the task fails. Gives `t`.
"""
function errormonitor(t::Task)
    watcher = Task(() -> report_failure(t))
    schedule(watcher)
    return t
end
function report_failure(t::Task)
    wait_done(t)
    if task_state(t) == 3
        text = sprint(showerror, task_result(t), task_backtrace(t))
        print(stderr, "Unhandled Task ERROR: ", text, "\n")
    end
    return nothing
end
