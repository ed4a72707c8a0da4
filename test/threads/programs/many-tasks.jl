# expect: 10000 tasks wait
# expect: 10000
# expect: 50005000
function many(n)
    gate = Base.Event()
    done = Atomic{Int}(0)
    started = Atomic{Int}(0)
    tasks = map(1:n) do i
        @async begin
            atomic_add!(started, 1)
            wait(gate)
            atomic_add!(done, 1)
        end
    end
    while started[] < n
        yield()
    end
    println(n - done[], " tasks wait")
    notify(gate)
    foreach(wait, tasks)
    return done[]
end
println(many(10_000))
println(sum(fetch.([@spawn i for i in 1:10_000])))
