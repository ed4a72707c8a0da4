/**
 * The state of one function's emission, and the small vocabulary that all of it is written in: leaves, temporaries,
 * calls of the runtime, the shadow-stack frame.
 *
 * In: decisions made elsewhere in this folder. Out: instructions in `code`.
 * The frame: root slots of the plan first, then the area, whose words hold references for the length of one statement
 * (boxed arguments, values between two allocations). `fp` is its first byte, `top` its end. The prologue is written last,
 * when it is known how large the frame is; without need for one there is none.
 */
import { directMath, ErrorKind, runtimeImports } from '../../runtime/layout/imports.ts'
import type { RuntimeImportName } from '../../runtime/layout/imports.ts'
import { CONTROL, Control, frameStackBytes, Thread, UNKNOWN_STACK_BYTES } from '../../runtime/layout/memory-map.ts'
import type { CodeBuilder, FuncHandle, Label } from '../../wasm/code.ts'
import type { ModuleBuilder } from '../../wasm/module.ts'
import { Op } from '../../wasm/opcodes.ts'
import type { ValType } from '../../wasm/opcodes.ts'
import type { JType } from '../types/type.ts'
import type { EmitContext } from './context.ts'
import type { Instance, TypedBody } from '../infer/typed-ir.ts'
import type { Plan } from './plan.ts'
import { leafType, representation, wasmTypes } from './representation.ts'
import type { Leaf, Rep } from './representation.ts'
import type { LeafSource, Value } from './value.ts'
import { valueOf } from './value.ts'

/** Indices of the module's standing imports and what its functions share. */
export interface ModuleState {
  readonly ctx: EmitContext
  readonly module: ModuleBuilder
  readonly specTable: number
  readonly jlTable: number
  readonly sp: number
  readonly tls: number
  readonly tag: number
  /** Entries of this batch by instance id. */
  readonly batch: Map<number, FuncHandle>
  /** Guarded functions of this batch, by instance id: those of one cycle call each other here (see `cycles.ts`). */
  readonly inner: Map<number, FuncHandle>
  /** Group by instance id; -1 or absent: not guarded. */
  readonly groups: ReadonlyMap<number, number>
  /** Stubs for instances that are not compiled yet, by instance id. */
  readonly stubs: Map<number, FuncHandle>
  /** Functions that had to be planned twice (see `PlanError`): a loss of speed only, but an oversight. */
  readonly replanned: string[]
  /** Helper functions made on demand, by name. */
  readonly helpers: Map<string, FuncHandle>
}

export interface LabelState {
  readonly breakTo: Label
  readonly continueTo: Label | null
  /** Handlers open where the label was made: leaving more of them restores the exception they replaced. */
  readonly handlers: number
}

export interface SlotState {
  readonly rep: Rep
  readonly locals: number[]
  /** Local that is 1 while the slot has a value; -1 if it always has. */
  readonly defined: number
  readonly root: number
}

/** An open handler: the local (and root slot in the area) with the exception that was current before its `try`. */
export interface HandlerState {
  readonly saved: number
}

const noPlan: Plan = {
  safepoint: [],
  ssaRoots: new Int32Array(0),
  slotRoots: new Int32Array(0),
  rootCount: 0,
  tryRoots: 0,
  dying: [],
  aliasOf: new Int32Array(0),
  assigned: [],
  uses: new Int32Array(0),
  usedAt: new Int32Array(0),
}

/** An intrinsic got arguments it has no code for: the call becomes a TypeError when it runs. */
export class ArgumentProblem extends Error {
  /** Position of the argument, and what it should have been, as a type of Core. */
  readonly argument: number
  readonly expected: string
  constructor(argument: number, expected: string) {
    super(`argument ${argument} should be ${expected}`)
    this.argument = argument
    this.expected = expected
  }
}

/** The plan took a statement for harmless that is not: the function is planned again, without such guesses. */
export class PlanError extends Error {}

