/**
 * The walk over a lowered body: abstract interpretation, and in the emitting walk the typed statements.
 *
 * With `out` null the walk only finds what is known at each point (loops are repeated to a fixed point); with a list it
 * also appends typed statements, resolving calls and inlining. A state of null means control does not come here.
 * Mirrors "abstract interpretation over structured control flow"; gotos do not exist, so no work list is needed.
 */
import type { Operand, Stmt } from '../lower/ir.ts'
import { isSubtype } from '../types/subtype.ts'
import type { Frame, Out, State } from './context.ts'
import { joinLattice, isBottom, type Lattice, ofType } from './lattice.ts'
import { operandLattice, typedOperand } from './operands.ts'
import { inferRhs } from './rhs.ts'
import { widenSlot } from './construct.ts'
import { cloneState, joinStates, refine, sameStates } from './states.ts'
import type { TOperand, TStmt } from './typed-ir.ts'

/** Walks a list; gives the state behind it. */
export function walk(frame: Frame, list: readonly Stmt[], start: State | null, out: Out): State | null {
  let state = start
  for (const s of list) {
    if (!state) return null
    frame.context.poll()
    state = step(frame, s, state, out)
  }
  return state
}

function step(frame: Frame, s: Stmt, state: State, out: Out): State | null {
  switch (s.k) {
    case 'let':
      return stepLet(frame, s, state, out)
    case 'set':
      return stepSet(frame, s, state, out)
    case 'newvar':
      state.slots[s.slot] = null
      out?.push({ k: 'newvar', slot: s.slot })
      return state
    case 'if':
      return stepIf(frame, s, state, out)
    case 'loop':
      return stepLoop(frame, s, state, out)
    case 'block':
      return stepBlock(frame, s, state, out)
    case 'break':
      return leave(frame, s.label, state, out, 'break')
    case 'continue':
      return leave(frame, s.label, state, out, 'continue')
    case 'return':
      return stepReturn(frame, s.value, state, out, s.at)
    case 'try':
      return stepTry(frame, s, state, out)
    case 'inbounds': {
      const before = frame.inbounds
      frame.inbounds = s.on && frame.trusted
      const after = walk(frame, s.body, state, out)
      frame.inbounds = before
      return after
    }
  }
}

type Of<K extends Stmt['k']> = Extract<Stmt, { k: K }>

function stepLet(frame: Frame, s: Of<'let'>, state: State, out: Out): State | null {
  const { value, operand } = inferRhs(frame, s.rhs, state, out, frame.positionBase + s.at, s.id)
  frame.ssa[s.id] = value
  state.ssa.delete(s.id)
  if (out) frame.operands[s.id] = operand
  if (!isBottom(value)) return state
  out?.push({ k: 'unreachable' })
  return null
}

/** Makes `slot` hold `value` in the state, and tells the handlers around. */
export function assignSlot(frame: Frame, slot: number, value: Lattice, state: State): void {
  const types = frame.context.world.types
  state.slots[slot] = { value, maybeUndefined: false }
  for (const [id, c] of state.conditions) if (c.slot === slot || id === -1 - slot) state.conditions.delete(id)
  for (const h of frame.handlers) {
    if (!h.state) continue
    const before = h.state.slots[slot]
    h.state.slots[slot] = before
      ? { value: joinLattice(types, before.value, value), maybeUndefined: before.maybeUndefined }
      : { value, maybeUndefined: true }
  }
}

function stepSet(frame: Frame, s: Of<'set'>, state: State, out: Out): State | null {
  const { value, operand } = typedOperand(frame, s.value, state, out, frame.positionBase + s.at)
  if (isBottom(value)) return dead(out)
  assignSlot(frame, s.slot, value, state)
  const from = conditionOf(s.value)
  const c = from === null ? undefined : state.conditions.get(from)
  if (c) state.conditions.set(-1 - s.slot, c)
  if (out && operand) {
    widenSlot(frame, s.slot, value)
    out.push({ k: 'set', slot: s.slot, value: operand })
  }
  return state
}

function conditionOf(op: Operand): number | null {
  return op.k === 'ssa' ? op.id : op.k === 'slot' ? -1 - op.slot : null
}

function dead(out: Out): null {
  out?.push({ k: 'unreachable' })
  return null
}

function stepIf(frame: Frame, s: Of<'if'>, state: State, out: Out): State | null {
  const { value, operand } = typedOperand(frame, s.cond, state, out, frame.positionBase + s.at)
  if (isBottom(value)) return dead(out)
  const types = frame.context.world.types
  if (value.c?.kind === 'bits' && value.t === types.types.bool) {
    return walk(frame, value.c.bits !== 0n ? s.then : s.else, state, out)
  }
  const test = boolOperand(frame, value, operand, out, frame.positionBase + s.at)
  if (test === 'never') return dead(out)
  const id = conditionOf(s.cond)
  const c = id === null ? undefined : state.conditions.get(id)
  const never = (t: Lattice['t']): boolean => t.kind === 'union' && t.members.length === 0
  if (c && never(c.then)) return walk(frame, s.else, state, out)
  if (c && never(c.else)) return walk(frame, s.then, state, out)
  const otherwise = cloneState(state)
  if (id !== null) {
    refine(frame, state, id, true)
    refine(frame, otherwise, id, false)
  }
  const thenOut: Out = out && []
  const elseOut: Out = out && []
  const a = walk(frame, s.then, state, thenOut)
  const b = walk(frame, s.else, otherwise, elseOut)
  if (out) out.push({ k: 'if', cond: test as TOperand, then: thenOut as TStmt[], else: elseOut as TStmt[] })
  return joinStates(types, a, b)
}

