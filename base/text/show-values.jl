# How values look: structs, tuples, pairs, nothing, symbols, modules, functions, references. `show_default` is what a
# struct of the user's gets. A value met again inside itself is shown as a circular reference.

export show_default, @show, dump

"""
    show_default(io, x)

`Type(field, …)` for a struct; undefined fields are `#undef`.
"""
function show_default(io::IO, x)
    t = typeof(x)
    print(io, t)
    print(io, '(')
    n = nfields(x)
    if n == 0 && (type_kind(t) & 4) != 0
        print(io, "0x")
        print(io, primitive_bits(x))
    elseif !show_circular(io, x)
        inner = n == 0 ? io : IOContext(shown_in(io, x), :typeinfo => Any)
        names = type_fieldnames(t)
        i = 1
        while i <= n
            f = svec_ref(names, i)
            if isdefined(x, f)
                show(inner, getfield(x, i))
            else
                print(io, "#undef")
            end
            i < n && print(io, ", ")
            i += 1
        end
    end
    print(io, ')')
    return nothing
end
show(io::IO, x) = show_default(io, x)
# The bits of a value of a user's primitive type, in hexadecimal.
primitive_bits(x) = (n = sizeof(x); n == 1 ? string(bitcast(UInt8, x), base=16, pad=2) : n == 2 ?
    string(bitcast(UInt16, x), base=16, pad=4) :
    n == 4 ? string(bitcast(UInt32, x), base=16, pad=8) : n == 8 ? string(bitcast(UInt64, x), base=16, pad=16) :
        string(bitcast(UInt128, x), base=16, pad=32))

# The containers being shown, innermost first, are entries with this key.
const SHOWN_KEY = :SHOWN_SET
shown_in(io::IO, x) =
    ismutable_value(x) ? IOContext(io, SHOWN_KEY => x) : with_properties(plain_stream(io), properties_of(io))

"Writes a circular reference if `x` is among the containers being shown; whether it did."
show_circular(io::IO, x) = false
function show_circular(io::IOContext, x)
    ismutable_value(x) || return false
    depth = 1
    e = io.dict
    while e !== nothing
        if e.key === SHOWN_KEY
            if e.value === x
                print(io, "#= circular reference @-", depth, " =#")
                return true
            end
            depth += 1
        end
        e = e.rest
    end
    return false
end

show(io::IO, ::Nothing) = print(io, "nothing")
show(io::IO, ::Missing) = print(io, "missing")
function show(io::IO, x::Some)
    bare = type_info(io) === typeof(x)
    bare || print(io, "Some(")
    show(io, x.value)
    bare || print(io, ')')
    return nothing
end
show(io::IO, x::Val) = print(io, typeof(x), "()")
show(io::IO, x::Colon) = print(io, "Colon()")
show(io::IO, ::MIME"text/plain", x::Colon) =
    print(io, "(::Colon) (generic function with ", length(method_list(x, nothing)), " methods)")

function show(io::IO, r::RefValue)
    print(io, typeof(r))
    print(io, '(')
    if isdefined(r, :x)
        show_circular(io, r) || show(IOContext(shown_in(io, r), :typeinfo => eltype_parameter(typeof(r))), r.x)
    else
        print(io, "#undef")
    end
    print(io, ')')
    return nothing
end
eltype_parameter(t) = svec_ref(type_parameters(t), 1)

# Tuples, named tuples, pairs
function show(io::IO, t::Tuple)
    inner = tuple_context(io, t)
    print(io, '(')
    n = nfields(t)
    i = 1
    while i <= n
        show(with_element_type(inner, io, t, i), getfield(t, i))
        i < n && print(io, ", ")
        i += 1
    end
    n == 1 && print(io, ',')
    print(io, ')')
    return nothing
end
tuple_context(io::IO, t) = with_properties(plain_stream(io), properties_of(io))
# Elements know their type when the tuple's type is known to the reader.
function with_element_type(inner::IO, io::IO, t, i::Int64)
    known = type_info(io)
    known === Any && return inner
    k = (type_kind(known) & 64) != 0 && svec_length(type_parameters(known)) == nfields(t) ?
        svec_ref(type_parameters(known), i) : Any
    return IOContext(inner, :typeinfo => k)
end
function show(io::IO, t::NamedTuple)
    names = type_fieldnames(typeof(t))
    n = svec_length(names)
    if n == 0
        print(io, "NamedTuple()")
        return nothing
    end
    known = type_info(io)
    types = known isa DataType && known <: NamedTuple && (type_kind(known) & 8) != 0 &&
        svec_length(type_fieldtypes(known)) == n ? type_fieldtypes(known) : nothing
    print(io, '(')
    i = 1
    while i <= n
        show_symbol_plain(io, svec_ref(names, i))
        print(io, " = ")
        inner = types === nothing ? IOContext(io, :typeinfo => Any) : IOContext(io, :typeinfo => svec_ref(types, i))
        show(inner, getfield(t, i))
        i < n && print(io, ", ")
        i += 1
    end
    n == 1 && print(io, ',')
    print(io, ')')
    return nothing
