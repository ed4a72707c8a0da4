# BitArray: arrays of Bool with one bit for each element, what broadcast comparisons give.
# Layout: element k is bit (k-1) mod 64 of chunks[(k-1) ÷ 64 + 1]. Invariant: the bits beyond the last element are 0, so
# counting and comparing work chunk by chunk. Two threads must not store into the same chunk. Manual: "Arrays", BitArray.
export BitArray, BitVector, BitMatrix, bitrand, falses, trues

"""
    BitArray(undef, dims...), BitArray(A), BitVector(itr)

An array of Bool packed into bits.
"""
mutable struct BitArray{N} <: AbstractArray{Bool,N}
    chunks::Vector{UInt64}
    len::Int
    dims::NTuple{N,Int}
    BitArray{N}(chunks::Vector{UInt64}, len::Int, dims::NTuple{N,Int}) where {N} = new{N}(chunks, len, dims)
end
const BitVector = BitArray{1}
const BitMatrix = BitArray{2}
function BitArray{N}(::UndefInitializer, dims::NTuple{N,Int}) where {N}
    n = _prodsize(dims)
    chunks = Array{UInt64,1}(undef, (n + 63) >> 6)
    fill!(chunks, UInt64(0))
    return BitArray{N}(chunks, n, dims)
end
BitArray{N}(::UndefInitializer, dims::Vararg{Integer,N}) where {N} = BitArray{N}(undef, map(Int, dims))
BitArray(::UndefInitializer, dims::Integer...) = BitArray{length(dims)}(undef, map(Int, dims))
BitArray(::UndefInitializer, dims::NTuple{N,Int}) where {N} = BitArray{N}(undef, dims)
BitArray(A::AbstractArray{T,N}) where {T,N} = _store_all_bits!(BitArray{N}(undef, size(A)), A)
BitArray{N}(A::AbstractArray{T,N}) where {T,N} = _store_all_bits!(BitArray{N}(undef, size(A)), A)
BitArray{1}(A::AbstractVector) = _store_all_bits!(BitArray{1}(undef, size(A)), A)
BitArray{1}(itr) = BitArray(collect(Bool, itr))
BitArray(itr) = BitArray(collect(Bool, itr))
BitArray{1}() = BitArray{1}(undef, 0)
function _store_all_bits!(B, A)
    i = 1
    for x in A
        _set_bit!(B, Bool(x), i)
        i += 1
    end
    return B
end
convert(::Type{BitArray{N}}, A::BitArray{N}) where {N} = A
convert(::Type{BitArray{N}}, A::AbstractArray{T,N}) where {T,N} = BitArray{N}(A)
convert(::Type{BitArray}, A::AbstractArray) = A isa BitArray ? A : BitArray(A)

@inline size(B::BitArray) = B.dims
@inline length(B::BitArray) = B.len
@inline isempty(B::BitArray) = B.len == 0
IndexStyle(::Type{<:BitArray}) = IndexLinear()
similar(B::BitArray, ::Type{Bool}, dims::Dims{N}) where {N} = BitArray{N}(undef, dims)
similar(B::BitArray, ::Type{T}, dims::Dims{N}) where {T,N} = Array{T,N}(undef, dims)

@inline function getindex(B::BitArray, i::Int)
    @boundscheck checkbounds(B, i)
    k = i - 1
    c = @inbounds B.chunks[(k>>6)+1]
    return (lshr_int(c, k & 63) & UInt64(1)) !== UInt64(0)
end
@inline function _set_bit!(B::BitArray, x::Bool, i::Int)
    k = i - 1
    chunks = B.chunks
    bit = shl_int(UInt64(1), k & 63)
    j = (k >> 6) + 1
    c = @inbounds chunks[j]
    @inbounds chunks[j] = ifelse(x, c | bit, c & ~bit)
    return nothing
end
@inline function setindex!(B::BitArray, x, i::Int)
    @boundscheck checkbounds(B, i)
    _set_bit!(B, convert(Bool, x)::Bool, i)
    return B
