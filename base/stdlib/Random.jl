# Random numbers: module Random.
#
# The generator is xoshiro256++ (Blackman and Vigna). `TaskLocalRNG`, the default, is the stream of the running task: a seed
# sets it, and the tasks made from then on get streams that follow from it (`random-streams.jl` of Base). `rand(rng, X)` first makes a `Sampler` of X, which does per-collection work once; a type
# of the user's own takes part with a method `rand(rng::AbstractRNG, ::Random.SamplerType{T})` or
# `rand(rng::AbstractRNG, ::Random.SamplerTrivial{T})`.

module Random

import Base: rand, randn, copy, copy!, ==, hash, eltype
using Base: mix_hash
using Core: task_random, task_set_random

export AbstractRNG, Xoshiro, MersenneTwister, RandomDevice, TaskLocalRNG, seed!, rand!, randn!, randexp, randexp!, randstring, shuffle, shuffle!,
    randperm, randperm!, randcycle, randcycle!, randsubseq, randsubseq!, bitrand, default_rng, rand, randn

abstract type AbstractRNG end

# Seeds: any integer or vector of them becomes the 256 bits of a generator's state, through SHA-256 (FIPS 180-4).

const sha256_constants = UInt32[
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]

turned(x::UInt32, k) = (x >> k) | (x << (32 - k))

"The SHA-256 digest of the bytes, as eight 32-bit words."
function sha256_words(bytes::Vector{UInt8})
    n = length(bytes)
    total = (n + 9 + 63) & -64
    message = zeros(UInt8, total)
    copyto!(message, 1, bytes, 1, n)
    message[n+1] = 0x80
    for i in 0:7
        message[total-i] = (UInt64(8 * n) >> (8 * i)) % UInt8
    end
    h = UInt32[0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]
    w = zeros(UInt32, 64)
    for start in 1:64:total
        sha256_block!(h, w, message, start)
    end
    return h
end

function sha256_block!(h::Vector{UInt32}, w::Vector{UInt32}, message::Vector{UInt8}, start::Int)
    for i in 1:16
        p = start + 4 * (i - 1)
        w[i] = (UInt32(message[p]) << 24) | (UInt32(message[p+1]) << 16) | (UInt32(message[p+2]) << 8) | UInt32(message[p+3])
    end
    for i in 17:64
        x = w[i-15]
        y = w[i-2]
        s0 = xor(turned(x, 7), turned(x, 18), x >> 3)
        s1 = xor(turned(y, 17), turned(y, 19), y >> 10)
        w[i] = w[i-16] + s0 + w[i-7] + s1
    end
    a, b, c, d, e, f, g, k = h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8]
    for i in 1:64
        s1 = xor(turned(e, 6), turned(e, 11), turned(e, 25))
        t1 = k + s1 + xor(e & f, ~e & g) + sha256_constants[i] + w[i]
        s0 = xor(turned(a, 2), turned(a, 13), turned(a, 22))
        t2 = s0 + xor(a & b, a & c, b & c)
        k = g
        g = f
        f = e
        e = d + t1
        d = c
        c = b
        b = a
        a = t1 + t2
    end
    h[1] += a
    h[2] += b
    h[3] += c
    h[4] += d
    h[5] += e
    h[6] += f
    h[7] += g
    h[8] += k
    return nothing
end

"The four 64-bit words of state that a seed stands for."
function seed_words(seed::Vector{UInt32})
    bytes = zeros(UInt8, 4 * length(seed))
    for i in 1:length(seed), j in 0:3
        bytes[4*(i-1)+j+1] = (seed[i] >> (8 * j)) % UInt8
    end
    h = sha256_words(bytes)
    word(i) = UInt64(bswap(h[2*i-1])) | (UInt64(bswap(h[2*i])) << 32)
    return (word(1), word(2), word(3), word(4))
end

