/**
 * Float16 as bits: conversions to and from Float32, and from Float64, rounded to nearest even. Helper functions of the
 * module, each written once.
 */
import { Op } from '../../wasm/opcodes.ts'
import type { Emitter } from './emitter.ts'

/** Replaces the Float16 bits on the stack by the Float32. */
export function singleFromHalf(e: Emitter): void {
  e.code.call(
    e.helper('f32 from f16', () => {
      const { handle, code: c } = e.m.module.func('f32 from f16', ['i32'], ['f32'])
      const magnitude = c.local('i32')
      const bits = c.local('i32')
      c.get(0)
      c.i32(0x7fff)
      c.op(Op.i32_and)
      c.i32(13)
      c.op(Op.i32_shl)
      c.set(magnitude)
      // The exponent is rebiased by a multiplication, which also makes subnormals right.
      c.get(magnitude)
      c.op(Op.f32_reinterpret_i32)
      c.f32(2 ** 112)
      c.op(Op.f32_mul)
      c.op(Op.i32_reinterpret_f32)
      c.set(bits)
      c.get(bits)
      c.i32(0x7f800000)
      c.get(magnitude)
      c.op(Op.i32_or)
      c.get(magnitude)
      c.i32(0x7c00 << 13)
      c.op(Op.i32_lt_u)
      c.select()
      c.get(0)
      c.i32(0x8000)
      c.op(Op.i32_and)
      c.i32(16)
      c.op(Op.i32_shl)
      c.op(Op.i32_or)
      c.op(Op.f32_reinterpret_i32)
      return handle
    }),
  )
}

/** Replaces the Float32 on the stack by Float16 bits. */
export function halfFromSingle(e: Emitter): void {
  e.code.op(Op.f64_promote_f32)
  halfFromDouble(e)
}

/**
 * Replaces the Float64 on the stack by Float16 bits. Adding 2^(42 + exponent) leaves, in the sum, the number rounded to
 * 11 significant bits (or to multiples of 2^-24, for subnormals).
 */
export function halfFromDouble(e: Emitter): void {
  e.code.call(
    e.helper('f16 from f64', () => {
      const { handle, code: c } = e.m.module.func('f16 from f64', ['f64'], ['i32'])
      const [a, r, bits, sign] = [c.local('f64'), c.local('f64'), c.local('i64'), c.local('i32')]
      c.get(0)
      c.op(Op.f64_abs)
      c.set(a)
      c.get(0)
      c.op(Op.i64_reinterpret_f64)
      c.i64(48)
      c.op(Op.i64_shr_u)
      c.op(Op.i32_wrap_i64)
      c.i32(0x8000)
      c.op(Op.i32_and)
      c.set(sign)
      // NaN: quiet, with the high bits of the payload
      c.get(0)
      c.get(0)
      c.op(Op.f64_ne)
      c.if()
      c.get(0)
      c.op(Op.i64_reinterpret_f64)
      c.i64(42)
      c.op(Op.i64_shr_u)
      c.op(Op.i32_wrap_i64)
      c.i32(0x1ff)
      c.op(Op.i32_and)
      c.i32(0x7e00)
      c.op(Op.i32_or)
      c.get(sign)
      c.op(Op.i32_or)
      c.return()
      c.end()
      // 65520 and above round to infinity
      c.get(a)
      c.f64(65520)
      c.op(Op.f64_ge)
      c.if()
      c.get(sign)
      c.i32(0x7c00)
      c.op(Op.i32_or)
      c.return()
      c.end()
      // magic = 2^42 * 2^max(exponent, -14), made from the exponent's bits
      c.get(a)
      c.f64(2 ** -14)
      c.op(Op.f64_max)
      c.op(Op.i64_reinterpret_f64)
      c.i64(0x7ff0000000000000n)
      c.op(Op.i64_and)
      c.i64(42n << 52n)
      c.op(Op.i64_add)
      c.op(Op.f64_reinterpret_i64)
      c.set(r)
      c.get(a)
      c.get(r)
      c.op(Op.f64_add)
      c.get(r)
      c.op(Op.f64_sub)
      c.set(a)
      // below 2^-14: the number of units of 2^-24
      c.get(a)
      c.f64(2 ** -14)
      c.op(Op.f64_lt)
      c.if()
      c.get(a)
      c.f64(2 ** 24)
      c.op(Op.f64_mul)
      c.op(Op.i32_trunc_sat_f64_s)
      c.get(sign)
      c.op(Op.i32_or)
      c.return()
      c.end()
      c.get(a)
      c.op(Op.i64_reinterpret_f64)
      c.set(bits)
      c.get(bits)
      c.i64(42)
      c.op(Op.i64_shr_u)
      c.op(Op.i32_wrap_i64)
      c.i32((1023 - 15) << 10)
      c.op(Op.i32_sub)
      c.get(sign)
      c.op(Op.i32_or)
      return handle
    }),
  )
}
