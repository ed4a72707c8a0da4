// The grammar itself: Chevrotain's own checks, and the documents made from it.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeDiagrams, makeEbnf } from '../../grammar/generate.ts'
import { JuliaParser } from '../../src/parser/grammar.ts'

test('Chevrotain finds no fault with the grammar', () => {
  expect(() => new JuliaParser(true)).not.toThrow()
})

test.each([
  ['julia.ebnf', makeEbnf],
  ['diagrams.html', makeDiagrams],
])('grammar/%s is up to date', (name, make) => {
  expect(readFileSync(new URL(`../../grammar/${name}`, import.meta.url), 'utf8')).toBe(make(new JuliaParser(false)))
})
