# exp and log of Float64, near enough to the true value that all but about one result in a thousand is the double nearest to
# it: what a table and a short series give is added as an unevaluated sum of two doubles (high and low).
# Enters: any Float64. Leaves: C99's results; log's DomainError is thrown in math.jl. Tables are filled when Base is loaded.

const LN2_HIGH = 0.6931471805599453
const LN2_LOW = 2.3190468138462996e-17
# ln 2 to 41 bits, so that its multiples by exponents are exact, and the rest
const LN2_FEW = 0.6931471805601177
const LN2_FEW_REST = -1.7239444525614835e-13

# The rounding error of a·b, given the rounded product (Dekker's splitting)
@inline function product_error(a::Float64, b::Float64, product::Float64)
    t = 1.34217729e8 * a
    ah = t - (t - a)
    al = a - ah
    t = 1.34217729e8 * b
    bh = t - (t - b)
    bl = b - bh
    return ah * bh - product + ah * bl + al * bh + al * bl
end

# ---- exp: x = (64k + j)·ln 2 / 64 + r, so e^x = 2^k · 2^(j/64) · e^r with |r| < 0.0055

# 2^(j/64) for j = 0:63, high and low in turn, by square roots of pairs and products of those
function exp_table()
    table = arraynew(Vector{Float64}, 128)
    j = 0
    while j < 64
        arrayset(table, 1.0, 2j + 1)
        arrayset(table, 0.0, 2j + 2)
        j += 1
    end
    high, low = 2.0, 0.0
    bit = 32
    while bit >= 1
        root = sqrt_llvm(high)
        square = root * root
        rest = (high - square - product_error(root, root, square) + low) / (2.0 * root)
        high = root + rest
        low = root - high + rest
        j = 0
        while j < 64
            if j & bit != 0
                h, l = arrayref(table, 2j + 1), arrayref(table, 2j + 2)
                product = h * high
                rest = product_error(h, high, product) + h * low + l * high
                arrayset(table, product + rest, 2j + 1)
                arrayset(table, product - (product + rest) + rest, 2j + 2)
            end
            j += 1
        end
        bit >>= 1
    end
    return table
end
const two_powers = exp_table()

function exp(x::Float64)
    y = abs_float(x)
    y < 745.2 || return x != x ? x : x > 0.0 ? Inf : 0.0
    y < 5.551115123125783e-17 && return 1.0 + x
    n = rint_llvm(x * 92.33248261689366)
    high = n * 0.010830424696249145
    low = product_error(n, 0.010830424696249145, high) + n * 3.623510646634843e-19
    # The first difference is exact; r is the sum of both rounded, rest what that leaves.
    difference = x - high
    r = difference - low
    rest = difference - r - low
    series = r * r * (0.5 + r * (0.16666666666666666 + r * (0.041666666666666664 + r * (0.008333333333333333 + r * 0.001388888888888889))))
    tail = r + (rest + series)
    i = fptosi(Int64, n)
    j = (i & 63) << 1
    h = @inbounds arrayref(two_powers, j + 1)
    l = @inbounds arrayref(two_powers, j + 2)
    k = i >> 6
    rest = l + h * tail
    k < -1020 && return subnormal_power(h, rest, k)
    k > 1000 && return (h + rest) * 0x1p1000 * bitcast(Float64, (k + 23) << 52)
    return (h + rest) * bitcast(Float64, (k + 1023) << 52)
end
# 2^k·(h + rest), which may be subnormal: added to a constant at whose last place the result must round
function subnormal_power(h::Float64, rest::Float64, k::Int64)
    high = h + rest
    low = h - high + rest
    shift = bitcast(Float64, (k + 2063) << 52)
    high *= shift
    low *= shift
    # 2^-1022 and 1.5·2^(52-1074), both times 2^1040
    high >= 262144.0 && return (high + low) * 0x1p-1040
    anchor = 393216.0
    sum = anchor + high
    error = high - (sum - anchor) + low
    return (sum + error - anchor) * 0x1p-520 * 0x1p-520
end

# ---- log: x = 2^k·m with m from 0.7 to 1.4, c the nearest multiple of 1/128, r = (m - c)/c, so
# log x = k·ln 2 + log c + log(1 + r) with |r| < 0.0056

# For c = j/128, j = 89:182: 1/c, and log c as high and low, from 2·artanh((c - 1)/(c + 1))
function log_table()
    table = arraynew(Vector{Float64}, 3 * 94)
    j = 89
    while j <= 182
        f = sitofp(Float64, j - 128)
        d = sitofp(Float64, j + 128)
        s = f / d
        sd = s * d
        low = (f - sd - product_error(s, d, sd)) / d
        z = s * s
        t = 0.0
        n = 27.0
        while n > 1.0
            t = z * (t + 1.0 / n)
            n -= 2.0
        end
        low = 2.0 * (low + s * t)
        high = 2.0 * s + low
        i = 3 * (j - 89)
        arrayset(table, 128.0 / sitofp(Float64, j), i + 1)
        arrayset(table, high, i + 2)
        arrayset(table, 2.0 * s - high + low, i + 3)
        j += 1
    end
    return table
end
const logarithms = log_table()

# for x >= 0 or NaN
function log_not_negative(x::Float64)
    (0.0 < x && x < Inf) || return x == 0.0 ? -Inf : x
    bits = bitcast(Int64, x)
    k = 0
    if bits < 0x0010000000000000
        bits = bitcast(Int64, x * 0x1p54)
        k = -54
    end
    # 0x3fe67 begins the bits of 0.7
    e = (bits - bitcast(Int64, 0x3fe6700000000000)) >> 52
    k += e
    m = bitcast(Float64, bits - (e << 52))
    j = fptosi(Int64, m * 128.0 + 0.5)
    c = sitofp(Float64, j) * 0.0078125
    i = 3 * (j - 89)
    inverse = @inbounds arrayref(logarithms, i + 1)
    h = @inbounds arrayref(logarithms, i + 2)
    l = @inbounds arrayref(logarithms, i + 3)
    # Both differences are exact: c has 8 bits, the upper part of r half of its 53.
    f = m - c
    r = f * inverse
    upper = bitcast(Float64, bitcast(Int64, r) & ~0x0000000007ffffff)
    rest = (f - upper * c - (r - upper) * c) * inverse
    q = r * r
    series = q * (-0.5 + r * (0.3333333333333333 + r * (-0.25 + r * (0.2 + r * (-0.16666666666666666 + r * 0.14285714285714285)))))
    kh = sitofp(Float64, k) * LN2_FEW
    # sums of two with their errors; |kh| > |h| unless kh is 0
    a = kh + h
    error = h - (a - kh)
    b = a + r
    error += abs_float(a) >= abs_float(r) ? r - (b - a) : a - (b - r)
    return b + (error + (series + (rest + (l + sitofp(Float64, k) * LN2_FEW_REST))))
end
