# Files and the file system, over the host's calls. Reading is buffered; each write call reaches the host at once, so
# that nothing is lost if a program ends without `close`. Errors are SystemError (opening) or Base.IOError with the
# host's error number.

export open, isfile, isdir, ispath, islink, filesize, mtime, readdir, mkdir, mkpath, rm, mv, cp, pwd, cd, tempdir, tempname, mktemp,
       mktempdir, joinpath, splitpath, splitdir, splitext, basename, dirname, abspath, normpath, isabspath, relpath, realpath, homedir,
       expanduser, touch, stat, chmod, walkdir, ENV, withenv, getpid, gethostname

"The usual text of a POSIX error number."
function error_text(n::Int64)
    n == 1 && return "Operation not permitted"
    n == 2 && return "No such file or directory"
    n == 5 && return "Input/output error"
    n == 9 && return "Bad file descriptor"
    n == 13 && return "Permission denied"
    n == 17 && return "File exists"
    n == 18 && return "Invalid cross-device link"
    n == 20 && return "Not a directory"
    n == 21 && return "Is a directory"
    n == 22 && return "Invalid argument"
    n == 24 && return "Too many open files"
    n == 28 && return "No space left on device"
    n == 30 && return "Read-only file system"
    n == 39 && return "Directory not empty"
    n == 40 && return "Too many levels of symbolic links"
    return string("Unknown error ", n)
end
function error_code_name(n::Int64)
    n == 1 && return "EPERM"
    n == 2 && return "ENOENT"
    n == 13 && return "EACCES"
    n == 17 && return "EEXIST"
    n == 20 && return "ENOTDIR"
    n == 21 && return "EISDIR"
    n == 22 && return "EINVAL"
    n == 39 && return "ENOTEMPTY"
    return string("E", n)
end
io_error(what::String, n::Int64) =
    throw(IOError(string(what, ": ", lowercasefirst(error_text(n)), " (", error_code_name(n), ")"), -n))
check_host(n::Int64, what::String) = n < 0 ? io_error(what, -n) : n

"A file opened by `open`."
mutable struct IOStream <: IO
    name::String
    file::Int64
    reads::Bool
    writes::Bool
    data::Vector{UInt8} # bytes read ahead; those from ptr on are not yet taken
    ptr::Int64
    ended::Bool
    mark::Int64
end
show(io::IO, s::IOStream) = print(io, "IOStream(<file ", s.name, ">)")

"""
    open(path, mode = "r"), open(f, path, mode)

Opens a file: mode "r", "w", "a", "r+", "w+", "a+". The second form calls `f(io)` and closes the file.
"""
function open(path::AbstractString, mode::AbstractString="r"; lock::Bool=true)
    m = String(mode)
    m in ("r", "r+", "w", "w+", "a", "a+") || throw(ArgumentError(string("invalid open mode: ", m)))
    n = host_open(String(path), m)
    n < 0 && throw(SystemError(string("opening file ", repr(String(path))), -n))
    return IOStream(String(path), n, m == "r" || endswith(m, "+"), m != "r", arraynew(Vector{UInt8}, 0), 1, false, -1)
end
function open(path::AbstractString; read::Bool=false, write::Bool=false, append::Bool=false, create::Bool=false,
    truncate::Bool=false)
    mode = append ? (read ? "a+" : "a") : write || truncate || create ? (truncate || !read ? (read ? "w+" : "w") :
        "r+") : "r"
    return open(path, mode)
end
function open(f::Function, args...; kw...)
    io = open(args...; kw...)
    try
        return f(io)
    finally
        close(io)
    end
end
function close(io::IOStream)
    io.file >= 0 && host_close(io.file)
    io.file = -1
    io.reads = false
    io.writes = false
    return nothing
end
isopen(io::IOStream) = io.file >= 0
isreadable(io::IOStream) = io.reads
iswritable(io::IOStream) = io.writes

function fill_file(io::IOStream)
    io.ptr <= arraylen(io.data) && return true
    io.reads || throw(ArgumentError("read failed, IOStream is not readable"))
    r = host_read(io.file, 65536)
    r isa Int64 && throw(SystemError(string("read: ", io.name), -r))
    io.data = r::Vector{UInt8}
    io.ptr = 1
    return arraylen(io.data) > 0
