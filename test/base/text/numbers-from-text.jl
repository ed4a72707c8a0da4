# Decimal text to floats with one rounding, rejected text, and exp and log to the last place.
for s in ("9007199254740993", "9007199254740992.5", "1e22", "1e23", "123456789012345678901234567890", "18446744073709551615",
          "0.12345678901234567", "8.442911973259181e-5", "1.7976931348623157e27", "4503599627370496.5", "4503599627370497.5",
          "0.3000000000000000166", "0.30000000000000001665", "6250000000000000e-27", "1e-28", "1e400", "1e-400")
    println(s, " ", tryparse(Float64, s))
end
for s in (" 1.5 ", "+2", "-0.0", "1e", "1e+", "e5", ".", ".5", "5.", "1_0", "0x1p3", "inf", "-nan", "1.5 2", "", " ", "1e5000",
          "\t3\n", "1f3", "--1", "12a", "-", "99999999999999999999")
    println(repr(s), " ", tryparse(Float64, s), " ", tryparse(Int, s), " ", tryparse(UInt8, s))
end
for f in (() -> parse(Int, "12a"), () -> parse(Int, ""), () -> parse(Int, "-"), () -> parse(UInt8, "-1"), () -> parse(Int8, "200"),
          () -> parse(Int, "1 2"), () -> parse(Float64, "x"))
    try
        f()
    catch e
        println(sprint(showerror, e))
    end
end
println([exp(x) for x in (1.0, -708.5, 709.7, -744.0, -745.2, 709.8, 1e-17, NaN, -Inf)])
println([log(x) for x in (5.0e-324, nextfloat(1.0), prevfloat(1.0), 0.0, 1.0, 0.7, 1.4, 1.0e308, Inf, NaN, 10.0)])
# Reductions that regroup give what any order gives; sums along the first dimensions are those of whole arrays.
v = [(7i % 31) - 15 for i in 1:37]
println(sum(v), " ", sum(abs, v), " ", maximum(v), " ", minimum(x -> x / 2, v), " ", reduce(max, [1.0, NaN, 2, 3, 4, 5, 6, 7, 8, 9]))
println(maximum([-0.0, 0.0, -1, -1, -1, -1, -1, -1, -1, -0.0]), " ", sum(UInt8[200 for _ in 1:20]))
m = [1 / (i + j) for i in 1:40, j in 1:3]
println(sum(m, dims = 1) == [sum(m[:, j]) for _ in 1:1, j in 1:3], " ", sum(m, dims = (1, 2))[1] == sum(m))
println(filter(isodd, v), filter(s -> length(s) > 1, ["a", "bc", "def"]), v[BitVector(isodd.(v))][1:3])
println(uppercase("abz{`é"), uppercase("abz{`@AZ["), lowercase("AZ[@az"), reverse("aé∀b"))
w = [1, 2, 3, 4, 5]
insert!(w, 1, 0); insert!(w, 2, 9); insert!(w, 7, 8); insert!(w, 9, 7)
println(w)
