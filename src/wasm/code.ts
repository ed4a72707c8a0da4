/**
 * The code of one WebAssembly function, written instruction by instruction.
 *
 * In: instructions in order. Out: encoded bytes, local declarations and the places where the numbers of functions of the
 * same module must be patched in (they are not known before all imports are).
 * Labels: `block`, `loop`, `if` and `try` give the label of what they open; `br(label)` counts the distance itself.
 */
import { ByteWriter } from './bytes.ts'
import { naturalAlign, Op, valTypeCode } from './opcodes.ts'
import type { Opcode, ValType } from './opcodes.ts'

/** Where a function's code finds the indices of function types: its module. */
export interface TypeSection {
  typeIndex(params: readonly ValType[], results: readonly ValType[]): number
}

/** A function: an import's index (≥ 0), or `~k` for the module's own function number k. */
export type FuncHandle = number
/** Nesting depth of an open block. */
export type Label = number

const EMPTY_BLOCK = 0x40

export class CodeBuilder {
  out = new ByteWriter(192)
  /** Instructions that run before those in `out`; see `prefixed`. */
  prefix: ByteWriter | null = null
  readonly localTypes: ValType[]
  readonly paramCount: number
  /** Pairs: offset of a padded function index, number of the function. */
  readonly patches: number[] = []
  /** Pairs: offset in `out` of an `if`, 1 if its condition is likely to hold, else 0. Ascending. */
  readonly hints: number[] = []
  private depth = 0
  private readonly module: TypeSection
  private readonly free: Record<string, number[]> = {}

  constructor(module: TypeSection, params: readonly ValType[]) {
    this.module = module
    this.localTypes = [...params]
    this.paramCount = params.length
  }

  /** Forgets all that was written, to begin again. */
  reset(): void {
    this.out.length = 0
    this.prefix = null
    this.localTypes.length = this.paramCount
    this.patches.length = 0
    this.hints.length = 0
    this.depth = 0
    for (const list of Object.values(this.free)) list.length = 0
  }

  /** Offset of the next instruction from the start of the instructions. */
  get offset(): number {
    return this.out.length
  }

  // ---- locals ----

  /** A new local variable, zero at entry. */
  local(type: ValType): number {
    return this.localTypes.push(type) - 1
  }

  /** A local for a short time: give it back with `release`. Its first content is arbitrary. */
  temp(type: ValType): number {
    return this.free[type]?.pop() ?? this.local(type)
  }

  release(...locals: number[]): void {
    for (const l of locals) (this.free[this.localTypes[l]] ??= []).push(l)
  }

  get(local: number): void {
    this.out.byte(Op.local_get)
    this.out.u32(local)
  }

  set(local: number): void {
    this.out.byte(Op.local_set)
    this.out.u32(local)
  }

  tee(local: number): void {
    this.out.byte(Op.local_tee)
    this.out.u32(local)
  }

  globalGet(index: number): void {
    this.out.byte(Op.global_get)
    this.out.u32(index)
  }

  globalSet(index: number): void {
    this.out.byte(Op.global_set)
    this.out.u32(index)
  }

  /**
   * Writes instructions that go before all others of the function. They must leave no block open, and may call imports
   * only, because patches are relative to `out`.
   */
  prefixed(write: () => void): void {
    const { out, depth, patches } = this
    const patched = patches.length
    this.out = new ByteWriter(64)
    this.depth = 0
    write()
    if (this.depth !== 0 || patches.length !== patched) throw new Error('a prefix is instructions without own calls')
    this.prefix = this.out
    this.out = out
    this.depth = depth
  }

  // ---- plain instructions and constants ----

  /** An instruction without immediates. */
  op(code: Opcode): void {
    if (code < 0x100) return this.out.byte(code)
    this.out.byte(code >> 8)
    this.out.u32(code & 0xff)
    if (code === Op.memory_fill || code === Op.atomic_fence) this.out.byte(0)
    else if (code === Op.memory_copy) {
      this.out.byte(0)
      this.out.byte(0)
    }
  }

  i32(n: number): void {
    this.out.byte(Op.i32_const)
    this.out.s32(n)
  }

  i64(n: bigint | number): void {
    this.out.byte(Op.i64_const)
    this.out.s64(n)
  }

  f32(x: number): void {
    this.out.byte(Op.f32_const)
    this.out.f32(x)
  }

  f64(x: number): void {
    this.out.byte(Op.f64_const)
    this.out.f64(x)
  }

  /** A float constant by its bits. */
  floatBits(type: 'f32' | 'f64', bits: bigint): void {
    this.out.byte(type === 'f32' ? Op.f32_const : Op.f64_const)
    this.out.pattern(bits, type === 'f32' ? 32 : 64)
  }

  /** The zero of a number type. */
  zero(type: ValType): void {
    if (type === 'i32') this.i32(0)
    else if (type === 'i64') this.i64(0)
    else if (type === 'f32') this.f32(0)
    else if (type === 'f64') this.f64(0)
    else {
      this.out.byte(Op.ref_null)
      this.out.byte(valTypeCode[type])
    }
  }

