/**
 * Stack traces: from the text that V8 gives for an exception's place to Julia functions with file and line.
 *
 * A frame of compiled code reads `name#instance (wasm://…:wasm-function[i]:0xoffset)`; the instance says which module's
 * table holds its lines, since an instance is compiled once. Frames of the engine, of wrappers (`… (boxed)`, `… (entry)`)
 * and of stubs (`compile …`) are left out. Inlined calls are frames too.
 */
import { type FunctionLines, type LineTable, placeAt, type ShownMethod, shownMethod } from './line-tables.ts'
import type { World } from './world/world.ts'

export interface TraceFrame extends ShownMethod {
  readonly file: string
  readonly line: number
  readonly isInlined: boolean
}

const FRAME = /^ *at (?!compile ).*#(\d+) \(wasm:\/\/[^)]*:wasm-function\[\d+\]:0x([0-9a-f]+)\)/

/**
 * The frames of a V8 stack text, innermost first.
 * @param tables the line tables of all modules; the last that has an instance counts
 */
export function traceFrames(world: World, tables: readonly (() => LineTable)[], stack: string): TraceFrame[] {
  const frames: TraceFrame[] = []
  for (const line of stack.split('\n')) {
    const m = FRAME.exec(line)
    const found = m && findFunction(tables, Number(m[1]))
    if (found) addFrames(world, found.table, found.lines, Number.parseInt(m[2], 16), frames)
  }
  return frames
}

function findFunction(tables: readonly (() => LineTable)[], instance: number): { table: LineTable; lines: FunctionLines } | null {
  for (let i = tables.length - 1; i >= 0; i--) {
    const table = tables[i]()
    const lines = table.functions.find(f => f.instance === instance)
    if (lines) return { table, lines }
  }
  return null
}

/** The function's frame, before it those of the calls inlined at this place. */
function addFrames(world: World, table: LineTable, f: FunctionLines, offset: number, frames: TraceFrame[]): void {
  let place = table.places[placeAt(f, offset)]
  const add = (instance: number, file: string, line: number, isInlined: boolean): void => {
    const shown = described(world, table, instance)
    if (!isMachinery(shown, file)) frames.push({ ...shown, file, line, isInlined })
  }
  for (; place && place.caller >= 0; place = table.places[place.caller]) add(place.instance, place.file, place.line, true)
  add(f.instance, place?.file ?? 'none', place?.line ?? 0, false)
}

/** Functions that carry out `eval`, `include` and tasks: nobody wrote calls of them. */
function isMachinery(f: ShownMethod, file: string): boolean {
  return file === 'parallel/include.jl' || /^(run_evaluation|TaskBody)\(/.test(f.name)
}

function described(world: World, table: LineTable, instance: number): ShownMethod {
  return table.names?.get(instance) ?? shownMethod(world, instance)
}
