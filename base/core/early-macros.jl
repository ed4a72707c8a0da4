# Macros that the rest of Base is written with. They run while Base is being loaded, when arithmetic, loops and strings
# are not there yet: only intrinsics and `Expr` are used.
#
# The metadata they leave in the tree (`:meta`, `:inbounds`, `:boundscheck`) is what lowering reads.

"Marks `x` as code of the place where the macro is called, not of the macro's own module."
esc(x) = Expr(:escape, x)

# The definition `ex` with a statement `mark` put before its body; other expressions (calls, blocks) stay as they are.
function marked_definition(ex, mark)
    isa(ex, Expr) || return ex
    head = getfield(ex, :head)
    args = getfield(ex, :args)
    if head === :function || head === :(=) || head === :-> || head === :macro
        arraylen(args) === 2 || return ex
        head === :(=) && not_int(is_call_like(arrayref(args, 1))) && return ex
        body = arrayref(args, 2)
        if isa(body, Expr) && getfield(body, :head) === :block
            array_grow_begin(getfield(body, :args), 1)
            arrayset(getfield(body, :args), mark, 1)
            return ex
        end
        return Expr(head, arrayref(args, 1), Expr(:block, mark, body))
    end
    return ex
end

# Whether `ex` is the left side of a short-form definition.
function is_call_like(ex)
    isa(ex, Expr) || return false
    head = getfield(ex, :head)
    head === :call && return true
    (head === :where || head === :(::)) && return is_call_like(arrayref(getfield(ex, :args), 1))
    return false
end

"`@inline f(x) = …`: asks for the body to be copied to where it is called. Around a call it has no effect."
macro inline(ex)
    return esc(marked_definition(ex, Expr(:meta, :inline)))
end

macro inline()
    return Expr(:meta, :inline)
end

"`@noinline f(x) = …`: keeps the body out of its callers."
macro noinline(ex)
    return esc(marked_definition(ex, Expr(:meta, :noinline)))
end

macro noinline()
    return Expr(:meta, :noinline)
end

"`@propagate_inbounds f(x) = …`: inlines `f` and lets a caller's `@inbounds` reach into it."
macro propagate_inbounds(ex)
    return esc(marked_definition(marked_definition(ex, Expr(:meta, :propagate_inbounds)), Expr(:meta, :inline)))
end

"`@inbounds expr`: leaves out bounds checks in `expr`, which must be known to stay in bounds."
macro inbounds(ex)
    return Expr(:block, Expr(:inbounds, true), Expr(:local, Expr(:(=), :val, esc(ex))), Expr(:inbounds, :pop), :val)
end

"`@boundscheck expr`: a check that a caller's `@inbounds` leaves out."
macro boundscheck(ex)
    return Expr(:if, Expr(:boundscheck), esc(ex))
end

"`@nospecialize x` on an argument: one compiled method for all its types."
macro nospecialize(vars...)
    nfields(vars) === 0 && return Expr(:meta, :nospecialize)
    nfields(vars) === 1 && return esc(Expr(:meta, :nospecialize, getfield(vars, 1)))
    return esc(Expr(:meta, :nospecialize, vars...))
end

macro specialize(vars...)
    nfields(vars) === 0 && return Expr(:meta, :specialize)
    nfields(vars) === 1 && return esc(getfield(vars, 1))
    return esc(Expr(:meta, :specialize, vars...))
end

"`@pure f(x) = …`: no effect here."
macro pure(ex)
    return esc(ex)
end
