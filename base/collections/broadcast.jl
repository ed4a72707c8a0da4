# Broadcasting: `f.(args...)`, fused and lazy until `materialize`.
# Enters: what lowering makes of dots, nested `broadcasted(f, args...)` calls. Leaves: an array (a tuple, a number) from
# `materialize`, or a store into an existing array from `materialize!`. Invariant: a nest of dots is one loop; nothing is
# allocated but the result. The element type is the one inference proves of one element of the nest, else that of the values.
# Extending: `BroadcastStyle(::Type{<:MyArray})` and `similar(bc::Broadcasted{…}, T)`, or `broadcastable(x::MyScalar) = Ref(x)`.
# Manual: "Interfaces – Customizing broadcasting", "Functions – Dot syntax".
export Broadcast, broadcast, broadcast!, @__dot__, BroadcastStyle, AbstractArrayStyle, DefaultArrayStyle, ArrayStyle, Style, Broadcasted

const Broadcast = Base

"How a type takes part in broadcasting; the styles of all arguments are combined into that of the result."
abstract type BroadcastStyle end
struct Style{T} <: BroadcastStyle end
abstract type AbstractArrayStyle{N} <: BroadcastStyle end
struct DefaultArrayStyle{N} <: AbstractArrayStyle{N} end
struct ArrayStyle{A} <: AbstractArrayStyle{Any} end
DefaultArrayStyle(::Val{N}) where {N} = DefaultArrayStyle{N}()

"An unevaluated broadcast of `f` over `args`, some of which may be unevaluated themselves."
struct Broadcasted{S<:BroadcastStyle,Axes,F,Args<:Tuple}
    f::F
    args::Args
    axes::Axes # nothing until instantiated
end
@inline Broadcasted{S}(f::F, args::Args, axes::Axes=nothing) where {S,F,Args,Axes} = Broadcasted{S,Axes,F,Args}(f, args, axes)

"An array with, for each dimension, whether it varies (else it has length 1 and stretches)."
struct Extruded{A,N}
    x::A
    keeps::NTuple{N,Bool}
end
Extruded(x::A, keeps::NTuple{N,Bool}) where {A,N} = Extruded{A,N}(x, keeps)

# of a type the struct keeps Type{T}, so that calling it is proven
@inline Broadcasted{S}(f::Type{T}, args::Args, axes::Axes=nothing) where {S,T,Args,Axes} = Broadcasted{S,Axes,Type{T},Args}(f, args, axes)

"One value that broadcasts as it is: like a `Ref`, but immutable."
struct Scalar{T}
    x::T
end
Scalar(x::Type{T}) where {T} = Scalar{Type{T}}(x)

"""
    broadcastable(x)

`x`, or what stands for it in a broadcast: something with `axes` and indexing. By default the items collected; types
whose values are scalars define `Base.broadcastable(x::T) = Ref(x)`.
"""
@inline broadcastable(x::Union{AbstractArray,Number,AbstractChar,Ref,Tuple,Broadcasted,Scalar}) = x
@inline broadcastable(x::Union{AbstractString,Function,UndefInitializer,Nothing,Missing,Val,Pair,RoundingMode,CartesianIndex,Symbol,Module,Colon}) = Scalar(x)
@inline broadcastable(::Type{T}) where {T} = Scalar{Type{T}}(T)
broadcastable(x) = collect(x)
broadcastable(::Union{AbstractDict,NamedTuple}) = throw(ArgumentError("broadcasting over dictionaries and `NamedTuple`s is reserved"))

@inline BroadcastStyle(::Type{<:AbstractArray{T,N}}) where {T,N} = DefaultArrayStyle{N}()
@inline BroadcastStyle(::Type{<:Union{Number,AbstractChar,Ref,Scalar}}) = DefaultArrayStyle{0}()
@inline BroadcastStyle(::Type{<:Tuple}) = Style{Tuple}()
@inline BroadcastStyle(::Type{<:Broadcasted{S}}) where {S} = S()
BroadcastStyle(::Type) = DefaultArrayStyle{0}()
# two styles; user types add methods with their style first
BroadcastStyle(::BroadcastStyle, ::BroadcastStyle) = Style{Nothing}()
@inline BroadcastStyle(::DefaultArrayStyle{N}, ::DefaultArrayStyle{M}) where {N,M} = DefaultArrayStyle{max(N, M)}()
@inline BroadcastStyle(a::Style{Tuple}, ::Style{Tuple}) = a
@inline BroadcastStyle(a::Style{Tuple}, ::AbstractArrayStyle{0}) = a
@inline BroadcastStyle(a::Style{Tuple}, b::AbstractArrayStyle) = b
BroadcastStyle(a::A, ::A) where {A<:ArrayStyle} = a
BroadcastStyle(a::AbstractArrayStyle, ::DefaultArrayStyle) = a
BroadcastStyle(a::AbstractArrayStyle{Any}, ::DefaultArrayStyle) = a
@inline function _result_style(a, b)
    s = BroadcastStyle(a, b)
    s === Style{Nothing}() || return s
    t = BroadcastStyle(b, a)
    t === Style{Nothing}() || return t
    return _conflicting_styles(a, b)
