# Adjoint and Transpose: `A'` and `transpose(A)` as lazy views.
# Enters: a vector or matrix. Leaves: a matrix whose element (i, j) is the adjoint (transpose) of (j, i); of a vector, a
# matrix with one row. Manual: "Linear Algebra". The names belong to LinearAlgebra for users; the types are here because `'` is.
export adjoint, transpose, adjoint!, transpose!

"What `A'` is: the lazy conjugate transpose."
struct Adjoint{T,S} <: AbstractArray{T,2}
    parent::S
end
"What `transpose(A)` is: the lazy transpose."
struct Transpose{T,S} <: AbstractArray{T,2}
    parent::S
end
const AdjOrTrans{T,S} = Union{Adjoint{T,S},Transpose{T,S}}
Adjoint(A::AbstractVecOrMat{T}) where {T} = Adjoint{_wrapped_type(adjoint, T),typeof(A)}(A)
Transpose(A::AbstractVecOrMat{T}) where {T} = Transpose{_wrapped_type(transpose, T),typeof(A)}(A)
@inline _wrapped_type(f, ::Type{T}) where {T<:Number} = T
_wrapped_type(f, ::Type{T}) where {T} = return_type(f, Tuple{T})

"""
    adjoint(A), A'

The conjugate transpose of a matrix, the row of a vector; lazy. The elements are transformed by `adjoint` too.
"""
adjoint(A::AbstractVecOrMat) = Adjoint(A)
adjoint(A::Adjoint) = A.parent
adjoint(A::Transpose{<:Real}) = A.parent
adjoint(x::Number) = conj(x)
adjoint(A::AbstractArray) = throw(MethodError(adjoint, (A,)))
const var"'" = adjoint
"""
    transpose(A)

The transpose of a matrix, the row of a vector; lazy.
"""
transpose(A::AbstractVecOrMat) = Transpose(A)
transpose(A::Transpose) = A.parent
transpose(A::Adjoint{<:Real}) = A.parent
transpose(x::Number) = x

parent(A::AdjOrTrans) = A.parent
size(A::AdjOrTrans) = _flipped_size(size(A.parent))
_flipped_size(t::Tuple{Int}) = (1, t[1])
_flipped_size(t::Tuple{Int,Int}) = (t[2], t[1])
length(A::AdjOrTrans) = length(A.parent)
strides(A::AdjOrTrans{<:Any,<:AbstractMatrix}) = reverse(strides(A.parent))
strides(A::AdjOrTrans{<:Any,<:AbstractVector}) = (stride(A.parent, 2), stride(A.parent, 1))
stride_beyond(A::AdjOrTrans) = sum(map(*, strides(A), size(A)))
IndexStyle(::Type{<:Adjoint{T,S}}) where {T,S<:AbstractVector} = IndexLinear()
IndexStyle(::Type{<:Transpose{T,S}}) where {T,S<:AbstractVector} = IndexLinear()
@inline function getindex(A::Adjoint{T,<:AbstractVector}, i::Int) where {T}
    @boundscheck checkbounds(A.parent, i)
    return adjoint(@inbounds A.parent[i])
end
@inline function getindex(A::Transpose{T,<:AbstractVector}, i::Int) where {T}
    @boundscheck checkbounds(A.parent, i)
    return transpose(@inbounds A.parent[i])
end
@inline function getindex(A::Adjoint{T,<:AbstractMatrix}, i::Int, j::Int) where {T}
    @boundscheck checkbounds(A, i, j)
    return adjoint(@inbounds A.parent[j, i])
end
@inline function getindex(A::Transpose{T,<:AbstractMatrix}, i::Int, j::Int) where {T}
    @boundscheck checkbounds(A, i, j)
    return transpose(@inbounds A.parent[j, i])
end
@inline setindex!(A::Adjoint{T,<:AbstractVector}, x, i::Int) where {T} = (A.parent[i] = adjoint(x); A)
@inline setindex!(A::Transpose{T,<:AbstractVector}, x, i::Int) where {T} = (A.parent[i] = transpose(x); A)
@inline setindex!(A::Adjoint{T,<:AbstractMatrix}, x, i::Int, j::Int) where {T} = (A.parent[j, i] = adjoint(x); A)
@inline setindex!(A::Transpose{T,<:AbstractMatrix}, x, i::Int, j::Int) where {T} = (A.parent[j, i] = transpose(x); A)
similar(A::AdjOrTrans, ::Type{T}, dims::Dims{N}) where {T,N} = similar(A.parent, T, dims)
copy(A::AdjOrTrans{T,<:AbstractMatrix}) where {T} = copyto!(similar(A.parent, T, size(A)), A)
vec(A::Adjoint{<:Real,<:AbstractVector}) = A.parent
vec(A::Transpose{<:Any,<:AbstractVector}) = A.parent
adjoint!(B::AbstractMatrix, A::AbstractVecOrMat) = copyto!(B, adjoint(A))
transpose!(B::AbstractMatrix, A::AbstractVecOrMat) = copyto!(B, transpose(A))

# functions of a row are rows
map(f, A::Adjoint{T,<:AbstractVector}) where {T} = adjoint(map(x -> adjoint(f(adjoint(x))), A.parent))
map(f, A::Transpose{T,<:AbstractVector}) where {T} = transpose(map(x -> transpose(f(transpose(x))), A.parent))
-(A::Adjoint) = Adjoint(-A.parent)
-(A::Transpose) = Transpose(-A.parent)
*(x::Number, A::Adjoint) = adjoint(A.parent * conj(x))
*(A::Adjoint, x::Number) = adjoint(conj(x) * A.parent)
*(x::Number, A::Transpose) = transpose(A.parent * x)
*(A::Transpose, x::Number) = transpose(x * A.parent)
/(A::Adjoint, x::Number) = adjoint(conj(x) \ A.parent)
/(A::Transpose, x::Number) = transpose(x \ A.parent)
+(A::Adjoint{T,<:AbstractVector}, B::Adjoint{S,<:AbstractVector}) where {T,S} = adjoint(A.parent + B.parent)
-(A::Adjoint{T,<:AbstractVector}, B::Adjoint{S,<:AbstractVector}) where {T,S} = adjoint(A.parent - B.parent)
