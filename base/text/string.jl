# Strings: immutable UTF-8 bytes, indexed by byte. Everything here also works on malformed bytes: a character is a lead
# byte with as many of its continuation bytes as are there, and any byte that starts none is a character by itself.
# The generic methods for AbstractString rest on ncodeunits, codeunit, isvalid(s, i) and iterate, as in Julia.

export ncodeunits, codeunit, codeunits, isvalid, thisind, nextind, prevind, eachindex, ascii, isascii, SubString,
       StringIndexError, cmp, sizeof

"""
    StringIndexError(str, index)

Thrown when `index` is inside `str` but does not begin a character.
"""
struct StringIndexError <: Exception
    string::AbstractString
    index::Int64
end
@noinline throw_string_index(s::AbstractString, i::Integer) = throw(StringIndexError(s, Int64(i)))
@noinline throw_bounds(s::AbstractString, i) = throw(BoundsError(s, i))

"""
    SubString(s, i, j = lastindex(s))
    SubString(s, r::UnitRange)

A view of the characters of `s` from index `i` to index `j`; no bytes are copied.
"""
struct SubString{T<:AbstractString} <: AbstractString
    string::T
    offset::Int64
    ncodeunits::Int64
    # `checked` is only there to tell this constructor, which takes an offset and a count, from the others.
    global unchecked_substring(s::S, offset::Int64, n::Int64) where {S<:AbstractString} = new{S}(s, offset, n)
end

# A string whose bytes can be reached: the String that holds them, and where they begin in it.
const ByteString = Union{String,SubString{String}}
# What `strip`, `startswith` … take as a choice of characters.
const CharChoice = Union{AbstractChar,Tuple{Vararg{AbstractChar}},AbstractVector{<:AbstractChar},AbstractSet{<:AbstractChar}}
@inline bytes_home(s::String) = s
@inline bytes_home(s::SubString{String}) = s.string
@inline bytes_before(s::String) = 0
@inline bytes_before(s::SubString{String}) = s.offset

"""
    ncodeunits(s) -> Int

Bytes of a string.
"""
@inline ncodeunits(s::String) = string_length(s)
@inline ncodeunits(s::SubString) = s.ncodeunits
@inline sizeof(s::String) = string_length(s)
sizeof(s::AbstractString) = ncodeunits(s) * sizeof(codeunit(s))

"""
    codeunit(s) -> type of the code units
    codeunit(s, i) -> code unit number `i`
"""
codeunit(s::String) = UInt8
codeunit(s::SubString) = codeunit(s.string)
@inline codeunit(s::String, i::Integer) = string_byte(s, Int64(i))
@inline function codeunit(s::SubString{String}, i::Integer)
    @boundscheck (1 <= i && i <= s.ncodeunits) || throw_bounds(s, i)
    return @inbounds string_byte(s.string, s.offset + Int64(i))
end
codeunit(s::SubString, i::Integer) = codeunit(s.string, s.offset + i)

# The byte at i, which is known to be inside.
@inline byte_at(s::String, i::Int64) = @inbounds string_byte(s, i)
@inline byte_at(s::SubString{String}, i::Int64) = @inbounds string_byte(s.string, s.offset + i)
@inline is_continuation(b::UInt8) = (b & 0xc0) == 0x80

# Bytes that the lead byte b announces.
@inline function lead_length(b::UInt8)
    b < 0xc0 && return 1
    b < 0xe0 && return 2
    b < 0xf0 && return 3
    return b < 0xf8 ? 4 : 1
end

# Index after the character that begins at i.
@inline function after_char(s::ByteString, i::Int64)
    b = byte_at(s, i)
    b < 0xc0 && return i + 1
    return after_wide_char(s, i, lead_length(b))
end
function after_wide_char(s::ByteString, i::Int64, most::Int64)
    n = ncodeunits(s)
    stop = i + most
    i += 1
    while i < stop && i <= n && is_continuation(byte_at(s, i))
        i += 1
    end
    return i
end

# Index of the first byte of the character that the byte at i belongs to.
@inline function char_start(s::ByteString, i::Int64)
    is_continuation(byte_at(s, i)) || return i
    return search_start(s, i)
end
function search_start(s::ByteString, i::Int64)
    j = i
    while j > 1 && i - j < 3
        j -= 1
        b = byte_at(s, j)
        is_continuation(b) && continue
        return lead_length(b) > i - j ? j : i
    end
    return i
