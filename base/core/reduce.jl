# Folding iterators: foldl, reduce, sum, any, maximum, …
#
# `mapfoldl_impl(f, op, init, itr)` is the one loop. Arrays come through `mapreduce(f, op, A)`, whose method for
# `AbstractArray` (pairwise, with `dims`) is in collections/.

export foldl, foldr, reduce, mapfoldl, mapfoldr, mapreduce, sum, prod, any, all, count, maximum, minimum, extrema, in,
    foreach, isempty, first, last, only, length, allequal

struct NoInitialValue end

"""
    foldl(op, itr; [init])

Combines the elements from the left with `op`.
"""
foldl(op, itr; init = NoInitialValue()) = mapfoldl_impl(identity, op, init, itr)
"`foldl(op, map(f, itr))` without the intermediate collection."
mapfoldl(f, op, itr; init = NoInitialValue()) = mapfoldl_impl(f, op, init, itr)
"""
    reduce(op, itr; [init])

Combines the elements with the associative `op`, in an order of Julia's choice.
"""
reduce(op, itr; init = NoInitialValue()) = mapfoldl_impl(identity, op, init, itr)
"`reduce(op, map(f, itr))` without the intermediate collection."
mapreduce(f, op, itr; init = NoInitialValue()) = mapfoldl_impl(f, op, init, itr)
mapreduce(f, op, itr, itrs...; kw...) = reduce(op, Generator(f, itr, itrs...); kw...)

@inline function mapfoldl_impl(f::F, op::OP, ::NoInitialValue, itr) where {F,OP}
    y = iterate(itr)
    y === nothing && return mapreduce_empty_iter(f, op, itr)
    v = reduce_first(op, f(y[1]))
    return fold_rest(f, op, v, itr, y[2])
end
@inline function mapfoldl_impl(f::F, op::OP, init, itr) where {F,OP}
    y = iterate(itr)
    y === nothing && return init
    return fold_rest(f, op, op(init, f(y[1])), itr, y[2])
end
@inline function fold_rest(f::F, op::OP, v, itr, state) where {F,OP}
    y = iterate(itr, state)
    while y !== nothing
        v = op(v, f(y[1]))
        y = iterate(itr, y[2])
    end
    return v
end
@inline mapfoldl_impl(f::F, op::OP, ::NoInitialValue, t::Tuple) where {F,OP} =
    nfields(t) === 0 ? mapreduce_empty_iter(f, op, t) : fold_tuple(f, op, reduce_first(op, f(getfield(t, 1))), tail(t))
@inline mapfoldl_impl(f::F, op::OP, init, t::Tuple) where {F,OP} = fold_tuple(f, op, init, t)
fold_tuple(f, op, v, t::Tuple{}) = v
@inline function fold_tuple(f::F, op::OP, v, t::Tuple) where {F,OP}
    nfields(t) > 32 && return fold_long_tuple(f, op, v, t)
    return fold_tuple(f, op, op(v, f(getfield(t, 1))), tail(t))
end
function fold_long_tuple(f, op, v, t)
    for x in t
        v = op(v, f(x))
    end
    return v
end

"""
    foldr(op, itr; [init])

Combines the elements from the right with `op`.
"""
foldr(op, itr; init = NoInitialValue()) = mapfoldr(identity, op, itr; init = init)
mapfoldr(f, op, itr; init = NoInitialValue()) =
    isa(init, NoInitialValue) && isempty(itr) ? mapreduce_empty_iter(f, op, itr) : mapfoldl_impl(f, (a, b) -> op(b, a), init, Iterators.reverse(itr))

