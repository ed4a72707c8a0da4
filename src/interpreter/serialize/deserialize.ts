/**
 * Bytes that `serialize` made, as a Julia value of this process.
 *
 * Leaves: the address of the value, and the objects that need more than their contents: dictionaries, whose places depend
 * on addresses and so on the process, and remote references, whose owner must be told. Every object made is kept alive by
 * a vector until all are linked; the caller must root the result before it allocates.
 */
import { ArrayObject, HEADER_BYTES, MemoryObject, StringObject, SvecObject, WeakRefObject } from '../../runtime/layout/objects.ts'
import { elementLayout, fieldLayout } from '../emit/layout.ts'
import type { MethodTemplate } from '../lower/ir.ts'
import { declareFunctionType, setFields } from '../types/declare.ts'
import { newTypeVar } from '../types/make.ts'
import type { DataType, JType, TypeParam, TypeVar } from '../types/type.ts'
import { assignGlobal, type DefinitionHooks } from '../world/define.ts'
import { JuliaError } from '../world/julia-error.ts'
import { addMethod } from '../world/methods.ts'
import { bindingToAssign } from '../world/modules.ts'
import type { Objects } from '../world/objects.ts'
import { newVectorAny } from '../world/quote.ts'
import v8 from 'node:v8'
import { ByteReader } from './bytes.ts'
import { attach, type DefinitionHead } from './closures.ts'
import { FORMAT_VERSION, RefTag, ShapeTag } from './format.ts'
import type { SerialState } from './state.ts'
import { closureByNumber, TypeReader } from './type-reader.ts'

export interface DeserializeContext {
  readonly objects: Objects
  readonly state: SerialState
  readonly hooks: DefinitionHooks
  /** Maps a shared segment; gives the address of its first byte and an object that keeps it mapped. */
  mapSegment?(segment: string): { address: number; keeper: number }
  /** Told of objects of types that ask for it: see `isNoted`. */
  noted?(address: number): void
}

/** Calls `use` with the value while it is rooted; gives what `use` gives. */
export function deserialize<T>(c: DeserializeContext, bytes: Uint8Array, use: (value: number) => T): T {
  return new Deserializer(c, bytes).run(use)
}

/** Dictionaries must find new places for their keys, remote references be counted. */
function isNoted(t: DataType): boolean {
  const { module, name } = t.name
  return (
    (module === 'Distributed' && (name === 'Future' || name === 'RemoteChannel')) ||
    (module === 'Base' && (name === 'Dict' || name === 'IdDict' || name === 'Set' || name === 'IdSet'))
  )
}

class Deserializer {
  private readonly c: DeserializeContext
  private readonly o: Objects
  private readonly r: ByteReader
  private readonly types: TypeReader
  /** The vector of all objects made: its elements' address. */
  private table = 0
  private readonly shapes: { tag: number; type: DataType | null }[] = []

  constructor(c: DeserializeContext, bytes: Uint8Array) {
    this.c = c
    this.o = c.objects
    this.r = new ByteReader(bytes)
    this.types = new TypeReader(c.objects, c.state)
  }

  run<T>(use: (value: number) => T): T {
    const { o, r } = this
    if (r.byte() !== FORMAT_VERSION) throw new JuliaError('ErrorException', 'not a serialised value of this version')
    this.readClosures()
    this.readGlobals()
    this.types.readTables(r)
    const count = r.unsigned()
    const vector = newVectorAny(o, count + 1, () => 0)
    return o.heap.rooted([vector], () => {
      this.table = o.word(vector + ArrayObject.data)
      for (let i = 0; i < count; i++) o.setWord(this.table + 4 * i, this.shape())
      for (let i = 0; i < count; i++) this.content(this.object(i), this.shapes[i])
      const last = this.table + 4 * count
      this.reference(last)
      const value = o.word(last)
      return use(value)
    })
  }

  private object(i: number): number {
    return this.o.word(this.table + 4 * i)
  }

  // ---- closures and globals ----

  private readClosures(): void {
    const blocks = Array.from({ length: this.r.unsigned() }, () => this.r.block())
    const fresh = blocks.map(block => {
      const r = new ByteReader(block)
      const head = v8.deserialize(r.block()) as DefinitionHead
      return { r, head, isNew: this.declareType(head) }
    })
    for (const { r, head, isNew } of fresh) if (isNew) this.defineMethods(head, r)
  }

