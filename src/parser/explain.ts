/**
 * From a failed parse to a message that helps: what was found, what was open, and what to write instead.
 *
 * The parser's state at the failure enters: the next token and the stack of open brackets and blocks.
 */
import { EOF } from 'chevrotain'
import type { Diagnostic } from '../source/diagnostic.ts'
import { lineOf, lineText } from '../source/source-file.ts'
import { Invalid, Kw, Newline, type JuliaToken } from '../lexer/tokens.ts'
import type { JuliaParser } from './grammar.ts'
import { SyntaxProblem } from './problem.ts'

interface Finding {
  readonly message: string
  readonly hint?: string
  readonly incomplete?: boolean
  readonly span?: { start: number; end: number }
}

/** Makes the diagnostic of what a rule threw, or (undefined) of input left over after a complete rule. */
export function explain(julia: JuliaParser, problem: unknown): Diagnostic {
  const { file } = julia
  if (problem instanceof SyntaxProblem) {
    return { file, span: problem.span, message: problem.message, hint: problem.hint, severity: 'error' }
  }
  const token = failingToken(julia, problem)
  const span = { start: token.startOffset, end: token.startOffset + Math.max(token.image.length, 0) }
  if (problem instanceof RangeError) {
    return {
      file,
      span,
      message: 'expression nested too deeply',
      hint: 'split the expression into several statements',
      severity: 'error',
    }
  }
  if (problem !== undefined && !isRecognition(problem)) throw problem
  const finding = findingFor(julia, token)
  return { file, span: finding.span ?? span, severity: 'error', ...finding }
}

function isRecognition(problem: unknown): problem is { token: JuliaToken } {
  return typeof problem === 'object' && problem !== null && 'token' in problem
}

function failingToken(julia: JuliaParser, problem: unknown): JuliaToken {
  const token = isRecognition(problem) ? problem.token : julia.token(1)
  if (token.tokenType !== EOF) return token
  const end = julia.file.text.trimEnd().length
  return { ...token, startOffset: end, endOffset: end - 1, spaced: true }
}

function findingFor(julia: JuliaParser, token: JuliaToken): Finding {
  const opener = julia.openers.at(-1)
  if (token.tokenType === Invalid) return invalidFinding(token)
  const foreign = foreignFinding(julia, token)
  if (foreign) return foreign
  if (token.tokenType === EOF) {
    if (opener === undefined) return { message: 'premature end of input', hint: 'the expression is not finished', incomplete: true }
    return { ...unclosedFinding(julia, opener), incomplete: true }
  }
  if (token.tokenType === Kw.end && opener === undefined) {
    return {
      message: 'unexpected `end`',
      hint: 'there is one `end` too many, or the word that begins its block is missing',
    }
  }
  if (opener !== undefined && /^[)\]}]$/.test(token.image) && opener.closer !== token.image) {
    const { message, hint } = unclosedFinding(julia, opener)
    return { message: `unexpected \`${token.image}\`: ${message}`, hint }
  }
  if (/^[)\]}]$/.test(token.image) && opener === undefined) {
    return { message: `unexpected \`${token.image}\``, hint: `there is no matching opening bracket before it` }
  }
  if (opener !== undefined && /^(end|else|elseif|catch|finally)$/.test(token.image) && opener.closer !== 'end') {
    const { message, hint } = unclosedFinding(julia, opener)
    return { message: `unexpected \`${token.image}\`: ${message}`, hint }
  }
  const before = julia.token(0)
  if (opener !== undefined && opener.closer !== 'end' && endsValue(before) && token.tokenType !== Newline) {
    return {
      message: `missing comma or \`${opener.closer}\``,
      hint: `write a comma, an operator or \`${opener.closer}\` before ${quoted(token)}`,
    }
  }
  if (endsValue(before) && token.image === '(' && token.spaced) {
    return { message: 'space before `(` not allowed in a call', hint: `write ${before.image}( without the space` }
  }
  if (endsValue(before)) {
    return {
      message: `extra token ${quoted(token)} after end of expression`,
      hint: 'put a newline or `;` between two statements, or an operator between two values',
    }
  }
  if (token.tokenType === Newline) return { message: 'unexpected end of line', hint: 'the expression on this line is not finished' }
  return { message: `unexpected ${quoted(token)}`, hint: 'an expression is expected here' }
}

function quoted(token: JuliaToken): string {
  const text = token.image.length > 30 ? `${token.image.slice(0, 30)}…` : token.image
  return `\`${text.replaceAll('\n', '\\n')}\``
}

function endsValue(token: JuliaToken): boolean {
  return /^[\p{L}\p{N}_)\]}"'`!]/u.test(token.image.at(-1) ?? '') && !(token.op !== undefined)
}

