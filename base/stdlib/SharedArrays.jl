# Arrays whose elements lie in memory that several processes share: what one writes the others see at once.
# Julia manual: "Shared Arrays". The elements are in an ordinary Array over a shared segment (`HOST_NEW_SEGMENT` of
# distributed-host.jl); sent to another process, the segment is mapped there, nothing is copied.

module SharedArrays

using Distributed
import Distributed: procs

export SharedArray, SharedVector, SharedMatrix, sdata, indexpids, localindices

"""
    SharedArray{T}(dims...; init = false, pids = all workers, or the only process)
    SharedArray{T,N}(dims...; …)
    SharedArray(A::Array)

An array of zeros (or a copy of `A`) shared by processes `pids`, which must be on this machine. `T` must be a bits type.
`init` is a function that each of `pids` calls with the array.
"""
mutable struct SharedArray{T,N} <: DenseArray{T,N}
    dims::NTuple{N,Int}
    pids::Vector{Int}
    s::Array{T,N}
end

const SharedVector{T} = SharedArray{T,1}
const SharedMatrix{T} = SharedArray{T,2}

function make_shared(::Type{T}, dims::NTuple{N,Int}, init, pids) where {T,N}
    isbitstype(T) || throw(ArgumentError("type of SharedArray elements must be bits types, got $T"))
    for d in dims
        d >= 0 || throw(ArgumentError("dimensions of SharedArray must be nonnegative, got $dims"))
    end
    members = isempty(pids) ? default_members() : Int[p for p in pids]
    for p in members
        p in procs() || throw(ArgumentError("process $p is not there to share an array"))
    end
    data = Distributed.host(Distributed.HOST_NEW_SEGMENT, Array{T,N}, Int[d for d in dims])::Array{T,N}
    S = SharedArray{T,N}(dims, members, data)
    init === false || initialise(S, init)
    return S
end

# Process 1 leaves the work to the workers if there are any.
function default_members()
    all = procs()
    return length(all) > 1 ? filter(!=(1), all) : all
end

# Every participant runs the function on the array.
function initialise(S::SharedArray, init)
    init isa Function || throw(ArgumentError("if defined, init must be a function"))
    futures = Future[remotecall(run_init, p, init, S) for p in S.pids]
    foreach(fetch, futures)
    return nothing
end
run_init(init, S) = (init(S); nothing)

SharedArray{T,N}(dims::NTuple{N,Integer}; init=false, pids=Int[]) where {T,N} = make_shared(T, map(Int, dims), init, pids)
SharedArray{T}(dims::NTuple{N,Integer}; init=false, pids=Int[]) where {T,N} = make_shared(T, map(Int, dims), init, pids)
SharedArray{T}(dims::Integer...; init=false, pids=Int[]) where {T} = make_shared(T, map(Int, dims), init, pids)
SharedArray{T,N}(dims::Integer...; init=false, pids=Int[]) where {T,N} = SharedArray{T,N}(dims; init=init, pids=pids)
SharedArray{T}(file::AbstractString, args...; kwargs...) where {T} = throw(ArgumentError("a SharedArray over a file is not supported"))
SharedArray(A::AbstractArray{T,N}) where {T,N} = copyto!(make_shared(T, size(A), false, Int[]), A)
SharedArray{T}(A::AbstractArray) where {T} = copyto!(make_shared(T, size(A), false, Int[]), A)
SharedArray{T,N}(A::AbstractArray{S,N}) where {T,N,S} = copyto!(make_shared(T, size(A), false, Int[]), A)

"The ordinary array that holds a SharedArray's elements; of any other array, the array itself."
sdata(S::SharedArray) = S.s
sdata(A::AbstractArray) = A

"The processes that share the array."
procs(S::SharedArray) = S.pids

"Which of `procs(S)` this process is, from 1; 0 if it is none of them."
function indexpids(S::SharedArray)
    i = findfirst(isequal(myid()), S.pids)
    return i === nothing ? 0 : i
end

"The linear indices that are this process's share of the array."
function localindices(S::SharedArray)
    i, n, members = indexpids(S), length(S.s), length(S.pids)
    i == 0 && return 1:0
    n < members && return i <= n ? (i:i) : (1:0)
    # Equal parts; the last one takes what is left over.
    part = n ÷ members
    return ((i - 1) * part + 1):(i == members ? n : i * part)
end

(::Type{SharedArray{<:Any,N}})(A::AbstractArray{T,N}) where {T,N} = SharedArray(A)

# ---- an array like any other ----

Base.size(S::SharedArray) = S.dims
Base.length(S::SharedArray) = length(S.s)
Base.IndexStyle(::Type{<:SharedArray}) = IndexLinear()
Base.elsize(::Type{SharedArray{T,N}}) where {T,N} = sizeof(T)
@inline Base.getindex(S::SharedArray, i::Int) = getindex(S.s, i)
@inline Base.setindex!(S::SharedArray, x, i::Int) = (setindex!(S.s, x, i); S)
@inline Base.getindex(S::SharedArray, i::Int, j::Int) = getindex(S.s, i, j)
@inline Base.setindex!(S::SharedArray, x, i::Int, j::Int) = (setindex!(S.s, x, i, j); S)

Base.similar(S::SharedArray{T}) where {T} = similar(S.s, T, size(S))
Base.similar(S::SharedArray, ::Type{T}) where {T} = similar(S.s, T, size(S))
Base.similar(S::SharedArray{T}, dims::Tuple{Vararg{Int}}) where {T} = similar(S.s, T, dims)
Base.similar(S::SharedArray, ::Type{T}, dims::Tuple{Vararg{Int}}) where {T} = similar(S.s, T, dims)
Base.copy(S::SharedArray) = copy(S.s)
Base.deepcopy(S::SharedArray) = copy_shared(S)
copy_shared(S::SharedArray{T}) where {T} = copyto!(make_shared(T, S.dims, false, S.pids), S.s)
Base.fill!(S::SharedArray, x) = (fill!(S.s, x); S)
Base.copyto!(S::SharedArray, A::Array) = (copyto!(S.s, A); S)
Base.copyto!(S::SharedArray, R::SharedArray) = (copyto!(S.s, R.s); S)
Base.Array(S::SharedArray) = copy(S.s)
Base.Array{T}(S::SharedArray) where {T} = Array{T}(S.s)
Base.convert(::Type{Array}, S::SharedArray) = S.s
Base.convert(::Type{SharedArray}, A::Array) = SharedArray(A)
Base.convert(::Type{SharedArray{T}}, A::Array) where {T} = SharedArray{T}(A)
Base.map(f, S::SharedArray) = map(f, S.s)
Base.reduce(op, S::SharedArray; kwargs...) = reduce(op, S.s; kwargs...)

function Base.reshape(S::SharedArray{T}, dims::NTuple{N,Int}) where {T,N}
    prod(dims) == length(S) || throw(DimensionMismatch("new dimensions $dims must be consistent with array size $(length(S))"))
    return SharedArray{T,N}(dims, S.pids, reshape(S.s, dims))
end
Base.reshape(S::SharedArray, dims::Int...) = reshape(S, dims)

function Base.showarg(io::IO, S::SharedArray, toplevel::Bool)
    toplevel || print(io, "::")
    print(io, N_name(S), "{", eltype(S), ndims(S) > 2 ? ", $(ndims(S))}" : "}")
    return nothing
end
N_name(::SharedArray{T,N}) where {T,N} = N == 1 ? "SharedVector" : N == 2 ? "SharedMatrix" : "SharedArray"

end
