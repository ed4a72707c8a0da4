# Programs as students write them
function primes(n)
    sieve = trues(n)
    sieve[1] = false
    for i in 2:isqrt(n)
        if sieve[i]
            for j in i^2:i:n
                sieve[j] = false
            end
        end
    end
    findall(sieve)
end
println(primes(50), " ", length(primes(10000)))
fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)
println([fib(i) for i in 0:15])
function quicksort!(a, lo = 1, hi = length(a))
    if lo < hi
        p = a[hi]
        i = lo - 1
        for j in lo:hi-1
            if a[j] <= p
                i += 1
                a[i], a[j] = a[j], a[i]
            end
        end
        a[i+1], a[hi] = a[hi], a[i+1]
        quicksort!(a, lo, i)
        quicksort!(a, i + 2, hi)
    end
    a
end
println(quicksort!([3, 7, 1, 9, 2, 8]))
function collatz(n)
    steps = 0
    while n != 1
        n = iseven(n) ? n ÷ 2 : 3n + 1
        steps += 1
    end
    steps
end
println(maximum(collatz, 1:1000), " ", argmax([collatz(i) for i in 1:1000]))
function wordcount(text)
    counts = Dict{String,Int}()
    for w in split(lowercase(text))
        w = strip(w, ['.', ','])
        counts[w] = get(counts, w, 0) + 1
    end
    sort(collect(counts), by = x -> (-x[2], x[1]))
end
println(wordcount("The cat and the dog. The end, and THE cat"))
function matmul(A, B)
    n, m = size(A)
    m2, p = size(B)
    m == m2 || throw(DimensionMismatch("inner"))
    C = zeros(n, p)
    for i in 1:n, j in 1:p
        s = 0.0
        for k in 1:m
            s += A[i, k] * B[k, j]
        end
        C[i, j] = s
    end
    C
end
println(matmul([1 2; 3 4], [5 6; 7 8]))
function mandel(z)
    c = z
    for n in 1:80
        abs(z) > 2 && return n - 1
        z = z^2 + c
    end
    80
end
println([mandel(complex(r, i)) for i in -1.0:0.5:1.0, r in -2.0:0.5:0.5])
struct Tree{T}
    value::T
    left::Union{Tree{T},Nothing}
    right::Union{Tree{T},Nothing}
end
Tree(v) = Tree(v, nothing, nothing)
insert(::Nothing, v) = Tree(v)
insert(t::Tree, v) = v < t.value ? Tree(t.value, insert(t.left, v), t.right) : Tree(t.value, t.left, insert(t.right, v))
insert(t::Nothing, v::Int) = Tree{Int}(v, nothing, nothing)
inorder(::Nothing) = []
inorder(t::Tree) = [inorder(t.left); t.value; inorder(t.right)]
t = nothing
for v in [5, 2, 8, 1, 9]
    global t = insert(t, v)
end
println(inorder(t))
function gcd_(a, b)
    b == 0 ? a : gcd_(b, a % b)
end
println(gcd_(48, 36))
function newton(f, df, x; tol = 1e-10, maxiter = 50)
    for i in 1:maxiter
        dx = f(x) / df(x)
        x -= dx
        abs(dx) < tol && return x, i
    end
    error("no convergence")
end
println(newton(x -> x^2 - 2, x -> 2x, 1.0))
function hanoi(n, a, b, c, moves = [])
    n == 0 && return moves
    hanoi(n - 1, a, c, b, moves)
    push!(moves, (a, c))
    hanoi(n - 1, b, a, c, moves)
end
println(hanoi(3, :A, :B, :C))
caesar(s, k) = map(c -> islowercase(c) ? 'a' + mod(c - 'a' + k, 26) : c, s)
println(caesar("hello, world", 3))
ispal(s) = (t = filter(isletter, lowercase(s)); t == reverse(t))
println(ispal("A man, a plan, a canal: Panama"))
function permutations_(v)
    length(v) <= 1 && return [v]
    out = Vector{Int}[]
    for i in eachindex(v)
        rest = [v[1:i-1]; v[i+1:end]]
        for p in permutations_(rest)
            push!(out, [v[i]; p])
        end
    end
    out
end
println(permutations_([1, 2, 3]))
function montecarlo(n)
    s = 12345
    inside = 0
    for _ in 1:n
        s = (1103515245 * s + 12345) % 2147483648
        x = s / 2147483648
        s = (1103515245 * s + 12345) % 2147483648
        y = s / 2147483648
        inside += x^2 + y^2 < 1
    end
    4 * inside / n
end
println(montecarlo(10000))
mutable struct Account
    balance::Float64
end
deposit!(a::Account, x) = (a.balance += x; a)
function withdraw!(a::Account, x)
    x > a.balance && throw(ArgumentError("insufficient funds: $(a.balance) < $x"))
    a.balance -= x
    a
end
acc = Account(100)
deposit!(acc, 50)
try withdraw!(acc, 500) catch e println(sprint(showerror, e)) end
println(withdraw!(acc, 30).balance)
function transpose_string(rows)
    join([join([r[i] for r in rows]) for i in 1:length(rows[1])], "\n")
end
println(transpose_string(["abc", "def"]))
binary(n) = n == 0 ? "" : binary(n ÷ 2) * string(n % 2)
println(binary(10), " ", parse(Int, "1010", base = 2))
mean(xs) = sum(xs) / length(xs)
std(xs) = sqrt(sum((x - mean(xs))^2 for x in xs) / (length(xs) - 1))
println(mean([1, 2, 3, 4]), " ", round(std([1, 2, 3, 4]), digits = 4))
life(b) = [let n = sum(b[mod1(i + a, end), mod1(j + c, end)] for a in -1:1, c in -1:1) - b[i, j]
    n == 3 || (n == 2 && b[i, j] == 1) ? 1 : 0 end for i in axes(b, 1), j in axes(b, 2)]
b = zeros(Int, 5, 5); b[3, 2:4] .= 1
println(life(b))
println(foldl((acc, x) -> acc * 10 + x, [1, 2, 3]), " ", reduce(*, 1:10), " ", prod(1:5), " ", sum(abs, [-1, 2]), " ", join(reverse(split("a b c")), " "), " ", Dict(zip(["a"], [1])), " ", collect(zip(1:2, 3:4)))
