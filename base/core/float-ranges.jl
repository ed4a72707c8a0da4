# Ranges of floating-point numbers: `StepRangeLen` (`a:s:b`, `range`) and `LinRange`.
#
# `0:0.1:0.3` means decimal numbers. So start and step are first read as the simplest fractions that round to them; if both
# have one, elements are computed from those in twice the precision, from a reference element near zero. Then every
# element is the float nearest to the fraction, and the last one is what was written.

export logrange

"`ref + (i - offset) * step` for i in 1 … len; `ref` and `step` may have more precision than the elements' type T."
struct StepRangeLen{T,R,S,L<:Integer} <: AbstractRange{T}
    ref::R
    step::S
    len::L
    offset::L
    function StepRangeLen{T,R,S,L}(ref, step, len, offset) where {T,R,S,L}
        len >= 0 || throw(ArgumentError(string("length cannot be negative, got ", len)))
        1 <= offset <= max(1, len) || throw(ArgumentError(string("StepRangeLen: offset must be in [1,", len, "], got ", offset)))
        return new{T,R,S,L}(ref, step, len, offset)
    end
end
StepRangeLen{T,R,S}(ref, step, len::Integer, offset::Integer = 1) where {T,R,S} = StepRangeLen{T,R,S,Int}(convert(R, ref), convert(S, step), Int(len), Int(offset))
StepRangeLen{T}(ref::R, step::S, len::Integer, offset::Integer = 1) where {T,R,S} = StepRangeLen{T,R,S,Int}(ref, step, Int(len), Int(offset))
StepRangeLen(ref::R, step::S, len::Integer, offset::Integer = 1) where {R,S} =
    StepRangeLen{typeof(ref + zero(step)),R,S,Int}(ref, step, Int(len), Int(offset))
StepRangeLen{T,R,S,L}(r::StepRangeLen{T,R,S,L}) where {T,R,S,L} = r
StepRangeLen{T}(r::AbstractRange) where {T} = StepRangeLen{T}(convert(T, first(r)), convert(T, step(r)), length(r))
StepRangeLen(r::AbstractRange) = StepRangeLen{eltype(r)}(r)

"`len` elements from `start` to `stop`, interpolated in the elements' own precision."
struct LinRange{T,L<:Integer} <: AbstractRange{T}
    start::T
    stop::T
    len::L
    lendiv::L
    function LinRange{T,L}(start, stop, len) where {T,L<:Integer}
        len >= 0 || throw(ArgumentError(string("range(", start, ", stop=", stop, ", length=", len, "): negative length")))
        if len == 1 && start != stop
            throw(ArgumentError(string("range(", start, ", stop=", stop, ", length=", len, "): endpoints differ")))
        end
        return new{T,L}(start, stop, len, max(len - 1, 1))
    end
end
LinRange{T}(start, stop, len::Integer) where {T} = LinRange{T,Int}(convert(T, start), convert(T, stop), Int(len))
LinRange(start, stop, len::Integer) = LinRange{typeof((stop - start) / max(len - 1, 1) + zero(start))}(start, stop, len)
LinRange{T}(r::AbstractRange) where {T} = LinRange{T}(first(r), last(r), length(r))
LinRange(r::AbstractRange) = LinRange(first(r), last(r), length(r))

length(r::StepRangeLen) = r.len
length(r::LinRange) = r.len
isempty(r::StepRangeLen) = r.len == 0
isempty(r::LinRange) = r.len == 0
step(r::StepRangeLen) = float_of(r.step)
step(r::StepRangeLen{T,R,S}) where {T<:AbstractFloat,R,S<:TwicePrecision} = convert(T, float_of(r.step))
step(r::StepRangeLen{T,R,S}) where {T<:Union{Float32,Float16},R,S<:Float64} = convert(T, r.step)
step(r::LinRange) = (last(r) - first(r)) / r.lendiv
first(r::StepRangeLen) = unchecked_element(r, 1)
last(r::StepRangeLen) = unchecked_element(r, r.len)
first(r::LinRange) = r.start
last(r::LinRange) = r.stop

@inline function unchecked_element(r::StepRangeLen{T,<:TwicePrecision,<:TwicePrecision}, i::Integer) where {T}
    u = i - r.offset
    h, l = two_sum(r.ref.hi, u * r.step.hi)
    return convert(T, h + (l + (u * r.step.lo + r.ref.lo)))
