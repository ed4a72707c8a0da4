# `reinterpret`: the bits of an array's elements seen as elements of another type.
# Enters: an array of a bits type and a type. Leaves: a lazy array that shares the elements. Without pointers, the bits go
# through an unsigned integer as wide as the larger of both types: numbers and characters up to 16 bytes, and Complex
# numbers and tuples of one number type up to that size. Elements of other structs are an ArgumentError.
# Manual: "Arrays", `reinterpret`.
export reinterpret

"The array `parent`, of S, with elements of type T."
struct ReinterpretArray{T,N,S,P<:AbstractArray{S,N}} <: AbstractArray{T,N}
    parent::P
end

"""
    reinterpret(T, x), reinterpret(T, A)

The bits of a number as a number of type `T` of the same size; an array's elements likewise, shared with `A`, the first
dimension growing or shrinking with the size of the elements.
"""
reinterpret(::Type{T}, x) where {T} = bitcast(T, x)
function reinterpret(::Type{T}, A::AbstractArray{S,N}) where {T,S,N}
    isbitstype(T) || throw_not_bits(string("cannot reinterpret `", S, "` as `", T, "`, type `", T, "` is not a bits type"))
    isbitstype(S) || throw_not_bits(string("cannot reinterpret `", S, "` as `", T, "`, type `", S, "` is not a bits type"))
    T === S && return A
    _carrier(T, S)
    t = sizeof_type(T)
    s = sizeof_type(S)
    if t != s
        N == 0 && throw_not_bits(string("cannot reinterpret a zero-dimensional array with eltype `", S, "` to `", T, "`"))
        (size(A, 1) * s) % t == 0 || throw_not_bits(string("cannot reinterpret an `", S, "` array to `", T,
            "` whose first dimension has size `", size(A, 1), "`. The resulting array would have non-integral first dimension."))
    end
    return ReinterpretArray{T,N,S,typeof(A)}(A)
end
reinterpret(::Type{T}, A::ReinterpretArray) where {T} = reinterpret(T, A.parent)
@noinline throw_not_bits(message) = throw(ArgumentError(message))

# the unsigned integer that the bits of both types fit in
@inline _carrier(::Type{T}, ::Type{S}) where {T,S} = _carrier_of_size(max(sizeof_type(T), sizeof_type(S)), T, S)
@inline _carrier_of_size(n, T, S) = n <= 1 ? UInt8 : n == 2 ? UInt16 : n <= 4 ? UInt32 : n <= 8 ? UInt64 : n <= 16 ? UInt128 :
    throw_not_bits(string("reinterpret: elements of more than 16 bytes are not supported (", S, " to ", T, ")"))

# a value's bits in the low end of a U, and back
@inline _bits_of(::Type{U}, x::T) where {U,T} = bitcast(_unsigned_of(sizeof_type(T), T), x) % U
@inline _bits_of(::Type{U}, x::Bool) where {U} = bitcast(UInt8, x) % U
@inline _bits_of(::Type{U}, z::Complex{T}) where {U,T} = _bits_of(U, z.re) | (_bits_of(U, z.im) << (8 * sizeof_type(T)))
@inline function _bits_of(::Type{U}, t::NTuple{N,T}) where {U,N,T}
    u = zero(U)
    for i in N:-1:1
        u = (u << (8 * sizeof_type(T))) | _bits_of(U, t[i])
    end
    return u
end
@inline _of_bits(::Type{T}, u::U) where {T,U} = bitcast(T, u % _unsigned_of(sizeof_type(T), T))
@inline _of_bits(::Type{Complex{T}}, u::U) where {T,U} = Complex{T}(_of_bits(T, u), _of_bits(T, u >> (8 * sizeof_type(T))))
@inline _of_bits(::Type{NTuple{N,T}}, u::U) where {N,T,U} = ntuple(k -> _of_bits(T, u >> (8 * (k - 1) * sizeof_type(T))), Val{N}())
@inline _unsigned_of(n, T) = n == 1 ? UInt8 : n == 2 ? UInt16 : n == 4 ? UInt32 : n == 8 ? UInt64 : n == 16 ? UInt128 :
    throw_not_bits(string("reinterpret: elements of type ", T, " are not supported"))

parent(A::ReinterpretArray) = A.parent
@inline size(A::ReinterpretArray{T,N,S}) where {T,N,S} = _scaled_size(size(A.parent), sizeof_type(S), sizeof_type(T))
@inline _scaled_size(d::Tuple{}, s, t) = ()
@inline _scaled_size(d::Tuple, s, t) = (div(d[1] * s, t), tail(d)...)
IndexStyle(::Type{<:ReinterpretArray}) = IndexLinear()
elsize(::Type{<:ReinterpretArray{T}}) where {T} = sizeof_type(T)
similar(A::ReinterpretArray, ::Type{T}, dims::Dims{N}) where {T,N} = similar(A.parent, T, dims)
strides(A::ReinterpretArray) = _strides(1, size(A))

@inline function getindex(A::ReinterpretArray{T,N,S}, i::Int) where {T,N,S}
    @boundscheck checkbounds(A, i)
    U = _carrier(T, S)
    t = sizeof_type(T)
    s = sizeof_type(S)
    if t == s
        return _of_bits(T, _bits_of(U, @inbounds A.parent[i]))
    elseif t < s
        k, m = divrem(i - 1, div(s, t))
        return _of_bits(T, _bits_of(U, @inbounds A.parent[k+1]) >> (8 * t * m))
    end
    r = div(t, s)
    u = zero(U)
    for m in r:-1:1
        u = (u << (8 * s)) | _bits_of(U, @inbounds A.parent[(i-1)*r+m])
    end
    return _of_bits(T, u)
end
@inline function setindex!(A::ReinterpretArray{T,N,S}, x, i::Int) where {T,N,S}
    @boundscheck checkbounds(A, i)
    U = _carrier(T, S)
    t = sizeof_type(T)
    s = sizeof_type(S)
    u = _bits_of(U, convert(T, x)::T)
    if t == s
        @inbounds A.parent[i] = _of_bits(S, u)
    elseif t < s
        k, m = divrem(i - 1, div(s, t))
        shift = 8 * t * m
        mask = ((one(U) << (8 * t)) - one(U)) << shift
        @inbounds A.parent[k+1] = _of_bits(S, (_bits_of(U, A.parent[k+1]) & ~mask) | (u << shift))
    else
        r = div(t, s)
        for m in 1:r
            @inbounds A.parent[(i-1)*r+m] = _of_bits(S, u)
            u >>= 8 * s
        end
    end
    return A
end
