/**
 * Small trees as Julia text, for error messages: `invalid assignment location "f(x)"`. Forms that have no short text give
 * their head.
 */
import type { Ast, Expr } from '../../parser/expr.ts'
import { printExpr } from '../../parser/print-expr.ts'

/** The tree as one would write it. */
export function sourceForm(ast: Ast): string {
  switch (ast.kind) {
    case 'symbol':
    case 'globalref':
      return ast.name
    case 'int':
      return String(ast.value)
    case 'quotenode':
      return `:${sourceForm(ast.value)}`
    case 'expr':
      return exprForm(ast)
    default:
      return printExpr(ast)
  }
}

function exprForm(e: Expr): string {
  const [first, ...rest] = e.args.map(sourceForm)
  const list = (parts: readonly (string | undefined)[]): string => parts.join(', ')
  switch (e.head) {
    case 'call':
      if (e.args.length === 3 && /^[^\w(]+$/.test(first ?? '')) return `${rest[0]} ${first} ${rest[1]}`
      return `${first}(${list(rest)})`
    case 'ref':
      return `${first}[${list(rest)}]`
    case 'curly':
      return `${first}{${list(rest)}}`
    case 'vect':
      return `[${list([first, ...rest])}]`
    case 'tuple':
      return `(${list([first, ...rest])}${e.args.length === 1 ? ',' : ''})`
    case '...':
      return `${first}...`
    case '::':
      return rest.length > 0 ? `${first}::${rest[0]}` : `::${first}`
    case '.':
      return `${first}.${rest[0]?.replace(/^:/, '')}`
    case '=':
    case 'kw':
      return `${first} = ${rest[0]}`
    case '&&':
    case '||':
      return `${first} ${e.head} ${rest[0]}`
    default:
      return e.head
  }
}
