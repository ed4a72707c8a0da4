/**
 * Integer arithmetic of up to 64 bits. Small integers live normalised in an i32: sign-extended if their type is signed,
 * zero-extended otherwise; every operation leaves its result so. What is one instruction: `simple.ts`; 128 bits: `wide.ts`.
 */
import { Op } from '../../wasm/opcodes.ts'
import type { TOperand } from '../infer/typed-ir.ts'
import { divideByConstant } from './division.ts'
import { ArgumentProblem } from './emitter.ts'
import type { Emitter } from './emitter.ts'
import { throwError } from './exceptions.ts'
import { convert } from './memory.ts'
import { operand } from './operands.ts'
import type { Rep, ScalarRep } from './representation.ts'
import type { LeafSource, Value } from './value.ts'
import { valueOf } from './value.ts'

/** A primitive operand's leaf, and its representation. */
export interface Number64 {
  readonly rep: ScalarRep
  readonly leaf: LeafSource
}

export function scalarOperand(e: Emitter, o: TOperand): Number64 {
  const rep = e.rep(o.type)
  if (rep.k !== 'scalar') throw new ArgumentProblem(0, 'Number')
  return { rep, leaf: convert(e, operand(e, o), rep).leaves[0] }
}

export function is64(x: Number64): boolean {
  return x.rep.wasm === 'i64'
}

/** Brings the number on the stack into the normal form of `rep`. */
export function normalize(e: Emitter, rep: ScalarRep): void {
  const c = e.code
  const width = rep.wasm === 'i64' ? 64 : 32
  if (rep.bits === width) return
  if (rep.signed && rep.bits === 8) return c.op(Op.i32_extend8_s)
  if (rep.signed && rep.bits === 16) return c.op(Op.i32_extend16_s)
  if (!rep.signed && width === 32) {
    c.i32(2 ** rep.bits - 1)
    return c.op(Op.i32_and)
  }
  const shift = width - rep.bits
  if (width === 64) {
    c.i64(shift)
    c.op(Op.i64_shl)
    c.i64(shift)
    return c.op(rep.signed ? Op.i64_shr_s : Op.i64_shr_u)
  }
  c.i32(shift)
  c.op(Op.i32_shl)
  c.i32(shift)
  c.op(Op.i32_shr_s)
}

/** Pushes the number sign-extended to its local's width, whatever its type. */
export function pushSigned(e: Emitter, x: Number64): void {
  e.push(x.leaf)
  if (!x.rep.signed) normalize(e, { ...x.rep, signed: true })
}

/** Pushes it zero-extended. */
export function pushUnsigned(e: Emitter, x: Number64): void {
  e.push(x.leaf)
  if (x.rep.signed) normalize(e, { ...x.rep, signed: false })
}

type Pair = readonly [i32: number, i64: number]

const divisions: Record<string, { op: Pair; signed: boolean; rem: boolean }> = {
  sdiv_int: { op: [Op.i32_div_s, Op.i64_div_s], signed: true, rem: false },
  udiv_int: { op: [Op.i32_div_u, Op.i64_div_u], signed: false, rem: false },
  srem_int: { op: [Op.i32_rem_s, Op.i64_rem_s], signed: true, rem: true },
  urem_int: { op: [Op.i32_rem_u, Op.i64_rem_u], signed: false, rem: true },
}
function pick(x: Number64, pair: Pair): number {
  return is64(x) ? pair[1] : pair[0]
}

function result(e: Emitter, rep: ScalarRep): Value {
  normalize(e, rep)
  return e.pop(rep)
}