end
function show_symbol_plain(io::IO, s::Symbol)
    t = symbol_to_string(s)
    isidentifier(t) ? print(io, t) : print(io, "var", repr(t))
    return nothing
end

function show(io::IO, p::Pair)
    t = typeof(p)
    a, b = p.first, p.second
    known = type_info(io)
    if !same_type(svec_ref(type_parameters(t), 1), a) || !same_type(svec_ref(type_parameters(t), 2), b)
        if known !== t
            print(io, t)
            print(io, '(')
            show(io, a)
            print(io, ", ")
            show(io, b)
            print(io, ')')
            return nothing
        end
    end
    inner1, inner2 = pair_context(io, known)
    pair_part(inner1, a)
    print(io, is_compact(io) ? "=>" : " => ")
    pair_part(inner2, b)
    return nothing
end
same_type(t, x) = t === typeof(x) || x isa Type && t <: Type
function pair_context(io::IO, known)
    if known isa DataType && known <: Pair && svec_length(type_parameters(known)) == 2
        return (IOContext(io, :typeinfo => svec_ref(type_parameters(known), 1)),
            IOContext(io, :typeinfo => svec_ref(type_parameters(known), 2)))
    end
    return (io, io)
end
function pair_part(io::IO, x)
    paren = needs_parens_in_pair(x)
    paren && print(io, '(')
    show(io, x)
    paren && print(io, ')')
    return nothing
end
needs_parens_in_pair(x) = false
needs_parens_in_pair(x::Pair) = true
needs_parens_in_pair(x::Function) = !is_struct_function(x) && is_operator_name(symbol_to_string(function_name(x)))

# Symbols, modules, functions
function show(io::IO, s::Symbol)
    t = symbol_to_string(s)
    if is_quotable(t)
        print(io, ':')
        print(io, t)
    else
        print(io, "Symbol(")
        show(io, t)
        print(io, ')')
    end
    return nothing
end
is_quotable(t::String) = isidentifier(t) || is_operator_name(t) || is_quotable_keyword(t)
# Keywords are read as symbols after a colon, except those that end or continue a block.
is_quotable_keyword(t::String) = t in ("true", "false") ? false : is_keyword(t)
is_keyword(t::String) =
    t in ("baremodule", "begin", "break", "catch", "const", "continue", "do", "else", "elseif", "end", "export",
    "false", "finally", "for", "function", "global", "if", "import", "let", "local", "macro", "module", "quote", "return", "struct",
    "true", "try", "using", "while")

"""
    Base.isidentifier(s) -> Bool

Whether `s` can be the name of a variable.
"""
isidentifier(s::Symbol) = isidentifier(symbol_to_string(s))
function isidentifier(s::AbstractString)
    isempty(s) && return false
    is_keyword(String(s)) && return false
    start = true
    for c in s
        (start ? is_id_start(c) : is_id_char(c)) || return false
        start = false
    end
    return true
