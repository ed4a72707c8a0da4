/**
 * Structs, tuples, globals and boxed variables: making them, reading and writing their fields.
 */
import { BindingObject, BoxObject } from '../../runtime/layout/objects.ts'
import { Op } from '../../wasm/opcodes.ts'
import type { TOperand, TRhs } from '../infer/typed-ir.ts'
import { fieldTypes } from '../types/make.ts'
import type { DataType, JType } from '../types/type.ts'
import type { Emitter } from './emitter.ts'
import { throwBounds, throwError } from './exceptions.ts'
import { fieldLayout, storedType } from './layout.ts'
import { allocate, box, convert, field, loadField, newObject, storeInline } from './memory.ts'
import { operand, operandAs, popBool, storedOperand } from './operands.ts'
import { refRep } from './representation.ts'
import type { Rep } from './representation.ts'
import type { LeafSource, Value } from './value.ts'
import { knownI32, valueOf } from './value.ts'

type Rhs<K extends TRhs['k']> = Extract<TRhs, { k: K }>

export function emitNew(e: Emitter, rhs: Rhs<'new'>): Value {
  return newValue(e, rhs.type, rhs.args)
}

/** A struct or tuple of type `t` from its leading fields. */
export function newValue(e: Emitter, t: DataType, args: readonly TOperand[]): Value {
  const rep = e.rep(t)
  if (rep.k === 'ghost') return valueOf(rep, [])
  if (rep.k === 'flat') {
    return valueOf(
      rep,
      rep.fields.flatMap((f, i) => {
        const v = operandAs(e, args[i], f)
        e.protectValue(v)
        return v.leaves
      }),
    )
  }
  return valueOf(refRep(t), [
    newObject(
      e,
      t,
      args.map(a => operand(e, a)),
    ),
  ])
}

export function emitGetfield(e: Emitter, rhs: Rhs<'getfield'>): Value {
  const object = operand(e, rhs.object)
  if (object.rep.k === 'flat') return field(object, rhs.index)
  const t = object.rep.k === 'ref' ? (rhs.object.type as DataType) : (object.rep.type as DataType)
  if (t.kind !== 'data') throw new Error(`${e.instance?.name}: getfield of a value whose type is not one struct`)
  if (object.rep.k === 'ghost') throw new Error(`${e.instance?.name}: getfield of a value without fields`)
  const v = loadField(e, object.leaves[0], t, rhs.index)
  if (rhs.checked && v.rep.k === 'ref') checkDefined(e, v.leaves[0])
  return v
}

/** Throws UndefRefError for the address 0. */
export function checkDefined(e: Emitter, ref: LeafSource): void {
  e.push(ref)
  e.code.op(Op.i32_eqz)
  e.code.if()
  throwError(e, 'undefRef')
  e.code.end()
}

export function emitSetfield(e: Emitter, rhs: Rhs<'setfield'>): Value {
  const object = operand(e, rhs.object)
  const t = rhs.object.type as DataType
  const value = storedOperand(e, rhs.value)
  storeField(e, object.leaves[0], t, rhs.index, operandAs(e, rhs.value, fieldRep(e, t, rhs.index)))
  return value
}

/** How field `i` of an object of type `t` is held in memory: inline, or as a ref. */
export function fieldRep(e: Emitter, t: DataType, i: number): Rep {
  const stored = storedType(e.ctx.world, t)
  const declared = fieldTypes(e.ctx.world, stored)[i]
  return fieldLayout(e.ctx.world, stored).inline[i] ? e.rep(declared) : refRep(declared)
}

/** Stores a value, already as `fieldRep` says, in a field. */
export function storeField(e: Emitter, object: LeafSource, t: DataType, i: number, v: Value): void {
  const stored = storedType(e.ctx.world, t)
  const layout = fieldLayout(e.ctx.world, stored)
  storeInline(e, object, layout.offsets[i], v, layout.inline[i] ? fieldTypes(e.ctx.world, stored)[i] : null)
}

// ---- tuples at a run-time index ----

export function emitTupleindex(e: Emitter, rhs: Rhs<'tupleindex'>, type: JType): Value {
  const tuple = operand(e, rhs.tuple)
  const t = rhs.tuple.type as DataType
  const n = fieldTypes(e.ctx.world, t).length
  const index = operandAs(e, rhs.index, e.rep(e.ctx.world.types.int64))
  const at = zeroBased(e, index)
  if (!rhs.inbounds) {
    e.code.get(at)
    e.code.i64(n)
    e.code.op(Op.i64_ge_u)
    e.code.if()
    e.inColdPath(() => throwBounds(e, box(e, tuple), index))
    e.code.end()
  }
  return pickField(e, tuple, t, n, at, e.rep(type))
}

