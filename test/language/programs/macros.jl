# Metaprogramming: quotes, Expr, interpolation, eval, macros with hygiene, @macroexpand
ex = :(a + b * 2)
println(ex, " ", ex.head, " ", ex.args, " ", typeof(ex))
dump(ex)
println(Expr(:call, :+, 1, 2), " ", eval(Expr(:call, :+, 1, 2)), " ", Meta.parse("x -> x^2"))
x = 10
println(:(y = $x + 1), " ", :(f($(1 + 1), $("s"))), " ", :(g($([1, 2]...))))
println(quote
    a = 1
    b
end)
println(:(if a; b else c end), " | ", :(while x < 3; x += 1; end), " | ", :(for i in 1:3; i; end))
println(:(f(x) = x^2))
println(:(function f(x, y=2; z=3) x end))
println(:(x -> x + 1), " ", :((x, y) -> x), " ", :(a ? b : c), " ", :(a && b || !c), " ", :(a.b.c), " ", :(a[1, 2]), " ", :([1, 2, 3]), " ", :([1 2; 3 4]), " ", :((1, 2)))
println(:(x::Int), " ", :(f(x...)), " ", :("a $x b"), " ", :(:sym), " ", :(a => b), " ", :(1:2:3), " ", :(-x), " ", :(a < b < c), " ", :(x'), " ", :(f.(x)), " ", :(a .+ b), " ", :(@m a b))
println(:(let a = 1; a end), " ", :(try a catch e b finally c end), " ", :(struct A; x::Int; end), " ", :(return 1), " ", :(global x), " ", :(import A.b), " ", :(using A: b, c), " ", :(const a = 1), " ", :(a += 1), " ", :(begin; 1; end))
println(repr(:x), " ", repr(:(x + 1)), " ", repr(QuoteNode(:a)), " ", :(:a) == QuoteNode(:a), " ", Meta.isexpr(ex, :call))
macro twice(e)
    quote
        $(esc(e))
        $(esc(e))
    end
end
n = 0
@twice global n += 1
println(n)
macro hyg(e)
    quote
        tmp = 5
        $(esc(e)) + tmp
    end
end
tmp = 100
println(@hyg(tmp), " ", tmp)
macro swap(a, b)
    quote
        t = $(esc(a))
        $(esc(a)) = $(esc(b))
        $(esc(b)) = t
        nothing
    end
end
function usesswap()
    t = 1; u = 2
    @swap t u
    (t, u)
end
println(usesswap())
macro makefn(name, val)
    :($(esc(name))() = $(esc(val)))
end
@makefn seven 7
println(seven())
macro sayhello(name="you")
    return :(println("Hello, ", $name))
end
@sayhello
@sayhello "there"
println(@macroexpand(@sayhello "x").head, " ", (@macroexpand @sayhello "x").args[2:3])
macro count_args(args...)
    length(args)
end
println(@count_args(a, b, c), " ", @count_args a b)
macro unless(c, body)
    :(if !$(esc(c)); $(esc(body)); end)
end
@unless false println("unless ran")
@show x + 1
@show x "s" [1, 2]
y = @show 3
try @assert 1 == 2 catch e showerror(stdout, e); println() end
try @assert x < 0 "x must be negative" catch e showerror(stdout, e); println() end
println(@isdefined(x), " ", @isdefined(undefinedthing), " ", @__LINE__, " ", @__MODULE__)
for op in (:plus1, :plus2)
    @eval $op(x) = x + $(op == :plus1 ? 1 : 2)
end
println(plus1(1), plus2(1))
eval(:(zz = 42))
println(zz)
function geneval()
    e = :(sqrt(16))
    eval(e)
end
println(geneval())
println(Meta.parse("1 + 2 * 3").args, " ", eval(Meta.parse("2^10")))
try Meta.parse("1 +") catch e println(typeof(e)) end
s = gensym()
println(s isa Symbol, " ", startswith(string(gensym("ab")), "##ab"))
println(ex == :(a + b * 2), " ", hash(ex) == hash(:(a + b * 2)), " ", copy(ex) === ex)
ex.args[2] = :zz
println(ex)
walk(x) = x isa Expr ? sum(walk, x.args) : 1
println(walk(:(a + b * (c - d))))
macro str_len(s)
    length(s)
end
macro up_str(s)
    uppercase(s)
end
println(up"hello", " ", @str_len("four"))
module Inner
    export @exported, helper
    helper() = "helper"
    secret = "inner secret"
    macro exported()
        :(secret * "/" * helper())
    end
end
using .Inner
println(@exported)
@inline fast(x) = x + 1
println(fast(1), " ", @inbounds [1, 2][1], " ", (@elapsed 1) isa Float64)
t = @timed 1 + 1
println(t.value)
