/**
 * The first objects: module Core with its types and intrinsic functions, the well-known words, the preboxed values.
 * After this the pipeline can evaluate `base/boot.jl` and Base.
 */
import { wellKnown, type WellKnown } from '../runtime/layout/memory-map.ts'
import { intrinsics } from './intrinsics.ts'
import type { MethodTemplate, Operand } from './lower/ir.ts'
import { intValue, singletonInstance, structValue } from './types/constants.ts'
import { declareFunctionType, declareType, setFields } from './types/declare.ts'
import { fieldTypes, instanceOf, typeOfType, varargOf } from './types/make.ts'
import type { DataType, JType, ModulePath, TypeParam } from './types/type.ts'
import { addMethod } from './world/methods.ts'
import { newModule, ownBinding } from './world/modules.ts'
import type { Objects } from './world/objects.ts'

/** Names of Core that Julia code sees without asking: what real Core exports. */
const notExported = new Set(['Box', 'Memory', 'Binding', 'ArrayHold'])

/** Fills an empty world. */
export function bootstrapCore(o: Objects): void {
  const { world } = o
  newModule(world, 'Core', 'Core', true)
  declareInternalTypes(o)
  setWellKnownTypes(o)
  for (const path of ['Core.Intrinsics']) newModule(world, path, 'Core', true)
  makeBoxes(o)
  bindTypes(o)
  bindIntrinsics(o)
  bindFunctions(o)
  bindConstructors(o)
  bindModule(o, 'Core', 'Core', 'Core')
  bindModule(o, 'Core', 'Intrinsics', 'Core.Intrinsics')
}

function declareInternalTypes(o: Objects): void {
  const { types } = o.world
  const binding = declareType(types, { name: 'Binding', module: 'Core', form: 'struct', mutable: true })
  binding.superDecl = types.types.any
  setFields(binding, { names: ['value', 'name'], types: [types.types.any, types.types.symbol], minInitialized: 0 })
  types.core.Binding = binding.wrapper as DataType
  const hold = declareType(types, { name: 'ArrayHold', module: 'Core', form: 'struct' })
  hold.superDecl = types.types.any
  setFields(hold, { names: ['data', 'length', 'owner'], types: [types.core.UInt32, types.types.int64, types.types.any] })
  types.core.ArrayHold = hold.wrapper as DataType
}

/** Sets the words whose types exist by now; called again when boot.jl has declared the exceptions. */
export function setWellKnownTypes(o: Objects): void {
  const { types } = o.world
  const any = types.types.any
  // The first type object needs Symbol, whose object needs DataType: `typeAddress` closes the circle.
  const special: Partial<Record<WellKnown, JType>> = {
    MemoryAny: o.memoryType(any),
    MemoryUInt8: o.memoryType(types.core.UInt8),
    VectorAny: instanceOf(types, types.types.arrayName, [any, intValue(types, 1)]),
    VectorUInt8: instanceOf(types, types.types.arrayName, [types.core.UInt8, intValue(types, 1)]),
    Nothing: types.types.nothing,
    Union: types.types.unionKind,
    UnionAll: types.types.unionAllKind,
    TypeVar: types.types.typeVarKind,
  }
  for (const name of wellKnown) {
    const bound = o.world.modules.get('Core')?.bindings.get(name)?.value
    const t = special[name] ?? types.core[name] ?? (bound?.kind === 'data' ? bound : undefined)
    if (t) o.setWellKnown(name, o.typeAddress(t))
  }
  const nothing = singletonInstance(types, types.types.nothing)
  const empty = singletonInstance(types, types.types.emptyTuple)
  if (nothing) o.setWellKnown('nothing', o.constantAddress(nothing))
  if (empty) o.setWellKnown('emptyTuple', o.constantAddress(empty))
}

function makeBoxes(o: Objects): void {
  const { types } = o.world
  const box = (t: DataType, bits: bigint): number => {
    const at = o.heap.permanent(16)
    o.setWord(at, o.typeAddress(t))
    o.storeBits(at + 8, t.name.primitiveBits, BigInt.asUintN(t.name.primitiveBits, bits))
    return at
  }
  const table = (name: WellKnown, t: JType, first: number, count: number, bits: (n: number) => bigint): void => {
    const at = o.heap.permanent(4 * count)
    for (let i = 0; i < count; i++) o.setWord(at + 4 * i, box(t as DataType, bits(first + i)))
    o.setWellKnown(name, at)
  }
  o.setWellKnown('false', box(types.types.bool, 0n))
  o.setWellKnown('true', box(types.types.bool, 1n))
  table('boxInt64', types.types.int64, -512, 1536, n => BigInt(n))
  table('boxUInt8', types.core.UInt8, 0, 256, n => BigInt(n))
  table('boxInt8', types.core.Int8, 0, 256, n => BigInt(n))
  table('boxChar', types.types.char, 0, 128, n => BigInt(n) << 24n)
  const svec = o.heap.permanent(16)
  o.setWord(svec, o.wellKnown('SimpleVector'))
  o.setWellKnown('emptySvec', svec)
}

