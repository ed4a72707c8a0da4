/**
 * Runtime functions on single values, as Wasm: boxes, `===`, `isa`, `objectid`.
 *
 * `===` compares payload bits of immutables (types of egalKind 0), so that whoever writes a box must zero its padding;
 * strings by bytes; immutables with pointers field by field, simple vectors element by element; all else by identity.
 * `objectid` follows the same cases, so that values that are `===` have the same one.
 *
 * The cache of `isa` needs no lock: an entry is one i64, key << 32 | type | result, read and written atomically.
 */
import { ISA_CACHE, ISA_CACHE_ENTRIES, type WellKnown } from '../layout/memory-map.ts'
import { GcKind, HEADER_BYTES, StringObject, SvecObject, TypeObject } from '../layout/objects.ts'
import type { CodeBuilder, FuncHandle } from '../../wasm/code.ts'
import { Op, type ValType } from '../../wasm/opcodes.ts'
import { called, exported, keyOf, load, takeCellOf, wellKnownObject, type Parts } from './wasm-parts.ts'
import type { RuntimeImportName } from '../layout/imports.ts'

const EGAL_BITS = 0
const EGAL_IDENTITY = 1
const HASH_FACTOR = 0x9e3779b97f4a7c15n

/** Writes all of them. */
export function writeValues(parts: Parts): void {
  writeBoxInt64(parts)
  writeBoxSmall(parts, 'box_i8', 'Int8', 'boxInt8', c => {
    c.get(0)
    c.i32(255)
    c.op(Op.i32_and)
  })
  writeBoxSmall(parts, 'box_u8', 'UInt8', 'boxUInt8', c => {
    c.get(0)
    c.i32(255)
    c.op(Op.i32_and)
  })
  writeBoxChar(parts)
  writeBoxFloat(parts)
  writeEgal(parts)
  writeIsa(parts)
  writeObjectId(parts)
}

function box(parts: Parts, c: CodeBuilder, type: WellKnown, payload: () => void): void {
  const cell = c.local('i32')
  takeCellOf(parts, c, cell, 16, () => wellKnownObject(c, type))
  c.get(cell)
  payload()
  c.mem(Op.i64_store, HEADER_BYTES)
  c.get(cell)
}

/** Returns the preboxed value from a table, if the table is there; `index` pushes its number. */
function returnPreboxed(c: CodeBuilder, table: WellKnown, index: () => void): void {
  const address = c.local('i32')
  wellKnownObject(c, table)
  c.tee(address)
  c.if()
  c.get(address)
  index()
  c.i32(2)
  c.op(Op.i32_shl)
  c.op(Op.i32_add)
  c.mem(Op.i32_load)
  c.return()
  c.end()
}

function writeBoxInt64(parts: Parts): void {
  const c = exported(parts, 'box_i64')
  c.get(0)
  c.i64(512)
  c.op(Op.i64_add)
  c.i64(1536)
  c.op(Op.i64_lt_u)
  c.if()
  returnPreboxed(c, 'boxInt64', () => {
    c.get(0)
    c.op(Op.i32_wrap_i64)
    c.i32(512)
    c.op(Op.i32_add)
  })
  c.end()
  box(parts, c, 'Int64', () => c.get(0))
}

function writeBoxSmall(parts: Parts, name: RuntimeImportName, type: WellKnown, table: WellKnown, bits: (c: CodeBuilder) => void): void {
  const c = exported(parts, name)
  returnPreboxed(c, table, () => bits(c))
  box(parts, c, type, () => {
    bits(c)
    c.op(Op.i64_extend_i32_u)
  })
}

/** A Char is its UTF-8 bytes from the top down, so ASCII is what has only the upper byte, below 0x80. */
function writeBoxChar(parts: Parts): void {
  const c = exported(parts, 'box_char')
  c.get(0)
  c.i32(0x80ffffff | 0)
  c.op(Op.i32_and)
  c.op(Op.i32_eqz)
  c.if()
  returnPreboxed(c, 'boxChar', () => {
    c.get(0)
    c.i32(24)
    c.op(Op.i32_shr_u)
  })
  c.end()
  box(parts, c, 'Char', () => {
    c.get(0)
    c.op(Op.i64_extend_i32_u)
  })
}

function writeBoxFloat(parts: Parts): void {
  const c = exported(parts, 'box_f64')
  box(parts, c, 'Float64', () => {
    c.get(0)
    c.op(Op.i64_reinterpret_f64)
  })
}

/** `if (condition) return constant`; the condition is on the stack. */
function returnIf(c: CodeBuilder, result: number): void {
  c.if()
  c.i32(result)
  c.return()
  c.end()
}

