/**
 * `try`/`catch`/`else`/`finally`.
 *
 * Enters: `Expr(:try, body, variable, catch, finally, else)`, absent parts `false`. Leaves: `try` and `finally` nodes;
 * `linearize.ts` runs the cleanup on every way out. Mirrors the manual's "Exception handling".
 */
import type { Ast, Expr } from '../../parser/expr.ts'
import type { Desugar } from './context.ts'
import { block, type Core, tmp } from './core.ts'

export function desugarTry(cx: Desugar, e: Expr): Core {
  const [body, variable, handler, cleanup, otherwise] = e.args as [Ast, Ast, Ast, Ast | undefined, Ast | undefined]
  const inner = cx.scope('soft', () => cx.expr(body))
  const hasCatch = !isAbsent(handler)
  const guarded = hasCatch ? tryCatch(cx, inner, variable, handler, otherwise) : inner
  // try a finally b end ==> finally { a } cleanup { b }
  if (isAbsent(cleanup)) return guarded
  return { k: 'finally', body: guarded, cleanup: cx.scope('soft', () => cx.expr(cleanup!)) }
}

// try a catch e b end ==> try { a } handler { e = exception; b }
function tryCatch(cx: Desugar, body: Core, variable: Ast, handler: Ast, otherwise: Ast | undefined): Core {
  const exception = cx.freshTmp()
  const caught = cx.scope('soft', () => {
    if (variable.kind !== 'symbol') return cx.expr(handler)
    // like any assignment: a variable of the function around it is reused
    return block(cx.assign(variable.name, tmp(exception)), cx.expr(handler))
  })
  const rest = isAbsent(otherwise) ? null : cx.scope('soft', () => cx.expr(otherwise!))
  return { k: 'try', body, exception, handler: caught, otherwise: rest }
}

function isAbsent(ast: Ast | undefined): boolean {
  return ast === undefined || (ast.kind === 'bool' && !ast.value)
}
