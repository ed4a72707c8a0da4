/**
 * Trees that several rules build: argument lists with parameters, parentheses, generators, matrices, assignments.
 *
 * Pure functions from parsed parts to `Ast`; the heads and argument orders are those of Julia's `Meta.parse`.
 */
import type { ParenContents } from './base.ts'
import { expr, isExpr, type Ast, type Expr, type LineNumberNode, type Span } from './expr.ts'

/** `name=value` in an argument list is a keyword argument. */
function keyword(item: Ast): Ast {
  return isExpr(item, '=') ? { ...item, head: 'kw' } : item
}

/**
 * Arguments after `before`: the groups after the first are parameters, each nested in the one before it.
 * `f(a; b; c)` ==> (call f (parameters (parameters c) b) a)
 */
export function withParameters(before: Ast[], groups: readonly Ast[][], keywords: boolean): Ast[] {
  let parameters: Expr | undefined
  for (let i = groups.length - 1; i > 0; i--) {
    const items = groups[i].map(keyword)
    parameters = expr('parameters', parameters === undefined ? items : [parameters, ...items])
  }
  const items = keywords ? groups[0].map(keyword) : groups[0]
  return parameters === undefined ? [...before, ...items] : [...before, parameters, ...items]
}

/** The value of `( … )`: a tuple, a block, or the one expression. */
export function parenNode({ groups, lines, commas }: ParenContents, lineNode: (line: number) => LineNumberNode, span: Span): Ast {
  const [first] = groups
  if (groups.length === 1 && !commas && first.length === 1) return first[0]
  // (a, b; c) ==> (tuple (parameters c) a b), (; a=1) ==> (tuple (parameters (kw a 1)))
  // (a...; b...) ==> (tuple (parameters (... b)) (... a))
  if (commas || first.length === 0 || isExpr(first[0], '...')) return expr('tuple', withParameters([], groups, false), span)
  // (a; b) ==> (block a line b)
  const args: Ast[] = []
  groups.forEach((group, i) =>
    group.forEach((item, j) => {
      if (args.length > 0) args.push(lineNode(lines[i][j]))
      args.push(item)
    }),
  )
  return expr('block', args, span)
}

/** `x for a in b for c in d` ==> (flatten (generator (generator x (= c d)) (= a b))) */
export function flattenGenerator(body: Ast, loops: readonly Ast[][], span: Span): Ast {
  let result = expr('generator', [body, ...loops[loops.length - 1]], span)
  for (let i = loops.length - 2; i >= 0; i--) {
    result = expr('flatten', [expr('generator', [result, ...loops[i]], span)], span)
  }
  return result
}

/**
 * The head and arguments of a matrix. `separators[i]` stands between items i and i + 1: 0 for a space, otherwise the
 * number of semicolons; `trailing` semicolons follow the last item.
 * `1 2; 3 4` ==> vcat (row 1 2) (row 3 4), `1;; 2` ==> ncat 2 1 2
 */
export function matrixNode(items: readonly Ast[], separators: readonly number[], trailing: number): { head: string; args: Ast[] } {
  const level = Math.max(trailing, ...separators, 0)
  if (items.length === 0) return { head: 'ncat', args: [{ kind: 'int', type: 'Int64', value: BigInt(level) }] }
  const args = splitAt(items, separators, level).map(part => nested(part.items, part.separators, level >= 2))
  if (level === 0) return { head: 'hcat', args }
  if (level === 1) return { head: 'vcat', args }
  return { head: 'ncat', args: [{ kind: 'int', type: 'Int64', value: BigInt(level) }, ...args] }
}

interface MatrixPart {
  items: Ast[]
  separators: number[]
}

function splitAt(items: readonly Ast[], separators: readonly number[], level: number): MatrixPart[] {
  const parts: MatrixPart[] = [{ items: [items[0]], separators: [] }]
  separators.forEach((separator, i) => {
    if (separator >= level) parts.push({ items: [items[i + 1]], separators: [] })
    else {
      const last = parts[parts.length - 1]
      last.items.push(items[i + 1])
      last.separators.push(separator)
    }
  })
  return parts
}

/** A part of a matrix: the item itself, a row, or rows stacked along a dimension. */
function nested(items: readonly Ast[], separators: readonly number[], inArray: boolean): Ast {
  if (items.length === 1) return items[0]
  const level = Math.max(...separators)
  const args = splitAt(items, separators, level).map(part => nested(part.items, part.separators, inArray))
  if (level === 0) return expr('row', args)
  return expr('nrow', [{ kind: 'int', type: 'Int64', value: BigInt(level) }, ...args])
}

/** True for `f(x)`, also with a return type or `where` round it: the left side of a short function definition. */
export function isCallSignature(left: Ast): boolean {
  if (left.kind !== 'expr') return false
  if (left.head === 'call') return true
  return (left.head === 'where' || left.head === '::') && left.args.length > 0 && isCallSignature(left.args[0])
}

/** A function body: `line` first, then the body's own statements if it is a block. */
export function bodyBlock(line: LineNumberNode, body: Ast): Expr {
  return isExpr(body, 'block') ? expr('block', [line, ...body.args], body.span) : expr('block', [line, body], spanOf(body))
}

export function spanOf(node: Ast): Span | undefined {
  return 'span' in node ? node.span : undefined
}
