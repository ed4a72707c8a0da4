# Module Threads: `@threads`, `@spawn`, `Atomic`.

export Threads

baremodule Threads
using ..Base
using Core.Intrinsics
import ..Base: lock, unlock, trylock, islocked, getindex, setindex!, show

export nthreads, threadid, threadpool, nthreadpools, @threads, @spawn, Atomic, atomic_add!,
    atomic_sub!, atomic_and!, atomic_or!, atomic_xor!, atomic_nand!, atomic_max!, atomic_min!, atomic_xchg!, atomic_cas!,
    atomic_fence, SpinLock, Event

"The number of threads."
nthreads() = thread_count()
nthreads(pool::Symbol) = threadpoolsize(pool)
"The number of the thread that runs this, from 1."
threadid() = thread_id()
threadid(t::Task) = task_thread(t)
maxthreadid() = thread_count()
threadpool(tid = thread_id()) = :default
threadpoolsize(pool::Symbol = :default) = pool === :default ? thread_count() : pool === :interactive ? 0 : error("invalid threadpool specified")
nthreadpools() = 1
ngcthreads() = 1

"A condition with a lock, for tasks of any thread."
const Condition = Base.GenericCondition{Base.ReentrantLock}
const SpinLock = Base.SpinLock
const Event = Base.Event

# Atomic values

const AtomicInteger = Union{Bool,Int8,Int16,Int32,Int64,UInt8,UInt16,UInt32,UInt64}
const AtomicFloat = Union{Float32,Float64}

"""
    Threads.Atomic{T}(x = 0)

A value of a primitive type of up to 64 bits that is read, written and changed atomically: `a[]`, `a[] = x`,
`atomic_add!(a, x)` …
"""
mutable struct Atomic{T<:Union{AtomicInteger,AtomicFloat}}
    value::T
    Atomic{T}() where {T<:Union{AtomicInteger,AtomicFloat}} = new{T}(zero(T))
    Atomic{T}(x) where {T<:Union{AtomicInteger,AtomicFloat}} = new{T}(convert(T, x))
end
Atomic() = Atomic{Int}()
Atomic(x::T) where {T<:Union{AtomicInteger,AtomicFloat}} = Atomic{T}(x)

@inline getindex(a::Atomic) = atomic_getfield(a, :value)
@inline setindex!(a::Atomic{T}, x) where {T} = (atomic_setfield(a, :value, convert(T, x)); a)
Base.eltype(::Type{Atomic{T}}) where {T} = T
show(io::IO, a::Atomic{T}) where {T} = (print(io, "Base.Threads.Atomic{", T, "}("); show(io, a[]); print(io, ")"))

"Adds `x`; gives the old value."
@inline atomic_add!(a::Atomic{T}, x::T) where {T} = atomic_addfield(a, :value, x)
"Subtracts `x`; gives the old value."
@inline atomic_sub!(a::Atomic{T}, x::T) where {T} = atomic_subfield(a, :value, x)
"Bitwise and; gives the old value."
@inline atomic_and!(a::Atomic{T}, x::T) where {T<:AtomicInteger} = atomic_andfield(a, :value, x)
@inline atomic_or!(a::Atomic{T}, x::T) where {T<:AtomicInteger} = atomic_orfield(a, :value, x)
@inline atomic_xor!(a::Atomic{T}, x::T) where {T<:AtomicInteger} = atomic_xorfield(a, :value, x)
"Bitwise not-and; gives the old value."
@inline atomic_nand!(a::Atomic{T}, x::T) where {T<:AtomicInteger} = atomic_nandfield(a, :value, x)
"Stores the larger of the value and `x`; gives the old value."
@inline atomic_max!(a::Atomic{T}, x::T) where {T} = atomic_maxfield(a, :value, x)
@inline atomic_min!(a::Atomic{T}, x::T) where {T} = atomic_minfield(a, :value, x)
"Stores `x`; gives the old value."
@inline atomic_xchg!(a::Atomic{T}, x::T) where {T} = atomic_swapfield(a, :value, x)
"Stores `new` if the value is `cmp`; gives the old value."
@inline atomic_cas!(a::Atomic{T}, cmp::T, new::T) where {T} = atomic_casfield(a, :value, cmp, new)
"Orders memory accesses of this thread before and after it."
atomic_fence() = Core.Intrinsics.atomic_fence()

# Loops

# Whether a `:static` loop is running. Written atomically.
mutable struct Region
    n::Int
end
const static_region = Region(0)

# Runs f(1) … f(n), each in a task of its own: i on thread i, or wherever there is one free.
function run_tasks(f, n::Int64, static::Bool)
    n > 1 && Base.await_threads()
    tasks = arraynew(Vector{Any}, n)
    if static
        (thread_id() != 1 || atomic_swapfield(static_region, :n, 1) != 0) &&
            Base.error("`@threads :static` cannot be used concurrently or nested")
    end
    i = 1
    while i <= n
        let k = i
            t = Base.task_on(() -> f(k), static ? k : 0)
            arrayset(tasks, t, i)
            Base.schedule(t)
        end
        i += 1
    end
    failures = Any[]
    i = 1
    while i <= n
        t = arrayref(tasks, i)::Task
        Base.wait_done(t)
        task_state(t) == 3 && push!(failures, TaskFailedException(t))
        i += 1
    end
    static && atomic_setfield(static_region, :n, 0)
    isempty(failures) || throw(CompositeException(failures))
    return nothing
