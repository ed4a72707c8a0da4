function total(v::Vector{Any})
    s = 0
    for x in v
        s += x isa Int ? x : 0
    end
    s
end

function numbered(v::Vector{Any})
    s = 0
    for (i, x) in enumerate(v)
        s += x isa Int ? i * x : i
    end
    s
end

function zipped(v::Vector{Any}, w::Vector{Any})
    out = Any[]
    for (a, b) in zip(v, w)
        push!(out, a)
        push!(out, b)
    end
    out
end

function deep(v::Vector{Any})
    out = Any[]
    for (i, (j, x)) in enumerate(enumerate(v))
        push!(out, i + j)
        push!(out, x)
    end
    out
end

function guarded(v::Vector{Any})
    n = 0
    try
        for x in v
            n += x
        end
    catch e
        return e isa MethodError ? -n : 0
    end
    n
end

function caught(v::Vector{Any})
    y = nothing
    try
        y = iterate(v)
        while y !== nothing
            y[1] isa String && error("text")
            y = iterate(v, y[2])
        end
    catch e
        return y === nothing ? 0 : y[2]
    end
    -1
end

function last_of(v::Vector{Any})
    y = iterate(v)
    z = nothing
    while true
        y === nothing && break
        z = y
        y = iterate(v, y[2])
    end
    z === nothing ? "none" : z[1]
end

function kept(v::Vector{Any})
    ys = Any[]
    y = iterate(v)
    while y !== nothing
        push!(ys, y)
        y = iterate(v, y[2])
    end
    ys
end

function either(c::Bool, v::Vector{Any})
    t = c ? (v[1], 1) : (v[2], 2.5)
    u = c ? t : nothing
    u === nothing ? t[2] : u[1]
end

function swapped(v::Vector{Any}, n)
    x = (v[1], 1)
    y = (v[2], "two")
    for _ in 1:n
        x, y = y, x
    end
    (x[1], y[1], x[2], y[2])
end

v = Any[1, "two", 3, 4.0, :five, nothing, [7]]
println(total(v), " ", total(Any[]))
println(numbered(v), " ", numbered(Any[]))
println(zipped(v, Any["a", "b", 2.5]), " ", zipped(Any[], v) == [])
println(deep(v))
println(guarded(Any[1, 2, 3]), " ", guarded(v), " ", guarded(Any[]))
println(caught(v), " ", caught(Any[1, 2]))
println(last_of(v), " ", last_of(Any[]))
println(kept(v))
println(either(true, v), " ", either(false, v))
println(swapped(v, 3), " ", swapped(v, 4))
