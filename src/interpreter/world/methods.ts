/**
 * Method tables: adding methods and finding those that apply.
 *
 * A table holds the methods whose function object is of one kind, so that a lookup looks at few. Keys: `f<id>` methods of
 * a function or functor type (by TypeName id), `c<id>` constructors of a type, `t` methods on `Type{…}` of unknown types,
 * `k…` the same for keyword calls (by the function that receives them). Julia manual: "Methods".
 */
import type { MethodTemplate } from '../lower/ir.ts'
import { hasEmptyIntersection } from '../types/intersect.ts'
import { tupleType, unionAllOver, unwrapUnionAll, supertype, whereVariables } from '../types/make.ts'
import { moreSpecific } from '../types/specificity.ts'
import { isEqualType, matchSignature } from '../types/subtype.ts'
import type { DataType, JType, TypeParam, TypeVar } from '../types/type.ts'
import type { Lookup, Match, Method, MethodTable, World } from './world.ts'

/** The keys of the tables where the methods of calls with this function type lie; null if that cannot be told. */
export function lookupKeys(world: World, argTypes: readonly JType[]): string[] | null {
  const [first] = argTypes
  if (isKwcall(first)) {
    const keys = argTypes.length > 2 ? functionKeys(world, argTypes[2]) : null
    return keys?.map(k => `k${k}`) ?? null
  }
  return functionKeys(world, first)
}

function isKwcall(t: JType): boolean {
  return t.kind === 'data' && t.name.functionName === 'kwcall' && t.name.module === 'Core'
}

function functionKeys(world: World, t: JType): string[] | null {
  if (t.kind !== 'data') return null
  const k = world.types.types
  if (t.name === k.typeName) {
    const p = t.params[0] as TypeParam
    const inner = isTypeLike(p) ? unwrapUnionAll(p) : null
    return inner?.kind === 'data' ? [`c${inner.name.id}`, 't'] : ['t']
  }
  if (!t.isConcrete) return null
  if (t === k.dataType || t === k.unionAllKind || t === k.unionKind) return null
  if (t === k.typeofBottom) return ['t']
  const keys: string[] = []
  for (let s: DataType = t; s !== k.any; s = supertype(world.types, s)) keys.push(`f${s.name.id}`)
  return keys
}

function isTypeLike(p: TypeParam): p is JType {
  return p.kind === 'data' || p.kind === 'union' || p.kind === 'unionall' || p.kind === 'typevar'
}

/** The keys under which a method with this signature is stored. */
export function definitionKeys(world: World, signature: JType): string[] {
  const tuple = unwrapUnionAll(signature) as DataType
  const first = tuple.params[0] as JType
  if (isKwcall(first)) return storeKeys(world, tuple.params[2] as JType).map(k => `k${k}`)
  return storeKeys(world, first)
}

function storeKeys(world: World, t: JType): string[] {
  if (t.kind === 'union') return t.members.flatMap(m => storeKeys(world, m))
  const inner = unwrapUnionAll(t)
  if (inner.kind === 'typevar') return storeKeys(world, inner.upper)
  if (inner.kind !== 'data') return ['t']
  if (inner.name !== world.types.types.typeName) {
    return inner.name === world.types.types.dataType.name ? ['t'] : [`f${inner.name.id}`]
  }
  const p = inner.params[0]
  const named = isTypeLike(p) ? unwrapUnionAll(p) : null
  return named?.kind === 'data'
    ? [`c${named.name.id}`]
    : named?.kind === 'union'
      ? named.members.map(m => {
          const u = unwrapUnionAll(m)
          return u.kind === 'data' ? `c${u.name.id}` : 't'
        })
      : ['t']
}

function tableOf(world: World, key: string): MethodTable {
  let table = world.tables.get(key)
  if (!table) {
    table = { methods: [], cache: new Map() }
    world.tables.set(key, table)
  }
  return table
}

/**
 * Adds a method; one with an equal signature is replaced.
 * @param elements types of the arguments, the function object's first; a vararg method's last is already a `Vararg`.
 * @returns the method, and the keys of the tables that changed.
 */