end

@inline function iterate(s::ByteString, i::Int64=1)
    (1 <= i && i <= ncodeunits(s)) || return iterate_outside(s, i)
    b = byte_at(s, i)
    b < 0xc0 && return (byte_char(b), i + 1)
    return wide_char_at(s, i, b)
end
iterate_outside(s::String, i::Int64) = nothing
iterate_outside(s::SubString{String}, i::Int64) = i == ncodeunits(s) + 1 ? nothing : throw_bounds(s, i)
function wide_char_at(s::ByteString, i::Int64, b::UInt8)
    u = zext_int(UInt32, b) << 24
    n = ncodeunits(s)
    stop = i + lead_length(b)
    shift = 16
    i += 1
    while i < stop && i <= n
        b = byte_at(s, i)
        is_continuation(b) || break
        u |= zext_int(UInt32, b) << shift
        shift -= 8
        i += 1
    end
    return (bitcast(Char, u), i)
end

# The character that begins at i, known to be inside.
@inline function char_at(s::ByteString, i::Int64)
    b = byte_at(s, i)
    b < 0xc0 && return byte_char(b)
    return wide_char_at(s, i, b)[1]
end

@inline function getindex(s::ByteString, i::Int64)
    (1 <= i && i <= ncodeunits(s)) || throw_bounds(s, i)
    b = byte_at(s, i)
    b < 0x80 && return byte_char(b)
    return wide_getindex(s, i)
end
function wide_getindex(s::ByteString, i::Int64)
    char_start(s, i) == i || throw_string_index(s, i)
    return char_at(s, i)
end
getindex(s::AbstractString, i::Integer) = getindex(s, Int64(i))
function getindex(s::AbstractString, i::Int64)
    (1 <= i && i <= ncodeunits(s)) || throw_bounds(s, i)
    isvalid(s, i) || throw_string_index(s, i)
    return iterate(s, i)[1]
end
getindex(s::AbstractString, ::Colon) = s
getindex(s::AbstractString, r::UnitRange{<:Integer}) = SubString(s, r)
getindex(s::AbstractString, v::AbstractVector{<:Integer}) = sprint_chars(s, v)
getindex(s::AbstractString, v::AbstractVector{Bool}) =
    throw(ArgumentError("logical indexing not supported for strings"))
function sprint_chars(s::AbstractString, v)
    io = new_buffer(32)
    for i in v
        print(io, s[i])
    end
    return take_string!(io)
end
function getindex(s::ByteString, r::UnitRange{<:Integer})
    isempty(r) && return ""
    i = Int64(first(r))
    j = Int64(last(r))
    1 <= i && j <= ncodeunits(s) || throw_bounds(s, r)
    char_start(s, i) == i || throw_string_index(s, i)
    char_start(s, j) == j || throw_string_index(s, j)
    return string_sub(bytes_home(s), bytes_before(s) + i, after_char(s, j) - i)
end

# Copies of whole characters as plain strings.
piece(s::ByteString, i::Int64, j::Int64) = string_sub(bytes_home(s), bytes_before(s) + i, j - i + 1)

SubString(s::AbstractString, i::Integer) = SubString(s, Int64(i), lastindex(s))
SubString(s::AbstractString) = SubString(s, 1, lastindex(s))
SubString(s::AbstractString, r::AbstractUnitRange{<:Integer}) = SubString(s, Int64(first(r)), Int64(last(r)))
SubString(s::AbstractString, i::Integer, j::Integer) = SubString(s, Int64(i), Int64(j))
function SubString(s::AbstractString, i::Int64, j::Int64)
    i <= j || return unchecked_substring(s, 0, 0)
    (1 <= i && j <= ncodeunits(s)) || throw_bounds(s, i:j)
    isvalid(s, i) || throw_string_index(s, i)
    isvalid(s, j) || throw_string_index(s, j)
    return unchecked_substring(s, i - 1, nextind(s, j) - i)
end
function SubString(s::SubString, i::Int64, j::Int64)
    i <= j || return unchecked_substring(s.string, s.offset, 0)
    (1 <= i && j <= ncodeunits(s)) || throw_bounds(s, i:j)
    isvalid(s, i) || throw_string_index(s, i)
    isvalid(s, j) || throw_string_index(s, j)
    return unchecked_substring(s.string, s.offset + i - 1, nextind(s, j) - i)
