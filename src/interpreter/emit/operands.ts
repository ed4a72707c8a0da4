/**
 * Operands as values, and the binding of a `let`'s result to its variable.
 */
import { Op } from '../../wasm/opcodes.ts'
import type { TOperand } from '../infer/typed-ir.ts'
import type { Emitter } from './emitter.ts'
import { constantValue, convert } from './memory.ts'
import { leafType, wasmTypes } from './representation.ts'
import type { Rep } from './representation.ts'
import type { LeafSource, Value } from './value.ts'
import { valueOf } from './value.ts'

/** The operand as it is stored, which may be less precise than its type. */
export function storedOperand(e: Emitter, o: TOperand): Value {
  if (o.k === 'const') return constantValue(e, o.value)
  if (o.k === 'slot') {
    const slot = e.slots[o.slot]
    return valueOf(slot.rep, slot.locals)
  }
  const deferred = e.takeDeferred(o.id)
  if (deferred) {
    deferred()
    e.ssa[o.id] = e.pop(e.rep(e.body!.ssaTypes[o.id]))
  }
  const v = e.ssa[o.id]
  if (!v) throw new Error(`${e.instance?.name}: %${o.id} is used before it is defined`)
  return v
}

/** The operand in the representation of its own type. */
export function operand(e: Emitter, o: TOperand): Value {
  const v = storedOperand(e, o)
  return o.k === 'const' ? v : convert(e, v, e.rep(o.type))
}

/** The operand in representation `to`. A reference that stays one is not looked into. */
export function operandAs(e: Emitter, o: TOperand, to: Rep): Value {
  const v = storedOperand(e, o)
  if (to.k === 'ref' && v.rep.k === 'ref') return valueOf(to, v.leaves, v.constant)
  return convert(e, o.k === 'const' ? v : convert(e, v, e.rep(o.type)), to)
}

/** Pushes an operand of a primitive type. */
export function pushOperand(e: Emitter, o: TOperand): void {
  const v = operand(e, o)
  e.pushValue(v.rep.k === 'ref' ? convert(e, v, e.rep(o.type)) : v)
}

/** Makes `v` the value of ssa number `id`, in the representation of the variable's type. */
export function bind(e: Emitter, id: number, v: Value): void {
  const { plan, code } = e
  const rep = e.rep(e.body!.ssaTypes[id])
  const x = convert(e, v, rep)
  const shares = plan.aliasOf[id] >= 0
  const owned: number[] = []
  const leaves = x.leaves.map((leaf, i): LeafSource => {
    if (typeof leaf === 'object') return leaf
    const mine = e.isTemp(leaf)
    if (!mine && shares) return leaf
    if (mine) e.adopt(leaf)
    const local = mine ? leaf : code.temp(leafType(rep.leaves[i]))
    if (!mine) {
      code.get(leaf)
      code.set(local)
    }
    owned.push(local)
    return local
  })
  e.ssa[id] = valueOf(rep, leaves, x.constant)
  e.own(id, owned)
  if (plan.ssaRoots[id] >= 0) rootLeaves(e, plan.ssaRoots[id], e.ssa[id]!, owned)
}

function rootLeaves(e: Emitter, root: number, v: Value, owned: readonly number[]): void {
  let at = root
  v.rep.leaves.forEach((kind, i) => {
    if (kind !== 'ref') return
    const leaf = v.leaves[i]
    if (typeof leaf === 'number' && owned.includes(leaf)) {
      e.storeRoot(at, leaf)
      e.markRooted(leaf)
    }
    at++
  })
}

/** Assigns a slot: its locals, its root slots, its flag. */
export function assignSlot(e: Emitter, slot: number, v: Value): void {
  const s = e.slots[slot]
  const x = convert(e, v, s.rep)
  e.assign(s.locals, x)
  if (s.defined >= 0) setFlag(e, s.defined, 1)
  if (s.root >= 0) storeSlotRoots(e, slot)
}

/** Copies a slot's references into its root slots. */
export function storeSlotRoots(e: Emitter, slot: number): void {
  const s = e.slots[slot]
  let at = s.root
  s.rep.leaves.forEach((kind, i) => {
    if (kind === 'ref') e.storeRoot(at++, s.locals[i])
  })
}

export function setFlag(e: Emitter, local: number, n: 0 | 1): void {
  e.code.i32(n)
  e.code.set(local)
}

/** Pushes the flag of a slot, or 1 if it always has a value. */
export function pushDefined(e: Emitter, slot: number): void {
  const { defined } = e.slots[slot]
  if (defined < 0) e.code.i32(1)
  else e.code.get(defined)
}

/** Takes a Bool off the stack. */
export function popBool(e: Emitter): Value {
  return e.pop(e.rep(e.ctx.world.types.bool))
}

/** The value chosen by the i32 on the stack: `a` if it is nonzero. Both have representation `rep`. */
export function selectValue(e: Emitter, a: Value, b: Value, rep: Rep): Value {
  const cond = e.popLeaves(['i32'])[0]
  const leaves = wasmTypes(rep).map((_, i) => {
    if (a.leaves[i] === b.leaves[i]) return a.leaves[i]
    e.push(a.leaves[i])
    e.push(b.leaves[i])
    e.code.get(cond)
    e.code.op(Op.select)
    return e.popLeaves([rep.leaves[i]])[0]
  })
  return valueOf(rep, leaves)
}
