/**
 * Comprehensions and generators.
 *
 * Enters: heads `generator`, `filter`, `flatten`, `comprehension`, `typed_comprehension`. Leaves: `Base.Generator(f, iterator)`
 * with `Base.Iterators.Filter`, `product`, `Flatten`; `Base.collect` and `Base.collect_eltype`. Mirrors the manual's
 * "Comprehensions" and "Generator expressions".
 */
import { type Ast, type Expr, expr, isExpr, symbol } from '../../parser/expr.ts'
import type { Desugar } from './context.ts'
import { base, type Core, call } from './core.ts'

function iterators(name: string): Core {
  return { k: 'global', module: 'Base.Iterators', name }
}

// (f(x) for x in xs if c(x)) ==> Base.Generator(x -> f(x), Base.Iterators.Filter(x -> c(x), xs))
export function desugarGenerator(cx: Desugar, e: Expr): Core {
  const [body, ...specs] = e.args as [Ast, ...Ast[]]
  const filter = specs.length === 1 && isExpr(specs[0]!, 'filter') ? specs[0] : null
  const ranges = filter ? filter.args.slice(1) : specs
  const pairs = ranges.map(range => {
    if (!isExpr(range, '=') && !isExpr(range, 'in')) return cx.fail('invalid iteration specification', range)
    if (isExpr(range.args[0]!, 'outer')) cx.fail('`outer` cannot be used in a comprehension', range)
    return range.args as [Ast, Ast]
  })
  const targets = pairs.map(([target]) => target)
  // several ranges ==> Base.Iterators.product(xs, ys)
  const collections = pairs.map(([, collection]) => cx.expr(collection))
  const source = collections.length === 1 ? collections[0]! : call(iterators('product'), ...collections)
  const filtered = filter ? call(iterators('Filter'), elementFunction(cx, targets, filter.args[0]!), source) : source
  return call(base('Generator'), mapFunction(cx, targets, body), filtered)
}

// (x for x in xs) maps Base.identity
function mapFunction(cx: Desugar, targets: Ast[], body: Ast): Core {
  const [target] = targets
  if (targets.length === 1 && target!.kind === 'symbol' && body.kind === 'symbol' && body.name === target!.name) return base('identity')
  return elementFunction(cx, targets, body)
}

/** The function of one element: a plain argument for `x`, a destructured one for `(a, b)` and for several ranges. */
function elementFunction(cx: Desugar, targets: Ast[], body: Ast): Core {
  const [target] = targets
  const pattern = targets.length === 1 ? target! : expr('tuple', targets)
  const isSimple = pattern.kind === 'symbol' || isExpr(pattern, '::')
  if (isSimple) return cx.expr(expr('->', [expr('tuple', [pattern]), body]))
  const argument = symbol(cx.freshName('element'))
  const unpack = expr('local', [expr('=', [pattern, argument])])
  return cx.expr(expr('->', [expr('tuple', [argument]), expr('block', [unpack, body])]))
}

// (… for x in xs for y in ys) ==> Base.Iterators.Flatten(Base.Generator(x -> Base.Generator(…), xs))
export function desugarFlatten(cx: Desugar, e: Expr): Core {
  return call(iterators('Flatten'), cx.expr(e.args[0]!))
}

// [f(x) for x in xs] ==> Base.collect(generator);  T[…] ==> Base.collect_eltype(T, generator)
export function desugarComprehension(cx: Desugar, e: Expr): Core {
  if (e.head === 'comprehension') return call(base('collect'), cx.expr(generatorOf(e.args)))
  return call(base('collect_eltype'), cx.expr(e.args[0]!), cx.expr(generatorOf(e.args.slice(1))))
}

/** Macros may build `Expr(:comprehension, body, ranges…)` without the generator. */
function generatorOf(args: Ast[]): Ast {
  const [first] = args
  if (args.length === 1 && first && isExpr(first) && (first.head === 'generator' || first.head === 'flatten')) return first
  return expr('generator', args)
}
