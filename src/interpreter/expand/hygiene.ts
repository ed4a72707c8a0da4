/**
 * Hygiene: gives the names of macro results their meaning.
 *
 * Enters: a tree with `hygienic-scope` nodes (a macro's result and the module of the macro) and `escape` nodes. Leaves: a
 * tree without either. Inside a macro's result a name that the result binds becomes a fresh one (`#12#x`), any other a
 * `globalref` of the macro's module; an escaped part means what it means one level further out. Untouched: quoted
 * code, field and keyword names, imports, exports, struct fields and the names of types. Mirrors the manual's section
 * "Hygiene".
 */
import { type Ast, type Expr, expr, isExpr, symbol } from '../../parser/expr.ts'
import { collectAssigned, collectPattern, isMethodHead } from './assigned.ts'

/** Hands out numbers for fresh names. */
export interface Gensym {
  next: number
}

/** Names bound so far at one level of expansion. */
interface Env {
  readonly names: ReadonlyMap<string, string>
  readonly parent: Env | null
}

/** One level of macro expansion; `module` is null for code that a person wrote. */
interface Level {
  readonly module: string | null
  readonly env: Env | null
  readonly parent: Level | null
  /** New names of the labels of this expansion. */
  readonly labels: Map<string, string>
  /** Inside a function, loop or `let`: functions defined here are local. */
  readonly isLocal: boolean
  readonly gensym: Gensym
}

/** Resolves all `hygienic-scope` and `escape` nodes of a tree. */
export function resolveHygiene(ast: Ast, gensym: Gensym): Ast {
  return resolve(ast, { module: null, env: null, parent: null, labels: new Map(), isLocal: false, gensym })
}

/** Symbols that are syntax rather than variables. */
const SYNTAX_NAMES = new Set(['end', 'begin', 'new', 'ccall', 'cglobal', 'llvmcall', '...', '.'])

function isSyntaxName(name: string): boolean {
  return SYNTAX_NAMES.has(name) || /^_+$/.test(name) || (name.length > 1 && name[0] === '.' && name[1] !== '.') || name[0] === '@'
}

function lookup(level: Level, name: string): string | null {
  for (let env = level.env; env; env = env.parent) {
    const found = env.names.get(name)
    if (found !== undefined) return found
  }
  return null
}

function resolveSymbol(level: Level, ast: Ast & { kind: 'symbol' }): Ast {
  if (level.module === null) return ast
  const renamed = lookup(level, ast.name)
  if (renamed !== null) return renamed === ast.name ? ast : symbol(renamed, ast.span)
  return isSyntaxName(ast.name) ? ast : { kind: 'globalref', module: level.module, name: ast.name }
}

function fresh(level: Level, name: string): string {
  if (/^_+$/.test(name)) return name
  return `#${level.gensym.next++}#${name}`
}

function resolveLabel(ast: Ast, level: Level): Ast {
  if (level.module === null || ast.kind !== 'symbol') return ast
  if (!level.labels.has(ast.name)) level.labels.set(ast.name, fresh(level, ast.name))
  return symbol(level.labels.get(ast.name)!, ast.span)
}

/** A scope inside this level: names of `always` are new, those of `body` are new unless bound further out. */
function inner(level: Level, always: (add: (name: string) => void) => void, bodies: readonly Ast[]): Level {
  if (level.module === null) return level.isLocal ? level : { ...level, isLocal: true }
  const names = new Map<string, string>()
  always(name => void (names.has(name) || names.set(name, fresh(level, name))))
  return withAssigned({ ...level, isLocal: true }, names, bodies)
}

function withAssigned(level: Level, names: Map<string, string>, bodies: readonly Ast[]): Level {
  const bind = (name: string): void => {
    if (!names.has(name) && lookup(level, name) === null) names.set(name, fresh(level, name))
  }
  const keep = (name: string): void => void names.set(name, name)
  // declared globals first: an assignment to one binds nothing
  for (const body of bodies) collectAssigned(body, { bind: ignore, define: ignore, keep })
  const declared = (name: string): void => void (names.has(name) || names.set(name, fresh(level, name)))
  for (const body of bodies) collectLocals(body, declared)
  for (const body of bodies) collectAssigned(body, { bind, define: level.isLocal ? bind : ignore, keep: ignore })
  return { ...level, env: { names, parent: level.env } }
}

