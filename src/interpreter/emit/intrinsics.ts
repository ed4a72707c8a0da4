/**
 * Intrinsics by name: which file emits which, and the small ones themselves.
 */
import { directMath, MathFunction, type RuntimeImportName } from '../../runtime/layout/imports.ts'
import { CONTROL, Control, Thread } from '../../runtime/layout/memory-map.ts'
import { HostCall, SwitchReason } from '../../runtime/layout/host-calls.ts'
import { ArrayObject, StringObject, SvecObject, TaskObject, TypeObject } from '../../runtime/layout/objects.ts'
import { AskOp } from '../../runtime/layout/requests.ts'
import type { AskName } from '../../runtime/layout/requests.ts'
import { Op } from '../../wasm/opcodes.ts'
import { intrinsics } from '../intrinsics.ts'
import type { TOperand, TRhs } from '../infer/typed-ir.ts'
import { intValue, singletonInstance } from '../types/constants.ts'
import { instanceOf } from '../types/make.ts'
import type { DataType, JType } from '../types/type.ts'
import { address, arrayIntrinsics, int64Operand, nothingValue, popInt64 } from './arrays.ts'
import { emitAtomic } from './atomics.ts'
import { boxArguments, emitAsk, emitDyncall, emitHost } from './calls.ts'
import { emitConversion } from './conversions.ts'
import { isNumeric } from './effects.ts'
import { ArgumentProblem } from './emitter.ts'
import type { Emitter } from './emitter.ts'
import { checkedBounds, emitThrow, throwType } from './exceptions.ts'
import { emitFloat } from './floats.ts'
import { emitInteger } from './integers.ts'
import { allocate, newObject } from './memory.ts'
import { operand, operandAs, popBool, pushOperand, selectValue, storedOperand } from './operands.ts'
import { refRep } from './representation.ts'
import { emitSimple } from './simple.ts'
import { checkDefined } from './structs.ts'
import { stringIntrinsics } from './strings.ts'
import { emitEgal, emitTypeof, knownBool } from './tests.ts'
import type { Value } from './value.ts'
import { knownI32, valueOf } from './value.ts'
import { emitWide } from './wide.ts'

type Intrinsic = Extract<TRhs, { k: 'intrinsic' }>

/**
 * The value of an intrinsic call, whose `let` has type `type`. Arguments of types that it cannot take (inference could not
 * prove them right, or the code never runs) give a TypeError at run time.
 */
export function emitIntrinsic(e: Emitter, rhs: Intrinsic, type: JType): Value {
  try {
    return emitKnown(e, rhs, type)
  } catch (problem) {
    if (!(problem instanceof ArgumentProblem)) throw problem
    const { world } = e.ctx
    const wrong = storedOperand(e, rhs.args[problem.argument])
    throwType(e, rhs.name, knownI32(e.ctx.addressOfType(world.core[problem.expected])), wrong)
    return valueOf(e.rep(world.types.bottom), [])
  }
}

function emitKnown(e: Emitter, rhs: Intrinsic, type: JType): Value {
  const { name, args, inbounds } = rhs
  const v = isNumeric(name) || name === 'rem_float' || name === 'fma_float' ? emitNumeric(e, name, args, type) : null
  if (v) return v
  const own = arrayIntrinsics[name] ?? stringIntrinsics[name] ?? table[name]
  if (own) return own(e, args, inbounds, type)
  if (name.startsWith('atomic_')) {
    const atomic = emitAtomic(e, rhs)
    if (atomic) return atomic
  }
  if (name in MathFunction1) return emitMath(e, name, args)
  const math = name.replace('_float', '') as RuntimeImportName
  if (directMath.has(math)) return emitDirectMath(e, math, args)
  if (name in HostCall) return emitHost(e, HostCall[name as keyof typeof HostCall], args, type)
  if (intrinsics.get(name)?.how === 'ask') return emitAsk(e, AskOp[name as AskName], 0, args, type)
  throw new Error(`${e.instance?.name}: intrinsic ${name} has no emission`)
}

