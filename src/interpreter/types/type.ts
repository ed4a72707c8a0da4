/**
 * Julia's types as plain data: what the type lattice, inference, method tables and emission all speak.
 *
 * Invariants
 * - Plain objects only, no methods or closures: the whole world is stored in an image (`image/graph-format.ts`).
 * - Interned: two structurally equal `DataType`s, `UnionType`s or closed `UnionAll`s are the same object (`id` equal),
 *   so `===` decides equality of types without free variables. Make types only with the constructors in `make.ts`.
 * - A `Value` used as a type parameter, or as a compile-time constant, is interned the same way.
 * Mirrors the manual's chapter "More about types". Absent on purpose: `Vararg` outside tuple parameters.
 */

/** A module's identity, by dotted path from its root (`Base.Threads`, `Main`, `Core`). */
export type ModulePath = string

/** One declared type, shared by all its instances: `Array` for `Array{Int64,1}`. */
export interface TypeName {
  readonly kind: 'typename'
  readonly id: number
  readonly name: string
  readonly module: ModulePath
  /** The declaration's parameters, in order; the variables that `superDecl` and `fieldDecls` mention. */
  params: TypeVar[]
  /** The declared supertype, in terms of `params`; null until set, and for `Any`. */
  superDecl: DataType | null
  /** Declared field types in terms of `params`; null until the body is set (forward reference), [] for no fields. */
  fieldDecls: JType[] | null
  fieldNames: string[]
  /** Per field: declared `const` in a mutable struct / `@atomic`. */
  constFields: boolean[]
  atomicFields: boolean[]
  isAbstract: boolean
  isMutable: boolean
  /** Bits of a primitive type (8, 16, 32, 64, 128; `Bool` is 8, `Char` 32); 0 for others. */
  primitiveBits: number
  /** How many of the leading fields `new` must initialise. */
  minInitialized: number
  /** The type as written without parameters: the `DataType` itself, or `UnionAll`s over `params`. */
  wrapper: JType | null
  /** For the type of a function: the function's name (`sin` for `typeof(sin)`), else ''. */
  functionName: string
  /** For the type of a closure: its key in `World.closures`, else -1. */
  closureKey: number
  /** Heap layout family; see `runtime/layout`. 'struct' for everything user-made. */
  family: TypeFamily
  /** Instances by parameter key: filled by `make.ts` only. */
  instances: Map<string, DataType>
}

export type TypeFamily =
  | 'struct'
  | 'primitive'
  | 'abstract'
  | 'tuple'
  | 'namedtuple'
  | 'array'
  | 'memory'
  | 'string'
  | 'symbol'
  | 'simplevector'
  | 'type'
  | 'module'
  | 'task'
  | 'union'

export interface DataType {
  readonly kind: 'data'
  readonly id: number
  readonly name: TypeName
  /** For `Tuple` the element types, the last of which may be a `Vararg`. */
  readonly params: TypeParam[]
  /** Without free variables, and can have direct instances: `Int64`, `Vector{Any}`, `Tuple{Int64}`; not `Tuple{Any}`. */
  readonly isConcrete: boolean
  /** Mentions a type variable that it does not bind. Such a type is not interned. */
  readonly hasFreeVars: boolean
  /** Closed, and without a `Union`, `UnionAll` or bounded `Vararg` inside: equal to another such only if `===`. */
  readonly isPlain: boolean
  /** Heap address of the type object, 0 until it is needed at run time. Set by the world only. */
  address: number
  /** Filled on first use by `fieldTypes` / `supertype` in `make.ts`. */
  fieldsCache: JType[] | null
  superCache: DataType | null
}

/** `Union{A, B, …}`, flattened, at least two members, or none: `Union{}` (`Bottom`). */
export interface UnionType {
  readonly kind: 'union'
  readonly id: number
  readonly members: JType[]
  readonly hasFreeVars: boolean
  address: number
}

/** `body where variable`. */
export interface UnionAll {
  readonly kind: 'unionall'
  /** Shared with structurally equal types whose variables also have the same names (Julia's `===`). */
  readonly id: number
  /** Shared with structurally equal types whatever their variables' names; what interning of outer types looks at. */
  readonly alphaId: number
  readonly variable: TypeVar
  readonly body: JType
  readonly hasFreeVars: boolean
  address: number
}

/** Identity is the object (`id`), not the name. */
export interface TypeVar {
  readonly kind: 'typevar'
  readonly id: number
  readonly name: string
  lower: JType
  upper: JType
  address: number
}

/** Only as the last parameter of a `Tuple`: `length` is null for `Vararg{T}`, else an Int64 `Value` or a variable. */
export interface Vararg {
  readonly kind: 'vararg'
  readonly element: JType
  readonly length: Value | TypeVar | null
}

export type JType = DataType | UnionType | UnionAll | TypeVar
export type TypeParam = JType | Vararg | Value

/**
 * A constant: a type parameter that is no type (`2` in `Array{T,2}`, `(:a,)` in `NamedTuple`), or what inference knows
 * about a value. Interned: equal (`===` in Julia) constants are one object.
 */
export type Value = PrimitiveValue | SymbolValue | StructValue | HeapConstant

/** A bits value; `bits` is the unsigned pattern (so `-1` of Int8 is 255n). */
export interface PrimitiveValue {
  readonly kind: 'bits'
  readonly id: number
  readonly type: DataType
  readonly bits: bigint
}

export interface SymbolValue {
  readonly kind: 'sym'
  readonly id: number
  readonly name: string
}

/** A constant tuple or immutable struct, including singletons such as `nothing` and functions (no fields). */
export interface StructValue {
  readonly kind: 'struct'
  readonly id: number
  readonly type: DataType
  readonly fields: (Value | JType)[]
}

/** A permanent heap object: a string literal, a module, a quoted `Expr`. */
export interface HeapConstant {
  readonly kind: 'heapconst'
  readonly id: number
  readonly type: DataType
  readonly address: number
}