end
eof(io::IOStream) = !fill_file(io)
function read(io::IOStream, ::Type{UInt8})
    fill_file(io) || throw(EOFError())
    b = arrayref(io.data, io.ptr)
    io.ptr += 1
    return b
end
peek(io::IOStream, ::Type{UInt8}) = fill_file(io) ? arrayref(io.data, io.ptr) : throw(EOFError())
function read(io::IOStream, most::Integer)
    out = new_buffer(32)
    left = Int64(most)
    while left > 0 && fill_file(io)
        n = min(left, arraylen(io.data) - io.ptr + 1)
        write_vector_part(out, io.data, io.ptr, n)
        io.ptr += n
        left -= n
    end
    return take!(out)
end
read(io::IOStream, ::Type{String}) = String(read(io))
# Lines are cut from the bytes read ahead.
function readline(io::IOStream; keep::Bool=false)
    out = new_buffer(32)
    while fill_file(io)
        i = io.ptr
        n = arraylen(io.data)
        while i <= n && @inbounds(arrayref(io.data, i)) != 0x0a
            i += 1
        end
        write_vector_part(out, io.data, io.ptr, i - io.ptr)
        io.ptr = i
        if i <= n
            io.ptr = i + 1
            keep ? write(out, 0x0a) : drop_return(out)
            break
        end
    end
    return take_string!(out)
end
# What was read ahead is given back before a write or a move.
function drop_ahead(io::IOStream)
    ahead = arraylen(io.data) - io.ptr + 1
    if ahead > 0
        host_seek(io.file, -ahead, 1)
        io.data = arraynew(Vector{UInt8}, 0)
        io.ptr = 1
    end
    return nothing
end
function put_bytes(io::IOStream, v::Vector{UInt8}, n::Int64)
    io.writes || throw(ArgumentError("write failed, IOStream is not writeable"))
    drop_ahead(io)
    r = host_write(io.file, v, n)
    r < 0 && throw(SystemError("write", -r))
    return nothing
end
function write(io::IOStream, b::UInt8)
    v = arraynew(Vector{UInt8}, 1)
    arrayset(v, b, 1)
    put_bytes(io, v, 1)
    return 1
end
write_part(io::IOStream, s::String, first::Int64, n::Int64) =
    (v = arraynew(Vector{UInt8}, n); string_copyto(v, 1, s, first, n); put_bytes(io, v, n))
function write_vector_part(io::IOStream, v::Vector{UInt8}, first::Int64, n::Int64)
    first == 1 && return put_bytes(io, v, n)
    w = arraynew(Vector{UInt8}, n)
    array_copyto(w, 1, v, first, n)
    return put_bytes(io, w, n)
end
begin_text(io::IOStream) = new_buffer(128)
end_text(io::IOStream, b::IOBuffer) = b.size > 0 ? put_bytes(io, b.data, b.size) : nothing
function position(io::IOStream)
    n = host_seek(io.file, 0, 1)
    return n - (arraylen(io.data) - io.ptr + 1)
end
function seek(io::IOStream, n::Integer)
    io.data = arraynew(Vector{UInt8}, 0)
    io.ptr = 1
    host_seek(io.file, Int64(n), 0)
    return io
end
seekend(io::IOStream) = (seek(io, 0); host_seek(io.file, 0, 2); io)
skip(io::IOStream, n::Integer) = seek(io, position(io) + n)

# Whole files
read(path::AbstractString) = open(io -> read(io), path)
read(path::AbstractString, ::Type{String}) = open(io -> read(io, String), path)
read(path::AbstractString, args...) = open(io -> read(io, args...), path)
write(path::AbstractString, x, xs...) = open(io -> write(io, x, xs...), path, "w")
readline(path::AbstractString; keep::Bool=false) = open(io -> readline(io; keep=keep), path)
readlines(path::AbstractString; keep::Bool=false) = open(io -> readlines(io; keep=keep), path)
countlines(path::AbstractString; eol::AbstractChar='\n') = open(io -> countlines(io; eol=eol), path)
readuntil(path::AbstractString, d; keep::Bool=false) = open(io -> readuntil(io, d; keep=keep), path)
eachline(path::AbstractString; keep::Bool=false) = (io = open(path); EachLine(io, () -> close(io), keep))

