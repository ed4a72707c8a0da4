# Dict{K,V}: a hash table with open addressing, iterated in the order of its slots, which is Julia's for keys with Julia's hashes.
# Layout: slot i holds keys[i] and vals[i]; slots[i] says what is there: 0 never used, 0x7f removed, from 0x80 on the top seven bits
# of the hash. A key lies in the first slot that was free from `hash & (length - 1)` on, circularly. Lengths are powers of two from
# 16 on, 0 when nothing was stored yet. Invariants: `count` slots are filled, `ndel` removed, no filled one lies before `idxfloor`,
# and at most two thirds are filled or removed, so that every search meets a free one.
# Threads that race on a Dict without a lock can lose updates or get an exception but cannot touch foreign memory: the three vectors
# are replaced, never resized; `slots` is indexed within its own length, `keys` and `vals` with bounds checks.
# Keys are compared by isequal and hashed by `hash`.
export Dict

"""
    Dict(key => value, ...), Dict(pairs), Dict{K,V}(...)

A mutable hash table. The order of its pairs is that of Julia, and no order that a program should rely on.
"""
mutable struct Dict{K,V} <: AbstractDict{K,V}
    slots::Vector{UInt8}
    keys::Vector{K}
    vals::Vector{V}
    ndel::Int
    count::Int
    idxfloor::Int
    Dict{K,V}() where {K,V} = new{K,V}(Array{UInt8,1}(undef, 0), Array{K,1}(undef, 0), Array{V,1}(undef, 0), 0, 0, 1)
    # the whole state, for copies
    Dict{K,V}(::Nothing, slots, keys, vals, ndel, count, idxfloor) where {K,V} = new{K,V}(slots, keys, vals, ndel, count, idxfloor)
end
function Dict{K,V}(d::Dict{K,V}) where {K,V}
    return Dict{K,V}(nothing, copy(d.slots), copy(d.keys), copy(d.vals), d.ndel, d.count, d.idxfloor)
end
function Dict{K,V}(itr) where {K,V}
    d = Dict{K,V}()
    _has_length(itr) && sizehint!(d, length(itr))
    for p in itr
        k, v = _pair_of(p)
        d[k] = v
    end
    return d
end
_has_length(itr) = IteratorSize(itr) isa Union{HasLength,HasShape}
function Dict{K,V}(ps::Pair...) where {K,V}
    d = Dict{K,V}()
    sizehint!(d, length(ps))
    for p in ps
        d[p.first] = p.second
    end
    return d
end
Dict{K,V}(p::Pair) where {K,V} = setindex!(Dict{K,V}(), p.second, p.first)
@inline _pair_of(p::Pair) = (p.first, p.second)
@inline _pair_of(t::Tuple{Any,Any}) = t
_pair_of(x) = throw(ArgumentError(string("Dict(kv): kv needs to be an iterator of tuples or pairs")))
Dict() = Dict{Any,Any}()
Dict(t::Tuple{}) = Dict{Any,Any}()
Dict(d::AbstractDict{K,V}) where {K,V} = Dict{K,V}(d)
Dict(ps::Pair{K,V}...) where {K,V} = Dict{K,V}(ps...)
Dict(p::Pair{K,V}) where {K,V} = setindex!(Dict{K,V}(), p.second, p.first)
Dict(ps::Pair...) = _dict_of_pairs(ps)
function _dict_of_pairs(ps)
    K, V = Union{}, Union{}
    for p in ps
        K = promote_typejoin(K, typeof(p.first))
        V = promote_typejoin(V, typeof(p.second))
    end
    d = Dict{K,V}()
    sizehint!(d, length(ps))
    for p in ps
        d[p.first] = p.second
    end
    return d
end
function Dict(itr)
    applicable(iterate, itr) || throw(ArgumentError("Dict(kv): kv needs to be an iterator of tuples or pairs"))
    T = _item_type(itr)
    if isconcretetype(T) && (issubtype(T, Pair) || issubtype(T, Tuple{Any,Any}))
        return _dict_typed(T, itr)
    end
    y = iterate(itr)
    y === nothing && return _empty_dict(T)
    k, v = _pair_of(y[1])
    d = Dict{typeof(k),typeof(v)}()
    d[k] = v
    return _dict_widening(d, itr, y[2])
