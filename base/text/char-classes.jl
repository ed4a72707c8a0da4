# Classes of characters (Unicode general categories) and their case mapping. ASCII and Latin-1 are decided here; for the
# rest the host is asked, because every JavaScript engine carries the tables.

export isletter, isdigit, isnumeric, isxdigit, isspace, ispunct, iscntrl, isprint, isascii, isuppercase, islowercase,
       uppercase, lowercase, titlecase, uppercasefirst, lowercasefirst

# General category of 0x80:0xff, as numbers (see HOST_CHAR_CATEGORY): written out for 0xa0:0xbf; letters follow.
function latin1_category(u::UInt32)
    u < 0x000000a0 && return 26
    if u < 0x000000c0
        (u == 0x000000a0) && return 23
        (u == 0x000000a1 || u == 0x000000a7 || u == 0x000000b6 || u == 0x000000b7 || u == 0x000000bf) && return 18
        (u >= 0x000000a2 && u <= 0x000000a5) && return 20
        (u == 0x000000a6 || u == 0x000000a9 || u == 0x000000ae || u == 0x000000b0) && return 22
        (u == 0x000000a8 || u == 0x000000af || u == 0x000000b4 || u == 0x000000b8) && return 21
        (u == 0x000000aa || u == 0x000000ba) && return 5
        (u == 0x000000ab) && return 16
        (u == 0x000000bb) && return 17
        (u == 0x000000ac || u == 0x000000b1) && return 19
        (u == 0x000000ad) && return 27
        (u == 0x000000b5) && return 2
        return 11
    end
    (u == 0x000000d7 || u == 0x000000f7) && return 19
    return u < 0x000000df ? 1 : 2
end

function ascii_category(u::UInt32)
    (u < 0x00000020 || u == 0x0000007f) && return 26
    (0x00000061 <= u && u <= 0x0000007a) && return 2
    (0x00000041 <= u && u <= 0x0000005a) && return 1
    (0x00000030 <= u && u <= 0x00000039) && return 9
    u == 0x00000020 && return 23
    u == 0x00000024 && return 20
    (u == 0x0000002b || (0x0000003c <= u && u <= 0x0000003e) || u == 0x0000007c || u == 0x0000007e) && return 19
    (u == 0x0000005e || u == 0x00000060) && return 21
    u == 0x0000005f && return 12
    u == 0x0000002d && return 13
    (u == 0x00000028 || u == 0x0000005b || u == 0x0000007b) && return 14
    (u == 0x00000029 || u == 0x0000005d || u == 0x0000007d) && return 15
    return 18
end

# 30 and 31 stand for malformed characters and code points beyond Unicode.
function category_code(c::AbstractChar)
    c = Char(c)
    (ismalformed(c) || isoverlong(c)) && return 30
    return category_code(decode_bits(char_bits(c)))
end
function category_code(u::UInt32)
    u < 0x00000080 && return ascii_category(u)
    u < 0x00000100 && return latin1_category(u)
    u > 0x0010ffff && return 31
    return host_char_category(u)
end

"Whether `c` is an ASCII digit."
isdigit(c::AbstractChar) = '0' <= c && c <= '9'
"Whether `c` is a hexadecimal digit 0-9, a-f, A-F."
isxdigit(c::AbstractChar) = ('0' <= c && c <= '9') || ('a' <= c && c <= 'f') || ('A' <= c && c <= 'F')
"Whether `c`, or all of a string or byte vector, is ASCII."
isascii(c::Char) = char_bits(c) < 0x80000000
isascii(c::AbstractChar) = codepoint(c) < 0x80
"Whether `c` is white space (space, tab, newlines, form feed, Unicode separators)."
function isspace(c::AbstractChar)
    c == ' ' && return true
    '\t' <= c && c <= '\r' && return true
    isascii(c) && return false
    return c == '\u85' || category_code(c) == 23
end
"Whether `c` is a letter of any script."
isletter(c::AbstractChar) = (k = category_code(c); 1 <= k && k <= 5)
"Whether `c` is an upper-case letter (title case included)."
isuppercase(c::AbstractChar) =
    (k = category_code(c); k == 1 || k == 3 || ((k == 10 || k == 22) && case_code(c, 0) != codepoint(c)))
"Whether `c` is a lower-case letter."
islowercase(c::AbstractChar) = (k = category_code(c); k == 2 || k == 4 && case_code(c, 1) != codepoint(c))
"Whether `c` is numeric: a digit, or a letter-like or other number."
isnumeric(c::AbstractChar) = (k = category_code(c); 9 <= k && k <= 11)
"Whether `c` is punctuation."
ispunct(c::AbstractChar) = (k = category_code(c); 12 <= k && k <= 18)
"Whether `c` is a control character."
iscntrl(c::AbstractChar) = c <= '\x1f' || '\x7f' <= c && c <= '\u9f'
"Whether `c` can be printed, space included."
isprint(c::AbstractChar) = (k = category_code(c); 1 <= k && k <= 23)
isassigned(c::AbstractChar) = (k = category_code(c); 0 < k && k < 30)

