# mapreduce and its kin over arrays, whole or along dimensions: sum, prod, maximum, minimum, extrema, any, all, count.
# Enters: an array, a function, an associative operation, optionally `dims` and `init`. Leaves: a value, or with `dims` an
# array whose reduced dimensions have length 1. Invariant: sums of floats are pairwise (blocks of at most 1024 elements, halves
# added), so the rounding error grows with the logarithm of the length. Iterators that are no arrays: core's reduce.
# Manual: "Arrays", docs of mapreduce. Deliberately absent: reductions into a given array other than sum!, prod!, maximum!, minimum!.
export any!, all!, count!, mapreduce, reduce, sum, prod, maximum, minimum, extrema, any, all, count, sum!, prod!, maximum!, minimum!, accumulate,
    accumulate!, cumsum, cumsum!, cumprod, cumprod!, diff, mapfoldl

const NoInit = NoInitialValue

"""
    mapreduce(f, op, A; dims, init), reduce(op, A; dims, init)

`f` of all elements (of those along `dims`) combined by `op`, in an unspecified grouping. ArgumentError if there is
nothing to combine, no `init` and no neutral element.
"""
mapreduce(f, op, A::AbstractArray; dims=:, init=NoInit()) = _mapreduce_array(f, op, A, dims, init)
mapreduce(f, op, A::AbstractArray, Bs::AbstractArray...; dims=:, init=NoInit()) =
    _mapreduce_array(identity, op, map(f, A, Bs...), dims, init)
reduce(op, A::AbstractArray; dims=:, init=NoInit()) = _mapreduce_array(identity, op, A, dims, init)

@inline _mapreduce_array(f, op, A, ::Colon, ::NoInit) = _mapreduce_all(f, op, A)
@inline _mapreduce_array(f, op, A, ::Colon, init) = _fold_from(f, op, A, init)
@inline _mapreduce_array(f, op, A, dims, init) = _mapreduce_dims(f, op, A, dims, init)

function _fold_from(f, op, A, init)
    acc = init
    for x in A
        acc = op(acc, f(x))
    end
    return acc
end

# ---- everything

@inline _mapreduce_all(f, op, A) = _mapreduce_styled(IndexStyle(A), f, op, A)
function _mapreduce_styled(::IndexLinear, f, op, A)
    n = length(A)
    n == 0 && return mapreduce_empty_array(f, op, A)
    if n == 1
        @inbounds x = A[1]
        return reduce_first(op, f(x))
    end
    return _mapreduce_range(f, op, A, 1, n)
end
function _mapreduce_styled(::IndexCartesian, f, op, A)
    y = iterate(A)
    y === nothing && return mapreduce_empty_array(f, op, A)
    acc = reduce_first(op, f(y[1]))
    while true
        y = iterate(A, y[2])
        y === nothing && return acc
        acc = op(acc, f(y[1]))
    end
end
# at least two elements, from i to j
function _mapreduce_range(f, op, A, i::Int, j::Int)
    j - i < 1024 && return _block_sum(f, op, A, i, j)
    m = i + ((j - i) >> 1)
    return op(_mapreduce_range(f, op, A, i, m), _mapreduce_range(f, op, A, m + 1, j))
end

@inline function _block_fold(f, op, A, i::Int, j::Int)
    @inbounds x = f(A[i])
    @inbounds y = f(A[i+1])
    acc = op(x, y)
    k = i + 2
    @inbounds while k <= j
        acc = op(acc, f(A[k]))
        k += 1
    end
    return acc
end

# Where the grouping does not matter, four running results: the processor computes them side by side.
@inline _block_any(f, op, A, i::Int, j::Int) = _block_fold(f, op, A, i, j)
@inline _block_any(f, op::Union{typeof(+),typeof(add_sum),typeof(max),typeof(min)}, A::Array{T}, i::Int, j::Int) where {T} =
    j - i > 7 && _regroups(op, return_type(f, Tuple{T})) ? _four_folds(f, op, A, i, j) : _block_fold(f, op, A, i, j)