  /** Declares a closure's type; false if it is known. */
  private declareType(head: DefinitionHead): boolean {
    const { world } = this.o
    const { state } = this.c
    if (closureByNumber(this.o, state, head.number)) return false
    const params: TypeVar[] = []
    const fields = head.captures.map((f): JType => {
      if (f.boxed) return world.types.core.Box as DataType
      const p = newTypeVar(world.types, `#${params.length + 1}`)
      params.push(p)
      return p
    })
    const name = declareFunctionType(world.types, head.module, head.functionName, head.typeName, params)
    setFields(name, { names: head.captures.map(f => f.name), types: fields })
    name.closureKey = state.nextKey++
    world.closures.set(name.closureKey, name)
    state.received.set(head.number, name)
    state.numbers.set(name, head.number)
    return true
  }

  private defineMethods(head: DefinitionHead, r: ByteReader): void {
    const { o } = this
    const { state, hooks } = this.c
    try {
      const types = new TypeReader(o, state)
      types.readTables(r)
      const heap = Array.from({ length: r.unsigned() }, () =>
        deserialize(this.c, r.block(), at => {
          o.heap.pin(at)
          return at
        }),
      )
      const count = r.unsigned()
      for (let i = 0; i < count; i++) {
        const variables = Array.from({ length: r.unsigned() }, () => types.param(r) as TypeVar)
        const elements = Array.from({ length: r.unsigned() }, (): TypeParam => types.param(r))
        const template = attach(v8.deserialize(r.block()) as MethodTemplate, heap, index => this.keyOf(head.inner[index]))
        hooks.invalidate(addMethod(o.world, template, elements, variables).keys)
      }
    } catch (e) {
      // The sender will be told that nothing of this arrived, and sends it again.
      state.received.delete(head.number)
      throw e
    }
  }

  private keyOf(number: string): number {
    if (number.startsWith('=')) return Number(number.slice(1))
    const name = closureByNumber(this.o, this.c.state, number)
    if (!name) throw new JuliaError('ErrorException', `the definition of closure ${number} has not arrived`)
    return name.closureKey
  }

  private readGlobals(): void {
    const { o, r } = this
    const count = r.unsigned()
    for (let i = 0; i < count; i++) {
      const name = r.text()
      const isConst = r.byte() === 1
      deserialize(this.c, r.block(), value => {
        const b = bindingToAssign(o.world, 'Main', name)
        if (typeof b === 'string') throw new JuliaError('ErrorException', b)
        if (isConst && b.value === null && (b.address === 0 || o.word(b.address + 8) === 0)) b.isConst = true
        assignGlobal(o, this.c.hooks, 'Main', name, value)
      })
    }
  }

  // ---- shapes ----

  private shape(): number {
    const tag = this.r.byte()
    const shape = { tag, type: null as DataType | null }
    this.shapes.push(shape)
    switch (tag) {
      case ShapeTag.fixed:
        return this.fixed((shape.type = this.types.type(this.r) as DataType))
      case ShapeTag.array: {
        shape.type = this.types.type(this.r) as DataType
        return this.o.newArray(shape.type, this.sizes())
      }
      case ShapeTag.shared: {
        shape.type = this.types.type(this.r) as DataType
        return this.sharedArray(shape.type, this.sizes())
      }
      case ShapeTag.string:
        return this.string(this.r.block())
      case ShapeTag.svec:
        return this.o.newSvec(new Array<number>(this.r.unsigned()).fill(0))
      case ShapeTag.memory: {
        shape.type = this.types.type(this.r) as DataType
        return this.memory(shape.type, this.r.unsigned())
      }
      case ShapeTag.weakref:
        return this.fixed((shape.type = this.o.world.types.core.WeakRef as DataType))
      default:
        throw new RangeError('not a serialised object')
    }
  }

  private sizes(): number[] {
    return Array.from({ length: this.r.unsigned() }, () => this.r.unsigned())
  }

  /** An instance with all bits zero: pointers undefined. */
  private fixed(t: DataType): number {
    const { o } = this
    const { size } = fieldLayout(o.world.types, t)
    const at = o.heap.allocate(o.typeAddress(t), size)
    o.heap.u8.fill(0, at + HEADER_BYTES, at + size)
    if (isNoted(t)) this.c.noted?.(at)
    return at
  }

  private string(bytes: Uint8Array): number {
    const { o } = this
    const at = o.heap.allocate(o.typeAddress(o.world.types.types.string), StringObject.data + bytes.length)
    o.setWord(at + StringObject.length, bytes.length)
    o.setWord(at + StringObject.length + 4, 0)
    o.heap.u8.set(bytes, at + StringObject.data)
    return at
  }

  private memory(t: DataType, count: number): number {
    const { o } = this
    const { size } = elementLayout(o.world.types, t.params[0] as JType)
    const bytes = MemoryObject.data + count * size
    const at = o.heap.allocate(o.typeAddress(t), bytes)
    o.setWord(at + MemoryObject.length, count)
    o.setWord(at + MemoryObject.length + 4, 0)
    o.heap.u8.fill(0, at + MemoryObject.data, at + bytes)
    return at
  }

