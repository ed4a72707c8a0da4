# Random programs over everything that waits. Nothing may be lost: a wake-up that is, is a hang.
# The generator is seeded per round; the threads' interleaving makes the rest.
mutable struct Seed; x::UInt64; end
next!(s::Seed, n) = (s.x = s.x * 6364136223846793005 + 1442695040888963407; Int((s.x >> 33) % n) + 1)

function pause(s)
    k = next!(s, 6)
    k == 1 ? yield() : k == 2 ? sleep(0.0001) : k == 3 ? (x = 0; for i in 1:next!(s, 2000); x += i; end; x) : nothing
    return nothing
end

# Each worker passes tokens through channels of both kinds, under locks, past semaphores and barriers.
function round(seed)
    workers = 6
    a, b, back = Channel{Int}(0), Channel{Int}(2), Channel{Int}(Inf)
    l, cond, s = ReentrantLock(), Threads.Condition(), Base.Semaphore(2)
    arrived = Ref(0)
    total = Ref(0)
    tasks = map(1:workers) do w
        Threads.@spawn begin
            r = Seed(seed * 1000 + w)
            for i in 1:8
                pause(r)
                v = take!(isodd(w) ? a : b)
                lock(l)
                try
                    pause(r)
                    total[] += v
                finally
                    unlock(l)
                end
                Base.acquire(s)
                pause(r)
                Base.release(s)
                put!(back, v)
            end
            lock(cond)
            try
                arrived[] += 1
                arrived[] == workers ? notify(cond) : while arrived[] < workers; wait(cond); end
            finally
                unlock(cond)
            end
            w
        end
    end
    feeder = [Threads.@spawn (r = Seed(seed + k); for i in 1:(8 * 3); pause(r); put!(c, i); end) for (k, c) in enumerate((a, b))]
    got = sum(take!(back) for _ in 1:(8 * workers))
    foreach(wait, feeder)
    return got == total[] == 600 && sum(fetch, tasks) == 21
end
println(all(round, 1:12))
# expect: true
