/**
 * The whole path on one page: text → tree → macros expanded → lowered thunks → entries of compiled code → running.
 *
 * `evaluate` is a generator of the calls to make, thunks and macros, so that the same path serves code that may be suspended
 * (a session's input and `eval`: the driver makes each call on a stack that can wait) and code of the image (calls at once).
 * Everything else of the front end is a stage with one entry function: `parseAll`, `expandMacros`, `lowerTopLevel`; behind
 * an entry stand `instanceFor` (inference) and `emitModule`, see `compiler.ts`.
 */
import { type Ast, type Expr, expr, isExpr, type LineNumberNode, symbol } from '../parser/expr.ts'
import type { parseAll, parseOne } from '../parser/parse.ts'
import { type Diagnostic, renderDiagnostic } from '../source/diagnostic.ts'
import { makeSourceFile } from '../source/source-file.ts'
import { type ExpandContext, type Expansion, expandMacros } from './expand/expand.ts'
import { lowerTopLevel, LoweringError } from './lower/lower.ts'
import type { MethodTemplate } from './lower/ir.ts'
import { printTemplate } from './lower/print.ts'
import type { ModulePath } from './types/type.ts'
import { bindModule } from './bootstrap.ts'
import type { Compiler } from './compiler.ts'
import { JuliaError } from './world/julia-error.ts'
import { moduleOf, newModule, resolveBinding } from './world/modules.ts'
import type { Objects } from './world/objects.ts'
import { astToHeap, heapToAst } from './world/quote.ts'

/**
 * A call that evaluation wants made: entry k of table `jl`, without arguments; or a function with its arguments, by their
 * addresses, which whoever makes the call has to root first.
 */
export type Step = number | readonly number[]
/** An evaluation. Resumed with the address of each call's value; returns that of its own. */
export type Steps = Generator<Step, number, number>

/** Where text becomes trees. A worker process loads it when it first sees text. */
export interface Parser {
  readonly parseAll: typeof parseAll
  readonly parseOne: typeof parseOne
}

export interface PipelineHost {
  parser(): Parser
  readonly objects: Objects
  readonly compiler: Compiler
  /** Calls entry or function at once (macros, nested evaluation). */
  call(args: readonly number[]): number
  enter(k: number): number
  warn(text: string): void
  /** Watches the stages, for `fatou dump`. */
  observe?(stage: 'ast' | 'lowered', what: Ast | MethodTemplate): void
}

export interface Place {
  module: ModulePath
  /** Inside a module that is being evaluated: those whose `__init__` is to be called at its end. */
  inits?: ModulePath[]
  file: string
  line: number
  softScope: boolean
}

/** Text that is no Julia: what `Meta.parse` throws as ParseError. */
export class JuliaSyntaxError extends Error {
  readonly diagnostics: Diagnostic[]
  constructor(diagnostics: Diagnostic[]) {
    super(diagnostics.map(renderDiagnostic).join('\n'))
    this.name = 'JuliaSyntaxError'
    this.diagnostics = diagnostics
  }
}

/** Trees of one top-level statement that have more nodes than this make functions that V8 does not take. */
const MAX_NODES = 400_000

/** Whether a tree has fewer nodes. */
function isSmaller(ast: Ast, most: number): boolean {
  const open: Ast[] = [ast]
  for (let n = 0; open.length > 0; n++) {
    if (n >= most) return false
    const a = open.pop() as Ast
    if (a.kind === 'expr') for (const x of a.args) open.push(x)
  }
  return true
}

/** What is thrown for code that is too large to be compiled as one function. */
export function tooLarge(): JuliaError {
  return new JuliaError('ErrorException', 'syntax: expression too large: split it into several functions or statements')
}

export class Pipeline {
  readonly host: PipelineHost
  /** Numbers given out so far; an image keeps them. */
  readonly counters = { gensym: { next: 1 }, closureKeys: 1 }
  /** The place of the statement being evaluated, for LoadError. */
  place: Place = { module: 'Main', file: 'none', line: 1, softScope: false }

  constructor(host: PipelineHost) {
    this.host = host
  }

  /** Parses a text whose first line is `line` of `file`. Throws JuliaSyntaxError after what came before it has run. */
  *evaluateText(text: string, place: Place): Steps {
    const source = makeSourceFile(place.file, '\n'.repeat(Math.max(0, place.line - 1)) + text)
    const { ast, errors } = this.host.parser().parseAll(source)
    const value = yield* this.evaluate(ast, place)
    if (errors.length > 0) throw new JuliaSyntaxError(errors)
    return value
  }

