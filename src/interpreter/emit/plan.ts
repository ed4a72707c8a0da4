/**
 * Liveness of a body's variables: which references must be in the shadow stack, and when locals can be used again.
 *
 * In: a typed body. Out: a `Plan` over statement positions, counted in the order in which emission walks the tree.
 * A variable is live from its first to its last access in that order; a variable that is alive at a loop's entry and
 * read inside lives to the loop's end, and a slot read inside a loop lives throughout it, because an iteration may read
 * what the one before stored. This over-approximates true liveness and costs one pass.
 * Invariant: a variable that is live before and after a statement that may collect garbage has root slots for its refs.
 * (Uses at that statement itself are protected by whoever makes the call: see `Emitter.protect`.)
 */
import type { TOperand, TRhs, TStmt, TypedBody } from '../infer/typed-ir.ts'
import { mayCollect } from './effects.ts'
import type { Representations } from './representation.ts'
import { representation } from './representation.ts'

export interface Plan {
  /** Per position: whether the statement may run the collector (or run a handler of this function). */
  readonly safepoint: boolean[]
  /** Per ssa number: first of its root slots, or -1. */
  readonly ssaRoots: Int32Array
  readonly slotRoots: Int32Array
  readonly rootCount: number
  /** First of the root slots for exceptions being handled: one per level of nested `try`. */
  readonly tryRoots: number
  /** Per position: the ssa numbers used here for the last time. */
  readonly dying: (number[] | undefined)[]
  /** Per ssa number: the variable whose locals it may share, or -1. */
  readonly aliasOf: Int32Array
  /** Per slot: assigned after entry. A parameter that is not stays rooted by its caller. */
  readonly assigned: boolean[]
  /** Per ssa number: how often it is read. */
  readonly uses: Int32Array
  /** Per ssa number: position of its last use. */
  readonly usedAt: Int32Array
}

interface LoopFrame {
  readonly start: number
  /** Variables to keep alive to the loop's end. */
  readonly carried: number[]
}

/** Plans a body with `paramCount` leading slots as parameters. `careful`: every statement may collect. */
export function planBody(reps: Representations, body: TypedBody, paramCount: number, careful = false): Plan {
  return new Planner(reps, body, paramCount, careful).run()
}

class Planner {
  private readonly reps: Representations
  private readonly body: TypedBody
  private readonly paramCount: number
  private readonly careful: boolean
  private readonly ssaCount: number
  private readonly first: Int32Array
  private readonly last: Int32Array
  private readonly aliasOf: Int32Array
  private readonly uses: Int32Array
  private readonly usedAt: Int32Array
  private readonly assigned: boolean[]
  private readonly safepoint: boolean[] = [false]
  private readonly safepoints: number[] = []
  private readonly loops: LoopFrame[] = []
  private tries = 0
  private tryDepth = 0
  private maxTryDepth = 0
  private at = 0

  constructor(reps: Representations, body: TypedBody, paramCount: number, careful: boolean) {
    this.reps = reps
    this.careful = careful
    this.body = body
    this.paramCount = paramCount
    this.ssaCount = body.ssaTypes.length
    const n = this.ssaCount + body.slotTypes.length
    this.first = new Int32Array(n).fill(-1)
    this.last = new Int32Array(n).fill(-1)
    this.aliasOf = new Int32Array(this.ssaCount).fill(-1)
    this.uses = new Int32Array(this.ssaCount)
    this.usedAt = new Int32Array(this.ssaCount)
    this.assigned = body.slotTypes.map(() => false)
  }

  run(): Plan {
    for (let s = 0; s < this.paramCount; s++) this.first[this.ssaCount + s] = 0
    markAssigned(this.body.body, this.assigned)
    this.statements(this.body.body)
    const roots = this.allocateRoots()
    const dying: (number[] | undefined)[] = []
    for (let v = 0; v < this.ssaCount; v++) {
      const end = Math.max(this.last[v], this.first[v])
      if (end >= 0) (dying[end] ??= []).push(v)
    }
    const { safepoint, aliasOf, assigned, uses, usedAt } = this
    return { safepoint, dying, aliasOf, assigned, uses, usedAt, ...roots }
  }

