# What an error says: `showerror(io, ex)` for every exception type, with the texts of Julia 1.12.

export showerror

"""
    showerror(io, ex[, backtrace])

The message of an exception, with its stack trace if a backtrace is given.
"""
showerror(io::IO, ex) = show(io, ex)
showerror(ex) = showerror(stderr, ex)

function showerror(io::IO, ex, bt; backtrace::Bool=true)
    showerror(io, ex)
    backtrace && show_backtrace(io, bt)
    return nothing
end

showerror(io::IO, ex::ErrorException) = print(io, ex.msg)
showerror(io::IO, ex::ArgumentError) = print(io, "ArgumentError: ", ex.msg)
showerror(io::IO, ex::AssertionError) = print(io, "AssertionError: ", ex.msg)
showerror(io::IO, ex::OverflowError) = print(io, "OverflowError: ", ex.msg)
showerror(io::IO, ex::DimensionMismatch) = print(io, "DimensionMismatch: ", ex.msg)
showerror(io::IO, ex::DivideError) = print(io, "DivideError: integer division error")
showerror(io::IO, ex::StackOverflowError) = print(io, "StackOverflowError:")
showerror(io::IO, ex::UndefRefError) = print(io, "UndefRefError: access to undefined reference")
showerror(io::IO, ex::InterruptException) = print(io, "InterruptException:")
showerror(io::IO, ex::OutOfMemoryError) = print(io, "OutOfMemoryError()")
showerror(io::IO, ex::EOFError) = print(io, "EOFError: read end of file")
showerror(io::IO, ex::KeyError) = (print(io, "KeyError: key "); show(io, ex.key); print(io, " not found"))
showerror(io::IO, ex::MissingException) = print(io, "MissingException: ", ex.msg)
showerror(io::IO, ex::UndefKeywordError) = print(io, "UndefKeywordError: keyword argument `", ex.var, "` not assigned")
showerror(io::IO, ex::InvalidStateException) = print(io, "InvalidStateException: ", ex.msg)
showerror(io::IO, ex::IOError) = print(io, "IOError: ", ex.msg)
showerror(io::IO, ex::Meta.ParseError) = print(io, "ParseError:\n", ex.msg)
function showerror(io::IO, ex::CanonicalIndexError)
    print(io, "CanonicalIndexError: ", ex.func, " not defined for ", ex.type)
    return nothing
end
function showerror(io::IO, ex::SystemError)
    print(io, "SystemError: ", ex.prefix)
    ex.errnum == 0 || print(io, ": ", error_text(Int64(ex.errnum)))
    return nothing
end

function showerror(io::IO, ex::DomainError)
    print(io, "DomainError with ")
    show(io, ex.val)
    isdefined(ex, :msg) && ex.msg !== nothing && ex.msg != "" && print(io, ":\n", ex.msg)
    return nothing
end

function showerror(io::IO, ex::InexactError)
    print(io, "InexactError: ", ex.func, '(')
    name = ex.T isa Type ? type_name(ex.T) : ex.T
    name === ex.func || print(io, ex.T, ", ")
    show(io, ex.val)
    print(io, ')')
    return nothing
end

function showerror(io::IO, ex::BoundsError)
    print(io, "BoundsError")
    isdefined(ex, :a) || return nothing
    ex.a === nothing && !(isdefined(ex, :i) && ex.i !== nothing) && return nothing
    print(io, ": attempt to access ")
    describe_accessed(io, ex.a)
    isdefined(ex, :i) && ex.i !== nothing || return nothing
    print(io, " at index [")
    show_accessed_index(io, ex.i)
    print(io, ']')
    return nothing
end
describe_accessed(io::IO, a) = summary(io, a)
describe_accessed(io::IO, a::AbstractString) = print(io, ncodeunits(a), "-codeunit ", typeof(a))
summary(io::IO, s::AbstractString) = print(io, isempty(s) ? "empty " : string(ncodeunits(s), "-codeunit "), typeof(s))
function show_accessed_index(io::IO, i)
    if i isa Tuple
        start = true
        for x in i
            start || print(io, ", ")
            start = false
            show_index(io, x)
        end
    else
        show_index(io, i)
    end
    return nothing
