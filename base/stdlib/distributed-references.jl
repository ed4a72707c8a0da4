# References to values that lie in some process: `Future`, written once, and `RemoteChannel`.
#
# A reference is known everywhere by (whence, id): the process that made it and its number there. The value lies in process
# `where`, which counts the processes that hold references (`clients`). A process tells the owner when it no longer has
# any: reference objects are watched weakly (`Ticket`), and looked through from time to time.

export AbstractRemoteRef, Future, RemoteChannel, RemoteException, channel_from_id

abstract type AbstractRemoteRef end

"""
    Future(pid::Integer = myid())

A value that will be there some time, in process `pid`: what `remotecall` and `@spawnat` give. `fetch` waits for it.
"""
mutable struct Future <: AbstractRemoteRef
    where::Int
    whence::Int
    id::Int
    v::Union{Some{Any},Nothing}
end

"""
    RemoteChannel(pid::Integer = myid())
    RemoteChannel(f::Function, pid::Integer = myid())

A reference to a channel in process `pid`: one for a single value, or the one that `f()` gives there. `put!`, `take!`,
`fetch`, `isready`, `wait`, `close` and `isopen` work on it from every process.
"""
mutable struct RemoteChannel{T<:AbstractChannel} <: AbstractRemoteRef
    where::Int
    whence::Int
    id::Int
end

# An exception of another process, with its stack trace.
"""
    RemoteException(pid, captured)

Wraps what was thrown in process `pid`: `captured.ex` is the exception.
"""
struct RemoteException <: Exception
    pid::Int
    captured::CapturedException
end
function Base.showerror(io::IO, e::RemoteException)
    e.pid == myid() || print(io, "On worker ", e.pid, ":\n")
    showerror(io, e.captured)
    return nothing
end
Base.showerror(io::IO, e::RemoteException, bt; backtrace::Bool=true) = showerror(io, e)

capture(e) = e isa RemoteException ? e : RemoteException(myid(), CapturedException(e, Base.backtrace_of(e)))

# ---- values that lie here ----

# What others refer to: a channel, and who holds references.
mutable struct RemoteValue
    channel::Any
    clients::Vector{Int}
end

key(r::AbstractRemoteRef) = (r.whence, r.id)

function lookup_value(k::Tuple{Int,Int}, make=() -> Channel{Any}(1))
    lock(group.lock) do
        get!(() -> RemoteValue(make(), Int[]), group.values, k)::RemoteValue
    end
end
function add_client(k::Tuple{Int,Int}, client::Int)
    v = lookup_value(k)
    lock(group.lock) do
        client in v.clients || push!(v.clients, client)
        return nothing
    end
end
function remove_client(k::Tuple{Int,Int}, client::Int)
    lock(group.lock) do
        v = get(group.values, k, nothing)
        v isa RemoteValue || return nothing
        filter!(c -> c != client, v.clients)
        isempty(v.clients) && delete!(group.values, k)
        return nothing
    end
end
# A process has gone, and with it its references.
function remove_everywhere(client::Int)
    for k in lock(() -> collect(keys(group.values)), group.lock)
        remove_client(k, client)
    end
    return nothing
end

# ---- references that are held here ----

mutable struct Ticket
    object::WeakRef
    where::Int
    key::Tuple{Int,Int}
end

# Watches a reference object made or received here.
function watch(r::AbstractRemoteRef)
    lock(group.lock) do
        group.tickets[group.next_ticket] = Ticket(WeakRef(r), r.where, key(r))
        group.next_ticket += 1
        return nothing
    end
    r.where == myid() && add_client(key(r), myid())
    length(group.tickets) > group.sweep_at && sweep_references()
    return r
end

# Tells owners of the references that no object here stands for any more.
function sweep_references()
    dead = Tuple{Int,Tuple{Int,Int}}[]
    lock(group.lock) do
        living = Dict{Tuple{Int,Int},Bool}()
        for t in values(group.tickets)
            (t::Ticket).object.value === nothing || (living[t.key] = true)
        end
        for (n, t) in collect(group.tickets)
            (t::Ticket).object.value === nothing || continue
            delete!(group.tickets, n)
            haskey(living, t.key) || push!(dead, (t.where, t.key))
        end
        group.sweep_at = 2 * length(group.tickets) + 256
        return nothing
    end
    for (owner, k) in unique(dead)
        release(owner, k)
    end
    return nothing
end
function release(owner::Int, k::Tuple{Int,Int})
    if owner == myid()
        remove_client(k, myid())
    elseif is_connected(owner)
        post(owner, Int[MESSAGE_DELETE, k[1], k[2], myid()], nothing)
    end
    return nothing
end

# A Future whose value has been fetched needs its owner no longer.
function settle(r::Future)
    lock(group.lock) do
        others = false
        for (n, t) in collect(group.tickets)
            (t::Ticket).key == key(r) || continue
            t.object.value === r ? delete!(group.tickets, n) : (others |= t.object.value !== nothing)
        end
        others
    end || release(r.where, key(r))
    return nothing
end

# ---- Future ----

function Future(pid::Integer=myid())
    r = Future(Int(pid), myid(), new_call_id(), nothing)
    return watch(r)
end