end
@inline unchecked_element(r::StepRangeLen{T}, i::Integer) where {T} = convert(T, r.ref + (i - r.offset) * r.step)
@inline function unchecked_element(r::LinRange{T}, i::Integer) where {T}
    t = (i - 1) / r.lendiv
    return convert(T, (1 - t) * r.start + t * r.stop)
end
@inline function getindex(r::Union{StepRangeLen,LinRange}, i::Integer)
    @boundscheck ((i > 0) & (i <= length(r))) || throw_boundserror(r, i)
    return unchecked_element(r, convert(Int, i))
end
getindex(r::Union{StepRangeLen,LinRange}, i::Bool) = throw(ArgumentError(string("invalid index: ", i, " of type Bool")))
@inline iterate(r::Union{StepRangeLen,LinRange}, i::Int = 1) = i > length(r) ? nothing : (unchecked_element(r, i), i + 1)

function getindex(r::StepRangeLen{T,R,S}, s::OrdinalRange{<:Integer}) where {T,R,S}
    @boundscheck isempty(s) || ((1 <= minimum(s)) & (maximum(s) <= length(r))) || throw_boundserror(r, s)
    n = length(s)
    # keep the reference element if it is among those chosen, else the nearest one
    k = n == 0 ? 1 : clamp(round(Int, (r.offset - first(s)) / step(s)) + 1, 1, n)
    at = n == 0 ? first(s) - step(s) : first(s) + (k - 1) * step(s)
    ref = r.ref + (at - r.offset) * r.step
    return StepRangeLen{T,R,S}(ref, exact_multiples(T, r.step * step(s), n, k), n, k)
end
getindex(r::LinRange{T}, s::OrdinalRange{<:Integer}) where {T} =
    isempty(s) ? LinRange{T}(first(r), first(r), 0) : LinRange{T}(r[first(s)], r[last(s)], length(s))

reverse(r::StepRangeLen{T,R,S}) where {T,R,S} = StepRangeLen{T,R,S}(r.ref, -r.step, r.len, r.len == 0 ? 1 : r.len - r.offset + 1)
reverse(r::LinRange{T}) where {T} = LinRange{T}(r.stop, r.start, r.len)
-(r::StepRangeLen{T,R,S}) where {T,R,S} = StepRangeLen{T,R,S}(-r.ref, -r.step, r.len, r.offset)
-(r::LinRange{T}) where {T} = LinRange{T}(-r.start, -r.stop, r.len)

function sum(r::StepRangeLen{T}) where {T<:Real}
    n = r.len
    # Σ (i - offset) over i in 1 … n
    k = iseven(n) ? (n >> 1) * (n + 1) - n * r.offset : n * ((n + 1) >> 1) - n * r.offset
    return convert(T, float_of(r.ref * n + r.step * k))
end

# Ranges by numbers, and sums of ranges: ranges again. A broadcast (`scaled`, `shifted`, `divided`) computes with reference
# and step as they are, a product or quotient makes the new step's multiples exact.
*(x::Real, r::StepRangeLen{<:Real,<:TwicePrecision}) = exact_range(scaled(r, x))
*(x::Number, r::StepRangeLen) = scaled(r, x)
*(x::Number, r::LinRange) = LinRange(x * r.start, x * r.stop, r.len)
*(x::Number, r::OrdinalRange) = range(x * first(r); step = x * step(r), length = length(r))
*(r::AbstractRange, x::Number) = x * r
/(r::StepRangeLen{<:Real,<:TwicePrecision}, x::Real) = exact_range(divided(r, x))
/(r::StepRangeLen, x::Number) = divided(r, x)
/(r::LinRange, x::Number) = LinRange(r.start / x, r.stop / x, r.len)
/(r::OrdinalRange, x::Number) = range(first(r) / x; step = step(r) / x, length = length(r))
\(x::Number, r::AbstractRange) = r / x
function +(r::StepRangeLen{T,R,S}, s::StepRangeLen{T,R,S}) where {T,R<:TwicePrecision,S<:TwicePrecision}
    same_length(r, s)
    at = r.offset == s.offset ? r.offset : 1
    ref = r.ref + (at - r.offset) * r.step + (s.ref + (at - s.offset) * s.step)
    return exact_range(StepRangeLen{T,R,S}(ref, r.step + s.step, r.len, at))
