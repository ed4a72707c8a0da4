# Order of evaluation: operands keep the value they had when it was their turn
g(a, b) = (a, b)
function t1() b = 1; g(b, (b += 1)) end
println(t1())
function t2() b = 1; (b, b += 1, b) end
println(t2())
function t3() b = 1; b + (b = 5) end
println(t3())
function t4() b = [1]; b[1] + (b = [7]; 1) end
println(t4())
function t5() i = 1; v = [10, 20, 30]; v[i] + v[i += 1] end
println(t5())
function t6() x = 1; [x, x += 1, x] end
println(t6())
function t7() x = 1; f = () -> (x += 1); (x, f(), x) end
println(t7())
function t8() x = 1; "$x $(x += 1) $x" end
println(t8())
function t9() x = 1; x += (x = 10) end
println(t9())
function t10() v = [1,2]; i = 1; v[i] = (i = 2) ; v end
println(t10())
function t11() x = 1; y = x, (x = 2; x); y end
println(t11())
function t12(n) b = n; if b > 0; c = g(b, b > 1 ? (b = 10) : b) ; end; c end
println(t12(1), t12(2))
function t14() a = 1; b = 2; a, b = b, a; (a, b) end
println(t14())
