/** Requests about objects whose type is known only when the code runs: fields, construction, tuples. */
import { unsafeIntrinsics } from '../intrinsics.ts'
import type { Objects } from '../world/objects.ts'
import { ArrayObject, SvecObject } from '../../runtime/layout/objects.ts'
import { elementLayout } from '../emit/layout.ts'
import { mayBeUndefined } from '../types/declare.ts'
import { fieldNames, fieldTypes, isBits, tupleType } from '../types/make.ts'
import type { DataType, JType } from '../types/type.ts'
import { resolveBinding } from '../world/modules.ts'
import { JuliaError } from '../world/julia-error.ts'
import { type Handler, isA, type RequestContext, typeArgument, typeError } from './context.ts'
import { typeHandlers } from './types.ts'

/** 0-based index of a field named by a Symbol or 1-based Int64; -1 if there is none. */
function fieldIndex(r: RequestContext, t: DataType, key: number): number {
  const o = r.objects
  const kt = o.typeOf(key)
  if (kt.name.family === 'symbol') return fieldNames(o.world.types, t).indexOf(o.text(key))
  if (kt !== o.world.types.types.int64) throw typeError(r, 'getfield', o.wellKnown('Symbol'), key)
  const i = o.intOf(key)
  return i >= 1 && i <= fieldTypes(o.world.types, t).length ? i - 1 : -1
}

function missingField(r: RequestContext, at: number, t: DataType, key: number): JuliaError {
  const o = r.objects
  if (o.typeOf(key).name.family !== 'symbol') return new JuliaError('BoundsError', at, key)
  return new JuliaError('FieldError', o.typeAddress(t), key)
}

const getfield: Handler = (r, [at, key]) => {
  const o = r.objects
  const asType = o.typeAt(at)
  if (asType) return typeField(r, asType, at, key)
  const t = o.typeOf(at)
  if (t.name.family === 'module') return globalValue(r, at, o.text(key))
  if (t.name.family === 'simplevector') {
    const i = o.intOf(key)
    if (i < 1 || i > o.word(at + SvecObject.count)) throw new JuliaError('BoundsError', at, key)
    return o.word(at + SvecObject.data + 4 * (i - 1))
  }
  const i = fieldIndex(r, t, key)
  if (i < 0) throw missingField(r, at, t, key)
  const value = o.loadField(at, t, i)
  if (value === 0) throw new JuliaError('UndefRefError')
  return value
}

/** The few fields of type objects that programs read. */
function typeField(r: RequestContext, t: JType, at: number, key: number): number {
  const o = r.objects
  const name = o.typeOf(key).name.family === 'symbol' ? o.text(key) : ''
  if (t.kind === 'data') {
    if (name === 'parameters') return typeHandlers.type_parameters(r, [at], undefined)
    if (name === 'super') return typeHandlers.type_super(r, [at], undefined)
    if (name === 'types') return typeHandlers.type_fieldtypes(r, [at], undefined)
    if (name === 'name') return o.symbolAddress(t.name.name)
  }
  if (t.kind === 'unionall' && name === 'var') return o.typeAddress(t.variable)
  if (t.kind === 'unionall' && name === 'body') return o.typeAddress(t.body)
  if (t.kind === 'typevar' && name === 'name') return o.symbolAddress(t.name)
  if (t.kind === 'typevar' && name === 'lb') return o.typeAddress(t.lower)
  if (t.kind === 'typevar' && name === 'ub') return o.typeAddress(t.upper)
  if (t.kind === 'union' && (name === 'a' || name === 'b') && t.members.length > 1) {
    const rest = t.members.slice(1)
    return name === 'a'
      ? o.typeAddress(t.members[0])
      : typeHandlers.Union_new(
          r,
          rest.map(m => o.typeAddress(m)),
          undefined,
        )
  }
  throw new JuliaError('FieldError', o.word(at), key)
}

/** The value of a module's global; UndefVarError if it has none. */
export function globalValue(r: RequestContext, module: number, name: string): number {
  const o = r.objects
  const path = o.world.modulesByAddress.get(module) ?? 'Main'
  const b = resolveBinding(o.world, path, name)
  const value = b ? (b.address ? o.word(b.address + 8) : b.value ? o.constantAddress(b.value) : 0) : 0
  if (value === 0 || isUnsafe(o, value)) throw new JuliaError('UndefVarError', o.symbolAddress(name), module)
  return value
}

/** An intrinsic that only Base's compiled code may use. */
function isUnsafe(o: Objects, value: number): boolean {
  if (o.typeAt(value) || o.world.trustedMethods === null) return false
  const name = o.world.intrinsicNames.get(o.typeOf(value).name.id)
  return name !== undefined && unsafeIntrinsics.has(name)
}

const setfield: Handler = (r, [at, key, value]) => {
  const o = r.objects
  const t = o.typeOf(at)
  const i = fieldIndex(r, t, key)
  if (i < 0) throw missingField(r, at, t, key)
  if (!t.name.isMutable) {
    throw new JuliaError('ErrorException', `setfield!: immutable struct of type ${t.name.name} cannot be changed`)
  }
  if (t.name.constFields[i]) {
    throw new JuliaError('ErrorException', `setfield!: const field .${t.name.fieldNames[i]} of type ${t.name.name} cannot be changed`)
  }
  checkField(r, fieldTypes(o.world.types, t)[i], value, 'setfield!')
  o.storeField(at, t, i, value)
  return value
}

