# How types and methods look. The text of a type is the compiler's `type_string`.

show(io::IO, t::Type) = print(io, type_string(t, module_of(io)))
print(io::IO, t::Type) = print(io, type_string(t, module_of(io)))
function show(io::IO, t::TypeVar)
    lower = typevar_lower(t)
    lower === Union{} || print(io, lower, "<:")
    print(io, typevar_name(t))
    typevar_upper(t) === Any || print(io, "<:", typevar_upper(t))
    return nothing
end
function show(io::IO, ::MIME"text/plain", t::Type)
    show(io, t)
    if t isa UnionAll && svec_length(type_parameters_of(t)) > 0 && alias_of(t) != ""
        print(io, " (alias for ", alias_of(t), ")")
    end
    return nothing
end
type_parameters_of(t::UnionAll) =
    (b = unionall_body(t); b isa UnionAll ? type_parameters_of(b) : b isa DataType ? type_parameters(b) : svec())
# What a type shown by a shorter name stands for.
function alias_of(t)
    t === Vector && return "Array{T, 1} where T"
    t === Matrix && return "Array{T, 2} where T"
    return ""
end

show(io::IO, m::Method) = show_method(io, m, " @ ")
show(io::IO, ::MIME"text/plain", m::Method) = show_method(io, m, "\n     @ ")
function show_method(io::IO, m::Method, sep::String)
    print(io, m.text, sep, m.module)
    m.file === Symbol("") || print(io, " ", m.file, ":", m.line)
    return nothing
end
function show(io::IO, l::MethodList)
    n = length(l.list)
    name = symbol_to_string(l.name)
    print(io, "# ", n, n == 1 ? " method for " : " methods for ", is_anonymous(name) ? "anonymous function" :
        "generic function", " \"", name, "\"")
    n == 0 && return nothing
    print(io, " from ", l.list[n].module, ":")
    width = ndigits(n) + 3
    k = 0
    for m in l.list
        k += 1
        print(io, "\n", lpad(string("[", k, "]"), width), " ", m.text, "\n", " "^width, " @ ", m.module)
        m.file === Symbol("") || print(io, " ", m.file, ":", m.line)
    end
    return nothing
end
show(io::IO, ::MIME"text/plain", l::MethodList) = show(io, l)
