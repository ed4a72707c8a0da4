# Floating-point numbers: arithmetic, comparison (exact also with integers), limits and neighbours.
#
# Float64 and Float32 are the machine's. Float16 is computed in Float32 and rounded back, as IEEE 754 allows for one
# operation at a time.

export eps, nextfloat, prevfloat, floatmin, floatmax, Inf, NaN, Inf16, Inf32, Inf64, NaN16, NaN32, NaN64, maxintfloat,
    frexp, ldexp, significand, exponent, precision, muladd, fma, issubnormal, modf, isapprox, ≈, ≉, mod2pi, rem2pi

const Inf64 = bitcast(Float64, 0x7ff0000000000000)
const NaN64 = bitcast(Float64, 0x7ff8000000000000)
const Inf32 = bitcast(Float32, 0x7f800000)
const NaN32 = bitcast(Float32, 0x7fc00000)
const Inf16 = bitcast(Float16, 0x7c00)
const NaN16 = bitcast(Float16, 0x7e00)
const Inf = Inf64
const NaN = NaN64

-(x::T) where {T<:WideFloat} = neg_float(x)
+(x::T, y::T) where {T<:WideFloat} = add_float(x, y)
-(x::T, y::T) where {T<:WideFloat} = sub_float(x, y)
*(x::T, y::T) where {T<:WideFloat} = mul_float(x, y)
/(x::T, y::T) where {T<:WideFloat} = div_float(x, y)
==(x::T, y::T) where {T<:WideFloat} = eq_float(x, y)
!=(x::T, y::T) where {T<:WideFloat} = ne_float(x, y)
<(x::T, y::T) where {T<:WideFloat} = lt_float(x, y)
<=(x::T, y::T) where {T<:WideFloat} = le_float(x, y)
isequal(x::T, y::T) where {T<:WideFloat} = fpiseq(x, y)
isless(x::T, y::T) where {T<:WideFloat} = fpislt(x, y)
max(x::T, y::T) where {T<:WideFloat} = max_float(x, y)
min(x::T, y::T) where {T<:WideFloat} = min_float(x, y)
abs(x::T) where {T<:WideFloat} = abs_float(x)
copysign(x::T, y::T) where {T<:WideFloat} = copysign_float(x, y)
flipsign(x::T, y::T) where {T<:WideFloat} = ifelse(signbit(y), -x, x)
muladd(x::T, y::T, z::T) where {T<:WideFloat} = muladd_float(x, y, z)
fma(x::T, y::T, z::T) where {T<:WideFloat} = fma_float(x, y, z)
rem(x::T, y::T) where {T<:WideFloat} = rem_float(x, y)

# Float16 through Float32
wide(x::Float16) = fpext(Float32, x)
half(x::Float32) = fptrunc(Float16, x)
-(x::Float16) = bitcast(Float16, xor_int(bitcast(UInt16, x), 0x8000))
+(x::Float16, y::Float16) = half(wide(x) + wide(y))
-(x::Float16, y::Float16) = half(wide(x) - wide(y))
*(x::Float16, y::Float16) = half(wide(x) * wide(y))
/(x::Float16, y::Float16) = half(wide(x) / wide(y))
==(x::Float16, y::Float16) = wide(x) == wide(y)
<(x::Float16, y::Float16) = wide(x) < wide(y)
<=(x::Float16, y::Float16) = wide(x) <= wide(y)
isequal(x::Float16, y::Float16) = isequal(wide(x), wide(y))
isless(x::Float16, y::Float16) = isless(wide(x), wide(y))
max(x::Float16, y::Float16) = half(max(wide(x), wide(y)))
min(x::Float16, y::Float16) = half(min(wide(x), wide(y)))
abs(x::Float16) = bitcast(Float16, and_int(bitcast(UInt16, x), 0x7fff))
copysign(x::Float16, y::Float16) = half(copysign(wide(x), wide(y)))
muladd(x::Float16, y::Float16, z::Float16) = half(wide(x) * wide(y) + wide(z))
fma(x::Float16, y::Float16, z::Float16) =
    fptrunc(Float16, fpext(Float64, x) * fpext(Float64, y) + fpext(Float64, z))
rem(x::Float16, y::Float16) = half(rem(wide(x), wide(y)))

