# Integer arithmetic that notices overflow: `Base.Checked`.

add_with_overflow(x::T, y::T) where {T<:BitSigned} = checked_sadd_int(x, y)
add_with_overflow(x::T, y::T) where {T<:BitUnsigned} = checked_uadd_int(x, y)
sub_with_overflow(x::T, y::T) where {T<:BitSigned} = checked_ssub_int(x, y)
sub_with_overflow(x::T, y::T) where {T<:BitUnsigned} = checked_usub_int(x, y)
mul_with_overflow(x::T, y::T) where {T<:Union{Int8,Int16,Int32,Int64}} = checked_smul_int(x, y)
mul_with_overflow(x::T, y::T) where {T<:Union{UInt8,UInt16,UInt32,UInt64}} = checked_umul_int(x, y)
# of 128 bits: the wrapped product divided again
function mul_with_overflow(x::Int128, y::Int128)
    r = x * y
    x == 0 && return (r, false)
    x == -1 && return (r, y == typemin(Int128))
    return (r, div(r, x) != y)
end
function mul_with_overflow(x::UInt128, y::UInt128)
    r = x * y
    return (r, x != 0 && div(r, x) != y)
end

@noinline throw_overflow(op::String, x, y) =
    throw(OverflowError(string(x, " ", op, " ", y, " overflowed for type ", typeof(x))))

"`x + y`, or `OverflowError`."
@inline function checked_add(x::T, y::T) where {T<:BitInteger}
    r, overflow = add_with_overflow(x, y)
    overflow && throw_overflow("+", x, y)
    return r
end
"`x - y`, or `OverflowError`."
@inline function checked_sub(x::T, y::T) where {T<:BitInteger}
    r, overflow = sub_with_overflow(x, y)
    overflow && throw_overflow("-", x, y)
    return r
end
"`x * y`, or `OverflowError`."
@inline function checked_mul(x::T, y::T) where {T<:BitInteger}
    r, overflow = mul_with_overflow(x, y)
    overflow && throw_overflow("*", x, y)
    return r
end
checked_add(x::Integer, y::Integer) = ((a, b) = promote(x, y); checked_add(a, b))
checked_sub(x::Integer, y::Integer) = ((a, b) = promote(x, y); checked_sub(a, b))
checked_mul(x::Integer, y::Integer) = ((a, b) = promote(x, y); checked_mul(a, b))
checked_add(x::Bool, y::Bool) = x + y
checked_sub(x::Bool, y::Bool) = x - y
checked_mul(x::Bool, y::Bool) = x * y
checked_add(x, y, z, w...) = checked_add(checked_add(x, y), z, w...)
checked_mul(x, y, z, w...) = checked_mul(checked_mul(x, y), z, w...)

"`-x`, or `OverflowError`."
function checked_neg(x::T) where {T<:BitSigned}
    x == typemin(T) && throw(OverflowError(string("checked arithmetic: cannot compute -x for x = ", x, "::", T)))
    return -x
end
function checked_neg(x::T) where {T<:BitUnsigned}
    x == zero(T) || throw(OverflowError(string("checked arithmetic: cannot compute -x for x = ", x, "::", T)))
    return x
end
"`abs(x)`, or `OverflowError`."
function checked_abs(x::T) where {T<:BitSigned}
    r = abs(x)
    r < zero(T) && throw(OverflowError(string("checked arithmetic: cannot compute |x| for x = ", x, "::", T)))
    return r
end
checked_abs(x::Integer) = x
checked_div(x, y) = div(x, y)
checked_rem(x, y) = rem(x, y)
checked_fld(x, y) = fld(x, y)
checked_mod(x, y) = mod(x, y)
checked_cld(x, y) = cld(x, y)

baremodule Checked
using ..Base: checked_neg, checked_abs, checked_add, checked_sub, checked_mul, checked_div, checked_rem, checked_fld, checked_mod,
    checked_cld, add_with_overflow, sub_with_overflow, mul_with_overflow
export checked_neg, checked_abs, checked_add, checked_sub, checked_mul, checked_div, checked_rem, checked_fld, checked_mod,
    checked_cld, add_with_overflow, sub_with_overflow, mul_with_overflow
end
