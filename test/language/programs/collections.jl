# Arrays, tuples, dictionaries, sets, ranges, comprehensions
a = [1, 2, 3]
println(a, " ", a[1], a[end], a[end-1], " ", a[2:3], " ", a[[1, 3]], " ", a[[true, false, true]], " ", a[:], " ", size(a), length(a), ndims(a))
try a[4] catch e showerror(stdout, e); println() end
try a[0] = 1 catch e showerror(stdout, e); println() end
try a[1] = "x" catch e println(typeof(e)) end
try a[1] = 1.5 catch e showerror(stdout, e); println() end
push!(a, 4); pushfirst!(a, 0); append!(a, [5, 6]); println(a, pop!(a), popfirst!(a), a)
insert!(a, 2, 99); deleteat!(a, 1); println(a); splice!(a, 1); println(a); empty!(a); println(a, isempty(a))
try pop!(a) catch e showerror(stdout, e); println() end
m = [1 2 3; 4 5 6]
println(m, size(m), m[2, 3], m[:, 1], m[1, :], m[4], m', size(m, 1))
try m[3, 1] catch e showerror(stdout, e); println() end
show(stdout, "text/plain", m); println()
show(stdout, "text/plain", [1.5, 2.25]); println()
show(stdout, "text/plain", zeros(2, 2, 2)); println()
show(stdout, "text/plain", ["a" "b"]); println()
show(stdout, "text/plain", Any[1, "a", nothing]); println()
println(zeros(3), ones(Int, 2), fill(7, 2), trues(2), falses(1), Int[], Float64[], [], rand(3) |> length)
println([x^2 for x in 1:5], [x * y for x in 1:2, y in 1:3], [x for x in 1:10 if x % 3 == 0], [(i, j) for i in 1:2 for j in i:2])
println(Float64[1, 2], Any[1, 2.0], [1, 2.0], [1, "a"], [1, nothing], [1//2, 1], ['a', 1], Union{Int,String}[1])
println(vcat([1], [2, 3]), hcat([1, 2], [3, 4]), [a; 1; [2, 3]], cat([1], [2], dims=2), [[1, 2] [3, 4]])
println(reshape(1:6, 2, 3), reverse([1, 2, 3]), collect(1:3), transpose([1 2]), permutedims([1 2; 3 4]))
println(sum(m), sum(m, dims=1), prod([2, 3]), maximum(m), minimum(m), extrema([3, 1, 2]), argmax([1, 3, 2]), findmax([1, 3, 2]))
println(sort([3, 1, 2]), unique([1, 1, 2]), in(2, [1, 2]), 3 ∉ [1], issorted([1, 2]), allunique([1, 1]), first([1, 2]), last([1, 2]), first([1]))
println(copy([1]) == [1], [1] === [1], [1, 2] == [1.0, 2.0], isequal([NaN], [NaN]), [1, 2] < [1, 3])
b = a; push!(b, 1); println(a)
t = (1, "a", 2.0)
println(t, t[1], t[2:3], length(t), (1,), (), t == (1, "a", 2.0), (1, 2) < (1, 3))
x, y, z = t
println(x, y, z)
(p, q), r = (1, 2), 3
println(p, q, r)
h, rest = 1, [2, 3]
println(h, rest)
x, y = y, x
println(x, y)
nt = (a=1, b="two")
println(nt, nt.a, nt[:b], keys(nt), values(nt), merge(nt, (c=3,)), haskey(nt, :a), length(nt))
try t[4] catch e showerror(stdout, e); println() end
d = Dict("a" => 1, "b" => 2)
println(d["a"], get(d, "z", 0), haskey(d, "b"), length(d), sort(collect(keys(d))), sort(collect(values(d))))
try d["zz"] catch e showerror(stdout, e); println() end
d["c"] = 3; delete!(d, "a"); println(sort(collect(d)), pop!(d, "b"), get!(d, "n", 9), d["n"])
println(Dict(1 => "x"), Dict(), Dict{String,Int}(), Dict(:a => [1, 2]))
show(stdout, "text/plain", Dict(1 => "x")); println()
println(merge(Dict(1 => 2), Dict(3 => 4)) == Dict(1 => 2, 3 => 4), Dict(i => i^2 for i in 1:1))
for (k, v) in Dict(1 => 2)
    println(k, " => ", v)
end
s = Set([1, 2, 2])
println(length(s), 1 in s, union([1, 2], [2, 3]), intersect([1, 2], [2, 3]), setdiff([1, 2], [2]), symdiff([1, 2], [2, 3]), issubset([1], [1, 2]), push!(Set([1]), 1))
show(stdout, "text/plain", Set([1])); println()
println(1:5, " ", 1:2:9, " ", 5:-1:1, " ", 0.0:0.1:0.5, " ", length(1:2:10), " ", step(1:2:9), " ", collect(0:0.25:1), " ", range(0, 1, length=5), " ", (1:5)[2:3], " ", 3 in 1:5, " ", reverse(1:3), " ", sum(1:100), " ", LinRange(0, 1, 3), " ", (1:3) .+ 1, " ", 2 * (1:3), " ", 1:0)
show(stdout, "text/plain", 1:3); println()
println(enumerate("ab") |> collect, zip(1:2, 3:4) |> collect, collect(Iterators.flatten([[1], [2, 3]])), collect(Iterators.take(1:10, 2)), collect(Iterators.product(1:2, 1:2)), collect(Iterators.partition(1:5, 2)), collect(Iterators.filter(isodd, 1:5)), collect(Iterators.drop(1:4, 2)), collect(Iterators.reverse(1:3)))
println((i for i in 1:3), " ", sum(x -> x^2, 1:3), " ", any(isodd, [2, 4]), " ", Iterators.repeated(1, 2) |> collect, " ", collect(Iterators.countfrom(1) |> x -> Iterators.take(x, 3)))
println(CartesianIndices((2, 2)), CartesianIndex(1, 2), eachindex([1, 2]), axes([1 2]), LinearIndices((2, 2)))
for r in eachrow([1 2; 3 4]) print(r) end
for c in eachcol([1 2; 3 4]) print(c) end
println()
println([1 2; 3 4] * [1, 1], [1 2; 3 4] * [1 0; 0 1], [1, 2]' * [3, 4], [1, 2] + [3, 4], 2 * [1, 2], [1, 2] / 2)
println(map(string, Dict(1 => 2) |> collect), " ", pairs([10, 20]) |> collect, " ", Pair(1, 2), " ", (1 => 2).first, " ", 1 => 2 => 3)
println(fill!(zeros(2), 1), circshift([1, 2, 3], 1), repeat([1, 2], 2), findall([true, false]), rotl90([1 2; 3 4]), vec([1 2; 3 4]), dropdims([1 2], dims=1), selectdim([1 2; 3 4], 1, 1))
println(similar([1, 2], Float64, 2) |> eltype, " ", eltype([1, 2.0]), " ", typeof([1 2]), " ", typeof([[1], [2]]), " ", resize!([1, 2, 3], 2), " ", isassigned([1], 2), " ", Vector{Int}(undef, 2) |> length, " ", Array{Int}(undef, 1, 2) |> size)
try [1, 2] + [1, 2, 3] catch e showerror(stdout, e); println() end
try [1 2] * [1 2] catch e println(typeof(e)) end
println(mapreduce(x -> x, max, [1, 5, 2]), " ", reduce(vcat, [[1], [2]]), " ", foldl((a, b) -> "($a$b)", 1:3), " ", sum(Int[]))