end
-(r::StepRangeLen{T,R,S}, s::StepRangeLen{T,R,S}) where {T,R<:TwicePrecision,S<:TwicePrecision} = r + -s
+(r::AbstractRange, s::AbstractRange) = (same_length(r, s); range(first(r) + first(s); step = step(r) + step(s), length = length(r)))
-(r::AbstractRange, s::AbstractRange) = (same_length(r, s); range(first(r) - first(s); step = step(r) - step(s), length = length(r)))
same_length(r, s) = length(r) == length(s) ||
    throw(DimensionMismatch(string("argument dimensions must match: length of r1 is ", length(r), ", length of r2 is ", length(s))))

"The range with `x` added to every element."
shifted(r::UnitRange, x::Integer) = (first(r)+x):(last(r)+x)
shifted(r::OneTo, x::Integer) = (first(r)+x):(last(r)+x)
shifted(r::StepRange, x::Integer) = StepRange(first(r) + x, step(r), last(r) + x)
shifted(r::StepRangeLen{T}, x::Real) where {T} = StepRangeLen{typeof(zero(T) + x)}(r.ref + x, r.step, r.len, r.offset)
shifted(r::StepRangeLen, x::Number) = StepRangeLen(r.ref + x, r.step, r.len, r.offset)
shifted(r::LinRange, x::Real) = LinRange(r.start + x, r.stop + x, r.len)
shifted(r::AbstractRange, x::Number) = range(first(r) + x; step = step(r), length = length(r))
"The range with every element times `x`, divided by `x`."
scaled(r::StepRangeLen{T}, x::Real) where {T} = StepRangeLen{typeof(zero(T) * x)}(x * r.ref, x * r.step, r.len, r.offset)
scaled(r::StepRangeLen, x::Number) = StepRangeLen(x * r.ref, x * r.step, r.len, r.offset)
scaled(r::AbstractRange, x::Number) = r * x
divided(r::StepRangeLen{T}, x::Real) where {T} = StepRangeLen{typeof(zero(T) / x)}(r.ref / x, r.step / x, r.len, r.offset)
divided(r::StepRangeLen, x::Number) = StepRangeLen(r.ref / x, r.step / x, r.len, r.offset)
divided(r::AbstractRange, x::Number) = r / x

# The simplest fraction near x, by continued fractions: (numerator, denominator), exact if it rounds to x.
function simple_fraction(x::T) where {T<:IEEEFloat}
    limit = fraction_limit(T)
    y = to_float(Float64, x)
    p0, q0 = 0, 1
    p1, q1 = 1, 0
    while abs(y) <= limit
        k = unsafe_trunc(Int, y)
        y -= k
        p0, p1 = p1, k * p1 + p0
        q0, q1 = q1, k * q1 + q0
        max(abs(p1), abs(q1)) <= limit || return (p0, q0)
        to_float(T, to_float(T, p1) / to_float(T, q1)) == x && break
        y = 1.0 / y
    end
    return (p1, q1)
end
fraction_limit(::Type{Float64}) = 16777216
fraction_limit(::Type{Float32}) = 2048
fraction_limit(::Type{Float16}) = 2048

# x and y over a common denominator: (x * den, y * den, den) as integers, or den 0 if they have none that is exact.
function common_fraction(x::T, y::T) where {T}
    n1, d1 = simple_fraction(x)
    n2, d2 = simple_fraction(y)
    (d1 != 0) & (d2 != 0) || return (0, 0, 0)
    (to_float(T, n1) / to_float(T, d1) == x) & (to_float(T, n2) / to_float(T, d2) == y) || return (0, 0, 0)
    den = lcm_or_zero(d1, d2)
    m = maxintfloat(T)
    (den != 0) && (abs(x * den) <= m) & (abs(y * den) <= m) || return (0, 0, 0)
    return (unsafe_trunc(Int, round(x * den)), unsafe_trunc(Int, round(y * den)), den)
end
function lcm_or_zero(a::Int, b::Int)
    r, overflow = mul_with_overflow(a, div(b, gcd(a, b)))
    return overflow ? 0 : abs(r)
end

