/**
 * A worker process: started by process 1 or forked from the zygote, told who it is, connected to process 1; then it runs what
 * arrives. It ends when process 1 says so, and when its connection to it breaks, for whatever reason.
 *
 * The zygote is a worker that stops when all is ready but itself, and forks itself for each worker that is wanted.
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
import { encodeUtf8 } from '../source/utf8.ts'
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
      warn: text => this.say(text),
      write: (fd, bytes) => this.write(fd, bytes),
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

  private write(fd: number, bytes: Uint8Array): void {
    if (this.processes) this.processes.group.sendOutput(fd, bytes)
    else process.stderr.write(bytes)
  }

  private say(text: string): void {
    this.write(2, encodeUtf8(`${text}\n`))
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
    const part = (id: number): WorkerStart => ({ ...start, id, cookie: '', group: '', folder: null, page: null, first: 0, environment: {} })
    try {
      this.processes = this.host(part(1), true)
      const bytes = await engine.runAsync(callDistributed(engine, 'rehearsal_messages'))
      this.processes = this.host(part(2), true)
      await engine.runAsync(callDistributed(engine, 'rehearse', [bytes]))
    } catch (e) {
      throw new Error(`the rehearsal failed: ${engine.describe(e)}`)
    } finally {
      this.processes = null
    }
  }

  /** Is this worker until its end. @param parent the process that started or forked this one, as it must still be */
  async work(start: WorkerStart, parent: number): Promise<void> {
    const { engine } = this
    openLibc()?.dieWithParent()
    if (process.ppid !== parent) die()
    for (const [name, value] of Object.entries(start.environment)) {
      if (value === null) delete process.env[name]
      else process.env[name] = value
    }
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
      if (!(e instanceof ExitRequest)) this.say(engine.describe(e))
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

/** So long a helper thread may work before a fork is given up. */
const BUSY_MS = 5000

/** Forks for every order that comes; in a child, is that worker. */
class Zygote {
  private readonly worker: WorkerProcess
  private readonly forking: Forking
  private readonly pid = process.pid
  private readonly waiting: WorkerStart[] = []
  private isReady = false
  private busySince = 0

  constructor(start: EngineStart, forking: Forking) {
    this.forking = forking
    this.worker = new WorkerProcess(start)
    openLibc()?.dieWithParent()
    process.on('message', order => {
      const { kind, start: ordered } = order as Order
      if (kind === 'fork') this.waiting.push(ordered)
      if (this.isReady && this.waiting.length === 1) this.forkSoon()
    })
    process.on('SIGCHLD', () => {
      for (let ended = forking.reap(); ended; ended = forking.reap()) report({ kind: 'ended', ...ended })
    })
  }

  async prepare(start: EngineStart): Promise<void> {
    await this.worker.rehearse(start)
    // What is left over from that would be collected, and so copied, in every child.
    globalThis.gc?.()
    this.isReady = true
    if (this.waiting.length > 0) this.forkSoon()
  }

  /** Not from within the event loop's poll. */
  private forkSoon(): void {
    setImmediate(() => {
      try {
        this.forkNext()
      } catch (e) {
        console.error(e)
        report({ kind: 'unable' })
      }
    })
  }

  private forkNext(): void {
    const [start] = this.waiting
    const pid = this.forking.fork()
    if (pid === 'busy') return this.forkLater()
    this.busySince = 0
    this.waiting.shift()
    if (pid === 0) return this.become(start)
    report({ kind: 'forked', id: start.id, pid })
    if (this.waiting.length > 0) this.forkSoon()
  }

  private forkLater(): void {
    this.busySince ||= performance.now()
    if (performance.now() - this.busySince > BUSY_MS) throw new Error('another thread of this process never sleeps')
    setTimeout(() => this.forkSoon(), 1)
  }

  private become(start: WorkerStart): void {
    this.waiting.length = 0
    for (const event of ['message', 'disconnect', 'SIGCHLD']) process.removeAllListeners(event)
    process.disconnect?.()
    this.worker.work(start, this.pid).catch(fail)
  }
}

/** Waits for what process 1 says, and serves it. */
function serveProcess(): void {
  process.once('disconnect', die)
  process.once('message', order => {
    const { kind, start } = order as Order
    if (kind === 'work') return void new WorkerProcess(start).work(start, start.first).catch(fail)
    if (kind !== 'zygote') return
    const forking = openForking()
    if (forking) new Zygote(start, forking).prepare(start).catch(fail)
    else report({ kind: 'unable' })
  })
}

serveProcess()
