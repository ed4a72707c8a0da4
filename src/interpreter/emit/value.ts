/**
 * A value during emission: its representation and, per leaf, where that leaf is: in a local, or known.
 *
 * A local that belongs to a variable is only read through a `Value`; temporaries may be taken over by the variable that
 * the value is assigned to.
 */
import type { Constant } from '../infer/typed-ir.ts'
import type { GhostRep, Rep } from './representation.ts'

/** A leaf known at compile time; floats by their bits. */
export interface KnownLeaf {
  readonly type: 'i32' | 'i64' | 'f32' | 'f64'
  readonly bits: bigint | number
}

/** A local's index, or a constant. */
export type LeafSource = number | KnownLeaf

export interface Value {
  readonly rep: Rep
  readonly leaves: readonly LeafSource[]
  /** The constant it is, if that is known: boxing it then costs nothing. */
  readonly constant: Constant | null
}

export function valueOf(rep: Rep, leaves: readonly LeafSource[], constant: Constant | null = null): Value {
  return { rep, leaves, constant }
}

export function ghostValue(rep: GhostRep): Value {
  return { rep, leaves: [], constant: null }
}

export function knownI32(n: number): KnownLeaf {
  return { type: 'i32', bits: n | 0 }
}

/** The number an i32 leaf is known to be, or null. */
export function knownNumber(leaf: LeafSource): number | null {
  return typeof leaf === 'object' && leaf.type === 'i32' ? Number(leaf.bits) : null
}
