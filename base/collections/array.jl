# Array{T,N}: construction, scalar access, copying, filling.
# Enters: the array intrinsics (1-based linear index, bounds-checked unless inbounds). Leaves: Julia's constructors and
# `getindex`/`setindex!` with Ints. Invariant: elements are converted to T before they are stored.
# Manual: "Arrays – Construction and Initialization". Deliberately absent: pointers, unsafe_wrap.
export zeros, ones, fill, fill!, trues, falses, similar, copy, copyto!, copymutable, vect

Array{T,1}(::UndefInitializer, m::Int) where {T} = arraynew(Array{T,1}, m)
Array{T,2}(::UndefInitializer, m::Int, n::Int) where {T} = arraynew(Array{T,2}, m, n)
Array{T,N}(::UndefInitializer, d::Vararg{Int,N}) where {T,N} = arraynew(Array{T,N}, d...)
Array{T,N}(::UndefInitializer, d::NTuple{N,Int}) where {T,N} = arraynew(Array{T,N}, d...)
Array{T,N}(::UndefInitializer, d::Vararg{Integer,N}) where {T,N} = arraynew(Array{T,N}, map(Int, d)...)
Array{T,N}(::UndefInitializer, d::Tuple{Vararg{Integer,N}}) where {T,N} = arraynew(Array{T,N}, map(Int, d)...)
Array{T}(::UndefInitializer, m::Int) where {T} = arraynew(Array{T,1}, m)
Array{T}(::UndefInitializer, m::Int, n::Int) where {T} = arraynew(Array{T,2}, m, n)
Array{T}(::UndefInitializer, d::Vararg{Integer,N}) where {T,N} = arraynew(Array{T,N}, map(Int, d)...)
Array{T}(::UndefInitializer, d::Tuple{Vararg{Integer,N}}) where {T,N} = arraynew(Array{T,N}, map(Int, d)...)
Array{T}(::UndefInitializer, d::Tuple{Vararg{DimOrInd,N}}) where {T,N} = arraynew(Array{T,N}, map(_axis_length, d)...)
_axis_length(n::Integer) = Int(n)
_axis_length(r::AbstractUnitRange) = length(r)
(::Type{Array{T,1} where T})(::UndefInitializer, m::Integer) = arraynew(Array{Any,1}, Int(m))
(::Type{Array{T,1} where T})(::UndefInitializer, d::Tuple{Integer}) = arraynew(Array{Any,1}, Int(d[1]))
(::Type{Array{T,2} where T})(::UndefInitializer, m::Integer, n::Integer) = arraynew(Array{Any,2}, Int(m), Int(n))
(::Type{Array{T,2} where T})(::UndefInitializer, d::Tuple{Integer,Integer}) = arraynew(Array{Any,2}, Int(d[1]), Int(d[2]))



convert(::Type{Array{T,N}}, A::Array{T,N}) where {T,N} = A
convert(::Type{Array{T,N}}, A::AbstractArray{S,N}) where {T,S,N} = Array{T,N}(A)
convert(::Type{Array{T}}, A::AbstractArray{S,N}) where {T,S,N} = A isa Array{T} ? A : Array{T,N}(A)
convert(::Type{Array}, A::AbstractArray) = A isa Array ? A : Array(A)
convert(::Type{Array{T,1} where T}, A::AbstractVector) = A isa Array ? A : Array(A)
convert(::Type{Array{T,2} where T}, A::AbstractMatrix) = A isa Array ? A : Array(A)
convert(::Type{AbstractArray{T}}, A::AbstractArray) where {T} = A isa AbstractArray{T} ? A : AbstractArray{T}(A)
convert(::Type{AbstractArray{T,N}}, A::AbstractArray{S,N}) where {T,S,N} = A isa AbstractArray{T,N} ? A : AbstractArray{T,N}(A)

promote_rule(::Type{Array{T,N}}, ::Type{Array{S,N}}) where {T,S,N} = Array{promote_type(T, S),N}

# ---- scalar access

@inline size(A::Array{T,1}) where {T} = (arraylen(A),)
@inline size(A::Array{T,2}) where {T} = (arraysize(A, 1), arraysize(A, 2))
@inline size(A::Array{T,3}) where {T} = (arraysize(A, 1), arraysize(A, 2), arraysize(A, 3))
@inline size(A::Array{T,N}) where {T,N} = ntuple(d -> arraysize(A, d), Val{N}())
@inline length(A::Array) = arraylen(A)
@inline isempty(A::Array) = arraylen(A) === 0
elsize(::Type{<:Array{T}}) where {T} = sizeof_type(T)
elsize(A::AbstractArray) = elsize(typeof(A))