/** Pushes the i64 at local + offset without the bytes from `remaining` (a local, 1…7) on. */
function maskedWord(c: CodeBuilder, address: number, offset: number, remaining: number): void {
  c.get(address)
  c.mem(Op.i64_load, offset)
  c.i64(64)
  c.get(remaining)
  c.i32(3)
  c.op(Op.i32_shl)
  c.op(Op.i64_extend_i32_u)
  c.op(Op.i64_sub)
  c.op(Op.i64_shl)
}

/** Internal: bits_equal(a, b, bytes) → 0/1. Reads whole words: cells are multiples of 8 bytes. */
function writeBitsEqual(parts: Parts): FuncHandle {
  const { handle, code: c } = parts.module.func('bits_equal', ['i32', 'i32', 'i32'], ['i32'])
  const [a, b, bytes] = [0, 1, 2]
  c.block()
  const loop = c.loop()
  c.get(bytes)
  c.i32(8)
  c.op(Op.i32_ge_u)
  c.if()
  c.get(a)
  c.mem(Op.i64_load)
  c.get(b)
  c.mem(Op.i64_load)
  c.op(Op.i64_ne)
  returnIf(c, 0)
  advance(c, a, 8)
  advance(c, b, 8)
  advance(c, bytes, -8)
  c.br(loop)
  c.end()
  c.end()
  c.end()
  c.get(bytes)
  c.op(Op.i32_eqz)
  returnIf(c, 1)
  maskedWord(c, a, 0, bytes)
  maskedWord(c, b, 0, bytes)
  c.op(Op.i64_eq)
  return handle
}

function advance(c: CodeBuilder, local: number, by: number): void {
  c.get(local)
  c.i32(by)
  c.op(Op.i32_add)
  c.set(local)
}

function writeEgal(parts: Parts): void {
  const bitsEqual = writeBitsEqual(parts)
  const c = exported(parts, 'egal')
  const [a, b] = [0, 1]
  const type = c.local('i32')
  const kind = c.local('i32')
  c.get(a)
  c.get(b)
  c.op(Op.i32_eq)
  returnIf(c, 1)
  load(c, a, 0)
  c.tee(type)
  load(c, b, 0)
  c.op(Op.i32_ne)
  returnIf(c, 0)
  load(c, type, TypeObject.egalKind)
  c.tee(kind)
  c.i32(EGAL_IDENTITY)
  c.op(Op.i32_eq)
  returnIf(c, 0)
  const push = (local: number, offset: number): void => {
    c.get(local)
    c.i32(offset)
    c.op(Op.i32_add)
  }
  c.get(kind)
  c.i32(EGAL_BITS)
  c.op(Op.i32_eq)
  c.if()
  push(a, HEADER_BYTES)
  push(b, HEADER_BYTES)
  load(c, type, TypeObject.size)
  c.i32(HEADER_BYTES)
  c.op(Op.i32_sub)
  c.call(bitsEqual)
  c.return()
  c.end()
  load(c, type, TypeObject.gcKind)
  c.set(kind)
  ifKind(c, kind, GcKind.bytes, () => {
    load(c, a, StringObject.length)
    load(c, b, StringObject.length)
    c.op(Op.i32_ne)
    returnIf(c, 0)
    push(a, StringObject.data)
    push(b, StringObject.data)
    load(c, a, StringObject.length)
    c.call(bitsEqual)
    c.return()
  })
  ifKind(c, kind, GcKind.svec, () => egalElements(parts, c, a, b))
  ifKind(c, kind, GcKind.fixed, () => egalFields(parts, c, a, b, type))
  c.i32(0)
}

function ifKind(c: CodeBuilder, kind: number, wanted: number, body: () => void): void {
  c.get(kind)
  c.i32(wanted)
  c.op(Op.i32_eq)
  c.if()
  body()
  c.end()
}

/** Returns 0 unless the pointers in locals x and y are both undefined, or both defined and `===`. */
function egalPointers(parts: Parts, c: CodeBuilder, x: number, y: number): void {
  c.get(x)
  c.get(y)
  c.op(Op.i32_ne)
  c.if()
  c.get(x)
  c.op(Op.i32_eqz)
  c.get(y)
  c.op(Op.i32_eqz)
  c.op(Op.i32_or)
  returnIf(c, 0)
  c.get(x)
  c.get(y)
  c.call(called(parts, 'egal'))
  c.op(Op.i32_eqz)
  returnIf(c, 0)
  c.end()
}

