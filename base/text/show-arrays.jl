# How arrays look. `show(io, a)` is one line, `[1, 2]` or `Float32[…]`; the display in the REPL has a summary line and one row of the
# array per line, columns aligned at the decimal point, the middle left out (⋮ … ⋱) if it does not fit and the stream has :limit.

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
tells_type(T) = T === Int64 || T === Float64 || T === String || T === Symbol || T === Char || T === Missing || T === Nothing ||
    self_telling(T) || is_tupled(T) || T isa DataType && (T <: Array && (type_kind(T) & 8) != 0 && tells_type(eltype(T))) || is_typed_pair(T) || T isa DataType && T <: AbstractDict && (type_kind(T) & 8) != 0 && tells_type(keytype(T)) && tells_type(valtype(T))
"Whether elements of type `T` are shown so that their type can be seen; a method for a type of one's own may say so."
self_telling(T) = false
is_tupled(T) = T isa DataType && T <: Tuple && (type_kind(T) & 8) != 0 && all_tell(type_parameters(T))
is_typed_pair(T) = T isa DataType && (T <: Pair || T <: NamedTuple && svec_length(type_fieldtypes(T)) > 0) && (type_kind(T) & 8) != 0 && all_tell(type_fieldtypes(T))
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
show_element2(io::IO, a, r, c) = (i = first(axes(a, 1)) + r - 1; j = first(axes(a, 2)) + c - 1; isassigned(a, i, j) ? show(io, a[i, j]) : print(io, "#undef"))
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

# Display

function show(io::IO, ::MIME"text/plain", a::AbstractArray)
    isempty(a) && (is_compact(io) || a isa AbstractVector) && return show(io, a)
    summary(io, a)
    isempty(a) && return nothing
    print(io, ':')
    show_circular(io, a) && return nothing
    out = haskey(io, :compact) || ndims(a) < 2 || size(a, 2) <= 1 ? IOContext(io) : IOContext(io, :compact => true)
    if is_limited(out) && haskey(io, :displaysize) && displaysize(io)[1] - 4 <= 0
        print(io, " …")
        return nothing
    end
    print(io, '\n')
    rows, cols = displaysize(io)
    out = IOContext(shown_in(out, a), :typeinfo => eltype(a))
    print_array(out, a, rows, cols)
    return nothing
end

"""
    print_array(io, a)

The rows of an array as the display shows them, without the summary.
"""
print_array(io::IO, a::AbstractArray) = ((r, c) = displaysize(io); print_array(io, a, r, c))
function print_array(io::IO, a, rows::Int64, cols::Int64)
    n = ndims(a)
    if n == 0
        isassigned(a) ? show_in_array(io, a[]) : print(io, "#undef")
    elseif n == 1
        print_rows(io, length(a), 1, Cells((i, j) -> cell_text(io, a, (first(axes(a, 1)) + i - 1,))), rows - 4, cols)
    elseif n == 2
        print_matrix(io, a, (), rows, cols)
    else
        print_slices(io, a, rows, cols)
    end
    return nothing
end
function print_matrix(io::IO, a, rest::Tuple, rows::Int64, cols::Int64)
    i0 = first(axes(a, 1)) - 1
    j0 = first(axes(a, 2)) - 1
    print_rows(io, size(a, 1), size(a, 2), Cells((i, j) -> cell_text(io, a, (i0 + i, j0 + j, rest...))), rows - 4, cols)
    return nothing
end
function print_slices(io::IO, a, rows::Int64, cols::Int64)
    limited = is_limited(io)
    later = tail(tail(axes(a)))
    total = 1
    for r in later
        total *= length(r)
    end
    count = 0
    for k in CartesianIndices(later)
        count += 1
        if limited && !slice_shown(k.I, later)
            d = slice_dots(k.I, later)
            d > 0 && print(io, ";"^(d + 2), " … \n\n")
            continue
        end
        print(io, "[:, :")
        for i in k.I
            print(io, ", ", i)
        end
        print(io, "] =\n")
        print_matrix(io, a, k.I, rows, cols)
        count < total && print(io, "\n\n")
    end
    return nothing
