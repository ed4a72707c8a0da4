# Streams: what every IO can do, given `write(io, ::UInt8)`, and for reading `eof(io)` and `read(io, UInt8)`. Streams
# that can do better define `write_part` (bytes of a string) and `write_vector_part` (bytes of a vector).
#
# One call of print, println or write with text reaches a standard stream as one write, so that lines of several threads
# do not mix: such calls collect their text in `begin_text(io)` and hand it over in `end_text`.

export IO, read, read!, write, eof, readline, readlines, readuntil, readeach, eachline, countlines, flush, close, isopen,
       isreadable, iswritable, peek, skip, seek, seekstart, seekend, position, mark, unmark, ismarked, reset, readavailable,
       bytesavailable, EOFError, truncate, open, ENDIAN_BOM, ntoh, hton, ltoh, htol, copyuntil, copyline

abstract type IO end

"""
    EOFError()

Thrown by a read past the end of a stream.
"""
struct EOFError <: Exception end

# Bytes out
write_part(io::IO, s::String, first::Int64, n::Int64) = write_bytewise(io, s, first, n)
function write_bytewise(io::IO, s::String, first::Int64, n::Int64)
    i = first
    while i < first + n
        write(io, @inbounds string_byte(s, i))
        i += 1
    end
    return nothing
end
function write_vector_part(io::IO, v::Vector{UInt8}, first::Int64, n::Int64)
    i = first
    while i < first + n
        write(io, @inbounds arrayref(v, i))
        i += 1
    end
    return nothing
end

"""
    write(io, x...) -> Int

Writes strings and characters as UTF-8 and numbers and arrays of them as the bytes of memory. The number of bytes
written.
`write(path, x)` writes a file.
"""
write(io::IO, s::String) = (n = string_length(s); write_part(io, s, 1, n); n)
write(io::IO, s::SubString{String}) = (write_part(io, s.string, s.offset + 1, s.ncodeunits); s.ncodeunits)
write(io::IO, s::AbstractString) = write(io, String(s))
write(io::IO, s::Symbol) = write(io, symbol_to_string(s))
write(io::IO, v::Vector{UInt8}) = (n = arraylen(v); write_vector_part(io, v, 1, n); n)
write(io::IO, v::CodeUnits{UInt8,String}) = write(io, v.s)
write(io::IO, b::Int8) = write(io, bitcast(UInt8, b))
write(io::IO, b::Bool) = write(io, bitcast(UInt8, b))
write(io::IO, x::Union{Int16,UInt16,Int32,UInt32,Int64,UInt64,Int128,UInt128}) = write_integer(io, x)
write(io::IO, x::Float64) = write(io, bitcast(UInt64, x))
write(io::IO, x::Float32) = write(io, bitcast(UInt32, x))
write(io::IO, x::Float16) = write(io, bitcast(UInt16, x))
write(io::IO, x::Complex) = write(io, real(x)) + write(io, imag(x))
function write(io::IO, c::Char)
    u = char_bits(c)
    n = 0
    while true
        write(io, (u >> 24) % UInt8)
        n += 1
        u = u << 8
        u == 0x00000000 && return n
    end
end
function write_integer(io::IO, x)
    n = sizeof(x)
    for _ in 1:n
        write(io, x % UInt8)
        x = x >> 8
    end
    return n
end
function write(io::IO, v::AbstractArray)
    n = 0
    for x in v
        n += write(io, x)
    end
    return n
end
function write(io::IO, x, y, rest...)
    b = begin_text(io)
    n = write_all(b, x, y, rest...)
    end_text(io, b)
    return n
end
write_all(io::IO) = 0
write_all(io::IO, x, rest...) = write(io, x) + write_all(io, rest...)
"Copies the rest of `source` to `io`."
function write(io::IO, source::IO)
    n = 0
    while !eof(source)
        write(io, read(source, UInt8))
        n += 1
    end
    return n
end
write(io::IO, x) = throw(MethodError(write, (io, x)))

@inline begin_text(io::IO) = io
@inline end_text(io::IO, b::IO) = nothing

# Bytes in
"""
    read(io, T), read(io, n), read(io), read(io, String)

One value of a type with the bytes of memory; at most `n` bytes; all bytes; all text. `read(path[, String])` reads a
file.
"""
read(io::IO, ::Type{Int8}) = bitcast(Int8, read(io, UInt8))
read(io::IO, ::Type{Bool}) = read(io, UInt8) != 0x00
read(io::IO, ::Type{T}) where {T<:Union{Int16,UInt16,Int32,UInt32,Int64,UInt64,Int128,UInt128}} = read_integer(io, T)
read(io::IO, ::Type{Float64}) = bitcast(Float64, read(io, UInt64))
read(io::IO, ::Type{Float32}) = bitcast(Float32, read(io, UInt32))
read(io::IO, ::Type{Float16}) = bitcast(Float16, read(io, UInt16))
function read_integer(io::IO, ::Type{T}) where {T}
    x = zero(T)
    for i in 0:sizeof(T)-1
        x |= (read(io, UInt8) % T) << (8 * i)
    end
    return x
end
function read(io::IO, ::Type{Char})
    b = read(io, UInt8)
    u = zext_int(UInt32, b) << 24
    shift = 16
    for _ in 2:lead_length(b)
        (eof(io) || !is_continuation(peek(io))) && break
        u |= zext_int(UInt32, read(io, UInt8)) << shift
        shift -= 8
    end
    return bitcast(Char, u)
end
function read(io::IO, most::Integer)
    v = arraynew(Vector{UInt8}, 0)
    while most > 0 && !eof(io)
        push!(v, read(io, UInt8))
        most -= 1
    end
    return v
