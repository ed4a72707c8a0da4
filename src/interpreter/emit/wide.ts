/**
 * 128-bit integers: two i64 leaves, low half first. Multiplication, shifts, division and conversions are helper
 * functions of the module, written once where needed.
 */
import { Op } from '../../wasm/opcodes.ts'
import type { TOperand } from '../infer/typed-ir.ts'
import type { Emitter } from './emitter.ts'
import { throwError } from './exceptions.ts'
import { mulHighHelper } from './integers.ts'
import { convert } from './memory.ts'
import { operand, popBool } from './operands.ts'
import type { Rep, WideRep } from './representation.ts'
import type { Value } from './value.ts'
import { valueOf } from './value.ts'
import { divideHelper, mulOverflowHelper, shiftHelper, signedDivideHelper } from './wide-helpers.ts'

const divisions: Record<string, { signed: boolean; rem: boolean }> = {
  sdiv_int: { signed: true, rem: false },
  udiv_int: { signed: false, rem: false },
  srem_int: { signed: true, rem: true },
  urem_int: { signed: false, rem: true },
}

function wideOperand(e: Emitter, o: TOperand): Value {
  return convert(e, operand(e, o), e.rep(o.type))
}

/** An integer intrinsic whose first argument has 128 bits; null if `name` is none. */
export function emitWide(e: Emitter, name: string, args: readonly TOperand[], type: Rep): Value | null {
  const x = wideOperand(e, args[0])
  const rep = x.rep as WideRep
  if (name.endsWith('_int') && /^(shl|lshr|ashr)/.test(name)) return emitShift(e, name, x, operand(e, args[1]))
  const y = args.length > 1 ? wideOperand(e, args[1]) : x
  if (name in divisions) return emitDivide(e, divisions[name], x, y)
  if (name.startsWith('checked_') && name.slice(8) in divisions) return emitCheckedDivide(e, name.slice(8), x, y)
  switch (name) {
    case 'add_int':
      return addOrSub(e, x, y, Op.i64_add, rep)
    case 'sub_int':
      return addOrSub(e, x, y, Op.i64_sub, rep)
    case 'neg_int':
      return addOrSub(e, zeroOf(rep), x, Op.i64_sub, rep)
    case 'mul_int':
      return multiply(e, x, y, rep)
    case 'and_int':
      return halves(e, x, y, Op.i64_and)
    case 'or_int':
      return halves(e, x, y, Op.i64_or)
    case 'xor_int':
      return halves(e, x, y, Op.i64_xor)
    case 'not_int':
      return halves(e, x, valueOf(rep, [minusOne, minusOne]), Op.i64_xor)
    case 'eq_int':
    case 'ne_int':
      return emitEqual(e, x, y, name === 'eq_int')
    case 'slt_int':
      pushLess(e, x, y, true)
      return popBool(e)
    case 'ult_int':
      pushLess(e, x, y, false)
      return popBool(e)
    case 'sle_int':
      pushLess(e, y, x, true)
      e.code.op(Op.i32_eqz)
      return popBool(e)
    case 'ule_int':
      pushLess(e, y, x, false)
      e.code.op(Op.i32_eqz)
      return popBool(e)
    case 'flipsign_int':
      return emitFlipsign(e, x, y)
    case 'bswap_int':
      return emitBswap(e, x)
    case 'ctpop_int':
    case 'ctlz_int':
    case 'cttz_int':
      return emitCount(e, name, x)
    case 'checked_sadd_int':
    case 'checked_uadd_int':
    case 'checked_ssub_int':
    case 'checked_usub_int':
      return emitCheckedAdd(e, name, x, y, type)
    case 'checked_smul_int':
    case 'checked_umul_int':
      return emitCheckedMul(e, name[8] === 's', x, y, type)
    default:
      return null
  }
}

const minusOne = { type: 'i64', bits: -1n } as const
const zero64 = { type: 'i64', bits: 0n } as const

function zeroOf(rep: WideRep): Value {
  return valueOf(rep, [zero64, zero64])
}

function halves(e: Emitter, x: Value, y: Value, op: number): Value {
  for (let i = 0; i < 2; i++) {
    e.push(x.leaves[i])
    e.push(y.leaves[i])
    e.code.op(op)
  }
  return e.pop(x.rep)
}

