# How special matrices and factorisations look.

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
