# Seeds: any integer or vector of them becomes the 256 bits of a generator's state, through SHA-256 (FIPS 180-4).

const sha256_constants = UInt32[
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]

turned(x::UInt32, k) = (x >> k) | (x << (32 - k))

"The SHA-256 digest of the bytes, as eight 32-bit words."
function sha256_words(bytes::Vector{UInt8})
    n = length(bytes)
    total = (n + 9 + 63) & -64
    message = zeros(UInt8, total)
    copyto!(message, 1, bytes, 1, n)
    message[n+1] = 0x80
    for i in 0:7
        message[total-i] = (UInt64(8 * n) >> (8 * i)) % UInt8
    end
    h = UInt32[0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]
    w = zeros(UInt32, 64)
    for start in 1:64:total
        sha256_block!(h, w, message, start)
    end
    return h
end

function sha256_block!(h::Vector{UInt32}, w::Vector{UInt32}, message::Vector{UInt8}, start::Int)
    for i in 1:16
        p = start + 4 * (i - 1)
        w[i] = (UInt32(message[p]) << 24) | (UInt32(message[p+1]) << 16) | (UInt32(message[p+2]) << 8) | UInt32(message[p+3])
    end
    for i in 17:64
        x = w[i-15]
        y = w[i-2]
        s0 = xor(turned(x, 7), turned(x, 18), x >> 3)
        s1 = xor(turned(y, 17), turned(y, 19), y >> 10)
        w[i] = w[i-16] + s0 + w[i-7] + s1
    end
    a, b, c, d, e, f, g, k = h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8]
    for i in 1:64
        s1 = xor(turned(e, 6), turned(e, 11), turned(e, 25))
        t1 = k + s1 + xor(e & f, ~e & g) + sha256_constants[i] + w[i]
        s0 = xor(turned(a, 2), turned(a, 13), turned(a, 22))
        t2 = s0 + xor(a & b, a & c, b & c)
        k = g
        g = f
        f = e
        e = d + t1
        d = c
        c = b
        b = a
        a = t1 + t2
    end
    h[1] += a
    h[2] += b
    h[3] += c
    h[4] += d
    h[5] += e
    h[6] += f
    h[7] += g
    h[8] += k
    return nothing
end

"The four 64-bit words of state that a seed stands for."
function seed_words(seed::Vector{UInt32})
    bytes = zeros(UInt8, 4 * length(seed))
    for i in 1:length(seed), j in 0:3
        bytes[4*(i-1)+j+1] = (seed[i] >> (8 * j)) % UInt8
    end
    h = sha256_words(bytes)
    word(i) = UInt64(bswap(h[2*i-1])) | (UInt64(bswap(h[2*i])) << 32)
    return (word(1), word(2), word(3), word(4))
end

"An integer in pieces of 32 bits, the lowest first."
function seed_pieces(n::Integer)
    n < 0 && throw(DomainError(n, "`n` must be non-negative."))
    pieces = UInt32[]
    while true
        push!(pieces, n % UInt32)
        n >>= 32
        n == 0 && return pieces
    end
end
seed_pieces(v::Vector{UInt32}) = v
seed_pieces(v::AbstractVector{<:Integer}) = UInt32[x % UInt32 for x in v]
seed_pieces(s::AbstractString) = UInt32[x for x in codeunits(s)]
