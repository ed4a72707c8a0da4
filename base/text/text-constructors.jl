# Constructors of Core's text types: Char, String, Symbol, and the byte and character vectors of a string.

Char(u::UInt32) = char_of(u)
Char(c::Char) = c
Char(b::Number) = char_of(UInt32(b))
(::Type{Bool})(c::Char) = Bool(codepoint(c))
UInt32(c::Char) = codepoint(c)
Int64(c::Char) = zext_int(Int64, codepoint(c))
(::Type{AbstractChar})(x::Number) = Char(x)
(::Type{AbstractChar})(c::AbstractChar) = c

String(s::String) = s
String(s::SubString{String}) = string_sub(s.string, s.offset + 1, s.ncodeunits)
String(s::Symbol) = symbol_to_string(s)
function String(s::AbstractString)
    io = new_buffer(ncodeunits(s))
    for c in s
        print(io, c)
    end
    return take_string!(io)
end
"""
    String(v::Vector{UInt8}) -> String

The string of these bytes. The vector is emptied, as in Julia, and should not be used afterwards.
"""
function String(v::Vector{UInt8})
    n = arraylen(v)
    s = string_new(v, 1, n)
    n == 0 || array_delete_at(v, 1, n)
    return s
end
String(v::AbstractVector{UInt8}) = (w = Vector{UInt8}(v); string_new(w, 1, arraylen(w)))
function String(v::AbstractVector{<:AbstractChar})
    io = new_buffer(length(v))
    for c in v
        print(io, c)
    end
    return take_string!(io)
end
Array{UInt8,1}(s::AbstractString) = string_bytes(String(s))
Array{Char,1}(s::AbstractString) = collect(Char, s)
(::Type{AbstractString})(s::AbstractString) = s
String(v::CodeUnits{UInt8,String}) = v.s
function Symbol(s::String)
    is_plain_name(s) || throw(ArgumentError("Symbol name may not contain \\0"))
    return string_to_symbol(s)
end
function is_plain_name(s::String)
    for i in 1:string_length(s)
        string_byte(s, i) === 0x00 && return false
    end
    return true
end
Symbol(s::AbstractString) = Symbol(String(s))
Symbol(s::Symbol) = s
Symbol(xs...) = Symbol(string(xs...))

# Enumerations (enums.jl)
(::Type{T})(x::Enum{S}) where {T<:Integer,S<:Integer} = T(bitcast(S, x))
(::Type{Bool})(x::Enum{S}) where {S<:Integer} = Bool(bitcast(S, x))
Symbol(x::Enum) = enum_symbol(x)
Int64(l::LogLevel) = sext_int(Int64, l.level)

# `c, rest... = s`
rest(s::Union{String,SubString{String}}, i::Int) = SubString(s, i)

# Trees: a copy shares no `Expr` with the original
copy(e::Expr) = Expr(e.head, copy_trees(e.args)...)
copy_trees(args::Vector{Any}) = Any[a isa Expr ? copy(a) : a for a in args]
