# Errors come in the same iteration, with the same effects before them.
function fillto!(a, n, log)
    for i in 1:n
        log[1] = i
        a[i] = i
    end
    a
end
function sumto(a, n)
    s = 0
    i = 1
    while i <= n
        s += a[i]
        i += 1
    end
    s
end
function try1(f)
    try f() catch e; sprint(showerror, e) end
end
log = [0]
a = zeros(Int, 5)
println(try1(() -> fillto!(a, 7, log)), " ", log, " ", a)
println(try1(() -> sumto(a, 5)), " ", try1(() -> sumto(a, 6)))
function mm(A, n, m)
    s = 0
    for j in 1:m, i in 1:n
        s += A[i, j]
    end
    s
end
A = reshape(collect(1:12), 3, 4)
println(mm(A, 3, 4), " ", try1(() -> mm(A, 4, 4)), " ", try1(() -> mm(A, 3, 5)))
function rev(a, from)
    s = 0
    for i in from:-1:1
        s = 10s + a[i]
    end
    s
end
println(rev([1, 2, 3], 3), " ", try1(() -> rev([1, 2, 3], 4)))
function stepped(a, s, n)
    t = 0
    for i in 1:s:n
        t += a[2i-1]
    end
    t
end
b = collect(1:40)
println(stepped(b, 3, 20), " ", stepped(b, 1, 0), " ", try1(() -> stepped(b, 3, 25)), " ", try1(() -> stepped(b, -1, 0)), " ", try1(() -> stepped(b, -1, -3)))
function strided(a, lo, hi)
    t = 0
    for i in lo:hi
        t += a[i+typemax(Int)-5]
    end
    t
end
println(try1(() -> strided(b, 7, 8)), " ", try1(() -> strided(b, typemin(Int) + 7, typemin(Int) + 9)))
function down(a, i)
    s = 0
    while i > 0
        s += a[i]
        i -= 2
    end
    s
end
println(down(b, 9), " ", try1(() -> down(b, 41)))
function shrink(v)
    n = 0
    for i in 1:length(v)
        n += v[i]
        i == 3 && empty!(v)
    end
    n
end
println(try1(() -> shrink([1, 2, 3, 4])))
function edges(f, lo, hi)
    n = 0
    for i in lo:hi
        f[(i & 3) + 1] += 1
        n += 1
    end
    n
end
f = zeros(Int, 4)
println(edges(f, typemax(Int) - 5, typemax(Int)), " ", edges(f, typemin(Int), typemin(Int) + 9000), " ", f)
function long(n)
    s = 0.0
    for i in 1:n
        s += 1 / (i * i)
    end
    i = 0
    while i < n
        i += 1
        s += i
    end
    k = n
    while k >= 3
        s -= k
        k -= 3
    end
    s
end
println(long(4096), " ", long(4097), " ", long(8192), " ", long(20000), " ", long(0), " ", long(1))
function upto_max(lo)
    c = 0
    i = lo
    while i <= typemax(Int) - 1
        c += 1
        i += 1
    end
    (c, i)
end
println(upto_max(typemax(Int) - 9000))
function cond(a)
    s = 0
    for i in 1:length(a)
        if i > 1
            s += a[i-1] * a[i]
        end
    end
    s
end
println(cond([1, 2, 3, 4]))
function skip(a)
    s = 0
    for i in eachindex(a)
        isodd(a[i]) && continue
        a[i] > 30 && break
        s += a[i]
    end
    s
end
println(skip(b), " ", skip(collect(1:9000)))
function found(a, x)
    for i in 1:length(a)
        a[i] == x && return i
    end
    return 0
end
println(found(b, 17), " ", found(b, 99), " ", found(collect(1:10000), 9999))
