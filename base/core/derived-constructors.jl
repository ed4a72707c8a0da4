# Constructors of Core's number types from Base's own number types.

(::Type{T})(x::Rational) where {T<:BitInteger} = rational_to_integer(T, x)
(::Type{T})(x::Rational) where {T<:IEEEFloat} = rational_to_float(T, x)
Bool(x::Rational) = x == 0 ? false : x == 1 ? true : throw_inexact(:Bool, Bool, x)
(::Type{T})(z::Complex) where {T<:Union{BitInteger,IEEEFloat}} = complex_to_real(T, z)
Real(z::Complex) = complex_to_real(Real, z)
Bool(z::Complex) = complex_to_real(Bool, z)
Integer(z::Complex) = complex_to_real(Integer, z)
(::Type{T})(x::Irrational) where {T<:IEEEFloat} = irrational_to_float(T, x)
AbstractFloat(x::Irrational) = irrational_to_float(Float64, x)
