# Text to numbers: parse and tryparse for integers of all widths, floats, Bool, complex numbers and characters.

export parse, tryparse

"""
    parse(T, s; base = 10) -> T
    tryparse(T, s; base = 10) -> T or nothing

The number that the string stands for. `parse` throws ArgumentError, or OverflowError if an integer type is too small.
"""
function parse(::Type{T}, s::AbstractString; base::Union{Nothing,Integer}=nothing) where {T<:Integer}
    return parse_integer(T, byte_string(s), base === nothing ? 0 : Int64(base), true)::T
end
function tryparse(::Type{T}, s::AbstractString; base::Union{Nothing,Integer}=nothing) where {T<:Integer}
    return parse_integer(T, byte_string(s), base === nothing ? 0 : Int64(base), false)
end
function parse(::Type{T}, c::AbstractChar; base::Integer=10) where {T<:Integer}
    d = digit_value(codepoint(c), Int64(base))
    d >= base && throw(ArgumentError(string("invalid base ", base, " digit ", repr(c))))
    return T(d)
end
function tryparse(::Type{T}, c::AbstractChar; base::Integer=10) where {T<:Integer}
    d = digit_value(codepoint(c), Int64(base))
    return d >= base ? nothing : T(d)
end

# Value of a digit, 99 if it is none. Up to base 36 letters of both cases mean the same.
function digit_value(u::UInt32, base::Int64)
    0x00000030 <= u && u <= 0x00000039 && return Int64(u - 0x00000030)
    0x00000041 <= u && u <= 0x0000005a && return Int64(u - 0x00000037)
    0x00000061 <= u && u <= 0x0000007a && return Int64(u - (base <= 36 ? 0x00000057 : 0x0000003d))
    return 99
end

is_blank(b::UInt8) = b == 0x20 || (0x09 <= b && b <= 0x0d)
function skip_blanks(s::ByteString, i::Int64)
    n = ncodeunits(s)
    while i <= n
        c = char_at(s, i)
        isspace(c) || break
        i = after_char(s, i)
    end
    return i
end

# Rejections are `raise && reject_…(…)`, so that tryparse makes no text of what it rejects.
@noinline reject(parts...) = throw(ArgumentError(string(parts...)))
@noinline reject_digit(base::Int64, c::Char, s) = reject("invalid base ", base, " digit ", repr(c), " in ", repr(s))
@noinline reject_end(s) = reject("premature end of integer: ", repr(s))
@noinline reject_blank() = reject("input string is empty or only contains whitespace")
@noinline reject_overflow(s) = throw(OverflowError(string("overflow parsing ", repr(s))))

function parse_integer(::Type{T}, s::ByteString, base::Int64, raise::Bool) where {T<:Integer}
    n = ncodeunits(s)
    i = skip_blanks(s, 1)
    i > n && return raise ? reject_blank() : nothing
    minus = false
    b = byte_at(s, i)
    if b == 0x2d || b == 0x2b
        minus = b == 0x2d
        T <: Unsigned && return raise ? reject_digit(base == 0 ? 10 : base, byte_char(b), s) : nothing
        i += 1
        skip_blanks(s, i) > n && return raise ? reject_blank() : nothing
    end
    if base == 0
        base = 10
        if i < n && byte_at(s, i) == 0x30
            c = byte_at(s, i + 1)
            base = c == 0x78 ? 16 : c == 0x6f ? 8 : c == 0x62 ? 2 : 10
            base == 10 || (i += 2)
            i > n && return raise ? reject_end(s) : nothing
        end
    end
    (2 <= base && base <= 62) || throw(ArgumentError(string("invalid base: base must be 2 ≤ base ≤ 62, got ", base)))
    return parse_digits(T, s, i, base, minus, raise)
end
function parse_digits(::Type{T}, s::ByteString, i::Int64, base::Int64, minus::Bool, raise::Bool) where {T<:Integer}
    n = ncodeunits(s)
    x = zero(T)
    b = T(base)
    start = i
    while i <= n
        c = char_at(s, i)
        d = digit_value(decode_bits(char_bits(c)), base)
        if d >= base
            i > start && isspace(c) && break
            return raise ? reject_digit(base, c, s) : nothing
        end
        x, over = mul_with_overflow(x, b)
        x, more = minus ? sub_with_overflow(x, T(d)) : add_with_overflow(x, T(d))
        over | more && return raise ? reject_overflow(s) : nothing
        i = after_char(s, i)
    end
    i = skip_blanks(s, i)
    i <= n && return raise ? reject("extra characters after whitespace in ", repr(s)) : nothing
    return x
end

function parse(::Type{Bool}, s::AbstractString; base::Union{Nothing,Integer}=nothing)
    x = tryparse(Bool, s)
    x === nothing || return x
    all(isspace, s) && throw(ArgumentError("input string is empty or only contains whitespace"))
    throw(ArgumentError(string("invalid Bool representation: ", repr(String(strip(s))))))
