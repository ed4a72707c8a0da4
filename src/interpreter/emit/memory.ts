/**
 * Values and the heap: allocation, boxing, unboxing, fields in C layout, and conversion between representations.
 *
 * In: values in locals. Out: values in locals. These belong together because each needs the others: a field may hold a
 * box, a box has fields, and a conversion may do either.
 * Invariants: before every allocation all references still needed are rooted (`protect`); an object is completely
 * filled before anything else can allocate, since its payload starts undefined.
 */
import { MAX_SMALL, SIZE_CLASSES, Thread } from '../../runtime/layout/memory-map.ts'
import { HEADER_BYTES } from '../../runtime/layout/objects.ts'
import { Op } from '../../wasm/opcodes.ts'
import { boolValue, structValue, typeOfValue } from '../types/constants.ts'
import { fieldTypes, isBits } from '../types/make.ts'
import type { DataType, JType } from '../types/type.ts'
import type { Constant } from '../infer/typed-ir.ts'
import type { Emitter } from './emitter.ts'
import { elementLayout, fieldLayout, storedType } from './layout.ts'
import { ghostType, leafType, refRep, sameRep } from './representation.ts'
import type { FlatRep, Leaf, Rep, ScalarRep, UnionMember, UnionRep } from './representation.ts'
import type { KnownLeaf, LeafSource, Value } from './value.ts'
import { knownI32, knownNumber, valueOf } from './value.ts'

// ---- constants ----

/** A constant in the representation that is natural for its type. */
export function constantValue(e: Emitter, c: Constant): Value {
  const { world } = e.ctx
  if (isTypeConstant(c)) return valueOf(refRep(typeOfValue(world, c)), [knownI32(e.ctx.addressOfType(c))], c)
  const rep = e.rep(typeOfValue(world, c))
  switch (rep.k) {
    case 'ghost':
      return valueOf(rep, [], c)
    case 'scalar':
      return c.kind === 'bits' ? valueOf(rep, [scalarLeaf(rep, c.bits)], c) : pinned(e, c)
    case 'wide':
      return c.kind === 'bits' ? valueOf(rep, [knownI64(c.bits & MASK64), knownI64(c.bits >> 64n)], c) : pinned(e, c)
    case 'flat':
      return flatConstant(e, rep, c) ?? pinned(e, c)
    default:
      return pinned(e, c)
  }
}

const MASK64 = 0xffffffffffffffffn

function isTypeConstant(c: Constant): c is JType {
  return c.kind === 'data' || c.kind === 'union' || c.kind === 'unionall' || c.kind === 'typevar'
}

function pinned(e: Emitter, c: Constant): Value {
  const address = !isTypeConstant(c) && c.kind === 'sym' ? e.ctx.addressOfSymbol(c.name) : e.ctx.addressOfConstant(c)
  return valueOf(refRep(typeOfValue(e.ctx.world, c)), [knownI32(address)], c)
}

function flatConstant(e: Emitter, rep: FlatRep, c: Constant): Value | null {
  if (c.kind !== 'struct') return null
  const leaves = c.fields.flatMap((f, i) => convert(e, constantValue(e, f), rep.fields[i]).leaves)
  return valueOf(rep, leaves, c)
}

function knownI64(bits: bigint): KnownLeaf {
  return { type: 'i64', bits: BigInt.asIntN(64, bits) }
}

/** A primitive value's leaf from its bit pattern. */
export function scalarLeaf(rep: ScalarRep, bits: bigint): KnownLeaf {
  if (rep.wasm === 'i32') {
    return knownI32(Number(rep.signed ? BigInt.asIntN(rep.bits, bits) : BigInt.asUintN(rep.bits, bits)))
  }
  return rep.wasm === 'i64' ? knownI64(bits) : { type: rep.wasm, bits }
}

// ---- allocation ----

/**
 * Allocates an object of `bytes` bytes with its header; its address is left in a new temporary. The usual case takes the
 * first cell of the thread's free list here: the list's next cell stands where the object's flags will be (as zeros).
 */
