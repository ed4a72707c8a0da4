/**
 * Julia exceptions from JavaScript: building the exception object, remembering where it was thrown, throwing it.
 *
 * Enters: an `ErrorKind` with its operands, or an exception object. Leaves, always: a `WebAssembly.Exception` of the
 * thread's tag with the object's address, which compiled code can catch. Operands are rooted while objects are made.
 *
 * The backtrace is V8's own stack, captured at the throw and turned into text only if somebody asks (formatting is what
 * costs). It is kept beside the object's address, for at most MAX_TRACES exceptions; since addresses are used again, a
 * trace counts only while its object has survived every collection since.
 */
import { ErrorKind } from '../layout/imports.ts'
import { Control, Thread, type WellKnown, wellKnownWord } from '../layout/memory-map.ts'
import { HEADER_BYTES, MARK_MASK, SymbolObject, TypeObject } from '../layout/objects.ts'
import { allocate, allocateString } from '../heap/allocate.ts'
import { control } from '../heap/memory.ts'
import { rooted, type Mutator } from '../heap/mutator.ts'
import { HeapExhausted } from '../heap/roots.ts'

const MAX_TRACES = 64
const MAX_FRAMES = 80

export interface ErrorHooks {
  /** A Julia tuple of these objects (rooted by the caller). Only for MethodError. */
  makeTuple(addresses: readonly number[]): number
  /** The symbol of a name. Only for `UndefVarError(:x, :local)`. */
  symbol(name: string): number
}

export interface Errors {
  /** The imports `throw_error`, `throw_value`, `rethrow_value`. */
  throwError(kind: number, a: number, b: number, c: number): never
  throwValue(exception: number): never
  rethrowValue(exception: number): never
  /** An exception whose only field is a String: ErrorException, ArgumentError, OverflowError … */
  throwMessage(type: WellKnown, text: string): never
  /** Runs `body`, turning exhausted memory into OutOfMemoryError. */
  allocating<T>(body: () => T): T
  /** What is known of an earlier throw of this object does not tell where it comes from now. */
  forgetTrace(exception: number): void
  /** V8's frames of compiled code, as text, of the throw of this exception on this thread; null if it is not known. */
  traceOf(exception: number): string | null
  /** The same of this place. */
  traceHere(): string
  /** The exception that was being handled when this one was thrown on this thread; null if none, or if it is gone. */
  causeOf(exception: number): number | null
  /** Lets a text that `traceOf` gave, here or on another thread, be this exception's. */
  setTrace(exception: number, text: string): void
}

interface Trace {
  readonly holder: { stack?: string }
  /** Address of the exception being handled then, or 0. Nothing keeps it alive: it counts while its own trace does. */
  readonly cause: number
  readonly type: number
  readonly collections: number
}

/** An engine bug reported by compiled code. */
export class EngineBug extends Error {
  constructor(code: number) {
    super(`compiled code reports engine bug ${code}`)
    this.name = 'EngineBug'
  }
}

/** V8's stack of this place; it becomes text when that is first read. */
function stackHolder(): { stack?: string } {
  const limit = Error.stackTraceLimit
  const holder: { stack?: string } = {}
  Error.stackTraceLimit = MAX_FRAMES
  Error.captureStackTrace(holder)
  Error.stackTraceLimit = limit
  return holder
}

function compiledFrames(stack: string): string {
  return stack
    .split('\n')
    .filter(line => line.includes('wasm://'))
    .join('\n')
}

/**
 * The Julia exception that stands for an exhausted resource: our heap, V8's stack or its memory. Null for any other error.
 * V8 says by RangeError that its stack is used up (compiler and serialiser recurse over what they are given), or that it
 * cannot make an array of the size wanted.
 */
export function limitReached(error: unknown): 'StackOverflowError' | 'OutOfMemoryError' | null {
  if (error instanceof HeapExhausted) return 'OutOfMemoryError'
  if (!(error instanceof RangeError)) return null
  return /call stack/.test(error.message) ? 'StackOverflowError' : 'OutOfMemoryError'
}

