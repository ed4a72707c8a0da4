/**
 * What compiled code imports from module `rt`, beside `memory`, the tables and the globals. Emission and the runtime
 * meet here and nowhere else.
 *
 * Types: all i32 unless said. A "ref" is the address of a heap object. `home`: 'wasm' is part of the runtime's own Wasm
 * module (one instance a thread); 'js' is a leaf JavaScript function. None of them runs Julia code except those that say so.
 *
 * Conventions of compiled code
 * - Specialised entry: parameters are the flattened representations of the arguments (ghosts have none), results the
 *   flattened representation of the return value (multi-value).
 * - Generic entry ("jlcall"), in table `jl`: (args, nargs, k) → ref. `args` is the address of nargs i32 refs, args[0] the
 *   function object, on the caller's shadow stack. k is the entry's own index in the table, so that one stub can serve
 *   every entry that this thread has not instantiated yet.
 * - Rooting: refs that live across a safepoint are in the shadow-stack frame of the function that holds them. A caller
 *   keeps its call's ref arguments in its own frame during the call; a callee need not root its parameters.
 *   A frame: fn entry saves global `sp` to a local, adds 4*slots, zero-fills; every exit restores it; a catch restores
 *   it too. The shadow stack grows upwards; the collector scans stackBase … sp.
 * - Depth: `Thread.depth` counts down the bytes of native stack left. `apply` takes its share and gives it back. Direct
 *   calls inside a cycle of instances pass what is left as a hidden last i32 parameter, which costs nothing (fib(32):
 *   7.6 ms, unguarded 6.7; a counter in a global or in memory 35–38): the inner function throws StackOverflowError if
 *   it is negative and passes `left - own frame's estimate` on to direct calls of the same cycle; before any other call
 *   that may run Julia code it stores `left` to `Thread.depth`. The entry in table `spec` loads the word, calls
 *   the inner function, and stores the loaded value back. A `try` saves the word with `sp`, its handler restores both.
 * - Exceptions: tag `jl` carries one ref. Wasm's legacy `try`/`catch` is used.
 */
export type WasmType = 'i32' | 'i64' | 'f32' | 'f64'
export interface RuntimeImport {
  readonly params: readonly WasmType[]
  readonly results: readonly WasmType[]
  readonly home: 'wasm' | 'js'
  readonly doc: string
}

const sig = (params: string, results: string, home: 'wasm' | 'js', doc: string): RuntimeImport => ({
  params: params === '' ? [] : (params.split(' ') as WasmType[]),
  results: results === '' ? [] : (results.split(' ') as WasmType[]),
  home,
  doc,
})