export function allocate(e: Emitter, typeAddress: number, bytes: number): number {
  const c = e.code
  const at = e.temp('i32')
  const slow = (): void => {
    c.i32(typeAddress)
    c.i32(bytes)
    e.rt(bytes <= MAX_SMALL ? 'alloc' : 'alloc_large')
    c.set(at)
  }
  if (bytes > MAX_SMALL || e.cold) {
    slow()
    return at
  }
  const list = Thread.freeLists + 4 * SIZE_CLASSES.findIndex(size => size >= bytes)
  c.globalGet(e.m.tls)
  c.mem(Op.i32_load, list)
  c.tee(at)
  c.ifHinted(true)
  c.globalGet(e.m.tls)
  c.get(at)
  c.mem(Op.i32_load, 4)
  c.mem(Op.i32_store, list)
  c.get(at)
  c.i64(typeAddress >>> 0)
  c.mem(Op.i64_store)
  c.else()
  slow()
  c.end()
  return at
}

/** The address of the heap object for a ghost. */
function ghostAddress(e: Emitter, t: DataType, constant: Constant | null): number {
  const stands = ghostType(e.ctx.world, t)
  if (stands) return e.ctx.addressOfType(stands)
  return e.ctx.addressOfConstant(constant ?? singleton(e, t))
}

function singleton(e: Emitter, t: DataType): Constant {
  return structValue(e.ctx.world, t, [])
}

/** The value as the address of a heap object: itself, a constant, or a new box. */
export function box(e: Emitter, v: Value): LeafSource {
  const { rep } = v
  if (rep.k === 'ref') return v.leaves[0]
  if (rep.k === 'none') return knownI32(0)
  if (rep.k === 'ghost') return knownI32(ghostAddress(e, rep.type, v.constant))
  if (v.constant) return pinned(e, v.constant).leaves[0]
  if (rep.k === 'union') return boxUnion(e, rep, v)
  return rep.k === 'scalar' ? boxScalar(e, rep, v) : boxFields(e, rep.type, v)
}

const boxHelpers = { Int64: 'box_i64', Int8: 'box_i8', UInt8: 'box_u8', Char: 'box_char', Float64: 'box_f64' } as const

function boxScalar(e: Emitter, rep: ScalarRep, v: Value): LeafSource {
  const { types } = e.ctx.world
  const name = rep.type.name.module === 'Core' ? rep.type.name.name : ''
  if (rep.type === types.bool) {
    e.code.i32(e.ctx.addressOfConstant(boolValue(e.ctx.world, true)))
    e.code.i32(e.ctx.addressOfConstant(boolValue(e.ctx.world, false)))
    e.push(v.leaves[0])
    e.code.select()
  } else if (name in boxHelpers) {
    e.push(v.leaves[0])
    e.rt(boxHelpers[name as keyof typeof boxHelpers])
  } else return boxFields(e, rep.type, v)
  return e.popLeaves(['i32'])[0]
}

/** A new object of type `t` that holds the flat, wide or scalar value. */
function boxFields(e: Emitter, t: DataType, v: Value): LeafSource {
  const stored = storedType(e.ctx.world, t)
  const layout = fieldLayout(e.ctx.world, stored)
  if (v.rep.k !== 'flat') {
    const at = allocate(e, e.ctx.addressOfType(stored), layout.size)
    clearPadding(e, at, stored)
    storeInline(e, at, HEADER_BYTES, v)
    return at
  }
  return newObject(
    e,
    stored,
    fieldTypes(e.ctx.world, stored).map((_, i) => field(v, i)),
  )
}