end
SubString{T}(s::T) where {T<:AbstractString} = unchecked_substring(s, 0, ncodeunits(s))
SubString{T}(s::SubString{T}) where {T<:AbstractString} = s
convert(::Type{SubString{S}}, s::AbstractString) where {S<:AbstractString} = SubString(convert(S, s))
convert(::Type{SubString}, s::AbstractString) = SubString(s)
convert(::Type{SubString}, s::SubString) = s
convert(::Type{SubString{S}}, s::SubString{S}) where {S<:AbstractString} = s
@inline sub(s::ByteString, i::Int64, n::Int64) = unchecked_substring(bytes_home(s), bytes_before(s) + i - 1, n)

function iterate(s::SubString, i::Int64=1)
    i == ncodeunits(s) + 1 && return nothing
    (1 <= i && i <= ncodeunits(s)) || throw_bounds(s, i)
    y = iterate(s.string, s.offset + i)
    y === nothing && return nothing
    return (y[1], y[2] - s.offset)
end
isvalid(s::SubString, i::Integer) = 1 <= i && i <= ncodeunits(s) && isvalid(s.string, s.offset + i)

"""
    view(s::AbstractString, r::UnitRange)

The same as `SubString(s, r)`.
"""
view(s::AbstractString, r::AbstractUnitRange{<:Integer}) = SubString(s, r)
rest(s::ByteString, i::Int64) = SubString(s, i)
maybeview(s::AbstractString, r::AbstractUnitRange{<:Integer}) = view(s, r)
maybeview(s::AbstractString, i) = getindex(s, i)
dotview(s::AbstractString, i...) = getindex(s, i...)
parent(s::SubString) = s.string

convert(::Type{String}, s::AbstractString) = String(s)
convert(::Type{String}, s::String) = s
convert(::Type{AbstractString}, s::AbstractString) = s
convert(::Type{T}, s::T) where {T<:AbstractString} = s
convert(::Type{T}, s::AbstractString) where {T<:AbstractString} = T(s)::T
"The bytes of a string in a new vector."
function string_bytes(s::String)
    n = string_length(s)
    v = arraynew(Vector{UInt8}, n)
    string_copyto(v, 1, s, 1, n)
    return v
end

promote_rule(::Type{String}, ::Type{<:AbstractString}) = String
promote_rule(::Type{SubString{T}}, ::Type{SubString{S}}) where {T<:AbstractString,S<:AbstractString} =
    SubString{promote_type(T, S)}

# Indices
@inline firstindex(s::AbstractString) = 1
lastindex(s::AbstractString) = thisind(s, ncodeunits(s))
endof_bytes(s::ByteString) = (n = ncodeunits(s); n == 0 ? 0 : char_start(s, n))
@inline lastindex(s::ByteString) = endof_bytes(s)
length(s::AbstractString) = count_chars(s, 1, ncodeunits(s))
eltype(::Type{<:AbstractString}) = Char
isempty(s::AbstractString) = ncodeunits(s) == 0
checkbounds(::Type{Bool}, s::AbstractString, i::Integer) = 1 <= i && i <= ncodeunits(s)
checkbounds(::Type{Bool}, s::AbstractString, r::AbstractUnitRange{<:Integer}) =
    isempty(r) || (1 <= first(r) && last(r) <= ncodeunits(s))
checkbounds(::Type{Bool}, s::AbstractString, I::AbstractArray{<:Integer}) = all(i -> checkbounds(Bool, s, i), I)
checkbounds(s::AbstractString, i) = checkbounds(Bool, s, i) ? nothing : throw_bounds(s, i)
ndims(s::AbstractString) = 1
get(s::AbstractString, i::Integer, default) = checkbounds(Bool, s, i) ? s[i] : default
typemin(::Type{String}) = ""
typemin(::String) = ""

function count_chars(s::AbstractString, i::Int64, j::Int64)
    n = 0
    while i <= j
        isvalid(s, i) && (n += 1)
        i += 1
    end
    return n
end
function count_chars(s::ByteString, i::Int64, j::Int64)
    n = 0
    while i <= j
        i = after_char(s, i)
        n += 1
    end
    return n
end

