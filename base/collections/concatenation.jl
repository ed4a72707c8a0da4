# vcat, hcat, hvcat, hvncat, cat and the typed forms: arrays put together.
# Enters: arrays, numbers and other values (which count as one element). Leaves: an array whose element type is promoted
# from the parts (or given). Invariant: the sizes across the joined dimension agree, else DimensionMismatch.
# Manual: "Arrays – Concatenation".
export vcat, hcat, hvcat, hvncat, cat, stack, repeat

# the element type of the result: promoted from the parts
@inline _part_eltype(x::AbstractArray{T}) where {T} = T
@inline _part_eltype(x) = typeof(x)
@inline _cat_eltype(t::Tuple{}) = Union{}
@inline _cat_eltype(t::Tuple{Any}) = _part_eltype(t[1])
@inline function _cat_eltype(t::Tuple)
    length(t) > 16 && return _cat_eltype_long(t)
    return promote_type(_part_eltype(t[1]), _cat_eltype(tail(t)))
end
function _cat_eltype_long(t)
    T = Union{}
    for x in t
        T = promote_type(T, _part_eltype(x))
    end
    return T
end

@inline _part_length(x::AbstractArray) = length(x)
@inline _part_length(x) = 1
@inline _rows(x::AbstractArray) = size(x, 1)
@inline _rows(x) = 1
@inline _columns(x::AbstractArray) = size(x, 2)
@inline _columns(x) = 1

# an array for the result of joining parts of which `x` is the first: bits stay bits
@inline _cat_array(::Type{T}, x, dims::Dims{N}) where {T,N} = Array{T,N}(undef, dims)

# ---- vcat

"""
    vcat(A...), [A; B; ...]

The parts above each other: vectors and numbers become a longer vector, matrices a taller matrix.
"""
vcat() = Array{Any,1}(undef, 0)
vcat(xs...) = _typed_vcat(_cat_eltype(xs), xs)
vcat(xs::T...) where {T<:Number} = _vect_of(T, xs)
vcat(xs::Number...) = vect(xs...)
typed_vcat(::Type{T}, xs...) where {T} = _typed_vcat(T, xs)
typed_vcat(::Type{T}) where {T} = Array{T,1}(undef, 0)

@inline _max_dims(t::Tuple{}) = 0
@inline _max_dims(t::Tuple) = max(_part_dims(t[1]), _max_dims(tail(t)))
@inline _part_dims(x::AbstractArray{T,N}) where {T,N} = N
@inline _part_dims(x) = 0

@inline function _typed_vcat(::Type{T}, xs::Tuple) where {T}
    return _all_flat(xs) ? _vcat_vectors(T, xs) : _cat(Val{1}(), T, xs)
end
@inline _all_flat(t::Tuple{}) = true
@inline _all_flat(t::Tuple) = _part_dims(t[1]) <= 1 && _all_flat(tail(t))
function _vcat_vectors(::Type{T}, xs::Tuple) where {T}
    v = _cat_array(T, xs[1], (_total_length(xs),))
    _store_parts!(v, 1, xs)
    return v
end
# a splatted call may have thousands of parts: recursion for few, a loop for many
@inline _total_length(t::Tuple{}) = 0
@inline _total_length(t::Tuple) = length(t) > 16 ? _total_length_long(t) : _part_length(t[1]) + _total_length(tail(t))
function _total_length_long(t)
    n = 0
    for x in t
        n += _part_length(x)
    end
    return n
end
@inline _store_parts!(v, k::Int, t::Tuple{}) = k
@inline function _store_parts!(v, k::Int, t::Tuple)
    if length(t) > 16
        for x in t
            k = _store_part!(v, k, x)
        end
        return k
    end
    return _store_parts!(v, _store_part!(v, k, t[1]), tail(t))
end
@inline _store_part!(v, k::Int, x) = (v[k] = x; k + 1)
function _store_part!(v, k::Int, x::AbstractArray)
    n = length(x)
    n > 0 && copyto!(v, k, x, 1, n)
    return k + n
