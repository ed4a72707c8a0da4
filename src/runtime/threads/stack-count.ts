/**
 * How many native stacks the tasks of a process have: V8 ends the process when it cannot make another one, so there is a
 * limit below that, beyond which a task fails with OutOfMemoryError.
 *
 * In every Julia thread's program, so `node:v8` stays out: a worker of a process that began with a snapshot cannot load it.
 */
import { controlIndex } from '../heap/memory.ts'
import { Control } from '../layout/memory-map.ts'

/**
 * Tasks of one process that may have begun and not ended. V8 ends the process when it cannot map another stack; each is two
 * to four mappings, and Linux gives a process 65,530 of them unless told otherwise (measured: 20,000 to 32,700 stacks).
 */
export const MAX_STACKS = 16_000
const COUNTER = 'fatou: native stacks'

/**
 * The count of all stacks of the process, whose engines (one in each session) share what the process may have. Workers
 * inherit it from the thread that first asks: the host's.
 */
function stacksOfProcess(): Int32Array {
  // Loaded now: it must not be part of a start-up snapshot.
  const { getEnvironmentData, setEnvironmentData } = process.getBuiltinModule('node:worker_threads')
  const known = getEnvironmentData(COUNTER) as SharedArrayBuffer | undefined
  const counter = known ?? new SharedArrayBuffer(4)
  if (!known) setEnvironmentData(COUNTER, counter)
  return new Int32Array(counter)
}

/** Counts the native stacks of an engine's tasks (`Control.nativeStacks`), and those of the process. */
export class NativeStacks {
  private readonly i32: Int32Array
  private counter: Int32Array | null = null
  private readonly own = controlIndex(Control.nativeStacks)

  /** @param i32 the engine's memory */
  constructor(i32: Int32Array) {
    this.i32 = i32
  }

  private get all(): Int32Array {
    this.counter ??= stacksOfProcess()
    return this.counter
  }

  /** One more; false if that is more than there may be. */
  take(): boolean {
    Atomics.add(this.i32, this.own, 1)
    return Atomics.add(this.all, 0, 1) < MAX_STACKS
  }

  release(count = 1): void {
    Atomics.sub(this.i32, this.own, count)
    Atomics.sub(this.all, 0, count)
  }

  /** The engine is no more, and neither are its stacks. */
  releaseAll(): void {
    this.release(Atomics.load(this.i32, this.own))
  }
}

/** Workers that this thread starts from now on count their stacks with the process's. */
export function shareStackCount(): void {
  stacksOfProcess()
}
