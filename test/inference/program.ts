/** The Julia program beside a test, run in an engine whose typed bodies are then looked at. */
import fs from 'node:fs'
import path from 'node:path'
import type { Instance } from '../../src/interpreter/infer/typed-ir.ts'
import { createProgramEngine, type ProgramEngine } from '../language/program-engine.ts'

export interface Program {
  readonly programs: ProgramEngine
  readonly output: string
  /** What went wrong while Base was loaded or the program ran. */
  readonly problems: readonly string[]
  /** A method instance of that name whose typed body is kept. */
  instance(name: string): Instance
}

/** Runs `name.jl` of this folder. */
export function runProgram(name: string): Program {
  const source = path.join(import.meta.dirname, `${name}.jl`)
  const problems: string[] = []
  const programs = createProgramEngine(p => problems.push(p))
  const output = programs.run(fs.readFileSync(source, 'utf8'), source)
  return {
    programs,
    output,
    problems,
    instance(wanted) {
      const found = [...programs.engine.world.instances].find(i => i.name === wanted && i.typed)
      if (!found) throw new Error(`no body of ${wanted}`)
      return found
    },
  }
}
