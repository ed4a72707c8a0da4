# Indexing with ranges, colons, masks, index arrays and CartesianIndices: reading and assigning blocks.
# Enters: any index list. `to_indices` turns it into Ints, ranges and arrays (a colon becomes the axis as a Slice, a mask
# the positions of its trues, a CartesianIndex its Ints). Leaves: a scalar access of the array type, or a new array whose
# size is that of the non-scalar indices put together. Manual: "Arrays – Indexing", "Supported index types".
export getindex, setindex!, to_indices, to_index, view

# ---- index lists ==> Ints, ranges and arrays

@inline to_index(i::Int) = i
@inline to_index(i::Integer) = Int(i)
to_index(i::Bool) = _invalid_index(i)
to_index(r::AbstractRange{<:Integer}) = r
to_index(r::AbstractRange{Bool}) = findall(r)
to_index(I::AbstractArray{<:Union{Integer,CartesianIndex}}) = I
to_index(I::AbstractArray{Any}) = map(to_index, I)
to_index(I::AbstractArray{Bool}) = findall(I)
to_index(I::AbstractArray) = isempty(I) ? Int[] : _invalid_index(I)
to_index(i) = _invalid_index(i)
@noinline _invalid_index(i) = throw(ArgumentError(string("invalid index: ", repr(i), " of type ", typeof(i))))

"""
    to_indices(A, I::Tuple)

The index list as a tuple of Ints, ranges and arrays, one for each dimension it covers.
"""
@inline to_indices(A, I::Tuple{}) = ()
@inline to_indices(A, I::Tuple{Vararg{Int}}) = I
@inline to_indices(A, I::Tuple{Colon}) = (Slice(OneTo(length(A))),)
@inline to_indices(A, I::Tuple{Union{Integer,AbstractRange}}) = (to_index(I[1]),)
function to_indices(A, I::Tuple{AbstractArray{Bool}})
    checkbounds(A, I[1])
    return (_mask_positions(I[1]),)
end
@inline to_indices(A, I::Tuple) = _to_indices(A, axes(A), I)
@inline _to_indices(A, inds::Tuple, I::Tuple{}) = ()
@inline _to_indices(A, inds::Tuple, I::Tuple) = _to_indices_head(A, inds, I[1], tail(I))
@inline _to_indices_head(A, inds::Tuple{}, i, rest) = (to_index(i), _to_indices(A, (), rest)...)
@inline _to_indices_head(A, inds::Tuple{}, ::Colon, rest) = (Slice(OneTo(1)), _to_indices(A, (), rest)...)
@inline _to_indices_head(A, inds::Tuple, i, rest) = (to_index(i), _to_indices(A, tail(inds), rest)...)
@inline _to_indices_head(A, inds::Tuple, ::Colon, rest) = (Slice(inds[1]), _to_indices(A, tail(inds), rest)...)
@inline _to_indices_head(A, inds::Tuple, i::CartesianIndex, rest) = _to_indices(A, inds, (i.I..., rest...))
@inline _to_indices_head(A, inds::Tuple{}, i::CartesianIndex, rest) = _to_indices(A, inds, (i.I..., rest...))
@inline _to_indices_head(A, inds::Tuple, i::CartesianIndices, rest) = _to_indices(A, inds, (i.indices..., rest...))
function _to_indices_head(A, inds::Tuple, i::AbstractArray{CartesianIndex{N}}, rest) where {N}
    return (i, _to_indices(A, _split_at(inds, Val{N}())[2], rest)...)
end
function _to_indices_head(A, inds::Tuple, i::AbstractArray{Bool,N}, rest) where {N}
    head, others = _split_at(inds, Val{N}())
    head == axes(i) || _bounds_failed(A, (i, rest...))
    return (to_index(i), _to_indices(A, others, rest)...)
