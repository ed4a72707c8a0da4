/**
 * Arrays as Wasm: making them, and growing, shrinking and moving their elements.
 *
 * Invariants: elements of pointer arrays outside `length` but inside the Memory are zero; `length` ≤ `capacity`; data and
 * capacity lie inside the Memory `owner`. A reader on another thread loads length, then data; writers of a growing array
 * store the new data before the new length, so that an index within the length read is inside some data of the array.
 *
 * Threads that grow one array without a lock (a mistake in the program) must lose elements at most, never corrupt the
 * heap: whoever replaces the data holds bit 8 of the array's flags meanwhile and checks that nothing changed since it
 * looked; no safepoint lies within. Two races stay open, as in Julia: removing at the front while another thread adds
 * or reads without a lock.
 */
import { ArrayObject, arrayObjectBytes, MemoryObject, TypeObject } from '../layout/objects.ts'
import type { CodeBuilder, FuncHandle } from '../../wasm/code.ts'
import { Op } from '../../wasm/opcodes.ts'
import { called, exported, load, product, store, type Parts } from './wasm-parts.ts'

const FLAGS = 4
const MOVING = 1 << 8

/** Writes all of them. */
export function writeArrays(parts: Parts): void {
  writeAllocMemory(parts)
  writeAllocArray(parts)
  const reallocate = writeReallocate(parts)
  writeGrowEnd(parts, reallocate)
  writeGrowBegin(parts, reallocate)
  writeGrowAt(parts, reallocate)
  writeDeleteAt(parts)
  writeSizehint(parts, reallocate)
}

function writeAllocMemory(parts: Parts): void {
  const c = exported(parts, 'alloc_memory')
  const [type, count] = [0, 1]
  const size = c.local('i64')
  const memory = c.local('i32')
  c.get(count)
  c.i32(0)
  c.op(Op.i32_lt_s)
  c.if()
  c.call(parts.slow.array_size_error)
  c.unreachable()
  c.end()
  c.get(count)
  c.op(Op.i64_extend_i32_u)
  load(c, type, TypeObject.elementSize)
  c.op(Op.i64_extend_i32_u)
  c.op(Op.i64_mul)
  c.i64(MemoryObject.data)
  c.op(Op.i64_add)
  c.tee(size)
  c.i64(0xffff0000)
  c.op(Op.i64_gt_u)
  c.if()
  c.call(parts.slow.out_of_memory)
  c.unreachable()
  c.end()
  c.get(type)
  c.get(size)
  c.op(Op.i32_wrap_i64)
  c.call(called(parts, 'alloc'))
  c.tee(memory)
  c.get(count)
  c.op(Op.i64_extend_i32_u)
  c.mem(Op.i64_store, MemoryObject.length)
  load(c, type, TypeObject.elementIsPointer)
  c.if()
  c.get(memory)
  c.i32(MemoryObject.data)
  c.op(Op.i32_add)
  c.i32(0)
  c.get(size)
  c.op(Op.i32_wrap_i64)
  c.i32(MemoryObject.data)
  c.op(Op.i32_sub)
  c.op(Op.memory_fill)
  c.end()
  c.get(memory)
}

function writeAllocArray(parts: Parts): void {
  const c = exported(parts, 'alloc_array')
  const [type, memoryType, count] = [0, 1, 2]
  const [memory, array, bytes] = [c.local('i32'), c.local('i32'), c.local('i32')]
  c.get(memoryType)
  c.get(count)
  c.call(called(parts, 'alloc_memory'))
  c.set(memory)
  // The Memory is rooted while the Array is allocated. If that throws, the handler restores sp.
  c.globalGet(parts.sp)
  c.get(memory)
  c.mem(Op.i32_store)
  bumpSp(parts, c, 4)
  c.get(type)
  load(c, type, TypeObject.size)
  c.tee(bytes)
  c.i32(arrayObjectBytes(1))
  c.get(bytes)
  c.i32(arrayObjectBytes(1))
  c.op(Op.i32_gt_u)
  c.select()
  c.call(called(parts, 'alloc'))
  c.set(array)
  bumpSp(parts, c, -4)
  c.get(array)
  c.get(memory)
  c.i32(MemoryObject.data)
  c.op(Op.i32_add)
  c.mem(Op.i32_store, ArrayObject.data)
  store(c, array, ArrayObject.length, count)
  store(c, array, ArrayObject.owner, memory)
  store(c, array, ArrayObject.capacity, count)
  c.get(array)
}

