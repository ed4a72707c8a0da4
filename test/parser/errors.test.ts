// Messages: place, words, hint, and how they are rendered.
import { describe, expect, test } from 'vitest'
import { parseAll } from '../../src/parser/parse.ts'
import { renderDiagnostic, type Diagnostic } from '../../src/source/diagnostic.ts'
import { lineColumn, makeSourceFile } from '../../src/source/source-file.ts'

function errorOf(source: string): Diagnostic {
  const [error] = parseAll(makeSourceFile('a.jl', source)).errors
  expect(error).toBeDefined()
  return error
}

const table: [source: string, place: string, message: string | RegExp, hint: string | RegExp][] = [
  ['f(1, 2', '1:7', 'unclosed `(` on line 1', 'add `)`'],
  ['x = [1,\n 2)', '2:3', 'unexpected `)`: unclosed `[` on line 1', 'add `]`'],
  ['function f(x)\n  x', '2:4', '`end` missing for `function` on line 1', /add `end`/],
  ['begin\n  f(1\nend', '3:1', 'unexpected `end`: unclosed `(` on line 2', 'add `)`'],
  ['x = 1\nend', '2:1', 'unexpected `end`', /one `end` too many/],
  ['if x\n1\nelse if y\n2\nend', '5:4', '`end` missing for `if` on line 1', '`else if` on line 3 opens a second block; write `elseif`'],
  ['if x = 1\nend', '1:6', 'unexpected `=` in a condition', /==/],
  ['if x > 1:\n y\nend', '1:9', /unexpected `:`/, /remove it/],
  ['if (x) {\n y\n}', '3:2', '`end` missing for `if` on line 1', /no braces/],
  ['def f(x)\nend', '1:1', '`def` is no Julia keyword', /function name/],
  ['class A\nend', '1:1', '`class` is no Julia keyword', /struct/],
  ['elif x\n', '1:1', '`elif` is no Julia keyword', 'write `elseif`'],
  ['a and b', '1:3', '`and` is no Julia operator', 'write &&'],
  ['a or b', '1:3', '`or` is no Julia operator', 'write ||'],
  ['not a', '1:1', '`not` is no Julia operator', /!/],
  ['a <> b', '1:4', '`<>` is no Julia operator', 'write != or ≠'],
  ['a =< b', '1:4', '`=<` is no Julia operator', 'write <='],
  ['x++', '1:2', '`++` does not increment', 'write x += 1'],
  ['x--', '1:2', 'invalid operator `--`', /-= 1/],
  ['x ** 2', '1:3', /x\*\*y/, 'write ^'],
  ["s = 'abc'", '1:5', 'character literal contains multiple characters', 'use double quotes for strings: "abc"'],
  ['s = "abc', '1:9', 'unterminated string literal, begun on line 1', 'add the closing "'],
  ['s = "a$(b', '1:10', 'unclosed `(` on line 1', 'add `)`'],
  ['"a\\q"', '1:3', 'invalid escape sequence', /raw/],
  ['"5$"', '1:3', /after `\$`/, /\\\$/],
  ['#= abc', '1:1', 'unterminated multi-line comment', /=#/],
  ['f (x)', '1:3', 'space before `(` not allowed in a call', 'write f( without the space'],
  ['f(a b)', '1:5', 'missing comma or `)`', /comma/],
  ['[1, 2 3]', '1:7', 'missing comma or `]`', /comma/],
  ['[1 2, 3]', '1:5', 'unexpected comma in array expression', /semicolons/],
  ['f(a, , b)', '1:6', 'unexpected `,`', /missing/],
  ['print x', '1:7', 'extra token `x` after end of expression', /newline/],
  ['a ?b : c', '1:3', 'space required after `?` operator', /spaces/],
  ['a ? b:c', '1:6', 'space required before colon in `?` expression', /spaces/],
  ['for a, b in c\nend', '1:6', /invalid iteration specification/, /parentheses/],
  ['let x = 1 y end', '1:11', /let variables/, /newline/],
  ['try\n x\nend', '1:1', 'try without catch or finally', /catch/],
  ['1.+2', '1:1', /add space/, /1\.0 \+/],
  ['0x', '1:1', 'invalid numeric constant "0x"', /\*/],
  ['x = 1e999', '1:5', /overflow/, /Inf/],
  ['2"a"', '1:2', 'cannot juxtapose string literal', /\*/],
  ['x = “hi”', '1:5', /invalid character/, /plain quotes/],
  ['// note', '1:1', 'unexpected `//`', /#/],
  ['while x do\nend', '1:9', 'unexpected `do`', /new line/],
  ['αβ = )', '1:6', 'unexpected `)`', /opening/],
]

describe('messages', () => {
  test.each(table)('%j', (source, place, message, hint) => {
    const error = errorOf(source)
    const { line, column } = lineColumn(error.file, error.span.start)
    expect(`${line}:${column}`).toBe(place)
    if (typeof message === 'string') expect(error.message).toBe(message)
    else expect(error.message).toMatch(message)
    if (typeof hint === 'string') expect(error.hint).toBe(hint)
    else expect(error.hint).toMatch(hint)
  })
})

test('rendered: place, line, carets under the span, hint', () => {
  expect(renderDiagnostic(errorOf("x = 1\nαβ = 'abc'\n"))).toBe(
    [
      'ParseError:',
      '# Error @ a.jl:2:6',
      "αβ = 'abc'",
      '     ^^^^^ ── character literal contains multiple characters',
      'Hint: use double quotes for strings: "abc"',
    ].join('\n'),
  )
})

test('rendered: wide characters and tabs keep the carets in place', () => {
  expect(renderDiagnostic(errorOf('\t"日本" )')).split('\n')[3]).toBe('\t       ^ ── unexpected `)`')
})
