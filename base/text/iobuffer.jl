# Streams in memory. Bytes 1 to `size` of `data` are the contents; `ptr` is the index of the next byte to read or write.

export IOBuffer, take!

mutable struct GenericIOBuffer{T<:AbstractVector{UInt8}} <: IO
    data::T
    readable::Bool
    writable::Bool
    seekable::Bool
    append::Bool
    size::Int64
    maxsize::Int64
    ptr::Int64
    mark::Int64
    open::Bool
end

"""
    IOBuffer(; sizehint, append = false, maxsize)
    IOBuffer(data; read = true, write = false, append = false, truncate = false)

A stream in memory: empty to be written, or over a string or a vector of bytes to be read.
"""
const IOBuffer = GenericIOBuffer{Vector{UInt8}}

GenericIOBuffer{Vector{UInt8}}(; read::Bool=true, write::Bool=true, append::Bool=false, truncate::Bool=true,
    maxsize::Integer=typemax(Int64), sizehint::Integer=32) =
    GenericIOBuffer{Vector{UInt8}}(arraynew(Vector{UInt8}, Int64(sizehint)), read, write, true, append, 0,
        Int64(maxsize), 1, -1, true)
GenericIOBuffer{Vector{UInt8}}(s::String) = reading_buffer(string_bytes(s))
GenericIOBuffer{Vector{UInt8}}(s::AbstractString) = reading_buffer(string_bytes(String(s)))
GenericIOBuffer{Vector{UInt8}}() = new_buffer(32)
"An empty buffer to be written, with room for `n` bytes: `IOBuffer()` without keywords."
new_buffer(n::Int64) =
    GenericIOBuffer{Vector{UInt8}}(arraynew(Vector{UInt8}, n), true, true, true, false, 0, typemax(Int64), 1, -1, true)
reading_buffer(v::Vector{UInt8}) =
    GenericIOBuffer{Vector{UInt8}}(v, true, false, true, false, arraylen(v), typemax(Int64), 1, -1, true)
function GenericIOBuffer{Vector{UInt8}}(v::AbstractVector{UInt8}; read::Bool=true, write::Bool=false,
    append::Bool=false, truncate::Bool=false, maxsize::Integer=typemax(Int64), sizehint::Integer=0)
    data = v isa Vector{UInt8} ? v : Vector{UInt8}(v)
    size = truncate ? 0 : arraylen(data)
    return GenericIOBuffer{Vector{UInt8}}(data, read, write, true, append, size, Int64(maxsize), 1, -1, true)
end
PipeBuffer(v::Vector{UInt8}=arraynew(Vector{UInt8}, 0)) =
    GenericIOBuffer{Vector{UInt8}}(v, true, true, false, true, arraylen(v), typemax(Int64), 1, -1, true)
export PipeBuffer

# Room for n bytes at the place of writing, which is given back; `size` then covers them.
@inline function make_room(io::IOBuffer, n::Int64)
    at = io.append ? io.size + 1 : io.ptr
    (at + n - 1 > arraylen(io.data) || !io.writable || io.maxsize != typemax(Int64)) && grow(io, at, n)
    at + n - 1 > io.size && (io.size = at + n - 1)
    io.append || (io.ptr = at + n)
    return at
end
@noinline function grow(io::IOBuffer, at::Int64, n::Int64)
    io.writable || throw(ArgumentError("ensureroom failed, IOBuffer is not writeable"))
    if at + n - 1 > io.maxsize
        throw(ArgumentError("IOBuffer is full"))
    end
    have = arraylen(io.data)
    need = at + n - 1 - have
    need > 0 && array_grow_end(io.data, need > have + 64 ? need : have + 64)
    return nothing
end

@inline function write(io::IOBuffer, b::UInt8)
    at = make_room(io, 1)
    @inbounds arrayset(io.data, b, at)
    return 1
end
@inline function write_part(io::IOBuffer, s::String, first::Int64, n::Int64)
    n == 0 && return nothing
    at = make_room(io, n)
    string_copyto(io.data, at, s, first, n)
    return nothing
end
function write_vector_part(io::IOBuffer, v::Vector{UInt8}, first::Int64, n::Int64)
    n == 0 && return nothing
    at = make_room(io, n)
    array_copyto(io.data, at, v, first, n)
    return nothing
end

"Bytes of the buffer from the first to the last as a string; the buffer should not be used afterwards."
take_string!(io::IOBuffer) = string_new(io.data, 1, io.size)

