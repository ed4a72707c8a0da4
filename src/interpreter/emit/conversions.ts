/**
 * Conversions between primitive types: widths of integers, bits as another type, integers and floats.
 */
import { Op } from '../../wasm/opcodes.ts'
import type { TOperand } from '../infer/typed-ir.ts'
import type { Emitter } from './emitter.ts'
import { halfFromDouble, singleFromHalf } from './float16.ts'
import { isHalf } from './floats.ts'
import type { Number64 } from './integers.ts'
import { is64, normalize, pushSigned, pushUnsigned } from './integers.ts'
import { convert } from './memory.ts'
import { operand } from './operands.ts'
import type { Rep, ScalarRep, WideRep } from './representation.ts'
import type { Value } from './value.ts'
import { valueOf } from './value.ts'
import { floatFromWide, wideFromFloat } from './wide-floats.ts'

/** A conversion intrinsic; `args[0]` is the target type, which is `type`. Null if `name` is none. */
export function emitConversion(e: Emitter, name: string, args: readonly TOperand[], type: Rep): Value | null {
  if (!conversions.has(name)) return null
  if (type.k !== 'scalar' && type.k !== 'wide') throw new Error(`${e.instance?.name}: ${name} to a type that is not primitive`)
  const from = e.rep(args[1].type)
  const x = convert(e, operand(e, args[1]), from)
  switch (name) {
    case 'sext_int':
      return emitExtend(e, x, type, true)
    case 'zext_int':
      return emitExtend(e, x, type, false)
    case 'trunc_int':
      return emitTrunc(e, x, type)
    case 'bitcast':
      return emitBitcast(e, x, type)
    case 'sitofp':
    case 'uitofp':
      return emitToFloat(e, x, type as ScalarRep, name === 'sitofp')
    case 'fptosi':
    case 'fptoui':
      return emitToInt(e, x, type, name === 'fptosi')
    default:
      return emitFloatWidth(e, number(x), type as ScalarRep)
  }
}

const conversions = new Set(['sext_int', 'zext_int', 'trunc_int', 'bitcast', 'sitofp', 'uitofp', 'fptosi', 'fptoui', 'fptrunc', 'fpext'])

function number(v: Value): Number64 {
  return { rep: v.rep as ScalarRep, leaf: v.leaves[0] }
}

function emitExtend(e: Emitter, x: Value, to: ScalarRep | WideRep, signed: boolean): Value {
  if (x.rep.k === 'wide') return valueOf(to, x.leaves)
  const n = number(x)
  const c = e.code
  if (signed) pushSigned(e, n)
  else pushUnsigned(e, n)
  const wantsLong = to.k === 'wide' || to.wasm === 'i64'
  if (wantsLong && !is64(n)) c.op(signed ? Op.i64_extend_i32_s : Op.i64_extend_i32_u)
  if (to.k === 'scalar') {
    normalize(e, to)
    return e.pop(to)
  }
  const low = e.popLeaves(['i64'])[0]
  if (!signed) return valueOf(to, [low, { type: 'i64', bits: 0n }])
  c.get(low)
  c.i64(63)
  c.op(Op.i64_shr_s)
  return valueOf(to, [low, e.popLeaves(['i64'])[0]])
}

function emitTrunc(e: Emitter, x: Value, to: ScalarRep | WideRep): Value {
  if (to.k === 'wide') return valueOf(to, x.leaves)
  e.push(x.leaves[0])
  if (to.wasm === 'i32' && (x.rep.k === 'wide' || (x.rep as ScalarRep).wasm === 'i64')) e.code.op(Op.i32_wrap_i64)
  if (to.type === e.ctx.world.types.bool) {
    e.code.i32(1)
    e.code.op(Op.i32_and)
  } else normalize(e, to)
  return e.pop(to)
}

const reinterpret: Record<string, number> = {
  'f64>i64': Op.i64_reinterpret_f64,
  'i64>f64': Op.f64_reinterpret_i64,
  'f32>i32': Op.i32_reinterpret_f32,
  'i32>f32': Op.f32_reinterpret_i32,
}

function emitBitcast(e: Emitter, x: Value, to: ScalarRep | WideRep): Value {
  if (to.k === 'wide') return valueOf(to, x.leaves)
  const from = x.rep as ScalarRep
  e.push(x.leaves[0])
  if (from.wasm !== to.wasm) e.code.op(reinterpret[`${from.wasm}>${to.wasm}`])
  else if (from.signed !== to.signed) normalize(e, to)
  return e.pop(to)
}

// ---- integer to float ----

function emitToFloat(e: Emitter, x: Value, to: ScalarRep, signed: boolean): Value {
  if (x.rep.k === 'wide') return floatFromWide(e, x, to, signed)
  const n = number(x)
  const c = e.code
  if (signed) pushSigned(e, n)
  else pushUnsigned(e, n)
  const f64 = to.wasm === 'f64' || isHalf(to)
  const ops = is64(n)
    ? [Op.f32_convert_i64_u, Op.f32_convert_i64_s, Op.f64_convert_i64_u, Op.f64_convert_i64_s]
    : [Op.f32_convert_i32_u, Op.f32_convert_i32_s, Op.f64_convert_i32_u, Op.f64_convert_i32_s]
  c.op(ops[(f64 ? 2 : 0) + (signed ? 1 : 0)])
  // Integers that Float64 would round are far above Float16's infinity: rounding twice is right.
  if (isHalf(to)) halfFromDouble(e)
  return e.pop(to)
}

// ---- float to integer ----

function emitToInt(e: Emitter, x: Value, to: ScalarRep | WideRep, signed: boolean): Value {
  const from = number(x)
  e.push(from.leaf)
  let f64 = from.rep.wasm === 'f64'
  if (isHalf(from.rep)) singleFromHalf(e)
  if (to.k === 'wide') {
    if (!f64) e.code.op(Op.f64_promote_f32)
    return wideFromFloat(e, to, signed)
  }
  if (to.wasm === 'i32' && to.bits < 32 && !f64) {
    e.code.op(Op.f64_promote_f32)
    f64 = true
  }
  const long = to.wasm === 'i64'
  const ops = long
    ? [Op.i64_trunc_sat_f32_u, Op.i64_trunc_sat_f32_s, Op.i64_trunc_sat_f64_u, Op.i64_trunc_sat_f64_s]
    : [Op.i32_trunc_sat_f32_u, Op.i32_trunc_sat_f32_s, Op.i32_trunc_sat_f64_u, Op.i32_trunc_sat_f64_s]
  e.code.op(ops[(f64 ? 2 : 0) + (signed ? 1 : 0)])
  normalize(e, to)
  return e.pop(to)
}

// ---- float to float ----

function emitFloatWidth(e: Emitter, x: Number64, to: ScalarRep): Value {
  const c = e.code
  e.push(x.leaf)
  if (isHalf(x.rep)) {
    if (isHalf(to)) return e.pop(to)
    singleFromHalf(e)
    if (to.wasm === 'f64') c.op(Op.f64_promote_f32)
  } else if (isHalf(to)) {
    if (x.rep.wasm === 'f32') c.op(Op.f64_promote_f32)
    halfFromDouble(e)
  } else if (x.rep.wasm !== to.wasm) c.op(to.wasm === 'f64' ? Op.f64_promote_f32 : Op.f32_demote_f64)
  return e.pop(to)
}