/** An integer intrinsic over scalars; null if `name` is none. */
export function emitInteger(e: Emitter, name: string, args: readonly TOperand[], type: Rep): Value | null {
  if (name in divisions) return emitDivision(e, divisions[name], args)
  if (name.startsWith('checked_') && name.slice(8) in divisions) return emitCheckedDivision(e, name.slice(8), args)
  switch (name) {
    case 'neg_int':
      return emitNeg(e, args)
    case 'not_int':
      return emitNot(e, args)
    case 'shl_int':
    case 'lshr_int':
    case 'ashr_int':
      return emitShift(e, name, args)
    case 'bswap_int':
      return emitBswap(e, args)
    case 'ctpop_int':
    case 'ctlz_int':
    case 'cttz_int':
      return emitCount(e, name, args)
    case 'flipsign_int':
      return emitFlipsign(e, args)
    case 'checked_sadd_int':
    case 'checked_uadd_int':
    case 'checked_ssub_int':
    case 'checked_usub_int':
    case 'checked_smul_int':
    case 'checked_umul_int':
      return emitChecked(e, name, args, type)
    default:
      return null
  }
}

// ---- division ----

function emitDivision(e: Emitter, { op, signed, rem }: (typeof divisions)[string], args: readonly TOperand[]): Value {
  const [x, y] = args.map(a => scalarOperand(e, a))
  if (divideByConstant(e, x, y, signed, rem)) return result(e, x.rep)
  for (const n of [x, y]) {
    if (signed) pushSigned(e, n)
    else pushUnsigned(e, n)
  }
  e.code.op(pick(x, op))
  return result(e, x.rep)
}

/** DivideError on 0, and on typemin ÷ -1. */
function emitCheckedDivision(e: Emitter, name: string, args: readonly TOperand[]): Value {
  const [x, y] = args.map(a => scalarOperand(e, a))
  const { signed, rem } = divisions[name]
  const known = typeof y.leaf === 'object' ? BigInt.asIntN(x.rep.bits, BigInt(y.leaf.bits)) : null
  if (known === null || known === 0n) {
    e.push(y.leaf)
    e.code.op(is64(y) ? Op.i64_eqz : Op.i32_eqz)
    divideErrorIf(e)
  }
  if (signed && !rem && (known === null || known === -1n)) {
    pushOverflows(e, x, y)
    divideErrorIf(e)
  }
  return emitDivision(e, divisions[name], args)
}

function divideErrorIf(e: Emitter): void {
  e.code.if()
  throwError(e, 'divide')
  e.code.end()
}

/** Pushes whether x is the least number and y is -1. */
function pushOverflows(e: Emitter, x: Number64, y: Number64): void {
  const least = -(1n << BigInt(x.rep.bits - 1))
  for (const [n, value] of [
    [y, -1n],
    [x, least],
  ] as const) {
    pushSigned(e, n)
    if (is64(n)) e.code.i64(value)
    else e.code.i32(Number(value))
    e.code.op(is64(n) ? Op.i64_eq : Op.i32_eq)
  }
  e.code.op(Op.i32_and)
}

// ---- bits ----

function emitNeg(e: Emitter, args: readonly TOperand[]): Value {
  const x = scalarOperand(e, args[0])
  e.code.zero(x.rep.wasm)
  e.push(x.leaf)
  e.code.op(pick(x, [Op.i32_sub, Op.i64_sub]))
  return result(e, x.rep)
}

function emitNot(e: Emitter, args: readonly TOperand[]): Value {
  const x = scalarOperand(e, args[0])
  e.push(x.leaf)
  if (is64(x)) e.code.i64(-1)
  else e.code.i32(-1)
  e.code.op(pick(x, [Op.i32_xor, Op.i64_xor]))
  return result(e, x.rep)
}

