/**
 * Writes a graph of plain data as `graph-format.ts` says: objects, arrays, Maps and Sets of them, `RowList`s, byte and word arrays,
 * primitive values. Map keys are strings or numbers below 2^32; anything else is an error of the program that made the graph.
 */
import { RowList } from '../interpreter/world/rows.ts'
import { ByteWriter } from '../wasm/bytes.ts'
import { Header, hashNumber, hashString, KeyKind, MAGIC, MapTable, Tag } from './graph-format.ts'

/**
 * The file's bytes for the graph that hangs on `root`.
 * @param first objects in it that are wanted early, which so come to lie together
 */
export function writeGraph(root: object, first: readonly object[] = []): Uint8Array {
  return new GraphWriter(root, first).finish()
}

function isLeaf(x: unknown): boolean {
  return typeof x !== 'object' || x === null || ArrayBuffer.isView(x)
}

/** What an object refers to, and whether as elements that are read one by one. */
function parts(x: object): { parts: Iterable<unknown>; single: boolean } {
  if (x instanceof Map) return { parts: x.values(), single: true }
  if (x instanceof RowList) return { parts: x, single: true }
  if (Array.isArray(x) || x instanceof Set) return { parts: x, single: false }
  const proto = Object.getPrototypeOf(x)
  if (proto !== Object.prototype && proto !== null) throw new Error(`no plain data: ${proto.constructor?.name}`)
  return { parts: Object.values(x), single: false }
}

class GraphWriter {
  private readonly rowOf = new Map<object, number>()
  private readonly rows: object[] = []
  private readonly strings = new Map<string, number>()
  private readonly shapes = new Map<string, number>()
  private readonly tables: number[] = []
  private readonly data = new ByteWriter(1 << 20)
  /** Where the rows' values start. */
  private readonly starts: number[] = []
  /** Maps and lists whose elements are still to be written. */
  private readonly pending: (() => void)[] = []

  constructor(root: object, first: readonly object[]) {
    this.addRow(root)
    for (const x of first) this.addRow(x)
    this.findRows(root)
    for (const row of this.rows) {
      this.starts.push(this.data.length)
      this.content(row)
      for (let write = this.pending.pop(); write; write = this.pending.pop()) write()
    }
  }

  private findRows(root: object): void {
    const seen = new Set<object>([root])
    const stack = [root]
    for (let x = stack.pop(); x; x = stack.pop()) {
      const inside = parts(x)
      for (const p of inside.parts) {
        if (isLeaf(p)) continue
        const part = p as object
        if (inside.single || seen.has(part)) this.addRow(part)
        if (seen.has(part)) continue
        seen.add(part)
        stack.push(part)
      }
    }
  }

  private addRow(x: object): void {
    if (this.rowOf.has(x)) return
    this.rowOf.set(x, this.rows.length)
    this.rows.push(x)
  }

  private stringId(s: string): number {
    let id = this.strings.get(s)
    if (id === undefined) {
      id = this.strings.size
      this.strings.set(s, id)
    }
    return id
  }

  private tagged(tag: number, n: number): void {
    this.data.byte(tag)
    this.data.u32(n)
  }

  private value(x: unknown): void {
    switch (typeof x) {
      case 'undefined':
        return this.data.byte(Tag.undefined)
      case 'boolean':
        return this.data.byte(x ? Tag.true : Tag.false)
      case 'number':
        return this.number(x)
      case 'bigint':
        return this.tagged(Tag.bigint, this.stringId(String(x)))
      case 'string':
        return this.tagged(Tag.string, this.stringId(x))
      case 'object': {
        if (x === null) return this.data.byte(Tag.null)
        const row = this.rowOf.get(x)
        return row === undefined ? this.content(x) : this.tagged(Tag.row, row)
      }
      default:
        throw new Error(`no plain data: ${typeof x}`)
    }
  }

  private number(x: number): void {
    const isInt = Number.isInteger(x) && Math.abs(x) < 2 ** 32 && !Object.is(x, -0)
    if (isInt) return x < 0 ? this.tagged(Tag.negative, -x) : this.tagged(Tag.natural, x)
    this.data.byte(Tag.float)
    this.data.append(new Uint8Array(Float64Array.of(x).buffer))
  }

