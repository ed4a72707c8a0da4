# Run when the image is made: what is compiled here is compiled in every process from the start. No globals and no methods
# are defined. Each cell runs even if another fails.

# %% output
println("hello")
println(1); println(1.5); println('c'); println(:s); println(true); println(nothing); println()
print("a", 1, 2.5, '\n')
println("x = ", 1, " and ", 2.5)
println("a ", "b ", [1, 2], " ", 1:3, (1, 2.5))
print(stderr, "x"); println(stderr, "x", 1)
# %% display
for x in Any[1, 2.5, "s", 'c', :s, true, nothing, 1:3, 1:2:9, [1, 2], [1.5, 2.5], ["a"], [1 2; 3 4], [1.0 2.0; 3.0 4.0], (1, 2), (a=1, b=2), 1 => 2,
    Any[1, "a"], Dict("a" => 1), Dict(:a => 1), Dict(1 => 2), Set([1]), Int64, Vector{Float64}, sin, 0x01, 1//2, 1.0 + 2im, [true, false], [nothing, 1],
    Threads.Atomic{Int}(1), x -> x + 1, missing, "a\nb", Float64[], 1.0f0, (1,), ("a", 1), [[1], [2]], [(1, 2)], ["a" => 1], [:a], ['a'], Base]
    Base.session_repr(x)
    println(x)
    string(x)
    repr(x)
end
# %% strings
let s = "hello world"
    string(s, 1, 2.5); uppercase(s); lowercase(s); split(s); split(s, ","); split(s, ' '); join(["a", "b"], ", "); join([1, 2], " "); replace(s, "l" => "L"); length(s); s[1:3]; s * "x"
    "a$(s)b$(1)"; "$(1.5)"; "$(:a) $(1) $(2)"; lpad(s, 20); rpad(s, 20); lpad(1, 5); rpad(1, 5); parse(Int, "12"); parse(Float64, "1.5"); startswith(s, "h"); endswith(s, "d")
    occursin("wor", s); repeat("a", 3); strip(" a "); chomp("a\n"); reverse(s); string(s); s == "a"; s < "b"; s[1]; s[end]; collect(s); isempty(s); first(s, 2); contains(s, "h")
    for c in s; c == 'a'; end; hash(s); Symbol(s); round(1.234; digits=2); string(1; base=2); tryparse(Int, "x"); 'a' + 1; Int('a'); s^2
end
# %% arrays
let a = [3, 1, 2], b = [0.5, 1.5, 2.5], m = [1.0 2.0; 3.0 4.0]
    sum(a); sum(b); maximum(a); minimum(b); maximum(b); extrema(a); prod(a); sort(a); sort(b); sort(a; rev=true); sort(["b", "a"]); push!(a, 4); push!(b, 1.0); a .+ 1; b .* 2; a .^ 2; b .+ b
    sqrt.(b); a .> 1; map(x -> x + 1, a); map(x -> 2x, b); filter(isodd, a); filter(x -> x > 1, a); length(a); size(a); size(m); zeros(3); ones(2, 2); zeros(2, 2); zeros(Int, 3); fill(0, 3)
    collect(1:3); [x^2 for x in 1:3]; [i + j for i in 1:2, j in 1:2]; [x for x in 1:5 if isodd(x)]; reverse(a); a[2:3]; a[end]; vcat(a, a); hcat(b, b); m * m; m * [1.0, 2.0]; m'; copy(a); copy(b)
    findall(isodd, a); findfirst(isodd, a); any(isodd, a); all(isodd, a); in(1, a); enumerate(a) |> collect; collect(zip(a, a)); reduce(+, a); cumsum(a); similar(a); append!(a, a); pop!(a); popfirst!(a)
    pushfirst!(a, 1); a == a; isempty(a); first(a); last(a); unique(a); sum(x -> x^2, a); sum(x^2 for x in a); a[1] = 5; b[1] = 1.5; b[1] = 2; m[1, 2]; m[1, 2] = 5; m[:, 1]; view(a, 1:2); a[a .> 1]
    for (i, x) in enumerate(a); end; for i in eachindex(a); end; for x in b; end; String[]; Int[]; Any[]; Float64[]; push!(Any[], 1); push!(String[], "a"); reshape(1:4, 2, 2); argmax(a); sort!(a); sort(a; by=x -> -x)
    mapreduce(abs, +, a); foldl(+, a); maximum(abs, a); count(isodd, a); a .= 0; b .+= 1; abs.(a); range(0, 1; length=5) |> collect; 0:0.1:1; collect(0:0.5:1); string.(a); length.(["a"]); rand(); rand(3); rand(1:6); randn(); rand(1:6, 3)
