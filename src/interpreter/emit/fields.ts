/**
 * `getfield` of a struct of known type by a name known only at run time: what `getproperty(x, s)` becomes where the
 * property's name was a constant of the caller. A compare per field; a name that is none goes to the compiler, which
 * throws.
 */
import { Op } from '../../wasm/opcodes.ts'
import type { TRhs } from '../infer/typed-ir.ts'
import { fieldNames } from '../types/make.ts'
import type { DataType, JType } from '../types/type.ts'
import { emitAsk } from './calls.ts'
import type { Emitter } from './emitter.ts'
import { box, field, loadField } from './memory.ts'
import { operand, operandAs } from './operands.ts'
import { refRep } from './representation.ts'
import { checkDefined } from './structs.ts'
import type { Value } from './value.ts'
import { valueOf } from './value.ts'

const MAX_FIELDS = 16

/** The request `getfield(object, name)` as code, or null where it cannot be. */
export function emitGetfieldByName(e: Emitter, rhs: Extract<TRhs, { k: 'ask' }>, type: JType): Value | null {
  const [object, name] = rhs.args
  const t = object.type
  if (name.type !== e.ctx.world.types.symbol || name.k === 'const' || !isPlainStruct(t)) return null
  const names = fieldNames(e.ctx.world, t)
  if (names.length === 0 || names.length > MAX_FIELDS) return null
  const v = operand(e, object)
  if (v.rep.k !== 'flat' && v.rep.k !== 'ref') return null
  const c = e.code
  const key = operandAs(e, name, refRep(name.type)).leaves[0]
  const result = e.temp('i32')
  const done = c.block()
  names.forEach((n, i) => {
    e.push(key)
    c.i32(e.ctx.addressOfSymbol(n))
    c.op(Op.i32_eq)
    c.if()
    e.push(fieldRef(e, v, t, i))
    c.set(result)
    c.br(done)
    c.end()
  })
  e.pushValue(emitAsk(e, rhs.op, rhs.payload, rhs.args, type))
  c.set(result)
  c.end()
  return valueOf(refRep(type), [result])
}

function isPlainStruct(t: JType): t is DataType {
  return t.kind === 'data' && t.isConcrete && (t.name.family === 'struct' || t.name.family === 'namedtuple')
}

/** Field `i` as a ref, checked for #undef. */
function fieldRef(e: Emitter, v: Value, t: DataType, i: number): Value['leaves'][number] {
  if (v.rep.k === 'flat') return box(e, field(v, i))
  const x = loadField(e, v.leaves[0], t, i)
  if (x.rep.k === 'ref') checkDefined(e, x.leaves[0])
  return box(e, x)
}
