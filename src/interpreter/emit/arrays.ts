/**
 * Arrays of known type: length, elements, making and growing.
 *
 * An element access reads the length before the data, so that on a torn read of an array that another thread grows the
 * index is still within the data. Elements lie in C layout if they are isbits, else as addresses, 0 = #undef.
 */
import { ArrayObject, arrayObjectBytes } from '../../runtime/layout/objects.ts'
import type { RuntimeImportName } from '../../runtime/layout/imports.ts'
import { Op } from '../../wasm/opcodes.ts'
import type { TOperand } from '../infer/typed-ir.ts'
import { integerOf } from '../types/constants.ts'
import type { DataType, JType } from '../types/type.ts'
import { ArgumentProblem } from './emitter.ts'
import type { Emitter } from './emitter.ts'
import { throwBounds } from './exceptions.ts'
import type { ElementLayout } from './layout.ts'
import { elementLayout } from './layout.ts'
import { allocate, loadInline, storeInline } from './memory.ts'
import { operandAs, popBool } from './operands.ts'
import { refRep } from './representation.ts'
import type { LeafSource, Value } from './value.ts'
import { valueOf } from './value.ts'
import { checkDefined } from './structs.ts'

/** An array operand: its address, and what its type says. */
interface ArrayOperand {
  readonly at: LeafSource
  readonly element: JType
  readonly layout: ElementLayout
  readonly dimensions: number
}

function arrayOperand(e: Emitter, o: TOperand): ArrayOperand {
  return describeArray(e, o.type, address(e, o))
}

function describeArray(e: Emitter, t: JType, at: LeafSource): ArrayOperand {
  if (t.kind !== 'data' || t.name.family !== 'array') throw new ArgumentProblem(0, 'Array')
  const element = t.params[0] as JType
  return { at, element, layout: elementLayout(e.ctx.world, element), dimensions: dimensionsOf(t) }
}

function dimensionsOf(t: DataType): number {
  const n = t.params[1]
  return n?.kind === 'bits' ? Number(integerOf(n)) : 1
}

export function address(e: Emitter, o: TOperand): LeafSource {
  return operandAs(e, o, refRep(o.type)).leaves[0]
}

export function int64Operand(e: Emitter, o: TOperand): LeafSource {
  return operandAs(e, o, e.rep(e.ctx.world.types.int64)).leaves[0]
}

export function popInt64(e: Emitter): Value {
  return e.pop(e.rep(e.ctx.world.types.int64))
}

export function nothingValue(e: Emitter): Value {
  return valueOf(e.rep(e.ctx.world.types.nothing), [])
}

type Emit = (e: Emitter, args: readonly TOperand[], inbounds: boolean, type: JType) => Value

/** Intrinsics on arrays by name. */
export const arrayIntrinsics: Record<string, Emit> = {
  arraylen: emitLength,
  arraysize: emitSize,
  arrayref: emitRef,
  arrayset: emitSet,
  array_isassigned: emitIsassigned,
  array_unset: emitUnset,
  arraynew: emitArraynew,
  array_reshape: emitReshape,
  array_grow_end: (e, args) => grow(e, 'array_grow_end', args),
  array_grow_begin: (e, args) => grow(e, 'array_grow_begin', args),
  array_grow_at: (e, args) => grow(e, 'array_grow_at', args),
  array_delete_at: (e, args) => grow(e, 'array_delete_at', args),
  array_sizehint: (e, args) => grow(e, 'array_sizehint', args),
  array_copyto: emitCopyto,
  array_data: emitData,
  array_hold: emitHold,
  arrayref_held: emitRefHeld,
  arrayset_held: emitSetHeld,
}

function pushLength(e: Emitter, at: LeafSource): void {
  e.push(at)
  e.code.mem(Op.i32_load, ArrayObject.length)
  e.code.op(Op.i64_extend_i32_u)
}

function emitLength(e: Emitter, args: readonly TOperand[]): Value {
  pushLength(e, address(e, args[0]))
  return popInt64(e)
}

function emitData(e: Emitter, args: readonly TOperand[]): Value {
  e.push(address(e, args[0]))
  e.code.mem(Op.i32_load, ArrayObject.data)
  e.code.op(Op.i64_extend_i32_u)
  return popInt64(e)
}

/** Dimensions beyond the array's own have size 1. */
function emitSize(e: Emitter, args: readonly TOperand[]): Value {
  const a = arrayOperand(e, args[0])
  const d = int64Operand(e, args[1])
  const c = e.code
  if (typeof d === 'object') {
    const n = Number(d.bits)
    if (n < 1 || n > a.dimensions) c.i64(1)
    else pushDimension(e, a, n)
    return popInt64(e)
  }
  pushBelow(e, d, a.dimensions)
  c.if(['i64'])
  if (a.dimensions < 2) pushDimension(e, a, 1)
  else {
    e.push(d)
    c.op(Op.i32_wrap_i64)
    c.i32(2)
    c.op(Op.i32_shl)
    e.push(a.at)
    c.op(Op.i32_add)
    c.mem(Op.i32_load, ArrayObject.dims - 4)
    c.op(Op.i64_extend_i32_u)
  }
  c.else()
  c.i64(1)
  c.end()
  return popInt64(e)
}

