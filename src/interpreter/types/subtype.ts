/**
 * The subtype relation `a <: b`, type equality, and the matching of an argument tuple against a method's signature.
 *
 * In: two types. Out: whether every value of `a` is a value of `b`. Follows the manual ("More about types": subtyping
 * and the diagonal rule) and Bezanson's thesis, chapter 4: variables of `where` on the left are universal, on the right
 * existential and solved by narrowing bounds; unions on the left are tried all, on the right some. Both kinds of choice
 * are replayed from decision lists, so that a choice deep inside can be revised with the variables' bounds restored.
 * Deliberately incomplete, as Julia's is: bounds of existential variables are met and joined simply, and a search that
 * takes too many steps answers no.
 */
import {
  hasFree,
  isKind,
  isType,
  isValue,
  makeUnion,
  mentions,
  newTypeVar,
  quickSubtype,
  substitute,
  supertype,
  typeofType,
} from './make.ts'
import { intValue } from './constants.ts'
import type { TypeWorld } from './registry.ts'
import { advance, decide, lookup, newChoices, newEnv, pick, record, restart, restore, save } from './search.ts'
import type { Binding, Env, Position, Term } from './search.ts'
import type { DataType, JType, TypeParam, TypeVar, UnionAll, UnionType, Value, Vararg } from './type.ts'

const stepLimit = 20_000
const memoLimit = 100_000

/** `a <: b`. */
export function isSubtype(world: TypeWorld, a: JType, b: JType): boolean {
  const quick = quickSubtype(world, a, b)
  if (quick !== -1) return quick === 1
  if (hasFree(a) || hasFree(b)) return search(newEnv(world, null), a, b, 0)
  const key = memoKey(a, b)
  const known = key < 0 ? undefined : world.subtypeMemo.get(key)
  if (known !== undefined) return known
  const answer = search(newEnv(world, null), a, b, 0)
  if (world.subtypeMemo.size >= memoLimit) world.subtypeMemo.clear()
  if (key >= 0) world.subtypeMemo.set(key, answer)
  return answer
}

/** One number for two types; -1 for temporary types (negative ids) and ids too large. */
function memoKey(a: JType, b: JType): number {
  return a.id > 0 && b.id > 0 && a.id < 0x4000000 && b.id < 0x4000000 ? a.id * 0x4000000 + b.id : -1
}

/** `a == b` for types: each a subtype of the other. */
export function isEqualType(world: TypeWorld, a: JType, b: JType): boolean {
  if (a === b) return true
  if (a.kind === 'data' && b.kind === 'data' && (a.name !== b.name || (a.isPlain && b.isPlain))) {
    if (!isKind(world, a) && !isKind(world, b)) return false
  }
  return isSubtype(world, a, b) && isSubtype(world, b, a)
}

/** Whether parameters `a` and `b` are the same: constants by identity, types by equality. */
export function isEqualParam(world: TypeWorld, a: TypeParam, b: TypeParam): boolean {
  if (a === b) return true
  return isType(a) && isType(b) && isEqualType(world, a, b)
}

/** Whether constant or type `v` is a value of type `t`. */
export function isInstance(world: TypeWorld, v: Term, t: JType): boolean {
  if (v.kind === 'sym') return isSubtype(world, world.types.symbol, t)
  if (isValue(v)) return isSubtype(world, (v as Exclude<Value, { kind: 'sym' }>).type, t)
  if (v.kind === 'typevar') return isSubtype(world, world.types.typeVarKind, t)
  if (isSubtype(world, typeofType(world, v), t)) return true
  return search(newEnv(world, null), { ...typeWrapper(world, v) }, t, 0)
}

/** `Type{t}` without interning. */
function typeWrapper(world: TypeWorld, t: JType): DataType {
  return {
    kind: 'data',
    id: -1,
    name: world.types.typeName,
    params: [t],
    isConcrete: false,
    hasFreeVars: hasFree(t),
    isPlain: false,
    address: 0,
    fieldsCache: null,
    superCache: null,
  }
}

export interface SignatureMatch {
  /**
   * One per static parameter: its value; a `TypeVar` when it is only known to lie within that variable's bounds
   * (abstract arguments); null when the match does not determine it at all, so that its use is an `UndefVarError`.
   */
  sparams: (JType | Value | null)[]
}

