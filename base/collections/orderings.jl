# Base.Order: total orders as values, what `sort` and its kin compare by.
# Enters: the keywords `lt`, `by`, `rev`, `order`. Leaves: an Ordering `o` for which `lt(o, a, b)` compiles to a direct comparison.
# Manual: "Sorting and Related Functions – Alternate Orderings".
export Order

baremodule Order
using ..Base

export Ordering, ForwardOrdering, ReverseOrdering, By, Lt, Perm, Forward, Reverse, ord, lt

"A total order; `lt(o, a, b)` is whether `a` comes before `b`."
abstract type Ordering end
struct ForwardOrdering <: Ordering end
struct ReverseOrdering{F<:Ordering} <: Ordering
    fwd::F
end
const Forward = ForwardOrdering()
const Reverse = ReverseOrdering{ForwardOrdering}(Forward)
"The order of `by(x)`."
struct By{F,O<:Ordering} <: Ordering
    by::F
    order::O
end
By(by::F) where {F} = By{F,ForwardOrdering}(by, Forward)
By(by::F, o::O) where {F,O<:Ordering} = By{F,O}(by, o)
"The order that the function `lt` says."
struct Lt{F} <: Ordering
    lt::F
end
"The order of the elements of `data` at the indices compared."
struct Perm{O<:Ordering,V<:AbstractVector} <: Ordering
    order::O
    data::V
end
ReverseOrdering(o::O) where {O<:Ordering} = ReverseOrdering{O}(o)
Perm(o::O, v::V) where {O<:Ordering,V<:AbstractVector} = Perm{O,V}(o, v)
@inline lt(::ForwardOrdering, a, b) = isless(a, b)
@inline lt(o::ReverseOrdering, a, b) = lt(o.fwd, b, a)
@inline lt(o::By, a, b) = lt(o.order, o.by(a), o.by(b))
@inline lt(o::Lt, a, b) = o.lt(a, b)
@inline function lt(o::Perm, a::Integer, b::Integer)
    x = @inbounds o.data[a]
    y = @inbounds o.data[b]
    return lt(o.order, x, y) | (!lt(o.order, y, x) & (a < b))
end

"The ordering that the keywords of `sort` describe."
@inline ord(lt, by, rev::Bool, order::Ordering=Forward) = _maybe_reverse(rev, _ordered_by(by, _ordered_lt(lt, order)))
@inline ord(lt, by, rev::Nothing, order::Ordering=Forward) = _ordered_by(by, _ordered_lt(lt, order))
@inline _ordered_lt(::typeof(isless), order) = order
@inline _ordered_lt(::typeof(isless), order::ForwardOrdering) = order
@inline _ordered_lt(::typeof(isless), order::ReverseOrdering) = order
@inline _ordered_lt(lt, order::ForwardOrdering) = Lt(lt)
@inline _ordered_lt(lt, order::ReverseOrdering) = ReverseOrdering(Lt(lt))
_ordered_lt(lt, order) = error("Passing both lt= and order= arguments is ambiguous; please pass order=Forward or order=Reverse (or leave default)")
@inline _ordered_by(::typeof(identity), order) = order
@inline _ordered_by(by, order) = By(by, order)
@inline _maybe_reverse(rev::Bool, order) = rev ? ReverseOrdering(order) : order
end
