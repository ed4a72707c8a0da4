# SubArray, `view`, `@view`, `@views` and reshaped views: arrays that look at another array's elements.
# Enters: a parent and an index list as `to_indices` gives it. Leaves: an array without copying. Invariant: bounds are
# checked when the view is made, so an access checks only the view's own bounds. A view of ranges with step over an
# IndexLinear parent is IndexLinear itself (offset and stride), which makes loops over columns as fast as over arrays.
# Manual: "Views (SubArrays and other view types)".
export SubArray, view, @view, @views, parentindices, reshape, vec, dropdims, SubString, selectdim

"""
    SubArray{T,N,P,I,L}

A view of `parent` (type P) at `indices` (type I, as given, colons being `Base.Slice`). `L`: whether it is a run of the
parent's linear indices with constant stride; then element k is `parent[offset1 + stride1 * k]`.
"""
struct SubArray{T,N,P,I,L} <: AbstractArray{T,N}
    parent::P
    indices::I
    offset1::Int
    stride1::Int
end

"""
    view(A, inds...)

Like `A[inds...]`, but the result shares its elements with `A`. BoundsError for indices outside.
"""
@inline view(A::AbstractArray, I...) = _view(A, to_indices(A, map(_unwrap_index, I)))
# what a range has at a range is a range
@inline view(r::AbstractRange, s::AbstractRange{<:Integer}) = r[s]
@inline _unwrap_index(i) = i
@inline function _view(A::AbstractArray, J::Tuple)
    @boundscheck checkbounds(A, J...)
    return _make_view(A, _full_indices(A, J))
end
# index lists shorter than the dimensions: one index alone is linear and sees the parent as a vector
@inline _full_indices(A, J::Tuple) = J
@inline function _make_view(A::AbstractArray, J::Tuple{Union{Int,AbstractVector}})
    return _sub_array(_as_linear(A), J)
end
@inline _make_view(A::AbstractArray, J::Tuple) = _sub_array(A, J)
@inline _as_linear(A::AbstractVector) = A
@inline _as_linear(A::AbstractArray) = IndexStyle(A) === IndexLinear() ? A : vec(A)
# a view of a view looks at the first parent
@inline function _make_view(V::SubArray{T,N,P,I}, J::Tuple) where {T,N,P,I}
    length(J) == N && _simple_indices(V.indices) && return _make_view(V.parent, _reindex(V.indices, J))
    return _sub_array(V, J)
end
@inline _make_view(V::SubArray{T,N,P,I}, J::Tuple{Union{Int,AbstractVector}}) where {T,N,P,I} = _sub_array(_as_linear(V), J)
@inline function _make_view(V::SubArray{T,1,P,I}, J::Tuple{Union{Int,AbstractVector}}) where {T,P,I}
    _simple_indices(V.indices) && return _make_view(V.parent, _reindex(V.indices, J))
    return _sub_array(V, J)
end
@inline _simple_indices(t::Tuple{}) = true
@inline _simple_indices(t::Tuple) = _simple_index(t[1]) && _simple_indices(tail(t))
@inline _simple_index(i::Union{Int,AbstractVector{Int}}) = true
@inline _simple_index(i) = false

@inline function _sub_array(A::P, J::I) where {P<:AbstractArray,I<:Tuple}
    N = _count_arrays(J)
    if _is_strided(IndexStyle(A), J)
        offset, stride = _linear_walk(size(A), J)
        return SubArray{eltype(A),N,P,I,true}(A, J, offset, stride)
    end
    return SubArray{eltype(A),N,P,I,false}(A, J, 0, 0)
