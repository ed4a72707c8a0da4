/**
 * Scope resolution: which variable each name means.
 *
 * Enters: `Core` with scopes. Leaves: the same tree; every name, assignment and method definition has its `Binding` (null:
 * a global), every function its free variables, every binding its number of assignments. Definitions of local
 * functions are gathered in `ClosureGroup`s. Rules are the manual's "Scope of variables": functions, `let` and
 * comprehensions are hard scopes, loops and `try` soft ones, whose assignments reach an existing global when nothing
 * but soft scopes lie between and the REPL's rule holds; otherwise the variable is local, with a warning.
 */
import type { LowerContext } from './context.ts'
import type { Binding, ClosureGroup, Core, Frame, Lambda, MethodInfo, MethodNode, NameNode } from './core.ts'
import { base, block, call, core, nothing } from './core.ts'
import { convertTo } from './assign.ts'
import { LoweringError } from './errors.ts'

const GLOBAL = 'global' as const

interface Scope {
  readonly frame: Frame
  readonly vars: Map<string, Binding | typeof GLOBAL>
  readonly parent: Scope | null
  readonly lambda: Lambda
  /** The loop we are in, counted per tree; 0 outside. */
  readonly loop: number
}

/** What resolution knows while it walks. */
export interface Resolver {
  readonly outer: LowerContext
  /** Names that the top-level expression itself assigns at global scope. */
  readonly topAssigned: Set<string>
  readonly groups: ClosureGroup[]
  loopCount: number
  line: number
  file: string
  nextTmp: () => number
  /** While the signature of a local function is resolved: who it belongs to. */
  signatureOf: MethodInfo | null
}

/** Resolves a thunk's body. */
export function resolveThunk(r: Resolver, thunk: Lambda): void {
  const scope = enter(r, thunk.frame, null, thunk, 0)
  visit(r, scope, thunk.body)
}

function newBinding(scope: { lambda: Lambda; loop: number }, name: string, kind: Binding['kind'], index = 0): Binding {
  return {
    name,
    kind,
    lambda: scope.lambda,
    loop: scope.loop,
    index,
    assignments: 0,
    definitions: 0,
    reassigned: false,
    captured: false,
    boxed: false,
    group: null,
    type: null,
    slot: -1,
  }
}

/** Opens a scope: decides for each name it declares or assigns whether a new variable begins. */
function enter(r: Resolver, frame: Frame, parent: Scope | null, lambda: Lambda, loop: number): Scope {
  const scope: Scope = { frame, vars: new Map(), parent, lambda, loop }
  for (const name of frame.globals) {
    if (frame.locals.has(name)) fail(r, `variable "${name}" declared both local and global`)
    scope.vars.set(name, GLOBAL)
  }
  for (const name of frame.locals) begin(r, scope, name)
  for (const [name, line] of frame.assigned) if (!scope.vars.has(name) && beginsHere(r, scope, name, line)) begin(r, scope, name)
  for (const [name, type] of frame.types) attachType(r, scope, name, type)
  return scope
}

function begin(r: Resolver, scope: Scope, name: string): void {
  if (scope.lambda.frame === scope.frame && scope.vars.get(name) === undefined && isArgument(scope.lambda, name))
    fail(r, `local variable name "${name}" conflicts with an argument`)
  const binding = newBinding(scope, name, 'local')
  scope.vars.set(name, binding)
  scope.frame.bindings.push(binding)
}

function isArgument(lambda: Lambda, name: string): boolean {
  return lambda.args.includes(name) || lambda.sparams.includes(name)
}

/** The rule for an assignment to a name that this scope does not declare. */
function beginsHere(r: Resolver, scope: Scope, name: string, line: number): boolean {
  const leader = scope.frame.follows.get(name)
  if (leader === undefined) return beginsLike(r, scope, name, line)
  const found = find(scope, leader)
  return found === undefined ? beginsLike(r, scope, leader, line) : found !== GLOBAL
}

function beginsLike(r: Resolver, scope: Scope, name: string, line: number): boolean {
  const here = scope.vars.get(name)
  if (here !== undefined) return here !== GLOBAL
  const found = find(scope, name)
  if (found !== undefined) return false
  if (scope.frame.kind === 'top') {
    r.topAssigned.add(name)
    return false
  }
  if (scope.frame.kind !== 'soft' || !softToTop(scope)) return true
  if (r.topAssigned.has(name)) return false
  if (!r.outer.isGlobalDefined(r.outer.module, name)) return true
  if (!r.outer.softScope && !name.startsWith('#')) r.outer.warn({ message: ambiguous(name), file: r.file, line })
  return !r.outer.softScope
}

