/**
 * Constants among type parameters as text: the `3` of `Array{Int64, 3}`, the `(:a, :b)` of `NamedTuple`.
 *
 * In: a `Value`. Out: what Julia's `show` prints for it. Heap constants other than through their type are not known
 * here.
 */
import { integerOf } from './constants.ts'
import type { TypeWorld } from './registry.ts'
import type { PrimitiveValue, TypeParam, Value } from './type.ts'

/** `v` as Julia shows it; `showOther` prints types inside it. */
export function showConstant(world: TypeWorld, v: Value, showOther: (p: TypeParam) => string): string {
  switch (v.kind) {
    case 'sym':
      return /^[\p{L}_][\p{L}\p{N}_!]*$/u.test(v.name) || /^[+\-*/^<>=!%&|]+$/.test(v.name)
        ? `:${v.name}`
        : `Symbol(${JSON.stringify(v.name)})`
    case 'bits':
      return showBits(v)
    case 'heapconst':
      return `${showOther(v.type)}(…)`
    case 'struct': {
      const { name } = v.type
      if (name.functionName !== '') return name.functionName
      if (v.type === world.types.nothing) return 'nothing'
      const fields = v.fields.map(showOther)
      if (name === world.types.tupleName) return fields.length === 1 ? `(${fields[0]},)` : `(${fields.join(', ')})`
      if (name === world.types.namedTupleName) return showNamedTuple(v.type.params[0], fields)
      return `${showOther(v.type)}(${fields.join(', ')})`
    }
  }
}

function showNamedTuple(names: TypeParam, fields: string[]): string {
  const labels = names.kind === 'struct' ? names.fields.map(f => (f.kind === 'sym' ? f.name : '')) : []
  const parts = fields.map((f, i) => `${labels[i]} = ${f}`)
  return parts.length === 1 ? `(${parts[0]},)` : `(${parts.join(', ')})`
}

function showBits(v: PrimitiveValue): string {
  const { name, primitiveBits } = v.type.name
  if (name === 'Bool') return v.bits === 0n ? 'false' : 'true'
  if (name.startsWith('UInt')) return `0x${v.bits.toString(16).padStart(primitiveBits / 4, '0')}`
  const n = integerOf(v)
  if (n !== null) return String(n)
  if (name === 'Char') return `'${String.fromCodePoint(charCode(v.bits))}'`
  if (name === 'Float64' || name === 'Float32' || name === 'Float16') return showFloat(v, name)
  return `${name}(0x${v.bits.toString(16)})`
}

/** Julia's `Char` holds the UTF-8 bytes, left-aligned in 32 bits. */
function charCode(bits: bigint): number {
  const bytes = [24n, 16n, 8n, 0n].map(s => Number((bits >> s) & 0xffn))
  while (bytes.length > 1 && bytes[bytes.length - 1] === 0) bytes.pop()
  return new TextDecoder().decode(new Uint8Array(bytes)).codePointAt(0) ?? 0
}

function showFloat(v: PrimitiveValue, name: string): string {
  const data = new DataView(new ArrayBuffer(8))
  data.setBigUint64(0, v.bits << BigInt(64 - v.type.name.primitiveBits))
  const x = name === 'Float64' ? data.getFloat64(0) : name === 'Float32' ? data.getFloat32(0) : data.getFloat16(0)
  const suffix = name === 'Float32' ? 'f0' : ''
  if (Number.isNaN(x)) return name === 'Float64' ? 'NaN' : `NaN${name.slice(5)}`
  if (!Number.isFinite(x)) return `${x < 0 ? '-' : ''}Inf${name === 'Float64' ? '' : name.slice(5)}`
  let digits = String(x)
  if (name !== 'Float64') for (let p = 1; Math.fround(Number((digits = x.toPrecision(p)))) !== x; p++);
  digits = String(Number(digits))
  if (Object.is(x, -0)) digits = '-0'
  const text = /[.e]/.test(digits) ? digits.replace('e+', 'e') : `${digits}.0`
  return name === 'Float16' ? `Float16(${text})` : text + suffix
}