function bind(o: Objects, module: ModulePath, name: string, at: number, exported: boolean): void {
  const b = ownBinding(o.world, module, name)
  b.defined = true
  b.isConst = true
  b.value = o.constantAt(at)
  b.exported ||= exported
  o.setWord(o.bindingAddress(b) + 8, at)
}

/** Binds a module's name in another module. */
export function bindModule(o: Objects, into: ModulePath, name: string, module: ModulePath): void {
  bind(o, into, name, o.moduleAddress(module), into === 'Core')
}

function bindTypes(o: Objects): void {
  const { types } = o.world
  for (const [name, t] of Object.entries(types.core)) bind(o, 'Core', name, o.typeAddress(t), !notExported.has(name))
  bind(o, 'Core', 'nothing', o.wellKnown('nothing'), true)
}

/** Every intrinsic is a function object; its methods serve calls through a variable. */
function bindIntrinsics(o: Objects): void {
  const { world } = o
  for (const [name, row] of intrinsics) {
    const declared = declareFunctionType(world.types, 'Core', name)
    world.intrinsicNames.set(declared.id, name)
    const type = instanceOf(world.types, declared, [])
    const at = o.constantAddress(structValue(world.types, type, []))
    bind(o, 'Core', name, at, coreExports.has(name))
    bind(o, 'Core.Intrinsics', name, at, true)
    const args = row.args === '' ? [] : row.args.split(' ')
    const isVararg = args.at(-1)?.endsWith('…') ?? false
    const elements: TypeParam[] = [type, ...args.map(() => world.types.types.any)]
    if (isVararg) elements[elements.length - 1] = varargOf(world.types.types.any)
    const template = intrinsicTemplate(name, args.length, isVararg)
    addMethod(
      world,
      name === 'tuple' ? { ...template, body: [{ k: 'return', value: { k: 'slot', slot: 1 }, at: 0 }] } : template,
      elements,
      [],
    )
  }
}

/** `name(a, b…) = name(a, b…)`, where the inner call is the intrinsic itself. */
function intrinsicTemplate(name: string, count: number, isVararg: boolean): MethodTemplate {
  const fn: Operand = { k: 'global', module: 'Core', name }
  const args = Array.from({ length: count }, (_, i): Operand => ({ k: 'slot', slot: i + 1 }))
  const splat = args.map((_, i) => isVararg && i === count - 1)
  return {
    name,
    module: 'Core',
    nargs: count + 1,
    isVararg,
    sparams: [],
    slots: ['#self#', ...args.map((_, i) => `a${i + 1}`)].map(n => ({ name: n, maybeUndefined: false })),
    ssaCount: 1,
    positions: [{ file: 'boot.jl', line: 0 }],
    inline: 'auto',
    nospecialize: 0,
    propagateInbounds: false,
    body: [
      { k: 'let', id: 0, rhs: isVararg ? { k: 'splatcall', fn, args, splat } : { k: 'call', fn, args }, at: 0 },
      { k: 'return', value: { k: 'ssa', id: 0 }, at: 0 },
    ],
  }
}

const coreExports = new Set([
  '===',
  'isa',
  'typeof',
  'typeassert',
  'tuple',
  'getfield',
  'setfield!',
  'isdefined',
  'nfields',
  'ifelse',
  'throw',
  'applicable',
  'svec',
])

/** `QuoteNode(x)` and the like: constructors of structs that exist before lowering can make any. */
function bindConstructors(o: Objects): void {
  const { world } = o
  for (const [name, count] of [
    ['QuoteNode', 1],
    ['LineNumberNode', 2],
    ['GlobalRef', 2],
    ['WeakRef', 1],
    ['Box', 0],
    ['Box', 1],
  ] as const) {
    const t = world.types.core[name]
    const args = Array.from({ length: count }, (_, i): Operand => ({ k: 'slot', slot: i + 1 }))
    const template = intrinsicTemplate(name, count, false)
    const made: MethodTemplate = {
      ...template,
      body: [
        { k: 'let', id: 0, rhs: { k: 'new', type: { k: 'global', module: 'Core', name }, args }, at: 0 },
        { k: 'return', value: { k: 'ssa', id: 0 }, at: 0 },
      ],
    }
    const fields = fieldTypes(world.types, t as DataType)
    addMethod(world, made, [typeOfType(world.types, t), ...args.map((_, i) => fields[i])], [])
  }
}

/** Functions of Core that are no intrinsics: `kwcall` and `UnionAll`'s constructor are ordinary generic functions. */
function bindFunctions(o: Objects): void {
  const { world } = o
  for (const name of ['kwcall']) {
    const type = instanceOf(world.types, declareFunctionType(world.types, 'Core', name), [])
    bind(o, 'Core', name, o.constantAddress(structValue(world.types, type, [])), false)
  }
  for (const [alias, name] of [
    ['UnionAll_', 'UnionAll_new'],
    ['<:', 'issubtype'],
  ] as const) {
    const b = ownBinding(world, 'Core', name)
    if (b.value) bind(o, 'Core', alias, o.constantAddress(b.value), alias === '<:')
  }
}
