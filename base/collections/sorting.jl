# sort, sort!, sortperm, partialsort, issorted, searchsorted and their orders.
# Enters: vectors (or any iterator to `sort`), `by`, `lt`, `rev`, `order`. Leaves: sorted vectors. Invariant: every sort is
# stable: merge sort with insertion sort for runs of at most 20; integers of a narrow range are counted instead, and
# floats without NaN are compared by machine instructions. Manual: "Sorting and Related Functions".
export sort, sort!, sortperm, sortperm!, sortslices, partialsort, partialsort!, partialsortperm, partialsortperm!, issorted, searchsorted,
    searchsortedfirst, searchsortedlast, insorted, InsertionSort, MergeSort, QuickSort, PartialQuickSort, invperm, isperm, permute!, invpermute!

import .Order: Ordering, ForwardOrdering, ReverseOrdering, By, Lt, Perm, Forward, ord, lt

abstract type Algorithm end
struct InsertionSortAlg <: Algorithm end
struct MergeSortAlg <: Algorithm end
struct QuickSortAlg <: Algorithm end
struct PartialQuickSort{T} <: Algorithm
    k::T
end
const InsertionSort = InsertionSortAlg()
const MergeSort = MergeSortAlg()
const QuickSort = QuickSortAlg()

"""
    sort!(v; by=identity, lt=isless, rev=false, order, alg), sort!(A; dims)

Sorts the vector (the slices along `dims`) in place, stably; gives it.
"""
function sort!(v::AbstractVector; alg=MergeSort, lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward, scratch=nothing)
    if rev === true
        _sort!(v, ReverseOrdering(ord(lt, by, nothing, order)))
    else
        _sort!(v, ord(lt, by, nothing, order))
    end
    return v
end
function sort!(A::AbstractArray; dims::Integer, alg=MergeSort, lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward)
    1 <= dims <= ndims(A) || throw(ArgumentError("dimension out of range"))
    for I in CartesianIndices(ntuple(k -> k == dims ? 1 : size(A, k), ndims(A)))
        inds = ntuple(k -> k == dims ? Colon() : I[k], ndims(A))
        col = A[inds...]
        sort!(col; alg=alg, lt=lt, by=by, rev=rev, order=order)
        A[inds...] = col
    end
    return A
end

"""
    sort(v; by, lt, rev, order), sort(A; dims)

A sorted copy. An iterator's items are collected first.
"""
function sort(v::AbstractVector; alg=MergeSort, lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward, scratch=nothing)
    return sort!(_vector_copy(v); lt=lt, by=by, rev=rev, order=order)
end
_vector_copy(v::AbstractVector{T}) where {T} = copyto!(Array{T,1}(undef, length(v)), v)
function sort(A::AbstractArray; dims::Integer, kws...)
    return sort!(copymutable(A); dims=dims, kws...)
end
sort(t::Tuple; kws...) = (sort!(collect(t); kws...)...,)
sort(itr; kws...) = sort!(collect(itr); kws...)
function sort(r::AbstractUnitRange; lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward, kws...)
    lt === isless && by === identity && order === Forward && return rev === true ? reverse(r) : r
    return sort!(collect(r); lt=lt, by=by, rev=rev, order=order)
end

function sort(r::AbstractRange; lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward, kws...)
    lt === isless && by === identity && order === Forward && return (step(r) < zero(step(r))) == (rev === true) ? r : reverse(r)
    return sort!(collect(r); lt=lt, by=by, rev=rev, order=order)
end

# ---- the algorithms

function _sort!(v::AbstractVector, o::Ordering)
    n = length(v)
    n < 2 && return v
    return _sort_vector!(v, o, n)
end
function _sort_vector!(v::AbstractVector, o::Ordering, n::Int)
    if n <= 20
        _insertion_sort!(v, 1, n, o)
        return v
    end
    _merge_sort!(v, 1, n, Array{eltype(v),1}(undef, (n + 1) >> 1), o)
    return v
end
function _sort_vector!(v::Vector{T}, o::Union{ForwardOrdering,ReverseOrdering{ForwardOrdering}}, n::Int) where {T<:BitInteger}
    if n > 40
        low, high = extrema(v)
        width = (high % Int) - (low % Int)
        if 0 <= width < div(n, 2) && T !== Int128 && T !== UInt128
            return _counting_sort!(v, low, Int(width) + 1, o isa ReverseOrdering)
        end
    end
    if n <= 20
        _insertion_sort!(v, 1, n, o)
    else
        _merge_sort!(v, 1, n, Array{T,1}(undef, (n + 1) >> 1), o)
    end
    return v
