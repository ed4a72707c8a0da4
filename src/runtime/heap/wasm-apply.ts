/**
 * `apply`, the dynamic call, as Wasm: looks the arguments' types up in the call cache and calls the entry found, from
 * Wasm to Wasm, so that no JavaScript frame lies between two Julia frames. See `call-cache.ts` for the records and for
 * why all loads from them are atomic.
 *
 * Calls with up to UNROLLED arguments (the function included) have code of their own with the keys in locals; up to
 * MAX_CACHED_ARGUMENTS a loop computes them again for each record; with more, the compiler is asked every time.
 *
 * Every cycle of calls that is not resolved statically passes here, so this is where its depth is counted.
 */
import { APPLY_STACK_BYTES, CALL_CACHE, CALL_CACHE_BYTES, Thread, UNKNOWN_STACK_BYTES } from '../layout/memory-map.ts'
import type { CodeBuilder, FuncHandle, Label } from '../../wasm/code.ts'
import { Op } from '../../wasm/opcodes.ts'
import { CALL_HASH_FACTOR, CALL_HASH_ROTATION, CALL_HASH_SHIFT, CallRecord, MAX_CACHED_ARGUMENTS } from './call-cache.ts'
import { exported, keyOf, load, type Parts } from './wasm-parts.ts'

const UNROLLED = 4
const ARGS = 0
const NARGS = 1

/** Writes `apply`. Its frame lies under every frame it calls, so finding the entry is a function of its own. */
export function writeApply(parts: Parts): void {
  const find = writeFindEntry(parts)
  const c = exported(parts, 'apply')
  const [target, stackBytes] = [c.local('i32'), c.local('i32')]
  c.get(ARGS)
  c.get(NARGS)
  c.call(find)
  c.set(stackBytes)
  c.set(target)
  countDepth(parts, c, stackBytes, () => {
    c.get(ARGS)
    c.get(NARGS)
    c.get(target)
    c.get(target)
    c.callIndirect(parts.jl, ['i32', 'i32', 'i32'], ['i32'])
  })
}

/** Locals that get what a record says. */
interface Found {
  readonly target: number
  readonly stackBytes: number
}

/** Internal: find_entry(args, nargs) → k, stack bytes. */
function writeFindEntry(parts: Parts): FuncHandle {
  const { handle, code: c } = parts.module.func('find_entry', ['i32', 'i32'], ['i32', 'i32'])
  const found: Found = { target: c.local('i32'), stackBytes: c.local('i32') }
  const hit = c.block()
  const missed = c.block()
  const general = c.block()
  const unrolled = Array.from({ length: UNROLLED }, () => c.block()).reverse()
  c.get(NARGS)
  // Never with 0 arguments: args[0] is the function.
  c.brTable([general, ...unrolled], general)
  for (let nargs = 1; nargs <= UNROLLED; nargs++) {
    c.end()
    probeUnrolled(c, nargs, found, hit)
    c.br(missed)
  }
  c.end()
  probeInLoop(c, found, hit, missed)
  c.end()
  c.get(ARGS)
  c.get(NARGS)
  c.call(parts.slow.lookup)
  c.set(found.target)
  c.i32(UNKNOWN_STACK_BYTES)
  c.set(found.stackBytes)
  c.end()
  c.get(found.target)
  c.get(found.stackBytes)
  return handle
}

/** Takes this call's share of the native stack while `call` runs, or throws StackOverflowError. */
function countDepth(parts: Parts, c: CodeBuilder, stackBytes: number, call: () => void): void {
  const left = c.local('i32')
  const rest = stackBytes
  c.globalGet(parts.tls)
  c.mem(Op.i32_load, Thread.depth)
  c.tee(left)
  c.get(stackBytes)
  c.op(Op.i32_sub)
  c.i32(APPLY_STACK_BYTES)
  c.op(Op.i32_sub)
  c.tee(rest)
  c.i32(0)
  c.op(Op.i32_lt_s)
  c.if()
  c.call(parts.slow.stack_overflow)
  c.unreachable()
  c.end()
  c.globalGet(parts.tls)
  c.get(rest)
  c.mem(Op.i32_store, Thread.depth)
  call()
  c.globalGet(parts.tls)
  c.get(left)
  c.mem(Op.i32_store, Thread.depth)
}

/** hash = rotl(hash, …) ^ key */
function addKey(c: CodeBuilder, hash: number, key: number): void {
  c.get(hash)
  c.i32(CALL_HASH_ROTATION)
  c.op(Op.i32_rotl)
  c.get(key)
  c.op(Op.i32_xor)
  c.set(hash)
}

