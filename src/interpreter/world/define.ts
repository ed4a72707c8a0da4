/**
 * Definitions: what the `toplevel` operations of a thunk do to the world when the thunk runs. Arguments and results are
 * heap addresses. Runs on Julia's thread 1 only.
 */
import { closureDisplayName } from './closure-names.ts'
import type { ClosureType, MethodTemplate, TopLevelOp } from '../lower/ir.ts'
import { spliceCaptures } from '../lower/splice.ts'
import { singletonInstance } from '../types/constants.ts'
import { declareFunctionType, declareType, setFields, setSuper } from '../types/declare.ts'
import { instanceOf, newTypeVar, substitute, typeOfType, unwrapUnionAll, varargOf } from '../types/make.ts'
import { isEqualType, isInstance as isInstanceOf, isSubtype } from '../types/subtype.ts'
import type { DataType, JType, ModulePath, TypeName, TypeParam, TypeVar } from '../types/type.ts'
import { isTypeConstant } from '../infer/lattice.ts'
import { JuliaError } from './julia-error.ts'
import { addMethod } from './methods.ts'
import { bindingToAssign, exportNames, findModule, moduleOf, ownBinding, resolveBinding, isProgramModule } from './modules.ts'
import type { Objects } from './objects.ts'
import type { Binding } from './world.ts'

export interface DefinitionHooks {
  /** Methods of these tables changed: what was compiled against them is stale. */
  invalidate(keys: readonly string[]): void
  /** A constant got another value. */
  constantChanged(binding: Binding): void
  /** Tells people something; not an error. */
  warn(text: string): void
  /** `using X`: loads a module that is not there yet; true if it is now. */
  loadModule(name: string): boolean
}

/** Runs one definition; gives the address of its value. */
export function define(o: Objects, hooks: DefinitionHooks, op: TopLevelOp, args: readonly number[]): number {
  const nothing = o.wellKnown('nothing')
  switch (op.op) {
    case 'function':
      return defineFunction(o, op.module, op.name)
    case 'method': {
      const captures = args.slice(args.length - (op.captureCount ?? 0))
      const rest = args.slice(0, args.length - captures.length)
      const elements = rest.slice(0, rest.length - op.tvarCount).map(a => asParam(o, a))
      const variables = rest.slice(rest.length - op.tvarCount).map(a => o.typeAt(a) as TypeVar)
      const last = elements.length - 1
      if (op.template.isVararg && elements[last].kind !== 'vararg') elements[last] = varargOf(elements[last] as JType)
      hooks.invalidate(addMethod(o.world, withCaptures(o, op.template, captures), elements, variables).keys)
      return nothing
    }
    case 'closuretype':
      declareClosure(o, op.closure)
      return nothing
    case 'closuremethod': {
      defineClosureMethod(o, hooks, op, args)
      return nothing
    }
    case 'abstracttype':
      return declared(o, op, 'abstract', args, {})
    case 'primitivetype':
      return declared(o, op, 'primitive', args, { bits: op.bits })
    case 'structtype':
      return declared(o, op, 'struct', args, { mutable: op.isMutable })
    case 'setsuper': {
      const name = typeName(o, args[0])
      const problem = setSuper(o.world.types, name, asType(o, args[1]))
      if (problem) throw new JuliaError('ErrorException', problem.message)
      return nothing
    }
    case 'settypebody':
      return setBody(o, args)
    case 'bindtype': {
      const b = assignable(o, op.module, op.name)
      bindConstant(o, hooks, b, args[0])
      return args[0]
    }
    case 'const': {
      const b = assignable(o, op.module, op.name)
      b.isConst = true
      if (b.value) {
        b.value = null
        hooks.constantChanged(b)
      }
      return nothing
    }
    case 'global': {
      const b = assignable(o, op.module, op.name)
      if (op.typed && args.length > 0) b.declaredType = asType(o, args[0])
      return nothing
    }
    case 'export':
      exportNames(o.world, op.module, op.names, op.isPublic)
      return nothing
    case 'using':
    case 'import':
      bringIn(o, hooks, op)
      return nothing
  }
}

/** A global function's method that closes over variables of a `let`: their values (or boxes) become literals. */
function withCaptures(o: Objects, template: MethodTemplate, captures: readonly number[]): MethodTemplate {
  if (captures.length === 0) return template
  return spliceCaptures(
    template,
    captures.map(address => {
      o.heap.pin(address)
      return { k: 'literal', ast: { kind: 'heap', address } } as const
    }),
  )
}

