/** Requests about types. Mirrors the intrinsics `apply_type` … `union_members`. */
import { kindBits } from '../infer/type-kind.ts'
import { applyType, isProblem, unionType } from '../types/apply.ts'
import { typeIntersect } from '../types/intersect.ts'
import { typeJoin } from '../types/join.ts'
import { fieldNames, fieldTypes, isType, newTypeVar, supertype, typeOfType, unionAll, unwrapUnionAll } from '../types/make.ts'
import { isEqualType, isSubtype } from '../types/subtype.ts'
import type { DataType, JType, TypeParam, TypeVar } from '../types/type.ts'
import { JuliaError } from '../world/julia-error.ts'
import { type Handler, type RequestContext, typeArgument, typeError, typeText } from './context.ts'

function paramAt(r: RequestContext, at: number): TypeParam {
  return r.objects.world.varargs.get(at) ?? (r.objects.constantAt(at) as TypeParam)
}

function addressOfParam(r: RequestContext, p: TypeParam): number {
  if (p.kind === 'vararg') return varargAddress(r, p)
  return r.objects.constantAddress(p)
}

/** A Vararg is an object of its own, which only types and signatures understand. */
function varargAddress(r: RequestContext, p: Extract<TypeParam, { kind: 'vararg' }>): number {
  const { world } = r.objects
  for (const [at, v] of world.varargs) if (v.element === p.element && v.length === p.length) return at
  const at = r.objects.heap.permanent(16)
  r.objects.setWord(at, r.objects.typeAddress(world.types.types.vararg))
  world.varargs.set(at, p)
  return at
}

const applyTypeHandler: Handler = (r, [head, ...rest]) => {
  const { types } = r.objects.world
  const t = typeArgument(r, head, 'Type{...} expression')
  const params = rest.map(a => paramAt(r, a))
  if (t === types.core.Union) {
    rest.forEach((a, i) => {
      if (params[i].kind === 'vararg' || !isType(params[i])) throw typeError(r, 'Union', r.objects.typeAddress(types.types.type), a)
    })
    return r.objects.typeAddress(unionType(types, params as JType[]))
  }
  const made = applyType(types, t, params)
  if (isProblem(made)) {
    if (made.error === 'TypeError' && made.expected) {
      const got = made.got as TypeParam | undefined
      throw new JuliaError(
        'TypeError',
        r.objects.symbolAddress(made.func ?? 'Type'),
        made.context ?? '',
        r.objects.typeAddress(made.expected),
        got ? addressOfParam(r, got) : rest[0],
      )
    }
    throw new JuliaError('ErrorException', made.message)
  }
  return made.kind === 'vararg' ? varargAddress(r, made) : r.objects.typeAddress(made)
}

function binary(f: (r: RequestContext, a: JType, b: JType) => JType | boolean, what: string): Handler {
  return (r, [a, b]) => {
    const v = f(r, typeArgument(r, a, what), typeArgument(r, b, what))
    return typeof v === 'boolean' ? r.objects.boolean(v) : r.objects.typeAddress(v)
  }
}

function dataType(r: RequestContext, at: number, what: string): DataType {
  const t = unwrapUnionAll(typeArgument(r, at, what))
  if (t.kind !== 'data') throw typeError(r, what, r.objects.wellKnown('DataType'), at)
  return t
}

function plainData(r: RequestContext, at: number, what: string): DataType {
  const t = typeArgument(r, at, what)
  if (t.kind !== 'data') throw typeError(r, what, r.objects.wellKnown('DataType'), at)
  return t
}

