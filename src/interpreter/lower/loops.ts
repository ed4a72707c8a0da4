/**
 * Loops: `while`, `for` over one or several iterators, `break`, `continue`.
 *
 * Enters: heads `while`, `for`, `break`, `continue`. Leaves: `loop` and `labeled` blocks; iteration is Julia's protocol,
 * `Base.iterate` compared with `nothing`. Loop variables are new in every iteration, because the body is a scope.
 * Mirrors the manual's "Repeated evaluation: loops" and "Scope of variables".
 */
import { type Ast, type Expr, isExpr } from '../../parser/expr.ts'
import { assignTo } from './assign.ts'
import type { Desugar } from './context.ts'
import { base, block, type Core, call, core, field, nothing, tmp, when } from './core.ts'

// while c body end ==> loop L { if c { scope body } else break L }
export function desugarWhile(cx: Desugar, e: Expr): Core {
  const [cond, body] = e.args as [Ast, Ast]
  const label = cx.freshLabel()
  const test = cx.expr(cond)
  cx.loops.push({ breakLabel: label, continueLabel: label, continueIsBreak: false })
  const inner = cx.scope('soft', () => cx.expr(body))
  cx.loops.pop()
  return block({ k: 'loop', label, body: when(test, inner, { k: 'break', label }) }, nothing)
}

// for i in a, j in b body end ==> nested loops left together by `break`
export function desugarFor(cx: Desugar, e: Expr): Core {
  const [spec, body] = e.args as [Ast, Ast]
  const ranges = isExpr(spec, 'block') ? spec.args.filter(arg => arg.kind !== 'line') : [spec]
  if (ranges.length === 1) return forRange(cx, ranges[0]!, body, null)
  const outer = cx.freshLabel()
  const nest = (i: number): Core =>
    i + 1 === ranges.length ? forRange(cx, ranges[i]!, body, outer) : eachOf(cx, ranges[i]!, null, () => nest(i + 1))
  return block({ k: 'labeled', label: outer, body: nest(0) }, nothing)
}

function forRange(cx: Desugar, range: Ast, body: Ast, outer: number | null): Core {
  return eachOf(cx, range, outer, () => cx.expr(body))
}

/**
 * One `for` level.
 *
 *     next = Base.iterate(itr)
 *     loop L { if next === nothing break L; x = next[1]; state = next[2]; C: { body }; next = Base.iterate(itr, state) }
 */
function eachOf(cx: Desugar, range: Ast, outer: number | null, body: () => Core): Core {
  if (!isExpr(range, '=') && !isExpr(range, 'in')) return cx.fail('invalid iteration specification', range)
  const [target, collection] = range.args as [Ast, Ast]
  const label = cx.freshLabel()
  const continueLabel = cx.freshLabel()
  const iterator = cx.once(cx.expr(collection))
  const next = cx.freshTmp()
  const state = cx.freshTmp()
  const start: Core = { k: 'settmp', id: next, value: call(base('iterate'), iterator.get()), slot: true }
  const isOuter = isExpr(target, 'outer')
  const declared: Core = isOuter ? { k: 'outer', name: outerName(cx, target.args[0]!) } : nothing
  cx.loops.push({ breakLabel: outer ?? label, continueLabel, continueIsBreak: true })
  const inner = cx.scope('soft', frame => {
    const variable = isOuter ? target.args[0]! : target
    if (!isOuter) declareTargets(variable, frame.locals)
    const set = assignTo(cx, variable, field(tmp(next), 1))
    const keep: Core = { k: 'settmp', id: state, value: field(tmp(next), 2), slot: false }
    return block(keep, set, { k: 'labeled', label: continueLabel, body: scopedBody(cx, body) }, nothing)
  })
  cx.loops.pop()
  const advance: Core = { k: 'settmp', id: next, value: call(base('iterate'), iterator.get(), tmp(state)), slot: true }
  const done = call(core('==='), tmp(next), nothing)
  return block(
    declared,
    iterator.set,
    start,
    { k: 'loop', label, body: block(when(done, { k: 'break', label }), inner, advance, nothing) },
    nothing,
  )
}

function outerName(cx: Desugar, ast: Ast): string {
  return ast.kind === 'symbol' ? ast.name : cx.fail('invalid "outer" variable', ast)
}

/** The body may not redeclare what the loop binds, but may shadow it in scopes of its own. */
function scopedBody(cx: Desugar, body: () => Core): Core {
  return cx.scope('soft', body)
}

/** The loop's own variables are local to each iteration, whatever exists outside. */
export function declareTargets(target: Ast, locals: Set<string>): void {
  if (target.kind === 'symbol') locals.add(target.name)
  else if (isExpr(target, '::') || isExpr(target, '...')) declareTargets(target.args[0]!, locals)
  else if (isExpr(target, 'tuple') || isExpr(target, 'parameters')) for (const part of target.args) declareTargets(part, locals)
}

export function desugarBreak(cx: Desugar): Core {
  const loop = cx.loops[cx.loops.length - 1]
  if (!loop) return cx.refuse('break or continue outside loop')
  return { k: 'break', label: loop.breakLabel }
}

export function desugarContinue(cx: Desugar): Core {
  const loop = cx.loops[cx.loops.length - 1]
  if (!loop) return cx.refuse('break or continue outside loop')
  return { k: loop.continueIsBreak ? 'break' : 'continue', label: loop.continueLabel }
}
