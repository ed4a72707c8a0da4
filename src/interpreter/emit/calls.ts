/**
 * Calls: of compiled instances, dynamic ones, and requests to the compiler.
 *
 * An instance of the same batch is called directly, any other through its fixed index in table `spec` (1.6 ns a call; an
 * imported function 1.3, but imports could not be compiled lazily); where nothing is compiled yet, that entry is a stub
 * of this module (`stubFor`). Boxed arguments lie in the frame's area.
 */
import { ArrayObject, HEADER_BYTES } from '../../runtime/layout/objects.ts'
import { Thread } from '../../runtime/layout/memory-map.ts'
import { Op } from '../../wasm/opcodes.ts'
import type { Instance, TOperand } from '../infer/typed-ir.ts'
import type { JType } from '../types/type.ts'
import type { Emitter, ModuleState } from './emitter.ts'
import { throwError } from './exceptions.ts'
import { operandAs } from './operands.ts'
import { refRep, representation, wasmTypes } from './representation.ts'
import { isDeferred, pushDeferred } from './simple.ts'
import type { Value } from './value.ts'
import { valueOf } from './value.ts'

export function emitInvoke(e: Emitter, id: number, args: readonly TOperand[]): Value {
  const callee = e.ctx.instance(id)
  const values = args.map((a, i) => {
    const rep = e.rep(callee.argTypes[i])
    if (isDeferred(e, a, rep)) return null
    const v = operandAs(e, a, rep)
    e.protectValue(v)
    return v
  })
  values.forEach((v, i) => {
    if (v) e.pushValue(v)
    else pushDeferred(e, args[i], e.rep(callee.argTypes[i]))
  })
  return callInstance(e, callee)
}

/** Calls `callee`, whose flattened arguments are on the stack. */
export function callInstance(e: Emitter, callee: Instance): Value {
  const result = e.rep(callee.returnType)
  e.collects()
  const { batch, inner, groups } = e.m
  const direct = batch.get(callee.id)
  if (e.left >= 0) pollOnce(e)
  if (e.left >= 0 && direct !== undefined && groups.get(callee.id) === groups.get(e.instance!.id)) {
    e.code.get(e.left)
    e.code.call(inner.get(callee.id)!)
    return e.pop(result)
  }
  e.tellDepth()
  if (direct !== undefined) e.code.call(direct)
  else {
    if (!callee.compiled) stubFor(e.m, callee)
    e.code.i32(callee.specIndex)
    e.code.callIndirect(e.m.specTable, paramTypes(e.m, callee), wasmTypes(result))
  }
  return e.pop(result)
}

/**
 * Recursion may go on for years without a loop: a program's function polls before the first call on each way through its
 * body that may lead back to it (at its entry, where a call of fib that makes no calls would pay too, it costs twice as much).
 * Base's own do not: its locks and queues count on it that nothing is thrown between two of their steps but where they wait.
 */
function pollOnce(e: Emitter): void {
  if (e.polled || !e.mayCollect || !e.isProgramCode()) return
  e.polled = true
  e.poll()
}

/** WebAssembly parameters of a specialised function. */
export function paramTypes(m: ModuleState, instance: Instance): ('i32' | 'i64' | 'f32' | 'f64')[] {
  return instance.argTypes.flatMap(t => wasmTypes(representation(m.ctx.reps, t)))
}

/** Puts a function into the entry of an instance without code: it has the instance compiled, then calls the entry again. */
function stubFor(m: ModuleState, callee: Instance): void {
  if (m.stubs.has(callee.id)) return
  if (callee.specIndex < 0) throw new Error(`${callee.name}#${callee.id} has no entry in the table`)
  const params = paramTypes(m, callee)
  const results = wasmTypes(representation(m.ctx.reps, callee.returnType))
  const { handle, code } = m.module.func(`compile ${callee.name}#${callee.id}`, params, results)
  code.i32(callee.id)
  code.call(m.module.importFunc('rt', 'compile_entry', ['i32'], []))
  params.forEach((_, i) => code.get(i))
  code.i32(callee.specIndex)
  code.callIndirect(m.specTable, params, results)
  m.stubs.set(callee.id, handle)
}

/** Boxes operands side by side into the frame's area; gives the offset of the first from `fp`. */
export function boxArguments(e: Emitter, args: readonly TOperand[]): number {
  const at = e.area(args.length)
  args.forEach((a, i) => {
    const ref = operandAs(e, a, refRep(a.type)).leaves[0]
    e.code.get(e.fp())
    e.push(ref)
    e.code.mem(Op.i32_store, at + 4 * i)
  })
  return at
}

