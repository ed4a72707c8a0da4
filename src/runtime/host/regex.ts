/**
 * Julia's regular expressions (PCRE, Unicode) by the JavaScript engine's own.
 *
 * Enters: flags and pattern as `flags/pattern`, and a subject. Leaves: byte offsets in the UTF-8 text of the subject. A pattern is
 * rewritten where the two notations or their meanings differ: `.` is all but newline, `$` also stands before a last newline,
 * `\w \d \s \b` know Unicode (not with flag a), `\A \z \Z \h \R \Q…\E`, POSIX classes, `(?P<name>…)`, comments, flag x.
 * Not available, with an error that names it: atomic groups, possessive quantifiers, recursion, conditions, `\G`, `\K`.
 */

interface Compiled {
  readonly regex: RegExp
  /** Number of capture groups. */
  readonly groups: number
  /** Names by group number, '' for groups without. */
  readonly names: readonly string[]
}

const cache = new Map<string, Compiled | string>()

/** The compiled expression, or what is wrong with it. */
export function compileRegex(spec: string): Compiled | string {
  const known = cache.get(spec)
  if (known !== undefined) return known
  const compiled = compile(spec)
  if (cache.size > 500) cache.clear()
  cache.set(spec, compiled)
  return compiled
}

function compile(spec: string): Compiled | string {
  const slash = spec.indexOf('/')
  try {
    const t = new Translation(spec.slice(slash + 1), spec.slice(0, slash))
    const source = t.run()
    const flags = `gdu${t.ignoreCase ? 'i' : ''}${t.multiline ? 'm' : ''}${t.dotAll ? 's' : ''}`
    return { regex: new RegExp(source, flags), groups: t.names.length, names: t.names }
  } catch (e) {
    return (e as Error).message
  }
}

/**
 * The offsets of a match from byte `start` on: begin and end of the whole and of each group, -1 for groups without part; empty
 * if there is none. With `start` < 0: of all matches, one after the other, the first number being how many offsets each has.
 */
export function findRegex(compiled: Compiled, text: string, start: number): number[] {
  const { regex } = compiled
  const toByte = byteOffsets(text)
  const out: number[] = start < 0 ? [2 * (compiled.groups + 1)] : []
  regex.lastIndex = start < 0 ? 0 : indexOfByte(text, start, toByte)
  for (;;) {
    const m = regex.exec(text)
    if (!m) return out
    for (const range of m.indices ?? []) out.push(range ? toByte(range[0]) : -1, range ? toByte(range[1]) : -1)
    if (start >= 0) return out
    if (m[0] === '') regex.lastIndex += (text.codePointAt(regex.lastIndex) ?? 0) > 0xffff ? 2 : 1
    if (regex.lastIndex > text.length) return out
  }
}

/** From an index of UTF-16 units to one of UTF-8 bytes. */
function byteOffsets(text: string): (index: number) => number {
  if (!/[\u0080-\uffff]/.test(text)) return i => i
  const at = new Int32Array(text.length + 1)
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    at[i] = bytes
    const c = text.charCodeAt(i)
    // The two halves of a pair make four bytes.
    bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c >= 0xd800 && c < 0xe000 ? 2 : 3
  }
  at[text.length] = bytes
  return i => at[i]
}

function indexOfByte(text: string, byte: number, toByte: (i: number) => number): number {
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (toByte(middle) < byte) low = middle + 1
    else high = middle
  }
  return low
}

const posix: Record<string, string> = {
  alpha: '\\p{L}',
  digit: '\\p{Nd}',
  alnum: '\\p{L}\\p{N}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s\\x85',
  blank: '\\t\\p{Zs}',
  punct: '\\p{P}',
  xdigit: '0-9A-Fa-f',
  word: '\\p{L}\\p{N}_',
  cntrl: '\\p{Cc}',
  print: '\\P{C}',
  graph: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}',
}
const endOfText = '(?![\\s\\S])'
const simpleEscapes: Record<string, string> = {
  a: '\\x07',
  e: '\\x1b',
  A: '(?<![\\s\\S])',
  z: endOfText,
  Z: `(?=\\n?${endOfText})`,
  R: '(?:\\r\\n|[\\n\\v\\f\\r\\x85\\u2028\\u2029])',
  N: '[^\\n]',
}

/** One pass over a pattern. */
class Translation {
  readonly names: string[] = []
  ignoreCase: boolean
  multiline: boolean
  dotAll: boolean
  private readonly pattern: string
  private readonly ascii: boolean
  private extended: boolean
  private at = 0

