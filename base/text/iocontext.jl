# Streams with properties, such as :limit and :compact, which `show` methods look up with `get(io, key, default)`.

export IOContext, displaysize

# A linked list of properties, the newest first, so that a context made from another shares its tail. Never changed once
# made; mutable so that it is a reference, not copied inline into each context.
mutable struct ContextEntry
    key::Symbol
    value::Any
    rest::Union{Nothing,ContextEntry}
end

abstract type AbstractPipe <: IO end

"""
    IOContext(io, pairs...), IOContext(io, other::IOContext)

`io` with properties. Known ones are :compact, :limit, :displaysize, :typeinfo, :color, :module.
"""
struct IOContext{IO_t<:IO} <: AbstractPipe
    io::IO_t
    dict::Union{Nothing,ContextEntry}
    global with_properties(io::T, dict::Union{Nothing,ContextEntry}) where {T<:IO} = new{T}(io, dict)
end
properties_of(io::IO) = nothing
properties_of(io::IOContext) = io.dict
plain_stream(io::IO) = io
plain_stream(io::IOContext) = io.io

IOContext(io::IO) = with_properties(plain_stream(io), properties_of(io))
IOContext(io::IO, other::IO) = with_properties(plain_stream(io), properties_of(other))
IOContext(io::IO, p::Pair) = with_properties(plain_stream(io), ContextEntry(p.first, p.second, properties_of(io)))
IOContext(io::IO, p::Pair, q::Pair, rest::Pair...) = IOContext(IOContext(io, p), q, rest...)
convert(::Type{IOContext}, io::IOContext) = io
convert(::Type{IOContext}, io::IO) = IOContext(io)

"""
    get(io::IO, key::Symbol, default)

Property `key` of the stream.
"""
get(io::IO, key::Symbol, default) = default
function get(io::IOContext, key::Symbol, default)
    e = io.dict
    while e !== nothing
        e.key === key && return e.value
        e = e.rest
    end
    return default
end
haskey(io::IO, key::Symbol) = false
haskey(io::IOContext, key::Symbol) = get(io, key, NoProperty()) !== NoProperty()
struct NoProperty end
function getindex(io::IO, key::Symbol)
    v = get(io, key, NoProperty())
    v === NoProperty() && throw(KeyError(key))
    return v
end
function in(p::Pair, io::IOContext)
    e = io.dict
    while e !== nothing
        e.key === p.first && e.value === p.second && return true
        e = e.rest
    end
    return false
end
in(p::Pair, io::IO) = false
function keys(io::IOContext)
    out = arraynew(Vector{Symbol}, 0)
    e = io.dict
    while e !== nothing
        e.key in out || push!(out, e.key)
        e = e.rest
    end
    return out
end
keys(io::IO) = arraynew(Vector{Symbol}, 0)

# Typed look-ups of the flags that show methods use.
is_limited(io::IO) = false
is_limited(io::IOContext) = get(io, :limit, false) === true
is_compact(io::IO) = false
is_compact(io::IOContext) = get(io, :compact, false) === true
has_color(io::IO) = false
has_color(io::IOContext) = get(io, :color, false) === true
type_info(io::IO) = Any
type_info(io::IOContext) = get(io, :typeinfo, Any)
module_of(io::IO) = nothing
module_of(io::IOContext) = get(io, :module, nothing)

@inline write(io::IOContext, b::UInt8) = write(io.io, b)
write_part(io::IOContext, s::String, first::Int64, n::Int64) = write_part(io.io, s, first, n)
write_vector_part(io::IOContext, v::Vector{UInt8}, first::Int64, n::Int64) = write_vector_part(io.io, v, first, n)
@inline begin_text(io::IOContext) = wrap_text(io, begin_text(io.io))
@inline end_text(io::IOContext, b::IOContext) = end_text(io.io, b.io)
@inline wrap_text(io::IOContext{T}, b::T) where {T<:IO} = io
@inline wrap_text(io::IOContext, b::IO) = with_properties(b, io.dict)

read(io::IOContext, ::Type{UInt8}) = read(io.io, UInt8)
eof(io::IOContext) = eof(io.io)
flush(io::IOContext) = flush(io.io)
close(io::IOContext) = close(io.io)
isopen(io::IOContext) = isopen(io.io)
isreadable(io::IOContext) = isreadable(io.io)
iswritable(io::IOContext) = iswritable(io.io)
position(io::IOContext) = position(io.io)
seek(io::IOContext, n::Integer) = seek(io.io, n)
peek(io::IOContext, ::Type{UInt8}) = peek(io.io, UInt8)

"""
    displaysize([io]) -> (rows, columns)

Size of the display that is written to; the host's terminal, or LINES and COLUMNS, or (24, 80).
"""
displaysize() = (size_in_environment("LINES", 24), size_in_environment("COLUMNS", 80))
"What a variable of the environment says of the terminal's size, else `n`."
function size_in_environment(name::String, n::Int64)
    s = host_getenv(name)
    s === nothing && return n
    v = tryparse(Int64, s::String)
    return v === nothing || v <= 0 ? n : v
end
displaysize(io::IO) = displaysize()
function displaysize(io::IOContext)
    d = get(io, :displaysize, nothing)
    return d isa Tuple{Int64,Int64} ? d : displaysize(io.io)
end
