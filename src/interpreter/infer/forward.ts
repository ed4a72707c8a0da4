/**
 * Copies that need not be: a pass over the typed body, before emission.
 *
 *   $i = %1; … $i …                         ==>  … %1 …       ($i is assigned once, and read only after that)
 *   %2 = move %1; … %2 …                    ==>  … %1 …
 *   %2 = new Tuple{…}(%0, %1); … %2.1 …     ==>  … %1 …       (of an immutable type)
 *
 * Inlining leaves many of these. Emission gives them no instructions, but passes that reason about values would have to
 * look through each of them. A copy is taken away only where both variables are stored in the same way, so that nothing
 * is boxed or unboxed more often than before. `let`s that nobody reads any more and that have no effect are dropped.
 */
import { intrinsics } from '../intrinsics.ts'
import { isSubtype } from '../types/subtype.ts'
import type { JType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'
import { assignedSlot, eachRead, eachStatement, innerLists, mapLists, mapOperands } from './traverse.ts'
import type { Let } from './traverse.ts'
import type { TOperand, TRhs, TStmt, TypedBody } from './typed-ir.ts'

/** Rewrites a body; the first `params` slots are parameters. */
export function forwardCopies(types: TypeWorld, typed: TypedBody, params: number): TypedBody {
  return dropUnused(new Forwarding(types, typed, params).body())
}

class Forwarding {
  private readonly types: TypeWorld
  private readonly typed: TypedBody
  private readonly constantSlots: Set<number>
  private readonly forwardable: Set<number>
  private readonly ssa = new Map<number, TOperand>()
  private readonly slots = new Map<number, TOperand>()
  /** The operands that immutable values were made of. */
  private readonly made = new Map<number, Extract<TRhs, { k: 'new' }>>()

  constructor(types: TypeWorld, typed: TypedBody, params: number) {
    this.types = types
    this.typed = typed
    const facts = new SlotFacts(typed)
    this.forwardable = facts.forwardable(params)
    this.constantSlots = new Set(typed.slotTypes.keys().filter(slot => slot < params && !facts.assigned.has(slot)))
  }

  body(): TypedBody {
    return { ...this.typed, body: this.list(this.typed.body) }
  }

  private list(list: readonly TStmt[]): TStmt[] {
    return list.flatMap(s => this.statement(s) ?? [])
  }

  private statement(s: TStmt): TStmt | null {
    switch (s.k) {
      case 'let':
        return this.let(s)
      case 'set': {
        const value = this.operand(s.value)
        if (!this.forwardable.has(s.slot) || !this.mayStandFor(value, this.typed.slotTypes[s.slot])) return { ...s, value }
        this.slots.set(s.slot, value)
        return null
      }
      case 'return':
        return { ...s, value: this.operand(s.value) }
      case 'if': {
        const cond = this.operand(s.cond)
        return { ...s, cond, then: this.list(s.then), else: this.list(s.else) }
      }
      default:
        return mapLists(s, l => this.list(l))
    }
  }

  private let(s: Let): TStmt | null {
    const rhs = mapOperands(
      s.rhs,
      o => this.operand(o),
      slot => slot,
    )
    const copied = rhs.k === 'move' ? rhs.value : rhs.k === 'getfield' ? this.partOf(rhs) : undefined
    if (copied && this.mayStandFor(copied, this.typed.ssaTypes[s.id])) {
      this.ssa.set(s.id, copied)
      return null
    }
    if (rhs.k === 'new' && !rhs.type.name.isMutable) this.made.set(s.id, rhs)
    return { ...s, rhs }
  }

  private partOf(r: Extract<TRhs, { k: 'getfield' }>): TOperand | undefined {
    const made = r.object.k === 'ssa' ? this.made.get(r.object.id) : undefined
    return made?.args[r.index]
  }

  /** Whether `o` has the same value wherever it is read, and is stored as a variable of type `t` is. */
  private mayStandFor(o: TOperand, t: JType): boolean {
    if (o.type !== t) return false
    if (o.k === 'const') return true
    if (o.k === 'ssa') return this.typed.ssaTypes[o.id] === t
    return this.constantSlots.has(o.slot) && this.typed.slotTypes[o.slot] === t
  }

  private operand(o: TOperand): TOperand {
    const to = o.k === 'ssa' ? this.ssa.get(o.id) : o.k === 'slot' ? this.slots.get(o.slot) : undefined
    if (!to) return o
    return to.k !== 'const' && to.type !== o.type && isSubtype(this.types, o.type, to.type) ? { ...to, type: o.type } : to
  }
}

/** Which slots are assigned once and read only in what follows that assignment in its own list. */
class SlotFacts {
  readonly assigned = new Set<number>()
  private readonly typed: TypedBody
  private readonly spoiled = new Set<number>()
  /** Slots whose assignment's list is not at its end yet. */
  private readonly open = new Set<number>()

  constructor(typed: TypedBody) {
    this.typed = typed
    this.list(typed.body)
  }

  forwardable(params: number): Set<number> {
    return new Set(this.assigned.values().filter(slot => slot >= params && !this.spoiled.has(slot) && !this.typed.maybeUndefined[slot]))
  }

  private list(list: readonly TStmt[]): void {
    const opened: number[] = []
    for (const s of list) {
      eachRead(
        s,
        o => o.k === 'slot' && !this.open.has(o.slot) && this.spoiled.add(o.slot),
        slot => this.spoiled.add(slot),
      )
      const slot = assignedSlot(s)
      if (slot >= 0) {
        if (s.k !== 'set' || this.assigned.has(slot)) this.spoiled.add(slot)
        this.assigned.add(slot)
        this.open.add(slot)
        opened.push(slot)
      }
      for (const inner of innerLists(s)) this.list(inner)
    }
    for (const slot of opened) this.open.delete(slot)
  }
}

// ---- what nobody reads ----

/** Drops the `let`s without effect that nobody reads. */
export function dropUnused(typed: TypedBody): TypedBody {
  const uses = new Int32Array(typed.ssaTypes.length)
  const count = (s: TStmt, by: number): void =>
    eachRead(
      s,
      o => {
        if (o.k === 'ssa') uses[o.id] += by
      },
      () => undefined,
    )
  eachStatement(typed.body, s => count(s, 1))
  // From the end, so that what a dropped `let` read is seen to be unread when its own turn comes.
  const list = (l: readonly TStmt[]): TStmt[] => {
    const out: TStmt[] = []
    for (let i = l.length - 1; i >= 0; i--) {
      const s = l[i]
      if (s.k === 'let' && uses[s.id] === 0 && isDroppable(typed, s)) count(s, -1)
      else out.push(mapLists(s, list))
    }
    return out.reverse()
  }
  return { ...typed, body: list(typed.body) }
}

/** Nothing would be missed if this did not run. */
function isDroppable(typed: TypedBody, { id, rhs }: Let): boolean {
  switch (rhs.k) {
    case 'move':
    case 'pi':
    case 'new':
    case 'egal':
      return typed.ssaTypes[id].kind !== 'union' || typed.ssaTypes[id].members.length > 0
    case 'getfield':
      return !rhs.checked
    case 'intrinsic':
      return intrinsics.get(rhs.name)?.effect === 'pure' && intrinsics.get(rhs.name)?.how === 'inline'
    default:
      return false
  }
}
