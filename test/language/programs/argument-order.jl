# What a call's operands are when later ones assign variables or have effects.

seen = Int[]
note(i) = (push!(seen, i); i)
f(a...; k...) = (a, values(k))
show_seen() = (println(seen); empty!(seen))

f(note(1), note(2); b=note(3), c=note(4)); show_seen()
f(c=note(1), note(2), b=note(3)); show_seen()
Dict(note(1) => note(2), note(3) => note(4)); show_seen()
[note(1) note(2); note(3) note(4)]; show_seen()
a = zeros(3); a[note(1)] = note(2); show_seen()
a[note(1)] += note(2); show_seen()
note(1) < note(2) < note(3); show_seen()

variable() = (x = 1; f(x, (x = 2; x), x))
println(variable())
callee() = (g = x -> ("first", x); g((g = x -> ("second", x); g(1))))
println(callee())
keyword() = (x = 1; f((x = 7; x); b=x, c=(x = 9; x)))
println(keyword())
println((() -> (x = 1; (x, (x += 1; x), x)))())
text() = (x = 1; "$x $(x = 2) $x")
println(text())
swap() = (a = [1, 2, 3]; i = 1; (i, a[i]) = (2, 10); (i, a))
println(swap())
# An updating assignment reads its variables again for the write.
update() = (a = [1, 2, 3]; b = a; i = 1; a[i] += (i = 2; a = [0, 0, 0]; 5); (a, b, i))
println(update())
function both_sides()
    x = 1
    x, y = (x = 5), x
    return (x, y)
end
println(both_sides())

g = 1
println((g, (global g = 2), g))
reads() = (g, (global g = 3), g)
println(reads())
h(x) = ("old", x)
replaced() = h(begin
    global h2 = 1
    eval(:(h(x) = ("new", x)))
    5
end)
println(replaced(), h(6))
