# What Julia's own tests showed to differ, reduced: dictionaries' order, strings' identity, long tuples, aliasing, absent features.
println(Dict("apple" => 1, "banana" => 2, "cherry" => 3), " ", Dict(:a => 1, :b => 2), " ", Set(['x', 'y', 'z']))
println(Dict(1 => "a", 2 => "b", 3 => "c"), " ", Set(1:10))
let counts = Dict{Char,Int}()
    for c in "hello world"
        counts[c] = get(counts, c, 0) + 1
    end
    println(counts)
end
let d = Dict(i => i for i in 1:100)
    for i in 1:2:99
        delete!(d, i)
    end
    for i in 201:210
        d[i] = i
    end
    println(length(d), " ", sum(keys(d)), " ", haskey(d, 3), " ", pop!(d, 210), " ", get(d, 210, 0))
end
same(a, b) = a === b
println(same(string("ab", 'c'), "abc"), " ", [===][1](string("ab", 'c'), "abc"))
v = collect(1.0:100.0)
println(length((v...,)), " ", sum(tuple(v..., 1)), " ", length(ntuple(identity, 50)), " ", length(Expr(:block, v...).args))
println([Array, Int], " ", typejoin(UnionAll, DataType), " ", isabstracttype(AbstractArray))
let a = [1, 2, 3, 4]
    a[2:4] = view(a, 1:3)
    println(a)
end
let v = [[1, 2], [3, 4]]
    v[1] .= 0
    println(v)
end
println([:a => 1, :b => 2.0])
println(startswith("∀", "\xe2"), " ", convert(Tuple{Vararg{Int}}, (1.0, 2)), " ", unique([1 2 1; 3 4 3]; dims=2))
println(1.15 < 115 // 100, " ", convert(Rational{Int}, 1 / 3), " ", convert(Rational{Int32}, 1 / 3), " ", sinpi(5 // 6) ≈ 0.5)
println(TypeVar(:T).name, " ", Base.@kwdef(struct WithDefaults
    a::Int = 1
end))
message(f) =
    try
        f()
        "no error"
    catch e
        sprint(showerror, e)
    end
println(message(() -> big(2)))
println(message(() -> `ls`))
println(message(() -> reinterpret(ComplexF32, 1.0)))
println(message(() -> Symbol("a\0b")))
println(message(() -> sizeof(AbstractArray)))
println(cumsum(x^2 for x in 1:3), " ", cumprod(x^2 for x in 1:3), " ", accumulate(+, [1, 2.5, 3]), " ", cumsum((1, 2.5)))
