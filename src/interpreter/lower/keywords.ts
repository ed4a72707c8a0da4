/**
 * Keyword arguments of definitions.
 *
 * Enters: a signature with keywords. Leaves: three kinds of methods, as Julia makes them:
 *
 *     f(x; a = 1, b...) = body
 *       ==> #f#1(a, b, f, x) = body
 *           f(x) = #f#1(1, pairs(NamedTuple()), f, x)
 *           Core.kwcall(kw, f, x) = #f#1(kw's a or 1, pairs(the rest of kw), f, x)
 *
 * Defaults are evaluated left to right, each in the scope of the ones before. Mirrors the manual's "Keyword arguments".
 */
import type { Ast } from '../../parser/expr.ts'
import { namedTuple } from './calls.ts'
import type { Desugar } from './context.ts'
import {
  base,
  block,
  type Core,
  call,
  core,
  int,
  type Lambda,
  type MethodInfo,
  name,
  nothing,
  quoted,
  splatCall,
  tmp,
  when,
} from './core.ts'
import type { Parameter, Signature } from './signature.ts'

/** What the methods of a definition are added to. */
export interface Target {
  /** A plain name, local or global. */
  readonly name: string | null
  /** Or an expression whose value is the function. */
  readonly callee: (() => Core) | null
  /** Or the type of the function object itself. */
  readonly selfType: (() => Core) | null
  readonly selfName: string
  /** For stack traces. */
  readonly shownName: string
  /** In a struct's inner constructor: the parameters of `new`. */
  readonly current?: Ast[] | null
}

/** The parts of `functions.ts` that build methods. */
export interface MethodTools {
  methodInfo(
    cx: Desugar,
    shown: string,
    self: string,
    signature: Signature,
    given: readonly Parameter[],
    body: (lambda: Lambda) => Core,
    kwcall?: boolean,
    extra?: readonly { name: string; type: () => Core }[],
  ): MethodInfo
  methodBody(cx: Desugar, lambda: Lambda, signature: Signature, body: Ast): Core
  methodNode(target: Target, method: MethodInfo, kwcall: boolean): Core
  optionalMethods(cx: Desugar, target: Target, signature: Signature, kwcall: boolean): Core[]
}

export function keywordMethods(cx: Desugar, target: Target, signature: Signature, body: Ast, tools: MethodTools): Core[] {
  checkKeywords(cx, signature)
  const bodyName = `#${target.shownName}#${cx.outer.nextClosureKey()}`
  noteBodyName(cx, bodyName, target)
  const { parameters } = signature
  const pass = (lambda: Lambda, skip: number): Core => passOn(bodyName, signature, lambda, skip)

  const bodyTarget: Target = { ...target, name: bodyName, callee: null, selfType: null, selfName: '#body#', shownName: bodyName }
  const full = tools.methodInfo(
    cx,
    bodyName,
    '#body#',
    signature,
    parameters,
    lambda => tools.methodBody(cx, lambda, signature, body),
    false,
    [
      ...signature.keywords.map(k => ({ name: k.name, type: () => (k.type && !k.isVararg ? cx.expr(k.type) : core('Any')) })),
      { name: target.selfName, type: () => target.selfType?.() ?? core('Any') },
    ],
  )
  full.lambda.alias = target.name === null ? null : { name: target.name, arg: signature.keywords.length + 1 }
  const plain = tools.methodInfo(cx, target.shownName, target.selfName, signature, parameters, lambda =>
    withDefaults(cx, signature.keywords, null, () => pass(lambda, 1)),
  )
  plain.lambda.keywords = signature.keywords.map(k => (k.isVararg ? `${k.name}...` : k.name))
  const keyworded = tools.methodInfo(
    cx,
    target.shownName,
    target.selfName,
    signature,
    parameters,
    lambda => withDefaults(cx, signature.keywords, lambda, () => pass(lambda, 3)),
    true,
  )
  return [
    tools.methodNode(bodyTarget, full, false),
    ...tools.optionalMethods(cx, target, signature, true),
    tools.methodNode(target, keyworded, true),
    ...tools.optionalMethods(cx, target, signature, false),
    tools.methodNode(target, plain, false),
  ]
}

