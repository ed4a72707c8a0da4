# Dict{K,V}: a hash table that iterates in the order of insertion.
# Layout: the entries lie densely in `keys`, `vals` and `hashes` (a hash has its top bit set; 0 marks a removed entry), and
# `index` is an open-addressed table (linear probing, a power of two long, at most two thirds full) of entry numbers: 0 is
# a slot never used, -1 one whose entry was removed. Invariant: `count` entries are alive and `used` slots are not 0.
# Entry numbers are always read with bounds checks, so that threads that race on a Dict without a lock can lose updates or
# get an exception but cannot touch foreign memory. Keys are compared by isequal and hashed by `hash`.
export Dict

"""
    Dict(key => value, ...), Dict(pairs), Dict{K,V}(...)

A mutable hash table. Iterates its pairs in the order in which their keys were first stored.
"""
mutable struct Dict{K,V} <: AbstractDict{K,V}
    index::Vector{Int32}
    hashes::Vector{UInt64}
    keys::Vector{K}
    vals::Vector{V}
    count::Int
    used::Int
    Dict{K,V}() where {K,V} = new{K,V}(Array{Int32,1}(undef, 0), Array{UInt64,1}(undef, 0), Array{K,1}(undef, 0), Array{V,1}(undef, 0), 0, 0)
    # the whole state, for copies
    Dict{K,V}(::Nothing, index, hashes, keys, vals, count, used) where {K,V} = new{K,V}(index, hashes, keys, vals, count, used)
end
function Dict{K,V}(d::Dict{K,V}) where {K,V}
    return Dict{K,V}(nothing, copy(d.index), copy(d.hashes), copy(d.keys), copy(d.vals), d.count, d.used)
end
function Dict{K,V}(itr) where {K,V}
    d = Dict{K,V}()
    for p in itr
        k, v = _pair_of(p)
        d[k] = v
    end
    return d
end
function Dict{K,V}(ps::Pair...) where {K,V}
    d = Dict{K,V}()
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

@inline _entry_hash(key) = hash(key) | 0x8000000000000000
@inline _same_key(a, b) = isequal(a, b)
# the entry number of a key, 0 if there is none
@inline function _find_entry(d::Dict{K,V}, key) where {K,V}
    d.count == 0 && return 0
    return _probe(d.index, d.hashes, d.keys, key, _entry_hash(key))
end
function _probe(index::Vector{Int32}, hashes::Vector{UInt64}, keys::Vector{K}, key, h::UInt64) where {K}
    mask = length(index) - 1
    mask < 0 && return 0 # another thread has just emptied it
    slot = bitcast(Int64, h) & mask
    while true
        e = sext_int(Int64, @inbounds index[slot+1])
        e === 0 && return 0
        if e > 0 && hashes[e] === h && _same_key(keys[e], key)
            return e
        end
        slot = (slot + 1) & mask
    end
end

# Keys that are equal only if they are the same bits: no hashes are compared, and the first slot, which is nearly always
# the right one, is looked at without a call. The slot is within the length that the mask was made of.
const BitKey = Union{Int8,UInt8,Int16,UInt16,Int32,UInt32,Int64,UInt64,Char}
@inline function _find_entry(d::Dict{K,V}, key::K) where {K<:BitKey,V}
    index = d.index
    mask = length(index) - 1
    mask < 0 && return 0
    slot = bitcast(Int64, _entry_hash(key)) & mask
    e = sext_int(Int64, @inbounds index[slot+1])
    e === 0 && return 0
    e > 0 && d.keys[e] === key && return e
    return _probe_on(index, d.keys, key, slot, mask)
end
@noinline function _probe_on(index::Vector{Int32}, keys::Vector{K}, key::K, slot::Int64, mask::Int64) where {K}
    while true
        slot = (slot + 1) & mask
        e = sext_int(Int64, @inbounds index[slot+1])
        e === 0 && return 0
        e > 0 && keys[e] === key && return e
    end
