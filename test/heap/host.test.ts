import { describe, expect, test } from 'vitest'
import { allocatePermanent, allocateString, createThreadGlobals, pin } from '../../src/runtime/heap/index.ts'
import { createErrors } from '../../src/runtime/host/errors.ts'
import { float16ToNumber, numberToFloat16 } from '../../src/runtime/host/float16.ts'
import { float32Digits, floatDigits, floatExponential, floatFixed, floatParse } from '../../src/runtime/host/float-text.ts'
import { fma, math1, math2 } from '../../src/runtime/host/math.ts'
import { ErrorKind, MathFunction } from '../../src/runtime/layout/imports.ts'
import { CONTROL, Control, wellKnownWord } from '../../src/runtime/layout/memory-map.ts'
import { TypeObject } from '../../src/runtime/layout/objects.ts'
import { collect } from '../../src/runtime/heap/index.ts'
import { smallWorld } from './small-world.ts'

describe('floats as text', () => {
  test.each([
    [0.1, 1n, -1],
    [100, 1n, 2],
    [123.25, 12325n, -2],
    [5e-324, 5n, -324],
    [1.7976931348623157e308, 17976931348623157n, 292],
    [1 / 3, 3333333333333333n, -16],
    [1e23, 1n, 23],
  ])('shortest digits of %d', (x, digits, exponent) => {
    expect(floatDigits(x)).toEqual({ digits, exponent })
  })

  test('shortest digits of Float32 values read back', () => {
    expect(float32Digits(Math.fround(0.1))).toEqual({ digits: 1n, exponent: -1 })
    expect(float32Digits(Math.fround(16777216))).toEqual({ digits: 16777216n, exponent: 0 })
    expect(float32Digits(Math.fround(3.4028235e38))).toEqual({ digits: 34028235n, exponent: 31 })
    expect(float32Digits(Math.fround(1e-45))).toEqual({ digits: 1n, exponent: -45 })
    const bits = new Uint32Array(1)
    const float = new Float32Array(bits.buffer)
    for (let i = 0, s = 1; i < 5000; i++) {
      s = (Math.imul(s, 1664525) + 1013904223) >>> 0
      bits[0] = s & 0x7fffffff
      if (!Number.isFinite(float[0]) || float[0] === 0) continue
      const { digits, exponent } = float32Digits(float[0])
      expect(Math.fround(Number(`${digits}e${exponent}`))).toBe(float[0])
      expect(digits < 1_000_000_000n).toBe(true)
    }
  })

  test.each([
    [0.5, 0, '0'],
    [1.5, 0, '2'],
    [2.5, 0, '2'],
    [0.125, 2, '0.12'],
    [-0, 1, '-0.0'],
    [1e22, 1, '10000000000000000000000.0'],
    [0.1, 20, '0.10000000000000000555'],
    [1.005, 2, '1.00'],
    [-1234.5678, 3, '-1234.568'],
    [Infinity, 2, 'Inf'],
    [Number.NaN, 1, 'NaN'],
    [5e-324, 3, '0.000'],
    [123456789, 0, '123456789'],
  ])('%%.*f of %d with %i places', (x, places, expected) => {
    expect(floatFixed(x, places)).toBe(expected)
  })

  test.each([
    [0, 2, '0.00e+00'],
    [2.5, 0, '2e+00'],
    [3.5, 0, '4e+00'],
    [9.995, 2, '9.99e+00'],
    [9.9996, 3, '1.000e+01'],
    [1e23, 3, '1.000e+23'],
    [1e23, 20, '9.99999999999999916114e+22'],
    [-1.5e-7, 1, '-1.5e-07'],
    [5e-324, 5, '4.94066e-324'],
    [1e100, 1, '1.0e+100'],
  ])('%%.*e of %d with %i places', (x, places, expected) => {
    expect(floatExponential(x, places)).toBe(expected)
  })

  test.each([
    ['1.5', 1.5],
    [' -2e3 ', -2000],
    ['.5', 0.5],
    ['5.', 5],
    ['Inf', Infinity],
    ['-inf', -Infinity],
    ['0x1.8p1', 3],
    ['0x1p-1074', 5e-324],
    ['0x1p-1075', 0],
    ['0x1.8p-1074', 1e-323],
    ['0x1p1024', Infinity],
    ['-0', -0],
    ['', null],
    ['1_0', null],
    ['0x10', null],
    ['e5', null],
    ['1e', null],
  ])('reads %s', (text, expected) => {
    expect(floatParse(text)).toBe(expected)
  })

  test('every Float16 value goes there and back', () => {
    for (let b = 0; b < 65536; b++) {
      const x = float16ToNumber(b)
      if (!Number.isNaN(x)) expect(numberToFloat16(x)).toBe(b)
    }
    expect(numberToFloat16(65520)).toBe(0x7c00)
    expect(numberToFloat16(2 ** -25)).toBe(0)
  })
})

