// Runs every program of `programs/` in one engine and compares what it prints with the `.out` file beside it.
// UPDATE_GOLDEN=1 rewrites those files. Where current Julia prints what 1.5 printed, they are what real Julia 1.5.3
// prints; otherwise they follow the form of current Julia.
import fs from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { createProgramEngine, type ProgramEngine } from './program-engine.ts'

const folder = path.join(import.meta.dirname, 'programs')
const programs = fs.readdirSync(folder).filter(f => f.endsWith('.jl'))
const problems: string[] = []
let engine: ProgramEngine

beforeAll(() => {
  engine = createProgramEngine(p => problems.push(p))
})

test('Base loads without problems', () => {
  expect(problems).toEqual([])
})

test('there are programs', () => {
  expect(programs.length).toBeGreaterThan(10)
})

for (const name of programs) {
  test(name, () => {
    const text = fs.readFileSync(path.join(folder, name), 'utf8')
    const expected = path.join(folder, name.replace(/jl$/, 'out'))
    const output = engine.run(text, name)
    if (process.env.UPDATE_GOLDEN) fs.writeFileSync(expected, output)
    expect(output).toBe(fs.readFileSync(expected, 'utf8'))
  })
}