# Results for nothing to fold
mapreduce_empty_iter(f, op, itr) = reduce_empty_for(f, op, IteratorEltype(itr), itr)
reduce_empty_for(f, op, ::HasEltype, itr) = mapreduce_empty(f, op, eltype(itr))
reduce_empty_for(f, op, ::EltypeUnknown, itr) = throw_empty_reduction()
reduce_empty_for(f, op, ::EltypeUnknown, g::Generator{<:Any,typeof(identity)}) = mapreduce_empty_iter(f, op, g.iter)
@noinline throw_empty_reduction() = throw(ArgumentError("reducing over an empty collection is not allowed; consider supplying `init` to the reducer"))
mapreduce_empty(::typeof(identity), op, T) = reduce_empty(op, T)
mapreduce_empty(::typeof(abs), op, T) = abs(reduce_empty(op, T))
mapreduce_empty(::typeof(abs2), op, T) = abs2(reduce_empty(op, T))
mapreduce_empty(f, op, T) = throw_empty_reduction()
reduce_empty(op, T) = throw_empty_reduction()
reduce_empty(::typeof(+), ::Type{T}) where {T} = zero(T)
reduce_empty(::typeof(+), ::Type{Bool}) = 0
reduce_empty(::typeof(*), ::Type{T}) where {T} = one(T)
reduce_empty(::typeof(*), ::Type{<:AbstractChar}) = ""
reduce_empty(::typeof(&), ::Type{Bool}) = true
reduce_empty(::typeof(|), ::Type{Bool}) = false
reduce_empty(::typeof(+), ::Type{Union{}}) = throw_empty_reduction()
reduce_empty(::typeof(*), ::Type{Union{}}) = throw_empty_reduction()

# sum and prod add up small integers as Int
add_sum(x, y) = x + y
add_sum(x::Union{Bool,Int8,Int16,Int32}, y::Union{Bool,Int8,Int16,Int32}) = Int(x) + Int(y)
add_sum(x::Union{UInt8,UInt16,UInt32}, y::Union{UInt8,UInt16,UInt32}) = UInt(x) + UInt(y)
mul_prod(x, y) = x * y
mul_prod(x::Union{Int8,Int16,Int32}, y::Union{Int8,Int16,Int32}) = Int(x) * Int(y)
mul_prod(x::Union{UInt8,UInt16,UInt32}, y::Union{UInt8,UInt16,UInt32}) = UInt(x) * UInt(y)
"What the first element `x` becomes when a reduction by `op` starts with it."
reduce_first(op, x) = x
reduce_first(::typeof(+), x::Bool) = Int(x)
reduce_first(::typeof(*), x::AbstractChar) = string(x)
reduce_first(::typeof(add_sum), x::Union{Bool,Int8,Int16,Int32}) = Int(x)
reduce_first(::typeof(add_sum), x::Union{UInt8,UInt16,UInt32}) = UInt(x)
reduce_first(::typeof(mul_prod), x::AbstractChar) = string(x)
reduce_first(::typeof(mul_prod), x::Union{Int8,Int16,Int32}) = Int(x)
reduce_first(::typeof(mul_prod), x::Union{UInt8,UInt16,UInt32}) = UInt(x)
reduce_empty(::typeof(add_sum), ::Type{T}) where {T} = reduce_empty(+, T)
reduce_empty(::typeof(add_sum), ::Type{T}) where {T<:Union{Bool,Int8,Int16,Int32}} = 0
reduce_empty(::typeof(add_sum), ::Type{T}) where {T<:Union{UInt8,UInt16,UInt32}} = UInt(0)
reduce_empty(::typeof(mul_prod), ::Type{T}) where {T} = reduce_empty(*, T)
reduce_empty(::typeof(mul_prod), ::Type{T}) where {T<:Union{Int8,Int16,Int32}} = 1
reduce_empty(::typeof(mul_prod), ::Type{T}) where {T<:Union{UInt8,UInt16,UInt32}} = UInt(1)
reduce_empty(::typeof(add_sum), ::Type{Union{}}) = throw_empty_reduction()
reduce_empty(::typeof(mul_prod), ::Type{Union{}}) = throw_empty_reduction()

"""
    sum([f], itr; [init])

The sum of the elements (with `f` applied).
"""
sum(f, itr; init = NoInitialValue()) = mapfoldl_impl(f, add_sum, init, itr)
sum(itr; init = NoInitialValue()) = mapfoldl_impl(identity, add_sum, init, itr)
"The product of the elements (with `f` applied)."
prod(f, itr; init = NoInitialValue()) = mapfoldl_impl(f, mul_prod, init, itr)
prod(itr; init = NoInitialValue()) = mapfoldl_impl(identity, mul_prod, init, itr)
sum(t::Tuple{}) = throw_empty_reduction()
sum(x::Number) = reduce_first(add_sum, x)
prod(x::Number) = reduce_first(mul_prod, x)
sum(t::Tuple{Any,Vararg{Any}}) = mapfoldl_impl(identity, add_sum, NoInitialValue(), t)
prod(t::Tuple{Any,Vararg{Any}}) = mapfoldl_impl(identity, mul_prod, NoInitialValue(), t)
prod(t::Tuple{}) = 1

