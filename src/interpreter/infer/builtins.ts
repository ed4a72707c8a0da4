/**
 * Builtins and intrinsics: result types, folding of constants, what tests say about variables, and the typed form.
 * Those with rules of their own are listed in `rules`; all others follow the table in `intrinsics.ts`.
 */
import { intrinsics } from '../intrinsics.ts'
import type { Operand } from '../lower/ir.ts'
import { boolValue, integerOf, intValue, structValue } from '../types/constants.ts'
import { mayBeUndefined } from '../types/declare.ts'
import { fieldNames, fieldTypes, isBits, tupleType, typeofType } from '../types/make.ts'
import { isSubtype } from '../types/subtype.ts'
import type { DataType, JType } from '../types/type.ts'
import { AskOp, type AskName } from '../../runtime/layout/requests.ts'
import { isDispatchType } from '../world/methods.ts'
import {
  ask,
  assertType,
  type Call,
  constant,
  dynamicCall,
  anyLattice,
  inferSplatNew,
  narrowTo,
  newConcrete,
  valueType,
} from './construct.ts'
import { argumentsFit } from './arguments.ts'
import type { Frame, Out } from './context.ts'
import { foldIntrinsic } from './fold.ts'
import { foldTypeFunction } from './fold-types.ts'
import { isBottom, isTypeConstant, joinLattice, type Lattice, ofConstant, ofType } from './lattice.ts'
import { constantOperand, emitLet, operandOf, type Typed } from './operands.ts'
import { intrinsicResult } from './results.ts'
import type { Constant, TOperand } from './typed-ir.ts'

type Rule = (frame: Frame, args: Typed[], call: Call, out: Out) => Typed

/** A call of builtin `name`. */
export function inferBuiltin(frame: Frame, name: string, call: Call, out: Out): Typed {
  const args = call.args.slice(1)
  const rule = rules[name]
  if (rule) return rule(frame, args, call, out)
  return byTable(frame, name, args, call, out)
}

function byTable(frame: Frame, name: string, args: Typed[], call: Call, out: Out): Typed {
  const { types } = frame.context.world
  const row = intrinsics.get(name)
  if (!row) throw new Error(`no intrinsic ${name}`)
  const constants = args.map(a => a.value.c)
  if (constants.every(c => c !== null)) {
    const folded = foldIntrinsic(types, name, constants as Constant[]) ?? foldTypeFunction(frame.context, name, constants as Constant[])
    if (folded) return constant(frame, folded, out)
  }
  const t = intrinsicResult(
    frame.context,
    row.result,
    args.map(a => a.value),
  )
  if (
    t === null ||
    (row.how !== 'ask' &&
      !argumentsFit(
        frame.context,
        row.args,
        args.map(a => a.value),
      ))
  ) {
    // Types that are not known yet: the intrinsic's own method decides when the call runs.
    const known = args.every(a => isDispatchType(frame.context.world, a.value.t))
    return known ? wrongCall(frame, name, args, call, out) : dynamicCall(frame, call, anyLattice(frame), out)
  }
  // The target of a conversion may be any type in a program, but only a primitive one has bits to convert to.
  if (row.args.startsWith('Type{R}') && t.kind === 'data' && t.isConcrete && t.name.primitiveBits === 0) {
    return wrongCall(frame, name, args, call, out)
  }
  if (row.effect === 'throws' || row.effect === 'write') frame.effects = true
  if (row.how === 'ask') return ask(frame, AskOp[name as AskName], 0, args, t, out, call.at)
  const value = ofType(types, t)
  if (!out) return { value, operand: undefined }
  const eligible = bounded.has(name)
  const operand = emitLet(
    frame,
    out,
    {
      k: 'intrinsic',
      name,
      args: args.map(a => a.operand as TOperand),
      inbounds: eligible && frame.inbounds,
      eligible: eligible && !frame.inbounds,
    },
    t,
    call.at,
  )
  return { value, operand: operand && operandOf(value, operand) }
}

