# Characters. A Char is its UTF-8 bytes, left-aligned in 32 bits, so that malformed bytes of a string survive a round
# trip. Here: code points, validity, comparison, arithmetic, number of bytes and terminal columns.

export codepoint, isvalid, ncodeunits, textwidth

"""
    Base.InvalidCharError(char)

Thrown when the code point of a malformed character is asked for.
"""
struct InvalidCharError{T<:AbstractChar} <: Exception
    char::T
end

"""
    Base.CodePointError(code)

Thrown when a number is too large for a character.
"""
struct CodePointError{T<:Integer} <: Exception
    code::T
end

@noinline throw_invalid_char(c::AbstractChar) = throw(InvalidCharError(c))
@noinline throw_code_point(u::UInt32) = throw(CodePointError(u))

@inline char_bits(c::Char) = bitcast(UInt32, c)

"""
    ismalformed(c::Char)

Whether the bytes of `c` are not the encoding of any number (a lone continuation byte, a cut-off sequence …).
"""
@inline function ismalformed(c::Char)
    u = char_bits(c)
    u < 0x80000000 && return (u & 0x00ffffff) != 0x00000000
    return malformed_bits(u)
end

function malformed_bits(u::UInt32)
    lead = u >> 24
    lead < 0xc0 && return true
    lead > 0xf7 && return true
    lead < 0xe0 && return (u & 0x00c0ffff) != 0x00800000
    lead < 0xf0 && return (u & 0x00c0c0ff) != 0x00808000
    return (u & 0x00c0c0c0) != 0x00808080
end

"""
    isoverlong(c::Char)

Whether `c` is encoded in more bytes than its number needs.
"""
function isoverlong(c::Char)
    u = char_bits(c)
    return (u >> 25) == 0x60 || (u >> 21) == 0x0704 || (u >> 20) == 0x0f08
end

"""
    codepoint(c::AbstractChar) -> UInt32

The Unicode code point of `c`. Throws `Base.InvalidCharError` if `c` is malformed or overlong.
"""
@inline function codepoint(c::Char)
    u = char_bits(c)
    u < 0x80000000 && (u & 0x00ffffff) == 0x00000000 && return u >> 24
    return wide_codepoint(c, u)
end

function wide_codepoint(c::Char, u::UInt32)
    (ismalformed(c) || isoverlong(c)) && throw_invalid_char(c)
    return decode_bits(u)
end

# The number that well-formed bytes stand for.
function decode_bits(u::UInt32)
    u < 0x80000000 && return u >> 24
    lead = u >> 24
    lead < 0xe0 && return ((u >> 18) & 0x000007c0) | ((u >> 16) & 0x0000003f)
    lead < 0xf0 && return ((u >> 12) & 0x0000f000) | ((u >> 10) & 0x00000fc0) | ((u >> 8) & 0x0000003f)
    return ((u >> 6) & 0x001c0000) | ((u >> 4) & 0x0003f000) | ((u >> 2) & 0x00000fc0) | (u & 0x0000003f)
end

"The character with code point `u`; surrogates are encoded as if they were characters."
@inline function char_of(u::UInt32)
    u < 0x00000080 && return bitcast(Char, u << 24)
    return wide_char_of(u)
end

function wide_char_of(u::UInt32)
    u < 0x00000800 && return bitcast(Char, 0xc0800000 | ((u & 0x000007c0) << 18) | ((u & 0x0000003f) << 16))
    if u < 0x00010000
        return bitcast(Char, 0xe0808000 | ((u & 0x0000f000) << 12) | ((u & 0x00000fc0) << 10) | ((u & 0x0000003f) << 8))
    end
    u < 0x00200000 || throw_code_point(u)
    return bitcast(Char, 0xf0808080 | ((u & 0x001c0000) << 6) | ((u & 0x0003f000) << 4) | ((u & 0x00000fc0) << 2) | (u & 0x0000003f))
end

"The character that is the single byte `b` of a string (malformed if `b` ≥ 0x80)."
@inline byte_char(b::UInt8) = bitcast(Char, zext_int(UInt32, b) << 24)

