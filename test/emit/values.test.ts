/** Structs, unions, arrays, boxes, exceptions and dynamic calls, under a collector that destroys what is not rooted. */
import { expect, test } from 'vitest'
import { singletonInstance } from '../../src/interpreter/types/constants.ts'
import type { DataType, JType } from '../../src/interpreter/types/type.ts'
import { ErrorKind } from '../../src/runtime/layout/imports.ts'
import { Thread, threadBlock } from '../../src/runtime/layout/memory-map.ts'
import { ArrayObject } from '../../src/runtime/layout/objects.ts'
import type { FunctionBuilder } from './build.ts'
import { core, define, FakeRuntime, struct, tuple, union, vector } from './build.ts'
import { RuntimeError } from './fake-runtime.ts'
import type { Instance, TOperand } from '../../src/interpreter/infer/typed-ir.ts'

function stressed(): { rt: FakeRuntime; int: DataType; f64: DataType; bool: DataType; any: DataType; string: DataType; nothing: DataType } {
  const rt = new FakeRuntime()
  rt.stress = true
  const t = rt.world.types
  return { rt, int: t.int64, f64: core(rt, 'Float64'), bool: t.bool, any: t.any, string: t.string, nothing: t.nothing }
}

function nothingOf(b: FunctionBuilder): TOperand {
  return b.const(singletonInstance(b.rt.world, b.rt.world.types.nothing)!)
}

function i64(rt: FakeRuntime, at: number): bigint {
  return rt.view.getBigInt64(at + 8, true)
}

function errorKind(f: () => unknown): number | null {
  try {
    f()
    return null
  } catch (e) {
    return e instanceof RuntimeError ? e.kind : -1
  }
}

test('a flat struct is passed in pieces, boxed in C layout, and read back', () => {
  const { rt, int, f64, any, bool } = stressed()
  const s = struct(rt, 'S', { a: bool, b: f64, c: core(rt, 'Int16'), d: int })
  const swap = define(rt, 'swap', [s], s, b => {
    const get = (i: number, t: JType): TOperand => b.let(t, { k: 'getfield', object: b.arg(0), index: i, checked: false })
    const d = b.op('add_int', int, get(3, int), b.int(1))
    b.return(b.let(s, { k: 'new', type: s, args: [get(0, bool), get(1, f64), get(2, core(rt, 'Int16')), d] }))
  })
  const asAny = define(rt, 'asAny', [s], any, b => b.return(b.arg(0)))
  rt.load([swap, asAny])
  expect(rt.fn(swap)(1, 2.5, -3, 41n)).toEqual([1, 2.5, -3, 42n])
  const box = rt.fn(asAny)(1, 2.5, -3, 41n) as number
  expect(rt.typeOf(box)).toBe(s)
  expect([
    rt.view.getUint8(box + 8),
    rt.view.getFloat64(box + 16, true),
    rt.view.getInt16(box + 24, true),
    rt.view.getBigInt64(box + 32, true),
  ]).toEqual([1, 2.5, -3, 41n])
  const again = rt.callBoxed(swap, [box])
  expect(rt.view.getBigInt64(again + 32, true)).toBe(42n)
})

test('nested structs with references are boxed inside out', () => {
  const { rt, int, any, string } = stressed()
  const inner = tuple(rt, string, int)
  const outer = tuple(rt, inner, int, inner)
  const make = define(rt, 'make', [string, string], any, b => {
    const x = b.let(inner, { k: 'new', type: inner, args: [b.arg(0), b.int(7)] })
    const y = b.let(inner, { k: 'new', type: inner, args: [b.arg(1), b.int(8)] })
    b.return(b.let(outer, { k: 'new', type: outer, args: [x, b.int(9), y] }))
  })
  const second = define(rt, 'second', [any], string, b => {
    const t = b.let(outer, { k: 'pi', value: b.arg(0) })
    const y = b.let(inner, { k: 'getfield', object: t, index: 2, checked: false })
    b.return(b.let(string, { k: 'getfield', object: y, index: 0, checked: false }))
  })
  rt.load([make, second])
  const box = rt.callBoxed(make, [rt.newString('one'), rt.newString('two')])
  expect(rt.typeOf(box)).toBe(outer)
  expect(rt.text(rt.callBoxed(second, [box]))).toBe('two')
})

