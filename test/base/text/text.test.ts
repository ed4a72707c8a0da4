// Runs every program of this folder in one engine and compares what it prints with the `.out` file beside it.
// UPDATE_GOLDEN=1 rewrites those files. They were compared with what real Julia 1.5.3 prints; where current Julia prints
// something else (type names, texts of errors), they have its form.
import fs from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { createProgramEngine, type ProgramEngine } from '../../language/program-engine.ts'

const folder = import.meta.dirname
const programs = fs.readdirSync(folder).filter(f => f.endsWith('.jl'))
let engine: ProgramEngine

beforeAll(() => {
  engine = createProgramEngine(problem => {
    throw new Error(problem)
  })
})

for (const name of programs) {
  test(name, () => {
    const expected = path.join(folder, name.replace(/jl$/, 'out'))
    // Closures are numbered over all that was loaded before.
    const output = engine.run(fs.readFileSync(path.join(folder, name), 'utf8'), name).replace(/var"#\d+#\d+"/g, 'var"#1#2"')
    if (process.env.UPDATE_GOLDEN) fs.writeFileSync(expected, output)
    expect(output).toBe(fs.readFileSync(expected, 'utf8'))
  })
}
