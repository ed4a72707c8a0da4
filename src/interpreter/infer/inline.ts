/**
 * Inlining: copying a callee's typed body into the caller's, with its variables, labels and positions renumbered.
 *
 * Arguments that the callee never assigns are replaced by the caller's operands (with the narrower of both types). A body
 * whose only return is its last statement needs no block; others leave one through a result variable. Bounds checks that
 * belong to the callee itself disappear when the call stands in an `@inbounds` region.
 */
import { boolValue } from '../types/constants.ts'
import { isSubtype } from '../types/subtype.ts'
import type { SourcePosition } from '../lower/ir.ts'
import type { JType } from '../types/type.ts'
import { newSlot, widenSlot } from './construct.ts'
import type { Frame } from './context.ts'
import type { InferredInstance } from './instance.ts'
import { isBottom } from './lattice.ts'
import { constantOperand, emitLet, operandOf, type Typed } from './operands.ts'
import { mapOperands } from './traverse.ts'
import type { TOperand, TStmt, TypedBody } from './typed-ir.ts'

const COST_LIMIT = 60
const ALWAYS_LIMIT = 2000

/** Should calls of this instance be replaced by its body? */
export function inlinable(frame: Frame, inst: InferredInstance): boolean {
  if (!inst.compilable || inst.recursive || isBottom(inst.result)) return false
  if (!inst.typed && !(inst.isBare && reinfer(frame, inst))) return false
  if (inst.state !== 'done' && inst.state !== 'provisional') return false
  const { inline } = frame.context.world.methods.at(inst.method).template
  if (inline === 'never') return false
  return inst.cost <= (inline === 'always' ? ALWAYS_LIMIT : COST_LIMIT)
}

/** Infers again what came from an image without its body, if the body is small enough to be wanted. */
function reinfer(frame: Frame, inst: InferredInstance): boolean {
  const { inline } = frame.context.world.methods.at(inst.method).template
  if (inline === 'never' || inst.cost > (inline === 'always' ? ALWAYS_LIMIT : COST_LIMIT)) return false
  inst.isBare = false
  inst.state = 'new'
  frame.context.instanceOf(frame, inst.method, inst.args, inst.sparams)
  return inst.typed !== null
}

/** A position of an inlined body, as seen from the caller's. */
function inlinedPosition(p: SourcePosition, instance: number, caller: SourcePosition): SourcePosition {
  const { inlined } = p
  if (!inlined) return { file: p.file, line: p.line, inlined: { instance, caller } }
  return { ...p, inlined: { instance: inlined.instance, caller: inlinedPosition(inlined.caller, instance, caller) } }
}

interface Splice {
  readonly frame: Frame
  readonly instance: number
  readonly body: TypedBody
  readonly at: number
  readonly ssa: (TOperand | undefined)[]
  readonly slots: (TOperand | undefined)[]
  readonly labels: Map<number, number>
  readonly positions: (number | undefined)[]
  /** Where `return` goes: null when the only return is the last statement. */
  result: { label: number; slot: number } | null
  tail: TOperand | undefined
}

/** Appends the body of `inst` to `out`; gives the operand of its result. */
export function splice(frame: Frame, inst: InferredInstance, args: Typed[], out: TStmt[], at: number): TOperand | undefined {
  const body = inst.typed as TypedBody
  const s: Splice = {
    frame,
    instance: inst.id,
    body,
    at,
    ssa: new Array(body.ssaTypes.length),
    slots: new Array(body.slotTypes.length),
    labels: new Map(),
    positions: new Array(body.positions.length),
    result: null,
    tail: undefined,
  }
  body.slotTypes.forEach((type, i) => {
    const isArgument = i < args.length
    if (isArgument && !inst.assigned[i]) {
      s.slots[i] = args[i].operand
      return
    }
    const slot = newSlot(frame, body.slotNames[i])
    frame.slotTypes[slot] = type
    frame.maybeUndefined[slot] = body.maybeUndefined[i]
    s.slots[i] = { k: 'slot', slot, type }
    if (isArgument) out.push({ k: 'set', slot, value: args[i].operand as TOperand })
    else if (body.maybeUndefined[i]) out.push({ k: 'newvar', slot })
  })
  if (!hasTailReturn(body.body)) return spliceBlock(s, inst, out)
  copyList(s, body.body, out)
  const tail = s.tail
  if (tail?.k !== 'slot') return tail
  const moved = emitLet(frame, out, { k: 'move', value: tail }, tail.type, at) as TOperand
  return operandOf(inst.result, { ...moved, type: tail.type })
}

function spliceBlock(s: Splice, inst: InferredInstance, out: TStmt[]): TOperand | undefined {
  const { frame } = s
  const slot = newSlot(frame, 'result')
  s.result = { label: frame.nextLabel++, slot }
  widenSlot(frame, slot, inst.result)
  const inner: TStmt[] = []
  copyList(s, s.body.body, inner)
  out.push({ k: 'block', label: s.result.label, body: inner })
  const type = frame.slotTypes[slot]
  const moved = emitLet(frame, out, { k: 'move', value: { k: 'slot', slot, type } }, type, s.at) as TOperand
  return operandOf(inst.result, moved)
}