/** The error functions of one thread. */
export function createErrors(m: Mutator, tag: WebAssembly.Tag, hooks: ErrorHooks): Errors {
  const { heap } = m
  const traces = new Map<number, Trace>()

  const wellKnown = (name: WellKnown): number => heap.i32[wellKnownWord(name) >>> 2] >>> 0

  const remember = (exception: number): void => {
    const handled = heap.i32[(m.block + Thread.currentException) >>> 2] >>> 0
    keep(exception, stackHolder(), handled === exception ? 0 : handled)
  }

  const keep = (exception: number, holder: { stack?: string }, cause: number): void => {
    traces.delete(exception)
    traces.set(exception, { holder, cause, type: heap.i32[exception >>> 2], collections: control(heap, Control.collections) })
    if (traces.size > MAX_TRACES) traces.delete(traces.keys().next().value as number)
  }

  const throwValue = (exception: number): never => {
    remember(exception >>> 0)
    throw new WebAssembly.Exception(tag, [exception])
  }

  /** The only instance of an exception type without fields. These never need memory. */
  const throwSingleton = (name: WellKnown): never => {
    const instance = heap.i32[(wellKnown(name) + TypeObject.instance) >>> 2]
    if (instance === 0) throw new Error(`${name} has no instance yet`)
    return throwValue(instance)
  }

  const allocating = <T>(body: () => T): T => {
    try {
      return body()
    } catch (error) {
      if (error instanceof HeapExhausted) return throwSingleton('OutOfMemoryError')
      throw error
    }
  }

  /** An object of `type` with these pointer fields, thrown. They are rooted meanwhile. */
  const throwObject = (type: WellKnown, fields: readonly number[], extra = 0): never =>
    throwValue(
      allocating(() =>
        rooted(m, fields, () => {
          const object = allocate(m, wellKnown(type), HEADER_BYTES + Math.max(8, 4 * fields.length + extra))
          fields.forEach((field, i) => (heap.i32[((object + HEADER_BYTES) >>> 2) + i] = field))
          if (fields.length % 2 === 1) heap.i32[((object + HEADER_BYTES) >>> 2) + fields.length] = 0
          return object
        }),
      ),
    )

  const text = (s: string): number => allocateString(m, wellKnown('String'), new TextEncoder().encode(s))

  const throwMessage = (type: WellKnown, message: string): never => throwObject(type, [allocating(() => text(message))])

  const throwTypeError = (context: number, expected: number, got: number): never => {
    const empty = allocating(() => rooted(m, [context, expected, got], () => text('')))
    return throwObject('TypeError', [context, empty, expected, got])
  }

  const throwMethodError = (args: number, nargs: number): never => {
    const values = Array.from({ length: nargs }, (_, i) => heap.i32[(args >>> 2) + i])
    const exception = allocating(() => {
      const tuple = rooted(m, values, () => hooks.makeTuple(values.slice(1)))
      return rooted(m, [tuple, values[0]], () => {
        const object = allocate(m, wellKnown('MethodError'), 24)
        heap.i32[(object + 8) >>> 2] = values[0]
        heap.i32[(object + 12) >>> 2] = tuple
        heap.i64[(object + 16) >>> 3] = BigInt(control(heap, Control.world) >>> 0)
        return object
      })
    })
    return throwValue(exception)
  }

  const throwNoField = (object: number, field: number): never => {
    const header = heap.i32[object >>> 2]
    const isType = header === wellKnown('DataType') || header === wellKnown('UnionAll') || header === wellKnown('Union')
    const name = heap.i32[((isType ? object : header) + TypeObject.name) >>> 2]
    return throwMessage('ErrorException', `type ${symbolText(name)} has no field ${symbolText(field)}`)
  }

  const symbolText = (symbol: number): string => {
    if (symbol === 0) return '?'
    const from = (symbol >>> 0) + SymbolObject.data
    return new TextDecoder().decode(heap.u8.slice(from, from + heap.i32[(symbol + SymbolObject.length) >>> 2]))
  }

  /** The trace of an exception, if that has lived since. */
  const traceFor = (exception: number): Trace | null => {
    const trace = traces.get(exception >>> 0)
    if (trace === undefined || heap.i32[exception >>> 2] !== trace.type) return null
    const survived =
      trace.collections === control(heap, Control.collections) ||
      (heap.i32[(exception + 4) >>> 2] & MARK_MASK) === control(heap, Control.gcEpochMark) ||
      heap.i32[(trace.type + TypeObject.instance) >>> 2] === (exception | 0)
    return survived ? trace : null
  }

  const throwError = (kind: number, a: number, b: number, c: number): never => {
    switch (kind) {
      case ErrorKind.divide:
        return throwSingleton('DivideError')
      case ErrorKind.bounds:
        return throwObject('BoundsError', [a, heap.i32[b >>> 2]])
      case ErrorKind.type:
        return throwTypeError(a, b, c)
      case ErrorKind.undefVar:
        return throwObject('UndefVarError', [a, b || hooks.symbol('local')])
      case ErrorKind.undefRef:
        return throwSingleton('UndefRefError')
      case ErrorKind.stackOverflow:
        return throwSingleton('StackOverflowError')
      case ErrorKind.outOfMemory:
        return throwSingleton('OutOfMemoryError')
      case ErrorKind.inexact:
        return throwObject('InexactError', [a, b, c])
      case ErrorKind.method:
        return throwMethodError(a, b)
      case ErrorKind.message:
        return throwObject('ErrorException', [a])
      case ErrorKind.field:
        return throwNoField(a, b)
      default:
        throw new EngineBug(a)
    }
  }

  return {
    throwError,
    throwValue,
    throwMessage,
    allocating,
    rethrowValue: exception => {
      throw new WebAssembly.Exception(tag, [exception])
    },
    forgetTrace: exception => void traces.delete(exception),
    traceOf: exception => {
      const trace = traceFor(exception)
      return trace ? compiledFrames(trace.holder.stack ?? '') : null
    },
    causeOf: exception => {
      const cause = traceFor(exception)?.cause ?? 0
      return cause !== 0 && traceFor(cause) ? cause : null
    },
    traceHere: () => compiledFrames(stackHolder().stack ?? ''),
    setTrace: (exception, text) => keep(exception >>> 0, { stack: text }, 0),
  }
}
