# Hashes: 64-bit numbers that agree for values equal under `isequal`, whatever their number types.
#
# Those of integers, floats, characters, strings, symbols and tuples of them are Julia's (1.8 to 1.12), so that a Dict or Set of such
# keys comes in the same order. Numbers equal to an Int64, a UInt64 or a Float64 hash as that one, the rest by their parts.

export hash

"""
    hash(x[, h::UInt])

A hash of `x`, mixed with `h`; `isequal` values have equal hashes. Types with their own `==` define `hash(x::T, h::UInt)`.
"""
hash(x::Any) = hash(x, zero(UInt64))
hash(x::Any, h::UInt64) = mix_hash(3 * h - objectid(x))

"Thomas Wang's 64-bit integer mix."
@inline function mix_hash(n::UInt64)
    a = ~n + (n << 21)
    a = xor(a, a >> 24)
    a = a + (a << 3) + (a << 8)
    a = xor(a, a >> 14)
    a = a + (a << 2) + (a << 4)
    a = xor(a, a >> 28)
    return a + (a << 31)
end

@inline hash(x::Int64, h::UInt64) = mix_hash(bitcast(UInt64, x)) - 3 * h
@inline hash(x::UInt64, h::UInt64) = mix_hash(x) - 3 * h
hash(x::Union{Bool,Int8,UInt8,Int16,UInt16,Int32,UInt32}, h::UInt64) = hash(x % Int64, h)
hash(x::Char, h::UInt64) = mix_hash(xor((zext_int(UInt64, bitcast(UInt32, x)) + 0x00000000d4d64234) << 32, h))
function hash(x::Float64, h::UInt64)
    if -9.223372036854775808e18 <= x < 9.223372036854775808e18
        n = unsafe_trunc(Int64, x)
        sitofp(Float64, n) === x && return hash(n, h)
    elseif 0.0 <= x < 1.8446744073709551616e19
        u = unsafe_trunc(UInt64, x)
        uitofp(Float64, u) === x && return hash(u, h)
    elseif isnan(x)
        return xor(0x7b1d93a25ac9de44, h)
    end
    return mix_hash(bitcast(UInt64, x)) - 3 * h
end
hash(x::Union{Float16,Float32}, h::UInt64) = hash(to_float(Float64, x), h)
function hash(x::Union{Int128,UInt128}, h::UInt64)
    typemin(Int64) <= x <= typemax(Int64) && return hash(x % Int64, h)
    zero(x) <= x <= typemax(UInt64) && return hash(x % UInt64, h)
    f = to_float(Float64, x)
    f == x && return hash(f, h)
    return hash((x >> 64) % UInt64, hash(x % UInt64, h))
end
function hash(x::Rational, h::UInt64)
    isone(x.den) && return hash(x.num, h)
    f = float(x)
    f == x && return hash(f, h)
    return hash(x.num, hash(x.den, h))
end
# (an imaginary part 0 leaves the hash of the real number)
hash(z::Complex, h::UInt64) = hash(z.re, xor(h, hash(z.im, 0x32a7a07f3e7cd1f9), hash(0, 0x32a7a07f3e7cd1f9)))
hash(s::Symbol, h::UInt64) = mix_hash(3 * h - symbol_hash(s))
function hash(s::String, h::UInt64)
    h += 0x71e729fd56419c81
    return string_hash(s, h) + h
end
hash(x::Nothing, h::UInt64) = mix_hash(0x2c7e4d11b3f58a96 - h)
hash(T::Type, h::UInt64) = mix_hash(objectid(T) - h)
hash(x::QuoteNode, h::UInt64) = hash(x.value, h + 0x9d3f2b1c0a5e7764)
hash(x::Expr, h::UInt64) = hash(x.args, hash(x.head, h + 0x83c7b2a1d5e4f690))
hash(x::Some, h::UInt64) = hash(x.value, h + 0x1b5d3f7a9c2e4680)
==(a::Expr, b::Expr) = a.head === b.head && isequal(a.args, b.args)
==(a::QuoteNode, b::QuoteNode) = isequal(a.value, b.value)
==(a::Type, b::Type) = types_equal(a, b)
isequal(a::Type, b::Type) = types_equal(a, b)
==(a::Some, b::Some) = a.value == b.value
isequal(a::Some, b::Some) = isequal(a.value, b.value)
