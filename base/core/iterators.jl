# Module Iterators: lazy combinations of iterators.
#
# Each is a small immutable struct whose `iterate` passes the inner state along in a tuple, so that a `for` over a
# combination compiles to one loop.

baremodule Iterators

import ..Base: iterate, length, size, axes, eltype, IteratorSize, IteratorEltype, isempty, keys, first, last, isdone, ndims,
    popfirst!, peek
using ..Base: tail, base_map, base_reverse, Generator, OneTo, HasLength, HasShape, SizeUnknown, IsInfinite, HasEltype, EltypeUnknown
using ..Base
using Core.Intrinsics

export enumerate, zip, rest, countfrom, take, drop, takewhile, dropwhile, cycle, repeated, product, flatten, flatmap, partition

# enumerate

struct Enumerate{I}
    itr::I
end
"An iterator of `(i, x)`, counting the elements from 1."
enumerate(itr) = Enumerate(itr)
length(e::Enumerate) = length(e.itr)
size(e::Enumerate) = size(e.itr)
axes(e::Enumerate) = axes(e.itr)
ndims(e::Enumerate) = ndims(e.itr)
isempty(e::Enumerate) = isempty(e.itr)
keys(e::Enumerate) = keys(e.itr)
last(e::Enumerate) = (length(e.itr), last(e.itr))
eltype(::Type{Enumerate{I}}) where {I} = Tuple{Int,eltype(I)}
IteratorSize(::Type{Enumerate{I}}) where {I} = IteratorSize(I)
IteratorEltype(::Type{Enumerate{I}}) where {I} = IteratorEltype(I)
@inline function iterate(e::Enumerate)
    y = iterate(e.itr)
    y === nothing && return nothing
    return ((1, y[1]), (1, y[2]))
end
@inline function iterate(e::Enumerate, state)
    i, s = state
    y = iterate(e.itr, s)
    y === nothing && return nothing
    return ((i + 1, y[1]), (i + 1, y[2]))
end

# zip

struct Zip{Is<:Tuple}
    is::Is
end
"""
    zip(iters...)

An iterator of tuples of the elements of all, until the first of them ends.
"""
zip(a...) = Zip(a)
function length(z::Zip)
    n = -1
    finite_all = true
    for x in z.is
        IteratorSize(x) === IsInfinite() && continue
        k = length(x)
        if n < 0 || k < n
            n = k
        end
    end
    n < 0 && throw(ArgumentError("iterator is of undefined length"))
    return n
