/**
 * Makes a `TypeWorld` that holds the types of module `Core`, from which everything else is declared.
 *
 * In: nothing. Out: the world; `world.core[name]` are the types to bind in `Core`, `world.types` those that the lattice
 * itself speaks of. Base's own types (`Complex`, `Dict`, most exceptions) are declared by Base, in Julia.
 */
import { declareType, newTypeName, setFields } from './declare.ts'
import { instanceOf, newTypeVar, unionAllOver, varargOf } from './make.ts'
import type { TypeWorld, WellKnownTypes } from './registry.ts'
import type { DataType, JType, TypeFamily, TypeName, TypeVar, UnionAll, UnionType } from './type.ts'

export type { TypeProblem, TypeWorld, WellKnownTypes } from './registry.ts'

/** A new world with Core's types. */
export function createTypeWorld(): TypeWorld {
  const world = emptyWorld()
  declareRoots(world)
  declareKinds(world)
  declareNumbers(world)
  declareContainers(world)
  declareObjects(world)
  return world
}

function emptyWorld(): TypeWorld {
  const bottom: UnionType = { kind: 'union', id: 1, members: [], hasFreeVars: false, address: 0 }
  return {
    nextId: 2,
    types: { bottom } as unknown as WellKnownTypes,
    core: {},
    unions: new Map([['', bottom]]),
    unionAllIds: new Map(),
    unionAlls: new Map(),
    bits: new Map(),
    symbols: new Map(),
    structs: new Map(),
    heapConstants: new Map(),
    subtypeMemo: new Map(),
  }
}

/** `abstract type name{params…} <: parent end`. */
function abstractType(world: TypeWorld, name: string, parent: DataType, params: TypeVar[] = []): DataType {
  return bind(world, declareType(world, { name, module: 'Core', form: 'abstract', params }), parent)
}

function primitiveType(world: TypeWorld, name: string, parent: DataType, bits: number): DataType {
  return bind(world, declareType(world, { name, module: 'Core', form: 'primitive', bits }), parent)
}

interface StructOptions {
  params?: TypeVar[]
  mutable?: boolean
  family?: TypeFamily
  fields?: Record<string, JType>
}

function structType(world: TypeWorld, name: string, parent: DataType, o: StructOptions = {}): DataType {
  const { params, mutable, family } = o
  const declared = declareType(world, { name, module: 'Core', form: 'struct', params, mutable, family })
  setFields(declared, { names: Object.keys(o.fields ?? {}), types: Object.values(o.fields ?? {}) })
  return bind(world, declared, parent)
}

/** Gives `name` its supertype and its place in `core`; returns the instance over its own parameters. */
function bind(world: TypeWorld, name: TypeName, parent: DataType): DataType {
  name.superDecl = parent
  world.core[name.name] = name.wrapper as DataType | UnionAll
  let t = name.wrapper as JType
  while (t.kind === 'unionall') t = t.body
  return t as DataType
}

/** `Any`, `Tuple`, `Type`: types that the constructors themselves refer to. */
function declareRoots(world: TypeWorld): void {
  const k = world.types
  const anyName = newTypeName(world, { name: 'Any', module: 'Core', form: 'abstract' })
  k.typeName = newTypeName(world, { name: 'Type', module: 'Core', form: 'abstract', family: 'type' })
  k.tupleName = newTypeName(world, { name: 'Tuple', module: 'Core', form: 'abstract', family: 'tuple' })
  k.namedTupleName = newTypeName(world, { name: 'NamedTuple', module: 'Core', form: 'struct', family: 'namedtuple' })
  k.any = instanceOf(world, anyName, [])
  anyName.wrapper = k.any
  k.emptyTuple = instanceOf(world, k.tupleName, [])
  k.anyTuple = instanceOf(world, k.tupleName, [varargOf(k.any)])
  k.tupleName.superDecl = k.any
  k.tupleName.wrapper = k.anyTuple
  world.core.Any = k.any
  world.core.Tuple = k.anyTuple
}