end

@inline function getindex(d::Dict{K,V}, key) where {K,V}
    e = _find_entry(d, key)
    e === 0 && _throw_key_error(key)
    return d.vals[e]
end
@noinline _throw_key_error(key) = throw(KeyError(key))
@inline function get(d::Dict{K,V}, key, default) where {K,V}
    e = _find_entry(d, key)
    return e === 0 ? default : d.vals[e]
end
@inline function get(f::Callable, d::Dict{K,V}, key) where {K,V}
    e = _find_entry(d, key)
    return e === 0 ? f() : d.vals[e]
end
@inline haskey(d::Dict, key) = _find_entry(d, key) !== 0
function getkey(d::Dict, key, default)
    e = _find_entry(d, key)
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
    e = _find_entry(d, key)
    if e > 0
        d.vals[e] = v
    else
        _add_entry!(d, v, key, _entry_hash(key))
    end
    return nothing
end
function _store_key!(d::Dict{K,V}, v::V, key::K) where {K,V}
    h = _entry_hash(key)
    if d.count > 0
        e = _probe(d.index, d.hashes, d.keys, key, h)
        if e > 0
            d.keys[e] = key
            d.vals[e] = v
            return nothing
        end
    end
    return _add_entry!(d, v, key, h)
end
# the key is known to be absent
function _add_entry!(d::Dict{K,V}, v::V, key::K, h::UInt64) where {K,V}
    3 * (d.used + 1) > 2 * length(d.index) && _rebuild!(d, 0)
    push!(d.keys, key)
    push!(d.vals, v)
    push!(d.hashes, h)
    _link!(d.index, h, length(d.hashes))
    d.count += 1
    d.used += 1
    return nothing
end
# puts entry e in the first free slot of its probe sequence
function _link!(index::Vector{Int32}, h::UInt64, e::Int)
    mask = length(index) - 1
    slot = bitcast(Int64, h) & mask
    while (@inbounds index[slot+1]) !== Int32(0)
        slot = (slot + 1) & mask
    end
    @inbounds index[slot+1] = trunc_int(Int32, e)
    return nothing
end
# a new index for at least n keys; removed entries are squeezed out
function _rebuild!(d::Dict{K,V}, n::Int) where {K,V}
    if d.count < length(d.hashes)
        _squeeze!(d)
    end
    need = max(n, d.count + (d.count >> 1) + 1)
    size = 16
    while 2 * size < 3 * need
        size *= 2
    end
    index = Array{Int32,1}(undef, size)
    fill!(index, Int32(0))
    hashes = d.hashes
    for e in 1:length(hashes)
        _link!(index, hashes[e], e)
    end
    d.index = index
    d.used = length(hashes)
    return d
end
function _squeeze!(d::Dict{K,V}) where {K,V}
    hashes, keys, vals = d.hashes, d.keys, d.vals
    k = 0
    for e in 1:length(hashes)
        if hashes[e] !== UInt64(0)
            k += 1
            if k < e
                hashes[k] = hashes[e]
                keys[k] = keys[e]
                vals[k] = vals[e]
            end
        end
    end
    resize!(hashes, k)
    resize!(keys, k)
    resize!(vals, k)
    return nothing
end
rehash!(d::Dict, n::Integer=0) = _rebuild!(d, Int(n))
function sizehint!(d::Dict, n::Integer; shrink::Bool=true)
    if 3 * n > 2 * length(d.index)
        _rebuild!(d, Int(n))
        sizehint!(d.hashes, n)
        sizehint!(d.keys, n)
        sizehint!(d.vals, n)
    end
    return d
end

"""
    get!(d, key, default), get!(f, d, key)

The value of `key`; if there is none, `default` (or `f()`) is stored first.
"""
function get!(d::Dict{K,V}, key, default) where {K,V}
    e = _find_entry(d, key)
    e === 0 || return d.vals[e]
    v = convert(V, default)::V
    _store_key!(d, v, _dict_key(K, key))
    return v