# Bits to clear in the step so that (i - offset) * step is exact, for i one beyond the ends too
function spare_bits(::Type{T}, len::Integer, offset::Integer) where {T}
    len < 2 && return 0
    n = max(offset - 1, len - offset)
    return min(cld(precision(T), 2), n <= 1 ? 1 : 65 - leading_zeros(n - 1))
end
exact_multiples(::Type{T}, step::TwicePrecision, len, offset) where {T} = with_cleared_bits(step, spare_bits(T, len, offset))
exact_multiples(::Type{T}, step, len, offset) where {T} = step
exact_range(r::StepRangeLen{T,R,S}) where {T,R,S} =
    StepRangeLen{T,R,S}(r.ref, exact_multiples(T, r.step, r.len, r.offset), r.len, r.offset)

# A range from a reference element and a step that are fractions (of the same denominator or not)
ratio_range(::Type{Float64}, rn, rd, sn, sd, nb, len::Integer, offset::Integer) =
    StepRangeLen{Float64}(twice_quotient(Float64, rn, rd), with_cleared_bits(twice_quotient(Float64, sn, sd), nb), len, offset)
ratio_range(::Type{T}, rn, rd, sn, sd, nb, len::Integer, offset::Integer) where {T<:Union{Float32,Float16}} =
    StepRangeLen{T}(to_float(Float64, rn) / to_float(Float64, rd), to_float(Float64, sn) / to_float(Float64, sd), len, offset)
plain_range(ref::Float64, step::Float64, len::Integer, offset::Integer) =
    StepRangeLen{Float64}(TwicePrecision{Float64}(ref), TwicePrecision{Float64}(step), len, offset)
plain_range(ref::T, step::T, len::Integer, offset::Integer) where {T<:Union{Float32,Float16}} =
    StepRangeLen{T}(to_float(Float64, ref), to_float(Float64, step), len, offset)

function fraction_range(::Type{T}, start_n::Int, step_n::Int, len::Integer, den::Int) where {T}
    (len < 2 || step_n == 0) && return ratio_range(T, start_n, den, step_n, den, 0, max(0, len), 1)
    offset = clamp(unsafe_trunc(Int, round(-start_n / step_n + 1)), 1, Int(len))
    return ratio_range(T, start_n + (offset - 1) * step_n, den, step_n, den, spare_bits(T, len, offset), len, offset)
end

# a:s:b
function float_colon(start::T, step::T, stop::T) where {T<:IEEEFloat}
    step == zero(T) && throw(ArgumentError("range step cannot be zero"))
    start == stop && return plain_range(start, step, 1, 1)
    (step > zero(T)) == (start < stop) || return plain_range(start, step, 0, 1)
    start_n, step_n, den = common_fraction(start, step)
    if den != 0
        stop_n, stop_d = simple_fraction(stop)
        if stop_d != 0 && to_float(T, stop_n) / to_float(T, stop_d) == stop
            # elements k with start + (k - 1) step not beyond stop, in integers
            len = max(0, to_integer(Int, div(Int128(den) * stop_n - Int128(stop_d) * start_n + Int128(step_n) * stop_d, Int128(step_n) * stop_d)))
            if between(start, start + (len - 1) * step, stop + step / 2) && !between(start, start + len * step, stop)
                return fraction_range(T, start_n, step_n, len, den)
            end
        end
    end
    q = (stop - start) / step
    len = q < 0 ? 0 : q == 0 ? 1 : trunc(Int, round(to_float(Float64, q))) + 1
    if len > 1
        reached = start + (len - 1) * step
        len -= Int(start < stop < reached) + Int(start > stop > reached)
    end
    return plain_range(start, step, len, 1)
end
between(a, x, b) = (a <= x <= b) | (b <= x <= a)
# other floats: no fractions are tried
function float_colon(start::T, step::T, stop::T) where {T<:AbstractFloat}
    len = max(0, floor(Int, (stop - start) / step * (1 + eps(T))) + 1)
    return StepRangeLen{T}(start, step, len)
end

# range(a; step, length)
function range_of_step(a::T, step::T, len::Integer) where {T<:IEEEFloat}
    an, sn, den = common_fraction(a, step)
    den != 0 && return fraction_range(T, an, sn, len, den)
    return plain_range(a, step, len, 1)
end

