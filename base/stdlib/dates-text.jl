# Dates as text: ISO forms, format codes (y m d H M S s e E u U), parsing.

pad2(n) = lpad(n, 2, '0')
function date_text(d::DateOrTime)
    y, m, n = yearmonthday(d)
    return string(y < 0 ? string("-", lpad(-y, 4, '0')) : lpad(y, 4, '0'), "-", pad2(m), "-", pad2(n))
end
Base.print(io::IO, d::Date) = print(io, date_text(d))
function Base.print(io::IO, d::DateTime)
    print(io, date_text(d), "T", pad2(hour(d)), ":", pad2(minute(d)), ":", pad2(second(d)))
    ms = millisecond(d)
    ms == 0 || print(io, ".", rstrip(lpad(ms, 3, '0'), '0'))
    return nothing
end
function Base.print(io::IO, t::Time)
    print(io, pad2(hour(t)), ":", pad2(minute(t)), ":", pad2(second(t)))
    ns = mod(t.nanoseconds, 1000000000)
    ns == 0 || print(io, ".", rstrip(lpad(ns, 9, '0'), '0'))
    return nothing
end
Base.self_telling(::Type{Date}) = true
Base.self_telling(::Type{DateTime}) = true
Base.show(io::IO, d::Date) = print(io, "Date(\"", d, "\")")
Base.show(io::IO, d::DateTime) =
    get(io, :typeinfo, Any) === DateTime ? print(io, d) : print(io, "DateTime(\"", d, "\")")
Base.show(io::IO, t::Time) = print(io, "Time(", hour(t), ", ", minute(t), ", ", second(t), rest_of_time(t), ")")
function rest_of_time(t::Time)
    ns = mod(t.nanoseconds, 1000000000)
    ns == 0 && return ""
    parts = [div(ns, 1000000), mod(div(ns, 1000), 1000), mod(ns, 1000)]
    while parts[end] == 0
        pop!(parts)
    end
    return string(", ", join(parts, ", "))
end
Base.show(io::IO, ::MIME"text/plain", d::Union{Date,DateTime,Time}) = print(io, d)

"""
    DateFormat(text), dateformat"text"

A format: runs of the letters y m d H M S s stand for numbers of so many digits, e E for day names, u U for month names.
"""
struct DateFormat
    text::String
    tokens::Vector{Any} # (letter, count), or a string as it stands
end
const format_letters = "ymdHMSseEuUYIp"
function DateFormat(text::AbstractString, locale="english")
    tokens = Any[]
    s = collect(String(text))
    i = 1
    while i <= length(s)
        c = s[i]
        if c == '\\' && i < length(s)
            push!(tokens, string(s[i+1]))
            i += 2
        elseif c in format_letters
            j = i
            while j <= length(s) && s[j] == c
                j += 1
            end
            push!(tokens, (c, j - i))
            i = j
        else
            push!(tokens, string(c))
            i += 1
        end
    end
    return DateFormat(String(text), tokens)
end
macro dateformat_str(s)
    return :(DateFormat($s))
end
Base.show(io::IO, f::DateFormat) = print(io, "dateformat\"", f.text, "\"")
const ISODateFormat = "yyyy-mm-dd"
const ISODateTimeFormat = "yyyy-mm-dd\\THH:MM:SS.s"
const ISOTimeFormat = "HH:MM:SS.s"

has_clock(d::Date) = false
has_clock(d) = true
function token_text(d, c::Char, n::Int64)
    c == 'y' || c == 'Y' ? (y = lpad(year(d), n, '0'); n < length(y) ? y[end-n+1:end] : y) :
    c == 'm' ? lpad(month(d), n, '0') :
    c == 'd' ? lpad(day(d), n, '0') :
    c == 'e' ? dayabbr(d) :
    c == 'E' ? dayname(d) :
    c == 'u' ? monthabbr(d) :
    c == 'U' ? monthname(d) :
    !has_clock(d) ? '0'^n :
    c == 'H' ? lpad(hour(d), n, '0') :
    c == 'I' ? lpad(mod1(hour(d), 12), n, '0') :
    c == 'p' ? (hour(d) < 12 ? "AM" : "PM") :
    c == 'M' ? lpad(minute(d), n, '0') :
    c == 'S' ? lpad(second(d), n, '0') :
    (ms = rstrip(lpad(millisecond(d), 3, '0'), '0'); rpad(ms, n, '0'))
