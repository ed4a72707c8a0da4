# Values as bytes: `serialize(io, x)` and `deserialize(io)`. The form is that of messages between processes, after a
# length of eight bytes; it can be read by the same version of the program.

module Serialization

export serialize, deserialize

to_bytes(x) = Core.host_call(320, x, nothing, nothing)::Vector{UInt8}
from_bytes(bytes::Vector{UInt8}) = Core.host_call(321, bytes, nothing, nothing)::Vector{Any}

"""
    serialize(io, x)
    serialize(filename, x)

Writes any value (but no task) so that `deserialize` gives an equal one.
"""
function serialize(io::IO, x)
    bytes = to_bytes(x)
    n = length(bytes)
    for k in 0:7
        write(io, UInt8((n >> (8 * k)) & 0xff))
    end
    write(io, bytes)
    return nothing
end
serialize(file::AbstractString, x) = open(io -> serialize(io, x), file, "w")

"""
    deserialize(io)
    deserialize(filename)

Reads a value that `serialize` wrote.
"""
function deserialize(io::IO)
    n = 0
    for k in 0:7
        n |= Int(read(io, UInt8)) << (8 * k)
    end
    bytes = read(io, n)
    length(bytes) == n || throw(EOFError())
    list = from_bytes(bytes)
    for i in 2:length(list)
        list[i] isa Dict && Base.rehash!(list[i])
    end
    return list[1]
end
deserialize(file::AbstractString) = open(deserialize, file)

end