function ignore(): void {}

/** `local` declarations always bind, even where the name is bound further out. */
function collectLocals(ast: Ast, add: (name: string) => void): void {
  if (isExpr(ast, 'block')) for (const arg of ast.args) collectLocals(arg, add)
  else if (isExpr(ast, 'local')) for (const arg of ast.args) collectPattern(isExpr(arg, '=') ? arg.args[0] : arg, add)
}

function resolve(ast: Ast, level: Level): Ast {
  if (ast.kind === 'symbol') return resolveSymbol(level, ast)
  return ast.kind === 'expr' ? resolveExpr(ast, level) : ast
}

function each(e: Expr, level: Level, from = 0): Expr {
  return { ...e, args: e.args.map((arg, i) => (i < from ? arg : resolve(arg, level))) }
}

function resolveExpr(e: Expr, level: Level): Ast {
  switch (e.head) {
    case 'hygienic-scope':
      return resolveExpansion(e, level)
    case 'escape':
      return resolve(e.args[0]!, level.parent ?? level)
    case 'quote':
      return { ...e, args: e.args.map(arg => resolveQuoted(arg, level, 0)) }
    case 'inert':
    case 'import':
    case 'using':
    case 'export':
    case 'public':
    case 'inbounds':
    case 'loopinfo':
    case 'line':
      return e
    case 'symboliclabel':
    case 'symbolicgoto':
      return { ...e, args: e.args.map(arg => resolveLabel(arg, level)) }
    case 'meta':
      return resolveMeta(e, level)
    case 'module':
      return { ...e, args: [e.args[0]!, e.args[1]!, ...e.args.slice(2).map(arg => resolve(arg, level))] }
    case '.':
      return resolveDot(e, level)
    // keyword names stay
    case 'kw':
      return each(e, level, isExpr(e.args[0]!, 'escape') ? 0 : 1)
    case 'tuple':
      return { ...e, args: e.args.map(arg => resolveNamed(arg, level, '=')) }
    case 'call':
      return { ...e, args: e.args.map(arg => resolveNamed(arg, level, 'kw')) }
    case 'parameters':
      return { ...e, args: e.args.map(arg => resolveParameter(arg, level)) }
    case 'function':
    case 'macro':
      return e.args.length > 1 ? resolveFunction(e, level) : { ...e, args: e.args.map(arg => resolveCallee(arg, level, level)) }
    case '->':
      return resolveArrow(e, level)
    case '=':
      return resolveAssignment(e, level)
    case 'where':
      return resolveWhere(e, level)
    case 'let':
      return resolveLet(e, level)
    case 'for':
      return resolveFor(e, level)
    case 'while':
      return { ...e, args: [resolve(e.args[0]!, level), ...e.args.slice(1).map(body => resolveScope(body, level))] }
    case 'try':
      return resolveTry(e, level)
    case 'generator':
      return resolveGenerator(e, level)
    case 'struct':
      return resolveStruct(e, level)
    case 'abstract':
    case 'primitive':
      return resolveTypeHead(e, level)
    case 'global':
      return { ...e, args: e.args.map(arg => resolveGlobal(arg, level)) }
    default:
      return each(e, level)
  }
}

// (hygienic-scope result module): a new level, whose outermost bindings are those of the result
function resolveExpansion(e: Expr, level: Level): Ast {
  const [body, module] = e.args as [Ast, Ast]
  const name = module.kind === 'symbol' ? module.name : ''
  const base: Level = { module: name, env: null, parent: level, labels: new Map(), isLocal: level.isLocal, gensym: level.gensym }
  return resolve(body, withAssigned(base, new Map(), [body]))
}

function resolveQuoted(ast: Ast, level: Level, depth: number): Ast {
  if (ast.kind === 'quotenode') return { ...ast, value: resolveQuoted(ast.value, level, depth) }
  if (ast.kind !== 'expr') return ast
  if (ast.head === '$' && depth === 0) return each(ast, level)
  const next = ast.head === '$' ? depth - 1 : ast.head === 'quote' ? depth + 1 : depth
  return { ...ast, args: ast.args.map(arg => resolveQuoted(arg, level, next)) }
}

