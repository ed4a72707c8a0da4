# LinearAlgebra: norms, products, factorisations and special matrices, over the array functions of Base (products, `\`, inv,
# adjoint are there). Enters: vectors and matrices. Leaves: numbers, arrays, factorisation objects. Everything is dense and
# generic Julia code. Deliberately absent, with an error that names it: eigenvalues of unsymmetric matrices, Schur, Hessenberg.
module LinearAlgebra

import Base: *, +, -, /, \, ==, ^, adjoint, transpose, size, getindex, setindex!, inv, copy, similar, iterate, show, parent, Matrix,
    one, zero, IndexStyle, kron, isapprox, eltype, length
using Base: Adjoint, Transpose, LU, SingularException, _lu, _lu!, _lu_solve!, _check_square, _qr!, _apply_reflectors!, _field_type,
    _back_substitute!, _forward_substitute!, _norm2, _matmul!, _matvec!

export Adjoint, Transpose, Diagonal, Symmetric, Hermitian, UpperTriangular, LowerTriangular, UniformScaling, I, LU, QR, Cholesky, SVD,
    Eigen, SingularException, PosDefException, Factorization, adjoint, transpose, axpy!, axpby!, cholesky, cross, det, diag, diagind, diagm, dot,
    eigen, eigmax, eigmin, eigvals, eigvecs, exp, isdiag, ishermitian, isposdef, issymmetric, istril, istriu, kron, ldiv!, lmul!,
    logdet, lu, mul!, norm, normalize, normalize!, nullspace, opnorm, schur, hessenberg, bunchkaufman, pinv, qr, rank, rmul!, svd, svdvals, tr, tril, tril!, triu,
    triu!, cond, ×, ⋅, checksquare, givens, logabsdet, lu!, qr!, cholesky!

"The matrix is not positive definite; elimination failed at column `info`."
struct PosDefException <: Exception
    info::Int
end
Base.showerror(io::IO, e::PosDefException) = print(io, "PosDefException: matrix is not positive definite; Factorization failed.")

abstract type Factorization{T} end

checksquare(A) = _check_square(A)

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

# ---- diagonals and triangles

"The elements on diagonal `k` (0 is the main one) as a vector."
diag(A::AbstractMatrix, k::Integer=0) = [A[I] for I in _diagonal_indices(A, k)]
function _diagonal_indices(A, k)
    m, n = size(A)
    len = k >= 0 ? min(m, n - k) : min(m + k, n)
    return [CartesianIndex(i + max(0, -k), i + max(0, k)) for i in 1:max(0, len)]
end
function diagind(A::AbstractMatrix, k::Integer=0)
    m, n = size(A)
    len = max(0, k >= 0 ? min(m, n - k) : min(m + k, n))
    start = k >= 0 ? 1 + k * m : 1 - k
    return range(start; step=m + 1, length=len)
end
"""
    diagm(v), diagm(k => v, ...)

The matrix with `v` on its diagonal (on diagonal `k`) and zeros elsewhere.
"""
diagm(v::AbstractVector) = diagm(0 => v)
function diagm(ps::Pair...)
    n = 0
    T = Union{}
    for p in ps
        n = max(n, length(p.second) + abs(p.first))
        T = promote_type(T, eltype(p.second))
    end
    R = zeros(T, n, n)
    for p in ps
        for (i, x) in enumerate(p.second)
            R[i+max(0, -p.first), i+max(0, p.first)] += x
        end
    end
    return R
end
"The sum of the diagonal of a square matrix."
function tr(A::AbstractMatrix)
    n = _check_square(A)
    s = zero(eltype(A))
    for i in 1:n
        s += A[i, i]
    end
    return s
end
"The upper (lower) triangle of the matrix from diagonal `k` on, zeros elsewhere."
triu(A::AbstractMatrix, k::Integer=0) = triu!(copy(A), k)
tril(A::AbstractMatrix, k::Integer=0) = tril!(copy(A), k)
function triu!(A::AbstractMatrix, k::Integer=0)
    for j in 1:size(A, 2), i in 1:size(A, 1)
        j - i < k && (A[i, j] = zero(eltype(A)))
    end
    return A
end
function tril!(A::AbstractMatrix, k::Integer=0)
    for j in 1:size(A, 2), i in 1:size(A, 1)
        j - i > k && (A[i, j] = zero(eltype(A)))
    end
    return A
