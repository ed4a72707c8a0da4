/**
 * The state of the type lattice: one plain object that every function here takes first.
 *
 * Holds the counter of ids (types, type names and constants share it), the interning tables, the types the lattice
 * itself must know by name, and a bounded memo of subtype answers. `world.ts` makes and fills one.
 * Plain data: object literals, arrays, Maps, bigints. An image stores it with the world.
 */
import type { DataType, HeapConstant, JType, PrimitiveValue, StructValue, SymbolValue, TypeName, UnionAll, UnionType } from './type.ts'

/** Types the lattice refers to in its own rules. */
export interface WellKnownTypes {
  any: DataType
  bottom: UnionType
  /** The declared names whose instances have rules of their own. */
  typeName: TypeName
  tupleName: TypeName
  namedTupleName: TypeName
  arrayName: TypeName
  /** `Type`, i.e. `Type{T} where T`. */
  type: JType
  /** Kinds: the types of types. */
  dataType: DataType
  unionKind: DataType
  unionAllKind: DataType
  typeofBottom: DataType
  typeVarKind: DataType
  /** The constructor `Vararg`; applied, it gives a `Vararg`, which is no type. */
  vararg: DataType
  function: DataType
  nothing: DataType
  symbol: DataType
  string: DataType
  bool: DataType
  char: DataType
  int64: DataType
  emptyTuple: DataType
  /** `Tuple{Vararg{Any}}`, shown `Tuple`. */
  anyTuple: DataType
}

export interface TypeWorld {
  nextId: number
  types: WellKnownTypes
  /** Core's types by name, for binding in module `Core`. */
  core: Record<string, DataType | UnionAll>
  /** `Union{…}` by sorted member ids. */
  unions: Map<string, UnionType>
  /** Closed `UnionAll`s by structure; then by structure and variable names. */
  unionAllIds: Map<string, number>
  unionAlls: Map<string, UnionAll>
  bits: Map<string, PrimitiveValue>
  symbols: Map<string, SymbolValue>
  structs: Map<string, StructValue>
  heapConstants: Map<number, HeapConstant>
  /** Answers of `isSubtype` for closed types, by both ids; cleared when full. */
  subtypeMemo: Map<number, boolean>
}

/** A problem with a type's construction, as Julia words it; thrown as `TypeError` or `ArgumentError` by the caller. */
export interface TypeProblem {
  readonly kind: 'problem'
  readonly error: 'TypeError' | 'ArgumentError'
  readonly message: string
  /** For a `TypeError`: the function (`Array`), its context (`N`), the expected type and the value got. */
  readonly func?: string
  readonly context?: string
  readonly expected?: JType
  readonly got?: unknown
}
