/**
 * Julia's thread 1 with its compiler: the heap, the world, the pipeline and the services that compiled code asks for.
 * One engine per session or worker process. What it runs comes in through `evaluate…`; what it needs of the host (output,
 * files, processes) is handed in.
 */
import {
  allocate,
  allocatePermanent,
  buildRuntimeModule,
  type ByteSource,
  clearCallCache,
  collect,
  createMemory,
  initialiseHeap,
  insertCallCache,
  callKeys,
  openHeap,
  pin,
  restoreHeap,
  rooted,
} from '../runtime/heap/index.ts'
import { HostCall } from '../runtime/layout/host-calls.ts'
import type { HostSystem } from '../runtime/host/system.ts'
import { hostCall } from './requests/host.ts'
import { JuliaThread, type ThreadServices } from '../runtime/threads/julia-thread.ts'
import { type Answer, serveRequests, ThreadRequest } from '../runtime/threads/mailbox.ts'
import { ThreadPool } from '../runtime/threads/pool.ts'
import { limitReached } from '../runtime/host/errors.ts'
import { reserveNativeStacks } from '../runtime/threads/native-stacks.ts'
import { ProgramEnd, RunAbandoned } from '../runtime/tasks/ending.ts'
import { requestInterrupt } from '../runtime/tasks/interrupts.ts'
import { AskOp } from '../runtime/layout/requests.ts'
import { ErrorKind } from '../runtime/layout/imports.ts'
import { decodeUtf8 } from '../source/utf8.ts'
import { bootstrapCore, bindModule, setWellKnownTypes } from './bootstrap.ts'
import { Compiler } from './compiler.ts'
import { Evaluations } from './evaluations.ts'
import { type LineTable, lineTable } from './line-tables.ts'
import { makeSourceFile } from '../source/source-file.ts'
import { type Diagnostic, renderDiagnostic } from '../source/diagnostic.ts'
import { expandMacroOnce, expandMacros } from './expand/expand.ts'
import { type Ast, type Expr, expr, isExpr } from '../parser/expr.ts'
import { JuliaSyntaxError, type Parser, tooLarge, Pipeline, type Place, type Step, type Steps } from './pipeline.ts'
import type { RequestContext } from './requests/context.ts'
import { handleRequest } from './requests/handle.ts'
import { tupleType } from './types/make.ts'
import type { DataType } from './types/type.ts'
import { isA } from './requests/context.ts'
import { JuliaError } from './world/julia-error.ts'
import { newModule, resolveBinding } from './world/modules.ts'
import { Objects } from './world/objects.ts'
import { astToHeap, heapToAst } from './world/quote.ts'
import { traceFrames } from './stack-trace.ts'
import { createWorld, type World } from './world/world.ts'

export interface EngineOptions {
  readonly heapBytes?: number
  readonly threads?: number
  readonly host: EngineHost
  /** What to start from instead of nothing: Base and the standard libraries, loaded at build time. */
  readonly image?: EngineImage
}

/** A stored engine. See `src/image`. */
export interface EngineImage {
  /** What `storeHeap` gave, from a file. */
  readonly heap: ByteSource
  readonly world: World
  readonly counters: Pipeline['counters']
  /** The Wasm module of everything compiled, and its stack-trace table, decoded when the first trace is wanted. */
  readonly code: Uint8Array
  /** The runtime's own module (`buildRuntimeModule`). */
  readonly runtime: Uint8Array
  lines(): LineTable
}

export interface EngineHost {
  /** Called when text is first met. */
  parser(): Parser
  /** Files, environment, input: what this engine's code may reach. */
  readonly system: HostSystem
  /** Output: 1 stdout, 2 stderr. */
  write(fd: number, bytes: Uint8Array): void
  /** Other calls of `rt.host`: boxed arguments in, a ref out. */
  call(engine: Engine, op: number, args: number[], extra: number): number
  loadModule(engine: Engine, name: string): boolean
  warn(text: string): void
}

