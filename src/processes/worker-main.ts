/**
 * A worker process: started by process 1 or forked from the zygote, told who it is, connected to process 1; then it runs what
 * arrives. It ends when process 1 says so, and when its connection to it breaks, for whatever reason.
 *
 * The zygote is a worker that stops when all is ready but itself, and forks itself for each worker that is wanted.
 */
import { createRequire } from 'node:module'
import v8 from 'node:v8'
import vm from 'node:vm'
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
import { greatestKey, ProcessHost } from './host.ts'
import type { EngineStart, Order, WorkerStart, ZygoteReport } from '../runtime/processes/protocol.ts'
import { adoptControlPage } from '../runtime/processes/control-page.ts'
import { type Forking, openForking } from '../runtime/processes/forking.ts'
import { openLibc } from '../runtime/processes/libc.ts'

/** Calls a function of Distributed, as it lies in the image: nothing is parsed or compiled. */
function* callDistributed(engine: Engine, name: string, args: readonly number[] = []): Steps {
  const f = resolveBinding(engine.world, 'Distributed', name)?.value
  if (!f) throw new Error(`Distributed.${name} is not defined`)
  return yield [engine.objects.constantAddress(f), ...args]
}

/** The message loop. */
function serve(engine: Engine): Steps {
  // As `using Distributed` does.
  moduleOf(engine.world, 'Main').usings.push('Distributed')
  bindModule(engine.objects, 'Main', 'Distributed', 'Distributed')
  return callDistributed(engine, 'worker_main')
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

/** A process that can become any worker. */
class WorkerProcess {
  private readonly engine: Engine
  private processes: ProcessHost | null = null
  private readonly commonKey: number

  constructor(start: EngineStart) {
    const load = createRequire(import.meta.url)
    const host = engineHost({
      parser: () => load(parserModule()) as Parser,
      system: nodeSystem(start.commandLine),
      warn: text => console.error(text),
      write: (fd, bytes) => (this.processes ? this.processes.group.sendOutput(fd, bytes) : void process.stderr.write(bytes)),
      call: (op, args) => this.processes?.call(op, args) ?? null,
    })
    const withExit: EngineHost = {
      ...host,
      call: (e, op, args, extra) => endOr(this.processes, () => host.call(e, op, args, extra)),
    }
    this.engine = new Engine({ ...start, image: openImage(imageFolder()), host: withExit })
    this.commonKey = greatestKey(this.engine)
    recordAtExit(this.engine)
    // Ctrl-C reaches all processes of a terminal: it is process 1 that decides what happens then.
    process.on('SIGINT', () => {})
  }

  private host(start: WorkerStart, isRehearsal: boolean): ProcessHost {
    const { heapBytes, threads, commandLine } = start
    const { commonKey } = this
    return new ProcessHost(
      this.engine,
      { heapBytes, threads, commandLine, maxProcesses: 0, write: () => {}, orphaned: die, commonKey, isRehearsal },
      start,
    )
  }

  /** Does once what every worker would do for the first time: see `distributed-rehearsal.jl`. */
  async rehearse(start: EngineStart): Promise<void> {
    const { engine } = this
    const part = (id: number): WorkerStart => ({ ...start, id, cookie: '', group: '', folder: null, page: null, first: 0 })
    this.processes = this.host(part(1), true)
    const bytes = await engine.runAsync(callDistributed(engine, 'rehearsal_messages'))
    this.processes = this.host(part(2), true)
    await engine.runAsync(callDistributed(engine, 'rehearse', [bytes]))
    this.processes = null
  }

  /** Is this worker until its end. @param parent the process that started or forked this one, as it must still be */
  async work(start: WorkerStart, parent: number): Promise<void> {
    const { engine } = this
    openLibc()?.dieWithParent()
    if (process.ppid !== parent) die()
    if (start.folder) process.chdir(start.folder)
    const processes = this.host(start, false)
    this.processes = processes
    await processes.group.join(start.first)
    await engine.startThreads()
    if (start.page) adoptControlPage(engine.thread.globals.heap, start.page)
    processes.group.sayReady()
    try {
      await engine.runAsync(serve(engine))
    } catch (e) {
      if (!(e instanceof ExitRequest)) console.error(engine.describe(e))
      await processes.group.flushed()
      process.exit(e instanceof ExitRequest ? e.status : 1)
    }
  }
}

function fail(e: unknown): never {
  console.error(e)
  process.exit(1)
}

function report(what: ZygoteReport): void {
  process.send?.(what)
}

/** Forks for every order that comes; in a child, is that worker. */
async function serveAsZygote(start: EngineStart, forking: Forking): Promise<void> {
  const worker = new WorkerProcess(start)
  openLibc()?.dieWithParent()
  const zygote = process.pid
  const waiting: WorkerStart[] = []
  let isReady = false
  const forkNext = (): void => {
    const [start] = waiting
    const pid = forking.fork()
    if (pid === 'busy') return void setTimeout(forkNext, 1)
    waiting.shift()
    if (pid !== 0) {
      report({ kind: 'forked', id: start.id, pid })
      if (waiting.length > 0) setImmediate(forkNext)
      return
    }
    waiting.length = 0
    for (const event of ['message', 'disconnect', 'SIGCHLD']) process.removeAllListeners(event)
    process.disconnect?.()
    worker.work(start, zygote).catch(fail)
  }
  process.on('message', order => {
    const { kind, start } = order as Order
    if (kind !== 'fork') return
    waiting.push(start)
    if (isReady && waiting.length === 1) setImmediate(forkNext)
  })
  process.on('SIGCHLD', () => {
    for (let ended = forking.reap(); ended; ended = forking.reap()) report({ kind: 'ended', ...ended })
  })
  await worker.rehearse(start)
  v8.setFlagsFromString('--expose-gc')
  ;(vm.runInNewContext('gc') as () => void)()
  isReady = true
  if (waiting.length > 0) setImmediate(forkNext)
}

/** Waits for what process 1 says, and serves it. */
function serveProcess(): void {
  process.once('disconnect', die)
  process.once('message', order => {
    const { kind, start } = order as Order
    if (kind === 'work') return void new WorkerProcess(start).work(start, start.first).catch(fail)
    if (kind !== 'zygote') return
    const forking = openForking()
    if (forking) serveAsZygote(start, forking).catch(fail)
    else report({ kind: 'unable' })
  })
}

serveProcess()
