/**
 * Heap objects of compile-time things: types, symbols, strings, modules, constants; and the way back from an address.
 *
 * Everything made here is permanent (never freed), so that compiled code may hold its address. Equal constants give one
 * object. Type objects are what the collector and the runtime read: sizes, pointer offsets, kinds (layout/objects.ts).
 */
import {
  ArrayObject,
  BindingObject,
  GcKind,
  taskPointers,
  HEADER_BYTES,
  MemoryObject,
  StringObject,
  SvecObject,
  SymbolObject,
  TaskObject,
  TypeObject,
  arrayObjectBytes,
} from '../../runtime/layout/objects.ts'
import { wellKnownWord, type WellKnown } from '../../runtime/layout/memory-map.ts'
import { decodeUtf8, encodeUtf8 } from '../../source/utf8.ts'
import { elementLayout, fieldLayout, primitiveBytes } from '../emit/layout.ts'
import type { Constant } from '../infer/typed-ir.ts'
import { bitsValue, heapConstant, intValue, singletonInstance, structValue, symbolValue } from '../types/constants.ts'
import { fieldTypes, instanceOf, isBits, isSingletonType, typeofType } from '../types/make.ts'
import type { DataType, JType, ModulePath, Value } from '../types/type.ts'
import type { HeapAccess } from './heap-access.ts'
import { isTypeConstant } from '../infer/lattice.ts'
import type { Binding, World } from './world.ts'

export class Objects {
  readonly world: World
  readonly heap: HeapAccess

  constructor(world: World, heap: HeapAccess) {
    this.world = world
    this.heap = heap
  }

  word(address: number): number {
    return this.heap.i32[address >>> 2] >>> 0
  }

  setWord(address: number, value: number): void {
    this.heap.i32[address >>> 2] = value
  }

  wellKnown(name: WellKnown): number {
    return this.word(wellKnownWord(name))
  }

  setWellKnown(name: WellKnown, address: number): void {
    this.setWord(wellKnownWord(name), address)
  }

  // ---- types ----

  /** The type object of `t`. */
  typeAddress(t: JType): number {
    if (t.address !== 0) return t.address
    const at = this.heap.permanent(TypeObject.bytes)
    t.address = at
    this.world.typesByAddress.set(at, t)
    this.setWord(at, this.typeAddress(typeofType(this.world.types, t)))
    this.setWord(at + TypeObject.id, t.id)
    if (t.kind === 'data') this.fillTypeObject(at, t)
    else this.setWord(at + TypeObject.gcKind, GcKind.fixed)
    return at
  }

  /** Writes the type objects of a declaration again, whose fields were not known when they were made. */
  completeTypes(instances: Iterable<DataType>): void {
    for (const t of instances) {
      t.fieldsCache = null
      if (t.address !== 0) this.fillTypeObject(t.address, t)
    }
  }

  private fillTypeObject(at: number, t: DataType): void {
    const { types } = this.world
    const set = (offset: number, value: number): void => this.setWord(at + offset, value)
    set(TypeObject.name, this.symbolAddress(t.name.name))
    set(TypeObject.isMutable, t.name.isMutable ? 1 : 0)
    const bytesKind = { string: GcKind.bytes, symbol: GcKind.bytes, simplevector: GcKind.svec, type: GcKind.type } as Record<string, number>
    const { family } = t.name
    if (
      t === types.types.dataType ||
      t === types.types.unionKind ||
      t === types.types.unionAllKind ||
      t === types.types.typeVarKind ||
      t === types.types.typeofBottom
    ) {
      set(TypeObject.gcKind, GcKind.type)
      set(TypeObject.egalKind, 2)
      return
    }
    if (t.hasFreeVars || !t.isConcrete || t.name.fieldDecls === null) return
    if (family in bytesKind) {
      set(TypeObject.gcKind, bytesKind[family])
      set(TypeObject.egalKind, family === 'string' ? 2 : 1)
    } else if (family === 'array') this.fillArray(set, t)
    else if (family === 'memory') this.fillMemory(set, t)
    else if (family === 'module') {
      set(TypeObject.size, 16)
      set(TypeObject.egalKind, 1)
    } else if (family === 'task') {
      set(TypeObject.gcKind, GcKind.task)
      set(TypeObject.egalKind, 1)
      set(TypeObject.size, TaskObject.bytes)
      const list = this.heap.permanent(4 * taskPointers.length)
      taskPointers.forEach((o, i) => this.setWord(list + 4 * i, o))
      set(TypeObject.pointerCount, taskPointers.length)
      set(TypeObject.pointerOffsets, list)
    } else if (t.name.name === 'WeakRef' && t.name.module === 'Core') {
      set(TypeObject.gcKind, GcKind.weakref)
      set(TypeObject.size, 16)
      set(TypeObject.egalKind, 1)
    } else this.fillFixed(at, set, t)
  }

