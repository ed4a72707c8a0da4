/**
 * One Julia thread on this JavaScript thread: its globals, tables, the runtime's module and the imports that compiled code
 * gets. Every Julia thread of a process has one; they share the memory and nothing else.
 *
 * Enters: the memory and the services of whoever knows the compiler (thread 1 has it at hand, others ask through shared
 * memory). Leaves: `instantiate` for compiled modules and `enter` for running their entries.
 */
import { createErrors, type Errors, limitReached } from '../host/errors.ts'
import { math1, math2 } from '../host/math.ts'
import {
  allocateStack,
  beginRunning,
  createThreadGlobals,
  instantiateRuntime,
  rooted,
  type RuntimeInstance,
  type ThreadGlobals,
} from '../heap/index.ts'
import { control } from '../heap/memory.ts'
import { stopForCollection } from '../heap/stop-world.ts'
import {
  CONTROL,
  Control,
  OWN_STACK_BUDGET,
  SafepointReason,
  STACK_BUDGET,
  Thread,
  wellKnownWord,
  type WellKnown,
} from '../layout/memory-map.ts'
import { TypeObject } from '../layout/objects.ts'
import { AskOp } from '../layout/requests.ts'
import { Op } from '../../wasm/opcodes.ts'
import { RunAbandoned, ThreadStopped } from '../tasks/ending.ts'
import { holdsInterrupts, isInterrupted } from '../tasks/interrupts.ts'
import { Scheduler } from '../tasks/scheduler.ts'
import { newTask } from '../tasks/task-object.ts'
import { LocalCalls } from './local-calls.ts'
import { hasRequests } from './mailbox.ts'
import { NativeStacks } from './stack-count.ts'
import { ModuleBuilder } from '../../wasm/module.ts'

/** What a thread cannot do by itself. Addresses arrive as signed numbers and may be returned so. */
export interface ThreadServices {
  lookup(thread: JuliaThread, args: number, nargs: number): number
  isaSlow(thread: JuliaThread, value: number, type: number): boolean
  compileEntry(thread: JuliaThread, instance: number): void
  syncModules(thread: JuliaThread): void
  ask(thread: JuliaThread, op: number, payload: number, args: number, count: number): number
  makeTuple(thread: JuliaThread, items: readonly number[]): number
  symbol(thread: JuliaThread, name: string): number
  symbolFromBytes(thread: JuliaThread, address: number, length: number): number
  /** Answers the requests of other threads; on thread 1 only. */
  serve(thread: JuliaThread): void
  /** Another thread has work. On the compiler's thread: starts those not started yet. */
  needThreads(): void
  host(thread: JuliaThread, op: number, a: number, b: number, c: number, d: number): number
}

/** Enough for any program. */
const TABLE_ENTRIES = 1 << 17
/** What the first thread starts with: it knows the entries there are, and grows its tables before it makes more real. */
const FIRST_ENTRIES = 1 << 13
export const MAIN_STACK_BYTES = 16 * 1024 * 1024

/** Compiling goes on so long after an interrupt. */
const COMPILING_MS = 100

export class JuliaThread {
  readonly index: number
  readonly memory: WebAssembly.Memory
  readonly globals: ThreadGlobals
  readonly spec: WebAssembly.Table
  readonly jl: WebAssembly.Table
  readonly runtime: RuntimeInstance
  readonly errors: Errors
  private readonly services: ThreadServices
  private readonly imports: WebAssembly.Imports
  private readonly enterEntry: (args: number, nargs: number, k: number) => number
  readonly scheduler: Scheduler
  private readonly local: LocalCalls
  /** The last interrupt that was there while something was compiled, and when it was seen. */
  private interruptSeen = { epoch: 0, at: 0 }
  /** Address of its first shadow stack, of MAIN_STACK_BYTES. */
  firstStack = 0
  /** Compiled modules this thread has instantiated. */
  instantiated = 0

