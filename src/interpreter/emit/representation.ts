/**
 * How values of a type travel in compiled code: which WebAssembly locals, parameters and results.
 *
 * In: a type. Out: a `Rep`, the same object for the same type of one `Representations` cache. `leaves` are its parts in
 * order; a `ref` leaf is an i32 that is the address of a heap object (never 0), kept apart from plain i32 because the
 * collector must see it.
 * - ghost: one possible value, so nothing travels: `nothing`, functions, `Type{Int64}`
 * - scalar: a primitive value of up to 64 bits; wide: of 128 bits, low and high half
 * - flat: an immutable struct or tuple of known type, as the leaves of its fields
 * - union: a tag (the index of the member) and a payload shared by the members, leaf by leaf of the same kind
 * - ref: everything else
 */
import { fieldTypes, isSingletonType } from '../types/make.ts'
import type { TypeWorld } from '../types/registry.ts'
import type { DataType, JType } from '../types/type.ts'

export type Leaf = 'i32' | 'i64' | 'f32' | 'f64' | 'ref'

export type Rep = NoneRep | GhostRep | ScalarRep | WideRep | FlatRep | RefRep | UnionRep

export interface NoneRep {
  readonly k: 'none'
  readonly type: JType
  readonly leaves: readonly Leaf[]
}
export interface GhostRep {
  readonly k: 'ghost'
  readonly type: DataType
  readonly leaves: readonly Leaf[]
}
export interface ScalarRep {
  readonly k: 'scalar'
  readonly type: DataType
  readonly leaves: readonly [Leaf]
  readonly wasm: 'i32' | 'i64' | 'f32' | 'f64'
  readonly bits: number
  /** Small ones are sign-extended in their i32, the others zero-extended. */
  readonly signed: boolean
  readonly float: boolean
}
export interface WideRep {
  readonly k: 'wide'
  readonly type: DataType
  readonly leaves: readonly Leaf[]
  readonly signed: boolean
  readonly bits: number
}
export interface FlatRep {
  readonly k: 'flat'
  readonly type: DataType
  readonly leaves: readonly Leaf[]
  readonly fields: readonly Rep[]
  /** Per field: index of its first leaf. */
  readonly starts: readonly number[]
}
export interface RefRep {
  readonly k: 'ref'
  readonly type: JType
  readonly leaves: readonly ['ref']
}
export interface UnionMember {
  readonly type: DataType
  readonly rep: Rep
  /** Per leaf of `rep`: index among the union's leaves. */
  readonly slots: readonly number[]
}
export interface UnionRep {
  readonly k: 'union'
  readonly type: JType
  readonly leaves: readonly Leaf[]
  /** By tag: ordered by the id of their type. */
  readonly members: readonly UnionMember[]
}

/** Structs of more leaves travel as a ref. */
export const MAX_FLAT_LEAVES = 16
/** Unions of more leaves, tag included, travel as a ref. */
export const MAX_UNION_LEAVES = 10
export const MAX_UNION_MEMBERS = 4

/** The representations of one world's types, made on demand. */
export interface Representations {
  readonly world: TypeWorld
  readonly known: Map<JType, Rep>
  readonly inProgress: Set<JType>
}

export function newRepresentations(world: TypeWorld): Representations {
  return { world, known: new Map(), inProgress: new Set() }
}

/** The representation of values known to be of type `t`. */
export function representation(reps: Representations, t: JType): Rep {
  const known = reps.known.get(t)
  if (known) return known
  if (reps.inProgress.has(t)) return refRep(t)
  reps.inProgress.add(t)
  const made = makeRep(reps, t)
  reps.inProgress.delete(t)
  // A struct whose fields are still to come may turn out flat: not for keeping.
  if (t.kind !== 'data' || t.name.fieldDecls !== null || t.name.family !== 'struct') reps.known.set(t, made)
  return made
}

/** A value of type `t` as the address of a heap object. */
export function refRep(t: JType): RefRep {
  return { k: 'ref', type: t, leaves: ['ref'] }
}

/** The type that a ghost of type `Type{T}` stands for, or null for singletons. */
export function ghostType(world: TypeWorld, t: DataType): JType | null {
  if (t === world.types.typeofBottom) return world.types.bottom
  return t.name === world.types.typeName ? (t.params[0] as JType) : null
}