end

# ---- hcat

"""
    hcat(A...), [A B ...]

The parts beside each other: vectors are columns, numbers make a matrix of one row.
"""
hcat() = Array{Any,1}(undef, 0)
hcat(xs...) = _typed_hcat(_cat_eltype(xs), xs)
typed_hcat(::Type{T}, xs...) where {T} = _typed_hcat(T, xs)
function _typed_hcat(::Type{T}, xs::Tuple) where {T}
    _max_dims(xs) > 2 && return _cat(Val{2}(), T, xs)
    m = _rows(xs[1])
    n = 0
    for x in xs
        _rows(x) == m || _rows_mismatch(xs)
        n += _columns(x)
    end
    R = _cat_array(T, xs[1], (m, n))
    _store_parts!(R, 1, xs)
    return R
end
@noinline _rows_mismatch(xs) =
    throw(DimensionMismatch(string("number of rows of each array must match (got ", map(_rows, xs), ")")))
@noinline _columns_mismatch(xs) =
    throw(DimensionMismatch(string("number of columns of each array must match (got ", map(_columns, xs), ")")))

# ---- hvcat

"""
    hvcat(rows, xs...), [a b; c d]

The parts in rows: `rows` is the number of parts in each row, or one number for all rows.
"""
hvcat(rows::Tuple{Vararg{Int}}, xs...) = typed_hvcat(_cat_eltype(xs), rows, xs...)
hvcat(n::Int, xs...) = _typed_hvcat_even(_cat_eltype(xs), n, xs)
typed_hvcat(::Type{T}, n::Int, xs...) where {T} = _typed_hvcat_even(T, n, xs)
hvcat(rows::Tuple{Vararg{Int}}, xs::T...) where {T<:Number} = _hvcat_numbers(T, rows, xs)
function _typed_hvcat_even(::Type{T}, n::Int, xs::Tuple) where {T}
    length(xs) % n == 0 || throw(ArgumentError(string("number of arrays ", length(xs), " is not a multiple of the requested number of block columns ", n)))
    return typed_hvcat(T, ntuple(i -> n, div(length(xs), n)), xs...)
end
function _hvcat_numbers(::Type{T}, rows::Tuple, xs::Tuple) where {T}
    m = length(rows)
    n = rows[1]
    for r in rows
        r == n || throw(DimensionMismatch(string("row ", _first_other(rows), " has mismatched number of columns (expected ", n, ", got ", rows[_first_other(rows)], ")")))
    end
    m * n == length(xs) || throw(ArgumentError(string("argument count does not match specified shape (expected ", m * n, ", got ", length(xs), ")")))
    R = Array{T,2}(undef, m, n)
    k = 1
    for i in 1:m
        for j in 1:n
            R[i, j] = xs[k]
            k += 1
        end
    end
    return R
end
function _first_other(rows)
    for i in 1:length(rows)
        rows[i] == rows[1] || return i
    end
    return 1
end
function typed_hvcat(::Type{T}, rows::Tuple{Vararg{Int}}, xs...) where {T}
    _max_dims(xs) == 0 && return _hvcat_numbers(T, rows, xs)
    parts = Array{Any,1}(undef, 0)
    k = 1
    for r in rows
        push!(parts, _typed_hcat(T, xs[k:k+r-1]))
        k += r
    end
    m = 0
    n = _columns(parts[1])
    for p in parts
        _columns(p) == n || throw(DimensionMismatch(string("row ", _row_of(parts, p), " has mismatched number of columns (expected ", n, ", got ", _columns(p), ")")))
        m += _rows(p)
    end
    R = _cat_array(T, parts[1], (m, n))
    at = 0
    for p in parts
        h = _rows(p)
        for j in 1:n, i in 1:h
            R[at+i, j] = p[i, j]
        end
        at += h
    end
    return R
end
function _row_of(parts, p)
    for i in 1:length(parts)
        parts[i] === p && return i
    end
    return 0
end

