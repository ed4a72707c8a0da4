# Statistics: mean, median, variance, correlation, quantiles. Formulas as in the documentation of Julia's standard library.
# Enters: collections of numbers. Leaves: numbers, or arrays with `dims`. An empty collection gives NaN where Julia does.
module Statistics

export cor, cov, mean, mean!, median, median!, middle, quantile, quantile!, std, stdm, var, varm

"""
    mean([f,] itr; dims)

The arithmetic mean of the items, of `f` of them, or along dimensions. NaN (or ArgumentError) if there are none.
"""
mean(A::AbstractArray; dims=:) = _mean(identity, A, dims)
mean(f, A::AbstractArray; dims=:) = _mean(f, A, dims)
mean(itr) = mean(identity, itr)
function mean(f, itr)
    y = iterate(itr)
    y === nothing && throw(ArgumentError("mean of an empty collection undefined"))
    n = 1
    s = f(y[1]) / 1
    y = iterate(itr, y[2])
    while y !== nothing
        s += f(y[1])
        n += 1
        y = iterate(itr, y[2])
    end
    return s / n
end
function _mean(f, A, ::Colon)
    n = length(A)
    n == 0 && return _nan_for(f, A)
    return sum(f, A) / n
end
_nan_for(f, A::AbstractArray{T}) where {T<:Number} = zero(T) / 0
_nan_for(f, A) = throw(ArgumentError("mean of an empty collection undefined"))
function _mean(f, A, dims)
    s = sum(f, A; dims=dims)
    return s ./ div(length(A), max(1, length(s)))
end
mean!(R::AbstractArray, A::AbstractArray) = copyto!(R, sum!(R, A) ./ div(length(A), length(R)))

"""
    middle(x), middle(a, b), middle(A)

The mean of the two numbers, or of the extrema.
"""
middle(x::Real) = x / 1
middle(x::Union{Bool,Int8,Int16,Int32,Int64,UInt8,UInt16,UInt32,UInt64}) = Float64(x)
middle(a::Real, b::Real) = a / 2 + b / 2
middle(A::AbstractArray) = ((a, b) = extrema(A); middle(a, b))

"""
    median(itr; dims)

The middle one of the sorted items, or the mean of the two in the middle. NaN if one is; ArgumentError if there are none.
"""
median(itr) = median!(collect(itr))
median(A::AbstractArray; dims=:) = dims isa Colon ? median!(vec(collect(A))) : mapslices(x -> median!(vec(x)), A; dims=dims)
function median!(v::AbstractVector)
    isempty(v) && throw(ArgumentError("median of an empty array is undefined, $(repr(v))"))
    for x in v
        x isa AbstractFloat && isnan(x) && return x
        ismissing(x) && return x
    end
    sort!(v)
    n = length(v)
    return isodd(n) ? middle(v[(n+1)>>1]) : middle(v[n>>1], v[(n>>1)+1])
end
median!(A::AbstractArray) = median!(vec(A))

"""
    var(itr; corrected=true, mean, dims), std(itr; corrected=true, mean, dims)

The sample variance (standard deviation): squared distances from the mean, divided by `n - 1` (by `n` if not `corrected`).
"""
function var(A::AbstractArray; corrected::Bool=true, mean=nothing, dims=:)
    dims isa Colon && return _var(A, corrected, mean)
    m = mean === nothing ? Statistics.mean(A; dims=dims) : mean
    s = sum(abs2, A .- m; dims=dims)
    n = div(length(A), max(1, length(s)))
    return s ./ (corrected ? n - 1 : n)
end
var(itr; corrected::Bool=true, mean=nothing) = _var(collect(itr), corrected, mean)
function _var(A, corrected::Bool, m0)
    n = length(A)
    n == 0 && return _nan_for(identity, A)
    m = m0 === nothing ? mean(A) : m0
    s = abs2(first(A) - m)
    s = sum(x -> abs2(x - m), A)
    return s / (n - Int(corrected))
end
std(A::AbstractArray; corrected::Bool=true, mean=nothing, dims=:) =
    dims isa Colon ? sqrt(var(A; corrected=corrected, mean=mean)) : sqrt.(var(A; corrected=corrected, mean=mean, dims=dims))
