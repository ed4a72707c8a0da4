# Module Meta: parsing text to expressions, and looking at them.

baremodule Meta

using ..Base
import ..Base: show_unquoted

export quot, isexpr, show_sexpr, @dump

"""
    Meta.ParseError(msg)

Thrown by `Meta.parse` on text that is no Julia.
"""
struct ParseError <: Exception
    msg::String
    detail::Any
    ParseError(msg, detail=nothing) = new(msg, detail)
end
Base.showerror(io::Base.IO, e::ParseError) = Base.print(io, "ParseError:\n", e.msg)

"""
    Meta.parse(s; raise = true)
    Meta.parse(s, start; greedy = true, raise = true) -> (expression, next)

The first expression of the text, which must be all of it in the first form.
"""
function parse(s::AbstractString; raise::Bool=true, depwarn::Bool=true, filename="none")
    text = Base.String(s)
    ex, next = Core.parse(text, 1, true, raise)
    if raise && ex isa Expr && Base.:(===)(ex.head, :error)
        Base.throw(ParseError(Base.string(ex.args[1])))
    end
    if Base.:(<=)(next, Base.ncodeunits(text))
        raise || return Expr(:error, "extra token after end of expression")
        Base.throw(ParseError("extra token after end of expression"))
    end
    return ex
end
function parse(s::AbstractString, start::Base.Integer; greedy::Bool=true, raise::Bool=true, depwarn::Bool=true)
    return Core.parse(Base.String(s), Base.Int64(start), greedy, raise)
end
"All expressions of the text, in an `Expr(:toplevel, …)`."
parseall(s::AbstractString; filename="none") = Core.parse_all(Base.String(s), Base.String(filename))

"The expression that gives `ex`."
quot(ex) = Expr(:quote, ex)
"Whether `ex` is an Expr with that head (or one of these), and `n` arguments if given."
isexpr(ex, head::Symbol) = ex isa Expr && Base.:(===)(ex.head, head)
isexpr(ex, heads) = ex isa Expr && Base.in(ex.head, heads)
isexpr(ex, head::Symbol, n::Base.Int64) = isexpr(ex, head) && Base.:(==)(Base.length(ex.args), n)
isexpr(ex, heads, n::Base.Int64) = isexpr(ex, heads) && Base.:(==)(Base.length(ex.args), n)
isidentifier(s) = Base.isidentifier(s)
isoperator(s) = Base.isoperator(s)
isbinaryoperator(s) = Base.isbinaryoperator(s)
isunaryoperator(s) = Base.isunaryoperator(s)
unescape(ex) = isexpr(ex, :escape) ? unescape(ex.args[1]) : ex
unblock(ex) = ex
function unblock(ex::Expr)
    isexpr(ex, :block) || return ex
    real = Base.filter(x -> Base.:(!)(x isa LineNumberNode), ex.args)
    return Base.:(==)(Base.length(real), 1) ? unblock(real[1]) : ex
end

"The expression as nested lists: `(:call, :+, 1, 2)`."
show_sexpr(ex) = show_sexpr(Base.stdout, ex)
show_sexpr(io::Base.IO, ex) = show_sexpr(io, ex, 0)
show_sexpr(io::Base.IO, ex, indent::Base.Int64) = Base.show(io, ex)
show_sexpr(io::Base.IO, ex::QuoteNode, indent::Base.Int64) = (Base.print(io, ":(:"); Base.print(io, ex.value); Base.print(io, ")"))
function show_sexpr(io::Base.IO, ex::Expr, indent::Base.Int64)
    inner = Base.:(+)(indent, 2)
    Base.print(io, '(')
    Base.show(io, ex.head)
    for a in ex.args
        Base.print(io, Base.:(===)(ex.head, :block) ? Base.string(",\n", Base.:(^)(' ', inner)) : ", ")
        show_sexpr(io, a, inner)
    end
    Base.isempty(ex.args) && Base.print(io, ",)")
    Base.print(io, Base.:(===)(ex.head, :block) ? Base.string('\n', Base.:(^)(' ', indent), ')') : ')')
    return nothing
end
"Shows the expression given as `dump` does."
macro dump(ex)
    return Expr(:call, Base.dump, QuoteNode(ex))
end

end
