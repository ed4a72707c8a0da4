/**
 * The checks of a loop that hold in all iterations if they hold in the first and the last.
 *
 * Enters: an innermost loop and the values of its expressions at both ends. Leaves: which comparisons are known then, and
 * which accesses of held arrays are within bounds; what must be tried before the loop is required of `LoopValues`. A check
 * that only some iterations make is tried for all of them: at worst the loop runs with its checks.
 */
import type { TypeWorld } from '../types/world.ts'
import type { Induction } from './induction.ts'
import type { LoopBody } from './loop-body.ts'
import { constantOf } from './loop-expressions.ts'
import type { End, LoopValues } from './loop-values.ts'
import { eachStatement, endsInError } from './traverse.ts'
import type { Intrinsic } from './traverse.ts'
import type { TOperand, TStmt } from './typed-ir.ts'

/** More than any array has elements, and small enough for the argument of `loop-values.ts`. */
const MAX_SIZE = 1n << 41n
/** Values of signed comparisons must be this far from wrapping around. */
const MAX_VALUE = 1n << 60n

export interface ProvenChecks {
  /** The outcome of comparisons, by ssa number. */
  readonly outcomes: ReadonlyMap<number, boolean>
  /** The `let`s whose index is within bounds. */
  readonly inbounds: ReadonlySet<number>
}

/** Null if there are none, or too many. */
export function provableChecks(types: TypeWorld, body: LoopBody, induction: Induction, values: LoopValues): ProvenChecks | null {
  const checks = new Checks(types, body, induction, values)
  body.loop.body.forEach((top, at) => {
    if (at > checks.knownFrom) eachStatement([top], s => checks.statement(s, at))
  })
  const { outcomes, inbounds } = checks
  return values.isTooLong || outcomes.size + inbounds.size === 0 ? null : { outcomes, inbounds }
}

class Checks {
  readonly outcomes = new Map<number, boolean>()
  readonly inbounds = new Set<number>()
  /** The loop variable is within its bounds behind this position. */
  readonly knownFrom: number
  private readonly types: TypeWorld
  private readonly body: LoopBody
  private readonly values: LoopValues

  constructor(types: TypeWorld, body: LoopBody, induction: Induction, values: LoopValues) {
    this.types = types
    this.body = body
    this.values = values
    this.knownFrom = induction.bound.kind === 'exact' ? -1 : induction.testAt
  }

  statement(s: TStmt, at: number): void {
    if (s.k === 'if') {
      if (endsInError(s.else)) this.prove(s.cond, true)
      else if (endsInError(s.then)) this.prove(s.cond, false)
    } else if (s.k === 'let' && s.rhs.k === 'intrinsic' && !s.rhs.inbounds) {
      const index = s.rhs.name === 'arrayref_held' ? s.rhs.args[2] : s.rhs.name === 'arrayset_held' ? s.rhs.args[3] : null
      if (index && this.proveIndex(s.rhs.args[0], index, at)) this.inbounds.add(s.id)
    }
  }

  // ---- conditions ----

  /** Takes a condition apart into comparisons, and finds out about each by itself. */
  private prove(cond: TOperand, outcome: boolean): void {
    const made = cond.k === 'ssa' ? this.body.lets.get(cond.id) : undefined
    if (cond.k === 'ssa' && !made && this.body.isInvariant(cond)) {
      this.requireOutcome(cond, outcome)
      this.outcomes.set(cond.id, outcome)
    }
    if (!made || made.at <= this.knownFrom || made.let.rhs.k !== 'intrinsic') return
    const { rhs, id } = made.let
    const isLogical = rhs.args.every(a => a.type === this.types.types.bool)
    if (isLogical && rhs.name === 'not_int') return this.prove(rhs.args[0], !outcome)
    if (isLogical && rhs.name === (outcome ? 'and_int' : 'or_int')) return rhs.args.forEach(a => this.prove(a, outcome))
    if (!this.outcomes.has(id) && this.proveComparison(rhs, outcome, made.at)) this.outcomes.set(id, outcome)
  }

  private proveComparison(rhs: Intrinsic, outcome: boolean, at: number): boolean {
    const coefficients = rhs.args.map(a => this.values.coefficient(a, at))
    if (coefficients.some(c => c === null)) return false
    if (coefficients.every(c => c === 0n)) return this.proveUnchanging(rhs, outcome)
    const [a, b] = rhs.args
    switch (rhs.name) {
      case 'ult_int':
      case 'ule_int':
        return outcome && coefficients[1] === 0n && a.type === this.types.types.int64 && this.proveBelow(rhs.name, a, b)
      case 'slt_int':
        return outcome ? this.proveOrder('slt_int', a, b, at) : this.proveOrder('sle_int', b, a, at)
      case 'sle_int':
        return outcome ? this.proveOrder('sle_int', a, b, at) : this.proveOrder('slt_int', b, a, at)
      default:
        return false
    }
  }

  /** What does not change in the loop is tried once. */
  private proveUnchanging(rhs: Intrinsic, outcome: boolean): boolean {
    const { bool } = this.types.types
    if (!/^(eq|ne|slt|sle|ult|ule)_int$/.test(rhs.name)) return false
    const test = this.values.compute({ ...rhs, args: rhs.args.map(a => this.values.atEnd(a, 'first')) }, bool)
    this.requireOutcome(test, outcome)
    return true
  }

  private requireOutcome(test: TOperand, outcome: boolean): void {
    const not = (): TOperand =>
      this.values.compute({ k: 'intrinsic', name: 'not_int', args: [test], inbounds: false }, this.types.types.bool)
    this.values.require(outcome ? test : not())
  }

  /** x <u limit, where the limit is no larger than any size. */
  private proveBelow(name: string, x: TOperand, limit: TOperand): boolean {
    const { values } = this
    const n = values.atEnd(limit, 'first')
    for (const end of ['first', 'last'] as const) values.require(values.intrinsic(name, values.atEnd(x, end), n))
    if (constantOf(n) === null) values.require(values.intrinsic('ult_int', n, values.int(MAX_SIZE)))
    return constantOf(n) === null || constantOf(n)! < MAX_SIZE
  }

  /** a < b or a <= b, signed: what changes must be far from wrapping around. */
  private proveOrder(name: string, a: TOperand, b: TOperand, at: number): boolean {
    const { values } = this
    if (a.type !== this.types.types.int64) return false
    for (const end of ['first', 'last'] as const) {
      for (const o of [a, b]) if (values.coefficient(o, at) !== 0n) this.requireModest(o, end)
      values.require(values.intrinsic(name, values.atEnd(a, end), values.atEnd(b, end)))
    }
    return true
  }

  private requireModest(o: TOperand, end: End): void {
    const { values } = this
    const shifted = values.intrinsic('add_int', values.atEnd(o, end), values.int(MAX_VALUE))
    values.require(values.intrinsic('ult_int', shifted, values.int(2n * MAX_VALUE)))
  }

  // ---- held arrays ----

  private proveIndex(hold: TOperand, index: TOperand, at: number): boolean {
    const { values } = this
    if (!this.body.isInvariant(hold) || values.coefficient(index, at) === null) return false
    const { int64 } = this.types.types
    const length = values.compute({ k: 'getfield', object: hold, index: 1, checked: false }, int64)
    for (const end of ['first', 'last'] as const) {
      const zeroBased = values.intrinsic('sub_int', values.atEnd(index, end), values.int(1n))
      values.require(values.intrinsic('ult_int', zeroBased, length))
    }
    return true
  }
}
