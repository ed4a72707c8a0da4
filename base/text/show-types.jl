# How types and methods look. The text of a type is the compiler's `type_string`.

export methods

show(io::IO, t::Type) = print(io, type_string(t, module_of(io)))
print(io::IO, t::Type) = print(io, type_string(t, module_of(io)))
show(io::IO, t::TypeVar) = print(io, typevar_name(t))
function show(io::IO, ::MIME"text/plain", t::Type)
    show(io, t)
    if t isa UnionAll && svec_length(type_parameters_of(t)) > 0 && alias_of(t) != ""
        print(io, " (alias for ", alias_of(t), ")")
    end
    return nothing
end
type_parameters_of(t::UnionAll) = (b = unionall_body(t); b isa UnionAll ? type_parameters_of(b) : b isa DataType ? type_parameters(b) : svec())
# What a type shown by a shorter name stands for.
function alias_of(t)
    t === Vector && return "Array{T, 1} where T"
    t === Matrix && return "Array{T, 2} where T"
    return ""
end

"A method of a function, as `methods(f)` gives them."
struct Method
    signature::String
    file::String
    line::Int64
    module_name::String
    name::Symbol
end
"The methods of a function, made by `methods(f)`; a vector-like collection of `Method`."
struct MethodList
    f::Any
    list::Vector{Method}
end
"""
    methods(f[, types])

The methods of `f`, those for argument types `types` if given, the most specific first.
"""
methods(f) = make_method_list(f, nothing)
methods(f, types::Tuple) = make_method_list(f, apply_type(Tuple, types...))
methods(f, types::Type) = make_method_list(f, types)
function make_method_list(f, types)
    out = arraynew(Vector{Method}, 0)
    name = f isa Type ? type_name(f) : function_name(f)
    for m in method_list(f, types)
        push!(out, Method(m[1]::String, m[2]::String, m[3]::Int64, string(m[4]), name))
    end
    return MethodList(f, out)
end
length(m::MethodList) = length(m.list)
isempty(m::MethodList) = isempty(m.list)
getindex(m::MethodList, i::Integer) = m.list[i]
firstindex(m::MethodList) = 1
lastindex(m::MethodList) = length(m.list)
iterate(m::MethodList, i::Int64=1) = i > length(m.list) ? nothing : (m.list[i], i + 1)
eltype(::Type{MethodList}) = Method
function show(io::IO, m::Method)
    print(io, m.signature, " @ ", m.module_name)
    m.file == "" || print(io, " ", m.file, ":", m.line)
    return nothing
end
function show(io::IO, ::MIME"text/plain", m::Method)
    print(io, m.signature, "\n     @ ", m.module_name)
    m.file == "" || print(io, " ", m.file, ":", m.line)
    return nothing
end
function show(io::IO, l::MethodList)
    n = length(l.list)
    name = l.f isa Type ? string(l.f) : symbol_to_string(function_name(l.f))
    print(io, "# ", n, n == 1 ? " method for " : " methods for ", l.f isa Type ? "type constructor" : is_anonymous(name) ? "anonymous function" : "generic function", " \"", name, "\"")
    n > 0 && !(l.f isa Type) && print(io, " from ", function_module(l.f))
    n > 0 && print(io, ":")
    k = 0
    for m in l.list
        k += 1
        print(io, "\n", lpad(string("[", k, "]"), ndigits(n) + 3), " ", m.signature, "\n", " "^(ndigits(n) + 3), "@ ", m.module_name)
        m.file == "" || print(io, " ", m.file, ":", m.line)
    end
    return nothing
end
show(io::IO, ::MIME"text/plain", l::MethodList) = show(io, l)
