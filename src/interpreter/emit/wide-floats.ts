/** 128-bit integers and floats, each conversion rounded once. */
import { Op } from '../../wasm/opcodes.ts'
import type { FuncHandle } from '../../wasm/code.ts'
import type { Emitter } from './emitter.ts'
import { halfFromDouble } from './float16.ts'
import { isHalf } from './floats.ts'
import type { ScalarRep, WideRep } from './representation.ts'
import type { Value } from './value.ts'
import { valueOf } from './value.ts'
import { negateIf, shiftHelper } from './wide-helpers.ts'

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
