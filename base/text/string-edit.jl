# Making strings from strings: concatenation, repetition, padding, trimming, splitting, joining, replacing.

export repeat, reverse, lpad, rpad, strip, lstrip, rstrip, chomp, chop, chopprefix, chopsuffix, split, rsplit, eachsplit,
       join, replace, first, last, bytes2hex, hex2bytes, hex2bytes!, filter, reverseind

"""
    a * b

Concatenation of strings and characters.
"""
*(a::String, b::String) = string_cat(a, b)
*(a::Union{AbstractString,AbstractChar}, b::Union{AbstractString,AbstractChar}...) = string(a, b...)

"""
    s ^ n, repeat(s, n)

The string or character `n` times over; ArgumentError if `n` < 0.
"""
^(s::Union{AbstractString,AbstractChar}, n::Integer) = repeat(s, n)
literal_pow(::typeof(^), s::AbstractString, ::Val{n}) where {n} = repeat(s, n)
repeat(c::AbstractChar, n::Integer) = repeat(string(c), n)
repeat(s::AbstractString, n::Integer) = n > typemax(Int64) ? throw(OutOfMemoryError()) : repeat_bytes(String(s), Int64(n))
function repeat_bytes(s::String, n::Int64)
    n < 0 && throw(ArgumentError(string("can't repeat a string ", n, " times")))
    n == 1 && return s
    k = string_length(s)
    (n == 0 || k == 0) && return ""
    n > div(typemax(Int64), k) && throw(OutOfMemoryError())
    v = arraynew(Vector{UInt8}, k * n)
    at = 1
    while n > 0
        string_copyto(v, at, s, 1, k)
        at += k
        n -= 1
    end
    return string_new(v, 1, at - 1)
end

one(::Union{T,Type{T}}) where {T<:AbstractString} = convert(T, "")
oneunit(x::Union{T,Type{T}}) where {T<:AbstractString} = one(x)

"The characters in reverse order."
function reverse(s::AbstractString)
    t = String(s)
    n = string_length(t)
    v = arraynew(Vector{UInt8}, n)
    i = 1
    while i <= n
        b = @inbounds string_byte(t, i)
        j = b < 0x80 ? i + 1 : after_char(t, i)
        b < 0x80 ? @inbounds(arrayset(v, b, n - i + 1)) : string_copyto(v, n - j + 2, t, i, j - i)
        i = j
    end
    return string_new(v, 1, n)
end
"Index in `v` of the character that has index `i` in `reverse(v)`."
reverseind(s::AbstractString, i::Integer) = thisind(s, ncodeunits(s) - i + 1)

"""
    lpad(x, n, p = ' '), rpad(x, n, p = ' ')

`string(x)` padded with `p` on the left or right to `n` columns.
"""
lpad(x, n::Integer, p::Union{AbstractChar,AbstractString}=' ') = lpad_text(string(x), Int64(n), string(p))
rpad(x, n::Integer, p::Union{AbstractChar,AbstractString}=' ') = rpad_text(string(x), Int64(n), string(p))
lpad_text(s::String, n::Int64, p::String) = string(padding(n - textwidth(s), p), s)
rpad_text(s::String, n::Int64, p::String) = string(s, padding(n - textwidth(s), p))
function padding(n::Int64, p::String)
    n <= 0 && return ""
    k = textwidth(p)
    k == 0 && throw(ArgumentError(string(repr(p), " has zero textwidth")))
    q = div(n, k)
    r = rem(n, k)
    return r == 0 ? repeat(p, q) : string(repeat(p, q), first(p, r))
end

# Trimming. `chars` is a predicate, a character, or a collection of characters.
char_test(f) = f
char_test(c::AbstractChar) = d -> d == c
char_test(cs::Union{Tuple,AbstractVector,AbstractSet}) = d -> d in cs

