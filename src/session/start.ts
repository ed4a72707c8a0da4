/** Starts an engine that is ready for a program: from the image, with its threads, worker processes and arguments. */
import { openImage } from '../image/open.ts'
import { recordAtExit } from '../image/record.ts'
import { Engine } from '../interpreter/engine.ts'
import * as parser from '../parser/parse.ts'
import { newVectorAny } from '../interpreter/world/quote.ts'
import type { HostSystem } from '../runtime/host/system.ts'
import { ProcessHost } from '../processes/host.ts'
import { engineHost } from './engine-host.ts'
import { imageFolder } from './locate.ts'

export interface StartOptions {
  readonly threads: number
  readonly heapBytes: number | undefined
  readonly system: HostSystem
  /** Worker processes that may be had at once. */
  readonly maxProcesses: number
  /** PROGRAM_FILE and ARGS. */
  readonly program: string
  readonly args: readonly string[]
  write(fd: number, bytes: Uint8Array): void
}

export interface Program {
  readonly engine: Engine
  readonly processes: ProcessHost
  /** Stops threads and processes. */
  close(): Promise<void>
}

const DEFAULT_HEAP_BYTES = 1 << 30
/** How long a program runs before its other threads are started anyway. */
const THREADS_AFTER_MS = 50
const encoder = new TextEncoder()

export async function startProgram(o: StartOptions): Promise<Program> {
  let processes: ProcessHost | null = null
  const heapBytes = o.heapBytes ?? DEFAULT_HEAP_BYTES
  const engine = new Engine({
    threads: o.threads,
    heapBytes,
    image: openImage(imageFolder()),
    host: engineHost({
      parser: () => parser,
      system: o.system,
      write: o.write,
      warn: text => o.write(2, encoder.encode(`${text}\n`)),
      call: (op, args) => processes?.call(op, args) ?? null,
    }),
  })
  processes = new ProcessHost(engine, {
    heapBytes,
    threads: 1,
    commandLine: [o.program, ...o.args],
    maxProcesses: o.maxProcesses,
    write: o.write,
  })
  recordAtExit(engine)
  tellArguments(engine, o)
  // A program that runs for a while will want them; one that needs them at once starts them itself.
  const starting = setTimeout(() => engine.startThreadsSoon(), THREADS_AFTER_MS)
  const close = async (): Promise<void> => {
    clearTimeout(starting)
    processes.close()
    await engine.close()
  }
  return { engine, processes, close }
}

function tellArguments(engine: Engine, o: StartOptions): void {
  const { objects } = engine
  const program = objects.newString(o.program)
  objects.heap.rooted([program], () => {
    const args = newVectorAny(objects, o.args.length, i => objects.newString(o.args[i]))
    engine.callBase('session_start', [program, args])
  })
}
