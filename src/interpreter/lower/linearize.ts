/**
 * From the resolved tree to lowered IR: A-normal form, slots, structured control flow.
 *
 * Enters: a `Lambda` after `resolve.ts` and `capture.ts`. Leaves: its `MethodTemplate`. Keeps evaluation order: when a
 * later operand assigns a variable that an earlier one reads, the earlier one is copied by a `move` where it stood. Code that
 * cannot be reached is not emitted. `finally` runs its cleanup in a handler and once more after the block that every
 * normal way out breaks to; a number says where to go on.
 */
import { isSelf } from './capture.ts'
import type { Binding, ClosureGroup, Core, Frame, Lambda, MethodNode } from './core.ts'
import { call, core } from './core.ts'
import { findUndefinedReads } from './definite.ts'
import type { ClosureType, MethodTemplate, Operand, Rhs, Slot, SourcePosition, Stmt, TopLevelOp } from './ir.ts'
import { localsDict } from './resolve.ts'

/** What the functions of one top-level expression share. */
export interface Unit {
  readonly module: string
  /** The thunk, whose captured variables are spliced into global methods. */
  closureTypeOf(group: ClosureGroup): ClosureType
  /** True for a global that never changes. */
  isConstant(module: string, name: string): boolean
  nextTmp(): number
}

/** Where a value goes: nowhere, to the caller, to a slot, out of the function, or to the emitter as an operand. */
type Dest = 'effect' | 'value' | 'tail' | { readonly slot: number }

interface Finally {
  readonly exit: number
  readonly kindSlot: number
  readonly actions: { readonly code: number; readonly run: () => void }[]
  returnSlot: number
}

const NOTHING: Operand = { k: 'literal', ast: { kind: 'nothing' } }

/** Lowers one function or thunk. */
export function linearize(unit: Unit, lambda: Lambda, captures: readonly Binding[]): MethodTemplate {
  const linearizer = new Linearizer(unit, lambda, captures)
  linearizer.run()
  return linearizer.template([])
}

export class Linearizer {
  private readonly unit: Unit
  private readonly lambda: Lambda
  private readonly captures: readonly Binding[]
  private readonly slots: { name: string }[] = []
  private readonly slotOf = new Map<Binding, number>()
  private readonly tmps = new Map<number, Operand>()
  private readonly versions = new Map<number, number>()
  private readonly labels = new Map<number, number>()
  private readonly labelDepth = new Map<number, number>()
  private readonly usedLabels = new Set<number>()
  private readonly finallies: Finally[] = []
  private readonly positions: SourcePosition[] = []
  private readonly positionOf = new Map<string, number>()
  private returnType: Operand | null = null
  private out: Stmt[] = []
  private dead = false
  private ssaCount = 0
  private labelCount = 0
  private loopDepth = 0
  private line: number
  private file: string

  constructor(unit: Unit, lambda: Lambda, captures: readonly Binding[]) {
    this.unit = unit
    this.lambda = lambda
    this.captures = captures
    this.line = lambda.line
    this.file = lambda.file
  }

  /** Emits the whole function. */
  run(): void {
    const { lambda } = this
    for (const b of lambda.argBindings) this.slotOf.set(b, this.newSlot(b.name))
    for (const b of lambda.argBindings) if (b.boxed) this.boxArgument(b)
    for (const b of lambda.sparamBindings) this.slotOf.set(b, -1)
    this.openFrame(lambda.frame)
    if (lambda.returnType) this.returnType = this.stable(this.value(lambda.returnType))
    this.emit(lambda.body, 'tail')
  }

