/**
 * Which of two method signatures is the more specific, and whether two are ambiguous.
 *
 * In: two signatures (`Tuple` types, perhaps under `where`). Out: yes or no. A subtype is more specific than its
 * supertype; beyond that the order of Julia's manual ("Methods": "Method specificity" and the chapter on ambiguities):
 * no argument position may be less specific and one must be more, a fixed count of arguments beats a `Vararg`, a
 * variable used repeatedly beats one used once, and a union counts by its members. The order is no partial order for
 * wild types, as Julia's is not.
 */
import { hasFree, isKind, isType, isValue, mentions, substitute, supertype, unwrapUnionAll, whereVariables } from './make.ts'
import { intValue } from './constants.ts'
import { hasEmptyIntersection, typeIntersect } from './intersect.ts'
import { isEqualType, isSubtype } from './subtype.ts'
import type { TypeWorld } from './registry.ts'
import type { DataType, JType, TypeParam, TypeVar, UnionAll, UnionType, Value, Vararg } from './type.ts'

type Term = JType | Value

/** Variables of the enclosing `where`s on each side, with the type they belong to for counting occurrences. */
interface Env {
  world: TypeWorld
  bodies: JType[]
}

/** Whether signature `a` goes before `b` when both apply. Equal signatures: no. */
export function moreSpecific(world: TypeWorld, a: JType, b: JType): boolean {
  if (a === b || isSubtype(world, b, a)) return false
  if (isSubtype(world, a, b)) return true
  return precedes({ world, bodies: [] }, a, b, false)
}

/**
 * Whether calls in the intersection of `a` and `b` have no most specific method among the two.
 * @returns false too when the signatures are disjoint
 */
export function isAmbiguous(world: TypeWorld, a: JType, b: JType): boolean {
  if (isEqualType(world, a, b) || moreSpecific(world, a, b) || moreSpecific(world, b, a)) return false
  return !hasEmptyIntersection(world, a, b)
}

/** The signature whose method would resolve the ambiguity between `a` and `b`: what both accept. */
export function ambiguousArguments(world: TypeWorld, a: JType, b: JType): JType {
  return typeIntersect(world, a, b)
}

// ---- the order ----

function precedes(e: Env, a: Term, b: Term, invariant: boolean): boolean {
  if (a === b) return false
  if (isValue(a)) return b.kind === 'typevar'
  if (isValue(b)) return false
  if (a.kind === 'unionall' || b.kind === 'unionall') return precedesOpened(e, a, b, invariant)
  const k = e.world.types
  if (a.kind === 'data' && b.kind === 'data' && a.name === k.tupleName && b.name === k.tupleName) {
    return tuplePrecedes(e, a, b, invariant)
  }
  if (!invariant) {
    if (a === k.any) return false
    if (b === k.any && a.kind !== 'typevar') return true
  }
  if (a.kind === 'union') return unionPrecedes(e, a, b, invariant)
  if (!invariant && a.kind === 'data' && a.name === k.typeName && typePrecedesKind(e, a, b)) return true
  if (b.kind === 'union') return precedesUnion(e, a, b, invariant)
  if (a.kind === 'typevar' && b.kind === 'typevar') return variablesPrecede(e, a, b)
  if (a.kind === 'typevar') return variablePrecedes(e, a, b, invariant)
  if (b.kind === 'typevar') return precedesVariable(e, a, b, invariant)
  return dataPrecedes(e, a, b, invariant)
}

function precedesOpened(e: Env, a: JType, b: JType, invariant: boolean): boolean {
  if (a.kind === 'unionall' && b.kind === 'unionall' && a.variable === b.variable) b = renamed(e.world, b)
  const bodies = [...e.bodies]
  if (a.kind === 'unionall') bodies.push(unwrapUnionAll(a))
  if (b.kind === 'unionall') bodies.push(unwrapUnionAll(b))
  return precedes({ ...e, bodies }, unwrapUnionAll(a), unwrapUnionAll(b), invariant)
}