function emitNumeric(e: Emitter, name: string, args: readonly TOperand[], type: JType): Value | null {
  const result = e.rep(type)
  const quick = emitConversion(e, name, args, result) ?? emitSimple(e, name, args)
  if (quick) return quick
  if (e.rep(args[0].type).k === 'wide') return emitWide(e, name, args, result)
  return emitFloat(e, name, args) ?? emitInteger(e, name, args, checkedResult(e, name, args))
}

/** `checked_…` give (T, Bool), whatever the `let` makes of it. */
function checkedResult(e: Emitter, name: string, args: readonly TOperand[]): ReturnType<Emitter['rep']> {
  if (!name.startsWith('checked_') || /(div|rem)_int$/.test(name)) return e.rep(args[0].type)
  const { world } = e.ctx
  return e.rep(instanceOf(world, world.types.tupleName, [args[0].type, world.types.bool]))
}

// ---- libm ----

const MathFunction1: Record<string, { op: number; count: number }> = Object.fromEntries(
  Object.entries(MathFunction).map(([name, op]) => [`${name}_float`, { op, count: ['pow', 'hypot', 'rem'].includes(name) ? 2 : 1 }]),
)

function emitMath(e: Emitter, name: string, args: readonly TOperand[]): Value {
  const { op, count } = MathFunction1[name]
  e.code.i32(op)
  for (const a of args) pushOperand(e, a)
  e.rt(count === 1 ? 'math1' : 'math2')
  return e.pop(e.rep(e.ctx.world.core.Float64 as JType))
}

function emitDirectMath(e: Emitter, name: RuntimeImportName, args: readonly TOperand[]): Value {
  for (const a of args) pushOperand(e, a)
  e.rt(name)
  return e.pop(e.rep(e.ctx.world.core.Float64 as JType))
}

// ---- the others ----

type Emit = (e: Emitter, args: readonly TOperand[], inbounds: boolean, type: JType) => Value

