# Named tuples and pairs.
#
# The names are a type parameter, so selection and merging are computed while compiling where the names are constants.

export Pair, =>, pairs, haskey, merge, values, keys, propertynames, hasproperty

"""
    Pairs(data, keys)

What `pairs(x)` gives: an iterator of `key => value`; also how keyword arguments `kw...` arrive.
"""
struct Pairs{K,V,I,A} <: AbstractDict{K,V}
    data::A
    itr::I
    Pairs{K,V,I,A}(data, itr) where {K,V,I,A} = new{K,V,I,A}(data, itr)
end

"""
    Pair(a, b), a => b

Two values, `first` and `second`; what dictionaries are built from.
"""
struct Pair{A,B}
    first::A
    second::B
    Pair{A,B}(a, b) where {A,B} = new{A,B}(a, b)
    Pair(a, b) = new{Core.Typeof(a),Core.Typeof(b)}(a, b)
end
const => = Pair

getindex(p::Pair, i::Int) = getfield(p, i)
getindex(p::Pair, i::Real) = getfield(p, convert(Int, i))
@inline iterate(p::Pair, i::Int = 1) = i > 2 ? nothing : (getfield(p, i), i + 1)
length(p::Pair) = 2
first(p::Pair) = p.first
last(p::Pair) = p.second
firstindex(p::Pair) = 1
lastindex(p::Pair) = 2
eltype(::Type{Pair{A,B}}) where {A,B} = Union{A,B}
keys(p::Pair) = OneTo(2)
reverse(p::Pair) = Pair(p.second, p.first)
==(a::Pair, b::Pair) = (a.first == b.first) & (a.second == b.second)
isequal(a::Pair, b::Pair) = isequal(a.first, b.first) && isequal(a.second, b.second)
isless(a::Pair, b::Pair) = isless(a.first, b.first) || (isequal(a.first, b.first) && isless(a.second, b.second))
hash(p::Pair, h::UInt64) = hash(p.second, hash(p.first, h))
convert(::Type{Pair{A,B}}, p::Pair{A,B}) where {A,B} = p
convert(::Type{Pair{A,B}}, p::Pair) where {A,B} = Pair{A,B}(convert(A, p.first), convert(B, p.second))
promote_rule(::Type{Pair{A1,B1}}, ::Type{Pair{A2,B2}}) where {A1,B1,A2,B2} =
    Pair{promote_type(A1, A2),promote_type(B1, B2)}

# Named tuples

length(nt::NamedTuple) = nfields(nt)
isempty(nt::NamedTuple) = nfields(nt) === 0
empty(nt::NamedTuple) = NamedTuple()
firstindex(nt::NamedTuple) = 1
lastindex(nt::NamedTuple) = nfields(nt)
getindex(nt::NamedTuple, i::Int) = getfield(nt, i)
getindex(nt::NamedTuple, s::Symbol) = getfield(nt, s)
getindex(nt::NamedTuple, i::Integer) = getfield(nt, convert(Int, i))
getindex(nt::NamedTuple, names::Tuple{Vararg{Symbol}}) = NamedTuple{names}(nt)
getindex(nt::NamedTuple, ::Colon) = nt
@inline iterate(nt::NamedTuple, i::Int = 1) = i > nfields(nt) ? nothing : (getfield(nt, i), i + 1)
keys(nt::NamedTuple{names}) where {names} = names
values(nt::NamedTuple) = named_tuple_values(nt)
@inline named_tuple_values(nt::NamedTuple) = ntuple(i -> getfield(nt, i), Val(nfields(nt)))
eltype(::Type{NamedTuple{names,T}}) where {names,T} = eltype(T)
haskey(nt::NamedTuple, s::Symbol) = isdefined(nt, s)
haskey(nt::NamedTuple, i::Integer) = 1 <= i <= nfields(nt)
get(nt::NamedTuple, s::Union{Symbol,Integer}, default) = haskey(nt, s) ? getindex(nt, s) : default
get(f::Callable, nt::NamedTuple, s::Union{Symbol,Integer}) = haskey(nt, s) ? getindex(nt, s) : f()
first(nt::NamedTuple) = getfield(nt, 1)
last(nt::NamedTuple) = getfield(nt, nfields(nt))
front(nt::NamedTuple{names}) where {names} = NamedTuple{front(names)}(front(named_tuple_values(nt)))
tail(nt::NamedTuple{names}) where {names} = NamedTuple{tail(names)}(tail(named_tuple_values(nt)))
in(x, nt::NamedTuple) = in(x, named_tuple_values(nt))
map(f, nt::NamedTuple{names}) where {names} = NamedTuple{names}(map(f, named_tuple_values(nt)))
map(f, a::NamedTuple{names}, b::NamedTuple{names}) where {names} =
    NamedTuple{names}(map(f, named_tuple_values(a), named_tuple_values(b)))
