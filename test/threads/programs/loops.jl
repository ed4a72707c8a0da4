# expect: true
# expect: true
# expect: [1, 4, 9]
# expect: `@threads :static` cannot be used concurrently or nested
# expect: 5050
# expect: 16
# expect: 0
# expect: 36
where_run = zeros(Int, nthreads())
@threads :static for i in 1:nthreads()
    where_run[i] = threadid()
end
println(where_run == 1:nthreads())
@threads :dynamic for i in eachindex(where_run)
    where_run[i] = -i
end
println(all(<(0), where_run))
squares = zeros(Int, 3)
@threads :greedy for (i, x) in collect(enumerate([1, 2, 3]))
    squares[i] = x^2
end
println(squares)
try
    @threads :static for i in 1:2
        @threads :static for j in 1:2
        end
    end
catch e
    inner = e.exceptions[1].task.exception
    println(inner isa CompositeException ? inner.exceptions[1].task.exception.msg : inner.msg)
end
total = Atomic{Int}(0)
@threads for i in 1:100
    i == 0 && continue
    atomic_add!(total, i)
end
println(total[])
n = Atomic{Int}(0)
@threads for i in 1:4
    @threads for j in 1:4
        atomic_add!(n, 1)
    end
end
println(n[])
@threads for i in 1:0
    atomic_add!(n, 1)
end
println(n[] - 16)
matrix = reshape(1:8, 2, 4)
sums = Atomic{Int}(0)
@threads for x in matrix
    atomic_add!(sums, x)
end
println(sums[])
