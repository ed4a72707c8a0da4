# Atomic additions are never lost; plain ones are, sooner or later.
# threads: several
# expect: 400000
# expect: 400000.0
# expect: lost some
# expect: 99
mutable struct Plain
    n::Int
end
function count_atomic(n)
    a = Atomic{Int}(0)
    f = Atomic{Float64}(0.0)
    m = Atomic{Int}(0)
    @threads for i in 1:n
        atomic_add!(a, 1)
        atomic_add!(f, 1.0)
        atomic_max!(m, i % 100)
    end
    return a[], f[], m[]
end
function count_racy(n)
    p = Plain(0)
    @threads for i in 1:n
        p.n += 1
    end
    return p.n
end
a, f, m = count_atomic(400_000)
println(a)
println(f)
function loses_some()
    for attempt in 1:200
        count_racy(2_000_000) < 2_000_000 && return true
    end
    return false
end
println(loses_some() ? "lost some" : "lost none")
println(m)
