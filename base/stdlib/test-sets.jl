# Test sets: collecting results, the summary table, and the exception at the end.

"""
    AbstractTestSet

A test set of one's own has methods of `record(ts, result)` and `finish(ts)` and a constructor from a description.
"""
abstract type AbstractTestSet end

"""
    FallbackTestSetException(msg)

Thrown at once by a test that fails outside any test set.
"""
struct FallbackTestSetException <: Exception
    msg::String
end
Base.showerror(io::IO, e::FallbackTestSetException) = print(io, e.msg)
Base.showerror(io::IO, e::FallbackTestSetException, bt; backtrace=true) = print(io, e.msg)

"""
    TestSetException

Thrown at the end of the outermost test set if not all tests passed.
"""
struct TestSetException <: Exception
    pass::Int64
    fail::Int64
    error::Int64
    broken::Int64
    errors_and_fails::Vector{Any}
end
function Base.showerror(io::IO, e::TestSetException)
    print(io, "Some tests did not pass: ", e.pass, " passed, ", e.fail, " failed, ", e.error, " errored, ", e.broken,
        " broken.")
    return nothing
end
Base.showerror(io::IO, e::TestSetException, bt; backtrace=true) = showerror(io, e)

"What records results outside any test set."
struct FallbackTestSet <: AbstractTestSet end

"The usual test set."
mutable struct DefaultTestSet <: AbstractTestSet
    description::String
    results::Vector{Any}
    n_passed::Int64
    anynonpass::Bool
    verbose::Bool
    showtiming::Bool
    failfast::Bool
    time_start::Float64
    time_end::Float64
end
DefaultTestSet(description::AbstractString; verbose::Bool=false, showtiming::Bool=true, failfast::Bool=false) =
    DefaultTestSet(String(description), Any[], 0, false, verbose, showtiming, failfast, time(), 0.0)

# The open test sets of this process, the innermost last. Tests are run by one task at a time; results of tasks that a
# test set starts and waits for go to the innermost set.
const open_sets = Any[]
get_testset_depth() = length(open_sets)
get_testset() = isempty(open_sets) ? FallbackTestSet() : open_sets[end]

record(ts::FallbackTestSet, t::Union{Pass,Broken}) = t
function record(ts::FallbackTestSet, t::Union{Fail,Error})
    println(t)
    throw(FallbackTestSetException("There was an error during testing"))
end
record(ts::DefaultTestSet, t::Pass) = (ts.n_passed += 1; t)
record(ts::DefaultTestSet, t::Broken) = (push!(ts.results, t); t)
function record(ts::DefaultTestSet, t::Union{Fail,Error})
    printstyled(ts.description, ": "; color=:white)
    println(t)
    push!(ts.results, t)
    ts.failfast && throw(FailFastError())
    return t
end
record(ts::DefaultTestSet, t::AbstractTestSet) = (push!(ts.results, t); t)
struct FailFastError <: Exception end

# The backtrace of the exception being handled, without the frames of this module.
test_backtrace() = Any[f for f in catch_backtrace() if !(length(f) > 3 && f[4] === Test)]

# Runs the body of a test set. An exception outside a @test is recorded as an error.
function run_testset(body, ts, source)
    push!(open_sets, ts)
    try
        body(ts)
    catch e
        e isa InterruptException && rethrow()
        if !(e isa FailFastError)
            record(ts, Error(:nontest_error, "", "", sprint(showerror, e, test_backtrace()), source))
        end
    finally
        pop!(open_sets)
    end
    return finish(ts)
end

"Ends a test set: hands it to the one around it, or prints the table and throws if something failed."
function finish(ts::DefaultTestSet)
    ts.time_end = time()
    if get_testset_depth() != 0
        record(get_testset(), ts)
        return ts
    end
    c = counts(ts)
    print_test_results(ts)
    c.fail + c.error > 0 && throw(TestSetException(c.pass, c.fail, c.error, c.broken, failures(ts)))
    return ts
end

struct Counts
    pass::Int64
    fail::Int64
    error::Int64
    broken::Int64