const bounded = new Set(['arrayref', 'arrayset', 'string_byte'])

/** An intrinsic with arguments it cannot take: an error when it runs. */
function wrongCall(frame: Frame, name: string, args: Typed[], call: Call, out: Out): Typed {
  const shown = args.map(a => frame.context.showType(a.value.t)).join(', ')
  const payload = frame.context.payload(`${name}: illegal intrinsic argument types (${shown})`)
  return ask(frame, AskOp.throw_message, payload, [], frame.context.world.types.types.bottom, out, call.at)
}

function wrongCount(frame: Frame, name: string, args: Typed[], call: Call, out: Out): Typed {
  const payload = frame.context.payload(`${name}: wrong number of arguments (got ${args.length})`)
  return ask(frame, AskOp.throw_message, payload, [], frame.context.world.types.types.bottom, out, call.at)
}

function noteTest(call: Call, argument: number, then: JType, otherwise: JType): void {
  const s: Operand | null = call.sources[argument] ?? null
  if (!s || call.ssa < 0 || (s.k !== 'slot' && s.k !== 'ssa')) return
  call.state.conditions.set(call.ssa, {
    slot: s.k === 'slot' ? s.slot : -1,
    ssa: s.k === 'ssa' ? s.id : -1,
    then,
    else: otherwise,
  })
}

/** `not_int` of a Bool that is a test is the opposite test; of an argument, the opposite of whatever the caller passes. */
function ruleNot(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  const { bool } = frame.context.world.types.types
  const s: Operand | null = call.sources[1] ?? null
  if (args.length === 1 && args[0].value.t === bool && s && call.ssa >= 0 && (s.k === 'slot' || s.k === 'ssa')) {
    const c = call.state.conditions.get(s.k === 'slot' ? -1 - s.slot : s.id)
    if (c && !c.negates) call.state.conditions.set(call.ssa, { ...c, then: c.else, else: c.then })
    else if (!c && s.k === 'slot') call.state.conditions.set(call.ssa, { slot: s.slot, ssa: -1, then: bool, else: bool, negates: true })
  }
  return byTable(frame, 'not_int', args, call, out)
}

/** What is left of `t` when it is not a `test`. */
function subtract(frame: Frame, t: JType, test: JType): JType {
  const { types } = frame.context.world
  if (t.kind === 'union') return frame.context.union(t.members.filter(m => !isSubtype(types, m, test)))
  return isSubtype(types, t, test) ? types.types.bottom : t
}

function ruleIsa(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  const { types } = frame.context.world
  if (args.length !== 2) return wrongCount(frame, 'isa', args, call, out)
  const [x, t] = args
  const test = t.value.c
  if (!test || !isTypeConstant(test)) return byTable(frame, 'isa', args, call, out)
  // A known type is an instance of Type{T} and of its kind.
  const own = x.value.t
  if (isSubtype(types, own, test)) return constant(frame, boolValue(types, true), out)
  if (x.value.c && isTypeConstant(x.value.c) && isSubtype(types, typeofType(types, x.value.c), test)) {
    return constant(frame, boolValue(types, true), out)
  }
  if (frame.context.disjoint(own, test)) return constant(frame, boolValue(types, false), out)
  noteTest(call, 1, narrowTo(frame, x.value, test).t, subtract(frame, own, test))
  if (!out) return { value: ofType(types, types.types.bool), operand: undefined }
  const operand = emitLet(frame, out, { k: 'isa', value: x.operand as TOperand, test }, types.types.bool, call.at)
  return { value: ofType(types, types.types.bool), operand }
}