end
istriu(A::AbstractMatrix) = Base._is_upper(A)
istril(A::AbstractMatrix) = Base._is_lower(A)
isdiag(A::AbstractMatrix) = istriu(A) && istril(A)
issymmetric(A::AbstractMatrix) = size(A, 1) == size(A, 2) && all(A[i, j] == transpose(A[j, i]) for j in 1:size(A, 2) for i in 1:j)
ishermitian(A::AbstractMatrix) = size(A, 1) == size(A, 2) && all(A[i, j] == adjoint(A[j, i]) for j in 1:size(A, 2) for i in 1:j)
issymmetric(x::Number) = true
ishermitian(x::Number) = isreal(x)

# ---- special matrices

"The square matrix with `diag` on its diagonal and zeros elsewhere."
struct Diagonal{T,V<:AbstractVector{T}} <: AbstractMatrix{T}
    diag::V
end
Diagonal(v::AbstractVector{T}) where {T} = Diagonal{T,typeof(v)}(v)
Diagonal(A::AbstractMatrix) = Diagonal(diag(A))
size(D::Diagonal) = (length(D.diag), length(D.diag))
function getindex(D::Diagonal{T}, i::Int, j::Int) where {T}
    @boundscheck checkbounds(D, i, j)
    return i == j ? D.diag[i] : zero(T)
end
function setindex!(D::Diagonal, x, i::Int, j::Int)
    @boundscheck checkbounds(D, i, j)
    if i == j
        D.diag[i] = x
    elseif !iszero(x)
        throw(ArgumentError(string("cannot set off-diagonal entry (", i, ", ", j, ") to a nonzero value (", x, ")")))
    end
    return D
end
diag(D::Diagonal) = copy(D.diag)
adjoint(D::Diagonal) = Diagonal(conj(D.diag))
transpose(D::Diagonal) = D
inv(D::Diagonal) = (for i in 1:length(D.diag); iszero(D.diag[i]) && throw(SingularException(i)); end; Diagonal(inv.(D.diag)))
det(D::Diagonal) = prod(D.diag)
tr(D::Diagonal) = sum(D.diag)
*(A::Diagonal, B::Diagonal) = Diagonal(A.diag .* B.diag)
*(A::Diagonal, x::AbstractVector) = A.diag .* x
*(A::Diagonal, B::AbstractMatrix) = A.diag .* B
*(B::AbstractMatrix, A::Diagonal) = B .* transpose(A.diag)
*(A::Diagonal, x::Number) = Diagonal(A.diag .* x)
*(x::Number, A::Diagonal) = Diagonal(x .* A.diag)
/(A::Diagonal, x::Number) = Diagonal(A.diag ./ x)
+(A::Diagonal, B::Diagonal) = Diagonal(A.diag + B.diag)
-(A::Diagonal, B::Diagonal) = Diagonal(A.diag - B.diag)
\(A::Diagonal, b::AbstractVecOrMat) = A.diag .\ b
\(A::Diagonal, b::AbstractVector) = A.diag .\ b
^(A::Diagonal, p::Integer) = Diagonal(A.diag .^ p)

"The upper triangle of a matrix; zeros below."
struct UpperTriangular{T,S<:AbstractMatrix{T}} <: AbstractMatrix{T}
    data::S
end
UpperTriangular(A::AbstractMatrix{T}) where {T} = UpperTriangular{T,typeof(A)}(A)
size(A::UpperTriangular) = size(A.data)
parent(A::UpperTriangular) = A.data
function getindex(A::UpperTriangular{T}, i::Int, j::Int) where {T}
    @boundscheck checkbounds(A, i, j)
    return i <= j ? A.data[i, j] : zero(T)
end
function setindex!(A::UpperTriangular, x, i::Int, j::Int)
    i <= j || throw(ArgumentError(string("cannot set index outside of the triangle (", i, ", ", j, ")")))
    A.data[i, j] = x
    return A
end
det(A::UpperTriangular) = prod(diag(A))
"The lower triangle of a matrix; zeros above."
struct LowerTriangular{T,S<:AbstractMatrix{T}} <: AbstractMatrix{T}
    data::S
end
LowerTriangular(A::AbstractMatrix{T}) where {T} = LowerTriangular{T,typeof(A)}(A)
size(A::LowerTriangular) = size(A.data)
parent(A::LowerTriangular) = A.data
function getindex(A::LowerTriangular{T}, i::Int, j::Int) where {T}
    @boundscheck checkbounds(A, i, j)
    return i >= j ? A.data[i, j] : zero(T)
