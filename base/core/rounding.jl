# Rounding to integers, to decimal or binary digits, and the rounding modes.

export RoundingMode, RoundNearest, RoundToZero, RoundUp, RoundDown, RoundNearestTiesAway, RoundNearestTiesUp, RoundFromZero,
    round, floor, ceil, trunc, unsafe_trunc

"How `round` decides; see `RoundNearest` (ties to even), `RoundUp`, `RoundDown`, `RoundToZero`, …"
struct RoundingMode{T} end
const RoundNearest = RoundingMode{:Nearest}()
const RoundToZero = RoundingMode{:ToZero}()
const RoundUp = RoundingMode{:Up}()
const RoundDown = RoundingMode{:Down}()
const RoundFromZero = RoundingMode{:FromZero}()
const RoundNearestTiesAway = RoundingMode{:NearestTiesAway}()
const RoundNearestTiesUp = RoundingMode{:NearestTiesUp}()

# The one place where floats become whole floats
round_float(x::F, ::RoundingMode{:Nearest}) where {F<:WideFloat} = rint_llvm(x)
round_float(x::F, ::RoundingMode{:ToZero}) where {F<:WideFloat} = trunc_llvm(x)
round_float(x::F, ::RoundingMode{:Up}) where {F<:WideFloat} = ceil_llvm(x)
round_float(x::F, ::RoundingMode{:Down}) where {F<:WideFloat} = floor_llvm(x)
round_float(x::F, ::RoundingMode{:FromZero}) where {F<:WideFloat} = signbit(x) ? floor_llvm(x) : ceil_llvm(x)
function round_float(x::F, ::RoundingMode{:NearestTiesAway}) where {F<:WideFloat}
    y = trunc_llvm(x)
    return abs(x - y) >= oftype(x, 0.5) ? y + copysign(one(x), x) : y
end
function round_float(x::F, ::RoundingMode{:NearestTiesUp}) where {F<:WideFloat}
    y = floor_llvm(x)
    return x - y >= oftype(x, 0.5) ? copysign(y + one(x), x) : y
end
round_float(x::Float16, r::RoundingMode) = half(round_float(wide(x), r))

"""
    round([T], x, [mode]; digits, sigdigits, base = 10)

`x` rounded to a whole number (ties to the even one), or to digits after the point, or to significant digits; as a `T` if given
(`InexactError` if it does not fit).
"""
round(x::IEEEFloat) = round_float(x, RoundNearest)
round(x::IEEEFloat, r::RoundingMode) = round_float(x, r)
floor(x::IEEEFloat) = round_float(x, RoundDown)
ceil(x::IEEEFloat) = round_float(x, RoundUp)
trunc(x::IEEEFloat) = round_float(x, RoundToZero)
round(x::Integer) = x
round(x::Integer, r::RoundingMode) = x
floor(x::Integer) = x
ceil(x::Integer) = x
trunc(x::Integer) = x

# To an integer type
round(::Type{T}, x::IEEEFloat) where {T<:BitInteger} = whole(T, round_float(x, RoundNearest))
floor(::Type{T}, x::IEEEFloat) where {T<:BitInteger} = whole(T, round_float(x, RoundDown))
ceil(::Type{T}, x::IEEEFloat) where {T<:BitInteger} = whole(T, round_float(x, RoundUp))
round(::Type{T}, x::IEEEFloat, r::RoundingMode) where {T<:BitInteger} = whole(T, round_float(x, r))
@inline function whole(::Type{T}, y) where {T}
    z = to_float(Float64, y)
    fits(T, z) || throw_inexact(:trunc, T, y)
    return unsafe_trunc(T, z)
end
round(::Type{Integer}, x::IEEEFloat) = round(Int, x)
floor(::Type{Integer}, x::IEEEFloat) = floor(Int, x)
ceil(::Type{Integer}, x::IEEEFloat) = ceil(Int, x)
trunc(::Type{Integer}, x::IEEEFloat) = trunc(Int, x)
round(::Type{Integer}, x::IEEEFloat, r::RoundingMode) = round(Int, x, r)
round(::Type{Bool}, x::Real) = to_bool(round(x))
floor(::Type{Bool}, x::Real) = to_bool(floor(x))
ceil(::Type{Bool}, x::Real) = to_bool(ceil(x))
trunc(::Type{Bool}, x::Real) = to_bool(trunc(x))
round(::Type{T}, x::Real) where {T} = convert(T, round(x))
floor(::Type{T}, x::Real) where {T} = convert(T, floor(x))
ceil(::Type{T}, x::Real) where {T} = convert(T, ceil(x))
trunc(::Type{T}, x::Real) where {T} = convert(T, trunc(x))
round(::Type{T}, x::Real, r::RoundingMode) where {T} = convert(T, round(x, r))

# Division with a rounding mode
div(x::Real, y::Real, ::RoundingMode{:ToZero}) = div(x, y)
div(x::Real, y::Real, ::RoundingMode{:Down}) = fld(x, y)
div(x::Real, y::Real, ::RoundingMode{:Up}) = cld(x, y)
div(x::Real, y::Real, r::RoundingMode) = ((a, b) = promote(x, y); div_rounded(a, b, r))
function div_rounded(x::T, y::T, r::RoundingMode) where {T<:Integer}
    q, m = fldmod(x, y)
    m == 0 && return q
    if r === RoundFromZero
        return (x < 0) == (y < 0) ? q + one(q) : q
    end
    # |m| < |y|: compare the remainder with the rest to the next quotient
    d = abs(m) - abs(y - m)
    d < 0 && return q
    d > 0 && return q + one(q)
    r === RoundNearest && return isodd(q) ? q + one(q) : q
    r === RoundNearestTiesUp && return q + one(q)
    return q < zero(q) ? q : q + one(q)
