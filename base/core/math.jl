# Elementary functions of real numbers.
#
# exp and log of Float64 are in exponentials.jl, the others call the runtime's libm; Float32 and Float16 are computed in Float64 and rounded. Where a real argument has no
# real result (`sqrt(-1.0)`), DomainError says what to write instead.

export sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh, exp, exp2, exp10, expm1, log, log2, log10,
    log1p, sqrt, cbrt, hypot, sincos, sinpi, cospi, tanpi, sincospi, sinc, cosc, sec, csc, cot, asec, acsc, acot, sech,
    csch, coth, asech, acsch, acoth, sind, cosd, tand, asind, acosd, atand, asecd, acscd, acotd, sincosd, secd, cscd, cotd, deg2rad, rad2deg, evalpoly,
    inv, clamp, mod2pi, fourthroot

sqrt(x::Float64) = x < 0.0 ? throw_complex_domain(:sqrt, x) : sqrt_llvm(x)
sqrt(x::Float32) = x < 0.0f0 ? throw_complex_domain(:sqrt, x) : sqrt_llvm(x)
sqrt(x::Float16) = half(sqrt(wide(x)))
sqrt(x::Real) = sqrt(float(x))
cbrt(x::Float64) = cbrt_float(x)
fourthroot(x::Real) = sqrt(sqrt(float(x)))
const √ = sqrt
const ∛ = cbrt
@noinline throw_complex_domain(f::Symbol, x) = throw(DomainError(x, string(f, " was called with a negative real argument but will only return a complex result if called with a complex argument. Try ", f, "(Complex(x)).")))
@noinline throw_complex_domain1(f::Symbol, x) = throw(DomainError(x, string(f, " was called with a real argument < -1 but will only return a complex result if called with a complex argument. Try ", f, "(Complex(x)).")))
@noinline throw_outside(f::Symbol, x, what::String) = throw(DomainError(x, string(f, "(x) is not defined for ", what, ".")))

exp2(x::Float64) = exp2_float(x)
exp10(x::Float64) = exp10_float(x)
expm1(x::Float64) = expm1_float(x)
log(x::Float64) = x < 0.0 ? throw_complex_domain(:log, x) : log_not_negative(x)
log2(x::Float64) = x < 0.0 ? throw_complex_domain(:log2, x) : log2_float(x)
log10(x::Float64) = x < 0.0 ? throw_complex_domain(:log10, x) : log10_float(x)
log1p(x::Float64) = x < -1.0 ? throw_complex_domain1(:log1p, x) : log1p_float(x)
sin(x::Float64) = isinf(x) ? throw(DomainError(x, "sin(x) is only defined for finite x.")) : sin_float(x)
cos(x::Float64) = isinf(x) ? throw(DomainError(x, "cos(x) is only defined for finite x.")) : cos_float(x)
tan(x::Float64) = isinf(x) ? throw(DomainError(x, "tan(x) is only defined for finite x.")) : tan_float(x)
asin(x::Float64) = abs(x) > 1.0 ? throw_outside(:asin, x, "|x| > 1") : asin_float(x)
acos(x::Float64) = abs(x) > 1.0 ? throw_outside(:acos, x, "|x| > 1") : acos_float(x)
atan(x::Float64) = atan_float(x)
sinh(x::Float64) = sinh_float(x)
cosh(x::Float64) = cosh_float(x)
tanh(x::Float64) = tanh_float(x)
asinh(x::Float64) = asinh_float(x)
acosh(x::Float64) = x < 1.0 ? throw_outside(:acosh, x, "x < 1") : acosh_float(x)
atanh(x::Float64) = abs(x) > 1.0 ? throw_outside(:atanh, x, "|x| > 1") : atanh_float(x)

