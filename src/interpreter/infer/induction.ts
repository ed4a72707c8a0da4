/**
 * Finding a loop's variable: the slot that each iteration changes by the same amount, and what ends the loop.
 *
 *   loop L                                       loop L
 *     … $k …                                       if !($k <= n)  break L
 *     if $k === last  break L                      … $k …
 *     $k = $k + step                               $k = $k + step
 *   (a `for` over a range: `exact`)              (a `while`: `ordered`)
 *
 * The values that are read before the assignment (and, if ordered, behind the test) lie between the first and the bound.
 */
import { integerOf } from '../types/constants.ts'
import type { TypeWorld } from '../types/world.ts'
import type { LoopBody } from './loop-body.ts'
import { continuesTo, fallsThrough } from './traverse.ts'
import type { If } from './traverse.ts'
import type { TOperand, TStmt } from './typed-ir.ts'

/** A slot that the loop assigns once, in its own list: in each iteration that comes there it changes by the same amount. */
export interface Change {
  readonly slot: number
  /** Added in each iteration; it does not change. */
  readonly step: TOperand
  /** The step is subtracted. */
  readonly isSubtracted: boolean
  /** Position in the loop's list of the assignment. */
  readonly setAt: number
}

export interface Induction extends Change {
  /** Position in the loop's list of what leaves the loop. */
  readonly testAt: number
  readonly bound: Bound
}

export interface Bound {
  readonly kind: 'exact' | 'ordered'
  /** What the variable is compared with; it does not change. */
  readonly limit: TOperand
  /** Ordered: 1 if the variable is at most the limit, -1 if at least. */
  readonly direction: 1 | -1
  /** Ordered: the limit itself is not reached. */
  readonly isStrict: boolean
}

/** The loop variable, or null if there is none with a known bound. */
export function findInduction(types: TypeWorld, body: LoopBody): Induction | null {
  for (const change of findChanges(types, body)) {
    for (let testAt = 0; testAt < change.setAt; testAt++) {
      const bound = boundOf(body, change.slot, body.loop.body[testAt], testAt)
      if (bound && fits(bound, change)) return { ...change, testAt, bound }
    }
  }
  return null
}

/** The slots of type Int64 that change by the same amount in each iteration. */
export function findChanges(types: TypeWorld, body: LoopBody): Change[] {
  return [...body.loop.body.entries()].flatMap(([setAt, s]) => {
    if (s.k !== 'set' || body.slotType(s.slot) !== types.types.int64 || body.assignments.get(s.slot) !== 1) return []
    const change = changeOf(body, s.slot, s.value, setAt)
    return change ? [{ slot: s.slot, setAt, ...change }] : []
  })
}

/** `$k + step` or `$k - step`, evaluated before the assignment at `setAt`. */
function changeOf(body: LoopBody, slot: number, value: TOperand, setAt: number): Pick<Change, 'step' | 'isSubtracted'> | null {
  const made = value.k === 'ssa' ? body.lets.get(value.id) : undefined
  const rhs = made?.let.rhs
  if (!made || made.at >= setAt || rhs?.k !== 'intrinsic') return null
  const [a, b] = rhs.args
  if (rhs.name === 'add_int' && readsVariable(body, slot, a, made.at, setAt) && body.isInvariant(b)) return { step: b, isSubtracted: false }
  if (rhs.name === 'add_int' && readsVariable(body, slot, b, made.at, setAt) && body.isInvariant(a)) return { step: a, isSubtracted: false }
  if (rhs.name === 'sub_int' && readsVariable(body, slot, a, made.at, setAt) && body.isInvariant(b)) return { step: b, isSubtracted: true }
  return null
}

/** Whether an operand read at position `at` is the variable's value before the assignment at `setAt`. */
export function readsVariable(body: LoopBody, slot: number, o: TOperand, at: number, setAt: number): boolean {
  if (o.k === 'slot') return o.slot === slot && at < setAt
  const copy = o.k === 'ssa' ? body.lets.get(o.id) : undefined
  return copy?.let.rhs.k === 'move' && readsVariable(body, slot, copy.let.rhs.value, copy.at, setAt)
}

/** A bound that only an `exact` or matching `ordered` step keeps to. */
function fits(bound: Bound, { step, isSubtracted }: Change): boolean {
  const n = step.k === 'const' && step.value.kind === 'bits' ? integerOf(step.value) : null
  if (n === 0n) return false
  if (bound.kind === 'exact') return true
  // A step that is not known is taken to be positive; that is tried before the loop.
  const isUp = n === null ? !isSubtracted : n > 0n !== isSubtracted
  return isUp === (bound.direction === 1)
}

/** What the variable is known for in the loop behind this statement. */
function boundOf(body: LoopBody, slot: number, s: TStmt, at: number): Bound | null {
  if (s.k !== 'if') return null
  const stays = staysIf(s, body.loop.label)
  return stays === null ? null : boundFrom(body, slot, s.cond, stays, at)
}

/** The outcome of the condition with which the loop goes on; null if both or none do. */
function staysIf(s: If, label: number): boolean | null {
  const leaves = (list: TStmt[]): boolean => !fallsThrough(list) && !continuesTo(list, label)
  if (s.else.length === 0 && leaves(s.then)) return false
  return s.then.length === 0 && leaves(s.else) ? true : null
}

function boundFrom(body: LoopBody, slot: number, cond: TOperand, holds: boolean, at: number): Bound | null {
  const made = cond.k === 'ssa' ? body.lets.get(cond.id) : undefined
  if (!made || made.at > at) return null
  const { rhs } = made.let
  // Nothing assigns the variable before `at`, so it does not matter where the condition was evaluated.
  const isVariable = (o: TOperand): boolean => readsVariable(body, slot, o, made.at, at + 1)
  if (rhs.k === 'egal') return holds ? null : exactBound(body, isVariable, rhs.a, rhs.b)
  if (rhs.k !== 'intrinsic') return null
  const [a, b] = rhs.args
  switch (rhs.name) {
    case 'not_int':
      return boundFrom(body, slot, a, !holds, at)
    case 'eq_int':
      return holds ? null : exactBound(body, isVariable, a, b)
    case 'ne_int':
      return holds ? exactBound(body, isVariable, a, b) : null
    case 'slt_int':
      return holds ? orderedBound(body, isVariable, a, b, true) : orderedBound(body, isVariable, b, a, false)
    case 'sle_int':
      return holds ? orderedBound(body, isVariable, a, b, false) : orderedBound(body, isVariable, b, a, true)
    default:
      return null
  }
}

function exactBound(body: LoopBody, isVariable: (o: TOperand) => boolean, a: TOperand, b: TOperand): Bound | null {
  const limit = isVariable(a) ? b : isVariable(b) ? a : null
  if (!limit || !body.isInvariant(limit) || limit.type !== a.type) return null
  return { kind: 'exact', limit, direction: 1, isStrict: false }
}

/** a < b or a <= b holds in the loop. */
function orderedBound(body: LoopBody, isVariable: (o: TOperand) => boolean, a: TOperand, b: TOperand, isStrict: boolean): Bound | null {
  if (isVariable(a) && body.isInvariant(b)) return { kind: 'ordered', limit: b, direction: 1, isStrict }
  if (isVariable(b) && body.isInvariant(a)) return { kind: 'ordered', limit: a, direction: -1, isStrict }
  return null
}
