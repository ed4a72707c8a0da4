# What errors say.
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
@c sqrt(-1)
@c Int(1.5)
@c Int8(300)
@c [1,2,3][5]
@c zeros(2,2)[3,1]
@c (1,2)[3]
@c div(1,0)
@c undefd
@c Dict(1=>2)[:a]
@c error("boo")
@c throw(ArgumentError("x"))
@c (@assert 1==2)
@c f1(1.5)
@c A(1)
@c convert(Int,"a")
@c [1,2]+[1,2,3]
@c (1::String)
@c (if 1; end)
@c 2^-1
@c nothing+1
@c 1(2)
@c factorial(30)
