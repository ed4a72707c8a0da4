# How a stack trace looks, and the display of an error that reached the top.

export display_error, show_backtrace

"""
    show_backtrace(io, bt)

`Stacktrace:` and the frames of a backtrace. Frames that repeat are shown once; loops of several frames are cut.
"""
function show_backtrace(io::IO, bt)
    frames = stacktrace(bt === nothing ? () : bt)
    isempty(frames) && return nothing
    print(io, "\nStacktrace:")
    width = ndigits(length(frames))
    shown = 0
    i = 1
    while i <= length(frames)
        same = 1
        while i + same <= length(frames) && same_frame(frames[i], frames[i+same])
            same += 1
        end
        cycle, times = same > 1 ? (0, 0) : frame_cycle(frames, i)
        if times > 2
            for k in i:i+cycle-1
                show_frame(io, frames[k], k, width, 1)
            end
            print(io, "\n--- the above ", cycle, " lines are repeated ", times - 1, " more times ---")
            i += cycle * times
        else
            show_frame(io, frames[i], i, width, same)
            i += same
        end
    end
    return nothing
end
same_frame(a::StackFrame, b::StackFrame) = a.text == b.text && a.line == b.line && a.file === b.file
# The shortest run of frames from i on that repeats, up to ten long, and how many times it stands there.
function frame_cycle(frames, i::Int64)
    n = length(frames)
    for c in 2:10
        times = 1
        while i + (times + 1) * c - 1 <= n && same_frames(frames, i, i + times * c, c)
            times += 1
        end
        times > 2 && return (c, times)
    end
    return (0, 0)
end
function same_frames(frames, a::Int64, b::Int64, n::Int64)
    for k in 0:n-1
        same_frame(frames[a+k], frames[b+k]) || return false
    end
    return true
end
function show_frame(io::IO, f::StackFrame, i::Int64, width::Int64, times::Int64)
    print(io, "\n ", lpad(string("[", i, "]"), width + 2), " ", f.text)
    times > 1 && print(io, " (repeats ", times, " times)")
    print(io, "\n ", " "^(width + 1), "@ ")
    f.mod === nothing || print(io, f.mod, " ")
    print(io, f.file)
    f.line > 0 && print(io, ":", f.line)
    f.inlined && print(io, " [inlined]")
    return nothing
end

"""
    display_error([io,] ex, bt = nothing)

`ERROR:`, the message and the stack trace, as when a program ends with an exception.
"""
display_error(ex, bt=nothing) = display_error(stderr, ex, bt)
function display_error(io::IO, ex, bt=nothing)
    b = begin_text(io)
    printstyled(b, "ERROR: "; bold=true, color=:light_red)
    bt === nothing ? showerror(b, ex) : showerror(b, ex, bt)
    print(b, '\n')
    end_text(io, b)
    return nothing
end
display_error(io::IO, s::ExceptionStack) =
    (b = begin_text(io); print(b, "ERROR: "); show_exception_stack(b, s); print(b, '\n'); end_text(io, b))

"The message of an exception as a string."
error_message(ex) = sprint(showerror, ex)
