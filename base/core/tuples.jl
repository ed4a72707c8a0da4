# Tuples: indexing, iteration, mapping, comparison.
#
# Methods recurse over the tuple's tail, so that each step is compiled for the exact element types; tuples longer than 32
# are handled by loops instead.

export length, getindex, iterate, first, last, ntuple, map, in, reverse, isempty, keys, lastindex, firstindex, eltype,
    NTuple, eachindex, axes, values, get, getfield, findfirst, foreach, filter, empty, only, indexin, allequal, size

const NTuple = Tuple{Vararg{T,N}} where {N,T}
const One = Val{1}

length(t::Tuple) = nfields(t)
firstindex(t::Tuple) = 1
lastindex(t::Tuple) = nfields(t)
isempty(t::Tuple) = nfields(t) === 0
size(t::Tuple, d::Integer) = d == 1 ? length(t) : throw(ArgumentError(string("invalid tuple dimension ", d)))
axes(t::Tuple) = (OneTo(length(t)),)
eachindex(t::Tuple) = OneTo(length(t))
eachindex(t::Tuple, ts::Tuple...) = OneTo(max(length(t), map(length, ts)...))
keys(t::Tuple) = OneTo(length(t))
values(t::Tuple) = t
getindex(t::Tuple, i::Int) = getfield(t, i)
getindex(t::Tuple, i::Integer) = getfield(t, convert(Int, i))
getindex(t::Tuple, ::Colon) = t
getindex(t::Tuple, i::Real) = getfield(t, convert(Int, i))
getindex(t::Tuple, r::AbstractArray) = getindex_many(t, r)
function getindex_many(t::Tuple, r)
    eltype(r) === Bool && return getindex_mask(t, r)
    return ntuple(k -> t[r[k]], length(r))
end
getindex_many(t::Tuple, r::AbstractUnitRange) =
    (isempty(r) || (first(r) >= 1 && last(r) <= length(t)) || throw_boundserror(t, r); ntuple(k -> t[r[k]], length(r)))
function getindex_mask(t::Tuple, mask)
    length(mask) == length(t) || throw_boundserror(t, mask)
    r = ()
    for i in 1:length(t)
        if mask[i]
            r = (r..., t[i])
        end
    end
    return r
end
get(t::Tuple, i::Integer, default) = 1 <= i <= length(t) ? getindex(t, i) : default
get(f::Callable, t::Tuple, i::Integer) = 1 <= i <= length(t) ? getindex(t, i) : f()
haskey(t::Tuple, i::Integer) = 1 <= i <= length(t)

"The tuple `t` with the element at `i` replaced by `v`."
function setindex(t::Tuple, v, i::Integer)
    1 <= i <= length(t) || throw_boundserror(t, i)
    return ntuple(k -> k == i ? v : t[k], length(t))
end

@inline iterate(t::Tuple, i::Int = 1) = (1 <= i) & (i <= nfields(t)) ? (getfield(t, i), i + 1) : nothing

# Destructuring `a, b = x`; `a, b... = x` and `a..., b = x`
@inline indexed_iterate(t::Tuple, i::Int, state = 1) = (getfield(t, i), i + 1)
@inline indexed_iterate(t::NamedTuple, i::Int, state = 1) = (getfield(t, i), i + 1)
@inline indexed_iterate(p::Pair, i::Int, state = 1) = (getfield(p, i), i + 1)
@inline function indexed_iterate(x, i::Int)
    y = iterate(x)
    y === nothing && throw(BoundsError(x, i))
    return y
end
@inline function indexed_iterate(x, i::Int, state)
    y = iterate(x, state)
    y === nothing && throw(BoundsError(x, i))
    return y
end
rest(t::Tuple) = t
rest(t::Tuple, i::Int) = ntuple(k -> getfield(t, k + i - 1), length(t) - i + 1)
rest(x::Any) = x
rest(x::Any, state) = Iterators.rest(x, state)
rest(a::Array, i::Int) = a[i:end]
rest(x::NamedTuple, i::Int) = rest(named_tuple_values(x), i)

"For `a..., b, c = x`: all but the last `n` elements from a state on, and those last ones."
function split_rest(t::Tuple, n::Int, i::Int = 1)
    m = length(t) - i + 1 - n
    m < 0 && throw(ArgumentError("Collection too small for splitting into its front and tail"))
    return (ntuple(k -> getfield(t, k + i - 1), m), ntuple(k -> getfield(t, k + i + m - 1), n))
end
function split_rest(x, n::Int, state...)
    v = collect(rest(x, state...))
    m = length(v) - n
    m < 0 && throw(ArgumentError("Collection too small for splitting into its front and tail"))
    return (v[1:m], v[m+1:end])
