# Run on the image when it has been made: what this process and its workers compile here is added to the image.
using Distributed
using SharedArrays
addprocs(2)
remotecall_fetch(x -> x + 1, 2, 3)
fetch(@spawnat 2 1 + 1)
@everywhere f(x) = x
a = SharedArray(zeros(10))
@sync @distributed for i = 1:10
    a[i] = i
end
@distributed (+) for i = 1:10
    i
end
pmap(x -> x^2, 1:4)
pmap(f, rand(3))
show(IOContext(IOBuffer(), :limit => true), MIME("text/plain"), a)
# Ended by themselves they can say what they compiled.
foreach(p -> remote_do(exit, p), workers())
while nprocs() > 1
    sleep(0.01)
end
