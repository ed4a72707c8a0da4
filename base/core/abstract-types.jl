# Abstract types and small traits that several files share.

export AbstractDict, AbstractSet, AbstractVector, AbstractMatrix, AbstractVecOrMat, Vector, Matrix, VecOrMat, DenseVector,
    DenseMatrix, DenseVecOrMat

abstract type AbstractDict{K,V} end
abstract type AbstractSet{T} end

const AbstractVector{T} = AbstractArray{T,1}
const AbstractMatrix{T} = AbstractArray{T,2}
const AbstractVecOrMat{T} = Union{AbstractVector{T},AbstractMatrix{T}}
const Vector{T} = Array{T,1}
const Matrix{T} = Array{T,2}
const VecOrMat{T} = Union{Vector{T},Matrix{T}}
const DenseVector{T} = DenseArray{T,1}
const DenseMatrix{T} = DenseArray{T,2}
const DenseVecOrMat{T} = Union{DenseVector{T},DenseMatrix{T}}

# What an iterator says about its number of elements and about their type

abstract type IteratorSize end
struct SizeUnknown <: IteratorSize end
struct HasLength <: IteratorSize end
struct HasShape{N} <: IteratorSize end
struct IsInfinite <: IteratorSize end

"Whether and how the number of elements of an iterator (or type of iterators) is known; `HasLength()` if not told."
IteratorSize(x) = IteratorSize(typeof(x))
IteratorSize(::Type) = HasLength()
IteratorSize(::Type{Any}) = SizeUnknown()
IteratorSize(::Type{<:Tuple}) = HasLength()
IteratorSize(::Type{<:Number}) = HasShape{0}()
IteratorSize(::Type{<:AbstractChar}) = HasShape{0}()
IteratorSize(::Type{Union{}}) = throw(ArgumentError("Union{} does not have elements"))

abstract type IteratorEltype end
struct EltypeUnknown <: IteratorEltype end
struct HasEltype <: IteratorEltype end

"Whether `eltype` of an iterator (or type of iterators) says something; `HasEltype()` if not told."
IteratorEltype(x) = IteratorEltype(typeof(x))
IteratorEltype(::Type) = HasEltype()
IteratorEltype(::Type{Any}) = EltypeUnknown()
IteratorEltype(::Type{Union{}}) = throw(ArgumentError("Union{} does not have elements"))

"""
    oneto(n)

The range `1:n` as arrays' axes have it.
"""
oneto(n) = OneTo(n)

# Functions that several files extend, the first of them before the file that they belong to
function popfirst! end
function peek end
function view end
function vec end
function push! end
function prevind end
function ncodeunits end
function collect end
function string end
function setindex! end
function similar end
function show end
function print end
function rand end
function randn end
export rand, randn
