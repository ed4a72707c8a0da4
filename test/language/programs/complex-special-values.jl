# Complex functions at zeros of either sign, infinities and NaN
show_part(x) = isnan(x) ? "NaN" : string(round(x, sigdigits=10))
show_complex(z) = string("(", show_part(real(z)), ", ", show_part(imag(z)), ")")
points = [Complex(a, b) for a in (0.0, -0.0, 1.5, Inf, -Inf, NaN) for b in (0.0, -0.0, Inf, NaN)]
for f in (exp, expm1, log, sqrt, asin, acos, acosh, inv)
    println(nameof(f), " ", join(map(z -> show_complex(f(z)), points), " "))
end
# (sin and cos of infinite real parts, but not tan)
for f in (sin, cos, sinh, cosh, asinh)
    println(nameof(f), " ", join(map(z -> show_complex(f(z)), points), " "))
end
for f in (atan, atanh)
    println(nameof(f), " ", join(map(z -> show_complex(f(z)), points), " "))
end
for z in (-1.0 + 0.0im, -1.0 - 0.0im, 4.0 - 0.0im, 0.0 + 2.0im, -2.0 + 1.0im, 3.0 + 4.0im)
    println(z, " ", show_complex(z^0.5), " ", show_complex(z^2.0), " ", show_complex(z^-1.5), " ", show_complex(2.0^(z + 2im)))
end
println(show_complex(log1p(1e-18 + 1e-20im)), " ", sinpi(0.5 + 0im), " ", show_complex(cospi(1.0 + 1im)), " ", show_complex(sinc(0.5 + 0.5im)))
println(hash(3.0 + 0im) == hash(3), " ", hash(1.0 + 2im) == hash(1 + 2im))
