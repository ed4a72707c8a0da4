/**
 * Reads a function's head: name, arguments, keywords, `where` variables, return type.
 *
 * Enters: the first argument of `function`, `->`, `macro` or of a short-form `=`. Leaves: a `Signature` of plain trees,
 * not desugared yet. Absent on purpose: anything that evaluates. Mirrors the manual's "Functions" and "Methods".
 */
import { type Ast, type Expr, expr, isExpr, symbol } from '../../parser/expr.ts'
import { typeVariableBounds } from './calls.ts'
import { type Desugar, isParameters } from './context.ts'
import { sourceForm } from './source-form.ts'

/** One formal argument. */
export interface Parameter {
  readonly name: string
  readonly type: Ast | null
  readonly initial: Ast | null
  readonly isVararg: boolean
  /** `((a, b), c) -> …`: the tuple that the argument is taken apart into. */
  readonly pattern: Ast | null
  readonly nospecialize: boolean
}

export interface Signature {
  /** What is defined: a symbol, `A.b`, `x::T`, `A{T}`, a globalref; null for an anonymous function. */
  readonly callee: Ast | null
  readonly parameters: Parameter[]
  readonly keywords: Parameter[]
  readonly variables: { readonly name: string; readonly lower: Ast | null; readonly upper: Ast | null; readonly ast: Ast }[]
  readonly returnType: Ast | null
}

/** True for `f(x)`, `f(x)::T`, `f(x) where T`: left sides that make `=` a method definition. */
export function isMethodHead(ast: Ast): boolean {
  if (!isExpr(ast)) return false
  if (ast.head === 'call' || isTypeComparison(ast)) return true
  return (ast.head === 'where' || ast.head === '::') && ast.args.length > 0 && isMethodHead(ast.args[0]!)
}

/** `<:(a, b)` and `>:(a, b)`, which the parser gives heads of their own. */
function isTypeComparison(ast: Expr): boolean {
  return ast.head === '<:' || ast.head === '>:'
}

/** Reads the head of a named function. */
export function readSignature(cx: Desugar, head: Ast): Signature {
  const variables: Ast[] = []
  let returnType: Ast | null = null
  let rest = head
  for (;;) {
    if (isExpr(rest, 'where')) {
      variables.unshift(...flattenBraces(rest.args.slice(1)))
      rest = rest.args[0]!
    } else if (isExpr(rest, '::') && rest.args.length === 2 && returnType === null && isExpr(rest.args[0]!)) {
      returnType = rest.args[1]!
      rest = rest.args[0]!
    } else break
  }
  if (isExpr(rest, 'tuple')) return signature(cx, null, rest.args, variables, returnType)
  if (isExpr(rest) && isTypeComparison(rest)) return signature(cx, symbol(rest.head), rest.args, variables, returnType)
  if (isExpr(rest, 'call')) return signature(cx, rest.args[0]!, rest.args.slice(1), variables, returnType)
  return cx.fail('expected function signature', head)
}

/** Reads the left side of `->`: `x`, `x::T`, `(x, y)`, `(x...)`, with `where`. */
export function readArrowSignature(cx: Desugar, head: Ast): Signature {
  const variables: Ast[] = []
  let rest = head
  let returnType: Ast | null = null
  while (isExpr(rest, 'where')) {
    variables.unshift(...flattenBraces(rest.args.slice(1)))
    rest = rest.args[0]!
  }
  if (isExpr(rest, '::') && rest.args.length === 2 && isExpr(rest.args[0]!, 'tuple')) {
    returnType = rest.args[1]!
    rest = rest.args[0]!
  }
  if (isExpr(rest, 'tuple')) return signature(cx, null, rest.args, variables, returnType)
  // (x; k = 1) -> …, parsed as a block
  if (isExpr(rest, 'block')) {
    const [first, ...keywords] = rest.args.filter(arg => arg.kind !== 'line')
    return signature(cx, null, [expr('parameters', keywords.map(asKeyword)), ...(first ? [first] : [])], variables, null)
  }
  return signature(cx, null, [rest], variables, returnType)
}

function asKeyword(ast: Ast): Ast {
  return isExpr(ast, '=') ? expr('kw', ast.args, ast.span) : ast
}

function flattenBraces(asts: Ast[]): Ast[] {
  return asts.flatMap(ast => (isExpr(ast, 'braces') ? ast.args : [ast]))
}

