# A wait that nobody will ever end can still be interrupted.
# expect: interrupt me
# expect: InterruptException
# expect: 4
c = Channel(0)
try
    println("interrupt me")
    take!(c)
catch e
    println(typeof(e))
end
@async put!(c, 4)
println(take!(c))
