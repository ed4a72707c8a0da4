# Types: declarations, parameters, constructors, unions, abstract types (manual: Types, Constructors)
abstract type Shape end
abstract type Polygon <: Shape end
struct Circle <: Shape
    r::Float64
end
struct Square <: Polygon
    side::Float64
    function Square(s)
        s < 0 && throw(ArgumentError("negative side: $s"))
        new(s)
    end
end
mutable struct Counter
    n::Int
    label::String
end
Counter() = Counter(0, "none")
area(c::Circle) = 3.0 * c.r^2
area(s::Square) = s.side^2
println(Circle(2))
println(Square(3))
println(area(Circle(2)), " ", area(Square(3)))
try
    Square(-1)
catch e
    println(e)
    showerror(stdout, e); println()
end
c = Counter()
c.n += 5
c.label = "five"
println(c)
println(c.n, " ", c.label)
try c.n = 2.5 catch e showerror(stdout, e); println() end
try c.zzz catch e println(typeof(e)) end
try Circle(1).r = 3 catch e println(typeof(e)) end
println(Circle <: Shape, " ", Square <: Shape, " ", Square <: Circle)
println(supertype(Square), " ", supertype(Polygon), " ", supertype(Int64), " ", supertype(Any))
struct Point{T<:Real}
    x::T
    y::T
end
println(Point(1, 2), " ", Point(1.5, 2.5))
println(typeof(Point(1, 2)), " ", Point{Float64}(1, 2))
try Point(1, 2.0) catch e println(typeof(e)) end
try Point("a", "b") catch e println(typeof(e)) end
println(Point{Int} <: Point, " ", Point{Int} <: Point{Real}, " ", Point{Int} <: Point{<:Real})
println(Point)
println(Point{<:Integer})
struct Pair2{A,B}
    a::A
    b::B
end
println(Pair2(1, "x"), " ", typeof(Pair2(1, "x")))
println(Pair2{Int})
println(Union{Int,String}, " ", Union{}, " ", Union{Int,Nothing})
println(Int isa Type, " ", Int isa DataType, " ", Point isa UnionAll)
println(typeof(1), " ", typeof(1.0), " ", typeof('a'), " ", typeof("s"), " ", typeof(:s), " ", typeof(nothing), " ", typeof(true))
println(typeof(1:2), " ", typeof((1, 2.0)), " ", typeof([1, 2]), " ", typeof(x -> x) <: Function, " ", typeof(1 => 2))
println(typeof(Dict(1 => "a")), " ", typeof(Set([1])), " ", typeof((a=1, b="x")))
println(fieldnames(Point), " ", fieldtypes(Point{Int}), " ", fieldcount(Counter))
println(isabstracttype(Shape), " ", isconcretetype(Circle), " ", isconcretetype(Point), " ", ismutable(c), " ", isbits(Circle(1)), " ", isbitstype(Int))
println(typejoin(Int, Float64), " ", typejoin(Int, String), " ", promote_type(Int, Float64), " ", promote_type(Int8, UInt16))
println(typeintersect(Integer, Union{Int,String}))
println(1 isa Number, " ", "a" isa Number, " ", isa(2.0, AbstractFloat))
println(convert(Float64, 3), " ", convert(Int, 3.0))
try convert(Int, 3.5) catch e showerror(stdout, e); println() end
try convert(Int, "3") catch e println(typeof(e)) end
primitive type MyByte 8 end
println(sizeof(MyByte), " ", sizeof(Int), " ", sizeof(Point{Int}))
struct Empty end
println(Empty(), " ", Empty() === Empty())
struct Node{T}
    value::T
    next::Union{Node{T},Nothing}
end
n = Node(1, Node(2, nothing))
println(n.next.value, " ", n.next.next)
println(n)
mutable struct Lazy
    x::Int
    y::Vector{Int}
    Lazy(x) = new(x)
end
l = Lazy(3)
println(isdefined(l, :x), " ", isdefined(l, :y))
try l.y catch e println(e) end
println(l)
struct Fancy{N,T}
    data::NTuple{N,T}
end
Fancy(xs...) = Fancy(xs)
println(Fancy(1, 2, 3), " ", typeof(Fancy(1.0, 2.0)))
(p::Point)(k) = Point(p.x * k, p.y * k)
println(Point(1, 2)(10))
Base.:+(a::Point, b::Point) = Point(a.x + b.x, a.y + b.y)
println(Point(1, 2) + Point(3, 4))
println(Point(1, 2) == Point(1, 2), " ", c == Counter(5, "five"), " ", Point(1, 2) === Point(1, 2))
const Num = Union{Int,Float64}
f(x::Num) = "num"
f(x) = "other"
println(f(1), f(2.0), f("x"))
println(Vector{Int} <: AbstractVector{Int}, " ", Vector{Int} <: Vector{Any}, " ", Tuple{Int} <: Tuple{Any}, " ", Vector === Array{T,1} where T)
println(Type{Int}, " ", Int isa Type{Int}, " ", Type{Int} <: DataType)
println(Array{<:Real,2}, " ", Array{T} where T<:Real, " ", Dict{String}, " ", Tuple{Vararg{Int}}, " ", NTuple{3,Int}, " ", Tuple{Int,Vararg{Float64,2}})
println(eltype([1]), " ", eltype(Dict(1=>2)), " ", eltype("abc"), " ", eltype(1:3), " ", keytype(Dict(1=>'a')), " ", valtype(Dict(1=>'a')))
println(typemax(Int), " ", typemin(Int), " ", typemax(UInt8), " ", typemin(Int8), " ", eps(), " ", floatmax(), " ", floatmin())
