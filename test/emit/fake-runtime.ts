/**
 * A runtime just large enough to run emitted modules: objects are bumped, never moved. In stress mode every allocation
 * marks from the shadow stack and overwrites what it cannot reach, so that a missing root shows as garbage.
 */
import { math1, math2 } from '../../src/runtime/host/math.ts'
import { emitModule } from '../../src/interpreter/emit/module.ts'
import type { EmitContext } from '../../src/interpreter/emit/context.ts'
import { elementLayout, fieldLayout } from '../../src/interpreter/emit/layout.ts'
import { newRepresentations } from '../../src/interpreter/emit/representation.ts'
import type { Constant, Instance } from '../../src/interpreter/infer/typed-ir.ts'
import { typeOfValue } from '../../src/interpreter/types/constants.ts'
import { fieldTypes, typeofType } from '../../src/interpreter/types/make.ts'
import { isSubtype } from '../../src/interpreter/types/subtype.ts'
import type { DataType, JType } from '../../src/interpreter/types/type.ts'
import { createTypeWorld } from '../../src/interpreter/types/world.ts'
import { runtimeImports } from '../../src/runtime/layout/imports.ts'
import { Thread, threadBlock } from '../../src/runtime/layout/memory-map.ts'
import { ArrayObject, MemoryObject, StringObject, SymbolObject, TypeObject } from '../../src/runtime/layout/objects.ts'

/** An error that `throw_error` was asked for. */
export class RuntimeError extends Error {
  readonly kind: number
  readonly args: number[]
  constructor(kind: number, args: number[]) {
    super(`ErrorKind ${kind}`)
    this.kind = kind
    this.args = args
  }
}

const STACK = 0x300000
const STACK_BYTES = 0x20000
const PERMANENT = 0x400000
const HEAP = 0x800000
const PAGES = 2048

