/**
 * Messages about source text: where, what, and what to do about it.
 *
 * A `Diagnostic` is plain data; `renderDiagnostic` makes the text people see, laid out as current Julia lays out its
 * parse errors: the place, the line itself, a marker under the offending part, the message, then the hint.
 */
import { lineColumn, lineText, type SourceFile } from './source-file.ts'
import type { Span } from './span.ts'

export interface Diagnostic {
  readonly file: SourceFile
  readonly span: Span
  readonly message: string
  readonly hint?: string
  readonly severity: 'error' | 'warning'
  /** True if more text after the end of the file could make the input valid. */
  readonly incomplete?: boolean
}

/** A terminal cell count that is right for ASCII and good enough for the wide East Asian blocks and emoji. */
function displayWidth(text: string): number {
  let width = 0
  for (const char of text) {
    const code = char.codePointAt(0) as number
    const wide =
      (code >= 0x1100 && code <= 0x115f) ||
      (code >= 0x2e80 && code <= 0xa4cf) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xff00 && code <= 0xff60) ||
      code >= 0x1f300
    width += /\p{Mn}|\p{Me}|\p{Cf}/u.test(char) ? 0 : wide ? 2 : 1
  }
  return width
}

/** The line under the quoted one: spaces up to the span, then carets (at least one, at most to the end of line). */
function caretLine(line: string, column: number, length: number): string {
  const characters = [...line]
  const before = characters.slice(0, column - 1).map(char => (char === '\t' ? '\t' : ' '.repeat(displayWidth(char))))
  const marked = characters.slice(column - 1, column - 1 + length).join('')
  return before.join('') + '^'.repeat(Math.max(1, displayWidth(marked)))
}

/**
 * The text of a diagnostic for a person, several lines without a final newline:
 * `ParseError:`, `# Error @ name:line:column`, the line, carets with the message, and the hint when there is one.
 */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { file, span, message, hint, severity } = diagnostic
  const { line, column } = lineColumn(file, span.start)
  const text = lineText(file, line)
  const length = [...file.text.slice(span.start, Math.max(span.start, span.end))].length
  const title = severity === 'error' ? 'Error' : 'Warning'
  const parts = severity === 'error' ? ['ParseError:'] : []
  parts.push(`# ${title} @ ${file.name}:${line}:${column}`)
  if (text.length <= 400) parts.push(text, `${caretLine(text, column, length)} ── ${message}`)
  else parts.push(`… ${text.slice(Math.max(0, column - 40), column + 40)} …`, `── ${message}`)
  if (hint) parts.push(`Hint: ${hint}`)
  return parts.join('\n')
}