"""
    strip(s), strip(pred, s), strip(s, chars)

Without the leading and trailing characters that are white space, satisfy `pred`, or are in `chars`. `lstrip` and
`rstrip`
trim one side. The result is a SubString.
"""
strip(s::AbstractString) = lstrip(isspace, rstrip(isspace, s))
strip(f, s::AbstractString) = lstrip(f, rstrip(f, s))
strip(s::AbstractString, cs::CharChoice) = strip(char_test(cs), s)
lstrip(s::AbstractString) = lstrip(isspace, s)
lstrip(s::AbstractString, cs::CharChoice) = lstrip(char_test(cs), s)
rstrip(s::AbstractString) = rstrip(isspace, s)
rstrip(s::AbstractString, cs::CharChoice) = rstrip(char_test(cs), s)
lstrip(f, s::AbstractString) = lstrip(f, String(s))
rstrip(f, s::AbstractString) = rstrip(f, String(s))
function lstrip(f, s::ByteString)
    i = 1
    n = ncodeunits(s)
    while i <= n && f(char_at(s, i))
        i = after_char(s, i)
    end
    return sub(s, i, n - i + 1)
end
function rstrip(f, s::ByteString)
    n = ncodeunits(s)
    while n > 0
        i = char_start(s, n)
        f(char_at(s, i)) || break
        n = i - 1
    end
    return sub(s, 1, n)
end

"Without one trailing newline."
function chomp(s::AbstractString)
    s = byte_string(s)
    n = ncodeunits(s)
    (n == 0 || byte_at(s, n) != 0x0a) && return sub(s, 1, n)
    return sub(s, 1, n > 1 && byte_at(s, n - 1) == 0x0d ? n - 2 : n - 1)
end
byte_string(s::ByteString) = s
byte_string(s::AbstractString) = String(s)

"Without the first `head` and the last `tail` characters."
function chop(s::AbstractString; head::Integer=0, tail::Integer=1)
    head < 0 && throw(ArgumentError(string("n cannot be negative: ", head)))
    tail < 0 && throw(ArgumentError(string("n cannot be negative: ", tail)))
    s = byte_string(s)
    i = 1
    n = ncodeunits(s)
    while head > 0 && i <= n
        i = after_char(s, i)
        head -= 1
    end
    while tail > 0 && n >= i
        n = char_start(s, n) - 1
        tail -= 1
    end
    return sub(s, i, max(n - i + 1, 0))
end
"Without the prefix, if it is there."
chopprefix(s::AbstractString, p::AbstractString) =
    (t = byte_string(s); k = startswith(t, p) ? ncodeunits(p) : 0; sub(t, k + 1, ncodeunits(t) - k))
"Without the suffix, if it is there."
chopsuffix(s::AbstractString, p::AbstractString) =
    (t = byte_string(s); k = endswith(t, p) ? ncodeunits(p) : 0; sub(t, 1, ncodeunits(t) - k))

"""
    first(s, n), last(s, n)

The first or last `n` characters (fewer if there are not so many); ArgumentError if `n` < 0.
"""
first(s::AbstractString) = s[1]
last(s::AbstractString) = s[lastindex(s)]
function first(s::AbstractString, n::Integer)
    n < 0 && throw(ArgumentError("Number of elements must be nonnegative"))
    t = byte_string(s)
    i = 1
    while n > 0 && i <= ncodeunits(t)
        i = after_char(t, i)
        n -= 1
    end
    return piece(t, 1, i - 1)
end
function last(s::AbstractString, n::Integer)
    n < 0 && throw(ArgumentError("Number of elements must be nonnegative"))
    t = byte_string(s)
    i = ncodeunits(t) + 1
    while n > 0 && i > 1
        i = char_start(t, i - 1)
        n -= 1
    end
    return piece(t, i, ncodeunits(t))
end
function only(s::AbstractString)
    isempty(s) && throw(ArgumentError("Collection is empty, must contain exactly 1 element"))
    nextind(s, 1) > ncodeunits(s) ||
        throw(ArgumentError("Collection has multiple elements, must contain exactly 1 element"))
    return s[1]
end

# Splitting: `next_match(s, d, i)` is the range (first, past) of the next separator at or after i; first is 0 if none.
next_match(s::ByteString, d::AbstractString, i::Int64) = next_text(s, d, i)
function next_text(s::ByteString, d::AbstractString, i::Int64)
    t = byte_string(d)
    k = find_bytes(s, t, i)
    return k == 0 ? (0, 0) : (k, k + ncodeunits(t))
