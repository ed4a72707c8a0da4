/**
 * Expressions of a loop, and their values before it.
 *
 * Enters: operands read in the loop. Leaves: `before`, pure `let`s that compute what the operands are for a given value of
 * the loop variable. An expression is followed if it is a sum, difference or multiple of the loop variable and of what
 * does not change in the loop. Equal values are computed once.
 */
import { intrinsics } from '../intrinsics.ts'
import { intValue, integerOf } from '../types/constants.ts'
import type { JType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'
import { type Change, readsVariable } from './induction.ts'
import type { LoopBody } from './loop-body.ts'
import type { TOperand, TRhs, TStmt } from './typed-ir.ts'

const MAX_DEPTH = 12

/** Pure operations that cannot trap, whatever their operands. */
const harmless =
  /^(add|sub|mul|and|or|xor|not|neg|eq|ne|slt|ult|sle|ule|shl|lshr|ashr|sext|zext|trunc)_int$|^(add|sub|mul|div|neg|abs|eq|ne|lt|le)_float$|^(ifelse|sqrt_llvm|sitofp|bitcast)$/

export class LoopExpressions {
  /** The `let`s to put before the loop. */
  readonly before: TStmt[] = []
  protected readonly types: TypeWorld
  protected readonly body: LoopBody
  private readonly ssaTypes: JType[]
  private readonly change: Change
  private readonly coefficients = new Map<number, bigint | null>()
  /** Values computed already, by what computes them. */
  private readonly computed = new Map<string, TOperand>()

  constructor(types: TypeWorld, ssaTypes: JType[], body: LoopBody, change: Change) {
    this.types = types
    this.ssaTypes = ssaTypes
    this.body = body
    this.change = change
  }

  int(n: bigint): TOperand {
    const value = intValue(this.types, n)
    return { k: 'const', value, type: value.type }
  }

  /** Whether an operand read at position `at` is the loop variable before its assignment. */
  isVariable(o: TOperand, at: number): boolean {
    return readsVariable(this.body, this.change.slot, o, at, this.change.setAt)
  }

  /** The coefficient of the loop variable: 0 if the operand does not change in the loop, null if it is no constant. */
  coefficient(o: TOperand, at: number, depth = 0): bigint | null {
    if (this.body.isInvariant(o)) return 0n
    if (this.isVariable(o, at)) return 1n
    if (o.k !== 'ssa' || depth > MAX_DEPTH) return null
    const known = this.coefficients.get(o.id)
    if (known !== undefined) return known
    const made = this.body.lets.get(o.id)
    const found = made ? this.coefficientOf(made.let.rhs, made.at, depth + 1) : null
    this.coefficients.set(o.id, found)
    return found
  }

  private coefficientOf(r: TRhs, at: number, depth: number): bigint | null {
    if (r.k === 'move') return this.coefficient(r.value, at, depth)
    if (r.k === 'getfield') return !r.checked && isUnchanging(r.object) && this.body.isInvariant(r.object) ? 0n : null
    if (r.k !== 'intrinsic' || !isHarmless(r.name)) return null
    const parts = r.args.map(a => this.coefficient(a, at, depth))
    if (parts.some(p => p === null)) return null
    const [a, b] = parts as bigint[]
    if (parts.every(p => p === 0n)) return 0n
    if (r.args.some(o => o.type !== this.types.types.int64)) return null
    switch (r.name) {
      case 'add_int':
        return a + b
      case 'sub_int':
        return a - b
      case 'mul_int': {
        const factor = constantOf(r.args[a === 0n ? 0 : 1])
        return factor === null ? null : factor * (a === 0n ? b : a)
      }
      default:
        return null
    }
  }

  /** The value of an operand for this value of the loop variable. Its coefficient must be known, or it must be linear. */
  at(o: TOperand, variable: TOperand): TOperand {
    if (this.body.isInvariant(o)) return o
    if (o.k === 'slot') return variable
    const { id } = o as Extract<TOperand, { k: 'ssa' }>
    const { rhs } = this.body.lets.get(id)!.let
    if (rhs.k === 'move') return this.at(rhs.value, variable)
    if (rhs.k === 'getfield') return this.compute(rhs, this.ssaTypes[id])
    if (rhs.k !== 'intrinsic') throw new Error('an expression of a loop is not what it was')
    return this.compute({ ...rhs, args: rhs.args.map(a => this.at(a, variable)) }, this.ssaTypes[id])
  }

  /** The loop variable before the loop. */
  initial(): TOperand {
    const { int64 } = this.types.types
    return this.compute({ k: 'move', value: { k: 'slot', slot: this.change.slot, type: int64 } }, int64)
  }

  /** The value of a pure operation before the loop: computed once. */
  compute(rhs: TRhs, type: JType): TOperand {
    const key = computationKey(rhs)
    const known = this.computed.get(key)
    if (known) return known
    const id = this.ssaTypes.push(type) - 1
    this.before.push({ k: 'let', id, at: 0, rhs })
    const made: TOperand = { k: 'ssa', id, type }
    this.computed.set(key, made)
    return made
  }

  intrinsic(name: string, a: TOperand, b: TOperand): TOperand {
    const compares = /^(eq|ne|slt|ult|sle|ule)_int$/.test(name)
    return this.compute({ k: 'intrinsic', name, args: [a, b], inbounds: false }, compares ? this.types.types.bool : a.type)
  }
}

/** Pure operations that may be done where the loop would not have done them. */
export function isHarmless(name: string): boolean {
  return harmless.test(name) && intrinsics.get(name)?.effect === 'pure'
}

/** An object whose fields never change. */
export function isUnchanging(o: TOperand): boolean {
  return o.type.kind === 'data' && o.type.isConcrete && !o.type.name.isMutable
}

/** The integer that a constant operand is, or null. */
export function constantOf(o: TOperand): bigint | null {
  return o.k === 'const' && o.value.kind === 'bits' ? integerOf(o.value) : null
}

function computationKey(r: TRhs): string {
  switch (r.k) {
    case 'intrinsic':
      return `${r.name}(${r.args.map(operandKey).join()})`
    case 'getfield':
      return `${operandKey(r.object)}.${r.index}`
    case 'move':
      return operandKey(r.value)
    default:
      throw new Error(`${r.k} is not computed before a loop`)
  }
}

export function operandKey(o: TOperand): string {
  return o.k === 'ssa' ? `%${o.id}` : o.k === 'slot' ? `$${o.slot}` : `c${o.value.id}`
}