/** `t` with variables of its own, so that two signatures with the same variables are kept apart. */
function renamed(world: TypeWorld, t: UnionAll): JType {
  const vars = whereVariables(t)
  const fresh: TypeVar[] = []
  for (const v of vars) {
    const upper = substitute(world, v.upper, vars.slice(0, fresh.length), fresh)
    const lower = substitute(world, v.lower, vars.slice(0, fresh.length), fresh)
    fresh.push({ ...v, id: world.nextId++, upper, lower })
  }
  return fresh.reduceRight<JType>(
    (body, variable) => ({
      kind: 'unionall',
      id: -1,
      alphaId: -1,
      variable,
      body,
      hasFreeVars: true,
      address: 0,
    }),
    substitute(world, unwrapUnionAll(t), vars, fresh),
  )
}

/** Some member goes before `b`, and `b` covers or precedes nothing of the whole. */
function unionPrecedes(e: Env, a: UnionType, b: JType, invariant: boolean): boolean {
  if (below(e, b, a)) return false
  if (b.kind === 'union') {
    const some = (xs: JType[], ys: JType[]): boolean => xs.some(x => ys.some(y => precedes(e, x, y, invariant)))
    return some(a.members, b.members) && !some(b.members, a.members)
  }
  return a.members.some(m => precedes(e, m, b, invariant)) && !a.members.some(m => precedes(e, b, m, invariant))
}

function precedesUnion(e: Env, a: JType, b: UnionType, invariant: boolean): boolean {
  if (below(e, a, b)) return true
  if (!b.members.some(m => precedes(e, a, m, invariant))) return false
  return !b.members.some(m => precedes(e, m, a, invariant))
}

/** `Type{Int64}` goes before `DataType`. */
function typePrecedesKind(e: Env, a: DataType, b: JType): boolean {
  const p = a.params[0] as JType
  if (p.kind === 'typevar') return isKind(e.world, b) && p.upper !== e.world.types.any
  return isKind(e.world, b)
}

// ---- variables ----

function occurrences(e: Env, v: TypeVar): number {
  let n = 0
  let most = 0
  const count = (p: TypeParam, weight: number): void => {
    if (p === v) n += weight
    else if (p.kind === 'data') for (const q of p.params) count(q, weight)
    else if (p.kind === 'union') for (const q of p.members) count(q, weight)
    else if (p.kind === 'vararg') {
      count(p.element, weight)
      if (p.length) count(p.length, weight)
    } else if (p.kind === 'unionall') {
      count(p.variable.upper, weight)
      count(p.body, weight)
    }
  }
  for (const body of e.bodies) {
    n = 0
    count(body, 1)
    most = Math.max(most, n)
  }
  return most
}

function variablesPrecede(e: Env, a: TypeVar, b: TypeVar): boolean {
  if (sameBound(e, a.upper, b.upper)) {
    if (sameBound(e, a.lower, b.lower)) return false
    return below(e, b.lower, a.lower)
  }
  return precedes(e, a.upper, b.upper, false)
}

function sameBound(e: Env, x: JType, y: JType): boolean {
  return x === y || (!hasFree(x) && !hasFree(y) && isEqualType(e.world, x, y))
}

function variablePrecedes(e: Env, a: TypeVar, b: JType, invariant: boolean): boolean {
  const { any, bottom } = e.world.types
  if (invariant) {
    if (a.upper === bottom) return true
    if (!hasFree(b)) return false
    if (equivalent(e, a.upper, b)) return occurrences(e, a) >= 2
  } else if (b === any) return a.upper !== any || occurrences(e, a) >= 2
  return precedes(e, a.upper, b, false)
}

