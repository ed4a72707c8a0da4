/**
 * Computing once, before a loop, what does not change in it: a pass over the typed body, before emission.
 *
 *   loop L                                  %1 = mul_int($n, 8)
 *     %1 = mul_int($n, 8)          ==>      loop L
 *     …                                       …
 *
 * V8 does this for few loops only. Moved is what every iteration computes, without effect and without a way to fail, from
 * variables that the loop does not assign: arithmetic, and fields of immutable objects. A `let` keeps its number.
 */
import type { TypeWorld } from '../types/world.ts'
import { isHarmless, isUnchanging } from './loop-expressions.ts'
import { assignedSlot, eachOperand, eachStatement, mapLists, someStatement } from './traverse.ts'
import type { Let, Loop } from './traverse.ts'
import type { TOperand, TStmt, TypedBody } from './typed-ir.ts'

export function hoistInvariants(_types: TypeWorld, typed: TypedBody): TypedBody {
  if (!someStatement(typed.body, s => s.k === 'loop')) return typed
  return { ...typed, body: hoistList(typed, typed.body) }
}

function hoistList(typed: TypedBody, list: readonly TStmt[]): TStmt[] {
  const out: TStmt[] = []
  for (const s of list) {
    // Inner loops first: what leaves them may leave this one too.
    const inner = mapLists(s, l => hoistList(typed, l))
    if (inner.k === 'loop') hoistLoop(typed, inner, out)
    else out.push(inner)
  }
  return out
}

function hoistLoop(typed: TypedBody, loop: Loop, out: TStmt[]): void {
  const defined = new Set<number>()
  const assigned = new Set<number>()
  eachStatement(loop.body, s => {
    if (s.k === 'let') defined.add(s.id)
    const slot = assignedSlot(s)
    if (slot >= 0) assigned.add(slot)
  })
  const isInvariant = (o: TOperand): boolean => {
    if (o.k === 'const') return true
    if (o.k === 'ssa') return !defined.has(o.id) && typed.ssaTypes[o.id] === o.type
    return !assigned.has(o.slot) && !typed.maybeUndefined[o.slot] && typed.slotTypes[o.slot] === o.type
  }
  const body = loop.body.filter(s => {
    if (s.k !== 'let' || !isMovable(s) || !readsOnly(s, isInvariant)) return true
    defined.delete(s.id)
    out.push(s)
    return false
  })
  out.push({ ...loop, body })
}

function isMovable({ rhs }: Let): boolean {
  if (rhs.k === 'intrinsic') return isHarmless(rhs.name)
  return rhs.k === 'getfield' && !rhs.checked && isUnchanging(rhs.object)
}

function readsOnly(s: Let, test: (o: TOperand) => boolean): boolean {
  let all = true
  eachOperand(
    s.rhs,
    o => {
      all &&= test(o)
    },
    () => {
      all = false
    },
  )
  return all
}