# Paths, with / as separator
"The parts put together with `/`; an absolute part starts anew."
function joinpath(first::AbstractString, rest::AbstractString...)
    path = String(first)
    for p in rest
        path = startswith(p, "/") ? String(p) : isempty(path) || endswith(path, "/") ? string(path, p) :
            string(path, "/", p)
    end
    return path
end
isabspath(path::AbstractString) = startswith(path, "/")
function splitdir(path::AbstractString)
    s = String(path)
    i = findlast('/', s)
    i === nothing && return ("", s)
    return (i == 1 ? "/" : String(rstrip(SubString(s, 1, i - 1), '/')), String(SubString(s, i + 1)))
end
dirname(path::AbstractString) = splitdir(path)[1]
basename(path::AbstractString) = splitdir(path)[2]
function splitext(path::AbstractString)
    s = String(path)
    i = findlast('.', s)
    i === nothing && return (s, "")
    j = something(findlast('/', s), 0)
    (i <= j + 1 || all(c -> c == '.', SubString(s, j + 1, i))) && return (s, "")
    return (string_sub(s, 1, i - 1), string_sub(s, i, string_length(s) - i + 1))
end
function splitpath(path::AbstractString)
    out = String[]
    startswith(path, "/") && push!(out, "/")
    for p in split(path, '/'; keepempty=false)
        push!(out, String(p))
    end
    isempty(out) && push!(out, "")
    return out
end
function normpath(path::AbstractString)
    isempty(path) && return "."
    absolute = isabspath(path)
    parts = String[]
    for p in split(path, '/'; keepempty=false)
        if p == ".."
            if !isempty(parts) && parts[end] != ".."
                pop!(parts)
            elseif !absolute
                push!(parts, "..")
            end
        elseif p != "."
            push!(parts, String(p))
        end
    end
    out = string(absolute ? "/" : "", join(parts, "/"))
    isempty(out) && return "."
    last = basename(path)
    (last == "" || last == "." || last == "..") && !endswith(out, "/") && parts != String[] && last != ".." &&
        (out = string(out, "/"))
    return out
end
abspath(path::AbstractString) = normpath(isabspath(path) ? path : joinpath(pwd(), path))
abspath(first::AbstractString, rest::AbstractString...) = abspath(joinpath(first, rest...))
function relpath(path::AbstractString, start::AbstractString=".")
    a = splitpath(rstrip(abspath(path), '/'))
    b = splitpath(rstrip(abspath(start), '/'))
    n = 0
    while n < length(a) && n < length(b) && a[n+1] == b[n+1]
        n += 1
    end
    parts = vcat([".." for _ in n+1:length(b)], a[n+1:end])
    return isempty(parts) ? "." : join(parts, "/")
end
homedir() = host_homedir()
expanduser(path::AbstractString) =
    path == "~" ? homedir() : startswith(path, "~/") ? joinpath(homedir(), SubString(path, 3)) : String(path)
function realpath(path::AbstractString)
    r = host_realpath(String(path))
    r isa Int64 && io_error(string("realpath(", repr(String(path)), ")"), -r)
    return r::String
end

# What is there
"What the host knows of a path; `isfile`, `isdir`, `filesize`, `mtime` take it."
struct StatStruct
    desc::String
    kind::Int64
    size::Int64
    mtime::Float64
    mode::UInt64
    ctime::Float64
    inode::UInt64
end
function make_stat(path::String, v::Vector{Float64})
    return StatStruct(path, Int64(v[1]), Int64(v[2]), v[3], UInt64(v[4]), v[5], UInt64(v[6]))
