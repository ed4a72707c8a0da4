/**
 * What inference knows about a value: its type, and where it can, the constant itself or its fields.
 *
 * `c` is set for constants (a type used as a value has type `Type{T}`), and always for singletons. `f` are the fields of an
 * immutable whose parts are known better than its type says. Mirrors "Const" and "PartialStruct" of the field.
 */
import { singletonInstance, typeOfValue } from '../types/constants.ts'
import { tmerge } from '../types/join.ts'
import { typeOfType } from '../types/make.ts'
import { isSubtype } from '../types/subtype.ts'
import type { JType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'
import type { Constant } from './typed-ir.ts'

export interface Lattice {
  readonly t: JType
  readonly c: Constant | null
  readonly f: Lattice[] | null
}

/** A Bool result as a test of the argument at this index. */
export interface ArgumentCondition {
  readonly argument: number
  readonly then: JType
  readonly else: JType
  /** The argument is a Bool and the result its opposite. */
  readonly negates?: boolean
}

/** A value of type t, of which nothing more is known. */
export function ofType(types: TypeWorld, t: JType): Lattice {
  if (t.kind === 'data') {
    if (t.name === types.types.typeName && !t.hasFreeVars) return { t, c: t.params[0] as JType, f: null }
    const only = singletonInstance(types, t)
    if (only) return { t, c: only, f: null }
  }
  return { t, c: null, f: null }
}

/** A constant. */
export function ofConstant(types: TypeWorld, c: Constant): Lattice {
  return { t: isTypeConstant(c) && isClosed(c) ? typeOfType(types, c) : typeOfValue(types, c), c, f: null }
}

/** Mentions no free type variable: only such types have a `Type{T}` of their own. */
function isClosed(t: JType): boolean {
  return t.kind !== 'typevar' && !t.hasFreeVars
}

/** True for a type used as a value (not a number, symbol … constant). */
export function isTypeConstant(c: Constant): c is JType {
  return c.kind === 'data' || c.kind === 'union' || c.kind === 'unionall' || c.kind === 'typevar'
}

export function isBottom(l: Lattice): boolean {
  return l.t.kind === 'union' && l.t.members.length === 0
}

export function sameLattice(a: Lattice, b: Lattice): boolean {
  if (a === b) return true
  if (a.t !== b.t || a.c !== b.c || (a.f === null) !== (b.f === null)) return false
  return a.f === null || (a.f.length === b.f!.length && a.f.every((x, i) => sameLattice(x, b.f![i])))
}

/** The least upper bound, widened so that chains stay short. */
export function joinLattice(types: TypeWorld, a: Lattice, b: Lattice): Lattice {
  if (sameLattice(a, b) || isBottom(b)) return a
  if (isBottom(a)) return b
  if (a.t === b.t) {
    if (a.f && b.f && a.f.length === b.f.length) {
      const f = a.f.map((x, i) => joinLattice(types, x, b.f![i]))
      return f.some((x, i) => x.c !== null || x.f !== null || a.f![i] === x) ? { t: a.t, c: null, f } : ofType(types, a.t)
    }
    return ofType(types, a.t)
  }
  return ofType(types, tmerge(types, widen(types, a), widen(types, b)))
}

/** The type alone, with `Type{T}` kept. */
export function widen(_types: TypeWorld, l: Lattice): JType {
  return l.t
}

/** Is every value of a one of b, knowing as much? */
export function lessOrEqual(types: TypeWorld, a: Lattice, b: Lattice): boolean {
  return sameLattice(a, b) || isBottom(a) || (b.c === null && b.f === null && isSubtype(types, a.t, b.t))
}
