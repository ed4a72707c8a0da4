/**
 * Function definitions: methods, optional arguments, anonymous functions, `do`, macros.
 *
 * Enters: heads `function`, `=` with a call on the left, `->`, `macro`. Leaves: `method`, `function` and `closure` nodes.
 * A function with optional arguments becomes one method per number of arguments, each calling the full one; keyword
 * arguments are in `keywords.ts`. Mirrors the manual's "Functions" and "Methods".
 */
import { type Ast, type Expr, expr, isExpr, symbol } from '../../parser/expr.ts'
import { destructure } from './assign.ts'
import { typeVariable } from './calls.ts'
import type { Desugar } from './context.ts'
import { block, type Core, call, core, type Lambda, type MethodInfo, name, newFrame, newLambda, splatCall } from './core.ts'
import { structureGotos } from './goto.ts'
import { keywordMethods, type Target } from './keywords.ts'
import { mentions, type Parameter, readArrowSignature, readSignature, type Signature } from './signature.ts'

const SELF = '#self#'

// function f(x) body end;  f(x) = body;  function (x) body end;  function f end
export function desugarFunction(cx: Desugar, e: Expr): Core {
  const [head, body] = e.args as [Ast, Ast | undefined]
  // function f end
  if (body === undefined || e.args.length === 1) return declareFunction(cx, head)
  const signature = readSignature(cx, head)
  if (signature.callee === null) return anonymous(cx, signature, body)
  return defineMethods(cx, targetOf(cx, signature), signature, body)
}

// function f end ==> the generic function, without methods
function declareFunction(cx: Desugar, head: Ast): Core {
  if (head.kind === 'globalref') return { k: 'toplevel', op: { op: 'function', module: head.module, name: head.name }, args: [] }
  if (head.kind === 'symbol') {
    if (!cx.frame.assigned.has(head.name)) cx.frame.assigned.set(head.name, cx.line)
    return { k: 'function', name: head.name, binding: null, group: null }
  }
  // function A.f end: the function must exist
  if (isExpr(head, '.')) return cx.expr(head)
  return cx.fail('invalid function name', head)
}

// x -> body
export function desugarArrow(cx: Desugar, e: Expr): Core {
  const [head, body] = e.args as [Ast, Ast]
  return anonymous(cx, readArrowSignature(cx, head), body)
}

/** An anonymous function: a closure, or with optional or keyword arguments a local function. */
function anonymous(cx: Desugar, signature: Signature, body: Ast): Core {
  const isPlain = signature.keywords.length === 0 && !signature.parameters.some(p => p.initial)
  if (isPlain) {
    const lambdaName = '#'
    const info = methodInfo(cx, lambdaName, SELF, signature, signature.parameters, lambda => methodBody(cx, lambda, signature, body))
    return {
      k: 'closure',
      group: {
        name: lambdaName,
        binding: null,
        methods: [{ info, kwcall: false }],
        captures: [],
        type: null,
      },
    }
  }
  // (x; k = 1) -> body ==> let; local #f; function #f(x; k = 1) body end; #f end
  const local = cx.freshName('')
  return cx.scope('hard', frame => {
    frame.locals.add(local)
    const target: Target = { name: local, callee: null, selfType: null, selfName: SELF, shownName: '#', current: null }
    return block(defineMethods(cx, target, signature, body), name(local))
  })
}

/** What a method definition adds a method to. */
function targetOf(cx: Desugar, signature: Signature): Target {
  const callee = signature.callee!
  const plain = { callee: null, selfType: null, selfName: SELF, current: null }
  // f(x) = …
  if (callee.kind === 'symbol') {
    if (callee.name === 'ccall') cx.fail('invalid function name "ccall"', callee)
    return { ...plain, name: callee.name, shownName: callee.name, ...constructorOf(cx, callee.name, null) }
  }
  if (callee.kind === 'globalref') {
    const fn: Core = { k: 'toplevel', op: { op: 'function', module: callee.module, name: callee.name }, args: [] }
    return { ...plain, name: null, shownName: callee.name, callee: () => fn }
  }
  if (isExpr(callee)) {
    // Base.show(x) = …
    if (callee.head === '.') return { ...plain, name: null, shownName: lastName(callee), callee: () => cx.expr(callee) }
    // (f::F)(x) = …;  (::F)(x) = …
    if (callee.head === '::') {
      const [self, type] = callee.args.length === 2 ? callee.args : [null, callee.args[0]!]
      const selfName = self?.kind === 'symbol' ? self.name : SELF
      return { ...plain, name: null, shownName: typeName(type!), selfType: () => cx.expr(type!), selfName }
    }
    // A{T}(x) where T = …
    if (callee.head === 'curly') {
      const [type, ...parameters] = callee.args as [Ast, ...Ast[]]
      const selfType = (): Core => call(core('apply_type'), core('Type'), cx.expr(callee))
      const info = type.kind === 'symbol' ? constructorOf(cx, type.name, parameters) : {}
      return { ...plain, name: null, shownName: typeName(type), selfType, ...info }
    }
  }
  return cx.fail(`invalid function name "${isExpr(callee) ? callee.head : callee.kind}"`, callee)
}

