function work()
    total = Threads.Atomic{Int}(0)
    Threads.@threads for i in 1:10_000_000
        Threads.atomic_add!(total, 1)
    end
    return total[]
end
