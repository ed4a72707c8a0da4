/**
 * Arithmetic that is one or two instructions, and its deferral: the result of such a `let`, if it is used once and soon,
 * is not put into a local but computed on the stack where it is used. Fewer locals make smaller frames (deeper
 * recursion), smaller modules, and better code in V8's baseline tier.
 *
 * Only pure operations on numbers in one register are deferred, and only across other deferred ones, so nothing that they
 * read can change meanwhile. Whatever takes an operand in another way gets it in a local as usual (`storedOperand`).
 */
import { Op } from '../../wasm/opcodes.ts'
import type { TOperand, TRhs, TStmt } from '../infer/typed-ir.ts'
import type { JType } from '../types/type.ts'
import type { Emitter } from './emitter.ts'
import { normalize, scalarOperand } from './integers.ts'
import { bind } from './operands.ts'
import type { Rep, ScalarRep } from './representation.ts'
import type { Value } from './value.ts'

type Quad = readonly [i32: number, i64: number, f32: number, f64: number]
/** How operands of fewer bits than their register must be extended: as they are, by sign, by zeros. */
type Extend = 'any' | 'signed' | 'unsigned'

interface SimpleOp {
  readonly ops: Quad
  readonly extend: Extend
  readonly compares: boolean
}

const no = -1
const simpleOps: Record<string, SimpleOp> = {}

function add(name: string, ops: Quad, extend: Extend = 'any', compares = false): void {
  simpleOps[name] = { ops, extend, compares }
}

add('add_int', [Op.i32_add, Op.i64_add, no, no])
add('sub_int', [Op.i32_sub, Op.i64_sub, no, no])
add('mul_int', [Op.i32_mul, Op.i64_mul, no, no])
add('and_int', [Op.i32_and, Op.i64_and, no, no])
add('or_int', [Op.i32_or, Op.i64_or, no, no])
add('xor_int', [Op.i32_xor, Op.i64_xor, no, no])
add('eq_int', [Op.i32_eq, Op.i64_eq, no, no], 'any', true)
add('ne_int', [Op.i32_ne, Op.i64_ne, no, no], 'any', true)
add('slt_int', [Op.i32_lt_s, Op.i64_lt_s, no, no], 'signed', true)
add('sle_int', [Op.i32_le_s, Op.i64_le_s, no, no], 'signed', true)
add('ult_int', [Op.i32_lt_u, Op.i64_lt_u, no, no], 'any', true)
add('ule_int', [Op.i32_le_u, Op.i64_le_u, no, no], 'any', true)
add('add_float', [no, no, Op.f32_add, Op.f64_add])
add('sub_float', [no, no, Op.f32_sub, Op.f64_sub])
add('mul_float', [no, no, Op.f32_mul, Op.f64_mul])
add('div_float', [no, no, Op.f32_div, Op.f64_div])
add('min_float', [no, no, Op.f32_min, Op.f64_min])
add('max_float', [no, no, Op.f32_max, Op.f64_max])
add('copysign_float', [no, no, Op.f32_copysign, Op.f64_copysign])
add('eq_float', [no, no, Op.f32_eq, Op.f64_eq], 'any', true)
add('ne_float', [no, no, Op.f32_ne, Op.f64_ne], 'any', true)
add('lt_float', [no, no, Op.f32_lt, Op.f64_lt], 'any', true)
add('le_float', [no, no, Op.f32_le, Op.f64_le], 'any', true)
add('neg_float', [no, no, Op.f32_neg, Op.f64_neg])
add('abs_float', [no, no, Op.f32_abs, Op.f64_abs])
add('sqrt_llvm', [no, no, Op.f32_sqrt, Op.f64_sqrt])
add('ceil_llvm', [no, no, Op.f32_ceil, Op.f64_ceil])
add('floor_llvm', [no, no, Op.f32_floor, Op.f64_floor])
add('trunc_llvm', [no, no, Op.f32_trunc, Op.f64_trunc])
add('rint_llvm', [no, no, Op.f32_nearest, Op.f64_nearest])

const register = { i32: 0, i64: 1, f32: 2, f64: 3 } as const

