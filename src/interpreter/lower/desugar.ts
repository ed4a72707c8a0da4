/**
 * The dispatcher of desugaring: one case per head of `Expr`, each a call of the construct's own file.
 *
 * Enters: macro-expanded `Ast`. Leaves: `Core`, names unresolved. Heads that no source text yields, only macros, are
 * treated where they are harmless (`meta`, `inbounds`, …) and refused by name otherwise.
 */
import { type Ast, type Expr, expr, isExpr, symbol } from '../../parser/expr.ts'
import { desugarAdjoint, desugarHcat, desugarNcat, desugarString, desugarVcat, desugarVect } from './arrays.ts'
import { desugarAssign, desugarIndexEnd, desugarRef, desugarUpdate } from './assign.ts'
import { desugarDotted, desugarDottedAssign, desugarDottedUpdate, isDotted } from './broadcast.ts'
import {
  desugarAnd,
  desugarCall,
  desugarComparison,
  desugarCurly,
  desugarDo,
  desugarIf,
  desugarOr,
  desugarProperty,
  desugarTuple,
  desugarWhere,
  typeAssert,
} from './calls.ts'
import { desugarComprehension, desugarFlatten, desugarGenerator } from './comprehensions.ts'
import { type Desugar, isUnderscores } from './context.ts'
import { base, block, type Core, call, name, nothing, splatCall } from './core.ts'
import { declareNames, desugarConst, desugarExport, desugarGlobal, desugarImport, desugarLocal, typeAlias } from './declarations.ts'
import { desugarArrow, desugarFunction, desugarMacro } from './functions.ts'
import { desugarBreak, desugarContinue, desugarFor, desugarWhile } from './loops.ts'
import { desugarInert, desugarQuote } from './quotes.ts'
import { isMethodHead } from './signature.ts'
import { desugarAbstract, desugarNew, desugarPrimitive, desugarStruct } from './structs.ts'
import { desugarTry } from './try.ts'

type Rule = (cx: Desugar, e: Expr) => Core

/** Desugars one node. */
export function desugar(cx: Desugar, ast: Ast): Core {
  switch (ast.kind) {
    case 'expr':
      return desugarExpr(cx, ast)
    case 'symbol':
      return desugarSymbol(cx, ast.name)
    case 'line':
      cx.line = ast.line
      if (ast.file) cx.file = ast.file
      return { k: 'line', line: ast.line, file: cx.file }
    case 'quotenode':
      return desugarInert(ast.value)
    case 'globalref':
      return { k: 'global', module: ast.module, name: ast.name }
    default:
      return { k: 'lit', ast }
  }
}

function desugarSymbol(cx: Desugar, text: string): Core {
  if ((text === 'end' || text === 'begin') && cx.indexing.length > 0) return desugarIndexEnd(cx, text)
  if (isUnderscores(text)) cx.fail('all-underscore identifiers are write-only and their values cannot be used in expressions')
  return name(text)
}

function desugarExpr(cx: Desugar, e: Expr): Core {
  const rule = RULES.get(e.head)
  if (rule) return rule(cx, e)
  // a += b, a .+= b
  if (e.head.length > 1 && e.head.endsWith('=') && e.args.length === 2) {
    const operator = e.head.slice(0, -1)
    return operator.startsWith('.') && operator.length > 1 ? desugarDottedUpdate(cx, operator.slice(1), e) : desugarUpdate(cx, operator, e)
  }
  // operators that are heads of their own, such as <: and >:, are calls
  if (/^[^\w]+$/.test(e.head)) return desugarCall(cx, expr('call', [symbol(e.head), ...e.args], e.span))
  return cx.fail(`unsupported or misplaced expression "${e.head}"`, e)
}

function callRule(cx: Desugar, e: Expr): Core {
  const [fn] = e.args
  if (fn && (isExpr(fn, 'curly') ? isNewName(fn.args[0]) : isNewName(fn)) && cx.newInfo) return desugarNew(cx, e)
  return isDotted(e) ? desugarDotted(cx, e) : desugarCall(cx, e)
}

function isNewName(ast: Ast | undefined): boolean {
  return ast?.kind === 'symbol' && ast.name === 'new'
}

// f(x) = body and A{T} = B are definitions; everything else assigns
function assignRule(cx: Desugar, e: Expr): Core {
  const [left, right] = e.args as [Ast, Ast]
  if (isMethodHead(left)) return desugarFunction(cx, e)
  if (isExpr(left, 'curly')) return typeAlias(cx, left, right, false)
  if (isDotted(left) && isExpr(left, 'call')) return desugarFunction(cx, e)
  return desugarAssign(cx, e)
}

