import { expect, test } from 'vitest'
import { core, define, FakeRuntime } from './build.ts'

test('fib', () => {
  const rt = new FakeRuntime()
  const int = core(rt, 'Int64')
  const bool = core(rt, 'Bool')
  const fib = define(rt, 'fib', [int], int, b => {
    const less = b.op('slt_int', bool, b.arg(0), b.int(2))
    b.if(less, () => b.return(b.arg(0)))
    const x = b.let(int, { k: 'invoke', instance: 0, args: [b.op('sub_int', int, b.arg(0), b.int(1))] })
    const y = b.let(int, { k: 'invoke', instance: 0, args: [b.op('sub_int', int, b.arg(0), b.int(2))] })
    b.return(b.op('add_int', int, x, y))
  })
  rt.load([fib])
  expect(rt.fn(fib)(20n)).toBe(6765n)
})
