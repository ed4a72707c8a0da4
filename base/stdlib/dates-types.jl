# Date, DateTime and Time, made of their parts or of the clock.

abstract type TimeType end
abstract type AbstractDateTime <: TimeType end

"A day: `Date(y, m = 1, d = 1)`."
struct Date <: TimeType
    days::Int64
    global date_of_days(n::Int64) = new(n)
end
"A moment: `DateTime(y, m = 1, d = 1, h = 0, mi = 0, s = 0, ms = 0)`."
struct DateTime <: AbstractDateTime
    milliseconds::Int64
    global datetime_of_milliseconds(n::Int64) = new(n)
end
"A time of day: `Time(h, mi = 0, s = 0, ms = 0, us = 0, ns = 0)`."
struct Time <: TimeType
    nanoseconds::Int64
    global time_of_nanoseconds(n::Int64) = new(n)
end
struct UTC end

value(d::Date) = d.days
value(d::DateTime) = d.milliseconds
value(t::Time) = t.nanoseconds

isleapyear(y::Integer) = (y % 4 == 0) && (y % 100 != 0 || y % 400 == 0)
const month_lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
daysinmonth(y::Integer, m::Integer) = month_lengths[m] + (m == 2 && isleapyear(y))

# Days of the proleptic Gregorian calendar: years begin in March, so that the leap day comes last. 1 is 0001-01-01.
function totaldays(y::Int64, m::Int64, d::Int64)
    z = m < 3 ? y - 1 : y
    k = m < 3 ? m + 9 : m - 3
    return d + div(153 * k + 2, 5) + 365 * z + fld(z, 4) - fld(z, 100) + fld(z, 400) - 306
end
# Year, month and day of a day number.
function calendar(n::Int64)
    n += 305
    era = fld(n, 146097)
    doe = n - era * 146097
    yoe = div(doe - div(doe, 1460) + div(doe, 36524) - div(doe, 146096), 365)
    doy = doe - (365 * yoe + div(yoe, 4) - div(yoe, 100))
    k = div(5 * doy + 2, 153)
    d = doy - div(153 * k + 2, 5) + 1
    m = k < 10 ? k + 3 : k - 9
    y = yoe + era * 400 + (m <= 2)
    return (y, m, d)
end

function check_date(y::Int64, m::Int64, d::Int64)
    1 <= m <= 12 || throw(ArgumentError("Month: $m out of range (1:12)"))
    1 <= d <= daysinmonth(y, m) || throw(ArgumentError("Day: $d out of range (1:$(daysinmonth(y, m)))"))
    return nothing
end
function check_time(h::Int64, mi::Int64, s::Int64, ms::Int64)
    0 <= h <= 23 || throw(ArgumentError("Hour: $h out of range (0:23)"))
    0 <= mi <= 59 || throw(ArgumentError("Minute: $mi out of range (0:59)"))
    0 <= s <= 59 || throw(ArgumentError("Second: $s out of range (0:59)"))
    0 <= ms <= 999 || throw(ArgumentError("Millisecond: $ms out of range (0:999)"))
    return nothing
end
function Date(y::Int64, m::Int64=1, d::Int64=1)
    check_date(y, m, d)
    return date_of_days(totaldays(y, m, d))
end
function DateTime(y::Int64, m::Int64=1, d::Int64=1, h::Int64=0, mi::Int64=0, s::Int64=0, ms::Int64=0)
    h == 24 && mi == 0 && s == 0 && ms == 0 && return DateTime(y, m, d) + Day(1)
    check_date(y, m, d)
    check_time(h, mi, s, ms)
    return datetime_of_milliseconds(ms + 1000 * (s + 60 * mi + 3600 * h + 86400 * totaldays(y, m, d)))
end
function Time(h::Int64, mi::Int64=0, s::Int64=0, ms::Int64=0, us::Int64=0, ns::Int64=0)
    check_time(h, mi, s, ms)
    0 <= us <= 999 || throw(ArgumentError("Microsecond: $us out of range (0:999)"))
    0 <= ns <= 999 || throw(ArgumentError("Nanosecond: $ns out of range (0:999)"))
    return time_of_nanoseconds(ns + 1000 * (us + 1000 * (ms + 1000 * (s + 60 * (mi + 60 * h)))))
end
Date(y::Integer, m::Integer=1, d::Integer=1) = Date(Int64(y), Int64(m), Int64(d))
DateTime(y::Integer, rest::Integer...) = DateTime(Int64(y), map(Int64, rest)...)
Date(y::Year, m::Month=Month(1), d::Day=Day(1)) = Date(value(y), value(m), value(d))
DateTime(y::Year, m::Month=Month(1), d::Day=Day(1), h::Hour=Hour(0), mi::Minute=Minute(0), s::Second=Second(0),
    ms::Millisecond=Millisecond(0)) =
    DateTime(value(y), value(m), value(d), value(h), value(mi), value(s), value(ms))
DateTime(d::Date, t::Time=time_of_nanoseconds(0)) =
    datetime_of_milliseconds(86400000 * d.days + div(t.nanoseconds, 1000000))
DateTime(d::DateTime) = d
Date(d::Date) = d
Date(d::DateTime) = date_of_days(fld(d.milliseconds, 86400000))
Time(d::DateTime) = time_of_nanoseconds(1000000 * mod(d.milliseconds, 86400000))
Time(t::Time) = t
Base.convert(::Type{DateTime}, d::Date) = DateTime(d)
Base.convert(::Type{Date}, d::DateTime) = Date(d)
Base.convert(::Type{Time}, d::DateTime) = Time(d)
Base.promote_rule(::Type{Date}, ::Type{DateTime}) = DateTime
Base.typemin(::Union{Date,Type{Date}}) = Date(-252522163911149, 1, 1)
Base.typemax(::Union{Date,Type{Date}}) = Date(252522163911149, 12, 31)
Base.broadcastable(d::TimeType) = Ref(d)

# The clock. Milliseconds of 1970-01-01 are UNIXEPOCH.
const UNIXEPOCH = 62135683200000
"The moment of a number of seconds since 1970, UTC."
unix2datetime(s::Real) = datetime_of_milliseconds(UNIXEPOCH + trunc(Int64, 1000 * s))
datetime2unix(d::DateTime) = (d.milliseconds - UNIXEPOCH) / 1000.0
"""
    now(), now(UTC)

The present moment of local time, or UTC.
"""
function now()
    t = time()
    return unix2datetime(t) + Minute(Base.host_time_zone(t))
end
now(::Type{UTC}) = unix2datetime(time())
"The present day of local time."
today() = Date(now())
