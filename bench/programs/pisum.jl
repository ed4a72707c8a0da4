function work()
    s = 0.0
    for j in 1:500
        s = 0.0
        for k in 1:10000
            s += 1.0 / (k * k)
        end
    end
    return s
end
