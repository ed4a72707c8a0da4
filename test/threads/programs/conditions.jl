# Conditions, events, semaphores, timers and what belongs to a task.
attempt(f) = try
    f()
catch e
    e isa TaskFailedException && (e = e.task.exception)
    e isa CompositeException ? "$(length(e)) failures" : string(typeof(e))
end
shows(f) = println(repr(attempt(f)))

function wakes(cond)
    t = Threads.@spawn (lock(cond); try; wait(cond); finally; unlock(cond); end)
    n = 0
    while n == 0
        lock(cond)
        n = notify(cond, 42)
        unlock(cond)
        yield()
    end
    (n, fetch(t))
end
shows(() -> wakes(Threads.Condition()))
# expect: (1, 42)
shows(() -> wait(Threads.Condition()))
# expect: "ConcurrencyViolationError"
shows(() -> notify(Threads.Condition()))
# expect: "ConcurrencyViolationError"
shows() do
    c = Condition()
    ts = [@async wait(c) for _ in 1:3]
    yield()
    first = notify(c, :a; all = false)
    (first, fetch(ts[1]), notify(c, :b), fetch(ts[3]))
end
# expect: (1, :a, 2, :b)
shows() do
    c = Condition()
    t = @async wait(c)
    yield()
    notify(c, ArgumentError("x"); error = true)
    fetch(t)
end
# expect: "ArgumentError"
shows() do
    e = Base.Event()
    ts = [Threads.@spawn (wait(e); i) for i in 1:4]
    notify(e)
    r = sum(fetch, ts)
    wait(e)
    reset(e)
    t = Threads.@spawn wait(e)
    blocked = timedwait(() -> istaskdone(t), 0.02)
    notify(e)
    wait(t)
    (r, blocked)
end
# expect: (10, :timed_out)
shows() do
    e = Base.Event(true)
    n = Threads.Atomic{Int}(0)
    ts = [Threads.@spawn (wait(e); Threads.atomic_add!(n, 1); notify(e)) for _ in 1:4]
    notify(e)
    foreach(wait, ts)
    n[]
end
# expect: 4
shows() do
    s = Base.Semaphore(2)
    inside, most = Threads.Atomic{Int}(0), Threads.Atomic{Int}(0)
    @sync for _ in 1:20
        Threads.@spawn Base.acquire(s) do
            Threads.atomic_max!(most, Threads.atomic_add!(inside, 1) + 1)
            yield()
            Threads.atomic_sub!(inside, 1)
        end
    end
    (inside[], most[] <= 2)
end
# expect: (0, true)
shows(() -> Base.release(Base.Semaphore(1)))
# expect: "ErrorException"
shows(() -> Base.Semaphore(0))
# expect: "ArgumentError"
shows() do
    t = Timer(0.01)
    wait(t)
    isopen(t)
end
# expect: false
shows() do
    c = Channel{Int}(Inf)
    t = Timer(_ -> put!(c, 1), 0.001; interval = 0.001)
    n = sum(take!(c) for _ in 1:5)
    close(t)
    n
end
# expect: 5
shows() do
    t = Timer(100)
    @async close(t)
    wait(t)
end
# expect: "EOFError"
shows(() -> (timedwait(() -> true, 1), timedwait(() -> false, 0.01; pollint = 0.002)))
# expect: (:ok, :timed_out)
shows() do
    t = @async sleep(100)
    yield()
    schedule(t, InterruptException(); error = true)
    fetch(t)
end
# expect: "InterruptException"
shows() do
    t = @task 1
    schedule(t, ErrorException("before it began"); error = true)
    fetch(t)
end
# expect: "ErrorException"
shows() do
    t = @task 1
    before = (istaskstarted(t), istaskdone(t))
    schedule(t)
    wait(t)
    (before, istaskstarted(t), istaskdone(t), istaskfailed(t), fetch(t))
end
# expect: ((false, false), true, true, false, 1)
shows(() -> (t = @async 1; wait(t); schedule(t)))
# expect: "ErrorException"
shows(() -> wait(current_task()))
# expect: "ErrorException"
shows() do
    task_local_storage(:a, 1)
    inner = fetch(Threads.@spawn haskey(task_local_storage(), :a))
    within = task_local_storage(() -> task_local_storage(:a), :a, 2)
    (inner, within, task_local_storage(:a))
end
# expect: (false, 2, 1)
shows() do
    c = Channel{Int}(1)
    bind(c, @async error("the producer fails"))
    take!(c)
end
# expect: "ErrorException"
shows() do
    c = Channel{Int}(1)
    bind(c, @async nothing)
    take!(c)
end
# expect: "InvalidStateException"
shows(() -> collect(Channel{Int}(c -> foreach(i -> put!(c, i), 1:4); spawn = true)))
# expect: [1, 2, 3, 4]
shows(() -> @sync begin @async error("a"); Threads.@spawn error("b"); @async 1 end)
# expect: "2 failures"
shows() do
    x = 1
    t = Threads.@spawn ($x, x)
    x = 2
    fetch(t)[1]
end
# expect: 1
shows() do
    r = Threads.Atomic{Int}(0)
    @sync for i in 1:3
        @async @sync for j in 1:3
            Threads.@spawn Threads.atomic_add!(r, i * j)
        end
    end
    r[]
end
# expect: 36
for schedule in (:static, :dynamic, :greedy)
    seen = zeros(Int, 100)
    Core.eval(@__MODULE__, quote
        function fill_in(a)
            Threads.@threads $(QuoteNode(schedule)) for i in eachindex(a)
                a[i] += i
            end
        end
    end)
    fill_in(seen)
    println(seen == 1:100)
end
# expect: true
# expect: true
# expect: true
function fails()
    Threads.@threads for i in 1:8
        isodd(i) && error("odd")
    end
end
try
    fails()
catch e
    println(typeof(e), " of ", unique(map(typeof, e.exceptions)), " of ", unique([x.task.exception for x in e.exceptions]))
end
# expect: CompositeException of DataType[TaskFailedException] of ErrorException[ErrorException("odd")]