  /** Evaluates a top-level tree. */
  *evaluate(ast: Ast, place: Place): Steps {
    this.place = place
    if (ast.kind === 'line') {
      place.line = ast.line
      place.file = ast.file
      return this.nothing()
    }
    if (isExpr(ast, 'toplevel')) return yield* this.evaluateAll(ast.args, place)
    if (isExpr(ast, 'module')) return yield* this.evaluateModule(ast, place)
    if (isExpr(ast, 'error') || isExpr(ast, 'incomplete')) {
      const [message] = ast.args
      throw new JuliaError('ErrorException', `syntax: ${message?.kind === 'string' ? message.value : 'invalid syntax'}`)
    }
    const expanded = yield* expandMacros(ast, this.expandContext(place))
    if (isExpr(expanded, 'toplevel')) return yield* this.evaluateAll(expanded.args, place)
    if (isExpr(expanded, 'module')) return yield* this.evaluateModule(expanded, place)
    return yield* this.runThunks(expanded, place)
  }

  private *evaluateAll(list: readonly Ast[], place: Place): Steps {
    let value = this.nothing()
    for (const a of list) {
      const v = yield* this.evaluate(a, place)
      if (a.kind !== 'line') value = v
    }
    return value
  }

  private *runThunks(ast: Ast, place: Place): Steps {
    this.host.observe?.('ast', ast)
    if (!isSmaller(ast, MAX_NODES)) throw tooLarge()
    let value = this.nothing()
    for (const thunk of this.lower(ast, place)) {
      this.host.observe?.('lowered', thunk)
      value = yield this.host.compiler.thunkEntry(thunk)
    }
    return value
  }

  /** The lowered form of an expression whose macros are expanded, as text. */
  lowerText(ast: Ast, place: Place): string {
    return this.lower(ast, place)
      .map(thunk => printTemplate(thunk))
      .join('\n')
  }

  private lower(ast: Ast, place: Place): MethodTemplate[] {
    try {
      return lowerTopLevel(ast, {
        module: place.module,
        file: place.file,
        line: place.line,
        softScope: place.softScope,
        isGlobalDefined: (module, name) => resolveBinding(this.host.objects.world, module, name) !== null,
        isGlobalConstant: (module, name) => resolveBinding(this.host.objects.world, module, name)?.isConst === true,
        nextClosureKey: () => this.counters.closureKeys++,
        warn: w => this.host.warn(`┌ Warning: ${w.message}\n└ @ ${w.file}:${w.line}`),
      }).thunks
    } catch (e) {
      if (e instanceof LoweringError) throw new JuliaError('ErrorException', e.message)
      throw e
    }
  }

  private nothing(): number {
    return this.host.objects.wellKnown('nothing')
  }

  /** `module A … end`: makes the module, then evaluates its statements one by one. */
  private *evaluateModule(e: Expr, place: Place): Steps {
    const { objects } = this.host
    const [notBare, name, body] = e.args
    if (name?.kind !== 'symbol' || !isExpr(body, 'block')) throw new JuliaError('ErrorException', 'syntax: invalid module')
    const bare = notBare?.kind === 'bool' && !notBare.value
    const isRoot = place.module === 'Core'
    const path = isRoot ? name.name : `${place.module}.${name.name}`
    newModule(objects.world, path, isRoot ? path : place.module, bare)
    bindModule(objects, path, name.name, path)
    if (!isRoot) bindModule(objects, place.module, name.name, path)
    const inits = place.inits ?? []
    const inner: Place = { ...place, module: path, softScope: false, inits }
    if (!bare) yield* this.defineEval(inner)
    for (const a of body.args) yield* this.evaluate(a, inner)
    this.place = place
    if (moduleOf(objects.world, path).bindings.get('__init__')?.value) inits.push(path)
    // inner modules have been noted first
    if (!place.inits)
      for (const m of inits) {
        const call: Ast[] = [
          { kind: 'globalref', module: 'Base', name: 'run_init' },
          { kind: 'globalref', module: m, name: '__init__' },
        ]
        yield* this.evaluate(expr('call', [...call, { kind: 'quotenode', value: symbol(moduleOf(objects.world, m).name) }]), { ...place })
      }
    return objects.moduleAddress(path)
  }

