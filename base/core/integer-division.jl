# Division of integers: towards zero (div, rem), down (fld, mod), up (cld), and the number theory on top.

export div, rem, fld, cld, mod, ÷, %, divrem, fldmod, fld1, mod1, fldmod1, gcd, lcm, gcdx, invmod, powermod, nextpow,
    prevpow, nextprod, ispow2, isqrt, factorial, binomial, digits, digits!, ndigits

div(x::T, y::T) where {T<:BitSigned} = checked_sdiv_int(x, y)
div(x::T, y::T) where {T<:BitUnsigned} = checked_udiv_int(x, y)
rem(x::T, y::T) where {T<:BitSigned} = checked_srem_int(x, y)
rem(x::T, y::T) where {T<:BitUnsigned} = checked_urem_int(x, y)
fld(x::T, y::T) where {T<:BitUnsigned} = checked_udiv_int(x, y)
mod(x::T, y::T) where {T<:BitUnsigned} = checked_urem_int(x, y)
@inline function fld(x::T, y::T) where {T<:BitSigned}
    q = checked_sdiv_int(x, y)
    return ifelse((signbit(x) != signbit(y)) & (q * y != x), q - one(T), q)
end
@inline function mod(x::T, y::T) where {T<:BitSigned}
    r = checked_srem_int(x, y)
    return ifelse((r != zero(T)) & (signbit(r) != signbit(y)), r + y, r)
end
@inline function cld(x::T, y::T) where {T<:BitSigned}
    q = checked_sdiv_int(x, y)
    return ifelse((signbit(x) == signbit(y)) & (q * y != x), q + one(T), q)
end
@inline function cld(x::T, y::T) where {T<:BitUnsigned}
    q = checked_udiv_int(x, y)
    return ifelse(q * y != x, q + one(T), q)
end

# Signed with unsigned of equal or greater width: Julia keeps the sign's meaning and gives the type of the first (div, rem)
# or of the second argument (mod), after widening.
div(x::BitSigned, y::BitUnsigned) = flipsign(signed(div(unsigned(abs(x)), y)), x)
div(x::BitUnsigned, y::BitSigned) = unsigned(flipsign(signed(div(x, unsigned(abs(y)))), y))
rem(x::BitSigned, y::BitUnsigned) = flipsign(signed(rem(unsigned(abs(x)), y)), x)
rem(x::BitUnsigned, y::BitSigned) = rem(x, unsigned(abs(y)))
fld(x::BitSigned, y::BitUnsigned) = div(x, y) - (signbit(x) & (rem(x, y) != 0))
fld(x::BitUnsigned, y::BitSigned) = div(x, y) - (signbit(y) & (rem(x, y) != 0))
cld(x::BitSigned, y::BitUnsigned) = div(x, y) + (!signbit(x) & (rem(x, y) != 0))
cld(x::BitUnsigned, y::BitSigned) = div(x, y) + (!signbit(y) & (rem(x, y) != 0))
mod(x::BitSigned, y::BitUnsigned) = rem(y + unsigned(rem(x, y)), y)
mod(x::BitUnsigned, y::BitSigned) = rem(y + signed(rem(x, y)), y)

const ÷ = div
const % = rem

"Quotient and remainder of division towards zero."
divrem(x::T, y::T) where {T<:BitInteger} = (q = div(x, y); (q, x - q * y))
divrem(x, y) = (div(x, y), rem(x, y))
"Quotient and remainder of division downwards."
fldmod(x::T, y::T) where {T<:BitInteger} = (q = fld(x, y); (q, x - q * y))
fldmod(x, y) = (fld(x, y), mod(x, y))

"""
    mod1(x, y)

`x` modulo `y` in the range 1 … y (of integers).
"""
@inline mod1(x::T, y::T) where {T<:Integer} = (m = mod(x, y); ifelse(m == zero(m), y, m))
mod1(x::T, y::T) where {T<:Real} = (m = mod(x, y); ifelse(m == zero(m), y, m))
mod1(x::Real, y::Real) = ((a, b) = promote(x, y); mod1(a, b))
"The quotient that goes with `mod1`: `x == (fld1(x, y) - 1) * y + mod1(x, y)`."
fld1(x::T, y::T) where {T<:Integer} = fld((x - mod1(x, y)) + y, y)
fld1(x::Real, y::Real) = ((a, b) = promote(x, y); (m = mod1(a, b); fld(a - m, b) + one(m)))
fldmod1(x, y) = (fld1(x, y), mod1(x, y))

# Number theory

