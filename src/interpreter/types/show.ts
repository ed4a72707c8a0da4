/**
 * Types as text, as current Julia prints them: `Vector{Int64}`, `Array{Int64, 3}`, `@NamedTuple{a::Int64}`.
 *
 * In: a type, and who is asking (the current module, what is visible there, further aliases). Out: text that reads back
 * as the type. Mirrors what `show` does for types in Julia 1.10: aliases first, trailing unconstrained parameters left
 * out, `<:B` for a variable used once, names outside Core and Base qualified unless visible.
 */
import { mentions, unwrapUnionAll, whereVariables } from './make.ts'
import { showConstant } from './show-constant.ts'
import type { TypeWorld } from './registry.ts'
import type { DataType, JType, ModulePath, TypeName, TypeParam, TypeVar, UnionType, Value, Vararg } from './type.ts'

/** `const ComplexF64 = Complex{Float64}`: a name for a type, perhaps with variables. */
export interface TypeAlias {
  name: string
  module: ModulePath
  type: JType
}

export interface ShowOptions {
  /** The module whose names need no qualification; `Main` unless given. */
  module?: ModulePath
  /** Whether `name` of `module` is visible unqualified. Unless given: Core, Base, Main and the current module are. */
  isVisible?: (name: string, module: ModulePath) => boolean
  aliases?: readonly TypeAlias[]
  /** Write `Array{Int64, 1}` rather than `Vector{Int64}` at the outermost level. */
  withoutAlias?: boolean
}

/** What is known while printing: variables of the enclosing `where`s with the names they are printed by. */
interface Context {
  world: TypeWorld
  options: ShowOptions
  scope: [TypeVar, string][]
}

/** `t` as Julia shows it. */
export function showType(world: TypeWorld, t: TypeParam, options: ShowOptions = {}): string {
  return showParam({ world, options, scope: [] }, t, options.withoutAlias ?? false)
}

/** `T<:Real`: a variable with its bounds, as in a `where`. */
export function showBounds(world: TypeWorld, v: TypeVar, options: ShowOptions = {}): string {
  return showVariable({ world, options, scope: [] }, v)
}

/** `f(::Int64, ::String)`: the argument types of a signature, as error messages list them. */
export function showArguments(world: TypeWorld, types: readonly TypeParam[], options: ShowOptions = {}): string {
  return types
    .map(t => {
      if (t.kind !== 'vararg') return `::${showType(world, t, options)}`
      return `::${showType(world, t.element, options)}...`
    })
    .join(', ')
}

function showParam(c: Context, t: TypeParam, bare = false): string {
  switch (t.kind) {
    case 'typevar':
      return nameOf(c, t)
    case 'vararg':
      return showVararg(c, t)
    case 'data':
      return showData(c, t, [], bare)
    case 'union':
      return showUnion(c, t)
    case 'unionall':
      return showWhere(c, t, bare)
    default:
      return showConstant(c.world, t, p => showParam(c, p))
  }
}

function nameOf(c: Context, v: TypeVar): string {
  for (let i = c.scope.length - 1; i >= 0; i--) if (c.scope[i][0] === v) return c.scope[i][1]
  return v.name
}

function showVararg(c: Context, v: Vararg): string {
  const element = showParam(c, v.element)
  return v.length ? `Vararg{${element}, ${showParam(c, v.length)}}` : `Vararg{${element}}`
}

// ---- where ----

function showWhere(c: Context, t: JType, bare: boolean): string {
  const body = unwrapUnionAll(t)
  if (body.kind === 'data' && isWrapper(t, body.name)) return showTypeName(c, body.name)
  const vars = whereVariables(t)
  const inner: Context = { ...c, scope: [...c.scope] }
  for (const v of vars) inner.scope.push([v, freshName(inner, v)])
  const open = [...vars]
  const text = body.kind === 'data' ? showData(inner, body, open, bare) : showUnionBody(inner, body, open)
  return text + showVariables(inner, open)
}

function isWrapper(t: JType, name: TypeName): boolean {
  const w = name.wrapper
  return w === t || (w?.kind === 'unionall' && t.kind === 'unionall' && w.alphaId === t.alphaId)
}

function freshName(c: Context, v: TypeVar): string {
  const taken = (name: string): boolean => c.scope.some(s => s[1] === name)
  if (!taken(v.name) && v.name !== '_') return v.name
  let n = 1
  while (taken(v.name + n)) n++
  return v.name + n
}

function showVariables(c: Context, vars: TypeVar[]): string {
  if (vars.length === 0) return ''
  const shown = vars.map(v => showVariable(c, v))
  return vars.length === 1 ? ` where ${shown[0]}` : ` where {${shown.join(', ')}}`
}

