/**
 * Constructors of types: the only place where `DataType`, `UnionType`, `UnionAll` and `TypeVar` objects are born.
 *
 * In: parts. Out: interned types (see `type.ts`); a type with free variables is a fresh object each time.
 * Invariants: tuples have no `Vararg` of known length; unions are flat, ordered as Julia shows them, without members
 * that are plainly subtypes of others; a `UnionAll`'s variable occurs in its body.
 * Here too, because each needs the others: substitution, supertypes and the quick nominal subtype test.
 * Absent: checks of bounds (`apply.ts`), the full subtype relation (`subtype.ts`).
 */
import type { TypeWorld } from './registry.ts'
import type { DataType, JType, TypeName, TypeParam, TypeVar, UnionAll, UnionType, Value, Vararg } from './type.ts'

/** Whether a type parameter is a type or a variable, rather than a constant or `Vararg`. */
export function isType(p: TypeParam): p is JType {
  const k = p.kind
  return k === 'data' || k === 'union' || k === 'unionall' || k === 'typevar'
}

/** Whether a type parameter is a constant, such as the `2` of `Array{T,2}`. */
export function isValue(p: TypeParam): p is Value {
  const k = p.kind
  return k === 'bits' || k === 'sym' || k === 'struct' || k === 'heapconst'
}

/** Whether `p` mentions a variable it does not bind. */
export function hasFree(p: TypeParam): boolean {
  switch (p.kind) {
    case 'data':
    case 'union':
    case 'unionall':
      return p.hasFreeVars
    case 'typevar':
      return true
    case 'vararg':
      return hasFree(p.element) || p.length?.kind === 'typevar'
    default:
      return false
  }
}

/** A new variable, different from all others, with bounds `Union{}` and `Any` unless given. */
export function newTypeVar(world: TypeWorld, name: string, lower?: JType, upper?: JType): TypeVar {
  return {
    kind: 'typevar',
    id: world.nextId++,
    name,
    lower: lower ?? world.types.bottom,
    upper: upper ?? world.types.any,
    address: 0,
  }
}

/** `Vararg{element, length}`, for the end of a tuple. */
export function varargOf(element: JType, length: Value | TypeVar | null = null): Vararg {
  return { kind: 'vararg', element, length }
}

/** Whether variable `tv` occurs free in `p`, bounds of inner variables included. */
export function mentions(p: TypeParam, tv: TypeVar): boolean {
  switch (p.kind) {
    case 'typevar':
      return p === tv
    case 'data':
      return p.hasFreeVars && p.params.some(q => mentions(q, tv))
    case 'union':
      return p.hasFreeVars && p.members.some(q => mentions(q, tv))
    case 'vararg':
      return mentions(p.element, tv) || p.length === tv
    case 'unionall': {
      if (!p.hasFreeVars) return false
      const v = p.variable
      return mentions(v.lower, tv) || mentions(v.upper, tv) || (v !== tv && mentions(p.body, tv))
    }
    default:
      return false
  }
}

/** The free variables of `p`, each once, in order of occurrence. */
export function freeVariables(p: TypeParam, into: TypeVar[] = [], bound: TypeVar[] = []): TypeVar[] {
  if (p.kind === 'typevar') {
    if (!bound.includes(p) && !into.includes(p)) into.push(p)
  } else if (p.kind === 'vararg') {
    freeVariables(p.element, into, bound)
    if (p.length) freeVariables(p.length, into, bound)
  } else if (hasFree(p)) {
    if (p.kind === 'data') for (const q of p.params) freeVariables(q, into, bound)
    else if (p.kind === 'union') for (const q of p.members) freeVariables(q, into, bound)
    else if (p.kind === 'unionall') {
      freeVariables(p.variable.lower, into, bound)
      freeVariables(p.variable.upper, into, bound)
      freeVariables(p.body, into, [...bound, p.variable])
    }
  }
  return into
}

// ---- interning ----

/** What identifies a closed parameter inside a key. */
function closedKey(p: TypeParam): string {
  if (p.kind === 'vararg') return `V${closedKey(p.element)}:${p.length ? p.length.id : ''}`
  return String(p.kind === 'unionall' ? p.alphaId : p.id)
}

