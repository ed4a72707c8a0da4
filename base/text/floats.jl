# Floats as text: the shortest digits that read back as the same number, and where the decimal point or an exponent
# goes.

# Digits d and exponent e with x == d * 10^e, shortest for the type; x finite and > 0.
function shortest(x::Float64)
    (1.0e-5 <= x && x < 1.0e15) || return float_digits(x)
    d, k = few_digits(x)
    d == 0x0000000000000000 || return (d, -k)
    bits = bitcast(UInt64, x)
    m = (bits & 0x000fffffffffffff) | 0x0010000000000000
    m == 0x0010000000000000 && return float_digits(x)
    d, k = exact_digits(m, Int64(bits >> 52) - 1075, decimal_place(x), 15, 17)
    return d == 0x0000000000000000 ? float_digits(x) : (d, k)
end
# The place of the first digit: 10^k <= x < 10^(k+1), for 1e-5 <= x < 1e15.
function decimal_place(x::Float64)
    k = 0
    p = 1.0
    if x >= 1.0
        while x >= p * 10.0
            p *= 10.0
            k += 1
        end
        return k
    end
    while x * p < 1.0
        p *= 10.0
        k -= 1
    end
    return k
end
# The shortest digits of m·2^e (m not a power of two), from `least` on, and at most `most`, which always suffice. k is
# the place of the first digit. All arithmetic is exact: x·10^p is m·5^p / 2^s. The nearest number of n digits is right
# if it is within half a unit of m, that is 5^p / 2, of that quotient. Gives digits 0 where the numbers do not fit.
function exact_digits(m::UInt64, e::Int64, k::Int64, least::Int64, most::Int64)
    n = least
    while n <= most
        p = n - 1 - k
        s = -(e + p)
        (0 <= p && p <= 27 && 0 < s && s < 120) || return (0x0000000000000000, 0)
        f = 0x0000000000000001
        i = p
        while i > 0
            f *= 0x0000000000000005
            i -= 1
        end
        v = UInt128(m) * UInt128(f)
        q = (v >> s) % UInt64
        unit = UInt128(1) << s
        r = v & (unit - UInt128(1))
        up = r + r > unit || (r + r == unit && isodd(q))
        distance = up ? unit - r : r
        distance += distance
        if n == most || distance < UInt128(f) || (distance == UInt128(f) && iseven(m))
            d = up ? q + 0x0000000000000001 : q
            while rem(d, 0x000000000000000a) == 0x0000000000000000
                d = div(d, 0x000000000000000a)
                p -= 1
            end
            return (d, -p)
        end
        n += 1
    end
    return (0x0000000000000000, 0)
end
# The usual case, a number of few decimals. Digits d, at most 15, and the least k from 0 to 6 with x == d / 10^k exactly
# rounded; d is 0 if there are none. No two decimals of 15 digits round to the same number, so these are the shortest
# digits but for zeros at the end, which are dropped.
function few_digits(x::Float64)
    k = 0
    p = 1.0
    while k <= 6
        y = x * p
        y < 1.0e15 || break
        z = rint_llvm(y)
        if z == y && div_float(z, p) == x
            d = bitcast(UInt64, fptosi(Int64, z))
            while rem(d, 0x000000000000000a) == 0x0000000000000000
                d = div(d, 0x000000000000000a)
                k -= 1
            end
            return (d, k)
        end
        k += 1
        p *= 10.0
    end
    return (0x0000000000000000, 0)
end
function shortest(x::Float32)
    y = fpext(Float64, x)
    (1.0e-5 <= y && y < 1.0e9) || return float32_digits(x)
    bits = bitcast(UInt32, x)
    m = zext_int(UInt64, (bits & 0x007fffff) | 0x00800000)
    m == 0x0000000000800000 && return float32_digits(x)
    d, k = exact_digits(m, Int64(bits >> 23) - 150, decimal_place(y), 6, 9)
    return d == 0x0000000000000000 ? float32_digits(x) : (d, k)
end
function shortest(x::Float16)
    # The fewest digits that round back to x: at most five are needed.
    for n in 0:4
        s = float_exponential(Float64(x), n)
        y = float_parse(s)[2]
        Float16(y) == x && return digits_of(s)
    end
    return float32_digits(Float32(x))
end

# Digits and exponent of the text of %.*e
function digits_of(s::String)
    d = 0x0000000000000000
    e = 0
    i = 1
    n = string_length(s)
    point = false
    while i <= n
        b = string_byte(s, i)
        i += 1
        b == 0x2e && (point = true; continue)
        b == 0x65 && break
        d = d * 0x000000000000000a + zext_int(UInt64, b - 0x30)
        point && (e -= 1)
    end
    minus = string_byte(s, i) == 0x2d
    (minus || string_byte(s, i) == 0x2b) && (i += 1)
    k = 0
    while i <= n
        k = 10k + Int64(string_byte(s, i) - 0x30)
        i += 1
    end
    e += minus ? -k : k
    while d != 0x0000000000000000 && rem(d, 0x000000000000000a) == 0x0000000000000000
        d = div(d, 0x000000000000000a)
        e += 1
    end
    return (d, e)
