/** Writes types and type parameters: declared types by module and name, closure types by number. */
import { unwrapUnionAll } from '../types/make.ts'
import type { DataType, JType, TypeName, TypeParam, TypeVar } from '../types/type.ts'
import { ByteWriter } from './bytes.ts'
import { NameTag, TypeTag } from './format.ts'
import { closureNumber, type SerialState } from './state.ts'

export class TypeWriter {
  private readonly state: SerialState
  /** Told of every closure type on its way. */
  private readonly closureMet: (name: TypeName) => void
  private readonly texts = new Map<string, number>()
  private readonly textBytes = new ByteWriter()
  private readonly types = new Map<JType, number>()
  private readonly typeBytes = new ByteWriter()
  private readonly variables = new Map<TypeVar, number>()
  private readonly names = new Map<TypeName, number>()

  constructor(state: SerialState, closureMet: (name: TypeName) => void) {
    this.state = state
    this.closureMet = closureMet
  }

  /** The index of a text. */
  text(s: string): number {
    let index = this.texts.get(s)
    if (index === undefined) {
      index = this.texts.size
      this.texts.set(s, index)
      this.textBytes.text(s)
    }
    return index
  }

  /** The index of a closed type in the table. */
  type(t: JType): number {
    let index = this.types.get(t)
    if (index === undefined) {
      const own = new ByteWriter()
      this.writeType(own, t)
      index = this.types.size
      this.types.set(t, index)
      this.typeBytes.bytes(own.finish())
    }
    return index
  }

  /** Writes a parameter where it stands; its variables may be free. */
  param(w: ByteWriter, p: TypeParam): void {
    switch (p.kind) {
      case 'vararg':
        w.byte(TypeTag.vararg)
        this.param(w, p.element)
        w.byte(p.length ? 1 : 0)
        if (p.length) this.param(w, p.length)
        return
      case 'bits':
        w.byte(TypeTag.bits)
        this.param(w, p.type)
        w.text(p.bits.toString())
        return
      case 'sym':
        w.byte(TypeTag.symbol)
        w.unsigned(this.text(p.name))
        return
      case 'struct':
        w.byte(TypeTag.struct)
        this.param(w, p.type)
        w.unsigned(p.fields.length)
        for (const f of p.fields) this.param(w, f)
        return
      case 'heapconst':
        throw new Error('a heap object is the parameter of a type')
      default:
        return this.writeType(w, p)
    }
  }

  private writeType(w: ByteWriter, t: JType): void {
    const known = this.types.get(t)
    if (known !== undefined) {
      w.byte(TypeTag.known)
      return w.unsigned(known)
    }
    switch (t.kind) {
      case 'typevar':
        return this.variable(w, t)
      case 'union':
        w.byte(TypeTag.union)
        w.unsigned(t.members.length)
        for (const m of t.members) this.writeType(w, m)
        return
      case 'unionall': {
        const inner = unwrapUnionAll(t)
        if (inner.kind === 'data' && inner.name.wrapper === t) {
          w.byte(TypeTag.wrapper)
          return this.name(w, inner.name)
        }
        w.byte(TypeTag.unionAll)
        this.variable(w, t.variable)
        return this.writeType(w, t.body)
      }
      case 'data':
        return this.data(w, t)
    }
  }

  private data(w: ByteWriter, t: DataType): void {
    w.byte(TypeTag.data)
    this.name(w, t.name)
    w.unsigned(t.params.length)
    for (const p of t.params) this.param(w, p)
  }

  private variable(w: ByteWriter, v: TypeVar): void {
    w.byte(TypeTag.variable)
    const known = this.variables.get(v)
    if (known !== undefined) return w.unsigned(known)
    w.unsigned(this.variables.size)
    this.variables.set(v, this.variables.size)
    w.unsigned(this.text(v.name))
    this.writeType(w, v.lower)
    this.writeType(w, v.upper)
  }

  private name(w: ByteWriter, name: TypeName): void {
    const known = this.names.get(name)
    if (known !== undefined) {
      w.byte(NameTag.known)
      return w.unsigned(known)
    }
    this.names.set(name, this.names.size)
    const key = name.closureKey
    if (key >= 0 && key <= this.state.commonKey) {
      w.byte(NameTag.commonClosure)
      w.unsigned(key)
    } else if (key >= 0) {
      this.closureMet(name)
      w.byte(NameTag.closure)
      w.unsigned(this.text(closureNumber(this.state, name)))
    } else {
      w.byte(name.functionName === '' ? NameTag.declared : NameTag.function)
      w.unsigned(this.text(name.module))
      w.unsigned(this.text(name.functionName || name.name))
    }
  }

  /** Count and texts. */
  writeTexts(w: ByteWriter): void {
    w.unsigned(this.texts.size)
    w.bytes(this.textBytes.finish())
  }

  writeTypes(w: ByteWriter): void {
    w.unsigned(this.types.size)
    w.bytes(this.typeBytes.finish())
  }
}