function softToTop(scope: Scope): boolean {
  for (let s: Scope | null = scope; s; s = s.parent) {
    if (s.frame.kind === 'top') return true
    if (s.frame.kind !== 'soft') return false
  }
  return true
}

function ambiguous(name: string): string {
  return (
    `Assignment to \`${name}\` in soft scope is ambiguous because a global variable by the same name exists: ` +
    `\`${name}\` will be treated as a new local. Disambiguate by using \`local ${name}\` to suppress this warning or ` +
    `\`global ${name}\` to assign to the existing global variable.`
  )
}

/** The types of declared variables are evaluated again at every assignment; here they only get their place. */
function attachType(r: Resolver, scope: Scope, name: string, type: Core): void {
  const found = find(scope, name)
  if (found === undefined || found === GLOBAL) {
    fail(r, `type declarations for global variables need the \`global\` keyword: "${name}"`, scope.frame.kind !== 'top')
    return
  }
  found.type = type
}

function find(scope: Scope, name: string): Binding | typeof GLOBAL | undefined {
  for (let s: Scope | null = scope; s; s = s.parent) {
    const found = s.vars.get(name)
    if (found !== undefined) return found
  }
  return undefined
}

function fail(r: Resolver, message: string, really = true): void {
  if (really) throw new LoweringError(`syntax: ${message}`, r.file, r.line)
}

/** The variable that a name means here; notes captures on the way out of functions. */
function lookup(r: Resolver, scope: Scope, name: string): Binding | null {
  const found = find(scope, name)
  if (found === undefined || found === GLOBAL) return null
  return capture(r, scope, found)
}

function capture(r: Resolver, scope: Scope, binding: Binding): Binding {
  const signature = r.signatureOf
  if (signature && binding.lambda !== scope.lambda && binding.lambda !== signature.lambda) return signatureMention(r, scope, binding)
  const meant = throughAlias(scope, binding)
  for (let l: Lambda | null = scope.lambda; l && l !== meant.lambda; l = l.parent) l.free.add(meant)
  return meant
}

/** In the body function of keyword arguments, the local function's name means the argument that is the function. */
function throughAlias(scope: Scope, binding: Binding): Binding {
  for (let l: Lambda | null = scope.lambda; l && l !== binding.lambda; l = l.parent)
    if (l.alias && l.alias.name === binding.name && binding.kind === 'local') return l.argBindings[l.alias.arg]!
  return binding
}

/** A local function's signature may mention outer static parameters, which dispatch binds again. */
function signatureMention(r: Resolver, scope: Scope, binding: Binding): Binding {
  const signature = r.signatureOf!
  if (binding.kind !== 'sparam') {
    fail(r, `local variable ${binding.name} cannot be used in closure declaration`)
    return binding
  }
  const known = signature.outerStatics.find(s => s.outer === binding)
  if (known) return known.local
  const local = newBinding({ lambda: scope.lambda, loop: 0 }, binding.name, 'local')
  local.assignments = 1
  signature.sigFrame.bindings.push(local)
  signature.outerStatics.push({ outer: binding, local })
  return local
}

function visitAll(r: Resolver, scope: Scope, nodes: readonly Core[]): void {
  for (const node of nodes) visit(r, scope, node)
}