function checkKeywords(cx: Desugar, signature: Signature): void {
  const seen = new Set(signature.parameters.map(p => p.name))
  for (const [i, k] of signature.keywords.entries()) {
    if (seen.has(k.name)) cx.fail(`function argument name not unique: "${k.name}"`)
    seen.add(k.name)
    if (k.isVararg && i !== signature.keywords.length - 1) cx.fail('invalid "..." on non-final keyword argument')
  }
}

/** The body function is local where the function is. */
function noteBodyName(cx: Desugar, bodyName: string, target: Target): void {
  cx.frame.assigned.set(bodyName, cx.line)
  if (target.name !== null) cx.frame.follows.set(bodyName, target.name)
  else if (cx.frame.kind !== 'top') cx.frame.globals.add(bodyName)
}

// #f#1(keywords…, f, positional…)
function passOn(bodyName: string, signature: Signature, lambda: Lambda, skip: number): Core {
  const self = lambda.args[skip - 1]!
  const positional = lambda.args.slice(skip)
  const args = [...signature.keywords.map(k => name(k.name)), name(self), ...positional.map(arg => name(arg))]
  const before = signature.keywords.length + 1
  const splat = args.map((_, i) => i >= before && signature.parameters[i - before]!.isVararg)
  return splatCall(name(bodyName), args, splat)
}

/** Nested scopes, one per keyword; `lambda` is the `Core.kwcall` method, or null when no keyword was given. */
function withDefaults(cx: Desugar, keywords: readonly Parameter[], lambda: Lambda | null, last: () => Core): Core {
  const from = (i: number): Core => {
    const keyword = keywords[i]
    if (!keyword) return block(lambda ? rejectRest(keywords, lambda) : nothing, last())
    const value = keyword.isVararg ? slurped(cx, keywords, lambda) : keywordValue(cx, keyword, lambda)
    return cx.scope('hard', () => block(cx.declare(keyword.name, value), from(i + 1)))
  }
  return from(0)
}

// Core.isdefined(kw, :a) ? Core.getfield(kw, :a) : default
function keywordValue(cx: Desugar, keyword: Parameter, lambda: Lambda | null): Core {
  const fallback = keyword.initial ? cx.expr(keyword.initial) : call(core('throw'), call(core('UndefKeywordError'), quoted(keyword.name)))
  if (!lambda) return fallback
  const given = call(core('getfield'), name('#kw#'), quoted(keyword.name))
  const present = call(core('isdefined'), name('#kw#'), quoted(keyword.name))
  return when(present, keyword.type ? checked(cx, given, keyword) : given, fallback)
}

// a::T ==> isa(v, T) ? v : throw(TypeError(Symbol("keyword argument"), :a, T, v))
function checked(cx: Desugar, given: Core, keyword: Parameter): Core {
  const value = cx.freshTmp()
  const error = call(core('TypeError'), quoted('keyword argument'), quoted(keyword.name), cx.expr(keyword.type!), tmp(value))
  return block(
    { k: 'settmp', id: value, value: given, slot: false },
    when(call(core('isa'), tmp(value), cx.expr(keyword.type!)), tmp(value), call(core('throw'), error)),
  )
}

// Base.structdiff(kw, NamedTuple{(:a, :b)})
function rest(keywords: readonly Parameter[]): Core {
  const named = keywords.filter(k => !k.isVararg).map(k => quoted(k.name))
  const type = call(core('apply_type'), core('NamedTuple'), call(core('tuple'), ...named))
  return named.length === 0 ? name('#kw#') : call(base('structdiff'), name('#kw#'), type)
}

// kwargs... ==> Base.pairs(the rest)
function slurped(cx: Desugar, keywords: readonly Parameter[], lambda: Lambda | null): Core {
  return call(base('pairs'), lambda ? rest(keywords) : namedTuple(cx, [], 'keyword argument'))
}

// anything left ==> Base.kwerr(kw, f, args...)
function rejectRest(keywords: readonly Parameter[], lambda: Lambda): Core {
  if (keywords.some(k => k.isVararg)) return nothing
  const args = lambda.args.slice(1).map(arg => name(arg))
  const splat = args.map((_, i) => lambda.isVararg && i === args.length - 1)
  const none = call(core('==='), call(core('nfields'), rest(keywords)), int(0))
  return when(none, nothing, splatCall(base('kwerr'), args, splat))
}
