/** Requests about functions, methods, modules and code: definitions, lookup, evaluation. */
import type { Step } from '../pipeline.ts'
import { callType } from '../services.ts'
import { ofConstant, ofType } from '../infer/lattice.ts'
import type { TopLevelOp } from '../lower/ir.ts'
import { typeIntersect } from '../types/intersect.ts'
import { tupleType, unionAllOver, unwrapUnionAll } from '../types/make.ts'
import { isSubtype } from '../types/subtype.ts'
import type { DataType, JType, TypeParam } from '../types/type.ts'
import { assignGlobal, define } from '../world/define.ts'
import { JuliaError } from '../world/julia-error.ts'
import { findMethods, lookupKeys } from '../world/methods.ts'
import { exportersOf, moduleOf, newModule, resolveBinding } from '../world/modules.ts'
import { newVectorAny } from '../world/quote.ts'
import { templateOf } from '../world/templates.ts'
import type { Method } from '../world/world.ts'
import { type Handler, moduleArgument, type RequestContext, typeArgument, typeText } from './context.ts'
import { globalValue } from './objects.ts'

function symbolText(r: RequestContext, at: number): string {
  return r.objects.text(at)
}

/** A vector of tuples of already made objects. */
function tupleVector(r: RequestContext, rows: (() => number[])[]): number {
  const o = r.objects
  return newVectorAny(o, rows.length, i => {
    const items = rows[i]()
    return o.newStruct(
      tupleType(
        o.world.types,
        items.map(x => o.typeOf(x)),
      ),
      items,
    )
  })
}

/** Makes objects one after the other, each while those before it are kept alive. */
function allRooted(r: RequestContext, make: readonly (() => number)[], made: number[] = []): number[] {
  const [first, ...rest] = make
  if (!first) return made
  return r.objects.heap.rooted(made, () => allRooted(r, rest, [...made, first()]))
}

function methodText(r: RequestContext, m: Method): string {
  const { types } = r.objects.world
  const tuple = unwrapUnionAll(m.signature) as DataType
  const names = templateOf(r.objects.world, m.id).slots.map(s => s.name)
  const args = tuple.params.slice(1).map((p, i) => {
    const name = names[i + 1]?.startsWith('#') ? '' : (names[i + 1] ?? '')
    if (p.kind === 'vararg') return `${name}${p.element === types.types.any ? '' : `::${typeText(r, p.element)}`}...`
    return p === types.types.any ? name || '::Any' : `${name}::${typeText(r, p as JType)}`
  })
  const where = whereText(r, m)
  const keywords = m.template.keywords?.length ? `; ${m.template.keywords.join(', ')}` : ''
  return `${titleOf(r, m)}(${args.join(', ')}${keywords})${where}`
}

/** What is called, as a method's text shows it: a function's name, a type, `(::T)`. */
function titleOf(r: RequestContext, m: Method): string {
  const { types } = r.objects.world
  const first = (unwrapUnionAll(m.signature) as DataType).params[0] as JType
  if (first.kind === 'data' && first.name.functionName !== '') return m.name
  if (first.kind === 'data' && first.name === types.types.typeName && first.params[0].kind !== 'typevar')
    return typeText(r, first.params[0])
  return `(::${typeText(r, first)})`
}

function whereText(r: RequestContext, m: Method): string {
  const { types } = r.objects.world
  const vars = m.variables.map(v => (v.upper === types.types.any ? v.name : `${v.name}<:${typeText(r, v.upper)}`))
  return vars.length === 0 ? '' : vars.length === 1 ? ` where ${vars[0]}` : ` where {${vars.join(', ')}}`
}

/** All methods of a function, or those that may apply to a tuple type. */
function methodsOf(r: RequestContext, f: number, types: JType | null): Method[] {
  const { world } = r.objects
  const t = r.objects.typeAt(f)
  const fl = t ? ofConstant(world.types, t).t : r.objects.typeOf(f)
  if (types?.kind === 'data') {
    const found = findMethods(world, [fl, ...types.params.filter((p): p is JType => p.kind !== 'vararg')], 1000)
    return (found?.matches ?? []).map(m => world.methods.at(m.method))
  }
  const ids = new Set((lookupKeys(world, [fl]) ?? []).filter(k => k !== 't').flatMap(k => world.tables.get(k)?.methods ?? []))
  return [...ids].map(id => world.methods.at(id))
}

