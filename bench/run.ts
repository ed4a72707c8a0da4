/**
 * `npm run bench`: Fatou and, where it is installed, real Julia side by side. With names: only these.
 *
 * - Every program of `programs/`, after a warm-up call. The geometric mean is of the single-threaded ones, without `tasks`.
 * - `whole/`: the time that a program prints of itself, or for `hello` that of the whole process.
 * - The speed-up of two threads, as a share of the one that two separate processes have in the same minute.
 *
 * JULIA names the command of real Julia (run in this folder's parent, with a relative file); FATOU that of Fatou.
 */
import fs from 'node:fs'
import path from 'node:path'
import { type Outcome, runFile, runProgram, runScaling, runWhole } from './measure.ts'

const here = import.meta.dirname
const fatou = process.env.FATOU ?? path.join(path.dirname(here), 'bin/fatou')
const julia = process.env.JULIA ?? 'julia'
const only = process.argv.slice(2)
const threaded = new Set(['atomics'])
const apart = new Set(['atomics', 'tasks'])

function namesIn(folder: string): string[] {
  return fs
    .readdirSync(path.join(here, folder))
    .map(f => f.replace(/\.jl$/, ''))
    .filter(n => only.length === 0 || only.includes(n))
    .sort()
}

const ms = (o: Outcome | null): string => (o ? (o.seconds * 1000).toFixed(2).padStart(10) : '         –')

/** Shows both times; gives the ratio. */
function compare(name: string, ours: Outcome | null, theirs: Outcome | null): number | null {
  const ratio = ours && theirs ? ours.seconds / theirs.seconds : null
  const note = ours && theirs && ours.answer !== theirs.answer ? `  answers differ: ${ours.answer} and ${theirs.answer}` : ''
  console.log(`${name.padEnd(14)}${ms(ours)} ${ms(theirs)}   ${ratio ? ratio.toFixed(2) : '–'}${note}`)
  return ratio
}

console.log('program          Fatou ms   Julia ms   ratio')
const ratios: number[] = []
for (const name of namesIn('programs')) {
  const threads = threaded.has(name) ? 2 : 1
  const ratio = compare(name, runProgram(fatou, name, threads), runProgram(julia, name, threads))
  if (ratio !== null && !apart.has(name)) ratios.push(ratio)
}
for (const name of namesIn('whole')) {
  const run = (command: string): Outcome | null =>
    name === 'hello' ? runWhole(command, 'whole/hello.jl') : runFile(command, `whole/${name}.jl`, 1)
  compare(name, run(fatou), run(julia))
}
if (ratios.length > 0) {
  const mean = Math.exp(ratios.reduce((a, r) => a + Math.log(r), 0) / ratios.length)
  console.log(`geometric mean of ${ratios.length} single-threaded programs: ${mean.toFixed(2)}`)
}
if (only.length === 0 || only.includes('scaling')) {
  for (const [name, command] of [
    ['Fatou', fatou],
    ['Julia', julia],
  ]) {
    const alone = await runScaling(command, 1, 1)
    if (Number.isNaN(alone)) continue
    const [threads, processes] = [await runScaling(command, 1, 2), await runScaling(command, 2, 1)]
    const [a, b] = [threads, processes].map(t => (2 * alone) / t)
    console.log(`${name}: 2 threads ${a.toFixed(2)} times as fast as 1, 2 processes ${b.toFixed(2)}: ${(a / b).toFixed(2)}`)
  }
}