/** True when the last statement is a return and there is no other. */
function hasTailReturn(body: TStmt[]): boolean {
  return body.length > 0 && body[body.length - 1].k === 'return' && countReturns(body) === 1
}

function countReturns(list: TStmt[]): number {
  let n = 0
  for (const s of list) {
    if (s.k === 'return') n++
    else if (s.k === 'if') n += countReturns(s.then) + countReturns(s.else)
    else if (s.k === 'loop' || s.k === 'block') n += countReturns(s.body)
    else if (s.k === 'try') n += countReturns(s.body) + countReturns(s.handler)
  }
  return n
}

function copyList(s: Splice, list: TStmt[], out: TStmt[]): void {
  for (const x of list) copyStatement(s, x, out)
}

function copyNew(s: Splice, list: TStmt[]): TStmt[] {
  const out: TStmt[] = []
  copyList(s, list, out)
  return out
}

function copyStatement(s: Splice, x: TStmt, out: TStmt[]): void {
  switch (x.k) {
    case 'let':
      return copyLet(s, x, out)
    case 'set':
      return void out.push({ k: 'set', slot: slotOf(s, x.slot), value: operand(s, x.value) })
    case 'newvar':
      return void out.push({ k: 'newvar', slot: slotOf(s, x.slot) })
    case 'if': {
      const cond = operand(s, x.cond)
      if (cond.k === 'const' && cond.value.kind === 'bits') return copyList(s, cond.value.bits !== 0n ? x.then : x.else, out)
      return void out.push({ k: 'if', cond, then: copyNew(s, x.then), else: copyNew(s, x.else) })
    }
    case 'loop':
      return void out.push({ k: 'loop', label: label(s, x.label), body: copyNew(s, x.body), poll: x.poll })
    case 'block':
      return void out.push({ k: 'block', label: label(s, x.label), body: copyNew(s, x.body) })
    case 'break':
      return void out.push({ k: 'break', label: label(s, x.label) })
    case 'continue':
      return void out.push({ k: 'continue', label: label(s, x.label) })
    case 'return':
      return copyReturn(s, x.value, out)
    case 'try':
      return void out.push({
        k: 'try',
        body: copyNew(s, x.body),
        exception: slotOf(s, x.exception),
        handler: copyNew(s, x.handler),
      })
    case 'unreachable':
      return void out.push(x)
  }
}

function copyReturn(s: Splice, value: TOperand, out: TStmt[]): void {
  const v = operand(s, value)
  if (!s.result) {
    s.tail = v
    return
  }
  out.push({ k: 'set', slot: s.result.slot, value: v }, { k: 'break', label: s.result.label })
}

function slotOf(s: Splice, slot: number): number {
  const o = s.slots[slot]
  if (o?.k !== 'slot') throw new Error(`inlined slot ${s.body.slotNames[slot]} is assigned but has no storage`)
  return o.slot
}

function label(s: Splice, l: number): number {
  let made = s.labels.get(l)
  if (made === undefined) {
    made = s.frame.nextLabel++
    s.labels.set(l, made)
  }
  return made
}

function position(s: Splice, at: number): number {
  let mapped = s.positions[at]
  if (mapped === undefined) {
    mapped = s.frame.positions.push(inlinedPosition(s.body.positions[at], s.instance, s.frame.positions[s.at])) - 1
    s.positions[at] = mapped
  }
  return mapped
}

function operand(s: Splice, o: TOperand): TOperand {
  if (o.k === 'const') return o
  const to = o.k === 'ssa' ? s.ssa[o.id] : s.slots[o.slot]
  if (!to) throw new Error(`inlined ${o.k} has no operand`)
  return to.k === 'const' ? to : { ...to, type: narrower(s, o.type, to.type) }
}

/** Both hold; the one that says more. */
function narrower(s: Splice, a: JType, b: JType): JType {
  return a === b || isSubtype(s.frame.context.world.types, a, b) ? a : b
}

function copyLet(s: Splice, x: Extract<TStmt, { k: 'let' }>, out: TStmt[]): void {
  const { frame } = s
  const { types } = frame.context.world
  let { rhs } = x
  if (rhs.k === 'intrinsic' && rhs.eligible) {
    if (rhs.name === 'boundscheck') {
      if (frame.inbounds || !frame.template.propagateInbounds) {
        s.ssa[x.id] = constantOperand(frame, boolValue(types, !frame.inbounds))
        return
      }
    } else rhs = { ...rhs, inbounds: frame.inbounds, eligible: !frame.inbounds && frame.template.propagateInbounds }
  } else if (rhs.k === 'tupleindex' && rhs.eligible) {
    rhs = { ...rhs, inbounds: frame.inbounds, eligible: !frame.inbounds && frame.template.propagateInbounds }
  }
  const type = s.body.ssaTypes[x.id]
  const id = frame.ssaTypes.push(type) - 1
  s.ssa[x.id] = { k: 'ssa', id, type }
  const copied = mapOperands(
    rhs,
    o => operand(s, o),
    slot => slotOf(s, slot),
  )
  out.push({ k: 'let', id, rhs: copied, at: position(s, x.at) })
}