muladd(x, y, z) = x * y + z
muladd(x::Real, y::Real, z::Real) = ((a, b, c) = promote(x, y, z); muladd_same(a, b, c))
muladd_same(x::T, y::T, z::T) where {T<:IEEEFloat} = muladd(x, y, z)
muladd_same(x, y, z) = x * y + z
fma(x::Number, y::Number, z::Number) = ((a, b, c) = promote(x, y, z); fma_same(a, b, c))
fma_same(x::T, y::T, z::T) where {T<:IEEEFloat} = fma(x, y, z)
fma_same(x::T, y::T, z::T) where {T} = x * y + z

+(x::T, y::Bool) where {T<:IEEEFloat} = ifelse(y, x + one(T), x)
+(x::Bool, y::T) where {T<:IEEEFloat} = ifelse(x, y + one(T), y)
-(x::T, y::Bool) where {T<:IEEEFloat} = x - to_float(T, y)

max(x::T, y::T) where {T<:AbstractFloat} = ifelse(isnan(x) | (y < x), x, y)
minmax(x::T, y::T) where {T<:AbstractFloat} = (min(x, y), max(x, y))

# isequal and isless of numbers of different types
isequal(x::Real, y::Real) = (isnan(x) & isnan(y)) | ((x == y) & (signbit(x) == signbit(y) || !iszero(x)))
isequal(x::AbstractFloat, y::AbstractFloat) = (isnan(x) & isnan(y)) | (signbit(x) == signbit(y)) & (x == y)
isequal(x::T, y::T) where {T<:BitInteger} = x === y
isequal(x::Integer, y::Integer) = x == y
isequal(x::AbstractFloat, y::Integer) = (x == y) & !(signbit(x) & iszero(x))
isequal(x::Integer, y::AbstractFloat) = isequal(y, x)
isless(x::AbstractFloat, y::AbstractFloat) = (!isnan(x) & (isnan(y) | signless(x, y))) | (x < y)
isless(x::Real, y::AbstractFloat) = (!isnan(x) & (isnan(y) | signless(x, y))) | (x < y)
isless(x::AbstractFloat, y::Real) = (!isnan(x) & (isnan(y) | signless(x, y))) | (x < y)
signless(x, y) = signbit(x) & !signbit(y) & iszero(x) & iszero(y)

# Integers of up to 32 bits are Float64s exactly. Wider ones are compared without rounding: equal if the float has no
# fraction, is in the integer's range, and is that integer; less by the float's integer part.
const ExactInteger = Union{Bool,Int8,UInt8,Int16,UInt16,Int32,UInt32}
const InexactInteger = Union{Int64,UInt64,Int128,UInt128}
==(x::ExactInteger, y::IEEEFloat) = to_float(Float64, x) == to_float(Float64, y)
==(x::IEEEFloat, y::ExactInteger) = to_float(Float64, x) == to_float(Float64, y)
<(x::ExactInteger, y::IEEEFloat) = to_float(Float64, x) < to_float(Float64, y)
<(x::IEEEFloat, y::ExactInteger) = to_float(Float64, x) < to_float(Float64, y)
<=(x::ExactInteger, y::IEEEFloat) = to_float(Float64, x) <= to_float(Float64, y)
<=(x::IEEEFloat, y::ExactInteger) = to_float(Float64, x) <= to_float(Float64, y)
function ==(x::InexactInteger, f::IEEEFloat)
    y = to_float(Float64, f)
    return (to_float(Float64, x) == y) && fits(typeof(x), y) && (unsafe_trunc(typeof(x), y) == x)
end
==(x::IEEEFloat, y::InexactInteger) = y == x
function <(x::InexactInteger, f::IEEEFloat)
    y = to_float(Float64, f)
    z = to_float(Float64, x)
    z == y || return z < y
    # they round to the same float, which has no fraction
    return fits(typeof(x), y) ? x < unsafe_trunc(typeof(x), y) : y > 0.0
end
function <(f::IEEEFloat, x::InexactInteger)
    y = to_float(Float64, f)
    z = to_float(Float64, x)
    z == y || return y < z
    return fits(typeof(x), y) ? unsafe_trunc(typeof(x), y) < x : y < 0.0
end
<=(x::InexactInteger, y::IEEEFloat) = (x < y) | (x == y)
<=(x::IEEEFloat, y::InexactInteger) = (x < y) | (x == y)

# Kinds of values

