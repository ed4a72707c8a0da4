/**
 * Intersection of types: a type that contains every value of both, and `Union{}` when they are disjoint.
 *
 * In: two types. Out: an over-approximation of the intersection: exact for types without `where` and for the usual
 * method signatures; where variables are entangled it may be too large, never too small. Variables of both sides are
 * unknowns: an invariant position equates them with what stands opposite, a covariant one meets their upper bound.
 * Because a covariant position may be read before the equation that settles its variable, each `where` is gone through
 * twice when needed.
 */
import {
  hasFree,
  instanceOf,
  isKind,
  isType,
  isValue,
  mentions,
  newTypeVar,
  substitute,
  substituteParam,
  supertype,
  tupleType,
  unionAll,
  unwrapUnionAll,
  varargOf,
} from './make.ts'
import { unionType } from './apply.ts'
import { intValue } from './constants.ts'
import { isEqualType, isSubtype } from './subtype.ts'
import type { TypeWorld } from './registry.ts'
import type { DataType, JType, TypeParam, TypeVar, UnionAll, UnionType, Value, Vararg } from './type.ts'

type Term = JType | Value

interface Unknown {
  readonly variable: TypeVar
  lower: JType
  upper: JType
  /** What it has been equated with. */
  is: Term | null
  covariant: number
  invariant: number
  /** Second pass over a diagonal variable: covariant occurrences share one upper bound. */
  shared: boolean
}

interface Env {
  world: TypeWorld
  scope: Unknown[]
  steps: number
}

const stepLimit = 4000

/** `typeintersect(a, b)`, possibly too large. */
export function typeIntersect(world: TypeWorld, a: JType, b: JType): JType {
  return meet({ world, scope: [], steps: 0 }, a, b)
}

/** Whether `a` and `b` have certainly no common value (false may mean: not known). */
export function hasEmptyIntersection(world: TypeWorld, a: JType, b: JType): boolean {
  return typeIntersect(world, a, b) === world.types.bottom
}

function meet(e: Env, x: JType, y: JType): JType {
  const { any, bottom } = e.world.types
  x = resolved(e, x) as JType
  y = resolved(e, y) as JType
  if (x === y || y === any) return x
  if (x === any) return y
  if (x === bottom || y === bottom) return bottom
  if (++e.steps > stepLimit) return x
  if (!hasFree(x) && !hasFree(y)) {
    if (isSubtype(e.world, x, y)) return x
    if (isSubtype(e.world, y, x)) return y
  }
  if (x.kind === 'union') return meetUnion(e, x, y)
  if (y.kind === 'union') return meetUnion(e, y, x)
  if (x.kind === 'typevar') return meetVariable(e, x, y)
  if (y.kind === 'typevar') return meetVariable(e, y, x)
  if (x.kind === 'unionall') return meetWhere(e, x, y)
  if (y.kind === 'unionall') return meetWhere(e, y, x)
  return meetData(e, x, y)
}

// ---- variables ----

function unknown(e: Env, v: TypeParam): Unknown | null {
  if (v.kind !== 'typevar') return null
  for (let i = e.scope.length - 1; i >= 0; i--) if (e.scope[i].variable === v) return e.scope[i]
  return null
}

/** `t`, or what the variable `t` has been equated with. */
function resolved(e: Env, t: Term): Term {
  for (;;) {
    const u = unknown(e, t)
    if (!u || u.is === null) return t
    t = u.is
  }
}

/** `t` with all equations applied. */
function solved(e: Env, t: JType): JType {
  for (let round = 0; round < 4 && hasFree(t); round++) {
    const known = e.scope.filter(u => u.is !== null && mentions(t, u.variable))
    if (known.length === 0) return t
    t = substituteParam(
      e.world,
      t,
      known.map(u => u.variable),
      known.map(u => u.is as Term),
    ) as JType
  }
  return t
}

