/** The result types that `intrinsics.ts` names: `T`, `R`, `eltype`, fixed types. */
import { instanceOf, tupleType } from '../types/make.ts'
import { intValue } from '../types/constants.ts'
import type { DataType, JType } from '../types/type.ts'
import type { InferContext } from './context.ts'
import { isTypeConstant, type Lattice } from './lattice.ts'

/** The result type for these arguments; null when they cannot be right. */
export function intrinsicResult(context: InferContext, rule: string, args: Lattice[]): JType | null {
  const { types } = context.world
  switch (rule) {
    case 'never':
      return types.types.bottom
    case 'T':
      return isPrimitive(args[0]?.t) ? args[0].t : null
    case '(T,Bool)':
      return isPrimitive(args[0]?.t) ? tupleType(types, [args[0].t, types.types.bool]) : null
    case 'R':
      return constantType(args[0])
    case 'eltype':
      return elementType(args[0]?.t)
    case 'Array':
      return args[0]?.t ?? null
    case 'Array{T,N}':
      return constantType(args[0])
    default:
      return namedType(context, rule)
  }
}

function isPrimitive(t: JType | undefined): t is DataType {
  return t?.kind === 'data' && t.name.primitiveBits > 0
}

function constantType(a: Lattice | undefined): JType | null {
  const t = a?.c
  return t && isTypeConstant(t) && t.kind === 'data' && t.isConcrete ? t : null
}

function elementType(t: JType | undefined): JType | null {
  return t?.kind === 'data' && t.isConcrete && t.name.family === 'array' ? (t.params[0] as JType) : null
}

/** `Int64`, `Vector{Any}`, `Tuple{UInt64,Int64}`. */
export function namedType(context: InferContext, name: string): JType {
  const { types } = context.world
  const open = name.indexOf('{')
  if (open < 0) {
    const t = name === 'Nothing' ? types.types.nothing : types.core[name]
    if (!t) throw new Error(`intrinsics.ts names an unknown type: ${name}`)
    return t
  }
  const parts = name
    .slice(open + 1, -1)
    .split(',')
    .map(p => namedType(context, p))
  return name.startsWith('Vector') ? instanceOf(types, types.types.arrayName, [parts[0], intValue(types, 1)]) : tupleType(types, parts)
}
