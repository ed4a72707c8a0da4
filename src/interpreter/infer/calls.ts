/**
 * Calls: which method a call reaches, what it returns, and its typed form — a constant, an inlined body, a direct call,
 * a choice between a few by the types of union arguments, or a dynamic call.
 */
import { intrinsics } from '../intrinsics.ts'
import type { Operand } from '../lower/ir.ts'
import { fieldTypes } from '../types/make.ts'
import type { DataType, JType } from '../types/type.ts'
import { AskOp } from '../../runtime/layout/requests.ts'
import { findMethods, isDispatchType, lookupKeys } from '../world/methods.ts'
import type { Lookup, Match } from '../world/world.ts'
import { inferBuiltin } from './builtins.ts'
import { anyLattice, ask, type Call, dynamicCall, newSlot, tupleLattice, widenSlot } from './construct.ts'
import type { Frame, Out, State } from './context.ts'
import { inlinable, splice } from './inline.ts'
import type { InferredInstance } from './instance.ts'
import { isBottom, joinLattice, type Lattice, ofConstant, ofType } from './lattice.ts'
import { constantOperand, emitLet, operandOf, type Typed, typedOperand } from './operands.ts'
import type { TOperand, TStmt } from './typed-ir.ts'

/** How many methods, or combinations of union members, a call may choose between. */
const MAX_SPLIT = 6
const MAX_MATCHES = 4

/** `f(args…)`. */
export function inferCall(frame: Frame, fn: Operand, args: Operand[], state: State, out: Out, at: number, ssa: number): Typed {
  const typed: Typed[] = []
  for (const op of [fn, ...args]) {
    const a = typedOperand(frame, op, state, out, at)
    if (isBottom(a.value)) return a
    typed.push(a)
  }
  return applyCall(frame, { args: typed, sources: [fn, ...args], state, ssa, at }, out)
}

/** A call with typed arguments. */
export function applyCall(frame: Frame, call: Call, out: Out): Typed {
  const name = builtinName(frame, call.args[0].value)
  if (name !== null && takes(name, call.args.length - 1)) {
    const split = splitUnions(frame, call)
    if (split && splitsBuiltin.has(name)) return unionSplit(frame, call, split, out)
    return inferBuiltin(frame, name, call, out)
  }
  if (frame.dynamicCalls) return dynamicCall(frame, call, anyLattice(frame), out)
  const types = call.args.map(a => a.value.t)
  const found = findMethods(frame.context.world, types, MAX_MATCHES)
  const keys = lookupKeys(frame.context.world, types)
  if (keys) for (const k of keys) frame.edges.add(k)
  if (found && isSingle(found) && directly(frame, call, found.matches[0])) return direct(frame, call, found.matches[0], out)
  const split = splitUnions(frame, call)
  if (split) return unionSplit(frame, call, split, out)
  return dynamicCall(frame, call, found ? resultOfMatches(frame, call, found) : anyLattice(frame), out)
}

/** Builtins whose answer on a union is best found member by member. */
const splitsBuiltin = new Set(['getfield'])

/** Whether the intrinsic takes so many arguments; Base may give its function other methods. */
function takes(name: string, count: number): boolean {
  const args = intrinsics.get(name)?.args ?? ''
  const n = args === '' ? 0 : args.split(' ').length
  return args.endsWith('…') ? count >= n - 1 : count === n || name === 'getfield'
}

/** The intrinsic a function value is, or null. */
export function builtinName(frame: Frame, fn: Lattice): string | null {
  if (fn.c?.kind !== 'struct') return null
  return frame.context.world.intrinsicNames.get(fn.c.type.name.id) ?? null
}

function isSingle(found: Lookup): boolean {
  return found.matches.length === 1 && found.complete && !found.ambiguous
}

