# BitSet: a set of Ints with one bit for each number between its least and its greatest, in ascending order.
# Layout: number n is bit n mod 64 of chunks[n ÷ 64 - offset + 1] (both rounding down), so memory grows with the span of the
# numbers, not with their count. Manual: "Collections and Data Structures – Set-Like Collections".
export BitSet

"""
    BitSet([itr])

A set of Ints, kept as bits and therefore sorted; for numbers that lie close together.
"""
mutable struct BitSet <: AbstractSet{Int}
    chunks::Vector{UInt64}
    offset::Int
    BitSet() = new(Array{UInt64,1}(undef, 0), 0)
    BitSet(s::BitSet) = new(copy(s.chunks), s.offset)
end
BitSet(itr) = union!(BitSet(), itr)
copy(s::BitSet) = BitSet(s)
copymutable(s::BitSet) = BitSet(s)
empty(s::BitSet, ::Type{Int}=Int) = BitSet()
@inline _bit_of(n::Int) = UInt64(1) << (n & 63)

function in(n::Int, s::BitSet)
    k = (n >> 6) - s.offset + 1
    return 1 <= k <= length(s.chunks) && (s.chunks[k] & _bit_of(n)) !== UInt64(0)
end
in(x, s::BitSet) = x isa Real && isinteger(x) && typemin(Int) <= x <= typemax(Int) && Int(x) in s
in(x::Bool, s::BitSet) = Int(x) in s
# makes room for the chunk of a number; gives its index
function _chunk_for!(s::BitSet, n::Int)
    c = n >> 6
    if isempty(s.chunks)
        s.offset = c
        push!(s.chunks, UInt64(0))
    end
    while c < s.offset
        pushfirst!(s.chunks, UInt64(0))
        s.offset -= 1
    end
    while c - s.offset >= length(s.chunks)
        push!(s.chunks, UInt64(0))
    end
    return c - s.offset + 1
end
function push!(s::BitSet, x::Integer)
    n = convert(Int, x)::Int
    k = _chunk_for!(s, n)
    s.chunks[k] |= _bit_of(n)
    return s
end
function in!(x, s::BitSet)
    x in s && return true
    push!(s, x)
    return false
end
function delete!(s::BitSet, x)
    x in s || return s
    n = Int(x)
    s.chunks[(n>>6)-s.offset+1] &= ~_bit_of(n)
    return s
end
function pop!(s::BitSet, x)
    x in s || throw(KeyError(x))
    delete!(s, x)
    return x
end
pop!(s::BitSet, x, default) = x in s ? pop!(s, x) : default
pop!(s::BitSet) = (n = last(s); delete!(s, n); n)
popfirst!(s::BitSet) = (n = first(s); delete!(s, n); n)
empty!(s::BitSet) = (empty!(s.chunks); s)
length(s::BitSet) = (n = 0; for c in s.chunks; n += count_ones(c); end; n)
isempty(s::BitSet) = all(c -> c === UInt64(0), s.chunks)

# the state is the place of the next bit to look at, counted from that of the first chunk
function iterate(s::BitSet, at::Int=0)
    k = (at >> 6) + 1
    while k <= length(s.chunks)
        c = s.chunks[k] >> (at & 63)
        if c !== UInt64(0)
            at += trailing_zeros(c)
            return (s.offset << 6) + at, at + 1
        end
        at = k << 6
        k += 1
    end
    return nothing
end
function last(s::BitSet)
    for k in length(s.chunks):-1:1
        c = s.chunks[k]
        c === UInt64(0) || return ((s.offset + k - 1) << 6) + 63 - leading_zeros(c)
    end
    throw(ArgumentError("collection must be non-empty"))
end
minimum(s::BitSet) = first(s)
maximum(s::BitSet) = last(s)
extrema(s::BitSet) = (first(s), last(s))
function filter!(f, s::BitSet)
    for n in s
        f(n) || delete!(s, n)
    end
    return s
end
filter(f, s::BitSet) = filter!(f, copy(s))
union(s::BitSet, itrs...) = union!(copy(s), itrs...)
intersect(s::BitSet, itr) = (other = _fast_in(itr); filter(n -> n in other, s))
symdiff(s::BitSet, itrs...) = symdiff!(copy(s), itrs...)