end
total(c::Counts) = c.pass + c.fail + c.error + c.broken
function counts(ts::DefaultTestSet)
    p, f, e, b = ts.n_passed, 0, 0, 0
    for t in ts.results
        if t isa Fail
            f += 1
        elseif t isa Error
            e += 1
        elseif t isa Broken
            b += 1
        elseif t isa DefaultTestSet
            c = counts(t)
            p += c.pass
            f += c.fail
            e += c.error
            b += c.broken
        end
    end
    return Counts(p, f, e, b)
end
counts(ts) = Counts(0, 0, 0, 0)
function failures(ts::DefaultTestSet)
    out = Any[]
    for t in ts.results
        t isa Union{Fail,Error} && push!(out, t)
        t isa DefaultTestSet && append!(out, failures(t))
    end
    return out
end
has_problem(ts::DefaultTestSet) = (c = counts(ts); c.fail + c.error > 0)

# The table: one row for each set that is shown.
function collect_rows(rows, ts::DefaultTestSet, depth::Int64)
    push!(rows, (depth, ts, counts(ts)))
    (ts.verbose || has_problem(ts)) || return nothing
    for t in ts.results
        t isa DefaultTestSet && collect_rows(rows, t, depth + 1)
    end
    return nothing
end
function duration_text(ts::DefaultTestSet)
    s = ts.time_end - ts.time_start
    s < 60 && return string(Base.float_fixed(s, 1), "s")
    m = floor(Int64, s / 60)
    return string(m, "m", lpad(Base.float_fixed(s - 60 * m, 1), 4, '0'), "s")
end
function print_test_results(ts::DefaultTestSet)
    rows = Any[]
    collect_rows(rows, ts, 0)
    c = rows[1][3]::Counts
    width = length("Test Summary:")
    for (depth, set, _) in rows
        width = max(width, textwidth(set.description) + 2 * depth)
    end
    columns = Any[]
    c.pass > 0 && push!(columns, ("Pass", :pass, :green))
    c.fail > 0 && push!(columns, ("Fail", :fail, Base.error_color()))
    c.error > 0 && push!(columns, ("Error", :error, Base.error_color()))
    c.broken > 0 && push!(columns, ("Broken", :broken, Base.warn_color()))
    widths = [max(length(name), ndigits(getfield(c, field))) for (name, field, _) in columns]
    total_width = max(length("Total"), ndigits(total(c)))
    times = [duration_text(set) for (_, set, _) in rows]
    time_width = max(maximum(length, times), length("Time"))
    out = IOBuffer()
    io = IOContext(out, stdout)
    printstyled(io, rpad("Test Summary:", width), " |"; bold=true)
    for i in 1:length(columns)
        printstyled(io, " ", lpad(columns[i][1], widths[i]), " "; bold=true, color=columns[i][3])
    end
    printstyled(io, " ", lpad("Total", total_width); bold=true, color=Base.info_color())
    ts.showtiming && printstyled(io, "  ", lpad("Time", time_width); bold=true)
    println(io)
    for k in 1:length(rows)
        depth, set, n = rows[k]
        print(io, rpad(string("  "^depth, set.description), width), " |")
        if total(n) == 0
            for w in widths
                print(io, ' '^(w + 2))
            end
            printstyled(io, " ", lpad("None", total_width); color=Base.info_color())
        else
            for i in 1:length(columns)
                x = getfield(n, columns[i][2])
                x > 0 ? printstyled(io, " ", lpad(x, widths[i]), " "; color=columns[i][3]) :
                    print(io, ' '^(widths[i] + 2))
            end
            printstyled(io, " ", lpad(total(n), total_width); color=Base.info_color())
        end
        ts.showtiming && print(io, "  ", lpad(times[k], time_width))
        println(io)
    end
    print(stdout, String(take!(out)))
    return nothing
end
Base.show(io::IO, ts::DefaultTestSet) =
    print(io, "Test.DefaultTestSet(", repr(ts.description), ", ", counts(ts).pass, " passed)")
