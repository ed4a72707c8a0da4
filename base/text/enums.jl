# @enum and @kwdef: types made from a list of names.

export @enum, @kwdef, Enum, instances

"""
    Enum{T}

Supertype of the types made by `@enum`; the values are stored as integers of type `T`.
"""
abstract type Enum{T<:Integer} end

basetype(::Type{<:Enum{T}}) where {T<:Integer} = T
isless(a::T, b::T) where {T<:Enum} = isless(Int64(a), Int64(b))
hash(x::Enum, h::UInt64) = hash(symbol_hash(type_name(typeof(x))), hash(Int64(x), h))
typemin(::Type{T}) where {T<:Enum} = T(minimum(map(Int64, instances(T))))
typemax(::Type{T}) where {T<:Enum} = T(maximum(map(Int64, instances(T))))
broadcastable(x::Enum) = Ref(x)
"The values of an enumeration type, as a tuple."
function instances end
# Pairs (name, number) of a type, by a method that @enum adds.
function enum_entries end
function enum_name(::Type{T}, n::Int64) where {T<:Enum}
    for (name, value) in enum_entries(T)
        value == n && return name
    end
    return Symbol(string("<invalid #", n, ">"))
end
@noinline enum_error(name::Symbol, x) = throw(ArgumentError(string("invalid value for Enum ", name, ": ", x)))

enum_symbol(x::Enum) = enum_name(typeof(x), Int64(x))
print(io::IO, x::Enum) = print(io, enum_symbol(x))
function show(io::IO, x::Enum)
    m = type_module(typeof(x))
    is_compact(io) || m === Main || m === module_of(io) || print(io, m, ".")
    print(io, enum_symbol(x))
    return nothing
end
function show(io::IO, ::MIME"text/plain", x::Enum)
    print(io, enum_symbol(x), "::")
    show(IOContext(io, :compact => true), typeof(x))
    print(io, " = ")
    show(io, basetype(typeof(x))(Int64(x)))
    return nothing
end
function show(io::IO, ::MIME"text/plain", t::Type{<:Enum})
    if !isconcretetype(t)
        show(io, t)
        return nothing
    end
    print(io, "Enum ")
    show(io, t)
    print(io, ":")
    for (name, value) in enum_entries(t)
        print(io, "\n", name, " = ")
        show(io, basetype(t)(value))
    end
    return nothing
end

"""
    @enum Name[::T] a b=5 c

An enumeration type `Name` with the values `a`, `b`, … of consecutive or given numbers, stored as `T` (Int32).
"""
macro enum(head, syms...)
    base = :Int32
    name = head
    if head isa Expr && head.head === :(::)
        name = head.args[1]
        base = head.args[2]
    end
    name isa Symbol || throw(ArgumentError(string("invalid type expression for enum ", head)))
    if length(syms) == 1 && syms[1] isa Expr && syms[1].head === :block
        syms = syms[1].args
    end
    entries = arraynew(Vector{Any}, 0)
    next = 0
    for s in syms
        s isa LineNumberNode && continue
        if s isa Symbol
            key = s
        elseif s isa Expr && (s.head === :(=) || s.head === :kw) && s.args[1] isa Symbol
            key = s.args[1]
            next = enum_number(__module__, s.args[2], name, key)
        else
            throw(ArgumentError(string("invalid argument for Enum ", name, ": ", s)))
        end
        for e in entries
            e[2] == next && throw(ArgumentError(string("both ", key, " and ", e[1], " have value ", next, " in Enum ",
                name, "; values must be unique")))
            e[1] === key && throw(ArgumentError(string("name \"", key, "\" in Enum ", name, " is not unique")))
        end
        push!(entries, (key, next))
        next += 1
    end
    isempty(entries) && throw(ArgumentError(string("no values specified for Enum ", name)))
    bits = enum_bits(__module__, base)
    table = Expr(:tuple, [Expr(:tuple, QuoteNode(e[1]), e[2]) for e in entries]...)
    values = Expr(:tuple, [esc(e[1]) for e in entries]...)
    T = esc(name)
    out = Expr(:block)
    push!(out.args, Expr(:toplevel, Expr(:primitive, Expr(:(<:), T, Expr(:curly, GlobalRef(Base, :Enum), esc(base))),
        bits)))
    push!(out.args, Expr(:function, Expr(:call, T, Expr(:(::), :x, GlobalRef(Base, :Integer))),
        Expr(:block, Expr(:||, Expr(:call, GlobalRef(Base, :in), :x, Expr(:tuple, [e[2] for e in entries]...)),
            Expr(:call, GlobalRef(Base, :enum_error), QuoteNode(name), :x)),
            Expr(:return, Expr(:call, GlobalRef(Core, :bitcast), T, Expr(:call, GlobalRef(Base, :convert), esc(base),
                :x))))))
    push!(out.args, Expr(:(=), Expr(:call, GlobalRef(Base, :enum_entries),
        Expr(:(::), Expr(:curly, GlobalRef(Core, :Type), T))), table))
    for e in entries
        push!(out.args, Expr(:const, Expr(:(=), esc(e[1]), Expr(:call, T, e[2]))))
    end
    push!(out.args, Expr(:(=), Expr(:call, GlobalRef(Base, :instances), Expr(:(::), Expr(:curly, GlobalRef(Core, :Type),
        T))), values))
    push!(out.args, nothing)
    return Expr(:toplevel, out.args...)