end
size(z::Zip) = base_map(length, zip_axes(z.is))
axes(z::Zip) = zip_axes(z.is)
zip_axes(t::Tuple{Any}) = axes(t[1])
zip_axes(t::Tuple) = shorter_axes(axes(t[1]), zip_axes(tail(t)))
shorter_axes(a::Tuple{}, b::Tuple{}) = ()
shorter_axes(a::Tuple, b::Tuple) = (length(a[1]) <= length(b[1]) ? a[1] : b[1], shorter_axes(tail(a), tail(b))...)
shorter_axes(a::Tuple{}, b::Tuple) = throw(DimensionMismatch("dimensions must match"))
shorter_axes(a::Tuple, b::Tuple{}) = throw(DimensionMismatch("dimensions must match"))
isempty(z::Zip) = any(isempty, z.is)
eltype(::Type{Zip{Is}}) where {Is<:Tuple} = zip_eltype(Is)
zip_eltype(::Type{Tuple{}}) = Tuple{}
zip_eltype(::Type{Tuple{A}}) where {A} = Tuple{eltype(A)}
zip_eltype(::Type{Tuple{A,B}}) where {A,B} = Tuple{eltype(A),eltype(B)}
zip_eltype(::Type{Tuple{A,B,C}}) where {A,B,C} = Tuple{eltype(A),eltype(B),eltype(C)}
zip_eltype(::Type{Is}) where {Is<:Tuple} = Tuple{base_map(T -> eltype(T), types_tuple(Is))...}
IteratorSize(::Type{Zip{Is}}) where {Is<:Tuple} = zip_size(Is)
zip_size(::Type{Tuple{}}) = IsInfinite()
zip_size(::Type{Tuple{A}}) where {A} = IteratorSize(A)
zip_size(::Type{Tuple{A,B}}) where {A,B} = zip_size2(IteratorSize(A), IteratorSize(B))
zip_size(::Type{Tuple{A,B,C}}) where {A,B,C} = zip_size2(IteratorSize(A), zip_size2(IteratorSize(B), IteratorSize(C)))
zip_size(::Type{Is}) where {Is<:Tuple} = foldl(zip_size2, base_map(T -> IteratorSize(T), types_tuple(Is)))
zip_size2(a::HasShape{N}, b::HasShape{N}) where {N} = a
zip_size2(a::HasShape, b::HasShape) = HasLength()
zip_size2(a::Union{HasLength,HasShape}, b::Union{HasLength,HasShape}) = HasLength()
zip_size2(a::IsInfinite, b::IsInfinite) = a
zip_size2(a::IsInfinite, b) = b
zip_size2(a, b::IsInfinite) = a
zip_size2(a, b) = SizeUnknown()
IteratorEltype(::Type{Zip{Is}}) where {Is<:Tuple} = zip_eltypes(Is)
zip_eltypes(::Type{Tuple{}}) = HasEltype()
zip_eltypes(::Type{Tuple{A}}) where {A} = IteratorEltype(A)
zip_eltypes(::Type{Tuple{A,B}}) where {A,B} = both_eltypes(IteratorEltype(A), IteratorEltype(B))
zip_eltypes(::Type{Is}) where {Is<:Tuple} = foldl(both_eltypes, base_map(T -> IteratorEltype(T), types_tuple(Is)))
both_eltypes(a::HasEltype, b::HasEltype) = a
both_eltypes(a, b) = EltypeUnknown()
# the element types of a tuple type, as a tuple
function types_tuple(T)
    ps = type_parameters(T)
    return ntuple(i -> svec_ref(ps, i), svec_length(ps))
end

@inline function iterate(z::Zip{Tuple{A,B}}) where {A,B}
    a = iterate(z.is[1])
    a === nothing && return nothing
    b = iterate(z.is[2])
    b === nothing && return nothing
    return ((a[1], b[1]), (a[2], b[2]))
end
@inline function iterate(z::Zip{Tuple{A,B}}, s) where {A,B}
    a = iterate(z.is[1], s[1])
    a === nothing && return nothing
    b = iterate(z.is[2], s[2])
    b === nothing && return nothing
    return ((a[1], b[1]), (a[2], b[2]))
end
iterate(z::Zip{Tuple{}}) = ((), ())
iterate(z::Zip{Tuple{}}, s) = ((), ())
@inline iterate(z::Zip) = zip_result(zip_start(z.is))
@inline iterate(z::Zip, s) = zip_result(zip_step(z.is, s))
zip_result(::Nothing) = nothing
@inline zip_result(r) = r
zip_start(::Tuple{}) = ((), ())
@inline function zip_start(is::Tuple)
    a = iterate(is[1])
    a === nothing && return nothing
    r = zip_start(tail(is))
    r === nothing && return nothing
    return ((a[1], r[1]...), (a[2], r[2]...))
end
zip_step(::Tuple{}, ::Tuple{}) = ((), ())
@inline function zip_step(is::Tuple, s::Tuple)
    a = iterate(is[1], s[1])
    a === nothing && return nothing
    r = zip_step(tail(is), tail(s))
    r === nothing && return nothing
    return ((a[1], r[1]...), (a[2], r[2]...))
end
last(z::Zip) = getindex_last(z)
# (parts of different length end with the shortest)
getindex_last(z) = (n = length(z); base_map(i -> length(i) == n ? last(i) : first(drop(i, n - 1)), z.is))

# reverse

struct Reverse{T}
    itr::T