/** A new heap object of concrete type `t` with these leading fields; the rest is undefined (zero). */
export function newObject(e: Emitter, t: DataType, fields: readonly Value[]): number {
  const { world } = e.ctx
  const layout = fieldLayout(world, t)
  const types = fieldTypes(world, t)
  const boxes = (f: Value): boolean => f.rep.k !== 'ref' && f.rep.k !== 'ghost' && f.constant === null
  if (fields.some((f, i) => !layout.inline[i] && boxes(f))) for (const f of fields) e.protectValue(f)
  const ready = fields.map((f, i) => {
    const v = layout.inline[i] ? convert(e, f, e.rep(types[i])) : valueOf(refRep(types[i]), [box(e, f)])
    e.protectValue(v)
    return v
  })
  const at = allocate(e, e.ctx.addressOfType(t), layout.size)
  clearPadding(e, at, t)
  ready.forEach((v, i) => storeInline(e, at, layout.offsets[i], v, layout.inline[i] ? types[i] : null))
  for (let i = ready.length; i < types.length; i++) clearField(e, at, layout.offsets[i], types[i])
  return at
}

/** Zeroes the words of a new object that its fields leave gaps in: `===` and `objectid` compare whole words. */
function clearPadding(e: Emitter, at: number, t: DataType): void {
  const { world } = e.ctx
  const covered = new Uint8Array(fieldLayout(world, t).size)
  const cover = (type: DataType, base: number): void => {
    if (type.name.primitiveBits > 0) return void covered.fill(1, base, base + elementLayout(world, type).size)
    const { offsets, inline } = fieldLayout(world, type)
    fieldTypes(world, storedType(world, type)).forEach((f, i) => {
      const start = base + offsets[i] - HEADER_BYTES
      if (inline[i]) cover(f as DataType, start)
      else covered.fill(1, start, start + 4)
    })
  }
  cover(t, HEADER_BYTES)
  for (let word = HEADER_BYTES; word < covered.length; word += 8) {
    if (covered.subarray(word, word + 8).every(b => b === 1)) continue
    e.code.get(at)
    e.code.i64(0)
    e.code.mem(Op.i64_store, word, 0)
  }
}

/** Fields that `new` leaves out: a zero address, or zero bytes. */
function clearField(e: Emitter, at: number, offset: number, t: JType): void {
  const { size } = elementLayout(e.ctx.world, t)
  for (let done = 0; done < size; ) {
    const rest = size - done
    e.code.get(at)
    if (rest >= 8) e.code.i64(0)
    else e.code.i32(0)
    const [op, n] = rest >= 8 ? [Op.i64_store, 8] : rest >= 4 ? [Op.i32_store, 4] : rest >= 2 ? [Op.i32_store16, 2] : [Op.i32_store8, 1]
    e.code.mem(op, offset + done, 0)
    done += n
  }
}

function boxUnion(e: Emitter, rep: UnionRep, v: Value): LeafSource {
  const known = knownNumber(v.leaves[0])
  if (known !== null) return box(e, member(rep, v, known))
  const result = e.temp('i32')
  byTag(
    e,
    rep,
    v,
    rep.members.map((_, i) => i),
    i => {
      e.push(box(e, member(rep, v, i)))
      e.code.set(result)
    },
  )
  return result
}

/** Runs `emit` for each of the members `which` in a branch of its own, chosen by the tag. */
export function byTag(e: Emitter, rep: UnionRep, v: Value, which: readonly number[], emit: (member: number) => void): void {
  const known = knownNumber(v.leaves[0])
  if (known !== null || which.length === 1) return emit(known ?? which[0])
  which.forEach((i, n) => {
    if (n === which.length - 1) return emit(i)
    e.push(v.leaves[0])
    e.code.i32(i)
    e.code.op(Op.i32_eq)
    e.code.if()
    emit(i)
    e.code.else()
  })
  for (let n = 1; n < which.length; n++) e.code.end()
}

/** The part of a union value that its member number `i` uses. */
export function member(rep: UnionRep, v: Value, i: number): Value {
  const m = rep.members[i]
  return valueOf(
    m.rep,
    m.slots.map(s => v.leaves[s]),
  )
}