  /** The finished template. `moreStatics`: names of outer static parameters that the signature binds again. */
  template(moreStatics: readonly string[]): MethodTemplate {
    const { lambda } = this
    const { body, undefinedSlots } = findUndefinedReads(this.out, this.slots.length, lambda.args.length)
    const slots: Slot[] = this.slots.map((s, i) => ({ name: s.name, maybeUndefined: undefinedSlots.has(i) && !isSynthetic(s.name) }))
    return {
      name: lambda.name,
      module: this.unit.module,
      nargs: lambda.args.length,
      isVararg: lambda.isVararg,
      sparams: [...lambda.sparams, ...moreStatics],
      slots,
      ssaCount: this.ssaCount,
      body,
      positions: this.positions.length > 0 ? this.positions : [{ file: this.file, line: this.line }],
      inline: lambda.inline,
      nospecialize: lambda.nospecialize,
      propagateInbounds: lambda.propagateInbounds,
      ...(lambda.keywords ? { keywords: lambda.keywords } : {}),
    }
  }

  // ---- small parts ----

  private newSlot(name: string): number {
    this.slots.push({ name })
    return this.slots.length - 1
  }

  private at(): number {
    const key = `${this.line} ${this.file}`
    let found = this.positionOf.get(key)
    if (found === undefined) {
      found = this.positions.length
      this.positions.push({ file: this.file, line: this.line })
      this.positionOf.set(key, found)
    }
    return found
  }

  private push(stmt: Stmt): void {
    if (this.dead) return
    this.out.push(stmt)
    if (stmt.k === 'break' || stmt.k === 'continue' || stmt.k === 'return') this.dead = true
  }

  /** Names the value of an operation. */
  define(rhs: Rhs): Operand {
    const id = this.ssaCount++
    this.push({ k: 'let', id, rhs, at: this.at() })
    return { k: 'ssa', id }
  }

  private set(slot: number, value: Operand): void {
    this.versions.set(slot, (this.versions.get(slot) ?? 0) + 1)
    this.push({ k: 'set', slot, value, at: this.at() })
  }

  /** Collects the statements that `body` emits. */
  private list(body: () => void): { stmts: Stmt[]; dead: boolean } {
    const saved = { out: this.out, dead: this.dead }
    const stmts: Stmt[] = []
    this.out = stmts
    body()
    const { dead } = this
    this.out = saved.out
    this.dead = saved.dead
    return { stmts, dead }
  }

  private boxArgument(b: Binding): void {
    const argument = this.slotOf.get(b)!
    const box = this.define({ k: 'newbox' })
    this.define({ k: 'boxset', box, value: { k: 'slot', slot: argument } })
    const slot = this.newSlot(b.name)
    this.set(slot, box)
    this.slotOf.set(b, slot)
  }

  /** Variables that begin with a scope; in a loop they are new each time. */
  private openFrame(frame: Frame): void {
    for (const b of frame.bindings) {
      const slot = this.newSlot(b.name)
      this.slotOf.set(b, slot)
      if (b.boxed) this.set(slot, this.define({ k: 'newbox' }))
      else if (this.loopDepth > 0) this.push({ k: 'newvar', slot })
    }
  }

  private openScope(node: Extract<Core, { k: 'scope' }>): void {
    if (!node.unless) return this.openFrame(node.frame)
    const isZero = (id: number): Core => call(core('==='), { k: 'tmp', id }, { k: 'lit', ast: { kind: 'int', type: 'Int64', value: 0n } })
    const cond = node.unless.map(isZero).reduce((a, b) => ({ k: 'and', a, b }))
    this.branch(
      cond,
      () => this.openFrame(node.frame),
      () => {},
    )
  }

  // ---- variables ----

  /** The operand that holds a variable's value, or its box. */
  private holder(b: Binding): Operand {
    const slot = this.slotOf.get(b)
    if (slot !== undefined) return b.kind === 'sparam' ? { k: 'sparam', index: b.index } : { k: 'slot', slot }
    const { group, selfArg } = this.lambda
    if (group && isSelf(group, b)) return { k: 'slot', slot: selfArg }
    const index = this.captures.indexOf(b)
    if (index < 0) throw new Error(`lowering: variable ${b.name} is not captured by ${this.lambda.name}`)
    if (selfArg === 0) return { k: 'captured', index }
    // in a method of Core.kwcall the closure is an argument like others
    const key: Operand = { k: 'literal', ast: { kind: 'int', type: 'Int64', value: BigInt(index + 1) } }
    return this.define({ k: 'call', fn: { k: 'global', module: 'Core', name: 'getfield' }, args: [{ k: 'slot', slot: selfArg }, key] })
  }

