# Channels: queues between tasks, of any thread.
#
# Everything in a channel is under its one lock, which its three conditions share.

export AbstractChannel, Channel, put!, take!, isready, bind, isbuffered, isfull

abstract type AbstractChannel{T} end

# A value that waits in an unbuffered channel until it is taken.
mutable struct Offer
    value::Any
    taken::Bool
end

"""
    Channel{T = Any}(size = 0)
    Channel{T}(f, size = 0; taskref = nothing, spawn = false)

A queue that holds up to `size` values of type T (`Inf`: any number); 0: `put!` waits for a `take!`. With a function, a
new task calls `f(channel)`, and the channel is closed at its end.
"""
mutable struct Channel{T} <: AbstractChannel{T}
    cond_take::GenericCondition{ReentrantLock}
    cond_wait::GenericCondition{ReentrantLock}
    cond_put::GenericCondition{ReentrantLock}
    state::Symbol
    excp::Any
    data::Vector{T}
    offers::Vector{Offer}
    sz_max::Int
    function Channel{T}(sz::Integer = 0) where {T}
        sz < 0 && throw(ArgumentError("Channel size must be either 0, a positive integer or Inf"))
        l = ReentrantLock()
        return new{T}(GenericCondition(l), GenericCondition(l), GenericCondition(l), :open, nothing, Vector{T}(), Offer[], Int(sz))
    end
end
function Channel{T}(sz::AbstractFloat) where {T}
    sz == Inf && return Channel{T}(typemax(Int))
    return Channel{T}(convert(Int, sz))
end
Channel(sz = 0) = Channel{Any}(sz)
function Channel{T}(f::Function, sz = 0; taskref = nothing, spawn::Bool = false, threadpool = nothing) where {T}
    c = Channel{T}(sz)
    t = spawn ? task_on(() -> f(c), 0) : Task(() -> f(c))
    bind(c, t)
    taskref === nothing || (taskref[] = t)
    schedule(t)
    spawn || yield()
    return c
end
function Channel(f::Function, sz = 0; ctype = Any, csize = nothing, taskref = nothing, spawn::Bool = false, threadpool = nothing)
    return Channel{ctype}(f, csize === nothing ? sz : csize; taskref = taskref, spawn = spawn)
end

isbuffered(c::Channel) = c.sz_max > 0
eltype(::Type{Channel{T}}) where {T} = T
eltype(::Type{<:AbstractChannel{T}}) where {T} = T
IteratorSize(::Type{<:Channel}) = SizeUnknown()
length(c::Channel) = lock(() -> n_avail(c), c.cond_take)
size(c::Channel) = (length(c),)
n_avail(c::Channel) = length(c.data) + length(c.offers)
isfull(c::Channel) = n_avail(c) >= c.sz_max
"Whether a `take!` would not wait."
isready(c::Channel) = n_avail(c) > 0
isempty(c::Channel) = n_avail(c) == 0
isopen(c::Channel) = c.state === :open
lock(c::Channel) = lock(c.cond_take)
unlock(c::Channel) = unlock(c.cond_take)
trylock(c::Channel) = trylock(c.cond_take)
function lock(f, c::Channel)
    lock(c)
    try
        return f()
    finally
        unlock(c)
    end
end

closed_exception() = InvalidStateException("Channel is closed.", :closed)
function check_channel_state(c::Channel)
    if !(c.state === :open)
        e = c.excp
        throw(e === nothing ? closed_exception() : e)
    end
    return nothing
end

"""
    close(c::Channel, [exception])

Closes the channel: `put!` fails from now on, `take!` once it is empty, with the exception (an `InvalidStateException`).
"""
close(c::Channel) = close(c, closed_exception())
function close(c::Channel, e)
    lock(c)
    try
        c.excp = e
        c.state = :closed
        notify_error(c.cond_take, e)
        notify_error(c.cond_wait, e)
        notify_error(c.cond_put, e)
    finally
        unlock(c)
    end
    return nothing
end