function ruleEgal(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  const { types } = frame.context.world
  if (args.length !== 2) return wrongCount(frame, '===', args, call, out)
  const [a, b] = args
  const known = egalConstants(frame, a.value, b.value)
  if (known !== null) return constant(frame, boolValue(types, known), out)
  for (const [x, y, i] of [
    [a, b, 1],
    [b, a, 2],
  ] as const) {
    const isSingle = y.value.c !== null && ofType(types, y.value.t).c !== null
    if (isSingle) noteTest(call, i, narrowTo(frame, x.value, y.value.t).t, subtract(frame, x.value.t, y.value.t))
  }
  const value = ofType(types, types.types.bool)
  if (!out) return { value, operand: undefined }
  const operand = emitLet(frame, out, { k: 'egal', a: a.operand as TOperand, b: b.operand as TOperand }, value.t, call.at)
  return { value, operand }
}

function egalConstants(frame: Frame, a: Lattice, b: Lattice): boolean | null {
  const { types } = frame.context.world
  if (a.c && b.c) {
    if (a.c === b.c) return true
    if (a.c.kind === 'heapconst' || b.c.kind === 'heapconst') {
      return a.c.kind === b.c.kind && frame.context.sameHeapConstant(a.c, b.c) ? true : a.t === b.t ? null : false
    }
    if (isTypeConstant(a.c) && isTypeConstant(b.c)) {
      return isSubtype(types, a.c, b.c) && isSubtype(types, b.c, a.c)
    }
    return false
  }
  return frame.context.disjoint(a.t, b.t) ? false : null
}

function ruleTypeof(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  const { types } = frame.context.world
  const [x] = args
  if (args.length !== 1) return wrongCount(frame, 'typeof', args, call, out)
  if (x.value.c) return constant(frame, valueType(frame, x.value) as DataType, out)
  const { t } = x.value
  if (t.kind === 'data' && t.isConcrete) return constant(frame, t, out)
  return simple(frame, 'typeof', args, types.types.dataType, call, out)
}

/** The plain typed intrinsic. */
function simple(frame: Frame, name: string, args: Typed[], t: JType, call: Call, out: Out): Typed {
  const value = ofType(frame.context.world.types, t)
  if (!out) return { value, operand: undefined }
  const rhs = { k: 'intrinsic', name, args: args.map(a => a.operand as TOperand), inbounds: false } as const
  const operand = emitLet(frame, out, rhs, t, call.at)
  return { value, operand: operand && operandOf(value, operand) }
}

function ruleTypeassert(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  if (args.length !== 2) return wrongCount(frame, 'typeassert', args, call, out)
  const test = args[1].value.c
  if (test && isTypeConstant(test)) {
    const r = assertType(frame, args[0], test, 'typeassert', out, call.at)
    const s = call.sources[1]
    if (s?.k === 'slot' && call.state.slots[s.slot] && !isBottom(r.value)) {
      call.state.slots[s.slot] = { value: r.value, maybeUndefined: false }
    }
    return r
  }
  return byTable(frame, 'typeassert', args, call, out)
}

function ruleTuple(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  const { types } = frame.context.world
  const parts = args.map(a => valueType(frame, a.value))
  const t = tupleType(types, parts)
  if (parts.every(p => isDispatchType(frame.context.world, p) || (p.kind === 'data' && p.isConcrete))) {
    const constants = args.map(a => a.value.c)
    if (args.length > 0 && constants.every(c => c !== null && c.kind !== 'heapconst' && c.kind !== 'typevar')) {
      return constant(frame, structValue(types, t, constants as Constant[]), out)
    }
    return newConcrete(frame, t, args, out, call.at)
  }
  const r = ask(frame, AskOp.tuple, 0, args, t, out, call.at)
  return { value: { t, c: null, f: null }, operand: r.operand }
}

function fieldIndex(frame: Frame, t: DataType, key: Constant): number {
  const { types } = frame.context.world
  if (key.kind === 'sym') return fieldNames(types, t).indexOf(key.name)
  const i = key.kind === 'bits' ? integerOf(key) : null
  const n = fieldTypes(types, t).length
  return i !== null && i >= 1n && i <= BigInt(n) ? Number(i) - 1 : -1
}

