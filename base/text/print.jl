# print, println, show in their simplest forms, string, repr and display. What a type looks like is said by `show`
# methods in the show-*.jl files; here is how they are reached.

export print, println, show, string, repr, display, MIME, @MIME_str, showable, printstyled, summary, text_colors

"""
    print([io,] xs...)

Writes each value as text, without quotes. A type changes how it prints by a method of `show(io, x)`.
"""
print(xs...) = print(stdout, xs...)
print() = nothing
print(io::IO) = nothing
function print(io::IO, x)
    b = begin_text(io)
    show(b, x)
    end_text(io, b)
    return nothing
end
function print(io::IO, x, y, rest...)
    b = begin_text(io)
    print(b, x)
    print_all(b, y, rest...)
    end_text(io, b)
    return nothing
end
@inline print(io::IO, s::String) = write_part(io, s, 1, string_length(s))
print(io::IO, s::SubString{String}) = write_part(io, s.string, s.offset + 1, s.ncodeunits)
print(io::IO, s::AbstractString) = (write(io, s); nothing)
print(io::IO, s::Symbol) = (s = symbol_to_string(s); write_part(io, s, 1, string_length(s)))
print(io::IO, c::AbstractChar) = (write(io, Char(c)); nothing)
print(io::IO, ::Nothing) = print(io, "nothing")

# A long list of arguments (a splatted array) is printed by a loop rather than by as many methods.
@inline print_all(io::IO) = nothing
@inline print_all(io::IO, a) = print(io, a)
@inline print_all(io::IO, a, b) = (print(io, a); print(io, b))
@inline print_all(io::IO, a, b, c) = (print(io, a); print(io, b); print(io, c))
@inline print_all(io::IO, a, b, c, d) = (print(io, a); print(io, b); print(io, c); print(io, d))
@inline print_all(io::IO, a, b, c, d, e) = (print_all(io, a, b, c, d); print(io, e))
@inline print_all(io::IO, a, b, c, d, e, f) = (print_all(io, a, b, c, d); print_all(io, e, f))
@inline print_all(io::IO, a, b, c, d, e, f, g) = (print_all(io, a, b, c, d); print_all(io, e, f, g))
@inline print_all(io::IO, a, b, c, d, e, f, g, h) = (print_all(io, a, b, c, d); print_all(io, e, f, g, h))
function print_all(io::IO, a, b, c, d, e, f, g, h, rest...)
    print_all(io, a, b, c, d)
    print_all(io, e, f, g, h)
    if length(rest) <= 16
        print_all(io, rest...)
    else
        for x in rest
            print(io, x)
        end
    end
    return nothing
end

"""
    println([io,] xs...)

Like `print`, with a newline at the end.
"""
println(xs...) = println(stdout, xs...)
function println(io::IO, xs...)
    b = begin_text(io)
    print_all(b, xs...)
    write(b, 0x0a)
    end_text(io, b)
    return nothing
end
function println(io::StdStream, s::String)
    put_text(io, string_cat(s, "\n"))
    return nothing
end

"""
    string(xs...) -> String

The text that `print` writes.
"""
@inline string(s::String) = s
string() = ""
string(s::AbstractString) = String(s)
string(s::Symbol) = symbol_to_string(s)
string(a::String, b::String) = string_cat(a, b)
string(a::String, b::String, c::String) = string_cat(a, string_cat(b, c))
string(a::String, b::String, c::String, d::String) = string_cat(string_cat(a, b), string_cat(c, d))
function string(c::Char)
    n = ncodeunits(c)
    u = char_bits(c)
    v = arraynew(Vector{UInt8}, n)
    i = 1
    while i <= n
        @inbounds arrayset(v, (u >> 24) % UInt8, i)
        u = u << 8
        i += 1
    end
    return string_new(v, 1, n)
end
function string(x)
    io = new_buffer(32)
    print(io, x)
    return take_string!(io)
end
function string(x, y, rest...)
    io = new_buffer(64)
    print_all(io, x, y, rest...)
    return take_string!(io)
end

"""
    repr(x; context = nothing), repr(mime, x)

The text that `show` writes.
"""
function repr(x; context=nothing)
    context === nothing || return sprint(show, x; context=context)
    io = new_buffer(32)
    show(io, x)
    return take_string!(io)
end
repr(m::MIME, x; context=nothing) = sprint(show, m, x; context=context)
repr(m::AbstractString, x; context=nothing) = repr(MIME(m), x; context=context)