end
@inline _count_arrays(t::Tuple{}) = 0
@inline _count_arrays(t::Tuple) = _index_dims(t[1]) + _count_arrays(tail(t))
@inline _index_dims(i::Int) = 0
@inline _index_dims(i::CartesianIndex) = 0
@inline _index_dims(i::AbstractArray{T,N}) where {T,N} = N
# colons (slices) first, then at most one range, then numbers: the elements follow each other with constant stride
@inline _is_strided(::IndexCartesian, J) = false
@inline _is_strided(::IndexLinear, J::Tuple) = _strided_head(J)
@inline _strided_head(J::Tuple{}) = true
@inline _strided_head(J::Tuple{Slice,Vararg{Any}}) = _strided_head(tail(J))
@inline _strided_head(J::Tuple{AbstractUnitRange{Int},Vararg{Any}}) = _all_numbers(tail(J))
@inline _strided_head(J::Tuple{AbstractRange{Int},Vararg{Any}}) = _all_numbers(tail(J))
@inline _strided_head(J::Tuple{Int,Vararg{Any}}) = _strided_after_number(tail(J))
@inline _strided_head(J::Tuple{Any,Vararg{Any}}) = false
@inline _strided_after_number(J::Tuple{}) = true
@inline _strided_after_number(J::Tuple{Int,Vararg{Any}}) = _strided_after_number(tail(J))
@inline _strided_after_number(J::Tuple{AbstractRange{Int},Vararg{Any}}) = _all_numbers(tail(J))
@inline _strided_after_number(J::Tuple{Any,Vararg{Any}}) = false
@inline _all_numbers(J::Tuple{}) = true
@inline _all_numbers(J::Tuple{Int,Vararg{Any}}) = _all_numbers(tail(J))
@inline _all_numbers(J::Tuple{Any,Vararg{Any}}) = false
# a slice must be the whole dimension for what follows it to continue the run, which a Slice is by construction
@inline function _linear_walk(dims::Tuple, J::Tuple)
    stride = _walk_stride(dims, J, 1)
    return _walk_start(dims, J, 1) - stride, stride
end
@inline _walk_start(dims::Tuple, J::Tuple{}, s) = 1
@inline _walk_start(dims::Tuple{}, J::Tuple, s) = 1
@inline _walk_start(dims::Tuple{}, J::Tuple{}, s) = 1
@inline _walk_start(dims::Tuple, J::Tuple, s) = (_index_first(J[1]) - 1) * s + _walk_start(tail(dims), tail(J), s * dims[1])
@inline _index_first(i::Int) = i
@inline _index_first(r) = first(r)
@inline _walk_stride(dims::Tuple, J::Tuple{}, s) = 1
@inline _walk_stride(dims::Tuple{}, J::Tuple, s) = 1
@inline _walk_stride(dims::Tuple{}, J::Tuple{Int,Vararg{Any}}, s) = 1
@inline _walk_stride(dims::Tuple{}, J::Tuple{}, s) = 1
@inline _walk_stride(dims::Tuple, J::Tuple{Int,Vararg{Any}}, s) = _walk_stride(tail(dims), tail(J), s * dims[1])
@inline _walk_stride(dims::Tuple, J::Tuple, s) = s * step(J[1])

parent(V::SubArray) = V.parent
elsize(::Type{<:SubArray{T,N,P}}) where {T,N,P} = elsize(P)

"""
    parentindices(V)

The indices, in its parent, that the view `V` was made with.
"""
parentindices(V::SubArray) = V.indices
parentindices(A::AbstractArray) = map(OneTo, size(A))
@inline size(V::SubArray) = index_shape(V.indices)
@inline axes(V::SubArray) = map(OneTo, index_shape(V.indices))
IndexStyle(::Type{<:SubArray{T,N,P,I,true}}) where {T,N,P,I} = IndexLinear()
IndexStyle(::Type{<:SubArray{T,N,P,I,false}}) where {T,N,P,I} = N == 1 ? IndexLinear() : IndexCartesian()
IndexStyle(::Type{<:SubArray{T,1,P,I,false}}) where {T,P,I} = IndexLinear()

@inline function getindex(V::SubArray{T,N,P,I,true}, i::Int) where {T,N,P,I}
    @boundscheck checkbounds(V, i)
    return @inbounds V.parent[V.offset1+V.stride1*i]
end
@inline function setindex!(V::SubArray{T,N,P,I,true}, x, i::Int) where {T,N,P,I}
    @boundscheck checkbounds(V, i)
    @inbounds V.parent[V.offset1+V.stride1*i] = x
    return V
