/** Julia programs on several threads; what each must print stands in its `# expect:` lines. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'

const folder = path.join(import.meta.dirname, 'programs')
const files = fs
  .readdirSync(folder)
  .filter(f => f.endsWith('.jl'))
  .sort()

const small = new Set(['exceptions.jl', 'channels.jl', 'locks.jl', 'evaluation.jl', 'loops.jl', 'stress-wakeups.jl', 'interrupt-locks.jl'])

function expected(file: string): string {
  const lines = fs.readFileSync(path.join(folder, file), 'utf8').split('\n')
  return lines
    .filter(l => l.startsWith('# expect: '))
    .map(l => `${l.slice(10)}\n`)
    .join('')
}

for (const [threads, stress] of [
  [1, 0],
  [4, 0],
  [3, 40],
]) {
  // What needs a second thread to be seen at all says so; under stress only what keeps little alive is quick enough.
  const own = files
    .filter(f => !stress || small.has(f))
    .filter(f => threads > 1 || !fs.readFileSync(path.join(folder, f), 'utf8').includes('# threads: several'))
  describe(`${threads} threads${stress ? ', collecting often' : ''}`, () => {
    const outputs = new Map<string, string>()
    let errors = ''
    beforeAll(() => {
      const r = spawnSync(
        process.execPath,
        [
          '--stack-size=7000',
          '--wasm-stack-switching-stack-size=8000',
          path.join(import.meta.dirname, 'runner.ts'),
          ...own.map(f => path.join(folder, f)),
        ],
        { encoding: 'utf8', timeout: 240_000, env: { ...process.env, THREADS: String(threads), GC_STRESS: String(stress) } },
      )
      errors = r.stderr
      for (const line of r.stdout.split('\n').filter(l => l.startsWith('{'))) {
        const { file, output } = JSON.parse(line) as { file: string; output: string }
        outputs.set(file, output)
      }
    })
    test('there are programs', () => expect(own.length).toBeGreaterThan(3))
    test.each(own)('%s', file => {
      expect(outputs.get(file) ?? `did not run: ${errors.slice(-2000)}`).toBe(expected(file))
    })
  })
}
