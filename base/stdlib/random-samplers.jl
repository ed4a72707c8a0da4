# What can be drawn: numbers of a type, elements of ranges, arrays, tuples, strings, sets and dictionaries.

abstract type Sampler{E} end
"Values of type T."
struct SamplerType{T} <: Sampler{T} end
"Draws from the value itself, without preparation."
struct SamplerTrivial{T,E} <: Sampler{E}
    self::T
end
SamplerTrivial(x::T) where {T} = SamplerTrivial{T,eltype(T)}(x)
getindex_self(s::SamplerTrivial) = s.self
Base.getindex(s::SamplerTrivial) = s.self
"Prepared data beside the value."
struct SamplerSimple{T,S,E} <: Sampler{E}
    self::T
    data::S
end
SamplerSimple(x::T, data::S) where {T,S} = SamplerSimple{T,S,eltype(T)}(x, data)
Base.getindex(s::SamplerSimple) = s.self
eltype(::Type{<:Sampler{E}}) where {E} = E

"Integers of a range: the first one, and how many (0: all 2^64)."
struct SamplerRange{T} <: Sampler{T}
    first::T
    count::UInt64
end
"Elements of a collection with indices, by a sampler of the indices."
struct SamplerIndexed{T,E} <: Sampler{E}
    self::T
    indices::SamplerRange{Int}
end

const Repetition = Union{Val{1},Val{Inf}}
Sampler(rng::AbstractRNG, x, ::Repetition) = Sampler(rng, x)
Sampler(rng::AbstractRNG, s::Sampler) = s
Sampler(rng::AbstractRNG, ::Type{T}) where {T} = SamplerType{T}()
Sampler(rng::AbstractRNG, x) = SamplerTrivial(x)
Sampler(rng::AbstractRNG, r::AbstractUnitRange{T}) where {T<:Union{Int8,Int16,Int32,Int64,UInt8,UInt16,UInt32,UInt64,Bool}} =
    isempty(r) ? throw_empty() : SamplerRange{T}(first(r), (last(r) % UInt64) - (first(r) % UInt64) + 0x0000000000000001)
Sampler(rng::AbstractRNG, a::AbstractArray) = indexed_sampler(a, length(a))
Sampler(rng::AbstractRNG, t::Tuple) = indexed_sampler(t, length(t))
indexed_sampler(a::T, n::Int) where {T} =
    n == 0 ? throw_empty() : SamplerIndexed{T,eltype(T)}(a, SamplerRange{Int}(1, n % UInt64))
@noinline throw_empty() = throw(ArgumentError("collection must be non-empty"))

# Drawing

rand(rng::AbstractRNG, ::SamplerType{UInt64}) = next_word(rng)
rand(rng::AbstractRNG, ::SamplerType{Int64}) = reinterpret(Int64, next_word(rng))
rand(rng::AbstractRNG, ::SamplerType{T}) where {T<:Union{Int8,UInt8,Int16,UInt16,Int32,UInt32}} = (next_word(rng) >>> (64 - 8 * sizeof(T))) % T
rand(rng::AbstractRNG, ::SamplerType{T}) where {T<:Union{Int128,UInt128}} = (UInt128(next_word(rng)) | (UInt128(next_word(rng)) << 64)) % T
rand(rng::AbstractRNG, ::SamplerType{Bool}) = next_word(rng) >>> 63 != 0
@inline rand(rng::AbstractRNG, ::SamplerType{Float64}) = Float64((next_word(rng) >>> 11) % Int64) * 1.1102230246251565e-16
rand(rng::AbstractRNG, ::SamplerType{Float32}) = Float32((next_word(rng) >>> 40) % Int32) * 5.9604645f-8
rand(rng::AbstractRNG, ::SamplerType{Float16}) = Float16(Float32((next_word(rng) >>> 53) % Int32) * 0.00048828125f0)
rand(rng::AbstractRNG, ::SamplerType{Complex{T}}) where {T<:Real} = complex(rand(rng, T), rand(rng, T))
rand(rng::AbstractRNG, ::SamplerType{T}) where {T<:AbstractChar} = random_char(rng, T)
rand(rng::AbstractRNG, ::SamplerType{Pair{A,B}}) where {A,B} = Pair{A,B}(rand(rng, A), rand(rng, B))
rand(rng::AbstractRNG, ::SamplerType{T}) where {T<:Tuple} = map(S -> rand(rng, S), fieldtypes(T))
rand(rng::AbstractRNG, ::SamplerType{T}) where {T} = throw(ArgumentError(string("Sampler for this object is not defined: ", T)))
function random_char(rng, ::Type{T}) where {T}
    # code points without the surrogates
    c = rand(rng, 0x00000000:0x0010f7ff)
    return T(c < 0xd800 ? c : c + 0x800)
end