end
read(io::IO) = read(io, typemax(Int64))
read(io::IO, ::Type{String}) = String(read(io))
"Fills the array from the stream."
function read!(io::IO, v::AbstractArray{T}) where {T}
    for i in eachindex(v)
        v[i] = read(io, T)
    end
    return v
end
function readbytes!(io::IO, v::Vector{UInt8}, most=length(v))
    n = 0
    while n < most && !eof(io)
        n += 1
        n > length(v) && resize!(v, n)
        v[n] = read(io, UInt8)
    end
    return n
end
readavailable(io::IO) = read(io)

"""
    readline(io = stdin; keep = false)

The next line of text, without its end unless `keep`; "" at the end of the stream.
"""
function readline(io::IO; keep::Bool=false)
    out = new_buffer(32)
    while !eof(io)
        b = read(io, UInt8)
        if b == 0x0a
            keep ? write(out, b) : drop_return(out)
            break
        end
        write(out, b)
    end
    return take_string!(out)
end
"All lines."
function readlines(io::IO; keep::Bool=false)
    lines = arraynew(Vector{String}, 0)
    while !eof(io)
        push!(lines, readline(io; keep=keep))
    end
    return lines
end
"""
    readuntil(io, delim; keep = false)

Up to the delimiter: text for a character or string, bytes for a byte.
"""
readuntil(io::IO, c::AbstractChar; keep::Bool=false) = readuntil(io, string(c); keep=keep)
function readuntil(io::IO, t::AbstractString; keep::Bool=false)
    d = String(t)
    k = string_length(d)
    k == 0 && return ""
    out = arraynew(Vector{UInt8}, 0)
    while !eof(io)
        push!(out, read(io, UInt8))
        n = length(out)
        if n >= k && ends_with_bytes(out, d)
            return string_new(out, 1, keep ? n : n - k)
        end
    end
    return String(out)
end
function ends_with_bytes(v::Vector{UInt8}, d::String)
    n = length(v)
    k = string_length(d)
    for i in 1:k
        v[n-k+i] == string_byte(d, i) || return false
    end
    return true
end
function readuntil(io::IO, d::UInt8; keep::Bool=false)
    out = arraynew(Vector{UInt8}, 0)
    while !eof(io)
        b = read(io, UInt8)
        (b != d || keep) && push!(out, b)
        b == d && break
    end
    return out
end

"The lines of a stream, made by `eachline`."
struct EachLine{T<:IO}
    stream::T
    ondone::Function
    keep::Bool
end
"""
    eachline(io = stdin; keep = false), eachline(path)

Iterates over the lines of a stream or a file.
"""
eachline(io::IO=stdin; keep::Bool=false) = EachLine(io, () -> nothing, keep)
eltype(::Type{<:EachLine}) = String
IteratorSize(::Type{<:EachLine}) = SizeUnknown()
function iterate(e::EachLine, state=nothing)
    if eof(e.stream)
        e.ondone()
        return nothing
    end
    return (readline(e.stream; keep=e.keep), nothing)
end
struct ReadEach{T,S<:IO}
    stream::S
end
"Iterates over the values of type `T` of a stream."
readeach(io::S, ::Type{T}) where {S<:IO,T} = ReadEach{T,S}(io)
eltype(::Type{ReadEach{T,S}}) where {T,S} = T
IteratorSize(::Type{<:ReadEach}) = SizeUnknown()
iterate(e::ReadEach{T}, state=nothing) where {T} = eof(e.stream) ? nothing : (read(e.stream, T), nothing)

"Number of lines."
function countlines(io::IO; eol::AbstractChar='\n')
    n = 0
    last = UInt8(eol)
    while !eof(io)
        last = read(io, UInt8)
        last == UInt8(eol) && (n += 1)
    end
    return last == UInt8(eol) ? n : n + 1
end

"The next byte, or value of type `T`, which stays to be read."
peek(io::IO, ::Type{T}) where {T} = (p = position(io); x = read(io, T); seek(io, p); x)
peek(io::IO) = peek(io, UInt8)
function skip(io::IO, n::Integer)
    for _ in 1:n
        eof(io) && break
        read(io, UInt8)
    end
    return io
end
skip_chars(f, io::IO) = skipchars(f, io)
"Skips characters for which `f` is true."
function skipchars(f, io::IO; linecomment=nothing)
    while !eof(io)
        c = peek(io, Char)
        f(c) || break
        read(io, Char)
    end
    return io
end
seekstart(io::IO) = seek(io, 0)
mark(io::IO) = (io.mark = position(io))
unmark(io::IO) = (was = io.mark >= 0; io.mark = -1; was)
ismarked(io::IO) = io.mark >= 0
function reset(io::IO)
    ismarked(io) || throw(ArgumentError(string("mark not set")))
    m = io.mark
    seek(io, m)
    io.mark = -1
    return m
end

flush(io::IO) = nothing
close(io::IO) = nothing
isopen(io::IO) = true
isreadable(io::IO) = isopen(io)
iswritable(io::IO) = isopen(io)
lock(io::IO) = nothing
unlock(io::IO) = nothing
bytesavailable(io::IO) = 0
broadcastable(io::IO) = Ref(io)

"Linear memory is little-endian on every host."
const ENDIAN_BOM = 0x04030201
ltoh(x) = x
htol(x) = x
ntoh(x) = bswap(x)
hton(x) = bswap(x)

"""
    devnull

A stream that swallows what is written and has nothing to read.
"""
struct DevNull <: IO end
const devnull = DevNull()
export devnull
write(::DevNull, b::UInt8) = 1
write_part(::DevNull, s::String, first::Int64, n::Int64) = nothing
write_vector_part(::DevNull, v::Vector{UInt8}, first::Int64, n::Int64) = nothing
eof(::DevNull) = true
read(::DevNull, ::Type{UInt8}) = throw(EOFError())
