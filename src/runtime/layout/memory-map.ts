/**
 * Where things lie in the shared linear memory. The only home of addresses and shared-word indices.
 *
 *   0        null guard: never valid, so that 0 means "no object"
 *   CONTROL  words shared by all threads of a process (see `Control`)
 *   WELLKNOWN addresses of objects that the runtime itself must find (see `wellKnown`)
 *   THREADS  one block of THREAD_BYTES per Julia thread (see `Thread`)
 *   CACHES   dispatch and subtype caches, filled by thread 1, read by all
 *   PAGES    one 8-byte record per heap page
 *   HEAP     pages of PAGE_BYTES to the end of the memory
 *
 * All addresses are i32 byte offsets, unsigned: JavaScript code applies `>>> 0` to what Wasm hands it.
 */

export const PAGE_BYTES = 65536

export const CONTROL = 1024
/** Byte offsets from CONTROL of i32 words. Each says who writes and who waits. */
export const Control = {
  /** Nonzero asks every thread to call `rt.safepoint`. Written by whoever wants one (collector, compiler requests,
   * interrupts) with an atomic or/and; polled with plain loads at loop back-edges: seen late is fine, lost is not,
   * because the asker waits for the answer. Bits in `SafepointReason`. */
  safepoint: 0,
  /** Age of the world: one more at every method definition. Written by thread 1 only. */
  world: 4,
  /** Number of Julia threads. Written before any other thread starts. */
  threadCount: 8,
  /** Modules of compiled code published so far. Thread 1 stores (release) after the bytes; others load (acquire). */
  publishedModules: 12,
  /** Collector: 0 idle, 1 stopping, 2 collecting. Compare-and-swap by the thread that collects. */
  gcState: 16,
  /** Collector: threads stopped or in a safe region. Every thread adds/subtracts itself; the collector waits on it. */
  gcStopped: 20,
  /** Ends of collections, counted; stopped threads wait on it. */
  gcEpoch: 24,
  /** Requests to the compiler that are waiting (see `runtime/threads/requests.ts`). */
  pendingRequests: 28,
  /** Thread 1's wake-up word: notified when there is anything for it to do. */
  wakeMain: 32,
  /** First free heap page never used so far, and the number of heap pages. */
  heapTop: 36,
  heapPages: 40,
  /** Spin lock of the page allocator. */
  heapLock: 44,
  /** Nonzero: collect at every allocation (stress mode). */
  gcStress: 48,
  /** KiB allocated since the last collection that start the next one; compared with `allocatedKilobytes` in slow paths. */
  allocBudget: 52,
  /** 1 while an interrupt is wanted; cleared by the task that throws InterruptException. */
  interrupt: 56,
  /** Address and count of the vector of pinned roots (see heap/roots). */
  rootsAddress: 60,
  rootsCount: 64,
  rootsCapacity: 68,
  /** Lock of the roots vector. */
  rootsLock: 72,
  /** Total bytes of live objects after the last collection, bytes / 1024; collections so far. */
  liveKilobytes: 76,
  collections: 80,
  /** KiB handed to threads since the last collection. Added to atomically in slow paths, zeroed by the collector. */
  allocatedKilobytes: 84,
  /** KiB handed to threads before the last collection, all told (u32, wraps after 4 TiB). Written by the collector. */
  totalKilobytes: 88,
  /** Collector's mark epoch 1…127: an object is marked if the low 8 bits of its flags equal it. */
  gcEpochMark: 92,
  /** Lowest heap page that may be free (under heapLock). */
  freeHint: 96,
  /** Heap pages that ordinary allocation may use: less than `heapPages`, so that an OutOfMemoryError can be handled. */
  heapLimit: 100,
  /** Permanent area: next free address and its end (under heapLock). */
  permanentTop: 104,
  permanentEnd: 108,
  /** Head of the chain of free slots in the roots vector: 2 * slot + 1, or 0 (under rootsLock). */
  rootsFree: 112,
  /** Tasks that any thread may start: lock, first, last (under spawnLock; see runtime/tasks/queues). */
  spawnLock: 116,
  spawnFirst: 120,
  spawnLast: 124,
  /** Shadow stacks of tasks: lock, and per tier how many are in use and the first free one (see runtime/tasks/stacks). */
  stackLock: 128,
  stackTiers: 132,
  /** 1: every thread but the first leaves its loop. Written by thread 1. */
  stopping: 160,
  /** Interrupts wanted so far. Added to by whoever interrupts; each thread compares it with the last it has heeded. */
  interruptEpoch: 164,
  /** Microseconds spent in collections, an f64. Written by the collector. */
  gcMicroseconds: 168,
  /** Tasks that have begun and not ended. Every thread adds and subtracts its own (see runtime/threads/stack-count). */
  nativeStacks: 176,
  /** The last interrupt that cannot be caught: a value that `interruptEpoch` had. Written by who interrupts. */
  forcedEpoch: 180,
  /** Heads of the lists of pages still to be swept, by size class: page + 1, or 0 (under heapLock). */
  sweepLists: 256,
} as const

