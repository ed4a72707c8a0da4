/** Joining, copying and comparing what is known at program points. */
import type { TypeWorld } from '../types/world.ts'
import { isSubtype } from '../types/subtype.ts'
import type { JType } from '../types/type.ts'
import type { Frame, SlotState, State } from './context.ts'
import { joinLattice, type Lattice, ofType, sameLattice } from './lattice.ts'

export function cloneState(s: State): State {
  return { slots: s.slots.slice(), ssa: new Map(s.ssa), conditions: new Map(s.conditions) }
}

function joinSlot(types: TypeWorld, a: SlotState | null, b: SlotState | null): SlotState | null {
  if (a === b) return a
  if (!a) return b && (b.maybeUndefined ? b : { value: b.value, maybeUndefined: true })
  if (!b) return a.maybeUndefined ? a : { value: a.value, maybeUndefined: true }
  const value = joinLattice(types, a.value, b.value)
  const maybeUndefined = a.maybeUndefined || b.maybeUndefined
  return value === a.value && maybeUndefined === a.maybeUndefined ? a : { value, maybeUndefined }
}

/** The state after paths meet; null is a path that does not get here. */
export function joinStates(types: TypeWorld, a: State | null, b: State | null): State | null {
  if (!a) return b
  if (!b || a === b) return a
  const slots = a.slots.map((x, i) => joinSlot(types, x, b.slots[i]))
  const ssa = new Map<number, Lattice>()
  for (const [id, x] of a.ssa) {
    const y = b.ssa.get(id)
    if (y) ssa.set(id, joinLattice(types, x, y))
  }
  const conditions = new Map<number, State['conditions'] extends Map<number, infer C> ? C : never>()
  for (const [id, c] of a.conditions) if (b.conditions.get(id) === c) conditions.set(id, c)
  return { slots, ssa, conditions }
}

export function sameStates(a: State, b: State): boolean {
  return a.slots.every((x, i) => sameSlot(x, b.slots[i])) && sameRefinements(a.ssa, b.ssa)
}

function sameSlot(a: SlotState | null, b: SlotState | null): boolean {
  return a === b || (a !== null && b !== null && a.maybeUndefined === b.maybeUndefined && sameLattice(a.value, b.value))
}

function sameRefinements(a: Map<number, Lattice>, b: Map<number, Lattice>): boolean {
  if (a.size !== b.size) return false
  for (const [id, x] of a) {
    const y = b.get(id)
    if (!y || !sameLattice(x, y)) return false
  }
  return true
}

/** Narrows a value to `t`, when that says more. */
export function narrow(types: TypeWorld, value: Lattice, t: JType): Lattice {
  return value.t === t || isSubtype(types, value.t, t) ? value : ofType(types, t)
}

/** Applies one outcome of a condition. */
export function refine(frame: Frame, state: State, condition: number, outcome: boolean): State {
  const c = state.conditions.get(condition)
  if (!c) return state
  const types = frame.context.world.types
  const t = outcome ? c.then : c.else
  if (c.slot >= 0) {
    const s = state.slots[c.slot]
    if (s) state.slots[c.slot] = { value: narrow(types, s.value, t), maybeUndefined: s.maybeUndefined }
  }
  if (c.ssa >= 0) {
    const known = state.ssa.get(c.ssa) ?? frame.ssa[c.ssa]
    if (known) state.ssa.set(c.ssa, narrow(types, known, t))
  }
  return state
}
