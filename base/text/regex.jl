# Regular expressions: r"…", matches and their groups. The host searches (see HOST_REGEX_FIND); what of PCRE is not
# available there is an error when the expression is made.

export Regex, @r_str, RegexMatch, match, eachmatch, SubstitutionString, @s_str

"""
    Regex(pattern, flags = "")
    r"pattern"flags

A regular expression. Flags: i ignores case, m lets ^ and \$ match at lines, s lets . match newlines, x ignores white
space, a takes ASCII
classes.
"""
struct Regex
    pattern::String
    flags::String
    spec::String
    names::Vector{String}
end
function Regex(pattern::AbstractString, flags::AbstractString="")
    for c in flags
        c in "imsxa" || throw(ArgumentError(string("unknown regex flag: ", c)))
    end
    spec = string(flags, "/", pattern)
    r = host_regex_names(spec)
    r isa String && throw(ErrorException(string("PCRE compilation error: ", r)))
    names = arraynew(Vector{String}, 0)
    for n in r::Vector{Any}
        push!(names, n::String)
    end
    return Regex(String(pattern), String(flags), spec, names)
end
# Expressions written as literals are made once per pattern: a shared list, exchanged as a whole.
mutable struct RegexCache
    known::Dict{String,Regex}
end
const regex_cache = RegexCache(Dict{String,Regex}())
function literal_regex(pattern::String, flags::String)
    spec = string_cat(string_cat(flags, "/"), pattern)
    r = get(regex_cache.known, spec, nothing)
    r === nothing || return r
    r = Regex(pattern, flags)
    known = copy(regex_cache.known)
    known[spec] = r
    regex_cache.known = known
    return r
end
macro r_str(pattern, flags...)
    f = isempty(flags) ? "" : flags[1]
    Regex(pattern, f) # an error in the pattern is one of the program's text
    return :(literal_regex($pattern, $f))
end
function show(io::IO, r::Regex)
    print(io, "r\"", replace(r.pattern, "\"" => "\\\""), '"', r.flags)
    return nothing
end
==(a::Regex, b::Regex) = a.spec == b.spec
hash(r::Regex, h::UInt64) = hash(r.spec, h + 0x0000000000000052)
broadcastable(r::Regex) = Ref(r)
*(r::Regex) = r
*(a::Regex, b::Union{Regex,AbstractString,AbstractChar}...) = regex_product(a, b...)
*(a::Union{AbstractString,AbstractChar}, b::Regex, rest::Union{Regex,AbstractString,AbstractChar}...) =
    regex_product(a, b, rest...)
# Flags that all have are flags of the product; the others are written at the parts that have them.
function regex_product(parts...)
    shared = filter(c -> all(p -> !(p isa Regex) || c in p.flags, parts), first(p.flags for p in parts if p isa Regex))
    return Regex(string(map(p -> regex_part(p, shared), parts)...), shared)
end
^(r::Regex, n::Integer) = Regex(string("(?:", r.pattern, "){", n, "}"), r.flags)
regex_part(r::Regex, shared::String) = string("(?", filter(c -> !(c in shared), r.flags), ":", r.pattern, ")")
# text that stands for itself; a \E in it must not end the quotation
regex_part(s, shared::String) = string("\\Q", replace(string(s), "\\E" => "\\\\E\\QE"), "\\E")

"""
    RegexMatch

What `match` gives: `match` the text, `captures` the groups (nothing for one without part), `offset` and `offsets`
their places;
`m[i]` and `m["name"]` are groups.
"""
struct RegexMatch{S<:AbstractString} <: AbstractVector{Union{Nothing,SubString{String}}}
    match::SubString{String}
    captures::Vector{Union{Nothing,SubString{String}}}
    offset::Int64
    offsets::Vector{Int64}
    regex::Regex
end
size(m::RegexMatch) = (arraylen(m.captures),)
length(m::RegexMatch) = arraylen(m.captures)
IndexStyle(::Type{<:RegexMatch}) = IndexLinear()
getindex(m::RegexMatch, i::Int64) = m.captures[i]
function getindex(m::RegexMatch, name::Union{Symbol,AbstractString})
    i = group_number(m.regex, String(name))
    i == 0 && error("no capture group named ", name, " found in regex")
    return m.captures[i]
end
function group_number(r::Regex, name::String)
    for i in 1:arraylen(r.names)
        r.names[i] == name && return i
    end
    return 0
end
haskey(m::RegexMatch, i::Integer) = 1 <= i && i <= length(m)
haskey(m::RegexMatch, name::Union{Symbol,AbstractString}) = group_number(m.regex, String(name)) > 0
keys(m::RegexMatch) = Any[m.regex.names[i] == "" ? i : m.regex.names[i] for i in 1:length(m)]
values(m::RegexMatch) = m.captures
iterate(m::RegexMatch, i::Int64=1) = i > length(m) ? nothing : (m.captures[i], i + 1)
==(a::RegexMatch, b::RegexMatch) = a.match == b.match && a.captures == b.captures
function show(io::IO, m::RegexMatch)
    print(io, "RegexMatch(")
    show(io, m.match)
    for i in 1:length(m)
        print(io, ", ", m.regex.names[i] == "" ? string(i) : m.regex.names[i], "=")
        show(io, m.captures[i])
    end
    print(io, ')')
    return nothing
end
show(io::IO, ::MIME"text/plain", m::RegexMatch) = show(io, m)

"""
    SubstitutionString
    s"…\\1…\\g<name>…"

A replacement in which `\\n` and `\\g<name>` stand for groups, and `\\0` for the whole match.
"""
struct SubstitutionString{T<:AbstractString} <: AbstractString
    string::T
end
macro s_str(s)
    return :(SubstitutionString($s))
end
ncodeunits(s::SubstitutionString) = ncodeunits(s.string)
codeunit(s::SubstitutionString) = codeunit(s.string)
codeunit(s::SubstitutionString, i::Integer) = codeunit(s.string, i)
isvalid(s::SubstitutionString, i::Integer) = isvalid(s.string, i)
iterate(s::SubstitutionString, i::Int64=1) = iterate(s.string, i)
show(io::IO, s::SubstitutionString) = (print(io, 's'); show(io, s.string))