describe('math', () => {
  test('exact powers and the corners of pow', () => {
    for (let k = -300; k <= 308; k++) {
      expect(math1(MathFunction.exp10, k)).toBe(Number(`1e${k}`))
      expect(math1(MathFunction.log10, Number(`1e${k}`))).toBe(k)
      expect(math1(MathFunction.log2, 2 ** k)).toBe(k)
    }
    expect(math2(MathFunction.pow, 1, Number.NaN)).toBe(1)
    expect(math2(MathFunction.pow, -1, -Infinity)).toBe(1)
    expect(math2(MathFunction.pow, Number.NaN, 0)).toBe(1)
    expect(math1(MathFunction.cbrt, 27)).toBe(3)
    expect(math2(MathFunction.hypot, 3, 4)).toBe(5)
    expect(math2(MathFunction.rem, -7.5, 2)).toBe(-1.5)
  })

  test('values that the nearest double decides', () => {
    // From 60-digit arithmetic.
    expect(math1(MathFunction.log1p, -0.999)).toBe(-6.907755278982136)
    expect(math2(MathFunction.hypot, 1e-320, 1e-320)).toBe(1.414e-320)
    expect(math2(MathFunction.hypot, Number.NaN, -Infinity)).toBe(Infinity)
    expect(math2(MathFunction.hypot, 1e308, 1e308)).toBe(1.4142135623730951e308)
  })

  test('fma rounds once', () => {
    expect(fma(1 + 2 ** -52, 1 - 2 ** -52, -1)).toBe(-(2 ** -104))
    expect(fma(2 ** 600, 2 ** 600, -Infinity)).toBe(-Infinity)
    expect(fma(1e200, 1e200, -1e300)).toBe(Infinity)
    expect(fma(2, 3, 4)).toBe(10)
    expect(fma(2 ** -1074, 0.5, 2 ** -1074)).toBe(2 ** -1073)
    expect(fma(0, -1, -0)).toBe(-0)
    expect(fma(5, -1, 5)).toBe(0)
    expect(fma(Number.NaN, 1, 1)).toBeNaN()
  })
})

describe('errors', () => {
  test('objects, singletons, messages and their traces', () => {
    const w = smallWorld(32 << 20)
    const { tag } = createThreadGlobals(0, w.heap.memory)
    const instance = allocatePermanent(w.heap, 8)
    w.heap.i32[instance >>> 2] = w.types.OutOfMemoryError
    w.heap.i32[(w.types.OutOfMemoryError + TypeObject.instance) >>> 2] = instance
    const errors = createErrors(w.m, tag, { makeTuple: () => 0, symbol: () => 0 })
    const thrown = (body: () => void): number => {
      try {
        body()
      } catch (error) {
        if (error instanceof WebAssembly.Exception) return error.getArg(tag, 0) >>> 0
        throw error
      }
      throw new Error('nothing thrown')
    }
    expect(thrown(() => errors.throwError(ErrorKind.outOfMemory, 0, 0, 0))).toBe(instance)
    expect(errors.traceOf(instance)).not.toBeNull()
    const message = allocateString(w.m, w.types.String, new TextEncoder().encode('boom'))
    const exception = thrown(() => errors.throwError(ErrorKind.message, message, 0, 0))
    expect(w.heap.i32[exception >>> 2]).toBe(w.types.ErrorException)
    expect(w.heap.i32[(exception + 8) >>> 2]).toBe(message)
    const slot = pin(w.heap, exception)
    collect(w.m)
    expect(errors.traceOf(exception)).not.toBeNull()
    w.heap.i32[(w.heap.i32[(CONTROL + Control.rootsAddress) >>> 2] >>> 2) + slot] = 0
    collect(w.m)
    expect(errors.traceOf(exception)).toBe(null)
    // Another exception of the same type at the same address is not the old one.
    const again = thrown(() => errors.rethrowValue(exception))
    expect(again).toBe(exception)
    expect(() => errors.throwError(ErrorKind.bug, 7, 0, 0)).toThrow('engine bug 7')
    expect(w.heap.i32[wellKnownWord('ErrorException') >>> 2]).toBe(w.types.ErrorException)
  })
})
