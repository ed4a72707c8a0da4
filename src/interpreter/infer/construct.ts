/**
 * Building blocks that calls, builtins and the other forms share: constants, requests, new objects, checked types,
 * variables that only the emitted body has.
 */
import type { Operand } from '../lower/ir.ts'
import { structValue } from '../types/constants.ts'
import { fieldTypes, tupleType, typeofType } from '../types/make.ts'
import { isSubtype } from '../types/subtype.ts'
import type { DataType, JType } from '../types/type.ts'
import { AskOp } from '../../runtime/layout/requests.ts'
import type { Frame, Out, State } from './context.ts'
import { isBottom, isTypeConstant, joinLattice, type Lattice, ofConstant, ofType } from './lattice.ts'
import { constantOperand, emitLet, operandOf, type Typed } from './operands.ts'
import type { Constant, TOperand, TRhs } from './typed-ir.ts'

export interface Call {
  /** Function first. */
  readonly args: Typed[]
  /** Where each came from, for what a test says about it. */
  readonly sources: (Operand | null)[]
  readonly state: State
  /** The lowered ssa number the result gets, or -1. */
  readonly ssa: number
  readonly at: number
}

/** A known value. */
export function constant(frame: Frame, c: NonNullable<Lattice['c']>, out: Out): Typed {
  return { value: ofConstant(frame.context.world.types, c), operand: out ? constantOperand(frame, c) : undefined }
}

/** A request to the compiler, with a result of this type. */
export function ask(frame: Frame, op: number, payload: number, args: Typed[], type: JType, out: Out, at: number): Typed {
  frame.effects = true
  const value = ofType(frame.context.world.types, type)
  if (!out) return { value, operand: undefined }
  const rhs: TRhs = { k: 'ask', op, payload, args: args.map(a => a.operand as TOperand) }
  const operand = emitLet(frame, out, rhs, type, at)
  return { value, operand: operand && operandOf(value, operand) }
}

/** `new T(args…)`; also tuples and closures. Arguments already have the field types, or are checked here. */
export function inferNew(frame: Frame, type: Typed, args: Typed[], out: Out, at: number): Typed {
  const { types } = frame.context.world
  const bad = [type, ...args].find(a => isBottom(a.value))
  if (bad) return bad
  const t = type.value.c
  if (!t || !isTypeConstant(t) || t.kind !== 'data' || !t.isConcrete) {
    const known = t && isTypeConstant(t) ? t : types.types.any
    return ask(frame, AskOp.newdynamic, 0, [type, ...args], known, out, at)
  }
  return newConcrete(frame, t, args, out, at)
}

/** `new T(xs...)`: the fields come as one tuple. */
export function inferSplatNew(frame: Frame, type: Typed, tuple: Typed, out: Out, at: number): Typed {
  const { types } = frame.context.world
  const { t } = tuple.value
  if (t.kind === 'data' && t.isConcrete && t.name.family === 'tuple') {
    const args = t.params.map((p, i): Typed => {
      const c = tuple.value.c
      const value = tuple.value.f?.[i] ?? (c?.kind === 'struct' ? ofConstant(types, c.fields[i]) : ofType(types, p as JType))
      if (value.c) return { value, operand: out ? constantOperand(frame, value.c) : undefined }
      const operand =
        out && tuple.operand
          ? emitLet(frame, out, { k: 'getfield', object: tuple.operand, index: i, checked: false }, value.t, at)
          : undefined
      return { value, operand: operand && operandOf(value, operand) }
    })
    return inferNew(frame, type, args, out, at)
  }
  return ask(frame, AskOp.newdynamic_splat, 0, [type, tuple], types.types.any, out, at)
}