function dotRule(cx: Desugar, e: Expr): Core {
  // .+ as a value ==> Base.BroadcastFunction(+)
  if (e.args.length === 1) return call(base('BroadcastFunction'), cx.expr(e.args[0]!))
  return isDotted(e) ? desugarDotted(cx, e) : desugarProperty(cx, e)
}

function comparisonRule(cx: Desugar, e: Expr): Core {
  return isDotted(e) ? desugarDotted(cx, e) : desugarComparison(cx, e)
}

// x::T in an expression asserts
function typeRule(cx: Desugar, e: Expr): Core {
  if (e.args.length !== 2) return cx.fail('invalid "::" syntax', e)
  return typeAssert(cx.expr(e.args[0]!), cx.expr(e.args[1]!))
}

/** A list of statements; the last one is the value. Groups `inbounds` push and pop. */
function blockRule(cx: Desugar, e: Expr): Core {
  const statements = [...e.args]
  while (statements.length > 0 && statements[statements.length - 1]!.kind === 'line') statements.pop()
  if (statements.length === 0) return nothing
  return block(...statementList(cx, statements))
}

function statementList(cx: Desugar, statements: Ast[]): Core[] {
  const result: Core[] = []
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i]!
    const isPush = isExpr(statement, 'inbounds') && statement.args[0]?.kind === 'bool'
    const end = isPush ? matchingPop(statements, i) : -1
    if (end < 0) {
      result.push(cx.expr(statement))
      continue
    }
    // $(Expr(:inbounds, true)); a; $(Expr(:inbounds, :pop)) ==> inbounds { a }
    const on = ((statement as Expr).args[0] as { value: boolean }).value
    result.push({ k: 'inbounds', on, body: block(...statementList(cx, statements.slice(i + 1, end)), nothing) })
    i = end
    if (end === statements.length - 1) result.push(nothing)
  }
  return result
}

function matchingPop(statements: Ast[], from: number): number {
  let depth = 0
  for (let i = from; i < statements.length; i++) {
    const s = statements[i]!
    if (!isExpr(s, 'inbounds')) continue
    depth += s.args[0]?.kind === 'bool' ? 1 : -1
    if (depth === 0) return i
  }
  return -1
}

// let x = 1, y; body end ==> nested scopes, each value evaluated outside its own
function letRule(cx: Desugar, e: Expr): Core {
  const [spec, body] = e.args as [Ast, Ast]
  const bindings = (isExpr(spec, 'block') ? spec.args : [spec]).filter(arg => arg.kind !== 'line')
  const from = (i: number): Core => {
    const binding = bindings[i]
    if (binding === undefined) return cx.scope('hard', () => cx.expr(body))
    if (binding.kind !== 'symbol' && !isExpr(binding)) return cx.fail('invalid let syntax', binding)
    // let x
    if (!isExpr(binding, '=') && !isExpr(binding, 'kw'))
      return isMethodHead(binding) ? cx.fail('invalid let syntax', binding) : letScope(cx, binding, null, () => from(i + 1))
    const [left, right] = binding.args as [Ast, Ast]
    // let f(x) = …
    if (isMethodHead(left))
      return cx.scope('hard', frame => {
        frame.locals.add(calleeName(cx, left))
        return block(cx.expr(binding), from(i + 1))
      })
    return letScope(cx, left, cx.expr(right), () => from(i + 1))
  }
  return bindings.length === 0 ? cx.scope('hard', () => cx.expr(body)) : from(0)
}

function calleeName(cx: Desugar, head: Ast): string {
  if (head.kind === 'symbol') return head.name
  return isExpr(head) ? calleeName(cx, head.args[0]!) : cx.fail('invalid let syntax', head)
}

function letScope(cx: Desugar, left: Ast, value: Core | null, rest: () => Core): Core {
  const held = value ? cx.freshTmp() : -1
  const scope = cx.scope('hard', () => {
    if (value) declareNames(cx, left, cx.frame.locals)
    const declared = value ? nothing : cx.expr(expr('local', [left]))
    const assigned = value ? cx.expr(expr('=', [left, HELD])) : nothing
    return block(declared, replaceHeld(assigned, held), rest())
  })
  return value ? block({ k: 'settmp', id: held, value, slot: false }, scope) : scope
}

