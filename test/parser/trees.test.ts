// Tables of source ==> tree, in tables/*.txt: one line each, ⏎ for a newline, "error" where there is no tree.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseOne, printExpr } from '../../src/parser/parse.ts'
import { makeSourceFile } from '../../src/source/source-file.ts'

const folder = new URL('tables/', import.meta.url)

function treeOf(source: string): string {
  const { ast, next, errors } = parseOne(makeSourceFile('none', source), 0)
  return errors.length > 0 || next < source.trimEnd().length ? 'error' : printExpr(ast)
}

for (const name of readdirSync(folder)) {
  const rows = readFileSync(new URL(name, folder), 'utf8')
    .split('\n')
    .filter(line => line !== '' && !/^# source/.test(line))
  describe(name, () => {
    test.each(rows.map(row => row.split(' ==> ')))('%s', (source, tree) => {
      expect(treeOf(source.replaceAll('⏎', '\n'))).toBe(tree)
    })
  })
}