end
show_index(io::IO, x) = show(io, x)
show_index(io::IO, x::Colon) = print(io, ':')
show_index(io::IO, x::Slice) = print(io, ':')

function showerror(io::IO, ex::TypeError)
    print(io, "TypeError: ")
    if ex.expected === Bool
        print(io, "non-boolean (", typeof(ex.got), ") used in boolean context")
        return nothing
    end
    if ex.context == ""
        print(io, "in ", ex.func)
    elseif ex.func === Symbol("keyword argument")
        print(io, "in keyword argument ", ex.context)
    else
        print(io, "in ", ex.func, ", in ", ex.context)
    end
    print(io, ", expected ", ex.expected, ", got ")
    ex.got isa Type ? print(io, "Type{", ex.got, "}") : print(io, "a value of type ", typeof(ex.got))
    return nothing
end

function showerror(io::IO, ex::UndefVarError)
    print(io, "UndefVarError: `", ex.var, "` not defined")
    isdefined(ex, :scope) || return nothing
    s = ex.scope
    if s isa Module
        print(io, " in `", s, "`")
        print(io, module_ambiguous(s, ex.var) ?
            "\nHint: It looks like two or more modules export different bindings with this name, resulting in ambiguity. Try explicitly importing it from a particular module, or qualifying the name with the module it should come from." :
            "\nSuggestion: check for spelling errors or missing imports.")
    elseif s === :static_parameter
        print(io, " in static parameter matching")
        print(io, "\nSuggestion: run Test.detect_unbound_args to detect method arguments that do not fully constrain a type parameter.")
    elseif s === :local
        print(io, " in local scope")
        print(io, "\nSuggestion: check for an assignment to a local variable that shadows a global of the same name.")
    end
    return nothing
end

function showerror(io::IO, ex::FieldError)
    t = ex.type
    print(io, "FieldError: type ", t isa DataType ? type_name(t) : t, " has no field `", ex.field, "`")
    names = t isa DataType ? type_fieldnames(t) : svec()
    n = svec_length(names)
    print(io, n == 0 ? "; " : ", available fields: ")
    n == 0 && print(io, type_name(t), " has no fields at all.")
    for i in 1:n
        print(io, i > 1 ? ", " : "", "`", svec_ref(names, i), "`")
    end
    return nothing
end

function showerror(io::IO, ex::StringIndexError)
    s = ex.string
    i = ex.index
    print(io, "StringIndexError: invalid index [", i, "]")
    n = ncodeunits(s)
    1 <= i && i <= n || return nothing
    a = thisind(s, i)
    b = nextind(s, i)
    print(io, b <= n ? ", valid nearby indices [" : ", valid nearby index [", a, "]=>")
    show(io, s[a])
    if b <= n
        print(io, ", [", b, "]=>")
        show(io, s[b])
    end
    return nothing
end

function showerror(io::IO, ex::LoadError)
    print(io, "LoadError: ")
    showerror(io, ex.error)
    print(io, "\nin expression starting at ", ex.file, ":", ex.line)
    return nothing
end
function showerror(io::IO, ex::LoadError, bt; backtrace::Bool=true)
    print(io, "LoadError: ")
    showerror(io, ex.error, bt; backtrace=backtrace)
    print(io, "\nin expression starting at ", ex.file, ":", ex.line)
    return nothing
end
function showerror(io::IO, ex::InitError)
    print(io, "InitError: ")
    showerror(io, ex.error)
    print(io, "\nduring initialization of module ", ex.mod)
    return nothing
end

showerror(io::IO, ex::CapturedException) = showerror(io, ex.ex, ex.processed_bt; backtrace=true)
showerror(io::IO, ex::CapturedException, bt; backtrace::Bool=true) =
    showerror(io, ex.ex, ex.processed_bt; backtrace=backtrace)
