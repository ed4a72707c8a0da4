# Bool as truth value and as the number 0 or 1.

~(x::Bool) = not_int(x)
(&)(x::Bool, y::Bool) = and_int(x, y)
|(x::Bool, y::Bool) = or_int(x, y)
xor(x::Bool, y::Bool) = x !== y

==(x::Bool, y::Bool) = x === y
<(x::Bool, y::Bool) = and_int(not_int(x), y)
<=(x::Bool, y::Bool) = or_int(not_int(x), y)
isless(x::Bool, y::Bool) = and_int(not_int(x), y)
max(x::Bool, y::Bool) = or_int(x, y)
min(x::Bool, y::Bool) = and_int(x, y)

typemin(::Type{Bool}) = false
typemax(::Type{Bool}) = true
signbit(x::Bool) = false
sign(x::Bool) = x
abs(x::Bool) = x
abs2(x::Bool) = x
iszero(x::Bool) = !x
isone(x::Bool) = x
isfinite(x::Bool) = true
isnan(x::Bool) = false
isinf(x::Bool) = false

# As a number: sums are Ints
+(x::Bool) = zext_int(Int64, x)
-(x::Bool) = neg_int(zext_int(Int64, x))
+(x::Bool, y::Bool) = add_int(zext_int(Int64, x), zext_int(Int64, y))
-(x::Bool, y::Bool) = sub_int(zext_int(Int64, x), zext_int(Int64, y))
*(x::Bool, y::Bool) = and_int(x, y)
^(x::Bool, y::Bool) = or_int(x, not_int(y))
^(x::Integer, y::Bool) = ifelse(y, x, one(x))
/(x::Bool, y::Bool) = to_float(Float64, x) / to_float(Float64, y)

# `true` keeps a number, `false` makes it a zero even of NaN and Inf, with its sign
*(x::Bool, y::T) where {T<:WideFloat} = ifelse(x, y, copysign(zero(y), y))
*(x::Bool, y::Float16) = ifelse(x, y, copysign(zero(y), y))
*(y::AbstractFloat, x::Bool) = x * y

div(x::Bool, y::Bool) = y ? x : throw(DivideError())
fld(x::Bool, y::Bool) = div(x, y)
cld(x::Bool, y::Bool) = div(x, y)
rem(x::Bool, y::Bool) = y ? false : throw(DivideError())
mod(x::Bool, y::Bool) = rem(x, y)
<<(x::Bool, n::BitInteger) = zext_int(Int64, x) << n
>>(x::Bool, n::BitInteger) = zext_int(Int64, x) >> n
>>>(x::Bool, n::BitInteger) = zext_int(Int64, x) >>> n
