/**
 * Turning `for` loops around: a pass over the typed body, before emission.
 *
 * A `for` is lowered to a loop that asks at its head whether `iterate` gave `nothing`, and calls `iterate` again at its
 * end. Once `iterate` is inlined, both calls know which it is: the head's question is answered there, and the tuple of
 * element and state comes apart.
 *
 *   block A                                   block X
 *     if empty  r = nothing; break A            block A
 *     else      r = (x, state); break A           if empty  break X
 *   s = r                                         else      s.1 = x; s.2 = state; break A
 *   loop L                            ==>       loop L
 *     if s === nothing  break L                   …
 *     …                                           block B
 *     block B                                       if last  break L
 *       if last  r = nothing; break B               else     s.1 = x; s.2 = state; break B
 *       else     r = (x, state); break B
 *     s = r
 *
 * So that what remains in the loop is the element, the state (one variable if they are always equal, as for ranges) and one
 * comparison. Only slots that nothing else reads are treated so; a loop with `continue` to its head is left alone. Where a
 * call of `iterate` was not inlined, the question stays behind it.
 */
import type { DataType, JType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'
import { sameValue } from './same-value.ts'
import { assigns, continuesTo, eachRead, eachStatement, fallsThrough, labelLimit, leavesTo, mapLists, someStatement } from './traverse.ts'
import type { If, Let, Loop } from './traverse.ts'
import type { TOperand, TRhs, TStmt, TypedBody } from './typed-ir.ts'

/** Rewrites the loops of a body; ssa types and slots are appended. */
export function rotateLoops(types: TypeWorld, typed: TypedBody): TypedBody {
  if (!someStatement(typed.body, s => s.k === 'loop')) return typed
  return new Rotation(types, typed).body()
}

/** A way out of a block that says what the block's result is. */
interface Exit {
  readonly value: TOperand
}

class Rotation {
  private readonly types: TypeWorld
  private readonly ssaTypes: JType[]
  private readonly slotTypes: JType[]
  private readonly slotNames: string[]
  private readonly maybeUndefined: boolean[]
  private readonly list: TStmt[]
  private readonly lets = new Map<number, TRhs>()
  /** How often each slot is read in the whole body, and each `let`'s value. */
  private readonly reads: ReadonlyMap<number, number>
  private readonly ssaReads = new Map<number, number>()
  private readonly typed: TypedBody
  private nextLabel: number

  constructor(types: TypeWorld, typed: TypedBody) {
    this.types = types
    this.typed = typed
    this.ssaTypes = [...typed.ssaTypes]
    this.slotTypes = [...typed.slotTypes]
    this.slotNames = [...typed.slotNames]
    this.maybeUndefined = [...typed.maybeUndefined]
    this.list = typed.body
    this.reads = countReads(typed.body)
    this.nextLabel = labelLimit(typed.body)
    eachStatement(typed.body, s => {
      if (s.k === 'let') this.lets.set(s.id, s.rhs)
      eachRead(
        s,
        o => o.k === 'ssa' && this.ssaReads.set(o.id, (this.ssaReads.get(o.id) ?? 0) + 1),
        () => undefined,
      )
    })
  }

  body(): TypedBody {
    const body = this.rotated(this.list)
    const { ssaTypes, slotTypes, slotNames, maybeUndefined } = this
    return { ...this.typed, ssaTypes, slotTypes, slotNames, maybeUndefined, body }
  }

  private rotated(list: readonly TStmt[]): TStmt[] {
    const out: TStmt[] = []
    for (const s of list) {
      const inner = mapLists(s, l => this.rotated(l))
      if (inner.k !== 'loop' || !this.rotate(inner, out)) out.push(inner)
    }
    return out
  }

  /** Appends the loop turned around; `out` ends with what comes before it. False if it cannot be. */
  private rotate(loop: Loop, out: TStmt[]): boolean {
    const slot = this.headTest(loop)
    if (slot === null || continuesTo(loop.body, loop.label)) return false
    const [test, , ...rest] = loop.body
    if (countReads(loop.body).get(slot) !== this.reads.get(slot)) return false
    const last = rest[rest.length - 1]
    if (last?.k !== 'set' || last.slot !== slot || test.k !== 'let') return false
    const split = this.splitting(loop, slot, rest, out)
    if (split) out.push(...split)
    else this.rotateWhole(loop, test, rest, out)
    return true
  }

  // ---- with the tuple left whole ----

  private rotateWhole(loop: Loop, test: Let, rest: TStmt[], out: TStmt[]): void {
    const body = this.threaded(rest, loop.label) ?? [...rest, ...this.bottomTest(test, loop.label)]
    const before = this.test(test)
    out.push(before, { k: 'if', cond: this.bool(before), then: [], else: [{ ...loop, body }] })
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
  private test(test: Let): Let {
    return { ...test, id: this.ssaTypes.push(this.types.types.bool) - 1 }
  }

  private bool(test: Let): TOperand {
    return { k: 'ssa', id: test.id, type: this.types.types.bool }
  }

  private bottomTest(test: Let, label: number): TStmt[] {
    const again = this.test(test)
    return [again, { k: 'if', cond: this.bool(again), then: [{ k: 'break', label }], else: [] }]
  }

  /** The body, if its end is `block B …; m = move r; s = m` and every way out of B says whether r is nothing. */
  private threaded(rest: readonly TStmt[], label: number): TStmt[] | null {
    const block = this.resultBlock(rest)
    return block && [...rest.slice(0, -3), ...block(label, value => [{ k: 'set', slot: block.slot, value }]), ...rest.slice(-2)]
  }

  // ---- with the tuple apart ----

  /** The loop and the question whether it runs at all, with a variable for each part of what `iterate` gives. */
  private splitting(loop: Loop, slot: number, rest: readonly TStmt[], out: TStmt[]): TStmt[] | null {
    const tuple = this.tupleOf(slot)
    const end = tuple && this.resultBlock(rest)
    if (!tuple || !end) return null
    const inner = rest.slice(0, -3)
    if (!onlyElementsRead(inner, slot) || !onlyElementsRead([rest[rest.length - 3]], slot)) return null
    const start = this.resultBlock(out)
    const startsHere = start && (out[out.length - 1] as { slot?: number }).slot === slot
    const exits = startsHere ? [...start.exits, ...end.exits] : null
    const parts = this.partSlots(slot, tuple, exits)
    const assign = (value: TOperand): TStmt[] => this.assignParts(value, tuple, parts)
    const body = [...this.readingParts(inner, slot, parts), ...end(loop.label, assign)]
    if (startsHere) {
      const label = this.nextLabel++
      const first = start(label, assign)
      out.length -= 3
      return [{ k: 'block', label, body: [...first, { ...loop, body }] }]
    }
    const before = this.test(loop.body[0] as Let)
    const initial = assign({ k: 'slot', slot, type: tuple })
    return [before, { k: 'if', cond: this.bool(before), then: [], else: [...initial, { ...loop, body }] }]
  }

  /** The tuple type of a slot of type `Union{Nothing, Tuple{…}}`. */
  private tupleOf(slot: number): DataType | null {
    const t = this.slotTypes[slot]
    if (t.kind !== 'union' || t.members.length !== 2) return null
    const other = t.members.find(m => m !== this.types.types.nothing)
    return other?.kind === 'data' && this.isTuple(other) && other.isConcrete ? other : null
  }

  private isTuple(t: JType): boolean {
    return t.kind === 'data' && t.name === this.types.types.tupleName
  }

  /** Variables for the parts: two parts that all `exits` say to be equal share one. */
  private partSlots(slot: number, tuple: DataType, exits: readonly Exit[] | null): number[] {
    const parts: number[] = []
    tuple.params.forEach((type, i) => {
      const same = parts.findIndex((_, j) => type === tuple.params[j] && exits?.every(x => this.sameParts(x.value, i, j)))
      if (same >= 0) return parts.push(parts[same])
      this.slotNames.push(`${this.slotNames[slot]}.${i + 1}`)
      this.maybeUndefined.push(false)
      return parts.push(this.slotTypes.push(type as JType) - 1)
    })
    return parts
  }

  private sameParts(value: TOperand, i: number, j: number): boolean {
    if (value.type === this.types.types.nothing) return true
    const a = this.knownPart(value, i)
    const b = this.knownPart(value, j)
    return a !== null && b !== null && sameValue(this.lets, a, b)
  }

  /** Element i of a tuple as an operand that cannot have changed since the tuple was made. */
  private knownPart(value: TOperand, i: number): TOperand | null {
    if (value.k === 'const') {
      const { value: c } = value
      if (c.kind !== 'struct') return null
      const field = c.fields[i]
      return field.kind === 'bits' ? { k: 'const', value: field, type: field.type } : null
    }
    const made = value.k === 'ssa' ? this.lets.get(value.id) : undefined
    const part = made?.k === 'new' ? made.args[i] : undefined
    return part && part.k !== 'slot' ? part : null
  }

  private assignParts(value: TOperand, tuple: DataType, parts: readonly number[]): TStmt[] {
    const out: TStmt[] = []
    const operands = parts.map((_, i) => {
      const known = this.knownPart(value, i)
      if (known) return known
      const type = tuple.params[i] as JType
      const id = this.ssaTypes.push(type) - 1
      const object: TOperand = value.k === 'const' ? value : { ...value, type: tuple }
      out.push({ k: 'let', id, at: 0, rhs: { k: 'getfield', object, index: i, checked: false } })
      return { k: 'ssa', id, type } as const
    })
    parts.forEach((slot, i) => {
      if (parts.indexOf(slot) === i) out.push({ k: 'set', slot, value: operands[i] })
    })
    return out
  }

  /** Reads of the tuple's elements become reads of the variables. */
  private readingParts(list: readonly TStmt[], slot: number, parts: readonly number[]): TStmt[] {
    return list.map(s => {
      if (s.k === 'let' && isElement(s.rhs, slot)) {
        const part = parts[s.rhs.index]
        return { ...s, rhs: { k: 'move', value: { k: 'slot', slot: part, type: this.ssaTypes[s.id] } } }
      }
      return mapLists(s, l => this.readingParts(l, slot, parts))
    })
  }

  // ---- blocks that end with a result ----

  /**
   * `block B …; m = move r; s = m` at the end of a list, if every way out of B says whether r is nothing: a function that
   * gives B with `break label` for nothing, and else what `assign` gives for the value.
   */
  private resultBlock(list: readonly TStmt[]): ResultBlock | null {
    const [block, move, set] = list.slice(-3)
    if (block?.k !== 'block' || move?.k !== 'let' || move.rhs.k !== 'move' || move.rhs.value.k !== 'slot' || set?.k !== 'set') return null
    const result = move.rhs.value.slot
    if (set.value.k !== 'ssa' || set.value.id !== move.id) return null
    if (this.reads.get(result) !== 1 || this.ssaReads.get(move.id) !== 1) return null
    const exits: Exit[] = []
    if (!this.exits(block.body, block.label, result, true, exits)) return null
    const rebuilt = (label: number, assign: (value: TOperand) => TStmt[]): TStmt[] => [
      { ...block, body: this.rebuilt(block.body, block.label, result, label, assign) },
    ]
    return Object.assign(rebuilt, { exits, slot: result })
  }

  /** Finds all `r = value; break B`; false when a way out does not say what r is. */
  private exits(list: readonly TStmt[], block: number, result: number, atEnd: boolean, found: Exit[]): boolean {
    for (let i = 0; i < list.length; i++) {
      const s = list[i]
      const next = list[i + 1]
      if (s.k === 'set' && s.slot === result) {
        if (next?.k !== 'break' || next.label !== block || !this.isKnown(s.value)) return false
        found.push({ value: s.value })
        i++
      } else if (s.k === 'break' && s.label === block) return false
      else if (s.k === 'if') {
        const isLast = atEnd && next === undefined
        if (!this.exits(s.then, block, result, isLast, found) || !this.exits(s.else, block, result, isLast, found)) return false
      } else if (leavesTo([s], block) || assigns([s], result)) return false
    }
    return !atEnd || isBranch(list[list.length - 1]) || !fallsThrough(list)
  }

  private rebuilt(list: readonly TStmt[], block: number, result: number, label: number, assign: (value: TOperand) => TStmt[]): TStmt[] {
    const out: TStmt[] = []
    for (let i = 0; i < list.length; i++) {
      const s = list[i]
      if (s.k === 'set' && s.slot === result) {
        if (s.value.type === this.types.types.nothing) out.push({ k: 'break', label })
        else out.push(...assign(s.value), { k: 'break', label: block })
        i++
      } else if (s.k === 'if') out.push(mapLists(s, l => this.rebuilt(l, block, result, label, assign)))
      else out.push(s)
    }
    return out
  }

  /** Whether it is known to be nothing, or known to be a tuple. */
  private isKnown(o: TOperand): boolean {
    return o.type === this.types.types.nothing || this.isTuple(o.type)
  }
}

interface ResultBlock {
  (label: number, assign: (value: TOperand) => TStmt[]): TStmt[]
  readonly exits: readonly Exit[]
  /** Where the result was put. */
  readonly slot: number
}

/** Its branches are looked at by themselves. */
function isBranch(s: TStmt | undefined): s is If {
  return s?.k === 'if'
}

function isElement(r: TRhs, slot: number): r is Extract<TRhs, { k: 'getfield' }> {
  return r.k === 'getfield' && r.object.k === 'slot' && r.object.slot === slot
}

/** Whether nothing but elements of the tuple in this slot is read. */
function onlyElementsRead(list: readonly TStmt[], slot: number): boolean {
  return !someStatement(list, s => {
    if (s.k === 'let' && isElement(s.rhs, slot)) return false
    let found = assignedSlotIs(s, slot)
    eachRead(
      s,
      o => {
        found ||= o.k === 'slot' && o.slot === slot
      },
      n => {
        found ||= n === slot
      },
    )
    return found
  })
}

function assignedSlotIs(s: TStmt, slot: number): boolean {
  return (s.k === 'set' || s.k === 'newvar') && s.slot === slot
}

function countReads(list: readonly TStmt[]): Map<number, number> {
  const reads = new Map<number, number>()
  const use = (slot: number): void => void reads.set(slot, (reads.get(slot) ?? 0) + 1)
  eachStatement(list, s => eachRead(s, o => o.k === 'slot' && use(o.slot), use))
  return reads
}