std(itr; corrected::Bool=true, mean=nothing) = sqrt(var(itr; corrected=corrected, mean=mean))
"Variance and standard deviation about the known mean `m`."
varm(A, m; corrected::Bool=true, dims=:) = dims isa Colon ? var(A; corrected=corrected, mean=m) : var(A; corrected=corrected, mean=m, dims=dims)
stdm(A, m; corrected::Bool=true, dims=:) = dims isa Colon ? std(A; corrected=corrected, mean=m) : std(A; corrected=corrected, mean=m, dims=dims)

"""
    cov(x, [y]; corrected=true, dims=1)

The covariance of two vectors; the covariance matrix of a matrix's columns (`dims=2`: rows).
"""
cov(x::AbstractVector; corrected::Bool=true) = var(x; corrected=corrected)
function cov(x::AbstractVector, y::AbstractVector; corrected::Bool=true)
    n = length(x)
    length(y) == n || throw(DimensionMismatch(string("dimensions must match: x has length ", n, ", y has length ", length(y))))
    mx, my = mean(x), mean(y)
    s = zero((first(x) - mx) * (first(y) - my))
    for i in 1:n
        s += (x[i] - mx) * conj(y[i] - my)
    end
    return s / (n - Int(corrected))
end
function cov(X::AbstractMatrix; dims::Int=1, corrected::Bool=true)
    n = size(X, dims)
    Z = X .- mean(X; dims=dims)
    return (dims == 1 ? transpose(Z) * Z : Z * transpose(Z)) ./ (n - Int(corrected))
end

"""
    cor(x, [y]; dims=1)

Pearson's correlation of two vectors; the correlation matrix of a matrix's columns (`dims=2`: rows).
"""
cor(x::AbstractVector) = one(float(real(eltype(x))))
function cor(x::AbstractVector, y::AbstractVector)
    n = length(x)
    length(y) == n || throw(DimensionMismatch(string("x has length ", n, ", but y has length ", length(y))))
    mx, my = mean(x), mean(y)
    sxy = sxx = syy = 0.0
    for i in 1:n
        a, b = x[i] - mx, y[i] - my
        sxy += a * b
        sxx += a * a
        syy += b * b
    end
    return clamp(sxy / (sqrt(sxx) * sqrt(syy)), -1.0, 1.0)
end
function cor(X::AbstractMatrix; dims::Int=1)
    C = cov(X; dims=dims)
    d = [sqrt(C[i, i]) for i in 1:size(C, 1)]
    R = C ./ (d * transpose(d))
    for i in 1:length(d)
        R[i, i] = 1.0
    end
    return R
end

"""
    quantile(itr, p; sorted=false, alpha=1, beta=alpha)

The quantile(s) at the probability (probabilities) `p` in 0…1, by linear interpolation between the sorted items.
"""
quantile(itr, p; sorted::Bool=false, alpha::Real=1.0, beta::Real=alpha) =
    quantile!(sorted ? itr : collect(itr), p; sorted=sorted, alpha=alpha, beta=beta)
function quantile!(v::AbstractVector, p; sorted::Bool=false, alpha::Real=1.0, beta::Real=alpha)
    isempty(v) && throw(ArgumentError("empty data vector"))
    sorted || sort!(v)
    (last(v) isa AbstractFloat && isnan(last(v))) && throw(ArgumentError("quantiles are undefined in presence of NaNs or missing values"))
    return _quantiles(v, p, alpha, beta)
end
_quantiles(v, p::Real, alpha, beta) = _quantile(v, p, alpha, beta)
_quantiles(v, p::AbstractArray, alpha, beta) = [_quantile(v, q, alpha, beta) for q in p]
_quantiles(v, p::Tuple, alpha, beta) = map(q -> _quantile(v, q, alpha, beta), p)
function _quantile(v, p::Real, alpha, beta)
    0 <= p <= 1 || throw(ArgumentError("input probability out of [0,1] range"))
    n = length(v)
    m = alpha + p * (one(alpha) - alpha - beta)
    aleph = n * p + oftype(p, m)
    j = clamp(trunc(Int, aleph), 1, n - 1)
    g = clamp(aleph - j, 0, 1)
    n == 1 && return v[1] + zero(g) * v[1]
    a, b = v[j], v[j+1]
    return isfinite(a) && isfinite(b) ? a + g * (b - a) : (1 - g) * a + g * b
end

end