end
"The elements from last to first, lazily."
reverse(itr) = Reverse(itr)
reverse(r::Reverse) = r.itr
reverse(x::Union{Number,AbstractChar}) = x
reverse(p::Generator) = Generator(p.f, reverse(p.iter))
reverse(r::AbstractRange) = base_reverse(r)
reverse(t::Tuple) = base_reverse(t)
reverse(t::NamedTuple) = base_reverse(t)
reverse(e::Enumerate) = Generator(i -> (i, e.itr[i]), base_reverse(OneTo(length(e.itr))))
reverse(z::Zip) = Zip(base_map(reverse, z.is))
length(r::Reverse) = length(r.itr)
size(r::Reverse) = size(r.itr)
axes(r::Reverse) = axes(r.itr)
isempty(r::Reverse) = isempty(r.itr)
first(r::Reverse) = last(r.itr)
last(r::Reverse) = first(r.itr)
eltype(::Type{Reverse{T}}) where {T} = eltype(T)
IteratorSize(::Type{Reverse{T}}) where {T} = IteratorSize(T)
IteratorEltype(::Type{Reverse{T}}) where {T} = IteratorEltype(T)
@inline function iterate(r::Reverse{<:AbstractArray}, i::Int = length(r.itr))
    i < 1 && return nothing
    return (r.itr[i], i - 1)
end
@inline function iterate(r::Reverse, k::Int = length(keys(r.itr)))
    k < 1 && return nothing
    return (r.itr[keys(r.itr)[k]], k - 1)
end
function iterate(r::Reverse{<:AbstractString}, i::Int = ncodeunits(r.itr) + 1)
    i <= 1 && return nothing
    j = prevind(r.itr, i)
    return (r.itr[j], j)
end

# filter

struct Filter{F,I}
    flt::F
    itr::I
end
"The elements for which `f` is true, lazily."
filter(f, itr) = Filter(f, itr)
eltype(::Type{Filter{F,I}}) where {F,I} = eltype(I)
IteratorSize(::Type{<:Filter}) = SizeUnknown()
IteratorEltype(::Type{Filter{F,I}}) where {F,I} = IteratorEltype(I)
@inline function iterate(f::Filter)
    y = iterate(f.itr)
    while y !== nothing
        f.flt(y[1]) && return y
        y = iterate(f.itr, y[2])
    end
    return nothing
end
@inline function iterate(f::Filter, state)
    y = iterate(f.itr, state)
    while y !== nothing
        f.flt(y[1]) && return y
        y = iterate(f.itr, y[2])
    end
    return nothing
end
reverse(f::Filter) = Filter(f.flt, reverse(f.itr))

"The elements with `f` applied, lazily: a generator."
map(f, itr, itrs...) = Generator(f, itr, itrs...)

# rest, peel

struct Rest{I,S}
    itr::I
    st::S
end
"The elements of `itr` from the state on."
rest(itr, state) = Rest(itr, state)
rest(itr::Rest, state) = Rest(itr.itr, state)
rest(itr) = itr
iterate(r::Rest) = iterate(r.itr, r.st)
iterate(r::Rest, state) = iterate(r.itr, state)
eltype(::Type{<:Rest{I}}) where {I} = eltype(I)
IteratorEltype(::Type{<:Rest{I}}) where {I} = IteratorEltype(I)
IteratorSize(::Type{<:Rest{I}}) where {I} = rest_size(IteratorSize(I))
rest_size(a::IsInfinite) = a
rest_size(a) = SizeUnknown()
"The first element and an iterator of the rest; `nothing` if there is none."
function peel(itr)
    y = iterate(itr)
    y === nothing && return nothing
    return (y[1], rest(itr, y[2]))
end

# countfrom

struct Count{T,S}
    start::T
    step::S
end
"`start, start + step, …` without end."
countfrom(start, step) = Count(start, step)
countfrom(start) = Count(start, oneunit(start))
countfrom() = Count(1, 1)
eltype(::Type{Count{T,S}}) where {T,S} = promote_type(T, typeof(oneunit(T) + oneunit(S)))
IteratorSize(::Type{<:Count}) = IsInfinite()
iterate(c::Count, x = c.start) = (x, x + c.step)

# take, drop, takewhile, dropwhile

struct Take{I}
    xs::I
    n::Int
    function Take(xs::I, n::Integer) where {I}
        n < 0 && throw(ArgumentError("Take length must be non-negative"))
        return new{I}(xs, n)
    end
