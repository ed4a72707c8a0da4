/**
 * Chevrotain's token types for Julia.
 *
 * The lexer proper knows few patterns (`lexer.ts`): identifiers, numbers, operators, strings. A pass over its token
 * vector then gives keywords and operators the types listed here, so that the grammar reads `Kw.while` and
 * `Op.LazyAnd`. Tokens of the types here that have no pattern of their own are `Lexer.NA`.
 */
import { createToken, Lexer, type IToken, type ITokenConfig, type TokenPattern, type TokenType } from 'chevrotain'
import { keywordNames, type KeywordName } from './keywords.ts'
import type { Operator, TokenClass } from './operators.ts'
import * as patterns from './patterns.ts'

/** A token as the parser sees it. */
export interface JuliaToken extends IToken {
  endOffset: number
  /** Set on operators, also on `in`, `isa`, `where`. */
  op: Operator | undefined
  /** White space, a comment or a newline stands directly before it. */
  spaced: boolean
}

const lexed = (name: string, pattern: TokenPattern, label: string, more: Partial<ITokenConfig> = {}): TokenType =>
  createToken({ name, pattern, label, line_breaks: false, ...more })
const na = (name: string, label?: string): TokenType => createToken({ name, pattern: Lexer.NA, label: label ?? name })

/** Keyword token types, by keyword. */
export const Kw = Object.fromEntries(
  keywordNames.map(word => [word, na(`Kw${word[0].toUpperCase()}${word.slice(1)}`, `'${word}'`)]),
) as Record<KeywordName, TokenType>

/** Words that are keywords only before another word: `mutable struct`, `abstract type`, `primitive type`, `public a`. */
export const Mutable = na('KwMutable', "'mutable'")
export const AbstractType = na('KwAbstract', "'abstract'")
export const PrimitiveType = na('KwPrimitive', "'primitive'")
export const Public = na('KwPublic', "'public'")
export const TypeWord = na('KwType', "'type'")

const operatorClasses: TokenClass[] = [
  'Equals',
  'AssignmentOperator',
  'Tilde',
  'PairOperator',
  'Question',
  'ArrowOperator',
  'LazyOr',
  'LazyAnd',
  'ComparisonOperator',
  'SubtypeOperator',
  'PipeLeft',
  'PipeRight',
  'Colon',
  'RangeOperator',
  'PlusOperator',
  'SignOperator',
  'Dollar',
  'TimesOperator',
  'Ampersand',
  'StarOperator',
  'RationalOperator',
  'ShiftOperator',
  'PowerOperator',
  'UnaryOperator',
  'DoubleColon',
  'Arrow',
  'Ellipsis',
  'Dot',
  'WordOperator',
  'Where',
]
const operatorLabels: Partial<Record<TokenClass, string>> = {
  Equals: "'='",
  Tilde: "'~'",
  Question: "'?'",
  LazyOr: "'||'",
  LazyAnd: "'&&'",
  Colon: "':'",
  Dollar: "'$'",
  Ampersand: "'&'",
  StarOperator: "'⋆'",
  RationalOperator: "'//'",
  DoubleColon: "'::'",
  Arrow: "'->'",
  Ellipsis: "'...'",
  Dot: "'.'",
  Where: "'where'",
  PairOperator: "'=>'",
  PipeLeft: "'<|'",
  PipeRight: "'|>'",
}

/** Operator token types, by class. */
export const Op = Object.fromEntries(operatorClasses.map(name => [name, na(name, operatorLabels[name] ?? name)])) as Record<
  TokenClass,
  TokenType
>

const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_']
const digits = [...'0123456789']
const hint = (...characters: (string | number)[]): Partial<ITokenConfig> => ({ start_chars_hint: characters })