/**
 * Whether arguments of types `args` (a `Tuple` type) match signature `sig`, and with what static parameters.
 * @param sparams the variables of `sig`'s `where`s, outermost first (`whereVariables(sig)`).
 */
export function matchSignature(world: TypeWorld, args: JType, sig: JType, sparams: readonly TypeVar[]): SignatureMatch | null {
  if (sparams.length === 0) return isSubtype(world, args, sig) ? { sparams: [] } : null
  if (args.kind === 'data' && plainlyDifferent(world, args, sig)) return null
  const found: (Term | null)[] = sparams.map(() => null)
  return search(newEnv(world, found), args, sig, 0) ? { sparams: found } : null
}

/** A quick refusal by count of arguments and by declared names. */
function plainlyDifferent(world: TypeWorld, args: DataType, sig: JType): boolean {
  while (sig.kind === 'unionall') sig = sig.body
  if (sig.kind !== 'data' || sig.name !== world.types.tupleName) return false
  const n = sig.params.length
  const variadic = n > 0 && sig.params[n - 1].kind === 'vararg'
  const given = args.params.length
  if (given > 0 && args.params[given - 1].kind === 'vararg') return false
  if (variadic ? given < n - 1 : given !== n) return true
  for (let i = 0; i < given; i++) {
    const a = args.params[i]
    const s = i < n - 1 || !variadic ? sig.params[i] : (sig.params[n - 1] as Vararg).element
    if (a.kind === 'data' && s.kind === 'data' && namesApart(world, a, s)) return true
  }
  return false
}

function namesApart(world: TypeWorld, a: DataType, s: DataType): boolean {
  if (a.name === world.types.typeName || s.name === world.types.typeName) return false
  for (let up: DataType | null = a; up !== null; up = up.name.superDecl) if (up.name === s.name) return false
  return true
}

/** All choices on the left, for each some on the right. What one left choice says of outer variables binds the next. */
function search(e: Env, x: Term, y: Term, position: Position): boolean {
  const { all, some } = e
  e.all = newChoices()
  const before: Env['found'][] = []
  let holds: boolean
  for (;;) {
    restart(e.all)
    e.some = newChoices()
    holds = searchSome(e, x, y, position)
    if (!holds || e.all.more === 0) break
    if (e.found && e.scope.length === 0) before.push([...e.found])
    advance(e.all)
  }
  e.all = all
  e.some = some
  if (holds && e.found) for (const f of before) mergeFound(e, f as (Term | null)[])
  return holds
}

function searchSome(e: Env, x: Term, y: Term, position: Position): boolean {
  const saved = e.scope.length > 0 ? save(e) : null
  const depth = e.invariantDepth
  const at = e.foundAt
  for (;;) {
    if (decompose(e, x, y, position)) return true
    if (e.some.more === 0 || e.steps > stepLimit) return false
    e.invariantDepth = depth
    e.foundAt = at
    if (saved) restore(e, saved)
    else e.scope.length = 0
    advance(e.some)
    restart(e.some)
    restart(e.all)
  }
}

/** A union argument matched member by member: where the members disagree, the static parameter is not known. */
function mergeFound(e: Env, other: (Term | null)[]): void {
  const found = e.found as (Term | null)[]
  for (let i = 0; i < found.length; i++) {
    const a = found[i]
    const b = other[i]
    if (a === b || a === null) continue
    const types = b !== null && isType(a) && isType(b)
    const upper = types ? makeUnion(e.world, [upperOf(a), upperOf(b)]) : e.world.types.any
    found[i] = newTypeVar(e.world, 'T', undefined, upper)
  }
}

function upperOf(t: JType): JType {
  return t.kind === 'typevar' ? t.upper : t
}

// ---- the relation ----

function related(e: Env, x: Term, y: Term, position: Position): boolean {
  if (++e.steps > stepLimit) return false
  // A question without variables is independent of this search, and remembered; unless static parameters are wanted.
  if (!hasFree(x) && !hasFree(y) && !(e.found && e.foundAt < e.found.length)) {
    if (isType(x) && isType(y)) return isSubtype(e.world, x, y)
  }
  return decompose(e, x, y, position)
}

