# Macros and `show` methods run as part of a task: they may wait for others.
macro waits()
    t = @async (sleep(0.01); 20)
    c = Channel{Int}(1)
    Threads.@spawn put!(c, 22)
    return fetch(t) + take!(c)
end
println(@waits)
# expect: 42
macro nested(x)
    sleep(0.001)
    return :(@waits() + $(esc(x)))
end
f(y) = @nested(y)
println(f(1))
# expect: 43
println(Core.eval(@__MODULE__, :(@nested(2))))
# expect: 44
println(fetch(Threads.@spawn Core.eval(@__MODULE__, :(@nested(3)))))
# expect: 45
macro fails()
    wait(@async error("while waiting"))
end
try
    Core.eval(@__MODULE__, :(@fails))
catch e
    e isa LoadError && (e = e.error)
    println(typeof(e), ": ", e.task.exception.msg)
end
# expect: TaskFailedException: while waiting
struct Slow end
Base.show(io::IO, ::Slow) = print(io, "Slow(", fetch(Threads.@spawn 7), ")")
println(Slow())
# expect: Slow(7)