export class Emitter {
  readonly m: ModuleState
  readonly ctx: EmitContext
  readonly code: CodeBuilder
  readonly body: TypedBody | null
  readonly instance: Instance | null
  readonly plan: Plan
  /** Representation of the result. */
  readonly result: Rep
  /** Values of ssa numbers, once defined. */
  readonly ssa: (Value | undefined)[] = []
  /** What is to be computed where it is used (see `simple.ts`): pushes the value of an ssa number. */
  readonly deferred = new Map<number, { readonly push: () => void; readonly at: number }>()
  private readonly deferredAt = new Set<number>()
  readonly slots: SlotState[] = []
  readonly labels = new Map<number, LabelState>()
  readonly handlers: HandlerState[] = []
  /** Pairs for the line table: offset in the code, position. */
  readonly lines: number[] = []
  /** Label of the block that ends at the function's epilogue. */
  exit: Label = 0
  position = 0
  /** The hidden parameter of a guarded function: bytes of native stack left. -1 in others. */
  left = -1
  /** Index of the current `let` among the body's `positions`. */
  at = 0
  /** Whether a call before this statement has polled the safepoint, on every way to it. */
  polled = false
  /** `try`s around the current statement, bodies and handlers alike. */
  tryDepth = 0
  /** This statement does not return: short code is better than fast code. */
  cold = false
  /** Whether this statement may call what collects (see `collects`). */
  mayCollect = true
  private readonly owned: (readonly number[] | undefined)[] = []
  private readonly rooted = new Set<number>()
  private statementTemps: number[] = []
  /** Positions whose dying variables are still read by something deferred. */
  private readonly held: number[] = []
  private areaUsed = 0
  private areaMax = 0
  private fpLocal = -1
  private topLocal = -1

  constructor(
    m: ModuleState,
    code: CodeBuilder,
    result: Rep,
    body: TypedBody | null = null,
    instance: Instance | null = null,
    plan: Plan = noPlan,
  ) {
    this.m = m
    this.ctx = m.ctx
    this.code = code
    this.result = result
    this.body = body
    this.instance = instance
    this.plan = plan
  }

  rep(t: JType): Rep {
    return representation(this.ctx.reps, t)
  }

  // ---- leaves and values ----

  push(leaf: LeafSource): void {
    const c = this.code
    if (typeof leaf === 'number') c.get(leaf)
    else if (leaf.type === 'i32') c.i32(Number(leaf.bits))
    else if (leaf.type === 'i64') c.i64(leaf.bits)
    else c.floatBits(leaf.type, BigInt(leaf.bits))
  }

  pushValue(v: Value): void {
    for (const leaf of v.leaves) this.push(leaf)
  }

  /** A local for this statement only, unless a variable takes it over. */
  temp(type: ValType): number {
    const local = this.code.temp(type)
    this.statementTemps.push(local)
    return local
  }

  /** Takes a value of representation `rep` off the stack. */
  pop(rep: Rep): Value {
    return valueOf(rep, this.popLeaves(rep.leaves))
  }

  popLeaves(leaves: readonly Leaf[]): number[] {
    const locals = leaves.map(l => this.temp(leafType(l)))
    for (let i = locals.length - 1; i >= 0; i--) this.code.set(locals[i])
    return locals
  }

  /** Fresh temporaries for `rep`, to be assigned by the caller. */
  fresh(rep: Rep): { value: Value; locals: number[] } {
    const locals = rep.leaves.map(l => this.temp(leafType(l)))
    return { value: valueOf(rep, locals), locals }
  }

  /** Puts a value's leaves into locals. */
  assign(locals: readonly number[], v: Value): void {
    if (v.leaves.every((l, i) => l === locals[i])) return
    this.pushValue(v)
    for (let i = locals.length - 1; i >= 0; i--) this.code.set(locals[i])
  }

  isTemp(local: number): boolean {
    return this.statementTemps.includes(local)
  }

  /** Makes a temporary outlive the statement. */
  adopt(local: number): void {
    const at = this.statementTemps.indexOf(local)
    if (at >= 0) this.statementTemps.splice(at, 1)
  }

  /** Gives back what a statement used, and the locals of the variables that were used for the last time. */
  endStatement(): void {
    if (this.statementTemps.length > 0) {
      this.code.release(...this.statementTemps)
      this.statementTemps = []
    }
    this.areaUsed = 0
    this.held.push(this.position)
    if (this.deferred.size > 0) this.dropUnused()
    if (this.deferred.size > 0) return
    for (const position of this.held) this.releaseDying(position)
    this.held.length = 0
  }

  /** Notes what computes ssa number `id` when it is needed. */
  putDeferred(id: number, push: () => void): void {
    this.deferred.set(id, { push, at: this.position })
    this.deferredAt.add(this.position)
  }

