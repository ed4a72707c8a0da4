/**
 * The passes over a typed body between inference and emission, in their order.
 *
 * Each takes a body and gives one that does the same: copies go, tuples of open element types come apart, loops are
 * turned around, control flow is straightened; then what does not change leaves the loops, arrays are held over them, checks
 * that can be made before a loop are, indices become sums, polls become few, and atomic sums are told
 * what they will find. None looks at another instance, so they may
 * run at any time after inference.
 */
import type { TypeWorld } from '../types/world.ts'
import { flatten } from './flatten.ts'
import { dropUnused, forwardCopies } from './forward.ts'
import { hoistInvariants } from './hoist-invariants.ts'
import { holdArrays } from './hold-arrays.ts'
import { openTuples } from './open-tuples.ts'
import { markRepeatedAtomics } from './repeated-atomics.ts'
import { reduceStrength } from './reduce-strength.ts'
import { rotateLoops } from './rotate-loops.ts'
import { splitTuples } from './split-tuples.ts'
import { stripMine } from './strip-mine.ts'
import type { TypedBody } from './typed-ir.ts'
import { type LoopVersions, versionLoops } from './version-loops.ts'

/** The body as emission gets it; the first `params` slots are parameters. */
export function optimize(types: TypeWorld, typed: TypedBody, params: number): TypedBody {
  const apart = openTuples(types, splitTuples(types, typed, params), params)
  const straight = flatten(rotateLoops(types, forwardCopies(types, apart, params)))
  const hoisted = hoistInvariants(types, forwardCopies(types, straight, params))
  const held = forwardCopies(types, holdArrays(types, hoisted), params)
  const versions: LoopVersions = { unchecked: new Set(), checked: new Set() }
  const versioned = hoistInvariants(types, versionLoops(types, held, versions))
  return markRepeatedAtomics(dropUnused(stripMine(types, reduceStrength(types, versioned, versions), versions)))
}