end

# The part of first … first+len-1 that task i of n does.
@inline function part(first::Int64, len::Int64, i::Int64, n::Int64)
    each, more = divrem(len, n)
    from = first + (i - 1) * each + min(i - 1, more)
    return (from, from + each - 1 + (i <= more ? 1 : 0))
end

# body(items, from, to) does the loop for the items at these indices.
function run_loop(body, items, schedule::Symbol)
    schedule === :greedy && return run_greedy(body, items)
    first = firstindex(items)
    len = length(items)
    n = thread_count()
    static = schedule === :static
    run_tasks(n, static) do i
        from, to = part(first, len, i, n)
        from <= to && body(items, from, to)
        nothing
    end
    return nothing
end

mutable struct Cursor
    next::Int
end
# Each task takes the next index until there is none.
function run_greedy(body, items)
    first = firstindex(items)
    last = first + length(items) - 1
    cursor = Cursor(first)
    run_tasks(min(thread_count(), max(length(items), 0)), false) do _
        while true
            k = atomic_addfield(cursor, :next, 1)
            k > last && return nothing
            body(items, k, k)
        end
    end
    return nothing
end
# What has no indices is gathered first: the loop's order is free, but every item is there once.
indexed(items::AbstractArray) = items
indexed(items::Tuple) = items
indexed(items) = indexed_by(items, applicable(firstindex, items) && applicable(getindex, items, 1))
indexed_by(items, is_indexed::Bool) = is_indexed ? items : throw(MethodError(firstindex, (items,)))
gathered(items::AbstractArray) = items
gathered(items) = collect(items)
# Item k of those that `part` gave out. A range cannot have changed since: no check. An array may have.
@inline item(items, k) = items[k]
@inline item(items::AbstractRange, k) = @inbounds items[k]

"""
    Threads.@threads [schedule] for i in items … end

The loop with its iterations shared among the threads. `schedule` is `:dynamic` (a part for each thread, done wherever
one is free), `:static` (part i on thread i) or `:greedy` (each takes the next item). Errors come together as a
`CompositeException` of `TaskFailedException`s.
"""
macro threads(args...)
    n = length(args)
    schedule = :dynamic
    if n == 2
        schedule = args[1]
        isa(schedule, QuoteNode) && (schedule = schedule.value)
        isa(schedule, Symbol) || throw(ArgumentError("unsupported schedule argument in @threads"))
        in(schedule, (:static, :dynamic, :greedy)) || throw(ArgumentError("unsupported schedule argument in @threads"))
    elseif n != 1
        throw(ArgumentError("wrong number of arguments in @threads"))
    end
    ex = args[n]
    (isa(ex, Expr) && ex.head === :for) || throw(ArgumentError("@threads requires a `for` loop expression"))
    (isa(ex.args[1], Expr) && ex.args[1].head === :(=)) ||
        throw(ArgumentError("nested outer loops are not currently supported by @threads"))
    variable = esc(ex.args[1].args[1])
    items = esc(ex.args[1].args[2])
    prepare = schedule === :greedy ? gathered : indexed
    body = esc(ex.args[2])
    return quote
        run_loop($prepare($items), $(QuoteNode(schedule))) do list, from, to
            for k in from:to
                local $variable = item(list, k)
                $body
            end
            nothing
        end
    end
end

"""
    Threads.@spawn [pool] ex

Runs `ex` in a new task on whichever thread is free. `\$x` in it is the value that `x` has now.
"""
macro spawn(args...)
    n = length(args)
    (n == 1 || n == 2) || throw(ArgumentError("wrong number of arguments in @spawn"))
    if n == 2
        pool = args[1]
        isa(pool, QuoteNode) && (pool = pool.value)
        isa(pool, Symbol) && !in(pool, (:default, :interactive, :samepool)) && throw(ArgumentError("unsupported threadpool in @spawn: $pool"))
    end
    return Base.task_expression(spawned_task, args[n])
end
spawned_task(f) = Base.task_on(f, 0)

"""
    Threads.foreach(f, channel::Channel; schedule = FairSchedule(), ntasks = nthreads())

Calls `f` for every value of the channel, in `ntasks` tasks.
"""
function foreach(f, channel::Channel; schedule = FairSchedule(), ntasks::Integer = nthreads())
    failed = Atomic{Bool}(false)
    Base.@sync for _ in 1:ntasks
        @spawn try
            for x in channel
                failed[] && break
                f(x)
            end
        catch
            failed[] = true
            rethrow()
        end
    end
    return nothing
end
abstract type AbstractSchedule end
struct StaticSchedule <: AbstractSchedule end
struct FairSchedule <: AbstractSchedule end
end
