/**
 * From a need to running code: dynamic lookups, thunks and lazily compiled entries end here as indices of table entries.
 *
 * Lives in the JavaScript thread of Julia's thread 1. A batch is everything that a new instance calls directly and that is
 * not compiled yet, except calls that never return (error paths), which get stubs and are compiled when first reached.
 */
import type { EmittedModule } from './emit/context.ts'
import { emitModule } from './emit/module.ts'
import type { InferContext } from './infer/context.ts'
import { instanceFor } from './infer/infer.ts'
import type { InferredInstance } from './infer/instance.ts'
import { isBottom, type Lattice, ofConstant, ofType } from './infer/lattice.ts'
import { optimize } from './infer/passes.ts'
import type { TStmt } from './infer/typed-ir.ts'
import type { MethodTemplate } from './lower/ir.ts'
import { emitContext, inferContext } from './services.ts'
import { tupleType } from './types/make.ts'
import type { JType } from './types/type.ts'
import { matchSignature } from './types/subtype.ts'
import { findMethods } from './world/methods.ts'
import type { Objects } from './world/objects.ts'
import type { Method } from './world/world.ts'

export interface CompilerHost {
  /** Makes a compiled module's entries real on this thread, and available to the others. */
  publish(module: EmittedModule): void
  /** The cache of dynamic calls is stale. */
  clearCallCache(): void
  /** Asked again and again while code is inferred and emitted: throws if somebody has interrupted. */
  poll(): void
}

export type LookupResult = { readonly entry: number } | { readonly failure: 'none' | 'ambiguous' }

export class Compiler {
  readonly objects: Objects
  readonly host: CompilerHost
  readonly infer: InferContext
  private readonly emit: ReturnType<typeof emitContext>
  /** Milliseconds spent, by pass, for `--time-passes`. */
  readonly times = { infer: 0, emit: 0, publish: 0 }

  constructor(objects: Objects, host: CompilerHost) {
    this.objects = objects
    this.host = host
    this.infer = inferContext(objects, () => host.poll())
    this.emit = emitContext(objects)
  }

  /** The entry in table `jl` for a call with these objects as arguments, the function first. */
  lookup(args: readonly number[]): LookupResult {
    const { world } = this.objects
    const lattices = args.map(a => this.latticeOf(a))
    const found = findMethods(
      world,
      lattices.map(l => l.t),
      1000,
    )
    if (!found || found.matches.length === 0 || !found.matches[0].covers) return { failure: 'none' }
    if (found.ambiguous) return { failure: 'ambiguous' }
    const [m] = found.matches
    const start = performance.now()
    const inst = instanceFor(this.infer, null, m.method, this.formal(m.method, lattices), m.sparams)
    this.times.infer += performance.now() - start
    return { entry: this.entryOf(inst) }
  }

  /** Whether a call has a method, without compiling it. */
  lookupOnly(args: readonly number[]): LookupResult {
    const found = findMethods(
      this.objects.world,
      args.map(a => this.latticeOf(a).t),
      1000,
    )
    if (!found?.matches[0]?.covers) return { failure: 'none' }
    return found.ambiguous ? { failure: 'ambiguous' } : { entry: -1 }
  }

  /** The entry of one method for these arguments, whatever dispatch would choose. */
  entryOfMethod(method: number, args: readonly number[]): number {
    const { world } = this.objects
    const lattices = args.map(a => this.latticeOf(a))
    const m = world.methods.at(method)
    const match = matchSignature(
      world.types,
      tupleType(
        world.types,
        lattices.map(l => l.t),
      ),
      m.signature,
      m.variables,
    )
    if (!match) throw new Error(`${m.name} does not take these arguments`)
    return this.entryOf(instanceFor(this.infer, null, method, this.formal(method, lattices), match.sparams as never))
  }

  /** Compiles a method for argument types (varargs as one tuple type), whatever dispatch would choose. */
  compileFor(method: number, argTypes: readonly JType[]): void {
    const { world } = this.objects
    const m = world.methods.at(method)
    const last = argTypes[argTypes.length - 1]
    const flat = m.template.isVararg && last.kind === 'data' ? [...argTypes.slice(0, -1), ...last.params] : argTypes
    const match = matchSignature(world.types, tupleType(world.types, flat as JType[]), m.signature, m.variables)
    if (!match) throw new Error(`${m.name} does not take these arguments`)
    const args = argTypes.map(t => ofType(world.types, t))
    this.entryOf(instanceFor(this.infer, null, method, args, match.sparams as never))
  }

  /** A value as dispatch sees it: a type is `Type{T}`. */
  private latticeOf(at: number): Lattice {
    const { types } = this.objects.world
    const t = this.objects.typeAt(at)
    return t ? ofConstant(types, t) : ofType(types, this.objects.typeOf(at))
  }

  private formal(method: number, args: Lattice[]): Lattice[] {
    const { template } = this.objects.world.methods.at(method)
    if (!template.isVararg) return args
    const { types } = this.objects.world
    const fixed = template.nargs - 1
    const rest = args.slice(fixed).map(a => (a.c && this.isType(a.c) ? this.objects.typeOf(this.objects.constantAddress(a.c)) : a.t))
    return [...args.slice(0, fixed), ofType(types, tupleType(types, rest))]
  }

  private isType(c: NonNullable<Lattice['c']>): boolean {
    return c.kind === 'data' || c.kind === 'union' || c.kind === 'unionall' || c.kind === 'typevar'
  }

