/** The rules of the house that a machine can check: no import cycles, stages import only what lies before them. */
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '../..')

function sources(folder: string): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap(e => (e.isDirectory() ? sources(path.join(folder, e.name)) : e.name.endsWith('.ts') ? [path.join(folder, e.name)] : []))
}

const files = sources(path.join(root, 'src'))

/** Files that a file imports, type imports included. */
function imports(file: string): string[] {
  const text = fs.readFileSync(file, 'utf8')
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)[^'"]*?from\s+['"](\.[^'"]+)['"]/g)].map(m =>
    path.resolve(path.dirname(file), m[1]),
  )
}

const graph = new Map(files.map(f => [f, imports(f)]))
const name = (f: string): string => path.relative(root, f)

/** The strongly connected components with more than one file. */
function cycles(): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  const visit = (v: string): void => {
    index.set(v, index.size)
    low.set(v, index.get(v) as number)
    stack.push(v)
    for (const w of graph.get(v) ?? []) {
      if (!graph.has(w)) continue
      if (!index.has(w)) {
        visit(w)
        low.set(v, Math.min(low.get(v) as number, low.get(w) as number))
      } else if (stack.includes(w)) low.set(v, Math.min(low.get(v) as number, index.get(w) as number))
    }
    if (low.get(v) !== index.get(v)) return
    const part = stack.splice(stack.indexOf(v))
    if (part.length > 1) found.push(part.map(name).sort())
  }
  for (const f of files) if (!index.has(f)) visit(f)
  return found
}

/** What a folder may import besides itself. Longer prefixes win. */
const allowed: Record<string, string[]> = {
  'src/source': [],
  'src/wasm': [],
  'src/runtime/layout': [],
  'src/lexer': ['src/source'],
  'src/parser': ['src/source', 'src/lexer'],
  'src/runtime': ['src/wasm', 'src/source'],
  'src/interpreter/types': [],
  'src/interpreter/expand': ['src/parser', 'src/source'],
  'src/interpreter/lower': ['src/parser', 'src/source', 'src/interpreter/types'],
}

function folderOf(file: string): string | undefined {
  return Object.keys(allowed)
    .filter(f => name(file).startsWith(`${f}/`))
    .sort((a, b) => b.length - a.length)[0]
}

describe('imports', () => {
  it('finds sources', () => expect(files.length).toBeGreaterThan(100))
  it('have no cycles', () => expect(cycles()).toEqual([]))
  it('point at files that exist', () => {
    expect(
      files.flatMap(f =>
        imports(f)
          .filter(i => !fs.existsSync(i))
          .map(i => `${name(f)} → ${name(i)}`),
      ),
    ).toEqual([])
  })
  it('keep to the stages', () => {
    const wrong = files.flatMap(f => {
      const folder = folderOf(f)
      if (!folder) return []
      return imports(f)
        .filter(i => {
          const target = name(i)
          return !target.startsWith(`${folder}/`) && !allowed[folder].some(a => target.startsWith(`${a}/`))
        })
        .map(i => `${name(f)} → ${name(i)}`)
    })
    expect(wrong).toEqual([])
  })
})

describe('documents', () => {
  it('ARCHITECTURE.md names only paths that exist', () => {
    const text = fs.readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8')
    const named = [...text.matchAll(/`((?:src|base|test|grammar|bench|examples|scripts|bin)\/[\w./-]*)`/g)].map(m => m[1])
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter(p => !fs.existsSync(path.join(root, p)))).toEqual([])
  })
})