end
@inline _result_style(a::DefaultArrayStyle{N}, b::DefaultArrayStyle{M}) where {N,M} = DefaultArrayStyle{max(N, M)}()
@noinline _conflicting_styles(a, b) = throw(ArgumentError(string("conflicting broadcast rules defined for ", a, " and ", b)))
@inline combine_styles() = DefaultArrayStyle{0}()
@inline combine_styles(x) = BroadcastStyle(typeof(x))
@inline combine_styles(x, y) = _result_style(combine_styles(x), combine_styles(y))
@inline combine_styles(x, y, zs...) = _result_style(combine_styles(x), combine_styles(y, zs...))

"""
    broadcasted(f, args...)

What `f.(args...)` is before it is evaluated.
"""
@inline function broadcasted(f, args...)
    xs = map(broadcastable, args)
    return broadcasted(combine_styles(xs...), f, xs...)
end
@inline broadcasted(::S, f::F, args...) where {S<:BroadcastStyle,F} = Broadcasted{S}(f, args)
broadcasted_kwsyntax(f, args...; kw...) = broadcasted((xs...) -> f(xs...; kw...), args...)

"`broadcast(f, args...)` is `f.(args...)`."
broadcast(f, args...; kw...) = isempty(kw) ? materialize(broadcasted(f, args...)) : materialize(broadcasted_kwsyntax(f, args...; kw...))
"`broadcast!(f, dest, args...)` is `dest .= f.(args...)`."
broadcast!(f, dest, args...) = materialize!(dest, broadcasted(f, args...))

andand(a, b) = a && b
oror(a, b) = a || b

# ---- axes

@inline axes(bc::Broadcasted) = _bc_axes(bc, bc.axes)
@inline _bc_axes(bc, ax::Tuple) = ax
@inline _bc_axes(bc, ::Nothing) = combine_axes(bc.args...)
size(bc::Broadcasted) = map(length, axes(bc))
length(bc::Broadcasted) = _prodsize(size(bc))
ndims(bc::Broadcasted) = length(axes(bc))
@inline _arg_axes(x::Union{Number,AbstractChar,Ref,Scalar}) = ()
@inline _arg_axes(t::Tuple) = (OneTo(length(t)),)
@inline _arg_axes(x) = axes(x)
@inline combine_axes() = ()
@inline combine_axes(x) = _arg_axes(x)
@inline combine_axes(x, y) = _join_axes(_arg_axes(x), _arg_axes(y))
@inline combine_axes(x, y, zs...) = _join_axes(_arg_axes(x), combine_axes(y, zs...))
@inline _join_axes(a::Tuple{}, b::Tuple{}) = ()
@inline _join_axes(a::Tuple, b::Tuple{}) = a
@inline _join_axes(a::Tuple{}, b::Tuple) = b
@inline _join_axes(a::Tuple, b::Tuple) = (_join_axis(a[1], b[1]), _join_axes(tail(a), tail(b))...)
@inline function _join_axis(a, b)
    n, m = length(a), length(b)
    n == m && return a
    n == 1 && return b
    m == 1 && return a
    return _sizes_differ(n, m)
end
@noinline _sizes_differ(n, m) = throw(DimensionMismatch(
    string("arrays could not be broadcast to a common size; got a dimension with lengths ", n, " and ", m)))
@inline instantiate(bc::Broadcasted{S}) where {S<:AbstractArrayStyle} = Broadcasted{S}(bc.f, bc.args, axes(bc))
@inline instantiate(bc::Broadcasted) = bc
instantiate(x) = x
# whether the axes of a fit the destination's: dimensions of length 1 stretch
@inline _fits(dest::Tuple, a::Tuple{}) = true
@inline _fits(dest::Tuple{}, a::Tuple) = length(a[1]) == 1 && _fits((), tail(a))
@inline _fits(dest::Tuple{}, a::Tuple{}) = true
@inline _fits(dest::Tuple, a::Tuple) = (length(a[1]) == 1 || length(a[1]) == length(dest[1])) && _fits(tail(dest), tail(a))

