# Rational numbers `n//d`, in lowest terms with a positive denominator; `1//0` and `-1//0` are infinities.

export Rational, //, numerator, denominator, rationalize

struct Rational{T<:Integer} <: Real
    num::T
    den::T
    # unchecked: lowest terms and a denominator ≥ 0 are the caller's
    Rational{T}(num::T, den::T, ::Val{:unchecked}) where {T<:Integer} = new{T}(num, den)
end
lowest_terms(n::T, d::T) where {T<:Integer} = Rational{T}(n, d, Val{:unchecked}())
function Rational{T}(n::Integer, d::Integer) where {T<:Integer}
    a, b = divided_by_gcd(n, d)
    return with_positive_denominator(convert(T, a), convert(T, b))
end
Rational(n::T, d::T) where {T<:Integer} = Rational{T}(n, d)
Rational(n::Integer, d::Integer) = ((a, b) = promote(n, d); Rational(a, b))
Rational{T}(n::Integer) where {T<:Integer} = lowest_terms(convert(T, n), one(T))
Rational(n::Integer) = lowest_terms(n, one(n))
Rational(x::Rational) = x
Rational{T}(x::Rational) where {T<:Integer} = lowest_terms(convert(T, x.num), convert(T, x.den))
function divided_by_gcd(n::Integer, d::Integer)
    a, b = promote(n, d)
    iszero(a) && iszero(b) && throw(ArgumentError(string("invalid rational: zero(", typeof(a), ")//zero(", typeof(a), ")")))
    g = gcd(a, b)
    return (div(a, g), div(b, g))
end
function with_positive_denominator(n::T, d::T) where {T<:Integer}
    if d < zero(T)
        m = -n
        e = -d
        e < zero(T) && throw(OverflowError(string("rational: ", n, "//", d, " has a denominator out of range")))
        return lowest_terms(m, e)
    end
    return lowest_terms(n, d)
end

"""
    x // y

The exact quotient as a Rational.
"""
//(n::Integer, d::Integer) = Rational(n, d)
function //(x::Rational, y::Integer)
    a, b = divided_by_gcd(x.num, y)
    return with_positive_denominator(a, checked_mul(x.den, b))
end
function //(x::Integer, y::Rational)
    a, b = divided_by_gcd(x, y.num)
    return with_positive_denominator(checked_mul(a, y.den), b)
end
function //(x::Rational, y::Rational)
    a, c = divided_by_gcd(x.num, y.num)
    d, b = divided_by_gcd(x.den, y.den)
    return with_positive_denominator(checked_mul(a, b), checked_mul(d, c))
end

numerator(x::Rational) = x.num
denominator(x::Rational) = x.den
numerator(x::Integer) = x
denominator(x::Integer) = one(x)

# Floats are exact fractions of powers of two
function Rational{T}(x::AbstractFloat) where {T<:Integer}
    isnan(x) && throw_inexact(:Rational, Rational{T}, x)
    isinf(x) && return lowest_terms(x > 0 ? one(T) : -one(T), zero(T))
    m, e = frexp(to_float(Float64, x))
    k = 0
    while m != trunc(m)
        m *= 2
        k += 1
    end
    e -= k
    # m·2^e, if that fits; else the simplest fraction that rounds to x
    if fits(T, m) && abs(e) < 8 * sizeof(T) - 1
        v = unsafe_trunc(T, m)
        p = one(T) << abs(e)
        e < 0 && return Rational{T}(v, p)
        n, overflow = mul_with_overflow(v, p)
        overflow || return lowest_terms(n, one(T))
    end
    r = rationalize(T, x; tol = 0)
    convert(typeof(x), r) == x || throw_inexact(:Rational, Rational{T}, x)
    return r
end
Rational(x::Float64) = Rational{Int64}(x)
Rational(x::Float32) = Rational{Int64}(x)
Rational(x::Float16) = Rational{Int64}(x)