const table: Record<string, Emit> = {
  boundscheck: e => knownBool(e, true),
  '===': (e, args) => emitEgal(e, args[0], args[1]),
  typeof: (e, args) => emitTypeof(e, args[0]),
  isa: emitIsaDynamic,
  typeassert: emitTypeassertDynamic,
  ifelse: emitIfelse,
  tuple: (e, args, _, type) => emitAsk(e, AskOp.tuple, 0, args, type),
  getfield: (e, args, _, type) => emitAsk(e, AskOp.getfield, 0, args, type),
  'setfield!': (e, args, _, type) => emitAsk(e, AskOp.setfield, 0, args, type),
  isdefined: (e, args, _, type) => emitAsk(e, AskOp.isdefined, 0, args, type),
  nfields: (e, args, _, type) => emitAsk(e, AskOp.nfields, 0, args, type),
  sizeof_type: (e, args, _, type) => emitAsk(e, AskOp.sizeof_type, 0, args, type),
  isbits_type: (e, args, _, type) => emitAsk(e, AskOp.isbits_type, 0, args, type),
  invokelatest: (e, args, _, type) => emitDyncall(e, args, type),
  objectid: emitObjectid,
  ismutable_value: emitIsmutable,
  throw: (e, args) => throwing(e, args[0], 'throw_value'),
  rethrow_value: (e, args) => throwing(e, args[0], 'rethrow_value'),
  current_exception: emitCurrentException,
  svec: emitSvec,
  svec_length: (e, args) => {
    e.push(address(e, args[0]))
    e.code.mem(Op.i32_load, SvecObject.count)
    e.code.op(Op.i64_extend_i32_u)
    return popInt64(e)
  },
  svec_ref: emitSvecRef,
  _expr: emitExpr,
  atomic_fence: e => {
    e.code.op(Op.atomic_fence)
    return nothingValue(e)
  },
  thread_id: e => threadWord(e, Thread.id, 1),
  thread_count: e => {
    e.code.i32(CONTROL)
    e.code.mem(Op.i32_load, Control.threadCount)
    e.code.op(Op.i64_extend_i32_u)
    return popInt64(e)
  },
  sigatomic_begin: e => countSection(e, 1),
  sigatomic_end: e => countSection(e, -1),
  current_task: (e, _args, _, type) => {
    e.code.globalGet(e.m.tls)
    e.code.mem(Op.i32_load, Thread.currentTask)
    return e.pop(refRep(type))
  },
  task_state: (e, args) => taskWord(e, args[0], TaskObject.state),
  task_thread: (e, args) => taskWord(e, args[0], TaskObject.thread),
  task_result: emitTaskResult,
  task_storage: (e, args) => {
    e.push(address(e, args[0]))
    e.code.mem(Op.i32_load, TaskObject.storage)
    return orNothing(e)
  },
  task_set_storage: (e, args) => {
    const task = address(e, args[0])
    const ref = operandAs(e, args[1], refRep(args[1].type))
    e.push(task)
    e.pushValue(ref)
    e.code.mem(Op.i32_store, TaskObject.storage)
    return nothingValue(e)
  },
  task_set_thread: (e, args) => {
    const task = address(e, args[0])
    const thread = int64Operand(e, args[1])
    e.push(task)
    e.push(thread)
    e.code.op(Op.i32_wrap_i64)
    e.code.mem(Op.i32_atomic_store, TaskObject.thread)
    return nothingValue(e)
  },
  task_random: (e, args, _, type) => {
    pushRandomWord(e, args)
    e.code.mem(Op.i64_load, TaskObject.random)
    return e.pop(e.rep(type))
  },
  task_set_random: (e, args) => {
    pushRandomWord(e, args)
    pushOperand(e, args[2])
    e.code.mem(Op.i64_store, TaskObject.random)
    return nothingValue(e)
  },
  task_code: (e, args) => {
    e.push(address(e, args[0]))
    e.code.mem(Op.i32_load, TaskObject.code)
    return orNothing(e)
  },
  task_finish: emitTaskFinish,
  call_entry: emitCallEntry,
  task_suspend: e => emitSwitch(e, SwitchReason.suspend),
  task_yield: e => emitSwitch(e, SwitchReason.yield),
  task_sleep: (e, args) => {
    hostFloat(e, HostCall.task_sleep, () => pushOperand(e, args[0]))
    e.code.drop()
    return emitSwitch(e, SwitchReason.sleep)
  },
  time_ns: (e, _args, _, type) => hostInteger(e, HostCall.time_ns, type),
  gc_live_bytes: (e, _args, _, type) => hostInteger(e, HostCall.gc_live_bytes, type),
  gc_total_bytes: (e, _args, _, type) => hostInteger(e, HostCall.gc_total_bytes, type),
  gc_total_objects: (e, _args, _, type) => hostInteger(e, HostCall.gc_total_objects, type),
  gc_time_ns: (e, _args, _, type) => hostInteger(e, HostCall.gc_time_ns, type),
  time_seconds: (e, _args, _, type) => {
    hostFloat(e, HostCall.time_seconds, () => e.code.f64(0))
    return e.pop(e.rep(type))
  },
  gc_collect: e => hostRaw(e, HostCall.gc_collect, []),
  spin_hint: e => hostRaw(e, HostCall.spin_hint, []),
  write_bytes: emitWriteBytes,
  write_string: emitWriteString,
  host_call: emitHostCall,
}

/** The address, less `TaskObject.random`, of a word of a task's random stream. */
function pushRandomWord(e: Emitter, args: readonly TOperand[]): void {
  const task = address(e, args[0])
  const word = int64Operand(e, args[1])
  e.push(task)
  e.push(word)
  e.code.op(Op.i32_wrap_i64)
  e.code.i32(8)
  e.code.op(Op.i32_mul)
  e.code.op(Op.i32_add)
}

