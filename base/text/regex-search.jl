# Searching with regular expressions: match, eachmatch, find…, occursin, and their part in split and replace.
#
# One search costs the length of the subject, so what needs all matches asks for them at once (`all_matches`).

# The offsets of a match in a string that has bytes before it in another: indices from 1.
function check_subject(s::String)
    isvalid(s) || throw(ArgumentError("regex matching is only available for valid UTF-8 strings"))
    return s
end
function make_match(r::Regex, s::String, v::Vector{Float64}, at::Int64)
    n = arraylen(r.names)
    captures = arraynew(Vector{Union{Nothing,SubString{String}}}, n)
    offsets = arraynew(Vector{Int64}, n)
    for i in 1:n
        a = unsafe_trunc(Int64, v[at+2*i])
        captures[i] = a < 0 ? nothing : unchecked_substring(s, a, unsafe_trunc(Int64, v[at+2*i+1]) - a)
        offsets[i] = a + 1
    end
    a = unsafe_trunc(Int64, v[at])
    return RegexMatch{String}(unchecked_substring(s, a, unsafe_trunc(Int64, v[at+1]) - a), captures, a + 1, offsets, r)
end

"""
    match(r::Regex, s, i = 1) -> RegexMatch or nothing

The first match at or after index `i`.
"""
match(r::Regex, s::AbstractString) = match(r, s, 1)
function match(r::Regex, s::AbstractString, i::Integer)
    t = check_subject(String(s))
    (1 <= i && i <= string_length(t) + 1) || throw_bounds(s, i)
    v = host_regex_find(r.spec, t, Int64(i) - 1)
    return arraylen(v) == 0 ? nothing : make_match(r, t, v, 1)
end

"All matches in a string: offsets from 1 of their beginnings and of what is after them."
struct MatchList
    regex::Regex
    subject::String
    offsets::Vector{Float64}
    width::Int64
end
function all_matches(r::Regex, s::AbstractString)
    t = check_subject(String(s))
    v = host_regex_find(r.spec, t, -1)
    return MatchList(r, t, v, unsafe_trunc(Int64, v[1]))
end
length(l::MatchList) = div(arraylen(l.offsets) - 1, l.width)
match_begin(l::MatchList, k::Int64) = unsafe_trunc(Int64, l.offsets[2+(k-1)*l.width]) + 1
match_past(l::MatchList, k::Int64) = unsafe_trunc(Int64, l.offsets[3+(k-1)*l.width]) + 1

"The matches of a regular expression, made by `eachmatch`."
struct RegexMatchIterator
    list::MatchList
end
"""
    eachmatch(r::Regex, s; overlap = false)

Iterates over the matches.
"""
function eachmatch(r::Regex, s::AbstractString; overlap::Bool=false)
    overlap || return RegexMatchIterator(all_matches(r, s))
    found = arraynew(Vector{RegexMatch{String}}, 0)
    i = 1
    while i <= ncodeunits(s) + 1
        m = match(r, s, i)
        m === nothing && break
        push!(found, m)
        i = m.offset > ncodeunits(s) ? m.offset + 1 : nextind(s, m.offset)
    end
    return found
end
length(it::RegexMatchIterator) = length(it.list)
IteratorSize(::Type{RegexMatchIterator}) = HasLength()
eltype(::Type{RegexMatchIterator}) = RegexMatch{String}
iterate(it::RegexMatchIterator, k::Int64=1) = k > length(it.list) ? nothing :
    (make_match(it.list.regex, it.list.subject, it.list.offsets, 2 + (k - 1) * it.list.width), k + 1)

occursin(r::Regex, s::AbstractString) = arraylen(host_regex_find(r.spec, check_subject(String(s)), 0)) > 0
occursin(r::Regex, s::SubString{String}) = occursin(r, String(s))
function startswith(s::AbstractString, r::Regex)
    return match(Regex(string("\\A(?:", r.pattern, ")"), r.flags), s) !== nothing
end
function endswith(s::AbstractString, r::Regex)
    return match(Regex(string("(?:", r.pattern, ")\\z"), r.flags), s) !== nothing
end
function findnext(r::Regex, s::AbstractString, i::Integer)
    m = match(r, s, i)
    m === nothing && return nothing
    return m.offset:thisind(s, m.offset + ncodeunits(m.match) - 1 + (isempty(m.match) ? 1 : 0)) - (isempty(m.match) ?
        1 : 0)
end
findfirst(r::Regex, s::AbstractString) = findnext(r, s, 1)
function findall(r::Regex, s::AbstractString; overlap::Bool=false)
    out = arraynew(Vector{UnitRange{Int64}}, 0)
    for m in eachmatch(r, s; overlap=overlap)
        push!(out, isempty(m.match) ? (m.offset:m.offset-1) : (m.offset:thisind(s, m.offset + ncodeunits(m.match) - 1)))
    end
    return out
