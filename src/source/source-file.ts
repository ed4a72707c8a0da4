/**
 * Source files: a name, the text, and the offsets at which lines begin.
 *
 * Text enters as a JavaScript string; offsets are UTF-16 units. Lines and columns are 1-based; a column counts
 * characters (code points), as editors and Julia's messages do. Plain data, nothing is cached outside the object.
 */
import type { Span } from './span.ts'

export interface SourceFile {
  readonly name: string
  readonly text: string
  /** The offset of the first unit of each line; the first entry is 0. */
  readonly lineStarts: readonly number[]
}

/** Makes a source file of a text; `name` is what messages and `LineNumberNode`s call it. */
export function makeSourceFile(name: string, text: string): SourceFile {
  const lineStarts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1)
  return { name, text, lineStarts }
}

/** The 1-based line that holds an offset, by binary search. */
export function lineOf(file: SourceFile, offset: number): number {
  const { lineStarts } = file
  let low = 0
  let high = lineStarts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (lineStarts[middle] <= offset) low = middle
    else high = middle
  }
  return low + 1
}

/** The 1-based line and column of an offset. */
export function lineColumn(file: SourceFile, offset: number): { line: number; column: number } {
  const line = lineOf(file, offset)
  const before = file.text.slice(file.lineStarts[line - 1], offset)
  return { line, column: [...before].length + 1 }
}

/** The text of a 1-based line, without its line ending. */
export function lineText(file: SourceFile, line: number): string {
  const start = file.lineStarts[line - 1]
  const end = file.lineStarts[line] ?? file.text.length + 1
  return file.text.slice(start, end - 1).replace(/\r$/, '')
}

/** The text a span covers. */
export function spanText(file: SourceFile, span: Span): string {
  return file.text.slice(span.start, span.end)
}
