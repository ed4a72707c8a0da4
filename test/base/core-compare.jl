# Compares functions of base/core with real Julia's on many arguments: every result must be identical (or the same error
# type). Run with real Julia: `julia test/base/core-compare.jl`.
include("load.jl")
using Random
const F = FatouBase
Random.seed!(20)

const SKIPPED = Set{Any}()
normal(x) = x
normal(x::Tuple) = map(normal, x)
normal(x::F.Complex) = (:complex, normal(x.re), normal(x.im))
normal(x::F.Rational) = (:rational, x.num, x.den)
normal(x::Complex) = (:complex, normal(x.re), normal(x.im))
normal(x::Rational) = (:rational, x.num, x.den)
normal(x::Missing) = :missing
normal(x::F.Missing) = :missing
normal(x::AbstractRange) = (:range, collect(x))
normal(x::F.AbstractRange) = (:range, F.eltype(x)[F.getindex(x, i) for i in 1:F.length(x)])
normal(x::AbstractFloat) = isnan(x) ? :nan : x
normal(x::Irrational) = Float64(x)
normal(x::AbstractArray) = (:array, map(normal, collect(x)))

outcome(f, args) = try normal(f(args...)) catch e; (:error, nameof(typeof(e))) end
const failures = Dict{String,Vector{String}}()
close_enough(a, b, tol) = a === b || isequal(a, b) && typeof(a) == typeof(b)
function close_enough(a::T, b::T, tol) where {T<:AbstractFloat}
    a === b || (tol > 0 && abs(a - b) <= tol * max(abs(a), abs(b)))
end
close_enough(a::Tuple, b::Tuple, tol) = length(a) == length(b) && all(close_enough(x, y, tol) for (x, y) in zip(a, b))
typed(x) = x isa Tuple ? map(typed, x) : x isa Number ? typeof(x) : ""
function compare(name, ours, real, args; realargs = args, tol = 0)
    a = outcome(ours, args)
    b = outcome(real, realargs)
    close_enough(a, b, tol) && return
    push!(get!(failures, name, String[]), "$(name)$(args): ours $a$(typed(a)), real $b$(typed(b)) $(a isa Tuple && a[1] === :error ? (try normal(ours(args...)); "" catch e; sprint(showerror, e)[1:min(end, 200)] end) : "")")
end

const ints = (Int8, Int16, Int32, Int64, Int128, UInt8, UInt16, UInt32, UInt64, UInt128)
edge(T) = T[typemin(T), typemax(T), 0, 1, 2, 3, 7, 10, typemax(T) - 1, typemin(T) + 1]
someint(T) = rand(Bool) ? rand(edge(T)) : rand(Bool) ? rand(T) : T(rand(0:20))
somefloat(T) = rand(Bool) ? T(rand((0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, -2.5, Inf, -Inf, NaN, 1e10, 1e-10, 3.0, 1e30, 9.007199254740993e15, 9.223372036854775e18))) :
    rand(Bool) ? T(randn() * 10) : T(randn() * 10.0^rand(-4:4))

binary = (:+, :-, :*, :/, :div, :rem, :mod, :fld, :cld, :(==), :<, :<=, :>, :>=, :!=, :isless, :isequal, :cmp, :min, :max, :&, :|, :xor,
    :mod1, :fld1, :divrem, :fldmod, :gcd, :lcm, :gcdx, :minmax, :copysign, :flipsign, :invmod)
shifts = (:<<, :>>, :>>>)
unary = (:-, :+, :~, :abs, :abs2, :sign, :signbit, :iseven, :isodd, :count_ones, :leading_zeros, :trailing_zeros, :count_zeros,
    :leading_ones, :trailing_ones, :bswap, :unsigned, :signed, :zero, :one, :typemin, :typemax, :ispow2, :isqrt, :float, :widen,
    :isinteger, :iszero, :isone, :ndigits, :factorial, :inv, :sqrt)
