# Dates: days and moments of the proleptic Gregorian calendar, and spans of time. A Date counts days and a DateTime
# milliseconds since the day before 0001-01-01 (Rata Die), a Time nanoseconds since midnight, as in Julia.
module Dates

export Date, DateTime, Time, Period, DatePeriod, TimePeriod, Year, Quarter, Month, Week, Day, Hour, Minute, Second, Millisecond, Microsecond,
    Nanosecond, CompoundPeriod, year, month, day, hour, minute, second, millisecond, microsecond, nanosecond, week, quarter, quarterofyear,
    dayofweek, dayofyear, dayofmonth, dayofquarter, dayname, dayabbr, monthname, monthabbr, daysinmonth, daysinyear, isleapyear, monthday, yearmonth,
    yearmonthday, firstdayofmonth, lastdayofmonth, firstdayofyear, lastdayofyear, firstdayofweek, lastdayofweek, firstdayofquarter,
    lastdayofquarter, today, now, unix2datetime, datetime2unix, DateFormat, @dateformat_str, canonicalize, Monday, Tuesday, Wednesday, Thursday,
    Friday, Saturday, Sunday, Mon, Tue, Wed, Thu, Fri, Sat, Sun, January, February, March, April, May, June, July, August, September, October, November,
    December, Jan, Feb, Mar, Apr, Jun, Jul, Aug, Sep, Oct, Nov, Dec, TimeType, AbstractDateTime, UTC, value, toprev, tonext

include("dates-periods.jl")
include("dates-types.jl")
include("dates-queries.jl")
include("dates-arithmetic.jl")
include("dates-text.jl")

end
