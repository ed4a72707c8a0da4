/**
 * One Julia thread on this JavaScript thread: its globals, tables, the runtime's module and the imports that compiled code
 * gets. Every Julia thread of a process has one; they share the memory and nothing else.
 *
 * Enters: the memory and the services of whoever knows the compiler (thread 1 has it at hand, others ask through shared
 * memory). Leaves: `instantiate` for compiled modules and `enter` for running their entries.
 */
import { createErrors, type Errors } from '../host/errors.ts'
import { math1, math2 } from '../host/math.ts'
import {
  allocatePermanent, createThreadGlobals, instantiateRuntime, leaveSafeRegion, rooted, setShadowStack,
  type RuntimeInstance, type ThreadGlobals,
} from '../heap/index.ts'
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
  safepoint(thread: JuliaThread): void
  host(thread: JuliaThread, op: number, a: number, b: number, c: number, d: number): number
  hostFloat(thread: JuliaThread, op: number, x: number): number
  /** Suspends the current task; the only import that may wait with other tasks running meanwhile. */
  taskSwitch(thread: JuliaThread, reason: number): Promise<number>
}

/** Enough for any program; tables cost 8 bytes an entry and are never grown, so every module sees the same ones. */
const TABLE_ENTRIES = 1 << 19
export const MAIN_STACK_BYTES = 16 * 1024 * 1024

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
  private readonly enterSuspendable: (args: number, nargs: number, k: number) => Promise<number>
  /** Address of its first shadow stack, of MAIN_STACK_BYTES. */
  firstStack = 0
  /** Compiled modules this thread has instantiated. */
  instantiated = 0

  constructor(index: number, memory: WebAssembly.Memory, services: ThreadServices) {
    this.index = index
    this.memory = memory
    this.services = services
    this.globals = createThreadGlobals(index, memory)
    this.spec = new WebAssembly.Table({ element: 'anyfunc', initial: TABLE_ENTRIES, maximum: TABLE_ENTRIES })
    this.jl = new WebAssembly.Table({ element: 'anyfunc', initial: TABLE_ENTRIES, maximum: TABLE_ENTRIES })
    this.errors = createErrors(this.globals.mutator, this.globals.tag, {
      makeTuple: items => services.makeTuple(this, items),
      symbol: name => services.symbol(this, name),
    })
    this.runtime = instantiateRuntime(index, memory, { jl: this.jl, spec: this.spec }, {
      lookup: (args, nargs) => services.lookup(this, args, nargs),
      isaSlow: (value, type) => services.isaSlow(this, value, type),
      throwError: this.errors.throwError,
      throwMessage: this.errors.throwMessage,
    }, this.globals)
    this.imports = { rt: { ...this.runtime.exports, ...this.jsImports() } as unknown as WebAssembly.ModuleImports }
    const trampoline = new WebAssembly.Instance(new WebAssembly.Module(trampolineModule()), { rt: { jl: this.jl } })
    this.enterEntry = trampoline.exports.enter as typeof this.enterEntry
    this.enterSuspendable = WebAssembly.promising(this.enterEntry)
  }

  /** Gives the thread its first shadow stack; from now on the collector waits for it. */
  start(): void {
    const base = allocatePermanent(this.globals.heap, MAIN_STACK_BYTES)
    this.firstStack = base
    setShadowStack(this.globals.mutator, base, base + MAIN_STACK_BYTES - 65536)
    leaveSafeRegion(this.globals.mutator)
  }

  private jsImports(): Record<string, unknown> {
    const { services, errors } = this
    const { memory } = this
    const depth = new WebAssembly.Global({ value: 'i32', mutable: true }, 20000)
    return {
      memory, sp: this.globals.sp, tls: this.globals.tls, jl_tag: this.globals.tag, tag: this.globals.tag,
      jl: this.jl, spec: this.spec, depth,
      compile_entry: (id: number) => services.compileEntry(this, id),
      sync_modules: () => services.syncModules(this),
      safepoint: () => services.safepoint(this),
      ask: (op: number, payload: number, args: number, count: number) => services.ask(this, op, payload, args >>> 0, count),
      throw_error: errors.throwError, throw_value: errors.throwValue, rethrow_value: errors.rethrowValue,
      symbol_from_string: (at: number, n: number) => services.symbolFromBytes(this, at >>> 0, n),
      math1, math2,
      host: (op: number, a: number, b: number, c: number, d: number) => services.host(this, op, a, b, c, d),
      host_f64: (op: number, x: number) => services.hostFloat(this, op, x),
      task_switch: new (WebAssembly as unknown as { Suspending: new (f: unknown) => WebAssembly.ImportValue }).Suspending(
        (reason: number) => services.taskSwitch(this, reason)),
    }
  }

  /** Makes a compiled module's entries real on this thread. */
  instantiate(bytes: Uint8Array): void {
    new WebAssembly.Instance(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>), this.imports)
    this.instantiated++
  }

  /** Calls entry k of table `jl` with these objects, the function first. Must not suspend. */
  enter(k: number, args: readonly number[]): number {
    const { mutator, sp } = this.globals
    return rooted(mutator, args, () => this.enterEntry(sp.value - 4 * args.length, args.length, k)) >>> 0
  }

  /** The same as a task that may be suspended. The arguments must be kept alive by the caller: there are none or they are pinned. */
  enterTask(k: number, args: number, nargs: number): Promise<number> {
    return this.enterSuspendable(args, nargs, k)
  }

  /** A dynamic call; args[0] is the function. Must not suspend. */
  call(args: readonly number[]): number {
    const { mutator, sp } = this.globals
    const apply = this.runtime.exports.apply as (args: number, nargs: number) => number
    return rooted(mutator, args, () => apply(sp.value - 4 * args.length, args.length)) >>> 0
  }
}

/** `enter(args, nargs, k)`: calls entry k. */
function trampolineModule(): Uint8Array<ArrayBuffer> {
  const m = new ModuleBuilder()
  const table = m.importTable('rt', 'jl')
  const { handle, code } = m.func('enter', ['i32', 'i32', 'i32'], ['i32'])
  for (const i of [0, 1, 2, 2]) code.get(i)
  code.callIndirect(table, ['i32', 'i32', 'i32'], ['i32'])
  m.exportFunc('enter', handle)
  return m.finish().bytes as Uint8Array<ArrayBuffer>
}

declare global {
  namespace WebAssembly {
    /** JavaScript promise integration: an export that gives a promise, whose stack can be suspended. */
    function promising<A extends unknown[], R>(f: (...args: A) => R): (...args: A) => Promise<R>
  }
}