"""
    length(s) -> Int
    length(s, i, j) -> Int

Number of characters of `s`, or of those whose indices are from `i` to `j`.
"""
function length(s::AbstractString, i::Integer, j::Integer)
    1 <= i && i <= ncodeunits(s) + 1 || throw_bounds(s, i)
    0 <= j && j <= ncodeunits(s) || throw_bounds(s, j)
    j < i && return 0
    n = 0
    k = Int64(i)
    while k <= j
        isvalid(s, k) && (n += 1)
        k += 1
    end
    return n
end

"""
    isvalid(s, i) -> Bool
    isvalid(s) -> Bool

Whether index `i` begins a character of `s`; whether all of `s` is valid UTF-8.
"""
isvalid(s::ByteString, i::Integer) = 1 <= i && i <= ncodeunits(s) && char_start(s, Int64(i)) == i
function isvalid(s::AbstractString)
    for c in s
        isvalid(c) || return false
    end
    return true
end
isvalid(::Type{String}, s::AbstractString) = isvalid(s)
isvalid(::Type{String}, v::Vector{UInt8}) = isvalid(string_new(v, 1, arraylen(v)))

"""
    thisind(s, i)

Index of the first byte of the character that byte `i` belongs to; 0 and one past the end stay. BoundsError outside.
"""
function thisind(s::AbstractString, i::Integer)
    i = Int64(i)
    n = ncodeunits(s)
    (i == 0 || i == n + 1) && return i
    (1 <= i && i <= n) || throw_bounds(s, i)
    return this_inside(s, i)
end
this_inside(s::ByteString, i::Int64) = char_start(s, i)
function this_inside(s::AbstractString, i::Int64)
    while i > 1 && !isvalid(s, i)
        i -= 1
    end
    return i
end

"""
    nextind(s, i, n = 1)

Index of the `n`-th character that begins after byte `i`.
"""
@inline nextind(s::AbstractString, i::Integer) = next_index(s, Int64(i))
function next_index(s::ByteString, i::Int64)
    i == 0 && return 1
    (1 <= i && i <= ncodeunits(s)) || throw_bounds(s, i)
    return after_char(s, char_start(s, i))
end
function next_index(s::AbstractString, i::Int64)
    n = ncodeunits(s)
    (0 <= i && i <= n) || throw_bounds(s, i)
    i += 1
    while i <= n && !isvalid(s, i)
        i += 1
    end
    return i
end
function nextind(s::AbstractString, i::Integer, n::Integer)
    n < 0 && throw(ArgumentError(string("n cannot be negative: ", n)))
    i = Int64(i)
    stop = ncodeunits(s)
    (0 <= i && i <= stop) || throw_bounds(s, i)
    n == 0 && return thisind(s, i) == i ? i : throw_string_index(s, i)
    while n > 0 && i <= stop
        i = next_index(s, i)
        n -= 1
    end
    return i + n
end

"""
    prevind(s, i, n = 1)

Index of the `n`-th character that begins before byte `i`.
"""
prevind(s::AbstractString, i::Integer) = prev_index(s, Int64(i))
function prev_index(s::AbstractString, i::Int64)
    n = ncodeunits(s)
    i == 0 && throw_bounds(s, 0)
    (1 <= i && i <= n + 1) || throw_bounds(s, i)
    i == 1 && return 0
    return this_inside(s, i - 1)
end
function prevind(s::AbstractString, i::Integer, n::Integer)
    n < 0 && throw(ArgumentError(string("n cannot be negative: ", n)))
    i = Int64(i)
    (1 <= i && i <= ncodeunits(s) + 1) || throw_bounds(s, i)
    n == 0 && return thisind(s, i) == i ? i : throw_string_index(s, i)
    while n > 0 && i > 0
        i = i == 1 ? 0 : this_inside(s, i - 1)
        n -= 1
    end
    return i - n
end

"The indices of the characters of a string, made by `eachindex(s)` and `keys(s)`."
struct EachStringIndex{T<:AbstractString}
    s::T
end
eachindex(s::AbstractString) = EachStringIndex(s)
keys(s::AbstractString) = EachStringIndex(s)
length(e::EachStringIndex) = length(e.s)
first(e::EachStringIndex) = 1
last(e::EachStringIndex) = lastindex(e.s)
eltype(::Type{<:EachStringIndex}) = Int64
IteratorSize(::Type{<:EachStringIndex}) = HasLength()
iterate(e::EachStringIndex, i::Int64=1) = i > ncodeunits(e.s) ? nothing : (i, nextind(e.s, i))

