# Evaluation within tasks, and waiting within evaluation.
# expect: 3
# expect: 5
# expect: 7
# expect: caught 1
# expect: 4
println(eval(:(1 + 2)))
println(@eval begin
    local t = @async (yield(); 5)
    fetch(t)
end)
println(fetch(@spawn eval(:(3 + 4))))
try
    eval(:(throw(1)))
catch e
    println("caught ", e)
end
definer = @spawn begin
    eval(:(defined_by_task(x) = x + 1))
    Base.invokelatest(eval(:defined_by_task), 3)
end
println(fetch(definer))
