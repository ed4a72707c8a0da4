# Dates and periods added, compared, rounded, and in ranges.

Base.:(==)(a::Date, b::Date) = a.days == b.days
Base.:(==)(a::DateTime, b::DateTime) = a.milliseconds == b.milliseconds
Base.:(==)(a::Time, b::Time) = a.nanoseconds == b.nanoseconds
Base.:(==)(a::DateOrTime, b::DateOrTime) = DateTime(a) == DateTime(b)
Base.isless(a::Date, b::Date) = a.days < b.days
Base.isless(a::DateTime, b::DateTime) = a.milliseconds < b.milliseconds
Base.isless(a::Time, b::Time) = a.nanoseconds < b.nanoseconds
Base.isless(a::DateOrTime, b::DateOrTime) = DateTime(a) < DateTime(b)
Base.hash(d::Date, h::UInt64) = hash(DateTime(d), h)
Base.hash(d::DateTime, h::UInt64) = hash(d.milliseconds, h + 0x0d)
Base.hash(t::Time, h::UInt64) = hash(t.nanoseconds, h + 0x07)

Base.:-(a::Date, b::Date) = Day(a.days - b.days)
Base.:-(a::DateTime, b::DateTime) = Millisecond(a.milliseconds - b.milliseconds)
Base.:-(a::Time, b::Time) = Nanosecond(a.nanoseconds - b.nanoseconds)
Base.:-(a::DateOrTime, b::DateOrTime) = DateTime(a) - DateTime(b)
Base.:+(d::Date, t::Time) = DateTime(d, t)
Base.:+(t::Time, d::Date) = DateTime(d, t)

# Months: the day of the month is kept if it is there, else the last one is taken.
function add_months(n::Int64, k::Int64)
    y, m, d = calendar(n)
    m0 = 12 * y + m - 1 + k
    y = fld(m0, 12)
    m = mod(m0, 12) + 1
    return totaldays(y, m, min(d, daysinmonth(y, m)))
end
Base.:+(d::Date, p::MonthPeriod) = date_of_days(add_months(d.days, tomonths(p)))
Base.:+(d::DateTime, p::MonthPeriod) =
    datetime_of_milliseconds(86400000 * add_months(days(d), tomonths(p)) + mod(d.milliseconds, 86400000))
Base.:+(d::Date, p::Union{Day,Week}) = date_of_days(d.days + Day(p).value)
Base.:+(d::DateTime, p::Union{Week,Day,Hour,Minute,Second,Millisecond}) =
    datetime_of_milliseconds(d.milliseconds + Millisecond(p).value)
Base.:+(d::DateTime, p::Union{Microsecond,Nanosecond}) =
    datetime_of_milliseconds(d.milliseconds + div(Nanosecond(p).value, 1000000))
Base.:+(t::Time, p::TimePeriod) = time_of_nanoseconds(mod(t.nanoseconds + Nanosecond(p).value, 86400000000000))
Base.:+(p::Period, d::TimeType) = d + p
Base.:-(d::TimeType, p::Period) = d + (-p)
Base.:+(d::TimeType, c::CompoundPeriod) = foldl(+, c.periods; init=d)
Base.:+(c::CompoundPeriod, d::TimeType) = d + c
Base.:-(d::TimeType, c::CompoundPeriod) = foldl(-, c.periods; init=d)

# Rounding to whole periods
Base.floor(d::DateOrTime, p::Year) = same_kind(d, totaldays(fld(year(d), p.value) * p.value, 1, 1))
Base.floor(d::DateOrTime, p::Union{Month,Quarter}) = (k = tomonths(p); m = fld(12 * year(d) + month(d) - 1, k) * k;
    same_kind(d, totaldays(fld(m, 12), mod(m, 12) + 1, 1)))
Base.floor(d::DateOrTime, p::Week) = same_kind(d, fld(days(d) - 1, 7 * p.value) * 7 * p.value + 1)
Base.floor(d::DateOrTime, p::Day) = same_kind(d, fld(days(d), p.value) * p.value)
Base.floor(d::DateTime, p::Union{Hour,Minute,Second,Millisecond}) =
    (k = Millisecond(p).value; datetime_of_milliseconds(fld(d.milliseconds, k) * k))
Base.floor(d::DateOrTime, ::Type{P}) where {P<:Period} = floor(d, P(1))
function Base.ceil(d::DateOrTime, p::Period)
    f = floor(d, p)
    return f == d ? d : f + p
end
Base.ceil(d::DateOrTime, ::Type{P}) where {P<:Period} = ceil(d, P(1))
function Base.round(d::DateOrTime, p::Period)
    a = floor(d, p)
    b = ceil(d, p)
    return DateTime(d) - DateTime(a) < DateTime(b) - DateTime(d) ? a : b
end
Base.round(d::DateOrTime, ::Type{P}) where {P<:Period} = round(d, P(1))
Base.trunc(d::DateOrTime, ::Type{P}) where {P<:Period} = floor(d, P(1))

"The dates from a first one to a last one by steps of a period, made by `a:step:b`."
struct DateRange{T<:TimeType,P<:Period} <: AbstractVector{T}
    start::T
    step::P
    stop::T
    len::Int64
end
Base.:(:)(a::T, p::Period, b::T) where {T<:TimeType} = (iszero(p) && throw(ArgumentError("step cannot be zero"));
    n = range_length(a, p, b); DateRange{T,typeof(p)}(a, p, n == 0 ? a - p : a + (n - 1) * p, n))
Base.:(:)(a::Date, b::Date) = a:Day(1):b
function range_length(a::T, p::Period, b::T) where {T<:TimeType}
    up = p.value > 0
    (up ? b < a : b > a) && return 0
    n = guess_steps(a, p, b)
    while n > 0 && (up ? a + n * p > b : a + n * p < b)
        n -= 1
    end
    while up ? a + (n + 1) * p <= b : a + (n + 1) * p >= b
        n += 1
    end
    return n + 1
end
guess_steps(a::DateOrTime, p::MonthPeriod, b::DateOrTime) =
    div(12 * (year(b) - year(a)) + month(b) - month(a), tomonths(p))
guess_steps(a::DateOrTime, p::FixedPeriod, b::DateOrTime) = div((DateTime(b) - DateTime(a)).value, Millisecond(p).value)
guess_steps(a::Time, p::FixedPeriod, b::Time) = div(b.nanoseconds - a.nanoseconds, Nanosecond(p).value)
Base.size(r::DateRange) = (r.len,)
Base.length(r::DateRange) = r.len
Base.IndexStyle(::Type{<:DateRange}) = IndexLinear()
Base.getindex(r::DateRange, i::Int64) = (1 <= i <= r.len || throw(BoundsError(r, i)); r.start + (i - 1) * r.step)
Base.first(r::DateRange) = r.start
Base.last(r::DateRange) = r.stop
Base.step(r::DateRange) = r.step
Base.in(d::T, r::DateRange{T}) where {T<:TimeType} =
    (n = range_length(r.start, r.step, d); n > 0 && n <= r.len && r[n] == d)
Base.show(io::IO, r::DateRange) = print(io, repr(r.start), ":", repr(r.step), ":", repr(r.stop))
Base.show(io::IO, ::MIME"text/plain", r::DateRange) = show(io, r)