end
"The first `n` elements at most."
take(xs, n::Integer) = Take(xs, Int(n))
take(xs::Take, n::Integer) = Take(xs.xs, min(Int(n), xs.n))
eltype(::Type{Take{I}}) where {I} = eltype(I)
IteratorEltype(::Type{Take{I}}) where {I} = IteratorEltype(I)
IteratorSize(::Type{Take{I}}) where {I} = take_size(IteratorSize(I))
take_size(::SizeUnknown) = SizeUnknown()
take_size(::Any) = HasLength()
length(t::Take) = IteratorSize(t.xs) === IsInfinite() ? t.n : min(t.n, length(t.xs))
@inline function iterate(t::Take)
    t.n <= 0 && return nothing
    y = iterate(t.xs)
    y === nothing && return nothing
    return (y[1], (t.n - 1, y[2]))
end
@inline function iterate(t::Take, state)
    n, s = state
    n <= 0 && return nothing
    y = iterate(t.xs, s)
    y === nothing && return nothing
    return (y[1], (n - 1, y[2]))
end

struct Drop{I}
    xs::I
    n::Int
    function Drop(xs::I, n::Integer) where {I}
        n < 0 && throw(ArgumentError("Drop length must be non-negative"))
        return new{I}(xs, n)
    end
end
"All but the first `n` elements."
drop(xs, n::Integer) = Drop(xs, Int(n))
drop(xs::Take, n::Integer) = Take(drop(xs.xs, Int(n)), max(0, xs.n - Int(n)))
drop(xs::Drop, n::Integer) = Drop(xs.xs, Int(n) + xs.n)
eltype(::Type{Drop{I}}) where {I} = eltype(I)
IteratorEltype(::Type{Drop{I}}) where {I} = IteratorEltype(I)
IteratorSize(::Type{Drop{I}}) where {I} = drop_size(IteratorSize(I))
drop_size(a::HasShape) = HasLength()
drop_size(a) = a
length(d::Drop) = max(0, length(d.xs) - d.n)
@inline function iterate(d::Drop)
    y = iterate(d.xs)
    i = d.n
    while i > 0
        y === nothing && return nothing
        y = iterate(d.xs, y[2])
        i -= 1
    end
    return y
end
@inline iterate(d::Drop, state) = iterate(d.xs, state)

struct TakeWhile{I,P}
    pred::P
    xs::I
end
"Elements up to the first for which `pred` is false."
takewhile(pred, xs) = TakeWhile(pred, xs)
eltype(::Type{TakeWhile{I,P}}) where {I,P} = eltype(I)
IteratorEltype(::Type{TakeWhile{I,P}}) where {I,P} = IteratorEltype(I)
IteratorSize(::Type{<:TakeWhile}) = SizeUnknown()
@inline function iterate(t::TakeWhile)
    y = iterate(t.xs)
    y === nothing && return nothing
    return t.pred(y[1]) ? y : nothing
end
@inline function iterate(t::TakeWhile, state)
    y = iterate(t.xs, state)
    y === nothing && return nothing
    return t.pred(y[1]) ? y : nothing
end

struct DropWhile{I,P}
    pred::P
    xs::I
end
"Elements from the first on for which `pred` is false."
dropwhile(pred, xs) = DropWhile(pred, xs)
eltype(::Type{DropWhile{I,P}}) where {I,P} = eltype(I)
IteratorEltype(::Type{DropWhile{I,P}}) where {I,P} = IteratorEltype(I)
IteratorSize(::Type{<:DropWhile}) = SizeUnknown()
@inline function iterate(d::DropWhile)
    y = iterate(d.xs)
    while y !== nothing
        d.pred(y[1]) || return y
        y = iterate(d.xs, y[2])
    end
    return nothing
end
@inline iterate(d::DropWhile, state) = iterate(d.xs, state)

# cycle, repeated

struct Cycle{I}
    xs::I
