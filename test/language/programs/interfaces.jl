# Interfaces: iteration, indexing, comparison, arithmetic, show, broadcasting of the user's own types
struct Squares
    count::Int
end
Base.iterate(s::Squares, state = 1) = state > s.count ? nothing : (state^2, state + 1)
Base.length(s::Squares) = s.count
Base.eltype(::Type{Squares}) = Int
println(collect(Squares(4)), sum(Squares(3)), 9 in Squares(5), maximum(Squares(4)), [x + 1 for x in Squares(2)], map(x -> 2x, Squares(3)))
for (i, s) in enumerate(Squares(2)) print(i, ":", s, " ") end
println()
a, b = Squares(2)
println(a, b, " ", (Squares(3)...,), " ", zip(Squares(2), "ab") |> collect, " ", collect(Iterators.filter(isodd, Squares(4))))
Base.getindex(s::Squares, i::Int) = i^2
Base.firstindex(s::Squares) = 1
Base.lastindex(s::Squares) = s.count
println(Squares(5)[3], Squares(5)[end], first(Squares(3)))
struct MyVec <: AbstractVector{Float64}
    data::Vector{Float64}
end
Base.size(v::MyVec) = size(v.data)
Base.getindex(v::MyVec, i::Int) = v.data[i]
Base.setindex!(v::MyVec, x, i::Int) = v.data[i] = x
v = MyVec([1, 2, 3])
println(v, " ", sum(v), " ", v .+ 1, " ", v[2:3], " ", length(v), " ", v == [1, 2, 3], " ", reverse(v), " ", map(sqrt, MyVec([4])), " ", v')
v[1] = 10
println(v, maximum(v), sort(v), findfirst(==(2), v), collect(v), v * 2, v + v)
show(stdout, "text/plain", v); println()
struct Money
    cents::Int
end
Base.show(io::IO, m::Money) = print(io, "\$", m.cents ÷ 100, ".", lpad(m.cents % 100, 2, '0'))
Base.:+(a::Money, b::Money) = Money(a.cents + b.cents)
Base.:*(a::Int, b::Money) = Money(a * b.cents)
Base.isless(a::Money, b::Money) = isless(a.cents, b.cents)
Base.zero(::Type{Money}) = Money(0)
Base.zero(::Money) = Money(0)
println(Money(150), " ", [Money(1), Money(250)], " ", Money(1) + Money(2), " ", 3 * Money(50), " ", sum([Money(1), Money(2)]), " ", maximum([Money(5), Money(9)]), " ", sort([Money(3), Money(1)]), " ", Money(1) < Money(2), " ", (Money(1), 2), " ", Dict(:a => Money(5)), " ", "$(Money(7))", " ", string(Money(8)), " ", repr(Money(9)))
Base.show(io::IO, ::MIME"text/plain", m::Money) = print(io, "Money: ", m)
show(stdout, "text/plain", Money(5)); println()
display(Money(7))
println([Money(1)])
struct Poly
    c::Vector{Int}
end
(p::Poly)(x) = evalpoly(x, p.c)
println(Poly([1, 2, 3])(2), map(Poly([0, 1]), 1:3))
Base.:(==)(a::Poly, b::Poly) = a.c == b.c
Base.hash(p::Poly, h::UInt) = hash(p.c, h)
println(Poly([1]) == Poly([1]), Poly([1]) in Set([Poly([1])]), Dict(Poly([1]) => 2)[Poly([1])], length(unique([Poly([1]), Poly([1])])))
struct Meters
    v::Float64
end
Base.convert(::Type{Meters}, x::Real) = Meters(x)
Base.promote_rule(::Type{Meters}, ::Type{<:Real}) = Meters
ms = Meters[1, 2.5]
println(ms)
struct Holder
    m::Meters
end
println(Holder(3))
Base.getproperty(p::Money, s::Symbol) = s === :dollars ? getfield(p, :cents) / 100 : getfield(p, s)
Base.propertynames(::Money) = (:cents, :dollars)
println(Money(250).dollars, Money(1).cents, propertynames(Money(1)))
abstract type Animal end
struct Dog <: Animal; name::String; end
struct Cat <: Animal; name::String; end
speak(::Dog) = "Woof"
speak(::Cat) = "Meow"
describe(a::Animal) = "$(a.name) says $(speak(a))"
for a in Animal[Dog("Rex"), Cat("Tom")] println(describe(a)) end
meet(a::Animal, b::Animal) = "$(a.name) ignores $(b.name)"
meet(a::Dog, b::Cat) = "$(a.name) chases $(b.name)"
println(meet(Dog("A"), Cat("B")), "; ", meet(Cat("B"), Dog("A")))
Base.broadcastable(a::Animal) = Ref(a)
println(meet.(Dog("Z"), [Cat("X"), Dog("Y")]))
struct Stack{T}
    items::Vector{T}
end
Stack{T}() where {T} = Stack{T}(T[])
Base.push!(s::Stack, x) = (push!(s.items, x); s)
Base.pop!(s::Stack) = pop!(s.items)
Base.isempty(s::Stack) = isempty(s.items)
s = Stack{Int}()
push!(s, 1); push!(s, 2)
println(pop!(s), isempty(s), s)
Base.iterate(s::Stack) = iterate(s.items)
Base.iterate(s::Stack, st) = iterate(s.items, st)
Base.length(s::Stack) = length(s.items)
println([x for x in push!(s, 5)])
@enum Color red=1 green blue=5
println(red, " ", Int(blue), " ", Color(2), " ", green < blue, " ", instances(Color), " ", typeof(red))
try Color(9) catch e showerror(stdout, e); println() end
Base.@kwdef struct Conf
    a::Int = 1
    b::String = "x"
end
println(Conf(), Conf(a = 5))
