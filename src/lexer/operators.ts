/**
 * The operators of Julia: their spellings, precedence, associativity and the tree they make.
 *
 * The table is data: `operatorOf(image)` gives one shared `Operator` per spelling, also for dotted (`.+`) and
 * suffixed (`+₁`) ones. Mirrors the manual's table "Operator Precedence and Associativity".
 */
import { normalizeName } from './characters.ts'

/** Binding strength, weakest first. The gaps of the manual's table are all here, so that one comparison decides. */
export const Prec = {
  assignment: 1,
  pair: 2,
  conditional: 3,
  arrow: 4,
  lazyOr: 5,
  lazyAnd: 6,
  comparison: 7,
  pipeLeft: 8,
  pipeRight: 9,
  colon: 10,
  plus: 11,
  times: 12,
  rational: 13,
  bitshift: 14,
  where: 15,
  unary: 16,
  power: 17,
  declaration: 18,
} as const

export type TokenClass =
  | 'Equals'
  | 'AssignmentOperator'
  | 'Tilde'
  | 'PairOperator'
  | 'Question'
  | 'ArrowOperator'
  | 'LazyOr'
  | 'LazyAnd'
  | 'ComparisonOperator'
  | 'SubtypeOperator'
  | 'PipeLeft'
  | 'PipeRight'
  | 'Colon'
  | 'RangeOperator'
  | 'PlusOperator'
  | 'SignOperator'
  | 'Dollar'
  | 'TimesOperator'
  | 'Ampersand'
  | 'StarOperator'
  | 'RationalOperator'
  | 'ShiftOperator'
  | 'PowerOperator'
  | 'UnaryOperator'
  | 'DoubleColon'
  | 'Arrow'
  | 'Ellipsis'
  | 'Dot'
  | 'WordOperator'
  | 'Where'

export interface Operator {
  /** The symbol in the tree, `.+` for a broadcast one. */
  readonly name: string
  readonly tokenClass: TokenClass
  /** 0 for what is no binary operator. */
  readonly prec: number
  readonly dotted: boolean
  /** True if it makes an expression head of its own rather than a call: `&&`, `=`, `+=`, `<:`, `-->`. */
  readonly isHead: boolean
  /** May begin an expression: `-x`, `!x`. */
  readonly isUnary: boolean
  /** True where `a op b op c` makes one call of three arguments. */
  readonly isNary: boolean
}

const arrows =
  '←→↔↚↛↜↝↞↠↢↣↤↦↩↪↫↬↮↶↷↺↻↼↽⇀⇁⇄⇆⇇⇉⇋⇌⇍⇎⇏⇐⇒⇔⇚⇛⇜⇝⇠⇢⇴⇶⇷⇸⇹⇺⇻⇼⇽⇾⇿⟵⟶⟷⟹⟺⟻⟼⟽⟾⟿⤀⤁⤂⤃⤄⤅⤆⤇⤌⤍⤎⤏⤐⤑⤔⤕⤖⤗⤘⤝⤞⤟⤠⥄⥅⥆⥇⥈⥊⥋⥎⥐⥒⥓⥖⥗⥚⥛⥞⥟⥢⥤⥦⥧⥨' +
  '⥩⥪⥫⥬⥭⥰⥷⥺⧴⬰⬱⬲⬳⬴⬵⬶⬷⬸⬹⬺⬻⬼⬽⬾⬿⭀⭁⭂⭃⭄⭇⭈⭉⭊⭋⭌￩￫'
const comparisons =
  '∈∉∊∋∌∍∝∥∦∷∺∻∽∾≁≂≃≄≅≆≇≈≉≊≋≌≍≎≐≑≒≓≖≗≘≙≚≛≜≝≞≟≠≡≢≣≤≥≦≧≨≩≪≫≬≭≮≯≰≱≲≳≴≵≶≷≸≹≺≻≼≽≾≿⊀⊁⊂⊃⊄⊅⊆⊇⊈⊉⊊⊋⊏⊐⊑⊒⊜⊢⊣⊩⊬⊮⊰⊱⊲⊳⊴⊵⊶⊷⋍⋐⋑⋕⋖⋗⋘⋙⋚⋛⋜⋝⋞⋟⋠⋡⋢⋣⋤⋥⋦⋧⋨⋩⋪⋫⋬⋭⋲⋳⋴⋵' +
  '⋶⋷⋸⋹⋺⋻⋼⋽⋾⋿⟂⟈⟉⟒⦷⧀⧁⧡⧣⧤⧥⩦⩧⩪⩫⩬⩭⩮⩯⩰⩱⩲⩳⩵⩶⩷⩸⩹⩺⩻⩼⩽⩾⩿⪀⪁⪂⪃⪄⪅⪆⪇⪈⪉⪊⪋⪌⪍⪎⪏⪐⪑⪒⪓⪔⪕⪖⪗⪘⪙⪚⪛⪜⪝⪞⪟⪠⪡⪢⪣⪤⪥⪦⪧⪨⪩⪪⪫⪬⪭⪮⪯⪰⪱⪲⪳⪴⪵⪶⪷⪸⪹⪺⪻⪼⪽⪾⪿⫀⫁⫂⫃⫄⫅⫆⫇⫈⫉' +
  '⫊⫋⫌⫍⫎⫏⫐⫑⫒⫓⫔⫕⫖⫗⫘⫙⫪⫫⫷⫸⫹⫺'
