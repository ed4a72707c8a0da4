# %% [markdown] Parallel computing
# # Parallel computing
#
# There is more than one way to make a computer do several things at once. Here are two: threads, which share the
# memory of one process, and worker processes, each with a memory of its own. A few cells of each show what they are for.

# %% [markdown] Threads
# ## Threads
#
# Threads need no package, and we go straight to making loops faster with them. How many does this session have?

# %%
Threads.nthreads()

# %% [markdown]
# A thread knows its own number. Let every thread write its number into the part of an array that it works on.

# %%
a = zeros(Threads.nthreads()*2)
Threads.@threads for i = 1:length(a)
   a[i] = Threads.threadid()
end
a

# %% [markdown]
# Threads are not harmless. Nobody waits for anybody: two threads may read the same value, both add one, and both write
# back the same sum, so that one addition is lost. This is a race condition, and the result is anybody's guess.

# %%
total = 0
@Threads.threads for i in 1:1000
  global total += 1
end
total

# %% [markdown]
# An `Atomic` value cures that: it is read, changed and written back as one step that no other thread can come between.
# Locks are another cure, with more to pay for each use.

# %%
total = Threads.Atomic{Int}(0)
@Threads.threads for i in 1:10000
    Threads.atomic_add!(total, 1)
end
total

# %% [markdown] Processes
# ## Distributed
#
# Instead of threads there can be several processes that send each other messages. Threads see the memory of their
# process; another process sees nothing of it. The manual has a chapter on it:
# https://docs.julialang.org/en/v1/manual/distributed-computing/

# %%
using Distributed

# %% [markdown]
# Two more processes, which now wait for work:

# %%
addprocs(2)

# %% [markdown]
# `@distributed` shares out the turns of a loop among the workers. Each gets copies of the variables that the loop uses, so
# what it writes into an ordinary array never comes back. A `SharedArray` is one piece of memory that all of them see.

# %%
using SharedArrays

a = SharedArray(zeros(10))
@info a  # empty array

@distributed for i = 1:10
    a[i] = i
end

# %%
a

# %% [markdown]
# For longer jobs there is `pmap`, which takes a function and something to go through. The workers have to know the
# function: `@everywhere` defines it in every process.

# %%
addprocs(100)  # once is enough!

@everywhere function slowtask(_)
    sleep(5)
    getpid()
end

A = rand(100)

@time pmap(slowtask, A)

# %% [markdown]
# And the workers go home.

# %%
rmprocs(workers())