/** What `Meta.parse` makes of text with errors: `$(Expr(:error, …))`, or `:incomplete` when more text could complete it. */
function parseFailure(errors: readonly Diagnostic[]): Ast {
  const text = errors.map(e => renderDiagnostic(e).replace(/^ParseError:\n/, '')).join('\n')
  const incomplete = errors.every(e => e.incomplete === true)
  return expr(incomplete ? 'incomplete' : 'error', [{ kind: 'string', value: incomplete ? `incomplete: ${errors[0].message}` : text }])
}

/** The module, or a Julia error if a function of it is larger than V8 takes. */
function compiled(bytes: Uint8Array): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
  } catch (e) {
    if (e instanceof WebAssembly.CompileError && /too large|maximum function size/.test(e.message)) throw tooLarge()
    throw e
  }
}

export class Engine {
  readonly world: World
  readonly objects: Objects
  readonly thread: JuliaThread
  readonly compiler: Compiler
  readonly pipeline: Pipeline
  readonly requests: RequestContext
  readonly host: EngineHost
  private readonly threads: ThreadPool
  private threadsStarting = false
  private threadsReady = false
  private readonly threadServices: ThreadServices
  private cacheIsUsed = false
  /** Whether what is compiled now is for another thread. */
  private serving = false
  /** Line tables of the compiled modules, in the order in which this thread instantiated them. */
  readonly lineTables: (() => LineTable)[] = []

  constructor(options: EngineOptions) {
    this.host = options.host
    reserveNativeStacks()
    const memory = createMemory({ maxBytes: options.heapBytes })
    const heap = openHeap(memory)
    const { image } = options
    if (image) restoreHeap(heap, image.heap, options.threads ?? 1)
    else initialiseHeap(heap, options.threads ?? 1)
    this.world = image ? image.world : createWorld()
    const runtime = new WebAssembly.Module((image?.runtime ?? buildRuntimeModule()) as Uint8Array<ArrayBuffer>)
    this.threads = new ThreadPool(memory, options.threads ?? 1, runtime, e => this.thread.scheduler.endProgram(e))
    this.threadServices = this.services()
    this.thread = new JuliaThread(0, memory, this.threadServices, runtime)
    const { mutator } = this.thread.globals
    this.objects = new Objects(this.world, {
      u8: heap.u8,
      i32: heap.i32,
      i64: heap.i64,
      u64: heap.u64,
      f64: heap.f64,
      permanent: bytes => allocatePermanent(heap, bytes),
      allocate: (type, bytes) => allocate(mutator, type, bytes) >>> 0,
      pin: address => void pin(heap, address),
      rooted: (addresses, body) => rooted(mutator, addresses, body),
    })
    this.thread.start()
    this.compiler = new Compiler(this.objects, {
      publish: module => {
        const table = lineTable(this.world, module)
        this.publish(module.bytes, () => table)
      },
      clearCallCache: () => {
        if (this.cacheIsUsed) clearCallCache(heap)
        this.cacheIsUsed = false
      },
      poll: () => this.thread.pollWhileCompiling(this.serving),
    })
    this.pipeline = new Pipeline({
      parser: () => this.host.parser(),
      objects: this.objects,
      compiler: this.compiler,
      call: args => this.thread.call(args),
      enter: k => this.thread.enter(k, []),
      warn: text => this.host.warn(text),
    })
    this.requests = this.requestContext()
    if (image) {
      Object.assign(this.pipeline.counters, image.counters)
      this.publish(image.code, image.lines)
    } else bootstrapCore(this.objects)
    this.thread.makeRootTask()
  }

  private publish(bytes: Uint8Array, lines: () => LineTable): void {
    const module = compiled(bytes)
    this.lineTables.push(lines)
    this.thread.reserve(this.world.nextSpecIndex, this.world.nextJlIndex)
    this.thread.instantiate(module)
    this.threads.publish(module)
  }