function egalElements(parts: Parts, c: CodeBuilder, a: number, b: number): void {
  const [count, x, y] = [c.local('i32'), c.local('i32'), c.local('i32')]
  load(c, a, SvecObject.count)
  c.tee(count)
  load(c, b, SvecObject.count)
  c.op(Op.i32_ne)
  returnIf(c, 0)
  c.block()
  const loop = c.loop()
  c.get(count)
  c.if()
  load(c, a, SvecObject.data)
  c.set(x)
  load(c, b, SvecObject.data)
  c.set(y)
  egalPointers(parts, c, x, y)
  advance(c, a, 4)
  advance(c, b, 4)
  advance(c, count, -1)
  c.br(loop)
  c.end()
  c.end()
  c.end()
  c.i32(1)
  c.return()
}

/** Walks the payload in 4-byte words; those listed as pointers are compared by `===`. */
function egalFields(parts: Parts, c: CodeBuilder, a: number, b: number, type: number): void {
  const [x, y] = [c.local('i32'), c.local('i32')]
  walkWords(
    c,
    a,
    type,
    isPointer => {
      load(c, a, 0)
      c.set(x)
      load(c, b, 0)
      c.set(y)
      if (isPointer) egalPointers(parts, c, x, y)
      else {
        c.get(x)
        c.get(y)
        c.op(Op.i32_ne)
        returnIf(c, 0)
      }
      advance(c, b, 4)
    },
    () => advance(c, b, HEADER_BYTES),
  )
  c.i32(1)
  c.return()
}

/**
 * Moves local `a` over the payload of its object word by word, with `visit(isPointer)` at each; `before` runs first.
 * The list of pointer offsets is in ascending order. Sizes are multiples of 4 where there are pointers.
 */
function walkWords(c: CodeBuilder, a: number, type: number, visit: (isPointer: boolean) => void, before: () => void = () => {}): void {
  const [start, end, next, last] = [c.local('i32'), c.local('i32'), c.local('i32'), c.local('i32')]
  c.get(a)
  c.tee(start)
  load(c, type, TypeObject.size)
  c.op(Op.i32_add)
  c.set(end)
  load(c, type, TypeObject.pointerOffsets)
  c.tee(next)
  load(c, type, TypeObject.pointerCount)
  c.i32(2)
  c.op(Op.i32_shl)
  c.op(Op.i32_add)
  c.set(last)
  advance(c, a, HEADER_BYTES)
  before()
  c.block()
  const loop = c.loop()
  c.get(a)
  c.get(end)
  c.op(Op.i32_lt_u)
  c.if()
  // Whether this word is the next pointer.
  c.get(next)
  c.get(last)
  c.op(Op.i32_ne)
  c.if(['i32'])
  load(c, next, 0)
  c.get(start)
  c.op(Op.i32_add)
  c.get(a)
  c.op(Op.i32_eq)
  c.else()
  c.i32(0)
  c.end()
  c.if()
  advance(c, next, 4)
  visit(true)
  c.else()
  visit(false)
  c.end()
  advance(c, a, 4)
  c.br(loop)
  c.end()
  c.end()
  c.end()
}

function writeIsa(parts: Parts): void {
  const c = exported(parts, 'isa')
  const [value, type] = [0, 1]
  const [key, entry] = [c.local('i32'), c.local('i32')]
  const [wanted, found] = [c.local('i64'), c.local('i64')]
  load(c, value, 0)
  c.get(type)
  c.op(Op.i32_eq)
  returnIf(c, 1)
  c.get(type)
  wellKnownObject(c, 'Any')
  c.op(Op.i32_eq)
  returnIf(c, 1)
  keyOf(c, value, key)
  c.get(key)
  c.op(Op.i64_extend_i32_u)
  c.i64(32)
  c.op(Op.i64_shl)
  c.get(type)
  c.op(Op.i64_extend_i32_u)
  c.op(Op.i64_or)
  c.tee(wanted)
  c.i64(HASH_FACTOR)
  c.op(Op.i64_mul)
  c.i64(64 - Math.log2(ISA_CACHE_ENTRIES))
  c.op(Op.i64_shr_u)
  c.op(Op.i32_wrap_i64)
  c.i32(4)
  c.op(Op.i32_shl)
  c.set(entry)
  for (const way of [0, 8]) {
    c.get(entry)
    c.mem(Op.i64_atomic_load, ISA_CACHE + way)
    c.tee(found)
    c.get(wanted)
    c.op(Op.i64_xor)
    c.i64(2)
    c.op(Op.i64_lt_u)
    c.if()
    c.get(found)
    c.op(Op.i32_wrap_i64)
    c.i32(1)
    c.op(Op.i32_and)
    c.return()
    c.end()
  }
  c.get(value)
  c.get(type)
  c.call(parts.slow.isa_slow)
  c.set(key)
  c.get(entry)
  c.get(entry)
  c.mem(Op.i64_atomic_load, ISA_CACHE)
  c.mem(Op.i64_atomic_store, ISA_CACHE + 8)
  c.get(entry)
  c.get(wanted)
  c.get(key)
  c.op(Op.i64_extend_i32_u)
  c.op(Op.i64_or)
  c.mem(Op.i64_atomic_store, ISA_CACHE)
  c.get(key)
}

