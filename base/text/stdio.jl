# The standard streams. A text call writes once (see io.jl); bytes written singly go out singly.

export stdout, stderr, stdin, displaysize, readline, readlines, redirect_stdout, redirect_stderr, redirect_stdio

"Standard output (`fd` 1) or standard error (2). What is written goes to `target`, if there is one (`redirect_stdout`)."
mutable struct StdStream <: IO
    fd::Int64
    target::Union{Nothing,IO}
end
const stdout = StdStream(1, nothing)
const stderr = StdStream(2, nothing)
show(io::IO, s::StdStream) = print(io, "StdStream(", s.fd == 1 ? "stdout" : "stderr", ")")

function put_text(io::StdStream, s::String)
    t = io.target
    t === nothing ? write_string(io.fd, s) : write(t, s)
    return nothing
end
function put_bytes(io::StdStream, v::Vector{UInt8}, first::Int64, n::Int64)
    t = io.target
    t === nothing ? write_bytes(io.fd, v, first, n) : write_vector_part(t, v, first, n)
    return nothing
end
function write(io::StdStream, b::UInt8)
    v = arraynew(Vector{UInt8}, 1)
    arrayset(v, b, 1)
    put_bytes(io, v, 1, 1)
    return 1
end
function write(io::StdStream, c::Char)
    b = new_buffer(32)
    n = write(b, c)
    end_text(io, b)
    return n
end
write_part(io::StdStream, s::String, first::Int64, n::Int64) =
    put_text(io, first == 1 && n == string_length(s) ? s : string_sub(s, first, n))
write_vector_part(io::StdStream, v::Vector{UInt8}, first::Int64, n::Int64) = put_bytes(io, v, first, n)
begin_text(io::StdStream) = new_buffer(128)
function end_text(io::StdStream, b::IOBuffer)
    b.size > 0 && put_bytes(io, b.data, 1, b.size)
    return nothing
end

"""
    redirect_stdout(f, io), redirect_stderr(f, io), redirect_stdio(f; stdout, stderr)

Calls `f()` while all that goes to standard output or error, from any task of the process, goes to `io` instead.
"""
redirect_stdout(f, io::IO) = redirect_stream(f, stdout, io)
redirect_stderr(f, io::IO) = redirect_stream(f, stderr, io)
function redirect_stdio(f; stdin=nothing, stdout=nothing, stderr=nothing)
    stdout === nothing && stderr === nothing && return f()
    stdout === nothing && return redirect_stderr(f, stderr)
    stderr === nothing && return redirect_stdout(f, stdout)
    return redirect_stdout(() -> redirect_stderr(f, stderr), stdout)
end
function redirect_stream(f, stream::StdStream, io::IO)
    old = stream.target
    stream.target = plain_stream(io) === stream ? nothing : io
    try
        return f()
    finally
        stream.target = old
    end
end
function displaysize(io::StdStream)
    n = host_display_size(io.fd)
    return n <= 0 ? displaysize() : (size_in_environment("LINES", n >> 16), size_in_environment("COLUMNS", n & 0xffff))
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

# Whether there is a byte at io.ptr, after asking the host if there was none. Other tasks run while nothing comes.
function fill_input(io::InputStream)
    io.ptr <= arraylen(io.data) && return true
    io.ended && return false
    data = host_read_stdin(65536)
    pause = 0.0005
    while data isa Int64
        sleep(pause)
        pause = min(2pause, 0.01)
        data = host_read_stdin(65536)
    end
    io.data = data
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
