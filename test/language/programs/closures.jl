# Functions: closures, do blocks, composition, piping, broadcasting
function counter()
    n = 0
    inc() = (n += 1)
    get() = n
    inc, get
end
inc, get = counter()
inc(); inc()
println(get())
adder(n) = x -> x + n
println(adder(3)(4))
println(map(x -> 2x, [1, 2, 3]), filter(isodd, 1:6), reduce(+, 1:4), foldl(-, [10, 2, 3]), foldr(-, [10, 2, 3]))
r = map([1, 2, 3]) do x
    y = x + 1
    y^2
end
println(r)
println(map((a, b) -> a * b, [1, 2], [3, 4]), " ", mapreduce(abs2, +, 1:3))
println((sqrt ∘ abs)(-16), " ", (uppercase ∘ string)(:abc))
println([1, 4, 9] .|> sqrt, " ", 16 |> sqrt |> string)
f(x, y=2) = x + y
println(f.([1, 2, 3]), f.([1, 2], [10, 20]), f.(1, (5, 6)))
a = [1, 2, 3]
a .+= 10
println(a)
a .= a .* 2 .+ 1
println(a)
println(@. sqrt(abs([-1.0, 4.0])) + 1)
m = [1 2; 3 4]
println(m .+ [10, 20], m .* [1 2], m .^ 2)
println(sin.([0.0]), " ", .-[1, 2], " ", [1, 2] .== [1, 3], " ", .![true, false])
println((1, 2) .+ 1, " ", "a" .* ["b", "c"], " ", ["x" "y"] .* "z")
compose(fs...) = reduce(∘, fs)
println(compose(x -> x + 1, x -> x * 2)(5))
function fibm()
    memo = Dict{Int,Int}()
    function fib(n)
        n <= 2 && return 1
        haskey(memo, n) && return memo[n]
        memo[n] = fib(n - 1) + fib(n - 2)
    end
    fib
end
println(fibm()(50))
function acc()
    total = 0
    for i in 1:4
        (() -> total += i)()
    end
    total
end
println(acc())
curry(f, x) = (args...) -> f(x, args...)
println(curry(+, 1)(2, 3))
println(Base.Fix1(-, 10)(3), " ", Base.Fix2(-, 10)(3), " ", ==(3)(3), " ", filter(>(2), 1:5), " ", map(in([1, 2]), 1:3))
apply(f, xs...) = f(xs...)
println(apply(max, 3, 7, 5), " ", apply() do; 42 end)
println(findfirst(==(3), [1, 3, 3]), findall(iseven, [1, 2, 4]), any(x -> x > 2, [1, 2]), all(>(0), [1, 2]), count(isodd, 1:5))
println(sort([3, 1, 2], by=x -> -x), sort(["bb", "a"], by=length, rev=true), sortperm([3, 1, 2]))
println(accumulate(+, 1:4), cumsum([1, 2, 3]), cumprod([1, 2, 3]), diff([1, 4, 9]))
println(ntuple(i -> i^2, 4), " ", zip([1, 2], "ab") |> collect)
println(foreach(print, 1:3))
function recursive_inner(n)
    fact(k) = k <= 1 ? 1 : k * fact(k - 1)
    fact(n)
end
println(recursive_inner(10))
let x = 1
    global getx() = x
    global setx(v) = (x = v)
end
setx(5)
println(getx())
g = let state = Ref(0)
    () -> state[] += 1
end
g(); println(g())
h(x) = begin
    y = x
    z -> (y += z; y)
end
hh = h(1)
hh(2); println(hh(3))
println(broadcast(+, 1:3, [10 20]))
println(identity.(1:3), " ", Ref([1, 2]) .== [[1, 2], [3]])
println(map(+, (1, 2), (3, 4)), " ", map(x -> x, (a=1,)))
z = zeros(3)
z[1:2] .= 5
println(z)
v = view([1, 2, 3, 4], 2:3)
v .*= 10
println(v, parent(v))
println(mapslices(sum, [1 2; 3 4], dims=1))
println(((x, (y, z)) -> x + y + z)(1, (2, 3)))
println(splitdir, " ", sin, " ", +)
println(Base.Fix2(+, 1))
