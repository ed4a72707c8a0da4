/** A thread's runtime module over the small world, with hooks that record and plain JavaScript errors for Julia's. */
import { beginRunning, instantiateRuntime, type RuntimeInstance } from '../../src/runtime/heap/index.ts'
import { createThreadGlobals } from '../../src/runtime/heap/runtime-module.ts'
import { allocatePermanent } from '../../src/runtime/heap/index.ts'
import { smallWorld, type SmallWorld } from './small-world.ts'
import { ModuleBuilder } from '../../src/wasm/module.ts'
import { Op } from '../../src/wasm/opcodes.ts'

export interface Fixture extends SmallWorld {
  rt: RuntimeInstance
  call: Record<string, (...args: (number | bigint)[]) => number>
  box64(n: bigint): number
  lookups: number[][]
  isaAsked: number[][]
  /** What `lookup` answers. */
  target: (args: number[]) => number
  jl: WebAssembly.Table
}

/** Starts the runtime module of a thread over an existing memory. */
export function startRuntime(w: SmallWorld, index: number): Fixture {
  const jl = new WebAssembly.Table({ element: 'anyfunc', initial: 64 })
  const spec = new WebAssembly.Table({ element: 'anyfunc', initial: 64 })
  const globals = createThreadGlobals(index, w.heap.memory)
  const f = { ...w, m: globals.mutator, lookups: [], isaAsked: [], jl } as unknown as Fixture
  f.target = () => 0
  f.rt = instantiateRuntime(
    index,
    w.heap.memory,
    { jl, spec },
    {
      lookup: (args, nargs) => {
        const list = Array.from({ length: nargs }, (_, i) => w.heap.i32[(args >>> 2) + i])
        f.lookups.push(list)
        return f.target(list)
      },
      isaSlow: (value, type) => {
        f.isaAsked.push([value, type])
        return w.heap.i32[value >>> 2] === type || type === w.types.Pair
      },
      throwError: kind => {
        throw new Error(`throw_error ${kind}`)
      },
      throwMessage: (type, text) => {
        throw new Error(`${type}: ${text}`)
      },
    },
    globals,
  )
  f.call = f.rt.exports as unknown as Fixture['call']
  f.box64 = n => f.call.box_i64(n)
  const stack = allocatePermanent(w.heap, 65536)
  beginRunning(f.m, stack, stack + 65536)
  return f
}

export function runtimeFixture(maxBytes = 128 << 20, threads = 1): Fixture {
  return startRuntime(smallWorld(maxBytes, threads), 0)
}

/** A module with the jl entries `k ↦ 1000 + k` (of its third argument), put into a table from 0 on. */
export function fillEntries(table: WebAssembly.Table, count: number): void {
  const module = new ModuleBuilder()
  const index = module.importTable('t', 'jl')
  const handles = Array.from({ length: count }, (_, k) => {
    const { handle, code } = module.func(`entry${k}`, ['i32', 'i32', 'i32'], ['i32'])
    code.get(2)
    code.i32(1000 + k)
    code.i32(k)
    code.op(Op.i32_sub)
    code.op(Op.i32_add)
    return handle
  })
  module.elem(index, 0, handles)
  void new WebAssembly.Instance(new WebAssembly.Module(module.finish().bytes as Uint8Array<ArrayBuffer>), { t: { jl: table } })
}
