# Parts of dates, names of days and months, first and last days.

const Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday = 1, 2, 3, 4, 5, 6, 7
const Mon, Tue, Wed, Thu, Fri, Sat, Sun = 1, 2, 3, 4, 5, 6, 7
const January, February, March, April, May, June, July, August, September, October, November, December = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
const Jan, Feb, Mar, Apr, Jun, Jul, Aug, Sep, Oct, Nov, Dec = 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12
const day_names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
const month_names = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December")

days(d::Date) = d.days
days(d::DateTime) = fld(d.milliseconds, 86400000)
const DateOrTime = Union{Date,DateTime}
yearmonthday(d::DateOrTime) = calendar(days(d))
yearmonth(d::DateOrTime) = (c = calendar(days(d)); (c[1], c[2]))
monthday(d::DateOrTime) = (c = calendar(days(d)); (c[2], c[3]))
year(d::DateOrTime) = calendar(days(d))[1]
month(d::DateOrTime) = calendar(days(d))[2]
day(d::DateOrTime) = calendar(days(d))[3]
dayofmonth(d::DateOrTime) = day(d)
hour(d::DateTime) = mod(fld(d.milliseconds, 3600000), 24)
minute(d::DateTime) = mod(fld(d.milliseconds, 60000), 60)
second(d::DateTime) = mod(fld(d.milliseconds, 1000), 60)
millisecond(d::DateTime) = mod(d.milliseconds, 1000)
hour(t::Time) = div(t.nanoseconds, 3600000000000)
minute(t::Time) = mod(div(t.nanoseconds, 60000000000), 60)
second(t::Time) = mod(div(t.nanoseconds, 1000000000), 60)
millisecond(t::Time) = mod(div(t.nanoseconds, 1000000), 1000)
microsecond(t::Time) = mod(div(t.nanoseconds, 1000), 1000)
nanosecond(t::Time) = mod(t.nanoseconds, 1000)
# Periods of a date: `Year(d)` is the period of its year.
for (P, f) in ((:Year, :year), (:Month, :month), (:Day, :day), (:Hour, :hour), (:Minute, :minute), (:Second, :second),
    (:Millisecond, :millisecond))
    @eval $P(d::TimeType) = $P($f(d))
end

dayofweek(d::DateOrTime) = mod1(days(d), 7)
dayname(d::DateOrTime) = day_names[dayofweek(d)]
dayabbr(d::DateOrTime) = day_names[dayofweek(d)][1:3]
monthname(d::DateOrTime) = month_names[month(d)]
monthabbr(d::DateOrTime) = month_names[month(d)][1:3]
dayname(n::Integer; locale="english") = day_names[n]
monthname(n::Integer; locale="english") = month_names[n]
dayabbr(n::Integer) = day_names[n][1:3]
monthabbr(n::Integer) = month_names[n][1:3]
isleapyear(d::DateOrTime) = isleapyear(year(d))
daysinmonth(d::DateOrTime) = (c = calendar(days(d)); daysinmonth(c[1], c[2]))
daysinyear(y::Integer) = isleapyear(y) ? 366 : 365
daysinyear(d::DateOrTime) = daysinyear(year(d))
dayofyear(d::DateOrTime) = days(d) - totaldays(year(d), 1, 1) + 1
quarterofyear(d::DateOrTime) = div(month(d) - 1, 3) + 1
quarter(d::DateOrTime) = quarterofyear(d)
dayofquarter(d::DateOrTime) = days(d) - totaldays(year(d), 3 * quarterofyear(d) - 2, 1) + 1
# ISO weeks begin on Monday; week 1 has the year's first Thursday.
function week(d::DateOrTime)
    thursday = days(d) - dayofweek(d) + 4
    y = calendar(thursday)[1]
    return div(thursday - totaldays(y, 1, 1), 7) + 1
end
same_kind(d::Date, n::Int64) = date_of_days(n)
same_kind(d::DateTime, n::Int64) = datetime_of_milliseconds(86400000 * n)
firstdayofweek(d::DateOrTime) = same_kind(d, days(d) - dayofweek(d) + 1)
lastdayofweek(d::DateOrTime) = same_kind(d, days(d) - dayofweek(d) + 7)
firstdayofmonth(d::DateOrTime) = same_kind(d, days(d) - day(d) + 1)
lastdayofmonth(d::DateOrTime) = same_kind(d, days(d) - day(d) + daysinmonth(d))
firstdayofyear(d::DateOrTime) = same_kind(d, totaldays(year(d), 1, 1))
lastdayofyear(d::DateOrTime) = same_kind(d, totaldays(year(d), 12, 31))
firstdayofquarter(d::DateOrTime) = same_kind(d, totaldays(year(d), 3 * quarterofyear(d) - 2, 1))
lastdayofquarter(d::DateOrTime) =
    (m = 3 * quarterofyear(d); same_kind(d, totaldays(year(d), m, daysinmonth(year(d), m))))
"The next (previous) day, not `d` itself unless `same`, that is a day of the week or for which a function is true."
tonext(d::DateOrTime, dow::Integer; same::Bool=false) = tonext(x -> dayofweek(x) == dow, d; same=same)
toprev(d::DateOrTime, dow::Integer; same::Bool=false) = toprev(x -> dayofweek(x) == dow, d; same=same)
function tonext(f::Function, d::DateOrTime; step=Day(1), same::Bool=false, limit::Integer=10000)
    same || (d += step)
    for _ in 1:limit
        f(d) && return d
        d += step
    end
    throw(ArgumentError("Adjustment limit reached: $limit iterations"))
end
toprev(f::Function, d::DateOrTime; step=Day(-1), same::Bool=false, limit::Integer=10000) =
    tonext(f, d; step=step, same=same, limit=limit)