end
_empty_dict(::Type{Pair{K,V}}) where {K,V} = Dict{K,V}()
_empty_dict(::Type{Tuple{K,V}}) where {K,V} = Dict{K,V}()
_empty_dict(::Type) = Dict{Any,Any}()
_dict_typed(::Type{Pair{K,V}}, itr) where {K,V} = Dict{K,V}(itr)
_dict_typed(::Type{Tuple{K,V}}, itr) where {K,V} = Dict{K,V}(itr)
function _dict_widening(d::Dict{K,V}, itr, state) where {K,V}
    while true
        y = iterate(itr, state)
        y === nothing && return d
        k, v = _pair_of(y[1])
        state = y[2]
        if k isa K && v isa V
            d[k] = v
        else
            wider = Dict{promote_typejoin(K, typeof(k)),promote_typejoin(V, typeof(v))}(d)
            wider[k] = v
            return _dict_widening(wider, itr, state)
        end
    end
end
empty(d::Dict{K,V}) where {K,V} = Dict{K,V}()
empty(d::Dict, ::Type{K}, ::Type{V}) where {K,V} = Dict{K,V}()
copy(d::Dict{K,V}) where {K,V} = Dict{K,V}(d)
@inline length(d::Dict) = d.count
@inline isempty(d::Dict) = d.count == 0

# ---- finding

const SLOT_FREE = 0x00
const SLOT_REMOVED = 0x7f
@inline _slot_mark(h::UInt64) = trunc_int(UInt8, lshr_int(h, UInt64(57))) | 0x80
@inline _same_key(a, b) = isequal(a, b)
# the slot of a key, 0 if there is none
@inline function _find_slot(d::Dict{K,V}, key) where {K,V}
    d.count == 0 && return 0
    return _probe(d.slots, d.keys, key, hash(key))
end
function _probe(slots::Vector{UInt8}, keys::Vector{K}, key, h::UInt64) where {K}
    mask = length(slots) - 1
    mark = _slot_mark(h)
    i = bitcast(Int64, h) & mask
    tries = mask
    while tries >= 0
        m = @inbounds slots[i+1]
        m === SLOT_FREE && return 0
        m === mark && _same_key(keys[i+1], key) && return i + 1
        i = (i + 1) & mask
        tries -= 1
    end
    return 0
end

# Keys that are equal only if they are the same bits: the first slot, which is nearly always the right one, is looked at
# without a call and without comparing marks. It is within the length that the mask was made of, and `keys` is checked.
const BitKey = Union{Int8,UInt8,Int16,UInt16,Int32,UInt32,Int64,UInt64,Char}
@inline function _find_slot(d::Dict{K,V}, key::K) where {K<:BitKey,V}
    slots = d.slots
    mask = length(slots) - 1
    mask < 0 && return 0
    i = bitcast(Int64, hash(key)) & mask
    m = @inbounds slots[i+1]
    m === SLOT_FREE && return 0
    m !== SLOT_REMOVED && d.keys[i+1] === key && return i + 1
    return _probe_on(slots, d.keys, key, i, mask)
end
@noinline function _probe_on(slots::Vector{UInt8}, keys::Vector{K}, key::K, i::Int64, mask::Int64) where {K}
    tries = mask
    while tries > 0
        i = (i + 1) & mask
        m = @inbounds slots[i+1]
        m === SLOT_FREE && return 0
        m !== SLOT_REMOVED && keys[i+1] === key && return i + 1
        tries -= 1
    end
    return 0
end

@inline function getindex(d::Dict{K,V}, key) where {K,V}
    e = _find_slot(d, key)
    e === 0 && _throw_key_error(key)
    return d.vals[e]
end
@noinline _throw_key_error(key) = throw(KeyError(key))
@inline function get(d::Dict{K,V}, key, default) where {K,V}
    e = _find_slot(d, key)
    return e === 0 ? default : d.vals[e]
end
@inline function get(f::Callable, d::Dict{K,V}, key) where {K,V}
    e = _find_slot(d, key)
    return e === 0 ? f() : d.vals[e]