function meetVariable(e: Env, v: TypeVar, y: JType): JType {
  const u = unknown(e, v)
  if (u === null) return v.upper === e.world.types.any ? y : meet(e, v.upper, y)
  u.covariant++
  const other = unknown(e, y)
  if (other) {
    other.covariant++
    if (other.upper === e.world.types.any) return v
    if (u.upper === e.world.types.any) return y
  }
  if (!hasFree(u.upper) && !hasFree(y) && isSubtype(e.world, u.upper, y)) return v
  // Occurrences in a bound are not occurrences in the type.
  const counts = e.scope.map(o => o.covariant)
  const bound = meet(e, u.upper, other ? other.upper : y)
  counts.forEach((n, i) => {
    e.scope[i].covariant = n
  })
  if (bound === e.world.types.bottom) return bound
  if (!u.shared) return bound
  u.upper = bound
  return v
}

/** `x` and `y` in an invariant position: what they both are, or null when they cannot be equal. */
function unify(e: Env, a: Term, b: Term): Term | null {
  const x = resolved(e, a)
  const y = resolved(e, b)
  if (x === y) return x
  const ux = unknown(e, x)
  const uy = unknown(e, y)
  if (ux && uy) return unifyUnknowns(e, ux, uy)
  if (ux) return equate(e, ux, y)
  if (uy) return equate(e, uy, x)
  if (isValue(x) || isValue(y)) return x.kind === 'typevar' ? y : y.kind === 'typevar' ? x : null
  if (!hasFree(x) && !hasFree(y)) return isEqualType(e.world, x, y) ? x : null
  if (x.kind === 'typevar' || y.kind === 'typevar') return x.kind === 'typevar' ? y : x
  if (x.kind === 'data' && y.kind === 'data') return unifyData(e, x, y)
  if (x.kind === 'union' || y.kind === 'union') return unifyUnion(e, x, y)
  if (x.kind === 'unionall' && y.kind === 'unionall' && boundsDiffer(e, x, y)) return null
  // Types with `where` inside others: only plainly different ones are told apart.
  if (constructorsDiffer(x, y)) return null
  if (meetFrozen(e, x, y) === e.world.types.bottom) return null
  return hasFree(x) ? y : x
}

/** `Any` and `Array{T} where N`: types made by different constructors are never equal, though one may be the ancestor. */
function constructorsDiffer(x: JType, y: JType): boolean {
  const [a, b] = [unwrapUnionAll(x), unwrapUnionAll(y)]
  return a.kind === 'data' && b.kind === 'data' && a.name !== b.name
}

function unifyUnknowns(e: Env, x: Unknown, y: Unknown): Term {
  y.invariant += x.invariant + 1
  y.covariant += x.covariant
  y.upper = meetFrozen(e, x.upper, y.upper)
  if (x.lower !== e.world.types.bottom) y.lower = unionType(e.world, [x.lower, y.lower])
  x.invariant++
  x.is = y.variable
  return y.variable
}

function equate(e: Env, u: Unknown, t: Term): Term | null {
  const { any, bottom } = e.world.types
  u.invariant++
  if (isValue(t)) {
    if (u.upper !== any || u.lower !== bottom) return null
  } else {
    if (mentions(solved(e, t), u.variable)) return t.kind === 'data' ? null : t
    if (!hasFree(t) && !hasFree(u.upper) ? !isSubtype(e.world, t, u.upper) : !below(e, t, u.upper)) return null
    if (u.lower !== bottom && !hasFree(t) && !hasFree(u.lower) && !isSubtype(e.world, u.lower, t)) return null
  }
  u.is = t
  return t
}

/** Whether `t` may be below `upper`; variables inside are equated so that it is. */
function below(e: Env, t: JType, upper: JType): boolean {
  if (upper === e.world.types.any || t === e.world.types.bottom) return true
  return meet(e, t, upper) !== e.world.types.bottom
}

function meetFrozen(e: Env, x: JType, y: JType): JType {
  const saved = save(e)
  const answer = meet(e, x, y)
  restore(e, saved)
  return answer
}