  // ---- walking ----

  /** Opens the next position. */
  private step(harmful: boolean): number {
    const collects = harmful || this.careful
    this.at++
    this.safepoint.push(collects)
    if (collects) this.safepoints.push(this.at)
    return this.at
  }

  private statements(list: readonly TStmt[]): void {
    for (const s of list) this.statement(s)
  }

  private statement(s: TStmt): void {
    switch (s.k) {
      case 'let':
        this.step(mayCollect(this.reps, this.body, s, this.tries > 0))
        this.rhs(s.rhs)
        this.alias(s.id, s.rhs)
        this.first[s.id] = this.at
        return
      case 'set':
      case 'return':
        this.step(mayCollect(this.reps, this.body, s, this.tries > 0))
        this.use(s.value)
        if (s.k === 'set') this.access(this.ssaCount + s.slot)
        return
      case 'newvar':
        this.step(false)
        return this.access(this.ssaCount + s.slot)
      case 'if':
        this.step(false)
        this.use(s.cond)
        this.statements(s.then)
        return this.statements(s.else)
      case 'block':
        this.step(false)
        return this.statements(s.body)
      case 'loop':
        return this.loop(s)
      case 'try':
        return this.try(s)
      case 'break':
      case 'continue':
      case 'unreachable':
        this.step(false)
    }
  }

  private loop(s: Extract<TStmt, { k: 'loop' }>): void {
    const frame: LoopFrame = { start: this.step(false), carried: [] }
    this.loops.push(frame)
    this.statements(s.body)
    this.loops.pop()
    this.step(s.poll)
    const end = this.step(false)
    for (const v of frame.carried) {
      this.last[v] = Math.max(this.last[v], end)
      if (v >= this.ssaCount) this.first[v] = Math.min(this.first[v], frame.start)
    }
  }

  private try(s: Extract<TStmt, { k: 'try' }>): void {
    this.step(false)
    this.maxTryDepth = Math.max(this.maxTryDepth, ++this.tryDepth)
    this.tries++
    this.statements(s.body)
    this.tries--
    this.step(true)
    this.access(this.ssaCount + s.exception)
    this.statements(s.handler)
    this.step(false)
    this.tryDepth--
  }

  private rhs(rhs: TRhs): void {
    if ('args' in rhs) for (const a of rhs.args) this.use(a)
    switch (rhs.k) {
      case 'move':
      case 'pi':
      case 'typeassert':
      case 'isa':
      case 'throw':
      case 'rethrow':
      case 'setglobal':
        return this.use(rhs.value)
      case 'dynapply':
        this.use(rhs.fn)
        return this.use(rhs.vector)
      case 'getfield':
        return this.use(rhs.object)
      case 'setfield':
        this.use(rhs.object)
        return this.use(rhs.value)
      case 'tupleindex':
        this.use(rhs.tuple)
        return this.use(rhs.index)
      case 'egal':
        this.use(rhs.a)
        return this.use(rhs.b)
      case 'readslot':
      case 'isdefinedslot':
        return this.access(this.ssaCount + rhs.slot)
      case 'boxget':
      case 'isdefinedbox':
        return this.use(rhs.box)
      case 'boxset':
        this.use(rhs.box)
        return this.use(rhs.value)
    }
  }

  /** Notes that `id` may share the locals of what `rhs` reads. */
  private alias(id: number, rhs: TRhs): void {
    let source: TOperand | null = null
    if (rhs.k === 'move' || rhs.k === 'pi' || rhs.k === 'typeassert') source = rhs.value
    else if (rhs.k === 'getfield' && representation(this.reps, rhs.object.type).k === 'flat') source = rhs.object
    if (source?.k === 'ssa') this.aliasOf[id] = source.id
    else if (source?.k === 'slot' && source.slot < this.paramCount && !this.assigned[source.slot]) {
      this.aliasOf[id] = this.ssaCount + source.slot
    }
  }