  /** Starts the other threads, if there are to be any. Once Base is loaded; to be awaited before code is run. */
  async startThreads(): Promise<void> {
    this.threadsStarting = true
    await this.threads.start()
    this.threadsReady = true
  }

  /**
   * Starts the other threads without waiting for them: what is given to them meanwhile waits in their queues. A program
   * that needs none (and ends at once) does not pay for them.
   */
  startThreadsSoon(): void {
    if (this.threadsStarting) return
    this.threadsStarting = true
    this.startThreads().catch((e: unknown) => {
      queueMicrotask(() => {
        throw e
      })
    })
  }

  /** Runs steps of evaluation as the root task: they may wait while other tasks run. */
  async runAsync(steps: Steps): Promise<number> {
    const { scheduler } = this.thread
    scheduler.acquire()
    let r = steps.next()
    while (!r.done) r = await this.advance(steps, r.value)
    return r.value
  }

  private async advance(steps: Steps, step: Step): Promise<IteratorResult<Step, number>> {
    const { scheduler } = this.thread
    let value: number
    try {
      value = await (typeof step === 'number' ? scheduler.runEntry(step) : scheduler.runCall(step))
    } catch (e) {
      return steps.throw(e)
    }
    return steps.next(value)
  }

  /** Asks every running task of every thread, and the root if it waits, to throw InterruptException. */
  interrupt(): void {
    requestInterrupt(this.thread.globals.heap.i32)
  }

  /** Stops the other threads. */
  async close(): Promise<void> {
    await this.threads.stop()
  }

  /** Answers a request of another thread. */
  private answer(_thread: number, op: number, [a, b, c, d]: readonly number[]): Answer {
    const s = this.threadServices
    const { thread } = this
    const { serving } = this
    this.serving = true
    try {
      switch (op) {
        case ThreadRequest.lookup:
          return { number: s.lookup(thread, a >>> 0, b) }
        case ThreadRequest.isaSlow:
          return { number: s.isaSlow(thread, a, b) ? 1 : 0 }
        case ThreadRequest.compileEntry:
          s.compileEntry(thread, a)
          return { number: 0 }
        case ThreadRequest.ask:
          return { object: s.ask(thread, a, b, c >>> 0, d) }
        case ThreadRequest.makeTuple:
          return {
            object: s.makeTuple(
              thread,
              Array.from({ length: b }, (_, i) => this.objects.word((a >>> 0) + 4 * i)),
            ),
          }
        case ThreadRequest.symbolFromBytes:
          return { object: s.symbolFromBytes(thread, a >>> 0, b) }
        case ThreadRequest.host: {
          const r = s.host(thread, a, b, c, d, 0)
          return a < 20 ? { number: r } : { object: r }
        }
        default:
          throw new Error(`request ${op} of another thread is not known`)
      }
    } catch (e) {
      return e instanceof ProgramEnd ? 'held' : { exception: this.thread.exceptionFor(e) }
    } finally {
      this.serving = serving
    }
  }

  private services(): ThreadServices {
    return {
      lookup: (thread, args, nargs) =>
        this.guard(() => {
          const list = Array.from({ length: nargs }, (_, i) => this.objects.word(args + 4 * i))
          const r = this.compiler.lookup(list)
          if ('failure' in r) return thread.errors.throwError(ErrorKind.method, args, nargs, 0)
          this.cacheIsUsed = true
          insertCallCache(thread.globals.heap, callKeys(thread.globals.heap, args, nargs), r.entry)
          return r.entry
        }),
      isaSlow: (_t, value, type) => isA(this.objects, value >>> 0, this.objects.typeAt(type >>> 0) ?? this.world.types.types.bottom),
      compileEntry: (_t, id) => this.guard(() => this.compiler.compileEntry(id)),
      syncModules: () => {},
      ask: (_t, op, payload, args, count) =>
        this.guard(() => {
          const list = Array.from({ length: count }, (_, i) => this.objects.word(args + 4 * i))
          return handleRequest(this.requests, op, payload, list)
        }),
      makeTuple: (_t, items) =>
        this.objects.newStruct(
          tupleType(
            this.world.types,
            items.map(i => this.objects.typeOf(i >>> 0)),
          ),
          items.map(i => i >>> 0),
        ),
      symbol: (_t, name) => this.objects.symbolAddress(name),
      symbolFromBytes: (t, at, n) => this.objects.symbolAddress(decodeUtf8(t.globals.heap.u8.slice(at, at + n))),
      needThreads: () => this.startThreadsSoon(),
      serve: thread => serveRequests(thread.globals.mutator, (n, op, args) => this.answer(n, op, args)),
      host: (_t, op, a, b, c, d) => this.guard(() => this.hostCall(op, a, b, c, d)),
    }
  }

