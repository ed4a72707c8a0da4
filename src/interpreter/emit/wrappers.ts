/**
 * The generic entry of an instance, for table `jl`: (args, nargs, k) → ref. It takes the boxed arguments apart, calls the
 * specialised function, and boxes the result. The arguments stay rooted by the caller.
 */
import { AskOp } from '../../runtime/layout/requests.ts'
import type { FuncHandle } from '../../wasm/code.ts'
import { Op } from '../../wasm/opcodes.ts'
import type { Instance } from '../infer/typed-ir.ts'
import type { DataType, JType } from '../types/type.ts'
import { callInstance, loadArgument } from './calls.ts'
import { Emitter } from './emitter.ts'
import type { ModuleState } from './emitter.ts'
import { box, convert } from './memory.ts'
import { refRep } from './representation.ts'
import type { Value } from './value.ts'
import { valueOf } from './value.ts'

const [ARGS, NARGS] = [0, 1]

/** Writes the generic entry of `instance`. */
export function emitWrapper(m: ModuleState, instance: Instance): FuncHandle {
  const { handle, code } = m.module.func(`${instance.name}#${instance.id} (boxed)`, ['i32', 'i32', 'i32'], ['i32'])
  const e = new Emitter(m, code, refRep(m.ctx.world.types.any), null, instance)
  e.begin()
  const values = instance.argTypes.map((t, i) => {
    const gathers = i === instance.argTypes.length - 1 && m.ctx.isVararg(instance)
    return gathers ? gather(e, i, t) : argument(e, i, t)
  })
  for (const v of values) e.pushValue(v)
  const result = callInstance(e, instance)
  if (result.rep.k === 'none') code.unreachable()
  else e.push(box(e, result))
  e.finish()
  return handle
}

/** Argument number `i`, unboxed. What it refers to is kept alive by the box, which cannot change. */
function argument(e: Emitter, i: number, t: JType): Value {
  const v = convert(e, loadArgument(e, ARGS, i, t), e.rep(t))
  for (const l of v.leaves) if (typeof l === 'number') e.markRooted(l)
  return v
}

/** The arguments from number `first` on as one tuple of type `t`. */
function gather(e: Emitter, first: number, t: JType): Value {
  const rep = e.rep(t)
  if (rep.k === 'ghost') return valueOf(rep, [])
  if (rep.k === 'flat') {
    const parts = rep.fields.map((f, i) => convert(e, argument(e, first + i, (t as DataType).params[i] as JType), f))
    return valueOf(
      rep,
      parts.flatMap(p => p.leaves),
    )
  }
  return gatherBoxed(e, first, t)
}

/** A tuple whose type is found from the arguments: by request. */
function gatherBoxed(e: Emitter, first: number, t: JType): Value {
  const c = e.code
  c.i32(AskOp.tuple)
  c.i32(0)
  c.get(ARGS)
  c.i32(4 * first)
  c.op(Op.i32_add)
  c.get(NARGS)
  c.i32(first)
  c.op(Op.i32_sub)
  c.i32(0)
  e.rt('ask')
  const v = e.pop(refRep(t))
  e.protectValue(v)
  return v
}