/** The structure of `p`, with bound variables as distances to their binder; variable names are collected aside. */
function structureKey(p: TypeParam, bound: TypeVar[], names: string[]): string {
  switch (p.kind) {
    case 'typevar': {
      const at = bound.lastIndexOf(p)
      return at < 0 ? `#${p.id}` : `$${bound.length - 1 - at}`
    }
    case 'data':
      if (!p.hasFreeVars) return closedKey(p)
      return `${p.name.id}{${p.params.map(q => structureKey(q, bound, names)).join()}}`
    case 'union':
      if (!p.hasFreeVars) return closedKey(p)
      return `(${p.members
        .map(q => structureKey(q, bound, names))
        .sort()
        .join('|')})`
    case 'unionall': {
      if (!p.hasFreeVars) {
        names.push(String(p.id))
        return closedKey(p)
      }
      return whereKey(p.variable, p.body, bound, names)
    }
    case 'vararg': {
      const length = p.length ? structureKey(p.length, bound, names) : ''
      return `V${structureKey(p.element, bound, names)}:${length}`
    }
    default:
      return String(p.id)
  }
}

function whereKey(v: TypeVar, body: JType, bound: TypeVar[], names: string[]): string {
  names.push(v.name)
  const bounds = `${structureKey(v.lower, bound, names)}<${structureKey(v.upper, bound, names)}`
  return `W${bounds}.${structureKey(body, [...bound, v], names)}`
}

function isPlainParam(p: TypeParam): boolean {
  switch (p.kind) {
    case 'data':
      return p.isPlain
    case 'vararg':
      return p.length === null && isPlainParam(p.element)
    case 'union':
    case 'unionall':
    case 'typevar':
      return false
    default:
      return true
  }
}

function isConcreteInstance(world: TypeWorld, name: TypeName, params: TypeParam[]): boolean {
  const t = world.types
  if (name === t.tupleName) return params.every(p => p.kind === 'data' && p.isConcrete)
  if (name.isAbstract || name === t.typeName) return false
  if (name !== t.namedTupleName) return true
  const fields = params[1]
  return isValue(params[0]) && fields.kind === 'data' && fields.name === t.tupleName && !fields.params.some(p => p.kind === 'vararg')
}

/**
 * `name{params…}` without any check. `params` must be as many as declared, and for `Tuple` normalised (`tupleType`).
 */
export function instanceOf(world: TypeWorld, name: TypeName, params: TypeParam[]): DataType {
  const hasFreeVars = params.some(hasFree)
  let key = ''
  if (!hasFreeVars) {
    for (let i = 0; i < params.length; i++) key += i === 0 ? closedKey(params[0]) : `,${closedKey(params[i])}`
    const known = name.instances.get(key)
    if (known) return known
  }
  const made: DataType = {
    kind: 'data',
    id: world.nextId++,
    name,
    params,
    hasFreeVars,
    isConcrete: !hasFreeVars && isConcreteInstance(world, name, params),
    isPlain: params.every(isPlainParam),
    address: 0,
    fieldsCache: null,
    superCache: null,
  }
  if (!hasFreeVars) name.instances.set(key, made)
  return made
}

/** `Tuple{params…}`; a trailing `Vararg{T,3}` is written out. @throws RangeError for a negative length. */
export function tupleType(world: TypeWorld, params: TypeParam[]): DataType {
  const last = params[params.length - 1]
  if (last?.kind === 'vararg' && last.length?.kind === 'bits') {
    const n = Number(BigInt.asIntN(64, last.length.bits))
    if (n < 0) throw new RangeError(`Vararg length is negative: ${n}`)
    params = params.slice(0, -1)
    for (let i = 0; i < n; i++) params.push(last.element)
  }
  return instanceOf(world, world.types.tupleName, params)
}

/** `Type{t}`; `Type{Union{}}` is the kind `Core.TypeofBottom` itself. */
export function typeOfType(world: TypeWorld, t: JType): DataType {
  return t === world.types.bottom ? world.types.typeofBottom : instanceOf(world, world.types.typeName, [t])
}

/** The kind of type `t` as a value: `DataType`, `Union`, `UnionAll`, `TypeVar` or `Core.TypeofBottom`. */
export function typeofType(world: TypeWorld, t: JType): DataType {
  switch (t.kind) {
    case 'data':
      return world.types.dataType
    case 'unionall':
      return world.types.unionAllKind
    case 'typevar':
      return world.types.typeVarKind
    case 'union':
      return t.members.length === 0 ? world.types.typeofBottom : world.types.unionKind
  }
}

