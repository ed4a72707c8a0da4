/**
 * A module's bytes as readable text, close to the WebAssembly text format: for `dump wat` and tests.
 *
 * In: the bytes of a module as `ModuleBuilder` writes them. Out: one line per instruction, indented by blocks; functions,
 * and calls of them, carry their names from the name section. Not every corner of the format is printed as a tool
 * could read it back.
 */
import { immediateOf, Op, valTypeCode } from './opcodes.ts'
import type { Opcode } from './opcodes.ts'

export interface PrintOptions {
  /** Prints only functions whose name this accepts; imports and tables too if it is absent. */
  readonly only?: (name: string) => boolean
  /** Puts the offset in the module before each instruction. */
  readonly offsets?: boolean
}

interface FuncType {
  readonly params: string[]
  readonly results: string[]
}

interface Body {
  readonly from: number
  readonly to: number
}

/** What is known of the module while its code is printed. */
interface Parsed {
  readonly bytes: Uint8Array
  readonly types: FuncType[]
  readonly funcTypes: number[]
  readonly names: string[]
  readonly imports: string[]
  readonly bodies: Body[]
  readonly others: string[]
  importedFunctions: number
}

const typeNames = new Map(Object.entries(valTypeCode).map(([name, code]) => [code, name]))

/** Instruction names: the key of `Op` with its first (for atomics: every separating) `_` as a dot. */
const opNames: ReadonlyMap<Opcode, string> = new Map(Object.entries(Op).map(([key, code]) => [code, spelled(key)]))

function spelled(key: string): string {
  if (key.includes('_atomic_')) {
    return key.replace('_atomic_', '.atomic.').replace(/(rmw\d*)_/, '$1.')
  }
  return /^(i32|i64|f32|f64|local|global|table|memory|ref|data|atomic)_/.test(key) ? key.replace('_', '.') : key
}

class Reader {
  readonly bytes: Uint8Array
  at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  byte(): number {
    return this.bytes[this.at++]
  }

  u32(): number {
    let result = 0
    for (let shift = 0; ; shift += 7) {
      const b = this.byte()
      result += (b & 127) * 2 ** shift
      if (b < 128) return result
    }
  }

  signed(): bigint {
    let result = 0n
    for (let shift = 0n; ; shift += 7n) {
      const b = this.byte()
      result |= BigInt(b & 127) << shift
      if (b < 128) return b & 64 ? result - (1n << (shift + 7n)) : result
    }
  }

  name(): string {
    const n = this.u32()
    this.at += n
    return new TextDecoder().decode(this.bytes.slice(this.at - n, this.at))
  }

  type(): string {
    const code = this.byte()
    return typeNames.get(code) ?? `0x${code.toString(16)}`
  }

  types(): string[] {
    return Array.from({ length: this.u32() }, () => this.type())
  }

  limits(): string {
    const flags = this.byte()
    const min = this.u32()
    return flags & 1 ? `${min} ${this.u32()}${flags & 2 ? ' shared' : ''}` : String(min)
  }
}

/** The text of a module. */
export function printModule(bytes: Uint8Array, options: PrintOptions = {}): string {
  const m = parse(bytes)
  const lines: string[] = []
  if (!options.only) lines.push(...m.imports, ...m.others)
  m.bodies.forEach((body, i) => {
    const index = m.importedFunctions + i
    const name = m.names[index] ?? ''
    if (!options.only || options.only(name)) printFunction(m, index, body, lines, options.offsets ?? false)
  })
  return `${lines.join('\n')}\n`
}

function parse(bytes: Uint8Array): Parsed {
  const m: Parsed = { bytes, types: [], funcTypes: [], names: [], imports: [], bodies: [], others: [], importedFunctions: 0 }
  const r = new Reader(bytes, 8)
  while (r.at < bytes.length) {
    const id = r.byte()
    const size = r.u32()
    const end = r.at + size
    parseSection(m, id, r, end)
    r.at = end
  }
  return m
}

function parseSection(m: Parsed, id: number, r: Reader, end: number): void {
  if (id === 0) return parseNames(m, r, end)
  const n = r.u32()
  for (let i = 0; i < n; i++) {
    switch (id) {
      case 1:
        r.byte()
        m.types.push({ params: r.types(), results: r.types() })
        break
      case 2:
        parseImport(m, r)
        break
      case 3:
        m.funcTypes.push(r.u32())
        break
      case 7:
        m.others.push(`(export ${JSON.stringify(r.name())} ${['func', 'table', 'memory', 'global', 'tag'][r.byte()]} ${r.u32()})`)
        break
      case 9:
        parseElement(m, r)
        break
      case 10: {
        const size = r.u32()
        m.bodies.push({ from: r.at, to: r.at + size })
        r.at += size
        break
      }
      default:
        return
    }
  }
}