  private isBoxed(b: Binding): boolean {
    if (!b.boxed) return false
    const { group } = this.lambda
    return this.slotOf.has(b) || !(group && isSelf(group, b))
  }

  private read(b: Binding): Operand {
    const holder = this.holder(b)
    return this.isBoxed(b) ? this.define({ k: 'boxget', box: holder, name: b.name }) : holder
  }

  private assign(b: Binding | null, name: string, value: Operand): void {
    if (b === null) this.define({ k: 'setglobal', module: this.unit.module, name, value })
    else if (this.isBoxed(b)) this.define({ k: 'boxset', box: this.holder(b), value })
    else {
      const slot = this.slotOf.get(b)
      if (slot === undefined) throw new Error(`lowering: assignment to captured variable ${b.name} without box`)
      this.set(slot, value)
    }
  }

  /** An operand that later statements cannot change. */
  private stable(operand: Operand): Operand {
    switch (operand.k) {
      case 'slot':
      case 'global':
        return this.define({ k: 'move', value: operand })
      default:
        return operand
    }
  }

  // ---- expressions ----

  value(node: Core): Operand {
    return this.emit(node, 'value')
  }

  private deliver(operand: Operand, dest: Dest): Operand {
    if (dest === 'tail') this.emitReturn(operand)
    else if (typeof dest === 'object') this.set(dest.slot, operand)
    return operand
  }

