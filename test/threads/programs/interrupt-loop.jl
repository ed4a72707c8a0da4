# expect: interrupt me
# expect: InterruptException
# expect: still alive 3
function forever()
    n = 0
    while true
        n += 1
        n == -1 && break
    end
    return n
end
try
    println("interrupt me")
    forever()
catch e
    println(typeof(e))
end
println("still alive ", fetch(@spawn 1 + 2))
