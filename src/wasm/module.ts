/**
 * A WebAssembly module under construction: types, imports, functions, exports, element and data segments, names.
 *
 * In: declarations in any order; imports are numbered as they come, also while code is being written. Out: `finish()`,
 * the module's bytes and where each function's instructions begin in them (V8 reports positions in stack traces as
 * offsets from the start of the module).
 */
import { ByteWriter } from './bytes.ts'
import { CodeBuilder } from './code.ts'
import type { FuncHandle } from './code.ts'
import { Op, valTypeCode } from './opcodes.ts'
import type { ValType } from './opcodes.ts'

export interface FinishedModule {
  readonly bytes: Uint8Array
  /** Per function of the module (not imports): offset in `bytes` of its first instruction after the prefix. */
  readonly codeOffsets: number[]
  /** How many functions are imported: function k of the module has index importCount + k. */
  readonly importCount: number
}

interface OwnFunction {
  readonly type: number
  readonly name: string
  readonly code: CodeBuilder
}

interface Export {
  readonly name: string
  readonly kind: number
  readonly index: number
}

interface Segment {
  readonly table: number
  readonly offset: number
  readonly functions: FuncHandle[]
}

const Kind = { func: 0, table: 1, memory: 2, global: 3, tag: 4 } as const

export class ModuleBuilder {
  private readonly types = new Map<string, number>()
  private readonly typeBytes = new ByteWriter(128)
  private readonly imports = new ByteWriter(512)
  private importEntries = 0
  private importedFunctions = 0
  private importedTables = 0
  private importedGlobals = 0
  private importedTags = 0
  private readonly functions: OwnFunction[] = []
  private readonly importNames: string[] = []
  private readonly knownImports = new Map<string, FuncHandle>()
  private readonly ownMemory: { min: number; max: number | null; shared: boolean }[] = []
  private readonly ownTables: { min: number; max: number | null }[] = []
  private readonly ownGlobals: { type: ValType; mutable: boolean; init: number }[] = []
  private readonly ownTags: number[] = []
  private readonly exports: Export[] = []
  private readonly elements: Segment[] = []
  private readonly data: { offset: number | null; bytes: Uint8Array }[] = []
  /** Name given to the module in stack traces. */
  name = ''

  /** Index of a function type; equal types share one. */
  typeIndex(params: readonly ValType[], results: readonly ValType[]): number {
    const key = `${params.join()}>${results.join()}`
    const known = this.types.get(key)
    if (known !== undefined) return known
    const index = this.types.size
    this.types.set(key, index)
    this.typeBytes.byte(0x60)
    for (const list of [params, results]) {
      this.typeBytes.u32(list.length)
      for (const t of list) this.typeBytes.byte(valTypeCode[t])
    }
    return index
  }

  // ---- imports ----

  private import(module: string, name: string, kind: number): void {
    this.imports.name(module)
    this.imports.name(name)
    this.imports.byte(kind)
    this.importEntries++
  }

  /** Imports a function, once for each pair of names. */
  importFunc(module: string, name: string, params: readonly ValType[], results: readonly ValType[]): FuncHandle {
    const key = `${module}.${name}`
    const known = this.knownImports.get(key)
    if (known !== undefined) return known
    const type = this.typeIndex(params, results)
    this.import(module, name, Kind.func)
    this.imports.u32(type)
    this.knownImports.set(key, this.importedFunctions)
    this.importNames.push(name)
    return this.importedFunctions++
  }

  /** Imports the memory; sizes in pages of 64 KiB. */
  importMemory(module: string, name: string, min: number, max: number | null, shared: boolean): void {
    this.import(module, name, Kind.memory)
    writeLimits(this.imports, min, max, shared)
  }

  importTable(module: string, name: string, min = 0, max: number | null = null): number {
    if (this.ownTables.length > 0) throw new Error('import tables before defining any')
    this.import(module, name, Kind.table)
    this.imports.byte(valTypeCode.funcref)
    writeLimits(this.imports, min, max, false)
    return this.importedTables++
  }

  importGlobal(module: string, name: string, type: ValType, mutable: boolean): number {
    if (this.ownGlobals.length > 0) throw new Error('import globals before defining any')
    this.import(module, name, Kind.global)
    this.imports.byte(valTypeCode[type])
    this.imports.byte(mutable ? 1 : 0)
    return this.importedGlobals++
  }

  importTag(module: string, name: string, params: readonly ValType[]): number {
    if (this.ownTags.length > 0) throw new Error('import tags before defining any')
    const type = this.typeIndex(params, [])
    this.import(module, name, Kind.tag)
    this.imports.byte(0)
    this.imports.u32(type)
    return this.importedTags++
  }

