/**
 * A Julia value as bytes, for another process (see `format.ts`).
 *
 * Enters: the address of an object. Leaves: bytes that `deserialize` makes an equal object of, in a process with the same
 * image. Objects that occur twice stay one object; cycles are kept. Nothing on the heap is allocated or changed, so no
 * collection can happen meanwhile. Functions with a name travel by name, closures with their methods, modules by path.
 * Not possible: tasks that are not done.
 */
import {
  ArrayObject,
  GcKind,
  HEADER_BYTES,
  MemoryObject,
  StringObject,
  SvecObject,
  TypeObject,
  WeakRefObject,
} from '../../runtime/layout/objects.ts'
import { elementLayout, fieldLayout } from '../emit/layout.ts'
import { isBits } from '../types/make.ts'
import type { DataType, JType, TypeName } from '../types/type.ts'
import { JuliaError } from '../world/julia-error.ts'
import type { Objects } from '../world/objects.ts'
import { ByteWriter } from './bytes.ts'
import { mentionedGlobals, writeDefinition } from './closures.ts'
import { FORMAT_VERSION, RefTag, ShapeTag } from './format.ts'
import { globalsToSend } from './globals.ts'
import type { SerializeContext } from './context.ts'
import { closureNumber } from './state.ts'
import { TypeWriter } from './type-writer.ts'

/** Serialises the object at `root`. @throws JuliaError for what cannot travel */
export function serialize(c: SerializeContext, root: number): Uint8Array {
  return new Serializer(c).run(root)
}

class Serializer {
  private readonly c: SerializeContext
  private readonly o: Objects
  private readonly types: TypeWriter
  private readonly shapes = new ByteWriter()
  private readonly contents = new ByteWriter()
  private readonly index = new Map<number, number>()
  private readonly queue: number[] = []
  /** Arrays that stay in their segments, because a SharedArray holds them. */
  private readonly shared = new Set<number>()
  private readonly closures = new Set<TypeName>()

  constructor(c: SerializeContext) {
    this.c = c
    this.o = c.objects
    this.types = new TypeWriter(c.state, name => void this.closures.add(name))
  }

  run(root: number): Uint8Array {
    const rootBytes = new ByteWriter()
    this.reference(rootBytes, root)
    for (let i = 0; i < this.queue.length; i++) this.content(this.queue[i])
    const w = new ByteWriter()
    w.byte(FORMAT_VERSION)
    const all = this.writeClosures(w)
    this.writeGlobals(w, all)
    this.types.writeTexts(w)
    this.types.writeTypes(w)
    w.unsigned(this.queue.length)
    w.bytes(this.shapes.finish())
    w.bytes(this.contents.finish())
    w.bytes(rootBytes.finish())
    return w.finish()
  }

  /** Definitions that the receiver lacks; gives all closure types that the value needs. */
  private writeClosures(w: ByteWriter): Set<TypeName> {
    const { state, peer } = this.c
    const all = new Set(this.closures)
    const blocks: Uint8Array[] = []
    for (const name of all) {
      const number = closureNumber(state, name)
      const known = peer?.closures.has(number)
      if (!known)
        blocks.push(
          writeDefinition(
            this.c,
            name,
            found => void all.add(found),
            at => serialize({ ...this.c, peer: null }, at),
          ),
        )
      else for (const inner of mentionedGlobals(this.c, name).closures) all.add(inner)
      peer?.closures.add(number)
    }
    w.unsigned(blocks.length)
    for (const b of blocks) w.block(b)
    return all
  }

  private writeGlobals(w: ByteWriter, closures: Set<TypeName>): void {
    const list = this.c.peer ? globalsToSend(this.c, this.c.peer, closures, at => serialize(this.c, at)) : []
    w.unsigned(list.length)
    for (const g of list) {
      w.text(g.name)
      w.byte(g.isConst ? 1 : 0)
      w.block(g.bytes)
    }
  }

  // ---- references ----

  /** Writes a reference; an object met for the first time joins the queue. */
  private reference(w: ByteWriter, at: number): void {
    const { o } = this
    if (at === 0) return w.byte(RefTag.undefined)
    if (at === o.wellKnown('nothing')) return w.byte(RefTag.nothing)
    if (at === o.wellKnown('true')) return w.byte(RefTag.true)
    if (at === o.wellKnown('false')) return w.byte(RefTag.false)
    const asType = o.typeAt(at)
    if (asType) {
      w.byte(RefTag.type)
      return this.typeReference(w, asType)
    }
    const vararg = o.world.varargs.get(at)
    if (vararg) {
      w.byte(RefTag.vararg)
      return this.types.param(w, vararg)
    }
    const seen = this.index.get(at)
    if (seen !== undefined) {
      w.byte(RefTag.object)
      return w.unsigned(seen)
    }
    this.newReference(w, at, o.typeOf(at))
  }

