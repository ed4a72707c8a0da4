/**
 * Indices that are products become sums: a pass over the typed body, before emission.
 *
 *   loop L                                       $t = i + (first - 1) * n
 *     … A[i + ($k - 1) * n] …            ==>     loop L
 *     $k = $k + 1                                  … A[$t] …
 *                                                  $k = $k + 1; $t = $t + n
 *
 * Only indices of innermost loops that multiply the loop variable by something that is no constant (as those of matrices
 * do) are treated so. Arithmetic wraps around, so the sums are the same in all iterations, whatever overflows.
 */
import type { JType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'
import { type Change, findChanges } from './induction.ts'
import { LoopBody } from './loop-body.ts'
import { constantOf, LoopExpressions } from './loop-expressions.ts'
import { mapLists, someStatement } from './traverse.ts'
import type { Let, Loop } from './traverse.ts'
import type { TOperand, TStmt, TypedBody } from './typed-ir.ts'
import type { LoopVersions } from './version-loops.ts'

const MAX_DEPTH = 8
/** Each takes a register throughout the loop. */
const MAX_SUMS = 4

/** Rewrites a body; ssa types and slots are appended. */
export function reduceStrength(types: TypeWorld, typed: TypedBody, versions: LoopVersions): TypedBody {
  if (!someStatement(typed.body, s => s.k === 'loop')) return typed
  const copy = {
    ...typed,
    ssaTypes: [...typed.ssaTypes],
    slotTypes: [...typed.slotTypes],
    slotNames: [...typed.slotNames],
    maybeUndefined: [...typed.maybeUndefined],
  }
  return { ...copy, body: reduceList(types, copy, versions, typed.body) }
}

function reduceList(types: TypeWorld, typed: TypedBody, versions: LoopVersions, list: readonly TStmt[]): TStmt[] {
  return list.flatMap(s => {
    if (s.k !== 'loop' || someStatement(s.body, x => x.k === 'loop' || x.k === 'try')) {
      return [mapLists(s, l => reduceList(types, typed, versions, l))]
    }
    if (versions.checked.has(s.label)) return [s]
    const body = new LoopBody(typed, s)
    for (const change of findChanges(types, body)) {
      const reduced = new Reduction(types, typed, body, change).result()
      if (reduced) return reduced
    }
    return [s]
  })
}

class Reduction extends LoopExpressions {
  private readonly typed: TypedBody
  private readonly loop: Loop
  private readonly by: Change

  constructor(types: TypeWorld, typed: TypedBody, body: LoopBody, change: Change) {
    super(types, typed.ssaTypes as JType[], body, change)
    this.typed = typed
    this.loop = body.loop
    this.by = change
  }

  result(): TStmt[] | null {
    const products = [...this.body.lets.values()].filter(p => p.at < this.by.setAt && this.isProduct(p.let, p.at)).slice(0, MAX_SUMS)
    if (products.length === 0) return null
    const sums = new Map(products.map(p => [p.let.id, this.newSlot()]))
    const first = this.initial()
    const second = this.intrinsic(this.by.isSubtracted ? 'sub_int' : 'add_int', first, this.by.step)
    const starts: TStmt[] = []
    const steps: TStmt[] = []
    for (const p of products) {
      const slot = sums.get(p.let.id) as number
      const value: TOperand = { k: 'ssa', id: p.let.id, type: this.types.types.int64 }
      const start = this.at(value, first)
      starts.push({ k: 'set', slot, value: start })
      steps.push(...this.advance(slot, this.intrinsic('sub_int', this.at(value, second), start)))
    }
    const list = this.loop.body.map(s => this.replaced(s, sums))
    list.splice(this.by.setAt + 1, 0, ...steps)
    return [...this.before, ...starts, { ...this.loop, body: list }]
  }

  /** An index that multiplies the loop variable. */
  private isProduct(s: Let, at: number): boolean {
    return this.isIndex(s.id) && this.isLinear(s.id, at) && this.multiplies(s.id, 0)
  }

  private isIndex(id: number): boolean {
    for (const { let: s } of this.body.lets.values()) {
      const m = s.rhs.k === 'intrinsic' ? /^array(ref|set)(_held)?$/.exec(s.rhs.name) : null
      if (!m || s.rhs.k !== 'intrinsic') continue
      const index = s.rhs.args[(m[1] === 'ref' ? 1 : 2) + (m[2] ? 1 : 0)]
      if (index.k === 'ssa' && index.id === id) return true
    }
    return false
  }

  /** A sum of products of the loop variable with what does not change. */
  private isLinear(id: number, at: number, depth = 0): boolean {
    const made = this.body.lets.get(id)
    if (!made || made.at >= this.by.setAt || made.at > at || depth > MAX_DEPTH) return false
    const { rhs } = made.let
    const isPart = (o: TOperand): boolean =>
      this.coefficient(o, made.at) !== null || (o.k === 'ssa' && this.isLinear(o.id, made.at, depth + 1))
    if (rhs.k === 'move') return isPart(rhs.value)
    if (rhs.k !== 'intrinsic' || rhs.args.some(a => a.type !== this.types.types.int64)) return false
    if (rhs.name === 'add_int' || rhs.name === 'sub_int') return rhs.args.every(isPart)
    return rhs.name === 'mul_int' && rhs.args.every(isPart) && rhs.args.some(a => this.coefficient(a, made.at) === 0n)
  }

  /** Whether the loop variable is multiplied by something that is no constant. */
  private multiplies(id: number, depth: number): boolean {
    const made = this.body.lets.get(id)
    if (!made || depth > MAX_DEPTH || this.coefficient({ k: 'ssa', id, type: this.types.types.int64 }, made.at) !== null) return false
    const { rhs } = made.let
    if (rhs.k === 'move') return rhs.value.k === 'ssa' && this.multiplies(rhs.value.id, depth + 1)
    if (rhs.k !== 'intrinsic') return false
    if (rhs.name === 'mul_int' && rhs.args.every(a => constantOf(a) === null)) return true
    return rhs.args.some(a => a.k === 'ssa' && this.multiplies(a.id, depth + 1))
  }

  private newSlot(): number {
    this.typed.slotNames.push('index')
    this.typed.maybeUndefined.push(false)
    return this.typed.slotTypes.push(this.types.types.int64) - 1
  }

  private advance(slot: number, amount: TOperand): TStmt[] {
    const { int64 } = this.types.types
    const id = this.typed.ssaTypes.push(int64) - 1
    const args: TOperand[] = [{ k: 'slot', slot, type: int64 }, amount]
    return [
      { k: 'let', id, at: 0, rhs: { k: 'intrinsic', name: 'add_int', args, inbounds: false } },
      { k: 'set', slot, value: { k: 'ssa', id, type: int64 } },
    ]
  }

  /** The index is read from its sum. */
  private replaced(s: TStmt, sums: ReadonlyMap<number, number>): TStmt {
    const slot = s.k === 'let' ? sums.get(s.id) : undefined
    if (s.k === 'let' && slot !== undefined) return { ...s, rhs: { k: 'move', value: { k: 'slot', slot, type: this.types.types.int64 } } }
    return mapLists(s, l => l.map(x => this.replaced(x, sums)))
  }
}
