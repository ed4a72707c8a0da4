# expect: 5050
# expect: [1, 2, 3]
# expect: 500500
# expect: InvalidStateException Channel is closed. closed
# expect: true false 1
# expect: TaskFailedException
# expect: Channel{Int64}(2)
# expect: ["a", "b"]
# expect: 3 3
# expect: 15
c = Channel{Int}(4)
producer = @spawn begin
    for i in 1:100
        put!(c, i)
    end
    close(c)
end
println(sum(collect(c)))
u = Channel(0)
@async foreach(i -> put!(u, i), 1:3)
println([take!(u) for _ in 1:3])
work = Channel{Int}(10)
results = Channel{Int}(Inf)
consumers = [@spawn(for x in work; put!(results, x); end) for _ in 1:3]
for i in 1:1000
    put!(work, i)
end
close(work)
foreach(wait, consumers)
close(results)
println(sum(results))
try
    put!(work, 1)
catch e
    println(typeof(e), " ", e.msg, " ", e.state)
end
q = Channel{Int}(2)
put!(q, 1)
println(isready(q), " ", isempty(q), " ", fetch(q))
bound = Channel{Int}(1)
t = @async error("producer failed")
bind(bound, t)
try
    take!(bound)
catch e
    println(typeof(e))
end
println(q)
println(collect(Channel{String}(ch -> (put!(ch, "a"); put!(ch, "b")))))
pair = Channel{Int}(1)
answer = Channel{Int}(1)
@spawn put!(answer, take!(pair))
put!(pair, 3)
println(take!(answer), " ", 3)
total = Atomic{Int}(0)
items = Channel{Int}(5)
foreach(i -> put!(items, i), 1:5)
close(items)
Threads.foreach(x -> atomic_add!(total, x), items)
println(total[])