/** `T`, `T<:Real`, `T>:Int64`, `Int64<:T<:Real`. */
function showVariable(c: Context, v: TypeVar): string {
  const { any, bottom } = c.world.types
  const bound = (t: JType): string => {
    const text = showParam(c, t)
    return t.kind === 'unionall' && text.includes(' where ') ? `(${text})` : text
  }
  const name = nameOf(c, v)
  if (v.lower !== bottom && v.upper === any) return `${name}>:${bound(v.lower)}`
  const lower = v.lower === bottom ? '' : `${bound(v.lower)}<:`
  return lower + name + (v.upper === any ? '' : `<:${bound(v.upper)}`)
}

// ---- named types ----

/** `t`; of the `open` variables around it, those that its parameter list can express are removed from `open`. */
function showData(c: Context, t: DataType, open: TypeVar[], bare = false): string {
  const k = c.world.types
  if (t === k.anyTuple) return 'Tuple'
  const alias = bare ? null : findAlias(c, t)
  if (alias) return alias.name + showParameters(c, alias.values, alias.vars, open)
  if (t.name === k.tupleName) return showTuple(c, t)
  if (t.name === k.namedTupleName && isFixedNamedTuple(c.world, t)) return showNamedTuple(c, t)
  if (t === k.vararg) return 'Vararg'
  return showTypeName(c, t.name) + showParameters(c, t.params, t.name.params, open)
}

/**
 * `{…}`: parameters from the last on are left out while they are variables as declared, and a variable used nowhere
 * else is written by its bound.
 */
function showParameters(c: Context, values: TypeParam[], declared: TypeVar[], open: TypeVar[]): string {
  const { any, bottom } = c.world.types
  let n = values.length
  const byBound = new Set<TypeVar>()
  for (let i = n - 1; i >= 0; i--) {
    const p = values[i]
    if (p.kind !== 'typevar' || !isElidable(p, open, values, i) || inBounds(p, byBound)) continue
    if (i === n - 1 && p.lower === declared[i].lower && p.upper === declared[i].upper) n--
    else if (p.lower === bottom ? p.upper !== any : p.upper === any) byBound.add(p)
    else continue
    open.pop()
  }
  if (n === 0) return ''
  const shown = values.slice(0, n).map(p => {
    if (p.kind !== 'typevar' || !byBound.has(p)) return showParam(c, p)
    return p.lower === bottom ? `<:${showParam(c, p.upper)}` : `>:${showParam(c, p.lower)}`
  })
  return `{${shown.join(', ')}}`
}

/** Whether `p` is the innermost open variable and parameter `at` is its only use. */
function isElidable(p: TypeVar, open: TypeVar[], values: TypeParam[], at: number): boolean {
  return open[open.length - 1] === p && !values.some((q, i) => i !== at && mentions(q, p))
}

/** Whether a variable that is written by its bound mentions `p` there. */
function inBounds(p: TypeVar, byBound: Set<TypeVar>): boolean {
  return [...byBound].some(v => mentions(v.lower, p) || mentions(v.upper, p))
}

function isVisible(c: Context, name: string, module: ModulePath): boolean {
  const { options } = c
  if (options.isVisible) return options.isVisible(name, module)
  return module === 'Core' || module === 'Base' || module === (options.module ?? 'Main') || module === 'Main'
}

/** The declared name: `Foo`, `Mod.Foo`, `typeof(sin)`, `var"#f#1"`. */
function showTypeName(c: Context, name: TypeName): string {
  const { functionName, module } = name
  if (functionName !== '' && name.name === `#${functionName}`) {
    const f = isVisible(c, functionName, module) ? showIdentifier(functionName, true) : qualified(module, functionName)
    return `typeof(${f})`
  }
  return isVisible(c, name.name, module) ? showIdentifier(name.name, false) : qualified(module, name.name)
}

function qualified(module: ModulePath, name: string): string {
  return `${module}.${isOperator(name) ? `:${name}` : showIdentifier(name, false)}`
}

const identifier = /^[\p{L}\p{Nl}\p{Sc}_∂∇∞∑∏∫][\p{L}\p{Nl}\p{N}\p{Mn}\p{Mc}\p{Sc}\p{So}\p{Sk}_!′″‴]*$/u

function isOperator(name: string): boolean {
  return /^[+\-*/\\^%<>=!&|~÷⊻≤≥≠≈∈∉⋅×√:∘?$]+$/u.test(name)
}

/** A name as it can be read back: `var"#1#2"` when it is no identifier. */
export function showIdentifier(name: string, operatorsAllowed: boolean): string {
  if (identifier.test(name) || (operatorsAllowed && isOperator(name))) return name
  return `var"${name.replace(/["\\]/g, ch => `\\${ch}`)}"`
}

// ---- tuples ----

function showTuple(c: Context, t: DataType): string {
  const ps = t.params
  const n = ps.length
  let tail = 0
  while (tail < n && ps[n - 1 - tail] === ps[n - 1]) tail++
  // More than three equal elements at the end are counted rather than listed.
  if (n > 0 && tail > 3) {
    if (tail === n) return `NTuple{${n}, ${showParam(c, ps[0])}}`
    const head = ps.slice(0, n - tail).map(p => showParam(c, p))
    return `Tuple{${[...head, `Vararg{${showParam(c, ps[n - 1])}, ${tail}}`].join(', ')}}`
  }
  return `Tuple{${ps.map(p => showParam(c, p)).join(', ')}}`
}

