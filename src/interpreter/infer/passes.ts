/**
 * The passes over a typed body between inference and emission, in their order.
 *
 * Each takes a body and gives one that does the same: copies go, tuples of open element types come apart, loops are
 * turned around, control flow is straightened, arrays are held over loops. None looks at another instance, so they may
 * run at any time after inference.
 */
import type { TypeWorld } from '../types/world.ts'
import { flatten } from './flatten.ts'
import { forwardCopies } from './forward.ts'
import { holdArrays } from './hold-arrays.ts'
import { openTuples } from './open-tuples.ts'
import { rotateLoops } from './rotate-loops.ts'
import { splitTuples } from './split-tuples.ts'
import type { TypedBody } from './typed-ir.ts'

/** The body as emission gets it; the first `params` slots are parameters. */
export function optimize(types: TypeWorld, typed: TypedBody, params: number): TypedBody {
  const apart = openTuples(types, splitTuples(types, typed, params), params)
  const rotated = rotateLoops(types, forwardCopies(types, apart, params))
  return holdArrays(types, forwardCopies(types, flatten(rotated), params))
}
