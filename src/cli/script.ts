/** `fatou FILE.jl`, `fatou -e CODE`, `fatou -`: runs a program; gives the exit status. */
import path from 'node:path'
import type { Engine } from '../interpreter/engine.ts'
import { verifyHeap } from '../runtime/heap/verify.ts'
import { evaluate } from '../session/evaluate.ts'
import { ExitRequest } from '../session/exit.ts'
import type { Options } from './options.ts'
import { complain, say } from './output.ts'
import { startEngine } from './program.ts'
import { readSource } from './source-text.ts'

export async function runScript(o: Options): Promise<number> {
  const isFile = o.command !== 'expression'
  const text = isFile ? readSource(o.input) : o.input
  const file = o.command === 'script' ? path.resolve(o.input) : o.command === 'stdin' ? 'stdin' : 'none'
  const program = await startEngine(o)
  const { engine } = program
  if (o.processes > 0) await addProcesses(engine, o.processes)
  const outcome = await evaluate(engine, { text, file, line: 1, softScope: false, asFile: isFile }, o.shows && 'show')
  const status = await finish(engine, outcome.kind === 'exit' ? outcome.status : outcome.kind === 'error' ? 1 : 0, outcome.kind === 'exit')
  if (outcome.kind === 'error') complain(`${outcome.message}\n`)
  if (outcome.kind === 'value' && outcome.repr !== '') say(`${outcome.repr}\n`)
  report(engine, o)
  await program.close()
  return status
}

/** `-p N`. */
export async function addProcesses(engine: Engine, count: number): Promise<void> {
  const text = `using Distributed; addprocs(${count}); nothing`
  const outcome = await evaluate(engine, { text, file: 'none', line: 1, softScope: false, asFile: false }, false)
  if (outcome.kind === 'error') complain(`${outcome.message}\n`)
}

/** Runs what `atexit` asked for, unless `exit` has done so. */
async function finish(engine: Engine, status: number, isDone: boolean): Promise<number> {
  try {
    if (!isDone) await engine.runBase('run_exit_hooks', [engine.objects.newInt(status)])
    return status & 255
  } catch (e) {
    if (e instanceof ExitRequest) return e.status & 255
    throw e
  }
}

/** `--check-heap` and `--time-passes`. */
export function report(engine: Engine, o: Options): void {
  if (o.checkHeap) {
    const { problems, objects, bytes } = verifyHeap(engine.thread.globals.mutator)
    complain(problems.length === 0 ? `heap: ${objects} objects, ${bytes} bytes, all well\n` : `heap: ${problems.join('\n')}\n`)
    if (problems.length > 0) throw new Error('the heap is damaged')
  }
  if (!o.timePasses) return
  for (const [pass, ms] of Object.entries(engine.compiler.times)) complain(`${pass.padEnd(10)} ${ms.toFixed(1)} ms\n`)
}
