/**
 * Calls, operators, chains of comparisons, keyword calls, named tuples, fields and types' parameters.
 *
 * Enters: `Expr`s with heads `call`, `do`, `comparison`, `tuple`, `curly`, `where`, `.`, `&&`, `||`, … Leaves: `call` nodes of
 * `Core.kwcall`, `Core.tuple`, `Core.apply_type`, `Base.getproperty` and the functions named in the source.
 * Mirrors the manual's sections "Function composition", "Keyword arguments" and "Operators are functions".
 */
import { type Ast, type Expr, expr, isExpr, symbol } from '../../parser/expr.ts'
import { type Desugar, isParameters } from './context.ts'
import { sourceForm } from './source-form.ts'
import { base, block, bool, type Core, call, core, name, nothing, quoted, splatCall, when } from './core.ts'

const UNSUPPORTED_CALLS = new Set(['ccall', 'cglobal'])

/** Positional arguments as operands, with the places of splats. */
export function desugarArgs(cx: Desugar, args: readonly Ast[]): { args: Core[]; splat: boolean[] } {
  const result: { args: Core[]; splat: boolean[] } = { args: [], splat: [] }
  for (const arg of args) {
    const isSplat = isExpr(arg, '...')
    result.args.push(cx.expr(isSplat ? arg.args[0]! : arg))
    result.splat.push(isSplat)
  }
  return result
}

/** A call of a function without keywords; splices splats. */
export function desugarPlainCall(cx: Desugar, fn: Core, args: readonly Ast[]): Core {
  const operands = desugarArgs(cx, args)
  return splatCall(fn, operands.args, operands.splat)
}

export function desugarCall(cx: Desugar, e: Expr): Core {
  const [fn, ...rest] = e.args as [Ast, ...Ast[]]
  if (fn.kind === 'symbol' && UNSUPPORTED_CALLS.has(fn.name)) cx.fail(`\`${fn.name}\` is not supported`, e)
  const inList = rest.filter(arg => !isParameters(arg))
  const parameters = rest.filter(isParameters).flatMap(p => p.args)
  // f(args...; kw...) ==> Core.kwcall((; kw...), f, args...)
  if (parameters.length > 0 || inList.some(isKeyword)) return kwcall(cx, fn, inList, parameters)
  // f(x; ) is f(x)
  return literalPower(cx, fn, inList) ?? desugarPlainCall(cx, cx.expr(fn), inList)
}

function isKeyword(ast: Ast): ast is Expr & { readonly head: 'kw' } {
  return isExpr(ast, 'kw')
}

/** True for the operator `^`, also when a macro wrote it. */
export function isPower(fn: Ast): boolean {
  return (fn.kind === 'symbol' || fn.kind === 'globalref') && fn.name === '^'
}

// x^2 ==> Base.literal_pow(^, x, Base.Val{2}())
function literalPower(cx: Desugar, fn: Ast, args: Ast[]): Core | null {
  const exponent = args[1]
  if (!isPower(fn) || args.length !== 2 || exponent?.kind !== 'int') return null
  if (isExpr(args[0]!, '...')) return null
  const val = call(call(core('apply_type'), base('Val'), cx.expr(exponent)))
  return call(base('literal_pow'), cx.expr(fn), cx.expr(args[0]!), val)
}

/**
 * The arguments are evaluated in the order of the text, those before a semicolon first, then the named tuple is made. As
 * in Julia, plain variables are no part of that: they are read when the call is made.
 */
function kwcall(cx: Desugar, callee: Ast, inList: Ast[], parameters: Ast[]): Core {
  const function_ = onceUnlessName(cx, cx.expr(callee))
  const setup: Core[] = [function_.set]
  const args: (() => Core)[] = []
  const splat: boolean[] = []
  const keywords: NamedElement[] = []
  for (const arg of inList) {
    if (isKeyword(arg)) {
      const { key, value } = namedElement(cx, arg, 'keyword argument')
      const held = onceUnlessName(cx, value)
      setup.push(held.set)
      keywords.push({ key, value: held.get() })
      continue
    }
    const isSplat = isExpr(arg, '...')
    const held = onceUnlessName(cx, cx.expr(isSplat ? arg.args[0]! : arg))
    setup.push(held.set)
    args.push(held.get)
    splat.push(isSplat)
  }
  const named = cx.once(namedTuple(cx, [...keywords, ...parameters], 'keyword argument'))
  setup.push(named.set)
  const operands = (): Core[] => args.map(get => get())
  const withKeywords = splatCall(core('kwcall'), [named.get(), function_.get(), ...operands()], [false, false, ...splat])
  if (keywords.length > 0 || !parameters.every(k => isExpr(k, '...'))) return block(...setup, withKeywords)
  // f(x; kw...) with no keywords after all is f(x)
  return block(...setup, when(call(base('isempty'), named.get()), splatCall(function_.get(), operands(), splat), withKeywords))
}
/** Evaluates all but variables once, now. */
export function onceUnlessName(cx: Desugar, value: Core): { readonly set: Core; readonly get: () => Core } {
  return value.k === 'name' ? { set: nothing, get: () => ({ ...value }) } : cx.once(value)
}

