/**
 * Which statements may run the collector: what the plan of root slots rests on.
 *
 * In: a statement. Out: whether anything live after it must be rooted. Conservative: true unless the statement is known
 * to become plain instructions. A throw ends the function, so it counts only where a handler of the same function may
 * go on (`inTry`). `Emitter.collects` checks at emission that no statement called harmless here makes a call that may
 * collect.
 */
import { intrinsics } from '../intrinsics.ts'
import type { TOperand, TRhs, TStmt, TypedBody } from '../infer/typed-ir.ts'
import { fieldTypes } from '../types/make.ts'
import type { JType } from '../types/type.ts'
import { representation } from './representation.ts'
import type { Rep, Representations } from './representation.ts'

/** Intrinsics that become instructions without a call, beside the arithmetic ones. */
const harmless = new Set(
  (
    'svec_length svec_ref typeof ifelse arraylen arraysize arrayref array_isassigned array_unset array_copyto array_data array_hold arrayref_held ' +
    'string_length string_byte string_copyto string_compare string_hash current_exception atomic_fence thread_id ' +
    'thread_count current_task task_state task_thread task_random task_set_random sigatomic_begin sigatomic_end'
  ).split(' '),
)

/** Inline intrinsics over numbers: their arguments say so. */
const numeric = new Set(
  [...intrinsics].filter(([, i]) => i.how === 'inline' && /^(Type\{R\} )?T( [TU])*$/.test(i.args)).map(([name]) => name),
)

/** Whether an intrinsic is plain arithmetic on primitive values. */
export function isNumeric(name: string): boolean {
  return numeric.has(name)
}

/** Whether converting between these may allocate. */
export function mayBox(from: Rep, to: Rep): boolean {
  if (to.k === 'ref') return from.k !== 'ref' && from.k !== 'ghost' && from.k !== 'none'
  if (to.k === 'union') return from.k === 'flat' || from.k === 'union' ? boxesInside(from, to) : false
  return from.k === 'flat' && to.k === 'flat' && from.type !== to.type
}

function boxesInside(from: Rep, to: Rep): boolean {
  return from.k === 'flat' && to.k === 'union' ? !to.members.some(m => m.type === from.type) : false
}

export function mayCollect(reps: Representations, body: TypedBody, s: TStmt, inTry: boolean): boolean {
  if (s.k === 'set') return boxes(reps, s.value, body.slotTypes[s.slot])
  // Nothing lives on after a return, nor after a call that does not come back, unless a handler here catches.
  if (s.k === 'return') return inTry && representation(reps, s.value.type).k !== 'ghost'
  if (s.k !== 'let' || (!inTry && neverReturns(reps, body, s))) return false
  return rhsCollects(reps, s.rhs, body.ssaTypes[s.id], inTry)
}

/** Whether control does not come past this statement. */
export function neverReturns(reps: Representations, body: TypedBody, s: TStmt): boolean {
  if (s.k === 'return') return true
  return s.k === 'let' && (s.rhs.k === 'throw' || s.rhs.k === 'rethrow' || body.ssaTypes[s.id] === reps.world.types.bottom)
}

function boxes(reps: Representations, from: TOperand, to: JType): boolean {
  return mayBox(representation(reps, from.type), representation(reps, to))
}

function rhsCollects(reps: Representations, rhs: TRhs, type: JType, inTry: boolean): boolean {
  switch (rhs.k) {
    case 'move':
    case 'pi':
      return boxes(reps, rhs.value, type)
    case 'getfield':
      return (rhs.checked && inTry) || fieldMayBox(reps, rhs.object.type, rhs.index, type)
    case 'setfield':
      return setMayBox(reps, rhs.object.type, rhs.index, rhs.value)
    case 'readslot':
      return inTry || representation(reps, type).k === 'ref'
    case 'getglobal':
      return inTry && rhs.checked
    case 'isdefinedslot':
    case 'isdefinedglobal':
    case 'isdefinedbox':
      return false
    case 'boxget':
      return inTry
    case 'boxset':
    case 'setglobal':
      return representation(reps, rhs.value.type).k !== 'ref'
    case 'isa':
      return isaCalls(reps, rhs.value.type, rhs.test)
    case 'egal':
      return [rhs.a, rhs.b].some(o => ['union', 'flat', 'wide'].includes(representation(reps, o.type).k))
    case 'intrinsic':
      return intrinsicCollects(reps, rhs, type, inTry)
    default:
      return true
  }
}

function fieldMayBox(reps: Representations, object: JType, index: number, type: JType): boolean {
  if (object.kind !== 'data') return true
  return mayBox(representation(reps, fieldTypes(reps.world, object)[index]), representation(reps, type))
}

function setMayBox(reps: Representations, object: JType, index: number, value: TOperand): boolean {
  if (object.kind !== 'data') return true
  const rep = representation(reps, value.type)
  const field = representation(reps, fieldTypes(reps.world, object)[index])
  return rep.k !== 'ref' && !(rep.k === 'scalar' && field.k === 'scalar')
}

function isaCalls(reps: Representations, type: JType, test: JType): boolean {
  const rep = representation(reps, type)
  return rep.k === 'ref' && !(test.kind === 'data' && test.isConcrete)
}

function intrinsicCollects(reps: Representations, rhs: Extract<TRhs, { k: 'intrinsic' }>, type: JType, inTry: boolean): boolean {
  if (isNumeric(rhs.name) || harmless.has(rhs.name)) {
    if (representation(reps, type).k === 'ref' && isNumeric(rhs.name)) return true
    if (rhs.name === 'ifelse') return rhs.args.some(a => boxes(reps, a, type))
    return inTry && intrinsics.get(rhs.name)?.effect === 'throws'
  }
  if (rhs.name === 'arrayset_held') return intrinsicCollects(reps, { ...rhs, name: 'arrayset', args: rhs.args.slice(1) }, type, inTry)
  if (rhs.name !== 'arrayset') return true
  const value = representation(reps, rhs.args[1].type)
  return inTry || (value.k !== 'ref' && value.k !== 'scalar' && value.k !== 'ghost') || setsBoxed(reps, rhs.args)
}

/** Whether an arrayset stores a scalar into an array of references. */
function setsBoxed(reps: Representations, args: readonly TOperand[]): boolean {
  const array = args[0].type
  const element = array.kind === 'data' ? array.params[0] : null
  const known = element?.kind === 'data' && element.isConcrete
  return !known && representation(reps, args[1].type).k === 'scalar'
}
