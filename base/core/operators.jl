# Operators that are the same for all types: comparison fallbacks, function composition, membership words.

export cmp, max, min, minmax, in, isunordered, xor, ⊻, nand, nor, ⊼, ⊽, sizeof, splat, clamp, clamp!, ⊆, ⊇, ⊊, ⊋, ∩, ∪, √,
    ∛, returns

"`x == y`, where nothing else is defined: identity."
==(x, y) = x === y
!=(x, y) = !(x == y)
!=(x) = Fix2(!=, x)
const ≠ = !=
==(x) = Fix2(==, x)

"""
    isequal(x, y)

As `==`, but NaN equals itself, `-0.0` differs from `0.0`, `missing` equals `missing`; always a Bool. What `Dict` uses.
"""
isequal(x, y) = (x == y)::Bool
isequal(x) = Fix2(isequal, x)

"""
    isless(x, y)

A total order, for sorting; numbers with NaN last. Define it for a type of your own to sort its values.
"""
isless(x::Real, y::Real) = x < y

<(x, y) = isless(x, y)
<=(x, y) = !(y < x)
>(x, y) = y < x
>=(x, y) = y <= x
const ≤ = <=
const ≥ = >=
<(x) = Fix2(<, x)
>(x) = Fix2(>, x)
<=(x) = Fix2(<=, x)
>=(x) = Fix2(>=, x)

"-1, 0 or 1 as `x` comes before, with or after `y`."
cmp(x, y) = isless(x, y) ? -1 : ifelse(isless(y, x), 1, 0)
cmp(x::Integer, y::Integer) = ifelse(x < y, -1, ifelse(y < x, 1, 0))
cmp(lt, x, y) = lt(x, y) ? -1 : ifelse(lt(y, x), 1, 0)

max(x, y) = isless(y, x) ? x : y
min(x, y) = isless(y, x) ? y : x
max(x) = x
min(x) = x
minmax(x, y) = isless(y, x) ? (y, x) : (x, y)
minmax(x) = (x, x)

"`x`, moved to the nearest bound if it is not between `lo` and `hi`."
clamp(x, lo, hi) = clamp_promoted(promote(x, lo, hi)...)
@inline clamp_promoted(x, lo, hi) = ifelse(x > hi, hi, ifelse(x < lo, lo, x))
clamp(x, ::Type{T}) where {T<:Integer} = clamp(x, typemin(T), typemax(T)) % T

"`x` may not be ordered with anything: NaN, `missing`."
isunordered(x) = false
isunordered(x::AbstractFloat) = isnan(x)

# Types

typejoin(a, b, c, rest...) = typejoin(typejoin(a, b), c, rest...)

"Bytes of a value of the type, or of the value."
function sizeof(T::Type)
    S = unwrap_unionall(T)
    isa(S, DataType) && kind_has(S, 1) && throw(ErrorException(string("Abstract type ", T, " does not have a definite size.")))
    return sizeof_type(T)
end
sizeof(x) = sizeof_type(typeof(x))
sizeof(s::String) = string_length(s)
sizeof(s::Symbol) = string_length(symbol_to_string(s))

# Functions of functions

"""
    x |> f

`f(x)`.
"""
|>(x, f) = f(x)

"""
    f ∘ g

The function `x -> f(g(x))`; `∘(f, g, h…)` composes several.
"""
struct ComposedFunction{O,I} <: Function
    outer::O
    inner::I
    ComposedFunction{O,I}(outer, inner) where {O,I} = new{O,I}(outer, inner)
    ComposedFunction(outer, inner) = new{Core.Typeof(outer),Core.Typeof(inner)}(outer, inner)
end
export ComposedFunction
(c::ComposedFunction)(x...; kw...) = c.outer(c.inner(x...; kw...))
∘(f) = f
∘(f, g) = ComposedFunction(f, g)
∘(f, g, h...) = ∘(f ∘ g, h...)
!(c::ComposedFunction{typeof(!)}) = c.inner

"`Fix1(f, x)` is `y -> f(x, y)`."
struct Fix1{F,T} <: Function
    f::F
    x::T
    Fix1(f::F, x) where {F} = new{F,Core.Typeof(x)}(f, x)
    Fix1(f::Type{F}, x) where {F} = new{Type{F},Core.Typeof(x)}(f, x)
end
(f::Fix1)(y) = f.f(f.x, y)

"`Fix2(f, x)` is `y -> f(y, x)`."
struct Fix2{F,T} <: Function
    f::F
    x::T
    Fix2(f::F, x) where {F} = new{F,Core.Typeof(x)}(f, x)
    Fix2(f::Type{F}, x) where {F} = new{Type{F},Core.Typeof(x)}(f, x)
end
(f::Fix2)(y) = f.f(y, f.x)

"`Returns(x)` is a function of any arguments whose value is `x`."
struct Returns{V} <: Function
    value::V
    Returns{V}(value) where {V} = new{V}(value)
    Returns(value) = new{Core.Typeof(value)}(value)
end
export Returns
(r::Returns)(args...; kw...) = r.value

"`splat(f)` takes one collection and calls `f` with its elements as arguments."
struct Splat{F} <: Function
    f::F
    Splat(f) = new{Core.Typeof(f)}(f)
end
(s::Splat)(args) = s.f(args...)
splat(f) = Splat(f)

# Membership words; `in` itself is in reduce.jl
∋(xs, x) = in(x, xs)
∌(xs, x) = !in(x, xs)
∉(x, xs) = !in(x, xs)
∋(x) = Fix2(∋, x)
∌(x) = Fix2(∌, x)
∉(xs) = Fix2(∉, xs)
in(xs) = Fix2(in, xs)
const ∈ = in