/** A name and value of a named tuple, already desugared. */
interface NamedElement {
  readonly key: Core
  readonly value: Core
}

/**
 * `(; a = 1, b, c.d, e...)` ==> `Core.apply_type(Core.NamedTuple, (:a, …))((1, …))`, with splats merged by `Base.merge`.
 *
 * @param what how messages call an element
 */
export function namedTuple(cx: Desugar, elements: readonly (Ast | NamedElement)[], what: string): Core {
  let merged: Core | null = null
  let names: Core[] = []
  let values: Core[] = []
  const seen = new Set<string>()
  const flush = (): void => {
    if (names.length === 0 && merged) return
    const type = call(core('apply_type'), core('NamedTuple'), call(core('tuple'), ...names))
    const part = call(type, call(core('tuple'), ...values))
    merged = merged ? call(base('merge'), merged, part) : part
    names = []
    values = []
  }
  for (const element of elements) {
    if ('kind' in element && isExpr(element, '...')) {
      // a...  ==> Base.merge(so far, a)
      flush()
      merged = call(base('merge'), merged!, cx.expr(element.args[0]!))
      continue
    }
    const { key, value } = 'key' in element ? element : namedElement(cx, element, what)
    if (key.k === 'lit' && key.ast.kind === 'quotenode' && key.ast.value.kind === 'symbol') {
      const spelled = key.ast.value.name
      if (seen.has(spelled))
        cx.fail(
          `${what} "${spelled}" repeated${what === 'keyword argument' ? ' in call' : ' in named tuple'}`,
          'kind' in element ? element : undefined,
        )
      seen.add(spelled)
    }
    names.push(key)
    values.push(value)
  }
  flush()
  return merged!
}

function namedElement(cx: Desugar, element: Ast, what: string): NamedElement {
  // a = 1
  if (isExpr(element, 'kw') || isExpr(element, '=')) {
    const [key, value] = element.args as [Ast, Ast]
    if (isExpr(value, '...'))
      cx.fail(`"..." expression cannot be used as ${what === 'field name' ? 'named tuple field' : what} value`, element)
    if (key.kind === 'symbol') return { key: quoted(key.name), value: cx.expr(value) }
    if (isExpr(key, '::') && key.args[0]?.kind === 'symbol')
      return { key: quoted(key.args[0].name), value: typeAssert(cx.expr(value), cx.expr(key.args[1]!)) }
    cx.fail(`invalid ${what} name "${key.kind}"`, element)
  }
  // a ==> a = a
  if (element.kind === 'symbol') return { key: quoted(element.name), value: cx.expr(element) }
  // a.b ==> b = a.b
  if (isExpr(element, '.') && element.args[1]?.kind === 'quotenode' && element.args[1].value.kind === 'symbol')
    return { key: quoted(element.args[1].value.name), value: cx.expr(element) }
  // key => value, with a computed key
  if (isExpr(element, 'call') && element.args[0]?.kind === 'symbol' && element.args[0].name === '=>')
    return { key: cx.expr(element.args[1]!), value: cx.expr(element.args[2]!) }
  return cx.fail(
    what === 'field name' ? `invalid named tuple element "${sourceForm(element)}"` : `invalid ${what} syntax "${sourceForm(element)}"`,
    element,
  )
}

// (a, b) ==> Core.tuple(a, b);  (a = 1, b = 2) and (; …) ==> a named tuple
export function desugarTuple(cx: Desugar, e: Expr): Core {
  const [first, ...rest] = e.args
  if (isParameters(first)) {
    if (rest.length > 0) cx.fail('unexpected semicolon in tuple', e)
    return namedTuple(cx, first.args, 'field name')
  }
  if (e.args.some(arg => isExpr(arg, '='))) return namedTuple(cx, e.args, 'field name')
  return desugarPlainCall(cx, core('tuple'), e.args)
}

// a < b <= c ==> a < (t = b) && t <= c
export function desugarComparison(cx: Desugar, e: Expr): Core {
  const last = e.args.length - 1
  const pairs: Core[] = []
  let left: Core = cx.expr(e.args[0]!)
  for (let i = 1; i < last; i += 2) {
    const operator = cx.expr(e.args[i]!)
    const operand = cx.expr(e.args[i + 1]!)
    if (i + 1 === last) {
      pairs.push(call(operator, left, operand))
      break
    }
    const middle = cx.once(operand)
    // The middle operand is evaluated before the left one, as Julia's own lowering does.
    pairs.push(block(middle.set, call(operator, left, middle.get())))
    left = middle.get()
  }
  return pairs.reduceRight((b, a) => ({ k: 'and', a, b }))
}

// f(args) do x … end ==> f(x -> …, args)
export function desugarDo(cx: Desugar, e: Expr): Core {
  const [callee, fn] = e.args as [Expr, Ast]
  const at = isParameters(callee.args[1]) ? 2 : 1
  const args = [...callee.args.slice(0, at), fn, ...callee.args.slice(at)]
  return cx.expr(expr(callee.head, args, callee.span))
}

