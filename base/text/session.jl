# What the engine itself calls: the text of values and errors, the start and the end of a program. Here too: `exit`.

export exit, atexit, ARGS, PROGRAM_FILE, isinteractive

const HOST_EXIT = 250  # (status) -> never returns

"""
The command line's arguments after the program's name. Filled before the program starts.
"""
const ARGS = arraynew(Vector{String}, 0)
"The path of the program being run, as given; empty if there is none."
PROGRAM_FILE = ""
# Functions to call at the end, the last one first. Process-wide; changed by `atexit` only.
const exit_hooks = arraynew(Vector{Any}, 0)

"""
    atexit(f)

Calls `f()` when the program ends, or `f(status)` if it takes an argument. The last one registered is called first.
"""
atexit(f::Function) = (push!(exit_hooks, f); nothing)
function run_exit_hooks(status::Int64)
    while !isempty(exit_hooks)
        f = pop!(exit_hooks)
        try
            applicable(f, status) ? f(status) : f()
        catch ex
            display_error(stderr, ex, catch_backtrace())
        end
    end
    return nothing
end

"""
    exit(status = 0)

Ends the program after the functions given to `atexit`; the process's exit status is `status`.
"""
function exit(status::Integer=0)
    run_exit_hooks(Int64(status))
    host_call(HOST_EXIT, Int64(status), nothing, nothing)
    return nothing
end

"Whether people type the program in: always false here."
isinteractive() = false

"Tells Base what the command line says."
function session_start(program::String, args::Vector{Any})
    global PROGRAM_FILE = program
    Sys.CPU_THREADS = host_machine(0)
    empty!(ARGS)
    for a in args
        push!(ARGS, a::String)
    end
    return nothing
end

# The task that the last shown value was, for `session_pause`. Set and read by thread 1 only.
session_task = nothing

"Gives the task that the last cell started time to finish, as a reader of its value would: at most so many seconds."
function session_pause(seconds::Float64)
    t = session_task
    t === nothing || timedwait(() -> istaskdone(t::Task), seconds)
    return nothing
end

"Keeps a value that is not shown as `ans`, as the REPL does."
function session_keep(@nospecialize(x))
    module_setglobal(Main, :ans, x)
    return ""
end

"The text that the REPL would show for a value, which is `ans` from now on; empty for `nothing`."
function session_repr(@nospecialize(x))
    session_keep(x)
    global session_task = isa(x, Task) ? x : nothing
    x === nothing && return ""
    io = new_buffer(32)
    show(IOContext(io, :limit => true), MIME("text/plain"), x)
    return String(take!(io))
end

"The text of an uncaught exception without the leading `ERROR: `: message and stack trace."
function session_error(@nospecialize(ex), trace::Vector{Any})
    io = new_buffer(32)
    showerror(IOContext(io, :limit => true), ex, trace)
    show_causes(io, ex)
    return String(take!(io))
end
# What was being handled when the exception was thrown.
function show_causes(io::IO, @nospecialize(ex))
    cause = exception_cause(ex)
    while cause !== nothing
        print(io, "\n\ncaused by: ")
        showerror(IOContext(io, :limit => true), cause, backtrace_of(cause))
        cause = exception_cause(cause)
    end
    return nothing
end

"The same for an exception that came out of a file."
function session_load_error(@nospecialize(ex), trace::Vector{Any}, file::String, line::Int64)
    io = new_buffer(32)
    showerror(IOContext(io, :limit => true), LoadError(file, line, ex), trace)
    show_causes(io, ex)
    return String(take!(io))
end