"An integer in pieces of 32 bits, the lowest first."
function seed_pieces(n::Integer)
    n < 0 && throw(DomainError(n, "`n` must be non-negative."))
    pieces = UInt32[]
    while true
        push!(pieces, n % UInt32)
        n >>= 32
        n == 0 && return pieces
    end
end
seed_pieces(v::Vector{UInt32}) = v
seed_pieces(v::AbstractVector{<:Integer}) = UInt32[x % UInt32 for x in v]
seed_pieces(s::AbstractString) = UInt32[x for x in codeunits(s)]

# The generators: Xoshiro (state in the object), TaskLocalRNG (state of the thread), RandomDevice (the clock's noise).

"""
    Xoshiro([seed])

A generator of its own, xoshiro256++, with the state that the seed determines.
"""
mutable struct Xoshiro <: AbstractRNG
    s0::UInt64
    s1::UInt64
    s2::UInt64
    s3::UInt64
    Xoshiro(s0::Integer, s1::Integer, s2::Integer, s3::Integer) = new(s0 % UInt64, s1 % UInt64, s2 % UInt64, s3 % UInt64)
    function Xoshiro(seed = nothing)
        return seed!(new(0, 0, 0, 0), seed)
    end
end

"The default generator; each thread has its own state."
struct TaskLocalRNG <: AbstractRNG end

"Seeds from the clock every time: for making other seeds. (No cryptographic strength.)"
struct RandomDevice <: AbstractRNG end

"`MersenneTwister(seed)` gives reproducible numbers as in Julia, though by another generator and so other numbers."
const MersenneTwister = Xoshiro

# The stream of the running task, seeded from the clocks when it is first asked for a number without having been seeded.
@inline function task_state()
    t = Core.current_task()
    s0, s1, s2, s3 = task_random(t, 0), task_random(t, 1), task_random(t, 2), task_random(t, 3)
    (s0 | s1 | s2 | s3) == 0 && return new_task_state()
    return (s0, s1, s2, s3)
end
@noinline function new_task_state()
    s = random_words()
    set_task_state!(s)
    return s
end
@inline function set_task_state!(s::NTuple{4,UInt64})
    t = Core.current_task()
    task_set_random(t, 0, s[1])
    task_set_random(t, 1, s[2])
    task_set_random(t, 2, s[3])
    task_set_random(t, 3, s[4])
    return nothing
end
function seed_task!(s::NTuple{4,UInt64})
    set_task_state!(s)
    task_set_random(Core.current_task(), 4, 0x0000000000000000)
    return nothing
end

# Four words from the clocks, the thread and an address
function random_words()
    a = mix_hash(Core.time_ns())
    b = mix_hash(a + reinterpret(UInt64, Core.time_seconds()))
    c = mix_hash(b + objectid(Ref(0)) + UInt64(Core.thread_id()) * 0x9e3779b97f4a7c15)
    return (xor(a, c), b, c, mix_hash(xor(b, c) + 0x632be59bd9b4e019))
end

"The generator that `rand()` uses."
default_rng() = TaskLocalRNG()
default_rng(tid::Int) = TaskLocalRNG()

# A state ==> the next 64-bit word, and the state after it.
@inline function advance((s0, s1, s2, s3)::NTuple{4,UInt64})
    t = s0 + s3
    r = ((t << 23) | (t >>> 41)) + s0
    u = s1 << 17
    s2 = xor(s2, s0)
    s3 = xor(s3, s1)
    s1 = xor(s1, s2)
    s0 = xor(s0, s3)
    s2 = xor(s2, u)
    s3 = (s3 << 45) | (s3 >>> 19)
    return r, (s0, s1, s2, s3)
end
@inline function next_word(x::Xoshiro)
    r, s = advance((x.s0, x.s1, x.s2, x.s3))
    x.s0, x.s1, x.s2, x.s3 = s
    return r
end
@inline function next_word(::TaskLocalRNG)
    r, s = advance(task_state())
    set_task_state!(s)
    return r
