# Printf: C's formats. The macros take the format apart when they are expanded, so that each value is printed by a
# direct call;
# `Printf.format` does the same with a format made at run time.
#
# Conversions: d i u x X o c s p e E f F g G a A %. Flags: - + space 0 #. Width and precision: digits or *.
module Printf

export @printf, @sprintf

"""
    InvalidFormatStringError(message, …)

Thrown for a format that is none.
"""
struct InvalidFormatStringError <: Exception
    message::String
end
Base.showerror(io::IO, e::InvalidFormatStringError) = print(io, "InvalidFormatStringError: ", e.message)

# One conversion. `width` and `precision` are -1 if not given, -2 for *. Flags are bits.
struct Spec
    conversion::UInt8
    flags::Int64
    width::Int64
    precision::Int64
end
const LEFT = 1
const PLUS = 2
const SPACE = 4
const ZERO = 8
const HASH = 16
has(flags::Int64, bit::Int64) = (flags & bit) != 0
arguments(s::Spec) = 1 + (s.width == -2) + (s.precision == -2)

"The pieces of a format: strings and conversions."
struct Format
    str::String
    pieces::Vector{Any}
end
Format(s::AbstractString) = Format(String(s), parse_format(String(s)))
macro format_str(s)
    text = unescape_string(s)
    return :(Format($text))
end

bad(s::String, why::String) = throw(InvalidFormatStringError(string(why, ": ", repr(s))))
function parse_format(s::String)
    pieces = Any[]
    literal = IOBuffer()
    n = ncodeunits(s)
    i = 1
    while i <= n
        b = codeunit(s, i)
        i += 1
        if b != UInt8('%')
            write(literal, b)
            continue
        end
        i > n && bad(s, "unterminated format specifier")
        if codeunit(s, i) == UInt8('%')
            write(literal, b)
            i += 1
            continue
        end
        text = String(take!(literal))
        isempty(text) || push!(pieces, text)
        spec, i = parse_spec(s, i)
        push!(pieces, spec)
    end
    text = String(take!(literal))
    isempty(text) || push!(pieces, text)
    return pieces
end
function flag_bit(b::UInt8)
    b == UInt8('-') && return LEFT
    b == UInt8('+') && return PLUS
    b == UInt8(' ') && return SPACE
    b == UInt8('0') && return ZERO
    return b == UInt8('#') ? HASH : 0
end
function parse_spec(s::String, i::Int64)
    n = ncodeunits(s)
    flags = 0
    while i <= n && flag_bit(codeunit(s, i)) != 0
        flags |= flag_bit(codeunit(s, i))
        i += 1
    end
    width, i = parse_number(s, i, -1)
    precision = -1
    if i <= n && codeunit(s, i) == UInt8('.')
        precision, i = parse_number(s, i + 1, 0)
    end
    while i <= n && codeunit(s, i) in (UInt8('h'), UInt8('l'), UInt8('L'), UInt8('q'), UInt8('j'), UInt8('z'),
        UInt8('t'))
        i += 1
    end
    i <= n || bad(s, "unterminated format specifier")
    c = codeunit(s, i)
    Char(c) in "diuxXocspeEfFgGaA" || bad(s, "'$(Char(c))' is not a valid type specifier")
    return (Spec(c, flags, width, precision), i + 1)
end
function parse_number(s::String, i::Int64, default::Int64)
    n = ncodeunits(s)
    i <= n && codeunit(s, i) == UInt8('*') && return (-2, i + 1)
    start = i
    x = 0
    while i <= n && UInt8('0') <= codeunit(s, i) <= UInt8('9')
        x = 10x + Int64(codeunit(s, i) - UInt8('0'))
        i += 1
    end
    return (i == start ? default : x, i)
end

# Values

"Writes `text` after `sign`, padded to the width."
function pad_number(io::IO, sign::String, text::String, flags::Int64, width::Int64, zeros_allowed::Bool)
    missing_columns = width - length(sign) - length(text)
    if missing_columns <= 0
        print(io, sign, text)
    elseif has(flags, LEFT)
        print(io, sign, text, ' '^missing_columns)
    elseif has(flags, ZERO) && zeros_allowed
        print(io, sign, '0'^missing_columns, text)
    else
        print(io, ' '^missing_columns, sign, text)
    end
    return nothing
end
sign_text(negative::Bool, flags::Int64) = negative ? "-" : has(flags, PLUS) ? "+" : has(flags, SPACE) ? " " : ""

