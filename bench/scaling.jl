# Five rounds of computing, each `ARGS[2]` shares of the same size at once on threads of one process, from the time `ARGS[1]` on.
function longest(from, to)
    best = 0
    for n in from:to
        steps = 0
        k = n
        while k != 1
            k = iseven(k) ? k >> 1 : 3k + 1
            steps += 1
        end
        best = max(best, steps)
    end
    return best
end
function rounds(count, shares)
    best = zeros(Int, shares)
    for _ in 1:count
        Threads.@threads for s in 1:shares
            best[s] = longest(1, 400_000)
        end
    end
    return maximum(best)
end
begins, shares = parse(Float64, ARGS[1]), parse(Int, ARGS[2])
rounds(1, shares)
while time() < begins
    sleep(0.001)
end
seconds = @elapsed answer = rounds(5, shares)
println("RESULT ", answer, " ", seconds)
