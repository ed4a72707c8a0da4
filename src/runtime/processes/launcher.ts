/**
 * How process 1 gets worker processes: it starts one, the zygote, which makes itself ready and then forks itself for every
 * worker (`forking.ts`), or, where a process cannot be forked as it stands, it starts each by itself.
 *
 * The zygote lives as long as there are workers. When it dies, they die with it.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { constants } from 'node:os'
import { decodeUtf8 } from '../../source/utf8.ts'
import type { EngineStart, Order, WorkerStart, ZygoteReport } from './protocol.ts'

/** What becomes of a worker. */
export interface WorkerEvents {
  /** What the engine or a library writes in worker `id`, 0 if that is not known; Julia's own output comes by the socket. */
  output(id: number, fd: number, bytes: Uint8Array): void
  /** It has ended, or could not be started; `how` says why. Once. */
  ended(how: string): void
}

/** A worker process that was asked for. */
export interface Launched {
  /** Ends it at once. */
  kill(): void
  /** To be told that it is there. */
  joined(): void
}

/**
 * As for every engine. The image's code is checked function by function, when it is first called. Without V8's helper
 * threads, which a forked process does not have; code is made faster by the thread that runs it. All of them stay as they
 * are: code that V8 has kept (`worker-start.ts`) is good for one set of flags.
 */
const NODE_FLAGS = [
  '--stack-size=7000',
  '--wasm-stack-switching-stack-size=8000',
  '--no-warnings',
  '--wasm-lazy-validation',
  '--single-threaded',
  '--wasm-sync-tier-up',
  '--disable-sigusr1',
  '--v8-pool-size=1',
  '--expose-gc',
]

/** As much of what a worker says before it joins is kept. */
const ERROR_CHARS = 10_000
/** A forked worker that is not there by then is taken for one that cannot work here. */
const PATIENCE_MS = 15_000

/** A zygote that is asked for nothing by then ends. */
const UNUSED_MS = 3000

/** A worker that is a child of the zygote, or is to be one. */
class Forked implements Launched {
  readonly start: WorkerStart
  readonly events: WorkerEvents
  private readonly launcher: Launcher
  /** 0 until it is known. */
  pid = 0
  private isKilled = false
  /** The process that is this worker instead. */
  private alone: Launched | null = null

  constructor(launcher: Launcher, start: WorkerStart, events: WorkerEvents) {
    this.launcher = launcher
    this.start = start
    this.events = events
  }

  kill(): void {
    this.isKilled = true
    if (this.alone) this.alone.kill()
    else if (this.pid > 0) kill(this.pid)
  }

  joined(): void {
    if (!this.alone) this.launcher.proven()
  }

  isProcess(pid: number): void {
    this.pid = pid
    if (this.isKilled) kill(pid)
  }

  isAlone(process: Launched): void {
    this.alone = process
    if (this.isKilled) process.kill()
  }
}

export class Launcher {
  private readonly program: string
  private zygote: ChildProcess | null = null
  /** The environment that the zygote has. */
  private environment: NodeJS.ProcessEnv = {}
  private canFork = process.platform === 'linux' && process.env.FATOU_NO_ZYGOTE === undefined
  /** A forked worker has been seen to work. */
  private isProven = false
  private patience: ReturnType<typeof setTimeout> | null = null
  /** Workers of the zygote, by number of worker. */
  private readonly forked = new Map<number, Forked>()
  private readonly started = new Set<ChildProcess>()

  /** @param program what a child runs: the worker's entry */
  constructor(program: string) {
    this.program = program
  }

  /** Workers will probably be started soon: what they are forked from may get ready meanwhile. */
  prepare(start: EngineStart): void {
    if (!this.canFork || this.zygote) return
    const zygote = this.startZygote(start)
    this.zygote = zygote
    setTimeout(() => {
      if (this.zygote === zygote && this.forked.size === 0) this.endZygote()
    }, UNUSED_MS).unref()
  }

  launch(start: WorkerStart, events: WorkerEvents): Launched {
    if (!this.canFork) return this.startAlone(start, events)
    const worker = new Forked(this, start, events)
    this.forked.set(start.id, worker)
    this.zygote ??= this.startZygote(start)
    order(this.zygote, { kind: 'fork', start: { ...start, environment: changed(this.environment, process.env) } })
    return worker
  }

  /** Ends all of them at once; no event comes any more. */
  close(): void {
    this.endZygote()
    for (const w of this.forked.values()) w.kill()
    this.forked.clear()
    for (const child of this.started) child.removeAllListeners().kill('SIGKILL')
    this.started.clear()
  }

