/**
 * Declarations: `local`, `global`, `const`, `export`, `public`, `using`, `import`, and typed names.
 *
 * Enters: those heads. Leaves: entries in the current scope's `Frame`, assignments, `toplevel` operations. Mirrors the
 * manual's "Scope of variables", "Constants" and "Modules".
 */
import { type Ast, type Expr, expr, isExpr } from '../../parser/expr.ts'
import { assignTo, declareType } from './assign.ts'
import { typeVariableBounds } from './calls.ts'
import type { Desugar } from './context.ts'
import { block, type Core, call, core, nothing } from './core.ts'
import type { TopLevelOp } from './ir.ts'
import { isMethodHead } from './signature.ts'

// local x, y::T = v
export function desugarLocal(cx: Desugar, e: Expr): Core {
  return block(...e.args.map(arg => localOne(cx, arg)))
}

function localOne(cx: Desugar, ast: Ast): Core {
  if (ast.kind === 'symbol') {
    cx.frame.locals.add(ast.name)
    return nothing
  }
  if (!isExpr(ast)) return cx.fail('invalid syntax in "local" declaration', ast)
  if (ast.head === '=') {
    declareNames(cx, ast.args[0]!, cx.frame.locals)
    return cx.expr(ast)
  }
  if (ast.head === '::') {
    declareNames(cx, ast, cx.frame.locals)
    declareType(cx, symbolOf(cx, ast.args[0]!), ast.args[1]!)
    return nothing
  }
  if (ast.head === 'tuple') return block(...ast.args.map(arg => localOne(cx, arg)))
  if (ast.head === 'function') {
    declareNames(cx, ast.args[0]!, cx.frame.locals)
    return cx.expr(ast)
  }
  // local x += 1
  declareNames(cx, ast.args[0]!, cx.frame.locals)
  return cx.expr(ast)
}

// global x, y::T = v
export function desugarGlobal(cx: Desugar, e: Expr): Core {
  const parts = e.args.map(arg => globalOne(cx, arg))
  return block(...parts)
}

function globalOne(cx: Desugar, ast: Ast): Core {
  if (ast.kind === 'globalref') return nothing
  if (ast.kind === 'symbol') {
    cx.frame.globals.add(ast.name)
    // at top level the name becomes known, without a value
    return cx.frame.kind === 'top' ? declareGlobal(cx, ast.name, []) : nothing
  }
  if (!isExpr(ast)) return cx.fail('invalid syntax in "global" declaration', ast)
  if (ast.head === '::') return typedGlobal(cx, ast)
  if (ast.head === '=' || ast.head === 'function') {
    const [left] = ast.args as [Ast]
    if (isExpr(left, '::') && left.args[0]!.kind === 'symbol') {
      // global x::T = v
      return block(typedGlobal(cx, left), cx.expr(expr('=', [left.args[0]!, ast.args[1]!], ast.span)))
    }
    declareNames(cx, left, cx.frame.globals)
    return cx.expr(ast)
  }
  if (ast.head === 'tuple') return block(...ast.args.map(arg => globalOne(cx, arg)))
  if (ast.head === 'const') return cx.expr(expr('const', [expr('global', ast.args)]))
  // global x += 1
  declareNames(cx, ast.args[0]!, cx.frame.globals)
  return cx.expr(ast)
}

// global x::T
function typedGlobal(cx: Desugar, ast: Expr): Core {
  const [target, type] = ast.args as [Ast, Ast]
  const variable = target.kind === 'globalref' ? target.name : symbolOf(cx, target)
  cx.frame.globals.add(variable)
  return declareGlobal(cx, variable, [cx.expr(type)])
}

function declareGlobal(cx: Desugar, variable: string, type: Core[]): Core {
  return { k: 'toplevel', op: { op: 'global', module: cx.module, name: variable, typed: type.length > 0 }, args: type }
}

function symbolOf(cx: Desugar, ast: Ast): string {
  return ast.kind === 'symbol' ? ast.name : cx.fail('invalid variable name in declaration', ast)
}

/** Adds the names that a pattern or a method head defines. */
export function declareNames(cx: Desugar, pattern: Ast, names: Set<string>): void {
  if (pattern.kind === 'symbol') names.add(pattern.name)
  else if (isExpr(pattern)) {
    if (pattern.head === 'tuple' || pattern.head === 'parameters') for (const part of pattern.args) declareNames(cx, part, names)
    else if (['::', '...', 'where', 'call', 'curly'].includes(pattern.head)) declareNames(cx, pattern.args[0]!, names)
    else if (pattern.head !== '.' && pattern.head !== 'ref') cx.fail('invalid variable name in declaration', pattern)
  }
}