function unifyData(e: Env, x: DataType, y: DataType): Term | null {
  if (x.name !== y.name) return null
  if (x.name === e.world.types.tupleName) return unifyTuples(e, x, y)
  const params: TypeParam[] = []
  for (let i = 0; i < x.params.length; i++) {
    const p = unify(e, x.params[i] as Term, y.params[i] as Term)
    if (p === null) return null
    params.push(p)
  }
  return instanceOf(e.world, x.name, params)
}

function unifyTuples(e: Env, x: DataType, y: DataType): Term | null {
  const [xv, yv] = [lastVararg(x), lastVararg(y)]
  if (xv && !yv) return unifyTuples(e, y, x)
  const fixed = y.params.length - (yv ? 1 : 0)
  if (yv && !xv) {
    if (!yv.length || x.params.length < fixed) return null
    if (unify(e, intValue(e.world, x.params.length - fixed), yv.length) === null) return null
  } else if (x.params.length !== y.params.length) return yv ? x : null
  const params: TypeParam[] = []
  for (let i = 0; i < x.params.length - (xv ? 1 : 0); i++) {
    const p = unify(e, x.params[i] as Term, (i < fixed ? y.params[i] : (yv as Vararg).element) as Term)
    if (p === null) return null
    params.push(p)
  }
  if (xv && yv) {
    const element = unify(e, xv.element, yv.element)
    // Tails of different elements are equal when both are empty.
    if (element === null) {
      const empty = xv.length && yv.length && lengthAgrees(e, xv, 0) && lengthAgrees(e, yv, 0)
      return empty ? tupleType(e.world, params) : null
    }
    const length = xv.length && yv.length ? unify(e, xv.length, yv.length) : (xv.length ?? yv.length)
    params.push(varargOf(element as JType, length as Value | TypeVar | null))
  }
  return tupleType(e.world, params)
}

/** `Vector{<:A}` and `Vector{<:B}` are equal only if `A` and `B` are. Other shapes are not judged. */
function boundsDiffer(e: Env, x: UnionAll, y: UnionAll): boolean {
  const [a, b] = [x.body, y.body]
  if (a.kind !== 'data' || b.kind !== 'data' || a.name !== b.name || a.name === e.world.types.tupleName) return false
  const at = a.params.indexOf(x.variable)
  if (at < 0 || b.params[at] !== y.variable) return false
  return unify(e, x.variable.upper, y.variable.upper) === null || unify(e, x.variable.lower, y.variable.lower) === null
}

/** `Union{T, Int64}` against another type: equal only if members can be; a lone variable takes what is left over. */
function unifyUnion(e: Env, x: JType, y: JType): Term | null {
  const xs = x.kind === 'union' ? x.members : [x]
  const ys = y.kind === 'union' ? y.members : [y]
  const left = xs.filter(m => !ys.includes(m))
  const right = ys.filter(m => !xs.includes(m))
  if (left.length === 1 && right.length === 1 && x.kind === y.kind) return unify(e, left[0], right[0]) && y
  // A side without unknowns of its own cannot hold what the other side requires beyond it.
  const missing = (ms: JType[], others: JType[]): boolean =>
    ms.some(m => !hasFree(m) && !others.some(o => hasFree(o) || meetFrozen(e, m, o) !== e.world.types.bottom))
  if (missing(left, ys) || missing(right, xs)) return null
  return hasFree(x) ? y : x
}

// ---- backtracking ----

function save(e: Env): Unknown[] {
  return e.scope.map(u => ({ ...u }))
}

function restore(e: Env, saved: Unknown[]): void {
  e.scope.length = saved.length
  saved.forEach((s, i) => Object.assign(e.scope[i], s))
}

// ---- by kind of type ----

function meetUnion(e: Env, x: UnionType, y: JType): JType {
  const { bottom } = e.world.types
  const before = save(e)
  const parts: JType[] = []
  let after = before
  for (const m of x.members) {
    restore(
      e,
      before.map(u => ({ ...u })),
    )
    const part = meet(e, m, y)
    if (part === bottom) continue
    parts.push(solved(e, part))
    after = save(e)
  }
  // Equations hold outside only if there is just one way.
  if (parts.length === 1) restore(e, after)
  else {
    restore(e, before)
    for (let i = 0; i < before.length; i++) e.scope[i].covariant = Math.max(before[i].covariant, after[i].covariant)
  }
  return unionType(e.world, parts)
}

