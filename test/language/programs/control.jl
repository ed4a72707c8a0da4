# Control flow: if, loops, short circuits, try/catch/else/finally, return and break through finally
function sign3(x)
    if x < 0
        "neg"
    elseif x == 0
        "zero"
    else
        "pos"
    end
end
println(sign3(-1), sign3(0), sign3(1))
for i in 1:3, j in 1:2
    i == 2 && continue
    print((i, j), " ")
end
println()
for (i, x) in enumerate(["a", "b"])
    print(i, x, " ")
end
println()
for (k, (a, b)) in zip(1:2, [(3, 4), (5, 6)])
    print(k, a, b, " ")
end
println()
i = 0
while true
    global i += 1
    i > 5 && break
    i % 2 == 0 && continue
    print(i, " ")
end
println()
for i = 1:3, j = 1:3
    j == 2 && break
    println("i=$i j=$j")
end
println(true && 3, " ", false && 3, " ", true || 3, " ", false || 3)
x = 5
println(x > 3 ? "big" : "small", " ", 1 < x < 10, " ", 1 < x > 7)
f(t, r) = (push!(t, r); r)
t = []
f(t, 1) < f(t, 2) < f(t, 3)
println(t)
function tf(n)
    try
        n == 1 && return "returned"
        n == 2 && error("thrown")
        n == 3 && sqrt(-1.0)
        "value"
    catch e
        "caught " * string(typeof(e))
    finally
        print("[finally $n]")
    end
end
for n in 0:3
    println(tf(n))
end
function loopy()
    out = []
    for i in 1:5
        try
            i == 2 && continue
            i == 4 && break
            push!(out, i)
        finally
            push!(out, -i)
        end
    end
    out
end
println(loopy())
function nested()
    try
        try
            error("inner")
        finally
            print("<f1>")
        end
    catch e
        print("<c:", e.msg, ">")
        try
            throw(KeyError(:k))
        catch e2
            print("<c2:", e2, ">")
        end
    finally
        println("<f2>")
    end
    "end"
end
println(nested())
function withelse(x)
    try
        x > 0 || error("no")
    catch
        "catch"
    finally
        print(".")
    end
end
println(withelse(1), withelse(-1))
r = try
    parse(Int, "zz")
catch e
    e isa ArgumentError ? -1 : -2
end
println(r)
function rethrower()
    try
        try
            error("first")
        catch e
            rethrow()
        end
    catch e
        println("got ", e.msg)
    end
    try
        try
            error("a")
        catch
            rethrow(ErrorException("b"))
        end
    catch e
        println("got ", e.msg)
    end
end
rethrower()
function fin()
    for i in 1:3
        try
            return i
        finally
            println("cleanup $i")
        end
    end
end
println(fin())
let a = 1, b = a + 1
    println(a + b)
end
y = let
    z = 10
    z * 2
end
println(y)
begin
    q = 1
    q += 1
end
println(q)
s = 0
for i in 10:-3:1
    global s += i
end
println(s)
println([i for i in 1:0], " ", collect(1:0))
println(sum(i for i in 1:10 if isodd(i)))
for c in "añb"
    print(c, "|")
end
println()
local_test = 1
for k in 1:2
    local local_test = k * 10
    print(local_test, " ")
end
println(local_test)
fs = []
for i in 1:3
    push!(fs, () -> i)
end
println([f() for f in fs])
w = 3
while w > 0
    let w2 = w
        print(w2)
    end
    global w -= 1
end
println()
println(if false; 1; end)
