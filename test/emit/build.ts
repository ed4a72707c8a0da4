/** Typed bodies by hand: a small language for the tests of emission. */
import type { Constant, Instance, TOperand, TRhs, TStmt } from '../../src/interpreter/infer/typed-ir.ts'
import { bitsValue, boolValue, intValue, typeOfValue } from '../../src/interpreter/types/constants.ts'
import { instanceOf, makeUnion, tupleType, typeOfType } from '../../src/interpreter/types/make.ts'
import { declareType, setFields } from '../../src/interpreter/types/declare.ts'
import type { DataType, JType } from '../../src/interpreter/types/type.ts'
import { FakeRuntime } from './fake-runtime.ts'

export { FakeRuntime }

/** Builds one function: `let`s and statements in the order in which its methods are called. */
export class FunctionBuilder {
  readonly rt: FakeRuntime
  readonly args: JType[]
  readonly ssaTypes: JType[] = []
  readonly slotTypes: JType[]
  readonly maybeUndefined: boolean[]
  private readonly lists: TStmt[][] = [[]]

  constructor(rt: FakeRuntime, args: JType[]) {
    this.rt = rt
    this.args = args
    this.slotTypes = [...args]
    this.maybeUndefined = args.map(() => false)
  }

  arg(i: number): TOperand {
    return { k: 'slot', slot: i, type: this.args[i] }
  }

  slot(type: JType, maybeUndefined = false): number {
    this.maybeUndefined.push(maybeUndefined)
    return this.slotTypes.push(type) - 1
  }

  read(slot: number, type = this.slotTypes[slot]): TOperand {
    return { k: 'slot', slot, type }
  }

  const(value: Constant): TOperand {
    const t =
      'kind' in value && ['data', 'union', 'unionall', 'typevar'].includes(value.kind)
        ? typeOfType(this.rt.world, value as JType)
        : typeOfValue(this.rt.world, value)
    return { k: 'const', value, type: t }
  }

  int(n: number | bigint): TOperand {
    return this.const(intValue(this.rt.world, n))
  }

  bits(type: JType, n: bigint): TOperand {
    return this.const(bitsValue(this.rt.world, type as DataType, n))
  }

  bool(b: boolean): TOperand {
    return this.const(boolValue(this.rt.world, b))
  }

  stmt(s: TStmt): void {
    this.lists[this.lists.length - 1].push(s)
  }

  let(type: JType, rhs: TRhs): TOperand {
    const id = this.ssaTypes.push(type) - 1
    this.stmt({ k: 'let', id, rhs, at: 0 })
    return { k: 'ssa', id, type }
  }

  op(name: string, type: JType, ...args: TOperand[]): TOperand {
    return this.let(type, { k: 'intrinsic', name, args, inbounds: false })
  }

  set(slot: number, value: TOperand): void {
    this.stmt({ k: 'set', slot, value })
  }

  list(write: () => void): TStmt[] {
    this.lists.push([])
    write()
    return this.lists.pop()!
  }

  if(cond: TOperand, then: () => void, otherwise: () => void = () => {}): void {
    const t = this.list(then)
    const e = this.list(otherwise)
    this.stmt({ k: 'if', cond, then: t, else: e })
  }

  loop(label: number, body: () => void, poll = true): void {
    this.stmt({ k: 'loop', label, body: this.list(body), poll })
  }

  try(exception: number, body: () => void, handler: () => void): void {
    this.stmt({ k: 'try', body: this.list(body), exception, handler: this.list(handler) })
  }

  return(value: TOperand): void {
    this.stmt({ k: 'return', value })
  }

  finish(name: string, returnType: JType): Instance {
    const { rt } = this
    const id = rt.instances.length
    const typed = {
      ssaTypes: this.ssaTypes,
      slotTypes: this.slotTypes,
      slotNames: this.slotTypes.map((_, i) => `s${i}`),
      maybeUndefined: this.maybeUndefined,
      body: this.lists[0],
      positions: [{ file: 'test.jl', line: 1 }],
    }
    const made: Instance = {
      id,
      method: 0,
      argTypes: this.args,
      sparams: [],
      name,
      returnType,
      returnConst: null,
      typed,
      specIndex: id + 1,
      jlIndex: id + 1,
      compiled: false,
      valid: true,
      recursive: false,
    }
    rt.instances.push(made)
    return made
  }
}

/** A function as one call of `write`, which must return on every path. */
export function define(rt: FakeRuntime, name: string, args: JType[], result: JType, write: (b: FunctionBuilder) => void): Instance {
  const b = new FunctionBuilder(rt, args)
  write(b)
  return b.finish(name, result)
}

export function core(rt: FakeRuntime, name: string): DataType {
  return rt.world.core[name] as DataType
}

export function struct(rt: FakeRuntime, name: string, fields: Record<string, JType>, mutable = false, init?: number): DataType {
  const declared = declareType(rt.world, { name, module: 'Main', form: 'struct', mutable })
  declared.superDecl = rt.world.types.any
  setFields(declared, { names: Object.keys(fields), types: Object.values(fields), minInitialized: init })
  return declared.wrapper as DataType
}

export function vector(rt: FakeRuntime, element: JType, n = 1): DataType {
  return instanceOf(rt.world, rt.world.types.arrayName, [element, intValue(rt.world, n)])
}

export function tuple(rt: FakeRuntime, ...types: JType[]): DataType {
  return tupleType(rt.world, types)
}

export function union(rt: FakeRuntime, ...types: JType[]): JType {
  return makeUnion(rt.world, types)
}
