/**
 * The collections of a world that an image stores row by row: they look like a Map and a list, and fetch from the image
 * what is asked for when it is asked for. Most of Base is never looked at by a program, so starting costs nothing.
 *
 * Invariant: what a reader sees does not depend on what was fetched before; a row is fetched once and is then one object.
 * Both are plain containers without an image, and the only class instances that a world may hold.
 */

/** A Map's entries as an image has them. */
export interface StoredMap<K, V> {
  readonly size: number
  has(key: K): boolean
  /** The value of a key that is there. */
  get(key: K): V | undefined
  /** In the order in which they were added. */
  entries(): Iterable<readonly [K, V]>
}

/** A list's elements as an image has them. */
export interface StoredList<T> {
  readonly length: number
  at(i: number): T
}

/** A Map over stored entries: its own entries shadow them. */
export class LazyMap<K, V> extends Map<K, V> {
  private stored: StoredMap<K, V> | null
  /** Stored keys that were deleted, and how many others have an own entry. */
  private readonly deleted = new Set<K>()
  private shadowed = 0

  constructor(stored: StoredMap<K, V>) {
    super()
    this.stored = stored
  }

  private isStored(key: K): boolean {
    return this.stored !== null && !this.deleted.has(key) && this.stored.has(key)
  }

  override get size(): number {
    return super.size + (this.stored ? this.stored.size - this.deleted.size - this.shadowed : 0)
  }

  override has(key: K): boolean {
    return super.has(key) || this.isStored(key)
  }

  override get(key: K): V | undefined {
    const own = super.get(key)
    if (own !== undefined || this.stored === null || super.has(key) || !this.isStored(key)) return own
    const value = this.stored.get(key) as V
    this.shadowed++
    super.set(key, value)
    return value
  }

  override set(key: K, value: V): this {
    // During construction Map may call this before the fields are there; it is given no entries, so it does not.
    if (this.stored && !super.has(key) && this.isStored(key)) this.shadowed++
    return super.set(key, value)
  }

  override delete(key: K): boolean {
    const wasOwn = super.delete(key)
    if (!this.isStored(key)) return wasOwn
    if (wasOwn) this.shadowed--
    this.deleted.add(key)
    return true
  }

  override clear(): void {
    this.stored = null
    this.deleted.clear()
    this.shadowed = 0
    super.clear()
  }

  /** Fetches all entries, into the order they had: the image's first, then those added since. */
  private fetchAll(): void {
    const { stored } = this
    if (!stored) return
    const own = new Map<K, V>(super.entries())
    const all: [K, V][] = []
    for (const [key, value] of stored.entries()) {
      if (this.deleted.has(key)) continue
      all.push([key, own.has(key) ? (own.get(key) as V) : value])
      own.delete(key)
    }
    all.push(...own)
    this.clear()
    for (const [key, value] of all) super.set(key, value)
  }

  override entries(): MapIterator<[K, V]> {
    this.fetchAll()
    return super.entries()
  }

  override keys(): MapIterator<K> {
    this.fetchAll()
    return super.keys()
  }

  override values(): MapIterator<V> {
    this.fetchAll()
    return super.values()
  }

  override forEach(visit: (value: V, key: K, map: Map<K, V>) => void): void {
    this.fetchAll()
    super.forEach(visit)
  }

  override [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }
}

/** A growing list, the first elements of which an image may have. Indices count from 0. */
export class RowList<T> {
  private readonly items: (T | undefined)[] = []
  private readonly stored: StoredList<T> | null
  length = 0

  constructor(stored: StoredList<T> | null = null) {
    this.stored = stored
    this.length = stored?.length ?? 0
  }

  /** Element `i`, which must be there. */
  at(i: number): T {
    const known = this.items[i]
    if (known !== undefined) return known
    if (this.stored === null || i >= this.stored.length) return known as T
    const value = this.stored.at(i)
    this.items[i] = value
    return value
  }

  set(i: number, value: T): void {
    this.items[i] = value
    if (i >= this.length) this.length = i + 1
  }

  /** Adds an element; gives the new length. */
  push(value: T): number {
    this.items[this.length++] = value
    return this.length
  }

  *[Symbol.iterator](): Generator<T, void> {
    for (let i = 0; i < this.length; i++) yield this.at(i)
  }
}
