# Atomic fields: `@atomic`, `@atomicswap`, `@atomicreplace`. Every order given is taken as the strongest one.

export @atomic, @atomicswap, @atomicreplace, @atomiconce

const memory_orders = (:not_atomic, :unordered, :monotonic, :acquire, :release, :acquire_release, :sequentially_consistent)
function check_order(order)
    name = isa(order, QuoteNode) ? order.value : order
    in(name, memory_orders) || error("invalid memory ordering ", name)
    return nothing
end

is_field_access(ex) = isa(ex, Expr) && ex.head === :. && length(ex.args) == 2

"""
    @atomic a.field            # read
    @atomic a.field = value
    @atomic a.field += value   # any operator; gives the new value
    @atomic a.field op value   # gives old => new; likewise @atomic op(a.field, value)
    @atomic field::T           # in a mutable struct: the declaration

Atomic access to a field that was declared `@atomic`. An order may stand before: `@atomic :acquire a.field`.
"""
macro atomic(ex)
    return atomic_expression(ex)
end
macro atomic(order, ex)
    check_order(order)
    return atomic_expression(ex)
end
# @atomic order a.field op value
macro atomic(object, op, value)
    return atomic_modify_expression(object, op, value)
end
macro atomic(order, object, op, value)
    check_order(order)
    return atomic_modify_expression(object, op, value)
end
function atomic_expression(ex)
    isa(ex, Symbol) && return esc(Expr(:atomic, ex))
    isa(ex, Expr) || error("could not parse @atomic expression ", ex)
    ex.head === :(::) && return esc(Expr(:atomic, ex))
    ex.head === :const && return esc(Expr(:atomic, ex))
    is_field_access(ex) && return :(atomic_get($(esc(ex.args[1])), Val($(esc(ex.args[2])))))
    if ex.head === :(=)
        left = ex.args[1]
        if isa(left, Symbol) || (isa(left, Expr) && left.head === :(::))
            return esc(Expr(:atomic, ex))
        end
        is_field_access(left) || error("@atomic expression missing field access")
        return :(atomic_set($(esc(left.args[1])), Val($(esc(left.args[2]))), $(esc(ex.args[2]))))
    end
    if ex.head === :call && length(ex.args) == 3
        return atomic_modify_expression(ex.args[2], ex.args[1], ex.args[3])
    end
    name = symbol_to_string(ex.head)
    n = string_length(name)
    if n > 1 && string_byte(name, n) === 0x3d
        op = Symbol(string_sub(name, 1, n - 1))
        return :($(atomic_modify_expression(ex.args[1], op, ex.args[2])).second)
    end
    error("could not parse @atomic expression ", ex)
end
function atomic_modify_expression(left, op, value)
    is_field_access(left) || error("@atomic expression missing field access")
    return :(atomic_modify($(esc(left.args[1])), Val($(esc(left.args[2]))), $(esc(op)), $(esc(value))))
end

"`@atomicswap a.field = value`: stores the value; gives the old one."
macro atomicswap(order, ex)
    check_order(order)
    return atomic_swap_expression(ex)
end
macro atomicswap(ex)
    return atomic_swap_expression(ex)
end
function atomic_swap_expression(ex)
    (isa(ex, Expr) && ex.head === :(=) && is_field_access(ex.args[1])) || error("@atomicswap expression missing field access")
    left = ex.args[1]
    return :(atomic_swap($(esc(left.args[1])), Val($(esc(left.args[2]))), $(esc(ex.args[2]))))
end

"""
    @atomicreplace a.field expected => desired
    @atomicreplace a.field pair

Stores `desired` if the field is `expected`. Gives `(old = …, success = …)`.
"""
macro atomicreplace(left, pair)
    return atomic_replace_expression(left, pair)
end
macro atomicreplace(order, left, pair)
    check_order(order)
    return atomic_replace_expression(left, pair)
end
macro atomicreplace(success, fail, left, pair)
    check_order(success)
    check_order(fail)
    return atomic_replace_expression(left, pair)
end
function atomic_replace_expression(left, pair)
    is_field_access(left) || error("@atomicreplace expression missing field access")
    return :(atomic_replace($(esc(left.args[1])), Val($(esc(left.args[2]))), $(esc(pair))))
end

"`@atomiconce a.field = value`: stores the value unless the field has one; gives whether it did."
macro atomiconce(ex)
    return Expr(:call, error, "@atomiconce is not supported")
end

# Where the type of the object is not known when the code is compiled, the first argument makes the call a dynamic one:
# the intrinsics need a known type and name.
@inline atomic_get(x, f) = atomic_get_of(typeof(x), x, f)
@inline atomic_set(x, f, v) = atomic_set_of(typeof(x), x, f, v)
@inline atomic_swap(x, f, v) = atomic_swap_of(typeof(x), x, f, v)
@inline atomic_modify(x, f, op, v) = atomic_modify_of(typeof(x), x, f, op, v)
@inline atomic_replace(x, f, pair) = atomic_replace_of(typeof(x), x, f, pair)

@inline atomic_get_of(::Type{T}, x::T, ::Val{name}) where {T,name} = atomic_getfield(x, name)
@inline function atomic_set_of(::Type{T}, x::T, ::Val{name}, v) where {T,name}
    value = convert(fieldtype(T, name), v)
    atomic_setfield(x, name, value)
    return value
end
@inline function atomic_swap_of(::Type{T}, x::T, ::Val{name}, v) where {T,name}
    return atomic_swapfield(x, name, convert(fieldtype(T, name), v))
end
@inline function atomic_modify_of(::Type{T}, x::T, ::Val{name}, op, v) where {T,name}
    old = atomic_getfield(x, name)
    while true
        value = convert(fieldtype(T, name), op(old, v))
        seen = atomic_casfield(x, name, old, value)
        seen === old && return old => value
        old = seen
    end
end
@inline function atomic_replace_of(::Type{T}, x::T, ::Val{name}, pair::Pair) where {T,name}
    value = convert(fieldtype(T, name), pair.second)
    expected = pair.first
    if !isa(expected, fieldtype(T, name))
        return (old = atomic_getfield(x, name), success = false)
    end
    old = atomic_casfield(x, name, expected, value)
    return (old = old, success = old === expected)
end
