# Products of matrices and vectors, powers, `\`, `/`, inv: what works on arrays without `using LinearAlgebra`.
# Enters: vectors and matrices of numbers. Leaves: new arrays; `_matmul!` writes into one. Products of matrices are made in
# tiles of 2×4 elements, whose sums stay in registers; those with a vector four columns at a time. Systems are solved by LU with partial pivoting, by
# back-substitution if triangular, and least squares by Householder QR. Errors: DimensionMismatch, SingularException.
export kron, inv

"The matrix is singular; `info` is the column where elimination found no pivot."
struct SingularException <: Exception
    info::Int
end

_sum_type(::Type{T}, ::Type{S}) where {T,S} = return_type(_product_sum, Tuple{T,S})
_product_sum(a, b) = a * b + a * b

"""
    A * B

The product of matrices, of a matrix and a vector, or of a column and a row. DimensionMismatch if the sizes do not fit.
"""
function *(A::AbstractMatrix{T}, x::AbstractVector{S}) where {T,S}
    size(A, 2) == length(x) || _matvec_mismatch(A, x)
    return _matvec!(Array{_sum_type(T, S),1}(undef, size(A, 1)), A, x)
end
@noinline _matvec_mismatch(A, x) =
    throw(DimensionMismatch(string("second dimension of A, ", size(A, 2), ", does not match length of x, ", length(x))))
function *(A::AbstractMatrix{T}, B::AbstractMatrix{S}) where {T,S}
    size(A, 2) == size(B, 1) || _matmul_mismatch(A, B)
    return _matmul!(Array{_sum_type(T, S),2}(undef, size(A, 1), size(B, 2)), A, B)
end
@noinline _matmul_mismatch(A, B) = throw(DimensionMismatch(
    string("A has dimensions (", size(A, 1), ",", size(A, 2), ") but B has dimensions (", size(B, 1), ",", size(B, 2), ")")))
# a column times a row
*(x::AbstractVector, B::AbstractMatrix) = reshape(x, length(x), 1) * B
# a row times a column is a number
*(a::Adjoint{T,<:AbstractVector}, b::AbstractVector) where {T} = _row_times(a, b)
*(a::Transpose{T,<:AbstractVector}, b::AbstractVector) where {T} = _row_times(a, b)
function _row_times(a::AbstractMatrix{T}, b::AbstractVector{S}) where {T,S}
    length(a) == length(b) || throw(DimensionMismatch(string("first array has length ", length(a), " which does not match the length of the second, ", length(b), ".")))
    s = zero(_sum_type(T, S))
    for i in 1:length(b)
        @inbounds s += a[i] * b[i]
    end
    return s
end
*(a::Adjoint{T,<:AbstractVector}, B::AbstractMatrix) where {T} = adjoint(adjoint(B) * a.parent)
*(a::Transpose{T,<:AbstractVector}, B::AbstractMatrix) where {T} = transpose(transpose(B) * a.parent)
*(a::Adjoint{T,<:AbstractVector}, b::Adjoint{S,<:AbstractVector}) where {T,S} = throw(MethodError(*, (a, b)))

# y = A x, four columns at a time
function _matvec!(y::AbstractVector{R}, A::AbstractMatrix, x::AbstractVector) where {R}
    m, n = size(A)
    fill!(y, zero(R))
    k = 1
    @inbounds while k + 3 <= n
        x1, x2, x3, x4 = x[k], x[k+1], x[k+2], x[k+3]
        for i in 1:m
            y[i] = y[i] + A[i, k] * x1 + A[i, k+1] * x2 + A[i, k+2] * x3 + A[i, k+3] * x4
        end
        k += 4
    end
    @inbounds while k <= n
        xk = x[k]
        for i in 1:m
            y[i] += A[i, k] * xk
        end
        k += 1
    end
    return y
end
# y = A' x: the columns of the parent are what is multiplied
function _matvec!(y::AbstractVector{R}, A::AdjOrTrans, x::AbstractVector) where {R}
    m, n = size(A)
    for i in 1:m
        s = zero(R)
        @inbounds for k in 1:n
            s += A[i, k] * x[k]
        end
        @inbounds y[i] = s
    end
    return y
