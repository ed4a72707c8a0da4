/**
 * What inference and emission ask of the world, answered: constants of literals, globals, type questions, addresses.
 * One object per compiler; holds caches only.
 */
import type { Ast } from '../parser/expr.ts'
import type { EmitContext } from './emit/context.ts'
import { elementLayout } from './emit/layout.ts'
import { newRepresentations } from './emit/representation.ts'
import type { Frame, InferContext, ResolvedGlobal } from './infer/context.ts'
import { constantInstanceFor, instanceFor } from './infer/infer.ts'
import { isBottom, joinLattice, type Lattice, ofConstant, ofType } from './infer/lattice.ts'
import { globalOperand } from './infer/operands.ts'
import type { Constant } from './infer/typed-ir.ts'
import { unionType } from './types/apply.ts'
import { bitsValue, boolValue, intValue, singletonInstance, symbolValue } from './types/constants.ts'
import { hasEmptyIntersection, typeIntersect } from './types/intersect.ts'
import { instanceOf, isBits, isKind } from './types/make.ts'
import { showType } from './types/show.ts'
import { isSubtype } from './types/subtype.ts'
import type { DataType, JType } from './types/type.ts'
import { isDispatchType, findMethods } from './world/methods.ts'
import { bindingToAssign, noteUse, resolveBinding } from './world/modules.ts'
import type { Objects } from './world/objects.ts'
import { astToHeap, charBits, floatBits } from './world/quote.ts'
import { isTrusted, type World } from './world/world.ts'

/** The constant that a literal or quoted tree stands for. */
export function literalConstant(o: Objects, ast: Ast, quoted: WeakMap<object, Constant>): Constant {
  const types = o.world.types
  switch (ast.kind) {
    case 'int':
      return bitsValue(types, types.core[ast.type] as DataType, ast.value)
    case 'float':
      return bitsValue(types, types.core[ast.type] as DataType, floatBits(ast.value, ast.type))
    case 'char':
      return bitsValue(types, types.types.char, charBits(ast.code))
    case 'bool':
      return boolValue(types, ast.value)
    case 'nothing':
      return singletonInstance(types, types.types.nothing) as Constant
    case 'string':
      return o.stringConstant(ast.value)
    case 'heap':
      return o.constantAt(ast.address)
    case 'quotenode': {
      if (ast.value.kind === 'symbol') return symbolValue(types, ast.value.name)
      if (ast.value.kind !== 'expr' && ast.value.kind !== 'quotenode' && ast.value.kind !== 'line') {
        return literalConstant(o, ast.value, quoted)
      }
      return heapTree(o, ast.value, quoted)
    }
    case 'symbol':
      return symbolValue(types, ast.name)
    default:
      return heapTree(o, ast, quoted)
  }
}

function heapTree(o: Objects, ast: Ast, quoted: WeakMap<object, Constant>): Constant {
  let c = quoted.get(ast)
  if (!c) {
    c = o.constantAt(astToHeap(o, ast))
    quoted.set(ast, c)
  }
  return c
}

