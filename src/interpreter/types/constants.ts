/**
 * Constants that types and inference speak of, interned: equal (`===` in Julia) constants are one object.
 *
 * In: a type and its bits or fields. Out: a `Value`. Mutable objects are never constants, except as addresses
 * (`HeapConstant`) that the world has made permanent.
 */
import { fieldTypes, isSingletonType, tupleType, typeofType } from './make.ts'
import type { TypeWorld } from './registry.ts'
import type { DataType, HeapConstant, JType, PrimitiveValue, StructValue, SymbolValue, Value } from './type.ts'

/** A value of primitive type; `bits` is taken modulo 2^width. */
export function bitsValue(world: TypeWorld, type: DataType, bits: bigint): PrimitiveValue {
  const pattern = BigInt.asUintN(type.name.primitiveBits, bits)
  const key = `${type.id}:${pattern}`
  const known = world.bits.get(key)
  if (known) return known
  const made: PrimitiveValue = { kind: 'bits', id: world.nextId++, type, bits: pattern }
  world.bits.set(key, made)
  return made
}

/** An `Int64`, such as the `2` of `Array{T,2}`. */
export function intValue(world: TypeWorld, n: number | bigint): PrimitiveValue {
  return bitsValue(world, world.types.int64, BigInt(n))
}

export function boolValue(world: TypeWorld, b: boolean): PrimitiveValue {
  return bitsValue(world, world.types.bool, b ? 1n : 0n)
}

/** The number an integer constant stands for, by the signedness of its type's name; null for other constants. */
export function integerOf(v: Value): bigint | null {
  if (v.kind !== 'bits') return null
  const name = v.type.name.name
  if (name.startsWith('Int')) return BigInt.asIntN(v.type.name.primitiveBits, v.bits)
  return name.startsWith('UInt') || name === 'Bool' ? v.bits : null
}

export function symbolValue(world: TypeWorld, name: string): SymbolValue {
  const known = world.symbols.get(name)
  if (known) return known
  const made: SymbolValue = { kind: 'sym', id: world.nextId++, name }
  world.symbols.set(name, made)
  return made
}

/** A constant tuple or immutable struct. */
export function structValue(world: TypeWorld, type: DataType, fields: (Value | JType)[]): StructValue {
  const key = `${type.id}(${fields.map(f => (f.kind === 'unionall' ? f.alphaId : f.id)).join()})`
  const known = world.structs.get(key)
  if (known) return known
  const made: StructValue = { kind: 'struct', id: world.nextId++, type, fields }
  world.structs.set(key, made)
  return made
}

/** A constant tuple, its type taken from its elements. */
export function tupleValue(world: TypeWorld, fields: (Value | JType)[]): StructValue {
  return structValue(
    world,
    tupleType(
      world,
      fields.map(f => typeOfValue(world, f)),
    ),
    fields,
  )
}

/** The names of a named tuple as its type's parameter: `(:a, :b)`. */
export function symbolTuple(world: TypeWorld, names: readonly string[]): StructValue {
  return tupleValue(
    world,
    names.map(n => symbolValue(world, n)),
  )
}

/** A permanent heap object at `address`. */
export function heapConstant(world: TypeWorld, type: DataType, address: number): HeapConstant {
  const known = world.heapConstants.get(address)
  if (known) return known
  const made: HeapConstant = { kind: 'heapconst', id: world.nextId++, type, address }
  world.heapConstants.set(address, made)
  return made
}

/** `typeof(v)`: for a type its kind. */
export function typeOfValue(world: TypeWorld, v: Value | JType): DataType {
  switch (v.kind) {
    case 'bits':
    case 'struct':
    case 'heapconst':
      return v.type
    case 'sym':
      return world.types.symbol
    default:
      return typeofType(world, v)
  }
}

/** The only value of `t` (`nothing`, a function without captures, `()`), or null. */
export function singletonInstance(world: TypeWorld, t: JType): StructValue | null {
  return t.kind === 'data' && isSingletonType(world, t) && fieldTypes(world, t).length === 0 ? structValue(world, t, []) : null
}