/** `Thread.sigatomic` += by. */
function countSection(e: Emitter, by: number): Value {
  e.code.globalGet(e.m.tls)
  e.code.globalGet(e.m.tls)
  e.code.mem(Op.i32_load, Thread.sigatomic)
  e.code.i32(by)
  e.code.op(Op.i32_add)
  e.code.mem(Op.i32_store, Thread.sigatomic)
  return nothingValue(e)
}

function throwing(e: Emitter, o: TOperand, how: 'throw_value' | 'rethrow_value'): Value {
  emitThrow(e, o, how)
  return valueOf(e.rep(e.ctx.world.types.bottom), [])
}

function emitIsaDynamic(e: Emitter, args: readonly TOperand[]): Value {
  pushIsa(e, args)
  return popBool(e)
}

function pushIsa(e: Emitter, args: readonly TOperand[]): Value[] {
  const both = args.map(a => {
    const v = operandAs(e, a, refRep(a.type))
    e.protectValue(v)
    return v
  })
  for (const v of both) e.pushValue(v)
  e.rt('isa')
  return both
}

function emitTypeassertDynamic(e: Emitter, args: readonly TOperand[]): Value {
  const [x, t] = pushIsa(e, args)
  e.code.op(Op.i32_eqz)
  e.code.if()
  throwType(e, 'typeassert', t.leaves[0], x)
  e.code.end()
  return x
}

function emitIfelse(e: Emitter, args: readonly TOperand[], _inbounds: boolean, type: JType): Value {
  const rep = e.rep(type)
  const [a, b] = args.slice(1).map(o => {
    const v = operandAs(e, o, rep)
    e.protectValue(v)
    return v
  })
  e.pushValue(operandAs(e, args[0], e.rep(e.ctx.world.types.bool)))
  return selectValue(e, a, b, rep)
}

function emitObjectid(e: Emitter, args: readonly TOperand[], _inbounds: boolean, type: JType): Value {
  const v = operandAs(e, args[0], refRep(args[0].type))
  e.pushValue(v)
  e.rt('object_id')
  return e.pop(e.rep(type))
}

function emitIsmutable(e: Emitter, args: readonly TOperand[]): Value {
  const v = operand(e, args[0])
  if (v.rep.k !== 'ref') return knownBool(e, false)
  e.pushValue(v)
  e.code.mem(Op.i32_load, 0)
  e.code.mem(Op.i32_load, TypeObject.isMutable)
  e.code.i32(0)
  e.code.op(Op.i32_ne)
  return popBool(e)
}

function nothingAddress(e: Emitter): number {
  return e.ctx.addressOfConstant(singletonInstance(e.ctx.world, e.ctx.world.types.nothing)!)
}

/** The word on the stack, or `nothing` if it is 0. */
function orNothing(e: Emitter): Value {
  const at = e.popLeaves(['ref'])[0]
  e.code.get(at)
  e.code.i32(nothingAddress(e))
  e.code.get(at)
  e.code.select()
  return e.pop(refRep(e.ctx.world.types.any))
}

function emitCurrentException(e: Emitter): Value {
  e.code.globalGet(e.m.tls)
  e.code.mem(Op.i32_load, Thread.currentException)
  return orNothing(e)
}

// ---- simple vectors and expressions ----

function emitSvec(e: Emitter, args: readonly TOperand[], _inbounds: boolean, type: JType): Value {
  const c = e.code
  const area = args.length > 0 ? boxArguments(e, args) : 0
  const at = allocate(e, e.ctx.addressOfType(type), (SvecObject.data + 4 * args.length + 7) & ~7)
  c.get(at)
  c.i32(args.length)
  c.mem(Op.i32_store, SvecObject.count)
  if (args.length > 0)
    copyArea(e, area, args.length, () => {
      c.get(at)
      c.i32(SvecObject.data)
      c.op(Op.i32_add)
    })
  return valueOf(refRep(type), [at])
}