end
function setindex!(A::LowerTriangular, x, i::Int, j::Int)
    i >= j || throw(ArgumentError(string("cannot set index outside of the triangle (", i, ", ", j, ")")))
    A.data[i, j] = x
    return A
end
det(A::LowerTriangular) = prod(diag(A))
adjoint(A::UpperTriangular) = LowerTriangular(copy(adjoint(A.data)))
adjoint(A::LowerTriangular) = UpperTriangular(copy(adjoint(A.data)))
transpose(A::UpperTriangular) = LowerTriangular(copy(transpose(A.data)))
transpose(A::LowerTriangular) = UpperTriangular(copy(transpose(A.data)))
inv(A::UpperTriangular) = UpperTriangular(A \ Matrix(one(A)))
inv(A::LowerTriangular) = LowerTriangular(A \ Matrix(one(A)))

"A symmetric matrix given by the upper (or, `uplo = :L`, lower) triangle of `data`."
struct Symmetric{T,S<:AbstractMatrix{T}} <: AbstractMatrix{T}
    data::S
    uplo::Char
end
"A Hermitian matrix given by one triangle of `data`."
struct Hermitian{T,S<:AbstractMatrix{T}} <: AbstractMatrix{T}
    data::S
    uplo::Char
end
Symmetric(A::AbstractMatrix, uplo::Symbol=:U) = (_check_square(A); Symmetric{eltype(A),typeof(A)}(A, uplo === :U ? 'U' : 'L'))
Hermitian(A::AbstractMatrix, uplo::Symbol=:U) = (_check_square(A); Hermitian{eltype(A),typeof(A)}(A, uplo === :U ? 'U' : 'L'))
size(A::Symmetric) = size(A.data)
size(A::Hermitian) = size(A.data)
parent(A::Symmetric) = A.data
parent(A::Hermitian) = A.data
function getindex(A::Symmetric, i::Int, j::Int)
    @boundscheck checkbounds(A, i, j)
    return (A.uplo == 'U') == (i <= j) || i == j ? A.data[i, j] : transpose(A.data[j, i])
end
function getindex(A::Hermitian, i::Int, j::Int)
    @boundscheck checkbounds(A, i, j)
    return (A.uplo == 'U') == (i <= j) || i == j ? A.data[i, j] : adjoint(A.data[j, i])
end

# ---- I

"A multiple of the identity of any size; `I` is the identity."
struct UniformScaling{T<:Number}
    λ::T
end
const I = UniformScaling(true)
eltype(::Type{UniformScaling{T}}) where {T} = T
getindex(J::UniformScaling, i::Integer, j::Integer) = i == j ? J.λ : zero(J.λ)
(J::UniformScaling)(n::Integer) = Diagonal(fill(J.λ, n))
==(a::UniformScaling, b::UniformScaling) = a.λ == b.λ
==(A::AbstractMatrix, J::UniformScaling) = size(A, 1) == size(A, 2) && all(A[i, j] == J[i, j] for j in 1:size(A, 2) for i in 1:size(A, 1))
==(J::UniformScaling, A::AbstractMatrix) = A == J
adjoint(J::UniformScaling) = UniformScaling(conj(J.λ))
transpose(J::UniformScaling) = J
inv(J::UniformScaling) = UniformScaling(inv(J.λ))
-(J::UniformScaling) = UniformScaling(-J.λ)
+(a::UniformScaling, b::UniformScaling) = UniformScaling(a.λ + b.λ)
-(a::UniformScaling, b::UniformScaling) = UniformScaling(a.λ - b.λ)
*(a::UniformScaling, b::UniformScaling) = UniformScaling(a.λ * b.λ)
*(x::Number, J::UniformScaling) = UniformScaling(x * J.λ)
*(J::UniformScaling, x::Number) = UniformScaling(J.λ * x)
/(J::UniformScaling, x::Number) = UniformScaling(J.λ / x)
*(J::UniformScaling, A::AbstractVecOrMat) = J.λ * A
*(A::AbstractVecOrMat, J::UniformScaling) = A * J.λ
\(J::UniformScaling, A::AbstractVecOrMat) = J.λ \ A
/(A::AbstractMatrix, J::UniformScaling) = A / J.λ
^(J::UniformScaling, p::Integer) = UniformScaling(J.λ^p)
+(A::AbstractMatrix, J::UniformScaling) = _add_to_diagonal(A, J.λ)
+(J::UniformScaling, A::AbstractMatrix) = _add_to_diagonal(A, J.λ)
-(A::AbstractMatrix, J::UniformScaling) = _add_to_diagonal(A, -J.λ)
-(J::UniformScaling, A::AbstractMatrix) = _add_to_diagonal(-A, J.λ)
function _add_to_diagonal(A::AbstractMatrix, x)
    n = _check_square(A)
    R = copyto!(Matrix{promote_type(eltype(A), typeof(x + x))}(undef, n, n), A)
    for i in 1:n
        R[i, i] += x
    end
    return R