function unclosedFinding(julia: JuliaParser, opener: { token: { image: string; startOffset: number }; closer: string }): Finding {
  const line = lineOf(julia.file, opener.token.startOffset)
  if (opener.closer === 'end') {
    const elseIf = julia.elseIf
    const braces = /\{\s*$/.test(lineText(julia.file, line))
    const hint = braces
      ? 'blocks end with `end`; they have no braces'
      : elseIf !== undefined
        ? `\`else if\` on line ${lineOf(julia.file, elseIf.startOffset)} opens a second block; write \`elseif\``
        : `add \`end\` after the body of \`${opener.token.image}\``
    return { message: `\`end\` missing for \`${opener.token.image}\` on line ${line}`, hint }
  }
  if (opener.closer.startsWith('"'))
    return { message: `unterminated string literal, begun on line ${line}`, hint: `add the closing ${opener.closer}` }
  return { message: `unclosed \`${opener.token.image}\` on line ${line}`, hint: `add \`${opener.closer}\`` }
}

function invalidFinding(token: JuliaToken): Finding {
  const { image } = token
  if (image.startsWith('#=')) return { message: 'unterminated multi-line comment', hint: 'close #= with =#', incomplete: true }
  if (image[0] === '"' || image[0] === '`') {
    return {
      message: image[0] === '"' ? 'unterminated string literal' : 'unterminated command literal',
      hint: `add the closing ${image[0]}`,
      incomplete: true,
    }
  }
  if (image === "'") return { message: 'invalid character literal', hint: "a character is written 'a'" }
  if (image[0] === "'")
    return {
      message: 'character literal contains multiple characters',
      hint: `use double quotes for strings: "${image.slice(1, -1)}"`,
    }
  if (image === '**') return { message: 'use `x^y` instead of `x**y` for exponentiation', hint: 'write ^' }
  if (image === '--') return { message: 'invalid operator `--`', hint: 'write x -= 1 to decrement, or a space between two minus signs' }
  const code = (image.codePointAt(0) as number).toString(16).padStart(4, '0')
  const typographic = /[“”„«»‘’]/.test(image)
  return {
    message: `invalid character "${image}" (U+${code.toUpperCase()})`,
    hint: typographic ? 'use the plain quotes " or \'' : 'remove it',
  }
}

/** The text of a token's line, up to the token. */
function lineBefore(julia: JuliaParser, token: JuliaToken): string {
  const { text } = julia.file
  return text.slice(text.lastIndexOf('\n', token.startOffset - 1) + 1, token.startOffset)
}

/** Habits from other languages, told by the words around the failure. */
function foreignFinding(julia: JuliaParser, token: JuliaToken): Finding | undefined {
  const before = julia.token(0)
  const find = (text: JuliaToken, message: string, hint: string): Finding => ({
    message,
    hint,
    span: { start: text.startOffset, end: text.startOffset + text.image.length },
  })
  if (before.image === 'def') return find(before, '`def` is no Julia keyword', 'define a function with `function name(args) … end`')
  if (before.image === 'elif') return find(before, '`elif` is no Julia keyword', 'write `elseif`')
  if (before.image === 'not') return find(before, '`not` is no Julia operator', 'write `!` directly before the condition')
  if (token.image === 'and' || token.image === 'or')
    return find(token, `\`${token.image}\` is no Julia operator`, `write ${token.image === 'and' ? '&&' : '||'}`)
  if (token.image === 'then') return find(token, '`then` is no Julia keyword', 'start a new line after the condition')
  if (before.image === 'class') return find(before, '`class` is no Julia keyword', 'define a type with `struct Name … end`')
  if (before.image === 'var' || before.image === 'auto')
    return find(before, `\`${before.image}\` is no Julia keyword`, 'assign to the name directly: x = 1')
  if (before.image === '++' || (before.image === '+' && token.image === '+')) return find(before, '`++` does not increment', 'write x += 1')
  if (julia.token(-1).image === '<' && before.image === '>') return find(before, '`<>` is no Julia operator', 'write != or ≠')
  if (julia.token(-1).image === '=' && /^[<>]$/.test(before.image))
    return find(before, `\`=${before.image}\` is no Julia operator`, `write ${before.image}=`)
  if (token.tokenType === Kw.do)
    return find(token, 'unexpected `do`', 'a do-block follows a call; after `while` or `for` just begin a new line')
  if (before.tokenType.name === 'StringDollar')
    return find(before, 'expected a name or `(` after `$` in a string', 'write \\$ for a dollar sign')
  if (before.image === '{' && token.tokenType === Newline)
    return find(before, 'unexpected `{`', 'blocks end with `end`; they have no braces')
  if (
    before.image === ':' &&
    token.tokenType === Newline &&
    /^\s*(if|elseif|else|for|while|function|def|try)\b/.test(lineBefore(julia, before))
  ) {
    return find(before, 'unexpected `:` at the end of the line', 'remove it: a block begins on the next line and ends with `end`')
  }
  if (before.image === '//' && lineBefore(julia, before).trim() === '') return find(before, 'unexpected `//`', 'a comment begins with #')
  if (before.image === 'import' && token.image === '*') return find(token, 'unexpected `*`', 'write using Module to get all exported names')
  if (before.image === 'from') return find(before, '`from` is no Julia keyword', 'write using Module: name')
  return undefined
}