/** Copies `n` words of the frame's area to the address that `pushTo` pushes. */
function copyArea(e: Emitter, area: number, n: number, pushTo: () => void): void {
  const c = e.code
  pushTo()
  c.get(e.fp())
  c.i32(area)
  c.op(Op.i32_add)
  c.i32(4 * n)
  c.op(Op.memory_copy)
}

function emitSvecRef(e: Emitter, args: readonly TOperand[], inbounds: boolean, type: JType): Value {
  const c = e.code
  const svec = address(e, args[0])
  const index = int64Operand(e, args[1])
  if (!inbounds) {
    checkedBounds(e, svec, valueOf(e.rep(e.ctx.world.types.int64), [index]), () => {
      e.push(svec)
      c.mem(Op.i32_load, SvecObject.count)
      c.op(Op.i64_extend_i32_u)
    })
  }
  e.push(svec)
  e.push(index)
  c.op(Op.i32_wrap_i64)
  c.i32(2)
  c.op(Op.i32_shl)
  c.op(Op.i32_add)
  c.mem(Op.i32_load, SvecObject.data - 4)
  const v = e.pop(refRep(type))
  checkDefined(e, v.leaves[0])
  return v
}

/** Expr(head, args…) ==> the arguments as a Vector{Any}, then the object. */
function emitExpr(e: Emitter, args: readonly TOperand[], _inbounds: boolean, type: JType): Value {
  const { world } = e.ctx
  const c = e.code
  const head = operand(e, args[0])
  e.protectValue(head)
  const rest = args.slice(1)
  const area = rest.length > 0 ? boxArguments(e, rest) : 0
  const vector = instanceOf(world, world.types.arrayName, [world.types.any, intValue(world, 1)])
  c.i32(e.ctx.addressOfType(vector))
  c.i32(e.ctx.addressOfMemoryType(world.types.any))
  c.i32(rest.length)
  e.rt('alloc_array')
  const at = e.popLeaves(['ref'])[0]
  if (rest.length > 0)
    copyArea(e, area, rest.length, () => {
      c.get(at)
      c.mem(Op.i32_load, ArrayObject.data)
    })
  return valueOf(refRep(type), [newObject(e, type as DataType, [head, valueOf(refRep(vector), [at])])])
}

// ---- threads and tasks ----

function threadWord(e: Emitter, offset: number, plus: number): Value {
  e.code.globalGet(e.m.tls)
  e.code.mem(Op.i32_load, offset)
  e.code.op(Op.i64_extend_i32_u)
  e.code.i64(plus)
  e.code.op(Op.i64_add)
  return popInt64(e)
}

/** Others write these words: read with the order of an atomic load. */
function taskWord(e: Emitter, task: TOperand, offset: number): Value {
  e.push(address(e, task))
  e.code.mem(Op.i32_atomic_load, offset)
  e.code.op(Op.i64_extend_i32_u)
  return popInt64(e)
}

function emitTaskResult(e: Emitter, args: readonly TOperand[]): Value {
  e.push(address(e, args[0]))
  e.code.mem(Op.i32_atomic_load, TaskObject.result)
  return orNothing(e)
}

/** Result first, then the state with the order of an atomic store: whoever sees the state sees the result. */
function emitTaskFinish(e: Emitter, args: readonly TOperand[]): Value {
  const c = e.code
  const result = operandAs(e, args[0], refRep(args[0].type))
  e.protectValue(result)
  const state = int64Operand(e, args[1])
  const task = e.temp('i32')
  c.globalGet(e.m.tls)
  c.mem(Op.i32_load, Thread.currentTask)
  c.set(task)
  c.get(task)
  e.pushValue(result)
  c.mem(Op.i32_store, TaskObject.result)
  c.get(task)
  e.push(state)
  c.op(Op.i32_wrap_i64)
  c.mem(Op.i32_atomic_store, TaskObject.state)
  return nothingValue(e)
}

