/**
 * Right-hand sides: the value of each lowered form, and its typed form. Calls are in `calls.ts`.
 */
import type { Rhs } from '../lower/ir.ts'
import { instanceOf, typeOfType } from '../types/make.ts'
import { boolValue } from '../types/constants.ts'
import type { DataType, JType, TypeParam } from '../types/type.ts'
import { AskOp } from '../../runtime/layout/requests.ts'
import { inferCall, inferSplatCall } from './calls.ts'
import { ask, assertType, constant, inferNew, inferSplatNew, newConcrete } from './construct.ts'
import type { Frame, Out, State } from './context.ts'
import { isBottom, isTypeConstant, type Lattice, ofType } from './lattice.ts'
import { emitLet, operandOf, type Typed, typedOperand } from './operands.ts'
import type { TRhs } from './typed-ir.ts'

/** A value with its typed operand, from a right-hand side; `ssa` is the lowered number it defines. */
export function inferRhs(frame: Frame, rhs: Rhs, state: State, out: Out, at: number, ssa: number): Typed {
  const { context } = frame
  const { types } = context.world
  const any = types.types.any
  switch (rhs.k) {
    case 'move':
      return inferMove(frame, rhs, state, out, at, ssa)
    case 'call':
      return inferCall(frame, rhs.fn, rhs.args, state, out, at, ssa)
    case 'splatcall':
      return inferSplatCall(frame, rhs.fn, rhs.args, rhs.splat, state, out, at)
    case 'new': {
      const type = typedOperand(frame, rhs.type, state, out, at)
      const args = rhs.args.map(a => typedOperand(frame, a, state, out, at))
      return inferNew(frame, type, args, out, at)
    }
    case 'splatnew': {
      const type = typedOperand(frame, rhs.type, state, out, at)
      return inferSplatNew(frame, type, typedOperand(frame, rhs.args, state, out, at), out, at)
    }
    case 'isdefined':
      return inferIsDefined(frame, rhs, state, out, at)
    case 'closure':
      return inferClosure(frame, rhs, state, out, at)
    case 'newbox': {
      const box = types.core.Box as DataType
      return { value: ofType(types, box), operand: emitLet(frame, out, { k: 'newbox' }, box, at) }
    }
    case 'boxget': {
      const box = typedOperand(frame, rhs.box, state, out, at)
      frame.effects = true
      const operand = out && box.operand ? emitLet(frame, out, { k: 'boxget', box: box.operand, name: rhs.name }, any, at) : undefined
      return { value: ofType(types, any), operand }
    }
    case 'boxset': {
      const box = typedOperand(frame, rhs.box, state, out, at)
      const value = typedOperand(frame, rhs.value, state, out, at)
      frame.effects = true
      if (isBottom(value.value)) return value
      if (out && box.operand && value.operand) {
        emitLet(frame, out, { k: 'boxset', box: box.operand, value: value.operand }, types.types.nothing, at)
      }
      return value
    }
    case 'setglobal':
      return inferSetGlobal(frame, rhs, state, out, at)
    case 'typevar': {
      const bounds = [rhs.lower, rhs.upper].map(o => typedOperand(frame, o, state, out, at))
      return ask(frame, AskOp.typevar, context.payload(rhs.name), bounds, types.types.typeVarKind, out, at)
    }
    case 'rethrow': {
      const e = typedOperand(frame, rhs.exception, state, out, at)
      frame.effects = true
      if (out && e.operand) emitLet(frame, out, { k: 'rethrow', value: e.operand }, types.types.bottom, at)
      return { value: ofType(types, types.types.bottom), operand: undefined }
    }
    case 'boundscheck': {
      if (frame.inbounds) return constant(frame, boolValue(types, false), out)
      const operand = emitLet(
        frame,
        out,
        {
          k: 'intrinsic',
          name: 'boundscheck',
          args: [],
          inbounds: false,
          eligible: true,
        },
        types.types.bool,
        at,
      )
      return { value: ofType(types, types.types.bool), operand }
    }
    case 'toplevel': {
      const args = rhs.args.map(a => typedOperand(frame, a, state, out, at))
      const bad = args.find(a => isBottom(a.value))
      if (bad) return bad
      return ask(frame, AskOp.toplevel, context.payload(rhs.op), args, any, out, at)
    }
  }
}