end
stat(path::AbstractString) = (p = String(path); make_stat(p, host_stat(p)))
lstat(path::AbstractString) = (p = String(path); make_stat(p, host_lstat(p)))
stat(s::StatStruct) = s
isfile(s::StatStruct) = s.kind == 1
isdir(s::StatStruct) = s.kind == 2
ispath(s::StatStruct) = s.kind != 0
filesize(s::StatStruct) = s.size
mtime(s::StatStruct) = s.mtime
isfile(path::AbstractString...) = isfile(stat(joinpath(path...)))
isdir(path::AbstractString...) = isdir(stat(joinpath(path...)))
ispath(path::AbstractString...) = ispath(stat(joinpath(path...)))
islink(path::AbstractString...) = lstat(joinpath(path...)).kind == 3
mtime(path::AbstractString...) = stat(joinpath(path...)).mtime
function filesize(path::AbstractString...)
    s = stat(joinpath(path...))
    s.kind == 0 && io_error(string("stat(", repr(s.desc), ")"), 2)
    return s.size
end
"""
    readdir(path = pwd(); join = false, sort = true)

Names in a folder; with `join`, with the path before them.
"""
function readdir(path::AbstractString="."; join::Bool=false, sort::Bool=true)
    r = host_readdir(String(path))
    r isa Int64 && io_error(string("readdir(", repr(String(path)), ")"), -r)
    names = String[n for n in r]
    sort && sort!(names)
    return join ? String[joinpath(path, n) for n in names] : names
end
function mkdir(path::AbstractString; mode::Integer=511)
    check_host(host_mkdir(String(path), Int64(mode)), string("mkdir(", repr(String(path)), "; mode=0o",
        string(mode, base=8), ")"))
    return path
end
function mkpath(path::AbstractString; mode::Integer=511)
    isdir(path) && return path
    parent = dirname(rstrip(path, '/'))
    isempty(parent) || parent == path || mkpath(parent; mode=mode)
    isdir(path) || mkdir(path; mode=mode)
    return path
end
"""
    rm(path; force = false, recursive = false)

Removes a file, or an empty folder, or with `recursive` all below it.
"""
function rm(path::AbstractString; force::Bool=false, recursive::Bool=false)
    s = lstat(path)
    if s.kind == 0
        force && return nothing
        io_error(string("unlink(", repr(String(path)), ")"), 2)
    end
    if s.kind == 2 && recursive
        for n in readdir(path)
            rm(joinpath(path, n); force=force, recursive=true)
        end
    end
    check_host(host_remove(String(path)), string(s.kind == 2 ? "rmdir(" : "unlink(", repr(String(path)), ")"))
    return nothing
end
function mv(from::AbstractString, to::AbstractString; force::Bool=false)
    replace_target(from, to, force)
    check_host(host_rename(String(from), String(to)), string("rename(", repr(String(from)), ", ", repr(String(to)),
        ")"))
    return to
end
function cp(from::AbstractString, to::AbstractString; force::Bool=false, follow_symlinks::Bool=false)
    replace_target(from, to, force)
    if isdir(from)
        mkdir(to)
        for n in readdir(from)
            cp(joinpath(from, n), joinpath(to, n); force=force)
        end
    else
        check_host(host_copy_file(String(from), String(to)), string("copyfile(", repr(String(from)), ", ",
            repr(String(to)), ")"))
    end
    return to
end
function replace_target(from::AbstractString, to::AbstractString, force::Bool)
    ispath(to) || return nothing
    force || throw(ArgumentError(string(repr(String(to)), " exists. `force=true` is required to remove ",
        repr(String(to)), " before copying.")))
    rm(to; recursive=true)
    return nothing
end
pwd() = host_pwd()
cd(path::AbstractString) = (check_host(host_cd(String(path)), string("chdir(", repr(String(path)), ")")); nothing)
cd() = cd(homedir())
function cd(f, path::AbstractString)
    old = pwd()
    cd(path)
    try
        return f()
    finally
        cd(old)
    end
end
touch(path::AbstractString) = (check_host(host_touch(String(path)), string("touch(", repr(String(path)), ")")); path)
chmod(path::AbstractString, mode::Integer; recursive::Bool=false) =
    (check_host(host_chmod(String(path), Int64(mode)), string("chmod(", repr(String(path)), ")")); path)
