# The machine and the runtime as programs ask about them: modules GC, Sys and Libc.

export GC, Sys, Libc

"Module GC: the collector."
baremodule GC
using ..Base
using Core.Intrinsics
"`GC.gc([full])`: collects now."
gc(full::Bool = true) = (gc_collect(); nothing)
"`GC.safepoint()`: a place where a collection may happen, for loops that allocate nothing."
safepoint() = (spin_hint(); nothing)
"`GC.enable(on)`: the collector cannot be turned off; gives whether it was on."
enable(on::Bool) = on ? true : error("GC.enable(false) is not supported")
"`GC.@preserve x y expr`: `expr`. Objects do not move, and what a variable holds is kept."
macro preserve(args...)
    return esc(args[end])
end
end

"Module Sys: the machine."
baremodule Sys
using ..Base
using Core.Intrinsics
# CPU_THREADS: processors that may be used. Stored at the start of a program, before other threads run.
CPU_THREADS = 1
const KERNEL = :Linux
const MACHINE = "wasm32-linux-gnu"
const ARCH = :wasm32
const WORD_SIZE = 64
const BINDIR = "/usr/bin"
islinux(os::Symbol = KERNEL) = os === :Linux
isunix(os::Symbol = KERNEL) = os !== :Windows && os !== :NT
isapple(os::Symbol = KERNEL) = os === :Darwin || os === :Apple
iswindows(os::Symbol = KERNEL) = os === :Windows || os === :NT
isbsd(os::Symbol = KERNEL) = isapple(os) || os === :FreeBSD || os === :OpenBSD || os === :NetBSD || os === :DragonFly
isfreebsd(os::Symbol = KERNEL) = os === :FreeBSD
"The machine's memory in bytes, and what of it is free."
total_memory() = unsigned(Base.host_machine(1))
free_memory() = unsigned(Base.host_machine(2))
"Seconds since the machine started."
uptime() = Float64(Base.host_machine(3))
end

"Module Libc: the few functions of the C library that programs use."
baremodule Libc
using ..Base
export getpid, time, gethostname
const getpid = Base.getpid
const gethostname = Base.gethostname
const time = Base.time
systemsleep(s::Real) = Base.sleep(s)
flush_cstdio() = nothing
end
