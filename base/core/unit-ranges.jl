# Ranges with step 1: `UnitRange` (`a:b`) and `OneTo` (`1:n`, what arrays use for their axes).

export AbstractRange, OrdinalRange, AbstractUnitRange, UnitRange, step, length, first, last, in

abstract type AbstractRange{T} <: AbstractArray{T,1} end
abstract type OrdinalRange{T,S} <: AbstractRange{T} end
abstract type AbstractUnitRange{T} <: OrdinalRange{T,T} end

"`a:b` with step 1; empty if `b < a`, and then `stop == start - 1`."
struct UnitRange{T<:Real} <: AbstractUnitRange{T}
    start::T
    stop::T
    UnitRange{T}(start::T, stop::T) where {T<:Real} = new{T}(start, unit_range_stop(start, stop))
end
@inline unit_range_stop(start::T, stop::T) where {T<:Union{Bool,BitInteger}} =
    ifelse(stop >= start, stop, convert(T, start - one(start)))
unit_range_stop(start, stop) =
    stop >= start ? convert(typeof(stop), start + floor(stop - start)) : convert(typeof(stop), start - oneunit(stop - start))
unit_range_stop(start::Bool, stop::Bool) = stop

"The range `1:n` of which the type knows that it starts at 1."
struct OneTo{T<:Integer} <: AbstractUnitRange{T}
    stop::T
    OneTo{T}(stop) where {T<:Integer} = new{T}(max(zero(T), convert(T, stop)))
    OneTo{T}(r::AbstractRange) where {T<:Integer} = new{T}(check_one_to(r))
end
OneTo(stop::T) where {T<:Integer} = OneTo{T}(stop)
OneTo(r::AbstractRange) = OneTo{eltype(r)}(r)
function check_one_to(r)
    first(r) == 1 || throw(ArgumentError(string("first element must be 1, got ", first(r))))
    step(r) == 1 || throw(ArgumentError(string("step must be 1, got ", step(r))))
    return max(0, last(r))
end

UnitRange(start::T, stop::T) where {T<:Real} = UnitRange{T}(start, stop)
UnitRange(start::Real, stop::Real) = ((a, b) = promote(start, stop); UnitRange(a, b))
UnitRange{T}(start::Real, stop::Real) where {T<:Real} = UnitRange{T}(convert(T, start), convert(T, stop))
UnitRange(r::AbstractUnitRange) = UnitRange(first(r), last(r))
UnitRange{T}(r::AbstractUnitRange) where {T<:Real} = UnitRange{T}(first(r), last(r))
AbstractUnitRange{T}(r::AbstractUnitRange{T}) where {T} = r
AbstractUnitRange{T}(r::UnitRange) where {T} = UnitRange{T}(r)
AbstractUnitRange{T}(r::OneTo) where {T} = OneTo{T}(r)

(::Colon)(a::Real, b::Real) = ((x, y) = promote(a, b); x:y)
(::Colon)(a::T, b::T) where {T<:Union{BitInteger,Bool}} = UnitRange{T}(a, b)
(::Colon)(a::T, b::T) where {T<:Real} = UnitRange{T}(a, b)

first(r::UnitRange) = r.start
first(r::OneTo{T}) where {T} = one(T)
last(r::UnitRange) = r.stop
last(r::OneTo) = r.stop
step(r::AbstractUnitRange{T}) where {T} = one(T)
step(r::AbstractUnitRange{Bool}) = true
eltype(::Type{<:AbstractRange{T}}) where {T} = T
isempty(r::AbstractUnitRange) = first(r) > last(r)
length(r::UnitRange{T}) where {T<:Union{Int8,Int16,Int32,Bool}} = (last(r) % Int) - (first(r) % Int) + 1
length(r::UnitRange{T}) where {T<:Union{Int64,Int128,UInt64,UInt128,UInt8,UInt16,UInt32}} = checked_length(r)
@inline function checked_length(r::UnitRange{Int64})
    # stop - start wraps to a negative number only for ranges of more than typemax elements, but for empty ones
    n = sub_int(r.stop, r.start)
    (n < 0) & (r.stop >= r.start) && throw_long_range(r.stop, r.start)
    return checked_add(n, 1)
end
checked_length(r::UnitRange{T}) where {T<:Union{UInt64,Int128,UInt128}} =
    r.stop < r.start ? 0 : to_integer(Int, checked_add(checked_sub(r.stop, r.start), one(T)))
checked_length(r::UnitRange{T}) where {T} = r.stop < r.start ? 0 : to_integer(Int, (r.stop - r.start) + one(T))
@noinline throw_long_range(stop::Int64, start::Int64) =
    throw(OverflowError(string(stop, " - ", start, " overflowed for type Int64")))
length(r::UnitRange) = to_integer(Int, floor((r.stop - r.start) + 1))
length(r::OneTo{Int64}) = r.stop
length(r::OneTo) = to_integer(Int, r.stop)
size(r::AbstractRange) = (length(r),)
axes(r::AbstractRange) = (OneTo(length(r)),)
firstindex(r::AbstractRange) = 1
lastindex(r::AbstractRange) = length(r)
eachindex(r::AbstractRange) = OneTo(length(r))
keys(r::AbstractRange) = OneTo(length(r))

@inline iterate(r::UnitRange{T}) where {T<:Union{BitInteger,Bool}} = r.start > r.stop ? nothing : (r.start, r.start)
@inline iterate(r::UnitRange{T}, i::T) where {T<:BitInteger} = i === r.stop ? nothing : (i + one(T), i + one(T))
@inline iterate(r::UnitRange{Bool}, i::Bool) = i === r.stop ? nothing : (true, true)
@inline iterate(r::OneTo{T}) where {T} = r.stop < one(T) ? nothing : (one(T), one(T))
@inline iterate(r::OneTo{T}, i::T) where {T} = i === r.stop ? nothing : (i + one(T), i + one(T))
iterate(r::UnitRange) = length(r) <= 0 ? nothing : (r.start, (1,))
function iterate(r::UnitRange, state::Tuple{Int})
    i = state[1]
    i >= length(r) && return nothing
    return (convert(eltype(r), r.start + i), (i + 1,))
end

@inline function getindex(r::UnitRange{T}, i::Integer) where {T}
    k = convert(Int, i)
    @boundscheck ((k > 0) & (k <= length(r))) || throw_boundserror(r, i)
    return convert(T, r.start + (k - 1))
end
@inline function getindex(r::UnitRange{Int64}, i::Int64)
    v = add_int(r.start, sub_int(i, 1))
    @boundscheck ((i > 0) & (v <= r.stop) & (v >= r.start)) || throw_boundserror(r, i)
    return v
end
@inline function getindex(r::OneTo{T}, i::Integer) where {T}
    @boundscheck ((i > 0) & (i <= r.stop)) || throw_boundserror(r, i)
    return i % T
end
getindex(r::UnitRange, i::Bool) = throw(ArgumentError(string("invalid index: ", i, " of type Bool")))
getindex(r::OneTo, i::Bool) = throw(ArgumentError(string("invalid index: ", i, " of type Bool")))

"`mod(x, a:b)`: the element of the range that differs from `x` by a multiple of its length."
function mod(x::Integer, r::AbstractUnitRange{<:Integer})
    isempty(r) && throw(DivideError())
    return mod(x - first(r), length(r)) + first(r)
end
mod(x::Integer, r::OneTo) = (isempty(r) && throw(DivideError()); mod1(x, last(r)))
