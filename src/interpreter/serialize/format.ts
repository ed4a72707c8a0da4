/**
 * The form of a serialised value.
 *
 *   version byte
 *   closures   count, then definitions of closure types that the receiver does not know (see `closures.ts`)
 *   globals    count, then (name, constant?, block): globals of Main that the closures mention, each a value of its own
 *   names      count, then texts: every text is written once, in order of first use
 *   types      count, then types (see `TypeTag`); each may mention earlier ones
 *   shapes     count, then for each heap object its type and what its size depends on
 *   contents   for each heap object its fields or elements, as bits or as references
 *   root       a reference
 *
 * All objects are made from the shapes before any content is read, so that cycles need no care, and depth no recursion.
 */
export const FORMAT_VERSION = 1

/** First byte of a reference to a value. */
export const RefTag = {
  undefined: 0,
  object: 1,
  type: 2,
  symbol: 3,
  module: 4,
  singleton: 5,
  true: 6,
  false: 7,
  nothing: 8,
  /** A boxed isbits value: type, bytes. */
  bits: 9,
  /** `Vararg{T}` as an object. */
  vararg: 10,
} as const

/** First byte of a heap object's shape. */
export const ShapeTag = {
  /** type */
  fixed: 0,
  /** type, sizes */
  array: 1,
  /** bytes */
  string: 2,
  /** count */
  svec: 3,
  /** type, count */
  memory: 4,
  /** type, sizes, segment: elements are in shared memory and stay there */
  shared: 5,
  /** The object of a weak reference. */
  weakref: 6,
} as const

export const TypeTag = {
  /** A closed type written before: its index. */
  known: 0,
  /** name, parameters */
  data: 1,
  /** members */
  union: 2,
  /** variable, body */
  unionAll: 3,
  /** index; a new variable is followed by name, lower and upper bound */
  variable: 4,
  /** The type as declared: `Array`. name */
  wrapper: 5,
  /** element, length or nothing */
  vararg: 6,
  /** Constants as parameters: type and bits; name; type and fields. */
  bits: 7,
  symbol: 8,
  struct: 9,
} as const

/** How a declared type is found by the receiver. */
export const NameTag = {
  /** module, name */
  declared: 0,
  /** The type of a function: module, function's name. */
  function: 1,
  /** A closure of Base: key. */
  commonClosure: 2,
  /** Any other closure: number. */
  closure: 3,
  /** Written before: index. */
  known: 4,
} as const