/** Pushes the shift count in the width of `x`, and leaves in a local whether it is below the number of bits. */
function shiftCount(e: Emitter, count: Value, x: Number64): { leaf: LeafSource; inRange: LeafSource | null } {
  const rep = count.rep
  const c = e.code
  const wide = rep.k === 'wide'
  if (!wide && typeof count.leaves[0] === 'object') {
    const n = Number(BigInt.asUintN((rep as ScalarRep).bits, BigInt(count.leaves[0].bits)))
    const inside = n < x.rep.bits
    return {
      leaf: { type: x.rep.wasm, bits: inside ? n : 0 },
      inRange: inside ? null : { type: 'i32', bits: 0 },
    }
  }
  const scalar: Number64 = { rep: wide ? (e.rep(e.ctx.world.types.int64) as ScalarRep) : (rep as ScalarRep), leaf: count.leaves[0] }
  pushUnsigned(e, scalar)
  const wasm = is64(scalar) ? 'i64' : 'i32'
  const local = e.temp(wasm)
  c.tee(local)
  if (wasm === 'i64') c.i64(x.rep.bits)
  else c.i32(x.rep.bits)
  c.op(wasm === 'i64' ? Op.i64_lt_u : Op.i32_lt_u)
  if (wide) {
    e.push(count.leaves[1])
    c.op(Op.i64_eqz)
    c.op(Op.i32_and)
  }
  const inRange = e.temp('i32')
  c.set(inRange)
  if (wasm === x.rep.wasm) return { leaf: local, inRange }
  c.get(local)
  c.op(wasm === 'i64' ? Op.i32_wrap_i64 : Op.i64_extend_i32_u)
  return { leaf: e.popLeaves([x.rep.wasm])[0], inRange }
}

/** Counts of as many bits or more give 0, of ashr copies of the sign. */
function emitShift(e: Emitter, name: string, args: readonly TOperand[]): Value {
  const x = scalarOperand(e, args[0])
  const c = e.code
  const { leaf, inRange } = shiftCount(e, operand(e, args[1]), x)
  if (name === 'ashr_int') {
    pushSigned(e, x)
    if (inRange === null) e.push(leaf)
    else {
      e.push(leaf)
      if (is64(x)) c.i64(63)
      else c.i32(31)
      e.push(inRange)
      c.select()
    }
    c.op(pick(x, [Op.i32_shr_s, Op.i64_shr_s]))
    return result(e, x.rep)
  }
  if (name === 'shl_int') e.push(x.leaf)
  else pushUnsigned(e, x)
  e.push(leaf)
  c.op(name === 'shl_int' ? pick(x, [Op.i32_shl, Op.i64_shl]) : pick(x, [Op.i32_shr_u, Op.i64_shr_u]))
  if (inRange !== null) {
    c.zero(x.rep.wasm)
    e.push(inRange)
    c.select()
  }
  return result(e, x.rep)
}

function emitBswap(e: Emitter, args: readonly TOperand[]): Value {
  const x = scalarOperand(e, args[0])
  const { bits } = x.rep
  if (bits <= 8) return valueOf(x.rep, [x.leaf])
  const local = e.temp(x.rep.wasm)
  pushUnsigned(e, x)
  e.code.set(local)
  const masks: [number, bigint][] = is64(x)
    ? [
        [8, 0x00ff00ff00ff00ffn],
        [16, 0x0000ffff0000ffffn],
        [32, 0xffffffffn],
      ]
    : [
        [8, 0x00ff00ffn],
        [16, 0xffffn],
      ]
  for (const [shift, mask] of masks) if (shift < bits) swapHalves(e, local, x.rep.wasm as 'i32' | 'i64', shift, mask)
  e.code.get(local)
  return result(e, x.rep)
}

/** local = (local & mask) << shift | (local >>> shift) & mask */
function swapHalves(e: Emitter, local: number, type: 'i32' | 'i64', shift: number, mask: bigint): void {
  const c = e.code
  const wide = type === 'i64'
  const constant = (n: bigint | number): void => {
    if (wide) c.i64(n)
    else c.i32(Number(n))
  }
  c.get(local)
  constant(mask)
  c.op(wide ? Op.i64_and : Op.i32_and)
  constant(shift)
  c.op(wide ? Op.i64_shl : Op.i32_shl)
  c.get(local)
  constant(shift)
  c.op(wide ? Op.i64_shr_u : Op.i32_shr_u)
  constant(mask)
  c.op(wide ? Op.i64_and : Op.i32_and)
  c.op(wide ? Op.i64_or : Op.i32_or)
  c.set(local)
}

