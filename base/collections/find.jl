# findfirst, findlast, findnext, findprev, findall, findmax, findmin, argmax, argmin, count of occurrences, indexin.
# Enters: a collection, a predicate. Leaves: keys of the collection (`keys(A)`: Ints for vectors, CartesianIndex for matrices) or
# nothing. Manual: docs of findfirst. Strings: text/.
export findfirst, findlast, findnext, findprev, findall, findmax, findmin, argmax, argmin, indexin

"""
    findnext(p, A, i), findprev(p, A, i)

The first index from `i` on (the last up to `i`) whose element fulfils `p`, or nothing.
"""
function findnext(p, A::AbstractArray, i)
    k = keys(A)
    n = _position(A, i)
    while n <= length(A)
        p(A[k[n]]) && return k[n]
        n += 1
    end
    return nothing
end
function findprev(p, A::AbstractArray, i)
    k = keys(A)
    n = _position(A, i)
    while n >= 1
        p(A[k[n]]) && return k[n]
        n -= 1
    end
    return nothing
end
findnext(A::AbstractArray, i) = findnext(identity, A, i)
findprev(A::AbstractArray, i) = findprev(identity, A, i)
_position(A, i::Integer) = Int(i)
_position(A, I::CartesianIndex) = _sub2ind(size(A), I.I)

"""
    findfirst([p,] A), findlast([p,] A)

The first (last) index whose element fulfils `p` (is true), or nothing.
"""
function findfirst(p, A::AbstractVector)
    for i in eachindex(A)
        p(@inbounds A[i]) && return i
    end
    return nothing
end
function findfirst(p, A)
    for (k, x) in pairs(A)
        p(x) && return k
    end
    return nothing
end
findfirst(A) = findfirst(identity, A)
function findlast(p, A::AbstractArray)
    k = keys(A)
    for n in length(A):-1:1
        p(A[k[n]]) && return k[n]
    end
    return nothing
end
function findlast(p, A)
    found = nothing
    for (k, x) in pairs(A)
        p(x) && (found = k)
    end
    return found
end
findlast(A) = findlast(identity, A)

"""
    findall([p,] A)

The indices of all elements that fulfil `p` (are true), as a vector.
"""
findall(A) = findall(identity, A)
function findall(p, A::AbstractVector)
    v = Array{Int,1}(undef, 0)
    for i in eachindex(A)
        p(@inbounds A[i]) && push!(v, i)
    end
    return v
end
function findall(p, A::AbstractArray{T,N}) where {T,N}
    v = Array{CartesianIndex{N},1}(undef, 0)
    for I in CartesianIndices(A)
        p(@inbounds A[I]) && push!(v, I)
    end
    return v
end
function findall(p, A)
    return collect(Generator(t -> t[1], Iterators.filter(t -> p(t[2]), pairs(A))))
end

"""
    findmax([f,] A; dims), findmin([f,] A; dims)

`(value, index)` of the largest (smallest) element, or value of `f`; of several equal ones the first. NaN counts as largest
and as smallest. ArgumentError if there is none.
"""
findmax(A; dims=:) = _find_extreme(identity, A, dims, _greater_or_nan)
findmax(f, A; dims=:) = _find_extreme(f, A, dims, _greater_or_nan)
findmin(A; dims=:) = _find_extreme(identity, A, dims, _less_or_nan)
findmin(f, A; dims=:) = _find_extreme(f, A, dims, _less_or_nan)
@inline _greater_or_nan(y, best) = isgreater_nan(y, best)
@inline isgreater_nan(y, best) = isless(best, y)
@inline _less_or_nan(y, best) = isless(y, best)
@inline _less_or_nan(y::AbstractFloat, best::AbstractFloat) = isnan(y) ? !isnan(best) : !isnan(best) && isless(y, best)
_find_extreme(f, A::AbstractArray, ::Colon, better) = _find_extreme_pairs(f, A, better)
_find_extreme(f, A, ::Colon, better) = _find_extreme_pairs(f, A, better)
function _find_extreme_pairs(f, A, better)
    ps = pairs(A)
    s = iterate(ps)
    s === nothing && throw(ArgumentError("reducing over an empty collection is not allowed; consider supplying `init` to the reducer"))
    at = s[1].first
    best = f(s[1].second)
    s = iterate(ps, s[2])
    while s !== nothing
        y = f(s[1].second)
        if better(y, best)
            best = y
            at = s[1].first
        end
        s = iterate(ps, s[2])
    end
    return best, at
end
function _find_extreme(f, A::AbstractVector, ::Colon, better)
    n = length(A)
    n == 0 && throw(ArgumentError("reducing over an empty collection is not allowed; consider supplying `init` to the reducer"))
    at = 1
    best = f(A[1])
    for i in 2:n
        y = f(@inbounds A[i])
        if better(y, best)
            best = y
            at = i
        end
    end
    return best, at
end
function _find_extreme(f, A::AbstractArray{T,N}, dims, better) where {T,N}
    ds = _dims_tuple(dims)
    shape = _reduced_size(A, ds)
    cells = collect(Generator(CartesianIndices(shape)) do C
        block = CartesianIndices(ntuple(k -> k in ds ? (1:size(A, k)) : (C[k]:C[k]), Val{N}()))
        at = first(block)
        best = f(A[at])
        for I in block
            y = f(A[I])
            if better(y, best)
                best = y
                at = I
            end
        end
        (best, at)
    end)
    return map(c -> c[1], cells), map(c -> c[2], cells)
end

"""
    argmax(A; dims), argmin(A; dims), argmax(f, itr), argmin(f, itr)

The index of the largest (smallest) element; with `f`, the item for which `f` is largest (smallest).
"""
argmax(A; dims=:) = findmax(A; dims=dims)[2]
argmin(A; dims=:) = findmin(A; dims=dims)[2]
argmax(f, itr) = _item_of_extreme(f, itr, _greater_or_nan)
argmin(f, itr) = _item_of_extreme(f, itr, _less_or_nan)
function _item_of_extreme(f, itr, better)
    s = iterate(itr)
    s === nothing && throw(ArgumentError("reducing over an empty collection is not allowed; consider supplying `init` to the reducer"))
    item = s[1]
    best = f(item)
    s = iterate(itr, s[2])
    while s !== nothing
        y = f(s[1])
        if better(y, best)
            best = y
            item = s[1]
        end
        s = iterate(itr, s[2])
    end
    return item
end

"""
    indexin(a, b)

For each item of `a` the first index in `b` where it is, or nothing.
"""
function indexin(a, b::AbstractArray)
    ks = keys(b)
    where_is = Dict{eltype(b),eltype(ks)}()
    for k in ks
        get!(where_is, b[k], k)
    end
    return Union{eltype(ks),Nothing}[get(where_is, x, nothing) for x in a]
end

"""
    x in A

Whether an element equals `x`; missing if only a missing stands in the way of false.
"""
function in(x, A::AbstractArray)
    unknown = false
    for y in A
        eq = y == x
        if eq isa Bool
            eq && return true
        else
            unknown = true
        end
    end
    return unknown ? missing : false
end
