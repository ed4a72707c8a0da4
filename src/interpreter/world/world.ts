/**
 * The compiler's world: modules with their bindings, methods, instances, closures. One plain object, which an image stores
 * row by row, so: no functions, and of class instances only `RowList`; its Maps come out of an image as `LazyMap`s.
 *
 * Only Julia's thread 1 reads or writes it. Heap addresses in it (of bindings, modules, constants) are of pinned objects.
 */
import type { Constant, Instance } from '../infer/typed-ir.ts'
import type { MethodTemplate } from '../lower/ir.ts'
import type { JType, ModulePath, TypeName, TypeVar, Vararg } from '../types/type.ts'
import { RowList } from './rows.ts'
import { createTypeWorld, type TypeWorld } from '../types/world.ts'

export interface Binding {
  readonly name: string
  /** The module that owns the cell. */
  readonly module: ModulePath
  /** Heap address of the BindingObject; 0 until something needs the cell. */
  address: number
  isConst: boolean
  /** The value of a constant, once assigned, when it can be a compile-time constant. */
  value: Constant | null
  /** Assigned or declared: the name belongs to this module. */
  defined: boolean
  /** `global x::T`. */
  declaredType: JType | null
  exported: boolean
  isPublic: boolean
}

/** How a name of one module stands for a binding of another. */
export interface ImportedName {
  readonly module: ModulePath
  readonly name: string
  /** `import` (methods may be added) rather than `using M: x`. */
  readonly explicit: boolean
}

export interface ModuleData {
  readonly path: ModulePath
  readonly name: string
  readonly parent: ModulePath
  readonly bindings: Map<string, Binding>
  readonly imports: Map<string, ImportedName>
  /** Modules named by `using M`, in order. */
  readonly usings: ModulePath[]
  /** Names of used modules that compiled code of this module read: they cannot be given a meaning of their own any more. */
  readonly seen: Map<string, ModulePath>
  address: number
}

export interface Method {
  readonly id: number
  readonly name: string
  readonly module: ModulePath
  /** Use `templateOf` where the body, slots or positions are wanted: in an image they are decoded on first use. */
  template: MethodTemplate
  /** Index of the whole template in `World.templateStore` while `template` is only its head. */
  stored?: number
  /** The signature: a tuple type, possibly under `where`s. */
  readonly signature: JType
  /** The `where` variables of `signature`, in the order of `template.sparams`. */
  readonly variables: TypeVar[]
  /** World age at definition; 0 once it was replaced. */
  age: number
  /** Number of formal arguments (function object included) without varargs; and whether more may follow. */
  readonly required: number
  readonly isVararg: boolean
  /** Instances by argument type ids (and constants), as ids. */
  readonly instances: Map<string, number>
}

/** A method that can apply, with its static parameters; `covers`: it applies to all values of the argument types. */
export interface Match {
  readonly method: number
  readonly sparams: (Constant | null)[]
  readonly covers: boolean
}

/** All that may apply, most specific first. `complete`: together they cover every value of the argument types. */
export interface Lookup {
  readonly matches: Match[]
  readonly complete: boolean
  /** Two cover equally: a call that reaches both is ambiguous. */
  readonly ambiguous: boolean
}

/** The methods that calls of one kind of function object must look at. */
export interface MethodTable {
  readonly methods: number[]
  /** Lookups by argument type ids. Cleared on definition. */
  readonly cache: Map<string, Lookup>
}

/** Templates encoded with a structured clone each; template i is at bytes starts[i] … starts[i+1] of an open file. */
export interface TemplateStore {
  readonly fd: number
  readonly starts: Int32Array
}

export interface World {
  readonly types: TypeWorld
  readonly modules: Map<ModulePath, ModuleData>
  readonly methods: RowList<Method>
  /** By table key (see `methods.ts`). */
  readonly tables: Map<string, MethodTable>
  readonly instances: RowList<Instance>
  /** Instances that must be dropped when a table changes: table key → instance ids. */
  readonly backEdges: Map<string, Set<number>>
  /** Who used an instance's result or body: instance id → ids. */
  readonly callers: Map<number, Set<number>>
  /** Keys of tables that lookups of several function types share. */
  readonly abstractTables: Set<string>
  readonly closures: Map<number, TypeName>
  /** Intrinsic functions by the id of their type's name. */
  readonly intrinsicNames: Map<number, string>
  /** Definitions and other plain data that compiled code refers to by index. */
  readonly payloads: RowList<unknown>
  /** Addresses of permanent objects, and back. */
  readonly typesByAddress: Map<number, JType>
  readonly symbolAddresses: Map<string, number>
  readonly symbolsByAddress: Map<number, string>
  readonly stringAddresses: Map<string, number>
  readonly modulesByAddress: Map<number, ModulePath>
  readonly constantAddresses: Map<number, number>
  /** `Vararg{T}` objects, which are no types. */
  readonly varargs: Map<number, Vararg>
  /** The lowered bodies of an image, encoded one by one. */
  templateStore?: TemplateStore
  /** Methods with smaller ids came with the image (`isTrusted`) and may use unsafe intrinsics and `@inbounds`; null while one is made. */
  trustedMethods: number | null
  age: number
  nextClosureNumber: number
  nextSpecIndex: number
  nextJlIndex: number
}

/** A world with the modules Core and Main, and nothing in them. */
export function createWorld(): World {
  return {
    types: createTypeWorld(),
    modules: new Map(),
    methods: new RowList(),
    tables: new Map(),
    instances: new RowList(),
    backEdges: new Map(),
    callers: new Map(),
    abstractTables: new Set(),
    closures: new Map(),
    intrinsicNames: new Map(),
    payloads: new RowList(),
    typesByAddress: new Map(),
    symbolAddresses: new Map(),
    symbolsByAddress: new Map(),
    stringAddresses: new Map(),
    modulesByAddress: new Map(),
    constantAddresses: new Map(),
    varargs: new Map(),
    trustedMethods: null,
    age: 1,
    nextClosureNumber: 1,
    nextSpecIndex: 1,
    nextJlIndex: 1,
  }
}

/** Whether a method is Base's or a library's: it came with the image, or one is being made. */
export function isTrusted(world: World, method: number): boolean {
  return world.trustedMethods === null || method < world.trustedMethods
}
