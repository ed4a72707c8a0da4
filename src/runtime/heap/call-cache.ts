/**
 * The cache of dynamic calls: argument types → entry of table `jl`. Filled here by the thread of the compiler, read by
 * `apply` in the runtime's Wasm module on every thread.
 *
 * A key stands for one argument: the address of its type, or for a value that is itself a type its own address | 1, since
 * dispatch looks at which type it is. A record of 64 bytes: sequence, nargs, k, up to 12 keys, and the bytes of native
 * stack that the entry is counted as (see `Thread.depth`). A set is two records.
 *
 * No reader uses a torn record. There is one writer. It stores an odd sequence, then the words, then the next even
 * sequence; a reader loads the sequence, the words, the sequence again, and takes the record only if both are the same
 * even number. All these accesses are atomic, hence in one order: if any word that the reader loaded came from a later
 * write than its first load of the sequence, the odd sequence of that write came before the word, so the second load
 * sees it or something newer, which is a different number. (2^31 writes to one record between two loads do not happen.)
 */
import { CALL_CACHE, CALL_CACHE_BYTES, CALL_CACHE_ENTRIES, UNKNOWN_STACK_BYTES } from '../layout/memory-map.ts'
import { GcKind, TypeObject } from '../layout/objects.ts'
import type { Heap } from './memory.ts'

/** Offsets in a record. */
export const CallRecord = { sequence: 0, nargs: 4, target: 8, keys: 12, stackBytes: 60 } as const
/** Calls with more arguments are always looked up. */
export const MAX_CACHED_ARGUMENTS = 12
export const CALL_HASH_ROTATION = 7
export const CALL_HASH_FACTOR = 0x9e3779b1
/** The upper bits of the product choose the set. */
export const CALL_HASH_SHIFT = 32 - Math.log2(CALL_CACHE_ENTRIES / 2)
const SET_BYTES = 2 * CALL_CACHE_BYTES

/** The key of one argument. */
export function callKey(heap: Heap, argument: number): number {
  const type = heap.i32[argument >>> 2]
  return heap.i32[(type + TypeObject.gcKind) >>> 2] === GcKind.type ? argument | 1 : type
}

/** The keys of a call whose arguments begin at `args`; the function is the first. */
export function callKeys(heap: Heap, args: number, nargs: number): number[] {
  return Array.from({ length: nargs }, (_, i) => callKey(heap, heap.i32[(args >>> 2) + i]) >>> 0)
}

/**
 * Remembers that calls with these keys go to entry `k` of table `jl`. On the compiler's thread only.
 * Does nothing for calls with too many arguments.
 * @param stackBytes the native stack of the entry and the function behind it: `frameStackBytes` of both
 */
export function insertCallCache(heap: Heap, keys: readonly number[], k: number, stackBytes = UNKNOWN_STACK_BYTES): void {
  if (keys.length > MAX_CACHED_ARGUMENTS) return
  const set = callSet(keys)
  const second = set + CALL_CACHE_BYTES
  const record =
    holds(heap, set, keys) || isEmpty(heap, set)
      ? set
      : holds(heap, second, keys) || isEmpty(heap, second)
        ? second
        : victim(heap, set, second)
  writeRecord(heap, record, { keys, k, stackBytes })
}

/** Forgets every call. On the compiler's thread, when methods were added. */
export function clearCallCache(heap: Heap): void {
  for (let entry = 0; entry < CALL_CACHE_ENTRIES; entry++) {
    const record = CALL_CACHE + entry * CALL_CACHE_BYTES
    if (!isEmpty(heap, record)) writeRecord(heap, record, { keys: [], k: 0, stackBytes: 0 })
  }
}

interface Call {
  readonly keys: readonly number[]
  readonly k: number
  readonly stackBytes: number
}

function writeRecord(heap: Heap, record: number, { keys, k, stackBytes }: Call): void {
  const { i32 } = heap
  const word = record >>> 2
  const sequence = i32[word]
  Atomics.store(i32, word, (sequence + 1) | 0)
  Atomics.store(i32, word + CallRecord.nargs / 4, keys.length)
  Atomics.store(i32, word + CallRecord.target / 4, k)
  Atomics.store(i32, word + CallRecord.stackBytes / 4, stackBytes)
  keys.forEach((key, i) => Atomics.store(i32, word + CallRecord.keys / 4 + i, key))
  Atomics.store(i32, word, (sequence + 2) | 0)
}

/** Address of the pair of records that calls with these keys may use. */
export function callSet(keys: readonly number[]): number {
  let hash = keys.length
  for (const key of keys) hash = ((hash << CALL_HASH_ROTATION) | (hash >>> (32 - CALL_HASH_ROTATION))) ^ key
  return CALL_CACHE + (Math.imul(hash, CALL_HASH_FACTOR) >>> CALL_HASH_SHIFT) * SET_BYTES
}

function isEmpty(heap: Heap, record: number): boolean {
  return heap.i32[(record + CallRecord.nargs) >>> 2] === 0
}

function holds(heap: Heap, record: number, keys: readonly number[]): boolean {
  const word = record >>> 2
  return (
    heap.i32[word + CallRecord.nargs / 4] === keys.length && keys.every((key, i) => heap.i32[word + CallRecord.keys / 4 + i] === (key | 0))
  )
}

/** The record written less often gives way, so that they take turns. */
function victim(heap: Heap, first: number, second: number): number {
  return heap.i32[first >>> 2] - heap.i32[second >>> 2] <= 0 ? first : second
}
