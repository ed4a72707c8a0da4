/**
 * Floating-point arithmetic beyond `simple.ts`. Float16 lives as its bits in an i32; it is computed in Float32 and rounded back, which is
 * exact for + - * / and sqrt because Float32 has more than twice its precision (`float16.ts`).
 */
import { MathFunction } from '../../runtime/layout/imports.ts'
import { Op } from '../../wasm/opcodes.ts'
import type { TOperand } from '../infer/typed-ir.ts'
import type { Emitter } from './emitter.ts'
import { halfFromSingle, singleFromHalf } from './float16.ts'
import type { Number64 } from './integers.ts'
import { scalarOperand } from './integers.ts'
import { popBool } from './operands.ts'
import type { ScalarRep } from './representation.ts'
import type { Value } from './value.ts'

type Pair = readonly [f32: number, f64: number]

const unary: Record<string, Pair> = {
  sqrt_llvm: [Op.f32_sqrt, Op.f64_sqrt],
  ceil_llvm: [Op.f32_ceil, Op.f64_ceil],
  floor_llvm: [Op.f32_floor, Op.f64_floor],
  trunc_llvm: [Op.f32_trunc, Op.f64_trunc],
  rint_llvm: [Op.f32_nearest, Op.f64_nearest],
  neg_float: [Op.f32_neg, Op.f64_neg],
  abs_float: [Op.f32_abs, Op.f64_abs],
}
const binary: Record<string, Pair> = {
  add_float: [Op.f32_add, Op.f64_add],
  sub_float: [Op.f32_sub, Op.f64_sub],
  mul_float: [Op.f32_mul, Op.f64_mul],
  div_float: [Op.f32_div, Op.f64_div],
  min_float: [Op.f32_min, Op.f64_min],
  max_float: [Op.f32_max, Op.f64_max],
  copysign_float: [Op.f32_copysign, Op.f64_copysign],
}
const comparisons: Record<string, Pair> = {
  eq_float: [Op.f32_eq, Op.f64_eq],
  ne_float: [Op.f32_ne, Op.f64_ne],
  lt_float: [Op.f32_lt, Op.f64_lt],
  le_float: [Op.f32_le, Op.f64_le],
}

export function isHalf(rep: ScalarRep): boolean {
  return rep.bits === 16
}

/** The WebAssembly type in which numbers of `rep` are computed. */
export function computeType(rep: ScalarRep): 'f32' | 'f64' {
  return rep.wasm === 'f64' ? 'f64' : 'f32'
}

function pick(rep: ScalarRep, pair: Pair): number {
  return rep.wasm === 'f64' ? pair[1] : pair[0]
}

export function pushFloat(e: Emitter, x: Number64): void {
  e.push(x.leaf)
  if (isHalf(x.rep)) singleFromHalf(e)
}

/** Takes a computed number off the stack as a `rep`. */
export function popFloat(e: Emitter, rep: ScalarRep): Value {
  if (isHalf(rep)) halfFromSingle(e)
  return e.pop(rep)
}

/** A floating-point intrinsic; null if `name` is none. */
export function emitFloat(e: Emitter, name: string, args: readonly TOperand[]): Value | null {
  if (name in unary || name in binary || name in comparisons || name === 'muladd_float') {
    const xs = args.map(a => scalarOperand(e, a))
    const { rep } = xs[0]
    if (isHalf(rep) && (name === 'neg_float' || name === 'abs_float')) return halfSign(e, name, xs[0])
    for (const x of xs) pushFloat(e, x)
    if (name in comparisons) {
      e.code.op(pick(rep, comparisons[name]))
      return popBool(e)
    }
    if (name === 'muladd_float') return mulAdd(e, xs)
    e.code.op(pick(rep, name in unary ? unary[name] : binary[name]))
    return popFloat(e, rep)
  }
  switch (name) {
    case 'fpiseq':
      return emitIsequal(e, args)
    case 'fpislt':
      return emitIsless(e, args)
    case 'rem_float':
      return emitRem(e, args)
    case 'fma_float':
      return emitFma(e, args)
    default:
      return null
  }
}

/** On the bits, so that a NaN keeps its payload. */
function halfSign(e: Emitter, name: string, x: Number64): Value {
  e.push(x.leaf)
  e.code.i32(name === 'neg_float' ? 0x8000 : 0x7fff)
  e.code.op(name === 'neg_float' ? Op.i32_xor : Op.i32_and)
  return e.pop(x.rep)
}

/** x * y + z of the three numbers on the stack. */
function mulAdd(e: Emitter, xs: readonly Number64[]): Value {
  const { rep } = xs[0]
  const z = e.popLeaves([computeType(rep)])[0]
  e.code.op(pick(rep, binary.mul_float))
  e.code.get(z)
  e.code.op(pick(rep, binary.add_float))
  return popFloat(e, rep)
}

