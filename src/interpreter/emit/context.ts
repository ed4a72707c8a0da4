/**
 * What emission asks of the world it compiles for. The functions are given by the pipeline; emission keeps no state
 * between batches except the cache of representations.
 */
import type { Constant, Instance } from '../infer/typed-ir.ts'
import type { TypeWorld } from '../types/registry.ts'
import type { JType } from '../types/type.ts'
import type { Representations } from './representation.ts'

export interface EmitContext {
  readonly world: TypeWorld
  readonly reps: Representations
  /** Address of a type object. */
  addressOfType(t: JType): number
  /** Address of a constant's permanent heap object; equal constants give the same address. */
  addressOfConstant(c: Constant): number
  addressOfSymbol(name: string): number
  /** Address of the type object of the storage of arrays with this element type. */
  addressOfMemoryType(element: JType): number
  /** A method instance by its id. */
  instance(id: number): Instance
  /** Whether the instance's last argument gathers all the rest as a tuple. */
  isVararg(instance: Instance): boolean
  isSubtype(a: JType, b: JType): boolean
  /** Whether the instance's method is a program's: neither Base's nor a library's. */
  isProgramCode(instance: number): boolean
}

/** What became of one function of a batch. */
export interface EmittedFunction {
  readonly instance: number
  readonly name: string
  /** Its index among all functions of the module, as in V8's `wasm-function[i]`. */
  readonly index: number
  readonly specIndex: number
  readonly jlIndex: number
  /** Bytes of native stack that a call of its generic entry takes at most. */
  readonly stackBytes: number
  /** Ascending pairs: offset in the module's bytes, index in the body's `positions`. */
  readonly lines: Int32Array
}

export interface EmittedModule {
  readonly bytes: Uint8Array
  readonly functions: EmittedFunction[]
  /** Functions whose plan of roots was wrong at first; empty unless this compiler has an oversight. */
  readonly replanned: readonly string[]
}
