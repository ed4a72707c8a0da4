# Integers of 8 to 128 bits: arithmetic that wraps around, comparison, bits and shifts.
#
# Methods on two arguments of one type are the machine's; mixed types come here by promotion, except comparisons between
# signed and unsigned, which compare the mathematical values.

export typemin, typemax, signbit, flipsign, copysign, abs, abs2, sign, unsigned, signed, widen, iseven, isodd, zero, one,
    oneunit, iszero, isone, count_ones, count_zeros, leading_zeros, leading_ones, trailing_zeros, trailing_ones, bswap,
    bitreverse, bitrotate, isinteger, isreal, isfinite, isnan, isinf, issubnormal, widemul, hton, ntoh, htol, ltoh

-(x::BitInteger) = neg_int(x)
+(x::Number) = x
+(x::T, y::T) where {T<:BitInteger} = add_int(x, y)
-(x::T, y::T) where {T<:BitInteger} = sub_int(x, y)
*(x::T, y::T) where {T<:BitInteger} = mul_int(x, y)
/(x::T, y::T) where {T<:BitInteger} = to_float(Float64, x) / to_float(Float64, y)
/(x::BitInteger, y::BitInteger) = to_float(Float64, x) / to_float(Float64, y)
/(x::Union{Bool,BitInteger}, y::Union{Bool,BitInteger}) = to_float(Float64, x) / to_float(Float64, y)

# Of two types: both cut to the wider one, without a check of the sign
+(x::BitInteger, y::BitInteger) = (T = promote_type(typeof(x), typeof(y)); add_int(x % T, y % T))
-(x::BitInteger, y::BitInteger) = (T = promote_type(typeof(x), typeof(y)); sub_int(x % T, y % T))
*(x::BitInteger, y::BitInteger) = (T = promote_type(typeof(x), typeof(y)); mul_int(x % T, y % T))
(&)(x::BitInteger, y::BitInteger) = (T = promote_type(typeof(x), typeof(y)); and_int(x % T, y % T))
|(x::BitInteger, y::BitInteger) = (T = promote_type(typeof(x), typeof(y)); or_int(x % T, y % T))
xor(x::BitInteger, y::BitInteger) = (T = promote_type(typeof(x), typeof(y)); xor_int(x % T, y % T))
*(x::Number) = x
\(x::Number, y::Number) = y / x

~(x::BitInteger) = not_int(x)
(&)(x::T, y::T) where {T<:BitInteger} = and_int(x, y)
|(x::T, y::T) where {T<:BitInteger} = or_int(x, y)
xor(x::T, y::T) where {T<:BitInteger} = xor_int(x, y)
(&)(x::Integer) = x
|(x::Integer) = x
xor(x::Integer) = x

# Comparison

==(x::T, y::T) where {T<:BitInteger} = eq_int(x, y)
<(x::T, y::T) where {T<:BitSigned} = slt_int(x, y)
<(x::T, y::T) where {T<:BitUnsigned} = ult_int(x, y)
<=(x::T, y::T) where {T<:BitSigned} = sle_int(x, y)
<=(x::T, y::T) where {T<:BitUnsigned} = ule_int(x, y)

# A negative number is below every unsigned one; otherwise its unsigned pattern, at the wider width, says it.
==(x::BitSigned, y::BitUnsigned) = (x >= zero(x)) & (unsigned(x) == y)
==(x::BitUnsigned, y::BitSigned) = y == x
<(x::BitSigned, y::BitUnsigned) = (x < zero(x)) | (unsigned(x) < y)
<(x::BitUnsigned, y::BitSigned) = (y >= zero(y)) & (x < unsigned(y))
<=(x::BitSigned, y::BitUnsigned) = (x < zero(x)) | (unsigned(x) <= y)
<=(x::BitUnsigned, y::BitSigned) = (y >= zero(y)) & (x <= unsigned(y))

max(x::T, y::T) where {T<:BitInteger} = ifelse(y < x, x, y)
min(x::T, y::T) where {T<:BitInteger} = ifelse(y < x, y, x)
minmax(x::T, y::T) where {T<:BitInteger} = y < x ? (y, x) : (x, y)

# Zero, one, limits

