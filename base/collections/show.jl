# How the index and wrapper types of these files look; loaded after text/.
showarg(io::IO, A::Adjoint, toplevel::Bool) = _show_wrapped(io, "adjoint(", A, "", toplevel)
showarg(io::IO, A::Transpose, toplevel::Bool) = _show_wrapped(io, "transpose(", A, "", toplevel)
showarg(io::IO, A::PermutedDimsArray{T,N,P}, toplevel::Bool) where {T,N,P} =
    _show_wrapped(io, "PermutedDimsArray(", A, string(", ", P), toplevel)
function _show_wrapped(io::IO, how::String, A, more::String, toplevel::Bool)
    print(io, how)
    showarg(io, parent(A), false)
    print(io, more, ")")
    toplevel && print(io, " with eltype ", eltype(A))
    return nothing
end

show(io::IO, I::CartesianIndex) = (print(io, "CartesianIndex"); show(io, I.I))
function show(io::IO, C::CartesianIndices)
    print(io, "CartesianIndices((")
    for k in 1:length(C.indices)
        k > 1 && print(io, ", ")
        r = C.indices[k]
        r isa OneTo ? print(io, length(r)) : show(io, r)
    end
    length(C.indices) == 1 && print(io, ",")
    print(io, "))")
end
show(io::IO, ::MIME"text/plain", C::CartesianIndices) = show(io, C)
show(io::IO, r::Slice) = print(io, "Base.Slice(", r.indices, ")")

showerror(io::IO, e::CanonicalIndexError) = print(io, "CanonicalIndexError: ", e.func, " not defined for ", e.type)
showerror(io::IO, e::SingularException) = print(io, "SingularException(", e.info, ")")