function ruleGetfield(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  const { types } = frame.context.world
  const [object, key] = args
  if (args.length < 2) return wrongCount(frame, 'getfield', args, call, out)
  const c = object.value.c
  if (c?.kind === 'heapconst' && c.type.name.family === 'module' && key.value.c?.kind === 'sym') {
    return frame.context.moduleField(frame, c, key.value.c.name, out, call.at)
  }
  const { t } = object.value
  const known = t.kind === 'data' && t.isConcrete && hasPlainFields(t)
  // A tuple whose elements are known only by abstract types: its layout is not, the type of an element is.
  if (
    !known &&
    t.kind === 'data' &&
    t.name.family === 'tuple' &&
    key.value.c?.kind === 'bits' &&
    !t.params.some(p => p.kind === 'vararg')
  ) {
    const at = fieldIndex(frame, t, key.value.c)
    if (at >= 0) return dynamicField(frame, 'getfield', args, fieldTypes(types, t)[at], call, out)
  }
  if (!known) return dynamicField(frame, 'getfield', args, types.types.any, call, out)
  if (!key.value.c) return tupleElement(frame, object, key, t, call, out)
  const index = fieldIndex(frame, t, key.value.c)
  if (index < 0) return dynamicField(frame, 'getfield', args, types.types.bottom, call, out)
  if (c?.kind === 'struct' && c.fields[index]) return constant(frame, c.fields[index], out)
  const f = fieldTypes(types, t)[index]
  const checked = !object.value.f?.[index] && mayBeUndefined(t.name, index) && !isBits(types, f)
  if (checked) frame.effects = true
  const value = object.value.f?.[index] ?? ofType(types, f)
  if (value.c) return constant(frame, value.c, out)
  if (t.name.isMutable) frame.reads = true
  if (!out) return { value, operand: undefined }
  const operand = emitLet(frame, out, { k: 'getfield', object: object.operand as TOperand, index, checked }, value.t, call.at)
  return { value, operand }
}

/** Fields lie in the object as declared (not in a type, a module …). */
function hasPlainFields(t: DataType): boolean {
  return ['struct', 'tuple', 'namedtuple'].includes(t.name.family)
}

function tupleElement(frame: Frame, object: Typed, key: Typed, t: DataType, call: Call, out: Out): Typed {
  const { types } = frame.context.world
  const isTuple = t.name.family === 'tuple' || t.name.family === 'namedtuple'
  const fields = fieldTypes(types, t)
  if (!isTuple || key.value.t !== types.types.int64 || fields.length === 0) {
    return dynamicField(frame, 'getfield', [object, key], types.types.any, call, out)
  }
  frame.effects = true
  let value = ofType(types, fields[0])
  for (const f of fields.slice(1)) value = joinLattice(types, value, ofType(types, f))
  if (!out) return { value, operand: undefined }
  const rhs = {
    k: 'tupleindex',
    tuple: object.operand as TOperand,
    index: key.operand as TOperand,
    inbounds: frame.inbounds,
    eligible: !frame.inbounds,
  } as const
  const operand = emitLet(frame, out, rhs, value.t, call.at)
  return { value, operand: operand && operandOf(value, operand) }
}

function dynamicField(frame: Frame, op: 'getfield' | 'setfield' | 'isdefined', args: Typed[], t: JType, call: Call, out: Out): Typed {
  return ask(frame, AskOp[op], 0, args, t, out, call.at)
}

function ruleSetfield(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  const { types } = frame.context.world
  const [object, key, value] = args
  if (args.length < 3) return wrongCount(frame, 'setfield!', args, call, out)
  frame.effects = true
  const { t } = object.value
  const dynamic = (result: JType): Typed => dynamicField(frame, 'setfield', args, result, call, out)
  if (t.kind !== 'data' || !t.isConcrete || !hasPlainFields(t) || !key.value.c) return dynamic(types.types.any)
  const index = fieldIndex(frame, t, key.value.c)
  if (index < 0 || !t.name.isMutable || t.name.constFields[index]) return dynamic(types.types.bottom)
  const v = assertType(frame, value, fieldTypes(types, t)[index], 'setfield!', out, call.at)
  if (out && !isBottom(v.value)) {
    emitLet(
      frame,
      out,
      {
        k: 'setfield',
        object: object.operand as TOperand,
        index,
        value: v.operand as TOperand,
      },
      types.types.nothing,
      call.at,
    )
  }
  return v
}

