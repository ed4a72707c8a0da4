/** The sleeping tasks of one thread: a binary heap by time; equal times keep their order. */
export interface Timer<T> {
  readonly at: number
  readonly order: number
  readonly what: T
  /** No longer wanted: passed over when its time comes. */
  cancelled: boolean
}

export class Timers<T> {
  private readonly heap: Timer<T>[] = []
  private orders = 0

  add(at: number, what: T): Timer<T> {
    const timer = { at, order: this.orders++, what, cancelled: false }
    this.heap.push(timer)
    this.up(this.heap.length - 1)
    return timer
  }

  /** When the first one is due; Infinity without any. */
  next(): number {
    while (this.heap.length > 0 && this.heap[0].cancelled) this.remove()
    return this.heap.length === 0 ? Infinity : this.heap[0].at
  }

  /** Takes out those due at `now`, in order. */
  due(now: number): T[] {
    const list: T[] = []
    while (this.next() <= now) list.push(this.remove().what)
    return list
  }

  private remove(): Timer<T> {
    const [first] = this.heap
    const last = this.heap.pop() as Timer<T>
    if (this.heap.length > 0) {
      this.heap[0] = last
      this.down(0)
    }
    return first
  }

  private up(start: number): void {
    for (let i = start; i > 0; ) {
      const parent = (i - 1) >>> 1
      if (!this.isBefore(i, parent)) return
      this.swap(i, parent)
      i = parent
    }
  }

  private down(start: number): void {
    for (let i = start; ; ) {
      const left = 2 * i + 1
      if (left >= this.heap.length) return
      const child = left + 1 < this.heap.length && this.isBefore(left + 1, left) ? left + 1 : left
      if (!this.isBefore(child, i)) return
      this.swap(i, child)
      i = child
    }
  }

  private isBefore(i: number, j: number): boolean {
    const [a, b] = [this.heap[i], this.heap[j]]
    return a.at < b.at || (a.at === b.at && a.order < b.order)
  }

  private swap(i: number, j: number): void {
    const t = this.heap[i]
    this.heap[i] = this.heap[j]
    this.heap[j] = t
  }
}