end
"The elements again and again (or `n` times)."
cycle(xs) = Cycle(xs)
cycle(xs, n::Integer) = flatten(repeated(xs, n))
eltype(::Type{Cycle{I}}) where {I} = eltype(I)
IteratorEltype(::Type{Cycle{I}}) where {I} = IteratorEltype(I)
IteratorSize(::Type{<:Cycle}) = IsInfinite()
isempty(c::Cycle) = isempty(c.xs)
@inline iterate(c::Cycle) = iterate(c.xs)
@inline function iterate(c::Cycle, state)
    y = iterate(c.xs, state)
    y === nothing || return y
    return iterate(c.xs)
end

struct Repeated{O}
    x::O
end
"`x` without end, or `n` times."
repeated(x) = Repeated(x)
repeated(x, n::Integer) = take(repeated(x), Int(n))
eltype(::Type{Repeated{O}}) where {O} = O
IteratorSize(::Type{<:Repeated}) = IsInfinite()
iterate(r::Repeated) = (r.x, nothing)
iterate(r::Repeated, ::Any) = (r.x, nothing)

# flatten

struct Flatten{I}
    it::I
end
"The elements of the elements."
flatten(itr) = Flatten(itr)
"`flatten` of `f` applied to the elements."
flatmap(f, itrs...) = flatten(map(f, itrs...))
eltype(::Type{Flatten{I}}) where {I} = eltype(eltype(I))
eltype(::Type{Flatten{Tuple{}}}) = Union{}
IteratorEltype(::Type{Flatten{I}}) where {I} = flatten_eltype(IteratorEltype(I), I)
flatten_eltype(::EltypeUnknown, I) = EltypeUnknown()
flatten_eltype(::HasEltype, I) = eltype(I) === Any || !isconcretetype(eltype(I)) ? EltypeUnknown() : IteratorEltype(eltype(I))
IteratorSize(::Type{<:Flatten}) = SizeUnknown()
length(f::Flatten) = foldl((n, x) -> n + length(x), f.it; init = 0)
@inline function iterate(f::Flatten)
    outer = iterate(f.it)
    while outer !== nothing
        inner = iterate(outer[1])
        inner === nothing || return (inner[1], (outer[1], outer[2], inner[2]))
        outer = iterate(f.it, outer[2])
    end
    return nothing
end
@inline function iterate(f::Flatten, state)
    x, s, t = state
    inner = iterate(x, t)
    inner === nothing || return (inner[1], (x, s, inner[2]))
    outer = iterate(f.it, s)
    while outer !== nothing
        inner = iterate(outer[1])
        inner === nothing || return (inner[1], (outer[1], outer[2], inner[2]))
        outer = iterate(f.it, outer[2])
    end
    return nothing
end
reverse(f::Flatten) = Flatten(Generator(reverse, reverse(f.it)))

# product

struct ProductIterator{T<:Tuple}
    iterators::T
end
"All combinations of elements as tuples, the first index changing fastest."
product(iters...) = ProductIterator(iters)
length(p::ProductIterator) = prod_lengths(p.iterators)
prod_lengths(t::Tuple{}) = 1
prod_lengths(t::Tuple) = length(t[1]) * prod_lengths(tail(t))
size(p::ProductIterator) = base_map(length, axes(p))
axes(p::ProductIterator) = product_axes(p.iterators)
product_axes(::Tuple{}) = ()
product_axes(t::Tuple) = (axes_of_part(IteratorSize(t[1]), t[1])..., product_axes(tail(t))...)
axes_of_part(::HasShape, x) = axes(x)
axes_of_part(::Any, x) = (OneTo(length(x)),)
ndims(p::ProductIterator) = length(axes(p))
isempty(p::ProductIterator) = any(isempty, p.iterators)
eltype(::Type{ProductIterator{T}}) where {T<:Tuple} = zip_eltype(T)
IteratorEltype(::Type{ProductIterator{T}}) where {T<:Tuple} = zip_eltypes(T)
IteratorSize(::Type{ProductIterator{T}}) where {T<:Tuple} = product_size(T)
product_size(::Type{Tuple{}}) = HasShape{0}()
product_size(::Type{Tuple{A}}) where {A} = part_size(IteratorSize(A))
product_size(::Type{Tuple{A,B}}) where {A,B} = sizes_product(part_size(IteratorSize(A)), part_size(IteratorSize(B)))
product_size(::Type{Tuple{A,B,C}}) where {A,B,C} =
    sizes_product(sizes_product(part_size(IteratorSize(A)), part_size(IteratorSize(B))), part_size(IteratorSize(C)))
