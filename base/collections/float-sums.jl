# Sums of Float64 arrays in the order of additions of Julia's vectorised loop: 32 running sums (four vectors of eight lanes, as
# on x86-64 with AVX-512), added at the end vector by vector and then by halves; what is left over is added one by one.
# So `sum` of an array agrees with real Julia to the last bit on such machines, and runs faster than one running sum does.
# Enters: a block of at most 1024 elements, as reductions.jl cuts them. Blocks of fewer than 34 elements have no full round.

const LaneFunction = Union{typeof(identity),typeof(abs),typeof(abs2)}
const LaneArray = Union{Array{Float64},SubArray{Float64,1,<:Array{Float64},<:Tuple,true}}
@inline _block_sum(f, op, A, i::Int, j::Int) = _block_any(f, op, A, i, j)
@inline _block_sum(f::LaneFunction, op::Union{typeof(+),typeof(add_sum)}, A::LaneArray, i::Int, j::Int) =
    j - i < 33 ? _block_fold(f, op, A, i, j) : _lane_sum(f, A, i, j)
function _lane_sum(f, A, i::Int, j::Int)
    @inbounds s0 = f(A[i]) + f(A[i+1])
    s1 = s2 = s3 = s4 = s5 = s6 = s7 = s8 = 0.0
    s9 = s10 = s11 = s12 = s13 = s14 = s15 = s16 = 0.0
    s17 = s18 = s19 = s20 = s21 = s22 = s23 = s24 = 0.0
    s25 = s26 = s27 = s28 = s29 = s30 = s31 = 0.0
    k = i + 2
    @inbounds while k + 31 <= j
        s0 += f(A[k])
        s1 += f(A[k+1])
        s2 += f(A[k+2])
        s3 += f(A[k+3])
        s4 += f(A[k+4])
        s5 += f(A[k+5])
        s6 += f(A[k+6])
        s7 += f(A[k+7])
        s8 += f(A[k+8])
        s9 += f(A[k+9])
        s10 += f(A[k+10])
        s11 += f(A[k+11])
        s12 += f(A[k+12])
        s13 += f(A[k+13])
        s14 += f(A[k+14])
        s15 += f(A[k+15])
        s16 += f(A[k+16])
        s17 += f(A[k+17])
        s18 += f(A[k+18])
        s19 += f(A[k+19])
        s20 += f(A[k+20])
        s21 += f(A[k+21])
        s22 += f(A[k+22])
        s23 += f(A[k+23])
        s24 += f(A[k+24])
        s25 += f(A[k+25])
        s26 += f(A[k+26])
        s27 += f(A[k+27])
        s28 += f(A[k+28])
        s29 += f(A[k+29])
        s30 += f(A[k+30])
        s31 += f(A[k+31])
        k += 32
    end
    s0 = s24 + (s16 + (s8 + s0))
    s1 = s25 + (s17 + (s9 + s1))
    s2 = s26 + (s18 + (s10 + s2))
    s3 = s27 + (s19 + (s11 + s3))
    s4 = s28 + (s20 + (s12 + s4))
    s5 = s29 + (s21 + (s13 + s5))
    s6 = s30 + (s22 + (s14 + s6))
    s7 = s31 + (s23 + (s15 + s7))
    t0, t1, t2, t3 = s0 + s4, s1 + s5, s2 + s6, s3 + s7
    s = (t0 + t2) + (t1 + t3)
    @inbounds while k <= j
        s += f(A[k])
        k += 1
    end
    return s
end
