# Asking about types, fields, functions and modules.

export nameof, parentmodule, fieldnames, fieldname, fieldtypes, fieldcount, fieldtype, supertype, isconcretetype,
    isabstracttype, isprimitivetype, isstructtype, ismutabletype, isbitstype, isbits, ismutable, isimmutable, isa,
    hasmethod, applicable, invokelatest, invoke, names, isdefined, isconst, hasfield, hasproperty, propertynames, typejoin,
    typeintersect, which, methods, Method, sizeof, objectid, fullname, getglobal, setglobal!, isdefinedglobal



# Types

"The name of a type, function or module as a Symbol."
nameof(T::DataType) = type_name(T)
nameof(T::UnionAll) = type_name(T)
nameof(f::Function) = function_name(f)
nameof(m::Module) = module_name(m)
"The module in which something was defined."
parentmodule(T::Union{DataType,UnionAll}) = type_module(T)
parentmodule(f::Function) = function_module(f)
parentmodule(m::Module) = module_parent(m)

"The direct supertype."
supertype(T::DataType) = type_super(T)
supertype(T::UnionAll) = type_super(T)

"The field names of a struct type as a tuple of Symbols (of a tuple type, Ints)."
fieldnames(T::Type) = symbols_of(type_fieldnames(T), T)
function symbols_of(v, T)
    isabstracttype(T) && !(T <: Tuple) && throw(ArgumentError("type does not have a definite number of fields"))
    T <: Tuple && return ntuple(identity, fieldcount(T))
    return svec_tuple(v)
end
svec_tuple(v) = ntuple(i -> svec_ref(v, i), svec_length(v))
"The name of field `i`."
function fieldname(T::Type, i::Integer)
    ns = fieldnames(T)
    1 <= i <= length(ns) || throw(ArgumentError(string("Cannot access field ", i, " since type ", T, " only has ", length(ns), " field", length(ns) == 1 ? "" : "s", ".")))
    return ns[i]
end
"The declared types of the fields, as a tuple."
fieldtypes(T::Type) = svec_tuple(type_fieldtypes(T))
"How many fields values of the type have."
function fieldcount(T)
    isabstracttype(T) && !(T <: Tuple) && throw(ArgumentError("type does not have a definite number of fields"))
    return svec_length(type_fieldtypes(T))
end
hasfield(T::Type, name::Symbol) = in(name, svec_tuple(type_fieldnames(T)))
"The number of the field with this name; an error (0 if `err` is false) if there is none."
function fieldindex(T::DataType, name::Symbol, err::Bool = true)
    i = findfirst(isequal(name), svec_tuple(type_fieldnames(T)))
    i === nothing || return i
    err && throw(FieldError(T, name))
    return 0
end

"The names that `x.name` can be used with."
propertynames(x) = fieldnames(typeof(x))
propertynames(m::Module) = names(m)
propertynames(x, private::Bool) = propertynames(x)
hasproperty(x, s::Symbol) = in(s, propertynames(x))

isabstracttype(@nospecialize T) = kind_has(unwrap_unionall(T), 1)
ismutabletype(@nospecialize T) = kind_has(unwrap_unionall(T), 2)
isprimitivetype(@nospecialize T) = kind_has(unwrap_unionall(T), 4)
isconcretetype(@nospecialize T) = kind_has(T, 8)
isbitstype(@nospecialize T) = kind_has(T, 16)
issingletontype(@nospecialize T) = kind_has(T, 32)
function isstructtype(@nospecialize T)
    T = unwrap_unionall(T)
    return isa(T, Type) && (type_kind(T) & (1 | 4 | 128 | 512)) == 0
end
kind_has(@nospecialize(T), bit::Int) = (isa(T, Type) || isa(T, TypeVar)) && (type_kind(T) & bit) != 0
"Whether `x` is of a type whose values are stored in place."
isbits(@nospecialize x) = isbits_type(typeof(x))
"Whether `x` can be changed."
ismutable(@nospecialize x) = ismutable_value(x)
isimmutable(@nospecialize x) = !ismutable_value(x)
"The body of a `where` type."
function unwrap_unionall(@nospecialize T)
    while isa(T, UnionAll)
        T = unionall_body(T)
    end
    return T
