/**
 * Throwing, and `try`.
 *
 * A throw is a cold path: the references it passes are put above the frame, where the collector sees them, and `sp` is
 * moved past them; it need not come back, because whoever catches resets `sp`. The exception being handled is in the
 * thread's block (`Thread.currentException`); each `try` remembers in a root slot the one that was current before it, and
 * every way out of its handler puts that back.
 */
import { ErrorKind } from '../../runtime/layout/imports.ts'
import { Thread } from '../../runtime/layout/memory-map.ts'
import { Op } from '../../wasm/opcodes.ts'
import type { TOperand, TStmt } from '../infer/typed-ir.ts'
import type { Emitter } from './emitter.ts'
import { box } from './memory.ts'
import { assignSlot, operandAs } from './operands.ts'
import { refRep } from './representation.ts'
import type { LeafSource, Value } from './value.ts'
import { knownI32, valueOf } from './value.ts'

const zero = knownI32(0)

/** Puts references above everything in use and keeps them there for good; leaves their address in a local. */
function pushAbove(e: Emitter, refs: readonly LeafSource[]): number {
  const c = e.code
  const at = e.temp('i32')
  c.globalGet(e.m.sp)
  c.set(at)
  refs.forEach((r, i) => {
    c.get(at)
    e.push(r)
    c.mem(Op.i32_store, 4 * i)
  })
  c.get(at)
  c.i32(4 * refs.length)
  c.op(Op.i32_add)
  c.globalSet(e.m.sp)
  return at
}

/** Throws a Julia exception made by the runtime. */
export function throwError(
  e: Emitter,
  kind: keyof typeof ErrorKind,
  a: LeafSource = zero,
  b: LeafSource = zero,
  c: LeafSource = zero,
): void {
  const refs = [a, b, c].filter(l => typeof l === 'number')
  if (refs.length > 0) pushAbove(e, refs)
  e.code.i32(ErrorKind[kind])
  for (const l of [a, b, c]) e.push(l)
  e.rt('throw_error')
  e.code.unreachable()
}

/** Throws BoundsError(object, index). */
export function throwBounds(e: Emitter, object: LeafSource, index: Value): void {
  e.inColdPath(() => {
    pushAbove(e, [object])
    const at = pushAbove(e, [box(e, index)])
    e.code.i32(ErrorKind.bounds)
    e.push(object)
    e.code.get(at)
    e.code.i32(0)
    e.rt('throw_error')
    e.code.unreachable()
  })
}

/** Throws BoundsError(object, index) unless 1 ≤ index ≤ the i64 that `pushCount` pushes. */
export function checkedBounds(e: Emitter, object: LeafSource, index: Value, pushCount: () => void): void {
  e.push(index.leaves[0])
  e.code.i64(1)
  e.code.op(Op.i64_sub)
  pushCount()
  e.code.op(Op.i64_ge_u)
  e.code.if()
  throwBounds(e, object, index)
  e.code.end()
}

/** Throws TypeError(context, expected, value). */
export function throwType(e: Emitter, context: string, expected: LeafSource, value: Value): void {
  e.inColdPath(() => {
    const ref = box(e, value)
    throwError(e, 'type', knownI32(e.ctx.addressOfSymbol(context)), expected, ref)
  })
}

/** `throw` and `rethrow` of any value. */
export function emitThrow(e: Emitter, value: TOperand, how: 'throw_value' | 'rethrow_value'): void {
  const v = operandAs(e, value, refRep(value.type))
  pushAbove(e, [v.leaves[0]])
  e.push(v.leaves[0])
  e.rt(how)
  e.code.unreachable()
}

// ---- try ----

function pushCurrent(e: Emitter): void {
  e.code.globalGet(e.m.tls)
  e.code.mem(Op.i32_load, Thread.currentException)
}

function setCurrent(e: Emitter, push: () => void): void {
  e.code.globalGet(e.m.tls)
  push()
  e.code.mem(Op.i32_store, Thread.currentException)
}

/** Puts back the exception that was current before handler number `from` (and all inside it) was entered. */
export function leaveHandlers(e: Emitter, from: number): void {
  if (e.handlers.length <= from) return
  const { saved } = e.handlers[from]
  setCurrent(e, () => {
    e.code.get(e.fp())
    e.code.mem(Op.i32_load, 4 * saved)
  })
}

/** `try`: body and handler are emitted by the given functions. */
export function emitTry(e: Emitter, s: Extract<TStmt, { k: 'try' }>, body: (list: TStmt[]) => void, step: () => void): void {
  const c = e.code
  const saved = e.plan.tryRoots + e.tryDepth++
  const exception = c.local('i32')
  const top = e.top()
  const depth = c.local('i32')
  c.globalGet(e.m.tls)
  c.mem(Op.i32_load, Thread.depth)
  c.set(depth)
  c.get(e.fp())
  pushCurrent(e)
  c.mem(Op.i32_store, 4 * saved)
  const after = c.block()
  c.try()
  body(s.body)
  c.br(after)
  c.catch(e.m.tag)
  c.set(exception)
  c.end()
  c.get(top)
  c.globalSet(e.m.sp)
  c.globalGet(e.m.tls)
  c.get(depth)
  c.mem(Op.i32_store, Thread.depth)
  step()
  setCurrent(e, () => c.get(exception))
  e.handlers.push({ saved })
  assignSlot(e, s.exception, valueOf(refRep(e.ctx.world.types.any), [exception]))
  e.endStatement()
  body(s.handler)
  leaveHandlers(e, e.handlers.length - 1)
  e.handlers.pop()
  c.end()
  e.tryDepth--
  step()
}