/** Sets local `hash` to a mixture of itself and the i64 that `word` pushes. */
function mix(c: CodeBuilder, hash: number, word: () => void): void {
  const product = c.temp('i64' satisfies ValType)
  c.get(hash)
  word()
  c.op(Op.i64_xor)
  c.i64(HASH_FACTOR)
  c.op(Op.i64_mul)
  c.tee(product)
  c.get(product)
  c.i64(29)
  c.op(Op.i64_shr_u)
  c.op(Op.i64_xor)
  c.set(hash)
  c.release(product)
}

/** Internal: hash_bits(address, bytes, seed) → i64. */
function writeHashBits(parts: Parts): FuncHandle {
  const { handle, code: c } = parts.module.func('hash_bits', ['i32', 'i32', 'i64'], ['i64'])
  const [a, bytes, hash] = [0, 1, 2]
  c.block()
  const loop = c.loop()
  c.get(bytes)
  c.i32(8)
  c.op(Op.i32_ge_u)
  c.if()
  mix(c, hash, () => {
    c.get(a)
    c.mem(Op.i64_load)
  })
  advance(c, a, 8)
  advance(c, bytes, -8)
  c.br(loop)
  c.end()
  c.end()
  c.end()
  c.get(bytes)
  c.if()
  mix(c, hash, () => maskedWord(c, a, 0, bytes))
  c.end()
  c.get(hash)
  return handle
}

function writeObjectId(parts: Parts): void {
  const hashBits = writeHashBits(parts)
  const c = exported(parts, 'object_id')
  const value = 0
  const [type, kind] = [c.local('i32'), c.local('i32')]
  const hash = c.local('i64')
  const returnHash = (): void => {
    c.get(hash)
    c.return()
  }
  load(c, value, 0)
  c.tee(type)
  c.op(Op.i64_extend_i32_u)
  c.set(hash)
  load(c, type, TypeObject.egalKind)
  c.set(kind)
  ifKind(c, kind, EGAL_BITS, () => {
    c.get(value)
    c.i32(HEADER_BYTES)
    c.op(Op.i32_add)
    load(c, type, TypeObject.size)
    c.i32(HEADER_BYTES)
    c.op(Op.i32_sub)
    c.get(hash)
    c.call(hashBits)
    c.return()
  })
  c.get(kind)
  c.i32(EGAL_IDENTITY)
  c.op(Op.i32_ne)
  c.if()
  load(c, type, TypeObject.gcKind)
  c.set(kind)
  ifKind(c, kind, GcKind.bytes, () => {
    c.get(value)
    c.i32(StringObject.data)
    c.op(Op.i32_add)
    load(c, value, StringObject.length)
    c.get(hash)
    c.call(hashBits)
    c.return()
  })
  ifKind(c, kind, GcKind.svec, () => {
    hashElements(parts, c, value, hash)
    returnHash()
  })
  ifKind(c, kind, GcKind.fixed, () => {
    walkWords(c, value, type, isPointer => {
      const word = (): void => {
        load(c, value, 0)
        c.op(Op.i64_extend_i32_u)
      }
      if (isPointer) hashPointer(parts, c, value, 0, hash)
      else mix(c, hash, word)
    })
    returnHash()
  })
  c.end()
  mix(c, hash, () => {
    c.get(value)
    c.op(Op.i64_extend_i32_u)
  })
  c.get(hash)
}

/** Mixes in the objectid of the pointer at local + offset, or 0 for an undefined one. */
function hashPointer(parts: Parts, c: CodeBuilder, address: number, offset: number, hash: number): void {
  mix(c, hash, () => {
    load(c, address, offset)
    c.if(['i64'])
    load(c, address, offset)
    c.call(called(parts, 'object_id'))
    c.else()
    c.i64(0)
    c.end()
  })
}

function hashElements(parts: Parts, c: CodeBuilder, value: number, hash: number): void {
  const count = c.local('i32')
  load(c, value, SvecObject.count)
  c.set(count)
  c.block()
  const loop = c.loop()
  c.get(count)
  c.if()
  hashPointer(parts, c, value, SvecObject.data, hash)
  advance(c, value, 4)
  advance(c, count, -1)
  c.br(loop)
  c.end()
  c.end()
  c.end()
}