product_size(::Type{T}) where {T<:Tuple} = foldl(sizes_product, base_map(I -> part_size(IteratorSize(I)), types_tuple(T)))
part_size(::HasLength) = HasShape{1}()
part_size(s) = s
sizes_product(::HasShape{M}, ::HasShape{N}) where {M,N} = HasShape{M + N}()
sizes_product(::SizeUnknown, ::Any) = SizeUnknown()
sizes_product(::Any, ::SizeUnknown) = SizeUnknown()
sizes_product(::SizeUnknown, ::SizeUnknown) = SizeUnknown()
sizes_product(::IsInfinite, ::SizeUnknown) = SizeUnknown()
sizes_product(::SizeUnknown, ::IsInfinite) = SizeUnknown()
sizes_product(::Any, ::Any) = IsInfinite()

# The state is, for each iterator, its last `iterate` result.
iterate(p::ProductIterator{Tuple{}}) = ((), true)
iterate(p::ProductIterator{Tuple{}}, ::Any) = nothing
@inline function iterate(p::ProductIterator{Tuple{A,B}}) where {A,B}
    b = iterate(p.iterators[2])
    b === nothing && return nothing
    a = iterate(p.iterators[1])
    a === nothing && return nothing
    return ((a[1], b[1]), (a[2], b[1], b[2]))
end
@inline function iterate(p::ProductIterator{Tuple{A,B}}, state) where {A,B}
    s, y, t = state
    a = iterate(p.iterators[1], s)
    a === nothing || return ((a[1], y), (a[2], y, t))
    b = iterate(p.iterators[2], t)
    b === nothing && return nothing
    a = iterate(p.iterators[1])
    a === nothing && return nothing
    return ((a[1], b[1]), (a[2], b[1], b[2]))
end
function iterate(p::ProductIterator)
    ys = product_start(p.iterators)
    ys === nothing && return nothing
    return (base_map(first, ys), ys)
end
function iterate(p::ProductIterator, ys)
    zs = product_step(p.iterators, ys)
    zs === nothing && return nothing
    return (base_map(first, zs), zs)
end
product_start(::Tuple{}) = ()
function product_start(is::Tuple)
    a = iterate(is[1])
    a === nothing && return nothing
    r = product_start(tail(is))
    r === nothing && return nothing
    return (a, r...)
end
product_step(::Tuple{}, ::Tuple{}) = nothing
function product_step(is::Tuple, ys::Tuple)
    a = iterate(is[1], ys[1][2])
    a === nothing || return (a, tail(ys)...)
    r = product_step(tail(is), tail(ys))
    r === nothing && return nothing
    a = iterate(is[1])
    a === nothing && return nothing
    return (a, r...)
end
last(p::ProductIterator) = base_map(last, p.iterators)
reverse(p::ProductIterator) = ProductIterator(base_map(reverse, p.iterators))

# partition

struct PartitionIterator{T}
    c::T
    n::Int
end
"Pieces of `n` elements, the last one possibly shorter: views of arrays, vectors otherwise."
function partition(c, n::Integer)
    n < 1 && throw(ArgumentError("cannot create partitions of length $n"))
    return PartitionIterator(c, Int(n))
end
eltype(::Type{PartitionIterator{T}}) where {T} = Vector{eltype(T)}
eltype(::Type{PartitionIterator{T}}) where {T<:AbstractArray} = Any
IteratorEltype(::Type{<:PartitionIterator{T}}) where {T} = IteratorEltype(T)
IteratorEltype(::Type{<:PartitionIterator{T}}) where {T<:AbstractArray} = EltypeUnknown()
IteratorSize(::Type{PartitionIterator{T}}) where {T} = partition_size(IteratorSize(T))
partition_size(::HasShape) = HasLength()
partition_size(s) = s
length(p::PartitionIterator) = cld(length(p.c), p.n)
function iterate(p::PartitionIterator{<:AbstractArray}, i::Int = 1)
    n = length(p.c)
    i > n && return nothing
    r = min(i + p.n - 1, n)
    return (partition_view(p.c, UnitRange{Int}(i, r)), r + 1)
