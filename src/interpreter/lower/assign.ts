/**
 * Assignment in all its forms: variables, typed variables, fields, indices, destructuring, updating operators.
 *
 * Enters: `Expr`s with heads `=`, `+=` and the like, `::` as a declaration, `ref`. Leaves: `assign` nodes and calls of
 * `Base.setindex!`, `Base.setproperty!`, `Base.indexed_iterate`, `Base.rest`. The value of an assignment is its right
 * side. As in Julia the right side is evaluated before the object and the indices of `a[i] = v`, unless an index
 * mentions `end`, which needs the object first. Mirrors the manual's "Assignment expressions", "Destructuring".
 */
import { type Ast, type Expr, isExpr, symbol } from '../../parser/expr.ts'
import { namedTuple, onceUnlessName, typeAssert } from './calls.ts'
import { type Desugar, isParameters } from './context.ts'
import { base, block, type Core, call, core, field, int, nothing, quoted, splatCall, when } from './core.ts'
import { sourceForm } from './source-form.ts'

/** The parts of an assignable place, evaluated once. */
export interface Place {
  readonly setup: Core[]
  readonly read: () => Core
  readonly write: (value: Core) => Core
}

// lhs = rhs
export function desugarAssign(cx: Desugar, e: Expr): Core {
  const [left, right] = e.args as [Ast, Ast]
  // a = b = c ==> b = c; a = c
  if (isTuplePattern(left) && isTupleLiteral(right)) return assignTuple(cx, left, right)
  return assignTo(cx, left, cx.expr(right))
}

/** Assigns a value to a pattern. The result's value is the value assigned. */
export function assignTo(cx: Desugar, left: Ast, value: Core): Core {
  if (left.kind === 'symbol') return cx.assign(left.name, value)
  if (left.kind === 'globalref') return { k: 'setglobal', module: left.module, name: left.name, value }
  if (isTuplePattern(left)) {
    const right = cx.once(value)
    return block(right.set, destructure(cx, left, right.get), right.get())
  }
  if (!isExpr(left)) return cx.fail(`invalid assignment location "${sourceForm(left)}"`, left)
  switch (left.head) {
    case '.':
    case 'ref':
      return assignPlace(cx, left, value)
    case '::':
      return assignTyped(cx, left, value)
    // local x = v, global x = v inside patterns
    case 'local':
    case 'global':
      return block(cx.expr(left), assignTo(cx, left.args[0]!, value))
    case 'typed_hcat':
    case 'typed_vcat':
      return cx.fail('invalid spacing in left side of indexed assignment', left)
    case 'hcat':
    case 'vcat':
      return cx.fail('use "(a, b) = ..." to assign multiple values', left)
    default:
      return cx.fail(`invalid assignment location "${sourceForm(left)}"`, left)
  }
}

// a.b = v ==> Base.setproperty!(a, :b, v);  a[i] = v ==> Base.setindex!(a, v, i)
function assignPlace(cx: Desugar, left: Expr, value: Core): Core {
  if (left.head === 'ref' && left.args.slice(1).some(mentionsEnd)) {
    const place = placeOf(cx, left)
    const right = cx.once(value)
    return block(...place.setup, right.set, place.write(right.get()), right.get())
  }
  const right = cx.once(value)
  const write =
    left.head === '.'
      ? call(base('setproperty!'), cx.expr(left.args[0]!), cx.expr(left.args[1]!), right.get())
      : setIndex(cx, left, right.get())
  return block(right.set, write, right.get())
}

function setIndex(cx: Desugar, left: Expr, value: Core): Core {
  const object = cx.expr(left.args[0]!)
  const { args, splat } = indexArguments(cx, left, object)
  return splatCall(base('setindex!'), [object, value, ...args], [false, false, ...splat])
}

