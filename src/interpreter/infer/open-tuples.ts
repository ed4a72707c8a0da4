/**
 * Tuples of values of unknown type that never leave a function: a pass over the typed body, before emission.
 *
 * `iterate` of a `Vector{Any}` gives `Tuple{Any,Int64}`, whose layout depends on what it holds, so it is made and read by
 * requests to the runtime. Where every use in the body only moves it between variables, asks whether it is `nothing` or
 * reads an element, the tuple need not exist: it travels as a `Tuple{Box,Int64}`, a concrete type whose elements of
 * unknown type are plain references. (`Box` stands for "a reference": nothing looks at it as a Box.)
 *
 * A tuple type is left alone if one of its uses or definitions in the body is of another kind.
 */
import { AskOp } from '../../runtime/layout/requests.ts'
import { integerOf } from '../types/constants.ts'
import { makeUnion, tupleType } from '../types/make.ts'
import type { DataType, JType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'
import { innerLists } from './traverse.ts'
import type { TOperand, TRhs, TStmt, TypedBody } from './typed-ir.ts'

type Let = Extract<TStmt, { k: 'let' }>

/** Rewrites a body; gives it back as it is if there is nothing to do. `params`: the number of its formal arguments. */
export function openTuples(types: TypeWorld, typed: TypedBody, params: number): TypedBody {
  const candidates = new Set<DataType>()
  eachLet(typed.body, s => {
    const t = typed.ssaTypes[s.id]
    if (s.rhs.k === 'ask' && s.rhs.op === AskOp.tuple && isOpen(types, t)) candidates.add(t)
  })
  let body = typed
  for (const t of candidates) {
    const pass = new Pass(types, t, body)
    if (pass.applies(params)) body = pass.rewritten()
  }
  return body
}

function eachLet(list: readonly TStmt[], visit: (s: Let) => void): void {
  for (const s of list) {
    if (s.k === 'let') visit(s)
    for (const inner of innerLists(s)) eachLet(inner, visit)
  }
}

function isOpen(types: TypeWorld, t: JType): t is DataType {
  return (
    t.kind === 'data' &&
    t.name === types.types.tupleName &&
    !t.isConcrete &&
    !t.hasFreeVars &&
    t.params.length <= 8 &&
    t.params.every(p => p.kind !== 'vararg') &&
    t.params.some(p => !isClosed(types, p as JType))
  )
}

function isClosed(types: TypeWorld, p: JType): boolean {
  return p.kind === 'data' && (p.isConcrete || p.name === types.types.typeName)
}

class Pass {
  private readonly types: TypeWorld
  private readonly open: DataType
  private readonly closed: DataType
  private readonly typed: TypedBody
  private fine = true

  constructor(types: TypeWorld, open: DataType, typed: TypedBody) {
    this.types = types
    this.open = open
    this.typed = typed
    const box = types.core.Box as DataType
    this.closed = tupleType(
      types,
      open.params.map(p => (isClosed(types, p as JType) ? p : box)),
    ) as DataType
  }

  // ---- may it be done? ----

  applies(params: number): boolean {
    for (let i = 0; i < params; i++) if (this.holds(this.typed.slotTypes[i])) return false
    this.check(this.typed.body)
    return this.fine
  }

  /** Is `t` the tuple type, or a union of it and plain types? A union that holds it otherwise is not `fine`. */
  private holds(t: JType): boolean {
    return t === this.open || (t.kind === 'union' && t.members.includes(this.open))
  }

  /** May a variable of type `to` receive a value of type `from`? */
  private flows(from: JType, to: JType): boolean {
    if (!this.holds(to)) return !this.holds(from)
    if (this.holds(from)) return true
    return to.kind === 'union' && to.members.includes(from) && from.kind === 'data' && from.name.family !== 'tuple'
  }

  private check(list: readonly TStmt[]): void {
    for (const s of list) {
      this.fine &&= this.allowed(s)
      if (!this.fine) return
      for (const inner of innerLists(s)) this.check(inner)
    }
  }

  private allowed(s: TStmt): boolean {
    switch (s.k) {
      case 'set':
        return this.flows(s.value.type, this.typed.slotTypes[s.slot])
      case 'return':
        return !this.holds(s.value.type)
      case 'let':
        return this.allowedLet(s)
      default:
        return true
    }
  }

  private allowedLet({ id, rhs }: Let): boolean {
    const t = this.typed.ssaTypes[id]
    switch (rhs.k) {
      case 'move':
      case 'pi':
        return this.flows(rhs.value.type, t)
      case 'readslot':
        return this.flows(this.typed.slotTypes[rhs.slot], t)
      case 'egal':
        return [rhs.a, rhs.b].every(o => !this.holds(o.type)) || this.isTest(rhs.a, rhs.b) || this.isTest(rhs.b, rhs.a)
      case 'isa':
        return (
          !this.holds(rhs.value.type) ||
          rhs.test === this.open ||
          (rhs.test.kind === 'data' && rhs.test.isConcrete && rhs.test.name.family !== 'tuple')
        )
      case 'ask':
        if (rhs.op === AskOp.tuple && t === this.open) return rhs.args.every(a => !this.holds(a.type))
        if (rhs.op === AskOp.getfield && rhs.args[0].type === this.open) return this.elementOf(rhs.args[1]) >= 0 && !this.holds(t)
        break
      default:
    }
    return !this.holds(t) && operandsOf(rhs).every(o => !this.holds(o.type))
  }

  /** `x === nothing`: a value without fields, known when compiled. */
  private isTest(x: TOperand, y: TOperand): boolean {
    return this.holds(x.type) && y.k === 'const' && y.type.kind === 'data' && y.type.name === (this.types.core.Nothing as DataType).name
  }

  private elementOf(index: TOperand): number {
    if (index.k !== 'const' || index.value.kind !== 'bits') return -1
    const i = Number(integerOf(index.value))
    return i >= 1 && i <= this.open.params.length ? i - 1 : -1
  }

  // ---- doing it ----

  rewritten(): TypedBody {
    const { typed } = this
    return {
      ...typed,
      ssaTypes: typed.ssaTypes.map(t => this.type(t)),
      slotTypes: typed.slotTypes.map(t => this.type(t)),
      body: this.list(typed.body),
    }
  }

  private type(t: JType): JType {
    if (t === this.open) return this.closed
    if (t.kind !== 'union' || !this.holds(t)) return t
    return makeUnion(
      this.types,
      t.members.map(m => (m === this.open ? this.closed : m)),
    )
  }

  private operand = (o: TOperand): TOperand => (this.holds(o.type) ? ({ ...o, type: this.type(o.type) } as TOperand) : o)

  private list(list: readonly TStmt[]): TStmt[] {
    return list.map(s => this.statement(s))
  }

  private statement(s: TStmt): TStmt {
    switch (s.k) {
      case 'let':
        return { ...s, rhs: this.rhs(s.rhs, this.typed.ssaTypes[s.id]) }
      case 'set':
        return { ...s, value: this.operand(s.value) }
      case 'if':
        return { ...s, then: this.list(s.then), else: this.list(s.else) }
      case 'loop':
      case 'block':
        return { ...s, body: this.list(s.body) }
      case 'try':
        return { ...s, body: this.list(s.body), handler: this.list(s.handler) }
      default:
        return s
    }
  }

  private rhs(r: TRhs, t: JType): TRhs {
    switch (r.k) {
      case 'move':
      case 'pi':
        return { ...r, value: this.operand(r.value) }
      case 'egal':
        return { ...r, a: this.operand(r.a), b: this.operand(r.b) }
      case 'isa':
        return { ...r, value: this.operand(r.value), test: r.test === this.open ? this.closed : r.test }
      case 'ask':
        if (r.op === AskOp.tuple && t === this.open) return { k: 'new', type: this.closed, args: r.args }
        if (r.op === AskOp.getfield && r.args[0].type === this.open) {
          return { k: 'getfield', object: this.operand(r.args[0]), index: this.elementOf(r.args[1]), checked: false }
        }
        return r
      default:
        return r
    }
  }
}

function operandsOf(r: TRhs): TOperand[] {
  const found: TOperand[] = []
  for (const v of Object.values(r)) {
    for (const o of Array.isArray(v) ? v : [v]) if (isOperand(o)) found.push(o)
  }
  return found
}

function isOperand(o: unknown): o is TOperand {
  const k = typeof o === 'object' && o !== null && 'k' in o && 'type' in o ? o.k : null
  return k === 'ssa' || k === 'slot' || k === 'const'
}