# ---- elements

# by linear index: every array argument has the result's size
@inline _bc_linear(x, i::Int) = x
@inline _bc_linear(x::Scalar, i::Int) = x.x
@inline _bc_linear(x::Ref, i::Int) = x[]
@inline _bc_linear(x::AbstractArray, i::Int) = @inbounds x[i]
@inline _bc_linear(x::AbstractArray{<:Any,0}, i::Int) = @inbounds x[]
@inline _bc_linear(t::Tuple, i::Int) = @inbounds t[i]
@inline _bc_linear(t::Tuple{Any}, i::Int) = t[1]
@inline _bc_linear(bc::Broadcasted, i::Int) = _bc_call(bc.f, _linear_args(bc.args, i))
@inline _linear_args(t::Tuple{}, i) = ()
@inline _linear_args(t::Tuple{Any}, i) = (_bc_linear(t[1], i),)
@inline _linear_args(t::Tuple{Any,Any}, i) = (_bc_linear(t[1], i), _bc_linear(t[2], i))
@inline _linear_args(t::Tuple, i) = (_bc_linear(t[1], i), _linear_args(tail(t), i)...)
@inline _bc_call(f, args::Tuple{Any}) = f(args[1])
@inline _bc_call(f, args::Tuple{Any,Any}) = f(args[1], args[2])
@inline _bc_call(f, args::Tuple{Any,Any,Any}) = f(args[1], args[2], args[3])
@inline _bc_call(f, args::Tuple) = f(args...)

# by coordinates: dimensions of length 1 stretch
@inline _bc_at(x, I::Tuple) = x
@inline _bc_at(x::Scalar, I::Tuple) = x.x
@inline _bc_at(x::Ref, I::Tuple) = x[]
@inline _bc_at(t::Tuple, I::Tuple) = @inbounds t[I[1]]
@inline _bc_at(t::Tuple{Any}, I::Tuple) = t[1]
@inline _bc_at(x::Extruded, I::Tuple) = _extruded_at(x, I)
@inline _bc_at(x::AbstractArray, I::Tuple) = @inbounds x[_clamp_index(size(x), I)...]
@inline _bc_at(bc::Broadcasted, I::Tuple) = _bc_call(bc.f, _at_args(bc.args, I))
@inline _at_args(t::Tuple{}, I) = ()
@inline _at_args(t::Tuple{Any}, I) = (_bc_at(t[1], I),)
@inline _at_args(t::Tuple{Any,Any}, I) = (_bc_at(t[1], I), _bc_at(t[2], I))
@inline _at_args(t::Tuple, I) = (_bc_at(t[1], I), _at_args(tail(t), I)...)
@inline _clamp_index(dims::Tuple{}, I::Tuple) = ()
@inline _clamp_index(dims::Tuple{}, I::Tuple{}) = ()
@inline _clamp_index(dims::Tuple, I::Tuple{}) = (1, _clamp_index(tail(dims), ())...)
@inline _clamp_index(dims::Tuple, I::Tuple) = (ifelse(dims[1] == 1, 1, I[1]), _clamp_index(tail(dims), tail(I))...)
@inline getindex(bc::Broadcasted, I::Int...) = _bc_at(bc, I)
@inline getindex(bc::Broadcasted, I::CartesianIndex) = _bc_at(bc, I.I)
iterate(bc::Broadcasted) = iterate(bc, (CartesianIndices(axes(bc)),))
function iterate(bc::Broadcasted, s)
    y = iterate(s...)
    y === nothing && return nothing
    return bc[y[1]], (s[1], y[2])
end
eltype(bc::Broadcasted) = _bc_eltype(bc)
# the proven type of one element
@inline _bc_eltype(bc::B) where {B<:Broadcasted} = return_type(_bc_linear, Tuple{B,Int})

# whether linear indices will do
@inline _linear_fits(x, ax::Tuple) = true
@inline _linear_fits(x::AbstractArray, ax::Tuple) = IndexStyle(x) === IndexLinear() && axes(x) == ax
@inline _linear_fits(x::AbstractArray{<:Any,0}, ax::Tuple) = true
@inline _linear_fits(t::Tuple, ax::Tuple) = length(ax) == 1 && (length(t) == 1 || length(t) == length(ax[1]))
@inline _linear_fits(bc::Broadcasted, ax::Tuple) = _args_linear_fit(bc.args, ax)
@inline _args_linear_fit(t::Tuple{}, ax) = true
@inline _args_linear_fit(t::Tuple, ax) = _linear_fits(t[1], ax) && _args_linear_fit(tail(t), ax)