end
next_match(s::ByteString, c::AbstractChar, i::Int64) = next_match_by(x -> x == c, s, i)
next_match(s::ByteString, f, i::Int64) = next_match_by(char_test(f), s, i)
function next_match_by(f, s::ByteString, i::Int64)
    n = ncodeunits(s)
    while i <= n
        j = after_char(s, i)
        f(char_at(s, i)) && return (i, j)
        i = j
    end
    return (0, 0)
end

"An iterator over the pieces of a string between separators, made by `eachsplit`."
struct SplitIterator{S<:ByteString,F}
    s::S
    splitter::F
    limit::Int64
    keepempty::Bool
end
eltype(::Type{<:SplitIterator}) = SubString{String}
IteratorSize(::Type{<:SplitIterator}) = SizeUnknown()

# State: where the next piece begins, where to search from, and the number of pieces given.
function iterate(it::SplitIterator, state::Tuple{Int64,Int64,Int64}=(1, 1, 0))
    s = it.s
    n = ncodeunits(s)
    start, from, given = state
    while start <= n + 1
        a, past = (it.limit > 0 && given >= it.limit - 1) || from > n ? (0, 0) : next_match(s, it.splitter, from)
        if a == 0 || a > n
            start == n + 1 && !it.keepempty && return nothing
            return (sub(s, start, n - start + 1), (n + 2, n + 2, given + 1))
        end
        # An empty separator stands before a character that then belongs to the next piece, but not where a piece begins.
        from = past > a ? past : after_char(s, a)
        if start < past
            piece = sub(s, start, a - start)
            start < a || it.keepempty || (start = past; continue)
            return (piece, (past, from, given + 1))
        end
    end
    return nothing
end

"""
    eachsplit(s, separator = isspace; limit = 0, keepempty = true)

Iterates over the pieces of `s` between separators: a string, a character, a predicate or a collection of characters.
`limit` > 0 is the most pieces; without `keepempty`, empty pieces are left out. Without separator: words.
"""
eachsplit(s::AbstractString, d; limit::Integer=0, keepempty::Bool=true) =
    SplitIterator(byte_string(s), splitter_of(d), Int64(limit), keepempty)
eachsplit(s::AbstractString; limit::Integer=0, keepempty::Bool=false) =
    SplitIterator(byte_string(s), isspace, Int64(limit), keepempty)
splitter_of(d::AbstractString) = String(d)
splitter_of(d::AbstractChar) = d
splitter_of(d) = char_test(d)

"""
    split(s, separator = isspace; limit = 0, keepempty = true) -> Vector{SubString{String}}

The pieces of `s` between separators; see `eachsplit`.
"""
split(s::AbstractString, d; limit::Integer=0, keepempty::Bool=true) =
    split_pieces(eachsplit(s, d; limit=limit, keepempty=keepempty))
split(s::AbstractString; limit::Integer=0, keepempty::Bool=false) =
    split_pieces(eachsplit(s; limit=limit, keepempty=keepempty))
function split_pieces(it::SplitIterator)
    out = arraynew(Vector{SubString{String}}, 0)
    for p in it
        push!(out, p)
    end
    return out
end

"Like `split`, from the right: with `limit`, the rest is on the left."
rsplit(s::AbstractString; limit::Integer=0, keepempty::Bool=false) =
    rsplit_pieces(byte_string(s), isspace, Int64(limit), keepempty)
rsplit(s::AbstractString, d; limit::Integer=0, keepempty::Bool=true) =
    rsplit_pieces(byte_string(s), splitter_of(d), Int64(limit), keepempty)
function rsplit_pieces(s::ByteString, d, limit::Int64, keepempty::Bool)
    out = arraynew(Vector{SubString{String}}, 0)
    stop = ncodeunits(s)
    n = stop
    while limit == 0 || length(out) < limit - 1
        a, past = previous_match(s, d, n)
        a == 0 && break
        (past <= stop || keepempty) && pushfirst!(out, sub(s, past, stop - past + 1))
        stop = n = a - 1
    end
    (stop > 0 || keepempty) && pushfirst!(out, sub(s, 1, stop))
    return out
