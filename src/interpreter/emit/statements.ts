/**
 * Statements of the typed IR, one case each. Positions are counted exactly as `plan.ts` counts them.
 */
import type { TOperand, TRhs, TStmt } from '../infer/typed-ir.ts'
import type { JType } from '../types/type.ts'
import { emitAsk, emitDynapply, emitDyncall, emitInvoke } from './calls.ts'
import { isNumeric, neverReturns } from './effects.ts'
import type { Emitter } from './emitter.ts'
import { emitThrow, emitTry, leaveHandlers } from './exceptions.ts'
import { emitIntrinsic } from './intrinsics.ts'
import { AskOp } from '../../runtime/layout/requests.ts'
import { assignSlot, bind, operand, operandAs, popBool, pushDefined, setFlag, storedOperand } from './operands.ts'
import { defer, isDeferred, pushDeferred, settle } from './simple.ts'
import {
  emitBoxget,
  emitBoxset,
  emitGetfield,
  emitGetglobal,
  emitIsdefinedbox,
  emitIsdefinedglobal,
  emitNew,
  emitNewbox,
  emitSetfield,
  emitSetglobal,
  emitTupleindex,
  undefinedIfZero,
} from './structs.ts'
import { emitGetfieldByName } from './fields.ts'
import { emitEgal, emitIsa, emitTypeassert } from './tests.ts'
import type { Value } from './value.ts'
import { valueOf } from './value.ts'

type Stmt<K extends TStmt['k']> = Extract<TStmt, { k: K }>

export function emitStatements(e: Emitter, list: readonly TStmt[]): void {
  const { polled } = e
  for (const s of list) emitStatement(e, s)
  e.polled = polled
}

function emitStatement(e: Emitter, s: TStmt): void {
  e.step()
  if (s.k === 'let' && defer(e, s)) return e.endStatement()
  settle(e)
  switch (s.k) {
    case 'let':
      emitLet(e, s)
      break
    case 'set':
      emitSet(e, s)
      break
    case 'newvar':
      if (e.slots[s.slot].defined >= 0) setFlag(e, e.slots[s.slot].defined, 0)
      break
    case 'if':
      emitIf(e, s)
      return
    case 'loop':
      emitLoop(e, s)
      return
    case 'block':
      emitBlock(e, s)
      return
    case 'break':
      emitBreak(e, s.label, false)
      break
    case 'continue':
      emitBreak(e, s.label, true)
      break
    case 'return':
      emitReturn(e, s)
      break
    case 'try':
      e.endStatement()
      emitTry(
        e,
        s,
        list => emitStatements(e, list),
        () => e.step(),
      )
      e.endStatement()
      return
    case 'unreachable':
      e.code.unreachable()
  }
  e.endStatement()
}

function emitSet(e: Emitter, s: Stmt<'set'>): void {
  const slot = e.slots[s.slot]
  if (!pushDeferred(e, s.value, slot.rep)) return assignSlot(e, s.slot, operandAs(e, s.value, slot.rep))
  e.code.set(slot.locals[0])
  if (slot.defined >= 0) setFlag(e, slot.defined, 1)
}

function emitLet(e: Emitter, s: Stmt<'let'>): void {
  e.lines.push(e.code.offset, s.at)
  e.at = s.at
  const type = e.body!.ssaTypes[s.id]
  const planned = e.mayCollect
  e.cold = neverReturns(e.ctx.reps, e.body!, s)
  if (e.cold) e.mayCollect = true
  if (e.mayCollect) protectOperands(e, s.rhs)
  const v = emitRhs(e, s.rhs, type)
  if (type === e.ctx.world.types.bottom) {
    e.code.unreachable()
    e.ssa[s.id] = valueOf(e.rep(type), [])
  } else bind(e, s.id, v)
  e.mayCollect = planned
  e.cold = false
}

/**
 * Where one operand may be boxed while another, a reference, waits for its turn: keeps the references alive that no root
 * slot holds, because this is their last use.
 */
function protectOperands(e: Emitter, rhs: TRhs): void {
  const operands = operandsOf(rhs)
  if (operands.length < 2 || (rhs.k === 'intrinsic' && isNumeric(rhs.name))) return
  const reps = operands.map(o => e.rep(o.type).k)
  if (!operands.some((o, i) => o.k !== 'const' && reps[i] !== 'ref' && reps[i] !== 'ghost')) return
  for (const o of operands) if (o.k === 'slot' || (o.k === 'ssa' && !e.deferred.has(o.id))) e.protectValue(storedOperand(e, o))
}

function operandsOf(rhs: TRhs): readonly TOperand[] {
  switch (rhs.k) {
    case 'invoke':
    case 'dyncall':
    case 'intrinsic':
    case 'new':
    case 'newdynamic':
    case 'ask':
      return rhs.args
    case 'setfield':
      return [rhs.object, rhs.value]
    case 'egal':
      return [rhs.a, rhs.b]
    case 'boxset':
      return [rhs.box, rhs.value]
    case 'tupleindex':
      return [rhs.tuple, rhs.index]
    default:
      return []
  }
}

