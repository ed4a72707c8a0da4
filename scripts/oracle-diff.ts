// Runs Julia programs in Fatou and in real Julia and shows where the outputs differ: oracle-diff.ts FILE.jl…
// Environment: ORACLE (the command that runs real Julia, default `julia`); QUIET=1 prints only the differing files' names.
// Stack traces are left out of the comparison. Exit status 1 if anything differs.
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createProgramEngine } from '../test/language/program-engine.ts'

const oracle = process.env.ORACLE ?? 'julia'

/** What real Julia prints for a file, standard error after standard output, without stack traces. */
function oracleOutput(file: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oracle-'))
  fs.copyFileSync(file, path.join(folder, 'program.jl'))
  const r = spawnSync('sh', ['-c', `${oracle} program.jl 2>&1`], { cwd: folder, encoding: 'utf8', timeout: 60_000 })
  fs.rmSync(folder, { recursive: true })
  return modern(r.stdout, file)
}

/** Older Julia's output in the form of current Julia's, where the change is a matter of spelling. */
function modern(text: string, file: string): string {
  return text
    .replace(/^ERROR: LoadError: /m, 'ERROR: ')
    .split('\nStacktrace:')[0]
    .replace(/\nin expression starting at [^\n]*\n?$/, '')
    .replaceAll(/(?<=[{(][^ ]*),(?=[A-Z]\w*[,}{(])/g, ', ')
    .replaceAll(/Array\{([^{}]+(?:\{[^{}]*\})?), ?1\}/g, 'Vector{$1}')
    .replaceAll(/Array\{([^{}]+(?:\{[^{}]*\})?), ?2\}/g, 'Matrix{$1}')
    .replaceAll(/UndefVarError: (\w+) not/g, 'UndefVarError: `$1` not')
    .replaceAll('/mnt/program.jl', file)
}

/** A line diff, by the system's diff tool. */
function difference(a: string, b: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'diff-'))
  fs.writeFileSync(path.join(folder, 'julia'), `${a.trimEnd()}\n`)
  fs.writeFileSync(path.join(folder, 'fatou'), `${b.trimEnd()}\n`)
  try {
    execFileSync('diff', ['-U1', 'julia', 'fatou'], { cwd: folder, encoding: 'utf8' })
    return ''
  } catch (e) {
    return (e as { stdout: string }).stdout.split('\n').slice(2).join('\n')
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
}

const programs = createProgramEngine(problem => console.log(`Base: ${problem}`))
let differing = 0
for (const file of process.argv.slice(2)) {
  const start = performance.now()
  const ours = programs.run(fs.readFileSync(file, 'utf8'), file)
  const ms = performance.now() - start
  const diff = difference(oracleOutput(file), ours)
  if (diff) differing++
  console.log(`== ${file} ${diff ? 'differs' : 'equal'} (${ms.toFixed(0)} ms)`)
  if (diff && !process.env.QUIET) console.log(diff)
}
process.exit(differing > 0 ? 1 : 0)