"The largest element (of `f` of the elements); `init` for an empty collection."
maximum(f, itr; init = NoInitialValue()) = mapfoldl_impl(f, max, init, itr)
maximum(itr; init = NoInitialValue()) = mapfoldl_impl(identity, max, init, itr)
"The smallest element (of `f` of the elements)."
minimum(f, itr; init = NoInitialValue()) = mapfoldl_impl(f, min, init, itr)
minimum(itr; init = NoInitialValue()) = mapfoldl_impl(identity, min, init, itr)
"Smallest and largest element as a tuple, in one pass."
extrema(itr; init = NoInitialValue()) = extrema_of(identity, init, itr)
extrema(f, itr; init = NoInitialValue()) = extrema_of(f, init, itr)
function extrema_of(f, init, itr)
    y = iterate(itr)
    if y === nothing
        isa(init, NoInitialValue) && throw_empty_reduction()
        return init
    end
    x = f(y[1])
    lo, hi = isa(init, NoInitialValue) ? (x, x) : (min(init[1], x), max(init[2], x))
    y = iterate(itr, y[2])
    while y !== nothing
        x = f(y[1])
        lo = min(lo, x)
        hi = max(hi, x)
        y = iterate(itr, y[2])
    end
    return (lo, hi)
end
extrema(x::Real) = (x, x)

# Truth. `missing` among the elements makes the answer missing unless the others decide it.

"Whether any element (or `p` of one) is true; stops at the first."
any(itr) = any(identity, itr)
@inline function any(p, itr)
    unknown = false
    for x in itr
        v = p(x)
        if v === missing
            unknown = true
        elseif v
            return true
        end
    end
    return unknown ? missing : false
end
"Whether all elements (or `p` of them) are true; stops at the first that is not."
all(itr) = all(identity, itr)
@inline function all(p, itr)
    unknown = false
    for x in itr
        v = p(x)
        if v === missing
            unknown = true
        elseif v
            continue
        else
            return false
        end
    end
    return unknown ? missing : true
end
any(p, t::Tuple{}) = false
@inline any(p, t::Tuple{Any}) = p(getfield(t, 1))
all(p, t::Tuple{}) = true
@inline all(p, t::Tuple{Any}) = p(getfield(t, 1))

"""
    count([f], itr; init = 0)

How many elements are true (or make `f` true).
"""
count(itr; init = 0) = count_of(identity, itr, init)
count(f, itr; init = 0) = count_of(f, itr, init)
@inline function count_of(f, itr, init)
    n = init
    for x in itr
        n += f(x)::Bool
    end
    return n
end

"""
    in(x, itr)

Whether an element of `itr` equals `x` (by `==`).
"""
@inline function in(x, itr)
    unknown = false
    for y in itr
        v = y == x
        if v === missing
            unknown = true
        elseif v
            return true
        end
    end
    return unknown ? missing : false
end

"Calls `f` with each element, for its effects."
@inline function foreach(f, itr)
    for x in itr
        f(x)
    end
    return nothing
end
foreach(f) = (f(); nothing)
function foreach(f, itr, itrs...)
    for xs in Iterators.zip(itr, itrs...)
        f(xs...)
    end
    return nothing
end

# Collections by iteration alone

function isempty(itr)
    d = isdone(itr)
    d === missing && return iterate(itr) === nothing
    return d
end
function first(itr)
    y = iterate(itr)
    y === nothing && throw(ArgumentError("collection must be non-empty"))
    return y[1]
end
last(a) = a[lastindex(a)]
first(itr, n::Integer) = collect(Iterators.take(itr, n))
last(itr, n::Integer) = reverse!(collect(Iterators.take(Iterators.reverse(itr), n)))
lastindex(a) = last(keys(a))
firstindex(a) = first(keys(a))
function only(itr)
    y = iterate(itr)
    y === nothing && throw(ArgumentError("Collection is empty, must contain exactly 1 element"))
    iterate(itr, y[2]) === nothing || throw(ArgumentError("Collection has multiple elements, must contain exactly 1 element"))
    return y[1]
end
only(x::Number) = x
"Whether all elements are equal (by `isequal`)."
function allequal(itr)
    y = iterate(itr)
    y === nothing && return true
    x = y[1]
    for z in itr
        isequal(x, z) || return false
    end
    return true
end
allequal(f, itr) = allequal(Generator(f, itr))