const HELD: Ast = { kind: 'symbol', name: '#held#' }

/** Puts the temporary where the placeholder stands. */
function replaceHeld(node: Core, id: number): Core {
  if (node.k === 'name') return node.name === '#held#' ? { k: 'tmp', id } : node
  if (node.k === 'block') return { ...node, body: node.body.map(part => replaceHeld(part, id)) }
  if (node.k === 'assign' || node.k === 'settmp') return { ...node, value: replaceHeld(node.value, id) }
  if (node.k === 'call') return { ...node, args: node.args.map(part => replaceHeld(part, id)) }
  return node
}

// return x
function returnRule(cx: Desugar, e: Expr): Core {
  const [value] = e.args
  return { k: 'return', value: value === undefined ? nothing : cx.expr(value) }
}

function metaRule(cx: Desugar, e: Expr): Core {
  const { lambda } = cx
  const [kind, ...args] = e.args
  if (!lambda || kind?.kind !== 'symbol') return nothing
  switch (kind.name) {
    case 'inline':
      lambda.inline = 'always'
      break
    case 'noinline':
      lambda.inline = 'never'
      break
    case 'propagate_inbounds':
      lambda.inline = 'always'
      lambda.propagateInbounds = true
      break
    case 'generated':
    case 'generated_only':
      return cx.fail('`@generated` functions are not supported', e)
    case 'nospecialize':
      noteNospecialize(cx, args)
      break
  }
  return nothing
}

function noteNospecialize(cx: Desugar, args: Ast[]): void {
  const lambda = cx.lambda!
  const names = args.map(arg => (isExpr(arg) && arg.args[0] ? arg.args[0] : arg))
  for (const [i, arg] of lambda.args.entries())
    if (i > 0 && (names.length === 0 || names.some(n => n.kind === 'symbol' && n.name === arg))) lambda.nospecialize |= 1 << i
}

/** Definitions that Julia allows outside functions only. */
function topLevelOnly(rule: Rule): Rule {
  return (cx, e) => (cx.lambda ? cx.refuse(`"${e.head}" expression not at top level`, e) : rule(cx, e))
}

function refuse(message: (e: Expr) => string): Rule {
  return (cx, e) => cx.fail(message(e), e)
}

/** Forms that other engines need and this one runs without. */
function ignore(): Core {
  return nothing
}

/** Forms that stand for their first argument. */
function first(cx: Desugar, e: Expr): Core {
  return e.args[0] ? cx.expr(e.args[0]) : nothing
}

function isDefinedRule(cx: Desugar, e: Expr): Core {
  const [what] = e.args
  if (what?.kind === 'symbol') return { k: 'isdefined', what: name(what.name) }
  return what ? { k: 'isdefined', what: cx.expr(what) } : cx.fail('invalid "isdefined" expression', e)
}

// Expr(:new, T, args...)
function rawNewRule(cx: Desugar, e: Expr): Core {
  const [type, ...args] = e.args.map(arg => cx.expr(arg))
  return { k: 'new', type: type!, args }
}

function rawSplatNewRule(cx: Desugar, e: Expr): Core {
  return { k: 'splatnew', type: cx.expr(e.args[0]!), tuple: cx.expr(e.args[1]!) }
}

function errorRule(cx: Desugar, e: Expr): Core {
  const [message] = e.args
  return cx.fail(message?.kind === 'string' ? message.value : 'invalid syntax', e)
}

// Core.@doc "text" definition ==> definition
function macrocallRule(cx: Desugar, e: Expr): Core {
  const [macro, , , definition] = e.args
  if (macro?.kind === 'globalref' && macro.name === '@doc' && definition) return cx.expr(definition)
  return cx.fail('macro call was not expanded', e)
}

// begin … end at top level inside another expression
function topLevelRule(cx: Desugar, e: Expr): Core {
  if (cx.lambda) return cx.fail('"toplevel" expression not at top level', e)
  return block(...e.args.map(arg => cx.expr(arg)))
}

function labelName(cx: Desugar, e: Expr): string {
  const [name] = e.args
  return name?.kind === 'symbol' ? name.name : cx.fail('invalid label', e)
}

function tupleRule(cx: Desugar, e: Expr): Core {
  return desugarTuple(cx, e)
}

