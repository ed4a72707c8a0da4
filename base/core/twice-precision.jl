# Pairs of floats whose unevaluated sum carries twice the precision, for the exact elements of float ranges.


"`hi + lo`, where `lo` is too small to change `hi` when added."
struct TwicePrecision{T}
    hi::T
    lo::T
end
TwicePrecision{T}(x::T) where {T} = TwicePrecision{T}(x, zero(T))
TwicePrecision(x::T) where {T} = TwicePrecision{T}(x, zero(T))
TwicePrecision{T}(x::Number) where {T} = TwicePrecision{T}(convert(T, x), zero(T))
zero(::Type{TwicePrecision{T}}) where {T} = TwicePrecision{T}(zero(T), zero(T))

# Error-free transformations: the exact sum (product) is the sum of both results.
@inline function two_sum(x::T, y::T) where {T<:AbstractFloat}
    a, b = abs(x) >= abs(y) ? (x, y) : (y, x)
    s = a + b
    return (s, b - (s - a))
end
@inline function two_product(x::T, y::T) where {T<:AbstractFloat}
    p = x * y
    isfinite(p) || return (p, zero(T))
    return (p, fma(x, y, -p))
end

"The quotient of two integers as a pair."
function twice_quotient(::Type{T}, n::Integer, d::Integer) where {T}
    nh, nl = twice_of_integer(T, n)
    dh, dl = twice_of_integer(T, d)
    h = nh / dh
    isfinite(h) || return TwicePrecision{T}(h, zero(T))
    p, e = two_product(h, dh)
    l = ((((nh - p) - e) + nl) - h * dl) / dh
    s, r = two_sum(h, l)
    return TwicePrecision{T}(s, r)
end
function twice_of_integer(::Type{T}, n::Integer) where {T}
    h = convert(T, n)
    return (h, convert(T, n - convert(Int128, h)))
end

# `x` with its last `nb` bits cleared, so that multiples of it up to 2^nb are exact
function clear_low_bits(x::Float64, nb::Integer)
    mask = typemax(UInt64) << nb
    return bitcast(Float64, bitcast(UInt64, x) & mask)
end
clear_low_bits(x::Float32, nb::Integer) = bitcast(Float32, bitcast(UInt32, x) & (typemax(UInt32) << nb))
clear_low_bits(x::Float16, nb::Integer) = bitcast(Float16, bitcast(UInt16, x) & (typemax(UInt16) << nb))
function with_cleared_bits(t::TwicePrecision{T}, nb::Integer) where {T}
    h = clear_low_bits(t.hi, nb)
    return TwicePrecision{T}(h, (t.hi - h) + t.lo)
end

float_of(t::TwicePrecision) = t.hi + t.lo
float_of(x::Number) = x
-(t::TwicePrecision{T}) where {T} = TwicePrecision{T}(-t.hi, -t.lo)
function +(a::TwicePrecision{T}, b::TwicePrecision{T}) where {T}
    s, e = two_sum(a.hi, b.hi)
    h, l = two_sum(s, e + (a.lo + b.lo))
    return TwicePrecision{T}(h, l)
end
-(a::TwicePrecision, b::TwicePrecision) = a + (-b)
function +(a::TwicePrecision{T}, y::Number) where {T}
    s, e = two_sum(a.hi, convert(T, y))
    h, l = two_sum(s, e + a.lo)
    return TwicePrecision{T}(h, l)
end
+(y::Number, a::TwicePrecision) = a + y
-(a::TwicePrecision, y::Number) = a + (-y)
function *(a::TwicePrecision{T}, y::Number) where {T}
    v = convert(T, y)
    p, e = two_product(a.hi, v)
    h, l = two_sum(p, e + a.lo * v)
    return TwicePrecision{T}(h, l)
end
*(y::Number, a::TwicePrecision) = a * y
function /(a::TwicePrecision{T}, y::Number) where {T}
    v = convert(T, y)
    h = a.hi / v
    p, e = two_product(h, v)
    l = ((a.hi - p) - e + a.lo) / v
    s, r = two_sum(h, l)
    return TwicePrecision{T}(s, r)
end
==(a::TwicePrecision, b::TwicePrecision) = (a.hi == b.hi) & (a.lo == b.lo)
<(a::TwicePrecision, b::TwicePrecision) = a.hi < b.hi || (a.hi == b.hi && a.lo < b.lo)
isless(a::TwicePrecision, b::TwicePrecision) = a < b
iszero(a::TwicePrecision) = iszero(a.hi) & iszero(a.lo)
convert(::Type{TwicePrecision{T}}, x::TwicePrecision{T}) where {T} = x
convert(::Type{TwicePrecision{T}}, x::TwicePrecision) where {T} = TwicePrecision{T}(convert(T, x.hi), convert(T, x.lo))
convert(::Type{TwicePrecision{T}}, x::Number) where {T} = TwicePrecision{T}(convert(T, x), zero(T))