  /** Emits a node. The result counts for `'value'` only. */
  emit(node: Core, dest: Dest): Operand {
    switch (node.k) {
      case 'lit':
        return this.deliver({ k: 'literal', ast: node.ast }, dest)
      case 'name': {
        const operand: Operand = node.binding ? this.read(node.binding) : { k: 'global', module: this.unit.module, name: node.name }
        return this.deliverRead(operand, dest)
      }
      case 'global':
        return this.deliverRead({ k: 'global', module: node.module, name: node.name }, dest)
      case 'tmp':
        return this.deliver(this.tmps.get(node.id) ?? this.missingTmp(node.id), dest)
      case 'settmp':
        return this.deliver(this.setTmp(node), dest)
      case 'line':
        this.line = node.line
        this.file = node.file
        return this.deliver(NOTHING, dest)
      case 'block':
        return this.emitBlock(node.body, dest)
      case 'call':
        return this.emitCall(node, dest)
      case 'new': {
        const [type, ...args] = this.operands([node.type, ...node.args])
        return this.deliver(this.define({ k: 'new', type: type!, args }), dest)
      }
      case 'splatnew': {
        const [type, tuple] = this.operands([node.type, node.tuple])
        return this.deliver(this.define({ k: 'splatnew', type: type!, args: tuple! }), dest)
      }
      case 'assign': {
        const value = this.value(node.value)
        this.assign(node.binding, node.name, value)
        return this.deliver(value, dest)
      }
      case 'setglobal': {
        const value = this.value(node.value)
        this.define({ k: 'setglobal', module: node.module, name: node.name, value })
        return this.deliver(value, dest)
      }
      case 'if':
        return this.joined(dest, d =>
          this.branch(
            node.cond,
            () => void this.emit(node.then, d),
            () => void this.emit(node.else, d),
          ),
        )
      case 'and':
        return this.joined(dest, d =>
          this.branch(
            node.a,
            () => void this.emit(node.b, d),
            () => void this.deliver(boolean(false), d),
          ),
        )
      case 'or':
        return this.joined(dest, d =>
          this.branch(
            node.a,
            () => void this.deliver(boolean(true), d),
            () => void this.emit(node.b, d),
          ),
        )
      case 'loop':
        this.emitLoop(node)
        return this.deliver(NOTHING, dest)
      case 'labeled':
        this.emitLabeled(node.label, () => void this.emit(node.body, 'effect'))
        return this.deliver(NOTHING, dest)
      case 'break':
        this.emitBreak('break', this.labels.get(node.label)!)
        return NOTHING
      case 'continue':
        this.emitBreak('continue', this.labels.get(node.label)!)
        return NOTHING
      case 'return':
        this.emit(node.value, 'tail')
        return NOTHING
      case 'try':
        return this.joined(dest, d => this.emitTry(node, d))
      case 'finally':
        return this.emitFinally(node, dest)
      case 'rethrow':
        this.define({ k: 'rethrow', exception: this.value(node.exception) })
        this.dead = true
        return NOTHING
      case 'scope':
        this.openScope(node)
        return this.emit(node.body, dest)
      case 'label':
      case 'goto':
        throw new Error(`lowering: ${node.k} ${node.name} is left`)
      case 'isdefined':
        return this.deliver(this.emitIsDefined(node.what), dest)
      case 'outer':
        return this.deliver(NOTHING, dest)
      case 'islocal':
        return this.deliver(boolean(node.local === true), dest)
      case 'locals':
        return this.emit(localsDict(node.names, this.unit.nextTmp()), dest)
      case 'typevar': {
        const [lower, upper] = this.operands([node.lower, node.upper])
        return this.deliver(this.define({ k: 'typevar', name: node.name, lower: lower!, upper: upper! }), dest)
      }
      case 'boundscheck':
        return this.deliver(this.define({ k: 'boundscheck' }), dest)
      case 'inbounds': {
        const body = this.list(() => void this.emit(node.body, 'effect'))
        this.push({ k: 'inbounds', on: node.on, body: body.stmts })
        this.dead ||= body.dead
        return this.deliver(NOTHING, dest)
      }
      case 'closure':
        return this.deliver(this.makeClosure(node.group), dest)
      case 'method':
        return this.deliver(node.group ? this.localMethod(node, node.group) : this.globalMethod(node), dest)
      case 'function':
        return this.deliver(this.declareFunction(node), dest)
      case 'toplevel': {
        const args = this.operands(node.args)
        return this.deliver(this.define({ k: 'toplevel', op: node.op, args }), dest)
      }
    }
  }

  /** A variable mentioned for nothing must still throw when it has no value. */
  private deliverRead(operand: Operand, dest: Dest): Operand {
    if (dest === 'effect' && (operand.k === 'slot' || operand.k === 'global')) this.define({ k: 'move', value: operand })
    return this.deliver(operand, dest)
  }

  private missingTmp(id: number): never {
    throw new Error(`lowering: temporary ${id} of ${this.lambda.name} is read before it is set`)
  }

  private setTmp(node: Extract<Core, { k: 'settmp' }>): Operand {
    const value = this.value(node.value)
    if (!node.slot) {
      const operand = this.isFixed(node.value) ? value : this.stable(value)
      this.tmps.set(node.id, operand)
      return operand
    }
    let held = this.tmps.get(node.id)
    if (held?.k !== 'slot') {
      held = { k: 'slot', slot: this.newSlot(node.mayBeSkipped ? SKIPPED : `#t${node.id}`) }
      this.tmps.set(node.id, held)
    }
    this.set(held.slot, value)
    return held
  }

  /** True for a variable that has one value for as long as it lives. */
  private isFixed(node: Core): boolean {
    if (node.k !== 'name' || !node.binding || node.binding.boxed) return false
    const b = node.binding
    return b.kind === 'arg' ? b.assignments === 0 : b.assignments === 1 && !b.reassigned && b.definitions === 0
  }

  private emitBlock(body: readonly Core[], dest: Dest): Operand {
    const last = body.length - 1
    if (last < 0) return this.deliver(NOTHING, dest)
    for (let i = 0; i < last; i++) this.emit(body[i]!, 'effect')
    return this.emit(body[last]!, dest)
  }

