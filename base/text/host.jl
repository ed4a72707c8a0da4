# What text and files ask of the host, one function for each call. The numbers start at 200; `host_call(n, a, b, c)`
# takes and gives boxed values. No host call throws: one that can fail gives a negative Int64, minus the POSIX error
# number.

# Characters above 0xff. `cp` is an Int64 code point.
const HOST_CHAR_CATEGORY = 200 # (cp) -> Int64: general category, 0 Cn 1 Lu 2 Ll 3 Lt 4 Lm 5 Lo 6 Mn 7 Mc 8 Me 9 Nd 10 Nl 11 No
                               # 12 Pc 13 Pd 14 Ps 15 Pe 16 Pi 17 Pf 18 Po 19 Sm 20 Sc 21 Sk 22 So 23 Zs 24 Zl 25 Zp 26
                               # Cc 27 Cf 28 Cs 29 Co
const HOST_CHAR_CASE = 201     # (cp, which) -> Int64: the single code point for which = 0 lower, 1 upper, 2 title case; cp itself if there is none
const HOST_CHAR_WIDTH = 202    # (cp) -> Int64: terminal columns 0, 1 or 2
const HOST_NORMALIZE = 203     # (s::String, form::String) -> String: Unicode normalisation "NFC" "NFD" "NFKC" "NFKD"
# Regular expressions. `spec` is "flags/pattern"; offsets are in bytes, from 0.
const HOST_REGEX_NAMES = 206   # (spec) -> Vector{Any}: a name or "" for each group; or a String, what is wrong with the pattern
const HOST_REGEX_FIND = 207    # (spec, subject, start) -> Vector{Float64}: begin and end of the match from `start` on, and of each group (-1
                               # for none); empty if there is no match. start = -1: of all matches, after the number of
                               # offsets of each
# Standard input
const HOST_READ_STDIN = 205    # (most::Int64) -> Vector{UInt8}: waits for input, at most so many bytes; empty at the end of input
# Open files
const HOST_OPEN = 210          # (path::String, mode::String of C's fopen: r r+ w w+ a a+) -> Int64 file number
const HOST_CLOSE = 211         # (file) -> Int64 0
const HOST_READ = 212          # (file, most::Int64) -> Vector{UInt8}; empty at the end; or a negative error
const HOST_WRITE = 213         # (file, bytes::Vector{UInt8}, n::Int64) -> Int64 n: the first n bytes, all of them
const HOST_SEEK = 214          # (file, offset::Int64, whence 0 start, 1 current, 2 end) -> Int64 new position
# The file system
const HOST_STAT = 220          # (path) -> Vector{Float64}: kind (0 none, 1 file, 2 folder, 3 link, 4 other), bytes, mtime s, mode, ctime s, inode
const HOST_LSTAT = 221         # likewise, not following links
const HOST_READDIR = 222       # (path) -> Vector{Any} of String, unsorted, without . and ..; or a negative error
const HOST_MKDIR = 223         # (path, mode::Int64) -> Int64
const HOST_REMOVE = 224        # (path) -> Int64: unlinks a file, removes an empty folder
const HOST_RENAME = 225        # (from, to) -> Int64
const HOST_COPY_FILE = 226     # (from, to) -> Int64
const HOST_PWD = 227           # () -> String
const HOST_CD = 228            # (path) -> Int64
const HOST_TEMPDIR = 229       # () -> String
const HOST_REALPATH = 230      # (path) -> String; or a negative error
const HOST_HOMEDIR = 231       # () -> String
const HOST_CHMOD = 232         # (path, mode::Int64) -> Int64
const HOST_TOUCH = 233         # (path) -> Int64
# Surroundings
const HOST_GETENV = 240        # (name) -> String, or nothing
const HOST_SETENV = 241        # (name, value::String or nothing to remove) -> Int64
const HOST_ENV_NAMES = 242     # () -> Vector{Any} of String
const HOST_DISPLAY_SIZE = 243  # (fd 1 or 2) -> Int64: rows * 65536 + columns of the terminal, 0 if it is none
const HOST_IS_TTY = 244        # (fd 0, 1 or 2) -> Bool
const HOST_TIME_ZONE = 245     # (unix seconds::Float64) -> Int64: minutes that local time is ahead of UTC then
const HOST_PID = 246           # () -> Int64
const HOST_HOSTNAME = 247      # () -> String
const HOST_COMMAND_LINE = 248  # () -> Vector{Any} of String: PROGRAM_FILE, then ARGS
const HOST_MACHINE = 249       # (which 0 processors that may be used, 1 bytes of memory, 2 bytes free, 3 seconds since the start) -> Int64