end
function get!(f::Callable, d::Dict{K,V}, key) where {K,V}
    e = _find_entry(d, key)
    e === 0 || return d.vals[e]
    v = convert(V, f())::V
    _store_key!(d, v, _dict_key(K, key)) # f may itself have stored something
    return v
end

# ---- removing

function _remove_entry!(d::Dict, e::Int)
    h = d.hashes[e]
    index = d.index
    mask = length(index) - 1
    slot = bitcast(Int64, h) & mask
    while true
        i = sext_int(Int64, @inbounds index[slot+1])
        i === 0 && return nothing
        if i === e
            @inbounds index[slot+1] = Int32(-1)
            break
        end
        slot = (slot + 1) & mask
    end
    d.hashes[e] = UInt64(0)
    array_unset(d.keys, e)
    array_unset(d.vals, e)
    d.count -= 1
    return nothing
end

"""
    delete!(d, key)

Removes the key if it is there; gives `d`.
"""
function delete!(d::Dict, key)
    e = _find_entry(d, key)
    e === 0 || _remove_entry!(d, e)
    return d
end
function pop!(d::Dict, key)
    e = _find_entry(d, key)
    e === 0 && _throw_key_error(key)
    v = d.vals[e]
    _remove_entry!(d, e)
    return v
end
function pop!(d::Dict, key, default)
    e = _find_entry(d, key)
    e === 0 && return default
    v = d.vals[e]
    _remove_entry!(d, e)
    return v
end
function pop!(d::Dict{K,V}) where {K,V}
    d.count == 0 && throw(ArgumentError("dict must be non-empty"))
    e = length(d.hashes)
    while d.hashes[e] === UInt64(0)
        e -= 1
    end
    p = Pair{K,V}(d.keys[e], d.vals[e])
    _remove_entry!(d, e)
    # entries above e were removed before: none of their slots is reused while they are numbered, so they can go
    resize!(d.hashes, e - 1)
    resize!(d.keys, e - 1)
    resize!(d.vals, e - 1)
    return p
end
function empty!(d::Dict)
    empty!(d.index)
    empty!(d.hashes)
    empty!(d.keys)
    empty!(d.vals)
    d.count = 0
    d.used = 0
    return d
end
function filter!(f, d::Dict)
    for e in 1:length(d.hashes)
        d.hashes[e] === UInt64(0) && continue
        f(Pair{keytype(d),valtype(d)}(d.keys[e], d.vals[e])) || _remove_entry!(d, e)
    end
    return d
end
function map!(f, v::ValueIterator{<:Dict})
    d = v.dict
    for e in 1:length(d.hashes)
        d.hashes[e] === UInt64(0) || (d.vals[e] = f(d.vals[e]))
    end
    return v
end

# ---- iterating: the state is the next entry number

@inline iterate(d::Dict) = iterate(d, 1)
@inline function iterate(d::Dict{K,V}, e::Int) where {K,V}
    e = _next_live(d.hashes, e)
    e === 0 && return nothing
    return Pair{K,V}(d.keys[e], d.vals[e]), e + 1
end
@inline function _next_live(hashes::Vector{UInt64}, e::Int)
    n = length(hashes)
    while e <= n
        (@inbounds hashes[e]) === UInt64(0) || return e
        e += 1
    end
    return 0
end
@inline function iterate(s::KeySet{K,<:Dict{K}}, e::Int=1) where {K}
    e = _next_live(s.dict.hashes, e)
    e === 0 && return nothing
    return s.dict.keys[e], e + 1
end
@inline function iterate(v::ValueIterator{<:Dict}, e::Int=1)
    e = _next_live(v.dict.hashes, e)
    e === 0 && return nothing
    return v.dict.vals[e], e + 1
end
