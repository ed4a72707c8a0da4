# Diagonals and triangles of matrices; Diagonal, triangular and symmetric matrices, the identity `I`.

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
