/** Whether two operands are known to have the same value wherever both are defined. */
import { intrinsics } from '../intrinsics.ts'
import type { TOperand, TRhs } from './typed-ir.ts'

const MAX_DEPTH = 6

/** `lets`: the right-hand sides of a body by ssa number. Slots may change, so they are the same as nothing. */
export function sameValue(lets: ReadonlyMap<number, TRhs>, a: TOperand, b: TOperand, depth = 0): boolean {
  if (a.k === 'const' && b.k === 'const') {
    return a.type === b.type && a.value.kind === 'bits' && b.value.kind === 'bits' && a.value.bits === b.value.bits
  }
  if (a.k !== 'ssa' || b.k !== 'ssa') return false
  if (a.id === b.id) return true
  const x = lets.get(a.id)
  const y = lets.get(b.id)
  if (!x || !y || depth > MAX_DEPTH) return false
  if (x.k === 'intrinsic' && y.k === 'intrinsic') {
    const pure = x.name === y.name && intrinsics.get(x.name)?.effect === 'pure'
    return pure && x.args.length === y.args.length && x.args.every((o, i) => sameValue(lets, o, y.args[i], depth + 1))
  }
  return (
    x.k === 'getfield' &&
    y.k === 'getfield' &&
    x.index === y.index &&
    isImmutable(x.object) &&
    sameValue(lets, x.object, y.object, depth + 1)
  )
}

function isImmutable(o: TOperand): boolean {
  return o.type.kind === 'data' && o.type.isConcrete && !o.type.name.isMutable
}
