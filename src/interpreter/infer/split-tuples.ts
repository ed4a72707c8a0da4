/**
 * Tuples of values of unknown type that stay in one function, taken apart: a pass over the typed body, before emission.
 *
 * `iterate` of a `Vector{Any}` gives `Tuple{Any,Int64}`, whose layout depends on what it holds, so it is made and read by
 * requests to the runtime. Variables between which such a tuple is only copied form a class. If every definition in a
 * class makes a tuple of the same length or is `nothing`, and every use copies, asks whether it is `nothing` or reads a
 * known element, each variable becomes one variable per element, and one that says "is `nothing`" where that can be.
 * Tuples in tuples come apart from the outside in: a round per level.
 *
 * Invariant: all variables of a class have the same types of elements, so that copies never convert. While a variable is
 * `nothing`, those for its elements hold what they held before, or zero: they are copied along, never looked into.
 */
import { AskOp } from '../../runtime/layout/requests.ts'
import { boolValue, integerOf } from '../types/constants.ts'
import { tmerge } from '../types/join.ts'
import { isSubtype } from '../types/subtype.ts'
import type { DataType, JType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'
import { ofConstant } from './lattice.ts'
import { innerLists } from './traverse.ts'
import type { TOperand, TRhs, TStmt, TypedBody } from './typed-ir.ts'

type Let = Extract<TStmt, { k: 'let' }>
type Constant = Extract<TOperand, { k: 'const' }>

const maxParts = 8

/** Rewrites a body; gives it back as it is if there is nothing to do. `params`: the number of its formal arguments. */
export function splitTuples(types: TypeWorld, typed: TypedBody, params: number): TypedBody {
  let body = typed
  while (makesOpenTuple(types, body, body.body)) {
    const facts = new Facts(types, body, params)
    const split = facts.splittable()
    if (split.size === 0) break
    body = new Rewrite(types, body, facts, split).body()
  }
  return body
}

function makesOpenTuple(types: TypeWorld, typed: TypedBody, list: readonly TStmt[]): boolean {
  return list.some(
    s =>
      (s.k === 'let' && s.rhs.k === 'ask' && s.rhs.op === AskOp.tuple && !isConcrete(typed.ssaTypes[s.id])) ||
      innerLists(s).some(l => makesOpenTuple(types, typed, l)),
  )
}

function isConcrete(t: JType): boolean {
  return t.kind === 'data' && t.isConcrete
}

/** The element types of a tuple type of known length, or null. */
function partsOf(types: TypeWorld, t: JType): JType[] | null {
  if (t.kind !== 'data' || t.name !== types.types.tupleName || t.hasFreeVars) return null
  return t.params.some(p => p.kind === 'vararg') ? null : (t.params as JType[])
}

/** The length of the tuples of a type, or -1 if it has others or values of other types. */
function lengthOf(types: TypeWorld, t: JType): number {
  const [first = -1, ...rest] = (t.kind === 'union' ? t.members : [t]).map(m => partsOf(types, m)?.length ?? -1)
  return rest.every(n => n === first) ? first : -1
}

function isNothing(types: TypeWorld, t: JType): boolean {
  return t === types.types.nothing
}

// ---- what may be done ----

/** What is known of the variables of a class. */
interface ClassFacts {
  spoiled: boolean
  /** Some definition is `nothing`. */
  empty: boolean
  readonly made: DataType[]
  readonly tests: JType[]
  readonly reads: { readonly index: number; readonly of: number; readonly type: JType }[]
}

/** A class that comes apart: the types of its parts. */
interface Split {
  readonly parts: JType[]
  readonly empty: boolean
}

/** One walk over a body. Variables are numbered: ssa numbers, then slots. */
class Facts {
  private readonly types: TypeWorld
  private readonly typed: TypedBody
  private readonly parent: Int32Array
  private readonly facts = new Map<number, ClassFacts>()
  /** Per slot: the `try` bodies (0: none) in which it is assigned, and in which it is mentioned. */
  private readonly assignedIn = new Map<number, Set<number>>()
  private readonly mentionedIn = new Map<number, Set<number>>()
  private inTry = 0
  private tries = 0

  constructor(types: TypeWorld, typed: TypedBody, params: number) {
    this.types = types
    this.typed = typed
    const ssaCount = typed.ssaTypes.length
    this.parent = Int32Array.from({ length: ssaCount + typed.slotTypes.length }, (_, i) => i)
    typed.slotTypes.forEach((_, slot) => {
      if (slot < params || typed.maybeUndefined[slot]) this.spoil(ssaCount + slot)
    })
    this.list(typed.body)
    for (const [slot, where] of this.assignedIn) {
      // A handler could see it half assigned.
      if ((where.size > 1 || !where.has(0)) && this.mentionedIn.get(slot)!.size > 1) this.spoil(ssaCount + slot)
    }
  }

  /** The classes that come apart, by the number of their representative. */
  splittable(): Map<number, Split> {
    const classes = new Map<number, ClassFacts>()
    for (const [v, f] of this.facts) {
      const root = this.find(v)
      const all = classes.get(root)
      if (!all) classes.set(root, { ...f, made: [...f.made], tests: [...f.tests], reads: [...f.reads] })
      else {
        all.spoiled ||= f.spoiled
        all.empty ||= f.empty
        all.made.push(...f.made)
        all.tests.push(...f.tests)
        all.reads.push(...f.reads)
      }
    }
    const found = new Map<number, Split>()
    for (const [root, f] of classes) {
      const parts = this.partTypes(f)
      if (parts) found.set(root, { parts, empty: f.empty })
    }
    return found
  }

  private partTypes(f: ClassFacts): JType[] | null {
    const { types } = this
    if (f.spoiled || f.made.every(isConcrete)) return null
    const all = f.made.map(t => partsOf(types, t))
    const n = all[0]?.length ?? 0
    if (n > maxParts || all.some(p => p?.length !== n)) return null
    const parts = f.made[0].params.map((_, i) => all.map(p => p![i]).reduce((a, b) => tmerge(types, a, b)))
    const related = (a: JType, b: JType): boolean => isSubtype(types, a, b) || isSubtype(types, b, a)
    if (!f.reads.every(r => r.of === n && related(r.type, parts[r.index]))) return null
    const isKnown = (test: JType): boolean =>
      isNothing(types, test) || (f.made.every(t => isSubtype(types, t, test)) && !isSubtype(types, types.types.nothing, test))
    return f.tests.every(isKnown) ? parts : null
  }

  find(v: number): number {
    let root = v
    while (this.parent[root] !== root) root = this.parent[root]
    this.parent[v] = root
    return root
  }

  variable(o: TOperand): number {
    return o.k === 'ssa' ? o.id : o.k === 'slot' ? this.typed.ssaTypes.length + o.slot : -1
  }

  private of(v: number): ClassFacts {
    let f = this.facts.get(v)
    if (!f) this.facts.set(v, (f = { spoiled: false, empty: false, made: [], tests: [], reads: [] }))
    return f
  }

  private spoil(v: number): void {
    this.of(v).spoiled = true
  }

  private mention(into: Map<number, Set<number>>, slot: number): void {
    const set = into.get(slot)
    if (set) set.add(this.inTry)
    else into.set(slot, new Set([this.inTry]))
  }

  /** A read of an operand, of whatever kind; its variable's number or -1. */
  private seen(o: TOperand): number {
    if (o.k === 'slot') this.mention(this.mentionedIn, o.slot)
    return this.variable(o)
  }

  private escapes(o: TOperand): void {
    const v = this.seen(o)
    if (v >= 0) this.spoil(v)
  }

  private list(list: readonly TStmt[]): void {
    for (const s of list) this.statement(s)
  }

  private statement(s: TStmt): void {
    const { ssaTypes } = this.typed
    switch (s.k) {
      case 'let':
        return this.define(s)
      case 'set':
        this.mention(this.assignedIn, s.slot)
        this.mention(this.mentionedIn, s.slot)
        return this.copy(ssaTypes.length + s.slot, s.value)
      case 'if':
        this.escapes(s.cond)
        break
      case 'return':
        this.escapes(s.value)
        break
      case 'try': {
        this.spoil(ssaTypes.length + s.exception)
        const outer = this.inTry
        this.inTry = ++this.tries
        this.list(s.body)
        this.inTry = outer
        return this.list(s.handler)
      }
      default:
    }
    for (const inner of innerLists(s)) this.list(inner)
  }

  private copy(to: number, from: TOperand): void {
    if (from.k !== 'const') this.parent[this.find(to)] = this.find(this.seen(from))
    else if (isNothing(this.types, from.type)) this.of(to).empty = true
    else if (from.value.kind === 'struct' && partsOf(this.types, from.value.type)) this.of(to).made.push(from.value.type)
    else this.spoil(to)
  }

  private define({ id, rhs }: Let): void {
    const t = this.typed.ssaTypes[id]
    if (rhs.k === 'move' || rhs.k === 'pi') {
      // A variable that is a constant is nowhere read.
      if (rhs.value.k === 'const') this.spoil(id)
      return this.copy(id, rhs.value)
    }
    const parts = madeParts(this.types, rhs, t)
    if (parts) this.of(id).made.push(t as DataType)
    else this.spoil(id)
    const read = fieldRead(this.types, rhs)
    if (read) {
      const v = this.seen(read.object)
      return void (v >= 0 && this.of(v).reads.push({ index: read.index, of: read.of, type: t }))
    }
    const test = testOf(this.types, rhs)
    if (test) {
      const v = this.seen(test.value)
      return void (v >= 0 && this.of(v).tests.push(test.type))
    }
    if (rhs.k === 'readslot' || rhs.k === 'isdefinedslot') return this.spoil(this.typed.ssaTypes.length + rhs.slot)
    for (const o of operandsOf(rhs)) this.escapes(o)
  }
}

/** The elements, if this makes a tuple of known length. */
function madeParts(types: TypeWorld, rhs: TRhs, t: JType): readonly TOperand[] | null {
  if (rhs.k !== 'new' && !(rhs.k === 'ask' && rhs.op === AskOp.tuple)) return null
  return partsOf(types, t)?.length === rhs.args.length ? rhs.args : null
}

/** The element read, if this reads a known one of a tuple of known length. */
function fieldRead(types: TypeWorld, rhs: TRhs): { object: TOperand; index: number; of: number } | null {
  let object: TOperand
  let index: number
  if (rhs.k === 'getfield') ({ object, index } = rhs)
  else if (rhs.k === 'ask' && rhs.op === AskOp.getfield && rhs.args.length === 2) {
    const [from, key] = rhs.args
    if (key.k !== 'const' || key.value.kind !== 'bits' || key.type !== types.types.int64) return null
    object = from
    index = Number(integerOf(key.value)) - 1
  } else return null
  const of = lengthOf(types, object.type)
  return index >= 0 && index < of ? { object, index, of } : null
}

/** The test, if this asks whether a value is `nothing` or of some type. */
function testOf(types: TypeWorld, rhs: TRhs): { value: TOperand; type: JType } | null {
  if (rhs.k === 'isa') return { value: rhs.value, type: rhs.test }
  if (rhs.k !== 'egal') return null
  const { a, b } = rhs
  if (b.k === 'const' && isNothing(types, b.type)) return { value: a, type: b.type }
  return a.k === 'const' && isNothing(types, a.type) ? { value: b, type: a.type } : null
}

function operandsOf(r: TRhs): TOperand[] {
  const isOperand = (o: unknown): o is TOperand =>
    typeof o === 'object' && o !== null && 'k' in o && 'type' in o && (o.k === 'ssa' || o.k === 'slot' || o.k === 'const')
  return Object.values(r)
    .flatMap(v => (Array.isArray(v) ? v : [v]))
    .filter(isOperand)
}

// ---- doing it ----

/** What stands for a variable: its parts, and whether it is `nothing` (null: never). */
interface Parts {
  readonly parts: readonly TOperand[]
  readonly none: TOperand | null
}

class Rewrite {
  private readonly types: TypeWorld
  private readonly typed: TypedBody
  private readonly facts: Facts
  private readonly split: Map<number, Split>
  private readonly ssaTypes: JType[]
  private readonly slotTypes: JType[]
  private readonly slotNames: string[]
  private readonly maybeUndefined: boolean[]
  private readonly known = new Map<number, Parts>()

  constructor(types: TypeWorld, typed: TypedBody, facts: Facts, split: Map<number, Split>) {
    this.types = types
    this.typed = typed
    this.facts = facts
    this.split = split
    this.ssaTypes = [...typed.ssaTypes]
    this.slotTypes = [...typed.slotTypes]
    this.slotNames = [...typed.slotNames]
    this.maybeUndefined = [...typed.maybeUndefined]
    typed.slotTypes.forEach((_, slot) => {
      const c = this.classOf(typed.ssaTypes.length + slot)
      if (c) this.splitSlot(slot, c)
    })
  }

  body(): TypedBody {
    const body = this.list(this.typed.body)
    const { ssaTypes, slotTypes, slotNames, maybeUndefined } = this
    return { ...this.typed, ssaTypes, slotTypes, slotNames, maybeUndefined, body }
  }

  private classOf(v: number): Split | undefined {
    return v < 0 ? undefined : this.split.get(this.facts.find(v))
  }

  private splitSlot(slot: number, c: Split): void {
    const name = this.slotNames[slot]
    this.known.set(this.typed.ssaTypes.length + slot, {
      parts: c.parts.map((t, i) => this.newSlot(`${name}.${i + 1}`, t)),
      none: c.empty ? this.newSlot(`${name}.none`, this.types.types.bool) : null,
    })
    this.slotTypes[slot] = this.types.types.nothing
  }

  private newSlot(name: string, type: JType): TOperand {
    this.slotNames.push(name)
    this.maybeUndefined.push(false)
    return { k: 'slot', slot: this.slotTypes.push(type) - 1, type }
  }

  private bool(b: boolean): Constant {
    return { k: 'const', value: boolValue(this.types, b), type: this.types.types.bool }
  }

  private list(list: readonly TStmt[]): TStmt[] {
    const out: TStmt[] = []
    for (const s of list) this.statement(s, out)
    return out
  }

  private statement(s: TStmt, out: TStmt[]): void {
    switch (s.k) {
      case 'let':
        return this.define(s, out)
      case 'set':
      case 'newvar': {
        const known = this.known.get(this.typed.ssaTypes.length + s.slot)
        if (!known) out.push(s)
        else if (s.k === 'set') this.assign(known, s.value, out)
        return
      }
      case 'if':
        return void out.push({ ...s, then: this.list(s.then), else: this.list(s.else) })
      case 'loop':
      case 'block':
        return void out.push({ ...s, body: this.list(s.body) })
      case 'try':
        return void out.push({ ...s, body: this.list(s.body), handler: this.list(s.handler) })
      default:
        out.push(s)
    }
  }

  private assign(to: Parts, value: TOperand, out: TStmt[]): void {
    const from = this.valueOf(value)
    const set = (slot: TOperand, o: TOperand): void => void (slot.k === 'slot' && out.push({ k: 'set', slot: slot.slot, value: o }))
    from.parts.forEach((o, i) => set(to.parts[i], o))
    if (to.none) set(to.none, from.none ?? this.bool(false))
  }

  /** What stands for an operand of a class that comes apart. `nothing` has no parts. */
  private valueOf(o: TOperand): Parts {
    if (o.k !== 'const') {
      const known = this.known.get(this.facts.variable(o)) as Parts
      return lengthOf(this.types, o.type) >= 0 ? { ...known, none: null } : known
    }
    if (o.value.kind !== 'struct' || isNothing(this.types, o.type)) return { parts: [], none: this.bool(true) }
    const parts = o.value.fields.map((value): Constant => ({ k: 'const', value, type: ofConstant(this.types, value).t }))
    return { parts, none: null }
  }

  private define(s: Let, out: TStmt[]): void {
    const { rhs, id } = s
    const own = this.classOf(id)
    if (own) {
      const made = rhs.k === 'move' || rhs.k === 'pi' ? this.valueOf(rhs.value) : { parts: (rhs as { args: TOperand[] }).args, none: null }
      this.ssaTypes[id] = this.types.types.nothing
      this.known.set(id, {
        parts: made.parts.map(o => this.kept(o, s, out)),
        none: own.empty ? made.none && this.kept(made.none, s, out) : null,
      })
      return
    }
    const read = fieldRead(this.types, rhs)
    if (read && this.classOf(this.facts.variable(read.object))) {
      return this.read(
        s,
        this.valueOf(read.object).parts[read.index],
        this.classOf(this.facts.variable(read.object))!.parts[read.index],
        out,
      )
    }
    const test = testOf(this.types, rhs)
    if (!test || !this.classOf(this.facts.variable(test.value))) return void out.push(s)
    const none = this.valueOf(test.value).none ?? this.bool(false)
    if (isNothing(this.types, test.type)) out.push({ ...s, rhs: { k: 'move', value: none } })
    else out.push({ ...s, rhs: { k: 'intrinsic', name: 'not_int', args: [none], inbounds: false } })
  }

  /** An operand whose value stays: that of a slot as it is now. */
  private kept(o: TOperand, s: Let, out: TStmt[]): TOperand {
    return o.k === 'slot' ? this.moved(o, o.type, s, out) : o
  }

  private moved(value: TOperand, type: JType, s: Let, out: TStmt[]): TOperand {
    const id = this.ssaTypes.push(type) - 1
    out.push({ k: 'let', id, rhs: { k: 'move', value }, at: s.at })
    return { k: 'ssa', id, type }
  }

  private read(s: Let, part: TOperand, stored: JType, out: TStmt[]): void {
    const { types } = this
    const t = this.ssaTypes[s.id]
    if (isSubtype(types, part.type, t)) return void out.push({ ...s, rhs: { k: 'move', value: part } })
    const value = isSubtype(types, t, part.type) ? part : this.moved(part, stored, s, out)
    out.push({ ...s, rhs: { k: 'pi', value } })
  }
}
