/**
 * Questions about values: `isa`, `===`, `typeassert`, `typeof`.
 *
 * A test whose answer follows from the representation costs nothing; a tag test is a compare; a concrete type is
 * compared by the address of its type object (a singleton by its own address); the rest is `rt.isa` and `rt.egal`.
 */
import { Op } from '../../wasm/opcodes.ts'
import type { TOperand, TRhs } from '../infer/typed-ir.ts'
import { boolValue, singletonInstance, typeOfValue } from '../types/constants.ts'
import { isKind, typeofType } from '../types/make.ts'
import type { DataType, JType } from '../types/type.ts'
import type { Emitter } from './emitter.ts'
import { throwType } from './exceptions.ts'
import { storedType } from './layout.ts'
import { box, byTag, constantValue, field, member, memberIndex, membersWithin, unbox } from './memory.ts'
import { operand, popBool, storedOperand } from './operands.ts'
import { ghostType, refRep } from './representation.ts'
import type { ScalarRep, UnionRep } from './representation.ts'
import type { LeafSource, Value } from './value.ts'
import { knownI32, valueOf } from './value.ts'

type Rhs<K extends TRhs['k']> = Extract<TRhs, { k: K }>

export function knownBool(e: Emitter, b: boolean): Value {
  return constantValue(e, boolValue(e.ctx.world, b))
}

function toBool(e: Emitter, answer: boolean | 'pushed'): Value {
  return answer === 'pushed' ? popBool(e) : knownBool(e, answer)
}

// ---- isa ----

export function emitIsa(e: Emitter, rhs: Rhs<'isa'>): Value {
  return toBool(e, isaTest(e, operand(e, rhs.value), rhs.value.type, rhs.test))
}

/** Whether `v`, of static type `type`, is a `test`: known, or pushed as 0 or 1. */
export function isaTest(e: Emitter, v: Value, type: JType, test: JType): boolean | 'pushed' {
  const { rep } = v
  if (rep.k === 'union') return tagTest(e, rep, v, membersWithin(e, rep, test))
  if (rep.k !== 'ref') return e.ctx.isSubtype(rep.type, test)
  if (e.ctx.isSubtype(type, test)) return true
  if (test.kind === 'data' && test.isConcrete) return typeTest(e, v.leaves[0], [test])
  const few = concreteMembers(e, type, test)
  if (few) return few.length === 0 ? false : typeTest(e, v.leaves[0], few)
  e.protect(v.leaves[0])
  e.push(v.leaves[0])
  e.code.i32(e.ctx.addressOfType(test))
  e.rt('isa')
  return 'pushed'
}

/** If `test` holds for few concrete types within `type`: these. */
function concreteMembers(e: Emitter, type: JType, test: JType): DataType[] | null {
  const from = type.kind === 'union' ? type.members : test.kind === 'union' ? test.members : null
  if (!from || from.length > 6) return null
  const within = type.kind === 'union' ? from.filter(t => e.ctx.isSubtype(t, test)) : from
  const plain = (list: readonly JType[]): boolean => list.every(t => t.kind === 'data' && t.isConcrete)
  return plain(type.kind === 'union' ? from : within) ? (within as DataType[]) : null
}

/** Pushes whether the object at `ref` is an instance of one of the types. */
function typeTest(e: Emitter, ref: LeafSource, types: readonly DataType[]): 'pushed' {
  types.forEach((t, i) => {
    const only = singletonInstance(e.ctx.world, t)
    e.push(ref)
    if (!only) e.code.mem(Op.i32_load, 0)
    e.code.i32(only ? e.ctx.addressOfConstant(only) : e.ctx.addressOfType(t))
    e.code.op(Op.i32_eq)
    if (i > 0) e.code.op(Op.i32_or)
  })
  return 'pushed'
}

