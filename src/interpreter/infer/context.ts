/** What inference asks of the world around it, and the state of one inference of one body. */
import type { Ast } from '../../parser/expr.ts'
import type { MethodTemplate, SourcePosition } from '../lower/ir.ts'
import type { DataType, JType, ModulePath } from '../types/type.ts'
import type { Binding, World } from '../world/world.ts'
import type { ArgumentCondition, Lattice } from './lattice.ts'
import type { InferredInstance } from './instance.ts'
import type { Constant, TOperand, TStmt } from './typed-ir.ts'

export type ResolvedGlobal =
  /** `mayChange`: redefinition is possible, so what depends on the value must say so. */
  | { readonly kind: 'const'; readonly value: Constant; readonly mayChange: boolean }
  | { readonly kind: 'cell'; readonly binding: Binding }
  /** Not known yet: looked up when the code runs. */
  | { readonly kind: 'unresolved' }

export interface InferContext {
  readonly world: World
  /** Inference may take long: throws if somebody has interrupted. */
  poll(): void
  /** The constant a literal or quoted tree stands for (allocated and pinned if it lives in the heap). */
  literal(ast: Ast): Constant
  resolveGlobal(module: ModulePath, name: string): ResolvedGlobal
  /** Code that is being compiled reads this name. */
  noteUse(module: ModulePath, name: string): void
  /** Resolves for assignment: the module's own cell, made if new; a message if it may not be assigned. */
  assignGlobal(module: ModulePath, name: string): Binding | string
  /** The binding's heap cell. */
  cellAddress(binding: Binding): number
  moduleConstant(path: ModulePath): Constant
  symbolAddress(name: string): number
  /** The type lattice's operations that inference leaves to the world (memoised there). */
  disjoint(a: JType, b: JType): boolean
  union(members: readonly JType[]): JType
  intersect(a: JType, b: JType): JType
  /** A function of Base that inference itself calls. */
  baseFunction(name: string): { value: Lattice; operand: undefined }
  vectorOfAny(): DataType
  int(n: number): Constant
  isKind(t: JType): boolean
  showType(t: JType): string
  sizeOf(t: DataType): Constant | null
  sameHeapConstant(a: Constant, b: Constant): boolean
  /** `M.x` for a known module. */
  moduleField(frame: Frame, module: Constant, name: string, out: Out, at: number): { value: Lattice; operand: TOperand | undefined }
  /** What inference says that `f` returns for arguments of these types; null while that is being found out. */
  returnType(frame: Frame, f: Lattice, args: DataType): JType | null
  /** Inference of callees (`infer.ts`), handed in to keep the files' imports one-way. */
  instanceOf(frame: Frame | null, method: number, args: Lattice[], sparams: readonly (Constant | null)[]): InferredInstance
  constantInstance(frame: Frame, method: number, args: Lattice[], sparams: readonly (Constant | null)[]): InferredInstance | null
  /** Stores plain data for compiled code to name by index. */
  payload(data: unknown): number
  readonly active: Frame[]
  /** Results of inference with constant arguments, by method and lattice key. */
  readonly constantResults: Map<string, InferredInstance>
  /** Finished instances that depend on a frame still active. */
  readonly provisional: InferredInstance[]
}

/** A value known to be a test of another: what each outcome says about it. */
export interface Condition {
  readonly slot: number
  readonly ssa: number
  readonly then: JType
  readonly else: JType
  /** It says no more than the opposite of the (Bool) value itself. */
  readonly negates?: boolean
}

export interface SlotState {
  readonly value: Lattice
  readonly maybeUndefined: boolean
}

/** Knowledge at one program point; null where control does not come. */
export interface State {
  slots: (SlotState | null)[]
  /** Refinements of lowered ssa values and conditions, valid here. */
  ssa: Map<number, Lattice>
  conditions: Map<number, Condition>
}

export interface LoopState {
  breaks: (State | null)[]
  continues: (State | null)[]
}

export interface Frame {
  readonly context: InferContext
  readonly instance: InferredInstance
  readonly template: MethodTemplate
  readonly args: Lattice[]
  readonly ssa: (Lattice | undefined)[]
  /** Typed operands of lowered ssa numbers, in the emitting walk. */
  readonly operands: (TOperand | undefined)[]
  readonly labels: Map<number, LoopState>
  /** Fixed points of loop heads found so far, by the lowered loop statement's label. */
  readonly loopEntries: Map<number, State>
  /** Accumulators of the states from which an exception may come, innermost last. */
  readonly handlers: { state: State | null }[]
  returned: Lattice | null
  /** Emission. */
  readonly ssaTypes: JType[]
  readonly slotTypes: JType[]
  readonly slotNames: string[]
  readonly maybeUndefined: boolean[]
  readonly positions: SourcePosition[]
  nextLabel: number
  readonly labelMap: Map<number, number>
  inbounds: boolean
  /** `@inbounds` is honoured: the body belongs to Base or a standard library. */
  readonly trusted: boolean
  /** Added to a lowered position to index `positions`. */
  readonly positionBase: number
  /** Calls are left dynamic: the body defines methods and then calls. */
  readonly dynamicCalls: boolean
  /** Assignments of globals are decided when they run: constness or a type is declared in the same body. */
  readonly declares: boolean
  /** Took a provisional result of a frame still being inferred (its index in `active`), or Infinity. */
  dependsOn: number
  /** Method tables and global constants that the result depends on directly. */
  readonly edges: Set<string>
  /** Instances whose results or bodies were used. */
  readonly callees: Set<number>
  effects: boolean
  /** Reads memory that others may change: its calls are not folded to one. */
  reads: boolean
  /** False when static parameters are unknown: good for a result type only. */
  compilable: boolean
  /** What the returned Bool says about an argument; null after a second return, undefined before the first. */
  returnCondition: ArgumentCondition | null | undefined
}

export type Out = TStmt[] | null
