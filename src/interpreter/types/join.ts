/**
 * Upper bounds of types: `typejoin` as programs see it, and the widening that keeps inference finite.
 *
 * In: types. Out: a type above them all. `typeJoin` mirrors Julia's function of that name; `mergeTypes` keeps small
 * unions apart, as inference wants them; `limitTypeSize` cuts off what grows from call to call. Every result is a
 * supertype of the inputs: that is the invariant inference relies on.
 */
import {
  instanceOf,
  isType,
  makeUnion,
  mentions,
  newTypeVar,
  substitute,
  supertype,
  tupleType,
  unionAll,
  unionAllOver,
  unwrapUnionAll,
  varargOf,
} from './make.ts'
import { unionType } from './apply.ts'
import { isEqualParam, isSubtype } from './subtype.ts'
import type { TypeWorld } from './registry.ts'
import type { DataType, JType, TypeName, TypeParam, TypeVar, UnionType, Vararg } from './type.ts'

/** The closest common ancestor in the hierarchy of declared types; `Any` when there is none nearer. */
export function typeJoin(world: TypeWorld, a: JType, b: JType): JType {
  if (a.kind === 'typevar') return typeJoin(world, a.upper, b)
  if (b.kind === 'typevar') return typeJoin(world, a, b.upper)
  if (a === b || isSubtype(world, a, b)) return b
  if (isSubtype(world, b, a)) return a
  if (a.kind === 'unionall') return unionAll(world, a.variable, typeJoin(world, a.body, b))
  if (b.kind === 'unionall') return unionAll(world, b.variable, typeJoin(world, a, b.body))
  if (a.kind === 'union') return typeJoin(world, joinMembers(world, a), b)
  if (b.kind === 'union') return typeJoin(world, a, joinMembers(world, b))
  return joinData(world, a, b)
}

function joinMembers(world: TypeWorld, u: UnionType): JType {
  return u.members.reduce((t, m) => typeJoin(world, t, m), world.types.bottom as JType)
}

function joinData(world: TypeWorld, a: DataType, b: DataType): JType {
  const { tupleName, any, type, typeName } = world.types
  if (a.name === tupleName || b.name === tupleName) return a.name === b.name ? joinTuples(world, a, b) : any
  for (let up = b; up !== any; up = supertype(world, up)) {
    const same = ancestorNamed(world, a, up.name)
    if (!same) continue
    if (up.name !== typeName) return joinParams(world, same, up)
    // The kinds (DataType, UnionAll, …) are below Type itself.
    if (same.hasFreeVars || up.hasFreeVars) return type
    return isEqualParam(world, same.params[0], up.params[0]) ? same : type
  }
  return any
}

function ancestorNamed(world: TypeWorld, t: DataType, name: TypeName): DataType | null {
  for (let up = t; ; up = supertype(world, up)) {
    if (up.name === name) return up
    if (up === world.types.any) return null
  }
}

/** Two instances of one declaration: parameters that differ become variables again. */
function joinParams(world: TypeWorld, a: DataType, b: DataType): JType {
  const vars = a.name.params
  const kept = a.params.map((p, i) => (isEqualParam(world, p, b.params[i]) ? p : vars[i]))
  const open = vars.filter((v, i) => kept[i] === v)
  return unionAllOver(world, open, instanceOf(world, a.name, kept))
}

// ---- tuples ----

function lastVararg(ps: TypeParam[]): Vararg | null {
  const last = ps[ps.length - 1]
  return last?.kind === 'vararg' ? last : null
}

function elementOf(p: TypeParam): JType {
  return p.kind === 'vararg' ? p.element : (p as JType)
}

/** The join of everything from position `from` on; past the end, the last element. */
function tailJoin(world: TypeWorld, ps: TypeParam[], from: number): JType {
  if (from >= ps.length) return elementOf(ps[ps.length - 1])
  return ps.slice(from).reduce<JType>((t, p) => typeJoin(world, t, elementOf(p)), world.types.bottom)
}

function joinTuples(world: TypeWorld, a: DataType, b: DataType): JType {
  let [xs, ys] = [a.params, b.params]
  if (xs.length > ys.length) [xs, ys] = [ys, xs]
  if (xs.length === 0) return tupleType(world, [varargOf(tailJoin(world, ys, 0))])
  const joined: TypeParam[] = []
  if (xs.length < ys.length) {
    const open = lastVararg(xs)
    const n = open ? xs.length - 1 : xs.length
    for (let i = 0; i < n; i++) joined.push(typeJoin(world, elementOf(xs[i]), elementOf(ys[i])))
    const tail = tailJoin(world, ys, n)
    joined.push(varargOf(open ? typeJoin(world, open.element, tail) : tail))
    return tupleType(world, joined)
  }
  for (let i = 0; i < xs.length; i++) {
    const t = typeJoin(world, elementOf(xs[i]), elementOf(ys[i]))
    joined.push(xs[i].kind === 'vararg' || ys[i].kind === 'vararg' ? varargOf(t) : t)
  }
  return tupleType(world, joined)
}

// ---- inference ----

/** How many members a union keeps in inference before it is widened. */
export const maxUnionMembers = 4

/**
 * A type above both, for inference: a union while it has at most `maxUnionMembers` members, each itself simple; then
 * members of one declaration are joined, and at last all.
 */
export function mergeTypes(world: TypeWorld, a: JType, b: JType): JType {
  if (a === b || isSubtype(world, b, a)) return a
  if (isSubtype(world, a, b)) return b
  let members = membersOf(unionType(world, [a, b]))
  if (members.length <= maxUnionMembers && members.every(m => isSimple(m, 8))) return makeUnion(world, members)
  members = joinByName(world, members)
  if (members.length <= maxUnionMembers && members.every(m => isSimple(m, 8))) return unionType(world, members)
  return members.reduce((t, m) => typeJoin(world, t, m))
}

