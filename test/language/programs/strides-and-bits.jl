# Strides of views and wrappers; elements seen as another type
A = reshape(collect(1:24), 2, 3, 4)
for v in (A, view(A, :, :, 1), view(A, 1, :, :), view(A, :, 2, :), view(A, 1:1, 2:3, 1), view(A, :, :, 1:2:4), view(A, 2:-1:1, 1, 1), view(A, 3:2:10),
          view(view(A, :, :, 1:2:3), 1, :, :), transpose([1 2; 3 4]), [1 2; 3 4]', PermutedDimsArray(A, (3, 1, 2)))
    println(strides(v), " ", [stride(v, k) for k in 1:4])
end
try strides(view(A, [1, 2], :, 1)) catch e println(typeof(e)) end
v = [1, -1, 256]
w = reinterpret(UInt8, v)
println(length(w), " ", Int.(w[[1, 9, 16, 17, 18]]))
w[18] = 0x02
println(v)
println(reinterpret(Int64, reinterpret(UInt8, v)) == v, " ", collect(reinterpret(Float32, UInt32[0x3f800000, 0x40000000])))
println(collect(reinterpret(Float64, [1.0 + 2.0im, 3.0 - 4.0im])), " ", collect(reinterpret(ComplexF64, [1.0, 2.0, 3.0, 4.0])))
println(collect(reinterpret(Tuple{Int32,Int32}, [4294967298])), " ", reinterpret(UInt16, [0x01 0x02; 0x03 0x04]))
u = reinterpret(UInt64, [1.0, 2.0])
u[1] = 0x4010000000000000
println(parent(u), " ", eltype(u), " ", size(u))
for f in (() -> reinterpret(Int64, UInt8[1, 2, 3]), () -> reinterpret(Int, ["a"]), () -> reinterpret(String, [1]))
    try f() catch e println(typeof(e)) end
end