function pushBelow(e: Emitter, d: LeafSource, n: number): void {
  e.push(d)
  e.code.i64(1)
  e.code.op(Op.i64_sub)
  e.code.i64(n)
  e.code.op(Op.i64_lt_u)
}

function pushDimension(e: Emitter, a: ArrayOperand, n: number): void {
  if (a.dimensions < 2) return pushLength(e, a.at)
  e.push(a.at)
  e.code.mem(Op.i32_load, ArrayObject.dims + 4 * (n - 1))
  e.code.op(Op.i64_extend_i32_u)
}

// ---- elements ----

/** Leaves index - 1 in a local, after the bounds check. */
export function checkedIndex(e: Emitter, array: LeafSource, index: Value, inbounds: boolean): number {
  const c = e.code
  e.push(index.leaves[0])
  c.i64(1)
  c.op(Op.i64_sub)
  const zeroBased = e.popLeaves(['i64'])[0]
  if (inbounds) return zeroBased
  c.get(zeroBased)
  pushLength(e, array)
  c.op(Op.i64_ge_u)
  c.ifHinted(false)
  throwBounds(e, array, index)
  c.end()
  return zeroBased
}

function indexValue(e: Emitter, o: TOperand): Value {
  return operandAs(e, o, e.rep(e.ctx.world.types.int64))
}

/** Pushes the address of the element at a 0-based i64 local. */
export function pushElementAddress(e: Emitter, array: LeafSource, zeroBased: number, size: number): void {
  const c = e.code
  e.push(array)
  c.mem(Op.i32_load, ArrayObject.data)
  c.get(zeroBased)
  c.op(Op.i32_wrap_i64)
  pushScaled(e, size)
  c.op(Op.i32_add)
}

/** Multiplies the i32 on the stack by a constant. */
function pushScaled(e: Emitter, size: number): void {
  const shift = Math.log2(size)
  if (shift === 0) return
  e.code.i32(Number.isInteger(shift) ? shift : size)
  e.code.op(Number.isInteger(shift) ? Op.i32_shl : Op.i32_mul)
}

function emitRef(e: Emitter, args: readonly TOperand[], inbounds: boolean): Value {
  const a = arrayOperand(e, args[0])
  const at = checkedIndex(e, a.at, indexValue(e, args[1]), inbounds)
  if (a.layout.isPointer) {
    pushElementAddress(e, a.at, at, 4)
    e.code.mem(Op.i32_load)
    const v = e.pop(refRep(a.element))
    checkDefined(e, v.leaves[0])
    return v
  }
  const rep = e.rep(a.element)
  if (rep.leaves.length === 0) return valueOf(rep, [])
  pushElementAddress(e, a.at, at, a.layout.size)
  const base = e.popLeaves(['i32'])[0]
  return loadInline(e, base, 0, rep, a.at)
}

function emitSet(e: Emitter, args: readonly TOperand[], inbounds: boolean): Value {
  const a = arrayOperand(e, args[0])
  const v = operandAs(e, args[1], a.layout.isPointer ? refRep(a.element) : e.rep(a.element))
  const at = checkedIndex(e, a.at, indexValue(e, args[2]), inbounds)
  const array = valueOf(refRep(args[0].type), [a.at])
  if (v.leaves.length === 0 && !a.layout.isPointer) return array
  pushElementAddress(e, a.at, at, a.layout.isPointer ? 4 : a.layout.size)
  const base = e.popLeaves(['i32'])[0]
  storeInline(e, base, 0, v, a.layout.isPointer ? null : a.element)
  return array
}

// ---- held arrays: data and length read once before a loop (see infer/hold-arrays.ts) ----

/** The length is read before the data, as for every access; the owner keeps the data alive while it is held. */
function emitHold(e: Emitter, args: readonly TOperand[], _inbounds: boolean, type: JType): Value {
  const at = address(e, args[0])
  pushLength(e, at)
  const [length] = e.popLeaves(['i64'])
  e.push(at)
  e.code.mem(Op.i32_load, ArrayObject.data)
  e.push(at)
  e.code.mem(Op.i32_load, ArrayObject.owner)
  const [data, owner] = e.popLeaves(['i32', 'ref'])
  return valueOf(e.rep(type), [data, length, owner])
}