end
# The last separator that ends at or before byte n.
function previous_match(s::ByteString, d::String, n::Int64)
    k = string_length(d)
    if k == 0 # between any two characters
        i = n > 0 ? char_start(s, n) : 0
        return i > 1 ? (i, i) : (0, 0)
    end
    i = n - k + 1
    while i >= 1
        bytes_match(s, i, d) && return (i, i + k)
        i -= 1
    end
    return (0, 0)
end
previous_match(s::ByteString, c::AbstractChar, n::Int64) = previous_match_by(x -> x == c, s, n)
previous_match(s::ByteString, f, n::Int64) = previous_match_by(f, s, n)
function previous_match_by(f, s::ByteString, n::Int64)
    while n >= 1
        i = char_start(s, n)
        f(char_at(s, i)) && return (i, n + 1)
        n = i - 1
    end
    return (0, 0)
end

"""
    join([io,] items, delim = "", last = delim)

All items printed one after another with `delim` between them, and `last` before the last one.
"""
function join(io::IO, items, delim="")
    sep = string(delim)
    start = true
    for x in items
        start || print(io, sep)
        start = false
        print(io, x)
    end
    return nothing
end
function join(io::IO, items, delim, last)
    y = iterate(items)
    y === nothing && return nothing
    x, state = y
    print(io, x)
    y = iterate(items, state)
    while y !== nothing
        x, state = y
        y = iterate(items, state)
        print(io, y === nothing ? last : delim)
        print(io, x)
    end
    return nothing
end
join(items) = join_text(items, "")
join(items, delim) = join_text(items, delim)
join(items, delim, last) = (io = new_buffer(32); join(io, items, delim, last); take_string!(io))
join_text(items, delim) = (io = new_buffer(32); join(io, items, delim); take_string!(io))

"""
    replace(s, pattern => replacement...; count = typemax(Int))

Every match of a pattern (string, character, predicate, collection of characters) replaced by a string, a character or
what a function gives for the matched text. Several patterns work at once: the earliest match, the first pattern of
equals.
"""
replace(s::AbstractString, pairs::Pair...; count::Integer=typemax(Int64)) =
    replace_text(byte_string(s), Int64(count), pairs...)
function replace_text(s::ByteString, count::Int64, pairs::Pair...)
    count < 0 && throw(DomainError(count, "`count` must be non-negative."))
    io = new_buffer(ncodeunits(s))
    n = ncodeunits(s)
    at = 1   # all before is written
    from = 1 # search from here
    while count > 0 && from <= n + 1
        a, past, k = earliest(s, from, 1, pairs)
        a == 0 && break
        write_piece(io, s, at, a - at)
        write_replacement(io, s, a, past - a, k, 1, pairs)
        count -= 1
        at = past
        if past == a # an empty pattern: after it one character is kept
            a > n && break
            from = after_char(s, a)
        else
            from = past
        end
        past == a || continue
        write_piece(io, s, at, from - at)
        at = from
    end
    at <= n && write_piece(io, s, at, n - at + 1)
    return take_string!(io)
end
earliest(s::ByteString, from::Int64, k::Int64, pairs::Tuple{}) = (0, 0, 0)
function earliest(s::ByteString, from::Int64, k::Int64, pairs::Tuple)
    a, past = replace_match(s, pairs[1].first, from)
    b, past2, k2 = earliest(s, from, k + 1, tail(pairs))
    return a != 0 && (b == 0 || a <= b) ? (a, past, k) : (b, past2, k2)
end
replace_match(s::ByteString, d, from::Int64) =
    from > ncodeunits(s) && !is_empty_text(d) ? (0, 0) : next_match(s, d, from)