end
function tryparse(::Type{Bool}, s::AbstractString; base::Union{Nothing,Integer}=nothing)
    t = strip(s)
    t == "true" && return true
    t == "false" && return false
    n = tryparse(UInt8, t)
    return n === 0x01 ? true : n === 0x00 ? false : nothing
end

# A decimal number of at most 19 digits, with perhaps a sign, a point and an exponent, between blanks. Digits and exponent
# are exact; `decimal_float` rounds once. NaN for any other text, and where the exponent is far from zero.
function parse_decimal(t::ByteString)
    n = ncodeunits(t)
    i = 1
    while i <= n && is_blank(byte_at(t, i))
        i += 1
    end
    while n >= i && is_blank(byte_at(t, n))
        n -= 1
    end
    i <= n || return NaN
    b = byte_at(t, i)
    minus = b == 0x2d
    (minus || b == 0x2b) && (i += 1)
    d = 0x0000000000000000
    digits = 0
    e = 0
    point = false
    some = false
    while i <= n
        b = byte_at(t, i)
        if 0x30 <= b && b <= 0x39
            d = d * 0x000000000000000a + zext_int(UInt64, b - 0x30)
            digits += ifelse(d == 0x0000000000000000, 0, 1)
            some = true
            point && (e -= 1)
        elseif b == 0x2e && !point
            point = true
        else
            break
        end
        i += 1
    end
    (some && digits <= 19) || return NaN
    if i <= n
        (b == 0x65 || b == 0x45) || return NaN
        i += 1
        i <= n || return NaN
        b = byte_at(t, i)
        down = b == 0x2d
        (down || b == 0x2b) && (i += 1)
        (i <= n && n - i < 4) || return NaN
        k = 0
        while i <= n
            b = byte_at(t, i)
            (0x30 <= b && b <= 0x39) || return NaN
            k = 10k + zext_int(Int64, b - 0x30)
            i += 1
        end
        e += down ? -k : k
    end
    x = d == 0x0000000000000000 ? 0.0 : decimal_float(d, e)
    return minus ? -x : x
end
# d·10^e, rounded once; NaN unless -27 <= e <= 27. Small numbers, powers of ten up to 10^22 and products with powers of five up
# to 5^27 are exact. A quotient that is not is divided in floats, then compared exactly with the two midpoints beside it.
function decimal_float(d::UInt64, e::Int64)
    if d <= 0x0020000000000000 && -22 <= e && e <= 22
        p = 1.0
        for _ in 1:abs(e)
            p *= 10.0
        end
        x = sitofp(Float64, bitcast(Int64, d))
        return e < 0 ? div_float(x, p) : mul_float(x, p)
    end
    (-27 <= e && e <= 27) || return NaN
    f = 0x0000000000000001
    for _ in 1:abs(e)
        f *= 0x0000000000000005
    end
    e >= 0 && return Float64(UInt128(d) * UInt128(f)) * bitcast(Float64, (e + 1023) << 52)
    x = div_float(uitofp(Float64, d), uitofp(Float64, f)) * bitcast(Float64, (e + 1023) << 52)
    while true
        bits = bitcast(Int64, x)
        m = (bits & 0x000fffffffffffff) | 0x0010000000000000
        # x = m·2^k; the midpoints are (2m ± 1)·2^(k-1), to be compared with d / (f·2^-e)
        shift = e - ((bits >> 52) - 1076)
        m == 0x0010000000000000 && return NaN
        left = UInt128(d)
        right = UInt128(m + m) * UInt128(f)
        half = UInt128(f)
        if shift >= 0
            left <<= shift
        else
            right <<= -shift
            half <<= -shift
        end
        if left > right + half || (left == right + half && isodd(m))
            x = bitcast(Float64, bits + 1)
        elseif left < right - half || (left == right - half && isodd(m))
            x = bitcast(Float64, bits - 1)
        else
            return x
        end
    end
end
function tryparse(::Type{Float64}, s::AbstractString)
    quick = parse_decimal(byte_string(s))
    isnan(quick) || return quick
    t = byte_string(strip(s))
    sign = 1.0
    i = 1
    n = ncodeunits(t)
    n == 0 && return nothing
    if byte_at(t, 1) == 0x2d || byte_at(t, 1) == 0x2b
        byte_at(t, 1) == 0x2d && (sign = -1.0)
        i = 2
    end
    i > n && return nothing
    b = byte_at(t, i)
    if b == 0x69 || b == 0x49 || b == 0x6e || b == 0x4e
        word = lowercase(piece(t, i, n))
        (word == "inf" || word == "infinity") && return sign * Inf
        return word == "nan" ? copysign(NaN, sign) : nothing
    end
    if b == 0x30 && i + 1 < n && (byte_at(t, i + 1) == 0x78 || byte_at(t, i + 1) == 0x58)
        x = parse_hex_float(t, i + 2)
        return x === nothing ? nothing : sign * x
    end
    is_decimal_float(t, i) || return nothing
    ok, x = float_parse(piece(t, i, n))
    # Too large or too small for a Float64 is no number, as in Julia.
    (ok && x < Inf && (x != 0.0 || !has_digit_above_zero(t, i))) || return nothing
    return sign * x