const methodList: Handler = (r, [f, types]) => {
  const o = r.objects
  const list = methodsOf(r, f, o.typeAt(types))
  return tupleVector(
    r,
    list.map(m => () => {
      const { file, line } = templateOf(r.objects.world, m.id).positions[0] ?? { file: 'none', line: 0 }
      const { nargs, isVararg } = m.template
      return allRooted(r, [
        () => o.newString(methodText(r, m)),
        () => o.newString(file),
        () => o.newInt(line),
        () => o.moduleAddress(m.module),
        () => o.typeAddress(m.signature),
        () => o.newInt(nargs),
        () => o.boolean(isVararg),
      ])
    }),
  )
}

const applicable: Handler = (r, args) => r.objects.boolean('entry' in r.compiler.lookupOnly(args))

const hasMethod: Handler = (r, [f, types]) => {
  const o = r.objects
  const t = typeArgument(r, types, 'hasmethod')
  if (t.kind !== 'data') return o.boolean(false)
  const ft = o.typeAt(f)
  const first = ft ? ofConstant(o.world.types, ft).t : o.typeOf(f)
  const found = findMethods(o.world, [first, ...(t.params as JType[])], 1000)
  return o.boolean(found !== null && !found.ambiguous && found.matches.length > 0 && found.matches[found.matches.length - 1].covers)
}

const invoke: Handler = (r, [f, types, ...args]) => {
  const o = r.objects
  const t = typeArgument(r, types, 'invoke')
  if (t.kind !== 'data') throw new JuliaError('ArgumentError', 'invoke: argument type tuple expected')
  const ft = o.typeAt(f)
  const first = ft ? ofConstant(o.world.types, ft).t : o.typeOf(f)
  const found = findMethods(o.world, [first, ...(t.params as JType[])], 1000)
  const match = found?.matches.find(m => m.covers)
  if (!match)
    throw new JuliaError(
      'MethodError',
      f,
      o.newStruct(
        tupleType(
          o.world.types,
          args.map(a => o.typeOf(a)),
        ),
        args,
      ),
      o.newInt(0),
    )
  const k = r.compiler.entryOfMethod(match.method, [f, ...args])
  return o.newInt(k)
}

const returnType: Handler = (r, [f, types]) => {
  const o = r.objects
  const t = typeArgument(r, types, 'return_type')
  const { types: tw } = o.world
  if (t.kind !== 'data') return o.typeAddress(tw.types.any)
  const ft = o.typeAt(f)
  const first = ft ? ofConstant(tw, ft) : ofType(tw, o.typeOf(f))
  return o.typeAddress(callType(r.compiler.infer, null, [first, ...t.params.map(p => ofType(tw, p as JType))]))
}

/** A method as error messages list it: types only, those that the arguments do not have marked. */
function candidateText(r: RequestContext, m: Method, given: readonly TypeParam[] | null): string {
  const params = (unwrapUnionAll(m.signature) as DataType).params.slice(1)
  const fits = given ? fittingArguments(r, m, given) : []
  const args = params.map((p, i) => {
    const element = p.kind === 'vararg' ? p.element : (p as JType)
    const text = `::${typeText(r, element)}${p.kind === 'vararg' ? '...' : ''}`
    if (!given) return text
    const rest = p.kind === 'vararg' ? fits.slice(i) : fits.slice(i, i + 1)
    return rest.length > 0 && rest.every(f => f) ? text : `!Matched${text}`
  })
  const where = whereText(r, m)
  const keywords = m.template.keywords?.length ? `; ${m.template.keywords.join(', ')}` : ''
  return `${titleOf(r, m)}(${args.join(', ')}${keywords})${where}`
}

/** Which arguments a method takes, from left to right: variables are bound by those before. */
function fittingArguments(r: RequestContext, m: Method, given: readonly TypeParam[]): boolean[] {
  const { types } = r.objects.world
  const params = (unwrapUnionAll(m.signature) as DataType).params.slice(1)
  const taken: JType[] = []
  const shown: JType[] = []
  return given.map((g, i) => {
    const p = params[Math.min(i, params.length - 1)]
    if (!p || (i >= params.length && p.kind !== 'vararg')) return false
    const element = p.kind === 'vararg' ? p.element : (p as JType)
    const formal = unionAllOver(types, m.variables, tupleType(types, [...taken, element]))
    const fits = isSubtype(types, tupleType(types, [...shown, g as JType]), formal)
    taken.push(fits ? element : types.types.any)
    shown.push(g as JType)
    return fits
  })
}

function place(r: RequestContext, m: Method): (() => number)[] {
  const o = r.objects
  const { file, line } = templateOf(o.world, m.id).positions[0] ?? { file: 'none', line: 0 }
  return [() => o.newString(file), () => o.newInt(line), () => o.moduleAddress(m.module)]
}

