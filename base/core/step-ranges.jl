# Ranges with a step: `StepRange` (`a:s:b` of exact numbers and characters), and what all ranges share.
#
# `StepRangeLen` and `LinRange`, for floats, are in float-ranges.jl.

export StepRange, StepRangeLen, LinRange, range, step, intersect, reverse, isless, issorted

"`start:step:stop` of numbers that add exactly; `stop` is always an element, or `start - step` of an empty range."
struct StepRange{T,S} <: OrdinalRange{T,S}
    start::T
    step::S
    stop::T
    StepRange{T,S}(start, step, stop) where {T,S} = new{T,S}(start, step, step_range_last(convert(T, start), convert(S, step), convert(T, stop)))
end
StepRange(start::T, step::S, stop::T) where {T,S} = StepRange{T,S}(start, step, stop)
StepRange(start, step::S, stop) where {S} = ((a, b) = promote(start, stop); StepRange(a, step, b))
StepRange{T,S}(r::AbstractRange) where {T,S} = StepRange{T,S}(first(r), step(r), last(r))
StepRange(r::OrdinalRange{T,S}) where {T,S} = StepRange{T,S}(first(r), step(r), last(r))

@noinline throw_zero_step() = throw(ArgumentError("step cannot be zero"))
function step_range_last(start::T, step::S, stop::T) where {T<:BitInteger,S<:BitInteger}
    step == zero(step) && throw_zero_step()
    stop == start && return stop
    if (step > zero(step)) == (stop > start)
        # unsigned, so that the distance cannot overflow
        if step > zero(step)
            d = unsigned(stop) - unsigned(start)
            r = urem_wide(d, unsigned(step))
            return bitcast(T, unsigned(stop) - r)
        else
            d = unsigned(start) - unsigned(stop)
            r = urem_wide(d, unsigned(-step))
            return bitcast(T, unsigned(stop) + r)
        end
    end
    return step > zero(step) ? start - one(T) : start + one(T)
end
urem_wide(d::T, s) where {T} = s > typemax(T) ? d : rem(d, s % T)
function step_range_last(start, step, stop)
    z = zero(step)
    step == z && throw_zero_step()
    stop == start && return stop
    isa(step, AbstractFloat) && throw(ArgumentError("StepRange should not be used with floating point"))
    if (step > z) == (stop > start)
        return stop - remainder(stop - start, step)
    end
    return step > z ? start - oneunit(stop - start) : start + oneunit(stop - start)
end
remainder(a, b) = rem(a, b)

# a:s:b
(::Colon)(a, s, b) = colon_promoted(a, s, b)
(::Colon)(a::T, s::Real, b::T) where {T<:Real} = ((x, y, z) = promote(a, s, b); step_colon(x, y, z))
(::Colon)(a::Real, s::Real, b::Real) = ((x, y) = promote_differing(a, b); (:)(x, s, y))
(::Colon)(a::T, s::S, b::T) where {T<:BitInteger,S<:BitSigned} = StepRange{T,S}(a, s, b)
(::Colon)(a::T, s::T, b::T) where {T<:BitUnsigned} = StepRange{T,T}(a, s, b)
step_colon(a::T, s::T, b::T) where {T<:BitInteger} = StepRange{T,T}(a, s, b)
step_colon(a::T, s::T, b::T) where {T<:IEEEFloat} = float_colon(a, s, b)
step_colon(a::Bool, s::Bool, b::Bool) = throw(ArgumentError("step ranges of Bool are not supported"))
step_colon(a::T, s::T, b::T) where {T} = StepRange{T,T}(a, s, b)
colon_promoted(a::T, s, b::T) where {T} = StepRange{T,typeof(s)}(a, s, b)
function colon_promoted(a, s, b)
    x, y = promote(a, b)
    typeof(x) === typeof(y) || throw(MethodError(:, (a, s, b)))
    return StepRange(x, s, y)
end
(::Colon)(a::T, b::T) where {T} = (:)(a, oftype(b - a, 1), b)
(::Colon)(a, b) = ((x, y) = promote_differing(a, b); (:)(x, y))
(::Colon)(a::T, b::T) where {T<:AbstractFloat} = float_colon(a, one(a), b)

