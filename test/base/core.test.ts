// The functions of base/core and of Random, through the engine: tables `expression ⇒ text` whose texts are real Julia's.
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createProgramEngine } from '../language/program-engine.ts'

const folder = path.join(import.meta.dirname, 'cases')
const loadErrors: string[] = []
const program = createProgramEngine(where => void loadErrors.push(where))

test('Base loads without errors', () => {
  expect(loadErrors).toEqual([])
})

for (const file of fs.readdirSync(folder)) {
  const lines = fs
    .readFileSync(path.join(folder, file), 'utf8')
    .split('\n')
    .filter(line => line.includes(' ⇒ ') && !line.startsWith('#'))
  const head = /^# using (.*)$/m.exec(fs.readFileSync(path.join(folder, file), 'utf8'))
  for (const line of lines) {
    const [code, text] = line.split(' ⇒ ') as [string, string]
    test(`${file}: ${code}`, () => {
      expect(program.run(`${head ? `using ${head[1]}\n` : ''}print(string(begin\n${code}\nend))`, file)).toBe(text)
    })
  }
}
