import { describe, expect, test } from 'vitest'
import { splitCells } from '../../src/cli/lesson.ts'
import { fatou } from './run.ts'

const lesson = `# %% [markdown] Intro
# # Counting
# Some prose.

# %% first
x = 1
x + 1

# %% soft scope
for i in 1:3
    x += i
end
x

# %% an error
[1, 2][3]

# %% hidden
x;

# %% output and value
println("out")
"text"
`

describe('lessons', () => {
  test('cells, their titles and lines', () => {
    const cells = splitCells(lesson)
    expect(cells.map(c => [c.title, c.isProse, c.line])).toEqual([
      ['Intro', true, 2],
      ['first', false, 6],
      ['soft scope', false, 10],
      ['an error', false, 16],
      ['hidden', false, 19],
      ['output and value', false, 22],
    ])
  })

  test('show every cell with its result, and go on after an error', () => {
    const r = fatou(['lesson', 'a.jl'], { files: { 'a.jl': lesson } })
    expect(r.status).toBe(1)
    expect(r.stderr).toBe('')
    expect(r.stdout).toContain('\n# Counting\nSome prose.\n')
    expect(r.stdout).toMatch(/── \[1\] first ─+\n {2}x = 1\n {2}x \+ 1\n\n2\n/)
    expect(r.stdout).toMatch(/ {2}x\n\n7\n/)
    expect(r.stdout).toContain('ERROR: BoundsError: attempt to access 2-element Vector{Int64} at index [3]\nStacktrace:\n')
    expect(r.stdout).toMatch(/top-level scope\n +@ .*a\.jl:16\n/)
    expect(r.stdout).toMatch(/── \[4\] hidden ─+\n {2}x;\n\n\n/)
    expect(r.stdout).toContain('\nout\n"text"\n')
    expect(r.stdout).toMatch(/1 of 5 cells failed\n$/)
  })

  test('the status is 0 when all went well', () => {
    expect(fatou(['lesson', 'a.jl'], { files: { 'a.jl': '# %%\n1 + 1\n' } }).status).toBe(0)
  })
})
