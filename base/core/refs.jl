# `Ref`: a box with one element, `x[]`.

export Ref, isassigned

"A mutable cell: `r = Ref(x)`, `r[]`, `r[] = y`."
mutable struct RefValue{T} <: Ref{T}
    x::T
    RefValue{T}() where {T} = new{T}()
    RefValue{T}(x) where {T} = new{T}(x)
end
RefValue(x::T) where {T} = RefValue{T}(x)

# One element of an array, as a Ref
struct RefArray{T,A<:AbstractArray{T}} <: Ref{T}
    x::A
    i::Int
end

getindex(r::RefValue) = r.x
setindex!(r::RefValue, v) = (r.x = v; r)
getindex(r::RefArray) = r.x[r.i]
setindex!(r::RefArray, v) = (r.x[r.i] = v; r)
isassigned(r::RefValue) = isdefined(r, :x)
isassigned(r::RefArray) = isassigned(r.x, r.i)
getindex(r::Ref, i::Integer) = i == 1 ? r[] : throw(BoundsError(r, i))
eltype(::Type{<:Ref{T}}) where {T} = T
size(::Ref) = ()
axes(::Ref) = ()
length(::Ref) = 1
isempty(::Ref) = false
ndims(::Ref) = 0
ndims(::Type{<:Ref}) = 0
iterate(r::Ref) = (r[], nothing)
iterate(r::Ref, ::Any) = nothing
IteratorSize(::Type{<:Ref}) = HasShape{0}()
convert(::Type{Ref{T}}, r::Ref{T}) where {T} = r
convert(::Type{Ref{T}}, x) where {T} = RefValue{T}(x)
