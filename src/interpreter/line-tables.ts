/**
 * From a place in compiled code to a line of Julia: what stack traces are made of.
 *
 * A module's table holds per function its index in the module, its name and argument types as text, its module, and
 * triples (offset in the module's bytes, file, line). Plain data, stored in an image beside the code.
 */
import type { EmittedModule } from './emit/context.ts'
import { showType } from './types/show.ts'
import type { JType } from './types/type.ts'
import { templateOf } from './world/templates.ts'
import type { World } from './world/world.ts'

export interface FunctionLines {
  /** Its index among all functions of the module, as in V8's `wasm-function[i]`. */
  readonly index: number
  readonly instance: number
  /** `f(x::Int64, y::String)`, as stack traces show it. */
  readonly text: string
  readonly module: string
  /** Triples, ascending: offset, index in `files`, line. */
  readonly lines: Int32Array
}

export interface LineTable {
  readonly files: string[]
  readonly functions: FunctionLines[]
}

/** The table of a module just emitted; its instances still have their typed bodies. */
export function lineTable(world: World, module: EmittedModule): LineTable {
  const files: string[] = []
  const indices = new Map<string, number>()
  const fileIndex = (file: string): number => {
    let i = indices.get(file)
    if (i === undefined) {
      i = files.push(file) - 1
      indices.set(file, i)
    }
    return i
  }
  const functions = module.functions.map((f): FunctionLines => {
    const inst = world.instances[f.instance]
    const positions = inst.typed?.positions ?? []
    const lines: number[] = []
    for (let i = 0; i < f.lines.length; i += 2) {
      const p = positions[f.lines[i + 1]]
      if (p) lines.push(f.lines[i], fileIndex(p.file), p.line)
    }
    const { module: path } = world.methods[inst.method]
    return { index: f.index, instance: f.instance, text: f.name, module: path, lines: Int32Array.from(lines) }
  })
  return { files, functions }
}

/** `f(x::Int64, y)` for an instance: the method's name and arguments with the types they had. */
export function signatureText(world: World, instance: number): string {
  const inst = world.instances[instance]
  const method = world.methods[inst.method]
  if (method.required === 0) return 'top-level scope'
  const template = templateOf(world, inst.method)
  const { any } = world.types.types
  const args = inst.argTypes.slice(1).flatMap((t, i) => {
    const name = template.slots[i + 1]?.name ?? ''
    const shown = name.startsWith('#') ? '' : name
    const isLast = i === inst.argTypes.length - 2
    if (isLast && template.isVararg && t.kind === 'data') {
      if (t.params.length === 0) return []
      const [element] = t.params as JType[]
      const same = t.params.every(p => p === element)
      return [`${shown}::${same ? showType(world.types, element) : showType(world.types, any)}${same && t.params.length > 1 ? '...' : same ? '' : '...'}`]
    }
    return [t === any ? `${shown}::Any` : `${shown}::${showType(world.types, t)}`]
  })
  return `${method.name}(${args.join(', ')})`
}

/** The line of the last mark at or before an offset; null if there is none. */
export function lineAt(table: LineTable, f: FunctionLines, offset: number): { file: string, line: number } | null {
  const { lines } = f
  let found = -1
  for (let i = 0; i < lines.length && lines[i] <= offset; i += 3) found = i
  return found < 0 ? null : { file: table.files[lines[found + 1]], line: lines[found + 2] }
}
