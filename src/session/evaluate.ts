/**
 * One evaluation on an engine: a cell of a session, a script, the text of `-e`. What enters is text and its place; what
 * leaves is the value's display or the error's text, as Julia words it. Used by the session's worker and by the command
 * line, which runs scripts on its own thread.
 */
import type { Engine } from '../interpreter/engine.ts'
import { JuliaSyntaxError, type Place } from '../interpreter/pipeline.ts'
import { ExitRequest } from './exit.ts'

export interface Evaluation {
  readonly text: string
  readonly file: string
  readonly line: number
  readonly softScope: boolean
  /** Errors are those of a file: `LoadError: … in expression starting at`. */
  readonly asFile: boolean
}

export type Outcome =
  | { readonly kind: 'value'; readonly repr: string }
  /** `message` begins with `ERROR: `, and ends without a newline. `type` is the exception's. */
  | { readonly kind: 'error'; readonly message: string; readonly type: string }
  | { readonly kind: 'exit'; readonly status: number }

/**
 * Runs a text to its end.
 * @param wantsDisplay whether the last value is to be shown as the REPL does (not after a final `;`), or as `show` writes it
 */
export async function evaluate(engine: Engine, e: Evaluation, wantsDisplay: boolean | 'show'): Promise<Outcome> {
  const place: Place = { module: 'Main', file: e.file, line: e.line, softScope: e.softScope }
  try {
    const value = await engine.runAsync(engine.pipeline.evaluateText(e.text, place))
    if (!wantsDisplay) return { kind: 'value', repr: '' }
    if (wantsDisplay === 'show') return { kind: 'value', repr: engine.objects.text(await engine.runBase('repr', [value])) }
    const how = endsWithSemicolon(e.text) ? 'session_keep' : 'session_repr'
    return { kind: 'value', repr: engine.objects.text(await engine.runBase(how, [value])) }
  } catch (error) {
    return await failure(engine, error, e, place)
  }
}

async function failure(engine: Engine, error: unknown, e: Evaluation, place: Place): Promise<Outcome> {
  if (error instanceof ExitRequest) return { kind: 'exit', status: error.status }
  if (error instanceof JuliaSyntaxError) {
    const where = e.asFile ? `\nin expression starting at ${e.file}:${place.line}` : ''
    return { kind: 'error', type: 'ParseError', message: `ERROR: ${e.asFile ? 'LoadError: ' : ''}${error.message}${where}` }
  }
  const exception = engine.exceptionOf(error)
  if (exception === null) throw error
  const { objects } = engine
  const type = objects.typeOf(exception).name.name
  try {
    return { kind: 'error', type, message: `ERROR: ${await errorText(engine, exception, type, e, place)}` }
  } catch (second) {
    if (second instanceof ExitRequest) return { kind: 'exit', status: second.status }
    throw second
  }
}

/** An error while the error is shown must not hide the first one. */
async function errorText(engine: Engine, exception: number, type: string, e: Evaluation, place: Place): Promise<string> {
  try {
    return await (e.asFile ? engine.runErrorText(exception, place.file, place.line) : engine.runErrorText(exception))
  } catch (second) {
    if (engine.exceptionOf(second) === null) throw second
    return `${type} (and its display failed)`
  }
}

/** Whether the last thing in the text, comments aside, is `;`, as the REPL looks at it. */
export function endsWithSemicolon(text: string): boolean {
  for (let lines = text.trimEnd().split('\n'); lines.length > 0; lines = lines.slice(0, -1)) {
    const last = withoutComment(lines[lines.length - 1]).trimEnd()
    if (last !== '') return last.endsWith(';')
  }
  return false
}

/** The line up to a `#` that stands in no string. */
function withoutComment(line: string): string {
  let quote = ''
  for (let i = 0; i < line.length; i++) {
    const c = line[i]
    if (c === '\\') i++
    else if (quote) quote = c === quote ? '' : quote
    else if (c === '"' || (c === "'" && !/[\w)\]']/.test(line[i - 1] ?? ''))) quote = c
    else if (c === '#') return line.slice(0, i)
  }
  return line
}
