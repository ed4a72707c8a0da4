/**
 * Which methods a program compiled, as a list that another engine of the same image can follow: how code that only runs in
 * real processes (a worker's message loop, say) gets into the image. See `extend.ts`.
 *
 * A line is JSON: pairs of a method's index and the ids of the argument types. Only what the image knows is named.
 */
import fs from 'node:fs'
import type { Engine } from '../interpreter/engine.ts'
import type { JType } from '../interpreter/types/type.ts'
import type { GraphReader } from './graph-reader.ts'
import { reachable } from './reachable.ts'

export type Recorded = readonly (readonly [number, readonly number[]])[]

/** The environment variable that names the file to append to. */
const VARIABLE = 'FATOU_RECORD'
/** The same for the rows of the world that a start asks for: see `arrange.ts`. */
const ROWS_VARIABLE = 'FATOU_RECORD_ROWS'

/** If this process is asked to, appends at its end what the engine has compiled. The engine has run nothing yet. */
export function recordAtExit(engine: Engine): void {
  const file = process.env[VARIABLE]
  if (!file) return
  const methods = engine.world.methods.length
  const firstNewId = engine.world.types.nextId
  process.on('exit', () => {
    const list: Recorded = [...engine.world.instances]
      .filter(i => i.compiled && i.method < methods && i.argTypes.length > 0 && i.argTypes.every(t => t.id < firstNewId))
      .map(i => [i.method, i.argTypes.map(t => t.id)])
    fs.appendFileSync(file, `${JSON.stringify(list)}\n`)
  })
}

/** If this process is asked to, appends at its end which rows of its world were read. */
export function recordRows(reader: GraphReader): void {
  const file = process.env[ROWS_VARIABLE]
  if (file) process.on('exit', () => fs.appendFileSync(file, `${JSON.stringify(reader.rowsRead())}\n`))
}

/** Compiles what was recorded. Gives how many instances could not be made. */
export function compileRecorded(engine: Engine, lines: readonly string[]): number {
  const types = new Map<number, JType>()
  for (const x of reachable(engine.world, new Set())) {
    if (isType(x)) types.set(x.id, x)
  }
  let failed = 0
  const done = new Set<string>()
  for (const line of lines) {
    for (const [method, ids] of JSON.parse(line) as Recorded) {
      const key = `${method}:${ids}`
      if (done.has(key)) continue
      done.add(key)
      const args = ids.map(id => types.get(id))
      try {
        if (args.every(t => t !== undefined)) engine.compiler.compileFor(method, args)
        else failed++
      } catch {
        failed++
      }
    }
  }
  return failed
}

function isType(x: object): x is JType {
  const { kind } = x as { kind?: unknown }
  return 'id' in x && (kind === 'data' || kind === 'union' || kind === 'unionall')
}