end
next_word(::RandomDevice) = random_words()[4]
# Generators of the user's own give 64-bit words through `rand`
next_word(rng::AbstractRNG) = rand(rng, SamplerType{UInt64}())

"""
    seed!([rng], [seed])

Sets the generator's state: the same seed gives the same numbers. Without a seed, an unpredictable state.
"""
seed!(rng::AbstractRNG = TaskLocalRNG()) = seed!(rng, nothing)
seed!(seed) = seed!(TaskLocalRNG(), seed)
seed!(rng::TaskLocalRNG, seed) = (seed_task!(seed_words(seed_pieces(seed))); rng)
seed!(rng::TaskLocalRNG, ::Nothing) = (seed_task!(random_words()); rng)
seed!(rng::Xoshiro, ::Nothing) = set_state!(rng, random_words())
seed!(rng::Xoshiro, seed) = set_state!(rng, seed_words(seed_pieces(seed)))
seed!(rng::RandomDevice, seed) = rng
seed!(rng::RandomDevice, ::Nothing) = rng
function set_state!(rng::Xoshiro, s)
    rng.s0, rng.s1, rng.s2, rng.s3 = s
    return rng
end

copy(rng::Xoshiro) = Xoshiro(rng.s0, rng.s1, rng.s2, rng.s3)
copy(::TaskLocalRNG) = Xoshiro(task_state()...)
copy!(dst::Xoshiro, src::Xoshiro) = set_state!(dst, (src.s0, src.s1, src.s2, src.s3))
copy!(dst::Xoshiro, ::TaskLocalRNG) = set_state!(dst, task_state())
copy!(dst::TaskLocalRNG, src::Xoshiro) = (set_task_state!((src.s0, src.s1, src.s2, src.s3)); dst)
==(a::Xoshiro, b::Xoshiro) = a.s0 == b.s0 && a.s1 == b.s1 && a.s2 == b.s2 && a.s3 == b.s3
hash(a::Xoshiro, h::UInt64) = hash((a.s0, a.s1, a.s2, a.s3), h)

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
rand(rng::AbstractRNG, t::Tuple{Vararg{Integer}}) = rand(rng, Sampler(rng, t))
rand(d::Integer, ds::Integer...) = rand_array(TaskLocalRNG(), Float64, (d, ds...))
rand(rng::AbstractRNG, d::Integer, ds::Integer...) = rand_array(rng, Float64, (d, ds...))
rand(X, d::Integer, ds::Integer...) = rand_array(TaskLocalRNG(), X, (d, ds...))
rand(X, dims::Tuple{Vararg{Integer}}) = rand_array(TaskLocalRNG(), X, dims)
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
# Numbers are drawn from a copy in registers. Not for other samplers, whose methods may themselves call `rand()`.
const PlainSampler = Union{SamplerType{Float64},SamplerType{Float32},SamplerType{<:Base.BitInteger},SamplerType{Bool},SamplerRange}
function fill_random!(rng::TaskLocalRNG, a::Array, s::PlainSampler)
    x = copy(rng)
    fill_random!(x, a, s)
    copy!(rng, x)
    return a
end

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

# Normal and exponential deviates.
#
# randn: the ziggurat of Marsaglia and Tsang (2000) with 256 layers; its tables are filled at first use.

# The last layer's edge
const ziggurat_edge = 3.6541528853610088