"""
    gcd(a, b...)

The greatest common divisor, not negative; `OverflowError` if it is 2^63 of an Int64 or the like.
"""
function gcd(a::T, b::T) where {T<:BitInteger}
    # Stein's algorithm: halve while even, then subtract
    a == zero(T) && return checked_abs(b)
    b == zero(T) && return checked_abs(a)
    za = trailing_zeros(a)
    zb = trailing_zeros(b)
    k = min(za, zb)
    u = unsigned(abs(a >> za))
    v = unsigned(abs(b >> zb))
    while u != v
        if u < v
            u, v = v, u
        end
        u -= v
        u >>= trailing_zeros(u)
    end
    r = u << k
    r > unsigned(typemax(T)) && throw(OverflowError("gcd($a, $b) overflows"))
    return r % T
end
gcd(a::Bool, b::Bool) = a | b
gcd(a::Integer) = abs(a)
gcd(a::Integer, b::Integer) = ((x, y) = promote(a, b); gcd(x, y))
gcd(a::BitSigned, b::BitUnsigned) = ((x, y) = promote(abs(a), b); gcd(x, y))
gcd(a::BitUnsigned, b::BitSigned) = gcd(b, a)
gcd(a::Real, b::Real, c::Real...) = gcd(gcd(a, b), c...)
"The least common multiple, not negative."
function lcm(a::T, b::T) where {T<:BitInteger}
    (a == zero(T) || b == zero(T)) && return zero(T)
    return checked_abs(checked_mul(a, div(b, gcd(b, a))))
end
lcm(a::Bool, b::Bool) = a & b
lcm(a::Integer) = abs(a)
lcm(a::Integer, b::Integer) = ((x, y) = promote(a, b); lcm(x, y))
lcm(a::Real, b::Real, c::Real...) = lcm(lcm(a, b), c...)

"`(d, u, v)` with `d == gcd(a, b) == u*a + v*b`."
function gcdx(a::Integer, b::Integer)
    x, y = promote(a, b)
    s0, s1 = one(x), zero(x)
    t0, t1 = s1, s0
    while y != zero(y)
        q = div(x, y)
        x, y = y, rem(x, y)
        s0, s1 = s1, s0 - q * s1
        t0, t1 = t1, t0 - q * t1
    end
    return x < zero(x) ? (-x, -s0, -t0) : (x, s0, t0)
end

"The `y` with `x*y ≡ 1 (mod m)`; `DomainError` if there is none."
function invmod(x::Integer, m::Integer)
    n, p = promote(x, m)
    p == zero(p) && throw(DomainError(p, "`m` must not be 0."))
    g, u, v = gcdx(n, p)
    g == one(g) || throw(DomainError((n, p), string("Greatest common divisor is ", g, ".")))
    # a negative u of unsigned numbers is there as its complement
    return isa(u, BitUnsigned) && signed(u) < 0 ? p + u : mod(u, p)
end

"`x^p` modulo `m`, without large intermediate results."
function powermod(x::Integer, p::Integer, m::T) where {T<:Integer}
    p < 0 && return powermod(invmod(x, m), -p, m)
    (m == 1 || m == -1) && return zero(m)
    W = widen_for_product(T)
    b = convert(W, mod(x, m))
    r = one(W)
    w = convert(W, m)
    while p > 0
        if isodd(p)
            r = mod(r * b, w)
        end
        b = mod(b * b, w)
        p >>= 1
    end
    return convert(T, mod(r, w))
end
widen_for_product(::Type{T}) where {T<:Union{Int8,Int16,Int32,Int64,UInt8,UInt16,UInt32,UInt64}} = widen(T)
widen_for_product(::Type{T}) where {T} = T

"Whether `x` is 1, 2, 4, 8, …"
ispow2(x::Integer) = x > 0 && count_ones(x) == 1
ispow2(x::Real) = x > 0 && isfinite(x) && significand(x) == 1

"The smallest `a^n` that is at least `x` (n ≥ 0)."
function nextpow(a::Real, x::Real)
    x <= 0 && throw(DomainError(x, "`x` must be positive."))
    x <= 1 && return one(a)
    a <= 1 && throw(DomainError(a, "`a` must be greater than 1."))
    a == 2 && x isa Integer && return one(x) << (8 * sizeof(x) - leading_zeros(x - one(x)))
    p = one(a)
    while p < x
        p *= a
    end
    return p
