/** Calls of the host with boxed values: what `rt.host` does for numbers in text, characters, files and the environment. */
import os from 'node:os'
import { HEADER_BYTES, ArrayObject } from '../../runtime/layout/objects.ts'
import { HostCall } from '../../runtime/layout/host-calls.ts'
import { float32Digits, floatDigits, floatExponential, floatFixed, floatParse } from '../../runtime/host/float-text.ts'
import { compileRegex, findRegex } from '../../runtime/host/regex.ts'
import type { HostSystem } from '../../runtime/host/system.ts'
import { charCase, charCategory, charWidth } from '../../runtime/host/unicode.ts'
import { intValue } from '../types/constants.ts'
import { instanceOf, tupleType } from '../types/make.ts'
import type { DataType } from '../types/type.ts'
import type { Objects } from '../world/objects.ts'
import { newVectorAny } from '../world/quote.ts'

type HostHandler = (o: Objects, s: HostSystem, args: number[]) => number

const floatOf = (o: Objects, at: number): number => o.heap.f64[(at + HEADER_BYTES) >>> 3]
const float32Of = (o: Objects, at: number): number => new Float32Array(o.heap.u8.slice(at + 8, at + 12).buffer)[0]
const isNothing = (o: Objects, at: number): boolean => at === o.wellKnown('nothing')

function pair(o: Objects, a: number, b: number): number {
  return o.heap.rooted([a, b], () => o.newStruct(tupleType(o.world.types, [o.typeOf(a), o.typeOf(b)]), [a, b]))
}

function decimal(o: Objects, d: { digits: bigint; exponent: number }): number {
  const a = o.newBits(o.world.types.core.UInt64 as DataType, d.digits)
  return o.heap.rooted([a], () => pair(o, a, o.newInt(d.exponent)))
}

function newFloat(o: Objects, x: number): number {
  const at = o.newBits(o.world.types.core.Float64 as DataType, 0n)
  o.heap.f64[(at + HEADER_BYTES) >>> 3] = x
  return at
}

function bytes(o: Objects, data: Uint8Array): number {
  const t = instanceOf(o.world.types, o.world.types.types.arrayName, [o.world.types.core.UInt8, intValue(o.world.types, 1)])
  const at = o.newArray(t, [data.length])
  o.heap.u8.set(data, o.word(at + ArrayObject.data))
  return at
}

function floats(o: Objects, list: number[]): number {
  const t = instanceOf(o.world.types, o.world.types.types.arrayName, [o.world.types.core.Float64, intValue(o.world.types, 1)])
  const at = o.newArray(t, [list.length])
  list.forEach((x, i) => {
    o.heap.f64[(o.word(at + ArrayObject.data) >>> 3) + i] = x
  })
  return at
}

const strings = (o: Objects, list: readonly string[]): number => newVectorAny(o, list.length, i => o.newString(list[i]))
const textOr = (o: Objects, r: string | number): number => (typeof r === 'number' ? o.newInt(r) : o.newString(r))

function byteArgument(o: Objects, at: number, n: number): Uint8Array {
  const data = o.word(at + ArrayObject.data)
  return o.heap.u8.slice(data, data + Math.min(n, o.word(at + ArrayObject.length)))
}

const status: (follow: boolean) => HostHandler =
  follow =>
  (o, s, [path]) => {
    const f = s.status(o.text(path), follow)
    return floats(o, [f.kind, f.bytes, f.modified, f.mode, f.changed, f.inode])
  }

const zoneMinutes = (seconds: number): number => -new Date(seconds * 1000).getTimezoneOffset()

