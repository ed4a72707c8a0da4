/**
 * Values of a loop's expressions in its first and its last iteration, computed before the loop; and the tests there.
 *
 * Enters: operands with a known coefficient of the loop variable. Leaves: their values at both ends, and `allHold`, the
 * conjunction of what was required.
 *
 * All arithmetic wraps at 64 bits, in the loop as here. For an expression a·k + b with |a| <= 2^20, where the variable
 * changes by less than 2^40 in all (that is tried), a·k itself changes by less than 2^60: so if both end values lie in an
 * interval shorter than 2^62, they differ by exactly that change, and all values between lie between them.
 */
import { boolValue } from '../types/constants.ts'
import type { JType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'
import type { Induction } from './induction.ts'
import type { LoopBody } from './loop-body.ts'
import { constantOf, LoopExpressions, operandKey } from './loop-expressions.ts'
import type { TOperand } from './typed-ir.ts'

const MAX_TESTS = 16
const MAX_COEFFICIENT = 1n << 20n
const MAX_CHANGE = 1n << 40n

export type End = 'first' | 'last'

export class LoopValues extends LoopExpressions {
  private readonly induction: Induction
  private readonly required = new Map<string, TOperand>()
  private readonly ends: Record<End, TOperand>

  constructor(types: TypeWorld, ssaTypes: JType[], body: LoopBody, induction: Induction) {
    super(types, ssaTypes, body, induction)
    this.induction = induction
    this.ends = this.variableEnds()
  }

  override coefficient(o: TOperand, at: number, depth = 0): bigint | null {
    const found = super.coefficient(o, at, depth)
    return found !== null && found <= MAX_COEFFICIENT && found >= -MAX_COEFFICIENT ? found : null
  }

  /** The operand's value in the first or last iteration. Its coefficient must be known. */
  atEnd(o: TOperand, end: End): TOperand {
    return this.at(o, this.ends[end])
  }

  // ---- tests ----

  /** The loop without checks is entered only if this holds. */
  require(test: TOperand): void {
    this.required.set(operandKey(test), test)
  }

  get isTooLong(): boolean {
    return this.required.size > MAX_TESTS
  }

  /** The conjunction of all that is required. */
  allHold(): TOperand {
    const value = boolValue(this.types, true)
    const start: TOperand = { k: 'const', value, type: value.type }
    return [...this.required.values()].reduce((all, test) => (all === start ? test : this.intrinsic('and_int', all, test)), start)
  }

  // ---- the loop variable ----

  private variableEnds(): Record<End, TOperand> {
    const { step, isSubtracted, bound } = this.induction
    const first = this.initial()
    const n = constantOf(step)
    if (n === null) {
      this.require(this.intrinsic('slt_int', this.int(0n), step))
      this.require(this.intrinsic('slt_int', step, this.int(MAX_CHANGE)))
    }
    const isUp = n === null ? !isSubtracted : n > 0n !== isSubtracted
    const last = this.lastValue(isUp)
    const change = isUp ? this.intrinsic('sub_int', last, first) : this.intrinsic('sub_int', first, last)
    this.require(this.intrinsic('ult_int', change, this.int(MAX_CHANGE)))
    if (bound.kind === 'exact') this.requireMultiple(change, step, n)
    return { first, last }
  }

  /** A value that the variable does not go beyond: the limit, or the one next to it. */
  private lastValue(isUp: boolean): TOperand {
    const { limit, kind, isStrict } = this.induction.bound
    if (kind === 'exact') return limit
    // The step after the last may not wrap around, or the loop would go on.
    const last = isStrict ? this.intrinsic(isUp ? 'sub_int' : 'add_int', limit, this.int(1n)) : limit
    const most = 1n << 62n
    this.require(isUp ? this.intrinsic('slt_int', last, this.int(most)) : this.intrinsic('slt_int', this.int(-most), last))
    return last
  }

  /** A loop that ends when the variable equals the limit must come to it. */
  private requireMultiple(change: TOperand, step: TOperand, n: bigint | null): void {
    if (n === 1n || n === -1n) return
    const divisor = n === null ? this.positive(step) : this.int(n < 0n ? -n : n)
    this.require(this.intrinsic('eq_int', this.intrinsic('urem_int', change, divisor), this.int(0n)))
  }

  /** The step, or 1 where it is not positive (a division by zero would trap, whatever else is required). */
  private positive(step: TOperand): TOperand {
    const isPositive = this.intrinsic('slt_int', this.int(0n), step)
    return this.compute({ k: 'intrinsic', name: 'ifelse', args: [isPositive, step, this.int(1n)], inbounds: false }, step.type)
  }
}
