/**
 * One specialised function: parameters into slots, the body's statements, the frame around them.
 */
import { Thread } from '../../runtime/layout/memory-map.ts'
import type { CodeBuilder } from '../../wasm/code.ts'
import { Op } from '../../wasm/opcodes.ts'
import type { Instance } from '../infer/typed-ir.ts'
import { Emitter, PlanError } from './emitter.ts'
import type { ModuleState } from './emitter.ts'
import { storeSlotRoots } from './operands.ts'
import { planBody } from './plan.ts'
import { convert } from './memory.ts'
import { leafType, representation, sameRep } from './representation.ts'
import { emitStatements } from './statements.ts'
import { valueOf } from './value.ts'

/**
 * The entry of a guarded function: reads how much native stack is left, passes it on, and puts it back afterwards.
 */
export function emitGuardedEntry(m: ModuleState, instance: Instance, code: CodeBuilder): void {
  const depth = code.local('i32')
  for (let i = 0; i < code.paramCount; i++) code.get(i)
  code.globalGet(m.tls)
  code.mem(Op.i32_load, Thread.depth)
  code.tee(depth)
  code.call(m.inner.get(instance.id)!)
  code.globalGet(m.tls)
  code.get(depth)
  code.mem(Op.i32_store, Thread.depth)
}

/** Emits `instance`'s body into `code`; gives pairs of (offset in the code, position) in ascending order. */
export function emitBody(m: ModuleState, instance: Instance, code: CodeBuilder): number[] {
  try {
    return emitPlanned(m, instance, code, false)
  } catch (error) {
    if (!(error instanceof PlanError)) throw error
    m.replanned.push(instance.name)
    code.reset()
    return emitPlanned(m, instance, code, true)
  }
}

function emitPlanned(m: ModuleState, instance: Instance, code: CodeBuilder, careful: boolean): number[] {
  const { typed } = instance
  if (!typed) throw new Error(`${instance.name}#${instance.id} has no typed body`)
  const plan = planBody(m.ctx.reps, typed, instance.argTypes.length, careful)
  const e = new Emitter(m, code, representation(m.ctx.reps, instance.returnType), typed, instance, plan)
  declareSlots(e, instance.argTypes.length)
  if (m.inner.has(instance.id)) e.left = code.paramCount - 1
  e.begin()
  enterParameters(e, instance)
  emitStatements(e, typed.body)
  code.unreachable()
  e.finish()
  return e.lines
}

/** Parameters whose slot is wider are converted to it; those that are assigned later get rooted here. */
function enterParameters(e: Emitter, instance: Instance): void {
  let param = 0
  instance.argTypes.forEach((type, s) => {
    const rep = e.rep(type)
    const locals = rep.leaves.map(() => param++)
    const slot = e.slots[s]
    if (!sameRep(slot.rep, rep)) {
      // The others' refs are rooted by the caller while this one is boxed.
      locals.forEach(l => e.markRooted(l))
      e.assign(slot.locals, convert(e, valueOf(rep, locals), slot.rep))
    }
    if (slot.root >= 0) storeSlotRoots(e, s)
  })
  e.endStatement()
}

/** The leading slots are the parameters; the others get locals of their own. */
function declareSlots(e: Emitter, paramCount: number): void {
  let param = 0
  const { slotTypes, maybeUndefined } = e.body!
  slotTypes.forEach((type, s) => {
    const isParam = s < paramCount
    const rep = e.rep(isParam && !e.plan.assigned[s] ? e.instance!.argTypes[s] : type)
    const passed = isParam ? e.rep(e.instance!.argTypes[s]) : null
    const first = param
    if (passed) param += passed.leaves.length
    const shares = passed !== null && sameRep(passed, rep)
    const locals = rep.leaves.map((l, i) => (shares ? first + i : e.code.local(leafType(l))))
    const flagged = !isParam && maybeUndefined[s]
    const root = e.plan.slotRoots[s]
    e.slots.push({ rep, locals, defined: flagged ? e.code.local('i32') : -1, root })
    if (isParam && !e.plan.assigned[s]) for (const l of locals) e.markRooted(l)
    if (root >= 0) rep.leaves.forEach((l, i) => l === 'ref' && e.markRooted(locals[i]))
  })
}