struct StringPairs{T<:AbstractString}
    s::T
end
pairs(s::AbstractString) = StringPairs(s)
length(p::StringPairs) = length(p.s)
eltype(::Type{<:StringPairs}) = Pair{Int64,Char}
IteratorSize(::Type{<:StringPairs}) = HasLength()
function iterate(p::StringPairs, i::Int64=1)
    y = iterate(p.s, i)
    y === nothing && return nothing
    return (i => y[1], y[2])
end

"The code units of a string as a read-only vector."
struct CodeUnits{T,S<:AbstractString} <: DenseArray{T,1}
    s::S
end
codeunits(s::S) where {S<:AbstractString} = CodeUnits{codeunit(s),S}(s)
length(v::CodeUnits) = ncodeunits(v.s)
size(v::CodeUnits) = (ncodeunits(v.s),)
sizeof(v::CodeUnits{T}) where {T} = ncodeunits(v.s) * sizeof(T)
@inline getindex(v::CodeUnits, i::Int64) = codeunit(v.s, i)
IndexStyle(::Type{<:CodeUnits}) = IndexLinear()
@inline iterate(v::CodeUnits, i::Int64=1) = (1 <= i && i <= ncodeunits(v.s)) ? ((@inbounds codeunit(v.s, i)), i + 1) :
    nothing

# Comparison and hashing: by bytes, which is also the order of code points.
@inline ==(a::String, b::String) = string_length(a) == string_length(b) && string_compare(a, b) == 0
==(a::SubString{String}, b::SubString{String}) = equal_bytes(a, b)
==(a::String, b::SubString{String}) = equal_bytes(a, b)
==(a::SubString{String}, b::String) = equal_bytes(a, b)
==(a::AbstractString, b::AbstractString) = cmp(a, b) == 0
isequal(a::AbstractString, b::AbstractString) = a == b
isless(a::AbstractString, b::AbstractString) = cmp(a, b) < 0
<(a::AbstractString, b::AbstractString) = cmp(a, b) < 0
<=(a::AbstractString, b::AbstractString) = cmp(a, b) <= 0

function equal_bytes(a::ByteString, b::ByteString)
    n = ncodeunits(a)
    n == ncodeunits(b) || return false
    i = 1
    while i <= n
        byte_at(a, i) == byte_at(b, i) || return false
        i += 1
    end
    return true
end

"""
    cmp(a, b) -> -1, 0 or 1

Compares strings character by character.
"""
cmp(a::String, b::String) = string_compare(a, b)
cmp(a::ByteString, b::ByteString) = compare_bytes(a, b)
function compare_bytes(a::ByteString, b::ByteString)
    m = ncodeunits(a)
    n = ncodeunits(b)
    i = 1
    while i <= m && i <= n
        x = byte_at(a, i)
        y = byte_at(b, i)
        x == y || return x < y ? -1 : 1
        i += 1
    end
    return m == n ? 0 : m < n ? -1 : 1
end
cmp(a::AbstractString, b::AbstractString) = string_compare(String(a), String(b))
cmp(a::Symbol, b::Symbol) = string_compare(symbol_to_string(a), symbol_to_string(b))
isless(a::Symbol, b::Symbol) = cmp(a, b) < 0
<(a::Symbol, b::Symbol) = cmp(a, b) < 0

hash(s::AbstractString, h::UInt64) = hash(String(s), h)

isascii(s::AbstractString) = all(isascii, s)
function isascii(s::ByteString)
    n = ncodeunits(s)
    i = 1
    while i <= n
        byte_at(s, i) < 0x80 || return false
        i += 1
    end
    return true
end
"The string as a String, or ArgumentError naming its first byte that is not ASCII."
function ascii(s::AbstractString)
    t = String(s)
    for i in 1:ncodeunits(t)
        b = byte_at(t, i)
        b < 0x80 || throw(ArgumentError(string("invalid ASCII at index ", i, " in ", repr(t))))
    end
    return t
end

convert(::Type{Symbol}, s::Symbol) = s
length(s::Symbol) = length(symbol_to_string(s))
sizeof(s::Symbol) = string_length(symbol_to_string(s))
broadcastable(s::Union{AbstractString,Symbol}) = Ref(s)