  /**
   * Evaluates operands left to right. What a later operand may change is copied where it stood: variables that later operands
   * assign, and globals that are no constants when any later operand does something.
   */
  private operands(nodes: readonly Core[]): Operand[] {
    const marks: { at: number; version: number }[] = []
    const out = this.out
    const version = (o: Operand): number => (o.k === 'slot' ? (this.versions.get(o.slot) ?? 0) : 0)
    const result = nodes.map(node => {
      const operand = this.value(node)
      marks.push({ at: out.length, version: version(operand) })
      return operand
    })
    const end = out.length
    const changed = (o: Operand, i: number): boolean =>
      o.k === 'global' ? marks[i]!.at < end && !this.unit.isConstant(o.module, o.name) : version(o) !== marks[i]!.version
    for (let i = result.length - 2; i >= 0; i--) {
      const operand = result[i]!
      if (this.dead || !changed(operand, i)) continue
      const id = this.ssaCount++
      out.splice(marks[i]!.at, 0, { k: 'let', id, rhs: { k: 'move', value: operand }, at: this.at() })
      result[i] = { k: 'ssa', id }
    }
    return result
  }

  private emitCall(node: Extract<Core, { k: 'call' }>, dest: Dest): Operand {
    const isTuple = node.fn.k === 'global' && node.fn.module === 'Core' && node.fn.name === 'tuple'
    // an unused tuple is only its elements' effects
    if (dest === 'effect' && isTuple && !node.splat) {
      for (const arg of node.args) this.emit(arg, 'effect')
      return NOTHING
    }
    const [fn, ...args] = this.operands([node.fn, ...node.args])
    return this.deliver(this.applied(fn!, args, node.splat), dest)
  }

  private applied(fn: Operand, args: Operand[], splat: boolean[] | null): Operand {
    return this.define(splat ? { k: 'splatcall', fn, args, splat } : { k: 'call', fn, args })
  }

  // ---- control flow ----

  /** Runs a construct with several ways to its value; `'value'` becomes a slot of its own. */
  private joined(dest: Dest, body: (dest: Dest) => void): Operand {
    if (dest !== 'value') {
      body(dest)
      return NOTHING
    }
    const slot = this.newSlot('#value')
    body({ slot })
    return this.dead ? NOTHING : { k: 'slot', slot }
  }

  /** Emits `then` or `otherwise` by a condition, short circuits without materialising their value. */
  private branch(cond: Core, then: () => void, otherwise: () => void): void {
    switch (cond.k) {
      case 'block':
        if (cond.body.length === 0) break
        for (const part of cond.body.slice(0, -1)) this.emit(part, 'effect')
        return this.branch(cond.body[cond.body.length - 1]!, then, otherwise)
      case 'and':
        return this.shortCircuit(cond.a, cond.b, then, otherwise, false)
      case 'or':
        return this.shortCircuit(cond.a, cond.b, then, otherwise, true)
      case 'lit':
        if (cond.ast.kind === 'bool') return cond.ast.value ? then() : otherwise()
    }
    const operand = this.value(cond)
    const at = this.at()
    const yes = this.list(then)
    const no = this.list(otherwise)
    this.push({ k: 'if', cond: operand, then: yes.stmts, else: no.stmts, at })
    this.dead ||= yes.dead && no.dead
  }

  /**
   *     a && b ==> END: { ELSE: { if a { if b { then; break END } } } ; otherwise }
   *     a || b ==> END: { THEN: { if a { break THEN } else if b { break THEN } ; otherwise; break END } ; then }
   */
  private shortCircuit(a: Core, b: Core, then: () => void, otherwise: () => void, isOr: boolean): void {
    const [inside, after] = isOr ? [otherwise, then] : [then, otherwise]
    const end = this.freshLabel()
    const skip = this.freshLabel()
    const leave = (): void => this.emitBreak('break', skip)
    const run = (): void => {
      inside()
      this.emitBreak('break', end)
    }
    this.labelBlock(end, () => {
      this.labelBlock(skip, () => {
        if (isOr) this.branch(a, leave, () => this.branch(b, leave, run))
        else this.branch(a, () => this.branch(b, run, leave), leave)
      })
      after()
    })
  }