function asType(o: Objects, at: number): JType {
  const t = o.typeAt(at)
  if (!t) throw new JuliaError('TypeError', o.symbolAddress('definition'), '', o.typeAddress(o.world.types.types.type), at)
  return t
}

function asParam(o: Objects, at: number): TypeParam {
  return o.world.varargs.get(at) ?? asType(o, at)
}

function typeName(o: Objects, at: number): TypeName {
  const t = unwrapUnionAll(asType(o, at))
  if (t.kind !== 'data') throw new JuliaError('ErrorException', 'not a declared type')
  return t.name
}

/** The generic function of this name in a module. */
function defineFunction(o: Objects, module: ModulePath, name: string): number {
  const { world } = o
  const m = moduleOf(world, module)
  const own = m.bindings.get(name)
  // A type that is only used, not imported, may get constructors; a function must be imported to be extended.
  const seen = own?.defined ? own : resolveBinding(world, module, name)
  const extends_ = seen?.value && (isTypeConstant(seen.value) || (module === 'Base' && seen.module.startsWith('Core')))
  const visible = own?.defined || m.imports.has(name) || extends_ ? seen : null
  if (visible) {
    const imported = m.imports.get(name)
    if (imported && !imported.explicit && visible.module !== module && !(visible.value && isTypeConstant(visible.value)))
      throw new JuliaError(
        'ErrorException',
        `error in method definition: function ${moduleOf(world, imported.module).name}.${name} must be explicitly imported to be extended`,
      )
    if (visible.value) return o.constantAddress(visible.value)
    const value = visible.address ? o.word(visible.address + 8) : 0
    if (value !== 0) throw new JuliaError('ErrorException', `cannot define function ${name}; it already has a value`)
  }
  const seenIn = visible ? undefined : m.seen.get(name)
  if (seenIn)
    throw new JuliaError(
      'ErrorException',
      `error in method definition: function ${moduleOf(world, seenIn).name}.${name} must be explicitly imported to be extended`,
    )
  const b = visible ?? ownBinding(world, module, name)
  const type = instanceOf(world.types, declareFunctionType(world.types, module, name), [])
  const value = singletonInstance(world.types, type)
  if (!value) throw new Error(`function type ${name} is no singleton`)
  b.defined = true
  b.isConst = true
  b.value = value
  const at = o.constantAddress(value)
  o.setWord(o.bindingAddress(b) + 8, at)
  return at
}

function declareClosure(o: Objects, closure: ClosureType): void {
  const { world } = o
  if (world.closures.has(closure.key)) return
  const params: TypeVar[] = []
  const fieldTypes: JType[] = closure.captures.map(c => {
    if (c.boxed) return world.types.core.Box as DataType
    const p = newTypeVar(world.types, `#${params.length + 1}`)
    params.push(p)
    return p
  })
  const names = closureDisplayName(world, closure)
  const name = declareFunctionType(world.types, closure.module, names.functionName, names.typeName, params)
  setFields(name, { names: closure.captures.map(c => c.name), types: fieldTypes })
  name.closureKey = closure.key
  world.closures.set(closure.key, name)
}

function defineClosureMethod(
  o: Objects,
  hooks: DefinitionHooks,
  op: Extract<TopLevelOp, { op: 'closuremethod' }>,
  args: readonly number[],
): void {
  const { world } = o
  const name = world.closures.get(op.closure.key)
  if (!name) throw new Error(`closure ${op.closure.name} has no type`)
  const variables = args.slice(args.length - op.tvarCount).map(a => o.typeAt(a) as TypeVar)
  const elements = args.slice(0, args.length - op.tvarCount).map(a => asParam(o, a))
  // Parameters of the closure's type: free, but for captured static parameters, which are bound again here.
  const own: TypeVar[] = []
  const params: TypeParam[] = []
  op.closure.captures.forEach((c, i) => {
    if (c.boxed) return
    const bound = op.sparamFields.find(f => f.capture === i)
    if (bound) params.push(typeOfType(world.types, variables[bound.tvar]))
    else {
      const v = newTypeVar(world.types, `#${i + 1}`)
      own.push(v)
      params.push(v)
    }
  })
  const self = instanceOf(world.types, name, params)
  const last = elements.length - 1
  if (op.template.isVararg && last >= 0 && elements[last].kind !== 'vararg') elements[last] = varargOf(elements[last] as JType)
  const signature = op.kwcall ? [kwcallType(o), elements[0], self, ...elements.slice(1)] : [self, ...elements]
  hooks.invalidate(addMethod(world, op.template, signature, [...variables, ...own]).keys)
}

