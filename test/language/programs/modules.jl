# Modules: import, using, export, nested modules, qualified names, globals, constants
module A
export fa, ca
fa(x) = "A.fa $x"
hidden() = "hidden"
const ca = 7
var = 1
getvar() = var
setvar(v) = (global var = v)
module B
    export fb
    fb() = "B.fb"
    parentf() = parentmodule(B)
    import ..hidden
    usehidden() = hidden()
end
struct T
    x::Int
end
Base.show(io::IO, t::T) = print(io, "T<", t.x, ">")
end
using .A
println(fa(1), " ", ca, " ", A.hidden(), " ", A.var)
A.setvar(5)
println(A.getvar(), " ", A.var)
using .A.B
println(fb(), " ", A.B.parentf(), " ", A.B.usehidden())
try hidden() catch e showerror(stdout, e); println() end
println(A.T(3), " ", A.T, " ", typeof(A.T(1)), " ", [A.T(1), A.T(2)])
import .A: hidden
println(hidden())
module C
    using ..A: T, fa
    g() = fa(T(1).x)
    import Base: +
    +(a::T, b::T) = T(a.x + b.x)
end
println(C.g(), " ", A.T(1) + A.T(2))
println(A, " ", C, " ", parentmodule(A), " ", nameof(A), " ", names(A))
println(isdefined(A, :fa), " ", isdefined(A, :zip0), " ", isdefined(Main, :fa), " ", getfield(A, :ca))
module D
    x = 10
    f() = x
    h() = (global x += 1; x)
end
println(D.f(), D.h(), D.x)
const K = 3
println(K)
println(Base.length([1]), " ", Base.:+(1, 2), " ", Main.K)
baremodule Bare
    import Base: +
    x = 1 + 2
end
println(Bare.x)
