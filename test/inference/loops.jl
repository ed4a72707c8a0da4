# Bodies for loops.test.ts.
function total(v)
    s = 0.0
    for i in 1:length(v)
        s += v[i]
    end
    return s
end
function product(A, B)
    s = 0.0
    for j in 1:size(B, 2), i in 1:size(A, 1), k in 1:size(A, 2)
        s += A[i, k] * B[k, j]
    end
    return s
end
function scaled(v, n, x)
    i = 1
    while i <= n
        v[i] = x * x * i
        i += 1
    end
    return v
end
function growing(v, n)
    for i in 1:n
        push!(v, v[i])
    end
    return v
end
struct Grid
    cells::Vector{Float64}
end
function sweep(g)
    s = 0.0
    for i in 1:10
        s += g.cells[i]
    end
    return s
end
function search(v, x)
    i = 1
    while v[i] != x
        i += 1
    end
    return i
end
println(total([1.0, 2.0]), " ", product(ones(2, 3), ones(3, 2)), " ", scaled([0.0, 0.0], 2, 2.0))
println(growing([1, 2], 2), " ", sweep(Grid(ones(10))), " ", search([1, 2], 2))
