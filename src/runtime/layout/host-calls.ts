/**
 * Calls of the host (`rt.host`, `rt.host_f64`): op numbers and how their arguments travel. Numbers below 100 belong to the
 * intrinsics with this name; from 200 on to Base's `host_call(n, a, b, c)`, see the files of `base/` that define them.
 *
 * boxed   host(op, address of `count` boxed refs, count, 0, 0) → ref of the result (`nothing` if there is none)
 * raw     host(op, a, b, c, d) → 0: plain words, meaning beside each
 * float   host_f64(op, x) → number
 */
export const HostCall = {
  // float
  time_ns: 1,
  time_seconds: 2,
  gc_live_bytes: 3,
  gc_total_bytes: 4,
  /** x: seconds. The current task becomes runnable when they have passed; the caller then calls `task_switch(sleep)`. */
  task_sleep: 5,
  gc_total_objects: 6,
  gc_time_ns: 7,
  // raw
  gc_collect: 10,
  /** a: 1 stdout or 2 stderr, b: address of bytes, c: how many. */
  write: 11,
  /** A pause in a spin loop; also a safepoint. */
  spin_hint: 12,
  // boxed
  float_digits: 20,
  float32_digits: 21,
  float_fixed: 22,
  float_exponential: 23,
  float_parse: 24,
  task_new: 30,
  task_start: 31,
  task_resume: 32,
  /** (task, exception): the task throws it where it waits. */
  task_throw: 33,
  /** (exception, or nothing for this place) -> String: frames of compiled code as V8 shows them; nothing if not known here. */
  stack_text: 34,
  /** (exception, String or nothing) -> the exception; such a text counts as its own, on this thread. */
  set_stack_text: 35,
  /** (exception) -> the one that was being handled when it was thrown, or nothing. */
  exception_cause: 36,
  /** () -> Bool: all threads run; if not, they are started. `HOST_THREADS_READY` of base/parallel/threads.jl. */
  threads_ready: 251,
} as const

/**
 * Why a task gives up its thread: the argument of `rt.task_switch`. Its result is 0, or the ref of an exception that the
 * task has to throw where it waited.
 */
export const SwitchReason = { suspend: 0, yield: 1, sleep: 2 } as const
