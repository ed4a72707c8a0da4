# Escapes: how strings and characters are quoted by `show`, and escape_string, unescape_string and the string macros.

export escape_string, unescape_string, @raw_str, @b_str, @text_str

# Number of the named escapes \a \b \t \n \v \f \r: their letters by byte 0x07:0x0d.
const named_escapes = "abtnvfr"

"""
    escape_string([io,] s, esc = (); keep = (), ascii = false)

`s` with control characters, backslashes, unprintable and malformed parts as escapes; characters in `esc` (without `io`, if
not given, double quotes) get a backslash, those in `keep` stay as they are.
"""
escape_string(s::AbstractString, esc=('"',); keep=(), ascii::Bool=false) =
    sprint((io) -> escape_string(io, s, esc; keep=keep, ascii=ascii))
escape_string(io::IO, s::AbstractString, esc=(); keep=(), ascii::Bool=false) =
    write_escaped(io, byte_string(s), esc, keep, ascii)

function write_escaped(io::IO, s::ByteString, esc, keep, ascii::Bool)
    n = ncodeunits(s)
    i = 1
    plain = 1 # from here on nothing is written yet
    while i <= n
        b = byte_at(s, i)
        if 0x20 <= b && b < 0x7f && b != 0x5c && !(byte_char(b) in esc)
            i += 1
            continue
        end
        c = char_at(s, i)
        j = after_char(s, i)
        next = j <= n ? byte_at(s, j) : 0x00
        if c in keep || (!(b < 0x80) && !ascii && isvalid(c) && isprint(c) && !(c in esc))
            i = j
            continue
        end
        i > plain && write_part(io, bytes_home(s), bytes_before(s) + plain, i - plain)
        c in esc ? (print(io, '\\'); print(io, c)) : write_escape(io, c, next)
        i = j
        plain = i
    end
    n >= plain && write_part(io, bytes_home(s), bytes_before(s) + plain, n - plain + 1)
    return nothing
end

# The escape of one character; `next` is the byte after it, which a shorter escape might swallow.
function write_escape(io::IO, c::Char, next::UInt8)
    u = char_bits(c)
    if u < 0x80000000
        b = (u >> 24) % UInt8
        b == 0x00 && return print(io, 0x30 <= next && next <= 0x37 ? "\\x00" : "\\0")
        b == 0x1b && return print(io, "\\e")
        b == 0x5c && return print(io, "\\\\")
        if 0x07 <= b && b <= 0x0d
            print(io, '\\')
            write(io, string_byte(named_escapes, Int64(b) - 6))
            return nothing
        end
        (0x20 <= b && b < 0x7f) && return print(io, c)
        print(io, "\\x")
        return write_hex(io, zext_int(UInt64, b), 2)
    end
    if ismalformed(c) || isoverlong(c)
        while true
            print(io, "\\x")
            write_hex(io, zext_int(UInt64, u >> 24), 2)
            u = u << 8
            u == 0x00000000 && return nothing
        end
    end
    x = decode_bits(u)
    full = is_hex_byte(next)
    if x > 0x0000ffff
        print(io, "\\U")
        return write_hex(io, zext_int(UInt64, x), full ? 8 : 1)
    end
    print(io, "\\u")
    return write_hex(io, zext_int(UInt64, x), full ? 4 : 1)
end
is_hex_byte(b::UInt8) = (0x30 <= b && b <= 0x39) || (0x41 <= b && b <= 0x46) || (0x61 <= b && b <= 0x66)
function write_hex(io::IO, x::UInt64, pad::Int64)
    n = 1
    while n < 16 && (x >> (4 * n)) != 0x0000000000000000
        n += 1
    end
    n = n < pad ? pad : n
    while n > 0
        n -= 1
        write(io, hex_digit(((x >> (4 * n)) & 0x000000000000000f) % UInt8))
    end
    return nothing
end

"""
    unescape_string(s)

`s` with its escapes replaced by what they stand for; ArgumentError on an invalid one.
"""
unescape_string(s::AbstractString, keep=()) = sprint(unescape_string, s, keep)
function unescape_string(io::IO, str::AbstractString, keep=())
    s = byte_string(str)
    n = ncodeunits(s)
    i = 1
    while i <= n
        c = char_at(s, i)
        i = after_char(s, i)
        if c != '\\'
            print(io, c)
            continue
        end
        i <= n || throw(ArgumentError(string("invalid escape sequence ", "\\")))
        c = char_at(s, i)
        i = after_char(s, i)
        if c in keep
            print(io, '\\')
            print(io, c)
        elseif c == 'x' || c == 'u' || c == 'U'
            most = c == 'x' ? 2 : c == 'u' ? 4 : 8
            k = 0
            x = 0x00000000
            while k < most && i <= n && is_hex_byte(byte_at(s, i))
                x = (x << 4) | zext_int(UInt32, hex_value(byte_at(s, i)))
                i += 1
                k += 1
            end
            k == 0 && throw(ArgumentError(string(c == 'x' ? "invalid hex escape sequence" :
                "invalid unicode escape sequence", " used in ", repr(str))))
            x > 0x0010ffff && throw(ArgumentError("invalid unicode (\\U) escape sequence"))
            c == 'x' ? write(io, x % UInt8) : print(io, char_of(x))
        elseif '0' <= c && c <= '7'
            k = 1
            x = UInt32(c) - 0x00000030
            while k < 3 && i <= n && 0x30 <= byte_at(s, i) && byte_at(s, i) <= 0x37
                x = (x << 3) | zext_int(UInt32, byte_at(s, i) - 0x30)
                i += 1
                k += 1
            end
            x > 0x000000ff && throw(ArgumentError(string("octal escape sequence out of range")))
            write(io, x % UInt8)
        else
            print(io, plain_escape(c))
        end
    end
    return nothing
