# expect: TaskFailedException ErrorException in a task
# expect: CompositeException 1 TaskFailedException bad 3
# expect: CompositeException 2
# expect: runnable done failed
# expect: inner: DomainError
# expect: deadlock detected: cannot wait on current task
# expect: caught and went on 5
# expect: ArgumentError
# expect: 7
# expect: StackOverflowError
try
    wait(@spawn error("in a task"))
catch e
    println(typeof(e), " ", typeof(e.task.result === nothing ? e.task.exception : 0), " ", e.task.exception.msg)
end
try
    @threads for i in 1:8
        i == 3 && error("bad $i")
    end
catch e
    println(typeof(e), " ", length(e), " ", typeof(e.exceptions[1]), " ", e.exceptions[1].task.exception.msg)
end
try
    @sync begin
        @async error("one")
        @spawn error("two")
        @async 3
    end
catch e
    println(typeof(e), " ", length(e))
end
t = Task(() -> 1)
first_state = t.state
schedule(t)
wait(t)
f = @async throw(DomainError(1, "no"))
wait(f; throw = false)
println(first_state, " ", t.state, " ", f.state)
try
    fetch(f)
catch e
    println("inner: ", typeof(e.task.exception))
end
try
    wait(current_task())
catch e
    println(e.msg)
end
r = fetch(@spawn try
    error("x")
catch
    yield()
    5
end)
println("caught and went on ", r)
try
    sleep(-1)
catch e
    println(typeof(e))
end
c = Condition()
w = @async try
    wait(c)
catch e
    e
end
yield()
notify(c, 7; error = true)
println(fetch(w))
deep(n) = n == 0 ? 0 : 1 + deep(n - 1) * 1
forever(n) = forever(n + 1) + 1
try
    wait(@spawn forever(1))
catch e
    println(typeof(e.task.exception))
end
