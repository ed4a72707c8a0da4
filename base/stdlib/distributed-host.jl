# What processes and serialisation ask of the host, one function for each call. Numbers from 300 to 329; answered by
# src/processes/host.ts. Values in, values out; a handle is an Int64 by which the host knows bytes of a message.

const HOST_MYID = 300        # () -> Int64
const HOST_LAUNCH = 301      # (ids::Vector{Int64}, folder::String or nothing): forks a process for each; events follow
const HOST_PACK = 302        # (to::Int64, value) -> Vector{Any}: handle, then each Future and RemoteChannel in the value
const HOST_POST = 303        # (to::Int64, header::Vector{Int64}, handle) -> Bool: sends; false if there is no such process
const HOST_NEXT_EVENT = 304  # (task::Task) -> Vector{Any} or nothing; the task is resumed when there is one:
                             #   1, from, handle, header... a message;  2, id, pid: is there;  3, id, text: has ended
const HOST_UNPACK = 305      # (handle) -> Vector{Any}: the value, then what in it needs `received`
const HOST_KILL = 306        # (id, signal): nothing kills, anything else interrupts -> Bool
const HOST_PID = 307         # (id) -> Int64: the operating system's number, or 0
const HOST_DROP = 308        # (handle): the message is not wanted
const HOST_LIMIT = 309       # () -> Int64: how many workers there may be
const HOST_NEW_SEGMENT = 310 # (Array type, sizes::Vector{Int64}) -> that array, of zeros, in memory that processes can share
const HOST_IS_SHARED = 311   # (array) -> Bool
const HOST_TO_BYTES = 320    # (value) -> Vector{UInt8}
const HOST_FROM_BYTES = 321  # (bytes) -> as HOST_UNPACK

host(op::Int64, a=nothing, b=nothing, c=nothing) = Core.host_call(op, a, b, c)
host_myid() = host(HOST_MYID)::Int64
host_launch(ids::Vector{Int64}, folder) = (host(HOST_LAUNCH, ids, folder); nothing)
host_pack(to::Int64, value) = host(HOST_PACK, to, value)::Vector{Any}
host_post(to::Int64, header::Vector{Int64}, handle::Int64) = host(HOST_POST, to, header, handle)::Bool
host_next_event(task::Task) = host(HOST_NEXT_EVENT, task)
host_unpack(handle::Int64) = host(HOST_UNPACK, handle)::Vector{Any}
host_kill(id::Int64, signal=nothing) = host(HOST_KILL, id, signal)::Bool
host_pid(id::Int64) = host(HOST_PID, id)::Int64
host_drop(handle::Int64) = (host(HOST_DROP, handle); nothing)
host_limit() = host(HOST_LIMIT)::Int64
