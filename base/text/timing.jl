# Measuring: @time, @timev, @elapsed, @timed, @allocated, @allocations. Objects and bytes are what all threads allocated
# meanwhile: of this thread exactly, of others that still run to the page.

export @time, @timev, @elapsed, @timed, @allocated, @allocations, @showtime, time, time_ns

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

const COUNT_UNITS = ("", " k", " M", " G", " T", " P")
"`1 allocation: `, `12 allocations: `, `1.23 k allocations: `."
function count_text(n::Int64)
    n == 1 && return "1 allocation: "
    n < 1000 && return string(n, " allocations: ")
    x = Float64(n)
    unit = 1
    while x >= 1000.0 && unit < length(COUNT_UNITS)
        x /= 1000.0
        unit += 1
    end
    return string(float_fixed(x, 2), COUNT_UNITS[unit], " allocations: ")
end

"What has been allocated and collected so far, or between two moments."
struct GCCounts
    bytes::Int64
    objects::Int64
    gctime::Int64
end
gc_counts() = GCCounts(gc_total_bytes(), gc_total_objects(), gc_time_ns())
counts_since(c::GCCounts) =
    (now = gc_counts(); GCCounts(now.bytes - c.bytes, now.objects - c.objects, now.gctime - c.gctime))

function time_text(label, ns::Int64, c::GCCounts)
    text = float_fixed(ns / 1.0e9, 6)
    io = new_buffer(32)
    label === nothing ? print(io, " "^max(10 - string_length(text), 0)) : print(io, label, ": ")
    print(io, text, " seconds")
    c.objects == 0 && c.gctime == 0 && return take_string!(io)
    print(io, " (")
    c.objects == 0 || print(io, count_text(c.objects), format_bytes(c.bytes))
    if c.gctime > 0
        c.objects == 0 || print(io, ", ")
        print(io, float_fixed(100.0 * c.gctime / max(ns, 1), 2), "% gc time")
    end
    print(io, ')')
    return take_string!(io)
end
ns_since(start::UInt64) = Int64(time_ns() - start)
elapsed_since(start::UInt64) = Float64(ns_since(start)) / 1.0e9

"""
    @time [label] ex

Prints the time and memory that `ex` took, and gives its value.
"""
macro time(ex)
    return time_expr(nothing, ex, :print_time)
end
macro time(label, ex)
    return time_expr(esc(label), ex, :print_time)
end
function time_expr(label, ex, print::Symbol)
    before, start, value, ns = gensym("before"), gensym("start"), gensym("value"), gensym("ns")
    return quote
        local $before = gc_counts()
        local $start = time_ns()
        local $value = $(esc(ex))
        local $ns = ns_since($start)
        $print($label, $ns, counts_since($before))
        $value
    end
end
print_time(label, ns::Int64, c::GCCounts) = println(stdout, time_text(label, ns, c))
macro showtime(ex)
    return time_expr(sprint(show_unquoted, ex, 0, -1), ex, :print_time)
end

"""
    @timev [label] ex

As `@time`, and then the same numbers unrounded, one a line.
"""
macro timev(ex)
    return time_expr(nothing, ex, :print_time_verbose)
end
macro timev(label, ex)
    return time_expr(esc(label), ex, :print_time_verbose)
end
function print_time_verbose(label, ns::Int64, c::GCCounts)
    print_time(label, ns, c)
    println(stdout, "elapsed time (ns):  ", ns)
    println(stdout, "gc time (ns):       ", c.gctime)
    println(stdout, "bytes allocated:    ", c.bytes)
    println(stdout, "pool allocs:        ", c.objects)
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
    return allocated_expr(ex, :bytes)
end
"""
    @allocations ex

Objects that were allocated while `ex` ran.
"""
macro allocations(ex)
    return allocated_expr(ex, :objects)
end
function allocated_expr(ex, what::Symbol)
    before = gensym("before")
    return quote
        local $before = gc_counts()
        $(esc(ex))
        counts_since($before).$what
    end
end

"""
    @timed ex -> (value, time, bytes, gctime, gcstats)

What `ex` gave, with seconds and bytes; `gcstats` has the objects allocated as `poolalloc`.
"""
macro timed(ex)
    before, start, value, ns = gensym("before"), gensym("start"), gensym("value"), gensym("ns")
    return quote
        local $before = gc_counts()
        local $start = time_ns()
        local $value = $(esc(ex))
        local $ns = ns_since($start)
        timed_result($value, $ns, counts_since($before))
    end
end

"Differences of the collector's counters, as `@timed` gives them."
struct GC_Diff
    allocd::Int64
    poolalloc::Int64
    total_time::Int64
end
timed_result(value, ns::Int64, c::GCCounts) = (
    value=value,
    time=ns / 1.0e9,
    bytes=c.bytes,
    gctime=c.gctime / 1.0e9,
    gcstats=GC_Diff(c.bytes, c.objects, c.gctime),
)
