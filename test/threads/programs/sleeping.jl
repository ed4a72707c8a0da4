# expect: [1, 2, 3, 4]
# expect: timed_out
# expect: ok
# expect: [3, 3, 3]
# expect: fired true
# expect: [2, 4, 6]
# expect: done
order = Int[]
@sync for i in (4, 2, 3, 1)
    @async (sleep(0.06 * i); push!(order, i))
end
println(order)
println(timedwait(() -> false, 0.05; pollint = 0.01))
flag = Ref(false)
@async (sleep(0.02); flag[] = true)
println(timedwait(() -> flag[], 5; pollint = 0.01))
ticks = Int[]
timer = Timer(0.01; interval = 0.01)
for _ in 1:3
    wait(timer)
    push!(ticks, 3)
end
close(timer)
println(ticks)
fired = Ref(false)
Timer(t -> (fired[] = true), 0.01)
sleep(0.1)
println("fired ", fired[])
println(asyncmap(x -> (sleep(0.01); 2x), 1:3))
task_local_storage(:a, 1)
t = @async haskey(task_local_storage(), :a)
println(fetch(t) ? "leaked" : "done")