end
@inline function getindex(V::SubArray{T,N,P,I,false}, J::Vararg{Int,N}) where {T,N,P,I}
    @boundscheck checkbounds(V, J...)
    return @inbounds V.parent[_reindex(V.indices, J)...]
end
@inline function setindex!(V::SubArray{T,N,P,I,false}, x, J::Vararg{Int,N}) where {T,N,P,I}
    @boundscheck checkbounds(V, J...)
    @inbounds V.parent[_reindex(V.indices, J)...] = x
    return V
end
# indices of the view, indices in the view ==> indices in the parent
@inline _reindex(inds::Tuple{}, J::Tuple) = ()
@inline _reindex(inds::Tuple{}, J::Tuple{}) = ()
@inline _reindex(inds::Tuple, J::Tuple) = _reindex_head(inds[1], tail(inds), J)
@inline _reindex_head(i::Int, rest::Tuple, J::Tuple) = (i, _reindex(rest, J)...)
@inline _reindex_head(i::CartesianIndex, rest::Tuple, J::Tuple) = (i.I..., _reindex(rest, J)...)
@inline _reindex_head(i::AbstractVector, rest::Tuple, J::Tuple) = (_index_parts((@inbounds i[J[1]]))..., _reindex(rest, tail(J))...)
@inline function _reindex_head(i::AbstractArray{T,N}, rest::Tuple, J::Tuple) where {T,N}
    a, b = _split_at(J, Val{N}())
    return (_index_parts(i[a...])..., _reindex(rest, b)...)
end
@inline _index_parts(i) = (i,)
@inline _index_parts(i::CartesianIndex) = i.I

similar(V::SubArray, ::Type{T}, dims::Dims{N}) where {T,N} = similar(V.parent, T, dims)
_unalias(A, x::SubArray) = x.parent === A || (A isa SubArray && x.parent === A.parent) ? copy(x) : x
strides(V::SubArray) = _view_strides(_parent_strides(V.parent, V.indices), V.indices)
stride_beyond(V::SubArray) = ndims(V) == 0 ? 1 : (d = ndims(V); strides(V)[d] * size(V, d))
# one index sees the parent as a vector
_parent_strides(A, J::Tuple{Any}) = (1,)
_parent_strides(A::AbstractVector, J::Tuple{Any}) = strides(A)
_parent_strides(A, J::Tuple) = strides(A)
_view_strides(s::Tuple, J::Tuple{}) = ()
_view_strides(s::Tuple, J::Tuple{Int,Vararg{Any}}) = _view_strides(tail(s), tail(J))
_view_strides(s::Tuple{}, J::Tuple{Int,Vararg{Any}}) = _view_strides(s, tail(J))
_view_strides(s::Tuple{}, J::Tuple{AbstractRange,Vararg{Any}}) = (step(J[1]), _view_strides(s, tail(J))...)
_view_strides(s::Tuple, J::Tuple{AbstractRange,Vararg{Any}}) = (s[1] * step(J[1]), _view_strides(tail(s), tail(J))...)
_view_strides(s::Tuple, J::Tuple) =
    throw(ArgumentError(string("strides is invalid for SubArrays with indices of type ", typeof(J[1]))))

"""
    selectdim(A, d, i)

The view of `A` where dimension `d` has index `i`.
"""
selectdim(A::AbstractArray{T,N}, d::Integer, i) where {T,N} = view(A, ntuple(k -> k == d ? i : Colon(), Val{N}())...)

# ---- @view and @views

"""
    @view A[inds...]

A view of the array instead of a copy.
"""
macro view(ex)
    (ex isa Expr && ex.head === :ref) || throw(ArgumentError("Invalid use of @view macro: argument must be a reference expression A[...]."))
    return esc(_view_call(ex, :(Base.view)))