  /**
   * @param index from 0; the first has the event loop of its JavaScript thread for itself
   * @param services see there
   * @param runtime the compiled runtime module (`buildRuntimeModule`)
   */
  constructor(index: number, memory: WebAssembly.Memory, services: ThreadServices, runtime: WebAssembly.Module) {
    this.index = index
    this.memory = memory
    this.services = services
    this.globals = createThreadGlobals(index, memory)
    const entries = index > 0 ? TABLE_ENTRIES : FIRST_ENTRIES
    this.spec = new WebAssembly.Table({ element: 'anyfunc', initial: entries, maximum: TABLE_ENTRIES })
    this.jl = new WebAssembly.Table({ element: 'anyfunc', initial: 0, maximum: TABLE_ENTRIES })
    this.errors = createErrors(this.globals.mutator, this.globals.tag, {
      makeTuple: items => services.makeTuple(this, items),
      symbol: name => services.symbol(this, name),
    })
    this.runtime = instantiateRuntime(
      index,
      memory,
      { jl: this.jl, spec: this.spec },
      {
        lookup: (args, nargs) => services.lookup(this, args, nargs),
        isaSlow: (value, type) => services.isaSlow(this, value, type),
        throwError: this.errors.throwError,
        throwMessage: this.errors.throwMessage,
      },
      this.globals,
      runtime,
    )
    this.imports = { rt: { ...this.runtime.exports, ...this.jsImports() } as unknown as WebAssembly.ModuleImports }
    const trampoline = new WebAssembly.Instance(new WebAssembly.Module(trampolineModule()), {
      rt: {
        jl: this.jl,
        memory,
        sync_modules: () => services.syncModules(this),
        apply: this.runtime.exports.apply as WebAssembly.ExportValue,
        task_done: suspending(() => this.scheduler.taskDone()),
      },
    })
    this.enterEntry = trampoline.exports.enter as typeof this.enterEntry
    this.scheduler = this.makeScheduler(trampoline)
    this.local = new LocalCalls(this.globals.mutator, this.scheduler, this.errors, () => this.safepoint())
    // What this thread has not instantiated yet: the stub does it and calls the entry again.
    this.jl.grow(entries, index > 0 ? trampoline.exports.stub : null)
  }

  private makeScheduler(trampoline: WebAssembly.Instance): Scheduler {
    const { mutator } = this.globals
    const isFirst = this.index === 0
    return new Scheduler({
      mutator,
      hasEventLoop: isFirst,
      stackBudget: STACK_BUDGET,
      startTasks: WebAssembly.promising(trampoline.exports.run_tasks as (args: number) => number),
      stacks: new NativeStacks(mutator.heap.i32),
      startApply: WebAssembly.promising(this.runtime.exports.apply as (args: number, nargs: number) => number),
      startEntry: WebAssembly.promising(trampoline.exports.enter_root as (result: number, k: number) => number),
      startCall: WebAssembly.promising(trampoline.exports.apply_root as (result: number, args: number, nargs: number) => number),
      serve: () => this.services.serve(this),
      hasRequests: () => isFirst && hasRequests(mutator),
      needThreads: () => this.services.needThreads(),
      exceptionFor: error => this.exceptionFor(error),
    })
  }

  /** Gives the thread its first shadow stack of so many bytes; from now on the collector waits for it. */
  start(bytes = MAIN_STACK_BYTES): void {
    const base = allocateStack(this.globals.heap, bytes)
    const limit = base + bytes - 4096
    this.firstStack = base
    this.scheduler.baseStack = { base, limit }
    beginRunning(this.globals.mutator, base, limit)
  }

  /** Makes the task as which the host's entries run. Once module Core is there. */
  makeRootTask(): void {
    this.scheduler.setRoot(newTask(this.globals.mutator, this.wellKnown('nothing'), this.index + 1))
  }

  private wellKnown(name: WellKnown): number {
    return this.globals.heap.i32[wellKnownWord(name) >>> 2]
  }

  /** The slow path of a poll: stands still for a collector, answers requests, throws what an interrupt wants thrown. */
  private safepoint(): void {
    const reason = Atomics.load(this.globals.heap.i32, (CONTROL + Control.safepoint) >>> 2)
    if (reason & SafepointReason.stop && this.index > 0) throw new ThreadStopped()
    if (reason & SafepointReason.collect) stopForCollection(this.globals.mutator)
    if (reason & SafepointReason.request && this.index === 0) {
      this.services.serve(this)
      this.scheduler.checkEnd()
    }
    if (reason & SafepointReason.interrupt) {
      const exception = this.scheduler.heedInterrupt()
      if (exception) this.errors.throwValue(exception)
    }
  }

  /** Before an evaluation, which may make another one, and so on. */
  private pollInterrupt(): void {
    if (isInterrupted(this.globals.mutator)) this.safepoint()
  }