end
# of a named tuple, a tuple
split_rest(x::NamedTuple, n::Int, i::Int = 1) = split_rest(named_tuple_values(x), n, i)

# Element types
eltype(::Type{Tuple{}}) = Union{}
eltype(::Type{<:Tuple{Vararg{E}}}) where {E} = E
eltype(t::Type{<:Tuple}) = tuple_eltype(t)
eltype(t::Type{Union{}}) = throw(ArgumentError("Union{} does not have elements"))
function tuple_eltype(@nospecialize(t))
    isa(t, Union) && return promote_typejoin(tuple_eltype(t.a), tuple_eltype(t.b))
    isa(t, UnionAll) && return tuple_eltype(unwrap_unionall(t))
    ps = type_parameters(t)
    n = svec_length(ps)
    r = Union{}
    i = 1
    while i <= n
        p = svec_ref(ps, i)
        r = promote_typejoin(r, isvarargtype(p) ? unwrapva(p) : p)
        i += 1
    end
    return r
end
eltype(t::Tuple) = eltype(typeof(t))
eltype(x) = eltype(typeof(x))
eltype(::Type) = Any
eltype(::Type{Any}) = Any
eltype(::Type{Union{}}) = throw(ArgumentError("Union{} does not have elements"))
eltype(::Type{T}) where {T<:Number} = T

# Parts

first(t::Tuple) = getfield(t, 1)
first(t::Tuple{}) = throw(ArgumentError("tuple must be non-empty"))
last(t::Tuple) = getfield(t, nfields(t))
last(t::Tuple{}) = throw(ArgumentError("tuple must be non-empty"))
"All elements but the first."
@inline tail(t::Tuple) = drop_first(t...)
tail(t::Tuple{}) = throw(ArgumentError("Cannot call tail on an empty tuple."))
@inline drop_first(x, xs...) = xs
"All elements but the last."
front(t::Tuple{}) = throw(ArgumentError("Cannot call front on an empty tuple."))
@inline front(t::Tuple) = front_args(t...)
@inline front_args(x) = ()
@inline front_args(x, xs...) = (x, front_args(xs...)...)
reverse(t::Tuple{}) = ()
@inline reverse(t::Tuple) = nfields(t) > 32 ? ntuple_long(i -> t[nfields(t) + 1 - i], nfields(t)) : (reverse(tail(t))..., getfield(t, 1))

# Construction

"""
    ntuple(f, n)

The tuple `(f(1), …, f(n))`. With `Val(n)` its length is known to the compiler.
"""
@inline function ntuple(f::F, n::Integer) where {F}
    n == 0 && return ()
    n == 1 && return (f(1),)
    n == 2 && return (f(1), f(2))
    n == 3 && return (f(1), f(2), f(3))
    n == 4 && return (f(1), f(2), f(3), f(4))
    n == 5 && return (f(1), f(2), f(3), f(4), f(5))
    n == 6 && return (f(1), f(2), f(3), f(4), f(5), f(6))
    n == 7 && return (f(1), f(2), f(3), f(4), f(5), f(6), f(7))
    n == 8 && return (f(1), f(2), f(3), f(4), f(5), f(6), f(7), f(8))
    return ntuple_long(f, convert(Int, n))
end
function ntuple_long(f, n::Int)
    n >= 0 || throw(ArgumentError(string("tuple length should be ≥ 0, got ", n)))
    v = arraynew(Array{Any,1}, n)
    i = 1
    while i <= n
        arrayset(v, f(i), i)
        i += 1
    end
    return tuple(v...)
end
@inline ntuple(f::F, ::Val{N}) where {F,N} = N > 32 ? ntuple_long(f, N) : N >= 0 ? ntuple_from(f, Val(N), Val(1)) :
    throw(ArgumentError(string("tuple length should be ≥ 0, got ", N)))
@inline ntuple_from(f::F, ::Val{N}, ::Val{I}) where {F,N,I} = I > N ? () : (f(I), ntuple_from(f, Val(N), Val(I + 1))...)

"A tuple of the elements of any iterable."
function tuple_of(x)
    v = arraynew(Array{Any,1}, 0)
    for e in x
        array_grow_end(v, 1)
        arrayset(v, e, arraylen(v))
    end
    return tuple(v...)