export const Whitespace = lexed('Whitespace', patterns.whitespace, 'WHITESPACE', {
  group: Lexer.SKIPPED,
  ...hint(' ', '\t', '\r', '\v', '\f', ...patterns.nonAscii),
})
export const Newline = lexed('Newline', patterns.newline, 'NEWLINE', { ...hint('\n', '\r'), line_breaks: true })
export const BlockComment = lexed('BlockComment', patterns.blockComment, 'BLOCK_COMMENT', {
  group: Lexer.SKIPPED,
  ...hint('#'),
  line_breaks: true,
})
export const LineComment = lexed('LineComment', /#(?!=)[^\n]*/, 'LINE_COMMENT', { group: Lexer.SKIPPED, ...hint('#') })
export const Identifier = lexed('Identifier', patterns.identifier, 'IDENTIFIER', hint(...letters, ...patterns.nonAscii))
/** Any operator as the lexer finds it; the parser sees the types in `Op`. */
export const OperatorWord = lexed('OperatorWord', patterns.operator, 'OPERATOR', hint(...'!$%&*+-./:<=>?\\^|~', ...patterns.nonAscii))
/** `begin` and `end` between the brackets of an indexing expression. */
export const IndexWord = na('IndexWord', "'begin' | 'end'")
export const NumberLiteral = lexed('NumberLiteral', patterns.numberLiteral, 'NUMBER', hint(...digits, '.'))
export const BoolLiteral = na('BoolLiteral', "'true' | 'false'")
export const Prime = lexed('Prime', patterns.prime, '"\'"', hint("'"))
export const CharLiteral = lexed('CharLiteral', patterns.charLiteral, 'CHARACTER', hint("'"))
export const RawString = lexed('RawString', patterns.rawString, 'RAW_STRING', { ...hint('"'), line_breaks: true })
export const TripleStringStart = lexed('TripleStringStart', '"""', `'"""'`, { push_mode: 'tripleString' })
export const StringStart = lexed('StringStart', '"', `'"'`, { push_mode: 'string' })
export const CommandLiteral = lexed('CommandLiteral', patterns.command, 'COMMAND', { ...hint('`'), line_breaks: true })
export const VarIdentifier = na('VarIdentifier', 'VAR_IDENTIFIER')
export const LeftParen = lexed('LeftParen', '(', "'('", { push_mode: 'main' })
export const RightParen = lexed('RightParen', ')', "')'", { pop_mode: true })
export const LeftBracket = lexed('LeftBracket', '[', "'['", { push_mode: 'main' })
export const RightBracket = lexed('RightBracket', ']', "']'", { pop_mode: true })
export const LeftBrace = lexed('LeftBrace', '{', "'{'", { push_mode: 'main' })
export const RightBrace = lexed('RightBrace', '}', "'}'", { pop_mode: true })
export const Comma = lexed('Comma', ',', "','")
export const Semicolon = lexed('Semicolon', ';', "';'")
export const At = lexed('At', '@', "'@'")
/** A character or literal that is no Julia at all; the parser reports it where it stands. */
export const Invalid = lexed('Invalid', patterns.invalid, 'INVALID', {
  line_breaks: true,
  ...hint(...Array.from({ length: 128 }, (_, i) => i), ...patterns.nonAscii),
})

// Inside strings.
export const StringEnd = lexed('StringEnd', '"', `'"'`, { pop_mode: true })
export const TripleStringEnd = lexed('TripleStringEnd', '"""', `'"""'`, { pop_mode: true })
export const StringText = lexed('StringText', patterns.stringText, 'STRING_TEXT', { line_breaks: true })
export const TripleStringText = lexed('TripleStringText', patterns.tripleStringText, 'TRIPLE_STRING_TEXT', {
  line_breaks: true,
})
export const StringDollar = lexed('StringDollar', '$', "'$'")
export const InterpolatedName = lexed('InterpolatedName', patterns.interpolatedName, 'IDENTIFIER')
export const InterpolatedParen = lexed('InterpolatedParen', patterns.interpolatedParen, "'('", { push_mode: 'main' })

/** Chevrotain's definition of the lexer: one mode for code, entered again at each bracket, two inside strings. */
export const lexerDefinition = {
  defaultMode: 'main',
  modes: {
    main: [
      Whitespace,
      Newline,
      BlockComment,
      LineComment,
      Identifier,
      NumberLiteral,
      Prime,
      CharLiteral,
      RawString,
      TripleStringStart,
      StringStart,
      CommandLiteral,
      LeftParen,
      RightParen,
      LeftBracket,
      RightBracket,
      LeftBrace,
      RightBrace,
      Comma,
      Semicolon,
      At,
      OperatorWord,
      Invalid,
    ],
    string: [InterpolatedName, InterpolatedParen, StringText, StringDollar, StringEnd],
    tripleString: [InterpolatedName, InterpolatedParen, TripleStringText, StringDollar, TripleStringEnd],
  },
}

/** Every token type of the grammar. */
export const allTokens: TokenType[] = [
  Newline,
  Identifier,
  IndexWord,
  NumberLiteral,
  BoolLiteral,
  CharLiteral,
  StringStart,
  StringEnd,
  TripleStringStart,
  TripleStringEnd,
  StringText,
  TripleStringText,
  StringDollar,
  InterpolatedName,
  InterpolatedParen,
  RawString,
  CommandLiteral,
  VarIdentifier,
  Prime,
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  LeftBrace,
  RightBrace,
  Comma,
  Semicolon,
  At,
  Mutable,
  AbstractType,
  PrimitiveType,
  Public,
  TypeWord,
  Invalid,
  ...Object.values(Kw),
  ...Object.values(Op),
]