_regroups(op, T) = false
_regroups(op, ::Type{Union{}}) = false
_regroups(::Union{typeof(+),typeof(add_sum)}, ::Type{<:Union{Int64,UInt64}}) = true
_regroups(::Union{typeof(max),typeof(min)}, ::Type{<:Union{Int64,UInt64,Float64,Float32}}) = true
@inline function _four_folds(f, op, A, i::Int, j::Int)
    @inbounds a, b, c, d = f(A[i]), f(A[i+1]), f(A[i+2]), f(A[i+3])
    k = i + 4
    @inbounds while k + 3 <= j
        a = op(a, f(A[k]))
        b = op(b, f(A[k+1]))
        c = op(c, f(A[k+2]))
        d = op(d, f(A[k+3]))
        k += 4
    end
    a = op(op(a, b), op(c, d))
    @inbounds while k <= j
        a = op(a, f(A[k]))
        k += 1
    end
    return a
end

# what an empty reduction gives, and what a single element becomes: only the operation knows
mapreduce_empty_array(f, op, A::AbstractArray{T}) where {T} = mapreduce_empty(f, op, T)

# ---- along dimensions

_dims_tuple(d::Integer) = (Int(d),)
_dims_tuple(d::Colon) = d
_dims_tuple(d) = map(Int, Tuple(d))
function _check_reduced_dims(ds)
    for d in ds
        d >= 1 || throw(ArgumentError(string("region dimension(s) must be ≥ 1, got ", d)))
    end
    return nothing
end
@inline _reduced_size(A::AbstractArray{T,N}, ds) where {T,N} = ntuple(k -> k in ds ? 1 : size(A, k), Val{N}())

function _mapreduce_dims(f, op, A::AbstractArray{T,N}, dims, init) where {T,N}
    ds = _dims_tuple(dims)
    _check_reduced_dims(ds)
    shape = _reduced_size(A, ds)
    isempty(A) && return _reduce_empty_dims(f, op, A, shape, init)
    S = _accumulator_type(f, op, T, init)
    if isconcretetype(S)
        return _reduce_columns!(f, op, Array{S,N}(undef, shape), A, init)
    end
    return _reduce_cells(f, op, A, ds, shape, init)
end
# a proven result type that combining does not change
function _accumulator_type(f, op, ::Type{T}, ::NoInit) where {T}
    F = return_type(f, Tuple{T})
    S = return_type(reduce_first, Tuple{typeof(op),F})
    return return_type(op, Tuple{S,F}) === S ? S : Any
end
function _accumulator_type(f, op, ::Type{T}, init::I) where {T,I}
    F = return_type(f, Tuple{T})
    return return_type(op, Tuple{I,F}) === I ? I : Any
end
# goes through A in memory order, each element being combined into its cell of R
function _reduce_columns!(f, op, R::AbstractArray{S,N}, A::AbstractArray{T,N}, init) where {S,T,N}
    limits = size(R)
    n = A isa Array ? _leading_block(size(R), size(A)) : 0
    if n > 16
        # slices without gaps, each reduced as a whole array is
        for c in 1:div(length(A), n)
            x = _mapreduce_range(f, op, A, (c - 1) * n + 1, c * n)
            @inbounds R[c] = init isa NoInit ? x : op(init, x)
        end
        return R
    end
    if size(R, 1) == 1 && ndims(A) > 0
        m = size(A, 1)
        for J in CartesianIndices(tail(axes(A)))
            cell = map(min, J.I, tail(limits))
            first_time = J.I == cell
            i = 1
            acc = _start_cell(f, op, init, R, A, J.I, cell, first_time)
            if first_time && init isa NoInit
                i = 2
            end
            while i <= m
                @inbounds acc = op(acc, f(A[i, J.I...]))
                i += 1
            end
            @inbounds R[1, cell...] = acc
        end
        return R
    end
    for I in CartesianIndices(A)
        cell = map(min, I.I, limits)
        @inbounds x = f(A[I.I...])
        if I.I == cell
            @inbounds R[cell...] = init isa NoInit ? reduce_first(op, x) : op(init, x)
        else
            @inbounds R[cell...] = op(R[cell...], x)
        end
    end
    return R