function isFixedNamedTuple(world: TypeWorld, t: DataType): boolean {
  const [names, fields] = t.params
  return (
    names.kind === 'struct' &&
    fields.kind === 'data' &&
    fields.name === world.types.tupleName &&
    fields.params.length === names.fields.length &&
    !fields.params.some(p => p.kind === 'vararg')
  )
}

function showNamedTuple(c: Context, t: DataType): string {
  const names = (t.params[0] as Value & { kind: 'struct' }).fields
  const types = (t.params[1] as DataType).params
  const fields = names.map((f, i) => {
    const name = f.kind === 'sym' ? showIdentifier(f.name, false) : ''
    return types[i] === c.world.types.any ? name : `${name}::${showParam(c, types[i])}`
  })
  return `@NamedTuple{${fields.join(', ')}}`
}

// ---- unions ----

function showUnion(c: Context, t: UnionType): string {
  return t.members.length === 0 ? 'Union{}' : showUnionBody(c, t, [])
}

function showUnionBody(c: Context, t: Exclude<JType, DataType>, open: TypeVar[]): string {
  if (t.kind !== 'union') return showParam(c, t)
  const short = vectorOrMatrix(c.world, t)
  if (short) return short.name + showParameters(c, [short.element], [short.declared], open)
  return `Union{${t.members.map(m => showParam(c, m)).join(', ')}}`
}

/** `VecOrMat{T}` for `Union{Vector{T}, Matrix{T}}`, and its abstract and dense kin. */
function vectorOrMatrix(world: TypeWorld, t: UnionType): { name: string; element: TypeParam; declared: TypeVar } | null {
  const [a, b] = t.members
  if (t.members.length !== 2 || a.kind !== 'data' || b.kind !== 'data' || a.name !== b.name) return null
  const prefix = arrayPrefix(world, a.name)
  if (prefix === null || a.params[0] !== b.params[0]) return null
  const dims = [dimensionOf(a), dimensionOf(b)].sort().join()
  if (dims !== '1,2') return null
  const name = a.name === world.types.arrayName ? 'VecOrMat' : `${prefix}VecOrMat`
  return { name, element: a.params[0], declared: a.name.params[0] }
}

// ---- aliases ----

interface FoundAlias {
  name: string
  values: TypeParam[]
  vars: TypeVar[]
}

/** '' for `Array`, 'Abstract' for `AbstractArray`, 'Dense' for `DenseArray`, else null. */
function arrayPrefix(world: TypeWorld, name: TypeName): string | null {
  if (name === world.types.arrayName) return ''
  if (name.module !== 'Core') return null
  return name.name === 'AbstractArray' ? 'Abstract' : name.name === 'DenseArray' ? 'Dense' : null
}

function dimensionOf(t: DataType): number {
  const n = t.params[1]
  return n.kind === 'bits' && n.type.name.name === 'Int64' && n.bits <= 2n ? Number(n.bits) : 0
}

function findAlias(c: Context, t: DataType): FoundAlias | null {
  const prefix = arrayPrefix(c.world, t.name)
  if (prefix !== null) {
    const n = dimensionOf(t)
    const name = `${prefix}${n === 1 ? 'Vector' : 'Matrix'}`
    if (n > 0) return { name, values: [t.params[0]], vars: [t.name.params[0]] }
  }
  const last = t.params[0]
  if (t.name === c.world.types.tupleName && t.params.length === 1 && last.kind === 'vararg' && last.length) {
    const declared = c.world.types.arrayName.params
    return { name: 'NTuple', values: [last.length, last.element], vars: [declared[1], declared[0]] }
  }
  for (const alias of c.options.aliases ?? []) {
    const body = unwrapUnionAll(alias.type)
    if (body.kind !== 'data' || body.name !== t.name) continue
    const vars = whereVariables(alias.type)
    const values: (TypeParam | undefined)[] = vars.map(() => undefined)
    if (!body.params.every((p, i) => unify(p, t.params[i], vars, values)) || values.includes(undefined)) continue
    const name = isVisible(c, alias.name, alias.module) ? alias.name : qualified(alias.module, alias.name)
    return { name, values: values as TypeParam[], vars }
  }
  return null
}

/** Whether alias parameter `p` is `t` for some values of `vars`, which are filled in. */
function unify(p: TypeParam, t: TypeParam | undefined, vars: TypeVar[], values: (TypeParam | undefined)[]): boolean {
  if (t === undefined) return false
  const at = p.kind === 'typevar' ? vars.indexOf(p) : -1
  if (at >= 0) {
    if (values[at] === undefined) values[at] = t
    return values[at] === t
  }
  if (p === t) return true
  if (p.kind !== 'data' || t.kind !== 'data' || p.name !== t.name || p.params.length !== t.params.length) return false
  return p.params.every((q, i) => unify(q, t.params[i], vars, values))
}
