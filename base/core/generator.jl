# `Generator`, what `(f(x) for x in xs)` is, and `pairs`.

export pairs

"`Generator(f, iter)`: the elements of `iter` with `f` applied, one at a time."
struct Generator{I,F}
    f::F
    iter::I
    Generator{I,F}(f, iter) where {I,F} = new{I,F}(f, iter)
    Generator(f::F, iter::I) where {F,I} = new{I,F}(f, iter)
    Generator(::Type{T}, iter::I) where {T,I} = new{I,Type{T}}(T, iter)
end
Generator(f, iter, iters...) = Generator(args -> f(args...), Iterators.zip(iter, iters...))

@inline function iterate(g::Generator)
    y = iterate(g.iter)
    y === nothing && return nothing
    return (g.f(y[1]), y[2])
end
@inline function iterate(g::Generator, state)
    y = iterate(g.iter, state)
    y === nothing && return nothing
    return (g.f(y[1]), y[2])
end
length(g::Generator) = length(g.iter)
size(g::Generator) = size(g.iter)
axes(g::Generator) = axes(g.iter)
ndims(g::Generator) = ndims(g.iter)
keys(g::Generator) = keys(g.iter)
last(g::Generator) = g.f(last(g.iter))
isempty(g::Generator) = isempty(g.iter)
isdone(g::Generator, state...) = isdone(g.iter, state...)
IteratorSize(::Type{Generator{I,F}}) where {I,F} = IteratorSize(I)
IteratorEltype(::Type{<:Generator}) = EltypeUnknown()

"`true` if certainly no element is left, `false` if certainly one is; `missing` if it cannot be told without iterating."
isdone(itr, state...) = missing

# pairs(x): key => value

Pairs(data::A, itr::I) where {A,I} = Pairs{eltype(I),eltype(A),I,A}(data, itr)
Pairs(nt::NamedTuple{names,T}) where {names,T} = Pairs{Symbol,eltype(T),typeof(names),NamedTuple{names,T}}(nt, names)

"""
    pairs(collection)

An iterator of `key => value`; of arrays the keys are the indices.
"""
pairs(nt::NamedTuple) = Pairs(nt)
pairs(t::Tuple) = Pairs(t, keys(t))
pairs(a::AbstractArray) = Pairs(a, keys(a))
pairs(p::Pairs) = p
pairs(x) = Generator(k -> Pair(k, x[k]), keys(x))

length(p::Pairs) = length(getfield(p, :itr))
isempty(p::Pairs) = isempty(getfield(p, :itr))
size(p::Pairs) = size(getfield(p, :itr))
axes(p::Pairs) = axes(getfield(p, :itr))
keys(p::Pairs) = getfield(p, :itr)
values(p::Pairs) = getfield(p, :data)
eltype(::Type{<:Pairs{K,V}}) where {K,V} = Pair{K,V}
keytype(::Type{<:Pairs{K}}) where {K} = K
valtype(::Type{<:Pairs{K,V}}) where {K,V} = V
IteratorSize(::Type{<:Pairs{<:Any,<:Any,I}}) where {I} = IteratorSize(I)
getindex(p::Pairs, k) = getindex(getfield(p, :data), k)
setindex!(p::Pairs, v, k) = (setindex!(getfield(p, :data), v, k); p)
haskey(p::Pairs{<:Any,<:Any,<:Any,<:NamedTuple}, k) = isa(k, Symbol) && haskey(getfield(p, :data), k)
haskey(p::Pairs, k) = in(k, getfield(p, :itr))
get(p::Pairs, k, default) = haskey(p, k) ? getindex(p, k) : default
get(f::Callable, p::Pairs, k) = haskey(p, k) ? getindex(p, k) : f()
@inline function iterate(p::Pairs)
    y = iterate(getfield(p, :itr))
    y === nothing && return nothing
    return (Pair(y[1], getfield(p, :data)[y[1]]), y[2])
end
@inline function iterate(p::Pairs, state)
    y = iterate(getfield(p, :itr), state)
    y === nothing && return nothing
    return (Pair(y[1], getfield(p, :data)[y[1]]), y[2])
end
@inline function iterate(p::Pairs{K,V,I,<:NamedTuple}, i::Int = 1) where {K,V,I}
    nt = getfield(p, :data)
    i > nfields(nt) && return nothing
    return (Pair{Symbol,V}(getfield(getfield(p, :itr), i), getfield(nt, i)), i + 1)
end
reverse(p::Pairs) = Iterators.reverse(p)
merge(p::Pairs{<:Any,<:Any,<:Any,<:NamedTuple}, others...) = merge(getfield(p, :data), others...)
==(a::Pairs{<:Any,<:Any,<:Any,<:NamedTuple}, b::Pairs{<:Any,<:Any,<:Any,<:NamedTuple}) = getfield(a, :data) == getfield(b, :data)

# Module Iterators has functions of its own named map and reverse
const base_map = map
const base_reverse = reverse
