/**
 * Strings and symbols: immutable bytes with their number at +8, the first byte at +16. Both lie alike.
 */
import { MAX_SMALL } from '../../runtime/layout/memory-map.ts'
import { ArrayObject, StringObject } from '../../runtime/layout/objects.ts'
import { Op } from '../../wasm/opcodes.ts'
import type { CodeBuilder, FuncHandle } from '../../wasm/code.ts'
import type { TOperand } from '../infer/typed-ir.ts'
import type { JType } from '../types/type.ts'
import { address, int64Operand, nothingValue, popInt64 } from './arrays.ts'
import type { Emitter } from './emitter.ts'
import { throwBounds } from './exceptions.ts'
import { operandAs } from './operands.ts'
import { refRep } from './representation.ts'
import type { LeafSource, Value } from './value.ts'
import { valueOf } from './value.ts'

type Emit = (e: Emitter, args: readonly TOperand[], inbounds: boolean, type: JType) => Value

/** Intrinsics on strings and symbols by name. */
export const stringIntrinsics: Record<string, Emit> = {
  string_length: (e, args) => {
    pushCount(e, address(e, args[0]))
    e.code.op(Op.i64_extend_i32_u)
    return popInt64(e)
  },
  string_byte: emitByte,
  string_new: emitNew,
  string_copyto: emitCopyto,
  string_sub: emitSub,
  string_cat: emitCat,
  string_compare: emitCompare,
  string_hash: (e, args) => hash(e, address(e, args[0]), () => e.pushValue(operandAs(e, args[1], e.rep(args[1].type)))),
  symbol_hash: (e, args) => symbolHash(e, address(e, args[0])),
  symbol_to_string: emitSymbolToString,
  string_to_symbol: emitToSymbol,
}

const SYMBOL_SEED = 0xcafe8881n

function pushCount(e: Emitter, s: LeafSource): void {
  e.push(s)
  e.code.mem(Op.i32_load, StringObject.length)
}

function emitByte(e: Emitter, args: readonly TOperand[], inbounds: boolean, type: JType): Value {
  const c = e.code
  const s = address(e, args[0])
  const index = operandAs(e, args[1], e.rep(e.ctx.world.types.int64))
  if (!inbounds) {
    e.push(index.leaves[0])
    c.i64(1)
    c.op(Op.i64_sub)
    pushCount(e, s)
    c.op(Op.i64_extend_i32_u)
    c.op(Op.i64_ge_u)
    c.ifHinted(false)
    throwBounds(e, s, index)
    c.end()
  }
  pushByteAddress(e, s, index.leaves[0])
  c.mem(Op.i32_load8_u, StringObject.data)
  return e.pop(e.rep(type))
}

/** Pushes the address of 1-based byte `first`, less the offset of the data. */
function pushByteAddress(e: Emitter, s: LeafSource, first: LeafSource): void {
  const c = e.code
  e.push(s)
  e.push(first)
  c.op(Op.i32_wrap_i64)
  c.op(Op.i32_add)
  c.i32(1)
  c.op(Op.i32_sub)
}

/** A function of this module: a new String of n bytes, not filled. */
function newStringHelper(e: Emitter): FuncHandle {
  return e.helper('new string', () => {
    const { handle, code: c } = e.m.module.func('new string', ['i32'], ['i32'])
    const size = c.local('i32')
    const at = c.local('i32')
    const type = e.ctx.addressOfType(e.ctx.world.types.string)
    c.get(0)
    c.i32(StringObject.data + 7)
    c.op(Op.i32_add)
    c.i32(-8)
    c.op(Op.i32_and)
    c.set(size)
    c.i32(type)
    c.get(size)
    c.get(size)
    c.i32(MAX_SMALL)
    c.op(Op.i32_le_u)
    c.if(['i32'], ['i32', 'i32'])
    c.call(e.m.module.importFunc('rt', 'alloc', ['i32', 'i32'], ['i32']))
    c.else()
    c.call(e.m.module.importFunc('rt', 'alloc_large', ['i32', 'i32'], ['i32']))
    c.end()
    c.set(at)
    c.get(at)
    c.get(0)
    c.mem(Op.i32_store, StringObject.length)
    c.get(at)
    return handle
  })
}

