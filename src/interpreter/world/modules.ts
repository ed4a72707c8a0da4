/**
 * Modules and their names: which binding a name means, and what `using`, `import`, `export` and assignment do to that.
 * Julia manual: "Modules".
 */
import type { ModulePath } from '../types/type.ts'
import type { Binding, ModuleData, World } from './world.ts'

/** Makes a module. `bare`: without `using Base`. */
export function newModule(world: World, path: ModulePath, parent: ModulePath, bare: boolean): ModuleData {
  const name = path.slice(path.lastIndexOf('.') + 1)
  const m: ModuleData = { path, name, parent, bindings: new Map(), imports: new Map(), usings: [], seen: new Map(), address: 0 }
  if (path !== 'Core') m.usings.push('Core')
  if (!bare && world.modules.has('Base')) m.usings.push('Base')
  world.modules.set(path, m)
  return m
}

export function moduleOf(world: World, path: ModulePath): ModuleData {
  const m = world.modules.get(path)
  if (!m) throw new Error(`no module ${path}`)
  return m
}

function newBinding(name: string, module: ModulePath): Binding {
  return {
    name,
    module,
    address: 0,
    isConst: false,
    value: null,
    defined: false,
    declaredType: null,
    exported: false,
    isPublic: false,
  }
}

/** The module's own binding of a name, made if new. */
export function ownBinding(world: World, path: ModulePath, name: string): Binding {
  const m = moduleOf(world, path)
  let b = m.bindings.get(name)
  if (!b) {
    b = newBinding(name, path)
    m.bindings.set(name, b)
  }
  return b
}

/** The binding a name means in a module; null when there is none (or two used modules disagree). */
export function resolveBinding(world: World, path: ModulePath, name: string, depth = 0): Binding | null {
  const m = world.modules.get(path)
  if (!m || depth > 16) return null
  const own = m.bindings.get(name)
  if (own?.defined) return own
  const imported = m.imports.get(name)
  if (imported) return resolveBinding(world, imported.module, imported.name, depth + 1)
  if (own && !own.exported) return null
  let found: Binding | null = null
  for (const used of m.usings) {
    const b = exportedBinding(world, used, name, depth + 1)
    if (b && found && b !== found && (b.value === null || b.value !== found.value)) return null
    found = b ?? found
  }
  return found
}

/** Notes that code of a program's module reads a name; matters if only a used module has it. */
export function noteUse(world: World, path: ModulePath, name: string): void {
  if (!isProgramModule(path)) return
  const m = world.modules.get(path)
  if (!m || m.seen.has(name) || m.imports.has(name) || m.bindings.get(name)?.defined) return
  const b = resolveBinding(world, path, name)
  if (b && b.module !== path) m.seen.set(name, b.module)
}

/** The modules used by a module that export different bindings of a name. */
export function exportersOf(world: World, path: ModulePath, name: string): ModulePath[] {
  const found = new Map<Binding, ModulePath>()
  for (const used of moduleOf(world, path).usings) {
    const b = exportedBinding(world, used, name, 1)
    if (b && !found.has(b)) found.set(b, used)
  }
  return [...found.values()]
}

function exportedBinding(world: World, path: ModulePath, name: string, depth: number): Binding | null {
  const m = world.modules.get(path)
  if (!m?.bindings.get(name)?.exported) return null
  return resolveBinding(world, path, name, depth)
}

/** The binding that an assignment in a module means, or Julia's message why there is none. */
export function bindingToAssign(world: World, path: ModulePath, name: string): Binding | string {
  const m = moduleOf(world, path)
  const imported = m.imports.get(name)
  if (imported && !m.bindings.get(name)?.defined) {
    return `cannot assign a value to imported variable ${imported.module}.${imported.name} from module ${path}`
  }
  const seenIn = m.seen.get(name)
  if (seenIn && !m.bindings.get(name)?.defined) {
    return `cannot assign a value to imported variable ${seenIn}.${name} from module ${path}`
  }
  const b = ownBinding(world, path, name)
  b.defined = true
  return b
}

/** `export a, b` or `public a, b`. */
export function exportNames(world: World, path: ModulePath, names: readonly string[], isPublic: boolean): void {
  for (const name of names) {
    const b = ownBinding(world, path, name)
    if (isPublic) b.isPublic = true
    else b.exported = true
  }
}

/**
 * The module that a path of `using`/`import` names, seen from `from`: `['.', '.', 'A']` is relative, `['Base', 'Threads']`
 * starts at a name visible from there or at a root module. Returns the path, and the names left that are no modules.
 */
export function findModule(world: World, from: ModulePath, path: readonly string[]): { module: ModulePath | null; rest: string[] } {
  let at: ModulePath | null = null
  let i = 0
  if (path[0] === '.') {
    at = from
    for (i = 1; path[i] === '.'; i++) at = moduleOf(world, at).parent
  } else {
    at = world.modules.has(path[0]) ? path[0] : submodule(world, from, path[0])
    if (!at) return { module: null, rest: [...path] }
    i = 1
  }
  for (; i < path.length; i++) {
    const next = submodule(world, at, path[i])
    if (!next) break
    at = next
  }
  return { module: at, rest: path.slice(i) }
}

function submodule(world: World, at: ModulePath, name: string): ModulePath | null {
  const b = resolveBinding(world, at, name)
  if (b?.value?.kind === 'heapconst') return world.modulesByAddress.get(b.value.address) ?? null
  return null
}

/** Whether a module is a program's: Main, or one made in it. */
export function isProgramModule(path: string): boolean {
  return path === 'Main' || path.startsWith('Main.')
}
