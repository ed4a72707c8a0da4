# Names that Julia has and Fatou has not: using one gives an error that says so. grammar/COVERAGE.md lists them.

export BigInt, BigFloat, big, @big_str, @int128_str, @uint128_str, @ccall, @cfunction, @cmd, @threadcall, run, pipeline, finalizer, finalize,
    pointer, pointer_from_objref, unsafe_load, unsafe_store!, unsafe_wrap, unsafe_string, unsafe_copyto!, unsafe_read, unsafe_write, cglobal,
    code_typed, code_lowered, code_llvm, code_native, setprecision, setrounding, rounding, C_NULL

@noinline not_there(what) = throw(ErrorException(string(what, " not supported in Fatou")))

# Big numbers. The types are there to be named in signatures and tests of type; they have no values.
struct BigInt <: Signed
    BigInt(x...) = not_there("big numbers (BigInt, BigFloat) are")
end
struct BigFloat <: AbstractFloat
    BigFloat(x...; kw...) = not_there("big numbers (BigInt, BigFloat) are")
end
big(x) = not_there("big numbers (BigInt, BigFloat) are")
parse(::Type{<:Union{BigInt,BigFloat}}, s::AbstractString; kw...) = big(s)
macro big_str(s)
    return Expr(:call, big, s)
end
setprecision(args...) = big(args)
setrounding(args...) = not_there("rounding modes of the processor are")
rounding(T) = RoundNearest

# Integer literals beyond Int64, what the parser makes of them
macro int128_str(s)
    return parse(Int128, s)
end
macro uint128_str(s)
    return parse(UInt128, s)
end

# C and memory addresses
macro ccall(args...)
    return Expr(:call, not_there, "calling C functions (@ccall) is")
end
macro cfunction(args...)
    return Expr(:call, not_there, "C function pointers (@cfunction) are")
end
macro threadcall(args...)
    return Expr(:call, not_there, "calling C functions (@threadcall) is")
end
const C_NULL = bitcast(Ptr{Nothing}, 0)
for f in (:pointer, :pointer_from_objref, :unsafe_load, :unsafe_store!, :unsafe_wrap, :unsafe_string, :unsafe_read,
    :unsafe_write, :cglobal)
    Core.eval(Base, Expr(:(=), Expr(:call, f, Expr(:..., :args)), Expr(:call, :not_there, string("memory addresses (", f, ") are"))))
end
unsafe_copyto!(dest::AbstractArray, args...) = copyto!(dest, args...)

# Compiler's output
for f in (:code_typed, :code_lowered, :code_llvm, :code_native)
    Core.eval(Base, Expr(:(=), Expr(:call, f, Expr(:..., :args)), Expr(:call, :not_there, string(f, " is"))))
end

# Programs of the machine
macro cmd(s)
    return Expr(:call, not_there, "running programs (`…`, run) is")
end
run(args...; kw...) = not_there("running programs (`…`, run) is")
pipeline(args...; kw...) = not_there("running programs (pipeline) is")

# Finalizers
finalizer(f, x) = not_there("finalizers are")
finalize(x) = nothing

# The parser names the macros of literals by module Core
for name in (:cmd, :big_str, :int128_str, :uint128_str)
    local m = Symbol("@", name)
    isdefinedglobal(Core, m) || Core.eval(Core, Expr(:const, Expr(:(=), m, getglobal(Base, m))))
end