/** A new String whose number of bytes is on the stack. */
function newString(e: Emitter): number {
  e.collects()
  e.code.call(newStringHelper(e))
  return e.popLeaves(['ref'])[0]
}

function pushData(e: Emitter, s: LeafSource): void {
  e.push(s)
  e.code.i32(StringObject.data)
  e.code.op(Op.i32_add)
}

function stringValue(e: Emitter, at: number): Value {
  return valueOf(refRep(e.ctx.world.types.string), [at])
}

/** (bytes, first, n) */
function emitNew(e: Emitter, args: readonly TOperand[]): Value {
  const c = e.code
  const bytes = address(e, args[0])
  const [first, n] = [args[1], args[2]].map(a => int64Operand(e, a))
  e.protect(bytes)
  e.push(n)
  c.op(Op.i32_wrap_i64)
  const at = newString(e)
  pushData(e, at)
  pushVectorByte(e, bytes, first)
  e.push(n)
  c.op(Op.i32_wrap_i64)
  c.op(Op.memory_copy)
  return stringValue(e, at)
}

function pushVectorByte(e: Emitter, vector: LeafSource, first: LeafSource): void {
  const c = e.code
  e.push(vector)
  c.mem(Op.i32_load, ArrayObject.data)
  e.push(first)
  c.op(Op.i32_wrap_i64)
  c.op(Op.i32_add)
  c.i32(1)
  c.op(Op.i32_sub)
}

/** (dest vector, first, string, first, n) */
function emitCopyto(e: Emitter, args: readonly TOperand[]): Value {
  const c = e.code
  const [dest, s] = [address(e, args[0]), address(e, args[2])]
  const [to, from, n] = [args[1], args[3], args[4]].map(a => int64Operand(e, a))
  pushVectorByte(e, dest, to)
  pushByteAddress(e, s, from)
  c.i32(StringObject.data)
  c.op(Op.i32_add)
  e.push(n)
  c.op(Op.i32_wrap_i64)
  c.op(Op.memory_copy)
  return nothingValue(e)
}

/** (string, first, n) */
function emitSub(e: Emitter, args: readonly TOperand[]): Value {
  const c = e.code
  const s = address(e, args[0])
  const [first, n] = [args[1], args[2]].map(a => int64Operand(e, a))
  e.protect(s)
  e.push(n)
  c.op(Op.i32_wrap_i64)
  const at = newString(e)
  pushData(e, at)
  pushByteAddress(e, s, first)
  c.i32(StringObject.data)
  c.op(Op.i32_add)
  e.push(n)
  c.op(Op.i32_wrap_i64)
  c.op(Op.memory_copy)
  return stringValue(e, at)
}

function emitCat(e: Emitter, args: readonly TOperand[]): Value {
  const c = e.code
  const [a, b] = args.map(o => address(e, o))
  e.protect(a)
  e.protect(b)
  pushCount(e, a)
  pushCount(e, b)
  c.op(Op.i32_add)
  const at = newString(e)
  pushData(e, at)
  pushData(e, a)
  pushCount(e, a)
  c.op(Op.memory_copy)
  pushData(e, at)
  pushCount(e, a)
  c.op(Op.i32_add)
  pushData(e, b)
  pushCount(e, b)
  c.op(Op.memory_copy)
  return stringValue(e, at)
}

function emitSymbolToString(e: Emitter, args: readonly TOperand[]): Value {
  const c = e.code
  const symbol = address(e, args[0])
  e.protect(symbol)
  pushCount(e, symbol)
  const at = newString(e)
  pushData(e, at)
  pushData(e, symbol)
  pushCount(e, symbol)
  c.op(Op.memory_copy)
  return stringValue(e, at)
}

function emitToSymbol(e: Emitter, args: readonly TOperand[], _inbounds: boolean, type: JType): Value {
  const s = address(e, args[0])
  e.protect(s)
  pushData(e, s)
  pushCount(e, s)
  e.rt('symbol_from_string')
  return e.pop(refRep(type))
}

// ---- comparing and hashing ----