  /**
   * On the compiler's thread, in the midst of compiling: throws InterruptException if it is wanted and compiling goes on
   * for long. What is soon compiled may be needed between two steps that must not be torn apart; what follows it polls.
   * @param forOther the compiler works for another thread; this one still has to heed the interrupt
   */
  pollWhileCompiling(forOther: boolean): void {
    const { mutator } = this.globals
    if (!isInterrupted(mutator) || holdsInterrupts(mutator)) return
    const epoch = control(mutator.heap, Control.interruptEpoch)
    const now = performance.now()
    if (this.interruptSeen.epoch !== epoch) this.interruptSeen = { epoch, at: now }
    if (now - this.interruptSeen.at < COMPILING_MS) return
    if (!forOther) this.scheduler.heedInterrupt()
    this.errors.throwValue(this.globals.heap.i32[(this.wellKnown('InterruptException') + TypeObject.instance) >>> 2])
  }

  /** The Julia exception that stands for whatever was thrown. */
  exceptionFor(error: unknown): number {
    const { tag } = this.globals
    const instance = (name: WellKnown): number => this.globals.heap.i32[(this.wellKnown(name) + TypeObject.instance) >>> 2]
    if (error instanceof WebAssembly.Exception && error.is(tag)) return (error.getArg(tag, 0) as number) >>> 0
    const limit = error instanceof RunAbandoned ? 'InterruptException' : limitReached(error)
    if (limit) {
      this.errors.forgetTrace(instance(limit) >>> 0)
      return instance(limit)
    }
    try {
      this.errors.throwMessage('ErrorException', error instanceof Error ? (error.stack ?? error.message) : String(error))
    } catch (e) {
      if (e instanceof WebAssembly.Exception && e.is(tag)) return (e.getArg(tag, 0) as number) >>> 0
    }
    return instance('OutOfMemoryError')
  }

  private jsImports(): Record<string, unknown> {
    const { services, errors } = this
    const { memory } = this
    const depth = new WebAssembly.Global({ value: 'i32', mutable: true }, 20000)
    return {
      memory,
      sp: this.globals.sp,
      tls: this.globals.tls,
      jl_tag: this.globals.tag,
      tag: this.globals.tag,
      jl: this.jl,
      spec: this.spec,
      depth,
      compile_entry: (id: number) => services.compileEntry(this, id),
      sync_modules: () => services.syncModules(this),
      safepoint: () => this.safepoint(),
      ask: (op: number, payload: number, args: number, count: number) => {
        if (op === AskOp.eval_begin) this.pollInterrupt()
        return services.ask(this, op, payload, args >>> 0, count)
      },
      throw_error: errors.throwError,
      throw_value: errors.throwValue,
      rethrow_value: errors.rethrowValue,
      symbol_from_string: (at: number, n: number) => services.symbolFromBytes(this, at >>> 0, n),
      sin: Math.sin,
      cos: Math.cos,
      tan: Math.tan,
      asin: Math.asin,
      acos: Math.acos,
      atan: Math.atan,
      atan2: Math.atan2,
      math1,
      math2,
      host: (op: number, a: number, b: number, c: number, d: number) => this.local.call(op, a) ?? services.host(this, op, a, b, c, d),
      host_f64: (op: number, x: number) => this.local.callFloat(op, x),
      task_switch: suspending((reason: number) => this.scheduler.switchTask(reason)),
    }
  }

  /** On the first thread: makes room for so many entries in each table, doubling so that growing is rare. */
  reserve(spec: number, jl: number): void {
    for (const [table, needed] of [
      [this.spec, spec],
      [this.jl, jl],
    ] as const) {
      if (needed > TABLE_ENTRIES) throw new RangeError(`a program of more than ${TABLE_ENTRIES} compiled functions`)
      if (needed > table.length) table.grow(Math.min(TABLE_ENTRIES, Math.max(needed, 2 * table.length)) - table.length)
    }
  }

  /** Makes a compiled module's entries real on this thread. */
  instantiate(module: WebAssembly.Module): void {
    new WebAssembly.Instance(module, this.imports)
    this.instantiated++
  }

  /** Calls entry k of table `jl` with these objects, the function first. Must not suspend. */
  enter(k: number, args: readonly number[]): number {
    const { mutator, sp } = this.globals
    return this.onOwnStack(() => rooted(mutator, args, () => this.enterEntry(sp.value - 4 * args.length, args.length, k)))
  }