/** Field `i` of a flat value. */
export function field(v: Value, i: number): Value {
  const rep = v.rep as FlatRep
  const constant = v.constant?.kind === 'struct' ? v.constant.fields[i] : null
  return valueOf(rep.fields[i], v.leaves.slice(rep.starts[i], rep.starts[i] + rep.fields[i].leaves.length), constant)
}

// ---- loads and stores ----

/** Reads a value of the inline layout of `rep`'s type at base + offset. `owner` is what keeps the memory alive. */
export function loadInline(e: Emitter, base: LeafSource, offset: number, rep: Rep, owner: LeafSource = base): Value {
  const { world } = e.ctx
  switch (rep.k) {
    case 'none':
    case 'ghost':
      return valueOf(rep, [])
    case 'scalar':
      e.push(base)
      e.code.mem(loadOp(rep), offset, 0)
      return e.pop(rep)
    case 'wide':
      for (const half of [0, 8]) {
        e.push(base)
        e.code.mem(Op.i64_load, offset + half, 0)
      }
      return e.pop(rep)
    case 'flat': {
      const layout = fieldLayout(world, rep.type)
      const parts = rep.fields.map((f, i) => loadInline(e, base, offset + layout.offsets[i] - HEADER_BYTES, f, owner))
      return valueOf(
        rep,
        parts.flatMap(p => p.leaves),
      )
    }
    default:
      return copyOut(e, base, offset, rep, owner)
  }
}

/** A large isbits struct that lies inline: as a new object of its own. */
function copyOut(e: Emitter, base: LeafSource, offset: number, rep: Rep, owner: LeafSource): Value {
  const t = rep.type as DataType
  const layout = fieldLayout(e.ctx.world, t)
  e.protect(owner)
  const at = allocate(e, e.ctx.addressOfType(t), layout.size)
  e.code.get(at)
  e.code.i32(HEADER_BYTES)
  e.code.op(Op.i32_add)
  e.push(base)
  e.code.i32(offset)
  e.code.op(Op.i32_add)
  e.code.i32(layout.payload)
  e.code.op(Op.memory_copy)
  return valueOf(rep, [at])
}

/** Writes a value at base + offset: its inline layout, or for a ref (unless `inlineType` is given) its address. */
export function storeInline(e: Emitter, base: LeafSource, offset: number, v: Value, inlineType: JType | null = null): void {
  const { rep } = v
  const c = e.code
  switch (rep.k) {
    case 'none':
    case 'ghost':
      return
    case 'scalar':
      e.push(base)
      e.push(v.leaves[0])
      return c.mem(storeOp(rep), offset, 0)
    case 'wide':
      v.leaves.forEach((l, i) => {
        e.push(base)
        e.push(l)
        c.mem(Op.i64_store, offset + 8 * i, 0)
      })
      return
    case 'flat': {
      const layout = fieldLayout(e.ctx.world, rep.type)
      return rep.fields.forEach((_, i) => storeInline(e, base, offset + layout.offsets[i] - HEADER_BYTES, field(v, i)))
    }
    default:
      if (inlineType && isBits(e.ctx.world, inlineType)) return copyIn(e, base, offset, v, inlineType as DataType)
      e.push(base)
      e.push(v.leaves[0])
      return c.mem(Op.i32_store, offset)
  }
}

function copyIn(e: Emitter, base: LeafSource, offset: number, v: Value, t: DataType): void {
  e.push(base)
  e.code.i32(offset)
  e.code.op(Op.i32_add)
  e.push(v.leaves[0])
  e.code.i32(HEADER_BYTES)
  e.code.op(Op.i32_add)
  e.code.i32(fieldLayout(e.ctx.world, t).payload)
  e.code.op(Op.memory_copy)
}