end
# C = A B. Each element is summed in the order of k.
function _matmul!(C::AbstractMatrix{R}, A::AbstractMatrix, B::AbstractMatrix) where {R}
    m, n = size(C)
    j = 1
    while j + 3 <= n
        i = 1
        while i + 1 <= m
            _tile!(C, A, B, i, j)
            i += 2
        end
        i <= m && _row_of_four!(C, A, B, i, j)
        j += 4
    end
    while j <= n
        for i in 1:m
            s = zero(R)
            @inbounds for k in 1:size(A, 2)
                s += A[i, k] * B[k, j]
            end
            @inbounds C[i, j] = s
        end
        j += 1
    end
    return C
end
# the elements in rows i and i + 1, columns j to j + 3
@noinline function _tile!(C::AbstractMatrix{R}, A, B, i::Int, j::Int) where {R}
    a1 = a2 = a3 = a4 = zero(R)
    b1 = b2 = b3 = b4 = zero(R)
    @inbounds for k in 1:size(A, 2)
        a, b = A[i, k], A[i+1, k]
        x1, x2, x3, x4 = B[k, j], B[k, j+1], B[k, j+2], B[k, j+3]
        a1 += a * x1
        b1 += b * x1
        a2 += a * x2
        b2 += b * x2
        a3 += a * x3
        b3 += b * x3
        a4 += a * x4
        b4 += b * x4
    end
    @inbounds begin
        C[i, j] = a1
        C[i+1, j] = b1
        C[i, j+1] = a2
        C[i+1, j+1] = b2
        C[i, j+2] = a3
        C[i+1, j+2] = b3
        C[i, j+3] = a4
        C[i+1, j+3] = b4
    end
    return nothing
end
@noinline function _row_of_four!(C::AbstractMatrix{R}, A, B, i::Int, j::Int) where {R}
    a1 = a2 = a3 = a4 = zero(R)
    @inbounds for k in 1:size(A, 2)
        a = A[i, k]
        a1 += a * B[k, j]
        a2 += a * B[k, j+1]
        a3 += a * B[k, j+2]
        a4 += a * B[k, j+3]
    end
    @inbounds begin
        C[i, j] = a1
        C[i, j+1] = a2
        C[i, j+2] = a3
        C[i, j+3] = a4
    end
    return nothing
end
function _matmul!(C::AbstractMatrix{R}, A::AdjOrTrans, B::AbstractMatrix) where {R}
    m, n = size(C)
    p = size(A, 2)
    for j in 1:n
        for i in 1:m
            s = zero(R)
            @inbounds for k in 1:p
                s += A[i, k] * B[k, j]
            end
            @inbounds C[i, j] = s
        end
    end
    return C
end

"""
    A ^ p

The power of a square matrix; a negative `p` inverts it.
"""
function ^(A::AbstractMatrix, p::Integer)
    _check_square(A)
    p < 0 && return inv(A)^(-p)
    p == 0 && return _identity_like(A)
    r = A
    started = false
    base = A
    while true
        if isodd(p)
            r = started ? r * base : copy(base)
            started = true
        end
        p >>= 1
        p == 0 && return r
        base = base * base
    end
end
literal_pow(::typeof(^), A::AbstractMatrix, ::Val{p}) where {p} = A^p
^(A::AbstractMatrix, p::Real) = isinteger(p) ? A^Int(p) : throw(ArgumentError("powers of matrices with exponents that are no integers are not supported"))
function _check_square(A::AbstractMatrix)
    m, n = size(A)
    m == n || throw(DimensionMismatch(string("matrix is not square: dimensions are ", size(A))))
    return m
end
function _identity_like(A::AbstractMatrix{T}) where {T}
    n = _check_square(A)
    R = zeros(T, n, n)
    for i in 1:n
        R[i, i] = one(T)
    end
    return R
end
one(A::AbstractMatrix) = _identity_like(A)
oneunit(A::AbstractMatrix) = _identity_like(A)

# ---- elimination

"LU decomposition with row exchanges: `factors` holds L below and U on and above the diagonal, `ipiv` the exchanges."
struct LU{T,S<:AbstractMatrix{T}}
    factors::S
    ipiv::Vector{Int}
    info::Int # 0, or the first column without a pivot
