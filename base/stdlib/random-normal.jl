# Normal and exponential deviates.
#
# randn: the ziggurat of Marsaglia and Tsang (2000) with 256 layers; its tables are computed at first use.

# The last layer's edge, and the area of each layer
const ziggurat_edge = 3.6541528853610088
const ziggurat_area = 0.00492867323399

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
    x = ziggurat_edge
    height[256] = exp(-0.5 * x * x)
    width[256] = x / steps
    limit[1] = unsafe_trunc(Int64, x * height[256] / ziggurat_area * steps)
    width[1] = ziggurat_area / height[256] / steps
    height[1] = 1.0
    for i in 255:-1:2
        y = sqrt(-2.0 * log(ziggurat_area / x + height[i+1]))
        limit[i+1] = unsafe_trunc(Int64, y / x * steps)
        width[i] = y / steps
        height[i] = exp(-0.5 * y * y)
        x = y
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