  /** Every module has its own `eval` and `include`. */
  *defineEval(place: Place): Steps {
    const text =
      'eval(x) = Core.eval(@__MODULE__, x)\n' +
      'include(path::AbstractString) = Base.include(@__MODULE__, path)\n' +
      'include(mapexpr::Function, path::AbstractString) = Base.include(mapexpr, @__MODULE__, path)'
    const { ast } = this.host.parser().parseAll(makeSourceFile('none', text))
    return yield* this.evaluate(ast, { ...place })
  }

  // ---- macros ----

  expandContext(place: Place): ExpandContext {
    return {
      module: place.module,
      gensym: this.counters.gensym as ExpandContext['gensym'],
      host: { callMacro: (module, macro, args, line) => this.callMacro(module, macro, args, line) },
    }
  }

  /** Runs a Julia macro on trees. */
  private *callMacro(module: ModulePath, macro: Ast, args: Ast[], line: LineNumberNode): Expansion<{ ast: Ast; module: ModulePath }> {
    const { objects } = this.host
    const binding = this.macroBinding(module, macro)
    const fn = objects.constantAddress(binding.value)
    const heap = [fn]
    const build = (i: number): void => {
      // Each argument is made while those before it are rooted.
      if (i === args.length + 2) return
      heap.push(i === 0 ? astToHeap(objects, line) : i === 1 ? objects.moduleAddress(module) : astToHeap(objects, args[i - 2]))
      return objects.heap.rooted([heap[i + 1]], () => build(i + 1))
    }
    build(0)
    const result = yield heap
    return { ast: objects.heap.rooted([result], () => heapToAst(objects, result)), module: binding.module }
  }

  private macroBinding(
    module: ModulePath,
    macro: Ast,
  ): { value: NonNullable<ReturnType<typeof resolveBinding>>['value'] & object; module: ModulePath } {
    const { world } = this.host.objects
    let scope = module
    let name = macro
    if (isExpr(macro, '.')) {
      scope = this.modulePath(module, macro.args[0])
      const [, field] = macro.args
      name = field.kind === 'quotenode' ? field.value : field
    } else if (macro.kind === 'globalref') {
      scope = macro.module
      name = { kind: 'symbol', name: macro.name }
    }
    if (name.kind !== 'symbol') throw new JuliaError('ErrorException', 'invalid macro name')
    const b = resolveBinding(world, scope, name.name)
    if (!b?.value) {
      throw new JuliaError('UndefVarError', this.host.objects.symbolAddress(name.name), this.host.objects.moduleAddress(scope))
    }
    return { value: b.value, module: b.module }
  }

  private modulePath(from: ModulePath, ast: Ast): ModulePath {
    const { world } = this.host.objects
    let at: ModulePath = from
    let name: string
    if (isExpr(ast, '.')) {
      at = this.modulePath(from, ast.args[0])
      const [, field] = ast.args
      const f = field.kind === 'quotenode' ? field.value : field
      name = f.kind === 'symbol' ? f.name : ''
    } else if (ast.kind === 'globalref') {
      at = ast.module
      name = ast.name
    } else if (ast.kind === 'heap') {
      return world.modulesByAddress.get(ast.address) ?? from
    } else name = ast.kind === 'symbol' ? ast.name : ''
    const b = resolveBinding(world, at, name)
    const path = b?.value?.kind === 'heapconst' ? world.modulesByAddress.get(b.value.address) : undefined
    if (!path) throw new JuliaError('UndefVarError', this.host.objects.symbolAddress(name), this.host.objects.moduleAddress(at))
    return path
  }

  // ---- drivers ----

  /** Runs the steps at once. Nothing in them may be suspended. */
  runNow(steps: Steps): number {
    let r = steps.next()
    while (!r.done) r = this.advance(steps, r.value)
    return r.value
  }

  private advance(steps: Steps, step: Step): IteratorResult<Step, number> {
    let value: number
    try {
      value = this.make(step)
    } catch (e) {
      return steps.throw(e)
    }
    return steps.next(value)
  }

  private make(step: Step): number {
    return typeof step === 'number' ? this.host.enter(step) : this.host.call(step)
  }

  /** Runs an expansion at once. */
  expandNow(steps: Expansion): Ast {
    let r = steps.next()
    while (!r.done) r = steps.next(this.host.call(r.value))
    return r.value
  }
}
