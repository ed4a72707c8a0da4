/**
 * Inference of method instances: what enters is a method and its argument types, what leaves a typed body and a result.
 *
 * Recursion: an instance reached while it is being inferred gives the result assumed so far (at first Bottom). When the
 * frame that others assumed something about ends with more, everything that used the assumption is thrown away and the
 * frame starts again; the assumption only grows, so this ends. Growing argument types in recursion are cut off by depth.
 */
import type { MethodTemplate, Stmt } from '../lower/ir.ts'
import type { JType } from '../types/type.ts'
import { templateOf } from '../world/templates.ts'
import { isTrusted } from '../world/world.ts'
import type { Frame, InferContext, State } from './context.ts'
import { bodyCost, templateSize } from './cost.ts'
import type { InferredInstance } from './instance.ts'
import { isBottom, joinLattice, type Lattice, ofType } from './lattice.ts'
import { walk } from './statements.ts'
import type { Constant, TStmt } from './typed-ir.ts'

/** The same method deeper than this on the stack is called dynamically. */
const MAX_RECURSIVE_FRAMES = 12
const CONSTANT_SIZE_LIMIT = 120

/** The instance of a method for these argument types, inferred. */
export function instanceFor(
  context: InferContext,
  caller: Frame | null,
  methodId: number,
  args: Lattice[],
  sparams: readonly (Constant | null)[],
): InferredInstance {
  const { world } = context
  const method = world.methods.at(methodId)
  const plain = args.map(a => ofType(world.types, a.t))
  const key = plain.map(a => a.t.id).join()
  const id = method.instances.get(key)
  let inst = id === undefined ? undefined : (world.instances.at(id) as InferredInstance)
  if (!inst?.valid) {
    inst = newInstance(context, methodId, plain, sparams, false)
    method.instances.set(key, inst.id)
  }
  return settle(context, caller, inst)
}

/** The method inferred for constants among the arguments, where that may tell more; null where it would not. */
export function constantInstanceFor(
  context: InferContext,
  caller: Frame,
  methodId: number,
  args: Lattice[],
  sparams: readonly (Constant | null)[],
): InferredInstance | null {
  const { world } = context
  const { template: head } = world.methods.at(methodId)
  const interesting = args.some(a => a.f !== null || (a.c !== null && ofType(world.types, a.t).c === null))
  if (!interesting || head.inline === 'never') return null
  if (head.inline !== 'always' && templateSize(templateOf(world, methodId)) > CONSTANT_SIZE_LIMIT) return null
  // A recursion over other types ends with them (a tuple that gets shorter); over the same ones it may be endless.
  const outer = context.active.filter(f => f.instance.method === methodId)
  if (outer.length > 8 || outer.some(f => f.instance.argTypes.every((t, i) => t === args[i]?.t))) return null
  if (context.active.length > 60) return null
  const key = `${methodId}:${args.map(latticeKey).join(';')}`
  let inst = context.constantResults.get(key)
  if (!inst?.valid) {
    inst = newInstance(context, methodId, args, sparams, true)
    context.constantResults.set(key, inst)
  }
  return settle(context, caller, inst)
}

function latticeKey(l: Lattice): string {
  if (l.c) return `${l.t.id}=${l.c.id}`
  return l.f ? `${l.t.id}(${l.f.map(latticeKey).join()})` : `${l.t.id}`
}

function newInstance(
  context: InferContext,
  method: number,
  args: Lattice[],
  sparams: readonly (Constant | null)[],
  isConstant: boolean,
): InferredInstance {
  const { world } = context
  const bottom = ofType(world.types, world.types.types.bottom)
  const inst: InferredInstance = {
    id: world.instances.length,
    method,
    argTypes: args.map(a => a.t),
    sparams: [...sparams],
    name: world.methods.at(method).name,
    returnType: bottom.t,
    returnConst: null,
    typed: null,
    specIndex: -1,
    jlIndex: -1,
    compiled: false,
    valid: true,
    recursive: false,
    state: 'new',
    dependsOn: Infinity,
    result: bottom,
    args,
    effects: false,
    cost: 0,
    isConstant,
    compilable: true,
    condition: null,
    assigned: [],
    recursionSeen: false,
  }
  world.instances.push(inst)
  return inst
}

/** Brings an instance to a usable state, and notes what the caller then depends on. */
function settle(context: InferContext, caller: Frame | null, inst: InferredInstance): InferredInstance {
  if (inst.state === 'new') {
    const depth = context.active.reduce((n, f) => n + (f.instance.method === inst.method ? 1 : 0), 0)
    if (depth > MAX_RECURSIVE_FRAMES) return unknown(context, inst)
    inferFrames(context, inst)
  }
  if (!caller) return inst
  if (inst.state === 'active') {
    inst.recursionSeen = true
    // What it does is not known yet (and it may exhaust the stack): the call must stay even if its result is not used.
    inst.effects = true
    const index = context.active.findIndex(f => f.instance === inst)
    caller.dependsOn = Math.min(caller.dependsOn, index)
    for (let i = index; i < context.active.length; i++) context.active[i].instance.recursive = true
  } else if (inst.state === 'provisional') caller.dependsOn = Math.min(caller.dependsOn, inst.dependsOn)
  caller.callees.add(inst.id)
  return inst
}

/** Stands for an instance that is not inferred: a call of it is compiled when it runs. */
function unknown(context: InferContext, inst: InferredInstance): InferredInstance {
  const { types } = context.world
  return { ...inst, state: 'done', result: ofType(types, types.types.any), effects: true, typed: null, compilable: false }
}