  /** An object itself, wherever it lies. */
  private content(x: object): void {
    if (x instanceof Map) return this.map(x)
    if (x instanceof RowList) return this.list(x)
    if (x instanceof Set) return this.sequence(Tag.set, [...x])
    if (Array.isArray(x)) return this.sequence(Tag.array, x)
    if (x instanceof Uint8Array) return this.binary(Tag.bytes, x)
    if (x instanceof Int32Array) return this.binary(Tag.words, new Uint8Array(x.buffer, x.byteOffset, x.byteLength))
    if (ArrayBuffer.isView(x)) throw new Error('no plain data: a typed array of another kind')
    const key = JSON.stringify(Object.keys(x))
    let shape = this.shapes.get(key)
    if (shape === undefined) {
      shape = this.shapes.size
      this.shapes.set(key, shape)
    }
    this.tagged(Tag.object, shape)
    for (const v of Object.values(x)) this.value(v)
  }

  private sequence(tag: number, list: readonly unknown[]): void {
    this.tagged(tag, list.length)
    for (let i = 0; i < list.length; i++) this.value(list[i])
  }

  private binary(tag: number, bytes: Uint8Array): void {
    this.tagged(tag, bytes.length)
    this.data.append(bytes)
  }

  /** Words for a table whose elements' places are filled in later, as they lie outside what is being written. */
  private newTable(tag: number, words: number): number {
    const at = this.tables.length
    this.tagged(tag, at)
    for (let i = 0; i < words; i++) this.tables.push(0)
    return at
  }

  private elements(values: readonly unknown[], place: (i: number) => number): void {
    this.pending.push(() => {
      for (const [i, v] of values.entries()) {
        this.tables[place(i)] = this.data.length
        this.value(v)
      }
    })
  }

  private list(x: RowList<unknown>): void {
    const at = this.newTable(Tag.list, 1 + x.length)
    this.tables[at] = x.length
    this.elements([...x], i => at + 1 + i)
  }

  private map(x: Map<unknown, unknown>): void {
    const keys = [...x.keys()]
    const isText = typeof keys[0] === 'string'
    const size = keys.length === 0 ? 0 : 2 ** Math.ceil(Math.log2(keys.length * 1.5 + 1))
    const at = this.newTable(Tag.map, MapTable.slots + size + MapTable.entryWords * keys.length)
    this.tables[at + MapTable.count] = keys.length
    this.tables[at + MapTable.kind] = isText ? KeyKind.string : KeyKind.number
    this.tables[at + MapTable.mask] = size - 1
    const first = at + MapTable.slots + size
    for (const [i, key] of keys.entries()) {
      const hash = this.entry(first + MapTable.entryWords * i, key, isText)
      let slot = hash & (size - 1)
      while (this.tables[at + MapTable.slots + slot] !== 0) slot = (slot + 1) & (size - 1)
      this.tables[at + MapTable.slots + slot] = i + 1
    }
    this.elements([...x.values()], i => first + MapTable.entryWords * i + 2)
  }

  private entry(at: number, key: unknown, isText: boolean): number {
    const isNumber = typeof key === 'number' && Number.isInteger(key) && key >= 0 && key < 2 ** 32
    if (isText ? typeof key !== 'string' : !isNumber) throw new Error(`no key of a stored map: ${String(key)}`)
    const hash = isText ? hashString(key as string) : hashNumber(key as number)
    this.tables[at] = hash
    this.tables[at + 1] = isText ? this.stringId(key as string) : (key as number)
    return hash
  }

  /** The strings' bytes, and for each where it starts. */
  private text(): { bytes: Uint8Array; starts: number[] } {
    const out = new ByteWriter(1 << 16)
    const starts: number[] = []
    for (const s of this.strings.keys()) {
      const isLatin = ![...s].some(c => c.charCodeAt(0) > 255)
      starts.push(2 * out.length + (isLatin ? 0 : 1))
      out.append(Buffer.from(s, isLatin ? 'latin1' : 'utf8'))
    }
    starts.push(2 * out.length)
    return { bytes: out.view(), starts }
  }

  finish(): Uint8Array {
    const text = this.text()
    const shapes = Buffer.from(`[${[...this.shapes.keys()].join()}]`)
    const header = new Int32Array(Header.words)
    header[Header.magic] = MAGIC
    header[Header.rows] = this.starts.length
    header[Header.strings] = text.starts.length
    header[Header.tables] = this.tables.length
    header[Header.data] = this.data.length
    header[Header.text] = text.bytes.length
    header[Header.shapes] = shapes.length
    const words = [header, this.starts, text.starts, this.tables].map(list => new Uint8Array(Int32Array.from(list).buffer))
    return Buffer.concat([...words, this.data.view(), text.bytes, shapes])
  }
}
