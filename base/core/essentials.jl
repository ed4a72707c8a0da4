# The first file of Base: identity, fields, conversion, `Val`, and errors.
#
# Everything here must work before loops, integers or strings do. Names of module Core (types, exception types, intrinsics
# such as `===`, `isa`, `getfield`, `tuple`, `throw`) are visible without import; the ones users call are exported here.

export !, !==, ===, ≡, ≢, <:, >:, isa, typeof, typeassert, tuple, getfield, setfield!, isdefined, nfields, throw, ifelse,
    convert, oftype, identity, Val, Colon, getproperty, setproperty!, propertynames, hasproperty, error, objectid, nothing,
    isnothing, Some, something, invokelatest, applicable, invoke, Cvoid, fieldtype, isless, isequal, ==, !=, ≠, ∈, ∉, ∋, ∌,
    +, -, *, /, \, ^, ÷, %, //, <, >, <=, >=, ≤, ≥, &, |, ⊻, ~, <<, >>, >>>, |>, ∘, @inline, @noinline, @inbounds,
    @boundscheck, esc, gensym, @gensym, :, =>, @nospecialize, @specialize, @isdefined, @eval, @macroexpand, @macroexpand1,
    @doc, @static, @assert, @__MODULE__, @__DIR__, @__FILE__, @__LINE__, @goto, @label, @generated, @simd, @fastmath,
    @deprecate, @evalpoly

const Cvoid = Nothing
const Cint = Int32
const Cuint = UInt32
const Cshort = Int16
const Cushort = UInt16
const Clong = Int64
const Culong = UInt64
const Clonglong = Int64
const Culonglong = UInt64
const Cchar = Int8
const Cuchar = UInt8
const Csize_t = UInt64
const Cssize_t = Int64
const Cptrdiff_t = Int64
const Cfloat = Float32
const Cdouble = Float64
export Cint, Cuint, Cshort, Cushort, Clong, Culong, Clonglong, Culonglong, Cchar, Cuchar, Csize_t, Cssize_t, Cptrdiff_t,
    Cfloat, Cdouble, Float16, Float32, Float64

const Bottom = Union{}
const BitSigned = Union{Int8,Int16,Int32,Int64,Int128}
const BitUnsigned = Union{UInt8,UInt16,UInt32,UInt64,UInt128}
const BitInteger = Union{BitSigned,BitUnsigned}
const IEEEFloat = Union{Float16,Float32,Float64}
const WideFloat = Union{Float32,Float64}
const Bits8 = Union{Int8,UInt8}
const Bits16 = Union{Int16,UInt16}
const Bits32 = Union{Int32,UInt32}
const Bits64 = Union{Int64,UInt64}
const Bits128 = Union{Int128,UInt128}
const BitNumber = Union{Bool,BitInteger,IEEEFloat}
const Callable = Union{Function,Type}

"""
    !x

Logical negation of a Bool.
"""
!(x::Bool) = not_int(x)

"""
    !f

The predicate that is true where `f` is false.
"""
!(f::Function) = NotFunction(f)

struct NotFunction{F} <: Function
    f::F
    NotFunction(f::F) where {F} = new{F}(f)
end
(n::NotFunction)(args...) = !n.f(args...)

"Whether `x` and `y` are not identical."
!==(x, y) = not_int(x === y)
const ≡ = ===
const ≢ = !==

"Gives its argument back."
identity(x) = x

"""
    Val(c)

A value whose type carries the constant `c`, to dispatch on.
"""
struct Val{x} end
Val(x) = Val{x}()

"The `:` of `a[:, 1]`; as a function it makes ranges."
struct Colon <: Function end
const (:) = Colon()

# Fields

getproperty(x, f::Symbol) = getfield(x, f)
getproperty(x, f::Int) = getfield(x, f)
getproperty(x::Tuple, f::Int) = getfield(x, f)
getproperty(m::Module, s::Symbol) = module_getglobal(m, s)
setproperty!(x, f::Symbol, v) = setfield!(x, f, convert(fieldtype(typeof(x), f), v))
setproperty!(x, f::Int, v) = setfield!(x, f, convert(fieldtype(typeof(x), f), v))
setproperty!(m::Module, s::Symbol, v) = module_setglobal(m, s, v)
setproperty!(x::Type, f::Symbol, v) = throw(ErrorException("setfield! fields of Types should not be changed"))
dotgetproperty(x, f) = getproperty(x, f)

# Errors

"""
    error(message...)

Throws an `ErrorException` whose message is the arguments' text.
"""
error(s::String) = throw(ErrorException(s))
error(s...) = throw(ErrorException(string(s...)))

@noinline throw_boundserror(a, i) = throw(BoundsError(a, i))
@noinline throw_inexact(name::Symbol, T, x) = throw(InexactError(name, T, x))

# Conversion

"""
    convert(T, x)

`x` as a value of type `T`; `MethodError` if there is no such conversion, `InexactError` if the value does not fit.
"""
convert(::Type{Union{}}, x) = throw(MethodError(convert, (Union{}, x)))
convert(::Type{Any}, x) = x
convert(::Type{T}, x::T) where {T} = x
convert(::Type{Type}, x::Type) = x
convert(::Type{Nothing}, x::Nothing) = x
convert(::Type{Nothing}, x) = throw(MethodError(convert, (Nothing, x)))
convert(::Type{T}, x::T) where {T>:Nothing} = x
convert(::Type{T}, x) where {T>:Nothing} = convert(without_nothing(T), x)
without_nothing(::Type{T}) where {T} = typesplit(T, Nothing)

"`T` without what is in `S`."
function typesplit(@nospecialize(T), @nospecialize(S))
    issubtype(T, S) && return Union{}
    if isa(T, Union)
        return Union{typesplit(T.a, S),typesplit(T.b, S)}
    end
    return T
end

"`y` converted to the type of `x`."
oftype(x, y) = convert(typeof(x), y)

# Nothing and Some

isnothing(x) = x === nothing
Nothing() = nothing

"""
    Some(x)

A wrapper that tells a value `nothing` from its absence; `something` takes it off.
"""
struct Some{T}
    value::T
end
convert(::Type{Some{T}}, x::Some{T}) where {T} = x
convert(::Type{Some{T}}, x::Some) where {T} = Some{T}(convert(T, x.value))

"""
    something(xs...)

The first argument that is not `nothing`, unwrapped if it is a `Some`; `ArgumentError` if there is none.
"""
something() = throw(ArgumentError("No value arguments present"))
something(x::Nothing, y...) = something(y...)
something(x::Some, y...) = x.value
something(x, y...) = x

notnothing(x) = x
notnothing(::Nothing) = throw(ArgumentError("nothing passed to notnothing"))

# What lowering calls for keyword arguments that a method does not have
kwerr(kw, f, args...) = throw(MethodError(Core.kwcall, (kw, f, args...)))
