/**
 * Calls of the host that every thread answers itself: clocks, the collector, tasks. Everything else goes to thread 1,
 * which has the files, the output and the types.
 */
import { collect, liveBytes } from '../heap/collect.ts'
import { allocated, collectionNanoseconds } from '../heap/counting.ts'
import type { Mutator } from '../heap/mutator.ts'
import { HostCall } from '../layout/host-calls.ts'
import { wellKnownWord } from '../layout/memory-map.ts'
import { HEADER_BYTES, StringObject } from '../layout/objects.ts'
import type { Errors } from '../host/errors.ts'
import { allocateString } from '../heap/allocate.ts'
import type { Scheduler } from '../tasks/scheduler.ts'
import { newTask } from '../tasks/task-object.ts'

/** Spins before a spinning thread gives its core away for a moment. */
const SPINS = 64
const PAUSE_MS = 0.05

export class LocalCalls {
  private readonly m: Mutator
  private readonly scheduler: Scheduler
  private readonly errors: Errors
  private readonly safepoint: () => void
  private spins = 0
  private readonly pause = new Int32Array(new SharedArrayBuffer(4))

  constructor(m: Mutator, scheduler: Scheduler, errors: Errors, safepoint: () => void) {
    this.m = m
    this.scheduler = scheduler
    this.errors = errors
    this.safepoint = safepoint
  }

  /** The answer to `rt.host`, or null if it is not for this thread to give. */
  call(op: number, a: number): number | null {
    switch (op) {
      case HostCall.gc_collect:
        collect(this.m)
        return 0
      case HostCall.spin_hint:
        return this.spin()
      case HostCall.task_new:
        return newTask(this.m, this.argument(a, 0), Number(this.m.heap.i64[(this.argument(a, 1) + HEADER_BYTES) >>> 3]))
      case HostCall.task_start:
        return this.done(() => this.scheduler.start(this.argument(a, 0)))
      case HostCall.task_resume:
        return this.done(() => this.scheduler.resume(this.argument(a, 0)))
      case HostCall.task_throw:
        return this.done(() => this.scheduler.throwIn(this.argument(a, 0), this.argument(a, 1)))
      case HostCall.stack_text:
        return this.stackText(this.argument(a, 0))
      case HostCall.exception_cause:
        return this.errors.causeOf(this.argument(a, 0)) ?? this.m.heap.i32[wellKnownWord('nothing') >>> 2]
      case HostCall.set_stack_text:
        return this.setStackText(this.argument(a, 0), this.argument(a, 1))
      default:
        return null
    }
  }

  /** Text goes between threads where V8's own records cannot. */
  private stackText(exception: number): number {
    const nothing = this.m.heap.i32[wellKnownWord('nothing') >>> 2]
    const text = exception === nothing >>> 0 ? this.errors.traceHere() : this.errors.traceOf(exception)
    if (text === null) return nothing
    const string = this.m.heap.i32[wellKnownWord('String') >>> 2]
    return this.errors.allocating(() => allocateString(this.m, string, new TextEncoder().encode(text)))
  }

  private setStackText(exception: number, text: number): number {
    if (text === this.m.heap.i32[wellKnownWord('nothing') >>> 2] >>> 0) return exception
    const { u8, i32 } = this.m.heap
    const from = text + StringObject.data
    this.errors.setTrace(exception, new TextDecoder().decode(u8.slice(from, from + i32[(text + StringObject.length) >>> 2])))
    return exception
  }

  /** The answer to `rt.host_f64`. */
  callFloat(op: number, x: number): number {
    switch (op) {
      case HostCall.time_ns:
        return Number(process.hrtime.bigint())
      case HostCall.time_seconds:
        return (performance.timeOrigin + performance.now()) / 1000
      case HostCall.gc_live_bytes:
        return liveBytes(this.m.heap)
      case HostCall.gc_total_bytes:
        return allocated(this.m).bytes
      case HostCall.gc_total_objects:
        return allocated(this.m).objects
      case HostCall.gc_time_ns:
        return collectionNanoseconds(this.m.heap)
      case HostCall.task_sleep:
        this.scheduler.sleep(x)
        return 0
      default:
        throw new Error(`host call ${op} is not known`)
    }
  }

  private argument(args: number, i: number): number {
    return this.m.heap.i32[(args >>> 2) + i] >>> 0
  }

  private done(body: () => void): number {
    body()
    return this.m.heap.i32[wellKnownWord('nothing') >>> 2]
  }

  /** A safepoint; after many in a row the thread sleeps a little, since the one it waits for may need this core. */
  private spin(): number {
    this.safepoint()
    if (++this.spins % SPINS === 0) Atomics.wait(this.pause, 0, 0, PAUSE_MS)
    return 0
  }
}
