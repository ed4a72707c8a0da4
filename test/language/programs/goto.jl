# @goto and @label: backwards, forwards, out of loops, into them, irreducible flow, with closures and try.

function again(n)
    i = 0
    @label top
    i += 1
    i < n && @goto top
    return i
end
println(again(5))

function search(x)
    for i in 1:10, j in 1:10
        i * j == x && @goto found
    end
    return "none"
    @label found
    return "found"
end
println(search(42), " ", search(97))

function into_branch(x)
    r = String[]
    x == 1 && @goto one
    push!(r, "start")
    if x > 5
        push!(r, "big")
        @label one
        push!(r, "one")
    else
        push!(r, "small")
    end
    push!(r, "end")
    return join(r, " ")
end
foreach(x -> println(into_branch(x)), (1, 2, 6))

function into_loop()
    i = 1
    r = Int[]
    @goto inside
    while i < 5
        push!(r, -i)
        @label inside
        push!(r, i)
        i += 1
    end
    return r
end
println(into_loop())

# A cycle that is entered at two places.
function irreducible(second)
    r = Int[]
    n = 0
    second && @goto two
    @label one
    push!(r, 1)
    n += 1
    n > 3 && @goto done
    @label two
    push!(r, 2)
    n += 1
    n > 5 && @goto done
    @goto one
    @label done
    return r
end
println(irreducible(true), irreducible(false))

function retry()
    n = 0
    @label once_more
    try
        n += 1
        n < 3 && error("not yet")
    catch
        @goto once_more
    end
    return n
end
println(retry())

function out_of_finally()
    seen = Int[]
    n = 0
    @label top
    try
        n += 1
        n < 3 && @goto top
    finally
        push!(seen, n)
    end
    return seen
end
println(out_of_finally())

function inside_catch()
    try
        error("x")
    catch
        n = 0
        @label top
        n += 1
        n < 3 && @goto top
        return n
    end
end
println(inside_catch())

# A variable of a scope begins anew when the scope does, not when a jump stays inside it.
function closures()
    fs = Function[]
    for i in 1:3
        k = i
        @label grow
        k += 10
        k < 30 && @goto grow
        push!(fs, () -> k)
    end
    return [f() for f in fs]
end
println(closures())

function fresh()
    fs = Function[]
    i = 0
    @label top
    i += 1
    let j = i
        push!(fs, () -> j)
    end
    i < 3 && @goto top
    return [f() for f in fs]
end
println(fresh())

function skipped()
    @goto over
    y = 1
    @label over
    return y
end
try
    skipped()
catch e
    println(sprint(showerror, e))
end

# Labels of a macro's result are its own.
macro times(n, ex)
    quote
        i = 0
        @label top
        i += 1
        i < $n && @goto top
        $(esc(ex)) + i
    end
end
both() = @times(3, 10) + @times(4, 100)
println(both())

value(n) = 1 + begin
    s = 0
    @label top
    s += 1
    s < n && @goto top
    2s
end
println(value(4))

begin
    k = 0
    @label here
    k += 1
    k < 4 && @goto here
    println(k)
end

for text in ("@goto nowhere", "f() = @goto nowhere", "function f(); @label a; @label a; end",
    "function f(); @goto a; try; error(); catch; @label a; end; end")
    try
        eval(Meta.parse(text))
    catch e
        println(sprint(showerror, e))
    end
end
