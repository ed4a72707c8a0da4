# Complex numbers.
#
# A Complex with a Real works on the parts, so that `0.0 * im` and infinities behave as for reals. Division scales by the
# larger part of the divisor (Smith), roots and logarithms take the branch along the negative real axis.

export Complex, ComplexF16, ComplexF32, ComplexF64, im, complex, real, imag, conj, reim, abs, abs2, angle, cis, cispi,
    isreal, polar

"`re + im*i`; `im` is the imaginary unit."
struct Complex{T<:Real} <: Number
    re::T
    im::T
    Complex{T}(re, im) where {T<:Real} = new{T}(re, im)
end
Complex(x::T, y::T) where {T<:Real} = Complex{T}(x, y)
Complex(x::Real, y::Real) = ((a, b) = promote(x, y); Complex(a, b))
Complex(x::Real) = Complex(x, zero(x))
Complex(z::Complex) = z
Complex{T}(x::Real) where {T<:Real} = Complex{T}(x, zero(T))
Complex{T}(z::Complex) where {T<:Real} = Complex{T}(z.re, z.im)
const im = Complex(false, true)
const ComplexF64 = Complex{Float64}
const ComplexF32 = Complex{Float32}
const ComplexF16 = Complex{Float16}

"`x + y*im` as a Complex, also if y is zero."
complex(x::Real, y::Real) = Complex(x, y)
complex(x::Real) = Complex(x)
complex(z::Complex) = z
complex(::Type{T}) where {T<:Real} = Complex{T}
complex(::Type{Complex{T}}) where {T<:Real} = Complex{T}

real(z::Complex) = z.re
imag(z::Complex) = z.im
reim(z) = (real(z), imag(z))
real(::Type{Complex{T}}) where {T<:Real} = T
conj(z::Complex) = Complex(z.re, -z.im)
"The absolute value."
abs(z::Complex) = hypot(z.re, z.im)
abs2(z::Complex) = z.re * z.re + z.im * z.im
"The phase angle in radians, from -π to π."
angle(z::Complex) = atan(z.im, z.re)
isreal(z::Complex) = iszero(z.im)
isinteger(z::Complex) = isreal(z) && isinteger(z.re)
isfinite(z::Complex) = isfinite(z.re) & isfinite(z.im)
isnan(z::Complex) = isnan(z.re) | isnan(z.im)
isinf(z::Complex) = isinf(z.re) | isinf(z.im)
iszero(z::Complex) = iszero(z.re) & iszero(z.im)
isone(z::Complex) = isone(z.re) & iszero(z.im)
zero(::Type{Complex{T}}) where {T<:Real} = Complex{T}(zero(T), zero(T))
one(::Type{Complex{T}}) where {T<:Real} = Complex{T}(one(T), zero(T))
widen(::Type{Complex{T}}) where {T<:Real} = Complex{widen(T)}
float(::Type{Complex{T}}) where {T<:Real} = Complex{float(T)}
float(z::Complex{<:AbstractFloat}) = z
float(z::Complex) = Complex(float(z.re), float(z.im))

convert(::Type{Complex{T}}, z::Complex{T}) where {T<:Real} = z
convert(::Type{Complex{T}}, z::Complex) where {T<:Real} = Complex{T}(convert(T, z.re), convert(T, z.im))
convert(::Type{Complex{T}}, x::Real) where {T<:Real} = Complex{T}(convert(T, x), zero(T))
convert(::Type{Complex}, z::Complex) = z
convert(::Type{Complex}, x::Real) = Complex(x)
complex_to_real(::Type{T}, z::Complex) where {T} = isreal(z) ? T(z.re) : throw_inexact(nameof(T), T, z)
promote_rule(::Type{Complex{T}}, ::Type{S}) where {T<:Real,S<:Real} = Complex{promote_type(T, S)}
promote_rule(::Type{Complex{T}}, ::Type{Bool}) where {T<:Real} = Complex{T}
promote_rule(::Type{Complex{T}}, ::Type{Complex{S}}) where {T<:Real,S<:Real} = Complex{promote_type(T, S)}

==(a::Complex, b::Complex) = (a.re == b.re) & (a.im == b.im)
==(a::Complex, x::Real) = (a.re == x) & iszero(a.im)
==(x::Real, a::Complex) = a == x
isequal(a::Complex, b::Complex) = isequal(a.re, b.re) & isequal(a.im, b.im)
isequal(a::Complex, x::Real) = isequal(a.re, x) & isequal(a.im, zero(a.im))
isequal(x::Real, a::Complex) = isequal(a, x)
in(x::Complex, r::AbstractRange{<:Real}) = isreal(x) && real(x) in r