end
_field_type(::Type{T}) where {T} = typeof(one(T) / one(T))
function _lu(A::AbstractMatrix{T}) where {T}
    F = Array{_field_type(T),2}(undef, size(A))
    return _lu!(copyto!(F, A))
end
function _lu!(F::AbstractMatrix{T}) where {T}
    m, n = size(F)
    r = min(m, n)
    ipiv = Array{Int,1}(undef, r)
    info = 0
    @inbounds for k in 1:r
        p = k
        largest = abs(F[k, k])
        for i in k+1:m
            v = abs(F[i, k])
            if v > largest
                largest = v
                p = i
            end
        end
        ipiv[k] = p
        if iszero(F[p, k])
            info == 0 && (info = k)
            continue
        end
        if p != k
            for j in 1:n
                F[k, j], F[p, j] = F[p, j], F[k, j]
            end
        end
        pivot = inv(F[k, k])
        for i in k+1:m
            F[i, k] *= pivot
        end
        for j in k+1:n
            u = F[k, j]
            for i in k+1:m
                F[i, j] -= F[i, k] * u
            end
        end
    end
    return LU{T,typeof(F)}(F, ipiv, info)
end
# X is overwritten by the solution of the system with the decomposed matrix
function _lu_solve!(lu::LU, X::AbstractVecOrMat)
    lu.info == 0 || throw(SingularException(lu.info))
    F = lu.factors
    n = size(F, 1)
    for j in 1:size(X, 2)
        @inbounds for k in 1:n
            p = lu.ipiv[k]
            if p != k
                X[k, j], X[p, j] = X[p, j], X[k, j]
            end
        end
        @inbounds for k in 1:n
            x = X[k, j]
            for i in k+1:n
                X[i, j] -= F[i, k] * x
            end
        end
        @inbounds for k in n:-1:1
            x = X[k, j] / F[k, k]
            X[k, j] = x
            for i in 1:k-1
                X[i, j] -= F[i, k] * x
            end
        end
    end
    return X
end

"""
    inv(A)

The inverse of a square matrix. SingularException if there is none.
"""
function inv(A::AbstractMatrix{T}) where {T}
    n = _check_square(A)
    X = zeros(_field_type(T), n, n)
    for i in 1:n
        X[i, i] = one(eltype(X))
    end
    return _lu_solve!(_lu(A), X)
end

"""
    A \\ b

The solution `x` of `A * x == b`; for a matrix that is not square the least-squares solution. SingularException.
"""
function \(A::AbstractMatrix{T}, b::AbstractVecOrMat{S}) where {T,S}
    size(A, 1) == size(b, 1) || throw(DimensionMismatch("arguments must have the same number of rows"))
    R = promote_type(_field_type(T), _field_type(S))
    size(A, 1) == size(A, 2) || return _least_squares(R, A, b)
    X = copyto!(Array{R}(undef, size(b)), b)
    if _is_upper(A)
        return _back_substitute!(A, X)
    elseif _is_lower(A)
        return _forward_substitute!(A, X)
    end
    return _lu_solve!(_lu(A), X)
end
/(A::AbstractVecOrMat, B::AbstractMatrix) = copy(adjoint(adjoint(B) \ adjoint(A)))
function _is_upper(A)
    for j in 1:size(A, 2), i in j+1:size(A, 1)
        iszero(A[i, j]) || return false
    end
    return true
end
function _is_lower(A)
    for j in 1:size(A, 2), i in 1:min(j - 1, size(A, 1))
        iszero(A[i, j]) || return false
    end
    return true
end
function _back_substitute!(A, X)
    n = size(A, 1)
    for k in 1:n
        iszero(A[k, k]) && throw(SingularException(k))
    end
    for j in 1:size(X, 2)
        @inbounds for k in n:-1:1
            x = X[k, j] / A[k, k]
            X[k, j] = x
            for i in 1:k-1
                X[i, j] -= A[i, k] * x
            end
        end
    end
    return X
