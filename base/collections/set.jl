# Set{T} and the set operations on any collections; unique, allunique.
# Enters: collections. Leaves: sets, or for vectors vectors whose items keep the order of their first appearance.
# Manual: "Set-Like Collections".
export Set, union, union!, intersect, intersect!, setdiff, setdiff!, symdiff, symdiff!, issubset, ⊆, ⊇, ⊈, ⊉, ⊊, ⊋, ∪,
    ∩, issetequal, isdisjoint, unique, unique!, allunique, allequal, in!, replace, replace!

"""
    Set(itr), Set{T}(itr)

The distinct items of `itr` (by isequal), in the order of Julia's table.
"""
struct Set{T} <: AbstractSet{T}
    dict::Dict{T,Nothing}
    Set{T}() where {T} = new{T}(Dict{T,Nothing}())
    Set{T}(s::Set{T}) where {T} = new{T}(copy(s.dict))
    Set{T}(d::Dict{T,Nothing}) where {T} = new{T}(d)
end
Set{T}(itr) where {T} = union!(Set{T}(), itr)
Set() = Set{Any}()
Set(s::Set{T}) where {T} = Set{T}(s)
function Set(itr)
    T = _item_type(itr)
    (isconcretetype(T) || IteratorSize(itr) isa IsInfinite) && return union!(Set{T}(), itr)
    return _set_of_array(collect(itr))
end
Set(A::AbstractArray{T}) where {T} = union!(Set{T}(), A)
_set_of_array(A::AbstractArray{T}) where {T} = union!(Set{T}(), A)
eltype(::Type{<:AbstractSet{T}}) where {T} = T
IteratorSize(::Type{<:AbstractSet}) = HasLength()
@inline length(s::Set) = length(s.dict)
@inline isempty(s::Set) = isempty(s.dict)
@inline in(x, s::Set) = haskey(s.dict, x)
@inline iterate(s::Set) = iterate(s, s.dict.idxfloor)
@inline function iterate(s::Set, e::Int)
    e = _next_filled(s.dict.slots, e)
    e === 0 && return nothing
    return s.dict.keys[e], e + 1
end
empty(s::AbstractSet{T}, ::Type{U}=T) where {T,U} = Set{U}()
copy(s::Set{T}) where {T} = Set{T}(s)
copymutable(s::AbstractSet{T}) where {T} = Set{T}(s)
push!(s::Set{T}, x) where {T} = (s.dict[x] = nothing; s)
push!(s::AbstractSet, x, y, more...) = push!(push!(s, x), y, more...)
"Whether `x` is in the set, which it is afterwards."
function in!(x, s::Set)
    n = length(s)
    push!(s, x)
    return length(s) == n
end
delete!(s::Set, x) = (delete!(s.dict, x); s)
function pop!(s::Set, x)
    x in s || throw(KeyError(x))
    delete!(s.dict, x)
    return x
end
pop!(s::Set, x, default) = x in s ? pop!(s, x) : default
function pop!(s::Set)
    isempty(s) && throw(ArgumentError("set must be non-empty"))
    return pop!(s.dict).first
end
empty!(s::Set) = (empty!(s.dict); s)
sizehint!(s::Set, n; shrink::Bool=true) = (sizehint!(s.dict, n; shrink=shrink); s)
sizehint!(s::AbstractSet, n; shrink::Bool=true) = s
rehash!(s::Set) = (rehash!(s.dict); s)
filter!(f, s::Set) = (filter!(p -> f(p.first), s.dict); s)
filter(f, s::Set{T}) where {T} = filter!(f, copy(s))
first(s::AbstractSet) = (y = iterate(s); y === nothing ? throw(ArgumentError("collection must be non-empty")) : y[1])
function ==(a::AbstractSet, b::AbstractSet)
    return length(a) == length(b) && issubset(a, b)
end
isequal(a::AbstractSet, b::AbstractSet) = a == b
copy!(dest::AbstractSet, src::AbstractSet) = union!(empty!(dest), src)
<(a::AbstractSet, b::AbstractSet) = a ⊊ b
<=(a::AbstractSet, b::AbstractSet) = a ⊆ b
function hash(s::AbstractSet, h::UInt)
    acc = 0x852ada37cfe8e0ce
    for x in s
        acc = xor(acc, hash(x))
    end
    return hash(acc, h)
end
map(f, s::AbstractSet) = error("map is not defined on sets")
convert(::Type{T}, s::T) where {T<:AbstractSet} = s
convert(::Type{T}, s::AbstractSet) where {T<:AbstractSet} = T(s)::T
convert(::Type{Set{T}}, s::Set{T}) where {T} = s

# ---- union, intersect, setdiff, symdiff

"""
    union(s, itrs...), s ∪ t

The distinct items of all collections: a Set if `s` is one, else a vector.
"""
union(s::AbstractSet, itrs...) = union!(Set{_union_eltype(s, itrs...)}(s), itrs...)
union(s::AbstractSet) = copy(s)
union(s, itrs...) = _union_vector(_union_eltype(s, itrs...), (s, itrs...))
_union_eltype(s) = eltype(s)
_union_eltype(s, itrs...) = promote_type(eltype(s), _union_eltype(itrs...))
function _union_vector(::Type{T}, itrs::Tuple) where {T}
    seen = Set{T}()
    v = Array{T,1}(undef, 0)
    for itr in itrs
        for x in itr
            in!(x, seen) || push!(v, x)
        end
    end
    return v