function resolveMeta(e: Expr, level: Level): Ast {
  return {
    ...e,
    args: e.args.map((arg, i) => (i === 0 || (arg.kind === 'symbol' && lookup(level, arg.name) === null) ? arg : resolve(arg, level))),
  }
}

// a.b: the field's name stays
function resolveDot(e: Expr, level: Level): Ast {
  const [object, key] = e.args as [Ast, Ast | undefined]
  if (key === undefined) return e.args[0]!.kind === 'symbol' ? each(e, level) : e
  if (key.kind === 'quotenode' || key.kind === 'symbol') return { ...e, args: [resolve(object, level), key] }
  return each(e, level)
}

/** An element of a tuple or call, which may be named. */
function resolveNamed(arg: Ast, level: Level, head: string): Ast {
  if (isExpr(arg) && (arg.head === head || arg.head === 'kw')) return each(arg, level, isExpr(arg.args[0]!, 'escape') ? 0 : 1)
  return resolve(arg, level)
}

// f(; a) means a = a
function resolveParameter(arg: Ast, level: Level): Ast {
  if (arg.kind === 'symbol' && level.module !== null) return expr('kw', [arg, resolveSymbol(level, arg)])
  return resolveNamed(arg, level, 'kw')
}

/** Takes a method head apart, from the outside in. */
interface Head {
  readonly callee: Ast | null
  readonly args: Ast[]
  readonly variables: Ast[]
}

function readHead(ast: Ast): Head {
  if (isExpr(ast, 'where')) {
    const rest = readHead(ast.args[0]!)
    return { ...rest, variables: [...rest.variables, ...ast.args.slice(1).flatMap(v => (isExpr(v, 'braces') ? v.args : [v]))] }
  }
  if (isExpr(ast, '::') && ast.args.length === 2 && isMethodHead(ast.args[0])) return readHead(ast.args[0]!)
  if (isExpr(ast, 'call')) return { callee: ast.args[0]!, args: ast.args.slice(1), variables: [] }
  if (isExpr(ast, 'tuple')) return { callee: null, args: ast.args, variables: [] }
  return { callee: null, args: [ast], variables: [] }
}

function variableName(ast: Ast): string | null {
  if (ast.kind === 'symbol') return ast.name
  if (!isExpr(ast)) return null
  if (ast.head === '<:' || ast.head === '>:') return variableName(ast.args[0]!)
  if (ast.head === 'call') return variableName(ast.args[1]!)
  return ast.head === 'comparison' ? variableName(ast.args[2]!) : null
}

function functionLevel(head: Head, body: Ast, level: Level): Level {
  const kept: string[] = []
  const scope = inner(
    level,
    add => {
      for (const v of head.variables) {
        const name = variableName(v)
        if (name !== null) add(name)
      }
      if (head.callee && isExpr(head.callee, '::')) collectPattern(head.callee, add)
      for (const arg of head.args) if (!isExpr(arg, 'parameters')) collectPattern(arg, add)
      // keywords keep their names
      for (const arg of head.args) if (isExpr(arg, 'parameters')) collectPattern(arg, name => kept.push(name))
    },
    [],
  )
  if (scope.module === null) return scope
  const keywords: Level = { ...scope, env: { names: new Map(kept.map(name => [name, name])), parent: scope.env } }
  return withAssigned(keywords, new Map(), [body])
}

function resolveFunction(e: Expr, level: Level): Ast {
  const [head, body] = e.args as [Ast, Ast]
  const scope = functionLevel(readHead(head), body, level)
  const named = e.head === 'macro' ? { ...level, module: null } : level
  return { ...e, args: [rebuildHead(head, scope, named), resolve(body, scope), ...e.args.slice(2)] }
}

