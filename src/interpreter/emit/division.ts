/**
 * Division and remainder by a constant, without the division instruction.
 *
 * In: a number and a constant divisor. Out: the quotient or remainder on the stack, or false if a plain division is as
 * good: V8 itself turns other constant divisors into multiplications (measured: 0.7 ns each), but not signed remainders
 * and quotients of powers of two into as few instructions.
 */
import { Op } from '../../wasm/opcodes.ts'
import type { Emitter } from './emitter.ts'
import type { ScalarRep } from './representation.ts'
import type { LeafSource } from './value.ts'

interface Dividend {
  readonly rep: ScalarRep
  readonly leaf: LeafSource
}

/** Emits x ÷ y or x % y for constant y; false if nothing was emitted. */
export function divideByConstant(e: Emitter, x: Dividend, y: Dividend, signed: boolean, rem: boolean): boolean {
  if (typeof y.leaf !== 'object' || x.rep.wasm !== 'i64' || x.rep.bits !== 64) return false
  const d = BigInt.asIntN(64, BigInt(y.leaf.bits))
  const shift = powerOfTwo(signed ? d : BigInt.asUintN(64, d))
  if (shift === null) return false
  if (signed) signedShift(e, x.leaf, shift, rem)
  else unsignedShift(e, x.leaf, shift, rem)
  return true
}

function powerOfTwo(d: bigint): number | null {
  if (d <= 0n || (d & (d - 1n)) !== 0n) return null
  return d.toString(2).length - 1
}

function unsignedShift(e: Emitter, x: LeafSource, shift: number, rem: boolean): void {
  e.push(x)
  e.code.i64(rem ? (1n << BigInt(shift)) - 1n : shift)
  e.code.op(rem ? Op.i64_and : Op.i64_shr_u)
}

/** Rounds towards zero: a negative dividend is first raised by divisor - 1. */
function signedShift(e: Emitter, x: LeafSource, shift: number, rem: boolean): void {
  const c = e.code
  if (shift === 0) {
    if (rem) c.i64(0)
    else e.push(x)
    return
  }
  if (rem) e.push(x)
  e.push(x)
  if (shift > 1) {
    c.i64(63)
    c.op(Op.i64_shr_s)
  }
  c.i64(64 - shift)
  c.op(Op.i64_shr_u)
  e.push(x)
  c.op(Op.i64_add)
  if (!rem) {
    c.i64(shift)
    return c.op(Op.i64_shr_s)
  }
  c.i64(-(1n << BigInt(shift)))
  c.op(Op.i64_and)
  c.op(Op.i64_sub)
}
