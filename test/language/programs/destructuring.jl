# Assignment forms: destructuring, updating operators, chained assignment, properties, indexing, swaps
a, b = 1, 2
println(a, b)
(c, (d, e)), f = (3, (4, 5)), 6
println(c, d, e, f)
x = y = z = 7
println(x, y, z)
v = [1, 2, 3]
v[1], v[2] = v[2], v[1]
println(v)
a, v[3] = 10, 30
println(a, v)
mutable struct P
    x
    y
end
p = P(1, 2)
p.x, p.y = p.y, p.x
println(p)
p.x += 10
p.y *= 2
println(p)
v[2] += 5
v .-= 1
v[end] ÷= 2
println(v)
m = zeros(Int, 2, 2)
m[1, :] = [1, 2]
m[2, :] .= 9
m[:, 1] .+= 100
println(m)
d2 = Dict("a" => [1])
push!(d2["a"], 2)
d2["b"] = get(d2, "b", Int[])
println(d2["a"], d2["b"])
s = "x"
s *= "y"
s ^= 2
println(s)
n = 5
n -= 1; n *= 3; n /= 4; println(n)
n = 7; n %= 4; n <<= 2; n |= 1; n &= 0xd; n ⊻= 2; n >>= 1; println(n)
t = true; t &= false; t |= true; println(t)
i = 1
w = [10, 20, 30]
w[(i += 1)] += 1
println(i, w)
first_, = (1, 2)
println(first_)
_, second = 1, 2
println(second)
function multi()
    return 1, "two", 3.0
end
q, r, u = multi()
println(q, r, u)
try a, b, c = (1, 2) catch e println(typeof(e)); showerror(stdout, e); println() end
try (a, b) = 5 catch e println(typeof(e)) end
for (i, (j, k)) in enumerate([(1, 2), (3, 4)])
    print(i, j, k, ";")
end
println()
println([x + y for (x, y) in [(1, 2), (3, 4)]])
f2((x, y), z) = x + y + z
println(f2((1, 2), 3))
f3(; a, b = 2) = a + b
println(f3(a = 1))
nt = (a = 1, b = 2)
println(nt.a + nt.b, " ", (; nt..., b = 5))
println(begin a = 1; b = 2 end)
println((a = 5; a + 1))
k = (1, 2, 3)[2]
println(k, (1, 2, 3)[end], [1, 2, 3][end-1:end], "hello"[end])
z = if true 1 else 2 end
println(z)
A = [1 2; 3 4]
A[end, 1] = 50
println(A[end, end], A[end], A)
r = Ref(1)
r[] += 5
println(r[])
g = x -> (x += 1; x * 2)
println(g(3))
h(x)::Float64 = x
println(h(1))
println(1:3 .+ 1, " ", (1:3) .+ 1, " ", -2^2, " ", 2^-1, " ", !true == false, " ", 1 + 2 == 3 && 4 > 3, " ", 1 .+ [1, 2] .* 2)
println(5 in 1:10, " ", !(5 in [1]), " ", 1 != 2, " ", 1 ≠ 1, " ", 3 ≤ 3, " ", xor(true, true), " ", 7 |> x -> x + 1)
