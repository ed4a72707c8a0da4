# How values look on one line and in the REPL.
macro c(ex)
  s = string(ex)
  quote
    try
      local x = $(esc(ex))
      print($s, " => "); show(x); println()
      show(IOContext(stdout, :limit=>true, :displaysize=>(24,80)), MIME("text/plain"), x); println("|")
    catch e
      println($s, " !! ", sprint(showerror, e))
    end
  end
end
struct A; x; y; end
struct B{T}; x::T; end
mutable struct M; x; M()=new(); end
f1(x::Int) = x
f1(x::String, y) = x
@c Ref(1)
@c M()
@c A(1,"a")
@c A(A(1,1f0),[1,2])
@c B(1.5f0)
@c Val(3)
@c Some(1)
@c (1,)
@c ()
@c (1,"a",'c',:d,2.5f0,nothing)
@c (a=1,b="x")
@c (a=1,)
@c NamedTuple()
@c (1=>2)=>3
@c 1=>(2=>3)
@c :a=>:(x+1)
@c Pair{Any,Any}(1,2)
@c 'x'
@c Symbol("a b")
@c nothing
@c missing
@c 2//3
@c 1+2im
@c pi
@c Int
@c Vector{Int}
@c Main
@c f1
@c Dict(1=>2)
@c Dict("a"=>1.5)
@c Dict{Symbol,Any}(:a=>1)
@c Dict()
@c Dict{Int,Int}()
@c Dict("k"=>[1,2,3])
@c Dict(1=>Dict(2=>3))
@c Set([1])
@c Set(["a"])
@c Set()
@c Set(Any[1])
@c keys(Dict(1=>2))
@c values(Dict(1=>2))
@c Dict(1=>1f0)
@c [(a=1,b=2.5)]
@c [1=>2f0]
@c [(1,2f0)]
@c SubString("hello",2,3)
@c Tuple{Int}
@c Union{Int,Nothing}
@c 1:0
@c view([1 2;3 4],:,1)
@c ["a", "b"][1:1]
a = Any[1]; push!(a, a)
@c a
@show 1+1 a
