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