/** Whether `t` is the type of some type: `DataType`, `Union`, `UnionAll`, `Core.TypeofBottom`. */
export function isKind(world: TypeWorld, t: TypeParam): boolean {
  const k = world.types
  return t === k.dataType || t === k.unionAllKind || t === k.unionKind || t === k.typeofBottom
}

/**
 * `body where tv`. Drops a variable that `body` does not mention, and turns `T where T<:S` into `S`, as Julia does.
 * The result may be an older, equal object with variables of its own: take a signature's variables from the result.
 */
export function unionAll(world: TypeWorld, tv: TypeVar, body: JType): JType {
  if (body === tv) return tv.upper
  if (!mentions(body, tv)) return body
  const hasFreeVars = freeVariables(body).length > 1 || hasFree(tv.lower) || hasFree(tv.upper)
  const id = world.nextId++
  if (hasFreeVars) return { kind: 'unionall', id, alphaId: id, variable: tv, body, hasFreeVars, address: 0 }
  const names: string[] = []
  const structure = whereKey(tv, body, [], names)
  const named = `${structure} ${names.join()}`
  const known = world.unionAlls.get(named)
  if (known) return known
  const alphaId = world.unionAllIds.get(structure) ?? id
  if (alphaId === id) world.unionAllIds.set(structure, id)
  const made: UnionAll = { kind: 'unionall', id, alphaId, variable: tv, body, hasFreeVars, address: 0 }
  world.unionAlls.set(named, made)
  return made
}

/** `body where {vars…}`: the first variable is the outermost, as in `Array{T,N} where {T,N}`. */
export function unionAllOver(world: TypeWorld, vars: readonly TypeVar[], body: JType): JType {
  let t = body
  for (let i = vars.length - 1; i >= 0; i--) t = unionAll(world, vars[i], t)
  return t
}

/** The innermost body of nested `where`s. */
export function unwrapUnionAll(t: JType): Exclude<JType, UnionAll> {
  while (t.kind === 'unionall') t = t.body
  return t
}

/** The variables of nested `where`s, outermost first. */
export function whereVariables(t: JType): TypeVar[] {
  const vars: TypeVar[] = []
  for (; t.kind === 'unionall'; t = t.body) vars.push(t.variable)
  return vars
}

// ---- unions ----

/** Julia's order of a union's members: singletons, then bits types, then others, each by name; `where` types last. */
function unionRank(world: TypeWorld, t: JType): number {
  if (t.kind !== 'data') return t.kind === 'unionall' ? 3 : 4
  if (t.isConcrete && !t.name.isMutable && t.name.fieldDecls !== null) {
    if (t.name.fieldDecls.length === 0 && isSingletonType(world, t)) return 0
    // A type that holds itself is no plain bits, and its fields may be what is being computed.
    if (t.fieldsCache === null && t.name.fieldDecls.some(d => mentionsName(d, t.name))) return 2
    if (isBits(world, t)) return 1
  }
  return 2
}

/** Whether a declaration is written with the type of this name. */
function mentionsName(p: TypeParam, name: TypeName): boolean {
  switch (p.kind) {
    case 'data':
      return p.name === name || p.params.some(q => mentionsName(q, name))
    case 'union':
      return p.members.some(q => mentionsName(q, name))
    case 'unionall':
      return mentionsName(p.body, name)
    case 'vararg':
      return mentionsName(p.element, name)
    default:
      return false
  }
}

function unionName(t: JType): string {
  const u = unwrapUnionAll(t)
  return u.kind === 'data' ? u.name.name : u.kind === 'typevar' ? u.name : ''
}

function sameType(a: JType, b: JType): boolean {
  return a === b || (a.kind === 'unionall' && b.kind === 'unionall' && a.alphaId === b.alphaId && a.alphaId > 0)
}

function flatMembers(types: readonly JType[], into: JType[]): JType[] {
  for (const t of types) {
    if (t.kind === 'union') flatMembers(t.members, into)
    else if (!into.some(m => sameType(m, t))) into.push(t)
  }
  return into
}

/**
 * `Union{types…}`: flattened, without repetitions and without members that are nominally subtypes of others.
 * `unionType` in `apply.ts` removes all members subsumed by others, as `Union{…}` in source does.
 */
