// Noise, depth and size: no crash, no hang, always a tree or a message.
import { expect, test, vi } from 'vitest'
import { tokenize } from '../../src/lexer/lexer.ts'
import { isIncomplete, parseAll, parseOne, printExpr } from '../../src/parser/parse.ts'
import { renderDiagnostic } from '../../src/source/diagnostic.ts'
import { makeSourceFile } from '../../src/source/source-file.ts'

// Other work may share the machine.
vi.setConfig({ testTimeout: 30_000 })

/** A small generator of pseudo-random numbers, so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const pieces = [
  'a',
  'f',
  'x',
  '1',
  '2.5',
  '0x1f',
  '"s"',
  '"',
  '"""',
  "'",
  "'c'",
  '`',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  ';',
  '\n',
  ' ',
  ' ',
  '+',
  '-',
  '*',
  '^',
  '=',
  '==',
  '<:',
  '::',
  '->',
  '=>',
  '?',
  ':',
  '.',
  '..',
  '...',
  '&&',
  '||',
  '$',
  '@',
  '@m',
  '!',
  '~',
  '&',
  'if',
  'else',
  'elseif',
  'end',
  'begin',
  'for',
  'in',
  'while',
  'function',
  'let',
  'do',
  'try',
  'catch',
  'finally',
  'return',
  'struct',
  'mutable struct',
  'abstract type',
  'primitive type',
  'module',
  'import',
  'using',
  'export',
  'const',
  'global',
  'where',
  'isa',
  'quote',
  'macro',
  'true',
  'r"',
  'var"',
  '#',
  '#=',
  '=#',
  '\\',
  '∈',
  '√',
  'α',
  '₁',
  '𝔸',
  '\ud800',
  '\0',
  '\u{1f600}',
  'outer',
  'as',
  'public',
  'type',
  '$(',
  '1e',
  '.5',
  '1.',
  "'ᵀ",
  '.+',
  '+=',
  ';;',
  '\t',
  '\r\n',
]

function check(text: string): void {
  const file = makeSourceFile('noise', text)
  const { ast, errors } = parseAll(file)
  printExpr(ast)
  for (const error of errors) {
    expect(error.message).not.toBe('')
    expect(error.span.start).toBeGreaterThanOrEqual(0)
    expect(error.span.start).toBeLessThanOrEqual(text.length)
    renderDiagnostic(error)
  }
  isIncomplete(file)
  const { next } = parseOne(file, 0)
  expect(next).toBeLessThanOrEqual(text.length)
}

test('tokens in any order', () => {
  const next = random(20250101)
  for (let i = 0; i < 3000; i++) {
    let text = ''
    for (let n = 1 + next(24); n > 0; n--) text += pieces[next(pieces.length)] + (next(3) === 0 ? ' ' : '')
    try {
      check(text)
    } catch (error) {
      throw new Error(`failed on ${JSON.stringify(text)}`, { cause: error })
    }
  }
})

const sample = `
module M
"doc"
function f(x::T, y = 1; z = [1 2; 3 4], kw...) where {T<:Real}
    for (i, v) in enumerate(x), j = 1:3
        y += v^2 * "a$(i)b$j" |> g
    end
    return y > 3 ? x[end] : @m x y do z; z' end
end
struct A{T} <: B; a::T; end
try; h(x -> x + 1) catch e; rethrow() finally; nothing end
end
`

test('a program with pieces cut out, doubled and swapped', () => {
  const next = random(7)
  for (let i = 0; i < 1200; i++) {
    const from = next(sample.length)
    const to = Math.min(sample.length, from + 1 + next(12))
    const at = next(sample.length)
    const cut = sample.slice(0, from) + sample.slice(to)
    const text = next(2) === 0 ? cut : cut.slice(0, at) + sample.slice(from, to) + cut.slice(at)
    try {
      check(text)
    } catch (error) {
      throw new Error(`failed on ${JSON.stringify(text)}`, { cause: error })
    }
  }
})

test('every prefix of a program either parses, fails, or asks for more', () => {
  for (let end = 0; end <= sample.length; end++) check(sample.slice(0, end))
})

test.each([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['f(', ')'],
  ['a[', ']'],
  ['!', ''],
  ['begin ', ' end'],
  ['if x ', ' end'],
  ['x = ', ''],
  ['"$(', ')"'],
  ['x ? 1 : ', ''],
  ['@m ', ''],
  ['x -> ', ''],
  ['x^', ''],
  [':(', ')'],
  ['(', ''],
  ['[', ''],
  ['$', ''],
  ['if x elseif ', ''],
  ['#=', '=#'],
  ['x where ', ''],
  ['a.', ''],
  ['function f() ', ' end'],
])('100000 nested %s%s', (open, close) => {
  const text = `${open.repeat(100_000)}x${close.repeat(100_000)}`
  const start = performance.now()
  const { errors } = parseAll(makeSourceFile('deep', text))
  for (const error of errors) renderDiagnostic(error)
  expect(performance.now() - start).toBeLessThan(3000)
})

test('ordinary nesting is no problem', () => {
  const deep = (open: string, close: string): number =>
    parseAll(makeSourceFile('deep', `${open.repeat(120)}x${close.repeat(120)}`)).errors.length
  expect([deep('(', ')'), deep('[', ']'), deep('begin ', ' end'), deep('f(', ')')]).toEqual([0, 0, 0, 0])
})

test('long chains are no nesting', () => {
  for (const text of [
    Array(20_000).fill('x').join(' + '),
    Array(20_000).fill('x').join(' - '),
    Array(20_000).fill('x').join(' < '),
    Array(20_000).fill('1').join(', '),
    `[${Array(20_000).fill('1').join(' ')}]`,
    `x${'.y'.repeat(5000)}`,
    `x${'[1]'.repeat(5000)}`,
  ]) {
    expect(parseAll(makeSourceFile('long', text)).errors).toEqual([])
  }
})

test('a megabyte is parsed whole', () => {
  const text = sample.repeat(Math.ceil(1e6 / sample.length))
  expect(parseAll(makeSourceFile('big', text)).errors).toEqual([])
})

test('tokens cover the text in order', () => {
  let end = 0
  for (const token of tokenize(sample)) {
    expect(token.startOffset).toBeGreaterThanOrEqual(end)
    expect(sample.slice(token.startOffset, token.endOffset + 1)).toBe(token.image)
    end = token.endOffset + 1
  }
})