end
# positions of the trues counted linearly, whatever the mask's shape
function _mask_positions(mask::AbstractArray{Bool})
    n = 0
    for b in mask
        n += Int(b)
    end
    positions = Array{Int,1}(undef, n)
    k = 1
    i = 1
    for b in mask
        if b
            @inbounds positions[k] = i
            k += 1
        end
        i += 1
    end
    return positions
end

# ---- reading

"""
    getindex(A, inds...)

`A[inds...]`: one element if all indices are numbers, else a new array. BoundsError for indices outside.
"""
@inline getindex(A::AbstractArray, I...) = _getindex_any(A, I)
@inline _getindex_any(A, I::Tuple{Vararg{Int}}) = _getindex(IndexStyle(A), A, I...)
@inline _getindex_any(A, I::Tuple) = _getindex_parts(A, to_indices(A, I))
# the indices were not all Ints, but may be now
@inline _getindex_parts(A, J::Tuple{Vararg{Int}}) = A[J...]
@inline _getindex_parts(A, J::Tuple) = _getindex(IndexStyle(A), A, J...)
@inline getindex(A::AbstractArray) = _getindex(IndexStyle(A), A)
@inline getindex(A::AbstractArray{<:Any,N}, I::CartesianIndex{N}) where {N} = A[I.I...]
@inline getindex(A::Array{<:Any,N}, I::CartesianIndex{N}) where {N} = A[I.I...]

# numbers, but not the kind or the number that the type has a method for
@inline function _getindex(::IndexLinear, A::AbstractArray, I::Int...)
    @boundscheck checkbounds(A, I...)
    return @inbounds A[_sub2ind(size(A), I)]
end
@inline function _getindex(::IndexLinear, A::AbstractVector, i::Int)
    return _no_scalar_index(A, i)
end
@inline _getindex(::IndexLinear, A::AbstractArray, i::Int) = _no_scalar_index(A, i)
@noinline _no_scalar_index(A, I...) =
    throw(CanonicalIndexError("getindex", typeof(A)))
@inline function _getindex(::IndexCartesian, A::AbstractArray{T,N}, I::Int...) where {T,N}
    length(I) == N && return _no_scalar_index(A, I...)
    @boundscheck checkbounds(A, I...)
    return @inbounds A[_exact_indices(size(A), I)...]
end
"An array type lacks the scalar access method that its IndexStyle promises."
struct CanonicalIndexError <: Exception
    func::String
    type::Any
end
# Ints ==> as many as dimensions: fewer get ones (one alone is linear), trailing ones fall off
@inline _exact_indices(dims::Tuple, I::Tuple{Int}) = _ind2sub(dims, I[1])
@inline _exact_indices(dims::Tuple, I::Tuple) = _fit_indices(dims, I)
@inline _fit_indices(dims::Tuple{}, I::Tuple) = ()
@inline _fit_indices(dims::Tuple{}, I::Tuple{}) = ()
@inline _fit_indices(dims::Tuple, I::Tuple{}) = (1, _fit_indices(tail(dims), ())...)
@inline _fit_indices(dims::Tuple, I::Tuple) = (I[1], _fit_indices(tail(dims), tail(I))...)

# blocks
@inline function _getindex(::IndexStyle, A::AbstractArray, I...)
    @boundscheck checkbounds(A, I...)
    return _get_block(A, I)
end
@inline index_shape(I::Tuple{}) = ()
@inline index_shape(I::Tuple) = (_index_size(I[1])..., index_shape(tail(I))...)
@inline _index_size(i::Int) = ()
@inline _index_size(i::CartesianIndex) = ()
@inline _index_size(i::AbstractArray) = size(i)

function _get_block(A::AbstractArray{T}, I::Tuple) where {T}
    dest = similar(A, T, index_shape(I))
    _fill_block!(dest, 1, A, I, ())
    return dest
end
function _get_block(A::Array{T}, I::Tuple{AbstractUnitRange{Int}}) where {T}
    r = I[1]
    dest = Array{T,1}(undef, length(r))
    array_copyto(dest, 1, A, first(r), length(r))
    return dest
