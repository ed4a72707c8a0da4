/**
 * Functions on 128-bit integers that a module contains once if it needs them: shifts, division, overflow of products.
 * Numbers are two i64, low half first.
 */
import { Op } from '../../wasm/opcodes.ts'
import type { CodeBuilder, FuncHandle } from '../../wasm/code.ts'
import type { Emitter } from './emitter.ts'

export function shiftHelper(e: Emitter, name: string): FuncHandle {
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

/** |x| ÷ |y| with the quotient's sign, or the remainder with x's. */
export function signedDivideHelper(e: Emitter, rem: boolean): FuncHandle {
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
export function negateIf(c: CodeBuilder, low: number, high: number, sign: number): void {
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
export function divideHelper(e: Emitter, rem: boolean): FuncHandle {
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

/** (x, y, wrapped product) → overflow: dividing the product (of magnitudes) by x does not give y back. */
export function mulOverflowHelper(e: Emitter, signed: boolean): FuncHandle {
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