# The edges of the 256 layers of equal area 0.004928673233974655 under exp(-x²/2), computed with 90 digits: 16 hexadecimal
# digits each; the first entry is area / exp(-edge²/2), the base layer's width if it were a rectangle.
const ziggurat_layers = """
400f493b7815d9823fcb8d0be3fdf7483fd250af3c2c5bdc3fd57cb938443b823fd801fce82fa7283fda230c2e4cd0d63fdc004d2f386211\
3fddac2f5a74728a3fdf32482d4cd5d93fe04d32278ebbb83fe0f5053b025d4d3fe192a6974136803fe227a28f7a1afd3fe2b52e3863d888\
3fe33c3fc05791fd3fe3bd9ec1a2b1373fe439ef8dff9b5d3fe4b1bb363dfeb03fe52575621ad37c3fe59580a707ce9e3fe60231cfd97ef3\
3fe66bd261a37c463fe6d2a2920005793fe736dad346f8b03fe798ad10b32a803fe7f845ad46f54b3fe855cc53430a7f3fe8b1649e7b76a1\
3fe90b2ea94ecfa03fe96347822c1ef23fe9b9c98e38c54e3fea0eccdca4a7333fea62676d77cd613feab4ad6e1016383feb05b16d136ca3\
3feb558487427a303feba4368e529f423febf1d62abf823a3fec3e70f9594ef93fec8a13a5323b673fecd4c9fe7226913fed1e9f0e80b74d\
3fed679d29e41f153fedafce0023b8c93fedf73aa9f176583fee3debb5d2ee043fee83e9337a6f053feec93abdf982d33fef0de784f0622b\
3fef51f654d8f68d3fef956d9e87d7b43fefd8537dfa2eb23ff00d56e04234ef3ff02e40f5398f9e3ff04eea9e16a6003ff06f565b72a014\
3ff08f869071f40f3ff0af7d84bc61173ff0cf3d664bcc833ff0eec84b16086f3ff10e20329515f13ff12d4707310fc23ff14c3e9f8e9144\
3ff16b08bfc420213ff189a71a78da373ff1a81b51ee6d8b3ff1c666f8f82acf3ff1e48b93e0d4313ff2028a9940a0a33ff2206572c4c6ec\
3ff23e1d7de9c3223ff25bb40ca96bff3ff2792a661dd3823ff29681c719d71d3ff2b3bb62b82edc3ff2d0d862e1b8563ff2edd9e8cba991\
3ff30ac10d6e48da3ff3278ee1f4b9343ff3444470265ea43ff360e2baca52d83ff37d6abe05586d3ff399dd6fb2b2673ff3b63bbfb83d06\
3ff3d28698561de33ff3eebede725a863ff40ae571e09e763ff426fb2da6745f3ff44300e83c30a63ff45ef773cac75f3ff47adf9e66c338\
3ff496ba32488f303ff4b287f602415e3ff4ce49acb311dd3ff4ea001638a6063ff505abef5e55633ff5214df20a8b5c3ff53ce6d56a6651\
3ff558774e1bb2c93ff574000e555f7a3ff58f81c60e85163ff5aafd23241b5b3ff5c672d17d733f3ff5e1e37b2f8cd53ff5fd4fc89f5e39\
3ff618b860a31fc53ff6341de8a2b0a43ff64f8104b7260d3ff66ae257c996743ff6864283b131393ff6a1a22950b2b43ff6bd01e8b343be\
3ff6d8626128d3553ff6f3c43161f8563ff70f27f78b68ed3ff72a8e516914c83ff745f7dc70eedd3ff7616535e573203ff77cd6faeff44b\
3ff7984dc8babd953ff7b3ca3c8b140b3ff7cf4cf3db22fd3ff7ead68c73dee83ff80667a486ea203ff82200dac886773ff83da2ce899f16\
3ff8594e1fd1f5be3ff875036f7a7ec73ff890c35f47f72f3ff8ac8e9205c0453ff8c865aba10c9d3ff8e44951446a283ff9003a2973b591\
3ff91c38dc2883493ff9384612ef0afe3ff954627903a28c3ff9708ebb70d5f03ff98ccb892e2a333ff9a919933f99c13ff9c5798cd5d92e\
3ff9e1ec2b6f74143ff9fe7226fad24e3ffa1b0c39f936963ffa37bb21a2c85f3ffa547f9e0bbb8b3ffa715a724aa9a73ffa8e4c64a03140\
3ffaab563e9ff10b3ffac878cd5af5d03ffae5b4e18bb3383ffb030b4fc3a11c3ffb207cf09a985c3ffb3e0aa0e00c013ffb5bb541ce3d04\
3ffb797db93f89283ffb9764f1e5f73d3ffbb56bdb85256e3ffbd3936b2ec0a23ffbf1dc9b81ae833ffc10486cec16a03ffc2ed7e5f07a2d\
3ffc4d8c136e0d1d3ffc6c6608ec87063ffc8b66e0eba6173ffcaa8fbd36a2ac3ffcc9e1c73bd6903ffce95e3068e0383ffd0906328b8f6f\
3ffd28db1037ef213ffd48de1533c6473ffd691096e7f1233ffd8973f4d7fba53ffdaa0999206e6f3ffdcad2f8fc490c3ffdebd195522e34\
3ffe0d06fb49d2193ffe2e74c4ea46f33ffe501c99c1d1863ffe72002f97fe233ffe94214b2abf093ffeb681c0f76f083ffed9237610a73a\
3ffefc086101eca93fff1f328ac253213fff42a40fb74d6d3fff665f20c901683fff8a66048997823fffaebb187122bf3fffd360d22fe786\
3ffff859c118f60b40000ed447d3a075400021a8028fc947400034a983a902ab400047da4e3ef5c740005b3bf6adb37e40006ed023a72669\
400082988f632e184000969708e8a2554000aacd7571c0c54000bf3dd1eed4494000d3ea34aa3d324000e8d4cf1165944000fdffefa69fb8\
4001136e04207043400129219bbb5d3740013f1d69c4096f4001556448602e3d40016bf93b9deef5400182df74d2126240019a1a564eebad\
4001b1ad777f2f8f4001c99ca971a6954001e1ebfbe4ae3a4001fa9fc2e2d901400213bc9d04cc8240022d477a6fd3ef40024745a4ac9c25\
400261bcc77658e040027cb2faa8592e4002982ecd770e784002b437532a0a534002d0d43196db984002ee0db1a978f540030becd256aeee\
40032a7b5e68a4a3400349c405ae12a3400369d27a33a84040038ab39256410a4003ac7570ae88fb4003cf27b31704a64003f2dbaa60f475\
400417a49cb9e5db40043d9815545e94400464ce44a73a1640048d62759c43bd4004b7739d6b5a284004e3250dcd89034005109f53e9ac42\
40054011523a7e43400571b1a94ae41c4005a5c08b718dda4005dc8a243ad0fe40061669cf861e4b400653ce7b006aea40069540be9fe5c2\
4006db6b8d09e23140072728f05f7a3340077995560906724007d42df4d6ce8b400839030529f2334008ab0fbfaa7c1440092ee0946f4496\
4009cbee014057ab400a8fdc78947759400b981f3878fdb0400d3bb48209ad33"""

