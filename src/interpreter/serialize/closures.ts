/**
 * Definitions of closure types: the type's name, its captures, and its methods with their lowered bodies.
 *
 * A definition is a block of its own, written with its own tables of types. In the bodies, references to other closures
 * become indices into the list of their numbers, and spliced heap objects indices into a serialised vector of values.
 */
import v8 from 'node:v8'
import type { ClosureType, MethodTemplate } from '../lower/ir.ts'
import { unwrapUnionAll } from '../types/make.ts'
import type { DataType, TypeName } from '../types/type.ts'
import { templateOf } from '../world/templates.ts'
import type { Method } from '../world/world.ts'
import { ByteWriter } from './bytes.ts'
import type { SerializeContext } from './context.ts'
import { closureNumber, type Mentioned } from './state.ts'
import { TypeWriter } from './type-writer.ts'

/** How a definition begins: what is needed to declare the type. */
export interface DefinitionHead {
  readonly number: string
  readonly typeName: string
  readonly functionName: string
  readonly module: string
  readonly captures: ClosureType['captures']
  /** Numbers of the closures that the bodies make. */
  readonly inner: readonly string[]
}

/** The methods of a closure's type, those for keywords included. */
function methodsOf(c: SerializeContext, name: TypeName): Method[] {
  const { world } = c.objects
  return [`f${name.id}`, `kf${name.id}`].flatMap(key => world.tables.get(key)?.methods ?? []).map(id => world.methods.at(id))
}

/**
 * Writes the definition of a closure type.
 * @param found is told of the other closure types in it
 * @param serializeValue for heap objects spliced into bodies
 */
export function writeDefinition(
  c: SerializeContext,
  name: TypeName,
  found: (name: TypeName) => void,
  serializeValue: (at: number) => Uint8Array,
): Uint8Array {
  const { world } = c.objects
  const types = new TypeWriter(c.state, found)
  const body = new ByteWriter()
  const inner: string[] = []
  const heap: number[] = []
  const methods = methodsOf(c, name)
  body.unsigned(methods.length)
  for (const m of methods) {
    body.unsigned(m.variables.length)
    for (const v of m.variables) types.param(body, v)
    const elements = (unwrapUnionAll(m.signature) as DataType).params
    body.unsigned(elements.length)
    for (const e of elements) types.param(body, e)
    const template = detach(
      templateOf(world, m.id),
      heap,
      closure => {
        if (closure.key <= c.state.commonKey) return `=${closure.key}`
        const typeName = world.closures.get(closure.key)
        if (!typeName) throw new Error(`closure ${closure.name} has no type`)
        found(typeName)
        return closureNumber(c.state, typeName)
      },
      inner,
    )
    body.block(v8.serialize(template))
  }
  const head: DefinitionHead = {
    number: closureNumber(c.state, name),
    typeName: name.name,
    functionName: name.functionName,
    module: name.module,
    captures: name.fieldNames.map((n, i) => ({ name: n, boxed: name.fieldDecls?.[i].kind !== 'typevar' })),
    inner,
  }
  const w = new ByteWriter()
  w.block(v8.serialize(head))
  types.writeTexts(w)
  types.writeTypes(w)
  w.unsigned(heap.length)
  for (const at of heap) w.block(serializeValue(at))
  w.bytes(body.finish())
  return w.finish()
}

/** A copy of a template in which nothing refers to this process. */
function detach(template: MethodTemplate, heap: number[], numberOf: (closure: ClosureType) => string, inner: string[]): MethodTemplate {
  const walk = (x: unknown): unknown => {
    if (Array.isArray(x)) return x.map(walk)
    if (typeof x !== 'object' || x === null) return x
    const node = x as Record<string, unknown>
    if (node.kind === 'heap') {
      heap.push(node.address as number)
      return { kind: 'heap', address: heap.length - 1 }
    }
    if (node.k === 'closure') {
      const closure = node.closure as ClosureType
      inner.push(numberOf(closure))
      return { ...node, closure: { ...closure, key: inner.length - 1 }, captures: walk(node.captures) }
    }
    return Object.fromEntries(Object.entries(node).map(([k, v]) => [k, walk(v)]))
  }
  return walk(template) as MethodTemplate
}

/** A template made at home here: closures by this process's keys, heap objects by address. */
export function attach(template: MethodTemplate, heap: readonly number[], keyOf: (index: number) => number): MethodTemplate {
  const walk = (x: unknown): unknown => {
    if (Array.isArray(x)) return x.map(walk)
    if (typeof x !== 'object' || x === null) return x
    const node = x as Record<string, unknown>
    if (node.kind === 'heap') return { kind: 'heap', address: heap[node.address as number] }
    if (node.k === 'closure') {
      const closure = node.closure as ClosureType
      return { ...node, closure: { ...closure, key: keyOf(closure.key) }, captures: walk(node.captures) }
    }
    return Object.fromEntries(Object.entries(node).map(([k, v]) => [k, walk(v)]))
  }
  return walk(template) as MethodTemplate
}

/** Names of globals of Main, and other closures, that the methods of a closure mention themselves. */
export function mentionedGlobals(c: SerializeContext, name: TypeName): Mentioned {
  const { world } = c.objects
  const known = c.state.mentioned.get(name)
  if (known) return known
  const globals = new Set<string>()
  const closures: TypeName[] = []
  const walk = (x: unknown): void => {
    if (Array.isArray(x)) return x.forEach(walk)
    if (typeof x !== 'object' || x === null) return
    const node = x as Record<string, unknown>
    if (node.k === 'global' && node.module === 'Main') globals.add(node.name as string)
    if (node.k === 'closure') {
      const inner = world.closures.get((node.closure as ClosureType).key)
      if (inner && inner.closureKey > c.state.commonKey) closures.push(inner)
    }
    for (const key in node) walk(node[key])
  }
  for (const m of methodsOf(c, name)) walk(templateOf(world, m.id).body)
  const found = { globals: [...globals], closures }
  c.state.mentioned.set(name, found)
  return found
}