# one unsigned comparison: i - 1 of an index below 1 is huge
@inline _inside(A::Array, d::Int, i::Int) = ult_int(sub_int(i, 1), arraysize(A, d))
@inline getindex(A::Array, i::Int) = arrayref(A, i)
@inline function getindex(A::Array{T,2}, i::Int, j::Int) where {T}
    @boundscheck (_inside(A, 1, i) & _inside(A, 2, j)) || _bounds_failed(A, (i, j))
    return @inbounds arrayref(A, i + (j - 1) * arraysize(A, 1))
end
@inline function getindex(A::Array{T,3}, i::Int, j::Int, k::Int) where {T}
    @boundscheck (_inside(A, 1, i) & _inside(A, 2, j) & _inside(A, 3, k)) || _bounds_failed(A, (i, j, k))
    return @inbounds arrayref(A, i + arraysize(A, 1) * (j - 1 + arraysize(A, 2) * (k - 1)))
end
@inline function getindex(A::Array, i::Int, j::Int, K::Int...)
    @boundscheck checkbounds(A, i, j, K...)
    return @inbounds arrayref(A, _sub2ind(size(A), (i, j, K...)))
end
@inline function getindex(A::Array)
    @boundscheck length(A) == 1 || throw_boundserror(A, ())
    return arrayref(A, 1)
end
@inline function setindex!(A::Array{T}, x, i::Int) where {T}
    arrayset(A, convert(T, x)::T, i)
    return A
end
@inline function setindex!(A::Array{T,2}, x, i::Int, j::Int) where {T}
    @boundscheck (_inside(A, 1, i) & _inside(A, 2, j)) || _bounds_failed(A, (i, j))
    @inbounds arrayset(A, convert(T, x)::T, i + (j - 1) * arraysize(A, 1))
    return A
end
@inline function setindex!(A::Array{T,3}, x, i::Int, j::Int, k::Int) where {T}
    @boundscheck (_inside(A, 1, i) & _inside(A, 2, j) & _inside(A, 3, k)) || _bounds_failed(A, (i, j, k))
    @inbounds arrayset(A, convert(T, x)::T, i + arraysize(A, 1) * (j - 1 + arraysize(A, 2) * (k - 1)))
    return A
end
@inline function setindex!(A::Array{T}, x, i::Int, j::Int, K::Int...) where {T}
    @boundscheck checkbounds(A, i, j, K...)
    @inbounds arrayset(A, convert(T, x)::T, _sub2ind(size(A), (i, j, K...)))
    return A
end
@inline function setindex!(A::Array{T}, x) where {T}
    @boundscheck length(A) == 1 || throw_boundserror(A, ())
    arrayset(A, convert(T, x)::T, 1)
    return A
end

@inline iterate(A::Array, i::Int=1) = i <= arraylen(A) ? ((@inbounds arrayref(A, i)), i + 1) : nothing

isassigned(A::Array, i::Int) = array_isassigned(A, i)
isassigned(A::Array, I::Integer...) = checkbounds(Bool, A, map(Int, I)...) && array_isassigned(A, _sub2ind(size(A), map(Int, I)))

# ---- filled arrays

"""
    fill!(A, x)

Stores `x` (the same object) in every element; gives `A`.
"""
function fill!(A::AbstractArray{T}, x) where {T}
    v = convert(T, x)::T
    @inbounds for i in eachindex(A)
        A[i] = v
    end
    return A
end
function fill!(A::Array{T}, x) where {T}
    v = convert(T, x)::T
    n = arraylen(A)
    i = 1
    @inbounds while i <= n
        arrayset(A, v, i)
        i += 1
    end
    return A
end

"""
    fill(x, dims...)

An array of the size `dims`, every element being `x`.
"""
fill(x::T, dims::Integer...) where {T} = fill!(Array{T}(undef, dims...), x)
fill(x::T) where {T} = fill!(Array{T,0}(undef), x)
fill(x::T, dims::Tuple{Vararg{DimOrInd,N}}) where {T,N} = fill!(Array{T,N}(undef, map(_axis_length, dims)), x)
fill(x::T, dims::DimOrInd...) where {T} = fill(x, dims)

