/**
 * Emission: a batch of typed method instances to one WebAssembly module.
 *
 * In: instances whose `typed` body, `specIndex` and `jlIndex` are set. Out: the module's bytes, and per function where
 * its code came from. The module imports `memory`, the tables `spec` and `jl`, the globals `sp` and `tls`, the tag
 * `tag` and runtime functions, all from module `rt`; it exports nothing: active element segments put its functions
 * into the tables, with stubs for callees that are not compiled yet.
 */
import { frameStackBytes } from '../../runtime/layout/memory-map.ts'
import type { CodeBuilder, FuncHandle } from '../../wasm/code.ts'
import { ModuleBuilder } from '../../wasm/module.ts'
import type { FinishedModule } from '../../wasm/module.ts'
import type { Instance } from '../infer/typed-ir.ts'
import { paramTypes } from './calls.ts'
import type { EmitContext, EmittedFunction, EmittedModule } from './context.ts'
import { emitBody, emitGuardedEntry } from './body.ts'
import { findCycles } from './cycles.ts'
import type { ModuleState } from './emitter.ts'
import { representation, wasmTypes } from './representation.ts'
import { emitWrapper } from './wrappers.ts'

const MAX_MEMORY_PAGES = 65536
/** What a generic entry takes beside its function. */
const WRAPPER_STACK_BYTES = 200

/** Compiles a batch. Instances must be distinct and not compiled yet. */
export function emitModule(ctx: EmitContext, instances: readonly Instance[]): EmittedModule {
  const m = openModule(
    ctx,
    findCycles(instances, ctx.instance, t => t === ctx.world.types.bottom),
  )
  const declared = instances.map(instance => declare(m, instance))
  const lines = declared.map(d => emitBody(m, d.instance, d.code))
  const wrappers = instances.map(i => (i.jlIndex >= 0 ? emitWrapper(m, i) : null))
  fillTables(m, declared, wrappers)
  const finished = m.module.finish()
  const functions = declared.map((d, i) => describe(finished, d, lines[i]))
  return { bytes: finished.bytes, functions, replanned: m.replanned }
}

/** An instance's function: `handle` its entry, `code` its body, which for a guarded one is a function of its own. */
interface Declared {
  readonly instance: Instance
  readonly handle: FuncHandle
  readonly bodyHandle: FuncHandle
  readonly code: CodeBuilder
}

function openModule(ctx: EmitContext, groups: ReadonlyMap<number, number>): ModuleState {
  const module = new ModuleBuilder()
  module.importMemory('rt', 'memory', 1, MAX_MEMORY_PAGES, true)
  const specTable = module.importTable('rt', 'spec')
  const jlTable = module.importTable('rt', 'jl')
  const sp = module.importGlobal('rt', 'sp', 'i32', true)
  const tls = module.importGlobal('rt', 'tls', 'i32', false)
  const tag = module.importTag('rt', 'tag', ['i32'])
  return {
    ctx,
    module,
    specTable,
    jlTable,
    sp,
    tls,
    tag,
    groups,
    batch: new Map(),
    inner: new Map(),
    stubs: new Map(),
    replanned: [],
    helpers: new Map(),
  }
}

function declare(m: ModuleState, instance: Instance): Declared {
  const params = paramTypes(m, instance)
  const results = wasmTypes(representation(m.ctx.reps, instance.returnType))
  const name = `${instance.name}#${instance.id}`
  const guarded = (m.groups.get(instance.id) ?? -1) >= 0
  const body = m.module.func(name, guarded ? [...params, 'i32'] : params, results)
  if (!guarded) {
    m.batch.set(instance.id, body.handle)
    return { instance, handle: body.handle, bodyHandle: body.handle, code: body.code }
  }
  m.inner.set(instance.id, body.handle)
  const entry = m.module.func(`${name} (entry)`, params, results)
  m.batch.set(instance.id, entry.handle)
  emitGuardedEntry(m, instance, entry.code)
  return { instance, handle: entry.handle, bodyHandle: body.handle, code: body.code }
}

function fillTables(m: ModuleState, declared: readonly Declared[], wrappers: readonly (FuncHandle | null)[]): void {
  const spec: [number, FuncHandle][] = []
  const jl: [number, FuncHandle][] = []
  declared.forEach((d, i) => {
    if (d.instance.specIndex >= 0) spec.push([d.instance.specIndex, d.handle])
    const w = wrappers[i]
    if (w !== null) jl.push([d.instance.jlIndex, w])
  })
  for (const [id, handle] of m.stubs) spec.push([m.ctx.instance(id).specIndex, handle])
  fill(m, m.specTable, spec)
  fill(m, m.jlTable, jl)
}

/** One element segment for each run of neighbouring entries. */
function fill(m: ModuleState, table: number, entries: [number, FuncHandle][]): void {
  entries.sort((a, b) => a[0] - b[0])
  for (let i = 0; i < entries.length; ) {
    let end = i + 1
    while (end < entries.length && entries[end][0] === entries[end - 1][0] + 1) end++
    m.module.elem(
      table,
      entries[i][0],
      entries.slice(i, end).map(x => x[1]),
    )
    i = end
  }
}

function describe(finished: FinishedModule, d: Declared, lines: readonly number[]): EmittedFunction {
  const own = ~d.bodyHandle
  const base = finished.codeOffsets[own]
  const table = Int32Array.from(lines, (n, i) => (i % 2 === 0 ? base + n : n))
  const { id, name, specIndex, jlIndex } = d.instance
  const stackBytes = frameStackBytes(d.code.localTypes.length) + WRAPPER_STACK_BYTES
  return { instance: id, name, index: finished.importCount + own, specIndex, jlIndex, lines: table, stackBytes }
}