end
function _get_block(A::Array{T}, I::Tuple{AbstractVector{Int}}) where {T}
    inds = I[1]
    n = length(inds)
    dest = Array{T,1}(undef, n)
    if isbits_type(T) # a pointer element may be #undef, which a plain read would refuse
        for k in 1:n
            @inbounds arrayset(dest, arrayref(A, inds[k]), k)
        end
    else
        for k in 1:n
            @inbounds array_copyto(dest, k, A, inds[k], 1)
        end
    end
    return dest
end
function _get_block(A::Array{T,2}, I::Tuple{Slice,Int}) where {T}
    m = arraysize(A, 1)
    dest = Array{T,1}(undef, m)
    array_copyto(dest, 1, A, (I[2] - 1) * m + 1, m)
    return dest
end
# the index tuple is consumed from its end, so that the first index varies fastest; gives the next free position
@inline function _fill_block!(dest, k::Int, A, I::Tuple{}, t::Tuple)
    @inbounds dest[k] = A[t...]
    return k + 1
end
@inline function _fill_block!(dest, k::Int, A, I::Tuple{Any}, t::Tuple)
    i = I[1]
    if i isa Int || i isa CartesianIndex
        @inbounds dest[k] = A[i, t...]
        return k + 1
    end
    for j in i
        @inbounds dest[k] = A[j, t...]
        k += 1
    end
    return k
end
function _fill_block!(dest, k::Int, A, I::Tuple{Any,Any,Vararg{Any}}, t::Tuple)
    i = I[end]
    rest = front(I)
    if i isa Int || i isa CartesianIndex
        return _fill_block!(dest, k, A, rest, (i, t...))
    end
    for j in i
        k = _fill_block!(dest, k, A, rest, (j, t...))
    end
    return k
end

# ---- assigning

"""
    setindex!(A, x, inds...)

`A[inds...] = x`: stores one element, or the elements of the array `x`, whose size must fit (DimensionMismatch).
"""
@inline setindex!(A::AbstractArray, x, I...) = _setindex_any!(A, x, I)
@inline _setindex_any!(A, x, I::Tuple{Vararg{Int}}) = _setindex!(IndexStyle(A), A, x, I...)
@inline _setindex_any!(A, x, I::Tuple) = _setindex_parts!(A, x, to_indices(A, I))
@inline _setindex_parts!(A, x, J::Tuple{Vararg{Int}}) = (A[J...] = x; A)
@inline _setindex_parts!(A, x, J::Tuple) = _setindex!(IndexStyle(A), A, x, J...)
@inline setindex!(A::AbstractArray, x) = _setindex!(IndexStyle(A), A, x)
@inline setindex!(A::AbstractArray{<:Any,N}, x, I::CartesianIndex{N}) where {N} = setindex!(A, x, I.I...)
@inline setindex!(A::Array{<:Any,N}, x, I::CartesianIndex{N}) where {N} = setindex!(A, x, I.I...)
@inline function _setindex!(::IndexLinear, A::AbstractArray, x, I::Int...)
    length(I) == 1 && throw(CanonicalIndexError("setindex!", typeof(A)))
    @boundscheck checkbounds(A, I...)
    @inbounds A[_sub2ind(size(A), I)] = x
    return A
end
@inline function _setindex!(::IndexCartesian, A::AbstractArray{T,N}, x, I::Int...) where {T,N}
    length(I) == N && throw(CanonicalIndexError("setindex!", typeof(A)))
    @boundscheck checkbounds(A, I...)
    @inbounds A[_exact_indices(size(A), I)...] = x
    return A
end
@inline function _setindex!(::IndexStyle, A::AbstractArray, x, I...)
    @boundscheck checkbounds(A, I...)
    _set_block!(A, x, I)
    return A