function ruleIsdefined(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  const { types } = frame.context.world
  const [object, key] = args
  if (args.length < 2) return wrongCount(frame, 'isdefined', args, call, out)
  const { t } = object.value
  if (t.kind === 'data' && t.isConcrete && hasPlainFields(t) && key.value.c) {
    const index = fieldIndex(frame, t, key.value.c)
    if (index < 0 || t.name.family !== 'struct' || !mayBeUndefined(t.name, index) || isBits(types, fieldTypes(types, t)[index]))
      return constant(frame, boolValue(types, index >= 0), out)
  }
  return dynamicField(frame, 'isdefined', args, types.types.bool, call, out)
}

function ruleIfelse(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  const { types } = frame.context.world
  if (args.length !== 3) return wrongCount(frame, 'ifelse', args, call, out)
  const [cond, a, b] = args
  if (cond.value.c?.kind === 'bits') return cond.value.c.bits !== 0n ? a : b
  const value = joinLattice(types, a.value, b.value)
  const c = assertType(frame, cond, types.types.bool, 'ifelse', out, call.at)
  if (isBottom(c.value)) return c
  const r = simple(frame, 'ifelse', [c, a, b], value.t, call, out)
  return { value, operand: r.operand }
}

function ruleThrow(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  const { types } = frame.context.world
  if (args.length !== 1) return wrongCount(frame, 'throw', args, call, out)
  frame.effects = true
  if (out) emitLet(frame, out, { k: 'throw', value: args[0].operand as TOperand }, types.types.bottom, call.at)
  return { value: ofType(types, types.types.bottom), operand: undefined }
}

function ruleNfields(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  const { types } = frame.context.world
  const t = valueType(frame, args[0].value)
  if (t.kind === 'data' && t.isConcrete && hasPlainFields(t)) {
    return constant(frame, intValue(types, fieldTypes(types, t).length), out)
  }
  return ask(frame, AskOp.nfields, 0, args, types.types.int64, out, call.at)
}

/** A question about a type that is settled when the type is known. */
function typeQuestion(name: 'sizeof_type' | 'isbits_type', answer: (frame: Frame, t: DataType) => Constant | null): Rule {
  return (frame, args, call, out) => {
    const { types } = frame.context.world
    const t = args[0]?.value.c
    const known = t && isTypeConstant(t) && t.kind === 'data' ? answer(frame, t) : null
    if (known) return constant(frame, known, out)
    return ask(frame, AskOp[name], 0, args, name === 'isbits_type' ? types.types.bool : types.types.int64, out, call.at)
  }
}

function ruleTypeof2(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  // Typeof: Type{T} for a type, else typeof.
  const { types } = frame.context.world
  const [x] = args
  if (args.length !== 1) return wrongCount(frame, 'Typeof', args, call, out)
  if (x.value.c) return constant(frame, ofConstant(types, x.value.c).t, out)
  if (x.value.t.kind === 'data' && x.value.t.isConcrete && !frame.context.isKind(x.value.t)) {
    return constant(frame, x.value.t, out)
  }
  return ask(frame, AskOp.Typeof, 0, args, types.types.any, out, call.at)
}

function ruleInvokelatest(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  if (args.length === 0) return wrongCount(frame, 'invokelatest', args, call, out)
  return dynamicCall(frame, { ...call, args }, anyLattice(frame), out)
}

function ruleReturnType(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  const { types } = frame.context.world
  const [f, t] = args
  const tuple = t?.value.c
  if (f && tuple && isTypeConstant(tuple) && tuple.kind === 'data' && tuple.name.family === 'tuple') {
    const found = frame.context.returnType(frame, f.value, tuple)
    if (found) return constant(frame, found, out)
  }
  return ask(frame, AskOp.return_type, 0, args, types.types.any, out, call.at)
}

