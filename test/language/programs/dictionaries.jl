# Dictionaries whose keys are bits: found without comparing hashes, also by equal keys of other types
function steps(d)
    a = get(d, 3, 0)
    b = haskey(d, 5)
    d[3] = 4
    c = d[3]
    d[3] += 1
    e = d[3]
    delete!(d, 3)
    f = get!(d, 7, 2)
    (a, b, c, e, f, haskey(d, 3), length(d))
end
d = Dict{Int,Int}()
println(steps(d), steps(empty!(d)))
c = Dict('a' => 1, 'b' => 2)
print(c['a'], get(c, 'z', 0))
for i in 1:1000
    c[Char(i)] = i
end
println(" ", length(c), " ", sum(values(c)))
e = Dict{Int,String}()
for i in 1:3000
    e[i*17] = string(i)
    i % 3 == 0 && delete!(e, (i - 1) * 17)
end
println(length(e), " ", e[17*2998], " ", get(e, 17 * 2999, "no"), " ", get(e, 17 * 2998.0, "no"), " ", haskey(e, 17.5))
println(Dict(UInt8(1) => 2)[1], haskey(Dict(1 => 2), true), haskey(Dict(typemin(Int) => 1), typemin(Int)))
try
    d[99]
catch err
    showerror(stdout, err)
    println()
end
# keys that collide in their low bits
g = Dict{UInt64,Int}(UInt64(k) << 40 => k for k in 1:500)
println(all(g[UInt64(k)<<40] == k for k in 1:500), " ", get(g, UInt64(3), -1))
# matrix products of all shapes against sums
same(m, p, n) = begin
    A = [3i - 2j for i in 1:m, j in 1:p]
    B = [i + 5j for i in 1:p, j in 1:n]
    A * B == [sum(Int[A[i, k] * B[k, j] for k in 1:p]) for i in 1:m, j in 1:n] && A * B[:, 1] == (A*B)[:, 1]
end
println(all(same(m, p, n) for m in 1:5, p in 1:6, n in 1:9))
