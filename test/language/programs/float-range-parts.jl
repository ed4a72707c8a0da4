# Parts of float ranges, their sums and multiples keep the last digit
for r in (0.1:0.1:1.0, 0:0.3:2, 1.0:-0.1:0.0, -0.5:0.1:1.0, 1/3:1/7:2.0, range(0, 1, length=7))
    println(r)
    for f in (r -> r[2:4], r -> r[1:2:end], r -> r[end:-1:1], r -> r[3:end], r -> r[3:2:6], r -> r[2:3:5], reverse, r -> r .- 0.1,
              r -> 0.1 .- r, r -> r .* 3, r -> r * 3, r -> r / 7, r -> r ./ 7, r -> r + r, r -> r - r, cumsum)
        println(" ", collect(f(r)))
    end
end
r = 0.1:0.1:1.0
println(r[1:0], " ", r[:] isa AbstractRange, " ", copy(r) isa AbstractRange, " ", view(r, 2:3), " ", sort(1.0:-0.5:0.0))
println(cumsum([1 / i for i in 1:300])[[2, 3, 127, 128, 129, 130, 300]])
