# Vectors that grow and shrink: push!, pop!, append!, insert!, deleteat!, splice!, resize! and their kin.
# Enters: a Vector (or anything with `length`, `resize!` and scalar access). Leaves: the same vector, changed in place.
# Invariant: growth is amortised by the intrinsics, and elements that leave are made #undef so that they can be collected.
# Manual: "Collections and Data Structures – Dequeues".
export push!, pop!, pushfirst!, popfirst!, append!, prepend!, insert!, deleteat!, keepat!, popat!, splice!, resize!,
    sizehint!, empty!, empty

"""
    push!(v, xs...)

Adds `xs` at the end of `v`; gives `v`.
"""
@inline function push!(v::Array{T,1}, x) where {T}
    y = convert(T, x)::T
    array_grow_end(v, 1)
    @inbounds arrayset(v, y, arraylen(v))
    return v
end
@inline function push!(v::AbstractVector, x)
    n = length(v) + 1
    resize!(v, n)
    v[n] = x
    return v
end
push!(v) = v
push!(v, a, b) = push!(push!(v, a), b)
push!(v, a, b, c...) = push!(push!(push!(v, a), b), c...)

"""
    pop!(v)

Takes the last element off `v` and gives it. ArgumentError if `v` is empty.
"""
function pop!(v::Array{T,1}) where {T}
    n = arraylen(v)
    n == 0 && _throw_empty("array must be non-empty")
    x = arrayref(v, n)
    array_delete_at(v, n, 1)
    return x
end
@noinline _throw_empty(msg) = throw(ArgumentError(msg))
function pop!(v::AbstractVector)
    isempty(v) && _throw_empty("array must be non-empty")
    x = v[end]
    resize!(v, length(v) - 1)
    return x
end

"""
    pushfirst!(v, xs...)

Puts `xs` before the first element, in this order; gives `v`.
"""
function pushfirst!(v::Array{T,1}, x) where {T}
    y = convert(T, x)::T
    array_grow_begin(v, 1)
    @inbounds arrayset(v, y, 1)
    return v
end
pushfirst!(v) = v
pushfirst!(v, a, b) = pushfirst!(pushfirst!(v, b), a)
pushfirst!(v, a, b, c...) = pushfirst!(pushfirst!(v, b, c...), a)

"""
    popfirst!(v)

Takes the first element off `v` and gives it. ArgumentError if `v` is empty.
"""
function popfirst!(v::Array{T,1}) where {T}
    arraylen(v) == 0 && _throw_empty("array must be non-empty")
    x = arrayref(v, 1)
    array_delete_at(v, 1, 1)
    return x
end

"""
    append!(v, collections...)

Adds all elements of each collection at the end of `v`.
"""
function append!(v::Array{T,1}, xs::Array{S}) where {T,S}
    n = arraylen(xs)
    m = arraylen(v)
    array_grow_end(v, n)
    copyto!(v, m + 1, xs, 1, n)
    return v
end
function append!(v::Array{T,1}, xs::AbstractArray) where {T}
    n = length(xs)
    m = arraylen(v)
    array_grow_end(v, n)
    copyto!(v, m + 1, xs, 1, n)
    return v
end
function append!(v::AbstractVector, xs)
    for x in xs
        push!(v, x)
    end
    return v
end
append!(v::AbstractVector) = v
append!(v::AbstractVector, a, b, more...) = append!(append!(v, a), b, more...)

"""
    prepend!(v, collections...)

Puts all elements of the collections, in order, before the first of `v`.
"""
function prepend!(v::Array{T,1}, xs::AbstractArray) where {T}
    ys = xs === v ? copy(v) : xs
    n = length(ys)
    array_grow_begin(v, n)
    copyto!(v, 1, ys, 1, n)
    return v
end
function prepend!(v::AbstractVector, xs)
    for x in reverse(collect(xs))
        pushfirst!(v, x)
    end
    return v
end
prepend!(v::AbstractVector) = v
prepend!(v::AbstractVector, a, b, more...) = prepend!(prepend!(v, b, more...), a)

"""
    insert!(v, i, x)

Puts `x` at index `i`, moving what follows. BoundsError unless `1 <= i <= length(v) + 1`.
"""
function insert!(v::Array{T,1}, i::Integer, x) where {T}
    y = convert(T, x)::T
    (1 <= i && i <= arraylen(v) + 1) || throw_boundserror(v, i)
    if i + i < arraylen(v)
        # the shorter part moves
        array_grow_begin(v, 1)
        array_copyto(v, 1, v, 2, Int(i) - 1)
    else
        array_grow_at(v, Int(i), 1)
    end
    @inbounds arrayset(v, y, Int(i))
    return v
end
insert!(v::Array, i::Bool, x) = throw(ArgumentError(string("invalid index: ", i, " of type Bool")))

