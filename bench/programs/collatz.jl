function work()
    best, at = 0, 0
    for i in 1:300_000
        n, steps = i, 0
        while n != 1
            n = n % 2 == 0 ? n ÷ 2 : 3n + 1
            steps += 1
        end
        if steps > best
            best, at = steps, i
        end
    end
    return at
end