"""
    rationalize([T = Int], x; tol = eps(x))

The simplest fraction within `tol` of the float `x`.
"""
rationalize(x::AbstractFloat; kw...) = rationalize(Int, x; kw...)
rationalize(::Type{T}, x::Union{Integer,Rational}; kw...) where {T<:Integer} = Rational{T}(x)
rationalize(::Type{T}, x::AbstractFloat; tol::Real = eps(x)) where {T<:Integer} = rationalize_within(T, x, tol)
function rationalize_within(::Type{T}, x::AbstractFloat, tol::Real) where {T}
    tol < 0 && throw(ArgumentError(string("negative tolerance ", tol)))
    isnan(x) && throw(ArgumentError("cannot rationalize NaN"))
    isinf(x) && return lowest_terms(x > 0 ? one(T) : -one(T), zero(T))
    p0, q0 = zero(T), one(T)
    p1, q1 = one(T), zero(T)
    y = x
    while true
        abs(y) < maxintfloat(typeof(x)) && fits(T, to_float(Float64, y)) || break
        k = unsafe_trunc(T, trunc(y))
        a, o1 = mul_with_overflow(k, p1)
        b, o2 = mul_with_overflow(k, q1)
        (o1 | o2) && break
        a, o1 = add_with_overflow(a, p0)
        b, o2 = add_with_overflow(b, q0)
        (o1 | o2) && break
        p0, p1 = p1, a
        q0, q1 = q1, b
        abs(x - convert(typeof(x), p1) / convert(typeof(x), q1)) <= tol && break
        f = y - trunc(y)
        f == 0 && break
        y = inv(f)
    end
    return with_positive_denominator(p1, q1)
end

# Conversion
convert(::Type{Rational{T}}, x::Rational{T}) where {T<:Integer} = x
Integer(x::Rational) = isone(x.den) ? x.num : throw_inexact(:Integer, Integer, x)
rational_to_integer(::Type{T}, x::Rational) where {T} = isone(x.den) ? convert(T, x.num) : throw_inexact(nameof(T), T, x)
rational_to_float(::Type{T}, x::Rational) where {T<:AbstractFloat} = convert(T, convert(wide_float(T), x.num) / convert(wide_float(T), x.den))
wide_float(::Type{Float16}) = Float32
wide_float(::Type{T}) where {T} = T
AbstractFloat(x::Rational) = rational_to_float(Float64, x)
float(x::Rational) = rational_to_float(Float64, x)
float(::Type{Rational{T}}) where {T} = Float64
promote_rule(::Type{Rational{T}}, ::Type{S}) where {T<:Integer,S<:Integer} = Rational{promote_type(T, S)}
promote_rule(::Type{Rational{T}}, ::Type{Bool}) where {T<:Integer} = Rational{T}
promote_rule(::Type{Rational{T}}, ::Type{Rational{S}}) where {T<:Integer,S<:Integer} = Rational{promote_type(T, S)}
promote_rule(::Type{Rational{T}}, ::Type{S}) where {T<:Integer,S<:AbstractFloat} = promote_type(T, S)
widen(::Type{Rational{T}}) where {T} = Rational{widen(T)}
zero(::Type{Rational{T}}) where {T} = lowest_terms(zero(T), one(T))
one(::Type{Rational{T}}) where {T} = lowest_terms(one(T), one(T))
typemin(::Type{Rational{T}}) where {T<:Signed} = lowest_terms(-one(T), zero(T))
typemax(::Type{Rational{T}}) where {T<:Integer} = lowest_terms(one(T), zero(T))

# Arithmetic; overflow throws
-(x::Rational) = lowest_terms(checked_neg(x.num), x.den)
+(x::Rational) = x
function +(x::Rational{T}, y::Rational{T}) where {T<:Integer}
    x.den == y.den && return rational_sum(checked_add(x.num, y.num), x.den)
    g = gcd(x.den, y.den)
    a = div(y.den, g)
    b = div(x.den, g)
    return rational_sum(checked_add(checked_mul(x.num, a), checked_mul(y.num, b)), checked_mul(x.den, a))
