/** Every integer and float intrinsic, at every width, against BigInt and JavaScript arithmetic on seeded values. */
import { expect, test } from 'vitest'
import type { DataType, JType } from '../../src/interpreter/types/type.ts'
import { core, define, FakeRuntime, tuple } from './build.ts'

const widths = [8, 16, 32, 64, 128]
const U = BigInt.asUintN
const S = BigInt.asIntN

/** A small generator of 64-bit numbers (splitmix64), the same every time. */
function random(seed: bigint): () => bigint {
  let s = seed
  return () => {
    s = U(64, s + 0x9e3779b97f4a7c15n)
    let z = s
    z = U(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n)
    z = U(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn)
    return z ^ (z >> 31n)
  }
}

function samples(bits: number, count: number, seed: bigint): bigint[] {
  const next = random(seed)
  const n = BigInt(bits)
  const edges = [0n, 1n, 2n, 3n, U(bits, -1n), U(bits, -2n), 1n << (n - 1n), (1n << (n - 1n)) - 1n, 10n % (1n << n)]
  const more = Array.from({ length: count }, () => {
    const x = (next() << 64n) | next()
    return U(bits, x >> (next() % n))
  })
  return [...edges, ...more]
}

/** A value as the leaves that Wasm takes, and back to the unsigned pattern. */
function leaves(bits: number, signed: boolean, x: bigint): (number | bigint)[] {
  if (bits === 128) return [S(64, x), S(64, x >> 64n)]
  if (bits === 64) return [S(64, x)]
  return [Number(signed ? S(bits, x) : U(bits, x)) | 0]
}

function pattern(bits: number, result: unknown): bigint {
  if (bits === 128) {
    const [low, high] = result as bigint[]
    return U(64, low) | (U(64, high) << 64n)
  }
  return U(bits, BigInt(result as number | bigint))
}

interface Compiled {
  run(name: string, xs: bigint[]): unknown
}

/** All of `names` over one type, compiled in one module, as functions of `arity` arguments. */
function compile(rt: FakeRuntime, t: DataType, names: readonly string[], arity: number, result: (name: string) => JType): Compiled {
  const made = new Map(
    names.map(name => [
      name,
      define(rt, name, Array<JType>(arity).fill(t), result(name), b => {
        b.return(b.op(name, result(name), ...Array.from({ length: arity }, (_, i) => b.arg(i))))
      }),
    ]),
  )
  rt.load([...made.values()])
  const bits = t.name.primitiveBits
  const signed = t.name.name.startsWith('Int')
  return { run: (name, xs) => rt.fn(made.get(name)!)(...xs.flatMap(x => leaves(bits, signed, x))) }
}

const binary: Record<string, (bits: number, a: bigint, b: bigint) => bigint | null> = {
  add_int: (_, a, b) => a + b,
  sub_int: (_, a, b) => a - b,
  mul_int: (_, a, b) => a * b,
  and_int: (_, a, b) => a & b,
  or_int: (_, a, b) => a | b,
  xor_int: (_, a, b) => a ^ b,
  sdiv_int: (n, a, b) => (b === 0n || (S(n, b) === -1n && S(n, a) === -(1n << BigInt(n - 1))) ? null : S(n, a) / S(n, b)),
  udiv_int: (_, a, b) => (b === 0n ? null : a / b),
  srem_int: (n, a, b) => (b === 0n ? null : S(n, a) % S(n, b)),
  urem_int: (_, a, b) => (b === 0n ? null : a % b),
  shl_int: (n, a, b) => (b >= BigInt(n) ? 0n : a << b),
  lshr_int: (n, a, b) => (b >= BigInt(n) ? 0n : a >> b),
  ashr_int: (n, a, b) => S(n, a) >> (b >= BigInt(n) ? BigInt(n) : b),
  flipsign_int: (n, a, b) => (S(n, b) < 0n ? -a : a),
}
const unary: Record<string, (bits: number, a: bigint) => bigint> = {
  neg_int: (_, a) => -a,
  not_int: (_, a) => ~a,
  bswap_int: (n, a) => {
    let r = 0n
    for (let i = 0; i < n; i += 8) r = (r << 8n) | ((a >> BigInt(i)) & 255n)
    return r
  },
  ctpop_int: (_, a) => BigInt(a.toString(2).replaceAll('0', '').length),
  ctlz_int: (n, a) => BigInt(n - (a === 0n ? 0 : a.toString(2).length)),
  cttz_int: (n, a) => BigInt(a === 0n ? n : a.toString(2).length - 1 - a.toString(2).lastIndexOf('1')),
}
const comparisons: Record<string, (bits: number, a: bigint, b: bigint) => boolean> = {
  eq_int: (_, a, b) => a === b,
  ne_int: (_, a, b) => a !== b,
  slt_int: (n, a, b) => S(n, a) < S(n, b),
  ult_int: (_, a, b) => a < b,
  sle_int: (n, a, b) => S(n, a) <= S(n, b),
  ule_int: (_, a, b) => a <= b,
}
const checked: Record<string, (bits: number, a: bigint, b: bigint) => bigint> = {
  checked_sadd_int: (n, a, b) => S(n, a) + S(n, b),
  checked_uadd_int: (_, a, b) => a + b,
  checked_ssub_int: (n, a, b) => S(n, a) - S(n, b),
  checked_usub_int: (_, a, b) => a - b,
  checked_smul_int: (n, a, b) => S(n, a) * S(n, b),
  checked_umul_int: (_, a, b) => a * b,
}