function tagTest(e: Emitter, rep: UnionRep, v: Value, within: readonly number[]): boolean | 'pushed' {
  if (within.length === 0 || within.length === rep.members.length) return within.length > 0
  const tag = v.leaves[0]
  if (typeof tag === 'object') return within.includes(Number(tag.bits))
  if (within.length === 1) {
    e.push(tag)
    e.code.i32(within[0])
    e.code.op(Op.i32_eq)
    return 'pushed'
  }
  e.code.i32(within.reduce((mask, i) => mask | (1 << i), 0))
  e.push(tag)
  e.code.op(Op.i32_shr_u)
  e.code.i32(1)
  e.code.op(Op.i32_and)
  return 'pushed'
}

export function emitTypeassert(e: Emitter, rhs: Rhs<'typeassert'>): Value {
  const v = storedOperand(e, rhs.value)
  const answer = isaTest(e, v, rhs.value.type, rhs.test)
  if (answer === true) return v
  if (answer === false) e.code.i32(0)
  e.code.op(Op.i32_eqz)
  e.code.if()
  throwType(e, rhs.context, knownI32(e.ctx.addressOfType(rhs.test)), v)
  e.code.end()
  return v
}

/** `typeof(x)` as a ref. */
export function emitTypeof(e: Emitter, o: TOperand): Value {
  const v = operand(e, o)
  const { world } = e.ctx
  const result = refRep(world.types.dataType)
  const known = (t: JType): LeafSource => knownI32(e.ctx.addressOfType(t))
  if (v.rep.k === 'ref') {
    if (v.constant) return valueOf(result, [known(typeOfValue(world, v.constant))])
    e.push(v.leaves[0])
    e.code.mem(Op.i32_load, 0)
    return e.pop(result)
  }
  if (v.rep.k === 'union') {
    const { rep } = v
    const at = e.temp('i32')
    byTag(
      e,
      rep,
      v,
      rep.members.map((_, i) => i),
      i => {
        e.push(known(rep.members[i].type))
        e.code.set(at)
      },
    )
    return valueOf(result, [at])
  }
  const t = v.rep.type as DataType
  const stands = ghostType(world, t)
  return valueOf(result, [known(stands ? typeofType(world, stands) : storedType(world, t))])
}

// ---- === ----

export function emitEgal(e: Emitter, a: TOperand, b: TOperand): Value {
  return toBool(e, egal(e, operand(e, a), operand(e, b)))
}

/** `a === b`: known, or pushed. */
export function egal(e: Emitter, a: Value, b: Value): boolean | 'pushed' {
  if (a.rep.k === 'union' && b.rep.k !== 'ref') return egalUnion(e, a.rep, a, b)
  if (b.rep.k === 'union' && a.rep.k !== 'ref') return egalUnion(e, b.rep, b, a)
  if (a.rep.k === 'ref' || b.rep.k === 'ref') return egalRef(e, a, b)
  if (a.rep.k === 'ghost' && b.rep.k === 'ghost') return egalGhost(e, a.rep.type, b.rep.type)
  if (a.rep.type !== b.rep.type) return false
  if (a.rep.k === 'scalar') return egalLeaf(e, a.leaves[0], b.leaves[0], a.rep.wasm)
  return egalParts(e, a, b)
}

function egalGhost(e: Emitter, a: DataType, b: DataType): boolean | 'pushed' {
  if (a === b) return true
  const x = ghostType(e.ctx.world, a)
  const y = ghostType(e.ctx.world, b)
  return x !== null && y !== null && x.id === y.id
}

function egalLeaf(e: Emitter, a: LeafSource, b: LeafSource, type: 'i32' | 'i64' | 'f32' | 'f64'): 'pushed' {
  for (const l of [a, b]) {
    e.push(l)
    if (type === 'f64') e.code.op(Op.i64_reinterpret_f64)
    if (type === 'f32') e.code.op(Op.i32_reinterpret_f32)
  }
  e.code.op(type === 'i64' || type === 'f64' ? Op.i64_eq : Op.i32_eq)
  return 'pushed'
}