for T in ints, op in unary, _ in 1:12
    T in (Int128, UInt128) && op === :widen && continue
    x = someint(T)
    compare("$op", getfield(F, op), getfield(Base, op), (x,))
end
for _ in 1:6000
    T, S = rand(ints), rand(Bool) ? rand(ints) : Int64
    rand(Bool) && (S = T)
    x, y = someint(T), someint(S)
    op = rand(binary)
    compare("$op", getfield(F, op), getfield(Base, op), (x, y))
end
for _ in 1:1500
    x, n = someint(rand(ints)), rand(-140:140)
    op = rand(shifts)
    compare("$op", getfield(F, op), getfield(Base, op), (x, n))
end
for _ in 1:400
    x, n = someint(rand(ints)), rand(-2:12)
    compare("^", F.:^, ^, (x, n))
end
for _ in 1:2000
    T, x = rand(ints), rand(Bool) ? someint(rand(ints)) : somefloat(rand((Float64, Float32, Float16)))
    compare("to_integer", F.to_integer, (T, x) -> T(x), (T, x))
    x isa Integer && compare("%", F.rem, rem, (x, T))
    if x isa AbstractFloat
        for op in (:trunc, :round, :floor, :ceil)
            compare("$op(T,x)", getfield(F, op), getfield(Base, op), (T, x))
        end
    end
end
floats = (Float64, Float32, Float16)
fbinary = (:+, :-, :*, :/, :div, :rem, :mod, :fld, :cld, :(==), :<, :<=, :isless, :isequal, :min, :max, :minmax, :copysign, :flipsign, :^)
fexact = (:-, :abs, :sign, :signbit, :isnan, :isinf, :isfinite, :isinteger, :round, :floor, :ceil, :trunc, :nextfloat, :prevfloat, :eps,
    :significand, :frexp, :exponent, :modf, :sqrt, :iszero, :isone, :issubnormal)
fnear = (:sin, :cos, :tan, :exp, :log, :atan, :sinpi, :cospi, :sind, :cosd, :tand, :asin, :acosh, :log1p, :expm1, :deg2rad, :mod2pi, :cbrt,
    :sinc, :exp2, :log10, :acos, :sinh, :tanh)
for _ in 1:6000
    T = rand(floats)
    x, y = somefloat(T), somefloat(rand(Bool) ? T : rand(floats))
    rand(Bool) && rand(Bool) && (y = someint(rand(ints)))
    op = rand(fbinary)
    y isa Integer && rand(Bool) && ((x, y) = (y, x))
    op === :^ && (T !== Float64 || !(y isa AbstractFloat)) && continue
    compare("f$op", getfield(F, op), getfield(Base, op), (x, y); tol = op === :^ ? 1e-15 : 0)
end
for op in fexact, T in floats, _ in 1:30
    compare("f$op", getfield(F, op), getfield(Base, op), (somefloat(T),))
end
for op in fnear, T in floats, _ in 1:30
    x = somefloat(T)
    abs(x) > 1e5 && continue
    compare("f$op", getfield(F, op), getfield(Base, op), (x,); tol = 4 * eps(T))
end
for _ in 1:500
    compare("ldexp", F.ldexp, ldexp, (somefloat(Float64), rand(-1200:1200)))
    compare("nextfloat n", F.nextfloat, nextfloat, (somefloat(Float64), rand(-3:3)))
end
for _ in 1:600
    x = rand(Bool) ? randn() * 10.0^rand(-3:5) : rand(-100000:100000) / 8
    d = rand(-3:6)
    compare("round digits", (x, d) -> F.round(x; digits = d), (x, d) -> round(x; digits = d), (x, d))
    compare("round sigdigits", (x, d) -> F.round(x; sigdigits = d), (x, d) -> round(x; sigdigits = d), (x, rand(1:6)))
    compare("floor digits", (x, d) -> F.floor(x; digits = d), (x, d) -> floor(x; digits = d), (x, d))