end
# as many as the tuple type has, if that is a number; there may be more
function tuple_of(@nospecialize(T), x)
    types = isa(T, DataType) ? type_parameters(T) : svec()
    n = svec_length(types)
    (n == 0 || isvarargtype(svec_ref(types, n)) || isa(x, Union{Tuple,Number})) && return tuple_of(x)
    v = arraynew(Array{Any,1}, n)
    i = 0
    for e in x
        i += 1
        arrayset(v, e, i)
        i == n && break
    end
    i == n || throw(ArgumentError(string("too few elements for tuple type ", T)))
    return tuple(v...)
end
tuple_of(x::Tuple) = x
tuple_of(x::Number) = (x,)

convert(::Type{T}, t::T) where {T<:Tuple} = t
convert(::Type{Tuple}, t::Tuple) = t
function convert(::Type{T}, t::Tuple) where {T<:Tuple}
    length(t) == 0 && T === Tuple{} && return ()
    typeintersect(T, tuple_like(t)) === Union{} && throw(MethodError(convert, (T, t)))
    r = map_with_index((x, i) -> convert(fieldtype(T, i), x), t)
    isa(r, T) || throw(MethodError(convert, (T, t)))
    return r
end
# The type of all tuples of the same length
tuple_like(t::Tuple{}) = Tuple{}
tuple_like(t::NTuple{N,Any}) where {N} = NTuple{N,Any}
@inline map_with_index(f, t::Tuple) = ntuple(i -> f(getfield(t, i), i), Val(nfields(t)))

# Mapping

map(f, t::Tuple{}) = ()
map(f, t::Tuple{Any}) = (f(getfield(t, 1)),)
map(f, t::Tuple{Any,Any}) = (f(getfield(t, 1)), f(getfield(t, 2)))
map(f, t::Tuple{Any,Any,Any}) = (f(getfield(t, 1)), f(getfield(t, 2)), f(getfield(t, 3)))
@inline map(f, t::Tuple) = nfields(t) > 32 ? ntuple_long(i -> f(t[i]), nfields(t)) : (f(getfield(t, 1)), map(f, tail(t))...)
map(f, s::Tuple{}, t::Tuple{}) = ()
map(f, s::Tuple, t::Tuple{}) = ()
map(f, s::Tuple{}, t::Tuple) = ()
@inline map(f, s::Tuple, t::Tuple) = nfields(s) > 32 ? ntuple_long(i -> f(s[i], t[i]), min(nfields(s), nfields(t))) :
    (f(getfield(s, 1), getfield(t, 1)), map(f, tail(s), tail(t))...)
@inline map(f, r::Tuple, s::Tuple, t::Tuple) = isempty(r) || isempty(s) || isempty(t) ? () :
    (f(getfield(r, 1), getfield(s, 1), getfield(t, 1)), map(f, tail(r), tail(s), tail(t))...)
@inline map(f, q::Tuple, r::Tuple, s::Tuple, ts::Tuple...) = isempty(q) || isempty(r) || isempty(s) || any_empty(ts) ? () :
    (f(getfield(q, 1), getfield(r, 1), getfield(s, 1), map(first, ts)...), map(f, tail(q), tail(r), tail(s), map(tail, ts)...)...)
any_empty(ts) = any(isempty, ts)
foreach(f, t::Tuple{}) = nothing
@inline foreach(f, t::Tuple) = nfields(t) > 32 ? foreach_long(f, t) : (f(getfield(t, 1)); foreach(f, tail(t)))
function foreach_long(f, t::Tuple)
    i = 1
    while i <= nfields(t)
        f(t[i])
        i += 1
    end
    return nothing
end
filter(f, t::Tuple{}) = ()
function filter(f, t::Tuple)
    nfields(t) > 32 && return filter_long(f, t)
    r = filter(f, tail(t))
    return f(getfield(t, 1)) ? (getfield(t, 1), r...) : r
end
function filter_long(f, t::Tuple)
    kept = Any[]
    foreach_long(x -> f(x) && push!(kept, x), t)
    return (kept...,)
end
empty(t::Tuple) = ()

# Comparison

# Long tuples are walked by index: a step from tail to tail is a type of its own each time.
==(a::Tuple, b::Tuple) = nfields(a) === nfields(b) && (nfields(a) > 32 ? long_tuple_equal(a, b) : tuple_equal(a, b))
tuple_equal(a::Tuple{}, b::Tuple{}) = true
@inline function tuple_equal(a::Tuple, b::Tuple)
    e = getfield(a, 1) == getfield(b, 1)
    e === false && return false
    e === true && return tuple_equal(tail(a), tail(b))
    r = tuple_equal(tail(a), tail(b))
    return r === false ? false : e & r
end
function long_tuple_equal(a::Tuple, b::Tuple)
    unknown = false
    i = 1
    while i <= nfields(a)
        e = a[i] == b[i]
        if e === missing
            unknown = true
        elseif !e
            return false
        end
        i += 1
    end
    return unknown ? missing : true
