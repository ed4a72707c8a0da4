/**
 * Type application with its checks, and unions as source writes them: `Array{Int,1}`, `Vector{T}`, `Union{A,B}`.
 *
 * In: a type and parameters, as the program has computed them. Out: the type, or a `TypeProblem` that says what Julia
 * would throw. Invariant: parameters without free variables lie within the declared bounds.
 */
import { hasFree, instantiate, internUnion, isType, isValue, tupleType, typeOfType, unwrapUnionAll, varargOf } from './make.ts'
import { typeOfValue } from './constants.ts'
import { showBounds, showType } from './show.ts'
import { isSubtype } from './subtype.ts'
import type { TypeProblem, TypeWorld } from './registry.ts'
import type { JType, TypeParam, UnionAll, Value, Vararg } from './type.ts'

/** Whether the answer of a constructor here is a problem. */
export function isProblem(x: TypeParam | TypeProblem): x is TypeProblem {
  return x.kind === 'problem'
}

/** `Union{members…}`: flat, without members that are subtypes of others; one member is itself, none is `Union{}`. */
export function unionType(world: TypeWorld, members: readonly JType[]): JType {
  const flat: JType[] = []
  const add = (t: JType): void => {
    if (t.kind === 'union') t.members.forEach(add)
    else if (!flat.some(m => m === t || subsumed(world, t, m))) {
      for (let i = flat.length - 1; i >= 0; i--) if (subsumed(world, flat[i], t)) flat.splice(i, 1)
      flat.push(t)
    }
  }
  members.forEach(add)
  return internUnion(world, flat)
}

function subsumed(world: TypeWorld, a: JType, b: JType): boolean {
  return !hasFree(a) && !hasFree(b) && isSubtype(world, a, b)
}

/**
 * `T{params…}`. Fewer parameters than variables give a `UnionAll` over the rest. `Vararg{…}` gives a `Vararg`, which is
 * only good as a parameter of `Tuple`.
 */
export function applyType(world: TypeWorld, t: JType, params: readonly TypeParam[]): JType | Vararg | TypeProblem {
  const k = world.types
  if (t === k.unionKind) return applyUnion(world, params)
  if (t === k.vararg) return applyVararg(world, params)
  if (t === k.anyTuple) return applyTuple(world, params)
  let result = t
  for (const p of params) {
    if (result.kind !== 'unionall') return notParametric(world, result, t)
    const problem = checkBounds(world, t, result, p)
    if (problem) return problem
    if (p.kind === 'vararg') return typeProblem(world, 'Type{...} expression', null, k.type, p)
    result = instantiate(world, result, p)
  }
  return checkInstance(world, result)
}

function typeProblem(world: TypeWorld, func: string, context: string | null, expected: JType, got: TypeParam): TypeProblem {
  const where = context ? `in ${func}, in ${context}` : `in ${func}`
  const wanted = expected.kind === 'typevar' ? showBounds(world, expected) : showType(world, expected)
  const message = `${where}, expected ${wanted}, got ${describe(world, got)}`
  return { kind: 'problem', error: 'TypeError', message, func, context: context ?? undefined, expected, got }
}

/** `Type{Int64}` for a type, `a value of type Int64` for a constant. */
function describe(world: TypeWorld, got: TypeParam): string {
  if (got.kind === 'vararg') return showType(world, got)
  return isType(got) ? `Type{${showType(world, got)}}` : `a value of type ${showType(world, typeOfValue(world, got))}`
}

function notParametric(world: TypeWorld, got: JType, whole: JType): TypeProblem {
  const body = unwrapUnionAll(whole)
  if (whole.kind === 'unionall' && body.kind === 'data') {
    return { kind: 'problem', error: 'ArgumentError', message: `too many parameters for type ${body.name.name}` }
  }
  return typeProblem(world, 'Type{...} expression', null, world.types.unionAllKind, got)
}

/** `T{p}` for `T = body where v`: `p` must lie between `v`'s bounds. Open types are checked when they are closed. */
function checkBounds(world: TypeWorld, whole: JType, t: UnionAll, p: TypeParam): TypeProblem | null {
  const v = t.variable
  if (p.kind === 'vararg' || hasFree(p)) return null
  const { any, bottom } = world.types
  if (v.upper === any && v.lower === bottom) return null
  const ok = isType(p) && (hasFree(v.upper) || isSubtype(world, p, v.upper)) && (hasFree(v.lower) || isSubtype(world, v.lower, p))
  if (ok) return null
  const body = unwrapUnionAll(whole)
  return typeProblem(world, body.kind === 'data' ? body.name.name : 'Type', v.name, v, p)
}

function applyUnion(world: TypeWorld, params: readonly TypeParam[]): JType | TypeProblem {
  for (const p of params) if (!isType(p)) return typeProblem(world, 'Union', null, world.types.type, p)
  return unionType(world, params as JType[])
}

function applyVararg(world: TypeWorld, params: readonly TypeParam[]): Vararg | TypeProblem {
  const [element, length] = params
  if (params.length > 2) {
    return { kind: 'problem', error: 'ArgumentError', message: 'too many parameters for type Vararg' }
  }
  if (element && !isType(element)) return typeProblem(world, 'Vararg', 'T', world.types.type, element)
  if (!length) return varargOf(element ?? world.types.any)
  if (length.kind !== 'typevar' && !(length.kind === 'bits' && length.type === world.types.int64)) {
    return typeProblem(world, 'Vararg', 'count', world.types.int64, length)
  }
  return varargOf(element, length)
}

function applyTuple(world: TypeWorld, params: readonly TypeParam[]): JType | TypeProblem {
  for (let i = 0; i < params.length; i++) {
    const p = params[i]
    if (isType(p)) continue
    const last = i === params.length - 1
    if (p.kind !== 'vararg' || !last) return typeProblem(world, 'Tuple', 'parameter', world.types.type, p)
    if (p.length?.kind === 'bits' && BigInt.asIntN(64, p.length.bits) < 0n) {
      return { kind: 'problem', error: 'ArgumentError', message: 'Vararg length is negative' }
    }
  }
  return tupleType(world, [...params])
}

/** What holds of an instance besides the bounds of its parameters. */
function checkInstance(world: TypeWorld, t: JType): JType | TypeProblem {
  if (t.kind !== 'data') return t
  if (t.name === world.types.typeName && isType(t.params[0])) return typeOfType(world, t.params[0])
  if (t.name !== world.types.namedTupleName) return t
  const [names, fields] = t.params
  if (isValue(names) && !isNameTuple(names)) {
    return typeProblem(world, 'NamedTuple', 'names', world.types.anyTuple, names)
  }
  const fixed = fields.kind === 'data' && fields.name === world.types.tupleName && !fields.params.some(p => p.kind === 'vararg')
  if (names.kind === 'struct' && fixed && names.fields.length !== fields.params.length) {
    const message = 'NamedTuple names and field types must have matching lengths'
    return { kind: 'problem', error: 'ArgumentError', message }
  }
  return t
}

function isNameTuple(v: Value): boolean {
  return v.kind === 'struct' && v.fields.every(f => f.kind === 'sym')
}

/** `applyType` where a problem is a bug of the caller. @throws Error on a problem */
export function applyTypeOrThrow(world: TypeWorld, t: JType, ...params: TypeParam[]): JType {
  const made = applyType(world, t, params)
  if (isProblem(made)) throw new Error(`type application failed: ${made.message}`)
  return made as JType
}