end
function _set_block!(A, x, I::Tuple)
    x isa AbstractArray || _scalar_to_block_error(A, x, I)
    shape = index_shape(I)
    _shapes_fit(size(x), shape) || (ndims(x) == 1 && length(I) == 2 && length(x) == _prodsize(shape)) || _set_shape_error(x, I)
    src = _unalias(A, x)
    _store_block!(A, src, iterate(src), _unalias_indices(A, I), ())
    return nothing
end
# what shares its memory with A is copied before A changes
_unalias(A, x) = _shares_memory(A, x) ? copy(x) : x
_shares_memory(A, x) = false
_shares_memory(A::AbstractArray, x::AbstractArray) = _root_array(A) === _root_array(x)
_shares_memory(A::AbstractArray, x::AbstractRange) = false
_unalias_indices(A, I::Tuple) = map(i -> i isa Int ? i : _unalias(A, i), I)
@noinline _scalar_to_block_error(A, x, I) = throw(ArgumentError(
    "indexed assignment with a single value to possibly many locations is not supported; perhaps use broadcasting `.=` instead?"))
# equal but for dimensions of length 1; a vector also fills any shape of its length
_shapes_fit(s::Tuple, d::Tuple) = s == d || _without_ones(s) == _without_ones(d) || (length(d) == 1 && _prodsize(s) == d[1])
function _without_ones(t::Tuple)
    v = Int[]
    for n in t
        n == 1 || push!(v, n)
    end
    return v
end
@noinline function _set_shape_error(x, I)
    length(I) == 1 &&
        throw(DimensionMismatch(string("tried to assign ", length(x), " elements to ", length(I[1]), " destinations")))
    throw(DimensionMismatch(string("tried to assign ", dims2string(size(x)), " array to ", dims2string(map(length, I)), " destination")))
end
"`(2, 3)` as `2×3`, `(3,)` as `3-element`, `()` as `0-dimensional`."
dims2string(d::Tuple{}) = "0-dimensional"
dims2string(d::Tuple{Any}) = string(d[1], "-element")
dims2string(d::Tuple) = join(map(string, d), "×")
# y is what iterate said of the source; gives the next one
@inline function _store_block!(A, src, y, I::Tuple{}, t::Tuple)
    y === nothing && return nothing
    @inbounds A[t...] = y[1]
    return iterate(src, y[2])
end
function _store_block!(A, src, y, I::Tuple, t::Tuple)
    i = I[end]
    if i isa Int || i isa CartesianIndex
        return _store_block!(A, src, y, front(I), (i, t...))
    end
    for j in i
        y = _store_block!(A, src, y, front(I), (j, t...))
    end
    return y
end
function _set_block!(A::Array{T}, x::Array{T}, I::Tuple{AbstractUnitRange{Int}}) where {T}
    r = I[1]
    _shapes_fit(size(x), (length(r),)) || _set_shape_error(x, I)
    array_copyto(A, first(r), x, 1, length(r))
    return nothing
end
function _set_block!(A::Array{T,2}, x::Array{T,1}, I::Tuple{Slice,Int}) where {T}
    m = arraysize(A, 1)
    length(x) == m || _set_shape_error(x, I)
    array_copyto(A, (I[2] - 1) * m + 1, x, 1, m)
    return nothing
end

# ---- get with a default

"""
    get(A::AbstractArray, i, default)

The element at `i`, or `default` where `i` is out of bounds.
"""
get(A::AbstractArray, i::Integer, default) = checkbounds(Bool, A, Int(i)) ? A[i] : default
get(A::AbstractArray, I::Tuple{Vararg{Integer}}, default) = checkbounds(Bool, A, map(Int, I)...) ? A[I...] : default
get(f::Callable, A::AbstractArray, i::Integer) = checkbounds(Bool, A, Int(i)) ? A[i] : f()
haskey(A::AbstractArray, i::Integer) = checkbounds(Bool, A, Int(i))