function zeroBased(e: Emitter, index: Value): number {
  e.push(index.leaves[0])
  e.code.i64(1)
  e.code.op(Op.i64_sub)
  return e.popLeaves(['i64'])[0]
}

/** A branch per element; the last also stands for indices out of range. */
function pickField(e: Emitter, tuple: Value, t: DataType, n: number, at: number, to: Rep): Value {
  const c = e.code
  const { value, locals } = e.fresh(to)
  const done = c.block()
  const arms = Array.from({ length: n }, () => c.block()).reverse()
  c.get(at)
  c.op(Op.i32_wrap_i64)
  c.brTable(arms.slice(0, -1), arms[n - 1])
  for (let i = 0; i < n; i++) {
    c.end()
    const element = tuple.rep.k === 'flat' ? field(tuple, i) : loadField(e, tuple.leaves[0], t, i)
    e.assign(locals, convert(e, element, to))
    c.br(done)
  }
  c.end()
  return value
}

// ---- globals ----

export function emitGetglobal(e: Emitter, rhs: Rhs<'getglobal'>, type: JType): Value {
  e.code.i32(rhs.binding)
  e.code.mem(Op.i32_load, BindingObject.value)
  const at = e.popLeaves(['ref'])[0]
  if (rhs.checked) undefinedIfZero(e, at, rhs.name, rhs.module)
  return valueOf(refRep(type), [at])
}

/** Throws UndefVarError if the i32 local is 0. */
export function undefinedIfZero(e: Emitter, local: number, name: string, module: number): void {
  e.code.get(local)
  e.code.op(Op.i32_eqz)
  e.code.if()
  throwError(e, 'undefVar', knownI32(e.ctx.addressOfSymbol(name)), knownI32(module))
  e.code.end()
}

export function emitSetglobal(e: Emitter, rhs: Rhs<'setglobal'>): Value {
  const v = operandAs(e, rhs.value, refRep(rhs.value.type))
  e.code.i32(rhs.binding)
  e.push(v.leaves[0])
  e.code.mem(Op.i32_store, BindingObject.value)
  return storedOperand(e, rhs.value)
}

export function emitIsdefinedglobal(e: Emitter, rhs: Rhs<'isdefinedglobal'>): Value {
  e.code.i32(rhs.binding)
  e.code.mem(Op.i32_load, BindingObject.value)
  return popNonzero(e)
}

function popNonzero(e: Emitter): Value {
  e.code.i32(0)
  e.code.op(Op.i32_ne)
  return popBool(e)
}

// ---- boxed variables ----

export function emitNewbox(e: Emitter): Value {
  const t = e.ctx.world.core.Box as DataType
  const at = allocate(e, e.ctx.addressOfType(t), BoxObject.bytes)
  e.code.get(at)
  e.code.i64(0)
  e.code.mem(Op.i64_store, BoxObject.value)
  return valueOf(refRep(t), [at])
}

function boxAddress(e: Emitter, o: TOperand): LeafSource {
  return operandAs(e, o, refRep(o.type)).leaves[0]
}

export function emitBoxget(e: Emitter, rhs: Rhs<'boxget'>, type: JType): Value {
  e.push(boxAddress(e, rhs.box))
  e.code.mem(Op.i32_load, BoxObject.value)
  const at = e.popLeaves(['ref'])[0]
  undefinedIfZero(e, at, rhs.name, 0)
  return valueOf(refRep(type), [at])
}

export function emitBoxset(e: Emitter, rhs: Rhs<'boxset'>): Value {
  const v = operandAs(e, rhs.value, refRep(rhs.value.type))
  e.push(boxAddress(e, rhs.box))
  e.push(v.leaves[0])
  e.code.mem(Op.i32_store, BoxObject.value)
  return storedOperand(e, rhs.value)
}

export function emitIsdefinedbox(e: Emitter, rhs: Rhs<'isdefinedbox'>): Value {
  e.push(boxAddress(e, rhs.box))
  e.code.mem(Op.i32_load, BoxObject.value)
  return popNonzero(e)
}
