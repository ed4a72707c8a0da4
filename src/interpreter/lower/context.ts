/**
 * What the desugaring files share: where we are, fresh names and numbers, the stack of scopes, and the way back into
 * the expression dispatcher (a field, so that the construct files need not import it).
 *
 * Enters: a `LowerContext` from the caller. Leaves: nothing; lives as long as one top-level expression's lowering.
 * Invariant: `frames`, `loops` and `indexing` are pushed and popped in pairs; a function body starts with empty `loops`
 * and `indexing`.
 */
import type { Ast, Expr } from '../../parser/expr.ts'
import type { ModulePath } from '../types/type.ts'
import { type Core, type Frame, type Lambda, newFrame, nothing, tmp } from './core.ts'
import { LoweringError, type LoweringWarning } from './errors.ts'

/** What lowering needs to know of the world around one top-level expression. */
export interface LowerContext {
  readonly module: ModulePath
  readonly file: string
  /** First line of the expression, until a line number node says otherwise. */
  readonly line?: number
  /** The REPL's and a lesson's rule: loops at top level assign existing globals. */
  readonly softScope: boolean
  isGlobalDefined(module: ModulePath, name: string): boolean
  isGlobalConstant(module: ModulePath, name: string): boolean
  /** A number that no other closure of this process has. */
  nextClosureKey(): number
  warn(warning: LoweringWarning): void
}

/** The struct whose inner constructor is being lowered. */
export interface NewInfo {
  readonly name: string
  readonly parameters: string[]
  /** One per field: true when its declared type is something else than `Any`. */
  readonly typed: boolean[]
  /** The parameters that `new` means in the current constructor; null when they must be written. */
  current: Ast[] | null
}

interface LoopLabels {
  readonly breakLabel: number
  readonly continueLabel: number
  /** `continue` leaves a block around the body instead of restarting the loop. */
  readonly continueIsBreak: boolean
}

/** What `end` and `begin` mean inside an index. */
interface Indexing {
  readonly object: () => Core
  readonly position: () => Core
  /** Only one index: `lastindex(a)` without dimension. */
  readonly single: boolean
}

export class Desugar {
  readonly outer: LowerContext
  readonly module: ModulePath
  file: string
  line: number
  frames: Frame[] = []
  lambda: Lambda | null = null
  loops: LoopLabels[] = []
  indexing: Indexing[] = []
  newInfo: NewInfo | null = null
  private tmpCount = 0
  private labelCount = 0
  private nameCount = 0
  private readonly dispatch: (cx: Desugar, ast: Ast) => Core

  constructor(outer: LowerContext, dispatch: (cx: Desugar, ast: Ast) => Core) {
    this.outer = outer
    this.module = outer.module
    this.file = outer.file
    this.line = outer.line ?? 1
    this.dispatch = dispatch
  }

  /** Desugars one expression. */
  expr(ast: Ast): Core {
    return this.dispatch(this, ast)
  }

  /** Throws Julia's `syntax: … around file:line` error for this place. */
  fail(message: string, node?: Ast): never {
    this.refuse(`${message} around ${this.file}:${this.line}`, node)
  }

  /** Throws a `syntax: …` error of the kind that names no place. */
  refuse(message: string, node?: Ast): never {
    const span = node && 'span' in node ? node.span : undefined
    throw new LoweringError(`syntax: ${message}`, this.file, this.line, span)
  }

  freshTmp(): number {
    return this.tmpCount++
  }

  freshLabel(): number {
    return this.labelCount++
  }

  /** A variable name that no source text can spell. */
  freshName(stem: string): string {
    return `#${stem}#${++this.nameCount}`
  }

  get frame(): Frame {
    return this.frames[this.frames.length - 1]!
  }

  /** Runs `body` inside a new scope and wraps what it makes. */
  scope(kind: Frame['kind'], body: (frame: Frame) => Core): Core {
    const frame = newFrame(kind)
    return { k: 'scope', frame, body: this.within(frame, () => body(frame)) }
  }

  within<T>(frame: Frame, body: () => T): T {
    this.frames.push(frame)
    try {
      return body()
    } finally {
      this.frames.pop()
    }
  }

  /** Runs `body` as the body of a function: loops and indices outside are out of reach. */
  withinLambda<T>(lambda: Lambda, body: () => T): T {
    const saved = { lambda: this.lambda, loops: this.loops, indexing: this.indexing }
    this.lambda = lambda
    this.loops = []
    this.indexing = []
    try {
      return this.within(lambda.frame, body)
    } finally {
      Object.assign(this, saved)
    }
  }

  /** Assigns a variable of the current scope; notes it, so that it becomes local there where Julia says so. */
  assign(name: string, value: Core): Core {
    if (isUnderscores(name)) return value
    if (!this.frame.assigned.has(name)) this.frame.assigned.set(name, this.line)
    return { k: 'assign', name, value, binding: null }
  }

  /** A local variable with this value, declared in the current scope. */
  declare(name: string, value: Core): Core {
    this.frame.locals.add(name)
    return { k: 'assign', name, value, binding: null }
  }

  /** Evaluates `value` once: gives the statement that does it and a function that makes reads of it. */
  once(value: Core): { readonly set: Core; readonly get: () => Core } {
    if (isRepeatable(value)) return { set: nothing, get: () => ({ ...value }) }
    const id = this.freshTmp()
    return { set: { k: 'settmp', id, value, slot: false }, get: () => tmp(id) }
  }
}

/** True for what can be evaluated again without effect or change. */
function isRepeatable(value: Core): boolean {
  return value.k === 'lit' || value.k === 'global' || value.k === 'tmp'
}

/** `_`, `__`, …: names that can be assigned but not read. */
export function isUnderscores(name: string): boolean {
  return /^_+$/.test(name)
}

/** True for an argument list's `parameters` node. */
export function isParameters(ast: Ast | undefined): ast is Expr & { readonly head: 'parameters' } {
  return ast !== undefined && ast.kind === 'expr' && ast.head === 'parameters'
}
