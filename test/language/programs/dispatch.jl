# Methods: dispatch on all arguments, ambiguities, closest candidates, optional and keyword arguments, varargs
f(x) = "any"
f(x::Int) = "int"
f(x::Number) = "number"
f(x::AbstractString) = "string"
println(f(1), " ", f(2.0), " ", f("s"), " ", f('c'), " ", f(true))
g(x::Int, y) = "int any"
g(x, y::Int) = "any int"
println(g(1, "a"), " ", g("a", 1))
try
    g(1, 1)
catch e
    println(typeof(e))
    showerror(stdout, e)
    println()
end
g(x::Int, y::Int) = "both"
println(g(1, 1))
h(a, b=2, c=a + b) = (a, b, c)
println(h(1), h(1, 5), h(1, 5, 9))
k(x; y=1, z=x + y) = (x, y, z)
println(k(1), k(1, y=5), k(1; z=0), k(1, z=3, y=2))
try k(1; w=3) catch e println(typeof(e)) end
kr(; a, b=2) = a + b
println(kr(a=1))
try kr() catch e println(typeof(e)); showerror(stdout, e); println() end
va(x, xs...) = (x, xs, length(xs))
println(va(1), va(1, 2), va(1, 2, 3))
vk(args...; kw...) = (args, kw)
println(vk(1, 2; a=3, b="x"))
println(vk())
kws(; kw...) = [k => v for (k, v) in kw]
println(kws(a=1, b=2))
opts = (a=1, b=2)
println(kws(; opts...), kws(; opts..., c=3))
d = Dict(:x => 5)
println(kws(; d...))
a = 3; b = 4
nt = (; a, b)
println(nt, " ", kws(; a, b))
tup = (1, 2, 3)
println(+(tup...), " ", max([4, 9, 2]...), " ", va(tup..., 4, [5, 6]...))
par(x::Vector{T}) where {T} = T
par(x::T, y::T) where {T} = "same $T"
par(x, y) = "different"
println(par([1, 2]), " ", par(["a"]), " ", par(1, 2), " ", par(1, 2.0))
par3(x::Vector{<:Real}) = "reals"
par3(x::Vector) = "others"
println(par3([1.5]), " ", par3(["s"]), " ", par3(Any[1]))
tf(::Type{Int}) = "Int type"
tf(::Type{T}) where {T<:AbstractFloat} = "float type $T"
tf(::Type) = "a type"
println(tf(Int), " ", tf(Float32), " ", tf(String))
nv(::Val{N}) where {N} = N + 1
println(nv(Val(3)), " ", nv(Val{10}()))
fact(::Val{0}) = 1
fact(::Val{N}) where {N} = N * fact(Val(N - 1))
println(fact(Val(5)))
vint(xs::Int...) = "ints"
vint(xs...) = "mixed"
println(vint(1, 2), " ", vint(1, "x"), " ", vint())
tt(x::Tuple{Int,Int}) = "pair"
tt(x::Tuple{Int,Vararg{Any}}) = "int first"
tt(x::Tuple) = "tuple"
println(tt((1, 2)), " ", tt((1, "a")), " ", tt(("a",)), " ", tt(()))
println(length(methods(f)), " ", hasmethod(f, Tuple{Int}), " ", hasmethod(va, Tuple{}), " ", applicable(f, 1), " ", applicable(k))
println(invoke(f, Tuple{Number}, 1), " ", invoke(f, Tuple{Any}, 1))
function outer end
println(outer isa Function)
try outer(1) catch e println(typeof(e)) end
outer(x::Int) = x
println(outer(4))
un(x::Union{Int,Nothing}) = x === nothing ? "none" : x + 1
println(un(1), " ", un(nothing))
swap((a, b)) = (b, a)
println(swap((1, 2)))
ret(x)::Float64 = x
println(ret(3))
function ret2(x)::Int
    x > 0 && return x
    return 2.0
end
println(ret2(5), " ", ret2(-5))
try (x -> x::Int)("s") catch e showerror(stdout, e); println() end
op(x::Bool) = !x
println(op(true), " ", (!)(true), " ", map(!, [true, false]))
println((x -> x^2)(5), " ", ((x, y) -> x - y)(5, 3), " ", (() -> 7)())
⊕(a, b) = 10a + b
println(1 ⊕ 2, " ", ⊕(3, 4))
println(f)
println(typeof(f))
println(f.([1, 2.0, "x"]))
redefine() = 1
println(redefine())
redefine() = 2
println(redefine())
