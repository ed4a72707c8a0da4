/**
 * The worker of a session: Julia's thread 1. Enters: `WorkerOptions` as worker data, then messages (`protocol.ts`).
 *
 * Output is sent as it is written, so that a host sees it while the code still runs; what a run writes beyond its limit is
 * refused with an exception, which the code may catch but not get around.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { JuliaError } from '../interpreter/world/julia-error.ts'
import { closedSystem, nodeSystem } from '../runtime/host/system.ts'
import { evaluate } from './evaluate.ts'
import type { Ended, FromWorker, ToWorker, WorkerOptions } from './protocol.ts'
import { type Program, startProgram } from './start.ts'

const options = workerData as WorkerOptions
const send = (message: FromWorker): void => parentPort?.postMessage(message)

let written = 0

function write(fd: number, bytes: Uint8Array): void {
  written += bytes.length
  if (written > options.maxOutputBytes) {
    throw new JuliaError('ErrorException', `the output limit of ${options.maxOutputBytes} bytes is reached`)
  }
  send({ kind: 'output', fd, bytes: bytes.slice() })
}

async function run(program: Program, m: Extract<ToWorker, { kind: 'run' }>): Promise<Ended> {
  written = 0
  const evaluation = { text: m.code, file: m.file, line: m.line, softScope: m.softScope, asFile: false }
  try {
    return await evaluate(program.engine, evaluation, true)
  } catch (e) {
    return { kind: 'bug', text: (e as Error).stack ?? String(e) }
  }
}

async function main(): Promise<void> {
  const program = await startProgram({
    threads: options.threads,
    heapBytes: options.maxHeapBytes ?? undefined,
    system: options.allowFiles ? nodeSystem(['', ...options.args]) : closedSystem(),
    maxProcesses: options.maxProcesses,
    program: '',
    args: options.args,
    write,
  })
  const close = async (): Promise<never> => {
    await program.close()
    process.exit(0)
  }
  let last = Promise.resolve()
  parentPort?.on('message', (m: ToWorker) => {
    last = last.then(async () => {
      if (m.kind === 'close') return await close()
      const start = performance.now()
      const ended = await run(program, m)
      send({ kind: 'ended', run: m.run, ended, durationMs: performance.now() - start })
      if (ended.kind === 'exit') await close()
    })
  })
  send({ kind: 'ready', memory: program.engine.thread.memory })
}

await main()