Base.show(io::IO, r::Future) = print(io, "Future(", r.where, ", ", r.whence, ", ", r.id, ", ", r.v === nothing ? "nothing" : repr(r.v), ")")
Base.:(==)(a::AbstractRemoteRef, b::AbstractRemoteRef) = key(a) == key(b)
Base.hash(r::AbstractRemoteRef, h::UInt) = hash(key(r), h)

thrown_or(v) = v isa RemoteException ? throw(v) : v

# Runs where the value lies.
function fetch_here(whence::Int, id::Int)
    v = lookup_value((whence, id))
    return fetch(v.channel)
end
# An exception that is the value is thrown by whoever asked.
function wait_value_here(whence::Int, id::Int)
    v = fetch_here(whence, id)
    return v isa RemoteException ? v : nothing
end
function wait_here(whence::Int, id::Int)
    wait(lookup_value((whence, id)).channel)
    return nothing
end
isready_here(whence::Int, id::Int) = (v = get(group.values, (whence, id), nothing); v isa RemoteValue && isready(v.channel))
function put_here(whence::Int, id::Int, x, once::Bool)
    v = lookup_value((whence, id))
    once && isready(v.channel) && error("Future can be set only once")
    put!(v.channel, x)
    return nothing
end

# What is asked of a reference's owner.
function at_owner(f, r::AbstractRemoteRef, args...)
    r.where == myid() && return f(r.whence, r.id, args...)
    return remotecall_fetch(f, r.where, r.whence, r.id, args...)
end

"""
    fetch(r::Future)

Waits for the value and gives it; throws a `RemoteException` if the call ended with an exception.
"""
function Base.fetch(r::Future)
    known = r.v
    known === nothing || return thrown_or(something(known))
    v = r.where == myid() ? fetch_here(r.whence, r.id) : fetch_from(r)
    if r.v === nothing
        r.v = Some{Any}(v)
        settle(r)
    end
    return thrown_or(v)
end
# An exception that is the value is told from one of the asking itself by where it was made.
function fetch_from(r::Future)
    return remotecall_fetch(fetch_wrapped, r.where, r.whence, r.id)[1]
end
fetch_wrapped(whence::Int, id::Int) = Any[fetch_here(whence, id)]

function Base.wait(r::Future)
    known = r.v
    thrown_or(known === nothing ? at_owner(wait_value_here, r) : something(known))
    return r
end
Base.isready(r::Future) = r.v !== nothing || at_owner(isready_here, r)
function Base.put!(r::Future, v)
    r.v === nothing || error("Future can be set only once")
    at_owner(put_here, r, v, true)
    r.v = Some{Any}(v)
    return r
end

# ---- RemoteChannel ----

RemoteChannel(pid::Integer=myid()) = RemoteChannel(() -> Channel{Any}(1), pid)
function RemoteChannel(f::Function, pid::Integer=myid())
    id = new_call_id()
    T = Int(pid) == myid() ? make_channel(f, myid(), id) : remotecall_fetch(make_channel, pid, f, myid(), id)
    return watch(RemoteChannel{T}(Int(pid), myid(), id))
end
function make_channel(f, whence::Int, id::Int)
    v = lookup_value((whence, id), f)
    add_client((whence, id), whence)
    return typeof(v.channel)
end

Base.show(io::IO, r::RemoteChannel{T}) where {T} = print(io, RemoteChannel{T}, "(", r.where, ", ", r.whence, ", ", r.id, ")")
Base.eltype(::Type{RemoteChannel{T}}) where {T} = eltype(T)

channel_here(whence::Int, id::Int) = lookup_value((whence, id)).channel
take_here(whence::Int, id::Int, args...) = take!(channel_here(whence, id), args...)
fetch_channel_here(whence::Int, id::Int, args...) = fetch(channel_here(whence, id), args...)
put_channel_here(whence::Int, id::Int, args...) = (put!(channel_here(whence, id), args...); nothing)
isready_channel_here(whence::Int, id::Int, args...) = isready(channel_here(whence, id), args...)
isopen_here(whence::Int, id::Int) = isopen(channel_here(whence, id))
close_here(whence::Int, id::Int) = (close(channel_here(whence, id)); nothing)
isempty_here(whence::Int, id::Int) = isempty(channel_here(whence, id))

Base.take!(r::RemoteChannel, args...) = at_owner(take_here, r, args...)
Base.fetch(r::RemoteChannel, args...) = at_owner(fetch_channel_here, r, args...)
Base.put!(r::RemoteChannel, args...) = (at_owner(put_channel_here, r, args...); r)
Base.isready(r::RemoteChannel, args...) = at_owner(isready_channel_here, r, args...)
Base.isopen(r::RemoteChannel) = at_owner(isopen_here, r)
Base.isempty(r::RemoteChannel) = at_owner(isempty_here, r)
Base.close(r::RemoteChannel) = at_owner(close_here, r)
Base.wait(r::RemoteChannel, args...) = (at_owner(wait_here, r); r)

function Base.iterate(r::RemoteChannel, state=nothing)
    isopen(r) || isready(r) || return nothing
    try
        return (take!(r), nothing)
    catch e
        inner = e isa RemoteException ? e.captured.ex : e
        inner isa InvalidStateException && inner.state === :closed && return nothing
        rethrow()
    end
end
Base.IteratorSize(::Type{<:RemoteChannel}) = Base.SizeUnknown()

channel_from_id(id) = error("channel_from_id is not supported: use a RemoteChannel")
