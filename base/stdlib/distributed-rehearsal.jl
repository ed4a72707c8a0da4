# What a process does before it becomes workers by forking (src/processes/worker-main.ts): once, what each worker would
# otherwise do for the first time. Code that the engine has run is quick in all of them.

# Definitions as `@everywhere` sends them, and functions as `pmap` and `@distributed` send them. Nothing of them stays but
# what was compiled: the module has no name by which anything could find it.
function rehearsal_messages()
    m = Module(:Rehearsal)
    Core.eval(m, quote
        function work(x)
            sleep(0)
            x > 0.5 ? getpid() : length(string("worker ", x, ' ', [x]))
        end
        scale = 2
        mutable struct Tally{T}
            total::T
        end
        function tally(xs)
            t = Tally(0.0)
            for (i, x) in enumerate(xs)
                t.total += x^2 / i
            end
            return sqrt(t.total)
        end
    end)
    Core.eval(m, :(work(0.25) + work(0.75)))
    Core.eval(m, :(tally([y * scale for y in 1:3])))
    f = Core.eval(m, :(let a = [1.0, 2.0]; (x -> (a[1] = x; sum(a))); end))
    g = Core.eval(m, :((R, lo, hi) -> for i in lo:hi; R[i] = i^2; end))
    h = () -> myid()
    return host(HOST_TO_BYTES, Any[Call(f, (3.0,), nothing), Call(g, (zeros(3), 1, 3), nothing), Call(h, (), nothing)])
end

rehearse_call(call::Call) = schedule(Task(() -> host(HOST_TO_BYTES, Any[run_call(call)])))

# Takes the bytes of `rehearsal_messages` as a worker takes calls.
function rehearse(bytes)
    list = host(HOST_FROM_BYTES, bytes)::Vector{Any}
    tasks = Task[]
    for call in list[1]::Vector{Any}
        push!(tasks, rehearse_call(call::Call))
    end
    foreach(wait, tasks)
    return nothing
end