function emitCount(e: Emitter, name: string, args: readonly TOperand[]): Value {
  const x = scalarOperand(e, args[0])
  const width = is64(x) ? 64 : 32
  const constant = (n: bigint): void => {
    if (is64(x)) e.code.i64(n)
    else e.code.i32(Number(n))
  }
  if (name === 'cttz_int') {
    e.push(x.leaf)
    if (x.rep.bits < width) {
      constant(1n << BigInt(x.rep.bits))
      e.code.op(pick(x, [Op.i32_or, Op.i64_or]))
    }
    e.code.op(pick(x, [Op.i32_ctz, Op.i64_ctz]))
    return e.pop(x.rep)
  }
  pushUnsigned(e, x)
  if (name === 'ctpop_int') e.code.op(pick(x, [Op.i32_popcnt, Op.i64_popcnt]))
  else {
    e.code.op(pick(x, [Op.i32_clz, Op.i64_clz]))
    if (x.rep.bits < width) {
      constant(BigInt(width - x.rep.bits))
      e.code.op(pick(x, [Op.i32_sub, Op.i64_sub]))
    }
  }
  return e.pop(x.rep)
}

/** (x ^ s) - s where s is y's sign spread over all bits. */
function emitFlipsign(e: Emitter, args: readonly TOperand[]): Value {
  const [x, y] = args.map(a => scalarOperand(e, a))
  const sign = e.temp(x.rep.wasm)
  pushSigned(e, y)
  if (is64(x)) e.code.i64(63)
  else e.code.i32(31)
  e.code.op(pick(x, [Op.i32_shr_s, Op.i64_shr_s]))
  e.code.set(sign)
  e.push(x.leaf)
  e.code.get(sign)
  e.code.op(pick(x, [Op.i32_xor, Op.i64_xor]))
  e.code.get(sign)
  e.code.op(pick(x, [Op.i32_sub, Op.i64_sub]))
  return result(e, x.rep)
}

// ---- with overflow flag ----

const wrapped: Record<string, Pair> = {
  add: [Op.i32_add, Op.i64_add],
  sub: [Op.i32_sub, Op.i64_sub],
  mul: [Op.i32_mul, Op.i64_mul],
}

function emitChecked(e: Emitter, name: string, args: readonly TOperand[], type: Rep): Value {
  const [x, y] = args.map(a => scalarOperand(e, a))
  const signed = name[8] === 's'
  const kind = name.slice(9, 12)
  const c = e.code
  const r = e.temp(x.rep.wasm)
  const push = signed ? pushSigned : pushUnsigned
  push(e, x)
  push(e, y)
  c.op(pick(x, wrapped[kind]))
  const width = is64(x) ? 64 : 32
  if (x.rep.bits < width) {
    // Exact in the wider register (at most 16 × 16 bits): overflow shows as a change by normalisation.
    c.tee(r)
    c.get(r)
    normalize(e, { ...x.rep, signed })
    c.op(pick(x, [Op.i32_ne, Op.i64_ne]))
  } else {
    c.set(r)
    if (kind === 'mul') pushMulOverflow(e, x, y, signed)
    else pushAddOverflow(e, x, y, r, signed, kind === 'add')
  }
  const overflow = e.popLeaves(['i32'])[0]
  c.get(r)
  normalize(e, x.rep)
  c.set(r)
  return valueOf(type, [r, overflow])
}

function pushAddOverflow(e: Emitter, x: Number64, y: Number64, r: number, signed: boolean, add: boolean): void {
  const c = e.code
  const xor = pick(x, [Op.i32_xor, Op.i64_xor])
  if (!signed) {
    // add ==> the sum is below x; sub ==> x is below y
    if (add) c.get(r)
    else e.push(x.leaf)
    e.push(add ? x.leaf : y.leaf)
    return c.op(pick(x, [Op.i32_lt_u, Op.i64_lt_u]))
  }
  // The signs of the operands (for sub: of x and -y) agree with each other, but not with the result's.
  e.push(x.leaf)
  c.get(r)
  c.op(xor)
  if (add) e.push(y.leaf)
  else e.push(x.leaf)
  if (add) c.get(r)
  else e.push(y.leaf)
  c.op(xor)
  c.op(pick(x, [Op.i32_and, Op.i64_and]))
  c.zero(x.rep.wasm)
  c.op(pick(x, [Op.i32_lt_s, Op.i64_lt_s]))
}

