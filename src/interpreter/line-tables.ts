/**
 * From a place in compiled code to lines of Julia: what stack traces are made of.
 *
 * A module's table holds per function pairs (offset in the module's bytes, place); a place is a file and a line, and for
 * inlined code the instance that it belongs to and the place of the call. Plain data, stored in an image beside the code.
 */
import type { EmittedModule } from './emit/context.ts'
import type { SourcePosition } from './lower/ir.ts'
import { showType } from './types/show.ts'
import type { JType } from './types/type.ts'
import { templateOf } from './world/templates.ts'
import type { World } from './world/world.ts'

export interface FunctionLines {
  readonly instance: number
  /** Pairs, ascending: offset, index in `places`. */
  readonly lines: Int32Array
}

export interface Place {
  readonly file: string
  readonly line: number
  /** The inlined instance this line belongs to, and the index of the place that called it; -1 for the function's own. */
  readonly instance: number
  readonly caller: number
}

export interface ShownMethod {
  /** `f(x::Int64)` or `top-level scope`. */
  readonly name: string
  /** Path of the module the method belongs to; '' for top-level code. */
  readonly module: string
}

export interface LineTable {
  readonly places: Place[]
  readonly functions: FunctionLines[]
  /** How the instances named here are shown, if they may be gone when somebody asks (in an image). */
  readonly names: Map<number, ShownMethod> | null
}

/** The table of a module just emitted; its instances still have their typed bodies. */
export function lineTable(world: World, module: EmittedModule): LineTable {
  const places: Place[] = []
  const known = new Map<string, number>()
  const placeIndex = (p: SourcePosition): number => {
    const caller = p.inlined ? placeIndex(p.inlined.caller) : -1
    const instance = p.inlined?.instance ?? -1
    const key = `${p.file}:${p.line}:${instance}:${caller}`
    let i = known.get(key)
    if (i === undefined) {
      i = places.push({ file: p.file, line: p.line, instance, caller }) - 1
      known.set(key, i)
    }
    return i
  }
  const functions = module.functions.map((f): FunctionLines => {
    const positions = world.instances.at(f.instance).typed?.positions ?? []
    // What comes before the first mark (the entry's checks) counts as the first line.
    const lines: number[] = positions.length > 0 ? [0, placeIndex(positions[0])] : []
    for (let i = 0; i < f.lines.length; i += 2) {
      const p = positions[f.lines[i + 1]]
      if (p) lines.push(f.lines[i], placeIndex(p))
    }
    return { instance: f.instance, lines: Int32Array.from(lines) }
  })
  return { places, functions, names: null }
}

/** The same table, which needs the world no more. */
export function withNames(world: World, table: LineTable): LineTable {
  const names = new Map<number, ShownMethod>()
  for (const f of table.functions) names.set(f.instance, shownMethod(world, f.instance))
  for (const p of table.places) if (p.instance >= 0) names.set(p.instance, shownMethod(world, p.instance))
  return { ...table, names }
}

/** How stack traces name an instance. */
export function shownMethod(world: World, instance: number): ShownMethod {
  const name = signatureText(world, instance)
  return { name, module: name === TOP_LEVEL ? '' : world.methods.at(world.instances.at(instance).method).module }
}

const TOP_LEVEL = 'top-level scope'

/** `f(x::Int64, y)` for an instance: the method's name and arguments with the types they had. */
function signatureText(world: World, instance: number): string {
  const inst = world.instances.at(instance)
  const method = world.methods.at(inst.method)
  if (method.required === 0 && !method.isVararg) return TOP_LEVEL
  const template = templateOf(world, inst.method)
  const { any } = world.types.types
  const args = inst.argTypes.slice(1).flatMap((t, i) => {
    const name = template.slots[i + 1]?.name ?? ''
    const shown = name.startsWith('#') ? '' : name
    const isRest = i === inst.argTypes.length - 2 && template.isVararg
    if (!isRest || t.kind !== 'data') return [`${shown}::${t === any ? 'Any' : showType(world.types, t)}`]
    const elements = t.params as JType[]
    if (elements.length === 0) return []
    const common = elements.every(p => p === elements[0]) ? showType(world.types, elements[0]) : 'Any'
    return [elements.length === 1 ? `${shown}::${common}` : `${shown}::${common}...`]
  })
  return `${shownName(world, method.name, inst.argTypes[0])}(${args.join(', ')})`
}

/** A function's name; one without a name shows its type, as Julia does: `(::var"#1#2")(x::Int64)`. */
function shownName(world: World, name: string, self: JType | undefined): string {
  return name === '#' && self ? `(::${showType(world.types, self)})` : name
}

/** The place of the last mark at or before an offset; -1 if there is none. */
export function placeAt(f: FunctionLines, offset: number): number {
  const { lines } = f
  let found = -1
  for (let i = 0; i < lines.length && lines[i] <= offset; i += 2) found = lines[i + 1]
  return found
}