# Narrow floats, then all other reals
for_narrow(f, x::T) where {T} = to_float(T, f(to_float(Float64, x)))
const NarrowFloat = Union{Float32,Float16}
cbrt(x::NarrowFloat) = for_narrow(cbrt, x)
exp(x::NarrowFloat) = for_narrow(exp, x)
exp2(x::NarrowFloat) = for_narrow(exp2, x)
exp10(x::NarrowFloat) = for_narrow(exp10, x)
expm1(x::NarrowFloat) = for_narrow(expm1, x)
log(x::NarrowFloat) = for_narrow(log, x)
log2(x::NarrowFloat) = for_narrow(log2, x)
log10(x::NarrowFloat) = for_narrow(log10, x)
log1p(x::NarrowFloat) = for_narrow(log1p, x)
sin(x::NarrowFloat) = for_narrow(sin, x)
cos(x::NarrowFloat) = for_narrow(cos, x)
tan(x::NarrowFloat) = for_narrow(tan, x)
asin(x::NarrowFloat) = for_narrow(asin, x)
acos(x::NarrowFloat) = for_narrow(acos, x)
atan(x::NarrowFloat) = for_narrow(atan, x)
sinh(x::NarrowFloat) = for_narrow(sinh, x)
cosh(x::NarrowFloat) = for_narrow(cosh, x)
tanh(x::NarrowFloat) = for_narrow(tanh, x)
asinh(x::NarrowFloat) = for_narrow(asinh, x)
acosh(x::NarrowFloat) = for_narrow(acosh, x)
atanh(x::NarrowFloat) = for_narrow(atanh, x)
cbrt(x::Real) = cbrt(float(x))
exp(x::Real) = exp(float(x))
exp2(x::Real) = exp2(float(x))
exp10(x::Real) = exp10(float(x))
expm1(x::Real) = expm1(float(x))
log(x::Real) = log(float(x))
log2(x::Real) = log2(float(x))
log10(x::Real) = log10(float(x))
log1p(x::Real) = log1p(float(x))
sin(x::Real) = sin(float(x))
cos(x::Real) = cos(float(x))
tan(x::Real) = tan(float(x))
asin(x::Real) = asin(float(x))
acos(x::Real) = acos(float(x))
atan(x::Real) = atan(float(x))
sinh(x::Real) = sinh(float(x))
cosh(x::Real) = cosh(float(x))
tanh(x::Real) = tanh(float(x))
asinh(x::Real) = asinh(float(x))
acosh(x::Real) = acosh(float(x))
atanh(x::Real) = atanh(float(x))

"""
    log(b, x)

The logarithm of `x` to base `b`.
"""
log(b::Number, x::Number) = log(promote(b, x)...)
log(b::T, x::T) where {T<:Number} = log(x) / log(b)

"""
    atan(y, x)

The angle of the point (x, y), in radians from -π to π.
"""
atan(y::Float64, x::Float64) = atan2_float(y, x)
atan(y::T, x::T) where {T<:NarrowFloat} = to_float(T, atan2_float(to_float(Float64, y), to_float(Float64, x)))
atan(y::Real, x::Real) = ((a, b) = promote(float(y), float(x)); atan(a, b))

"`√(x² + y² + …)` without overflow in between."
hypot(x::Number) = abs(float(x))
hypot(x::Float64, y::Float64) = hypot_float(x, y)
hypot(x::T, y::T) where {T<:NarrowFloat} = to_float(T, hypot_float(to_float(Float64, x), to_float(Float64, y)))
hypot(x::Real, y::Real) = ((a, b) = promote(float(x), float(y)); hypot(a, b))
hypot(x::Number, y::Number) = hypot(abs(x), abs(y))
function hypot(x::Number, y::Number, z::Number, ws::Number...)
    vs = map(v -> abs(float(v)), (x, y, z, ws...))
    m = maximum(vs)
    (iszero(m) || isinf(m)) && return m
    return m * sqrt(sum(map(v -> abs2(v / m), vs)))
end

"Sine and cosine as a tuple."
sincos(x) = (sin(x), cos(x))