end
union() = Any[]
function union!(s::AbstractSet, itrs...)
    for itr in itrs
        _has_length(itr) && sizehint!(s, length(s) + length(itr); shrink=false)
        for x in itr
            push!(s, x)
        end
    end
    return s
end
function union!(v::AbstractVector{T}, itrs...) where {T}
    unique!(v)
    seen = Set{T}(v)
    for itr in itrs
        for x in itr
            y = convert(T, x)
            in!(y, seen) || push!(v, y)
        end
    end
    return v
end

"""
    intersect(s, itrs...), s ∩ t

The distinct items of `s` that are in every collection.
"""
intersect(s::AbstractSet) = copy(s)
intersect(s) = union(s)
function intersect(s::AbstractSet{T}, itr) where {T}
    other = _fast_in(itr)
    r = Set{T}()
    for x in s
        x in other && push!(r, x)
    end
    return r
end
intersect(s, itr) = _intersect_vector(promote_type(eltype(s), eltype(itr)), s, _fast_in(itr))
intersect(s, itr, itrs...) = intersect(intersect(s, itr), itrs...)
function _intersect_vector(::Type{T}, s, other) where {T}
    v = Array{T,1}(undef, 0)
    seen = Set{T}()
    for x in s
        x in other && !in!(x, seen) && push!(v, x)
    end
    return v
end
# something in which `in` is fast
_fast_in(s::AbstractSet) = s
_fast_in(d::AbstractDict) = d
_fast_in(r::AbstractRange) = r
_fast_in(itr) = Set(itr)
function intersect!(s::AbstractSet, itrs...)
    for itr in itrs
        other = _fast_in(itr)
        filter!(x -> x in other, s)
    end
    return s
end
function intersect!(v::AbstractVector, itrs...)
    unique!(v)
    for itr in itrs
        other = _fast_in(itr)
        filter!(x -> x in other, v)
    end
    return v
end

"""
    setdiff(s, itrs...)

The distinct items of `s` that are in none of the collections.
"""
setdiff(s::AbstractSet, itrs...) = setdiff!(copymutable(s), itrs...)
setdiff(s) = union(s)
setdiff(s, itrs...) = setdiff!(_union_vector(eltype(s), (s,)), itrs...)
function setdiff!(s::AbstractSet, itrs...)
    for itr in itrs
        for x in itr
            delete!(s, x)
        end
    end
    return s
end
function setdiff!(v::AbstractVector, itrs...)
    unique!(v)
    for itr in itrs
        other = _fast_in(itr)
        filter!(x -> !(x in other), v)
    end
    return v
end

"""
    symdiff(s, itrs...)

The items that are in an odd number of the collections.
"""
symdiff(s) = setdiff(s)
symdiff(s::AbstractSet, itrs...) = symdiff!(Set{_union_eltype(s, itrs...)}(s), itrs...)
symdiff(s, itrs...) = symdiff!(_union_vector(_union_eltype(s, itrs...), (s,)), itrs...)
function symdiff!(s::AbstractSet, itrs...)
    for itr in itrs
        for x in unique(itr)
            x in s ? delete!(s, x) : push!(s, x)
        end
    end
    return s
end
function symdiff!(v::AbstractVector, itrs...)
    unique!(v)
    for itr in itrs
        xs = unique(itr)
        both = intersect(v, xs)
        setdiff!(v, both)
        append!(v, setdiff(xs, both))
    end
    return v
end

const ∪ = union
const ∩ = intersect

"""
    issubset(a, b), a ⊆ b

Whether every item of `a` is in `b`.
"""
function issubset(a, b)
    other = b isa AbstractArray && length(b) < 32 ? b : b isa Tuple ? b : _fast_in(b)
    for x in a
        x in other || return false
    end
    return true
end
issubset(b) = Fix2(issubset, b)
const ⊆ = issubset
⊇(a, b) = b ⊆ a
⊈(a, b) = !(a ⊆ b)
⊉(a, b) = !(b ⊆ a)
⊊(a::AbstractSet, b) = length(a) < length(b) && a ⊆ b
⊊(a, b) = Set(a) ⊊ Set(b)
⊋(a, b) = b ⊊ a

"Whether `a` and `b` have the same items."
issetequal(a::AbstractSet, b::AbstractSet) = a == b
issetequal(a, b) = Set(a) == Set(b)
"Whether no item is in both."
function isdisjoint(a, b)
    other = _fast_in(b)
    for x in a
        x in other && return false
    end
    return true
end

# ---- unique

"""
    unique([f,] itr)

The distinct items (those with distinct `f(x)`), as a vector in order of first appearance.
"""
unique(itr) = _unique_vector(_item_type(itr), itr)
function _unique_vector(::Type{T}, itr) where {T}
    isconcretetype(T) && return _union_vector(T, (itr,))
    A = collect(itr)
    return _union_vector(eltype(A), (A,))