export const SafepointReason = { collect: 1, request: 2, interrupt: 4, stop: 8 } as const

/** i32 words holding addresses of well-known objects, set by the world at bootstrap. Offset = WELLKNOWN + 4 * index. */
export const WELLKNOWN = CONTROL + 1024
export const wellKnown = [
  'nothing',
  'true',
  'false',
  'emptyTuple',
  'emptySvec',
  'undefString',
  'DataType',
  'Union',
  'UnionAll',
  'TypeVar',
  'SimpleVector',
  'Symbol',
  'String',
  'Module',
  'Task',
  'Box',
  'Int8',
  'Int16',
  'Int32',
  'Int64',
  'UInt8',
  'UInt16',
  'UInt32',
  'UInt64',
  'Bool',
  'Char',
  'Float16',
  'Float32',
  'Float64',
  'Int128',
  'UInt128',
  'Any',
  'Nothing',
  'MemoryAny',
  'MemoryUInt8',
  'VectorAny',
  'VectorUInt8',
  'ErrorException',
  'BoundsError',
  'DivideError',
  'InexactError',
  'OverflowError',
  'DomainError',
  'TypeError',
  'UndefVarError',
  'UndefRefError',
  'MethodError',
  'StackOverflowError',
  'OutOfMemoryError',
  'InterruptException',
  'ArgumentError',
  'KeyError',
  'Binding',
  'Expr',
  'QuoteNode',
  'LineNumberNode',
  'GlobalRef',
  /** Caches of preboxed values: a table of i32 addresses for Int64 -512…1023, UInt8 and Int8 by bits, Char 0…127. */
  'boxInt64',
  'boxUInt8',
  'boxInt8',
  'boxChar',
] as const
export type WellKnown = (typeof wellKnown)[number]

/** Address of the word holding the address of a well-known object. */
export function wellKnownWord(name: WellKnown): number {
  return WELLKNOWN + 4 * wellKnown.indexOf(name)
}

export const THREADS = WELLKNOWN + 2048
export const THREAD_BYTES = 4096
export const MAX_THREADS = 128
/** Byte offsets in a thread's block. Written by the thread itself unless said otherwise. */
export const Thread = {
  id: 0,
  /** Address of the current Task object. */
  currentTask: 4,
  /** The Wasm global `sp`, saved when the thread stops at a safepoint or leaves Wasm; read by the collector. */
  savedSp: 8,
  /** Lowest address of the current task's shadow stack, and the limit `sp` may not pass. */
  stackBase: 12,
  stackLimit: 16,
  /** 1 while the thread runs no Wasm and touches no heap object (waiting, idle): the collector need not wait for it. */
  inSafeRegion: 20,
  /** The exception being handled (root), innermost. */
  currentException: 24,
  /** Bytes allocated by this thread since it last told. */
  allocated: 28,
  /** Wake-up word of the thread: others add 1 and notify. */
  wake: 32,
  /** A request to thread 1: state, op, four arguments, result (i32s), see runtime/threads/mailbox. */
  request: 36,
  /** Tasks made runnable by other threads: head of a chain through `TaskObject.next`. Pushed by anyone, emptied by the owner. */
  inbox: 64,
  /** 1 while the thread waits for something to do. Stored by the owner, taken back to 0 by whoever wakes it. */
  idle: 68,
  /** The last interrupt that the thread has heeded. */
  interruptSeen: 72,
  /**
   * What the thread has been given, all told, as two f64: cells and large objects; their bytes. What is left on its free lists is
   * included until a collection takes it back. Others read it as an estimate.
   */
  givenObjects: 80,
  givenBytes: 88,
  /** Sections entered that hold interrupts off (see runtime/tasks/interrupts). */
  sigatomic: 76,
  /** xoshiro256++ fallback state, 4 × u64. */
  random: 96,
  /** Heads of the free lists by size class: SIZE_CLASSES.length i32 words. */
  freeLists: 128,
  /** Bytes of native stack that Julia calls may still use (see `STACK_BUDGET`); saved and restored with the task. */
  depth: 512,
  /** Scratch words for multi-word results of runtime calls. */
  scratch: 1024,
} as const

