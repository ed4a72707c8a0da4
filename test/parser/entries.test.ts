// The entry functions: whole files, one line at a time, incomplete input.
import { expect, test } from 'vitest'
import { parseAll, parseOne, isIncomplete, printExpr } from '../../src/parser/parse.ts'
import { makeSourceFile, spanText } from '../../src/source/source-file.ts'
import type { Ast } from '../../src/parser/expr.ts'

const file = (text: string) => makeSourceFile('test.jl', text)

test('a file is a toplevel of lines and statements', () => {
  const { ast, errors } = parseAll(file('x = 1\n\n# comment\ny = 2; z\n"doc"\nf() = 3\n'))
  expect(errors).toEqual([])
  expect(printExpr(ast)).toBe(
    '(toplevel (line 1) (= x 1) (line 4) (toplevel (= y 2) z) ' +
      '(line 5) (macrocall (globalref Core @doc) (line 5) "doc" (= (call f) (block (line 6) 3))))',
  )
})

test('an empty file has no statements', () => {
  expect(printExpr(parseAll(file('')).ast)).toBe('(toplevel)')
  expect(printExpr(parseAll(file('# only this\n\n')).ast)).toBe('(toplevel)')
})

test('what was read before an error is kept', () => {
  const { ast, errors } = parseAll(file('a = 1\nb = 2\nc = )\n'))
  expect(printExpr(ast)).toBe('(toplevel (line 1) (= a 1) (line 2) (= b 2))')
  expect(errors).toHaveLength(1)
})

test('one line at a time, from an offset', () => {
  const source = file('a = 1\nf(x) = begin\n  x\nend\n\nb; c\n')
  const trees: string[] = []
  for (let at = 0; at < source.text.length; ) {
    const { ast, next, errors } = parseOne(source, at)
    expect(errors).toEqual([])
    expect(next).toBeGreaterThan(at)
    trees.push(printExpr(ast))
    at = next
  }
  expect(trees).toEqual(['(= a 1)', '(= (call f x) (block (line 2) (line 3) x))', '(toplevel b c)'])
})

test('spans cover the source of each node', () => {
  const source = file('total = f(x + 1)[2] * "a$b"')
  const { ast } = parseAll(source)
  const texts: string[] = []
  const visit = (node: Ast): void => {
    if ('span' in node && node.span) texts.push(spanText(source, node.span))
    if (node.kind === 'expr') node.args.forEach(visit)
  }
  visit(ast)
  expect(texts).toEqual([
    'total = f(x + 1)[2] * "a$b"',
    'total',
    'f(x + 1)[2] * "a$b"',
    '*',
    'f(x + 1)[2]',
    'f(x + 1)',
    'f',
    'x + 1',
    '+',
    'x',
    '1',
    '2',
    '"a$b"',
    'b',
  ])
})

test.each([
  'f(',
  'function f(x)',
  'if x\n 1',
  '[1, 2',
  '"abc',
  '"""abc',
  'x = ',
  '1 +',
  'begin',
  '#= abc',
  'f(x) do y',
  'let x = 1',
  'for i in',
  'try\n x',
  'x ? 1',
  '`ls',
  'r"abc',
  '"$(a',
  'struct A',
  '@m(',
  'a =>',
  'x.',
  'module M',
])('%j may go on', text => {
  expect(isIncomplete(file(text))).toBe(true)
})

test.each(['', 'x', 'f()', 'x = 1', ')', 'end', 'f(1 2)', 'x = )', "'ab'", 'if x end', '"abc"', '1 1', 'elif x', '@m a b', '# x'])(
  '%j may not',
  text => {
    expect(isIncomplete(file(text))).toBe(false)
  },
)
