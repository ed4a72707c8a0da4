/**
 * Runs Julia programs one after another in one engine: for the conformance tests and for `scripts/oracle-diff.ts`.
 *
 * Enters: a program's text. Leaves: what it printed (standard output and error together), and, if it ended with an
 * uncaught exception, Julia's line `ERROR: …` without the stack trace. Each program gets a fresh module Main; methods it
 * adds to Base's functions stay, so programs must not redefine what they do not own.
 */
import * as parser from '../../src/parser/parse.ts'
import fs from 'node:fs'
import path from 'node:path'
import { Engine } from '../../src/interpreter/engine.ts'
import { bindModule } from '../../src/interpreter/bootstrap.ts'
import { newModule } from '../../src/interpreter/world/modules.ts'
import { JuliaSyntaxError, type Place } from '../../src/interpreter/pipeline.ts'
import { engineHost } from '../../src/session/engine-host.ts'
import { nodeSystem } from '../../src/runtime/host/system.ts'

const baseFolder = path.join(import.meta.dirname, '../../base')

export interface ProgramEngine {
  readonly engine: Engine
  /** Runs a program to its end or first error; gives its output. */
  run(text: string, file: string): string
}

const readBase = (file: string): string => fs.readFileSync(path.join(baseFolder, file), 'utf8')

/** Makes an engine with Base from source. `onLoadError` hears what fails in Base's own files. */
export function createProgramEngine(onLoadError: (problem: string) => void): ProgramEngine {
  const chunks: string[] = []
  const decoder = new TextDecoder()
  const host = engineHost({
    parser: () => parser,
    system: nodeSystem([]),
    write: (_fd, bytes) => void chunks.push(decoder.decode(bytes)),
    warn: text => void chunks.push(`${text}\n`),
  })
  const note = (e: unknown, place: Place): void => onLoadError(`${place.file}:${place.line}: ${describe(engine, e)}`)
  const engine: Engine = new Engine({
    heapBytes: 1 << 30,
    host: {
      ...host,
      loadModule: (_engine, name) => {
        if (!fs.existsSync(path.join(baseFolder, `stdlib/${name}.jl`))) return false
        engine.loadLibrary(name, readBase, note)
        return true
      },
    },
  })
  engine.loadBase(readBase, note)
  engine.loadLibrary('Random', readBase, note)
  const run = (text: string, file: string): string => {
    chunks.length = 0
    freshMain(engine)
    const place: Place = { module: 'Main', file, line: 1, softScope: false }
    try {
      engine.pipeline.runNow(engine.pipeline.evaluateText(text, place))
    } catch (e) {
      chunks.push(`ERROR: ${describe(engine, e)}\n`)
    }
    return chunks.join('')
  }
  return { engine, run }
}

function freshMain(engine: Engine): void {
  const { world } = engine
  const address = world.modules.get('Main')?.address ?? 0
  // The same object in the heap: Base knows it as `Main`.
  newModule(world, 'Main', 'Main', false).address = address
  bindModule(engine.objects, 'Main', 'Main', 'Main')
  bindModule(engine.objects, 'Core', 'Main', 'Main')
  engine.pipeline.runNow(engine.pipeline.defineEval({ module: 'Main', file: 'none', line: 1, softScope: false }))
}

/** The message of an uncaught error without its stack trace. */
function describe(engine: Engine, e: unknown): string {
  const at = engine.exceptionOf(e)
  if (at === null) return e instanceof JuliaSyntaxError ? e.message : `engine: ${e instanceof Error ? e.stack : String(e)}`
  try {
    return engine.describe(e).split('\nStacktrace:')[0]
  } catch (second) {
    return `engine: ${engine.objects.typeOf(at).name.name}, and no text for it: ${String(second)}`
  }
}
