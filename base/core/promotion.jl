# Bringing numbers of several types to one: `promote_rule` says which, `promote` does it.
#
# Operators on two numbers of different types fall back to `op(promote(x, y)...)`; the exact-type methods in the number
# files end the recursion. A type of the user's joins in with a `promote_rule` and a `convert` (or a constructor).

export promote, promote_type, promote_rule, typejoin

"""
    promote_rule(T, S)

The type both can be converted to, or `Union{}` if nothing is known about the pair in this order. Meant to be extended.
"""
promote_rule(::Type, ::Type) = Union{}

"""
    promote_type(types...)

The type that values of all the given types can be converted to: by `promote_rule`, else their nearest common supertype.
"""
promote_type() = Union{}
promote_type(T) = T
promote_type(T, S, U, V...) = promote_type(promote_type(T, S), U, V...)
promote_type(::Type{Union{}}, ::Type{Union{}}) = Union{}
promote_type(::Type{T}, ::Type{T}) where {T} = T
promote_type(::Type{T}, ::Type{Union{}}) where {T} = T
promote_type(::Type{Union{}}, ::Type{T}) where {T} = T
promote_type(::Type{T}, ::Type{S}) where {T,S} = promote_result(T, S, promote_rule(T, S), promote_rule(S, T))

promote_result(::Type{T}, ::Type{S}, ::Type{Union{}}, ::Type{Union{}}) where {T,S} = typejoin(T, S)
promote_result(::Type{T}, ::Type{S}, ::Type{A}, ::Type{B}) where {T,S,A,B} = promote_type(A, B)

# The pairs of primitive number types; the wider one wins, of equal widths the unsigned one.
promote_rule(::Type{Int16}, ::Type{<:Union{Int8,UInt8}}) = Int16
promote_rule(::Type{Int32}, ::Type{<:Union{Int8,UInt8,Int16,UInt16}}) = Int32
promote_rule(::Type{Int64}, ::Type{<:Union{Int8,UInt8,Int16,UInt16,Int32,UInt32}}) = Int64
promote_rule(::Type{Int128}, ::Type{<:Union{Int8,UInt8,Int16,UInt16,Int32,UInt32,Int64,UInt64}}) = Int128
promote_rule(::Type{UInt8}, ::Type{Int8}) = UInt8
promote_rule(::Type{UInt16}, ::Type{<:Union{Int8,UInt8,Int16}}) = UInt16
promote_rule(::Type{UInt32}, ::Type{<:Union{Int8,UInt8,Int16,UInt16,Int32}}) = UInt32
promote_rule(::Type{UInt64}, ::Type{<:Union{Int8,UInt8,Int16,UInt16,Int32,UInt32,Int64}}) = UInt64
promote_rule(::Type{UInt128}, ::Type{<:Union{Int8,UInt8,Int16,UInt16,Int32,UInt32,Int64,UInt64,Int128}}) = UInt128
promote_rule(::Type{Float16}, ::Type{<:BitInteger}) = Float16
promote_rule(::Type{Float32}, ::Type{<:Union{BitInteger,Float16}}) = Float32
promote_rule(::Type{Float64}, ::Type{<:Union{BitInteger,Float16,Float32}}) = Float64
promote_rule(::Type{T}, ::Type{Bool}) where {T<:Number} = T
promote_rule(::Type{Bool}, ::Type{Bool}) = Bool

"""
    promote(xs...)

The arguments as a tuple of values of one type, their `promote_type`.
"""
promote() = ()
promote(x) = (x,)
@inline function promote(x::T, y::S) where {T,S}
    R = promote_type(T, S)
    return (convert(R, x), convert(R, y))
end
@inline function promote(x, y, z)
    R = promote_type(typeof(x), typeof(y), typeof(z))
    return (convert(R, x), convert(R, y), convert(R, z))
end
@inline function promote(x, y, z, w...)
    R = promote_type(typeof(x), typeof(y), typeof(z), map(typeof, w)...)
    return map(v -> convert(R, v), (x, y, z, w...))
end
promote(x::T, y::T) where {T} = (x, y)
promote(x::T, y::T, z::T) where {T} = (x, y, z)

# promote, or an error instead of an endless recursion when it changed nothing
@inline function promote_differing(x, y)
    a, b = promote(x, y)
    typeof(a) === typeof(x) && typeof(b) === typeof(y) && promotion_failed(x, y)
    return (a, b)