function bumpSp(parts: Parts, c: CodeBuilder, by: number): void {
  c.globalGet(parts.sp)
  c.i32(by)
  c.op(Op.i32_add)
  c.globalSet(parts.sp)
}

/** Sets `owner` to the array's Memory, or throws if there is none. */
function ownerOf(parts: Parts, c: CodeBuilder, array: number, owner: number): void {
  load(c, array, ArrayObject.owner)
  c.tee(owner)
  c.op(Op.i32_eqz)
  c.if()
  c.get(array)
  c.call(parts.slow.not_resizable)
  c.unreachable()
  c.end()
}

/** Pushes the element size of the Memory in `owner`. */
function elementSize(c: CodeBuilder, owner: number): void {
  load(c, owner, 0)
  c.mem(Op.i32_load, TypeObject.elementSize)
}

/** Pushes base + index * size, all locals. */
function elementAddress(c: CodeBuilder, base: number, index: number, size: number): void {
  c.get(base)
  product(c, index, size)
  c.op(Op.i32_add)
}

/** Fills `count` elements from the address that `from` pushes with zeros, if the elements are pointers. */
function clearPointers(c: CodeBuilder, owner: number, count: number, from: () => void): void {
  load(c, owner, 0)
  c.mem(Op.i32_load, TypeObject.elementIsPointer)
  c.if()
  from()
  c.i32(0)
  c.get(count)
  c.i32(2)
  c.op(Op.i32_shl)
  c.op(Op.memory_fill)
  c.end()
}

/**
 * Internal: reallocate(array, i0, n, front, room): gives the array a new Memory with n more elements before position i0,
 * `front` free places before the first and room for at least `room` elements from there on.
 */
function writeReallocate(parts: Parts): FuncHandle {
  const { handle, code: c } = parts.module.func('array_reallocate', ['i32', 'i32', 'i32', 'i32', 'i32'], [])
  const [array, position, n, front, room] = [0, 1, 2, 3, 4]
  const [owner, memory, size, length, data, capacity, old] = Array.from({ length: 7 }, () => c.local('i32'))
  const retry = c.loop()
  ownerOf(parts, c, array, owner)
  load(c, array, ArrayObject.data)
  c.set(old)
  load(c, owner, 0)
  c.get(front)
  c.get(room)
  c.op(Op.i32_add)
  c.call(called(parts, 'alloc_memory'))
  c.set(memory)
  const unlocked = c.loop()
  c.get(array)
  c.i32(MOVING)
  c.mem(Op.i32_atomic_rmw_or, FLAGS)
  c.i32(MOVING)
  c.op(Op.i32_and)
  c.brIf(unlocked)
  c.end()
  // Somebody else may have moved the data, or made it longer than the room, since the caller looked.
  load(c, array, ArrayObject.length)
  c.tee(length)
  c.get(n)
  c.op(Op.i32_add)
  c.get(room)
  c.op(Op.i32_gt_u)
  load(c, array, ArrayObject.owner)
  c.get(owner)
  c.op(Op.i32_ne)
  c.op(Op.i32_or)
  load(c, array, ArrayObject.data)
  c.get(old)
  c.op(Op.i32_ne)
  c.op(Op.i32_or)
  c.get(position)
  c.get(length)
  c.op(Op.i32_gt_u)
  c.op(Op.i32_or)
  c.if()
  unlockArray(c, array)
  // Room for what there is now; a position beyond the end becomes the end.
  load(c, array, ArrayObject.length)
  c.tee(length)
  c.get(n)
  c.op(Op.i32_add)
  c.set(room)
  c.get(position)
  c.get(length)
  c.get(position)
  c.get(length)
  c.op(Op.i32_lt_u)
  c.select()
  c.set(position)
  c.br(retry)
  c.end()
  elementSize(c, owner)
  c.set(size)
  c.get(memory)
  c.i32(MemoryObject.data)
  c.op(Op.i32_add)
  product(c, front, size)
  c.op(Op.i32_add)
  c.set(data)
  // The elements before the gap, then those after it.
  c.get(data)
  c.get(old)
  product(c, position, size)
  c.op(Op.memory_copy)
  elementAddress(c, data, position, size)
  product(c, n, size)
  c.op(Op.i32_add)
  elementAddress(c, old, position, size)
  c.get(length)
  c.get(position)
  c.op(Op.i32_sub)
  c.get(size)
  c.op(Op.i32_mul)
  c.op(Op.memory_copy)
  load(c, memory, MemoryObject.length)
  c.get(front)
  c.op(Op.i32_sub)
  c.set(capacity)
  store(c, array, ArrayObject.owner, memory)
  store(c, array, ArrayObject.data, data)
  store(c, array, ArrayObject.capacity, capacity)
  c.get(array)
  c.get(length)
  c.get(n)
  c.op(Op.i32_add)
  c.mem(Op.i32_store, ArrayObject.length)
  unlockArray(c, array)
  c.end()
  return handle
}