/** record = offset of the hash's set from CALL_CACHE */
function recordOf(c: CodeBuilder, hash: number, record: number): void {
  c.get(hash)
  c.i32(CALL_HASH_FACTOR | 0)
  c.op(Op.i32_mul)
  c.i32(CALL_HASH_SHIFT)
  c.op(Op.i32_shr_u)
  c.i32(Math.log2(2 * CALL_CACHE_BYTES))
  c.op(Op.i32_shl)
  c.set(record)
}

/** Reads a record between two loads of its sequence; leaves by `fail` if it is not the one, else fills `found`. */
function readRecord(
  c: CodeBuilder,
  fail: Label,
  locals: { record: number; sequence: number; found: Found },
  base: number,
  compareKeys: () => void,
): void {
  const { record, sequence, found } = locals
  const word = (offset: number): void => {
    c.get(record)
    c.mem(Op.i32_atomic_load, base + offset)
  }
  word(CallRecord.sequence)
  c.tee(sequence)
  c.i32(1)
  c.op(Op.i32_and)
  c.brIf(fail)
  word(CallRecord.nargs)
  c.get(NARGS)
  c.op(Op.i32_ne)
  c.brIf(fail)
  compareKeys()
  word(CallRecord.target)
  c.set(found.target)
  word(CallRecord.stackBytes)
  c.set(found.stackBytes)
  word(CallRecord.sequence)
  c.get(sequence)
  c.op(Op.i32_ne)
  c.brIf(fail)
}

function probeUnrolled(c: CodeBuilder, nargs: number, found: Found, hit: Label): void {
  const keys = Array.from({ length: nargs }, () => c.temp('i32'))
  const [hash, record, sequence, argument] = [c.temp('i32'), c.temp('i32'), c.temp('i32'), c.temp('i32')]
  c.i32(nargs)
  c.set(hash)
  keys.forEach((key, i) => {
    load(c, ARGS, 4 * i)
    c.set(argument)
    keyOf(c, argument, key)
    addKey(c, hash, key)
  })
  recordOf(c, hash, record)
  for (const base of [CALL_CACHE, CALL_CACHE + CALL_CACHE_BYTES]) {
    const fail = c.block()
    readRecord(c, fail, { record, sequence, found }, base, () => {
      keys.forEach((key, i) => {
        c.get(record)
        c.mem(Op.i32_atomic_load, base + CallRecord.keys + 4 * i)
        c.get(key)
        c.op(Op.i32_ne)
        c.brIf(fail)
      })
    })
    c.br(hit)
    c.end()
  }
  c.release(...keys, hash, record, sequence, argument)
}

function probeInLoop(c: CodeBuilder, found: Found, hit: Label, missed: Label): void {
  const [hash, record, sequence, argument, key, i] = Array.from({ length: 6 }, () => c.temp('i32'))
  c.get(NARGS)
  c.i32(MAX_CACHED_ARGUMENTS)
  c.op(Op.i32_gt_u)
  c.brIf(missed)
  const eachKey = (body: () => void): void => {
    c.i32(0)
    c.set(i)
    const loop = c.loop()
    c.get(ARGS)
    c.get(i)
    c.op(Op.i32_add)
    c.mem(Op.i32_load)
    c.set(argument)
    keyOf(c, argument, key)
    body()
    c.get(i)
    c.i32(4)
    c.op(Op.i32_add)
    c.tee(i)
    c.get(NARGS)
    c.i32(2)
    c.op(Op.i32_shl)
    c.op(Op.i32_lt_u)
    c.brIf(loop)
    c.end()
  }
  c.get(NARGS)
  c.set(hash)
  eachKey(() => addKey(c, hash, key))
  recordOf(c, hash, record)
  for (const base of [CALL_CACHE, CALL_CACHE + CALL_CACHE_BYTES]) {
    const fail = c.block()
    readRecord(c, fail, { record, sequence, found }, base, () => {
      eachKey(() => {
        c.get(record)
        c.get(i)
        c.op(Op.i32_add)
        c.mem(Op.i32_atomic_load, base + CallRecord.keys)
        c.get(key)
        c.op(Op.i32_ne)
        c.brIf(fail)
      })
    })
    c.br(hit)
    c.end()
  }
  c.br(missed)
  c.release(hash, record, sequence, argument, key, i)
}