/** low, then high with the carry (sum below x) or borrow (x below y). */
function addOrSub(e: Emitter, x: Value, y: Value, op: number, rep: Rep): Value {
  const c = e.code
  e.push(x.leaves[0])
  e.push(y.leaves[0])
  c.op(op)
  const low = e.popLeaves(['i64'])[0]
  e.push(x.leaves[1])
  e.push(y.leaves[1])
  c.op(op)
  if (op === Op.i64_add) c.get(low)
  else e.push(x.leaves[0])
  e.push(op === Op.i64_add ? x.leaves[0] : y.leaves[0])
  c.op(Op.i64_lt_u)
  c.op(Op.i64_extend_i32_u)
  c.op(op)
  return valueOf(rep, [low, e.popLeaves(['i64'])[0]])
}

function multiply(e: Emitter, x: Value, y: Value, rep: Rep): Value {
  const c = e.code
  const push = (v: Value, i: number): void => e.push(v.leaves[i])
  push(x, 0)
  push(y, 0)
  c.op(Op.i64_mul)
  push(x, 0)
  push(y, 0)
  c.call(mulHighHelper(e, false))
  push(x, 0)
  push(y, 1)
  c.op(Op.i64_mul)
  c.op(Op.i64_add)
  push(x, 1)
  push(y, 0)
  c.op(Op.i64_mul)
  c.op(Op.i64_add)
  return e.pop(rep)
}

function emitEqual(e: Emitter, x: Value, y: Value, equal: boolean): Value {
  const c = e.code
  for (let i = 0; i < 2; i++) {
    e.push(x.leaves[i])
    e.push(y.leaves[i])
    c.op(Op.i64_xor)
  }
  c.op(Op.i64_or)
  c.op(Op.i64_eqz)
  if (!equal) c.op(Op.i32_eqz)
  return popBool(e)
}

/** Pushes x < y. */
function pushLess(e: Emitter, x: Value, y: Value, signed: boolean): void {
  const c = e.code
  const both = (i: number, op: number): void => {
    e.push(x.leaves[i])
    e.push(y.leaves[i])
    c.op(op)
  }
  both(0, Op.i64_lt_u)
  both(1, signed ? Op.i64_lt_s : Op.i64_lt_u)
  both(1, Op.i64_eq)
  c.op(Op.select)
}

function pushSign(e: Emitter, x: Value): void {
  e.push(x.leaves[1])
  e.code.i64(63)
  e.code.op(Op.i64_shr_s)
}

function emitFlipsign(e: Emitter, x: Value, y: Value): Value {
  pushSign(e, y)
  const s = e.popLeaves(['i64'])[0]
  const sign = valueOf(x.rep, [s, s])
  return addOrSub(e, halves(e, x, sign, Op.i64_xor), sign, Op.i64_sub, x.rep)
}

function emitBswap(e: Emitter, x: Value): Value {
  const helper = e.helper('bswap64', () => {
    const { handle, code: c } = e.m.module.func('bswap64', ['i64'], ['i64'])
    for (const [shift, mask] of [
      [8, 0x00ff00ff00ff00ffn],
      [16, 0x0000ffff0000ffffn],
      [32, 0xffffffffn],
    ] as const) {
      c.get(0)
      c.i64(mask)
      c.op(Op.i64_and)
      c.i64(shift)
      c.op(Op.i64_shl)
      c.get(0)
      c.i64(shift)
      c.op(Op.i64_shr_u)
      c.i64(mask)
      c.op(Op.i64_and)
      c.op(Op.i64_or)
      c.set(0)
    }
    c.get(0)
    return handle
  })
  for (const i of [1, 0]) {
    e.push(x.leaves[i])
    e.code.call(helper)
  }
  return e.pop(x.rep)
}