export { mergeTypes as tmerge }

function membersOf(t: JType): JType[] {
  return t.kind === 'union' ? t.members : [t]
}

function isSimple(t: JType, depth: number): boolean {
  return typeDepth(t) <= depth
}

function joinByName(world: TypeWorld, members: JType[]): JType[] {
  const groups = new Map<TypeName | JType, JType>()
  for (const m of members) {
    const body = unwrapUnionAll(m)
    const key = body.kind === 'data' ? body.name : m
    const known = groups.get(key)
    groups.set(key, known ? typeJoin(world, known, m) : m)
  }
  return [...groups.values()]
}

/**
 * How deeply parameters nest: `Int64` and `Vector` 0, `Vector{Int64}` and `Vector{<:Vector}` 1. A variable counts as
 * its bound; an unbounded one and a constant count as nothing (-1).
 */
export function typeDepth(t: TypeParam): number {
  switch (t.kind) {
    case 'data':
      return t.params.length === 0 ? 0 : 1 + Math.max(...t.params.map(typeDepth))
    case 'union':
      return Math.max(0, ...t.members.map(typeDepth))
    case 'unionall':
      return typeDepth(t.body)
    case 'vararg':
      return typeDepth(t.element)
    case 'typevar':
      return t.upper.kind === 'data' && t.upper.name.superDecl === null ? -1 : typeDepth(t.upper)
    default:
      return -1
  }
}

/** How many types are named in all: tells a tuple that grows by one element per call. */
export function typeSize(t: TypeParam): number {
  switch (t.kind) {
    case 'data':
      return t.params.reduce((n, p) => n + typeSize(p), 1)
    case 'union':
      return t.members.reduce((n, m) => n + typeSize(m), 0)
    case 'unionall':
      return typeSize(t.body) + typeSize(t.variable.upper) - 1
    case 'vararg':
      return typeSize(t.element)
    default:
      return 1
  }
}

/** Tuples longer than this are cut off with a `Vararg` by `limitTypeSize`. */
const tupleLimit = 16

/**
 * `t` cut to at most `depth` levels of parameters, when it has more than `prev`: what keeps the argument types of a
 * recursive call finite. A `t` no deeper and no larger than `prev` is returned as it is.
 */
export function limitTypeSize(world: TypeWorld, t: JType, prev: JType, depth: number): JType {
  if (typeDepth(t) <= typeDepth(prev) && typeSize(t) <= typeSize(prev)) return t
  const allowed = Math.max(depth, typeDepth(prev))
  const length = Math.max(tupleLimit, longestTuple(world, prev))
  return cut(world, t, allowed, length)
}

function longestTuple(world: TypeWorld, t: TypeParam): number {
  if (t.kind === 'unionall') return longestTuple(world, t.body)
  if (t.kind !== 'data') return 0
  const own = t.name === world.types.tupleName ? t.params.length : 0
  return t.params.reduce((n, p) => Math.max(n, longestTuple(world, p)), own)
}

function cut(world: TypeWorld, t: JType, depth: number, length: number): JType {
  switch (t.kind) {
    case 'typevar':
      return t
    case 'union':
      return unionType(
        world,
        t.members.map(m => cut(world, m, depth, length)),
      )
    case 'unionall': {
      const v = t.variable
      const upper = cut(world, v.upper, depth - 1, length)
      if (upper === v.upper) return unionAll(world, v, cut(world, t.body, depth, length))
      const wide = newTypeVar(world, v.name, v.lower, upper)
      return unionAll(world, wide, cut(world, substitute(world, t.body, [v], [wide]), depth, length))
    }
    case 'data':
      return cutData(world, t, depth, length)
  }
}

function cutData(world: TypeWorld, t: DataType, depth: number, length: number): JType {
  if (t.params.length === 0) return t
  const { tupleName, anyTuple } = world.types
  if (depth <= 0) return t.name === tupleName ? anyTuple : (t.name.wrapper as JType)
  if (t.name === tupleName) return cutTuple(world, t, depth, length)
  const open: TypeVar[] = []
  const params = t.params.map((p, i) => {
    if (!isType(p) || p.kind === 'typevar') return p
    const limited = cut(world, p, depth - 1, length)
    if (limited === p) return p
    const upper = t.name.params[i].upper
    const bound = isSubtype(world, limited, upper) || mentionsAny(upper, t.name.params) ? limited : upper
    const v = newTypeVar(world, t.name.params[i].name, undefined, bound)
    open.push(v)
    return v
  })
  return open.length === 0 ? t : unionAllOver(world, open, instanceOf(world, t.name, params))
}

function mentionsAny(t: JType, vars: TypeVar[]): boolean {
  return vars.some(v => mentions(t, v))
}

function cutTuple(world: TypeWorld, t: DataType, depth: number, length: number): DataType {
  const inner = (p: TypeParam): TypeParam => {
    if (p.kind === 'vararg') return varargOf(cut(world, p.element, depth - 1, length), p.length)
    return cut(world, p as JType, depth - 1, length)
  }
  if (t.params.length <= length) return tupleType(world, t.params.map(inner))
  const head = t.params.slice(0, length - 1).map(inner)
  const tail = t.params.slice(length - 1).reduce<JType>((u, p) => typeJoin(world, u, elementOf(inner(p))), world.types.bottom)
  return tupleType(world, [...head, varargOf(tail)])
}