convert(::Type{Char}, x::Number) = Char(x)
convert(::Type{Char}, c::Char) = c
convert(::Type{AbstractChar}, x::Number) = Char(x)
convert(::Type{T}, c::Char) where {T<:Number} = T(c)
rem(c::Char, ::Type{T}) where {T<:Number} = rem(codepoint(c), T)
rem(x::Number, ::Type{Char}) = Char(rem(x, UInt32))
promote_rule(::Type{Char}, ::Type{AbstractChar}) = AbstractChar

typemin(::Type{Char}) = bitcast(Char, 0x00000000)
typemax(::Type{Char}) = bitcast(Char, 0xffffffff)
typemin(c::Char) = typemin(Char)
typemax(c::Char) = typemax(Char)

"""
    isvalid(c::Char) -> Bool
    isvalid(Char, x::Integer) -> Bool

Whether `c`, or the number `x`, is a Unicode character (no surrogate, at most 0x10ffff).
"""
function isvalid(c::Char)
    (ismalformed(c) || isoverlong(c)) && return false
    return valid_code(decode_bits(char_bits(c)))
end
valid_code(u::UInt32) = u < 0x0000d800 || (0x0000dfff < u && u < 0x00110000)
isvalid(::Type{Char}, x::Integer) = 0 <= x && x < 0x110000 && valid_code(UInt32(x))
isvalid(::Type{Char}, c::Char) = isvalid(c)

"""
    ncodeunits(c::Char) -> Int

The number of bytes of `c` in a string, 1 to 4.
"""
@inline function ncodeunits(c::Char)
    u = char_bits(c)
    (u & 0x00ffffff) == 0x00000000 && return 1
    (u & 0x0000ffff) == 0x00000000 && return 2
    (u & 0x000000ff) == 0x00000000 && return 3
    return 4
end

@inline ==(a::Char, b::Char) = eq_int(char_bits(a), char_bits(b))
@inline isless(a::Char, b::Char) = ult_int(char_bits(a), char_bits(b))
@inline <(a::Char, b::Char) = ult_int(char_bits(a), char_bits(b))
@inline <=(a::Char, b::Char) = ule_int(char_bits(a), char_bits(b))
@inline isequal(a::Char, b::Char) = eq_int(char_bits(a), char_bits(b))
==(a::AbstractChar, b::AbstractChar) = Char(a) == Char(b)
isless(a::AbstractChar, b::AbstractChar) = isless(Char(a), Char(b))

-(a::AbstractChar, b::AbstractChar) = Int64(a) - Int64(b)
@inline +(c::Char, n::Integer) = char_of(add_code(c, Int64(n)))
@inline -(c::Char, n::Integer) = char_of(add_code(c, -Int64(n)))
+(n::Integer, c::Char) = c + n
add_code(c::Char, n::Int64) = UInt32(zext_int(Int64, codepoint(c)) + n)

# A character is a collection of itself, as a number is.
length(c::AbstractChar) = 1
size(c::AbstractChar) = ()
ndims(c::AbstractChar) = 0
ndims(::Type{<:AbstractChar}) = 0
firstindex(c::AbstractChar) = 1
lastindex(c::AbstractChar) = 1
first(c::AbstractChar) = c
last(c::AbstractChar) = c
eltype(::Type{T}) where {T<:AbstractChar} = T
iterate(c::AbstractChar, done=false) = done ? nothing : (c, true)
isempty(c::AbstractChar) = false
in(x::AbstractChar, y::AbstractChar) = x == y
getindex(c::AbstractChar) = c
getindex(c::AbstractChar, i::Integer) = i == 1 ? c : throw(BoundsError(c, (i,)))
broadcastable(c::AbstractChar) = Ref(c)

"""
    textwidth(c) -> Int
    textwidth(s::AbstractString) -> Int

Columns that a character or string takes in a terminal.
"""
function textwidth(c::AbstractChar)
    u = char_bits(Char(c))
    if u < 0x80000000
        b = u >> 24
        return (0x20 <= b && b < 0x7f) ? 1 : 0
    end
    c = Char(c)
    (ismalformed(c) || isoverlong(c)) && return 1
    return host_char_width(decode_bits(u))
end
function textwidth(s::AbstractString)
    n = 0
    for c in s
        n += textwidth(c)
    end
    return n
end
