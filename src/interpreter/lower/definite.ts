/**
 * Definite assignment: which slots may be read before they have a value.
 *
 * Enters: a finished body. Leaves: the body without needless `newvar`s, and the set of slots whose reads must check.
 * One pass forward over the structured control flow; at a loop's head only what held before the loop is assumed, which
 * is exact because variables of the body begin anew with `newvar`.
 */
import type { Operand, Rhs, Stmt } from './ir.ts'

/** A set of slots; null: never reached. */
type State = Uint32Array | null

interface Flow {
  readonly undefinedSlots: Set<number>
  readonly breaks: Map<number, State>
}

/**
 * @param slotCount how many slots the function has
 * @param nargs the first `nargs` slots are arguments, which always have values
 */
export function findUndefinedReads(body: Stmt[], slotCount: number, nargs: number): { body: Stmt[]; undefinedSlots: Set<number> } {
  const flow: Flow = { undefinedSlots: new Set(), breaks: new Map() }
  const start = new Uint32Array((slotCount + 31) >>> 5)
  for (let i = 0; i < nargs; i++) start[i >>> 5]! |= 1 << (i & 31)
  runList(flow, body, start)
  return { body: withoutNewvars(body, flow.undefinedSlots), undefinedSlots: flow.undefinedSlots }
}

function has(state: Uint32Array, slot: number): boolean {
  return ((state[slot >>> 5]! >>> (slot & 31)) & 1) === 1
}

function meet(a: State, b: State): State {
  if (a === null) return b
  if (b === null) return a
  const result = new Uint32Array(a.length)
  for (let i = 0; i < a.length; i++) result[i] = a[i]! & b[i]!
  return result
}

/** Runs a list on a state that it may change. */
function runList(flow: Flow, body: readonly Stmt[], state: State): State {
  let now = state
  for (const stmt of body) {
    if (now === null) return null
    now = run(flow, stmt, now)
  }
  return now
}

function run(flow: Flow, stmt: Stmt, state: Uint32Array): State {
  switch (stmt.k) {
    case 'let':
      for (const operand of operandsOf(stmt.rhs)) read(flow, state, operand)
      return stmt.rhs.k === 'rethrow' ? null : state
    case 'set':
      read(flow, state, stmt.value)
      state[stmt.slot >>> 5]! |= 1 << (stmt.slot & 31)
      return state
    case 'newvar':
      state[stmt.slot >>> 5]! &= ~(1 << (stmt.slot & 31))
      return state
    case 'if':
      read(flow, state, stmt.cond)
      return meet(runList(flow, stmt.then, state.slice()), runList(flow, stmt.else, state))
    case 'loop':
      runList(flow, stmt.body, state)
      return takeBreaks(flow, stmt.label)
    case 'block':
      return meet(runList(flow, stmt.body, state), takeBreaks(flow, stmt.label))
    case 'break':
      flow.breaks.set(stmt.label, flow.breaks.has(stmt.label) ? meet(flow.breaks.get(stmt.label)!, state) : state)
      return null
    case 'continue':
      return null
    case 'return':
      read(flow, state, stmt.value)
      return null
    case 'try': {
      const handlerState = state.slice()
      handlerState[stmt.exception >>> 5]! |= 1 << (stmt.exception & 31)
      const body = runList(flow, stmt.body, state)
      return meet(body, runList(flow, stmt.handler, handlerState))
    }
    case 'inbounds':
      return runList(flow, stmt.body, state)
  }
}

function takeBreaks(flow: Flow, label: number): State {
  const state = flow.breaks.get(label) ?? null
  flow.breaks.delete(label)
  return state
}

function read(flow: Flow, state: Uint32Array, operand: Operand): void {
  if (operand.k === 'slot' && !has(state, operand.slot)) flow.undefinedSlots.add(operand.slot)
}

/** The operands of an operation, in order of evaluation. */
export function operandsOf(rhs: Rhs): Operand[] {
  switch (rhs.k) {
    case 'move':
      return [rhs.value]
    case 'call':
    case 'splatcall':
      return [rhs.fn, ...rhs.args]
    case 'new':
      return [rhs.type, ...rhs.args]
    case 'splatnew':
      return [rhs.type, rhs.args]
    case 'isdefined':
      return [rhs.what]
    case 'closure':
      return rhs.captures
    case 'boxget':
      return [rhs.box]
    case 'boxset':
      return [rhs.box, rhs.value]
    case 'setglobal':
      return [rhs.value]
    case 'typevar':
      return [rhs.lower, rhs.upper]
    case 'rethrow':
      return [rhs.exception]
    case 'toplevel':
      return rhs.args
    case 'newbox':
    case 'boundscheck':
      return []
  }
}

function withoutNewvars(body: Stmt[], keep: ReadonlySet<number>): Stmt[] {
  const inner = (list: Stmt[]): Stmt[] => withoutNewvars(list, keep)
  const result: Stmt[] = []
  for (const stmt of body) {
    switch (stmt.k) {
      case 'newvar':
        if (keep.has(stmt.slot)) result.push(stmt)
        break
      case 'if':
        result.push({ ...stmt, then: inner(stmt.then), else: inner(stmt.else) })
        break
      case 'loop':
      case 'block':
      case 'inbounds':
        result.push({ ...stmt, body: inner(stmt.body) })
        break
      case 'try':
        result.push({ ...stmt, body: inner(stmt.body), handler: inner(stmt.handler) })
        break
      default:
        result.push(stmt)
    }
  }
  return result
}
