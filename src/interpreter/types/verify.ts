/**
 * Checks a `TypeWorld`'s invariants; for tests and for debugging, never called in normal running.
 *
 * 1. Every instance of a declared type is filed under its own parameters, is closed, and has as many as declared.
 * 2. A tuple has a `Vararg` only last and never of known length; nothing else has one.
 * 3. Unions are flat, have no member twice and none that is nominally below another; one-member unions do not exist.
 * 4. A `UnionAll`'s variable occurs in its body, and its flags agree with its contents.
 * 5. Ids are unique; equal closed types reached from the world are one object.
 */
import { hasFree, instanceOf, mentions, quickSubtype } from './make.ts'
import type { TypeWorld } from './registry.ts'
import type { DataType, JType, TypeName, TypeParam, UnionAll, UnionType } from './type.ts'

interface State {
  world: TypeWorld
  seen: Set<object>
  ids: Map<number, object>
  problems: string[]
}

/** The invariants broken by types reachable from `world`; empty when all is well. */
export function verifyTypes(world: TypeWorld): string[] {
  const s: State = { world, seen: new Set(), ids: new Map(), problems: [] }
  for (const t of Object.values(world.core)) visit(s, t)
  for (const t of world.unions.values()) visit(s, t)
  for (const t of world.unionAlls.values()) visit(s, t)
  return s.problems
}

function visit(s: State, p: TypeParam): void {
  if (s.seen.has(p)) return
  s.seen.add(p)
  if (p.kind !== 'vararg') checkId(s, p)
  switch (p.kind) {
    case 'data':
      return visitData(s, p)
    case 'union':
      return visitUnion(s, p)
    case 'unionall':
      return visitUnionAll(s, p)
    case 'typevar':
      visit(s, p.lower)
      visit(s, p.upper)
      return
    case 'vararg':
      return visit(s, p.element)
    case 'bits':
    case 'struct':
    case 'heapconst':
      return visit(s, p.type)
  }
}

function checkId(s: State, p: Exclude<TypeParam, { kind: 'vararg' }>): void {
  const other = s.ids.get(p.id)
  if (other && other !== p) s.problems.push(`id ${p.id} is used twice`)
  if (p.id >= s.world.nextId) s.problems.push(`id ${p.id} was never given out`)
  s.ids.set(p.id, p)
}

function visitData(s: State, t: DataType): void {
  const { world, problems } = s
  const label = `${t.name.name}#${t.id}`
  visitName(s, t.name)
  if (t.hasFreeVars !== t.params.some(hasFree)) problems.push(`${label}: hasFreeVars is wrong`)
  if (!t.hasFreeVars && instanceOf(world, t.name, t.params) !== t) problems.push(`${label}: not interned`)
  t.params.forEach((p, i) => {
    if (p.kind === 'vararg') {
      const last = t.name === world.types.tupleName && i === t.params.length - 1
      if (!last) problems.push(`${label}: Vararg at position ${i + 1}`)
      else if (p.length?.kind === 'bits') problems.push(`${label}: Vararg of known length`)
    }
    visit(s, p)
  })
}

function visitName(s: State, name: TypeName): void {
  if (s.seen.has(name)) return
  s.seen.add(name)
  const tuple = name === s.world.types.tupleName
  for (const t of name.instances.values()) {
    if (t.hasFreeVars) s.problems.push(`${name.name}: an open instance is interned`)
    if (!tuple && t.params.length !== name.params.length) s.problems.push(`${name.name}: wrong number of parameters`)
    visit(s, t)
  }
  if (name.superDecl) visit(s, name.superDecl)
  for (const t of name.fieldDecls ?? []) visit(s, t)
}

function visitUnion(s: State, t: UnionType): void {
  const { world, problems } = s
  const label = `Union#${t.id}`
  if (t.members.length === 1) problems.push(`${label}: one member`)
  if (t.hasFreeVars !== t.members.some(hasFree)) problems.push(`${label}: hasFreeVars is wrong`)
  for (const m of t.members) {
    if (m.kind === 'union') problems.push(`${label}: nested union`)
    if (t.members.some(o => o !== m && subsumes(world, o, m))) problems.push(`${label}: a member is below another`)
    visit(s, m)
  }
}

function subsumes(world: TypeWorld, o: JType, m: JType): boolean {
  return !hasFree(o) && !hasFree(m) && quickSubtype(world, m, o) === 1
}

function visitUnionAll(s: State, t: UnionAll): void {
  if (!mentions(t.body, t.variable)) s.problems.push(`UnionAll#${t.id}: variable ${t.variable.name} does not occur`)
  visit(s, t.variable)
  visit(s, t.body)
}