/** Pushes the address of element `index` of a held array, after the bounds check. */
function pushHeldElement(e: Emitter, hold: Value, array: LeafSource, index: Value, size: number, inbounds: boolean): void {
  const c = e.code
  const [data, length] = hold.leaves
  e.push(index.leaves[0])
  c.i64(1)
  c.op(Op.i64_sub)
  const [zeroBased] = e.popLeaves(['i64'])
  if (!inbounds) {
    c.get(zeroBased)
    e.push(length)
    c.op(Op.i64_ge_u)
    c.ifHinted(false)
    throwBounds(e, array, index)
    c.end()
  }
  e.push(data)
  c.get(zeroBased)
  c.op(Op.i32_wrap_i64)
  pushScaled(e, size)
  c.op(Op.i32_add)
}

/** arrayref_held(hold, array, index) */
function emitRefHeld(e: Emitter, args: readonly TOperand[], inbounds: boolean): Value {
  const hold = operandAs(e, args[0], e.rep(args[0].type))
  const a = arrayOperand(e, args[1])
  const rep = e.rep(a.element)
  const index = indexValue(e, args[2])
  if (a.layout.isPointer) {
    pushHeldElement(e, hold, a.at, index, 4, inbounds)
    e.code.mem(Op.i32_load)
    const v = e.pop(refRep(a.element))
    checkDefined(e, v.leaves[0])
    return v
  }
  if (rep.leaves.length === 0) return valueOf(rep, [])
  pushHeldElement(e, hold, a.at, index, a.layout.size, inbounds)
  return loadInline(e, e.popLeaves(['i32'])[0], 0, rep, a.at)
}

/** arrayset_held(hold, array, value, index) */
function emitSetHeld(e: Emitter, args: readonly TOperand[], inbounds: boolean): Value {
  const hold = operandAs(e, args[0], e.rep(args[0].type))
  const a = arrayOperand(e, args[1])
  const v = operandAs(e, args[2], a.layout.isPointer ? refRep(a.element) : e.rep(a.element))
  const array = valueOf(refRep(args[1].type), [a.at])
  if (v.leaves.length === 0 && !a.layout.isPointer) return array
  pushHeldElement(e, hold, a.at, indexValue(e, args[3]), a.layout.isPointer ? 4 : a.layout.size, inbounds)
  storeInline(e, e.popLeaves(['i32'])[0], 0, v, a.layout.isPointer ? null : a.element)
  return array
}

function emitIsassigned(e: Emitter, args: readonly TOperand[]): Value {
  const a = arrayOperand(e, args[0])
  const c = e.code
  e.push(int64Operand(e, args[1]))
  c.i64(1)
  c.op(Op.i64_sub)
  const at = e.popLeaves(['i64'])[0]
  c.get(at)
  pushLength(e, a.at)
  c.op(Op.i64_lt_u)
  if (a.layout.isPointer) {
    c.if(['i32'])
    pushElementAddress(e, a.at, at, 4)
    c.mem(Op.i32_load)
    c.i32(0)
    c.op(Op.i32_ne)
    c.else()
    c.i32(0)
    c.end()
  }
  return popBool(e)
}

function emitUnset(e: Emitter, args: readonly TOperand[]): Value {
  const a = arrayOperand(e, args[0])
  const index = indexValue(e, args[1])
  if (a.layout.isPointer) {
    const at = checkedIndex(e, a.at, index, true)
    e.code.get(at)
    pushLength(e, a.at)
    e.code.op(Op.i64_lt_u)
    e.code.if()
    pushElementAddress(e, a.at, at, 4)
    e.code.i32(0)
    e.code.mem(Op.i32_store)
    e.code.end()
  }
  return nothingValue(e)
}

/** (dest, first, src, first, n): one move, whatever overlaps. */
function emitCopyto(e: Emitter, args: readonly TOperand[]): Value {
  const a = arrayOperand(e, args[0])
  const from = address(e, args[2])
  const size = a.layout.isPointer ? 4 : a.layout.size
  if (size === 0) return nothingValue(e)
  const dest = checkedIndex(e, a.at, indexValue(e, args[1]), true)
  const src = checkedIndex(e, from, indexValue(e, args[3]), true)
  pushElementAddress(e, a.at, dest, size)
  pushElementAddress(e, from, src, size)
  e.push(int64Operand(e, args[4]))
  e.code.op(Op.i32_wrap_i64)
  pushScaled(e, size)
  e.code.op(Op.memory_copy)
  return nothingValue(e)
}

// ---- making and growing ----

