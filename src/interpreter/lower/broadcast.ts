/**
 * Dotted calls, fused: one `Base.broadcasted` tree per expression, run by `Base.materialize`.
 *
 * Enters: `f.(x)`, `a .+ b`, `a .< b`, `.&&`, `x .= v`, `x .+= v`. Leaves: calls of `Base.broadcasted`,
 * `Base.broadcasted_kwsyntax`, `Base.materialize`, `Base.materialize!`. Mirrors the manual's "Dot syntax for vectorizing
 * functions".
 */
import { type Ast, type Expr, isExpr, symbol } from '../../parser/expr.ts'
import { indexArguments, mentionsEnd, placeOf } from './assign.ts'
import { desugarArgs, isPower, namedTuple } from './calls.ts'
import { type Desugar, isParameters } from './context.ts'
import { base, block, type Core, call, core, nothing, splatCall } from './core.ts'

/** The operator that a dotted one applies to each element, or null: `.+` ⇒ `+`. */
export function undotted(operator: string): string | null {
  if (operator.length < 2 || operator[0] !== '.' || operator.startsWith('..')) return null
  return operator.slice(1)
}

function dottedOperator(ast: Ast | undefined): string | null {
  return ast?.kind === 'symbol' ? undotted(ast.name) : null
}

/** True for an expression that fuses with the dotted call around it. */
export function isDotted(ast: Ast): ast is Expr {
  if (ast.kind !== 'expr') return false
  switch (ast.head) {
    case '.':
      return ast.args.length === 2 && isExpr(ast.args[1]!, 'tuple')
    case 'call':
      return dottedOperator(ast.args[0]) !== null
    case 'comparison':
      return ast.args.some((arg, i) => i % 2 === 1 && dottedOperator(arg) !== null)
    case '.&&':
    case '.||':
      return true
    default:
      return false
  }
}

// f.(g.(x)) ==> Base.materialize(Base.broadcasted(f, Base.broadcasted(g, x)))
export function desugarDotted(cx: Desugar, e: Expr): Core {
  return call(base('materialize'), fuse(cx, e))
}

function fuse(cx: Desugar, ast: Ast): Core {
  if (!isDotted(ast)) return cx.expr(ast)
  switch (ast.head) {
    case 'comparison':
      return fuseComparison(cx, ast)
    // a .&& b ==> Base.broadcasted(Base.andand, a, b)
    case '.&&':
      return call(base('broadcasted'), base('andand'), ...ast.args.map(arg => fuse(cx, arg)))
    case '.||':
      return call(base('broadcasted'), base('oror'), ...ast.args.map(arg => fuse(cx, arg)))
    // f.(x) ==> Base.broadcasted(f, x)
    case '.':
      return fuseCall(cx, ast.args[0]!, (ast.args[1] as Expr).args)
    // a .+ b ==> Base.broadcasted(+, a, b)
    default:
      return fuseCall(cx, symbol(dottedOperator(ast.args[0])!), ast.args.slice(1))
  }
}

function fuseCall(cx: Desugar, fn: Ast, args: readonly Ast[]): Core {
  const positional = args.filter(arg => !isParameters(arg) && !isExpr(arg, 'kw'))
  const keywords = [...args.filter(arg => isExpr(arg, 'kw')), ...args.filter(isParameters).flatMap(p => p.args)]
  const power = fusePower(cx, fn, positional)
  if (power) return power
  const operands = fuseArgs(cx, positional)
  const function_ = cx.expr(fn)
  // f.(x; k = 1) ==> Core.kwcall((; k = 1), Base.broadcasted_kwsyntax, f, x)
  if (keywords.length > 0) {
    const named = namedTuple(cx, keywords, 'keyword argument')
    const all = [named, base('broadcasted_kwsyntax'), function_, ...operands.args]
    return splatCall(core('kwcall'), all, [false, false, false, ...operands.splat])
  }
  return splatCall(base('broadcasted'), [function_, ...operands.args], [false, ...operands.splat])
}

