/**
 * The verifier of lowered IR.
 *
 * Enters: `LoweredUnit`. Leaves: a list of complaints, empty for valid IR. Invariants checked (those of `ir.ts`):
 * - every `ssa` operand is defined by exactly one `let`, which dominates the use, and `ssaCount` is large enough;
 * - slots, static parameters and positions are in range; captured fields only in functions that capture;
 * - `break` names an enclosing `block` or `loop`, `continue` an enclosing `loop`;
 * - nothing follows a statement that never ends in its list;
 * - definitions occur in thunks only; a thunk and every method end by `return` on all ways out.
 */
import { operandsOf } from './definite.ts'
import type { LoweredUnit, MethodTemplate, Operand, Rhs, Stmt } from './ir.ts'

/** Checks all thunks and the functions in them. */
export function verifyLowered(unit: LoweredUnit): string[] {
  return unit.thunks.flatMap(thunk => verifyTemplate(thunk, { captures: 0, isThunk: true }))
}

interface Place {
  readonly captures: number
  readonly isThunk: boolean
}

/** Checks one function. */
export function verifyTemplate(template: MethodTemplate, place: Place): string[] {
  const verifier = new Verifier(template, place)
  const falls = verifier.list(template.body, new Set(), new Map())
  if (falls) verifier.complain('the end of the body is reached without return')
  return verifier.complaints
}

class Verifier {
  readonly complaints: string[] = []
  private readonly template: MethodTemplate
  private readonly place: Place
  private readonly defined = new Set<number>()
  private readonly broken = new Set<number>()

  constructor(template: MethodTemplate, place: Place) {
    this.template = template
    this.place = place
  }

  complain(message: string): void {
    this.complaints.push(`${this.template.name}: ${message}`)
  }

  /** Checks a list; `live` are the values that dominate it. True when its end can be reached. */
  list(body: readonly Stmt[], outer: ReadonlySet<number>, labels: ReadonlyMap<number, 'loop' | 'block'>): boolean {
    const live = new Set(outer)
    let falls = true
    for (const stmt of body) {
      if (!falls) {
        this.complain(`unreachable ${stmt.k}`)
        return false
      }
      falls = this.stmt(stmt, live, labels)
    }
    return falls
  }

  private stmt(stmt: Stmt, live: Set<number>, labels: ReadonlyMap<number, 'loop' | 'block'>): boolean {
    switch (stmt.k) {
      case 'let':
        this.position(stmt.at)
        for (const operand of operandsOf(stmt.rhs)) this.operand(operand, live)
        this.rhs(stmt.rhs)
        this.definition(stmt.id, live)
        return stmt.rhs.k !== 'rethrow'
      case 'set':
        this.position(stmt.at)
        this.operand(stmt.value, live)
        this.slot(stmt.slot)
        return true
      case 'newvar':
        this.slot(stmt.slot)
        return true
      case 'if': {
        this.position(stmt.at)
        this.operand(stmt.cond, live)
        const then = this.list(stmt.then, live, labels)
        return this.list(stmt.else, live, labels) || then
      }
      case 'loop':
      case 'block': {
        if (labels.has(stmt.label)) this.complain(`label L${stmt.label} shadows another`)
        const falls = this.list(stmt.body, live, new Map([...labels, [stmt.label, stmt.k]]))
        return (stmt.k === 'block' && falls) || this.broken.delete(stmt.label)
      }
      case 'break':
        if (!labels.has(stmt.label)) this.complain(`break of L${stmt.label} outside it`)
        this.broken.add(stmt.label)
        return false
      case 'continue':
        if (labels.get(stmt.label) !== 'loop') this.complain(`continue of L${stmt.label}, which is no loop around it`)
        return false
      case 'return':
        this.position(stmt.at)
        this.operand(stmt.value, live)
        return false
      case 'try': {
        this.slot(stmt.exception)
        const body = this.list(stmt.body, live, labels)
        return this.list(stmt.handler, live, labels) || body
      }
      case 'inbounds':
        return this.list(stmt.body, live, labels)
    }
  }

  private definition(id: number, live: Set<number>): void {
    if (this.defined.has(id)) this.complain(`%${id} is defined twice`)
    if (id >= this.template.ssaCount) this.complain(`%${id} is out of range`)
    this.defined.add(id)
    live.add(id)
  }

  private rhs(rhs: Rhs): void {
    if (rhs.k === 'splatcall' && rhs.splat.length !== rhs.args.length) this.complain('splatcall with as many flags as arguments expected')
    if (rhs.k === 'closure' && rhs.captures.length !== rhs.closure.captures.length) this.complain('closure with wrong captures')
    if (rhs.k !== 'toplevel') return
    if (!this.place.isThunk) this.complain(`${rhs.op.op} outside a thunk`)
    const { op } = rhs
    if (op.op === 'method') this.complaints.push(...verifyTemplate(op.template, { captures: op.captureCount ?? 0, isThunk: false }))
    if (op.op === 'closuremethod') {
      const captures = op.kwcall ? 0 : op.closure.captures.length
      this.complaints.push(...verifyTemplate(op.template, { captures, isThunk: false }))
      for (const { capture } of op.sparamFields) if (capture < 0) this.complain('a static parameter is not captured')
    }
  }

  private operand(o: Operand, live: ReadonlySet<number>): void {
    if (o.k === 'ssa' && !live.has(o.id)) this.complain(`%${o.id} is not defined here`)
    if (o.k === 'slot') this.slot(o.slot)
    if (o.k === 'sparam' && !(o.index < this.template.sparams.length)) this.complain(`static parameter ${o.index} is out of range`)
    if (o.k === 'captured' && !(o.index < this.place.captures)) this.complain(`captured ${o.index} is out of range`)
    if (o.k === 'literal' && ['symbol', 'expr', 'line', 'globalref'].includes(o.ast.kind)) this.complain(`${o.ast.kind} as a literal`)
  }

  private slot(slot: number): void {
    if (!(slot >= 0 && slot < this.template.slots.length)) this.complain(`slot ${slot} is out of range`)
  }

  private position(at: number): void {
    if (!(at >= 0 && at < this.template.positions.length)) this.complain(`position ${at} is out of range`)
  }
}