/** A new instance of concrete type `t`. */
export function newConcrete(frame: Frame, t: DataType, args: Typed[], out: Out, at: number): Typed {
  const { types } = frame.context.world
  const fields = fieldTypes(types, t)
  if (args.length > fields.length) {
    return ask(frame, AskOp.newdynamic, 0, [constant(frame, t, out), ...args], types.types.bottom, out, at)
  }
  const checked = args.map((a, i) => assertType(frame, a, fields[i], 'new', out, at))
  const bad = checked.find(a => isBottom(a.value))
  if (bad) return bad
  if (t.name.isMutable) frame.effects = true
  let value = ofType(types, t)
  const more = (a: Typed, i: number): boolean => a.value.f !== null || a.value.c !== null || a.value.t !== fields[i]
  if (!t.name.isMutable && value.c === null && checked.length === fields.length && checked.some(more)) {
    value = { t, c: null, f: checked.map(a => a.value) }
  }
  if (!out) return { value, operand: undefined }
  if (value.c) return { value, operand: constantOperand(frame, value.c) }
  const operand = emitLet(frame, out, { k: 'new', type: t, args: checked.map(a => a.operand as TOperand) }, t, at)
  return { value, operand }
}

/** The value as one of type `t`: itself, or checked when the code runs. */
export function assertType(frame: Frame, a: Typed, t: JType, context: string, out: Out, at: number): Typed {
  const { types } = frame.context.world
  if (isBottom(a.value) || isSubtype(types, a.value.t, t)) return a
  frame.effects = true
  const value = narrowTo(frame, a.value, t)
  if (!out || !a.operand) return { value, operand: undefined }
  const operand = emitLet(frame, out, { k: 'typeassert', value: a.operand, test: t, context }, value.t, at)
  return { value, operand: operand && operandOf(value, operand) }
}

/** What is known after a value proved to be of type `t`. */
export function narrowTo(frame: Frame, value: Lattice, t: JType): Lattice {
  const { types } = frame.context.world
  if (isSubtype(types, value.t, t)) return value
  if (value.t.kind === 'union') {
    const kept = value.t.members.filter(m => isSubtype(types, m, t))
    const open = value.t.members.some(m => !kept.includes(m) && !frame.context.disjoint(m, t))
    if (!open) return ofType(types, frame.context.union(kept))
  }
  if (frame.context.disjoint(value.t, t)) return ofType(types, types.types.bottom)
  return ofType(types, frame.context.intersect(value.t, t))
}

/** A tuple of these values. */
export function tupleLattice(frame: Frame, parts: Lattice[]): Lattice {
  const { types } = frame.context.world
  const t = tupleType(
    types,
    parts.map(p => valueType(frame, p)),
  )
  const base = ofType(types, t)
  const constants = parts.map(p => p.c)
  if (parts.length > 0 && constants.every(c => c !== null && c.kind !== 'heapconst' && c.kind !== 'typevar')) {
    return ofConstant(types, structValue(types, t, constants as Constant[]))
  }
  return base.c === null && parts.some(p => p.c !== null || p.f !== null) ? { t, c: null, f: parts } : base
}

/** The type that a value has as a field: `DataType` for a known type. */
export function valueType(frame: Frame, p: Lattice): JType {
  return p.c && isTypeConstant(p.c) ? typeofType(frame.context.world.types, p.c) : p.t
}

/** A call whose method is chosen when it runs. */
export function dynamicCall(frame: Frame, call: Call, value: Lattice, out: Out): Typed {
  frame.effects = true
  if (!out) return { value, operand: undefined }
  const args = call.args.map(a => a.operand as TOperand)
  // A constant result still needs the call, for its effects.
  const operand = emitLet(frame, out, { k: 'dyncall', args }, value.t, call.at)
  return { value, operand: operand && operandOf(value, operand) }
}

/** Nothing is known. */
export function anyLattice(frame: Frame): Lattice {
  return ofType(frame.context.world.types, frame.context.world.types.types.any)
}

/** A variable of the emitted body that the source does not have. */
export function newSlot(frame: Frame, name: string): number {
  frame.slotNames.push(name)
  frame.maybeUndefined.push(false)
  return frame.slotTypes.push(frame.context.world.types.types.bottom) - 1
}

/** A slot's storage must hold everything assigned to it. */
export function widenSlot(frame: Frame, slot: number, value: Lattice): void {
  const types = frame.context.world.types
  frame.slotTypes[slot] = joinLattice(types, ofType(types, frame.slotTypes[slot]), value).t
}