+(z::Complex) = Complex(+z.re, +z.im)
-(z::Complex) = Complex(-z.re, -z.im)
+(a::Complex, b::Complex) = Complex(a.re + b.re, a.im + b.im)
-(a::Complex, b::Complex) = Complex(a.re - b.re, a.im - b.im)
*(a::Complex, b::Complex) = Complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
+(x::Real, z::Complex) = Complex(x + z.re, z.im)
+(z::Complex, x::Real) = Complex(z.re + x, z.im)
-(x::Real, z::Complex) = Complex(x - z.re, -z.im)
-(z::Complex, x::Real) = Complex(z.re - x, z.im)
*(x::Real, z::Complex) = Complex(x * z.re, x * z.im)
*(z::Complex, x::Real) = Complex(z.re * x, z.im * x)
/(z::Complex, x::Real) = Complex(z.re / x, z.im / x)
/(x::Real, z::Complex) = x * inv(z)
# with im, whose parts are Bools
+(x::Bool, z::Complex{Bool}) = Complex(x + z.re, Int(z.im))
-(x::Bool, z::Complex{Bool}) = Complex(x - z.re, -Int(z.im))
+(x::Real, z::Complex{Bool}) = Complex(x + z.re, oftype(x + z.re, z.im))
-(x::Real, z::Complex{Bool}) = (re = x - z.re; Complex(re, -oftype(re, z.im)))
+(z::Complex{Bool}, x::Real) = x + z
-(z::Complex{Bool}, x::Real) = (re = z.re - x; Complex(re, oftype(re, z.im)))
+(z::Complex{Bool}, x::Bool) = x + z
-(z::Complex{Bool}, x::Bool) = Complex(z.re - x, Int(z.im))
*(x::Bool, z::Complex{Bool}) = Complex(x & z.re, x & z.im)
*(z::Complex{Bool}, x::Bool) = x * z
*(x::Bool, z::Complex) = Complex(x * z.re, x * z.im)
*(z::Complex, x::Bool) = x * z
muladd(x::Complex, y::Complex, z::Complex) = x * y + z

function /(a::Complex{T}, b::Complex{T}) where {T<:Real}
    return divide_complex(a.re, a.im, b.re, b.im)
end
/(a::Complex, b::Complex) = ((x, y) = promote(a, b); x / y)
@inline function divide_complex(ar, ai, br, bi)
    if abs(br) >= abs(bi)
        if isinf(br) && isinf(bi)
            r = sign(br) / sign(bi)
        else
            r = bi / br
        end
        d = br + r * bi
        return Complex((ar + ai * r) / d, (ai - ar * r) / d)
    end
    r = br / bi
    d = bi + r * br
    return Complex((ar * r + ai) / d, (ai * r - ar) / d)
end
function divide_complex(ar::Float64, ai::Float64, br::Float64, bi::Float64)
    # scaled so that no step overflows or loses subnormal bits
    s = 1.0
    m = max(abs(ar), abs(ai))
    n = max(abs(br), abs(bi))
    if m >= 8.98846567431158e307
        ar *= 0.5
        ai *= 0.5
        s *= 2.0
    elseif m <= 2.0041683600089728e-292
        ar *= 9.007199254740992e15
        ai *= 9.007199254740992e15
        s *= 1.1102230246251565e-16
    end
    if n >= 8.98846567431158e307
        br *= 0.5
        bi *= 0.5
        s *= 0.5
    elseif n <= 2.0041683600089728e-292
        br *= 9.007199254740992e15
        bi *= 9.007199254740992e15
        s *= 9.007199254740992e15
    end
    if abs(br) >= abs(bi)
        p, q = smith_parts(ar, ai, br, bi)
    else
        p, q = smith_parts(ai, ar, bi, br)
        q = -q
    end
    return Complex{Float64}(p * s, q * s)
end
@inline function smith_parts(a, b, c, d)
    # (a + ib) / (c + id) with |c| ≥ |d|
    r = d / c
    t = 1.0 / (c + d * r)
    return (smith_part(a, b, c, d, r, t), smith_part(b, -a, c, d, r, t))
end
@inline function smith_part(a, b, c, d, r, t)
    if r != 0.0
        br = b * r
        return br != 0.0 ? (a + br) * t : a * t + (b * t) * r
    end
    return (a + d * (b / c)) * t
