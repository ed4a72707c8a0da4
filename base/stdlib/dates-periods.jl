# Spans of time: Year … Nanosecond, their arithmetic and conversion, and sums of different ones.

abstract type Period end
abstract type DatePeriod <: Period end
abstract type TimePeriod <: Period end

for (name, kind) in ((:Year, :DatePeriod), (:Quarter, :DatePeriod), (:Month, :DatePeriod), (:Week, :DatePeriod),
    (:Day, :DatePeriod),
    (:Hour, :TimePeriod), (:Minute, :TimePeriod), (:Second, :TimePeriod), (:Millisecond, :TimePeriod), (:Microsecond,
        :TimePeriod), (:Nanosecond, :TimePeriod))
    @eval struct $name <: $kind
        value::Int64
        $name(x::Number) = new(Int64(x))
    end
end

"The number of a period, or of days or milliseconds of a date."
value(p::Period) = p.value

# Periods of fixed length, in nanoseconds; Week down to Nanosecond.
const FixedPeriod = Union{Week,Day,Hour,Minute,Second,Millisecond,Microsecond,Nanosecond}
const MonthPeriod = Union{Year,Quarter,Month}
nanoseconds(::Type{Week}) = 604800000000000
nanoseconds(::Type{Day}) = 86400000000000
nanoseconds(::Type{Hour}) = 3600000000000
nanoseconds(::Type{Minute}) = 60000000000
nanoseconds(::Type{Second}) = 1000000000
nanoseconds(::Type{Millisecond}) = 1000000
nanoseconds(::Type{Microsecond}) = 1000
nanoseconds(::Type{Nanosecond}) = 1
months(::Type{Year}) = 12
months(::Type{Quarter}) = 3
months(::Type{Month}) = 1
tons(p::FixedPeriod) = Float64(nanoseconds(typeof(p))) * p.value
tomonths(p::MonthPeriod) = months(typeof(p)) * p.value

(::Type{T})(p::FixedPeriod) where {T<:FixedPeriod} = convert_period(T, p, nanoseconds(T), nanoseconds(typeof(p)))
(::Type{T})(p::MonthPeriod) where {T<:MonthPeriod} = convert_period(T, p, months(T), months(typeof(p)))
function convert_period(::Type{T}, p::Period, to::Int64, from::Int64) where {T<:Period}
    from >= to && return T(p.value * div(from, to))
    q = div(to, from)
    rem(p.value, q) == 0 || throw(InexactError(:convert, T, p))
    return T(div(p.value, q))
end
Base.convert(::Type{T}, p::Period) where {T<:Period} = T(p)
Base.convert(::Type{T}, p::T) where {T<:Period} = p
(::Type{T})(p::T) where {T<:Period} = p
Base.promote_rule(::Type{A}, ::Type{B}) where {A<:FixedPeriod,B<:FixedPeriod} = nanoseconds(A) < nanoseconds(B) ? A : B
Base.promote_rule(::Type{A}, ::Type{B}) where {A<:MonthPeriod,B<:MonthPeriod} = months(A) < months(B) ? A : B

Base.:+(a::P, b::P) where {P<:Period} = P(a.value + b.value)
Base.:-(a::P, b::P) where {P<:Period} = P(a.value - b.value)
Base.:-(a::P) where {P<:Period} = P(-a.value)
Base.:+(a::Period) = a
Base.:*(a::P, n::Real) where {P<:Period} = P(a.value * n)
Base.:*(n::Real, a::Period) = a * n
Base.:/(a::P, b::P) where {P<:Period} = a.value / b.value
Base.:/(a::P, n::Real) where {P<:Period} = P(a.value / n)
Base.div(a::P, b::P) where {P<:Period} = div(a.value, b.value)
Base.div(a::P, n::Real) where {P<:Period} = P(div(a.value, Int64(n)))
Base.rem(a::P, b::P) where {P<:Period} = P(rem(a.value, b.value))
Base.mod(a::P, b::P) where {P<:Period} = P(mod(a.value, b.value))
Base.:(==)(a::P, b::P) where {P<:Period} = a.value == b.value
Base.isless(a::P, b::P) where {P<:Period} = a.value < b.value
const SamePeriods = Union{FixedPeriod,MonthPeriod}
Base.:(==)(a::FixedPeriod, b::FixedPeriod) = tons(a) == tons(b)
Base.:(==)(a::MonthPeriod, b::MonthPeriod) = tomonths(a) == tomonths(b)
Base.:(==)(a::Period, b::Period) = a.value == 0 && b.value == 0
Base.isless(a::FixedPeriod, b::FixedPeriod) = tons(a) < tons(b)
Base.isless(a::MonthPeriod, b::MonthPeriod) = tomonths(a) < tomonths(b)
Base.hash(p::FixedPeriod, h::UInt64) = hash(tons(p), h)
Base.hash(p::MonthPeriod, h::UInt64) = hash(tomonths(p), h + 0x01)
Base.div(a::FixedPeriod, b::FixedPeriod) = div(promote(a, b)...)
Base.rem(a::FixedPeriod, b::FixedPeriod) = rem(promote(a, b)...)
Base.:/(a::FixedPeriod, b::FixedPeriod) = /(promote(a, b)...)
Base.abs(p::P) where {P<:Period} = P(abs(p.value))
Base.sign(p::Period) = sign(p.value)
Base.zero(::Union{P,Type{P}}) where {P<:Period} = P(0)
Base.one(::Union{P,Type{P}}) where {P<:Period} = 1
Base.oneunit(::Union{P,Type{P}}) where {P<:Period} = P(1)
Base.iszero(p::Period) = p.value == 0
Base.typemin(::Type{P}) where {P<:Period} = P(typemin(Int64))
Base.typemax(::Type{P}) where {P<:Period} = P(typemax(Int64))
Base.broadcastable(p::Period) = Ref(p)
Base.Int64(p::Period) = p.value
Base.Float64(p::Period) = Float64(p.value)