end
@inline haskey(d::Dict, key) = _find_slot(d, key) !== 0
function getkey(d::Dict, key, default)
    e = _find_slot(d, key)
    return e === 0 ? default : d.keys[e]
end

# ---- storing

@inline _dict_key(::Type{K}, key::K) where {K} = key
function _dict_key(::Type{K}, key) where {K}
    k = convert(K, key)::K
    isequal(k, key) || throw(ArgumentError(string(repr(key), " is not a valid key for type ", K)))
    return k
end
@inline function setindex!(d::Dict{K,V}, v, key) where {K,V}
    _store_key!(d, convert(V, v)::V, _dict_key(K, key))
    return d
end
@inline function _store_key!(d::Dict{K,V}, v::V, key::K) where {K<:BitKey,V}
    e = _find_slot(d, key)
    if e > 0
        d.vals[e] = v
    else
        _probe_and_store!(d, v, key)
    end
    return nothing
end
_store_key!(d::Dict{K,V}, v::V, key::K) where {K,V} = _probe_and_store!(d, v, key)
function _probe_and_store!(d::Dict{K,V}, v::V, key::K) where {K,V}
    h = hash(key)
    length(d.slots) == 0 && _rehash!(d, 16)
    slots = d.slots
    keys = d.keys
    mask = length(slots) - 1
    mark = _slot_mark(h)
    i = bitcast(Int64, h) & mask
    place = -1
    tries = mask
    while tries >= 0
        m = @inbounds slots[i+1]
        if m === mark
            if _same_key(keys[i+1], key)
                keys[i+1] = key
                d.vals[i+1] = v
                return nothing
            end
        elseif m === SLOT_FREE
            place < 0 && (place = i)
            break
        elseif m === SLOT_REMOVED
            place < 0 && (place = i)
        end
        i = (i + 1) & mask
        tries -= 1
    end
    place < 0 && throw(ConcurrencyViolationError("a Dict was changed by several threads at once"))
    (@inbounds slots[place+1]) === SLOT_REMOVED && (d.ndel -= 1)
    keys[place+1] = key
    d.vals[place+1] = v
    @inbounds slots[place+1] = mark
    d.count += 1
    place < d.idxfloor && (d.idxfloor = place + 1)
    3 * (d.count + d.ndel) > 2 * (mask + 1) && _rehash!(d, d.count > 64000 ? 2 * d.count : max(4 * d.count, 4))
    return nothing
end
_table_size(n::Int) = n < 16 ? 16 : nextpow(2, n)
# a new table of at least n slots; what was removed is gone
function _rehash!(d::Dict{K,V}, n::Int) where {K,V}
    size = _table_size(n)
    old_slots, old_keys, old_vals = d.slots, d.keys, d.vals
    slots = fill!(Array{UInt8,1}(undef, size), SLOT_FREE)
    keys = Array{K,1}(undef, size)
    vals = Array{V,1}(undef, size)
    mask = size - 1
    count = 0
    floor = size + 1
    for e in 1:length(old_slots)
        (@inbounds old_slots[e]) < 0x80 && continue
        key = old_keys[e]
        h = hash(key)
        i = bitcast(Int64, h) & mask
        while (@inbounds slots[i+1]) !== SLOT_FREE
            i = (i + 1) & mask
        end
        @inbounds slots[i+1] = _slot_mark(h)
        keys[i+1] = key
        vals[i+1] = old_vals[e]
        count += 1
        i < floor && (floor = i + 1)
    end
    d.slots = slots
    d.keys = keys
    d.vals = vals
    d.count = count
    d.ndel = 0
    d.idxfloor = min(floor, size)
    return d
end
rehash!(d::Dict, n::Integer=length(d.slots)) = _rehash!(d, Int(n))
function sizehint!(d::Dict, n::Integer; shrink::Bool=true)
    size = _table_size(cld(3 * max(Int(n), d.count), 2))
    (shrink ? size == length(d.slots) : size <= length(d.slots)) && return d
    return _rehash!(d, size)
end

