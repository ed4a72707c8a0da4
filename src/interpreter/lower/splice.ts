/**
 * Methods of global functions that close over variables of a `let` or loop around them.
 *
 * Enters: the template of a `method` operation with `captureCount`, and one operand per captured variable (a literal that
 * holds the value's heap address, boxes as they are). Leaves: a template without `captured` operands.
 */
import type { MethodTemplate, Operand, Rhs, Stmt } from './ir.ts'

/** Replaces each `captured` operand by the value it stands for. */
export function spliceCaptures(template: MethodTemplate, values: readonly Operand[]): MethodTemplate {
  if (values.length === 0) return template
  const operand = (o: Operand): Operand => (o.k === 'captured' ? values[o.index]! : o)
  return { ...template, body: template.body.map(stmt => spliceStmt(stmt, operand)) }
}

type Replace = (o: Operand) => Operand

function spliceStmt(stmt: Stmt, operand: Replace): Stmt {
  const list = (body: Stmt[]): Stmt[] => body.map(inner => spliceStmt(inner, operand))
  switch (stmt.k) {
    case 'let':
      return { ...stmt, rhs: spliceRhs(stmt.rhs, operand) }
    case 'set':
    case 'return':
      return { ...stmt, value: operand(stmt.value) }
    case 'if':
      return { ...stmt, cond: operand(stmt.cond), then: list(stmt.then), else: list(stmt.else) }
    case 'loop':
    case 'block':
    case 'inbounds':
      return { ...stmt, body: list(stmt.body) }
    case 'try':
      return { ...stmt, body: list(stmt.body), handler: list(stmt.handler) }
    case 'newvar':
    case 'break':
    case 'continue':
      return stmt
  }
}

function spliceRhs(rhs: Rhs, operand: Replace): Rhs {
  switch (rhs.k) {
    case 'move':
    case 'setglobal':
      return { ...rhs, value: operand(rhs.value) }
    case 'call':
    case 'splatcall':
      return { ...rhs, fn: operand(rhs.fn), args: rhs.args.map(operand) }
    case 'new':
      return { ...rhs, type: operand(rhs.type), args: rhs.args.map(operand) }
    case 'splatnew':
      return { ...rhs, type: operand(rhs.type), args: operand(rhs.args) }
    case 'isdefined':
      return { ...rhs, what: operand(rhs.what) }
    case 'closure':
      return { ...rhs, captures: rhs.captures.map(operand) }
    case 'boxget':
      return { ...rhs, box: operand(rhs.box) }
    case 'boxset':
      return { ...rhs, box: operand(rhs.box), value: operand(rhs.value) }
    case 'typevar':
      return { ...rhs, lower: operand(rhs.lower), upper: operand(rhs.upper) }
    case 'rethrow':
      return { ...rhs, exception: operand(rhs.exception) }
    case 'toplevel':
      return { ...rhs, args: rhs.args.map(operand) }
    case 'newbox':
    case 'boundscheck':
      return rhs
  }
}