export function loadOp(rep: ScalarRep): number {
  if (rep.wasm === 'f64') return Op.f64_load
  if (rep.wasm === 'f32') return Op.f32_load
  if (rep.wasm === 'i64') return Op.i64_load
  if (rep.bits <= 8) return rep.signed ? Op.i32_load8_s : Op.i32_load8_u
  if (rep.bits <= 16) return rep.signed ? Op.i32_load16_s : Op.i32_load16_u
  return Op.i32_load
}

export function storeOp(rep: ScalarRep): number {
  if (rep.wasm === 'f64') return Op.f64_store
  if (rep.wasm === 'f32') return Op.f32_store
  if (rep.wasm === 'i64') return Op.i64_store
  return rep.bits <= 8 ? Op.i32_store8 : rep.bits <= 16 ? Op.i32_store16 : Op.i32_store
}

/** Field `i` of the object of type `t` at `object`, which has the layout of `t`. Undefined fields give address 0. */
export function loadField(e: Emitter, object: LeafSource, t: DataType, i: number): Value {
  const { world } = e.ctx
  const stored = storedType(world, t)
  const layout = fieldLayout(world, stored)
  const declared = fieldTypes(world, t)[i]
  const rep = e.rep(declared)
  if (layout.inline[i] || rep.k === 'ghost') return loadInline(e, object, layout.offsets[i], rep, object)
  e.push(object)
  e.code.mem(Op.i32_load, layout.offsets[i])
  return valueOf(refRep(declared), e.popLeaves(['ref']))
}

// ---- conversion ----

/** The value in representation `to`, whose type holds it (as the verifier of the typed IR guarantees). */
export function convert(e: Emitter, v: Value, to: Rep): Value {
  const from = v.rep
  if (sameRep(from, to)) return v
  if (to.k === 'ghost' || to.k === 'none') return valueOf(to, [], v.constant)
  if (from.k === 'none') return valueOf(to, to.leaves.map(zeroLeaf))
  if (to.k === 'ref') return valueOf(to, [box(e, v)], v.constant)
  if (from.k === 'ref') return unbox(e, v, to)
  if (from.k === 'union') return fromUnion(e, from, v, to)
  if (to.k === 'union') return inject(e, v, to)
  if (from.k === 'flat' && to.k === 'flat' && from.fields.length === to.fields.length) {
    return valueOf(
      to,
      to.fields.flatMap((f, i) => convert(e, field(v, i), f).leaves),
      v.constant,
    )
  }
  if (from.k === to.k && from.leaves.join() === to.leaves.join()) return valueOf(to, v.leaves)
  return impossible(e, to)
}

/** A conversion between types without common values: control does not come here. */
function impossible(e: Emitter, to: Rep): Value {
  e.code.unreachable()
  return valueOf(to, to.leaves.map(zeroLeaf))
}

function zeroLeaf(l: Leaf): KnownLeaf {
  return { type: leafType(l), bits: 0 }
}

/** Reads a box whose type is that of `to`; a union finds out which. */
export function unbox(e: Emitter, v: Value, to: Rep): Value {
  const at = v.leaves[0]
  switch (to.k) {
    case 'ghost':
    case 'none':
      return valueOf(to, [])
    case 'ref':
      return valueOf(to, [at])
    case 'scalar':
    case 'wide':
      return loadInline(e, at, HEADER_BYTES, to)
    case 'flat':
      return valueOf(
        to,
        to.fields.flatMap((f, i) => convert(e, loadField(e, at, to.type, i), f).leaves),
      )
    case 'union':
      return unboxUnion(e, at, to)
  }
}

function unboxUnion(e: Emitter, at: LeafSource, to: UnionRep): Value {
  const { value, locals } = e.fresh(to)
  const type = e.temp('i32')
  e.push(at)
  e.code.mem(Op.i32_load, 0)
  e.code.set(type)
  const n = to.members.length
  to.members.forEach((m, i) => {
    if (i < n - 1) {
      e.code.get(type)
      e.code.i32(e.ctx.addressOfType(m.type))
      e.code.op(Op.i32_eq)
      e.code.if()
    }
    e.assign(locals, injectMember(to, i, unbox(e, valueOf(refRep(m.type), [at]), m.rep)))
    if (i < n - 1) e.code.else()
  })
  for (let i = 1; i < n; i++) e.code.end()
  return value
}

