/**
 * Atomic accesses, sequentially consistent: fields of mutable structs (the position is a constant) and array elements.
 *
 * Integers use the instruction of their width; what no instruction does (maxima, minima, nand, floats) is a loop of
 * compare-and-swap on the bits; fields that are addresses are exchanged as addresses. All give the old value.
 */
import { Op } from '../../wasm/opcodes.ts'
import type { TOperand, TRhs } from '../infer/typed-ir.ts'
import { fieldTypes } from '../types/make.ts'
import type { DataType, JType } from '../types/type.ts'
import { address, elementAddress, nothingValue } from './arrays.ts'
import { throwError } from './exceptions.ts'
import type { Emitter } from './emitter.ts'
import { normalize, pushSigned, pushUnsigned } from './integers.ts'
import { fieldLayout } from './layout.ts'
import { operandAs, storedOperand } from './operands.ts'
import { refRep } from './representation.ts'
import type { ScalarRep } from './representation.ts'
import type { LeafSource, Value } from './value.ts'

type Intrinsic = Extract<TRhs, { k: 'intrinsic' }>

/** A place in memory that is accessed atomically. */
interface Place {
  readonly base: LeafSource
  readonly offset: number
  /** How the value travels; null for an address. */
  readonly rep: ScalarRep | null
  readonly type: JType
}

/** Index of an access width within each group of seven instructions: see `opcodes.ts`. */
function width(rep: ScalarRep | null): number {
  if (!rep || rep.wasm === 'f32') return 0
  if (rep.wasm === 'f64' || rep.wasm === 'i64') return 1
  return rep.bits <= 8 ? 2 : rep.bits <= 16 ? 3 : 0
}

const group = {
  load: Op.i32_atomic_load,
  store: Op.i32_atomic_store,
  add: Op.i32_atomic_rmw_add,
  sub: Op.i32_atomic_rmw_sub,
  and: Op.i32_atomic_rmw_and,
  or: Op.i32_atomic_rmw_or,
  xor: Op.i32_atomic_rmw_xor,
  swap: Op.i32_atomic_rmw_xchg,
  cas: Op.i32_atomic_rmw_cmpxchg,
} as const

function isLong(p: Place): boolean {
  return width(p.rep) === 1
}

function bitsType(p: Place): 'i32' | 'i64' {
  return isLong(p) ? 'i64' : 'i32'
}

/** Emits `atomic_…`; null if it is none. */
export function emitAtomic(e: Emitter, { name, args, inbounds, isRepeated }: Intrinsic): Value | null {
  const m = /^atomic_(\w+?)(field|arrayref|arrayset|arrayadd)$/.exec(name)
  if (!m && !name.startsWith('atomic_array')) return null
  switch (name) {
    case 'atomic_arrayref':
      return load(e, element(e, args[0], args[1], inbounds))
    case 'atomic_arrayset': {
      const p = element(e, args[0], args[2], inbounds)
      store(e, p, bits(e, p, args[1]))
      return nothingValue(e)
    }
    case 'atomic_arrayadd': {
      const p = element(e, args[0], args[2], inbounds)
      return modify(e, p, 'add', bits(e, p, args[1]))
    }
  }
  const p = fieldPlace(e, args[0], args[1])
  switch (m![1]) {
    case 'get':
      return load(e, p)
    case 'set':
      store(e, p, bits(e, p, args[2]))
      return storedOperand(e, args[2])
    case 'cas':
      return compareAndSwap(e, p, bits(e, p, args[2]), bits(e, p, args[3]))
    default: {
      const x = bits(e, p, args[2])
      return isRepeated && isWhole(p) ? sumAgain(e, p, m![1], x) : modify(e, p, m![1], x)
    }
  }
}

function scalarRep(e: Emitter, t: JType): ScalarRep {
  const rep = e.rep(t)
  if (rep.k === 'scalar') return rep
  throw new Error(`atomic access to a ${t.kind === 'data' ? t.name.name : t.kind}: only numbers of up to 64 bits and references`)
}

function fieldPlace(e: Emitter, object: TOperand, position: TOperand): Place {
  const t = object.type as DataType
  if (position.k !== 'const' || position.value.kind !== 'bits') throw new Error('atomic access to a field that is not known')
  const i = Number(position.value.bits)
  const layout = fieldLayout(e.ctx.world, t)
  const type = fieldTypes(e.ctx.world, t)[i]
  return { base: address(e, object), offset: layout.offsets[i], type, rep: layout.inline[i] ? scalarRep(e, type) : null }
}

function element(e: Emitter, array: TOperand, index: TOperand, inbounds: boolean): Place {
  const { at, element: type, isPointer } = elementAddress(e, array, index, inbounds)
  return { base: at, offset: 0, type, rep: isPointer ? null : scalarRep(e, type) }
}

/** An operand as the unsigned bits that are stored. */
function bits(e: Emitter, p: Place, o: TOperand): number {
  if (!p.rep) {
    const ref = operandAs(e, o, refRep(p.type)).leaves[0]
    e.push(ref)
    return e.popLeaves(['ref'])[0]
  }
  const leaf = operandAs(e, o, p.rep).leaves[0]
  if (p.rep.wasm === 'f64' || p.rep.wasm === 'f32') {
    e.push(leaf)
    e.code.op(p.rep.wasm === 'f64' ? Op.i64_reinterpret_f64 : Op.i32_reinterpret_f32)
  } else pushUnsigned(e, { rep: p.rep, leaf })
  return e.popLeaves([bitsType(p)])[0]
}

/** The value of the bits on the stack. */
function fromBits(e: Emitter, p: Place): Value {
  if (!p.rep) return e.pop(refRep(p.type))
  if (p.rep.wasm === 'f64') e.code.op(Op.f64_reinterpret_i64)
  else if (p.rep.wasm === 'f32') e.code.op(Op.f32_reinterpret_i32)
  else normalize(e, p.rep)
  return e.pop(p.rep)
}

