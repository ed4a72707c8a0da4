/**
 * The entry of lowering: one top-level expression to thunks.
 *
 * Enters: macro-expanded `Ast`, never a `module` (the caller splits those). Leaves: `LoweredUnit`, thunks to compile and run
 * in order. Statements of a top-level `begin` block become thunks of their own around definitions, so that code is
 * compiled when what it uses exists; types and methods of closures are declared by a thunk before the one that makes
 * them. The passes: desugar ⇒ resolve ⇒ captures ⇒ linearize ⇒ definite assignment.
 */
import { type Ast, isExpr } from '../../parser/expr.ts'
import { analyseCaptures } from './capture.ts'
import { Desugar, type LowerContext } from './context.ts'
import { block, type ClosureGroup, type Core, type Lambda, newLambda, nothing } from './core.ts'
import { desugar } from './desugar.ts'
import { structureGotos } from './goto.ts'
import { LoweringError } from './errors.ts'
import type { ClosureType, LoweredUnit, MethodTemplate } from './ir.ts'
import { Linearizer, linearize, type Unit } from './linearize.ts'
import { type Resolver, resolveThunk } from './resolve.ts'
import { isMethodHead } from './signature.ts'

export type { LowerContext } from './context.ts'
export { LoweringError } from './errors.ts'

const THUNK = 'top-level scope'

/** Lowers one top-level expression. Throws `LoweringError`. */
export function lowerTopLevel(ast: Ast, ctx: LowerContext): LoweredUnit {
  const topAssigned = new Set<string>()
  const parts = splitStatements(ast)
  const separate = parts.length > 1 ? tryParts(parts, ctx, topAssigned) : null
  return { thunks: separate ?? lowerPart([ast], new Desugar(ctx, desugar), topAssigned) }
}

/** Lowers the parts apart, unless the block declares variables or labels that all of it shares. */
function tryParts(parts: Ast[][], ctx: LowerContext, topAssigned: Set<string>): MethodTemplate[] | null {
  const cx = new Desugar(ctx, desugar)
  if (parts.flat().some(declaresLocal)) return null
  return parts.flatMap(part => lowerPart(part, cx, topAssigned))
}

function declaresLocal(ast: Ast): boolean {
  if (!isExpr(ast)) return false
  if (ast.head === 'local' || ast.head === 'symboliclabel') return true
  return !OPENS_SCOPE.has(ast.head) && ast.args.some(declaresLocal)
}

const OPENS_SCOPE = new Set(['function', '->', 'for', 'while', 'let', 'try', 'quote', 'inert', 'macro', 'struct', 'do'])

const DEFINITIONS = new Set([
  'function',
  'macro',
  'struct',
  'abstract',
  'primitive',
  'const',
  'using',
  'import',
  'export',
  'public',
  'global',
])

function isDefinition(ast: Ast): boolean {
  if (!isExpr(ast)) return false
  return DEFINITIONS.has(ast.head) || (ast.head === '=' && isMethodHead(ast.args[0]!))
}

/** The statements of a block, in runs: each definition alone, other statements together. */
function splitStatements(ast: Ast): Ast[][] {
  const parts: Ast[][] = []
  let open = false
  let lines: Ast[] = []
  const visit = (node: Ast): void => {
    if (isExpr(node, 'block') && !node.args.some(arg => isExpr(arg, 'inbounds'))) {
      node.args.forEach(visit)
      return
    }
    if (node.kind === 'line') {
      lines = [node]
      return
    }
    const definition = isDefinition(node)
    if (definition || !open) parts.push([])
    parts[parts.length - 1]!.push(...lines, node)
    open = !definition
    lines = []
  }
  visit(ast)
  return parts
}

function lowerPart(statements: Ast[], cx: Desugar, topAssigned: Set<string>): MethodTemplate[] {
  const thunk = newLambda(THUNK, [], [], false, cx.file, cx.line)
  thunk.body = cx.within(frameOf(thunk), () => {
    const parts: Core[] = statements.map(ast => cx.expr(ast))
    return parts.length === 0 ? nothing : structureGotos(cx, block(...parts))
  })
  const resolver: Resolver = {
    outer: cx.outer,
    topAssigned,
    groups: [],
    loopCount: 0,
    line: thunk.line,
    file: thunk.file,
    nextTmp: () => cx.freshTmp(),
    signatureOf: null,
  }
  resolveThunk(resolver, thunk)
  const groups = [...new Set(resolver.groups)]
  analyseCaptures(thunk, groups)
  const types = new Map<ClosureGroup, ClosureType>()
  for (const group of groups) types.set(group, closureType(group, cx))
  const unit: Unit = {
    module: cx.module,
    closureTypeOf: group => types.get(group)!,
    nextTmp: () => cx.freshTmp(),
    isConstant: (module, name) => module === 'Core' || cx.outer.isGlobalConstant(module, name),
  }
  const main = linearize(unit, thunk, [])
  return groups.length === 0 ? [main] : [declareClosures(unit, thunk, groups), main]
}

function frameOf(thunk: Lambda): Lambda['frame'] {
  return Object.assign(thunk.frame, { kind: 'top' })
}

function closureType(group: ClosureGroup, cx: Desugar): ClosureType {
  return {
    name: group.name,
    module: cx.module,
    captures: group.captures.map(b => ({ name: b.name, boxed: b.boxed })),
    key: cx.outer.nextClosureKey(),
  }
}

/** The thunk that declares the closures' types, then adds their methods. */
function declareClosures(unit: Unit, thunk: Lambda, groups: readonly ClosureGroup[]): MethodTemplate {
  const lambda = newLambda(THUNK, [], [], false, thunk.file, thunk.line)
  const emitter = new Linearizer(unit, lambda, [])
  for (const group of groups) emitter.closureType(unit.closureTypeOf(group))
  for (const group of groups) for (const method of group.methods) emitter.closureMethod(group, unit.closureTypeOf(group), method)
  return emitter.finish()
}

/** True for an error that the program's text caused. */
export function isLoweringError(error: unknown): error is LoweringError {
  return error instanceof LoweringError
}
