/**
 * Capture analysis: which fields each closure has, and which captured variables need a `Core.Box`.
 *
 * Enters: resolved `Core`. Leaves: `captures` of every group; `captured` and `boxed` of every binding. Julia's rule: a
 * captured variable lives in a box unless it is assigned once, and before every closure that captures it is made;
 * an argument, unless it is assigned at all. A local function that refers to itself needs no capture: its name is the
 * closure object.
 */
import type { Binding, ClosureGroup, Core, Lambda } from './core.ts'

/** The variables that hold a value for certain; null: this point is never reached. */
type Assigned = ReadonlySet<Binding> | null

/** Decides captures and boxes for one top-level expression. */
export function analyseCaptures(thunk: Lambda, groups: readonly ClosureGroup[]): void {
  for (const group of groups) group.captures = capturesOf(group)
  const lambdas: Lambda[] = [thunk]
  const seen = new Set<ClosureGroup>()
  for (const group of groups) {
    if (seen.has(group)) continue
    seen.add(group)
    for (const b of group.captures) b.captured = true
    lambdas.push(...group.methods.map(m => m.info.lambda))
  }
  const spliced = globalMethods(thunk)
  for (const lambda of spliced) {
    for (const b of lambda.free) b.captured = true
    lambdas.push(lambda)
  }
  const all = new Set<Binding>()
  for (const group of groups) for (const b of group.captures) all.add(b)
  for (const lambda of spliced) for (const b of lambda.free) all.add(b)
  for (const b of all) b.boxed = needsBoxByCount(b)
  // a variable assigned once may still be captured before that
  const open = new Set([...all].filter(b => b.kind === 'local' && !b.boxed).map(b => b.lambda))
  for (const lambda of lambdas) if (open.has(lambda)) walk(lambda, lambda.body, new Set())
}

function capturesOf(group: ClosureGroup): Binding[] {
  const captures = new Set<Binding>()
  for (const { info } of group.methods) for (const b of info.lambda.free) if (!isSelf(group, b)) captures.add(b)
  return [...captures]
}

/** True when a name inside a local function's method means the function object itself. */
export function isSelf(group: ClosureGroup, binding: Binding): boolean {
  return group.binding === binding && binding.assignments === 0
}

function needsBoxByCount(b: Binding): boolean {
  if (b.kind === 'sparam') return false
  if (b.kind === 'arg') return b.assignments > 0
  return b.reassigned || b.assignments + Math.min(b.definitions, 1) !== 1
}

/** Methods of global functions defined in the thunk, whose captured variables are spliced in. */
function globalMethods(thunk: Lambda): Lambda[] {
  const found: Lambda[] = []
  const visit = (node: Core): void => {
    if (node.k === 'method' && !node.group) found.push(node.method.lambda)
    for (const child of childrenOf(node)) visit(child)
  }
  visit(thunk.body)
  return found
}

/** The parts of a node that run in the same function. */
export function childrenOf(node: Core): readonly Core[] {
  switch (node.k) {
    case 'settmp':
    case 'assign':
    case 'setglobal':
    case 'return':
      return [node.value]
    case 'block':
      return node.body
    case 'call':
      return [node.fn, ...node.args]
    case 'new':
      return [node.type, ...node.args]
    case 'splatnew':
      return [node.type, node.tuple]
    case 'if':
      return [node.cond, node.then, node.else]
    case 'and':
    case 'or':
      return [node.a, node.b]
    case 'loop':
    case 'labeled':
    case 'inbounds':
    case 'scope':
      return [node.body]
    case 'try':
      return node.otherwise ? [node.body, node.handler, node.otherwise] : [node.body, node.handler]
    case 'finally':
      return [node.body, node.cleanup]
    case 'rethrow':
      return [node.exception]
    case 'typevar':
      return [node.lower, node.upper]
    case 'toplevel':
      return node.args
    case 'method':
      return node.callee ? [node.callee] : []
    default:
      return []
  }
}

function meet(a: Assigned, b: Assigned): Assigned {
  if (a === null) return b
  if (b === null) return a
  if (a === b) return a
  return new Set([...a].filter(x => b.has(x)))
}

function plus(state: Assigned, binding: Binding | null): Assigned {
  if (state === null || binding === null || !binding.captured || state.has(binding)) return state
  return new Set([...state, binding])
}

/** Only the function that owns a variable can see it unassigned; deeper ones receive it by value. */
function checkCaptures(owner: Lambda, captures: Iterable<Binding>, state: Assigned): void {
  if (state === null) return
  for (const b of captures) if (b.kind === 'local' && !b.boxed && !state.has(b) && b.lambda === owner) b.boxed = true
}

function walk(owner: Lambda, node: Core, state: Assigned): Assigned {
  switch (node.k) {
    case 'assign':
      return plus(walk(owner, node.value, state), node.binding)
    case 'if': {
      const after = walk(owner, node.cond, state)
      return meet(walk(owner, node.then, after), walk(owner, node.else, after))
    }
    case 'and':
    case 'or': {
      const after = walk(owner, node.a, state)
      walk(owner, node.b, after)
      return after
    }
    case 'loop':
      walk(owner, node.body, state)
      return state
    case 'labeled':
      walk(owner, node.body, state)
      return state
    case 'try': {
      const body = walk(owner, node.body, state)
      const rest = node.otherwise ? walk(owner, node.otherwise, body) : body
      return meet(rest, walk(owner, node.handler, state))
    }
    case 'finally': {
      const body = walk(owner, node.body, state)
      walk(owner, node.cleanup, state)
      return body
    }
    case 'return':
      walk(owner, node.value, state)
      return null
    case 'break':
    case 'continue':
      return null
    case 'closure':
      checkCaptures(owner, node.group.captures, state)
      return state
    case 'function':
      if (node.group) checkCaptures(owner, node.group.captures, state)
      return plus(state, node.binding)
    case 'method':
      if (node.group) checkCaptures(owner, node.group.captures, state)
      else checkCaptures(owner, node.method.lambda.free, state)
      return plus(state, node.binding)
    default: {
      let after = state
      for (const child of childrenOf(node)) after = walk(owner, child, after)
      return after
    }
  }
}