export class FakeRuntime {
  readonly world = createTypeWorld()
  readonly memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true })
  readonly view = new DataView(this.memory.buffer)
  readonly bytes = new Uint8Array(this.memory.buffer)
  readonly spec = new WebAssembly.Table({ element: 'anyfunc', initial: 4096 })
  readonly jl = new WebAssembly.Table({ element: 'anyfunc', initial: 4096 })
  readonly sp = new WebAssembly.Global({ value: 'i32', mutable: true }, STACK)
  readonly tls = new WebAssembly.Global({ value: 'i32' }, threadBlock(0))
  readonly tag = new WebAssembly.Tag({ parameters: ['i32'] })
  readonly instances: Instance[] = []
  /** Objects allocated so far: address → type address, bytes. */
  readonly objects = new Map<number, { type: JType; bytes: number }>()
  /** What dynamic calls do. */
  onApply: (args: number[]) => number = () => {
    throw new Error('no dynamic calls here')
  }
  onAsk: (op: number, payload: number, args: number[]) => number = () => {
    throw new Error('no requests here')
  }
  onCompile: (id: number) => void = () => {
    throw new Error('nothing to compile')
  }
  onHost: (op: number, a: number, b: number, c: number, d: number) => number = () => 0
  stress = false
  allocations = 0
  safepoints = 0
  private next = HEAP
  private nextPermanent = PERMANENT
  private readonly types = new Map<JType, number>()
  private readonly typeAt = new Map<number, JType>()
  private readonly memoryTypes = new Map<JType, number>()
  private readonly constants = new Map<Constant, number>()
  private readonly symbols = new Map<string, number>()
  readonly ctx: EmitContext

  constructor() {
    this.view.setInt32(threadBlock(0) + Thread.stackLimit, STACK + STACK_BYTES, true)
    this.view.setInt32(threadBlock(0) + Thread.depth, 200_000, true)
    this.ctx = {
      world: this.world,
      reps: newRepresentations(this.world),
      addressOfType: t => this.addressOfType(t),
      addressOfConstant: c => this.addressOfConstant(c),
      addressOfSymbol: name => this.addressOfSymbol(name),
      addressOfMemoryType: t => this.addressOfMemoryType(t),
      instance: id => this.instances[id],
      isVararg: i => (i as Instance & { vararg?: boolean }).vararg === true,
      isSubtype: (a, b) => isSubtype(this.world, a, b),
      isProgramCode: () => true,
    }
  }

  private permanent(bytes: number): number {
    const at = this.nextPermanent
    this.nextPermanent += (bytes + 15) & ~7
    return at
  }

  addressOfType(t: JType): number {
    let at = this.types.get(t)
    if (at === undefined) {
      at = this.permanent(TypeObject.bytes)
      this.types.set(t, at)
      this.typeAt.set(at, t)
      this.view.setInt32(at, t === this.world.types.dataType ? at : this.addressOfType(typeofType(this.world, t)), true)
      if (t.kind === 'data' && t.name.isMutable) this.view.setInt32(at + TypeObject.isMutable, 1, true)
    }
    return at
  }

  addressOfMemoryType(t: JType): number {
    let at = this.memoryTypes.get(t)
    if (at === undefined) {
      at = this.permanent(TypeObject.bytes)
      this.memoryTypes.set(t, at)
      this.view.setInt32(at + TypeObject.elementSize, elementLayout(this.world, t).size, true)
    }
    return at
  }

  addressOfSymbol(name: string): number {
    let at = this.symbols.get(name)
    if (at === undefined) {
      at = this.permanent(SymbolObject.data + name.length)
      this.symbols.set(name, at)
      this.view.setInt32(at, this.addressOfType(this.world.types.symbol), true)
      this.putBytes(at, name)
    }
    return at
  }

  private putBytes(at: number, text: string): void {
    const encoded = new TextEncoder().encode(text)
    this.view.setInt32(at + StringObject.length, encoded.length, true)
    this.bytes.set(encoded, at + StringObject.data)
  }

  newString(text: string): number {
    const at = this.permanent(StringObject.data + 4 * text.length)
    this.view.setInt32(at, this.addressOfType(this.world.types.string), true)
    this.putBytes(at, text)
    return at
  }

  text(at: number): string {
    const n = this.view.getInt32(at + StringObject.length, true)
    return new TextDecoder().decode(this.bytes.slice(at + StringObject.data, at + StringObject.data + n))
  }

  addressOfConstant(c: Constant): number {
    if (c.kind === 'heapconst') return c.address
    if (c.kind === 'sym') return this.addressOfSymbol(c.name)
    if (c.kind !== 'bits' && c.kind !== 'struct') return this.addressOfType(c)
    let at = this.constants.get(c)
    if (at !== undefined) return at
    const t = typeOfValue(this.world, c)
    const layout = fieldLayout(this.world, t)
    at = this.permanent(layout.size)
    this.constants.set(c, at)
    this.view.setInt32(at, this.addressOfType(t), true)
    this.putConstant(at, 0, c, t)
    return at
  }

  private putConstant(at: number, offset: number, c: Constant, t: DataType): void {
    const layout = fieldLayout(this.world, t)
    if (c.kind === 'bits') {
      for (let i = 0; i < layout.payload; i++) this.bytes[at + offset + 8 + i] = Number((c.bits >> BigInt(8 * i)) & 255n)
    }
    if (c.kind !== 'struct') return
    c.fields.forEach((f, i) => {
      const o = offset + layout.offsets[i]
      if (layout.inline[i]) this.putConstant(at, o - 8, f, fieldTypes(this.world, t)[i] as DataType)
      else this.view.setInt32(at + o, this.addressOfConstant(f), true)
    })
  }

  // ---- the heap ----

  alloc(type: number, bytes: number): number {
    this.allocations++
    if (this.stress) this.collect()
    const at = this.next
    this.next += (bytes + 7) & ~7
    if (this.next > PAGES * 65536) throw new Error('the fake heap is full')
    this.bytes.fill(0xcd, at, at + bytes)
    this.view.setInt32(at, type, true)
    this.view.setInt32(at + 4, 0, true)
    this.objects.set(at, { type: this.typeAt.get(type)!, bytes })
    return at
  }

  /** Destroys what cannot be reached from the shadow stack and the current exception. */
  collect(): void {
    const live = new Set<number>()
    const todo: number[] = []
    const visit = (at: number): void => {
      if (at === 0 || live.has(at)) return
      if (at >= HEAP && !this.objects.has(at)) throw new Error(`a root is no object: ${at}`)
      live.add(at)
      todo.push(at)
    }
    for (let a = STACK; a < (this.sp.value as number); a += 4) visit(this.view.getInt32(a, true))
    visit(this.view.getInt32(threadBlock(0) + Thread.currentException, true))
    for (let at = todo.pop(); at !== undefined; at = todo.pop()) for (const p of this.pointers(at)) visit(p)
    for (const [at, { bytes }] of this.objects) {
      if (live.has(at)) continue
      this.bytes.fill(0xdd, at, at + bytes)
      this.objects.delete(at)
    }
  }

  private pointers(at: number): number[] {
    const t = this.objects.get(at)?.type
    if (t?.kind !== 'data') return []
    if (t.name.family === 'array') {
      if (!elementLayout(this.world, t.params[0] as JType).isPointer) return []
      const n = this.view.getInt32(at + ArrayObject.length, true)
      const data = this.view.getInt32(at + ArrayObject.data, true)
      return Array.from({ length: n }, (_, i) => this.view.getInt32(data + 4 * i, true))
    }
    if (t.name.family === 'string') return []
    return fieldLayout(this.world, t).pointerOffsets.map(o => this.view.getInt32(at + o, true))
  }

  private box(name: string, n: number, write: (at: number) => void): number {
    const at = this.alloc(this.addressOfType(this.world.core[name] as JType), n)
    write(at + 8)
    return at
  }

  private allocArray(type: number, _memory: number, count: number): number {
    const t = this.typeAt.get(type) as DataType
    if (count < 0) throw new RuntimeError(9, [count])
    const { size } = elementLayout(this.world, t.params[0] as JType)
    const at = this.alloc(type, 48)
    const data = this.next
    this.next += (MemoryObject.data + size * count + 7) & ~7
    this.view.setInt32(at + ArrayObject.data, data, true)
    this.view.setInt32(at + ArrayObject.length, count, true)
    this.view.setInt32(at + ArrayObject.capacity, count, true)
    return at
  }

  /** Grows or shrinks in the simplest way: a new block. */
  private resize(array: number, at0: number, more: number): void {
    const t = this.typeAt.get(this.view.getInt32(array, true)) as DataType
    const { size } = elementLayout(this.world, t.params[0] as JType)
    const n = this.view.getInt32(array + ArrayObject.length, true)
    const from = this.view.getInt32(array + ArrayObject.data, true)
    const old = this.bytes.slice(from, from + n * size)
    const data = this.next
    this.next += ((n + Math.max(more, 0)) * size + 15) & ~7
    this.bytes.fill(0, data, this.next)
    this.bytes.set(old.subarray(0, at0 * size), data)
    if (more >= 0) this.bytes.set(old.subarray(at0 * size), data + (at0 + more) * size)
    else this.bytes.set(old.subarray((at0 - more) * size), data + at0 * size)
    this.view.setInt32(array + ArrayObject.data, data, true)
    this.view.setInt32(array + ArrayObject.length, n + more, true)
  }

  args(at: number, n: number): number[] {
    return Array.from({ length: n }, (_, i) => this.view.getInt32(at + 4 * i, true))
  }

  private imports(): Record<string, WebAssembly.ImportValue> {
    const { view } = this
    const length = (a: number): number => view.getInt32(a + ArrayObject.length, true)
    const typeOf = (a: number): JType => this.typeAt.get(view.getInt32(a, true))!
    return {
      alloc: (t: number, n: number) => this.alloc(t, n),
      alloc_large: (t: number, n: number) => this.alloc(t, n),
      alloc_array: (t: number, m: number, n: number) => this.allocArray(t, m, n),
      array_grow_end: (a: number, n: number) => this.resize(a, length(a), n),
      array_grow_begin: (a: number, n: number) => this.resize(a, 0, n),
      array_grow_at: (a: number, i: number, n: number) => this.resize(a, i, n),
      array_delete_at: (a: number, i: number, n: number) => this.resize(a, i, -n),
      array_sizehint: () => {},
      box_i64: (x: bigint) => this.box('Int64', 16, at => view.setBigInt64(at, x, true)),
      box_f64: (x: number) => this.box('Float64', 16, at => view.setFloat64(at, x, true)),
      box_i8: (x: number) => this.box('Int8', 16, at => view.setInt8(at, x)),
      box_u8: (x: number) => this.box('UInt8', 16, at => view.setUint8(at, x)),
      box_char: (x: number) => this.box('Char', 16, at => view.setInt32(at, x, true)),
      egal: (a: number, b: number) => (a === b || (typeOf(a) === typeOf(b) && this.sameBytes(a, b)) ? 1 : 0),
      isa: (a: number, t: number) => (isSubtype(this.world, typeOf(a), this.typeAt.get(t)!) ? 1 : 0),
      object_id: (a: number) => BigInt(a),
      apply: (at: number, n: number) => {
        if (this.stress) this.collect()
        return this.onApply(this.args(at, n))
      },
      compile_entry: (id: number) => this.onCompile(id),
      safepoint: () => {
        this.safepoints++
      },
      ask: (op: number, payload: number, at: number, n: number) => this.onAsk(op, payload, this.args(at, n)),
      throw_error: (kind: number, a: number, b: number, c: number) => {
        if (this.stress) this.collect()
        throw new RuntimeError(kind, [a, b, c])
      },
      throw_value: (x: number) => {
        throw new WebAssembly.Exception(this.tag, [x])
      },
      rethrow_value: (x: number) => {
        throw new WebAssembly.Exception(this.tag, [x])
      },
      symbol_from_string: (at: number, n: number) => this.addressOfSymbol(new TextDecoder().decode(this.bytes.slice(at, at + n))),
      math1,
      math2,
      host: (op: number, a: number, b: number, c: number, d: number) => this.onHost(op, a, b, c, d),
      host_f64: (_op: number, x: number) => x,
      task_switch: () => 0,
    }
  }

  private sameBytes(a: number, b: number): boolean {
    const n = fieldLayout(this.world, this.typeAt.get(this.view.getInt32(a, true)) as DataType).payload
    return Buffer.compare(this.bytes.slice(a + 8, a + 8 + n), this.bytes.slice(b + 8, b + 8 + n)) === 0
  }

  /** Emits and instantiates a batch; its functions are then in the tables. */
  load(batch: readonly Instance[]): Uint8Array {
    const { bytes, replanned } = emitModule(this.ctx, batch)
    if (replanned.length > 0) throw new Error(`planned twice: ${replanned.join()}`)
    for (const i of batch) i.compiled = true
    this.instantiate(bytes)
    return bytes
  }

  instantiate(bytes: Uint8Array): void {
    const own = this.imports()
    for (const name of Object.keys(own)) if (!(name in runtimeImports)) throw new Error(`${name} is no import`)
    const { memory, spec, jl, sp, tls, tag } = this
    new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource), {
      rt: { ...own, memory, spec, jl, sp, tls, tag: tag as unknown as WebAssembly.ImportValue },
    })
  }

  /** The specialised function of an instance. */
  fn(i: Instance): (...args: (number | bigint)[]) => never {
    return this.spec.get(i.specIndex) as never
  }

  /** Calls the generic entry with refs. */
  callBoxed(i: Instance, args: readonly number[]): number {
    const at = this.sp.value as number
    args.forEach((a, k) => this.view.setInt32(at + 4 * k, a, true))
    this.sp.value = at + 4 * args.length
    try {
      return (this.jl.get(i.jlIndex) as (a: number, n: number, k: number) => number)(at, args.length, i.jlIndex)
    } finally {
      this.sp.value = at
    }
  }

  typeOf(at: number): JType {
    return this.typeAt.get(this.view.getInt32(at, true))!
  }
}
