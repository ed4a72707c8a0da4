/** Sizes: of lowered bodies (is inference with constants worth trying?) and of typed ones (is inlining?). */
import type { MethodTemplate, Stmt } from '../lower/ir.ts'
import type { InferredInstance } from './instance.ts'
import type { TRhs, TStmt } from './typed-ir.ts'

/** Statements of a lowered body. */
export function templateSize(template: MethodTemplate): number {
  const size = (list: readonly Stmt[]): number => list.reduce((n, s) => n + 1 + inner(s), 0)
  const inner = (s: Stmt): number => {
    switch (s.k) {
      case 'if':
        return size(s.then) + size(s.else)
      case 'loop':
      case 'block':
      case 'inbounds':
        return size(s.body)
      case 'try':
        return size(s.body) + size(s.handler)
      default:
        return 0
    }
  }
  return size(template.body)
}

/** Weighted size of a typed body. What ends in an error counts little: it is seldom run. */
export function bodyCost(inst: InferredInstance): number {
  return inst.typed ? listCost(inst.typed.body) : Infinity
}

function listCost(list: readonly TStmt[]): number {
  if (list.length > 0 && list[list.length - 1].k === 'unreachable') return 2
  let cost = 0
  for (const s of list) cost += statementCost(s)
  return cost
}

function statementCost(s: TStmt): number {
  switch (s.k) {
    case 'let':
      return rhsCost(s.rhs)
    case 'if':
      return 2 + listCost(s.then) + listCost(s.else)
    // A loop is worth a function of its own: inlined into a thunk it would stay in the engine's baseline tier.
    case 'loop':
      return 70 + listCost(s.body)
    case 'block':
      return listCost(s.body)
    case 'try':
      return 60 + listCost(s.body) + listCost(s.handler)
    case 'set':
      return 1
    default:
      return 0
  }
}

function rhsCost(r: TRhs): number {
  switch (r.k) {
    case 'move':
    case 'pi':
    case 'getfield':
      return 0
    case 'invoke':
      return 6 + r.args.length
    case 'dyncall':
    case 'dynapply':
      return 12 + ('args' in r ? r.args.length : 4)
    case 'ask':
    case 'newdynamic':
      return 12
    case 'new':
      return r.type.name.isMutable ? 6 : 1
    case 'tupleindex':
      return 4
    default:
      return 1
  }
}