# Lemire's multiplication method: the high half of a product, with the few uneven low parts drawn again
@inline function rand(rng::AbstractRNG, s::SamplerRange{T}) where {T}
    n = s.count
    x = next_word(rng)
    n == 0 && return x % T + s.first
    m = UInt128(x) * UInt128(n)
    low = m % UInt64
    if low < n
        threshold = rem(-n, n)
        while low < threshold
            m = UInt128(next_word(rng)) * UInt128(n)
            low = m % UInt64
        end
    end
    return (s.first % UInt64 + (m >> 64) % UInt64) % T
end
@inline rand(rng::AbstractRNG, s::SamplerIndexed) = @inbounds s.self[rand(rng, s.indices)]
function rand(rng::AbstractRNG, s::SamplerTrivial{<:AbstractString})
    str = s.self
    isempty(str) && throw_empty()
    while true
        i = rand(rng, 1:ncodeunits(str))
        isvalid(str, i) && return str[i]
    end
end
rand(rng::AbstractRNG, s::SamplerTrivial{<:Union{AbstractSet,AbstractDict}}) = element_at(s.self, rand(rng, 1:nonempty_length(s.self)))
function rand(rng::AbstractRNG, s::SamplerTrivial{T}) where {T}
    T <: Real && throw(ArgumentError(string("Sampler for this object is not defined: ", s.self)))
    return element_at(s.self, rand(rng, 1:nonempty_length(s.self)))
end
nonempty_length(x) = isempty(x) ? throw_empty() : length(x)
function element_at(itr, n)
    for x in itr
        n == 1 && return x
        n -= 1
    end
    throw_empty()
end

# The forms of calling

"""
    rand([rng], [S = Float64], [dims...])

A random element of `S`, a type or a collection, or an array of such; floats are in [0, 1).
"""
rand() = rand(TaskLocalRNG(), SamplerType{Float64}())
rand(rng::AbstractRNG) = rand(rng, SamplerType{Float64}())
@inline rand(X) = rand(TaskLocalRNG(), X)
@inline rand(rng::AbstractRNG, X) = rand(rng, Sampler(rng, X))
rand(d::Integer, ds::Integer...) = rand_array(TaskLocalRNG(), Float64, (d, ds...))
rand(rng::AbstractRNG, d::Integer, ds::Integer...) = rand_array(rng, Float64, (d, ds...))
rand(X, d::Integer, ds::Integer...) = rand_array(TaskLocalRNG(), X, (d, ds...))
rand(X, dims::Tuple{Vararg{Integer}}) = rand_array(TaskLocalRNG(), X, dims)
rand(rng::AbstractRNG, dims::Tuple{Integer,Vararg{Integer}}) = rand_array(rng, Float64, dims)
rand(rng::AbstractRNG, X, d::Integer, ds::Integer...) = rand_array(rng, X, (d, ds...))
rand(rng::AbstractRNG, X, dims::Tuple{Vararg{Integer}}) = rand_array(rng, X, dims)

sample_type(::Type{T}) where {T} = T
sample_type(x) = eltype(x)
function rand_array(rng::AbstractRNG, X, dims::Tuple)
    a = Array{sample_type(X),length(dims)}(undef, map(Int, dims)...)
    return fill_random!(rng, a, Sampler(rng, X))
end
function fill_random!(rng, a, s)
    for i in eachindex(a)
        @inbounds a[i] = rand(rng, s)
    end
    return a
end
fill_random!(::TaskLocalRNG, a::Array, s) = fill_random!(state_of_thread(), a, s)

"""
    rand!([rng], A, [S = eltype(A)])

Fills the array with random elements.
"""
rand!(a::AbstractArray) = rand!(TaskLocalRNG(), a, eltype(a))
rand!(a::AbstractArray, X) = rand!(TaskLocalRNG(), a, X)
rand!(rng::AbstractRNG, a::AbstractArray) = rand!(rng, a, eltype(a))
rand!(rng::AbstractRNG, a::AbstractArray, X) = fill_random!(rng, a, Sampler(rng, X))

"A BitArray of random bits."
bitrand(dims::Integer...) = bitrand(TaskLocalRNG(), dims...)
bitrand(rng::AbstractRNG, dims::Integer...) = rand!(rng, BitArray(undef, dims...), Bool)

"""
    randstring([rng], [chars], [len = 8])

A random string, of letters and digits if not told otherwise.
"""
randstring() = randstring(TaskLocalRNG(), 8)
randstring(n::Integer) = randstring(TaskLocalRNG(), n)
randstring(chars, n::Integer = 8) = randstring(TaskLocalRNG(), chars, n)
randstring(rng::AbstractRNG, n::Integer = 8) = randstring(rng, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", n)
function randstring(rng::AbstractRNG, chars, n::Integer = 8)
    s = Sampler(rng, collect(chars))
    return join(rand(rng, s) for _ in 1:n)
end
randstring(rng::AbstractRNG, chars::AbstractString, n::Integer = 8) = randstring(rng, collect(chars), n)
