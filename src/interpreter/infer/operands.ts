/**
 * Operands: what they are known to be, and their typed form. Reading a variable that may be undefined, a global cell or a
 * captured field needs a statement of its own, which is emitted before the statement that uses it.
 */
import { unsafeIntrinsics } from '../intrinsics.ts'
import type { Operand } from '../lower/ir.ts'
import { fieldTypes } from '../types/make.ts'
import type { DataType, JType } from '../types/type.ts'
import { AskOp } from '../../runtime/layout/requests.ts'
import type { Frame, Out, State } from './context.ts'
import { type Lattice, ofConstant, ofType } from './lattice.ts'
import type { Constant, TOperand, TRhs } from './typed-ir.ts'

export interface Typed {
  readonly value: Lattice
  /** Present in the emitting walk. */
  readonly operand: TOperand | undefined
}

/** A constant's operand. */
export function constantOperand(frame: Frame, c: Constant): TOperand {
  const value = ofConstant(frame.context.world.types, c)
  return { k: 'const', value: c, type: value.t }
}

/** The operand of a value: the constant if it is one. */
export function operandOf(value: Lattice, storage: TOperand): TOperand {
  return value.c !== null ? { k: 'const', value: value.c, type: value.t } : { ...storage, type: value.t }
}

/** Emits `let id = rhs` of this type; the operand that names it. */
export function emitLet(frame: Frame, out: Out, rhs: TRhs, type: JType, at: number): TOperand | undefined {
  if (!out) return undefined
  const id = frame.ssaTypes.push(type) - 1
  out.push({ k: 'let', id, rhs, at })
  return { k: 'ssa', id, type }
}

function bottom(frame: Frame): Lattice {
  return { t: frame.context.world.types.types.bottom, c: null, f: null }
}

/** What is known of an operand. */
export function operandLattice(frame: Frame, op: Operand, state: State): Lattice {
  return typedOperand(frame, op, state, null, 0).value
}

/** What is known of an operand, and in the emitting walk its typed form. */
export function typedOperand(frame: Frame, op: Operand, state: State, out: Out, at: number): Typed {
  const { context } = frame
  const { types } = context.world
  switch (op.k) {
    case 'ssa': {
      const value = state.ssa.get(op.id) ?? frame.ssa[op.id]
      if (!value) throw new Error(`ssa ${op.id} is read before it is defined in ${frame.template.name}`)
      const storage = frame.operands[op.id]
      return { value, operand: out && storage ? operandOf(value, storage) : undefined }
    }
    case 'slot':
      return slotOperand(frame, op.slot, state, out, at)
    case 'literal': {
      const c = context.literal(op.ast)
      const value = ofConstant(types, c)
      return { value, operand: out ? constantOperand(frame, c) : undefined }
    }
    case 'global':
      return globalOperand(frame, op.module, op.name, out, at)
    case 'sparam': {
      const c = frame.instance.sparams[op.index]
      if (c === undefined || c?.kind === 'typevar') {
        // Inferred for abstract argument types: the result type is wanted, the code never runs.
        frame.compilable = false
        return { value: ofType(types, types.types.any), operand: out ? constantOperand(frame, types.types.any) : undefined }
      }
      if (c === null) {
        frame.effects = true
        const payload = context.payload(frame.template.sparams[op.index])
        emitLet(frame, out, { k: 'ask', op: AskOp.throw_undefined_sparam, payload, args: [] }, types.types.bottom, at)
        return { value: bottom(frame), operand: undefined }
      }
      return { value: ofConstant(types, c), operand: out ? constantOperand(frame, c) : undefined }
    }
    case 'captured': {
      const self = frame.args[0]
      const fields = fieldTypes(types, self.t as DataType)
      const value = self.f?.[op.index] ?? ofType(types, fields[op.index])
      if (!out || value.c) return { value, operand: value.c ? constantOperand(frame, value.c) : undefined }
      const object: TOperand = { k: 'slot', slot: 0, type: self.t }
      return { value, operand: emitLet(frame, out, { k: 'getfield', object, index: op.index, checked: false }, value.t, at) }
    }
  }
}

function slotOperand(frame: Frame, slot: number, state: State, out: Out, at: number): Typed {
  const s = state.slots[slot]
  const name = frame.template.slots[slot].name
  if (!s) {
    frame.effects = true
    frame.maybeUndefined[slot] = true
    emitLet(frame, out, { k: 'readslot', slot, name }, frame.context.world.types.types.bottom, at)
    return { value: bottom(frame), operand: undefined }
  }
  if (s.maybeUndefined) {
    frame.effects = true
    frame.maybeUndefined[slot] = true
    state.slots[slot] = { value: s.value, maybeUndefined: false }
    const operand = emitLet(frame, out, { k: 'readslot', slot, name }, s.value.t, at)
    return { value: s.value, operand: operand && operandOf(s.value, operand) }
  }
  return { value: s.value, operand: out ? operandOf(s.value, { k: 'slot', slot, type: s.value.t }) : undefined }
}

/** A global by name. */
export function globalOperand(frame: Frame, module: string, name: string, out: Out, at: number): Typed {
  const { context } = frame
  const { types } = context.world
  if (out) context.noteUse(module, name)
  let r = context.resolveGlobal(module, name)
  if (r.kind === 'const' && !frame.trusted && isUnsafe(frame, r.value)) r = { kind: 'unresolved' }
  if (r.kind === 'const' && r.mayChange) frame.edges.add(`g${module}.${name}`)
  if (r.kind === 'const') return { value: ofConstant(types, r.value), operand: out ? constantOperand(frame, r.value) : undefined }
  frame.effects = true
  if (r.kind === 'cell') {
    const value = ofType(types, r.binding.declaredType ?? types.types.any)
    const address = context.moduleConstant(module)
    const operand = emitLet(
      frame,
      out,
      {
        k: 'getglobal',
        binding: context.cellAddress(r.binding),
        checked: true,
        name,
        module: address.kind === 'heapconst' ? address.address : 0,
      },
      value.t,
      at,
    )
    return { value, operand: operand && operandOf(value, operand) }
  }
  const operand = emitLet(
    frame,
    out,
    {
      k: 'ask',
      op: AskOp.global_by_name,
      payload: context.payload({ module, name }),
      args: [],
    },
    types.types.any,
    at,
  )
  return { value: ofType(types, types.types.any), operand }
}

/** An intrinsic that only Base may use. */
function isUnsafe(frame: Frame, c: Constant): boolean {
  const name = c.kind === 'struct' ? frame.context.world.intrinsicNames.get(c.type.name.id) : undefined
  return name !== undefined && unsafeIntrinsics.has(name)
}