/** A tuple of objects, each made while those before it are rooted. */
function made(r: RequestContext, makers: readonly (() => number)[], done: number[] = []): number[] {
  if (done.length === makers.length) return done
  const at = makers[done.length]()
  return r.objects.heap.rooted([at], () => made(r, makers, [...done, at]))
}

const methodCandidates: Handler = (r, [f, argsTuple]) => {
  const o = r.objects
  const given = argumentTypes(r, argsTuple)
  const scored = methodsOf(r, f, null)
    .map((m, order) => {
      const fits = fittingArguments(r, m, given).filter(f => f).length
      return { m, order, fits }
    })
    .filter(s => s.fits > 0 || given.length === 0)
  scored.sort((a, b) => b.fits - a.fits || a.order - b.order)
  return tupleVector(
    r,
    scored.slice(0, 4).map(
      ({ m }) =>
        () =>
          made(r, [() => o.newString(candidateText(r, m, given)), ...place(r, m)]),
    ),
  )
}

function argumentTypes(r: RequestContext, argsTuple: number): JType[] {
  const o = r.objects
  const t = o.typeOf(argsTuple)
  return t.params.map((p, i) => {
    const at = o.loadField(argsTuple, t, i)
    const asType = at ? o.typeAt(at) : null
    return asType ? ofConstant(o.world.types, asType).t : (p as JType)
  })
}

/** The methods between which a call is undecided, and last the signature that would decide; none if it is not ambiguous. */
const methodAmbiguity: Handler = (r, [f, argsTuple]) => {
  const o = r.objects
  const ft = o.typeAt(f)
  const first = ft ? ofConstant(o.world.types, ft).t : o.typeOf(f)
  const found = findMethods(o.world, [first, ...argumentTypes(r, argsTuple)], 1000)
  if (!found?.ambiguous) return tupleVector(r, [])
  const list = found.matches.filter(m => m.covers).map(m => o.world.methods.at(m.method))
  const common = list.slice(1).reduce((t, m) => typeIntersect(o.world.types, t, m.signature), list[0].signature)
  const u = unwrapUnionAll(common)
  const fix =
    u.kind === 'data'
      ? u.params
          .slice(1)
          .map(p => `::${typeText(r, p)}`)
          .join(', ')
      : ''
  return tupleVector(r, [
    ...list.map(m => () => made(r, [() => o.newString(methodText(r, m)), ...place(r, m)])),
    () => made(r, [() => o.newString(`${titleOf(r, list[0])}(${fix})`), ...place(r, list[0])]),
  ])
}

const moduleNames: Handler = (r, [m, all]) => {
  const o = r.objects
  const data = moduleOf(o.world, moduleArgument(r, m))
  const every = o.bitsOf(all) !== 0n
  const names = [...data.bindings.values()]
    .filter(b => b.defined && (every || b.exported || b.isPublic) && b.name !== data.name)
    .map(b => b.name)
  names.push(data.name)
  names.sort()
  return o.newVector(
    o.world.types.types.symbol,
    names.map(n => o.symbolAddress(n)),
  )
}

const backtrace: Handler = (r, [stack]) => {
  const o = r.objects
  const text = o.typeOf(stack).name.name === 'String' ? o.text(stack) : ''
  return tupleVector(
    r,
    r.backtrace(text).map(f => () => {
      const module = o.world.modules.has(f.module) ? o.moduleAddress(f.module) : o.wellKnown('nothing')
      const name = o.newString(f.name)
      return o.heap.rooted([name], () => {
        const file = o.newString(f.file)
        return o.heap.rooted([file], () => [name, file, o.newInt(f.line), module, o.boolean(f.isInlined)])
      })
    }),
  )
}

/** What `eval_next` gives: an Int64, or a Vector{Any} of a function and its arguments. */
function step(r: RequestContext, s: Step): number {
  const o = r.objects
  return typeof s === 'number' ? o.newInt(s) : o.heap.rooted(s, () => newVectorAny(o, s.length, i => s[i]))
}