  /** `rt.host`: raw words below 20, else the address and count of boxed arguments. */
  private hostCall(op: number, a: number, b: number, c: number, d: number): number {
    if (op === HostCall.write) {
      const from = b >>> 0
      this.host.write(a, this.thread.globals.heap.u8.slice(from, from + c))
      return 0
    }
    if (op === HostCall.threads_ready) {
      this.startThreadsSoon()
      return this.objects.boolean(this.threadsReady)
    }
    const list = Array.from({ length: b }, (_, i) => this.objects.word((a >>> 0) + 4 * i))
    return hostCall(this.objects, this.host.system, op, list) ?? this.host.call(this, op, list, d)
  }

  /** Turns the compiler's Julia errors into exceptions that compiled code can catch. */
  guard<T>(body: () => T): T {
    try {
      return body()
    } catch (e) {
      if (e instanceof JuliaError) return this.throwJulia(e)
      if (e instanceof JuliaSyntaxError) return this.throwJulia(this.parseError(e))
      if (limitReached(e)) return this.thread.errors.throwValue(this.thread.exceptionFor(e))
      // V8's: Julia code called by JavaScript that was called by Julia code has no stack that could be suspended.
      if ((e as Error)?.name === 'SuspendError')
        throw this.thread.errors.throwMessage('ErrorException', 'a macro that macroexpand expands cannot wait for another task')
      if (e instanceof ProgramEnd) this.thread.scheduler.endProgram(e)
      throw e
    }
  }

  /** Makes and throws a Julia exception. */
  throwJulia(e: JuliaError): never {
    return this.thread.errors.throwValue(this.errorObject(e))
  }

  private parseError(e: JuliaSyntaxError): JuliaError {
    return new JuliaError('Base.Meta.ParseError', e.message.replace(/^ParseError:\n/, ''), this.objects.wellKnown('nothing'))
  }

  /** The exception object of a compiler's Julia error: of a type of Core, or one whose module is named. */
  errorObject(e: JuliaError): number {
    const dot = e.type.lastIndexOf('.')
    const module = this.world.modules.get(dot < 0 ? 'Core' : e.type.slice(0, dot))
    const t = module?.bindings.get(e.type.slice(dot + 1))?.value
    if (t?.kind !== 'data') throw new Error(`no exception type ${e.type}: ${e.message}`)
    return this.newError(t, e.fields, [])
  }

  private newError(t: DataType, fields: readonly (number | string)[], made: number[]): number {
    if (made.length === fields.length) return this.objects.newStruct(t, made)
    const f = fields[made.length]
    const at = typeof f === 'string' ? this.objects.newString(f) : f
    return this.objects.heap.rooted([at], () => this.newError(t, fields, [...made, at]))
  }