isnan(x::AbstractFloat) = x != x
isfinite(x::AbstractFloat) = x - x == zero(x)
isinf(x::IEEEFloat) = abs(x) == oftype(x, Inf)
signbit(x::Float64) = slt_int(bitcast(Int64, x), 0)
signbit(x::Float32) = slt_int(bitcast(Int32, x), Int32(0))
signbit(x::Float16) = slt_int(bitcast(Int16, x), Int16(0))
isinteger(x::AbstractFloat) = x - trunc(x) == zero(x)
sign(x::IEEEFloat) = ifelse((x == zero(x)) | isnan(x), x, copysign(one(x), x))
issubnormal(x::IEEEFloat) = (abs(x) < floatmin(typeof(x))) & (x != zero(x))
zero(::Type{Float64}) = 0.0
zero(::Type{Float32}) = 0.0f0
zero(::Type{Float16}) = bitcast(Float16, 0x0000)
one(::Type{Float64}) = 1.0
one(::Type{Float32}) = 1.0f0
one(::Type{Float16}) = bitcast(Float16, 0x3c00)

typemin(::Type{Float64}) = -Inf64
typemax(::Type{Float64}) = Inf64
typemin(::Type{Float32}) = -Inf32
typemax(::Type{Float32}) = Inf32
typemin(::Type{Float16}) = -Inf16
typemax(::Type{Float16}) = Inf16
floatmin(::Type{Float64}) = bitcast(Float64, 0x0010000000000000)
floatmax(::Type{Float64}) = bitcast(Float64, 0x7fefffffffffffff)
floatmin(::Type{Float32}) = bitcast(Float32, 0x00800000)
floatmax(::Type{Float32}) = bitcast(Float32, 0x7f7fffff)
floatmin(::Type{Float16}) = bitcast(Float16, 0x0400)
floatmax(::Type{Float16}) = bitcast(Float16, 0x7bff)
floatmin() = floatmin(Float64)
floatmax() = floatmax(Float64)
floatmin(x::AbstractFloat) = floatmin(typeof(x))
floatmax(x::AbstractFloat) = floatmax(typeof(x))
precision(::Type{Float64}) = 53
precision(::Type{Float32}) = 24
precision(::Type{Float16}) = 11
precision(x::AbstractFloat) = precision(typeof(x))
maxintfloat(::Type{Float64}) = 9007199254740992.0
maxintfloat(::Type{Float32}) = 16777216.0f0
maxintfloat(::Type{Float16}) = bitcast(Float16, 0x6800)
maxintfloat(x::AbstractFloat) = maxintfloat(typeof(x))
maxintfloat() = maxintfloat(Float64)
maxintfloat(::Type{S}, ::Type{T}) where {S<:AbstractFloat,T<:Integer} = min(maxintfloat(S), S(typemax(T)))

eps(::Type{Float64}) = bitcast(Float64, 0x3cb0000000000000)
eps(::Type{Float32}) = bitcast(Float32, 0x34000000)
eps(::Type{Float16}) = bitcast(Float16, 0x1400)
eps() = eps(Float64)
"The distance from `x` to the next larger float of its type."
function eps(x::AbstractFloat)
    isfinite(x) || return oftype(x, NaN)
    a = abs(x)
    return a >= floatmin(typeof(x)) ? ldexp(eps(typeof(x)), exponent(a)) : nextfloat(zero(x))
end

# Neighbours: as integers, floats of one sign are in order

bits_type(::Type{Float64}) = Int64
bits_type(::Type{Float32}) = Int32
bits_type(::Type{Float16}) = Int16

"The float `n` steps above `x`; Inf at the end."
function nextfloat(x::T, n::Integer) where {T<:IEEEFloat}
    isnan(x) && return x
    I = bits_type(T)
    top = bitcast(I, typemax(T)) % Int64
    u = bitcast(I, abs(x)) % Int64
    k = signbit(x) ? -u : u
    k = step_saturated(k, (n > typemax(Int64) ? typemax(Int64) : n < -typemax(Int64) ? -typemax(Int64) : n % Int64), top)
    r = bitcast(T, abs(k) % I)
    # a zero that is reached has the sign of where the steps began
    return (k < 0) | ((k == 0) & signbit(x)) ? -r : r
end
function step_saturated(k::Int64, d::Int64, top::Int64)
    s, overflow = add_with_overflow(k, d)
    overflow && return d > 0 ? top : -top
    return clamp(s, -top, top)
end
nextfloat(x::AbstractFloat) = nextfloat(x, 1)
prevfloat(x::AbstractFloat) = nextfloat(x, -1)
prevfloat(x::AbstractFloat, n::Integer) = nextfloat(x, -n)

# Parts of a float. Float32 and Float16 go through Float64, where all of them are normal numbers.

