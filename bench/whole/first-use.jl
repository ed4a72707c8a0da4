# What new workers are asked for first: a definition, and a map with it.
using Distributed
addprocs(10)
seconds = @elapsed begin
    @everywhere twice(x) = 2x
    answer = sum(pmap(twice, 1:20))
end
println("RESULT ", answer, " ", seconds)