for (const bits of widths) {
  for (const signed of [true, false]) {
    const name = `${signed ? 'Int' : 'UInt'}${bits}`
    test(`integers: ${name}`, () => {
      const rt = new FakeRuntime()
      const t = core(rt, name)
      const bool = core(rt, 'Bool')
      const two = compile(rt, t, Object.keys(binary), 2, () => t)
      const one = compile(rt, t, Object.keys(unary), 1, () => t)
      const compare = compile(rt, t, Object.keys(comparisons), 2, () => bool)
      const flagged = compile(rt, t, Object.keys(checked), 2, () => tuple(rt, t, bool))
      const xs = samples(bits, 24, 1n)
      const ys = [...samples(bits, 14, 2n), BigInt(bits), BigInt(bits - 1)]
      const bad: string[] = []
      const check = (what: string, got: unknown, wanted: unknown): void => {
        if (got !== wanted && bad.length < 10) bad.push(`${what}: ${got}, not ${wanted}`)
      }
      for (const a of xs) {
        for (const [op, f] of Object.entries(unary)) check(`${op}(${a})`, pattern(bits, one.run(op, [a])), U(bits, f(bits, a)))
        for (const b of ys) {
          for (const [op, f] of Object.entries(binary)) {
            const wanted = f(bits, a, b)
            if (wanted !== null) check(`${op}(${a},${b})`, pattern(bits, two.run(op, [a, b])), U(bits, wanted))
          }
          for (const [op, f] of Object.entries(comparisons)) check(`${op}(${a},${b})`, compare.run(op, [a, b]), f(bits, a, b) ? 1 : 0)
          for (const [op, f] of Object.entries(checked)) {
            const exact = f(bits, a, b)
            const result = flagged.run(op, [a, b]) as unknown[]
            const fits = op[8] === 's' ? S(bits, exact) === exact : U(bits, exact) === exact
            check(`${op}(${a},${b})`, pattern(bits, bits === 128 ? result : result[0]), U(bits, exact))
            check(`${op}(${a},${b}) overflow`, result[result.length - 1], fits ? 0 : 1)
          }
        }
      }
      expect(bad).toEqual([])
    })
  }
}