struct Ziggurat
    limit::Vector{Int64}
    width::Vector{Float64}
    height::Vector{Float64}
end

# Made by the first thread that needs it; another may make an equal one meanwhile, either is good.
const ziggurat_table = Ref{Any}(nothing)

@inline function ziggurat()
    t = ziggurat_table[]
    return t === nothing ? make_ziggurat() : t::Ziggurat
end
@noinline function make_ziggurat()
    steps = 2251799813685248.0
    limit = zeros(Int64, 256)
    width = zeros(Float64, 256)
    height = zeros(Float64, 256)
    for i in 1:256
        bits = 0x0000000000000000
        for k in 16*i-15:16*i
            c = codeunit(ziggurat_layers, k)
            bits = (bits << 4) | UInt64(c <= 0x39 ? c - 0x30 : c - 0x57)
        end
        x = reinterpret(Float64, bits)
        width[i] = x / steps
        height[i] = i == 1 ? 1.0 : exp(-0.5 * x * x)
    end
    limit[1] = unsafe_trunc(Int64, ziggurat_edge / width[1])
    for i in 3:256
        limit[i] = unsafe_trunc(Int64, width[i-1] / width[i] * steps)
    end
    limit[2] = 0
    t = Ziggurat(limit, width, height)
    ziggurat_table[] = t
    return t
