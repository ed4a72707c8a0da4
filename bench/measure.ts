/** Runs programs under Fatou or real Julia and takes the times that they print. */
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const here = import.meta.dirname
const root = path.dirname(here)

export interface Outcome {
  readonly answer: string
  readonly seconds: number
}

/** The line `RESULT answer seconds` of a program's output. */
function outcome(name: string, command: string, stdout: string, stderr: string): Outcome | null {
  const m = /RESULT (\S+) (\S+)/.exec(stdout)
  if (!m && stderr) console.error(`${name} (${command}): ${stderr.slice(0, 500)}`)
  return m ? { answer: m[1], seconds: Number(m[2]) } : null
}

/** Runs a file of this folder; null if the command is missing or the program fails. */
export function runFile(command: string, file: string, threads: number): Outcome | null {
  const [program, ...flags] = command.split(' ')
  const r = spawnSync(program, [...flags, path.relative(root, path.join(here, file))], {
    cwd: root,
    encoding: 'utf8',
    timeout: 300_000,
    env: { ...process.env, JULIA_NUM_THREADS: String(threads) },
  })
  return outcome(file, program, r.stdout ?? '', r.stderr ?? '')
}

/** Runs a program of `programs/`: once to warm up and then five times; the shortest counts. */
export function runProgram(command: string, name: string, threads: number): Outcome | null {
  const file = `.run-${name}.jl`
  const parts = [`programs/${name}.jl`, 'measure.jl'].map(f => fs.readFileSync(path.join(here, f), 'utf8'))
  fs.writeFileSync(path.join(here, file), parts.join('\n'))
  try {
    return runFile(command, file, threads)
  } finally {
    fs.rmSync(path.join(here, file), { force: true })
  }
}

/** The shortest of seven whole processes that run a file of this folder. */
export function runWhole(command: string, file: string): Outcome | null {
  const [program, ...flags] = command.split(' ')
  let best: Outcome | null = null
  for (let i = 0; i < 7; i++) {
    const start = performance.now()
    const r = spawnSync(program, [...flags, path.relative(root, path.join(here, file))], { cwd: root, encoding: 'utf8' })
    const seconds = (performance.now() - start) / 1000
    if (r.status !== 0) return null
    if (!best || seconds < best.seconds) best = { answer: r.stdout.trim(), seconds }
  }
  return best
}

/** How long after its start a program begins to compute: when all have started. */
const HEAD_START_MS = 3000

/** Runs `scaling.jl` in so many processes at once, each with so many shares on as many threads; the longest time. */
export async function runScaling(command: string, processes: number, shares: number): Promise<number> {
  const [program, ...flags] = command.split(' ')
  const begins = (Date.now() + HEAD_START_MS) / 1000
  const one = (): Promise<number> =>
    new Promise(resolve => {
      const child = spawn(program, [...flags, 'bench/scaling.jl', String(begins), String(shares)], {
        cwd: root,
        env: { ...process.env, JULIA_NUM_THREADS: String(shares) },
      })
      let stdout = ''
      let stderr = ''
      child.stdout.on('data', d => {
        stdout += String(d)
      })
      child.stderr.on('data', d => {
        stderr += String(d)
      })
      child.on('error', () => resolve(Number.NaN))
      child.on('close', () => resolve(outcome('scaling', program, stdout, stderr)?.seconds ?? Number.NaN))
    })
  return Math.max(...(await Promise.all(Array.from({ length: processes }, one))))
}