  private spawn(output: (fd: number, bytes: Uint8Array) => void): ChildProcess {
    const child = fork(this.program, [], { execArgv: NODE_FLAGS, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    child.stdout?.on('data', (bytes: Uint8Array) => output(1, bytes))
    child.stderr?.on('data', (bytes: Uint8Array) => output(2, bytes))
    // Who waits for workers keeps the program alive.
    for (const s of [child, child.stdout, child.stderr, child.channel] as unknown as { unref?(): void }[]) s?.unref?.()
    return child
  }

  private startAlone(start: WorkerStart, events: WorkerEvents): Launched {
    let errors = ''
    const child = this.spawn((fd, bytes) => {
      if (fd === 2) errors = `${errors}${decodeUtf8(bytes.slice())}`.slice(0, ERROR_CHARS)
      events.output(start.id, fd, bytes)
    })
    this.started.add(child)
    const end = (how: string): void => {
      if (this.started.delete(child)) events.ended(`${how}${errors ? `\n${errors.trimEnd()}` : ''}`)
    }
    child.on('error', e => end(String(e)))
    child.on('exit', (code, signal) => end(signal ? `killed by ${signal}` : `exit status ${code}`))
    order(child, { kind: 'work', start }, end)
    return { kill: () => void child.kill('SIGKILL'), joined: () => void (errors = '') }
  }

  // ---- the zygote ----

  private startZygote({ heapBytes, threads, commandLine }: EngineStart): ChildProcess {
    this.environment = { ...process.env }
    const child = this.spawn((fd, bytes) => this.forked.values().next().value?.events.output(0, fd, bytes))
    let wasReady = false
    child.on('message', report => {
      wasReady = true
      if (this.zygote === child) this.reported(report as ZygoteReport)
    })
    const end = (how: string): void => {
      if (this.zygote !== child) return
      this.zygote = null
      // One that has never forked shows its error, or works, when it is started alone.
      if (wasReady) this.allEnded(`the process that it was forked from has ended: ${how}`)
      else this.doWithout()
    }
    child.on('error', e => end(String(e)))
    child.on('exit', (code, signal) => end(signal ? `killed by ${signal}` : `exit status ${code}`))
    order(child, { kind: 'zygote', start: { heapBytes, threads, commandLine } })
    return child
  }

  private reported(report: ZygoteReport): void {
    switch (report.kind) {
      case 'unable':
        return this.doWithout()
      case 'forked': {
        const worker = this.forked.get(report.id)
        if (!worker) return kill(report.pid)
        if (report.pid < 0) return this.ended(worker, 'the system refuses to fork a process')
        worker.isProcess(report.pid)
        if (!this.isProven) this.patience ??= setTimeout(() => this.doWithout(), PATIENCE_MS).unref()
        return
      }
      case 'ended':
        for (const worker of this.forked.values()) {
          if (worker.pid !== report.pid) continue
          // What no forked process has done yet may be impossible for them.
          if (report.signal && !this.isProven) return this.doWithout()
          return this.ended(worker, report.signal ? `killed by ${signalName(report.signal)}` : `exit status ${report.status}`)
        }
    }
  }

  /** A forked worker is there. */
  proven(): void {
    this.isProven = true
    if (this.patience) clearTimeout(this.patience)
  }

  private ended(worker: Forked, how: string): void {
    this.forked.delete(worker.start.id)
    // Nobody is left: it goes too, rather than lie about in memory.
    if (this.forked.size === 0) this.endZygote()
    worker.events.ended(how)
  }

  private endZygote(): void {
    const { zygote } = this
    this.zygote = null
    zygote?.kill('SIGKILL')
  }

  private allEnded(how: string): void {
    const all = [...this.forked.values()]
    this.forked.clear()
    for (const worker of all) worker.events.ended(how)
  }

  /** From now on each is started alone, those too that should have been forked: all, if none has been seen to work. */
  private doWithout(): void {
    this.canFork = false
    const again = [...this.forked.values()].filter(w => !this.isProven || w.pid === 0)
    for (const worker of again) {
      this.forked.delete(worker.start.id)
      if (worker.pid > 0) kill(worker.pid)
    }
    if (this.forked.size === 0) this.endZygote()
    for (const worker of again) worker.isAlone(this.startAlone(worker.start, worker.events))
  }
}

function order(child: ChildProcess, what: Order, failed?: (why: string) => void): void {
  child.send(what, e => {
    if (e) failed?.(String(e))
  })
}

function kill(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone.
  }
}

function signalName(n: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === n)?.[0] ?? `signal ${n}`
}

/** What has to be set, or with null be unset, to make the second environment of the first. */
function changed(from: NodeJS.ProcessEnv, to: NodeJS.ProcessEnv): Record<string, string | null> {
  const names = new Set([...Object.keys(from), ...Object.keys(to)])
  return Object.fromEntries([...names].filter(n => from[n] !== to[n]).map(n => [n, to[n] ?? null]))
}