# range(a, b; length)
function range_of_length(start::T, stop::T, len::Integer) where {T<:IEEEFloat}
    len < 0 && throw(ArgumentError(string("range(", start, ", stop=", stop, ", length=", len, "): negative length")))
    if len <= 1
        len == 1 && start != stop && throw(ArgumentError(string("range(", start, ", stop=", stop, ", length=", len, "): endpoints differ")))
        return plain_range(start, len == 1 ? zero(T) : stop - start, len, 1)
    end
    start == stop && return plain_range(start, zero(T), len, 1)
    (isfinite(start) & isfinite(stop)) || throw(ArgumentError(string("start and stop must be finite, got ", start, " and ", stop)))
    n1, n2, den = common_fraction(start, stop)
    if den != 0 && to_float(T, n1) / to_float(T, den) == start && to_float(T, n2) / to_float(T, den) == stop
        return fraction_linspace(T, n1, n2, len, den)
    end
    return float_linspace(start, stop, Int(len))
end
function fraction_linspace(::Type{T}, n1::Int, n2::Int, len::Integer, den::Int) where {T}
    k = len - 1
    at = -n1 / (to_float(Float64, n2) - to_float(Float64, n1))
    offset = clamp(unsafe_trunc(Int, clamp(round(at * k + 1), 1.0, to_float(Float64, Int(len)))), 1, Int(len))
    ref = Int128(len - offset) * n1 + Int128(offset - 1) * n2
    full = Int128(k) * den
    return ratio_range(T, ref, full, Int128(n2) - n1, full, spare_bits(T, len, offset), len, offset)
end
function float_linspace(start::T, stop::T, len::Int) where {T<:IEEEFloat}
    k = len - 1
    wide = !isfinite(stop - start)
    d = wide ? stop / len - start / len : stop - start
    factor = wide ? len : 1
    at = -(start / d) / factor
    offset = unsafe_trunc(Int, clamp(round(to_float(Float64, at * k + 1)), 0.0, len + 1.0))
    if offset <= 1
        offset = 1
        ref = start
        step = (d / k) * factor
    elseif offset >= len
        offset = len
        ref = stop
        step = (d / k) * factor
    else
        t = convert(T, (offset - 1) / k)
        ref = (1 - t) * start + t * stop
        step = offset - 1 < len - offset ? (ref - start) / (offset - 1) : (stop - ref) / (len - offset)
    end
    if len == 2 && !isfinite(step)
        return narrow_range(T, start, zero(T), -start, stop, len, offset)
    end
    # the largest step that keeps all elements finite; then corrections that make both ends exact
    m = prevfloat(floatmax(T))
    far = max(offset - 1, len - offset)
    step = clamp(step, max(-(m + ref) / far, (-m + ref) / far), min((m - ref) / far, (m + ref) / far))
    step_hi = clear_low_bits(step, spare_bits(T, len, offset))
    h1, l1 = two_sum((1 - offset) * step_hi, ref)
    h2, l2 = two_sum((len - offset) * step_hi, ref)
    a = (start - h1) - l1
    b = (stop - h2) - l2
    step_lo = (b - a) / k
    ref_lo = a - (1 - offset) * step_lo
    return narrow_range(T, ref, ref_lo, step_hi, step_lo, len, offset)
end
# (of narrow floats, Float64 holds the sum of high and low parts)
narrow_range(::Type{Float64}, ref, ref_lo, step, step_lo, len, offset) =
    StepRangeLen{Float64}(TwicePrecision{Float64}(ref, ref_lo), TwicePrecision{Float64}(step, step_lo), len, offset)
narrow_range(::Type{T}, ref, ref_lo, step, step_lo, len, offset) where {T} = StepRangeLen{T}(
    to_float(Float64, ref) + to_float(Float64, ref_lo), to_float(Float64, step) + to_float(Float64, step_lo), len, offset)

"""
    range(start, stop; length)
    range(start; step, length)
    range(start, stop; step)

A range from start, stop, step and length, of which enough must be given to determine it.
"""
range(start; stop = nothing, length::Union{Integer,Nothing} = nothing, step = nothing) = make_range(start, step, stop, length)
range(start, stop; length::Union{Integer,Nothing} = nothing, step = nothing) = make_range(start, step, stop, length)
range(start, stop, length::Integer) = make_range(start, nothing, stop, length)
range(; start = nothing, stop = nothing, length::Union{Integer,Nothing} = nothing, step = nothing) = make_range(start, step, stop, length)