# rows of unknown length: [a... b; c]
hvcat_rows(rows::Tuple...) = typed_hvcat(_cat_eltype(_joined(rows)), map(length, rows), _joined(rows)...)
typed_hvcat_rows(::Type{T}, rows::Tuple...) where {T} = typed_hvcat(T, map(length, rows), _joined(rows)...)
_joined(rows::Tuple{}) = ()
_joined(rows::Tuple) = (rows[1]..., _joined(tail(rows))...)

# ---- cat along any dimensions

"""
    cat(A...; dims)

The arrays put together along dimension `dims`, or block-diagonally along several.
"""
cat(xs...; dims) = _cat(dims, _cat_eltype(xs), xs)
_cat_dims(::Val{d}) where {d} = d isa Tuple ? d : (d,)
_cat_dims(d::Integer) = (Int(d),)
_cat_dims(d) = Tuple(d)
function _cat(dims, ::Type{T}, xs::Tuple) where {T}
    ds = _cat_dims(dims)
    return _cat_arrays(ds, T, xs, Val{max(_max_dims(xs), maximum(ds))}())
end
function _cat_arrays(ds, ::Type{T}, xs::Tuple, ::Val{N}) where {T,N}
    shape = ntuple(k -> k in ds ? _sum_sizes(xs, k) : _size_of(xs[1], k), Val{N}())
    for x in xs
        for k in 1:N
            k in ds || _size_of(x, k) == shape[k] || _cat_mismatch(ds, k, xs, x)
        end
    end
    R = _cat_array(T, xs[1], shape)
    length(ds) > 1 && fill!(R, zero(T))
    at = ntuple(k -> 0, Val{N}())
    for x in xs
        _put_part!(R, x, at)
        at = ntuple(k -> k in ds ? at[k] + _size_of(x, k) : 0, Val{N}())
    end
    return R
end
@noinline function _cat_mismatch(ds, k, xs, x)
    ds == (1,) && k == 2 && _columns_mismatch(xs)
    ds == (2,) && k == 1 && _rows_mismatch(xs)
    throw(DimensionMismatch(string("mismatch in dimension ", k, " (expected ", _size_of(xs[1], k), " got ", _size_of(x, k), ")")))
end
_size_of(x::AbstractArray, k) = size(x, k)
_size_of(x, k) = 1
function _sum_sizes(xs, k)
    n = 0
    for x in xs
        n += _size_of(x, k)
    end
    return n
end
function _put_part!(R::AbstractArray{T,N}, x::AbstractArray, at::NTuple{N,Int}) where {T,N}
    for I in CartesianIndices(ntuple(k -> size(x, k), Val{N}()))
        R[map(+, I.I, at)...] = x[I]
    end
    return nothing
end
_put_part!(R::AbstractArray{T,N}, x, at::NTuple{N,Int}) where {T,N} = (R[map(a -> a + 1, at)...] = x; nothing)

"""
    hvncat(dim or dims or shape, row_first, xs...)

What `[a ;;; b]` and its mixtures make: the parts put together along dimension `dim`, or filling an array of size `dims`,
row by row if `row_first`.
"""
hvncat(dim::Int, xs...) = _cat(dim, _cat_eltype(xs), xs)
typed_hvncat(::Type{T}, dim::Int, xs...) where {T} = _cat(dim, T, xs)
hvncat(dims::Tuple{Vararg{Int}}, row_first::Bool, xs...) = typed_hvncat(_cat_eltype(xs), dims, row_first, xs...)
function typed_hvncat(::Type{T}, dims::Tuple{Vararg{Int}}, row_first::Bool, xs...) where {T}
    _prodsize(dims) == length(xs) ||
        throw(ArgumentError(string("argument count does not match specified shape (expected ", _prodsize(dims), ", got ", length(xs), ")")))
    order = row_first ? (2, 1, ntuple(k -> k + 2, length(dims) - 2)...) : ntuple(identity, length(dims))
    return _join_levels(T, Any[xs...], map(k -> dims[k], order), order)
