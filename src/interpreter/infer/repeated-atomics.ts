/**
 * Atomic sums into one object in every round of a loop, marked for emission: a pass over the typed body.
 *
 * V8 makes a read and a compare-and-swap of WebAssembly's atomic addition. The read of a cell that another thread has just
 * written fetches it, and the swap fetches it once more, to write. Where the loop's last round told what to expect there, the
 * swap can be tried without a read (`emit/atomics.ts`).
 */
import { LoopBody } from './loop-body.ts'
import { mapLists, someStatement } from './traverse.ts'
import type { TStmt, TypedBody } from './typed-ir.ts'

export function markRepeatedAtomics(typed: TypedBody): TypedBody {
  const isSum = (s: TStmt): boolean => s.k === 'let' && s.rhs.k === 'intrinsic' && sum.test(s.rhs.name)
  if (!someStatement(typed.body, isSum)) return typed
  return { ...typed, body: inList(typed, typed.body, null) }
}

const sum = /^atomic_(add|sub)field$/

function inList(typed: TypedBody, list: readonly TStmt[], loop: LoopBody | null): TStmt[] {
  return list.map(s => {
    if (s.k === 'loop') {
      const inner = new LoopBody(typed, s)
      return mapLists(s, l => inList(typed, l, inner))
    }
    if (s.k === 'let' && s.rhs.k === 'intrinsic' && sum.test(s.rhs.name) && loop?.isInvariant(s.rhs.args[0]))
      return { ...s, rhs: { ...s.rhs, isRepeated: true } }
    return mapLists(s, l => inList(typed, l, loop))
  })
}
