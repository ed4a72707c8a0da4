# expect: [2000, 2000, 2000, 2000, 2000]
# expect: 20000
# expect: true true true false
# expect: unlock count must match lock count
# expect: 2
# expect: got 7
# expect: [1, 2]
# expect: released
# expect: 10
# expect: lock must be held
l = ReentrantLock()
d = Dict{Int,Int}()
@threads for i in 1:10000
    lock(l) do
        d[i % 5] = get(d, i % 5, 0) + 1
    end
end
println([d[k] for k in 0:4])
s = SpinLock()
n = Ref(0)
@threads for i in 1:20000
    lock(s)
    n[] += 1
    unlock(s)
end
println(n[])
lock(l)
again = trylock(l)
other = !fetch(@async trylock(l))
held = islocked(l)
unlock(l)
unlock(l)
println(again, " ", other, " ", held, " ", islocked(l))
try
    unlock(l)
catch e
    println(e.msg)
end
most = Atomic{Int}(0)
now = Atomic{Int}(0)
sem = Base.Semaphore(2)
@sync for i in 1:8
    @async Base.acquire(sem) do
        atomic_max!(most, atomic_add!(now, 1) + 1)
        sleep(0.01)
        atomic_sub!(now, 1)
    end
end
println(most[])
cond = Threads.Condition()
waiter = @spawn lock(cond) do
    wait(cond)
end
while isempty(cond.waitq)
    yield()
end
lock(() -> notify(cond, 7), cond)
println("got ", fetch(waiter))
event = Base.Event()
order = Int[]
t = @async (wait(event); push!(order, 2))
push!(order, 1)
notify(event)
wait(t)
println(order)
gate = Base.Event()
@async (sleep(0.01); notify(gate))
wait(gate)
println("released")
x = 0
@lock l begin
    global x = 10
end
println(x)
try
    notify(cond)
catch e
    println(e.msg)
end