end
# %% dictionaries and sets
let d = Dict("a" => 1), e = Dict{Int, Int}(), f = Dict{String, Int}(), g = Dict(:a => 1), h = Dict{String, Any}("a" => 1), s = Set([1, 2])
    d["b"] = 2; d["a"]; haskey(d, "c"); get(d, "c", 0); for (k, v) in d; end; collect(keys(d)); collect(values(d)); delete!(d, "a"); e[1] = 2; length(d); get!(d, "z", 1); f["a"] = get(f, "a", 0) + 1; sort(collect(d)); g[:b] = 2
    h["b"] = "x"; push!(s, 3); 1 in s; union(s, s); intersect(s, s); collect(s); d["b"] += 1; e[1] += 1; pairs(d); merge(d, d); sum(values(d)); for k in keys(d); end; Set{Int}(); Dict(); Dict{Any,Any}(1 => 2)
end
# %% numbers
let x = 1, y = 2.5, z = Any[1, 2.5]
    x + 1; y + 1; x / 2; x ÷ 2; x % 2; 2^10; 2.0^0.5; x^2; y^2; sqrt(2); sqrt(4.0); abs(-1); round(y); round(Int, y); floor(Int, y); ceil(y); div(7, 2); mod(7, 2); gcd(4, 6); min(1, 2); max(1.0, 2.0); isodd(1); iseven(2); sin(1.0); cos(y); exp(1); log(2.0); pi; 2pi
    z[1] + z[2]; z[1] * 2; z[2] - 1; z[1] == z[2]; z[1] < z[2]; z[1] > 1; z[1] <= 1; z[1] / 2; z[1] % 2; z[1]^2; -z[1]; float(1); Int(2.0); Float64(1); convert(Float64, 1); string(z[1]); isnan(y); typeof(z[1]); rem(5, 3); divrem(7, 2); 1:z[1]; z[1] % 2 == 0; 1 <= z[1] <= 3
    Int32(1); UInt8(1); true + 1; 1 == 1.0; 1 === 1; !true; xor(1, 2); 1 << 2; 1 & 3; 1 | 2; hypot(3, 4); factorial(5); 1im * 1im; abs(3 + 4im); 1//2 + 1//3; typemax(Int); 10^6; 1e6; clamp(5, 1, 3); sign(-1); cld(7, 2); signed(1)
end
# %% globals and loops
for i in 1:3
    i
end
for x in Any[1, 2], y in Any[3]
    x + y
end
let t = Any[0]
    for i in 1:3; t[1] += i; end
    while t[1] > 0; t[1] -= 1; end
end
# %% functions and closures
map((x, y) -> x + y, [1, 2], [3, 4])
(x -> x^2)(3)
((args...; k=1) -> length(args) + k)(1, 2; k=3)
foreach(println, [1, 2])
map(string, [1, 2])
# %% errors
for f in Any[() -> error("x"), () -> [1][2], () -> undefined_name, () -> sin("a"), () -> 1 ÷ 0, () -> Dict()["a"], () -> Int(1.5), () -> parse(Int, "x"), () -> throw(ArgumentError("x")),
    () -> sqrt(-1), () -> throw(DomainError(1, "m")), () -> convert(Int, "a"), () -> nothing + 1, () -> @assert(false), () -> [1, 2] + [1, 2, 3], () -> (1, 2)[3], () -> "abc"[10], () -> 1::String, () -> throw(KeyError(1))]
    try
        f()
    catch e
        Base.session_error(e, Base.backtrace_of(e))
        Base.session_load_error(e, Base.backtrace_of(e), "file", 1)
        sprint(showerror, e)
    end
end
# %% tasks and threads
let c = Channel{Int}(1), t = @async 1 + 1
    fetch(t); @sync (@async put!(c, 1)); take!(c); wait(@async nothing); sleep(0.001); yield(); close(c); Threads.nthreads(); Threads.threadid()
    fetch(Threads.@spawn 1); l = ReentrantLock(); lock(() -> 1, l); Channel(ch -> (for i in 1:3; put!(ch, i); end)) |> collect
end
# %% threaded loops
let a = zeros(4), n = Threads.Atomic{Int}(0)
    Threads.@threads for i = 1:length(a)
        a[i] = Threads.threadid()
    end
    Threads.@threads for i in 1:10
        Threads.atomic_add!(n, 1)
    end
    Threads.@threads for x in a
    end
    n[]
end
# %% time and logging
@time sum([1, 2])
@elapsed 1
@info "x"
@info "x" a = 1
@warn "x"
@error "x"
@show 1
# %% macros
:(a + b)
string(:(a + b))
# %% libraries
using Random, Statistics, LinearAlgebra, Printf
Random.seed!(1)
mean([1, 2]); mean([1.0, 2.0]); std([1.0, 2.0]); median([1.0, 2.0]); dot([1.0], [1.0]); norm([1.0])
@printf("%d %.2f %s\n", 1, 2.5, "a")
# %% distributed
using Distributed
nprocs(); workers(); myid()