/** Wide and flat values of one type: all parts must be egal. */
function egalParts(e: Emitter, a: Value, b: Value): boolean | 'pushed' {
  let pushed = false
  const parts = a.rep.k === 'flat' ? a.rep.fields.length : a.leaves.length
  const fresh = e.temp('i32')
  for (let i = 0; i < parts; i++) {
    const answer = a.rep.k === 'flat' ? egal(e, field(a, i), field(b, i)) : egalLeaf(e, a.leaves[i], b.leaves[i], 'i64')
    if (answer === true) continue
    if (answer === false) e.code.i32(0)
    if (pushed) {
      e.code.get(fresh)
      e.code.op(Op.i32_and)
    }
    e.code.set(fresh)
    pushed = true
  }
  if (!pushed) return true
  e.code.get(fresh)
  return 'pushed'
}

function egalUnion(e: Emitter, rep: UnionRep, u: Value, other: Value): boolean | 'pushed' {
  if (other.rep.k !== 'union') {
    const tag = memberIndex(rep, other.rep.type)
    if (tag < 0) return false
    return onlyIf(e, tagTest(e, rep, u, [tag]), () => egal(e, member(rep, u, tag), other))
  }
  const result = e.temp('i32')
  e.code.i32(0)
  e.code.set(result)
  byTag(
    e,
    rep,
    u,
    rep.members.map((_, i) => i),
    i => {
      if (egalUnion(e, other.rep as UnionRep, other, member(rep, u, i)) === 'pushed') e.code.set(result)
      else if (memberIndex(other.rep as UnionRep, rep.members[i].type) >= 0) {
        e.code.i32(1)
        e.code.set(result)
      }
    },
  )
  e.code.get(result)
  return 'pushed'
}

/** `cond && then()`, the first as given (pushed if unknown). */
function onlyIf(e: Emitter, cond: boolean | 'pushed', then: () => boolean | 'pushed'): boolean | 'pushed' {
  if (cond === false) return false
  if (cond === true) return then()
  e.code.if(['i32'])
  const answer = then()
  if (answer !== 'pushed') e.code.i32(answer ? 1 : 0)
  e.code.else()
  e.code.i32(0)
  e.code.end()
  return 'pushed'
}

/** At least one is a ref: by address where identity or uniqueness decides, else by `rt.egal` of boxes. */
function egalRef(e: Emitter, a: Value, b: Value): boolean | 'pushed' {
  if (byAddress(e, a) || byAddress(e, b)) {
    // What travels in pieces is of another type than what is known by its address.
    if ([a, b].some(v => v.rep.k !== 'ref' && v.rep.k !== 'ghost' && v.rep.k !== 'union')) return false
    const x = box(e, a)
    const y = box(e, b)
    e.push(x)
    e.push(y)
    e.code.op(Op.i32_eq)
    return 'pushed'
  }
  if (a.rep.k === 'scalar') return egalBox(e, a.rep, a, b.leaves[0])
  if (b.rep.k === 'scalar') return egalBox(e, b.rep, b, a.leaves[0])
  const x = box(e, a)
  e.protect(x)
  const y = box(e, b)
  e.push(x)
  e.push(y)
  e.rt('egal')
  return 'pushed'
}

/** A number against a ref: the same type, then the same bits. */
function egalBox(e: Emitter, rep: ScalarRep, v: Value, ref: LeafSource): 'pushed' {
  typeTest(e, ref, [rep.type])
  e.code.if(['i32'])
  egalLeaf(e, unbox(e, valueOf(refRep(rep.type), [ref]), rep).leaves[0], v.leaves[0], rep.wasm)
  e.code.else()
  e.code.i32(0)
  e.code.end()
  return 'pushed'
}

/** Whether `===` with this value is decided by its address alone. Strings are compared by content, mutable as they are. */
function byAddress(e: Emitter, v: Value): boolean {
  const { type } = v.rep
  if (v.rep.k === 'ghost') return ghostType(e.ctx.world, v.rep.type) === null
  if (type.kind !== 'data' || !type.isConcrete || isKind(e.ctx.world, type)) return false
  if (type.name.family === 'string') return false
  return type.name.isMutable || type.name.family === 'symbol'
}