/** A function of this module: the product of two counts, -1 for a negative one, 2^31-1 for what no array can have. */
function countHelper(e: Emitter): number {
  return e.helper('array count', () => {
    const { handle, code: c } = e.m.module.func('array count', ['i64', 'i64'], ['i64'])
    const product = c.local('i64')
    const answer = (test: () => void, n: number): void => {
      test()
      c.if()
      c.i64(n)
      c.return()
      c.end()
    }
    for (const p of [0, 1])
      answer(() => {
        c.get(p)
        c.i64(0)
        c.op(Op.i64_lt_s)
      }, -1)
    for (const p of [0, 1])
      answer(() => {
        c.get(p)
        c.i64(0x7fffffff)
        c.op(Op.i64_gt_s)
      }, 0x7fffffff)
    c.get(0)
    c.get(1)
    c.op(Op.i64_mul)
    c.set(product)
    answer(() => {
      c.get(product)
      c.i64(0x7fffffff)
      c.op(Op.i64_gt_s)
    }, 0x7fffffff)
    c.get(product)
    return handle
  })
}

/** Pushes the number of elements (an i32) for these sizes. */
function pushCount(e: Emitter, sizes: readonly LeafSource[]): void {
  const c = e.code
  if (sizes.length === 0) return c.i32(1)
  e.push(sizes[0])
  if (sizes.length === 1) c.i64(1)
  else e.push(sizes[1])
  c.call(countHelper(e))
  for (const s of sizes.slice(2)) {
    e.push(s)
    c.call(countHelper(e))
  }
  c.op(Op.i32_wrap_i64)
}

function storeDimensions(e: Emitter, at: number, sizes: readonly LeafSource[]): void {
  if (sizes.length < 2) return
  sizes.forEach((s, i) => {
    e.code.get(at)
    e.push(s)
    e.code.op(Op.i32_wrap_i64)
    e.code.mem(Op.i32_store, ArrayObject.dims + 4 * i)
  })
}

function arrayTypeConstant(o: TOperand): DataType {
  if (o.k !== 'const' || o.value.kind !== 'data') throw new ArgumentProblem(0, 'DataType')
  return o.value
}

function emitArraynew(e: Emitter, args: readonly TOperand[]): Value {
  const t = arrayTypeConstant(args[0])
  const sizes = args.slice(1).map(a => int64Operand(e, a))
  e.code.i32(e.ctx.addressOfType(t))
  e.code.i32(e.ctx.addressOfMemoryType(t.params[0] as JType))
  pushCount(e, sizes)
  e.rt('alloc_array')
  const at = e.popLeaves(['ref'])[0]
  storeDimensions(e, at, sizes)
  return valueOf(refRep(t), [at])
}

function emitReshape(e: Emitter, args: readonly TOperand[]): Value {
  const t = arrayTypeConstant(args[0])
  const source = address(e, args[1])
  const sizes = args.slice(2).map(a => int64Operand(e, a))
  e.protect(source)
  const at = allocate(e, e.ctx.addressOfType(t), arrayObjectBytes(sizes.length))
  const c = e.code
  for (const [to, from] of [
    [ArrayObject.length, ArrayObject.length],
    [ArrayObject.data, ArrayObject.data],
    [ArrayObject.owner, ArrayObject.owner],
    [ArrayObject.capacity, ArrayObject.length],
  ]) {
    c.get(at)
    e.push(source)
    c.mem(Op.i32_load, from)
    c.mem(Op.i32_store, to)
  }
  storeDimensions(e, at, sizes)
  return valueOf(refRep(t), [at])
}

/** (array, n) or (array, 1-based position, n): counts that no array can have are cut, which is OutOfMemoryError. */
function grow(e: Emitter, name: RuntimeImportName, args: readonly TOperand[]): Value {
  const c = e.code
  const array = address(e, args[0])
  e.protect(array)
  const numbers = args.slice(1).map(a => int64Operand(e, a))
  e.push(array)
  numbers.forEach((n, i) => {
    e.push(n)
    if (numbers.length === 2 && i === 0) {
      c.i64(1)
      c.op(Op.i64_sub)
    } else {
      c.i64(1)
      c.call(countHelper(e))
    }
    c.op(Op.i32_wrap_i64)
  })
  e.rt(name)
  return nothingValue(e)
}

/** The array operand of an atomic access, and its element's address in a local, after the bounds check. */
export function elementAddress(
  e: Emitter,
  array: TOperand,
  index: TOperand,
  inbounds: boolean,
): { at: number; element: JType; owner: LeafSource; isPointer: boolean } {
  const a = arrayOperand(e, array)
  const zeroBased = checkedIndex(e, a.at, operandAs(e, index, e.rep(e.ctx.world.types.int64)), inbounds)
  pushElementAddress(e, a.at, zeroBased, a.layout.isPointer ? 4 : a.layout.size || 1)
  return { at: e.popLeaves(['i32'])[0], element: a.element, owner: a.at, isPointer: a.layout.isPointer }
}
