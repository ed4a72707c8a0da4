# Numbers: integer wrap-around, division, conversion errors, floats, display, bit operations
println(typemax(Int) + 1, " ", typemin(Int) - 1, " ", typemax(Int) * 2, " ", 2^63, " ", 2^64, " ", 10^18, " ", -typemin(Int), " ", abs(typemin(Int)))
println(UInt8(255) + UInt8(1), " ", Int8(127) + Int8(1), " ", 0xff, " ", 0x0f + 1, " ", UInt8(200) + 100, " ", 0x1234, " ", -0x01, " ", 0b101, " ", 0o17, " ", 1_000_000)
println(7 ÷ 2, " ", -7 ÷ 2, " ", 7 % 3, " ", -7 % 3, " ", mod(-7, 3), " ", rem(-7, 3), " ", fld(-7, 2), " ", cld(7, 2), " ", divrem(7, 2), " ", fldmod(-7, 3), " ", 7 / 2, " ", 2 \ 7)
for f in (() -> 1 ÷ 0, () -> 1 % 0, () -> typemin(Int) ÷ -1, () -> Int8(300), () -> UInt(-1), () -> Int(1.5), () -> Int(NaN), () -> Int(1e20), () -> Bool(2), () -> sqrt(-1), () -> log(-1.0), () -> 2^-1, () -> parse(Int, ""), () -> Char(0x110000), () -> factorial(-1), () -> factorial(21), () -> (-8)^(1/3), () -> Rational(1, 0) + 1, () -> 0 // 0, () -> gcd(0, 0), () -> Int32(typemax(Int)), () -> trunc(Int, 1e30), () -> round(Int, NaN), () -> convert(UInt8, -1), () -> ceil(Int8, 200.0), () -> exponent(0.0), () -> asin(2), () -> binomial(5, -1), () -> invmod(2, 4), () -> digits(5, base=1), () -> mod(1, 0), () -> fld(1, 0))
    try
        println(f())
    catch e
        showerror(stdout, e)
        println()
    end
end
println(1 / 0, " ", -1 / 0, " ", 0 / 0, " ", 1.0, " ", 1e10, " ", 1e6, " ", 123456.789, " ", 1e-5, " ", 0.1 + 0.2, " ", 1 / 3, " ", 1e22, " ", 1e100, " ", 5e-324, " ", -0.0, " ", 100000.0, " ", 1e5, " ", 12345678.9, " ", 0.0001)
println(1.0f0, " ", 1f0 / 3, " ", Float32(0.1), " ", Float16(1.5), " ", [1f0, 2f0], " ", Float32(1e10), " ", Float16(0.1), " ", 3.0f-10, " ", Inf32, " ", NaN16)
println(1//2 + 1//3, " ", 3//6, " ", (1//2) * 2, " ", numerator(3//4), " ", 1//2 < 2//3, " ", float(1//4), " ", Rational(0.5), " ", 2//1)
println(1 + 2im, " ", (1 + 2im) * (3 - im), " ", abs(3 + 4im), " ", conj(1 + im), " ", real(1 + 2im), imag(1 + 2im), " ", im^2, " ", sqrt(-1 + 0im), " ", 1.5 - 2.0im, " ", exp(im * pi) |> real)
println(5 & 3, 5 | 3, 5 ⊻ 3, ~5, " ", 1 << 3, " ", -8 >> 1, " ", -8 >>> 60, " ", 1 << 64, " ", 1 << 63, " ", count_ones(7), leading_zeros(1), trailing_zeros(8), " ", bitstring(5)[end-3:end], " ", xor(true, false))
println(round(2.5), " ", round(3.5), " ", round(-2.5), " ", round(2.567, digits=2), " ", floor(2.7), ceil(2.1), trunc(-2.7), " ", round(Int, 2.6), " ", floor(Int, -2.5), " ", round(1234.5, digits=-2), " ", round(123.456, sigdigits=4))
println(gcd(12, 18), lcm(4, 6), " ", gcdx(12, 18), " ", factorial(5), " ", binomial(5, 2), " ", isodd(3), iseven(3), " ", sign(-3), " ", abs(-3), " ", clamp(5, 1, 3), " ", min(1, 2), max(1, 2.0), minmax(3, 1), " ", powermod(2, 10, 7), " ", isqrt(17), " ", hypot(3, 4), " ", ndigits(123), " ", nextpow(2, 5), " ", cbrt(27))
println(sqrt(2), " ", exp(1), " ", log(10), " ", log2(8), " ", log10(1000), " ", log(2, 8), " ", sin(1), " ", cos(1), " ", tan(1), " ", atan(1, 2), " ", sinh(1), " ", exp2(3), " ", expm1(1e-10), " ", log1p(1e-10), " ", pi, " ", float(pi), " ", 2pi, " ", ℯ, " ", sinpi(1), " ", deg2rad(180), " ", mod2pi(7))
println(2^10, " ", 2.0^3, " ", 2^0.5, " ", (-2)^3, " ", 2.0^-1, " ", 10.0^-3, " ", 0^0, " ", 2^3^2, " ", -2^2)
println(1 == 1.0, " ", 1 === 1.0, " ", isequal(1, 1.0), " ", NaN == NaN, " ", isequal(NaN, NaN), " ", 0.0 == -0.0, " ", isequal(0.0, -0.0), " ", 1 < 2.5, " ", isless(1, NaN), " ", isnan(NaN), isinf(Inf), isfinite(1), isinteger(2.0), " ", 0.1 + 0.2 ≈ 0.3, " ", iszero(0), isone(1))
println(true + true, " ", true * 3, " ", Int(true), " ", false < true, " ", true & false, " ", !true, " ", typeof(true + 1), " ", typeof(1 + 1.0), " ", typeof(Int8(1) + Int16(1)), " ", typeof(UInt8(1) + 1), " ", typeof(1f0 + 1), " ", typeof(1f0 + 1.0), " ", typeof(1//2 + 1), " ", typeof(2^2), typeof(2^-1.0), " ", typeof('a' + 1))
println(parse(Int, "-12"), " ", parse(Float64, "1e-3"), " ", Int("5"[1]), " ", Float64(3), " ", Int64(3.0), " ", UInt8('a'), " ", Int32(5), " ", reinterpret(Int64, 1.0), " ", 5 % UInt8, " ", 300 % UInt8, " ", -1 % UInt8, " ", unsigned(-1), " ", signed(0xff), " ", widen(Int32(1)) |> typeof)
println(string(1.0), string(1), " ", repr(0x01), " ", repr(1.0f0), " ", UInt(5), " ", Int128(2)^100, " ", typemax(Int128), " ", typemax(UInt64), " ", UInt128(1) << 100, " ", Int128(10)^20 ÷ 3)
println(zero(Int), one(Float64), zero([1, 2]), oneunit(1), " ", rand() < 1, " ", rand(1:6) in 1:6, " ", rand(Bool) isa Bool, " ", length(rand(2, 3)), " ", ifelse(true, 1, 2), " ", cmp(1, 2), " ", signbit(-1), copysign(1, -2), flipsign(3, -1), " ", modf(2.5), frexp(8.0), ldexp(0.5, 4), significand(8.0), exponent(8.0), " ", nextfloat(1.0), prevfloat(1.0), eps(1.0), " ", fma(2, 3, 4), muladd(2, 3, 4), " ", evalpoly(2, (1, 2, 3)), " ", @evalpoly(2, 1, 2, 3))
println(Base.Checked.checked_add(1, 2))
try Base.Checked.checked_mul(typemax(Int), 2) catch e showerror(stdout, e); println() end
