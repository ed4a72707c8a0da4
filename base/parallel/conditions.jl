# Conditions, events, semaphores, timers: waiting for something to happen.

export Condition, notify, Timer

# Someone who waits for a condition. `state` is 0 waiting, 1 notified, 2 notified with an error.
mutable struct Waiter
    task::Task
    state::Int
    value::Any
end

"""
    Condition()
    Threads.Condition([lock])

Something that tasks wait for and that `notify` wakes. A `Condition` is for tasks of one thread; a `Threads.Condition`
has a lock that must be held to wait and to notify.
"""
struct GenericCondition{L<:AbstractLock}
    waitq::Vector{Waiter}
    lock::L
end
GenericCondition{L}() where {L<:AbstractLock} = GenericCondition{L}(Waiter[], L())
GenericCondition{L}(l::L) where {L<:AbstractLock} = GenericCondition{L}(Waiter[], l)
GenericCondition(l::L) where {L<:AbstractLock} = GenericCondition{L}(Waiter[], l)
const Condition = GenericCondition{OneThreadLock}

lock(c::GenericCondition) = lock(c.lock)
unlock(c::GenericCondition) = unlock(c.lock)
trylock(c::GenericCondition) = trylock(c.lock)
islocked(c::GenericCondition) = islocked(c.lock)
assert_havelock(c::GenericCondition) = assert_havelock(c.lock)
function lock(f, c::GenericCondition)
    lock(c.lock)
    try
        return f()
    finally
        unlock(c.lock)
    end
end
isempty(c::GenericCondition) = isempty(c.waitq)
show(io::IO, c::GenericCondition) = print(io, c isa Condition ? "Condition()" : "Base.Threads.Condition()")

"""
    wait(c::GenericCondition; first = false)

Waits until `notify` wakes this task; gives the value that it was notified with. The lock is given back meanwhile.
"""
function wait(c::GenericCondition; first::Bool = false)
    assert_havelock(c)
    w = Waiter(Core.current_task(), 0, nothing)
    first ? pushfirst!(c.waitq, w) : push!(c.waitq, w)
    count = unlock_all(c.lock)
    try
        while w.state == 0
            task_suspend()
        end
    catch
        relock_all(c.lock, count)
        count = 0
        w.state == 0 && remove_waiter(c.waitq, w)
        rethrow()
    finally
        count > 0 && relock_all(c.lock, count)
    end
    w.state == 2 && throw(w.value)
    return w.value
end
function remove_waiter(queue::Vector{Waiter}, w::Waiter)
    for i in 1:length(queue)
        if queue[i] === w
            deleteat!(queue, i)
            return nothing
        end
    end
    return nothing
end

"""
    notify(c::GenericCondition, value = nothing; all = true, error = false) -> Int

Wakes those who wait (or the first of them) with a value, which they throw if `error`. Gives how many were woken.
"""
notify(c::GenericCondition, @nospecialize(value = nothing); all::Bool = true, error::Bool = false) = notify_waiters(c, value, all, error)
function notify_waiters(c::GenericCondition, @nospecialize(value), all::Bool, error::Bool)
    assert_havelock(c)
    n = 0
    while !isempty(c.waitq)
        w = popfirst!(c.waitq)
        w.value = value
        w.state = error ? 2 : 1
        task_resume(w.task)
        n += 1
        all || break
    end
    return n
end
notify_error(c::GenericCondition, e) = notify_waiters(c, e, true, true)

"""
    Base.Semaphore(n)

Lets at most `n` tasks hold it at a time: `acquire` waits for a place, `release` gives one back.
"""
mutable struct Semaphore
    sem_size::Int
    curr_cnt::Int
    cond_wait::GenericCondition{ReentrantLock}
    function Semaphore(n)
        n > 0 || throw(ArgumentError("Semaphore size must be > 0"))
        return new(Int(n), 0, GenericCondition{ReentrantLock}())
    end
end
function acquire(s::Semaphore)
    lock(s.cond_wait)
    try
        while s.curr_cnt >= s.sem_size
            wait(s.cond_wait)
        end
        s.curr_cnt += 1
    finally
        unlock(s.cond_wait)
    end
    return nothing