# ---- materialize

"Evaluates a lazy broadcast; other values are themselves."
@inline materialize(bc::Broadcasted) = copy(instantiate(bc))
@inline materialize(x) = x
materialize(x::Scalar) = x.x

@inline copy(bc::Broadcasted{<:AbstractArrayStyle{0}}) = _bc_at(bc, ())
copy(bc::Broadcasted{Style{Tuple}}) = _bc_tuple(bc, _tuple_length(bc.args))
@inline _tuple_length(x) = Val{1}()
@inline _tuple_length(bc::Broadcasted{Style{Tuple}}) = _tuple_length(bc.args)
@inline _arg_tuple_length(x) = Val{1}()
@inline _arg_tuple_length(t::Tuple) = Val{length(t)}()
@inline _arg_tuple_length(bc::Broadcasted) = _tuple_length(bc.args)
@inline _tuple_length(t::Tuple{}) = Val{1}()
@inline _tuple_length(t::Tuple) = _join_lengths(_arg_tuple_length(t[1]), _tuple_length(tail(t)))
@inline _join_lengths(::Val{1}, ::Val{1}) = Val{1}()
@inline _join_lengths(::Val{N}, ::Val{1}) where {N} = Val{N}()
@inline _join_lengths(::Val{1}, ::Val{N}) where {N} = Val{N}()
@inline _join_lengths(::Val{N}, ::Val{N}) where {N} = Val{N}()
_join_lengths(::Val{N}, ::Val{M}) where {N,M} = _sizes_differ(N, M)
_bc_tuple(bc, ::Val{N}) where {N} = ntuple(i -> _bc_at(bc, (i,)), Val{N}())

function copy(bc::Broadcasted{S}) where {S<:BroadcastStyle}
    T = _bc_eltype(bc)
    if isconcretetype(T)
        return _copyto_fresh!(similar(bc, T), bc)
    end
    return _copy_unproven(bc, T)
end
@inline _copyto_fresh!(dest, bc) = _run_broadcast!(dest, bc)
function _copy_unproven(bc, T)
    isempty(CartesianIndices(axes(bc))) && return similar(bc, T)
    r = collect(Generator(I -> _bc_at(bc, I.I), CartesianIndices(axes(bc))))
    return eltype(r) === Bool ? BitArray(r) : r
end
similar(bc::Broadcasted{DefaultArrayStyle{N}}, ::Type{T}) where {N,T} = Array{T,N}(undef, map(length, axes(bc)))
similar(bc::Broadcasted{DefaultArrayStyle{N}}, ::Type{Bool}) where {N} = BitArray{N}(undef, map(length, axes(bc)))
similar(bc::Broadcasted, ::Type{T}) where {T} = Array{T}(undef, map(length, axes(bc)))
similar(bc::Broadcasted, ::Type{T}, dims) where {T} = Array{T}(undef, map(_axis_length, dims))

"Evaluates `bc` into `dest`: `dest .= …`. DimensionMismatch if it does not fit."
@inline function materialize!(dest, bc::Broadcasted)
    return copyto!(dest, bc)
end
materialize!(dest, x) = copyto!(dest, Broadcasted{DefaultArrayStyle{0}}(identity, (broadcastable(x),)))
materialize!(dest::AbstractArray, x::Number) = fill!(dest, x)
materialize!(dest, x::AbstractArray) = copyto!(dest, broadcasted(combine_styles(x), identity, x))

function copyto!(dest::AbstractArray, bc::Broadcasted)
    _fits(axes(dest), axes(bc)) || _no_match(dest)
    return _run_broadcast!(dest, _unalias_args(dest, bc))
end
function copyto!(dest::AbstractArray, bc::Broadcasted{<:AbstractArrayStyle{0}})
    isempty(dest) && return dest
    if _pure_scalar(bc)
        return fill!(dest, _bc_at(bc, ()))
    end
    return _run_broadcast!(dest, bc)
end
# `a .= x` computes x once; `a .= f.()` calls f for each element
@inline _pure_scalar(bc::Broadcasted) = bc.f === identity
@noinline _no_match(dest) = throw(DimensionMismatch("array could not be broadcast to match destination"))

