# Which functions of BitArrays give BitArrays
B = BitVector([true, false, true])
C = BitVector([false, false, true])
M = BitArray([true false; false true])
results = Any[
    map(!, B), map(&, B, C), map(xor, B, C), map(x -> x, B), [B; C], [B C], [B; true], [true; B], [B; 1], hcat(B, C), cat(B, C, dims=3), [M M; M M],
    cat(M, M, dims=(1, 2)), repeat(B, 2), repeat(M, inner=(1, 2)), kron(B, C), accumulate(|, B), cumsum(B), sort(B), any(M, dims=1), all(M, dims=2),
    maximum(M, dims=1), prod(M, dims=1), sum(M, dims=1), reduce(vcat, [B, C]), intersect(B, C), union(B, C), splice!(copy(B), 1:2),
    prepend!(falses(1), B), imag(B), B .& C, B .+ C, B .== C, M', collect(B), filter(identity, B), vec(M), M[:, 1], reverse(B), circshift(B, 1),
]
for r in results
    println(nameof(typeof(r)), " ", eltype(r), " ", size(r), " ", Int.(vec(collect(r))))
end
b = copy(B)
println(splice!(b, 2, [true, true]), " ", Int.(b), " ", splice!(b, 1:3, [false]), " ", Int.(b))
