# Constructors of the types that module Core declares: numbers, expressions, symbols of types.
# (The files named …constructors.jl are left out when Base is tried on real Julia.)

(::Type{T})(x::T) where {T<:BitInteger} = x
(::Type{T})(x::T) where {T<:IEEEFloat} = x
(::Type{T})(x::BitNumber) where {T<:BitInteger} = to_integer(T, x)
(::Type{T})(x::BitNumber) where {T<:IEEEFloat} = to_float(T, x)
(::Type{T})(x::T) where {T<:Number} = x
(::Type{T})(x::AbstractChar) where {T<:Number} = T(codepoint(x))
Bool(x::Bool) = x
Bool(x::Real) = to_bool(x)

# Abstract types: the nearest concrete one
AbstractFloat(x::Union{Bool,BitInteger}) = to_float(Float64, x)
AbstractFloat(x::AbstractFloat) = x
Integer(x::Integer) = x
Integer(x::IEEEFloat) = to_integer(Int64, x)
Signed(x::BitSigned) = x
Signed(x::BitUnsigned) = to_integer(signed(typeof(x)), x)
Signed(x::Union{IEEEFloat,Bool}) = to_integer(Int64, x)
Unsigned(x::BitUnsigned) = x
Unsigned(x::BitSigned) = to_integer(unsigned(typeof(x)), x)
Unsigned(x::Union{IEEEFloat,Bool}) = to_integer(UInt64, x)
Real(x::Real) = x
Number(x::Number) = x

TypeVar(name::Symbol) = Core.typevar_new(name, Union{}, Any)
TypeVar(name::Symbol, ub) = Core.typevar_new(name, Union{}, ub)
TypeVar(name::Symbol, lb, ub) = Core.typevar_new(name, lb, ub)

# A named tuple of given names, from another one or from an iterable (boot.jl has the one from a tuple of the right type)
NamedTuple{names,T}(args::Tuple) where {names,T<:Tuple} = NamedTuple{names,T}(convert(T, args))
NamedTuple{names}(nt::NamedTuple) where {names} = named_tuple_select(names, nt)
NamedTuple{names,T}(nt::NamedTuple) where {names,T<:Tuple} = NamedTuple{names,T}(Tuple(NamedTuple{names}(nt)))
NamedTuple{names}(itr) where {names} = NamedTuple{names}(Tuple(itr))
NamedTuple{names,T}(itr) where {names,T<:Tuple} = NamedTuple{names,T}(T(itr))
NamedTuple(nt::NamedTuple) = nt
NamedTuple(itr) = (; itr...)

Tuple(t::Tuple) = t
Tuple(nt::NamedTuple) = named_tuple_values(nt)
Tuple(x) = tuple_of(x)
(::Type{T})(t::Tuple) where {T<:Tuple} = convert(T, t)
(::Type{T})(x) where {T<:Tuple} = convert(T, tuple_of(T, x))

# `<:` as a function of two types
<:(a, b) = issubtype(a, b)
<:(a) = Fix2(<:, a)
>:(a, b) = issubtype(b, a)
>:(a) = Fix2(>:, a)
isa(T) = Fix2(isa, T)


Module(name::Symbol = :anonymous, std_imports::Bool = true) = module_new(name)

Ref(x) = RefValue(x)
Ref(x::Ref) = x
Ref(x::AbstractArray, i::Integer) = RefArray{eltype(x),typeof(x)}(x, Int(i))
Ref{T}(x) where {T} = RefValue{T}(convert(T, x))
Ref{T}() where {T} = RefValue{T}()
