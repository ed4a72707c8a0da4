# IdDict, WeakKeyDict and ImmutableDict, the first two on top of Dict. Interface: abstract-dict.jl.
export IdDict, WeakKeyDict

# ---- IdDict

# a key that is compared by ===
struct IdKey
    x::Any
end
hash(k::IdKey) = objectid(k.x)
hash(k::IdKey, h::UInt) = xor(objectid(k.x), h)
isequal(a::IdKey, b::IdKey) = a.x === b.x

"""
    IdDict(key => value, ...)

A Dict whose keys are compared by identity (`===`).
"""
struct IdDict{K,V} <: AbstractDict{K,V}
    dict::Dict{IdKey,V}
    IdDict{K,V}() where {K,V} = new{K,V}(Dict{IdKey,V}())
end
IdDict() = IdDict{Any,Any}()
function IdDict{K,V}(itr) where {K,V}
    d = IdDict{K,V}()
    for p in itr
        k, v = _pair_of(p)
        d[k] = v
    end
    return d
end
IdDict{K,V}(ps::Pair...) where {K,V} = IdDict{K,V}(ps)
IdDict(ps::Pair{K,V}...) where {K,V} = IdDict{K,V}(ps)
IdDict(ps::Pair...) = (d = _dict_of_pairs(ps); IdDict{keytype(d),valtype(d)}(ps))
IdDict(itr) = (d = Dict(itr); IdDict{keytype(d),valtype(d)}(d))
length(d::IdDict) = length(d.dict)
empty(d::IdDict, ::Type{K}, ::Type{V}) where {K,V} = IdDict{K,V}()
empty(d::IdDict{K,V}) where {K,V} = IdDict{K,V}()
get(d::IdDict{K,V}, key, default) where {K,V} = get(d.dict, IdKey(key), default)
haskey(d::IdDict, key) = haskey(d.dict, IdKey(key))
function getindex(d::IdDict, key)
    e = _find_slot(d.dict, IdKey(key))
    e === 0 && _throw_key_error(key)
    return d.dict.vals[e]
end
function setindex!(d::IdDict{K,V}, v, key) where {K,V}
    key isa K || throw(ArgumentError(string(repr(key), " is not a valid key for type ", K)))
    setindex!(d.dict, v, IdKey(key))
    return d
end
get!(f::Callable, d::IdDict, key) = get!(f, d.dict, IdKey(key))
get!(d::IdDict, key, default) = get!(d.dict, IdKey(key), default)
delete!(d::IdDict, key) = (delete!(d.dict, IdKey(key)); d)
function pop!(d::IdDict, key)
    haskey(d, key) || _throw_key_error(key)
    return pop!(d.dict, IdKey(key))
end
pop!(d::IdDict, key, default) = pop!(d.dict, IdKey(key), default)
empty!(d::IdDict) = (empty!(d.dict); d)
sizehint!(d::IdDict, n) = (sizehint!(d.dict, n); d)
copy(d::IdDict{K,V}) where {K,V} = IdDict{K,V}(d)
function iterate(d::IdDict{K,V}, e::Int=d.dict.idxfloor) where {K,V}
    y = iterate(d.dict, e)
    y === nothing && return nothing
    return Pair{K,V}(y[1].first.x, y[1].second), y[2]
end

# ---- WeakKeyDict

"""
    WeakKeyDict()

A dictionary that does not keep its keys (mutable objects) alive: an entry goes away with its key.
"""
mutable struct WeakKeyDict{K,V} <: AbstractDict{K,V}
    dict::Dict{UInt64,Pair{WeakRef,V}} # by objectid; an entry whose reference died is stale
    limit::Int # stale entries are removed when there are so many entries
    WeakKeyDict{K,V}() where {K,V} = new{K,V}(Dict{UInt64,Pair{WeakRef,V}}(), 32)
end
WeakKeyDict() = WeakKeyDict{Any,Any}()
WeakKeyDict(ps::Pair{K,V}...) where {K,V} = (d = WeakKeyDict{K,V}(); for p in ps; d[p.first] = p.second; end; d)
function _remove_stale!(d::WeakKeyDict)
    filter!(p -> p.second.first.value !== nothing, d.dict)
    return d