tempdir() = host_tempdir()
tempname(parent::AbstractString=tempdir(); cleanup::Bool=true) =
    joinpath(parent, string("jl_", string(hash(time_ns()) ⊻ hash(host_pid()), base=62)))
function mktemp(parent::AbstractString=tempdir(); cleanup::Bool=true)
    path = tempname(parent)
    return (path, open(path, "w+"))
end
function mktemp(f::Function, parent::AbstractString=tempdir())
    path, io = mktemp(parent)
    try
        return f(path, io)
    finally
        close(io)
        rm(path; force=true)
    end
end
mktempdir(parent::AbstractString=tempdir(); prefix::AbstractString="jl_", cleanup::Bool=true) =
    mkdir(joinpath(parent, string(prefix, string(hash(time_ns()) ⊻ hash(host_pid()), base=62))))
function mktempdir(f::Function, parent::AbstractString=tempdir(); prefix::AbstractString="jl_")
    path = mktempdir(parent; prefix=prefix)
    try
        return f(path)
    finally
        rm(path; force=true, recursive=true)
    end
end
"Triples (folder, folders in it, files in it), from the root down."
function walkdir(root::AbstractString="."; topdown::Bool=true)
    out = Tuple{String,Vector{String},Vector{String}}[]
    walk_folder(out, String(root), topdown)
    return out
end
function walk_folder(out, root::String, topdown::Bool)
    names = readdir(root)
    dirs = String[n for n in names if isdir(joinpath(root, n))]
    files = String[n for n in names if !isdir(joinpath(root, n))]
    topdown && push!(out, (root, dirs, files))
    for d in dirs
        walk_folder(out, joinpath(root, d), topdown)
    end
    topdown || push!(out, (root, dirs, files))
    return nothing
end

# Environment variables
"The environment variables, as a dictionary of strings."
struct EnvDict <: AbstractDict{String,String} end
const ENV = EnvDict()
function getindex(::EnvDict, k::AbstractString)
    v = host_getenv(String(k))
    v === nothing && throw(KeyError(String(k)))
    return v::String
end
get(::EnvDict, k::AbstractString, default) = (v = host_getenv(String(k)); v === nothing ? default : v::String)
get(f::Function, ::EnvDict, k::AbstractString) = (v = host_getenv(String(k)); v === nothing ? f() : v::String)
haskey(::EnvDict, k::AbstractString) = host_getenv(String(k)) !== nothing
setindex!(e::EnvDict, v, k::AbstractString) = (host_setenv(String(k), string(v)); e)
delete!(e::EnvDict, k::AbstractString) = (host_setenv(String(k), nothing); e)
length(::EnvDict) = length(host_env_names())
function iterate(e::EnvDict, state=(host_env_names(), 1))
    names, i = state
    i > length(names) && return nothing
    k = names[i]::String
    return (k => get(e, k, ""), (names, i + 1))
end
"Calls `f` with environment variables set for its time."
function withenv(f, pairs::Pair...)
    old = [p.first => host_getenv(String(p.first)) for p in pairs]
    for p in pairs
        host_setenv(String(p.first), p.second === nothing ? nothing : string(p.second))
    end
    try
        return f()
    finally
        for p in old
            host_setenv(String(p.first), p.second)
        end
    end
end
getpid() = Int32(host_pid())
gethostname() = host_hostname()

export readchomp, isdirpath, isreadonly, skipchars
"The contents of a file without the last newline."
readchomp(x) = chomp(read(x, String))
"Whether a path names a folder by its form: it ends in `/`, or its last part is `.` or `..`."
isdirpath(path::AbstractString) = isempty(path) || endswith(path, "/") || basename(path) in (".", "..")
isreadonly(io::IO) = isreadable(io) && !iswritable(io)
"""
    skipchars(predicate, io; linecomment = nothing)

Moves on to the first character for which the predicate is false; text from `linecomment` to the end of its line is passed over.
"""
function skipchars(predicate, io::IO; linecomment=nothing)
    while !eof(io)
        c = peek(io, Char)
        if c === linecomment
            readline(io)
        elseif predicate(c)
            read(io, Char)
        else
            break
        end
    end
    return io
end
isfile(io::IOStream) = isfile(io.name)