/** Inside a struct: which parameters `new` has in a constructor of this name. */
function constructorOf(cx: Desugar, spelled: string, parameters: Ast[] | null): { current?: Ast[] | null } {
  if (!cx.newInfo || cx.newInfo.name !== spelled) return {}
  return { current: parameters ?? (cx.newInfo.parameters.length === 0 ? [] : null) }
}

function lastName(ast: Expr): string {
  const key = ast.args[1]
  return key?.kind === 'quotenode' && key.value.kind === 'symbol' ? key.value.name : 'function'
}

function typeName(ast: Ast): string {
  if (ast.kind === 'symbol' || ast.kind === 'globalref') return ast.name
  if (isExpr(ast, '.')) return lastName(ast)
  return isExpr(ast) && ast.args[0] ? typeName(ast.args[0]) : 'function'
}

/** All the methods that one definition makes. Its value is the function. */
export function defineMethods(cx: Desugar, target: Target, signature: Signature, body: Ast): Core {
  if (target.name !== null && !cx.frame.assigned.has(target.name)) cx.frame.assigned.set(target.name, cx.line)
  const savedNew = cx.newInfo
  if (cx.newInfo && target.current !== undefined) cx.newInfo = { ...cx.newInfo, current: target.current }
  const tools = { methodInfo, methodBody, methodNode, optionalMethods }
  const nodes =
    signature.keywords.length > 0
      ? keywordMethods(cx, target, signature, body, tools)
      : [
          ...optionalMethods(cx, target, signature, false),
          methodNode(
            target,
            methodInfo(cx, target.shownName, target.selfName, signature, signature.parameters, lambda =>
              methodBody(cx, lambda, signature, body),
            ),
            false,
          ),
        ]
  cx.newInfo = savedNew
  const own = nodes.filter(node => node.k === 'method' && node.name === target.name)
  for (const node of own.slice(1)) if (node.k === 'method') node.isFirst = false
  return block(...nodes)
}

/** The node of one method of the target. */
export function methodNode(target: Target, method: MethodInfo, kwcall: boolean): Core {
  return {
    k: 'method',
    name: target.name,
    binding: null,
    callee: target.callee?.() ?? null,
    selfType: target.selfType?.() ?? null,
    method,
    group: null,
    isFirst: true,
    kwcall,
  }
}

// f(a, b = 1, c = 2) ==> f(a) = f(a, 1, 2); f(a, b) = f(a, b, 2)
function optionalMethods(cx: Desugar, target: Target, signature: Signature, kwcall: boolean): Core[] {
  const { parameters } = signature
  const first = parameters.findIndex(p => p.initial)
  if (first < 0) return []
  const nodes: Core[] = []
  for (let count = first; count < parameters.length; count++) {
    if (!parameters[count]!.initial) break
    const given = parameters.slice(0, count)
    const info = methodInfo(
      cx,
      target.shownName,
      target.selfName,
      signature,
      given,
      lambda => fillDefaults(cx, lambda, parameters, count),
      kwcall,
    )
    nodes.push(methodNode(target, info, kwcall))
  }
  return nodes
}

function fillDefaults(cx: Desugar, lambda: Lambda, parameters: Parameter[], count: number): Core {
  const missing = parameters.slice(count).filter(p => p.initial)
  return cx.scope('hard', () => {
    const sets = missing.map(p => cx.declare(p.name, cx.expr(p.initial!)))
    const [fn, ...given] = lambda.args.map(arg => name(arg))
    const filled = missing.map(p => name(p.name))
    const splat = [...given.map(() => false), ...missing.map(p => p.isVararg)]
    return block(...sets, splatCall(fn!, [...given, ...filled], splat))
  })
}

/**
 * One method's signature and body.
 *
 * @param given the positional arguments this method takes
 * @param kwcall the method is `Core.kwcall(kw, f, given...)`
 */
