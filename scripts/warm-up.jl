# Run when the image is made: what is compiled here is compiled in every process from the start. No definitions of
# methods for functions of Base. Each cell runs even if another fails.

# %% output
println("hello")
println(1); println(1.5); println('c'); println(:s); println(true); println(nothing)
print("a", 1, 2.5, '\n')
println("x = ", 1, " and ", 2.5)
# %% display
for x in Any[1, 2.5, "s", 'c', :s, true, nothing, 1:3, 1:2:9, [1, 2], [1.5, 2.5], ["a"], [1 2; 3 4], [1.0 2.0], (1, 2), (a=1, b=2), 1 => 2, Any[1, "a"],
    Dict("a" => 1), Set([1]), Int64, Vector{Float64}, sin, 0x01, 1//2, 1.0 + 2im, [true, false], [nothing, 1]]
    show(IOContext(IOBuffer(), :limit => true), MIME("text/plain"), x)
    repr(x)
    string(x)
end
# %% strings
let s = "hello world"
    string(s, 1, 2.5); uppercase(s); split(s); join(["a", "b"], ", "); replace(s, "l" => "L"); length(s); s[1:3]; s * "x"; "a$(s)b$(1)"
    lpad(s, 20); rpad(1, 5); parse(Int, "12"); parse(Float64, "1.5"); startswith(s, "h"); occursin("wor", s); repeat("a", 3); strip(" a ")
end
# %% arrays
let a = [3, 1, 2], b = rand(3)
    sum(a); maximum(a); minimum(b); sort(a); sort(b); push!(a, 4); a .+ 1; b .* 2; a .^ 2; map(x -> x + 1, a); filter(isodd, a); length(a); zeros(3); ones(2, 2)
    zeros(Int, 3); collect(1:3); [x^2 for x in 1:3]; sum(b); reverse(a); a[2:3]; vcat(a, a); fill(0, 3); b' * b; copy(a); findall(isodd, a); any(isodd, a); all(isodd, a)
    enumerate(a) |> collect; zip(a, a) |> collect; reduce(+, a); cumsum(a); similar(a); append!(a, a); pop!(a)
end
# %% dictionaries
let d = Dict("a" => 1), e = Dict{Int, Int}()
    d["b"] = 2; d["a"]; haskey(d, "c"); get(d, "c", 0); for (k, v) in d; end; keys(d) |> collect; values(d) |> collect; delete!(d, "a"); e[1] = 2; length(d)
end
# %% errors
for f in Any[() -> error("x"), () -> [1][2], () -> undefined_name, () -> sin("a"), () -> 1 ÷ 0, () -> Dict()["a"], () -> Int(1.5), () -> parse(Int, "x"), () -> throw(ArgumentError("x"))]
    try
        f()
    catch e
        Base.session_error(e, Base.backtrace_strings(e))
        Base.session_load_error(e, Base.backtrace_strings(e), "file", 1)
    end
end
