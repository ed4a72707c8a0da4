// Loops after the passes between inference and emission: what is left in them in the printed bodies, and why not less.
import { beforeAll, expect, test } from 'vitest'
import { optimize } from '../../src/interpreter/infer/passes.ts'
import { printTyped } from '../../src/interpreter/infer/print.ts'
import type { TypedBody } from '../../src/interpreter/infer/typed-ir.ts'
import { type Program, runProgram } from './program.ts'

let program: Program
beforeAll(() => {
  program = runProgram('loops')
})

/** The optimized body, without types and with numbers in the order in which they come. */
function optimized(name: string): string {
  const { world } = program.programs.engine
  const i = program.instance(name)
  const text = printTyped(world, { ...i, typed: optimize(world.types, i.typed as TypedBody, i.argTypes.length) })
  const seen = new Map<string, string>()
  const renamed = text.replace(/[%$L]\d+\b/g, n => {
    if (!seen.has(n)) seen.set(n, `${n[0]}${[...seen.keys()].filter(k => k[0] === n[0]).length}`)
    return seen.get(n) as string
  })
  return renamed.replace(/ :: \S+$/gm, '')
}

/** The lines of the innermost loop that has no poll: the first that is deepest. */
function innermost(text: string): string[] {
  const lines = text.split('\n')
  const depth = (l: string): number => l.search(/\S/)
  const heads = lines.map((l, i) => ({ i, depth: depth(l) })).filter(h => /^\s*loop/.test(lines[h.i]))
  const deepest = heads.reduce((a, b) => (b.depth > a.depth ? b : a))
  const end = lines.findIndex((l, i) => i > deepest.i && depth(l) <= deepest.depth)
  return lines.slice(deepest.i + 1, end).map(l => l.trim())
}

const operations = (lines: string[]): string[] =>
  lines.map(l =>
    l
      .replace(/^[%$]\d+ = /, '')
      .replace(/[%$]\d+/g, '·')
      .replace(/\S+@\d+, /, ''),
  )

test('the programs give what Julia gives', () => {
  expect(program.problems).toEqual([])
  expect(program.output).toBe('3.0 12.0 [4.0, 8.0]\n[1, 2, 1, 2] 10.0 2\n')
})

test('a sum over a vector has no check and no poll in its inner loop', () => {
  expect(operations(innermost(optimized('total')))).toEqual([
    'move ·',
    'move ·',
    'arrayref_held!(·, ·, ·)',
    'add_float(·, ·)',
    '·',
    'move ·',
    'eq_int(·, ·)',
    'if ·',
    'break L2',
    'add_int(·, 1)',
    '·',
  ])
})

test('a matrix product neither checks nor multiplies for its indices', () => {
  const body = innermost(optimized('product')).join('\n')
  expect(body).toContain('arrayref_held!')
  expect(body).not.toMatch(/ult_int|mul_int|arraysize/)
})

test('what a while loop computes again and again leaves it', () => {
  const text = optimized('scaled')
  const body = innermost(text).join('\n')
  expect(text).toContain('arrayset_held!')
  expect(body.match(/mul_float/g)).toHaveLength(1)
})

test('the loop with its checks stays, for when they do not hold', () => {
  const text = optimized('total')
  expect(text).toMatch(/arrayref_held\(/)
  expect(text.match(/ult_int/g)!.length).toBeGreaterThanOrEqual(3)
})

test('an array in a field of an immutable object is held', () => {
  expect(optimized('sweep')).toContain('array_hold')
})

test('an array that may be resized in the loop is read anew', () => {
  const text = optimized('growing')
  expect(text).not.toContain('array_hold')
  expect(text).toMatch(/arrayref\(/)
})

test('a loop without a known end keeps its checks and its poll', () => {
  const text = optimized('search')
  expect(text).not.toMatch(/held!/)
  expect(text.match(/loop/g)).toHaveLength(1)
})