export function addMethod(
  world: World,
  template: MethodTemplate,
  elements: TypeParam[],
  variables: TypeVar[],
): { method: Method; keys: string[] } {
  const tuple = tupleType(world.types, elements)
  const signature = unionAllOver(world.types, variables, tuple)
  // `unionAll` drops unused variables and may return an older equal type: take its own variables, matched by order.
  const kept = whereVariables(signature)
  const bound = variables.map(v => kept.find(k => k === v) ?? kept.find(k => k.name === v.name) ?? v)
  const isVararg = elements[elements.length - 1]?.kind === 'vararg'
  world.age++
  const method: Method = {
    id: world.methods.length,
    name: template.name,
    module: template.module,
    template,
    signature,
    variables: bound,
    age: world.age,
    required: isVararg ? elements.length - 1 : elements.length,
    isVararg,
    instances: new Map(),
  }
  world.methods.push(method)
  const keys = definitionKeys(world, signature)
  for (const key of keys) {
    const table = tableOf(world, key)
    const same = table.methods.findIndex(id => isEqualType(world.types, world.methods.at(id).signature, signature))
    if (same >= 0) {
      world.methods.at(table.methods[same]).age = 0
      table.methods[same] = method.id
    } else table.methods.push(method.id)
    table.cache.clear()
  }
  clearDependentCaches(world, keys)
  return { method, keys }
}

/** Lookups may combine several tables (a functor's supertypes, `t`): a cached answer sits in the first; clear all it may be in. */
function clearDependentCaches(world: World, keys: string[]): void {
  const wide = keys.some(k => k === 't' || k === 'kt' || isAbstractTable(world, k))
  if (wide) for (const table of world.tables.values()) table.cache.clear()
}

function isAbstractTable(world: World, key: string): boolean {
  // A table of a type that has subtypes: only `f<id>` keys of abstract types, found by having been walked through.
  return world.abstractTables.has(key)
}

/**
 * Finds what a call with these argument types may reach.
 * @param limit more matches than this give null, as does a function that is not known.
 */
export function findMethods(world: World, argTypes: readonly JType[], limit: number): Lookup | null {
  const keys = lookupKeys(world, argTypes)
  if (!keys) return null
  for (const t of argTypes) if (t.kind === 'union' && t.members.length === 0) return { matches: [], complete: true, ambiguous: false }
  const table = tableOf(world, keys[0])
  for (let i = 1; i < keys.length; i++) world.abstractTables.add(keys[i])
  let key = ''
  for (const t of argTypes) key += `${t.id},`
  const known = table.cache.get(key)
  if (known) return known.matches.length > limit ? null : known
  const tuple = tupleType(world.types, argTypes as TypeParam[])
  const exact = argTypes.every(t => isDispatchType(world, t))
  const found = rank(world, collectMatches(world, keys, argTypes, tuple, exact))
  table.cache.set(key, found)
  return found.matches.length > limit ? null : found
}

/** A type that dispatch can see of one value: a method either applies to all its values or to none. */
export function isDispatchType(world: World, t: JType): boolean {
  if (t.kind !== 'data') return false
  const k = world.types.types
  // Types are told apart by `Type{T}`: methods for some of them may apply to a value that is just known to be a type.
  if (t === k.dataType || t === k.unionAllKind || t === k.unionKind) return false
  return t.name === k.typeName ? !t.hasFreeVars : t.isConcrete
}

function collectMatches(world: World, keys: string[], argTypes: readonly JType[], tuple: DataType, exact: boolean): Match[] {
  const found: Match[] = []
  for (const key of keys) {
    const table = world.tables.get(key)
    if (!table) continue
    for (const id of table.methods) {
      const m = world.methods.at(id)
      if (argTypes.length < m.required || (argTypes.length > m.required && !m.isVararg)) continue
      const match = matchSignature(world.types, tuple, m.signature, m.variables)
      if (match) found.push({ method: id, sparams: match.sparams as Match['sparams'], covers: true })
      else if (!exact && !hasEmptyIntersection(world.types, tuple, m.signature)) {
        found.push({ method: id, sparams: [], covers: false })
      }
    }
  }
  return found
}

/** Most specific first; what a covering, more specific method hides is dropped. */
function rank(world: World, found: Match[]): Lookup {
  if (found.length <= 1) return { matches: found, complete: found.length === 1 && found[0].covers, ambiguous: false }
  const signature = (m: Match): JType => world.methods.at(m.method).signature
  const rest = [...found]
  const matches: Match[] = []
  while (rest.length > 0) {
    let best = rest.findIndex(a => rest.every(b => a === b || moreSpecific(world.types, signature(a), signature(b))))
    if (best < 0) {
      // No single winner: take one that nothing beats. Only a question of ambiguity if it covers.
      best = rest.findIndex(a => !rest.some(b => a !== b && moreSpecific(world.types, signature(b), signature(a))))
      if (best < 0) best = 0
      if (rest[best].covers) {
        const undecided = rest.filter(a => a.covers && !rest.some(b => a !== b && moreSpecific(world.types, signature(b), signature(a))))
        return { matches: [...matches, ...undecided], complete: true, ambiguous: true }
      }
    }
    const [m] = rest.splice(best, 1)
    matches.push(m)
    if (m.covers) return { matches, complete: true, ambiguous: false }
  }
  return { matches, complete: false, ambiguous: false }
}
