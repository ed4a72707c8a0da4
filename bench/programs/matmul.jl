const A = [Float64(i + j) for i in 1:200, j in 1:200]
const B = [Float64(i - j) for i in 1:200, j in 1:200]
function multiply(A, B)
    n = size(A, 1)
    C = zeros(n, n)
    for j in 1:n, i in 1:n
        s = 0.0
        for k in 1:n
            s += A[i, k] * B[k, j]
        end
        C[i, j] = s
    end
    return C
end
work() = multiply(A, B)[3, 4]