function rebuildHead(ast: Ast, scope: Level, outer: Level): Ast {
  if (isExpr(ast, 'where')) {
    const [body, ...variables] = ast.args as [Ast, ...Ast[]]
    return { ...ast, args: [rebuildHead(body, scope, outer), ...variables.map(v => resolve(v, scope))] }
  }
  if (isExpr(ast, '::') && isMethodHead(ast.args[0]))
    return { ...ast, args: [rebuildHead(ast.args[0]!, scope, outer), resolve(ast.args[1]!, scope)] }
  if (isExpr(ast, 'call')) {
    const [callee, ...args] = ast.args as [Ast, ...Ast[]]
    return { ...ast, args: [resolveCallee(callee, scope, outer), ...args.map(arg => rebuildArg(arg, scope))] }
  }
  if (isExpr(ast, 'tuple')) return { ...ast, args: ast.args.map(arg => rebuildArg(arg, scope)) }
  return rebuildArg(ast, scope)
}

/** The name of what is defined belongs to the scope outside. */
function resolveCallee(callee: Ast, scope: Level, outer: Level): Ast {
  return callee.kind === 'symbol' ? resolveSymbol(outer, callee) : resolve(callee, scope)
}

function rebuildArg(arg: Ast, scope: Level): Ast {
  if (!isExpr(arg)) return resolve(arg, scope)
  if (arg.head === 'parameters' || arg.head === 'tuple') return { ...arg, args: arg.args.map(part => rebuildArg(part, scope)) }
  if (arg.head === 'kw' || arg.head === '=') return { ...arg, args: [rebuildArg(arg.args[0]!, scope), resolve(arg.args[1]!, scope)] }
  return arg.head === 'escape' || arg.head === 'hygienic-scope' ? resolve(arg, scope) : each(arg, scope, arg.head === 'meta' ? 1 : 0)
}

function resolveArrow(e: Expr, level: Level): Ast {
  const [head, body] = e.args as [Ast, Ast]
  const scope = functionLevel(readHead(head), body, level)
  return { ...e, args: [rebuildHead(head, scope, level), resolve(body, scope)] }
}

function resolveAssignment(e: Expr, level: Level): Ast {
  const [left, right] = e.args as [Ast, Ast]
  if (isMethodHead(left)) return resolveFunction(e, level)
  // A{T} = B
  if (isExpr(left, 'curly')) {
    const scope = inner(level, add => left.args.slice(1).forEach(v => void (variableName(v) !== null && add(variableName(v)!))), [])
    const target = resolve(left.args[0]!, level)
    return { ...e, args: [{ ...left, args: [target, ...left.args.slice(1).map(v => resolve(v, scope))] }, resolve(right, scope)] }
  }
  return each(e, level)
}

function resolveWhere(e: Expr, level: Level): Ast {
  const scope = inner(level, add => e.args.slice(1).forEach(v => void (variableName(v) !== null && add(variableName(v)!))), [])
  return each(e, { ...scope, isLocal: level.isLocal })
}

/** A body that is a scope of its own. */
function resolveScope(body: Ast, level: Level): Ast {
  return resolve(body, inner(level, ignore, [body]))
}

// let x = 1, y; body end: each value is evaluated outside its own variable's scope
function resolveLet(e: Expr, level: Level): Ast {
  const [spec, body] = e.args as [Ast, Ast]
  let scope = level
  const one = (binding: Ast): Ast => {
    if (isExpr(binding, '=') && !isMethodHead(binding.args[0])) {
      const value = resolve(binding.args[1]!, scope)
      scope = inner(scope, add => collectPattern(binding.args[0], add), [])
      return { ...binding, args: [resolve(binding.args[0]!, scope), value] }
    }
    scope = inner(scope, add => collectPattern(isExpr(binding, '=') ? binding.args[0] : binding, add), [])
    return resolve(binding, scope)
  }
  const bindings = isExpr(spec, 'block') ? { ...spec, args: spec.args.map(one) } : one(spec)
  return { ...e, args: [bindings, resolve(body, inner(scope, ignore, [body]))] }
}