export function makeUnion(world: TypeWorld, types: readonly JType[]): JType {
  let members = flatMembers(types, [])
  if (members.includes(world.types.any)) return world.types.any
  if (members.length > 1) {
    const kept = members.filter(t => !members.some(u => u !== t && quickSubtype(world, t, u) === 1))
    if (kept.length > 0) members = kept
  }
  return internUnion(world, members)
}

/** A union of members already simplified. */
export function internUnion(world: TypeWorld, members: JType[]): JType {
  if (members.length === 1) return members[0]
  const hasFreeVars = members.some(hasFree)
  const key = members.map(closedKey).sort().join()
  const known = hasFreeVars ? undefined : world.unions.get(key)
  if (known) return known
  const ranked = members.map(type => ({ type, rank: unionRank(world, type), name: unionName(type) }))
  ranked.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const made: UnionType = {
    kind: 'union',
    id: world.nextId++,
    members: ranked.map(r => r.type),
    hasFreeVars,
    address: 0,
  }
  if (!hasFreeVars) world.unions.set(key, made)
  return made
}

// ---- substitution ----

/**
 * `p` with each of `vars` replaced by the matching one of `values`. Capture-avoiding. A `Vararg` whose length becomes
 * known is written out; unions are simplified again.
 */
export function substitute(world: TypeWorld, p: JType, vars: readonly TypeVar[], values: readonly TypeParam[]): JType {
  return substituteParam(world, p, vars, values) as JType
}

export function substituteParam(world: TypeWorld, p: TypeParam, vars: readonly TypeVar[], values: readonly TypeParam[]): TypeParam {
  switch (p.kind) {
    case 'typevar': {
      const at = vars.indexOf(p)
      return at < 0 ? p : values[at]
    }
    case 'data': {
      if (!p.hasFreeVars) return p
      const params = p.params.map(q => substituteParam(world, q, vars, values))
      if (params.every((q, i) => q === p.params[i])) return p
      if (p.name === world.types.tupleName) return tupleType(world, params)
      if (p.name === world.types.typeName) return typeOfType(world, params[0] as JType)
      return instanceOf(world, p.name, params)
    }
    case 'union':
      if (!p.hasFreeVars) return p
      return makeUnion(
        world,
        p.members.map(q => substitute(world, q, vars, values)),
      )
    case 'unionall':
      return p.hasFreeVars ? substituteWhere(world, p, vars, values) : p
    case 'vararg': {
      const element = substituteParam(world, p.element, vars, values) as JType
      const length = p.length && (substituteParam(world, p.length, vars, values) as Value | TypeVar)
      return element === p.element && length === p.length ? p : varargOf(element, length)
    }
    default:
      return p
  }
}

function substituteWhere(world: TypeWorld, t: UnionAll, vars: readonly TypeVar[], values: readonly TypeParam[]): JType {
  const v = t.variable
  const at = vars.indexOf(v)
  if (at >= 0) {
    vars = vars.filter((_, i) => i !== at)
    values = values.filter((_, i) => i !== at)
  }
  const lower = substitute(world, v.lower, vars, values)
  const upper = substitute(world, v.upper, vars, values)
  const captured = values.some(x => mentions(x, v))
  if (lower === v.lower && upper === v.upper && !captured) {
    const body = substitute(world, t.body, vars, values)
    return body === t.body ? t : unionAll(world, v, body)
  }
  const fresh = newTypeVar(world, v.name, lower, upper)
  return unionAll(world, fresh, substitute(world, t.body, [...vars, v], [...values, fresh]))
}

/** The body of `t` with `value` for its variable; bounds are not checked. */
export function instantiate(world: TypeWorld, t: UnionAll, value: TypeParam): JType {
  return substitute(world, t.body, [t.variable], [value])
}

// ---- supertypes and fields ----

/** The direct supertype; `Any` is its own. */
export function supertype(world: TypeWorld, t: DataType): DataType {
  if (t.superCache) return t.superCache
  const decl = t.name.superDecl
  if (decl === null) return world.types.any
  const found = decl.hasFreeVars && t.params.length > 0 ? (substitute(world, decl, t.name.params, t.params) as DataType) : decl
  t.superCache = found
  return found
}

/** Types of the fields of `t`, computed on first use. For a tuple its elements (a `Vararg`'s element once). */
export function fieldTypes(world: TypeWorld, t: DataType): JType[] {
  if (t.fieldsCache) return t.fieldsCache
  const fields = computeFieldTypes(world, t)
  if (t.name.fieldDecls !== null || t.name === world.types.tupleName) t.fieldsCache = fields
  return fields
}

