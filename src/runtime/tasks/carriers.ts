/**
 * Native stacks (of JSPI) that run one task after the other: to make one costs as much as fifty switches.
 *
 * A carrier goes on with a new task at once where another has ended, if there is one; else it is parked, suspended, until a
 * task begins. What a task has left on the native stack is gone when it ends, so none sees anything of the one before; its
 * shadow stack is its own. A carrier on which a task fails in a way that its own code could not handle is dropped.
 */
import type { Carrier, TaskRecord } from './records.ts'

/** So many are kept for tasks to come. */
const PARKED = 8

export class Carriers {
  private readonly parked: Carrier[] = []
  private readonly start: (base: number) => Promise<number>
  private readonly failed: (task: TaskRecord, error: unknown) => void

  /**
   * @param start calls the function that lies at an address on a stack of its own, then what `done` of the scheduler gives
   * @param failed is told what a task has ended with other than by returning
   */
  constructor(start: (base: number) => Promise<number>, failed: (task: TaskRecord, error: unknown) => void) {
    this.start = start
    this.failed = failed
  }

  /** Runs a task whose function lies at `base`, from a microtask or on the empty stack of who calls. */
  begin(task: TaskRecord, base: number): void {
    const parked = this.parked.pop()
    if (parked) {
      this.take(parked, task)
      parked.wake?.(base)
      return
    }
    const carrier: Carrier = { task: null, wake: null }
    this.take(carrier, task)
    this.start(base).catch((error: unknown) => {
      if (carrier.task) this.failed(carrier.task, error)
    })
  }

  /** The carrier runs this task now. */
  take(carrier: Carrier, task: TaskRecord): void {
    carrier.task = task
    task.carrier = carrier
  }

  /** Nothing is there to run: a promise of the next task's function, or 0 if enough are parked. */
  park(carrier: Carrier): Promise<number> | number {
    if (this.parked.length >= PARKED) return 0
    this.parked.push(carrier)
    return new Promise(resolve => {
      carrier.wake = resolve
    })
  }
}
