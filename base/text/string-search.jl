# Searching in strings: prefixes, substrings, characters that satisfy a predicate. Indices are byte indices.

export startswith, endswith, occursin, contains, findfirst, findnext, findlast, findprev, findall, count, eachmatch

# Whether the bytes of t stand at byte i of s.
@inline function bytes_match(s::ByteString, i::Int64, t::ByteString)
    n = ncodeunits(t)
    (i >= 1 && i + n - 1 <= ncodeunits(s)) || return false
    k = 1
    while k <= n
        byte_at(s, i + k - 1) == byte_at(t, k) || return false
        k += 1
    end
    return true
end

# First place at or after i where t is found in s, or 0. An empty t is found everywhere up to the end.
function find_bytes(s::ByteString, t::ByteString, i::Int64)
    n = ncodeunits(t)
    last = ncodeunits(s) - n + 1
    n == 0 && return i <= last ? i : 0
    lead = byte_at(t, 1)
    while i <= last
        byte_at(s, i) == lead && bytes_match(s, i, t) && return i
        i += 1
    end
    return 0
end

"""
    startswith(s, prefix), endswith(s, suffix)

Whether `s` begins or ends with a string, a character or one of a collection of characters. `startswith(prefix)` is a
predicate.
"""
function startswith(s::AbstractString, t::AbstractString)
    a = byte_string(s)
    b = byte_string(t)
    i = ncodeunits(b) + 1
    return bytes_match(a, 1, b) && (i > ncodeunits(a) || char_start(a, i) == i)
end
startswith(s::AbstractString, c::AbstractChar) = !isempty(s) && first(s) == c
startswith(s::AbstractString, cs::CharChoice) = !isempty(s) && first(s) in cs
startswith(t) = Fix2(startswith, t)
function endswith(s::AbstractString, t::AbstractString)
    a = byte_string(s)
    b = byte_string(t)
    i = ncodeunits(a) - ncodeunits(b) + 1
    return bytes_match(a, i, b) && (i > ncodeunits(a) || char_start(a, i) == i)
end
endswith(s::AbstractString, c::AbstractChar) = !isempty(s) && last(s) == c
endswith(s::AbstractString, cs::CharChoice) = !isempty(s) && last(s) in cs
endswith(t) = Fix2(endswith, t)

"""
    occursin(needle, s), contains(s, needle)

Whether the string or character `needle` is somewhere in `s`.
"""
occursin(t::AbstractString, s::AbstractString) = find_bytes(byte_string(s), byte_string(t), 1) != 0
occursin(c::AbstractChar, s::AbstractString) = c in s
occursin(s) = Fix2(occursin, s)
contains(s::AbstractString, t) = occursin(t, s)
contains(t) = Fix2(contains, t)

in(c::AbstractChar, s::AbstractString) = char_in(Char(c), byte_string(s))
function char_in(c::Char, s::ByteString)
    n = ncodeunits(s)
    i = 1
    while i <= n
        char_at(s, i) == c && return true
        i = after_char(s, i)
    end
    return false
end
in(t::AbstractString, s::AbstractString) = error("use occursin(needle, haystack) for string containment")

"""
    findnext(pattern, s, i), findfirst(pattern, s)

The first match at or after index `i`, or `nothing`: a range for a string, an index for a character or a predicate.
"""
function findnext(t::AbstractString, s::AbstractString, i::Integer)
    a = byte_string(s)
    b = byte_string(t)
    n = ncodeunits(a)
    1 <= i || throw_bounds(s, i)
    m = ncodeunits(b)
    if i > n + 1
        # an empty text gives an empty range, and one character is searched as such, with its bounds
        m > 0 && char_start(b, m) == 1 && throw_bounds(s, i)
        return m == 0 ? (0:-1) : nothing
    end
    m == 0 && return Int64(i):Int64(i)-1
    i <= n && char_start(b, m) == 1 && char_start(a, Int64(i)) != i && throw_string_index(s, i)
    k = find_bytes(a, b, Int64(i))
    k == 0 && return nothing
    return m == 0 ? (k:k-1) : (k:k-1+char_start(b, m))
