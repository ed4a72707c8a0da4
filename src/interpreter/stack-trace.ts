/**
 * Stack traces: from the text that V8 gives for an exception's place to Julia functions with file and line.
 *
 * A frame of compiled code reads `name#instance (wasm://…:wasm-function[i]:0xoffset)`; the instance says which module's
 * table holds its lines, since an instance is compiled once. Frames of the engine and wrappers (`… (boxed)`, `… (entry)`)
 * are left out. What inlining swallowed is not seen.
 */
import { type FunctionLines, lineAt, type LineTable, signatureText } from './line-tables.ts'
import type { World } from './world/world.ts'

export interface TraceFrame {
  /** `f(x::Int64)` or `top-level scope`. */
  readonly name: string
  readonly file: string
  readonly line: number
  /** Path of the module the method belongs to; '' for top-level code. */
  readonly module: string
}

const FRAME = /^ *at (?!compile ).*#(\d+) \(wasm:\/\/[^)]*:wasm-function\[\d+\]:0x([0-9a-f]+)\)/

/**
 * The frames of a V8 stack text, innermost first.
 * @param tables the line tables of all modules; the last that has an instance counts
 */
export function traceFrames(world: World, tables: readonly (() => LineTable)[], stack: string): TraceFrame[] {
  const frames: TraceFrame[] = []
  const find = finder(tables)
  for (const line of stack.split('\n')) {
    const m = FRAME.exec(line)
    if (!m) continue
    const found = find(Number(m[1]))
    if (!found) continue
    const at = lineAt(found.table, found.lines, Number.parseInt(m[2], 16))
    const name = signatureText(world, found.lines.instance)
    const module = name === 'top-level scope' ? '' : found.lines.module
    frames.push({ name, file: at?.file ?? 'none', line: at?.line ?? 0, module })
    // What a top-level statement was called by is the engine, or an `include`, whose frames follow.
  }
  return frames
}

function finder(tables: readonly (() => LineTable)[]): (instance: number) => { table: LineTable, lines: FunctionLines } | null {
  return (instance) => {
    for (let i = tables.length - 1; i >= 0; i--) {
      const table = tables[i]()
      const lines = table.functions.find(f => f.instance === instance)
      if (lines) return { table, lines }
    }
    return null
  }
}
