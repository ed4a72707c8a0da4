# How arrays look. `show(io, a)` is one line, `[1, 2]` or `Float32[…]`; the display of several lines is in
# display-arrays.jl. Also here: summaries and ranges.

export summary, showarg

# One line

"""
    show(io, a::AbstractArray)

`a` as an expression on one line. The element type stands before the bracket unless the elements tell it.
"""
function show(io::IO, v::AbstractVector)
    prefix, inner = array_prefix(io, v)
    print(io, prefix)
    print(io, '[')
    show_circular(io, v) || show_elements(IOContext(shown_in(inner, v), :typeinfo => eltype(v)), v, is_limited(io))
    print(io, ']')
    return nothing
end
function show_elements(io::IO, v, limited::Bool)
    n = length(v)
    first_index = firstindex(v)
    i = 0
    while i < n
        if limited && n > 20 && i == 10
            print(io, "  …  ")
            i = n - 10
        elseif i > 0
            print(io, ", ")
        end
        show_element(io, v, first_index + i)
        i += 1
    end
    return nothing
end
show_element(io::IO, v, i) = isassigned(v, i) ? show(io, @inbounds v[i]) : print(io, "#undef")

# Prefix of the bracket, and the stream with what is known about the elements.
function array_prefix(io::IO, v)
    T = eltype(v)
    known = type_info(io)
    if known isa Type && known !== Any && known <: AbstractArray && eltype(known) === T
        return ("", io)
    end
    return (implicit_eltype(v, T) ? "" : T_text(io, T), io)
end
T_text(io::IO, T) = type_string(T, module_of(io))
# Types whose elements look like nothing else.
function implicit_eltype(v, T)
    isempty(v) && return T === Union{} ? false : false
    return tells_type(T)
end
tells_type(T) =
    T === Int64 || T === Float64 || T === String || T === Symbol || T === Char || T === Missing || T === Nothing ||
    self_telling(T) || is_tupled(T) || T isa DataType && (T <: Array && (type_kind(T) & 8) != 0 &&
        tells_type(eltype(T))) || is_typed_pair(T) || T isa DataType && T <: AbstractDict && (type_kind(T) & 8) != 0 &&
        tells_type(keytype(T)) && tells_type(valtype(T))
"Whether elements of type `T` are shown so that their type can be seen; a method for a type of one's own may say so."
self_telling(T) = false
is_tupled(T) = T isa DataType && T <: Tuple && (type_kind(T) & 8) != 0 && all_tell(type_parameters(T))
is_typed_pair(T) = T isa DataType && (T <: Pair || T <: NamedTuple && svec_length(type_fieldtypes(T)) > 0) &&
    (type_kind(T) & 8) != 0 && all_tell(type_fieldtypes(T))
function all_tell(ts)
    for i in 1:svec_length(ts)
        tells_type(svec_ref(ts, i)) || return false
    end
    return true
end

function show(io::IO, a::AbstractArray)
    ndims(a) == 0 && return show_zero_dim(io, a)
    ndims(a) == 2 || return show_high(io, a)
    prefix, inner = array_prefix(io, a)
    if length(a) == 0
        print(io, typeof(a), "(undef, ", join(size(a), ", "), ")")
        return nothing
    end
    print(io, prefix, '[')
    ctx = IOContext(shown_in(inner, a), :typeinfo => eltype(a))
    show_circular(io, a) || show_rows(ctx, a, is_limited(io))
    print(io, ']')
    return nothing
end
function show_rows(io::IO, a, limited::Bool)
    m, n = size(a)
    rows = shown_places(m, limited)
    cols = shown_places(n, limited)
    for k in 1:length(rows)
        k > 1 && print(io, "; ")
        if rows[k] == 0
            print(io, '…')
            print(io, ' ')
            continue
        end
        for l in 1:length(cols)
            l > 1 && print(io, ' ')
            cols[l] == 0 ? print(io, '…') : show_element2(io, a, rows[k], cols[l])
        end
    end
    return nothing
end
# Limited to the first and last two of many; 0 stands for what is between.
shown_places(n::Int64, limited::Bool) = limited && n > 4 ? [1, 2, 0, n - 1, n] : collect(1:n)
show_element2(io::IO, a, r, c) = (i = first(axes(a, 1)) + r - 1; j = first(axes(a, 2)) + c - 1; isassigned(a, i, j) ?
    show(io, a[i, j]) : print(io, "#undef"))
function show_zero_dim(io::IO, a)
    print(io, "fill(")
    isassigned(a) ? show(IOContext(io, :typeinfo => Any), a[]) : print(io, "#undef")
    print(io, ")")
    return nothing
end
# Three dimensions and more: rows by ;, slices by ;;;
function show_high(io::IO, a)
    prefix, inner = array_prefix(io, a)
    if length(a) == 0
        print(io, typeof(a), "(undef, ", join(size(a), ", "), ")")
        return nothing
    end
    print(io, prefix, '[')
    ctx = IOContext(shown_in(inner, a), :typeinfo => eltype(a))
    show_circular(io, a) || show_slices(ctx, a, ndims(a), ())
    print(io, ']')
    return nothing