function meetWhere(e: Env, t: UnionAll, y: JType): JType {
  const { bottom, any } = e.world.types
  const inUse = e.scope.some(u => u.variable === t.variable) || (hasFree(y) && mentions(y, t.variable))
  const v = inUse ? newTypeVar(e.world, t.variable.name, t.variable.lower, t.variable.upper) : t.variable
  const body = inUse ? substitute(e.world, t.body, [t.variable], [v]) : t.body
  const u: Unknown = {
    variable: v,
    lower: v.lower,
    upper: v.upper,
    is: null,
    covariant: 0,
    invariant: 0,
    shared: false,
  }
  e.scope.push(u)
  let r = meet(e, body, y)
  const diagonal = u.covariant > 1 && isLeafBound(v.lower) && !occursInvariantly(e.world, body, v)
  if (r !== bottom && ((u.is !== null && u.covariant > 0) || diagonal)) {
    u.shared = diagonal
    r = meet(e, body, y)
  }
  if (r !== bottom) {
    r = solved(e, r)
    // A diagonal variable below a concrete type is that type; one without room between its bounds is its bound.
    const single = (diagonal && u.upper.kind === 'data' && u.upper.isConcrete) || u.upper === u.lower
    if (u.is === null && single && !mentions(u.upper, v)) r = substitute(e.world, r, [v], [u.upper])
  }
  e.scope.pop()
  for (const o of e.scope) {
    // A solution that mentions the variable leaving scope is given up for what bounds it.
    if (o.is !== null && isType(o.is) && mentions(o.is, v)) {
      o.is = u.is === null ? null : (substituteParam(e.world, o.is, [v], [u.is]) as Term)
    }
    if (hasFree(o.upper) && mentions(o.upper, v)) o.upper = any
  }
  if (r === bottom || !mentions(r, v)) return r
  if (u.upper === v.upper && u.lower === v.lower) return unionAll(e.world, v, r)
  const upper = mentions(u.upper, v) ? v.upper : u.upper
  const w = newTypeVar(e.world, v.name, u.lower, upper)
  return unionAll(e.world, w, substitute(e.world, r, [v], [w]))
}

/** Whether `v` stands inside a constructor other than a tuple or union: then it is not diagonal. */
function occursInvariantly(world: TypeWorld, t: TypeParam, v: TypeVar): boolean {
  switch (t.kind) {
    case 'data':
      if (!t.hasFreeVars) return false
      return t.name === world.types.tupleName ? t.params.some(p => occursInvariantly(world, p, v)) : mentions(t, v)
    case 'union':
      return t.members.some(m => occursInvariantly(world, m, v))
    case 'unionall':
      return occursInvariantly(world, t.body, v)
    case 'vararg':
      return occursInvariantly(world, t.element, v)
    default:
      return false
  }
}

function isLeafBound(t: JType): boolean {
  return (t.kind === 'union' && t.members.length === 0) || (t.kind === 'data' && t.isConcrete)
}

function meetData(e: Env, x: DataType, y: DataType): JType {
  const k = e.world.types
  if (x.name === k.typeName && y.name !== k.typeName) return meetTypeWithKind(e, x, y)
  if (y.name === k.typeName && x.name !== k.typeName) return meetTypeWithKind(e, y, x)
  if (x.name === y.name) {
    if (x.name === k.tupleName) return meetTuples(e, x, y)
    return (unifyData(e, x, y) as JType | null) ?? k.bottom
  }
  return meetWithAncestor(e, x, y) ?? meetWithAncestor(e, y, x) ?? k.bottom
}

/** `x`, when an ancestor of it can be `y`. */
function meetWithAncestor(e: Env, x: DataType, y: DataType): JType | null {
  const { any } = e.world.types
  for (let up = x; up !== any; up = supertype(e.world, up)) {
    if (up.name === y.name) return unifyData(e, up, y) === null ? null : solved(e, x)
  }
  return null
}

