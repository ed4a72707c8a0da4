function work()
    total = 0
    for round in 1:20
        tasks = [@async(i) for i in 1:500]
        for t in tasks
            total += fetch(t)
        end
    end
    return total
end