"""
    put(io, conversion, flags, width, precision, x)

Prints one value as a conversion says.
"""
function put(io::IO, c::UInt8, flags::Int64, width::Int64, precision::Int64, x)
    if width < -2 || width == -1
        width = width == -1 ? 0 : width
    end
    if width < 0 # a negative * width: left-aligned
        width = -width
        flags |= LEFT
    end
    if c == UInt8('s')
        put_string(io, flags, width, precision, has(flags, HASH) ? repr(x) : string(x))
    elseif c == UInt8('c')
        put_string(io, flags, width, -1, string(x isa AbstractChar ? x : x isa AbstractString ? first(x) : Char(x)))
    elseif c == UInt8('p')
        put_string(io, flags, width, -1, string("0x", string(UInt64(x), base=16, pad=16)))
    elseif c in (UInt8('d'), UInt8('i'), UInt8('u'), UInt8('x'), UInt8('X'), UInt8('o'))
        put_integer(io, c, flags, width, precision, x)
    else
        put_float(io, c, flags, width, precision, x)
    end
    return nothing
end
function put_string(io::IO, flags::Int64, width::Int64, precision::Int64, s::String)
    precision >= 0 && (s = first(s, precision))
    fill = ' '^max(width - textwidth(s), 0)
    has(flags, LEFT) ? print(io, s, fill) : print(io, fill, s)
    return nothing
end
put_integer(io::IO, c::UInt8, flags::Int64, width::Int64, precision::Int64, x::AbstractFloat) =
    put_float(io, UInt8('f'), flags, width, precision < 0 ? 0 : precision, x)
put_integer(io::IO, c::UInt8, flags::Int64, width::Int64, precision::Int64, x::AbstractChar) =
    put_integer(io, c, flags, width, precision, Int64(x))
put_integer(io::IO, c::UInt8, flags::Int64, width::Int64, precision::Int64, x) =
    put_integer(io, c, flags, width, precision, Integer(x))
function put_integer(io::IO, c::UInt8, flags::Int64, width::Int64, precision::Int64, x::Integer)
    negative = x < 0
    base = c == UInt8('o') ? 8 : c == UInt8('x') || c == UInt8('X') ? 16 : 10
    digits = string(x isa Bool ? Int64(x) : x, base=base)
    negative && (digits = digits[2:end])
    c == UInt8('X') && (digits = uppercase(digits))
    precision > length(digits) && (digits = string('0'^(precision - length(digits)), digits))
    sign = sign_text(negative, flags)
    has(flags, HASH) && base == 16 && (sign = string(sign, c == UInt8('x') ? "0x" : "0X"))
    has(flags, HASH) && base == 8 && (sign = string(sign, "0"))
    pad_number(io, sign, digits, flags, width, precision < 0)
    return nothing
end
put_float(io::IO, c::UInt8, flags::Int64, width::Int64, precision::Int64, x) =
    put_float(io, c, flags, width, precision, Float64(x))
function put_float(io::IO, c::UInt8, flags::Int64, width::Int64, precision::Int64, x::Float64)
    sign = sign_text(signbit(x) && !isnan(x), flags)
    if !isfinite(x)
        pad_number(io, sign, isnan(x) ? "NaN" : "Inf", flags, width, false)
        return nothing
    end
    y = abs(x)
    lower = c | 0x20
    text = lower == UInt8('f') ? fixed(y, precision < 0 ? 6 : precision, flags) :
        lower == UInt8('e') ? exponential(y, precision < 0 ? 6 : precision, flags) :
        lower == UInt8('g') ? general(y, precision < 0 ? 6 : max(precision, 1), flags) : hexadecimal(y, precision)
    if lower == UInt8('a')
        sign = string(sign, "0x")
    end
    c == lower || (text = uppercase(text); sign = uppercase(sign))
    pad_number(io, sign, text, flags, width, true)
    return nothing
end
fixed(y::Float64, n::Int64, flags::Int64) =
    (s = Base.float_fixed(y, n); n == 0 && has(flags, HASH) ? string(s, ".") : s)
exponential(y::Float64, n::Int64, flags::Int64) = Base.float_exponential(y, n)
function general(y::Float64, p::Int64, flags::Int64)
    s = Base.float_exponential(y, p - 1)
    k = findfirst('e', s)
    e = parse(Int64, s[k+1] == '+' ? s[k+2:end] : s[k+1:end])
    if -4 <= e && e < p
        t = Base.float_fixed(y, p - 1 - e)
        return has(flags, HASH) ? t : trim_zeros(t)
    end
    mantissa = s[1:k-1]
    return string(has(flags, HASH) ? mantissa : trim_zeros(String(mantissa)), s[k:end])
end
function trim_zeros(s::String)
    '.' in s || return s
    return String(rstrip(rstrip(s, '0'), '.'))