  private fillArray(set: (o: number, v: number) => void, t: DataType): void {
    const n = t.params[1]
    const dims = n.kind === 'bits' ? Number(n.bits) : 1
    set(TypeObject.gcKind, GcKind.array)
    set(TypeObject.size, arrayObjectBytes(dims))
    set(TypeObject.egalKind, 1)
    this.fillElements(set, t.params[0] as JType)
  }

  private fillMemory(set: (o: number, v: number) => void, t: DataType): void {
    set(TypeObject.gcKind, GcKind.memory)
    set(TypeObject.egalKind, 1)
    this.fillElements(set, t.params[0] as JType)
  }

  private fillElements(set: (o: number, v: number) => void, element: JType): void {
    const e = elementLayout(this.world.types, element)
    set(TypeObject.elementSize, e.size)
    set(TypeObject.elementIsPointer, e.isPointer ? 1 : 0)
  }

  private fillFixed(at: number, set: (o: number, v: number) => void, t: DataType): void {
    const { types } = this.world
    const layout = fieldLayout(types, t)
    set(TypeObject.gcKind, GcKind.fixed)
    set(TypeObject.size, layout.size)
    set(TypeObject.pointerCount, layout.pointerOffsets.length)
    if (layout.pointerOffsets.length > 0) {
      const list = this.heap.permanent(4 * layout.pointerOffsets.length)
      layout.pointerOffsets.forEach((o, i) => this.setWord(list + 4 * i, o))
      set(TypeObject.pointerOffsets, list)
    }
    const plainBits = isBits(types, t) && !this.hasFloatOrPadding(t)
    set(TypeObject.egalKind, t.name.isMutable ? 1 : plainBits ? 0 : 2)
    if (isSingletonType(types, t)) {
      const only = this.heap.permanent(16)
      this.setWord(only, at)
      set(TypeObject.instance, only)
    }
  }

  /** `===` compares bits field by field: padding must not count. */
  private hasFloatOrPadding(t: DataType): boolean {
    if (t.name.primitiveBits > 0) return false
    const fields = fieldTypes(this.world.types, t)
    const used = fields.reduce((n, f) => n + elementLayout(this.world.types, f).size, 0)
    return used !== fieldLayout(this.world.types, t).payload || fields.some(f => f.kind === 'data' && this.hasFloatOrPadding(f))
  }

  /** The storage type `Memory{element}`. */
  memoryType(element: JType): DataType {
    const m = this.world.types.core.Memory
    const name = m.kind === 'unionall' ? (m.body as DataType).name : m.name
    return instanceOf(this.world.types, name, [element])
  }

  // ---- symbols, strings, modules, bindings ----

  symbolAddress(name: string): number {
    const known = this.world.symbolAddresses.get(name)
    if (known) return known
    const bytes = encodeUtf8(name)
    const at = this.heap.permanent(SymbolObject.data + bytes.length)
    this.world.symbolAddresses.set(name, at)
    this.world.symbolsByAddress.set(at, name)
    this.setWord(at, this.typeAddress(this.world.types.types.symbol))
    this.setWord(at + SymbolObject.length, bytes.length)
    this.setWord(at + SymbolObject.id, this.world.symbolAddresses.size)
    this.heap.u8.set(bytes, at + SymbolObject.data)
    return at
  }