end
# the length of such slices if the reduced dimensions are the first ones, else 0
function _leading_block(small::Dims, large::Dims)
    n = 1
    kept = false
    for k in 1:length(large)
        if small[k] != 1
            kept = true
        elseif large[k] > 1
            kept && return 0
            n *= large[k]
        end
    end
    return n
end
@inline function _start_cell(f, op, init, R, A, J, cell, first_time)
    if first_time
        init isa NoInit || return init
        return reduce_first(op, f(@inbounds A[1, J...]))
    end
    return @inbounds R[1, cell...]
end
# element types that cannot be proven: cell by cell, the array widening as results come
function _reduce_cells(f, op, A::AbstractArray{T,N}, ds, shape, init) where {T,N}
    return collect(Generator(CartesianIndices(shape)) do C
        block = CartesianIndices(ntuple(k -> k in ds ? (1:size(A, k)) : (C[k]:C[k]), Val{N}()))
        g = Generator(I -> A[I], block)
        return init isa NoInit ? mapfoldl(f, op, g) : mapfoldl(f, op, g; init=init)
    end)
end
function _reduce_empty_dims(f, op, A::AbstractArray{T,N}, shape, init) where {T,N}
    init isa NoInit || return fill(init, shape)
    _prodsize(shape) == 0 && return Array{_accumulator_type(f, op, T, init),N}(undef, shape)
    return fill(mapreduce_empty(f, op, T), shape)
end

# ---- named reductions

"""
    sum([f,] A; dims, init), prod([f,] A; dims, init)

The sum (product) of the elements, or of `f` of them. Integers narrower than Int are added as Int (UInt).
"""
sum(A::AbstractArray; dims=:, init=NoInit()) = _mapreduce_array(identity, add_sum, A, dims, init)
sum(f, A::AbstractArray; dims=:, init=NoInit()) = _mapreduce_array(f, add_sum, A, dims, init)
prod(A::AbstractArray; dims=:, init=NoInit()) = _mapreduce_array(identity, mul_prod, A, dims, init)
prod(f, A::AbstractArray; dims=:, init=NoInit()) = _mapreduce_array(f, mul_prod, A, dims, init)

"""
    maximum([f,] A; dims, init), minimum([f,] A; dims, init)

The largest (smallest) element, or value of `f`. ArgumentError if there is none.
"""
maximum(A::AbstractArray; dims=:, init=NoInit()) = _mapreduce_array(identity, max, A, dims, init)
maximum(f, A::AbstractArray; dims=:, init=NoInit()) = _mapreduce_array(f, max, A, dims, init)
minimum(A::AbstractArray; dims=:, init=NoInit()) = _mapreduce_array(identity, min, A, dims, init)
minimum(f, A::AbstractArray; dims=:, init=NoInit()) = _mapreduce_array(f, min, A, dims, init)

"""
    extrema([f,] A; dims)

`(smallest, largest)` in one pass.
"""
extrema(A::AbstractArray; dims=:, init=NoInit()) = extrema(identity, A; dims=dims, init=init)
extrema(f, A::AbstractArray; dims=:, init=NoInit()) =
    _mapreduce_array(x -> (y = f(x); (y, y)), _extrema_op, A, dims, init)
_extrema_op(a::Tuple, b::Tuple) = (min(a[1], b[1]), max(a[2], b[2]))

"""
    any([p,] A; dims), all([p,] A; dims), count([p,] A; dims)

Whether any, whether all elements are true (fulfil `p`); how many.
"""
any(A::AbstractArray; dims=:) = _any_array(identity, A, dims)
any(p, A::AbstractArray; dims=:) = _any_array(p, A, dims)
all(A::AbstractArray; dims=:) = _all_array(identity, A, dims)
all(p, A::AbstractArray; dims=:) = _all_array(p, A, dims)
_any_array(p, A, dims) = _mapreduce_dims(x -> p(x), |, A, dims, false)
_all_array(p, A, dims) = _mapreduce_dims(x -> p(x), &, A, dims, true)
# three-valued: a missing matters only if nothing else decides
function _any_array(p, A, ::Colon)
    unknown = false
    for x in A
        y = p(x)
        if y isa Bool
            y && return true
        else
            y === missing ? (unknown = true) : typeassert(y, Bool)
        end
    end
    return unknown ? missing : false
