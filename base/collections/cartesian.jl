# CartesianIndex, CartesianIndices and LinearIndices: indices of several dimensions as values.
# Enters: sizes, axes, arrays. Leaves: index objects whose iteration is column-major and allocates nothing (an index is a
# tuple of Ints that the compiler keeps in locals). Manual: "Cartesian indices".

CartesianIndex(I::NTuple{N,Int}) where {N} = CartesianIndex{N}(I)
CartesianIndex(I::Tuple{Vararg{Integer,N}}) where {N} = CartesianIndex{N}(map(Int, I))
CartesianIndex(I::Integer...) = CartesianIndex(map(Int, I))
CartesianIndex{N}(I::Integer...) where {N} = CartesianIndex{N}(_pad_index(map(Int, I), Val{N}()))
CartesianIndex(I::Union{Integer,CartesianIndex}...) = CartesianIndex(_flatten_index(I))
_pad_index(I::Tuple, ::Val{N}) where {N} = ntuple(d -> d <= length(I) ? I[d] : 1, Val{N}())
@inline _flatten_index(I::Tuple{}) = ()
@inline _flatten_index(I::Tuple) = (_index_ints(I[1])..., _flatten_index(tail(I))...)
@inline _index_ints(i::Integer) = (Int(i),)
@inline _index_ints(i::CartesianIndex) = i.I

@inline Tuple(I::CartesianIndex) = I.I
@inline getindex(I::CartesianIndex, i::Integer) = I.I[i]
@inline getindex(I::CartesianIndex, r) = I.I[r]
length(::CartesianIndex{N}) where {N} = N
length(::Type{CartesianIndex{N}}) where {N} = N
firstindex(I::CartesianIndex) = 1
lastindex(I::CartesianIndex{N}) where {N} = N
ndims(::CartesianIndex{N}) where {N} = N
eltype(::Type{<:CartesianIndex}) = Int
iterate(::CartesianIndex) =
    error("iteration is deliberately unsupported for CartesianIndex. Use `I` rather than `I...`, or use `Tuple(I)...`")
zero(::CartesianIndex{N}) where {N} = CartesianIndex(ntuple(d -> 0, Val{N}()))
zero(::Type{CartesianIndex{N}}) where {N} = CartesianIndex(ntuple(d -> 0, Val{N}()))
oneunit(::CartesianIndex{N}) where {N} = CartesianIndex(ntuple(d -> 1, Val{N}()))
oneunit(::Type{CartesianIndex{N}}) where {N} = CartesianIndex(ntuple(d -> 1, Val{N}()))

@inline +(a::CartesianIndex{N}) where {N} = a
@inline -(a::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(-, a.I))
@inline +(a::CartesianIndex{N}, b::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(+, a.I, b.I))
@inline -(a::CartesianIndex{N}, b::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(-, a.I, b.I))
@inline *(n::Integer, a::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(x -> Int(n) * x, a.I))
@inline *(a::CartesianIndex, n::Integer) = n * a
@inline min(a::CartesianIndex{N}, b::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(min, a.I, b.I))
@inline max(a::CartesianIndex{N}, b::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(max, a.I, b.I))
@inline ==(a::CartesianIndex{N}, b::CartesianIndex{N}) where {N} = a.I == b.I
hash(a::CartesianIndex, h::UInt) = hash(a.I, h + 0x2f1c8a4497c3b5d1)
# column-major order: the last coordinate decides first
@inline isless(a::CartesianIndex{N}, b::CartesianIndex{N}) where {N} = _less_from_last(a.I, b.I)
@inline _less_from_last(a::Tuple{}, b::Tuple{}) = false
@inline function _less_from_last(a::Tuple, b::Tuple)
    x, y = a[end], b[end]
    x == y || return x < y
    return _less_from_last(front(a), front(b))
end

@inline CartesianIndices(inds::Tuple{Vararg{AbstractUnitRange{Int},N}}) where {N} = CartesianIndices{N,typeof(inds)}(inds)
CartesianIndices(inds::Tuple{Vararg{Any,N}}) where {N} = CartesianIndices(map(_index_range, inds))
CartesianIndices(inds::Tuple{Vararg{OrdinalRange{Int},N}}) where {N} = CartesianIndices{N,typeof(inds)}(inds)
@inline CartesianIndices(inds::Tuple{Vararg{AbstractUnitRange{Int},0}}) = CartesianIndices{0,Tuple{}}(())
CartesianIndices(A::AbstractArray) = CartesianIndices(axes(A))
CartesianIndices(I::CartesianIndex) = CartesianIndices(I.I)
@inline _index_range(n::Integer) = OneTo(Int(n))
@inline _index_range(r::AbstractRange) = r
_index_range(r::AbstractUnitRange) = Int(first(r)):Int(last(r))

@inline size(C::CartesianIndices) = map(length, C.indices)
@inline axes(C::CartesianIndices) = map(_axis_of, C.indices)
@inline _axis_of(r::OneTo) = r
@inline _axis_of(r) = OneTo(length(r))
IndexStyle(::Type{<:CartesianIndices}) = IndexCartesian()
@inline function getindex(C::CartesianIndices{N}, I::Vararg{Int,N}) where {N}
    @boundscheck checkbounds(C, I...)
    return CartesianIndex{N}(map(_nth, C.indices, I))
end
@inline _nth(r, i) = @inbounds r[i]
@inline getindex(C::CartesianIndices{N}, I::CartesianIndex{N}) where {N} = C[I.I...]
getindex(C::CartesianIndices{0}) = CartesianIndex(())
getindex(C::CartesianIndices{N}, I::CartesianIndices{N}) where {N} = CartesianIndices(map((r, i) -> r[i], C.indices, I.indices))
function getindex(C::CartesianIndices{N}, I::Vararg{Union{Colon,AbstractRange},N}) where {N}
    return CartesianIndices(map((r, i) -> r[i], C.indices, I))