end
partition_view(c::AbstractRange, r) = c[r]
partition_view(c::AbstractVector, r) = view(c, r)
partition_view(c, r) = view(vec(c), r)
function iterate(p::PartitionIterator)
    y = iterate(p.c)
    y === nothing && return nothing
    return partition_fill(p, y)
end
function iterate(p::PartitionIterator, state)
    state === nothing && return nothing
    y = iterate(p.c, something(state))
    y === nothing && return nothing
    return partition_fill(p, y)
end
function partition_fill(p, y)
    v = Vector{eltype(p.c)}(undef, 0)
    while y !== nothing
        push!(v, y[1])
        length(v) == p.n && return (v, Some(y[2]))
        y = iterate(p.c, y[2])
    end
    return (v, nothing)
end

# accumulate

struct Accumulate{F,I,T}
    f::F
    itr::I
    init::T
end
struct NoInit end
"The running results of `f`: x1, f(x1, x2), …"
accumulate(f, itr; init = NoInit()) = Accumulate(f, itr, init)
length(a::Accumulate) = length(a.itr)
size(a::Accumulate) = size(a.itr)
axes(a::Accumulate) = axes(a.itr)
IteratorSize(::Type{<:Accumulate{F,I}}) where {F,I} = IteratorSize(I)
IteratorEltype(::Type{<:Accumulate}) = EltypeUnknown()
function iterate(a::Accumulate)
    y = iterate(a.itr)
    y === nothing && return nothing
    v = a.init isa NoInit ? y[1] : a.f(a.init, y[1])
    return (v, (v, y[2]))
end
function iterate(a::Accumulate, state)
    y = iterate(a.itr, state[2])
    y === nothing && return nothing
    v = a.f(state[1], y[1])
    return (v, (v, y[2]))
end

# Stateful

"An iterator that remembers where it is: elements once taken are gone. `popfirst!` and `peek` are for it."
mutable struct Stateful{T,VS}
    itr::T
    nextvalstate::VS
    taken::Int
    Stateful(itr::T) where {T} = new{T,Any}(itr, iterate(itr), 0)
    Stateful{T}(itr::T) where {T} = new{T,Any}(itr, iterate(itr), 0)
end
"Starts again, on `itr` if given."
function reset!(s::Stateful, itr = s.itr)
    s.itr = itr
    s.nextvalstate = iterate(itr)
    s.taken = 0
    return s
end
isempty(s::Stateful) = s.nextvalstate === nothing
isdone(s::Stateful, state...) = s.nextvalstate === nothing
function popfirst!(s::Stateful)
    y = s.nextvalstate
    y === nothing && throw(EOFError())
    s.nextvalstate = iterate(s.itr, y[2])
    s.taken += 1
    return y[1]
end
peek(s::Stateful, sentinel = nothing) = (y = s.nextvalstate; y === nothing ? sentinel : y[1])
iterate(s::Stateful, state = nothing) = s.nextvalstate === nothing ? nothing : (popfirst!(s), nothing)
eltype(::Type{<:Stateful{T}}) where {T} = eltype(T)
IteratorEltype(::Type{<:Stateful{T}}) where {T} = IteratorEltype(T)
IteratorSize(::Type{<:Stateful{T}}) where {T} = stateful_size(IteratorSize(T))
stateful_size(a::HasShape) = HasLength()
stateful_size(a) = a
length(s::Stateful) = length(s.itr) - s.taken

"The `n`-th element."
function nth(itr, n::Integer)
    y = iterate(drop(itr, n - 1))
    y === nothing && throw(BoundsError(itr, n))
    return y[1]
end

end

using .Iterators: enumerate, zip, Enumerate, Zip, Filter, Flatten, ProductIterator, Reverse
export Iterators, enumerate, zip
