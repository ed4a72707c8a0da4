# Each task has a random stream of its own, which follows from the seed of its parent and not from where and when it runs.
using Random

draws() = fetch.([Threads.@spawn (rand(), fetch(Threads.@spawn rand(Int)), rand(3)) for i in 1:8])
Random.seed!(42)
first = draws()
own = rand()
Random.seed!(42)
println(draws() == first, " ", rand() == own)
println(allunique([x[1] for x in first]), " ", allunique([x[2] for x in first]))

# Starting a task does not disturb the parent's numbers.
Random.seed!(42)
println(rand() == own)

# Threads of a loop draw different numbers.
numbers = zeros(2000)
Threads.@threads for i in eachindex(numbers)
    numbers[i] = rand()
end
println(allunique(numbers))

# A task that yields in between goes on with its own stream.
function alternate(seed)
    Random.seed!(seed)
    map(1:5) do _
        yield()
        rand()
    end
end
a, b = Task(() -> alternate(1)), Task(() -> alternate(2))
foreach(schedule, (a, b))
println(fetch(a) == alternate(1), " ", fetch(b) == alternate(2))
# expect: true true
# expect: true true
# expect: true
# expect: true
# expect: true true
