/**
 * Reads a graph that `graph-writer.ts` wrote, row by row as they are asked for. A Map becomes a `LazyMap`, a list a `RowList`.
 * Of the file, too, only the blocks are read in which something lies that was asked for.
 *
 * Invariant: a row is read once; whoever asks for it later, or refers to it, gets the same object.
 */
import { LazyMap, RowList, type StoredList, type StoredMap } from '../interpreter/world/rows.ts'
import { Header, hashNumber, hashString, KeyKind, MAGIC, MapTable, Tag } from './graph-format.ts'

/** Where a graph's bytes lie. They must not change while the graph is in use. */
export interface GraphSource {
  readonly size: number
  /** Fills `into` with the bytes from `position` on. */
  read(into: Uint8Array, position: number): void
}

/** What is read of the file at once, in bytes; a power of two. Memory touched for the first time costs more than reading it. */
const BLOCK = 1 << 14
const BLOCK_SHIFT = 14
const WORD_SHIFT = BLOCK_SHIFT - 2

interface Shape {
  readonly keys: string[]
  readonly blank: Record<string, unknown>
}

/** A graph, for who wants more than its root. */
export class GraphReader {
  private readonly source: GraphSource
  private readonly bytes: Uint8Array
  private readonly words: Int32Array
  private readonly view: DataView
  private readonly text: Buffer
  private readonly isRead: Uint8Array
  /** First words of the sections of words, first bytes of the others. */
  private readonly rowStarts: number
  private readonly stringStarts: number
  private readonly tables: number
  private readonly data: number
  private readonly texts: number
  private readonly shapes: readonly Shape[]
  private readonly rows = new Map<number, object>()
  private readonly strings = new Map<number, string>()
  /** Where reading is; bytes below `end` have been read from there. */
  private at = 0
  private end = 0

  constructor(source: GraphSource) {
    this.source = source
    // Never written to as a whole, so what is not read takes no memory.
    const memory = new ArrayBuffer(Math.ceil(source.size / BLOCK) * BLOCK)
    this.bytes = new Uint8Array(memory)
    this.words = new Int32Array(memory)
    this.view = new DataView(memory)
    this.text = Buffer.from(memory)
    this.isRead = new Uint8Array(memory.byteLength >>> BLOCK_SHIFT)
    const header = Array.from({ length: Header.words }, (_, i) => (i * 4 < source.size ? this.word(i) : 0))
    if (header[Header.magic] !== MAGIC) throw new Error('the image is damaged, or of another version of Fatou')
    this.rowStarts = Header.words
    this.stringStarts = this.rowStarts + header[Header.rows]
    this.tables = this.stringStarts + header[Header.strings]
    this.data = 4 * (this.tables + header[Header.tables])
    this.texts = this.data + header[Header.data]
    const shapes = this.texts + header[Header.text]
    this.shapes = this.readShapes(shapes, shapes + header[Header.shapes])
  }

  private readShapes(from: number, to: number): Shape[] {
    this.need(from, to)
    const shapes = JSON.parse(this.text.toString('utf8', from, to)) as string[][]
    return shapes.map(keys => ({ keys, blank: Object.fromEntries(keys.map(k => [k, undefined])) }))
  }

  /** Reads the blocks of these bytes, if they are not there. */
  private need(from: number, to: number): void {
    for (let block = from >>> BLOCK_SHIFT; block << BLOCK_SHIFT < to; block++) {
      if (this.isRead[block] !== 0) continue
      this.isRead[block] = 1
      const start = block << BLOCK_SHIFT
      this.source.read(this.bytes.subarray(start, Math.min(start + BLOCK, this.source.size)), start)
    }
  }

  private word(i: number): number {
    if (this.isRead[i >>> WORD_SHIFT] === 0) this.need(4 * i, 4 * i + 4)
    return this.words[i]
  }

  /** A word of the tables of maps and lists. */
  table(i: number): number {
    return this.word(this.tables + i)
  }

  /** The rows that have been read, in the order in which they were asked for. */
  rowsRead(): number[] {
    return [...this.rows.keys()]
  }

  row(id: number): object {
    return this.rows.get(id) ?? (this.valueAt(this.word(this.rowStarts + id), id) as object)
  }

  string(id: number): string {
    let s = this.strings.get(id)
    if (s === undefined) {
      s = this.decodeString(id)
      this.strings.set(id, s)
    }
    return s
  }

  private decodeString(id: number): string {
    const start = this.word(this.stringStarts + id)
    const from = this.texts + (start >>> 1)
    const to = this.texts + (this.word(this.stringStarts + id + 1) >>> 1)
    this.need(from, to)
    return this.text.toString((start & 1) === 0 ? 'latin1' : 'utf8', from, to)
  }

  /** The value that starts at `place` of the values; that of row `row`, if it is one. */
  valueAt(place: number, row = -1): unknown {
    const { at, end } = this
    this.at = this.data + place
    this.end = this.at
    const value = this.value(row)
    this.at = at
    this.end = end
    return value
  }

  private byte(): number {
    if (this.at >= this.end) this.reach(1)
    return this.bytes[this.at++]
  }