end
# A[i, end] ==> let a = A; view(a, i, lastindex(a, 2)) end
function _view_call(ex, f)
    A = ex.args[1]
    inds = ex.args[2:end]
    if _mentions_bounds(inds)
        s = A isa Symbol ? A : gensym(:A)
        n = length(inds)
        for k in 1:n
            inds[k] = _replace_bounds(inds[k], s, k, n)
        end
        call = Expr(:call, f, s, inds...)
        A isa Symbol && return call
        return Expr(:let, Expr(:(=), s, A), call)
    end
    return Expr(:call, f, A, inds...)
end
function _mentions_bounds(args)
    for a in args
        (a === :end || a === :begin) && return true
        a isa Expr && a.head !== :quote && a.head !== :ref && _mentions_bounds(a.args) && return true
        a isa Expr && a.head === :ref && _mentions_bounds(a.args[1:1]) && return true
    end
    return false
end
# an inner A[end] has its own end
function _replace_bounds(x, s, k, n)
    x === :end && return n == 1 ? Expr(:call, :(Base.lastindex), s) : Expr(:call, :(Base.lastindex), s, k)
    x === :begin && return n == 1 ? Expr(:call, :(Base.firstindex), s) : Expr(:call, :(Base.firstindex), s, k)
    x isa Expr || return x
    (x.head === :quote || x.head === :inert) && return x
    x.head === :ref && return Expr(:ref, _replace_bounds(x.args[1], s, k, n), x.args[2:end]...)
    args = Any[]
    for a in x.args
        push!(args, _replace_bounds(a, s, k, n))
    end
    e = Expr(x.head)
    append!(e.args, args)
    return e
end

"""
    @views expression

Makes every `A[inds...]` in the expression a view, except where it is assigned to.
"""
macro views(ex)
    return esc(_all_views(ex))
end
_all_views(x) = x
function _all_views(x::Expr)
    if x.head === :ref
        parts = Any[]
        for a in x.args
            push!(parts, _all_views(a))
        end
        e = Expr(:ref)
        append!(e.args, parts)
        return _view_call(e, :(Base.maybeview))
    end
    (x.head === :quote || x.head === :inert || x.head === :macrocall && false) && return x
    e = Expr(x.head)
    if (x.head === :(=) || _is_updating(x.head)) && x.args[1] isa Expr && x.args[1].head === :ref
        target = Expr(:ref)
        for a in x.args[1].args
            push!(target.args, _all_views(a))
        end
        _is_updating(x.head) && x.head !== :(=) && !_is_dotted(x.head) &&
            return Expr(:(=), target, Expr(:call, _operator_of(x.head), _all_views(x.args[1]), _all_views(x.args[2])))
        push!(e.args, target)
        push!(e.args, _all_views(x.args[2]))
        return e
    end
    for a in x.args
        push!(e.args, _all_views(a))
    end
    return e
end
function _is_updating(head)
    s = symbol_to_string(head)
    n = string_length(s)
    return n > 1 && string_byte(s, n) === 0x3d && !(head in (:(==), :(!=), :(<=), :(>=), :(===), :(!==)))
end
_is_dotted(head) = string_byte(symbol_to_string(head), 1) === 0x2e
_operator_of(head) = (s = symbol_to_string(head); string_to_symbol(string_sub(s, 1, string_length(s) - 1)))

"A view where all indices are numbers or arrays, an element where they are all numbers: what `@views` makes of `A[…]`."
maybeview(A, args...) = getindex(A, args...)
maybeview(A::AbstractArray, args::Number...) = getindex(A, args...)
maybeview(A::AbstractArray, args...) = view(A, args...)

"What `A[inds...] .= x` writes to."
dotview(A::AbstractArray, args...) = view(A, args...)
# one element: what it holds is written to
dotview(A::AbstractArray, I::Number...) = getindex(A, I...)
dotview(A, args...) = getindex(A, args...)

# ---- reshape