function rowRule(cx: Desugar, e: Expr): Core {
  return splatCall(
    base('hcat'),
    e.args.map(arg => cx.expr(arg)),
    [],
  )
}

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['block', blockRule],
  ['call', callRule],
  ['=', assignRule],
  ['.', dotRule],
  ['.=', desugarDottedAssign],
  ['.&&', desugarDotted],
  ['.||', desugarDotted],
  ['if', desugarIf],
  ['elseif', desugarIf],
  ['?', desugarIf],
  ['&&', desugarAnd],
  ['||', desugarOr],
  ['comparison', comparisonRule],
  ['ref', desugarRef],
  ['tuple', tupleRule],
  ['curly', desugarCurly],
  ['where', desugarWhere],
  ['::', typeRule],
  ['do', desugarDo],
  ['->', desugarArrow],
  ['function', desugarFunction],
  ['macro', desugarMacro],
  ['let', letRule],
  ['while', desugarWhile],
  ['for', desugarFor],
  ['break', desugarBreak],
  ['continue', desugarContinue],
  ['return', returnRule],
  ['try', desugarTry],
  ['generator', desugarGenerator],
  ['flatten', desugarFlatten],
  ['comprehension', desugarComprehension],
  ['typed_comprehension', desugarComprehension],
  ['vect', desugarVect],
  ['hcat', desugarHcat],
  ['typed_hcat', desugarHcat],
  ['vcat', desugarVcat],
  ['typed_vcat', desugarVcat],
  ['ncat', desugarNcat],
  ['typed_ncat', desugarNcat],
  ['row', rowRule],
  ['string', desugarString],
  ["'", desugarAdjoint],
  ['quote', desugarQuote],
  ['inert', (_, e) => desugarInert(e.args[0]!)],
  ['copyast', first],
  ['local', desugarLocal],
  ['global', desugarGlobal],
  ['const', desugarConst],
  ['struct', topLevelOnly(desugarStruct)],
  ['abstract', topLevelOnly(desugarAbstract)],
  ['primitive', topLevelOnly(desugarPrimitive)],
  ['export', topLevelOnly(desugarExport)],
  ['public', topLevelOnly(desugarExport)],
  ['using', topLevelOnly(desugarImport)],
  ['import', topLevelOnly(desugarImport)],
  ['module', topLevelOnly(refuse(() => '"module" expression not at top level'))],
  ['toplevel', topLevelRule],
  ['meta', metaRule],
  ['inbounds', ignore],
  ['loopinfo', ignore],
  ['simdloop', ignore],
  ['aliasscope', ignore],
  ['popaliasscope', ignore],
  ['inline', ignore],
  ['noinline', ignore],
  ['purity', ignore],
  ['latestworld', ignore],
  ['boundscheck', () => ({ k: 'boundscheck' })],
  ['isdefined', isDefinedRule],
  ['islocal', (_, e) => ({ k: 'islocal', name: (e.args[0] as { name: string }).name })],
  ['locals', () => ({ k: 'locals', names: [] })],
  ['gc_preserve', first],
  ['gc_preserve_begin', ignore],
  ['gc_preserve_end', ignore],
  ['escape', first],
  ['hygienic-scope', first],
  ['new', rawNewRule],
  ['splatnew', rawSplatNewRule],
  ['macrocall', macrocallRule],
  ['error', errorRule],
  ['incomplete', errorRule],
  ['...', refuse(() => '"..." expression outside call')],
  ['$', refuse(() => '"$" expression outside quote')],
  ['&', refuse(() => 'invalid syntax &')],
  ['braces', refuse(() => '{ } vector syntax is discontinued')],
  ['bracescat', refuse(() => '{ } matrix syntax is discontinued')],
  ['parameters', refuse(() => 'unexpected semicolon')],
  ['kw', refuse(() => 'misplaced keyword argument')],
  ['outer', refuse(() => 'misplaced "outer"')],
  ['atomic', refuse(() => 'misplaced `@atomic` field declaration')],
  ['symboliclabel', (cx, e) => ({ k: 'label', name: labelName(cx, e) })],
  ['symbolicgoto', (cx, e) => ({ k: 'goto', name: labelName(cx, e) })],
  ['generated', refuse(() => '`@generated` functions are not supported')],
  ['foreigncall', refuse(() => '`ccall` is not supported')],
  ['cfunction', refuse(() => '`@cfunction` is not supported')],
  ['opaque_closure', refuse(() => '`@opaque` closures are not supported')],
  [':=', refuse(() => 'unsupported assignment operator ":="')],
  ['$=', refuse(() => 'unsupported assignment operator "$="')],
  ['as', refuse(() => '"as" outside of import')],
])