/** `arraynew(Array{T,N}, n…)`, `array_reshape(Array{T,N}, a, n…)`: by request when the type is not known. */
function arrayMaker(name: 'arraynew' | 'array_reshape'): Rule {
  return (frame, args, call, out) => {
    const { types } = frame.context.world
    const t = args[0]?.value.c
    frame.effects = true
    if (t && isTypeConstant(t) && t.kind === 'data' && t.isConcrete) return simple(frame, name, args, t, call, out)
    return ask(frame, AskOp[name], 0, args, types.types.any, out, call.at)
  }
}

/** Atomic operations on a field with a constant name of a known type. */
function atomicField(name: string): Rule {
  return (frame, args, call, out) => {
    const { types } = frame.context.world
    const t = args[0]?.value.t
    frame.effects = true
    const key = args[1]?.value.c
    if (t?.kind !== 'data' || !t.isConcrete || !hasPlainFields(t) || !key) {
      return wrongCall(frame, name, args, call, out)
    }
    const index = fieldIndex(frame, t, key)
    if (index < 0) return wrongCall(frame, name, args, call, out)
    const field = fieldTypes(types, t)[index]
    const rest = args.slice(2).map(a => assertType(frame, a, field, 'setfield!', out, call.at))
    const bad = rest.find(a => isBottom(a.value))
    if (bad) return bad
    const position: Typed = {
      value: ofConstant(types, intValue(types, index)),
      operand: out ? constantOperand(frame, intValue(types, index)) : undefined,
    }
    return simple(frame, name, [args[0], position, ...rest], field, call, out)
  }
}

/** `module_getglobal(m, name)`, which is what `M.x` calls: a known module's global is read directly. */
function ruleModuleGetglobal(frame: Frame, args: Typed[], call: Call, out: Out): Typed {
  const { types } = frame.context.world
  const [module, key] = args
  if (args.length !== 2) return wrongCount(frame, 'module_getglobal', args, call, out)
  const c = module.value.c
  if (c?.kind === 'heapconst' && c.type.name.family === 'module' && key.value.c?.kind === 'sym') {
    return frame.context.moduleField(frame, c, key.value.c.name, out, call.at)
  }
  frame.effects = true
  return ask(frame, AskOp.module_getglobal, 0, args, types.types.any, out, call.at)
}

const rules: Record<string, Rule> = {
  module_getglobal: ruleModuleGetglobal,
  isa: ruleIsa,
  not_int: ruleNot,
  '===': ruleEgal,
  typeof: ruleTypeof,
  typeassert: ruleTypeassert,
  tuple: ruleTuple,
  getfield: ruleGetfield,
  'setfield!': ruleSetfield,
  isdefined: ruleIsdefined,
  ifelse: ruleIfelse,
  namedtuple_new: (frame, args, call, out) =>
    args.length === 2 ? inferSplatNew(frame, args[0], args[1], out, call.at) : wrongCount(frame, 'namedtuple_new', args, call, out),
  throw: ruleThrow,
  nfields: ruleNfields,
  Typeof: ruleTypeof2,
  invokelatest: ruleInvokelatest,
  return_type: ruleReturnType,
  arraynew: arrayMaker('arraynew'),
  array_reshape: arrayMaker('array_reshape'),
  sizeof_type: typeQuestion('sizeof_type', (frame, t) => frame.context.sizeOf(t)),
  isbits_type: typeQuestion('isbits_type', (frame, t) => boolValue(frame.context.world.types, isBits(frame.context.world.types, t))),
  ...Object.fromEntries(
    ['get', 'set', 'swap', 'cas', 'add', 'sub', 'and', 'or', 'xor', 'max', 'min', 'nand'].map(op => [
      `atomic_${op}field`,
      atomicField(`atomic_${op}field`),
    ]),
  ),
}
