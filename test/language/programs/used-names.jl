# A name of a used module that was read cannot be given another meaning; one that was not can
module A
export f, g, h, k, T
f() = "A.f"
g() = "A.g"
h() = "A.h"
k = 1
struct T end
end
module B
export g
g() = "B.g"
end
attempt(code) = try Core.eval(Main, code); "done" catch e; sprint(showerror, e) end
using .A
println(f())
println(attempt(:(f(x) = 1)))
println(f())
h(x) = "Main.h"
println(h(1), " ", length(methods(h)))
println(sum([1, 2]), " ", occursin("cannot assign a value to", attempt(:(sum = 3))), " ", sum([3]))
println(occursin("must be explicitly imported", attempt(:(sum(x::String) = 1))))
maximum = 5
println(maximum)
println(k)
println(occursin("cannot assign a value to", attempt(:(k = 2))))
import .A: f
f(x) = 2x
println(f(4), f())
module C
using ..A, ..B
try g() catch e println(typeof(e)) end
end
module D
lazy() = cos(0.0)
cos(x) = "own"
println(lazy())
end