  private sharedArray(t: DataType, sizes: number[]): number {
    const { o, r } = this
    const segment = r.text()
    const offset = r.unsigned()
    if (!this.c.mapSegment) throw new JuliaError('ErrorException', 'shared arrays cannot be mapped here')
    const { address, keeper } = this.c.mapSegment(segment)
    return o.heap.rooted([keeper], () => placeArray(o, t, sizes, address + offset, keeper))
  }

  // ---- contents ----

  private content(at: number, { tag, type }: { tag: number; type: DataType | null }): void {
    const { o } = this
    switch (tag) {
      case ShapeTag.string:
      case ShapeTag.shared:
        return
      case ShapeTag.svec:
        return this.references(at + SvecObject.data, o.word(at + SvecObject.count))
      case ShapeTag.array:
        return this.elements(type as DataType, o.word(at + ArrayObject.data), o.word(at + ArrayObject.length))
      case ShapeTag.memory:
        return this.elements(type as DataType, at + MemoryObject.data, o.word(at + MemoryObject.length))
      case ShapeTag.weakref:
        return this.reference(at + WeakRefObject.value)
      default:
        return this.fields(at, type as DataType)
    }
  }

  private references(to: number, count: number): void {
    for (let i = 0; i < count; i++) this.reference(to + 4 * i)
  }

  private elements(t: DataType, data: number, count: number): void {
    const { size, isPointer } = elementLayout(this.o.world.types, t.params[0] as JType)
    if (isPointer) this.references(data, count)
    else this.o.heap.u8.set(this.r.bytes(size * count), data)
  }

  private fields(at: number, t: DataType): void {
    const { o, r } = this
    const layout = fieldLayout(o.world.types, t)
    if (layout.inline.some(x => x)) {
      const bits = r.bytes(layout.payload)
      o.heap.u8.set(bits, at + HEADER_BYTES)
      // The sender's addresses must not be seen by a collection.
      for (const offset of layout.pointerOffsets) o.setWord(at + offset, 0)
    }
    for (const offset of layout.pointerOffsets) this.reference(at + offset)
  }

  /** Reads a reference and stores it where it belongs: a new box is reachable at once. */
  private reference(to: number): void {
    const value = this.value()
    this.o.setWord(to, value)
  }

  private value(): number {
    const { o, r, types } = this
    switch (r.byte()) {
      case RefTag.undefined:
        return 0
      case RefTag.object:
        return this.object(r.unsigned())
      case RefTag.type:
        return o.typeAddress(types.type(r))
      case RefTag.symbol:
        return o.symbolAddress(types.text(r))
      case RefTag.module: {
        const path = types.text(r)
        if (!o.world.modules.has(path)) throw new JuliaError('KeyError', o.newString(path))
        return o.moduleAddress(path)
      }
      case RefTag.singleton:
        return o.newStruct(types.type(r) as DataType, [])
      case RefTag.true:
        return o.wellKnown('true')
      case RefTag.false:
        return o.wellKnown('false')
      case RefTag.nothing:
        return o.wellKnown('nothing')
      case RefTag.bits: {
        const t = types.type(r) as DataType
        const { payload, size } = fieldLayout(o.world.types, t)
        return this.box(t, r.bytes(payload), size)
      }
      case RefTag.vararg:
        throw new JuliaError('ErrorException', 'a Vararg cannot be received as a value')
      default:
        throw new RangeError('not a serialised reference')
    }
  }

  private box(t: DataType, bits: Uint8Array, size: number): number {
    const { o } = this
    if (t.name.primitiveBits > 0) {
      let value = 0n
      for (let i = bits.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bits[i])
      return o.newBits(t, value)
    }
    const at = o.heap.allocate(o.typeAddress(t), size)
    o.heap.u8.set(bits, at + HEADER_BYTES)
    return at
  }
}

/** An Array over memory that is not in the heap; `keeper` stands where its Memory would. */
export function placeArray(o: Objects, t: DataType, sizes: readonly number[], data: number, keeper: number): number {
  const count = sizes.reduce((a, b) => a * b, 1)
  const at = o.newArray(
    t,
    sizes.map(() => 0),
  )
  o.setWord(at + ArrayObject.data, data)
  o.setWord(at + ArrayObject.length, count)
  o.setWord(at + ArrayObject.owner, keeper)
  o.setWord(at + ArrayObject.capacity, count)
  if (sizes.length !== 1) sizes.forEach((n, i) => o.setWord(at + ArrayObject.dims + 4 * i, n))
  return at
}