# The code point of `c` in another case; malformed characters stay what they are.
function case_code(c::AbstractChar, which::Int64)
    c = Char(c)
    return case_of(decode_bits(char_bits(c)), which)
end
function case_of(u::UInt32, which::Int64)
    if u < 0x00000080
        which == 0 && return (0x00000041 <= u && u <= 0x0000005a) ? u + 0x00000020 : u
        return (0x00000061 <= u && u <= 0x0000007a) ? u - 0x00000020 : u
    end
    if u < 0x00000100
        u == 0x000000d7 && return u
        u == 0x000000f7 && return u
        u == 0x000000df && return which == 0 ? u : 0x00001e9e
        which == 0 && return (0x000000c0 <= u && u <= 0x000000de) ? u + 0x00000020 : u
        (0x000000e0 <= u && u <= 0x000000fe) && return u - 0x00000020
        (u == 0x000000b5 || u == 0x000000ff) || return u
    end
    (0x000003b1 <= u && u <= 0x000003c9 && u != 0x000003c2) && return which == 0 ? u : u - 0x00000020
    (0x00000430 <= u && u <= 0x0000044f) && return which == 0 ? u : u - 0x00000020
    which == 2 && (t = digraph_title(u); t != 0x00000000) && return t
    return UInt32(host_char_case(u, which))
end
# The Croatian digraphs have a title case of their own, between their upper and lower case; 0 for all others.
function digraph_title(u::UInt32)
    0x000001c4 <= u && u <= 0x000001cc && return u - rem(u - 0x000001c4, 0x00000003) + 0x00000001
    0x000001f1 <= u && u <= 0x000001f3 && return 0x000001f2
    return 0x00000000
end
function change_case(c::Char, which::Int64)
    (ismalformed(c) || isoverlong(c)) && return c
    return char_of(case_of(decode_bits(char_bits(c)), which))
end

"""
    uppercase(x), lowercase(x)

The character or string in upper or lower case, character by character.
"""
uppercase(c::Char) = change_case(c, 1)
lowercase(c::Char) = change_case(c, 0)
"The title-case form of a character; for strings see below."
titlecase(c::Char) = change_case(c, 2)
uppercase(c::T) where {T<:AbstractChar} = T(uppercase(Char(c)))
lowercase(c::T) where {T<:AbstractChar} = T(lowercase(Char(c)))
titlecase(c::T) where {T<:AbstractChar} = T(titlecase(Char(c)))
isuppercase(s::AbstractString) = all(isuppercase, s)
islowercase(s::AbstractString) = all(islowercase, s)

uppercase(s::AbstractString) = map_chars(uppercase, s)
lowercase(s::AbstractString) = map_chars(lowercase, s)
uppercase(s::String) = ascii_case(s, 0x61, uppercase)
lowercase(s::String) = ascii_case(s, 0x41, lowercase)
# ASCII byte by byte: the 26 letters from `first` on change their case
function ascii_case(s::String, first::UInt8, f)
    n = string_length(s)
    v = arraynew(Vector{UInt8}, n)
    i = 1
    while i <= n
        b = @inbounds string_byte(s, i)
        b < 0x80 || return map_chars(f, s)
        @inbounds arrayset(v, xor_int(b, ifelse(b - first < 0x1a, 0x20, 0x00)), i)
        i += 1
    end
    return string_new(v, 1, n)
end

"`f` of each character, as a String."
function map_chars(f, s::AbstractString)
    io = new_buffer(ncodeunits(s))
    for c in s
        print(io, f(c)::AbstractChar)
    end
    return take_string!(io)
end

"""
    titlecase(s; wordsep = !isletter, strict = true)

Each word's first character in title case; with `strict`, the others in lower case. `wordsep(c)` tells what parts words.
"""
function titlecase(s::AbstractString; wordsep=c -> !isletter(c) && !(category_code(c) in (6, 7, 8)), strict::Bool=true)
    io = new_buffer(ncodeunits(s))
    start = true
    for c in s
        if wordsep(c)
            start = true
            print(io, c)
        else
            print(io, start ? titlecase(c) : strict ? lowercase(c) : c)
            start = false
        end
    end
    return take_string!(io)
end

"The string with its first character in title case."
function uppercasefirst(s::AbstractString)
    isempty(s) && return ""
    c = s[1]
    d = titlecase(c)
    c == d && return string(s)
    return string(d, SubString(s, nextind(s, 1)))
end
"The string with its first character in lower case."
function lowercasefirst(s::AbstractString)
    isempty(s) && return ""
    c = s[1]
    d = lowercase(c)
    c == d && return string(s)
    return string(d, SubString(s, nextind(s, 1)))
end
