# AbstractDict and AbstractSet: what all dictionaries and sets answer, over `iterate`, `length`, `get`, `setindex!`, `delete!`.
# Enters: a type with these. Leaves: keys, values, pairs, merge, filter, ==, hash, in. Manual: "Collections – Dictionaries".
export get, get!, getkey, haskey, keys, values, pairs, merge, merge!, mergewith, mergewith!,
    keytype, valtype, delete!, eltype, in

"No such key."
const secret_table_token = :__c782dbf1cf4d6a2e5e3865d7e95634f2e09b5902__

"The keys of a dictionary as a set that shows its changes."
struct KeySet{K,D<:AbstractDict{K}} <: AbstractSet{K}
    dict::D
end
KeySet(d::AbstractDict) = KeySet{keytype(d),typeof(d)}(d)
"The values of a dictionary as an iterator that shows its changes."
struct ValueIterator{D<:AbstractDict}
    dict::D
end

"""
    keys(d), values(d), pairs(d)

Iterators over the keys, the values, the `key => value` pairs.
"""
keys(d::AbstractDict) = KeySet(d)
values(d::AbstractDict) = ValueIterator{typeof(d)}(d)
pairs(d::AbstractDict) = d
keytype(::Type{<:AbstractDict{K,V}}) where {K,V} = K
keytype(d::AbstractDict{K,V}) where {K,V} = K
valtype(::Type{<:AbstractDict{K,V}}) where {K,V} = V
valtype(d::AbstractDict{K,V}) where {K,V} = V
eltype(::Type{<:AbstractDict{K,V}}) where {K,V} = Pair{K,V}
eltype(::Type{<:KeySet{K}}) where {K} = K
eltype(::Type{ValueIterator{D}}) where {D} = valtype(D)
IteratorSize(::Type{<:AbstractDict}) = HasLength()
length(s::KeySet) = length(s.dict)
length(v::ValueIterator) = length(v.dict)
isempty(d::AbstractDict) = length(d) == 0
isempty(s::KeySet) = isempty(s.dict)
isempty(v::ValueIterator) = isempty(v.dict)
isempty(s::AbstractSet) = length(s) == 0
function iterate(s::KeySet, state...)
    y = iterate(s.dict, state...)
    y === nothing && return nothing
    return y[1].first, y[2]
end
function iterate(v::ValueIterator, state...)
    y = iterate(v.dict, state...)
    y === nothing && return nothing
    return y[1].second, y[2]
end
in(k, s::KeySet) = haskey(s.dict, k)
copy(s::KeySet) = Set(s)

haskey(d::AbstractDict, k) = get(d, k, secret_table_token) !== secret_table_token
function getindex(d::AbstractDict, k)
    v = get(d, k, secret_table_token)
    v === secret_table_token && throw(KeyError(k))
    return v
end
getindex(d::AbstractDict, k1, k2, ks...) = getindex(d, (k1, k2, ks...))
setindex!(d::AbstractDict, v, k1, k2, ks...) = setindex!(d, v, (k1, k2, ks...))
get(f::Callable, d::AbstractDict, k) = (v = get(d, k, secret_table_token); v === secret_table_token ? f() : v)
function get!(f::Callable, d::AbstractDict, k)
    v = get(d, k, secret_table_token)
    if v === secret_table_token
        v = f()
        d[k] = v
    end
    return v
end
get!(d::AbstractDict, k, default) = get!(() -> default, d, k)
getkey(d::AbstractDict, k, default) = haskey(d, k) ? k : default
push!(d::AbstractDict, p::Pair) = setindex!(d, p.second, p.first)
push!(d::AbstractDict, p::Pair, q::Pair, r::Pair...) = push!(push!(d, p), q, r...)
pop!(d::AbstractDict, k) = (v = d[k]; delete!(d, k); v)
pop!(d::AbstractDict, k, default) = haskey(d, k) ? pop!(d, k) : default
function pop!(d::AbstractDict)
    isempty(d) && throw(ArgumentError("dict must be non-empty"))
    p = first(d)
    delete!(d, p.first)
    return p
end
function empty!(d::AbstractDict)
    for k in collect(keys(d))
        delete!(d, k)
    end
    return d