end
"""
    nextprod(factors, n)

The smallest product of powers of the `factors` that is at least `n`.
"""
function nextprod(factors::Union{Tuple{Vararg{Integer}},AbstractVector{<:Integer}}, n::Real)
    n <= typemax(Int) || throw(ArgumentError("unsafe for x > typemax(Int), got " * string(n)))
    all(f -> f >= 2, factors) || throw(DomainError(factors, "each factor must be greater than 1"))
    n >= 1 || throw(DomainError(n, "must be at least 1"))
    best = typemax(Int)
    # products below n, and the least product that is not
    products = Int[1]
    for f in factors
        k = 1
        while k <= length(products)
            p = products[k]
            p >= n ? (best = min(best, p)) : push!(products, p * Int(f))
            k += 1
        end
        filter!(p -> p < n, products)
    end
    return best
end
"The largest `a^n` that is at most `x` (n ≥ 0)."
function prevpow(a::T, x::Real) where {T<:Real}
    x < 1 && throw(DomainError(x, "`x` must be ≥ 1."))
    a <= 1 && throw(DomainError(a, "`a` must be greater than 1."))
    a == 2 && x isa Integer && return one(x) << (8 * sizeof(x) - 1 - leading_zeros(x))
    p = one(a)
    while p <= x / a
        p *= a
    end
    return p
end

"The largest integer whose square is at most `n`."
function isqrt(n::Integer)
    n < 0 && throw(DomainError(n, "must be non-negative"))
    n == 0 && return n
    r = unsafe_trunc(typeof(n), sqrt(float(n)))
    while r > div(n, r)
        r = div(r + div(n, r), oftype(n, 2))
    end
    while (r + one(r)) <= div(n, r + one(r))
        r += one(r)
    end
    return r
end

"`1·2·…·n`; `OverflowError` when it does not fit, from `factorial(21)` of Int64 on."
function factorial(n::Integer)
    n < 0 && throw(DomainError(n, "`n` must not be negative."))
    limit = isa(n, Int128) ? 33 : isa(n, UInt128) ? 34 : 20
    n > limit && throw(OverflowError(string(n, " is too large to look up in the table; consider using `factorial(big(", n, "))` instead")))
    r = isa(n, Union{Int128,UInt128,UInt64}) ? one(n) : 1
    i = oftype(r, 2)
    while i <= n
        r *= i
        i += one(i)
    end
    return r
end

"How many subsets of `k` elements a set of `n` has; `OverflowError` if it does not fit."
function binomial(n::T, k::T) where {T<:Integer}
    k < 0 && return zero(T)
    negate = false
    if n < 0
        n = -n + k - one(T)
        negate = isodd(k)
    end
    k > n && return zero(T)
    if k > (n >> 1)
        k = n - k
    end
    k == 0 && return negate ? -one(T) : one(T)
    x = n - k + one(T)
    r = x
    d = oftype(n, 2)
    while d <= k
        x += one(T)
        g = gcd(r, d)
        h = div(d, g)
        r, overflow = mul_with_overflow(div(r, g), div(x, h))
        overflow && throw(OverflowError("binomial($n, $k) overflows"))
        d += one(T)
    end
    return negate ? -r : r
end
binomial(n::Integer, k::Integer) = ((a, b) = promote(n, k); binomial(a, b))

# Digits

"""
    ndigits(n; base = 10, pad = 1)

How many digits `n` has.
"""
function ndigits(n::Integer; base::Integer = 10, pad::Integer = 1)
    return max(Int(pad), ndigits_in(n, base))
end
function ndigits_in(n::Integer, base::Integer)
    abs(base) <= 1 && throw(DomainError(base, "`base` must not be in -1:1"))
    n == 0 && return 0
    k = 0
    if base > 0
        u = isa(n, BitSigned) ? unsigned(abs(n)) : n
        b = base % typeof(u)
        while u != zero(u)
            u = div(u, b)
            k += 1
        end
    else
        m = n
        while m != 0
            m = div(m - mod(m, -base), base)
            k += 1
        end
    end
    return k
end

"""
    digits([T], n; base = 10, pad = 1)

The digits of `n` as a vector, the last digit first; negative for a negative `n`.
"""
digits(n::Integer; base::Integer = 10, pad::Integer = 1) = digits(typeof(base), n; base = base, pad = pad)
function digits(::Type{T}, n::Integer; base::Integer = 10, pad::Integer = 1) where {T<:Integer}
    a = arraynew(Array{T,1}, max(Int(pad), ndigits_in(n, base)))
    return digits!(a, n; base = base)
end
"Fills `a` with digits of `n`, the last one first, and zeros."
function digits!(a, n::Integer; base::Integer = 10)
    abs(base) <= 1 && throw(DomainError(base, "`base` must not be in -1:1"))
    for i in eachindex(a)
        if base > 0
            q = div(n, oftype(n, base))
            a[i] = n - q * oftype(n, base)
            n = q
        else
            r = mod(n, -base)
            a[i] = r
            n = div(n - r, base)
        end
    end
    return a
end
