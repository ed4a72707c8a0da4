# collect and comprehensions: from iterators to arrays, the element type being that of what comes out.
# Enters: an iterator, or `Generator`. Leaves: an array of the iterator's shape (IteratorSize) whose element type is the one
# inference proves if it is concrete, else the type of the first element, joined with the types of later ones as they come.
# Invariant: with a concrete proven type the loop stores without any test. Manual: "Comprehensions", "Iteration".
export collect, map, map!, filter, filter!, mapslices, eachrow, eachcol, eachslice

"The type that `f` gives for an argument of type `T`, as far as inference can say; `Any` if it cannot."
@inline _return_type1(f, ::Type{T}) where {T} = return_type(f, Tuple{T})
@inline _item_type(itr) = eltype(itr)
@inline _item_type(g::Generator) = _return_type1(g.f, _item_type(g.iter))

"""
    collect(itr), collect(T, itr)

The items of an iterator as an array (with element type `T`); arrays and products keep their shape.
"""
collect(itr) = _collect(IteratorEltype(itr), IteratorSize(itr), itr)
_collect(::EltypeUnknown, size, itr) = _collect(size, itr)
_collect(::HasEltype, size, itr) = _collect_as(eltype(itr), size, itr)
collect(::Type{T}, itr) where {T} = _collect_as(T, IteratorSize(itr), itr)
collect(A::AbstractArray{T,N}) where {T,N} = copyto!(Array{T,N}(undef, size(A)), A)
collect(A::Array) = copy(A)
# T[f(x) for x in xs]
collect_eltype(::Type{T}, itr) where {T} = _collect_as(T, IteratorSize(itr), itr)

_collect_as(::Type{T}, size::Union{HasLength,HasShape}, itr) where {T} = _store_all!(_result_array(T, size, itr), itr)
function _collect_as(::Type{T}, ::IteratorSize, itr) where {T}
    v = Array{T,1}(undef, 0)
    for x in itr
        push!(v, x)
    end
    return v
end
_collect_as(::Type{T}, ::IsInfinite, itr) where {T} = _infinite_error(itr)
@noinline _infinite_error(itr) = throw(MethodError(length, (itr,)))
@inline _result_array(::Type{T}, ::HasLength, itr) where {T} = Array{T,1}(undef, Int(length(itr)))
@inline _result_array(::Type{T}, ::HasShape{N}, itr) where {T,N} = Array{T,N}(undef, _shape_of(itr))
@inline _shape_of(itr) = map(length, axes(itr))
@inline _shape_of(g::Generator) = _shape_of(g.iter)
@inline _shape_of(A::AbstractArray) = size(A)

# dest has the right length if itr keeps its promise; the stores stay checked because it may not
function _store_all!(dest::Array{T}, itr) where {T}
    i = 1
    for x in itr
        dest[i] = x
        i += 1
    end
    return dest
end

function _collect(size::Union{HasLength,HasShape}, itr)
    T = _item_type(itr)
    if isconcretetype(T)
        return _store_all!(_result_array(T, size, itr), itr)
    end
    y = iterate(itr)
    y === nothing && return _result_array(T, size, itr)
    dest = _result_array(typeof(y[1]), size, itr)
    @inbounds dest[1] = y[1]
    return _collect_widening!(dest, 2, itr, y[2])
end
function _collect(::IteratorSize, itr)
    T = _item_type(itr)
    isconcretetype(T) && return _collect_as(T, SizeUnknown(), itr)
    y = iterate(itr)
    y === nothing && return Array{T,1}(undef, 0)
    dest = Array{typeof(y[1]),1}(undef, 1)
    @inbounds dest[1] = y[1]
    return _push_widening!(dest, itr, y[2])
end
_collect(::IsInfinite, itr) = _infinite_error(itr)

# Each function runs while the elements fit its dest's type, then hands over to itself with a wider copy.
function _collect_widening!(dest::Array{T,N}, i::Int, itr, state) where {T,N}
    while true
        y = iterate(itr, state)
        y === nothing && return dest
        x, state = y
        if x isa T
            dest[i] = x
            i += 1
        else
            wider = _widened(dest, _join_types(T, typeof(x)), i - 1)
            wider[i] = x
            return _collect_widening!(wider, i + 1, itr, state)
        end
    end