function computeFieldTypes(world: TypeWorld, t: DataType): JType[] {
  if (t.name === world.types.tupleName) return t.params.map(p => (p.kind === 'vararg' ? p.element : (p as JType)))
  if (t.name === world.types.namedTupleName) {
    const fields = t.params[1]
    return fields.kind === 'data' && fields.name === world.types.tupleName ? fieldTypes(world, fields) : []
  }
  const decls = t.name.fieldDecls ?? []
  if (t.params.length === 0) return decls
  return decls.map(d => substitute(world, d, t.name.params, t.params))
}

/** Names of the fields of `t`; a tuple's are `1`, `2`, … as decimal strings. */
export function fieldNames(world: TypeWorld, t: DataType): string[] {
  if (t.name === world.types.tupleName) return t.params.map((_, i) => String(i + 1))
  if (t.name !== world.types.namedTupleName) return t.name.fieldNames
  const names = t.params[0]
  return names.kind === 'struct' ? names.fields.map(f => (f.kind === 'sym' ? f.name : '')) : []
}

/** Whether `t` has exactly one, immutable value without fields: `Nothing`, `typeof(sin)`, `Tuple{}`. */
export function isSingletonType(world: TypeWorld, t: DataType): boolean {
  if (!t.isConcrete || t.name.isMutable) return false
  const family = t.name.family
  if (family !== 'struct' && family !== 'tuple' && family !== 'namedtuple') return false
  return family === 'struct' ? t.name.fieldDecls?.length === 0 : fieldTypes(world, t).length === 0
}

/** Whether values of `t` are plain bits: primitive, or immutable with fields that are. */
export function isBits(world: TypeWorld, t: JType): boolean {
  if (t.kind !== 'data' || !t.isConcrete || t.name.isMutable) return false
  if (t.name.primitiveBits > 0) return true
  const family = t.name.family
  if (family !== 'struct' && family !== 'tuple' && family !== 'namedtuple') return false
  if (family === 'struct' && t.name.fieldDecls === null) return false
  if (t.name.minInitialized < t.name.fieldNames.length) return false
  return fieldTypes(world, t).every(f => f !== t && isBits(world, f))
}

// ---- the quick nominal test ----

/**
 * Subtyping decided from names alone: 1 yes, 0 no, -1 not decided here. Only answers for closed types.
 */
export function quickSubtype(world: TypeWorld, x: JType, y: JType): 0 | 1 | -1 {
  const k = world.types
  if (x === y || y === k.any || x === k.bottom) return 1
  if (y === k.bottom) return x.kind === 'data' && !x.hasFreeVars && x.isConcrete ? 0 : -1
  if (x.kind !== 'data' || y.kind !== 'data') return sameType(x, y) ? 1 : -1
  const yn = y.name
  if (yn === k.typeName || x.name === k.typeName || x === k.typeofBottom || y === k.typeofBottom) return -1
  if (yn === k.tupleName) return x.name === k.tupleName ? quickTuple(world, x, y) : 0
  if (y.params.length === 0 || x.name === k.tupleName) {
    for (let n: DataType | null = x; n !== null; n = n.name.superDecl) if (n.name === yn) return 1
    return 0
  }
  let up = x
  while (up.name !== yn) {
    if (up === k.any) return 0
    up = supertype(world, up)
  }
  if (up === y) return 1
  return up.isPlain && y.isPlain ? 0 : -1
}

function quickTuple(world: TypeWorld, x: DataType, y: DataType): 0 | 1 | -1 {
  if (x.hasFreeVars || y.hasFreeVars) return -1
  const n = y.params.length
  const variadic = n > 0 && y.params[n - 1].kind === 'vararg'
  if (x.params.length > 0 && x.params[x.params.length - 1].kind === 'vararg') return -1
  if (variadic ? x.params.length < n - 1 : x.params.length !== n) return 0
  let answer: 0 | 1 | -1 = 1
  for (let i = 0; i < x.params.length; i++) {
    const p = i < n - 1 || !variadic ? y.params[i] : (y.params[n - 1] as Vararg).element
    const q = quickSubtype(world, x.params[i] as JType, p as JType)
    if (q === 0) return 0
    if (q === -1) answer = -1
  }
  return answer
}