/** The type of `Core.kwcall`, which keyword methods belong to. */
function kwcallType(o: Objects): DataType {
  const value = resolveBinding(o.world, 'Core', 'kwcall')?.value
  if (value?.kind !== 'struct') throw new Error('Core.kwcall is not defined')
  return value.type
}

function declared(
  o: Objects,
  op: Extract<TopLevelOp, { op: 'abstracttype' | 'primitivetype' | 'structtype' }>,
  form: 'abstract' | 'primitive' | 'struct',
  args: readonly number[],
  more: { bits?: number; mutable?: boolean },
): number {
  const params = args.map(a => o.typeAt(a) as TypeVar)
  const name = declareType(o.world.types, { name: op.name, module: op.module, form, params, ...more })
  name.superDecl = o.world.types.types.any
  if (op.op === 'structtype') {
    name.fieldNames = [...op.fields]
    name.constFields = [...op.constFields]
    name.atomicFields = [...op.atomicFields]
    name.minInitialized = op.minInitialized
  }
  return o.typeAddress(name.wrapper as JType)
}

/** Completes a struct; an equal earlier declaration of the name is kept. */
function setBody(o: Objects, args: readonly number[]): number {
  const name = typeName(o, args[0])
  setFields(name, {
    names: name.fieldNames,
    types: args.slice(1).map(a => asType(o, a)),
    constFields: name.constFields,
    atomicFields: name.atomicFields,
    minInitialized: name.minInitialized,
  })
  o.completeTypes(name.instances.values())
  const old = resolveBinding(o.world, name.module, name.name)?.value
  if (old && (old.kind === 'data' || old.kind === 'unionall')) {
    const before = unwrapUnionAll(old)
    if (before.kind === 'data' && before.name !== name && sameDeclaration(o, before.name, name)) return o.typeAddress(old)
  }
  return args[0]
}

/** Declared alike: a repeated definition changes nothing. */
function sameDeclaration(o: Objects, a: TypeName, b: TypeName): boolean {
  if (a.module !== b.module || a.isMutable !== b.isMutable || a.isAbstract !== b.isAbstract || a.primitiveBits !== b.primitiveBits)
    return false
  if (a.params.length !== b.params.length || a.fieldNames.join() !== b.fieldNames.join()) return false
  if (a.minInitialized !== b.minInitialized || !a.fieldDecls || !b.fieldDecls || !a.superDecl || !b.superDecl) return false
  const types = o.world.types
  const inA = (t: JType): JType => replaceName(o, substitute(types, t, b.params, a.params), b, a)
  const bounds = a.params.every(
    (p, i) => isEqualType(types, p.upper, inA(b.params[i].upper)) && isEqualType(types, p.lower, inA(b.params[i].lower)),
  )
  return (
    bounds && sameType(o, a.superDecl, inA(b.superDecl)) && a.fieldDecls.every((f, i) => sameType(o, f, inA((b.fieldDecls as JType[])[i])))
  )
}

function sameType(o: Objects, a: JType, b: JType): boolean {
  return a === b || structural(a) === structural(b) || (!hasFree(a) && !hasFree(b) && isEqualType(o.world.types, a, b))
}

function hasFree(t: JType): boolean {
  return t.kind === 'typevar' || t.hasFreeVars
}

/** Text that two types with the same free variables share if they are written alike. */
function structural(t: TypeParam): string {
  switch (t.kind) {
    case 'data':
      return `${t.name.id}{${t.params.map(structural).join()}}`
    case 'vararg':
      return `V{${structural(t.element)}}`
    default:
      return String(t.id)
  }
}

/** `t` with declarations of `from` read as `to`: for types that mention themselves. */
function replaceName(o: Objects, t: JType, from: TypeName, to: TypeName): JType {
  if (t.kind !== 'data') return t
  const params = t.params.map(p => (p.kind === 'data' ? replaceName(o, p, from, to) : p))
  return t.name === from
    ? instanceOf(o.world.types, to, params)
    : params.every((p, i) => p === t.params[i])
      ? t
      : instanceOf(o.world.types, t.name, params)
}

function assignable(o: Objects, module: ModulePath, name: string): Binding {
  const b = bindingToAssign(o.world, module, name)
  if (typeof b === 'string') throw new JuliaError('ErrorException', b)
  return b
}

