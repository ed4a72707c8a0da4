# `missing`, the value that is not known: it spreads through arithmetic and comparison.

export Missing, missing, ismissing, skipmissing, nonmissingtype, coalesce

struct Missing end
const missing = Missing()

"Whether `x` is `missing`."
ismissing(x) = x === missing

==(::Missing, ::Missing) = missing
==(::Missing, ::Any) = missing
==(::Any, ::Missing) = missing
<(::Missing, ::Missing) = missing
<(::Missing, ::Any) = missing
<(::Any, ::Missing) = missing
<=(::Missing, ::Missing) = missing
<=(::Missing, ::Any) = missing
<=(::Any, ::Missing) = missing
isequal(::Missing, ::Missing) = true
isequal(::Missing, ::Any) = false
isequal(::Any, ::Missing) = false
isless(::Missing, ::Missing) = false
isless(::Missing, ::Any) = false
isless(::Any, ::Missing) = true
isapprox(::Missing, ::Missing; kw...) = missing
isapprox(::Missing, ::Any; kw...) = missing
isapprox(::Any, ::Missing; kw...) = missing
hash(::Missing, h::UInt64) = h + 0x13f4f4f1a0b0e6c7

!(::Missing) = missing
~(::Missing) = missing
(&)(::Missing, ::Missing) = missing
(&)(::Missing, b::Bool) = b ? missing : false
(&)(a::Bool, ::Missing) = a ? missing : false
(&)(::Missing, ::Integer) = missing
(&)(::Integer, ::Missing) = missing
|(::Missing, ::Missing) = missing
|(::Missing, b::Bool) = b ? true : missing
|(a::Bool, ::Missing) = a ? true : missing
|(::Missing, ::Integer) = missing
|(::Integer, ::Missing) = missing
xor(::Missing, ::Missing) = missing
xor(::Missing, ::Integer) = missing
xor(::Integer, ::Missing) = missing

+(::Missing) = missing
-(::Missing) = missing
+(::Missing, ::Missing) = missing
-(::Missing, ::Missing) = missing
*(::Missing, ::Missing) = missing
/(::Missing, ::Missing) = missing
^(::Missing, ::Missing) = missing
+(::Missing, ::Number) = missing
-(::Missing, ::Number) = missing
*(::Missing, ::Number) = missing
/(::Missing, ::Number) = missing
^(::Missing, ::Number) = missing
+(::Number, ::Missing) = missing
-(::Number, ::Missing) = missing
*(::Number, ::Missing) = missing
/(::Number, ::Missing) = missing
^(::Number, ::Missing) = missing
div(::Missing, ::Union{Missing,Number}) = missing
div(::Number, ::Missing) = missing
rem(::Missing, ::Union{Missing,Number}) = missing
rem(::Number, ::Missing) = missing
mod(::Missing, ::Union{Missing,Number}) = missing
mod(::Number, ::Missing) = missing
fld(::Missing, ::Union{Missing,Number}) = missing
fld(::Number, ::Missing) = missing
cld(::Missing, ::Union{Missing,Number}) = missing
cld(::Number, ::Missing) = missing
max(::Missing, ::Missing) = missing
max(::Missing, ::Any) = missing
max(::Any, ::Missing) = missing
min(::Missing, ::Missing) = missing
min(::Missing, ::Any) = missing
min(::Any, ::Missing) = missing
abs(::Missing) = missing
abs2(::Missing) = missing
sign(::Missing) = missing
float(::Missing) = missing
real(::Missing) = missing
imag(::Missing) = missing
conj(::Missing) = missing
zero(::Missing) = missing
one(::Missing) = missing
oneunit(::Missing) = missing
iszero(::Missing) = missing
isone(::Missing) = missing
isnan(::Missing) = missing
isinf(::Missing) = missing
isfinite(::Missing) = missing
isodd(::Missing) = missing
iseven(::Missing) = missing
isinteger(::Missing) = missing
sqrt(::Missing) = missing
exp(::Missing) = missing
log(::Missing) = missing
sin(::Missing) = missing
cos(::Missing) = missing
tan(::Missing) = missing
tanh(::Missing) = missing
sinh(::Missing) = missing
cosh(::Missing) = missing
asin(::Missing) = missing
acos(::Missing) = missing
atan(::Missing) = missing
asinh(::Missing) = missing
acosh(::Missing) = missing
atanh(::Missing) = missing
exp2(::Missing) = missing
expm1(::Missing) = missing
log2(::Missing) = missing
log10(::Missing) = missing
log1p(::Missing) = missing
exponent(::Missing) = missing
inv(::Missing) = missing
isreal(::Missing) = missing
transpose(::Missing) = missing
adjoint(::Missing) = missing
clamp(::Missing, lo, hi) = missing
\(::Missing, ::Union{Missing,Number}) = missing
\(::Number, ::Missing) = missing
*(::Missing, ::Union{AbstractString,AbstractChar}) = missing
*(::Union{AbstractString,AbstractChar}, ::Missing) = missing
round(::Type{T}, ::Missing) where {T>:Missing} = missing
floor(::Type{T}, ::Missing) where {T>:Missing} = missing
ceil(::Type{T}, ::Missing) where {T>:Missing} = missing
trunc(::Type{T}, ::Missing) where {T>:Missing} = missing
round(::Type{T}, ::Missing) where {T} = throw_not_missing(T)
floor(::Type{T}, ::Missing) where {T} = throw_not_missing(T)
ceil(::Type{T}, ::Missing) where {T} = throw_not_missing(T)
trunc(::Type{T}, ::Missing) where {T} = throw_not_missing(T)
@noinline throw_not_missing(T) =
    throw(MissingException(string("cannot convert a missing value to type ", T, ": use Union{", T, ", Missing} instead")))