function access(e: Emitter, p: Place, kind: keyof typeof group): void {
  e.code.mem(group[kind] + width(p.rep), p.offset)
}

function load(e: Emitter, p: Place): Value {
  e.push(p.base)
  access(e, p, 'load')
  const v = fromBits(e, p)
  if (!p.rep) {
    e.push(v.leaves[0])
    e.code.op(Op.i32_eqz)
    e.code.if()
    throwError(e, 'undefRef')
    e.code.end()
  }
  return v
}

function store(e: Emitter, p: Place, x: number): void {
  e.push(p.base)
  e.code.get(x)
  access(e, p, 'store')
}

function compareAndSwap(e: Emitter, p: Place, expected: number, x: number): Value {
  e.push(p.base)
  e.code.get(expected)
  e.code.get(x)
  access(e, p, 'cas')
  return fromBits(e, p)
}

function modify(e: Emitter, p: Place, kind: string, x: number): Value {
  const isFloat = p.rep?.float
  if (kind === 'swap' || (kind in group && !isFloat)) {
    e.push(p.base)
    e.code.get(x)
    access(e, p, kind as keyof typeof group)
    return fromBits(e, p)
  }
  return casLoop(e, p, old => computeNew(e, p, kind, old, x))
}

/** An integer that fills a word of WebAssembly. */
function isWhole(p: Place): boolean {
  return p.rep !== null && !p.rep.float && width(p.rep) < 2 && (isLong(p) || p.rep.bits === 32)
}

/** As `modify` with add or sub, in a loop: expects what the last round has left, and reads only by a swap that fails. */
function sumAgain(e: Emitter, p: Place, kind: string, x: number): Value {
  const c = e.code
  const type = bitsType(p)
  // Of this place in the code alone: 0 at first, and then from round to round.
  const expected = c.local(type)
  const [old, seen] = [e.temp(type), e.temp(type)]
  const op = kind === 'add' ? (type === 'i64' ? Op.i64_add : Op.i32_add) : type === 'i64' ? Op.i64_sub : Op.i32_sub
  const again = c.loop()
  c.get(expected)
  c.set(old)
  e.push(p.base)
  c.get(old)
  c.get(old)
  c.get(x)
  c.op(op)
  access(e, p, 'cas')
  c.tee(seen)
  c.set(expected)
  c.get(seen)
  c.get(old)
  c.op(type === 'i64' ? Op.i64_ne : Op.i32_ne)
  c.brIf(again)
  c.end()
  c.get(old)
  c.get(x)
  c.op(op)
  c.set(expected)
  c.get(old)
  return fromBits(e, p)
}

/** Repeats old = cas(old, f(old)) until nobody came between. */
function casLoop(e: Emitter, p: Place, pushNew: (old: number) => void): Value {
  const c = e.code
  const type = bitsType(p)
  const [old, seen] = [e.temp(type), e.temp(type)]
  e.push(p.base)
  access(e, p, 'load')
  c.set(seen)
  const again = c.loop()
  c.get(seen)
  c.set(old)
  e.push(p.base)
  c.get(old)
  pushNew(old)
  access(e, p, 'cas')
  c.tee(seen)
  c.get(old)
  c.op(type === 'i64' ? Op.i64_ne : Op.i32_ne)
  c.brIf(again)
  c.end()
  c.get(old)
  return fromBits(e, p)
}

/** Pushes the unsigned bits of old `kind` x. */
function computeNew(e: Emitter, p: Place, kind: string, old: number, x: number): void {
  const c = e.code
  const { rep } = p
  if (!rep) throw new Error(`atomic ${kind} of a field that is no number`)
  if (rep.float) return floatNew(e, rep, kind, old, x)
  const long = isLong(p)
  if (kind === 'nand') {
    c.get(old)
    c.get(x)
    c.op(long ? Op.i64_and : Op.i32_and)
    if (long) c.i64(-1)
    else c.i32(-1)
    c.op(long ? Op.i64_xor : Op.i32_xor)
    if (!long) normalize(e, { ...rep, signed: false })
    return
  }
  // max, min: one of the two, compared in the type's own order
  c.get(old)
  c.get(x)
  const push = rep.signed ? pushSigned : pushUnsigned
  for (const leaf of [old, x]) push(e, { rep: { ...rep, signed: false }, leaf })
  const ops = rep.signed ? [Op.i32_gt_s, Op.i64_gt_s, Op.i32_lt_s, Op.i64_lt_s] : [Op.i32_gt_u, Op.i64_gt_u, Op.i32_lt_u, Op.i64_lt_u]
  c.op(ops[(kind === 'max' ? 0 : 2) + (long ? 1 : 0)])
  c.select()
}

const floatOps: Record<string, readonly [number, number]> = {
  add: [Op.f32_add, Op.f64_add],
  sub: [Op.f32_sub, Op.f64_sub],
  max: [Op.f32_max, Op.f64_max],
  min: [Op.f32_min, Op.f64_min],
}

function floatNew(e: Emitter, rep: ScalarRep, kind: string, old: number, x: number): void {
  const f64 = rep.wasm === 'f64'
  const ops = floatOps[kind]
  if (!ops || rep.wasm === 'i32') throw new Error(`atomic ${kind} of a ${rep.type.name.name}`)
  for (const l of [old, x]) {
    e.code.get(l)
    e.code.op(f64 ? Op.f64_reinterpret_i64 : Op.f32_reinterpret_i32)
  }
  e.code.op(ops[f64 ? 1 : 0])
  e.code.op(f64 ? Op.i64_reinterpret_f64 : Op.i32_reinterpret_f32)
}