"""
    reshape(A, dims...)

The elements of `A` with another size, shared with `A`. One of the sizes may be `:`. DimensionMismatch if the number of
elements differs.
"""
reshape(A::AbstractArray, dims::Union{Integer,Colon,AbstractUnitRange}...) = reshape(A, dims)
reshape(A::AbstractArray{T,N}, ::Val{N}) where {T,N} = A
function reshape(A::AbstractArray{T,M}, ::Val{N}) where {T,M,N}
    N == 0 && return reshape(A, ())
    return reshape(A, ntuple(k -> k < N ? size(A, k) : prod(d -> size(A, d), N:max(M, N); init=1), Val(N)))
end
reshape(A::AbstractArray, dims::Tuple) = _reshape(A, _resolve_dims(A, dims))
function _resolve_dims(A, dims::Tuple)
    n = length(A)
    has_colon = false
    p = 1
    for d in dims
        if d isa Colon
            has_colon && throw(DimensionMismatch(string("new dimensions ", dims, " may have at most one omitted dimension specified by `Colon()`")))
            has_colon = true
        else
            p *= _axis_length(d)
        end
    end
    if has_colon
        (p == 0 ? n == 0 : n % p == 0) || throw(DimensionMismatch(string("array size ", n, " must be divisible by the product of the new dimensions ", dims)))
        q = p == 0 ? 0 : div(n, p)
        return map(d -> d isa Colon ? q : _axis_length(d), dims)
    end
    p == n || throw(DimensionMismatch(string("new dimensions ", map(_axis_length, dims), " must be consistent with array length ", n)))
    return map(_axis_length, dims)
end
_reshape(A::Array{T,N}, dims::Dims{N}) where {T,N} = dims == size(A) ? A : array_reshape(Array{T,N}, A, dims...)
_reshape(A::Array{T}, dims::Dims{N}) where {T,N} = array_reshape(Array{T,N}, A, dims...)
_reshape(A::AbstractArray{T,N}, dims::Dims{N}) where {T,N} =
    dims == size(A) ? A : ReshapedArray{T,N,typeof(A)}(A, dims)
_reshape(A::AbstractArray{T}, dims::Dims{N}) where {T,N} = ReshapedArray{T,N,typeof(A)}(A, dims)

"An array that is not an Array, seen with another size."
struct ReshapedArray{T,N,P} <: AbstractArray{T,N}
    parent::P
    dims::NTuple{N,Int}
end
_reshape(A::ReshapedArray, dims::Dims) = _reshape(A.parent, dims)
_reshape(A::ReshapedArray{T,N}, dims::Dims{N}) where {T,N} = _reshape(A.parent, dims)
@inline size(A::ReshapedArray) = A.dims
strides(A::ReshapedArray) = throw(MethodError(strides, (A,)))
parent(A::ReshapedArray) = A.parent
elsize(::Type{<:ReshapedArray{T,N,P}}) where {T,N,P} = elsize(P)
IndexStyle(::Type{<:ReshapedArray}) = IndexLinear()
@inline function getindex(A::ReshapedArray, i::Int)
    @boundscheck checkbounds(A, i)
    return @inbounds A.parent[i]
end
@inline function setindex!(A::ReshapedArray, x, i::Int)
    @boundscheck checkbounds(A, i)
    @inbounds A.parent[i] = x
    return A
end
similar(A::ReshapedArray, ::Type{T}, dims::Dims{N}) where {T,N} = similar(A.parent, T, dims)

"""
    vec(A)

The elements of `A` as a vector that shares them.
"""
vec(A::AbstractArray) = reshape(A, (length(A),))
vec(v::AbstractVector) = v

"""
    dropdims(A; dims)

`A` without the dimensions `dims`, which must have length 1.
"""
function dropdims(A::AbstractArray; dims)
    ds = dims isa Integer ? (Int(dims),) : Tuple(dims)
    for d in ds
        1 <= d <= ndims(A) || throw(ArgumentError("dropped dims must be in range 1:ndims(A)"))
        size(A, d) == 1 || throw(ArgumentError("dropped dims must all be size 1"))
    end
    allunique(ds) || throw(ArgumentError("dropped dims must be unique"))
    sizes = Int[]
    for k in 1:ndims(A)
        k in ds || push!(sizes, size(A, k))
    end
    return reshape(A, (sizes...,))
end
