# Scope: hard scope in functions and files, let, global, local, const, closures over loop variables, shadowing
x = 1
function f()
    x = 2
    x
end
println(f(), x)
function g()
    global x = 3
    x
end
println(g(), x)
function h()
    y = 0
    for i in 1:3
        y += i
        z = y
    end
    y, @isdefined(z)
end
println(h())
function shadow(a)
    b = a
    let a = 10
        b += a
    end
    for a in 1:2
        b += a
    end
    a, b
end
println(shadow(1))
try
    for i in 1:3
        undefined_total += i
    end
catch e
    println(typeof(e))
end
for i in 1:2
    global newglobal = i
end
println(newglobal)
function comp()
    i = 100
    v = [i for i in 1:3]
    i, v
end
println(comp())
function nestedfn()
    a = 1
    function inner()
        a += 1
        b = a
        function innermost()
            a += b
        end
        innermost()
    end
    inner()
    a
end
println(nestedfn())
const C = [1]
push!(C, 2)
println(C)
function localfirst()
    local v
    if true
        v = 5
    end
    v
end
println(localfirst())
function condvar(t)
    if t
        q = 1
    end
    @isdefined q
end
println(condvar(true), condvar(false))
a = 5
let a = a + 1
    println(a)
    a = 7
end
println(a)
fs = [() -> i^2 for i in 1:3]
println([k() for k in fs])
gs = Function[]
let i = 0
    while i < 3
        i += 1
        j = i
        push!(gs, () -> (i, j))
    end
end
println([k() for k in gs])
function outer_loop()
    i = 0
    for outer i in 1:5
        i == 3 && break
    end
    i
end
println(outer_loop())
function recur(n)
    n == 0 && return 0
    helper(m) = recur(m - 1) + 1
    helper(n)
end
println(recur(5))
swap!(v, i, j) = ((v[i], v[j]) = (v[j], v[i]); v)
println(swap!([1, 2, 3], 1, 3))
function defaults(a, b = a, c = a + b)
    a, b, c
end
println(defaults(1))
module M
    v = 1
    setv() = global v = 2
end
M.setv()
println(M.v)
