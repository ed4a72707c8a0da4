/**
 * `@goto` and `@label` as structured control flow.
 *
 * Enters: the desugared body of one function (or thunk) with `label` and `goto` nodes. Leaves: the same without them; any
 * other body unchanged. Jumps of every kind work, also into loops and branches, as long as they stay in the function:
 *
 *     B: { a; @label x; b; @goto x; c }  ==>  loop D { if p = 0 { a }; if p = 1 { p = 0 }; b; p = 1; continue D; c; break D }
 *
 * B is the innermost block that holds a label and all jumps to it. Its statements run in a dispatch loop. While p, a slot of
 * the block's own, is 0, everything runs as written; a jump stores the label's number and begins the loop again, and then
 * statements are skipped and conditions overruled until the label is reached. What encloses a label opens no variables
 * anew on the way to it. Temporaries become slots, since jumps may pass the places that set them. Labels inside operands
 * of expressions and, from outside, inside `catch` and `finally` are refused.
 */
import { childrenOf } from './capture.ts'
import type { Desugar } from './context.ts'
import { block, type Core, call, core, int, nothing, tmp, when } from './core.ts'

type Of<K extends Core['k']> = Extract<Core, { k: K }>

/** Rewrites a body; gives it back as it is when it has no labels. */
export function structureGotos(cx: Desugar, body: Core): Core {
  const labels = new Map<string, number>()
  const gotos = new Set<string>()
  collect(cx, body, labels, gotos)
  for (const name of gotos) if (!labels.has(name)) cx.refuse(`label "${name}" referenced but not defined`)
  if (labels.size === 0) return body
  slotsForTemporaries(body)
  const start: Core[] = []
  let result: Core = { k: 'block', body: [body] }
  for (let left = [...labels.keys()]; left.length > 0; ) {
    const { home, names } = innermostHome(result, left)
    const place = cx.freshTmp()
    start.push(setPlace(place, 0))
    result = replace(result, home, new Dispatch(cx, place, names).loop(home))
    left = left.filter(name => !names.includes(name))
  }
  return block(...start, result)
}

function collect(cx: Desugar, node: Core, labels: Map<string, number>, gotos: Set<string>): void {
  if (node.k === 'label') {
    if (labels.has(node.name)) cx.refuse(`label "${node.name}" defined multiple times`)
    labels.set(node.name, labels.size + 1)
  } else if (node.k === 'goto') gotos.add(node.name)
  for (const child of childrenOf(node)) collect(cx, child, labels, gotos)
}

function slotsForTemporaries(node: Core): void {
  if (node.k === 'settmp') Object.assign(node, { slot: true, mayBeSkipped: true })
  for (const child of childrenOf(node)) slotsForTemporaries(child)
}

interface Home {
  readonly home: Of<'block'>
  readonly names: string[]
}

/** An innermost block that holds all there is of some labels, and those labels. */
function innermostHome(root: Core, labels: readonly string[]): Home {
  const find = (node: Core): Home | null => {
    for (const child of childrenOf(node)) {
      const inner = find(child)
      if (inner) return inner
    }
    if (node.k !== 'block') return null
    const names = labels.filter(name => mentions(node, name) === mentions(root, name))
    return names.length > 0 ? { home: node, names } : null
  }
  return find(root)!
}

/** How many labels and jumps of this name a node holds. */
function mentions(node: Core, name: string): number {
  const own = (node.k === 'label' || node.k === 'goto') && node.name === name ? 1 : 0
  return childrenOf(node).reduce((sum, child) => sum + mentions(child, name), own)
}

function setPlace(place: number, label: number): Core {
  return { k: 'settmp', id: place, value: int(label), slot: true }
}

/** A copy of `root` in which one node stands for another. */
function replace(root: Core, from: Core, to: Core): Core {
  return root === from ? to : withChildren(root, child => replace(child, from, to))
}

/** The rewriting of one block. */
class Dispatch {
  private readonly cx: Desugar
  private readonly place: number
  private readonly numbers: Map<string, number>
  private readonly label: number

  constructor(cx: Desugar, place: number, names: readonly string[]) {
    this.cx = cx
    this.place = place
    this.numbers = new Map(names.map((name, i) => [name, i + 1]))
    this.label = cx.freshLabel()
  }

  loop(home: Of<'block'>): Core {
    const result = this.cx.freshTmp()
    const body = this.block(home.body, result)
    return block({ k: 'loop', label: this.label, body: block(...body, { k: 'break', label: this.label }) }, tmp(result))
  }

  /** Statements up to the last label are skipped while a label is looked for. The last one's value goes to `result`. */
  private block(list: readonly Core[], result: number | null): Core[] {
    const out: Core[] = []
    let skipped: Core[] = []
    let lastLabel = -1
    list.forEach((node, i) => {
      if (this.labelsIn(node).length > 0) lastLabel = i
    })
    const flush = (): void => {
      if (skipped.length > 0) out.push(when(this.isRunning(), block(...skipped, nothing)))
      skipped = []
    }
    const keep = (node: Core, isLast: boolean): Core =>
      isLast && result !== null ? { k: 'settmp', id: result, value: node, slot: true } : node
    list.forEach((node, i) => {
      const isLast = i === list.length - 1
      const labels = this.labelsIn(node)
      if (labels.length === 0) {
        const plain = keep(this.jumps(node), isLast)
        if (i < lastLabel && node.k !== 'line') skipped.push(plain)
        else out.push(plain)
        return
      }
      flush()
      if (node.k === 'label') {
        out.push(when(this.isAt([node.name]), setPlace(this.place, 0)))
        if (isLast) out.push(keep(nothing, true))
      } else if (i === lastLabel && i === 0) out.push(keep(this.inside(node), isLast))
      else out.push(when(or(this.isRunning(), this.isAt(labels)), keep(this.inside(node), isLast)))
    })
    if (list.length === 0 && result !== null) out.push(keep(nothing, true))
    return out
  }

