/**
 * The lowered IR: a method body as a tree of statements in A-normal form.
 *
 * Enters: macro-expanded `Expr`. Leaves: structured control flow (no gotos: `loop`, `block`, `break`, `continue`), every
 * intermediate value named by a `let` with a number of its own, variables resolved to slots, boxes, captured fields,
 * static parameters or globals, sugar replaced by calls of `Base` functions.
 *
 * Invariants (checked by `verify.ts`)
 * - every `ssa` operand is defined by exactly one `let`, which dominates the use;
 * - operands are read when the statement runs, left to right; lowering inserts `move` where a later operand could
 *   assign a slot that an earlier operand reads;
 * - `break` names an enclosing `block` or `loop`, `continue` an enclosing `loop`; leaving a `try` body so is allowed;
 * - plain data only.
 * Absent on purpose: `@goto` into blocks; types (see `infer/`).
 */
import type { Ast } from '../../parser/expr.ts'
import type { ModulePath } from '../types/type.ts'

/** Index into `MethodTemplate.positions`. */
export type Position = number

export interface SourcePosition {
  readonly file: string
  readonly line: number
  /** Set by inlining: the instance this belongs to, and where it was called. */
  readonly inlined?: { readonly instance: number; readonly caller: SourcePosition }
}

export type Operand =
  /** The value of an earlier `let`. */
  | { readonly k: 'ssa'; readonly id: number }
  /** A local variable or argument; throws `UndefVarError` when it has no value yet. */
  | { readonly k: 'slot'; readonly slot: number }
  /** A literal, or (inside a `quotenode`) a quoted tree, or a spliced heap value. */
  | { readonly k: 'literal'; readonly ast: Ast }
  /** A global; throws `UndefVarError` when undefined. */
  | { readonly k: 'global'; readonly module: ModulePath; readonly name: string }
  /** A static parameter, by index in `MethodTemplate.sparams`. */
  | { readonly k: 'sparam'; readonly index: number }
  /** The field of the closure object (argument 0) that holds a captured value or box. */
  | { readonly k: 'captured'; readonly index: number }

export type Rhs =
  /** Reads the operand now. */
  | { readonly k: 'move'; readonly value: Operand }
  | { readonly k: 'call'; readonly fn: Operand; readonly args: Operand[] }
  /** `f(a, b...)`: `splat[i]` says that argument i is iterated. */
  | { readonly k: 'splatcall'; readonly fn: Operand; readonly args: Operand[]; readonly splat: boolean[] }
  /** `new{…}(args…)`: allocates without conversion being skipped (arguments are converted to the field types before). */
  | { readonly k: 'new'; readonly type: Operand; readonly args: Operand[] }
  /** `new(xs...)`: one operand that is a tuple of all fields. */
  | { readonly k: 'splatnew'; readonly type: Operand; readonly args: Operand }
  /** True when the slot, global, static parameter or boxed variable has a value. */
  | { readonly k: 'isdefined'; readonly what: Operand; readonly boxed: boolean }
  /** A new instance of a closure type. Its type parameters are `Core.Typeof` of each unboxed capture. */
  | { readonly k: 'closure'; readonly closure: ClosureType; readonly captures: Operand[] }
  /** An empty `Core.Box`, for a variable that is captured and assigned more than once. */
  | { readonly k: 'newbox' }
  /** Reads a box; throws `UndefVarError(name)` while it is empty. */
  | { readonly k: 'boxget'; readonly box: Operand; readonly name: string }
  | { readonly k: 'boxset'; readonly box: Operand; readonly value: Operand }
  | { readonly k: 'setglobal'; readonly module: ModulePath; readonly name: string; readonly value: Operand }
  /** `TypeVar(name, lower, upper)`, for `where`. */
  | { readonly k: 'typevar'; readonly name: string; readonly lower: Operand; readonly upper: Operand }
  /** Throws the exception of the enclosing handler again, with its first backtrace. Never returns. */
  | { readonly k: 'rethrow'; readonly exception: Operand }
  /** `@boundscheck`: true, unless the method is inlined into an `inbounds` region. */
  | { readonly k: 'boundscheck' }
  /** A definition; allowed in top-level thunks only. */
  | { readonly k: 'toplevel'; readonly op: TopLevelOp; readonly args: Operand[] }

export type Stmt =
  | { readonly k: 'let'; readonly id: number; readonly rhs: Rhs; readonly at: Position }
  | { readonly k: 'set'; readonly slot: number; readonly value: Operand; readonly at: Position }
  /** The variable has no value from here (a new iteration's local). Only for slots that may be read undefined. */
  | { readonly k: 'newvar'; readonly slot: number }
  /** A condition that is no Bool throws `TypeError`. */
  | { readonly k: 'if'; readonly cond: Operand; readonly then: Stmt[]; readonly else: Stmt[]; readonly at: Position }
  /** Repeats `body` for ever; left by `break`, `return` or an exception. */
  | { readonly k: 'loop'; readonly label: number; readonly body: Stmt[] }
  /** Runs `body` once; `break label` leaves it. */
  | { readonly k: 'block'; readonly label: number; readonly body: Stmt[] }
  | { readonly k: 'break'; readonly label: number }
  | { readonly k: 'continue'; readonly label: number }
  | { readonly k: 'return'; readonly value: Operand; readonly at: Position }
  /** Runs `handler` when `body` throws; the exception is in the slot. `finally` is lowered to this. */
  | { readonly k: 'try'; readonly body: Stmt[]; readonly exception: number; readonly handler: Stmt[] }
  /** A region under `@inbounds true` (or false). */
  | { readonly k: 'inbounds'; readonly on: boolean; readonly body: Stmt[] }