  private newReference(w: ByteWriter, at: number, t: DataType): void {
    const { o } = this
    switch (t.name.family) {
      case 'symbol':
        w.byte(RefTag.symbol)
        return w.unsigned(this.types.text(o.text(at)))
      case 'module': {
        w.byte(RefTag.module)
        return w.unsigned(this.types.text(o.world.modulesByAddress.get(at) ?? 'Main'))
      }
      case 'task':
        throw new JuliaError('ErrorException', 'cannot serialize a running Task')
      default:
    }
    if (o.word(o.typeAddress(t) + TypeObject.instance) === at) {
      w.byte(RefTag.singleton)
      return this.typeReference(w, t)
    }
    if (isBits(o.world.types, t)) {
      w.byte(RefTag.bits)
      this.typeReference(w, t)
      const { payload } = fieldLayout(o.world.types, t)
      return w.bytes(o.heap.u8.slice(at + HEADER_BYTES, at + HEADER_BYTES + payload))
    }
    const index = this.queue.length
    this.index.set(at, index)
    this.queue.push(at)
    this.shape(at, t)
    w.byte(RefTag.object)
    w.unsigned(index)
  }

  private typeReference(w: ByteWriter, t: JType): void {
    w.unsigned(this.types.type(t))
  }

  // ---- shapes ----

  private shape(at: number, t: DataType): void {
    const { o, shapes: w } = this
    switch (o.word(o.typeAddress(t) + TypeObject.gcKind)) {
      case GcKind.bytes:
        w.byte(ShapeTag.string)
        return w.block(o.heap.u8.slice(at + StringObject.data, at + StringObject.data + o.word(at + StringObject.length)))
      case GcKind.svec:
        w.byte(ShapeTag.svec)
        return w.unsigned(o.word(at + SvecObject.count))
      case GcKind.array:
        return this.arrayShape(at, t)
      case GcKind.memory:
        w.byte(ShapeTag.memory)
        this.typeReference(w, t)
        return w.unsigned(o.word(at + MemoryObject.length))
      case GcKind.weakref:
        return w.byte(ShapeTag.weakref)
      case GcKind.fixed:
        this.note(at, t)
        w.byte(ShapeTag.fixed)
        return this.typeReference(w, t)
      default:
        throw new JuliaError('ErrorException', `cannot serialize a value of type ${t.name.name}`)
    }
  }

  private arrayShape(at: number, t: DataType): void {
    const { o, shapes: w } = this
    const place = this.shared.has(at) ? this.c.segmentOf?.(o.word(at + ArrayObject.data)) : null
    w.byte(place ? ShapeTag.shared : ShapeTag.array)
    this.typeReference(w, t)
    const sizes = this.sizes(at, t)
    w.unsigned(sizes.length)
    for (const n of sizes) w.unsigned(n)
    if (!place) return
    w.text(place.segment)
    w.unsigned(place.offset)
  }

  private sizes(at: number, t: DataType): number[] {
    const n = t.params[1]
    const count = n.kind === 'bits' ? Number(n.bits) : 1
    if (count === 1) return [this.o.word(at + ArrayObject.length)]
    return Array.from({ length: count }, (_, i) => this.o.word(at + ArrayObject.dims + 4 * i))
  }

  private note(at: number, t: DataType): void {
    const { module, name } = t.name
    if (module === 'Distributed' && (name === 'Future' || name === 'RemoteChannel')) this.c.noted?.(at)
    if (module !== 'SharedArrays' || name !== 'SharedArray') return
    const data = t.name.fieldNames.indexOf('s')
    if (data >= 0) this.shared.add(this.o.word(at + fieldLayout(this.o.world.types, t).offsets[data]))
  }

  // ---- contents ----

  private content(at: number): void {
    const { o, contents: w } = this
    const t = o.typeOf(at)
    switch (o.word(o.typeAddress(t) + TypeObject.gcKind)) {
      case GcKind.bytes:
        return
      case GcKind.svec:
        return this.references(at + SvecObject.data, o.word(at + SvecObject.count))
      case GcKind.array:
        if (this.shared.has(at) && this.c.segmentOf?.(o.word(at + ArrayObject.data))) return
        return this.elements(t, o.word(at + ArrayObject.data), o.word(at + ArrayObject.length))
      case GcKind.memory:
        return this.elements(t, at + MemoryObject.data, o.word(at + MemoryObject.length))
      case GcKind.weakref:
        return this.reference(w, o.word(at + WeakRefObject.value))
      default:
        return this.fields(at, t)
    }
  }

  private references(from: number, count: number): void {
    for (let i = 0; i < count; i++) this.reference(this.contents, this.o.word(from + 4 * i))
  }

  private elements(t: DataType, data: number, count: number): void {
    const { size, isPointer } = elementLayout(this.o.world.types, t.params[0] as JType)
    if (isPointer) this.references(data, count)
    else this.contents.bytes(this.o.heap.u8.subarray(data, data + size * count))
  }

  /** The whole payload as bits, then what the pointers in it refer to. */
  private fields(at: number, t: DataType): void {
    const { o, contents: w } = this
    const layout = fieldLayout(o.world.types, t)
    if (layout.inline.some(x => x)) w.bytes(o.heap.u8.subarray(at + HEADER_BYTES, at + HEADER_BYTES + layout.payload))
    for (const offset of layout.pointerOffsets) this.reference(w, o.word(at + offset))
  }
}
