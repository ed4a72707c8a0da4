/**
 * A worker process: started by `fork`, told by its parent who it is, connected to process 1; then it runs what arrives.
 * It ends when process 1 says so, and when its connection to it breaks, for whatever reason.
 */
import { createRequire } from 'node:module'
import { openImage } from '../image/open.ts'
import { recordAtExit } from '../image/record.ts'
import { bindModule } from '../interpreter/bootstrap.ts'
import { Engine, type EngineHost } from '../interpreter/engine.ts'
import type { Parser, Steps } from '../interpreter/pipeline.ts'
import { moduleOf, resolveBinding } from '../interpreter/world/modules.ts'
import { engineHost } from '../session/engine-host.ts'
import { ExitRequest } from '../session/exit.ts'
import { imageFolder, parserModule } from '../session/locate.ts'
import { nodeSystem } from '../runtime/host/system.ts'
import { ProcessHost } from './host.ts'
import type { WorkerStart } from '../runtime/processes/protocol.ts'
import { adoptControlPage } from '../runtime/processes/control-page.ts'
import { openLibc } from '../runtime/processes/libc.ts'

/** Loading the C library takes a worker 35 ms: in a crowd it is done when all have started. */
const CROWD = 8
const CROWD_MS = 3000

/** From now on process 1 can interrupt this one, or take it along when it dies, even while it computes. */
function serveBusy(engine: Engine, start: WorkerStart): void {
  const prepare = (): void => {
    openLibc()?.dieWithParent()
    adoptControlPage(engine.thread.globals.heap)
  }
  if (start.crowd <= CROWD) prepare()
  else setTimeout(prepare, CROWD_MS).unref()
}

/** The message loop, called as it lies in the image: nothing is parsed or compiled. */
function* serve(engine: Engine): Steps {
  const { world } = engine
  // As `using Distributed` does.
  moduleOf(world, 'Main').usings.push('Distributed')
  bindModule(engine.objects, 'Main', 'Distributed', 'Distributed')
  const loop = resolveBinding(world, 'Distributed', 'worker_main')?.value
  if (!loop) throw new Error('Distributed.worker_main is not defined')
  const found = engine.compiler.lookup([engine.objects.constantAddress(loop)])
  if ('failure' in found) throw new Error('Distributed.worker_main has no method')
  return yield found.entry
}

function die(): never {
  process.exit(0)
}

/** `exit` in any task ends the process, once its output has left. */
function endOr(processes: ProcessHost | null, body: () => number): number {
  try {
    return body()
  } catch (e) {
    if (e instanceof ExitRequest) void Promise.resolve(processes?.group.flushed()).then(() => process.exit(e.status))
    throw e
  }
}

async function main(start: WorkerStart): Promise<void> {
  let processes: ProcessHost | null = null
  const system = nodeSystem(start.commandLine)
  const load = createRequire(import.meta.url)
  const host = engineHost({
    parser: () => load(parserModule()) as Parser,
    system,
    warn: text => console.error(text),
    write: (fd, bytes) => (processes ? processes.group.sendOutput(fd, bytes) : void process.stderr.write(bytes)),
    call: (op, args) => processes?.call(op, args) ?? null,
  })
  const withExit: EngineHost = { ...host, call: (e, op, args, extra) => endOr(processes, () => host.call(e, op, args, extra)) }
  const engine = new Engine({ heapBytes: start.heapBytes, threads: start.threads, image: openImage(imageFolder()), host: withExit })
  processes = new ProcessHost(
    engine,
    {
      heapBytes: start.heapBytes,
      threads: start.threads,
      commandLine: start.commandLine,
      maxProcesses: 0,
      write: () => {},
      orphaned: die,
    },
    start,
  )
  recordAtExit(engine)
  // Ctrl-C reaches all processes of a terminal: it is process 1 that decides what happens then.
  process.on('SIGINT', () => {})
  await processes.group.join()
  await engine.startThreads()
  serveBusy(engine, start)
  processes.group.sayReady()
  try {
    await engine.runAsync(serve(engine))
  } catch (e) {
    if (!(e instanceof ExitRequest)) console.error(engine.describe(e))
    await processes.group.flushed()
    process.exit(e instanceof ExitRequest ? e.status : 1)
  }
}

/** Waits for what the parent says, and serves it. */
function serveAsWorker(): void {
  process.once('disconnect', die)
  process.once('message', start => {
    main(start as WorkerStart).catch((e: unknown) => {
      console.error(e)
      process.exit(1)
    })
  })
}

serveAsWorker()