function parseImport(m: Parsed, r: Reader): void {
  const name = `${r.name()}.${r.name()}`
  const kind = r.byte()
  switch (kind) {
    case 0: {
      const type = r.u32()
      m.funcTypes.push(type)
      m.names[m.importedFunctions++] = name
      return
    }
    case 1:
      r.byte()
      m.imports.push(`(import ${name} (table ${r.limits()}))`)
      return
    case 2:
      m.imports.push(`(import ${name} (memory ${r.limits()}))`)
      return
    case 3:
      m.imports.push(`(import ${name} (global ${r.type()}${r.byte() ? ' mut' : ''}))`)
      return
    default:
      r.byte()
      m.imports.push(`(import ${name} (tag ${m.types[r.u32()].params.join(' ')}))`)
  }
}

function parseElement(m: Parsed, r: Reader): void {
  const flags = r.u32()
  const table = flags === 2 ? r.u32() : 0
  r.byte()
  const offset = r.signed()
  r.byte()
  if (flags === 2) r.byte()
  const functions = Array.from({ length: r.u32() }, () => r.u32())
  m.others.push(`(elem (table ${table}) (i32.const ${offset}) ${functions.join(' ')})`)
}

function parseNames(m: Parsed, r: Reader, end: number): void {
  if (r.name() !== 'name') return
  while (r.at < end) {
    const kind = r.byte()
    const size = r.u32()
    const next = r.at + size
    if (kind === 1) {
      for (let n = r.u32(); n > 0; n--) {
        const index = r.u32()
        m.names[index] = r.name()
      }
    }
    r.at = next
  }
}

function printFunction(m: Parsed, index: number, body: Body, lines: string[], offsets: boolean): void {
  const type = m.types[m.funcTypes[index]]
  const r = new Reader(m.bytes, body.from)
  const locals: string[] = []
  for (let runs = r.u32(); runs > 0; runs--) {
    const count = r.u32()
    const t = r.type()
    for (let i = 0; i < count; i++) locals.push(t)
  }
  const list = (word: string, types: string[]): string => (types.length > 0 ? ` (${word} ${types.join(' ')})` : '')
  lines.push(`(func $${m.names[index] ?? index}${list('param', type.params)}${list('result', type.results)}${list('local', locals)}`)
  let depth = 1
  while (r.at < body.to) {
    const at = r.at
    const op = readOp(r)
    const text = `${opNames.get(op) ?? `0x${op.toString(16)}`}${immediate(m, op, r)}`
    if (closes.has(op)) depth--
    if (r.at === body.to) break
    lines.push(`${offsets ? `${at.toString(16).padStart(6)} ` : ''}${'  '.repeat(Math.max(depth, 0))}${text}`)
    if (opens.has(op)) depth++
  }
  lines.push(')')
}

const opens = new Set<Opcode>([Op.block, Op.loop, Op.if, Op.else, Op.try, Op.catch, Op.catch_all])
const closes = new Set<Opcode>([Op.end, Op.else, Op.catch, Op.catch_all, Op.delegate])

function readOp(r: Reader): Opcode {
  const first = r.byte()
  return first === 0xfc || first === 0xfe ? (first << 8) | r.u32() : first
}

function immediate(m: Parsed, op: Opcode, r: Reader): string {
  switch (immediateOf(op)) {
    case 'none':
      return ''
    case 'blocktype':
      return blockType(m, r)
    case 'label':
    case 'local':
    case 'global':
    case 'table':
    case 'tag':
    case 'data':
      return ` ${r.u32()}`
    case 'labels':
      return ` ${Array.from({ length: r.u32() }, () => r.u32()).join(' ')} ${r.u32()}`
    case 'func': {
      const f = r.u32()
      return ` $${m.names[f] ?? f}`
    }
    case 'indirect': {
      const { params, results } = m.types[r.u32()]
      return ` ${r.u32()} (${params.join(' ')}) -> (${results.join(' ')})`
    }
    case 'memarg': {
      const align = r.u32()
      const offset = r.u32()
      return `${offset > 0 ? ` offset=${offset}` : ''}${align > 0 ? ` align=${2 ** align}` : ''}`
    }
    case 'i32':
    case 'i64':
      return ` ${r.signed()}`
    case 'f32':
      r.at += 4
      return ` ${new DataView(m.bytes.buffer, m.bytes.byteOffset).getFloat32(r.at - 4, true)}`
    case 'f64':
      r.at += 8
      return ` ${new DataView(m.bytes.buffer, m.bytes.byteOffset).getFloat64(r.at - 8, true)}`
    case 'byte':
      r.byte()
      return ''
    case 'twobytes':
      r.byte()
      r.byte()
      return ''
    case 'reftype':
      return ` ${r.type()}`
  }
}

function blockType(m: Parsed, r: Reader): string {
  const code = r.bytes[r.at]
  if (code === 0x40) {
    r.at++
    return ''
  }
  if (typeNames.has(code)) {
    r.at++
    return ` (result ${typeNames.get(code)})`
  }
  const t = m.types[Number(r.signed())]
  return `${t.params.length > 0 ? ` (param ${t.params.join(' ')})` : ''} (result ${t.results.join(' ')})`
}
