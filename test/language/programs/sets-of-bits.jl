# Sets of bits in order; unions take the promoted type; empty reductions; missing; caught variables
s = BitSet([70, 3, -5, 64, 1000])
println(s, " ", length(s), " ", collect(s), " ", first(s), " ", last(s), " ", minimum(s), maximum(s), " ", 64 in s, 65 in s, 3.0 in s, 3.5 in s, "a" in s)
println(pop!(s), " ", pop!(s, 3), " ", pop!(s, 3, :no), " ", collect(delete!(s, 9)), " ", typeof(union(s, [1])), " ", collect(union(s, [1, 200])))
println(collect(intersect(BitSet(1:10), BitSet([2, 3, 99]))), collect(setdiff(BitSet(1:5), [2])), collect(symdiff(BitSet([1, 2]), [2, 3])), collect(filter(isodd, BitSet(1:6))))
t = BitSet(); for i in 1:3 push!(t, 10i) end; println(t, isempty(BitSet()), BitSet() == BitSet(Int[]), BitSet([1]) == Set([1]), issubset(BitSet([1]), 1:2), BitSet([1, 2]) ⊆ BitSet([1]))
println(sum(BitSet([5, 1])), " ", [x for x in BitSet([5, 1])], " ", copy(t) == t, " ", empty!(t), " ", hash(BitSet([1])) == hash(Set([1])), " ", typeof(BitSet([1])) == typeof(Set([1])))
union!(t, [4, 2]); intersect!(t, [4]); println(t); try pop!(t, 77) catch e println(typeof(e)) end; try push!(t, 1.5) catch e println(typeof(e)) end; try first(BitSet()) catch e println(typeof(e)) end
println(union([1], [2.5]), prod(x for x in 1:0), sum(x for x in Float64[]), gcd([12, 18]), lcm([4, 6]), nextprod([2, 3], 100), nextprod([2, 3, 5], 1009))
try 1:2:"a" catch e println(typeof(e)) end
function f() e = 1; try error("z") catch e; end; e isa Exception end; println(f())
function g() for i in 1:2 try error(string(i)) catch e; println(e.msg) end end end; g()
println([missing * "a", inv(missing), clamp(missing, 1, 2), log2(missing), isreal(missing)], round(Union{Int,Missing}, missing)); try floor(Int, missing) catch e println(typeof(e)) end
println(:((-2)^63), " ", :(reduce(+, x)), " ", :(map(!, x)), " ", :(12345678901234567890 + 1))