function meetTypeWithKind(e: Env, t: DataType, y: DataType): JType {
  const k = e.world.types
  const p = resolved(e, t.params[0] as Term) as JType
  if (!hasFree(p)) return isSubtype(e.world, instanceOf(e.world, k.typeName, [p]), y) ? solved(e, t) : k.bottom
  if (p.kind === 'typevar') return isKind(e.world, y) ? (y === k.typeofBottom ? y : t) : k.bottom
  const kind = p.kind === 'data' ? k.dataType : p.kind === 'unionall' ? k.unionAllKind : k.unionKind
  return kind === y ? t : k.bottom
}

// ---- tuples ----

function lastVararg(t: DataType): Vararg | null {
  const last = t.params[t.params.length - 1]
  return last?.kind === 'vararg' ? last : null
}

function meetTuples(e: Env, x: DataType, y: DataType): JType {
  const { bottom } = e.world.types
  const [xv, yv] = [lastVararg(x), lastVararg(y)]
  const nx = x.params.length - (xv ? 1 : 0)
  const ny = y.params.length - (yv ? 1 : 0)
  if ((!xv && nx < ny) || (!yv && ny < nx)) return bottom
  if (!xv && !yv && nx !== ny) return bottom
  const n = Math.max(nx, ny)
  // A length is known as soon as the other side has no `Vararg`.
  if (!lengthAgrees(e, xv, yv ? null : ny - nx) || !lengthAgrees(e, yv, xv ? null : nx - ny)) return bottom
  const params: TypeParam[] = []
  for (let i = 0; i < n; i++) {
    const a = i < nx ? x.params[i] : (xv as Vararg).element
    const b = i < ny ? y.params[i] : (yv as Vararg).element
    const m = meet(e, a as JType, b as JType)
    if (m === bottom) return bottom
    params.push(m)
  }
  if (xv && yv) {
    const length = commonLength(e, xv, nx, yv, ny)
    if (length === undefined) return bottom
    const element = meetTail(e, xv.element, yv.element)
    if (element === bottom) {
      // Only the empty tail is common.
      for (const [va, fixed] of [
        [xv, nx],
        [yv, ny],
      ] as const) {
        if (!lengthAgrees(e, va, n - fixed)) return bottom
      }
    } else params.push(varargOf(element, length))
  }
  return tupleType(e.world, params)
}

/** The elements of a tail that may be empty: what they say of variables holds for them only. */
function meetTail(e: Env, x: JType, y: JType): JType {
  const before = save(e)
  let element = solved(e, meet(e, x, y))
  const after = save(e)
  restore(e, before)
  const at = e.scope.findIndex(u => u.variable === element)
  if (at >= 0 && after[at].upper !== before[at].upper) element = after[at].upper
  // Any number of elements counts as several occurrences.
  after.forEach((u, i) => {
    const more = u.covariant - before[i].covariant
    e.scope[i].covariant += 2 * more
    e.scope[i].invariant = u.invariant
  })
  return element
}

function lengthAgrees(e: Env, va: Vararg | null, n: number | null): boolean {
  if (!va || n === null || !va.length) return true
  return unify(e, intValue(e.world, n), va.length) !== null
}

/** The length of a common tail; undefined when there is none. */
function commonLength(e: Env, xv: Vararg, nx: number, yv: Vararg, ny: number): Value | TypeVar | null | undefined {
  if (nx !== ny) {
    const [longer, tail] = nx > ny ? [nx - ny, yv] : [ny - nx, xv]
    const known = tail.length ? resolved(e, tail.length) : null
    if (known?.kind === 'bits' && Number(BigInt.asIntN(64, known.bits)) < longer) return undefined
    return null
  }
  if (!xv.length || !yv.length) return xv.length ?? yv.length
  const same = unify(e, xv.length, yv.length)
  return same === null ? undefined : (same as Value | TypeVar)
}