"""
    deleteat!(v, i), deleteat!(v, inds)

Removes the element at `i`, at every index of the increasing `inds`, or where the mask `inds` is true.
"""
function deleteat!(v::Array, i::Integer)
    i isa Bool && _depwarn_bool_index(i)
    (1 <= i && i <= arraylen(v)) || throw_boundserror(v, i)
    array_delete_at(v, Int(i), 1)
    return v
end
@noinline _depwarn_bool_index(i) = throw(ArgumentError(string("invalid index: ", i, " of type Bool")))
function deleteat!(v::Array, r::AbstractUnitRange{<:Integer})
    isempty(r) && return v
    (1 <= first(r) && last(r) <= arraylen(v)) || throw_boundserror(v, r)
    array_delete_at(v, Int(first(r)), length(r))
    return v
end
function deleteat!(v::Array, inds::AbstractVector{Bool})
    n = arraylen(v)
    length(inds) == n || throw_boundserror(v, inds)
    k = 0
    for i in 1:n
        if !inds[i]
            k += 1
            k == i || _move!(v, k, i)
        end
    end
    return resize!(v, k)
end
function deleteat!(v::Array, inds)
    y = iterate(inds)
    y === nothing && return v
    n = arraylen(v)
    k = 0 # how many are kept
    i = 1 # the next to look at
    last_removed = 0
    while y !== nothing
        p = y[1]
        1 <= p <= n || throw_boundserror(v, inds)
        p > last_removed || throw(ArgumentError("indices must be unique and sorted"))
        while i < p
            k += 1
            k == i || _move!(v, k, i)
            i += 1
        end
        i = Int(p) + 1
        last_removed = Int(p)
        y = iterate(inds, y[2])
    end
    while i <= n
        k += 1
        k == i || _move!(v, k, i)
        i += 1
    end
    return resize!(v, k)
end
@inline function _move!(v::Array, to::Int, from::Int)
    array_copyto(v, to, v, from, 1)
    return nothing
end

"""
    keepat!(v, inds)

Removes all elements except those at the increasing indices (or where the mask is true).
"""
function keepat!(v::AbstractVector, inds)
    k = 0
    last_kept = 0
    for i in inds
        1 <= i <= length(v) || throw_boundserror(v, inds)
        i > last_kept || throw(ArgumentError("indices must be unique and sorted"))
        last_kept = Int(i)
        k += 1
        k == i || (v[k] = v[i])
    end
    return resize!(v, k)
end
function keepat!(v::AbstractVector, mask::AbstractVector{Bool})
    length(mask) == length(v) || throw_boundserror(v, mask)
    k = 0
    for i in 1:length(v)
        if mask[i]
            k += 1
            k == i || (v[k] = v[i])
        end
    end
    return resize!(v, k)
end

"""
    popat!(v, i, [default])

Removes and gives the element at `i`; `default` (else BoundsError) if `i` is no index.
"""
function popat!(v::Vector, i::Integer)
    x = v[i]
    deleteat!(v, i)
    return x
end
function popat!(v::Vector, i::Integer, default)
    1 <= i <= length(v) || return default
    return popat!(v, i)
end

"""
    splice!(v, i or range, [replacement])

Removes the element (or elements) and puts the replacement in its place; gives what was removed.
"""
function splice!(v::Vector, i::Integer, ins=())
    x = v[i]
    _replace_part!(v, Int(i), 1, ins)
    return x
end
function splice!(v::Vector, r::AbstractUnitRange{<:Integer}, ins=())
    x = v[r]
    _replace_part!(v, Int(first(r)), length(r), ins)
    return x
end
function splice!(v::Vector, inds)
    x = v[inds]
    deleteat!(v, inds)
    return x
end
function _replace_part!(v, at::Int, n::Int, ins)
    m = length(ins)
    if m > n
        array_grow_at(v, at + n, m - n)
    elseif m < n
        array_delete_at(v, at + m, n - m)
    end
    i = at
    for x in ins
        v[i] = x
        i += 1
    end
    return v
end

"""
    resize!(v, n)

Changes the length of `v` to `n`; new elements are uninitialised.
"""
function resize!(v::Array{T,1}, n::Integer) where {T}
    k = Int(n)
    m = arraylen(v)
    if k > m
        array_grow_end(v, k - m)
    elseif k < m
        k < 0 && throw(ArgumentError("new length must be ≥ 0"))
        array_delete_at(v, k + 1, m - k)
    end
    return v
end

"""
    sizehint!(v, n)

Says that `v` will have about `n` elements, so that growing copies less.
"""
sizehint!(v::Array{T,1}, n::Integer; first::Bool=false, shrink::Bool=true) where {T} = (array_sizehint(v, Int(n)); v)
sizehint!(v, n) = v

"Removes all elements; gives the empty collection."
empty!(v::Array{T,1}) where {T} = resize!(v, 0)
empty!(v::AbstractVector) = resize!(v, 0)