function pushMulOverflow(e: Emitter, x: Number64, y: Number64, signed: boolean): void {
  const c = e.code
  if (is64(x)) {
    e.push(x.leaf)
    e.push(y.leaf)
    return c.call(mulOverflowHelper(e, signed))
  }
  const product = e.temp('i64')
  for (const n of [x, y]) {
    e.push(n.leaf)
    c.op(signed ? Op.i64_extend_i32_s : Op.i64_extend_i32_u)
  }
  c.op(Op.i64_mul)
  c.tee(product)
  c.get(product)
  if (signed) c.op(Op.i64_extend32_s)
  else {
    c.i64(0xffffffff)
    c.op(Op.i64_and)
  }
  c.op(Op.i64_ne)
}

/** A function of this module: does the 64-bit product overflow? Quick when both factors fit in 32 bits. */
function mulOverflowHelper(e: Emitter, signed: boolean): number {
  return e.helper(`${signed ? 's' : 'u'}mul overflows`, () => {
    const { handle, code: c } = e.m.module.func(`${signed ? 's' : 'u'}mul overflows`, ['i64', 'i64'], ['i32'])
    const small = (local: number): void => {
      c.get(local)
      if (signed) {
        c.i64(0x80000000)
        c.op(Op.i64_add)
      }
    }
    small(0)
    small(1)
    c.op(Op.i64_or)
    c.i64(32)
    c.op(Op.i64_shr_u)
    c.op(Op.i64_eqz)
    c.if()
    c.i32(0)
    c.return()
    c.end()
    c.get(0)
    c.get(1)
    c.call(mulHighHelper(e, signed))
    if (signed) {
      c.get(0)
      c.get(1)
      c.op(Op.i64_mul)
      c.i64(63)
      c.op(Op.i64_shr_s)
      c.op(Op.i64_ne)
    } else {
      c.i64(0)
      c.op(Op.i64_ne)
    }
    return handle
  })
}

/** A function of this module: the high 64 bits of a product of two 64-bit numbers, from 32-bit halves. */
export function mulHighHelper(e: Emitter, signed: boolean): number {
  return e.helper(`${signed ? 's' : 'u'}mulhigh`, () => {
    const { handle, code: c } = e.m.module.func(`${signed ? 's' : 'u'}mulhigh`, ['i64', 'i64'], ['i64'])
    const shr = signed ? Op.i64_shr_s : Op.i64_shr_u
    const [a1, b1, t, w1] = [c.local('i64'), c.local('i64'), c.local('i64'), c.local('i64')]
    const low = (local: number): void => {
      c.get(local)
      c.i64(0xffffffff)
      c.op(Op.i64_and)
    }
    const high = (local: number, op: number): void => {
      c.get(local)
      c.i64(32)
      c.op(op)
    }
    high(0, shr)
    c.set(a1)
    high(1, shr)
    c.set(b1)
    // t = a1*b0 + (a0*b0 >>> 32); w1 = lo(t) + a0*b1; high = a1*b1 + (t >> 32) + (w1 >> 32)
    c.get(a1)
    low(1)
    c.op(Op.i64_mul)
    low(0)
    low(1)
    c.op(Op.i64_mul)
    c.i64(32)
    c.op(Op.i64_shr_u)
    c.op(Op.i64_add)
    c.set(t)
    low(t)
    low(0)
    c.get(b1)
    c.op(Op.i64_mul)
    c.op(Op.i64_add)
    c.set(w1)
    c.get(a1)
    c.get(b1)
    c.op(Op.i64_mul)
    high(t, shr)
    c.op(Op.i64_add)
    high(w1, shr)
    c.op(Op.i64_add)
    return handle
  })
}