  constructor(pattern: string, flags: string) {
    this.pattern = pattern
    this.ignoreCase = flags.includes('i')
    this.multiline = flags.includes('m')
    this.dotAll = flags.includes('s')
    this.extended = flags.includes('x')
    this.ascii = flags.includes('a')
  }

  run(): string {
    this.leadingFlags()
    let out = ''
    while (this.at < this.pattern.length) out += this.next()
    return out
  }

  /** `(?im)` before all else. */
  private leadingFlags(): void {
    const m = /^\(\?([imsx]+)\)/.exec(this.pattern)
    if (!m) return
    this.at = m[0].length
    this.ignoreCase ||= m[1].includes('i')
    this.multiline ||= m[1].includes('m')
    this.dotAll ||= m[1].includes('s')
    this.extended ||= m[1].includes('x')
  }

  private next(): string {
    const c = String.fromCodePoint(this.pattern.codePointAt(this.at) ?? 0)
    this.at += c.length
    if (this.extended && /\s/.test(c)) return ''
    switch (c) {
      case '\\':
        return this.escape(false)
      case '[':
        return this.characterClass()
      case '(':
        return this.group()
      case '.':
        return this.dotAll ? '.' : '[^\\n]'
      case '$':
        return this.multiline ? '$' : `(?=\\n?${endOfText})`
      case '*':
      case '+':
      case '?':
        return this.quantifier(c)
      case '{':
        return this.braces()
      case '}':
      case ']':
        return `\\${c}`
      case '#':
        return this.extended ? this.comment('\n') : c
      default:
        return c
    }
  }

  private comment(end: string): string {
    const stop = this.pattern.indexOf(end, this.at)
    this.at = stop < 0 ? this.pattern.length : stop + 1
    return ''
  }

  private quantifier(c: string): string {
    if (this.pattern[this.at] === '+') throw new Error('possessive quantifiers are not supported')
    return c
  }