test('a small union travels as tag and payload', () => {
  const { rt, int, f64, any, nothing, bool, string } = stressed()
  const u = union(rt, nothing, int, f64)
  const pick = define(rt, 'pick', [int], u, b => {
    b.if(b.op('slt_int', bool, b.arg(0), b.int(0)), () => b.return(nothingOf(b)))
    b.if(b.op('slt_int', bool, b.arg(0), b.int(10)), () => b.return(b.arg(0)))
    b.return(b.op('sitofp', f64, b.const(f64), b.arg(0)))
  })
  const kind = define(rt, 'kind', [any], int, b => {
    const v = b.let(u, { k: 'pi', value: b.arg(0) })
    b.if(b.let(bool, { k: 'isa', value: v, test: nothing }), () => b.return(b.int(0)))
    b.if(b.let(bool, { k: 'isa', value: v, test: int }), () => b.return(b.let(int, { k: 'pi', value: v })))
    b.return(b.op('fptosi', int, b.const(int), b.let(f64, { k: 'pi', value: v })))
  })
  const wider = define(rt, 'wider', [int], union(rt, nothing, int, f64, string), b => {
    b.return(b.let(u, { k: 'invoke', instance: pick.id, args: [b.arg(0)] }))
  })
  rt.load([pick, kind, wider])
  const box = (n: bigint): number => rt.callBoxed(pick, [boxed(rt, n)])
  expect([-1n, 5n, 20n].map(n => (rt.typeOf(box(n)) as DataType).name.name)).toEqual(['Nothing', 'Int64', 'Float64'])
  expect([-1n, 5n, 20n].map(n => i64(rt, rt.callBoxed(kind, [box(n)])))).toEqual([0n, 5n, 20n])
  expect([-1n, 5n, 20n].map(n => (rt.typeOf(rt.callBoxed(wider, [boxed(rt, n)])) as DataType).name.name)).toEqual([
    'Nothing',
    'Int64',
    'Float64',
  ])
})

/** A permanent Int64. */
function boxed(rt: FakeRuntime, n: bigint): number {
  const bits = { kind: 'bits', id: 0, type: rt.world.types.int64, bits: BigInt.asUintN(64, n) } as const
  return rt.addressOfConstant(bits)
}

test('a loop over an array of numbers, with bounds checks', () => {
  const { rt, int, f64, bool } = stressed()
  const vec = vector(rt, f64)
  const sum = define(rt, 'sum', [vec, int], f64, b => {
    const s = b.slot(f64)
    const i = b.slot(int)
    b.set(s, b.bits(f64, 0n))
    b.set(i, b.int(1))
    b.loop(0, () => {
      b.if(b.op('slt_int', bool, b.arg(1), b.read(i)), () => b.stmt({ k: 'break', label: 0 }))
      const x = b.op('arrayref', f64, b.arg(0), b.read(i))
      b.set(s, b.op('add_float', f64, b.read(s), x))
      b.set(i, b.op('add_int', int, b.read(i), b.int(1)))
    })
    b.return(b.read(s))
  })
  const fill = define(rt, 'fill', [int], vec, b => {
    const a = b.op('arraynew', vec, b.const(vec), b.arg(0))
    const i = b.slot(int)
    b.set(i, b.int(1))
    b.loop(0, () => {
      b.if(b.op('slt_int', bool, b.op('arraylen', int, a), b.read(i)), () => b.stmt({ k: 'break', label: 0 }))
      b.op('arrayset', vec, a, b.op('sitofp', f64, b.const(f64), b.read(i)), b.read(i))
      b.set(i, b.op('add_int', int, b.read(i), b.int(1)))
    })
    b.return(a)
  })
  rt.load([sum, fill])
  rt.stress = false
  const a = rt.fn(fill)(1000n)
  expect(rt.fn(sum)(a, 1000n)).toBe(500500)
  expect(errorKind(() => rt.fn(sum)(a, 1001n))).toBe(ErrorKind.bounds)
})