function decompose(e: Env, x: Term, y: Term, position: Position): boolean {
  if (isValue(x) || isValue(y)) return relatedConstant(e, x, y, position)
  if (x.kind === 'union') {
    if (x === y || x.members.length === 0) {
      if (x.members.length === 0 && y.kind === 'typevar') return variableAbove(e, x, y, position)
      return true
    }
    if (y.kind === 'typevar' && position === 2 && !x.hasFreeVars) return variableAbove(e, x, y, position)
    return related(e, pick(x, e.all), y, position)
  }
  if (y.kind === 'union') return relatedToUnion(e, x, y, position)
  if (x.kind === 'typevar') {
    if (y.kind === 'typevar') return relatedVariables(e, x, y, position)
    if (y.kind === 'unionall' && !lookup(e, x)?.right) return relatedWhere(e, x, y, true, position)
    return variableBelow(e, x, y, position)
  }
  if (x.kind === 'unionall' && y.kind !== 'typevar') {
    return x === y && !x.hasFreeVars ? true : relatedWhere(e, y, x, false, position)
  }
  if (y.kind === 'typevar') return variableAbove(e, x, y, position)
  if (y.kind === 'unionall') return relatedWhere(e, x, y, true, position)
  return relatedData(e, x as DataType, y, position)
}

function relatedConstant(e: Env, x: Term, y: Term, position: Position): boolean {
  if (x.kind === 'typevar') return variableBelow(e, x, y, position)
  if (y.kind === 'typevar') return variableAbove(e, x, y, position)
  return x === y
}

function relatedToUnion(e: Env, x: JType, y: UnionType, position: Position): boolean {
  if (y.members.includes(x)) return true
  if (x.kind === 'unionall') return relatedWhere(e, y, x, false, position)
  if (x.kind === 'typevar') {
    // A variable is first tried against the union as a whole, then member by member.
    const b = lookup(e, x)
    const upper = b ? b.upper : x.upper
    const whole = b?.right || !isUnbounded(e, upper)
    if (y.members.length === 0 || (whole && decide(e.some, 2) === 0)) {
      if (b?.right) return variableBelow(e, x, y, position)
      record(e, b, position)
      return related(e, upper, y, position)
    }
  }
  return y.members.length > 0 && related(e, x, pick(y, e.some), position)
}

function isUnbounded(e: Env, upper: Term): boolean {
  return upper === e.world.types.any
}

function relatedData(e: Env, x: DataType, y: DataType, position: Position): boolean {
  const k = e.world.types
  if (x === y || y === k.any) return true
  if (x.name === k.typeName && y.name !== k.typeName) {
    const p = x.params[0] as JType
    return p.kind !== 'typevar' && related(e, typeofType(e.world, p), y, 0)
  }
  if (y.name === k.typeName && x.name !== k.typeName) return kindBelowType(e, x, y, position)
  let up = x
  while (up.name !== y.name) {
    if (up === k.any) return false
    up = supertype(e.world, up)
  }
  if (up === y) return true
  if (y.name === k.tupleName) return relatedTuples(e, up, y, position)
  e.invariantDepth++
  let same = true
  for (let i = 0; same && i < up.params.length; i++) {
    same = equal(e, up.params[i] as Term, y.params[i] as Term)
  }
  e.invariantDepth--
  return same
}

/** `DataType <: Type{T} where T`: a kind is below `Type{…}` only when that admits all types. */
function kindBelowType(e: Env, x: DataType, y: DataType, position: Position): boolean {
  const k = e.world.types
  if (x === k.typeofBottom) {
    const p = y.params[0] as Term
    e.invariantDepth++
    const same = equal(e, k.bottom, p)
    e.invariantDepth--
    return same
  }
  return isKind(e.world, x) && related(e, k.type, y, position)
}

/** Equality in an invariant position. */
function equal(e: Env, x: Term, y: Term): boolean {
  if (x === y) return true
  if (isValue(x) && isValue(y)) return false
  if (isType(x) && isType(y) && !hasFree(x) && !hasFree(y)) return isEqualType(e.world, x, y)
  if (x.kind === 'data' && y.kind === 'data' && x.name !== y.name && !isKind(e.world, x) && !isKind(e.world, y)) {
    return false
  }
  return everyChoice(e, x, y, 2) && everyChoice(e, y, x, 0)
}

