/**
 * What all parts of the grammar share: the token cursor, the context of the place being parsed, errors and nodes.
 *
 * The grammar is one Chevrotain parser, split over a chain of classes, one file per family of constructs
 * (`strings.ts` → `arrays.ts` → `calls.ts` → `prefix.ts` → `operators.ts` → `blocks.ts` → `definitions.ts` →
 * `modules.ts` → `grammar.ts`); the rules
 * that the files use of one another are declared here.
 *
 * Julia's syntax depends on context. `context` holds it as bits; whoever opens a bracket or block sets it and puts it
 * back before its closing token. Invariant: the next token, `token(1)`, always has the type it means in the present
 * context: newlines are skipped between parentheses, `end` is a value between the brackets of an index.
 */
import { EmbeddedActionsParser, EOF, type IToken, type ParserMethod, type TokenType } from 'chevrotain'
import { allTokens, IndexWord, Kw, Newline, type JuliaToken } from '../lexer/tokens.ts'
import { lineOf, type SourceFile } from '../source/source-file.ts'
import { SyntaxProblem } from './problem.ts'
import type { Ast, Expr, LineNumberNode, SymbolNode } from './expr.ts'

/** The bits of `context`. */
export const Context = {
  /** Newlines mean nothing: between parentheses. */
  skipNewlines: 1,
  /** White space separates: in `[a -b]` and `@m a -b`. */
  spaces: 2,
  /** `begin` and `end` are values: in `a[end]`. */
  index: 4,
  /** A `:` belongs to an open `? :`. */
  noColon: 8,
  /** The right side of a `where`, which does not take in a following `where`. */
  noWhere: 16,
  /** Between brackets of any kind, where `for` makes a generator of what stands before it. */
  brackets: 32,
} as const

/** What is open at some place, for messages about what was never closed. */
export interface Opener {
  readonly token: IToken
  readonly closer: string
}

/** What stands between parentheses: the parts between semicolons, and whether there was a comma. */
export interface ParenContents {
  readonly groups: Ast[][]
  /** For each item of each group, the line it starts on. */
  readonly lines: number[][]
  readonly commas: boolean
}

/** What stands between square brackets or braces. */
export type BracketContents =
  | { readonly kind: 'list'; readonly contents: ParenContents }
  | { readonly kind: 'comprehension'; readonly generator: Ast }
  | { readonly kind: 'matrix'; readonly items: Ast[]; readonly separators: number[]; readonly trailing: number }

/** How a block reads its statements, and when it has no line node though it is empty. */
export interface BlockStyle {
  /** Strings before statements are documentation: at top level, in `begin`, `quote` and modules. */
  readonly documents?: boolean
  /** The closing words before which an empty block without semicolons is just `(block)`. */
  readonly bareBefore?: ReadonlySet<TokenType>
  readonly alwaysBare?: boolean
}

type Rule<R, Args extends unknown[] = []> = ParserMethod<Args, R>

const eof: JuliaToken = {
  image: '',
  startOffset: 0,
  endOffset: -1,
  tokenTypeIdx: EOF.tokenTypeIdx as number,
  tokenType: EOF,
  op: undefined,
  spaced: true,
}

export abstract class ParserBase extends EmbeddedActionsParser {
  file: SourceFile = { name: 'none', text: '', lineStarts: [0] }
  context = 0
  openers: Opener[] = []
  /** The left operand for `infix` and `suffix`, and where it starts. Set just before, read first thing in them. */
  left: Ast = undefined as never
  leftStart = 0
  /** The last expression that stood in parentheses of its own. */
  parenthesized: Ast | undefined = undefined
  /** An `if` directly after `else`, remembered for the message if an `end` turns out to be missing. */
  elseIf: IToken | undefined = undefined
  private lastLine = 1

  // Chevrotain's own token cursor, which its published types leave out.
  declare tokVector: JuliaToken[]
  declare currIdx: number

  // The rules that are used before the file that defines them.
  declare binary: Rule<Ast, [number]>
  declare binaryTail: Rule<Ast, [Ast, number, number]>
  declare declaredType: Rule<Ast>
  declare postfix: Rule<Ast>
  declare atom: Rule<Ast>
  declare statement: Rule<Ast>
  declare block: Rule<Ast, [BlockStyle?]>
  declare parenContents: Rule<ParenContents>
  declare generatorTail: Rule<Ast, [Ast]>
  declare callArguments: Rule<Ast[]>
  declare macroCall: Rule<Ast, [Ast | undefined]>
  declare keywordExpression: Rule<Ast>
  declare unary: Rule<Ast>
  declare whereParameters: Rule<Ast[]>
  declare macroName: Rule<Ast>
  declare argument: Rule<Ast>