test('an array of boxes survives collections while it is filled', () => {
  const { rt, int, any, bool } = stressed()
  const vec = vector(rt, any)
  const fill = define(rt, 'fill', [int], any, b => {
    const a = b.op('arraynew', vec, b.const(vec), b.int(0))
    const i = b.slot(int)
    b.set(i, b.int(1))
    b.loop(0, () => {
      b.if(b.op('slt_int', bool, b.arg(0), b.read(i)), () => b.stmt({ k: 'break', label: 0 }))
      b.op('array_grow_end', rt.world.types.nothing, a, b.int(1))
      b.op('arrayset', vec, a, b.op('mul_int', int, b.read(i), b.int(1000)), b.read(i))
      b.set(i, b.op('add_int', int, b.read(i), b.int(1)))
    })
    b.return(a)
  })
  rt.load([fill])
  const a = rt.callBoxed(fill, [boxed(rt, 40n)])
  const data = rt.view.getInt32(a + ArrayObject.data, true)
  expect(Array.from({ length: 40 }, (_, k) => i64(rt, rt.view.getInt32(data + 4 * k, true)))).toEqual(
    Array.from({ length: 40 }, (_, k) => BigInt(1000 * (k + 1))),
  )
})

test('structs with references lie in arrays as boxes, plain ones inline', () => {
  const { rt, int, f64, any, string } = stressed()
  const plain = tuple(rt, core(rt, 'Int8'), f64)
  const mixed = tuple(rt, string, int)
  const set = (element: DataType): Instance => {
    const vec = vector(rt, element)
    return define(rt, 'roundtrip', [element], element, b => {
      const a = b.op('arraynew', vec, b.const(vec), b.int(3))
      b.op('arrayset', vec, a, b.arg(0), b.int(2))
      b.op('arraynew', vector(rt, any), b.const(vector(rt, any)), b.int(3))
      b.return(b.op('arrayref', element, a, b.int(2)))
    })
  }
  const [p, m] = [set(plain), set(mixed)]
  rt.load([p, m])
  expect(rt.fn(p)(-5, 1.25)).toEqual([-5, 1.25])
  const s = rt.newString('hello')
  expect(rt.fn(m)(s, 77n)).toEqual([s, 77n])
})

test('mutable structs, undefined fields, atomics', () => {
  const { rt, int, any, string, f64 } = stressed()
  const node = struct(rt, 'Node', { n: int, next: any, x: f64 }, true, 1)
  const make = define(rt, 'make', [int], node, b => {
    const x = b.let(node, { k: 'new', type: node, args: [b.arg(0)] })
    b.let(int, { k: 'setfield', object: x, index: 1, value: b.op('add_int', int, b.arg(0), b.int(2000)) })
    b.return(x)
  })
  const undef = define(rt, 'undef', [], any, b => {
    const x = b.let(node, { k: 'new', type: node, args: [b.int(1)] })
    b.return(b.let(any, { k: 'getfield', object: x, index: 1, checked: true }))
  })
  const bump = define(rt, 'bump', [node], int, b => {
    b.op('atomic_addfield', int, b.arg(0), b.int(0), b.int(5))
    b.op('atomic_maxfield', int, b.arg(0), b.int(0), b.int(100))
    b.op('atomic_addfield', f64, b.arg(0), b.int(2), b.bits(f64, 0x3ff0000000000000n))
    b.return(b.op('atomic_casfield', int, b.arg(0), b.int(0), b.int(100), b.int(7)))
  })
  rt.load([make, undef, bump])
  const x = rt.fn(make)(5n) as number
  rt.stress = false
  expect(i64(rt, x)).toBe(5n)
  expect(i64(rt, rt.view.getInt32(x + 16, true))).toBe(2005n)
  expect(rt.view.getFloat64(x + 24, true)).toBe(0)
  expect(errorKind(() => rt.fn(undef)())).toBe(ErrorKind.undefRef)
  expect(rt.fn(bump)(x)).toBe(100n)
  expect([i64(rt, x), rt.view.getFloat64(x + 24, true)]).toEqual([7n, 1])
})