"The exponent of the leading bit of `x`: `1 <= abs(x) / 2^exponent(x) < 2`."
function exponent(x::Float64)
    (isfinite(x) & (x != 0.0)) || throw(DomainError(x, isnan(x) ? "Cannot be NaN." : x == 0.0 ? "Cannot be ±0.0." : "Cannot be Inf."))
    return exponent_of(x)
end
function exponent_of(x::Float64)
    e = (bitcast(Int64, x) >> 52) & 0x7ff
    return e == 0 ? exponent_of(x * 18014398509481984.0) - 54 : e - 1023
end
exponent(x::Float32) = exponent(to_float(Float64, x))
exponent(x::Float16) = exponent(to_float(Float64, x))

"`x` scaled by a power of two to 1 ≤ abs < 2; zero, Inf and NaN stay."
function significand(x::Float64)
    (isfinite(x) & (x != 0.0)) || return x
    y = issubnormal(x) ? x * 18014398509481984.0 : x
    return bitcast(Float64, (bitcast(UInt64, y) & 0x800fffffffffffff) | 0x3ff0000000000000)
end
significand(x::T) where {T<:Union{Float32,Float16}} = to_float(T, significand(to_float(Float64, x)))

"`(f, e)` with `x == f * 2^e` and 0.5 ≤ abs(f) < 1."
function frexp(x::T) where {T<:IEEEFloat}
    (isfinite(x) & (x != zero(T))) || return (x, 0)
    return (significand(x) * to_float(T, 0.5), exponent(x) + 1)
end

"`x * 2^n`, exactly where that is possible."
function ldexp(x::Float64, n::Integer)
    k = clamp(n, -2200, 2200) % Int64
    # in steps that neither overflow early nor round twice
    (isfinite(x) & (x != 0.0)) || return x
    e = exponent_of(x)
    m = significand(x)
    t = e + k
    t > 1023 && return copysign(Inf64, x)
    t >= -1022 && return m * power_of_two(t)
    t < -1075 && return copysign(0.0, x)
    return m * power_of_two(t + 200) * power_of_two(-200)
end
ldexp(x::T, n::Integer) where {T<:Union{Float32,Float16}} = to_float(T, ldexp(to_float(Float64, x), n))
power_of_two(t::Int64) = bitcast(Float64, (t + 1023) << 52)

"Fraction and integer part of `x`, both with its sign."
function modf(x::T) where {T<:AbstractFloat}
    isinf(x) && return (copysign(zero(T), x), x)
    i = trunc(x)
    return (copysign(x - i, x), i)
end

# Division of floats with integer results

div(x::T, y::T) where {T<:AbstractFloat} = round((x - rem(x, y)) / y)
fld(x::T, y::T) where {T<:AbstractFloat} = round((x - mod(x, y)) / y)
cld(x::T, y::T) where {T<:AbstractFloat} = -fld(-x, y)
function mod(x::T, y::T) where {T<:AbstractFloat}
    r = rem(x, y)
    isinf(y) & isfinite(x) && return (x == zero(x)) | (signbit(x) == signbit(y)) ? (x == zero(x) ? copysign(x, y) : x) : y
    r == zero(r) && return copysign(r, y)
    return (r > zero(r)) != (y > zero(y)) ? r + y : r
end

# Nearness

rtoldefault(::Type{T}) where {T<:AbstractFloat} = sqrt(eps(T))
rtoldefault(::Type{<:Real}) = 0
function rtoldefault(x, y, atol)
    T = typeof(real(x))
    S = typeof(real(y))
    r = max(rtoldefault(T), rtoldefault(S))
    return atol > 0 ? zero(r) : r
end

"""
    isapprox(x, y; atol = 0, rtol = √eps, nans = false)

Whether `x` and `y` are near: `abs(x - y) <= max(atol, rtol * max(abs(x), abs(y)))`. `x ≈ y` is the same.
"""
function isapprox(x::Number, y::Number; atol::Real = 0, rtol::Real = rtoldefault(x, y, atol), nans::Bool = false, norm = abs)
    x == y && return true
    isfinite(x) && isfinite(y) && return norm(x - y) <= max(atol, rtol * max(norm(x), norm(y)))
    return nans && isnan(x) && isnan(y)
end
isapprox(x::Integer, y::Integer; atol::Real = 0, rtol::Real = 0, nans::Bool = false, norm = abs) =
    x == y || (norm(x - y) <= max(atol, rtol * max(norm(x), norm(y))))
isapprox(y; kw...) = x -> isapprox(x, y; kw...)
const ≈ = isapprox
≉(x, y; kw...) = !isapprox(x, y; kw...)
