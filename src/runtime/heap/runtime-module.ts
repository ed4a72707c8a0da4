/**
 * The runtime's own Wasm module: every import of compiled code whose home is 'wasm', in one module that each thread
 * instantiates once over the shared memory.
 *
 * Enters (`instantiateRuntime`): the thread's index, the memory, its tables and the JavaScript of the slow paths. Leaves:
 * the exports under the names of `layout/imports.ts`, the thread's globals and tag, and its mutator. The tag, `sp` and
 * `tls` are one per thread and must be handed to every module that the thread instantiates.
 */
import { ErrorKind } from '../layout/imports.ts'
import { threadBlock } from '../layout/memory-map.ts'
import { allocateLarge, refill } from './allocate.ts'
import { openHeap, type Heap } from './memory.ts'
import { createMutator, type Mutator } from './mutator.ts'
import { HeapExhausted } from './roots.ts'
import { writeApply } from './wasm-apply.ts'
import { writeArrays } from './wasm-arrays.ts'
import { beginModule, writeAlloc } from './wasm-parts.ts'
import { writeValues } from './wasm-values.ts'

/** The module's bytes: always the same, so they can be kept in an image. */
export function buildRuntimeModule(): Uint8Array<ArrayBuffer> {
  const parts = beginModule()
  writeAlloc(parts)
  writeValues(parts)
  writeArrays(parts)
  writeApply(parts)
  return parts.module.finish().bytes as Uint8Array<ArrayBuffer>
}

/** What the runtime's module needs from the rest of the thread. Addresses arrive as signed numbers. */
export interface RuntimeHooks {
  /** The entry in table `jl` for a dynamic call; throws MethodError. May fill the cache with `insertCallCache`. */
  lookup(args: number, nargs: number): number
  /** isa of a value and a type, the long way. */
  isaSlow(value: number, type: number): boolean
  /** Throws a Julia exception, as the import `throw_error` does. */
  throwError(kind: number, a: number, b: number, c: number): never
  /** Throws ArgumentError (invalid array size) or ErrorException (array that cannot be resized). */
  throwMessage(type: 'ArgumentError' | 'ErrorException', text: string): never
}

/** The tables of one thread. */
export interface RuntimeTables {
  readonly jl: WebAssembly.Table
  readonly spec: WebAssembly.Table
}

export interface RuntimeInstance {
  /** Functions with the names of `imports.ts`, home 'wasm'. */
  readonly exports: Record<string, (...args: (number | bigint)[]) => number | bigint | undefined>
  readonly sp: WebAssembly.Global
  readonly tls: WebAssembly.Global
  readonly tag: WebAssembly.Tag
  readonly mutator: Mutator
}

/** A thread's globals and tag, needed before its runtime module can be instantiated. */
export interface ThreadGlobals {
  readonly heap: Heap
  readonly sp: WebAssembly.Global
  readonly tls: WebAssembly.Global
  readonly tag: WebAssembly.Tag
  readonly mutator: Mutator
}

export function createThreadGlobals(threadIndex: number, memory: WebAssembly.Memory): ThreadGlobals {
  const heap = openHeap(memory)
  const sp = new WebAssembly.Global({ value: 'i32', mutable: true }, 0)
  const tls = new WebAssembly.Global({ value: 'i32' }, threadBlock(threadIndex))
  return { heap, sp, tls, tag: new WebAssembly.Tag({ parameters: ['i32'] }), mutator: createMutator(heap, threadIndex, sp) }
}

/**
 * The runtime of one thread.
 * @param module the compiled `buildRuntimeModule()`, if the caller has it already
 */
export function instantiateRuntime(
  threadIndex: number,
  memory: WebAssembly.Memory,
  tables: RuntimeTables,
  hooks: RuntimeHooks,
  globals: ThreadGlobals = createThreadGlobals(threadIndex, memory),
  module: WebAssembly.Module = new WebAssembly.Module(buildRuntimeModule()),
): RuntimeInstance {
  const { sp, tls, tag, mutator } = globals
  const instance = new WebAssembly.Instance(module, {
    rt: { memory, sp, tls, jl: tables.jl },
    js: slowPathImports(mutator, hooks),
  })
  return { exports: instance.exports as RuntimeInstance['exports'], sp, tls, tag, mutator }
}

function slowPathImports(mutator: Mutator, hooks: RuntimeHooks): WebAssembly.ModuleImports {
  const outOfMemory = (): never => hooks.throwError(ErrorKind.outOfMemory, 0, 0, 0)
  const allocating = (body: () => number): number => {
    try {
      return body()
    } catch (error) {
      if (error instanceof HeapExhausted) return outOfMemory()
      throw error
    }
  }
  return {
    refill: (sizeClass: number) => allocating(() => refill(mutator, sizeClass)),
    large: (type: number, bytes: number) => allocating(() => allocateLarge(mutator, type, bytes >>> 0)),
    out_of_memory: outOfMemory,
    stack_overflow: () => hooks.throwError(ErrorKind.stackOverflow, 0, 0, 0),
    array_size_error: () =>
      hooks.throwMessage(
        'ArgumentError',
        'invalid GenericMemory size: the number of elements is either negative or too large for system address width',
      ),
    not_resizable: () => hooks.throwMessage('ErrorException', 'cannot resize array with shared data'),
    lookup: (args: number, nargs: number) => hooks.lookup(args, nargs),
    isa_slow: (value: number, type: number) => (hooks.isaSlow(value, type) ? 1 : 0),
  }
}