"""
    zeros([T=Float64,] dims...), ones([T=Float64,] dims...)

An array of zeros (ones) of element type `T`.
"""
zeros(dims::DimOrInd...) = zeros(Float64, dims)
zeros(dims::Tuple) = zeros(Float64, dims)
zeros(::Type{T}, dims::DimOrInd...) where {T} = zeros(T, dims)
zeros(::Type{T}, dims::Tuple{Vararg{DimOrInd,N}}) where {T,N} = fill!(Array{T,N}(undef, map(_axis_length, dims)), zero(T))
ones(dims::DimOrInd...) = ones(Float64, dims)
ones(dims::Tuple) = ones(Float64, dims)
ones(::Type{T}, dims::DimOrInd...) where {T} = ones(T, dims)
ones(::Type{T}, dims::Tuple{Vararg{DimOrInd,N}}) where {T,N} = fill!(Array{T,N}(undef, map(_axis_length, dims)), oneunit(T))
zero(A::AbstractArray{T}) where {T} = fill!(similar(A), zero(T))

# ---- similar

"""
    similar(A, [T,] [dims...])

An uninitialised mutable array of the kind of `A`, by default with its element type and size.
"""
similar(A::AbstractArray{T}) where {T} = similar(A, T)
similar(A::AbstractArray, ::Type{T}) where {T} = similar(A, T, size(A))
similar(A::AbstractArray{T}, dims::Tuple{Vararg{Int,N}}) where {T,N} = similar(A, T, dims)
similar(A::AbstractArray{T}, dims::Tuple{Vararg{DimOrInd,N}}) where {T,N} = similar(A, T, map(_axis_length, dims))
similar(A::AbstractArray{T}, dims::DimOrInd...) where {T} = similar(A, T, map(_axis_length, dims))
similar(A::AbstractArray, ::Type{T}, dims::DimOrInd...) where {T} = similar(A, T, map(_axis_length, dims))
similar(A::AbstractArray, ::Type{T}, dims::Tuple{Vararg{DimOrInd,N}}) where {T,N} = similar(A, T, map(_axis_length, dims))
similar(A::AbstractArray, ::Type{T}, dims::Dims{N}) where {T,N} = Array{T,N}(undef, dims)
similar(::Type{A}, dims::DimOrInd...) where {A<:AbstractArray} = A(undef, map(_axis_length, dims))
similar(::Type{A}, dims::Tuple{Vararg{DimOrInd,N}}) where {A<:AbstractArray,N} = A(undef, map(_axis_length, dims))
empty(A::AbstractVector{T}, ::Type{U}=T) where {T,U} = Array{U,1}(undef, 0)

# ---- copy

"""
    copy(A)

A new array with the same elements (which are not copied themselves).
"""
function copy(A::Array{T,N}) where {T,N}
    B = Array{T,N}(undef, size(A))
    array_copyto(B, 1, A, 1, arraylen(A))
    return B
end
copy(A::AbstractArray) = copyto!(similar(A), A)
copymutable(A::AbstractArray) = copyto!(similar(A), A)
copymutable(itr) = collect(itr)

"""
    copyto!(dest, src), copyto!(dest, dstart, src, sstart, n)

Copies all elements of `src` (or `n` from `sstart`) to the beginning of `dest` (or from `dstart`). BoundsError if `dest`
is too short. `src` and `dest` may overlap.
"""
function copyto!(dest::Array{T}, src::Array{T}) where {T}
    n = arraylen(src)
    n <= arraylen(dest) || throw_boundserror(dest, n)
    array_copyto(dest, 1, src, 1, n)
    return dest
end
function copyto!(dest::AbstractArray, src::AbstractArray)
    isempty(src) && return dest
    length(src) <= length(dest) || throw_boundserror(dest, length(src))
    return _copyto!(IndexStyle(dest), IndexStyle(src), dest, src)
end
function _copyto!(::IndexLinear, ::IndexLinear, dest, src)
    @inbounds for i in 1:length(src)
        dest[i] = src[i]
    end
    return dest
end
function _copyto!(::IndexLinear, ::IndexStyle, dest, src)
    i = 1
    for x in src
        @inbounds dest[i] = x
        i += 1
    end
    return dest
end
function _copyto!(::IndexStyle, ::IndexStyle, dest, src)
    if axes(dest) == axes(src)
        @inbounds for I in CartesianIndices(axes(src))
            dest[I] = src[I]
        end
        return dest
    end
    y = iterate(src)
    for I in eachindex(dest)
        y === nothing && break
        @inbounds dest[I] = y[1]
        y = iterate(src, y[2])
    end
    return dest
