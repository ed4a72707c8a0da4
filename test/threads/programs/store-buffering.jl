# With sequentially consistent atomics two threads cannot both read 0 after each wrote its own flag.
# expect: ok
function store_buffering(rounds)
    bad = 0
    for _ in 1:rounds
        x = Atomic{Int}(0)
        y = Atomic{Int}(0)
        ready = Atomic{Int}(0)
        a = @spawn begin
            atomic_add!(ready, 1)
            x[] = 1
            y[]
        end
        b = @spawn begin
            atomic_add!(ready, 1)
            y[] = 1
            x[]
        end
        fetch(a) + fetch(b) == 0 && (bad += 1)
    end
    return bad
end
println(store_buffering(500) == 0 ? "ok" : "both read 0")
