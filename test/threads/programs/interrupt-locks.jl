# Interrupts in the middle of everything that locks and queues: afterwards all of it works as before.
l = ReentrantLock()
c = Channel{Int}(Inf)
go = Threads.Atomic{Bool}(true)
count = Threads.Atomic{Int}(0)
function churn()
    while go[]
        lock(l)
        try
            Threads.atomic_add!(count, 1)
        finally
            unlock(l)
        end
        t = Threads.@spawn 1
        @sync begin
            @async fetch(t)
            Threads.@spawn lock(() -> isready(c) && take!(c), c)
        end
        put!(c, 1)
    end
end
tasks = [Threads.@spawn churn() for _ in 1:3]
println("interrupt me")
# expect: interrupt me
try
    churn()
catch e
    e isa CompositeException && (e = e.exceptions[1].task.exception)
    e isa TaskFailedException && (e = e.task.exception)
    println(typeof(e))
end
# expect: InterruptException
go[] = false
foreach(t -> wait(t; throw = false), tasks)
println(all(istaskdone, tasks))
# expect: true
println(fetch(Threads.@spawn lock(() -> 3, l)), " ", islocked(l))
# expect: 3 false
@sync for i in 1:20
    Threads.@spawn lock(() -> nothing, l)
end
println("fine")
# expect: fine