test('atomics of all widths', () => {
  for (const name of ['Int8', 'UInt8', 'Int16', 'UInt16', 'Int32', 'UInt32', 'Int64', 'UInt64']) {
    const rt = new FakeRuntime()
    const t = core(rt, name)
    const bits = t.name.primitiveBits
    const s = struct(rt, 'A', { a: t }, true)
    const signed = name.startsWith('I')
    const wrap = (x: bigint): bigint => (signed ? BigInt.asIntN(bits, x) : BigInt.asUintN(bits, x))
    const ops: Record<string, (a: bigint, b: bigint) => bigint> = {
      add: (a, b) => a + b,
      sub: (a, b) => a - b,
      and: (a, b) => a & b,
      or: (a, b) => a | b,
      xor: (a, b) => a ^ b,
      nand: (a, b) => ~(a & b),
      max: (a, b) => (a > b ? a : b),
      min: (a, b) => (a < b ? a : b),
      swap: (_, b) => b,
    }
    const made = Object.keys(ops).map(op =>
      define(rt, op, [s, t], tuple(rt, t, t), b => {
        const old = b.op(`atomic_${op}field`, t, b.arg(0), b.int(0), b.arg(1))
        b.return(b.let(tuple(rt, t, t), { k: 'new', type: tuple(rt, t, t), args: [old, b.op('atomic_getfield', t, b.arg(0), b.int(0))] }))
      }),
    )
    const make = define(rt, 'make', [t], s, b => b.return(b.let(s, { k: 'new', type: s, args: [b.arg(0)] })))
    rt.load([...made, make])
    const values = [0n, 1n, -1n, 100n, -100n, 1n << BigInt(bits - 1), 77n].map(wrap)
    const give = (x: bigint): number | bigint => (bits === 64 ? BigInt.asIntN(64, x) : Number(x) | 0)
    for (const a of values) {
      for (const b of values) {
        Object.entries(ops).forEach(([op, f], i) => {
          const x = rt.fn(make)(give(a))
          const got = rt.fn(made[i])(x, give(b))
          expect([name, op, a, b, got]).toEqual([name, op, a, b, [give(a), give(wrap(f(a, b)))]])
        })
      }
    }
  }
})

test('dynamic calls get boxed arguments, and everything live survives them', () => {
  const { rt, int, any, f64 } = stressed()
  const call = define(rt, 'call', [any, int, f64], any, b => {
    const x = b.op('add_int', int, b.arg(1), b.int(5000))
    const kept = b.let(any, { k: 'move', value: x })
    const r = b.let(any, { k: 'dyncall', args: [b.arg(0), x, b.arg(2)] })
    const pair = tuple(rt, any, any)
    b.return(b.let(pair, { k: 'ask', op: 1019, payload: 0, args: [kept, r] }))
  })
  rt.load([call])
  let seen: number[] = []
  rt.onApply = args => {
    seen = args
    return boxed(rt, 3n)
  }
  rt.onAsk = (_op, _payload, args) => args[0]
  const kept = rt.fn(call)(boxed(rt, 1n), 2n, 0.5) as number
  expect(seen.length).toBe(3)
  expect(i64(rt, kept)).toBe(5002n)
  expect(rt.sp.value).toBe(0x300000)
})

