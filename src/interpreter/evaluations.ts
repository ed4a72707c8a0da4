/**
 * Evaluations that Julia code has asked for (`eval`, `include`), as steps: a request gives the next entry to call, and
 * compiled code makes the call itself, so that no JavaScript frame lies between two Julia frames and a task can wait
 * within an evaluation.
 *
 * `next` gives the entry (table `jl`), or a function with its arguments (a macro), or a negative number at the end:
 * LAST_VALUE if the result is the value of the last call, which the caller has kept alive, or OWN_VALUE if `value` has it
 * (a module, `nothing`).
 */
import type { Place, Step, Steps } from './pipeline.ts'

const LAST_VALUE = -1
const OWN_VALUE = -2

interface Evaluation {
  readonly steps: Steps
  readonly place: Place
  started: boolean
  result: number
}

export class Evaluations {
  private readonly open = new Map<number, Evaluation>()
  private last = 0

  /** Begins an evaluation; gives its number. */
  begin(steps: Steps, place: Place): number {
    this.open.set(++this.last, { steps, place, started: false, result: 0 })
    return this.last
  }

  /** Hands over what the last entry gave. */
  next(id: number, value: number): Step {
    const e = this.evaluation(id)
    const r = e.started ? e.steps.next(value) : e.steps.next()
    e.started = true
    if (!r.done) return r.value
    if (r.value === value) {
      this.open.delete(id)
      return LAST_VALUE
    }
    e.result = r.value
    return OWN_VALUE
  }

  /** Tells that the last call has thrown: throws in turn, or gives the next one. */
  throw(id: number, error: unknown): Step {
    const e = this.evaluation(id)
    const r = e.steps.throw(error)
    if (!r.done) return r.value
    e.result = r.value
    return OWN_VALUE
  }

  /** The result, after OWN_VALUE. */
  value(id: number): number {
    const { result } = this.evaluation(id)
    this.open.delete(id)
    return result
  }

  /** The line that an evaluation is at, also after it has thrown. */
  line(id: number): number {
    return this.open.get(id)?.place.line ?? 0
  }

  /** Forgets an evaluation that has thrown. */
  close(id: number): void {
    this.open.delete(id)
  }

  private evaluation(id: number): Evaluation {
    const e = this.open.get(id)
    if (!e) throw new Error(`no evaluation ${id}`)
    return e
  }
}