/** Makes `b` a constant with the object at `at` as its value. */
export function bindConstant(o: Objects, hooks: DefinitionHooks, b: Binding, at: number): void {
  const value = o.constantAt(at)
  const changed = b.value !== null && b.value !== value
  b.isConst = true
  b.defined = true
  b.value = value
  o.setWord(o.bindingAddress(b) + 8, at)
  if (changed) hooks.constantChanged(b)
}

/** An assignment of a global that compiled code left to be decided now. */
export function assignGlobal(o: Objects, hooks: DefinitionHooks, module: ModulePath, name: string, at: number): void {
  const b = assignable(o, module, name)
  if (b.isConst) {
    if (b.value !== null && b.value !== o.constantAt(at)) {
      const old = o.constantAddress(b.value)
      if (o.typeOf(old) !== o.typeOf(at) || isCode(o, old)) {
        throw new JuliaError('ErrorException', `invalid redefinition of constant ${module}.${name}`)
      }
      hooks.warn(`WARNING: redefinition of constant ${module}.${name}. This may fail, cause incorrect answers, or produce other errors.`)
    }
    return bindConstant(o, hooks, b, at)
  }
  if (b.declaredType && !isInstance(o, at, b.declaredType)) {
    throw new JuliaError('TypeError', o.symbolAddress('setglobal!'), '', o.typeAddress(b.declaredType), at)
  }
  o.setWord(o.bindingAddress(b) + 8, at)
}

function isInstance(o: Objects, at: number, t: JType): boolean {
  const asType = o.typeAt(at)
  return asType ? isInstanceOf(o.world.types, asType, t) : isSubtype(o.world.types, o.typeOf(at), t)
}

/** A function, type or module: its name cannot be given to another value. */
function isCode(o: Objects, at: number): boolean {
  if (o.typeAt(at)) return true
  const t = o.typeOf(at)
  return t.name.functionName !== '' || t.name.family === 'module'
}

function bringIn(o: Objects, hooks: DefinitionHooks, op: Extract<TopLevelOp, { op: 'using' | 'import' }>): void {
  const { world } = o
  const m = moduleOf(world, op.module)
  let found = findModule(world, op.module, op.path)
  if (!found.module && hooks.loadModule(op.path[0])) found = findModule(world, op.module, op.path)
  if (!found.module) {
    throw new JuliaError(
      'ArgumentError',
      `Package ${op.path[0]} not found in current path.\n- Run \`import Pkg; Pkg.add("${op.path[0]}")\` to install the ${op.path[0]} package.`,
    )
  }
  const dotted = op.path.filter(p => p !== '.').join('.')
  if (op.names) {
    if (found.rest.length > 0) throw new JuliaError('ErrorException', `invalid module path ${dotted}`)
    for (const n of op.names) {
      m.imports.set(n.as ?? n.name, { module: found.module, name: n.name, explicit: op.op === 'import' || n.as !== null })
    }
    bindModuleName(o, m.path, null, found.module)
    return
  }
  if (found.rest.length > 0) {
    // `import A.x`: the last name is no module.
    if (op.op === 'using' || found.rest.length > 1) {
      throw new JuliaError('ErrorException', `invalid using path: "${dotted}" does not name a module`)
    }
    if (isProgramModule(m.path) && !resolveBinding(world, found.module, found.rest[0]))
      throw new JuliaError('UndefVarError', o.symbolAddress(found.rest[0]), o.moduleAddress(found.module))
    m.imports.set(op.as ?? found.rest[0], { module: found.module, name: found.rest[0], explicit: true })
    return
  }
  const name = op.path[op.path.length - 1]
  bindModuleName(o, m.path, op.as ?? name, found.module)
  if (op.op === 'using' && !m.usings.includes(found.module)) m.usings.push(found.module)
}

/** `using M` also makes the name `M` known. */
function bindModuleName(o: Objects, into: ModulePath, name: string | null, module: ModulePath): void {
  if (name === null || into === module) return
  const existing = resolveBinding(o.world, into, name)
  if (existing?.value?.kind === 'heapconst' && o.world.modulesByAddress.get(existing.value.address) === module) return
  const parent = moduleOf(o.world, module)
  const b = ownBinding(o.world, into, name)
  b.defined = true
  b.isConst = true
  b.value = o.constantAt(o.moduleAddress(parent.path))
  o.setWord(o.bindingAddress(b) + 8, o.moduleAddress(module))
}
