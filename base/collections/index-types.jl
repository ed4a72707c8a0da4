# The types of array indices and of ways to index, which signatures of all the other files name.
export CartesianIndex, CartesianIndices, LinearIndices, DimensionMismatch, IndexCartesian, IndexLinear, IndexStyle, UndefInitializer, undef

"The sizes of two arrays do not fit the operation; `msg` says how."
struct DimensionMismatch <: Exception
    msg::Any
end
DimensionMismatch() = DimensionMismatch("")

"How an array type is best indexed: `IndexLinear()` by one Int, `IndexCartesian()` by one Int per dimension."
abstract type IndexStyle end
struct IndexLinear <: IndexStyle end
struct IndexCartesian <: IndexStyle end

"""
    CartesianIndex(i, j, k...), CartesianIndex((i, j, k...))

One index of an array of N dimensions; `A[I]` is `A[i, j, k...]`. Arithmetic is elementwise.
"""
struct CartesianIndex{N} # an AbstractCartesianIndex in Julia; nothing dispatches on that
    I::NTuple{N,Int}
    CartesianIndex{N}(I::NTuple{N,Int}) where {N} = new{N}(I)
end

"""
    CartesianIndices(A), CartesianIndices((n, m...)), CartesianIndices((1:n, 1:m...))

All indices of an array, of sizes, or of ranges, as an array of CartesianIndex.
"""
struct CartesianIndices{N,R<:Tuple} <: AbstractArray{CartesianIndex{N},N}
    indices::R
end

"""
    LinearIndices(A), LinearIndices((n, m...))

The array of the linear index of each element: `LinearIndices(A)[i, j]` is the Int `k` with `A[k] === A[i, j]`.
"""
struct LinearIndices{N,R<:Tuple} <: AbstractArray{Int,N}
    indices::R
end

"A whole axis: what `:` becomes as an index, so that views remember that it was a colon."
struct Slice{T<:AbstractUnitRange} <: AbstractUnitRange{Int}
    indices::T
end

"The type of `undef`, which asks a constructor for uninitialised elements."
struct UndefInitializer end
const undef = UndefInitializer()

const Dims{N} = NTuple{N,Int}
const DimOrInd = Union{Integer,AbstractUnitRange}