/** Pushes a number's bits as an integer that orders like the number: negative ones are mirrored. */
function pushOrderKey(e: Emitter, x: number, f64: boolean): void {
  const c = e.code
  const bits = e.temp(f64 ? 'i64' : 'i32')
  c.get(x)
  c.op(f64 ? Op.i64_reinterpret_f64 : Op.i32_reinterpret_f32)
  c.tee(bits)
  c.get(bits)
  if (f64) c.i64(63)
  else c.i32(31)
  c.op(f64 ? Op.i64_shr_s : Op.i32_shr_s)
  if (f64) c.i64(1)
  else c.i32(1)
  c.op(f64 ? Op.i64_shr_u : Op.i32_shr_u)
  c.op(f64 ? Op.i64_xor : Op.i32_xor)
}

function floatLocals(e: Emitter, args: readonly TOperand[]): { locals: number[]; f64: boolean; rep: ScalarRep } {
  const xs = args.map(a => scalarOperand(e, a))
  const type = computeType(xs[0].rep)
  const locals = xs.map(x => {
    pushFloat(e, x)
    return e.popLeaves([type])[0]
  })
  return { locals, f64: type === 'f64', rep: xs[0].rep }
}

function pushIsNumber(e: Emitter, x: number, f64: boolean): void {
  e.code.get(x)
  e.code.get(x)
  e.code.op(f64 ? Op.f64_eq : Op.f32_eq)
}

/** isequal ==> both NaN, or the same bits */
function emitIsequal(e: Emitter, args: readonly TOperand[]): Value {
  const { locals, f64 } = floatLocals(e, args)
  const c = e.code
  for (const x of locals) pushIsNumber(e, x, f64)
  c.op(Op.i32_or)
  c.op(Op.i32_eqz)
  for (const x of locals) {
    c.get(x)
    c.op(f64 ? Op.i64_reinterpret_f64 : Op.i32_reinterpret_f32)
  }
  c.op(f64 ? Op.i64_eq : Op.i32_eq)
  c.op(Op.i32_or)
  return popBool(e)
}

/** isless ==> x is a number, and y is NaN or comes after it, -0.0 before 0.0 */
function emitIsless(e: Emitter, args: readonly TOperand[]): Value {
  const {
    locals: [x, y],
    f64,
  } = floatLocals(e, args)
  const c = e.code
  pushIsNumber(e, x, f64)
  pushIsNumber(e, y, f64)
  c.op(Op.i32_eqz)
  pushOrderKey(e, x, f64)
  pushOrderKey(e, y, f64)
  c.op(f64 ? Op.i64_lt_s : Op.i32_lt_s)
  c.op(Op.i32_or)
  c.op(Op.i32_and)
  return popBool(e)
}

/** fmod is exact, so the Float64 result of narrower numbers is too. */
function emitRem(e: Emitter, args: readonly TOperand[]): Value {
  const { locals, f64, rep } = floatLocals(e, args)
  e.code.i32(MathFunction.rem)
  for (const x of locals) {
    e.code.get(x)
    if (!f64) e.code.op(Op.f64_promote_f32)
  }
  e.rt('math2')
  if (!f64) e.code.op(Op.f32_demote_f64)
  return popFloat(e, rep)
}

/** One rounding: Float32 and Float16 products are exact in Float64; Float64 is split by Dekker's method. */
function emitFma(e: Emitter, args: readonly TOperand[]): Value {
  const {
    locals: [x, y, z],
    f64,
    rep,
  } = floatLocals(e, args)
  const c = e.code
  if (f64) {
    for (const l of [x, y, z]) c.get(l)
    c.call(fmaHelper(e))
    return e.pop(rep)
  }
  for (const l of [x, y]) {
    c.get(l)
    c.op(Op.f64_promote_f32)
  }
  c.op(Op.f64_mul)
  c.get(z)
  c.op(Op.f64_promote_f32)
  c.call(addToOddHelper(e))
  c.op(Op.f32_demote_f64)
  return popFloat(e, rep)
}

/**
 * A function of this module: x + y rounded to odd (Boldo & Melquiond 2008), so that rounding the sum once more, to a
 * format at least two bits narrower, is rounding the exact sum.
 */