end
# chunk by chunk, from one set bit to the next
function _mask_positions(B::BitArray)
    positions = Array{Int,1}(undef, count(B))
    k = 1
    at = 1
    for c in B.chunks
        while c != UInt64(0)
            @inbounds positions[k] = at + trailing_zeros(c)
            k += 1
            c &= c - UInt64(1)
        end
        at += 64
    end
    return positions
end
@inline iterate(B::BitArray, i::Int=1) = i <= B.len ? ((@inbounds B[i]), i + 1) : nothing

"""
    trues(dims...), falses(dims...)

A BitArray whose elements are all true (false).
"""
falses(dims::DimOrInd...) = BitArray(undef, map(_axis_length, dims))
falses(dims::Tuple) = BitArray(undef, map(_axis_length, dims))
trues(dims::DimOrInd...) = fill!(falses(dims...), true)
trues(dims::Tuple) = fill!(falses(dims), true)
function fill!(B::BitArray, x)
    fill!(B.chunks, convert(Bool, x) ? ~UInt64(0) : UInt64(0))
    return _clear_rest!(B)
end
# restores the invariant after whole chunks were written
function _clear_rest!(B::BitArray)
    r = B.len & 63
    if r != 0
        n = length(B.chunks)
        B.chunks[n] &= shl_int(UInt64(1), r) - UInt64(1)
    end
    return B
end
copy(B::BitArray{N}) where {N} = BitArray{N}(copy(B.chunks), B.len, B.dims)
_reshape(B::BitArray, dims::Dims{N}) where {N} = BitArray{N}(B.chunks, B.len, dims)
_reshape(B::BitArray{N}, dims::Dims{N}) where {N} = dims == B.dims ? B : BitArray{N}(B.chunks, B.len, dims)
==(A::BitArray, B::BitArray) = size(A) == size(B) && A.chunks == B.chunks

# ---- growing (vectors only)

function resize!(B::BitArray{1}, n::Integer)
    m = Int(n)
    m < 0 && throw(ArgumentError(string("negative length ", n, " for resize!")))
    k = length(B.chunks)
    resize!(B.chunks, (m + 63) >> 6)
    for i in k+1:length(B.chunks)
        B.chunks[i] = UInt64(0)
    end
    B.len = m
    B.dims = (m,)
    return _clear_rest!(B)
end
function push!(B::BitArray{1}, x)
    v = convert(Bool, x)
    resize!(B, B.len + 1)
    _set_bit!(B, v, B.len)
    return B
end
function pop!(B::BitArray{1})
    isempty(B) && throw(ArgumentError("argument must not be empty"))
    x = B[B.len]
    resize!(B, B.len - 1)
    return x
end
function append!(B::BitArray{1}, xs::AbstractArray)
    n = B.len
    m = length(xs)
    resize!(B, n + m)
    for i in 1:m
        B[n+i] = xs[i]
    end
    return B
end
function insert!(B::BitArray{1}, i::Integer, x)
    1 <= i <= B.len + 1 || throw_boundserror(B, i)
    push!(B, x)
    for k in B.len:-1:Int(i)+1
        B[k] = B[k-1]
    end
    B[Int(i)] = x
    return B
end
function deleteat!(B::BitArray{1}, i::Integer)
    1 <= i <= B.len || throw_boundserror(B, i)
    for k in Int(i):B.len-1
        B[k] = B[k+1]
    end
    return resize!(B, B.len - 1)
end
pushfirst!(B::BitArray{1}, x) = insert!(B, 1, x)
popfirst!(B::BitArray{1}) = (isempty(B) && throw(ArgumentError("argument must not be empty")); x = B[1]; deleteat!(B, 1); x)
filter(f, B::BitArray) = BitArray([x for x in B if f(x)])
function splice!(B::BitArray{1}, i::Integer, ins=())
    x = B[i]
    _replace_bits!(B, Int(i), 1, ins)
    return x
end
function splice!(B::BitArray{1}, r::AbstractUnitRange{<:Integer}, ins=())
    x = B[r]
    _replace_bits!(B, Int(first(r)), length(r), ins)
    return x