first(r::StepRange) = r.start
last(r::StepRange) = r.stop
step(r::StepRange) = r.step
isempty(r::StepRange) = (r.start != r.stop) & ((r.step > zero(r.step)) != (r.stop > r.start))
function length(r::StepRange{T}) where {T<:BitInteger}
    isempty(r) && return 0
    s = r.step
    n = s > zero(s) ? div(unsigned(r.stop) - unsigned(r.start), unsigned(s)) : div(unsigned(r.start) - unsigned(r.stop), unsigned(-s))
    return checked_add(to_integer(Int, n), 1)
end
length(r::StepRange) = isempty(r) ? 0 : convert(Int, div(r.stop - r.start, r.step)) + 1

@inline iterate(r::StepRange) = isempty(r) ? nothing : (r.start, r.start)
@inline function iterate(r::StepRange{T}, x::T) where {T}
    x == r.stop && return nothing
    y = step_on(x, r.step)
    return (y, y)
end
@inline step_on(x::T, s) where {T} = convert(T, x + s)
@inline step_on(x::T, s::BitSigned) where {T<:BitUnsigned} = x + s % T
@inline element_at(x::T, n, s) where {T} = convert(T, x + n * s)
@inline element_at(x::T, n, s::BitSigned) where {T<:BitUnsigned} = x + (n * s) % T
@inline function getindex(r::StepRange{T}, i::Integer) where {T}
    k = convert(Int, i)
    @boundscheck ((k > 0) & (k <= length(r))) || throw_boundserror(r, i)
    return element_at(r.start, k - 1, r.step)
end

# Ranges of ranges

function getindex(r::AbstractUnitRange, s::AbstractUnitRange{<:Integer})
    @boundscheck isempty(s) || ((first(s) >= 1) & (last(s) <= length(r))) || throw_boundserror(r, s)
    f = convert(eltype(r), first(r) + (first(s) - 1))
    return f:convert(eltype(r), f + (length(s) - 1))
end
getindex(r::OneTo{T}, s::OneTo) where {T} = (@boundscheck(last(s) <= last(r) || throw_boundserror(r, s)); OneTo{T}(last(s)))
function getindex(r::AbstractUnitRange, s::StepRange{<:Integer})
    @boundscheck isempty(s) || ((1 <= min(first(s), last(s))) & (max(first(s), last(s)) <= length(r))) || throw_boundserror(r, s)
    f = convert(eltype(r), first(r) + (first(s) - 1))
    return StepRange(f, step(s), convert(eltype(r), first(r) + (last(s) - 1)))
end
function getindex(r::StepRange, s::AbstractRange{<:Integer})
    @boundscheck isempty(s) || ((1 <= min(first(s), last(s))) & (max(first(s), last(s)) <= length(r))) || throw_boundserror(r, s)
    T = eltype(r)
    f = convert(T, r.start + (first(s) - 1) * r.step)
    st = step(r) * step(s)
    return StepRange(f, st, convert(T, f + (length(s) - 1) * st))
end
getindex(r::AbstractRange, ::Colon) = r
copy(r::AbstractRange) = r

# Comparison

==(r::AbstractUnitRange, s::AbstractUnitRange) =
    (isempty(r) & isempty(s)) | ((first(r) == first(s)) & (last(r) == last(s)))
function ==(r::AbstractRange, s::AbstractRange)
    n = length(r)
    n == length(s) || return false
    n == 0 && return true
    first(r) == first(s) || return false
    n == 1 && return true
    isa(r, OrdinalRange) && isa(s, OrdinalRange) && return step(r) == step(s)
    for i in 2:n
        r[i] == s[i] || return false
    end
    return true
end
isequal(r::AbstractRange, s::AbstractRange) = r == s
allunique(r::AbstractRange) = !iszero(step(r)) || length(r) <= 1
issorted(r::AbstractUnitRange) = true
issorted(r::AbstractRange) = length(r) <= 1 || step(r) >= zero(step(r))

# Membership

in(x::Integer, r::AbstractUnitRange{<:Integer}) = (first(r) <= x) & (x <= last(r))
in(x::Real, r::AbstractUnitRange{<:Integer}) = isinteger(x) & (first(r) <= x) & (x <= last(r))
function in(x::Real, r::OrdinalRange{<:Integer})
    isempty(r) && return false
    isinteger(x) || return false
    lo, hi = minmax(first(r), last(r))
    return (lo <= x) & (x <= hi) && rem(convert(Int128, x) - first(r), step(r)) == 0
