# The array interface: what every AbstractArray answers once it has `size` and scalar `getindex`.
# Enters: a type with `size(A)` and either `getindex(A, i::Int)` (IndexStyle IndexLinear) or `getindex(A, i::Int...)` (one
# per dimension). Leaves: axes, eachindex, bounds checks, iteration, ==, hash, first, last. Invariant: a scalar access
# reaches the type's own `getindex` with Ints only, after a bounds check unless the caller said `@inbounds`.
# Manual: "Interfaces – Abstract Arrays", "Multi-dimensional Arrays". Deliberately absent: offset axes (an axis starts at 1
# unless the type defines `axes`).
export axes, checkbounds, checkindex, eachindex, firstindex, lastindex, ndims, size, stride, strides, parent

IndexStyle(A::AbstractArray) = IndexStyle(typeof(A))
IndexStyle(::Type{<:AbstractArray}) = IndexCartesian()
IndexStyle(::Type{<:Array}) = IndexLinear()
IndexStyle(::Type{<:AbstractRange}) = IndexLinear()
IndexStyle(A::AbstractArray, B::AbstractArray) = IndexStyle(IndexStyle(A), IndexStyle(B))
IndexStyle(A::AbstractArray, B::AbstractArray, C::AbstractArray...) = IndexStyle(IndexStyle(A, B), IndexStyle(C...))
IndexStyle(::IndexLinear, ::IndexLinear) = IndexLinear()
IndexStyle(::IndexStyle, ::IndexStyle) = IndexCartesian()

@inline _prodsize(t::Tuple{}) = 1
@inline _prodsize(t::Tuple{Int}) = t[1]
@inline _prodsize(t::Tuple) = t[1] * _prodsize(tail(t))

ndims(::AbstractArray{T,N}) where {T,N} = N
ndims(::Type{<:AbstractArray{T,N}}) where {T,N} = N
eltype(::Type{<:AbstractArray{E}}) where {E} = E
IteratorSize(::Type{<:AbstractArray{T,N}}) where {T,N} = HasShape{N}()

"""
    length(A::AbstractArray)

The number of elements, an Int: the product of `size(A)`.
"""
length(A::AbstractArray) = _prodsize(size(A))
isempty(A::AbstractArray) = length(A) == 0

"""
    size(A, d)

The length of dimension `d`; 1 beyond `ndims(A)`. Throws for `d < 1`.
"""
@inline function size(A::AbstractArray{T,N}, d::Integer) where {T,N}
    d < 1 && _dimension_error(d)
    return d <= N ? size(A)[Int(d)] : 1
end
size(A::AbstractArray, d1::Integer, d2::Integer, ds::Integer...) = map(d -> size(A, d), (d1, d2, ds...))
size(A::AbstractArray, ds::Tuple) = map(d -> size(A, d), ds)
@noinline _dimension_error(d) = error("arraysize: dimension out of range")

"""
    axes(A), axes(A, d)

The valid indices of each dimension (of dimension `d`), as unit ranges; `Base.OneTo(n)` for ordinary arrays.
"""
@inline axes(A::AbstractArray) = map(OneTo, size(A))
@inline function axes(A::AbstractArray{T,N}, d::Integer) where {T,N}
    d < 1 && _dimension_error(d)
    return d <= N ? axes(A)[Int(d)] : OneTo(1)
end
axes1(A::AbstractArray{<:Any,0}) = OneTo(1)
@inline axes1(A::AbstractArray) = axes(A)[1]
require_one_based_indexing(A...) = true
has_offset_axes(A...) = false

@inline firstindex(A::AbstractArray) = 1
@inline lastindex(A::AbstractArray) = length(A)
@inline firstindex(A::AbstractArray, d::Integer) = first(axes(A, d))
@inline lastindex(A::AbstractArray, d::Integer) = last(axes(A, d))

