/** The bits of the intrinsic `type_kind`. */
import { isBits, isSingletonType } from '../types/make.ts'
import type { JType } from '../types/type.ts'
import type { TypeWorld } from '../types/world.ts'

/** 1 abstract, 2 mutable, 4 primitive, 8 concrete, 16 isbits, 32 singleton, 64 tuple, 128 union, 256 unionall, 512 typevar. */
export function kindBits(types: TypeWorld, t: JType): number {
  switch (t.kind) {
    case 'union':
      return 128
    case 'unionall':
      return 256
    case 'typevar':
      return 512
    case 'data': {
      const n = t.name
      const isAbstract = n.isAbstract && n.family !== 'tuple'
      return (
        (isAbstract ? 1 : 0) |
        (n.isMutable ? 2 : 0) |
        (n.primitiveBits > 0 ? 4 : 0) |
        (t.isConcrete ? 8 : 0) |
        (t.isConcrete && isBits(types, t) ? 16 : 0) |
        (t.isConcrete && isSingletonType(types, t) ? 32 : 0) |
        (n.family === 'tuple' ? 64 : 0)
      )
    }
  }
}