test('try, catch, and the exception being handled', () => {
  const { rt, int, any, bool } = stressed()
  const current = (): number => rt.view.getInt32(threadBlock(0) + Thread.currentException, true)
  const f = define(rt, 'f', [any, int], any, b => {
    const e = b.slot(any)
    const n = b.slot(int)
    const keep = b.let(any, { k: 'move', value: b.op('add_int', int, b.arg(1), b.int(9000)) })
    b.set(n, b.int(0))
    b.loop(0, () => {
      b.if(b.op('slt_int', bool, b.int(3), b.read(n)), () => b.stmt({ k: 'break', label: 0 }))
      b.try(
        e,
        () => {
          b.set(n, b.op('add_int', int, b.read(n), b.int(1)))
          b.let(any, { k: 'dyncall', args: [b.arg(0), b.read(n)] })
        },
        () => {
          const inner = b.slot(any)
          b.try(
            inner,
            () => {
              b.let(rt.world.types.bottom, { k: 'throw', value: b.read(e) })
            },
            () => b.stmt({ k: 'continue', label: 0 }),
          )
        },
      )
    })
    b.return(keep)
  })
  rt.load([f])
  let calls = 0
  rt.onApply = args => {
    calls++
    const n = i64(rt, args[1])
    expect(current()).toBe(0)
    if (n % 2n === 0n) return args[1]
    throw new WebAssembly.Exception(rt.tag, [boxed(rt, n)])
  }
  const kept = rt.fn(f)(boxed(rt, 1n), 1n) as number
  expect(calls).toBe(4)
  expect(i64(rt, kept)).toBe(9001n)
  expect(current()).toBe(0)
  expect(rt.sp.value).toBe(0x300000)
})

test('slots that may be undefined, boxes, typeassert', () => {
  const { rt, int, any, bool, string } = stressed()
  const f = define(rt, 'f', [bool], int, b => {
    const x = b.slot(int, true)
    b.if(b.arg(0), () => b.set(x, b.int(3)))
    b.return(b.let(int, { k: 'readslot', slot: x, name: 'x' }))
  })
  const g = define(rt, 'g', [int], any, b => {
    const box = b.let(core(rt, 'Box'), { k: 'newbox' })
    b.let(int, { k: 'boxset', box, value: b.arg(0) })
    const v = b.let(any, { k: 'boxget', box, name: 'v' })
    b.return(b.let(int, { k: 'typeassert', value: v, test: int, context: 'g' }))
  })
  const h = define(rt, 'h', [any], string, b => {
    b.return(b.let(string, { k: 'typeassert', value: b.arg(0), test: string, context: 'h' }))
  })
  rt.load([f, g, h])
  expect(rt.fn(f)(1)).toBe(3n)
  expect(errorKind(() => rt.fn(f)(0))).toBe(ErrorKind.undefVar)
  expect(i64(rt, rt.fn(g)(123456n))).toBe(123456n)
  expect(errorKind(() => rt.fn(h)(boxed(rt, 1n)))).toBe(ErrorKind.type)
  expect(rt.text(rt.fn(h)(rt.newString('s')))).toBe('s')
})