end
function in(x::Number, r::AbstractRange{<:Number})
    isempty(r) && return false
    isa(x, Real) || return x == real(x) && in(real(x), r)
    s = step(r)
    iszero(s) && return x == first(r)
    isfinite(x) || return false
    k = round((x - first(r)) / s) + 1
    return (k >= 1) & (k <= length(r)) && r[convert(Int, k)] == x
end
in(x::AbstractChar, r::StepRange{<:AbstractChar}) =
    !isempty(r) && (min(first(r), last(r)) <= x <= max(first(r), last(r))) && rem(x - first(r), step(r)) == 0
in(x, r::AbstractRange{<:Number}) = any(y -> y == x, r)

# Order and arithmetic

reverse(r::OrdinalRange) = StepRange(last(r), -step_signed(r), first(r))
step_signed(r::AbstractUnitRange{T}) where {T<:BitUnsigned} = one(signed(T))
step_signed(r) = step(r)
-(r::OrdinalRange) = StepRange(-first(r), -step(r), -last(r))
+(r::AbstractRange) = r
minimum(r::AbstractUnitRange) = isempty(r) ? throw_empty_range() : first(r)
maximum(r::AbstractUnitRange) = isempty(r) ? throw_empty_range() : last(r)
minimum(r::AbstractRange) = isempty(r) ? throw_empty_range() : min(first(r), last(r))
maximum(r::AbstractRange) = isempty(r) ? throw_empty_range() : max(first(r), last(r))
extrema(r::AbstractRange) = (minimum(r), maximum(r))
@noinline throw_empty_range() = throw(ArgumentError("range must be non-empty"))
function sum(r::AbstractRange{<:Real})
    n = length(r)
    # n(n-1) is even, so halving first is exact
    return n * first(r) + (iseven(n) ? step(r) * (n - 1) * (n >> 1) : step(r) * n * ((n - 1) >> 1))
end

"The range of elements that two ranges have in common, in the order of the first."
intersect(r::OneTo, s::OneTo) = OneTo(min(last(r), last(s)))
intersect(r::AbstractUnitRange{<:Integer}, s::AbstractUnitRange{<:Integer}) = max(first(r), first(s)):min(last(r), last(s))
function intersect(r::OrdinalRange{<:Integer}, s::OrdinalRange{<:Integer})
    # x ≡ first(r) (mod a) and x ≡ first(s) (mod b), between the larger first and the smaller last
    (isempty(r) || isempty(s)) && return empty_intersection(r, s)
    a = abs(step(r))
    b = abs(step(s))
    g, u, v = gcdx(a, b)
    d = minimum(s) - minimum(r)
    rem(d, g) == 0 || return empty_intersection(r, s)
    l = lcm(a, b)
    x0 = minimum(r) + mod(div(d, g) * u, div(b, g)) * a
    lo = max(minimum(r), minimum(s))
    hi = min(maximum(r), maximum(s))
    x0 += cld(lo - x0, l) * l
    x0 > hi && return empty_intersection(r, s)
    x1 = hi - mod(hi - x0, l)
    return step(r) > 0 ? (x0:l:x1) : (x1:-l:x0)
end
empty_intersection(r, s) = (first(r):lcm(abs(step(r)), abs(step(s))):(first(r)-1))

# Conversion
convert(::Type{T}, r::T) where {T<:AbstractRange} = r
convert(::Type{T}, r::AbstractRange) where {T<:AbstractRange} = T(r)::T
promote_rule(::Type{UnitRange{A}}, ::Type{UnitRange{B}}) where {A,B} = UnitRange{promote_type(A, B)}
promote_rule(::Type{UnitRange{A}}, ::Type{OneTo{B}}) where {A,B} = UnitRange{promote_type(A, B)}
promote_rule(::Type{OneTo{A}}, ::Type{OneTo{B}}) where {A,B} = OneTo{promote_type(A, B)}
promote_rule(::Type{StepRange{A,B}}, ::Type{StepRange{C,D}}) where {A,B,C,D} = StepRange{promote_type(A, C),promote_type(B, D)}
promote_rule(::Type{StepRange{A,B}}, ::Type{UnitRange{C}}) where {A,B,C} = StepRange{promote_type(A, C),promote_type(B, C)}