host_char_category(u::UInt32) = host_call(HOST_CHAR_CATEGORY, zext_int(Int64, u), nothing, nothing)::Int64
host_char_case(u::UInt32, which::Int64) = host_call(HOST_CHAR_CASE, zext_int(Int64, u), which, nothing)::Int64
host_char_width(u::UInt32) = host_call(HOST_CHAR_WIDTH, zext_int(Int64, u), nothing, nothing)::Int64
host_normalize(s::String, form::String) = host_call(HOST_NORMALIZE, s, form, nothing)::String
host_regex_names(spec::String) = host_call(HOST_REGEX_NAMES, spec, nothing, nothing)
host_regex_find(spec::String, s::String, start::Int64) = host_call(HOST_REGEX_FIND, spec, s, start)::Vector{Float64}
# A number if there is nothing yet.
host_read_stdin(most::Int64) = host_call(HOST_READ_STDIN, most, nothing, nothing)::Union{Vector{UInt8},Int64}
host_open(path::String, mode::String) = host_call(HOST_OPEN, path, mode, nothing)::Int64
host_close(file::Int64) = host_call(HOST_CLOSE, file, nothing, nothing)::Int64
host_read(file::Int64, most::Int64) = host_call(HOST_READ, file, most, nothing)
host_write(file::Int64, bytes::Vector{UInt8}, n::Int64) = host_call(HOST_WRITE, file, bytes, n)::Int64
host_seek(file::Int64, offset::Int64, whence::Int64) = host_call(HOST_SEEK, file, offset, whence)::Int64
host_stat(path::String) = host_call(HOST_STAT, path, nothing, nothing)::Vector{Float64}
host_lstat(path::String) = host_call(HOST_LSTAT, path, nothing, nothing)::Vector{Float64}
host_readdir(path::String) = host_call(HOST_READDIR, path, nothing, nothing)
host_mkdir(path::String, mode::Int64) = host_call(HOST_MKDIR, path, mode, nothing)::Int64
host_remove(path::String) = host_call(HOST_REMOVE, path, nothing, nothing)::Int64
host_rename(from::String, to::String) = host_call(HOST_RENAME, from, to, nothing)::Int64
host_copy_file(from::String, to::String) = host_call(HOST_COPY_FILE, from, to, nothing)::Int64
host_pwd() = host_call(HOST_PWD, nothing, nothing, nothing)::String
host_cd(path::String) = host_call(HOST_CD, path, nothing, nothing)::Int64
host_tempdir() = host_call(HOST_TEMPDIR, nothing, nothing, nothing)::String
host_realpath(path::String) = host_call(HOST_REALPATH, path, nothing, nothing)
host_homedir() = host_call(HOST_HOMEDIR, nothing, nothing, nothing)::String
host_chmod(path::String, mode::Int64) = host_call(HOST_CHMOD, path, mode, nothing)::Int64
host_touch(path::String) = host_call(HOST_TOUCH, path, nothing, nothing)::Int64
host_getenv(name::String) = host_call(HOST_GETENV, name, nothing, nothing)
host_setenv(name::String, value) = host_call(HOST_SETENV, name, value, nothing)
host_env_names() = host_call(HOST_ENV_NAMES, nothing, nothing, nothing)::Vector{Any}
host_display_size(fd::Int64) = host_call(HOST_DISPLAY_SIZE, fd, nothing, nothing)::Int64
host_is_tty(fd::Int64) = host_call(HOST_IS_TTY, fd, nothing, nothing)::Bool
host_time_zone(t::Float64) = host_call(HOST_TIME_ZONE, t, nothing, nothing)::Int64
host_pid() = host_call(HOST_PID, nothing, nothing, nothing)::Int64
host_machine(which::Int64) = host_call(HOST_MACHINE, which, nothing, nothing)::Int64
host_hostname() = host_call(HOST_HOSTNAME, nothing, nothing, nothing)::String
host_command_line() = host_call(HOST_COMMAND_LINE, nothing, nothing, nothing)::Vector{Any}
