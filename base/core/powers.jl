# Powers: integer powers by squaring, `literal_pow` for written exponents, float powers.

export ^, sqrt, cbrt, √, ∛, exp10

@noinline throw_negative_power(x, p) = throw(DomainError(p, string("Cannot raise an integer x to a negative power ", p,
    ".\nMake x a float by adding a zero decimal (e.g., ", x, ".0^", p, " instead of ", x, "^", p,
    ") or write 1/x^", -p, ", float(x)^", p, ", x^float(", p, ") or (x//1)^", p, ".")))

"`x^p` for p ≥ 0 by repeated squaring."
@inline function power_by_squaring(x_, p::Integer)
    x = mul_start(x_)
    p == 1 && return copy_value(x)
    p == 0 && return one(x)
    p == 2 && return x * x
    p < 0 && return negative_power(x, p)
    t = trailing_zeros(p) + 1
    p >>= t
    while (t -= 1) > 0
        x *= x
    end
    y = x
    while p > 0
        t = trailing_zeros(p) + 1
        p >>= t
        while (t -= 1) >= 0
            x *= x
        end
        y *= x
    end
    return y
end
mul_start(x) = x
copy_value(x::Number) = x
copy_value(x) = copy(x)
function negative_power(x::Integer, p)
    x == one(x) && return one(x)
    x == -one(x) && return isodd(p) ? x : one(x)
    throw_negative_power(x, p)
end
negative_power(x, p) = power_by_squaring(inv(x), -p)

^(x::T, p::T) where {T<:BitInteger} = power_by_squaring(x, p)
^(x::Integer, p::Integer) = power_by_squaring(x, p)
^(x::Bool, p::Integer) = (p == 0) | x ? true : p > 0 ? false : throw_negative_power(x, p)
^(x::Number, p::Integer) = power_by_squaring(x, p)

function ^(x::Float64, y::Float64)
    z = pow_float(x, y)
    (isnan(z) & !isnan(x) & !isnan(y)) && throw_complex_power(x, y)
    return z
end
@noinline throw_complex_power(x, y) = throw(DomainError(x, string("Exponentiation yielding a complex result requires a ",
    "complex argument.\nReplace x^y with (x+0im)^y, Complex(x)^y, or similar.")))
^(x::T, y::T) where {T<:Union{Float32,Float16}} = to_float(T, to_float(Float64, x)^to_float(Float64, y))
@inline function ^(x::Float64, n::Integer)
    n == 2 && return x * x
    n == 3 && return x * x * x
    n == 0 && return one(x)
    n == 1 && return x
    return pow_float(x, to_float(Float64, n))
end
^(x::T, n::Integer) where {T<:Union{Float32,Float16}} = to_float(T, to_float(Float64, x)^n)
^(x::AbstractFloat, n::Bool) = ifelse(n, x, one(x))

"""
    literal_pow(f, x, Val(n))

What `x^n` with a written integer `n` means: small powers are products, negative ones go through `inv`.
"""
literal_pow(f, x, ::Val{p}) where {p} = f(x, p)
const HardwareNumber = Union{BitInteger,IEEEFloat,Bool}
literal_pow(::typeof(^), x::HardwareNumber, ::Val{0}) = one(x)
literal_pow(::typeof(^), x::HardwareNumber, ::Val{1}) = x
literal_pow(::typeof(^), x::HardwareNumber, ::Val{2}) = x * x
literal_pow(::typeof(^), x::HardwareNumber, ::Val{3}) = x * x * x
literal_pow(::typeof(^), x::HardwareNumber, ::Val{-1}) = inv(x)
literal_pow(f::typeof(^), x::IEEEFloat, ::Val{-2}) = f(x, -2)
literal_pow(::typeof(^), x::HardwareNumber, ::Val{-2}) = (i = inv(x); i * i)
@inline function literal_pow(::typeof(^), x::HardwareNumber, ::Val{p}) where {p}
    return p < 0 ? (isa(x, Integer) ? inv(x)^(-p) : x^p) : x^p
end

"The reciprocal `1/x`; of integers a float."
inv(x::IEEEFloat) = one(x) / x
inv(x::Integer) = inv(float(x))
inv(x::Number) = one(x) / x
