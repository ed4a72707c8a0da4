/**
 * The tree between sugar and lowered IR: Julia's constructs reduced to about thirty, names not yet resolved.
 *
 * Enters: nothing (types and builders only). Written by the `desugar` files, completed in place by `resolve.ts` (names
 * get bindings) and `capture.ts` (which variables live in boxes), read by `linearize.ts`.
 *
 * Invariants: a `tmp` is set before it is read, in the same function, and never captured; scopes carry what they
 * declare and assign in their `Frame`, so nobody searches trees for assignments. The tree lives only while one
 * top-level expression is lowered, so unlike the IR it may hold cycles.
 */
import type { Ast } from '../../parser/expr.ts'
import type { ModulePath } from '../types/type.ts'
import type { ClosureType, TopLevelOp } from './ir.ts'

export type Core =
  | { k: 'lit'; ast: Ast }
  | NameNode
  | { k: 'global'; module: ModulePath; name: string }
  | { k: 'tmp'; id: number }
  /**
   * Sets a temporary; its value is the value set. `slot` temporaries may be set more than once; `mayBeSkipped`: a jump may
   * pass by, and then reading it is an error.
   */
  | { k: 'settmp'; id: number; value: Core; slot: boolean; mayBeSkipped?: boolean }
  | { k: 'line'; line: number; file: string }
  | { k: 'block'; body: Core[] }
  | { k: 'call'; fn: Core; args: Core[]; splat: boolean[] | null }
  | { k: 'new'; type: Core; args: Core[] }
  | { k: 'splatnew'; type: Core; tuple: Core }
  | AssignNode
  | { k: 'setglobal'; module: ModulePath; name: string; value: Core }
  | { k: 'if'; cond: Core; then: Core; else: Core }
  | { k: 'and'; a: Core; b: Core }
  | { k: 'or'; a: Core; b: Core }
  | { k: 'loop'; label: number; body: Core }
  | { k: 'labeled'; label: number; body: Core }
  | { k: 'break'; label: number }
  | { k: 'continue'; label: number }
  | { k: 'return'; value: Core }
  /** `@label`, `@goto`; gone after `goto.ts`. */
  | { k: 'label'; name: string }
  | { k: 'goto'; name: string }
  /** `exception` is a slot temporary that the handler reads. */
  | { k: 'try'; body: Core; exception: number; handler: Core; otherwise: Core | null }
  | { k: 'finally'; body: Core; cleanup: Core }
  | { k: 'rethrow'; exception: Core }
  /** `unless`: its variables do not begin anew while one of these temporaries is not 0: a jump is on its way inside. */
  | { k: 'scope'; frame: Frame; body: Core; unless?: number[] }
  | { k: 'isdefined'; what: Core }
  | { k: 'islocal'; name: string; local?: boolean }
  /** `for outer name`: an error unless the name is a local variable here. */
  | { k: 'outer'; name: string }
  /** All local variables as a `Dict`; `names` is filled in by resolution. */
  | { k: 'locals'; names: NameNode[] }
  | { k: 'typevar'; name: string; lower: Core; upper: Core }
  | { k: 'boundscheck' }
  | { k: 'inbounds'; on: boolean; body: Core }
  | { k: 'closure'; group: ClosureGroup }
  | MethodNode
  /** `function f end`. */
  | { k: 'function'; name: string; binding: Binding | null; group: ClosureGroup | null }
  | { k: 'toplevel'; op: TopLevelOp; args: Core[] }

export interface NameNode {
  k: 'name'
  name: string
  /** null: a global of the current module. */
  binding: Binding | null
}

export interface AssignNode {
  k: 'assign'
  name: string
  value: Core
  binding: Binding | null
}

/** A method definition; resolution decides whether it belongs to a global function or to a closure. */
export interface MethodNode {
  k: 'method'
  /** The function's name when it is a plain one; else null and `self` says what is called. */
  name: string | null
  binding: Binding | null
  /** The function's value (its `Core.Typeof` is the signature's first element); null for `name`. */
  callee: Core | null
  /** The first element of the signature itself: `(x::T)(…) = …`, `A{T}(…) = …`. */
  selfType: Core | null
  method: MethodInfo
  group: ClosureGroup | null
  /** One definition makes several methods: the first makes the function object of a local function. */
  isFirst: boolean
  /** True for the method of `Core.kwcall`; of a local function it is added to the closure's type. */
  kwcall: boolean
}

/** One method: signature (evaluated where the method is defined) and body. */
export interface MethodInfo {
  /** Scope of the signature: its `where` variables. */
  readonly sigFrame: Frame
  readonly tvars: { name: string; lower: Core; upper: Core }[]
  /** Element types after the function's own. */
  readonly sig: Core[]
  readonly lambda: Lambda
  /** Statics of outer methods that the signature mentions (closures only), by resolution. */
  outerStatics: { outer: Binding; local: Binding }[]
}