end
enum_number(m::Module, x::Integer, name, key) = Int64(x)
enum_number(m::Module, x::Char, name, key) = Int64(x)
function enum_number(m::Module, x, name, key)
    v = Core.eval(m, x)
    v isa Integer || throw(ArgumentError(string("invalid value for Enum ", name, ", ", key, "=", x,
        "; values must be integers")))
    return Int64(v)
end
function enum_bits(m::Module, base)
    t = base isa Symbol && base in (:Int8, :UInt8) ? 8 : base in (:Int16, :UInt16) ? 16 : base in (:Int32, :UInt32) ?
        32 : 64
    return t
end

"""
    @kwdef struct … end

The struct with a constructor that takes the fields as keywords; `field = value` gives a default.
"""
macro kwdef(ex)
    ex isa Expr && ex.head === :struct || throw(ArgumentError("Invalid usage of @kwdef"))
    head = ex.args[2]
    head isa Expr && head.head === :(<:) && (head = head.args[1])
    params = arraynew(Vector{Any}, 0)
    if head isa Expr && head.head === :curly
        params = head.args[2:end]
        head = head.args[1]
    end
    body = Expr(:block)
    keywords = arraynew(Vector{Any}, 0)
    names = arraynew(Vector{Any}, 0)
    for s in ex.args[3].args
        push!(body.args, kwdef_field(s, keywords, names))
    end
    T = head
    definition = Expr(:struct, ex.args[1], ex.args[2], body)
    out = Expr(:block, definition)
    if !isempty(names)
        push!(out.args, Expr(:(=), Expr(:call, T, Expr(:parameters, keywords...)), Expr(:call, T, names...)))
        if !isempty(params)
            vars = [p isa Expr && p.head === :(<:) ? p.args[1] : p for p in params]
            typed = Expr(:curly, T, vars...)
            push!(out.args, Expr(:(=), Expr(:where, Expr(:call, typed, Expr(:parameters, keywords...)), params...),
                Expr(:call, typed, names...)))
        end
    end
    push!(out.args, T)
    return esc(out)
end
# The field without its default; its keyword is noted.
function kwdef_field(s, keywords, names)
    if s isa Expr && s.head === :(=)
        d = s.args[1]
        name = field_name(d)
        name === nothing && return s
        push!(keywords, Expr(:kw, name, s.args[2]))
        push!(names, name)
        return d
    end
    if s isa Expr && (s.head === :const || s.head === :atomic)
        return Expr(s.head, kwdef_field(s.args[1], keywords, names))
    end
    name = field_name(s)
    if name !== nothing
        push!(keywords, name)
        push!(names, name)
    end
    return s
end
field_name(s) = nothing
field_name(s::Symbol) = s
field_name(s::Expr) = s.head === :(::) && length(s.args) == 2 && s.args[1] isa Symbol ? s.args[1] : nothing
