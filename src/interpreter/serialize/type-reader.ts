/** Reads what a `TypeWriter` wrote, against this process's world. */
import { bitsValue, structValue, symbolValue } from '../types/constants.ts'
import { instanceOf, internUnion, newTypeVar, tupleType, typeOfType, unionAll, unwrapUnionAll, varargOf } from '../types/make.ts'
import type { DataType, JType, TypeName, TypeParam, TypeVar, Value } from '../types/type.ts'
import { JuliaError } from '../world/julia-error.ts'
import { resolveBinding } from '../world/modules.ts'
import type { Objects } from '../world/objects.ts'
import type { ByteReader } from './bytes.ts'
import { NameTag, TypeTag } from './format.ts'
import type { SerialState } from './state.ts'

export class TypeReader {
  private readonly o: Objects
  private readonly state: SerialState
  private texts: string[] = []
  private readonly types: JType[] = []
  private readonly variables: TypeVar[] = []
  private readonly names: TypeName[] = []

  constructor(o: Objects, state: SerialState) {
    this.o = o
    this.state = state
  }

  /** Reads both tables. @throws JuliaError UndefVarError for a type or function that is not known here */
  readTables(r: ByteReader): void {
    this.texts = Array.from({ length: r.unsigned() }, () => r.text())
    const count = r.unsigned()
    for (let i = 0; i < count; i++) this.types.push(this.param(r) as JType)
  }

  text(r: ByteReader): string {
    return this.texts[r.unsigned()]
  }

  type(r: ByteReader): JType {
    return this.types[r.unsigned()]
  }

  param(r: ByteReader): TypeParam {
    const { types } = this.o.world
    switch (r.byte()) {
      case TypeTag.known:
        return this.types[r.unsigned()]
      case TypeTag.data:
        return this.data(r)
      case TypeTag.union:
        return internUnion(
          types,
          Array.from({ length: r.unsigned() }, () => this.param(r) as JType),
        )
      case TypeTag.unionAll: {
        const v = this.param(r) as TypeVar
        return unionAll(types, v, this.param(r) as JType)
      }
      case TypeTag.variable:
        return this.variable(r)
      case TypeTag.wrapper:
        return this.name(r).wrapper as JType
      case TypeTag.vararg: {
        const element = this.param(r) as JType
        return varargOf(element, r.byte() === 1 ? (this.param(r) as Value | TypeVar) : null)
      }
      case TypeTag.bits: {
        const t = this.param(r) as DataType
        return bitsValue(types, t, BigInt(r.text()))
      }
      case TypeTag.symbol:
        return symbolValue(types, this.text(r))
      case TypeTag.struct: {
        const t = this.param(r) as DataType
        return structValue(
          types,
          t,
          Array.from({ length: r.unsigned() }, () => this.param(r) as Value | JType),
        )
      }
      default:
        throw new RangeError('not a serialised type')
    }
  }

  private data(r: ByteReader): DataType {
    const { types } = this.o.world
    const name = this.name(r)
    const params = Array.from({ length: r.unsigned() }, () => this.param(r))
    if (name === types.types.tupleName) return tupleType(types, params)
    if (name === types.types.typeName) return typeOfType(types, params[0] as JType)
    return instanceOf(types, name, params)
  }

  private variable(r: ByteReader): TypeVar {
    const index = r.unsigned()
    if (index < this.variables.length) return this.variables[index]
    const made = newTypeVar(this.o.world.types, this.text(r))
    this.variables.push(made)
    made.lower = this.param(r) as JType
    made.upper = this.param(r) as JType
    return made
  }

  private name(r: ByteReader): TypeName {
    const tag = r.byte()
    if (tag === NameTag.known) return this.names[r.unsigned()]
    const name = this.findName(tag, r)
    this.names.push(name)
    return name
  }

  private findName(tag: number, r: ByteReader): TypeName {
    const { world } = this.o
    if (tag === NameTag.commonClosure) {
      const key = r.unsigned()
      const found = world.closures.get(key)
      if (!found) throw new Error(`closure ${key} of Base is not known`)
      return found
    }
    if (tag === NameTag.closure) {
      const number = this.text(r)
      const found = closureByNumber(this.o, this.state, number)
      if (!found) throw new JuliaError('ErrorException', `the definition of closure ${number} has not arrived`)
      return found
    }
    const module = this.text(r)
    const name = this.text(r)
    const found = tag === NameTag.function ? this.functionName(module, name) : this.declaredName(module, name)
    if (!found) this.undefined(module, tag === NameTag.function ? `#${name}` : name)
    return found
  }

  private declaredName(module: string, name: string): TypeName | null {
    const value = resolveBinding(this.o.world, module, name)?.value ?? (module === 'Core' ? this.o.world.types.core[name] : null)
    if (value?.kind !== 'data' && value?.kind !== 'unionall') return null
    const inner = unwrapUnionAll(value)
    return inner.kind === 'data' ? inner.name : null
  }

  private functionName(module: string, name: string): TypeName | null {
    const value = resolveBinding(this.o.world, module, name)?.value
    return value?.kind === 'struct' && value.type.name.functionName !== '' ? value.type.name : null
  }

  private undefined(module: string, name: string): never {
    const known = this.o.world.modules.has(module)
    if (!known) throw new JuliaError('KeyError', this.o.newString(module))
    throw new JuliaError('UndefVarError', this.o.symbolAddress(name), this.o.moduleAddress(module))
  }
}

/** The type of a closure by its number: one that came from elsewhere, or one of our own that comes back. */
export function closureByNumber(o: Objects, state: SerialState, number: string): TypeName | null {
  const received = state.received.get(number)
  if (received) return received
  const [process, key] = number.split(':')
  return process === state.process ? (o.world.closures.get(Number(key)) ?? null) : null
}