end
function Base.Array{T,2}(J::UniformScaling, m::Integer, n::Integer=m) where {T}
    R = zeros(T, m, n)
    for i in 1:min(m, n)
        R[i, i] = J.λ
    end
    return R
end
(::Type{Matrix})(J::UniformScaling{T}, m::Integer, n::Integer=m) where {T} = Matrix{T}(J, m, n)
show(io::IO, ::MIME"text/plain", J::UniformScaling) = print(io, typeof(J), "\n", J.λ, "*I")
show(io::IO, J::UniformScaling) = print(io, typeof(J), "(", J.λ, ")")

# ---- factorisations

"""
    lu(A)

`A[F.p, :] == F.L * F.U` with row exchanges. SingularException for a singular matrix unless `check=false`.
"""
function lu(A::AbstractMatrix; check::Bool=true)
    F = _lu(A)
    check && F.info != 0 && throw(SingularException(F.info))
    return F
end
lu!(A::AbstractMatrix; check::Bool=true) = lu(A; check=check)
function Base.getproperty(F::LU, name::Symbol)
    name === :L && return _unit_lower(getfield(F, :factors))
    name === :U && return triu(getfield(F, :factors)[1:minimum(size(getfield(F, :factors))), :])
    name === :p && return _permutation(getfield(F, :ipiv), size(getfield(F, :factors), 1))
    name === :P && return _permutation_matrix(F)
    return getfield(F, name)
end
function _unit_lower(A)
    r = minimum(size(A))
    L = tril(A[:, 1:r], -1)
    for i in 1:r
        L[i, i] = one(eltype(A))
    end
    return L
end
function _permutation(ipiv, m)
    p = collect(1:m)
    for (k, q) in enumerate(ipiv)
        p[k], p[q] = p[q], p[k]
    end
    return p
end
_permutation_matrix(F) = Matrix{eltype(F.factors)}(I, size(F.factors, 1))[F.p, :]
iterate(F::LU) = (F.L, 1)
iterate(F::LU, s) = s == 1 ? (F.U, 2) : s == 2 ? (F.p, 3) : nothing
\(F::LU, b::AbstractVecOrMat) = _lu_solve!(F, copyto!(Array{promote_type(eltype(F.factors), eltype(b))}(undef, size(b)), b))
ldiv!(F::LU, b::AbstractVecOrMat) = _lu_solve!(F, b)
inv(F::LU) = F \ Matrix{eltype(F.factors)}(I, size(F.factors, 1))
det(F::LU) = _det_lu(F)
size(F::LU) = size(F.factors)

"""
    det(A), logdet(A), logabsdet(A)

The determinant of a square matrix; its logarithm; the logarithm of its absolute value, and its sign.
"""
function det(A::AbstractMatrix{T}) where {T}
    n = _check_square(A)
    n == 0 && return one(T)
    n == 1 && return A[1, 1] * one(_field_type(T))
    (istriu(A) || istril(A)) && return prod(diag(A)) * one(_field_type(T))
    return _det_lu(_lu(A))
end
det(x::Number) = x
function _det_lu(F)
    A = getfield(F, :factors)
    T = eltype(A)
    getfield(F, :info) == 0 || return zero(T)
    d = one(T)
    odd = false
    for (k, p) in enumerate(getfield(F, :ipiv))
        d *= A[k, k]
        p == k || (odd = !odd)
    end
    return odd ? -d : d
end
logabsdet(A::AbstractMatrix) = _log_det(_lu(A))
function _log_det(F)
    s, sign = 0.0, 1.0
    for (k, p) in enumerate(F.ipiv)
        x = F.factors[k, k]
        s += log(abs(x))
        (p == k) == (x < 0) && (sign = -sign)
    end
    return s, sign