function signature(cx: Desugar, callee: Ast | null, args: Ast[], variables: Ast[], returnType: Ast | null): Signature {
  const keywords = args.filter(isParameters).flatMap(p => p.args)
  const positional = args.filter(arg => !isParameters(arg))
  const parameters = positional.map((arg, i) => readParameter(cx, arg, i === positional.length - 1))
  checkParameters(cx, parameters)
  return {
    callee,
    parameters,
    keywords: keywords.map(arg => readKeyword(cx, arg)),
    variables: variables.map(ast => ({ ...typeVariableBounds(cx, ast), ast })),
    returnType,
  }
}

function checkParameters(cx: Desugar, parameters: Parameter[]): void {
  const seen = new Set<string>()
  let optional = false
  for (const p of parameters) {
    if (seen.has(p.name)) cx.fail(`function argument name not unique: "${p.name}"`)
    seen.add(p.name)
    if (optional && !p.initial && !p.isVararg) cx.fail('optional positional arguments must occur at end')
    if (p.initial) optional = true
  }
}

function readParameter(cx: Desugar, ast: Ast, isLast: boolean): Parameter {
  // x = 1
  if (isExpr(ast, 'kw') || isExpr(ast, '=')) {
    const inner = readParameter(cx, ast.args[0]!, isLast)
    // xs... = default: the default is the tuple
    return { ...inner, initial: ast.args[1]! }
  }
  // xs..., ::T...
  if (isExpr(ast, '...')) {
    if (!isLast) cx.fail('invalid "..." on non-final argument', ast)
    const inner = readParameter(cx, ast.args[0] ?? { kind: 'nothing' }, isLast)
    return { ...inner, isVararg: true }
  }
  // @nospecialize x
  if (isExpr(ast, 'meta') && ast.args[1] && ['nospecialize', 'specialize'].includes(symbolName(ast.args[0]) ?? ''))
    return { ...readParameter(cx, ast.args[1], isLast), nospecialize: symbolName(ast.args[0]) === 'nospecialize' }
  // xs::Vararg{T,N}
  const plain = plainParameter(cx, ast)
  return isLast && isVarargType(plain.type) ? { ...plain, isVararg: true } : plain
}

function isVarargType(type: Ast | null): boolean {
  return type !== null && symbolName(isExpr(type, 'curly') ? type.args[0] : type) === 'Vararg'
}

function plainParameter(cx: Desugar, ast: Ast): Parameter {
  const blank = { initial: null, isVararg: false, pattern: null, nospecialize: false }
  if (ast.kind === 'symbol') {
    const isIgnored = /^_+$/.test(ast.name)
    return { ...blank, name: isIgnored ? cx.freshName('unused') : ast.name, type: null }
  }
  if (isExpr(ast, '::')) {
    // ::T
    if (ast.args.length === 1) return { ...blank, name: cx.freshName('unused'), type: ast.args[0]! }
    return { ...plainParameter(cx, ast.args[0]!), type: ast.args[1]! }
  }
  // (a, b)
  if (isExpr(ast, 'tuple')) return { ...blank, name: cx.freshName('destructured'), type: null, pattern: ast }
  return cx.fail(`"${sourceForm(ast)}" is not a valid function argument name`, ast)
}

function readKeyword(cx: Desugar, ast: Ast): Parameter {
  const plain = isExpr(ast, '...') ? ast.args[0]! : isExpr(ast, 'kw') || isExpr(ast, '=') ? ast.args[0]! : ast
  const parameter = plainParameter(cx, plain)
  if (parameter.pattern) cx.fail('keyword argument is not a symbol', ast)
  if (isExpr(ast, '...')) return { ...parameter, isVararg: true }
  return { ...parameter, initial: isExpr(ast, 'kw') || isExpr(ast, '=') ? ast.args[1]! : null }
}

function symbolName(ast: Ast | undefined): string | null {
  return ast?.kind === 'symbol' ? ast.name : null
}

/** True when a tree mentions a name (outside quotes). */
export function mentions(ast: Ast | null, name: string): boolean {
  if (ast === null) return false
  if (ast.kind === 'symbol') return ast.name === name
  return ast.kind === 'expr' && ast.head !== 'quote' && (ast as Expr).args.some(arg => mentions(arg, name))
}
