/**
 * An engine for the command line: with the machine's files and streams, on this thread. Ctrl-C ends the process at once, as
 * it does a Julia script.
 */
import os from 'node:os'
import { controlIndex } from '../runtime/heap/memory.ts'
import { Control } from '../runtime/layout/memory-map.ts'
import { nodeSystem } from '../runtime/host/system.ts'
import { type Program, startProgram } from '../session/start.ts'
import type { Options } from './options.ts'
import { writeAll } from './output.ts'

/** More worker processes than this are refused. */
const MAX_PROCESSES = 1000

/** Starts an engine for these options. */
export async function startEngine(o: Options): Promise<Program> {
  const program = o.command === 'expression' ? '' : o.input
  const started = await startProgram({
    threads: o.threads === 'auto' ? os.availableParallelism() : o.threads,
    heapBytes: o.heapBytes ?? undefined,
    system: nodeSystem([program, ...o.args]),
    maxProcesses: MAX_PROCESSES,
    program,
    args: o.args,
    write: writeAll,
  })
  if (o.gcStress) started.engine.thread.globals.heap.i32[controlIndex(Control.gcStress)] = 1
  return started
}
