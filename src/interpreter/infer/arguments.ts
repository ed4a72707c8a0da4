/** Whether arguments have the types that an intrinsic's row in `intrinsics.ts` wants: emission has code for no others. */
import { isSubtype } from '../types/subtype.ts'
import type { JType } from '../types/type.ts'
import type { InferContext } from './context.ts'
import type { Lattice } from './lattice.ts'
import { namedType } from './results.ts'

/** True if `args` are known to fit `spec`, such as `Type{R} T` or `Array eltype Int64`. */
export function argumentsFit(context: InferContext, spec: string, args: readonly Lattice[]): boolean {
  if (spec === '') return args.length === 0
  const wanted = spec.split(' ')
  const rest = wanted[wanted.length - 1].endsWith('…') ? wanted.pop()!.slice(0, -1) : null
  if (args.length < wanted.length || (rest === null && args.length > wanted.length)) return false
  return args.every((a, i) => fits(context, wanted[i] ?? (rest as string), a.t, args, wanted))
}

function fits(context: InferContext, want: string, t: JType, args: readonly Lattice[], wanted: readonly string[]): boolean {
  switch (want) {
    case 'Any':
    case 'Type{R}':
    case 'Type{Array{T,N}}':
      return true
    case 'T':
      return isPrimitive(t) && t === args[wanted.indexOf('T')].t
    case 'U':
      return isPrimitive(t)
    case 'Array':
    case 'Vector':
      return isArray(t)
    case 'eltype': {
      const array = args[wanted.indexOf('Array')].t
      return array.kind === 'data' && isArray(array) && isSubtype(context.world.types, t, array.params[0] as JType)
    }
    default:
      return isSubtype(context.world.types, t, namedType(context, want))
  }
}

function isPrimitive(t: JType): boolean {
  return t.kind === 'data' && t.name.primitiveBits > 0
}

function isArray(t: JType): boolean {
  return t.kind === 'data' && t.isConcrete && t.name.family === 'array'
}