end
inv(z::Complex{<:Union{Integer,Rational}}) = (d = abs2(z); Complex(z.re / d, -z.im / d))
function inv(z::Complex{T}) where {T<:AbstractFloat}
    isinf(z) && return Complex(copysign(zero(T), z.re), flipsign(-zero(T), z.im))
    w = divide_complex(one(T), zero(T), z.re, z.im)
    return Complex(copysign(w.re, z.re), copysign(w.im, -z.im)) # the signs of zeros too
end
//(z::Complex, x::Real) = Complex(z.re // x, z.im // x)
//(x::Number, z::Complex) = x * conj(z) // abs2(z)
//(y::Complex, z::Complex) = y * conj(z) // abs2(z)

# Powers
^(z::Complex{Bool}, n::Bool) = n ? z : one(z)
^(z::Complex, n::Bool) = n ? z : one(z)
^(z::Complex{<:Integer}, n::Integer) = n >= 0 ? power_by_squaring(z, n) :
    isone(z) ? z : isone(-z) ? (isodd(n) ? z : -z) : throw_negative_power(z, n)
literal_pow(::typeof(^), z::Complex{<:Integer}, ::Val{p}) where {p} = p >= 0 ? z^p : inv(z)^(-p)
^(z::Complex{<:AbstractFloat}, n::Integer) = n >= 0 ? power_by_squaring(z, n) : power_by_squaring(inv(z), -n)
^(z::Complex{<:Rational}, n::Integer) = n >= 0 ? power_by_squaring(z, n) : power_by_squaring(inv(z), -n)
literal_pow(::typeof(^), z::Complex, ::Val{p}) where {p} = z^p
^(z::Complex, w::Complex) = complex_power(z, w)
^(z::Complex, x::Real) = complex_real_power(float(z), x)
function ^(x::Real, w::Complex)
    x > 0 || return complex_power(Complex(x), w)
    m = x^float(w.re)
    p = log(x) * w.im
    iszero(p) && return Complex(m, oftype(m, p))
    isfinite(p) || return iszero(m) ? Complex(m, m) : Complex(oftype(m, NaN), oftype(m, NaN))
    return Complex(m * cos(p), m * sin(p))
end
function complex_real_power(z::Complex, x::Real)
    iszero(x) && return one(z)
    p = convert(float(promote_type(typeof(z.re), typeof(x))), x)
    iszero(z) && return p > 0 ? convert(Complex{typeof(p)}, z) : Complex(oftype(p, NaN), oftype(p, NaN))
    if iszero(z.im)
        # on the real axis: no rounding of the angle, and the zero keeps its side
        (z.re >= 0 || isnan(z.re)) && return Complex(z.re^p, p < 0 ? -z.im : z.im)
        isinteger(p) && return Complex(z.re^p, isodd(p) == (p < 0) ? -z.im : z.im)
        m = (-z.re)^p
        iszero(m) && return Complex(m, m)
        return Complex(m * cospi(p), flipsign(m * sinpi(p), z.im))
    end
    isinteger(p) && abs(p) < 2147483648 && return z^convert(Int, p)
    m = abs(z)^p
    t = p * angle(z)
    return Complex(m * cos(t), m * sin(t))
end
function complex_power(z::Complex, w::Complex)
    a = float(z)
    b = float(w)
    iszero(b.im) && return complex_real_power(a, b.re)
    iszero(a) && return b.re > 0 ? zero(a) * zero(b.re) : Complex(oftype(a.re, NaN), oftype(a.re, NaN))
    r = log(abs(a))
    t = angle(a)
    m = exp(b.re * r - b.im * t)
    p = b.im * r + b.re * t
    isfinite(p) || return iszero(m) ? Complex(m, m) : Complex(oftype(m, NaN), oftype(m, NaN))
    return Complex(m * cos(p), m * sin(p))
end

# Elementary functions
"`cos(x) + im*sin(x)`."
cis(x::Real) = Complex(cos(x), sin(x))
cis(z::Complex) = (v = exp(-z.im); Complex(v * cos(z.re), v * sin(z.re)))
cispi(x::Real) = Complex(cospi(x), sinpi(x))
function exp(z::Complex)
    a, b = float(z.re), float(z.im)
    iszero(b) && return Complex(exp(a), b)
    if !isfinite(b)
        a == oftype(a, -Inf) && return Complex(-zero(a), copysign(zero(a), b))
        a == oftype(a, Inf) && return Complex(-a, oftype(a, NaN))
        return Complex(oftype(a, NaN), oftype(a, NaN))
    end
    e = exp(a)
    return Complex(e * cos(b), e * sin(b))
