/** Tables: source ⇒ lowered print, verified; source with macros ⇒ expanded print. */
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Case, expanded, lowered, readCases, writeCases } from './support.ts'

const folder = new URL('./cases/', import.meta.url)
const files = readdirSync(folder).filter(file => file.endsWith('.txt'))

describe.each(files)('%s', file => {
  const url = new URL(file, folder)
  const run = file.startsWith('macros') ? expanded : lowered
  const cases = readCases(url)
  if (process.env['UPDATE_GOLDEN']) {
    writeCases(
      url,
      cases.map((c): Case => ({ ...c, expected: run(c.source) })),
    )
  }
  test.each(readCases(url))('$title', ({ source, expected }) => {
    expect(run(source)).toBe(expected)
  })
})

test('there are case files', () => {
  expect(files.length).toBeGreaterThan(5)
})
