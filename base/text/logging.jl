# Logging: @debug, @info, @warn, @error and the loggers that take their messages. The module Logging re-exports what is
# here.
#
# The current logger belongs to a task: `with_logger` adds an entry for its task to a list that all threads share
# (changed by compare-and-swap, so no lock is needed) and takes it out again. A task without an entry uses the global
# logger.

export @debug, @info, @warn, @error, @logmsg

"A level of importance: Debug -1000, Info 0, Warn 1000, Error 2000."
struct LogLevel
    level::Int32
end
LogLevel(l::LogLevel) = l
const BelowMinLevel = LogLevel(Int32(-1000001))
const Debug = LogLevel(Int32(-1000))
const Info = LogLevel(Int32(0))
const Warn = LogLevel(Int32(1000))
const Error = LogLevel(Int32(2000))
const AboveMaxLevel = LogLevel(Int32(1000001))
isless(a::LogLevel, b::LogLevel) = isless(a.level, b.level)
<(a::LogLevel, b::LogLevel) = a.level < b.level
<=(a::LogLevel, b::LogLevel) = a.level <= b.level
==(a::LogLevel, b::LogLevel) = a.level == b.level
+(a::LogLevel, n::Integer) = LogLevel(Int32(a.level + n))
-(a::LogLevel, n::Integer) = LogLevel(Int32(a.level - n))
convert(::Type{LogLevel}, n::Integer) = LogLevel(Int32(n))
function level_name(l::LogLevel)
    l == Debug && return "Debug"
    l == Info && return "Info"
    l == Warn && return "Warn"
    l == Error && return "Error"
    l == BelowMinLevel && return "BelowMinLevel"
    l == AboveMaxLevel && return "AboveMaxLevel"
    return string("LogLevel(", l.level, ")")
end
show(io::IO, l::LogLevel) = print(io, level_name(l))

"""
    AbstractLogger

A logger has methods of `handle_message`, `shouldlog`, `min_enabled_level` and perhaps `catch_exceptions`.
"""
abstract type AbstractLogger end
"Takes a message: `handle_message(logger, level, message, module, group, id, file, line; key = value, …)`."
function handle_message end
"Whether a logger wants a message: `shouldlog(logger, level, module, group, id)`."
shouldlog(logger::AbstractLogger, level, _module, group, id) = true
"The lowest level of messages that a logger takes."
min_enabled_level(logger::AbstractLogger) = Info
"Whether exceptions while a message is made are logged instead of thrown."
catch_exceptions(logger::AbstractLogger) = true

"A logger that takes nothing."
struct NullLogger <: AbstractLogger end
min_enabled_level(::NullLogger) = AboveMaxLevel
shouldlog(::NullLogger, args...) = false
handle_message(::NullLogger, args...; kwargs...) = error("Null logger handle_message() should not be called")

"""
    SimpleLogger([stream,] min_level = Info)

Writes messages as they are with module, file and line.
"""
struct SimpleLogger <: AbstractLogger
    stream::IO
    min_level::LogLevel
    limits::Dict{Any,Int64}
end
SimpleLogger(stream::IO, level=Info) =
    SimpleLogger(stream, level isa LogLevel ? level : LogLevel(Int32(level)), Dict{Any,Int64}())
SimpleLogger(level=Info) = SimpleLogger(stderr, level)
min_enabled_level(l::SimpleLogger) = l.min_level
shouldlog(l::SimpleLogger, level, _module, group, id) = within_limit(l.limits, id)
catch_exceptions(l::SimpleLogger) = false

"""
    ConsoleLogger([stream,] min_level = Info; meta_formatter, show_limited = true, right_justify = 0)

Writes messages as boxes with keys and values, made for terminals. The default logger.
"""
struct ConsoleLogger <: AbstractLogger
    stream::IO
    min_level::LogLevel
    meta_formatter::Any
    show_limited::Bool
    right_justify::Int64
    message_limits::Dict{Any,Int64}
end
ConsoleLogger(stream::IO, level=Info; meta_formatter=default_metafmt, show_limited::Bool=true,
    right_justify::Integer=0) =
    ConsoleLogger(stream, level isa LogLevel ? level : LogLevel(Int32(level)), meta_formatter, show_limited,
        Int64(right_justify), Dict{Any,Int64}())
ConsoleLogger(level=Info; kw...) = ConsoleLogger(stderr, level; kw...)
min_enabled_level(l::ConsoleLogger) = l.min_level
shouldlog(l::ConsoleLogger, level, _module, group, id) = within_limit(l.message_limits, id)
within_limit(limits::Dict{Any,Int64}, id) = get(limits, id, 1) > 0
# Counts down `maxlog` of a message; whether it may still be shown.
function count_message(limits::Dict{Any,Int64}, id, most)
    most isa Integer || return true
    left = get(limits, id, Int64(most))
    limits[id] = left - 1
    return left > 0
