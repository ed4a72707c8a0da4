/**
 * Reads a graph that `graph-writer.ts` wrote, row by row as they are asked for. A Map becomes a `LazyMap`, a list a `RowList`.
 *
 * Invariant: a row is read once; whoever asks for it later, or refers to it, gets the same object.
 */
import { LazyMap, RowList, type StoredList, type StoredMap } from '../interpreter/world/rows.ts'
import { Header, hashNumber, hashString, KeyKind, MAGIC, MapTable, Tag } from './graph-format.ts'

/** The graph's root. `bytes` must not change while the graph is in use. */
export function readGraph(bytes: Uint8Array): object {
  return new GraphReader(bytes).row(0) as object
}

class GraphReader {
  readonly tables: Int32Array
  private readonly rowStarts: Int32Array
  private readonly stringStarts: Int32Array
  private readonly data: Uint8Array
  private readonly view: DataView
  private readonly text: Buffer
  private readonly rows: (object | undefined)[]
  private readonly strings: (string | undefined)[]
  private readonly shapes: { readonly keys: string[]; readonly blank: Record<string, unknown> }[]
  /** Where reading is in `data`. */
  private at = 0

  constructor(bytes: Uint8Array) {
    // Words must lie at multiples of four.
    const file = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
    let start = file.byteOffset
    const words = (n: number): Int32Array => {
      start += 4 * n
      return new Int32Array(file.buffer, start - 4 * n, n)
    }
    const header = words(Header.words)
    if (header[Header.magic] !== MAGIC) throw new Error('the image is damaged, or of another version of Fatou')
    this.rowStarts = words(header[Header.rows])
    this.stringStarts = words(header[Header.strings])
    this.tables = words(header[Header.tables])
    const section = (n: number): Uint8Array => {
      start += n
      return new Uint8Array(file.buffer, start - n, n)
    }
    this.data = section(header[Header.data])
    this.view = new DataView(this.data.buffer, this.data.byteOffset, this.data.length)
    const text = section(header[Header.text])
    this.text = Buffer.from(text.buffer, text.byteOffset, text.length)
    const shapes = JSON.parse(Buffer.from(section(header[Header.shapes])).toString()) as string[][]
    this.shapes = shapes.map(keys => ({ keys, blank: Object.fromEntries(keys.map(k => [k, undefined])) }))
    this.rows = new Array(this.rowStarts.length)
    this.strings = new Array(this.stringStarts.length)
  }

  row(id: number): object {
    return this.rows[id] ?? (this.valueAt(this.rowStarts[id], id) as object)
  }

  string(id: number): string {
    return (this.strings[id] ??= this.decodeString(id))
  }

  private decodeString(id: number): string {
    const start = this.stringStarts[id]
    const encoding = (start & 1) === 0 ? 'latin1' : 'utf8'
    return this.text.toString(encoding, start >>> 1, this.stringStarts[id + 1] >>> 1)
  }

  /** The value that starts at `place`; that of row `row`, if it is one. */
  valueAt(place: number, row = -1): unknown {
    const back = this.at
    this.at = place
    const value = this.value(row)
    this.at = back
    return value
  }

  private natural(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const b = this.data[this.at++]
      value |= (b & 127) << shift
      if (b < 128) return value >>> 0
    }
  }

  private value(row: number): unknown {
    const tag = this.data[this.at++]
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
        this.at += 8
        return this.view.getFloat64(this.at - 8, true)
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
        this.at += n
        return this.keep(this.data.slice(this.at - n, this.at), row)
      case Tag.words:
        this.at += n
        return this.keep(new Int32Array(this.data.slice(this.at - n, this.at).buffer), row)
      default:
        throw new Error(`the image is damaged: tag ${tag}`)
    }
  }

  /** Known before its parts are read, which may refer back to it. */
  private keep<T extends object>(made: T, row: number): T {
    if (row >= 0) this.rows[row] = made
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

  private map(table: number): Map<unknown, unknown> {
    return this.tables[table] === 0 ? new Map() : new LazyMap(new MapEntries(this, table))
  }
}

class ListTable implements StoredList<unknown> {
  readonly length: number
  private readonly reader: GraphReader
  private readonly first: number

  constructor(reader: GraphReader, table: number) {
    this.reader = reader
    this.length = reader.tables[table]
    this.first = table + 1
  }

  at(i: number): unknown {
    return this.reader.valueAt(this.reader.tables[this.first + i])
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
    this.size = reader.tables[table + MapTable.count]
    this.isText = reader.tables[table + MapTable.kind] === KeyKind.string
    this.mask = reader.tables[table + MapTable.mask]
    this.slots = table + MapTable.slots
    this.first = this.slots + this.mask + 1
  }

  /** Where the words of a key's entry are; -1 if there is none. */
  private find(key: unknown): number {
    if (typeof key !== (this.isText ? 'string' : 'number')) return -1
    const { tables } = this.reader
    const hash = this.isText ? hashString(key as string) : hashNumber(key as number)
    for (let slot = hash & this.mask; ; slot = (slot + 1) & this.mask) {
      const entry = tables[this.slots + slot]
      if (entry === 0) return -1
      const at = this.first + MapTable.entryWords * (entry - 1)
      if (tables[at] === hash && this.keyAt(at) === key) return at
    }
  }

  private keyAt(at: number): string | number {
    const word = this.reader.tables[at + 1]
    return this.isText ? this.reader.string(word) : word >>> 0
  }

  has(key: unknown): boolean {
    return this.find(key) >= 0
  }

  get(key: unknown): unknown {
    const at = this.find(key)
    return at < 0 ? undefined : this.reader.valueAt(this.reader.tables[at + 2])
  }

  *entries(): Generator<readonly [unknown, unknown], void> {
    for (let i = 0; i < this.size; i++) {
      const at = this.first + MapTable.entryWords * i
      yield [this.keyAt(at), this.reader.valueAt(this.reader.tables[at + 2])]
    }
  }
}