"""
    eachindex(A...)

An iterator over the indices of `A`, the fastest kind for its type: Ints for IndexLinear arrays and vectors, else
CartesianIndex. With several arrays their axes (or lengths) must agree: DimensionMismatch.
"""
@inline eachindex(A::AbstractVector) = axes1(A)
@inline eachindex(A::AbstractArray) = eachindex(IndexStyle(A), A)
@inline eachindex(::IndexLinear, A::AbstractArray) = OneTo(length(A))
@inline eachindex(::IndexLinear, A::AbstractVector) = axes1(A)
@inline eachindex(::IndexCartesian, A::AbstractArray) = CartesianIndices(axes(A))
function eachindex(A::AbstractArray, B::AbstractArray, Cs::AbstractArray...)
    style = IndexStyle(A, B, Cs...)
    i = eachindex(style, A)
    _check_same_indices(style, i, A, B, Cs...)
    return i
end
eachindex(itrs...) = keys(itrs...)
_check_same_indices(style, i, A) = nothing
function _check_same_indices(style, i, A, B, Cs...)
    eachindex(style, B) == i || _each_index_error(style, A, B)
    return _check_same_indices(style, i, A, Cs...)
end
@noinline _each_index_error(::IndexLinear, A, B) =
    throw(DimensionMismatch(string("all inputs to eachindex must have the same indices, got ", eachindex(A), " and ", eachindex(B))))
@noinline _each_index_error(::IndexCartesian, A, B) =
    throw(DimensionMismatch(string("axes must agree, got ", axes(A), " and ", axes(B))))

keys(A::AbstractArray) = CartesianIndices(axes(A))
keys(A::AbstractVector) = LinearIndices(A)
keys(::IndexLinear, A::AbstractArray) = LinearIndices(A)
keys(::IndexCartesian, A::AbstractArray) = CartesianIndices(A)
values(A::AbstractArray) = A
keytype(A::AbstractArray{T,N}) where {T,N} = CartesianIndex{N}
keytype(A::AbstractVector) = Int
keytype(::Type{<:AbstractArray{T,N}}) where {T,N} = N == 1 ? Int : CartesianIndex{N}
valtype(A::AbstractArray{T}) where {T} = T
valtype(::Type{<:AbstractArray{T}}) where {T} = T
nextind(A::AbstractArray, i::Integer) = Int(i) + 1
prevind(A::AbstractArray, i::Integer) = Int(i) - 1

# ---- bounds

"""
    checkbounds(Bool, A, I...), checkbounds(A, I...)

Whether the indices `I` are valid for `A`; the second form throws BoundsError if not.
"""
@inline checkbounds(::Type{Bool}, A::AbstractArray, i::Int) = (1 <= i) & (i <= length(A))
@inline checkbounds(::Type{Bool}, A::AbstractVector, i::Int) = checkindex(Bool, axes1(A), i)
@inline checkbounds(::Type{Bool}, A::AbstractArray, I...) = checkbounds_indices(Bool, axes(A), I)
@inline checkbounds(::Type{Bool}, A::AbstractArray, i) = _checkbounds1(A, i)
checkbounds(::Type{Bool}, A::AbstractArray) = length(A) == 1
@inline _checkbounds1(A::AbstractArray, i) = checkindex(Bool, OneTo(length(A)), i)
@inline _checkbounds1(A::AbstractArray{<:Any,0}, i::CartesianIndex{0}) = true
@inline _checkbounds1(A::AbstractArray, i::CartesianIndex) = checkbounds_indices(Bool, axes(A), Tuple(i))
_checkbounds1(A::AbstractArray, I::AbstractArray{<:CartesianIndex}) = all(i -> checkbounds(Bool, A, i), I)
_checkbounds1(A::AbstractArray, I::AbstractArray{Bool}) = axes(A) == axes(I)
_checkbounds1(A::AbstractVector, I::AbstractVector{Bool}) = axes1(A) == axes1(I)
_checkbounds1(A::AbstractArray, I::AbstractVector{Bool}) = length(A) == length(I)
@inline function checkbounds(A::AbstractArray, I...)
    checkbounds(Bool, A, I...) || _bounds_failed(A, I)
    return nothing
