# Run on the finished image: the JavaScript that its one worker needs here is kept, compiled, for the workers to come.
using Distributed
addprocs(1)
remotecall_fetch(x -> x + 1, 2, 3)
@everywhere f(x) = x
pmap(f, 1:3)
# Ended by themselves they can say what they compiled.
foreach(p -> remote_do(exit, p), workers())
while nprocs() > 1
    sleep(0.01)
end
