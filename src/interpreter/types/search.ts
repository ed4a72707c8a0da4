/**
 * The state of one subtype question: variables in scope, and the choices made among union members.
 *
 * A question is searched by repetition: each attempt replays the decisions of the last one and then takes the next
 * alternative at the last place that has one, with the variables' bounds restored. `all` holds decisions on the left,
 * of which every combination must succeed, `some` those on the right, of which one must.
 */
import type { TypeWorld } from './registry.ts'
import type { JType, TypeVar, UnionType, Value } from './type.ts'

/** What the relation compares: types, and constants among type parameters. */
export type Term = JType | Value

/** A variable in scope with what is known of it so far. */
export interface Binding {
  readonly variable: TypeVar
  lower: Term
  upper: Term
  /** Existential: bound on the right. */
  readonly right: boolean
  /** Occurrences in invariant and covariant position, each counted up to 2: for the diagonal rule. */
  invariant: number
  covariant: number
  /** Must be concrete, because a diagonal variable was set to it. */
  concrete: boolean
  /** How many invariant constructors enclose its `where`. */
  readonly depth: number
}

/** Decisions among union members: the ones taken so far, replayed from the start at each attempt. */
export interface Choices {
  taken: number[]
  depth: number
  more: number
}

export interface Env {
  readonly world: TypeWorld
  readonly scope: Binding[]
  all: Choices
  some: Choices
  invariantDepth: number
  /** For `matchSignature`: values of the outermost variables on the right, and how many are in scope. */
  readonly found: (TypeVar | Term | null)[] | null
  foundAt: number
  steps: number
}

/** Where a term stands: outside any constructor, inside a tuple, inside an invariant constructor. */
export type Position = 0 | 1 | 2

export function newEnv(world: TypeWorld, found: Env['found']): Env {
  return {
    world,
    scope: [],
    all: newChoices(),
    some: newChoices(),
    invariantDepth: 0,
    found,
    foundAt: 0,
    steps: 0,
  }
}

export function newChoices(): Choices {
  return { taken: [], depth: 0, more: 0 }
}

export function restart(c: Choices): void {
  c.depth = 0
  c.more = 0
}

/** Moves to the next untried combination; only after an attempt that left `more` > 0. */
export function advance(c: Choices): void {
  c.taken.length = c.more
  c.taken[c.more - 1]++
}

export function decide(c: Choices, alternatives: number): number {
  const at = c.depth++
  if (at >= c.taken.length) c.taken.push(0)
  if (c.taken[at] + 1 < alternatives) c.more = c.depth
  return Math.min(c.taken[at], alternatives - 1)
}

export function pick(u: UnionType, c: Choices): JType {
  return u.members[decide(c, u.members.length)]
}

export function save(e: Env): Binding[] {
  return e.scope.map(b => ({ ...b }))
}

export function restore(e: Env, saved: Binding[]): void {
  e.scope.length = saved.length
  for (let i = 0; i < saved.length; i++) {
    const b = e.scope[i]
    const s = saved[i]
    b.lower = s.lower
    b.upper = s.upper
    b.invariant = s.invariant
    b.covariant = s.covariant
    b.concrete = s.concrete
  }
}

export function lookup(e: Env, v: TypeVar): Binding | null {
  for (let i = e.scope.length - 1; i >= 0; i--) if (e.scope[i].variable === v) return e.scope[i]
  return null
}

export function record(e: Env, b: Binding | null, position: Position): void {
  if (b === null || position === 0) return
  if (position === 2 && e.invariantDepth > b.depth) b.invariant = Math.min(2, b.invariant + 1)
  else b.covariant = Math.min(2, b.covariant + 1)
}