end

default_logcolor(l::LogLevel) = l < Info ? :blue : l < Warn ? :cyan : l < Error ? :yellow : :light_red
function default_metafmt(level::LogLevel, _module, group, id, file, line)
    prefix = string(level == Warn ? "Warning" : string(level), ":")
    suffix = ""
    Info <= level && level < Warn && return (default_logcolor(level), prefix, suffix)
    _module === nothing || (suffix = string(_module))
    if file !== nothing
        _module === nothing || (suffix = string(suffix, " "))
        suffix = string(suffix, short_file(string(file)))
        line === nothing || (suffix = string(suffix, ":", line))
    end
    suffix == "" || (suffix = string("@ ", suffix))
    return (default_logcolor(level), prefix, suffix)
end
short_file(s::String) = s

log_value(io::IO, x) = show(io, MIME{Symbol("text/plain")}(), x)
log_value(io::IO, e::Exception) = showerror(io, e)
log_value(io::IO, t::Tuple{Exception,Any}) = showerror(io, t[1], t[2])
log_value(io::IO, s::AbstractString) = show(io, s)

function handle_message(logger::ConsoleLogger, level, message, _module, group, id, file, line; kwargs...)
    level = level isa LogLevel ? level : LogLevel(Int32(level))
    count_message(logger.message_limits, id, get(kwargs, :maxlog, nothing)) || return nothing
    io = logger.stream
    rows, cols = displaysize(io)
    lines = arraynew(Vector{Tuple{Int64,String}}, 0)
    for l in split(chomp(string(message)), '\n')
        push!(lines, (0, String(l)))
    end
    n = 0
    for (k, v) in kwargs
        k === :maxlog || (n += 1)
    end
    context = IOContext(IOContext(io, :displaysize => (max(2, div(rows, max(n, 1))), cols - 5)),
        :limit => logger.show_limited)
    for (k, v) in kwargs
        k === :maxlog && continue
        text = split(sprint(log_value, v; context=context), '\n')
        if length(text) == 1
            push!(lines, (2, string(k, " = ", text[1])))
        else
            push!(lines, (2, string(k, " =")))
            for l in text
                push!(lines, (3, String(l)))
            end
        end
    end
    color, prefix, suffix = logger.meta_formatter(level, _module, group, id, file, line)
    write_box(io, lines, color, string(prefix), string(suffix), min(logger.right_justify, cols))
    return nothing
end
function write_box(io::IO, lines, color, prefix::String, suffix::String, justify::Int64)
    pad = 2
    used = 2 + (isempty(prefix) || length(lines) > 1 ? 0 :
        textwidth(prefix) + 1) + textwidth(lines[length(lines)][2]) + textwidth(suffix) + pad
    if used > justify && !isempty(suffix)
        push!(lines, (0, ""))
        pad = 0
        used = 2 + textwidth(suffix)
    end
    plain = new_buffer(32)
    out = IOContext(plain, io)
    n = length(lines)
    for i in 1:n
        indent, text = lines[i]
        printstyled(out, n == 1 ? "[ " : i == 1 ? "┌ " : i < n ? "│ " : "└ "; bold=true, color=color)
        i == 1 && !isempty(prefix) && printstyled(out, prefix, " "; bold=true, color=color)
        print(out, ' '^indent, text)
        if i == n && !isempty(suffix)
            print(out, ' '^(max(0, justify - used) + pad))
            printstyled(out, suffix; color=:light_black)
        end
        print(out, '\n')
    end
    write(io, take_string!(plain))
    return nothing
end

function handle_message(logger::SimpleLogger, level, message, _module, group, id, file, line; kwargs...)
    level = level isa LogLevel ? level : LogLevel(Int32(level))
    count_message(logger.limits, id, get(kwargs, :maxlog, nothing)) || return nothing
    io = new_buffer(32)
    text = split(chomp(string(message)), '\n')
    print(io, "┌ ", level == Warn ? "Warning" : string(level), ": ", text[1], '\n')
    for i in 2:length(text)
        print(io, "│ ", text[i], '\n')
    end
    for (k, v) in kwargs
        k === :maxlog && continue
        print(io, "│   ", k, " = ", v, '\n')
    end
    print(io, "└ @ ", _module === nothing ? "nothing" : _module, " ", file === nothing ? "nothing" : file, ":",
        line === nothing ? "nothing" : line, '\n')
    write(logger.stream, take_string!(io))
    return nothing
end

# Which logger is current

struct TaskLogger
    task::Task
    logger::AbstractLogger
    rest::Union{Nothing,TaskLogger}
end
# `tasks` is the shared list, exchanged as a whole; `default` the global logger (nothing: not made yet); `lowest`
# disables levels.
mutable struct LogState
    tasks::Union{Nothing,TaskLogger}
    default::Union{Nothing,AbstractLogger}
    lowest::LogLevel