/** call_entry(k, args…) ==> jl[k](address of the args, their count, k) */
function emitCallEntry(e: Emitter, args: readonly TOperand[], _inbounds: boolean, type: JType): Value {
  const c = e.code
  const rest = args.slice(1)
  const k = int64Operand(e, args[0])
  const area = rest.length > 0 ? boxArguments(e, rest) : 0
  if (rest.length > 0) {
    c.get(e.fp())
    c.i32(area)
    c.op(Op.i32_add)
  } else c.i32(0)
  c.i32(rest.length)
  for (let i = 0; i < 2; i++) {
    e.push(k)
    c.op(Op.i32_wrap_i64)
  }
  e.collects()
  c.callIndirect(e.m.jlTable, ['i32', 'i32', 'i32'], ['i32'])
  return e.pop(refRep(type))
}

/** Gives up the thread; an exception that the switch hands back is thrown here. */
function emitSwitch(e: Emitter, reason: number): Value {
  const c = e.code
  c.i32(reason)
  e.rt('task_switch')
  const exception = e.popLeaves(['ref'])[0]
  c.get(exception)
  c.if()
  c.get(exception)
  e.rt('rethrow_value')
  c.unreachable()
  c.end()
  return nothingValue(e)
}

// ---- the host ----

function hostFloat(e: Emitter, op: number, pushArgument: () => void): void {
  e.code.i32(op)
  pushArgument()
  e.rt('host_f64')
}

function hostInteger(e: Emitter, op: number, type: JType): Value {
  hostFloat(e, op, () => e.code.f64(0))
  e.code.op(Op.i64_trunc_sat_f64_s)
  return e.pop(e.rep(type))
}

/** `rt.host` with words that the given functions push; nothing comes back. */
function hostRaw(e: Emitter, op: number, words: readonly (() => void)[]): Value {
  e.code.i32(op)
  for (let i = 0; i < 4; i++) {
    if (words[i]) words[i]()
    else e.code.i32(0)
  }
  e.rt('host')
  e.code.drop()
  return nothingValue(e)
}

function emitWriteBytes(e: Emitter, args: readonly TOperand[]): Value {
  const c = e.code
  const bytes = address(e, args[1])
  const [stream, first, n] = [args[0], args[2], args[3]].map(a => int64Operand(e, a))
  e.protect(bytes)
  const word = (push: () => void) => (): void => {
    push()
    c.op(Op.i32_wrap_i64)
  }
  return hostRaw(e, HostCall.write, [
    word(() => e.push(stream)),
    () => {
      e.push(bytes)
      c.mem(Op.i32_load, ArrayObject.data)
      e.push(first)
      c.op(Op.i32_wrap_i64)
      c.op(Op.i32_add)
      c.i32(1)
      c.op(Op.i32_sub)
    },
    word(() => e.push(n)),
  ])
}

function emitWriteString(e: Emitter, args: readonly TOperand[]): Value {
  const c = e.code
  const stream = int64Operand(e, args[0])
  const s = address(e, args[1])
  e.protect(s)
  return hostRaw(e, HostCall.write, [
    () => {
      e.push(stream)
      c.op(Op.i32_wrap_i64)
    },
    () => {
      e.push(s)
      c.i32(StringObject.data)
      c.op(Op.i32_add)
    },
    () => {
      e.push(s)
      c.mem(Op.i32_load, StringObject.length)
    },
  ])
}

/** host_call(n, a, b, c) ==> host(n, the three boxed, 3, 0, 0) */
function emitHostCall(e: Emitter, args: readonly TOperand[], _inbounds: boolean, type: JType): Value {
  const c = e.code
  const n = int64Operand(e, args[0])
  const area = boxArguments(e, args.slice(1))
  e.push(n)
  c.op(Op.i32_wrap_i64)
  c.get(e.fp())
  c.i32(area)
  c.op(Op.i32_add)
  c.i32(args.length - 1)
  c.i32(0)
  c.i32(0)
  e.rt('host')
  return e.pop(refRep(type))
}
