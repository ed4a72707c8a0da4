/**
 * A session as its host sees it: Julia in a worker, fed with code, interrupted through shared memory.
 *
 * Runs are done one after another in the order of their calls. A session ends by `close`, by `exit()` in its code, or by
 * the death of its worker; then every run, pending or new, ends with an error that says so.
 */
import os from 'node:os'
import { Worker } from 'node:worker_threads'
import { requestInterrupt } from '../runtime/tasks/interrupts.ts'
import { reserveNativeStacks } from '../runtime/threads/native-stacks.ts'
import { NativeStacks, shareStackCount } from '../runtime/threads/stack-count.ts'
import { entryPoint } from './locate.ts'
import type { Ended, FromWorker, ToWorker, WorkerOptions } from './protocol.ts'

export interface SessionOptions {
  /** Julia threads; default: all cores. */
  readonly threads?: number
  /** What the code prints, as it prints it. */
  readonly stdout?: (text: string) => void
  readonly stderr?: (text: string) => void
  /** The most memory for Julia's heap, in bytes: default 1 GiB, at most 4 GiB. Beyond it: OutOfMemoryError. */
  readonly maxHeapBytes?: number
  /** The most that one run may print, in bytes: default 16 MiB. Beyond it printing throws. */
  readonly maxOutputBytes?: number
  /** Milliseconds after which a run is interrupted: default none. */
  readonly timeoutMs?: number
  /** Worker processes that the code may have at once: default 0. */
  readonly maxProcesses?: number
  /** Whether the code may use the machine's files and environment: default no. */
  readonly allowFiles?: boolean
  readonly args?: readonly string[]
}

export interface RunOptions {
  /** The name and first line of the code, for messages: default `REPL[n]`, 1. */
  readonly file?: string
  readonly line?: number
  /** Loops may assign globals, as at the prompt: default yes. */
  readonly softScope?: boolean
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface RunResult {
  readonly ok: boolean
  /** What the REPL would display of the value; empty for `nothing` and after `;`. */
  readonly repr: string
  /** All that was printed, standard error too. */
  readonly output: string
  readonly error?: RunError
  readonly durationMs: number
}

export interface RunError {
  /** As Julia shows it: `ERROR: …`, with the stack trace. */
  readonly message: string
  /** The exception's type: `DomainError`; `SessionEnded` when the session is no more. */
  readonly type: string
  /** The run took longer than `timeoutMs`. */
  readonly timedOut?: boolean
}

/**
 * After an interrupt a run has so many milliseconds to end, whatever it catches and does meanwhile: then it is interrupted
 * again, in a way that it cannot catch; and so many until its worker is ended.
 */
const INTERRUPT_AGAIN_MS = 300
const GIVE_UP_MS = 5000
/** Time to end by itself after `close`. */
const CLOSE_MS = 2000
/** Stack of the worker's JavaScript: compiler and serialiser. Julia's tasks have stacks of their own. */
const STACK_MEGABYTES = 8

interface PendingRun {
  readonly number: number
  readonly output: string[]
  readonly resolve: (r: RunResult) => void
  readonly started: number
  timedOut: boolean
  /** When it was first interrupted, in milliseconds of `performance.now`. */
  interrupted: number
}

/** Starts a session. Rejects if its worker cannot start. */
export async function createSession(options: SessionOptions = {}): Promise<Session> {
  const session = new Session(options)
  await session.ready
  return session
}

export class Session {
  /** Fulfilled when code can be run. */
  readonly ready: Promise<void>
  private readonly options: SessionOptions
  private readonly worker: Worker
  private readonly decoders = [1, 2].map(() => new TextDecoder())
  private readonly pending: PendingRun[] = []
  private words: Int32Array | null = null
  private runs = 0
  /** Why the session has ended; null while it lives. */
  private endedBecause: string | null = null
  private readonly exited: Promise<void>
  /** Counts what V8 holds for the session's tasks; null before it is ready. */
  private stacks: NativeStacks | null = null

  constructor(options: SessionOptions) {
    this.options = options
    reserveNativeStacks()
    shareStackCount()
    const workerData: WorkerOptions = {
      threads: options.threads ?? os.availableParallelism(),
      maxHeapBytes: options.maxHeapBytes ?? null,
      maxOutputBytes: options.maxOutputBytes ?? 16 * 1024 * 1024,
      maxProcesses: options.maxProcesses ?? 0,
      allowFiles: options.allowFiles ?? false,
      args: options.args ?? [],
    }
    this.worker = new Worker(entryPoint('session/worker'), {
      workerData,
      execArgv: [],
      resourceLimits: { stackSizeMb: STACK_MEGABYTES },
      stdin: true,
    })
    this.exited = new Promise(resolve => this.worker.once('exit', () => resolve()))
    this.ready = new Promise((resolve, reject) => {
      this.worker.on('message', (m: FromWorker) => {
        if (m.kind === 'ready') {
          this.words = new Int32Array(m.memory.buffer)
          this.stacks = new NativeStacks(this.words)
          this.worker.unref()
          resolve()
        } else this.receive(m)
      })
      this.worker.once('error', e => {
        this.end(bugText((e as Error).stack ?? String(e)))
        reject(e)
      })
      this.worker.once('exit', () => {
        this.stacks?.releaseAll()
        this.end('the session is closed')
        reject(new Error("the session's worker ended before it was ready"))
      })
    })
    this.ready.catch(() => {})
  }