end
function logdet(A::AbstractMatrix)
    s, sign = logabsdet(A)
    return sign < 0 ? log(-1.0) : s
end

"QR decomposition: `F.Q * F.R == A`."
struct QR{T,S<:AbstractMatrix{T}} <: Factorization{T}
    factors::S
    tau::Vector{T}
end
"""
    qr(A)

`A == F.Q * F.R` with orthogonal columns in Q and upper triangular R, by Householder reflections.
"""
function qr(A::AbstractMatrix{T}) where {T}
    F, tau = _qr!(copyto!(Matrix{_field_type(T)}(undef, size(A)), A))
    return QR{eltype(F),typeof(F)}(F, tau)
end
qr!(A::AbstractMatrix) = qr(A)
function Base.getproperty(F::QR, name::Symbol)
    name === :R && return triu(getfield(F, :factors)[1:minimum(size(getfield(F, :factors))), :])
    name === :Q && return _q_matrix(F)
    return getfield(F, name)
end
function _q_matrix(F::QR{T}) where {T}
    A = getfield(F, :factors)
    tau = getfield(F, :tau)
    m = size(A, 1)
    Q = Matrix{T}(I, m, min(m, size(A, 2)))
    for j in 1:size(Q, 2), k in length(tau):-1:1
        w = Q[k, j]
        for i in k+1:m
            w += conj(A[i, k]) * Q[i, j]
        end
        w *= tau[k]
        Q[k, j] -= w
        for i in k+1:m
            Q[i, j] -= A[i, k] * w
        end
    end
    return Q
end
iterate(F::QR) = (F.Q, 1)
iterate(F::QR, s) = s == 1 ? (F.R, 2) : nothing
function \(F::QR, b::AbstractVecOrMat)
    n = size(F.factors, 2)
    X = _apply_reflectors!(F.factors, F.tau, copyto!(Array{promote_type(eltype(F.factors), eltype(b))}(undef, size(b)), b))
    return _back_substitute!(view(F.factors, 1:n, :), b isa AbstractVector ? X[1:n] : X[1:n, :])
end

"Cholesky decomposition: `F.L * F.L' == A`."
struct Cholesky{T,S<:AbstractMatrix{T}} <: Factorization{T}
    factors::S # the lower triangle
end
"""
    cholesky(A)

`A == F.L * F.U` with `F.U == F.L'`. PosDefException unless the matrix is Hermitian and positive definite.
"""
function cholesky(A::AbstractMatrix{T}; check::Bool=true) where {T}
    n = _check_square(A)
    ishermitian(A) || throw(PosDefException(-1))
    L = zeros(typeof(sqrt(one(T))), n, n)
    for j in 1:n
        s = real(A[j, j])
        for k in 1:j-1
            s -= abs2(L[j, k])
        end
        s > 0 || throw(PosDefException(j))
        L[j, j] = sqrt(s)
        for i in j+1:n
            t = L[j, j] * 0 + A[i, j]
            for k in 1:j-1
                t -= L[i, k] * conj(L[j, k])
            end
            L[i, j] = t / L[j, j]
        end
    end
    return Cholesky{eltype(L),typeof(L)}(L)
end
cholesky!(A::AbstractMatrix) = cholesky(A)
function Base.getproperty(F::Cholesky, name::Symbol)
    name === :L && return LowerTriangular(getfield(F, :factors))
    name === :U && return UpperTriangular(copy(adjoint(getfield(F, :factors))))
    return getfield(F, name)
end
iterate(F::Cholesky) = (F.L, 1)
iterate(F::Cholesky, s) = s == 1 ? (F.U, 2) : nothing
function \(F::Cholesky, b::AbstractVecOrMat)
    X = copyto!(Array{promote_type(eltype(F.factors), eltype(b))}(undef, size(b)), b)
    return _back_substitute!(adjoint(F.factors), _forward_substitute!(F.factors, X))
end
function isposdef(A::AbstractMatrix)
    ishermitian(A) || return false
    try
        cholesky(A)
        return true
    catch e
        e isa PosDefException && return false
        rethrow()
    end
end

# ---- eigenvalues of symmetric matrices, singular values: Jacobi's rotations

