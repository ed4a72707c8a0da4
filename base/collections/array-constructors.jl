# Array constructors that real Julia has in its Base (kept apart, so that the other files can be loaded there).
# Enters: nothing, or another array. Leaves: always a new Array.
Array{T,1}() where {T} = arraynew(Array{T,1}, 0)
(::Type{Array{T,1} where T})() = arraynew(Array{Any,1}, 0)
# Array{T,N}(nothing or missing, dims): filled with it
Array{T,N}(x::Union{Nothing,Missing}, d::Integer...) where {T,N} = fill!(Array{T,N}(undef, map(Int, d)...), x)
Array{T}(x::Union{Nothing,Missing}, d::Integer...) where {T} = fill!(Array{T}(undef, d...), x)
# from other arrays: always a new array
Array{T,N}(A::AbstractArray{S,N}) where {T,S,N} = copyto!(Array{T,N}(undef, size(A)), A)
Array{T}(A::AbstractArray{S,N}) where {T,S,N} = copyto!(Array{T,N}(undef, size(A)), A)
(::Type{Array})(A::AbstractArray{T,N}) where {T,N} = copyto!(Array{T,N}(undef, size(A)), A)
(::Type{Array{T,N} where T})(A::AbstractArray{T,N}) where {T,N} = copyto!(Array{T,N}(undef, size(A)), A)
(::Type{AbstractArray})(A::AbstractArray) = A
AbstractArray{T}(A::AbstractArray{S,N}) where {T,S,N} = AbstractArray{T,N}(A)
AbstractArray{T,N}(A::AbstractArray{S,N}) where {T,S,N} = copyto!(similar(A, T), A)
AbstractArray{T,N}(A::AbstractArray{T,N}) where {T,N} = A
AbstractArray{T}(A::AbstractArray{T,N}) where {T,N} = A