  /** A permanent String, for literals: one per text. */
  stringConstant(text: string): Constant {
    let at = this.world.stringAddresses.get(text)
    if (!at) {
      const bytes = encodeUtf8(text)
      at = this.heap.permanent(StringObject.data + bytes.length)
      this.setWord(at, this.typeAddress(this.world.types.types.string))
      this.setWord(at + StringObject.length, bytes.length)
      this.heap.u8.set(bytes, at + StringObject.data)
      this.world.stringAddresses.set(text, at)
    }
    return heapConstant(this.world.types, this.world.types.types.string, at)
  }

  /** A collected String. */
  newString(text: string): number {
    const bytes = encodeUtf8(text)
    const at = this.heap.allocate(this.typeAddress(this.world.types.types.string), StringObject.data + bytes.length)
    this.setWord(at + StringObject.length, bytes.length)
    this.heap.u8.set(bytes, at + StringObject.data)
    return at
  }

  /** The text of a String or Symbol object. */
  text(at: number): string {
    const length = this.word(at + StringObject.length)
    return decodeUtf8(this.heap.u8.slice(at + StringObject.data, at + StringObject.data + length))
  }

  moduleAddress(path: ModulePath): number {
    const m = this.world.modules.get(path)
    if (!m) throw new Error(`no module ${path}`)
    if (m.address === 0) {
      m.address = this.heap.permanent(16)
      this.setWord(m.address, this.typeAddress(this.world.types.core.Module as DataType))
      this.world.modulesByAddress.set(m.address, path)
    }
    return m.address
  }

  /** The cell of a global: pinned, so that its value is a root. */
  bindingAddress(b: Binding): number {
    if (b.address === 0) {
      b.address = this.heap.permanent(BindingObject.bytes)
      this.setWord(b.address, this.wellKnown('Binding'))
      this.setWord(b.address + BindingObject.name, this.symbolAddress(b.name))
      this.heap.pin(b.address)
    }
    return b.address
  }

  // ---- constants ----

  /** The heap object of a constant. */
  constantAddress(c: Constant): number {
    if (isTypeConstant(c)) return this.typeAddress(c)
    switch (c.kind) {
      case 'sym':
        return this.symbolAddress(c.name)
      case 'heapconst':
        return c.address
      case 'bits':
      case 'struct': {
        if (c.kind === 'struct' && singletonInstance(this.world.types, c.type)) {
          return this.word(this.typeAddress(c.type) + TypeObject.instance)
        }
        let at = this.world.constantAddresses.get(c.id)
        if (!at) {
          at = this.makeConstant(c)
          this.world.constantAddresses.set(c.id, at)
        }
        return at
      }
    }
  }

  private makeConstant(c: Extract<Value, { kind: 'bits' | 'struct' }>): number {
    const preboxed = c.kind === 'bits' ? this.preboxed(c.type, c.bits) : 0
    if (preboxed) return preboxed
    const at = this.heap.permanent(fieldLayout(this.world.types, c.type).size)
    this.setWord(at, this.typeAddress(c.type))
    this.storeFields(at + HEADER_BYTES, c)
    return at
  }

  /** Small values have one box, which the runtime's boxing gives too. */
  preboxed(t: DataType, bits: bigint): number {
    const name = t.name.module === 'Core' ? t.name.name : ''
    const table = (known: WellKnown, index: number): number => {
      const base = this.wellKnown(known)
      return base === 0 ? 0 : this.word(base + 4 * index)
    }
    switch (name) {
      case 'Int64': {
        const n = BigInt.asIntN(64, bits)
        return n >= -512n && n < 1024n ? table('boxInt64', Number(n) + 512) : 0
      }
      case 'UInt8':
        return table('boxUInt8', Number(bits))
      case 'Int8':
        return table('boxInt8', Number(bits))
      case 'Char':
        return (bits & 0xffffffn) === 0n && bits >> 24n < 128n ? table('boxChar', Number(bits >> 24n)) : 0
      case 'Bool':
        return this.wellKnown(bits === 0n ? 'false' : 'true')
      default:
        return 0
    }
  }

  /** Writes a constant's payload at `at`. */
  private storeFields(at: number, c: Extract<Value, { kind: 'bits' | 'struct' }>): void {
    if (c.kind === 'bits') return this.storeBits(at, c.type.name.primitiveBits, c.bits)
    const layout = fieldLayout(this.world.types, c.type)
    c.fields.forEach((f, i) => {
      const to = at - HEADER_BYTES + layout.offsets[i]
      if (layout.inline[i] && (f.kind === 'bits' || f.kind === 'struct')) this.storeFields(to, f)
      else if (!layout.inline[i]) this.setWord(to, this.constantAddress(f))
    })
  }

