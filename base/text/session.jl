# What a session shows of a value and of an error: called by the engine, not by programs.

"The text that the REPL would show for a value; empty for `nothing`."
function session_repr(@nospecialize(x))
    x === nothing && return ""
    io = IOBuffer()
    show(IOContext(io, :limit => true), MIME("text/plain"), x)
    return String(take!(io))
end

"The text of an uncaught exception without the leading `ERROR: `: message and stack trace."
function session_error(@nospecialize(ex))
    io = IOBuffer()
    showerror(io, ex, backtrace_strings(ex))
    return String(take!(io))
end