  /** `{2}`, `{2,}`, `{,3}` repeat; any other brace is itself. */
  private braces(): string {
    const m = /^(\d*)(,?)(\d*)\}/.exec(this.pattern.slice(this.at))
    if (!m || (m[1] === '' && m[3] === '')) return '\\{'
    this.at += m[0].length
    return this.quantifier(`{${m[1] || '0'}${m[2]}${m[3]}}`)
  }

  private group(): string {
    const rest = this.pattern.slice(this.at)
    if (!rest.startsWith('?')) {
      if (rest.startsWith('*')) throw new Error('verbs (*…) are not supported')
      this.names.push('')
      return '('
    }
    const name = /^\?P?<([A-Za-z_]\w*)>/.exec(rest) ?? /^\?'([A-Za-z_]\w*)'/.exec(rest)
    if (name) {
      this.at += name[0].length
      this.names.push(name[1])
      return `(?<${name[1]}>`
    }
    const reference = /^\?P=([A-Za-z_]\w*)\)/.exec(rest)
    if (reference) {
      this.at += reference[0].length
      return `\\k<${reference[1]}>`
    }
    if (rest.startsWith('?#')) return this.comment(')')
    const open = /^\?(?:[ims]*(?:-[ims]+)?:|=|!|<=|<!)/.exec(rest)
    if (!open) throw new Error(`the group (${rest.slice(0, 3)}…) is not supported`)
    this.at += open[0].length
    return `(${open[0]}`
  }

  private word(): string {
    return this.ascii ? '0-9A-Za-z_' : '\\p{L}\\p{N}_'
  }

  /** After a backslash; in a class only what stands for characters. */
  private escape(inClass: boolean): string {
    if (this.at >= this.pattern.length) throw new Error('\\ at end of pattern')
    const c = String.fromCodePoint(this.pattern.codePointAt(this.at) ?? 0)
    this.at += c.length
    const set = this.shorthand(c, inClass)
    if (set !== null) return set
    if (c === 'b' && !inClass) return this.boundary(false)
    if (c === 'B' && !inClass) return this.boundary(true)
    if (!inClass && c in simpleEscapes) return simpleEscapes[c]
    if (c === 'a' || c === 'e') return simpleEscapes[c]
    if (c === 'Q') return this.quoted()
    if (c === 'x' || c === 'u') return this.hexadecimal(c)
    if (/[pP]/.test(c)) return this.property(c)
    if (/[0-9]/.test(c)) return this.digits(c, inClass)
    if (c === 'k' || c === 'g') return this.namedReference()
    if (/[nrtfv]/.test(c)) return `\\${c}`
    if (c === 'U') return c
    if (/[A-Za-z]/.test(c)) throw new Error(`unrecognized character follows \\: ${c}`)
    return /[\^$\\.*+?()[\]{}|/]/.test(c) || (inClass && c === '-') ? `\\${c}` : c
  }

  private shorthand(c: string, inClass: boolean): string | null {
    const sets: Record<string, string> = {
      w: this.word(),
      d: this.ascii ? '0-9' : '\\p{Nd}',
      s: this.ascii ? ' \\t\\n\\v\\f\\r' : '\\s\\x85',
      h: '\\t\\p{Zs}',
    }
    const set = sets[c.toLowerCase()]
    if (set === undefined) return null
    if (c === c.toLowerCase()) return inClass ? set : `[${set}]`
    if (!inClass) return `[^${set}]`
    const negative: Record<string, string> = { D: this.ascii ? '\\D' : '\\P{Nd}', S: '\\S', W: '\\W' }
    if (!(c in negative)) throw new Error(`\\${c} in a character class is not supported`)
    return negative[c]
  }

  private boundary(negated: boolean): string {
    const w = `[${this.word()}]`
    return negated ? `(?:(?<=${w})(?=${w})|(?<!${w})(?!${w}))` : `(?:(?<=${w})(?!${w})|(?<!${w})(?=${w}))`
  }

  private quoted(): string {
    const stop = this.pattern.indexOf('\\E', this.at)
    const text = this.pattern.slice(this.at, stop < 0 ? undefined : stop)
    this.at = stop < 0 ? this.pattern.length : stop + 2
    return text.replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&')
  }

  /** `\xhh`, `\uhhhh`: exactly so many digits, or the letter itself, as JavaScript has it (PCRE2's ALT_BSUX, which Julia sets). */
  private hexadecimal(letter: 'x' | 'u'): string {
    const m = (letter === 'x' ? /^[0-9A-Fa-f]{2}/ : /^[0-9A-Fa-f]{4}/).exec(this.pattern.slice(this.at))
    if (!m) return letter
    this.at += m[0].length
    return `\\u{${m[0]}}`
  }

  private property(c: string): string {
    const m = /^(?:\{(\^?)([A-Za-z_& ]+)\}|([A-Z]))/.exec(this.pattern.slice(this.at))
    if (!m) throw new Error('malformed \\P or \\p sequence')
    this.at += m[0].length
    const name = m[2] ?? m[3]
    const letter = m[1] ? (c === 'p' ? 'P' : 'p') : c
    return name.length > 2 ? `\\${letter}{Script=${name}}` : `\\${letter}{${name === 'L&' ? 'LC' : name}}`
  }

  private digits(c: string, inClass: boolean): string {
    const m = /^[0-9]*/.exec(this.pattern.slice(this.at))
    const text = c + (m?.[0] ?? '')
    if (c === '0' || inClass) {
      const octal = /^[0-7]{1,3}/.exec(text)?.[0] ?? '0'
      this.at += octal.length - 1
      return `\\u{${Number.parseInt(octal, 8).toString(16)}}`
    }
    this.at += text.length - 1
    return `(?:\\${text})`
  }

  private namedReference(): string {
    const m = /^(?:[<{']([A-Za-z_]\w*)[>}']|\{?(\d+)\}?)/.exec(this.pattern.slice(this.at))
    if (!m) throw new Error('a back reference needs a name or a number')
    this.at += m[0].length
    return m[1] ? `\\k<${m[1]}>` : `(?:\\${m[2]})`
  }

  private characterClass(): string {
    let out = '['
    if (this.pattern[this.at] === '^') out += this.pattern[this.at++]
    for (let first = true; ; first = false) {
      if (this.at >= this.pattern.length) throw new Error('missing terminating ] for character class')
      const named = /^\[:(\^?)(\w+):\]/.exec(this.pattern.slice(this.at))
      if (named) {
        if (!(named[2] in posix) || named[1]) throw new Error(`unknown POSIX class name [:${named[1]}${named[2]}:]`)
        this.at += named[0].length
        out += posix[named[2]]
        continue
      }
      const c = String.fromCodePoint(this.pattern.codePointAt(this.at) ?? 0)
      this.at += c.length
      if (c === ']' && !first) return `${out}]`
      out += c === '\\' ? this.escape(true) : c === '[' || c === ']' ? `\\${c}` : c
    }
  }
}