# an argument that shares memory with dest, but not element for element, is copied first
@inline _unalias_args(dest, bc::Broadcasted{S}) where {S} = Broadcasted{S}(bc.f, _unalias_tuple(dest, bc.args), bc.axes)
@inline _unalias_tuple(dest, t::Tuple{}) = ()
@inline _unalias_tuple(dest, t::Tuple) = (_unalias_arg(dest, t[1]), _unalias_tuple(dest, tail(t))...)
@inline _unalias_arg(dest, x) = x
@inline _unalias_arg(dest, bc::Broadcasted) = _unalias_args(dest, bc)
@inline _unalias_arg(dest::Array, x::Array) = x
@inline _unalias_arg(dest, x::AbstractArray) = dest === x || isempty(x) || _root_array(dest) !== _root_array(x) ? x : _detached(dest, x)
@inline _unalias_arg(dest, x::AbstractRange) = x
@inline _root_array(A::Array) = A
_root_array(A::AbstractArray) = (p = parent(A); p === A ? A : _root_array(p))
_detached(dest, x) = copy(x)
_detached(dest::D, x::D) where {D<:SubArray} = parentindices(dest) == parentindices(x) ? x : _copy_view(x)
# a copy of the same type: a whole view of a copied parent
_copy_view(x::SubArray{T,N,P,I,L}) where {T,N,P,I,L} = SubArray{T,N,P,I,L}(copy(x.parent), x.indices, x.offset1, x.stride1)

# ---- the loops

@inline function _run_broadcast!(dest, bc)
    ax = axes(dest)
    if IndexStyle(dest) === IndexLinear() && _linear_fits(bc, ax)
        return _linear_loop!(dest, bc)
    end
    return _coordinate_loop!(dest, _extrude(bc))
end
function _linear_loop!(dest, bc)
    n = length(dest)
    i = 1
    @inbounds while i <= n
        dest[i] = _bc_linear(bc, i)
        i += 1
    end
    return dest
end
function _coordinate_loop!(dest, bc)
    @inbounds for I in CartesianIndices(axes(dest))
        dest[I] = _bc_at(bc, I.I)
    end
    return dest
end
function _coordinate_loop!(dest::AbstractArray{T,2}, bc) where {T}
    m, n = size(dest)
    @inbounds for j in 1:n
        for i in 1:m
            dest[i, j] = _bc_at(bc, (i, j))
        end
    end
    return dest
end

# array arguments with the answer, per dimension, to: does it vary or stretch?
@inline _extrude(bc::Broadcasted{S}) where {S} = Broadcasted{S}(bc.f, _extrude_args(bc.args), bc.axes)
@inline _extrude_args(t::Tuple{}) = ()
@inline _extrude_args(t::Tuple) = (_extrude_arg(t[1]), _extrude_args(tail(t))...)
@inline _extrude_arg(x) = x
@inline _extrude_arg(bc::Broadcasted) = _extrude(bc)
@inline _extrude_arg(A::AbstractArray) = Extruded(A, map(n -> n != 1, size(A)))
@inline _extrude_arg(A::AbstractArray{<:Any,0}) = A
@inline _extruded_at(x::Extruded, I::Tuple) = @inbounds x.x[_kept(x.keeps, I)...]
@inline _kept(keeps::Tuple{}, I::Tuple) = ()
@inline _kept(keeps::Tuple{}, I::Tuple{}) = ()
@inline _kept(keeps::Tuple, I::Tuple{}) = (1, _kept(tail(keeps), ())...)
@inline _kept(keeps::Tuple, I::Tuple) = (ifelse(keeps[1], I[1], 1), _kept(tail(keeps), tail(I))...)

# ---- ranges stay ranges