  /** Runs code; the result says how it ended. Does not reject. */
  run(code: string, options: RunOptions = {}): Promise<RunResult> {
    const number = ++this.runs
    if (this.endedBecause !== null) return Promise.resolve(failed(this.endedBecause, 'SessionEnded', '', 0))
    const { signal } = options
    if (signal?.aborted) return Promise.resolve(failed('InterruptException:', 'InterruptException', '', 0))
    return new Promise(resolve => {
      const run: PendingRun = {
        number,
        output: [],
        resolve: r => finish(r),
        started: performance.now(),
        timedOut: false,
        interrupted: Infinity,
      }
      const stop = this.watch(run, options)
      const finish = (r: RunResult): void => {
        stop()
        resolve(r)
        if (this.pending.length === 0) this.worker.unref()
      }
      this.pending.push(run)
      this.worker.ref()
      this.post({
        kind: 'run',
        run: number,
        code,
        file: options.file ?? `REPL[${number}]`,
        line: options.line ?? 1,
        softScope: options.softScope ?? true,
      })
    })
  }

  /**
   * Interrupts the run that is going on: it ends with InterruptException, unless it catches that. Called again some time
   * later for the same run, it ends the run whatever that catches.
   */
  interrupt(): void {
    const [run] = this.pending
    if (!this.words || !run) return
    const now = performance.now()
    requestInterrupt(this.words, now - run.interrupted >= INTERRUPT_AGAIN_MS)
    run.interrupted = Math.min(run.interrupted, now)
  }

  /** Ends the session: what runs is interrupted. Fulfilled when its worker is gone. */
  async close(): Promise<void> {
    this.worker.ref()
    if (this.endedBecause === null) {
      this.interrupt()
      this.post({ kind: 'close' })
      const timer = setTimeout(() => void this.worker.terminate(), CLOSE_MS)
      await this.exited
      clearTimeout(timer)
    } else await this.exited
  }

  private post(m: ToWorker): void {
    this.worker.postMessage(m)
  }

  /** Interrupts the run after its time, or when its signal says so. Gives what ends the watching. */
  private watch(run: PendingRun, options: RunOptions): () => void {
    const timeoutMs = options.timeoutMs ?? this.options.timeoutMs
    const timers: NodeJS.Timeout[] = []
    const give = (): void => {
      if (this.pending[0] !== run) return
      this.interrupt()
      timers.push(setInterval(() => this.interrupt(), INTERRUPT_AGAIN_MS + 1))
      timers.push(
        setTimeout(() => {
          this.end(`the run did not end within ${GIVE_UP_MS / 1000} seconds after it was interrupted: the session is ended`)
          void this.worker.terminate()
        }, GIVE_UP_MS),
      )
    }
    if (timeoutMs !== undefined) {
      timers.push(
        setTimeout(() => {
          run.timedOut = true
          give()
        }, timeoutMs),
      )
    }
    options.signal?.addEventListener('abort', give, { once: true })
    return () => {
      for (const t of timers) clearTimeout(t)
      options.signal?.removeEventListener('abort', give)
    }
  }

  private receive(m: Exclude<FromWorker, { kind: 'ready' }>): void {
    if (m.kind === 'output') return this.output(m.fd, m.bytes)
    const run = this.pending.shift()
    if (!run) return
    run.resolve(this.result(run, m.ended, m.durationMs))
    if (m.ended.kind === 'exit') this.end('the session is closed: its code called exit()')
    if (m.ended.kind === 'bug') {
      this.end(bugText(m.ended.text))
      void this.worker.terminate()
    }
  }

  private output(fd: number, bytes: Uint8Array): void {
    const text = this.decoders[fd - 1].decode(bytes, { stream: true })
    this.pending[0]?.output.push(text)
    const sink = fd === 2 ? this.options.stderr : this.options.stdout
    sink?.(text)
  }

  private result(run: PendingRun, ended: Ended, durationMs: number): RunResult {
    const output = run.output.join('')
    switch (ended.kind) {
      case 'value':
        return { ok: true, repr: ended.repr, output, durationMs }
      case 'error': {
        const error: RunError = { message: ended.message, type: ended.type, ...(run.timedOut ? { timedOut: true } : {}) }
        return { ok: false, repr: '', output, error, durationMs }
      }
      case 'exit':
        if (ended.status === 0) return { ok: true, repr: '', output, durationMs }
        return failed(`exit(${ended.status})`, 'SessionEnded', output, durationMs)
      case 'bug':
        return failed(bugText(ended.text), 'SessionEnded', output, durationMs)
    }
  }

  /** The session is over; what waits is told why. */
  private end(why: string): void {
    this.endedBecause ??= why
    for (const run of this.pending.splice(0)) {
      run.resolve(failed(this.endedBecause, 'SessionEnded', run.output.join(''), performance.now() - run.started))
    }
  }
}

function failed(why: string, type: string, output: string, durationMs: number): RunResult {
  return { ok: false, repr: '', output, error: { message: `ERROR: ${why}`, type }, durationMs }
}

function bugText(details: string): string {
  return `Fatou has a bug, and this session has ended. Please report it with the code that shows it.\n${details}`
}