/** A member's value as the union's: unused leaves are zero, so that no stale reference is ever rooted. */
function injectMember(to: UnionRep, tag: number, v: Value): Value {
  const leaves: LeafSource[] = to.leaves.map(zeroLeaf)
  leaves[0] = knownI32(tag)
  to.members[tag].slots.forEach((s, i) => {
    leaves[s] = v.leaves[i]
  })
  return valueOf(to, leaves, v.constant)
}

function inject(e: Emitter, v: Value, to: UnionRep): Value {
  const tag = memberIndex(to, v.rep.type)
  if (tag < 0) return impossible(e, to)
  return injectMember(to, tag, convert(e, v, to.members[tag].rep))
}

/** The tag of a member type, or -1. */
export function memberIndex(rep: UnionRep, t: JType): number {
  return rep.members.findIndex(m => m.type === t)
}

function fromUnion(e: Emitter, from: UnionRep, v: Value, to: Rep): Value {
  const known = knownNumber(v.leaves[0])
  if (known !== null) return convert(e, member(from, v, known), to)
  if (to.k !== 'union') {
    const tag = memberIndex(from, to.type)
    if (tag < 0) return impossible(e, to)
    return member(from, v, tag)
  }
  const common = from.members.map((m, i) => (memberIndex(to, m.type) >= 0 ? i : -1)).filter(i => i >= 0)
  if (common.length === 0) return impossible(e, to)
  return retagDirectly(e, from, v, to, common) ?? retagByBranch(e, from, v, to, common)
}

/** Where no leaf has to come from different leaves for different members, only the tag changes. */
function retagDirectly(e: Emitter, from: UnionRep, v: Value, to: UnionRep, common: readonly number[]): Value | null {
  const source: (number | undefined)[] = to.leaves.map(() => undefined)
  for (const i of common) {
    const target = to.members[memberIndex(to, from.members[i].type)]
    for (let k = 0; k < target.slots.length; k++) {
      const s = from.members[i].slots[k]
      if (source[target.slots[k]] !== undefined && source[target.slots[k]] !== s) return null
      source[target.slots[k]] = s
    }
  }
  const leaves: LeafSource[] = source.map((s, i) => (s === undefined ? zeroLeaf(to.leaves[i]) : v.leaves[s]))
  leaves[0] = newTag(
    e,
    v.leaves[0],
    common,
    common.map(i => memberIndex(to, from.members[i].type)),
  )
  return valueOf(to, leaves)
}

function newTag(e: Emitter, tag: LeafSource, old: readonly number[], now: readonly number[]): LeafSource {
  if (now.length === 1) return knownI32(now[0])
  if (old.every((o, i) => o === now[i])) return tag
  e.code.i32(now[now.length - 1])
  for (let i = now.length - 2; i >= 0; i--) {
    const rest = e.popLeaves(['i32'])[0]
    e.code.i32(now[i])
    e.code.get(rest)
    e.push(tag)
    e.code.i32(old[i])
    e.code.op(Op.i32_eq)
    e.code.select()
  }
  return e.popLeaves(['i32'])[0]
}

function retagByBranch(e: Emitter, from: UnionRep, v: Value, to: UnionRep, common: readonly number[]): Value {
  const { value, locals } = e.fresh(to)
  byTag(e, from, v, common, i => {
    const tag = memberIndex(to, from.members[i].type)
    e.assign(locals, injectMember(to, tag, member(from, v, i)))
  })
  return value
}

/** The members of a union rep that are subtypes of `t`. */
export function membersWithin(e: Emitter, rep: UnionRep, t: JType): number[] {
  return rep.members.map((m: UnionMember, i) => (e.ctx.isSubtype(m.type, t) ? i : -1)).filter(i => i >= 0)
}