end
exp2(z::Complex) = exp(z * oftype(float(z.re), 0.6931471805599453))
exp10(z::Complex) = exp(z * oftype(float(z.re), 2.302585092994046))
function expm1(z::Complex)
    a, b = float(z.re), float(z.im)
    iszero(b) && return Complex(expm1(a), b)
    if !isfinite(b)
        a == oftype(a, -Inf) && return Complex(-one(a), copysign(zero(a), b))
        a == oftype(a, Inf) && return Complex(-a, oftype(a, NaN))
        return Complex(oftype(a, NaN), oftype(a, NaN))
    end
    e = expm1(a)
    s = sin(b / 2)
    return Complex(e * cos(b) - 2 * s * s, (e + 1) * sin(b))
end
function log(z::Complex)
    a, b = abs(float(z.re)), abs(float(z.im))
    lo, hi = minmax(a, b)
    # near the unit circle the logarithm of the modulus comes from the small difference to 1
    r = (0.5 < hi < 1.4) && lo < 1.0 ? log1p((hi - 1) * (hi + 1) + lo * lo) / 2 : log(hypot(a, b))
    return Complex(oftype(a, r), angle(float(z)))
end
log2(z::Complex) = log(z) / oftype(float(z.re), 0.6931471805599453)
log10(z::Complex) = log(z) / oftype(float(z.re), 2.302585092994046)
function log1p(z::Complex)
    # what 1 + z loses of z is made up for by the quotient
    u = 1 + float(z)
    (abs(z.re) < 0.5) & (abs(z.im) < 0.5) || return log(u)
    return isone(u) ? float(z) : log(u) * (z / (u - 1))
end
log(b::Number, z::Complex) = log(z) / log(b)
log(b::Complex, x::Real) = log(complex(x)) / log(b)
function sqrt(z::Complex)
    x, y = float(z.re), float(z.im)
    iszero(x) && iszero(y) && return Complex(zero(x), y)
    isinf(y) && return Complex(oftype(x, Inf), y)
    if isinf(x)
        return x > 0 ? Complex(x, isnan(y) ? y : copysign(zero(y), y)) : Complex(isnan(y) ? y : zero(x), copysign(oftype(x, Inf), y))
    end
    # halve first where the modulus would overflow
    s = max(abs(x), abs(y)) > floatmax(typeof(x)) / 4 ? oftype(x, 4) : one(x)
    u, v = x / s, y / s
    t = sqrt((abs(u) + hypot(u, v)) / 2)
    w = sqrt(s) * t
    d = sqrt(s) * (v / (2 * t))
    return x >= 0 ? Complex(w, d) : Complex(abs(d), copysign(w, y))
end
sinpi(z::Complex) = (a = float(z.re); b = oftype(a, pi) * z.im; Complex(sinpi(a) * cosh(b), cospi(a) * sinh(b)))
cospi(z::Complex) = (a = float(z.re); b = oftype(a, pi) * z.im; Complex(cospi(a) * cosh(b), -sinpi(a) * sinh(b)))
sinc(z::Complex) = iszero(z) ? one(float(z)) : !isfinite(z) ? Complex(oftype(float(z.re), NaN), oftype(float(z.re), NaN)) :
    sinpi(z) / (oftype(float(z.re), pi) * z)
# sin z = -i sinh(iz), cos z = cosh(iz), tan z = -i tanh(iz)
sin(z::Complex) = (w = sinh(Complex(-z.im, z.re)); Complex(w.im, -w.re))
cos(z::Complex) = cosh(Complex(-z.im, z.re))
tan(z::Complex) = (w = tanh(Complex(-z.im, z.re)); Complex(w.im, -w.re))
function sinh(z::Complex)
    a, b = float(z.re), float(z.im)
    iszero(b) && return Complex(sinh(a), b)
    isfinite(b) && return Complex(sinh(a) * cos(b), cosh(a) * sin(b))
    return Complex(iszero(a) || isinf(a) ? a : oftype(a, NaN), oftype(a, NaN))
end
function cosh(z::Complex)
    a, b = float(z.re), float(z.im)
    iszero(b) && return Complex(cosh(a), isnan(a) ? b : b * sign(a))
    isfinite(b) && return Complex(cosh(a) * cos(b), sinh(a) * sin(b))
    isinf(a) && return Complex(abs(a), oftype(a, NaN))
    iszero(a) && return Complex(oftype(a, NaN), isnan(b) ? zero(a) : flipsign(a, b))
    return Complex(oftype(a, NaN), oftype(a, NaN))
