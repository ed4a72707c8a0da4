/**
 * Loops without a safepoint poll in every iteration: a pass over the typed body, before emission.
 *
 *   loop L                                   loop L
 *     …                                        end = last if that is near, else $k + 4096
 *     if $k === last  break L                  loop M  (without poll)
 *     $k = $k + 1                     ==>        …
 *                                                if $k === end  break M
 *                                                $k = $k + 1
 *                                              if $k === last  break L
 *                                              $k = $k + 1
 *
 * and likewise for `while $k <= last`. A poll is a load and a call that is seldom made, which keeps V8 from unrolling the
 * loop; so every few thousand iterations are enough. Only innermost loops that call nothing are treated so: others take
 * longer for an iteration than a poll does, and nothing else in such a loop can wait.
 */
import { boolValue, intValue } from '../types/constants.ts'
import type { JType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'
import { findInduction, type Induction } from './induction.ts'
import { LoopBody } from './loop-body.ts'
import { constantOf, isHarmless } from './loop-expressions.ts'
import { continuesTo, endsInError, innerLists, labelLimit, mapLists, mapOperands, someStatement } from './traverse.ts'
import type { If, Let, Loop } from './traverse.ts'
import type { TOperand, TRhs, TStmt, TypedBody } from './typed-ir.ts'
import type { LoopVersions } from './version-loops.ts'

const ITERATIONS = 4096n
/** Steps are smaller, where they are known. */
const MAX_STEP = 1n << 20n
const MAX_TAIL = 12

/** Rewrites a body; ssa types are appended. */
export function stripMine(types: TypeWorld, typed: TypedBody, versions: LoopVersions): TypedBody {
  if (!someStatement(typed.body, s => s.k === 'loop')) return typed
  const ssaTypes = [...typed.ssaTypes]
  const pass = new Strips(types, { ...typed, ssaTypes }, versions)
  return { ...typed, ssaTypes, body: pass.list(typed.body) }
}

class Strips {
  private readonly types: TypeWorld
  private readonly typed: TypedBody
  private readonly versions: LoopVersions
  private nextLabel: number

  constructor(types: TypeWorld, typed: TypedBody, versions: LoopVersions) {
    this.types = types
    this.typed = typed
    this.versions = versions
    this.nextLabel = labelLimit(typed.body)
  }

  list(list: readonly TStmt[]): TStmt[] {
    return list.map(s =>
      s.k === 'loop' && s.poll && !this.versions.checked.has(s.label) && callsNothing(s.body)
        ? this.strip(s)
        : mapLists(s, l => this.list(l)),
    )
  }

  private strip(loop: Loop): TStmt {
    const body = new LoopBody(this.typed, loop)
    const induction = findInduction(this.types, body)
    const stride = induction && this.stride(induction, loop.label)
    if (!stride || continuesTo(loop.body, loop.label)) return loop
    return (induction.bound.kind === 'exact' ? this.exact(loop, induction, stride) : this.ordered(loop, induction, stride)) ?? loop
  }

  /** How far the variable goes in one strip: positive or negative as it goes up or down; null if that is not known. */
  private stride({ step, isSubtracted, bound }: Induction, label: number): Stride | null {
    const n = constantOf(step)
    if (n === null) {
      if (!this.versions.unchecked.has(label) || isSubtracted) return null
      return { length: null, step, isUp: true }
    }
    const by = isSubtracted ? -n : n
    // Another step could miss the bound, unless that was tried.
    if (bound.kind === 'exact' && by !== 1n && by !== -1n && !this.versions.unchecked.has(label)) return null
    if (by > MAX_STEP || by < -MAX_STEP) return null
    return { length: (by < 0n ? -by : by) * ITERATIONS, step, isUp: by > 0n }
  }

  // ---- for ----

  private exact(loop: Loop, at: Induction, stride: Stride): TStmt | null {
    const test = loop.body[at.testAt] as If
    const leaves = test.else.length === 0 && test.then.length === 1 && test.then[0].k === 'break' && test.then[0].label === loop.label
    const tail = loop.body.slice(at.testAt + 1)
    if (!leaves || tail.length > MAX_TAIL || tail.some(s => s.k !== 'let' && s.k !== 'set')) return null
    const before: TStmt[] = []
    const variable = this.read(at.slot, before)
    const { limit } = at.bound
    const length = this.length(stride, before)
    const rest = stride.isUp ? this.op('sub_int', limit, variable, before) : this.op('sub_int', variable, limit, before)
    const far = this.op(stride.isUp ? 'add_int' : 'sub_int', variable, length, before)
    const end = this.choose(this.op('ult_int', rest, length, before), limit, far, before)
    const label = this.nextLabel++
    const inner: TStmt[] = [...loop.body.slice(0, at.testAt), ...this.leaveAt(at.slot, end, label), ...tail]
    const outer: TStmt[] = [
      ...before,
      { k: 'loop', label, poll: false, body: inner },
      ...this.leaveAt(at.slot, at.bound.limit, loop.label),
      ...this.copied(tail),
    ]
    return { ...loop, body: outer }
  }

  /** `if $k === end  break label` */
  private leaveAt(slot: number, end: TOperand, label: number): TStmt[] {
    const out: TStmt[] = []
    const cond = this.op('eq_int', this.read(slot, out), end, out)
    out.push({ k: 'if', cond, then: [{ k: 'break', label }], else: [] })
    return out
  }

  /** `let`s and assignments with numbers of their own. */
  private copied(list: readonly TStmt[]): TStmt[] {
    const ssa = new Map<number, TOperand>()
    const operand = (o: TOperand): TOperand => {
      const to = o.k === 'ssa' ? ssa.get(o.id) : undefined
      return to && to.k !== 'const' ? { ...to, type: o.type } : o
    }
    return list.map(s => {
      if (s.k === 'set') return { ...s, value: operand(s.value) }
      const made = s as Let
      const type = this.typed.ssaTypes[made.id]
      const id = this.typed.ssaTypes.push(type) - 1
      const copy: TStmt = { ...made, id, rhs: mapOperands(made.rhs, operand, slot => slot) }
      ssa.set(made.id, { k: 'ssa', id, type })
      return copy
    })
  }

  // ---- while ----

  /** The loop's test is first of all made with the nearer end; what stands before it may be done again. */
  private ordered(loop: Loop, at: Induction, stride: Stride): TStmt | null {
    const head = loop.body.slice(0, at.testAt)
    const test = loop.body[at.testAt] as If
    const isPure = head.every(s => s.k === 'let' && (s.rhs.k === 'move' || (s.rhs.k === 'intrinsic' && isHarmless(s.rhs.name))))
    const exit = test.then.length > 0 ? test.then : test.else
    const leaves = exit.length === 1 && exit[0].k === 'break' && exit[0].label === loop.label
    if (!isPure || !leaves || stride.length === null) return null
    const before: TStmt[] = []
    const variable = this.read(at.slot, before)
    const { limit, isStrict } = at.bound
    const length = this.length(stride, before)
    const far = this.op(stride.isUp ? 'add_int' : 'sub_int', variable, length, before)
    const [low, high] = stride.isUp ? [far, limit] : [limit, far]
    // The limit itself where `far` is beyond it, or has wrapped around.
    const isNear = this.op('slt_int', low, high, before)
    const hasMoved = stride.isUp ? this.op('slt_int', variable, far, before) : this.op('slt_int', far, variable, before)
    const end = this.choose(this.op('and_int', isNear, hasMoved, before), far, limit, before)
    const label = this.nextLabel++
    const inner: TStmt[] = [...this.leaveBeyond(at.slot, end, stride.isUp, isStrict, label), ...this.withoutTest(loop, at)]
    const outer: TStmt[] = [
      ...before,
      { k: 'loop', label, poll: false, body: inner },
      ...this.leaveBeyond(at.slot, limit, stride.isUp, isStrict, loop.label),
    ]
    return { ...loop, body: outer }
  }

  private withoutTest(loop: Loop, at: Induction): TStmt[] {
    return [...loop.body.slice(0, at.testAt), ...loop.body.slice(at.testAt + 1)]
  }

  private leaveBeyond(slot: number, end: TOperand, isUp: boolean, isStrict: boolean, label: number): TStmt[] {
    const out: TStmt[] = []
    const k = this.read(slot, out)
    const [low, high] = isUp ? [k, end] : [end, k]
    const cond = this.op(isStrict ? 'slt_int' : 'sle_int', low, high, out)
    out.push({ k: 'if', cond, then: [], else: [{ k: 'break', label }] })
    return out
  }

  // ---- pieces ----

  private read(slot: number, out: TStmt[]): TOperand {
    return this.let({ k: 'move', value: { k: 'slot', slot, type: this.types.types.int64 } }, this.types.types.int64, out)
  }

  private length(stride: Stride, out: TStmt[]): TOperand {
    if (stride.length !== null) return this.int(stride.length)
    return this.op('mul_int', stride.step, this.int(ITERATIONS), out)
  }

  private int(n: bigint): TOperand {
    const value = intValue(this.types, n)
    return { k: 'const', value, type: value.type }
  }

  private op(name: string, a: TOperand, b: TOperand, out: TStmt[]): TOperand {
    const compares = name === 'eq_int' || name === 'slt_int' || name === 'sle_int' || name === 'ult_int'
    return this.let({ k: 'intrinsic', name, args: [a, b], inbounds: false }, compares ? boolValue(this.types, true).type : a.type, out)
  }

  private choose(cond: TOperand, a: TOperand, b: TOperand, out: TStmt[]): TOperand {
    return this.let({ k: 'intrinsic', name: 'ifelse', args: [cond, a, b], inbounds: false }, this.types.types.int64, out)
  }

  private let(rhs: TRhs, type: JType, out: TStmt[]): TOperand {
    const id = this.typed.ssaTypes.push(type) - 1
    out.push({ k: 'let', id, at: 0, rhs })
    return { k: 'ssa', id, type }
  }
}

interface Stride {
  readonly length: bigint | null
  readonly step: TOperand
  readonly isUp: boolean
}

/** Whether nothing in a list waits, allocates or calls, except on a way to an error; and there is no loop in it. */
function callsNothing(list: readonly TStmt[]): boolean {
  return (
    endsInError(list) ||
    list.every(s => (s.k === 'let' ? isPlain(s.rhs) : s.k !== 'loop' && s.k !== 'try') && innerLists(s).every(callsNothing))
  )
}

const plain =
  /^(array(ref|set)(_held)?|arraylen|arraysize|array_hold|sdiv_int|udiv_int|srem_int|urem_int|checked_\w+_int|string_byte|string_length|atomic_(add|sub|and|or|xor|max|min|nand)field)$/

function isPlain(r: TRhs): boolean {
  switch (r.k) {
    case 'move':
    case 'pi':
    case 'getfield':
    case 'setfield':
    case 'egal':
    case 'tupleindex':
      return true
    case 'new':
      return !r.type.name.isMutable
    case 'intrinsic':
      return isHarmless(r.name) || plain.test(r.name)
    default:
      return false
  }
}
