function escape(c)
    z = c
    for n in 1:80
        abs2(z) > 4 && return n - 1
        z = z * z + c
    end
    return 80
end
function work()
    s = 0
    for y in -1.0:0.01:1.0, x in -2.0:0.01:0.5
        s += escape(complex(x, y))
    end
    return s
end
