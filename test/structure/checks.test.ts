/** What `npm run check` checks: types, and no word from the linter or the formatter. */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '../..')

function run(command: string, args: readonly string[]): { status: number | null; text: string } {
  const r = spawnSync(path.join(root, 'node_modules/.bin', command), args, { cwd: root, encoding: 'utf8' })
  return { status: r.status, text: r.stdout + r.stderr }
}

test('the sources have the types they say', () => {
  expect(run('tsc', ['-p', '.'])).toEqual({ status: 0, text: '' })
})

test('the linter and the formatter have nothing to say', () => {
  const r = run('biome', ['check', '--error-on-warnings', '.'])
  expect(r.status, r.text).toBe(0)
})
