# Dot and cross products, norms, products in place.

# ---- products and norms of vectors

"""
    dot(x, y), x ⋅ y

The sum of `conj(x[i]) * y[i]`; of numbers `conj(x) * y`. DimensionMismatch if the lengths differ.
"""
dot(x::Number, y::Number) = conj(x) * y
function dot(x::AbstractArray, y::AbstractArray)
    length(x) == length(y) || throw(DimensionMismatch(string("first array has length ", length(x), " which does not match the length of the second, ", length(y), ".")))
    isempty(x) && return zero(eltype(x)) * zero(eltype(y))
    return _dot(x, y)
end
function _dot(x, y)
    s = dot(first(x), first(y))
    if IndexStyle(x, y) === IndexLinear()
        @inbounds for i in 2:length(x)
            s += dot(x[i], y[i])
        end
        return s
    end
    s = zero(s)
    for (a, b) in zip(x, y)
        s += dot(a, b)
    end
    return s
end
dot(x, y) = sum(dot(a, b) for (a, b) in zip(x, y))
dot(x::AbstractVector, A::AbstractMatrix, y::AbstractVector) = dot(x, A * y)
const ⋅ = dot

"The cross product of two vectors of length 3."
function cross(a::AbstractVector, b::AbstractVector)
    (length(a) == 3 && length(b) == 3) || throw(DimensionMismatch("cross product is only defined for vectors of length 3"))
    return [a[2] * b[3] - a[3] * b[2], a[3] * b[1] - a[1] * b[3], a[1] * b[2] - a[2] * b[1]]
end
const × = cross

"""
    norm(A, p=2)

The p-norm of all elements taken as a vector; `Inf` the largest, `0` the number of nonzero ones.
"""
function norm(itr, p::Real=2)
    isempty(itr) && return float(norm(zero(eltype(itr))))
    p == 2 && return _norm_two(itr)
    p == 1 && return float(sum(norm, itr))
    p == Inf && return float(maximum(norm, itr))
    p == -Inf && return float(minimum(norm, itr))
    p == 0 && return float(count(x -> !iszero(x), itr))
    return sum(x -> norm(x)^p, itr)^(1 / p)
end
norm(x::Number, p::Real=2) = p == 0 ? (iszero(x) ? zero(abs(float(x))) : one(abs(float(x)))) : abs(float(x))
norm(::Missing, p::Real=2) = missing
_norm_two(A::AbstractArray{<:Union{Float64,Integer,Rational,Complex}}) = _norm2(A)
_norm_two(A::AbstractArray{Float32}) = Float32(_norm2(A))
_norm_two(itr) = sqrt(sum(x -> norm(x)^2, itr))

"The vector divided by its norm."
normalize(v::AbstractArray, p::Real=2) = v / norm(v, p)
normalize(x::Number) = x / abs(x)
normalize!(v::AbstractArray, p::Real=2) = (s = norm(v, p); v ./= s; v)

"""
    opnorm(A, p=2)

The norm of a matrix as an operator: 1 (largest column sum), Inf (largest row sum), 2 (largest singular value).
"""
function opnorm(A::AbstractMatrix, p::Real=2)
    p == 1 && return maximum(sum(abs, A; dims=1))
    p == Inf && return maximum(sum(abs, A; dims=2))
    p == 2 && return maximum(svdvals(A))
    throw(ArgumentError(string("invalid p-norm p=", p, ". Valid: 1, 2, Inf")))
end
cond(A::AbstractMatrix, p::Real=2) = p == 2 ? (s = svdvals(A); s[1] / s[end]) : opnorm(A, p) * opnorm(inv(A), p)

# ---- in-place products

"""
    mul!(C, A, B, [α, β])

`C = A*B*α + C*β` without allocating; gives `C`.
"""
function mul!(C::AbstractMatrix, A::AbstractMatrix, B::AbstractMatrix)
    (size(A, 2) == size(B, 1) && size(C) == (size(A, 1), size(B, 2))) ||
        throw(DimensionMismatch(string("A has dimensions ", size(A), ", B has dimensions ", size(B), ", C has dimensions ", size(C))))
    return _matmul!(C, A, B)
end
function mul!(y::AbstractVector, A::AbstractMatrix, x::AbstractVector)
    (size(A, 2) == length(x) && length(y) == size(A, 1)) ||
        throw(DimensionMismatch(string("second dimension of A, ", size(A, 2), ", does not match length of x, ", length(x))))
    return _matvec!(y, A, x)
end
mul!(C::AbstractArray, A::AbstractArray, B::AbstractArray, α::Number, β::Number) = (C .= (A * B) .* α .+ C .* β; C)
mul!(C::AbstractArray, A::AbstractArray, x::Number) = (C .= A .* x; C)
mul!(C::AbstractArray, x::Number, A::AbstractArray) = (C .= x .* A; C)
rmul!(A::AbstractArray, x::Number) = (A .*= x; A)
lmul!(x::Number, A::AbstractArray) = (A .= x .* A; A)
axpy!(a, x::AbstractArray, y::AbstractArray) = (y .+= a .* x; y)
axpby!(a, x::AbstractArray, b, y::AbstractArray) = (y .= a .* x .+ b .* y; y)
