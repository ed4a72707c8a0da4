# The formats of Printf.
using Printf
@printf("%d %5d|%-5d|%05d|%+d\n", 1, 2, 3, 4, 5)
@printf("%f %.2f %8.3f|%-8.1f|%e %.3e %g %g %g\n", 1.5, 2.345, 3.14159, 2.5, 12345.678, 0.00012, 1e10, 0.0001, 123456.0)
println(@sprintf("%s %10s|%-10s|%c %x %X %o %%", "a", "b", :c, 'd', 255, 255, 8))
println(@sprintf("%5s|%.2s|%s", "é", "abc", [1,2]))
println(@sprintf("%#x %#o % d %.3d %G", 255, 8, 5, 7, 1e-10))
println(@sprintf("%f %e %g %5.1f", NaN, Inf, -Inf, Inf))
println(@sprintf("%d", 3.0), @sprintf("%d", 2//1), @sprintf("%.10f", 0.1), @sprintf("%.0f %.0f", 0.5, 1.5))
println(@sprintf("%i%u", true, 0x05), @sprintf("%a", 1.5))
io = IOBuffer(); @printf(io, "%s-%d", "x", 1); println(String(take!(io)))
for i in 1:3; @printf "%2d: %6.2f\n" i i/3; end