end
# Of more than ten slices along a dimension the first and last three are shown; the dots stand for the fourth.
hidden_index(i, r) = length(r) > 10 && i > first(r) + 2 && i <= last(r) - 3
slice_shown(i::Tuple{}, r::Tuple{}) = true
slice_shown(i::Tuple, r::Tuple) = !hidden_index(i[1], r[1]) && slice_shown(tail(i), tail(r))
function slice_dots(i::Tuple, r::Tuple)
    for d in 1:length(i)
        if hidden_index(i[d], r[d])
            i[d] == first(r[d]) + 3 || return 0
            for e in 1:length(i)
                e < d && i[e] != first(r[e]) && return 0
                e > d && hidden_index(i[e], r[e]) && return 0
            end
            return d
        end
    end
    return 0
end

"Text of an element in a column, with the position of its alignment point: (text, columns before it, columns after)."
function cell_text(io::IO, a, i::Tuple)
    isassigned(a, i...) || return ("#undef", 6, 0)
    return aligned_text(io, a[i...])
end
function aligned_text(io::IO, x)
    s = sprint(show_in_array, x; context=io)
    l, r = alignment(io, x, s)
    return (s, l, r)
end
# Elements are shown as in the REPL if that is one line.
function show_in_array(io::IO, x)
    s = sprint(show, MIME{Symbol("text/plain")}(), x; context=io)
    '\n' in s ? show(io, x) : print(io, s)
    return nothing
end
show_in_array(io::IO, x::Union{Number,AbstractArray,Nothing,Missing,Symbol}) = show(io, x)

"""
    alignment(io, x) -> (left, right)

Columns of the text of `x` before and after the place where a column of an array is aligned.
"""
alignment(io::IO, x) = alignment(io, x, sprint(show_in_array, x; context=io))
alignment(io::IO, x, s::String) = (0, textwidth(s))
alignment(io::IO, x::Number, s::String) = (textwidth(s), 0)
alignment(io::IO, x::Integer, s::String) = (textwidth(s), 0)
function alignment(io::IO, x::AbstractFloat, s::String)
    k = 0
    n = string_length(s)
    while k < n && !(string_byte(s, k + 1) in (0x2e, 0x65, 0x66, 0x45, 0x46))
        k += 1
    end
    return (k, n - k)
end
function alignment(io::IO, x::Rational, s::String)
    k = findfirst("//", s)
    return k === nothing ? (textwidth(s), 0) : (first(k), textwidth(s) - first(k))
end
function alignment(io::IO, x::Complex, s::String)
    n = string_length(s)
    k = n
    while k > 1
        b = string_byte(s, k)
        (b == 0x2b || b == 0x2d) && !(string_byte(s, k - 1) in (0x65, 0x66)) && break
        k -= 1
    end
    k > 1 && string_byte(s, k - 1) == 0x20 && (k -= 1)
    return (k - 1, n - k + 1)
end
function alignment(io::IO, x::Pair, s::String)
    k = findfirst("=>", s)
    return k === nothing ? (0, textwidth(s)) : (textwidth(SubString(s, 1, first(k) - 1)), textwidth(SubString(s, first(k))))
end

# Where cells come from. The function is hidden from the compiler, so that the layout is compiled once for all kinds of arrays.
struct Cells
    f::Any
end
(c::Cells)(i::Int64, j::Int64) = c.f(i, j)::Tuple{String,Int64,Int64}

"""
Prints `m`×`n` cells, `cell(i, j)` giving text and alignment, within so many rows and columns if the stream is limited.
"""
function print_rows(io::IO, m::Int64, n::Int64, cell::Cells, rows::Int64, columns::Int64)
    limited = is_limited(io)
    rows = max(rows, 1)
    picked = limited && m > rows ? picked_rows(m, rows) : collect(1:m)
    width = columns - 1
    cells = arraynew(Vector{Any}, 0)
    if !limited || fit_columns(cells, 1, 1, n, picked, cell, width) == n
        limited || fit_columns(cells, 1, 1, n, picked, cell, typemax(Int64))
        write_rows(io, cells, picked, n, arraynew(Vector{Any}, 0))
        return nothing
    end
    # The right half first, as many columns as fit; the left half has what remains.
    right = arraynew(Vector{Any}, 0)
    fit_columns(right, n, -1, n, picked, cell, div(width - 4, 2) + 1)
    reverse!(right)
    left = arraynew(Vector{Any}, 0)
    fit_columns(left, 1, 1, n, picked, cell, width - total_width(right) - 5)
    write_rows(io, left, picked, n, right)
    return nothing