  private requestContext(): RequestContext {
    const { objects, compiler, pipeline } = this
    const evaluations = new Evaluations()
    const place = (module: string): Place => ({ module, file: 'none', line: 1, softScope: false })
    return {
      objects,
      compiler,
      hooks: {
        invalidate: keys => compiler.invalidate(keys),
        constantChanged: b => compiler.invalidate([...this.world.modules.keys()].map(m => `g${m}.${b.name}`)),
        warn: text => this.host.warn(text),
        loadModule: name => this.host.loadModule(this, name),
      },
      call: args => this.thread.call(args),
      evaluations,
      thrown: exception => new WebAssembly.Exception(this.thread.globals.tag, [exception]),
      evalAst: (module, tree) => {
        const at = place(module)
        return evaluations.begin(pipeline.evaluate(heapToAst(objects, tree), at), at)
      },
      lowerText: (module, tree) => pipeline.lowerText(heapToAst(objects, tree), place(module)),
      macroExpand: (module, tree, recursive) => {
        const context = pipeline.expandContext(place(module))
        const ast = heapToAst(objects, tree)
        return astToHeap(objects, pipeline.expandNow(recursive ? expandMacros(ast, context) : expandMacroOnce(ast, context)))
      },
      parseOne: (text, start) => {
        const source = makeSourceFile('none', text)
        const { ast: parsed, next, errors } = this.host.parser().parseOne(source, start - 1)
        const ast = errors.length > 0 ? parseFailure(errors) : parsed
        return { tree: astToHeap(objects, ast), next: next + 1 }
      },
      parseAll: (text, file) => {
        const { ast, errors } = this.host.parser().parseAll(makeSourceFile(file, text))
        if (errors.length > 0) throw new JuliaError('ErrorException', errors.map(renderDiagnostic).join('\n'))
        return astToHeap(objects, ast)
      },
      includeText: (module, text, file) => {
        const at = { ...place(module), file }
        return evaluations.begin(pipeline.evaluateText(text, at), at)
      },
      backtrace: stack => traceFrames(this.world, this.lineTables, stack),
    }
  }

  /** Loads module Base: `boot` and then the files that `Base.jl` names, through `read`. */
  loadBase(read: (path: string) => string, onError?: (e: unknown, place: Place) => void): void {
    const { pipeline } = this
    const run = (text: string, place: Place): void => void pipeline.runNow(pipeline.evaluateText(text, place))
    run(read('boot.jl'), { module: 'Core', file: 'boot.jl', line: 1, softScope: false })
    const core = this.world.modules.get('Core')
    for (const b of core?.bindings.values() ?? []) if (/^[A-Z]/.test(b.name)) b.exported = true
    setWellKnownTypes(this.objects)
    newModule(this.world, 'Base', 'Base', true)
    bindModule(this.objects, 'Base', 'Base', 'Base')
    bindModule(this.objects, 'Core', 'Base', 'Base')
    this.loadModuleFile('Base', 'Base.jl', read, onError)
    newModule(this.world, 'Main', 'Main', false)
    for (const into of ['Main', 'Core']) bindModule(this.objects, into, 'Main', 'Main')
    for (const path of ['Core', 'Base']) bindModule(this.objects, 'Main', path, path)
    bindModule(this.objects, 'Base', 'Main', 'Main')
    for (const module of ['Base', 'Main']) pipeline.runNow(pipeline.defineEval({ module, file: 'none', line: 1, softScope: false }))
  }

  /** Loads a standard library as a root module: seen after `using`. */
  loadLibrary(name: string, read: (path: string) => string, onError?: (e: unknown, place: Place) => void): void {
    newModule(this.world, name, name, false)
    bindModule(this.objects, name, name, name)
    this.loadModuleFile(name, `stdlib/${name}.jl`, read, onError)
  }

  /** What a thrown thing says: a Julia exception through `showerror`, anything else as JavaScript shows it. */
  describe(e: unknown): string {
    const at = this.exceptionOf(e)
    if (at === null) return e instanceof Error ? (e.stack ?? e.message) : String(e)
    try {
      return this.errorText(at)
    } catch {
      return this.objects.typeOf(at).name.name
    }
  }

  /** The Julia exception object that a thrown thing carries; null if it is something else. */
  exceptionOf(e: unknown): number | null {
    const { tag } = this.thread.globals
    if (e instanceof WebAssembly.Exception && e.is(tag)) return (e.getArg(tag, 0) as number) >>> 0
    if (e instanceof JuliaError) return this.errorObject(e)
    return limitReached(e) || e instanceof RunAbandoned ? this.thread.exceptionFor(e) : null
  }

