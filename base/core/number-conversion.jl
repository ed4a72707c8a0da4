# Conversion between the primitive number types.
#
# `x % T` keeps the low bits, `to_integer(T, x)` is exact or throws InexactError, `to_float(T, x)` rounds to nearest.
# The constructors `Int64(x)` … and `convert` are made of these in constructors.jl.

export rem, trunc, unsafe_trunc, reinterpret, float

# x % T between integers: by widths. Below and above: the narrower and wider types of each width.
const Above8 = Union{Bits16,Bits32,Bits64,Bits128}
const Below16 = Union{Bits8}
const Above16 = Union{Bits32,Bits64,Bits128}
const Below32 = Union{Bits8,Bits16}
const Above32 = Union{Bits64,Bits128}
const Below64 = Union{Bits8,Bits16,Bits32}
const Above64 = Union{Bits128}
const Below128 = Union{Bits8,Bits16,Bits32,Bits64}

rem(x::Bits8, ::Type{T}) where {T<:Bits8} = bitcast(T, x)
rem(x::Int8, ::Type{T}) where {T<:Above8} = sext_int(T, x)
rem(x::UInt8, ::Type{T}) where {T<:Above8} = zext_int(T, x)
rem(x::Bits16, ::Type{T}) where {T<:Bits16} = bitcast(T, x)
rem(x::Bits16, ::Type{T}) where {T<:Below16} = trunc_int(T, x)
rem(x::Int16, ::Type{T}) where {T<:Above16} = sext_int(T, x)
rem(x::UInt16, ::Type{T}) where {T<:Above16} = zext_int(T, x)
rem(x::Bits32, ::Type{T}) where {T<:Bits32} = bitcast(T, x)
rem(x::Bits32, ::Type{T}) where {T<:Below32} = trunc_int(T, x)
rem(x::Int32, ::Type{T}) where {T<:Above32} = sext_int(T, x)
rem(x::UInt32, ::Type{T}) where {T<:Above32} = zext_int(T, x)
rem(x::Bits64, ::Type{T}) where {T<:Bits64} = bitcast(T, x)
rem(x::Bits64, ::Type{T}) where {T<:Below64} = trunc_int(T, x)
rem(x::Int64, ::Type{T}) where {T<:Above64} = sext_int(T, x)
rem(x::UInt64, ::Type{T}) where {T<:Above64} = zext_int(T, x)
rem(x::Bits128, ::Type{T}) where {T<:Bits128} = bitcast(T, x)
rem(x::Bits128, ::Type{T}) where {T<:Below128} = trunc_int(T, x)
rem(x::Bool, ::Type{T}) where {T<:Bits8} = bitcast(T, x)
rem(x::Bool, ::Type{T}) where {T<:Above8} = zext_int(T, x)
rem(x::Bool, ::Type{Bool}) = x
rem(x::BitInteger, ::Type{Bool}) = (x & one(x)) === one(x)
rem(x::Integer, ::Type{T}) where {T<:Integer} = convert(T, x)
mod(x::Integer, ::Type{T}) where {T<:Integer} = rem(x, T)

# Exact conversion between integers. Widening always fits, except of a negative number to an unsigned type.
to_integer(::Type{T}, x::T) where {T<:BitInteger} = x
to_integer(::Type{T}, x::Bool) where {T<:BitInteger} = x % T
to_integer(::Type{T}, x::Int8) where {T<:Union{Int16,Int32,Int64,Int128}} = sext_int(T, x)
to_integer(::Type{T}, x::UInt8) where {T<:Above8} = zext_int(T, x)
to_integer(::Type{T}, x::Int16) where {T<:Union{Int32,Int64,Int128}} = sext_int(T, x)
to_integer(::Type{T}, x::UInt16) where {T<:Above16} = zext_int(T, x)
to_integer(::Type{T}, x::Int32) where {T<:Union{Int64,Int128}} = sext_int(T, x)
to_integer(::Type{T}, x::UInt32) where {T<:Above32} = zext_int(T, x)
to_integer(::Type{T}, x::Int64) where {T<:Union{Int128}} = sext_int(T, x)
to_integer(::Type{T}, x::UInt64) where {T<:Above64} = zext_int(T, x)
@inline function to_integer(::Type{T}, x::S) where {T<:BitInteger,S<:BitInteger}
    y = x % T
    ((y % S === x) & ((y < zero(T)) === (x < zero(S)))) || throw_inexact(sizeof(T) == sizeof(S) ? :check_top_bit : :trunc, T, x)
    return y
end
function to_bool(x::Real)
    x == 0 && return false
    x == 1 && return true
    throw_inexact(:Bool, Bool, x)
end
to_bool(x::Bool) = x

# Exact conversion of floats: a Float64 that has no fraction and lies in the range.
@inline function to_integer(::Type{T}, x::Float64) where {T<:BitInteger}
    (fits(T, x) & (trunc_llvm(x) == x)) || throw_inexact(nameof(T), T, x)
    return unsafe_trunc(T, x)
end
@inline function to_integer(::Type{T}, x::Union{Float32,Float16}) where {T<:BitInteger}
    y = to_float(Float64, x)
    (fits(T, y) & (trunc_llvm(y) == y)) || throw_inexact(nameof(T), T, x)
    return unsafe_trunc(T, y)