  private freshLabel(): number {
    const label = this.labelCount++
    this.labelDepth.set(label, this.finallies.length)
    return label
  }

  private labelBlock(label: number, body: () => void): void {
    const { stmts, dead } = this.list(body)
    if (!this.usedLabels.has(label)) {
      // nobody breaks to it: the statements need no block
      if (!this.dead) this.out.push(...stmts)
      this.dead ||= dead
      return
    }
    this.push({ k: 'block', label, body: stmts })
  }

  private emitLabeled(label: number, body: () => void): void {
    const own = this.freshLabel()
    this.labels.set(label, own)
    this.labelBlock(own, body)
  }

  private emitLoop(node: Extract<Core, { k: 'loop' }>): void {
    const label = this.freshLabel()
    this.labels.set(node.label, label)
    this.loopDepth++
    const { stmts } = this.list(() => void this.emit(node.body, 'effect'))
    this.loopDepth--
    this.push({ k: 'loop', label, body: stmts })
    if (!this.usedLabels.has(label)) this.dead = true
  }

  private emitBreak(kind: 'break' | 'continue', label: number): void {
    if (this.dead) return
    const depth = this.labelDepth.get(label)!
    const current = this.finallies[this.finallies.length - 1]
    if (current && depth < this.finallies.length) {
      this.leaveThrough(current, () => this.emitBreak(kind, label))
      return
    }
    if (kind === 'break') this.usedLabels.add(label)
    this.push({ k: kind, label })
  }

  private emitReturn(value: Operand): void {
    if (this.dead) return
    let result = value
    const current = this.finallies[this.finallies.length - 1]
    if (!current) {
      // the value is converted once, when no `finally` is left to run
      if (this.returnType) result = this.convertReturn(value, this.returnType)
      this.push({ k: 'return', value: result, at: this.at() })
      return
    }
    if (current.returnSlot < 0) current.returnSlot = this.newSlot('#returned')
    const slot = current.returnSlot
    this.set(slot, result)
    this.leaveThrough(current, () => this.emitReturn({ k: 'slot', slot }))
  }

  private convertReturn(value: Operand, type: Operand): Operand {
    const held = this.stable(value)
    const converted = this.define({ k: 'call', fn: { k: 'global', module: 'Base', name: 'convert' }, args: [type, held] })
    return this.define({ k: 'call', fn: { k: 'global', module: 'Core', name: 'typeassert' }, args: [converted, type] })
  }

  // ---- exceptions ----

  private emitTry(node: Extract<Core, { k: 'try' }>, dest: Dest): void {
    const exception = this.newSlot('#exception')
    this.tmps.set(node.exception, { k: 'slot', slot: exception })
    if (!node.otherwise) {
      const body = this.list(() => void this.emit(node.body, dest))
      this.pushTry(exception, body, () => void this.emit(node.handler, dest))
      return
    }
    // try a catch b else c ==> END: { try { a } handler { b; break END }; c }
    const end = this.freshLabel()
    this.labelBlock(end, () => {
      const body = this.list(() => void this.emit(node.body, 'effect'))
      this.pushTry(exception, body, () => {
        this.emit(node.handler, dest)
        this.emitBreak('break', end)
      })
      this.emit(node.otherwise!, dest)
    })
  }

  private pushTry(exception: number, body: { stmts: Stmt[]; dead: boolean }, handle: () => void): void {
    const handler = this.list(handle)
    this.push({ k: 'try', body: body.stmts, exception, handler: handler.stmts })
    this.dead ||= body.dead && handler.dead
  }

