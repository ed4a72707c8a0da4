// Tuples that `iterate` makes of elements of unknown type come apart: the typed bodies show no tuple made or read by
// request, and the programs give what Julia gives.
import fs from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { printTyped } from '../../src/interpreter/infer/print.ts'
import { splitTuples } from '../../src/interpreter/infer/split-tuples.ts'
import type { Instance } from '../../src/interpreter/infer/typed-ir.ts'
import { AskOp } from '../../src/runtime/layout/requests.ts'
import { createProgramEngine, type ProgramEngine } from '../language/program-engine.ts'

const source = path.join(import.meta.dirname, 'split-tuples.jl')
const problems: string[] = []
let programs: ProgramEngine
let output: string

beforeAll(() => {
  programs = createProgramEngine(p => problems.push(p))
  output = programs.run(fs.readFileSync(source, 'utf8'), source)
})

function instanceOf(name: string): Instance {
  const { instances } = programs.engine.world
  const found = [...instances].find(i => i.name === name && i.typed)
  if (!found) throw new Error(`no body of ${name}`)
  return found
}

function split(name: string): { before: string; after: string } {
  const { world } = programs.engine
  const i = instanceOf(name)
  const typed = i.typed && splitTuples(world.types, i.typed, i.argTypes.length)
  return { before: printTyped(world, i), after: printTyped(world, { ...i, typed }) }
}

const made = `ASK ${AskOp.tuple} `
const read = `ASK ${AskOp.getfield} `

test('programs give what Julia gives', () => {
  expect(problems).toEqual([])
  expect(output).toBe(fs.readFileSync(source.replace(/jl$/, 'out'), 'utf8'))
})

for (const name of ['total', 'numbered', 'zipped', 'deep', 'guarded', 'last_of', 'either']) {
  test(`no tuple is left in ${name}`, () => {
    const { before, after } = split(name)
    expect(before).toContain(made)
    expect(after).not.toContain(made)
    expect(after).not.toContain(read)
  })
}

test('a loop over a Vector{Any} keeps the element, the position and whether there is one', () => {
  const { after } = split('total')
  expect(after).toMatch(/#t1\.1::Any, \$\d+ #t1\.2::Int64, \$\d+ #t1\.none::Bool/)
  expect(after).not.toContain('=== Nothing')
})

test('a tuple that leaves the function stays', () => {
  const { before, after } = split('kept')
  expect(after).toBe(before)
})

test('a tuple that a handler may see half assigned stays', () => {
  const { before, after } = split('caught')
  expect(after).toBe(before)
})