  /** A node around a label. */
  private inside(node: Core): Core {
    switch (node.k) {
      case 'block':
        return { k: 'block', body: this.block(node.body, null) }
      case 'scope':
        return { ...node, body: this.inside(node.body), unless: [...(node.unless ?? []), this.place] }
      case 'loop':
      case 'labeled':
      case 'inbounds':
        return { ...node, body: this.inside(node.body) }
      case 'settmp':
      case 'assign':
      case 'setglobal':
      case 'return':
        return { ...node, value: this.inside(node.value) }
      case 'if':
        return this.insideIf(node)
      case 'try':
        this.refuse([node.handler, node.otherwise], 'try/catch block')
        return {
          ...node,
          body: this.inside(node.body),
          handler: this.jumps(node.handler),
          otherwise: node.otherwise && this.jumps(node.otherwise),
        }
      case 'finally':
        this.refuse([node.cleanup], 'finally block')
        return { ...node, body: this.inside(node.body), cleanup: this.jumps(node.cleanup) }
      case 'label':
        return when(this.isAt([node.name]), setPlace(this.place, 0))
      default:
        if (this.labelsIn(node).length === 0) return this.jumps(node)
        return this.cx.refuse(`\`@label ${this.labelsIn(node)[0]}\` inside an expression is not supported`)
    }
  }

  // if c a else b ==> if (p = 0 ? c : p in a) a else b
  private insideIf(node: Of<'if'>): Core {
    this.refuse([node.cond], 'condition')
    const intoThen = this.labelsIn(node.then)
    const otherwise: Core = intoThen.length > 0 ? this.isAt(intoThen) : { k: 'lit', ast: { kind: 'bool', value: false } }
    const cond: Core = { k: 'if', cond: this.isRunning(), then: this.jumps(node.cond), else: otherwise }
    return { k: 'if', cond, then: this.inside(node.then), else: this.inside(node.else) }
  }

  private refuse(parts: readonly (Core | null)[], where: string): void {
    for (const part of parts) {
      const [label] = part ? this.labelsIn(part) : []
      if (label !== undefined) this.cx.refuse(`cannot goto label "${label}" inside ${where}`)
    }
  }

  /** Jumps to this block's labels, in a part without labels. */
  private jumps(node: Core): Core {
    if (node.k !== 'goto') return withChildren(node, child => this.jumps(child))
    const number = this.numbers.get(node.name)
    return number === undefined ? node : block(setPlace(this.place, number), { k: 'continue', label: this.label })
  }

  private labelsIn(node: Core): string[] {
    if (node.k === 'label') return this.numbers.has(node.name) ? [node.name] : []
    return childrenOf(node).flatMap(child => this.labelsIn(child))
  }

  private isRunning(): Core {
    return call(core('==='), tmp(this.place), int(0))
  }

  private isAt(names: readonly string[]): Core {
    return names.map(name => call(core('==='), tmp(this.place), int(this.numbers.get(name)!))).reduce(or)
  }
}

function or(a: Core, b: Core): Core {
  return { k: 'or', a, b }
}

/** A node with other parts; the same node if no part changes. */
function withChildren(node: Core, change: (child: Core) => Core): Core {
  const old = childrenOf(node)
  const now = old.map(change)
  if (old.every((child, i) => child === now[i])) return node
  switch (node.k) {
    case 'settmp':
    case 'assign':
    case 'setglobal':
    case 'return':
      return { ...node, value: now[0]! }
    case 'block':
      return { ...node, body: now }
    case 'call':
      return { ...node, fn: now[0]!, args: now.slice(1) }
    case 'new':
      return { ...node, type: now[0]!, args: now.slice(1) }
    case 'splatnew':
      return { ...node, type: now[0]!, tuple: now[1]! }
    case 'if':
      return { ...node, cond: now[0]!, then: now[1]!, else: now[2]! }
    case 'and':
    case 'or':
      return { ...node, a: now[0]!, b: now[1]! }
    case 'loop':
    case 'labeled':
    case 'inbounds':
    case 'scope':
      return { ...node, body: now[0]! }
    case 'try':
      return { ...node, body: now[0]!, handler: now[1]!, otherwise: now[2] ?? null }
    case 'finally':
      return { ...node, body: now[0]!, cleanup: now[1]! }
    case 'rethrow':
      return { ...node, exception: now[0]! }
    case 'typevar':
      return { ...node, lower: now[0]!, upper: now[1]! }
    case 'toplevel':
      return { ...node, args: now }
    default:
      throw new Error(`lowering: a jump inside ${node.k}`)
  }
}