const RangeStyle = DefaultArrayStyle{1}
broadcasted(::RangeStyle, ::typeof(+), r::AbstractRange) = r
broadcasted(::RangeStyle, ::typeof(-), r::AbstractRange) = -r
broadcasted(::RangeStyle, ::typeof(+), r::AbstractRange{<:Number}, x::Number) = _shift_range(r, x)
broadcasted(::RangeStyle, ::typeof(+), x::Number, r::AbstractRange{<:Number}) = _shift_range(r, x)
broadcasted(::RangeStyle, ::typeof(-), r::AbstractRange{<:Number}, x::Number) = _shift_range(r, -x)
broadcasted(::RangeStyle, ::typeof(-), x::Number, r::AbstractRange{<:Number}) = _shift_range(-r, x)
broadcasted(::RangeStyle, ::typeof(+), a::AbstractRange{<:Number}, b::AbstractRange{<:Number}) = a + b
broadcasted(::RangeStyle, ::typeof(-), a::AbstractRange{<:Number}, b::AbstractRange{<:Number}) = a - b
broadcasted(::RangeStyle, ::typeof(*), r::AbstractRange{<:Number}, x::Number) = _scale_range(r, x)
broadcasted(::RangeStyle, ::typeof(*), x::Number, r::AbstractRange{<:Number}) = _scale_range(r, x)
broadcasted(::RangeStyle, ::typeof(/), r::AbstractRange{<:Number}, x::Number) = divided(r, x)
broadcasted(::RangeStyle, ::typeof(\), x::Number, r::AbstractRange{<:Number}) = divided(r, x)
_shift_range(r::AbstractUnitRange{<:Integer}, x::Integer) = (first(r)+x):(last(r)+x)
_shift_range(r::OrdinalRange{<:Integer}, x::Integer) = (first(r)+x):step(r):(last(r)+x)
_shift_range(r::AbstractRange, x::Number) = shifted(r, x)
_scale_range(r::AbstractRange, x::Number) = scaled(r, x)

# ---- @.

"""
    @. expression

The expression with a dot at every call, operator and assignment, except those marked with `\$`.
"""
macro __dot__(x)
    return esc(_dotted(x))
end
_dotted(x) = x
function _dotted(x::Expr)
    h = x.head
    if h === :call
        f = x.args[1]
        args = _dotted_args(x.args, 2)
        if f isa Expr && f.head === :$
            e = Expr(:call, f.args[1])
            append!(e.args, args)
            return e
        end
        # `a:b` stays a range
        if f isa Symbol && (f === Symbol(":") || _is_dotted(f) && string_length(symbol_to_string(f)) > 1)
            e = Expr(:call, f)
            append!(e.args, args)
            return e
        end
        t = Expr(:tuple)
        append!(t.args, args)
        return Expr(:., f, t)
    elseif h === :comparison
        # a < b < c ==> (a .< b) .& (b .< c)
        e = Expr(:comparison)
        for i in 1:length(x.args)
            a = x.args[i]
            push!(e.args, i % 2 == 0 ? (a isa Symbol && !_is_dotted(a) ? _add_dot(a) : a) : _dotted(a))
        end
        return e
    elseif h === :$
        return x.args[1]
    elseif h === :let
        e = Expr(:let)
        push!(e.args, x.args[1])
        push!(e.args, _dotted(x.args[2]))
        return e
    elseif h === :for
        e = Expr(:for)
        push!(e.args, _undotted_loop(x.args[1]))
        push!(e.args, _dotted(x.args[2]))
        return e
    elseif (h === :(=) || h === :function || h === :macro || h === :->) &&
           (h === :-> ? true : x.args[1] isa Expr && x.args[1].head === :call)
        e = Expr(h)
        push!(e.args, x.args[1])
        push!(e.args, _dotted(x.args[2]))
        return e
    elseif h === :quote || h === :inert || h === :macrocall || h === :kw || h === :parameters
        e = Expr(h)
        if h === :kw
            push!(e.args, x.args[1])
            push!(e.args, _dotted(x.args[2]))
            return e
        end
        h === :parameters || return x
        append!(e.args, _dotted_args(x.args, 1))
        return e
    elseif h === :&& || h === :||
        e = Expr(h === :&& ? string_to_symbol(".&&") : string_to_symbol(".||"))
        append!(e.args, _dotted_args(x.args, 1))
        return e
    elseif h === :. # a.b, or f.(x) which has its dot
        e = Expr(:.)
        push!(e.args, x.args[1])
        push!(e.args, x.args[2] isa Expr && x.args[2].head === :tuple ? _dotted(x.args[2]) : x.args[2])
        return e
    end
    e = Expr(_is_assignment(h) && !_is_dotted(h) ? _add_dot(h) : h)
    append!(e.args, _dotted_args(x.args, 1))
    return e
end
_undotted_loop(x) = x
_is_assignment(h) = h === :(=) || _is_updating(h)
_add_dot(s::Symbol) = string_to_symbol(string_cat(".", symbol_to_string(s)))
function _dotted_args(args, from)
    v = Any[]
    for i in from:length(args)
        push!(v, _dotted(args[i]))
    end
    return v
end