/**
 * Bytes of native stack that the Julia calls of one task may use, by our own account; more is a StackOverflowError.
 * V8's own overflow cannot be caught by Wasm, so this must stay below the size of a stack (next constant), with room for
 * the calls that are not counted.
 */
export const STACK_BUDGET = 16_000_000
/** The same for code that runs on JavaScript's own stack, of which V8 gives nearly 1 MB unless told otherwise. */
export const OWN_STACK_BUDGET = 600_000
/** Size of a task's native stack (see runtime/threads/native-stacks): reserved, not used. */
export const NATIVE_STACK_KILOBYTES = 24_000
/** What `apply` itself is counted as, beside the entry that it calls. */
export const APPLY_STACK_BYTES = 128
/** What an entry is counted as if nothing is known about it: a function of some 35 Wasm locals with its wrapper. */
export const UNKNOWN_STACK_BYTES = 400
/** Bytes of native stack that a function takes at most in V8's baseline tier: every local and temporary has a slot. */
export function frameStackBytes(locals: number): number {
  return 96 + 8 * locals
}

/** Cell sizes in bytes, header included. Larger objects get whole pages. */
export const SIZE_CLASSES: readonly number[] = [
  16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 1024, 1280, 1536, 2048, 3072, 4096, 8192,
  10920, 13104, 16384, 21840, 32768,
]
/** The largest size that `rt.alloc` takes; `rt.alloc_large` uses the classes above it too. */
export const MAX_SMALL = 8192
/** The largest size that has a class. */
export const MAX_CELL = 32768

/** One byte per multiple of 8 bytes up to MAX_CELL: the size class, by (bytes + 7) >>> 3. */
export const SIZE_TABLE = THREADS + THREAD_BYTES * MAX_THREADS
export const SIZE_TABLE_BYTES = 8192

export const CACHES = SIZE_TABLE + SIZE_TABLE_BYTES
/** Call cache: CALL_CACHE_ENTRIES records of CALL_CACHE_BYTES (see runtime/heap/runtime-module). */
export const CALL_CACHE = CACHES
export const CALL_CACHE_ENTRIES = 16384
export const CALL_CACHE_BYTES = 64
/** Subtype cache: pairs (type of value, type) → 0/1. */
export const ISA_CACHE = CALL_CACHE + CALL_CACHE_ENTRIES * CALL_CACHE_BYTES
export const ISA_CACHE_ENTRIES = 16384
export const ISA_CACHE_BYTES = 16

export const PAGES = ISA_CACHE + ISA_CACHE_ENTRIES * ISA_CACHE_BYTES
export const MAX_PAGES = 65536
export const PAGE_RECORD_BYTES = 8
/** First byte of the heap, aligned to a page. */
export const HEAP = Math.ceil((PAGES + MAX_PAGES * PAGE_RECORD_BYTES) / PAGE_BYTES) * PAGE_BYTES

/** Address of thread `index`'s block (0-based: Julia's thread 1 is 0). */
export function threadBlock(index: number): number {
  return THREADS + THREAD_BYTES * index
}
