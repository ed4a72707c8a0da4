/**
 * Macro expansion.
 *
 * Enters: `Ast` with `macrocall`s. Leaves: the same program without them, hygiene resolved. Outermost calls are expanded
 * first and their results again; the macro itself runs in the host (it is a Julia function). A nested macro call in a
 * result is looked up in the module of the macro that wrote it, one in an escaped part in the module further out.
 * `module` expressions are left alone: their statements are expanded one by one when the module is evaluated. A
 * docstring's `Core.@doc` gives way to what it documents. Mirrors the manual's "Metaprogramming: Macros".
 */
import { type Ast, type Expr, expr, isExpr, type LineNumberNode, symbol } from '../../parser/expr.ts'
import { type Gensym, resolveHygiene } from './hygiene.ts'

export type { Gensym } from './hygiene.ts'

/**
 * An expansion under way: yields the calls of macros that it wants made (addresses of the function and its arguments), is
 * resumed with the address of what each gave, and returns the expanded tree. Macros may wait: whoever drives the
 * expansion decides on which stack they run.
 */
export type Expansion<T = Ast> = Generator<readonly number[], T, number>

/** Runs macros. */
export interface ExpandHost {
  /**
   * Calls a macro.
   *
   * @param module where the call stands (for nested calls: where the macro that wrote it was defined)
   * @param macro the symbol `@m`, `(. M (quote @m))` or a `globalref`
   * @param args the unevaluated arguments
   * @returns its result, and the module in which the macro was defined
   */
  callMacro(module: string, macro: Ast, args: Ast[], line: LineNumberNode): Expansion<{ ast: Ast; module: string }>
}

export interface ExpandContext {
  readonly module: string
  readonly host: ExpandHost
  /** Counts fresh names, over the whole session. */
  readonly gensym: Gensym
}

/** The modules of the expansions around a point, innermost first. */
interface Stack {
  readonly module: string
  readonly outer: Stack | null
  readonly depth: number
}

/** More expansions within each other are taken for an endless recursion: a StackOverflowError, as V8's own exhausted stack. */
const MAX_DEPTH = 3000

/** What one expansion keeps track of. */
interface State {
  /** A scope was made: names have to be resolved. */
  changed: boolean
  /** The nodes with something to expand in them: the others are left as they are, without a look. */
  readonly marked: Set<Expr>
}

/** Expands every macro call of a top-level expression. */
export function* expandMacros(ast: Ast, ctx: ExpandContext): Expansion {
  const state: State = { changed: false, marked: new Set() }
  if (!mark(ast, state.marked)) return ast
  const expanded = yield* expandNode(ast, { module: ctx.module, outer: null, depth: 0 }, ctx, state)
  return state.changed ? resolveHygiene(expanded, ctx.gensym) : expanded
}

/** Expands only the outermost call, as `@macroexpand1` does. */
export function* expandMacroOnce(ast: Ast, ctx: ExpandContext): Expansion {
  if (!isExpr(ast, 'macrocall') || isDoc(ast)) return ast
  const result = yield* callMacro(ast, { module: ctx.module, outer: null, depth: 0 }, ctx)
  return resolveHygiene(expr('hygienic-scope', [result.ast, symbol(result.module)]), ctx.gensym)
}

/** Marks the nodes that have macro calls (or what earlier ones left) in them. */
function mark(ast: Ast, marked: Set<Expr>): boolean {
  if (ast.kind !== 'expr') return false
  let found = ast.head === 'macrocall' || ast.head === 'escape' || ast.head === 'hygienic-scope'
  for (const arg of ast.args) if (mark(arg, marked)) found = true
  if (found) marked.add(ast)
  return found
}

function* expandNode(ast: Ast, stack: Stack, ctx: ExpandContext, state: State): Expansion {
  if (ast.kind !== 'expr' || !state.marked.has(ast)) return ast
  const inside = (arg: Ast): Expansion => expandNode(arg, stack, ctx, state)
  switch (ast.head) {
    case 'macrocall':
      return yield* expandCall(ast, stack, ctx, state)
    case 'quote':
      return yield* mapArgs(ast, arg => expandQuoted(arg, 0, stack, ctx, state))
    case 'inert':
    case 'module':
    case 'import':
    case 'using':
    case 'export':
    case 'public':
    case 'meta':
      return ast
    case 'struct': {
      const bare = undocumentedFields(ast)
      mark(bare, state.marked)
      return yield* mapArgs(bare, inside)
    }
    // code that the writer of the macro's argument wrote
    case 'escape':
      state.changed = true
      return yield* mapArgs(ast, arg => expandNode(arg, stack.outer ?? stack, ctx, state))
    default:
      return yield* mapArgs(ast, inside)
  }
}