function showerror(io::IO, ex::CompositeException)
    if isempty(ex)
        print(io, "CompositeException()\n")
        return nothing
    end
    showerror(io, ex.exceptions[1])
    more = length(ex) - 1
    more > 0 && print(io, "\n\n...and ", more, " more exception", more > 1 ? "s" : "", ".\n")
    return nothing
end
function showerror(io::IO, ex::TaskFailedException, bt=nothing; backtrace::Bool=true)
    print(io, "TaskFailedException")
    backtrace && bt !== nothing && show_backtrace(io, bt)
    print(io, "\n\n    nested task error: ")
    e = task_result(ex.task)
    text = sprint(showerror, e, task_backtrace(ex.task); context=io)
    print(io, replace(text, "\n" => "\n    "))
    return nothing
end
showerror(io::IO, ex::ExceptionStack) = show_exception_stack(io, ex)
function show_exception_stack(io::IO, s::ExceptionStack)
    n = length(s)
    for i in n:-1:1
        i < n && print(io, "\n\ncaused by: ")
        showerror(io, s.stack[i].exception, s.stack[i].backtrace)
    end
    return nothing
end
function show(io::IO, s::ExceptionStack)
    print(io, length(s), "-element ExceptionStack")
    isempty(s) || print(io, ":\n")
    show_exception_stack(io, s)
    return nothing
end
show(io::IO, ::MIME"text/plain", s::ExceptionStack) = show(io, s)

# MethodError

function showerror(io::IO, ex::MethodError)
    f = ex.f
    args = ex.args
    keywords = nothing
    if f === Core.kwcall && length(args) >= 2
        keywords = args[1]
        f = args[2]
        args = tail(tail(args))
    end
    print(io, "MethodError: ")
    if f === convert && length(args) == 2 && args[1] isa Type && keywords === nothing
        print(io, "Cannot `convert` an object of type ", args[2] isa Type ? string("Type{", args[2], "}") :
            string(typeof(args[2])), " to an object of type ", args[1])
        print(io, "\nThe function `convert` exists, but no method is defined for this combination of argument types.")
        show_candidates(io, f, args)
        return nothing
    end
    if !(f isa Function) && !(f isa Type) && isempty(method_list(f, nothing))
        print(io, "objects of type ", typeof(f), " are not callable")
        f isa AbstractArray && print(io,
            "\nIn case you did not try calling the object, check if you need to use square brackets [] for indexing an Array.")
        f isa Number && print(io, "\nMaybe you forgot to use an operator such as *, ^, %, / etc. ?")
        if !(f isa Number || f isa AbstractArray)
            print(io, "\nThe object of type `", typeof(f),
                "` exists, but no method is defined for this combination of argument types when trying to treat it as a callable object.")
        end
        return nothing
    end
    undecided = method_ambiguity(f, args)
    ambiguous = !isempty(undecided)
    if f isa DataType && isabstracttype(f) && keywords === nothing && isempty(method_list(f, nothing))
        print(io, "no constructors have been defined for ", f)
        show_method_hints(io, f, args)
        return nothing
    end
    ambiguous || print(io, "no method matching ")
    show_called(io, f)
    print(io, '(')
    show_argument_types(io, args)
    keywords === nothing || show_keyword_types(io, keywords)
    print(io, ")")
    ambiguous && return show_ambiguity(io, undecided)
    if keywords === nothing
        show_method_hints(io, f, args)
    else
        print(io, "\nThis method does not support all of the given keyword arguments (and may not support any).")
    end
    show_candidates(io, f, args, keywords)
    f === (+) && length(args) > 0 && all(a -> a isa AbstractString, args) &&
        print(io, "\nString concatenation is performed with * (See also: https://docs.julialang.org/en/v1/manual/strings/#man-concatenation).")
    return nothing