// const x = v;  const a, b = v;  const global x = v
export function desugarConst(cx: Desugar, e: Expr): Core {
  const [inner] = e.args as [Ast]
  if (isExpr(inner, 'global')) {
    const [assignment] = inner.args as [Ast]
    if (isExpr(assignment, '=')) declareNames(cx, assignment.args[0]!, cx.frame.globals)
    return desugarConst(cx, { ...e, args: [assignment] })
  }
  if (isExpr(inner, 'local')) return cx.fail('unsupported `const local` declaration', e)
  if (!isExpr(inner, '=')) return cx.fail('expected assignment after "const"', e)
  const [left, right] = inner.args as [Ast, Ast]
  if (cx.lambda !== null || (cx.frame.kind !== 'top' && !constNames(left).every(n => cx.frame.globals.has(n))))
    cx.fail('unsupported `const` declaration on local variable', e)
  // const f(x) = … is the method definition
  if (isMethodHead(left)) return cx.expr(inner)
  if (isExpr(left, 'curly')) return typeAlias(cx, left, right, true)
  return constValue(cx, left, cx.expr(right))
}

function constNames(pattern: Ast): string[] {
  if (pattern.kind === 'symbol' || pattern.kind === 'globalref') return [pattern.name]
  if (isExpr(pattern, 'tuple') || isExpr(pattern, 'parameters')) return pattern.args.flatMap(constNames)
  if (isExpr(pattern, '::') || isExpr(pattern, 'curly') || isExpr(pattern, '...')) return constNames(pattern.args[0]!)
  return []
}

function constValue(cx: Desugar, left: Ast, value: Core): Core {
  const held = cx.once(value)
  const declare = constNames(left).map((n): Core => {
    const op: TopLevelOp = { op: 'const', module: left.kind === 'globalref' ? left.module : cx.module, name: n }
    return { k: 'toplevel', op, args: [] }
  })
  // const x::T = v ==> const x = convert(T, v)::T
  if (isExpr(left, '::')) {
    const type = cx.once(cx.expr(left.args[1]!))
    const convertedValue = call(
      core('typeassert'),
      call({ k: 'global', module: 'Base', name: 'convert' }, type.get(), held.get()),
      type.get(),
    )
    const converted = cx.once(convertedValue)
    return block(held.set, type.set, converted.set, ...declare, assignTo(cx, left.args[0]!, converted.get()))
  }
  return block(held.set, ...declare, assignTo(cx, left, held.get()))
}

// A{T} = B{T, 1} ==> const A = B{T, 1} where T
export function typeAlias(cx: Desugar, left: Expr, right: Ast, isConst: boolean): Core {
  const [target, ...parameters] = left.args as [Ast, ...Ast[]]
  for (const p of parameters) typeVariableBounds(cx, p)
  const type = cx.expr(expr('where', [right, ...parameters]))
  const isGlobal = cx.frame.kind === 'top' || (target.kind === 'symbol' && cx.frame.globals.has(target.name))
  return isConst || isGlobal ? constValue(cx, target, type) : assignTo(cx, target, type)
}

// export a, b;  public c
export function desugarExport(cx: Desugar, e: Expr): Core {
  const names = e.args.map(arg =>
    arg.kind === 'symbol' || arg.kind === 'globalref' ? arg.name : cx.fail(`invalid "${e.head}" statement`, e),
  )
  const op: TopLevelOp = { op: 'export', module: cx.module, names, isPublic: e.head === 'public' }
  return block({ k: 'toplevel', op, args: [] }, nothing)
}

// using A, B.C: d as e;  import .F
export function desugarImport(cx: Desugar, e: Expr): Core {
  return block(...e.args.map(arg => importOne(cx, e.head as 'using' | 'import', arg)), nothing)
}

function importOne(cx: Desugar, op: 'using' | 'import', ast: Ast): Core {
  if (isExpr(ast, ':')) {
    const [from, ...items] = ast.args as [Ast, ...Ast[]]
    const names = items.map(item => {
      const { path, as } = importPath(cx, item)
      return { name: path.join('.'), as }
    })
    return { k: 'toplevel', op: { op, module: cx.module, path: importPath(cx, from).path, as: null, names }, args: [] }
  }
  return { k: 'toplevel', op: { op, module: cx.module, ...importPath(cx, ast), names: null }, args: [] }
}

function importPath(cx: Desugar, ast: Ast): { path: string[]; as: string | null } {
  if (isExpr(ast, 'as')) return { path: importPath(cx, ast.args[0]!).path, as: symbolOf(cx, ast.args[1]!) }
  if (isExpr(ast, '.')) {
    const path = ast.args.map(part => {
      const plain = part.kind === 'quotenode' ? part.value : part
      return plain.kind === 'symbol' ? plain.name : cx.fail('invalid import path', ast)
    })
    return { path, as: null }
  }
  return ast.kind === 'symbol' ? { path: [ast.name], as: null } : cx.fail('invalid import path', ast)
}