  /** The entry in table `jl` of an instance, compiled. */
  entryOf(inst: InferredInstance): number {
    this.compile(inst)
    return inst.jlIndex
  }

  /** Makes the entry in table `spec` of an instance real. */
  compileEntry(id: number): void {
    this.compile(this.objects.world.instances.at(id) as InferredInstance)
  }

  /** The entry in table `jl` of a thunk. */
  thunkEntry(template: MethodTemplate): number {
    const { world } = this.objects
    const method: Method = {
      id: world.methods.length,
      name: template.name,
      module: template.module,
      template,
      signature: world.types.types.emptyTuple,
      variables: [],
      age: world.age,
      required: 0,
      isVararg: false,
      instances: new Map(),
    }
    world.methods.push(method)
    const start = performance.now()
    const inst = instanceFor(this.infer, null, method.id, [], [])
    this.times.infer += performance.now() - start
    return this.entryOf(inst)
  }

  /** Forgets what was compiled, so that a program that runs from here on shows what it needs (`compiledTogether`). */
  forgetCompiled(): void {
    for (const i of this.objects.world.instances) i.compiled = false
    this.host.clearCallCache()
  }

  /** One module of all instances that are compiled now, for an image. */
  compiledTogether(): EmittedModule {
    const used = ([...this.objects.world.instances] as InferredInstance[]).filter(i => i.compiled && i.valid && i.argTypes.length > 0)
    for (const i of this.objects.world.instances) i.compiled = false
    const batch: InferredInstance[] = []
    const seen = new Set<number>()
    for (const i of used) if (!seen.has(i.id)) this.collect(i, batch, seen)
    this.giveIndices(batch)
    const module = emitModule(
      this.emit,
      batch.map(i => this.prepared(i)),
    )
    for (const inst of batch) inst.compiled = true
    return module
  }

  /** An instance with the passes applied that run between inference and emission. */
  private prepared(i: InferredInstance): InferredInstance {
    this.host.poll()
    return { ...i, typed: i.typed && optimize(this.objects.world.types, i.typed, i.argTypes.length) }
  }

  private giveIndices(batch: readonly InferredInstance[]): void {
    const { world } = this.objects
    for (const inst of batch) {
      if (inst.specIndex < 0) inst.specIndex = world.nextSpecIndex++
      if (inst.jlIndex < 0) inst.jlIndex = world.nextJlIndex++
    }
  }

  private compile(root: InferredInstance): void {
    if (root.compiled) return
    const batch: InferredInstance[] = []
    this.collect(root, batch)
    this.giveIndices(batch)
    const start = performance.now()
    const module = emitModule(
      this.emit,
      batch.map(i => this.prepared(i)),
    )
    const middle = performance.now()
    for (const inst of batch) inst.compiled = true
    this.publish(module, batch)
    this.times.emit += middle - start
    this.times.publish += performance.now() - middle
    for (const inst of batch) inst.typed = inlinedLater(inst) ? inst.typed : null
  }

  private publish(module: EmittedModule, batch: readonly InferredInstance[]): void {
    try {
      this.host.publish(module)
    } catch (e) {
      for (const inst of batch) inst.compiled = false
      throw e
    }
  }

  /** `root` and what it calls directly, not compiled yet. Callees of unknown entry get an index for their stub. */
  private collect(root: InferredInstance, batch: InferredInstance[], seen = new Set<number>()): void {
    const { world } = this.objects
    seen.add(root.id)
    const queue = [root]
    for (let inst = queue.pop(); inst; inst = queue.pop()) {
      if (!inst.typed) {
        inst.state = 'new'
        instanceFor(this.infer, null, inst.method, inst.args, inst.sparams)
      }
      batch.push(inst)
      forEachInvoke(inst.typed?.body ?? [], id => {
        const callee = world.instances.at(id) as InferredInstance
        if (callee.specIndex < 0) callee.specIndex = world.nextSpecIndex++
        if (seen.has(id) || callee.compiled || isBottom(callee.result)) return
        seen.add(id)
        queue.push(callee)
      })
    }
  }

  /** Methods in these tables changed: what depended on them is inferred and compiled again when next needed. */
  invalidate(keys: readonly string[]): void {
    const { world } = this.objects
    const stale: number[] = []
    for (const key of keys) {
      const set = world.backEdges.get(key)
      if (!set) continue
      stale.push(...set)
      set.clear()
    }
    for (let id = stale.pop(); id !== undefined; id = stale.pop()) {
      const inst = world.instances.at(id)
      if (!inst.valid) continue
      inst.valid = false
      for (const caller of world.callers.get(id) ?? []) stale.push(caller)
      world.callers.delete(id)
    }
    this.host.clearCallCache()
  }
}

/** Small bodies are kept for inlining into later callers. */
function inlinedLater(inst: InferredInstance): boolean {
  return inst.cost <= 2000
}

function forEachInvoke(list: readonly TStmt[], visit: (instance: number) => void): void {
  for (const s of list) {
    if (s.k === 'let') {
      if (s.rhs.k === 'invoke') visit(s.rhs.instance)
    } else if (s.k === 'if') {
      forEachInvoke(s.then, visit)
      forEachInvoke(s.else, visit)
    } else if (s.k === 'loop' || s.k === 'block') forEachInvoke(s.body, visit)
    else if (s.k === 'try') {
      forEachInvoke(s.body, visit)
      forEachInvoke(s.handler, visit)
    }
  }
}