function unlockArray(c: CodeBuilder, array: number): void {
  c.get(array)
  c.i32(~MOVING)
  c.mem(Op.i32_atomic_rmw_and, FLAGS)
  c.drop()
}

/** Sets `needed` to length + n, or throws OutOfMemoryError beyond 2^31 - 1 elements. */
function neededLength(parts: Parts, c: CodeBuilder, length: number, n: number, needed: number): void {
  c.get(length)
  c.get(n)
  c.op(Op.i32_add)
  c.tee(needed)
  c.get(length)
  c.op(Op.i32_lt_s)
  c.if()
  c.call(parts.slow.out_of_memory)
  c.unreachable()
  c.end()
}

/** Pushes the room for an array that must hold `needed`: twice that when small, half as much again when large. */
function amortised(c: CodeBuilder, needed: number): void {
  const room = c.temp('i32')
  // needed + needed / (large ? 2 : 1), at least 4, at most 2^31 - 1
  c.get(needed)
  c.get(needed)
  c.get(needed)
  c.i32(0x40000)
  c.op(Op.i32_gt_u)
  c.op(Op.i32_shr_u)
  c.op(Op.i32_add)
  c.tee(room)
  c.i32(0x7fffffff)
  c.get(room)
  c.i32(0)
  c.op(Op.i32_ge_s)
  c.select()
  c.tee(room)
  c.i32(4)
  c.get(room)
  c.i32(4)
  c.op(Op.i32_gt_s)
  c.select()
  c.release(room)
}

function writeGrowEnd(parts: Parts, reallocate: FuncHandle): void {
  const c = exported(parts, 'array_grow_end')
  const [array, n] = [0, 1]
  const [length, needed] = [c.local('i32'), c.local('i32')]
  load(c, array, ArrayObject.length)
  c.set(length)
  neededLength(parts, c, length, n, needed)
  c.get(needed)
  load(c, array, ArrayObject.capacity)
  c.op(Op.i32_le_u)
  c.if()
  store(c, array, ArrayObject.length, needed)
  c.return()
  c.end()
  c.get(array)
  c.get(length)
  c.get(n)
  c.i32(0)
  amortised(c, needed)
  c.call(reallocate)
}

/** Sets `free` to the number of places before the first element. Elements of no size always have room. */
function frontRoom(c: CodeBuilder, array: number, owner: number, size: number, free: number): void {
  c.get(size)
  c.if(['i32'])
  load(c, array, ArrayObject.data)
  c.get(owner)
  c.op(Op.i32_sub)
  c.i32(MemoryObject.data)
  c.op(Op.i32_sub)
  c.get(size)
  c.op(Op.i32_div_u)
  c.else()
  c.i32(0)
  c.end()
  c.set(free)
}

function writeGrowBegin(parts: Parts, reallocate: FuncHandle): void {
  const c = exported(parts, 'array_grow_begin')
  const [array, n] = [0, 1]
  const [length, needed, owner, size, free] = Array.from({ length: 5 }, () => c.local('i32'))
  ownerOf(parts, c, array, owner)
  elementSize(c, owner)
  c.set(size)
  load(c, array, ArrayObject.length)
  c.set(length)
  neededLength(parts, c, length, n, needed)
  frontRoom(c, array, owner, size, free)
  c.get(free)
  c.get(n)
  c.op(Op.i32_ge_u)
  c.if()
  moveStart(c, array, n, size, -1)
  store(c, array, ArrayObject.length, needed)
  c.return()
  c.end()
  // As much free room before the first element as there are elements, so that adding there is amortised too.
  c.get(array)
  c.i32(0)
  c.get(n)
  c.get(needed)
  c.get(needed)
  c.i32(4)
  c.op(Op.i32_add)
  c.call(reallocate)
}