"Eigenvalues `values` and eigenvectors (columns of `vectors`)."
struct Eigen{T,S<:AbstractMatrix,V<:AbstractVector{T}} <: Factorization{T}
    values::V
    vectors::S
end
Eigen(values::AbstractVector{T}, vectors::AbstractMatrix) where {T} = Eigen{T,typeof(vectors),typeof(values)}(values, vectors)
iterate(F::Eigen) = (F.values, 1)
iterate(F::Eigen, s) = s == 1 ? (F.vectors, 2) : nothing
"""
    eigen(A), eigvals(A), eigvecs(A)

Eigenvalues in increasing order and orthonormal eigenvectors of a real symmetric matrix. Unsymmetric matrices are not
supported: ArgumentError.
"""
function eigen(A::AbstractMatrix{<:Real})
    n = _check_square(A)
    issymmetric(A) || throw(ArgumentError("eigen: only real symmetric matrices are supported"))
    S = copyto!(Matrix{Float64}(undef, n, n), A)
    V = Matrix{Float64}(I, n, n)
    for sweep in 1:60
        off = 0.0
        for j in 2:n, i in 1:j-1
            off += abs2(S[i, j])
        end
        off <= 1e-300 + 1e-32 * sum(abs2, S) && break
        for q in 2:n, p in 1:q-1
            _jacobi!(S, V, p, q, n)
        end
    end
    values = [S[i, i] for i in 1:n]
    order = sortperm(values)
    vectors = V[:, order]
    for j in 1:n # a sign that does not depend on the rotations: the last component that is not 0 is positive
        k = findlast(x -> abs(x) > 1e-12, vectors[:, j])
        k !== nothing && vectors[k, j] < 0 && (vectors[:, j] .*= -1)
    end
    return Eigen(values[order], vectors)
end
# makes S[p, q] zero; the diagonal is changed by one addition each, which keeps small matrices' eigenvalues exact
function _jacobi!(S, V, p, q, n)
    a = S[p, q]
    a == 0 && return nothing
    theta = (S[q, q] - S[p, p]) / (2a)
    t = (theta >= 0 ? 1.0 : -1.0) / (abs(theta) + sqrt(theta * theta + 1))
    c = 1 / sqrt(t * t + 1)
    s = t * c
    S[p, p] -= t * a
    S[q, q] += t * a
    S[p, q] = 0.0
    S[q, p] = 0.0
    for k in 1:n
        if k != p && k != q
            x, y = S[k, p], S[k, q]
            S[k, p] = S[p, k] = c * x - s * y
            S[k, q] = S[q, k] = s * x + c * y
        end
        x, y = V[k, p], V[k, q]
        V[k, p] = c * x - s * y
        V[k, q] = s * x + c * y
    end
    return nothing
end
eigen(A::AbstractMatrix) = throw(ArgumentError("eigen: only real symmetric matrices are supported"))
eigvals(A::AbstractMatrix) = eigen(A).values
eigvecs(A::AbstractMatrix) = eigen(A).vectors
eigmax(A::AbstractMatrix) = maximum(eigvals(A))
eigmin(A::AbstractMatrix) = minimum(eigvals(A))

"Singular value decomposition: `F.U * Diagonal(F.S) * F.Vt == A`."
struct SVD{T} <: Factorization{T}
    U::Matrix{T}
    S::Vector{Float64}
    Vt::Matrix{T}
end
function Base.getproperty(F::SVD, name::Symbol)
    name === :V && return copy(adjoint(getfield(F, :Vt)))
    return getfield(F, name)