end
function _forward_substitute!(A, X)
    n = size(A, 1)
    for k in 1:n
        iszero(A[k, k]) && throw(SingularException(k))
    end
    for j in 1:size(X, 2)
        @inbounds for k in 1:n
            x = X[k, j] / A[k, k]
            X[k, j] = x
            for i in k+1:n
                X[i, j] -= A[i, k] * x
            end
        end
    end
    return X
end

# Householder QR in place: below the diagonal the reflectors (scaled so that their first component is 1), above it R
function _qr!(F::AbstractMatrix{T}) where {T}
    m, n = size(F)
    r = min(m, n)
    tau = zeros(T, r)
    for k in 1:r
        k == m && T <: Real && continue # a single number needs no reflection
        s = zero(real(T))
        for i in k:m
            s += abs2(F[i, k])
        end
        len = sqrt(s)
        iszero(len) && continue
        a = F[k, k]
        beta = iszero(a) ? -oftype(a, len) : -len * (a / abs(a))
        tau[k] = (beta - a) / beta
        scale = inv(a - beta)
        for i in k+1:m
            F[i, k] *= scale
        end
        F[k, k] = beta
        for j in k+1:n
            w = F[k, j]
            for i in k+1:m
                w += conj(F[i, k]) * F[i, j]
            end
            w *= conj(tau[k])
            F[k, j] -= w
            for i in k+1:m
                F[i, j] -= F[i, k] * w
            end
        end
    end
    return F, tau
end
# X := Q' X
function _apply_reflectors!(F, tau, X)
    m = size(F, 1)
    for j in 1:size(X, 2)
        for k in 1:length(tau)
            w = X[k, j]
            for i in k+1:m
                w += conj(F[i, k]) * X[i, j]
            end
            w *= conj(tau[k])
            X[k, j] -= w
            for i in k+1:m
                X[i, j] -= F[i, k] * w
            end
        end
    end
    return X
end
function _least_squares(::Type{R}, A, b) where {R}
    m, n = size(A)
    if m < n # the shortest solution: A' = Q R, x = Q (R' \ b)
        F, tau = _qr!(copyto!(Array{R,2}(undef, n, m), adjoint(A)))
        Z = zeros(R, n, size(b, 2))
        for j in 1:size(b, 2), i in 1:m
            s = R(b[i, j])
            for k in 1:i-1
                s -= conj(F[k, i]) * Z[k, j]
            end
            iszero(F[i, i]) && throw(SingularException(i))
            Z[i, j] = s / conj(F[i, i])
        end
        for j in 1:size(Z, 2), k in m:-1:1
            w = Z[k, j]
            for i in k+1:n
                w += conj(F[i, k]) * Z[i, j]
            end
            w *= tau[k]
            Z[k, j] -= w
            for i in k+1:n
                Z[i, j] -= F[i, k] * w
            end
        end
        return b isa AbstractVector ? vec(Z) : Z
    end
    F, tau = _qr!(copyto!(Array{R,2}(undef, m, n), A))
    X = _apply_reflectors!(F, tau, copyto!(Array{R}(undef, size(b)), b))
    top = b isa AbstractVector ? X[1:n] : X[1:n, :]
    return _back_substitute!(view(F, 1:n, :), top)
end

"""
    kron(A, B)

The Kronecker product: every element of `A` times the whole of `B`.
"""
function kron(A::AbstractMatrix{T}, B::AbstractMatrix{S}) where {T,S}
    m, n = size(A)
    p, q = size(B)
    R = _cat_array(return_type(*, Tuple{T,S}), A, (m * p, n * q))
    for j in 1:n, l in 1:q, i in 1:m, k in 1:p
        R[(i-1)*p+k, (j-1)*q+l] = A[i, j] * B[k, l]
    end
    return R
end
kron(a::AbstractVector, b::AbstractVector) = vec(kron(reshape(a, :, 1), reshape(b, :, 1)))
kron(a::AbstractVector, B::AbstractMatrix) = kron(reshape(a, :, 1), B)
kron(A::AbstractMatrix, b::AbstractVector) = kron(A, reshape(b, :, 1))
kron(x::Number, B::AbstractVecOrMat) = x * B
kron(A::AbstractVecOrMat, x::Number) = A * x