"""
    get!(d, key, default), get!(f, d, key)

The value of `key`; if there is none, `default` (or `f()`) is stored first.
"""
function get!(d::Dict{K,V}, key, default) where {K,V}
    e = _find_slot(d, key)
    e === 0 || return d.vals[e]
    v = convert(V, default)::V
    _store_key!(d, v, _dict_key(K, key))
    return v
end
function get!(f::Callable, d::Dict{K,V}, key) where {K,V}
    e = _find_slot(d, key)
    e === 0 || return d.vals[e]
    v = convert(V, f())::V
    _store_key!(d, v, _dict_key(K, key)) # f may itself have stored something
    return v
end

# ---- removing

# The slot is free again if no search has to pass over it, and so are the removed ones before it.
function _remove_slot!(d::Dict, e::Int)
    slots = d.slots
    mask = length(slots) - 1
    slots[e] = SLOT_REMOVED
    array_unset(d.keys, e)
    array_unset(d.vals, e)
    d.count -= 1
    d.ndel += 1
    if (@inbounds slots[(e&mask)+1]) === SLOT_FREE
        i = e
        while (@inbounds slots[i]) === SLOT_REMOVED
            @inbounds slots[i] = SLOT_FREE
            d.ndel -= 1
            i = ((i - 2) & mask) + 1
        end
    end
    return nothing
end

"""
    delete!(d, key)

Removes the key if it is there; gives `d`.
"""
function delete!(d::Dict, key)
    e = _find_slot(d, key)
    e === 0 || _remove_slot!(d, e)
    return d
end
function pop!(d::Dict, key)
    e = _find_slot(d, key)
    e === 0 && _throw_key_error(key)
    v = d.vals[e]
    _remove_slot!(d, e)
    return v
end
function pop!(d::Dict, key, default)
    e = _find_slot(d, key)
    e === 0 && return default
    v = d.vals[e]
    _remove_slot!(d, e)
    return v
end
function pop!(d::Dict{K,V}) where {K,V}
    d.count == 0 && throw(ArgumentError("dict must be non-empty"))
    e = _next_filled(d.slots, d.idxfloor)
    e === 0 && throw(ConcurrencyViolationError("a Dict was changed by several threads at once"))
    p = Pair{K,V}(d.keys[e], d.vals[e])
    _remove_slot!(d, e)
    d.idxfloor = e
    return p
end
function empty!(d::Dict{K,V}) where {K,V}
    n = length(d.slots)
    d.slots = fill!(Array{UInt8,1}(undef, n), SLOT_FREE)
    d.keys = Array{K,1}(undef, n)
    d.vals = Array{V,1}(undef, n)
    d.count = 0
    d.ndel = 0
    d.idxfloor = 1
    return d
end
function filter!(f, d::Dict)
    for e in 1:length(d.slots)
        d.slots[e] < 0x80 && continue
        f(Pair{keytype(d),valtype(d)}(d.keys[e], d.vals[e])) || _remove_slot!(d, e)
    end
    return d
end
function map!(f, v::ValueIterator{<:Dict})
    d = v.dict
    for e in 1:length(d.slots)
        d.slots[e] < 0x80 || (d.vals[e] = f(d.vals[e]))
    end
    return v
end

# ---- iterating: the state is the next slot

@inline iterate(d::Dict) = iterate(d, d.idxfloor)
@inline function iterate(d::Dict{K,V}, e::Int) where {K,V}
    e = _next_filled(d.slots, e)
    e === 0 && return nothing
    return Pair{K,V}(d.keys[e], d.vals[e]), e + 1
end
@inline function _next_filled(slots::Vector{UInt8}, e::Int)
    n = length(slots)
    while e <= n
        (@inbounds slots[e]) < 0x80 || return e
        e += 1
    end
    return 0
end
@inline function iterate(s::KeySet{K,<:Dict{K}}, e::Int=s.dict.idxfloor) where {K}
    e = _next_filled(s.dict.slots, e)
    e === 0 && return nothing
    return s.dict.keys[e], e + 1
end
@inline function iterate(v::ValueIterator{<:Dict}, e::Int=v.dict.idxfloor)
    e = _next_filled(v.dict.slots, e)
    e === 0 && return nothing
    return v.dict.vals[e], e + 1
end
