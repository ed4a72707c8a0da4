function work()
    d = Dict{Int,Int}()
    for i in 1:1_000_000
        k = (i * 7919) % 1009
        d[k] = get(d, k, 0) + 1
    end
    return length(d)
end
