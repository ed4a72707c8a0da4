/**
 * 128-bit integers: two i64 leaves, low half first. Multiplication, shifts, division and conversions are helper
 * functions of the module, written once where needed.
 */
import { Op } from '../../wasm/opcodes.ts'
import type { CodeBuilder, FuncHandle } from '../../wasm/code.ts'
import type { TOperand } from '../infer/typed-ir.ts'
import type { Emitter } from './emitter.ts'
import { throwError } from './exceptions.ts'
import { halfFromDouble } from './float16.ts'
import { isHalf } from './floats.ts'
import { mulHighHelper } from './integers.ts'
import { convert } from './memory.ts'
import { operand, popBool } from './operands.ts'
import type { Rep, ScalarRep, WideRep } from './representation.ts'
import type { Value } from './value.ts'
import { valueOf } from './value.ts'

const divisions: Record<string, { signed: boolean; rem: boolean }> = {
  sdiv_int: { signed: true, rem: false }, udiv_int: { signed: false, rem: false },
  srem_int: { signed: true, rem: true }, urem_int: { signed: false, rem: true },
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
    case 'add_int': return addOrSub(e, x, y, Op.i64_add, rep)
    case 'sub_int': return addOrSub(e, x, y, Op.i64_sub, rep)
    case 'neg_int': return addOrSub(e, zeroOf(rep), x, Op.i64_sub, rep)
    case 'mul_int': return multiply(e, x, y, rep)
    case 'and_int': return halves(e, x, y, Op.i64_and)
    case 'or_int': return halves(e, x, y, Op.i64_or)
    case 'xor_int': return halves(e, x, y, Op.i64_xor)
    case 'not_int': return halves(e, x, valueOf(rep, [minusOne, minusOne]), Op.i64_xor)
    case 'eq_int': case 'ne_int': return emitEqual(e, x, y, name === 'eq_int')
    case 'slt_int': pushLess(e, x, y, true); return popBool(e)
    case 'ult_int': pushLess(e, x, y, false); return popBool(e)
    case 'sle_int': pushLess(e, y, x, true); e.code.op(Op.i32_eqz); return popBool(e)
    case 'ule_int': pushLess(e, y, x, false); e.code.op(Op.i32_eqz); return popBool(e)
    case 'flipsign_int': return emitFlipsign(e, x, y)
    case 'bswap_int': return emitBswap(e, x)
    case 'ctpop_int': case 'ctlz_int': case 'cttz_int': return emitCount(e, name, x)
    case 'checked_sadd_int': case 'checked_uadd_int': case 'checked_ssub_int': case 'checked_usub_int':
      return emitCheckedAdd(e, name, x, y, type)
    case 'checked_smul_int': case 'checked_umul_int': return emitCheckedMul(e, name[8] === 's', x, y, type)
    default: return null
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
    for (const [shift, mask] of [[8, 0x00ff00ff00ff00ffn], [16, 0x0000ffff0000ffffn], [32, 0xffffffffn]] as const) {
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

function shiftHelper(e: Emitter, name: string): FuncHandle {
  return e.helper(`${name} 128`, () => {
    const { handle, code: c } = e.m.module.func(`${name} 128`, ['i64', 'i64', 'i64'], ['i64', 'i64'])
    const [low, high, n] = [0, 1, 2]
    const fill = (): void => {
      if (name !== 'ashr_int') return c.i64(0)
      c.get(high)
      c.i64(63)
      c.op(Op.i64_shr_s)
    }
    const when = (limit: bigint | number, op: number, then: () => void): void => {
      c.get(n)
      c.i64(limit)
      c.op(op)
      c.if()
      then()
      c.return()
      c.end()
    }
    when(0, Op.i64_eq, () => {
      c.get(low)
      c.get(high)
    })
    when(128, Op.i64_ge_u, () => {
      fill()
      fill()
    })
    const left = name === 'shl_int'
    const right = name === 'ashr_int' ? Op.i64_shr_s : Op.i64_shr_u
    when(64, Op.i64_ge_u, () => {
      if (left) c.i64(0)
      c.get(left ? low : high)
      c.get(n)
      c.i64(64)
      c.op(Op.i64_sub)
      c.op(left ? Op.i64_shl : right)
      if (!left) fill()
    })
    // 0 < n < 64: the bits that cross over come from the other half, shifted by 64 - n
    const shifted = (half: number, op: number): void => {
      c.get(half)
      c.get(n)
      c.op(op)
    }
    const crossing = (half: number, op: number): void => {
      c.get(half)
      c.i64(64)
      c.get(n)
      c.op(Op.i64_sub)
      c.op(op)
      c.op(Op.i64_or)
    }
    if (left) {
      shifted(low, Op.i64_shl)
      shifted(high, Op.i64_shl)
      crossing(low, Op.i64_shr_u)
    } else {
      shifted(low, Op.i64_shr_u)
      crossing(high, Op.i64_shl)
      shifted(high, right)
    }
    return handle
  })
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

/** |x| ÷ |y| with the quotient's sign, or the remainder with x's. */
function signedDivideHelper(e: Emitter, rem: boolean): FuncHandle {
  const name = rem ? 'srem128' : 'sdiv128'
  return e.helper(name, () => {
    const divide = divideHelper(e, rem)
    const { handle, code: c } = e.m.module.func(name, ['i64', 'i64', 'i64', 'i64'], ['i64', 'i64'])
    const sign = c.local('i64')
    const result = [c.local('i64'), c.local('i64')]
    c.get(1)
    if (!rem) {
      c.get(3)
      c.op(Op.i64_xor)
    }
    c.set(sign)
    negateIf(c, 0, 1, 1)
    negateIf(c, 2, 3, 3)
    for (let i = 0; i < 4; i++) c.get(i)
    c.call(divide)
    c.set(result[1])
    c.set(result[0])
    negateIf(c, result[0], result[1], sign)
    c.get(result[0])
    c.get(result[1])
    return handle
  })
}

/** Negates the number in two locals if the local `sign` is negative. */
function negateIf(c: CodeBuilder, low: number, high: number, sign: number): void {
  c.get(sign)
  c.i64(0)
  c.op(Op.i64_lt_s)
  c.if()
  c.i64(0)
  c.get(high)
  c.op(Op.i64_sub)
  c.get(low)
  c.i64(0)
  c.op(Op.i64_ne)
  c.op(Op.i64_extend_i32_u)
  c.op(Op.i64_sub)
  c.set(high)
  c.i64(0)
  c.get(low)
  c.op(Op.i64_sub)
  c.set(low)
  c.end()
}

/** Unsigned: one division if both fit in 64 bits, else one bit of the quotient at a time. */
function divideHelper(e: Emitter, rem: boolean): FuncHandle {
  const name = rem ? 'urem128' : 'udiv128'
  return e.helper(name, () => {
    const { handle, code: c } = e.m.module.func(name, ['i64', 'i64', 'i64', 'i64'], ['i64', 'i64'])
    c.get(1)
    c.get(3)
    c.op(Op.i64_or)
    c.op(Op.i64_eqz)
    c.if()
    c.get(0)
    c.get(2)
    c.op(rem ? Op.i64_rem_u : Op.i64_div_u)
    c.i64(0)
    c.return()
    c.end()
    longDivision(c, rem)
    return handle
  })
}

/** The locals 0, 1 are shifted left bit by bit into the remainder; quotient bits enter them from the right. */
function longDivision(c: CodeBuilder, rem: boolean): void {
  const [rl, rh, carry] = [c.local('i64'), c.local('i64'), c.local('i64')]
  const n = c.local('i32')
  const t = c.local('i64')
  const shiftIn = (local: number, from: () => void): void => {
    c.get(local)
    c.i64(1)
    c.op(Op.i64_shl)
    from()
    c.op(Op.i64_or)
    c.set(local)
  }
  const topBit = (local: number) => (): void => {
    c.get(local)
    c.i64(63)
    c.op(Op.i64_shr_u)
  }
  c.i32(128)
  c.set(n)
  const again = c.loop()
  topBit(rh)()
  c.set(carry)
  shiftIn(rh, topBit(rl))
  shiftIn(rl, topBit(1))
  shiftIn(1, topBit(0))
  shiftIn(0, () => c.i64(0))
  // r ≥ y, counting the bit that was shifted out
  c.get(carry)
  c.op(Op.i32_wrap_i64)
  c.get(rl)
  c.get(2)
  c.op(Op.i64_ge_u)
  c.get(rh)
  c.get(3)
  c.op(Op.i64_ge_u)
  c.get(rh)
  c.get(3)
  c.op(Op.i64_eq)
  c.op(Op.select)
  c.op(Op.i32_or)
  c.if()
  c.get(rl)
  c.get(2)
  c.op(Op.i64_sub)
  c.set(t)
  c.get(rh)
  c.get(3)
  c.op(Op.i64_sub)
  c.get(rl)
  c.get(2)
  c.op(Op.i64_lt_u)
  c.op(Op.i64_extend_i32_u)
  c.op(Op.i64_sub)
  c.set(rh)
  c.get(t)
  c.set(rl)
  c.get(0)
  c.i64(1)
  c.op(Op.i64_or)
  c.set(0)
  c.end()
  c.get(n)
  c.i32(1)
  c.op(Op.i32_sub)
  c.tee(n)
  c.brIf(again)
  c.end()
  c.get(rem ? rl : 0)
  c.get(rem ? rh : 1)
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

/** (x, y, wrapped product) → overflow: dividing the product (of magnitudes) by x does not give y back. */
function mulOverflowHelper(e: Emitter, signed: boolean): FuncHandle {
  const name = `${signed ? 's' : 'u'}mul128 overflows`
  return e.helper(name, () => {
    const divide = divideHelper(e, false)
    const { handle, code: c } = e.m.module.func(name, ['i64', 'i64', 'i64', 'i64', 'i64', 'i64'], ['i32'])
    const sign = c.local('i64')
    const [ql, qh] = [c.local('i64'), c.local('i64')]
    c.get(0)
    c.get(1)
    c.op(Op.i64_or)
    c.op(Op.i64_eqz)
    c.if()
    c.i32(0)
    c.return()
    c.end()
    if (signed) {
      c.get(1)
      c.get(3)
      c.op(Op.i64_xor)
      c.set(sign)
      negateIf(c, 0, 1, 1)
      negateIf(c, 2, 3, 3)
      negateIf(c, 4, 5, sign)
    }
    for (const l of [4, 5, 0, 1]) c.get(l)
    c.call(divide)
    c.set(qh)
    c.set(ql)
    c.get(ql)
    c.get(2)
    c.op(Op.i64_ne)
    c.get(qh)
    c.get(3)
    c.op(Op.i64_ne)
    c.op(Op.i32_or)
    if (signed) {
      // The magnitude must be below 2^127, or 2^127 itself for a negative product.
      c.get(5)
      c.i64(0)
      c.op(Op.i64_lt_s)
      c.get(sign)
      c.i64(0)
      c.op(Op.i64_ge_s)
      c.get(4)
      c.i64(0)
      c.op(Op.i64_ne)
      c.op(Op.i32_or)
      c.get(5)
      c.i64(-(1n << 63n))
      c.op(Op.i64_ne)
      c.op(Op.i32_or)
      c.op(Op.i32_and)
      c.op(Op.i32_or)
    }
    return handle
  })
}

// ---- floats ----

/** The number as a Float64, Float32 or Float16, rounded once. */
export function floatFromWide(e: Emitter, x: Value, to: ScalarRep, signed: boolean): Value {
  e.pushValue(x)
  const f32 = to.wasm === 'f32'
  e.code.call(floatHelper(e, signed, f32))
  if (isHalf(to)) halfFromDouble(e)
  return e.pop(to)
}

/**
 * The magnitude is cut to its 64 leading bits with the rest ORed into the last one, so that one conversion rounds as the
 * whole number would; then scaled by a power of two.
 */
function floatHelper(e: Emitter, signed: boolean, f32: boolean): FuncHandle {
  const name = `${f32 ? 'f32' : 'f64'} from ${signed ? 'Int128' : 'UInt128'}`
  return e.helper(name, () => {
    const shl = shiftHelper(e, 'shl_int')
    const { handle, code: c } = e.m.module.func(name, ['i64', 'i64'], [f32 ? 'f32' : 'f64'])
    const [sign, zeros] = [c.local('i64'), c.local('i64')]
    if (signed) {
      c.get(1)
      c.set(sign)
      negateIf(c, 0, 1, sign)
    }
    c.get(1)
    c.op(Op.i64_clz)
    c.set(zeros)
    c.get(1)
    c.op(Op.i64_eqz)
    c.if([f32 ? 'f32' : 'f64'])
    c.get(0)
    c.op(f32 ? Op.f32_convert_i64_u : Op.f64_convert_i64_u)
    c.else()
    c.get(0)
    c.get(1)
    c.get(zeros)
    c.call(shl)
    c.set(1)
    c.set(0)
    c.get(1)
    c.get(0)
    c.i64(0)
    c.op(Op.i64_ne)
    c.op(Op.i64_extend_i32_u)
    c.op(Op.i64_or)
    c.op(f32 ? Op.f32_convert_i64_u : Op.f64_convert_i64_u)
    // times 2^(64 - zeros), made from its exponent
    if (f32) {
      c.i32(127 + 64)
      c.get(zeros)
      c.op(Op.i32_wrap_i64)
      c.op(Op.i32_sub)
      c.i32(23)
      c.op(Op.i32_shl)
      c.op(Op.f32_reinterpret_i32)
      c.op(Op.f32_mul)
    } else {
      c.i64(1023 + 64)
      c.get(zeros)
      c.op(Op.i64_sub)
      c.i64(52)
      c.op(Op.i64_shl)
      c.op(Op.f64_reinterpret_i64)
      c.op(Op.f64_mul)
    }
    c.end()
    if (signed) {
      if (f32) c.f32(-1)
      else c.f64(-1)
      if (f32) c.f32(1)
      else c.f64(1)
      c.get(sign)
      c.i64(0)
      c.op(Op.i64_lt_s)
      c.op(Op.select)
      c.op(f32 ? Op.f32_mul : Op.f64_mul)
    }
    return handle
  })
}

/** Truncates the Float64 on the stack: high half = |x| ÷ 2^64, low half the rest; both steps are exact. */
export function wideFromFloat(e: Emitter, to: WideRep, signed: boolean): Value {
  const c = e.code
  const x = e.temp('f64')
  const low = e.temp('i64')
  const high = e.temp('i64')
  c.set(x)
  c.get(x)
  c.op(Op.f64_abs)
  c.f64(2 ** -64)
  c.op(Op.f64_mul)
  c.op(Op.i64_trunc_sat_f64_u)
  c.set(high)
  c.get(x)
  c.op(Op.f64_abs)
  c.get(high)
  c.op(Op.f64_convert_i64_u)
  c.f64(2 ** 64)
  c.op(Op.f64_mul)
  c.op(Op.f64_sub)
  c.op(Op.i64_trunc_sat_f64_u)
  c.set(low)
  if (signed) {
    const sign = e.temp('i64')
    c.get(x)
    c.op(Op.i64_reinterpret_f64)
    c.set(sign)
    negateIf(c, low, high, sign)
  }
  return valueOf(to, [low, high])
}