/** May this match be called without asking the run-time types? */
function directly(frame: Frame, call: Call, match: Match): boolean {
  const { world } = frame.context
  if (call.args.every(a => isDispatchType(world, a.value.t))) return true
  // Only one method: worth it when the body will be inlined, or when nothing better can be known.
  const m = world.methods.at(match.method)
  if (match.sparams.some(p => p === undefined || p?.kind === 'typevar')) return false
  if (m.isVararg && !call.args.slice(m.template.nargs - 1).every(a => isDispatchType(world, a.value.t))) return false
  if (m.template.nospecialize !== 0) return true
  const inst = frame.context.instanceOf(frame, match.method, formalLattices(frame, match.method, call.args), match.sparams)
  return inlinable(frame, inst)
}

/** What the formal arguments receive: the last of a vararg method is a tuple. */
export function formalLattices(frame: Frame, method: number, args: readonly Typed[]): Lattice[] {
  const { world } = frame.context
  const { template } = world.methods.at(method)
  const given = args.map(a => a.value)
  if (!template.isVararg) return given
  const fixed = template.nargs - 1
  return [...given.slice(0, fixed), tupleLattice(frame, given.slice(fixed))]
}

function formalOperands(frame: Frame, method: number, args: readonly Typed[], formal: Lattice[], out: Out, at: number): Typed[] {
  const { template } = frame.context.world.methods.at(method)
  if (!template.isVararg) return [...args]
  const fixed = template.nargs - 1
  const last = formal[fixed]
  if (!out) return [...args.slice(0, fixed), { value: last, operand: undefined }]
  if (last.c) return [...args.slice(0, fixed), { value: last, operand: constantOperand(frame, last.c) }]
  const parts = args.slice(fixed).map(a => a.operand as TOperand)
  const operand = emitLet(frame, out, { k: 'new', type: last.t as DataType, args: parts }, last.t, at)
  return [...args.slice(0, fixed), { value: last, operand }]
}

/** A call of one known method. */
function direct(frame: Frame, call: Call, match: Match, out: Out): Typed {
  const formal = formalLattices(frame, match.method, call.args)
  const special = frame.context.constantInstance(frame, match.method, formal, match.sparams)
  if (special && usable(frame, special)) return finish(frame, call, match.method, special, formal, out)
  const inst = frame.context.instanceOf(frame, match.method, formal, match.sparams)
  return finish(frame, call, match.method, inst, formal, out, special)
}

/** Is the constant-specialised inference good for more than its result type? */
function usable(frame: Frame, inst: InferredInstance): boolean {
  return (inst.result.c !== null && !inst.effects) || isBottom(inst.result) ? !isBottom(inst.result) : inlinable(frame, inst)
}

function finish(
  frame: Frame,
  call: Call,
  method: number,
  inst: InferredInstance,
  formal: Lattice[],
  out: Out,
  better: InferredInstance | null = null,
): Typed {
  if (inst.effects) frame.effects = true
  let value = inst.result
  if (better && !isBottom(better.result)) value = better.result
  if (!inst.compilable) return dynamicCall(frame, call, inst.result, out)
  noteCondition(call, inst)
  if (value.c && !inst.effects) return { value, operand: out ? constantOperand(frame, value.c) : undefined }
  if (!out) return { value, operand: undefined }
  const args = formalOperands(frame, method, call.args, formal, out, call.at)
  if (inlinable(frame, inst)) return { value, operand: splice(frame, inst, args, out, call.at) }
  const rhs = { k: 'invoke', instance: inst.id, args: args.map(a => a.operand as TOperand) } as const
  const full = emitLet(frame, out, rhs, inst.result.t, call.at) as TOperand
  if (value.c) return { value, operand: constantOperand(frame, value.c) }
  if (value.t === inst.result.t) return { value, operand: full }
  return { value, operand: operandOf(value, emitLet(frame, out, { k: 'pi', value: full }, value.t, call.at) ?? full) }
}