zero(x::Number) = zero(typeof(x))
one(x::Number) = one(typeof(x))
zero(::Type{T}) where {T<:Number} = convert(T, 0)
one(::Type{T}) where {T<:Number} = convert(T, 1)
zero(::Type{Bool}) = false
one(::Type{Bool}) = true
zero(::Type{T}) where {T<:BitInteger} = 0 % T
one(::Type{T}) where {T<:BitInteger} = 1 % T
oneunit(x) = one(x)
iszero(x) = x == zero(x)
isone(x) = x == one(x)

typemin(x::Number) = typemin(typeof(x))
typemax(x::Number) = typemax(typeof(x))
typemin(::Type{T}) where {T<:BitUnsigned} = zero(T)
typemax(::Type{T}) where {T<:BitUnsigned} = ~zero(T)
typemax(::Type{T}) where {T<:BitSigned} = bitcast(T, lshr_int(~zero(unsigned(T)), 0x0000000000000001))
typemin(::Type{T}) where {T<:BitSigned} = ~typemax(T)

# Signs

unsigned(::Type{Int8}) = UInt8
unsigned(::Type{Int16}) = UInt16
unsigned(::Type{Int32}) = UInt32
unsigned(::Type{Int64}) = UInt64
unsigned(::Type{Int128}) = UInt128
unsigned(::Type{Bool}) = UInt
unsigned(::Type{T}) where {T<:Unsigned} = T
signed(::Type{UInt8}) = Int8
signed(::Type{UInt16}) = Int16
signed(::Type{UInt32}) = Int32
signed(::Type{UInt64}) = Int64
signed(::Type{UInt128}) = Int128
signed(::Type{Bool}) = Int
signed(::Type{T}) where {T<:Signed} = T

"The same bits as an unsigned number."
unsigned(x::BitSigned) = bitcast(unsigned(typeof(x)), x)
unsigned(x::BitUnsigned) = x
unsigned(x::Bool) = zext_int(UInt64, x)
unsigned(x::Real) = convert(Unsigned, x)
"The same bits as a signed number."
signed(x::BitUnsigned) = bitcast(signed(typeof(x)), x)
signed(x::BitSigned) = x
signed(x::Bool) = zext_int(Int64, x)
signed(x::Real) = convert(Signed, x)

signbit(x::BitSigned) = x < zero(x)
signbit(x::Unsigned) = false
signbit(x::Real) = x < zero(x)
flipsign(x::T, y::T) where {T<:BitSigned} = flipsign_int(x, y)
flipsign(x::Real, y::Real) = ifelse(signbit(y), -x, +x)
copysign(x::T, y::T) where {T<:BitSigned} = flipsign_int(x, xor_int(x, y))
copysign(x::Real, y::Real) = ifelse(signbit(x) != signbit(y), -x, +x)
abs(x::BitSigned) = flipsign_int(x, x)
abs(x::Unsigned) = x
abs(x::Real) = ifelse(signbit(x), -x, x)
abs2(x::Number) = abs(x)^2
abs2(x::Real) = x * x
sign(x::Number) = iszero(x) ? float(x) : x / abs(x)
sign(x::Real) = ifelse(x < zero(x), oftype(one(x), -1), ifelse(x > zero(x), one(x), typeof(one(x))(x)))
sign(x::BitSigned) = ifelse(x < zero(x), -one(x), ifelse(x > zero(x), one(x), zero(x)))
sign(x::Unsigned) = ifelse(x > zero(x), one(x), zero(x))
"The absolute value as an unsigned number, which typemin also has."
uabs(x::BitSigned) = unsigned(abs(x))
uabs(x::Integer) = abs(x)

isodd(n::BitInteger) = (n & one(n)) === one(n)
isodd(n::Bool) = n
iseven(n::BitInteger) = (n & one(n)) === zero(n)
iseven(n::Bool) = !n
isodd(n::Real) = isinteger(n) && !iszero(rem(n, 2))
iseven(n::Real) = isinteger(n) && iszero(rem(n, 2))
isinteger(x::Integer) = true
isinteger(x::Real) = x - trunc(x) == zero(x)
isreal(x::Real) = true
isfinite(x::Integer) = true
isnan(x::Integer) = false
isinf(x::Integer) = false
isnan(x::Real) = false
isfinite(x::Real) = true
isinf(x::Real) = !isnan(x) & !isfinite(x)