end
first(C::CartesianIndices) = CartesianIndex(map(first, C.indices))
last(C::CartesianIndices) = CartesianIndex(map(last, C.indices))
==(a::CartesianIndices{N}, b::CartesianIndices{N}) where {N} = a.indices == b.indices
in(I::CartesianIndex{N}, C::CartesianIndices{N}) where {N} = _all_in(I.I, C.indices)
_all_in(t::Tuple{}, r::Tuple{}) = true
_all_in(t::Tuple, r::Tuple) = t[1] in r[1] && _all_in(tail(t), tail(r))
intersect(a::CartesianIndices{N}, b::CartesianIndices{N}) where {N} = CartesianIndices(map(intersect, a.indices, b.indices))
(::Colon)(a::CartesianIndex{N}, b::CartesianIndex{N}) where {N} = CartesianIndices(map(:, a.I, b.I))
(::Colon)(a::CartesianIndex{N}, s::CartesianIndex{N}, b::CartesianIndex{N}) where {N} = CartesianIndices(map(:, a.I, s.I, b.I))

@inline function iterate(C::CartesianIndices{N}) where {N}
    _any_empty(C.indices) && return nothing
    I = CartesianIndex{N}(map(first, C.indices))
    return I, I
end
@inline function iterate(C::CartesianIndices{N}, state::CartesianIndex{N}) where {N}
    more, I = _next_index(state.I, C.indices)
    more || return nothing
    J = CartesianIndex{N}(I)
    return J, J
end
@inline _any_empty(t::Tuple{}) = false
@inline _any_empty(t::Tuple) = isempty(t[1]) || _any_empty(tail(t))
# the successor in column-major order: (false, …) after the last
@inline _next_index(I::Tuple{}, inds::Tuple{}) = (false, ())
@inline function _next_index(I::Tuple{Int}, inds::Tuple{Any})
    r = inds[1]
    return I[1] != last(r), (I[1] + step(r),)
end
@inline function _next_index(I::Tuple{Int,Int,Vararg{Int}}, inds::Tuple)
    r = inds[1]
    I[1] != last(r) && return true, (I[1] + step(r), tail(I)...)
    more, rest = _next_index(tail(I), tail(inds))
    return more, (first(r), rest...)
end

LinearIndices(inds::Tuple{Vararg{AbstractUnitRange{Int},N}}) where {N} = LinearIndices{N,typeof(inds)}(inds)
LinearIndices(inds::Tuple{Vararg{Any,N}}) where {N} = LinearIndices(map(_index_range, inds))
LinearIndices(A::AbstractArray) = LinearIndices(axes(A))
IndexStyle(::Type{<:LinearIndices}) = IndexLinear()
@inline size(L::LinearIndices) = map(length, L.indices)
@inline axes(L::LinearIndices) = map(_axis_of, L.indices)
@inline function getindex(L::LinearIndices, i::Int)
    @boundscheck checkbounds(L, i)
    return i
end
getindex(L::LinearIndices{1}, r::AbstractUnitRange{Int}) = L.indices[1][r]
@inline iterate(L::LinearIndices, i::Int=1) = i <= length(L) ? (i, i + 1) : nothing

# ---- between the two

# sizes and one Int per dimension ==> linear index; unchecked
@inline _sub2ind(dims::Tuple{}, I::Tuple{}) = 1
@inline _sub2ind(dims::Tuple{}, I::Tuple) = 1
@inline _sub2ind(dims::Tuple, I::Tuple{}) = 1
@inline _sub2ind(dims::Tuple, I::Tuple{Int}) = I[1]
@inline _sub2ind(dims::Tuple{}, I::Tuple{Int}) = 1
@inline _sub2ind(dims::Tuple{}, I::Tuple{Int,Int,Vararg{Int}}) = 1
@inline _sub2ind(dims::Tuple, I::Tuple{Int,Int,Vararg{Int}}) = I[1] + dims[1] * (_sub2ind(tail(dims), tail(I)) - 1)
# sizes and a linear index ==> one Int per dimension; unchecked
@inline _ind2sub(dims::Tuple{}, i::Int) = ()
@inline _ind2sub(dims::Tuple{Int}, i::Int) = (i,)
@inline function _ind2sub(dims::Tuple{Int,Int,Vararg{Int}}, i::Int)
    q, r = divrem(i - 1, dims[1])
    return (r + 1, _ind2sub(tail(dims), q + 1)...)
end

# ---- a whole axis as an index

@inline first(s::Slice) = first(s.indices)
@inline last(s::Slice) = last(s.indices)
@inline length(s::Slice) = length(s.indices)
@inline size(s::Slice) = (length(s.indices),)
@inline axes(s::Slice) = (s.indices,)
@inline step(s::Slice) = 1
@inline getindex(s::Slice, i::Int) = s.indices[i]
getindex(s::Slice, r::AbstractUnitRange{<:Integer}) = s.indices[r]
@inline iterate(s::Slice, i::Int=first(s.indices)) = i <= last(s.indices) ? (i, i + 1) : nothing
IndexStyle(::Type{<:Slice}) = IndexLinear()

# with the indices of a certain style
pairs(::IndexLinear, A::AbstractArray) = Pairs(A, LinearIndices(A))
pairs(::IndexCartesian, A::AbstractArray) = Pairs(A, CartesianIndices(A))
