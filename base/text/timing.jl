# Measuring: @time, @timev, @elapsed, @timed, @allocated. Bytes are what all threads allocated meanwhile; objects are
# not counted.

export @time, @timev, @elapsed, @timed, @allocated, @showtime, time, time_ns

"Seconds since 1970."
time() = time_seconds()

"""
    Base.format_bytes(n) -> String

A number of bytes in the unit that suits it: `64 bytes`, `1.500 KiB`.
"""
function format_bytes(bytes::Integer)
    n = Int64(bytes)
    n == 1 && return "1 byte"
    n < 1024 && return string(n, " bytes")
    x = Float64(n)
    for unit in ("KiB", "MiB", "GiB", "TiB")
        x /= 1024.0
        x < 1024.0 && return string(float_fixed(x, 3), " ", unit)
    end
    return string(float_fixed(x / 1024.0, 3), " PiB")
end

function time_text(label, seconds::Float64, bytes::Int64)
    text = float_fixed(seconds, 6)
    io = new_buffer(32)
    label === nothing || print(io, label, ": ")
    print(io, " "^max(10 - string_length(text), 0), text, " seconds")
    bytes > 0 && print(io, " (", format_bytes(bytes), ")")
    return take_string!(io)
end
elapsed_since(start::UInt64) = Float64(time_ns() - start) / 1.0e9

"""
    @time [label] ex

Prints the time and memory that `ex` took, and gives its value.
"""
macro time(ex)
    return time_expr(nothing, ex)
end
macro time(label, ex)
    return time_expr(esc(label), ex)
end
function time_expr(label, ex)
    bytes, start, value = gensym("bytes"), gensym("start"), gensym("value")
    return quote
        local $bytes = gc_total_bytes()
        local $start = time_ns()
        local $value = $(esc(ex))
        print_time($label, elapsed_since($start), gc_total_bytes() - $bytes)
        $value
    end
end
print_time(label, seconds::Float64, bytes::Int64) = println(stdout, time_text(label, seconds, bytes))
macro showtime(ex)
    return time_expr(sprint(show_unquoted, ex, 0, -1), ex)
end
macro timev(ex)
    return time_expr(nothing, ex)
end

"""
    @elapsed ex

Seconds that `ex` took.
"""
macro elapsed(ex)
    start = gensym("start")
    return quote
        local $start = time_ns()
        $(esc(ex))
        elapsed_since($start)
    end
end
"""
    @allocated ex

Bytes that were allocated while `ex` ran.
"""
macro allocated(ex)
    bytes = gensym("bytes")
    return quote
        local $bytes = gc_total_bytes()
        $(esc(ex))
        gc_total_bytes() - $bytes
    end
end
"""
    @timed ex -> (value, time, bytes, gctime, gcstats)

What `ex` gave, with seconds and bytes.
"""
macro timed(ex)
    bytes, start, value = gensym("bytes"), gensym("start"), gensym("value")
    return quote
        local $bytes = gc_total_bytes()
        local $start = time_ns()
        local $value = $(esc(ex))
        timed_result($value, elapsed_since($start), gc_total_bytes() - $bytes)
    end
end
timed_result(value, seconds::Float64, bytes::Int64) =
    (value=value, time=seconds, bytes=bytes, gctime=0.0, gcstats=nothing)