function checkField(r: RequestContext, f: JType, value: number, what: string): void {
  const o = r.objects
  if (!isA(o, value, f)) throw typeError(r, what, o.typeAddress(f), value)
}

const isdefined: Handler = (r, [at, key]) => {
  const o = r.objects
  if (o.typeAt(at)) return o.boolean(true)
  const t = o.typeOf(at)
  if (t.name.family === 'module') {
    const b = resolveBinding(o.world, o.world.modulesByAddress.get(at) ?? 'Main', o.text(key))
    return o.boolean(b !== null && (b.value !== null || (b.address !== 0 && o.word(b.address + 8) !== 0)))
  }
  const i = fieldIndex(r, t, key)
  return o.boolean(i >= 0 && (!mayBeUndefined(t.name, i) || o.loadField(at, t, i) !== 0))
}

/** `new` of a type known only now. */
const newdynamic: Handler = (r, [type, ...fields]) => {
  const o = r.objects
  const t = typeArgument(r, type, 'new')
  if (t.kind !== 'data' || !t.isConcrete) throw typeError(r, 'new', o.typeAddress(o.world.types.types.dataType), type)
  const declared = fieldTypes(o.world.types, t)
  if (fields.length > declared.length) throw new JuliaError('ArgumentError', `new: too many arguments (expected ${declared.length})`)
  return o.heap.rooted(fields, () => {
    fields.forEach((f, i) => checkField(r, declared[i], f, 'new'))
    return o.newStruct(t, fields)
  })
}

/** The same with all fields in one tuple. */
const newdynamicSplat: Handler = (r, [type, tuple]) => {
  const o = r.objects
  const t = o.typeOf(tuple)
  const count = fieldTypes(o.world.types, t).length
  const fields: number[] = []
  const next = (i: number): number => {
    if (i === count) return newdynamic(r, [type, ...fields], undefined)
    fields.push(o.loadField(tuple, t, i))
    return o.heap.rooted([fields[i]], () => next(i + 1))
  }
  return o.heap.rooted([tuple], () => next(0))
}

const tuple: Handler = (r, args) => {
  const o = r.objects
  return o.newStruct(
    tupleType(
      o.world.types,
      args.map(a => o.typeOf(a)),
    ),
    args,
  )
}

/** The vector is an argument of the caller, which keeps it and its elements. */
const tupleOfVector: Handler = (r, [vector]) => {
  const o = r.objects
  const data = o.word(vector + ArrayObject.data)
  return tuple(
    r,
    Array.from({ length: o.word(vector + ArrayObject.length) }, (_, i) => o.word(data + 4 * i)),
    undefined,
  )
}

const arraynew: Handler = (r, [type, ...sizes]) => {
  const o = r.objects
  const t = typeArgument(r, type, 'Array')
  if (t.kind !== 'data' || t.name.family !== 'array' || !t.isConcrete) throw typeError(r, 'Array', o.wellKnown('DataType'), type)
  const n = sizes.map(s => o.intOf(s))
  if (n.some(x => x < 0)) throw new JuliaError('ArgumentError', 'invalid Array dimensions')
  return o.newArray(t, n)
}

const arrayReshape: Handler = (r, [type, array, ...sizes]) => {
  const o = r.objects
  const t = typeArgument(r, type, 'Array') as DataType
  const n = sizes.map(s => o.intOf(s))
  return o.heap.rooted([array], () => {
    const at = o.heap.allocate(o.typeAddress(t), o.word(o.typeAddress(t) + 16))
    for (const w of [ArrayObject.data, ArrayObject.length, ArrayObject.owner]) o.setWord(at + w, o.word(array + w))
    o.setWord(at + ArrayObject.capacity, o.word(array + ArrayObject.length))
    if (n.length !== 1) n.forEach((x, i) => o.setWord(at + ArrayObject.dims + 4 * i, x))
    return at
  })
}

/** Handlers by request name. */
export const objectHandlers: Record<string, Handler> = {
  getfield,
  setfield,
  isdefined,
  newdynamic,
  newdynamic_splat: newdynamicSplat,
  namedtuple_new: newdynamicSplat,
  tuple,
  tuple_of_vector: tupleOfVector,
  arraynew,
  array_reshape: arrayReshape,
  nfields: (r, [at]) => {
    const o = r.objects
    return o.newInt(fieldTypes(o.world.types, o.typeOf(at)).length)
  },
  sizeof_type: (r, [type]) => {
    const t = typeArgument(r, type, 'sizeof')
    const o = r.objects
    if (t.kind !== 'data' || !t.isConcrete || !isBits(o.world.types, t)) {
      throw new JuliaError('ArgumentError', 'Argument is not an isbits type; it does not have a definite size.')
    }
    return o.newInt(elementLayout(o.world.types, t).size)
  },
  isbits_type: (r, [type]) => {
    const t = r.objects.typeAt(type)
    return r.objects.boolean(t !== null && isBits(r.objects.world.types, t))
  },
  tupleindex: (r, [at, index]) => getfield(r, [at, index], undefined),
}