/** A callee's Bool that tests an argument tests the caller's variable. */
function noteCondition(call: Call, inst: InferredInstance): void {
  const c = inst.condition
  if (!c || call.ssa < 0) return
  const source = call.sources[c.argument]
  if (!source || (source.k !== 'slot' && source.k !== 'ssa')) return
  // `!(x isa T)`: the argument is itself a known test.
  const inner = call.state.conditions.get(source.k === 'slot' ? -1 - source.slot : source.id)
  if (c.negates) {
    if (inner && !inner.negates) call.state.conditions.set(call.ssa, { ...inner, then: inner.else, else: inner.then })
    return
  }
  if (inner) return
  call.state.conditions.set(call.ssa, {
    slot: source.k === 'slot' ? source.slot : -1,
    ssa: source.k === 'ssa' ? source.id : -1,
    then: c.then,
    else: c.else,
  })
}

/** The join of the results of all matches, when each can be inferred. */
function resultOfMatches(frame: Frame, call: Call, found: Lookup): Lattice {
  const { world } = frame.context
  const any = anyLattice(frame)
  if (!found.complete || found.ambiguous || found.matches.length > 3 || !found.matches.every(m => m.covers)) return any
  let result: Lattice | null = null
  for (const m of found.matches) {
    const method = world.methods.at(m.method)
    const rest = call.args.slice(method.template.nargs - 1)
    if (method.isVararg && !rest.every(a => isDispatchType(world, a.value.t))) return any
    const inst = frame.context.instanceOf(frame, m.method, formalLattices(frame, m.method, call.args), m.sparams)
    result = result ? joinLattice(world.types, result, inst.result) : inst.result
    if (result.t === any.t) return any
  }
  return result ? ofType(world.types, result.t) : any
}

interface Split {
  readonly argument: number
  readonly members: JType[]
}

/** The union arguments to choose by, if they are few. */
function splitUnions(frame: Frame, call: Call): Split[] | null {
  const { world } = frame.context
  const splits: Split[] = []
  let ways = 1
  call.args.forEach((a, i) => {
    const t = a.value.t
    if (t.kind === 'union' && t.members.length > 1 && t.members.every(m => isDispatchType(world, m))) {
      ways *= t.members.length
      splits.push({ argument: i, members: t.members })
    }
  })
  return splits.length > 0 && ways <= MAX_SPLIT ? splits : null
}

/** `if a isa A f(a::A) elseif … end`, for the first union argument; the rest follow in the branches. */
function unionSplit(frame: Frame, call: Call, splits: Split[], out: Out): Typed {
  const { types } = frame.context.world
  const [{ argument, members }] = splits
  const arg = call.args[argument]
  let value: Lattice | null = null
  const slot = out ? newSlot(frame, 'split') : -1
  const branch = (member: JType, into: Out): void => {
    const one: Typed = {
      value: ofType(types, member),
      operand: arg.operand && operandOf(ofType(types, member), arg.operand),
    }
    const args = call.args.map((a, i) => (i === argument ? one : a))
    const r = applyCall(frame, { ...call, args, ssa: -1 }, into)
    value = value ? joinLattice(types, value, r.value) : r.value
    if (!into) return
    if (isBottom(r.value)) into.push({ k: 'unreachable' })
    else {
      widenSlot(frame, slot, r.value)
      into.push({ k: 'set', slot, value: r.operand as TOperand })
    }
  }
  let target: TStmt[] | null = out
  members.forEach((member, i) => {
    if (i === members.length - 1) return branch(member, target)
    const then: Out = out && []
    branch(member, then)
    if (!target || !then || !arg.operand) return
    const cond = emitLet(frame, target, { k: 'isa', value: arg.operand, test: member }, types.types.bool, call.at) as TOperand
    const otherwise: TStmt[] = []
    target.push({ k: 'if', cond, then, else: otherwise })
    target = otherwise
  })
  const result = (value as Lattice | null) ?? ofType(types, types.types.bottom)
  if (!out || isBottom(result)) return { value: result, operand: undefined }
  const stored: TOperand = { k: 'slot', slot, type: frame.slotTypes[slot] }
  const operand = emitLet(frame, out, { k: 'move', value: stored }, frame.slotTypes[slot], call.at) as TOperand
  return { value: result, operand: operandOf(result, operand) }
}

