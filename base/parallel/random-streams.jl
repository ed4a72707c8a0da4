# Every task has a random stream of its own (`Random.TaskLocalRNG`), in five words of the task: the state of xoshiro256++, and
# how many streams have been split off it. A new task's state follows from its parent's state and that count, so a
# seeded program draws the same numbers however its tasks are scheduled, and starting a task does not disturb the
# parent's own numbers. A parent that was never seeded has an unseeded child.

function split_random!(child::Task, parent::Task)
    s0, s1 = task_random(parent, 0), task_random(parent, 1)
    s2, s3 = task_random(parent, 2), task_random(parent, 3)
    (s0 | s1 | s2 | s3) == 0 && return nothing
    count = task_random(parent, 4) + 0x0000000000000001
    task_set_random(parent, 4, count)
    salt = mix_hash(count)
    task_set_random(child, 0, mix_hash(xor(s0, salt)))
    task_set_random(child, 1, mix_hash(xor(s1, salt) + 0x9e3779b97f4a7c15))
    task_set_random(child, 2, mix_hash(xor(s2, salt) + 0x3c6ef372fe94f82a))
    task_set_random(child, 3, mix_hash(xor(s3, salt) + 0xdaa66d2c7ddf743f))
    return nothing
end

# A task that is not started, for `code` (called without arguments, or with an exception that ended the task).
function new_task(code, thread::Int64)
    t = task_new(code, thread)
    split_random!(t, Core.current_task())
    return t
end