end
function _sort_vector!(v::Vector{T}, o::Union{ForwardOrdering,ReverseOrdering{ForwardOrdering}}, n::Int) where {T<:Union{Float64,Float32}}
    n <= 20 && return (_insertion_sort!(v, 1, n, o); v)
    # NaNs, which are the largest, go to their end; the others are compared as numbers, zeros by sign
    m = n
    if o isa ForwardOrdering
        m = _nans_last!(v, n)
        _merge_sort!(v, 1, m, Array{T,1}(undef, (m + 1) >> 1), FloatOrdering())
    else
        m = _nans_last!(v, n)
        _merge_sort!(v, 1, m, Array{T,1}(undef, (m + 1) >> 1), ReverseOrdering(FloatOrdering()))
        m < n && reverse!(v) !== nothing && _merge_sort_reversed!(v, n - m, n)
    end
    return v
end
# after reverse! the numbers ascend behind the NaNs: turn that part back
function _merge_sort_reversed!(v, k::Int, n::Int)
    i, j = k + 1, n
    @inbounds while i < j
        v[i], v[j] = v[j], v[i]
        i += 1
        j -= 1
    end
    return v
end
# the order of floats without NaN
struct FloatOrdering <: Ordering end
@inline lt(::FloatOrdering, a::T, b::T) where {T<:AbstractFloat} = (a < b) | ((a == b) & signbit(a) & !signbit(b))
function _nans_last!(v::Vector{T}, n::Int) where {T}
    k = 0
    for i in 1:n
        x = @inbounds v[i]
        if x == x
            k += 1
            if k < i
                @inbounds v[i] = v[k]
                @inbounds v[k] = x
            end
        end
    end
    return k
end
function _counting_sort!(v::Vector{T}, low::T, width::Int, reversed::Bool) where {T}
    counts = Array{Int,1}(undef, width)
    fill!(counts, 0)
    base = low % Int
    for x in v
        @inbounds counts[(x % Int)-base+1] += 1
    end
    i = 1
    k = reversed ? width : 1
    while 1 <= k <= width
        c = @inbounds counts[k]
        x = (base + k - 1) % T
        while c > 0
            @inbounds v[i] = x
            i += 1
            c -= 1
        end
        k += reversed ? -1 : 1
    end
    return v
end
function _insertion_sort!(v, lo::Int, hi::Int, o)
    i = lo + 1
    @inbounds while i <= hi
        x = v[i]
        j = i
        while j > lo
            y = v[j-1]
            lt(o, x, y) || break
            v[j] = y
            j -= 1
        end
        v[j] = x
        i += 1
    end
    return v
end
# scratch holds the left half while both halves are merged into place
function _merge_sort!(v, lo::Int, hi::Int, scratch, o)
    if hi - lo < 20
        _insertion_sort!(v, lo, hi, o)
        return nothing
    end
    m = (lo + hi) >> 1
    _merge_sort!(v, lo, m, scratch, o)
    _merge_sort!(v, m + 1, hi, scratch, o)
    @inbounds lt(o, v[m+1], v[m]) || return nothing # in order already
    n = m - lo + 1
    i = 1
    @inbounds while i <= n
        scratch[i] = v[lo+i-1]
        i += 1
    end
    i = 1
    j = m + 1
    k = lo
    @inbounds while i <= n && j <= hi
        a = scratch[i]
        b = v[j]
        if lt(o, b, a)
            v[k] = b
            j += 1
        else
            v[k] = a
            i += 1
        end
        k += 1
    end
    @inbounds while i <= n
        v[k] = scratch[i]
        i += 1
        k += 1
    end
    return nothing
end

"""
    sortperm(v; by, lt, rev), sortperm!(p, v)

The permutation `p` for which `v[p]` is sorted, equal elements in their order.
"""
function sortperm(v::AbstractVector; alg=MergeSort, lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward)
    return sortperm!(Array{Int,1}(undef, length(v)), v; lt=lt, by=by, rev=rev, order=order)
end
function sortperm!(p::AbstractVector{<:Integer}, v::AbstractVector; alg=MergeSort, lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing,
    order::Ordering=Forward, initialized::Bool=false)
    length(p) == length(v) || throw(ArgumentError("index array must have the same size/axes as the source array, $(axes(p)) != $(axes(v))"))
    if !initialized
        for i in 1:length(p)
            p[i] = i
        end
    end
    if rev === true
        _sort!(p, Perm(ReverseOrdering(ord(lt, by, nothing, order)), v))
    else
        _sort!(p, Perm(ord(lt, by, nothing, order), v))
    end
    return p
end

"""
    partialsort(v, k; by, lt, rev), partialsort!(v, k), partialsortperm(v, k)

The element (elements, for a range `k`) that sorting would put at `k`.
"""
function partialsort!(v::AbstractVector, k; lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward)
    sort!(v; lt=lt, by=by, rev=rev, order=order)
    return k isa Integer ? v[k] : view(v, k)
