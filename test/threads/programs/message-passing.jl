# A value written before a flag is seen by whoever sees the flag.
# expect: ok
function message_passing(rounds)
    bad = 0
    for r in 1:rounds
        data = Ref(0)
        flag = Atomic{Int}(0)
        reader = @spawn begin
            for _ in 1:1_000_000
                flag[] == 1 && break
                yield()
            end
            flag[] == 1 ? data[] : -1
        end
        writer = @spawn begin
            data[] = r
            flag[] = 1
        end
        wait(writer)
        seen = fetch(reader)
        seen == r || (bad += 1)
    end
    return bad
end
println(message_passing(300) == 0 ? "ok" : "stale data was read")
