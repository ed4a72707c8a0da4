# Irrational constants: π, ℯ, and under Base.MathConstants the Euler–Mascheroni and golden numbers.

export AbstractIrrational, Irrational, pi, π, ℯ

abstract type AbstractIrrational <: Real end
"An exact irrational constant; becomes a float of the precision of what it meets."
struct Irrational{sym} <: AbstractIrrational end

const π = Irrational{:π}()
const pi = π
const ℯ = Irrational{:ℯ}()
const γ_constant = Irrational{:γ}()
const φ_constant = Irrational{:φ}()
const catalan_constant = Irrational{:catalan}()

irrational_to_float(::Type{Float64}, ::Irrational{:π}) = 3.141592653589793
irrational_to_float(::Type{Float64}, ::Irrational{:ℯ}) = 2.718281828459045
irrational_to_float(::Type{Float64}, ::Irrational{:γ}) = 0.5772156649015329
irrational_to_float(::Type{Float64}, ::Irrational{:φ}) = 1.618033988749895
irrational_to_float(::Type{Float64}, ::Irrational{:catalan}) = 0.915965594177219
irrational_to_float(::Type{T}, x::Irrational) where {T<:Union{Float32,Float16}} = to_float(T, irrational_to_float(Float64, x))
float64_of(x::AbstractIrrational) = irrational_to_float(Float64, x)

float(x::AbstractIrrational) = float64_of(x)
float(::Type{<:AbstractIrrational}) = Float64
convert(::Type{T}, x::Irrational) where {T<:IEEEFloat} = irrational_to_float(T, x)
convert(::Type{T}, x::T) where {T<:Irrational} = x
promote_rule(::Type{<:AbstractIrrational}, ::Type{T}) where {T<:IEEEFloat} = T
promote_rule(::Type{<:AbstractIrrational}, ::Type{T}) where {T<:BitInteger} = Float64
promote_rule(::Type{<:AbstractIrrational}, ::Type{Bool}) = Float64
promote_rule(::Type{<:AbstractIrrational}, ::Type{T}) where {T<:Real} = promote_type(Float64, T)
promote_rule(::Type{Irrational{s}}, ::Type{Irrational{s}}) where {s} = Float64
promote_rule(::Type{S}, ::Type{T}) where {S<:AbstractIrrational,T<:AbstractIrrational} = Float64

+(x::AbstractIrrational, y::AbstractIrrational) = float64_of(x) + float64_of(y)
-(x::AbstractIrrational, y::AbstractIrrational) = float64_of(x) - float64_of(y)
*(x::AbstractIrrational, y::AbstractIrrational) = float64_of(x) * float64_of(y)
/(x::AbstractIrrational, y::AbstractIrrational) = float64_of(x) / float64_of(y)
^(x::AbstractIrrational, y::AbstractIrrational) = float64_of(x)^float64_of(y)
^(x::AbstractIrrational, y::Integer) = float64_of(x)^y
-(x::AbstractIrrational) = -float64_of(x)
*(b::Bool, x::AbstractIrrational) = ifelse(b, float64_of(x), 0.0)
*(x::AbstractIrrational, b::Bool) = b * x
^(::Irrational{:ℯ}, x::Real) = exp(x)
^(::Irrational{:ℯ}, x::Integer) = exp(x)
^(::Irrational{:ℯ}, x::Rational) = exp(x)
^(::Irrational{:ℯ}, x::AbstractIrrational) = exp(x)
^(::Irrational{:ℯ}, z::Complex) = exp(z)
literal_pow(::typeof(^), ::Irrational{:ℯ}, ::Val{p}) where {p} = exp(p)
log(::Irrational{:ℯ}) = 1.0
log(::Irrational{:ℯ}, x::Number) = log(x)
sin(::Irrational{:π}) = 0.0
cos(::Irrational{:π}) = -1.0
tan(::Irrational{:π}) = -0.0

==(::Irrational{a}, ::Irrational{b}) where {a,b} = a === b
==(x::AbstractIrrational, y::Real) = false
==(x::Real, y::AbstractIrrational) = false
==(x::AbstractIrrational, y::Rational) = false
==(x::Rational, y::AbstractIrrational) = false
<(x::AbstractIrrational, y::AbstractIrrational) = float64_of(x) < float64_of(y)
<=(x::AbstractIrrational, y::AbstractIrrational) = float64_of(x) <= float64_of(y)
# An irrational never equals a float: comparing with the nearest Float64 needs a tie rule, the sign of the rounding error
rounded_up(::Irrational{:π}) = false
rounded_up(::Irrational{:ℯ}) = false
rounded_up(::Irrational{:γ}) = true
rounded_up(::Irrational{:φ}) = true
rounded_up(::Irrational{:catalan}) = false
rounded_up(x) = false
<(x::AbstractIrrational, y::Union{Float64,Float32,Float16}) = (a = float64_of(x); b = to_float(Float64, y); a < b || (a == b && rounded_up(x)))
<(y::Union{Float64,Float32,Float16}, x::AbstractIrrational) = (a = float64_of(x); b = to_float(Float64, y); b < a || (a == b && !rounded_up(x)))
<=(x::AbstractIrrational, y::Union{Float64,Float32,Float16}) = x < y
<=(y::Union{Float64,Float32,Float16}, x::AbstractIrrational) = y < x
isequal(x::AbstractIrrational, y::AbstractIrrational) = x == y
isless(x::AbstractIrrational, y::AbstractIrrational) = x < y
isfinite(::AbstractIrrational) = true
isinteger(::AbstractIrrational) = false
iszero(::AbstractIrrational) = false
isone(::AbstractIrrational) = false
isnan(::AbstractIrrational) = false
signbit(::AbstractIrrational) = false
sign(x::AbstractIrrational) = 1.0
abs(x::AbstractIrrational) = x
zero(::AbstractIrrational) = false
one(::AbstractIrrational) = true
zero(::Type{<:AbstractIrrational}) = false
one(::Type{<:AbstractIrrational}) = true
hash(x::Irrational, h::UInt64) = 3 * objectid(x) - h
round(x::Irrational, r::RoundingMode) = round(float64_of(x), r)
round(::Type{T}, x::Irrational, r::RoundingMode) where {T} = round(T, float64_of(x), r)
round(::Type{T}, x::Irrational) where {T} = round(T, float64_of(x))
floor(::Type{T}, x::Irrational) where {T} = floor(T, float64_of(x))
ceil(::Type{T}, x::Irrational) where {T} = ceil(T, float64_of(x))
trunc(::Type{T}, x::Irrational) where {T} = trunc(T, float64_of(x))
rationalize(::Type{T}, x::AbstractIrrational; kw...) where {T<:Integer} = rationalize(T, float64_of(x); kw...)

baremodule MathConstants
using ..Base: π, ℯ, γ_constant, φ_constant, catalan_constant
const pi = π
const e = ℯ
const γ = γ_constant
const eulergamma = γ_constant
const φ = φ_constant
const golden = φ_constant
const catalan = catalan_constant
export pi, π, e, ℯ, γ, eulergamma, φ, golden, catalan
end
export MathConstants
