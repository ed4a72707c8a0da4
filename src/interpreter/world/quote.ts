/** Trees between the compiler and the heap: `Ast` → Julia's Expr objects for macros and `quote`, and back. */
import { ArrayObject, HEADER_BYTES, MemoryObject } from '../../runtime/layout/objects.ts'
import type { Ast, Expr, IntTypeName } from '../../parser/expr.ts'
import type { DataType } from '../types/type.ts'
import type { Objects } from './objects.ts'

/** Julia's Char: the UTF-8 bytes of a code point, left-aligned in 32 bits. */
export function charBits(code: number): bigint {
  if (code < 0x80) return BigInt(code) << 24n
  const bytes =
    code < 0x800
      ? [0xc0 | (code >> 6), 0x80 | (code & 63)]
      : code < 0x10000
        ? [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
        : [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
  return bytes.reduce((bits, b, i) => bits | (BigInt(b) << BigInt(24 - 8 * i)), 0n)
}

/** The code point of a well-formed Char. */
export function charCode(bits: bigint): number {
  const b = [24n, 16n, 8n, 0n].map(s => Number((bits >> s) & 255n))
  if (b[0] < 0x80) return b[0]
  if (b[0] < 0xe0) return ((b[0] & 31) << 6) | (b[1] & 63)
  if (b[0] < 0xf0) return ((b[0] & 15) << 12) | ((b[1] & 63) << 6) | (b[2] & 63)
  return ((b[0] & 7) << 18) | ((b[1] & 63) << 12) | ((b[2] & 63) << 6) | (b[3] & 63)
}

/** The bit pattern of a float literal of the given width. */
export function floatBits(value: number, type: 'Float64' | 'Float32' | 'Float16'): bigint {
  const view = new DataView(new ArrayBuffer(8))
  if (type === 'Float64') {
    view.setFloat64(0, value)
    return view.getBigUint64(0)
  }
  if (type === 'Float32') {
    view.setFloat32(0, value)
    return BigInt(view.getUint32(0))
  }
  view.setFloat16(0, value)
  return BigInt(view.getUint16(0))
}

/** A Vector{Any} with these elements; `fill` makes each when its place exists, so nothing is lost to a collection. */
export function newVectorAny(o: Objects, count: number, fill: (i: number) => number): number {
  const { heap } = o
  const memory = heap.allocate(o.wellKnown('MemoryAny'), MemoryObject.data + 4 * count)
  o.setWord(memory + MemoryObject.length, count)
  o.setWord(memory + MemoryObject.length + 4, 0)
  heap.u8.fill(0, memory + MemoryObject.data, memory + MemoryObject.data + 4 * count)
  return heap.rooted([memory], () => {
    const array = heap.allocate(o.wellKnown('VectorAny'), 24)
    o.setWord(array + ArrayObject.data, memory + MemoryObject.data)
    o.setWord(array + ArrayObject.length, count)
    o.setWord(array + ArrayObject.owner, memory)
    o.setWord(array + ArrayObject.capacity, count)
    return heap.rooted([array], () => {
      for (let i = 0; i < count; i++) o.setWord(memory + MemoryObject.data + 4 * i, fill(i))
      return array
    })
  })
}

/** The elements of an array of pointers. */
export function vectorItems(o: Objects, array: number): number[] {
  const data = o.word(array + ArrayObject.data)
  return Array.from({ length: o.word(array + ArrayObject.length) }, (_, i) => o.word(data + 4 * i))
}

/** The heap object of a tree. */
export function astToHeap(o: Objects, ast: Ast): number {
  const { core } = o.world.types
  switch (ast.kind) {
    case 'symbol':
      return o.symbolAddress(ast.name)
    case 'heap':
      return ast.address
    case 'nothing':
      return o.wellKnown('nothing')
    case 'bool':
      return o.boolean(ast.value)
    case 'int': {
      const t = core[ast.type]
      if (!t) throw new Error(`${ast.type} literals are not supported`)
      return o.newBits(t as DataType, ast.value)
    }
    case 'float':
      return o.newBits(core[ast.type] as DataType, floatBits(ast.value, ast.type))
    case 'char':
      return o.newBits(core.Char as DataType, charBits(ast.code))
    case 'string':
      return o.newString(ast.value)
    case 'line': {
      const line = o.newInt(ast.line)
      return o.heap.rooted([line], () => o.newStruct(core.LineNumberNode as DataType, [line, o.symbolAddress(ast.file)]))
    }
    case 'quotenode':
      return o.newStruct(core.QuoteNode as DataType, [astToHeap(o, ast.value)])
    case 'globalref':
      return o.newStruct(core.GlobalRef as DataType, [o.moduleAddress(ast.module), o.symbolAddress(ast.name)])
    case 'expr': {
      const args = newVectorAny(o, ast.args.length, i => astToHeap(o, ast.args[i]))
      return o.newStruct(core.Expr as DataType, [o.symbolAddress(ast.head), args])
    }
  }
}

/** The tree that a heap object is; what is no part of a tree is a `heap` node, which `keep` must keep alive. */
export function heapToAst(o: Objects, at: number, keep: (address: number) => void = a => o.heap.pin(a)): Ast {
  const { world } = o
  if (at === 0) return { kind: 'nothing' }
  const spliced = (): Ast => {
    keep(at)
    return { kind: 'heap', address: at }
  }
  if (world.typesByAddress.has(at)) return { kind: 'heap', address: at }
  const t = o.typeOf(at)
  const name = t.name.module === 'Core' ? t.name.name : ''
  switch (name) {
    case 'Symbol':
      return { kind: 'symbol', name: o.text(at) }
    case 'String':
      return { kind: 'string', value: o.text(at) }
    case 'Nothing':
      return { kind: 'nothing' }
    case 'Bool':
      return { kind: 'bool', value: o.bitsOf(at) !== 0n }
    case 'Char':
      return { kind: 'char', code: charCode(o.bitsOf(at)) }
    case 'Float64':
      return { kind: 'float', type: 'Float64', value: o.heap.f64[(at + HEADER_BYTES) >>> 3] }
    case 'Float32':
      return spliced()
    case 'Int8':
    case 'Int16':
    case 'Int32':
    case 'Int64':
    case 'Int128':
      return { kind: 'int', type: name as IntTypeName, value: BigInt.asIntN(t.name.primitiveBits, o.bitsOf(at)) }
    case 'UInt8':
    case 'UInt16':
    case 'UInt32':
    case 'UInt64':
    case 'UInt128':
      return { kind: 'int', type: name as IntTypeName, value: o.bitsOf(at) }
    case 'QuoteNode':
      return { kind: 'quotenode', value: heapToAst(o, o.loadField(at, t, 0), keep) }
    case 'LineNumberNode':
      return lineNode(o, at, t)
    case 'GlobalRef': {
      const module = world.modulesByAddress.get(o.loadField(at, t, 0))
      return { kind: 'globalref', module: module ?? 'Main', name: o.text(o.loadField(at, t, 1)) }
    }
    case 'Expr': {
      const items = vectorItems(o, o.loadField(at, t, 1))
      const e: Expr = { kind: 'expr', head: o.text(o.loadField(at, t, 0)), args: items.map(i => heapToAst(o, i, keep)) }
      return e
    }
    default:
      return spliced()
  }
}

function lineNode(o: Objects, at: number, t: DataType): Ast {
  const file = o.loadField(at, t, 1)
  const family = file ? o.typeOf(file).name.family : 'module'
  const text = family === 'symbol' || family === 'string' ? o.text(file) : 'none'
  return { kind: 'line', line: o.intOf(o.loadField(at, t, 0)), file: text }
}