end

"""
    randn([rng], [T = Float64], [dims...])

A normally distributed number with mean 0 and standard deviation 1, or an array of such.
"""
randn() = randn(TaskLocalRNG(), Float64)
randn(rng::AbstractRNG) = randn(rng, Float64)
@inline function randn(rng::AbstractRNG, ::Type{Float64})
    t = ziggurat()
    while true
        r = next_word(rng) >>> 12
        m = (r >>> 1) % Int64
        i = (m & 255) + 1
        x = (r & 0x0000000000000001 == 0 ? m : -m) * @inbounds t.width[i]
        m < @inbounds(t.limit[i]) && return x
        y = randn_edge(rng, t, i, m, x)
        isnan(y) || return y
    end
end
# The rare cases: beyond the last layer, or between a layer and the curve; NaN asks for another try
@noinline function randn_edge(rng, t::Ziggurat, i::Int64, m::Int64, x::Float64)
    if i == 1
        while true
            a = -log(rand(rng)) / ziggurat_edge
            b = -log(rand(rng))
            b + b > a * a && return (m >> 8) & 1 == 1 ? -ziggurat_edge - a : ziggurat_edge + a
        end
    end
    h = t.height
    return (h[i-1] - h[i]) * rand(rng) + h[i] < exp(-0.5 * x * x) ? x : NaN
end
randn(rng::AbstractRNG, ::Type{T}) where {T<:Union{Float32,Float16}} = T(randn(rng, Float64))
randn(rng::AbstractRNG, ::Type{Complex{T}}) where {T<:AbstractFloat} =
    Complex{T}(T(0.7071067811865476) * randn(rng, T), T(0.7071067811865476) * randn(rng, T))
randn(::Type{T}) where {T} = randn(TaskLocalRNG(), T)
randn(d::Integer, ds::Integer...) = randn_array(TaskLocalRNG(), Float64, (d, ds...))
randn(dims::Tuple{Vararg{Integer}}) = randn_array(TaskLocalRNG(), Float64, dims)
randn(rng::AbstractRNG, d::Integer, ds::Integer...) = randn_array(rng, Float64, (d, ds...))
randn(rng::AbstractRNG, dims::Tuple{Vararg{Integer}}) = randn_array(rng, Float64, dims)
randn(::Type{T}, d::Integer, ds::Integer...) where {T} = randn_array(TaskLocalRNG(), T, (d, ds...))
randn(::Type{T}, dims::Tuple{Vararg{Integer}}) where {T} = randn_array(TaskLocalRNG(), T, dims)
randn(rng::AbstractRNG, ::Type{T}, d::Integer, ds::Integer...) where {T} = randn_array(rng, T, (d, ds...))
randn(rng::AbstractRNG, ::Type{T}, dims::Tuple{Vararg{Integer}}) where {T} = randn_array(rng, T, dims)
randn_array(rng, ::Type{T}, dims) where {T} = randn!(rng, Array{T,length(dims)}(undef, map(Int, dims)...))
randn!(a::AbstractArray) = randn!(TaskLocalRNG(), a)
function randn!(rng::AbstractRNG, a::AbstractArray{T}) where {T}
    for i in eachindex(a)
        @inbounds a[i] = randn(rng, T)
    end
    return a
end