"""
    take!(io::IOBuffer) -> Vector{UInt8}

The contents of the buffer, which is empty afterwards.
"""
function take!(io::IOBuffer)
    first = io.seekable ? 1 : io.ptr
    n = io.size - first + 1
    v = arraynew(Vector{UInt8}, n)
    array_copyto(v, 1, io.data, first, n)
    if io.writable
        io.size = 0
        io.ptr = 1
    else
        io.ptr = io.size + 1
    end
    io.mark = -1
    return v
end
"The contents as a string, the buffer being emptied."
takestring!(io::IOBuffer) = String(take!(io))
export takestring!

# A carriage return before the newline just read belongs to the end of the line.
function drop_return(io::IOBuffer)
    if io.size > 0 && @inbounds(arrayref(io.data, io.size)) == 0x0d
        io.size -= 1
        io.ptr = io.size + 1
    end
    return nothing
end

@inline eof(io::IOBuffer) = io.ptr > io.size
@inline function read(io::IOBuffer, ::Type{UInt8})
    i = io.ptr
    (i > io.size || !io.readable) && no_byte(io)
    io.ptr = i + 1
    return @inbounds arrayref(io.data, i)
end
@noinline function no_byte(io::IOBuffer)
    io.readable || throw(ArgumentError("read failed, IOBuffer is not readable"))
    throw(EOFError())
end
peek(io::IOBuffer, ::Type{UInt8}) = io.ptr > io.size ? throw(EOFError()) : arrayref(io.data, io.ptr)
function read(io::IOBuffer, most::Integer)
    n = min(Int64(most), io.size - io.ptr + 1)
    v = arraynew(Vector{UInt8}, n)
    array_copyto(v, 1, io.data, io.ptr, n)
    io.ptr += n
    return v
end
read(io::IOBuffer) = read(io, io.size - io.ptr + 1)
function read(io::IOBuffer, ::Type{String})
    n = io.size - io.ptr + 1
    s = string_new(io.data, io.ptr, n)
    io.ptr += n
    return s
end
function readline(io::IOBuffer; keep::Bool=false)
    first = io.ptr
    i = first
    while i <= io.size && @inbounds(arrayref(io.data, i)) != 0x0a
        i += 1
    end
    io.ptr = min(i, io.size) + 1
    i > io.size && return string_new(io.data, first, i - first)
    keep && return string_new(io.data, first, i - first + 1)
    i > first && arrayref(io.data, i - 1) == 0x0d && (i -= 1)
    return string_new(io.data, first, i - first)
end
bytesavailable(io::IOBuffer) = io.size - io.ptr + 1
position(io::IOBuffer) = io.ptr - 1
seek(io::IOBuffer, n::Integer) = (io.ptr = clamp(Int64(n), 0, io.size) + 1; io)
seekend(io::IOBuffer) = (io.ptr = io.size + 1; io)
skip(io::IOBuffer, n::Integer) = seek(io, position(io) + n)
truncate(io::IOBuffer, n::Integer) =
    (n > io.size && make_room(io, Int64(n) - io.size); io.size = Int64(n); io.ptr = min(io.ptr, io.size + 1); io)
isopen(io::IOBuffer) = io.open
isreadable(io::IOBuffer) = io.readable
iswritable(io::IOBuffer) = io.writable
function close(io::IOBuffer)
    io.readable = false
    io.writable = false
    io.open = false
    io.size = 0
    io.ptr = 1
    return nothing
end
function empty_buffer!(io::IOBuffer)
    io.size = 0
    io.ptr = 1
    return io
end

"""
    sprint(f, args...; context = nothing, sizehint = 0) -> String

The text that `f(io, args...)` prints. `context` is an IO or pairs whose properties the stream gets.
"""
function sprint(f, args...; context=nothing, sizehint::Integer=0)
    io = new_buffer(sizehint < 32 ? 32 : Int64(sizehint))
    if context === nothing
        f(io, args...)
    elseif context isa Tuple
        f(IOContext(io, context...), args...)
    else
        f(IOContext(io, context), args...)
    end
    return take_string!(io)
end
export sprint

function show(io::IO, b::GenericIOBuffer)
    print(io, "IOBuffer(data=UInt8[...], readable=", b.readable, ", writable=", b.writable, ", seekable=", b.seekable, ", append=", b.append,
        ", size=", b.size, ", maxsize=", b.maxsize == typemax(Int64) ? "Inf" : b.maxsize, ", ptr=", b.ptr, ", mark=", b.mark, ")")
    return nothing
end