test('division by constants', () => {
  const rt = new FakeRuntime()
  const int = core(rt, 'Int64')
  const divisors = [
    1n,
    2n,
    3n,
    4n,
    5n,
    7n,
    8n,
    10n,
    16n,
    100n,
    1000n,
    1n << 40n,
    1n << 62n,
    -1n,
    -2n,
    -3n,
    -10n,
    -(1n << 63n),
    (1n << 63n) - 1n,
  ]
  const ops = ['sdiv_int', 'srem_int', 'udiv_int', 'urem_int', 'checked_sdiv_int', 'checked_srem_int']
  const made = divisors.flatMap(d =>
    ops.map(op => ({
      d,
      op,
      fn: define(rt, `${op} ${d}`, [int], int, b => b.return(b.op(op, int, b.arg(0), b.int(d)))),
    })),
  )
  rt.load(made.map(m => m.fn))
  const bad: string[] = []
  for (const { d, op, fn } of made) {
    for (const x of samples(64, 60, 5n).map(n => S(64, n))) {
      const least = -(1n << 63n)
      if (d === -1n && x === least) continue
      const f = binary[op.replace('checked_', '')]
      const wanted = S(64, f(64, U(64, x), U(64, d))!)
      const got = rt.fn(fn)(x)
      if (got !== wanted && bad.length < 10) bad.push(`${op}(${x},${d}): ${got}, not ${wanted}`)
    }
  }
  expect(bad).toEqual([])
})

test('conversions between integers', () => {
  const rt = new FakeRuntime()
  const types = widths.flatMap(b => [core(rt, `Int${b}`), core(rt, `UInt${b}`)])
  const made = types.flatMap(from =>
    types.flatMap(to => {
      const [n, m] = [from.name.primitiveBits, to.name.primitiveBits]
      const ops = n < m ? ['sext_int', 'zext_int'] : n > m ? ['trunc_int'] : ['bitcast']
      return ops.map(op => ({
        op,
        from,
        to,
        fn: define(rt, op, [from], to, b => b.return(b.op(op, to, b.const(to), b.arg(0)))),
      }))
    }),
  )
  rt.load(made.map(m => m.fn))
  const bad: string[] = []
  for (const { op, from, to, fn } of made) {
    const [n, m] = [from.name.primitiveBits, to.name.primitiveBits]
    for (const x of samples(n, 10, 3n)) {
      const result = rt.fn(fn)(...leaves(n, from.name.name.startsWith('Int'), x))
      const wanted = leaves(m, to.name.name.startsWith('Int'), U(m, op === 'sext_int' ? S(n, x) : x))
      const got = [result].flat()
      if (got.join() !== wanted.join() && bad.length < 10)
        bad.push(`${op} ${from.name.name}(${x}) to ${to.name.name}: ${got}, not ${wanted}`)
    }
  }
  expect(bad).toEqual([])
})

/** Float16 bits of a number, by trying the neighbours: slow and plain. */
function half(x: number): number {
  if (Number.isNaN(x)) return 0x7e00
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0
  const a = Math.abs(x)
  if (a >= 65520) return sign | 0x7c00
  let best = 0
  let low = 0
  let high = 0x7bff
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (single(middle) <= a) low = middle
    else high = middle - 1
  }
  best = low
  if (low < 0x7bff) {
    const [down, up] = [a - single(low), single(low + 1) - a]
    if (up < down || (up === down && low % 2 === 1)) best = low + 1
  }
  return sign | best
}

function single(h: number): number {
  const e = (h >> 10) & 31
  const m = h & 1023
  const a = e === 0 ? m * 2 ** -24 : e === 31 ? (m ? NaN : Infinity) : (1024 + m) * 2 ** (e - 25)
  return h & 0x8000 ? -a : a
}

const numbers = [
  0,
  -0,
  1,
  -1,
  0.5,
  1.5,
  2.5,
  -2.5,
  3.7,
  -3.7,
  1e10,
  1e-10,
  65504,
  65520,
  6e-8,
  2 ** -25,
  1e300,
  5e-324,
  Infinity,
  -Infinity,
  NaN,
  Math.PI,
  0.1,
]

