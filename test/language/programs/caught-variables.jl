# `catch e` assigns the variable e of the function around it, as any assignment would
function reused()
    e = 1
    try
        error("z")
    catch e
    end
    e isa ErrorException
end
println(reused())
function argument(e)
    try
        error("a")
    catch e
        e = 3
    end
    e
end
println(argument(1))
function declared()
    local e
    try
        error("a")
    catch e
    end
    e.msg
end
println(declared())
function captured()
    e = 1
    get = () -> e
    try
        error("a")
    catch e
    end
    get() isa Int
end
println(captured())
function separate()
    try
        error("a")
    catch q
    end
    @isdefined q
end
println(separate())
let e = 5
    for i in 1:2
        try
            error(string(i))
        catch e
            println(e.msg)
        end
    end
    println(e isa Int)
end
println([(try error(string(i)) catch e; e.msg end) for i in 1:3])
