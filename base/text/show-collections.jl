# How dictionaries, sets and other collections look, on one line and in the REPL.

function show(io::IO, d::AbstractDict)
    t = typeof(d)
    if type_info(io) === t || !isempty(d) && tells_type(t)
        print(io, type_name(t))
    else
        print(io, t)
    end
    print(io, '(')
    if !isempty(d) && !show_circular(io, d)
        inner = IOContext(shown_in(io, d), :typeinfo => eltype(d))
        limited = is_limited(io)
        n = 0
        for p in d
            n > 0 && print(io, ", ")
            show(inner, p)
            n += 1
            if limited && n >= 10
                print(io, "…")
                break
            end
        end
    end
    print(io, ')')
    return nothing
end
show_empty(io::IO, t) = (print(io, t); print(io, "()"))

entries(n::Int64) = n == 1 ? " entry" : " entries"
summary(io::IO, d::AbstractDict) = print(io, typeof(d), " with ", length(d), entries(length(d)))
summary(io::IO, s::AbstractSet) = print(io, typeof(s), " with ", length(s), length(s) == 1 ? " element" : " elements")

function show(io::IO, ::MIME"text/plain", d::AbstractDict)
    isempty(d) && return show(io, d)
    summary(io, d)
    print(io, ":")
    show_circular(io, d) && return nothing
    inner = IOContext(shown_in(io, d), :typeinfo => eltype(d))
    limited = is_limited(io)
    if !haskey(inner, :compact)
        inner = IOContext(inner, :compact => true)
    end
    rows, cols = displaysize(io)
    rows -= 4
    cols = max(cols, 12) - 6
    if limited && rows < 1
        print(io, " …")
        return nothing
    end
    room = !limited || length(d) <= rows ? length(d) : rows - 1
    keytexts = String[]
    valuetexts = String[]
    keywidth = 0
    valuewidth = 0
    key_context = IOContext(inner, :typeinfo => keytype(d))
    value_context = IOContext(inner, :typeinfo => valtype(d))
    for p in d
        length(keytexts) == room && break
        k = sprint(show, p.first; context=key_context)
        v = sprint(show, p.second; context=value_context)
        push!(keytexts, k)
        push!(valuetexts, v)
        keywidth = max(keywidth, textwidth(k))
        valuewidth = max(valuewidth, textwidth(v))
    end
    if limited && keywidth > max(div(cols, 2), cols - valuewidth)
        keywidth = max(cld(cols, 3), cols - valuewidth)
    end
    for i in 1:length(keytexts)
        k = limited ? cut_text(keytexts[i], keywidth) : keytexts[i]
        print(io, "\n  ", k, " "^max(keywidth - textwidth(k), 0), " => ", limited ? cut_text(valuetexts[i],
            cols - keywidth) : valuetexts[i])
    end
    length(keytexts) < length(d) && print(io, "\n  ", rpad("⋮", keywidth), " => ⋮")
    return nothing
end
"At most `width` columns of a text, the last an ellipsis if something is left out."
function cut_text(s::String, width::Int64)
    textwidth(s) <= width && return s
    io = new_buffer(32)
    w = 1
    for c in s
        w += textwidth(c)
        w > width && break
        print(io, c)
    end
    print(io, '…')
    return take_string!(io)
end

function show(io::IO, s::AbstractSet)
    isempty(s) && return show_empty(io, typeof(s))
    print(io, type_name(typeof(s)), '(')
    show_circular(io, s) || show_as_vector(shown_in(io, s), s)
    print(io, ')')
    return nothing
end
show(io::IO, s::BitSet) = print(io, "BitSet([", join(s, ", "), "])")
# The elements of any collection, looking like a vector.
function show_as_vector(io::IO, xs)
    T = eltype(xs)
    tells_type(T) && !isempty(xs) || print(io, T)
    print(io, '[')
    show_listed(IOContext(io, :typeinfo => T), xs, is_limited(io))
    print(io, ']')
    return nothing
end
# Elements of any iterable, with the middle left out.
function show_listed(io::IO, xs, limited::Bool)
    v = collect(xs)
    n = length(v)
    for i in 1:n
        if limited && n > 20 && 10 < i <= n - 10
            i == 11 && print(io, "  …  ")
            continue
        end
        i > 1 && !(limited && n > 20 && i == n - 9) && print(io, ", ")
        show(io, v[i])
    end
    return nothing
end
function show(io::IO, ::MIME"text/plain", s::AbstractSet)
    isempty(s) && return show(io, s)
    summary(io, s)
    print(io, ':')
    show_circular(io, s) && return nothing
    show_lines(io, s)
    return nothing
end
# One element a line, as many as fit.
function show_lines(io::IO, xs)
    limited = is_limited(io)
    inner = IOContext(shown_in(io, xs), :typeinfo => Any)
    rows, cols = displaysize(io)
    rows -= 4
    total = length(xs)
    if limited && rows < 2
        print(io, " …")
        return nothing
    end
    n = 0
    for x in xs
        n += 1
        if limited && n == rows && n < total
            print(io, "\n  ⋮ ")
            break
        end
        s = sprint(show, x; context=inner)
        print(io, "\n  ", limited ? cut_text(s, cols - 3) : s)
    end
    return nothing
end

# Keys and values of a dictionary
summary(io::IO, ks::KeySet) = print(io, "KeySet for a ", sprint(summary, ks.dict))
summary(io::IO, vs::ValueIterator) = print(io, "ValueIterator for a ", sprint(summary, vs.dict))
show(io::IO, xs::ValueIterator) = show_as_vector(io, xs)
show(io::IO, xs::KeySet) = show_as_vector(io, xs)
function show(io::IO, ::MIME"text/plain", ks::Union{KeySet,ValueIterator})
    summary(io, ks)
    isempty(ks) && return nothing
    print(io, ". ", ks isa KeySet ? "Keys:" : "Values:")
    show_lines(io, ks)
    return nothing
end

# Lazy iterators
show(io::IO, g::Generator) = (print(io, "Base.Generator{", svec_ref(type_parameters(typeof(g)), 1), ", ",
    svec_ref(type_parameters(typeof(g)), 2), "}("); show(io, g.f); print(io, ", "); show(io, g.iter); print(io, ')'))
function show(io::IO, z::Iterators.Zip)
    print(io, "zip(")
    n = length(z.is)
    for i in 1:n
        i > 1 && print(io, ", ")
        show(io, z.is[i])
    end
    print(io, ')')
    return nothing
end
show(io::IO, e::Iterators.Enumerate) = (print(io, "enumerate("); show(io, e.itr); print(io, ')'))
show(io::IO, s::SkipMissing) = (print(io, "skipmissing("); show(io, s.x); print(io, ')'))
show(io::IO, e::EachStringIndex) =
    (print(io, "Base.EachStringIndex{", typeof(e.s), "}("); show(io, e.s); print(io, ')'))

# Cartesian indices
show(io::IO, i::CartesianIndex) = print(io, "CartesianIndex", Tuple(i))
show(io::IO, c::CartesianIndices) = print(io, "CartesianIndices(", map(dimension_shown, c.indices), ")")
dimension_shown(r::OneTo) = length(r)
dimension_shown(r) = r
