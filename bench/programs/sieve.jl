function work()
    n = 5_000_000
    prime = fill(true, n)
    prime[1] = false
    i = 2
    while i * i <= n
        if prime[i]
            for j in i*i:i:n
                prime[j] = false
            end
        end
        i += 1
    end
    return count(prime)
end
