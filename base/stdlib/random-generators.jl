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

# The states of the threads, made when a thread first asks for a number; each entry is used by its thread only.
const thread_states = Vector{Any}(undef, 1024)

@inline function state_of_thread()
    i = Core.thread_id()
    isassigned(thread_states, i) || new_thread_state(i)
    return thread_states[i]::Xoshiro
end
@noinline function new_thread_state(i)
    thread_states[i] = Xoshiro(random_words()...)
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

@inline function next_word(s::Xoshiro)
    s0, s1, s2, s3 = s.s0, s.s1, s.s2, s.s3
    t = s0 + s3
    r = ((t << 23) | (t >>> 41)) + s0
    u = s1 << 17
    s2 = xor(s2, s0)
    s3 = xor(s3, s1)
    s1 = xor(s1, s2)
    s0 = xor(s0, s3)
    s2 = xor(s2, u)
    s3 = (s3 << 45) | (s3 >>> 19)
    s.s0 = s0
    s.s1 = s1
    s.s2 = s2
    s.s3 = s3
    return r
end
@inline next_word(::TaskLocalRNG) = next_word(state_of_thread())
next_word(::RandomDevice) = random_words()[4]
# Generators of the user's own give 64-bit words through `rand`
next_word(rng::AbstractRNG) = rand(rng, SamplerType{UInt64}())

"""
    seed!([rng], [seed])

Sets the generator's state: the same seed gives the same numbers. Without a seed, an unpredictable state.
"""
seed!(rng::AbstractRNG = TaskLocalRNG()) = seed!(rng, nothing)
seed!(seed) = seed!(TaskLocalRNG(), seed)
seed!(rng::TaskLocalRNG, seed) = (seed!(state_of_thread(), seed); rng)
seed!(rng::TaskLocalRNG, ::Nothing) = (seed!(state_of_thread(), nothing); rng)
seed!(rng::Xoshiro, ::Nothing) = set_state!(rng, random_words())
seed!(rng::Xoshiro, seed) = set_state!(rng, seed_words(seed_pieces(seed)))
seed!(rng::RandomDevice, seed) = rng
seed!(rng::RandomDevice, ::Nothing) = rng
function set_state!(rng::Xoshiro, s)
    rng.s0, rng.s1, rng.s2, rng.s3 = s
    return rng
end

copy(rng::Xoshiro) = Xoshiro(rng.s0, rng.s1, rng.s2, rng.s3)
copy(::TaskLocalRNG) = copy(state_of_thread())
copy!(dst::Xoshiro, src::Xoshiro) = set_state!(dst, (src.s0, src.s1, src.s2, src.s3))
copy!(dst::Xoshiro, ::TaskLocalRNG) = copy!(dst, state_of_thread())
copy!(dst::TaskLocalRNG, src::Xoshiro) = (copy!(state_of_thread(), src); dst)
==(a::Xoshiro, b::Xoshiro) = a.s0 == b.s0 && a.s1 == b.s1 && a.s2 == b.s2 && a.s3 == b.s3
hash(a::Xoshiro, h::UInt64) = hash((a.s0, a.s1, a.s2, a.s3), h)