end
iterate(F::SVD) = (F.U, 1)
iterate(F::SVD, s) = s == 1 ? (F.S, 2) : s == 2 ? (F.V, 3) : nothing
"""
    svd(A), svdvals(A)

Singular values in decreasing order and orthonormal singular vectors of a real matrix, by one-sided Jacobi rotations.
"""
function svd(A::AbstractMatrix{<:Real})
    m, n = size(A)
    if m < n
        F = svd(copy(transpose(A)))
        return SVD{Float64}(copy(transpose(F.Vt)), F.S, copy(transpose(F.U)))
    end
    U = copyto!(Matrix{Float64}(undef, m, n), A)
    V = Matrix{Float64}(I, n, n)
    for sweep in 1:60
        rotated = false
        for q in 2:n, p in 1:q-1
            a = b = c = 0.0
            for i in 1:m
                a += U[i, p]^2
                b += U[i, q]^2
                c += U[i, p] * U[i, q]
            end
            abs(c) <= 1e-15 * sqrt(a * b) && continue
            rotated = true
            z = (b - a) / (2c)
            t = (z >= 0 ? 1.0 : -1.0) / (abs(z) + sqrt(1 + z * z))
            cs = 1 / sqrt(1 + t * t)
            sn = cs * t
            for i in 1:m
                x, y = U[i, p], U[i, q]
                U[i, p] = cs * x - sn * y
                U[i, q] = sn * x + cs * y
            end
            for i in 1:n
                x, y = V[i, p], V[i, q]
                V[i, p] = cs * x - sn * y
                V[i, q] = sn * x + cs * y
            end
        end
        rotated || break
    end
    s = [norm(U[:, j]) for j in 1:n]
    order = sortperm(s; rev=true)
    for j in 1:n
        s[j] > 0 && (U[:, j] ./= s[j])
    end
    return SVD{Float64}(U[:, order], s[order], copy(transpose(V[:, order])))
end
svdvals(A::AbstractMatrix) = svd(A).S
function rank(A::AbstractMatrix; rtol::Real=eps(Float64) * minimum(size(A)), atol::Real=0.0)
    s = svdvals(A)
    isempty(s) && return 0
    return count(x -> x > max(atol, rtol * s[1]), s)
end
"The Moore–Penrose pseudo-inverse."
function pinv(A::AbstractMatrix; rtol::Real=eps(Float64) * minimum(size(A)))
    F = svd(A)
    limit = rtol * maximum(F.S)
    return F.V * Diagonal([x > limit ? 1 / x : 0.0 for x in F.S]) * transpose(F.U)
end
"An orthonormal basis of the vectors that the matrix maps to 0, as columns."
function nullspace(A::AbstractMatrix)
    n = size(A, 2)
    F = eigen(Symmetric(Matrix{Float64}(transpose(A) * A)))
    limit = maximum(abs, F.values) * eps(Float64) * n * 10
    return F.vectors[:, [i for i in 1:n if F.values[i] <= limit]]
end
# ---- display

# Off the triangle or diagonal a matrix shows a dot in the middle of where the zero would stand.
function _dot_text(io::IO, zero)
    text, left, right = Base.aligned_text(io, zero)
    n = textwidth(text)
    before = div(n - 1, 2)
    return (string(" "^before, "⋅", " "^(n - 1 - before)), left, right)
end
_cell(io::IO, A, i::Tuple, stored::Bool) = stored ? Base.aligned_text(io, A[i...]) : _dot_text(io, zero(eltype(A)))
Base.cell_text(io::IO, A::Diagonal, i::Tuple) = _cell(io, A, i, i[1] == i[2])
Base.cell_text(io::IO, A::UpperTriangular, i::Tuple) = _cell(io, A, i, i[1] <= i[2])
Base.cell_text(io::IO, A::LowerTriangular, i::Tuple) = _cell(io, A, i, i[1] >= i[2])

function _show_factors(io::IO, F, parts::Pair...)
    print(io, typeof(F))
    for p in parts
        print(io, "\n", p.first, "\n")
        show(io, MIME("text/plain"), p.second)
    end
end
function show(io::IO, ::MIME"text/plain", F::LU)
    F.info == 0 || return print(io, "Failed factorization of type ", typeof(F))
    return _show_factors(io, F, "L factor:" => F.L, "U factor:" => F.U)
end
show(io::IO, ::MIME"text/plain", F::QR) = _show_factors(io, F, "Q factor:" => F.Q, "R factor:" => F.R)
show(io::IO, ::MIME"text/plain", F::Cholesky) = _show_factors(io, F, "U factor:" => F.U)
show(io::IO, ::MIME"text/plain", F::Eigen) = _show_factors(io, F, "values:" => F.values, "vectors:" => F.vectors)
show(io::IO, ::MIME"text/plain", F::SVD) = _show_factors(io, F, "U factor:" => F.U, "singular values:" => F.S, "Vt factor:" => F.Vt)

schur(args...) = throw(ArgumentError("schur is not supported"))
hessenberg(args...) = throw(ArgumentError("hessenberg is not supported"))
bunchkaufman(args...) = throw(ArgumentError("bunchkaufman is not supported"))
givens(args...) = throw(ArgumentError("givens is not supported"))

end