type Of<K extends Rhs['k']> = Extract<Rhs, { k: K }>

function inferMove(frame: Frame, rhs: Of<'move'>, state: State, out: Out, at: number, ssa: number): Typed {
  const r = typedOperand(frame, rhs.value, state, out, at)
  const from = rhs.value.k === 'slot' ? -1 - rhs.value.slot : rhs.value.k === 'ssa' ? rhs.value.id : null
  const c = from === null ? undefined : state.conditions.get(from)
  if (c) state.conditions.set(ssa, c)
  // A slot may change before the copy is used.
  if (!out || !r.operand || r.operand.k !== 'slot') return r
  const operand = emitLet(frame, out, { k: 'move', value: r.operand }, r.value.t, at)
  return { value: r.value, operand: operand && operandOf(r.value, operand) }
}

function inferIsDefined(frame: Frame, rhs: Of<'isdefined'>, state: State, out: Out, at: number): Typed {
  const { context } = frame
  const { types } = context.world
  const bool = types.types.bool
  const what = rhs.what
  const unknown = (r: TRhs): Typed => ({ value: ofType(types, bool), operand: emitLet(frame, out, r, bool, at) })
  if (rhs.boxed) {
    const box = typedOperand(frame, what, state, out, at)
    return box.operand ? unknown({ k: 'isdefinedbox', box: box.operand }) : { value: ofType(types, bool), operand: undefined }
  }
  if (what.k === 'slot') {
    const s = state.slots[what.slot]
    if (!s?.maybeUndefined) return constant(frame, boolValue(types, s !== null), out)
    frame.maybeUndefined[what.slot] = true
    return unknown({ k: 'isdefinedslot', slot: what.slot })
  }
  if (what.k === 'global') {
    const r = context.resolveGlobal(what.module, what.name)
    if (r.kind === 'const') return constant(frame, boolValue(types, true), out)
    if (r.kind === 'cell') return unknown({ k: 'isdefinedglobal', binding: context.cellAddress(r.binding) })
    return ask(frame, AskOp.isdefined_global, context.payload({ module: what.module, name: what.name }), [], bool, out, at)
  }
  return constant(frame, boolValue(types, true), out)
}

function inferClosure(frame: Frame, rhs: Of<'closure'>, state: State, out: Out, at: number): Typed {
  const { world } = frame.context
  const name = world.closures.get(rhs.closure.key)
  if (!name) throw new Error(`closure type ${rhs.closure.name} is used before it is declared`)
  const captures = rhs.captures.map(c => typedOperand(frame, c, state, out, at))
  const bad = captures.find(c => isBottom(c.value))
  if (bad) return bad
  const params: TypeParam[] = []
  rhs.closure.captures.forEach((c, i) => {
    if (!c.boxed) params.push(captureType(frame, captures[i].value))
  })
  return newConcrete(frame, instanceOf(world.types, name, params), captures, out, at)
}

/** The field type of a captured value: `Type{T}` for a known type. */
function captureType(frame: Frame, value: Lattice): JType {
  const { types } = frame.context.world
  return value.c && isTypeConstant(value.c) ? typeOfType(types, value.c) : value.t
}

function inferSetGlobal(frame: Frame, rhs: Of<'setglobal'>, state: State, out: Out, at: number): Typed {
  const { context } = frame
  const { types } = context.world
  let value = typedOperand(frame, rhs.value, state, out, at)
  if (isBottom(value.value)) return value
  frame.effects = true
  const target = context.assignGlobal(rhs.module, rhs.name)
  // Constants, names taken from elsewhere and redefinitions are decided when the assignment runs.
  if (typeof target === 'string' || target.isConst || frame.declares) {
    const payload = context.payload({ module: rhs.module, name: rhs.name })
    ask(frame, AskOp.setglobal_by_name, payload, [value], types.types.any, out, at)
    return value
  }
  if (target.declaredType) value = assertType(frame, value, target.declaredType, 'setglobal!', out, at)
  if (out && value.operand) {
    emitLet(
      frame,
      out,
      {
        k: 'setglobal',
        binding: context.cellAddress(target),
        value: value.operand,
      },
      types.types.nothing,
      at,
    )
  }
  return value
}