function precedesVariable(e: Env, a: JType, b: TypeVar, invariant: boolean): boolean {
  const { any, bottom } = e.world.types
  if (!invariant) {
    return a !== any && precedes(e, a, b.upper, false)
  }
  if (b.upper === bottom) return false
  if (hasFree(a)) {
    if (precedes(e, a, b.upper, false)) return true
    return equivalent(e, a, b.upper) && occurrences(e, b) < 2
  }
  if (!hasFree(b.upper) && hasEmptyIntersection(e.world, a, b.upper)) return false
  return !precedes(e, b.upper, a, false)
}

/** `x <: y` with variables standing for their bounds: universal on the left, existential on the right. */
function below(e: Env, x: JType, y: JType): boolean {
  return isSubtype(e.world, closed(e, x), closed(e, y))
}

function equivalent(e: Env, x: JType, y: JType): boolean {
  return below(e, x, y) && below(e, y, x)
}

/** `t` under a `where` for each variable it leaves free. */
function closed(e: Env, t: JType): JType {
  let r = t
  for (let round = 0; round < 8 && hasFree(r); round++) {
    const v = innermostFree(r)
    if (!v) return r
    r = { kind: 'unionall', id: -1, alphaId: -1, variable: v, body: r, hasFreeVars: false, address: 0 }
    const open = mentionsOther(r)
    r = { ...r, hasFreeVars: open }
  }
  return r
}

function innermostFree(t: JType): TypeVar | null {
  return freeOf(t, [])[0] ?? null
}

function mentionsOther(t: JType): boolean {
  return freeOf(t, []).length > 0
}

function freeOf(t: TypeParam, bound: TypeVar[]): TypeVar[] {
  switch (t.kind) {
    case 'typevar':
      return bound.includes(t) ? [] : [t]
    case 'data':
      return t.hasFreeVars ? t.params.flatMap(p => freeOf(p, bound)) : []
    case 'union':
      return t.hasFreeVars ? t.members.flatMap(p => freeOf(p, bound)) : []
    case 'vararg':
      return [...freeOf(t.element, bound), ...(t.length ? freeOf(t.length, bound) : [])]
    case 'unionall': {
      const v = t.variable
      return [...freeOf(v.lower, bound), ...freeOf(v.upper, bound), ...freeOf(t.body, [...bound, v])]
    }
    default:
      return []
  }
}

// ---- declared types ----

function dataPrecedes(e: Env, a: DataType, b: DataType, invariant: boolean): boolean {
  const { any, typeName } = e.world.types
  let up = a
  let ancestor = false
  while (up !== any) {
    if (up.name === b.name) {
      if (ancestor && (up.name !== typeName || isAnyVariable(e, b.params[0]))) return true
      return paramsPrecede(e, up, b)
    }
    if (invariant) return false
    up = supertype(e.world, up)
    ancestor = true
  }
  return false
}

function isAnyVariable(e: Env, p: TypeParam): boolean {
  return p.kind === 'typevar' && p.upper === e.world.types.any
}

/** Position by position: more of `a`'s parameters must be more specific than the other way round. */
function paramsPrecede(e: Env, a: DataType, b: DataType): boolean {
  let better = 0
  let worse = 0
  let fixed = 0
  for (let i = 0; i < a.params.length; i++) {
    const p = a.params[i] as Term
    const q = b.params[i] as Term
    const [pOpen, qOpen] = [hasFree(p), hasFree(q)]
    if (!pOpen && !qOpen && p !== q && !(isType(p) && isType(q) && isEqualType(e.world, p, q))) return false
    if (precedes(e, p, q, true) && (p.kind === 'typevar' || !pOpen || qOpen)) better++
    else if (precedes(e, q, p, true) && (q.kind === 'typevar' || !qOpen || pOpen)) worse++
    if (q.kind === 'typevar' && isValue(p)) fixed = Math.max(fixed, 1)
    else if (p.kind === 'typevar' && isValue(q)) fixed = Math.min(fixed, -1)
  }
  if (fixed !== 0) return fixed > 0
  const repeated = Number(repeats(a)) - Number(repeats(b))
  if (worse > better || repeated < 0) return false
  return better > worse || repeated > 0
}