  /** Makes the next `n` bytes readable. */
  private reach(n: number): void {
    this.need(this.at, this.at + n)
    this.end = (((this.at + n - 1) >>> BLOCK_SHIFT) + 1) << BLOCK_SHIFT
  }

  private natural(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const b = this.byte()
      value |= (b & 127) << shift
      if (b < 128) return value >>> 0
    }
  }

  private value(row: number): unknown {
    const tag = this.byte()
    switch (tag) {
      case Tag.undefined:
        return undefined
      case Tag.null:
        return null
      case Tag.false:
        return false
      case Tag.true:
        return true
      case Tag.natural:
        return this.natural()
      case Tag.negative:
        return -this.natural()
      case Tag.float:
        return this.float()
      case Tag.bigint:
        return BigInt(this.string(this.natural()))
      case Tag.string:
        return this.string(this.natural())
      case Tag.row:
        return this.row(this.natural())
      default:
        return this.content(tag, this.natural(), row)
    }
  }

  private float(): number {
    this.reach(8)
    this.at += 8
    return this.view.getFloat64(this.at - 8, true)
  }

  private content(tag: number, n: number, row: number): object {
    switch (tag) {
      case Tag.object:
        return this.object(n, row)
      case Tag.array:
        return this.array(n, row)
      case Tag.map:
        return this.keep(this.map(n), row)
      case Tag.list:
        return this.keep(new RowList(new ListTable(this, n)), row)
      case Tag.set:
        return this.set(n, row)
      case Tag.bytes:
        return this.keep(this.binary(n), row)
      case Tag.words:
        return this.keep(new Int32Array(this.binary(n).buffer), row)
      default:
        throw new Error(`the image is damaged: tag ${tag}`)
    }
  }

  /** Known before its parts are read, which may refer back to it. */
  private keep<T extends object>(made: T, row: number): T {
    if (row >= 0) this.rows.set(row, made)
    return made
  }

  private object(shape: number, row: number): object {
    const { keys, blank } = this.shapes[shape]
    const made = this.keep({ ...blank }, row)
    for (let i = 0; i < keys.length; i++) made[keys[i]] = this.value(-1)
    return made
  }

  private array(length: number, row: number): unknown[] {
    const made: unknown[] = this.keep([], row)
    for (let i = 0; i < length; i++) made.push(this.value(-1))
    return made
  }

  private set(size: number, row: number): Set<unknown> {
    const made = this.keep(new Set<unknown>(), row)
    for (let i = 0; i < size; i++) made.add(this.value(-1))
    return made
  }

  private binary(n: number): Uint8Array<ArrayBuffer> {
    if (n > 0) this.reach(n)
    this.at += n
    return this.bytes.slice(this.at - n, this.at) as Uint8Array<ArrayBuffer>
  }

  private map(table: number): Map<unknown, unknown> {
    return this.table(table) === 0 ? new Map() : new LazyMap(new MapEntries(this, table))
  }
}

class ListTable implements StoredList<unknown> {
  readonly length: number
  private readonly reader: GraphReader
  private readonly first: number

  constructor(reader: GraphReader, table: number) {
    this.reader = reader
    this.length = reader.table(table)
    this.first = table + 1
  }

  at(i: number): unknown {
    return this.reader.valueAt(this.reader.table(this.first + i))
  }
}

class MapEntries implements StoredMap<unknown, unknown> {
  readonly size: number
  private readonly reader: GraphReader
  private readonly isText: boolean
  private readonly mask: number
  private readonly slots: number
  private readonly first: number

  constructor(reader: GraphReader, table: number) {
    this.reader = reader
    this.size = reader.table(table + MapTable.count)
    this.isText = reader.table(table + MapTable.kind) === KeyKind.string
    this.mask = reader.table(table + MapTable.mask)
    this.slots = table + MapTable.slots
    this.first = this.slots + this.mask + 1
  }

  /** Where the words of a key's entry are; -1 if there is none. */
  private find(key: unknown): number {
    if (typeof key !== (this.isText ? 'string' : 'number')) return -1
    const { reader } = this
    const hash = this.isText ? hashString(key as string) : hashNumber(key as number)
    for (let slot = hash & this.mask; ; slot = (slot + 1) & this.mask) {
      const entry = reader.table(this.slots + slot)
      if (entry === 0) return -1
      const at = this.first + MapTable.entryWords * (entry - 1)
      if (reader.table(at) === hash && this.keyAt(at) === key) return at
    }
  }

  private keyAt(at: number): string | number {
    const word = this.reader.table(at + 1)
    return this.isText ? this.reader.string(word) : word >>> 0
  }

  has(key: unknown): boolean {
    return this.find(key) >= 0
  }

  get(key: unknown): unknown {
    const at = this.find(key)
    return at < 0 ? undefined : this.reader.valueAt(this.reader.table(at + 2))
  }

  *entries(): Generator<readonly [unknown, unknown], void> {
    for (let i = 0; i < this.size; i++) {
      const at = this.first + MapTable.entryWords * i
      yield [this.keyAt(at), this.reader.valueAt(this.reader.table(at + 2))]
    }
  }
}