end
# the message shows a colon as the range it stood for
@noinline _bounds_failed(A, I::Tuple) = throw(BoundsError(A, map(_index_to_show, I)))
_index_to_show(i) = i
_index_to_show(s::Slice) = first(s):last(s)

@inline checkbounds_indices(::Type{Bool}, inds::Tuple{}, I::Tuple{}) = true
@inline checkbounds_indices(::Type{Bool}, inds::Tuple, I::Tuple{}) = length(inds[1]) == 1 && checkbounds_indices(Bool, tail(inds), I)
@inline checkbounds_indices(::Type{Bool}, inds::Tuple{}, I::Tuple) = checkindex(Bool, OneTo(1), I[1]) && checkbounds_indices(Bool, (), tail(I))
@inline checkbounds_indices(::Type{Bool}, inds::Tuple, I::Tuple) = _check_head(inds, I[1], tail(I))
@inline checkbounds_indices(::Type{Bool}, inds::Tuple{}, I::Tuple{CartesianIndex,Vararg{Any}}) = checkbounds_indices(Bool, (), (Tuple(I[1])..., tail(I)...))
@inline _check_head(inds::Tuple, i, rest) = checkindex(Bool, inds[1], i) && checkbounds_indices(Bool, tail(inds), rest)
@inline _check_head(inds::Tuple, i::CartesianIndex, rest) = checkbounds_indices(Bool, inds, (Tuple(i)..., rest...))
function _check_head(inds::Tuple, i::AbstractArray{CartesianIndex{N}}, rest) where {N}
    head, others = _split_at(inds, Val{N}())
    return all(j -> checkbounds_indices(Bool, head, Tuple(j)), i) && checkbounds_indices(Bool, others, rest)
end
function _check_head(inds::Tuple, i::AbstractArray{Bool,N}, rest) where {N}
    head, others = _split_at(inds, Val{N}())
    return head == axes(i) && checkbounds_indices(Bool, others, rest)
end
# the first N of a tuple (shorter if it is) and the others
@inline _split_at(t::Tuple, ::Val{0}) = ((), t)
@inline _split_at(t::Tuple{}, ::Val{0}) = ((), ())
@inline _split_at(t::Tuple{}, ::Val{N}) where {N} = ((), ())
@inline function _split_at(t::Tuple, ::Val{N}) where {N}
    a, b = _split_at(tail(t), Val{N - 1}())
    return ((t[1], a...), b)
end

"""
    checkindex(Bool, inds::AbstractUnitRange, index)

Whether `index` (a number, range, colon, mask or array of numbers) lies within `inds`.
"""
@inline checkindex(::Type{Bool}, inds::AbstractUnitRange, i::Int) = (first(inds) <= i) & (i <= last(inds))
@inline checkindex(::Type{Bool}, inds::AbstractUnitRange, i::Real) = (first(inds) <= i) & (i <= last(inds))
@inline checkindex(::Type{Bool}, inds::AbstractUnitRange, ::Colon) = true
@inline checkindex(::Type{Bool}, inds::AbstractUnitRange, r::AbstractRange) =
    isempty(r) || (checkindex(Bool, inds, first(r)) & checkindex(Bool, inds, last(r)))
checkindex(::Type{Bool}, inds::AbstractUnitRange, I::AbstractVector{Bool}) = inds == axes1(I)
checkindex(::Type{Bool}, inds::AbstractUnitRange, I::AbstractArray{Bool}) = length(inds) == length(I)
function checkindex(::Type{Bool}, inds::AbstractUnitRange, I::AbstractArray)
    for i in I
        checkindex(Bool, inds, i) || return false
    end
    return true
end
checkindex(::Type{Bool}, inds, i) = throw(ArgumentError(string("unable to check bounds for indices of type ", typeof(i))))

# ---- iteration, first and last