end
@noinline promotion_failed(x, y) =
    error("promotion of types ", typeof(x), " and ", typeof(y), " failed to change any arguments")

@inline function +(x::Number, y::Number)
    a, b = promote_differing(x, y)
    return a + b
end
@inline function -(x::Number, y::Number)
    a, b = promote_differing(x, y)
    return a - b
end
@inline function *(x::Number, y::Number)
    a, b = promote_differing(x, y)
    return a * b
end
@inline function /(x::Number, y::Number)
    a, b = promote_differing(x, y)
    return a / b
end
@inline function ^(x::Number, y::Number)
    a, b = promote_differing(x, y)
    return a^b
end
@inline function ==(x::Number, y::Number)
    a, b = promote_differing(x, y)
    return a == b
end
@inline function <(x::Real, y::Real)
    a, b = promote_differing(x, y)
    return a < b
end
@inline function <=(x::Real, y::Real)
    a, b = promote_differing(x, y)
    return a <= b
end
@inline function (&)(x::Integer, y::Integer)
    a, b = promote_differing(x, y)
    return a & b
end
@inline function |(x::Integer, y::Integer)
    a, b = promote_differing(x, y)
    return a | b
end
@inline function xor(x::Integer, y::Integer)
    a, b = promote_differing(x, y)
    return xor(a, b)
end
@inline function div(x::Real, y::Real)
    a, b = promote_differing(x, y)
    return div(a, b)
end
@inline function fld(x::Real, y::Real)
    a, b = promote_differing(x, y)
    return fld(a, b)
end
@inline function cld(x::Real, y::Real)
    a, b = promote_differing(x, y)
    return cld(a, b)
end
@inline function rem(x::Real, y::Real)
    a, b = promote_differing(x, y)
    return rem(a, b)
end
@inline function mod(x::Real, y::Real)
    a, b = promote_differing(x, y)
    return mod(a, b)
end
@inline function max(x::Real, y::Real)
    a, b = promote_differing(x, y)
    return max(a, b)
end
@inline function min(x::Real, y::Real)
    a, b = promote_differing(x, y)
    return min(a, b)
end
@inline function minmax(x::Real, y::Real)
    a, b = promote_differing(x, y)
    return minmax(a, b)
end

max(x::T, y::T) where {T<:Real} = y < x ? x : y
min(x::T, y::T) where {T<:Real} = y < x ? y : x
minmax(x::T, y::T) where {T<:Real} = y < x ? (y, x) : (x, y)

# Numbers of one type that has no such operation
@noinline no_operation(name, T) = error(name, " not defined for ", T)
+(x::T, y::T) where {T<:Number} = no_operation("+", T)
-(x::T, y::T) where {T<:Number} = no_operation("-", T)
*(x::T, y::T) where {T<:Number} = no_operation("*", T)
/(x::T, y::T) where {T<:Number} = no_operation("/", T)
^(x::T, y::T) where {T<:Number} = no_operation("^", T)
<(x::T, y::T) where {T<:Real} = no_operation("<", T)
<=(x::T, y::T) where {T<:Real} = (x < y) | (x == y)
==(x::T, y::T) where {T<:Number} = x === y

# Sums and products of several arguments, from the left
+(a, b, c, xs...) = fold_arguments(+, a + b, c, xs...)
*(a, b, c, xs...) = fold_arguments(*, a * b, c, xs...)
(&)(a::Integer, b::Integer, c::Integer, xs::Integer...) = fold_arguments(&, a & b, c, xs...)
|(a::Integer, b::Integer, c::Integer, xs::Integer...) = fold_arguments(|, a | b, c, xs...)
xor(a::Integer, b::Integer, c::Integer, xs::Integer...) = fold_arguments(xor, xor(a, b), c, xs...)
max(a, b, c, xs...) = fold_arguments(max, max(a, b), c, xs...)
min(a, b, c, xs...) = fold_arguments(min, min(a, b), c, xs...)

@inline fold_arguments(op, a, b) = op(a, b)
@inline fold_arguments(op, a, b, c) = op(op(a, b), c)
@inline fold_arguments(op, a, b, c, d) = op(op(op(a, b), c), d)
@inline fold_arguments(op, a, b, c, d, e, xs...) = fold_arguments(op, op(op(op(op(a, b), c), d), e), xs...)
@inline fold_arguments(op, a) = a