function emitCompare(e: Emitter, args: readonly TOperand[]): Value {
  for (const a of args) e.push(address(e, a))
  e.code.call(
    e.helper('string compare', () => {
      const { handle, code: c } = e.m.module.func('string compare', ['i32', 'i32'], ['i64'])
      compareBytes(c)
      return handle
    }),
  )
  return popInt64(e)
}

/** Eight bytes at a time; where they differ, big-endian order is the order of the bytes. */
function compareBytes(c: CodeBuilder): void {
  const [n, na, nb, i] = [c.local('i32'), c.local('i32'), c.local('i32'), c.local('i32')]
  const words = [c.local('i64'), c.local('i64')]
  for (const [p, count] of [
    [0, na],
    [1, nb],
  ]) {
    c.get(p)
    c.mem(Op.i32_load, StringObject.length)
    c.set(count)
  }
  c.get(na)
  c.get(nb)
  c.get(na)
  c.get(nb)
  c.op(Op.i32_lt_u)
  c.select()
  c.set(n)
  const done = c.block()
  const again = c.loop()
  c.get(i)
  c.i32(8)
  c.op(Op.i32_add)
  c.get(n)
  c.op(Op.i32_gt_u)
  c.brIf(done)
  for (const p of [0, 1]) {
    c.get(p)
    c.get(i)
    c.op(Op.i32_add)
    c.mem(Op.i64_load, StringObject.data, 0)
    c.set(words[p])
  }
  c.get(words[0])
  c.get(words[1])
  c.op(Op.i64_ne)
  c.brIf(done)
  c.get(i)
  c.i32(8)
  c.op(Op.i32_add)
  c.set(i)
  c.br(again)
  c.end()
  c.end()
  const ended = c.block()
  const next = c.loop()
  c.get(i)
  c.get(n)
  c.op(Op.i32_ge_u)
  c.brIf(ended)
  for (const p of [0, 1]) {
    c.get(p)
    c.get(i)
    c.op(Op.i32_add)
    c.mem(Op.i64_load8_u, StringObject.data)
    c.set(words[p])
  }
  c.get(words[0])
  c.get(words[1])
  c.op(Op.i64_ne)
  c.if()
  c.i64(-1)
  c.i64(1)
  c.get(words[0])
  c.get(words[1])
  c.op(Op.i64_lt_u)
  c.select()
  c.return()
  c.end()
  c.get(i)
  c.i32(1)
  c.op(Op.i32_add)
  c.set(i)
  c.br(next)
  c.end()
  c.end()
  c.get(na)
  c.get(nb)
  c.op(Op.i32_gt_u)
  c.get(na)
  c.get(nb)
  c.op(Op.i32_lt_u)
  c.op(Op.i32_sub)
  c.op(Op.i64_extend_i32_s)
}

function hash(e: Emitter, s: LeafSource, pushSeed: () => void): Value {
  e.push(s)
  pushSeed()
  e.code.call(
    e.helper('string hash', () => {
      const { handle, code: c } = e.m.module.func('string hash', ['i32', 'i64'], ['i64'])
      hashBytes(c)
      return handle
    }),
  )
  return e.pop(e.rep(e.ctx.world.core.UInt64 as JType))
}

/** The hash that a symbol keeps: that of its text with a seed of its own, every second bit turned over. */
function symbolHash(e: Emitter, s: LeafSource): Value {
  const h = hash(e, s, () => e.code.i64(SYMBOL_SEED))
  e.pushValue(h)
  e.code.i64(0xaaaaaaaaaaaaaaaan)
  e.code.op(Op.i64_xor)
  return e.pop(h.rep)
}

const C1 = 0x87c37b91114253d5n
const C2 = 0x4cf5ad432745937fn

/**
 * MurmurHash3 (x64, 128 bits) with the low 32 bits of the seed; gives the second half. Julia hashes strings and symbols so:
 * a `Dict` of strings comes in the same order.
 */
