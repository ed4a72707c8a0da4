/**
 * Random typed bodies, run as WebAssembly and by a plain interpreter of the typed IR; the collector runs at every
 * allocation and destroys what is not rooted. A failing seed is printed; `FUZZ_SEEDS=from-to` runs others.
 */
import { expect, test } from 'vitest'
import type { Instance, TOperand, TRhs, TStmt } from '../../src/interpreter/infer/typed-ir.ts'
import { singletonInstance } from '../../src/interpreter/types/constants.ts'
import { fieldTypes } from '../../src/interpreter/types/make.ts'
import type { DataType, JType } from '../../src/interpreter/types/type.ts'
import { core, FakeRuntime, FunctionBuilder, struct, tuple, union } from './build.ts'

/** A value of the interpreted program: Int64, Bool, Float64 in a box of its own, nothing, a tuple or mutable struct. */
type Val = bigint | boolean | null | { f: number } | { t: DataType; items: Val[] }

class Random {
  private s: number
  constructor(seed: number) {
    this.s = seed * 2654435761 + 12345
  }

  next(n: number): number {
    this.s = (Math.imul(this.s ^ (this.s >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    this.s ^= this.s >>> 13
    return (this.s >>> 0) % n
  }

  pick<T>(list: readonly T[]): T {
    return list[this.next(list.length)]
  }
}

interface Variable {
  readonly operand: TOperand
  readonly isSlot: boolean
}

class Generator {
  readonly rt = new FakeRuntime()
  readonly r: Random
  readonly int = this.rt.world.types.int64
  readonly bool = this.rt.world.types.bool
  readonly any = this.rt.world.types.any
  readonly nothing = this.rt.world.types.nothing
  readonly float = core(this.rt, 'Float64')
  readonly pair = struct(this.rt, 'Pair', { n: this.int, v: this.any })
  readonly nested = tuple(this.rt, this.float, this.pair, this.bool)
  readonly cell = struct(this.rt, 'Cell', { n: this.int, v: this.any }, true)
  readonly maybe = union(this.rt, this.nothing, this.int)
  readonly mixed = union(this.rt, this.nothing, this.int, this.pair)
  readonly types: JType[]
  readonly b: FunctionBuilder
  private label = 0

  constructor(seed: number) {
    this.r = new Random(seed)
    const pairAny = tuple(this.rt, this.int, this.float)
    this.types = [this.int, this.bool, this.any, this.float, pairAny, this.maybe, this.cell, this.nested, this.mixed]
    this.b = new FunctionBuilder(this.rt, [this.int, this.any, this.maybe])
  }

  build(): Instance {
    const vars: Variable[] = this.b.args.map((_, i) => ({ operand: this.b.arg(i), isSlot: i === 0 }))
    for (const t of this.types) {
      const slot = this.b.slot(t)
      this.b.set(slot, this.value(t, vars))
      vars.push({ operand: this.b.read(slot), isSlot: true })
    }
    this.statements(vars, 12, 0)
    const result = this.b.let(this.any, { k: 'dyncall', args: vars.filter(v => v.isSlot).map(v => v.operand) })
    this.b.return(result)
    return this.b.finish('fuzz', this.any)
  }

  /** Something of type `t`, from a variable or made. */
  private value(t: JType, vars: readonly Variable[]): TOperand {
    const { b, r } = this
    const fitting = vars.filter(v => v.operand.type === t)
    if (fitting.length > 0 && r.next(3) > 0) return r.pick(fitting).operand
    if (t === this.int) return this.integer(vars)
    if (t === this.bool) return b.op('slt_int', this.bool, this.integer(vars), this.integer(vars))
    if (t === this.float) return b.op('sitofp', this.float, b.const(this.float), this.integer(vars))
    if (t === this.nothing) return b.const(singletonInstance(this.rt.world, this.nothing)!)
    if (t === this.any) return b.let(this.any, { k: 'move', value: this.value(r.pick(this.types), vars) })
    if (t.kind === 'union') {
      const m = r.pick(t.members)
      return b.let(t, { k: 'move', value: this.value(m, vars) })
    }
    const d = t as DataType
    const fields = fieldTypes(this.rt.world, d)
    return b.let(d, { k: 'new', type: d, args: fields.map(f => this.value(f, vars)) })
  }

  private integer(vars: readonly Variable[]): TOperand {
    const { b, r } = this
    const ints = vars.filter(v => v.operand.type === this.int).map(v => v.operand)
    if (ints.length === 0 || r.next(3) === 0) return b.int(r.next(3) === 0 ? r.next(1 << 30) * 7919 : r.next(10) - 5)
    if (r.next(2) === 0) return r.pick(ints)
    return b.op(r.pick(['add_int', 'sub_int', 'mul_int', 'xor_int']), this.int, r.pick(ints), this.integer(vars))
  }

  /** Statements; variables made here are known to the rest of this list only. */
  private statements(outer: readonly Variable[], count: number, depth: number): void {
    const vars = [...outer]
    for (let i = 0; i < count; i++) this.statement(vars, depth)
  }

  private statement(vars: Variable[], depth: number): void {
    const { b, r } = this
    const known = (operand: TOperand): void => void vars.push({ operand, isSlot: false })
    switch (r.next(depth < 3 ? 12 : 8)) {
      case 0:
      case 1:
      case 2: {
        const target = r.pick(vars.filter(v => v.isSlot)).operand as Extract<TOperand, { k: 'slot' }>
        return b.set(target.slot, this.value(this.b.slotTypes[target.slot], vars))
      }
      case 3:
        return known(this.value(r.pick(this.types), vars))
      case 4: {
        const objects = vars.filter(v => v.operand.type.kind === 'data' && [this.cell, this.pair, this.nested].includes(v.operand.type))
        const o = r.pick(objects).operand
        const t = o.type as DataType
        const fields = fieldTypes(this.rt.world, t)
        const index = r.next(fields.length)
        return known(b.let(fields[index], { k: 'getfield', object: o, index, checked: false }))
      }
      case 5: {
        const cells = vars.filter(v => v.operand.type === this.cell)
        const index = r.next(2)
        const value = this.value(index === 0 ? this.int : this.any, vars)
        return void b.let(value.type, { k: 'setfield', object: r.pick(cells).operand, index, value })
      }
      case 6:
        return known(b.let(this.any, { k: 'dyncall', args: [r.pick(vars).operand, r.pick(vars).operand] }))
      case 7: {
        const [x, y] = [r.pick(vars).operand, r.pick(vars).operand]
        return known(b.let(this.bool, { k: 'egal', a: x, b: y }))
      }
      case 8:
        return b.if(
          this.value(this.bool, vars),
          () => this.statements(vars, 3, depth + 1),
          () => this.statements(vars, 3, depth + 1),
        )
      case 9:
        return this.loop(vars, depth)
      case 10:
        return this.narrow(vars, depth)
      default:
        return this.tryCatch(vars, depth)
    }
  }

  private loop(vars: readonly Variable[], depth: number): void {
    const { b } = this
    const label = this.label++
    const i = b.slot(this.int)
    b.set(i, b.int(0))
    b.loop(label, () => {
      b.if(b.op('slt_int', this.bool, b.int(2), b.read(i)), () => b.stmt({ k: 'break', label }))
      b.set(i, b.op('add_int', this.int, b.read(i), b.int(1)))
      this.statements(vars, 3, depth + 1)
      if (this.r.next(3) === 0) b.if(this.value(this.bool, vars), () => b.stmt({ k: 'continue', label }))
      this.statements(vars, 2, depth + 1)
    })
  }

  /** if isa(x, T): x as a T in the branch. */
  private narrow(vars: readonly Variable[], depth: number): void {
    const { b, r } = this
    const x = r.pick(vars.filter(v => v.operand.type === this.any || v.operand.type.kind === 'union')).operand
    const test = r.pick([this.int, this.nothing, this.float, this.pair])
    const inside = x.type === this.any || (x.type.kind === 'union' && x.type.members.includes(test))
    if (!inside) return
    b.if(b.let(this.bool, { k: 'isa', value: x, test }), () => {
      const y = r.next(2) === 0 ? b.let(test, { k: 'pi', value: x }) : { ...x, type: test }
      // A slot's refinement holds until the slot is assigned: it is used at once.
      const z = b.let(test, { k: 'move', value: y })
      this.statements([...vars, { operand: z, isSlot: false }], 3, depth + 1)
    })
  }

  private tryCatch(vars: readonly Variable[], depth: number): void {
    const { b } = this
    const e = b.slot(this.any)
    b.try(
      e,
      () => {
        this.statements(vars, 2, depth + 1)
        b.if(this.value(this.bool, vars), () => {
          b.let(this.rt.world.types.bottom, { k: 'throw', value: this.value(this.any, vars) })
          b.stmt({ k: 'unreachable' })
        })
        this.statements(vars, 2, depth + 1)
      },
      () => {
        this.statements([...vars, { operand: b.read(e), isSlot: false }], 2, depth + 1)
      },
    )
  }
}

// ---- the interpreter ----

class Thrown {
  readonly value: Val
  constructor(value: Val) {
    this.value = value
  }
}
class Jump {
  readonly label: number
  readonly again: boolean
  constructor(label: number, again: boolean) {
    this.label = label
    this.again = again
  }
}
class Returned {
  readonly value: Val
  constructor(value: Val) {
    this.value = value
  }
}

class Interpreter {
  readonly ssa: Val[] = []
  readonly slots: Val[] = []
  readonly g: Generator
  readonly calls: Val[][] = []

  constructor(g: Generator) {
    this.g = g
  }

  run(list: readonly TStmt[]): void {
    for (const s of list) this.step(s)
  }

  private step(s: TStmt): void {
    switch (s.k) {
      case 'let':
        this.ssa[s.id] = this.rhs(s.rhs)
        return
      case 'set':
        this.slots[s.slot] = this.operand(s.value)
        return
      case 'if':
        return this.run(this.operand(s.cond) ? s.then : s.else)
      case 'loop':
        for (;;) {
          try {
            this.run(s.body)
          } catch (j) {
            if (!(j instanceof Jump) || j.label !== s.label) throw j
            if (!j.again) return
          }
        }
      case 'break':
        throw new Jump(s.label, false)
      case 'continue':
        throw new Jump(s.label, true)
      case 'return':
        throw new Returned(this.operand(s.value))
      case 'try':
        try {
          this.run(s.body)
        } catch (t) {
          if (!(t instanceof Thrown)) throw t
          this.slots[s.exception] = t.value
          this.run(s.handler)
        }
        return
      default:
        throw new Error(s.k)
    }
  }

  private operand(o: TOperand): Val {
    if (o.k === 'ssa') return this.ssa[o.id]
    if (o.k === 'slot') return this.slots[o.slot]
    if (o.value.kind === 'bits') return o.value.type === this.g.bool ? o.value.bits === 1n : BigInt.asIntN(64, o.value.bits)
    return null
  }

  private rhs(r: TRhs): Val {
    switch (r.k) {
      case 'move':
      case 'pi':
        return this.operand(r.value)
      case 'intrinsic':
        return this.intrinsic(
          r.name,
          r.args.map(a => (a.k === 'const' && a.value.kind === 'data' ? null : this.operand(a))),
        )
      case 'new':
        return { t: r.type, items: r.args.map(a => this.operand(a)) }
      case 'getfield':
        return (this.operand(r.object) as { items: Val[] }).items[r.index]
      case 'setfield':
        return ((this.operand(r.object) as { items: Val[] }).items[r.index] = this.operand(r.value))
      case 'isa':
        return typeOf(this.g, this.operand(r.value)) === r.test
      case 'egal':
        return same(this.g, this.operand(r.a), this.operand(r.b))
      case 'throw':
        throw new Thrown(this.operand(r.value))
      case 'dyncall': {
        const args = r.args.map(a => this.operand(a))
        this.calls.push(args)
        return answer(args)
      }
      default:
        throw new Error(r.k)
    }
  }

  private intrinsic(name: string, args: Val[]): Val {
    const [x, y] = args as bigint[]
    switch (name) {
      case 'add_int':
        return BigInt.asIntN(64, x + y)
      case 'sub_int':
        return BigInt.asIntN(64, x - y)
      case 'mul_int':
        return BigInt.asIntN(64, x * y)
      case 'xor_int':
        return BigInt.asIntN(64, x ^ y)
      case 'slt_int':
        return x < y
      case 'sitofp':
        return { f: Number(y) }
      default:
        throw new Error(name)
    }
  }
}

function typeOf(g: Generator, v: Val): JType {
  if (typeof v === 'bigint') return g.int
  if (typeof v === 'boolean') return g.bool
  if (v === null) return g.nothing
  return 'f' in v ? g.float : v.t
}

function same(g: Generator, a: Val, b: Val): boolean {
  if (typeOf(g, a) !== typeOf(g, b)) return false
  if (a === null || typeof a !== 'object') return a === b
  const [x, y] = [a, b as typeof a]
  if ('f' in x) return Object.is(x.f, (y as { f: number }).f)
  const [p, q] = [x as { t: DataType; items: Val[] }, y as { items: Val[] }]
  return p.t.name.isMutable ? a === b : p.items.every((i, k) => same(g, i, q.items[k]))
}

/** What the dynamic call returns: its last argument. */
function answer<T>(args: T[]): T {
  return args[args.length - 1]
}

/** A value as text, mutable structs by their contents. */
function show(g: Generator, v: Val, depth = 0): string {
  if (v === null || typeof v !== 'object') return String(v)
  if ('f' in v) return `f${v.f}`
  if (depth > 4) return '…'
  return `${v.t.name.name}(${v.items.map(i => show(g, i, depth + 1)).join()})`
}

/** The same text from the heap. */
function showRef(g: Generator, at: number, depth = 0): string {
  const { rt } = g
  const t = rt.typeOf(at) as DataType
  if (t === g.int) return String(rt.view.getBigInt64(at + 8, true))
  if (t === g.bool) return String(rt.view.getUint8(at + 8) === 1)
  if (t === g.float) return `f${rt.view.getFloat64(at + 8, true)}`
  if (t === g.nothing) return 'null'
  if (depth > 4) return '…'
  return `${t.name.name}(${fieldsOf(g, at + 8, t, depth + 1).join()})`
}

function fieldsOf(g: Generator, at: number, t: DataType, depth: number): string[] {
  const { view } = g.rt
  if (t === g.nested)
    return [`f${view.getFloat64(at, true)}`, showRef(g, view.getInt32(at + 8, true), depth), String(view.getUint8(at + 12) === 1)]
  if (t === g.pair || t === g.cell) return [String(view.getBigInt64(at, true)), showRef(g, view.getInt32(at + 8, true), depth)]
  return [String(view.getBigInt64(at, true)), `f${view.getFloat64(at + 8, true)}`]
}

function runSeed(seed: number): void {
  const g = new Generator(seed)
  const f = g.build()
  const wanted: string[] = []
  const interpreter = new Interpreter(g)
  interpreter.slots.push(17n, null, 23n)
  const note = interpreter.calls as Val[][] & { push(x: Val[]): number }
  note.push = (x: Val[]): number => wanted.push(x.map(v => show(g, v)).join(' '))
  let end = ''
  try {
    interpreter.run(f.typed!.body)
  } catch (r) {
    if (r instanceof Returned) end = show(g, r.value)
    else if (r instanceof Thrown) end = `thrown ${show(g, r.value)}`
    else throw r
  }
  const { rt } = g
  const got: string[] = []
  rt.load([f])
  rt.stress = true
  rt.onApply = args => {
    got.push(args.map(a => showRef(g, a)).join(' '))
    return answer(args)
  }
  const nothing = rt.addressOfConstant(singletonInstance(rt.world, g.nothing)!)
  const int = (n: bigint): number => rt.addressOfConstant({ kind: 'bits', id: 0, type: g.int, bits: n })
  let result = ''
  try {
    result = showRef(g, rt.callBoxed(f, [int(17n), nothing, int(23n)]))
  } catch (e) {
    if (!(e instanceof WebAssembly.Exception)) throw new Error(`seed ${seed}: ${e}`, { cause: e })
    result = `thrown ${showRef(g, e.getArg(rt.tag, 0) as number)}`
  }
  expect({ seed, calls: got, result }).toEqual({ seed, calls: wanted, result: end })
}

test('random bodies', () => {
  const [from, to] = (process.env.FUZZ_SEEDS ?? '1-150').split('-').map(Number)
  for (let seed = from; seed <= to; seed++) runSeed(seed)
})
