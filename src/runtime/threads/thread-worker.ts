/**
 * One of Julia's threads 2, 3, …: the long-lived task of a piscina worker. Resolved when the thread has been stopped.
 */
import { receiveMessageOnPort } from 'node:worker_threads'
import { rooted } from '../heap/mutator.ts'
import { enterSafeRegion } from '../heap/stop-world.ts'
import { Control, Thread } from '../layout/memory-map.ts'
import { controlIndex } from '../heap/memory.ts'
import { JuliaThread, type ThreadServices } from './julia-thread.ts'
import { request, ThreadRequest } from './mailbox.ts'
import type { ThreadStart } from './pool.ts'

/** The shadow stack on which a thread stands between tasks. */
const BASE_STACK_BYTES = 65536

export default async function runThread({ index, memory, port, runtime }: ThreadStart): Promise<void> {
  const thread = new JuliaThread(index, memory, remoteServices(port), runtime)
  thread.start(BASE_STACK_BYTES)
  const { scheduler } = thread
  const stopped = new Promise<void>((resolve, reject) => {
    scheduler.onStopped = error => (error === undefined ? resolve() : reject(error as Error))
  })
  sync(thread, port)
  port.postMessage('ready')
  // The message must leave before the thread blocks.
  await new Promise<void>(resolve => {
    setImmediate(resolve)
  })
  scheduler.begins()
  try {
    await stopped
  } finally {
    enterSafeRegion(thread.globals.mutator)
    port.close()
  }
}

/** Instantiates the modules published so far. */
function sync(thread: JuliaThread, port: ThreadStart['port']): void {
  const published = Atomics.load(thread.globals.heap.i32, controlIndex(Control.publishedModules))
  while (thread.instantiated < published) {
    const next = receiveMessageOnPort(port)
    if (!next) throw new Error(`module ${thread.instantiated} of ${published} has not arrived`)
    thread.instantiate(next.message as WebAssembly.Module)
  }
}

/** Everything that needs the compiler or the host is asked of thread 1. */
function remoteServices(port: ThreadStart['port']): ThreadServices {
  const asked = (thread: JuliaThread, op: number, args: readonly number[]): number => {
    const a = request(thread.globals.mutator, op, args)
    if ('exception' in a) return thread.errors.throwValue(a.exception)
    return 'object' in a ? a.object : a.number
  }
  return {
    lookup: (thread, args, nargs) => asked(thread, ThreadRequest.lookup, [args, nargs]),
    isaSlow: (thread, value, type) => asked(thread, ThreadRequest.isaSlow, [value, type]) !== 0,
    compileEntry: (thread, instance) => {
      asked(thread, ThreadRequest.compileEntry, [instance])
      sync(thread, port)
    },
    syncModules: thread => sync(thread, port),
    ask: (thread, op, payload, args, count) => asked(thread, ThreadRequest.ask, [op, payload, args, count]),
    makeTuple: (thread, items) => {
      const { mutator, sp } = thread.globals
      return rooted(mutator, items, () => asked(thread, ThreadRequest.makeTuple, [sp.value - 4 * items.length, items.length]))
    },
    symbol: (thread, name) => {
      const bytes = new TextEncoder().encode(name)
      const at = thread.globals.mutator.block + Thread.scratch
      thread.globals.heap.u8.set(bytes, at)
      return asked(thread, ThreadRequest.symbolFromBytes, [at, bytes.length])
    },
    symbolFromBytes: (thread, at, n) => asked(thread, ThreadRequest.symbolFromBytes, [at, n]),
    serve: () => {},
    needThreads: () => {},
    host: (thread, op, a, b, c) => asked(thread, ThreadRequest.host, [op, a, b, c]),
  }
}