"""
    bind(c::Channel, t::Task)

Closes the channel when the task ends; with the task's error, if it failed.
"""
function bind(c::Channel, t::Task)
    add_waiter(t, () -> close_after(c, t)) || close_after(c, t)
    return c
end
function close_after(c::Channel, t::Task)
    isopen(c) || return nothing
    istaskfailed(t) ? close(c, TaskFailedException(t)) : close(c)
    return nothing
end

"""
    put!(c::Channel, v) -> v

Adds a value at the end; waits while the channel is full (without buffer: until the value is taken).
"""
function put!(c::Channel{T}, v) where {T}
    check_channel_state(c)
    value = convert(T, v)
    lock(c)
    try
        isbuffered(c) ? put_buffered(c, value) : put_unbuffered(c, value)
    finally
        unlock(c)
    end
    return value
end
function put_buffered(c::Channel, v)
    while length(c.data) >= c.sz_max
        check_channel_state(c)
        wait(c.cond_put)
    end
    check_channel_state(c)
    push!(c.data, v)
    notify(c.cond_take; all = false)
    notify(c.cond_wait; all = false)
    return nothing
end
function put_unbuffered(c::Channel, v)
    check_channel_state(c)
    offer = Offer(v, false)
    push!(c.offers, offer)
    notify(c.cond_take; all = false)
    notify(c.cond_wait; all = false)
    try
        while !offer.taken
            wait(c.cond_put)
        end
    catch
        i = findfirst(o -> o === offer, c.offers)
        i === nothing || deleteat!(c.offers, i)
        # Taken just before the channel was closed: the put has succeeded.
        offer.taken || rethrow()
    end
    return nothing
end

"""
    take!(c::Channel)

Takes the first value out; waits while there is none.
"""
function take!(c::Channel{T}) where {T}
    lock(c)
    try
        while n_avail(c) == 0
            check_channel_state(c)
            wait(c.cond_take)
        end
        if isbuffered(c)
            v = popfirst!(c.data)
            notify(c.cond_put; all = false)
            return v
        end
        offer = popfirst!(c.offers)
        offer.taken = true
        notify(c.cond_put)
        return offer.value::T
    finally
        unlock(c)
    end
end
popfirst!(c::Channel) = take!(c)
push!(c::Channel, v) = (put!(c, v); c)
append!(c::Channel, xs) = (foreach(x -> put!(c, x), xs); c)

"""
    fetch(c::Channel)

Waits for a value and gives the first one without taking it. Only for buffered channels.
"""
function fetch(c::Channel)
    isbuffered(c) || throw(ErrorException("`fetch` is not supported on an unbuffered Channel."))
    lock(c)
    try
        while isempty(c.data)
            check_channel_state(c)
            wait(c.cond_take)
        end
        # Whoever else was woken for this value still finds it.
        notify(c.cond_take; all = false)
        return c.data[1]
    finally
        unlock(c)
    end
end

"Waits until there is a value in the channel."
function wait(c::Channel)
    isready(c) && return nothing
    lock(c)
    try
        while !isready(c)
            check_channel_state(c)
            wait(c.cond_wait)
        end
    finally
        unlock(c)
    end
    return nothing
end

function iterate(c::Channel, state = nothing)
    if !isopen(c) && !isready(c)
        e = c.excp
        e === nothing || e isa InvalidStateException || throw(e)
        return nothing
    end
    try
        return (take!(c), nothing)
    catch e
        e isa InvalidStateException && e.state === :closed && return nothing
        rethrow()
    end
end

function show(io::IO, c::Channel{T}) where {T}
    print(io, "Channel{", T, "}(", c.sz_max == typemax(Int) ? "typemax(Int64)" : string(c.sz_max), ")")
    return nothing
end
function show(io::IO, ::MIME"text/plain", c::Channel)
    show(io, c)
    get(io, :compact, false) === true && return nothing
    if !isopen(c)
        print(io, " (closed)")
    else
        n = n_avail(c)
        n == 0 ? print(io, " (empty)") : print(io, " (", n, " item", n == 1 ? "" : "s", " available)")
    end
    return nothing
end