"""
    show([io,] x)
    show(io, mime, x)

Writes a representation of `x` that Julia could read, or the display of `x` for a kind of media ("text/plain": as in
the REPL).
"""
show(x) = show(stdout, x)
show(io::IO, ::MIME"text/plain", x) = show(io, x)
show(io::IO, m::AbstractString, x) = show(io, MIME(m), x)
show(m::MIME, x) = show(stdout, m, x)
showable(m::MIME, x) = applicable(show, stdout, m, x)
showable(m::AbstractString, x) = showable(MIME(m), x)

show(io::IO, ::MIME{mime}) where {mime} = print(io, "MIME type ", mime)
print(io::IO, ::MIME{mime}) where {mime} = print(io, mime)
export istextmime
istextmime(m::AbstractString) = istextmime(MIME(m))
istextmime(m::MIME) = startswith(string(m), "text/") || string(m) == "application/json"

"""
    display(x)

Shows `x` as the REPL does, on standard output.
"""
function display(x)
    b = new_buffer(256)
    io = IOContext(b, :limit => true, :displaysize => displaysize(stdout))
    show(io, MIME{Symbol("text/plain")}(), x)
    write(b, 0x0a)
    end_text(stdout, b)
    return nothing
end
display(m::AbstractString, x) = (println(stdout, repr(MIME(m), x)); nothing)

"""
    summary([io,] x)

A short description: the type, and for arrays the size.
"""
summary(x) = sprint(summary, x)
summary(io::IO, x) = print(io, typeof(x))

# Colour
const color_codes = (black="30", red="31", green="32", yellow="33", blue="34", magenta="35", cyan="36", white="37",
    light_black="90", light_red="91", light_green="92", light_yellow="93", light_blue="94", light_magenta="95",
    light_cyan="96", light_white="97", gray="90", default="39")
color_start(c::Symbol) = c === :normal ? "0" : c === :nothing ? "" : c === :bold ? "1" : c === :underline ? "4" :
    c === :blink ? "5" : c === :reverse ? "7" : c === :hidden ? "8" : c === :italic ? "3" : haskey(color_codes, c) ?
    getfield(color_codes, c) : "39"
color_start(c::Integer) = string("38;5;", c)
color_end(c) = c === :normal || c === :nothing || c === :default ? "" : c === :bold ? "22" : "39"

"""
    printstyled([io,] xs...; bold = false, underline = false, italic = false, reverse = false, blink = false, hidden =
    false, color = :normal)

Prints in a colour and style if the stream has the property :color.
"""
printstyled(xs...; kw...) = printstyled(stdout, xs...; kw...)
function printstyled(io::IO, xs...; bold::Bool=false, italic::Bool=false, underline::Bool=false, blink::Bool=false,
    reverse::Bool=false, hidden::Bool=false, color::Union{Int64,Symbol}=:normal)
    text = sprint(print_all, xs...; context=io)
    write(io, styled(has_color(io), text, bold, italic, underline, blink, reverse, hidden, color))
    return nothing
end
function styled(on::Bool, text::String, bold::Bool, italic::Bool, underline::Bool, blink::Bool, reverse::Bool,
    hidden::Bool, color)
    (on && !isempty(text)) || return text
    start = ""
    stop = ""
    if color !== :normal && color !== :nothing
        start = string("\e[", color_start(color), "m")
        stop = string("\e[", color === :bold ? "22" : "39", "m")
    end
    bold && (start = string(start, "\e[1m"); stop = string("\e[22m", stop))
    italic && (start = string(start, "\e[3m"); stop = string("\e[23m", stop))
    underline && (start = string(start, "\e[4m"); stop = string("\e[24m", stop))
    blink && (start = string(start, "\e[5m"); stop = string("\e[25m", stop))
    reverse && (start = string(start, "\e[7m"); stop = string("\e[27m", stop))
    hidden && (start = string(start, "\e[8m"); stop = string("\e[28m", stop))
    start == "" && return text
    lines = split(text, '\n')
    return join([isempty(l) ? String(l) : string(start, l, stop) for l in lines], '\n')
end
function with_output_color(f, color, io::IO, args...; bold::Bool=false)
    text = sprint(f, args...; context=io)
    write(io, styled(has_color(io), text, bold, false, false, false, false, false, color))
    return nothing
end

"Colours of errors, warnings and notes."
error_color() = :light_red
warn_color() = :yellow
info_color() = :cyan
debug_color() = :blue
