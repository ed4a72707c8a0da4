/**
 * Holding arrays over loops: a pass over the typed body, before emission.
 *
 * A loop that reads or writes elements of an array it does not replace, and that cannot resize it, reads the array's
 * length and data once before the loop (`array_hold`, a value of type Core.ArrayHold) instead of in every iteration:
 * shared memory may change at any time, so WebAssembly cannot do this by itself. Sizes of arrays of two and more
 * dimensions never change and are read before the outermost loop.
 *
 * Why this is safe: the hold keeps the array's storage object alive (it is a root), and the length it holds never exceeds
 * that storage. If another thread resizes the array meanwhile, which is a data race, this thread goes on with the old
 * storage: it may see old elements, but never memory that is not the array's.
 */
import type { DataType, JType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'
import type { TOperand, TRhs, TStmt, TypedBody } from './typed-ir.ts'

type Let = Extract<TStmt, { k: 'let' }>
type Loop = Extract<TStmt, { k: 'loop' }>

/** What a loop does, its inner loops included. */
interface LoopFacts {
  readonly defined: Set<number>
  readonly assigned: Set<number>
  resizes: boolean
  /** Accesses of elements by array operand key. */
  readonly accesses: Map<string, { readonly array: TOperand; count: number }>
  readonly sizes: Map<string, Let>
}

/** Replaced operands in force at a point: what is held, and sizes already read. */
interface Held {
  readonly arrays: Map<string, TOperand>
  readonly sizes: Map<string, TOperand>
}

/** Rewrites a body in place of `typed.body`; ssa types are appended. */
export function holdArrays(types: TypeWorld, typed: TypedBody): TypedBody {
  if (!hasLoop(typed.body)) return typed
  const ssaTypes = [...typed.ssaTypes]
  const pass = new Pass(types, ssaTypes, typed)
  return { ...typed, ssaTypes, body: pass.list(typed.body, { arrays: new Map(), sizes: new Map() }) }
}

function hasLoop(list: readonly TStmt[]): boolean {
  return list.some(
    s =>
      s.k === 'loop' ||
      (s.k === 'if' && (hasLoop(s.then) || hasLoop(s.else))) ||
      (s.k === 'block' && hasLoop(s.body)) ||
      (s.k === 'try' && (hasLoop(s.body) || hasLoop(s.handler))),
  )
}

class Pass {
  private readonly holdType: DataType
  private readonly int64: DataType
  private readonly ssaTypes: JType[]
  private readonly typed: TypedBody

  constructor(types: TypeWorld, ssaTypes: JType[], typed: TypedBody) {
    this.holdType = types.core.ArrayHold as DataType
    this.int64 = types.types.int64
    this.ssaTypes = ssaTypes
    this.typed = typed
  }

  list(list: readonly TStmt[], held: Held): TStmt[] {
    const out: TStmt[] = []
    for (const s of list) this.statement(s, held, out)
    return out
  }

  private statement(s: TStmt, held: Held, out: TStmt[]): void {
    switch (s.k) {
      case 'let':
        return void out.push({ ...s, rhs: replaceAccess(s.rhs, held) })
      case 'if':
        return void out.push({ ...s, then: this.list(s.then, held), else: this.list(s.else, held) })
      case 'block':
        return void out.push({ ...s, body: this.list(s.body, held) })
      case 'try':
        return void out.push({ ...s, body: this.list(s.body, held), handler: this.list(s.handler, held) })
      case 'loop':
        return this.loop(s, held, out)
      default:
        out.push(s)
    }
  }

  private loop(s: Loop, held: Held, out: TStmt[]): void {
    const facts = this.facts(s)
    const inner: Held = { arrays: new Map(held.arrays), sizes: new Map(held.sizes) }
    for (const [key, { array, count }] of facts.accesses) {
      if (inner.arrays.has(key) || count === 0 || !this.isStable(array, facts)) continue
      if (facts.resizes && dimensions(array.type) < 2) continue
      const id = this.ssaTypes.push(this.holdType) - 1
      out.push({ k: 'let', id, at: 0, rhs: { k: 'intrinsic', name: 'array_hold', args: [array], inbounds: false } })
      inner.arrays.set(key, { k: 'ssa', id, type: this.holdType })
    }
    for (const [key, size] of facts.sizes) {
      const [array] = (size.rhs as Extract<TRhs, { k: 'intrinsic' }>).args
      if (inner.sizes.has(key) || !this.isStable(array, facts)) continue
      const id = this.ssaTypes.push(this.int64) - 1
      out.push({ ...size, id })
      inner.sizes.set(key, { k: 'ssa', id, type: this.int64 })
    }
    out.push({ ...s, body: this.list(s.body, inner) })
  }

  /** The operand has one value throughout the loop, and has it before. */
  private isStable(o: TOperand, facts: LoopFacts): boolean {
    if (o.k === 'const') return true
    if (o.k === 'ssa') return !facts.defined.has(o.id)
    return !facts.assigned.has(o.slot) && !this.typed.maybeUndefined[o.slot]
  }

  private facts(loop: Loop): LoopFacts {
    const facts: LoopFacts = { defined: new Set(), assigned: new Set(), resizes: false, accesses: new Map(), sizes: new Map() }
    collect(loop.body, facts, false)
    return facts
  }
}

function collect(list: readonly TStmt[], facts: LoopFacts, inTry: boolean): void {
  // What ends in an error leaves the loop, unless a handler inside catches it.
  const isCold = !inTry && list.length > 0 && list[list.length - 1].k === 'unreachable'
  for (const s of list) {
    switch (s.k) {
      case 'let':
        facts.defined.add(s.id)
        if (!isCold && mayResize(s.rhs)) facts.resizes = true
        note(s, facts)
        break
      case 'set':
      case 'newvar':
        facts.assigned.add(s.slot)
        break
      case 'if':
        collect(s.then, facts, inTry)
        collect(s.else, facts, inTry)
        break
      case 'loop':
      case 'block':
        collect(s.body, facts, inTry)
        break
      case 'try':
        facts.assigned.add(s.exception)
        collect(s.body, facts, true)
        collect(s.handler, facts, inTry)
        break
    }
  }
}

const resizing = /^(array_grow|array_delete|array_sizehint|task_|host_call|spin_hint|atomic_array)/

function mayResize(r: TRhs): boolean {
  switch (r.k) {
    case 'invoke':
    case 'dyncall':
    case 'dynapply':
    case 'ask':
    case 'newdynamic':
      return true
    case 'intrinsic':
      return resizing.test(r.name)
    default:
      return false
  }
}

/** Remembers accesses of array elements, and sizes that never change. */
function note(s: Let, facts: LoopFacts): void {
  const { rhs } = s
  if (rhs.k !== 'intrinsic') return
  const [array, d] = rhs.args
  if (rhs.name === 'arrayref' || rhs.name === 'arrayset') {
    const key = arrayKey(array)
    if (key === null) return
    const known = facts.accesses.get(key)
    if (known) known.count++
    else facts.accesses.set(key, { array, count: 1 })
  } else if (rhs.name === 'arraysize' && d.k === 'const' && dimensions(array.type) >= 2) {
    const key = sizeKey(array, d)
    if (key !== null && !facts.sizes.has(key)) facts.sizes.set(key, s)
  }
}

/** Names an operand whose type is one array type. */
function arrayKey(o: TOperand): string | null {
  if (o.type.kind !== 'data' || !o.type.isConcrete || o.type.name.family !== 'array') return null
  if (o.k === 'ssa') return `%${o.id}`
  if (o.k === 'slot') return `$${o.slot}`
  return o.value.kind === 'heapconst' ? `@${o.value.address}` : null
}

function sizeKey(array: TOperand, d: TOperand): string | null {
  const key = arrayKey(array)
  return key !== null && d.k === 'const' && d.value.kind === 'bits' ? `${key},${d.value.bits}` : null
}

function dimensions(t: JType): number {
  const n = t.kind === 'data' ? t.params[1] : undefined
  return n?.kind === 'bits' ? Number(n.bits) : 1
}

function replaceAccess(r: TRhs, held: Held): TRhs {
  if (r.k !== 'intrinsic' || r.args.length === 0) return r
  if (r.name === 'arrayref' || r.name === 'arrayset') {
    const key = arrayKey(r.args[0])
    const hold = key === null ? undefined : held.arrays.get(key)
    return hold ? { ...r, name: `${r.name}_held`, args: [hold, ...r.args] } : r
  }
  if (r.name === 'arraysize') {
    const key = sizeKey(r.args[0], r.args[1])
    const size = key === null ? undefined : held.sizes.get(key)
    return size ? { k: 'move', value: size } : r
  }
  if (r.name === 'arraylen') {
    const key = arrayKey(r.args[0])
    const hold = key === null ? undefined : held.arrays.get(key)
    return hold ? { k: 'getfield', object: hold, index: 1, checked: false } : r
  }
  return r
}