  /** What computes ssa number `id`, for the one use that it has; undefined if it is in a local. */
  takeDeferred(id: number): (() => void) | undefined {
    const found = this.deferred.get(id)
    if (!found) return undefined
    this.deferred.delete(id)
    this.deferredAt.delete(found.at)
    return found.push
  }

  /** Whether a deferred value is an operand of another deferred one. */
  isPartOfDeferred(id: number): boolean {
    return this.deferredAt.has(this.plan.usedAt[id])
  }

  /** A use that needed no instructions leaves its operand behind. */
  private dropUnused(): void {
    for (const id of [...this.deferred.keys()])
      if (this.plan.usedAt[id] <= this.position && !this.isPartOfDeferred(id)) this.takeDeferred(id)
  }

  private releaseDying(position: number): void {
    const dying = this.plan.dying[position]
    if (!dying) return
    for (const id of dying) {
      const locals = this.owned[id]
      if (!locals) continue
      this.owned[id] = undefined
      for (const l of locals) this.rooted.delete(l)
      this.code.release(...locals)
    }
  }

  /** Notes the locals that belong to an ssa number. */
  own(id: number, locals: readonly number[]): void {
    this.owned[id] = locals
  }

  /** Goes to the next position of the plan. */
  step(): void {
    this.mayCollect = this.plan.safepoint[++this.position]
  }

  // ---- calls of the runtime ----

  /** Calls an import of module `rt`; its arguments are on the stack. */
  rt(name: RuntimeImportName): void {
    const { params, results } = runtimeImports[name]
    if (!harmlessImports.has(name)) this.collects()
    if (name === 'apply') this.tellDepth()
    this.code.call(this.m.module.importFunc('rt', name, params, results))
  }

  /** Notes that what follows may collect. @throws PlanError if the plan of roots did not expect it here. */
  collects(): void {
    if (!this.mayCollect) throw new PlanError()
  }

  /** Emits what ends in a throw: it may collect, since nothing here lives on (or the statement is planned so). */
  inColdPath(emit: () => void): void {
    const before = this.mayCollect
    this.mayCollect = true
    emit()
    this.mayCollect = before
  }

  /** A helper function of this module, made by `make` on first use. */
  helper(name: string, make: () => FuncHandle): FuncHandle {
    let handle = this.m.helpers.get(name)
    if (handle === undefined) {
      handle = make()
      this.m.helpers.set(name, handle)
    }
    return handle
  }

  // ---- the frame ----

  fp(): number {
    if (this.fpLocal < 0) this.fpLocal = this.code.local('i32')
    return this.fpLocal
  }

  /** The local that holds the frame's end: what `sp` is while this function runs. */
  top(): number {
    this.fp()
    if (this.topLocal < 0) this.topLocal = this.code.local('i32')
    return this.topLocal
  }

  /** Notes that a local's reference is kept alive by the caller or by a root slot. */
  markRooted(local: number): void {
    this.rooted.add(local)
  }

  isRooted(leaf: LeafSource): boolean {
    return typeof leaf === 'object' || this.rooted.has(leaf)
  }

  /** Stores a reference in root slot `slot`. */
  storeRoot(slot: number, leaf: LeafSource): void {
    this.code.get(this.fp())
    this.push(leaf)
    this.code.mem(Op.i32_store, 4 * slot)
  }

  /** Reserves `n` words of the area for this statement; gives the offset of the first from `fp`. */
  area(n: number): number {
    this.fp()
    const at = this.areaUsed
    this.areaUsed += n
    this.areaMax = Math.max(this.areaMax, this.areaUsed)
    return 4 * (this.plan.rootCount + at)
  }

  /** Keeps a reference alive until the end of the statement. */
  protect(leaf: LeafSource): void {
    if (this.isRooted(leaf)) return
    const at = this.area(1)
    this.code.get(this.fp())
    this.push(leaf)
    this.code.mem(Op.i32_store, at)
  }

  protectValue(v: Value): void {
    v.rep.leaves.forEach((l, i) => {
      if (l === 'ref') this.protect(v.leaves[i])
    })
  }

  /** Opens the body: everything runs inside the exit block. */
  begin(): void {
    this.exit = this.code.block(wasmTypes(this.result))
  }

