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
  /** What the engine or a library writes; Julia's own output comes by the socket, in order with the results. */
  output(fd: number, bytes: Uint8Array): void
  /** It has ended, or could not be started; `how` says why. Once. */
  ended(how: string): void
}

/** A worker process that was asked for. */
export interface Launched {
  /** Ends it at once. */
  kill(): void
}

/**
 * As for every engine. The image's code is checked function by function, when it is first called. Without V8's helper
 * threads, which a forked process does not have; code is made faster by the thread that runs it.
 */
const NODE_FLAGS = [
  '--stack-size=7000',
  '--wasm-stack-switching-stack-size=8000',
  '--no-warnings',
  '--wasm-lazy-validation',
  '--single-threaded',
  '--disable-sigusr1',
  '--v8-pool-size=1',
]

/** A worker that is a child of the zygote. */
class Forked implements Launched {
  readonly start: WorkerStart
  readonly events: WorkerEvents
  /** 0 until it is known. */
  pid = 0
  isKilled = false

  constructor(start: WorkerStart, events: WorkerEvents) {
    this.start = start
    this.events = events
  }

  kill(): void {
    this.isKilled = true
    if (this.pid > 0) kill(this.pid)
  }
}

export class Launcher {
  private readonly program: string
  private zygote: ChildProcess | null = null
  private canFork = process.platform === 'linux' && process.env.FATOU_NO_ZYGOTE === undefined
  /** Workers of the zygote, by number of worker. */
  private readonly forked = new Map<number, Forked>()
  private readonly started = new Set<ChildProcess>()

  /** @param program what a child runs: the worker's entry */
  constructor(program: string) {
    this.program = program
  }

  launch(start: WorkerStart, events: WorkerEvents): Launched {
    if (!this.canFork) return this.startAlone(start, events)
    const worker = new Forked(start, events)
    this.forked.set(start.id, worker)
    this.zygote ??= this.startZygote(start)
    order(this.zygote, { kind: 'fork', start })
    return worker
  }

  /** Ends all of them at once; no event comes any more. */
  close(): void {
    const { zygote } = this
    this.zygote = null
    zygote?.kill('SIGKILL')
    for (const w of this.forked.values()) w.kill()
    this.forked.clear()
    for (const child of this.started) child.removeAllListeners().kill('SIGKILL')
    this.started.clear()
  }

  private spawn(events: WorkerEvents): ChildProcess {
    const child = fork(this.program, [], { execArgv: NODE_FLAGS, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    child.stdout?.on('data', (bytes: Uint8Array) => events.output(1, bytes))
    child.stderr?.on('data', (bytes: Uint8Array) => events.output(2, bytes))
    // Who waits for workers keeps the program alive.
    for (const s of [child, child.stdout, child.stderr, child.channel] as unknown as { unref?(): void }[]) s?.unref?.()
    return child
  }

  private startAlone(start: WorkerStart, events: WorkerEvents): Launched {
    let errors = ''
    const child = this.spawn({
      ...events,
      output: (fd, bytes) => {
        if (fd === 2) errors = `${errors}${decodeUtf8(bytes.slice())}`.slice(0, 10_000)
        events.output(fd, bytes)
      },
    })
    this.started.add(child)
    const end = (how: string): void => {
      if (this.started.delete(child)) events.ended(`${how}${errors ? `\n${errors.trimEnd()}` : ''}`)
    }
    child.on('error', e => end(String(e)))
    child.on('exit', (code, signal) => end(signal ? `killed by ${signal}` : `exit status ${code}`))
    order(child, { kind: 'work', start }, end)
    return { kill: () => void child.kill('SIGKILL') }
  }

  // ---- the zygote ----

  private startZygote({ heapBytes, threads, commandLine }: EngineStart): ChildProcess {
    // What it or a child of its writes outside of Julia is nobody's: it is shown as of the first worker.
    const child = this.spawn({ output: (fd, bytes) => this.forked.values().next().value?.events.output(fd, bytes), ended: () => {} })
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
      else this.startAllAlone()
    }
    child.on('error', e => end(String(e)))
    child.on('exit', (code, signal) => end(signal ? `killed by ${signal}` : `exit status ${code}`))
    order(child, { kind: 'zygote', start: { heapBytes, threads, commandLine } })
    return child
  }

  private reported(report: ZygoteReport): void {
    switch (report.kind) {
      case 'unable':
        return this.startAllAlone()
      case 'forked': {
        const worker = this.forked.get(report.id)
        if (!worker) return kill(report.pid)
        if (report.pid < 0) return this.ended(worker, 'fork failed')
        worker.pid = report.pid
        if (worker.isKilled) worker.kill()
        return
      }
      case 'ended':
        for (const worker of this.forked.values())
          if (worker.pid === report.pid)
            return this.ended(worker, report.signal ? `killed by ${signalName(report.signal)}` : `exit status ${report.status}`)
    }
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

  private startAllAlone(): void {
    this.canFork = false
    this.endZygote()
    const all = [...this.forked.values()]
    this.forked.clear()
    for (const worker of all) {
      // Who holds the worker's handle ends the process through it.
      const alone = this.startAlone(worker.start, worker.events)
      worker.kill = () => alone.kill()
      if (worker.isKilled) alone.kill()
    }
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
