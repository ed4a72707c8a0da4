/**
 * The one error type of macro expansion and lowering: Julia's `syntax: …` errors.
 *
 * Enters: message, place. Leaves: an exception the pipeline turns into a Julia `ErrorException` or a diagnostic.
 */
import type { Span } from '../../parser/expr.ts'

/** What is wrong with a program that parsed but has no meaning. */
export class LoweringError extends Error {
  readonly file: string
  readonly line: number
  readonly span: Span | undefined

  constructor(message: string, file: string, line: number, span?: Span) {
    super(message)
    this.name = 'LoweringError'
    this.file = file
    this.line = line
    this.span = span
  }
}

/** A warning of lowering, such as the one about ambiguous soft scope. */
export interface LoweringWarning {
  readonly message: string
  readonly file: string
  readonly line: number
}