function addToOddHelper(e: Emitter): number {
  return e.helper('add to odd', () => {
    const { handle, code: c } = e.m.module.func('add to odd', ['f64', 'f64'], ['f64'])
    const [s, bb, err, bits] = [c.local('f64'), c.local('f64'), c.local('f64'), c.local('i64')]
    twoSum(c, 0, 1, s, bb, err)
    c.get(s)
    c.op(Op.i64_reinterpret_f64)
    c.set(bits)
    // An inexact finite sum with an even last bit moves one step towards the error's side.
    c.get(err)
    c.f64(0)
    c.op(Op.f64_ne)
    c.get(err)
    c.get(err)
    c.op(Op.f64_eq)
    c.op(Op.i32_and)
    c.get(bits)
    c.i64(1)
    c.op(Op.i64_and)
    c.op(Op.i64_eqz)
    c.op(Op.i32_and)
    c.if()
    c.get(bits)
    c.i64(1)
    c.i64(-1)
    c.get(err)
    c.f64(0)
    c.op(Op.f64_gt)
    c.get(s)
    c.f64(0)
    c.op(Op.f64_gt)
    c.op(Op.i32_eq)
    c.select()
    c.op(Op.i64_add)
    c.set(bits)
    c.end()
    c.get(bits)
    c.op(Op.f64_reinterpret_i64)
    return handle
  })
}

type Code = ReturnType<Emitter['m']['module']['func']>['code']

/** s = a + b rounded, err = a + b - s exactly (Knuth). */
function twoSum(c: Code, a: number, b: number, s: number, bb: number, err: number): void {
  c.get(a)
  c.get(b)
  c.op(Op.f64_add)
  c.tee(s)
  c.get(a)
  c.op(Op.f64_sub)
  c.set(bb)
  c.get(a)
  c.get(s)
  c.get(bb)
  c.op(Op.f64_sub)
  c.op(Op.f64_sub)
  c.get(b)
  c.get(bb)
  c.op(Op.f64_sub)
  c.op(Op.f64_add)
  c.set(err)
}

/** A function of this module: x * y + z with one rounding, for results and products in the normal range. */
function fmaHelper(e: Emitter): number {
  return e.helper('fma', () => {
    const { handle, code: c } = e.m.module.func('fma', ['f64', 'f64', 'f64'], ['f64'])
    const [p, pe, s, bb, se] = [c.local('f64'), c.local('f64'), c.local('f64'), c.local('f64'), c.local('f64')]
    const halves = [0, 1].map(x => splitNumber(c, x))
    c.get(0)
    c.get(1)
    c.op(Op.f64_mul)
    c.set(p)
    // Outside the range where the splitting is exact, the plain expression has to do.
    c.get(p)
    c.op(Op.f64_abs)
    c.f64(1e290)
    c.op(Op.f64_lt)
    c.get(p)
    c.op(Op.f64_abs)
    c.f64(1e-270)
    c.op(Op.f64_gt)
    c.op(Op.i32_and)
    for (const x of [0, 1, 2]) {
      c.get(x)
      c.op(Op.f64_abs)
      c.f64(1e290)
      c.op(Op.f64_lt)
      c.op(Op.i32_and)
    }
    c.op(Op.i32_eqz)
    c.if()
    c.get(p)
    c.get(2)
    c.op(Op.f64_add)
    c.return()
    c.end()
    // pe = ((xh*yh - p) + xh*yl + xl*yh) + xl*yl
    const [[xh, xl], [yh, yl]] = halves
    c.get(xh)
    c.get(yh)
    c.op(Op.f64_mul)
    c.get(p)
    c.op(Op.f64_sub)
    for (const [a, b] of [
      [xh, yl],
      [xl, yh],
      [xl, yl],
    ]) {
      c.get(a)
      c.get(b)
      c.op(Op.f64_mul)
      c.op(Op.f64_add)
    }
    c.set(pe)
    // (th, tl) = z + pe; (vh, vl) = p + th; vh + odd(tl + vl): Boldo & Melquiond's algorithm
    const [th, tl, vh, vl] = [s, se, c.local('f64'), c.local('f64')]
    twoSum(c, 2, pe, th, bb, tl)
    twoSum(c, p, th, vh, bb, vl)
    c.get(vh)
    c.get(tl)
    c.get(vl)
    c.call(addToOddHelper(e))
    c.op(Op.f64_add)
    return handle
  })
}

/** Splits parameter `x` into two halves of at most 26 bits each (Veltkamp). */
function splitNumber(c: Code, x: number): [number, number] {
  const [t, high, low] = [c.local('f64'), c.local('f64'), c.local('f64')]
  c.get(x)
  c.f64(134217729)
  c.op(Op.f64_mul)
  c.set(t)
  c.get(t)
  c.get(t)
  c.get(x)
  c.op(Op.f64_sub)
  c.op(Op.f64_sub)
  c.set(high)
  c.get(x)
  c.get(high)
  c.op(Op.f64_sub)
  c.set(low)
  return [high, low]
}