export interface Frame {
  readonly kind: 'top' | 'lambda' | 'hard' | 'soft' | 'where'
  readonly assigned: Map<string, number>
  readonly locals: Set<string>
  readonly globals: Set<string>
  readonly types: Map<string, Core>
  /** Names that are local or global as another name is (`#f#3` as `f`). */
  readonly follows: Map<string, string>
  /** By resolution: the variables that begin here. */
  bindings: Binding[]
}

export interface Binding {
  readonly name: string
  readonly kind: 'arg' | 'local' | 'sparam'
  readonly lambda: Lambda
  /** The loop in which the variable begins (0: none), to see whether an assignment may run twice. */
  readonly loop: number
  /** Argument or static parameter number. */
  readonly index: number
  assignments: number
  definitions: number
  /** Assigned in another function, or in a loop inside the variable's life. */
  reassigned: boolean
  captured: boolean
  boxed: boolean
  /** The local function that this name stands for. */
  group: ClosureGroup | null
  type: Core | null
  slot: number
}

export interface Lambda {
  readonly name: string
  /** Argument names; the first is the function object. Empty for thunks. */
  readonly args: string[]
  readonly isVararg: boolean
  readonly sparams: string[]
  readonly frame: Frame
  body: Core
  returnType: Core | null
  inline: 'always' | 'never' | 'auto'
  nospecialize: number
  propagateInbounds: boolean
  keywords: string[] | null
  readonly file: string
  readonly line: number
  /** A `Core.kwcall` method of a closure: the closure object is argument 2. */
  readonly selfArg: number
  /** In the body function of keyword arguments: a local function's name means the argument that is the function. */
  alias: { name: string; arg: number } | null
  /** By resolution. */
  parent: Lambda | null
  argBindings: Binding[]
  sparamBindings: Binding[]
  readonly free: Set<Binding>
  group: ClosureGroup | null
}

export interface ClosureGroup {
  readonly name: string
  binding: Binding | null
  readonly methods: { info: MethodInfo; kwcall: boolean }[]
  captures: Binding[]
  type: ClosureType | null
}

/** Makes an empty scope. */
export function newFrame(kind: Frame['kind']): Frame {
  return {
    kind,
    assigned: new Map(),
    locals: new Set(),
    globals: new Set(),
    types: new Map(),
    follows: new Map(),
    bindings: [],
  }
}

/** Makes a function of these arguments, whose body is filled in later. */
export function newLambda(
  name: string,
  args: string[],
  sparams: string[],
  isVararg: boolean,
  file: string,
  line: number,
  selfArg = 0,
): Lambda {
  return {
    name,
    args,
    isVararg,
    sparams,
    frame: newFrame('lambda'),
    body: nothing,
    returnType: null,
    inline: 'auto',
    nospecialize: 0,
    propagateInbounds: false,
    keywords: null,
    file,
    line,
    selfArg,
    alias: null,
    parent: null,
    argBindings: [],
    sparamBindings: [],
    free: new Set(),
    group: null,
  }
}

export const nothing: Core = { k: 'lit', ast: { kind: 'nothing' } }

export function base(name: string): Core {
  return { k: 'global', module: 'Base', name }
}

export function core(name: string): Core {
  return { k: 'global', module: 'Core', name }
}

export function name(text: string): NameNode {
  return { k: 'name', name: text, binding: null }
}

export function tmp(id: number): Core {
  return { k: 'tmp', id }
}

export function call(fn: Core, ...args: Core[]): Core {
  return { k: 'call', fn, args, splat: null }
}

export function block(...body: Core[]): Core {
  return body.length === 1 ? body[0]! : { k: 'block', body }
}

export function int(value: number): Core {
  return { k: 'lit', ast: { kind: 'int', type: 'Int64', value: BigInt(value) } }
}

export function bool(value: boolean): Core {
  return { k: 'lit', ast: { kind: 'bool', value } }
}

export function text(value: string): Core {
  return { k: 'lit', ast: { kind: 'string', value } }
}

/** `:name` as a value. */
export function quoted(value: string): Core {
  return { k: 'lit', ast: { kind: 'quotenode', value: { kind: 'symbol', name: value } } }
}

export function field(object: Core, index: number): Core {
  return call(core('getfield'), object, int(index))
}

export function when(cond: Core, then: Core, otherwise: Core = nothing): Core {
  return { k: 'if', cond, then, else: otherwise }
}

/** A call that may carry splats. */
export function splatCall(fn: Core, args: Core[], splat: boolean[]): Core {
  return { k: 'call', fn, args, splat: splat.includes(true) ? splat : null }
}
