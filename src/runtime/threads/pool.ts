/**
 * Julia's threads 2, 3, …: a pool of piscina in which each is one long-lived task.
 *
 * Enters: the memory, and every compiled module in the order in which thread 1 instantiated it. Modules travel as
 * `WebAssembly.Module` objects over message ports, so that code is compiled, and optimised, once for all threads. The
 * counter `Control.publishedModules` is stored after the module was posted, so a thread that sees the counter finds the
 * module in its port (`receiveMessageOnPort` takes it without an event loop).
 */
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { MessagePort } from 'node:worker_threads'
import type { Piscina } from 'piscina'
import { controlIndex } from '../heap/memory.ts'
import { Control, CONTROL, SafepointReason, MAX_THREADS, Thread, threadBlock } from '../layout/memory-map.ts'
import { shareStackCount } from './stack-count.ts'

/** What a thread's worker is given. */
export interface ThreadStart {
  readonly index: number
  readonly memory: WebAssembly.Memory
  readonly port: MessagePort
  /** The runtime's own module. */
  readonly runtime: WebAssembly.Module
}

/** Stack of the worker itself, which runs JavaScript only: Julia code has stacks of its own. */
const WORKER_STACK_MB = 8

/** A thread that has not come to a safepoint by then is ended by force. */
const STOP_MS = 2000

export class ThreadPool {
  private readonly memory: WebAssembly.Memory
  private readonly i32: Int32Array
  private readonly count: number
  private readonly runtime: WebAssembly.Module
  private readonly modules: WebAssembly.Module[] = []
  private readonly ports: MessagePort[] = []
  private pool: Piscina | null = null
  private running: Promise<unknown>[] = []
  private readonly failed: (error: Error) => void

  /**
   * @param count of all Julia threads, the first included
   * @param failed told when a thread ends without having been stopped
   */
  constructor(memory: WebAssembly.Memory, count: number, runtime: WebAssembly.Module, failed: (error: Error) => void) {
    if (count < 1 || count > MAX_THREADS) throw new RangeError(`1 to ${MAX_THREADS} threads, not ${count}`)
    this.failed = failed
    this.memory = memory
    this.i32 = new Int32Array(memory.buffer)
    this.count = count
    this.runtime = runtime
  }

  /** Hands a compiled module to the other threads. */
  publish(module: WebAssembly.Module): void {
    if (this.count === 1) return
    this.modules.push(module)
    for (const port of this.ports) port.postMessage(module)
    Atomics.store(this.i32, controlIndex(Control.publishedModules), this.modules.length)
  }

  /** Starts the threads; resolved when all are ready. */
  async start(): Promise<void> {
    if (this.count === 1 || this.pool) return
    const others = this.count - 1
    shareStackCount()
    // Not needed with one thread, and slow to load.
    const { Piscina } = createRequire(import.meta.url)('piscina') as typeof import('piscina')
    this.pool = new Piscina({
      filename: new URL(import.meta.url.endsWith('.ts') ? './thread-worker.ts' : './thread-worker.js', import.meta.url).href,
      minThreads: others,
      maxThreads: others,
      concurrentTasksPerWorker: 1,
      idleTimeout: Infinity,
      atomics: 'disabled',
      resourceLimits: { stackSizeMb: WORKER_STACK_MB },
    })
    const ready = Array.from({ length: others }, (_, i) => this.startThread(this.pool as Piscina, i + 1))
    await Promise.all(ready)
  }

  private startThread(pool: Piscina, index: number): Promise<void> {
    const { MessageChannel } = process.getBuiltinModule('node:worker_threads')
    const { port1, port2 } = new MessageChannel()
    this.ports.push(port1)
    for (const module of this.modules) port1.postMessage(module)
    const start: ThreadStart = { index, memory: this.memory, port: port2, runtime: this.runtime }
    const ready = new Promise<void>((resolve, reject) => {
      port1.once('message', () => {
        port1.unref()
        resolve()
      })
      const run = pool.run(start, { transferList: [port2] as never })
      this.running.push(run)
      run.catch((e: unknown) => {
        reject(e)
        if (this.pool)
          this.failed(new Error(`Julia's thread ${index + 1} has ended: ${e instanceof Error ? (e.stack ?? e.message) : String(e)}`))
      })
    })
    return ready
  }

  /** Ends the threads, whatever they are doing. */
  async stop(): Promise<void> {
    const { pool } = this
    if (!pool) return
    Atomics.store(this.i32, controlIndex(Control.stopping), 1)
    Atomics.or(this.i32, (CONTROL + Control.safepoint) >>> 2, SafepointReason.stop)
    for (let n = 1; n < this.count; n++) {
      for (const field of [Thread.wake, Thread.request]) {
        const word = (threadBlock(n) + field) >>> 2
        if (field === Thread.wake) Atomics.add(this.i32, word, 1)
        Atomics.notify(this.i32, word)
      }
    }
    this.pool = null
    await Promise.race([Promise.allSettled(this.running), delay(STOP_MS, undefined, { ref: false })])
    for (const port of this.ports) port.close()
    await pool.destroy()
  }
}

/** As many threads as the machine runs at once (`--threads=auto`). */
export function automaticThreads(): number {
  return Math.min(MAX_THREADS, availableParallelism())
}