widen(::Type{Int8}) = Int16
widen(::Type{Int16}) = Int32
widen(::Type{Int32}) = Int64
widen(::Type{Int64}) = Int128
widen(::Type{UInt8}) = UInt16
widen(::Type{UInt16}) = UInt32
widen(::Type{UInt32}) = UInt64
widen(::Type{UInt64}) = UInt128
widen(::Type{Float16}) = Float32
widen(::Type{Float32}) = Float64
widen(::Type{Float64}) = not_there("big numbers (BigInt, BigFloat) are")
widen(::Type{<:Union{Int128,UInt128}}) = not_there("big numbers (BigInt, BigFloat) are")
widen(::Type{T}) where {T<:AbstractChar} = T
widen(x) = convert(widen(typeof(x)), x)
widen(T::Type) = throw(MethodError(widen, (T,)))
widemul(x::Number, y::Number) = widen(x) * widen(y)
widemul(x::Union{Float16,Float32}, y::Union{BitInteger,Float64}) = Float64(x) * Float64(y)
widemul(x::Union{BitInteger,Float64}, y::Union{Float16,Float32}) = Float64(x) * Float64(y)
widemul(x::Int64, y::UInt64) = Int128(x) * Int128(y)
widemul(x::UInt64, y::Int64) = Int128(x) * Int128(y)
widemul(x::Bool, y::Bool) = x * y
widemul(x::Bool, y::Number) = x * y
widemul(x::Number, y::Bool) = x * y

# Bits

count_ones(x::T) where {T<:BitInteger} = ctpop_int(x) % Int
leading_zeros(x::T) where {T<:BitInteger} = ctlz_int(x) % Int
trailing_zeros(x::T) where {T<:BitInteger} = cttz_int(x) % Int
count_zeros(x::Integer) = count_ones(~x)
leading_ones(x::Integer) = leading_zeros(~x)
trailing_ones(x::Integer) = trailing_zeros(~x)
count_ones(x::Bool) = zext_int(Int64, x)
bswap(x::BitInteger) = bswap_int(x)
bswap(x::Bits8) = x
bswap(x::Float64) = bitcast(Float64, bswap_int(bitcast(UInt64, x)))
bswap(x::Float32) = bitcast(Float32, bswap_int(bitcast(UInt32, x)))
bswap(x::Float16) = bitcast(Float16, bswap_int(bitcast(UInt16, x)))
hton(x) = bswap(x)
ntoh(x) = bswap(x)
htol(x) = x
ltoh(x) = x

"The bits of `x` in reverse order."
function bitreverse(x::BitInteger)
    u = unsigned(x)
    r = zero(u)
    i = 8 * sizeof(x)
    while i > 0
        r = (r << 1) | (u & one(u))
        u = u >>> 1
        i -= 1
    end
    return bitcast(typeof(x), r)
end

"The bits of `x` turned `k` places to the left."
function bitrotate(x::BitInteger, k::Integer)
    n = 8 * sizeof(x)
    s = mod(k, n)
    u = unsigned(x)
    return bitcast(typeof(x), (u << s) | (u >>> (n - s)))
end

# Shifts: a negative count shifts the other way, a count beyond the width leaves 0 or the sign.

<<(x::BitInteger, n::BitUnsigned) = shl_int(x, n)
>>>(x::BitInteger, n::BitUnsigned) = lshr_int(x, n)
>>(x::BitSigned, n::BitUnsigned) = ashr_int(x, n)
>>(x::BitUnsigned, n::BitUnsigned) = lshr_int(x, n)
@inline <<(x::BitInteger, n::BitSigned) = n >= zero(n) ? x << unsigned(n) : x >> unsigned(-n)
@inline >>(x::BitInteger, n::BitSigned) = n >= zero(n) ? x >> unsigned(n) : x << unsigned(-n)
@inline >>>(x::BitInteger, n::BitSigned) = n >= zero(n) ? x >>> unsigned(n) : x << unsigned(-n)
<<(x::Integer, n::Integer) = n >= zero(n) ? x * oftype(x, 2)^n : fld(x, oftype(x, 2)^-n)

# Bitwise words
nand(x...) = ~(&)(x...)
nor(x...) = ~(|)(x...)
const ⊻ = xor
const ⊼ = nand
const ⊽ = nor