@inline iterate(A::AbstractArray) = _iterate_first(IndexStyle(A), A)
@inline iterate(A::AbstractArray, state) = _iterate_next(IndexStyle(A), A, state)
@inline _iterate_first(::IndexLinear, A) = _iterate_next(IndexLinear(), A, 1)
@inline function _iterate_next(::IndexLinear, A, i::Int)
    i <= length(A) || return nothing
    return (@inbounds A[i]), i + 1
end
@inline function _iterate_first(::IndexCartesian, A)
    inds = eachindex(A)
    y = iterate(inds)
    y === nothing && return nothing
    return (@inbounds A[y[1]]), (inds, y[2])
end
@inline function _iterate_next(::IndexCartesian, A, state)
    y = iterate(state[1], state[2])
    y === nothing && return nothing
    return (@inbounds A[y[1]]), (state[1], y[2])
end

"""
    first(A), last(A), first(A, n), last(A, n)

The first or last element (BoundsError if empty), or up to `n` of them as a vector.
"""
first(A::AbstractArray) = A[first(eachindex(A))]
last(A::AbstractArray) = A[lastindex(A)]
function first(A::AbstractVector, n::Integer)
    n < 0 && throw(ArgumentError("Number of elements must be non-negative"))
    return A[1:min(Int(n), length(A))]
end
function last(A::AbstractVector, n::Integer)
    n < 0 && throw(ArgumentError("Number of elements must be non-negative"))
    return A[max(1, length(A) - Int(n) + 1):length(A)]
end

parent(A::AbstractArray) = A
isreal(A::AbstractArray) = all(isreal, A)
iszero(A::AbstractArray) = all(iszero, A)
isassigned(A::AbstractArray, I::Integer...) = checkbounds(Bool, A, map(Int, I)...)

"""
    strides(A), stride(A, d)

The distances in memory, in elements, between neighbours along each dimension (along `d`).
"""
strides(A::AbstractArray) = _strides(1, size(A))
_strides(s, t::Tuple{}) = ()
_strides(s, t::Tuple) = (s, _strides(s * t[1], tail(t))...)
stride(A::AbstractArray, d::Integer) = d < 1 ? throw_stride(d) : d <= ndims(A) ? strides(A)[d] : stride_beyond(A)
@noinline throw_stride(d) = throw(ArgumentError(string("dimension index must be positive, got ", d)))
# what a further dimension would have
stride_beyond(A::AbstractArray) = length(A)

# ---- comparison and hash

function ==(A::AbstractArray, B::AbstractArray)
    size(A) == size(B) || return false
    return _all_pairs_equal(IndexStyle(A, B), A, B)
end
# `missing` in an element makes the answer missing unless a difference is found
function _all_pairs_equal(style, A, B)
    unknown = false
    @inbounds for i in eachindex(style, A)
        eq = A[i] == B[i]
        if eq isa Bool
            eq || return false
        else
            unknown = true
        end
    end
    return unknown ? missing : true
end
function isequal(A::AbstractArray, B::AbstractArray)
    A === B && return true
    size(A) == size(B) || return false
    @inbounds for i in eachindex(IndexStyle(A, B), A)
        isequal(A[i], B[i]) || return false
    end
    return true
end

# A range hashes as the vector of its elements, so the hash reads only size and elements, never the type.
function hash(A::AbstractArray, h::UInt)
    h = hash(size(A), h + 0x7a6e2b3c1d5f4e97)
    for x in A
        h = hash(x, h)
    end
    return h
end

function isless(A::AbstractVector, B::AbstractVector)
    return cmp(A, B) < 0
end

"""
    cmp(A::AbstractVector, B::AbstractVector)

Compares lexicographically: -1, 0 or 1.
"""
function cmp(A::AbstractVector, B::AbstractVector)
    for i in 1:min(length(A), length(B))
        c = cmp(A[i], B[i])
        c == 0 || return c
    end
    return cmp(length(A), length(B))
end
