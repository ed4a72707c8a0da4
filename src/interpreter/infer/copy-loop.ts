/**
 * The copy of a loop in which checks are known to hold: its `let`s have numbers of their own, the outcomes of comparisons
 * are constants, and the branches that are not taken are gone. Slots, and the labels of blocks inside, are those of the loop.
 */
import { boolValue } from '../types/constants.ts'
import type { JType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'
import type { ProvenChecks } from './loop-checks.ts'
import { mapLists, mapOperands } from './traverse.ts'
import type { Let, Loop } from './traverse.ts'
import type { TOperand, TRhs, TStmt } from './typed-ir.ts'

/** The copy, with this label; `ssaTypes` grows by its `let`s. */
export function copyLoop(types: TypeWorld, ssaTypes: JType[], loop: Loop, label: number, checks: ProvenChecks): Loop {
  const relabel = (l: number): number => (l === loop.label ? label : l)
  return { ...loop, label, body: new Copy(types, ssaTypes, checks, relabel).list(loop.body) }
}

class Copy {
  private readonly types: TypeWorld
  private readonly ssaTypes: JType[]
  private readonly checks: ProvenChecks
  private readonly ssa = new Map<number, TOperand>()
  private readonly relabel: (label: number) => number

  constructor(types: TypeWorld, ssaTypes: JType[], checks: ProvenChecks, relabel: (label: number) => number) {
    this.types = types
    this.ssaTypes = ssaTypes
    this.checks = checks
    this.relabel = relabel
  }

  list(list: readonly TStmt[]): TStmt[] {
    return list.flatMap(s => this.statement(s))
  }

  private statement(s: TStmt): TStmt[] {
    switch (s.k) {
      case 'let':
        return this.let(s)
      case 'set':
      case 'return':
        return [{ ...s, value: this.operand(s.value) }]
      case 'if': {
        const cond = this.operand(s.cond)
        const known = outcomeOf(cond)
        if (known !== null) return this.list(known ? s.then : s.else)
        return [{ ...s, cond, then: this.list(s.then), else: this.list(s.else) }]
      }
      case 'break':
      case 'continue':
        return [{ ...s, label: this.relabel(s.label) }]
      default:
        return [mapLists(s, l => this.list(l))]
    }
  }

  private let(s: Let): TStmt[] {
    const rhs = mapOperands(
      s.rhs,
      o => this.operand(o),
      slot => slot,
    )
    const outcome = this.checks.outcomes.get(s.id)
    const known = outcome === undefined ? this.simplified(rhs) : this.bool(outcome)
    if (known) {
      this.ssa.set(s.id, known)
      return []
    }
    const type = this.ssaTypes[s.id]
    const id = this.ssaTypes.push(type) - 1
    this.ssa.set(s.id, { k: 'ssa', id, type })
    return [{ ...s, id, rhs: rhs.k === 'intrinsic' && this.checks.inbounds.has(s.id) ? { ...rhs, inbounds: true } : rhs }]
  }

  /** What an operation on Bools comes to when one of them is known. */
  private simplified(r: TRhs): TOperand | null {
    if (r.k !== 'intrinsic' || r.args[0]?.type !== this.types.types.bool) return null
    const [a, b] = r.args
    const x = outcomeOf(a)
    if (r.name === 'not_int') return x === null ? null : this.bool(!x)
    if (r.name !== 'and_int' && r.name !== 'or_int') return null
    const neutral = r.name === 'and_int'
    if (x !== null) return x === neutral ? b : a
    const y = outcomeOf(b)
    return y === null ? null : y === neutral ? a : b
  }

  private bool(b: boolean): TOperand {
    const value = boolValue(this.types, b)
    return { k: 'const', value, type: value.type }
  }

  private operand(o: TOperand): TOperand {
    if (o.k !== 'ssa') return o
    const to = this.ssa.get(o.id)
    const outcome = to ? undefined : this.checks.outcomes.get(o.id)
    if (outcome !== undefined) return this.bool(outcome)
    return to && to.k !== 'const' ? { ...to, type: o.type } : (to ?? o)
  }
}

/** The value of a constant Bool, or null. */
function outcomeOf(o: TOperand): boolean | null {
  return o.k === 'const' && o.value.kind === 'bits' && o.value.type.name.name === 'Bool' ? o.value.bits !== 0n : null
}