end

# Whether the integer part of `x` is a value of T.
fits(::Type{Int8}, x::Float64) = (-128.0 - 1.0 < x) & (x < 128.0)
fits(::Type{UInt8}, x::Float64) = (-1.0 < x) & (x < 256.0)
fits(::Type{Int16}, x::Float64) = (-32768.0 - 1.0 < x) & (x < 32768.0)
fits(::Type{UInt16}, x::Float64) = (-1.0 < x) & (x < 65536.0)
fits(::Type{Int32}, x::Float64) = (-2147483648.0 - 1.0 < x) & (x < 2147483648.0)
fits(::Type{UInt32}, x::Float64) = (-1.0 < x) & (x < 4294967296.0)
fits(::Type{Int64}, x::Float64) = (-9.223372036854776e18 <= x) & (x < 9.223372036854776e18)
fits(::Type{UInt64}, x::Float64) = (-1.0 < x) & (x < 1.8446744073709552e19)
fits(::Type{Int128}, x::Float64) = (-1.7014118346046923e38 <= x) & (x < 1.7014118346046923e38)
fits(::Type{UInt128}, x::Float64) = (-1.0 < x) & (x < 3.402823669209385e38)

"""
    unsafe_trunc(T, x)

The integer part of the float `x`, which must fit in `T`.
"""
unsafe_trunc(::Type{T}, x::F) where {T<:BitSigned,F<:WideFloat} = fptosi(T, x)
unsafe_trunc(::Type{T}, x::F) where {T<:BitUnsigned,F<:WideFloat} = fptoui(T, x)
unsafe_trunc(::Type{T}, x::Float16) where {T<:BitInteger} = unsafe_trunc(T, fpext(Float32, x))
unsafe_trunc(::Type{T}, x::BitInteger) where {T<:BitInteger} = x % T

"The integer part of a float as a `T`, or InexactError."
@inline function trunc(::Type{T}, x::F) where {T<:BitInteger,F<:IEEEFloat}
    y = to_float(Float64, x)
    fits(T, y) || throw_inexact(:trunc, T, x)
    return unsafe_trunc(T, y)
end

# To floats
to_float(::Type{T}, x::T) where {T<:IEEEFloat} = x
to_float(::Type{T}, x::BitSigned) where {T<:WideFloat} = sitofp(T, x)
to_float(::Type{T}, x::BitUnsigned) where {T<:WideFloat} = uitofp(T, x)
to_float(::Type{Float16}, x::BitInteger) = fptrunc(Float16, to_float(Float64, x))
to_float(::Type{T}, x::Bool) where {T<:IEEEFloat} = x ? one(T) : zero(T)
to_float(::Type{Float64}, x::Float32) = fpext(Float64, x)
to_float(::Type{Float64}, x::Float16) = fpext(Float64, x)
to_float(::Type{Float32}, x::Float16) = fpext(Float32, x)
to_float(::Type{Float32}, x::Float64) = fptrunc(Float32, x)
to_float(::Type{Float16}, x::Float64) = fptrunc(Float16, x)
to_float(::Type{Float16}, x::Float32) = fptrunc(Float16, x)

convert(::Type{T}, x::T) where {T<:Number} = x
convert(::Type{T}, x::Number) where {T<:Number} = T(x)::T

# Same bits
"""
    reinterpret(T, x)

The bits of the number `x` as a value of the type `T` of the same size.
"""
reinterpret(::Type{T}, x::T) where {T} = x
reinterpret(::Type{T}, x::S) where {T<:Union{BitNumber,Char},S<:Union{BitNumber,Char}} = reinterpret_bits(T, x)
reinterpret(::Type{Unsigned}, x::BitInteger) = unsigned(x)
reinterpret(::Type{Signed}, x::BitInteger) = signed(x)
reinterpret(::Type{Unsigned}, x::Float64) = bitcast(UInt64, x)
reinterpret(::Type{Unsigned}, x::Float32) = bitcast(UInt32, x)
reinterpret(::Type{Unsigned}, x::Float16) = bitcast(UInt16, x)
reinterpret(::Type{Signed}, x::Float64) = bitcast(Int64, x)
reinterpret(::Type{Signed}, x::Float32) = bitcast(Int32, x)
reinterpret(::Type{Signed}, x::Float16) = bitcast(Int16, x)
@inline function reinterpret_bits(::Type{T}, x::S) where {T,S}
    sizeof_type(T) === sizeof_type(S) ||
        throw(ArgumentError(string("Cannot reinterpret value of type ", S, " as ", T, ": sizes differ")))
    return bitcast(T, x)
end

"""
    float(x)

`x` as a floating-point number, Float64 for integers; of a type the type of that.
"""
float(x::AbstractFloat) = x
float(x::BitInteger) = to_float(Float64, x)
float(x::Bool) = to_float(Float64, x)
float(x) = convert(AbstractFloat, x)
float(::Type{T}) where {T<:AbstractFloat} = T
float(::Type{T}) where {T<:Union{Bool,BitInteger}} = Float64
float(::Type{T}) where {T<:Number} = typeof(float(zero(T)))
