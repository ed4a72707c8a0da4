# How arrays look on one line and in the REPL.
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
@c [1,2,3]
@c [1.5,22.25,1e10]
@c ["a","bcd"]
@c [1 2;3 4]
@c [1.5 2;-3 400.123456789]
@c Any[1,"a",nothing,:b,2.5]
@c zeros(3,0)
@c Int[]
@c Any[]
@c zeros(2,2,2)
@c fill(1)
@c [1//2,3//40]
@c [1+2im,3.5-4im]
@c [1=>2,10=>"a"]
@c [missing,1]
@c [NaN,1.0,Inf,-1e-10]
@c ['a','b']
@c [:a,:b]
@c [true false;false true]
@c trues(3)
@c [1,2].>1
@c [[1,2],[3]]
@c [(1,2),(3,4)]
@c 0x01:0x03
@c [0x01,0xff]
@c 1:10
@c 1:2:9
@c 1.0:0.5:3.0
@c range(0,stop=1,length=5)
@c view([1,2,3],2:3)
@c Vector{String}(undef,2)
@c Float32[1,2.5]
@c [nothing,nothing]
@c Union{Int,Nothing}[1,nothing]
@c Union{Missing,Float64}[1,missing]
@c [1 "a";:b 2.5]
@c Base.OneTo(3)
@c 'a':'e'
@c Float16(1.5)
@c [1.0+2im 3.25im; 1e10 -2im]
@c [A(1,2),A("x",1f0)]
@c [B(1)]
@c Real[1,2.5,1//2]
@c [[1 2;3 4],[5]]
@c [1:3,2:4]
@c [Dict(1=>2)]
@c [1,2]'
@c reshape(1:6,2,3)
@c [1e-5,1.0,123456.789,1e10]
@c [1e-5 1.0;123456.789 1e10]
@c [Int, String]
@c ["a\nb"]
@c collect(reshape(1:60,3,4,5))
@c fill(3.14159,5,40)
