# Hashes: 64-bit numbers that agree for values equal under `isequal`, whatever their number types.
#
# Numbers that are equal to an Int64, a UInt64 or a Float64 hash by that integer part and float, the rest by their parts.

export hash

"""
    hash(x[, h::UInt])

A hash of `x`, mixed with `h`; `isequal` values have equal hashes. Types with their own `==` define `hash(x::T, h::UInt)`.
"""
hash(x::Any) = hash(x, zero(UInt64))
hash(x::Any, h::UInt64) = mix_hash(3 * objectid(x) - h)

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

# a and b: the number as 64 bits and as a float
@inline hash_number(a::UInt64, b::Float64, h::UInt64) = mix_hash((3 * a + bitcast(UInt64, b)) - h)

@inline hash(x::Int64, h::UInt64) = hash_number(bitcast(UInt64, abs(x)), sitofp(Float64, x), h)
@inline hash(x::UInt64, h::UInt64) = hash_number(x, uitofp(Float64, x), h)
hash(x::Union{Bool,Int8,UInt8,Int16,UInt16,Int32,UInt32}, h::UInt64) = hash(x % Int64, h)
hash(x::Char, h::UInt64) = mix_hash(((bitcast(UInt32, x) % UInt64) << 32) + 0x000000d1e0f0c3a5 + h)
function hash(x::Float64, h::UInt64)
    isnan(x) && return mix_hash(0x8b9d7d2f3c1a5e77 - h)
    return hash_number(abs(x) < 18446744073709551616.0 ? unsafe_trunc(UInt64, abs(x)) : 0xffffffffffffffff, x, h)
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
hash(z::Complex, h::UInt64) = iszero(z.im) && !signbit(z.im) ? hash(z.re, h) : hash(z.im, xor(hash(z.re, h), 0x5d3a9b71c2e4f680))
hash(s::Symbol, h::UInt64) = mix_hash(symbol_hash(s) - 3 * h)
hash(s::String, h::UInt64) = string_hash(s, h)
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
