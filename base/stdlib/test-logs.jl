# Tests of what is logged.

"A message that a TestLogger has kept."
struct LogRecord
    level::Any
    message::Any
    _module::Any
    group::Any
    id::Any
    file::Any
    line::Any
    kwargs::Any
end
"""
    TestLogger(; min_level = Info)

A logger that keeps the messages in its field `logs`.
"""
struct TestLogger <: AbstractLogger
    logs::Vector{LogRecord}
    min_level::LogLevel
end
TestLogger(; min_level=Base.Info, catch_exceptions::Bool=false) = TestLogger(LogRecord[], Base.log_level(min_level))
Base.min_enabled_level(l::TestLogger) = l.min_level
Base.shouldlog(l::TestLogger, level, _module, group, id) = true
Base.catch_exceptions(l::TestLogger) = false
function Base.handle_message(l::TestLogger, level, message, _module, group, id, file, line; kwargs...)
    push!(l.logs, LogRecord(level, message, _module, group, id, file, line, kwargs))
    return nothing
end

"""
    collect_test_logs(f; min_level = Debug) -> (logs, value)
"""
function collect_test_logs(f; min_level=Base.Debug)
    logger = TestLogger(min_level=min_level)
    value = with_logger(f, logger)
    return (logger.logs, value)
end

"""
    @test_logs (level, message)… ex

Tests that `ex` logs just these messages (strings must be equal, functions true); with `match_mode = :any`, at least
these.
"""
macro test_logs(args...)
    ex = args[length(args)]
    patterns = Any[]
    match_mode = :(:all)
    min_level = :(Base.Info)
    for a in args[1:end-1]
        if a isa Expr && a.head === :(=)
            a.args[1] === :match_mode && (match_mode = esc(a.args[2]))
            a.args[1] === :min_level && (min_level = esc(a.args[2]))
        else
            push!(patterns, esc(log_pattern(a)))
        end
    end
    return :(check_logs(() -> $(esc(ex)), $(Expr(:tuple, patterns...)), $match_mode, $min_level, $(expr_text(ex)),
        $(QuoteNode(__source__))))
end
log_pattern(a) = a
function log_pattern(a::Expr)
    a.head === :tuple || return a
    return Expr(:tuple, a.args...)
end
function check_logs(f, patterns::Tuple, mode::Symbol, min_level, text::String, source)
    logs, value = collect_test_logs(f; min_level=min_level)
    ok = mode === :any ? all(p -> any(l -> log_matches(p, l), logs), patterns) :
        length(logs) == length(patterns) && all(i -> log_matches(patterns[i], logs[i]), 1:length(logs))
    if ok
        record(get_testset(), Pass(:test_logs, text, nothing, value, source))
    else
        shown = join([string("(", repr(l.level), ", ", repr(l.message), ")") for l in logs], ", ")
        record(get_testset(), Fail(:test, string("@test_logs … ", text), string("logged [", shown, "]"), "false", "",
            source, ""))
    end
    return value
end
log_matches(p::Tuple, l::LogRecord) =
    (length(p) < 1 || level_matches(p[1], l.level)) && (length(p) < 2 || text_matches(p[2], l.message)) &&
    (length(p) < 3 || text_matches(p[3], l._module))
log_matches(p, l::LogRecord) = text_matches(p, l.message)
level_matches(p::Symbol, level) = p === :any || p === Symbol(lowercase(string(level)))
level_matches(p, level) = p == level
text_matches(p::AbstractString, x) = p == string(x)
text_matches(p::Regex, x) = occursin(p, string(x))
text_matches(p::Function, x) = p(x) === true
text_matches(p::Symbol, x) = p === :any || p === x
text_matches(p, x) = p == x

"""
    @test_warn msg ex

Tests that `ex` writes text to standard error that contains `msg` (a string, several, a regular expression, or a
predicate). Gives the value.
"""
macro test_warn(msg, ex)
    return :(check_warned(() -> $(esc(ex)), $(esc(msg)), $(expr_text(ex)), $(QuoteNode(__source__))))
end
"Tests that `ex` writes nothing to standard error. Gives the value."
macro test_nowarn(ex)
    return :(check_warned(() -> $(esc(ex)), isempty, $(expr_text(ex)), $(QuoteNode(__source__))))
end
function check_warned(f, expected, text::String, source)
    buffer = IOBuffer()
    value = redirect_stderr(f, buffer)
    output = String(take!(buffer))
    if warning_matches(expected, output)
        record(get_testset(), Pass(:test_warn, text, nothing, value, source))
    else
        record(get_testset(), Fail(:test, string("@test_warn … ", text), string("stderr: ", repr(output)), "false", "",
            source, ""))
    end
    return value
end
warning_matches(s::Union{AbstractString,Regex}, output) = occursin(s, output)
warning_matches(f::Function, output) = f(output) === true
warning_matches(several, output) = all(s -> warning_matches(s, output), several)
macro test_deprecated(args...)
    return esc(args[length(args)])
end