  storeBits(at: number, bits: number, value: bigint): void {
    for (let i = 0, v = value; i < primitiveBytes(bits); i++, v >>= 8n) this.heap.u8[at + i] = Number(v & 255n)
  }

  loadBits(at: number, bits: number): bigint {
    let value = 0n
    for (let i = primitiveBytes(bits) - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.heap.u8[at + i])
    return value
  }

  /** The type of the object at an address. */
  typeOf(at: number): DataType {
    const t = this.world.typesByAddress.get(this.word(at))
    if (t?.kind !== 'data') throw new Error(`no object at ${at}: its type word is ${this.word(at)}`)
    return t
  }

  /** The type that an object is, or null for other objects. */
  typeAt(at: number): JType | null {
    return this.world.typesByAddress.get(at) ?? null
  }

  /** The constant that the object at an address is. What is no bits value, symbol or type is pinned. */
  constantAt(at: number): Constant {
    const { types } = this.world
    const asType = this.world.typesByAddress.get(at)
    if (asType) return asType
    const t = this.typeOf(at)
    if (t.name.family === 'symbol') return symbolValue(types, this.text(at))
    const inline = this.inlineConstant(at + HEADER_BYTES, t)
    if (inline) return inline
    if (!types.heapConstants.has(at)) this.heap.pin(at)
    return heapConstant(types, t, at)
  }

  /** A bits value, singleton, or immutable made of constants, from its payload. */
  private inlineConstant(payload: number, t: DataType): Value | null {
    const { types } = this.world
    if (t.name.primitiveBits > 0) return bitsValue(types, t, this.loadBits(payload, t.name.primitiveBits))
    if (t.name.isMutable || !['struct', 'tuple', 'namedtuple'].includes(t.name.family)) return null
    const layout = fieldLayout(types, t)
    const fields = fieldTypes(types, t)
    const parts: Constant[] = []
    for (let i = 0; i < fields.length; i++) {
      const at = payload - HEADER_BYTES + layout.offsets[i]
      const part = layout.inline[i] ? this.inlineConstant(at, fields[i] as DataType) : this.pointerConstant(this.word(at))
      if (!part) return null
      parts.push(part)
    }
    return structValue(types, t, parts)
  }

  private pointerConstant(at: number): Constant | null {
    if (at === 0) return null
    const asType = this.world.typesByAddress.get(at)
    if (asType) return asType
    const t = this.typeOf(at)
    if (t.name.family === 'symbol') return symbolValue(this.world.types, this.text(at))
    return t.name.isMutable ? null : this.inlineConstant(at + HEADER_BYTES, t)
  }

  // ---- plain containers ----

  /** A new SimpleVector of these objects. */
  newSvec(items: readonly number[]): number {
    return this.heap.rooted(items, () => {
      const at = this.heap.allocate(this.wellKnown('SimpleVector'), SvecObject.data + 4 * items.length)
      this.setWord(at + SvecObject.count, items.length)
      items.forEach((x, i) => this.setWord(at + SvecObject.data + 4 * i, x))
      return at
    })
  }

  svecItems(at: number): number[] {
    return Array.from({ length: this.word(at + SvecObject.count) }, (_, i) => this.word(at + SvecObject.data + 4 * i))
  }

  /** A boxed bits value. */
  newBits(t: DataType, bits: bigint): number {
    const known = this.preboxed(t, BigInt.asUintN(t.name.primitiveBits, bits))
    if (known) return known
    const at = this.heap.allocate(this.typeAddress(t), fieldLayout(this.world.types, t).size)
    this.storeBits(at + HEADER_BYTES, t.name.primitiveBits, BigInt.asUintN(t.name.primitiveBits, bits))
    return at
  }

  newInt(n: number): number {
    return this.newBits(this.world.types.types.int64, BigInt(n))
  }

  /** The bits of a boxed primitive, unsigned. */
  bitsOf(at: number): bigint {
    return this.loadBits(at + HEADER_BYTES, this.typeOf(at).name.primitiveBits)
  }