end
function is_id_start(c::Char)
    (('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || c == '_') && return true
    c < '\ua1' && return false
    k = category_code(c)
    (1 <= k && k <= 5 || k == 10 || k == 20 || k == 22) && return !(c == '←' || c == '→')
    k == 19 && return c in "∂∅∆∇∎∏∐∑∞∟∫∬∭∮∯∰∱∲∳⊤⊥⋀⋁⋂⋃"
    return k == 11 && c in "⁰¹²³⁴⁵⁶⁷⁸⁹"
end
function is_id_char(c::Char)
    (('0' <= c && c <= '9') || c == '!') && return true
    is_id_start(c) && return true
    c < '\ua1' && return false
    k = category_code(c)
    return 6 <= k && k <= 9 || k == 11 || k == 12 || k == 21 || c in "′″‴⁗"
end

function show(io::IO, m::Module)
    print(io, module_path(m))
    return nothing
end
print(io::IO, m::Module) = print(io, module_path(m))
"Name of a module with its parents, without Main."
function module_path(m::Module)
    p = module_parent(m)
    name = symbol_to_string(module_name(m))
    (p === m || m === Main || m === Core || m === Base) && return name
    p === Base || p === Core || p === Main && return string(module_path(p), ".", name)
    return string(module_path(p), ".", name)
end

# A function is shown by its name; a closure or a callable struct as a struct. `print` gives the bare name of a closure.
function show(io::IO, f::Function)
    if !is_plain_function(f)
        is_closure(f) && is_compact(io) ? print(io, function_name(f)) : show_default(io, f)
        return nothing
    end
    name = function_name(f)
    m = function_module(f)
    at = module_of(io)
    at === nothing && (at = Main)
    if !is_compact(io) && !(m === Core || m === Base || m === at) && !reachable_in(at::Module, name, f)
        print(io, m)
        print(io, '.')
        is_operator_name(symbol_to_string(name)) && print(io, ':')
    end
    print_callee(io, symbol_to_string(name))
    return nothing
end
print(io::IO, f::Function) = is_closure(f) || is_plain_function(f) ? print(io, function_name(f)) : show(io, f)
# Whether `name` means f in module `at`.
reachable_in(at::Module, name::Symbol, f) = module_isdefined(at, name) && module_getglobal(at, name) === f
print_callee(io::IO, name::String) = isidentifier(name) || is_operator_name(name) || startswith(name, "@") ?
    print(io, name) : (print(io, "var"); show(io, name))
is_anonymous(name::String) = startswith(name, "#")
# The type of function f is #f, that of a closure #f#1 or #1#2; other types of functions are structs.
is_plain_function(f) = symbol_to_string(type_name(typeof(f))) == string("#", function_name(f))
is_closure(f) = startswith(symbol_to_string(type_name(typeof(f))), "#") && !is_plain_function(f)
is_struct_function(f) = !is_plain_function(f)
function show(io::IO, ::MIME"text/plain", f::Function)
    is_compact(io) && return show(io, f)
    n = length(method_list(f, nothing))
    name = symbol_to_string(function_name(f))
    if is_plain_function(f) || is_closure(f) && is_anonymous(name)
        print(io, name)
    else
        print(io, "(::", typeof(f), ")")
    end
    print(io, startswith(name, "@") ? " (macro with " : " (generic function with ", n, n == 1 ? " method)" :
        " methods)")
    return nothing
end

"""
    @show exprs...

Prints each expression with its value; gives the value of the last.
"""
macro show(exs...)
    b = Expr(:block)
    value = gensym("value")
    for ex in exs
        push!(b.args, Expr(:(=), value, esc(ex)))
        push!(b.args, :(show_expression($(sprint(show_unquoted, ex, 0, -1)), $value)))
    end
    push!(b.args, isempty(exs) ? nothing : value)
    return b
end
show_expression(text::String, x) = println(stdout, text, " = ", repr(x))

show(io::IO, v::Core.SimpleVector) = show_svec(io, v)
function show_svec(io::IO, v)
    print(io, "svec(")
    for i in 1:svec_length(v)
        i > 1 && print(io, ", ")
        show(io, svec_ref(v, i))
    end
    print(io, ')')
    return nothing
end
show(io::IO, w::WeakRef) = (print(io, "WeakRef("); show(io, w.value); print(io, ')'))

"""
    dump(x; maxdepth = 8)

Prints the whole structure of a value.
"""
dump(x; maxdepth::Integer=8) = dump(stdout, x; maxdepth=maxdepth)
function dump(io::IO, x; maxdepth::Integer=8)
    b = begin_text(io)
    dump_value(b, x, Int64(maxdepth), "")
    print(b, '\n')
    end_text(io, b)
    return nothing
end
function dump_value(io::IO, x, n::Int64, indent::String)
    t = typeof(x)
    if x isa Type
        dump_type(io, x, n, indent)
    elseif x isa Function || x isa Module
        print(io, x isa Function ? string(x, " (function of type ", t, ")") : string("Module ", x))
    elseif x isa Array
        print(io, "Array{", eltype(x), "}(", size(x), ")")
        (isbitstype(eltype(x)) || x isa Array{<:AbstractString}) && print(io, ' ')
        if isbitstype(eltype(x)) || x isa Array{<:AbstractString}
            show(IOContext(io, :limit => true, :typeinfo => typeof(x)), x)
        elseif n > 0
            for i in 1:length(x)
                print(io, '\n', indent, "  ", i, ": ")
                isassigned(x, i) ? dump_value(io, x[i], n - 1, string(indent, "  ")) : print(io, "#undef")
            end
        end
    elseif x isa Symbol
        print(io, "Symbol ", x)
    elseif x isa String || x isa Number && !(x isa Union{Rational,Complex}) || x isa AbstractChar || x === nothing
        print(io, t, " ")
        show(io, x)
    else
        print(io, t)
        k = nfields(x)
        k == 0 && !(x isa Tuple) && print(io, " ", x)
        n > 0 || return nothing
        names = type_fieldnames(t)
        for i in 1:k
            f = x isa Tuple ? i : svec_ref(names, i)
            print(io, '\n', indent, "  ", f, ": ")
            isdefined(x, f) ? dump_value(io, getfield(x, i), n - 1, string(indent, "  ")) : print(io, "#undef")
        end
    end
    return nothing
end
function dump_type(io::IO, t, n::Int64, indent::String)
    if !(t isa DataType)
        print(io, typeof(t), " ", t)
        return nothing
    end
    kind = type_kind(t)
    print(io, (kind & 1) != 0 ? "abstract type " : (kind & 4) != 0 ? "primitive type " : (kind & 2) != 0 ?
        "mutable struct " : "struct ", t, " <: ", supertype(t))
    (n > 0 && !isabstracttype(t) && !(t <: Tuple)) || return nothing
    names = type_fieldnames(t)
    types = type_fieldtypes(t)
    for i in 1:svec_length(names)
        print(io, '\n', indent, "  ", svec_ref(names, i), "::", svec_ref(types, i))
    end
    return nothing
end