end
# float ranges
nice() = rand(Bool) ? rand(-50:50) / rand((1, 2, 3, 5, 7, 10, 100, 1000)) : randn() * 10.0^rand(-3:3)
for T in (Float64, Float32), _ in 1:1500
    a, s, b = T(nice()), T(nice() / 10), T(nice())
    (b - a) / s > 3000 && continue
    compare("a:s:b $T", F.Colon(), (:), (a, s, b))
    n = rand(0:60)
    compare("range length $T", (a, b, n) -> F.range(a, b; length = n), (a, b, n) -> range(a, b; length = n), (a, b, n))
    compare("range step $T", (a, s, n) -> F.range(a; step = s, length = n), (a, s, n) -> range(a; step = s, length = n), (a, s, n))
    compare("range sum", (a, s, b) -> F.sum(F.Colon()(a, s, b)), (a, s, b) -> sum(a:s:b), (a, s, b); tol = 1e-9)
end
for _ in 1:500
    a, b, n = rand(-20:20), rand(-20:20), rand(0:20)
    compare("int range length", (a, b, n) -> F.range(a, b; length = n), (a, b, n) -> range(a, b; length = n), (a, b, n))
    T = rand(ints[1:4])
    x, s, y = T(rand(-100:100)), T(rand(-7:7)), T(rand(-100:100))
    compare("int a:s:b", F.Colon(), (:), (x, s, y))
    compare("int a:b", F.Colon(), (:), (x, y))
    compare("sum range", (a, s, b) -> F.sum(F.Colon()(a, s, b)), (a, s, b) -> sum(a:s:b), (x, s, y))
    compare("in range", (a, s, b, v) -> F.in(v, F.Colon()(a, s, b)), (a, s, b, v) -> v in (a:s:b), (x, s, y, rand(-100:100)))
    compare("intersect", (a, s, b, c, t, d) -> F.intersect(F.Colon()(a, s, b), F.Colon()(c, t, d)), (a, s, b, c, t, d) -> intersect(a:s:b, c:t:d),
        (a, rand(1:5), a + 40, b, rand(1:5), b + 40))
    compare("reverse", (a, s, b) -> F.reverse(F.Colon()(a, s, b)), (a, s, b) -> reverse(a:s:b), (x, s, y))
