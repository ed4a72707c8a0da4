/**
 * Declaring types, in Julia's two steps, so that a type's fields and supertype can mention the type itself.
 *
 * `declareType` gives the name, parameters and wrapper; `setSuper` and `setFields` complete it. Until `setSuper` has
 * run the supertype is `Any`. Whether a redefinition is allowed is for the caller to decide.
 */
import { instanceOf, unionAllOver, unwrapUnionAll } from './make.ts'
import type { TypeProblem, TypeWorld } from './registry.ts'
import type { DataType, JType, ModulePath, TypeFamily, TypeName, TypeVar } from './type.ts'

export interface TypeDeclaration {
  name: string
  module: ModulePath
  form: 'abstract' | 'primitive' | 'struct'
  params?: TypeVar[]
  /** Of a primitive type: 8, 16, 32, 64 or 128. */
  bits?: number
  mutable?: boolean
  /** For a function's type: the function's name as shown in `typeof(f)`. */
  functionName?: string
  family?: TypeFamily
}

/** An undeclared name, for `declareType` and the bootstrap of `Tuple`. */
export function newTypeName(world: TypeWorld, d: TypeDeclaration): TypeName {
  return {
    kind: 'typename',
    id: world.nextId++,
    name: d.name,
    module: d.module,
    params: d.params ?? [],
    superDecl: null,
    fieldDecls: d.form === 'struct' ? null : [],
    fieldNames: [],
    constFields: [],
    atomicFields: [],
    isAbstract: d.form === 'abstract',
    isMutable: d.mutable ?? false,
    primitiveBits: d.bits ?? 0,
    minInitialized: 0,
    wrapper: null,
    functionName: d.functionName ?? '',
    closureKey: -1,
    family: d.family ?? (d.form === 'struct' ? 'struct' : d.form),
    instances: new Map(),
  }
}

/** Step one: the name with its parameters; `name.wrapper` is the type to bind (`Foo`, or `Foo{T} where T`). */
export function declareType(world: TypeWorld, d: TypeDeclaration): TypeName {
  const name = newTypeName(world, d)
  name.wrapper = unionAllOver(world, name.params, instanceOf(world, name, name.params))
  return name
}

/**
 * Step two: the supertype, in terms of the parameters.
 * @returns a problem when `superDecl` cannot have subtypes (it is concrete, a tuple, a `Type`, or no `DataType`).
 */
export function setSuper(world: TypeWorld, name: TypeName, superDecl: JType): TypeProblem | null {
  const k = world.types
  const ok =
    superDecl.kind === 'data' &&
    superDecl.name.isAbstract &&
    superDecl.name !== k.tupleName &&
    superDecl.name !== k.namedTupleName &&
    superDecl.name !== k.typeName &&
    superDecl.name !== k.vararg.name &&
    superDecl.name !== name
  if (!ok) {
    const message = `invalid subtyping in definition of ${name.name}`
    return { kind: 'problem', error: 'ArgumentError', message }
  }
  name.superDecl = superDecl
  return null
}

export interface FieldDeclarations {
  names: string[]
  types: JType[]
  constFields?: boolean[]
  atomicFields?: boolean[]
  /** How many leading fields every `new` fills; all of them unless given. */
  minInitialized?: number
}

/** Step three, structs only: the fields. */
export function setFields(name: TypeName, f: FieldDeclarations): void {
  name.fieldNames = f.names
  name.fieldDecls = f.types
  name.constFields = f.constFields ?? f.names.map(() => false)
  name.atomicFields = f.atomicFields ?? f.names.map(() => false)
  name.minInitialized = f.minInitialized ?? f.names.length
  for (const t of name.instances.values()) t.fieldsCache = null
}

/**
 * The singleton type of a new function: `typeof(sin)` for `sin`, or a closure's type when `params` or fields follow.
 * `typeName` is the type's own name (`#sin`, `#f#1`).
 */
export function declareFunctionType(
  world: TypeWorld,
  module: ModulePath,
  functionName: string,
  typeName = `#${functionName}`,
  params: TypeVar[] = [],
): TypeName {
  const name = declareType(world, { name: typeName, module, form: 'struct', params, functionName })
  name.superDecl = world.types.function
  setFields(name, { names: [], types: [] })
  return name
}

/** The `DataType` inside `name.wrapper`, with the declaration's own variables as parameters. */
export function declaredInstance(name: TypeName): DataType {
  return unwrapUnionAll(name.wrapper as JType) as DataType
}

/** Whether a field of `t` may be left undefined by `new`. */
export function mayBeUndefined(name: TypeName, field: number): boolean {
  return field >= name.minInitialized
}