/** Handlers by intrinsic name. */
export const typeHandlers: Record<string, Handler> = {
  apply_type: applyTypeHandler,
  Typeof: (r, [x]) => {
    const t = r.objects.typeAt(x)
    return r.objects.typeAddress(t ? typeOfType(r.objects.world.types, t) : r.objects.typeOf(x))
  },
  issubtype: binary((r, a, b) => isSubtype(r.objects.world.types, a, b), 'issubtype'),
  types_equal: (r, [a, b]) => {
    const s = r.objects.typeAt(a)
    const t = r.objects.typeAt(b)
    return r.objects.boolean(s !== null && t !== null && isEqualType(r.objects.world.types, s, t))
  },
  typejoin: binary((r, a, b) => typeJoin(r.objects.world.types, a, b), 'typejoin'),
  typeintersect: binary((r, a, b) => typeIntersect(r.objects.world.types, a, b), 'typeintersect'),
  UnionAll_new: (r, [v, body]) => {
    const tv = r.objects.typeAt(v)
    if (tv?.kind !== 'typevar') throw typeError(r, 'UnionAll', r.objects.wellKnown('TypeVar'), v)
    const t = r.objects.world.varargs.get(body)
    if (t) return body
    return r.objects.typeAddress(unionAll(r.objects.world.types, tv, typeArgument(r, body, 'UnionAll')))
  },
  Union_new: (r, args) =>
    r.objects.typeAddress(
      unionType(
        r.objects.world.types,
        args.map(a => typeArgument(r, a, 'Union')),
      ),
    ),
  type_name: (r, [t]) => r.objects.symbolAddress(dataType(r, t, 'nameof').name.name),
  type_module: (r, [t]) => r.objects.moduleAddress(dataType(r, t, 'parentmodule').name.module),
  type_parameters: (r, [t]) => r.objects.newSvec(dataType(r, t, 'parameters').params.map(p => addressOfParam(r, p))),
  type_fieldnames: (r, [t]) => {
    const d = dataType(r, t, 'fieldnames')
    const names = fieldNames(r.objects.world.types, d)
    const isTuple = d.name.family === 'tuple'
    return r.objects.newSvec(names.map((n, i) => (isTuple ? r.objects.newInt(i + 1) : r.objects.symbolAddress(n))))
  },
  type_fieldtypes: (r, [t]) => {
    const d = dataType(r, t, 'fieldtypes')
    return r.objects.newSvec(fieldTypes(r.objects.world.types, d).map(f => r.objects.typeAddress(f)))
  },
  fieldtype: (r, [t, key]) => {
    const o = r.objects
    const d = dataType(r, t, 'fieldtype')
    const isName = o.typeOf(key).name.family === 'symbol'
    const index = isName ? fieldNames(o.world.types, d).indexOf(o.text(key)) : o.intOf(key) - 1
    const last = d.params.at(-1)
    const isRepeated = d.name.family === 'tuple' && last?.kind === 'vararg' && index >= d.params.length - 1
    const f = isRepeated ? last.element : fieldTypes(o.world.types, d)[index]
    if (!f) throw isName ? new JuliaError('FieldError', o.typeAddress(d), key) : new JuliaError('BoundsError', t, key)
    return o.typeAddress(f)
  },
  type_super: (r, [t]) => {
    const given = typeArgument(r, t, 'supertype')
    if (given.kind === 'unionall') {
      const s = supertype(r.objects.world.types, dataType(r, t, 'supertype'))
      let made: JType = s
      const vars: TypeVar[] = []
      for (let u: JType = given; u.kind === 'unionall'; u = u.body) vars.unshift(u.variable)
      for (const v of vars) made = unionAll(r.objects.world.types, v, made)
      return r.objects.typeAddress(made)
    }
    return r.objects.typeAddress(supertype(r.objects.world.types, plainData(r, t, 'supertype')))
  },
  type_wrapper: (r, [t]) => r.objects.typeAddress(dataType(r, t, 'wrapper').name.wrapper as JType),
  type_kind: (r, [t]) => {
    const known = r.objects.typeAt(t)
    return r.objects.newInt(known ? kindBits(r.objects.world.types, known) : 0)
  },
  type_string: (r, [t, m]) => {
    const module = r.objects.world.modulesByAddress.get(m)
    const p = paramAt(r, t)
    if (p.kind === 'vararg') return r.objects.newString(`Vararg{${typeText(r, p.element, module)}}`)
    return r.objects.newString(typeText(r, typeArgument(r, t, 'type_string'), module))
  },
  typevar_name: (r, [v]) => r.objects.symbolAddress((typeArgument(r, v, 'TypeVar') as TypeVar).name),
  typevar_lower: (r, [v]) => r.objects.typeAddress((typeArgument(r, v, 'TypeVar') as TypeVar).lower),
  typevar_upper: (r, [v]) => r.objects.typeAddress((typeArgument(r, v, 'TypeVar') as TypeVar).upper),
  unionall_var: (r, [t]) => {
    const u = typeArgument(r, t, 'UnionAll')
    if (u.kind !== 'unionall') throw typeError(r, 'UnionAll', r.objects.wellKnown('UnionAll'), t)
    return r.objects.typeAddress(u.variable)
  },
  unionall_body: (r, [t]) => {
    const u = typeArgument(r, t, 'UnionAll')
    if (u.kind !== 'unionall') throw typeError(r, 'UnionAll', r.objects.wellKnown('UnionAll'), t)
    return r.objects.typeAddress(u.body)
  },
  union_members: (r, [t]) => {
    const u = typeArgument(r, t, 'Union')
    return r.objects.newSvec((u.kind === 'union' ? u.members : [u]).map(m => r.objects.typeAddress(m)))
  },
  typevar_new: (r, [name, lower, upper]) =>
    r.objects.typeAddress(
      newTypeVar(r.objects.world.types, r.objects.text(name), typeArgument(r, lower, 'TypeVar'), typeArgument(r, upper, 'TypeVar')),
    ),
  typevar: (r, [lower, upper], payload) =>
    r.objects.typeAddress(
      newTypeVar(r.objects.world.types, payload as string, typeArgument(r, lower, 'TypeVar'), typeArgument(r, upper, 'TypeVar')),
    ),
}
