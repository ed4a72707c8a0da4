/**
 * Which names a piece of a macro's result binds in its own scope.
 *
 * Enters: a tree in which macro calls are already replaced by `hygienic-scope` nodes. Leaves: names, sorted by what the
 * expansion does with them. Does not look into inner scopes (functions, loops, `let`, quotes), nor into `escape`d parts,
 * but does look at parts that an inner macro escapes back to this level.
 */
import { type Ast, type Expr, isExpr } from '../../parser/expr.ts'

/** What is done with a name. */
export interface NameSink {
  /** Assigned or declared local. */
  bind(name: string): void
  /** The name of a function defined here. */
  define(name: string): void
  /** Declared `global`, or the name of a type: stays as written. */
  keep(name: string): void
}

/** True for the left side of a short-form method definition. */
export function isMethodHead(ast: Ast | undefined): boolean {
  if (!ast || !isExpr(ast)) return false
  if (ast.head === 'call') return true
  return (ast.head === 'where' || ast.head === '::') && isMethodHead(ast.args[0])
}

/** Scopes of their own, and parts that are no code. */
const CLOSED = new Set([
  '->',
  'function',
  'macro',
  'quote',
  'inert',
  'generator',
  'comprehension',
  'typed_comprehension',
  'flatten',
  'struct',
  'abstract',
  'primitive',
  'module',
  'import',
  'using',
  'export',
  'public',
  'meta',
])

/** Finds the names that `ast` binds in the scope around it. */
export function collectAssigned(ast: Ast, sink: NameSink, depth = 0): void {
  if (!isExpr(ast)) return
  const all = (args: readonly Ast[]): void => {
    for (const arg of args) collectAssigned(arg, sink, depth)
  }
  if (ast.head === 'hygienic-scope') return collectAssigned(ast.args[0]!, sink, depth + 1)
  if (ast.head === 'escape') return depth > 0 ? collectAssigned(ast.args[0]!, sink, depth - 1) : undefined
  if (depth > 0) return CLOSED.has(ast.head) ? undefined : all(ast.args)
  if (ast.head === '=') return collectAssignment(ast, sink)
  switch (ast.head) {
    case 'local':
    case 'const':
      for (const arg of ast.args) {
        if (isExpr(arg, 'global')) collectAssigned(arg, sink, depth)
        else if (isExpr(arg, '=')) collectAssigned(arg, sink, depth)
        else collectPattern(arg, sink.bind)
      }
      return
    case 'global':
      for (const arg of ast.args) collectPattern(isExpr(arg, '=') || isExpr(arg, 'const') ? arg.args[0]! : arg, sink.keep)
      return
    case 'function':
      if (ast.args[0]) defineName(ast.args[0], sink)
      return
    case 'struct':
      return typeName(ast.args[1], sink)
    case 'abstract':
    case 'primitive':
      return typeName(ast.args[0], sink)
    // named elements are not assignments
    case 'tuple':
    case 'call':
    case 'parameters':
      for (const arg of ast.args) collectAssigned(isExpr(arg, '=') || isExpr(arg, 'kw') ? arg.args[1]! : arg, sink, depth)
      return
    // scopes: only what is evaluated outside them
    case 'while':
      return collectAssigned(ast.args[0]!, sink, depth)
    case 'for':
    case 'let':
      return collectRanges(ast.args[0]!, sink)
    case 'try':
      return
    default:
      if (!CLOSED.has(ast.head)) all(ast.args)
  }
}

function collectAssignment(e: Expr, sink: NameSink): void {
  const [left, right] = e.args as [Ast, Ast]
  if (isMethodHead(left)) return defineName(left, sink)
  if (isExpr(left, 'curly')) collectPattern(left.args[0]!, sink.bind)
  else collectPattern(left, sink.bind)
  if (right) collectAssigned(right, sink)
}

function collectRanges(spec: Ast, sink: NameSink): void {
  for (const range of isExpr(spec, 'block') ? spec.args : [spec])
    if (isExpr(range, '=') && range.args[1]) collectAssigned(range.args[1], sink)
}

/** The name that a method head defines, if it is a plain one. */
function defineName(head: Ast, sink: NameSink): void {
  if (head.kind === 'symbol') sink.define(head.name)
  else if (isExpr(head, 'where') || isExpr(head, '::')) {
    if (head.args.length > 1 || isExpr(head.args[0]!)) defineName(head.args[0]!, sink)
  } else if (isExpr(head, 'call')) {
    const [callee] = head.args
    if (callee?.kind === 'symbol') sink.define(callee.name)
  }
}

function typeName(ast: Ast | undefined, sink: NameSink): void {
  if (!ast) return
  if (ast.kind === 'symbol') sink.keep(ast.name)
  else if (isExpr(ast, '<:') || isExpr(ast, 'curly')) typeName(ast.args[0], sink)
}

/** The names that a pattern binds: `x`, `x::T`, `(a, b...)`, `x = default`. */
export function collectPattern(ast: Ast | undefined, add: (name: string) => void, depth = 0): void {
  if (!ast) return
  if (ast.kind === 'symbol') return depth === 0 ? add(ast.name) : undefined
  if (!isExpr(ast)) return
  switch (ast.head) {
    // @nospecialize(x): the argument's name comes back from the inner macro
    case 'hygienic-scope':
      return collectPattern(ast.args[0], add, depth + 1)
    case 'escape':
      return depth > 0 ? collectPattern(ast.args[0], add, depth - 1) : undefined
    case '::':
      return ast.args.length === 2 ? collectPattern(ast.args[0], add, depth) : undefined
    case 'kw':
    case '=':
    case '...':
    case 'outer':
      return collectPattern(ast.args[0], add, depth)
    case 'tuple':
    case 'parameters':
      for (const arg of ast.args) collectPattern(arg, add, depth)
      return
    case 'meta':
      for (const arg of ast.args.slice(1)) collectPattern(arg, add, depth)
      return
    case 'call':
    case 'where':
      return collectPattern(ast.args[0], add, depth)
  }
}
