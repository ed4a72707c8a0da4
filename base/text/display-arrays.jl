# Arrays in the REPL: a summary line, then one row of the array per line, columns aligned at the decimal point; the
# middle is left out
# (⋮ … ⋱) if it does not fit and the stream has the property :limit.

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
    return k === nothing ? (0, textwidth(s)) : (textwidth(SubString(s, 1, first(k) - 1)),
        textwidth(SubString(s, first(k))))
end

# Where cells come from. The function is hidden from the compiler, so that the layout is compiled once for all kinds of
# arrays.
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
# Takes columns from `j` on, `most` of them at most and at least one, while they and two spaces after each are narrower
# than
# `width`; gives how many.
function fit_columns(cells::Vector{Any}, j::Int64, step::Int64, most::Int64, picked::Vector{Int64}, cell::Cells,
    width::Int64)
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
