/** A syntax error found by the grammar's own checks, on its way to becoming a `Diagnostic`. */
import type { Span } from './expr.ts'

export class SyntaxProblem extends Error {
  readonly span: Span
  readonly hint: string | undefined

  constructor(message: string, span: Span, hint?: string) {
    super(message)
    this.span = span
    this.hint = hint
  }
}