/** A condition as Bool: checked at run time when its type does not say so; 'never' when it cannot be one. */
function boolOperand(frame: Frame, value: Lattice, operand: TOperand | undefined, out: Out, at: number): TOperand | undefined | 'never' {
  const types = frame.context.world.types
  const { bool } = types.types
  if (value.t === bool) return operand
  const possible = isSubtype(types, bool, value.t)
  if (out && operand) {
    const t = possible ? bool : types.types.bottom
    const id = frame.ssaTypes.push(t) - 1
    out.push({ k: 'let', id, rhs: { k: 'typeassert', value: operand, test: bool, context: 'if' }, at })
    if (possible) return { k: 'ssa', id, type: bool }
  }
  return possible ? undefined : 'never'
}

function stepLoop(frame: Frame, s: Of<'loop'>, state: State, out: Out): State | null {
  const types = frame.context.world.types
  const known = frame.loopEntries.get(s.label)
  let head = known ? (joinStates(types, known, state) as State) : state
  const outer = frame.labels.get(s.label)
  for (let round = 0; ; round++) {
    const exits = { breaks: [] as (State | null)[], continues: [] as (State | null)[] }
    frame.labels.set(s.label, exits)
    const end = walk(frame, s.body, cloneState(head), null)
    const back = exits.continues.reduce((a, b) => joinStates(types, a, b), end)
    const next = joinStates(types, head, back) as State
    if (sameStates(next, head)) break
    if (round > 40) throw new Error(`inference does not settle in ${frame.template.name}`)
    head = next
  }
  frame.loopEntries.set(s.label, head)
  const exits = { breaks: [] as (State | null)[], continues: [] as (State | null)[] }
  frame.labels.set(s.label, exits)
  const bodyOut: Out = out && []
  const label = mapLabel(frame, s.label, out)
  walk(frame, s.body, cloneState(head), bodyOut)
  if (out) out.push({ k: 'loop', label, body: bodyOut as TStmt[], poll: true })
  if (outer) frame.labels.set(s.label, outer)
  return exits.breaks.reduce((a, b) => joinStates(types, a, b), null)
}

function mapLabel(frame: Frame, label: number, out: Out): number {
  if (!out) return 0
  const made = frame.nextLabel++
  frame.labelMap.set(label, made)
  return made
}

function stepBlock(frame: Frame, s: Of<'block'>, state: State, out: Out): State | null {
  const types = frame.context.world.types
  const outer = frame.labels.get(s.label)
  const exits = { breaks: [] as (State | null)[], continues: [] as (State | null)[] }
  frame.labels.set(s.label, exits)
  const bodyOut: Out = out && []
  const label = mapLabel(frame, s.label, out)
  const end = walk(frame, s.body, state, bodyOut)
  if (out && bodyOut) {
    if (exits.breaks.length > 0) out.push({ k: 'block', label, body: bodyOut })
    else out.push(...bodyOut)
  }
  if (outer) frame.labels.set(s.label, outer)
  return exits.breaks.reduce((a, b) => joinStates(types, a, b), end)
}

function leave(frame: Frame, label: number, state: State, out: Out, kind: 'break' | 'continue'): null {
  const target = frame.labels.get(label)
  if (!target) throw new Error(`${kind} of a label that is not open: ${label}`)
  target[kind === 'break' ? 'breaks' : 'continues'].push(state)
  out?.push({ k: kind, label: frame.labelMap.get(label) as number })
  return null
}

function stepReturn(frame: Frame, op: Operand, state: State, out: Out, at: number): null {
  const { value, operand } = typedOperand(frame, op, state, out, frame.positionBase + at)
  if (isBottom(value)) return dead(out)
  const types = frame.context.world.types
  frame.returned = frame.returned ? joinLattice(types, frame.returned, value) : value
  noteReturnCondition(frame, op, state)
  if (out && operand) out.push({ k: 'return', value: operand })
  return null
}

/** Remembers what a returned Bool says about an argument that the body never assigns. */
function noteReturnCondition(frame: Frame, op: Operand, state: State): void {
  const from = conditionOf(op)
  const c = from === null ? undefined : state.conditions.get(from)
  const good = frame.returnCondition === undefined && c && c.slot >= 0 && c.slot < frame.template.nargs
  frame.returnCondition = good ? { argument: c.slot, then: c.then, else: c.else, negates: c.negates } : null
}

function stepTry(frame: Frame, s: Of<'try'>, state: State, out: Out): State | null {
  const types = frame.context.world.types
  const handler: { state: State | null } = { state: cloneState(state) }
  frame.handlers.push(handler)
  const bodyOut: Out = out && []
  const a = walk(frame, s.body, state, bodyOut)
  frame.handlers.pop()
  const caught = handler.state as State
  caught.slots[s.exception] = { value: ofType(types, types.types.any), maybeUndefined: false }
  caught.conditions.clear()
  for (const c of [...caught.ssa.keys()]) caught.ssa.delete(c)
  const handlerOut: Out = out && []
  if (out) widenSlot(frame, s.exception, ofType(types, types.types.any))
  const b = walk(frame, s.handler, caught, handlerOut)
  if (out) out.push({ k: 'try', body: bodyOut as TStmt[], exception: s.exception, handler: handlerOut as TStmt[] })
  return joinStates(types, a, b)
}

/** What an operand is known to be, without emitting; bottom when reading it throws. */
export function valueOf(frame: Frame, op: Operand, state: State): Lattice {
  return operandLattice(frame, op, state)
}
