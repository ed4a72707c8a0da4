# Whole-array functions: arithmetic of arrays, reverse, permutedims, circshift, rotations, and other rearrangements.
# Enters: arrays. Leaves: new arrays (or, with `!`, the argument). Products of matrices: linear-algebra.jl.
# Manual: docs of "Arrays".
export reverse, reverse!, permutedims, permutedims!, PermutedDimsArray, circshift, circshift!, rotl90, rotr90, rot180, promote_shape,
    clamp!, conj!

# ---- + and - of arrays, and with numbers where Julia has them

promote_shape(a::Tuple{Vararg{Int}}, b::Tuple{Vararg{Int}}) = map(length, _promote_axes(map(OneTo, a), map(OneTo, b)))
function promote_shape(a::AbstractArray, b::AbstractArray)
    return _promote_axes(axes(a), axes(b))
end
function _promote_axes(a::Tuple, b::Tuple)
    length(a) < length(b) && return _promote_axes(b, a)
    for i in 1:length(b)
        a[i] == b[i] || throw(DimensionMismatch(string("dimensions must match: a has dims ", a, ", b has dims ", b, ", mismatch at ", i)))
    end
    for i in length(b)+1:length(a)
        length(a[i]) == 1 || throw(DimensionMismatch(string("dimensions must match: a has dims ", a, ", must have singleton at dim ", i)))
    end
    return a
end
+(a::AbstractArray) = a
-(a::AbstractArray) = map(-, a)
+(a::AbstractArray, b::AbstractArray) = (promote_shape(a, b); broadcast(+, a, b))
-(a::AbstractArray, b::AbstractArray) = (promote_shape(a, b); broadcast(-, a, b))
function +(a::AbstractArray, b::AbstractArray, c::AbstractArray, more::AbstractArray...)
    s = (a + b) + c
    for m in more
        s = s + m
    end
    return s
end
*(a::AbstractArray, x::Number) = broadcast(*, a, x)
*(x::Number, a::AbstractArray) = broadcast(*, x, a)
/(a::AbstractArray, x::Number) = broadcast(/, a, x)
//(a::AbstractArray, x::Number) = broadcast(//, a, x)
gcd(a::AbstractArray{<:Real}) = reduce(gcd, a; init=zero(eltype(a)))
lcm(a::AbstractArray{<:Real}) = reduce(lcm, a; init=one(eltype(a)))
\(x::Number, a::AbstractArray) = broadcast(\, x, a)
conj(a::AbstractArray{<:Real}) = a
conj(a::AbstractArray) = map(conj, a)
conj!(a::AbstractArray{<:Real}) = a
conj!(a::AbstractArray) = map!(conj, a, a)
real(a::AbstractArray{<:Real}) = a
real(a::AbstractArray) = map(real, a)
imag(a::AbstractArray) = map(imag, a)
abs2(a::AbstractArray) = throw(MethodError(abs2, (a,)))
float(a::AbstractArray{<:AbstractFloat}) = a
float(a::AbstractArray) = map(float, a)
complex(a::AbstractArray) = map(complex, a)
big(a::AbstractArray) = map(big, a)
clamp!(a::AbstractArray, lo, hi) = map!(x -> clamp(x, lo, hi), a, a)

# ---- reverse

"""
    reverse(A; dims), reverse(v, start, stop)

The elements in reverse order, in all dimensions or along `dims`; of a vector, between `start` and `stop`.
"""
_check_vector_dims(dims) = dims === nothing || dims isa Colon || dims == 1 || dims == (1,) ||
    throw(ArgumentError(string("invalid dimension ", dims, " in reverse")))
function reverse(v::AbstractVector, start::Integer=1, stop::Integer=length(v); dims=nothing)
    _check_vector_dims(dims)
    r = copymutable(v)
    return reverse!(r, start, stop)
end
function reverse(A::AbstractArray{T,N}; dims=:) where {T,N}
    ds = dims isa Colon ? ntuple(identity, Val{N}()) : _dims_tuple(dims)
    for d in ds
        1 <= d <= N || throw(ArgumentError(string("invalid dimension ", d, " in reverse")))
    end
    R = similar(A)
    for I in CartesianIndices(A)
        R[ntuple(k -> k in ds ? size(A, k) + 1 - I[k] : I[k], Val{N}())...] = A[I]
    end
    return R
end
"Reverses the vector (between two indices) in place; gives it."
function reverse!(v::AbstractVector, start::Integer=1, stop::Integer=length(v); dims=nothing)
    _check_vector_dims(dims)
    i, j = Int(start), Int(stop)
    if i < j
        checkbounds(v, i)
        checkbounds(v, j)
    end
    @inbounds while i < j
        v[i], v[j] = v[j], v[i]
        i += 1
        j -= 1
    end
    return v
end
reverse!(A::AbstractArray; dims=:) = copyto!(A, reverse(A; dims=dims))

# ---- permutedims

"""
    permutedims(A, perm), permutedims(A)

A new array with the dimensions permuted: `size(result, k) == size(A, perm[k])`. A matrix is transposed (not recursively), a
vector becomes one row.
"""
function permutedims(A::AbstractArray{T,N}, perm) where {T,N}
    p = Tuple(perm)
    (length(p) == N && isperm(p)) || throw(ArgumentError("no valid permutation of dimensions"))
    R = similar(A, T, ntuple(k -> size(A, p[k]), Val{N}()))
    for I in CartesianIndices(R)
        @inbounds R[I] = A[ntuple(k -> I[_index_of(p, k)], Val{N}())...]
    end
    return R