end
function _push_widening!(dest::Array{T,1}, itr, state) where {T}
    while true
        y = iterate(itr, state)
        y === nothing && return dest
        x, state = y
        if x isa T
            push!(dest, x)
        else
            wider = _widened(dest, _join_types(T, typeof(x)), length(dest))
            push!(wider, x)
            return _push_widening!(wider, itr, state)
        end
    end
end
function _widened(A::Array{T,N}, ::Type{S}, n::Int) where {T,N,S}
    B = Array{S,N}(undef, size(A))
    for i in 1:n
        @inbounds B[i] = A[i]
    end
    return B
end
# as typejoin, but a type with Nothing or Missing stays a small union
_join_types(::Type{T}, ::Type{S}) where {T,S} = promote_typejoin(T, S)
promote_typejoin(a, b) = _promote_typejoin(a, b)
function _promote_typejoin(a, b)
    (a === Any || b === Any) && return Any
    issubtype(a, b) && return b
    issubtype(b, a) && return a
    x = _without_singletons(a)
    y = _without_singletons(b)
    j = x === Union{} ? y : y === Union{} ? x : typejoin(x, y)
    if issubtype(Nothing, a) || issubtype(Nothing, b)
        j = Union_new(j, Nothing)
    end
    if issubtype(Missing, a) || issubtype(Missing, b)
        j = Union_new(j, Missing)
    end
    return j
end
function _without_singletons(T)
    T === Nothing && return Union{}
    T === Missing && return Union{}
    return typesplit(typesplit(T, Nothing), Missing)
end

# ---- map, foreach, filter

"""
    map(f, collections...)

`f` applied to the elements (of several collections together, as far as the shortest), with the shape of the first.
"""
map(f, A::AbstractArray) = collect(Generator(f, A))
map(f, A) = collect(Generator(f, A))
map(f, A::AbstractArray, B::AbstractArray) = _map_arrays(f, A, B)
map(f, A::AbstractArray, B::AbstractArray, Cs::AbstractArray...) = _map_arrays(f, A, B, Cs...)
map(f, A, B, Cs...) = collect(Generator(t -> f(t...), zip(A, B, Cs...)))
map(f) = f()
function _map_arrays(f, As...)
    _same_axes(axes(As[1]), tail(As)) && return collect(Generator(t -> f(t...), zip(As...)))
    return collect(Generator(t -> f(t...), zip(map(_as_vector, As)...)))
end
_same_axes(ax, As::Tuple{}) = true
_same_axes(ax, As::Tuple) = ax == axes(As[1]) && _same_axes(ax, tail(As))
_as_vector(A::AbstractVector) = A
_as_vector(A) = vec(A)

"""
    map!(f, dest, collections...)

Stores `f` of the elements in `dest`; gives `dest`.
"""
function map!(f, dest::AbstractArray, A::AbstractArray)
    n = min(length(dest), length(A))
    if IndexStyle(dest, A) === IndexLinear()
        @inbounds for i in 1:n
            dest[i] = f(A[i])
        end
    else
        for (i, j) in zip(eachindex(dest), eachindex(A))
            @inbounds dest[i] = f(A[j])
        end
    end
    return dest
end
function map!(f, dest::AbstractArray, A::AbstractArray, Bs::AbstractArray...)
    for (i, t) in zip(eachindex(dest), zip(A, Bs...))
        @inbounds dest[i] = f(t...)
    end
    return dest
end

"""
    filter(f, A)

A vector of the elements of `A` for which `f` is true; for a Dict, the pairs; for a tuple, a tuple.
"""
function filter(f, A::AbstractArray{T}) where {T}
    v = Array{T,1}(undef, 0)
    for x in A
        f(x) && push!(v, x)
    end
    return v