end
partialsort(v::AbstractVector, k; kws...) = (r = partialsort!(_vector_copy(v), k; kws...); r isa SubArray ? copy(r) : r)
partialsortperm!(p::AbstractVector{<:Integer}, v::AbstractVector, k; kws...) = (sortperm!(p, v; kws...); k isa Integer ? p[k] : view(p, k))
partialsortperm(v::AbstractVector, k; kws...) = (p = sortperm(v; kws...); k isa Integer ? p[k] : p[k])

"""
    issorted(v; by, lt, rev)

Whether no element comes before its predecessor.
"""
function issorted(itr; lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward)
    return _issorted(itr, rev === true ? ReverseOrdering(ord(lt, by, nothing, order)) : ord(lt, by, nothing, order))
end
function _issorted(itr, o)
    y = iterate(itr)
    y === nothing && return true
    x = y[1]
    y = iterate(itr, y[2])
    while y !== nothing
        Base.lt(o, y[1], x) && return false
        x = y[1]
        y = iterate(itr, y[2])
    end
    return true
end

# ---- searching sorted vectors

"""
    searchsortedfirst(v, x), searchsortedlast(v, x), searchsorted(v, x); by, lt, rev

In the sorted `v`: the first index whose element is not before `x`; the last whose element is not after `x`; the range of
those equal to `x`.
"""
searchsortedfirst(v, x; lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward) =
    _search_first(v, x, _search_order(lt, by, rev, order))
searchsortedlast(v, x; lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward) =
    _search_last(v, x, _search_order(lt, by, rev, order))
function searchsorted(v, x; lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward)
    o = _search_order(lt, by, rev, order)
    return _search_first(v, x, o):_search_last(v, x, o)
end
searchsortedfirst(v, x, o::Ordering) = _search_first(v, x, o)
searchsortedlast(v, x, o::Ordering) = _search_last(v, x, o)
searchsorted(v, x, o::Ordering) = _search_first(v, x, o):_search_last(v, x, o)
# between two indices
searchsortedfirst(v, x, lo::Integer, hi::Integer, o::Ordering) = _search_first(v, x, o, Int(lo) - 1, Int(hi) + 1)
searchsortedlast(v, x, lo::Integer, hi::Integer, o::Ordering) = _search_last(v, x, o, Int(lo) - 1, Int(hi) + 1)
searchsorted(v, x, lo::Integer, hi::Integer, o::Ordering) =
    searchsortedfirst(v, x, lo, hi, o):searchsortedlast(v, x, lo, hi, o)
_search_order(lt, by, rev, order) = rev === true ? ReverseOrdering(ord(lt, by, nothing, order)) : ord(lt, by, nothing, order)
function _search_first(v, x, o, lo::Int=0, hi::Int=length(v) + 1)
    while lo < hi - 1
        m = (lo + hi) >> 1
        if lt(o, (@inbounds v[m]), x)
            lo = m
        else
            hi = m
        end
    end
    return hi
end
function _search_last(v, x, o, lo::Int=0, hi::Int=length(v) + 1)
    while lo < hi - 1
        m = (lo + hi) >> 1
        if lt(o, x, (@inbounds v[m]))
            hi = m
        else
            lo = m
        end
    end
    return lo
end
"Whether `x` is in the sorted `v`."
insorted(x, v; kws...) = !isempty(searchsorted(v, x; kws...))

# ---- permutations

"Whether `v` is a permutation of `1:length(v)`."
function isperm(v)
    n = length(v)
    seen = fill!(Array{Bool,1}(undef, n), false)
    for i in v
        (1 <= i <= n && !seen[i]) || return false
        seen[i] = true
    end
    return true
end

"""
    invperm(p)

The permutation that undoes `p`. ArgumentError if `p` is none.
"""
function invperm(p::AbstractVector)
    q = fill!(Array{Int,1}(undef, length(p)), 0)
    for i in 1:length(p)
        j = p[i]
        (1 <= j <= length(p) && q[j] == 0) || throw(ArgumentError("argument is not a permutation"))
        q[j] = i
    end
    return q
end
invperm(p::Tuple) = (invperm(collect(p))...,)
"`v` with its elements permuted in place: the result is the former `v[p]`."
permute!(v, p::AbstractVector) = (isperm(p) || throw(ArgumentError("argument is not a permutation")); copyto!(v, v[p]))
function invpermute!(v, p::AbstractVector)
    isperm(p) || throw(ArgumentError("argument is not a permutation"))
    w = copy(v)
    for i in 1:length(p)
        v[p[i]] = w[i]
    end
    return v
end

"""
    sortslices(A; dims, by, lt, rev)

The slices of `A` along `dims` in sorted order.
"""
function sortslices(A::AbstractMatrix; dims::Integer, kws...)
    n = size(A, dims)
    p = sortperm([A[(dims == 1 ? (i, :) : (:, i))...] for i in 1:n]; kws...)
    return dims == 1 ? A[p, :] : A[:, p]
end
