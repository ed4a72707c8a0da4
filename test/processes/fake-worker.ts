/** A program for `launcher.test.ts` that speaks the zygote's protocol, in the way that FAKE_ZYGOTE says. */
import type { Order, ZygoteReport } from '../../src/runtime/processes/protocol.ts'

/** No process has this number. */
const PID = 2 ** 30
const mode = process.env.FAKE_ZYGOTE

function report(what: ZygoteReport): void {
  process.send?.(what)
}

process.on('message', message => {
  const order = message as Order
  if (order.kind === 'work') {
    process.stdout.write(`alone ${order.start.id}\n`)
    process.stderr.write('as it should\n')
    process.exitCode = 7
    process.disconnect?.()
  } else if (order.kind === 'zygote') {
    if (mode === 'unable') report({ kind: 'unable' })
    if (mode === 'dies') process.exit(3)
  } else if (mode === 'refused') report({ kind: 'forked', id: order.start.id, pid: -1 })
  else if (mode === 'crashes') {
    report({ kind: 'forked', id: order.start.id, pid: PID + order.start.id })
    report({ kind: 'ended', pid: PID + order.start.id, status: 0, signal: 11 })
  } else if (mode === 'ends') {
    report({ kind: 'forked', id: order.start.id, pid: PID + order.start.id })
    setTimeout(() => report({ kind: 'ended', pid: PID + order.start.id, status: 4, signal: 0 }), 50)
  } else if (mode === 'dies later') {
    report({ kind: 'forked', id: order.start.id, pid: PID + order.start.id })
    setTimeout(() => process.exit(5), 50)
  }
})
