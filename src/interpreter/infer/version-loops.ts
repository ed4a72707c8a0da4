/**
 * Loops without checks: a pass over the typed body, before emission.
 *
 * A check in an innermost loop asks whether something is within bounds that do not change in the loop. Where what it asks
 * about is a sum or multiple of the loop variable, it holds in all iterations if it holds in the first and the last. Both
 * are tried before the loop, and there are two loops then:
 *
 *   for k in lo:hi                        if (all checks hold for k = lo and for k = hi)
 *     if !(k - 1 <u n)  throw …    ==>      loop without the checks
 *     …                                   else
 *                                           the loop as it was
 *
 * So an error is thrown in the same iteration and after the same effects as before. All that is tried are locals that the
 * loop does not assign, and values that never change (sizes of matrices, what a hold of an array took: `hold-arrays.ts`):
 * no other thread can change the outcome.
 */
import type { JType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'
import { copyLoop } from './copy-loop.ts'
import { findInduction } from './induction.ts'
import { LoopBody } from './loop-body.ts'
import { provableChecks } from './loop-checks.ts'
import { LoopValues } from './loop-values.ts'
import { eachRead, eachStatement, labelLimit, mapLists, someStatement } from './traverse.ts'
import type { Loop } from './traverse.ts'
import type { TStmt, TypedBody } from './typed-ir.ts'

/** Larger loops gain less than their second copy costs. */
const MAX_STATEMENTS = 120

/** The labels of loops that there are two of: those without checks step upwards or downwards to their bound. */
export interface LoopVersions {
  readonly unchecked: Set<number>
  readonly checked: Set<number>
}

/** Rewrites a body; ssa types are appended, and `versions` filled. */
export function versionLoops(types: TypeWorld, typed: TypedBody, versions: LoopVersions): TypedBody {
  if (!someStatement(typed.body, s => s.k === 'loop')) return typed
  const ssaTypes = [...typed.ssaTypes]
  const body = new Versioning(types, ssaTypes, typed, versions).list(typed.body)
  return { ...typed, ssaTypes, body }
}

class Versioning {
  private readonly types: TypeWorld
  private readonly ssaTypes: JType[]
  private readonly typed: TypedBody
  private readonly uses: ReadonlyMap<number, number>
  private readonly versions: LoopVersions
  private nextLabel: number

  constructor(types: TypeWorld, ssaTypes: JType[], typed: TypedBody, versions: LoopVersions) {
    this.types = types
    this.ssaTypes = ssaTypes
    this.typed = typed
    this.uses = countUses(typed.body)
    this.versions = versions
    this.nextLabel = labelLimit(typed.body)
  }

  list(list: readonly TStmt[]): TStmt[] {
    return list.flatMap(s => (s.k === 'loop' && isInnermost(s) ? this.version(s) : [mapLists(s, l => this.list(l))]))
  }

  private version(loop: Loop): TStmt[] {
    if (!this.isClosed(loop)) return [loop]
    const body = new LoopBody(this.typed, loop)
    const induction = findInduction(this.types, body)
    if (!induction) return [loop]
    const values = new LoopValues(this.types, this.ssaTypes, body, induction)
    const checks = provableChecks(this.types, body, induction, values)
    if (!checks) return [loop]
    const label = this.nextLabel++
    const unchecked = copyLoop(this.types, this.ssaTypes, loop, label, checks)
    this.versions.unchecked.add(label)
    this.versions.checked.add(loop.label)
    const cond = values.allHold()
    return [...values.before, { k: 'if', cond, then: [unchecked], else: [loop] }]
  }

  /** Small enough, and no value that it defines is used behind it (it would have two definitions). */
  private isClosed(loop: Loop): boolean {
    const inside = countUses(loop.body)
    let size = 0
    let closed = true
    eachStatement(loop.body, s => {
      size++
      if (s.k === 'let' && inside.get(s.id) !== this.uses.get(s.id)) closed = false
    })
    return closed && size <= MAX_STATEMENTS
  }
}

function isInnermost(loop: Loop): boolean {
  return !someStatement(loop.body, s => s.k === 'loop' || s.k === 'try')
}

/** How often each `let`'s value is read. */
function countUses(list: readonly TStmt[]): ReadonlyMap<number, number> {
  const uses = new Map<number, number>()
  eachStatement(list, s =>
    eachRead(
      s,
      o => o.k === 'ssa' && uses.set(o.id, (uses.get(o.id) ?? 0) + 1),
      () => undefined,
    ),
  )
  return uses
}