const pluses = '∔∨∪∸≏⊎⊔⊕⊖⊞⊟⊻⊽⋎⋓⟇⧺⧻⨈⨢⨣⨤⨥⨦⨧⨨⨩⨪⨫⨬⨭⨮⨹⨺⩁⩂⩅⩊⩌⩏⩐⩒⩔⩖⩗⩛⩝⩡⩢⩣¦'
const timeses = '×÷⅋∗∘∙∤∧∩≀⊍⊓⊗⊘⊙⊚⊛⊠⊡⊼⋄⋅⋇⋉⋊⋋⋌⋏⋒▷⟑⟕⟖⟗⦸⦼⦾⦿⧶⧷⨇⨝⨟⨰⨱⨲⨳⨴⨵⨶⨷⨸⨻⨼⨽⩀⩃⩄⩋⩍⩎⩑⩓⩕⩘⩚⩜⩞⩟⩠⫛⌿·\u0387'
const powers = '↑↓⇵⟰⟱⤈⤉⤊⤋⤒⤓⥉⥌⥍⥏⥑⥔⥕⥘⥙⥜⥝⥠⥡⥣⥥⥮⥯￪￬'

interface Group {
  readonly tokenClass: TokenClass
  readonly prec: number
  readonly words: string
  readonly characters?: string
  readonly isHead?: boolean
  readonly isUnary?: boolean
  readonly undotted?: boolean
}

const groups: readonly Group[] = [
  { tokenClass: 'Equals', prec: Prec.assignment, words: '=', isHead: true },
  {
    tokenClass: 'AssignmentOperator',
    prec: Prec.assignment,
    isHead: true,
    characters: '≔⩴≕',
    words: ':= += -= −= *= /= //= \\= ^= ÷= %= <<= >>= >>>= |= &= ⊻= $=',
  },
  { tokenClass: 'Tilde', prec: Prec.assignment, words: '~', isUnary: true },
  { tokenClass: 'PairOperator', prec: Prec.pair, words: '=>' },
  { tokenClass: 'Question', prec: Prec.conditional, words: '?', undotted: true },
  { tokenClass: 'ArrowOperator', prec: Prec.arrow, words: '-->', isHead: true },
  { tokenClass: 'ArrowOperator', prec: Prec.arrow, words: '<-- <-->', characters: arrows },
  { tokenClass: 'LazyOr', prec: Prec.lazyOr, words: '||', isHead: true },
  { tokenClass: 'LazyAnd', prec: Prec.lazyAnd, words: '&&', isHead: true },
  { tokenClass: 'SubtypeOperator', prec: Prec.comparison, words: '<: >:', isHead: true, isUnary: true },
  {
    tokenClass: 'ComparisonOperator',
    prec: Prec.comparison,
    characters: comparisons,
    words: '> < >= <= == === != !==',
  },
  { tokenClass: 'PipeLeft', prec: Prec.pipeLeft, words: '<|' },
  { tokenClass: 'PipeRight', prec: Prec.pipeRight, words: '|>' },
  { tokenClass: 'Colon', prec: Prec.colon, words: ':', undotted: true },
  { tokenClass: 'RangeOperator', prec: Prec.colon, words: '..', undotted: true },
  { tokenClass: 'RangeOperator', prec: Prec.colon, words: '', characters: '…⁝⋮⋱⋰⋯' },
  { tokenClass: 'SignOperator', prec: Prec.plus, words: '+ - −', characters: '±∓', isUnary: true },
  { tokenClass: 'Dollar', prec: Prec.plus, words: '$', undotted: true },
  { tokenClass: 'PlusOperator', prec: Prec.plus, words: '| ++', characters: pluses },
  { tokenClass: 'Ampersand', prec: Prec.times, words: '&' },
  { tokenClass: 'StarOperator', prec: Prec.times, words: '⋆', isUnary: true },
  { tokenClass: 'TimesOperator', prec: Prec.times, words: '* / % \\', characters: timeses },
  { tokenClass: 'RationalOperator', prec: Prec.rational, words: '//' },
  { tokenClass: 'ShiftOperator', prec: Prec.bitshift, words: '<< >> >>>' },
  { tokenClass: 'PowerOperator', prec: Prec.power, words: '^', characters: powers },
  { tokenClass: 'UnaryOperator', prec: 0, words: '! ¬ √ ∛ ∜', isUnary: true },
  { tokenClass: 'DoubleColon', prec: Prec.declaration, words: '::', isHead: true, undotted: true },
  { tokenClass: 'Arrow', prec: Prec.declaration, words: '->', isHead: true, undotted: true },
  { tokenClass: 'Ellipsis', prec: Prec.colon, words: '...', isHead: true, undotted: true },
  { tokenClass: 'Dot', prec: 0, words: '.', undotted: true },
]