/** Whether a parameter of `t` is a variable that occurs again in a later one: `Duo{T,T}`. */
function repeats(t: DataType): boolean {
  return t.params.some((p, i) => p.kind === 'typevar' && t.params.slice(i + 1).some(q => mentions(q, p)))
}

// ---- tuples ----

function lastVararg(t: DataType): Vararg | null {
  const last = t.params[t.params.length - 1]
  return last?.kind === 'vararg' ? last : null
}

/** `Vararg{T,N}` against a fixed count of arguments: the count settles `N`. */
function withLength(e: Env, t: DataType, other: DataType): DataType {
  const va = lastVararg(t)
  if (va?.length?.kind !== 'typevar' || lastVararg(other)) return t
  const n = other.params.length - (t.params.length - 1)
  return n < 0 ? t : (substitute(e.world, t, [va.length], [intValue(e.world, n)]) as DataType)
}

function tuplePrecedes(e: Env, a: DataType, b: DataType, invariant: boolean): boolean {
  const x = withLength(e, a, b)
  const y = withLength(e, b, a)
  const [xs, ys] = [x.params, y.params]
  const [xv, yv] = [lastVararg(x), lastVararg(y)]
  if (ys.length === 0) return false
  if (xs.length === 0) return true
  let better = false
  let [xDiagonal, yDiagonal] = [false, false]
  const n = Math.max(xs.length, ys.length)
  for (let i = 0; i < n; i++) {
    // Where one side has no more arguments, only what both can have is compared.
    if ((i >= xs.length && !xv) || (i >= ys.length && !yv)) break
    const p = elementAt(xs, i)
    const q = elementAt(ys, i)
    const tails = i >= xs.length - 1 && i >= ys.length - 1 && xv !== null && yv !== null
    const before = precedes(e, p, q, invariant)
    const same = !before && equivalent(e, p, q)
    if (same && precedes(e, q, p, invariant)) return false
    if (!before && !same && !below(e, p, q)) {
      // Tails may both be empty: incomparable ones leave the decision to everything else.
      if (!tails || precedes(e, q, p, invariant)) {
        return better && xv?.length?.kind === 'typevar' && occurrences(e, xv.length) > 1
      }
    }
    if (isRepeated(e, p)) xDiagonal = true
    if (isRepeated(e, q)) yDiagonal = true
    if (
      same &&
      i === n - 1 &&
      !xv &&
      yv &&
      xs.length === ys.length &&
      p.kind === 'typevar' &&
      q.kind === 'typevar' &&
      !xDiagonal &&
      yDiagonal
    )
      return false
    // A tail against a required argument of several types is no gain.
    if (before && !(xv && yv && i >= xs.length - 1 && i < ys.length - 1 && q.kind === 'union')) better = true
  }
  if (better) return true
  return countPrecedes(xs, xv, ys, yv, xDiagonal, yDiagonal)
}

function elementAt(ps: TypeParam[], i: number): JType {
  const p = ps[Math.min(i, ps.length - 1)]
  return p.kind === 'vararg' ? p.element : (p as JType)
}

function isRepeated(e: Env, p: JType): boolean {
  return p.kind === 'typevar' && occurrences(e, p) > 1
}

/** With no position better: the tighter count of arguments goes first, then the diagonal. */
function countPrecedes(
  xs: TypeParam[],
  xv: Vararg | null,
  ys: TypeParam[],
  yv: Vararg | null,
  xDiagonal: boolean,
  yDiagonal: boolean,
): boolean {
  if (!xv && !yv && xs.length !== ys.length) return xs.length < ys.length
  if (!xv && yv) return xDiagonal || !yDiagonal
  if (xv && yv) {
    if (xs.length > ys.length) return xDiagonal || !yDiagonal
    if (xs.length < ys.length) return false
    if (xv.length && !yv.length) return true
  } else if (xv) return false
  return xDiagonal && !yDiagonal
}