// x::T = v ==> declares x::T, then assigns;  f.x::T = v asserts
function assignTyped(cx: Desugar, left: Expr, value: Core): Core {
  const [target, type] = left.args as [Ast, Ast]
  if (target.kind === 'symbol') {
    // at top level: a typed global
    if (cx.frame.kind === 'top' && !cx.frame.locals.has(target.name)) {
      const op = { op: 'global', module: cx.module, name: target.name, typed: true } as const
      return block({ k: 'toplevel', op, args: [cx.expr(type)] }, cx.assign(target.name, value))
    }
    declareType(cx, target.name, type)
    return cx.assign(target.name, value)
  }
  return assignTo(cx, target, typeAssert(value, cx.expr(type)))
}

/** Notes that a variable of the current scope has a type, to which every assignment converts. */
export function declareType(cx: Desugar, variable: string, type: Ast): void {
  const { types, locals, globals } = cx.frame
  if (types.has(variable)) cx.fail(`multiple type declarations for "${variable}"`)
  types.set(variable, cx.expr(type))
  if (cx.frame.kind !== 'top' && !globals.has(variable)) locals.add(variable)
}

function isTuplePattern(ast: Ast): ast is Expr & { readonly head: 'tuple' } {
  return isExpr(ast, 'tuple')
}

function isTupleLiteral(ast: Ast): ast is Expr & { readonly head: 'tuple' } {
  return isExpr(ast, 'tuple') && !ast.args.some(arg => isParameters(arg) || isExpr(arg, '...'))
}

// (a, b) = (b, a) ==> t1 = b; t2 = a; a = t1; b = t2, when both sides have as many plain elements
function assignTuple(cx: Desugar, left: Expr, right: Expr): Core {
  const plain = left.args.length === right.args.length && !left.args.some(arg => isExpr(arg, '...') || isParameters(arg))
  if (!plain) return assignTo(cx, left, cx.expr(right))
  const values = right.args.map(arg => onceMutable(cx, cx.expr(arg)))
  const sets = left.args.map((target, i) => assignTo(cx, target, values[i]!.get()))
  return block(...values.map(v => v.set), ...sets, call(core('tuple'), ...values.map(v => v.get())))
}

/** Like `once`, but also copies globals, which the assignments may change. */
function onceMutable(cx: Desugar, value: Core): { set: Core; get: () => Core } {
  if (value.k !== 'global') return cx.once(value)
  const id = cx.freshTmp()
  return { set: { k: 'settmp', id, value, slot: false }, get: () => ({ k: 'tmp', id }) }
}

/** Takes a value apart into the elements of a tuple pattern; `get` reads the value. */
export function destructure(cx: Desugar, pattern: Expr, get: () => Core): Core {
  const [first] = pattern.args
  // (; a, b) = x ==> a = x.a; b = x.b
  if (isParameters(first)) return block(...first.args.map(arg => destructureProperty(cx, arg, get)), nothing)
  const steps: Core[] = []
  let state: Core | null = null
  for (const [i, target] of pattern.args.entries()) {
    if (isExpr(target, '...')) {
      steps.push(...destructureRest(cx, pattern, i, state, get))
      break
    }
    // a, b = x ==> t1 = indexed_iterate(x, 1); a = t1[1]; t2 = indexed_iterate(x, 2, t1[2]); b = t2[1]
    const args: Core[] = [get(), int(i + 1), ...(state ? [state] : [])]
    const step = cx.once(call(base('indexed_iterate'), ...args))
    steps.push(step.set, assignTo(cx, target, field(step.get(), 1)))
    state = field(step.get(), 2)
  }
  return block(...steps, nothing)
}

