/**
 * How instances of a type lie in linear memory: the one place that decides offsets of fields and sizes of elements.
 *
 * In: a concrete type. Out: plain numbers that emission compiles in and that the world writes into type objects for the
 * collector. Rules: fields whose declared type is concrete and `isbits` are inline in C layout (natural alignment, at
 * most 8 bytes); every other field is an i32 address, 0 = undefined. The payload follows the 8-byte header.
 */
import { HEADER_BYTES } from '../../runtime/layout/objects.ts'
import { fieldTypes, isBits, tupleType, typeofType } from '../types/make.ts'
import type { TypeWorld } from '../types/registry.ts'
import type { DataType, JType } from '../types/type.ts'

export interface FieldLayout {
  /** Bytes of an instance, header included, a multiple of 8. */
  readonly size: number
  /** Bytes of the payload when it lies inline in something else, a multiple of `align`. */
  readonly payload: number
  readonly align: number
  /** Per field: offset from the object's address. */
  readonly offsets: number[]
  /** Per field: lies inline as bits. */
  readonly inline: boolean[]
  /** Offsets, from the object's address, of the fields that are addresses. */
  readonly pointerOffsets: number[]
}

export interface ElementLayout {
  /** Bytes from one element to the next; 0 for singletons. */
  readonly size: number
  readonly align: number
  readonly isPointer: boolean
}

const POINTER: ElementLayout = { size: 4, align: 4, isPointer: true }

/** Bytes of a value of a primitive type with `bits` bits: the next power of two. */
export function primitiveBytes(bits: number): number {
  let bytes = 1
  while (bytes * 8 < bits) bytes *= 2
  return bytes
}

/**
 * The type under which a value is stored: a tuple type of inference such as `Tuple{Type{Int64},Int64}` is stored as its
 * values' real type, `Tuple{DataType,Int64}`.
 */
export function storedType(world: TypeWorld, t: DataType): DataType {
  if (t.isConcrete || t.name !== world.types.tupleName) return t
  const typeName = world.types.typeName
  const params = t.params.map(p => {
    if (p.kind !== 'data') return p
    return p.name === typeName ? typeofType(world, p.params[0] as JType) : storedType(world, p)
  })
  return tupleType(world, params)
}

/** Layout of a field or array element declared as `t`. */
export function elementLayout(world: TypeWorld, t: JType): ElementLayout {
  if (t.kind !== 'data' || !isBits(world, t)) return POINTER
  if (t.name.primitiveBits > 0) {
    const size = primitiveBytes(t.name.primitiveBits)
    return { size, align: Math.min(size, 8), isPointer: false }
  }
  const layout = fieldLayout(world, t)
  return { size: layout.payload, align: layout.align, isPointer: false }
}

/** Layout of an instance of `t`: a struct, tuple or named tuple, or a primitive type (one unnamed field). */
export function fieldLayout(world: TypeWorld, type: DataType): FieldLayout {
  const t = storedType(world, type)
  if (t.name.primitiveBits > 0) {
    const bytes = primitiveBytes(t.name.primitiveBits)
    const size = HEADER_BYTES + Math.max(8, bytes)
    return { size, payload: bytes, align: Math.min(bytes, 8), offsets: [HEADER_BYTES], inline: [true], pointerOffsets: [] }
  }
  const offsets: number[] = []
  const inline: boolean[] = []
  const pointerOffsets: number[] = []
  let at = 0
  let align = 1
  for (const f of fieldTypes(world, t)) {
    const e = elementLayout(world, f)
    at = roundUp(at, e.align)
    offsets.push(HEADER_BYTES + at)
    inline.push(!e.isPointer)
    if (e.isPointer) pointerOffsets.push(HEADER_BYTES + at)
    at += e.size
    align = Math.max(align, e.align)
  }
  const size = Math.max(16, roundUp(HEADER_BYTES + at, 8))
  return { size, payload: roundUp(at, align), align, offsets, inline, pointerOffsets }
}

function roundUp(n: number, to: number): number {
  return Math.ceil(n / to) * to
}