end
function _index_of(p::Tuple, k)
    for i in 1:length(p)
        p[i] == k && return i
    end
    return 0
end
function permutedims(A::AbstractMatrix{T}) where {T}
    m, n = size(A)
    R = similar(A, T, (n, m))
    @inbounds for j in 1:n
        for i in 1:m
            R[j, i] = A[i, j]
        end
    end
    return R
end
permutedims(v::AbstractVector) = reshape(copymutable(v), (1, length(v)))
permutedims!(R::AbstractArray, A::AbstractArray, perm) = copyto!(R, permutedims(A, perm))

"A lazy permutation of an array's dimensions."
struct PermutedDimsArray{T,N,P,A<:AbstractArray{T,N}} <: AbstractArray{T,N}
    parent::A
end
function PermutedDimsArray(A::AbstractArray{T,N}, perm) where {T,N}
    p = Tuple(perm)
    (length(p) == N && isperm(p)) || throw(ArgumentError("no valid permutation of dimensions"))
    return PermutedDimsArray{T,N,p,typeof(A)}(A)
end
parent(A::PermutedDimsArray) = A.parent
strides(A::PermutedDimsArray{T,N,P}) where {T,N,P} = (s = strides(A.parent); ntuple(k -> s[P[k]], Val{N}()))
stride_beyond(A::PermutedDimsArray) = sum(map(*, strides(A), size(A)))
size(A::PermutedDimsArray{T,N,P}) where {T,N,P} = ntuple(k -> size(A.parent, P[k]), Val{N}())
@inline function getindex(A::PermutedDimsArray{T,N,P}, I::Vararg{Int,N}) where {T,N,P}
    @boundscheck checkbounds(A, I...)
    return @inbounds A.parent[ntuple(k -> I[_index_of(P, k)], Val{N}())...]
end
@inline function setindex!(A::PermutedDimsArray{T,N,P}, x, I::Vararg{Int,N}) where {T,N,P}
    @boundscheck checkbounds(A, I...)
    @inbounds A.parent[ntuple(k -> I[_index_of(P, k)], Val{N}())...] = x
    return A
end

# ---- shifts and rotations

"""
    circshift(A, shifts)

The elements moved by `shifts` along each dimension, those that leave coming in at the other end.
"""
circshift(A::AbstractArray, s::Real) = circshift(A, (Int(s),))
function circshift(A::AbstractArray{T,N}, shifts) where {T,N}
    ss = Tuple(shifts)
    R = similar(A)
    for I in CartesianIndices(A)
        R[ntuple(k -> k <= length(ss) ? mod1(I[k] + Int(ss[k]), size(A, k)) : I[k], Val{N}())...] = A[I]
    end
    return R
end
circshift!(R::AbstractArray, A::AbstractArray, shifts) = copyto!(R, circshift(A, shifts))
circshift!(A::AbstractArray, shifts) = copyto!(A, circshift(A, shifts))

"""
    rotl90(A, [k]), rotr90(A, [k]), rot180(A, [k])

The matrix turned `k` times by 90° to the left, to the right, or by 180°.
"""
function rotl90(A::AbstractMatrix)
    m, n = size(A)
    R = similar(A, eltype(A), (n, m))
    for j in 1:n, i in 1:m
        R[n+1-j, i] = A[i, j]
    end
    return R
end
function rotr90(A::AbstractMatrix)
    m, n = size(A)
    R = similar(A, eltype(A), (n, m))
    for j in 1:n, i in 1:m
        R[j, m+1-i] = A[i, j]
    end
    return R
end
rot180(A::AbstractMatrix) = reverse(A)
function rotl90(A::AbstractMatrix, k::Integer)
    r = mod(k, 4)
    return r == 0 ? copy(A) : r == 1 ? rotl90(A) : r == 2 ? rot180(A) : rotr90(A)
end
rotr90(A::AbstractMatrix, k::Integer) = rotl90(A, -k)
rot180(A::AbstractMatrix, k::Integer) = isodd(k) ? rot180(A) : copy(A)

# ---- approximate equality

function isapprox(a::AbstractArray, b::AbstractArray; atol::Real=0, rtol::Real=atol > 0 ? 0 : _default_rtol(eltype(a), eltype(b)), nans::Bool=false, norm=nothing)
    size(a) == size(b) || return false
    d = _norm2(a - b)
    isfinite(d) && return d <= max(atol, rtol * max(_norm2(a), _norm2(b)))
    for (x, y) in zip(a, b)
        isapprox(x, y; rtol=rtol, atol=atol, nans=nans) || return false
    end
    return true
end
_default_rtol(::Type{T}, ::Type{S}) where {T,S} = max(_sqrt_eps(real(T)), _sqrt_eps(real(S)))
_sqrt_eps(::Type{T}) where {T<:AbstractFloat} = sqrt(Float64(eps(T)))
_sqrt_eps(::Type) = 0.0
# sqrt of the sum of squares, scaled so that it neither overflows nor underflows
function _norm2(a)
    big = 0.0
    for x in a
        y = abs(x)
        isnan(y) && return NaN
        big = max(big, Float64(y))
    end
    (big == 0.0 || isinf(big)) && return big
    s = 0.0
    if 1e-140 < big < 1e140
        for x in a
            s += Float64(abs2(x))
        end
        return sqrt(s)
    end
    for x in a
        s += abs2(Float64(abs(x)) / big)
    end
    return big * sqrt(s)
end