function makeRep(reps: Representations, t: JType): Rep {
  const { world } = reps
  if (t === world.types.bottom) return { k: 'none', type: t, leaves: [] }
  if (t.kind === 'union') return unionRep(reps, t, t.members) ?? refRep(t)
  if (t.kind !== 'data') return refRep(t)
  if (isGhost(world, t)) return { k: 'ghost', type: t, leaves: [] }
  if (t.name.primitiveBits > 0) return primitiveRep(t)
  return (isFlattable(world, t) && flatRep(reps, t)) || refRep(t)
}

function isGhost(world: TypeWorld, t: DataType): boolean {
  if (t === world.types.typeofBottom) return true
  if (t.name === world.types.typeName) return !t.hasFreeVars
  return isSingletonType(world, t)
}

const floatNames = ['Float16', 'Float32', 'Float64']

function primitiveRep(t: DataType): Rep {
  const bits = t.name.primitiveBits
  const name = t.name.name
  const signed = name.startsWith('Int')
  if (bits > 64) return { k: 'wide', type: t, leaves: ['i64', 'i64'], signed, bits }
  const float = floatNames.includes(name)
  const wasm = name === 'Float64' ? 'f64' : name === 'Float32' ? 'f32' : bits > 32 ? 'i64' : 'i32'
  return { k: 'scalar', type: t, leaves: [wasm], wasm, bits, signed, float }
}

/** Immutable, all fields always defined; a tuple may have elements `Type{T}` (see `storedType`). */
function isFlattable(world: TypeWorld, t: DataType): boolean {
  const { family, isMutable, fieldDecls, minInitialized, fieldNames } = t.name
  if (isMutable || t.hasFreeVars) return false
  if (family === 'tuple') return t.params.every(p => p.kind === 'data' && (p.isConcrete || isGhost(world, p) || isFlatTuple(world, p)))
  if (!t.isConcrete) return false
  return family === 'namedtuple' || (family === 'struct' && fieldDecls !== null && minInitialized >= fieldNames.length)
}

function isFlatTuple(world: TypeWorld, t: DataType): boolean {
  return t.name.family === 'tuple' && isFlattable(world, t)
}

function flatRep(reps: Representations, t: DataType): FlatRep | null {
  const fields: Rep[] = []
  const starts: number[] = []
  const leaves: Leaf[] = []
  for (const f of fieldTypes(reps.world, t)) {
    const rep = fieldRep(reps, f)
    starts.push(leaves.length)
    fields.push(rep)
    leaves.push(...rep.leaves)
    if (leaves.length > MAX_FLAT_LEAVES) return null
  }
  return { k: 'flat', type: t, leaves, fields, starts }
}

/** A field of a flat struct: unions are refs there, as they are in memory. */
function fieldRep(reps: Representations, t: JType): Rep {
  const rep = representation(reps, t)
  return rep.k === 'union' || rep.k === 'none' ? refRep(t) : rep
}

/** A tagged union, if it is small and spares at least one box. */
function unionRep(reps: Representations, type: JType, types: readonly JType[]): UnionRep | null {
  if (types.length < 2 || types.length > MAX_UNION_MEMBERS) return null
  const sorted: { type: DataType; rep: Rep }[] = []
  for (const member of types) {
    if (member.kind !== 'data' || !member.isConcrete) return null
    sorted.push({ type: member, rep: representation(reps, member) })
  }
  if (!sorted.some(m => m.rep.leaves.some(l => l !== 'ref'))) return null
  sorted.sort((a, b) => a.type.id - b.type.id)
  const leaves: Leaf[] = ['i32']
  const members = sorted.map(m => ({ ...m, slots: shareSlots(leaves, m.rep.leaves) }))
  if (leaves.length > MAX_UNION_LEAVES) return null
  return { k: 'union', type, leaves, members }
}

/** Finds for each of `wanted` a leaf of its kind that this member does not use yet, adding leaves where none is left. */
function shareSlots(leaves: Leaf[], wanted: readonly Leaf[]): number[] {
  const used = new Set([0])
  return wanted.map(kind => {
    let at = leaves.findIndex((l, i) => l === kind && !used.has(i))
    if (at < 0) at = leaves.push(kind) - 1
    used.add(at)
    return at
  })
}

/** Whether a value of one representation can be taken for one of the other without any instruction. */
export function sameRep(a: Rep, b: Rep): boolean {
  return a === b || (a.k === b.k && (a.k === 'ref' || a.type === b.type))
}

/** The WebAssembly type of a leaf. */
export function leafType(l: Leaf): 'i32' | 'i64' | 'f32' | 'f64' {
  return l === 'ref' ? 'i32' : l
}

export function wasmTypes(rep: Rep): ('i32' | 'i64' | 'f32' | 'f64')[] {
  return rep.leaves.map(leafType)
}
