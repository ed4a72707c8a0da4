/**
 * Which functions of a batch must watch the depth of recursion, and which call each other in a cycle.
 *
 * In: instances with typed bodies. Out: per instance a group number, the same for all members of a cycle of direct calls,
 * or -1 for functions that need no guard. Guarded are the members of cycles; functions that call what is compiled later
 * and may return, because that may call back; and, since calls that never return are usually left for later,
 * functions that never return themselves. So every cycle of direct calls has a guarded function: among its members
 * compiled first, either all are in one batch, or one calls what comes later. Dynamic calls are counted by `rt.apply`.
 */
import type { Instance, TStmt } from '../infer/typed-ir.ts'
import type { JType } from '../types/type.ts'

/** Groups by instance id (Tarjan's strongly connected components, without recursion). */
export function findCycles(
  batch: readonly Instance[],
  instance: (id: number) => Instance,
  isBottom: (t: JType) => boolean,
): Map<number, number> {
  const calls = new Map(batch.map(i => [i.id, calledBy(i)]))
  const groups = new Map<number, number>()
  const components = stronglyConnected(
    batch.map(i => i.id),
    calls,
  )
  components.forEach((members, group) => {
    const inCycle = members.length > 1 || calls.get(members[0])!.has(members[0])
    for (const id of members) {
      const never = isBottom(instance(id).returnType)
      const open = [...calls.get(id)!].some(c => {
        const callee = instance(c)
        return !calls.has(c) && (never || (!callee.compiled && !isBottom(callee.returnType)))
      })
      groups.set(id, inCycle || open ? group : -1)
    }
  })
  return groups
}

function calledBy(i: Instance): Set<number> {
  const found = new Set<number>()
  if (i.typed) collect(i.typed.body, found)
  return found
}

function collect(list: readonly TStmt[], found: Set<number>): void {
  for (const s of list) {
    switch (s.k) {
      case 'let':
        if (s.rhs.k === 'invoke') found.add(s.rhs.instance)
        break
      case 'if':
        collect(s.then, found)
        collect(s.else, found)
        break
      case 'loop':
      case 'block':
        collect(s.body, found)
        break
      case 'try':
        collect(s.body, found)
        collect(s.handler, found)
        break
    }
  }
}

interface Node {
  readonly id: number
  readonly order: number
  low: number
  onStack: boolean
  readonly next: number[]
}

function stronglyConnected(ids: readonly number[], calls: ReadonlyMap<number, ReadonlySet<number>>): number[][] {
  const nodes = new Map<number, Node>()
  const components: number[][] = []
  const stack: Node[] = []
  const visit = (id: number): Node => {
    const node = { id, order: nodes.size, low: nodes.size, onStack: true, next: [...calls.get(id)!].filter(c => calls.has(c)) }
    nodes.set(id, node)
    stack.push(node)
    return node
  }
  for (const id of ids) {
    if (nodes.has(id)) continue
    const path = [visit(id)]
    while (path.length > 0) {
      const node = path[path.length - 1]
      const child = node.next.pop()
      if (child !== undefined) {
        const known = nodes.get(child)
        if (!known) path.push(visit(child))
        else if (known.onStack) node.low = Math.min(node.low, known.order)
        continue
      }
      path.pop()
      const parent = path[path.length - 1]
      if (parent) parent.low = Math.min(parent.low, node.low)
      if (node.low === node.order) components.push(popComponent(stack, node))
    }
  }
  return components
}

function popComponent(stack: Node[], last: Node): number[] {
  const members: number[] = []
  for (;;) {
    const node = stack.pop()!
    node.onStack = false
    members.push(node.id)
    if (node === last) return members
  }
}
