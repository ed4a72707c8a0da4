/**
 * What the functions of the runtime's Wasm module share: imports, and short forms for the instructions they use most.
 * Enters: a `ModuleBuilder`. Leaves: a `Parts` that the files `wasm-*.ts` write their functions with.
 */
import { type WellKnown, MAX_CELL, SIZE_CLASSES, SIZE_TABLE, Thread, wellKnownWord } from '../layout/memory-map.ts'
import { runtimeImports, type RuntimeImportName } from '../layout/imports.ts'
import { GcKind, TypeObject } from '../layout/objects.ts'
import type { CodeBuilder, FuncHandle } from '../../wasm/code.ts'
import { ModuleBuilder } from '../../wasm/module.ts'
import { Op } from '../../wasm/opcodes.ts'

/** JavaScript that the module calls on its slow paths; all leaf functions, which may throw Julia exceptions. */
export const slowPaths = {
  /** refill(size class) → first cell, still on the list. Safepoint. */
  refill: { params: ['i32'], results: ['i32'] },
  /** large(type, bytes) → object with pages of its own. Safepoint. */
  large: { params: ['i32', 'i32'], results: ['i32'] },
  /** out_of_memory(): throws OutOfMemoryError. */
  out_of_memory: { params: [], results: [] },
  /** stack_overflow(): throws StackOverflowError. */
  stack_overflow: { params: [], results: [] },
  /** array_size_error(): throws ArgumentError for a negative size. */
  array_size_error: { params: [], results: [] },
  /** not_resizable(array): throws ErrorException for an array whose data is not its own. */
  not_resizable: { params: ['i32'], results: [] },
  /** lookup(args, nargs) → k. May throw MethodError. Safepoint. */
  lookup: { params: ['i32', 'i32'], results: ['i32'] },
  /** isa_slow(value, type) → 0/1. */
  isa_slow: { params: ['i32', 'i32'], results: ['i32'] },
} as const
export type SlowPath = keyof typeof slowPaths

export interface Parts {
  readonly module: ModuleBuilder
  readonly slow: Readonly<Record<SlowPath, FuncHandle>>
  readonly sp: number
  readonly tls: number
  readonly jl: number
  /** Functions already written, by name. */
  readonly functions: Map<string, FuncHandle>
}

/** The imports of the module. */
export function beginModule(): Parts {
  const module = new ModuleBuilder()
  module.name = 'fatou-runtime'
  module.importMemory('rt', 'memory', 1, 65536, true)
  const sp = module.importGlobal('rt', 'sp', 'i32', true)
  const tls = module.importGlobal('rt', 'tls', 'i32', false)
  const jl = module.importTable('rt', 'jl')
  const slow = Object.fromEntries(
    Object.entries(slowPaths).map(([name, { params, results }]) => [name, module.importFunc('js', name, params, results)]),
  ) as Record<SlowPath, FuncHandle>
  return { module, slow, sp, tls, jl, functions: new Map() }
}

/** Begins an exported function of `imports.ts`. */
export function exported(parts: Parts, name: RuntimeImportName): CodeBuilder {
  const { params, results } = runtimeImports[name]
  const { handle, code } = parts.module.func(name, params, results)
  parts.module.exportFunc(name, handle)
  parts.functions.set(name, handle)
  return code
}

/** A function written before. */
export function called(parts: Parts, name: string): FuncHandle {
  const handle = parts.functions.get(name)
  if (handle === undefined) throw new Error(`runtime function ${name} is not written yet`)
  return handle
}

/** Pushes the i32 at local + offset. */
export function load(c: CodeBuilder, local: number, offset: number): void {
  c.get(local)
  c.mem(Op.i32_load, offset)
}

/** Stores local `value` at local `address` + offset. */
export function store(c: CodeBuilder, address: number, offset: number, value: number): void {
  c.get(address)
  c.get(value)
  c.mem(Op.i32_store, offset)
}

/** Pushes the address of a well-known object. */
export function wellKnownObject(c: CodeBuilder, name: WellKnown): void {
  c.i32(0)
  c.mem(Op.i32_load, wellKnownWord(name))
}

/** Pushes local * constant-free product: local `a` times local `b`. */
export function product(c: CodeBuilder, a: number, b: number): void {
  c.get(a)
  c.get(b)
  c.op(Op.i32_mul)
}

/** Sets local `key` to the key of the argument in local `value`: its type, or itself | 1 if it is a type. */
export function keyOf(c: CodeBuilder, value: number, key: number): void {
  c.get(value)
  c.i32(1)
  c.op(Op.i32_or)
  load(c, value, 0)
  c.tee(key)
  c.get(key)
  c.mem(Op.i32_load, TypeObject.gcKind)
  c.i32(GcKind.type)
  c.op(Op.i32_eq)
  c.select()
  c.set(key)
}

/**
 * Leaves in local `cell` a new cell of a constant or computed size class and writes its header.
 * @param word pushes the address of the free list's head
 * @param sizeClass pushes the size class
 * @param type pushes the type
 */
export function takeCell(
  parts: Parts,
  c: CodeBuilder,
  cell: number,
  pushes: { word: () => void; sizeClass: () => void; type: () => void },
): void {
  pushes.word()
  c.mem(Op.i32_load)
  c.tee(cell)
  c.op(Op.i32_eqz)
  c.if()
  pushes.sizeClass()
  c.call(parts.slow.refill)
  c.set(cell)
  c.end()
  pushes.word()
  load(c, cell, 4)
  c.mem(Op.i32_store)
  c.get(cell)
  pushes.type()
  c.op(Op.i64_extend_i32_u)
  c.mem(Op.i64_store)
}

/** As `takeCell`, for a constant number of bytes. */
export function takeCellOf(parts: Parts, c: CodeBuilder, cell: number, bytes: number, type: () => void): void {
  const sizeClass = SIZE_CLASSES.findIndex(size => size >= bytes)
  takeCell(parts, c, cell, {
    word: () => {
      c.globalGet(parts.tls)
      c.i32(Thread.freeLists + 4 * sizeClass)
      c.op(Op.i32_add)
    },
    sizeClass: () => c.i32(sizeClass),
    type,
  })
}

/** Writes `alloc` and `alloc_large`. */
export function writeAlloc(parts: Parts): void {
  const c = exported(parts, 'alloc')
  const [type, bytes] = [0, 1]
  const cell = c.local('i32')
  const sizeClass = c.local('i32')
  const word = c.local('i32')
  c.get(bytes)
  c.i32(MAX_CELL)
  c.op(Op.i32_gt_u)
  c.if()
  c.get(type)
  c.get(bytes)
  c.call(parts.slow.large)
  c.return()
  c.end()
  c.get(bytes)
  c.i32(7)
  c.op(Op.i32_add)
  c.i32(3)
  c.op(Op.i32_shr_u)
  c.mem(Op.i32_load8_u, SIZE_TABLE)
  c.tee(sizeClass)
  c.i32(2)
  c.op(Op.i32_shl)
  c.globalGet(parts.tls)
  c.op(Op.i32_add)
  c.i32(Thread.freeLists)
  c.op(Op.i32_add)
  c.set(word)
  takeCell(parts, c, cell, { word: () => c.get(word), sizeClass: () => c.get(sizeClass), type: () => c.get(type) })
  c.get(cell)

  const large = exported(parts, 'alloc_large')
  large.get(0)
  large.get(1)
  large.call(called(parts, 'alloc'))
}
