using Distributed
seconds = @elapsed addprocs(20)
println("RESULT ", nworkers(), " ", seconds)