  // ---- own definitions ----

  /** Declares a function of this module; write its body with the code builder before `finish`. */
  func(name: string, params: readonly ValType[], results: readonly ValType[]): { handle: FuncHandle; code: CodeBuilder } {
    const code = new CodeBuilder(this, params)
    this.functions.push({ type: this.typeIndex(params, results), name, code })
    return { handle: ~(this.functions.length - 1), code }
  }

  memory(min: number, max: number | null = null, shared = false): void {
    this.ownMemory.push({ min, max, shared })
  }

  table(min: number, max: number | null = null): number {
    return this.importedTables + this.ownTables.push({ min, max }) - 1
  }

  /** A global with a constant first value (of i32 or, as a number, i64, f32, f64). */
  global(type: ValType, mutable: boolean, init = 0): number {
    return this.importedGlobals + this.ownGlobals.push({ type, mutable, init }) - 1
  }

  tag(params: readonly ValType[]): number {
    return this.importedTags + this.ownTags.push(this.typeIndex(params, [])) - 1
  }

  exportFunc(name: string, f: FuncHandle): void {
    this.exports.push({ name, kind: Kind.func, index: f })
  }

  exportMemory(name: string): void {
    this.exports.push({ name, kind: Kind.memory, index: 0 })
  }

  exportTable(name: string, index: number): void {
    this.exports.push({ name, kind: Kind.table, index })
  }

  exportGlobal(name: string, index: number): void {
    this.exports.push({ name, kind: Kind.global, index })
  }

  exportTag(name: string, index: number): void {
    this.exports.push({ name, kind: Kind.tag, index })
  }

  /** An active element segment: at instantiation, functions go into `table` from `offset` on. */
  elem(table: number, offset: number, functions: readonly FuncHandle[]): void {
    this.elements.push({ table, offset, functions: [...functions] })
  }

  /** A data segment: active at `offset`, or passive if that is null. Gives its index. */
  dataSegment(offset: number | null, bytes: Uint8Array): number {
    return this.data.push({ offset, bytes }) - 1
  }

  // ---- the end ----