end
function show_called(io::IO, f)
    if f isa Type
        print(io, f)
    elseif f isa Function && !is_struct_function(f)
        show(io, f)
    elseif f isa Function && is_closure(f)
        print(io, "(::", typeof(f), ")")
    else
        print(io, "(::", typeof(f), ")")
    end
    return nothing
end
function show_argument_types(io::IO, args)
    start = true
    for a in args
        start || print(io, ", ")
        start = false
        print(io, "::", a isa Type ? string("Type{", a, "}") : string(typeof(a)))
    end
    return nothing
end
function show_keyword_types(io::IO, keywords)
    print(io, "; ")
    names = type_fieldnames(typeof(keywords))
    for i in 1:svec_length(names)
        i > 1 && print(io, ", ")
        print(io, svec_ref(names, i), "::", typeof(getfield(keywords, i)))
    end
    return nothing
end
function show_method_hints(io::IO, f, args)
    n = length(args)
    mixed = n == 2 && (args[1] isa AbstractArray && args[2] isa Number || args[1] isa Number &&
        args[2] isa AbstractArray)
    if (f === (+) || f === (-)) && mixed
        print(io, "\nFor element-wise ", f === (+) ? "addition" : "subtraction", ", use broadcasting with dot syntax: ")
        args[1] isa Number ? print(io, "scalar .", f, " array") : print(io, "array .", f, " scalar")
    end
    if f isa Type
        print(io, "\nThe type `", f,
            "` exists, but no method is defined for this combination of argument types when trying to construct it.")
    elseif f isa Function && !is_struct_function(f)
        isempty(method_list(f, nothing)) || print(io, "\nThe function `", f,
            "` exists, but no method is defined for this combination of argument types.")
    elseif f isa Function && is_closure(f)
        print(io, "\nThe function `", closure_title(f),
            "` exists, but no method is defined for this combination of argument types.")
    else
        print(io, "\nThe object of type `", typeof(f),
            "` exists, but no method is defined for this combination of argument types when trying to treat it as a callable object.")
    end
    return nothing
end
closure_title(f) = string(function_name(f))
function show_ambiguity(io::IO, methods)
    print(io, " is ambiguous.\n\nCandidates:")
    for i in 1:length(methods) - 1
        c = methods[i]
        print(io, "\n  ", c[1], "\n    @ ", c[4], " ", short_path(c[2]), ":", c[3])
    end
    print(io, "\n\nPossible fix, define\n  ", methods[end][1])
    return nothing
end
function show_candidates(io::IO, f, args, keywords=nothing)
    candidates = method_candidates(f, args)
    isempty(candidates) && return nothing
    print(io, "\n\nClosest candidates are:")
    n = 0
    for c in candidates
        n += 1
        if n > 3
            print(io, "\n  ...")
            break
        end
        print(io, "\n  ", c[1])
        keywords === nothing || show_unsupported(io, c[1]::String, keywords)
        print(io, "\n   @ ")
        length(c) > 3 && print(io, c[4], " ")
        print(io, short_path(c[2]), ":", c[3])
    end
    print(io, "\n")
    return nothing
end
# The given keywords that a candidate `f(::Any; a, b)` has not, unless it takes all (`kw...`) or does not match anyway.
function show_unsupported(io::IO, signature::String, keywords)
    occursin("!Matched", signature) && return nothing
    k = findlast("; ", signature)
    known = k === nothing ? "" : string_sub(signature, first(k) + 2, string_length(signature) - first(k) - 1)
    endswith(known, "...)") && return nothing
    names = split(chopsuffix(known, ")"), ", ")
    unknown = String[]
    given = type_fieldnames(typeof(keywords))
    for i in 1:svec_length(given)
        name = symbol_to_string(svec_ref(given, i)::Symbol)
        name in names || push!(unknown, repr(name))
    end
    isempty(unknown) || print(io, length(unknown) == 1 ? " got unsupported keyword argument " :
        " got unsupported keyword arguments ", join(unknown, ", "))
    return nothing
end
short_path(s::String) = startswith(s, "./") ? string_sub(s, 3, string_length(s) - 2) : s