end
isvarargtype(@nospecialize T) = type_name(typeof(T)) === :Vararg
unwrapva(@nospecialize T) = isvarargtype(T) ? fieldtype(Tuple{T}, 1) : T
"The direct subtypes are not recorded in Fatou."
subtypes(T::Type) = error("subtypes is not supported")
"The type that inference finds for `f` of arguments of these types; `Any` if it does not know."
promote_op(f, S::Type...) = return_type(f, Tuple{S...})
_return_type(f, T) = return_type(f, T)

# Functions

"""
    hasmethod(f, types)

Whether `f` has a method for arguments of these types (a tuple type, or a tuple of types).
"""
hasmethod(@nospecialize(f), T::Type{<:Tuple}) = has_method(f, T)
hasmethod(@nospecialize(f), T::Type{<:Tuple}, kwnames::Tuple{Vararg{Symbol}}) =
    isempty(kwnames) ? has_method(f, T) : error("hasmethod with names of keywords is not supported")
hasmethod(@nospecialize(f), ts::Tuple) = has_method(f, Tuple{ts...})

"""
    Method

What `methods` and `which` give: name, signature (`sig`, a tuple type), file, line and module.
"""
struct Method
    name::Symbol
    sig::Any
    var"module"::Module
    file::Symbol
    line::Int32
    nargs::Int32
    isva::Bool
    text::String
end
struct MethodList
    list::Vector{Method}
    name::Symbol
end
length(l::MethodList) = length(l.list)
getindex(l::MethodList, i::Int) = l.list[i]
iterate(l::MethodList, i::Int = 1) = iterate(l.list, i)
eltype(::Type{MethodList}) = Method
first(l::MethodList) = l.list[1]
isempty(l::MethodList) = isempty(l.list)
keys(l::MethodList) = keys(l.list)
lastindex(l::MethodList) = length(l.list)

"""
    methods(f[, types])

The methods of `f`, those first that apply to the most special arguments.
"""
methods(@nospecialize(f)) = method_list_of(f, nothing)
methods(@nospecialize(f), T::Type{<:Tuple}) = method_list_of(f, T)
methods(@nospecialize(f), ts::Tuple) = method_list_of(f, Tuple{ts...})
function method_list_of(f, T)
    name = isa(f, Function) ? function_name(f) : isa(f, Type) ? nameof(f) : nameof(typeof(f))
    v = Vector{Method}(undef, 0)
    for m in method_list(f, T)
        push!(v, Method(name, m[5], m[4], Symbol(m[2]), Int32(m[3]), Int32(m[6]), m[7], m[1]))
    end
    return MethodList(v, name)
end
"The method that a call of `f` with arguments of these types runs."
function which(@nospecialize(f), T)
    ms = methods(f, T)
    isempty(ms) && throw(ArgumentError("no unique matching method found for the specified argument types"))
    return ms[1]
end

# Modules

"The exported names of a module (all names with `all = true`)."
names(m::Module; all::Bool = false, imported::Bool = false) = module_names(m, all)
# calls a module's `__init__`
function run_init(f, name::Symbol)
    try
        return f()
    catch e
        throw(InitError(name, e))
    end
end
isconst(m::Module, s::Symbol) = module_isconst(m, s)
"The value of a global variable."
getglobal(m::Module, s::Symbol) = module_getglobal(m, s)
setglobal!(m::Module, s::Symbol, v) = (module_setglobal(m, s, v); v)
isdefinedglobal(m::Module, s::Symbol) = module_isdefined(m, s)
isexported(m::Module, s::Symbol) = in(s, module_names(m, false))
ispublic(m::Module, s::Symbol) = isexported(m, s)
"The module's names from its root, as a tuple of Symbols."
function fullname(m::Module)
    p = module_parent(m)
    p === m && return (module_name(m),)
    (m === Base || m === Core) && return (module_name(m),)
    return (fullname(p)..., module_name(m))
end
function moduleroot(m::Module)
    p = module_parent(m)
    return p === m ? m : moduleroot(p)
end
