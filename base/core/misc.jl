# What fits nowhere else: retrying, and small helpers of modules and programs.

export retry, time_ns, ExponentialBackOff, swapproperty!, modifyproperty!, replaceproperty!, isinteractive, VERSION, VersionNumber,
    @v_str

"""
    ExponentialBackOff(; n = 1, first_delay = 0.05, max_delay = 10.0, factor = 5.0, jitter = 0.1)

An iterator of `n` delays in seconds, each longer by `factor`, with random jitter.
"""
struct ExponentialBackOff
    n::Int
    first_delay::Float64
    max_delay::Float64
    factor::Float64
    jitter::Float64
    function ExponentialBackOff(n, first_delay, max_delay, factor, jitter)
        all(x -> x >= 0, (n, first_delay, max_delay, factor, jitter)) || throw(ArgumentError("all inputs must be non-negative"))
        return new(n, first_delay, max_delay, factor, jitter)
    end
end
ExponentialBackOff(; n = 1, first_delay = 0.05, max_delay = 10.0, factor = 5.0, jitter = 0.1) =
    ExponentialBackOff(n, first_delay, max_delay, factor, jitter)
function iterate(b::ExponentialBackOff, state = (b.n, min(b.first_delay, b.max_delay)))
    state[1] < 1 && return nothing
    delay = state[2]
    # a random factor of 1 ± jitter from the clock's last bits: no random stream is used up
    r = (mix_hash(time_ns()) >> 11) % Int64 * 1.1102230246251565e-16
    next = min(b.max_delay, delay * b.factor * (1 + (2 * r - 1) * b.jitter))
    return (delay, (state[1] - 1, next))
end
length(b::ExponentialBackOff) = b.n
eltype(::Type{ExponentialBackOff}) = Float64

"""
    retry(f; delays = ExponentialBackOff(), check = nothing)

A function that calls `f` and, when it throws, again after each of the delays; `check(state, exception)` may end that.
"""
function retry(f; delays = ExponentialBackOff(), check = nothing)
    return function (args...; kwargs...)
        y = iterate(delays)
        while y !== nothing
            delay, state = y
            try
                return f(args...; kwargs...)
            catch e
                if check !== nothing
                    result = check(state, e)
                    state, retry_or_not = length(result) == 2 ? result : (state, result)
                    retry_or_not || rethrow()
                end
            end
            sleep(delay)
            y = iterate(delays, state)
        end
        return f(args...; kwargs...)
    end
end

# Changing a field and looking at it; `@atomic` fields have their own in Threads
swapproperty!(x, f::Symbol, v) = (old = getproperty(x, f); setproperty!(x, f, v); old)
modifyproperty!(x, f::Symbol, op, v) = (old = getproperty(x, f); new = op(old, v); setproperty!(x, f, new); Pair(old, new))
function replaceproperty!(x, f::Symbol, expected, desired)
    old = getproperty(x, f)
    success = old === expected
    success && setproperty!(x, f, desired)
    return (old = old, success = success)
end

"A version: major, minor, patch. (Pre-release and build parts are kept as text.)"
struct VersionNumber
    major::UInt32
    minor::UInt32
    patch::UInt32
    prerelease::Tuple
    build::Tuple
end
VersionNumber(major::Integer, minor::Integer = 0, patch::Integer = 0) = VersionNumber(UInt32(major), UInt32(minor), UInt32(patch), (), ())
isless(a::VersionNumber, b::VersionNumber) = isless((a.major, a.minor, a.patch, isempty(a.prerelease)), (b.major, b.minor, b.patch, isempty(b.prerelease)))
==(a::VersionNumber, b::VersionNumber) = (a.major == b.major) & (a.minor == b.minor) & (a.patch == b.patch) && a.prerelease == b.prerelease
hash(v::VersionNumber, h::UInt64) = hash((v.major, v.minor, v.patch, v.prerelease), h)
print(io::IO, v::VersionNumber) = print(io, v.major, ".", v.minor, ".", v.patch, isempty(v.prerelease) ? "" : "-", join(v.prerelease, "."),
    isempty(v.build) ? "" : "+", join(v.build, "."))
show(io::IO, v::VersionNumber) = print(io, "v\"", v, "\"")
"The version of the language that Fatou follows."
const VERSION = VersionNumber(0x00000001, 0x0000000c, 0x00000000, (), ())
function VersionNumber(s::AbstractString)
    core, build = split_once(String(s), '+')
    core, pre = split_once(core, '-')
    parts = split(core, '.')
    length(parts) <= 3 || throw(ArgumentError(string("invalid version string: ", s)))
    ns = map(p -> tryparse(Int, startswith(p, "v") ? p[2:end] : p), parts)
    any(isnothing, ns) && throw(ArgumentError(string("invalid version string: ", s)))
    return VersionNumber(UInt32(ns[1]), UInt32(length(ns) > 1 ? ns[2] : 0), UInt32(length(ns) > 2 ? ns[3] : 0), version_parts(pre), version_parts(build))
end
version_parts(s) = isempty(s) ? () : tuple(map(p -> (n = tryparse(Int, p); n === nothing ? String(p) : n), split(s, '.'))...)
function split_once(s::String, c::Char)
    i = findfirst(isequal(c), s)
    i === nothing && return (s, "")
    return (s[1:prevind(s, i)], s[nextind(s, i):end])
end
"`v\"1.2\"`: a version."
macro v_str(s)
    return VersionNumber(s)
end
isinteractive() = false
