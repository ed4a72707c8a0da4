# Native stacks carry one task after the other: what a task leaves behind on one must not reach the next.
# expect: 500500 1000
# expect: StackOverflowError() StackOverflowError() ErrorException("3")
# expect: true
# expect: 120 7260
# expect: 20100
# expect: [1, 2, 3] 6

depth(n) = n == 0 ? 0 : 1 + depth(n - 1)
endless(n) = 1 + endless(n + 1)

# Tasks that end at once, one after the other and all together, with exceptions of their own.
count = Threads.Atomic{Int}(0)
sums = [@async((Threads.atomic_add!(count, 1); i)) for i in 1:1000]
println(sum(fetch.(sums)), " ", count[])

# Ones that leave their stack from far below.
function cause(t)
    try
        fetch(t)
    catch e
        return e.task.exception
    end
end
failing = [@async(endless(1)), @async(endless(1)), @async(error(string(3)))]
println(join(cause.(failing), " "))
# The next ones have all of it again.
println(all(fetch(@async depth(20_000)) == 20_000 for _ in 1:20))

# More at once than are kept, all of them waiting; then they end and others begin.
gate = Channel{Int}(0)
waiting = [@async(take!(gate) + i) for i in 1:120]
for i in 1:120
    put!(gate, 0)
end
println(length(waiting), " ", sum(fetch.(waiting)))

# Tasks that start tasks, on whatever thread.
function tree(n)
    n <= 1 && return n
    left = Threads.@spawn tree(n - 1)
    return n + fetch(left)
end
println(fetch(Threads.@spawn tree(200)))

# A task that waits where it was left while others come and go above it.
log = Int[]
turns = [Channel{Nothing}(1) for _ in 1:3]
steps = map(1:3) do k
    @async begin
        for _ in 1:k
            take!(turns[k])
            fetch(@async yield())
        end
        push!(log, k)
        k
    end
end
for k in 1:3, _ in 1:k
    put!(turns[k], nothing)
end
total = sum(fetch.(steps))
println(log, " ", total)