end
function show_slices(io::IO, a, d::Int64, rest::Tuple)
    if d == 2
        for i in axes(a, 1)
            i == first(axes(a, 1)) || print(io, "; ")
            for j in axes(a, 2)
                j == first(axes(a, 2)) || print(io, ' ')
                show(io, a[i, j, rest...])
            end
        end
        return nothing
    end
    limited = is_limited(io)
    for k in axes(a, d)
        if limited && hidden_index(k, axes(a, d))
            k == first(axes(a, d)) + 3 && print(io, ';'^d, " … ")
            continue
        end
        k == first(axes(a, d)) || print(io, ';'^d, ' ')
        show_slices(io, a, d - 1, (k, rest...))
    end
    return nothing
end

# Summaries

dims_text(d::Tuple{}) = "0-dimensional"
dims_text(d::Tuple{Integer}) = string(d[1], "-element")
dims_text(d::Tuple) = join(d, '×')

"""
    showarg(io, a, toplevel)

The text of an array's type in a summary. Views and wrappers show how they were made.
"""
showarg(io::IO, a, toplevel::Bool) = (toplevel || print(io, "::"); print(io, typeof(a)))
function showarg(io::IO, a::Array, toplevel::Bool)
    toplevel || print(io, "::")
    print(io, typeof(a))
    return nothing
end
function showarg(io::IO, v::SubArray, toplevel::Bool)
    print(io, "view(")
    showarg(io, parent(v), false)
    for i in parentindices(v)
        print(io, ", ")
        i isa Slice ? print(io, ':') : show(io, i)
    end
    print(io, ')')
    toplevel && print(io, " with eltype ", eltype(v))
    return nothing
end

function showarg(io::IO, a::ReinterpretArray{T}, toplevel::Bool) where {T}
    print(io, "reinterpret(", T, ", ")
    showarg(io, parent(a), false)
    print(io, ')')
    return nothing
end
function showarg(io::IO, r::ReshapedArray, toplevel::Bool)
    print(io, "reshape(")
    showarg(io, parent(r), false)
    for n in size(r)
        print(io, ", ", n)
    end
    print(io, ')')
    toplevel && print(io, " with eltype ", eltype(r))
    return nothing
end

summary(io::IO, a::AbstractArray) = array_summary(io, a, axes(a))
function array_summary(io::IO, a, inds)
    print(io, dims_text(size(a)), ' ')
    showarg(io, a, true)
    if !all_one_based(inds)
        print(io, " with indices ", join([string(first(r), ":", last(r)) for r in inds], '×'))
    end
    return nothing
end
all_one_based(inds::Tuple{}) = true
all_one_based(inds::Tuple) = first(inds[1]) == 1 && all_one_based(tail(inds))

# Ranges
show(io::IO, r::AbstractRange) = show_range(io, r)
function show_range(io::IO, r)
    if step(r) == zero(step(r))
        print(io, "range(")
        show(io, first(r))
        print(io, ", length=", length(r), ")")
        return nothing
    end
    show(io, first(r))
    print(io, ':')
    show(io, step(r))
    print(io, ':')
    show(io, last(r))
    return nothing
end
function show(io::IO, r::UnitRange)
    show(io, first(r))
    print(io, ':')
    show(io, last(r))
    return nothing
end
show(io::IO, r::OneTo) = print(io, "Base.OneTo(", last(r), ")")
function show(io::IO, r::LinRange)
    print(io, "LinRange{", eltype(r), "}(")
    show(io, first(r))
    print(io, ", ")
    show(io, last(r))
    print(io, ", ", length(r), ")")
    return nothing
end
# A range in the REPL is its expression; a LinRange shows its elements too.
show(io::IO, ::MIME"text/plain", r::AbstractRange) = show(io, r)
function show(io::IO, ::MIME"text/plain", r::LinRange)
    isempty(r) && return show(io, r)
    summary(io, r)
    print(io, ":\n ")
    inner = IOContext(io, :typeinfo => eltype(r), :compact => true)
    show_list_fit(inner, r, displaysize(io)[2])
    return nothing
end
function show_list_fit(io::IO, r, columns::Int64)
    texts = String[]
    n = length(r)
    for i in 1:min(n, 20)
        push!(texts, sprint(show, r[i]; context=io))
    end
    line = join(texts, ", ")
    if n <= 20 && textwidth(line) + 1 <= columns || !is_limited(io)
        print(io, n <= 20 ? line : join([sprint(show, x; context=io) for x in r], ", "))
        return nothing
    end
    print(io, join(texts[1:min(5, length(texts))], ", "), ", …, ", sprint(show, r[n]; context=io))
    return nothing
end