# Multiples of π: the argument is reduced exactly first
"`sin(πx)`, exact where x is a multiple of 1/2."
function sinpi(x::T) where {T<:AbstractFloat}
    isfinite(x) || (isnan(x) && return x; throw(DomainError(x, "`x` cannot be infinite.")))
    r = abs(rem(x, oftype(x, 2)))
    s = signbit(x) ? -one(x) : one(x)
    r >= 1 && (r -= 1; s = -s)
    r > oftype(x, 0.5) && (r = 1 - r)
    r == 0 && return copysign(zero(x), x)
    return s * (r <= oftype(x, 0.25) ? oftype(x, sin_of_pi(r)) : oftype(x, cos_of_pi(oftype(x, 0.5) - r)))
end
"`cos(πx)`, exact where x is a multiple of 1/2."
function cospi(x::T) where {T<:AbstractFloat}
    isfinite(x) || (isnan(x) && return x; throw(DomainError(x, "`x` cannot be infinite.")))
    r = abs(rem(x, oftype(x, 2)))
    r > 1 && (r = 2 - r)
    s = one(x)
    r > oftype(x, 0.5) && (r = 1 - r; s = -s)
    r == oftype(x, 0.5) && return zero(x)
    return s * (r <= oftype(x, 0.25) ? oftype(x, cos_of_pi(r)) : oftype(x, sin_of_pi(oftype(x, 0.5) - r)))
end
# πx in twice the precision for x up to 1/4, the low part by the derivative
function sin_of_pi(x)
    h, l = pi_times(to_float(Float64, x))
    return sin(h) + cos(h) * l
end
function cos_of_pi(x)
    h, l = pi_times(to_float(Float64, x))
    return cos(h) - sin(h) * l
end
function pi_times(x::Float64)
    h, l = two_product(x, 3.141592653589793)
    return (h, l + x * 1.2246467991473532e-16)
end
sinpi(x::Integer) = zero(float(x))
cospi(x::Integer) = isodd(x) ? -one(float(x)) : one(float(x))
sinpi(x::Real) = sinpi(float(x))
cospi(x::Real) = cospi(float(x))
tanpi(x::Real) = sinpi(x) / cospi(x)
sincospi(x) = (sinpi(x), cospi(x))
"`sin(πx)/(πx)`, 1 at 0."
sinc(x::Number) = iszero(x) ? one(float(x)) : isinf(x) ? zero(float(x)) : sinpi(x) / (π * x)
cosc(x::Number) = iszero(x) ? zero(float(x)) : isinf(x) ? zero(float(x)) : (cospi(x) - sinpi(x) / (π * x)) / x

# The reciprocal functions
sec(x::Number) = inv(cos(x))
csc(x::Number) = inv(sin(x))
cot(x::Number) = inv(tan(x))
asec(x::Number) = acos(inv(x))
acsc(x::Number) = asin(inv(x))
acot(x::Number) = atan(inv(x))
sech(x::Number) = inv(cosh(x))
csch(x::Number) = inv(sinh(x))
coth(x::Number) = inv(tanh(x))
asech(x::Number) = acosh(inv(x))
acsch(x::Number) = asinh(inv(x))
acoth(x::Number) = atanh(inv(x))

# Degrees, exact at multiples of 90 (sin, cos) and 45 (tan)
deg2rad(x::AbstractFloat) = x * (oftype(x, 3.141592653589793) / 180)
rad2deg(x::AbstractFloat) = x * (180 / oftype(x, 3.141592653589793))
deg2rad(x::Real) = deg2rad(float(x))
rad2deg(x::Real) = rad2deg(float(x))
function sind(x::Real)
    isinf(x) && throw(DomainError(x, "`x` cannot be infinite."))
    isnan(x) && return float(x)
    r = rem(x, oftype(x, 360))
    a = abs(r)
    a == 0 && return copysign(float(r), x)
    y = float(a)
    v = y <= 45 ? sin_degrees(y) : y <= 135 ? cos_degrees(y - 90) : y <= 225 ? -sin_degrees(y - 180) :
        y <= 315 ? -cos_degrees(y - 270) : sin_degrees(y - 360)
    a == 180 && return copysign(zero(y), x)
    return signbit(r) ? -v : v
