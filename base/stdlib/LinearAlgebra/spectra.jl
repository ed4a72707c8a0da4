# Eigenvalues of symmetric matrices and singular values, by Jacobi rotations; what follows from them.

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
