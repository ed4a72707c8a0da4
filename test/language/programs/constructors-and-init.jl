# Errors of constructors come when they are called; errors of __init__ are wrapped
struct P
    x::Int
    P(x) = new(x, 2)
end
println("defined")
try P(1) catch e showerror(stdout, e); println() end
abstract type Shape end
abstract type Box{T} end
for f in (() -> Shape(), () -> Shape(1, 2), () -> Box{Int}(), () -> IO(), () -> Exception())
    try f() catch e println(split(sprint(showerror, e), '\n')[1]) end
end
Shape(x::Int) = x + 1
println(Shape(1))
try
    Core.eval(Main, :(module Broken
        ready = true
        __init__() = error("boom")
    end))
catch e
    println(typeof(e), " ", e.mod, " ", typeof(e.error))
    showerror(stdout, e)
    println()
end
println(Broken.ready)
@enum Fruit::UInt8 apple = 1 pear = 200
show(stdout, MIME"text/plain"(), pear)
println()
show(stdout, MIME"text/plain"(), Fruit)
println()
println(Meta.lower(Main, :x), " ", Meta.lower(Main, 3), " ", Meta.lower(Main, :(f(x))).head, " ", Meta.isexpr(Meta.lower(Main, :(@show x)), :thunk))
println(promote_type(Rational{Int}, Bool), " ", true + 1 // 2, " ", [true, 1 // 2], " ", promote_type(Complex{Int}, Bool), " ", typeof(true + π))
println(rem(7, 2, RoundNearest), " ", rem(-5, 3, RoundNearest), " ", divrem(7, 2, RoundNearestTiesAway), " ", rem(true, true, RoundNearest))