  /** Closes the exit block and adds prologue and epilogue. */
  finish(): void {
    const c = this.code
    c.end()
    const words = this.plan.rootCount + this.areaMax
    const framed = words > 0
    if (framed) this.fp()
    c.prefixed(() => {
      if (this.left >= 0) this.checkDepth()
      if (this.fpLocal < 0) return
      c.globalGet(this.m.sp)
      c.set(this.fpLocal)
      if (framed) this.openFrame(words)
      else if (this.topLocal >= 0) {
        c.get(this.fpLocal)
        c.set(this.topLocal)
      }
    })
    if (framed) {
      c.get(this.fpLocal)
      c.globalSet(this.m.sp)
    }
  }

  // ---- the guard against deep recursion ----
  // V8's own stack overflow cannot be caught by Wasm, so bytes of native stack are counted down (see `imports.ts`).

  /** left = left - own frame; StackOverflowError when nothing is left. */
  private checkDepth(): void {
    const c = this.code
    c.get(this.left)
    // What never returns may recurse through functions that are not counted.
    const others = this.result.k === 'none' ? UNKNOWN_STACK_BYTES : 0
    c.i32(frameStackBytes(c.localTypes.length) + others)
    c.op(Op.i32_sub)
    c.tee(this.left)
    c.i32(0)
    c.op(Op.i32_lt_s)
    c.ifHinted(false)
    throwStackOverflow(this)
    c.end()
  }

  /** Tells what is called outside the own cycle how much stack is left. */
  tellDepth(): void {
    if (this.left < 0) return
    this.code.globalGet(this.m.tls)
    this.code.get(this.left)
    this.code.mem(Op.i32_store, Thread.depth)
  }

  /** Whether the current statement is a program's own: not one of Base that was inlined, and no function of Base. */
  isProgramCode(): boolean {
    if (!this.instance) return false
    return this.ctx.isProgramCode(this.body?.positions[this.at]?.inlined?.instance ?? this.instance.id)
  }

  /** Asks for the slow path if anyone wants this thread to stop. */
  poll(): void {
    this.code.i32(CONTROL)
    this.code.mem(Op.i32_load, Control.safepoint)
    this.code.ifHinted(false)
    this.rt('safepoint')
    this.code.end()
  }

  private openFrame(words: number): void {
    const c = this.code
    c.get(this.fpLocal)
    c.i32(4 * words)
    c.op(Op.i32_add)
    if (this.topLocal >= 0) c.tee(this.topLocal)
    c.globalSet(this.m.sp)
    if (this.left >= 0 || words > 64) this.checkShadowStack()
    this.zeroFrame(words)
  }

  /** A frame must end below the stack's limit; frames of functions that cannot recurse fit in the slack above it. */
  private checkShadowStack(): void {
    const c = this.code
    c.globalGet(this.m.sp)
    c.globalGet(this.m.tls)
    c.mem(Op.i32_load, Thread.stackLimit)
    c.op(Op.i32_gt_u)
    c.ifHinted(false)
    c.get(this.fpLocal)
    c.globalSet(this.m.sp)
    throwStackOverflow(this)
    c.end()
  }

  private zeroFrame(words: number): void {
    const c = this.code
    if (words > 16) {
      c.get(this.fpLocal)
      c.i32(0)
      c.i32(4 * words)
      c.op(Op.memory_fill)
      return
    }
    for (let i = 0; i + 1 < words; i += 2) {
      c.get(this.fpLocal)
      c.i64(0)
      c.mem(Op.i64_store, 4 * i, 2)
    }
    if (words % 2 === 1) {
      c.get(this.fpLocal)
      c.i32(0)
      c.mem(Op.i32_store, 4 * (words - 1))
    }
  }
}

/** Imports that neither collect nor come back changed. */
const harmlessImports: ReadonlySet<string> = new Set<RuntimeImportName>([
  'egal',
  'object_id',
  ...directMath,
  'math1',
  'math2',
  'throw_error',
  'throw_value',
  'rethrow_value',
  'host_f64',
])

function throwStackOverflow(e: Emitter): void {
  e.code.i32(ErrorKind.stackOverflow)
  for (let i = 0; i < 3; i++) e.code.i32(0)
  e.rt('throw_error')
  e.code.unreachable()
}