test('egal of every kind of value', () => {
  const { rt, int, f64, any, nothing, string } = stressed()
  const u = union(rt, nothing, int)
  const pair = tuple(rt, int, f64)
  const types: JType[] = [int, f64, u, any, pair, nothing, string]
  const made = types.flatMap(a =>
    types.map(c => ({
      a,
      c,
      fn: define(rt, 'egal', [a, c], rt.world.types.bool, b => {
        b.return(b.let(rt.world.types.bool, { k: 'egal', a: b.arg(0), b: b.arg(1) }))
      }),
    })),
  )
  const toAny = (t: JType): Instance => define(rt, 'box', [t], any, b => b.return(b.arg(0)))
  const boxPair = toAny(pair)
  rt.load([...made.map(m => m.fn), boxPair])
  rt.stress = false
  const nan = rt.addressOfConstant({ kind: 'bits', id: 0, type: f64, bits: 0x7ff8000000000000n })
  const zero = rt.addressOfConstant({ kind: 'bits', id: 0, type: f64, bits: 0n })
  const none = rt.addressOfConstant(singletonInstance(rt.world, nothing)!)
  const s = rt.newString('a')
  const pairs = [
    [1n, 0.5],
    [1n, 0.25],
  ].map(([a, c]) => rt.fn(boxPair)(a, c) as number)
  const values: [number, JType[], string][] = [
    [boxed(rt, 5n), [int, u, any], 'int5'],
    [boxed(rt, 6n), [int, u, any], 'int6'],
    [nan, [f64, any], 'nan'],
    [zero, [f64, any], 'zero'],
    [none, [nothing, u, any], 'nothing'],
    [s, [string, any], 's'],
    [pairs[0], [pair, any], 'p0'],
    [pairs[1], [pair, any], 'p1'],
  ]
  for (const { a, c, fn } of made) {
    for (const [x, , xn] of values.filter(v => v[1].includes(a))) {
      for (const [y, , yn] of values.filter(v => v[1].includes(c))) {
        const r = rt.callBoxed(fn, [x, y])
        expect([xn, yn, rt.view.getUint8(r + 8)]).toEqual([xn, yn, xn === yn ? 1 : 0])
      }
    }
  }
})

test('tuples at a run-time index, ifelse, typeof', () => {
  const { rt, int, f64, any, bool } = stressed()
  const three = tuple(rt, int, int, int)
  const at = define(rt, 'at', [three, int], int, b => {
    b.return(b.let(int, { k: 'tupleindex', tuple: b.arg(0), index: b.arg(1), inbounds: false }))
  })
  const mixed = tuple(rt, int, f64)
  const either = define(rt, 'either', [mixed, int], union(rt, int, f64), b => {
    b.return(b.let(union(rt, int, f64), { k: 'tupleindex', tuple: b.arg(0), index: b.arg(1), inbounds: false }))
  })
  const choose = define(rt, 'choose', [bool, int, int], int, b => {
    b.return(b.op('ifelse', int, b.arg(0), b.arg(1), b.arg(2)))
  })
  const type = define(rt, 'type', [union(rt, int, f64)], any, b => b.return(b.op('typeof', any, b.arg(0))))
  rt.load([at, either, choose, type])
  expect([1n, 2n, 3n].map(i => rt.fn(at)(10n, 20n, 30n, i))).toEqual([10n, 20n, 30n])
  expect([0n, 4n, -1n].map(i => errorKind(() => rt.fn(at)(10n, 20n, 30n, i)))).toEqual([1, 1, 1])
  const first = rt.fn(either)(4n, 0.5, 1n) as unknown[]
  const tagInt = first[0]
  expect(first).toContain(4n)
  const second = rt.fn(either)(4n, 0.5, 2n) as unknown[]
  expect(second[0]).not.toBe(tagInt)
  expect([rt.fn(choose)(1, 5n, 6n), rt.fn(choose)(0, 5n, 6n)]).toEqual([5n, 6n])
  const t = rt.fn(type)(...(first as never[])) as number
  expect(t).toBe(rt.addressOfType(int))
})