end
const log_state = LogState(nothing, nothing, BelowMinLevel)

"""
    current_logger() -> AbstractLogger

The logger of this task.
"""
function current_logger()
    e = log_state.tasks
    if e !== nothing
        task = current_task()
        while e !== nothing
            e.task === task && return e.logger
            e = e.rest
        end
    end
    return global_logger()
end
"""
    global_logger(), global_logger(logger)

The logger of tasks that have none; sets it and gives the old one.
"""
function global_logger()
    d = log_state.default
    d === nothing || return d
    d = ConsoleLogger()
    log_state.default = d
    return d
end
function global_logger(logger::AbstractLogger)
    old = global_logger()
    log_state.default = logger
    return old
end
"""
    with_logger(f, logger)

Calls `f()` with `logger` as the current one.
"""
function with_logger(f, logger::AbstractLogger)
    task = current_task()
    while true
        old = log_state.tasks
        atomic_casfield(log_state, :tasks, old, TaskLogger(task, logger, old)) === old && break
    end
    try
        return f()
    finally
        while true
            old = log_state.tasks
            atomic_casfield(log_state, :tasks, old, without_task(old, task)) === old && break
        end
    end
end
# The list without the newest entry of the task.
without_task(e::Nothing, task::Task) = nothing
without_task(e::TaskLogger, task::Task) =
    e.task === task ? e.rest : TaskLogger(e.task, e.logger, without_task(e.rest, task))
"""
    disable_logging(level)

No messages of this level or below.
"""
disable_logging(level::LogLevel) = (log_state.lowest = level + 1; nothing)

# The logger that wants such a message, or nothing.
function logger_for(level::LogLevel, _module, group, id)
    level < log_state.lowest && return nothing
    logger = current_logger()
    (level < min_enabled_level(logger) || !shouldlog(logger, level, _module, group, id)::Bool) && return nothing
    return logger
end
log_level(l::LogLevel) = l
log_level(n::Integer) = LogLevel(Int32(n))
log_level(l) = convert(LogLevel, l)
function log_failed(logger, level, _module, group, id, file, line, ex)
    catch_exceptions(logger) || rethrow_value(ex)
    handle_message(logger, Error, "Exception while generating log record in module $_module at $file:$line", _module,
        :logevent_error, id, file, line; exception=(ex, catch_backtrace()))
    return nothing
end

"""
    @debug message key = value…, @info …, @warn …, @error …, @logmsg level …

Logs a message with values. Keys like `_module`, `_group`, `_id`, `_file`, `_line` replace what is known; `maxlog`
limits how often.
"""
macro debug(exs...)
    return log_expr(__module__, __source__, :Debug, exs)
end
macro info(exs...)
    return log_expr(__module__, __source__, :Info, exs)
end
macro warn(exs...)
    return log_expr(__module__, __source__, :Warn, exs)
end
macro error(exs...)
    return log_expr(__module__, __source__, :Error, exs)
end
macro logmsg(level, exs...)
    return log_expr(__module__, __source__, esc(level), exs)
end

function log_expr(mod::Module, source::LineNumberNode, level, exs)
    file = source.file === nothing ? "none" : string(source.file)
    _module = mod
    group = QuoteNode(Symbol(file_stem(file)))
    id = nothing
    fileex = file
    line = source.line
    keywords = arraynew(Vector{Any}, 0)
    message = isempty(exs) ? "" : esc(exs[1])
    for ex in (isempty(exs) ? () : tail(exs))
        if ex isa Expr && (ex.head === :(=) || ex.head === :kw)
            k, v = ex.args[1], ex.args[2]
            if k === :_module
                _module = esc(v)
            elseif k === :_group
                group = esc(v)
            elseif k === :_id
                id = esc(v)
            elseif k === :_file
                fileex = esc(v)
            elseif k === :_line
                line = esc(v)
            else
                push!(keywords, Expr(:kw, k, esc(v)))
            end
        elseif ex isa Expr && ex.head === :...
            push!(keywords, esc(ex))
        else
            push!(keywords, Expr(:kw, Symbol(sprint(show_unquoted, ex, 0, -1)), esc(ex)))
        end
    end
    id === nothing && (id = QuoteNode(Symbol(string(mod, "_", string(hash((file, line, string(exs...))), base=16)))))
    call = Expr(:call, :handle_message, Expr(:parameters, keywords...), :logger, :level, message, :mod, :group, :id,
        fileex, line)
    return quote
        let level = log_level($level), mod = $_module, group = $group, id = $id
            logger = logger_for(level, mod, group, id)
            if logger !== nothing
                try
                    $call
                catch ex
                    log_failed(logger, level, mod, group, id, $fileex, $line, ex)
                end
            end
            nothing
        end
    end
end
function file_stem(s::String)
    s = base_name(s)
    i = findlast('.', s)
    return i === nothing || i == 1 ? s : string_sub(s, 1, i - 1)
end