end
function picked_rows(m::Int64, rows::Int64)
    top = rows >> 1
    bottom = (rows - 1) >> 1
    out = arraynew(Vector{Int64}, 0)
    for i in 1:top
        push!(out, i)
    end
    push!(out, 0)
    for i in m-bottom+1:m
        push!(out, i)
    end
    return out
end
# A column: its cells' texts, lefts and rights, and the greatest of both.
struct ShownColumn
    texts::Vector{String}
    lefts::Vector{Int64}
    left::Int64
    right::Int64
end
column_width(c::ShownColumn) = c.left + c.right
function make_column(j::Int64, picked::Vector{Int64}, cell::Cells)
    texts = arraynew(Vector{String}, 0)
    lefts = arraynew(Vector{Int64}, 0)
    left = 0
    right = 0
    for i in picked
        if i == 0
            push!(texts, "")
            push!(lefts, 0)
            continue
        end
        s, l, r = cell(i, j)
        push!(texts, s)
        push!(lefts, l)
        left = max(left, l)
        right = max(right, r)
    end
    return ShownColumn(texts, lefts, left, right)
end
# Takes columns from `j` on, `most` of them at most and at least one, while they and two spaces after each are narrower than
# `width`; gives how many.
function fit_columns(cells::Vector{Any}, j::Int64, step::Int64, most::Int64, picked::Vector{Int64}, cell::Cells, width::Int64)
    used = 0
    count = 0
    while count < most
        c = make_column(j, picked, cell)
        used += column_width(c) + 2
        used >= width && count > 0 && return count
        push!(cells, c)
        count += 1
        j += step
    end
    return count
end
function total_width(cells)
    w = 0
    for c in cells
        w += column_width(c::ShownColumn) + 2
    end
    return w - 2
end

function write_rows(io::IO, left, picked, n::Int64, right)
    for k in 1:length(picked)
        k > 1 && print(io, '\n')
        print(io, ' ')
        if picked[k] == 0
            write_dots(io, left, 1, isempty(right))
            isempty(right) && continue
            print(io, "  ⋱  ")
            write_dots(io, right, mod(length(right) - n + 1, dots_period), true)
        else
            write_cells(io, left, k, isempty(right))
            isempty(right) && continue
            print(io, mod(picked[k], dots_period) == 1 ? "  …  " : "     ")
            write_cells(io, right, k, true)
        end
    end
    return nothing
end
# Every fifth row has dots for the columns left out, every fifth column for the rows.
const dots_period = 5
function write_dots(io::IO, cells, phase::Int64, ends::Bool)
    n = length(cells)
    for j in 1:n
        c = cells[j]::ShownColumn
        j > 1 && print(io, "  ")
        if mod(j, dots_period) == phase
            before = dots_place(c)
            print(io, " "^before, "⋮")
            (j < n || !ends) && print(io, " "^max(column_width(c) - before - 1, 0))
        elseif j < n || !ends
            print(io, " "^column_width(c))
        end
    end
    return nothing
end
function write_cells(io::IO, cells, k::Int64, ends::Bool)
    n = length(cells)
    for j in 1:n
        c = cells[j]::ShownColumn
        j > 1 && print(io, "  ")
        print(io, " "^(c.left - c.lefts[k]), c.texts[k])
        (j < n || !ends) && print(io, " "^max(column_width(c) - (c.left - c.lefts[k]) - textwidth(c.texts[k]), 0))
    end
    return nothing
end
# The dots stand under the last column before the alignment point.
dots_place(c::ShownColumn) = max(c.left - 1, 0)

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