  /** Leaves the body of a `try … finally` other than by its end or an exception. */
  private leaveThrough(current: Finally, run: () => void): void {
    const code = current.actions.length + 1
    current.actions.push({ code, run })
    this.set(current.kindSlot, integer(code))
    this.usedLabels.add(current.exit)
    this.push({ k: 'break', label: current.exit })
  }

  private emitFinally(node: Extract<Core, { k: 'finally' }>, dest: Dest): Operand {
    const result = dest === 'effect' ? -1 : this.newSlot('#value')
    const kindSlot = this.newSlot('#leaving')
    const exception = this.newSlot('#exception')
    const exit = this.freshLabel()
    const current: Finally = { exit, kindSlot, actions: [], returnSlot: -1 }
    this.set(kindSlot, integer(0))
    let fallsThrough = false
    this.labelBlock(exit, () => {
      this.finallies.push(current)
      const body = this.list(() => {
        this.emit(node.body, result < 0 ? 'effect' : { slot: result })
        fallsThrough = !this.dead
      })
      this.finallies.pop()
      this.pushTry(exception, body, () => {
        this.emit(node.cleanup, 'effect')
        this.define({ k: 'rethrow', exception: { k: 'slot', slot: exception } })
        this.dead = true
      })
    })
    this.emit(node.cleanup, 'effect')
    this.resume(current, fallsThrough)
    if (result < 0) return NOTHING
    return this.deliver({ k: 'slot', slot: result }, dest === 'value' ? 'value' : dest)
  }

  /** After the cleanup: goes where the body wanted to. */
  private resume(current: Finally, fallsThrough: boolean): void {
    const { actions, kindSlot } = current
    for (const [i, action] of actions.entries()) {
      if (!fallsThrough && i === actions.length - 1) {
        action.run()
        continue
      }
      const is = this.define({
        k: 'call',
        fn: { k: 'global', module: 'Core', name: '===' },
        args: [{ k: 'slot', slot: kindSlot }, integer(action.code)],
      })
      const then = this.list(action.run)
      this.push({ k: 'if', cond: is, then: then.stmts, else: [], at: this.at() })
    }
  }

  // ---- definitions ----

  private emitIsDefined(what: Core): Operand {
    if (what.k === 'global')
      return this.define({ k: 'isdefined', what: { k: 'global', module: what.module, name: what.name }, boxed: false })
    if (what.k !== 'name') return this.value(what)
    if (!what.binding) {
      const global: Operand = { k: 'global', module: this.unit.module, name: what.name }
      return this.define({ k: 'isdefined', what: global, boxed: false })
    }
    const holder = this.holder(what.binding)
    const boxed = this.isBoxed(what.binding)
    if (!boxed && (holder.k === 'captured' || holder.k === 'ssa')) return boolean(true)
    return this.define({ k: 'isdefined', what: holder, boxed })
  }

  private makeClosure(group: ClosureGroup): Operand {
    const captures = group.captures.map(b => this.holder(b))
    return this.define({ k: 'closure', closure: this.unit.closureTypeOf(group), captures })
  }

  private localMethod(node: MethodNode, group: ClosureGroup): Operand {
    if (!node.isFirst) return this.read(node.binding!)
    const value = this.makeClosure(group)
    this.assign(node.binding, node.name!, value)
    return value
  }

  private declareFunction(node: Extract<Core, { k: 'function' }>): Operand {
    if (node.group) {
      const value = this.makeClosure(node.group)
      this.assign(node.binding, node.name, value)
      return value
    }
    const op: TopLevelOp = { op: 'function', module: this.unit.module, name: node.name }
    return this.define({ k: 'toplevel', op, args: [] })
  }

