/**
 * Instances as inference keeps them: the unit of compilation with what was found out about it.
 *
 * States: `new` → `active` (on the stack) → `provisional` (used the assumed result of a frame below it on the stack) →
 * `done`. A provisional instance becomes `new` again when that assumption proves wrong.
 */
import type { ArgumentCondition, Lattice } from './lattice.ts'
import type { Instance } from './typed-ir.ts'

export interface InferredInstance extends Instance {
  state: 'new' | 'active' | 'provisional' | 'done'
  /** While provisional: index in `active` of the frame it depends on. */
  dependsOn: number
  /** What it returns; while active, what is assumed. */
  result: Lattice
  /** What it was inferred for. */
  readonly args: Lattice[]
  /** May write memory, throw or call something unknown. */
  effects: boolean
  /** Weighted size of the typed body; what inlining compares with its limit. */
  cost: number
  /** Inferred with constants for one call site: never compiled, only inlined. */
  readonly isConstant: boolean
  compilable: boolean
  condition: ArgumentCondition | null
  /** Formal arguments and other slots that the body assigns (for inlining). */
  assigned: boolean[]
  /** A recursive call reached it while it was active. */
  recursionSeen: boolean
  /** From an image, where small instances are stored without their typed bodies: inferred again when it is wanted. */
  isBare?: boolean
}
