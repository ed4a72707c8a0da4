# expect: 10 13
# expect: 13 11
# expect: 11 3
# expect: 3 7
# expect: 7 5
# expect: 5 9
# expect: 9 2
# expect: 2 2
# expect: 2 40
# expect: 40 -33
# expect: Base.Threads.Atomic{Int64}(-33)
# expect: 1 => 3
# expect: 3
# expect: (old = 3, success = true)
# expect: (old = 9, success = false)
# expect: 9 1
# expect: true false
a = Atomic{Int}(10)
println(atomic_add!(a, 3), " ", a[])
println(atomic_sub!(a, 2), " ", a[])
println(atomic_and!(a, 7), " ", a[])
println(atomic_or!(a, 4), " ", a[])
println(atomic_xor!(a, 2), " ", a[])
println(atomic_max!(a, 9), " ", a[])
println(atomic_min!(a, 2), " ", a[])
println(atomic_cas!(a, 5, 8), " ", a[])
println(atomic_xchg!(a, 40), " ", a[])
println(atomic_nand!(a, 32), " ", a[])
println(a)
mutable struct Holder
    @atomic n::Int
    @atomic x::Any
end
h = Holder(1, nothing)
println(@atomic h.n + 2)
println(@atomic h.n)
println(@atomicreplace h.n 3 => 9)
println(@atomicreplace h.n 3 => 10)
println(@atomicswap(h.n = 1), " ", @atomic h.n)
b = Atomic{Bool}(true)
println(atomic_xchg!(b, false), " ", b[])
