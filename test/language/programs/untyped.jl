# Values of unknown type: loops, dictionaries, calls and fields without declared types
function s1(v) s = 0; for x in v; s += x; end; s end
function s2(v) s = 0; for i in 1:length(v); s += v[i]; end; s end
v = Any[i for i in 1:200000]
s1(v); s2(v)
d = Dict{Any,Any}(i => i for i in 1:20000)
function s3(d) s = 0; for (k, v) in d; s += v; end; s end
s3(d)
a = 0
f(x) = x + 1
function s4(fs) s = 0; for i in 1:100000; s += fs[1](i); end; s end
s4(Any[f])
function s5(n) c = 0; g() = (c += 1); for i in 1:n; g(); end; c end
s5(1)
function s6(n) r = []; for i in 1:n; push!(r, (i, "a")); end; length(r) end
s6(1)
function s7(xs) s = 0; for p in xs; s += p[1]; end; s end
r = Any[(i, "a") for i in 1:100000]
s7(r)
mutable struct Q; x; end
function s8(n) q = Q(0); for i in 1:n; q.x += i; end; q.x end
s8(1)
function s9(n) s = 0; for i in 1:n; try; s += i; i == -1 && error("x"); catch; s = 0; end; end; s end
s9(1)
function s10(n) s = 0; for i in 1:n; try; error("x"); catch; s += 1; end; end; s end
s10(1)
function s11(n) s = ""; for i in 1:n; s = "$s$(i % 10)"; end; length(s) end
s11(1)
function s12(xs) sum(x -> x isa Int ? x : 0, xs) end
s12(v)
println(s1(v), " ", s2(v), " ", s3(d), " ", s4(Any[f]), " ", s5(10), " ", s6(5), " ", s7(r), " ", s8(10), " ", s9(10), " ", s10(5), " ", s11(30), " ", s12(v))
function firsts(v)
    out = []
    for (i, x) in enumerate(v)
        push!(out, i => x)
    end
    y = iterate(v)
    y, out
end
println(firsts(Any[1, "a", nothing, 2.5]))
function pairsof(d)
    out = []
    for (k, v) in d
        v isa String && continue
        push!(out, (k, v))
    end
    sort(out, by = string)
end
println(pairsof(Dict{Any,Any}(1 => "x", :a => 2, "s" => [1])))
function lastpair(v)
    p = nothing
    for q in zip(v, Any['a', 2])
        p = q
    end
    p
end
println(lastpair(Any[1, 2.0]), " ", [x for x in Any[1, "b"]], " ", map(x -> (x, 1), Any[1, 'c']))