  /** A boxed Int64 as a number. */
  intOf(at: number): number {
    return Number(this.heap.i64[(at + HEADER_BYTES) >>> 3])
  }

  boolean(b: boolean): number {
    return this.wellKnown(b ? 'true' : 'false')
  }

  /**
   * A new instance of concrete type `t` with these boxed fields; fewer leave the rest undefined.
   * Each field's object must be of the field's type.
   */
  newStruct(t: DataType, fields: readonly number[]): number {
    const only = singletonInstance(this.world.types, t)
    if (only) return this.constantAddress(only)
    const layout = fieldLayout(this.world.types, t)
    return this.heap.rooted(fields, () => {
      const at = this.heap.allocate(this.typeAddress(t), layout.size)
      this.heap.u8.fill(0, at + HEADER_BYTES, at + layout.size)
      fields.forEach((f, i) => this.storeField(at, t, i, f))
      return at
    })
  }

  /** Stores a boxed value in field `i`. */
  storeField(at: number, t: DataType, i: number, value: number): void {
    const layout = fieldLayout(this.world.types, t)
    const to = at + layout.offsets[i]
    if (!layout.inline[i]) return this.setWord(to, value)
    const f = fieldTypes(this.world.types, t)[i]
    const { size } = elementLayout(this.world.types, f)
    this.heap.u8.copyWithin(to, value + HEADER_BYTES, value + HEADER_BYTES + size)
  }

  /** Field `i` as an object; 0 if undefined. */
  loadField(at: number, t: DataType, i: number): number {
    const layout = fieldLayout(this.world.types, t)
    const from = at + layout.offsets[i]
    if (!layout.inline[i]) return this.word(from)
    return this.boxPayload(from, fieldTypes(this.world.types, t)[i] as DataType, at)
  }

  /** Boxes the bits at `from`, which belong to the object `owner`. */
  boxPayload(from: number, t: DataType, owner: number): number {
    const { types } = this.world
    const only = singletonInstance(types, t)
    if (only) return this.constantAddress(only)
    if (t.name.primitiveBits > 0) {
      const known = this.preboxed(t, this.loadBits(from, t.name.primitiveBits))
      if (known) return known
    }
    const layout = fieldLayout(types, t)
    return this.heap.rooted([owner], () => {
      const at = this.heap.allocate(this.typeAddress(t), layout.size)
      this.heap.u8.copyWithin(at + HEADER_BYTES, from, from + layout.payload)
      return at
    })
  }

  /** A new Array of concrete type `t` with these sizes; pointers undefined, other elements arbitrary. */
  newArray(t: DataType, sizes: readonly number[]): number {
    const element = elementLayout(this.world.types, t.params[0] as JType)
    const count = sizes.reduce((a, b) => a * b, 1)
    const bytes = MemoryObject.data + count * element.size
    const memory = this.heap.allocate(this.typeAddress(this.memoryType(t.params[0] as JType)), bytes)
    this.setWord(memory + MemoryObject.length, count)
    this.setWord(memory + MemoryObject.length + 4, 0)
    if (element.isPointer) this.heap.u8.fill(0, memory + MemoryObject.data, memory + bytes)
    return this.heap.rooted([memory], () => {
      const array = this.heap.allocate(this.typeAddress(t), arrayObjectBytes(sizes.length))
      this.setWord(array + ArrayObject.data, memory + MemoryObject.data)
      this.setWord(array + ArrayObject.length, count)
      this.setWord(array + ArrayObject.owner, memory)
      this.setWord(array + ArrayObject.capacity, count)
      if (sizes.length !== 1) sizes.forEach((n, i) => this.setWord(array + ArrayObject.dims + 4 * i, n))
      return array
    })
  }

  /** A new Vector of pointers to these objects. */
  newVector(element: JType, items: readonly number[]): number {
    const { types } = this.world
    const t = instanceOf(types, types.types.arrayName, [element, intValue(types, 1)])
    return this.heap.rooted(items, () => {
      const array = this.newArray(t, [items.length])
      const data = this.word(array + ArrayObject.data)
      items.forEach((x, i) => this.setWord(data + 4 * i, x))
      return array
    })
  }
}