function resolveFor(e: Expr, level: Level): Ast {
  const [spec, body] = e.args as [Ast, Ast]
  let scope = level
  const one = (range: Ast): Ast => {
    if (!isExpr(range, '=')) return resolve(range, scope)
    const [target, collection] = range.args as [Ast, Ast]
    const values = resolve(collection, scope)
    scope = isExpr(target, 'outer') ? scope : inner(scope, add => collectPattern(target, add), [])
    return { ...range, args: [resolve(target, scope), values] }
  }
  const ranges = isExpr(spec, 'block') ? { ...spec, args: spec.args.map(one) } : one(spec)
  return { ...e, args: [ranges, resolve(body, inner(scope, ignore, [body]))] }
}

function resolveTry(e: Expr, level: Level): Ast {
  const [body, variable, handler, ...rest] = e.args as [Ast, Ast, Ast, ...Ast[]]
  const scope = inner(level, add => collectPattern(variable, add), [handler])
  const parts = [resolveScope(body, level), resolve(variable, scope), resolve(handler, scope)]
  return { ...e, args: [...parts, ...rest.map(part => resolveScope(part, level))] }
}

// (generator body ranges…), (generator body (filter condition ranges…))
function resolveGenerator(e: Expr, level: Level): Ast {
  const [body, ...specs] = e.args as [Ast, ...Ast[]]
  const ranges = specs.flatMap(spec => (isExpr(spec, 'filter') ? spec.args.slice(1) : [spec]))
  const scope = inner(level, add => ranges.forEach(range => void (isExpr(range, '=') && collectPattern(range.args[0], add))), [body])
  const one = (range: Ast): Ast =>
    isExpr(range, '=') ? { ...range, args: [resolve(range.args[0]!, scope), resolve(range.args[1]!, level)] } : resolve(range, scope)
  const parts = specs.map(spec =>
    isExpr(spec, 'filter') ? { ...spec, args: [resolve(spec.args[0]!, scope), ...spec.args.slice(1).map(one)] } : one(spec),
  )
  return { ...e, args: [resolve(body, scope), ...parts] }
}

function typeParameters(ast: Ast): Ast[] {
  if (isExpr(ast, '<:')) return typeParameters(ast.args[0]!)
  return isExpr(ast, 'curly') ? ast.args.slice(1) : []
}

/** The head of a type definition: the name stays, parameters are bound. */
function resolveTypeName(ast: Ast, scope: Level): Ast {
  if (isExpr(ast, '<:')) return { ...ast, args: [resolveTypeName(ast.args[0]!, scope), resolve(ast.args[1]!, scope)] }
  if (isExpr(ast, 'curly'))
    return { ...ast, args: [resolveTypeName(ast.args[0]!, scope), ...ast.args.slice(1).map(p => resolve(p, scope))] }
  return isExpr(ast, 'escape') ? resolve(ast, scope) : ast
}

function typeScope(head: Ast, level: Level): Level {
  const add = (bind: (name: string) => void): void => {
    for (const p of typeParameters(head)) {
      const name = variableName(p)
      if (name !== null) bind(name)
    }
  }
  return { ...inner(level, add, []), isLocal: level.isLocal }
}

function resolveStruct(e: Expr, level: Level): Ast {
  const [mutable, head, body] = e.args as [Ast, Ast, Expr]
  const scope = typeScope(head, level)
  const member = (ast: Ast): Ast => {
    if (ast.kind === 'symbol') return ast
    if (isExpr(ast, '::')) return { ...ast, args: [member(ast.args[0]!), ...ast.args.slice(1).map(t => resolve(t, scope))] }
    if (isExpr(ast, 'const') || isExpr(ast, 'atomic') || isExpr(ast, 'block')) return { ...ast, args: ast.args.map(member) }
    return resolve(ast, scope)
  }
  return { ...e, args: [mutable, resolveTypeName(head, scope), isExpr(body) ? member(body) : body] }
}

function resolveTypeHead(e: Expr, level: Level): Ast {
  const [head, ...rest] = e.args as [Ast, ...Ast[]]
  const scope = typeScope(head, level)
  return { ...e, args: [resolveTypeName(head, scope), ...rest.map(arg => resolve(arg, scope))] }
}

function resolveGlobal(arg: Ast, level: Level): Ast {
  return arg.kind === 'symbol' ? arg : resolve(arg, level)
}