round(::Missing; kw...) = missing
floor(::Missing; kw...) = missing
ceil(::Missing; kw...) = missing
trunc(::Missing; kw...) = missing
zero(::Type{Missing}) = missing
one(::Type{Missing}) = missing
zero(::Type{Any}) = throw(MethodError(zero, (Any,)))
one(::Type{Any}) = throw(MethodError(one, (Any,)))
zero(::Type{Union{T,Missing}}) where {T} = zero(T)
one(::Type{Union{T,Missing}}) where {T} = one(T)

promote_rule(::Type{Missing}, ::Type{S}) where {S} = Union{S,Missing}
promote_rule(::Type{Nothing}, ::Type{S}) where {S} = Union{S,Nothing}
promote_rule(::Type{T}, ::Type{S}) where {T>:Missing,S} = promote_without(T, S, Missing)
promote_rule(::Type{T}, ::Type{S}) where {T>:Nothing,S} = promote_without(T, S, Nothing)
promote_rule(::Type{T}, ::Type{S}) where {T>:Union{Nothing,Missing},S} = promote_without(T, S, Union{Nothing,Missing})
promote_rule(::Type{Missing}, ::Type{Nothing}) = Union{Missing,Nothing}
promote_rule(::Type{Nothing}, ::Type{Missing}) = Union{Missing,Nothing}
function promote_without(T, S, M)
    R = typesplit(T, M)
    # Any and the like do not get smaller
    issubtype(T, R) && return Any
    return Union{promote_type(R, S),M}
end
convert(::Type{Missing}, x::Missing) = x
convert(::Type{T}, x::T) where {T>:Missing} = x
convert(::Type{T}, x) where {T>:Missing} = convert(nonmissingtype(T), x)
convert(::Type{T}, x::T) where {T>:Union{Missing,Nothing}} = x
convert(::Type{T}, x) where {T>:Union{Missing,Nothing}} = convert(typesplit(T, Union{Missing,Nothing}), x)

"`T` without `Missing`."
nonmissingtype(::Type{T}) where {T} = typesplit(T, Missing)

"""
    promote_typejoin(T, S)

The element type of a collection that holds values of both types: a small union with Missing or Nothing, else their join.
"""
function promote_typejoin(@nospecialize(a), @nospecialize(b))
    issubtype(a, b) && return b
    issubtype(b, a) && return a
    if a === Nothing || a === Missing
        return Union{a,b}
    elseif b === Nothing || b === Missing
        return Union{a,b}
    elseif isa(a, Union) || isa(b, Union)
        c = typesplit(a, Union{Nothing,Missing})
        d = typesplit(b, Union{Nothing,Missing})
        extra = Union{}
        if issubtype(Nothing, a) || issubtype(Nothing, b)
            extra = Nothing
        end
        if issubtype(Missing, a) || issubtype(Missing, b)
            extra = Union{extra,Missing}
        end
        return Union{extra,typejoin(c, d)}
    end
    return typejoin(a, b)
end

"The first argument that is not `missing`."
coalesce() = missing
coalesce(x::Missing, y...) = coalesce(y...)
coalesce(x, y...) = x

# skipmissing

struct SkipMissing{T}
    x::T
end
"The elements that are not missing, lazily."
skipmissing(itr) = SkipMissing(itr)
IteratorSize(::Type{<:SkipMissing}) = SizeUnknown()
IteratorEltype(::Type{SkipMissing{T}}) where {T} = IteratorEltype(T)
eltype(::Type{SkipMissing{T}}) where {T} = nonmissingtype(eltype(T))
@inline function iterate(s::SkipMissing, state...)
    y = iterate(s.x, state...)
    while y !== nothing && y[1] === missing
        y = iterate(s.x, y[2])
    end
    return y
end
filter(f, s::SkipMissing{<:AbstractArray}) = collect(Iterators.filter(f, s))
keys(s::SkipMissing) = Iterators.filter(i -> s.x[i] !== missing, keys(s.x))
function getindex(s::SkipMissing, i)
    v = s.x[i]
    v === missing && throw(MissingException(string("the value at index ", (i,), " is missing")))
    return v
end

"Thrown where `missing` is not supported."
struct MissingException <: Exception
    msg::String
end
export MissingException