function fuseArgs(cx: Desugar, args: readonly Ast[]): { args: Core[]; splat: boolean[] } {
  if (args.some(arg => isExpr(arg, '...'))) return desugarArgs(cx, args)
  return { args: args.map(arg => fuse(cx, arg)), splat: args.map(() => false) }
}

// x.^2 ==> Base.broadcasted(Base.literal_pow, ^, x, Base.Val{2}())
function fusePower(cx: Desugar, fn: Ast, args: Ast[]): Core | null {
  const exponent = args[1]
  if (!isPower(fn) || args.length !== 2 || exponent?.kind !== 'int') return null
  const val = call(call(core('apply_type'), base('Val'), cx.expr(exponent)))
  return call(base('broadcasted'), base('literal_pow'), cx.expr(fn), fuse(cx, args[0]!), val)
}

// a .< b .<= c ==> Base.broadcasted(&, Base.broadcasted(<, a, t = b), Base.broadcasted(<=, t, c))
function fuseComparison(cx: Desugar, e: Expr): Core {
  const last = e.args.length - 1
  const sets: Core[] = []
  const pairs: Core[] = []
  let left = fuse(cx, e.args[0]!)
  for (let i = 1; i < last; i += 2) {
    const dotted = dottedOperator(e.args[i])
    const right = i + 1 === last ? { set: nothing, get: keep(fuse(cx, e.args[i + 1]!)) } : cx.once(fuse(cx, e.args[i + 1]!))
    sets.push(right.set)
    const operator = cx.expr(dotted === null ? e.args[i]! : symbol(dotted))
    const fn = dotted === null ? operator : base('broadcasted')
    pairs.push(call(fn, ...(dotted === null ? [] : [operator]), left, right.get()))
    left = right.get()
  }
  const joined = pairs.reduceRight((b, a) => call(base('broadcasted'), base('&'), a, b))
  return block(...sets.filter(set => set !== nothing), joined)
}

function keep(value: Core): () => Core {
  return () => value
}

// x .= v ==> Base.materialize!(x, Base.broadcasted(Base.identity, v));  x[i] .= v writes to Base.dotview(x, i)
export function desugarDottedAssign(cx: Desugar, e: Expr): Core {
  const [left, right] = e.args as [Ast, Ast]
  const target = dottedTarget(cx, left)
  return block(...target.setup, call(base('materialize!'), target.value, fuseRight(cx, right)))
}

function fuseRight(cx: Desugar, right: Ast): Core {
  return isDotted(right) ? fuse(cx, right) : call(base('broadcasted'), base('identity'), cx.expr(right))
}

function dottedTarget(cx: Desugar, left: Ast): { setup: Core[]; value: Core } {
  if (!isExpr(left, 'ref')) return { setup: [], value: cx.expr(left) }
  const object = cx.expr(left.args[0]!)
  const once = left.args.slice(1).some(mentionsEnd) ? cx.once(object) : { set: nothing, get: () => object }
  const { args, splat } = indexArguments(cx, left, once.get())
  return { setup: [once.set], value: splatCall(base('dotview'), [once.get(), ...args], [false, ...splat]) }
}

// x .+= y ==> x .= x .+ y, with the parts of x evaluated once
export function desugarDottedUpdate(cx: Desugar, operator: string, e: Expr): Core {
  const [left, right] = e.args as [Ast, Ast]
  const place = isDottedPlace(left) ? placeOf(cx, left) : { setup: [], read: () => cx.expr(left) }
  const target = isExpr(left, 'ref') ? dotview(place.read()) : place.read()
  const fn = cx.expr(symbol(operator))
  const value = call(base('broadcasted'), fn, place.read(), fuse(cx, right))
  return block(...place.setup, call(base('materialize!'), target, value))
}

function isDottedPlace(left: Ast): boolean {
  return left.kind === 'symbol' || isExpr(left, '.') || isExpr(left, 'ref')
}

// Base.getindex(a, i) ==> Base.dotview(a, i)
function dotview(read: Core): Core {
  return read.k === 'call' ? { ...read, fn: base('dotview') } : read
}