// a.b ==> Base.getproperty(a, :b);  a."x" ==> Base.getproperty(a, "x")
export function desugarProperty(cx: Desugar, e: Expr): Core {
  const [object, key] = e.args as [Ast, Ast]
  return call(base('getproperty'), cx.expr(object), cx.expr(key))
}

// x::T ==> Core.typeassert(x, T)
export function typeAssert(value: Core, type: Core): Core {
  return call(core('typeassert'), value, type)
}

// A{T, <:S} ==> Core.apply_type(A, T, #s) where #s <: S
export function desugarCurly(cx: Desugar, e: Expr): Core {
  const anonymous: { variable: string; bound: Ast; isUpper: boolean }[] = []
  const args = e.args.slice(1).map(arg => {
    if (!isExpr(arg) || arg.args.length !== 1 || !(arg.head === '<:' || arg.head === '>:')) return arg
    const variable = cx.freshName('s').replace('#s#', '#s')
    anonymous.push({ variable, bound: arg.args[0]!, isUpper: arg.head === '<:' })
    return symbol(variable)
  })
  if (args.some(isParameters)) cx.fail('unexpected semicolon', e)
  const apply = (): Core => desugarPlainCall(cx, core('apply_type'), [e.args[0]!, ...args])
  if (anonymous.length === 0) return apply()
  const bounds = anonymous.map(({ variable, bound, isUpper }) => expr(isUpper ? '<:' : '>:', [symbol(variable), bound]))
  return whereType(cx, bounds, apply)
}

// T where S<:U ==> Core.UnionAll(S, T) with S = TypeVar(:S, U)
export function desugarWhere(cx: Desugar, e: Expr): Core {
  const [body, ...variables] = e.args as [Ast, ...Ast[]]
  return whereType(cx, variables, () => cx.expr(body))
}

function whereType(cx: Desugar, variables: readonly Ast[], body: () => Core): Core {
  const [first, ...rest] = variables
  if (first === undefined) return body()
  const bounds = typeVariable(cx, first)
  return cx.scope('where', () => {
    const set = cx.declare(bounds.name, { k: 'typevar', ...bounds })
    return block(set, call(core('UnionAll'), name(bounds.name), whereType(cx, rest, body)))
  })
}

/** Reads `T`, `T<:U`, `T>:L`, `L<:T<:U` and evaluates the bounds in the current scope. */
export function typeVariable(cx: Desugar, ast: Ast): { name: string; lower: Core; upper: Core } {
  const { name: spelled, lower, upper } = typeVariableBounds(cx, ast)
  return {
    name: spelled,
    lower: lower ? cx.expr(lower) : call(core('apply_type'), core('Union')),
    upper: upper ? cx.expr(upper) : core('Any'),
  }
}

/** The name and bounds of a type variable, as trees. */
export function typeVariableBounds(cx: Desugar, ast: Ast): { name: string; lower: Ast | null; upper: Ast | null } {
  if (ast.kind === 'symbol') return { name: ast.name, lower: null, upper: null }
  if (isExpr(ast)) {
    const [a, b] = ast.args
    const operator = ast.head === 'call' ? headName(a) : ast.head
    const [x, y] = ast.head === 'call' ? ast.args.slice(1) : [a, b]
    if (operator === '<:' && x?.kind === 'symbol' && y) return { name: x.name, lower: null, upper: y }
    if (operator === '>:' && x?.kind === 'symbol' && y) return { name: x.name, lower: y, upper: null }
    if (ast.head === 'comparison' && ast.args.length === 5) {
      const [l, op1, v, op2, u] = ast.args as [Ast, Ast, Ast, Ast, Ast]
      if (v.kind === 'symbol' && headName(op1) === '<:' && headName(op2) === '<:') return { name: v.name, lower: l, upper: u }
      if (v.kind === 'symbol' && headName(op1) === '>:' && headName(op2) === '>:') return { name: v.name, lower: u, upper: l }
    }
  }
  return cx.fail('invalid variable expression in "where"', ast)
}

function headName(ast: Ast | undefined): string | null {
  return ast?.kind === 'symbol' ? ast.name : null
}

// a && b && c: nested to the right
export function desugarAnd(cx: Desugar, e: Expr): Core {
  if (e.args.length === 0) return bool(true)
  return e.args.map(arg => cx.expr(arg)).reduceRight((b, a) => ({ k: 'and', a, b }))
}

export function desugarOr(cx: Desugar, e: Expr): Core {
  if (e.args.length === 0) return bool(false)
  return e.args.map(arg => cx.expr(arg)).reduceRight((b, a) => ({ k: 'or', a, b }))
}

// if c a elseif d b else e end;  c ? a : b
export function desugarIf(cx: Desugar, e: Expr): Core {
  const [cond, then, otherwise] = e.args as [Ast, Ast, Ast | undefined]
  return when(cx.expr(cond), cx.expr(then), otherwise ? cx.expr(otherwise) : nothing)
}
