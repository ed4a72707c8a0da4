# General macros: code as data, names of places, assertions, `@isdefined`, `@eval`, `@static`, and the like.
#
# `@show`, `@time` and printing macros are in text/. They and those here are ordinary Julia macros over Expr.

export gensym, @gensym, @isdefined, @eval, @macroexpand, @macroexpand1, @doc, @static, @assert, @__MODULE__, @__DIR__,
    @__FILE__, @__LINE__, @goto, @label, @generated, @simd, @fastmath, @deprecate, @evalpoly, @something, @coalesce,
    @NamedTuple, macroexpand

"A new symbol that no program text contains, for the locals of generated code."
gensym() = Symbol(string("##", next_gensym()))
gensym(s::String) = Symbol(string("##", s, "#", next_gensym()))
gensym(s::Symbol) = gensym(string(s))

# Counts the symbols made so far. Per process; several threads may add to it, so the addition is atomic.
mutable struct GensymCounter
    n::Int
end
const gensym_counter = GensymCounter(225)
next_gensym() = atomic_addfield(gensym_counter, :n, 1) + 1

"`@gensym a b`: assigns new symbols to the variables."
macro gensym(names...)
    block = Expr(:block)
    for name in names
        push!(block.args, Expr(:(=), esc(name), Expr(:call, gensym, QuoteNode(name))))
    end
    push!(block.args, :nothing)
    return block
end

"The local variables here that have a value, by name."
macro locals()
    return Expr(:locals)
end

"Whether the variable or field (`@isdefined x`) has a value."
macro isdefined(x)
    return Expr(:escape, Expr(:isdefined, x))
end

"`@eval [module] expr`: evaluates the expression, with `\$` interpolation, in the module (the current one)."
macro eval(ex)
    return Expr(:call, Core.eval, __module__, Expr(:quote, ex) |> esc)
end
macro eval(mod, ex)
    return Expr(:call, Core.eval, esc(mod), Expr(:quote, ex) |> esc)
end

"The expression with all its macros expanded."
macro macroexpand(code)
    return Expr(:call, macroexpand, __module__, QuoteNode(code))
end
"The expression with its outermost macro expanded."
macro macroexpand1(code)
    return Expr(:call, macroexpand_once, __module__, QuoteNode(code))
end
macroexpand(m::Module, ex; recursive::Bool = true) = Core.macroexpand(m, ex, recursive)
macroexpand_once(m::Module, ex) = Core.macroexpand(m, ex, false)

"`@static cond ? a : b` or `@static if …`: decides when the code is expanded."
macro static(ex)
    if isa(ex, Expr) && (ex.head === :if || ex.head === :elseif || ex.head === :&& || ex.head === :||)
        c = Core.eval(__module__, ex.args[1])
        if ex.head === :&&
            return c ? esc(ex.args[2]) : false
        elseif ex.head === :||
            return c ? true : esc(ex.args[2])
        elseif c
            return esc(ex.args[2])
        elseif length(ex.args) == 3
            rest = ex.args[3]
            if isa(rest, Expr) && rest.head === :elseif
                return esc(Expr(:macrocall, Symbol("@static"), __source__, Expr(:if, rest.args...)))
            end
            return esc(rest)
        end
        return nothing
    end
    throw(ArgumentError("invalid @static macro"))
end

"`@assert cond [message]`: AssertionError unless `cond` is true."
macro assert(ex, msgs...)
    if isempty(msgs)
        msg = string(ex)
    else
        first_msg = msgs[1]
        msg = isa(first_msg, AbstractString) ? first_msg : Expr(:call, assertion_message, esc(first_msg))
    end
    return Expr(:if, esc(ex), nothing, :(throw(AssertionError($msg))))
end
assertion_message(msg) = isa(msg, Union{AbstractString,Symbol,Expr}) ? string(msg) : sprint(print, msg)

macro __MODULE__()
    return __module__
end
"The file that this stands in, as given to `include` (`none` in code from the command line); `nothing` if that is not known."
macro __FILE__()
    return __source__.file === nothing ? nothing : string(__source__.file)
end
"The folder of the file that this stands in, the working folder if none."
macro __DIR__()
    f = __source__.file
    (f === nothing || f === :none) && return Expr(:call, esc(GlobalRef(Base, :pwd)))
    return folder_of(string(f))
end
macro __LINE__()
    return __source__.line
end
function folder_of(path::String)
    i = sizeof(path)
    while i > 0 && string_byte(path, i) !== 0x2f
        i -= 1
    end
    i > 1 && return string_sub(path, 1, i - 1)
    return i == 1 ? "/" : pwd()
end

"`@label name`: a place to go to."
macro label(name)
    return esc(Expr(:symboliclabel, name))
end
"`@goto name`: continues at `@label name`."
macro goto(name)
    return esc(Expr(:symbolicgoto, name))
end

"`@generated`: not supported; the error says so."
macro generated(ex...)
    return Expr(:call, error, "@generated functions are not supported")
end

# Hints that change no results: the code itself stays
macro simd(ex...)
    return esc(ex[end])
end
macro ivdep(ex)
    return esc(ex)
end
macro polly(ex)
    return esc(ex)
end
macro fastmath(ex)
    return esc(ex)
end
macro constprop(setting, ex)
    return esc(ex)
end
macro assume_effects(args...)
    return esc(args[end])
end

"`@evalpoly(x, c0, c1, …)`: the polynomial with these coefficients."
macro evalpoly(x, cs...)
    return Expr(:call, evalpoly, esc(x), Expr(:tuple, map(esc, cs)...))
end