end
function _replace_bits!(B, at::Int, n::Int, ins)
    after = B[at+n:B.len]
    resize!(B, at - 1)
    for x in ins
        push!(B, x)
    end
    return append!(B, after)
end

# ---- results of functions of bits are bits

@inline _cat_array(::Type{Bool}, x::BitArray, dims::Dims{N}) where {N} = BitArray{N}(undef, dims)
@inline _as_bits(A::AbstractArray) = A
_as_bits(A::Array{Bool}) = BitArray(A)
map(f, B::BitArray) = _as_bits(collect(Generator(f, B)))
map(f::Union{typeof(&),typeof(|),typeof(xor),typeof(*),typeof(min),typeof(max),typeof(==),typeof(!=),typeof(<),typeof(<=),typeof(>),typeof(>=),typeof(^)},
    A::BitArray, B::BitArray) = _as_bits(_map_arrays(f, A, B))
sort(B::BitArray{1}; kws...) = _as_bits(sort!(collect(B); kws...))
accumulate(op, B::BitArray{1}; dims=1, init=NoInit()) = dims == 1 ? _as_bits(collect(_running(op, B, init))) : copy(B)
_mapreduce_dims(f, op, B::BitArray, dims, init) = _as_bits(_mapreduce_dims(f, op, Array(B), dims, init))
prod(B::BitArray; dims=:, init=NoInit()) =
    dims isa Colon || !(init isa NoInit) ? _mapreduce_array(identity, mul_prod, B, dims, init) : _mapreduce_dims(identity, &, B, dims, init)
intersect(A::BitArray{1}, B::BitArray{1}) = _as_bits(_intersect_vector(Bool, A, _fast_in(B)))
imag(B::BitArray) = falses(size(B))

# ---- chunk by chunk

sum(B::BitArray; dims=:, init=NoInit()) = dims isa Colon && init isa NoInit ? _count_bits(B) : _mapreduce_array(identity, add_sum, B, dims, init)
count(B::BitArray; dims=:, init=0) = dims isa Colon ? init + _count_bits(B) : _count_array(identity, B, dims, init)
function _count_bits(B::BitArray)
    n = 0
    for c in B.chunks
        n += bitcast(Int64, ctpop_int(c))
    end
    return n
end
function any(B::BitArray; dims=:)
    dims isa Colon || return _any_array(identity, B, dims)
    for c in B.chunks
        c === UInt64(0) || return true
    end
    return false
end
all(B::BitArray; dims=:) = dims isa Colon ? _count_bits(B) == B.len : _all_array(identity, B, dims)
function findall(B::BitArray{1})
    v = Array{Int,1}(undef, _count_bits(B))
    k = 1
    for i in 1:B.len
        if @inbounds B[i]
            @inbounds v[k] = i
            k += 1
        end
    end
    return v
end
function map(::typeof(!), B::BitArray{N}) where {N}
    return _clear_rest!(BitArray{N}(map(c -> ~c, B.chunks), B.len, B.dims))
end
~(B::BitArray) = map(!, B)
# 64 results of a linear broadcast at a time
function _linear_loop!(B::BitArray, bc)
    n = B.len
    chunks = B.chunks
    i = 1
    j = 1
    while i <= n
        stop = min(n, i + 63)
        c = UInt64(0)
        bit = UInt64(1)
        while i <= stop
            if _bc_linear(bc, i)::Bool
                c |= bit
            end
            bit = shl_int(bit, 1)
            i += 1
        end
        @inbounds chunks[j] = c
        j += 1
    end
    return B
end

"The elements moved by `n` places, `false` coming in: `B << n` towards the front, `B >> n` towards the end."
function <<(B::BitVector, n::Integer)
    n < 0 && return B >> -n
    return BitVector([i + n <= length(B) && B[i+n] for i in 1:length(B)])
end
function >>(B::BitVector, n::Integer)
    n < 0 && return B << -n
    return BitVector([i - n >= 1 && B[i-n] for i in 1:length(B)])
end
>>>(B::BitVector, n::Integer) = B >> n