end
length(d::WeakKeyDict) = length(_remove_stale!(d).dict)
function get(d::WeakKeyDict, key, default)
    p = get(d.dict, objectid(key), nothing)
    return p !== nothing && p.first.value === key ? p.second : default
end
function setindex!(d::WeakKeyDict{K,V}, v, key) where {K,V}
    k = convert(K, key)
    ismutable(k) || error("objects of type ", typeof(k), " cannot be finalized")
    if length(d.dict) >= d.limit
        _remove_stale!(d)
        d.limit = max(32, 2 * length(d.dict))
    end
    d.dict[objectid(k)] = Pair{WeakRef,V}(WeakRef(k), convert(V, v))
    return d
end
function delete!(d::WeakKeyDict, key)
    haskey(d, key) && delete!(d.dict, objectid(key))
    return d
end
empty!(d::WeakKeyDict) = (empty!(d.dict); d)
empty(d::WeakKeyDict, ::Type{K}, ::Type{V}) where {K,V} = WeakKeyDict{K,V}()
function iterate(d::WeakKeyDict{K,V}, e::Int=1) where {K,V}
    while true
        y = iterate(d.dict, e)
        y === nothing && return nothing
        k = y[1].second.first.value
        e = y[2]
        k === nothing || return Pair{K,V}(k, y[1].second.second), e
    end
end

# ---- ImmutableDict

"""
    Base.ImmutableDict(d, key => value)

A dictionary of few keys that shares its tail: adding makes a new one in constant time, looking up is linear.
"""
struct ImmutableDict{K,V} <: AbstractDict{K,V}
    parent::Union{Nothing,ImmutableDict{K,V}}
    key::Union{Nothing,Some{K}}
    value::Union{Nothing,Some{V}}
    ImmutableDict{K,V}() where {K,V} = new{K,V}(nothing, nothing, nothing)
    ImmutableDict{K,V}(d::ImmutableDict{K,V}, k, v) where {K,V} = new{K,V}(d, Some{K}(convert(K, k)), Some{V}(convert(V, v)))
end
ImmutableDict{K,V}(k, v) where {K,V} = ImmutableDict{K,V}(ImmutableDict{K,V}(), k, v)
ImmutableDict{K,V}(d::ImmutableDict{K,V}, p::Pair) where {K,V} = ImmutableDict{K,V}(d, p.first, p.second)
ImmutableDict(p::Pair{K,V}) where {K,V} = ImmutableDict{K,V}(ImmutableDict{K,V}(), p.first, p.second)
ImmutableDict{K,V}(p::Pair) where {K,V} = ImmutableDict{K,V}(ImmutableDict{K,V}(), p.first, p.second)
ImmutableDict(d::ImmutableDict{K,V}, p::Pair) where {K,V} = ImmutableDict{K,V}(d, p.first, p.second)
ImmutableDict(d::ImmutableDict, p::Pair, q::Pair, rest::Pair...) = ImmutableDict(ImmutableDict(d, p), q, rest...)
ImmutableDict(p::Pair, q::Pair, rest::Pair...) = ImmutableDict(ImmutableDict(p), q, rest...)
function get(d::ImmutableDict, key, default)
    while d.parent !== nothing
        isequal(d.key.value, key) && return d.value.value
        d = d.parent
    end
    return default
end
function length(d::ImmutableDict)
    n = 0
    while d.parent !== nothing
        n += 1
        d = d.parent
    end
    return n
end
isempty(d::ImmutableDict) = d.parent === nothing
function iterate(d::ImmutableDict{K,V}, t=d) where {K,V}
    t.parent === nothing && return nothing
    return Pair{K,V}(t.key.value, t.value.value), t.parent
end
empty(d::ImmutableDict, ::Type{K}, ::Type{V}) where {K,V} = ImmutableDict{K,V}()

# Copies of keys may have other hashes: they are put into a new dictionary.
function deepcopy_internal(d::Union{Dict,IdDict}, done::IdDict)
    haskey(done, d) && return done[d]
    copied = empty(d)
    done[d] = copied
    for (k, v) in d
        copied[deepcopy_internal(k, done)] = deepcopy_internal(v, done)
    end
    return copied
end