end
function plain_escape(c::Char)
    c == 'n' && return '\n'
    c == 't' && return '\t'
    c == 'r' && return '\r'
    c == 'e' && return '\e'
    c == 'a' && return '\a'
    c == 'b' && return '\b'
    c == 'v' && return '\v'
    c == 'f' && return '\f'
    (c == '\\' || c == '"' || c == '\'' || c == '$' || c == '`') && return c
    throw(ArgumentError(string("invalid escape sequence \\", c)))
end

show(io::IO, s::AbstractString) = show_string(io, byte_string(s))
function show_string(io::IO, s::ByteString)
    b = begin_text(io)
    write(b, 0x22)
    write_escaped(b, s, ('"', '$'), (), false)
    write(b, 0x22)
    end_text(io, b)
    return nothing
end

# A long string in the REPL: both ends, and how much is between.
function show(io::IO, ::MIME"text/plain", str::AbstractString)
    is_limited(io) || return show(io, str)
    most = max(20, displaysize(io)[2])
    type_info(io) === Any && (most *= 7)
    s = byte_string(str)
    n = ncodeunits(s)
    n <= most - 2 && return show(io, str)
    total = length(s)
    total <= most - 2 && return show(io, str)
    room = max(most - length(string(n)) - 13, 2)
    head = piece(s, 1, nextind(s, 0, (room + 1) >> 1 + 1) - 1)
    tail = last(s, room >> 1)
    show(io, head)
    print(io, " ⋯ ", n - ncodeunits(head) - ncodeunits(tail), " bytes ⋯ ")
    show(io, tail)
    return nothing
end

function show(io::IO, c::AbstractChar)
    c = Char(c)
    b = begin_text(io)
    write(b, 0x27)
    if c == '\''
        print(b, "\\'")
    elseif c == '"' || c == '$'
        print(b, c)
    elseif isvalid(c) && c != '\\' && isprint(c)
        print(b, c)
    else
        write_escape(b, c, 0x00)
    end
    write(b, 0x27)
    end_text(io, b)
    return nothing
end

const category_names = ("Cn: Other, not assigned", "Lu: Letter, uppercase", "Ll: Letter, lowercase",
    "Lt: Letter, titlecase",
    "Lm: Letter, modifier", "Lo: Letter, other", "Mn: Mark, nonspacing", "Mc: Mark, spacing combining", "Me: Mark, enclosing",
    "Nd: Number, decimal digit", "Nl: Number, letter", "No: Number, other", "Pc: Punctuation, connector", "Pd: Punctuation, dash",
    "Ps: Punctuation, open", "Pe: Punctuation, close", "Pi: Punctuation, initial quote", "Pf: Punctuation, final quote",
    "Po: Punctuation, other", "Sm: Symbol, math", "Sc: Symbol, currency", "Sk: Symbol, modifier", "So: Symbol, other",
    "Zs: Separator, space", "Zl: Separator, line", "Zp: Separator, paragraph", "Cc: Other, control", "Cf: Other, format",
    "Cs: Other, surrogate", "Co: Other, private use", "Ma: Malformed, bad data", "In: Invalid, too high")

function show(io::IO, ::MIME"text/plain", c::AbstractChar)
    show(io, c)
    get(io, :compact, false) === true && return nothing
    d = Char(c)
    if ismalformed(d)
        print(io, ": Malformed UTF-8 (category ")
    else
        print(io, isoverlong(d) ? ": [overlong] " : ": ", isascii(d) ? "ASCII/" : "", "Unicode U+")
        print(io, string(isoverlong(d) ? decode_bits(char_bits(d)) : codepoint(d), base=16, pad=4) |> uppercase)
        print(io, " (category ")
    end
    print(io, category_names[category_code(d)+1], ")")
    return nothing
end

"""
    raw"…"

The text between the quotes as it stands.
"""
macro raw_str(s)
    return s
end
"""
    b"…"

The bytes of the text, with escapes.
"""
macro b_str(s)
    return :(codeunits($(unescape_string(s))))
end
macro text_str(s)
    return s
end