function visit(r: Resolver, scope: Scope, node: Core): void {
  switch (node.k) {
    case 'name':
      node.binding = lookup(r, scope, node.name)
      return
    case 'line':
      r.line = node.line
      r.file = node.file
      return
    case 'settmp':
      return visit(r, scope, node.value)
    case 'block':
      return visitAll(r, scope, node.body)
    case 'call':
      visit(r, scope, node.fn)
      return visitAll(r, scope, node.args)
    case 'new':
      visit(r, scope, node.type)
      return visitAll(r, scope, node.args)
    case 'splatnew':
      visit(r, scope, node.type)
      return visit(r, scope, node.tuple)
    case 'assign':
      return visitAssign(r, scope, node)
    case 'setglobal':
      return visit(r, scope, node.value)
    case 'if':
      return visitAll(r, scope, [node.cond, node.then, node.else])
    case 'and':
    case 'or':
      return visitAll(r, scope, [node.a, node.b])
    case 'loop':
      return visit(r, { ...scope, loop: ++r.loopCount }, node.body)
    case 'labeled':
    case 'inbounds':
      return visit(r, scope, node.body)
    case 'return':
      return visit(r, scope, node.value)
    case 'try':
      visitAll(r, scope, [node.body, node.handler])
      if (node.otherwise) visit(r, scope, node.otherwise)
      return
    case 'finally':
      return visitAll(r, scope, [node.body, node.cleanup])
    case 'rethrow':
      return visit(r, scope, node.exception)
    case 'scope':
      return visit(r, enter(r, node.frame, scope, scope.lambda, scope.loop), node.body)
    case 'isdefined':
      return visit(r, scope, node.what)
    case 'islocal': {
      const found = find(scope, node.name)
      node.local = found !== undefined && found !== GLOBAL
      return
    }
    case 'outer': {
      const found = find(scope, node.name)
      if (found === undefined || found === GLOBAL) fail(r, 'no outer local variable declaration exists for "for outer"')
      return
    }
    case 'locals':
      node.names = visibleLocals(r, scope)
      return
    case 'typevar':
      return visitAll(r, scope, [node.lower, node.upper])
    case 'closure':
      return visitClosure(r, scope, node.group)
    case 'method':
      return visitMethod(r, scope, node)
    case 'function':
      return visitFunction(r, scope, node)
    case 'toplevel':
      if (scope.lambda.args.length > 0) fail(r, `"${node.op.op}" definition needs to be placed at the top level, or use "eval"`)
      return visitAll(r, scope, node.args)
    case 'lit':
    case 'global':
    case 'tmp':
    case 'label':
    case 'goto':
    case 'break':
    case 'continue':
    case 'boundscheck':
      return
  }
}

function visibleLocals(r: Resolver, scope: Scope): NameNode[] {
  const names = new Set<string>()
  for (let s: Scope | null = scope; s; s = s.parent)
    for (const [name, found] of s.vars) if (found !== GLOBAL && !name.startsWith('#')) names.add(name)
  return [...names].map(name => ({ k: 'name', name, binding: lookup(r, scope, name) }))
}

function visitAssign(r: Resolver, scope: Scope, node: Extract<Core, { k: 'assign' }>): void {
  const binding = lookup(r, scope, node.name)
  if (binding?.kind === 'sparam') fail(r, `cannot assign type parameter "${node.name}"`)
  if (binding?.kind === 'sparam') return
  visit(r, scope, node.value)
  node.binding = binding
  if (!binding) return
  noteAssignment(scope, binding)
  if (binding.type) convertOnAssign(r, scope, node, binding.type)
}

function noteAssignment(scope: Scope, binding: Binding): void {
  binding.assignments++
  if (binding.lambda !== scope.lambda || binding.loop !== scope.loop) binding.reassigned = true
}

// x::T declared: x = v ==> x = isa(v, T) ? v : convert(T, v)::T; the value is still v
function convertOnAssign(r: Resolver, scope: Scope, node: Extract<Core, { k: 'assign' }>, type: Core): void {
  const id = r.nextTmp()
  const read = (): Core => ({ k: 'tmp', id })
  const makeType = (): Core => clone(type)
  const converted = convertTo(read, makeType)
  visit(r, scope, converted)
  const assign: Core = { k: 'assign', name: node.name, value: converted, binding: node.binding }
  const parts = [{ k: 'settmp', id, value: node.value, slot: false } as Core, assign, read()]
  // the node becomes the whole sequence, in place
  Object.assign(node, { k: 'block', body: parts } satisfies Core)
}

/** A copy of a type expression; such expressions hold no functions or scopes of their own, apart from `where`. */
function clone(node: Core): Core {
  return structuredClone(node)
}

function visitClosure(r: Resolver, scope: Scope, group: ClosureGroup): void {
  r.groups.push(group)
  for (const { info } of group.methods) visitLocalMethod(r, scope, group, info)
}

function visitLocalMethod(r: Resolver, scope: Scope, group: ClosureGroup, info: MethodInfo): void {
  info.lambda.group = group
  resolveSignature(r, scope, info, true, [])
  visitLambda(r, scope, info.lambda)
  // statics in the signature must be captured, so that the closure's type knows them
  for (const { outer } of info.outerStatics) {
    for (let l: Lambda | null = info.lambda; l && l !== outer.lambda; l = l.parent) l.free.add(outer)
  }
}

