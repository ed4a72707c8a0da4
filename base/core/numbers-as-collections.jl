# A number behaves as a collection of itself with no dimensions.

export size, axes, length, ndims, first, last, iterate, getindex, in, real, imag, conj, keys, eachindex

size(x::Number) = ()
size(x::Number, d::Integer) = d < 1 ? throw(BoundsError(x, d)) : 1
axes(x::Number) = ()
axes(x::Number, d::Integer) = d < 1 ? throw(BoundsError(x, d)) : OneTo(1)
length(x::Number) = 1
ndims(x::Number) = 0
ndims(::Type{<:Number}) = 0
isempty(x::Number) = false
first(x::Number) = x
last(x::Number) = x
firstindex(x::Number) = 1
lastindex(x::Number) = 1
keys(x::Number) = OneTo(1)
eachindex(x::Number) = OneTo(1)
iterate(x::Number) = (x, nothing)
iterate(x::Number, ::Any) = nothing
getindex(x::Number) = x
getindex(x::Number, i::Integer) = i == 1 ? x : throw(BoundsError(x, i))
getindex(x::Number, I::Integer...) = all(i -> i == 1, I) ? x : throw(BoundsError(x, I))
get(x::Number, i::Integer, default) = i == 1 ? x : default
in(x::Number, y::Number) = x == y
map(f, x::Number) = f(x)
map(f, x::Number, ys::Number...) = f(x, ys...)

real(x::Real) = x
imag(x::Real) = zero(x)
conj(x::Real) = x
real(::Type{T}) where {T<:Real} = T
transpose(x::Number) = x
adjoint(x::Number) = conj(x)
angle(x::Real) = signbit(x) ? oftype(float(x), π) : zero(float(x))
copy(x::Number) = x

# A character likewise
size(x::AbstractChar) = ()
size(x::AbstractChar, d::Integer) = d < 1 ? throw(BoundsError(x, d)) : 1
axes(x::AbstractChar) = ()
axes(x::AbstractChar, d::Integer) = d < 1 ? throw(BoundsError(x, d)) : OneTo(1)
getindex(x::AbstractChar, I::Integer...) = all(i -> i == 1, I) ? x : throw(BoundsError(x, I))