/** By op number; from 200 on they are described in `base/text/host.jl`. */
const handlers: Record<number, HostHandler> = {
  [HostCall.float_digits]: (o, _s, [x]) => decimal(o, floatDigits(floatOf(o, x))),
  [HostCall.float32_digits]: (o, _s, [x]) => decimal(o, float32Digits(float32Of(o, x))),
  [HostCall.float_fixed]: (o, _s, [x, n]) => o.newString(floatFixed(floatOf(o, x), o.intOf(n))),
  [HostCall.float_exponential]: (o, _s, [x, n]) => o.newString(floatExponential(floatOf(o, x), o.intOf(n))),
  [HostCall.float_parse]: (o, _s, [text]) => {
    const x = floatParse(o.text(text))
    const f = newFloat(o, x ?? 0)
    return pair(o, o.boolean(x !== null), f)
  },
  200: (o, _s, [c]) => o.newInt(charCategory(o.intOf(c))),
  201: (o, _s, [c, which]) => o.newInt(charCase(o.intOf(c), o.intOf(which))),
  202: (o, _s, [c]) => o.newInt(charWidth(o.intOf(c))),
  203: (o, _s, [text, form]) => o.newString(o.text(text).normalize(o.text(form))),
  206: (o, _s, [spec]) => {
    const compiled = compileRegex(o.text(spec))
    return typeof compiled === 'string' ? o.newString(compiled) : strings(o, compiled.names)
  },
  207: (o, _s, [spec, text, start]) => {
    const compiled = compileRegex(o.text(spec))
    return floats(o, typeof compiled === 'string' ? [] : findRegex(compiled, o.text(text), o.intOf(start)))
  },
  205: (o, s, [most]) => {
    const r = s.readStdin(o.intOf(most))
    return typeof r === 'number' ? o.newInt(r) : bytes(o, r)
  },
  210: (o, s, [path, mode]) => o.newInt(s.open(o.text(path), o.text(mode))),
  211: (o, s, [file]) => o.newInt(s.close(o.intOf(file))),
  212: (o, s, [file, most]) => {
    const r = s.read(o.intOf(file), o.intOf(most))
    return typeof r === 'number' ? o.newInt(r) : bytes(o, r)
  },
  213: (o, s, [file, data, n]) => o.newInt(s.write(o.intOf(file), byteArgument(o, data, o.intOf(n)))),
  214: (o, s, [file, offset, whence]) => o.newInt(s.seek(o.intOf(file), o.intOf(offset), o.intOf(whence))),
  220: status(true),
  221: status(false),
  222: (o, s, [path]) => {
    const r = s.list(o.text(path))
    return typeof r === 'number' ? o.newInt(r) : strings(o, r)
  },
  223: (o, s, [path, mode]) => o.newInt(s.makeFolder(o.text(path), o.intOf(mode))),
  224: (o, s, [path]) => o.newInt(s.remove(o.text(path))),
  225: (o, s, [from, to]) => o.newInt(s.rename(o.text(from), o.text(to))),
  226: (o, s, [from, to]) => o.newInt(s.copy(o.text(from), o.text(to))),
  227: (o, s) => o.newString(s.folder()),
  228: (o, s, [path]) => o.newInt(s.changeFolder(o.text(path))),
  229: (o, s) => o.newString(s.temporaryFolder()),
  230: (o, s, [path]) => textOr(o, s.realPath(o.text(path))),
  231: (o, s) => o.newString(s.home()),
  232: (o, s, [path, mode]) => o.newInt(s.changeMode(o.text(path), o.intOf(mode))),
  233: (o, s, [path]) => o.newInt(s.touch(o.text(path))),
  240: (o, s, [name]) => {
    const v = s.environment(o.text(name))
    return v === null ? o.wellKnown('nothing') : o.newString(v)
  },
  241: (o, s, [name, value]) => o.newInt(s.setEnvironment(o.text(name), isNothing(o, value) ? null : o.text(value))),
  242: (o, s) => strings(o, s.environmentNames()),
  243: (o, s, [fd]) => {
    const size = s.displaySize(o.intOf(fd))
    return o.newInt(size ? size[0] * 65536 + size[1] : 0)
  },
  244: (o, s, [fd]) => o.boolean(s.isTerminal(o.intOf(fd))),
  245: (o, _s, [t]) => o.newInt(zoneMinutes(floatOf(o, t))),
  246: o => o.newInt(process.pid),
  247: o => o.newString('localhost'),
  248: (o, s) => strings(o, s.commandLine),
  249: (o, _s, [which]) => o.newInt([os.availableParallelism, os.totalmem, os.freemem, os.uptime][o.intOf(which)]()),
}

/** Answers host call `op`, or gives null when it is none of these. */
export function hostCall(o: Objects, system: HostSystem, op: number, args: number[]): number | null {
  const h = handlers[op]
  return h ? h(o, system, args) : null
}