units(::Type{P}) where {P<:Period} = lowercase(string(nameof(P)))
Base.print(io::IO, p::Period) = print(io, p.value, " ", units(typeof(p)), p.value == 1 || p.value == -1 ? "" : "s")
Base.show(io::IO, p::Period) = print(io, typeof(p), "(", p.value, ")")
Base.show(io::IO, ::MIME"text/plain", p::Period) = print(io, p)

"A sum of periods of different kinds, the longest first."
struct CompoundPeriod
    periods::Vector{Period}
    function CompoundPeriod(ps::Vector{Period})
        return new(merge_periods(ps))
    end
end
CompoundPeriod(ps::Period...) = CompoundPeriod(Period[p for p in ps])
Base.convert(::Type{CompoundPeriod}, p::Period) = CompoundPeriod(p)
const order_of_periods = (:Year, :Quarter, :Month, :Week, :Day, :Hour, :Minute, :Second, :Millisecond, :Microsecond,
    :Nanosecond)
rank(p::Period) = findfirst(==(nameof(typeof(p))), order_of_periods)::Int64
function merge_periods(ps::Vector{Period})
    out = Period[]
    for p in sort(ps; by=rank)
        if !isempty(out) && typeof(out[end]) === typeof(p)
            out[end] = out[end] + p
        else
            push!(out, p)
        end
    end
    return Period[p for p in out if p.value != 0]
end
Base.:+(a::Period, b::Period) = CompoundPeriod(a, b)
Base.:-(a::Period, b::Period) = CompoundPeriod(a, -b)
Base.:+(a::CompoundPeriod, b::Period) = CompoundPeriod(vcat(a.periods, Period[b]))
Base.:+(a::Period, b::CompoundPeriod) = b + a
Base.:+(a::CompoundPeriod, b::CompoundPeriod) = CompoundPeriod(vcat(a.periods, b.periods))
Base.:-(a::CompoundPeriod) = CompoundPeriod(Period[-p for p in a.periods])
Base.:-(a::CompoundPeriod, b) = a + (-b)
Base.:(==)(a::CompoundPeriod, b::CompoundPeriod) = canonicalize(a).periods == canonicalize(b).periods
Base.show(io::IO, c::CompoundPeriod) = print(io, c)
Base.print(io::IO, c::CompoundPeriod) =
    print(io, isempty(c.periods) ? "empty period" : join([string(p) for p in c.periods], ", "))
periods(c::CompoundPeriod) = c.periods
"The same span in whole weeks, days, hours … (and years and months), each as large as can be."
function canonicalize(c::CompoundPeriod)
    ns = Int128(0)
    ms = 0
    for p in c.periods
        p isa MonthPeriod ? (ms += tomonths(p)) : (ns += Int128(nanoseconds(typeof(p))) * p.value)
    end
    out = Period[Year(div(ms, 12)), Month(rem(ms, 12))]
    for P in (Week, Day, Hour, Minute, Second, Millisecond, Microsecond, Nanosecond)
        n = div(ns, nanoseconds(P))
        push!(out, P(Int64(n)))
        ns -= n * nanoseconds(P)
    end
    return CompoundPeriod(out)
end
canonicalize(p::Period) = canonicalize(CompoundPeriod(p))