function emitCount(e: Emitter, name: string, x: Value): Value {
  const c = e.code
  const [near, far] = name === 'cttz_int' ? [0, 1] : [1, 0]
  if (name === 'ctpop_int') {
    for (const i of [0, 1]) {
      e.push(x.leaves[i])
      c.op(Op.i64_popcnt)
    }
    c.op(Op.i64_add)
  } else {
    const op = name === 'cttz_int' ? Op.i64_ctz : Op.i64_clz
    e.push(x.leaves[far])
    c.op(op)
    c.i64(64)
    c.op(Op.i64_add)
    e.push(x.leaves[near])
    c.op(op)
    e.push(x.leaves[near])
    c.op(Op.i64_eqz)
    c.op(Op.select)
  }
  return valueOf(x.rep, [e.popLeaves(['i64'])[0], zero64])
}

// ---- shifts ----

/** Counts are first cut to 128. */
function emitShift(e: Emitter, name: string, x: Value, count: Value): Value {
  const c = e.code
  e.pushValue(x)
  pushCount(e, count)
  c.call(shiftHelper(e, name))
  return e.pop(x.rep)
}

function pushCount(e: Emitter, count: Value): void {
  const c = e.code
  const [low, high] = count.leaves
  e.push(low)
  if (count.rep.k === 'scalar' && count.rep.wasm === 'i32') {
    if (count.rep.signed && count.rep.bits < 32) {
      c.i32(2 ** count.rep.bits - 1)
      c.op(Op.i32_and)
    }
    c.op(Op.i64_extend_i32_u)
  }
  const n = e.popLeaves(['i64'])[0]
  c.get(n)
  c.i64(128)
  c.get(n)
  c.i64(128)
  c.op(Op.i64_lt_u)
  if (count.rep.k === 'wide') {
    e.push(high)
    c.op(Op.i64_eqz)
    c.op(Op.i32_and)
  }
  c.op(Op.select)
}

// ---- division ----

function emitDivide(e: Emitter, { signed, rem }: { signed: boolean; rem: boolean }, x: Value, y: Value): Value {
  e.pushValue(x)
  e.pushValue(y)
  e.code.call(signed ? signedDivideHelper(e, rem) : divideHelper(e, rem))
  return e.pop(x.rep)
}

function emitCheckedDivide(e: Emitter, name: string, x: Value, y: Value): Value {
  const c = e.code
  const { signed, rem } = divisions[name]
  e.push(y.leaves[0])
  e.push(y.leaves[1])
  c.op(Op.i64_or)
  c.op(Op.i64_eqz)
  c.if()
  throwError(e, 'divide')
  c.end()
  if (signed && !rem) {
    e.push(y.leaves[0])
    e.push(y.leaves[1])
    c.op(Op.i64_and)
    c.i64(-1)
    c.op(Op.i64_eq)
    e.push(x.leaves[0])
    c.op(Op.i64_eqz)
    c.op(Op.i32_and)
    e.push(x.leaves[1])
    c.i64(-(1n << 63n))
    c.op(Op.i64_eq)
    c.op(Op.i32_and)
    c.if()
    throwError(e, 'divide')
    c.end()
  }
  return emitDivide(e, divisions[name], x, y)
}

// ---- with overflow flag ----

function emitCheckedAdd(e: Emitter, name: string, x: Value, y: Value, type: Rep): Value {
  const add = name.endsWith('add_int')
  const r = addOrSub(e, x, y, add ? Op.i64_add : Op.i64_sub, x.rep)
  const c = e.code
  if (name[8] === 'u') pushLess(e, add ? r : x, add ? x : y, false)
  else {
    e.push(x.leaves[1])
    e.push(r.leaves[1])
    c.op(Op.i64_xor)
    e.push(y.leaves[1])
    e.push(add ? r.leaves[1] : x.leaves[1])
    c.op(Op.i64_xor)
    c.op(Op.i64_and)
    c.i64(0)
    c.op(Op.i64_lt_s)
  }
  return valueOf(type, [...r.leaves, e.popLeaves(['i32'])[0]])
}

function emitCheckedMul(e: Emitter, signed: boolean, x: Value, y: Value, type: Rep): Value {
  const r = multiply(e, x, y, x.rep)
  for (const v of [x, y, r]) e.pushValue(v)
  e.code.call(mulOverflowHelper(e, signed))
  return valueOf(type, [...r.leaves, e.popLeaves(['i32'])[0]])
}
