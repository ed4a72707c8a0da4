/** Folding of questions about types whose arguments are constants: the answers that `ask` would give at run time. */
import { boolValue, intValue, symbolValue } from '../types/constants.ts'
import { applyType, isProblem, unionType } from '../types/apply.ts'
import { fieldNames, fieldTypes, isType, supertype, unwrapUnionAll } from '../types/make.ts'
import { typeIntersect } from '../types/intersect.ts'
import { typeJoin } from '../types/join.ts'
import { isEqualType, isSubtype } from '../types/subtype.ts'
import type { JType, TypeParam } from '../types/type.ts'
import type { InferContext } from './context.ts'
import { isTypeConstant } from './lattice.ts'
import { kindBits } from './type-kind.ts'
import type { Constant } from './typed-ir.ts'

/** The constant result of type function `name`, or null when it must be asked at run time. */
export function foldTypeFunction(context: InferContext, name: string, args: Constant[]): Constant | null {
  const { types } = context.world
  const [a, b] = args
  const bothTypes = args.length === 2 && isClosedType(a) && isClosedType(b)
  switch (name) {
    case 'apply_type': {
      if (!isTypeConstant(a) || args.some(x => x.kind === 'heapconst')) return null
      const t =
        a === types.core.Union ? unionType(types, args.slice(1).filter(isTypeConstant)) : applyType(types, a, args.slice(1) as TypeParam[])
      return isProblem(t) || !isType(t) ? null : t
    }
    case 'Union_new':
      return args.every(isTypeConstant) ? unionType(types, args as JType[]) : null
    case 'issubtype':
      return bothTypes ? boolValue(types, isSubtype(types, a, b)) : null
    case 'types_equal':
      return bothTypes ? boolValue(types, isEqualType(types, a, b)) : null
    case 'typejoin':
      return bothTypes ? typeJoin(types, a, b) : null
    case 'typeintersect':
      return bothTypes ? typeIntersect(types, a, b) : null
    case 'type_name': {
      const t = isTypeConstant(a) ? unwrapUnionAll(a) : null
      return t?.kind === 'data' ? symbolValue(types, t.name.name) : null
    }
    case 'type_super':
      return isTypeConstant(a) && a.kind === 'data' ? supertype(types, a) : null
    case 'fieldtype': {
      if (!isTypeConstant(a) || a.kind !== 'data' || !a.isConcrete) return null
      const index = b.kind === 'sym' ? fieldNames(types, a).indexOf(b.name) : b.kind === 'bits' ? Number(b.bits) - 1 : -1
      return fieldTypes(types, a)[index] ?? null
    }
    case 'type_wrapper': {
      const t = isTypeConstant(a) ? unwrapUnionAll(a) : null
      return t?.kind === 'data' ? t.name.wrapper : null
    }
    case 'type_kind':
      return isTypeConstant(a) ? intValue(types, kindBits(types, a)) : null
    default:
      return null
  }
}

function isClosedType(c: Constant): c is JType {
  return isTypeConstant(c) && c.kind !== 'typevar' && !c.hasFreeVars
}
