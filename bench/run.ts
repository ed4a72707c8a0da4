/**
 * `npm run bench`: every program of bench/programs in Fatou and, where it is installed, in real Julia, side by side.
 *
 * Each runs in a process of its own, once to warm up and then five times; the shortest counts. Printed: both times, the
 * ratio, and the geometric mean of the single-threaded programs. JULIA names the command of real Julia (run in this folder's
 * parent, with a relative file); FATOU that of Fatou.
 */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const here = import.meta.dirname
const root = path.dirname(here)
const fatou = process.env.FATOU ?? path.join(root, 'bin/fatou')
const julia = process.env.JULIA ?? 'julia'
const only = process.argv.slice(2)
const threaded = new Set(['atomics'])

interface Outcome {
  answer: string
  seconds: number
}

/** Runs a program under a command; null if the command is missing or the program fails. */
function run(command: string, name: string, threads: number): Outcome | null {
  const file = path.join(here, `.run-${name}.jl`)
  const parts = [`programs/${name}.jl`, 'measure.jl'].map(f => fs.readFileSync(path.join(here, f), 'utf8'))
  fs.writeFileSync(file, parts.join('\n'))
  try {
    const [program, ...flags] = command.split(' ')
    const r = spawnSync(program, [...flags, path.relative(root, file)], {
      cwd: root,
      encoding: 'utf8',
      timeout: 300_000,
      env: { ...process.env, JULIA_NUM_THREADS: String(threads) },
    })
    const m = /RESULT (\S+) (\S+)/.exec(r.stdout ?? '')
    if (!m && r.stderr) console.error(`${name} (${program}): ${r.stderr.slice(0, 500)}`)
    return m ? { answer: m[1], seconds: Number(m[2]) } : null
  } finally {
    fs.rmSync(file, { force: true })
  }
}

const names = fs
  .readdirSync(path.join(here, 'programs'))
  .map(f => f.replace(/\.jl$/, ''))
  .filter(n => only.length === 0 || only.includes(n))
const ratios: number[] = []
const ms = (o: Outcome | null): string => (o ? (o.seconds * 1000).toFixed(2).padStart(10) : '         –')
console.log('program          Fatou ms   Julia ms   ratio')
for (const name of names.sort()) {
  const threads = threaded.has(name) ? 2 : 1
  const ours = run(fatou, name, threads)
  const theirs = run(julia, name, threads)
  const ratio = ours && theirs ? ours.seconds / theirs.seconds : null
  if (ratio !== null && threads === 1) ratios.push(ratio)
  const note = ours && theirs && ours.answer !== theirs.answer ? `  answers differ: ${ours.answer} and ${theirs.answer}` : ''
  console.log(`${name.padEnd(14)}${ms(ours)} ${ms(theirs)}   ${ratio ? ratio.toFixed(2) : '–'}${note}`)
}
if (ratios.length > 0) {
  const mean = Math.exp(ratios.reduce((a, r) => a + Math.log(r), 0) / ratios.length)
  console.log(`geometric mean of ${ratios.length} single-threaded programs: ${mean.toFixed(2)}`)
}
