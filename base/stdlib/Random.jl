# Random numbers: module Random.
#
# The generator is xoshiro256++ (Blackman and Vigna). `TaskLocalRNG`, the default, keeps its state per thread; a seed sets
# the state of the calling thread. `rand(rng, X)` first makes a `Sampler` of X, which does per-collection work once; a type
# of the user's own takes part with a method `rand(rng::AbstractRNG, ::Random.SamplerType{T})` or
# `rand(rng::AbstractRNG, ::Random.SamplerTrivial{T})`.

module Random

import Base: rand, randn, copy, copy!, ==, hash, eltype
using Base: mix_hash

export AbstractRNG, Xoshiro, MersenneTwister, RandomDevice, TaskLocalRNG, seed!, rand!, randn!, randexp, randexp!, randstring, shuffle, shuffle!,
    randperm, randperm!, randcycle, randcycle!, randsubseq, randsubseq!, bitrand, default_rng, rand, randn

abstract type AbstractRNG end

include("random-seed.jl")
include("random-generators.jl")
include("random-samplers.jl")
include("random-normal.jl")
include("random-order.jl")

end