/** The context of inference. `payload` stores plain data in the world. */
export function inferContext(o: Objects, poll: () => void): InferContext {
  const { world } = o
  const { types } = world
  const quoted = new WeakMap<object, Constant>()
  const disjointMemo = new Map<string, boolean>()
  const vectorOfAny = (): DataType => instanceOf(types, types.types.arrayName, [types.types.any, intValue(types, 1)])
  const context: InferContext = {
    world,
    poll,
    active: [],
    constantResults: new Map(),
    provisional: [],
    literal: ast => literalConstant(o, ast, quoted),
    resolveGlobal(module, name): ResolvedGlobal {
      const b = resolveBinding(world, module, name)
      if (!b) return { kind: 'unresolved' }
      // `const x = v` stores into the cell like any assignment; here the value becomes known.
      if (b.isConst && !b.value) {
        const at = o.word(o.bindingAddress(b) + 8)
        if (at !== 0) b.value = o.constantAt(at)
      }
      const mayChange = !/^(Base|Core)\b/.test(b.module)
      return b.isConst && b.value ? { kind: 'const', value: b.value, mayChange } : { kind: 'cell', binding: b }
    },
    noteUse: (module, name) => noteUse(world, module, name),
    assignGlobal: (module, name) => bindingToAssign(world, module, name),
    cellAddress: b => o.bindingAddress(b),
    moduleConstant: path => o.constantAt(o.moduleAddress(path)),
    symbolAddress: name => o.symbolAddress(name),
    disjoint(a, b) {
      if (a === b) return false
      const key = `${a.id},${b.id}`
      let r = disjointMemo.get(key)
      if (r === undefined) {
        r = hasEmptyIntersection(types, a, b)
        disjointMemo.set(key, r)
      }
      return r
    },
    union: members => unionType(types, members),
    intersect: (a, b) => typeIntersect(types, a, b),
    baseFunction(name) {
      const b = resolveBinding(world, 'Base', name)
      if (!b?.value) throw new Error(`Base.${name} is not defined`)
      return { value: ofConstant(types, b.value), operand: undefined }
    },
    vectorOfAny,
    int: n => intValue(types, n),
    isKind: t => isKind(types, t),
    showType: t => showType(types, t),
    sizeOf: t => (isBits(types, t) ? intValue(types, elementLayout(types, t).size) : null),
    sameHeapConstant: (a, b) => a === b,
    moduleField(frame, module, name, out, at) {
      const path = module.kind === 'heapconst' ? world.modulesByAddress.get(module.address) : undefined
      return globalOperand(frame, path ?? 'Main', name, out, at)
    },
    returnType: (frame, f, args) => returnTypeIn(context, frame, f, args),
    instanceOf: (frame, method, args, sparams) => instanceFor(context, frame, method, args, sparams),
    constantInstance: (frame, method, args, sparams) => constantInstanceFor(context, frame, method, args, sparams),
    payload: data => payloadIndex(world, data),
  }
  return context
}

function payloadIndex(world: World, data: unknown): number {
  return world.payloads.push(data) - 1
}

function returnTypeIn(context: InferContext, frame: Frame, f: Lattice, args: DataType): JType | null {
  const before = frame.dependsOn
  frame.dependsOn = Infinity
  const t = callType(context, frame, [f, ...args.params.map(p => ofType(context.world.types, p as JType))])
  const settled = frame.dependsOn === Infinity
  frame.dependsOn = Math.min(before, frame.dependsOn)
  return settled ? t : null
}

/** What inference says that a call with these arguments returns. */
export function callType(context: InferContext, frame: Frame | null, args: Lattice[]): JType {
  const { world } = context
  const { types } = world
  const any = types.types.any
  const found = findMethods(
    world,
    args.map(a => a.t),
    4,
  )
  if (!found?.complete || found.ambiguous || !found.matches.every(m => m.covers)) return any
  let result = ofType(types, types.types.bottom)
  for (const m of found.matches) {
    const { template } = world.methods.at(m.method)
    if (template.isVararg && !args.slice(template.nargs - 1).every(a => isDispatchType(world, a.t))) return any
    const inst = context.instanceOf(frame as Frame, m.method, formal(context, m.method, args), m.sparams)
    result = joinLattice(types, result, inst.result)
  }
  return isBottom(result) ? types.types.bottom : result.t
}

function formal(context: InferContext, method: number, args: Lattice[]): Lattice[] {
  const { template } = context.world.methods.at(method)
  if (!template.isVararg) return args
  const fixed = template.nargs - 1
  const { types } = context.world
  const rest = instanceOf(
    types,
    types.types.tupleName,
    args.slice(fixed).map(a => a.t),
  )
  return [...args.slice(0, fixed), ofType(types, rest)]
}

/** The context of emission. */
export function emitContext(o: Objects): EmitContext {
  const { world } = o
  return {
    world: world.types,
    reps: newRepresentations(world.types),
    addressOfType: t => o.typeAddress(t),
    addressOfConstant: c => o.constantAddress(c),
    addressOfSymbol: name => o.symbolAddress(name),
    addressOfMemoryType: element => o.typeAddress(o.memoryType(element)),
    instance: id => world.instances.at(id),
    isVararg: inst => world.methods.at(inst.method).template.isVararg,
    isSubtype: (a, b) => isSubtype(world.types, a, b),
    isProgramCode: id => !isTrusted(world, world.instances.at(id).method),
  }
}