  /** A load, store or atomic access at (address on the stack) + offset; `align` is log2 of bytes. */
  mem(code: Opcode, offset = 0, align = naturalAlign(code)): void {
    if (code < 0x100) this.out.byte(code)
    else {
      this.out.byte(code >> 8)
      this.out.u32(code & 0xff)
    }
    this.out.u32(align)
    this.out.u32(offset)
  }

  // ---- control ----

  block(results: readonly ValType[] = [], params: readonly ValType[] = []): Label {
    return this.open(Op.block, params, results)
  }

  loop(results: readonly ValType[] = [], params: readonly ValType[] = []): Label {
    return this.open(Op.loop, params, results)
  }

  if(results: readonly ValType[] = [], params: readonly ValType[] = []): Label {
    return this.open(Op.if, params, results)
  }

  /** An `if` of which is known how it mostly goes: the other side is kept out of the hot path. */
  ifHinted(likely: boolean): Label {
    this.hints.push(this.out.length, likely ? 1 : 0)
    return this.open(Op.if, [], [])
  }

  try(results: readonly ValType[] = [], params: readonly ValType[] = []): Label {
    return this.open(Op.try, params, results)
  }

  private open(code: Opcode, params: readonly ValType[], results: readonly ValType[]): Label {
    this.out.byte(code)
    if (params.length === 0 && results.length === 0) this.out.byte(EMPTY_BLOCK)
    else if (params.length === 0 && results.length === 1) this.out.byte(valTypeCode[results[0]])
    else this.out.s32(this.module.typeIndex(params, results))
    return this.depth++
  }

  else(): void {
    this.out.byte(Op.else)
  }

  catch(tag: number): void {
    this.out.byte(Op.catch)
    this.out.u32(tag)
  }

  catchAll(): void {
    this.out.byte(Op.catch_all)
  }

  /** Ends a `try` without handlers: exceptions go to the block `label`. */
  delegate(label: Label): void {
    this.depth--
    this.out.byte(Op.delegate)
    this.out.u32(this.depth - label - 1)
  }

  throw(tag: number): void {
    this.out.byte(Op.throw)
    this.out.u32(tag)
  }

  /** Throws on the exception of the enclosing `catch` whose `try` has this label. */
  rethrow(label: Label): void {
    this.out.byte(Op.rethrow)
    this.out.u32(this.depth - label - 1)
  }

  end(): void {
    this.depth--
    this.out.byte(Op.end)
  }

  br(label: Label): void {
    this.out.byte(Op.br)
    this.out.u32(this.depth - label - 1)
  }

  brIf(label: Label): void {
    this.out.byte(Op.br_if)
    this.out.u32(this.depth - label - 1)
  }

  brTable(labels: readonly Label[], otherwise: Label): void {
    this.out.byte(Op.br_table)
    this.out.u32(labels.length)
    for (const l of labels) this.out.u32(this.depth - l - 1)
    this.out.u32(this.depth - otherwise - 1)
  }

  return(): void {
    this.out.byte(Op.return)
  }

  unreachable(): void {
    this.out.byte(Op.unreachable)
  }

  drop(): void {
    this.out.byte(Op.drop)
  }

  /** `a b cond select`: a if cond is nonzero. Numbers only. */
  select(): void {
    this.out.byte(Op.select)
  }

  // ---- calls ----

  call(f: FuncHandle): void {
    this.out.byte(Op.call)
    this.funcIndex(f)
  }

  returnCall(f: FuncHandle): void {
    this.out.byte(Op.return_call)
    this.funcIndex(f)
  }

  refFunc(f: FuncHandle): void {
    this.out.byte(Op.ref_func)
    this.funcIndex(f)
  }

  private funcIndex(f: FuncHandle): void {
    if (f >= 0) return this.out.u32(f)
    this.patches.push(this.out.length, ~f)
    this.out.u32Padded(0)
  }

  /** Calls the entry of table `table` whose index is on the stack above the arguments. */
  callIndirect(table: number, params: readonly ValType[], results: readonly ValType[]): void {
    this.out.byte(Op.call_indirect)
    this.out.u32(this.module.typeIndex(params, results))
    this.out.u32(table)
  }

  /** Open blocks; 0 when all are closed. */
  get openBlocks(): number {
    return this.depth
  }

  /** Writes the local declarations, runs of one type together. */
  writeLocals(to: ByteWriter): void {
    const runs: number[] = []
    for (let i = this.paramCount; i < this.localTypes.length; i++) {
      const code = valTypeCode[this.localTypes[i]]
      if (runs.length > 0 && runs[runs.length - 1] === code) runs[runs.length - 2]++
      else runs.push(1, code)
    }
    to.u32(runs.length / 2)
    for (let i = 0; i < runs.length; i += 2) {
      to.u32(runs[i])
      to.byte(runs[i + 1])
    }
  }
}