export const runtimeImports = {
  alloc: sig('i32 i32', 'i32', 'wasm', 'alloc(type, bytes): a small object, header set, payload NOT zeroed. Safepoint.'),
  alloc_large: sig(
    'i32 i32',
    'i32',
    'wasm',
    'alloc_large(type, bytes): any size. May throw OutOfMemoryError. Payload not zeroed for small ones.',
  ),
  alloc_memory: sig(
    'i32 i32',
    'i32',
    'wasm',
    'alloc_memory(Memory type, count): Memory object; pointer elements are zeroed. Throws OutOfMemoryError or ArgumentError.',
  ),
  alloc_array: sig(
    'i32 i32 i32',
    'i32',
    'wasm',
    'alloc_array(Array type, memory type, count): a Vector with its Memory; for N≥2 the caller stores dims. Elements as alloc_memory.',
  ),
  array_grow_end: sig('i32 i32', '', 'wasm', 'array_grow_end(array, n): n more elements at the end (amortised), pointers zeroed.'),
  array_grow_begin: sig('i32 i32', '', 'wasm', 'array_grow_begin(array, n)'),
  array_grow_at: sig('i32 i32 i32', '', 'wasm', 'array_grow_at(array, i0, n): n elements before 0-based position i0, later ones move.'),
  array_delete_at: sig(
    'i32 i32 i32',
    '',
    'wasm',
    'array_delete_at(array, i0, n): removes n from 0-based i0. Freed pointer slots are zeroed.',
  ),
  array_sizehint: sig('i32 i32', '', 'wasm', 'array_sizehint(array, n)'),
  box_i64: sig('i64', 'i32', 'wasm', 'Int64 box; small values preboxed.'),
  box_i8: sig('i32', 'i32', 'wasm', 'Int8 box'),
  box_u8: sig('i32', 'i32', 'wasm', 'UInt8 box'),
  box_char: sig('i32', 'i32', 'wasm', 'Char box; ASCII preboxed'),
  box_f64: sig('f64', 'i32', 'wasm', 'Float64 box'),
  egal: sig('i32 i32', 'i32', 'wasm', '=== of two refs of any type.'),
  isa: sig('i32 i32', 'i32', 'wasm', 'isa(ref, type ref): typeof(ref) <: type, with a cache. For type-valued refs too.'),
  object_id: sig('i32', 'i64', 'wasm', 'objectid: consistent with egal (contents of immutables, address of mutables).'),
  apply: sig('i32 i32', 'i32', 'wasm', 'apply(args, nargs): dynamic call; RUNS JULIA CODE. MethodError when nothing matches.'),
  compile_entry: sig('i32', '', 'js', 'compile_entry(mi): makes the spec-table entry of a method instance real on this thread.'),
  sync_modules: sig('', '', 'js', 'instantiates on this thread all modules published so far.'),
  safepoint: sig('', '', 'js', 'the slow path of a poll: collect, serve requests, throw InterruptException.'),
  ask: sig(
    'i32 i32 i32 i32 i32',
    'i32',
    'js',
    'ask(op, a, b, c, d): the compiler answers (see layout/requests.ts). Throws Julia exceptions.',
  ),
  throw_error: sig('i32 i32 i32 i32', '', 'js', 'throw_error(ErrorKind, a, b, c): never returns.'),
  throw_value: sig('i32', '', 'js', "Julia's throw: records the backtrace, then throws. Never returns."),
  rethrow_value: sig('i32', '', 'js', 'throws without a new backtrace.'),
  symbol_from_string: sig('i32 i32', 'i32', 'js', 'symbol_from_string(address, bytes): interned Symbol.'),
  sin: sig('f64', 'f64', 'js', 'as are the next: Math.sin …, called directly'),
  cos: sig('f64', 'f64', 'js', ''),
  tan: sig('f64', 'f64', 'js', ''),
  asin: sig('f64', 'f64', 'js', ''),
  acos: sig('f64', 'f64', 'js', ''),
  atan: sig('f64', 'f64', 'js', ''),
  atan2: sig('f64 f64', 'f64', 'js', ''),
  math1: sig('i32 f64', 'f64', 'js', 'math1(MathFunction, x)'),
  math2: sig('i32 f64 f64', 'f64', 'js', 'math2(MathFunction, x, y)'),
  host: sig(
    'i32 i32 i32 i32 i32',
    'i32',
    'js',
    'host(HostCall, a, b, c, d): clocks, output, files, processes … (see layout/host-calls.ts)',
  ),
  host_f64: sig('i32 f64', 'f64', 'js', 'host_f64(HostCall, x): clocks and others that speak in floats'),
  task_switch: sig('i32', 'i32', 'js', 'task_switch(reason): suspends this task until it is resumed; the only suspending import.'),
} as const satisfies Record<string, RuntimeImport>

export type RuntimeImportName = keyof typeof runtimeImports

/** First argument of `throw_error`; the others' meaning beside it. */
export const ErrorKind = {
  divide: 0,
  /** a: array or tuple ref, b: address of an i32 ref of the boxed index (or tuple of indices). */
  bounds: 1,
  /** a: context symbol ref (function), b: expected type ref, c: value ref. */
  type: 2,
  /** a: symbol ref, b: module ref or 0 (local variable). */
  undefVar: 3,
  undefRef: 4,
  stackOverflow: 5,
  outOfMemory: 6,
  /** a: function symbol ref, b: target type ref, c: value ref. */
  inexact: 7,
  /** a: args address, b: nargs. */
  method: 8,
  /** a: String ref. */
  message: 9,
  /** a: code of an engine bug; never expected. */
  bug: 10,
  /** a: struct ref or type, b: symbol: no such field. */
  field: 11,
} as const

/** First argument of `math1` and `math2`. */
export const MathFunction = {
  sinh: 0,
  cosh: 1,
  tanh: 2,
  asinh: 3,
  acosh: 4,
  atanh: 5,
  exp2: 6,
  exp10: 7,
  expm1: 8,
  log2: 9,
  log10: 10,
  log1p: 11,
  cbrt: 12,
  pow: 13,
  hypot: 14,
  rem: 15,
} as const

/** Functions of floats that are imports of their own, JavaScript's `Math`: V8 calls these without leaving compiled code. */
export const directMath: ReadonlySet<RuntimeImportName> = new Set<RuntimeImportName>(['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2'])