  /** The module's bytes. Nothing may be added afterwards. */
  finish(): FinishedModule {
    const importCount = this.importedFunctions
    const index = (f: FuncHandle): number => (f >= 0 ? f : importCount + ~f)
    const codeBytes = this.functions.reduce((n, f) => n + f.code.out.length + 64, 0)
    const out = new ByteWriter(codeBytes + 2048)
    const scratch = new ByteWriter(codeBytes + 512)
    out.append(new Uint8Array([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))
    const section = (id: number, count: number, write: (w: ByteWriter) => void): void => {
      if (count === 0) return
      scratch.length = 0
      scratch.u32(count)
      write(scratch)
      out.byte(id)
      out.u32(scratch.length)
      out.append(scratch.view())
    }
    section(1, this.types.size, w => w.append(this.typeBytes.view()))
    section(2, this.importEntries, w => w.append(this.imports.view()))
    section(3, this.functions.length, w => {
      for (const f of this.functions) w.u32(f.type)
    })
    section(4, this.ownTables.length, w => {
      for (const t of this.ownTables) {
        w.byte(valTypeCode.funcref)
        writeLimits(w, t.min, t.max, false)
      }
    })
    section(5, this.ownMemory.length, w => {
      for (const m of this.ownMemory) writeLimits(w, m.min, m.max, m.shared)
    })
    section(13, this.ownTags.length, w => {
      for (const type of this.ownTags) {
        w.byte(0)
        w.u32(type)
      }
    })
    section(6, this.ownGlobals.length, w => {
      for (const g of this.ownGlobals) writeGlobal(w, g.type, g.mutable, g.init)
    })
    section(7, this.exports.length, w => {
      for (const e of this.exports) {
        w.name(e.name)
        w.byte(e.kind)
        w.u32(e.kind === Kind.func ? index(e.index) : e.index)
      }
    })
    section(9, this.elements.length, w => {
      for (const s of this.elements) writeSegment(w, s, index)
    })
    if (this.data.some(d => d.offset === null)) section(12, this.data.length, () => {})
    this.writeHints(out, scratch, importCount)
    const codeOffsets = this.writeCode(out, scratch, importCount)
    section(11, this.data.length, w => {
      for (const d of this.data) {
        if (d.offset === null) w.byte(1)
        else {
          w.byte(0)
          writeOffset(w, d.offset)
        }
        w.u32(d.bytes.length)
        w.append(d.bytes)
      }
    })
    this.writeNames(out, scratch, importCount)
    return { bytes: out.view().slice(), codeOffsets, importCount }
  }

  /** The custom section `metadata.code.branch_hint`; offsets count from the start of a function's locals. */
  private writeHints(out: ByteWriter, w: ByteWriter, importCount: number): void {
    const hinted = this.functions.filter(f => f.code.hints.length > 0)
    if (hinted.length === 0) return
    w.length = 0
    w.name('metadata.code.branch_hint')
    w.u32(hinted.length)
    const head = new ByteWriter(64)
    this.functions.forEach(({ code }, i) => {
      if (code.hints.length === 0) return
      head.length = 0
      code.writeLocals(head)
      const start = head.length + (code.prefix?.length ?? 0)
      w.u32(importCount + i)
      w.u32(code.hints.length / 2)
      for (let h = 0; h < code.hints.length; h += 2) {
        w.u32(start + code.hints[h])
        w.byte(1)
        w.byte(code.hints[h + 1])
      }
    })
    out.byte(0)
    out.u32(w.length)
    out.append(w.view())
  }

  private writeCode(out: ByteWriter, w: ByteWriter, importCount: number): number[] {
    const offsets: number[] = []
    if (this.functions.length === 0) return offsets
    w.length = 0
    w.u32(this.functions.length)
    const head = new ByteWriter(64)
    for (const { code, name } of this.functions) {
      if (code.openBlocks !== 0) throw new Error(`unbalanced blocks in ${name}`)
      const body = code.out
      for (let i = 0; i < code.patches.length; i += 2) {
        body.patchPadded(code.patches[i], importCount + code.patches[i + 1])
      }
      head.length = 0
      code.writeLocals(head)
      if (code.prefix) head.append(code.prefix.view())
      w.u32(head.length + body.length + 1)
      w.append(head.view())
      offsets.push(w.length)
      w.append(body.view())
      w.byte(Op.end)
    }
    out.byte(10)
    out.u32(w.length)
    const base = out.length
    out.append(w.view())
    for (let i = 0; i < offsets.length; i++) offsets[i] += base
    return offsets
  }

  private writeNames(out: ByteWriter, w: ByteWriter, importCount: number): void {
    w.length = 0
    w.name('name')
    const sub = new ByteWriter(32 * (importCount + this.functions.length))
    if (this.name !== '') {
      sub.name(this.name)
      w.byte(0)
      w.u32(sub.length)
      w.append(sub.view())
      sub.length = 0
    }
    sub.u32(importCount + this.functions.length)
    this.importNames.forEach((name, i) => {
      sub.u32(i)
      sub.name(name)
    })
    this.functions.forEach((f, i) => {
      sub.u32(importCount + i)
      sub.name(f.name)
    })
    w.byte(1)
    w.u32(sub.length)
    w.append(sub.view())
    out.byte(0)
    out.u32(w.length)
    out.append(w.view())
  }
}

function writeLimits(w: ByteWriter, min: number, max: number | null, shared: boolean): void {
  w.byte((shared ? 2 : 0) | (max === null ? 0 : 1))
  w.u32(min)
  if (max !== null) w.u32(max)
}

function writeOffset(w: ByteWriter, offset: number): void {
  w.byte(Op.i32_const)
  w.s32(offset)
  w.byte(Op.end)
}

function writeGlobal(w: ByteWriter, type: ValType, mutable: boolean, init: number): void {
  w.byte(valTypeCode[type])
  w.byte(mutable ? 1 : 0)
  if (type === 'i32') {
    w.byte(Op.i32_const)
    w.s32(init)
  } else if (type === 'i64') {
    w.byte(Op.i64_const)
    w.s64(init)
  } else if (type === 'f32') {
    w.byte(Op.f32_const)
    w.f32(init)
  } else if (type === 'f64') {
    w.byte(Op.f64_const)
    w.f64(init)
  } else {
    w.byte(Op.ref_null)
    w.byte(valTypeCode[type])
  }
  w.byte(Op.end)
}

function writeSegment(w: ByteWriter, s: Segment, index: (f: FuncHandle) => number): void {
  if (s.table === 0) w.byte(0)
  else {
    w.byte(2)
    w.u32(s.table)
  }
  writeOffset(w, s.offset)
  if (s.table !== 0) w.byte(0)
  w.u32(s.functions.length)
  for (const f of s.functions) w.u32(index(f))
}