end
function -(x::Rational{T}, y::Rational{T}) where {T<:Integer}
    x.den == y.den && return rational_sum(checked_sub(x.num, y.num), x.den)
    g = gcd(x.den, y.den)
    a = div(y.den, g)
    b = div(x.den, g)
    return rational_sum(checked_sub(checked_mul(x.num, a), checked_mul(y.num, b)), checked_mul(x.den, a))
end
function rational_sum(n, d)
    a, b = divided_by_gcd(n, d)
    return lowest_terms(a, b)
end
function *(x::Rational{T}, y::Rational{T}) where {T<:Integer}
    a, d = divided_by_gcd(x.num, y.den)
    b, c = divided_by_gcd(y.num, x.den)
    return lowest_terms(checked_mul(a, b), checked_mul(c, d))
end
/(x::Rational, y::Union{Rational,Integer}) = x // y
/(x::Integer, y::Rational) = x // y
inv(x::Rational) = with_positive_denominator(x.den, x.num)
^(x::Rational, n::Integer) = n >= 0 ? lowest_terms(checked_pow(x.num, n), checked_pow(x.den, n)) :
    with_positive_denominator(checked_pow(x.den, -n), checked_pow(x.num, -n))
^(x::Rational, y::AbstractFloat) = float(x)^y
^(x::Rational, y::Rational) = isone(y.den) ? x^y.num : float(x)^float(y)
^(x::Integer, y::Rational) = float(x)^float(y)
^(x::AbstractFloat, y::Rational) = x^float(y)
function checked_pow(x::Integer, n::Integer)
    r = one(x)
    b = x
    while n > 0
        if isodd(n)
            r = checked_mul(r, b)
        end
        n >>= 1
        n > 0 && (b = checked_mul(b, b))
    end
    return r
end
literal_pow(::typeof(^), x::Rational, ::Val{p}) where {p} = x^p
abs(x::Rational) = lowest_terms(checked_abs(x.num), x.den)
sign(x::Rational) = oftype(x, sign(x.num))
signbit(x::Rational) = signbit(x.num)
copysign(x::Rational, y::Real) = lowest_terms(copysign(x.num, y), x.den)
iszero(x::Rational) = iszero(x.num)
isone(x::Rational) = isone(x.num) & isone(x.den)
isinteger(x::Rational) = isone(x.den)
isfinite(x::Rational) = !iszero(x.den)
isinf(x::Rational) = iszero(x.den)
isnan(x::Rational) = false

# Comparison by cross products, in twice the width
==(x::Rational, y::Rational) = (x.num == y.num) & (x.den == y.den)
==(x::Rational, n::Integer) = (x.num == n) & isone(x.den)
==(n::Integer, x::Rational) = x == n
==(x::Rational, f::AbstractFloat) = rational_equals_float(x, f)
==(f::AbstractFloat, x::Rational) = rational_equals_float(x, f)
rational_equals_float(x, f) = isinf(f) ? (isinf(x) && signbit(x) == signbit(f)) : ispow2_or_zero(x.den) && rational_to_float(typeof(f), x) == f
ispow2_or_zero(n) = n > 0 && count_ones(n) == 1
cross(a::Union{Int128,UInt128}, b) = checked_mul(promote(a, b)...)
cross(a, b) = widemul(promote(a, b)...)
<(x::Rational, y::Rational) = x.den == y.den ? x.num < y.num : cross(x.num, y.den) < cross(x.den, y.num)
<(x::Rational, n::Integer) = isinf(x) ? x.num < 0 : x.num < cross(x.den, n)
<(n::Integer, x::Rational) = isinf(x) ? x.num > 0 : cross(x.den, n) < x.num
<=(x::Rational, y::Rational) = x.den == y.den ? x.num <= y.num : cross(x.num, y.den) <= cross(x.den, y.num)
<=(x::Rational, n::Integer) = !(n < x)
<=(n::Integer, x::Rational) = !(x < n)
# with a float exactly: of equal floats the remainder decides, in twice the precision
<(x::Rational, f::AbstractFloat) = compare_exactly(x, f) < 0
<(f::AbstractFloat, x::Rational) = compare_exactly(x, f) > 0
<=(x::Rational, f::AbstractFloat) = compare_exactly(x, f) <= 0
<=(f::AbstractFloat, x::Rational) = (r = compare_exactly(x, f); r >= 0)
==(x::Rational, f::AbstractFloat) = compare_exactly(x, f) == 0
==(f::AbstractFloat, x::Rational) = compare_exactly(x, f) == 0
# -1.0, 0.0 or 1.0; NaN compares false with all
function compare_exactly(x::Rational, f::AbstractFloat)
    isnan(f) && return NaN
    q = to_float(Float64, f)
    p = float(x)
    (p != q || isinf(p)) && return p < q ? -1.0 : p > q ? 1.0 : 0.0
    # the sign of num - q·den
    h, l = two_product(q, to_float(Float64, x.den))
    d = sub_exactly(x.num, h) - l
    return d < 0 ? -1.0 : d > 0 ? 1.0 : to_float(Float64, sign(d))