reverse(nt::NamedTuple{names}) where {names} = NamedTuple{reverse(names)}(reverse(named_tuple_values(nt)))
filter(f, nt::NamedTuple{names}) where {names} = NamedTuple{filter(n -> f(getfield(nt, n)), names)}(nt)

==(a::NamedTuple{n}, b::NamedTuple{n}) where {n} = named_tuple_values(a) == named_tuple_values(b)
==(a::NamedTuple, b::NamedTuple) = false
isequal(a::NamedTuple{n}, b::NamedTuple{n}) where {n} = isequal(named_tuple_values(a), named_tuple_values(b))
isequal(a::NamedTuple, b::NamedTuple) = false
isless(a::NamedTuple{n}, b::NamedTuple{n}) where {n} = isless(named_tuple_values(a), named_tuple_values(b))
<(a::NamedTuple{n}, b::NamedTuple{n}) where {n} = named_tuple_values(a) < named_tuple_values(b)
hash(nt::NamedTuple{n}, h::UInt64) where {n} = xor(objectid(n), hash(named_tuple_values(nt), h))
convert(::Type{T}, nt::T) where {T<:NamedTuple} = nt
convert(::Type{NamedTuple{names,T}}, nt::NamedTuple{names}) where {names,T<:Tuple} =
    NamedTuple{names,T}(convert(T, named_tuple_values(nt)))

"The fields `names` of a named tuple."
@inline named_tuple_select(names::Tuple, nt::NamedTuple) = NamedTuple{names}(map(n -> getfield(nt, n), names))

"""
    merge(a::NamedTuple, bs...)

A named tuple with the fields of all; of equal names the last value counts, at the first place.
"""
merge(a::NamedTuple) = a
merge(a::NamedTuple{()}, b::NamedTuple) = b
merge(a::NamedTuple, b::NamedTuple{()}) = a
merge(a::NamedTuple{()}, b::NamedTuple{()}) = a
@inline function merge(a::NamedTuple{an}, b::NamedTuple{bn}) where {an,bn}
    names = merge_names(an, bn)
    return NamedTuple{names}(map(n -> name_in(n, bn) ? getfield(b, n) : getfield(a, n), names))
end
merge(a::NamedTuple, b::NamedTuple, cs::NamedTuple...) = merge(merge(a, b), cs...)
merge(a::NamedTuple, b::Pairs{<:Any,<:Any,<:Any,<:NamedTuple}) = merge(a, getfield(b, :data))
function merge(a::NamedTuple, itr)
    # an iterable of pairs with Symbol keys
    r = a
    for (k, v) in itr
        isa(k, Symbol) || throw(TypeError(:merge, "", Symbol, k))
        r = merge(r, NamedTuple{(k,)}((v,)))
    end
    return r
end
@inline merge_names(an::Tuple, bn::Tuple) = (an..., names_without(bn, an)...)
# Written as a recursion, so that it is settled when the names are known
name_in(s::Symbol, t::Tuple{}) = false
@inline name_in(s::Symbol, t::Tuple) = s === getfield(t, 1) || name_in(s, tail(t))
names_without(bn::Tuple{}, an::Tuple) = ()
@inline function names_without(bn::Tuple, an::Tuple)
    r = names_without(tail(bn), an)
    return name_in(getfield(bn, 1), an) ? r : (getfield(bn, 1), r...)
end

"""
    structdiff(a::NamedTuple, b)

`a` without the fields that `b`, a named tuple or a type of such, has.
"""
@inline structdiff(a::NamedTuple{an}, b::NamedTuple{bn}) where {an,bn} = NamedTuple{names_without(an, bn)}(a)
@inline structdiff(a::NamedTuple{an}, ::Type{<:NamedTuple{bn}}) where {an,bn} = NamedTuple{names_without(an, bn)}(a)
structdiff(a::Pairs, b) = structdiff(getfield(a, :data), b)

"The named tuple `nt` with field `i` set to `v`."
setindex(nt::NamedTuple, v, s::Symbol) = merge(nt, NamedTuple{(s,)}((v,)))