function* expandCall(e: Expr, stack: Stack, ctx: ExpandContext, state: State): Expansion {
  if (isDoc(e)) {
    const kept = documented(e, stack.module)
    mark(kept, state.marked)
    return yield* expandNode(kept, stack, ctx, state)
  }
  if (stack.depth > MAX_DEPTH) throw new RangeError('macro calls use up the call stack')
  const result = yield* callMacro(e, stack, ctx)
  // a result without names needs no scope
  if (result.ast.kind !== 'expr' && result.ast.kind !== 'symbol') return result.ast
  state.changed = true
  mark(result.ast, state.marked)
  const body = yield* expandNode(result.ast, { module: result.module, outer: stack, depth: stack.depth + 1 }, ctx, state)
  return expr('hygienic-scope', [body, symbol(result.module)])
}

function callMacro(e: Expr, stack: Stack, ctx: ExpandContext): Expansion<{ ast: Ast; module: string }> {
  const [macro, line, ...args] = e.args as [Ast, Ast, ...Ast[]]
  const place: LineNumberNode = line?.kind === 'line' ? line : { kind: 'line', line: 0, file: 'none' }
  return ctx.host.callMacro(stack.module, macro, args, place)
}

/** Only the parts interpolated into quoted code are code now. */
function* expandQuoted(ast: Ast, depth: number, stack: Stack, ctx: ExpandContext, state: State): Expansion {
  if (ast.kind !== 'expr' || !state.marked.has(ast)) return ast
  if (ast.head === '$' && depth === 0) return yield* mapArgs(ast, arg => expandNode(arg, stack, ctx, state))
  const next = ast.head === '$' ? depth - 1 : ast.head === 'quote' ? depth + 1 : depth
  return yield* mapArgs(ast, arg => expandQuoted(arg, next, stack, ctx, state))
}

/** Copies a node only if an argument changed. */
function* mapArgs(e: Expr, f: (arg: Ast) => Expansion): Expansion<Expr> {
  let args: Ast[] | null = null
  for (const [i, arg] of e.args.entries()) {
    const mapped = yield* f(arg)
    if (mapped !== arg && args === null) args = e.args.slice(0, i)
    args?.push(mapped)
  }
  return args === null ? e : { ...e, args }
}

/** The same with what yields nothing. */
function replaceArgs(e: Expr, f: (arg: Ast) => Ast): Expr {
  const args = e.args.map(f)
  return args.every((arg, i) => arg === e.args[i]) ? e : { ...e, args }
}

function isDoc(e: Expr): boolean {
  const [macro] = e.args
  return macro?.kind === 'globalref' && macro.module === 'Core' && macro.name === '@doc' && e.args.length === 4
}

// Core.@doc "text" f(x) = … ==> Base.set_doc(:f, Main, "text"); f(x) = …;  Core.@doc "text" f(x) ==> only the first
function documented(e: Expr, module: string): Ast {
  const [, , text, target] = e.args as [Ast, Ast, Ast, Ast]
  const definition: Ast = isSignatureOnly(target) ? { kind: 'nothing' } : target
  const name = documentedName(target)
  // The texts of the libraries are for those who read them.
  if (name === null || !/^Main\b/.test(module)) return definition
  const here: Ast = expr('macrocall', [{ kind: 'globalref', module: 'Base', name: '@__MODULE__' }, e.args[1]!])
  const keep = expr('call', [
    { kind: 'globalref', module: 'Base', name: 'set_doc' },
    { kind: 'quotenode', value: symbol(name) },
    here,
    text,
  ])
  return expr(isExpr(target, 'module') ? 'toplevel' : 'block', [keep, definition])
}

/** The name that a documented definition or signature defines; null if it is none of this module's. */
function documentedName(ast: Ast): string | null {
  if (ast.kind === 'symbol') return ast.name
  if (ast.kind !== 'expr') return null
  const [first, second] = ast.args
  switch (ast.head) {
    case 'macro': {
      const name = first ? documentedName(first) : null
      return name === null ? null : `@${name}`
    }
    case 'macrocall':
      return first?.kind === 'symbol' && ast.args.length === 2 ? first.name : documentedName(ast.args[ast.args.length - 1]!)
    case 'struct':
    case 'module':
      return second ? documentedName(second) : null
    case '.':
      return second?.kind === 'quotenode' ? documentedName(second.value) : null
    case 'function':
    case '=':
    case 'const':
    case 'global':
    case 'abstract':
    case 'primitive':
    case '<:':
    case 'call':
    case 'curly':
    case 'where':
    case '::':
      return first ? documentedName(first) : null
    default:
      return null
  }
}

/** In a struct's body a docstring belongs to a field, which stays. */
function undocumentedFields(e: Expr): Expr {
  const bare = (arg: Ast): Ast => (isExpr(arg, 'macrocall') && isDoc(arg) ? arg.args[3]! : arg)
  return replaceArgs(e, part => (isExpr(part, 'block') ? replaceArgs(part, bare) : part))
}

/** Documents something defined elsewhere. */
function isSignatureOnly(ast: Ast): boolean {
  if (ast.kind !== 'expr') return true
  if (ast.head === 'where' || ast.head === '::') return isSignatureOnly(ast.args[0]!)
  return ast.head === 'call' || ast.head === '.' || ast.head === 'curly' || ast.head === 'tuple'
}