end
sub_exactly(n::Integer, h::Float64) = to_float(Float64, convert(Int128, n) - unsafe_trunc(Int128, h)) - (h - trunc(h))

# Division and rounding
div(x::Rational, y::Union{Rational,Integer}) = rational_division(div, x, y)
div(x::Integer, y::Rational) = rational_division(div, x, y)
fld(x::Rational, y::Union{Rational,Integer}) = rational_division(fld, x, y)
fld(x::Integer, y::Rational) = rational_division(fld, x, y)
cld(x::Rational, y::Union{Rational,Integer}) = rational_division(cld, x, y)
cld(x::Integer, y::Rational) = rational_division(cld, x, y)
function rational_division(f, x, y)
    q = x // y
    iszero(denominator(q)) && throw(DivideError())
    return f(numerator(q), denominator(q))
end
rem(x::Rational, y::Union{Rational,Integer}) = x - y * div(x, y)
rem(x::Integer, y::Rational) = x - y * div(x, y)
mod(x::Rational, y::Union{Rational,Integer}) = x - y * fld(x, y)
mod(x::Integer, y::Rational) = x - y * fld(x, y)
round(x::Rational, r::RoundingMode) = isinf(x) ? x : oftype(x, rational_whole(x, r))
round(::Type{T}, x::Rational, r::RoundingMode) where {T} = convert(T, rational_whole(x, r))
round(::Type{T}, x::Rational) where {T} = convert(T, rational_whole(x, RoundNearest))
floor(::Type{T}, x::Rational) where {T} = convert(T, rational_whole(x, RoundDown))
ceil(::Type{T}, x::Rational) where {T} = convert(T, rational_whole(x, RoundUp))
trunc(::Type{T}, x::Rational) where {T} = convert(T, rational_whole(x, RoundToZero))
function rational_whole(x::Rational, r::RoundingMode)
    iszero(x.den) && throw(DivideError())
    return div(x.num, x.den, r)
end
gcd(x::Rational, y::Rational) = gcd(x.num, y.num) // lcm(x.den, y.den)
lcm(x::Rational, y::Rational) = lcm(x.num, y.num) // gcd(x.den, y.den)
gcd(x::Rational, y::Integer) = gcd(x, Rational(y))
gcd(x::Integer, y::Rational) = gcd(Rational(x), y)
lcm(x::Rational, y::Integer) = lcm(x, Rational(y))
lcm(x::Integer, y::Rational) = lcm(Rational(x), y)

# Sine and cosine of multiples of π
sinpi(x::Rational) = sinpi_ratio(x)
cospi(x::Rational) = sinpi_ratio(x + 1 // 2)
# of a fraction: reduced exactly before it becomes a float
function sinpi_ratio(x::Rational)
    r = rem(x, 2)
    r < 0 && return -sinpi_ratio(-r)
    r >= 1 && return -sinpi_ratio(r - 1)
    return sinpi(float(r > 1 // 2 ? 1 - r : r))
end
