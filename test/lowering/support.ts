/**
 * Runs the table cases of this folder.
 *
 * A case file holds cases `=== title`, the source, `---`, the expected print. Sources may begin with `#soft` (the REPL's
 * rule), `#globals a b` (names that exist), `#macro m(x, y) ⇒ template`, where the template's `$x` is the escaped argument
 * and the macro's module is `M`. Setting UPDATE_GOLDEN rewrites the expected parts.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { type Expansion, expandMacros } from '../../src/interpreter/expand/expand.ts'
import { LoweringError, lowerTopLevel } from '../../src/interpreter/lower/lower.ts'
import { printLowered } from '../../src/interpreter/lower/print.ts'
import { verifyLowered } from '../../src/interpreter/lower/verify.ts'
import { type Ast, type Expr, expr, isExpr, symbol } from '../../src/parser/expr.ts'
import { parseAll, printExpr } from '../../src/parser/parse.ts'
import { makeSourceFile } from '../../src/source/source-file.ts'

export interface Case {
  readonly title: string
  readonly source: string
  readonly expected: string
}

/** Reads a case file. */
export function readCases(url: URL): Case[] {
  const chunks = readFileSync(url, 'utf8').split(/^=== /m).slice(1)
  return chunks.map(chunk => {
    const [head, expected = ''] = chunk.split(/^---\n/m)
    const newline = head!.indexOf('\n')
    return { title: head!.slice(0, newline), source: head!.slice(newline + 1).trimEnd(), expected: expected.trimEnd() }
  })
}

/** Writes a case file with new expectations. */
export function writeCases(url: URL, cases: readonly Case[]): void {
  writeFileSync(url, cases.map(c => `=== ${c.title}\n${c.source}\n---\n${c.expected}\n`).join('\n'))
}

interface Setting {
  readonly softScope: boolean
  readonly globals: Set<string>
  readonly macros: Map<string, { readonly parameters: string[]; readonly template: Ast }>
  readonly code: string
}

function readSetting(source: string): Setting {
  const setting = { softScope: false, globals: new Set<string>(), macros: new Map(), code: '' }
  const rest: string[] = []
  for (const line of source.split('\n')) {
    const macro = /^#macro (\w+)\(([^)]*)\) ⇒ (.*)$/.exec(line)
    if (line === '#soft') setting.softScope = true
    else if (line.startsWith('#globals ')) for (const name of line.slice(9).split(' ')) setting.globals.add(name)
    else if (macro)
      setting.macros.set(`@${macro[1]}`, {
        parameters: macro[2]!.split(', ').filter(Boolean),
        template: statements(`:(${macro[3]})`)[0]!,
      })
    else rest.push(line)
  }
  return { ...setting, code: rest.join('\n') }
}

/** The statements of a source text. */
export function statements(code: string): Ast[] {
  const { ast, errors } = parseAll(makeSourceFile('test.jl', code))
  if (errors.length > 0) throw new Error(`${errors[0]!.message} in ${code}`)
  return ast.args.filter(arg => arg.kind !== 'line')
}

function fill(template: Ast, values: Map<string, Ast>): Ast {
  if (!isExpr(template) || template.head === 'quote') return template
  const [only] = template.args
  if (template.head === '$' && only?.kind === 'symbol') return expr('escape', [values.get(only.name)!])
  return { ...template, args: template.args.map(arg => fill(arg, values)) }
}

function expand(setting: Setting, ast: Ast, gensym: { next: number }): Ast {
  const callMacro = function* (module: string, macro: Ast, args: Ast[]): Expansion<{ ast: Ast; module: string }> {
    if (macro.kind === 'globalref' && macro.name === '@__MODULE__') return { ast: symbol(module), module }
    const known = setting.macros.get(macro.kind === 'symbol' ? macro.name : '')
    if (!known) throw new Error(`no macro ${JSON.stringify(macro)}`)
    const values = new Map(known.parameters.map((name, i) => [name, args[i]!]))
    const body = isExpr(known.template, 'quote') ? known.template.args[0]! : known.template
    return { ast: fill(body, values), module: 'M' }
  }
  const done = expandMacros(ast, { module: 'Main', host: { callMacro }, gensym }).next()
  if (!done.done) throw new Error('a template does not call anything')
  return done.value
}

/** The print of a source's lowered form, after its warnings; or its error. */
export function lowered(source: string): string {
  const setting = readSetting(source)
  const lines: string[] = []
  const gensym = { next: 1 }
  let key = 0
  try {
    for (const ast of statements(setting.code)) {
      const unit = lowerTopLevel(expand(setting, ast, gensym), {
        module: 'Main',
        file: 'test.jl',
        softScope: setting.softScope,
        isGlobalDefined: (_, name) => setting.globals.has(name),
        isGlobalConstant: (module, name) => module !== 'Main' || !setting.globals.has(name),
        nextClosureKey: () => ++key,
        warn: warning => lines.push(`warning line ${warning.line}: ${warning.message}`),
      })
      lines.push(...verifyLowered(unit), printLowered(unit).trimEnd())
    }
  } catch (error) {
    if (!(error instanceof LoweringError)) throw error
    lines.push(`error line ${error.line}: ${error.message}`)
  }
  return lines.join('\n')
}

/** The print of a source after macro expansion. */
export function expanded(source: string): string {
  const setting = readSetting(source)
  const gensym = { next: 1 }
  return statements(setting.code)
    .map(ast => printExpr(expand(setting, ast, gensym) as Expr))
    .join('\n')
}