  constructor(skipValidations: boolean) {
    super(allTokens, { maxLookahead: 1, recoveryEnabled: false, skipValidations, nodeLocationTracking: 'none' })
  }

  /** Makes the parser ready for a token vector. */
  start(file: SourceFile, tokens: JuliaToken[]): void {
    this.file = file
    this.context = 0
    this.openers = []
    this.parenthesized = undefined
    this.elseIf = undefined
    this.lastLine = 1
    const end = file.text.length
    this.input = [...tokens, { ...eof, startOffset: end, endOffset: end - 1 }]
  }

  /** The token `ahead` places on (1 is the next one, 0 the last consumed). */
  token(ahead: number): JuliaToken {
    return this.tokVector[this.currIdx + ahead] ?? eof
  }

  /** Replaces Chevrotain's: the next token is given the meaning it has in this context. */
  consumeToken(): void {
    this.currIdx++
    if (this.context !== 0) this.refresh()
  }

  /** Keeps the invariant of `token(1)` after the cursor or the context changed. */
  refresh(): void {
    const tokens = this.tokVector
    let next = tokens[this.currIdx + 1]
    if (next === undefined) return
    if (this.context & Context.skipNewlines) {
      while (next.tokenType === Newline) next = tokens[++this.currIdx + 1]
    }
    if (this.context & Context.index) {
      if (next.tokenType === Kw.end || next.tokenType === Kw.begin) retype(next, IndexWord)
    } else if (next.tokenType === IndexWord) {
      retype(next, next.image === 'end' ? Kw.end : Kw.begin)
    }
  }

  /** Changes the context and returns the old one, for `leave`. */
  enter(context: number): number {
    const saved = this.context
    this.context = context
    this.refresh()
    return saved
  }

  /** Puts an old context back; call it before the closing token is consumed. */
  leave(saved: number): void {
    this.context = saved
    this.refresh()
  }

  /** Notes that `token` opened something that `closer` ends; `close` undoes it. */
  open(token: IToken, closer: string): void {
    this.openers.push({ token, closer })
  }

  close(): void {
    this.openers.pop()
  }

  /** The 1-based line of an offset; places mostly come in order, so it looks near the last one first. */
  lineAt(offset: number): number {
    const starts = this.file.lineStarts
    let line = this.lastLine
    if (starts[line - 1] <= offset) {
      for (let steps = 0; steps < 8; steps++, line++) {
        if (line >= starts.length || starts[line] > offset) return (this.lastLine = line)
      }
    }
    return (this.lastLine = lineOf(this.file, offset))
  }

  lineNode(line: number): LineNumberNode {
    return { kind: 'line', line, file: this.file.name }
  }

  /** The line node of the next token. */
  lineHere(): LineNumberNode {
    return this.lineNode(this.lineAt(this.token(1).startOffset))
  }

  /** An `Expr` that reaches from `start` to the last consumed token. */
  node(head: string, args: Ast[], start: number): Expr {
    return { kind: 'expr', head, args, span: { start, end: this.lastEnd() } }
  }

  lastEnd(): number {
    return this.token(0).endOffset + 1
  }

  symbolOf(token: IToken, name: string = token.image): SymbolNode {
    if (this.RECORDING_PHASE) return { kind: 'symbol', name: '' }
    return { kind: 'symbol', name, span: { start: token.startOffset, end: token.startOffset + token.image.length } }
  }

  /** Gives up with a message at a token or span. */
  fail(message: string, at: IToken | { start: number; end: number }, hint?: string): never {
    const span = 'image' in at ? { start: at.startOffset, end: at.startOffset + at.image.length } : at
    throw new SyntaxProblem(message, span, hint)
  }

  /** Chevrotain asks for all input to be consumed; whoever calls a rule here looks for itself. */
  onAfterParse(): void {}

  /** After an error the cursor stays where it is, for the message. */
  moveToTerminatedState(): void {}
}

function retype(token: JuliaToken, type: JuliaToken['tokenType']): void {
  token.tokenType = type
  token.tokenTypeIdx = type.tokenTypeIdx as number
}
