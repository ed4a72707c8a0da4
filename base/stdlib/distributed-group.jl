# This process and the others: who there is, what has been asked of whom, which values wait here for others.
# All of it belongs to the process (an image holds it empty) and is used under `group.lock` by whatever thread. `changed`,
# a condition with the same lock, is notified whenever a process has come or gone.

export procs, workers, nprocs, nworkers, myid, ProcessExitedException

# A worker as seen from here. `state` is 0 being started, 1 there, 2 being removed, 3 gone.
mutable struct Worker
    id::Int
    state::Int
    pid::Int
    text::String
    config::Any
end

# A call whose answer has not come. `task` waits for it.
mutable struct Pending
    pid::Int
    task::Task
    done::Bool
    ok::Bool
    value::Any
end

mutable struct Group
    lock::ReentrantLock
    changed::Threads.Condition
    workers::Dict{Int,Worker}
    next_worker::Int
    next_call::Int
    next_turn::Int
    pending::Dict{Int,Pending}
    values::Dict{Tuple{Int,Int},Any}
    tickets::Dict{Int,Any}
    next_ticket::Int
    sweep_at::Int
    pump::Any
    sync_imports::Vector{Any}
end
new_group(l=ReentrantLock()) = Group(l, Threads.Condition(l), Dict{Int,Worker}(), 2, 1, 0, Dict{Int,Pending}(),
    Dict{Tuple{Int,Int},Any}(), Dict{Int,Any}(), 1, 256, nothing, Any[])
const group = new_group()

"""
    ProcessExitedException(worker_id)

Thrown by what was asked of a process that has ended.
"""
struct ProcessExitedException <: Exception
    worker_id::Int
end
ProcessExitedException() = ProcessExitedException(-1)

"The number of this process: 1 for the one that people see."
myid() = host_myid()

there(w::Worker) = w.state == 1
connected() = lock(() -> sort!(Int[w.id for w in values(group.workers) if there(w)]), group.lock)
is_connected(id::Int) = lock(() -> haskey(group.workers, id) && there(group.workers[id]), group.lock)

"""
    procs()
    procs(pid)

Numbers of all processes, this and process 1 included. All run on this machine.
"""
procs() = sort!(push!(connected(), myid()))
procs(pid::Integer) = procs()

"Numbers of the workers; `[1]` if there are none."
function workers()
    list = filter(p -> p != 1, procs())
    return isempty(list) ? Int[1] : list
end

"How many processes there are."
nprocs() = length(procs())

"How many workers there are; 1 if process 1 is alone."
nworkers() = max(1, nprocs() - 1)

# Workers take turns.
function nextproc()
    list = workers()
    return lock(group.lock) do
        group.next_turn = group.next_turn % length(list) + 1
        list[group.next_turn]
    end
end

function check_pid(pid::Int)
    pid == myid() && return nothing
    w = lock(() -> get(group.workers, pid, nothing), group.lock)
    w === nothing && error("no process with id $pid exists")
    w.state == 3 && throw(ProcessExitedException(pid))
    return nothing
end

function new_call_id()
    return lock(group.lock) do
        id = group.next_call
        group.next_call = id + 1
        id
    end
end