end
function hexadecimal(y::Float64, precision::Int64)
    y == 0.0 && return precision > 0 ? string("0.", '0'^precision, "p+0") : "0p+0"
    bits = reinterpret(UInt64, y)
    e = Int64((bits >> 52) & 0x7ff) - 1023
    m = bits & 0x000fffffffffffff
    lead = 1
    if e == -1023
        e = -1022
        lead = 0
    end
    if 0 <= precision && precision < 13
        drop = 52 - 4 * precision
        half = UInt64(1) << (drop - 1)
        rest = m & ((UInt64(1) << drop) - 1)
        m = m >> drop
        (rest > half || rest == half && isodd(m)) && (m += 1)
        if m >> (4 * precision) != 0
            lead += 1
            m = UInt64(0)
        end
        digits = precision == 0 ? "" : string(m, base=16, pad=precision)
    else
        digits = string(m, base=16, pad=13)
        digits = precision < 0 ? String(rstrip(digits, '0')) : rpad(digits, precision, '0')
    end
    return string(lead, isempty(digits) ? "" : string(".", digits), "p", e < 0 ? "-" : "+", abs(e))
end

"""
    Printf.format([io,] f::Printf.Format, args...)

Prints the arguments as the format says; without `io`, gives a string.
"""
function format(io::IO, f::Format, args...)
    need = 0
    for p in f.pieces
        p isa Spec && (need += arguments(p))
    end
    need == length(args) || throw(ArgumentError(string("mismatch between # of format specifiers and provided args: ",
        need, " != ", length(args))))
    b = IOBuffer()
    k = 1
    for p in f.pieces
        if p isa Spec
            w = p.width
            if w == -2
                w = star_width(args[k])
                k += 1
            end
            q = p.precision
            if q == -2
                q = Int64(args[k])
                k += 1
            end
            put(b, p.conversion, p.flags, w, q, args[k])
            k += 1
        else
            print(b, p::String)
        end
    end
    write(io, take!(b))
    return nothing
end
format(f::Format, args...) = sprint(format, f, args...)
# Negative widths keep clear of -1 and -2, which mean something else.
star_width(w) = (n = Int64(w); n == -1 ? -3 + 2 : n)

# What both macros expand to: a buffer, one statement for each piece, and the buffer at the end.
function expand_format(fmt, args, finish)
    fmt isa String || throw(ArgumentError("First argument to `@printf` after `io` must be a format string"))
    pieces = parse_format(fmt)
    need = 0
    for p in pieces
        p isa Spec && (need += arguments(p))
    end
    splatted = any(a -> a isa Expr && a.head === :..., args)
    if splatted
        return finish(nothing, Expr(:call, :format, :buffer, Expr(:call, :Format, fmt), [esc(a) for a in args]...))
    end
    need == length(args) || throw(ArgumentError(string("mismatch between # of format specifiers and provided args: ",
        need, " != ", length(args))))
    body = Expr(:block)
    names = [gensym("arg") for _ in args]
    for i in 1:length(args)
        push!(body.args, Expr(:(=), names[i], esc(args[i])))
    end
    k = 1
    for p in pieces
        if p isa Spec
            w = p.width
            if w == -2
                w = Expr(:call, :star_width, names[k])
                k += 1
            end
            q = p.precision
            if q == -2
                q = Expr(:call, :Int64, names[k])
                k += 1
            end
            push!(body.args, Expr(:call, :put, :buffer, p.conversion, p.flags, w, q, names[k]))
            k += 1
        else
            push!(body.args, Expr(:call, :print, :buffer, p))
        end
    end
    return finish(body, nothing)
end

"""
    @printf([io,] "format", args...)

Prints the arguments as the format says.
"""
macro printf(args...)
    isempty(args) && throw(ArgumentError("@printf: first or second argument must be a format string"))
    io = :stdout
    if !(args[1] isa String)
        length(args) > 1 && args[2] isa String ||
            throw(ArgumentError("First argument to `@printf` after `io` must be a format string"))
        io = esc(args[1])
        args = Base.tail(args)
    end
    return expand_format(args[1], Base.tail(args), (body, call) -> quote
        let buffer = IOBuffer(), io = $io
            $(body === nothing ? call : body)
            write(io, take!(buffer))
            nothing
        end
    end)
end
"""
    @sprintf("format", args...) -> String

The text that `@printf` prints.
"""
macro sprintf(fmt, args...)
    return expand_format(fmt, args, (body, call) -> quote
        let buffer = IOBuffer()
            $(body === nothing ? call : body)
            String(take!(buffer))
        end
    end)
end

end
