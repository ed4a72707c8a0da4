/** What an innermost loop defines and assigns, and where: shared by the parts of `version-loops.ts`. */
import type { JType } from '../types/type.ts'
import { assignedSlot, eachStatement } from './traverse.ts'
import type { Let, Loop } from './traverse.ts'
import type { TOperand, TypedBody } from './typed-ir.ts'

/** A `let` of the loop, and the position in the loop's own list of the statement that it is or stands in. */
export interface Placed {
  readonly let: Let
  readonly at: number
}

export class LoopBody {
  readonly loop: Loop
  readonly lets = new Map<number, Placed>()
  /** How many statements assign each slot. */
  readonly assignments = new Map<number, number>()
  private readonly typed: TypedBody

  constructor(typed: TypedBody, loop: Loop) {
    this.typed = typed
    this.loop = loop
    loop.body.forEach((top, at) =>
      eachStatement([top], s => {
        if (s.k === 'let') this.lets.set(s.id, { let: s, at })
        const slot = assignedSlot(s)
        if (slot >= 0) this.assignments.set(slot, (this.assignments.get(slot) ?? 0) + 1)
      }),
    )
  }

  /** The operand has one value throughout the loop, has it before, and its type holds there too (no branch has narrowed it). */
  isInvariant(o: TOperand): boolean {
    if (o.k === 'const') return true
    if (o.k === 'ssa') return !this.lets.has(o.id) && this.typed.ssaTypes[o.id] === o.type
    return !this.assignments.has(o.slot) && !this.typed.maybeUndefined[o.slot] && this.typed.slotTypes[o.slot] === o.type
  }

  slotType(slot: number): JType {
    return this.typed.slotTypes[slot]
  }
}