end
function tanh(z::Complex)
    a, b = float(z.re), float(z.im)
    isnan(a) && return Complex(a, iszero(b) ? b : oftype(a, NaN))
    isinf(a) && !isfinite(b) && return Complex(copysign(one(a), a), isnan(b) ? zero(b) : copysign(zero(b), b))
    abs(a) > 20 && isnan(b) && return Complex(oftype(a, NaN), b)
    abs(a) > 20 && return Complex(copysign(one(a), a), 4 * sin(b) * cos(b) * exp(-2 * abs(a)))
    t = tan(b)
    c = one(a) + t * t
    s = sinh(a)
    r = sqrt(one(a) + s * s)
    d = one(a) + c * s * s
    return Complex(c * r * s / d, t / d)
end
function asin(z::Complex)
    x, y = float(z.re), float(z.im)
    if isinf(x)
        isnan(y) && return Complex(y, abs(x))
        return Complex(copysign(oftype(x, isinf(y) ? quarter_turn / 2 : quarter_turn), x), copysign(oftype(x, Inf), y))
    elseif isnan(y)
        return Complex(iszero(x) ? x : y, y)
    elseif isnan(x)
        return Complex(x, isinf(y) ? y : x)
    elseif isinf(y)
        return Complex(copysign(zero(x), x), y)
    end
    # from √(1 - z) and √(1 + z)
    p, q = sqrt(Complex(1 - x, -y)), sqrt(Complex(1 + x, y))
    return Complex(atan(x, p.re * q.re - p.im * q.im), asinh(q.im * p.re - q.re * p.im))
end
const quarter_turn = 1.5707963267948966
function acos(z::Complex)
    x, y = float(z.re), float(z.im)
    if isinf(x) && !isfinite(y)
        isnan(y) && return Complex(y, abs(x))
        return Complex(oftype(x, x > 0 ? quarter_turn / 2 : 3 * (quarter_turn / 2)), copysign(oftype(x, Inf), -y))
    elseif isnan(x)
        return Complex(x, isinf(y) ? -y : x)
    elseif isnan(y)
        return Complex(iszero(x) ? oftype(x, quarter_turn) : y, y)
    end
    a, b = Complex(1 - float(z.re), -float(z.im)), Complex(1 + float(z.re), float(z.im))
    p, q = sqrt(a), sqrt(b)
    return Complex(2 * atan(p.re, q.re), asinh(q.re * p.im - q.im * p.re))
end
asinh(z::Complex) = (w = asin(Complex(-float(z.im), float(z.re))); Complex(w.im, -w.re))
function acosh(z::Complex)
    x, y = float(z.re), float(z.im)
    isinf(x) && isnan(y) && return Complex(abs(x), y)
    isnan(x) && isinf(y) && return Complex(abs(y), x)
    isinf(x) && isinf(y) &&
        return Complex(abs(x), copysign(oftype(x, x > 0 ? quarter_turn / 2 : 3 * (quarter_turn / 2)), y))
    p, q = sqrt(Complex(x - 1, y)), sqrt(Complex(x + 1, y))
    return Complex(asinh(p.re * q.re + p.im * q.im), 2 * atan(p.im, q.re))
end
function atanh(z::Complex)
    x, y = float(z.re), float(z.im)
    isinf(y) && return Complex(copysign(zero(x), x), copysign(oftype(x, quarter_turn), y))
    isinf(x) && return Complex(copysign(zero(x), x), isnan(y) ? y : copysign(oftype(x, quarter_turn), y))
    isnan(y) && return Complex(iszero(x) ? x : y, y)
    isnan(x) && return Complex(x, x)
    iszero(y) && isone(abs(x)) && return Complex(copysign(oftype(x, Inf), x), y)
    w = (log1p(Complex(x, y)) - log1p(Complex(-x, -y))) / 2
    return Complex(copysign(w.re, x), w.im)
end
atan(z::Complex) = (w = atanh(Complex(-float(z.im), float(z.re))); Complex(w.im, -w.re))

round(z::Complex, r::RoundingMode = RoundNearest, s::RoundingMode = r; kw...) =
    Complex(round(z.re, r; kw...), round(z.im, s; kw...))

# Multiples of a range, and ranges moved by a complex number
*(x::Complex, r::OrdinalRange) = StepRangeLen(x * first(r), x * step(r), length(r))
*(r::OrdinalRange, x::Complex) = x * r
/(r::OrdinalRange, x::Complex) = StepRangeLen(first(r) / x, step(r) / x, length(r))
shifted(r::OrdinalRange, x::Complex) = StepRangeLen(first(r) + x, step(r), length(r))