end
function _all_array(p, A, ::Colon)
    unknown = false
    for x in A
        y = p(x)
        if y isa Bool
            y || return false
        else
            y === missing ? (unknown = true) : typeassert(y, Bool)
        end
    end
    return unknown ? missing : true
end
count(A::AbstractArray; dims=:, init=0) = _count_array(identity, A, dims, init)
count(p, A::AbstractArray; dims=:, init=0) = _count_array(p, A, dims, init)
function _count_array(p, A, ::Colon, init)
    n = init
    for x in A
        n += Int(p(x)::Bool)
    end
    return n
end
_count_array(p, A, dims, init) = _mapreduce_dims(x -> Int(p(x)::Bool), +, A, dims, init)

"""
    sum!(R, A), prod!(R, A), maximum!(R, A), minimum!(R, A)

Stores in `R` the reductions of `A` over the dimensions that have length 1 in `R`.
"""
sum!(R::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(add_sum, R, A)
prod!(R::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(mul_prod, R, A)
maximum!(R::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(max, R, A)
minimum!(R::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(min, R, A)
any!(R::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(|, R, A)
all!(R::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(&, R, A)
any!(p, R::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(|, R, map(p, A))
all!(p, R::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(&, R, map(p, A))
count!(R::AbstractArray, A::AbstractArray; init::Bool=true) = count!(identity, R, A)
count!(p, R::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(+, R, map(x -> Int(p(x)::Bool), A))
function _reduce_into!(op, R, A)
    ds = Int[]
    for k in 1:ndims(A)
        size(R, k) == size(A, k) && continue
        size(R, k) == 1 || throw(DimensionMismatch(string("cannot reduce array of size ", size(A), " into an output of size ", size(R))))
        push!(ds, k)
    end
    return copyto!(R, _mapreduce_dims(identity, op, A, ds, NoInit()))
end

# ---- running reductions

"""
    accumulate(op, A; dims, init)

An array whose element k is the reduction of the first k elements (along `dims`).
"""
accumulate(op, A::AbstractVector; dims=1, init=NoInit()) = dims == 1 ? collect(_running(op, A, init)) : copy(A)
accumulate(op, A::AbstractArray; dims, init=NoInit()) = _accumulate_dims(op, A, Int(dims), init)
accumulate(op, t::Tuple; init=NoInit()) = (collect(_running(op, t, init))...,)
accumulate(op, itr; init=NoInit()) = collect(_running(op, itr, init))

struct Running{F,I,A}
    op::F
    init::I
    itr::A
end
_running(op, itr, init) = Running(op, init, itr)
eltype(::Type{Running{F,NoInit,A}}) where {F,A} = _running_type(F, _first_type(F, eltype(A)), eltype(A))
eltype(::Type{Running{F,I,A}}) where {F,I,A} = _running_type(F, I, eltype(A))
_first_type(::Type{F}, ::Type{T}) where {F,T} = return_type(reduce_first, Tuple{F,T})
_running_type(::Type{F}, ::Type{S}, ::Type{T}) where {F,S,T} = _op_type(F, S, T) === S ? S : Any
_op_type(::Type{F}, ::Type{S}, ::Type{T}) where {F,S,T} = return_type(_apply2, Tuple{F,S,T})
_apply2(op, a, b) = op(a, b)
IteratorEltype(::Type{R}) where {R<:Running} = isconcretetype(eltype(R)) ? HasEltype() : EltypeUnknown()
IteratorSize(::Type{Running{F,I,A}}) where {F,I,A} = IteratorSize(A) isa HasShape ? HasLength() : IteratorSize(A)
length(r::Running) = length(r.itr)
function iterate(r::Running)
    y = iterate(r.itr)
    y === nothing && return nothing
    acc = r.init isa NoInit ? reduce_first(r.op, y[1]) : r.op(r.init, y[1])
    return acc, (acc, y[2])
end
function iterate(r::Running, state)
    y = iterate(r.itr, state[2])
    y === nothing && return nothing
    acc = r.op(state[1], y[1])
    return acc, (acc, y[2])
end
function _accumulate_dims(op, A::AbstractArray{T,N}, d::Int, init) where {T,N}
    d >= 1 || throw(ArgumentError("dims must be a positive integer"))
    S = _accumulator_type(identity, op, T, init)
    R = similar(A, isconcretetype(S) ? S : Any)
    for I in CartesianIndices(A)
        if d > N || I[d] == 1
            R[I] = init isa NoInit ? reduce_first(op, A[I]) : op(init, A[I])
        else
            R[I] = op(R[ntuple(k -> k == d ? I[k] - 1 : I[k], Val{N}())...], A[I])
        end
    end
    return R
end

"""
    cumsum(A; dims), cumprod(A; dims)

The running sum (product) along a dimension.
"""
cumsum(v::AbstractVector; dims=1) = accumulate(add_sum, v; dims=dims)
const InexactNumber = Union{AbstractFloat,Complex{<:AbstractFloat}}
# Of floats in pairs, as `sum` adds them: blocks of 127 are summed from zero, so the error grows with the logarithm of length.
cumsum(v::AbstractVector{<:InexactNumber}; dims=1) = dims == 1 ? _paired_sums!(similar(v), v) : copy(v)
function _paired_sums!(r, v)
    n = length(v)
    n == 0 && return r
    @inbounds r[1] = v[1]
    n > 1 && _paired_part!(r, v, r[1], 2, n - 1)
    return r
end
# stores the sums of `s` and the n elements from index `at`; gives their sum without `s`
function _paired_part!(r, v, s, at::Int, n::Int)
    if n < 128
        @inbounds part = v[at]
        @inbounds r[at] = s + part
        for i in at+1:at+n-1
            @inbounds part += v[i]
            @inbounds r[i] = s + part
        end
        return part
    end
    h = n >> 1
    part = _paired_part!(r, v, s, at, h)
    return part + _paired_part!(r, v, s + part, at + h, n - h)
end
cumsum(A::AbstractArray; dims) = _accumulate_dims(add_sum, A, Int(dims), NoInit())
cumsum(itr) = accumulate(add_sum, itr)
cumprod(v::AbstractVector; dims=1) = accumulate(mul_prod, v; dims=dims)
cumprod(A::AbstractArray; dims) = _accumulate_dims(mul_prod, A, Int(dims), NoInit())
cumprod(itr) = accumulate(mul_prod, itr)
accumulate!(op, B::AbstractArray, A::AbstractArray; dims=1, init=NoInit()) = copyto!(B, _accumulate_dims(op, A, Int(dims), init))
cumsum!(B::AbstractArray, A::AbstractArray; dims=1) = accumulate!(add_sum, B, A; dims=dims)
cumsum!(B::AbstractVector{T}, A::AbstractVector{T}; dims=1) where {T<:InexactNumber} =
    length(B) == length(A) && dims == 1 && B !== A ? _paired_sums!(B, A) : copyto!(B, cumsum(A; dims=dims))
cumprod!(B::AbstractArray, A::AbstractArray; dims=1) = accumulate!(mul_prod, B, A; dims=dims)

gcd(A::AbstractArray{<:Integer}) = reduce(gcd, A; init=zero(eltype(A)))
lcm(A::AbstractArray{<:Integer}) = reduce(lcm, A; init=one(eltype(A)))

"""
    diff(A; dims)

The differences of neighbouring elements (along `dims`).
"""
function diff(v::AbstractVector; dims=1)
    dims == 1 || throw(ArgumentError(string("dimension ", dims, " out of range (1:1)")))
    return [@inbounds v[i+1] - v[i] for i in 1:length(v)-1]
end
function diff(A::AbstractArray{T,N}; dims) where {T,N}
    1 <= dims <= N || throw(ArgumentError(string("dimension ", dims, " out of range (1:", N, ")")))
    m = size(A, dims)
    return selectdim(A, dims, 2:m) .- selectdim(A, dims, 1:m-1)
end
