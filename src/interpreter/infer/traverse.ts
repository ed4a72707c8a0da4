/**
 * Walking and rebuilding typed bodies: what every pass over them needs, so that none lists the cases of the IR again.
 */
import type { TOperand, TRhs, TStmt } from './typed-ir.ts'

export type Let = Extract<TStmt, { k: 'let' }>
export type Loop = Extract<TStmt, { k: 'loop' }>
export type If = Extract<TStmt, { k: 'if' }>
export type Intrinsic = Extract<TRhs, { k: 'intrinsic' }>

/** The statement lists directly inside a statement. */
export function innerLists(s: TStmt): readonly TStmt[][] {
  switch (s.k) {
    case 'if':
      return [s.then, s.else]
    case 'loop':
    case 'block':
      return [s.body]
    case 'try':
      return [s.body, s.handler]
    default:
      return []
  }
}

/** The statement with each inner list replaced. */
export function mapLists(s: TStmt, map: (list: TStmt[]) => TStmt[]): TStmt {
  switch (s.k) {
    case 'if':
      return { ...s, then: map(s.then), else: map(s.else) }
    case 'loop':
    case 'block':
      return { ...s, body: map(s.body) }
    case 'try':
      return { ...s, body: map(s.body), handler: map(s.handler) }
    default:
      return s
  }
}

/** Visits every statement, outer before inner, in the order in which they stand. */
export function eachStatement(list: readonly TStmt[], visit: (s: TStmt) => void): void {
  for (const s of list) {
    visit(s)
    for (const inner of innerLists(s)) eachStatement(inner, visit)
  }
}

/** Whether any statement, at whatever depth, is such a one. */
export function someStatement(list: readonly TStmt[], test: (s: TStmt) => boolean): boolean {
  return list.some(s => test(s) || innerLists(s).some(inner => someStatement(inner, test)))
}

/** Visits the operands that a right-hand side reads; `useSlot` gets slots that are named without being operands. */
export function eachOperand(r: TRhs, use: (o: TOperand) => void, useSlot: (slot: number) => void): void {
  switch (r.k) {
    case 'move':
    case 'pi':
    case 'typeassert':
    case 'throw':
    case 'rethrow':
    case 'isa':
    case 'setglobal':
      return use(r.value)
    case 'invoke':
    case 'dyncall':
    case 'intrinsic':
    case 'new':
    case 'newdynamic':
    case 'ask':
      return r.args.forEach(use)
    case 'dynapply':
      use(r.fn)
      return use(r.vector)
    case 'getfield':
      return use(r.object)
    case 'setfield':
      use(r.object)
      return use(r.value)
    case 'tupleindex':
      use(r.tuple)
      return use(r.index)
    case 'egal':
      use(r.a)
      return use(r.b)
    case 'boxget':
    case 'isdefinedbox':
      return use(r.box)
    case 'boxset':
      use(r.box)
      return use(r.value)
    case 'readslot':
    case 'isdefinedslot':
      return useSlot(r.slot)
    case 'getglobal':
    case 'isdefinedglobal':
    case 'newbox':
      return
  }
}

/** Visits the operands that a statement itself reads (not those of statements inside it). */
export function eachRead(s: TStmt, use: (o: TOperand) => void, useSlot: (slot: number) => void): void {
  if (s.k === 'let') eachOperand(s.rhs, use, useSlot)
  else if (s.k === 'set' || s.k === 'return') use(s.value)
  else if (s.k === 'if') use(s.cond)
}

/** The right-hand side with other operands; `slot` maps slots that are named without being operands. */
export function mapOperands(r: TRhs, operand: (o: TOperand) => TOperand, slot: (slot: number) => number): TRhs {
  switch (r.k) {
    case 'move':
    case 'pi':
    case 'typeassert':
    case 'throw':
    case 'rethrow':
    case 'isa':
    case 'setglobal':
      return { ...r, value: operand(r.value) }
    case 'invoke':
    case 'dyncall':
    case 'intrinsic':
    case 'new':
    case 'newdynamic':
    case 'ask':
      return { ...r, args: r.args.map(operand) }
    case 'dynapply':
      return { ...r, fn: operand(r.fn), vector: operand(r.vector) }
    case 'getfield':
      return { ...r, object: operand(r.object) }
    case 'setfield':
      return { ...r, object: operand(r.object), value: operand(r.value) }
    case 'tupleindex':
      return { ...r, tuple: operand(r.tuple), index: operand(r.index) }
    case 'egal':
      return { ...r, a: operand(r.a), b: operand(r.b) }
    case 'readslot':
    case 'isdefinedslot':
      return { ...r, slot: slot(r.slot) }
    case 'boxget':
    case 'isdefinedbox':
      return { ...r, box: operand(r.box) }
    case 'boxset':
      return { ...r, box: operand(r.box), value: operand(r.value) }
    case 'getglobal':
    case 'isdefinedglobal':
    case 'newbox':
      return r
  }
}

/** The slot that a statement itself assigns (or leaves without a value), or -1. */
export function assignedSlot(s: TStmt): number {
  if (s.k === 'set' || s.k === 'newvar') return s.slot
  return s.k === 'try' ? s.exception : -1
}

/** Whether a list holds a `break` of this label. */
export function leavesTo(list: readonly TStmt[], label: number): boolean {
  return someStatement(list, s => s.k === 'break' && s.label === label)
}

/** Whether a list goes on to the head of the loop with this label by itself. */
export function continuesTo(list: readonly TStmt[], label: number): boolean {
  return someStatement(list, s => s.k === 'continue' && s.label === label)
}

/** Whether a list assigns this slot. */
export function assigns(list: readonly TStmt[], slot: number): boolean {
  return someStatement(list, s => assignedSlot(s) === slot)
}

/** Whether control may come to the end of a list. */
export function fallsThrough(list: readonly TStmt[]): boolean {
  const last = list[list.length - 1]
  switch (last?.k) {
    case 'break':
    case 'continue':
    case 'return':
    case 'unreachable':
      return false
    case 'if':
      return fallsThrough(last.then) || fallsThrough(last.else)
    case 'block':
      return fallsThrough(last.body) || leavesTo(last.body, last.label)
    case 'loop':
      return leavesTo(last.body, last.label)
    case 'try':
      return fallsThrough(last.body) || fallsThrough(last.handler)
    default:
      return true
  }
}

/** A list that ends in an error: seldom run. */
export function endsInError(list: readonly TStmt[]): boolean {
  return list.length > 0 && list[list.length - 1].k === 'unreachable'
}

/** One more than the largest label of a list. */
export function labelLimit(list: readonly TStmt[]): number {
  let limit = 0
  eachStatement(list, s => {
    if (s.k === 'loop' || s.k === 'block') limit = Math.max(limit, s.label + 1)
  })
  return limit
}