/** The operation, if these arguments are numbers in one register each. */
function simpleOp(e: Emitter, name: string, args: readonly TOperand[]): { op: SimpleOp; rep: ScalarRep; code: number } | null {
  const op = simpleOps[name]
  const rep = op ? e.rep(args[0].type) : null
  if (!op || rep?.k !== 'scalar') return null
  const code = op.ops[register[rep.wasm]]
  if (code === no || args.some(a => e.rep(a.type) !== rep)) return null
  return { op, rep, code }
}

/** Pushes the result of a simple operation; false if `name` with these arguments is none. */
export function pushSimple(e: Emitter, name: string, args: readonly TOperand[]): boolean {
  if (name === 'not_int') return pushNot(e, args[0])
  const simple = simpleOp(e, name, args)
  if (!simple) return false
  const { op, rep, code } = simple
  for (const a of args) {
    pushNumber(e, a)
    if (op.extend === 'signed' && !rep.signed) normalize(e, { ...rep, signed: true })
  }
  e.code.op(code)
  if (!op.compares && !rep.float) normalize(e, rep)
  return true
}

function pushNot(e: Emitter, o: TOperand): boolean {
  const rep = e.rep(o.type)
  if (rep.k !== 'scalar' || rep.type !== e.ctx.world.types.bool) return false
  pushNumber(e, o)
  e.code.op(Op.i32_eqz)
  return true
}

/** A simple operation's value in a local. */
export function emitSimple(e: Emitter, name: string, args: readonly TOperand[]): Value | null {
  if (!pushSimple(e, name, args)) return null
  const compares = name === 'not_int' || simpleOps[name].compares
  return e.pop(compares ? e.rep(e.ctx.world.types.bool) : e.rep(args[0].type))
}

/** Pushes a primitive operand, computing it here if it was deferred. */
export function pushNumber(e: Emitter, o: TOperand): void {
  if (!pushDeferred(e, o, e.rep(o.type))) e.push(scalarOperand(e, o).leaf)
}

/** Whether an operand is deferred, and its variable has representation `to`. */
export function isDeferred(e: Emitter, o: TOperand, to: Rep): boolean {
  return o.k === 'ssa' && e.deferred.has(o.id) && e.rep(e.body!.ssaTypes[o.id]) === to
}

/** Pushes an operand if it is such a one. */
export function pushDeferred(e: Emitter, o: TOperand, to: Rep): boolean {
  if (!isDeferred(e, o, to)) return false
  e.takeDeferred((o as Extract<TOperand, { k: 'ssa' }>).id)!()
  return true
}

/** More at once would only make deep recursion here. */
const MAX_DEFERRED = 40

/** Defers a `let` if it can be: nothing is emitted then. */
export function defer(e: Emitter, s: Extract<TStmt, { k: 'let' }>): boolean {
  const { plan } = e
  if (s.rhs.k !== 'intrinsic' || plan.uses[s.id] !== 1 || plan.usedAt[s.id] <= e.position) return false
  const { name, args } = s.rhs
  if (e.deferred.size >= MAX_DEFERRED || !isDeferrable(e, s.rhs, e.body!.ssaTypes[s.id])) return false
  e.putDeferred(s.id, () => void pushSimple(e, name, args))
  return true
}

function isDeferrable(e: Emitter, rhs: Extract<TRhs, { k: 'intrinsic' }>, type: JType): boolean {
  const { name, args } = rhs
  const { bool } = e.ctx.world.types
  if (name === 'not_int') return type === bool && args[0].type === bool
  const simple = simpleOp(e, name, args)
  return simple !== null && type === (simple.op.compares ? bool : simple.rep.type)
}

/** Before a statement that is not deferred: puts into locals what it does not use itself. */
export function settle(e: Emitter): void {
  if (e.deferred.size === 0) return
  for (const id of [...e.deferred.keys()]) {
    if (e.plan.usedAt[id] === e.position || e.isPartOfDeferred(id)) continue
    const push = e.takeDeferred(id)
    if (!push) continue
    push()
    bind(e, id, e.pop(e.rep(e.body!.ssaTypes[id])))
  }
}
