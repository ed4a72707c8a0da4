// Tuples that `iterate` makes of elements of unknown type come apart: the typed bodies show no tuple made or read by
// request, and the programs give what Julia gives.
import fs from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { printTyped } from '../../src/interpreter/infer/print.ts'
import { splitTuples } from '../../src/interpreter/infer/split-tuples.ts'
import { AskOp } from '../../src/runtime/layout/requests.ts'
import { type Program, runProgram } from './program.ts'

let program: Program
beforeAll(() => {
  program = runProgram('split-tuples')
})

function split(name: string): { before: string; after: string } {
  const { world } = program.programs.engine
  const i = program.instance(name)
  const typed = i.typed && splitTuples(world.types, i.typed, i.argTypes.length)
  return { before: printTyped(world, i), after: printTyped(world, { ...i, typed }) }
}

const made = `ASK ${AskOp.tuple} `
const read = `ASK ${AskOp.getfield} `

test('programs give what Julia gives', () => {
  expect(program.problems).toEqual([])
  expect(program.output).toBe(fs.readFileSync(path.join(import.meta.dirname, 'split-tuples.out'), 'utf8'))
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
