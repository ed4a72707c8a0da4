/**
 * Quoted code: `quote … end`, `:(…)`, interpolation with `$`.
 *
 * Enters: heads `quote`, `inert`, and `QuoteNode`s. Leaves: literals for what has no parts, calls of `Core._expr` for trees, so
 * that every evaluation makes a new one. `$(xs...)` splices; nested quotes count levels. Mirrors the manual's
 * "Expressions and evaluation: Interpolation".
 */
import { type Ast, type Expr, isExpr } from '../../parser/expr.ts'
import type { Desugar } from './context.ts'
import { type Core, call, core, quoted, splatCall } from './core.ts'

// quote a + $b end ==> Core._expr(:call, :+, :a, b)
export function desugarQuote(cx: Desugar, e: Expr): Core {
  return quasi(cx, e.args[0]!, 0)
}

/** A tree that stands for itself, without interpolation. */
export function desugarInert(value: Ast): Core {
  return build(value)
}

function quasi(cx: Desugar, ast: Ast, depth: number): Core {
  if (!hasUnquote(ast, depth)) return build(ast)
  // :(:($$x)) reaches here with a quotenode around the dollar
  if (ast.kind === 'quotenode') return call(core('QuoteNode'), quasi(cx, ast.value, depth))
  const e = ast as Expr
  if (e.head === '$') {
    if (depth === 0) return cx.expr(single(cx, e))
    return tree(cx, e, depth - 1)
  }
  return tree(cx, e, e.head === 'quote' ? depth + 1 : depth)
}

function single(cx: Desugar, e: Expr): Ast {
  const [only] = e.args
  if (e.args.length !== 1 || !only) return cx.fail('more than one expression in "$"', e)
  if (isExpr(only, '...')) return cx.fail('"..." expression outside call', e)
  return only
}

// f($(xs...)) ==> Core._expr(:call, :f, xs...)
function tree(cx: Desugar, e: Expr, depth: number): Core {
  const args: Core[] = [quoted(e.head)]
  const splat = [false]
  const add = (value: Core, isSplat: boolean): void => {
    args.push(value)
    splat.push(isSplat)
  }
  for (const arg of e.args) {
    if (!isExpr(arg, '$') || depth > 0) add(quasi(cx, arg, depth), false)
    else for (const part of arg.args) add(cx.expr(isExpr(part, '...') ? part.args[0]! : part), isExpr(part, '...'))
  }
  return splatCall(core('_expr'), args, splat)
}

function hasUnquote(ast: Ast, depth: number): boolean {
  if (ast.kind === 'quotenode') return hasUnquote(ast.value, depth)
  if (ast.kind !== 'expr') return false
  if (ast.head === '$') return depth === 0 || ast.args.some(arg => hasUnquote(arg, depth - 1))
  const inner = ast.head === 'quote' ? depth + 1 : depth
  return ast.args.some(arg => hasUnquote(arg, inner))
}

function build(ast: Ast): Core {
  switch (ast.kind) {
    case 'expr':
      return call(core('_expr'), quoted(ast.head), ...ast.args.map(build))
    case 'symbol':
    case 'line':
    case 'globalref':
    case 'quotenode':
      return { k: 'lit', ast: { kind: 'quotenode', value: ast } }
    default:
      return { k: 'lit', ast }
  }
}