end
"""
    Dates.format(d, format) -> String
"""
function format(d::TimeType, f::DateFormat)
    io = IOBuffer()
    for t in f.tokens
        t isa String ? print(io, t) : print(io, token_text(d, t[1], t[2]))
    end
    return String(take!(io))
end
format(d::TimeType, f::AbstractString) = format(d, DateFormat(f))

# Parsing gives year, month, day, hour, minute, second, millisecond; nothing if the text does not fit.
function parse_parts(s::String, f::DateFormat)
    parts = [1, 1, 1, 0, 0, 0, 0]
    half = 0
    i = 1
    n = ncodeunits(s)
    for k in 1:length(f.tokens)
        i > n && k > 1 && return parts # trailing parts may be missing
        t = f.tokens[k]
        if t isa String
            startswith(SubString(s, i), t) || return nothing
            i += ncodeunits(t)
            continue
        end
        c, w = t
        if c in "eEuUp"
            j = i
            while j <= n && isletter(s[j])
                j = nextind(s, j)
            end
            word = s[i:prevind(s, j)]
            i = j
            if c == 'u' || c == 'U'
                m = findfirst(x -> lowercase(c == 'u' ? x[1:3] : x) == lowercase(word), month_names)
                m === nothing && return nothing
                parts[2] = m
            elseif c == 'p'
                half = lowercase(word) == "pm" ? 12 : lowercase(word) == "am" ? 24 : return nothing
            end
            continue
        end
        # A number takes just its width if another number follows at once, else all digits that are there.
        fixed = k < length(f.tokens) && !(f.tokens[k+1] isa String)
        j = i
        c == 'y' && j <= n && s[j] == '-' && (j += 1)
        while j <= n && isdigit(s[j]) && (!fixed || j - i < w)
            j += 1
        end
        j == i && return nothing
        x = parse(Int64, s[i:j-1])
        if c == 's'
            digits = j - i
            x = digits > 3 ? div(x, 10^(digits - 3)) : x * 10^(3 - digits)
        end
        parts[c == 'y' || c == 'Y' ? 1 : c == 'm' ? 2 : c == 'd' ? 3 : c == 'H' || c == 'I' ? 4 : c == 'M' ? 5 :
            c == 'S' ? 6 : 7] = x
        i = j
    end
    i <= n && return nothing
    half == 12 && parts[4] < 12 && (parts[4] += 12)
    half == 24 && parts[4] == 12 && (parts[4] = 0)
    return parts
end
function parts_or_throw(T, s::AbstractString, f::DateFormat)
    p = parse_parts(String(s), f)
    p === nothing && throw(ArgumentError(string("Unable to parse date time. Expected format \"", f.text, "\": ",
        repr(String(s)))))
    return p
end
as_format(f::DateFormat) = f
as_format(f::AbstractString) = DateFormat(f)
Date(s::AbstractString, f=ISODateFormat; locale="english") =
    (p = parts_or_throw(Date, s, as_format(f)); Date(p[1], p[2], p[3]))
DateTime(s::AbstractString, f=ISODateTimeFormat; locale="english") =
    (p = parts_or_throw(DateTime, s, as_format(f)); DateTime(p[1], p[2], p[3], p[4], p[5], p[6], p[7]))
Time(s::AbstractString, f=ISOTimeFormat; locale="english") =
    (p = parts_or_throw(Time, s, as_format(f)); Time(p[4], p[5], p[6], p[7]))
Base.parse(::Type{T}, s::AbstractString) where {T<:TimeType} = T(s)
Base.parse(::Type{T}, s::AbstractString, f::DateFormat) where {T<:TimeType} = T(s, f)
function Base.tryparse(::Type{T}, s::AbstractString) where {T<:TimeType}
    try
        return T(s)
    catch e
        e isa ArgumentError || rethrow()
        return nothing
    end
end