  private use(o: TOperand): void {
    if (o.k === 'slot') return this.access(this.ssaCount + o.slot)
    if (o.k !== 'ssa') return
    this.uses[o.id]++
    this.usedAt[o.id] = this.at
    this.access(o.id)
    // Any of those it may share locals with, since each may have some of its own.
    for (let v = o.id; v < this.ssaCount && this.aliasOf[v] >= 0; ) {
      v = this.aliasOf[v]
      this.access(v)
    }
  }

  /** A read or write of variable `v` here. */
  private access(v: number): void {
    if (this.first[v] < 0) this.first[v] = this.at
    this.last[v] = this.at
    const isSlot = v >= this.ssaCount
    for (const frame of this.loops) {
      if (!isSlot && this.first[v] > frame.start) continue
      frame.carried.push(v)
      return
    }
  }

  // ---- root slots ----

  /** Whether a safepoint lies strictly between two positions. */
  private crossesSafepoint(from: number, to: number): boolean {
    let low = 0
    let high = this.safepoints.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.safepoints[middle] <= from) low = middle + 1
      else high = middle
    }
    return low < this.safepoints.length && this.safepoints[low] < to
  }

  private refLeaves(v: number): number {
    const t = v < this.ssaCount ? this.body.ssaTypes[v] : this.body.slotTypes[v - this.ssaCount]
    let n = 0
    for (const l of representation(this.reps, t).leaves) if (l === 'ref') n++
    return n
  }

  private needsRoots(v: number): boolean {
    if (this.first[v] < 0 || this.last[v] <= this.first[v]) return false
    const slot = v - this.ssaCount
    if (slot >= 0 && slot < this.paramCount && !this.assigned[slot]) return false
    return this.crossesSafepoint(this.first[v], this.last[v]) && this.refLeaves(v) > 0
  }

  /** Linear scan: variables that do not live at the same time share root slots. */
  private allocateRoots(): Pick<Plan, 'ssaRoots' | 'slotRoots' | 'rootCount' | 'tryRoots'> {
    const ssaRoots = new Int32Array(this.ssaCount).fill(-1)
    const slotRoots = new Int32Array(this.body.slotTypes.length).fill(-1)
    const wanted: number[] = []
    for (let v = 0; v < this.first.length; v++) if (this.needsRoots(v)) wanted.push(v)
    wanted.sort((a, b) => this.first[a] - this.first[b])
    const free: number[][] = []
    let active: { v: number; at: number; n: number }[] = []
    let rootCount = 0
    for (const v of wanted) {
      active = active.filter(a => {
        if (this.last[a.v] >= this.first[v]) return true
        ;(free[a.n] ??= []).push(a.at)
        return false
      })
      const n = this.refLeaves(v)
      let at = free[n]?.pop()
      if (at === undefined) {
        at = rootCount
        rootCount += n
      }
      active.push({ v, at, n })
      if (v < this.ssaCount) ssaRoots[v] = at
      else slotRoots[v - this.ssaCount] = at
    }
    return { ssaRoots, slotRoots, rootCount: rootCount + this.maxTryDepth, tryRoots: rootCount }
  }
}

/** Finds the slots that some statement assigns. */
function markAssigned(list: readonly TStmt[], assigned: boolean[]): void {
  for (const s of list) {
    if (s.k === 'set' || s.k === 'newvar') assigned[s.slot] = true
    else if (s.k === 'if') {
      markAssigned(s.then, assigned)
      markAssigned(s.else, assigned)
    } else if (s.k === 'loop' || s.k === 'block') markAssigned(s.body, assigned)
    else if (s.k === 'try') {
      assigned[s.exception] = true
      markAssigned(s.body, assigned)
      markAssigned(s.handler, assigned)
    }
  }
}