// a, b... = x ==> b = Base.rest(x, state);  a, b..., c = x ==> (b, last) = Base.split_rest(x, 1, state); (c,) = last
function destructureRest(cx: Desugar, pattern: Expr, i: number, state: Core | null, get: () => Core): Core[] {
  const target = (pattern.args[i] as Expr).args[0]!
  const after = pattern.args.slice(i + 1)
  const stateArg = state ? [state] : []
  if (after.some(arg => isExpr(arg, '...'))) cx.fail('multiple "..." on lhs of assignment', pattern)
  if (after.length === 0) return [assignTo(cx, target, call(base('rest'), get(), ...stateArg))]
  const split = cx.once(call(base('split_rest'), get(), int(after.length), ...stateArg))
  const last = cx.once(field(split.get(), 2))
  return [
    split.set,
    assignTo(cx, target, field(split.get(), 1)),
    last.set,
    destructure(cx, { kind: 'expr', head: 'tuple', args: after }, last.get),
  ]
}

function destructureProperty(cx: Desugar, target: Ast, get: () => Core): Core {
  const key = isExpr(target, '::') ? target.args[0]! : target
  if (key.kind !== 'symbol') return cx.fail('invalid assignment location in property destructuring', target)
  return assignTo(cx, target, call(base('getproperty'), get(), quoted(key.name)))
}

// a[i, end] ==> Base.getindex(a, i, Base.lastindex(a, 2))
export function desugarRef(cx: Desugar, e: Expr): Core {
  const keywords = e.args.slice(1).filter(arg => isParameters(arg) || isExpr(arg, 'kw'))
  const object = onceForIndices(cx, e)
  const { args, splat } = indexArguments(cx, e, object.get())
  if (keywords.length > 0) {
    const flat = keywords.flatMap(k => (isParameters(k) ? k.args : [k]))
    const named = namedTuple(cx, flat, 'keyword argument')
    const all = [named, base('getindex'), object.get(), ...args]
    return block(object.set, splatCall(core('kwcall'), all, [false, false, false, ...splat]))
  }
  return block(object.set, splatCall(base('getindex'), [object.get(), ...args], [false, ...splat]))
}

/** The indexed object: evaluated once if `end` needs it again. */
function onceForIndices(cx: Desugar, e: Expr): { set: Core; get: () => Core } {
  const object = cx.expr(e.args[0]!)
  if (e.args.slice(1).some(mentionsEnd)) return cx.once(object)
  return { set: nothing, get: () => object }
}

/** The operands of an index list; `object` must be repeatable when an index mentions `end`. */
export function indexArguments(cx: Desugar, e: Expr, object: Core): { args: Core[]; splat: boolean[] } {
  const indices = e.args.slice(1).filter(arg => !isParameters(arg) && !isExpr(arg, 'kw'))
  const result: { args: Core[]; splat: boolean[] } = { args: [], splat: [] }
  for (const [i, index] of indices.entries()) {
    const isSplat = isExpr(index, '...')
    const before = result.args.map((arg, j) => ({ arg, isSplat: result.splat[j]! }))
    cx.indexing.push({
      object: () => ({ ...object }),
      position: () => dimension(i + 1, before),
      single: indices.length === 1 && !isSplat,
    })
    let value = cx.expr(isSplat ? index.args[0]! : index)
    cx.indexing.pop()
    // a[xs..., end]: the splat is needed again to count dimensions
    if (isSplat && indices.slice(i + 1).some(mentionsEnd)) value = shared(cx, value)
    result.args.push(value)
    result.splat.push(isSplat)
  }
  return result
}

/** Evaluates at the first mention; later mentions read the temporary. */
function shared(cx: Desugar, value: Core): Core {
  return cx.once(value).set === nothing ? value : { k: 'settmp', id: cx.freshTmp(), value, slot: false }
}

// The dimension of an index after splats: 1 + length(xs) + …
function dimension(position: number, before: { arg: Core; isSplat: boolean }[]): Core {
  const splats = before.filter(b => b.isSplat)
  if (splats.length === 0) return int(position)
  const counts = splats.map(({ arg }) => call(base('length'), arg.k === 'settmp' ? { k: 'tmp', id: arg.id } : arg))
  return counts.reduce((sum, count) => call(base('+'), sum, count), int(position - splats.length))
}