/** `f(a, b…)`. Tuples of known length are written out; otherwise the arguments are collected when the call runs. */
export function inferSplatCall(frame: Frame, fn: Operand, args: Operand[], splat: boolean[], state: State, out: Out, at: number): Typed {
  const f = typedOperand(frame, fn, state, out, at)
  if (isBottom(f.value)) return f
  const typed: Typed[] = []
  for (const op of args) {
    const a = typedOperand(frame, op, state, out, at)
    if (isBottom(a.value)) return a
    typed.push(a)
  }
  const flat: Typed[] = [f]
  // An intrinsic has no code that could be called with collected arguments.
  const most = builtinName(frame, f.value) === null ? MAX_WRITTEN_PARTS : Infinity
  for (let i = 0; i < typed.length; i++) {
    const parts = splat[i] ? tupleParts(frame, typed[i], most, out, at) : [typed[i]]
    if (!parts) return splatDynamically(frame, f, typed, splat, state, out, at)
    flat.push(...parts)
  }
  return applyCall(frame, { args: flat, sources: flat.map(() => null), state, ssa: -1, at }, out)
}

/** So many elements of a tuple are written out as arguments of a call. */
const MAX_WRITTEN_PARTS = 32

/** The elements of a tuple or named tuple of known length. */
function tupleParts(frame: Frame, tuple: Typed, most: number, out: Out, at: number): Typed[] | null {
  const { types } = frame.context.world
  const t = tuple.value.t
  if (t.kind !== 'data' || !t.isConcrete || (t.name.family !== 'tuple' && t.name.family !== 'namedtuple')) return null
  const fields = fieldTypes(types, t)
  if (fields.length > most) return null
  return fields.map((field, index): Typed => {
    const c = tuple.value.c
    const value = tuple.value.f?.[index] ?? (c?.kind === 'struct' ? ofConstant(types, c.fields[index]) : ofType(types, field))
    if (!out || !tuple.operand) return { value, operand: undefined }
    if (value.c) return { value, operand: constantOperand(frame, value.c) }
    const operand = emitLet(frame, out, { k: 'getfield', object: tuple.operand, index, checked: false }, value.t, at)
    return { value, operand: operand && operandOf(value, operand) }
  })
}

function splatDynamically(frame: Frame, fn: Typed, args: Typed[], splat: boolean[], state: State, out: Out, at: number): Typed {
  const any = anyLattice(frame)
  frame.effects = true
  const collector = frame.context.baseFunction('append_splat!')
  const vectorType = frame.context.vectorOfAny()
  const vector: Typed = {
    value: ofType(frame.context.world.types, vectorType),
    operand: emitLet(
      frame,
      out,
      {
        k: 'intrinsic',
        name: 'arraynew',
        inbounds: false,
        args: [constantOperand(frame, vectorType), constantOperand(frame, frame.context.int(0))],
      },
      vectorType,
      at,
    ),
  }
  args.forEach((a, i) => {
    const part = splat[i] ? a : tupleOf(frame, a, out, at)
    applyCall(frame, { args: [collector, vector, part].map(x => withOperand(frame, x, out)), sources: [], state, ssa: -1, at }, out)
  })
  if (builtinName(frame, fn.value) === 'tuple') {
    return ask(frame, AskOp.tuple_of_vector, 0, [vector], frame.context.world.types.types.anyTuple, out, at)
  }
  if (!out || !fn.operand || !vector.operand) return { value: any, operand: undefined }
  return { value: any, operand: emitLet(frame, out, { k: 'dynapply', fn: fn.operand, vector: vector.operand }, any.t, at) }
}

function withOperand(frame: Frame, a: Typed, out: Out): Typed {
  return out && !a.operand && a.value.c ? { value: a.value, operand: constantOperand(frame, a.value.c) } : a
}

/** `(a,)`. */
function tupleOf(frame: Frame, a: Typed, out: Out, at: number): Typed {
  return inferBuiltin(
    frame,
    'tuple',
    {
      args: [a, a],
      sources: [null, null],
      state: { slots: [], ssa: new Map(), conditions: new Map() },
      ssa: -1,
      at,
    },
    out,
  )
}
