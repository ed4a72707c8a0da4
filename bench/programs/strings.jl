function work()
    io = IOBuffer()
    n = 0
    while n < 1_000_000
        print(io, "line ", n, '\n')
        n += 10
    end
    return length(String(take!(io)))
end