end
count(r::Regex, s::AbstractString; overlap::Bool=false) =
    overlap ? length(eachmatch(r, s; overlap=true)) : length(all_matches(r, s))

# Splitting: all separators are known beforehand.
eachsplit(s::AbstractString, r::Regex; limit::Integer=0, keepempty::Bool=true) =
    (t = String(s); SplitIterator(t, all_matches(r, t), Int64(limit), keepempty))
split(s::AbstractString, r::Regex; limit::Integer=0, keepempty::Bool=true) =
    split_pieces(eachsplit(s, r; limit=limit, keepempty=keepempty))
function next_match(s::ByteString, l::MatchList, i::Int64)
    low = 1
    high = length(l) + 1
    while low < high
        k = (low + high) >> 1
        match_begin(l, k) < i ? (low = k + 1) : (high = k)
    end
    return low > length(l) ? (0, 0) : (match_begin(l, low), match_past(l, low))
end
function next_match(s::ByteString, r::Regex, i::Int64)
    m = match(r, String(s), i)
    return m === nothing ? (0, 0) : (m.offset, m.offset + ncodeunits(m.match))
end
is_empty_text(r::Regex) = true

# Replacing
function replace(s::AbstractString, p::Pair{Regex,T}; count::Integer=typemax(Int64)) where {T}
    count < 0 && throw(DomainError(count, "`count` must be non-negative."))
    l = all_matches(p.first, s)
    io = new_buffer(string_length(l.subject) + 16)
    at = 1
    n = 0
    for k in 1:length(l)
        n < count || break
        a = match_begin(l, k)
        # nothing, directly after what was replaced, is not
        k > 1 && a == at && match_past(l, k) == a && continue
        n += 1
        write_piece(io, l.subject, at, a - at)
        put_replacement(io, l, k, p.second)
        at = match_past(l, k)
    end
    write_piece(io, l.subject, at, string_length(l.subject) - at + 1)
    return take_string!(io)
end
put_replacement(io::IO, l::MatchList, k::Int64, r) = print(io, r)
put_replacement(io::IO, l::MatchList, k::Int64, f::Callable) =
    print(io, f(sub(l.subject, match_begin(l, k), match_past(l, k) - match_begin(l, k))))
put_replacement(io::IO, l::MatchList, k::Int64, r::SubstitutionString) =
    put_substitution(io, make_match(l.regex, l.subject, l.offsets, 2 + (k - 1) * l.width), String(r.string))
print_replacement(io::IO, s, a, n, r::Regex, f) = print(io, f(sub(s, a, n)))
print_replacement(io::IO, s, a, n, r::Regex, t::Union{AbstractString,AbstractChar}) = print(io, t)
print_replacement(io::IO, s, a, n, r::Regex, t::SubstitutionString) =
    put_substitution(io, match(r, String(s), a), String(t.string))
const substitution_escapes = "\\g0123456789"
function put_substitution(io::IO, m::RegexMatch, template::String)
    s = unescape_string(template, substitution_escapes)
    i = 1
    n = string_length(s)
    while i <= n
        b = byte_at(s, i)
        b == 0x5c && i == n && throw(ArgumentError(string("Bad replacement string: ", template)))
        if b != 0x5c
            write(io, b)
            i += 1
            continue
        end
        c = byte_at(s, i + 1)
        i += 2
        if 0x30 <= c && c <= 0x39
            g = Int64(c - 0x30)
            while i <= n && 0x30 <= byte_at(s, i) && byte_at(s, i) <= 0x39
                g = 10g + Int64(byte_at(s, i) - 0x30)
                i += 1
            end
            put_group(io, m, g)
        elseif c == 0x67 && i <= n && byte_at(s, i) == 0x3c
            stop = findnext('>', s, i)
            stop === nothing && throw(ArgumentError(string("Bad replacement string: ", s)))
            name = string_sub(s, i + 1, stop - i - 1)
            g = tryparse(Int64, name)
            g === nothing ? print(io, something(m[name], "")) : put_group(io, m, g)
            i = stop + 1
        elseif c == 0x5c
            write(io, c)
        else
            throw(ArgumentError(string("Bad replacement string: ", template)))
        end
    end
    return nothing
end
function put_group(io::IO, m::RegexMatch, g::Int64)
    g == 0 && return print(io, m.match)
    g <= length(m) || throw(ErrorException("PCRE error: unknown substring"))
    c = m.captures[g]
    c === nothing || print(io, c)
    return nothing
end
