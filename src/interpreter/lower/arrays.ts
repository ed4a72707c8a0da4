/**
 * Array literals, string interpolation and small forms that are one call of a Base function.
 *
 * Enters: heads `vect`, `hcat`, `vcat`, `hvcat`, `ncat` and their typed forms, `string`, `'`. Leaves: calls of
 * `Base.vect`, `Base.hcat`, … Mirrors the manual's "Array literals" and "Concatenation".
 */
import { type Ast, type Expr, isExpr } from '../../parser/expr.ts'
import { desugarArgs, desugarPlainCall } from './calls.ts'
import { type Desugar, isParameters } from './context.ts'
import { base, bool, type Core, call, core, int, splatCall } from './core.ts'

// [a, b] ==> Base.vect(a, b)
export function desugarVect(cx: Desugar, e: Expr): Core {
  if (e.args.some(isParameters)) cx.fail('unexpected semicolon in array expression', e)
  const assignment = e.args.find(arg => isExpr(arg, '='))
  if (assignment) cx.fail('misplaced assignment statement in array expression', assignment)
  return desugarPlainCall(cx, base('vect'), e.args)
}

// [a b] ==> Base.hcat(a, b);  T[a b] ==> Base.typed_hcat(T, a, b);  T[a, b] is a ref
export function desugarHcat(cx: Desugar, e: Expr): Core {
  const [fn, type, rows] = typedForm(cx, e, 'hcat')
  const { args, splat } = desugarArgs(cx, rows)
  return splatCall(base(fn), [...type, ...args], [...type.map(() => false), ...splat])
}

// [a; b] ==> Base.vcat(a, b);  [a b; c d] ==> Base.hvcat((2, 2), a, b, c, d)
export function desugarVcat(cx: Desugar, e: Expr): Core {
  const [fn, type, rows] = typedForm(cx, e, 'vcat')
  if (!rows.some(row => isExpr(row, 'row'))) {
    const { args, splat } = desugarArgs(cx, rows)
    return splatCall(base(fn), [...type, ...args], [...type.map(() => false), ...splat])
  }
  const lists = rows.map(row => (isExpr(row, 'row') ? row.args : [row]))
  const blocks = lists.flat()
  const name = fn === 'vcat' ? 'hvcat' : 'typed_hvcat'
  if (blocks.some(arg => isExpr(arg, '...'))) {
    // [a... b; c] ==> Base.hvcat_rows((a..., b), (c,))
    const tuples = lists.map(list => desugarPlainCall(cx, core('tuple'), list))
    return call(base(`${name}_rows`), ...type, ...tuples)
  }
  const sizes = call(core('tuple'), ...lists.map(list => int(list.length)))
  return call(base(name), ...type, sizes, ...blocks.map(arg => cx.expr(arg)))
}

function typedForm(cx: Desugar, e: Expr, plain: string): [string, Core[], Ast[]] {
  if (e.head === plain) return [plain, [], e.args]
  return [`typed_${plain}`, [cx.expr(e.args[0]!)], e.args.slice(1)]
}

// [a; b ;; c; d] ==> Base.hvncat((2, 2), false, a, b, c, d), or with the shape of every level when it is ragged
export function desugarNcat(cx: Desugar, e: Expr): Core {
  const typed = e.head === 'typed_ncat'
  const type = typed ? [cx.expr(e.args[0]!)] : []
  const [dimension, ...elements] = typed ? e.args.slice(1) : e.args
  const depth = dimension?.kind === 'int' ? Number(dimension.value) : cx.fail('invalid n-dimensional concatenation', e)
  const fn = base(typed ? 'typed_hvncat' : 'hvncat')
  if (!elements.some(arg => isExpr(arg, 'row') || isExpr(arg, 'nrow'))) {
    const { args, splat } = desugarArgs(cx, elements)
    return splatCall(fn, [...type, int(depth), ...args], [...type.map(() => false), false, ...splat])
  }
  const rowFirst = hasRow(e)
  const tree = levels(elements, depth, rowFirst)
  const leaves = leavesOf(tree)
  if (leaves.some(leaf => isExpr(leaf, '...'))) cx.fail('splatting in n-dimensional array literals is not supported', e)
  const shape = shapeTuple(tree, depth, rowFirst)
  return call(fn, ...type, shape, bool(rowFirst), ...leaves.map(leaf => cx.expr(leaf)))
}

/** A nesting of array elements, one level per dimension. */
type Nest = { readonly leaf: Ast } | { readonly parts: Nest[] }

function hasRow(e: Expr): boolean {
  return e.args.some(arg => isExpr(arg, 'row') || (isExpr(arg, 'nrow') && hasRow(arg)))
}

/** Dimensions from the outermost inwards; with rows first, dimension 1 lies outside dimension 2. */
function order(depth: number, rowFirst: boolean): number[] {
  const dims: number[] = []
  for (let d = depth; d >= 3; d--) dims.push(d)
  if (rowFirst) dims.push(...[1, 2])
  else for (let d = Math.min(depth, 2); d >= 1; d--) dims.push(d)
  return dims
}

function levels(elements: Ast[], depth: number, rowFirst: boolean): Nest {
  const dims = order(Math.max(depth, rowFirst ? 2 : 1), rowFirst)
  const build = (parts: Ast[], at: number): Nest => ({
    parts: parts.map(part => nest(part, at + 1)),
  })
  const nest = (part: Ast, at: number): Nest => {
    if (at >= dims.length) return { leaf: part }
    const dim = dims[at]!
    if (isExpr(part, 'row') && dim === 2) return build(part.args, at)
    if (isExpr(part, 'nrow') && part.args[0]?.kind === 'int' && Number(part.args[0].value) === dim) return build(part.args.slice(1), at)
    return { parts: [nest(part, at + 1)] }
  }
  return build(elements, dims.indexOf(depth))
}

function leavesOf(tree: Nest): Ast[] {
  return 'leaf' in tree ? [tree.leaf] : tree.parts.flatMap(leavesOf)
}

function shapeTuple(tree: Nest, depth: number, rowFirst: boolean): Core {
  const sizes: number[][] = []
  const count = (node: Nest, at: number): number => {
    if ('leaf' in node) return 1
    const total = node.parts.reduce((sum, part) => sum + count(part, at + 1), 0)
    ;(sizes[at] ??= []).push(total)
    return total
  }
  count(tree, 0)
  const regular = sizes.every(level => level.every(n => n === level[0]))
  const tuple = (numbers: number[]): Core => call(core('tuple'), ...numbers.map(int))
  if (!regular) return call(core('tuple'), ...[...sizes].reverse().map(tuple))
  // sizes counts leaves; a dimension's length is the ratio of neighbouring levels
  const lengths = sizes.map((level, at) => level[0]! / (sizes[at + 1]?.[0] ?? 1))
  const dims = order(depth, rowFirst)
  return tuple([...lengths.keys()].sort((a, b) => dims[a]! - dims[b]!).map(at => lengths[at]!))
}

// "a$(b)c" ==> Base.string("a", b, "c")
export function desugarString(cx: Desugar, e: Expr): Core {
  return call(base('string'), ...e.args.map(arg => cx.expr(arg)))
}

// a' ==> Base.adjoint(a)
export function desugarAdjoint(cx: Desugar, e: Expr): Core {
  return call(base('adjoint'), cx.expr(e.args[0]!))
}