end
findfirst(t::AbstractString, s::AbstractString) = findnext(t, s, 1)
findnext(c::AbstractChar, s::AbstractString, i::Integer) = find_char(x -> x == c, s, Int64(i))
findfirst(c::AbstractChar, s::AbstractString) = find_char(x -> x == c, s, 1)
findnext(f::Function, s::AbstractString, i::Integer) = find_char(f, s, Int64(i))
findfirst(f::Function, s::AbstractString) = find_char(f, s, 1)
function find_char(f, str::AbstractString, i::Int64)
    s = byte_string(str)
    n = ncodeunits(s)
    (1 <= i && i <= n + 1) || throw_bounds(str, i)
    i <= n && char_start(s, i) != i && throw_string_index(str, i)
    while i <= n
        f(char_at(s, i)) && return i
        i = after_char(s, i)
    end
    return nothing
end

"""
    findprev(pattern, s, i), findlast(pattern, s)

The last match that ends at or before index `i`, or `nothing`.
"""
function findprev(t::AbstractString, s::AbstractString, i::Integer)
    a = byte_string(s)
    b = byte_string(t)
    m = ncodeunits(b)
    n = ncodeunits(a)
    m == 0 && return i > n ? (0:-1) : i == 0 ? (1:0) : (Int64(i):Int64(i)-1)
    if i < 1 || i > n
        single = char_start(b, m) == 1
        single && !(i == 0 || i == n + 1) && throw_bounds(s, i)
        (single || i < 1) && return nothing
    end
    stop = i >= n ? n : after_char(a, char_start(a, Int64(i))) - 1
    k = stop - m + 1
    while k >= 1
        bytes_match(a, k, b) && return k:k-1+char_start(b, m)
        k -= 1
    end
    return nothing
end
findlast(t::AbstractString, s::AbstractString) =
    isempty(t) ? (ncodeunits(s)+1:ncodeunits(s)) : findprev(t, s, lastindex(s))
findprev(c::AbstractChar, s::AbstractString, i::Integer) = find_char_back(x -> x == c, s, Int64(i))
findlast(c::AbstractChar, s::AbstractString) = find_char_back(x -> x == c, s, lastindex(s))
findprev(f::Function, s::AbstractString, i::Integer) = find_char_back(f, s, Int64(i))
findlast(f::Function, s::AbstractString) = find_char_back(f, s, lastindex(s))
function find_char_back(f, str::AbstractString, i::Int64)
    s = byte_string(str)
    n = ncodeunits(s)
    i == n + 1 && return nothing
    (0 <= i && i <= n) || throw_bounds(str, i)
    while i >= 1
        i = char_start(s, i)
        f(char_at(s, i)) && return i
        i -= 1
    end
    return nothing
end

"""
    findall(pattern, s; overlap = false)

All matches: ranges for a string, indices for a character or predicate.
"""
function findall(t::AbstractString, s::AbstractString; overlap::Bool=false)
    a = byte_string(s)
    b = byte_string(t)
    out = arraynew(Vector{UnitRange{Int64}}, 0)
    m = ncodeunits(b)
    i = 1
    while i <= ncodeunits(a) + 1
        k = find_bytes(a, b, i)
        k == 0 && break
        push!(out, m == 0 ? (k:k-1) : (k:k-1+char_start(b, m)))
        i = overlap || m == 0 ? (k > ncodeunits(a) ? k + 1 : after_char(a, k)) : k + m
    end
    return out
end
findall(c::AbstractChar, s::AbstractString) = find_all_chars(x -> x == c, s)
findall(f::Function, s::AbstractString) = find_all_chars(f, s)
function find_all_chars(f, str::AbstractString)
    s = byte_string(str)
    out = arraynew(Vector{Int64}, 0)
    i = 1
    while i <= ncodeunits(s)
        f(char_at(s, i)) && push!(out, i)
        i = after_char(s, i)
    end
    return out
end

"""
    count(pattern, s; overlap = false) -> Int

How often the string or character occurs in `s`.
"""
function count(t::AbstractString, s::AbstractString; overlap::Bool=false)
    return length(findall(t, s; overlap=overlap))
end
function count(c::AbstractChar, s::AbstractString)
    n = 0
    for d in s
        d == c && (n += 1)
    end
    return n
end