/** Resolves a signature in the scope of its `where` variables. */
function resolveSignature(r: Resolver, scope: Scope, info: MethodInfo, isLocal: boolean, more: (Core | null)[]): void {
  const saved = r.signatureOf
  // a local function's signature is evaluated before the function around it runs, by a thunk of its own
  const at = isLocal ? { ...scope, lambda: SIGNATURE_THUNK } : scope
  if (isLocal) r.signatureOf = info
  const inner = enter(r, info.sigFrame, at, at.lambda, scope.loop)
  for (const v of info.tvars) {
    visit(r, inner, v.lower)
    visit(r, inner, v.upper)
    const binding = inner.vars.get(v.name)
    if (binding && binding !== GLOBAL) binding.assignments++
  }
  visitAll(r, inner, info.sig)
  for (const node of more) if (node) visit(r, inner, node)
  r.signatureOf = saved
}

/** Stands for the thunk that will evaluate local functions' signatures. */
const SIGNATURE_THUNK = Object.freeze({ free: new Set(), parent: null, args: [], alias: null }) as unknown as Lambda

function visitLambda(r: Resolver, scope: Scope, lambda: Lambda): void {
  lambda.parent = scope.lambda
  const saved = { line: r.line, file: r.file, signatureOf: r.signatureOf }
  r.signatureOf = null
  const vars: Scope['vars'] = new Map()
  const outer: Scope = { frame: lambda.frame, vars, parent: scope, lambda, loop: 0 }
  lambda.sparamBindings = lambda.sparams.map((name, i) => newBinding(outer, name, 'sparam', i))
  lambda.argBindings = lambda.args.map((name, i) => newBinding(outer, name, 'arg', i))
  for (const b of [...lambda.sparamBindings, ...lambda.argBindings]) vars.set(b.name, b)
  const inner = enterBody(r, lambda, outer)
  if (lambda.returnType) visit(r, inner, lambda.returnType)
  visit(r, inner, lambda.body)
  Object.assign(r, saved)
}

/** A function's body shares its scope with the arguments: assigning one begins nothing new. */
function enterBody(r: Resolver, lambda: Lambda, outer: Scope): Scope {
  for (const name of lambda.frame.locals)
    if (outer.vars.has(name))
      fail(r, `local variable name "${name}" conflicts with ${lambda.sparams.includes(name) ? 'a static parameter' : 'an argument'}`)
  return enter(r, lambda.frame, outer, lambda, 0)
}

function visitFunction(r: Resolver, scope: Scope, node: Extract<Core, { k: 'function' }>): void {
  const binding = lookup(r, scope, node.name)
  node.binding = binding
  if (!binding) {
    if (scope.lambda.args.length > 0) fail(r, `Global method definition needs to be placed at the top level, or use "eval".`)
    return
  }
  node.group = groupOf(r, binding)
}

function groupOf(r: Resolver, binding: Binding): ClosureGroup {
  if (!binding.group) {
    const shown = binding.name.startsWith('##') ? '#' : binding.name
    binding.group = { name: shown, binding, methods: [], captures: [], type: null }
    r.groups.push(binding.group)
  }
  return binding.group
}

function visitMethod(r: Resolver, scope: Scope, node: MethodNode): void {
  const { method } = node
  if (node.name !== null) node.binding = lookup(r, scope, node.name)
  const { binding } = node
  if (binding && binding.kind === 'local') {
    const group = groupOf(r, binding)
    node.group = group
    group.methods.push({ info: method, kwcall: node.kwcall })
    binding.definitions++
    if (binding.lambda !== scope.lambda || binding.loop !== scope.loop) binding.reassigned = true
    return visitLocalMethod(r, scope, group, method)
  }
  // a method of an argument's type cannot be meant
  if (binding) fail(r, `cannot add a method to the argument "${node.name}"`)
  if (scope.lambda.args.length > 0) {
    const shown = node.name ?? method.lambda.name
    fail(r, `Global method definition around ${r.file}:${r.line} needs to be placed at the top level, or use "eval". (${shown})`)
  }
  if (node.callee) visit(r, scope, node.callee)
  resolveSignature(r, scope, method, false, [node.selfType])
  visitLambda(r, scope, method.lambda)
}

/** Everything `Base.Dict{Symbol,Any}()` needs for `Base.@locals`. */
export function localsDict(names: NameNode[], id: number): Core {
  const type = call(core('apply_type'), base('Dict'), core('Symbol'), core('Any'))
  const dict: Core = { k: 'tmp', id }
  const sets = names.map((node): Core => {
    const key: Core = { k: 'lit', ast: { kind: 'quotenode', value: { kind: 'symbol', name: node.name } } }
    const set = call(base('setindex!'), dict, { ...node }, key)
    return { k: 'if', cond: { k: 'isdefined', what: { ...node } }, then: set, else: nothing }
  })
  return block({ k: 'settmp', id, value: call(type), slot: false }, ...sets, dict)
}