const byName = new Map<string, Operator>()
for (const group of groups) {
  for (const word of [...group.words.split(' '), ...(group.characters ?? '')]) {
    if (word === '') continue
    byName.set(word, makeOperator(group, word, false))
    if (!group.undotted) byName.set(`.${word}`, makeOperator(group, `.${word}`, true))
  }
}
for (const word of ['in', 'isa']) {
  const group: Group = { tokenClass: 'WordOperator', prec: Prec.comparison, words: word }
  byName.set(word, makeOperator(group, word, false))
}
byName.set('where', makeOperator({ tokenClass: 'Where', prec: Prec.where, words: '', isHead: true }, 'where', false))

function makeOperator(group: Group, word: string, dotted: boolean): Operator {
  const name = normalizeName(word)
  return {
    name,
    tokenClass: group.tokenClass,
    prec: group.prec,
    dotted,
    isHead: group.isHead === true && !(dotted && (group.tokenClass === 'SubtypeOperator' || name === '.-->')),
    isUnary: group.isUnary === true,
    isNary: name === '+' || name === '*' || name === '++',
  }
}

const suffix =
  '[\\p{M}\\u00b2\\u00b3\\u00b9\\u02b0\\u02b2\\u02b3\\u02b7\\u02b8\\u02e1-\\u02e3\\u1d2c\\u1d2e\\u1d30\\u1d31\\u1d33-\\u1d3a' +
  '\\u1d3c\\u1d3e-\\u1d43\\u1d47-\\u1d49\\u1d4d\\u1d4f\\u1d50\\u1d52\\u1d56-\\u1d58\\u1d5b\\u1d5d-\\u1d6a\\u1d9c\\u1da0' +
  '\\u1da5\\u1da6\\u1dab\\u1db0\\u1db8\\u1dbb\\u1dbf\\u2032-\\u2037\\u2057\\u2070\\u2071\\u2074-\\u208e\\u2090-\\u2093' +
  '\\u2095-\\u209c\\u2c7c\\u2c7d\\ua71b-\\ua71d]'
export const suffixPattern = new RegExp(`${suffix}+`, 'uy')

/** Classes whose operators take no suffix: assignments, syntax and the lazy operators. */
const unsuffixed: ReadonlySet<TokenClass> = new Set<TokenClass>([
  'Equals',
  'AssignmentOperator',
  'Question',
  'LazyOr',
  'LazyAnd',
  'SubtypeOperator',
  'Colon',
  'Dollar',
  'DoubleColon',
  'Arrow',
  'Ellipsis',
  'Dot',
  'UnaryOperator',
  'Ampersand',
  'WordOperator',
  'Where',
])

const longest = 5

/** Spellings that look like operators, kept together so that the message names them whole. */
export const invalidOperators: ReadonlySet<string> = new Set(['--', '**'])

/** The end of the operator that begins at `offset` (the longest spelling, with its suffix), or -1. */
export function operatorEnd(text: string, offset: number): number {
  for (let length = longest; length > 0; length--) {
    const end = offset + length
    if (end > text.length) continue
    const image = text.slice(offset, end)
    const operator = byName.get(image)
    if (operator === undefined) {
      if (length === 2 && invalidOperators.has(image)) return end
      continue
    }
    // A suffix is never ASCII.
    if (!(text.charCodeAt(end) >= 0x80) || unsuffixed.has(operator.tokenClass)) return end
    suffixPattern.lastIndex = end
    return suffixPattern.test(text) ? suffixPattern.lastIndex : end
  }
  return -1
}

/** The operator of an operator token's text, undefined if it is none. */
export function operatorOf(image: string): Operator | undefined {
  const known = byName.get(image)
  if (known) return known
  for (let length = Math.min(longest, image.length - 1); length > 0; length--) {
    const base = byName.get(image.slice(0, length))
    if (base) return { ...base, name: normalizeName(image), isNary: false, isHead: false }
  }
  return undefined
}

/** All spellings without dot or suffix, by token class, for the grammar's documents. */
export function operatorSpellings(): Map<TokenClass, string[]> {
  const spellings = new Map<TokenClass, string[]>()
  for (const [word, operator] of byName) {
    if (operator.dotted) continue
    spellings.set(operator.tokenClass, [...(spellings.get(operator.tokenClass) ?? []), word])
  }
  return spellings
}