end

exponent_mark(x::Float32, typed::Bool) = typed ? 0x66 : 0x65
exponent_mark(x, typed::Bool) = 0x65
most_places(x) = 6
most_places(x::Float16) = 3

"""
Writes `x` with its shortest digits, at most six of them if `compact`; `typed` gives Float32 its `f` (`f0` not if
compact).
"""
function write_float(io::IO, x::Union{Float16,Float32,Float64}, compact::Bool, typed::Bool)
    if isnan(x)
        print(io, "NaN")
        typed && !compact && print(io, float_suffix(x))
        return nothing
    end
    signbit(x) && write(io, 0x2d)
    y = abs(x)
    if isinf(y)
        print(io, "Inf")
        typed && !compact && print(io, float_suffix(x))
        return nothing
    end
    if y == zero(y)
        print(io, "0.0")
    else
        write_finite(io, y, compact, typed)
        return nothing
    end
    typed && !compact && x isa Float32 && print(io, "f0")
    return nothing
end
float_suffix(x::Float64) = ""
float_suffix(x::Float32) = "32"
float_suffix(x::Float16) = "16"

function write_finite(io::IO, y, compact::Bool, typed::Bool)
    d, e = shortest(y)
    n = digit_count(d)
    fixed = true
    if compact && n > 6
        d, e = digits_of(float_exponential(Float64(y), 5))
        n = digit_count(d)
        point = n + e
        if point >= n # digits before the point were dropped: an exponent says so
            p = 10.0^(point - n)
            fixed = abs(mod(Float64(y) + 0.05, p) - 0.05) <= 0.05
        end
    end
    buffer = arraynew(Vector{UInt8}, n)
    put_digits(buffer, n, d)
    point = n + e
    if fixed && -4 < point && point <= most_places(y)
        write_fixed(io, buffer, n, point)
        typed && !compact && y isa Float32 && print(io, "f0")
    else
        write_vector_part(io, buffer, 1, 1)
        write(io, 0x2e)
        n == 1 ? write(io, 0x30) : write_vector_part(io, buffer, 2, n - 1)
        write(io, exponent_mark(y, typed))
        print(io, point - 1)
    end
    return nothing
end
function write_fixed(io::IO, buffer::Vector{UInt8}, n::Int64, point::Int64)
    if point <= 0
        print(io, "0.")
        write_zeros(io, -point)
        write_vector_part(io, buffer, 1, n)
    elseif point >= n
        write_vector_part(io, buffer, 1, n)
        write_zeros(io, point - n)
        print(io, ".0")
    else
        write_vector_part(io, buffer, 1, point)
        write(io, 0x2e)
        write_vector_part(io, buffer, point + 1, n - point)
    end
    return nothing
end
function write_zeros(io::IO, n::Int64)
    while n > 0
        write(io, 0x30)
        n -= 1
    end
    return nothing
end

function show(io::IO, x::Float64)
    b = begin_text(io)
    write_float(b, x, is_compact(io), false)
    end_text(io, b)
    return nothing
end
function show(io::IO, x::Float32)
    b = begin_text(io)
    write_float(b, x, is_compact(io), type_info(io) !== Float32)
    end_text(io, b)
    return nothing
end
function show(io::IO, x::Float16)
    b = begin_text(io)
    plain = type_info(io) === Float16 || is_compact(io)
    if plain || !isfinite(x)
        write_float(b, x, is_compact(io), !plain)
    else
        print(b, "Float16(")
        write_float(b, x, false, false)
        print(b, ")")
    end
    end_text(io, b)
    return nothing
end
function print(io::IO, x::Union{Float16,Float32,Float64})
    b = begin_text(io)
    write_float(b, x, is_compact(io), false)
    end_text(io, b)
    return nothing
end
function show(io::IO, x::AbstractIrrational)
    is_compact(io) ? print(io, symbol_to_string(irrational_name(x)), "") : print(io, irrational_name(x))
    return nothing
end
irrational_name(::Irrational{name}) where {name} = name
function show(io::IO, ::MIME"text/plain", x::Irrational)
    print(io, irrational_name(x))
    is_compact(io) || print(io, " = ", string_part(string(float(x)), 15), "...")
    return nothing
end
string_part(s::String, n::Int64) = string_sub(s, 1, min(n, string_length(s)))