"""
    randexp([rng], [T = Float64], [dims...])

An exponentially distributed number with mean 1, or an array of such.
"""
randexp() = randexp(TaskLocalRNG(), Float64)
randexp(rng::AbstractRNG) = randexp(rng, Float64)
randexp(rng::AbstractRNG, ::Type{T}) where {T<:AbstractFloat} = T(-log1p(-rand(rng)))
randexp(::Type{T}) where {T<:AbstractFloat} = randexp(TaskLocalRNG(), T)
randexp(d::Integer, ds::Integer...) = randexp!(TaskLocalRNG(), Array{Float64,1 + length(ds)}(undef, Int(d), map(Int, ds)...))
randexp(rng::AbstractRNG, d::Integer, ds::Integer...) = randexp!(rng, Array{Float64,1 + length(ds)}(undef, Int(d), map(Int, ds)...))
randexp(::Type{T}, d::Integer, ds::Integer...) where {T<:AbstractFloat} = randexp!(TaskLocalRNG(), Array{T,1 + length(ds)}(undef, Int(d), map(Int, ds)...))
randexp!(a::AbstractArray) = randexp!(TaskLocalRNG(), a)
function randexp!(rng::AbstractRNG, a::AbstractArray{T}) where {T}
    for i in eachindex(a)
        a[i] = randexp(rng, T)
    end
    return a
end

# Random orders: shuffling, permutations, cycles, subsequences.

"""
    shuffle!([rng], v)

Puts the vector's elements into random order (Fisher and Yates).
"""
shuffle!(v::AbstractArray) = shuffle!(TaskLocalRNG(), v)
function shuffle!(rng::AbstractRNG, v::AbstractArray)
    for i in 2:length(v)
        j = rand(rng, 1:i)
        v[i], v[j] = v[j], v[i]
    end
    return v
end
"A randomly ordered copy of the vector."
shuffle(v) = shuffle(TaskLocalRNG(), v)
shuffle(rng::AbstractRNG, v::AbstractArray) = shuffle!(rng, copyto!(similar(v), v))
shuffle(rng::AbstractRNG, r::AbstractRange) = shuffle!(rng, collect(r))
shuffle(rng::AbstractRNG, t::Tuple) = Tuple(shuffle!(rng, collect(t)))

"A random permutation of 1 … n."
randperm(n::Integer) = randperm(TaskLocalRNG(), n)
randperm(rng::AbstractRNG, n::Integer) = randperm!(rng, Vector{typeof(n)}(undef, n))
randperm!(v::AbstractArray{<:Integer}) = randperm!(TaskLocalRNG(), v)
function randperm!(rng::AbstractRNG, v::AbstractArray{<:Integer})
    n = length(v)
    n == 0 && return v
    v[1] = 1
    for i in 2:n
        j = rand(rng, 1:i)
        if i != j
            v[i] = v[j]
        end
        v[j] = i
    end
    return v
end
"A random permutation of 1 … n that is one cycle (Sattolo)."
randcycle(n::Integer) = randcycle(TaskLocalRNG(), n)
randcycle(rng::AbstractRNG, n::Integer) = randcycle!(rng, Vector{typeof(n)}(undef, n))
randcycle!(v::AbstractArray{<:Integer}) = randcycle!(TaskLocalRNG(), v)
function randcycle!(rng::AbstractRNG, v::AbstractArray{<:Integer})
    n = length(v)
    n == 0 && return v
    v[1] = 1
    for i in 2:n
        j = rand(rng, 1:(i-1))
        v[i] = v[j]
        v[j] = i
    end
    return v
end

"Each element of `a` with probability `p`, in order."
randsubseq(a::AbstractArray, p::Real) = randsubseq(TaskLocalRNG(), a, p)
randsubseq(rng::AbstractRNG, a::AbstractArray{T}, p::Real) where {T} = randsubseq!(rng, T[], a, p)
randsubseq!(s::AbstractArray, a::AbstractArray, p::Real) = randsubseq!(TaskLocalRNG(), s, a, p)
function randsubseq!(rng::AbstractRNG, s::AbstractArray, a::AbstractArray, p::Real)
    0 <= p <= 1 || throw(ArgumentError(string("probability ", p, " not in [0,1]")))
    empty!(s)
    for x in a
        rand(rng) < p && push!(s, x)
    end
    return s
end

end