end
unique(A::AbstractArray{T}; dims=:) where {T} = dims isa Colon ? _union_vector(T, (A,)) : _unique_slices(A, Int(dims))
function unique(f, itr)
    v = Array{_item_type(itr),1}(undef, 0)
    seen = Set()
    for x in itr
        in!(f(x), seen) || push!(v, x)
    end
    return v
end
unique(s::AbstractSet) = collect(s)
unique(r::AbstractRange) = allunique(r) ? r : r[1:1]

"Removes from the vector what `unique` would leave out; gives it."
function unique!(v::AbstractVector{T}) where {T}
    length(v) <= 1 && return v
    seen = Set{T}()
    return filter!(x -> !in!(x, seen), v)
end
function unique!(f, v::AbstractVector)
    seen = Set()
    return filter!(x -> !in!(f(x), seen), v)
end

"Whether all items are distinct."
function allunique(itr)
    seen = Set{_item_type(itr)}()
    for x in itr
        in!(x, seen) && return false
    end
    return true
end
allunique(::Union{AbstractSet,AbstractDict}) = true
allunique(r::AbstractRange) = length(r) <= 1 || !iszero(step(r))
allunique(f, itr) = allunique(Generator(f, itr))

"""
    replace(A, old => new...; [count]), replace(f, A; [count])

A copy of the collection where items equal to `old` are `new` (or where each is `f(x)`), at most `count` times.
"""
function replace(A::Union{AbstractArray,AbstractSet,AbstractDict}, ps::Pair...; count::Integer=typemax(Int))
    T = count == typemax(Int) ? _kept_eltype(eltype(A), ps) : eltype(A)
    for p in ps
        T = promote_type(T, typeof(p.second))
    end
    return _replace_copy(T, x -> _replace_pairs(x, ps), A, Int(count))
end
replace(f::Callable, A::Union{AbstractArray,AbstractSet,AbstractDict}; count::Integer=typemax(Int)) = _replace_copy(eltype(A), f, A, Int(count))
# replacing all that is missing or nothing leaves none
_kept_eltype(::Type{T}, ps) where {T} =
    T === Any ? T : any(p -> p.first === missing, ps) ? (any(p -> p.first === nothing, ps) ? typesplit(T, Union{Missing,Nothing}) : typesplit(T, Missing)) :
    any(p -> p.first === nothing, ps) ? typesplit(T, Nothing) : T
_replace_pairs(x, ps::Tuple{}) = x
_replace_pairs(x, ps::Tuple) = isequal(x, ps[1].first) ? ps[1].second : _replace_pairs(x, tail(ps))
function _replace_copy(::Type{T}, f, A::AbstractArray, count::Int) where {T}
    B = similar(A, T)
    n = 0
    for i in eachindex(A)
        x = A[i]
        y = n < count ? f(x) : x
        x === y || (n += 1)
        B[i] = y
    end
    return B
end
function _replace_copy(::Type{T}, f, s::AbstractSet, count::Int) where {T}
    r = Set{T}()
    n = 0
    for x in s
        y = n < count ? f(x) : x
        x === y || (n += 1)
        push!(r, y)
    end
    return r
end
function _replace_copy(::Type{T}, f, d::AbstractDict, count::Int) where {T}
    r = empty(d)
    n = 0
    for x in d
        y = n < count ? f(x) : x
        x === y || (n += 1)
        push!(r, y)
    end
    return r
end
function replace!(A::Union{AbstractArray,AbstractSet,AbstractDict}, ps::Pair...; count::Integer=typemax(Int))
    return replace!(x -> _replace_pairs(x, ps), A; count=count)
end
# what changes is taken out first, so that a new item equal to an old one is not changed again
function replace!(f::Callable, s::Union{AbstractSet,AbstractDict}; count::Integer=typemax(Int))
    changes = Pair[]
    for x in s
        length(changes) < count || break
        y = f(x)
        x === y || push!(changes, Pair(x, y))
    end
    for c in changes
        delete!(s, _key_of(s, c.first))
    end
    for c in changes
        push!(s, c.second)
    end
    return s
end
_key_of(s::AbstractSet, x) = x
_key_of(d::AbstractDict, p) = p.first
function replace!(f::Callable, A::AbstractArray; count::Integer=typemax(Int))
    n = 0
    for i in eachindex(A)
        n < count || break
        x = A[i]
        y = f(x)
        if x !== y
            A[i] = y
            n += 1
        end
    end
    return A
end

"`unique(A; dims)`: the distinct slices along a dimension, in order of first appearance."
function _unique_slices(A::AbstractArray, d::Int)
    1 <= d <= ndims(A) || throw(ArgumentError(string("dimension out of range: ", d)))
    seen = Set{Any}()
    kept = Int[]
    for k in axes(A, d)
        in!(vec(collect(selectdim(A, d, k))), seen) || push!(kept, k)
    end
    return A[ntuple(i -> i == d ? kept : Colon(), ndims(A))...]
end