/** Like `search`, but choices on the right remain open to revision by the enclosing search. */
function everyChoice(e: Env, x: Term, y: Term, position: Position): boolean {
  const outer = e.all
  e.all = newChoices()
  let holds: boolean
  for (;;) {
    restart(e.all)
    holds = related(e, x, y, position)
    if (!holds || e.all.more === 0) break
    advance(e.all)
  }
  e.all = outer
  return holds
}

// ---- variables ----

function relatedVariables(e: Env, x: TypeVar, y: TypeVar, position: Position): boolean {
  if (x === y) return true
  const xb = lookup(e, x)
  const yb = lookup(e, y)
  if (xb?.right) {
    record(e, yb, position)
    if (!yb?.right) return variableBelow(e, x, y, position)
    record(e, xb, position)
    return related(e, xb.lower, yb.upper, 0)
  }
  if (yb?.right) {
    record(e, xb, position)
    return variableAbove(e, x, y, position)
  }
  record(e, xb, position)
  record(e, yb, position)
  const upper = xb ? xb.upper : x.upper
  const lower = yb ? yb.lower : y.lower
  if (upper === y || lower === x) return true
  return (
    related(e, upper, lower, position) ||
    (upper.kind === 'typevar' && related(e, upper, y, position)) ||
    (lower.kind === 'typevar' && related(e, x, lower, position))
  )
}

/** `v <: a`: for a universal variable its upper bound decides; an existential one gets `a` as upper bound. */
function variableBelow(e: Env, v: TypeVar, a: Term, position: Position): boolean {
  const b = lookup(e, v)
  if (b === null) return related(e, v.upper, a, position)
  record(e, b, position)
  if (!b.right) return related(e, b.upper, a, position)
  if (b.upper === a) return true
  if (!(isValue(a) && b.lower === e.world.types.bottom) && !check(e, b.lower, a)) return false
  b.upper = meet(e, b.upper, a)
  return !dependsOnInner(e, b, a, b.lower === a || (b.lower.kind === 'union' && b.lower.members.includes(a as JType)))
}

/** `a <: v`. */
function variableAbove(e: Env, a: Term, v: TypeVar, position: Position): boolean {
  const b = lookup(e, v)
  if (b === null) return related(e, a, v.lower, position)
  record(e, b, position)
  if (!b.right) return related(e, a, b.lower, position)
  if (b.lower === a) return true
  if (!(isValue(a) && b.upper === e.world.types.any) && !check(e, a, b.upper)) return false
  b.lower = join(e, b.lower, a)
  return !dependsOnInner(e, b, a, position === 2)
}

/** An existential variable cannot equal a universal one introduced inside it, unless that has only one value. */
function dependsOnInner(e: Env, b: Binding, a: Term, equated: boolean): boolean {
  if (!equated || a.kind !== 'typevar') return false
  const inner = lookup(e, a)
  if (inner === null || inner.right || inner.depth === b.depth) return false
  if (e.scope.indexOf(b) > e.scope.indexOf(inner)) return false
  return !(inner.upper === inner.lower)
}

/** A check of bounds: a question of its own with respect to unions. */
function check(e: Env, x: Term, y: Term): boolean {
  if (x === y || x === e.world.types.bottom) return true
  if (y === e.world.types.any && isType(x)) return true
  if (isType(x) && isType(y) && !hasFree(x) && !hasFree(y)) return isSubtype(e.world, x, y)
  return search(e, x, y, 0)
}

/** The least bound above `a` and `b` that needs no thought: their union. */
function join(e: Env, a: Term, b: Term): Term {
  const k = e.world.types
  if (a === k.bottom || a === b) return b
  if (b === k.bottom) return a
  if (!isType(a) || !isType(b)) return k.any
  if (a.kind === 'typevar' && a.lower === b) return a
  if (b.kind === 'typevar' && b.lower === a) return b
  if (!hasFree(a) && !hasFree(b)) {
    if (isSubtype(e.world, a, b)) return b
    if (isSubtype(e.world, b, a)) return a
  }
  return makeUnion(e.world, [a, b])
}

