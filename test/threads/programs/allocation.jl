# Threads that allocate while others collect.
# expect: true
# expect: true
# expect: 64
function garbage(seed, n)
    total = 0
    kept = Vector{Any}()
    x = UInt64(seed)
    for i in 1:n
        x = x * 0x5851f42d4c957f2d + 0x14057b7ef767814f
        v = [Int(x >> 60), i, i + 1]
        total += v[1] + length(string(i))
        if x >> 59 == 0
            push!(kept, (i, string(i), v))
        end
        length(kept) > 200 && empty!(kept)
    end
    for (i, s, v) in kept
        (s == string(i) && v[2] == i && v[3] == i + 1) || return -1
    end
    return total
end
alone = [garbage(k, 4000) for k in 1:8]
together = zeros(Int, 8)
@threads for k in 1:8
    together[k] = garbage(k, 4000)
    k % 3 == 0 && Core.Intrinsics.gc_collect()
end
println(alone == together)
function collecting()
    results = Vector{Any}(undef, 20)
    @sync for i in 1:20
        @spawn begin
            list = [string(k) for k in 1:200]
            Core.Intrinsics.gc_collect()
            yield()
            results[i] = sum(length, list)
        end
    end
    return all(==(492), results)
end
println(collecting())
function tree(n)
    n == 0 && return 1
    a = @spawn tree(n - 1)
    b = tree(n - 1)
    return fetch(a) + b
end
println(tree(6))