export interface Slot {
  readonly name: string
  /** True when a read can come before any assignment: reads must check. Arguments never are. */
  readonly maybeUndefined: boolean
}

/** A method's lowered body. Arguments are slots 0 … nargs-1; slot 0 is the function object itself. */
export interface MethodTemplate {
  readonly name: string
  readonly module: ModulePath
  readonly nargs: number
  /** The last argument is a tuple of all the remaining ones. */
  readonly isVararg: boolean
  /** Names of the static parameters, in the order of the `tvars` given to its definition. */
  readonly sparams: string[]
  readonly slots: Slot[]
  /** How many ssa numbers `body` uses. */
  readonly ssaCount: number
  readonly body: Stmt[]
  readonly positions: SourcePosition[]
  readonly inline: 'always' | 'never' | 'auto'
  /** Bit i: argument i is `@nospecialize`d. */
  readonly nospecialize: number
  readonly propagateInbounds: boolean
  /** Names of keyword arguments, for messages and `methods`; of the method that takes them. */
  readonly keywords?: string[]
}

/** A closure's type, declared before the method that makes it runs. Identity is the object. */
export interface ClosureType {
  /** As Julia shows it: `var"#f#1"` or `var"#3#4"`; the number part is added by the world. */
  readonly name: string
  readonly module: ModulePath
  /** Captured variables in field order; boxed ones have field type `Core.Box`, the others a parameter each. */
  readonly captures: { readonly name: string; readonly boxed: boolean }[]
  /** Unique number in the process, from the lowering context; used as key. */
  readonly key: number
}

export type TopLevelOp =
  /** The generic function `name` of the module: made if new. No args. Value: the function. */
  | { readonly op: 'function'; readonly module: ModulePath; readonly name: string }
  /**
   * Adds a method. args: the signature's element types (the first is the type of the function object; the last is the
   * element type of the varargs if `template.isVararg`), then the static parameters' TypeVars (`tvarCount` of them), then
   * `captureCount` values (boxes among them) of variables of a `let` or loop around the definition: they replace the
   * template's `captured` operands, by index. Without `captureCount` there are none.
   */
  | { readonly op: 'method'; readonly template: MethodTemplate; readonly tvarCount: number; readonly captureCount?: number }
  /** Declares a closure type. No args. */
  | { readonly op: 'closuretype'; readonly closure: ClosureType }
  /**
   * Adds a method to a closure type. args: the element types after the first, then `tvarCount` TypeVars. The signature's
   * first element is the closure's type, in which parameter `sparamFields[i].capture` is `Type{tvar i'}`: a static
   * parameter of an outer method travels as a capture and is bound again by dispatch. With `kwcall` the method belongs to
   * `Core.kwcall`: its signature is `typeof(Core.kwcall)`, args[0] (`NamedTuple`), the closure's type, the other args; the
   * closure is argument 2, whose fields the template reads with `Core.getfield` (it has no `captured` operands).
   */
  | {
      readonly op: 'closuremethod'
      readonly closure: ClosureType
      readonly template: MethodTemplate
      readonly tvarCount: number
      readonly sparamFields: { readonly capture: number; readonly tvar: number }[]
      readonly kwcall?: boolean
    }
  /** args: TypeVars. Value: the new type, whose name is not bound yet. */
  | { readonly op: 'abstracttype'; readonly module: ModulePath; readonly name: string }
  | { readonly op: 'primitivetype'; readonly module: ModulePath; readonly name: string; readonly bits: number }
  | {
      readonly op: 'structtype'
      readonly module: ModulePath
      readonly name: string
      readonly fields: string[]
      readonly isMutable: boolean
      readonly constFields: boolean[]
      readonly atomicFields: boolean[]
      readonly minInitialized: number
    }
  /** args: type, supertype. */
  | { readonly op: 'setsuper' }
  /** args: type, then field types. Completes the type; equal redefinition gives the old one, another is an error. Value: the type. */
  | { readonly op: 'settypebody' }
  /** args: type. Binds the (possibly reused) type's name as a constant. Value: the type bound. */
  | { readonly op: 'bindtype'; readonly module: ModulePath; readonly name: string }
  /** Declares constness; the value follows with `setglobal`. */
  | { readonly op: 'const'; readonly module: ModulePath; readonly name: string }
  | { readonly op: 'global'; readonly module: ModulePath; readonly name: string; readonly typed: boolean }
  | { readonly op: 'export'; readonly module: ModulePath; readonly names: string[]; readonly isPublic: boolean }
  /** `using A.B: c as d` / `import A` …; `path` starts with dots for relative ones. `names` null: the whole module. */
  | {
      readonly op: 'using' | 'import'
      readonly module: ModulePath
      readonly path: string[]
      readonly as: string | null
      readonly names: { readonly name: string; readonly as: string | null }[] | null
    }

/** What one top-level expression lowers to: thunks (methods without arguments) to compile and run in this order. */
export interface LoweredUnit {
  readonly thunks: MethodTemplate[]
}