  /**
   * Message and stack trace of an exception object, as after `ERROR: `.
   * @param file with its line: the file that it came out of, for a LoadError
   */
  errorText(exception: number): string {
    return this.errorCall(exception, undefined, 0, (name, args) => this.text(name, ...args))
  }

  /** The same as the root task: the exception's `showerror` may wait. */
  async runErrorText(exception: number, file?: string, line?: number): Promise<string> {
    return this.objects.text(await this.errorCall(exception, file, line ?? 0, (name, args) => this.runBase(name, args)))
  }

  /** Calls what makes the text of an error; the arguments are alive when `call` is called. */
  private errorCall<T>(exception: number, file: string | undefined, line: number, call: (name: string, args: number[]) => T): T {
    const { objects } = this
    // The trace belongs to this object; a call may hand an immutable exception on as a copy.
    return objects.heap.rooted([exception], () => {
      const stack = objects.newString(this.thread.errors.traceOf(exception) ?? '')
      const trace = objects.heap.rooted([stack], () => handleRequest(this.requests, AskOp.backtrace_strings, 0, [stack]))
      if (file === undefined) return call('session_error', [exception, trace])
      return objects.heap.rooted([trace], () => {
        const path = objects.newString(file)
        return objects.heap.rooted([path], () => call('session_load_error', [exception, trace, path, objects.newInt(line)]))
      })
    })
  }

  /**
   * Calls a function of Base as the root task: user code in it (`show` methods, exit hooks) may wait. The arguments are kept
   * alive from the call on.
   * @returns its value, kept alive until the root task's next call
   */
  async runBase(name: string, args: readonly number[]): Promise<number> {
    return await this.thread.scheduler.runCall([this.baseFunction(name), ...args])
  }

  private baseFunction(name: string): number {
    const f = resolveBinding(this.world, 'Base', name)?.value
    if (!f) throw new Error(`Base.${name} is not defined`)
    return this.objects.constantAddress(f)
  }

  /** Calls a function of Base; its arguments are kept alive. It must not wait. */
  callBase(name: string, args: readonly number[]): number {
    return this.thread.call([this.baseFunction(name), ...args])
  }

  /** Calls a function of Base that gives a String. */
  text(name: string, ...args: number[]): string {
    return this.objects.text(this.callBase(name, args))
  }

  /** Evaluates a file that holds one module, whose `include`s are other files of `base/`, in an existing module. */
  private loadModuleFile(module: string, file: string, read: (path: string) => string, onError?: (e: unknown, place: Place) => void): void {
    const place: Place = { module, file, line: 1, softScope: false }
    const run = (a: Ast, at: Place): void => {
      try {
        this.pipeline.runNow(this.pipeline.evaluate(a, at))
      } catch (e) {
        if (!onError) throw e
        onError(e, at)
      }
    }
    const statements = (text: string, name: string): Ast[] => {
      const { ast, errors } = this.host.parser().parseAll(makeSourceFile(name, text))
      if (errors.length > 0) {
        const e = new JuliaSyntaxError(errors)
        if (!onError) throw e
        onError(e, place)
      }
      return ast.args
    }
    for (const a of statements(read(file), file)) {
      if (!isExpr(a, 'module')) continue
      for (const s of (a.args[2] as Expr).args) {
        const included = isExpr(s, 'call') && s.args[0].kind === 'symbol' && s.args[0].name === 'include' ? s.args[1] : null
        if (included?.kind !== 'string') {
          run(s, place)
          continue
        }
        const path = file.slice(0, file.lastIndexOf('/') + 1) + included.value
        const inner: Place = { module, file: path, line: 1, softScope: false }
        for (const t of statements(read(path), path)) run(t, inner)
      }
    }
  }

  collect(): void {
    collect(this.thread.globals.mutator)
  }
}