/** `Type{T}` and the types of types. */
function declareKinds(world: TypeWorld): void {
  const k = world.types
  const t = newTypeVar(world, 'T')
  const type = declareParametric(world, k.typeName, [t])
  k.type = k.typeName.wrapper as JType
  const kind = (name: string): DataType => structType(world, name, type, { mutable: true, family: 'type' })
  k.dataType = kind('DataType')
  k.unionKind = kind('Union')
  k.unionAllKind = kind('UnionAll')
  k.typeofBottom = kind('TypeofBottom')
  k.typeofBottom.name.isMutable = false
  k.typeVarKind = structType(world, 'TypeVar', k.any, { mutable: true, family: 'type' })
  k.vararg = abstractType(world, 'Vararg', k.any)
  k.function = abstractType(world, 'Function', k.any)
  abstractType(world, 'Builtin', k.function)
  k.nothing = structType(world, 'Nothing', k.any)
  k.symbol = structType(world, 'Symbol', k.any, { mutable: true, family: 'symbol' })
  setFields(k.typeVarKind.name, { names: ['name', 'lb', 'ub'], types: [k.symbol, k.any, k.any] })
  setFields(k.unionAllKind.name, { names: ['var', 'body'], types: [k.typeVarKind, k.any] })
  setFields(k.unionKind.name, { names: ['a', 'b'], types: [k.any, k.any] })
  setFields(k.typeofBottom.name, { names: [], types: [] })
  // NamedTuple{names, T<:Tuple}
  const names = newTypeVar(world, 'names')
  const fields = newTypeVar(world, 'T', undefined, k.anyTuple)
  k.namedTupleName.fieldDecls = []
  declareParametric(world, k.namedTupleName, [names, fields])
}

function declareParametric(world: TypeWorld, name: TypeName, params: TypeVar[]): DataType {
  name.params = params
  const t = instanceOf(world, name, params)
  name.wrapper = unionAllOver(world, params, t)
  return bind(world, name, world.types.any)
}

function declareNumbers(world: TypeWorld): void {
  const k = world.types
  const number = abstractType(world, 'Number', k.any)
  const real = abstractType(world, 'Real', number)
  const float = abstractType(world, 'AbstractFloat', real)
  const integer = abstractType(world, 'Integer', real)
  const signed = abstractType(world, 'Signed', integer)
  const unsigned = abstractType(world, 'Unsigned', integer)
  for (const bits of [16, 32, 64]) primitiveType(world, `Float${bits}`, float, bits)
  for (const bits of [8, 16, 32, 64, 128]) {
    primitiveType(world, `Int${bits}`, signed, bits)
    primitiveType(world, `UInt${bits}`, unsigned, bits)
  }
  k.int64 = world.core.Int64 as DataType
  world.core.Int = k.int64
  world.core.UInt = world.core.UInt64
  k.bool = primitiveType(world, 'Bool', integer, 8)
  k.char = primitiveType(world, 'Char', abstractType(world, 'AbstractChar', k.any), 32)
}

function declareContainers(world: TypeWorld): void {
  const k = world.types
  const tn = (): TypeVar[] => [newTypeVar(world, 'T'), newTypeVar(world, 'N')]
  const abstractArray = abstractType(world, 'AbstractArray', k.any, tn())
  const inArray = (t: DataType, params: TypeVar[]): DataType => instanceOf(world, t.name, params)
  const dense = tn()
  const denseArray = abstractType(world, 'DenseArray', inArray(abstractArray, dense), dense)
  const own = tn()
  const array: StructOptions = { params: own, mutable: true, family: 'array' }
  k.arrayName = structType(world, 'Array', inArray(denseArray, own), array).name
  const [element] = tn()
  const one = { kind: 'bits', id: world.nextId++, type: k.int64, bits: 1n } as const
  world.bits.set(`${k.int64.id}:1`, one)
  structType(world, 'Memory', instanceOf(world, denseArray.name, [element, one]), { params: [element], mutable: true, family: 'memory' })
  const r = newTypeVar(world, 'T')
  const ref = abstractType(world, 'Ref', k.any, [r])
  const p = newTypeVar(world, 'T')
  const ptr = declareType(world, { name: 'Ptr', module: 'Core', form: 'primitive', bits: 64, params: [p] })
  bind(world, ptr, instanceOf(world, ref.name, [p]))
}

function declareObjects(world: TypeWorld): void {
  const k = world.types
  const { symbol, int64, any } = k
  const abstractString = abstractType(world, 'AbstractString', any)
  k.string = structType(world, 'String', abstractString, { mutable: true, family: 'string' })
  const module = structType(world, 'Module', any, { mutable: true, family: 'module' })
  structType(world, 'SimpleVector', any, { mutable: true, family: 'simplevector' })
  abstractType(world, 'Exception', any)
  structType(world, 'Task', any, { mutable: true, family: 'task' })
  structType(world, 'WeakRef', any, { mutable: true, fields: { value: any } })
  structType(world, 'Box', any, { mutable: true, fields: { contents: any } }).name.minInitialized = 0
  const anyVector = instanceOf(world, k.arrayName, [any, [...world.bits.values()][0]])
  structType(world, 'Expr', any, { mutable: true, fields: { head: symbol, args: anyVector } })
  structType(world, 'QuoteNode', any, { fields: { value: any } })
  structType(world, 'LineNumberNode', any, { fields: { line: int64, file: any } })
  structType(world, 'GlobalRef', any, { fields: { mod: module, name: symbol } })
  setFields(k.dataType.name, { names: ['name', 'super', 'parameters'], types: [symbol, any, any] })
}