function inferFrames(context: InferContext, inst: InferredInstance): void {
  const index = context.active.length
  for (let round = 0; ; round++) {
    if (round > 20) throw new Error(`inference of ${inst.name} does not settle`)
    inst.state = 'active'
    inst.recursionSeen = false
    const firstProvisional = context.provisional.length
    const frame = newFrame(context, inst)
    context.active.push(frame)
    try {
      runFrame(frame)
    } catch (e) {
      inst.state = 'new'
      // What took the assumed result of this frame cannot stay either.
      for (const p of context.provisional.splice(firstProvisional)) reset(p)
      throw e
    } finally {
      context.active.pop()
    }
    const { types } = context.world
    const found = frame.returned ?? ofType(types, types.types.bottom)
    const grown = joinLattice(types, inst.result, found)
    const stable = !inst.recursionSeen || (grown.t === inst.result.t && grown.c === inst.result.c)
    if (!stable) {
      inst.result = { t: grown.t, c: grown.c, f: null }
      for (const p of context.provisional.splice(firstProvisional)) reset(p)
      continue
    }
    complete(frame, inst.recursionSeen ? inst.result : found)
    const parent = context.active[index - 1]
    if (frame.dependsOn < index) {
      inst.state = 'provisional'
      inst.dependsOn = frame.dependsOn
      context.provisional.push(inst)
      if (parent) parent.dependsOn = Math.min(parent.dependsOn, frame.dependsOn)
    } else {
      inst.state = 'done'
      for (const p of context.provisional.splice(firstProvisional)) p.state = 'done'
    }
    return
  }
}

function reset(inst: InferredInstance): void {
  inst.state = 'new'
  inst.typed = null
  inst.dependsOn = Infinity
}

function newFrame(context: InferContext, inst: InferredInstance): Frame {
  const template = templateOf(context.world, inst.method)
  const types = context.world.types
  const trusted = isTrusted(context.world, inst.method)
  return {
    context,
    instance: inst,
    template,
    args: inst.args,
    ssa: [],
    operands: [],
    labels: new Map(),
    loopEntries: new Map(),
    handlers: [],
    returned: null,
    ssaTypes: [],
    slotTypes: template.slots.map((_, i): JType => inst.args[i]?.t ?? types.types.bottom),
    slotNames: template.slots.map(s => s.name),
    maybeUndefined: template.slots.map(() => false),
    positions: [...template.positions],
    nextLabel: 0,
    labelMap: new Map(),
    inbounds: false,
    trusted,
    positionBase: 0,
    // A thunk that defines methods: calls in it must see them. One that declares constants: its assignments make them.
    dynamicCalls: runsOperation(template, op => op !== 'const' && op !== 'global'),
    declares: runsOperation(template, op => op === 'const' || op === 'global'),
    dependsOn: Infinity,
    edges: new Set(),
    callees: new Set(),
    effects: false,
    reads: false,
    compilable: true,
    returnCondition: undefined,
  }
}

/** A thunk that runs an operation of this kind. */
function runsOperation(template: MethodTemplate, isSuch: (op: string) => boolean): boolean {
  const inList = (list: readonly Stmt[]): boolean =>
    list.some(
      s =>
        (s.k === 'let' && s.rhs.k === 'toplevel' && isSuch(s.rhs.op.op)) ||
        (s.k === 'if' && (inList(s.then) || inList(s.else))) ||
        ((s.k === 'loop' || s.k === 'block' || s.k === 'inbounds') && inList(s.body)) ||
        (s.k === 'try' && (inList(s.body) || inList(s.handler))),
    )
  return template.nargs === 0 && inList(template.body)
}

function runFrame(frame: Frame): void {
  const slots: State['slots'] = frame.template.slots.map((_, i) =>
    i < frame.args.length ? { value: frame.args[i], maybeUndefined: false } : null,
  )
  const out: TStmt[] = []
  const end = walk(frame, frame.template.body, { slots, ssa: new Map(), conditions: new Map() }, out)
  if (end) throw new Error(`the body of ${frame.template.name} ends without a return`)
  frame.instance.typed = {
    ssaTypes: frame.ssaTypes,
    slotTypes: frame.slotTypes,
    slotNames: frame.slotNames,
    maybeUndefined: frame.maybeUndefined,
    body: out,
    positions: frame.positions,
  }
}

function complete(frame: Frame, result: Lattice): void {
  const inst = frame.instance
  inst.result = result
  inst.returnType = result.t
  inst.returnConst = result.c
  inst.effects = frame.effects || isBottom(result)
  inst.compilable = frame.compilable
  inst.condition = result.t === frame.context.world.types.types.bool ? (frame.returnCondition ?? null) : null
  inst.assigned = assignedSlots(inst)
  inst.cost = bodyCost(inst)
  const { backEdges, callers } = frame.context.world
  for (const key of frame.edges) addTo(backEdges, key, inst.id)
  for (const callee of frame.callees) addTo(callers, callee, inst.id)
}

function addTo<K>(map: Map<K, Set<number>>, key: K, id: number): void {
  const set = map.get(key)
  if (set) set.add(id)
  else map.set(key, new Set([id]))
}

function assignedSlots(inst: InferredInstance): boolean[] {
  const assigned: boolean[] = []
  const visit = (list: readonly TStmt[]): void => {
    for (const s of list) {
      if (s.k === 'set' || s.k === 'newvar') assigned[s.slot] = true
      else if (s.k === 'if') {
        visit(s.then)
        visit(s.else)
      } else if (s.k === 'loop' || s.k === 'block') visit(s.body)
      else if (s.k === 'try') {
        assigned[s.exception] = true
        visit(s.body)
        visit(s.handler)
      }
    }
  }
  visit(inst.typed?.body ?? [])
  return assigned
}