/** A bound below the old bound `a` and the new one `b`: the smaller when they are comparable, else the new one. */
function meet(e: Env, a: Term, b: Term): Term {
  const k = e.world.types
  if (a === k.any || a === b) return b
  if (b === k.any) return a
  if (!isType(a) || !isType(b)) return k.bottom
  if (a.kind === 'typevar' && a.upper === b) return a
  if (b.kind === 'typevar' && b.upper === a) return b
  if (!hasFree(a) && !hasFree(b) && isSubtype(e.world, a, b)) return a
  return b
}

// ---- where ----

/** Relates `t` and `u` with `u`'s variable in scope; `right` tells on which side `u` is. */
function relatedWhere(e: Env, t: JType, u: UnionAll, right: boolean, position: Position): boolean {
  const scoped = inUse(e, t, u.variable) ? renamed(e.world, u) : u
  const v = scoped.variable
  const b: Binding = {
    variable: v,
    lower: v.lower,
    upper: v.upper,
    right,
    invariant: 0,
    covariant: 0,
    concrete: false,
    depth: e.invariantDepth,
  }
  const slot = right && e.found && e.foundAt < e.found.length ? e.foundAt : -1
  e.scope.push(b)
  if (slot >= 0) e.foundAt++
  let holds = right ? related(e, t, scoped.body, position) : related(e, scoped.body, t, position)
  if (slot >= 0) {
    e.foundAt--
    if (b.invariant === 0 && isType(b.lower)) b.lower = widenTypeOf(e.world, b.lower)
  }
  holds &&= diagonalHolds(e, b, v)
  if (holds && slot >= 0) (e.found as (Term | null)[])[slot] = solution(e, b, v)
  e.scope.pop()
  return holds
}

function inUse(e: Env, t: JType, v: TypeVar): boolean {
  for (const b of e.scope) {
    if (b.variable === v || mentions(b.lower, v) || mentions(b.upper, v)) return true
  }
  return hasFree(t) && mentions(t, v)
}

function renamed(world: TypeWorld, u: UnionAll): UnionAll {
  const v = u.variable
  const variable = newTypeVar(world, v.name, v.lower, v.upper)
  const body = substitute(world, u.body, [v], [variable])
  return { kind: 'unionall', id: -1, alphaId: -1, variable, body, hasFreeVars: true, address: 0 }
}

/**
 * The diagonal rule: a variable that occurs more than once, and only covariantly, stands for concrete types alone.
 */
function diagonalHolds(e: Env, b: Binding, v: TypeVar): boolean {
  const diagonal = b.invariant === 0 && b.covariant > 1
  if (!b.concrete && !(diagonal && isLeaf(v.lower))) return true
  if (b.concrete && !diagonal && !isLeaf(b.upper)) return false
  if (b.lower.kind === 'typevar') {
    const other = lookup(e, b.lower)
    if (other) other.concrete = true
    return true
  }
  return isLeaf(b.lower)
}

/** A type all of whose values have the same `typeof`, or nothing, or a constant. */
function isLeaf(t: Term): boolean {
  if (isValue(t)) return true
  if (t.kind === 'union') return t.members.length === 0
  return t.kind === 'data' && (t.isConcrete || t.name.family === 'type')
}

/** A type passed as an argument matches a plain variable by its kind: `Type{Int}` counts as `DataType`. */
function widenTypeOf(world: TypeWorld, t: JType): JType {
  if (t.kind === 'union')
    return makeUnion(
      world,
      t.members.map(m => widenTypeOf(world, m)),
    )
  if (t.kind !== 'data' || t.name !== world.types.typeName) return t
  const p = t.params[0] as JType
  return p.kind === 'typevar' ? t : typeofType(world, p)
}

/** The static parameter found for a variable on the right of a match. */
function solution(e: Env, b: Binding, v: TypeVar): Term | null {
  const k = e.world.types
  const { lower, upper } = b
  if (lower === k.bottom && upper !== k.bottom) return upper === v.upper ? null : inexact(e, v, upper)
  if (isType(lower) && hasFree(lower)) return inexact(e, v, lower)
  if (b.invariant > 0 || isLeaf(lower)) return lower
  return inexact(e, v, lower)
}

/** A variable of `v`'s name below `upper`; a bound that mentions variables of the arguments is given up for `v`'s. */
function inexact(e: Env, v: TypeVar, upper: Term): TypeVar {
  let bound: JType = isType(upper) ? upper : v.upper
  while (bound.kind === 'typevar') bound = bound.upper
  if (hasFree(bound)) bound = hasFree(v.upper) ? e.world.types.any : v.upper
  return newTypeVar(e.world, v.name, undefined, bound)
}

