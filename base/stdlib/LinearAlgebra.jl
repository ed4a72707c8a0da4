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

include("LinearAlgebra/products.jl")
include("LinearAlgebra/special-matrices.jl")
include("LinearAlgebra/factorisations.jl")
include("LinearAlgebra/spectra.jl")
include("LinearAlgebra/display.jl")

end
