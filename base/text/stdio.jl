# The standard streams. A text call writes once (see io.jl); bytes written singly go out singly.

export stdout, stderr, stdin, displaysize, readline, readlines

"Standard output (`fd` 1) or standard error (2)."
struct StdStream <: IO
    fd::Int64
end
const stdout = StdStream(1)
const stderr = StdStream(2)

function write(io::StdStream, b::UInt8)
    v = arraynew(Vector{UInt8}, 1)
    arrayset(v, b, 1)
    write_bytes(io.fd, v, 1, 1)
    return 1
end
function write(io::StdStream, c::Char)
    b = new_buffer(32)
    n = write(b, c)
    end_text(io, b)
    return n
end
function write_part(io::StdStream, s::String, first::Int64, n::Int64)
    write_string(io.fd, first == 1 && n == string_length(s) ? s : string_sub(s, first, n))
    return nothing
end
write_vector_part(io::StdStream, v::Vector{UInt8}, first::Int64, n::Int64) = write_bytes(io.fd, v, first, n)
begin_text(io::StdStream) = new_buffer(128)
function end_text(io::StdStream, b::IOBuffer)
    b.size > 0 && write_bytes(io.fd, b.data, 1, b.size)
    return nothing
end
function displaysize(io::StdStream)
    n = host_display_size(io.fd)
    return n <= 0 ? displaysize() : (n >> 16, n & 0xffff)
end
isreadable(io::StdStream) = false
is_tty(io::StdStream) = host_is_tty(io.fd)
is_tty(io::IO) = false
is_tty(io::IOContext) = is_tty(io.io)

"""
Standard input. The bytes read ahead are the process's: reads from several threads at once should be guarded by a lock.
"""
mutable struct InputStream <: IO
    data::Vector{UInt8}
    ptr::Int64
    ended::Bool
    mark::Int64
end
const stdin = InputStream(arraynew(Vector{UInt8}, 0), 1, false, -1)

# Whether there is a byte at io.ptr, after asking the host if there was none.
function fill_input(io::InputStream)
    io.ptr <= arraylen(io.data) && return true
    io.ended && return false
    io.data = host_read_stdin(65536)
    io.ptr = 1
    io.ended = arraylen(io.data) == 0
    return !io.ended
end
eof(io::InputStream) = !fill_input(io)
function read(io::InputStream, ::Type{UInt8})
    fill_input(io) || throw(EOFError())
    b = arrayref(io.data, io.ptr)
    io.ptr += 1
    return b
end
peek(io::InputStream, ::Type{UInt8}) = fill_input(io) ? arrayref(io.data, io.ptr) : throw(EOFError())
write(io::InputStream, b::UInt8) = throw(ArgumentError("stream is not writable"))
bytesavailable(io::InputStream) = arraylen(io.data) - io.ptr + 1
iswritable(io::InputStream) = false
readline(; keep::Bool=false) = readline(stdin; keep=keep)
readlines(; keep::Bool=false) = readlines(stdin; keep=keep)
