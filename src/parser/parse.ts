/**
 * The entry functions of the front end: from a source file to trees and messages.
 *
 * Nothing here throws for bad input: errors leave as diagnostics, the first one of a file, with what was read before
 * it. Nesting deeper than the stack allows is an error like any other.
 */
import type { SourceFile } from '../source/source-file.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import { tokenize } from '../lexer/lexer.ts'
import { Newline, type JuliaToken } from '../lexer/tokens.ts'
import { EOF } from 'chevrotain'
import { explain } from './explain.ts'
import { expr, type Ast, type Expr } from './expr.ts'
import { JuliaParser } from './grammar.ts'

export { printExpr } from './print-expr.ts'

/** One parser, made at its first use, serves all calls; it keeps nothing between them. */
const parser = onDemand(() => new JuliaParser(false))

function onDemand<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** Parses a whole file as Julia's `Meta.parseall`: `(toplevel line statement …)`, up to the first error. */
export function parseAll(file: SourceFile): { ast: Expr; errors: Diagnostic[] } {
  const julia = parser()
  const { result, error } = run(julia, file, tokenize(file.text), () => julia.program())
  const ast = (result as Expr | undefined) ?? expr('toplevel', completed(julia.programArgs))
  return { ast, errors: error ? [error] : [] }
}

/** Statements read before an error, without the line node of the failed one. */
function completed(args: Ast[]): Ast[] {
  return args.at(-1)?.kind === 'line' ? args.slice(0, -1) : args
}

/**
 * Parses one line of input from an offset, as `Meta.parse(text, start)`: the tree, and the offset of the next line that
 * has more than a comment.
 * At the end of the text the tree is `nothing`.
 */
export function parseOne(file: SourceFile, start: number): { ast: Ast; next: number; errors: Diagnostic[] } {
  const julia = parser()
  const tokens = tokenize(file.text.slice(start))
  for (const token of tokens) {
    token.startOffset += start
    token.endOffset += start
  }
  const { result, error } = run(julia, file, tokens, () => julia.oneLine())
  const next = nextStart(file, julia)
  return { ast: (result as Ast | undefined) ?? { kind: 'nothing' }, next, errors: error ? [error] : [] }
}

function nextStart(file: SourceFile, julia: JuliaParser): number {
  const next = julia.token(1)
  if (next.tokenType === EOF) return file.text.length
  return next.tokenType === Newline ? next.endOffset + 1 : next.startOffset
}

/** True if the text is no complete program, but could become one with more text after it. */
export function isIncomplete(file: SourceFile): boolean {
  return parseAll(file).errors.some(error => error.incomplete === true)
}

function run(julia: JuliaParser, file: SourceFile, tokens: JuliaToken[], rule: () => unknown): { result?: unknown; error?: Diagnostic } {
  julia.start(file, tokens)
  try {
    const result = rule()
    const problem = julia.errors[0]
    if (problem) return { error: explain(julia, problem) }
    if (atEnd(julia)) return { result }
    return { error: explain(julia, undefined) }
  } catch (error) {
    return { error: explain(julia, error) }
  }
}

/** All read; a line may be followed by others. */
function atEnd(julia: JuliaParser): boolean {
  const next = julia.token(1)
  return next.tokenType === EOF || next.tokenType === Newline
}