  /** A dynamic call; args[0] is the function. Must not suspend. */
  call(args: readonly number[]): number {
    const { mutator, sp } = this.globals
    const apply = this.runtime.exports.apply as (args: number, nargs: number) => number
    return this.onOwnStack(() => rooted(mutator, args, () => apply(sp.value - 4 * args.length, args.length)))
  }

  /** Runs Julia code on JavaScript's own stack, which has less room than a task's. */
  private onOwnStack(body: () => number): number {
    const { i32 } = this.globals.heap
    const word = (this.globals.mutator.block + Thread.depth) >>> 2
    const depth = i32[word]
    i32[word] = Math.min(depth, OWN_STACK_BUDGET)
    try {
      return body() >>> 0
    } finally {
      i32[word] = depth
    }
  }
}

/** An import that suspends the stack of who calls it if it gives a promise. */
function suspending(f: (x: number) => Promise<number> | number): WebAssembly.ImportValue {
  return new (WebAssembly as unknown as { Suspending: new (f: unknown) => WebAssembly.ImportValue }).Suspending(f)
}

/**
 * `run_tasks(args)`: calls the function at args[0] without arguments, and then what `task_done` gives, until that is 0.
 * `enter(args, nargs, k)`: calls entry k. `enter_root(result, k)`: calls it without arguments and stores what it gives at
 * address `result`. `apply_root(result, args, nargs)`: the same for a dynamic call. `stub`: an entry of table `jl` that stands where this thread has none yet.
 */
function trampolineModule(): Uint8Array<ArrayBuffer> {
  const m = new ModuleBuilder()
  m.importMemory('rt', 'memory', 1, 65536, true)
  const table = m.importTable('rt', 'jl')
  const sync = m.importFunc('rt', 'sync_modules', [], [])
  const apply = m.importFunc('rt', 'apply', ['i32', 'i32'], ['i32'])
  const done = m.importFunc('rt', 'task_done', [], ['i32'])
  const tasks = m.func('run_tasks', ['i32'], ['i32'])
  const next = tasks.code.loop()
  tasks.code.get(0)
  tasks.code.i32(1)
  tasks.code.call(apply)
  tasks.code.op(Op.drop)
  tasks.code.call(done)
  tasks.code.tee(0)
  tasks.code.brIf(next)
  tasks.code.end()
  tasks.code.i32(0)
  m.exportFunc('run_tasks', tasks.handle)
  const enter = m.func('enter', ['i32', 'i32', 'i32'], ['i32'])
  for (const i of [0, 1, 2, 2]) enter.code.get(i)
  enter.code.callIndirect(table, ['i32', 'i32', 'i32'], ['i32'])
  m.exportFunc('enter', enter.handle)
  const root = m.func('enter_root', ['i32', 'i32'], ['i32'])
  const { code } = root
  const value = code.local('i32')
  code.i32(0)
  code.i32(0)
  code.get(1)
  code.get(1)
  code.callIndirect(table, ['i32', 'i32', 'i32'], ['i32'])
  code.set(value)
  code.get(0)
  code.get(value)
  code.mem(Op.i32_store, 0)
  code.get(value)
  m.exportFunc('enter_root', root.handle)
  const call = m.func('apply_root', ['i32', 'i32', 'i32'], ['i32'])
  const called = call.code.local('i32')
  call.code.get(1)
  call.code.get(2)
  call.code.call(apply)
  call.code.set(called)
  call.code.get(0)
  call.code.get(called)
  call.code.mem(Op.i32_store, 0)
  call.code.get(called)
  m.exportFunc('apply_root', call.handle)
  const stub = m.func('stub', ['i32', 'i32', 'i32'], ['i32'])
  stub.code.call(sync)
  for (const i of [0, 1, 2, 2]) stub.code.get(i)
  stub.code.callIndirect(table, ['i32', 'i32', 'i32'], ['i32'])
  m.exportFunc('stub', stub.handle)
  return m.finish().bytes as Uint8Array<ArrayBuffer>
}

declare global {
  namespace WebAssembly {
    /** JavaScript promise integration: an export that gives a promise, whose stack can be suspended. */
    function promising<A extends unknown[], R>(f: (...args: A) => R): (...args: A) => Promise<R>
  }
}