test('Float64 and Float32', () => {
  for (const name of ['Float64', 'Float32']) {
    const rt = new FakeRuntime()
    const t = core(rt, name)
    const bool = core(rt, 'Bool')
    const round = name === 'Float32' ? Math.fround : (x: number): number => x
    const arithmetic: Record<string, (a: number, b: number) => number> = {
      add_float: (a, b) => a + b,
      sub_float: (a, b) => a - b,
      mul_float: (a, b) => a * b,
      div_float: (a, b) => a / b,
      rem_float: (a, b) => a % b,
      min_float: (a, b) => Math.min(a, b),
      max_float: (a, b) => Math.max(a, b),
      copysign_float: (a, b) => Math.abs(a) * (b < 0 || Object.is(b, -0) ? -1 : 1),
    }
    const one: Record<string, (a: number) => number> = {
      neg_float: a => -a,
      abs_float: Math.abs,
      sqrt_llvm: Math.sqrt,
      ceil_llvm: Math.ceil,
      floor_llvm: Math.floor,
      trunc_llvm: Math.trunc,
      rint_llvm: a => (Math.abs(a % 1) === 0.5 ? 2 * Math.round(a / 2) : Math.round(a)),
    }
    const relations: Record<string, (a: number, b: number) => boolean> = {
      eq_float: (a, b) => a === b,
      ne_float: (a, b) => a !== b,
      lt_float: (a, b) => a < b,
      le_float: (a, b) => a <= b,
      fpiseq: (a, b) => Object.is(a, b),
      fpislt: (a, b) => !Number.isNaN(a) && (Number.isNaN(b) || a < b || (a === b && Object.is(a, -0) && !Object.is(b, -0))),
    }
    const made = (names: readonly string[], arity: number, result: JType) =>
      new Map(
        names.map(op => [
          op,
          define(rt, op, Array<JType>(arity).fill(t), result, b => {
            b.return(b.op(op, result, ...Array.from({ length: arity }, (_, i) => b.arg(i))))
          }),
        ]),
      )
    const all = [made(Object.keys(arithmetic), 2, t), made(Object.keys(one), 1, t), made(Object.keys(relations), 2, bool)]
    rt.load(all.flatMap(m => [...m.values()]))
    const bad: string[] = []
    const check = (what: string, got: unknown, wanted: unknown): void => {
      if (!Object.is(got, wanted) && bad.length < 10) bad.push(`${what}: ${got}, not ${wanted}`)
    }
    for (const a of numbers.map(round)) {
      for (const [op, f] of Object.entries(one)) check(`${op}(${a})`, rt.fn(all[1].get(op)!)(a), round(f(a)) + (f(a) === 0 ? f(a) : 0))
      for (const b of numbers.map(round)) {
        for (const [op, f] of Object.entries(arithmetic)) check(`${op}(${a},${b})`, rt.fn(all[0].get(op)!)(a, b), round(f(a, b)))
        for (const [op, f] of Object.entries(relations)) check(`${op}(${a},${b})`, rt.fn(all[2].get(op)!)(a, b), f(a, b) ? 1 : 0)
      }
    }
    expect(bad).toEqual([])
  }
})

test('Float16', () => {
  const rt = new FakeRuntime()
  const [h, s, d] = ['Float16', 'Float32', 'Float64'].map(n => core(rt, n))
  const toDouble = define(rt, 'ext', [h], d, b => b.return(b.op('fpext', d, b.const(d), b.arg(0))))
  const fromDouble = define(rt, 'trunc', [d], h, b => b.return(b.op('fptrunc', h, b.const(h), b.arg(0))))
  const fromSingle = define(rt, 'trunc32', [s], h, b => b.return(b.op('fptrunc', h, b.const(h), b.arg(0))))
  const add = define(rt, 'add', [h, h], h, b => b.return(b.op('add_float', h, b.arg(0), b.arg(1))))
  const div = define(rt, 'div', [h, h], h, b => b.return(b.op('div_float', h, b.arg(0), b.arg(1))))
  rt.load([toDouble, fromDouble, fromSingle, add, div])
  for (let i = 0; i < 0x10000; i += 7) {
    const x = rt.fn(toDouble)(i) as number
    expect(Object.is(x, single(i)) || (Number.isNaN(x) && Number.isNaN(single(i)))).toBe(true)
    if (!Number.isNaN(x)) expect(rt.fn(fromDouble)(x)).toBe(i)
  }
  const next = random(9n)
  for (let i = 0; i < 3000; i++) {
    const x = (Number(next() % 1000003n) / 1000 - 500) * 2 ** (Number(next() % 40n) - 25)
    expect([x, rt.fn(fromDouble)(x)]).toEqual([x, half(x)])
    expect(rt.fn(fromSingle)(Math.fround(x))).toBe(half(Math.fround(x)))
    const [p, q] = [Number(next() & 0x7bffn), Number(next() & 0xfbffn)]
    expect([p, q, rt.fn(add)(p, q)]).toEqual([p, q, half(single(p) + single(q))])
    expect([p, q, rt.fn(div)(p, q)]).toEqual([p, q, Number.isNaN(single(p) / single(q)) ? expect.any(Number) : half(single(p) / single(q))])
  }
  for (const x of numbers) expect([x, rt.fn(fromDouble)(x)]).toEqual([x, half(x)])
})