end
# Each element is stored where the next one chosen belongs.
function filter(f, A::Array{T}) where {T}
    n = length(A)
    v = Array{T,1}(undef, n)
    k = 1
    for i in 1:n
        x = A[i]
        @inbounds v[k] = x
        f(x) && (k += 1)
    end
    return resize!(v, k - 1)
end
filter(f) = Fix1(filter, f)

"""
    filter!(f, v)

Removes the elements for which `f` is false; gives `v`.
"""
function filter!(f, v::AbstractVector)
    k = 0
    for i in eachindex(v)
        x = v[i]
        if f(x)
            k += 1
            v[k] = x
        end
    end
    return resize!(v, k)
end

# ---- slices

"""
    eachrow(A), eachcol(A), eachslice(A; dims)

The rows, columns or slices along a dimension of `A` as views.
"""
eachrow(A::AbstractVecOrMat) = Slices(A, Val{1}())
eachcol(A::AbstractMatrix) = Slices(A, Val{2}())
eachcol(v::AbstractVector) = Slices(reshape(v, length(v), 1), Val{2}())
function eachslice(A::AbstractArray; dims)
    d = dims isa Tuple ? (length(dims) == 1 ? dims[1] : _several_slice_dims()) : dims
    1 <= d <= ndims(A) || throw(DimensionMismatch(string("A doesn't have ", d, " dimensions")))
    return Slices(A, Val{Int(d)}())
end
@noinline _several_slice_dims() = throw(ArgumentError("eachslice: more than one dimension is not supported"))

"A vector of views: the slices of an array along dimension D."
struct Slices{P,D,S} <: AbstractVector{S}
    parent::P
end
Slices(A::P, dim::Val{D}) where {P<:AbstractArray,D} = Slices{P,D,return_type(_slice_view, Tuple{P,Val{D},Int})}(A)
size(s::Slices{P,D}) where {P,D} = (size(s.parent, D),)
parent(s::Slices) = s.parent
IndexStyle(::Type{<:Slices}) = IndexLinear()
@inline function getindex(s::Slices{P,D}, i::Int) where {P,D}
    @boundscheck checkbounds(s, i)
    return _slice_view(s.parent, Val{D}(), i)
end
@inline _slice_view(A::AbstractVector, ::Val{1}, i::Int) = view(A, i:i)
@inline _slice_view(A::AbstractMatrix, ::Val{1}, i::Int) = view(A, i, :)
@inline _slice_view(A::AbstractMatrix, ::Val{2}, i::Int) = view(A, :, i)
function _slice_view(A::AbstractArray{T,N}, ::Val{D}, i::Int) where {T,N,D}
    return view(A, ntuple(k -> k == D ? i : Colon(), Val{N}())...)
end

"""
    mapslices(f, A; dims)

`f` of each slice of `A` that spans the dimensions `dims`, put together in place of the slices.
"""
function mapslices(f, A::AbstractArray; dims)
    ds = dims isa Integer ? (Int(dims),) : Tuple(dims)
    for d in ds
        1 <= d <= ndims(A) || throw(ArgumentError(string("invalid dimension ", d, " in argument dims")))
    end
    outer = CartesianIndices(ntuple(k -> k in ds ? 1 : size(A, k), ndims(A)))
    at(I) = ntuple(k -> k in ds ? Colon() : I[k], ndims(A))
    I1 = first(outer)
    r1 = f(A[at(I1)...])
    is_array = r1 isa AbstractArray
    shape = _slice_result_size(r1, ds, A)
    R = similar(A, is_array ? eltype(r1) : typeof(r1), shape)
    for I in outer
        r = I == I1 ? r1 : f(A[at(I)...])
        if is_array
            R[ntuple(k -> k in ds ? Colon() : I[k], ndims(A))...] = r
        else
            R[ntuple(k -> k in ds ? 1 : I[k], ndims(A))...] = r
        end
    end
    return R
end
function _slice_result_size(r, ds, A)
    pos = 0
    sizes = Int[]
    for k in 1:ndims(A)
        if k in ds
            pos += 1
            push!(sizes, r isa AbstractArray ? size(r, pos) : 1)
        else
            push!(sizes, size(A, k))
        end
    end
    return (sizes...,)
end