end
# rationals and complex numbers
for _ in 1:2000
    n, d, m, e = rand(-20:20), rand(-9:9), rand(-20:20), rand(-9:9)
    (n == d == 0 || m == e == 0) && continue
    op = rand((:+, :-, :*, :/, ://, :div, :mod, :rem, :fld, :cld, :<, :<=, :(==), :isless, :isequal, :min, :max))
    compare("rational $op", (n, d, m, e) -> getfield(F, op)(F.:(//)(n, d), F.:(//)(m, e)), (n, d, m, e) -> getfield(Base, op)(n // d, m // e), (n, d, m, e))
    op = rand((:+, :-, :*, :/, :(==), :<))
    y = rand((m, m / 4, Int8(m)))
    compare("rational $op $(typeof(y))", (n, d, m) -> getfield(F, op)(F.:(//)(n, d), m), (n, d, m) -> getfield(Base, op)(n // d, m), (n, d, y))
    op = rand((:round, :floor, :ceil, :trunc, :abs, :sign, :inv, :float, :numerator, :isinteger, :hash_))
    op === :hash_ || compare("rational $op", (n, d) -> getfield(F, op)(F.:(//)(n, d)), (n, d) -> getfield(Base, op)(n // d), (n, d))
    compare("rational ^", (n, d, p) -> F.:^(F.:(//)(n, d), p), (n, d, p) -> (n // d)^p, (n, d, rand(-3:3)))
    compare("rationalize", x -> F.rationalize(x), x -> rationalize(x), (rand(-50:50) / rand(1:1000),))
end
cz() = rand(Bool) ? (randn(), randn()) : (rand(-5:5), rand(-5:5))
for _ in 1:3000
    (a, b), (c, d) = cz(), cz()
    op = rand((:+, :-, :*, :/, :(==), :isequal))
    compare("complex $op", (a, b, c, d) -> getfield(F, op)(F.complex(a, b), F.complex(c, d)), (a, b, c, d) -> getfield(Base, op)(complex(a, b), complex(c, d)), (a, b, c, d); tol = 1e-15)
    op = rand((:abs, :abs2, :angle, :conj, :-, :exp, :log, :sqrt, :sin, :cos, :tan, :sinh, :cosh, :tanh, :asin, :acos, :atan, :asinh, :acosh, :atanh, :inv, :isreal))
    compare("complex $op", (a, b) -> getfield(F, op)(F.complex(a, b)), (a, b) -> getfield(Base, op)(complex(a, b)), (a, b); tol = 1e-13)
    op = rand((:+, :-, :*, :/))
    compare("complex-real $op", (a, b, c) -> getfield(F, op)(F.complex(a, b), c), (a, b, c) -> getfield(Base, op)(complex(a, b), c), (a, b, c))
    compare("real-complex $op", (a, b, c) -> getfield(F, op)(c, F.complex(a, b)), (a, b, c) -> getfield(Base, op)(c, complex(a, b)), (a, b, c); tol = 1e-15)
    compare("complex ^", (a, b, n) -> F.:^(F.complex(a, b), n), (a, b, n) -> complex(a, b)^n, (a, b, rand(-3:4)); tol = 1e-12)
    compare("im", (a, b) -> F.:+(a, F.:*(b, F.im)), (a, b) -> a + b * im, (a, b))
end
# hashes of integers, promotion
for _ in 1:300
    x = someint(rand(ints[[1, 2, 3, 4, 6, 7, 8, 9]]))
    compare("hash", F.hash, hash, (x,))
    T, S = rand((ints..., floats..., Bool)), rand((ints..., floats..., Bool))
    compare("promote_type", F.promote_type, promote_type, (T, S))
end
for _ in 1:300
    compare("digits", (n, b) -> F.digits(n; base = b), (n, b) -> digits(n; base = b), (rand(-5000:5000), rand((2, 3, 10, 16, -3))))
    compare("powermod", F.powermod, powermod, (rand(-50:50), rand(0:30), rand(1:40)))
    compare("binomial", F.binomial, binomial, (rand(-10:70), rand(-2:40)))
    compare("nextpow", F.nextpow, nextpow, (rand(2:5), rand(1:10000)))
    compare("prevpow", F.prevpow, prevpow, (rand(2:5), rand(1:10000)))
    compare("evalpoly", F.evalpoly, evalpoly, (randn(), (1.0, 2.0, rand())))
    compare("rem nearest", (x, y) -> F.rem(x, y, F.RoundNearest), (x, y) -> rem(x, y, RoundNearest), (randn() * 10, rand(1:12) / 4))
    r = rand((:RoundNearest, :RoundUp, :RoundDown, :RoundToZero, :RoundNearestTiesAway, :RoundNearestTiesUp))
    compare("div mode", (x, y) -> F.div(x, y, getfield(F, r)), (x, y) -> div(x, y, getfield(Base, r)), (rand(-50:50), rand((-7, -4, -2, 1, 2, 3, 4, 6, 8))))
    compare("round mode", x -> F.round(x, getfield(F, r)), x -> round(x, getfield(Base, r)), (somefloat(Float64),))
end
total = sum(Int[length(v) for v in values(failures)])
for (k, v) in sort!(collect(failures); by = first)
    println(rpad(k, 24), length(v), "\t", join(Iterators.take(unique(v), 2), "\n" * " "^24 * "\t"))
end
println(total == 0 ? "all equal" : "$total differences")
