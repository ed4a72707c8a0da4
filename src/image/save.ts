/**
 * Writes an engine into an image folder.
 *
 * What enters has run nothing but the loading of Base and the libraries and a program that shows what is commonly needed
 * (`compiledTogether` is what became compiled since `forgetCompiled`). What leaves is smaller than the engine: top-level
 * thunks are gone, typed bodies too (inferred again where they are to be inlined), lowered bodies are stored one by one.
 * The engine is of no use afterwards.
 */
import fs from 'node:fs'
import path from 'node:path'
import v8 from 'node:v8'
import type { Engine } from '../interpreter/engine.ts'
import type { InferredInstance } from '../interpreter/infer/instance.ts'
import { lineTable, withNames } from '../interpreter/line-tables.ts'
import { templateHead, templateOf } from '../interpreter/world/templates.ts'
import type { Method, World } from '../interpreter/world/world.ts'
import { buildRuntimeModule, storeHeap } from '../runtime/heap/index.ts'
import { MAIN_STACK_BYTES } from '../runtime/threads/julia-thread.ts'
import { writeGraph } from './graph-writer.ts'
import { dropUnreferencedTypes } from './reachable.ts'
import { imageFiles, type StoredWorld } from './files.ts'

/** Stores `engine` in `folder`, which is made if need be. Gives the files' sizes in bytes. */
export function saveImage(engine: Engine, folder: string): Record<string, number> {
  const module = engine.compiler.compiledTogether()
  const lines = withNames(engine.world, lineTable(engine.world, module))
  pruneInstances(engine.world)
  const { bytes, starts } = storeTemplates(engine.world)
  engine.world.templateStore = undefined
  engine.world.trustedMethods = engine.world.methods.length
  for (const m of engine.world.modules.values()) m.seen.clear()
  // Closures of programs count from 1, as in Julia; those of Base live in modules of their own.
  engine.world.nextClosureNumber = 1
  pruneCaches(engine.world)
  dropUnreferencedTypes(engine.world)
  engine.collect()
  const heap = storeHeap(engine.thread.globals.heap, { address: engine.thread.firstStack, bytes: MAIN_STACK_BYTES })
  const stored: StoredWorld = { world: engine.world, counters: engine.pipeline.counters, starts }
  fs.mkdirSync(folder, { recursive: true })
  const contents: Record<keyof typeof imageFiles, Uint8Array> = {
    heap,
    world: writeGraph(stored),
    templates: bytes,
    code: module.bytes,
    runtime: buildRuntimeModule(),
    lines: v8.serialize(lines),
  }
  const sizes: Record<string, number> = {}
  for (const [name, data] of Object.entries(contents)) {
    fs.writeFileSync(path.join(folder, imageFiles[name as keyof typeof imageFiles]), data)
    sizes[name] = data.length
  }
  return sizes
}

const isThunk = (world: World, m: Method): boolean => m.required === 0 && m.signature === world.types.types.emptyTuple

/** What nothing refers to any more becomes one shared, invalid instance; the others lose what is large. */
function pruneInstances(world: World): void {
  const list = [...world.instances] as InferredInstance[]
  const dead: InferredInstance = {
    ...list[0],
    method: 0,
    args: [],
    argTypes: [],
    sparams: [],
    typed: null,
    valid: false,
    compiled: false,
    assigned: [],
  }
  list.forEach((inst, i) => {
    if (!inst.valid || inst.isConstant || inst.state !== 'done' || isThunk(world, world.methods.at(inst.method))) {
      list[i] = dead
      world.instances.set(i, dead)
      return
    }
    inst.isBare = inst.typed !== null || inst.isBare === true
    inst.typed = null
  })
  for (const m of world.methods) {
    for (const [key, id] of m.instances) if (!list[id].valid) m.instances.delete(key)
  }
  for (const edges of [world.backEdges, world.callers]) {
    for (const [key, set] of edges as Map<unknown, Set<number>>) {
      for (const id of set) if (!list[id].valid) set.delete(id)
      if (set.size === 0) (edges as Map<unknown, Set<number>>).delete(key)
    }
  }
}

/** Moves the lowered bodies out of the world; those of thunks and of replaced methods are dropped. */
function storeTemplates(world: World): { bytes: Uint8Array; starts: Int32Array } {
  const chunks: Uint8Array[] = []
  const starts = [0]
  for (const [id, m] of [...world.methods].entries()) {
    if (m.age === 0 || isThunk(world, m)) {
      m.stored = undefined
      m.template = templateHead(m.template)
      continue
    }
    const template = templateOf(world, id)
    m.template = templateHead(template)
    const chunk = v8.serialize(template)
    m.stored = chunks.push(chunk) - 1
    starts.push(starts[m.stored] + chunk.length)
  }
  return { bytes: Buffer.concat(chunks), starts: Int32Array.from(starts) }
}

function pruneCaches(world: World): void {
  const methods = [...world.methods]
  const thunk = methods.find(m => isThunk(world, m))
  methods.forEach((m, i) => {
    if (thunk && m !== thunk && isThunk(world, m)) world.methods.set(i, thunk)
  })
  world.types.subtypeMemo.clear()
  // Payloads of definitions belong to thunks, which are gone; the others are still named by compiled code.
  for (const [i, p] of [...world.payloads].entries()) {
    if (typeof p === 'object' && p !== null && 'op' in p) world.payloads.set(i, null)
  }
}
