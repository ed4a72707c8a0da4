# Sums into one atomic in a loop: every old value is given out once, whatever other threads do between.
# expect: Int64 true 0
# expect: UInt64 true 0
# expect: Int32 true 0
# expect: UInt32 true 0
# expect: Int16 true 0
# expect: 300 -45 -9 11

function take(total, seen, n)
    for _ in 1:n
        k = Threads.atomic_add!(total, one(eltype(total)))
        seen[Int(k)+1] += 1
    end
end
function give(total, n, by)
    for _ in 1:n
        Threads.atomic_sub!(total, by)
    end
end
Base.eltype(::Threads.Atomic{T}) where {T} = T

for T in (Int64, UInt64, Int32, UInt32, Int16)
    n = 7000
    total = Threads.Atomic{T}(0)
    seen = zeros(Int, 4n)
    Threads.@threads for part in 1:4
        take(total, seen, n)
    end
    once = all(==(1), seen)
    Threads.@threads for part in 1:4
        give(total, n ÷ 2, T(2))
    end
    println(T, " ", once, " ", total[])
end

# The same by one thread: wraps around, and does not mistake another cell for the one before.
small = Threads.Atomic{Int8}(100)
cells = [Threads.Atomic{Int}(0) for _ in 1:10]
function each(cells, small)
    for i in 1:100, j in 1:3
        Threads.atomic_add!(cells[1], 1)
    end
    for c in cells, k in 1:3
        Threads.atomic_sub!(c, 3)
    end
    last = 0
    for i in 1:167
        last = Threads.atomic_add!(small, Int8(1))
    end
    return last
end
last = each(cells, small)
println(cells[1][] + 9, " ", sum(c[] for c in cells[2:6]), " ", cells[10][], " ", Int(last) + 1)