test('integers and floats', () => {
  const rt = new FakeRuntime()
  const d = core(rt, 'Float64')
  const s = core(rt, 'Float32')
  const made = widths.flatMap(bits =>
    [true, false].flatMap(signed => {
      const t = core(rt, `${signed ? 'Int' : 'UInt'}${bits}`)
      return [d, s].map(f => ({
        bits,
        signed,
        f,
        to: define(rt, 'to', [t], f, b => b.return(b.op(signed ? 'sitofp' : 'uitofp', f, b.const(f), b.arg(0)))),
        back: define(rt, 'back', [f], t, b => b.return(b.op(signed ? 'fptosi' : 'fptoui', t, b.const(t), b.arg(0)))),
      }))
    }),
  )
  rt.load(made.flatMap(m => [m.to, m.back]))
  const bad: string[] = []
  for (const { bits, signed, f, to, back } of made) {
    for (const x of samples(bits, 40, 4n)) {
      const exact = signed ? S(bits, x) : x
      const got = rt.fn(to)(...leaves(bits, signed, x)) as number
      const wanted = f === d ? Number(exact) : roundSingle(exact)
      if (got !== wanted) bad.push(`${exact} of ${bits}: ${got}, not ${wanted}`)
      if (!Number.isFinite(got)) continue
      const whole = BigInt(got)
      if ((signed ? S(bits, whole) : U(bits, whole)) !== whole) continue
      const again = pattern(bits, rt.fn(back)(got))
      if (again !== U(bits, whole)) bad.push(`back ${got} of ${bits}: ${again}`)
    }
  }
  expect(bad.slice(0, 10)).toEqual([])
})

/** An integer to the nearest Float32, ties to even, from its 24 leading bits. */
function roundSingle(x: bigint): number {
  const a = x < 0n ? -x : x
  const shift = BigInt(Math.max(0, a.toString(2).length - 24))
  let top = a >> shift
  const rest = a - (top << shift)
  const middle = shift > 0n ? 1n << (shift - 1n) : 1n
  if (rest > middle || (rest === middle && shift > 0n && (top & 1n) === 1n)) top++
  return Math.fround(Number(top) * 2 ** Number(shift) * (x < 0n ? -1 : 1))
}

test('fma rounds once', () => {
  const rt = new FakeRuntime()
  const d = core(rt, 'Float64')
  const fma = define(rt, 'fma', [d, d, d], d, b => b.return(b.op('fma_float', d, b.arg(0), b.arg(1), b.arg(2))))
  rt.load([fma])
  // Exactly: significands as integers, the sum rounded by Number(BigInt) over a common power of two.
  const next = random(11n)
  const exact = (x: number): [bigint, number] => {
    let e = 0
    let m = x
    while (!Number.isInteger(m)) {
      m *= 2
      e--
    }
    return [BigInt(m), e]
  }
  for (let i = 0; i < 2000; i++) {
    const number = (): number => Number(S(53, next())) * 2 ** (Number(next() % 60n) - 80)
    const [x, y] = [number(), number()]
    const z = i % 3 === 0 ? -x * y * (1 + Number(next() % 3n) * 2 ** -50) : number()
    const [[mx, ex], [my, ey], [mz, ez]] = [x, y, z].map(exact)
    const e = Math.min(ex + ey, ez)
    const sum = ((mx * my) << BigInt(ex + ey - e)) + (mz << BigInt(ez - e))
    const wanted = Number(sum) * 2 ** e
    if (Math.abs(e) > 900) continue
    expect([x, y, z, rt.fn(fma)(x, y, z)]).toEqual([x, y, z, wanted])
  }
})
