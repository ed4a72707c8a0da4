# Exception types of Base that have no home elsewhere, and looking at the exception being handled.

export TaskFailedException, CapturedException, CompositeException, SystemError, IOError, InvalidStateException, catch_backtrace, backtrace,
       current_exceptions, rethrow, stacktrace, StackTraces, ExceptionStack

"""
    TaskFailedException(task)

Thrown by `wait` and `fetch` of a task that ended with an exception.
"""
struct TaskFailedException <: Exception
    task::Task
end

"""
    CapturedException(ex, backtrace)

An exception with its backtrace, as it travels between tasks and processes.
"""
struct CapturedException <: Exception
    ex::Any
    processed_bt::Any
end

"""
    CompositeException(exceptions)

Several exceptions, of the tasks of one `@sync` block for instance.
"""
struct CompositeException <: Exception
    exceptions::Vector{Any}
end
CompositeException() = CompositeException(arraynew(Vector{Any}, 0))
length(c::CompositeException) = length(c.exceptions)
push!(c::CompositeException, ex) = (push!(c.exceptions, ex); c)
pushfirst!(c::CompositeException, ex) = (pushfirst!(c.exceptions, ex); c)
isempty(c::CompositeException) = isempty(c.exceptions)
iterate(c::CompositeException, i::Int64=1) = i > length(c.exceptions) ? nothing : (c.exceptions[i], i + 1)
eltype(::Type{CompositeException}) = Any
getindex(c::CompositeException, i::Integer) = c.exceptions[i]
firstindex(c::CompositeException) = 1
lastindex(c::CompositeException) = length(c.exceptions)

"""
    SystemError(prefix, errnum)

The host refused a system call.
"""
struct SystemError <: Exception
    prefix::AbstractString
    errnum::Int32
    extrainfo::Any
end
SystemError(prefix::AbstractString, n::Integer=0) = SystemError(prefix, Int32(n), nothing)

"""
    IOError(msg, code)

An operation on a file or stream failed; `code` is minus the POSIX error number.
"""
struct IOError <: Exception
    msg::AbstractString
    code::Int64
end

"""
    InvalidStateException(msg, state)

An operation on a closed channel, for instance.
"""
struct InvalidStateException <: Exception
    msg::String
    state::Symbol
end

# Backtraces are vectors of frames (function, file, line, module, inlined), the innermost first. A backtrace belongs to
# the exception object that was thrown: ask for it where the exception is caught, not in a function that got the
# exception as an argument of known type, which may be a copy.

"The backtrace of the exception being handled."
catch_backtrace() = (e = current_exception(); e === nothing ? arraynew(Vector{Any}, 0) : backtrace_of(e))
"The backtrace of this place."
backtrace() = backtrace_strings(stack_text(nothing))
backtrace_of(@nospecialize(e)) = backtrace_strings(stack_text(e))

# Throws `e` in place of `cause`, as if from where that was thrown.
rethrow_as(e, @nospecialize(cause)) = rethrow_value(set_stack_text(e, stack_text(cause)))

"""
    rethrow([e])

Throws the exception being handled again, or `e` in its place, without a new backtrace.
"""
function rethrow()
    e = current_exception()
    e === nothing && throw(ErrorException("rethrow() not allowed outside a catch block"))
    rethrow_value(e)
end
rethrow(e) = rethrow_value(e)
rethrow(e, bt) = rethrow_value(e)

"The exceptions being handled with their backtraces, made by `current_exceptions()`."
struct ExceptionStack <: AbstractVector{Any}
    stack::Vector{Any}
end
size(s::ExceptionStack) = (length(s.stack),)
getindex(s::ExceptionStack, i::Int64) = s.stack[i]
IndexStyle(::Type{ExceptionStack}) = IndexLinear()
"""
    current_exceptions() -> ExceptionStack

The exceptions being handled, each a named tuple with its backtrace, the latest last; empty outside `catch`. What was
thrown while another was being handled comes after that.
"""
function current_exceptions(task=nothing; backtrace::Bool=true)
    stack = arraynew(Vector{Any}, 0)
    if task isa Task && !(task === current_task())
        if task_state(task) == 3
            failure = task_result(task)
            push!(stack, exception_entry(failure, task_backtrace(task)))
        end
        return ExceptionStack(stack)
    end
    e = current_exception()
    while e !== nothing
        pushfirst!(stack, exception_entry(e, backtrace ? backtrace_of(e) : nothing))
        e = exception_cause(e)
    end
    return ExceptionStack(stack)
end
exception_entry(e, bt) = (exception=e, backtrace=bt)

"One frame of a stack trace."
struct StackFrame
    func::Symbol
    file::Symbol
    line::Int64
    text::String
    mod::Any
    inlined::Bool
end
StackFrame(f::Tuple) = StackFrame(Symbol(name_in_frame(f[1]::String)), Symbol(f[2]::String), f[3]::Int64, f[1]::String,
    length(f) > 3 ? f[4] : nothing, length(f) > 4 && f[5] === true)
name_in_frame(s::String) = (i = findfirst('(', s); i === nothing || i == 1 ? s : string_sub(s, 1, i - 1))
"""
    stacktrace([bt]) -> Vector{StackFrame}

The frames of a backtrace, or of this place.
"""
stacktrace(bt=backtrace()) = [f isa StackFrame ? f : StackFrame(f) for f in bt]
function show(io::IO, f::StackFrame)
    print(io, f.text)
    f.line > 0 && print(io, " at ", base_name(symbol_to_string(f.file)), ":", f.line)
    return nothing
end
base_name(s::String) = (i = findlast('/', s); i === nothing ? s : string_sub(s, i + 1, string_length(s) - i))
