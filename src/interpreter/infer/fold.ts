/**
 * Folding of pure intrinsics on constants: the value they would give at run time, or null when it is not folded.
 *
 * Integers of all widths and Bool; comparisons; conversions between integers; type predicates. Floats are left to the
 * machine, except comparisons with themselves that need nothing.
 */
import { integerOf, bitsValue, boolValue } from '../types/constants.ts'
import type { DataType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'
import { isTypeConstant } from './lattice.ts'
import type { Constant } from './typed-ir.ts'

type Fold = (a: bigint, b: bigint, bits: number) => bigint | boolean | null

const signed = (x: bigint, bits: number): bigint => BigInt.asIntN(bits, x)
const unsigned = (x: bigint, bits: number): bigint => BigInt.asUintN(bits, x)

const binary: Record<string, Fold> = {
  add_int: (a, b) => a + b,
  sub_int: (a, b) => a - b,
  mul_int: (a, b) => a * b,
  and_int: (a, b) => a & b,
  or_int: (a, b) => a | b,
  xor_int: (a, b) => a ^ b,
  eq_int: (a, b) => a === b,
  ne_int: (a, b) => a !== b,
  slt_int: (a, b, n) => signed(a, n) < signed(b, n),
  sle_int: (a, b, n) => signed(a, n) <= signed(b, n),
  ult_int: (a, b) => a < b,
  ule_int: (a, b) => a <= b,
  sdiv_int: (a, b, n) => (b === 0n ? null : signed(a, n) / signed(b, n)),
  srem_int: (a, b, n) => (b === 0n ? null : signed(a, n) % signed(b, n)),
  udiv_int: (a, b) => (b === 0n ? null : a / b),
  urem_int: (a, b) => (b === 0n ? null : a % b),
  shl_int: (a, b, n) => (b >= BigInt(n) ? 0n : a << b),
  lshr_int: (a, b, n) => (b >= BigInt(n) ? 0n : a >> b),
  ashr_int: (a, b, n) => signed(a, n) >> (b >= BigInt(n) ? BigInt(n - 1) : b),
}

const unary: Record<string, (a: bigint, bits: number, type: DataType) => bigint | null> = {
  neg_int: a => -a,
  not_int: (a, _n, t) => (t.name.name === 'Bool' ? a ^ 1n : ~a),
}

/** Folds intrinsic `name`; all `args` are constants. */
export function foldIntrinsic(types: TypeWorld, name: string, args: Constant[]): Constant | null {
  const [a, b] = args
  const f = binary[name]
  if (f && args.length === 2 && a.kind === 'bits' && b.kind === 'bits') {
    const n = a.type.name.primitiveBits
    const r = f(a.bits, b.bits, n)
    if (r === null) return null
    return typeof r === 'boolean' ? boolValue(types, r) : bitsValue(types, a.type, r)
  }
  const g = unary[name]
  if (g && args.length === 1 && a.kind === 'bits' && integerOf(a) !== null) {
    const r = g(a.bits, a.type.name.primitiveBits, a.type)
    return r === null ? null : bitsValue(types, a.type, r)
  }
  if (args.length === 2 && isTypeConstant(a) && a.kind === 'data' && a.name.primitiveBits > 0 && b.kind === 'bits') {
    return foldConversion(types, name, a, b)
  }
  return null
}

function foldConversion(types: TypeWorld, name: string, to: DataType, x: Constant & { kind: 'bits' }): Constant | null {
  const from = x.type.name.primitiveBits
  switch (name) {
    case 'sext_int':
      return bitsValue(types, to, signed(x.bits, from))
    case 'zext_int':
      return bitsValue(types, to, unsigned(x.bits, from))
    case 'trunc_int':
      return bitsValue(types, to, x.bits)
    case 'bitcast':
      return bitsValue(types, to, x.bits)
    default:
      return null
  }
}