"`@something(a, b, …)`: as `something`, but an argument is evaluated only if those before it were nothing."
macro something(args...)
    result = Expr(:call, something, nothing)
    i = length(args)
    while i >= 1
        v = gensym()
        result = Expr(:let, Expr(:(=), v, esc(args[i])), Expr(:if, Expr(:call, !==, v, nothing), Expr(:call, something, v), result))
        i -= 1
    end
    return result
end
"`@coalesce(a, b, …)`: as `coalesce`, evaluating only what is needed."
macro coalesce(args...)
    result = missing
    i = length(args)
    while i >= 1
        v = gensym()
        result = Expr(:let, Expr(:(=), v, esc(args[i])), Expr(:if, Expr(:call, !==, v, missing), v, result))
        i -= 1
    end
    return result
end

"`@NamedTuple{a::Int, b}`: the type."
macro NamedTuple(ex)
    (isa(ex, Expr) && (ex.head === :braces || ex.head === :block)) || throw(ArgumentError("@NamedTuple expects {...} or begin...end"))
    names = Any[]
    types = Any[]
    for a in ex.args
        isa(a, LineNumberNode) && continue
        if isa(a, Symbol)
            push!(names, QuoteNode(a))
            push!(types, Any)
        else
            push!(names, QuoteNode(a.args[1]))
            push!(types, esc(a.args[2]))
        end
    end
    return Expr(:curly, NamedTuple, Expr(:tuple, names...), Expr(:curly, Tuple, types...))
end

"`@deprecate old new`: defines the old name in terms of the new one."
macro deprecate(old, new, export_old = true)
    if isa(old, Symbol)
        def = Expr(:const, Expr(:(=), esc(old), esc(new)))
        name = old
    else
        def = Expr(:(=), esc(old), esc(new))
        name = old.args[1]
    end
    return export_old === true && isa(name, Symbol) ? Expr(:block, esc(Expr(:export, name)), def) : def
end

"""
    @doc x
    @doc text definition

The documentation of `x`; or documents what the definition (or just the name) stands for. See text/docs.jl.
"""
macro doc(args...)
    if length(args) == 1
        x = args[1]
        isa(x, Expr) && x.head === :macrocall && (x = x.args[1])
        return Expr(:call, docs_of, QuoteNode(x), __module__)
    end
    return esc(Expr(:macrocall, GlobalRef(Core, Symbol("@doc")), __source__, args[1], args[2]))
end

# Module Meta
baremodule Meta
using ..Base
using Core.Intrinsics
export parse, isexpr, quot, ParseError, lower, parseall, parseatom

"A syntax error."
struct ParseError <: Exception
    msg::AbstractString
    detail::Any
    ParseError(msg, detail = nothing) = new(msg, detail)
end

"""
    Meta.parse(text; raise = true)
    Meta.parse(text, start; greedy = true, raise = true)

The expression that `text` is; from a start index on, the first expression and the index after it.
"""
function parse(text::AbstractString, start::Integer; greedy::Bool = true, raise::Bool = true, filename = "none")
    return Core.parse(String(text), Int(start), greedy, raise)
end
function parse(text::AbstractString; raise::Bool = true, filename = "none")
    s = String(text)
    ex, next = Core.parse(s, 1, true, raise)
    if isa(ex, Expr) && (ex.head === :error || ex.head === :incomplete)
        raise && ex.head === :error && throw(ParseError(ex.args[1]))
        return ex
    end
    rest, after = next <= sizeof(s) ? Core.parse(s, next, true, false) : (nothing, next)
    if rest !== nothing
        raise && throw(ParseError("extra token after end of expression"))
        return Expr(:error, ParseError("extra token after end of expression"))
    end
    return ex
end
"All expressions of `text`, as `Expr(:toplevel, …)`."
parseall(text::AbstractString; filename = "none") = Core.parse_all(String(text), String(filename))
parseatom(text::AbstractString, start::Integer; filename = "none") = parse(text, start; greedy = false)

"Whether `ex` is an Expr with one of the heads (and `n` arguments)."
isexpr(ex, head::Symbol) = isa(ex, Expr) && ex.head === head
isexpr(ex, heads) = isa(ex, Expr) && in(ex.head, heads)
isexpr(ex, head::Symbol, n::Int) = isexpr(ex, head) && length(ex.args) == n
isexpr(ex, heads, n::Int) = isexpr(ex, heads) && length(ex.args) == n
"Quotes `ex`: the expression that evaluates to it."
quot(ex) = Expr(:quote, ex)
"Writes an expression as nested lists: `(:call, :+, 1, 2)`. `@dump ex` shows the expression given as `dump` does."
show_sexpr(args...) = Base.show_sexpr(args...)
macro dump(ex)
    return Expr(:call, GlobalRef(Base, :dump), QuoteNode(ex))
end
"The lowered form of an expression, which can be shown only."
struct CodeInfo
    text::String
end
"""
    Meta.lower(m, x)

What `x` becomes before its types are inferred: `Expr(:thunk, …)`, and `x` itself if there is nothing to do.
"""
function lower(m::Module, x)
    ex = Base.macroexpand(m, x)
    isa(ex, Expr) || return ex
    in(ex.head, (:error, :incomplete, :toplevel, :module, :using, :import, :export, :thunk)) && return ex
    return Expr(:thunk, CodeInfo(Core.lower_text(m, ex)))
end
end
export Meta

"""
    Base.remove_linenums!(ex)

Takes the line numbers out of an expression, those of macro calls excepted.
"""
remove_linenums!(ex) = ex
function remove_linenums!(ex::Expr)
    if ex.head === :block || ex.head === :quote
        filter!(a -> !isa(a, LineNumberNode) && !(isa(a, Expr) && a.head === :line), ex.args)
    end
    foreach(remove_linenums!, ex.args)
    return ex
end

"`Base.@locals`: the local variables and their values, as a `Dict{Symbol,Any}`."
macro locals()
    return Expr(:locals)
end
