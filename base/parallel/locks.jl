# Locks: `ReentrantLock`, spin locks, `lock`, `unlock`, `trylock`, `@lock`.
#
# All fields named `held`, `guard` and `queued` are written by several threads, with atomic operations only.
#
# A `guard` protects a few words or a queue for a moment: between `take_guard` and `give_guard` nothing waits, no interrupt is
# heeded (it comes right after), and whatever may throw (only exhausted memory) is followed by a `finally`: a guard that is
# never given back would stop every thread that comes by.

export AbstractLock, ReentrantLock, lock, unlock, trylock, islocked, @lock, @lock_nofail

abstract type AbstractLock end

"""
    ReentrantLock()

A lock that its holder may take again; it is free when every `lock` has had its `unlock`. Waiting tasks are suspended and
served first come, first served.
"""
mutable struct ReentrantLock <: AbstractLock
    held::Int
    count::Int
    owner::Any
    guard::Int
    queued::Int
    queue::Vector{Any}
end
ReentrantLock() = ReentrantLock(0, 0, nothing, 0, 0, Any[])

function take_guard(l)
    sigatomic_begin()
    while atomic_casfield(l, :guard, 0, 1) != 0
        spin_hint()
    end
    return nothing
end
give_guard(l) = (atomic_setfield(l, :guard, 0); sigatomic_end(); nothing)

"""
    trylock(l) -> Bool

Takes the lock if it is free (or held by this task already); never waits.
"""
function trylock(l::ReentrantLock)
    me = Core.current_task()
    if l.owner === me
        l.count += 1
        return true
    end
    atomic_casfield(l, :held, 0, 1) == 0 || return false
    l.owner = me
    l.count = 1
    return true
end

"""
    lock(l)
    lock(f, l)

Takes the lock, waiting until it is free. With a function, calls it and gives the lock back in any case.
"""
function lock(l::ReentrantLock)
    trylock(l) && return nothing
    wait_for_lock(l)
    l.owner = Core.current_task()
    l.count = 1
    return nothing
end
# A task adds itself to the queue and tries once more: either it sees the lock free, or whoever frees it sees the queue.
function wait_for_lock(l::ReentrantLock)
    me = Core.current_task()
    while true
        enqueue_or_take(l, me) && return nothing
        try
            task_suspend()
        catch
            # Woken and interrupted at once: another one gets the turn.
            leave_queue(l, me) || wake_one(l)
            rethrow()
        end
        leave_queue(l, me)
        atomic_casfield(l, :held, 0, 1) == 0 && return nothing
    end
end
# Adds the task to the queue, unless the lock is free after all: then takes it and gives true.
function enqueue_or_take(l::ReentrantLock, me)
    take_guard(l)
    try
        push!(l.queue, me)
        atomic_setfield(l, :queued, length(l.queue))
        atomic_casfield(l, :held, 0, 1) == 0 || return false
        remove_waiter!(l.queue, me)
        atomic_setfield(l, :queued, length(l.queue))
        return true
    finally
        give_guard(l)
    end
end
# Whether the task was still in the queue.
function leave_queue(l::ReentrantLock, me)
    take_guard(l)
    was_there = remove_waiter!(l.queue, me)
    atomic_setfield(l, :queued, length(l.queue))
    give_guard(l)
    return was_there
end
function remove_waiter!(queue::Vector{Any}, me)
    for i in 1:length(queue)
        if queue[i] === me
            deleteat!(queue, i)
            return true
        end
    end
    return false
end
function wake_one(l::ReentrantLock)
    atomic_getfield(l, :queued) == 0 && return nothing
    take_guard(l)
    t = isempty(l.queue) ? nothing : popfirst!(l.queue)
    atomic_setfield(l, :queued, length(l.queue))
    give_guard(l)
    t isa Task && task_resume(t)
    return nothing
end

"""
    unlock(l)

Gives the lock back. Errors if this task does not hold it.
"""
function unlock(l::ReentrantLock)
    if !(l.owner === Core.current_task())
        error(l.count == 0 ? "unlock count must match lock count" : "unlock from wrong thread")
    end
    l.count -= 1
    if l.count == 0
        l.owner = nothing
        atomic_setfield(l, :held, 0)
        wake_one(l)
    end
    return nothing
end
"Whether someone holds the lock."
islocked(l::ReentrantLock) = atomic_getfield(l, :held) != 0
# For a condition's wait: gives the lock back however often it was taken; the count to take it again with.
function unlock_all(l::ReentrantLock)
    l.owner === Core.current_task() || error(l.count == 0 ? "unlock count must match lock count" : "unlock from wrong thread")
    n = l.count
    l.count = 1
    unlock(l)
    return n
end
function relock_all(l::ReentrantLock, n::Int64)
    lock(l)
    l.count = n
    return nothing
end
function assert_havelock(l::ReentrantLock)
    l.owner === Core.current_task() || throw(ConcurrencyViolationError("lock must be held"))
    return nothing
end

"A wait or notify without the lock that it needs."
struct ConcurrencyViolationError <: Exception
    msg::AbstractString
end
export ConcurrencyViolationError
showerror(io::IO, e::ConcurrencyViolationError) = print(io, "ConcurrencyViolationError: ", e.msg)

function lock(f, l::AbstractLock)
    lock(l)
    try
        return f()
    finally
        unlock(l)
    end
end
function trylock(f, l::AbstractLock)
    if trylock(l)
        try
            return f()
        finally
            unlock(l)
        end
    end
    return false
end

"`@lock l ex`: evaluates `ex` while holding the lock."
macro lock(l, ex)
    return quote
        local held = $(esc(l))
        lock(held)
        try
            $(esc(ex))
        finally
            unlock(held)
        end
    end
end
macro lock_nofail(l, ex)
    return quote
        local held = $(esc(l))
        lock(held)
        local value = $(esc(ex))
        unlock(held)
        value
    end
end

"""
    Threads.SpinLock()

A lock that waits by trying again, for very short sections without anything that waits or prints. Not reentrant.
"""
mutable struct SpinLock <: AbstractLock
    held::Int
end
SpinLock() = SpinLock(0)
function lock(l::SpinLock)
    while atomic_casfield(l, :held, 0, 1) != 0
        while atomic_getfield(l, :held) != 0
            spin_hint()
        end
    end
    return nothing
end
trylock(l::SpinLock) = atomic_casfield(l, :held, 0, 1) == 0
function unlock(l::SpinLock)
    atomic_swapfield(l, :held, 0) == 0 && error("unlock count must match lock count")
    return nothing
end
islocked(l::SpinLock) = atomic_getfield(l, :held) != 0
unlock_all(l::SpinLock) = (unlock(l); 1)
relock_all(l::SpinLock, n::Int64) = lock(l)
assert_havelock(l::SpinLock) = islocked(l) ? nothing : throw(ConcurrencyViolationError("lock must be held"))

# The lock of a `Condition`, which belongs to one thread: it only remembers that thread.
mutable struct OneThreadLock <: AbstractLock
    thread::Int
end
OneThreadLock() = OneThreadLock(thread_id())
lock(l::OneThreadLock) = nothing
unlock(l::OneThreadLock) = nothing
trylock(l::OneThreadLock) = true
islocked(l::OneThreadLock) = true
unlock_all(l::OneThreadLock) = 1
relock_all(l::OneThreadLock, n::Int64) = nothing
assert_havelock(l::OneThreadLock) = l.thread == thread_id() ? nothing : throw(ConcurrencyViolationError("concurrency violation detected"))