/** Handlers by request name. */
export const codeHandlers: Record<string, Handler> = {
  toplevel: (r, args, payload) => define(r.objects, r.hooks, payload as TopLevelOp, args),
  global_by_name: (r, _args, payload) => {
    const { module, name } = payload as { module: string; name: string }
    return globalValue(r, r.objects.moduleAddress(module), name)
  },
  setglobal_by_name: (r, [value], payload) => {
    const { module, name } = payload as { module: string; name: string }
    assignGlobal(r.objects, r.hooks, module, name, value)
    return value
  },
  isdefined_global: (r, _args, payload) => {
    const { module, name } = payload as { module: string; name: string }
    const o = r.objects
    const b = resolveBinding(o.world, module, name)
    return o.boolean(b !== null && (b.value !== null || (b.address !== 0 && o.word(b.address + 8) !== 0)))
  },
  throw_undefined_sparam: (r, _args, payload) => {
    throw new JuliaError('UndefVarError', r.objects.symbolAddress(payload as string), r.objects.symbolAddress('static_parameter'))
  },
  throw_message: (_r, _args, payload) => {
    throw new JuliaError('ErrorException', payload as string)
  },
  function_name: (r, [f]) => {
    const t = r.objects.typeAt(f)
    const u = t ? unwrapUnionAll(t) : r.objects.typeOf(f)
    return r.objects.symbolAddress(u.kind === 'data' ? (t ? u.name.name : u.name.functionName || u.name.name) : 'Union')
  },
  function_module: (r, [f]) => r.objects.moduleAddress(r.objects.typeOf(f).name.module),
  applicable,
  has_method: hasMethod,
  invoke_target: invoke,
  method_list: methodList,
  method_candidates: methodCandidates,
  method_ambiguity: methodAmbiguity,
  return_type: returnType,
  module_name: (r, [m]) => r.objects.symbolAddress(moduleOf(r.objects.world, moduleArgument(r, m)).name),
  module_parent: (r, [m]) => r.objects.moduleAddress(moduleOf(r.objects.world, moduleArgument(r, m)).parent),
  module_names: moduleNames,
  module_getglobal: (r, [m, name]) => globalValue(r, m, symbolText(r, name)),
  module_setglobal: (r, [m, name, value]) => {
    assignGlobal(r.objects, r.hooks, moduleArgument(r, m), symbolText(r, name), value)
    return value
  },
  module_isdefined: (r, [m, name]) => {
    const o = r.objects
    const b = resolveBinding(o.world, moduleArgument(r, m), symbolText(r, name))
    return o.boolean(b !== null && (b.value !== null || (b.address !== 0 && o.word(b.address + 8) !== 0)))
  },
  module_isconst: (r, [m, name]) =>
    r.objects.boolean(resolveBinding(r.objects.world, moduleArgument(r, m), symbolText(r, name))?.isConst ?? false),
  module_ambiguous: (r, [m, name]) => r.objects.boolean(exportersOf(r.objects.world, moduleArgument(r, m), symbolText(r, name)).length > 1),
  module_new: (r, [name]) => {
    const o = r.objects
    const path = `${symbolText(r, name)}#${o.world.modules.size}`
    newModule(o.world, path, path, false)
    return o.moduleAddress(path)
  },
  eval_begin: (r, [m, tree]) => r.objects.newInt(r.evalAst(moduleArgument(r, m), tree)),
  eval_next: (r, [id, value]) => step(r, r.evaluations.next(r.objects.intOf(id), value)),
  eval_throw: (r, [id, e]) => step(r, r.evaluations.throw(r.objects.intOf(id), r.thrown(e))),
  eval_value: (r, [id]) => r.evaluations.value(r.objects.intOf(id)),
  eval_line: (r, [id]) => {
    const n = r.objects.intOf(id)
    const line = r.evaluations.line(n)
    r.evaluations.close(n)
    return r.objects.newInt(line)
  },
  lower_text: (r, [m, tree]) => r.objects.newString(r.lowerText(moduleArgument(r, m), tree)),
  macroexpand: (r, [m, tree, recursive]) => r.macroExpand(moduleArgument(r, m), tree, r.objects.bitsOf(recursive) !== 0n),
  parse: (r, [text, start, greedy, raise]) => {
    const o = r.objects
    const { tree, next } = r.parseOne(o.text(text), o.intOf(start), o.bitsOf(greedy) !== 0n, o.bitsOf(raise) !== 0n)
    return o.heap.rooted([tree], () => {
      const n = o.newInt(next)
      return o.newStruct(tupleType(o.world.types, [o.typeAt(tree) ? o.typeOf(tree) : o.typeOf(tree), o.typeOf(n)]), [tree, n])
    })
  },
  parse_all: (r, [text, file]) => r.parseAll(r.objects.text(text), r.objects.text(file)),
  include_begin: (r, [m, text, file]) => r.objects.newInt(r.includeText(moduleArgument(r, m), r.objects.text(text), r.objects.text(file))),
  backtrace_strings: backtrace,
}
