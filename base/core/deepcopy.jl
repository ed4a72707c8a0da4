# `deepcopy`: a copy of a value and of everything it refers to, each object once, cycles included.

export deepcopy

# A struct from a tuple of its fields, and a mutable struct with no field set yet, past all constructors
macro struct_of_fields(T, fields)
    return Expr(:splatnew, esc(T), esc(fields))
end
macro struct_unset(T)
    return Expr(:new, esc(T))
end

"""
    deepcopy(x)

A copy that shares no mutable part with `x`; symbols, strings, types, modules and functions without captures stay the same.
"""
deepcopy(x) = isbits(x) ? x : deepcopy_internal(x, IdDict{Any,Any}())

"The copy of `x` given the copies made so far; types define a method to be copied in a way of their own."
deepcopy_internal(x::Union{Symbol,String,Module,Type,Task,Nothing}, done::IdDict) = x
deepcopy_internal(x::Tuple, done::IdDict) = map(v -> deepcopy_internal(v, done), x)
function deepcopy_internal(x::Array, done::IdDict)
    haskey(done, x) && return done[x]
    y = similar(x)
    done[x] = y
    if isbitstype(eltype(x))
        copyto!(y, x)
    else
        for i in 1:length(x)
            if isassigned(x, i)
                y[i] = deepcopy_internal(x[i], done)
            end
        end
    end
    return y
end
function deepcopy_internal(x, done::IdDict)
    isbits(x) && return x
    T = typeof(x)
    n = nfields(x)
    if ismutable(x)
        haskey(done, x) && return done[x]
        y = @struct_unset(T)
        done[x] = y
        for i in 1:n
            isdefined(x, i) && setfield!(y, i, deepcopy_internal(getfield(x, i), done))
        end
        return y
    end
    n == 0 && return x
    fields = ntuple(i -> deepcopy_internal(getfield(x, i), done), n)
    return @struct_of_fields(T, fields)
end
