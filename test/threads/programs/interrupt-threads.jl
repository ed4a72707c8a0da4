# An interrupt ends what runs on all threads.
# expect: interrupt me
# expect: true
# expect: 10
function spin(stop)
    while stop[] == 0
    end
end
stop = Atomic{Int}(0)
println("interrupt me")
try
    @threads for i in 1:nthreads()
        spin(stop)
    end
catch e
    println(e isa InterruptException || e isa CompositeException)
end
total = Atomic{Int}(0)
@threads for i in 1:10
    atomic_add!(total, 1)
end
println(total[])