end
isequal(a::Tuple, b::Tuple) = nfields(a) === nfields(b) && (nfields(a) > 32 ? long_tuple_isequal(a, b) : tuple_isequal(a, b))
function long_tuple_isequal(a::Tuple, b::Tuple)
    i = 1
    while i <= nfields(a)
        isequal(a[i], b[i]) || return false
        i += 1
    end
    return true
end
tuple_isequal(a::Tuple{}, b::Tuple{}) = true
@inline tuple_isequal(a::Tuple, b::Tuple) = isequal(getfield(a, 1), getfield(b, 1)) && tuple_isequal(tail(a), tail(b))
isless(::Tuple{}, ::Tuple{}) = false
isless(::Tuple{}, ::Tuple) = true
isless(::Tuple, ::Tuple{}) = false
@inline function isless(a::Tuple, b::Tuple)
    nfields(a) > 32 && nfields(b) > 32 && return long_tuple_isless(a, b)
    x = getfield(a, 1)
    y = getfield(b, 1)
    return isless(x, y) || (isequal(x, y) && isless(tail(a), tail(b)))
end
function long_tuple_isless(a::Tuple, b::Tuple)
    i = 1
    while i <= min(nfields(a), nfields(b))
        isless(a[i], b[i]) && return true
        isequal(a[i], b[i]) || return false
        i += 1
    end
    return nfields(a) < nfields(b)
end
<(::Tuple{}, ::Tuple{}) = false
<(::Tuple{}, ::Tuple) = true
<(::Tuple, ::Tuple{}) = false
@inline function <(a::Tuple, b::Tuple)
    nfields(a) > 32 && nfields(b) > 32 && return long_tuple_less(a, b)
    e = getfield(a, 1) == getfield(b, 1)
    e === true && return tail(a) < tail(b)
    e === false && return getfield(a, 1) < getfield(b, 1)
    return e
end
function long_tuple_less(a::Tuple, b::Tuple)
    i = 1
    while i <= min(nfields(a), nfields(b))
        e = a[i] == b[i]
        e === missing && return missing
        e || return a[i] < b[i]
        i += 1
    end
    return nfields(a) < nfields(b)
end
in(x, t::Tuple{}) = false
@inline function in(x, t::Tuple)
    nfields(t) > 12 && return in_long_tuple(x, t)
    e = getfield(t, 1) == x
    e === true && return true
    r = in(x, tail(t))
    return e === false ? r : r === true ? true : e
end
function in_long_tuple(x, t::Tuple)
    unknown = false
    i = 1
    while i <= nfields(t)
        e = getfield(t, i) == x
        if e === missing
            unknown = true
        elseif e
            return true
        end
        i += 1
    end
    return unknown ? missing : false
end
in(x::Symbol, t::Tuple{}) = false
@inline in(x::Symbol, t::Tuple{Symbol,Vararg{Symbol}}) =
    nfields(t) > 12 ? in_long_symbols(x, t) : getfield(t, 1) === x || in(x, tail(t))
function in_long_symbols(x::Symbol, t::Tuple)
    i = 1
    while i <= nfields(t)
        getfield(t, i) === x && return true
        i += 1
    end
    return false
end

const tuplehash_seed = 0x77cfa1eef01bca90
hash(t::Tuple{}, h::UInt64) = h + tuplehash_seed
@inline hash(t::Tuple, h::UInt64) = nfields(t) > 32 ? long_tuple_hash(t, h) : hash(getfield(t, 1), hash(tail(t), h))
function long_tuple_hash(t::Tuple, h::UInt64)
    h = hash((), h)
    i = nfields(t)
    while i >= 1
        h = hash(t[i], h)::UInt64
        i -= 1
    end
    return h
end

"The only element of a collection of one; `ArgumentError` otherwise."
only(t::Tuple{Any}) = getfield(t, 1)
only(t::Tuple) = throw(ArgumentError(string("Tuple contains ", length(t), " elements, must contain exactly 1 element")))
findfirst(f::Function, t::Tuple) = find_in_tuple(f, t)
findnext(f::Function, t::Tuple, i::Integer) = (k = i; while k <= nfields(t); f(t[k]) && return Int(k); k += 1; end; nothing)
findprev(f::Function, t::Tuple, i::Integer) = (k = i; while k >= 1; f(t[k]) && return Int(k); k -= 1; end; nothing)
function find_in_tuple(f, t)
    i = 1
    while i <= nfields(t)
        f(getfield(t, i)) && return i
        i += 1
    end
    return nothing
end
