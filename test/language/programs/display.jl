# Display: what the REPL shows of values (text/plain) and what print shows
sh(x) = (show(stdout, "text/plain", x); println())
for x in (1, 1.5, "str", 'c', :sym, nothing, true, 1//2, 1 + 2im, 0x0f, 1f0, Int8(3), missing, pi, 1:3, 1:2:9, (1, "a"), (), (a = 1,), Int, Vector{Int}, Union{Int,String}, [1, 2], Int[], [], ["a", "b"], [1.0 2.5; 3.25 4], Any[1, 'a', nothing], [[1, 2], [3]], [(1, 2)], [nothing, 1], [true, false], Dict("a" => 1), Dict(), Set([1]), 1 => 2, :(a + b), :(x = 1), Some(1), Ref(1)[], "multi\nline", 'é', '\t', "quote\"d", 1e10, NaN, -0.0, Inf, [1e10, 1.0], [0.1, 100.0, 1e-5], [1.5, NaN], [1, -100], zeros(0, 3), fill(1, 1, 1), "", Symbol("a b"), Tuple(1:12), Complex{Float64}[1 + 2im], [1//2, 3//4], ['a', 'b'], Bool[], [1 2 3], trues(3), 1:0, 0.1:0.1:0.5, [:a, :b], Real[1, 2.5], [missing, 1], (1,), ((1, 2), 3), [1, 2]', Val(3), Float64[], Tuple{Int,String}, typeof([1]), Array{Int,3}, AbstractArray, Nothing, Type{Int}, Any)
    sh(x)
end
sh(collect(1:30))
sh(reshape(collect(1:60), 5, 12))
sh(Dict(i => i for i in 1:1))
println(IOContext(stdout, :compact => true) isa IO)
show(IOContext(stdout, :limit => true), "text/plain", collect(1:100)); println()
show(IOContext(stdout, :limit => true), "text/plain", rand(3, 100) .> 2); println()
show(IOContext(stdout, :limit => true), collect(1:100)); println()
show(IOContext(stdout, :limit => true, :displaysize => (10, 40)), "text/plain", [i * j for i in 1:30, j in 1:30]); println()
show(IOContext(stdout, :limit => true, :displaysize => (10, 40)), "text/plain", Dict(i => string(i) for i in 1:1)); println()
show(IOContext(stdout, :compact => true), 1 / 3); println()
show([1 / 3, 2.0]); println()
show(Any[1 / 3, 1, "x", 'c', :s, [1.0]]); println()
print([1.0, 2.5], ' ', ["a"], ' ', 'c', ' ', "s", ' ', :s, ' ', [:s], ' ', ('c', "s"), ' ', (a = "x",)); println()
struct S
    a
    b::String
end
sh(S(1, "x")); sh([S(1, "x")]); sh(S([1], "y"))
mutable struct Mut
    x::Int
end
sh(Mut(1))
struct Wrapper{T}
    v::T
end
sh(Wrapper(1.5)); sh(Wrapper("a")); sh(Wrapper(Wrapper(1))); sh(Wrapper); sh(Wrapper{Int}); sh([Wrapper(1), Wrapper(2)])
println(Wrapper(:a), Wrapper(nothing), Wrapper([1]))
f(x) = x
f(x, y) = y
sh(f)
g = 3
sh(1.0e-10); sh(123456789.123); sh(1e15); sh(1e16); sh(0.1f0); sh(1.0e7); sh(999999.0); sh(100000.0); sh(1234567.0)
sh([1.0, 1e6]); sh([1.0, 1e7]); sh([0.001, 1.0]); sh([1e-10, 1.0]); sh([1.123456789, 2.1]); sh([1, 10, 100]); sh(["a", "bbb"]); sh([1.0 + 2.0im, 3.5im]); sh([1, 2.5, 3]); sh(Float32[1.5, 2])
println(1.0e-10, " ", [1e-10], " ", 1e5, " ", [100000.0], " ", 0.1 + 0.2, " ", 1e300 * 10, " ", 3.0e8)
sh(IOBuffer() isa IO)
sh(1:3 .== 1:3)
sh(view([1, 2, 3], 1:2))
sh(reshape(1:4, 2, 2))
sh(transpose([1 2; 3 4]))
sh(Iterators.take(1:3, 2) |> collect)
sh(enumerate([1]) |> collect)
sh(Base.OneTo(3))
sh(CartesianIndex(1, 2))
sh("αβγ")
sh('\u0301')
sh(Char(0x80))
sh("\x80\xff")
