/** The declarations that come with the package, seen by a program that uses it. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '../..')
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fatou-types-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

/** What the type checker says of a program in a folder where the package is installed. */
function check(program: string): string {
  fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true })
  if (!fs.existsSync(path.join(folder, 'node_modules/fatou'))) fs.symlinkSync(root, path.join(folder, 'node_modules/fatou'))
  const compilerOptions = { module: 'nodenext', target: 'es2024', strict: true, noEmit: true, types: [] }
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}')
  fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }))
  fs.writeFileSync(path.join(folder, 'program.ts'), program)
  return spawnSync(path.join(root, 'node_modules/.bin/tsc'), ['-p', '.'], { cwd: folder, encoding: 'utf8' }).stdout
}

test('a program finds them', () => {
  const program = `import { createSession, type RunResult, type SessionOptions } from 'fatou'
const options: SessionOptions = { threads: 2, stdout: text => void text.length }
const session = await createSession(options)
const r: RunResult = await session.run('1 + 1', { file: 'a.jl', line: 3, softScope: false })
const text: string = r.error?.message ?? r.repr + r.output
session.interrupt()
await session.close()
export { text }
`
  expect(check(program)).toBe('')
})

test('they tell what is wrong', () => {
  expect(check("import { createSession } from 'fatou'\ncreateSession({ threads: 'two' })\n")).toContain(
    "Type 'string' is not assignable to type 'number'",
  )
})
