/**
 * Turning `for` loops around: a pass over the typed body, before emission.
 *
 * A `for` is lowered to a loop that asks at its head whether `iterate` gave `nothing`, and calls `iterate` again at its
 * end. Once `iterate` is inlined, the end knows which it is: the head's question is answered there.
 *
 *   loop L                                    if !(s === nothing)
 *     if s === nothing  break L                 loop L
 *     …                                           …
 *     block B                            ==>      block B
 *       if last  r = nothing; break B               if last  break L
 *       else     r = (x, state); break B            else     r = (x, state); break B
 *     s = r                                       s = r
 *
 * So that what remains in the loop is the element, the state and one comparison. Only slots that nothing else reads are
 * treated so; a loop with `continue` to its head is left alone.
 */
import type { JType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'
import type { TOperand, TRhs, TStmt, TypedBody } from './typed-ir.ts'

type Loop = Extract<TStmt, { k: 'loop' }>

/** Rewrites the loops of a body; ssa types are appended. */
export function rotateLoops(types: TypeWorld, typed: TypedBody): TypedBody {
  const reads = new Map<number, number>()
  countReads(typed.body, reads)
  if (reads.size === 0) return typed
  const ssaTypes = [...typed.ssaTypes]
  return { ...typed, ssaTypes, body: new Rotation(types, ssaTypes, reads).list(typed.body) }
}

class Rotation {
  private readonly types: TypeWorld
  private readonly ssaTypes: JType[]
  /** How often each slot is read in the whole body. */
  private readonly reads: ReadonlyMap<number, number>

  constructor(types: TypeWorld, ssaTypes: JType[], reads: ReadonlyMap<number, number>) {
    this.types = types
    this.ssaTypes = ssaTypes
    this.reads = reads
  }

  list(list: readonly TStmt[]): TStmt[] {
    return list.flatMap(s => this.statement(s))
  }

  private statement(s: TStmt): TStmt[] {
    switch (s.k) {
      case 'if':
        return [{ ...s, then: this.list(s.then), else: this.list(s.else) }]
      case 'block':
        return [{ ...s, body: this.list(s.body) }]
      case 'try':
        return [{ ...s, body: this.list(s.body), handler: this.list(s.handler) }]
      case 'loop': {
        const inner: Loop = { ...s, body: this.list(s.body) }
        return this.rotate(inner) ?? [inner]
      }
      default:
        return [s]
    }
  }

  private rotate(loop: Loop): TStmt[] | null {
    const slot = this.headTest(loop)
    if (slot === null || continues(loop.body, loop.label)) return null
    const [test, , ...rest] = loop.body
    const inside = new Map<number, number>()
    countReads(loop.body, inside)
    if (inside.get(slot) !== this.reads.get(slot)) return null
    const last = rest[rest.length - 1]
    if (last?.k !== 'set' || last.slot !== slot || test.k !== 'let') return null
    const before = this.test(test)
    const body = this.threaded(rest, loop.label) ?? [...rest, ...this.bottomTest(test, loop.label)]
    return [
      before,
      {
        k: 'if',
        cond: { k: 'ssa', id: (before as { id: number }).id, type: this.types.types.bool },
        then: [],
        else: [{ ...loop, body }],
      },
    ]
  }

  /** The slot that a loop's head compares with nothing before anything else. */
  private headTest(loop: Loop): number | null {
    const [test, leave] = loop.body
    if (test?.k !== 'let' || test.rhs.k !== 'egal' || leave?.k !== 'if') return null
    const { a, b } = test.rhs
    const isNothing = b.k === 'const' && b.type === this.types.types.nothing
    const leaves = leave.else.length === 0 && leave.then.length === 1 && leave.then[0].k === 'break' && leave.then[0].label === loop.label
    return a.k === 'slot' && isNothing && leaves && leave.cond.k === 'ssa' && leave.cond.id === test.id ? a.slot : null
  }

  /** The head's question again, under a number of its own. */
  private test(test: Extract<TStmt, { k: 'let' }>): TStmt {
    return { ...test, id: this.ssaTypes.push(this.types.types.bool) - 1 }
  }

  private bottomTest(test: Extract<TStmt, { k: 'let' }>, label: number): TStmt[] {
    const again = this.test(test) as Extract<TStmt, { k: 'let' }>
    return [
      again,
      {
        k: 'if',
        cond: { k: 'ssa', id: again.id, type: this.types.types.bool },
        then: [{ k: 'break', label }],
        else: [],
      },
    ]
  }

  /** The body, if its end is `block B …; m = move r; s = m` and every way out of B says whether r is nothing. */
  private threaded(rest: readonly TStmt[], label: number): TStmt[] | null {
    const [block, move, set] = rest.slice(-3)
    if (block?.k !== 'block' || move?.k !== 'let' || move.rhs.k !== 'move' || move.rhs.value.k !== 'slot' || set?.k !== 'set') return null
    const result = move.rhs.value.slot
    if (set.value.k !== 'ssa' || set.value.id !== move.id || this.reads.get(result) !== 1) return null
    const body = this.exits(block.body, block.label, result, label, true)
    if (!body) return null
    return [...rest.slice(0, -3), { ...block, body }, move, set]
  }

  /** `r = nothing; break B` ==> `break L`; null when a way out does not say what r is. */
  private exits(list: readonly TStmt[], block: number, result: number, loop: number, atEnd: boolean): TStmt[] | null {
    const out: TStmt[] = []
    for (let i = 0; i < list.length; i++) {
      const s = list[i]
      const next = list[i + 1]
      if (s.k === 'set' && s.slot === result) {
        if (next?.k !== 'break' || next.label !== block) return null
        const known = this.isNothing(s.value)
        if (known === null) return null
        if (known) out.push({ k: 'break', label: loop })
        else out.push(s, next)
        i++
      } else if (s.k === 'break' && s.label === block) return null
      else if (s.k === 'if' && (leavesTo(s, block) || assigns(s, result))) {
        const isLast = atEnd && next === undefined
        const then = this.exits(s.then, block, result, loop, isLast)
        const otherwise = this.exits(s.else, block, result, loop, isLast)
        if (!then || !otherwise) return null
        out.push({ ...s, then, else: otherwise })
      } else if ((s.k === 'block' || s.k === 'loop' || s.k === 'try') && (leavesTo(s, block) || assigns(s, result))) return null
      else out.push(s)
    }
    return atEnd && this.fallsThrough(list) ? null : out
  }

  /** Control may come to the end of this list: then nobody has said what r is. Branches of an `if` are looked at by themselves. */
  private fallsThrough(list: readonly TStmt[]): boolean {
    const last = list[list.length - 1]
    if (!last) return true
    if (last.k === 'if') return this.fallsThrough(last.then) || this.fallsThrough(last.else)
    return last.k !== 'break' && last.k !== 'continue' && last.k !== 'return' && last.k !== 'unreachable'
  }

  private isNothing(o: TOperand): boolean | null {
    if (o.type === this.types.types.nothing) return true
    return o.type.kind === 'data' && o.type.name === this.types.types.tupleName ? false : null
  }
}

/** Whether a list goes on to the head of the loop with this label by itself. */
function continues(list: readonly TStmt[], label: number): boolean {
  return list.some(
    s =>
      (s.k === 'continue' && s.label === label) ||
      (s.k === 'if' && (continues(s.then, label) || continues(s.else, label))) ||
      ((s.k === 'block' || s.k === 'loop') && continues(s.body, label)) ||
      (s.k === 'try' && (continues(s.body, label) || continues(s.handler, label))),
  )
}

/** Whether a statement holds a `break` of this label. */
function leavesTo(s: TStmt, label: number): boolean {
  const inList = (list: readonly TStmt[]): boolean => list.some(x => leavesTo(x, label))
  switch (s.k) {
    case 'break':
      return s.label === label
    case 'if':
      return inList(s.then) || inList(s.else)
    case 'block':
    case 'loop':
      return inList(s.body)
    case 'try':
      return inList(s.body) || inList(s.handler)
    default:
      return false
  }
}

/** Whether a statement holds an assignment of this slot. */
function assigns(s: TStmt, slot: number): boolean {
  const inList = (list: readonly TStmt[]): boolean => list.some(x => assigns(x, slot))
  switch (s.k) {
    case 'set':
    case 'newvar':
      return s.slot === slot
    case 'if':
      return inList(s.then) || inList(s.else)
    case 'block':
    case 'loop':
      return inList(s.body)
    case 'try':
      return s.exception === slot || inList(s.body) || inList(s.handler)
    default:
      return false
  }
}

function countReads(list: readonly TStmt[], reads: Map<number, number>): void {
  const use = (o: TOperand | undefined): void => {
    if (o?.k === 'slot') reads.set(o.slot, (reads.get(o.slot) ?? 0) + 1)
  }
  for (const s of list) {
    switch (s.k) {
      case 'let':
        operandsOf(s.rhs, use, slot => use({ k: 'slot', slot, type: undefined as never }))
        break
      case 'set':
      case 'return':
        use(s.value)
        break
      case 'if':
        use(s.cond)
        countReads(s.then, reads)
        countReads(s.else, reads)
        break
      case 'loop':
      case 'block':
        countReads(s.body, reads)
        break
      case 'try':
        countReads(s.body, reads)
        countReads(s.handler, reads)
    }
  }
}

function operandsOf(r: TRhs, use: (o: TOperand) => void, useSlot: (slot: number) => void): void {
  switch (r.k) {
    case 'move':
    case 'pi':
    case 'typeassert':
    case 'throw':
    case 'rethrow':
    case 'isa':
    case 'setglobal':
      return use(r.value)
    case 'invoke':
    case 'dyncall':
    case 'intrinsic':
    case 'new':
    case 'newdynamic':
    case 'ask':
      return r.args.forEach(use)
    case 'dynapply':
      use(r.fn)
      return use(r.vector)
    case 'getfield':
      return use(r.object)
    case 'setfield':
      use(r.object)
      return use(r.value)
    case 'tupleindex':
      use(r.tuple)
      return use(r.index)
    case 'egal':
      use(r.a)
      return use(r.b)
    case 'boxget':
    case 'isdefinedbox':
      return use(r.box)
    case 'boxset':
      use(r.box)
      return use(r.value)
    case 'readslot':
    case 'isdefinedslot':
      return useSlot(r.slot)
    case 'getglobal':
    case 'isdefinedglobal':
    case 'newbox':
      return
  }
}
