# Errors: all exception types, their messages, custom exceptions
tries = [
    () -> undefinedvar,
    () -> [1, 2][3],
    () -> [1 2; 3 4][3, 1],
    () -> (1, 2)[3],
    () -> Dict(1 => 2)[3],
    () -> error("custom ", 1),
    () -> throw("string thrown"),
    () -> throw(42),
    () -> sqrt("x"),
    () -> 1 + "a",
    () -> "a" + "b",
    () -> [1] + 1,
    () -> nothing + 1,
    () -> (1)(2),
    () -> "f"(3),
    () -> Int("12"),
    () -> parse(Int, "1.5"),
    () -> convert(Int, "a"),
    () -> convert(String, 1),
    () -> 1::String,
    () -> (if 1; 2; end),
    () -> (while "s"; end),
    () -> nothing.x,
    () -> (1, 2).z,
    () -> (a=1,).b,
    () -> "abc"[10],
    () -> 'a' + 'b',
    () -> zeros(-1),
    () -> reshape([1, 2, 3], 2, 2),
    () -> [1, 2] .+ [1, 2, 3],
    () -> hcat([1], [1, 2]),
    () -> vcat([1 2], [1 2 3]),
    () -> collect(1:3)[1.5],
    () -> [1, 2, 3]["a"],
    () -> first([]),
    () -> last(Int[]),
    () -> maximum(Int[]),
    () -> reduce(+, []),
    () -> reduce(max, Int[]),
    () -> only([1, 2]),
    () -> getfield(1 => 2, :third),
    () -> setindex!((1, 2), 1, 1),
    () -> "abc"[1] = 'x',
    () -> Symbol(),
    () -> iterate(nothing),
    () -> (for i in nothing; end),
    () -> length(5.5, 2),
    () -> throw(ArgumentError("bad arg")),
    () -> throw(DomainError(-1, "must be positive")),
    () -> throw(DimensionMismatch("dims")),
    () -> throw(OverflowError("too big")),
    () -> throw(ErrorException("plain")),
    () -> throw(KeyError(:k)),
    () -> throw(BoundsError()),
    () -> throw(BoundsError([1], 2)),
    () -> throw(EOFError()),
    () -> throw(InterruptException()),
    () -> throw(UndefVarError(:q)),
    () -> throw(TypeError(:f, "ctx", Int, "a")),
    () -> throw(InexactError(:Int, Int, 1.5)),
    () -> throw(StackOverflowError()),
    () -> throw(OutOfMemoryError()),
    () -> throw(DivideError()),
    () -> throw(AssertionError("as")),
    () -> throw(MethodError(sin, (1, 2))),
    () -> throw(StringIndexError("aé", 3)),
    () -> throw(UndefRefError()),
    () -> throw(LoadError("f.jl", 3, ErrorException("in"))),
    () -> throw(UndefKeywordError(:kw)),
    () -> throw(CompositeException([ErrorException("a"), ErrorException("b")])),
    () -> rethrow(),
    () -> Vector{Int}(undef, 2)[3],
    () -> Array{Any}(undef, 1)[1],
    () -> Ref{Any}()[],
    () -> view([1, 2], 3:4),
    () -> parse(Bool, "maybe"),
    () -> Val(1) + 1,
    () -> map(+, [1], 2, 3, "a"),
    () -> sort([1, "a"]),
    () -> sum(["a", "b"]),
    () -> zip(1)[1],
    () -> Complex("a"),
    () -> invoke(sin, Tuple{Int,Int}, 1),
    () -> fieldname(Int, 1),
    () -> supertype(1),
    () -> Tuple{Int}("a"),
    () -> String(1),
    () -> hash(),
    () -> pop!(Dict(), 1),
    () -> deleteat!([1], 3),
    () -> insert!([1], 5, 2),
    () -> push!((1,), 2),
    () -> take!(1),
    () -> mod(5, 0),
    () -> 5 // 0 + 0 // 0,
    () -> repeat("a", -1),
    () -> lpad("a", 2, ""),
    () -> split("a", ""),
    () -> unescape_string("\\"),
    () -> range(1, 2),
    () -> 1:0:2,
    () -> 1.0:0.0:2.0,
    () -> ntuple(identity, -1),
    () -> Expr(1),
    () -> eval(:(1 + x_y_z)),
    () -> open("/nonexistent/file"),
    () -> Base.nonexistent,
    () -> Int[1, "a"],
    () -> Vector{Int}("a"),
    () -> rand(1:0),
    () -> rand([]),
]
for (i, f) in enumerate(tries)
    try
        r = f()
        println(i, " no error: ", r)
    catch e
        print(i, " ", typeof(e), ": ")
        println(split(sprint(showerror, e), "\nClosest")[1])
    end
end
struct MyErr <: Exception
    code::Int
end
try throw(MyErr(3)) catch e println(e); showerror(stdout, e); println() end
Base.showerror(io::IO, e::MyErr) = print(io, "my error with code ", e.code)
try throw(MyErr(3)) catch e showerror(stdout, e); println() end
f() = f() + 1
try f() catch e println(typeof(e)) end
function local_undefined()
    if false
        v = 1
    end
    v
end
try local_undefined() catch e showerror(stdout, e); println() end
throw(MyErr(9))