function hashBytes(c: CodeBuilder): void {
  const [i, n] = [c.local('i32'), c.local('i32')]
  const [h1, h2, k1, k2] = [c.local('i64'), c.local('i64'), c.local('i64'), c.local('i64')]
  const xorInto = (h: number, k: number): void => {
    c.get(h)
    c.get(k)
    c.op(Op.i64_xor)
    c.set(h)
  }
  const addInto = (h: number, k: number): void => {
    c.get(h)
    c.get(k)
    c.op(Op.i64_add)
    c.set(h)
  }
  // k = rotl(k * a, r) * b; h ^= k
  const absorb = (h: number, k: number, a: bigint, r: number, b: bigint): void => {
    c.get(k)
    c.i64(a)
    c.op(Op.i64_mul)
    c.i64(r)
    c.op(Op.i64_rotl)
    c.i64(b)
    c.op(Op.i64_mul)
    c.set(k)
    xorInto(h, k)
  }
  // h = (rotl(h, r) + other) * 5 + d
  const stir = (h: number, r: number, other: number, d: number): void => {
    c.get(h)
    c.i64(r)
    c.op(Op.i64_rotl)
    c.get(other)
    c.op(Op.i64_add)
    c.i64(5)
    c.op(Op.i64_mul)
    c.i64(d)
    c.op(Op.i64_add)
    c.set(h)
  }
  const finish = (h: number): void => {
    for (const factor of [0xff51afd7ed558ccdn, 0xc4ceb9fe1a85ec53n, null]) {
      c.get(h)
      c.get(h)
      c.i64(33)
      c.op(Op.i64_shr_u)
      c.op(Op.i64_xor)
      if (factor !== null) {
        c.i64(factor)
        c.op(Op.i64_mul)
      }
      c.set(h)
    }
  }
  const load = (k: number, offset: number): void => {
    c.get(0)
    c.get(i)
    c.op(Op.i32_add)
    c.mem(Op.i64_load, StringObject.data + offset, 0)
    c.set(k)
  }
  c.get(0)
  c.mem(Op.i32_load, StringObject.length)
  c.set(n)
  c.get(1)
  c.i64(0xffffffffn)
  c.op(Op.i64_and)
  c.tee(h1)
  c.set(h2)
  // blocks of 16 bytes
  const done = c.block()
  const again = c.loop()
  c.get(i)
  c.i32(16)
  c.op(Op.i32_add)
  c.get(n)
  c.op(Op.i32_gt_u)
  c.brIf(done)
  load(k1, 0)
  load(k2, 8)
  absorb(h1, k1, C1, 31, C2)
  stir(h1, 27, h2, 0x52dce729)
  absorb(h2, k2, C2, 33, C1)
  stir(h2, 31, h1, 0x38495ab5)
  c.get(i)
  c.i32(16)
  c.op(Op.i32_add)
  c.set(i)
  c.br(again)
  c.end()
  c.end()
  // the rest, byte by byte: the first eight into k1, the others into k2
  c.i64(0)
  c.tee(k1)
  c.set(k2)
  const ended = c.block()
  const next = c.loop()
  c.get(i)
  c.get(n)
  c.op(Op.i32_ge_u)
  c.brIf(ended)
  const byte = c.local('i64')
  c.get(0)
  c.get(i)
  c.op(Op.i32_add)
  c.mem(Op.i64_load8_u, StringObject.data)
  c.get(i)
  c.i32(7)
  c.op(Op.i32_and)
  c.i32(3)
  c.op(Op.i32_shl)
  c.op(Op.i64_extend_i32_u)
  c.op(Op.i64_shl)
  c.set(byte)
  c.get(i)
  c.i32(8)
  c.op(Op.i32_and)
  c.if()
  xorInto(k2, byte)
  c.else()
  xorInto(k1, byte)
  c.end()
  c.get(i)
  c.i32(1)
  c.op(Op.i32_add)
  c.set(i)
  c.br(next)
  c.end()
  c.end()
  // of zeros both steps make nothing
  absorb(h2, k2, C2, 33, C1)
  absorb(h1, k1, C1, 31, C2)
  c.get(n)
  c.op(Op.i64_extend_i32_u)
  c.set(k1)
  xorInto(h1, k1)
  xorInto(h2, k1)
  addInto(h1, h2)
  addInto(h2, h1)
  finish(h1)
  finish(h2)
  addInto(h1, h2)
  addInto(h2, h1)
  c.get(h2)
}