test('strings', () => {
  const { rt, int, string } = stressed()
  const u64 = core(rt, 'UInt64')
  const cat = define(rt, 'cat', [string, string], string, b => b.return(b.op('string_cat', string, b.arg(0), b.arg(1))))
  const sub = define(rt, 'sub', [string, int, int], string, b => b.return(b.op('string_sub', string, b.arg(0), b.arg(1), b.arg(2))))
  const compare = define(rt, 'cmp', [string, string], int, b => b.return(b.op('string_compare', int, b.arg(0), b.arg(1))))
  const hash = define(rt, 'hash', [string, u64], u64, b => b.return(b.op('string_hash', u64, b.arg(0), b.arg(1))))
  const symbol = define(rt, 'sym', [string], rt.world.types.symbol, b =>
    b.return(b.op('string_to_symbol', rt.world.types.symbol, b.arg(0))),
  )
  const back = define(rt, 'back', [rt.world.types.symbol], string, b => b.return(b.op('symbol_to_string', string, b.arg(0))))
  rt.load([cat, sub, compare, hash, symbol, back])
  const words = ['', 'a', 'b', 'ab', 'abcdefgh', 'abcdefgi', 'abcdefghi', 'äöü', 'zzzzzzzzzzzzzzzzzz', 'zzzzzzzzzzzzzzzzza']
  const at = words.map(w => rt.newString(w))
  const order = (a: string, b: string): bigint => BigInt(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
  const hashes = new Set<unknown>()
  words.forEach((a, i) => {
    hashes.add(rt.fn(hash)(at[i], 0n))
    words.forEach((b, k) => {
      expect([a, b, rt.fn(compare)(at[i], at[k])]).toEqual([a, b, order(a, b)])
      expect(rt.text(rt.fn(cat)(at[i], at[k]))).toBe(a + b)
    })
  })
  expect(hashes.size).toBe(words.length)
  expect(rt.text(rt.fn(sub)(at[6], 3n, 4n))).toBe('cdef')
  const s = rt.fn(symbol)(at[3])
  expect(s).toBe(rt.addressOfSymbol('ab'))
  expect(rt.text(rt.fn(back)(s))).toBe('ab')
})

test('a callee that is not compiled yet gets a stub', () => {
  const rt = new FakeRuntime()
  const int = rt.world.types.int64
  const callee = define(rt, 'later', [int], int, b => b.return(b.op('add_int', int, b.arg(0), b.int(1))))
  const caller = define(rt, 'now', [int], int, b => b.return(b.let(int, { k: 'invoke', instance: callee.id, args: [b.arg(0)] })))
  rt.load([caller])
  let compiled = 0
  rt.onCompile = id => {
    compiled++
    rt.load([rt.instances[id]])
  }
  expect([rt.fn(caller)(1n), rt.fn(caller)(2n), compiled]).toEqual([2n, 3n, 1])
})

test('infinite recursion is a StackOverflowError, and can be caught', () => {
  const { rt, int, any } = stressed()
  const f = define(rt, 'f', [int], int, b => {
    const x = b.let(int, { k: 'invoke', instance: 0, args: [b.op('add_int', int, b.arg(0), b.int(1))] })
    b.return(b.op('add_int', int, x, b.int(1)))
  })
  rt.load([f])
  const left = (): number => rt.view.getInt32(threadBlock(0) + Thread.depth, true)
  expect(errorKind(() => rt.fn(f)(0n))).toBe(ErrorKind.stackOverflow)
  expect(left()).toBe(200_000)
})

test('mutual recursion through a function compiled later is counted', () => {
  const { rt, int } = stressed()
  define(rt, 'g', [int], int, b => b.return(b.let(int, { k: 'invoke', instance: 1, args: [b.arg(0)] })))
  const first = define(rt, 'f', [int], int, b => {
    const x = b.let(int, { k: 'invoke', instance: 0, args: [b.arg(0)] })
    b.return(b.op('add_int', int, x, b.int(1)))
  })
  rt.load([first])
  rt.onCompile = id => void rt.load([rt.instances[id]])
  expect(errorKind(() => rt.fn(first)(0n))).toBe(ErrorKind.stackOverflow)
})

test('varargs are gathered by the generic entry', () => {
  const { rt, int, string, any } = stressed()
  const rest = tuple(rt, int, string)
  const f = define(rt, 'f', [int, rest], rest, b => b.return(b.arg(1)))
  ;(f as Instance & { vararg?: boolean }).vararg = true
  rt.load([f])
  const s = rt.newString('x')
  const r = rt.callBoxed(f, [boxed(rt, 1n), boxed(rt, 70000n), s])
  expect(rt.typeOf(r)).toBe(rest)
  expect([rt.view.getBigInt64(r + 8, true), rt.view.getInt32(r + 16, true)]).toEqual([70000n, s])
})