end
# joins groups of the fastest level until one array is left
function _join_levels(::Type{T}, parts::Vector{Any}, counts::Tuple, dims::Tuple) where {T}
    for level in 1:length(counts)
        n = counts[level]
        joined = Array{Any,1}(undef, 0)
        k = 1
        while k <= length(parts)
            push!(joined, _cat(dims[level], T, (parts[k:k+n-1]...,)))
            k += n
        end
        parts = joined
    end
    return parts[1]
end
# shape ((…), (…), …): the number of parts in each group, from the fastest level on
function hvncat(shape::Tuple{Vararg{Tuple}}, row_first::Bool, xs...)
    return typed_hvncat(_cat_eltype(xs), shape, row_first, xs...)
end
function typed_hvncat(::Type{T}, shape::Tuple{Vararg{Tuple}}, row_first::Bool, xs...) where {T}
    order = row_first ? (2, 1, ntuple(k -> k + 2, length(shape) - 2)...) : ntuple(identity, length(shape))
    parts = Any[xs...]
    used = ntuple(i -> 1, length(parts)) # leaves in each part
    weights = Int[used...]
    for level in 1:length(shape)
        joined = Array{Any,1}(undef, 0)
        joined_weights = Int[]
        k = 1
        for group in shape[level]
            members = Any[]
            w = 0
            while w < group
                push!(members, parts[k])
                w += weights[k]
                k += 1
            end
            push!(joined, _cat(order[level], T, (members...,)))
            push!(joined_weights, w)
        end
        parts = joined
        weights = joined_weights
    end
    return parts[1]
end

"""
    stack(arrays; dims), stack(f, itr; dims)

The arrays of equal size side by side along a new dimension, by default the last.
"""
function stack(itr; dims=:)
    parts = collect(itr)
    isempty(parts) && throw(ArgumentError("`stack` on an empty collection is not allowed"))
    first_size = size(parts[1])
    for p in parts
        size(p) == first_size || throw(DimensionMismatch(string("stack expects uniform slices, got axes(x) == ", axes(p), " while first had ", axes(parts[1]))))
    end
    T = _stack_eltype(parts)
    n = length(first_size)
    d = dims isa Colon ? n + 1 : Int(dims)
    R = Array{T}(undef, ntuple(k -> k == d ? length(parts) : k < d ? first_size[k] : first_size[k-1], n + 1))
    for i in 1:length(parts)
        R[ntuple(k -> k == d ? i : Colon(), n + 1)...] = _as_array(parts[i])
    end
    return R
end
stack(f, itr; dims=:) = stack(Generator(f, itr); dims=dims)
_as_array(x::AbstractArray) = x
_as_array(x) = collect(x)
function _stack_eltype(parts)
    T = Union{}
    for p in parts
        T = promote_type(T, eltype(p))
    end
    return T
end

"""
    repeat(A, counts...), repeat(A; inner, outer)

The array repeated `counts[d]` times along each dimension `d`; `inner` repeats each element.
"""
repeat(A::AbstractArray, counts::Integer...) = _repeat(A, (), map(Int, counts))
repeat(A::AbstractArray; inner=(), outer=()) = _repeat(A, _counts(inner), _counts(outer))
_counts(n::Integer) = (Int(n),)
_counts(t) = map(Int, Tuple(t))
function _repeat(A::AbstractArray{T}, inner::Tuple, outer::Tuple) where {T}
    N = max(ndims(A), length(inner), length(outer))
    for c in outer
        c < 0 && throw(ArgumentError(string("number of repetitions must be non-negative, got ", c)))
    end
    ins = ntuple(k -> k <= length(inner) ? inner[k] : 1, N)
    sizes = ntuple(k -> size(A, k), N)
    shape = ntuple(k -> sizes[k] * ins[k] * (k <= length(outer) ? outer[k] : 1), N)
    R = _cat_array(T, A, shape)
    for I in CartesianIndices(R)
        R[I] = A[ntuple(k -> div(rem(I[k] - 1, sizes[k] * ins[k]), ins[k]) + 1, N)...]
    end
    return R
end
