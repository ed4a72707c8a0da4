/**
 * Compares our parser with real Julia's on real Julia's own files: the share of equal top-level expressions.
 *
 *   node scripts/parse-compare.ts [--no-lines] [--first N] [--only TEXT]
 *
 * Needs the reference Julia (`oracle/`); where it lies is taken from FATOU_ORACLE and its starter from
 * FATOU_ORACLE_JULIA. The trees Julia makes are kept in a temporary folder and made again when missing.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAll, printExpr } from '../src/parser/parse.ts'
import { renderDiagnostic } from '../src/source/diagnostic.ts'
import { makeSourceFile } from '../src/source/source-file.ts'

const args = process.argv.slice(2)
const value = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined)
const lines = !args.includes('--no-lines')
const first = Number(value('--first') ?? 10)
const only = value('--only')

const root = process.env.FATOU_ORACLE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'fatou-oracle')
const julia = process.env.FATOU_ORACLE_JULIA ?? 'oracle/julia'
const share = join(root, 'usr/share/julia')
const work = join(tmpdir(), 'fatou-parse-compare')

interface Tally {
  equal: number
  total: number
}
const tally: Record<string, Tally> = {}
let shown = 0
let milliseconds = 0
let characters = 0
let failed = 0

for (const folder of ['base', 'stdlib', 'test']) compareFolder(folder, dump(folder))
report()

/** What Julia makes of all files of a folder, from the kept output or by running Julia. */
function dump(folder: string): string {
  mkdirSync(work, { recursive: true })
  const kept = join(work, `${folder}.txt`)
  if (!existsSync(kept)) {
    copyFileSync(new URL('./parse-compare.jl', import.meta.url), join(work, 'parse-compare.jl'))
    execFileSync(julia, ['parse-compare.jl', 'files', `/usr/share/julia/${folder}`, `${folder}.txt`], {
      cwd: work,
      stdio: 'inherit',
    })
  }
  return readFileSync(kept, 'utf8')
}

function compareFolder(folder: string, text: string): void {
  tally[folder] = { equal: 0, total: 0 }
  for (const part of text.split('@file ').slice(1)) {
    const [name, ...expected] = part.trimEnd().split('\n')
    const invalid = expected.some(line => /^\d+\t\((error|incomplete)/.test(line))
    if (expected.length === 1 && expected[0] === '0\tnothing') continue
    if (invalid || (only !== undefined && !`${folder}/${name}`.includes(only))) continue
    compareFile(folder, name, expected)
  }
}

function compareFile(folder: string, name: string, expected: string[]): void {
  const text = readFileSync(join(share, folder, name), 'utf8').replace(/^\ufeff/, '')
  const start = performance.now()
  const { ast, errors } = parseAll(makeSourceFile(name, text))
  milliseconds += performance.now() - start
  characters += text.length
  const ours: string[] = []
  let line = 0
  for (const arg of ast.args) {
    if (arg.kind === 'line') line = arg.line
    else ours.push(`${line}\t${printExpr(arg, { lines })}`)
  }
  const theirs = lines ? expected : expected.map(text => text.replace(/ ?\(line \d+\)/g, ''))
  for (let i = 0; i < theirs.length; i++) {
    tally[folder].total++
    if (ours[i] === theirs[i]) tally[folder].equal++
    else if (shown++ < first) showDifference(`${folder}/${name}`, theirs[i], ours[i])
  }
  if (errors.length > 0) {
    failed++
    if (failed <= first) console.log(renderDiagnostic(errors[0]).replace(name, `${folder}/${name}`))
  }
}

function showDifference(name: string, theirs: string, ours: string = ''): void {
  let at = 0
  while (at < theirs.length && theirs[at] === ours[at]) at++
  const from = Math.max(0, at - 90)
  console.log(`${name}:${theirs.split('\t')[0]}\n  julia …${theirs.slice(from, at + 110)}\n  ours  …${ours.slice(from, at + 110)}`)
}

function report(): void {
  let equal = 0
  let total = 0
  for (const [folder, share] of Object.entries(tally)) {
    console.log(`${folder.padEnd(8)} ${share.equal} of ${share.total} equal (${((100 * share.equal) / share.total).toFixed(2)} %)`)
    equal += share.equal
    total += share.total
  }
  console.log(
    `together ${equal} of ${total} equal (${((100 * equal) / total).toFixed(2)} %), ${failed} files with errors; ` +
      `${(characters / 1e6).toFixed(1)} MB in ${Math.round(milliseconds)} ms`,
  )
}
