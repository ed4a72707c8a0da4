/** The table of all requests: op number → handler. */
import { AskOp } from '../../runtime/layout/requests.ts'
import { codeHandlers } from './code.ts'
import type { Handler, RequestContext } from './context.ts'
import { objectHandlers } from './objects.ts'
import { typeHandlers } from './types.ts'

const byName: Record<string, Handler> = { ...typeHandlers, ...objectHandlers, ...codeHandlers }

const byNumber = new Map<number, Handler>(
  Object.entries(AskOp).flatMap(([name, op]) => (byName[name] ? [[op, byName[name]] as const] : [])),
)

/** Answers request `op`; throws JuliaError. */
export function handleRequest(r: RequestContext, op: number, payload: number, args: number[]): number {
  const handler = byNumber.get(op)
  if (!handler) throw new Error(`request ${op} has no handler`)
  return handler(r, args, op >= 1000 ? (r.objects.world.payloads.at(payload) ?? payload) : payload)
}

/** Answers a request by name, from another handler. */
export function requestByName(r: RequestContext, name: string, args: number[]): number {
  const handler = byName[name]
  if (!handler) throw new Error(`no request ${name}`)
  return handler(r, args, undefined)
}