end
function has_digit_above_zero(t::ByteString, i::Int64)
    while i <= ncodeunits(t)
        b = byte_at(t, i)
        (b == 0x65 || b == 0x45) && return false
        0x31 <= b && b <= 0x39 && return true
        i += 1
    end
    return false
end
# Digits, at most one point among or beside them, and perhaps an exponent with e or E.
function is_decimal_float(t::ByteString, i::Int64)
    n = ncodeunits(t)
    digits = 0
    point = false
    while i <= n
        b = byte_at(t, i)
        if 0x30 <= b && b <= 0x39
            digits += 1
        elseif b == 0x2e && !point
            point = true
        else
            break
        end
        i += 1
    end
    digits == 0 && return false
    i > n && return true
    b = byte_at(t, i)
    (b == 0x65 || b == 0x45) || return false
    i += 1
    i <= n && (byte_at(t, i) == 0x2b || byte_at(t, i) == 0x2d) && (i += 1)
    i <= n || return false
    while i <= n
        b = byte_at(t, i)
        (0x30 <= b && b <= 0x39) || return false
        i += 1
    end
    return true
end
# Hexadecimal digits with perhaps a point and a binary exponent after p.
function parse_hex_float(t::ByteString, i::Int64)
    n = ncodeunits(t)
    x = 0.0
    shift = 0
    digits = 0
    point = false
    while i <= n
        b = byte_at(t, i)
        if is_hex_byte(b)
            x = 16.0 * x + Float64(hex_value(b))
            point && (shift -= 4)
            digits += 1
        elseif b == 0x2e && !point
            point = true
        else
            break
        end
        i += 1
    end
    digits == 0 && return nothing
    i > n && return ldexp(x, shift)
    (byte_at(t, i) == 0x70 || byte_at(t, i) == 0x50) || return nothing
    e = tryparse(Int64, piece(t, i + 1, n))
    return e === nothing ? nothing : ldexp(x, shift + e)
end
function tryparse(::Type{Float32}, s::AbstractString)
    x = tryparse(Float64, s)
    return x === nothing ? nothing : Float32(x)
end
function tryparse(::Type{Float16}, s::AbstractString)
    x = tryparse(Float64, s)
    return x === nothing ? nothing : Float16(x)
end
function parse(::Type{T}, s::AbstractString) where {T<:AbstractFloat}
    x = tryparse(T, s)
    x === nothing && throw(ArgumentError(string("cannot parse ", repr(s), " as ", T)))
    return x
end
parse(::Type{AbstractFloat}, s::AbstractString) = parse(Float64, s)

function tryparse(::Type{Complex{T}}, s::AbstractString) where {T<:Real}
    t = String(strip(s))
    n = string_length(t)
    n == 0 && return nothing
    unit = endswith(t, "im") ? 2 : endswith(t, "i") || endswith(t, "j") ? 1 : 0
    if unit == 0
        x = tryparse(T, t)
        return x === nothing ? nothing : Complex{T}(x)
    end
    t = endswith(t, "*im") ? chop(t; tail=3) : chop(t; tail=unit)
    k = findlast(c -> c == '+' || c == '-', t)
    while k !== nothing && k > 1 && (t[prevind(t, k)] == 'e' || t[prevind(t, k)] == 'E')
        k = findprev(c -> c == '+' || c == '-', t, k - 1)
    end
    if k === nothing || k == 1
        x = tryparse(T, t)
        return x === nothing ? nothing : Complex{T}(zero(T), x)
    end
    re = tryparse(T, SubString(t, 1, k - 1))
    im = tryparse(T, replace(String(SubString(t, k)), ' ' => ""))
    return re === nothing || im === nothing ? nothing : Complex{T}(re, im)
end
function parse(::Type{T}, s::AbstractString) where {T<:Complex}
    x = tryparse(T, s)
    x === nothing && throw(ArgumentError(string("cannot parse ", repr(s), " as ", T)))
    return x
end
tryparse(::Type{Complex}, s::AbstractString) = tryparse(Complex{Float64}, s)
parse(::Type{Char}, s::AbstractString) =
    length(s) == 1 ? s[1] : throw(ArgumentError(string("cannot parse ", repr(s), " as Char")))