// end ==> Base.lastindex(a, dim);  begin ==> Base.firstindex(a, dim)
export function desugarIndexEnd(cx: Desugar, which: 'end' | 'begin'): Core {
  const top = cx.indexing[cx.indexing.length - 1]
  if (!top) return cx.fail(`"${which}" outside of indexing`)
  const fn = base(which === 'end' ? 'lastindex' : 'firstindex')
  return top.single ? call(fn, top.object()) : call(fn, top.object(), top.position())
}

/** True when `end` or `begin` occurs outside nested indices and quotes. */
export function mentionsEnd(ast: Ast): boolean {
  if (ast.kind === 'symbol') return ast.name === 'end' || ast.name === 'begin'
  if (ast.kind !== 'expr' || ast.head === 'quote' || ast.head === '->' || ast.head === 'function') return false
  if (ast.head === 'ref') return mentionsEnd(ast.args[0]!)
  return ast.args.some(mentionsEnd)
}

/** Evaluates the parts of an assignable place, so that it can be read and then written. */
export function placeOf(cx: Desugar, left: Ast): Place {
  if (left.kind === 'symbol' || left.kind === 'globalref')
    return { setup: [], read: () => cx.expr(left), write: value => assignTo(cx, left, value) }
  if (isExpr(left, '::')) {
    const inner = placeOf(cx, left.args[0]!)
    return { ...inner, write: value => assignTo(cx, left, value) }
  }
  if (isExpr(left, '.')) {
    const object = onceUnlessName(cx, cx.expr(left.args[0]!))
    const key = cx.once(cx.expr(left.args[1]!))
    return {
      setup: [object.set, key.set],
      read: () => call(base('getproperty'), object.get(), key.get()),
      write: value => call(base('setproperty!'), object.get(), key.get(), value),
    }
  }
  if (isExpr(left, 'ref')) return refPlace(cx, left)
  if (isExpr(left, 'tuple')) return { setup: [], read: () => cx.expr(left), write: value => assignTo(cx, left, value) }
  return cx.fail('invalid assignment location', left)
}

/** Variables are read again for the write, as in Julia: `a[i] += (i = 2)` reads one place and writes another. */
function refPlace(cx: Desugar, left: Expr): Place {
  const object = onceUnlessName(cx, cx.expr(left.args[0]!))
  const { args, splat } = indexArguments(cx, left, object.get())
  const fixed = args.map(arg => onceUnlessName(cx, arg))
  return {
    setup: [object.set, ...fixed.map(f => f.set)],
    read: () => splatCall(base('getindex'), [object.get(), ...fixed.map(f => f.get())], [false, ...splat]),
    write: value => splatCall(base('setindex!'), [object.get(), value, ...fixed.map(f => f.get())], [false, false, ...splat]),
  }
}

// x += y ==> x = x + y;  a[i] += y evaluates a and i once
export function desugarUpdate(cx: Desugar, operator: string, e: Expr): Core {
  const [left, right] = e.args as [Ast, Ast]
  const place = placeOf(cx, left)
  const value = updateValue(cx, operator, place.read(), right)
  if (left.kind === 'symbol' || left.kind === 'globalref') return place.write(value)
  const result = cx.once(value)
  return block(...place.setup, result.set, place.write(result.get()), result.get())
}

// x ^= 2 keeps the literal power
function updateValue(cx: Desugar, operator: string, old: Core, right: Ast): Core {
  const fn = cx.expr(symbol(operator))
  if (operator === '^' && right.kind === 'int') {
    const val = call(call(core('apply_type'), base('Val'), cx.expr(right)))
    return call(base('literal_pow'), fn, old, val)
  }
  return call(fn, old, cx.expr(right))
}

/** `convert`, skipped when the value has the type already, then checked: what a typed variable or field does. */
export function convertTo(value: () => Core, type: () => Core): Core {
  const converted = call(core('typeassert'), call(base('convert'), type(), value()), type())
  return when(call(core('isa'), value(), type()), value(), converted)
}