// ---- tuples ----

/** A trailing `Vararg` whose length variable is already known is written out. */
function expandKnown(e: Env, t: DataType): TypeParam[] {
  const last = t.params[t.params.length - 1]
  if (last?.kind !== 'vararg' || last.length?.kind !== 'typevar') return t.params
  const b = lookup(e, last.length)
  if (!b || b.lower !== b.upper || b.lower.kind !== 'bits') return t.params
  const n = Number(BigInt.asIntN(64, b.lower.bits))
  return [...t.params.slice(0, -1), ...Array<JType>(Math.max(0, n)).fill(last.element)]
}

function relatedTuples(e: Env, x: DataType, y: DataType, position: Position): boolean {
  const xs = expandKnown(e, x)
  const ys = expandKnown(e, y)
  const xv = xs.length > 0 && xs[xs.length - 1].kind === 'vararg' ? (xs[xs.length - 1] as Vararg) : null
  const yv = ys.length > 0 && ys[ys.length - 1].kind === 'vararg' ? (ys[ys.length - 1] as Vararg) : null
  const nx = xs.length - (xv ? 1 : 0)
  const ny = ys.length - (yv ? 1 : 0)
  const inner: Position = position === 0 ? 1 : position
  // The element type of an unbounded left side has no value: only its fixed part counts.
  if (xv && xv.element === e.world.types.bottom && !xv.length) {
    if (yv ? nx < ny : nx !== ny) return false
    return relatedElements(e, xs, nx, ys, ny, yv, inner) && (!yv?.length || lengthIs(e, nx - ny, yv.length))
  }
  if (!yv) {
    if (!xv) return nx === ny && relatedElements(e, xs, nx, ys, ny, null, inner)
    return (
      nx <= ny &&
      xv.length?.kind === 'typevar' &&
      lookup(e, xv.length)?.right === true &&
      lengthIs(e, ny - nx, xv.length) &&
      relatedTuples(e, x, y, position)
    )
  }
  if (nx < ny) {
    // Only possible when the left length is still free to be chosen.
    return (
      xv?.length?.kind === 'typevar' &&
      lookup(e, xv.length)?.right === true &&
      !yv.length &&
      lengthIs(e, ny - nx, xv.length) &&
      relatedTuples(e, x, y, position)
    )
  }
  if (!relatedElements(e, xs, nx, ys, ny, yv, inner)) return false
  if (!xv) return !yv.length || lengthIs(e, nx - ny, yv.length)
  // Twice, because any number of elements counts as several occurrences.
  if (!related(e, xv.element, yv.element, inner) || !related(e, xv.element, yv.element, inner)) return false
  return !yv.length || lengthFollows(e, xv, nx - ny, yv.length)
}

function relatedElements(e: Env, xs: TypeParam[], nx: number, ys: TypeParam[], ny: number, yv: Vararg | null, inner: Position): boolean {
  for (let i = 0; i < nx; i++) {
    const y = i < ny ? ys[i] : (yv as Vararg).element
    if (!related(e, xs[i] as JType, y as JType, inner)) return false
  }
  return true
}

function lengthIs(e: Env, n: number, length: Value | TypeVar): boolean {
  return lengthsEqual(e, intValue(e.world, n), length)
}

function lengthsEqual(e: Env, a: Value | TypeVar, b: Value | TypeVar): boolean {
  e.invariantDepth++
  const same = equal(e, a, b)
  e.invariantDepth--
  return same
}

/** The right length for a left side of any length: `length` must be able to follow whatever that is. */
function lengthFollows(e: Env, xv: Vararg, offset: number, length: Value | TypeVar): boolean {
  if (xv.length && offset === 0) return lengthsEqual(e, xv.length, length)
  const n = newTypeVar(e.world, 'N')
  e.scope.push({
    variable: n,
    lower: n.lower,
    upper: n.upper,
    right: false,
    invariant: 0,
    covariant: 0,
    concrete: false,
    depth: e.invariantDepth,
  })
  const same = lengthsEqual(e, n, length)
  e.scope.pop()
  return same
}