end
function copyto!(dest::AbstractArray, dstart::Integer, src::AbstractArray, sstart::Integer=1, n::Integer=length(src) - sstart + 1)
    n == 0 && return dest
    n < 0 && throw(ArgumentError(string("tried to copy n=", n, " elements, but n should be non-negative")))
    d, s, m = Int(dstart), Int(sstart), Int(n)
    (1 <= d && d + m - 1 <= length(dest)) || throw_boundserror(dest, d:d+m-1)
    (1 <= s && s + m - 1 <= length(src)) || throw_boundserror(src, s:s+m-1)
    _copy_part!(dest, d, src, s, m)
    return dest
end
_copy_part!(dest::Array{T}, d::Int, src::Array{T}, s::Int, n::Int) where {T} = array_copyto(dest, d, src, s, n)
function _copy_part!(dest, d::Int, src, s::Int, n::Int)
    if dest === src && d > s
        for i in n-1:-1:0
            @inbounds dest[d+i] = src[s+i]
        end
    else
        for i in 0:n-1
            @inbounds dest[d+i] = src[s+i]
        end
    end
    return nothing
end
function copyto!(dest::AbstractArray, src)
    i = 0
    n = length(dest)
    for x in src
        i += 1
        i > n && throw(ArgumentError("destination has fewer elements than required"))
        @inbounds dest[i] = x
    end
    return dest
end
function copyto!(dest::AbstractArray, dstart::Integer, src)
    i = Int(dstart)
    for x in src
        i > length(dest) && throw(ArgumentError("destination has fewer elements than required"))
        dest[i] = x
        i += 1
    end
    return dest
end
# dest[R1] = src[R2] for two blocks of equal size
function copyto!(dest::AbstractArray, Rd::CartesianIndices{N}, src::AbstractArray, Rs::CartesianIndices{N}) where {N}
    size(Rd) == size(Rs) || throw(ArgumentError("source and destination must have same size"))
    for (i, j) in zip(Rd, Rs)
        dest[i] = src[j]
    end
    return dest
end
export copy!
function copy!(dest::AbstractVector, src::AbstractVector)
    length(dest) == length(src) || resize!(dest, length(src))
    return copyto!(dest, src)
end
function copy!(dest::AbstractArray, src::AbstractArray)
    axes(dest) == axes(src) || throw(ArgumentError("arrays must have the same axes for copy! (consider using `copyto!`)"))
    return copyto!(dest, src)
end

# ---- literals

"""
    vect(xs...)

What `[x, y, …]` makes: a vector with the promoted element type.
"""
vect() = Array{Any,1}(undef, 0)
vect(xs::T...) where {T} = _vect_of(T, xs)
vect(xs...) = _vect_of(_promote_types(xs), xs)
_promote_types(xs::Tuple{Any}) = typeof(xs[1])
_promote_types(xs::Tuple) = promote_type(typeof(xs[1]), _promote_types(tail(xs)))
function _vect_of(::Type{T}, xs::Tuple) where {T}
    A = Array{T,1}(undef, length(xs))
    _store_tuple!(A, 1, xs)
    return A
end
@inline _store_tuple!(A, i::Int, xs::Tuple{}) = nothing
@inline _store_tuple!(A, i::Int, xs::Tuple{Any}) = (@inbounds A[i] = xs[1]; nothing)
@inline function _store_tuple!(A, i::Int, xs::Tuple{Any,Any,Vararg{Any,N}}) where {N}
    if N > 30
        for j in 1:length(xs)
            @inbounds A[j] = xs[j]
        end
        return nothing
    end
    @inbounds A[i] = xs[1]
    return _store_tuple!(A, i + 1, tail(xs))
end

"""
    T[x, y, …]

A `Vector{T}` with the elements converted to `T`.
"""
getindex(::Type{T}) where {T} = Array{T,1}(undef, 0)
getindex(::Type{T}, xs...) where {T} = _vect_of(T, xs)
getindex(::Type{T}, x) where {T} = (A = Array{T,1}(undef, 1); @inbounds A[1] = x; A)

"Appends the elements of `xs` to `v`: how a call's `xs...` collects arguments that are not tuples."
function append_splat!(v::Vector{Any}, xs)
    for x in xs
        push!(v, x)
    end
    return v
end

# ---- the same memory seen as another element type, by copying bits: see `reinterpret` in views

"Array types by shape: any strides, as far as Fatou's arrays have them."
const StridedArray{T,N} = Array{T,N}
const StridedVector{T} = Array{T,1}
const StridedMatrix{T} = Array{T,2}
const StridedVecOrMat{T} = Union{StridedVector{T},StridedMatrix{T}}
export StridedArray, StridedVector, StridedMatrix, StridedVecOrMat, Dims

sizeof(A::Array{T}) where {T} = length(A) * (isbitstype(T) ? sizeof_type(T) : 8)