end
div_rounded(x, y, r::RoundingMode) = round(x / y, r)
rem(x, y, ::RoundingMode{:ToZero}) = rem(x, y)
rem(x, y, ::RoundingMode{:Down}) = mod(x, y)
rem(x, y, ::RoundingMode{:Up}) = mod(x, -y)
rem(x::Integer, y::Integer, r::RoundingMode{:Nearest}) = x - y * div(x, y, r)
rem(x::Bool, y::Bool, r::RoundingMode{:Nearest}) = rem(x, y)
function rem(x::T, y::T, ::RoundingMode{:Nearest}) where {T<:IEEEFloat}
    # IEEE remainder: x - n y with n nearest, ties to even; rem and the subtraction are exact
    isinf(y) && isfinite(x) && return x
    a = abs(y)
    z = rem(x, y)
    rest = a - abs(z)
    if abs(z) > rest || (abs(z) == rest && abs(rem(x, 2 * a)) >= a)
        z -= copysign(a, z)
    end
    return z == zero(z) ? copysign(z, x) : z
end
rem(x::Real, y::Real, r::RoundingMode{:Nearest}) = ((a, b) = promote(x, y); rem(a, b, r))
divrem(x, y, r::RoundingMode) = (div(x, y, r), rem(x, y, r))
# (`rem` itself has no such modes)
divrem(x, y, r::Union{RoundingMode{:NearestTiesAway},RoundingMode{:NearestTiesUp},RoundingMode{:FromZero}}) =
    (q = div(x, y, r); (q, oftype(q, x - q * y)))

# Digits

# Keyword forms: the same for round, floor, ceil, trunc
round(x::Real, r::RoundingMode = RoundNearest; digits::Union{Nothing,Integer} = nothing, sigdigits::Union{Nothing,Integer} = nothing, base = nothing) =
    round_digits(x, r, digits, sigdigits, base)
floor(x::Real; digits::Union{Nothing,Integer} = nothing, sigdigits::Union{Nothing,Integer} = nothing, base = nothing) =
    round_digits(x, RoundDown, digits, sigdigits, base)
ceil(x::Real; digits::Union{Nothing,Integer} = nothing, sigdigits::Union{Nothing,Integer} = nothing, base = nothing) =
    round_digits(x, RoundUp, digits, sigdigits, base)
trunc(x::Real; digits::Union{Nothing,Integer} = nothing, sigdigits::Union{Nothing,Integer} = nothing, base = nothing) =
    round_digits(x, RoundToZero, digits, sigdigits, base)

function round_digits(x, r, digits, sigdigits, base)
    b = base === nothing ? 10 : base
    if digits === nothing
        sigdigits === nothing && return base === nothing ? round_plain(x, r) : round_to_digits(x, r, 0, b)
        return round_to_sigdigits(x, r, sigdigits, b)
    end
    sigdigits === nothing || throw(ArgumentError("`round` cannot use both `digits` and `sigdigits` arguments."))
    return round_to_digits(x, r, digits, b)
end
round_plain(x::IEEEFloat, r) = round_float(x, r)
round_plain(x::Integer, r) = x
round_plain(x, r) = round(x, r)

function round_to_digits(x::AbstractFloat, r, digits, base)
    (isfinite(x) && x != zero(x)) || return x
    if digits >= 0
        s = oftype(x, base)^digits
        y = round_float(x * s, r) / s
    else
        s = oftype(x, base)^(-digits)
        y = round_float(x / s, r) * s
    end
    # beyond the float's own digits nothing changes; above its range everything is zero
    isfinite(y) && return y
    return digits > 0 ? x : zero(x)
end
function round_to_digits(x::Integer, r, digits, base)
    digits >= 0 && return x
    s = oftype(x, base)^(-digits)
    return div(x, s, r) * s
end
round_to_digits(x, r, digits, base) = round_to_digits(float(x), r, digits, base)
function round_to_sigdigits(x, r, sigdigits, base)
    iszero(x) && return float(x)
    y = float(x)
    isfinite(y) || return y
    e = leading_digit_exponent(abs(y), base)
    return round_to_digits(y, r, sigdigits - 1 - e, base)
end
# e with base^e <= x < base^(e+1)
function leading_digit_exponent(x, base)
    base == 2 && return exponent(x)
    e = floor(Int, base == 10 ? log10(x) : log(x) / log(base))
    b = oftype(x, base)
    if b^e > x
        e -= 1
    elseif b^(e + 1) <= x
        e += 1
    end
    return e
end

"`Float32(x, RoundDown)`: the nearest float below (above, towards zero) `x`."
(::Type{T})(x::Real, r::RoundingMode{:Down}) where {T<:IEEEFloat} = (y = T(x); y > x ? prevfloat(y) : y)
(::Type{T})(x::Real, r::RoundingMode{:Up}) where {T<:IEEEFloat} = (y = T(x); y < x ? nextfloat(y) : y)
(::Type{T})(x::Real, r::RoundingMode{:ToZero}) where {T<:IEEEFloat} = x > 0 ? T(x, RoundDown) : T(x, RoundUp)
(::Type{T})(x::Real, r::RoundingMode{:Nearest}) where {T<:IEEEFloat} = T(x)