end
function cosd(x::Real)
    isinf(x) && throw(DomainError(x, "`x` cannot be infinite."))
    isnan(x) && return float(x)
    y = float(abs(rem(x, oftype(x, 360))))
    (y == 90 || y == 270) && return zero(y)
    return y <= 45 ? cos_degrees(y) : y < 135 ? -sin_degrees(y - 90) : y <= 225 ? -cos_degrees(y - 180) :
        y < 315 ? sin_degrees(y - 270) : cos_degrees(y - 360)
end
# Sine and cosine of at most 45 degrees: the radians in twice the precision, the low part by the derivative
function sin_degrees(x::Float64)
    h, l = radians_twice(x)
    return sin(h) + cos(h) * l
end
function cos_degrees(x::Float64)
    h, l = radians_twice(x)
    return cos(h) - sin(h) * l
end
sin_degrees(x) = oftype(x, sin_degrees(to_float(Float64, x)))
cos_degrees(x) = oftype(x, cos_degrees(to_float(Float64, x)))
function radians_twice(x::Float64)
    # π/180 as a pair
    p, e = two_product(x, 0.017453292519943295)
    return (p, e + x * 2.9486522708701687e-19)
end
function tand(x::Real)
    isinf(x) && throw(DomainError(x, "`x` cannot be infinite."))
    r = rem(x, 180)
    abs(r) == 45 && return copysign(one(float(x)), x)
    abs(r) == 135 && return -copysign(one(float(x)), x)
    return sind(x) / cosd(x)
end
secd(x) = inv(cosd(x))
cscd(x) = inv(sind(x))
cotd(x) = inv(tand(x))
asind(x) = rad2deg(asin(x))
acosd(x) = rad2deg(acos(x))
asecd(x) = rad2deg(asec(x))
acscd(x) = rad2deg(acsc(x))
acotd(x) = rad2deg(acot(x))
sincosd(x) = (sind(x), cosd(x))
atand(x) = rad2deg(atan(x))
atand(y, x) = rad2deg(atan(y, x))

"`x` modulo 2π (of the number π, not its float), from 0 up to 2π."
function mod2pi(x::Real)
    y = float(x)
    (isnan(y) | isinf(y)) && return oftype(y, NaN)
    r = rem2pi_down(to_float(Float64, y))
    return oftype(y, r)
end
function rem2pi_down(x::Float64)
    # 2π as a triple of floats with short leading parts, whose multiples are exact for moderate quotients
    q = floor(x / 6.283185307179586)
    abs(q) < 134217728.0 || return mod(x, 6.283185307179586)
    r = ((x - q * 6.283185243606567) - q * 6.357301884918343e-08) - q * 2.4492935982947064e-16
    return r < 0.0 ? r + 6.283185307179586 : r
end
rem2pi(x::Real, ::RoundingMode{:Down}) = mod2pi(x)
rem2pi(x::Real, ::RoundingMode{:Nearest}) = (r = mod2pi(x); r > oftype(r, 3.141592653589793) ? r - oftype(r, 6.283185307179586) : r)
rem2pi(x::Real, ::RoundingMode{:Up}) = (r = mod2pi(x); r == 0 ? r : r - oftype(r, 6.283185307179586))
rem2pi(x::Real, ::RoundingMode{:ToZero}) = signbit(x) ? rem2pi(x, RoundUp) : rem2pi(x, RoundDown)

"""
    evalpoly(x, p)

The polynomial with coefficients `p` (a tuple or vector, constant term first) at `x`, by Horner's rule.
"""
@inline function evalpoly(x, p::Tuple)
    n = nfields(p)
    r = getfield(p, n)
    return horner(x, front(p), r)
end
horner(x, p::Tuple{}, r) = r
@inline horner(x, p::Tuple, r) = horner(x, front(p), muladd(x, r, getfield(p, nfields(p))))
function evalpoly(x, p::AbstractVector)
    i = lastindex(p)
    r = p[i] * one(x)
    i -= 1
    while i >= firstindex(p)
        r = muladd(x, r, p[i])
        i -= 1
    end
    return r
end

exponent(x::Integer) = exponent(float(x))
significand(x::Integer) = significand(float(x))
frexp(x::Integer) = frexp(float(x))
ldexp(x::Integer, n::Integer) = ldexp(float(x), n)