function emitRhs(e: Emitter, rhs: TRhs, type: JType): Value {
  switch (rhs.k) {
    case 'move':
    case 'pi':
      return narrowed(e, rhs.value, type)
    case 'invoke':
      return emitInvoke(e, rhs.instance, rhs.args)
    case 'dyncall':
      return emitDyncall(e, rhs.args, type)
    case 'dynapply':
      return emitDynapply(e, rhs.fn, rhs.vector, type)
    case 'intrinsic':
      return emitIntrinsic(e, rhs, type)
    case 'new':
      return emitNew(e, rhs)
    case 'newdynamic':
      return emitAsk(e, AskOp.newdynamic, 0, rhs.args, type)
    case 'getfield':
      return emitGetfield(e, rhs)
    case 'setfield':
      return emitSetfield(e, rhs)
    case 'tupleindex':
      return emitTupleindex(e, rhs, type)
    case 'isa':
      return emitIsa(e, rhs)
    case 'egal':
      return emitEgal(e, rhs.a, rhs.b)
    case 'typeassert':
      return emitTypeassert(e, rhs)
    case 'readslot':
      return emitReadslot(e, rhs)
    case 'isdefinedslot':
      pushDefined(e, rhs.slot)
      return popBool(e)
    case 'getglobal':
      return emitGetglobal(e, rhs, type)
    case 'setglobal':
      return emitSetglobal(e, rhs)
    case 'isdefinedglobal':
      return emitIsdefinedglobal(e, rhs)
    case 'newbox':
      return emitNewbox(e)
    case 'boxget':
      return emitBoxget(e, rhs, type)
    case 'boxset':
      return emitBoxset(e, rhs)
    case 'isdefinedbox':
      return emitIsdefinedbox(e, rhs)
    case 'throw':
      emitThrow(e, rhs.value, 'throw_value')
      return valueOf(e.rep(e.ctx.world.types.bottom), [])
    case 'rethrow':
      emitThrow(e, rhs.value, 'rethrow_value')
      return valueOf(e.rep(e.ctx.world.types.bottom), [])
    case 'ask':
      return (rhs.op === AskOp.getfield && emitGetfieldByName(e, rhs, type)) || emitAsk(e, rhs.op, rhs.payload, rhs.args, type)
  }
}

/** The operand as the `let` wants it, without detours through boxes. */
function narrowed(e: Emitter, o: Extract<TRhs, { k: 'move' }>['value'], type: JType): Value {
  return operandAs(e, o, e.rep(type))
}

function emitReadslot(e: Emitter, rhs: Extract<TRhs, { k: 'readslot' }>): Value {
  const slot = e.slots[rhs.slot]
  if (slot.defined >= 0) undefinedIfZero(e, slot.defined, rhs.name, 0)
  return valueOf(slot.rep, slot.locals)
}

function emitIf(e: Emitter, s: Stmt<'if'>): void {
  const known = knownCondition(e, s)
  if (known === null) {
    pushCondition(e, s)
    if (endsInError(s.then)) e.code.ifHinted(false)
    else if (endsInError(s.else)) e.code.ifHinted(true)
    else e.code.if()
  } else e.code.block()
  e.endStatement()
  if (known !== 0) emitStatements(e, s.then)
  else skip(e, s.then)
  if (known === null && s.else.length > 0) e.code.else()
  if (known !== 1) emitStatements(e, s.else)
  else skip(e, s.else)
  e.code.end()
}

/** A branch that never comes to its end: seldom taken. */
function endsInError(list: readonly TStmt[]): boolean {
  return list.length > 0 && list[list.length - 1].k === 'unreachable'
}

/** The condition as 0 or 1, if it is a constant. */
function knownCondition(e: Emitter, s: Stmt<'if'>): number | null {
  if (isDeferred(e, s.cond, e.rep(e.ctx.world.types.bool))) return null
  const cond = operand(e, s.cond)
  return typeof cond.leaves[0] === 'object' && cond.rep.k === 'scalar' ? Number(cond.leaves[0].bits) : null
}

/** Counts the positions of statements that are not emitted. */
function skip(e: Emitter, list: readonly TStmt[]): void {
  for (const s of list) {
    e.step()
    switch (s.k) {
      case 'if':
        skip(e, s.then)
        skip(e, s.else)
        break
      case 'block':
        skip(e, s.body)
        break
      case 'loop':
        skip(e, s.body)
        e.step()
        e.step()
        break
      case 'try':
        skip(e, s.body)
        e.step()
        skip(e, s.handler)
        e.step()
        break
    }
  }
}

function pushCondition(e: Emitter, s: Stmt<'if'>): void {
  const bool = e.rep(e.ctx.world.types.bool)
  if (!pushDeferred(e, s.cond, bool)) e.pushValue(operandAs(e, s.cond, bool))
}

function emitBlock(e: Emitter, s: Stmt<'block'>): void {
  const breakTo = e.code.block()
  e.labels.set(s.label, { breakTo, continueTo: null, handlers: e.handlers.length })
  e.endStatement()
  emitStatements(e, s.body)
  e.code.end()
}

/** break ==> out of the outer block; continue ==> out of the inner one, to the poll. */
function emitLoop(e: Emitter, s: Stmt<'loop'>): void {
  const c = e.code
  const breakTo = c.block()
  const again = c.loop()
  const continueTo = c.block()
  e.labels.set(s.label, { breakTo, continueTo, handlers: e.handlers.length })
  e.endStatement()
  emitStatements(e, s.body)
  c.end()
  e.step()
  if (s.poll) e.poll()
  e.endStatement()
  c.br(again)
  c.end()
  c.end()
  e.step()
  e.endStatement()
}

function emitBreak(e: Emitter, label: number, isContinue: boolean): void {
  const to = e.labels.get(label)
  if (!to) throw new Error(`${e.instance?.name}: no label ${label}`)
  leaveHandlers(e, to.handlers)
  e.code.br(isContinue ? to.continueTo! : to.breakTo)
}

function emitReturn(e: Emitter, s: Stmt<'return'>): void {
  const planned = e.mayCollect
  e.mayCollect = true
  const v = isDeferred(e, s.value, e.result) ? null : operandAs(e, s.value, e.result)
  e.mayCollect = planned
  leaveHandlers(e, 0)
  if (v) e.pushValue(v)
  else pushDeferred(e, s.value, e.result)
  e.code.br(e.exit)
}
