/** The linear memory as the compiler sees it; given by whoever owns the heap. */
export interface HeapAccess {
  readonly u8: Uint8Array
  readonly i32: Int32Array
  readonly i64: BigInt64Array
  readonly u64: BigUint64Array
  readonly f64: Float64Array
  /** Zeroed memory that is never freed. */
  permanent(bytes: number): number
  /** A collected object, payload not zeroed; may collect, so what is not yet reachable must be kept with `rooted`. */
  allocate(type: number, bytes: number): number
  /** Keeps an object alive for ever. */
  pin(address: number): void
  /** Runs `body` with these objects kept alive. */
  rooted<T>(addresses: readonly number[], body: () => T): T
}

/** The UTF-16 text of `n` bytes at `at`; lone bytes become U+DC80…U+DCFF. */
export type DecodeText = (bytes: Uint8Array) => string