/** Moves the start of the data by n elements, up (1) or down (-1), and the capacity with it. */
function moveStart(c: CodeBuilder, array: number, n: number, size: number, direction: 1 | -1): void {
  const [toData, toCapacity] = direction === 1 ? [Op.i32_add, Op.i32_sub] : [Op.i32_sub, Op.i32_add]
  c.get(array)
  load(c, array, ArrayObject.data)
  product(c, n, size)
  c.op(toData)
  c.mem(Op.i32_store, ArrayObject.data)
  c.get(array)
  load(c, array, ArrayObject.capacity)
  c.get(n)
  c.op(toCapacity)
  c.mem(Op.i32_store, ArrayObject.capacity)
}

function writeGrowAt(parts: Parts, reallocate: FuncHandle): void {
  const c = exported(parts, 'array_grow_at')
  const [array, position, n] = [0, 1, 2]
  const [length, needed, owner, size, data, gap] = Array.from({ length: 6 }, () => c.local('i32'))
  ownerOf(parts, c, array, owner)
  elementSize(c, owner)
  c.set(size)
  load(c, array, ArrayObject.length)
  c.set(length)
  neededLength(parts, c, length, n, needed)
  c.get(needed)
  load(c, array, ArrayObject.capacity)
  c.op(Op.i32_gt_u)
  c.if()
  c.get(array)
  c.get(position)
  c.get(n)
  c.i32(0)
  amortised(c, needed)
  c.call(reallocate)
  c.return()
  c.end()
  load(c, array, ArrayObject.data)
  c.set(data)
  elementAddress(c, data, position, size)
  c.set(gap)
  c.get(gap)
  product(c, n, size)
  c.op(Op.i32_add)
  c.get(gap)
  c.get(length)
  c.get(position)
  c.op(Op.i32_sub)
  c.get(size)
  c.op(Op.i32_mul)
  c.op(Op.memory_copy)
  clearPointers(c, owner, n, () => c.get(gap))
  store(c, array, ArrayObject.length, needed)
}

function writeDeleteAt(parts: Parts): void {
  const c = exported(parts, 'array_delete_at')
  const [array, position, n] = [0, 1, 2]
  const [length, left, owner, size, data, tail, gap] = Array.from({ length: 7 }, () => c.local('i32'))
  ownerOf(parts, c, array, owner)
  elementSize(c, owner)
  c.set(size)
  load(c, array, ArrayObject.length)
  c.tee(length)
  c.get(n)
  c.op(Op.i32_sub)
  c.tee(left)
  c.get(position)
  c.op(Op.i32_sub)
  c.set(tail)
  load(c, array, ArrayObject.data)
  c.set(data)
  elementAddress(c, data, position, size)
  c.set(gap)
  c.get(position)
  c.get(tail)
  c.op(Op.i32_lt_u)
  c.if()
  // Fewer elements before the gap: they move up, and the data begins later.
  store(c, array, ArrayObject.length, left)
  c.get(data)
  product(c, n, size)
  c.op(Op.i32_add)
  c.get(data)
  product(c, position, size)
  c.op(Op.memory_copy)
  clearPointers(c, owner, n, () => c.get(data))
  moveStart(c, array, n, size, 1)
  c.else()
  store(c, array, ArrayObject.length, left)
  c.get(gap)
  c.get(gap)
  product(c, n, size)
  c.op(Op.i32_add)
  product(c, tail, size)
  c.op(Op.memory_copy)
  clearPointers(c, owner, n, () => elementAddress(c, data, left, size))
  c.end()
}

function writeSizehint(parts: Parts, reallocate: FuncHandle): void {
  const c = exported(parts, 'array_sizehint')
  const [array, n] = [0, 1]
  c.get(n)
  load(c, array, ArrayObject.capacity)
  c.op(Op.i32_gt_s)
  c.if()
  c.get(array)
  load(c, array, ArrayObject.length)
  c.i32(0)
  c.i32(0)
  c.get(n)
  c.call(reallocate)
  c.end()
}
