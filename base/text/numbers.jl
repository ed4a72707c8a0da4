# Integers, Bool and other exact numbers as text.

export bitstring

# Decimal digits of u into v, the last one at `at`.
@inline function put_digits(v::Vector{UInt8}, at::Int64, u::UInt64)
    while true
        q = udiv_int(u, 0x000000000000000a)
        @inbounds arrayset(v, trunc_int(UInt8, sub_int(u, mul_int(q, 0x000000000000000a))) + 0x30, at)
        at -= 1
        u = q
        u == 0x0000000000000000 && return nothing
    end
end
function digit_count(u::UInt64)
    n = 1
    p = 0x000000000000000a
    while n < 20 && u >= p
        n += 1
        n == 20 && break
        p = mul_int(p, 0x000000000000000a)
    end
    return n
end
@inline magnitude(x::Union{Int8,Int16,Int32}) = zext_int(UInt64, bitcast(UInt32, abs(Int32(x))))
@inline magnitude(x::Int64) = bitcast(UInt64, x < 0 ? neg_int(x) : x)
@inline magnitude(x::UInt64) = x
@inline magnitude(x::Union{UInt8,UInt16,UInt32}) = zext_int(UInt64, x)
const NarrowInteger = Union{Int8,Int16,Int32,Int64,UInt8,UInt16,UInt32,UInt64}

function print(io::IOBuffer, x::NarrowInteger)
    u = magnitude(x)
    n = digit_count(u)
    minus = x < zero(x)
    at = make_room(io, minus ? n + 1 : n)
    minus && (arrayset(io.data, 0x2d, at); at += 1)
    put_digits(io.data, at + n - 1, u)
    return nothing
end
print(io::IO, x::NarrowInteger) = print(io, decimal(x))
print(io::IO, x::Integer) = print(io, decimal(x))
show(io::IO, x::Signed) = print(io, decimal(x))
show(io::IOBuffer, x::Union{Int8,Int16,Int32,Int64}) = print(io, x)
show(io::IO, x::Unsigned) = print(io, "0x", string(x, base=16, pad=2 * sizeof(x)))

function decimal(x::NarrowInteger)
    u = magnitude(x)
    n = digit_count(u)
    minus = x < zero(x)
    minus && (n += 1)
    v = arraynew(Vector{UInt8}, n)
    minus && arrayset(v, 0x2d, 1)
    put_digits(v, n, u)
    return string_new(v, 1, n)
end
decimal(x::Integer) = x < 0 ? string("-", in_base(unsigned_magnitude(x), 10, 1)) : in_base(unsigned_magnitude(x), 10, 1)
unsigned_magnitude(x::Int128) = bitcast(UInt128, x < 0 ? neg_int(x) : x)
unsigned_magnitude(x::NarrowInteger) = magnitude(x)
unsigned_magnitude(x::Unsigned) = x
unsigned_magnitude(x::Bool) = x ? 0x0000000000000001 : 0x0000000000000000
unsigned_magnitude(x::Integer) = abs(x)

"""
    string(n::Integer; base = 10, pad = 1)

The digits of `n` in a base from 2 to 62, at least `pad` of them.
"""
function string(x::Integer; base::Integer=10, pad::Integer=1)
    base == 10 && pad <= 1 && return decimal(x)
    return x < 0 ? string_cat("-", in_base(unsigned_magnitude(x), Int64(base), Int64(pad))) :
        in_base(unsigned_magnitude(x), Int64(base), Int64(pad))
end
function string(x::Bool; base::Integer=10, pad::Integer=0)
    base == 10 && pad <= 0 && return x ? "true" : "false"
    return in_base(unsigned_magnitude(x), Int64(base), Int64(pad))
end
function in_base(u, base::Int64, pad::Int64)
    (2 <= base && base <= 62) || throw(DomainError(base, "base must be 2 ≤ base ≤ 62"))
    b = oftype(u, base)
    n = 1
    rest = div(u, b)
    while rest != 0
        n += 1
        rest = div(rest, b)
    end
    n = max(n, pad)
    v = arraynew(Vector{UInt8}, n)
    i = n
    while i > 0
        d = rem(u, b) % UInt8
        arrayset(v, base <= 36 ? hex_digit(d) : d < 0x0a ? 0x30 + d : d < 0x24 ? 0x37 + d : 0x3d + d, i)
        u = div(u, b)
        i -= 1
    end
    return string_new(v, 1, n)
end
dec(x::Integer, pad::Int64=1) = string(x, pad=pad)

function show(io::IO, x::Bool)
    print(io, type_info(io) === Bool ? (x ? "1" : "0") : (x ? "true" : "false"))
    return nothing
end
print(io::IO, x::Bool) = print(io, x ? "true" : "false")

"""
    bitstring(x) -> String

The bits of a value of a primitive type.
"""
bitstring(x::Union{UInt8,UInt16,UInt32,UInt64,UInt128}) = string(x, base=2, pad=8 * sizeof(x))
bitstring(x::Bool) = bitstring(bitcast(UInt8, x))
bitstring(x::Union{Int8,Int16,Int32,Int64,Int128}) = bitstring(unsigned(x))
bitstring(x::Float64) = bitstring(bitcast(UInt64, x))
bitstring(x::Float32) = bitstring(bitcast(UInt32, x))
bitstring(x::Float16) = bitstring(bitcast(UInt16, x))
bitstring(x::Char) = bitstring(char_bits(x))

# Rationals and complex numbers
function show(io::IO, x::Rational)
    show(io, numerator(x))
    type_info(io) === typeof(x) && denominator(x) == 1 && return nothing
    print(io, "//")
    show(io, denominator(x))
    return nothing
end
print(io::IO, x::Rational) = (print(io, numerator(x)); print(io, "//"); print(io, denominator(x)))

show(io::IO, z::Complex) = show_complex(io, z, show)
print(io::IO, z::Complex) = show_complex(io, z, print)
function show_complex(io::IO, z::Complex, put)
    r = real(z)
    i = imag(z)
    compact = is_compact(io)
    inner = type_info(io) === typeof(z) ? IOContext(io, :typeinfo => typeof(r)) : io
    put(inner, r)
    if negative_part(i)
        print(io, compact ? "-" : " - ")
        put(inner, nan_part(i) ? i : -i)
    else
        print(io, compact ? "+" : " + ")
        put(inner, i)
    end
    needs_star(i) && print(io, "*")
    print(io, "im")
    return nothing
end
show(io::IO, z::Complex{Bool}) =
    print(io, z == Complex(false, true) ? "im" : string("Complex(", real(z), ",", imag(z), ")"))
print(io::IO, z::Complex{Bool}) = show(io, z)
negative_part(x) = x < zero(x)
negative_part(x::AbstractFloat) = signbit(x) && !isnan(x)
nan_part(x) = false
needs_star(x) = true
needs_star(x::Integer) = false
needs_star(x::Bool) = true
needs_star(x::AbstractFloat) = !isfinite(x)