/** The same for values at hand. */
export function boxValues(e: Emitter, refs: readonly Value[]): number {
  const at = e.area(refs.length)
  refs.forEach((v, i) => {
    e.code.get(e.fp())
    e.push(v.leaves[0])
    e.code.mem(Op.i32_store, at + 4 * i)
  })
  return at
}

function pushArea(e: Emitter, at: number): void {
  e.code.get(e.fp())
  e.code.i32(at)
  e.code.op(Op.i32_add)
}

/** `args[0](args[1:]…)`, found at run time; the result is a ref known to be a `type`. */
export function emitDyncall(e: Emitter, args: readonly TOperand[], type: JType): Value {
  const at = boxArguments(e, args)
  pollOnce(e)
  pushArea(e, at)
  e.code.i32(args.length)
  e.rt('apply')
  return e.pop(refRep(type))
}

/** Asks the compiler (`rt.ask`), with boxed arguments. */
export function emitAsk(e: Emitter, op: number, payload: number, args: readonly TOperand[], type: JType): Value {
  const at = args.length > 0 ? boxArguments(e, args) : 0
  e.code.i32(op)
  e.code.i32(payload)
  if (args.length > 0) pushArea(e, at)
  else e.code.i32(0)
  e.code.i32(args.length)
  e.code.i32(0)
  e.rt('ask')
  return e.pop(refRep(type))
}

/** The same for `rt.host(op, args, count, 0, 0)`. */
export function emitHost(e: Emitter, op: number, args: readonly TOperand[], type: JType): Value {
  const at = args.length > 0 ? boxArguments(e, args) : 0
  e.code.i32(op)
  if (args.length > 0) pushArea(e, at)
  else e.code.i32(0)
  e.code.i32(args.length)
  e.code.i32(0)
  e.code.i32(0)
  e.rt('host')
  return e.pop(refRep(type))
}

/** `fn(vector…)`: the elements are copied above the frame. */
export function emitDynapply(e: Emitter, fn: TOperand, vector: TOperand, type: JType): Value {
  const c = e.code
  const f = operandAs(e, fn, refRep(fn.type)).leaves[0]
  const array = operandAs(e, vector, refRep(vector.type)).leaves[0]
  pollOnce(e)
  const top = e.top()
  const count = e.temp('i32')
  e.push(array)
  c.mem(Op.i32_load, ArrayObject.length)
  c.set(count)
  checkRoom(e, top, count)
  c.get(top)
  e.push(f)
  c.mem(Op.i32_store, 0)
  c.get(top)
  c.i32(4)
  c.op(Op.i32_add)
  e.push(array)
  c.mem(Op.i32_load, ArrayObject.data)
  pushWords(e, count)
  c.op(Op.memory_copy)
  c.get(top)
  pushWords(e, count)
  c.op(Op.i32_add)
  c.i32(4)
  c.op(Op.i32_add)
  c.globalSet(e.m.sp)
  c.get(top)
  c.get(count)
  c.i32(1)
  c.op(Op.i32_add)
  e.rt('apply')
  c.get(top)
  c.globalSet(e.m.sp)
  return e.pop(refRep(type))
}

function pushWords(e: Emitter, count: number): void {
  e.code.get(count)
  e.code.i32(2)
  e.code.op(Op.i32_shl)
}

/** Throws StackOverflowError if `count` words do not fit above `top`. */
function checkRoom(e: Emitter, top: number, count: number): void {
  const c = e.code
  c.get(count)
  c.globalGet(e.m.tls)
  c.mem(Op.i32_load, Thread.stackLimit)
  c.get(top)
  c.op(Op.i32_sub)
  c.i32(2)
  c.op(Op.i32_shr_s)
  c.i32(HEADER_BYTES)
  c.op(Op.i32_sub)
  c.op(Op.i32_gt_s)
  c.ifHinted(false)
  e.inColdPath(() => throwError(e, 'stackOverflow'))
  c.end()
}

/** A value of known type from the boxed arguments at an address (jl wrappers). */
export function loadArgument(e: Emitter, args: number, index: number, type: JType): Value {
  e.code.get(args)
  e.code.mem(Op.i32_load, 4 * index)
  const at = e.popLeaves(['ref'])[0]
  e.markRooted(at)
  return valueOf(refRep(type), [at])
}