is_empty_text(d) = false
is_empty_text(d::AbstractString) = isempty(d)
write_replacement(io::IO, s::ByteString, a::Int64, n::Int64, k::Int64, j::Int64, pairs::Tuple{}) = nothing
function write_replacement(io::IO, s::ByteString, a::Int64, n::Int64, k::Int64, j::Int64, pairs::Tuple)
    k == j || return write_replacement(io, s, a, n, k, j + 1, tail(pairs))
    return print_replacement(io, s, a, n, pairs[1].first, pairs[1].second)
end
function print_replacement(io::IO, s, a, n, d, r)
    r isa Callable || return print(io, r)
    return print(io, r(d isa AbstractString ? sub(s, a, n) : char_at(s, a)))
end
write_piece(io::IO, s::ByteString, i::Int64, n::Int64) =
    n > 0 ? write_part(io, bytes_home(s), bytes_before(s) + i, n) : nothing

"The characters of `s` for which `f` is true."
function filter(f, s::AbstractString)
    io = new_buffer(ncodeunits(s))
    for c in s
        f(c) && print(io, c)
    end
    return take_string!(io)
end
"""
    map(f, s::AbstractString)

The string of `f(c)` for each character; ArgumentError if `f` does not give characters.
"""
function map(f, s::AbstractString)
    io = new_buffer(ncodeunits(s))
    for c in s
        d = f(c)
        d isa AbstractChar || throw(ArgumentError("map(f, s::AbstractString) requires f to return AbstractChar; try map(f, collect(s)) or a comprehension instead"))
        print(io, d)
    end
    return take_string!(io)
end

"""
    transcode(T, src)

Text between String and its UTF-8 bytes.
"""
transcode(::Type{String}, v::AbstractVector{UInt8}) = (w = Vector{UInt8}(v); string_new(w, 1, arraylen(w)))
transcode(::Type{String}, s::AbstractString) = String(s)
transcode(::Type{UInt8}, s::AbstractString) = string_bytes(String(s))
transcode(::Type{UInt8}, v::AbstractVector{UInt8}) = v
export transcode

"""
    bytes2hex([io,] bytes)

Two hexadecimal digits a byte.
"""
bytes2hex(bytes) = (io = new_buffer(2 * length(bytes)); bytes2hex(io, bytes); take_string!(io))
function bytes2hex(io::IO, bytes)
    eltype(bytes) == UInt8 || throw(ArgumentError("eltype of iterable not UInt8"))
    for b in bytes
        write(io, hex_digit((b >> 4) & 0x0f))
        write(io, hex_digit(b & 0x0f))
    end
    return nothing
end
@inline hex_digit(d::UInt8) = d < 0x0a ? 0x30 + d : 0x57 + d
"The bytes that a string of hexadecimal digits stands for."
hex2bytes(v::AbstractVector{UInt8}) = hex2bytes(String(copymutable(v)))
function hex2bytes(s::AbstractString)
    t = byte_string(s)
    n = ncodeunits(t)
    iseven(n) || throw(ArgumentError(string("length of iterable must be even")))
    return hex2bytes!(arraynew(Vector{UInt8}, n >> 1), t)
end
"""
    hex2bytes!(dest, digits)

Stores in `dest` the bytes that `digits` (a string or its bytes) stand for, twice as many; gives `dest`.
"""
hex2bytes!(dest::AbstractVector{UInt8}, v::AbstractVector{UInt8}) = hex2bytes!(dest, String(copymutable(v)))
function hex2bytes!(dest::AbstractVector{UInt8}, s::AbstractString)
    t = byte_string(s)
    2 * length(dest) == ncodeunits(t) || throw(ArgumentError("output array must be half length of input array"))
    at = firstindex(dest)
    for i in 1:length(dest)
        dest[at] = (hex_value(byte_at(t, 2i - 1)) << 4) | hex_value(byte_at(t, 2i))
        at += 1
    end
    return dest
end
function hex_value(b::UInt8)
    0x30 <= b && b <= 0x39 && return b - 0x30
    0x61 <= b && b <= 0x66 && return b - 0x57
    0x41 <= b && b <= 0x46 && return b - 0x37
    throw(ArgumentError(string("byte is not an ASCII hexadecimal digit")))
end