end
function acquire(f, s::Semaphore)
    acquire(s)
    try
        return f()
    finally
        release(s)
    end
end
function release(s::Semaphore)
    lock(s.cond_wait)
    try
        s.curr_cnt > 0 || error("release count must match acquire count")
        s.curr_cnt -= 1
        notify(s.cond_wait; all = false)
    finally
        unlock(s.cond_wait)
    end
    return nothing
end
"`Base.@acquire s ex`: evaluates `ex` while holding a place of the semaphore."
macro acquire(s, ex)
    return :(acquire(() -> $(esc(ex)), $(esc(s))))
end

"""
    Base.Event([autoreset = false])

A gate: `wait` passes once `notify` has been called; `reset` closes it. With `autoreset` each notify lets one waiter pass.
"""
mutable struct Event
    notify::GenericCondition{ReentrantLock}
    autoreset::Bool
    set::Bool
end
Event(autoreset::Bool = false) = Event(GenericCondition{ReentrantLock}(), autoreset, false)
function wait(e::Event)
    lock(e.notify)
    try
        while !e.set
            wait(e.notify)
        end
        e.autoreset && (e.set = false)
    finally
        unlock(e.notify)
    end
    return nothing
end
function notify(e::Event)
    lock(e.notify)
    try
        e.set = true
        notify(e.notify; all = !e.autoreset)
    finally
        unlock(e.notify)
    end
    return nothing
end
function reset(e::Event)
    lock(e.notify)
    try
        e.set = false
    finally
        unlock(e.notify)
    end
    return nothing
end

"""
    Timer(delay; interval = 0)
    Timer(callback, delay; interval = 0)

Fires after `delay` seconds and then every `interval` seconds, if that is not 0: wakes those who `wait` for it, or calls
`callback(timer)`. `close` stops it.
"""
mutable struct Timer
    cond::GenericCondition{ReentrantLock}
    open::Bool
    set::Bool
    task::Any
    interval::Float64
end
function Timer(delay::Real; interval::Real = 0.0)
    delay >= 0 || throw(ArgumentError("timer cannot have negative timeout of $delay seconds"))
    interval >= 0 || throw(ArgumentError("timer cannot have negative repeat interval of $interval seconds"))
    timer = Timer(GenericCondition{ReentrantLock}(), true, false, nothing, Float64(interval))
    timer.task = Task(() -> run_timer(timer, Float64(delay)))
    schedule(timer.task)
    return timer
end
function Timer(callback, delay::Real; interval::Real = 0.0)
    timer = Timer(delay; interval = interval)
    schedule(Task(() -> call_back(callback, timer)))
    return timer
end
function run_timer(timer::Timer, delay::Float64)
    # The next time is reckoned from the last one, so that delays do not add up.
    next = time_ns() + UInt64(round(delay * 1.0e9))
    while true
        while timer.open
            now = time_ns()
            now >= next && break
            task_sleep(Float64(next - now) / 1.0e9)
        end
        timer.open || return nothing
        lock(timer.cond)
        timer.set = true
        timer.interval == 0.0 && (timer.open = false)
        notify(timer.cond)
        unlock(timer.cond)
        timer.interval == 0.0 && return nothing
        next += UInt64(round(timer.interval * 1.0e9))
    end
end
function call_back(callback, timer::Timer)
    while true
        try
            wait(timer)
        catch e
            e isa EOFError && return nothing
            rethrow()
        end
        callback(timer)
        timer.open || return nothing
    end
end
function wait(timer::Timer)
    lock(timer.cond)
    try
        if timer.set
            timer.set = false
        else
            timer.open || throw(EOFError())
            wait(timer.cond)
            timer.set || throw(EOFError())
            timer.set = false
        end
    finally
        unlock(timer.cond)
    end
    return nothing
end
isopen(timer::Timer) = timer.open
function close(timer::Timer)
    lock(timer.cond)
    timer.open = false
    notify_error(timer.cond, EOFError())
    unlock(timer.cond)
    timer.task isa Task && task_resume(timer.task)
    return nothing
end
show(io::IO, timer::Timer) = print(io, "Timer (", timer.open ? "open" : "closed", ")")