export function methodInfo(
  cx: Desugar,
  shown: string,
  self: string,
  signature: Signature,
  given: readonly Parameter[],
  body: (lambda: Lambda) => Core,
  kwcall = false,
  extra: readonly { name: string; type: () => Core }[] = [],
): MethodInfo {
  const variables = usedVariables(signature, given, extra.length > 0)
  const sigFrame = newFrame('where')
  const info = cx.within(sigFrame, () => {
    const tvars = variables.map(({ ast }) => {
      const variable = typeVariable(cx, ast)
      sigFrame.locals.add(variable.name)
      return variable
    })
    const sig = [...extra.map(e => e.type()), ...given.map(p => (p.type ? cx.expr(p.type) : core('Any')))]
    return { tvars, sig }
  })
  const prefix = kwcall ? ['#kwcall#', '#kw#', self] : [self]
  const names = [...prefix, ...extra.map(e => e.name), ...given.map(p => p.name)]
  const isVararg = given.some(p => p.isVararg)
  const lambda = newLambda(
    shown,
    names,
    variables.map(v => v.name),
    isVararg,
    cx.file,
    cx.line,
    kwcall ? 2 : 0,
  )
  const offset = names.length - given.length
  for (const [i, p] of given.entries()) if (p.nospecialize) lambda.nospecialize |= 1 << (i + offset)
  lambda.body = cx.withinLambda(lambda, () => structureGotos(cx, body(lambda)))
  return { sigFrame, ...info, lambda, outerStatics: [] }
}

/** `where` variables that a method with fewer arguments still binds. */
function usedVariables(signature: Signature, given: readonly Parameter[], isBody: boolean): Signature['variables'] {
  if (isBody || given.length === signature.parameters.length) return signature.variables
  const roots = [signature.callee, ...given.map(p => p.type)]
  const used = new Set<string>()
  for (const v of [...signature.variables].reverse()) {
    const bounds = signature.variables.filter(w => used.has(w.name)).flatMap(w => [w.lower, w.upper])
    if ([...roots, ...bounds].some(ast => mentions(ast, v.name))) used.add(v.name)
  }
  return signature.variables.filter(v => used.has(v.name))
}

/** A method's own body: destructured arguments, return type, then what was written. */
export function methodBody(cx: Desugar, lambda: Lambda, signature: Signature, body: Ast): Core {
  if (signature.returnType) lambda.returnType = cx.expr(signature.returnType)
  const patterns = signature.parameters
    .filter(p => p.pattern)
    .map(p => {
      const pattern = p.pattern as Expr
      declarePattern(pattern, lambda.frame.locals)
      return destructure(cx, pattern, () => name(p.name))
    })
  return block(...patterns, cx.expr(body))
}

function declarePattern(pattern: Ast, locals: Set<string>): void {
  if (pattern.kind === 'symbol') locals.add(pattern.name)
  else if (isExpr(pattern, '::') || isExpr(pattern, '...')) declarePattern(pattern.args[0]!, locals)
  else if (isExpr(pattern)) for (const part of pattern.args) declarePattern(part, locals)
}

// macro m(x) body end ==> function @m(__source__::LineNumberNode, __module__::Module, x) body end
export function desugarMacro(cx: Desugar, e: Expr): Core {
  const [head, body] = e.args as [Ast, Ast | undefined]
  if (body === undefined) {
    if (head.kind !== 'symbol') return cx.fail('invalid macro definition', e)
    return declareFunction(cx, symbol(`@${head.name}`))
  }
  let variables: Ast[] = []
  let rest = head
  while (isExpr(rest, 'where')) {
    variables = [...rest.args.slice(1), ...variables]
    rest = rest.args[0]!
  }
  if (!isExpr(rest, 'call')) return cx.fail('invalid macro definition', e)
  const [callee, ...args] = rest.args as [Ast, ...Ast[]]
  if (args.some(arg => isExpr(arg, 'parameters'))) cx.fail('macros cannot accept keyword arguments', e)
  const hidden = [typed('__source__', 'LineNumberNode'), typed('__module__', 'Module')]
  const renamed = macroName(cx, callee)
  const signature = expr('call', [renamed, ...hidden, ...args.map(arg => unspecialized(arg))])
  return cx.expr(expr('function', [variables.length ? expr('where', [signature, ...variables]) : signature, body]))
}

/** Macros see trees of many types; nothing is gained by compiling them for each. */
function unspecialized(arg: Ast): Ast {
  if (arg.kind === 'symbol') return expr('meta', [symbol('nospecialize'), arg])
  return arg
}

function typed(variable: string, type: string): Ast {
  return expr('::', [symbol(variable), { kind: 'globalref', module: 'Core', name: type }])
}

function macroName(cx: Desugar, callee: Ast): Ast {
  if (callee.kind === 'symbol') return symbol(`@${callee.name}`)
  if (callee.kind === 'globalref') return { ...callee, name: `@${callee.name}` }
  if (isExpr(callee, '.') && callee.args[1]?.kind === 'quotenode' && callee.args[1].value.kind === 'symbol')
    return expr('.', [callee.args[0]!, { kind: 'quotenode', value: symbol(`@${callee.args[1].value.name}`) }])
  return cx.fail('invalid macro definition', callee)
}