end
function in(p::Pair, d::AbstractDict)
    v = get(d, p.first, secret_table_token)
    return v === secret_table_token ? false : v == p.second
end
in(p, d::AbstractDict) = error("""AbstractDict collections only contain Pairs;
                               Either look for e.g. A=>B instead, or use the `keys` or `values`
                               function if you are looking for a key or value respectively.""")
copy(d::AbstractDict) = merge!(empty(d), d)

"""
    merge(d, others...), merge!(d, others...)

A dictionary with the pairs of all; the last value of a key counts. `merge!` adds them to `d`.
"""
function merge!(d::AbstractDict, others::AbstractDict...)
    for o in others
        _has_length(o) && sizehint!(d, length(d) + length(o); shrink=false)
        for p in o
            d[p.first] = p.second
        end
    end
    return d
end
merge(d::AbstractDict, others::AbstractDict...) = merge!(_empty_for(d, others...), d, others...)
_empty_for(d::AbstractDict{K,V}) where {K,V} = empty(d, K, V)
function _empty_for(d::AbstractDict, others::AbstractDict...)
    K, V = keytype(d), valtype(d)
    for o in others
        K = promote_type(K, keytype(o))
        V = promote_type(V, valtype(o))
    end
    return empty(d, K, V)
end

"""
    mergewith(combine, d, others...), mergewith!(combine, d, others...)

As `merge`, but the value of a key present several times is `combine` of its values.
"""
function mergewith!(combine, d::AbstractDict, others::AbstractDict...)
    for o in others
        for p in o
            k = p.first
            d[k] = haskey(d, k) ? combine(d[k], p.second) : p.second
        end
    end
    return d
end
mergewith(combine, d::AbstractDict, others::AbstractDict...) = mergewith!(combine, _empty_for(d, others...), d, others...)
mergewith(combine) = (args...) -> mergewith(combine, args...)
mergewith!(combine) = (args...) -> mergewith!(combine, args...)
merge(combine::Function, d::AbstractDict, others::AbstractDict...) = mergewith(combine, d, others...)
merge!(combine::Function, d::AbstractDict, others::AbstractDict...) = mergewith!(combine, d, others...)

function filter!(f, d::AbstractDict)
    gone = keytype(d)[]
    for p in d
        f(p) || push!(gone, p.first)
    end
    for k in gone
        delete!(d, k)
    end
    return d
end
function filter(f, d::AbstractDict)
    r = empty(d)
    for p in d
        f(p) && (r[p.first] = p.second)
    end
    return r
end
empty(d::AbstractDict{K,V}) where {K,V} = Dict{K,V}()
empty(d::AbstractDict, ::Type{K}, ::Type{V}) where {K,V} = Dict{K,V}()
empty(d::AbstractDict{K}, ::Type{V}) where {K,V} = empty(d, K, V)
sizehint!(d::AbstractDict, n; shrink::Bool=true) = d
map!(f, v::ValueIterator) = (for p in collect(v.dict); v.dict[p.first] = f(p.second); end; v)
map(f, d::AbstractDict) = error("map is not defined on dictionaries")

function ==(a::AbstractDict, b::AbstractDict)
    length(a) == length(b) || return false
    unknown = false
    for p in a
        eq = in(p, b)
        if eq isa Bool
            eq || return false
        else
            unknown = true
        end
    end
    return unknown ? missing : true
end
copy!(dest::AbstractDict, src::AbstractDict) = merge!(empty!(dest), src)
function isequal(a::AbstractDict, b::AbstractDict)
    a === b && return true
    length(a) == length(b) || return false
    for p in a
        v = get(b, p.first, secret_table_token)
        (v !== secret_table_token && isequal(v, p.second)) || return false
    end
    return true
end
# independent of the order of iteration
function hash(d::AbstractDict, h::UInt)
    acc = 0x6d35bb51952d5539
    for p in d
        acc = xor(acc, hash(p.first, hash(p.second)))
    end
    return hash(acc, h)
end
first(d::AbstractDict) = (y = iterate(d); y === nothing ? throw(ArgumentError("collection must be non-empty")) : y[1])
convert(::Type{D}, d::AbstractDict) where {D<:AbstractDict} = d isa D ? d : D(d)::D