  /** Evaluates a signature's `where` variables and types; gives the types and the variables. */
  signature(info: MethodNode['method'], self: (() => Operand)[]): { types: Operand[]; variables: Operand[] } {
    this.openFrame(info.sigFrame)
    const variables = info.tvars.map(v => {
      const binding = info.sigFrame.bindings.find(b => b.name === v.name)
      const made = this.emit({ k: 'typevar', name: v.name, lower: v.lower, upper: v.upper }, 'value')
      this.assign(binding ?? null, v.name, made)
      return made
    })
    const outer = info.outerStatics.map(({ local }) => {
      const made = this.emit(
        { k: 'typevar', name: local.name, lower: call(core('apply_type'), core('Union')), upper: core('Any') },
        'value',
      )
      this.assign(local, local.name, made)
      return made
    })
    const types = [...self.map(make => make()), ...info.sig.map(type => this.stable(this.value(type)))]
    return { types, variables: [...variables, ...outer] }
  }

  // f(x::T) where T = body ==> the method op of the signature's types and variables
  private globalMethod(node: MethodNode): Operand {
    const { method } = node
    let fn: Operand = NOTHING
    const own = (): Operand => {
      if (node.selfType) return this.stable(this.value(node.selfType))
      fn = node.callee
        ? this.stable(this.value(node.callee))
        : this.declareFunction({ k: 'function', name: node.name!, binding: null, group: null })
      return this.define({ k: 'call', fn: { k: 'global', module: 'Core', name: 'Typeof' }, args: [fn] })
    }
    const kwcall = [
      (): Operand => this.emit(call(core('Typeof'), core('kwcall')), 'value'),
      (): Operand => ({ k: 'global', module: 'Core', name: 'NamedTuple' }),
    ]
    const { types, variables } = this.signature(method, node.kwcall ? [...kwcall, own] : [own])
    const free = [...method.lambda.free]
    const captures = free.map(b => this.holder(b))
    const template = linearize(this.unit, method.lambda, free)
    const op: TopLevelOp = {
      op: 'method',
      template,
      tvarCount: variables.length,
      ...(free.length > 0 ? { captureCount: free.length } : {}),
    }
    this.define({ k: 'toplevel', op, args: [...types, ...variables, ...captures] })
    return fn
  }

  /** In the thunk that runs before: adds one method of a local function. */
  closureMethod(group: ClosureGroup, closure: ClosureType, method: ClosureGroup['methods'][number]): void {
    const { info, kwcall } = method
    const { types, variables } = this.signature(info, [])
    const inner = new Linearizer(this.unit, info.lambda, group.captures)
    inner.run()
    const template = inner.template(info.outerStatics.map(s => s.outer.name))
    const sparamFields = info.outerStatics.map((s, i) => ({
      capture: group.captures.indexOf(s.outer),
      tvar: info.tvars.length + i,
    }))
    const op: TopLevelOp = {
      op: 'closuremethod',
      closure,
      template,
      tvarCount: variables.length,
      sparamFields,
      ...(kwcall ? { kwcall: true } : {}),
    }
    const first: Operand[] = kwcall ? [{ k: 'global', module: 'Core', name: 'NamedTuple' }] : []
    this.define({ k: 'toplevel', op, args: [...first, ...types, ...variables] })
  }

  /** In the thunk that runs before: declares a closure's type. */
  closureType(closure: ClosureType): void {
    this.define({ k: 'toplevel', op: { op: 'closuretype', closure }, args: [] })
  }

  /** Ends a thunk that was emitted step by step. */
  finish(): MethodTemplate {
    this.push({ k: 'return', value: NOTHING, at: this.at() })
    return this.template([])
  }
}

/** How a temporary is called when a jump has passed the place that would have set it. */
const SKIPPED = 'value passed by @goto'

/** Slots of lowering's own making are set on every way that reads them, even where the analysis cannot see it. */
function isSynthetic(name: string): boolean {
  return name === '#value' || name === '#returned' || name.startsWith('#t')
}

function boolean(value: boolean): Operand {
  return { k: 'literal', ast: { kind: 'bool', value } }
}

function integer(value: number): Operand {
  return { k: 'literal', ast: { kind: 'int', type: 'Int64', value: BigInt(value) } }
}
