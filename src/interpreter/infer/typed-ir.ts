/**
 * The typed IR: a method instance's body after inference and inlining, as emission reads it.
 *
 * Same shape as the lowered IR (structured control flow, A-normal form), but every operand has a type, every call is
 * resolved (to an instance, an intrinsic, a field access, …) or explicitly dynamic, and control flow that inference
 * proved dead is gone. Invariants (checked by `verify.ts`):
 * - `ssaTypes[id]` / `slotTypes[slot]` is the type a variable's storage must hold; an operand's own `type` is a subtype of
 *   it (refined by a branch): emission extracts the narrower representation, without a check;
 * - a value assigned (`let`, `set`, argument, field, return) may have a narrower type than its destination: emission
 *   converts (boxes, tags). It never has a wider one, except through `typeassert`;
 * - a `let` of type `Union{}` does not return: nothing follows it in its statement list;
 * - plain data only.
 */
import type { DataType, JType, Value } from '../types/type.ts'
import type { Position, SourcePosition } from '../lower/ir.ts'

/** A compile-time constant: a value, or a type used as a value. */
export type Constant = Value | JType

export type TOperand =
  | { readonly k: 'ssa'; readonly id: number; readonly type: JType }
  | { readonly k: 'slot'; readonly slot: number; readonly type: JType }
  | { readonly k: 'const'; readonly value: Constant; readonly type: JType }

export type TRhs =
  | { readonly k: 'move'; readonly value: TOperand }
  /** A direct call of a compiled instance. Arguments include the function object (a ghost if it is a singleton). */
  | { readonly k: 'invoke'; readonly instance: number; readonly args: TOperand[] }
  /** A dynamic call; args[0] is the function. The result, a ref, is known to have the `let`'s type. */
  | { readonly k: 'dyncall'; readonly args: TOperand[] }
  /** A dynamic call whose arguments after the function are the elements of a Vector{Any}. */
  | { readonly k: 'dynapply'; readonly fn: TOperand; readonly vector: TOperand }
  /** An intrinsic of `intrinsics.ts` that is not one of the forms below; constant type arguments are `const` operands.
   * `eligible`: the check goes when the method is inlined into an `@inbounds` region (emission ignores it). The name
   * `boundscheck` (no arguments) is the condition of a `@boundscheck` block: true when emitted. */
  /** `isRepeated`: see `repeated-atomics.ts`. */
  | {
      readonly k: 'intrinsic'
      readonly name: string
      readonly args: TOperand[]
      readonly inbounds: boolean
      readonly eligible?: boolean
      readonly isRepeated?: boolean
    }
  /** A concrete struct or tuple (`Tuple`, `NamedTuple`) from its fields; fewer args than fields leaves the rest undefined. */
  | { readonly k: 'new'; readonly type: DataType; readonly args: TOperand[] }
  /** `new` with a type known at run time only (args[0] is the type). */
  | { readonly k: 'newdynamic'; readonly args: TOperand[] }
  /** Field `index` (0-based) of a value whose type is one concrete struct or tuple. Checked for #undef if `checked`. */
  | { readonly k: 'getfield'; readonly object: TOperand; readonly index: number; readonly checked: boolean }
  | { readonly k: 'setfield'; readonly object: TOperand; readonly index: number; readonly value: TOperand }
  /** Element of a tuple at a run-time index (Int64, 1-based); BoundsError unless `inbounds`. */
  | {
      readonly k: 'tupleindex'
      readonly tuple: TOperand
      readonly index: TOperand
      readonly inbounds: boolean
      readonly eligible?: boolean
    }
  /** isa with a constant type; always a real question (not foldable). */
  | { readonly k: 'isa'; readonly value: TOperand; readonly test: JType }
  | { readonly k: 'egal'; readonly a: TOperand; readonly b: TOperand }
  /** Narrows to the `let`'s type, or throws TypeError(context, test, value). */
  | { readonly k: 'typeassert'; readonly value: TOperand; readonly test: JType; readonly context: string }
  /** Re-types without a check (inference knows). */
  | { readonly k: 'pi'; readonly value: TOperand }
  /** A slot that may be undefined: throws UndefVarError(name). */
  | { readonly k: 'readslot'; readonly slot: number; readonly name: string }
  | { readonly k: 'isdefinedslot'; readonly slot: number }
  /** Global cell at a heap address. `checked`: throws UndefVarError while it is undefined. Value is a ref. */
  | { readonly k: 'getglobal'; readonly binding: number; readonly checked: boolean; readonly name: string; readonly module: number }
  | { readonly k: 'setglobal'; readonly binding: number; readonly value: TOperand }
  | { readonly k: 'isdefinedglobal'; readonly binding: number }
  | { readonly k: 'newbox' }
  | { readonly k: 'boxget'; readonly box: TOperand; readonly name: string }
  | { readonly k: 'boxset'; readonly box: TOperand; readonly value: TOperand }
  | { readonly k: 'isdefinedbox'; readonly box: TOperand }
  | { readonly k: 'throw'; readonly value: TOperand }
  | { readonly k: 'rethrow'; readonly value: TOperand }
  /** `rt.ask(op, a, address of boxed args, count, 0)`: the result is a ref of the `let`'s type. */
  | { readonly k: 'ask'; readonly op: number; readonly payload: number; readonly args: TOperand[] }

export type TStmt =
  | { readonly k: 'let'; readonly id: number; readonly rhs: TRhs; readonly at: Position }
  | { readonly k: 'set'; readonly slot: number; readonly value: TOperand }
  | { readonly k: 'newvar'; readonly slot: number }
  | { readonly k: 'if'; readonly cond: TOperand; readonly then: TStmt[]; readonly else: TStmt[] }
  /** `poll`: a safepoint poll belongs at its back-edge. */
  | { readonly k: 'loop'; readonly label: number; readonly body: TStmt[]; readonly poll: boolean }
  | { readonly k: 'block'; readonly label: number; readonly body: TStmt[] }
  | { readonly k: 'break'; readonly label: number }
  | { readonly k: 'continue'; readonly label: number }
  | { readonly k: 'return'; readonly value: TOperand }
  | { readonly k: 'try'; readonly body: TStmt[]; readonly exception: number; readonly handler: TStmt[] }
  /** Control does not come here. */
  | { readonly k: 'unreachable' }

export interface TypedBody {
  readonly ssaTypes: JType[]
  readonly slotTypes: JType[]
  readonly slotNames: string[]
  /** Slots that may be read before assignment (they carry a "defined" flag). */
  readonly maybeUndefined: boolean[]
  readonly body: TStmt[]
  readonly positions: SourcePosition[]
}

/** A method specialised for argument types: the unit of compilation. Plain data, in `world.instances.at(id)`. */
export interface Instance {
  readonly id: number
  /** Index in `world.methods`. */
  readonly method: number
  /** One per formal argument, the function object first, varargs as one tuple type. */
  readonly argTypes: JType[]
  /** Values of the static parameters. */
  readonly sparams: (Constant | null)[]
  readonly name: string
  returnType: JType
  /** The constant that it always returns, if any. */
  returnConst: Constant | null
  typed: TypedBody | null
  /** Index in table `spec`, or -1 until it is assigned. */
  specIndex: number
  /** Index in table `jl`, or -1. */
  jlIndex: number
  /** Emitted into a published module. */
  compiled: boolean
  /** False after invalidation. */
  valid: boolean
  /** May call itself, directly or not, or make dynamic calls: needs the depth guard. */
  recursive: boolean
}