make_range(start::Nothing, ::Nothing, ::Nothing, len::Nothing) = range_needs(start, nothing, nothing, len)
make_range(::Nothing, ::Nothing, ::Nothing, len::Integer) = OneTo(len)
make_range(::Nothing, ::Nothing, stop, ::Nothing) = oneunit(stop):stop
make_range(::Nothing, ::Nothing, stop, len::Integer) = (start = stop - oneunit(stop) * (len - 1); start:stop)
make_range(::Nothing, step, ::Nothing, ::Nothing) = range_needs(nothing, step, nothing, nothing)
make_range(::Nothing, step, ::Nothing, len::Integer) = make_range(oneunit(step), step, nothing, len)
make_range(::Nothing, step, stop, ::Nothing) = oneunit(stop):step:stop
make_range(::Nothing, step, stop, len::Integer) = start_step_length(stop - (len - 1) * step, step, len)
make_range(start, ::Nothing, ::Nothing, ::Nothing) = range_needs(start, nothing, nothing, nothing)
make_range(start, ::Nothing, ::Nothing, len::Integer) = start_step_length(start, nothing, len)
make_range(start, ::Nothing, stop, ::Nothing) = start:stop
make_range(start, ::Nothing, stop, len::Integer) = start_stop_length(start, stop, len)
make_range(start, step, ::Nothing, ::Nothing) = range_needs(start, step, nothing, nothing)
make_range(start, step, ::Nothing, len::Integer) = start_step_length(start, step, len)
make_range(start, step, stop, ::Nothing) = start:step:stop
make_range(start, step, stop, len::Integer) =
    throw(ArgumentError(string("Too many arguments specified. Try specifying only three of start, stop, step and length")))
@noinline range_needs(start, step, stop, len) =
    throw(ArgumentError(string("Cannot construct range from arguments:\nstart = ", repr(start), "\nstep = ", repr(step),
        "\nstop = ", repr(stop), "\nlength = ", repr(len), "\nTry specifying more arguments.\n")))

start_step_length(a::Integer, ::Nothing, len::Integer) = a:oftype(a, a + len - 1)
start_step_length(a::AbstractFloat, ::Nothing, len::Integer) = start_step_length(a, one(a), len)
start_step_length(a, ::Nothing, len::Integer) = start_step_length(a, oftype(a - a, 1), len)
start_step_length(a::T, s::T, len::Integer) where {T<:IEEEFloat} = range_of_step(a, s, len)
start_step_length(a::Real, s::Real, len::Integer) = ((x, y) = promote(a, s); start_step_length_same(x, y, len))
start_step_length_same(a::T, s::T, len::Integer) where {T<:IEEEFloat} = range_of_step(a, s, len)
function start_step_length_same(a::T, s::T, len::Integer) where {T<:Integer}
    len < 0 && throw(ArgumentError(string("length cannot be negative, got ", len)))
    s == zero(s) && return StepRangeLen{T}(a, s, len)
    return StepRange(a, s, convert(T, a + s * (len - 1)))
end
start_step_length_same(a, s, len) = start_step_length_any(a, s, len)
start_step_length(a, s, len::Integer) = start_step_length_any(a, s, len)
start_step_length_any(a, s, len) = StepRange(a, s, oftype(a, a + s * (len - 1)))

start_stop_length(a::T, b::T, len::Integer) where {T<:IEEEFloat} = range_of_length(a, b, len)
start_stop_length(a::Real, b::Real, len::Integer) = ((x, y) = promote(a, b); start_stop_length_same(x, y, len))
start_stop_length_same(a::T, b::T, len) where {T<:IEEEFloat} = range_of_length(a, b, len)
function start_stop_length_same(a::T, b::T, len) where {T<:Integer}
    # the ends are integers, so their fraction is known
    len < 2 && return range_of_length(float(a), float(b), len)
    a == b && return range_of_length(float(a), float(b), len)
    return fraction_linspace(float(T), Int(a), Int(b), len, 1)
end
start_stop_length_same(a, b, len) = LinRange(a, b, len)
start_stop_length(a, b, len::Integer) = LinRange(a, b, len)
