# LU, QR and Cholesky decompositions, determinants. A factorisation is a struct whose properties (`F.L`, `F.U` …) are made when asked for.

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
